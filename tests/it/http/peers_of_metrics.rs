//! The metrics are what Prometheus expects, and what is made for them names those that exist.
//!
//! 1. `promtool check metrics` has nothing to say of them.
//! 2. `config/alerts.yaml` is sound, and each of its alerts fires when it should and not before.
//! 3. Each metric that an alert or the dashboard names exists.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use souffleur::metrics::{ContentReading, Metrics, PullOutcome, Reading, ReloadOutcome};

use super::server::{Server, skipped};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Runs promtool; `None` when it is not installed.
fn promtool(arguments: &[&str], input: &str) -> Option<Output> {
    let child = Command::new("promtool")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        skipped("promtool is not installed: Debian's package prometheus");
        return None;
    };
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    Some(child.wait_with_output().expect("it ends"))
}

/// All metrics, each with a value.
fn everything() -> String {
    let metrics = Metrics::default();
    let second = Duration::from_secs(1);
    metrics.answered("discord", Some("mairie"), "found", second);
    metrics.searched(second);
    metrics.encoded(second, false);
    metrics.not_answered("discord", "asker");
    metrics.linked("discord");
    metrics.redacted("phone", 1);
    metrics.reloaded(ReloadOutcome::Served);
    metrics.pulled(PullOutcome::Served, false);
    metrics.reconnected("discord");
    metrics.rate_limited("discord");
    metrics.undecryptable("matrix");
    let entries = vec![("mairie".to_owned(), 3)];
    let content = Some(ContentReading { entries, ..ContentReading::default() });
    metrics.render(&Reading { content, networks: vec![("discord", true)], ..Reading::default() })
}

fn assert_sound(output: &Output, input: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.is_empty(), "{told}{said}\nin {input}");
}

#[test]
fn promtool_has_nothing_to_say_of_the_metrics() {
    let server = Server::asking();
    for question in ["horaires de la piscine", "zorglub", "carte au 06 12 34 56 78"] {
        assert_eq!(server.ask(question).0, 200);
    }
    for text in [server.text("/metrics").1, everything()] {
        let Some(output) = promtool(&["check", "metrics"], &text) else { return };
        assert_sound(&output, &text);
    }
}

#[test]
fn each_alert_fires_when_it_should() {
    let (rules, tests) = (file("config/alerts.yaml"), file("tests/it/http/alerts_test.yaml"));
    for arguments in [
        ["check", "rules", rules.to_str().expect("UTF-8")],
        ["test", "rules", tests.to_str().expect("UTF-8")],
    ] {
        let Some(output) = promtool(&arguments, "") else { return };
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn what_is_named_exists() {
    let metrics = everything();
    let exist: BTreeSet<&str> = metrics
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['{', ' ']).next())
        .collect();
    for name in ["config/alerts.yaml", "config/grafana.json"] {
        let text = std::fs::read_to_string(file(name)).expect("the file is there");
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let named: BTreeSet<&str> = words.filter(|word| word.starts_with("souffleur_")).collect();
        assert!(named.len() >= 5, "{name} names {named:?}");
        let unknown: Vec<&&str> = named.difference(&exist).collect();
        assert!(unknown.is_empty(), "{name} names what does not exist: {unknown:?}");
    }
}
