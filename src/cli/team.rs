//! `souffleur team`: the questions that nobody could answer, and what is done about them, in
//! the terminal. The lines may be typed or piped in.

use std::collections::HashMap;
use std::io::{self, BufRead, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::runtime::Runtime;

use super::check;
use super::output::{PROBLEMS, print};
use crate::bot::Question;
use crate::faq::{Entry, EntryId, today};
use crate::grammar::{count, enumerate};
use crate::journal::{QuestionId, Reader, Settings, Verdict};
use crate::library::{Effect, Encoding, Force, Library, Patience, Recorded, Rejection};
use crate::progress::EncodingBar;
use crate::search::meaning::{Places, Vector, read_now};
use crate::search::{CHOICES, Outcome, Scope};
use crate::team::editor::{self, Form, NoChange};
use crate::team::verb::{self, Verb};
use crate::team::{self, Change, Committed, Need, Published, Publisher, needs};
use crate::wording::{NoticeBlock, effect};

/// Days whose questions count.
const DAYS: i64 = 30;
/// Needs that are shown. Who has dealt with them sees the next.
const SHOWN: usize = 10;
/// Wordings of a need that are shown beside the first, and that a new entry gets as variants.
const WORDINGS: usize = 4;
/// Recorded questions that a change is measured on: some seconds by meaning.
const RECORDED: i64 = 300;
/// What was changed does not answer the question that it was changed for.
const STILL_MISSED: &str = "La question reste pourtant sans réponse\u{a0}: elle est gardée dans la \
                            liste. Reformulez, ou défaites avec «\u{a0}annuler\u{a0}».\n";
/// Different questions that are compared by meaning, the newest: reading one takes some 20 ms.
/// Older ones are compared by words.
const ENCODED: usize = 500;
/// What ends an answer that is typed.
const END_OF_ANSWER: &str = ".";

const HELP: &str = "\x20 lier N ENTRÉE    ajoute la question à une entrée, qui y répondra
  rédiger N        écrit une nouvelle entrée
  hors-sujet N     ne la montre plus, ni ce qui demande la même chose
  plus-tard N      la met à la fin
  annuler          défait le dernier changement
  liste            montre de nouveau les questions
  quitter
";

/// Works on the needs until the end of the input. `places` is where vectors are kept, `faq` the
/// FAQ's folder.
///
/// # Errors
/// The journal, the standard output or the asynchronous runtime fails.
pub fn run(
    faq: &Path,
    places: Option<Places>,
    journal: &Settings,
    content: &team::Config,
) -> anyhow::Result<ExitCode> {
    let bar = EncodingBar::new();
    let encoding = Encoding::new(places);
    let opened =
        Library::open_by_meaning(faq, today(), encoding, Patience::Endless, &|done, all| {
            bar.show(done, all);
        });
    drop(bar);
    let library = match opened {
        Ok(library) => Arc::new(library),
        Err(problems) => {
            eprint!("{}", check::listed(&problems));
            return Ok(ExitCode::from(PROBLEMS));
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let Some(reader) = runtime.block_on(Reader::open(journal))? else {
        print("Aucune question n’a encore été enregistrée.\n".as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let publisher = Publisher::new(Arc::clone(&library), content.git);
    let mut console = Console {
        library,
        publisher,
        runtime,
        reader,
        needs: Vec::new(),
        vectors: HashMap::new(),
        done: Vec::new(),
    };
    console.list()?;
    let mut lines = io::stdin().lock().lines();
    while let Some(line) = console.ask("> ", &mut lines)? {
        match verb::read(&line) {
            Some(Verb::Leave) => break,
            Some(Verb::List) => console.list()?,
            Some(verb) => console.act(verb, &mut lines)?,
            None if line.trim().is_empty() => {}
            None => print(HELP.as_bytes())?,
        }
    }
    console.runtime.block_on(console.reader.close());
    Ok(ExitCode::SUCCESS)
}

/// The lines of the standard input.
type Lines<'a> = io::Lines<io::StdinLock<'a>>;

struct Console {
    library: Arc<Library>,
    publisher: Publisher,
    runtime: Runtime,
    reader: Reader,
    /// As they were last shown: the numbers that are typed are theirs.
    needs: Vec<Need>,
    /// Those of the questions: the list is made again after each change.
    vectors: HashMap<String, Option<Vector>>,
    /// What can be taken back, the last one last.
    done: Vec<(Change, Vec<QuestionId>)>,
}

impl Console {
    fn ask(&self, prompt: &str, lines: &mut Lines<'_>) -> anyhow::Result<Option<String>> {
        print(prompt.as_bytes())?;
        Ok(lines.next().transpose()?)
    }

    fn list(&mut self) -> anyhow::Result<()> {
        let missed = self.runtime.block_on(self.reader.missed(DAYS))?;
        let by_meaning = self.library.snapshot().index.has_meaning();
        let vectors = &mut self.vectors;
        self.needs = needs(&missed, |text| {
            if !by_meaning || vectors.len() == ENCODED && !vectors.contains_key(text) {
                return None;
            }
            vectors.entry(text.to_owned()).or_insert_with(|| read_now(text)).clone()
        });
        let mut shown = String::new();
        if self.needs.is_empty() {
            shown.push_str("Aucune question n’attend de réponse.\n");
        }
        for (number, need) in (1..).zip(self.needs.iter().take(SHOWN)) {
            shown.push_str(&self.need(number, need));
        }
        let more = self.needs.len().saturating_sub(SHOWN);
        if more > 0 {
            let more = count(more, "autre", "autres");
            shown.push_str(&format!("… et {more}, quand celles-ci seront traitées.\n"));
        }
        if !self.needs.is_empty() {
            shown.push_str(&format!("\n{HELP}"));
        }
        print(shown.as_bytes())?;
        Ok(())
    }

    fn need(&self, number: usize, need: &Need) -> String {
        let Need { wordings, questions, collection, is_put_off, .. } = need;
        let (wording, _) = &wordings[0];
        let times = count(questions.len(), "fois", "fois");
        let put_off = if *is_put_off { ", remise à plus tard" } else { "" };
        let mut shown = format!("{number}. «\u{a0}{wording}\u{a0}» ({times}{put_off})\n");
        let others: Vec<String> = (wordings[1..].iter().take(WORDINGS))
            .map(|(wording, _)| format!("«\u{a0}{wording}\u{a0}»"))
            .collect();
        if !others.is_empty() {
            shown.push_str(&format!("   aussi\u{a0}: {}\n", enumerate(&others)));
        }
        let nearest = self.nearest(wording, collection.as_deref());
        if !nearest.is_empty() {
            let ids: Vec<&str> = nearest.iter().map(|entry| entry.id.as_str()).collect();
            shown.push_str(&format!("   proches\u{a0}: {}\n", enumerate(&ids)));
        }
        shown
    }

    fn nearest(&self, words: &str, collection: Option<&str>) -> Vec<Arc<Entry>> {
        let snapshot = self.library.snapshot();
        let hits = snapshot.index.search(words, &scope(collection), CHOICES).into_iter();
        hits.filter_map(|hit| Some(Arc::clone(snapshot.faq.get(&hit.entry)?.1))).collect()
    }

    fn act(&mut self, verb: Verb, lines: &mut Lines<'_>) -> anyhow::Result<()> {
        let number = match &verb {
            Verb::Link { need, .. } | Verb::Draft(need) => *need,
            Verb::OffTopic(need) | Verb::Later(need) => *need,
            Verb::Undo => return self.undo(),
            Verb::List | Verb::Leave => return Ok(()),
        };
        let Some(need) = self.needs.get(number - 1).filter(|_| number <= SHOWN).cloned() else {
            print(format!("Pas de question {number} dans la liste.\n").as_bytes())?;
            return Ok(());
        };
        match verb {
            Verb::Link { entry, .. } => self.link(&need, &entry, lines),
            Verb::Draft(_) => self.draft(&need, lines),
            Verb::OffTopic(_) => self.judge(&need, Verdict::OffTopic),
            _ => self.judge(&need, Verdict::Later),
        }
    }

    fn judge(&mut self, need: &Need, verdict: Verdict) -> anyhow::Result<()> {
        self.runtime.block_on(self.reader.judge(&need.questions, Some(verdict), None))?;
        self.list()
    }

    fn link(&mut self, need: &Need, typed: &str, lines: &mut Lines<'_>) -> anyhow::Result<()> {
        let entry = EntryId::new(typed).filter(|id| self.library.snapshot().faq.get(id).is_some());
        let Some(entry) = entry else {
            let words = if typed.is_empty() { &need.wordings[0].0 } else { typed };
            let mut shown =
                String::from("À quelle entrée\u{a0}? Tapez son nom après «\u{a0}lier\u{a0}».\n");
            for entry in self.nearest(words, None) {
                shown.push_str(&format!("  {}\u{a0}: {}\n", entry.id, entry.question));
            }
            print(shown.as_bytes())?;
            return Ok(());
        };
        match editor::link(&self.library.folder(), &entry, &need.wordings[0].0) {
            Ok(change) => self.propose(change, need, lines),
            Err(why) => {
                print(format!("{}\n", sentence(why)).as_bytes())?;
                Ok(())
            }
        }
    }

    fn draft(&mut self, need: &Need, lines: &mut Lines<'_>) -> anyhow::Result<()> {
        let folder = self.library.folder();
        let place = match editor::collection(&folder, need.collection.as_deref()) {
            Ok(place) => place,
            Err(_) => {
                let Some(name) = self.ask("Collection\u{a0}: ", lines)? else { return Ok(()) };
                match editor::collection(&folder, Some(name.trim())) {
                    Ok(place) => place,
                    Err(why) => {
                        print(format!("{}\n", sentence(why)).as_bytes())?;
                        return Ok(());
                    }
                }
            }
        };
        let wordings: Vec<&String> = need.wordings.iter().map(|(wording, _)| wording).collect();
        let prompt = format!("Question [{}]\u{a0}: ", wordings[0]);
        let Some(question) = self.ask(&prompt, lines)? else { return Ok(()) };
        let question = match question.trim() {
            "" => wordings[0].clone(),
            question => question.to_owned(),
        };
        print(
            "Réponse, en Markdown\u{a0}; une ligne «\u{a0}.\u{a0}» la termine\u{a0}:\n".as_bytes(),
        )?;
        let mut answer = Vec::new();
        loop {
            match lines.next().transpose()? {
                Some(line) if line.trim() == END_OF_ANSWER => break,
                Some(line) => answer.push(line),
                None => return Ok(()),
            }
        }
        let source = match &place.source {
            Some(source) => format!("Source [{source}]\u{a0}: "),
            None => "Source, l’adresse d’une page\u{a0}: ".to_owned(),
        };
        let Some(source) = self.ask(&source, lines)? else { return Ok(()) };
        let source = Some(source.trim().to_owned()).filter(|source| !source.is_empty());
        let variants = wordings.into_iter().filter(|wording| **wording != question);
        let form = Form {
            variants: variants.take(WORDINGS).cloned().collect(),
            question,
            answer: answer.join("\n"),
            source,
        };
        let (change, _) = editor::draft(&folder, &place, &form, today());
        self.propose(change, need, lines)
    }

    /// Shows what a change would change, and keeps it when that is wanted.
    fn propose(
        &mut self,
        change: Change,
        need: &Need,
        lines: &mut Lines<'_>,
    ) -> anyhow::Result<()> {
        let recorded = self.runtime.block_on(self.reader.asked_lately(DAYS, RECORDED))?;
        let recorded = recorded.into_iter().map(|(ask, scope)| Recorded {
            ask: Question::new(&ask).text().to_owned(),
            scope: kept_scope(scope.as_deref()),
        });
        let text = change.after.as_deref().unwrap_or_default();
        let measured =
            self.library.effect(&change.file, text, &recorded.collect::<Vec<_>>(), today());
        let measured = match measured {
            Ok(measured) => measured,
            Err(problems) => {
                print(check::listed(&problems).as_bytes())?;
                print("Rien n’est changé.\n".as_bytes())?;
                return Ok(());
            }
        };
        print(format!("{}{}", change.summary, described(&measured)).as_bytes())?;
        let breaks = !measured.diff.newly_failing.is_empty();
        let question =
            if breaks { "Garder malgré cela\u{a0}? [o/N] " } else { "Garder\u{a0}? [o/N] " };
        let answer = self.ask(question, lines)?.unwrap_or_default();
        if !matches!(answer.trim().to_lowercase().as_str(), "o" | "oui") {
            print("Rien n’est changé.\n".as_bytes())?;
            return Ok(());
        }
        let force = if breaks { Force::PastFailingQuestions } else { Force::No };
        let published = self.publisher.publish(&change, today(), force);
        if self.told(&published, &change)? {
            // First: what comes may fail, and the change must stay one that can be undone.
            self.done.push((change, need.questions.clone()));
            if self.is_answered(need) {
                let answered = Some(Verdict::Answered);
                self.runtime.block_on(self.reader.judge(&need.questions, answered, None))?;
            } else {
                print(STILL_MISSED.as_bytes())?;
            }
            self.list()?;
        }
        Ok(())
    }

    /// Whether a member who asks now gets an entry, or some to choose from.
    fn is_answered(&self, need: &Need) -> bool {
        let (wording, _) = &need.wordings[0];
        let question = Question::new(wording);
        let scope = scope(need.collection.as_deref());
        let look = self.library.snapshot().index.look(question.text(), &scope);
        look.outcome != Outcome::Unknown
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        let Some((change, questions)) = self.done.last().cloned() else {
            print("Aucun changement à défaire depuis le début.\n".as_bytes())?;
            return Ok(());
        };
        let back = change.reversed();
        let published = self.publisher.publish(&back, today(), Force::PastFailingQuestions);
        if self.told(&published, &back)? {
            self.done.pop();
            self.runtime.block_on(self.reader.judge(&questions, None, None))?;
            self.list()?;
        }
        Ok(())
    }

    /// Says what became of a change; whether it was made.
    fn told(&self, published: &Published, change: &Change) -> io::Result<bool> {
        let said = match published {
            Published::Served { committed: Committed::No(reason), .. } => format!(
                "C’est fait et servi, mais git n’a pas enregistré le changement\u{a0}: {reason}\n"
            ),
            Published::Served { .. } => "C’est fait et servi.\n".to_owned(),
            Published::Refused(Rejection::Problems(problems)) => {
                format!("{}Rien n’est changé.\n", check::listed(problems))
            }
            Published::Refused(Rejection::Failing(_)) => {
                "Une question de test échouerait\u{a0}: rien n’est changé.\n".to_owned()
            }
            Published::Moved => format!(
                "Le fichier {} a changé entre-temps\u{a0}: rien n’est changé. Recommencez.\n",
                change.file.display()
            ),
            Published::Unwritable(error) => format!(
                "Le dossier de la FAQ ne peut pas être écrit ({error}). Copiez ce texte dans {}\u{a0}:\n\n{}\n",
                change.file.display(),
                change.after.as_deref().unwrap_or_default()
            ),
        };
        print(said.as_bytes())?;
        io::stdout().flush()?;
        Ok(matches!(published, Published::Served { .. }))
    }
}

fn described(measured: &Effect) -> String {
    let notice = effect(measured);
    let mut said = format!("\n{}\n", notice.headline);
    for block in notice.blocks {
        match block {
            NoticeBlock::Text(text) => said.push_str(&format!("{text}\n")),
            NoticeBlock::List { title, items } => {
                said.push_str(&format!("{title}\u{a0}:\n"));
                for item in items {
                    said.push_str(&format!("  {item}\n"));
                }
            }
        }
    }
    said
}

/// The collections that a place sees, as the journal keeps them.
fn kept_scope(kept: Option<&str>) -> Scope {
    let id = crate::faq::CollectionId::new;
    kept.map_or(Scope::All, |names| Scope::Only(names.split('/').map(id).collect()))
}

fn scope(collection: Option<&str>) -> Scope {
    collection.map_or(Scope::All, |name| Scope::Only(vec![crate::faq::CollectionId::new(name)]))
}

fn sentence(why: NoChange) -> &'static str {
    match why {
        NoChange::NoFile => "Le fichier de cette entrée ne peut pas être lu.",
        NoChange::NotByMachine => {
            "Cette entrée a déjà cette formulation, ou son en-tête est écrit d’une façon que le \
             programme ne sait pas compléter. Ajoutez la ligne dans son fichier."
        }
        NoChange::Masked => {
            "Cette formulation contient une donnée personnelle masquée\u{a0}: elle ne peut pas \
             devenir une variante. Rédigez une entrée, ou ajoutez une variante sans cette donnée."
        }
        NoChange::NoCollection => "La FAQ n’a pas de collection de ce nom.",
    }
}
