//! The files that others deploy the program with.
//!
//! 1. The manifest's version is the changelog's newest, and the one that deployments name.
//! 2. Each variable that a deployment sets is one that the program or its database reads, and each
//!    secret is a file.
//! 3. No deployment kills the program before it has ended by itself.
//! 4. What the workflows run exists: scripts, features, files. Actions are pinned by full version,
//!    and Rust is the version of the image.
//!
//! `.ci/deployment` holds the files against the schemas of those who read them, and `.ci/package`
//! installs the Debian package.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Longer than the program takes after SIGTERM, which is 9.7 s at most.
const STOP_SECONDS: u64 = 15;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn manifest() -> toml::Table {
    text("Cargo.toml").parse().expect("the manifest is TOML")
}

/// The documents of a YAML file.
fn yaml(path: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Calls `visit` with each key and value of mappings, at any depth.
fn walk<'a>(value: &'a Value, visit: &mut impl FnMut(&'a str, &'a Value)) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            visit(key, value);
            walk(value, visit);
        }),
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// The strings under `name`, at any depth.
fn all_under(documents: &[Value], name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for document in documents {
        walk(document, &mut |key, value| {
            if key == name
                && let Some(text) = value.as_str()
            {
                found.push(text.to_owned());
            }
        });
    }
    found
}

fn workflows() -> Vec<(String, Vec<Value>)> {
    let files = fs::read_dir(root().join(".github/workflows")).expect("the workflows");
    files
        .map(|file| {
            let name = file.expect("an entry").file_name().into_string().expect("a UTF-8 name");
            let path = format!(".github/workflows/{name}");
            let documents = yaml(&path);
            (path, documents)
        })
        .collect()
}

#[test]
fn one_version_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    let changelog = text("CHANGELOG.md");
    let newest = changelog.lines().filter_map(|line| line.strip_prefix("## [")).find_map(|line| {
        let (name, date) = line.split_once(']')?;
        (name != "Unreleased").then_some((name, date))
    });
    let (newest, date) = newest.expect("the changelog has a release");
    assert_eq!(newest, version, "CHANGELOG.md and Cargo.toml name different versions");
    assert!(date.starts_with(" - 20"), "the release has no date: {date:?}");

    for path in ["config/compose.yaml", "config/kubernetes.yaml"] {
        let images = all_under(&yaml(path), "image");
        let ours: BTreeSet<_> = images.iter().filter(|image| image.contains("souffleur")).collect();
        assert_eq!(ours, [&format!("souffleur:{version}")].into(), "in {path}");
    }
}

/// The variables that each deployment gives to the bot.
fn variables() -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let compose = yaml("config/compose.yaml");
    for document in &compose {
        let services = document["services"].as_object().expect("services");
        for (_, service) in services.iter().filter(|(name, _)| *name != "postgres") {
            let given = service["environment"].as_object().expect("variables").keys();
            found.extend(given.map(|name| ("config/compose.yaml", name.clone())));
        }
    }
    for document in &yaml("config/kubernetes.yaml") {
        walk(document, &mut |key, value| {
            let given = if key == "env" { value.as_array() } else { None };
            for variable in given.into_iter().flatten() {
                let name = variable["name"].as_str().expect("a name");
                found.push(("config/kubernetes.yaml", name.to_owned()));
            }
        });
    }
    // Also those that its comments offer.
    let service = text("config/souffleur.service");
    let given = service.lines().filter_map(|line| {
        let assigned = line.trim_start_matches(['#', ' ']).strip_prefix("Environment=")?;
        Some(assigned.split_once('=')?.0.to_owned())
    });
    found.extend(given.map(|name| ("config/souffleur.service", name)));
    found
}

