//! Circles between files, read off the paths that each file names.
//!
//! A file needs another when it names something that stands there. A name that a
//! module passes on (`pub use child::Name`) belongs to the file it comes from, and
//! passing it on is no need: otherwise every file that is the front door of a folder
//! would be a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::module_path;
use super::tokens::{is_word, tokens, without_tests};

type Module = Vec<String>;

/// A name that a `use` brings in, and the path it stands for.
struct Import {
    module: Module,
    name: String,
    path: Module,
    public: bool,
}

/// What one file says.
struct File<'a> {
    name: &'a str,
    imports: Vec<Import>,
    /// Paths outside of `use`, each with the module that it is written in.
    paths: Vec<(Module, Vec<String>)>,
}

/// One sentence for each circle, in order.
pub fn circles(files: &[(String, String)]) -> Vec<String> {
    let files: Vec<&(String, String)> = (files.iter())
        .filter(|(name, _)| {
            !name.ends_with("tests.rs") && !["lib.rs", "main.rs"].contains(&name.as_str())
        })
        .collect();
    // Inline modules stand in the file that declares them.
    let mut modules: BTreeMap<Module, &str> = BTreeMap::new();
    for (name, _) in &files {
        modules.insert(module_path(name), name);
    }
    let read: Vec<File<'_>> =
        files.iter().map(|(name, text)| read(name, text, &mut modules)).collect();
    let house = House { modules, imports: read.iter().flat_map(|file| &file.imports).collect() };

    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in &read {
        let own = needs.entry(file.name).or_default();
        let private = file.imports.iter().filter(|import| !import.public);
        let imported = private.map(|import| import.path.clone());
        let written = file.paths.iter().filter_map(|(module, path)| house.absolute(module, path));
        own.extend(imported.chain(written).filter_map(|path| house.file_of(&path, 0)));
        own.remove(file.name);
    }
    knots(&needs)
}

struct House<'a> {
    modules: BTreeMap<Module, &'a str>,
    imports: Vec<&'a Import>,
}

impl House<'_> {
    /// The path from the crate's root; `None` for one of another crate's.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let parent = &module[..module.len().saturating_sub(1)];
        let base = match first.as_str() {
            "crate" | "souffleur" => Vec::new(),
            "self" => module.to_vec(),
            "super" => return self.absolute_from(parent, rest),
            name => {
                let child = [module, &[name.to_owned()]].concat();
                let imported = self
                    .imports
                    .iter()
                    .find(|i| i.module == module && i.name == name && i.path != path);
                match imported {
                    _ if self.modules.contains_key(&child) => child,
                    Some(import) => import.path.clone(),
                    None => return None,
                }
            }
        };
        Some([&base, rest].concat())
    }

    fn absolute_from(&self, module: &[String], path: &[String]) -> Option<Module> {
        match path.first().map(String::as_str) {
            Some("super") => {
                self.absolute_from(&module[..module.len().saturating_sub(1)], &path[1..])
            }
            _ => Some([module, path].concat()),
        }
    }

    /// The file where what a path names stands; `None` for a module as such, which
    /// is needed only for what is named in it.
    fn file_of(&self, path: &[String], depth: usize) -> Option<&str> {
        let inside =
            (0..=path.len()).rev().find(|&length| self.modules.contains_key(&path[..length]))?;
        let (module, rest) = path.split_at(inside);
        let name = rest.first()?;
        let passed_on =
            self.imports.iter().find(|i| i.public && i.module == module && i.name == *name);
        match passed_on {
            Some(import) if depth < 8 => {
                self.file_of(&[&import.path, &rest[1..]].concat(), depth + 1)
            }
            _ => self.modules.get(module).copied(),
        }
    }
}

