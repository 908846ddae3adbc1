//! What processes tell each other at once, by `LISTEN` and `NOTIFY` of a PostgreSQL server. A
//! notice says no more than where to look.

use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::fault::Fault;

/// The channel on the server.
pub const CHANNEL: &str = "souffleur";

/// Timeout of the first connection.
const WITHIN: Duration = Duration::from_secs(10);
/// Notices that wait to be read. More would all say to look at the same tables.
const WAITING: usize = 64;

/// What another process tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something of the processes or of a reload has changed.
    Processes,
    /// The team's cards may have changed.
    Cards,
}

impl Notice {
    const ALL: [Self; 2] = [Self::Processes, Self::Cards];

    fn name(self) -> &'static str {
        match self {
            Self::Processes => "processes",
            Self::Cards => "cards",
        }
    }

    /// As it is sent by a process.
    pub fn payload(self, from: i64) -> String {
        format!("{} {from}", self.name())
    }

    /// Reads a payload; `None` for one of this process, or of another program.
    fn read(payload: &str, me: i64) -> Option<Self> {
        let (name, from) = payload.split_once(' ')?;
        let is_own = from.parse() == Ok(me);
        Self::ALL.into_iter().find(|notice| notice.name() == name && !is_own)
    }
}

/// What hears notices until it is dropped.
#[derive(Debug)]
pub struct Notices {
    heard: mpsc::Receiver<Notice>,
    // A task of its own, because a wait for a notice must not be given up halfway.
    listening: JoinHandle<()>,
}

impl Notices {
    /// Listens on a server for what other processes than `me` tell.
    pub async fn listen(url: &str, me: i64) -> Result<Self, Fault> {
        let connected = timeout(WITHIN, async {
            let mut listener = PgListener::connect(url).await?;
            listener.listen(CHANNEL).await?;
            Ok::<_, sqlx::Error>(listener)
        });
        let mut listener = connected.await.map_err(|_| Fault::Late)??;
        // Notices that are sent while there is no connection are lost, so the reader must be told to
        // look at the tables again.
        listener.eager_reconnect(false);
        let (tell, heard) = mpsc::channel(WAITING);
        let listening = tokio::spawn(async move {
            while let Ok(Some(notification)) = listener.try_recv().await {
                if let Some(notice) = Notice::read(notification.payload(), me)
                    && tell.send(notice).await.is_err()
                {
                    break;
                }
            }
        });
        Ok(Self { heard, listening })
    }

    /// The next notice; `None` when the connection is lost.
    pub async fn next(&mut self) -> Option<Notice> {
        self.heard.recv().await
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_tells_itself_is_passed_over() {
        for notice in Notice::ALL {
            assert_eq!(Notice::read(&notice.payload(7), 8), Some(notice));
            assert_eq!(Notice::read(&notice.payload(7), 7), None);
        }
        assert_eq!(Notice::read("something else", 7), None);
        assert_eq!(Notice::read("", 7), None);
    }
}
