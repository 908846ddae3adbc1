"""Synapse for `homeserver.rs`: `server.py FOLDER PORT lifted|default`.

Writes the configuration into the folder unless it is there, and serves. When its
input ends, the process that started it is gone: it stops, and removes the folder."""

import json
import os
import shutil
import signal
import sys
import threading
from pathlib import Path

from signedjson.key import generate_signing_key, write_signing_keys
from synapse.app import homeserver

# Every limit that a busy test could meet; Synapse's own are for people.
LIFTED = {"per_second": 1e6, "burst_count": 10**6}
LIMITS = {
    "rc_message": LIFTED,
    "rc_registration": LIFTED,
    "rc_login": {"address": LIFTED, "account": LIFTED, "failed_attempts": LIFTED},
    "rc_joins": {"local": LIFTED, "remote": LIFTED},
    "rc_joins_per_room": LIFTED,
    "rc_invites": {"per_room": LIFTED, "per_user": LIFTED, "per_issuer": LIFTED},
    "rc_room_creation": LIFTED,
    "rc_key_requests": LIFTED,
    "rc_profile": LIFTED,
}


def configure(folder: Path, port: int, limits: str) -> None:
    log = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "file": {
                "class": "logging.FileHandler",
                "formatter": "line",
                "filename": str(folder / "homeserver.log"),
            }
        },
        "root": {"level": "INFO", "handlers": ["file"]},
    }
    listener = {
        "type": "http",
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "resources": [{"names": ["client"]}],
    }
    config = {
        "server_name": "localhost",
        "public_baseurl": f"http://127.0.0.1:{port}",
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.yaml"),
        "pid_file": str(folder / "homeserver.pid"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": "souffleur",
        "report_stats": False,
        "presence": {"enabled": False},
        "enable_media_repo": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        # Passwords need not be safe here; the default costs 0.2 s of the processor for each.
        "bcrypt_rounds": 4,
    }
    if limits == "lifted":
        config |= LIMITS
    with open(folder / "signing.key", "w", encoding="ascii") as file:
        write_signing_keys(file, [generate_signing_key("tests")])
    # JSON is YAML.
    (folder / "log.yaml").write_text(json.dumps(log))
    (folder / "homeserver.yaml").write_text(json.dumps(config))


def stop_with_owner(folder: Path) -> None:
    sys.stdin.buffer.read()
    # A normal stop, so that nothing is written into the folder afterwards; it is limited in time.
    done = threading.Timer(5, os._exit, [1])
    done.daemon = True
    done.start()
    gone.append(folder)
    os.kill(os.getpid(), signal.SIGTERM)


gone: list[Path] = []


def main() -> None:
    folder, port, limits = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    if not (folder / "homeserver.yaml").exists():
        configure(folder, port, limits)
    threading.Thread(target=stop_with_owner, args=[folder], daemon=True).start()
    sys.argv = ["synapse", "--config-path", str(folder / "homeserver.yaml")]
    try:
        homeserver.main()
    finally:
        for folder in gone:
            shutil.rmtree(folder, ignore_errors=True)


main()
