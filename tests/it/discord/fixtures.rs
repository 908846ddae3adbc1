//! Events of every kind that members can cause, as Discord sends them, one file each
//! in `fixtures/`. Unit tests of `platform/discord` read them.
//!
//! 1. Each is valid by Discord's description.
//! 2. The folder holds every kind below, and nothing else.
//!
//! The ignored test writes them again from the double, when Discord changes.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::double::members::Typed;
use super::double::objects::{Channel, ChannelKind, Id, intent, permission, snowflake};
use super::double::world::{Down, Session};
use super::double::{Double, Setup, openapi};

const KINDS: [&str; 44] = [
    "button-on-private-answer",
    "button-on-public-answer",
    "button-in-direct-message",
    "button-unknown",
    "completing",
    "completing-empty",
    "deleted",
    "deleted-many",
    "direct-message",
    "direct-message-edited",
    "everyone",
    "forwarded",
    "in-thread",
    "member-joined",
    "mention",
    "mention-alone",
    "mention-by-bot",
    "mention-edited",
    "mention-edited-by-preview",
    "mention-in-the-middle",
    "mention-of-another",
    "mention-old-form",
    "menu",
    "menu-on-components",
    "menu-on-embed",
    "own-message",
    "pinned",
    "pictures",
    "plain-read",
    "plain-unread",
    "poll",
    "reaction",
    "reply-to-another",
    "reply-to-bot",
    "reply-to-bot-without-ping",
    "select",
    "slash-admin",
    "slash-by-admin",
    "slash-direct",
    "slash-picked",
    "slash-question",
    "slash-visible",
    "sticker",
    "webhook",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/discord/fixtures")
}

#[test]
fn the_folder_is_whole_and_as_discord_says() {
    let mut found: Vec<String> = std::fs::read_dir(folder())
        .expect("fixtures/")
        .map(|entry| {
            entry.expect("an entry of fixtures/").file_name().to_string_lossy().replace(".json", "")
        })
        .collect();
    found.sort();
    let mut kinds = KINDS;
    kinds.sort_unstable();
    assert_eq!(found, kinds);
    for kind in KINDS {
        let text =
            std::fs::read_to_string(folder().join(format!("{kind}.json"))).expect("a fixture");
        let payload: Value = serde_json::from_str(&text).expect("JSON");
        let event = payload["t"].as_str().expect("the event's name");
        assert_eq!(openapi::event(event, &payload["d"]), Vec::<String>::new(), "{kind}");
    }
}

/// Records the events that a session gets.
struct Recorder {
    discord: Double,
    hears: UnboundedReceiver<Down>,
}

impl Recorder {
    fn new(setup: Setup, intents: u64) -> Self {
        let discord = Double::start(setup);
        let (tell, hears) = unbounded_channel();
        discord.with(|state| {
            state.sessions.push(Session {
                id: "recorder".into(),
                intents,
                shard: (0, 1),
                sequence: 0,
                replay: std::collections::VecDeque::new(),
                compress: false,
                dead: false,
                connection: Some(tell),
            });
        });
        Self { discord, hears }
    }

    /// Forgets the events so far.
    fn skip(&mut self) {
        while self.hears.try_recv().is_ok() {}
    }

    /// Makes the last event a fixture of this kind.
    fn write(&mut self, kind: &str) {
        let mut last = None;
        while let Ok(Down::Payload(payload)) = self.hears.try_recv() {
            last = Some(payload);
        }
        let payload = last.unwrap_or_else(|| panic!("{kind}: nothing was heard"));
        let mut text = serde_json::to_string_pretty(&payload).expect("JSON");
        text.push('\n');
        std::fs::write(folder().join(format!("{kind}.json")), text)
            .expect("the fixture is written");
    }
}

