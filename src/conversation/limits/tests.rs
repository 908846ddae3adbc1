use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use governor::clock::FakeRelativeClock;

use super::*;
use crate::bot::{AskedBy, Audience, PersonKey, Place, Role, Secrecy};
use crate::faq::{Entry, EntryId, Markdown};
use crate::search::Scope;

fn asker(person: &str, room: &str) -> Asker {
    let secrecy = Secrecy { direct: room.starts_with("direct"), encrypted: false };
    Asker {
        place: Place { platform: "test", room: room.to_owned(), scope: Scope::All, secrecy },
        person: PersonKey::new(person),
        role: Role::Member,
        audience: Audience::Everyone,
        asked_by: AskedBy::Mention,
    }
}

/// Limits by a clock that stands until it is told.
fn limits(config: &str) -> (QuestionLimits<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    (QuestionLimits::timed(&toml::from_str(config).expect("settings"), clock.clone()), clock)
}

#[test]
fn who_asks_every_two_seconds_is_told_once_a_minute() {
    let (limits, clock) = limits("");
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let mut first = None;
    for second in (0..180).step_by(2) {
        let name = match limits.check(&asker("ana", "room")) {
            Admission::Admitted => "admitted",
            Admission::Told(NotNow::Asker) => "told",
            Admission::Silent(NotNow::Asker) => "silent",
            other => panic!("{other:?}"),
        };
        *seen.entry(name).or_default() += 1;
        first = first.or((name == "told").then_some(second));
        // Somebody who asks once in ten seconds beside them is answered each time.
        if second % 10 == 0 {
            assert_eq!(limits.check(&asker("bob", "room")), Admission::Admitted, "{second} s");
        }
        clock.advance(Duration::from_secs(2));
    }
    assert!(first.is_some_and(|second| second < 60), "within a minute: {first:?}");
    assert_eq!(seen["told"], 3, "{seen:?}");
    assert!(seen["silent"] > 3 * seen["told"], "{seen:?}");
    // After a minute without a question the limit is free, all of it.
    clock.advance(Duration::from_secs(60));
    for n in 0..12 {
        assert_eq!(limits.check(&asker("ana", "elsewhere")), Admission::Admitted, "question {n}");
    }
    assert_eq!(limits.check(&asker("ana", "room")), Admission::Told(NotNow::Asker));
}

#[test]
fn a_place_is_limited_for_all_who_ask_there_and_a_direct_message_is_no_place() {
    let (limits, clock) = limits("per_asker = false\nper_place = 3");
    let people = ["ana", "bob", "cleo"];
    for person in people {
        assert_eq!(limits.check(&asker(person, "room")), Admission::Admitted, "{person}");
    }
    let dan = asker("dan", "room");
    assert_eq!(limits.check(&dan), Admission::Told(NotNow::Place));
    assert_eq!(limits.check(&asker("ana", "room")), Admission::Silent(NotNow::Place));
    assert_eq!(limits.check(&asker("dan", "another room")), Admission::Admitted);
    for n in 0..100 {
        let direct = asker("dan", "direct with dan");
        assert_eq!(limits.check(&direct), Admission::Admitted, "direct message {n}");
    }
    // Three a minute are one in twenty seconds.
    clock.advance(Duration::from_secs(20));
    assert_eq!(limits.check(&dan), Admission::Admitted);
    assert_eq!(limits.check(&dan), Admission::Silent(NotNow::Place), "told less than a minute ago");
    clock.advance(Duration::from_secs(60));
    let again: Vec<_> = (0..4).map(|_| limits.check(&dan)).collect();
    assert_eq!(again[3], Admission::Told(NotNow::Place), "{again:?}");
}

#[test]
fn what_is_kept_of_a_crowd_is_bounded() {
    let (limits, clock) = limits("per_place = 0");
    for person in 0..20_000 {
        let person = asker(&person.to_string(), "room");
        assert_eq!(limits.check(&person), Admission::Admitted);
        clock.advance(Duration::from_millis(100));
    }
    let kept = limits.askers.as_ref().expect("it is on").kept();
    assert!(kept < 1_200, "{kept} of 20,000, of which 600 asked in the last minute");
}

