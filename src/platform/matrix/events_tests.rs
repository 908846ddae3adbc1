//! Events as homeservers and clients really write them → what they are to the bot.

use matrix_sdk::ruma::events::AnySyncTimelineEvent;
use matrix_sdk::ruma::serde::Raw;
use matrix_sdk::ruma::user_id;
use serde_json::{Value, json};

use super::events::{Incoming, Me, Reaction, Said, answers, read, read_latest};
use super::words::words;

fn me() -> Me {
    Me { id: user_id!("@souffleur:hopital.example").to_owned(), name: Some("Le Souffleur".into()) }
}

fn event(kind: &str, sender: &str, content: Value) -> Raw<AnySyncTimelineEvent> {
    let event = json!({
        "type": kind,
        "event_id": "$event:x",
        "sender": sender,
        "origin_server_ts": 1_700_000_000_000_u64,
        "content": content,
    });
    Raw::from_json_string(event.to_string()).expect("JSON")
}

fn message(content: Value) -> Raw<AnySyncTimelineEvent> {
    event("m.room.message", "@ana:hopital.example", content)
}

/// One line that says everything of an event but who and when.
fn line(incoming: Option<Incoming>) -> String {
    match incoming {
        None => "nothing".to_owned(),
        Some(Incoming::Said(Said {
            text,
            mentioned,
            mentions_others,
            reply_to,
            thread,
            lines: _,
            id: _,
            sender: _,
            at: _,
        })) => {
            let mut line = text.map_or("unreadable".to_owned(), |text| format!("«{text}»"));
            if mentioned {
                line.push_str(", mentions");
            }
            if mentions_others {
                line.push_str(", mentions others");
            }
            if let Some(to) = reply_to {
                line.push_str(&format!(", replies to {to}"));
            }
            if let Some(root) = thread {
                line.push_str(&format!(", in {root}"));
            }
            line
        }
        Some(Incoming::Edited { of, text, mentioned, .. }) => {
            format!("{of} is now «{text}»{}", if mentioned { ", mentions" } else { "" })
        }
        Some(Incoming::Redacted(id)) => format!("{id} is gone"),
        Some(Incoming::Reacted(Reaction { of, sign, .. })) => format!("{of}: {sign:?}"),
    }
}

