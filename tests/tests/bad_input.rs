//! Every way of being wrong: the exit code, and the one line that is said.

use crate::world::{PAYMENTS, World};

/// What a command line says and how it ends: `CODE: LINE`.
fn says<const N: usize>(world: &World, arguments: [&str; N]) -> String {
    let (code, said) = world.says(arguments);
    assert_eq!(said.lines().count(), 1, "one line: {said}");
    format!("{code}: {}", without_what_grows(&said))
}

/// The line without the words that are known, to which each new list, column or condition adds one.
fn without_what_grows(said: &str) -> String {
    let lists = [
        ("(known: ", ")"),
        ("(kinds: ", ")"),
        ("use one of ", ";"),
        ("expected one of ", ";"),
    ];
    lists.iter().fold(said.to_owned(), |said, (start, end)| {
        let Some((before, rest)) = said.split_once(start) else {
            return said;
        };
        let after = rest.find(end).map_or("", |at| &rest[at..]);
        format!("{before}{start}…{after}")
    })
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    let world = World::new();
    insta::assert_snapshot!(says(&world, ["scren"]), @"2: portcullis: unrecognized subcommand 'scren'; a similar subcommand exists: 'screen'; see `portcullis --help`");
    insta::assert_snapshot!(says(&world, ["screen"]), @"2: portcullis: the following required arguments were not provided: <PAYMENTS>...; see `portcullis screen --help`");
    insta::assert_snapshot!(says(&world, ["compile", "lists"]), @"2: portcullis: invalid value 'lists' for '<KIND:PATH>...': `lists` is not KIND:PATH; write for example ofac-sdn:lists (kinds: …); see `portcullis compile --help`");
    insta::assert_snapshot!(says(&world, ["compile", "--out", "x.pcx", "ofac:list.csv"]), @"2: portcullis: invalid value 'ofac:list.csv' for '<KIND:PATH>...': unknown list kind `ofac`; use one of …; see `portcullis compile --help`");
    insta::assert_snapshot!(says(&world, ["compile", "--out", "nowhere/x.pcx", "custom:list.csv"]), @"2: portcullis: nowhere/x.pcx: the folder nowhere does not exist; make it first");
    insta::assert_snapshot!(says(&world, ["check", "--threshold", "1.5", "x"]), @"2: portcullis: invalid value '1.5' for '--threshold <T>': a score is between 0 and 1, not 1.5; see `portcullis check --help`");
    insta::assert_snapshot!(says(&world, ["check", "--threshold", "0.9", "--sensitivity", "broad", "x"]), @"2: portcullis: the argument '--threshold <T>' cannot be used with '--sensitivity <S>'; see `portcullis check --help`");
    insta::assert_snapshot!(says(&world, ["check", "--id", "shoe:44"]), @"2: portcullis: invalid value 'shoe:44' for '--id <KIND:VALUE>': unknown identifier kind `shoe` (known: …); see `portcullis check --help`");
    insta::assert_snapshot!(says(&world, ["check", "--born", "1967-02-30", "x"]), @"2: portcullis: invalid value '1967-02-30' for '--born <DATE>': `1967-02-30` is not a date of birth (YYYY-MM-DD, YYYY-MM or YYYY); see `portcullis check --help`");
    insta::assert_snapshot!(says(&world, ["check", "--schema", "ship", "x"]), @"2: portcullis: invalid value 'ship' for '--schema <KIND>': `ship` is not a kind of party (person, organization, vessel, aircraft); see `portcullis check --help`");
    insta::assert_snapshot!(says(&world, ["check", " "]), @"2: portcullis: the name is empty; give a name, or an identifier with --id");
    insta::assert_snapshot!(says(&world, ["screen", "--as-of", "yesterday", "payments.csv"]), @"2: portcullis: invalid value 'yesterday' for '--as-of <DATE>': `yesterday` is not a date of the calendar, written YYYY-MM-DD; see `portcullis screen --help`");
    insta::assert_snapshot!(says(&world, ["screen", "--format", "xls", "payments.csv"]), @"2: portcullis: invalid value 'xls' for '--format <FMT>': unknown payment format `xls` (known: …); see `portcullis screen --help`");
    insta::assert_snapshot!(says(&world, ["explain", "--index", "lists.pcx", "--against", "ofac-1", "x"]), @"2: portcullis: `ofac-1` is no designation of this index; ids look like ofac-12345, un-QDi.001, custom-name, and `portcullis check NAME` prints them");
    insta::assert_snapshot!(says(&world, ["explain", "--index", "lists.pcx", "--payment", "P99", "payments.csv"]), @"2: portcullis: no payment `P99` in payments.csv");
    insta::assert_snapshot!(says(&world, ["lists", "show", "--index", "lists.pcx", "ofac-1"]), @"2: portcullis: `ofac-1` is no designation of this index; ids look like ofac-12345, un-QDi.001, custom-name, and `portcullis check NAME` prints them");
    insta::assert_snapshot!(says(&world, ["programs", "simulate", "--index", "lists.pcx", "--program", "X", "--step", "s", "payments.csv"]), @"2: portcullis: no file describes the program `X` and no designation of the index is under it");
    insta::assert_snapshot!(says(&world, ["programs", "simulate", "--index", "lists.pcx", "--program", "SDTG", "--state", "suspended", "--from", "2020-01-01", "payments.csv"]), @"2: portcullis: no file describes the program `SDTG` and no designation of the index is under it; did you mean SDGT?");
    insta::assert_snapshot!(says(&world, ["programs", "simulate", "--index", "lists.pcx", "--program", "SDGT", "--step", "s", "payments.csv"]), @"2: portcullis: program SDGT is described in no file, so it has no step `s`");
    world.write(
        "p.toml",
        "[[program]]\nid = \"SYRIA\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n",
    );
    insta::assert_snapshot!(says(&world, ["programs", "show", "--programs", "p.toml", "SYRA"]), @"2: portcullis: no file describes the program `SYRA`; did you mean SYRIA? (described: SYRIA)");
    insta::assert_snapshot!(says(&world, ["programs", "timeline", "--programs", "p.toml", "X"]), @"2: portcullis: no file describes the program `X` (described: SYRIA)");
    let many: String = (0..13)
        .map(|n| format!("[[program]]\nid = \"P{n}\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n"))
        .collect();
    world.write("many.toml", many);
    insta::assert_snapshot!(says(&world, ["programs", "timeline", "--programs", "many.toml", "QQQ"]), @"2: portcullis: no file describes the program `QQQ` (13 are described; `portcullis programs show` names them)");
    insta::assert_snapshot!(says(&world, ["lists", "show", "--index", "lists.pcx", "custom-syria-bnak"]), @"2: portcullis: `custom-syria-bnak` is no designation of this index; did you mean custom-syria-bank?; ids look like ofac-12345, un-QDi.001, custom-name, and `portcullis check NAME` prints them");
    insta::assert_snapshot!(says(&world, ["screen", "--index", "lists.pcx", "--allow-missing-lists", "payments.csv"]), @"2: portcullis: the following required arguments were not provided: --institution <I>; see `portcullis screen --help`");
    insta::assert_snapshot!(says(&world, ["generate", "payments", "--hit-rate", "2", "--index", "lists.pcx"]), @"2: portcullis: the hit rate is 2; give a share between 0 and 1");
}

