//! Discord under load: 200 interactions a second for 30 s, the bot in a process of its own
//! against the double. This is a figure and not a test: `cargo bench --bench discord_load`
//! prints the times from the dispatch of an event to the arrival of its callback, how many
//! were lost, how many questions were ranked by meaning and how many by words alone because
//! the encoder had no time for them, and the bot's memory after a sixth of the time and at
//! the end; without the journal first, then with it. Then it finds how many questions a second
//! the bot can rank by meaning, and how many it can answer at all, and asks once, twice, five and
//! ten times as many of each.
//!
//! Under `cargo test` it runs for a second, to show that it still does.

#[path = "../tests/it/discord/double/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod double;
#[path = "../tests/it/folder.rs"]
mod folder;
#[path = "../tests/it/discord/scene.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod scene;

use std::time::{Duration, Instant};

use double::Setup;
use double::members::Typed;
use scene::{As, Scene};

const A_SECOND: u32 = 200;
/// The beginnings, subjects and ends of questions: 10,080 different ones, because a question
/// that was asked a moment ago would not be encoded again.
const BEGINNINGS: [&str; 14] = [
    "comment faire pour",
    "qui peut m'aider pour",
    "où aller pour",
    "combien de temps faut-il pour",
    "je ne sais pas comment faire pour",
    "à qui demander pour",
    "est-ce possible",
    "quelles sont les règles pour",
    "faut-il un accord pour",
    "bonjour, je voudrais savoir comment faire pour",
    "que faire pour",
    "quel formulaire pour",
    "combien cela coûte pour",
    "on m'a dit de voir ici pour",
];
const SUBJECTS: [&str; 30] = [
    "remplacer un badge perdu",
    "faire entrer un visiteur",
    "ouvrir une BAL",
    "réserver une salle",
    "garer mon vélo",
    "déclarer une panne",
    "poser un congé",
    "connaître la capitale de la Mongolie",
    "lire le menu de la semaine",
    "relire le règlement intérieur",
    "changer mon mot de passe",
    "imprimer en couleur",
    "rembourser un train",
    "commander un écran",
    "joindre l'accueil",
    "travailler de chez moi",
    "fermer un compte",
    "envoyer un colis",
    "prévenir d'un retard",
    "inviter un prestataire",
    "trouver la clé du local",
    "signaler un accident",
    "monter un dossier",
    "partager un agenda",
    "brancher un casque",
    "suivre une formation",
    "obtenir une attestation",
    "changer de bureau",
    "écrire à toute l'équipe",
    "arrêter le chauffage",
];
const ENDS: [&str; 24] = [
    "",
    "ce matin",
    "demain",
    "avant lundi",
    "en urgence",
    "au deuxième étage",
    "depuis mon téléphone",
    "sans ordinateur",
    "quand on est stagiaire",
    "pour un collègue",
    "pendant les vacances",
    "le week-end",
    "après 18 heures",
    "à l'étranger",
    "sans passer par le service",
    "pour la première fois",
    "une deuxième fois",
    "dans un autre bâtiment",
    "avec une équipe de dix",
    "à la dernière minute",
    "si mon chef est absent",
    "en anglais",
    "hors de mon site",
    "en fin de contrat",
];
/// It has no factor in common with the number of questions, so that those asked one after the
/// other differ in everything.
const STRIDE: usize = 1_009;

/// One of the questions; the same number gives the same one.
fn question(number: usize) -> String {
    let number = number * STRIDE;
    let subject = SUBJECTS[number % SUBJECTS.len()];
    let number = number / SUBJECTS.len();
    let beginning = BEGINNINGS[number % BEGINNINGS.len()];
    let end = ENDS[number / BEGINNINGS.len() % ENDS.len()];
    format!("{beginning} {subject} {end}").trim_end().to_owned()
}

/// One person asks everything here, and everything in one channel.
const NO_LIMITS: &str = "[limits]\nper_asker = 0\nper_place = 0\ncooldown = 0";
/// The first rate that is offered to find what the bot can do; each one after it is half as much
/// again.
const FIRST_RATE: u32 = 60;
/// What members want of an answer.
const WANTED: Duration = Duration::from_millis(2_500);

#[tokio::main]
async fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let lasts = Duration::from_secs(if measured { 30 } else { 1 });
    // `-- overload` asks for the second part alone.
    let all = std::env::args().all(|argument| argument != "overload");
    for (journal, enabled) in [("without the journal", false), ("with the journal", true)] {
        if !all {
            continue;
        }
        println!("{journal}:");
        load(lasts, &format!("{NO_LIMITS}\nshed = false\n[journal]\nenabled = {enabled}")).await;
    }
    println!(
        "\n| offered a second | sent a second | answered | of those by words alone | turned away \
         | unanswered | announced first | median | p99 | worst | turned away, p99 |\n\
         | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    if !measured {
        offer(FIRST_RATE, lasts).await;
        return;
    }
    let lasts = Duration::from_secs(15);
    for (what, first, is_done) in [
        ("rank by meaning", FIRST_RATE / 4, Offered::is_all_by_meaning as fn(&Offered) -> bool),
        ("answer", FIRST_RATE, Offered::is_all_in_time),
    ] {
        let mut can_do = first;
        loop {
            let rate = can_do + can_do / 2;
            if !is_done(&offer(rate, Duration::from_secs(8)).await) {
                break;
            }
            can_do = rate;
        }
        println!("it can {what} {can_do} a second:");
        for times in [1, 2, 5, 10] {
            offer(times * can_do, lasts).await;
        }
    }
}

