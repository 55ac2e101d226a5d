//! Commands that are told to end before they have opened anything.
//!
//! The configuration is read from a pipe, so that the program waits for it until the signal was sent.

use std::io::Write;
use std::process::{Child, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::world::World;

const SIGTERM: u32 = 15;

/// Waits until a process listens to SIGTERM.
fn wait_until_it_listens(running: &mut Child) {
    let status = format!("/proc/{}/status", running.id());
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let text = std::fs::read_to_string(&status).expect("the process is there");
        let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        if caught.expect("the system tells it") & (1 << (SIGTERM - 1)) != 0 {
            return;
        }
        assert!(Instant::now() < until, "it does not listen");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Runs a command that is told to end while it waits for its configuration. Returns how it ended and what it said.
fn told_to_end(world: &World, arguments: &[&str]) -> (ExitStatus, String) {
    let all = ["--config", "/dev/stdin"].iter().chain(arguments);
    let mut running = world
        .program()
        .command(all)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary runs");
    wait_until_it_listens(&mut running);
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &running.id().to_string()])
        .status();
    assert!(killed.expect("kill is there").success());
    let mut configuration = running.stdin.take().expect("it is a pipe");
    // A program that has ended by now does not listen.
    let _ = configuration.write_all(b"[verify]\n");
    drop(configuration);
    let done = running.wait_with_output().expect("it ends");
    (done.status, String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn a_run_that_is_told_to_end_before_it_opens_anything_says_so_and_leaves_nothing() {
    let world = World::new();
    let run = ["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"];
    let (status, said) = told_to_end(&world, &run);
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(
        said.contains("run: ended early as asked, before a record was screened; nothing is kept"),
        "{said}"
    );
    let left = std::fs::read_dir(world.folder()).expect("it is a folder");
    let left: Vec<_> = left
        .map(|entry| entry.expect("it can be read").file_name())
        .collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn a_run_that_is_told_to_end_before_it_goes_on_says_how_to_go_on_with_it() {
    let world = World::new();
    let run = ["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"];
    let died = world
        .program()
        .with("PORTCULLIS_CHUNK_BYTES", "100")
        .with("PORTCULLIS_CHECKPOINT_BYTES", "100")
        .with("PORTCULLIS_DIE_AT", "checkpoint: made:2")
        .run(run);
    assert_eq!(died.code, -1, "{}", died.stderr);
    let (status, said) = told_to_end(&world, &["screen", "--resume", "run"]);
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(
        said.contains("ended early as asked, before it went on")
            && said.contains("portcullis screen --resume"),
        "{said}"
    );
    world.run(["screen", "--resume", "run"]).exits(1);
    world.run(["verify", "run"]).exits(0);
}

#[test]
fn a_run_that_is_made_again_and_told_to_end_says_that_nothing_is_compared() {
    let world = World::new();
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let (status, said) = told_to_end(&world, &["replay", "run"]);
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(
        said.contains("run: ended early as asked; nothing is compared") && !said.contains("--resume"),
        "{said}"
    );
}

#[test]
fn any_other_command_ends_as_the_system_ends_programs() {
    use std::os::unix::process::ExitStatusExt;
    let world = World::new();
    let (status, said) = told_to_end(&world, &["check", "--index", "lists.pcx", "Viktor Bout"]);
    assert_eq!(status.signal(), Some(SIGTERM as i32), "{said}");
}
