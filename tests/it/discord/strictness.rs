//! The double refuses what Discord refuses, with Discord's errors. `peers` tests what
//! it accepts.
//!
//! 1. An interaction is acknowledged once (40060), within its time (10062), with
//!    a callback that fits its kind (50035); its token works only after that
//!    (10015) and only for a while (50027).
//! 2. Payloads above the limits, which are in characters, are refused with the path
//!    of the error.
//! 3. Calls without permission, with unknown ids, or on others' messages are refused.
//! 4. The gateway closes with the code of the error, and content is blanked without
//!    the intent.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use super::double::members::Typed;
use super::double::objects::{Id, intent, permission};
use super::double::world::blanked;
use super::double::{Double, Setup};

struct Caller {
    discord: Double,
    client: reqwest::Client,
    camille: Id,
    guild: Id,
    channel: Id,
}

impl Caller {
    fn new(setup: Setup) -> Self {
        let discord = Double::start(Setup { validate: false, ..setup });
        let camille = discord.person("camille");
        let guild = discord.guild("Cabinet", &[camille]);
        let channel = discord.channel(guild, "general");
        discord.with(|state| {
            let faq = json!([{ "name": "faq", "description": "Demander", "options": [
                { "type": 3, "name": "question", "description": "Quoi", "autocomplete": true },
            ] }]);
            state.put_commands(None, &faq).expect("a valid command");
        });
        Self { discord, client: reqwest::Client::new(), camille, guild, channel }
    }

    /// The status and Discord's code, or 0.
    async fn call(&self, method: reqwest::Method, path: &str, body: &Value) -> (u16, u64, Value) {
        let request = self
            .client
            .request(method, format!("{}/api/v10{path}", self.discord.api_url()))
            .header("authorization", format!("Bot {}", self.discord.shared.setup.token))
            .header("content-type", "application/json")
            .body(body.to_string());
        let response = request.send().await.expect("the double answers");
        let status = response.status().as_u16();
        let body =
            serde_json::from_slice(&response.bytes().await.expect("a body")).unwrap_or(Value::Null);
        (status, body["code"].as_u64().unwrap_or(0), body)
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, u64) {
        let (status, code, _) = self.call(reqwest::Method::POST, path, body).await;
        (status, code)
    }

    async fn send(&self, body: &Value) -> (u16, u64) {
        self.post(&format!("/channels/{}/messages", self.channel), body).await
    }

    fn callback(&self, interaction: Id) -> String {
        let token = self.discord.with(|state| state.interactions[&interaction].token.clone());
        format!("/interactions/{interaction}/{token}/callback")
    }

    fn webhook(&self, interaction: Id) -> String {
        let (app, token) = self
            .discord
            .with(|state| (state.bot.id, state.interactions[&interaction].token.clone()));
        format!("/webhooks/{app}/{token}")
    }

    /// Pretends that the interaction began that long ago.
    fn age(&self, interaction: Id, by: Duration) {
        self.discord.with(|state| {
            state.interactions.entry(interaction).and_modify(|i| i.began -= by);
        });
    }

    fn runs(&self) -> Id {
        self.discord.runs(self.camille, self.channel, &Typed::new("faq").with("question", "où ?"))
    }
}

