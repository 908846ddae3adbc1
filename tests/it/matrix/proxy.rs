//! A proxy between the bot and its homeserver that fails when it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::homeserver::Homeserver;
use super::kept::Kept;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The homeserver gets it, and its answer is lost with the connection.
    Cut,
    /// The homeserver gets it, and its answer is held back for good.
    Hold,
    /// The homeserver's answer comes so many seconds late.
    Late(u64),
    /// The homeserver's answer bears a date long ago.
    OldDate,
    /// It is answered with this status in the homeserver's place.
    Status(u16),
}

/// Which requests fail.
#[derive(Clone, Debug)]
enum Plan {
    None,
    /// The one with this number, from 1.
    At(usize, Fault),
    /// Those whose path contains this.
    Path(&'static str, Fault),
}

/// See the file's head.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: u16,
    plan: Mutex<Plan>,
    /// The method and path of each request.
    requests: Kept<String>,
    /// The requests that failed.
    failed: Kept<String>,
}

impl Shared {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Proxy {
    /// A proxy that passes everything on. It lasts as long as the process.
    pub fn before(server: &Homeserver) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on the loopback");
        let port = listener.local_addr().expect("it has an address").port();
        let shared = Arc::new(Shared {
            upstream: server.port(),
            plan: Mutex::new(Plan::None),
            requests: Kept::default(),
            failed: Kept::default(),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&serving);
                // A client that is killed breaks its connections.
                std::thread::spawn(move || drop(serve(client, &shared)));
            }
        });
        Self { port, shared }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many requests it got.
    pub fn count(&self) -> usize {
        self.shared.requests.with(<[String]>::len)
    }

    /// How many of them have this in their path.
    pub fn count_of(&self, part: &str) -> usize {
        self.shared.requests.with(|all| all.iter().filter(|one| one.contains(part)).count())
    }

    /// Lets one request fail, counted from now on, from 1.
    pub fn fail_at(&self, number: usize, fault: Fault) {
        *self.shared.plan() = Plan::At(self.count() + number, fault);
    }

    /// Lets requests fail whose path contains this.
    pub fn fail_path(&self, part: &'static str, fault: Fault) {
        *self.shared.plan() = Plan::Path(part, fault);
    }

    /// Passes everything on again.
    pub fn stop_failing(&self) {
        *self.shared.plan() = Plan::None;
    }

    /// Whether a request has failed so far; its method and path.
    pub fn failed(&self) -> Option<String> {
        self.shared.failed.with(|failed| failed.last().cloned())
    }

    /// How many requests have failed.
    pub fn failures(&self) -> usize {
        self.shared.failed.with(<[String]>::len)
    }

    /// Waits until `count` requests have failed.
    pub fn wait_for_failures(&self, count: usize) {
        let enough = |failed: &[String]| (failed.len() >= count).then_some(());
        self.shared.failed.wait(enough).unwrap_or_else(|why| panic!("a failed request: {why}"));
    }
}

/// Passes the requests of one connection on, each by a connection of its own.
fn serve(client: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut from_client = BufReader::new(client.try_clone()?);
    let mut to_client = client;
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from_client.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if line == "\r\n" {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    from_client.read_exact(&mut body)?;
    let request = head.lines().next().unwrap_or_default().to_owned();
    let mut number = 0;
    shared.requests.change(|requests| {
        requests.push(request.clone());
        number = requests.len();
    });
    let fault = match &*shared.plan() {
        Plan::At(at, fault) if *at == number => Some(*fault),
        Plan::Path(part, fault) if request.contains(part) => Some(*fault),
        _ => None,
    };
    let failed = || shared.failed.change(|failed| failed.push(request.clone()));
    if let Some(Fault::Status(status)) = fault {
        failed();
        let body = r#"{"errcode":"M_UNKNOWN","error":"a fault of the test"}"#;
        return write!(
            to_client,
            "HTTP/1.1 {status} Fault\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
    }
    let mut upstream = TcpStream::connect(("127.0.0.1", shared.upstream))?;
    write!(upstream, "{head}Connection: close\r\n\r\n")?;
    upstream.write_all(&body)?;
    let mut answer = Vec::new();
    if fault.is_none() {
        std::io::copy(&mut upstream, &mut to_client)?;
        return to_client.shutdown(Shutdown::Both);
    }
    upstream.read_to_end(&mut answer)?;
    failed();
    if fault == Some(Fault::OldDate) {
        let date = answer.windows(8).position(|bytes| bytes == b"\r\nDate: ");
        let old = b"Sat, 01 Jan 2000 00:00:00 GMT";
        if let Some(at) = date.map(|at| at + 8) {
            answer[at..at + old.len()].copy_from_slice(old);
        }
        to_client.write_all(&answer)?;
    }
    if let Some(Fault::Late(seconds)) = fault {
        std::thread::sleep(std::time::Duration::from_secs(seconds));
        to_client.write_all(&answer)?;
    }
    if fault == Some(Fault::Hold) {
        // The client closes the connection when it ends.
        let _ = from_client.read(&mut [0]);
    }
    to_client.shutdown(Shutdown::Both)
}
