//! Tells Discord the commands, if those it has are different: it allows few changes a day,
//! and members see a changed command only after a while. Discord shows the commands of a server
//! beside the global ones, so the bot's own are removed from where they are not wanted.

use std::time::Duration;

use serde_json::Value;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ApplicationId, CommandId, GuildId};

use super::definitions;
use crate::platform::discord::api::{Api, Failure};

/// Timeout of one call to Discord.
const WITHIN: Duration = Duration::from_secs(15);

/// Compares the commands that Discord has with those of the bot and writes the bot's if
/// they differ; on one server alone when `server` is given. `with_team` is that of
/// [`definitions`]. Returns whether anything was written.
///
/// # Errors
/// Discord cannot be reached, or refuses a call.
pub async fn register(
    api: &Api,
    application_id: ApplicationId,
    server: Option<GuildId>,
    with_team: bool,
) -> Result<bool, Failure> {
    let route = commands_of(application_id, server);
    let theirs = api.send(asked(application_id, server), WITHIN).await?;
    let ours = definitions(with_team);
    if same(&ours, theirs.as_array().map_or(&[], Vec::as_slice)) {
        return Ok(false);
    }
    api.call(LightMethod::Put, route, Some(&Value::Array(ours)), WITHIN).await?;
    Ok(true)
}

/// How the commands that Discord has are beside those that the bot would write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// The same.
    Same,
    /// None of the bot's is there.
    None,
    /// Some are missing, changed, or there without being wanted.
    Different,
}

/// Compares what Discord has with what [`register`] would write, for an operator. `theirs` is its
/// answer to [`asked`].
pub fn registered(theirs: &Value, with_team: bool) -> Registered {
    let ours = definitions(with_team);
    let theirs = theirs.as_array().map_or(&[][..], Vec::as_slice);
    if same(&ours, theirs) {
        Registered::Same
    } else if theirs.iter().any(|their| ours.iter().any(|our| key(our) == key(their))) {
        Registered::Different
    } else {
        Registered::None
    }
}

/// The request for the commands that Discord has.
pub fn asked(application_id: ApplicationId, server: Option<GuildId>) -> Request<'static> {
    let localized = Some(vec![("with_localizations", "true".to_owned())]);
    Request::new(commands_of(application_id, server), LightMethod::Get).params(localized)
}

/// Removes the bot's commands, known by their kind and name, from a server, or from those that
/// every server shows when `server` is `None`. Other commands stay. Returns how many were
/// removed.
///
/// # Errors
/// Discord cannot be reached, or refuses a call.
pub async fn remove_ours(
    api: &Api,
    application_id: ApplicationId,
    server: Option<GuildId>,
) -> Result<usize, Failure> {
    let theirs =
        api.call(LightMethod::Get, commands_of(application_id, server), None, WITHIN).await?;
    let ours = definitions(true);
    let theirs = theirs.as_array().map_or(&[][..], Vec::as_slice);
    let left = theirs.iter().filter(|their| ours.iter().any(|our| key(our) == key(their)));
    let mut removed = 0;
    for id in left.filter_map(|their| their["id"].as_str()?.parse::<CommandId>().ok()) {
        let route = match server {
            Some(guild_id) => Route::GuildCommand { application_id, guild_id, command_id: id },
            None => Route::Command { application_id, command_id: id },
        };
        api.call(LightMethod::Delete, route, None, WITHIN).await?;
        removed += 1;
    }
    Ok(removed)
}

fn commands_of(application_id: ApplicationId, server: Option<GuildId>) -> Route<'static> {
    match server {
        Some(guild_id) => Route::GuildCommands { application_id, guild_id },
        None => Route::Commands { application_id },
    }
}

/// What makes a command another one: its kind and its name.
fn key(command: &Value) -> (u64, &Value) {
    (command["type"].as_u64().unwrap_or(1), &command["name"])
}

fn same(ours: &[Value], theirs: &[Value]) -> bool {
    ours.len() == theirs.len()
        && ours
            .iter()
            .all(|our| theirs.iter().any(|their| key(our) == key(their) && covers(their, our)))
}

/// Whether `theirs` has everything that `ours` has; Discord adds ids, versions and
/// defaults.
fn covers(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let said = ours.iter().all(|(key, our)| match theirs.get(key) {
                Some(their) => covers(their, our),
                None => false,
            });
            // An option that the bot no longer has is a difference, too.
            let options = |map: &serde_json::Map<String, Value>| {
                map.get("options").and_then(Value::as_array).map_or(0, Vec::len)
            };
            said && options(theirs) == options(ours)
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            theirs.len() == ours.len() && theirs.iter().zip(ours).all(|(t, o)| covers(t, o))
        }
        // Discord writes permissions as text or as a number.
        (Value::Number(theirs), Value::String(ours)) => theirs.to_string() == *ours,
        (theirs, ours) => theirs == ours,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_difference_is_written() {
        let ours = definitions(true);
        let mut theirs = ours.clone();
        for (at, command) in theirs.iter_mut().enumerate() {
            command["id"] = json!(at.to_string());
            command["version"] = json!("1");
            command["nsfw"] = json!(false);
            command["dm_permission"] = json!(true);
        }
        theirs.reverse();
        assert!(same(&ours, &theirs), "ids and order are Discord's");

        let change = |change: &dyn Fn(&mut Vec<Value>)| {
            let mut changed = theirs.clone();
            change(&mut changed);
            !same(&ours, &changed)
        };
        assert!(change(&|list| drop(list.pop())), "one is missing");
        assert!(change(&|list| list.push(json!({ "type": 1, "name": "old" }))), "one too many");
        assert!(change(&|list| list[0]["name_localizations"]["fr"] = json!("autre")));
        assert!(change(&|list| list[0]["options"] = json!([])));
        assert!(change(&|list| list[0]["default_member_permissions"] = Value::Null));
        assert!(!change(&|list| list[0]["default_member_permissions"] = json!(32)));
    }
}
