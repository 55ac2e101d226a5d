//! `docs/limits.md`: what is beyond a limit is told, and takes nothing else with it.

use std::fs::File;

use portcullis_tests::rows;

use crate::world::World;

/// A file of so many bytes that takes no room.
fn hollow(world: &World, name: &str, bytes: u64) {
    let file = File::create(world.path(name)).expect("a file can be made");
    file.set_len(bytes).expect("it can have holes");
}

/// The program refuses to do it, in one line that says this.
fn refuses(world: &World, arguments: &[&str], code: i32, says: &str) {
    let done = world.program().run(arguments.iter().copied()).exits(code);
    assert!(done.stderr.contains(says), "{}", done.stderr);
    assert!(done.stderr.lines().count() < 4, "{}", done.stderr);
}

#[test]
fn a_table_has_at_most_so_many_columns() {
    let world = World::new();
    let columns: Vec<String> = (0..4_097).map(|n| format!("x{n}")).collect();
    world.write("wide.csv", format!("{}\n", columns.join(",")));
    refuses(
        &world,
        &["screen", "--index", "lists.pcx", "--out", "run", "wide.csv"],
        3,
        "4097 columns, more than 4096; is this the right file?",
    );
    assert!(!world.path("run").exists());
}

#[test]
fn a_record_that_is_too_long_is_rejected_and_its_beginning_is_screened() {
    let world = World::new();
    let long = "x".repeat(1 << 20);
    world.write(
        "long.csv",
        format!("payment_id,creditor_name,remittance_information\nL1,Al Shabaab,{long}\nL2,Lindqvist Bakery AB,rent\n"),
    );
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "long.csv"])
        .exits(1);
    let rejected = &rows(&world.path("run/rejects.csv"))[0];
    assert!(
        rejected["error"].contains("more than 1048576; a quote is probably missing"),
        "{}",
        rejected["error"]
    );
    assert_eq!(rejected["touched"], "custom-shabaab");
    assert_eq!(rows(&world.path("run/decisions.csv"))[0]["payment_id"], "L2");
}

/// The most memory that a run over so many made-up payments had, in bytes, and the bytes of their file.
#[cfg(target_os = "linux")]
fn peak_of(world: &World, count: u64) -> (u64, u64) {
    let (file, out) = (format!("{count}.xml"), format!("run-{count}"));
    let payments = [
        "generate",
        "payments",
        "--index",
        "lists.pcx",
        "--format",
        "pacs008",
    ];
    let many = ["--count", &count.to_string(), "--out", &file];
    world.program().run(payments.iter().chain(&many)).exits(0);
    let screen = [
        "screen",
        "--threads",
        "1",
        "--index",
        "lists.pcx",
        "--out",
        &out,
        &file,
    ];
    let mut command = world.program().command(screen);
    command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let mut run = command.spawn().expect("the program runs");
    let status = format!("/proc/{}/status", run.id());
    let mut peak = 0;
    while run.try_wait().expect("it is waited for").is_none() {
        // The highest that it ever was; a process that has just ended has none.
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let told = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = told.and_then(|told| told.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or_default() << 10);
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    assert_eq!(rows(&world.path(&out).join("decisions.csv")).len() as u64, count);
    let bytes = std::fs::metadata(world.path(&file)).expect("it is there").len();
    (peak, bytes)
}

#[test]
#[cfg(target_os = "linux")]
fn eight_times_the_payments_take_about_the_same_memory() {
    let world = World::new();
    let (small, small_bytes) = peak_of(&world, 3_000);
    let (large, large_bytes) = peak_of(&world, 24_000);
    let more = large.saturating_sub(small);
    // Pages of the file that are read at the moment count, and memories that grow to their bound.
    let more_bytes = large_bytes - small_bytes;
    assert!(
        more < more_bytes / 2,
        "{more} for {more_bytes} more bytes of payments"
    );
}

/// A pacs.008 of one transaction with this in its remittance.
fn message(remittance: &str) -> String {
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M</MsgId></GrpHdr>\
         <CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId><IntrBkSttlmAmt Ccy=\"EUR\">1.00</IntrBkSttlmAmt>\
         <Dbtr><Nm>Maren Ostby</Nm></Dbtr><Cdtr><Nm>Al Shabaab</Nm></Cdtr><RmtInf>{remittance}</RmtInf></CdtTrfTxInf>\
         </FIToFICstmrCdtTrf></Document>"
    )
}

#[test]
fn a_message_is_so_long_and_so_deep_and_what_is_beyond_it_stops_nothing_else() {
    let world = World::new();
    let deep = format!("{}{}", "<a>".repeat(80), "</a>".repeat(80));
    for (name, text, says) in [
        (
            "long.xml",
            message(&format!("<Ustrd>{}</Ustrd>", "x ".repeat(9 << 20))),
            "more than 16777216",
        ),
        ("deep.xml", message(&deep), "nested deeper than in any message"),
    ] {
        world.write(name, text);
        let done = world.run(["screen", "--force", "--index", "lists.pcx", "--out", "run", name]);
        let told = world.read("run/rejects.csv") + &done.stderr;
        assert!(told.contains(says), "{name}: {told}");
        assert_eq!(done.code, 1, "{name}");
    }
}

#[test]
fn files_of_lists_rules_words_and_settings_are_so_large() {
    let world = World::new();
    hollow(&world, "huge.csv", (1 << 30) + 1);
    refuses(
        &world,
        &["compile", "--out", "other.pcx", "custom:huge.csv"],
        3,
        "1073741825 bytes is more than the 1073741824 that a list may have",
    );
    hollow(&world, "rules.toml", (256 << 20) + 1);
    hollow(&world, "words.csv", (256 << 20) + 1);
    for option in ["--licenses=rules.toml", "--words=words.csv"] {
        refuses(
            &world,
            &[
                "screen",
                "--index",
                "lists.pcx",
                option,
                "--out",
                "run",
                "payments.csv",
            ],
            3,
            "is 268435457 bytes, more than the 268435456 a rule file may have",
        );
    }
    hollow(&world, "portcullis.toml", (1 << 20) + 1);
    refuses(
        &world,
        &["screen", "--index", "lists.pcx", "--out", "run", "payments.csv"],
        3,
        "is 1048577 bytes, more than the 1048576 that a configuration may have",
    );
}

#[test]
fn options_are_so_large() {
    let world = World::new();
    refuses(
        &world,
        &[
            "screen",
            "--index",
            "lists.pcx",
            "--threads",
            "1025",
            "payments.csv",
        ],
        2,
        "1025",
    );
    refuses(
        &world,
        &[
            "explain",
            "--index",
            "lists.pcx",
            "--payment",
            "P1",
            "--over",
            "1900-01-01..2025-01-01",
            "payments.csv",
        ],
        2,
        "is more than 40000 days",
    );
}
