//! `souffleur doctor` beside Matrix. It looks and changes nothing:
//!
//! 1. Before a first start it says what is there to log in with, and logs nobody in.
//! 2. Beside a bot that runs, and after it, it reads the session without touching the store; the
//!    bot answers as before.
//! 3. A wrong passphrase, a session that was ended, a device that its account has not signed.
//! 4. The team's room: not there, not to be written in, unknown, upgraded.
//! 5. A homeserver that is not there, is another server, limits, or has another time.

use std::net::TcpListener;
use std::path::Path;

use serde_json::{Value, json};

use super::bot::{Bot, Setup};
use super::event::Text;
use super::homeserver::Homeserver;
use super::member::{Member, Room};
use super::proxy::{Fault, Proxy};
use crate::doctor::{Report, below, doctor};

const QUESTION: &str = "!faq que faire quand on a perdu son badge ?";

/// What it finds before a start. It must write nothing.
fn before_start(setup: &Setup) -> Report {
    let (folder, environment) = setup.place();
    let before = below(folder);
    let report = look((folder, environment));
    assert!(below(folder) == before, "it wrote something: {}", report.text);
    report
}

/// What it finds beside a bot, or after it.
fn beside(bot: &Bot) -> Report {
    look(bot.place())
}

fn look((folder, environment): (&Path, Vec<(String, String)>)) -> Report {
    let mut command = doctor(folder);
    command.arg("--config").arg(folder.join("souffleur.toml")).envs(environment.clone());
    let report = Report::of(&mut command);
    for (name, secret) in environment.iter().filter(|(name, _)| name.starts_with("MATRIX_")) {
        assert!(!report.text.contains(secret.as_str()), "it shows {name}: {}", report.text);
    }
    report
}

#[test]
fn before_a_first_start_nobody_is_logged_in() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let devices = server.devices(&account.user);
    // A password is not tried: that would make a device.
    let setup = Setup::new(server, &account).secret("MATRIX_PASSWORD", "pas celui-là");
    let report = before_start(&setup);
    report.expect_nothing_wrong();
    report.expect("matrix.homeserver", &["ok"], &["répond"]);
    report.expect("matrix.login", &["note"], &["accepte les mots de passe", "pas été essayé"]);
    report.expect("matrix.store", &["note"], &["n’existe pas encore"]);
    report.expect("matrix.limits", &["ok"], &[]);
    report.expect("clock", &["ok"], &["Matrix"]);
    assert_eq!(server.devices(&account.user), devices);

    let without = before_start(&setup.without("MATRIX_PASSWORD"));
    without.expect("matrix.login", &["error"], &["ni mot de passe", "MATRIX_ACCESS_TOKEN"]);
    let setup = Setup::new(server, &account).without("MATRIX_STORE_PASSPHRASE");
    before_start(&setup).expect("matrix.store", &["note", "error"], &["phrase secrète"]);

    // A token of a device that has no keys yet.
    let by_token = before_start(&Setup::new(server, &account).by_token(&account));
    by_token.expect("matrix.session", &["ok"], &[&account.user, &account.device]);
    by_token.expect("matrix.device", &["note"], &["n’a pas encore de clés"]);
    let wrong = Setup::new(server, &account).by_token(&account);
    let wrong = before_start(&wrong.secret("MATRIX_ACCESS_TOKEN", "syt_rien"));
    wrong.expect("matrix.session", &["error"], &["ne reconnaît plus", "nouveau"]);
    let mut other = account.clone();
    other.device = "AUTRE".to_owned();
    let other = before_start(&Setup::new(server, &account).by_token(&other));
    other.expect("matrix.session", &["error"], &["AUTRE", "device_id"]);
    assert_eq!(server.devices(&account.user), devices);
}

#[test]
fn a_session_is_read_beside_the_bot_and_after_it() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let camille = Member::new(server, "camille");
    let team = camille.create(Room::plain("Équipe"));
    let mut bot = Setup::new(server, &account).without_meaning().team(&team, "").start();
    let room = camille.create(Room::encrypted("Clés").inviting(&[&account.user]));
    camille.wait_for_member(&room, &account.user);
    let ask = || {
        let question = camille.say(&room, &Text::new(QUESTION));
        camille.wait_for_answer(&question);
    };
    ask();
    let devices = server.devices(&account.user);
    let report = beside(&bot);
    report.expect("matrix.store", &["ok"], &["libres"]);
    report.expect("matrix.session", &["ok"], &[&account.user, "valable"]);
    report.expect("matrix.device", &["ok"], &["son compte l’a vérifié"]);
    report.expect("matrix.team", &["error"], &["n’y est pas", "Invitez-le"]);
    let (states, text) = report.check("journal");
    assert!(!states.contains(&"error"), "{text}");
    ask();
    camille.invite(&team, &account.user);
    camille.wait_for_member(&team, &account.user);
    beside(&bot).expect("matrix.team", &["ok"], &["peut y écrire"]);
    let mut levels = camille.state(&team, "m.room.power_levels");
    levels["events_default"] = json!(50);
    camille.set_state(&team, "m.room.power_levels", levels);
    beside(&bot).expect("matrix.team", &["error"], &["niveau de droits", "Rôles"]);
    camille.set_level(&team, &account.user, 50);
    beside(&bot).expect("matrix.team", &["ok"], &["peut y écrire"]);
    assert_eq!(server.devices(&account.user), devices, "no device was made");
    ask();

    bot.stop();
    let before = below(bot.folder.path());
    let report = beside(&bot);
    report.expect("matrix.session", &["ok"], &["valable"]);
    report.expect("journal", &["ok"], &["sain"]);
    report.expect("journal.key", &["ok"], &[]);
    report.expect_nothing_wrong();
    bot.replace_in_config(&team, "#nulle-part:localhost");
    beside(&bot).expect("matrix.team", &["error"], &["aucun salon n’a cette adresse"]);
    bot.replace_in_config("#nulle-part:localhost", &team);
    bot.set_secret("MATRIX_STORE_PASSPHRASE", Some("une autre phrase"));
    beside(&bot).expect("matrix.store", &["ok", "error"], &["n’est pas celle avec", "origine"]);
    bot.set_secret("MATRIX_STORE_PASSPHRASE", Some(super::bot::PASSPHRASE));
    let mut after = below(bot.folder.path());
    // The test has written the settings itself.
    let written = |found: &mut std::collections::BTreeMap<String, _>| {
        found.retain(|name, _| !name.ends_with("souffleur.toml"));
    };
    let mut before = before;
    written(&mut before);
    written(&mut after);
    assert!(before == after, "files were changed");

    bot.restart();
    ask();
    for device in server.devices(&account.user) {
        server.revoke(&account.user, &device);
    }
    beside(&bot).expect("matrix.session", &["error"], &["M_UNKNOWN_TOKEN"]);
}

