//! The rooms of the settings: whether the bot is in them, and whether it may write there. ruma
//! computes the power as homeservers do.

use std::time::Instant;

use matrix_sdk::ruma::events::MessageLikeEventType;
use matrix_sdk::ruma::events::room::power_levels::{
    RoomPowerLevels, RoomPowerLevelsEventContent, RoomPowerLevelsSource,
};
use matrix_sdk::ruma::{OwnedUserId, RoomVersionId, UserId};
use secrecy::SecretString;
use serde_json::Value;

use super::ask::{Asker, NoAnswer};
use super::wording;
use crate::finding::{Finding, WITHIN};
use crate::platform::matrix::Config;

/// How many rooms are looked at: each costs some requests, which homeservers limit.
const LOOKED_AT: usize = 40;
/// How many upgrades of a room are followed.
const UPGRADES: usize = 5;

/// Looks at rooms, one after the other.
pub struct Rooms<'a> {
    pub asker: &'a Asker,
    pub token: &'a SecretString,
    pub me: &'a UserId,
}

/// What was seen of a room.
enum Seen {
    MayWrite,
    MayNotWrite,
    NotThere,
    NoSuchAlias,
    UnknownVersion,
}

impl Rooms<'_> {
    pub async fn examine(&self, config: &Config) -> Vec<Finding> {
        let team = config
            .team
            .as_ref()
            .map(|team| ("matrix.team".to_owned(), "le salon de l’équipe", &team.room));
        let listed = config
            .room
            .iter()
            .map(|room| (format!("matrix.room.{}", room.id), "le salon", &room.id));
        let rooms: Vec<_> = team.into_iter().chain(listed).collect();
        let (mut findings, began) = (Vec::new(), Instant::now());
        let all = rooms.len();
        for (check, what, room) in rooms.into_iter().take(LOOKED_AT) {
            if began.elapsed() > WITHIN {
                break;
            }
            let what = format!("{what} {room}");
            match self.look(room).await {
                Ok(seen) => findings.push(said(check, &what, &seen)),
                // What keeps one request from its answer would keep the others.
                Err(why) => {
                    findings.push(wording::unknown(check, &what, &why));
                    break;
                }
            }
        }
        if findings.len() < all {
            findings.push(Finding::note(
                "matrix.rooms",
                format!(
                    "Matrix\u{a0}: salons qui n’ont pas été regardés\u{a0}: {}.",
                    all - findings.len()
                ),
            ));
        }
        findings
    }

    async fn look(&self, room: &str) -> Result<Seen, NoAnswer> {
        let mut room = room.to_owned();
        if room.starts_with('#') {
            let path = ["v3", "directory", "room", &room];
            room = match self.asker.get(Some(self.token), &path, None).await {
                Ok(told) => told["room_id"].as_str().ok_or(NoAnswer::Foreign)?.to_owned(),
                Err(NoAnswer::Refused { status: 404, .. }) => return Ok(Seen::NoSuchAlias),
                Err(why) => return Err(why),
            };
        }
        // The bot follows an upgraded room.
        for _ in 0..UPGRADES {
            let told = self.state(&room, "m.room.tombstone", "").await;
            match told.as_ref().map(|told| told["replacement_room"].as_str()) {
                Ok(Some(next)) => room = next.to_owned(),
                _ => break,
            }
        }
        let membership = self.state(&room, "m.room.member", self.me.as_str()).await;
        match membership {
            Ok(told) if told["membership"] == "join" => self.power(&room).await,
            Ok(_) | Err(NoAnswer::Refused { status: 403 | 404, .. }) => Ok(Seen::NotThere),
            Err(why) => Err(why),
        }
    }

    async fn power(&self, room: &str) -> Result<Seen, NoAnswer> {
        let there = |told: Result<Value, NoAnswer>| match told {
            Ok(told) => Ok(Some(told)),
            Err(NoAnswer::Refused { status: 404, .. }) => Ok(None),
            Err(why) => Err(why),
        };
        let (levels, encryption, created) = tokio::join!(
            self.state(room, "m.room.power_levels", ""),
            self.state(room, "m.room.encryption", ""),
            self.created(room),
        );
        let levels: Option<RoomPowerLevelsEventContent> = match there(levels)? {
            Some(levels) => Some(serde_json::from_value(levels).map_err(|_| NoAnswer::Foreign)?),
            None => None,
        };
        let kind = match there(encryption)? {
            Some(_) => MessageLikeEventType::RoomEncrypted,
            None => MessageLikeEventType::RoomMessage,
        };
        let (version, creators) = created?;
        let Some(rules) = RoomVersionId::try_from(version).ok().and_then(|version| version.rules())
        else {
            return Ok(Seen::UnknownVersion);
        };
        let levels = RoomPowerLevels::new(
            RoomPowerLevelsSource::from(levels),
            &rules.authorization,
            creators,
        );
        Ok(match levels.user_can_send_message(self.me, kind) {
            true => Seen::MayWrite,
            false => Seen::MayNotWrite,
        })
    }

    /// A room's version, and who made it.
    async fn created(&self, room: &str) -> Result<(String, Vec<OwnedUserId>), NoAnswer> {
        let path = ["v3", "rooms", room, "state", "m.room.create", ""];
        let event = self.asker.get(Some(self.token), &path, Some("format=event")).await?;
        // A homeserver that does not know of `format` gives the content alone.
        let content = if event["content"].is_object() { &event["content"] } else { &event };
        let version = content["room_version"].as_str().unwrap_or("1").to_owned();
        let more = content["additional_creators"].as_array();
        let creators = more.into_iter().flatten().chain([&event["sender"]]);
        let creators = creators.filter_map(|user| user.as_str()?.parse().ok()).collect();
        Ok((version, creators))
    }

    async fn state(&self, room: &str, kind: &str, key: &str) -> Result<Value, NoAnswer> {
        self.asker.get(Some(self.token), &["v3", "rooms", room, "state", kind, key], None).await
    }
}

fn said(check: String, what: &str, seen: &Seen) -> Finding {
    match seen {
        Seen::MayWrite => {
            Finding::good(check, format!("Matrix\u{a0}: {what}\u{a0}: le bot peut y écrire."))
        }
        Seen::MayNotWrite => Finding::bad(
            check,
            format!(
                "Matrix\u{a0}: {what}\u{a0}: le bot n’a pas le niveau de droits pour y écrire."
            ),
            "Dans les paramètres du salon (Rôles et permissions), baissez le niveau requis pour \
             envoyer des messages, ou élevez celui du bot.",
        ),
        Seen::NotThere => Finding::bad(
            check,
            format!("Matrix\u{a0}: {what}\u{a0}: le bot n’y est pas."),
            "Invitez-le dans ce salon, pendant qu’il tourne\u{a0}: il accepte les invitations que \
             permet invites_from.",
        ),
        Seen::NoSuchAlias => Finding::bad(
            check,
            format!("Matrix\u{a0}: {what}\u{a0}: aucun salon n’a cette adresse."),
            "Corrigez-la dans la configuration, ou mettez l’identifiant du salon (dans \
             Element\u{a0}: Paramètres du salon, Avancé).",
        ),
        Seen::UnknownVersion => Finding::note(
            check,
            format!(
                "Matrix\u{a0}: {what}\u{a0}: le bot y est\u{a0}; ses droits ne sont pas vérifiés (version \
                 de salon inconnue)."
            ),
        ),
    }
}
