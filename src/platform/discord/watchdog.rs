//! Keeps a connection to the gateway: asks for its address, connects, notices when
//! a shard has been disconnected for too long, abandons that connection and opens
//! a new one, within the number of sessions that Discord allows per day.

use std::collections::HashMap;
use std::time::Duration;

use backon::BackoffBuilder as _;
use serenity::http::{LightMethod, Route};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::api::{Api, Failure};
use super::gateway::{Connection, ConnectionState, End, GatewaySettings, Shards, Told};
use super::sessions::{RESERVE, SharedSessions};
use crate::conversation::connected::Connected;
use crate::conversation::retry;

/// How often the state of a connection is checked.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// A shard that has been disconnected for this long is lost. serenity reconnects
/// faster in most cases. With several shards the limit is longer, because a new
/// connection disconnects all of them.
const AWAY_MAX: Duration = Duration::from_secs(4);
const AWAY_MAX_OF_MANY: Duration = Duration::from_secs(12);
/// How long the first shard may take to connect at first, and each one after it. On a bad
/// day Discord takes half a minute to say READY, and asking again would make it longer.
/// serenity itself gives up a connection that breaks, that does not begin within 15 s, or
/// whose heartbeats are not answered.
const BOOT: Duration = Duration::from_secs(75);
const BOOT_NEXT: Duration = Duration::from_secs(6);
/// A shard whose heartbeats have not been answered for this long is lost. Discord
/// answers one every 41 s.
const HEARTBEAT_MAX: Duration = Duration::from_secs(100);
const ASK_WITHIN: Duration = Duration::from_secs(5);
const REACH_WITHIN: Duration = Duration::from_secs(3);
/// The first and the longest pause before Discord is asked again where its gateway
/// is; chance makes each up to twice as long.
const ASK_AGAIN: Duration = Duration::from_millis(300);
const ASK_AGAIN_MAX: Duration = Duration::from_secs(2);

/// A connection to keep.
#[derive(Clone, Copy, Debug)]
pub struct GatewayLine<'a> {
    /// What it needs.
    pub settings: &'a GatewaySettings,
    /// The shards of this process; as many as Discord advises when not given.
    pub wanted: Option<Shards>,
    /// Told every half a second while each shard is connected.
    pub connected: Option<&'a Connected>,
}

/// Keeps connected until `shutdown`.
///
/// # Errors
/// Why Discord refuses the bot for good; never [`End::Over`].
pub async fn keep_connected(
    GatewayLine { settings, wanted, connected }: GatewayLine<'_>,
    api: &Api,
    told: &mpsc::UnboundedSender<Told>,
    shutdown: &CancellationToken,
) -> Result<(), End> {
    let kept = async {
        let sessions = SharedSessions::new(Instant::now());
        loop {
            let (url, shards) = find(api, wanted, &sessions).await?;
            let wait = sessions.get().wait(Instant::now(), shards.count());
            if !wait.is_zero() {
                tracing::info!("connecting to Discord in {} s", wait.as_secs());
                sleep(wait).await;
            }
            let started = Instant::now();
            let connection =
                Connection::start(settings.clone(), url, shards, sessions.clone(), told.clone());
            let mut connection = match connection {
                Ok(connection) => connection,
                Err(error) => {
                    tracing::error!("connecting to Discord failed, retrying: {error:#}");
                    continue;
                }
            };
            let state = connection.state();
            let over = tokio::select! {
                over = connection.ended() => over,
                () = lost(state, shards, &sessions, connected) => End::Over,
                () = shutdown.cancelled() => {
                    connection.leave().await;
                    return Ok(());
                }
            };
            match over {
                End::Over => {
                    tracing::warn!("the connection to Discord is lost, opening a new one");
                }
                End::InvalidShards | End::ShardingRequired if wanted.is_none() => {
                    tracing::warn!(
                        code = if over == End::InvalidShards { 4010 } else { 4011 },
                        shards = shards.total,
                        "Discord refuses the number of shards that it advised; asking it again \
                         how many it advises, and opening a new connection"
                    );
                }
                over => return Err(over),
            }
            sessions.get().ended(started.elapsed());
        }
    };
    tokio::select! {
        result = kept => result,
        // While connected, the branch above closes the connection first.
        () = async { shutdown.cancelled().await; sleep(Duration::from_secs(3)).await } => Ok(()),
    }
}

