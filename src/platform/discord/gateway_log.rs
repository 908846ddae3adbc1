//! What serenity says in its log alone: that a shard identifies, and the codes with which
//! Discord closes a connection for good.
//!
//! serenity 0.12.5 drops the errors of 4010 and 4011, takes 4012 for an interruption, and tells
//! its handlers nothing of them, nor of an IDENTIFY. So the thread of a connection has a
//! subscriber of its own, which reads these lines and writes none. Their texts are those of the
//! pinned version: the tests of these codes fail when another version changes them. The
//! alternative is a gateway client of our own.

use std::fmt::Debug;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

/// What serenity's log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayNotice {
    /// A shard is about to send its IDENTIFY, as soon as the line is written.
    Identifies,
    /// Discord closed a connection with this code.
    Closed(u16),
}

/// Runs `act` with a subscriber that calls `tell` on the same thread. What other libraries
/// log there goes where it went before.
pub fn listening<T>(
    tell: impl Fn(GatewayNotice) + Send + Sync + 'static,
    act: impl FnOnce() -> T,
) -> T {
    let outer = tracing::dispatcher::get_default(Dispatch::clone);
    tracing::subscriber::with_default(GatewayLog { tell, outer }, act)
}

struct GatewayLog<F> {
    tell: F,
    outer: Dispatch,
}

impl<F: Fn(GatewayNotice) + Send + Sync + 'static> Subscriber for GatewayLog<F> {
    // The default asks `enabled`, which asks the other subscriber, whose filters must not be
    // asked outside of an event.
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        let wanted = is_of_gateway(metadata) || *metadata.level() <= Level::INFO;
        if wanted { Interest::sometimes() } else { Interest::never() }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        // The line before an IDENTIFY is one of debug.
        Some(LevelFilter::DEBUG)
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && (is_of_gateway(metadata) || self.outer.enabled(metadata))
    }

    fn event(&self, event: &Event<'_>) {
        if !is_of_gateway(event.metadata()) {
            return self.outer.event(event);
        }
        let mut message = Message(String::new());
        event.record(&mut message);
        if let Some(notice) = read(&message.0) {
            (self.tell)(notice);
        }
    }

    // Spans are not enabled.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Whether a line is one of those that are read here: other lines of serenity's are muted as
/// before.
fn is_of_gateway(metadata: &Metadata<'_>) -> bool {
    match metadata.target() {
        "serenity::gateway::shard" => *metadata.level() <= Level::WARN,
        "serenity::gateway::ws" => *metadata.level() == Level::DEBUG,
        _ => false,
    }
}

fn read(message: &str) -> Option<GatewayNotice> {
    if message.ends_with("] Identifying") {
        Some(GatewayNotice::Identifies)
    } else if message.ends_with("] Sent invalid shard data.") {
        Some(GatewayNotice::Closed(4010))
    } else if message.ends_with("] Shard has too many guilds.") {
        Some(GatewayNotice::Closed(4011))
    } else {
        let (_, close) = message.split_once("] Unknown unclean close ")?;
        let (code, _) = close.split_once(':')?;
        code.parse().ok().map(GatewayNotice::Closed)
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_or_passed_over() {
        let shard = "[ShardInfo { id: ShardId(0), total: 1 }] ";
        let rows = [
            ("Identifying", Some(GatewayNotice::Identifies)),
            ("Sent invalid shard data.", Some(GatewayNotice::Closed(4010))),
            ("Shard has too many guilds.", Some(GatewayNotice::Closed(4011))),
            ("Unknown unclean close 4012: Some(\"a: b\")", Some(GatewayNotice::Closed(4012))),
            ("Sent invalid message.", None),
            ("Unknown unclean close", None),
        ];
        for (line, expected) in rows {
            assert_eq!(read(&format!("{shard}{line}")), expected, "{line}");
        }
        assert_eq!(read(""), None);
    }
}
