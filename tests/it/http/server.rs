//! The program with HTTP on, and a client of it. This file has no tests.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::Agent;

use crate::test_folder::{Running, TestFolder};

/// What those who ask show.
pub const TOKEN: &str = "0123456789-test-token";

/// The running program.
pub struct Server {
    pub home: TestFolder,
    pub running: Running,
    /// `127.0.0.1:port`
    pub address: String,
    agent: Agent,
}

/// Says that a test could not run. An error in the continuous integration.
pub fn skipped(what: &str) {
    assert!(std::env::var_os("SOUFFLEUR_NO_SKIP").is_none(), "may not be skipped: {what}");
    eprintln!("SKIPPED: {what}");
}

impl Server {
    /// Started with a token, ready.
    pub fn asking() -> Self {
        let mut server = Self::start(TestFolder::new(), &[("HTTP_TOKEN", TOKEN)]);
        server.running.wait_for_log("ready", |line| line["message"] == "ready");
        server
    }

    /// Started with these environment variables, listening.
    pub fn start(home: TestFolder, environment: &[(&str, &str)]) -> Self {
        let mut all = vec![("HTTP_LISTEN", "127.0.0.1:0")];
        all.extend(environment);
        let mut running = home.start_in(&all, &["run"]);
        let told =
            running.wait_for_log("the address", |line| line["message"] == "listening for HTTP");
        let address = told["address"].as_str().expect("an address").to_owned();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        Self { home, running, address, agent }
    }

    /// The address of a route.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Gets a route without a token: status and text.
    pub fn text(&self, path: &str) -> (u16, String) {
        let mut response = self.agent.get(self.url(path)).call().expect("an answer");
        let text = response.body_mut().read_to_string().expect("UTF-8");
        (response.status().as_u16(), text)
    }

    /// Gets a route with the token: status and JSON.
    pub fn get(&self, path: &str) -> (u16, Value) {
        let request = self.agent.get(self.url(path));
        let sent = request.header("Authorization", format!("Bearer {TOKEN}")).call();
        read(sent.expect("an answer"))
    }

    /// Asks with the token: status and JSON.
    pub fn ask(&self, question: &str) -> (u16, Value) {
        let body = json!({ "question": question }).to_string();
        self.post(&[("Authorization", &format!("Bearer {TOKEN}")), JSON], body.as_bytes())
    }

    /// Posts to `/ask` with these headers.
    pub fn post(&self, headers: &[(&str, &str)], body: &[u8]) -> (u16, Value) {
        let mut request = self.agent.post(self.url("/ask"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send(body).expect("an answer"))
    }

    /// The value of a line of the metrics, which begins with `name`.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let (_, text) = self.text("/metrics");
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.rsplit(' ').next()?.parse().ok()
    }

    /// Waits until a route answers with this status; its JSON.
    pub fn wait_for(&self, path: &str, status: u16) -> Value {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let (got, said) = self.get(path);
            if got == status {
                return said;
            }
            assert!(Instant::now() < deadline, "{path} answers {got}: {said}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The header of a JSON body.
pub const JSON: (&str, &str) = ("Content-Type", "application/json");

fn read(mut response: ureq::http::Response<ureq::Body>) -> (u16, Value) {
    let text = response.body_mut().read_to_string().expect("UTF-8");
    let status = response.status().as_u16();
    (status, serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}, not JSON: {text}")))
}
