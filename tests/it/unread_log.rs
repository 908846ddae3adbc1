//! A log that is not read as fast as it is written:
//!
//! 1. A log that nobody reads stops nothing: every question is answered, and SIGTERM ends the
//!    program in order.
//! 2. Lines that found no room are counted, and the log reports their number once it is read
//!    again.
//! 3. A reader that is slow but alive gets every line, the last one included.
//! 4. A log whose reader is gone stops nothing either.
//! 5. A pipe that does not block loses no line while its reader is late.
//! 6. A panic stops nothing, even when nobody reads the log. The log has its place and nothing
//!    of its message.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::test_folder::{TestFolder, souffleur};

/// Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, after it has answered this many thanks, which write one log line each.
fn after_thanks(home: &TestFolder, thanks: usize) -> (Child, ChildStderr) {
    let mut child = started(home, Stdio::piped());
    thank(&mut child, thanks);
    let log = child.stderr.take().expect("a pipe");
    (child, log)
}

fn started(home: &TestFolder, log: Stdio) -> Child {
    souffleur(home.path())
        .args(["--log-format", "json", "-v"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("the program starts")
}

fn thank(child: &mut Child, thanks: usize) {
    let mut input = child.stdin.take().expect("a pipe");
    let output = child.stdout.take().expect("a pipe");
    let (answered, all) = channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output).lines();
        // The answers come in the order of the questions.
        let last = output.by_ref().map_while(Result::ok).find(|line| line.contains("Édition"));
        let _ = answered.send(last);
        // The rest is read as well, so that the program can always write it.
        output.for_each(drop);
    });
    for _ in 0..thanks {
        writeln!(input, "merci").expect("typed");
    }
    writeln!(input, "horaires de la piscine").expect("typed");
    let last = all.recv_timeout(PATIENCE);
    assert!(matches!(last, Ok(Some(_))), "not every question is answered: {last:?}");
    child.stdin = Some(input);
}

fn terminate(child: &Child) {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    kill_process(pid.expect("a process id"), Signal::TERM).expect("the signal is sent");
}

/// Waits for the end of the program, whose log may stay unread.
fn ended(mut child: Child) -> ExitStatus {
    let (ended, status) = channel();
    let id = child.id();
    std::thread::spawn(move || {
        // `wait` would close the input, which ends the program as well.
        let input = child.stdin.take();
        let _ = ended.send(child.wait());
        drop(input);
    });
    match status.recv_timeout(PATIENCE / 2) {
        Ok(status) => status.expect("a child of ours"),
        Err(_) => {
            let pid = i32::try_from(id).ok().and_then(Pid::from_raw).expect("a process id");
            let _ = kill_process(pid, Signal::KILL);
            panic!("the program does not end");
        }
    }
}

/// The number of thanks that a log has a line for, and of lines that it reports lost.
fn counted<'a>(lines: impl IntoIterator<Item = &'a str>) -> (usize, usize) {
    let (mut told, mut lost) = (0, 0);
    for line in lines {
        let line: Value = serde_json::from_str(line).expect("a JSON line");
        let message = line["message"].as_str().unwrap_or_default();
        if message == "small talk" {
            told += 1;
        } else if message.contains("lines were lost") {
            assert_eq!(line["level"], "WARN", "{line}");
            lost += usize::try_from(line["lines"].as_u64().expect("a number")).expect("usize");
        }
    }
    (told, lost)
}

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    let home = TestFolder::new();
    let (child, log) = after_thanks(&home, 4_000);
    terminate(&child);
    let status = ended(child);
    assert_eq!(status.code(), Some(0), "{status}");
    drop(log);
}

#[test]
fn lost_lines_are_counted_once_the_log_is_read_again() {
    const THANKS: usize = 12_000;
    let home = TestFolder::new();
    let (child, log) = after_thanks(&home, THANKS);
    let mut lines = Vec::new();
    let mut log = BufReader::new(log).lines().map_while(Result::ok);
    for line in log.by_ref() {
        let reported = line.contains("lines were lost");
        lines.push(line);
        if reported {
            terminate(&child);
            break;
        }
    }
    lines.extend(log);
    assert_eq!(ended(child).code(), Some(0));
    let (told, lost) = counted(lines.iter().map(String::as_str));
    assert!(lost > 1_000, "{lost} lines lost");
    // The answer to the last question has a line as well, which found no room.
    assert_eq!(told + lost, THANKS + 1, "{told} lines and {lost} lost");
    assert!(lines.iter().any(|line| line.contains("shutting down")), "lines come again");
}

