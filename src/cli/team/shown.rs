//! Needs and notices as lines of text.

use crate::faq::EntryId;
use crate::grammar::{count, enumerate};
use crate::journal::Verdict;
use crate::team::{Judged, Need};
use crate::wording::{Notice, NoticeBlock};

/// Wordings of a need that are shown beside the first.
const WORDINGS: usize = 4;

/// The first needs, numbered, with the entries nearest to each.
pub fn needs(needs: &[Need], nearest: &[Vec<EntryId>]) -> String {
    if needs.is_empty() {
        return "Aucune question n’attend de réponse.\n".to_owned();
    }
    let mut shown = String::new();
    for ((number, one), near) in (1..).zip(needs).zip(nearest) {
        shown.push_str(&need(number, one, near));
    }
    let more = needs.len().saturating_sub(nearest.len());
    if more > 0 {
        let more = count(more, "autre", "autres");
        shown.push_str(&format!("… et {more}, quand celles-ci seront traitées.\n"));
    }
    shown
}

fn need(number: usize, need: &Need, near: &[EntryId]) -> String {
    let Need { wordings, questions, is_put_off, .. } = need;
    let Some((first, _)) = wordings.first() else { return String::new() };
    let times = count(questions.len(), "fois", "fois");
    let put_off = if *is_put_off { ", remise à plus tard" } else { "" };
    let passed_on = if need.passed_on.is_empty() { "" } else { ", transmise par qui l’a posée" };
    let mut shown = format!("{number}. «\u{a0}{first}\u{a0}» ({times}{put_off}{passed_on})\n");
    let others: Vec<String> = (wordings.iter().skip(1).take(WORDINGS))
        .map(|(wording, _)| format!("«\u{a0}{wording}\u{a0}»"))
        .collect();
    if !others.is_empty() {
        shown.push_str(&format!("   aussi\u{a0}: {}\n", enumerate(&others)));
    }
    let nearest: Vec<&str> = near.iter().map(EntryId::as_str).collect();
    if !nearest.is_empty() {
        shown.push_str(&format!("   proches\u{a0}: {}\n", enumerate(&nearest)));
    }
    shown
}

/// What was decided, numbered.
pub fn judged(judged: &[Judged]) -> String {
    if judged.is_empty() {
        return "Aucune question n’a été répondue ni écartée ces trente derniers jours.\n"
            .to_owned();
    }
    let line = |(number, Judged { need, verdict, entry }): (usize, &Judged)| {
        let first = need.wordings.first().map_or("", |(wording, _)| wording);
        let decided = match (verdict, entry) {
            (Verdict::Answered, Some(entry)) => format!("répondue par {entry}"),
            (Verdict::Answered, None) => "répondue".to_owned(),
            _ => "hors sujet".to_owned(),
        };
        format!("{number}. «\u{a0}{first}\u{a0}» ({decided})\n")
    };
    let list: String = (1..).zip(judged).map(line).collect();
    format!("{list}Tapez «\u{a0}rouvrir\u{a0}» et un numéro.\n")
}

/// The entries that were the answer most often, with how often.
pub fn popular(entries: &[(String, u64)]) -> String {
    if entries.is_empty() {
        return "Aucune entrée n’a servi de réponse ces trente derniers jours.".to_owned();
    }
    let line = |(entry, times): &(String, u64)| {
        let times = count(usize::try_from(*times).unwrap_or(usize::MAX), "fois", "fois");
        format!("  {entry}\u{a0}: {times}")
    };
    entries.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A notice as lines.
pub fn notice(Notice { headline, blocks }: &Notice) -> String {
    let mut said = format!("{headline}\n");
    for block in blocks {
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
