//! TLS in front of a server of the tests, with certificates of an authority of their own.
//! This file has no tests.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

#[cfg(feature = "matrix")]
use rcgen::date_time_ymd;
use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// An authority that no machine knows. Dropping it stops what it serves.
pub struct Authority {
    /// Its certificate in PEM.
    pub root: String,
    issuer: Issuer<'static, KeyPair>,
    runtime: Option<Runtime>,
}

impl Authority {
    pub fn new() -> Self {
        let params = authority();
        let key = KeyPair::generate().expect("the authority's key");
        let root = params.self_signed(&key).expect("the authority's certificate").pem();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("tls")
            .enable_all()
            .build()
            .expect("a runtime for TLS");
        Self { root, issuer: Issuer::new(params, key), runtime: Some(runtime) }
    }

    /// Serves a server under this name; gives the address.
    pub fn serve(&self, to: SocketAddr, name: &str) -> SocketAddr {
        let (params, key) = leaf(name);
        self.serve_with(to, self.signed(params, &key), &key)
    }

    /// As [`Self::serve`], with a certificate that ended long ago.
    #[cfg(feature = "matrix")]
    pub fn serve_expired(&self, to: SocketAddr, name: &str) -> SocketAddr {
        let (mut params, key) = leaf(name);
        params.not_after = date_time_ymd(2020, 1, 1);
        self.serve_with(to, self.signed(params, &key), &key)
    }

    /// As [`Self::serve`], with a certificate that signs itself as an authority does. Gives
    /// that certificate in PEM as well.
    #[cfg(feature = "matrix")]
    pub fn serve_self_signed(&self, to: SocketAddr, name: &str) -> (SocketAddr, String) {
        let (mut params, key) = leaf(name);
        params.is_ca = authority().is_ca;
        let certificate = params.self_signed(&key).expect("a certificate");
        let pem = certificate.pem();
        (self.serve_with(to, certificate, &key), pem)
    }

    fn signed(&self, params: CertificateParams, key: &KeyPair) -> Certificate {
        params.signed_by(key, &self.issuer).expect("a certificate")
    }

    fn serve_with(&self, to: SocketAddr, certificate: Certificate, key: &KeyPair) -> SocketAddr {
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )
            .expect("a certificate and its key");
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a socket for tokio");
        let address = listener.local_addr().expect("a bound socket has an address");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime = self.runtime.as_ref().expect("it runs until it is dropped");
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).expect("a socket for tokio");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(acceptor.clone(), stream, to));
            }
        });
        address
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn leaf(name: &str) -> (CertificateParams, KeyPair) {
    let params = CertificateParams::new([name.to_owned()]).expect("a name");
    (params, KeyPair::generate().expect("a key"))
}

/// Copies until either side ends; a client that refuses the certificate ends at once.
async fn pass(acceptor: TlsAcceptor, stream: TcpStream, to: SocketAddr) {
    let Ok(mut near) = acceptor.accept(stream).await else { return };
    let Ok(mut far) = TcpStream::connect(to).await else { return };
    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
}
