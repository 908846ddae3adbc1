//! What `souffleur doctor` says of Matrix: the homeserver, the session that the bot has kept, its
//! device, and the rooms of the settings. It only reads. It does not log in: that would make a
//! device, which every member of an encrypted room sees.

mod ask;
mod kept;
mod rooms;
mod wording;

use matrix_sdk::ruma::OwnedDeviceId;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::wording::fatal;
use super::{
    ACCESS_TOKEN, Config, PASSPHRASE, PASSWORD, RECOVERY_KEY, session, unusable_certificates,
};
use crate::finding::{self, Examined, Finding};
use crate::secret;
use ask::{Asker, NoAnswer};
use kept::Kept;
use rooms::Rooms;

const DEVICE: &str = "matrix.device";
const LOGIN: &str = "matrix.login";
const SERVER: &str = "matrix.homeserver";
const SESSION: &str = "matrix.session";
const STORE: &str = "matrix.store";

/// A session to ask with.
struct Session {
    token: SecretString,
    device: OwnedDeviceId,
}

/// Looks at Matrix. It takes a minute at most, when everything is slow.
pub async fn examine(config: &Config) -> Examined {
    let secrets = [PASSWORD, ACCESS_TOKEN, PASSPHRASE, RECOVERY_KEY].map(secret::examine);
    let mut findings = secrets.concat();
    findings.extend(unusable_certificates().map(|(path, _)| {
        Finding::warning(
            "matrix.certificates",
            format!(
                "Matrix\u{a0}: le fichier «\u{a0}{}\u{a0}», que désigne SSL_CERT_FILE, n’a aucun certificat \
                 lisible.",
                path.display()
            ),
            "Donnez le fichier de votre autorité au format PEM, ou retirez cette variable.",
        )
    }));
    findings.push(finding::folder(STORE, "Matrix\u{a0}: le dossier", &config.store));
    findings.extend(finding::private(
        STORE,
        "Matrix\u{a0}: le dossier de la session",
        &config.store,
    ));
    let client = match session::builder(&config.homeserver).build().await {
        Ok(client) => client,
        Err(_) => {
            findings.push(Finding::said(SERVER, "Matrix", &fatal::homeserver(&config.homeserver)));
            return Examined { findings, clock: None };
        }
    };
    let asker = Asker::new(client, config.homeserver.clone());
    let (answers, kept) = tokio::join!(asker.get(None, &["versions"], None), kept_of(config));
    let kept = match kept {
        Ok(kept) => kept,
        Err(finding) => {
            findings.push(finding);
            None
        }
    };
    match answers {
        Err(why) => findings.push(wording::homeserver(&config.homeserver, &why)),
        Ok(told) if !told["versions"].is_array() => {
            findings.push(wording::homeserver(&config.homeserver, &NoAnswer::Foreign));
        }
        Ok(_) => {
            findings.push(Finding::good(
                SERVER,
                format!("Matrix\u{a0}: le serveur {} répond.", config.homeserver),
            ));
            findings.extend(account(config, &asker, kept).await);
        }
    }
    let told = asker.told();
    match told.limit {
        Some(wait) => findings.push(wording::limited(wait)),
        None if told.clock.is_some() => findings.push(Finding::good(
            wording::LIMITS,
            "Matrix\u{a0}: aucune limite d’appels n’a été rencontrée.",
        )),
        None => {}
    }
    Examined { findings, clock: told.clock }
}

/// The session that the bot has kept, as far as it can be read.
async fn kept_of(config: &Config) -> Result<Option<Session>, Finding> {
    let passphrase = match secret::read(PASSPHRASE) {
        Ok(Some(passphrase)) => passphrase,
        Ok(None) => return Err(Finding::said(STORE, "Matrix", fatal::NO_PASSPHRASE)),
        // It was told with the secrets.
        Err(_) => return Ok(None),
    };
    match tokio::time::timeout(finding::WITHIN, kept::read(&config.store, &passphrase)).await {
        Ok(Kept::Nothing) => Ok(None),
        Ok(Kept::Session(kept)) if kept.meta.user_id != config.user => {
            let (theirs, ours) = (kept.meta.user_id.as_str(), config.user.as_str());
            Err(Finding::said(SESSION, "Matrix", &fatal::other_user(theirs, ours)))
        }
        Ok(Kept::Session(kept)) => Ok(Some(Session {
            token: SecretString::from(kept.tokens.access_token),
            device: kept.meta.device_id,
        })),
        Ok(Kept::OtherPassphrase) => Err(Finding::said(STORE, "Matrix", fatal::PASSPHRASE)),
        Ok(Kept::Damaged) => {
            Err(Finding::said(STORE, "Matrix", &fatal::store_damaged(&config.store)))
        }
        Ok(Kept::Unread(why)) => Err(unread(why)),
        Err(_) => Err(unread("il ne se lit pas en dix secondes")),
    }
}

fn unread(why: &str) -> Finding {
    Finding::warning(
        STORE,
        format!("Matrix\u{a0}: le dossier de la session n’a pas été lu\u{a0}: {why}."),
        "Relancez cette commande sous l’utilisateur du bot, ou quand le bot est arrêté.",
    )
}