#[test]
#[ignore = "writes the fixtures again"]
fn write_them_anew() {
    std::fs::create_dir_all(folder()).expect("fixtures/");
    let mut it = Recorder::new(
        Setup::default(),
        intent::GUILDS
            | intent::GUILD_MESSAGES
            | intent::DIRECT_MESSAGES
            | intent::GUILD_MESSAGE_REACTIONS,
    );
    let (camille, dominique) = (it.discord.person("camille"), it.discord.person("dominique"));
    let guild = it.discord.guild("Cabinet", &[camille, dominique]);
    let channel = it.discord.channel(guild, "general");
    let direct = it.discord.direct(camille);
    let bot = it.discord.bot();
    it.discord.role(guild, "Référents", permission::MANAGE_GUILD, &[dominique]);
    it.discord.with(|state| {
        let commands = json!([
            { "name": "faq", "description": "Poser une question", "options": [
                { "type": 3, "name": "question", "description": "La question", "required": true, "autocomplete": true },
                { "type": 5, "name": "visible", "description": "Pour tous" },
            ] },
            { "name": "Chercher dans la FAQ", "type": 3 },
            { "name": "faq-admin", "description": "Administrer", "default_member_permissions": "32", "options": [
                { "type": 1, "name": "recharger", "description": "Relire" },
            ] },
        ]);
        state.put_commands(None, &commands).expect("the commands are valid");
    });
    it.skip();

    messages(&mut it, [camille, dominique], guild, channel, direct);
    commands(&mut it, [camille, dominique], channel, direct);
    clicks(&mut it, camille, channel, direct);

    it.discord.with(|state| {
        let audience = super::double::world::Audience { guild: Some(guild), intent: intent::GUILD_MESSAGE_REACTIONS };
        let reaction = json!({
            "user_id": camille.to_string(), "channel_id": channel.to_string(), "guild_id": guild.to_string(),
            "message_id": snowflake().to_string(), "message_author_id": bot.to_string(),
            "emoji": { "id": null, "name": "👍" }, "burst": false, "type": 0,
        });
        state.dispatch("MESSAGE_REACTION_ADD", reaction, audience);
    });
    it.write("reaction");

    let mut it = Recorder::new(
        Setup { message_content: true, ..Setup::default() },
        intent::GUILD_MESSAGES | intent::MESSAGE_CONTENT,
    );
    let camille = it.discord.person("camille");
    let guild = it.discord.guild("Cabinet", &[camille]);
    let channel = it.discord.channel(guild, "entraide");
    it.discord.says(camille, channel, "Où trouver l’adresse d’un professionnel ?");
    it.write("plain-read");
}