#[tokio::test]
async fn an_interaction_is_acknowledged_once_in_time_and_fittingly() {
    let it = Caller::new(Setup::default());
    let said = json!({ "type": 4, "data": { "content": "là" } });
    let ran = it.runs();
    assert_eq!(it.post(&it.webhook(ran), &json!({ "content": "trop tôt" })).await, (404, 10015));
    // A form that opens, with a title and a label of such lengths.
    let form = |title: usize, label: usize| {
        let input = json!({ "type": 4, "custom_id": "a", "style": 1, "label": "é".repeat(label) });
        let rows = json!([{ "type": 1, "components": [input] }]);
        let data = json!({ "custom_id": "f", "title": "é".repeat(title), "components": rows });
        json!({ "type": 9, "data": data })
    };
    for (title, label) in [(46, 1), (0, 1), (1, 46), (1, 0)] {
        let opened = it.post(&it.callback(ran), &form(title, label)).await;
        assert_eq!(opened, (400, 50035), "{title} {label}");
    }
    let opened = it.runs();
    assert_eq!(it.post(&it.callback(opened), &form(45, 45)).await, (204, 0));
    let sent = it.discord.submits(it.camille, opened, &[("a", "oui")]);
    assert_eq!(it.post(&it.callback(sent), &form(45, 45)).await, (400, 50035), "no second form");
    assert_eq!(it.post(&it.callback(sent), &said).await, (204, 0));
    for wrong in [1, 6, 7, 8, 99] {
        assert_eq!(
            it.post(&it.callback(ran), &json!({ "type": wrong, "data": { "choices": [] } })).await,
            (400, 50035),
            "type {wrong}"
        );
    }
    assert_eq!(it.post(&it.callback(ran), &said).await, (204, 0));
    assert_eq!(it.post(&it.callback(ran), &said).await, (400, 40060));
    assert_eq!(it.post(&it.webhook(ran), &json!({ "content": "encore" })).await, (200, 0));
    assert_eq!(it.post("/interactions/1/nothing/callback", &said).await, (404, 10062));

    let typed = it.discord.types(
        it.camille,
        it.channel,
        &Typed::new("faq").with("question", "o"),
        "question",
    );
    assert_eq!(it.post(&it.callback(typed), &said).await, (400, 50035), "suggestions only");
    let many: Vec<Value> =
        (0..26).map(|n| json!({ "name": n.to_string(), "value": n.to_string() })).collect();
    assert_eq!(
        it.post(&it.callback(typed), &json!({ "type": 8, "data": { "choices": many } })).await,
        (400, 50035)
    );

    let late = it.runs();
    it.age(late, Duration::from_millis(3_100));
    assert_eq!(it.post(&it.callback(late), &said).await, (404, 10062), "too late");

    let deferred = it.runs();
    assert_eq!(
        it.post(&it.callback(deferred), &json!({ "type": 5, "data": { "flags": 64 } })).await,
        (204, 0)
    );
    let original = format!("{}/messages/@original", it.webhook(deferred));
    let (status, _, shown) =
        it.call(reqwest::Method::PATCH, &original, &json!({ "content": "fini" })).await;
    assert_eq!(
        (status, shown["flags"].as_u64()),
        (200, Some(64)),
        "as private as the deferral said"
    );
    it.age(deferred, Duration::from_secs(15 * 60));
    let (status, code, _) =
        it.call(reqwest::Method::PATCH, &original, &json!({ "content": "trop tard" })).await;
    assert_eq!((status, code), (401, 50027));
}

