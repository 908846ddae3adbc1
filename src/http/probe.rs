//! Asks a running bot whether it is alive, for `souffleur health`.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::health::PATH;

/// How long the bot may take to answer. Docker gives a check ten seconds.
const WITHIN: Duration = Duration::from_secs(3);

/// Whether the bot that listens at `address` answers that it is alive. The request is written by
/// hand: a client library would be a dependency of every build, for one line that is read.
///
/// # Errors
/// A French sentence: what is wrong.
pub fn probe(address: SocketAddr) -> Result<(), String> {
    let address = reached_at(address);
    let failed = |error: std::io::Error| {
        format!("pas de réponse à l’adresse {address} en {} s ({error})", WITHIN.as_secs())
    };
    let mut stream = TcpStream::connect_timeout(&address, WITHIN).map_err(failed)?;
    let bounded = stream.set_read_timeout(Some(WITHIN));
    bounded.and_then(|()| stream.set_write_timeout(Some(WITHIN))).map_err(failed)?;
    let request = format!("GET {PATH} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(failed)?;
    // « HTTP/1.1 200 », which is 12 bytes, is all that is read.
    let mut status = [0; 12];
    stream.read_exact(&mut status).map_err(failed)?;
    match &status {
        b"HTTP/1.1 200" => Ok(()),
        b"HTTP/1.1 503" => Err("le bot répond, mais son travail a du retard".to_owned()),
        _ => Err(format!("ce n’est pas le bot qui répond à l’adresse {address}")),
    }
}

/// An address that stands for every one of the machine is reached on the loopback.
fn reached_at(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}