fn messages(it: &mut Recorder, [camille, dominique]: [Id; 2], guild: Id, channel: Id, direct: Id) {
    let bot = it.discord.bot();
    let asked =
        it.discord.mentions_bot(camille, channel, "où trouver l’adresse d’un professionnel ?");
    it.write("mention");
    it.discord.unfurls(asked);
    it.write("mention-edited-by-preview");
    it.discord.edits(asked, &format!("<@{bot}> où trouver l’adresse d’un médecin ?"));
    it.write("mention-edited");
    it.discord.deletes(asked);
    it.write("deleted");
    it.discord.says(camille, channel, &format!("<@{bot}>"));
    it.write("mention-alone");
    it.discord.says(camille, channel, &format!("Bonjour <@{bot}>, c’est quoi une BAL ?"));
    it.write("mention-in-the-middle");
    it.discord.says(camille, channel, &format!("<@!{bot}> c’est quoi une BAL ?"));
    it.write("mention-old-form");
    it.discord.says(camille, channel, &format!("<@{dominique}> c’est quoi une BAL ?"));
    it.write("mention-of-another");
    let robot = it.discord.other_bot("autre-robot");
    it.discord.mentions_bot(robot, channel, "bip");
    it.write("mention-by-bot");
    it.discord.posts(camille, channel, "@everyone réunion", |message| {
        message["mention_everyone"] = json!(true)
    });
    it.write("everyone");
    let plain = it.discord.says(camille, channel, "Où trouver l’adresse d’un professionnel ?");
    it.write("plain-unread");
    it.discord.replies(dominique, plain, "dans l’annuaire");
    it.write("reply-to-another");
    let own = it.discord.says(bot, channel, "Voici la réponse.");
    it.write("own-message");
    it.discord.replies(camille, own, "et pour un hôpital ?");
    it.write("reply-to-bot");
    let answer = it.discord.message(own).body;
    it.discord.posts(camille, channel, "et pour un hôpital ?", |message| {
        // The author of the message replied to is not among the mentioned users.
        message["type"] = json!(19);
        message["message_reference"] = json!({ "type": 0, "channel_id": channel.to_string(), "guild_id": guild.to_string(), "message_id": own.to_string() });
        message["referenced_message"] = answer;
    });
    it.write("reply-to-bot-without-ping");

    let said = it.discord.says(camille, direct, "où trouver l’adresse d’un professionnel ?");
    it.write("direct-message");
    it.discord.edits(said, "où trouver l’adresse d’un médecin ?");
    it.write("direct-message-edited");
    let many = [it.discord.says(camille, channel, "un"), it.discord.says(camille, channel, "deux")];
    it.discord.sweeps(&many);
    it.write("deleted-many");

    let thread = snowflake();
    it.discord.with(|state| {
        let kind =
            ChannelKind::Thread { parent: channel, owner: camille, archived: false, locked: false };
        state.channels.insert(
            thread,
            Channel {
                id: thread,
                kind,
                guild: Some(guild),
                name: "fil".into(),
                bot_may: permission::OF_THE_BOT,
                messages: 0,
            },
        );
    });
    it.discord.mentions_bot(camille, thread, "et dans ce fil ?");
    it.write("in-thread");
    it.discord.posts(camille, direct, "", |message| {
        message["sticker_items"] =
            json!([{ "id": "749054660769218631", "name": "Wave", "format_type": 3 }]);
    });
    it.write("sticker");
    it.discord.posts(camille, direct, "", |message| {
        message["attachments"] = json!([{
            "id": snowflake().to_string(), "filename": "capture.png", "size": 1024, "content_type": "image/png",
            "url": "https://cdn.discordapp.com/a.png", "proxy_url": "https://media.discordapp.net/a.png", "width": 10, "height": 10,
        }]);
    });
    it.write("pictures");
    it.discord.posts(camille, direct, "", |message| {
        message["poll"] = json!({
            "question": { "text": "On mange où ?" },
            "answers": [{ "answer_id": 1, "poll_media": { "text": "Ici" } }, { "answer_id": 2, "poll_media": { "text": "Là" } }],
            "expiry": "2030-01-01T00:00:00.000000+00:00", "allow_multiselect": false, "layout_type": 1,
            "results": { "answer_counts": [], "is_finalized": false },
        });
    });
    it.write("poll");
    it.discord.posts(camille, direct, "", |message| {
        message["message_reference"] = json!({ "type": 1, "channel_id": channel.to_string(), "guild_id": guild.to_string(), "message_id": plain.to_string() });
        message["message_snapshots"] = json!([{ "message": {
            "type": 0, "content": "Où trouver l’adresse d’un professionnel ?", "mentions": [], "mention_roles": [], "attachments": [],
            "embeds": [], "timestamp": "2026-01-01T00:00:00.000000+00:00", "edited_timestamp": null, "flags": 0, "components": [],
        } }]);
        message["flags"] = json!(1 << 14);
    });
    it.write("forwarded");
    it.discord.posts(camille, channel, "", |message| message["type"] = json!(7));
    it.write("member-joined");
    it.discord.posts(camille, channel, "", |message| {
        message["type"] = json!(6);
        message["message_reference"] = json!({ "type": 0, "channel_id": channel.to_string(), "guild_id": guild.to_string(), "message_id": own.to_string() });
        message["mentions"] = json!([]);
    });
    it.write("pinned");
    it.discord.posts(robot, channel, &format!("<@{bot}> alerte"), |message| {
        message["webhook_id"] = message["author"]["id"].clone();
        message["author"]["bot"] = json!(true);
    });
    it.write("webhook");
}