#[test]
fn what_a_message_is() {
    let text = |body: &str| json!({ "msgtype": "m.text", "body": body });
    let with = |mut content: Value, more: Value| {
        for (key, value) in more.as_object().expect("an object") {
            content[key] = value.clone();
        }
        content
    };
    let us = json!({ "m.mentions": { "user_ids": ["@souffleur:hopital.example"] } });
    let pill = |label: &str, before: &str, after: &str| {
        with(
            json!({
                "msgtype": "m.text",
                "body": format!("{before}{label}{after}"),
                "format": "org.matrix.custom.html",
                "formatted_body": format!(
                    "{before}<a href=\"https://matrix.to/#/@souffleur:hopital.example\">{label}</a>{after}"
                ),
            }),
            us.clone(),
        )
    };
    let linked = |before: &str, label: &str, after: &str| {
        let mut content = pill(label, before, after);
        content.as_object_mut().expect("an object").remove("m.mentions");
        content
    };
    let thread = |falling_back: bool| {
        json!({ "m.relates_to": {
            "rel_type": "m.thread",
            "event_id": "$root:x",
            "is_falling_back": falling_back,
            "m.in_reply_to": { "event_id": "$last:x" },
        }})
    };
    let reply = json!({ "m.relates_to": { "m.in_reply_to": { "event_id": "$before:x" } } });
    let rows = [
        (text("où est l’annuaire ?"), "«où est l’annuaire ?»"),
        (with(text("où est l’annuaire ?"), us.clone()), "«où est l’annuaire ?», mentions"),
        // Pills, as Element writes them, in front, inside and at the end.
        (pill("Le Souffleur", "", ": bal pleine ?"), "«bal pleine ?», mentions"),
        (pill("Le Souffleur", "dis ", " bal pleine ?"), "«dis bal pleine ?», mentions"),
        (pill("Souf", "", ""), "«», mentions"),
        // Calls without a pill.
        (with(text("@souffleur:hopital.example bal ?"), us.clone()), "«bal ?», mentions"),
        (with(text("le souffleur: bal ?"), us.clone()), "«bal ?», mentions"),
        (with(text("@souffleur bal ?"), us.clone()), "«bal ?», mentions"),
        (with(text("bal ? @souffleur"), us.clone()), "«bal ?», mentions"),
        // A name that is only a word, and a name that begins another.
        (with(text("souffleur de feuilles ?"), us.clone()), "«souffleur de feuilles ?», mentions"),
        (with(text("@souffleurs bal ?"), us.clone()), "«@souffleurs bal ?», mentions"),
        (with(text("@é"), us.clone()), "«@é», mentions"),
        // A name or an id at the beginning calls the bot by itself.
        (text("Le Souffleur: bal ?"), "«bal ?», mentions"),
        (text("souffleur : bal ?"), "«bal ?», mentions"),
        (text("souffleur\u{202f}: bal ?"), "«bal ?», mentions"),
        (text("Souffleur bal ?"), "«bal ?», mentions"),
        (text("@souffleur bal ?"), "«bal ?», mentions"),
        (text("@souffleur:hopital.example bal ?"), "«bal ?», mentions"),
        (text("@souffleur:hopital.example: bal ?"), "«bal ?», mentions"),
        (text("Le souffleur !"), "«», mentions"),
        (text("souffleur."), "«», mentions"),
        // A name in the text, another name or id that begins so, @room and other people do not.
        (text("un souffleur de feuilles"), "«un souffleur de feuilles»"),
        (text("souffleur-2 : bal ?"), "«souffleur-2 : bal ?»"),
        (text("souffleur.fr est en panne"), "«souffleur.fr est en panne»"),
        (text("@souffleur:ailleurs.example bal ?"), "«@souffleur:ailleurs.example bal ?»"),
        (with(text("bal ?"), json!({ "m.mentions": { "room": true } })), "«bal ?»"),
        (
            with(text("bal ?"), json!({ "m.mentions": { "user_ids": ["@bob:x"] } })),
            "«bal ?», mentions others",
        ),
        // A pill of a client or a bridge that sends no list of mentions, and a quotation's.
        (linked("", "Le Souffleur", ": bal ?"), "«bal ?», mentions"),
        (linked("dis ", "Souf", " bal ?"), "«dis bal ?», mentions"),
        // A pill by the scheme of its own.
        (
            with(
                text("Souf: bal ?"),
                json!({ "format": "org.matrix.custom.html", "formatted_body":
                "<a href=\"matrix:u/souffleur:hopital.example\">Souf</a>: bal ?" }),
            ),
            "«bal ?», mentions",
        ),
        (
            with(
                text("bal ?"),
                json!({ "format": "org.matrix.custom.html", "formatted_body":
                "<mx-reply><blockquote><a href=\"https://matrix.to/#/@souffleur:hopital.example\">\
                 x</a> non</blockquote></mx-reply>bal ?" }),
            ),
            "«bal ?»",
        ),
        // Relations.
        (with(text("2"), reply.clone()), "«2», replies to $before:x"),
        (
            with(text("> <@bob:x> bal pleine\n> encore\n\n!faq"), reply.clone()),
            "«!faq», replies to $before:x",
        ),
        (with(text("bal ?"), thread(true)), "«bal ?», in $root:x"),
        (with(text("bal ?"), thread(false)), "«bal ?», replies to $last:x, in $root:x"),
        (
            json!({
                "msgtype": "m.text",
                "body": "* bal pleine ?",
                "m.new_content": { "msgtype": "m.text", "body": "bal pleine ?" },
                "m.relates_to": { "rel_type": "m.replace", "event_id": "$asked:x" },
            }),
            "$asked:x is now «bal pleine ?»",
        ),
        (
            json!({
                "msgtype": "m.text",
                "body": "* souffleur : bal ?",
                "m.new_content": { "msgtype": "m.text", "body": "souffleur : bal ?" },
                "m.relates_to": { "rel_type": "m.replace", "event_id": "$asked:x" },
            }),
            "$asked:x is now «bal ?», mentions",
        ),
        // Not for a bot, or not to be read.
        (json!({ "msgtype": "m.notice", "body": "bal ?" }), "nothing"),
        (json!({ "msgtype": "m.emote", "body": "bal ?" }), "nothing"),
        (json!({ "msgtype": "m.image", "body": "a.png", "url": "mxc://x/y" }), "unreadable"),
        (
            json!({
                "msgtype": "m.image", "body": "a.png", "filename": "a.png", "url": "mxc://x/y",
            }),
            "unreadable",
        ),
        (
            json!({
                "msgtype": "m.file", "body": "souffleur : que dit-il ?", "filename": "a.pdf",
                "url": "mxc://x/y",
            }),
            "«que dit-il ?», mentions",
        ),
        (json!({ "msgtype": "m.unheard.of", "body": "bal ?" }), "nothing"),
        (json!({ "body": "no type" }), "nothing"),
        (json!({}), "nothing"),
    ];
    for (content, expected) in rows {
        let raw = message(content);
        assert_eq!(line(read(&raw, &me())), expected, "{}", raw.json());
    }
}