/// Reads a file, and adds its inline modules to `modules`.
fn read<'a>(name: &'a str, text: &str, modules: &mut BTreeMap<Module, &'a str>) -> File<'a> {
    let tokens = without_tests(tokens(text));
    let mut file = File { name, imports: Vec::new(), paths: Vec::new() };
    let mut module = module_path(name);
    // For each brace that is open: whether it is an inline module's.
    let mut braces: Vec<bool> = Vec::new();
    let is = |at: usize, wanted: &str| tokens.get(at).is_some_and(|token| token == wanted);
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "mod" if is(at + 2, "{") => {
                module.push(tokens[at + 1].clone());
                modules.insert(module.clone(), name);
                braces.push(true);
                at += 3;
            }
            "use" => {
                let before = at.checked_sub(1).map(|at| tokens[at].as_str());
                let public = matches!(before, Some("pub" | ")"));
                at = leaves(&tokens, at + 1, Vec::new(), &mut |path, name| {
                    let path = from_root(&module, path, modules);
                    if let Some(path) = path {
                        file.imports.push(Import { module: module.clone(), name, path, public });
                    }
                });
            }
            "{" => {
                braces.push(false);
                at += 1;
            }
            "}" => {
                if braces.pop() == Some(true) {
                    module.pop();
                }
                at += 1;
            }
            word if word.starts_with(is_word)
                && !(at > 0 && is(at - 1, "::"))
                && is(at + 1, "::") =>
            {
                let mut path = vec![word.to_owned()];
                while is(at + 1, "::") && tokens.get(at + 2).is_some_and(|t| t.starts_with(is_word))
                {
                    path.push(tokens[at + 2].clone());
                    at += 2;
                }
                file.paths.push((module.clone(), path));
                at += 1;
            }
            _ => at += 1,
        }
    }
    file
}

/// A `use` path from the crate's root; `None` for one of another crate's.
fn from_root(module: &[String], path: Module, modules: &BTreeMap<Module, &str>) -> Option<Module> {
    let mut base = module.to_vec();
    let mut rest = &path[..];
    match path.first()?.as_str() {
        "crate" | "souffleur" => {
            base.clear();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {}
        name if modules.contains_key(&[module, &[name.to_owned()]].concat()) => {}
        _ => return None,
    }
    while rest.first().is_some_and(|segment| segment == "super") {
        base.pop();
        rest = &rest[1..];
    }
    Some([&base, rest].concat())
}

/// Calls `each` with every path of a `use` and the name it is known by; gives the
/// place after it.
fn leaves(
    tokens: &[String],
    mut at: usize,
    mut path: Module,
    each: &mut impl FnMut(Module, String),
) -> usize {
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = match tokens[at].as_str() {
                        "," => at + 1,
                        _ => leaves(tokens, at, path.clone(), each),
                    };
                }
                return at + 1;
            }
            Some("::") => at += 1,
            Some("as") => {
                let name = tokens.get(at + 1).cloned().unwrap_or_default();
                each(path, name);
                return at + 2;
            }
            Some("self") if !path.is_empty() => at += 1,
            Some(name) if name == "*" || name.starts_with(is_word) => {
                path.push(name.to_owned());
                at += 1;
            }
            _ => {
                let name = path.last().cloned().unwrap_or_default();
                each(path, name);
                return at;
            }
        }
    }
}

/// One sentence for each set of files that all need one another.
fn knots(needs: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<String> {
    let reached = |from: &str| {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = vec![from];
        while let Some(file) = open.pop() {
            for &next in needs.get(file).into_iter().flatten() {
                if reached.insert(next) {
                    open.push(next);
                }
            }
        }
        reached
    };
    let all: BTreeMap<&str, BTreeSet<&str>> =
        needs.keys().map(|&file| (file, reached(file))).collect();
    let mut told = BTreeSet::new();
    for (&file, reached) in &all {
        let knot: Vec<&str> = reached
            .iter()
            .copied()
            .filter(|&other| all.get(other).is_some_and(|r| r.contains(file)))
            .collect();
        if knot.len() > 1 {
            let arrow = |&from: &&str| {
                let inside = needs[from].iter().filter(|to| knot.contains(to));
                format!("{from} → {}", inside.copied().collect::<Vec<_>>().join(", "))
            };
            let arrows: Vec<String> = knot.iter().map(arrow).collect();
            told.insert(format!("a circle of {} files: {}", knot.len(), arrows.join("; ")));
        }
    }
    told.into_iter().collect()
}
