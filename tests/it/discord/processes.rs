//! Two processes on one PostgreSQL server, each with a shard of Discord and a folder of its own:
//!
//! 1. They reload together: both serve what both folders have, and an admin's command answers for
//!    both.
//! 2. When one cannot serve it, none does; the command, `état`, `/readyz` and the metrics say which
//!    one and why. Once it is fixed, both serve it.
//! 3. A process that is killed in a reload does not keep the others from it, and serves what they
//!    do when it is back. A reload whose process is killed is given up.
//! 4. A rollback is done by both, or by none when one does not keep that version.
//! 5. What is asked on both shards is one need and one card, and is counted once; a vote that is
//!    changed on another process is one vote. Who shows the cards is replaced when it is killed.
//! 6. After a restart, an answer that stands in a channel is linked to, unless it was deleted
//!    meanwhile.
//! 7. On one folder, a change of the team is served by both.
//! 8. Without the server each process answers and reloads alone; they come together when it is
//!    back.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::conversations::{faq, shown};
use super::double::members::Typed;
use super::double::objects::{Id, permission};
use super::double::{Double, Setup};
use super::feedback::becomes;
use super::scene::{As, Bot};
use super::team::card;
use crate::journal::database::Database;
use crate::journal::postgres::Server;

const BADGE: &str = "j'ai perdu mon badge";
const ENTRY: &str = "accueil/badge-perdu.md";
/// What the entry says at first.
const BEFORE: &str = "le jour même";
const KEY: &str = "a key that both processes have, 32 bytes and more";
/// Longer than a reload may wait for another process.
const PATIENCE: Duration = Duration::from_secs(60);

/// Two processes, and a server of Discord on the shard of each.
struct Pair {
    discord: Double,
    bots: [Bot; 2],
    database: Database,
    guilds: [Id; 2],
    channels: [Id; 2],
    people: [Id; 2],
    admin: Id,
    team: Id,
}

impl Pair {
    /// Both are ready, each on a database of the server.
    async fn open(server: &Server, limits: &str) -> Self {
        let discord = Double::start(Setup { shards: 2, ..Setup::default() });
        let people = ["camille", "dominique"].map(|name| discord.person(name));
        let admin = discord.person("admin");
        let all = [people[0], people[1], admin];
        let guilds = [0, 1].map(|shard| discord.guild_on((shard, 2), "Cabinet", &all));
        let channels = guilds.map(|guild| discord.channel(guild, "general"));
        let team = discord.channel(guilds[0], "equipe");
        let roles = guilds
            .map(|guild| discord.role(guild, "Référents", permission::MANAGE_GUILD, &[admin]));
        let database = Database::on(server);
        let bots = [0, 1].map(|shard| {
            let config = format!(
                "api_url = {:?}\nadmin_roles = [\"{}\", \"{}\"]\n\
                 [platform.discord.team]\nchannel = \"{team}\"\n{}{limits}",
                discord.api_url(),
                roles[0],
                roles[1],
                database.section(""),
            );
            let environment = [
                ("DISCORD_SHARDS", &*format!("{shard}/2")),
                ("JOURNAL_KEY", KEY),
                ("HTTP_LISTEN", "127.0.0.1:0"),
            ];
            let (faq, token) = (crate::folder::faq(), &discord.shared.setup.token);
            Bot::configured(&faq, As::Itself, token, &config, &environment)
        });
        let pair = Self { discord, bots, database, guilds, channels, people, admin, team };
        registered(&pair.discord).await;
        for at in [0, 1] {
            pair.logs(at, " ready").await;
            pair.sees("two processes", at, |ready| {
                ready["processes"]["seen"].as_array().is_some_and(|seen| seen.len() == 2)
                    && ready["processes"]["one"] == true
            })
            .await;
        }
        pair
    }