/// Asks for the gateway's address until it can be reached and allows as many sessions as are
/// needed; gives it and the shards to connect.
async fn find(
    api: &Api,
    wanted: Option<Shards>,
    sessions: &SharedSessions,
) -> Result<(String, Shards), End> {
    let mut pauses = retry::pauses(ASK_AGAIN, ASK_AGAIN_MAX).build();
    // The first failure is logged, those that follow it are not: an outage may last
    // for hours.
    let mut logged = false;
    loop {
        match ask(api, wanted).await {
            Ok(Found { url, shards, limit }) if reachable(&url).await => {
                let needed = u64::from(shards.count()) + RESERVE;
                let Some(limit) = limit else { return Ok((url, shards)) };
                sessions.get().allowed(limit.remaining);
                if limit.remaining >= needed {
                    return Ok((url, shards));
                }
                tracing::error!(
                    remaining = limit.remaining,
                    needed,
                    "the sessions that Discord allows per day are nearly used, and it resets the \
                     token of a bot that uses more; connecting in {} min, when it allows new ones. \
                     Another process with the same token, or restarts in a loop, may use them",
                    limit.reset.as_secs().div_ceil(60)
                );
                sleep(limit.reset).await;
            }
            Ok(_) => {
                if !std::mem::replace(&mut logged, true) {
                    tracing::warn!("Discord's gateway cannot be reached, retrying until it can");
                }
            }
            Err(Failure::Refused { status: 401, .. }) => return Err(End::Token),
            Err(failure) => {
                if !std::mem::replace(&mut logged, true) {
                    tracing::warn!(
                        ?failure,
                        "Discord did not say where its gateway is, asking again until it does"
                    );
                }
                if let Failure::Limited(wait) = failure {
                    sleep(wait).await;
                }
            }
        }
        sleep(pauses.next().unwrap_or(ASK_AGAIN_MAX)).await;
    }
}

/// What Discord says of its gateway.
struct Found {
    url: String,
    /// The shards to connect.
    shards: Shards,
    limit: Option<SessionLimit>,
}

/// How many sessions Discord still allows, and when it allows new ones.
struct SessionLimit {
    remaining: u64,
    reset: Duration,
}