#[tokio::test]
async fn limits_are_kept_in_characters() {
    let it = Caller::new(Setup::default());
    let embed = |embed: Value| json!({ "embeds": [embed] });
    let button = |button: Value| json!({ "content": "?", "components": [{ "type": 1, "components": [button] }] });
    let text = |n: usize| "é".repeat(n);
    let rows = [
        (json!({ "content": text(2_000) }), 200, 0),
        (json!({ "content": text(2_001) }), 400, 50035),
        (json!({ "content": " " }), 400, 50006),
        (embed(json!({ "title": text(256), "description": text(4_096) })), 200, 0),
        (embed(json!({ "title": text(257) })), 400, 50035),
        (embed(json!({ "description": text(4_097) })), 400, 50035),
        (
            embed(json!({ "title": "a", "fields": [{ "name": "a", "value": text(1_025) }] })),
            400,
            50035,
        ),
        (embed(json!({ "title": "a", "footer": { "text": text(2_049) } })), 400, 50035),
        (embed(json!({ "title": "a", "url": "pas une adresse" })), 400, 50035),
        (
            json!({ "embeds": [{ "description": text(3_001) }, { "description": text(3_000) }] }),
            400,
            50035,
        ),
        (json!({ "embeds": vec![json!({ "title": "a" }); 11] }), 400, 50035),
        (
            button(json!({ "type": 2, "style": 1, "label": text(80), "custom_id": text(100) })),
            200,
            0,
        ),
        (button(json!({ "type": 2, "style": 1, "label": text(81), "custom_id": "a" })), 400, 50035),
        (
            button(json!({ "type": 2, "style": 1, "label": "a", "custom_id": text(101) })),
            400,
            50035,
        ),
        (button(json!({ "type": 2, "style": 1, "label": "a" })), 400, 50035),
        (
            button(
                json!({ "type": 2, "style": 5, "label": "a", "url": format!("https://a.fr/{}", "a".repeat(500)) }),
            ),
            400,
            50035,
        ),
        (button(json!({ "type": 3, "custom_id": "a", "options": [] })), 400, 50035),
        (
            button(
                json!({ "type": 3, "custom_id": "a", "options": [{ "label": text(101), "value": "a" }] }),
            ),
            400,
            50035,
        ),
        (
            json!({ "content": "a", "components": vec![json!({ "type": 1, "components": [{ "type": 2, "style": 1, "label": "a", "custom_id": "a" }] }); 2] }),
            400,
            50035,
        ),
        (
            json!({ "content": "a", "allowed_mentions": { "parse": ["users"], "users": ["1"] } }),
            400,
            50035,
        ),
    ];
    for (body, status, code) in rows {
        let shown: String = body.to_string().chars().take(120).collect();
        assert_eq!(it.send(&body).await, (status, code), "{shown}");
    }
    let (_, _, refused) = it
        .call(
            reqwest::Method::POST,
            &format!("/channels/{}/messages", it.channel),
            &embed(json!({ "title": text(257) })),
        )
        .await;
    assert_eq!(
        refused["errors"]["embeds"]["0"]["title"]["_errors"][0]["code"],
        "BASE_TYPE_BAD_LENGTH"
    );

    let app = it.discord.bot();
    let commands = format!("/applications/{app}/commands");
    for name in ["Majuscule", "deux mots", "", &text(33)] {
        let (status, code, _) = it
            .call(reqwest::Method::PUT, &commands, &json!([{ "name": name, "description": "a" }]))
            .await;
        assert_eq!((status, code), (400, 50035), "{name}");
    }
}

#[tokio::test]
async fn what_may_not_be_done_is_refused() {
    let it = Caller::new(Setup::default());
    let plain = json!({ "content": "a" });
    let asked = it.discord.says(it.camille, it.channel, "où ?");
    let reply = |to: &str, fail: bool| json!({ "content": "là", "message_reference": { "message_id": to, "fail_if_not_exists": fail } });
    assert_eq!(it.send(&reply(&asked.to_string(), true)).await, (200, 0));
    assert_eq!(it.send(&reply("1", true)).await, (400, 50035));
    assert_eq!(it.send(&reply("1", false)).await, (200, 0));
    assert_eq!(it.post("/channels/1/messages", &plain).await, (404, 10003));
    let others = format!("/channels/{}/messages/{asked}", it.channel);
    let (status, code, _) = it.call(reqwest::Method::PATCH, &others, &plain).await;
    assert_eq!((status, code), (403, 50005));
    let (status, code, _) = it.call(reqwest::Method::DELETE, &others, &Value::Null).await;
    assert_eq!((status, code), (403, 50013));
    let threads = format!("{others}/threads");
    assert_eq!(it.post(&threads, &json!({ "name": "fil" })).await, (201, 0));
    assert_eq!(it.post(&threads, &json!({ "name": "fil" })).await, (400, 160_004));

    let rows = [
        (permission::EMBED_LINKS, json!({ "embeds": [{ "title": "a" }] }), (400, 50006)),
        (permission::READ_MESSAGE_HISTORY, reply(&asked.to_string(), false), (400, 160_002)),
        (permission::SEND_MESSAGES, plain.clone(), (403, 50013)),
        (permission::VIEW_CHANNEL, plain.clone(), (403, 50001)),
    ];
    for (without, body, refused) in rows {
        let channel = it.discord.channel(it.guild, "ailleurs");
        let channel =
            if without == permission::READ_MESSAGE_HISTORY { it.channel } else { channel };
        it.discord.forbid(channel, without);
        assert_eq!(it.post(&format!("/channels/{channel}/messages"), &body).await, refused);
    }
    it.discord.with(|state| state.closed_to_direct_messages.push(it.camille));
    let direct = it.discord.direct(it.camille);
    assert_eq!(it.post(&format!("/channels/{direct}/messages"), &plain).await, (403, 50007));
    let unknown = it
        .client
        .get(format!("{}/api/v10/users/@me", it.discord.api_url()))
        .send()
        .await
        .expect("an answer");
    assert_eq!(unknown.status().as_u16(), 401, "without a token");
}