fn commands(it: &mut Recorder, [camille, dominique]: [Id; 2], channel: Id, direct: Id) {
    let question = "où trouver l’adresse d’un professionnel ?";
    let faq = |value: &str| Typed::new("faq").with("question", value.to_owned());
    it.discord.runs(camille, channel, &faq(question));
    it.write("slash-question");
    it.discord.runs(camille, channel, &faq("id:adresse-d-un-professionnel"));
    it.write("slash-picked");
    it.discord.runs(camille, channel, &faq(question).with("visible", true));
    it.write("slash-visible");
    it.discord.runs(camille, direct, &faq(question));
    it.write("slash-direct");
    it.discord.types(camille, channel, &faq("où trouver l’adr"), "question");
    it.write("completing");
    it.discord.types(camille, channel, &faq(""), "question");
    it.write("completing-empty");
    it.discord.runs_anyway(camille, channel, &Typed::new("faq-admin").sub("recharger"));
    it.write("slash-admin");
    it.discord.runs(dominique, channel, &Typed::new("faq-admin").sub("recharger"));
    it.write("slash-by-admin");
    let plain = it.discord.says(dominique, channel, "quelqu’un sait ce qu’est une BAL ?");
    it.discord.picks_on_message(camille, plain, "Chercher dans la FAQ");
    it.write("menu");
    let modern = it.discord.posts(dominique, channel, "", |message| {
        message["flags"] = json!(1 << 15);
        message["components"] = json!([{ "type": 10, "id": 1, "content": "Texte d’un composant" }]);
    });
    it.discord.picks_on_message(camille, modern, "Chercher dans la FAQ");
    it.write("menu-on-components");
    let embed = it.discord.posts(dominique, channel, "", |message| {
        message["embeds"] = json!([{ "type": "rich", "title": "Comment rejoindre MSSanté ?", "description": "Je cherche depuis hier." }]);
    });
    it.discord.picks_on_message(camille, embed, "Chercher dans la FAQ");
    it.write("menu-on-embed");
}

fn clicks(it: &mut Recorder, camille: Id, channel: Id, direct: Id) {
    let bot = it.discord.bot();
    let row = json!([
        { "type": 1, "id": 1, "components": [
            { "type": 2, "id": 2, "style": 2, "label": "Utile", "custom_id": "s1|vote|yes|adresse-d-un-professionnel" },
            { "type": 2, "id": 3, "style": 1, "label": "Partager ici", "custom_id": "s1|share|adresse-d-un-professionnel" },
        ] },
        { "type": 1, "id": 4, "components": [
            { "type": 3, "id": 5, "custom_id": format!("s1|choose|{camille}"), "min_values": 1, "max_values": 1,
              "options": [{ "label": "Où trouver l’adresse ?", "value": "id:adresse-d-un-professionnel" }] },
        ] },
    ]);
    let public =
        it.discord.posts(bot, channel, "Voici.", |message| message["components"] = row.clone());
    it.discord.clicks(camille, public, "Utile");
    it.write("button-on-public-answer");
    it.discord.selects(camille, public, "Où trouver");
    it.write("select");
    it.discord.clicks_raw(camille, public, "ancien:bouton");
    it.write("button-unknown");
    let private = it.discord.posts(bot, channel, "**Votre question :** où ?", |message| {
        message["components"] = row.clone();
        message["flags"] = json!(64);
    });
    it.discord.clicks(camille, private, "Partager ici");
    it.write("button-on-private-answer");
    let there =
        it.discord.posts(bot, direct, "Voici.", |message| message["components"] = row.clone());
    it.discord.clicks(camille, there, "Utile");
    it.write("button-in-direct-message");
}