#[test]
fn deployments_set_variables_that_are_read() {
    let mut sources = String::new();
    let mut folders: Vec<PathBuf> = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&fs::read_to_string(path).expect("a source"));
            }
        }
    }
    let variables = variables();
    for path in ["config/compose.yaml", "config/kubernetes.yaml", "config/souffleur.service"] {
        let token = (path, "DISCORD_TOKEN_FILE".to_owned());
        assert!(variables.contains(&token), "{path} gives no token");
    }
    for (path, variable) in variables {
        let name = variable.strip_suffix("_FILE").unwrap_or(&variable);
        // The C library reads it, which gives memory to all of the program.
        let is_read = name == "MALLOC_ARENA_MAX" || sources.contains(&format!("\"{name}\""));
        assert!(is_read, "{path} sets {variable}, which the program does not read");
        let is_secret = ["TOKEN", "PASSWORD", "PASSPHRASE", "KEY", "URL"]
            .iter()
            .any(|ending| name.ends_with(ending));
        assert!(!is_secret || variable != name, "{path} sets the secret {name} itself, not a file");
    }
}

#[test]
fn no_deployment_kills_before_the_end() {
    let mut times = Vec::new();
    for document in yaml("config/kubernetes.yaml").iter().chain(&yaml("config/compose.yaml")) {
        walk(document, &mut |key, value| match key {
            "terminationGracePeriodSeconds" => times.push(value.as_u64().expect("seconds")),
            "stop_grace_period" => {
                let seconds = value.as_str().and_then(|time| time.strip_suffix('s'));
                times.push(seconds.expect("seconds").parse().expect("a number"));
            }
            _ => {}
        });
    }
    let service = text("config/souffleur.service");
    let stop = service.lines().find_map(|line| line.strip_prefix("TimeoutStopSec="));
    let stop = stop.and_then(|time| time.strip_suffix('s')).expect("a time for the service");
    times.push(stop.parse().expect("a number"));
    assert!(times.len() >= 4, "a deployment gives no time to end: {times:?}");
    assert!(times.iter().all(|&seconds| seconds >= STOP_SECONDS), "{times:?}");
}

#[test]
fn what_the_workflows_run_exists() {
    let manifest = manifest();
    let features = manifest["features"].as_table().expect("features");
    let packaged = manifest["package"]["metadata"]["deb"]["features"].as_array().expect("a list");
    for feature in packaged {
        let feature = feature.as_str().expect("a name");
        assert!(features.contains_key(feature), "the package has an unknown feature {feature}");
    }
    let rust = manifest["package"]["rust-version"].as_str().expect("a Rust version");
    let dockerfile = text("Dockerfile");
    let builder = dockerfile
        .lines()
        .find_map(|line| line.strip_prefix("FROM rust:")?.split_whitespace().next());
    let builder = format!("rust:{}", builder.expect("the image is built from Rust's"));
    assert!(builder.starts_with(&format!("rust:{rust}.")), "{builder} is not Rust {rust}");

    for (path, documents) in workflows() {
        for action in all_under(&documents, "uses") {
            if let Some(local) = action.strip_prefix("./") {
                assert!(root().join(local).is_file(), "{path} uses {action}");
                continue;
            }
            let version = action.split_once('@').map_or("", |(_, version)| version);
            let numbers = version.strip_prefix('v').unwrap_or(version).split('.');
            let is_full = numbers.clone().count() == 3
                && numbers.into_iter().all(|number| number.parse::<u32>().is_ok());
            assert!(is_full, "{path} uses {action}, which is no full version");
        }
        for image in all_under(&documents, "container") {
            assert_eq!(image, builder, "{path} builds elsewhere than the image");
        }
        for run in all_under(&documents, "run") {
            let words = run.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
            for word in words.clone().filter(|word| word.starts_with(".ci/")) {
                assert!(root().join(word).is_file(), "{path} runs {word}");
            }
            // Everything that an archive is made of, beside what the build makes.
            if let Some((_, rest)) = run.split_once("cp -R ") {
                let copied = rest.replace("\\\n", " ");
                let files = copied.lines().next().expect("a line").split_whitespace();
                for file in files.filter(|file| !file.contains("target/")) {
                    assert!(root().join(file).exists(), "{path} copies {file}");
                }
            }
            if run.contains("rustup toolchain") {
                let version = builder.trim_start_matches("rust:").split('-').next();
                let version = version.expect("a version");
                assert!(run.contains(version), "{path} installs another Rust than {version}");
            }
            let asked = words.clone().zip(words.skip(1)).filter(|(word, _)| *word == "--features");
            for feature in asked.flat_map(|(_, names)| names.split(',')) {
                assert!(features.contains_key(feature), "{path} has an unknown feature {feature}");
            }
        }
    }
}
