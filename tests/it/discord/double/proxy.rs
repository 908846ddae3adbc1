//! A TCP proxy in front of the double, to break connections below HTTP: closed,
//! reset, silent, refused.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// What the proxy does with connections, open and new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Passes everything on.
    Open,
    /// Passes nothing on, like a cable that is pulled out.
    BlackHole,
    /// Does not listen on the port.
    Refused,
}

/// What happens to the open connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Fin,
    Reset,
}

pub struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    cut: watch::Sender<(u64, Cut)>,
    runtime: Option<Runtime>,
}

impl Proxy {
    pub fn start(to: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("discord-proxy")
            .enable_all()
            .build()
            .expect("a runtime for the proxy");
        let mode = watch::Sender::new(Mode::Open);
        let cut = watch::Sender::new((0, Cut::Fin));
        let _entered = runtime.enter();
        let listener = listen("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        runtime.spawn(serve(listener, address, to, mode.subscribe(), cut.clone()));
        drop(_entered);
        Self { address, mode, cut, runtime: Some(runtime) }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Closes the open connections on both sides.
    pub fn fin(&self) {
        self.cut.send_modify(|(n, how)| (*n, *how) = (*n + 1, Cut::Fin));
    }

    /// Resets the open connections.
    pub fn reset(&self) {
        self.cut.send_modify(|(n, how)| (*n, *how) = (*n + 1, Cut::Reset));
    }

    /// Drops all data from now on.
    pub fn black_hole(&self) {
        self.mode.send_replace(Mode::BlackHole);
    }

    /// Stops listening, and closes the open connections.
    pub fn refuse(&self) {
        self.mode.send_replace(Mode::Refused);
        self.reset();
    }

    pub fn open(&self) {
        self.mode.send_replace(Mode::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(256)
}

async fn serve(
    listener: TcpListener,
    address: SocketAddr,
    to: SocketAddr,
    mut mode: watch::Receiver<Mode>,
    cut: watch::Sender<(u64, Cut)>,
) {
    let mut listener = Some(listener);
    loop {
        let now = *mode.borrow_and_update();
        if now == Mode::Refused {
            listener = None;
            if mode.changed().await.is_err() {
                return;
            }
            continue;
        }
        let open = match listener.take() {
            Some(open) => open,
            None => match listen(address) {
                Ok(open) => open,
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                }
            },
        };
        tokio::select! {
            accepted = open.accept() => {
                if let Ok((client, _)) = accepted {
                    tokio::spawn(pass(client, to, mode.clone(), cut.subscribe()));
                }
                listener = Some(open);
            }
            changed = mode.changed() => {
                if changed.is_err() {
                    return;
                }
                listener = Some(open);
            }
        }
    }
}

async fn pass(
    client: TcpStream,
    to: SocketAddr,
    mode: watch::Receiver<Mode>,
    mut cut: watch::Receiver<(u64, Cut)>,
) {
    cut.mark_unchanged();
    let Ok(server) = TcpStream::connect(to).await else { return };
    let (client, server) = (Arc::new(client), Arc::new(server));
    let up = copy(Arc::clone(&client), Arc::clone(&server), mode.clone());
    let down = copy(Arc::clone(&server), Arc::clone(&client), mode.clone());
    let how = tokio::select! {
        () = up => Cut::Fin,
        () = down => Cut::Fin,
        changed = cut.changed() => match changed {
            Ok(()) => cut.borrow().1,
            Err(_) => Cut::Fin,
        },
    };
    if how == Cut::Reset {
        for side in [&client, &server] {
            let _ = side.set_zero_linger();
        }
    }
}

/// Copies until the end; in a black hole, reads and writes nothing.
async fn copy(from: Arc<TcpStream>, to: Arc<TcpStream>, mut mode: watch::Receiver<Mode>) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        if mode.wait_for(|mode| *mode != Mode::BlackHole).await.is_err() {
            return;
        }
        let read = tokio::select! {
            ready = from.readable() => match ready {
                Ok(()) => from.try_read(&mut buffer),
                Err(_) => return,
            },
            changed = mode.changed() => {
                if changed.is_err() {
                    return;
                }
                continue;
            }
        };
        let read = match read {
            Ok(0) => return,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(_) => return,
        };
        let mut written = 0;
        while written < read {
            if to.writable().await.is_err() {
                return;
            }
            match to.try_write(&buffer[written..read]) {
                Ok(more) => written += more,
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
    }
}
