//! The running bot.
//!
//! 1. SIGTERM and Ctrl-C end it with code 0, even while the input is open, or while a
//!    large FAQ is still being read; a SIGHUP then does not end it.
//! 2. The end of the input ends it with code 0.
//! 3. The log has one span per question, with platform, outcome, entry and
//!    duration, and never a word of the question, however detailed it is.
//! 4. A folder with errors is not served: all of them are listed, code 1.
//! 5. Failing golden questions are warned of and do not keep it from starting.
//! 6. A question that seems to be about a patient is answered, and whoever typed it is told what
//!    not to write; nothing of it is in the log or in what an admin is shown.
//! 7. Without a network and with input that is no terminal, each line is answered.

use rustix::process::Signal;
use serde_json::Value;

use crate::test_folder::{TestFolder, souffleur};

#[test]
fn a_signal_ends_it_in_order() {
    for signal in [Signal::TERM, Signal::INT] {
        let home = TestFolder::new();
        let running = home.run(&[]);
        running.signal(signal);
        let (status, log) = running.wait_for_end();
        assert_eq!(status.code(), Some(0), "after {signal:?}: {log:#?}");
        assert!(log.iter().any(|line| line.contains("shutting down")), "{log:#?}");
    }
}

#[test]
fn a_signal_that_comes_early_ends_it_in_order() {
    let home = TestFolder::new();
    // Reading them takes longer than the signal needs.
    for n in 0..2_000 {
        let entry =
            format!("---\nquestion: Question {n}\u{a0}?\nsource: https://a.example/\n---\nOui.\n");
        home.write(&format!("faq/mairie/question-{n}.md"), &entry);
    }
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut running = home.start(&[]);
        running.wait_for_log("the start", |line| line["message"] == "opening the FAQ");
        running.signal(signal);
        if signal == Signal::HUP {
            running.wait_for_log("the FAQ", |line| line["message"] == "ready");
            running.signal(Signal::TERM);
        }
        let (status, log) = running.wait_for_end();
        assert_eq!(status.code(), Some(0), "after {signal:?}: {log:#?}");
    }
}

#[test]
fn who_writes_about_a_patient_is_told_so() {
    let home = TestFolder::new();
    let mut running = home.run(&[]);
    running.type_line("horaires de la piscine pour Mme Zurbano, patiente née le 03/03/1957");
    running.wait_for_answer("données d’un patient");
    running.type_line("/pourquoi");
    let evidence = running.lines_until("Sens\u{a0}:").join("\n").to_lowercase();
    assert!(!evidence.contains("zurbano") && !evidence.contains("1957"), "{evidence}");
    running.type_line("horaires de la piscine au 06 12 34 56 78");
    running.wait_for_answer("Édition première.");
    running.type_line("/pourquoi");
    let evidence = running.lines_until("Sens\u{a0}:").join("\n");
    assert!(evidence.contains("«\u{a0}piscine\u{a0}»"), "{evidence}");
    assert!(!evidence.contains("«\u{a0}34\u{a0}»"), "{evidence}");
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert_eq!(status.code(), Some(0), "{log:#?}");
    for words in ["Zurbano", "zurbano", "1957", "34 56"] {
        assert!(log.iter().all(|line| !line.contains(words)), "{words} in {log:#?}");
    }
}

#[test]
fn each_line_is_answered_until_the_input_ends() {
    let home = TestFolder::new();
    for command in [&[][..], &["run"], &["chat"]] {
        let mut running = home.run(command);
        running.type_line("horaires de la piscine");
        running.wait_for_answer("Édition première.");
        running.type_line("ramassage des poubelles");
        running.wait_for_answer("Édition première.");
        running.close_input();
        let (status, log) = running.wait_for_end();
        assert_eq!(status.code(), Some(0), "souffleur {command:?}: {log:#?}");
    }
}

#[test]
fn the_log_tells_of_questions_and_not_their_words() {
    let home = TestFolder::new();
    let mut running = home.run(&["-vvvv"]);
    running.type_line("horaires de la piscine zorglub 06.11.22.33.44");
    let line = running.wait_for_log("the question", |line| line["span"]["name"] == "question");
    assert_eq!(line["span"]["platform"], "terminal", "{line}");
    assert!(line["span"]["took_us"].is_u64(), "{line}");
    let outcome = line["span"]["outcome"].as_str().expect("an outcome");
    assert!(["found", "unsure"].contains(&outcome), "{line}");

    running.type_line("horaires de la piscine");
    let line = running.wait_for_log("the question", |line| line["span"]["name"] == "question");
    assert_eq!(line["span"]["outcome"], "found", "{line}");
    assert_eq!(line["span"]["entry"], "piscine", "{line}");

    running.close_input();
    let (_, log) = running.wait_for_end();
    for line in &log {
        let parsed: Result<Value, _> = serde_json::from_str(line);
        assert!(parsed.is_ok(), "not a JSON line: {line}");
        for word in ["zorglub", "06.11", "horaires de la piscine"] {
            assert!(!line.to_lowercase().contains(word), "the log tells what was asked: {line}");
        }
    }
}

#[test]
fn errors_are_all_listed_and_nothing_is_served() {
    let home = TestFolder::new();
    home.write(
        "faq/mairie/vide.md",
        "---\nquestion: \"\"\nsource: https://a.example/\n---\nOui.\n",
    );
    home.write("faq/mairie/cle.md", "---\nquestoin: Quand\u{a0}?\n---\nOui.\n");
    for arguments in [&["run"][..], &["ask", "horaires"]] {
        let output = souffleur(home.path()).args(arguments).output().expect("it runs");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?} answered");
        for place in ["mairie/vide.md:2", "mairie/cle.md:2"] {
            assert!(said.contains(place), "{arguments:?} does not tell of {place}: {said}");
        }
    }
}

#[test]
fn failing_golden_questions_warn_and_do_not_stop() {
    let home = TestFolder::new();
    home.write(
        "faq/mairie/questions.toml",
        "[[question]]\nask = \"horaires piscine\"\nexpect = \"dechets\"\n",
    );
    let mut running = home.start(&[]);
    // They are asked in the background: before the program is ready, or after it. The end of the
    // input would cut the asking short.
    let told = running.wait_for_log("what fails", |line| line["failing"] == 1);
    running.type_line("horaires de la piscine");
    running.wait_for_answer("Édition première.");
    assert_eq!(told["level"], "WARN");
    running.close_input();
    let (status, log) = running.wait_for_end();
    assert_eq!(status.code(), Some(0));
    let warned = |what: &str| log.iter().any(|line| line.contains(what) && line.contains("WARN"));
    assert!(warned("mairie/questions.toml"), "{log:#?}");
}