/// What became of the questions that were asked.
struct Offered {
    asked: usize,
    unanswered: usize,
    turned_away: usize,
    by_words: usize,
    p99: Duration,
}

impl Offered {
    fn is_all_in_time(&self) -> bool {
        self.unanswered == 0 && self.turned_away == 0 && self.p99 <= WANTED
    }

    /// But for one in a hundred, whose turn came late by chance.
    fn is_all_by_meaning(&self) -> bool {
        self.is_all_in_time() && self.by_words * 100 <= self.asked
    }
}

/// Asks so many questions a second, and prints what became of them.
async fn offer(rate: u32, lasts: Duration) -> Offered {
    let setup = Setup { validate: false, ..Setup::default() };
    let settings =
        |_: &double::Double, _: &scene::Ids| format!("{NO_LIMITS}\n[journal]\nenabled = false");
    let mut scene = Scene::open_with(As::Itself, setup, settings).await;
    let total = rate * lasts.as_secs() as u32;
    let began = Instant::now();
    let mut sent = Vec::new();
    for n in 0..total {
        tokio::time::sleep_until((began + Duration::from_secs(1) * n / rate).into()).await;
        let typed = Typed::new("faq").with("question", question(n as usize));
        sent.push(scene.discord.runs(scene.camille, scene.channel, &typed));
    }
    let really = f64::from(total) / began.elapsed().as_secs_f64();
    // Discord takes no answer after three seconds.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let (mut answered, mut turned_away) = (Vec::new(), Vec::new());
    let (mut unanswered, mut announced) = (0, 0);
    scene.discord.with(|state| {
        for id in &sent {
            let interaction = &state.interactions[id];
            let Some((at, kind)) = interaction.answered else {
                unanswered += 1;
                continue;
            };
            announced += usize::from(kind == 5);
            let message = interaction.original.and_then(|id| state.messages.get(&id));
            let shown = message.map(|message| message.body["embeds"].to_string());
            let is_refusal = shown.is_some_and(|shown| shown.contains("Trop de questions"));
            let times = if is_refusal { &mut turned_away } else { &mut answered };
            times.push(at - interaction.began);
        }
    });
    answered.sort_unstable();
    turned_away.sort_unstable();
    let by_words = ranked(&scene, "late");
    println!(
        "| {rate} | {really:.0} | {} | {by_words} | {} | {unanswered} | {announced} | {:.1?} \
         | {:.1?} | {:.1?} | {:.1?} |",
        answered.len(),
        turned_away.len(),
        at(&answered, 0.5),
        at(&answered, 0.99),
        at(&answered, 1.0),
        at(&turned_away, 0.99),
    );
    scene.bot.end().await;
    let turned_away = turned_away.len();
    Offered { asked: sent.len(), unanswered, turned_away, by_words, p99: at(&answered, 0.99) }
}

/// How many questions the log says were ranked so: by meaning (`used`), by words because the
/// encoder had no time (`late`), or in a program without it (`none`).
fn ranked(scene: &Scene, how: &str) -> usize {
    let field = format!("meaning=\"{how}\"");
    let log = scene.bot.log();
    log.lines().filter(|line| line.ends_with("answered") && line.contains(&field)).count()
}

/// The time that this part of the sorted times do not exceed.
fn at(times: &[Duration], part: f64) -> Duration {
    let at = times.get((times.len() as f64 * part) as usize).or(times.last());
    at.copied().unwrap_or_default()
}

/// Loads a bot that has these further settings, and prints the figures.
async fn load(lasts: Duration, settings: &str) {
    let setup = Setup { validate: false, ..Setup::default() };
    let scene = Scene::open_with(As::Itself, setup, |_, _| settings.to_owned()).await;
    let discord = &scene.discord;

    let total = A_SECOND * lasts.as_secs() as u32;
    let began = Instant::now();
    let mut sent = Vec::new();
    let mut memory_early = 0;
    for n in 0..total {
        tokio::time::sleep_until((began + Duration::from_secs(1) * n / A_SECOND).into()).await;
        let typed = Typed::new("faq").with("question", question(n as usize));
        // Every third question is still being typed.
        sent.push(if n % 3 == 0 {
            discord.types(scene.camille, scene.channel, &typed, "question")
        } else {
            discord.runs(scene.camille, scene.channel, &typed)
        });
        if n == total / 6 {
            memory_early = memory(&scene);
        }
    }
    let rate = f64::from(total) / began.elapsed().as_secs_f64();
    tokio::time::sleep(Duration::from_secs(4)).await;

    let mut times: Vec<Duration> = discord.with(|state| {
        let answered = sent.iter().filter_map(|id| {
            let interaction = &state.interactions[id];
            Some(interaction.answered?.0 - interaction.began)
        });
        answered.collect()
    });
    times.sort_unstable();
    let lost = sent.len() - times.len();
    println!(
        "questions: {} by meaning, {} by words because the encoder had no time, {} by words in a \
         program without it",
        ranked(&scene, "used"),
        ranked(&scene, "late"),
        ranked(&scene, "none"),
    );
    println!(
        "{total} interactions, {rate:.0} a second: median {:.1?}, p99 {:.1?}, worst {:.1?}, lost {lost}, memory {:.1} MB then {:.1} MB",
        at(&times, 0.5),
        at(&times, 0.99),
        at(&times, 1.0),
        memory_early as f64 / 1e6,
        memory(&scene) as f64 / 1e6,
    );
    scene.close().await;
    assert_eq!(lost, 0, "every interaction is answered");
}

/// What the bot keeps in memory, in bytes; 0 where the system does not tell.
fn memory(scene: &Scene) -> u64 {
    let id = scene.bot.id().unwrap_or_default();
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = resident.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