#[tokio::test]
async fn a_nonce_posts_once_and_a_ping_must_be_allowed() {
    let it = Caller::new(Setup::default());
    let once = json!({ "content": "a", "nonce": "1", "enforce_nonce": true });
    it.send(&once).await;
    it.send(&once).await;
    assert_eq!(it.discord.with(|state| state.of_bot_in(it.channel).len()), 1);
    for (mentions, pinged) in [
        (json!(null), 1),
        (json!({ "parse": [] }), 0),
        (json!({ "parse": ["users"] }), 1),
        (json!({ "users": [it.camille.to_string()] }), 1),
    ] {
        let path = format!("/channels/{}/messages", it.channel);
        let body = json!({ "content": format!("<@{}>", it.camille), "allowed_mentions": mentions });
        let (_, _, message) = it.call(reqwest::Method::POST, &path, &body).await;
        assert_eq!(message["mentions"].as_array().map(Vec::len), Some(pinged), "{mentions}");
    }
}

#[test]
fn content_is_blanked_without_the_intent() {
    let message = |author: &str, mentions: Value, guild: bool| {
        let mut message = json!({ "author": { "id": author }, "content": "secret", "mentions": mentions, "embeds": [1] });
        if guild {
            message["guild_id"] = json!("9");
        }
        message
    };
    for (message, read, why) in [
        (message("2", json!([]), true), "", "other talk"),
        (message("2", json!([{ "id": "1" }]), true), "secret", "it is mentioned"),
        (message("1", json!([]), true), "secret", "its own"),
        (message("2", json!([]), false), "secret", "a direct message"),
    ] {
        assert_eq!(blanked(&message, 1)["content"], read, "{why}");
    }
    let mut reply = message("2", json!([{ "id": "1" }]), true);
    reply["referenced_message"] =
        json!({ "author": { "id": "3" }, "content": "secret", "mentions": [] });
    assert_eq!(
        blanked(&reply, 1)["referenced_message"]["content"],
        "",
        "what is replied to, on its own"
    );
}

#[tokio::test]
async fn the_gateway_closes_with_the_code_of_the_mistake() {
    let it = Caller::new(Setup::default());
    let token = it.discord.shared.setup.token.clone();
    let identify = |token: &str, intents: u64, shard: Value| {
        json!({ "op": 2, "d": { "token": token, "intents": intents, "shard": shard, "properties": {} } }).to_string()
    };
    let rows = [
        ("nonsense".to_owned(), 4002),
        (json!({ "op": 99 }).to_string(), 4001),
        (json!({ "op": 3, "d": {} }).to_string(), 4003),
        (identify("another", 1, json!([0, 1])), 4004),
        (identify(&token, 1, json!([1, 1])), 4010),
        (identify(&token, 1 << 40, json!([0, 1])), 4013),
        (identify(&token, intent::MESSAGE_CONTENT, json!([0, 1])), 4014),
    ];
    for (sent, code) in rows {
        assert_eq!(
            closed_after(it.discord.address(), std::slice::from_ref(&sent)).await,
            Some(code),
            "{sent}"
        );
    }
    let twice = identify(&token, 1, json!([0, 1]));
    assert_eq!(closed_after(it.discord.address(), &[twice.clone(), twice]).await, Some(4005));
}

/// The code with which the gateway closes after these payloads.
async fn closed_after(address: std::net::SocketAddr, payloads: &[String]) -> Option<u16> {
    let url = format!("ws://{address}/?v=10&encoding=json");
    let (mut socket, _) = connect_async(url).await.expect("the gateway takes connections");
    for payload in payloads {
        socket.send(Message::text(payload)).await.expect("the connection stands");
    }
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Close(frame) = message {
            return frame.map(|frame| frame.code.into());
        }
    }
    None
}
