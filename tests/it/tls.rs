//! TLS before the homeserver, with certificates of an authority of the test's own.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use super::homeserver::Homeserver;

/// What is wrong with the certificate, if its authority is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// Nothing.
    Valid,
    /// It ended long ago.
    Expired,
    /// It names another server.
    OfAnotherHost,
}

/// An authority that no machine knows.
pub struct Authority {
    /// Its certificate in PEM.
    pub root: String,
    issuer: Issuer<'static, KeyPair>,
    runtime: Option<Runtime>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("the authority's key");
        let root = params.self_signed(&key).expect("the authority's certificate").pem();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("matrix-tls")
            .enable_all()
            .build()
            .expect("a runtime for TLS");
        Self { root, issuer: Issuer::new(params, key), runtime: Some(runtime) }
    }

    /// Serves the homeserver with a certificate of this authority; gives the address.
    pub fn serve(&self, server: &Homeserver, certificate: Certificate) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket for tokio");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let acceptor = TlsAcceptor::from(Arc::new(self.certified(certificate)));
        let to = SocketAddr::from(([127, 0, 0, 1], server.port()));
        let runtime = self.runtime.as_ref().expect("it runs until it is dropped");
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).expect("a socket for tokio");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(acceptor.clone(), stream, to));
            }
        });
        format!("https://localhost:{port}")
    }

    fn certified(&self, certificate: Certificate) -> ServerConfig {
        let host = match certificate {
            Certificate::OfAnotherHost => "ailleurs.example",
            Certificate::Valid | Certificate::Expired => "localhost",
        };
        let mut params = CertificateParams::new([host.to_owned()]).expect("a name");
        if certificate == Certificate::Expired {
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let key = KeyPair::generate().expect("a key");
        let signed = params.signed_by(&key, &self.issuer).expect("a certificate");
        ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(
                vec![signed.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )
            .expect("a certificate and its key")
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Copies until either side ends; a client that refuses the certificate ends at once.
async fn pass(acceptor: TlsAcceptor, stream: TcpStream, to: SocketAddr) {
    let Ok(mut near) = acceptor.accept(stream).await else { return };
    let Ok(mut far) = TcpStream::connect(to).await else { return };
    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
}
