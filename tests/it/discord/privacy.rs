//! Nothing that identifies a person is left of a whole conversation: not in the journal's file,
//! its log (`-wal`), its index (`-shm`) or the key beside it, not in the program's log at its
//! level debug, not among its temporary files. Members mention the bot, send commands and direct
//! messages, type, vote, pass questions on, ask to be told and see what is kept; the team searches,
//! drafts and links.

use std::path::Path;

use super::conversations::{faq, shown};
use super::double::members::Typed;
use super::double::objects::Id;
use super::feedback::{becomes, journal};
use super::scene::Scene;

/// One of each kind, as somebody writes it.
const PLANTED: [&str; 12] = [
    "2 57 03 69 123 456 70",
    "10003456786",
    "zoe.zurbano@medecin.mssante.fr",
    "06 12 34 56 78",
    "+32 470 12 34 56",
    "FR76 3000 6000 0112 3456 7890 189",
    "4111 1111 1111 1111",
    "née le 03/03/1957",
    "Mme Zurbano",
    "192.168.17.42",
    "https://zoe:hunter22@exemple.fr/?token=eyJhbGciOiJIUzI1NiJ9",
    "mot de passe : Zorglub-1977",
];

/// What must not be found of them, whatever was made of the spaces.
const TRACES: [&str; 16] = [
    "12345670",
    "69 123",
    "10003456786",
    "zurbano",
    "34 56 78",
    "12345678",
    "470 12",
    "30006000",
    "3456 7890",
    "41111111",
    "1111 1111",
    "03/03/1957",
    "192.168.17.42",
    "hunter22",
    "eyJhbGci",
    "Zorglub",
];

/// Whether some bytes have a trace, whatever its case.
fn traces_in(bytes: &[u8], more: &[String]) -> Vec<String> {
    let lower = bytes.to_ascii_lowercase();
    let has = |trace: &str| {
        let trace = trace.to_ascii_lowercase();
        lower.windows(trace.len()).any(|window| window == trace.as_bytes())
    };
    let all = TRACES.iter().map(ToString::to_string).chain(more.iter().cloned());
    all.filter(|trace| has(trace)).collect()
}

/// Looks into every file below a folder; how many there were.
fn assert_no_file_has(folder: &Path, more: &[String]) -> usize {
    let mut files = 0;
    for found in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = found.path();
        if path.is_dir() {
            files += assert_no_file_has(&path, more);
        } else {
            // A log of the database may be gone meanwhile.
            let bytes = std::fs::read(&path).unwrap_or_default();
            let traces = traces_in(&bytes, more);
            assert!(traces.is_empty(), "{traces:?} is in {}", path.display());
            files += 1;
        }
    }
    files
}

/// Everything that somebody does with a text on Discord.
async fn say(scene: &Scene, person: Id, text: &str) {
    let Scene { discord, dominique, channel, .. } = scene;
    let asked = discord.mentions_bot(person, *channel, text);
    discord.reply_to(asked).await;
    discord.edits(asked, &format!("<@{}> et {text}", discord.bot()));
    let direct = discord.direct(person);
    let asked = discord.says(person, direct, text);
    discord.reply_to(asked).await;
    let typing = discord.types(person, *channel, &faq(text), "question");
    discord.suggestions(typing).await;
    let ran =
        discord.picks_on_message(*dominique, asked_in(scene, person, text), "Chercher dans la FAQ");
    discord.answer(ran).await;

    let ran = discord.runs(person, *channel, &faq(text));
    let answer = discord.answer(ran).await;
    let voted = discord.clicks(person, answer.id, "Pas utile");
    let why = discord.answer(voted).await;
    discord.clicks(person, why.id, "Incomplet");
    becomes(discord, why.id, "Merci").await;
    let clicked = discord.clicks(person, why.id, "Transmettre");
    let preview = discord.answer(clicked).await;
    let text = shown(&preview);
    assert!(traces_in(text.as_bytes(), &[]).is_empty(), "{text}");
    if text.contains("patient") {
        return;
    }
    discord.clicks(person, preview.id, "Envoyer");
    becomes(discord, preview.id, "transmise").await;
    discord.clicks(person, preview.id, "Me prévenir");
    becomes(discord, preview.id, "vous recevrez").await;
}

/// A message that is not for the bot.
fn asked_in(scene: &Scene, person: Id, text: &str) -> Id {
    scene.discord.says(person, scene.channel, text)
}

#[tokio::test]
async fn nothing_that_identifies_is_left_of_a_conversation() {
    let mut team = 0;
    let scene = Scene::open(|discord, ids| {
        team = discord.channel(ids.guild, "equipe");
        format!("[platform.discord.team]\nchannel = \"{team}\"\n[log]\nlevel = \"debug\"\n")
    })
    .await;
    let Scene { discord, camille, admin, channel, .. } = &scene;
    for planted in PLANTED {
        say(&scene, *camille, &format!("où ranger ma trottinette ? {planted}")).await;
    }
    let first = discord
        .wait("a card", |state| {
            let mut public = state.of_bot_in(team).into_iter().filter(|m| m.only_for.is_none());
            public.rfind(|m| shown(m).contains("trottinette"))
        })
        .await;

    // The team types as well.
    let clicked = discord.clicks(*admin, first.id, "Lier");
    let linking = discord.answer(clicked).await;
    let opened = discord.clicks(*admin, linking.id, "Chercher…");
    discord.form(opened).await;
    let sent = discord.submits(*admin, opened, &[("words", "Mme Zurbano 06 12 34 56 78")]);
    discord.answer(sent).await;
    let link = |entry: &str| {
        Typed::new("faq-équipe").sub("lier").with("demande", 1).with("entrée", entry.to_owned())
    };
    let typing = discord.types(*admin, team, &link("zurbano visiteur"), "entrée");
    discord.suggestions(typing).await;
    let clicked = discord.clicks(*admin, first.id, "Rédiger");
    let which = discord.answer(clicked).await;
    let opened = discord.selects(*admin, which.id, "accueil");
    discord.form(opened).await;
    let draft = [
        ("question", "Où ranger la trottinette de Mme Zurbano ?"),
        ("answer", "Appelez le 06 12 34 56 78."),
        ("source", "https://accueil.example.org/"),
    ];
    discord.submits(*admin, opened, &draft);
    becomes(discord, which.id, "Questions de test").await;
    discord.clicks(*admin, which.id, "Laisser tomber");
    becomes(discord, which.id, "Rien n’est changé").await;

    // What names a person on purpose goes with their data.
    let ran = discord.runs(*camille, *channel, &Typed::new("faq-donnees"));
    let told = discord.answer(ran).await;
    discord.clicks(*camille, told.id, "Tout effacer");
    becomes(discord, told.id, "C’est effacé").await;

    let persons = [camille.to_string(), admin.to_string(), "camille".to_owned()];
    let kept = journal(&scene);
    kept.number_when("nobody to tell", "SELECT COUNT(*) FROM journal_followers", 0).await;
    let data = scene.bot.folder.path().join("data");
    assert!(assert_no_file_has(&data, &persons) >= 3, "the database, its log and the key");
    let Scene { mut bot, .. } = scene;
    assert!(bot.end().await.success(), "{}", bot.log());
    assert_no_file_has(&data, &persons);
    assert_no_file_has(&bot.folder.path().join("tmp"), &persons);
    let traces = traces_in(bot.log().as_bytes(), &persons);
    assert!(traces.is_empty(), "{traces:?} is in the log:\n{}", bot.log());
}
