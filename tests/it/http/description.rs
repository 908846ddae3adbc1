//! `/openapi.json` describes what the program does: schemathesis asks what it allows, and what it
//! does not, and finds no answer that it does not describe.
//!
//! `.ci/http-peers` installs schemathesis under `target/`, pinned.

use std::path::Path;
use std::process::Command;

use super::server::{Server, TOKEN, skipped};

#[test]
fn schemathesis_finds_nothing_against_the_description() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/http-peers/venv/bin");
    if !folder.join("schemathesis").is_file() {
        return skipped("schemathesis is not installed: .ci/http-peers");
    }
    let server = Server::asking();
    // A seed, so that a failure comes again.
    let output = Command::new(folder.join("python"))
        .arg(folder.join("schemathesis"))
        .args(["run", &server.url("/openapi.json"), "--max-examples", "40", "--seed", "1"])
        .args(["--header", &format!("Authorization: Bearer {TOKEN}"), "--no-color"])
        .current_dir(server.home.path())
        .output()
        .expect("schemathesis starts");
    let told = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{said}");
    for route in ["/ask", "/suggest"] {
        assert!(server.text("/openapi.json").1.contains(route));
    }
}