#[test]
fn what_else_happens() {
    let reaction = |key: &str| json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": "$answer:x", "key": key } });
    let ana = "@ana:hopital.example";
    let rows = [
        (event("m.reaction", ana, reaction("👍")), "$answer:x: Useful(true)"),
        (event("m.reaction", ana, reaction("👍🏽")), "$answer:x: Useful(true)"),
        (event("m.reaction", ana, reaction("👎\u{fe0f}")), "$answer:x: Useful(false)"),
        (event("m.reaction", ana, reaction("3\u{fe0f}\u{20e3}")), "$answer:x: Number(3)"),
        (event("m.reaction", ana, reaction("0\u{fe0f}\u{20e3}")), "nothing"),
        (event("m.reaction", ana, reaction("12")), "nothing"),
        (event("m.reaction", ana, reaction("🎉")), "nothing"),
        (event("m.reaction", ana, reaction("")), "nothing"),
        (event("m.room.redaction", ana, json!({ "redacts": "$asked:x" })), "$asked:x is gone"),
        (
            event(
                "m.room.message",
                me().id.as_str(),
                json!({ "msgtype": "m.text", "body": "moi" }),
            ),
            "nothing",
        ),
        (
            event("m.sticker", ana, json!({ "body": "x", "info": {}, "url": "mxc://x/y" })),
            "nothing",
        ),
        (event("fr.hopital.inconnu", ana, json!({ "body": "!faq bal" })), "nothing"),
    ];
    for (raw, expected) in rows {
        assert_eq!(line(read(&raw, &me())), expected, "{}", raw.json());
    }
    // A redaction as rooms before version 11 write it, beside the content.
    let raw = json!({
        "type": "m.room.redaction", "event_id": "$r:x", "sender": ana, "redacts": "$asked:x",
        "origin_server_ts": 1, "content": {},
    });
    let raw = Raw::from_json_string(raw.to_string()).expect("JSON");
    assert_eq!(line(read(&raw, &me())), "$asked:x is gone");
}

