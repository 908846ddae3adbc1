//! `souffleur doctor` beside Discord. It looks and changes nothing:
//!
//! 1. A bot that is in order, before its first start and while it runs.
//! 2. A wrong token, an intent that is missing, a bot on no server.
//! 3. Servers, channels and roles of the settings: those that are not there, and permissions that
//!    lack.
//! 4. Commands that are not registered, or others.
//! 5. Rate limits, errors of Discord's, a clock that is wrong, and nobody who answers.
//! 6. No call that it makes writes anything, and the token is never shown.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use jiff::{Timestamp, ToSpan as _};

use super::double::faults::How;
use super::double::objects::{self, Id, permission};
use super::double::{Double, Setup};
use super::scene::Scene;
use crate::doctor::{Report, below, doctor};
use crate::test_folder::TestFolder;

/// A server with a channel, and nobody's bot running.
struct Place {
    discord: Double,
    home: TestFolder,
    guild: Id,
    channel: Id,
}

impl Place {
    fn new(setup: Setup) -> Self {
        let discord = Double::start(setup);
        let camille = discord.person("camille");
        let guild = discord.guild("Cabinet", &[camille]);
        let channel = discord.channel(guild, "equipe");
        Self { discord, home: TestFolder::new(), guild, channel }
    }

    fn plain() -> Self {
        Self::new(Setup::default())
    }

    /// With these lines under `[platform.discord]`, after `api_url`.
    fn report(&self, lines: &str) -> Report {
        let token = self.discord.shared.setup.token.clone();
        self.report_of(lines, &self.discord.api_url(), &token)
    }

    fn report_of(&self, lines: &str, api_url: &str, token: &str) -> Report {
        self.home.write(
            "souffleur.toml",
            &format!(
                "[meaning]\nenabled = false\n[platform.discord]\napi_url = {api_url:?}\n{lines}"
            ),
        );
        let before = below(self.home.path());
        let calls = self.discord.with(|state| state.calls.len());
        let mut command = doctor(self.home.path());
        command.args(["--config", "souffleur.toml"]).env("DISCORD_TOKEN", token);
        let report = Report::of(&mut command);
        assert_eq!(below(self.home.path()), before, "it wrote something");
        assert!(!report.text.contains(token), "it shows the token: {}", report.text);
        self.discord.with(|state| {
            assert!(state.gateway.is_empty(), "it used a session: {:?}", state.gateway);
            for call in &state.calls[calls..] {
                assert_eq!(call.method, "GET", "{call}");
            }
        });
        report
    }

    fn team(&self) -> String {
        format!("[platform.discord.team]\nchannel = \"{}\"\n", self.channel)
    }
}

#[test]
fn a_bot_that_was_never_started_is_in_order() {
    let place = Place::plain();
    let report = place.report(&place.team());
    report.expect_nothing_wrong();
    let id = place.discord.bot().to_string();
    report.expect("secret.DISCORD_TOKEN", &["ok"], &["variable"]);
    report.expect("discord.token", &["ok"], &["Souffleur", &id]);
    report.expect("discord.intents", &["ok"], &["aucun"]);
    report.expect("discord.commands", &["note"], &["pas enregistrées", "Démarrez le bot"]);
    report.expect("discord.servers", &["ok"], &["un serveur"]);
    report.expect("discord.gateway", &["ok"], &["joignable"]);
    report.expect("discord.sessions", &["ok"], &["1000 connexions sur 1000"]);
    report.expect("discord.team", &["note"], &["peut y écrire", "Joindre des fichiers"]);
    report.expect("discord.limits", &["ok"], &["aucune limite"]);
    report.expect("clock", &["ok"], &["à l’heure de Discord"]);
    report.expect("timezone", &["note"], &["UTC", "TZ=Europe/Paris"]);
    report.expect("data", &["note"], &["le bot le créera"]);
    place.discord.assert_nothing_refused();
}