#[test]
fn a_device_that_its_account_has_not_signed_is_told() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let mut bot = Setup::new(server, &account).without_meaning().start();
    bot.stop();
    let second = another_device(server, &account.user, &account.password);
    let setup = || Setup::new(server, &account).by_token(&second);
    before_start(&setup()).expect(
        "matrix.device",
        &["error"],
        &["n’est pas vérifié par son compte", "recovery-key.txt"],
    );
    let with_key = before_start(&setup().secret("MATRIX_RECOVERY_KEY", "EsTx …"));
    with_key.expect("matrix.device", &["note"], &["clé de récupération"]);
}

/// Logs in once more, with keys that nobody has signed.
fn another_device(server: &Homeserver, user: &str, password: &str) -> super::homeserver::Account {
    let login = json!({
        "type": "m.login.password", "password": password,
        "identifier": { "type": "m.id.user", "user": user },
    });
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let reply = server.request(None, "POST", "/_matrix/client/v3/login", login);
    let (device, token) = (text(&reply.body["device_id"]), text(&reply.body["access_token"]));
    let key = "A".repeat(43);
    let (signing, identity) = (format!("ed25519:{device}"), format!("curve25519:{device}"));
    let keys = json!({ "device_keys": {
        "user_id": user, "device_id": device,
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": { &signing: key, identity: key },
        "signatures": { user: { signing: key } },
    } });
    let path = "/_matrix/client/v3/keys/upload";
    let uploaded = server.request(Some(&token), "POST", path, keys);
    assert_eq!(uploaded.status, 200, "{uploaded:?}");
    super::homeserver::Account {
        user: user.to_owned(),
        password: password.to_owned(),
        device,
        token,
    }
}

#[test]
fn an_upgraded_room_is_followed() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let camille = Member::new(server, "camille");
    let team = camille.create(Room::plain("Équipe").version("10").inviting(&[&account.user]));
    let bot = Setup::new(server, &account).without_meaning().team(&team, "").start();
    camille.wait_for_member(&team, &account.user);
    let next = camille.upgrade(&team, "12");
    camille.invite(&next, &account.user);
    camille.wait_for_member(&next, &account.user);
    // In the old room only moderators may write now.
    beside(&bot).expect("matrix.team", &["ok"], &["peut y écrire"]);
}

#[test]
fn what_keeps_the_homeserver_from_answering_is_told() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let proxy = Proxy::before(server);
    let setup = |url: &str| Setup::new(server, &account).by_token(&account).through(server, url);
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let report = before_start(&setup(&closed));
    let words = ["n’est pas joignable", "connexion est refusée", "SSL_CERT_FILE"];
    report.expect("matrix.homeserver", &["error"], &words);
    assert!(report.check("matrix.session").0.is_empty());

    let through = setup(&proxy.url());
    proxy.fail_path("/versions", Fault::Hold);
    before_start(&through).expect("matrix.homeserver", &["error"], &["ne répond pas à temps"]);
    proxy.fail_path("/versions", Fault::Status(404));
    before_start(&through).expect(
        "matrix.homeserver",
        &["error"],
        &["comme attendu", "well-known"],
    );
    proxy.fail_path("/whoami", Fault::Status(429));
    let limited = before_start(&through);
    limited.expect("matrix.limits", &["error"], &["M_LIMIT_EXCEEDED", "override_ratelimit"]);
    limited.expect("matrix.session", &["note"], &["non vérifié"]);
    proxy.fail_path("/whoami", Fault::Status(502));
    before_start(&through).expect("matrix.session", &["note"], &["HTTP 502"]);
    proxy.fail_path("/_matrix", Fault::OldDate);
    before_start(&through).expect("clock", &["error"], &["avance de", "Matrix"]);
    proxy.stop_failing();
    before_start(&through).expect_nothing_wrong();
}