#[test]
fn what_was_answered_is_seen_even_in_what_cannot_be_read() {
    let relation = json!({ "m.in_reply_to": { "event_id": "$asked:x" } });
    let in_thread = json!({
        "rel_type": "m.thread", "event_id": "$root:x", "m.in_reply_to": { "event_id": "$asked:x" },
    });
    let edit = json!({ "rel_type": "m.replace", "event_id": "$answer:x" });
    let rows = [
        (json!({ "algorithm": "m.megolm.v1.aes-sha2", "m.relates_to": relation }), true),
        (json!({ "msgtype": "m.notice", "body": "a", "m.relates_to": in_thread }), true),
        (json!({ "msgtype": "m.notice", "body": "a", "m.relates_to": edit }), false),
        (json!({ "msgtype": "m.notice", "body": "a" }), false),
    ];
    for (content, expected) in rows {
        let raw = event("m.room.encrypted", me().id.as_str(), content);
        let asked = answers(&raw);
        assert_eq!(asked.is_some_and(|id| id == "$asked:x"), expected, "{}", raw.json());
    }
}

#[test]
fn the_words_of_anybodys_message_can_be_searched() {
    let rows = [
        (json!({ "msgtype": "m.text", "body": "ma bal est pleine" }), Some("ma bal est pleine")),
        (json!({ "msgtype": "m.notice", "body": "relevé du jour" }), Some("relevé du jour")),
        (json!({ "msgtype": "m.image", "body": "a.png", "url": "mxc://x/y" }), None),
        (
            json!({
                "msgtype": "m.image", "body": "bal pleine", "filename": "a.png", "url": "mxc://x/y",
            }),
            Some("bal pleine"),
        ),
        (
            json!({
                "msgtype": "m.file", "body": "bal pleine", "filename": "a.pdf", "url": "mxc://x/y",
            }),
            Some("bal pleine"),
        ),
        (json!({ "msgtype": "m.text", "body": "  " }), None),
        (json!({}), None),
    ];
    for (content, expected) in rows {
        let raw = message(content);
        assert_eq!(words(&raw).as_deref(), expected, "{}", raw.json());
    }
    let answers = json!([{ "id": "a", "org.matrix.msc1767.text": "oui" }]);
    let unstable = json!({ "org.matrix.msc3381.poll.start": {
        "question": { "org.matrix.msc1767.text": "où est la bal ?" }, "answers": answers,
        "kind": "org.matrix.msc3381.poll.disclosed", "max_selections": 1,
    } });
    let text = |body: &str| json!([{ "body": body }]);
    let stable = json!({
        "m.text": text("où est la bal ? 1. oui"),
        "m.poll": {
            "question": { "m.text": text("où est la bal ?") }, "kind": "m.disclosed",
            "answers": [{ "m.id": "a", "m.text": text("oui") }],
        },
    });
    for (kind, content) in [("org.matrix.msc3381.poll.start", unstable), ("m.poll.start", stable)] {
        let raw = event(kind, "@ana:hopital.example", content);
        assert_eq!(words(&raw).as_deref(), Some("où est la bal ?"), "{}", raw.json());
    }
}

#[test]
fn an_edited_message_is_read_as_it_is_now() {
    let edited_by = |author: &str| {
        let mut raw: Value = serde_json::from_str(
            message(json!({
                "msgtype": "m.text", "body": "avant",
                "m.relates_to": { "m.in_reply_to": { "event_id": "$before:x" } },
            }))
            .json()
            .get(),
        )
        .expect("JSON");
        raw["unsigned"] = json!({ "m.relations": { "m.replace": {
            "type": "m.room.message", "event_id": "$edit:x", "sender": author,
            "origin_server_ts": 2,
            "content": {
                "msgtype": "m.text", "body": "* après",
                "m.new_content": { "msgtype": "m.text", "body": "souffleur : après" },
                "m.relates_to": { "rel_type": "m.replace", "event_id": "$event:x" },
            },
        } } });
        Raw::from_json_string(raw.to_string()).expect("JSON")
    };
    let rows = [
        ("@ana:hopital.example", "souffleur : après", "«après», mentions, replies to $before:x"),
        ("@bob:x", "avant", "«avant», replies to $before:x"),
    ];
    for (author, searched, said) in rows {
        let raw = edited_by(author);
        assert_eq!(words(&raw).as_deref(), Some(searched), "by {author}");
        assert_eq!(line(read_latest(&raw, &me()).map(Incoming::Said)), said, "by {author}");
    }
}