    /// Waits until the log of a process has these words.
    async fn logs(&self, at: usize, words: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.bots[at].log().contains(words) {
            assert!(Instant::now() < until, "{words} is not in:\n{}", self.bots[at].log());
            // Lines are read in the background.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What `/readyz` of a process says.
    fn readyz(&self, at: usize) -> Value {
        let log = self.bots[at].log();
        let address = log.split("127.0.0.1:").nth(1).expect("the address is in the log");
        let port: String = address.chars().take_while(char::is_ascii_digit).collect();
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let answer = agent.get(format!("http://127.0.0.1:{port}/readyz")).call();
        let text = answer.expect("it answers").body_mut().read_to_string().expect("UTF-8");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Waits until `/readyz` of a process says something.
    async fn sees(&self, what: &str, at: usize, wanted: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let ready = self.readyz(at);
            if wanted(&ready) {
                return ready;
            }
            assert!(Instant::now() < until, "not {what}: {ready}\n{}", self.bots[at].log());
            // Nothing tells when a process has looked.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until both processes serve one content, and none waits for another.
    async fn are_one(&self, what: &str) {
        for at in [0, 1] {
            self.sees(what, at, |ready| {
                let seen = ready["processes"]["seen"].as_array();
                let same = |one: &Value| one["state"] == "same";
                ready["processes"]["one"] == true
                    && seen.is_some_and(|seen| seen.len() == 2 && seen.iter().all(same))
            })
            .await;
        }
    }

    /// Writes what an entry says into the folder of a process.
    fn writes(&self, at: usize, answer: &str) {
        let file = self.bots[at].file(ENTRY);
        let original = fs::read_to_string(crate::folder::faq().join(ENTRY)).expect("the entry");
        fs::write(file, original.replace(BEFORE, answer)).expect("the entry is written");
    }

    /// What a member is answered on the shard of a process.
    async fn answer(&self, at: usize) -> String {
        let ran = self.discord.runs(self.people[0], self.channels[at], &faq(BADGE));
        shown(&self.discord.answer(ran).await)
    }

    async fn says(&self, at: usize, text: &str) {
        let answer = self.answer(at).await;
        assert!(answer.contains(text), "process {at}: {answer}\n{}", self.bots[at].log());
    }

    /// Waits until both say something.
    async fn say(&self, text: &str) {
        let until = Instant::now() + PATIENCE;
        for at in [0, 1] {
            while !self.answer(at).await.contains(text) {
                assert!(
                    Instant::now() < until,
                    "{at} does not say {text}\n{}",
                    self.bots[at].log()
                );
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// What an admin's command shows on the shard of a process.
    async fn admin(&self, at: usize, part: &str) -> String {
        let command = Typed::new("faq-admin").sub(part);
        let ran = self.discord.runs(self.admin, self.channels[at], &command);
        shown(&self.discord.answer(ran).await)
    }

    async fn pass_on(&self, at: usize, question: &str) {
        let person = self.people[at];
        let ran = self.discord.runs(person, self.channels[at], &faq(question));
        let unknown = self.discord.answer(ran).await;
        let clicked = self.discord.clicks(person, unknown.id, "Transmettre");
        let preview = self.discord.answer(clicked).await;
        self.discord.clicks(person, preview.id, "Envoyer");
        becomes(&self.discord, preview.id, "transmise à l’équipe").await;
    }

    /// Starts a process again, on this shard.
    async fn restart(&mut self, at: usize, shard: usize) {
        let before = self.discord.with(|state| state.gateway.len());
        let token = self.discord.shared.setup.token.clone();
        self.bots[at].set("DISCORD_SHARDS", &format!("{shard}/2"));
        self.bots[at].restart(&token).await;
        self.logs(at, " ready").await;
        self.discord.reconnected(before).await;
    }

    async fn close(mut self) {
        for bot in &mut self.bots {
            let status = bot.end().await;
            assert!(status.success(), "it ends in order: {status}\n{}", bot.log());
            let log = bot.log();
            for text in [BADGE, "trottinette", "fusées", KEY] {
                assert!(!log.contains(text), "{text} is in the log:\n{log}");
            }
        }
    }
}

/// Waits until the bot's commands are there.
async fn registered(discord: &Double) {
    let all = |state: &super::double::State| {
        (state.commands.values().flatten().count() >= 3).then_some(())
    };
    discord.wait_within(PATIENCE, "the commands", all).await;
}

#[tokio::test]
async fn they_reload_together() {
    let Some(server) = Server::shared() else { return };
    let pair = Pair::open(server, "").await;
    pair.writes(0, "dans l’heure");
    pair.writes(1, "dans l’heure");
    pair.say("dans l’heure").await;
    pair.are_one("one content").await;

    let state = pair.admin(0, "état").await;
    assert!(state.contains("discord 0/2 (celui-ci)\u{a0}: sert le contenu"), "{state}");
    assert!(state.contains("discord 1/2\u{a0}: sert le contenu"), "{state}");
    let told = pair.admin(0, "recharger").await;
    assert!(told.contains("déjà à jour"), "{told}");

    let back = pair.admin(1, "retour").await;
    assert!(back.contains("La version précédente est de nouveau servie"), "{back}");
    pair.say(BEFORE).await;
    pair.are_one("one content after a rollback").await;
    // The first process has served nothing before what it serves now.
    let back = pair.admin(0, "retour").await;
    assert!(back.contains("pas de version précédente"), "{back}");
    pair.discord.assert_nothing_refused();
    pair.close().await;
}

#[tokio::test]
async fn when_one_cannot_none_does() {
    let Some(server) = Server::shared() else { return };
    let pair = Pair::open(server, "").await;
    let broken = pair.bots[1].file("accueil/casse.md");
    fs::write(&broken, "---\nquestion: Sans réponse ?\ncle: inconnue\n---\n").expect("an error");
    pair.logs(1, "not reloaded").await;
    pair.sees("the error of the other", 0, |ready| {
        let seen = &ready["processes"]["seen"];
        seen[1]["state"] == "cannot"
            && seen[1]["why"].as_str().is_some_and(|why| why.starts_with("errors"))
    })
    .await;

    pair.writes(0, "dans l’heure");
    pair.writes(1, "dans l’heure");
    let told = pair.admin(0, "recharger").await;
    assert!(told.contains("1\u{a0}autre processus ne peut pas servir ce contenu"), "{told}");
    assert!(told.contains("discord 1/2\u{a0}: son dossier contient"), "{told}");
    for at in [0, 1] {
        pair.says(at, BEFORE).await;
    }
    let ready = pair.readyz(0);
    assert_eq!(ready["ready"], true, "members are answered: {ready}");
    assert_eq!(ready["processes"]["one"], false, "{ready}");
    assert_eq!(ready["processes"]["refused"][0]["process"], "discord 1/2", "{ready}");
    for at in [0, 1] {
        let state = pair.admin(at, "état").await;
        assert!(state.contains("ne peut pas changer\u{a0}: son dossier contient"), "{state}");
    }
    let forced = pair.admin(1, "recharger").await;
    assert!(forced.contains("son dossier contient"), "its own errors are shown: {forced}");

    fs::remove_file(broken).expect("the error is fixed");
    pair.say("dans l’heure").await;
    pair.are_one("one content once it is fixed").await;
    let state = pair.admin(0, "état").await;
    assert!(!state.contains("ne peut pas"), "{state}");
    pair.close().await;
}

#[tokio::test]
async fn a_process_that_is_killed_stops_nobody() {
    let Some(server) = Server::shared() else { return };
    let mut pair = Pair::open(server, "").await;
    // The second one has another content, and looks for this one for some seconds.
    pair.writes(0, "dans l’heure");
    let begun = "SELECT COUNT(*) FROM journal_reloads WHERE agreed IS NULL";
    pair.database.number_when("a reload under way", begun, 1).await;
    pair.bots[1].kill().await;
    pair.sees("the new content", 0, |ready| ready["index"]["version"] == 2).await;
    pair.says(0, "dans l’heure").await;
    pair.writes(1, "dans l’heure");
    pair.restart(1, 1).await;
    pair.are_one("the killed one has the new content").await;
    pair.says(1, "dans l’heure").await;

    // The one that wants a reload is killed: it is given up, and taken up when it is back.
    pair.writes(1, "avant midi");
    pair.database.number_when("another reload under way", begun, 1).await;
    pair.bots[1].kill().await;
    pair.database.number_when("it is given up", begun, 0).await;
    pair.says(0, "dans l’heure").await;
    pair.restart(1, 1).await;
    pair.logs(1, "this process serves another content").await;
    let ready = pair.sees("two contents", 1, |ready| ready["processes"]["one"] == false).await;
    assert_eq!(ready["processes"]["seen"][0]["state"], "other", "{ready}");
    let state = pair.admin(0, "état").await;
    assert!(state.contains("sert un autre contenu"), "{state}");
    pair.writes(0, "avant midi");
    pair.say("avant midi").await;
    pair.are_one("the folder of the first one has it as well").await;
    let back = pair.admin(0, "retour").await;
    assert!(back.contains("discord 1/2\u{a0}: il ne garde plus cette version"), "{back}");
    for at in [0, 1] {
        pair.says(at, "avant midi").await;
    }
    pair.close().await;
}

#[tokio::test]
async fn what_is_asked_of_both_is_counted_and_shown_once() {
    let Some(server) = Server::shared() else { return };
    let mut pair = Pair::open(server, "").await;
    let team = pair.team;
    pair.pass_on(0, "où ranger ma trottinette ?").await;
    let first = card(&pair.discord, team, "trottinette").await;
    pair.pass_on(1, "où ranger ma trottinette").await;
    becomes(&pair.discord, first.id, "(2\u{a0}fois)").await;
    let posted = pair.discord.with(|state| state.of_bot_in(team).len());
    assert_eq!(posted, 1, "one need, one card");

    for at in [0, 1, 1] {
        let asked = pair.discord.mentions_bot(pair.people[0], pair.channels[at], BADGE);
        pair.discord.reply_to(asked).await;
    }
    let counted = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM journal_counts \
         WHERE entry = 'badge-perdu'";
    pair.database.number_when("three answers", counted, 3).await;
    for at in [0, 1] {
        let popular = pair.admin(at, "populaires").await;
        assert!(popular.contains("(badge-perdu)\u{a0}: 3\u{a0}fois"), "{popular}");
    }

    // A vote on one process, changed on the one that has the shard afterwards.
    let asked = pair.discord.mentions_bot(pair.people[0], pair.channels[0], BADGE);
    let answer = pair.discord.reply_to(asked).await;
    pair.discord.clicks(pair.people[0], answer.id, "👍 Utile");
    let votes = "SELECT COUNT(*) FROM journal_votes WHERE opinion = 'useful'";
    pair.database.number_when("a vote", votes, 1).await;
    for bot in &mut pair.bots {
        bot.kill().await;
    }
    pair.restart(0, 1).await;
    pair.restart(1, 0).await;
    pair.discord.clicks(pair.people[0], answer.id, "👎 Pas utile");
    let votes = "SELECT COUNT(*) FROM journal_votes WHERE opinion = 'not_useful'";
    pair.database.number_when("the changed vote", votes, 1).await;
    assert_eq!(pair.database.number("SELECT COUNT(*) FROM journal_votes").await, 1);

    // Whichever of the two shows the cards, the other one takes over.
    for (killed, question) in
        [(0, "qui vend des fusées lunaires ?"), (1, "où est le planétarium ?")]
    {
        pair.bots[killed].kill().await;
        let other = 1 - killed;
        // The processes have changed their shards.
        pair.pass_on(1 - other, question).await;
        let words = question.split(' ').next_back().and(question.split(' ').rev().nth(1));
        card(&pair.discord, team, words.expect("a word")).await;
        pair.restart(killed, 1 - killed).await;
    }
    let posted = pair.discord.with(|state| state.of_bot_in(team).len());
    assert_eq!(posted, 3, "one card a need");
    pair.close().await;
}

#[tokio::test]
async fn an_answer_stands_after_a_restart() {
    let Some(server) = Server::shared() else { return };
    let mut pair = Pair::open(server, "[limits]\nper_asker = 0\nper_place = 0\n").await;
    let ask = async |pair: &Pair| {
        let asked = pair.discord.mentions_bot(pair.people[0], pair.channels[1], BADGE);
        pair.discord.reply_to(asked).await
    };
    let first = ask(&pair).await;
    let link =
        format!("https://discord.com/channels/{}/{}/{}", pair.guilds[1], first.channel, first.id);
    assert!(shown(&ask(&pair).await).contains(&link));
    let stands = "SELECT COUNT(*) FROM journal_standing WHERE entry = 'badge-perdu'";
    pair.database.number_when("it is kept", stands, 1).await;
    pair.bots[1].kill().await;
    pair.restart(1, 1).await;
    let learned = "learned which answers stand";
    pair.logs(1, learned).await;
    let again = shown(&ask(&pair).await);
    assert!(again.contains(&link) && !again.contains(BEFORE), "{again}");

    // What was deleted while nobody listened is not linked to.
    pair.bots[1].kill().await;
    pair.discord.deletes(first.id);
    pair.restart(1, 1).await;
    pair.logs(1, learned).await;
    let again = shown(&ask(&pair).await);
    assert!(again.contains(BEFORE), "{again}");
    pair.close().await;
}

#[tokio::test]
async fn without_the_server_each_serves_alone() {
    let Some(server) = Server::start() else { return };
    let pair = Pair::open(&server, "").await;
    server.stop();
    for at in [0, 1] {
        pair.logs(at, "the other processes cannot be asked").await;
    }
    for at in [0, 1] {
        pair.says(at, BEFORE).await;
        pair.writes(at, "dans l’heure");
        let told = pair.admin(at, "recharger").await;
        assert!(told.contains("rechargée") || told.contains("déjà à jour"), "{told}");
        pair.says(at, "dans l’heure").await;
        let state = pair.admin(at, "état").await;
        assert!(state.contains("ne peuvent pas être interrogés"), "{state}");
    }
    // One of them alone gets another content.
    pair.writes(1, "avant midi");
    let told = pair.admin(1, "recharger").await;
    assert!(told.contains("rechargée") || told.contains("déjà à jour"), "{told}");
    server.start_again();
    for at in [0, 1] {
        pair.logs(at, "the other processes are reached again").await;
        let told = pair.bots[at].log().matches("the other processes cannot be asked").count();
        assert_eq!(told, 1, "it is told once");
    }
    pair.sees("two contents", 0, |ready| ready["processes"]["one"] == false).await;
    pair.writes(0, "avant midi");
    pair.say("avant midi").await;
    pair.are_one("one content").await;
    pair.close().await;
}

#[tokio::test]
async fn on_one_folder_a_change_of_the_team_is_served_by_both() {
    let Some(server) = Server::shared() else { return };
    let mut pair = Pair::open(server, "").await;
    pair.bots[1].kill().await;
    let (shared, own) = (pair.bots[0].file(""), pair.bots[1].folder.path().join("faq"));
    fs::remove_dir_all(&own).expect("its own folder");
    std::os::unix::fs::symlink(shared, own).expect("the folder of the other one");
    pair.restart(1, 1).await;
    pair.are_one("both on one folder").await;

    // Both see the file change, and both want to serve it.
    for answer in ["dans l’heure", "avant midi", "dès demain"] {
        pair.writes(0, answer);
        pair.say(answer).await;
        pair.are_one(answer).await;
    }
    pair.pass_on(1, "où ranger ma trottinette ?").await;
    let waits = card(&pair.discord, pair.team, "trottinette").await;
    let link = Typed::new("faq-équipe").sub("lier").with("demande", 1);
    let link = link.with("entrée", "id:badge-visiteur");
    let ran = pair.discord.runs(pair.admin, pair.team, &link);
    let proposed = pair.discord.answer(ran).await;
    pair.discord.clicks(pair.admin, proposed.id, "Garder");
    becomes(&pair.discord, proposed.id, "C’est fait").await;
    becomes(&pair.discord, waits.id, "Répondue").await;
    pair.are_one("the change of the team").await;
    for at in [0, 1] {
        let asked = faq("où ranger ma trottinette ?");
        let ran = pair.discord.runs(pair.people[0], pair.channels[at], &asked);
        let answer = shown(&pair.discord.answer(ran).await);
        assert!(answer.contains("visiteur"), "process {at}: {answer}");
    }
    pair.close().await;
}

/// How long a reload takes with and without another process, for the README.
#[tokio::test]
#[ignore = "measures"]
async fn what_a_reload_takes() {
    let Some(server) = Server::shared() else { return };
    let mut pair = Pair::open(server, "").await;
    pair.writes(0, "dans l’heure");
    pair.writes(1, "dans l’heure");
    pair.say("dans l’heure").await;
    let rounds = async |pair: &Pair| {
        let mut took = Vec::new();
        for _ in 0..10 {
            for part in ["retour", "recharger"] {
                let began = Instant::now();
                pair.admin(0, part).await;
                took.push(began.elapsed());
            }
        }
        took.sort();
        (took[took.len() / 2], took[took.len() - 1])
    };
    let (median, worst) = rounds(&pair).await;
    println!("two processes: median {median:?}, worst {worst:?}");
    pair.bots[1].end().await;
    let (median, worst) = rounds(&pair).await;
    println!("one process: median {median:?}, worst {worst:?}");
}

/// The memory that servers of Discord take, for « What 10,000 servers would need » of the README.
#[tokio::test]
#[ignore = "measures"]
async fn what_servers_take() {
    const SERVERS: usize = 2_500;
    const CHANNELS: usize = 20;
    let discord = Double::start(Setup { validate: false, ..Setup::default() });
    let person = discord.person("camille");
    let guild = discord.guild("Premier", &[person]);
    let channel = discord.channel(guild, "general");
    let config = format!("api_url = {:?}", discord.api_url());
    let (faq, token) = (crate::folder::faq(), &discord.shared.setup.token);
    let mut bot = Bot::configured(&faq, As::Itself, token, &config, &[]);
    discord.connected().await;
    registered(&discord).await;
    let resident = |bot: &Bot| {
        let id = bot.id().expect("it runs");
        let status = fs::read_to_string(format!("/proc/{id}/status")).expect("its status");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a number")
    };
    let ask = async |channel: Id| {
        let ran = discord.runs(person, channel, &faq_command());
        discord.answer(ran).await;
    };
    ask(channel).await;
    let before = resident(&bot);
    let mut last = channel;
    for _ in 0..SERVERS {
        let guild = discord.guild("Autre", &[person]);
        for _ in 0..CHANNELS {
            last = discord.channel(guild, "salon");
        }
    }
    ask(last).await;
    let after = resident(&bot);
    println!(
        "{before} KiB with one server, {after} KiB with {SERVERS} more of {CHANNELS} channels"
    );
    bot.end().await;
}

fn faq_command() -> Typed<'static> {
    faq(BADGE)
}