/// What is told to whom the homeserver knows.
async fn account(config: &Config, asker: &Asker, kept: Option<Session>) -> Vec<Finding> {
    let session = match (secret::read(ACCESS_TOKEN), kept) {
        (Err(_), _) => return Vec::new(),
        (Ok(Some(token)), kept) => {
            let Some(device) = config.device_id.clone().map(OwnedDeviceId::from) else {
                return vec![Finding::said(SESSION, "Matrix", fatal::NO_DEVICE)];
            };
            if let Some(kept) = kept
                && kept.device != device
            {
                let said = fatal::other_device(kept.device.as_str(), device.as_str());
                return vec![Finding::said(SESSION, "Matrix", &said)];
            }
            Session { token, device }
        }
        (Ok(None), Some(kept)) => kept,
        (Ok(None), None) => return vec![first_login(asker).await],
    };
    let who = asker.get(Some(&session.token), &["v3", "account", "whoami"], None).await;
    let who = match who {
        Ok(who) => who,
        Err(NoAnswer::Refused { status: 401, .. }) => {
            return vec![Finding::said(SESSION, "Matrix", fatal::TOKEN)];
        }
        Err(why) => return vec![wording::unknown(SESSION, "la session", &why)],
    };
    if let Some(theirs) = who["user_id"].as_str().filter(|theirs| *theirs != config.user.as_str()) {
        let said = fatal::other_user(theirs, config.user.as_str());
        return vec![Finding::said(SESSION, "Matrix", &said)];
    }
    if let Some(theirs) =
        who["device_id"].as_str().filter(|theirs| *theirs != session.device.as_str())
    {
        let said = fatal::other_device(theirs, session.device.as_str());
        return vec![Finding::said(SESSION, "Matrix", &said)];
    }
    let mut findings = vec![Finding::good(
        SESSION,
        format!(
            "Matrix\u{a0}: la session est valable ({}, appareil {}).",
            config.user, session.device
        ),
    )];
    let rooms = Rooms { asker, token: &session.token, me: &config.user };
    let (device, rooms) = tokio::join!(device(config, asker, &session), rooms.examine(config));
    findings.push(device);
    findings.extend(rooms);
    findings
}

/// Before a first start: whether the homeserver takes what there is to log in with.
async fn first_login(asker: &Asker) -> Finding {
    match secret::read(PASSWORD) {
        Ok(Some(_)) => {}
        Ok(None) => return Finding::said(LOGIN, "Matrix", fatal::NO_SECRET),
        Err(_) => return Finding::note(LOGIN, "Matrix\u{a0}: le mot de passe n’a pas pu être lu."),
    }
    match asker.get(None, &["v3", "login"], None).await {
        Ok(told) => {
            let mut flows = told["flows"].as_array().into_iter().flatten();
            match flows.any(|flow| flow["type"] == "m.login.password") {
                true => Finding::note(
                    LOGIN,
                    "Matrix\u{a0}: pas encore de session\u{a0}; le serveur accepte les mots de passe, et \
                     le bot se connectera avec le sien, qui n’a pas été essayé.",
                ),
                false => Finding::bad(
                    LOGIN,
                    "Matrix\u{a0}: le serveur n’accepte pas les mots de passe.",
                    "Demandez un jeton à la personne qui tient le serveur, et donnez-le dans \
                     MATRIX_ACCESS_TOKEN, avec device_id dans la section platform.matrix.",
                ),
            }
        }
        Err(why) => wording::unknown(LOGIN, "la connexion par mot de passe", &why),
    }
}

/// Whether the homeserver has the device's keys, and the account has signed them. The signature is
/// looked for and not computed: who could forge it keeps the homeserver.
async fn device(config: &Config, asker: &Asker, session: &Session) -> Finding {
    let user = config.user.as_str();
    let asked = json!({ "device_keys": { user: [] }, "timeout": 5_000 });
    let told = match asker.post(&session.token, &["v3", "keys", "query"], &asked).await {
        Ok(told) => told,
        Err(why) => return wording::unknown(DEVICE, "les clés de l’appareil", &why),
    };
    let named = |what: &str| format!("Matrix\u{a0}: l’appareil {}\u{a0}: {what}.", session.device);
    let keys = &told["device_keys"][user][session.device.as_str()];
    if !keys.is_object() {
        return Finding::note(DEVICE, named("il n’a pas encore de clés\u{a0}; le bot les enverra"));
    }
    let identity = &told["self_signing_keys"][user]["keys"];
    if !identity.is_object() {
        return Finding::note(
            DEVICE,
            named("son compte n’a pas encore d’identité\u{a0}; le bot la créera"),
        );
    }
    if is_signed(keys, user, identity) {
        return Finding::good(DEVICE, named("il a ses clés, et son compte l’a vérifié"));
    }
    match secret::read(RECOVERY_KEY) {
        Ok(Some(_)) => Finding::note(
            DEVICE,
            named(
                "son compte ne l’a pas vérifié\u{a0}; le bot le fera avec la clé de récupération",
            ),
        ),
        _ => Finding::said(DEVICE, "Matrix", fatal::NOT_CROSS_SIGNED),
    }
}

/// Whether one of the account's own keys, which are named by themselves, has signed.
fn is_signed(keys: &Value, user: &str, identity: &Value) -> bool {
    let signatures = &keys["signatures"][user];
    identity.as_object().into_iter().flatten().any(|(name, _)| signatures[name].is_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_signed_by_its_own_account() {
        let identity = json!({ "ed25519:abc": "abc" });
        let by = |user: &str, key: &str| json!({ "signatures": { user: { key: "…" } } });
        assert!(is_signed(&by("@a:x", "ed25519:abc"), "@a:x", &identity));
        assert!(!is_signed(&by("@a:x", "ed25519:DEVICE"), "@a:x", &identity), "by itself alone");
        assert!(!is_signed(&by("@b:x", "ed25519:abc"), "@a:x", &identity));
        assert!(!is_signed(&json!({}), "@a:x", &identity));
    }
}
