"""People on Matrix, for `members.rs`: each is a client of matrix-nio, used as its
documentation says, so that a client nobody here wrote reads what the bot sends.

One process holds them all. A line of input is a command, `{"id": 1, "do": "say", …}`,
answered by `{"id": 1, "ok": …}` or `{"id": 1, "error": "…"}`; what a member sees is a
line of output by itself, `{"as": member, "event": {…}}`. It ends with its input."""

import asyncio
import hashlib
import hmac
import json
import logging
import sys
from typing import Any, Awaitable, Callable

import aiohttp
import nio
from nio.store import SqliteMemoryStore

# No command takes longer; only a failing test waits for it.
PATIENCE = 60.0

# A client whose homeserver is down retries at once, because tests restart theirs.
CONFIG = nio.AsyncClientConfig(
    store=SqliteMemoryStore, backoff_factor=0.05, max_timeout_retry_wait_time=0.2, request_timeout=30
)

# The default of ten would leave gaps after an absence.
FILTER = {"room": {"timeline": {"limit": 500}}}


class Refused(Exception):
    """The homeserver or nio refused a call."""


def tell(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


def good(response: Any) -> Any:
    if isinstance(response, nio.ErrorResponse):
        raise Refused(f"{response.status_code} {response.message}")
    return response


class Member:
    def __init__(self, name: str, client: nio.AsyncClient) -> None:
        self.name = name
        self.client = client
        self.seen = asyncio.Condition()
        # Encrypted events whose key is missing.
        self.unread: dict[str, tuple[str, nio.MegolmEvent]] = {}
        # The keys that `say_without_key` keeps back: the event's id → its room, and the key.
        self.keys: dict[str, tuple[list[str], dict[str, str]]] = {}

    async def follow(self) -> None:
        """Syncs until the homeserver no longer accepts the token."""
        try:
            while True:
                await self.sync()
        except Exception as error:
            tell({"as": self.name, "closed": f"{type(error).__name__}: {error}"})

    async def sync(self) -> None:
        response = await self.client.sync(timeout=20_000, sync_filter=FILTER)
        if isinstance(response, nio.SyncError):
            if response.status_code == "M_UNKNOWN_TOKEN":
                raise Refused(response.status_code)
            await asyncio.sleep(0.1)
            return
        self.report(response)
        await self.keep_keys()
        async with self.seen:
            self.seen.notify_all()

    async def keep_keys(self) -> None:
        """What `sync_forever` does between two syncs."""
        client = self.client
        await client.send_to_device_messages()
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()
        if client.should_claim_keys:
            await client.keys_claim(client.get_users_for_key_claiming())

    def report(self, response: nio.SyncResponse) -> None:
        for room, invited in response.rooms.invite.items():
            for event in invited.invite_state:
                self.report_event(room, event, invite=True)
        for room, joined in response.rooms.join.items():
            for event in joined.state + joined.timeline.events:
                self.report_event(room, event)
        for room, left in response.rooms.leave.items():
            for event in left.timeline.events:
                self.report_event(room, event)
        for id, (room, event) in list(self.unread.items()):
            try:
                read = self.client.decrypt_event(event)
            except nio.EncryptionError:
                continue
            del self.unread[id]
            self.report_event(room, read)

    def report_event(self, room: str, event: Any, invite: bool = False) -> None:
        unread = isinstance(event, nio.MegolmEvent)
        if unread:
            self.unread[event.event_id] = (room, event)
        source = event.source
        # nio removes the content of an invite's membership from its source.
        content = source.get("content") or getattr(event, "content", {})
        seen = {
            "room": room,
            "id": source.get("event_id", ""),
            "sender": source.get("sender", ""),
            "type": source.get("type", ""),
            "content": content,
            "state_key": source.get("state_key"),
            "redacts": source.get("redacts") or content.get("redacts"),
            "encrypted": unread or bool(getattr(event, "decrypted", False)),
            "readable": not unread,
            "invite": invite,
        }
        tell({"as": self.name, "event": seen})

    async def until(self, holds: Callable[[], bool]) -> None:
        async with self.seen:
            await self.seen.wait_for(holds)

    async def say(self, room: str, type: str, content: dict[str, Any]) -> str:
        await self.until(lambda: room in self.client.rooms)
        # nio does this only for a room whose members it does not know yet.
        if self.client.should_query_keys:
            good(await self.client.keys_query())
        sent = await self.client.room_send(room, type, content, ignore_unverified_devices=True)
        return good(sent).event_id

    async def say_without_key(self, room: str, type: str, content: dict[str, Any], without: list[str]) -> str:
        """Sends under a key of its own, which the devices of `without` do not get."""
        client = self.client
        await self.until(lambda: room in client.rooms and client.rooms[room].encrypted)
        devices = [d for user in without for d in await self.devices_of(user)]
        for device in devices:
            client.blacklist_device(device)
        client.olm.create_outbound_group_session(room)
        session = client.olm.outbound_group_sessions[room]
        # The key is exported now: a later export could only decrypt later messages.
        key = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": room,
            "session_id": session.id,
            "session_key": session.session_key,
        }
        id = await self.say(room, type, content)
        for device in devices:
            client.unblacklist_device(device)
        client.invalidate_outbound_session(room)
        self.keys[id] = (without, key)
        return id

    async def give_key(self, event: str) -> None:
        """Gives the key of an event that was sent without it."""
        users, key = self.keys.pop(event)
        client = self.client
        devices = [d for user in users for d in await self.devices_of(user)]
        missing = client.olm.get_missing_sessions(users)
        if missing:
            good(await client.keys_claim(missing))
        for device in devices:
            session = client.olm.session_store.get(device.curve25519)
            content = client.olm._olm_encrypt(session, device, "m.room_key", key)
            message = nio.ToDeviceMessage("m.room.encrypted", device.user_id, device.id, content)
            good(await client.to_device(message))

    async def devices_of(self, user: str) -> list[nio.crypto.OlmDevice]:
        """Somebody's devices that have keys, as the homeserver lists them now."""
        self.client.olm.add_changed_users({user})
        self.client.olm.users_for_key_query.add(user)
        good(await self.client.keys_query())
        return list(self.client.device_store.active_user_devices(user))


