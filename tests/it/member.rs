//! A member who asks the bot without a network. This file has no tests.

use souffleur::bot::{
    AskedBy, Asker, Audience, Bot, PersonKey, Place, Reply, Request, Role, Secrecy,
};
use souffleur::search::Scope;

/// What the bot replies to a member who sees these collections.
pub fn handle(bot: &Bot, request: Request, scope: Scope) -> Reply {
    let secrecy = Secrecy::default();
    let asker = Asker {
        place: Place { platform: "test", room: String::new(), scope, secrecy },
        person: PersonKey::new("ana"),
        role: Role::Member,
        audience: Audience::Everyone,
        asked_by: AskedBy::Suggestion,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime").block_on(bot.handle(request, &asker))
}
