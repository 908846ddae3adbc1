//! Which networks are connected, and as whom: the log says once that all are, and whoever watches
//! the process asks at any time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

/// A network that was connected within so long counts as connected: a reconnect takes seconds,
/// and on Matrix the server answers every half a minute when nothing happens.
const HEARD_WITHIN: Duration = Duration::from_secs(60);

/// A network uses it to tell that it is connected.
#[derive(Clone, Debug)]
pub struct Connected {
    network: &'static str,
    tell: mpsc::UnboundedSender<Connection>,
    heard: Heard,
}

impl Connected {
    /// Takes note that the network is connected at this moment. To be called every few seconds,
    /// or whenever the network responds.
    pub fn is_heard(&self) {
        self.heard.now();
    }

    /// Tells it; only the first time counts. `rooms` is in how many it is, where the network
    /// says so at once.
    pub fn tell(&self, account: &str, rooms: Option<usize>) {
        let connection = Connection { network: self.network, account: account.to_owned(), rooms };
        self.is_heard();
        // Nobody listens after the first time.
        let _ = self.tell.send(connection);
    }
}

/// A network that is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Its name.
    pub network: &'static str,
    /// The bot's account there.
    pub account: String,
    /// In how many rooms the bot is.
    pub rooms: Option<usize>,
}

/// When a network was last known to be connected.
#[derive(Clone, Debug, Default)]
struct Heard(Arc<Mutex<Option<Instant>>>);

impl Heard {
    fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn last(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection to a network, as others see it.
#[derive(Clone, Debug)]
pub struct Link {
    network: &'static str,
    heard: Heard,
}

impl Link {
    /// The network's name.
    pub fn network(&self) -> &'static str {
        self.network
    }

    /// How long ago it was last known to be connected; `None` when it never was.
    pub fn unheard_for(&self, now: Instant) -> Option<Duration> {
        self.heard.last().map(|last| now.saturating_duration_since(last))
    }

    /// Whether it was connected within the last minute.
    pub fn is_up(&self, now: Instant) -> bool {
        self.unheard_for(now).is_some_and(|unheard| unheard <= HEARD_WITHIN)
    }
}

/// Hears from every network that was started.
#[derive(Debug)]
pub struct Connections {
    expected: Vec<&'static str>,
    links: Vec<Link>,
    tell: mpsc::UnboundedSender<Connection>,
    told: mpsc::UnboundedReceiver<Connection>,
}

impl Default for Connections {
    fn default() -> Self {
        let (tell, told) = mpsc::unbounded_channel();
        Self { expected: Vec::new(), links: Vec::new(), tell, told }
    }
}

impl Connections {
    /// Expects one more network.
    pub fn expect(&mut self, network: &'static str) -> Connected {
        self.expected.push(network);
        let heard = Heard::default();
        self.links.push(Link { network, heard: heard.clone() });
        Connected { network, tell: self.tell.clone(), heard }
    }

    /// The connection to each expected network.
    pub fn links(&self) -> Vec<Link> {
        self.links.clone()
    }

    /// Waits until every expected network is connected. Never ends when one of them breaks
    /// before that.
    pub async fn all(mut self) -> Vec<Connection> {
        let mut connected = Vec::new();
        while !self.expected.is_empty() {
            let Some(connection) = self.told.recv().await else { break };
            if let Some(at) = self.expected.iter().position(|name| *name == connection.network) {
                self.expected.swap_remove(at);
                connected.push(connection);
            }
        }
        connected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_up_for_a_minute_after_it_was_heard() {
        let mut connections = Connections::default();
        let connected = connections.expect("matrix");
        let link = connections.links().pop().expect("the network");
        let later = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert!(!link.is_up(later(0)), "it never was");
        connected.is_heard();
        assert!(link.is_up(later(0)) && link.is_up(later(59)), "it may be reconnecting");
        assert!(!link.is_up(later(61)));
        connected.is_heard();
        assert!(link.is_up(later(59)));
    }

    #[tokio::test]
    async fn all_networks_are_waited_for_and_told_once() {
        let mut connections = Connections::default();
        let (one, other) = (connections.expect("matrix"), connections.expect("discord"));
        one.tell("@bot:x", Some(3));
        one.tell("@bot:x", Some(4));
        let all = tokio::spawn(connections.all());
        tokio::task::yield_now().await;
        assert!(!all.is_finished(), "one is not connected yet");
        other.tell("7", None);
        let told = all.await.expect("no panic");
        let told: Vec<_> = told.into_iter().map(|told| (told.network, told.rooms)).collect();
        assert_eq!(told, [("matrix", Some(3)), ("discord", None)]);
    }
}