#[test]
fn no_command_at_all_shows_the_commands() {
    let done = World::empty().run([]).exits(2);
    assert!(
        done.stderr.contains("Commands:") && done.stderr.contains("screen"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_list_that_is_none_is_exit_code_3_and_named() {
    let world = World::empty();
    let compile = |source: &str| says(&world, ["compile", "--out", "x.pcx", source]);
    insta::assert_snapshot!(compile("ofac-sdn:missing"), @"3: portcullis: missing: no such file or folder; check the path given for ofac-sdn");
    std::fs::create_dir(world.path("ofac")).unwrap();
    insta::assert_snapshot!(compile("ofac-sdn:ofac"), @"3: portcullis: ofac/sdn.csv: the folder has no sdn.csv; download sdn.csv, alt.csv, add.csv, sdn_comments.csv into it");
    world.write("ofac/sdn.csv", "");
    insta::assert_snapshot!(compile("ofac-sdn:ofac"), @"3: portcullis: ofac/sdn.csv: the ofac-sdn list is empty; download it again (--allow-shrink compiles it as it is)");
    world.write(
        "ofac/sdn.csv",
        "<!DOCTYPE html>\n<html><body>503 Service Unavailable</body></html>\n",
    );
    insta::assert_snapshot!(compile("ofac-sdn:ofac"), @"3: portcullis: ofac/sdn.csv: is an HTML page, not the ofac-sdn list (CSV text); download the list again and look at the file before compiling");
    world.write("ofac/sdn.csv", "{\"error\": \"not found\"}\n");
    insta::assert_snapshot!(compile("ofac-sdn:ofac"), @"3: portcullis: ofac/sdn.csv: is JSON, not the ofac-sdn list (CSV text); download the list again and look at the file before compiling");
    world.write("ofac/sdn.csv", "Ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,Remarks\n");
    insta::assert_snapshot!(compile("ofac-sdn:ofac"), @"3: portcullis: ofac/sdn.csv:1: starts with a header line (`Ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,…`), which OFAC's own sdn.csv never has: this is a republished copy with columns of its own; download the files from OFAC, or convert the copy to a `custom` list");
    world.write(
        "un.xml",
        "<CONSOLIDATED_LIST dateGenerated=\"2026-02-16\">\n<INDIVIDUALS>\n<INDIVIDUAL><DATAID>1</DATAID>",
    );
    insta::assert_snapshot!(compile("un:un.xml"), @"3: portcullis: un.xml:3: not well-formed XML (the end of the file inside an element: the download was cut); download the list again");
    world.write("mine.csv", "id,name,schema\n1,Someone,person\n2,Somebody,ship\n");
    insta::assert_snapshot!(compile("custom:mine.csv"), @"3: portcullis: mine.csv:3: schema: unknown schema `ship` (known: …)");
    world.write(
        "twice.csv",
        "id,name,schema\n1,Someone,person\n1,Somebody,person\n",
    );
    insta::assert_snapshot!(compile("custom:twice.csv"), @"3: portcullis: twice.csv:3: designation `custom-1` is already defined at twice.csv:2; give each designation an id of its own");
    assert!(!world.path("x.pcx").exists(), "nothing was written");
}

#[test]
fn the_almost_official_list_with_a_header_line_is_refused_or_read_by_it() {
    let Some(folder) = portcullis_tests::shared("lists/ofac-sdn-2023-01") else {
        return;
    };
    let world = World::empty();
    let (code, said) = world.says([
        "compile",
        "--out",
        "x.pcx",
        &format!("ofac-sdn:{}", folder.display()),
    ]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("sdn.csv:1: ") && said.contains("header"), "{said}");
}

#[test]
fn payments_that_are_none_are_exit_code_3_and_named() {
    let world = World::new();
    let screen = |file: &str| says(&world, ["screen", "--index", "lists.pcx", "--out", "run", file]);
    insta::assert_snapshot!(screen("missing.csv"), @"3: portcullis: missing.csv: cannot be read: No such file or directory (os error 2); check the path and its permissions");
    world.write("empty.csv", "");
    insta::assert_snapshot!(screen("empty.csv"), @"3: portcullis: empty.csv: the file is empty; expected a CSV header with `payment_id`");
    world.write("colors.csv", "color,size\nred,1\n");
    insta::assert_snapshot!(screen("colors.csv"), @"3: portcullis: colors.csv:1: no known column in the header (found `color`, `size`); expected `payment_id` and others of the payment columns, or name yours with --map");
    world.write("no-id.csv", "creditor_name,amount\nSomeone,1\n");
    insta::assert_snapshot!(screen("no-id.csv"), @"3: portcullis: no-id.csv:1: no `payment_id` column in the header (found `creditor_name`, `amount`); add it, or say which column it is with --map");
    world.write("page.csv", "<html><body>login</body></html>\n");
    insta::assert_snapshot!(screen("page.csv"), @"3: portcullis: page.csv: looks like an HTML page, not CSV; the download probably failed; fetch the file again");
    world.write(
        "map.toml",
        "[columns]\npayment_id = \"Reference\"\ncreditor = \"Name\"\n",
    );
    insta::assert_snapshot!(
        says(&world, ["screen", "--index", "lists.pcx", "--out", "run", "--map", "map.toml", "payments.csv"]), @r#"3: portcullis: map.toml:3: unknown payment column `creditor` (known: …); expected lines like `creditor_name = "Beneficiary"` under `[columns]`, and above it `ignore = ["…"]` and `required = ["…"]`"#);
    assert!(!world.path("run").exists(), "nothing was written");
}

#[test]
fn an_index_that_is_none_is_exit_code_3_and_named() {
    let world = World::new();
    let check = |index: &str| says(&world, ["check", "--index", index, "x"]);
    insta::assert_snapshot!(check("missing.pcx"), @"3: portcullis: missing.pcx: the index cannot be read: No such file or directory (os error 2); check the path, or make one with `portcullis compile --out FILE KIND:PATH...`");
    insta::assert_snapshot!(check("payments.csv"), @"3: portcullis: payments.csv: not a Portcullis index (it looks like text); make one with `portcullis compile --out FILE KIND:PATH...`");
    world.write("empty.pcx", "");
    insta::assert_snapshot!(check("empty.pcx"), @"3: portcullis: empty.pcx: not a Portcullis index (the file is empty); make one with `portcullis compile --out FILE KIND:PATH...`");
    let whole = std::fs::read(world.path("lists.pcx")).unwrap();
    world.write("cut.pcx", &whole[..whole.len() - 1000]);
    let cut = check("cut.pcx");
    assert!(
        cut.starts_with("3: portcullis: cut.pcx: the index should have ") && cut.contains("compile it again"),
        "{cut}"
    );
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    world.write("damaged.pcx", &damaged);
    insta::assert_snapshot!(check("damaged.pcx"), @"3: portcullis: damaged.pcx: the index is damaged (checksum does not fit); compile it again");
    let mut foreign = whole;
    foreign[8] ^= 0x40;
    world.write("version.pcx", &foreign);
    let version = check("version.pcx");
    assert!(
        version.starts_with("3: portcullis: version.pcx: index format "),
        "{version}"
    );
}

#[test]
fn rules_that_do_not_read_are_exit_code_3_before_anything_is_decided() {
    let world = World::new();
    let screen = |flag: &str, file: &str| {
        says(
            &world,
            [
                "screen",
                "--index",
                "lists.pcx",
                "--out",
                "run",
                flag,
                file,
                "payments.csv",
            ],
        )
    };
    insta::assert_snapshot!(screen("--programs", "missing.toml"), @"3: portcullis: missing.toml: cannot be read (No such file or directory (os error 2)); check the path given as --programs");
    world.write(
        "p.toml",
        "[[program]]\nid = \"X\"\nauthority = \"US\"\nmeasures = [\"freeze\"]\n",
    );
    insta::assert_snapshot!(screen("--programs", "p.toml"), @"3: portcullis: p.toml:4: program X: measures: unknown measure `freeze` (known: …)");
    world.write("l.toml", "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2020-01-01\npurpose = [\"food\"]\n");
    insta::assert_snapshot!(screen("--licenses", "l.toml"), @"3: portcullis: l.toml:7: license l: purpose: unknown field `purpose`, expected one of …");
    world.write("r.csv", "actor,name\n1,Someone\n");
    let (code, said) = world.says([
        "screen",
        "--index",
        "lists.pcx",
        "--out",
        "run",
        "--registry",
        "r.csv",
        "payments.csv",
    ]);
    assert!(
        code == 3 && said.lines().all(|line| line.starts_with("portcullis: r.csv:1: ")),
        "{said}"
    );
    assert!(!world.path("run").exists(), "nothing was decided");
}

#[test]
fn a_header_that_would_leave_parties_unscreened_is_exit_code_3_until_a_map_says_what_it_is() {
    let world = World::new();
    world.write("typo.csv", "payment_id,creditor_nmae\nP1,Al Shabaab\n");
    let screen = |option: &str, value: &str| {
        says(
            &world,
            [
                "screen",
                "--index",
                "lists.pcx",
                "--out",
                "run",
                option,
                value,
                "typo.csv",
            ],
        )
    };
    insta::assert_snapshot!(screen("--threads", "1"), @r#"3: portcullis: typo.csv:1: the column `creditor_nmae` is not known, and what may be parties, accounts or remittance information would not be screened; say which column it is (`creditor_name = "…"` under `[columns]`), or list it under `ignore = ["…"]`, in a map of columns (--map FILE)"#);
    insta::assert_snapshot!(screen("--require", "payment_id,debtor_name"), @"3: portcullis: typo.csv:1: the required column `debtor_name` is not in the header (found `payment_id`, `creditor_nmae`); add it, or say which column it is in a map of columns (--map FILE)");
    assert!(
        screen("--require", "creditor")
            .starts_with("2: portcullis: invalid value 'creditor' for '--require <COLUMN>'")
    );
    assert!(!world.path("run").exists(), "nothing was decided");

    world.write("map.toml", "ignore = [\"Creditor Nmae\"]\n");
    let ignored = [
        "screen",
        "--index",
        "lists.pcx",
        "--out",
        "a",
        "--map",
        "map.toml",
        "typo.csv",
    ];
    let said = world.run(ignored).exits(0).stderr;
    assert!(
        said.contains("typo.csv: columns not used: creditor_nmae"),
        "{said}"
    );
    world.write("map.toml", "[columns]\ncreditor_name = \"Creditor Nmae\"\n");
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "b",
            "--map",
            "map.toml",
            "typo.csv",
        ])
        .exits(1);
}

#[test]
fn an_institution_that_would_let_payments_pass_unseen_is_refused() {
    let world = World::new();
    let screen = |institution: &str| {
        world.write("i.toml", institution);
        let run = says(
            &world,
            [
                "screen",
                "--index",
                "lists.pcx",
                "--out",
                "run",
                "--institution",
                "i.toml",
                "payments.csv",
            ],
        );
        assert!(!world.path("run").exists(), "nothing is decided");
        run
    };
    insta::assert_snapshot!(screen("authorities = [\n  \"UN\", \"U.S.\"]\n"), @"3: portcullis: i.toml:2: institution: authorities: `U.S.` is no authority that a list, a program or a license is of (known: …)");
    insta::assert_snapshot!(screen("authorities = [\"UN\"]\n[[nexus]]\ncurrency = \"USD\"\nauthority = \"USA\"\n"), @"3: portcullis: i.toml:4: institution: nexus.authority: `USA` is no authority that a list, a program or a license is of (known: …)");
    insta::assert_snapshot!(screen("authorities = [\"un\", \"eu\"]\n"), @"3: portcullis: i.toml:1: institution: authorities: no list of `eu` is in the index, so nothing that it prohibits would be found; compile one into the index, or go on without it with --allow-missing-lists");
    insta::assert_snapshot!(says(&world, ["explain", "--index", "lists.pcx", "--institution", "i.toml", "--payment", "P2", "payments.csv"]), @"3: portcullis: i.toml:1: institution: authorities: no list of `eu` is in the index, so nothing that it prohibits would be found; compile one into the index, or go on without it with --allow-missing-lists");
}

#[test]
fn several_mistakes_in_rules_are_each_a_line() {
    let world = World::new();
    world.write("p.toml", "[[program]]\nid = \"X\"\nauthority = \"US\"\nmeasures = [\"freeze\"]\n\n[[program]]\nid = \"X\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n");
    let (code, said) = world.says(["programs", "show", "--programs", "p.toml"]);
    assert_eq!(code, 3);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(
        said.lines().all(|line| line.starts_with("portcullis: p.toml:")),
        "{said}"
    );
}

#[test]
fn a_folder_that_is_no_run_is_exit_code_3() {
    let world = World::empty();
    insta::assert_snapshot!(says(&world, ["verify", "missing"]), @"3: portcullis: missing: cannot be read as a run: No such file or directory (os error 2); name the folder that `screen --out` wrote");
    insta::assert_snapshot!(says(&world, ["verify", "."]), @"3: portcullis: .: holds no run (none of decisions.csv, alerts.jsonl, cases.csv, released.jsonl, suppressed.jsonl, discounted.jsonl, unbound.jsonl, rejects.csv, covers.csv, words.csv, summary.json, audit.jsonl); name the folder that `screen --out` wrote");
    insta::assert_snapshot!(says(&world, ["report", "missing"]), @"3: portcullis: missing: cannot be read as a run: No such file or directory (os error 2); name the folder that `screen --out` wrote");
}

#[test]
fn labelled_data_that_is_none_is_exit_code_3() {
    let world = World::new();
    insta::assert_snapshot!(says(&world, ["evaluate", "pairs", "missing.csv"]), @"3: portcullis: missing.csv: cannot be read or written: No such file or directory (os error 2); check the path and its permissions");
    world.write("pairs.csv", "schema,name1,name2\nperson,A,B\n");
    insta::assert_snapshot!(says(&world, ["evaluate", "pairs", "pairs.csv"]), @"3: portcullis: pairs.csv:1: there is no column `is_match` (found schema, name1, name2); add it, or rename the column that holds it");
    world.write("q.csv", "query,list_id\nViktor Bout,ofac-1\n");
    insta::assert_snapshot!(says(&world, ["evaluate", "screening", "--index", "lists.pcx", "--queries", "q.csv"]), @"3: portcullis: q.csv:2: list_id `ofac-1` is not in the index; compile the list that has it, or remove the row");
}

#[test]
fn without_data_and_without_index_it_is_said_what_to_do() {
    let world = World::empty();
    world.write("no-lists/readme", "");
    let done = world
        .program()
        .with("PORTCULLIS_DATA", "no-lists")
        .run(["check", "x"])
        .exits(3);
    insta::assert_snapshot!(done.stderr, @"portcullis: no-lists/lists: holds no list (*.csv); point PORTCULLIS_DATA at a folder with lists/, or name an index with --index");
}

#[test]
#[cfg(unix)]
fn a_file_that_is_cut_short_while_it_is_screened_is_named_and_leaves_no_run() {
    let world = World::new();
    let mut lines = PAYMENTS.lines();
    let header = lines.next().unwrap_or_default();
    let batch = format!(
        "{header}\n{}",
        format!("{}\n", lines.next().unwrap_or_default()).repeat(400_000)
    );
    let file = world.write("batch.csv", batch);
    let arguments = [
        "screen",
        "--index",
        "lists.pcx",
        "--threads",
        "1",
        "--out",
        "run",
        "batch.csv",
    ];
    let running = world
        .program()
        .command(arguments)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let names = || -> Vec<String> {
        std::fs::read_dir(world.folder())
            .expect("the folder is there")
            .map(|entry| {
                entry
                    .expect("it can be read")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    };
    while !names()
        .iter()
        .any(|name| name.starts_with(".portcullis-partial-"))
    {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let writer = std::fs::OpenOptions::new()
        .write(true)
        .open(file)
        .expect("it is there");
    writer.set_len(100_000).expect("it can be cut");
    let done = running.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert!(
        said.contains("portcullis: batch.csv: the file shrank while it was read"),
        "{said}"
    );
    let mut left = names();
    left.sort();
    assert_eq!(left, ["batch.csv", "list.csv", "lists.pcx", "payments.csv"]);
}
