//! The journal's figures, drawn: bars by day and outcome, then two lists.

use anstyle::{AnsiColor, Style};

use crate::grammar::{long_date, number, plural};
use crate::journal::{DayStats, Stats};
use crate::platform::terminal::Screen;
use crate::wording::cut::cut;

/// The outcomes with the sign, the colour and the word of each.
const OUTCOMES: [(char, AnsiColor, &str); 3] = [
    ('█', AnsiColor::Green, "trouvée"),
    ('▓', AnsiColor::Yellow, "au choix"),
    ('░', AnsiColor::Red, "sans réponse"),
];
/// The columns of a day: `2026-11-28`.
const DAY: usize = 10;
/// The shortest bar of a day that has the most questions.
const SHORTEST: usize = 6;

/// The figures of the last `days` days.
pub fn stats(stats: &Stats, days: u16, screen: &Screen) -> String {
    let Stats { days: each, most_asked, most_missed } = stats;
    let (Some(first), Some(last)) = (each.first(), each.last()) else {
        let days = number(days.into());
        return format!("Aucune question ces {days} derniers jours.");
    };
    let period = match first.day == last.day {
        true => format!("le {}", long_date(first.day)),
        false => format!("du {} au {}", long_date(first.day), long_date(last.day)),
    };
    let mut lines = vec![title(&format!("Questions {period}"), screen)];
    lines.extend(bars(each, screen));
    lines.push(String::new());
    lines.push(title("Entrées les plus demandées", screen));
    lines.extend(ranked(most_asked.iter().map(|(entry, n)| (entry.clone(), *n)), screen));
    lines.push(String::new());
    lines.push(title("Questions restées sans réponse", screen));
    let quoted = |(text, n): &(String, u64)| (format!("«\u{a0}{}\u{a0}»", one_line(text)), *n);
    lines.extend(ranked(most_missed.iter().map(quoted), screen));
    lines.join("\n")
}

fn title(text: &str, screen: &Screen) -> String {
    styled(text, Style::new().bold(), screen)
}

fn styled(text: &str, style: Style, screen: &Screen) -> String {
    match screen.colour && !text.is_empty() {
        true => format!("{style}{text}{style:#}"),
        false => text.to_owned(),
    }
}

/// A legend, then a line for each day: its bar, how many questions and how many people.
fn bars(days: &[DayStats], screen: &Screen) -> Vec<String> {
    let legend = OUTCOMES.map(|(sign, colour, word)| {
        format!("{} {word}", styled(&sign.to_string(), colour.on_default(), screen))
    });
    let total = |day: &DayStats| day.found + day.unsure + day.unknown;
    let most = days.iter().map(total).max().unwrap_or_default();
    let totals = days.iter().map(|day| number(whole(total(day)))).collect();
    let figures = right_aligned(totals).zip(people(days));
    let figures: Vec<String> = figures.map(|(total, people)| total + people.as_str()).collect();
    let widest = figures.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    let room = screen.width.saturating_sub(DAY + widest + 2).max(SHORTEST);
    let line = |(day, figures): (&DayStats, String)| {
        let counts = [day.found, day.unsure, day.unknown];
        let lengths = lengths(counts, most, room);
        let parts = OUTCOMES.iter().zip(lengths).map(|((sign, colour, _), length)| {
            styled(&sign.to_string().repeat(length), colour.on_default(), screen)
        });
        let bar: String = parts.collect();
        let rest = " ".repeat(room - lengths.iter().sum::<usize>());
        format!("{} {bar}{rest} {figures}", day.day).trim_end().to_owned()
    };
    std::iter::once(legend.join("   ")).chain(days.iter().zip(figures).map(line)).collect()
}

/// `, 12 personnes` for each day, all of the same length; nothing where it is not known.
fn people(days: &[DayStats]) -> Vec<String> {
    let text = |day: &DayStats| match whole(day.askers) {
        0 => String::new(),
        n => format!(", {}\u{a0}{}", number(n), plural(n, "personne", "personnes")),
    };
    let texts: Vec<String> = days.iter().map(text).collect();
    let widest = texts.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    texts.into_iter().map(|text| format!("{text:widest$}")).collect()
}

fn whole(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn right_aligned(texts: Vec<String>) -> impl Iterator<Item = String> {
    let widest = texts.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    texts.into_iter().map(move |text| format!("{text:>widest$}"))
}

/// How many signs each outcome gets: in proportion, at least one for what is not 0, together
/// `room` at most.
fn lengths(counts: [u64; 3], most: u64, room: usize) -> [usize; 3] {
    let mut lengths = counts.map(|count| match count {
        0 => 0,
        count => ((count as f64 / most as f64 * room as f64).round() as usize).max(1),
    });
    while lengths.iter().sum::<usize>() > room
        && let Some(longest) = lengths.iter_mut().max()
    {
        *longest -= 1;
    }
    lengths
}

fn ranked(rows: impl Iterator<Item = (String, u64)>, screen: &Screen) -> Vec<String> {
    let (texts, counts): (Vec<String>, Vec<String>) =
        rows.map(|(text, n)| (text, number(whole(n)))).unzip();
    if texts.is_empty() {
        return vec!["aucune".to_owned()];
    }
    let line = |(n, text): (String, String)| {
        let room = screen.width.saturating_sub(n.chars().count() + 1);
        format!("{n} {}", cut(&text, room))
    };
    right_aligned(counts).zip(texts).map(line).collect()
}

/// A text that members wrote, without what would move the cursor or end the line.
fn one_line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn figures_of_three_days() -> Stats {
        let day = |day, found, unsure, unknown, askers| DayStats {
            day: date(2026, 11, day),
            found,
            unsure,
            unknown,
            askers,
        };
        Stats {
            days: vec![day(26, 30, 8, 4, 12), day(27, 0, 0, 0, 0), day(28, 1_200, 1, 0, 0)],
            most_asked: vec![("badge-perdu".to_owned(), 1_201), ("menu".to_owned(), 9)],
            most_missed: vec![("où garer\n\u{1b}[31m mon vélo ?".to_owned(), 3)],
        }
    }

    #[test]
    fn bars_and_lists_fit_the_width() {
        let drawn = stats(&figures_of_three_days(), 30, &Screen::plain(60));
        insta::assert_snapshot!(drawn);
        for width in [24, 40, 60, 100] {
            let drawn = stats(&figures_of_three_days(), 30, &Screen::plain(width));
            let days = drawn.lines().filter(|line| line.starts_with("2026"));
            for line in days {
                assert!(line.chars().count() <= width.max(40), "{width}: {line}");
            }
            assert!(!drawn.contains('\u{1b}'), "{drawn}");
        }
        let none = Stats { days: vec![], most_asked: vec![], most_missed: vec![] };
        assert_eq!(stats(&none, 7, &Screen::plain(60)), "Aucune question ces 7 derniers jours.");
    }

    #[test]
    fn a_bar_is_never_longer_than_its_room() {
        for (counts, room) in [([1, 1, 1_000], 6), ([5, 5, 5], 7), ([0, 0, 1], 6), ([9, 0, 0], 9)] {
            let lengths = lengths(counts, counts.iter().sum(), room);
            assert!(lengths.iter().sum::<usize>() <= room, "{counts:?}: {lengths:?}");
            for (count, length) in counts.iter().zip(lengths) {
                assert_eq!(*count == 0, length == 0, "{counts:?}: {lengths:?}");
            }
        }
    }
}
