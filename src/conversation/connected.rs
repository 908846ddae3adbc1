//! Which networks are connected, and as whom: the log says once that all are.

use tokio::sync::mpsc;

/// A network uses it to tell that it is connected.
#[derive(Clone, Debug)]
pub struct Connected {
    network: &'static str,
    tell: mpsc::UnboundedSender<Connection>,
}

impl Connected {
    /// Tells it; only the first time counts. `rooms` is in how many it is, where the network
    /// says so at once.
    pub fn tell(&self, account: &str, rooms: Option<usize>) {
        let connection = Connection { network: self.network, account: account.to_owned(), rooms };
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

/// Hears from every network that was started.
#[derive(Debug)]
pub struct Connections {
    expected: Vec<&'static str>,
    tell: mpsc::UnboundedSender<Connection>,
    told: mpsc::UnboundedReceiver<Connection>,
}

impl Default for Connections {
    fn default() -> Self {
        let (tell, told) = mpsc::unbounded_channel();
        Self { expected: Vec::new(), tell, told }
    }
}

impl Connections {
    /// Expects one more network.
    pub fn expect(&mut self, network: &'static str) -> Connected {
        self.expected.push(network);
        Connected { network, tell: self.tell.clone() }
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