#[tokio::test]
async fn beside_a_bot_that_runs() {
    let scene = Scene::open(|_, ids| {
        format!(
            "[[platform.discord.server]]\nid = \"{}\"\ncollections = [\"accueil\"]\n\
             [[platform.discord.channel]]\nid = \"{}\"\n",
            ids.guild, ids.channel
        )
    })
    .await;
    let folder = scene.bot.folder.path();
    let look = || {
        let mut command = doctor(folder);
        command.args(["--config", "souffleur.toml"]);
        command.env("DISCORD_TOKEN", &scene.discord.shared.setup.token);
        Report::of(&mut command)
    };
    let report = look();
    report.expect("discord.commands", &["ok"], &["à jour"]);
    report.expect(&format!("discord.server.{}", scene.guild), &["ok"], &["Cabinet"]);
    report.expect(&format!("discord.channel.{}", scene.channel), &["ok"], &["peut y écrire"]);
    report.expect_nothing_wrong();
    let (states, text) = report.check("journal");
    assert!(!states.contains(&"error"), "{text}");

    // The bot answers as before, and keeps its session.
    let asked = scene.discord.mentions_bot(scene.camille, scene.channel, "j'ai perdu mon badge");
    scene.discord.reply_to(asked).await;
    // A command that somebody else's hand has changed.
    scene.discord.with(|state| {
        for commands in state.commands.values_mut() {
            commands.retain(|command| command["name"] != "faq-admin");
        }
    });
    look().expect("discord.commands", &["note"], &["ne sont pas celles", "Redémarrez"]);
    let sessions = scene.discord.with(|state| state.sessions.len());
    assert_eq!(sessions, 1);
    scene.close().await;
}

#[test]
fn what_the_portal_decides_is_told() {
    let place = Place::plain();
    let wrong = place.report_of("", &place.discord.api_url(), "another.token.altogether");
    wrong.expect(
        "discord.token",
        &["error"],
        &["Discord : Discord refuse le jeton", "Reset Token"],
    );
    assert!(wrong.check("discord.commands").0.is_empty(), "there is nothing to ask with");
    let accents = place.report_of("", &place.discord.api_url(), "jeton.à.accents");
    accents.expect("discord.token", &["error"], &["refuse le jeton"]);

    let auto =
        format!("[[platform.discord.channel]]\nid = \"{}\"\nauto_answer = true\n", place.channel);
    let words = ["lire le contenu des messages", "Message Content"];
    place.report(&auto).expect("discord.intents", &["error"], &words);
    let granted = Place::new(Setup { message_content: true, ..Setup::default() });
    let auto = auto.replace(&place.channel.to_string(), &granted.channel.to_string());
    granted.report(&auto).expect("discord.intents", &["ok"], &["est activé"]);

    let few = Place::new(Setup { sessions_left: 5, ..Setup::default() });
    few.report("").expect("discord.sessions", &["error"], &["5 connexions", "redémarre"]);

    let alone = Double::start(Setup::default());
    let alone = Place { discord: alone, home: TestFolder::new(), guild: 1, channel: 1 };
    let invite = format!("client_id={}", alone.discord.bot());
    alone.report("").expect("discord.servers", &["error"], &["aucun serveur", &invite]);

    let unset = {
        let mut command = doctor(place.home.path());
        Report::of(command.args(["--config", "souffleur.toml"]))
    };
    unset.expect("discord.token", &["error"], &["il n’y a pas de jeton", "DISCORD_TOKEN"]);
}

