//! A first start that is interrupted can be repeated:
//!
//! 1. Whatever request is refused, is cut or sees the program killed, the next start comes
//!    up, as the same device, and the recovery key that is then in the file is the account's.
//! 2. A wrong device or account is found before the store is bound to it.
//! 3. A second program on the same store is refused.

use super::bot::{Bot, Setup};
use super::homeserver::{Account, Homeserver};
use super::proxy::{Fault, Proxy};

fn key_of(bot: &Bot) -> String {
    let path = bot.store().join("recovery-key.txt");
    std::fs::read_to_string(path).expect("the recovery key").trim().to_owned()
}

/// How many requests a first start makes until it is connected.
fn requests(server: &Homeserver) -> usize {
    let account = server.register("souffleur");
    let proxy = Proxy::before(server);
    let bot = Setup::new(server, &account).without_meaning().through(server, &proxy.url()).start();
    let count = proxy.count();
    bot.close(&account.user, &[]);
    count
}

/// Starts with one fault, again without, and `with_key` once more as a new device.
fn interrupted(server: &Homeserver, number: usize, fault: Fault, with_key: bool) {
    let account = server.register("souffleur");
    let proxy = Proxy::before(server);
    let setup = Setup::new(server, &account).without_meaning().through(server, &proxy.url());
    proxy.fail_at(number, fault);
    let mut bot = setup.spawn();
    proxy.wait_for_failures(1);
    let what = format!("{fault:?} at request {number}, {:?}", proxy.failed());
    match fault {
        Fault::Hold => bot.kill(),
        // It goes on by itself, or it ends with an error.
        _ => {
            bot.connects();
        }
    }
    proxy.stop_failing();
    if bot.is_running() {
        bot.stop();
    }
    bot.spawn_again();
    assert!(bot.connects(), "{what}: {}", bot.log());
    assert_eq!(server.devices(&account.user).len(), 2, "{what}: the test's device and the bot's");
    let key = key_of(&bot);
    if !with_key {
        return bot.close(&account.user, &[]);
    }
    bot.stop();
    std::fs::remove_dir_all(bot.store()).expect("the store is lost");
    bot.set_secret("MATRIX_RECOVERY_KEY", Some(&key));
    bot.spawn_again();
    assert!(bot.connects(), "{what}, with the key: {}", bot.log());
    bot.close(&account.user, &[]);
}

#[test]
fn any_request_of_a_first_start_may_fail() {
    let Some(server) = Homeserver::shared() else { return };
    let count = requests(server);
    assert!(count > 10, "{count} requests");
    let faults = [Fault::Cut, Fault::Status(403), Fault::Hold];
    let cases = (1..=count).flat_map(|number| faults.map(|fault| (number, fault)));
    // All of them take four minutes: by default each request has one fault, and each fault is
    // tried at every third request.
    let all = std::env::var_os("SOUFFLEUR_EVERY_FAULT").is_some();
    let chosen = |case: &(usize, Fault)| all || faults[case.0 % 3] == case.1;
    let cases = std::sync::Mutex::new(cases.filter(chosen));
    let next = || cases.lock().expect("no case has failed yet").next();
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                while let Some((number, fault)) = next() {
                    interrupted(server, number, fault, all || number % 4 == 0);
                }
            });
        }
    });
}

#[test]
fn a_mistake_in_the_settings_does_not_bind_the_store() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let other = server.register("autre");
    let wrong_device = Account { device: "AUTREAPPAREIL".to_owned(), ..account.clone() };
    let mut bot = Setup::new(server, &account).by_token(&wrong_device).spawn();
    let (code, said) = bot.wait_for_refusal();
    assert_ne!(code, 0);
    assert!(said.contains("AUTREAPPAREIL"), "{said}");
    bot.replace_in_config("AUTREAPPAREIL", &account.device);
    bot.spawn_again();
    bot.wait_until_connected();
    bot.close(&account.user, &[]);

    let mut bot = Setup::new(server, &other).by_token(&account).spawn();
    let (code, said) = bot.wait_for_refusal();
    assert_ne!(code, 0);
    assert!(said.contains(&account.user), "{said}");
    bot.replace_in_config(&account.device, &other.device);
    bot.set_secret("MATRIX_ACCESS_TOKEN", Some(&other.token));
    bot.spawn_again();
    bot.wait_until_connected();
    bot.close(&other.user, &[]);
}

#[test]
fn one_store_is_used_by_one_program() {
    let Some(server) = Homeserver::shared() else { return };
    let account = server.register("souffleur");
    let bot = Setup::new(server, &account).start();
    let (code, said) = bot.start_twin();
    assert_ne!(code, 0);
    assert!(said.contains("déjà utilisé"), "{said}");
    bot.close(&account.user, &[]);
}