#[test]
fn a_slow_reader_gets_every_line() {
    const THANKS: usize = 3_000;
    let home = TestFolder::new();
    let (child, mut log) = after_thanks(&home, THANKS);
    terminate(&child);
    let (mut text, mut piece) = (Vec::new(), [0; 4_096]);
    loop {
        let read = log.read(&mut piece).expect("the log");
        if read == 0 {
            break;
        }
        text.extend_from_slice(&piece[..read]);
        // The reader is slow on purpose: the whole log takes it longer than a second.
        std::thread::sleep(Duration::from_millis(15));
    }
    assert_eq!(ended(child).code(), Some(0));
    let text = String::from_utf8(text).expect("UTF-8");
    assert_eq!(counted(text.lines()), (THANKS, 0));
    assert!(text.contains("shutting down"), "the last lines are there");
}

#[test]
fn a_log_whose_reader_is_gone_stops_nothing() {
    let home = TestFolder::new();
    let (mut child, log) = after_thanks(&home, 1);
    drop(log);
    let input = child.stdin.as_mut().expect("the input is open");
    for _ in 0..100 {
        writeln!(input, "merci").expect("typed");
    }
    // The end of the input is the end of the program, after all answers.
    child.stdin = None;
    assert_eq!(ended(child).code(), Some(0));
}

#[test]
fn a_pipe_that_does_not_block_loses_no_line() {
    const THANKS: usize = 3_000;
    let home = TestFolder::new();
    let (mut log, written) = UnixStream::pair().expect("a pair of sockets");
    written.set_nonblocking(true).expect("a socket that does not block");
    let mut child = started(&home, OwnedFd::from(written).into());
    thank(&mut child, THANKS);
    terminate(&child);
    let mut text = String::new();
    log.read_to_string(&mut text).expect("the log");
    assert_eq!(ended(child).code(), Some(0));
    assert_eq!(counted(text.lines()), (THANKS, 0));
}

/// The words of the panic below, which no log may have.
const PANIC: &str = "horaires de la piscine";

/// Not a test of its own: the process that [`a_panic_stops_nothing`] starts.
#[test]
#[ignore = "started by another test"]
fn a_program_that_panics() {
    let config =
        souffleur::telemetry::Config { level: None, format: souffleur::telemetry::Format::Json };
    let log = souffleur::telemetry::start(&config, 0, false, &[]);
    log.print(&"x".repeat(1 << 20));
    let panicked = std::thread::spawn(|| panic!("{PANIC}")).join();
    println!("\ncontinues: {}", panicked.is_err());
}

#[test]
fn a_panic_stops_nothing() {
    let mut child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["unread_log::a_program_that_panics", "--exact", "--ignored", "--nocapture"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this binary starts");
    let log = child.stderr.take().expect("a pipe");
    let output = BufReader::new(child.stdout.take().expect("a pipe"));
    let (said, continues) = channel();
    std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            let _ = said.send(line);
        }
    });
    // The log, which is longer than a pipe, is not read before the program has gone on.
    while continues.recv_timeout(PATIENCE / 2).expect("the program goes on") != "continues: true" {}
    let mut text = String::new();
    BufReader::new(log).read_to_string(&mut text).expect("the log");
    assert_eq!(ended(child).code(), Some(0));
    let line = text.lines().find(|line| line.contains("panicked")).expect("a line");
    let line: Value = serde_json::from_str(line).expect("a JSON line");
    assert_eq!(line["level"], "ERROR", "{line}");
    assert!(line["file"].as_str().is_some_and(|file| file.ends_with("unread_log.rs")), "{line}");
    assert!(line["line"].is_u64(), "{line}");
    assert!(!text.contains(PANIC), "the panic's message is in the log");
}