#[test]
fn each_limit_is_switched_off_by_itself() {
    let rows = [
        ("", (true, true, true, true)),
        ("per_asker = 0", (false, true, true, true)),
        ("per_asker = false", (false, true, true, true)),
        ("per_place = 0", (true, false, true, true)),
        ("per_place = false", (true, false, true, true)),
        ("cooldown = 0", (true, true, false, true)),
        ("cooldown = false", (true, true, false, true)),
        ("cooldown = \"0s\"", (true, true, false, true)),
        ("shed = false", (true, true, true, false)),
    ];
    for (config, expected) in rows {
        let (limits, _) = limits(config);
        let QuestionLimits { askers, places, cooldown, load, .. } = limits;
        let found = (askers.is_some(), places.is_some(), cooldown.is_some(), load.is_some());
        assert_eq!(found, expected, "{config}");
    }
    for (written, seconds) in [("10m", 600), ("90s", 90), ("1h", 3_600), ("PT2M", 120)] {
        let (limits, _) = limits(&format!("cooldown = {written:?}"));
        assert_eq!(limits.cooldown(), Some(Duration::from_secs(seconds)), "{written}");
    }
    let wrong = [
        "per_asker = -1",
        "per_asker = true",
        "per_asker = 1.5",
        "per_place = \"beaucoup\"",
        "per_place = 5000000000",
        "cooldown = 10",
        "cooldown = true",
        "cooldown = \"un moment\"",
        "cooldown = \"-5m\"",
        "cooldown = \"8d\"",
        "shed = 1",
        "per_user = 3",
    ];
    for config in wrong {
        assert!(toml::from_str::<Config>(config).is_err(), "{config}");
    }
}

#[test]
fn an_answer_stands_until_it_is_old_gone_or_shows_something_else() {
    let entry = |id: &str, answer: &str| {
        Arc::new(Entry {
            id: EntryId::new(id).expect("an id"),
            question: "Question ?".to_owned(),
            variants: Vec::new(),
            answer: Markdown::new(answer),
            categories: Vec::new(),
            source: "https://example.org/".parse().expect("an address"),
            source_quote: None,
            updated: None,
            review_by: None,
        })
    };
    let (badge, visitor) = (entry("badge", "Au bureau 12."), entry("visiteur", "À l’accueil."));
    let minutes = |count: u64| Duration::from_secs(60 * count);
    let start = Instant::now();
    let mut cooldown = Cooldown::new(Some(minutes(10)));
    cooldown.gave("room", &badge, 1, start);
    cooldown.gave("room", &visitor, 2, start);
    assert_eq!(cooldown.earlier("room", &badge, start + minutes(9)), Some(&1));
    assert_eq!(cooldown.earlier("room", &badge, start + minutes(10)), None, "it is old");
    assert_eq!(cooldown.earlier("another", &badge, start), None);
    let same = entry("badge", "Au bureau 12.");
    assert_eq!(cooldown.earlier("room", &same, start), Some(&1), "loaded again, and the same");
    let changed = entry("badge", "Au bureau 14.");
    assert_eq!(cooldown.earlier("room", &changed, start), None, "the entry has changed");
    cooldown.forget(|answer| *answer == 1);
    assert_eq!(cooldown.earlier("room", &badge, start), None, "it is gone");
    assert_eq!(cooldown.earlier("room", &visitor, start), Some(&2));
    cooldown.gave("room", &badge, 3, start + minutes(1));
    assert_eq!(cooldown.earlier("room", &badge, start + minutes(10)), Some(&3), "given again");
    cooldown.learned("room", &badge, 4, start + minutes(1));
    assert!(!cooldown.is_learned("room", &badge), "what is known here is newer");
    cooldown.learned("hall", &badge, 4, start);
    cooldown.forget_all();
    assert_eq!(cooldown.earlier("room", &badge, start + minutes(10)), None);
    assert_eq!(cooldown.earlier("hall", &badge, start + minutes(9)), Some(&4));
    assert!(cooldown.is_learned("hall", &badge));
    cooldown.is_there(|answer| *answer == 4);
    assert!(!cooldown.is_learned("hall", &badge));
    let mut off = Cooldown::new(None);
    off.gave("room", &badge, 1, start);
    assert_eq!(off.earlier("room", &badge, start), None, "it is switched off");
}
