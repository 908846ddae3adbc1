//! The sets of questions: the bundled FAQ's own, and public ones in BEIR form where a
//! folder with them is given. Nothing is asked here.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use souffleur::eval::ask::{Case, Expected};
use souffleur::eval::beir::{Dataset, read_out_of_scope};
use souffleur::eval::golden;
use souffleur::faq::Faq;
use souffleur::faq::load::Folder;
use souffleur::faq::today;

/// The public sets, each a folder in BEIR form, and what the ids of the out-of-scope
/// questions begin with that may have an answer in it after all.
const PUBLIC: [(&str, Option<&str>); 3] =
    [("covid_quebec", Some("covid-")), ("cdtn", None), ("piaf", Some("knowledge-"))];
/// Real FAQs without questions, from which small ones are drawn to be probed.
const PROBED: [&str; 2] = ["mesconseilscovid", "covid19_admin"];
/// The questions that no FAQ of these answers.
const OUT_OF_SCOPE: &str = "out_of_scope/queries.jsonl";

/// The bundled FAQ asked the golden questions that tuning may look at.
pub const BUNDLED: &str = "bundled FAQ";
/// The bundled FAQ asked the golden questions that are kept aside.
pub const HELD_OUT: &str = "held out";
/// The bundled FAQ asked the public out-of-scope questions.
pub const FOREIGN: &str = "bundled, `out_of_scope`";

/// A FAQ, the questions it answers and questions it does not.
pub struct Set {
    /// The title of its column.
    pub name: &'static str,
    /// What is indexed.
    pub faq: Faq,
    /// Questions with an entry to expect.
    pub cases: Vec<Case>,
    /// Questions without one.
    pub out_of_scope: Vec<Case>,
}

/// Reads the FAQs to probe: the bundled one, and those of the folder, if one is given.
///
/// # Errors
/// A file is missing or wrong, or the bundled FAQ has errors.
pub fn read_probed(
    public: Option<&Path>,
    bundled: &Path,
) -> anyhow::Result<Vec<(&'static str, Faq)>> {
    let mut faqs = vec![(BUNDLED, load(bundled)?)];
    for name in PROBED {
        let Some(folder) = public else { break };
        let dataset = Dataset::read_with_or_without_questions(&folder.join(name))
            .with_context(|| format!("the set {name} cannot be read"))?;
        faqs.push((name, dataset.faq));
    }
    Ok(faqs)
}

/// Keeps the FAQs and sets that `names` lists, or all of them when it lists none.
///
/// # Errors
/// A name is not one of a FAQ or a set.
pub fn choose(
    names: &[String],
    sets: &mut Vec<Set>,
    probed: &mut Vec<(&'static str, Faq)>,
) -> anyhow::Result<()> {
    let known = || sets.iter().map(|set| set.name).chain(probed.iter().map(|(name, _)| *name));
    if let Some(unknown) = names.iter().find(|name| !known().any(|known| known == *name)) {
        let known: Vec<&str> = known().collect();
        bail!("there is no set {unknown:?}; the sets are: {}", known.join("; "));
    }
    let is_chosen = |name: &str| names.is_empty() || names.iter().any(|chosen| chosen == name);
    sets.retain(|set| is_chosen(set.name));
    probed.retain(|(name, _)| is_chosen(name));
    Ok(())
}

/// Reads the public sets of a folder, if one is given, and the bundled FAQ.
///
/// # Errors
/// A file is missing or wrong, or the bundled FAQ has errors.
pub fn read(public: Option<&Path>, bundled: &Path) -> anyhow::Result<Vec<Set>> {
    let mut sets = Vec::new();
    let mut foreign = None;
    if let Some(folder) = public {
        complete(folder)?;
        let out_of_scope = read_out_of_scope(&folder.join(OUT_OF_SCOPE))?;
        for (name, answerable) in PUBLIC {
            let Dataset { faq, mut cases, .. } = Dataset::read(&folder.join(name))
                .with_context(|| format!("the set {name} cannot be read"))?;
            cases.retain(|case| matches!(case.expected, Expected::Entries(_)));
            let unanswerable =
                |case: &&Case| answerable.is_none_or(|prefix| !case.id.starts_with(prefix));
            let out_of_scope = out_of_scope.iter().filter(unanswerable).cloned().collect();
            sets.push(Set { name, faq, cases, out_of_scope });
        }
        foreign = Some(out_of_scope);
    }
    for (name, held_out) in [(BUNDLED, false), (HELD_OUT, true)] {
        let faq = load(bundled)?;
        let mut cases = golden::cases(&faq);
        cases.retain(|case| case.held_out == held_out);
        let (out_of_scope, cases) =
            cases.into_iter().partition(|case| case.expected == Expected::Nothing);
        sets.push(Set { name, faq, cases, out_of_scope });
    }
    if let Some(out_of_scope) = foreign {
        sets.push(Set { name: FOREIGN, faq: load(bundled)?, cases: Vec::new(), out_of_scope });
    }
    Ok(sets)
}

/// Fails with every file that is missing, so that they can be fetched at once.
fn complete(folder: &Path) -> anyhow::Result<()> {
    if !folder.is_dir() {
        bail!("{}: this folder does not exist; it should hold the sets", folder.display());
    }
    let files = ["corpus.jsonl", "queries.jsonl", "qrels.tsv"];
    let wanted = PUBLIC.iter().flat_map(|(set, _)| files.map(|file| format!("{set}/{file}")));
    let probed = PROBED.iter().map(|set| format!("{set}/corpus.jsonl"));
    let missing: Vec<String> = (wanted.chain(probed).chain([OUT_OF_SCOPE.to_owned()]))
        .filter(|file| !folder.join(file).is_file())
        .collect();
    if !missing.is_empty() {
        bail!("{}: missing {}", folder.display(), missing.join(", "));
    }
    Ok(())
}

fn load(folder: &Path) -> anyhow::Result<Faq> {
    let loaded = Folder::new(folder).load(today()).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow!("the bundled FAQ has errors:\n{}", problems.join("\n"))
    })?;
    Ok(loaded.faq)
}