class Household:
    """The members, and the commands."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.http = http
        self.members: dict[str, Member] = {}
        self.following: dict[str, asyncio.Task[None]] = {}

    async def request(self, url: str, method: str, path: str, token: str | None = None, body: Any = None) -> Any:
        """Sends any request, where nio has no method for it."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        while True:
            async with self.http.request(method, url + path, json=body, headers=headers) as response:
                said = await response.json(content_type=None)
                if response.status == 429:
                    await asyncio.sleep(said.get("retry_after_ms", 100) / 1000)
                    continue
                return {"status": response.status, "body": said}

    async def register(self, url: str, secret: str, name: str, password: str, admin: bool) -> Any:
        """Creates an account with the homeserver's shared secret."""
        path = "/_synapse/admin/v1/register"
        nonce = (await self.request(url, "GET", path))["body"]["nonce"]
        said = [nonce, name, password, "admin" if admin else "notadmin"]
        mac = hmac.new(secret.encode(), "\0".join(said).encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        reply = await self.request(url, "POST", path, body=body)
        if reply["status"] != 200:
            raise Refused(str(reply))
        return reply["body"]

    async def enter(self, member: str, url: str, user: str, device: str, token: str) -> None:
        """Opens a member's client; returns once others can encrypt for it."""
        client = nio.AsyncClient(url, user, device, config=CONFIG)
        client.restore_login(user, device, token)
        entered = Member(member, client)
        self.members[member] = entered
        good(await client.keys_upload())
        first = asyncio.ensure_future(entered.until(lambda: bool(client.next_batch)))
        self.following[member] = asyncio.ensure_future(entered.follow())
        await first

    async def leave_client(self, member: str) -> None:
        """Closes a member's client."""
        self.following.pop(member).cancel()
        await self.members.pop(member).client.close()

    async def create_room(self, member: str, encrypted: bool, preset: str, **options: Any) -> str:
        client = self.members[member].client
        if encrypted:
            options["initial_state"] = [nio.EnableEncryptionBuilder().as_dict()]
        room = good(await client.room_create(preset=nio.RoomPreset(preset), **options)).room_id
        await self.members[member].until(lambda: room in client.rooms and client.rooms[room].encrypted == encrypted)
        return room

    async def join(self, member: str, room: str) -> str:
        return good(await self.members[member].client.join(room)).room_id

    async def invite(self, member: str, room: str, user: str) -> None:
        good(await self.members[member].client.room_invite(room, user))

    async def members_of(self, member: str, room: str) -> list[str]:
        return [m.user_id for m in good(await self.members[member].client.joined_members(room)).members]

    async def say(self, member: str, **what: Any) -> str:
        return await self.members[member].say(**what)

    async def say_without_key(self, member: str, **what: Any) -> str:
        return await self.members[member].say_without_key(**what)

    async def give_key(self, member: str, event: str) -> None:
        await self.members[member].give_key(event)

    async def redact(self, member: str, room: str, event: str) -> str:
        return good(await self.members[member].client.room_redact(room, event)).event_id

    async def devices_of(self, member: str, user: str) -> list[str]:
        return [device.id for device in await self.members[member].devices_of(user)]

    async def obey(self, command: dict[str, Any]) -> None:
        id, do = command.pop("id"), command.pop("do")
        try:
            work: Awaitable[Any] = getattr(self, do)(**command)
            tell({"id": id, "ok": await asyncio.wait_for(work, PATIENCE)})
        # The test that sent the command must get any error.
        except Exception as error:
            tell({"id": id, "error": f"{do}: {type(error).__name__}: {error}"})


async def main() -> None:
    logging.basicConfig(level=logging.ERROR)
    lines = asyncio.StreamReader(limit=2**24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with aiohttp.ClientSession() as http:
        household = Household(http)
        under_way: set[asyncio.Task[None]] = set()
        while line := await lines.readline():
            task = asyncio.ensure_future(household.obey(json.loads(line)))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        for member in list(household.members):
            await household.leave_client(member)


asyncio.run(main())