#[test]
fn places_are_looked_at_and_permissions_computed() {
    let place = Place::plain();
    let Place { discord, guild, channel, .. } = &place;
    let team = place.team();
    let others = [
        (permission::SEND_MESSAGES, "Envoyer des messages", "ne peut pas y écrire"),
        (permission::EMBED_LINKS, "Intégrer des liens", "pas tout ce qu’il doit"),
        (permission::READ_MESSAGE_HISTORY, "Voir les anciens messages", "pas tout ce qu’il doit"),
    ];
    for (bit, name, what) in others {
        discord.forbid(*channel, bit);
        place.report(&team).expect("discord.team", &["error"], &[name, what]);
        discord.allow(*channel, bit);
    }
    discord.forbid(*channel, permission::VIEW_CHANNEL);
    place.report(&team).expect("discord.team", &["error"], &["pas visible", "Voir le salon"]);
    discord.allow(*channel, permission::VIEW_CHANNEL);
    // The owner of the server has taken it from everybody, and a role of the bot's gives it back.
    discord.with(|state| {
        let guild = state.guilds.get_mut(guild).expect("the server");
        guild.roles[0].2 &= !permission::SEND_MESSAGES;
    });
    place.report(&team).expect("discord.team", &["error"], &["Envoyer des messages"]);
    let may = permission::SEND_MESSAGES | 1 << 15;
    discord.role(*guild, "Souffleur", may, &[discord.bot()]);
    place.report(&team).expect("discord.team", &["ok"], &["peut y écrire"]);

    let threads =
        format!("[[platform.discord.channel]]\nid = \"{channel}\"\nanswers = \"thread\"\n");
    let check = format!("discord.channel.{channel}");
    place.report(&threads).expect(&check, &["ok"], &[]);
    discord.forbid(*channel, permission::CREATE_PUBLIC_THREADS);
    place.report(&threads).expect(&check, &["error"], &["Créer des fils publics"]);

    let nowhere = "[[platform.discord.server]]\nid = \"42\"\ncollections = [\"mairie\"]\n\
                   [[platform.discord.channel]]\nid = \"43\"\n";
    let report = place.report(nowhere);
    report.expect("discord.server.42", &["error"], &["n’est pas sur le serveur 42", "invitez"]);
    report.expect("discord.channel.43", &["error"], &["n’existe pas"]);
    place.report("").expect("discord.admins", &["note"], &["fermée à tous"]);
    let role = discord.role(*guild, "Référents", 0, &[]);
    let with = |role: Id| place.report(&format!("admin_roles = [\"{role}\"]\n{team}"));
    assert!(with(role).check("discord.admins").0.is_empty());
    with(44).expect("discord.admins", &["note"], &["44", "admin_roles"]);

    let elsewhere = "[[platform.discord.server]]\nid = \"42\"\ncollections = [\"ailleurs\"]\n";
    place.report(elsewhere).expect(
        "settings",
        &["ok", "note", "note"],
        &["messages privés", "ailleurs", "Corrigez le nom"],
    );
}

#[test]
fn limits_errors_and_silence_are_told() {
    let place = Place::plain();
    let Place { discord, .. } = &place;
    discord.fault("GET /gateway/bot", "", 1, How::limited(12.0, true));
    let global = place.report("");
    global.expect("discord.limits", &["error"], &["tous les appels", "12 s", "même jeton"]);
    global.expect("discord.gateway", &["note"], &["non vérifié", "limite les appels"]);
    discord.fault("GET /users/@me", "", 1, How::limited(3.5, false));
    let first = place.report("");
    first.expect("discord.limits", &["error"], &["certains appels", "4 s"]);
    first.expect("discord.token", &["note"], &["non vérifié"]);
    discord.fault("GET /users/@me", "", 1, How::limited_malformed());
    place.report("").expect("discord.limits", &["error"], &["HTTP 429"]);

    discord.fault("GET /users/@me", "", 1, How::broken(502));
    place.report("").expect("discord.token", &["error"], &["HTTP 502", "api_url"]);
    discord.fault("GET /applications", "/commands", 1, How::CutOff);
    place.report("").expect("discord.commands", &["note"], &["non vérifié"]);
    discord.fault("GET /gateway", "", 1, How::Never);
    let began = Instant::now();
    place.report("").expect("discord.gateway", &["note"], &["ne répond pas à temps"]);
    assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());

    let late = Timestamp::now() + 10.minutes();
    let date = late.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let headers = vec![("date", date)];
    let body = objects::own_user(&discord.with(|state| state.bot.clone()));
    discord.fault("GET /", "", usize::MAX, How::Status { status: 200, headers, body });
    let report = place.report("");
    report.expect("clock", &["error"], &["retarde de ", "Discord", "chrony"]);
    discord.repair();

    // Nobody listens there, and somebody who never answers.
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let token = discord.shared.setup.token.clone();
    place.report_of("", &closed, &token).expect(
        "discord.token",
        &["error"],
        &["joignable", "connexion est refusée", "pare-feu"],
    );
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", silent.local_addr().expect("an address"));
    let report = place.report_of("", &address, &token);
    report.expect("discord.token", &["error"], &["à temps"]);
    report.expect("clock", &["note"], &[]);
    report.expect("content", &["ok"], &["3 entrées"]);
}