async fn ask(api: &Api, wanted: Option<Shards>) -> Result<Found, Failure> {
    let gateway = api.call(LightMethod::Get, Route::GatewayBot, None, ASK_WITHIN).await?;
    let url = gateway["url"].as_str().ok_or(Failure::Unreachable)?.trim_end_matches('/').to_owned();
    let advised =
        gateway["shards"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(1).max(1);
    let shards = wanted.unwrap_or(Shards { first: 0, last: advised - 1, total: advised });
    let limit = &gateway["session_start_limit"];
    let limit = limit["remaining"]
        .as_u64()
        .zip(limit["reset_after"].as_u64())
        .map(|(remaining, reset)| SessionLimit { remaining, reset: Duration::from_millis(reset) });
    Ok(Found { url, shards, limit })
}

/// Whether something listens at an address: connecting costs one of the day's
/// sessions, even when it fails.
pub async fn reachable(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let Some(host) = url.host_str() else { return false };
    let port = url.port().unwrap_or(if url.scheme() == "ws" { 80 } else { 443 });
    // The brackets around an IPv6 address belong to the URL.
    let host = host.trim_matches(['[', ']']);
    matches!(timeout(REACH_WITHIN, TcpStream::connect((host, port))).await, Ok(Ok(_)))
}

/// Returns when a shard is lost.
async fn lost(
    state: ConnectionState,
    shards: Shards,
    sessions: &SharedSessions,
    connected: Option<&Connected>,
) {
    let mut history = ShardHistory::new(Instant::now(), shards);
    loop {
        sleep(LOOK_EVERY).await;
        let seen = state.shards().await;
        let now = Instant::now();
        let spent = sessions.get().are_spent(now, shards.count());
        if history.look(now, seen.as_deref(), spent) {
            return;
        }
        if let Some(connected) = connected.filter(|_| history.all_up()) {
            connected.is_heard();
        }
    }
}

/// What was seen of the shards of a connection so far.
struct ShardHistory {
    started: Instant,
    shards: Shards,
    known: HashMap<u32, SeenShard>,
}

#[derive(Default)]
struct SeenShard {
    was_up: bool,
    away_since: Option<Instant>,
    beat: Option<(Duration, Instant)>,
    slowest: Duration,
}

impl ShardHistory {
    fn new(started: Instant, shards: Shards) -> Self {
        Self { started, shards, known: HashMap::new() }
    }

    /// Takes note of what was seen, `None` when nothing could be; whether a shard is
    /// lost. When sessions are `spent`, a shard has no more time to connect at first than it
    /// has to reconnect: serenity sends an IDENTIFY every five seconds until one succeeds.
    fn look(
        &mut self,
        now: Instant,
        seen: Option<&[(u32, bool, Option<Duration>)]>,
        spent: bool,
    ) -> bool {
        let boot = if spent { AWAY_MAX } else { BOOT + BOOT_NEXT * (self.shards.count() - 1) };
        let away_max = if self.shards.count() > 1 { AWAY_MAX_OF_MANY } else { AWAY_MAX };
        let mut lost = false;
        for id in self.shards.first..=self.shards.last {
            let state = seen.and_then(|seen| seen.iter().find(|(shard, ..)| *shard == id));
            let known = self.known.entry(id).or_default();
            match state {
                Some((_, true, latency)) => {
                    known.was_up = true;
                    known.away_since = None;
                    lost |= known.is_silent(now, *latency);
                }
                _ => {
                    known.beat = None;
                    let since = *known.away_since.get_or_insert(now);
                    lost |= if known.was_up {
                        now - since >= away_max
                    } else {
                        now - self.started >= boot
                    };
                }
            }
        }
        lost
    }

    /// Whether every shard was connected when it was last looked at.
    fn all_up(&self) -> bool {
        self.known.values().all(|shard| shard.was_up && shard.away_since.is_none())
    }
}

impl SeenShard {
    /// Whether heartbeats are no longer answered. A runner that waits for a connection
    /// that never comes still looks connected, but the time that its last heartbeat
    /// took, which is never twice the same, no longer changes.
    fn is_silent(&mut self, now: Instant, latency: Option<Duration>) -> bool {
        let Some(latency) = latency else { return false };
        match self.beat {
            Some((last, since)) if last == latency => {
                now - since > HEARTBEAT_MAX.max(self.slowest.mul_f64(2.5))
            }
            before => {
                if let Some((_, since)) = before {
                    self.slowest = self.slowest.max(now - since);
                }
                self.beat = Some((latency, now));
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn a_shard_is_lost_when_it_stays_away() {
        let start = Instant::now();
        let shards = Shards { first: 0, last: 0, total: 1 };
        let up = [(0, true, None)];
        let down = [(0, false, None)];
        let mut history = ShardHistory::new(start, shards);
        assert!(
            !history.look(start + 70 * SECOND, Some(&down), false),
            "it may take a while to boot"
        );
        assert!(!history.look(start + 70 * SECOND, Some(&up), false));
        assert!(!history.look(start + 80 * SECOND, Some(&down), false));
        assert!(!history.look(start + 83 * SECOND, Some(&down), false));
        assert!(!history.look(start + 84 * SECOND, Some(&up), false), "serenity reconnected it");
        assert!(!history.look(start + 90 * SECOND, None, false));
        assert!(!history.look(start + 93 * SECOND, Some(&[]), false));
        assert!(history.look(start + 94 * SECOND, None, false), "nothing seen for four seconds");

        let mut history = ShardHistory::new(start, shards);
        assert!(history.look(start + 75 * SECOND, Some(&down), false), "it never booted");

        let mut history = ShardHistory::new(start, shards);
        assert!(!history.look(start + 3 * SECOND, Some(&down), true));
        assert!(history.look(start + 5 * SECOND, Some(&down), true), "sessions are scarce");
    }

    #[tokio::test]
    async fn a_shard_whose_heartbeats_are_not_answered_is_lost() {
        let start = Instant::now();
        let mut history = ShardHistory::new(start, Shards { first: 3, last: 3, total: 4 });
        let beat = |ms| [(3, true, Some(Duration::from_millis(ms)))];
        assert!(!history.look(start + SECOND, Some(&beat(20)), false));
        assert!(!history.look(start + 42 * SECOND, Some(&beat(21)), false));
        assert!(!history.look(start + 140 * SECOND, Some(&beat(21)), false));
        assert!(history.look(start + 146 * SECOND, Some(&beat(21)), false));
    }
}
