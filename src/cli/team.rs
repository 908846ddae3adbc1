//! `souffleur team`: the questions that nobody could answer, and what is done about them, in
//! the terminal. The lines may be typed or piped in.

mod shown;

use std::io::{self, BufRead as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::runtime::Runtime;

use super::check;
use super::output::{PROBLEMS, print};
use crate::content;
use crate::faq::{EntryId, today};
use crate::journal::{Fault, QuestionId, Settings, Verdict};
use crate::library::{Encoding, Library, Patience};
use crate::progress::EncodingBar;
use crate::search::Scope;
use crate::search::meaning::Places;
use crate::team::editor::{self, Form};
use crate::team::verb::{self, Verb};
use crate::team::{Change, Desk, Judged, Kept, Need, Proposal, Published, Refused, Work};
use crate::wording;

/// Needs that are shown. Who has dealt with them sees the next.
const SHOWN: usize = 10;
/// Said when a change cannot be taken back, because its file was changed since.
const BY_HAND: &str = "Tapez «\u{a0}rouvrir\u{a0}» pour rouvrir la question, ou «\u{a0}annuler\u{a0}» \
                       pour défaire la décision d’avant.";
/// Said when a change cannot be taken back now.
const PASS_OVER: &str = "Recommencez, ou tapez «\u{a0}annuler avant\u{a0}» pour défaire la décision \
                         d’avant.";
/// What ends an answer that is typed.
const END_OF_ANSWER: &str = ".";

const HELP: &str = "\x20 lier N ENTRÉE    ajoute la question à une entrée, qui y répondra
  rédiger N        écrit une nouvelle entrée
  hors-sujet N     ne la montre plus, ni ce qui demande la même chose
  plus-tard N      la met à la fin
  annuler          défait la dernière décision\u{a0}; annuler avant, celle d’avant
  rouvrir          montre ce qui a été décidé\u{a0}; rouvrir N rouvre une de ces questions
  liste            montre de nouveau les questions
  votes            montre ce que les membres disent des réponses
  populaires       montre les entrées les plus demandées
  à-revoir         montre les entrées à relire
  exact ENTRÉE     note qu’une entrée relue est toujours exacte
  quitter
";

/// Works on the needs until the end of the input. `places` is where vectors are kept, `faq` the
/// FAQ's folder.
///
/// # Errors
/// The standard output or the asynchronous runtime fails.
pub fn run(
    faq: &Path,
    places: Option<Places>,
    journal: &Settings,
    content: &content::Config,
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
    // With a thread of its own, so that questions are encoded while somebody reads the list.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let desk = Desk::new(Arc::clone(&library), Some(journal.clone()), content.git);
    let mut console = Console {
        library,
        desk,
        runtime,
        needs: Vec::new(),
        judged: Vec::new(),
        is_helped: false,
        done: Vec::new(),
    };
    if !console.runtime.block_on(console.desk.is_begun())? {
        print("Aucune question n’a encore été enregistrée.\n".as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    console.list()?;
    while let Some(line) = console.ask("> ")? {
        match verb::read(&line) {
            Some(Verb::Leave) => break,
            Some(verb) => console.act(verb)?,
            None if line.trim().is_empty() => {}
            None => print(HELP.as_bytes())?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A line of the standard input; `None` at its end. Bytes that are no UTF-8 are replaced.
fn line() -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if io::stdin().lock().read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
}

struct Console {
    library: Arc<Library>,
    desk: Desk,
    runtime: Runtime,
    /// As they were last shown: the numbers that are typed are theirs.
    needs: Vec<Need>,
    /// What was decided, as it was last shown.
    judged: Vec<Judged>,
    /// Whether the commands were shown.
    is_helped: bool,
    /// What can be taken back, the last one last.
    done: Vec<Decision>,
}

/// What can be taken back.
#[derive(Clone)]
enum Decision {
    /// A change, with the card and the questions that it was made for.
    Change(Option<i64>, Change, Vec<QuestionId>),
    /// A verdict; what it took the place of comes last.
    Verdict(Work, Verdict, Option<Verdict>),
}

impl Console {
    fn ask(&self, prompt: &str) -> anyhow::Result<Option<String>> {
        print(prompt.as_bytes())?;
        io::stdout().flush()?;
        Ok(line()?)
    }

    /// What needs the journal; when that fails it is said, and the chat goes on.
    fn read<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> anyhow::Result<Option<T>> {
        match self.runtime.block_on(work) {
            Ok(value) => Ok(Some(value)),
            Err(_) => {
                say(wording::team::JOURNAL_FAILS)?;
                Ok(None)
            }
        }
    }

    fn list(&mut self) -> anyhow::Result<()> {
        let Some(needs) = self.read(self.desk.needs(&Scope::All))? else { return Ok(()) };
        self.needs = needs;
        let first = &self.needs[..self.needs.len().min(SHOWN)];
        let nearest = self.runtime.block_on(self.desk.nearest(first));
        print(shown::needs(&self.needs, &nearest).as_bytes())?;
        // Once is enough: it is a screen long, and «aide» shows it again.
        if !self.needs.is_empty() && !std::mem::replace(&mut self.is_helped, true) {
            print(format!("\n{HELP}").as_bytes())?;
        }
        Ok(())
    }

    fn act(&mut self, verb: Verb) -> anyhow::Result<()> {
        let number = match &verb {
            Verb::Link { need, .. } | Verb::Draft(need) => *need,
            Verb::OffTopic(need) | Verb::Later(need) => *need,
            Verb::Undo { before } => return self.undo(*before),
            Verb::Reopen(number) => return self.reopen(*number),
            Verb::List => return self.list(),
            Verb::Votes => {
                let votes = self.read(self.desk.votes(&Scope::All))?;
                return votes.map_or(Ok(()), |votes| tell(&wording::votes(&votes)));
            }
            Verb::Popular => {
                let popular = self.read(self.desk.popular())?;
                return popular.map_or(Ok(()), |popular| say(&shown::popular(&popular)));
            }
            Verb::ToReview => {
                let stale = self.read(self.desk.to_review(&Scope::All))?;
                return stale.map_or(Ok(()), |stale| tell(&wording::to_review(&stale, "exact")));
            }
            Verb::StillCorrect(entry) => {
                let Some(entry) = EntryId::new(entry) else { return tell(&refused_entry()) };
                let review = self.read(self.desk.still_correct(&entry))?;
                return review.map_or(Ok(()), |review| tell(&wording::reviewed(&review)));
            }
            Verb::Leave => return Ok(()),
        };
        let Some(need) = self.needs.get(number - 1).filter(|_| number <= SHOWN).cloned() else {
            return say(&format!("Pas de question {number} dans la liste."));
        };
        let Some(work) = self.read(self.desk.work(&need))? else { return Ok(()) };
        match verb {
            Verb::Link { entry, .. } => self.link(&work, &entry),
            Verb::Draft(_) => self.draft(&work, &need),
            Verb::OffTopic(_) => self.judge(work, Verdict::OffTopic, &need),
            _ => self.judge(work, Verdict::Later, &need),
        }
    }

    fn judge(&mut self, work: Work, verdict: Verdict, need: &Need) -> anyhow::Result<()> {
        match self.read(self.desk.judge_open(&work, verdict))? {
            Some(true) => {
                let before = need.is_put_off.then_some(Verdict::Later);
                self.done.push(Decision::Verdict(work, verdict, before));
                self.list()
            }
            // The list is one of before.
            Some(false) => {
                tell(&wording::team::kept(&Kept::Decided))?;
                self.list()
            }
            None => Ok(()),
        }
    }

    /// Shows what was decided, or opens one of those questions again.
    fn reopen(&mut self, number: Option<usize>) -> anyhow::Result<()> {
        let Some(number) = number else {
            let Some(judged) = self.read(self.desk.judged())? else { return Ok(()) };
            self.judged = judged;
            self.judged.truncate(SHOWN);
            return print_text(&shown::judged(&self.judged));
        };
        let Some(judged) = self.judged.get(number - 1).cloned() else {
            return say(&format!(
                "Pas de question décidée {number}. Tapez «\u{a0}rouvrir\u{a0}» pour en voir la liste."
            ));
        };
        match self.read(self.desk.open_again(&judged))? {
            Some(()) => {
                say("La question est rouverte. La FAQ n’a pas changé.")?;
                self.list()
            }
            None => Ok(()),
        }
    }

    fn link(&mut self, work: &Work, typed: &str) -> anyhow::Result<()> {
        let entry = EntryId::new(typed).filter(|id| self.library.snapshot().faq.get(id).is_some());
        let Some(entry) = entry else {
            let words = if typed.is_empty() { &work.wordings[0].0 } else { typed };
            say("À quelle entrée\u{a0}? Tapez son nom après «\u{a0}lier\u{a0}».")?;
            let found = self.runtime.block_on(self.desk.search(words, &Scope::All));
            for (id, question) in found.into_iter().take(SHOWN) {
                say(&format!("  {id}\u{a0}: {question}"))?;
            }
            return Ok(());
        };
        let proposal = self.runtime.block_on(self.desk.link_for(work, &entry));
        self.propose(proposal)
    }

    fn draft(&mut self, work: &Work, need: &Need) -> anyhow::Result<()> {
        let folder = self.library.folder();
        let mut name = need.collection.clone();
        let place = loop {
            match editor::collection(&folder, name.as_deref()) {
                Ok(place) => break place,
                Err(why) => {
                    if name.is_some() && name != need.collection {
                        say(wording::team::no_change(why))?;
                    }
                    match self.ask("Collection\u{a0}: ")? {
                        Some(typed) if !typed.trim().is_empty() => {
                            name = Some(typed.trim().to_owned());
                        }
                        _ => return say(wording::team::DROPPED),
                    }
                }
            }
        };
        let first = &work.wordings[0].0;
        let Some(question) = self.ask(&format!("Question [{first}]\u{a0}: "))? else {
            return Ok(());
        };
        let question = match question.trim() {
            "" => first.clone(),
            question => question.to_owned(),
        };
        say("Réponse, en Markdown\u{a0}; une ligne «\u{a0}.\u{a0}» la termine\u{a0}:")?;
        let mut answer = Vec::new();
        loop {
            match line()? {
                Some(line) if line.trim() == END_OF_ANSWER => break,
                Some(line) => answer.push(line),
                None => return Ok(()),
            }
        }
        let source = match &place.source {
            Some(source) => format!("Source [{source}]\u{a0}: "),
            None => "Source, l’adresse d’une page\u{a0}: ".to_owned(),
        };
        let Some(source) = self.ask(&source)? else { return Ok(()) };
        let source = Some(source.trim().to_owned()).filter(|source| !source.is_empty());
        let form = Form { variants: Vec::new(), question, answer: answer.join("\n"), source };
        let draft = self.desk.draft_for(work, Some(&place.name), form);
        let proposal = self.runtime.block_on(draft);
        self.propose(proposal)
    }

    /// Shows what a change would change, and keeps it when that is wanted.
    fn propose(&mut self, proposal: Result<Proposal, Refused>) -> anyhow::Result<()> {
        let proposal = match proposal {
            Ok(proposal) => proposal,
            Err(Refused::Problems(problems)) => {
                print(check::listed(&problems).as_bytes())?;
                return say(wording::team::DROPPED);
            }
            Err(refused) => return tell(&wording::team::refused(&refused)),
        };
        tell(&wording::team::proposal(&proposal))?;
        let question = match proposal.breaks() {
            true => "Garder malgré cela\u{a0}? [o/N] ",
            false => "Garder\u{a0}? [o/N] ",
        };
        let answer = self.ask(question)?.unwrap_or_default();
        if !matches!(answer.trim().to_lowercase().as_str(), "o" | "oui") {
            self.desk.drop_proposal(proposal.id);
            return say(wording::team::DROPPED);
        }
        let kept = self.runtime.block_on(self.desk.keep(proposal.id));
        if self.told(&kept)? {
            let Proposal { change, work, .. } = proposal;
            self.done.push(Decision::Change(work.card, change, work.questions));
            self.list()?;
        }
        Ok(())
    }

    /// Takes the last decision back; `before` passes over it, and it cannot be taken back then.
    fn undo(&mut self, before: bool) -> anyhow::Result<()> {
        if before {
            self.done.pop();
        }
        match self.done.last().cloned() {
            None => say(
                "Aucun changement à défaire depuis le début. «\u{a0}rouvrir\u{a0}» montre ce qui a été \
                 décidé.",
            ),
            Some(Decision::Change(card, change, questions)) => {
                let undone = self.desk.undo_change(card, &change, &questions);
                let undone = self.runtime.block_on(undone);
                let is_undone = self.told(&undone)?;
                // Who wrote the file since takes it back.
                let is_by_hand = matches!(undone, Kept::ByHand(_));
                if is_undone || is_by_hand {
                    self.done.pop();
                    return if is_undone { self.list() } else { say(BY_HAND) };
                }
                if !matches!(undone, Kept::Journal(_)) {
                    say(PASS_OVER)?;
                }
                Ok(())
            }
            Some(Decision::Verdict(work, verdict, before)) => {
                let stands = self.read(self.desk.stands(&work, verdict))?;
                let undone = match stands {
                    None => return Ok(()),
                    Some(false) => {
                        self.done.pop();
                        return say("Cette décision ne tient plus\u{a0}: rien n’est changé.");
                    }
                    Some(true) => self.read(self.desk.judge_for(&work, before))?,
                };
                if undone.is_some() {
                    self.done.pop();
                    self.list()?;
                }
                Ok(())
            }
        }
    }

    /// Says what became of a change; whether it was made.
    fn told(&self, kept: &Kept) -> anyhow::Result<bool> {
        tell(&wording::team::kept(kept))?;
        if let Some((_, text)) = wording::team::to_copy(kept) {
            say(&format!("\n{text}"))?;
        }
        let Kept::Published { published, .. } = kept else { return Ok(false) };
        Ok(matches!(**published, Published::Served { .. }))
    }
}

fn refused_entry() -> wording::Notice {
    wording::team::refused(&Refused::NoEntry)
}

fn print_text(text: &str) -> anyhow::Result<()> {
    print(text.as_bytes())?;
    Ok(())
}

fn say(text: &str) -> anyhow::Result<()> {
    print(format!("{text}\n").as_bytes())?;
    Ok(())
}

fn tell(notice: &wording::Notice) -> anyhow::Result<()> {
    print(shown::notice(notice).as_bytes())?;
    Ok(())
}
