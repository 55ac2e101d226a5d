//! Cover payments beside the payments that they cover.

use std::collections::BTreeMap;

use portcullis_tests::rows;

use crate::world::World;

const UETR: &str = "eb6305c9-1f7f-49de-aed0-16487c27b42d";

/// A SWIFT message of a type, with what its user header says, and with these fields.
fn mt(kind: &str, header: &str, fields: &str) -> String {
    format!(
        "{{1:F01BANKDEFFAXXX0000000000}}{{2:I{kind}BANKFRPPXXXXN}}{{3:{header}}}{{4:\r\n{}\r\n-}}\r\n",
        fields.replace('\n', "\r\n")
    )
}

/// A customer's payment of 7400 dollars to somebody.
fn mt103(id: &str, header: &str, creditor: &str) -> String {
    mt(
        "103",
        header,
        &format!(
            ":20:{id}\n:23B:CRED\n:32A:240301USD7400,\n:50K:/DE001\nMAREN OSTBY\nKIEL\n:52A:BANKDEFF\n:57A:BANKCY2N\n:59:/CY900\n{creditor}\n\
             NICOSIA\n:71A:SHA"
        ),
    )
}

/// The transfer between banks that covers it.
fn mt202cov(id: &str, header: &str, related: &str, creditor: &str) -> String {
    mt(
        "202",
        &format!("{{119:COV}}{header}"),
        &format!(
            ":20:{id}\n:21:{related}\n:32A:240301USD7400,\n:52A:BANKDEFF\n:58A:BANKFRPP\n:50K:/DE001\nMAREN OSTBY\nKIEL\n:52A:BANKDEFF\n\
             :57A:BANKCY2N\n:59:/CY900\n{creditor}\nNICOSIA"
        ),
    )
}

fn pacs(root: &str, transaction: &str) -> String {
    let message = if root == "FICdtTrf" {
        "pacs.009.001.08"
    } else {
        "pacs.008.001.08"
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{message}\"><{root}><GrpHdr><MsgId>M</MsgId></GrpHdr><CdtTrfTxInf>\
         {transaction}</CdtTrfTxInf></{root}></Document>\n"
    )
}

fn pacs008(instruction: &str, creditor: &str) -> String {
    pacs(
        "FIToFICstmrCdtTrf",
        &format!(
            "<PmtId><InstrId>{instruction}</InstrId><EndToEndId>E2E</EndToEndId><UETR>{UETR}</UETR></PmtId>\
             <IntrBkSttlmAmt Ccy=\"USD\">7400.00</IntrBkSttlmAmt><IntrBkSttlmDt>2024-03-01</IntrBkSttlmDt>\
             <Dbtr><Nm>Maren Ostby</Nm></Dbtr><DbtrAgt><FinInstnId><BICFI>BANKDEFF</BICFI></FinInstnId></DbtrAgt>\
             <CdtrAgt><FinInstnId><BICFI>BANKCY2N</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>{creditor}</Nm></Cdtr>"
        ),
    )
}

fn pacs009cov(end_to_end: &str, creditor: &str) -> String {
    pacs(
        "FICdtTrf",
        &format!(
            "<PmtId><InstrId>COV-1</InstrId><EndToEndId>{end_to_end}</EndToEndId><UETR>{UETR}</UETR></PmtId>\
             <IntrBkSttlmAmt Ccy=\"USD\">7400.00</IntrBkSttlmAmt><IntrBkSttlmDt>2024-03-01</IntrBkSttlmDt>\
             <Dbtr><FinInstnId><BICFI>BANKDEFF</BICFI></FinInstnId></Dbtr><Cdtr><FinInstnId><BICFI>BANKFRPP</BICFI></FinInstnId></Cdtr>\
             <UndrlygCstmrCdtTrf><Dbtr><Nm>Maren Ostby</Nm></Dbtr><DbtrAgt><FinInstnId><BICFI>BANKDEFF</BICFI></FinInstnId></DbtrAgt>\
             <CdtrAgt><FinInstnId><BICFI>BANKCY2N</BICFI></FinInstnId></CdtrAgt>{creditor}</UndrlygCstmrCdtTrf>"
        ),
    )
}

/// Screens files and gives the rows of `covers.csv` in short, and the summary.
fn screened(world: &World, files: &[(&str, String)], arguments: &[&str]) -> (Vec<String>, serde_json::Value) {
    for (file, text) in files {
        world.write(file, text);
    }
    let mut all = vec!["screen", "--index", "lists.pcx", "--out", "run", "--force"];
    all.extend(arguments);
    all.extend(files.iter().map(|(file, _)| *file));
    let done = world.program().run(all);
    assert!(done.code <= 1, "{}", done.stderr);
    world.run(["verify", "run"]).exits(0);
    let short = |row: BTreeMap<String, String>| {
        let of = |column: &str| row[column].clone();
        format!(
            "{} {} {} by {}: {} {} [{}] [{}]",
            of("payment_id"),
            of("cover_id"),
            of("cover_file"),
            of("joined_by"),
            of("field"),
            of("problem"),
            of("in_payment"),
            of("in_cover")
        )
    };
    let rows = rows(&world.path("run/covers.csv"));
    let summary: serde_json::Value = serde_json::from_str(&world.read("run/summary.json")).expect("JSON");
    let told = summary["covers"]["differ"].as_u64().expect("a count");
    assert_eq!(done.stderr.contains("covers.csv"), told > 0, "{}", done.stderr);
    (rows.into_iter().map(short).collect(), summary)
}

#[test]
fn a_name_that_was_taken_out_of_a_cover_is_told_whichever_stands_first_and_in_whichever_file() {
    let world = World::new();
    let uetr = format!("{{121:{UETR}}}");
    for (header, related, joined_by) in [(&*uetr, "OTHER", "uetr"), ("", "REF-1", "reference")] {
        let payment = mt103("REF-1", header, "LINDQVIST BAKERY AB");
        for (creditor, expected) in [
            ("LINDQVIST BAKERY AB", None),
            ("Bakery Lindqvist AB", None),
            ("ONE OF OUR CLIENTS", Some("missing-in-cover")),
            ("LINDQVIST", Some("shortened-in-cover")),
            ("NORTHWIND PARTS LTD", Some("changed")),
        ] {
            let cover = mt202cov("COV-1", header, related, creditor);
            let between = mt103("REF-2", "", "SOMEBODY ELSE");
            for (files, cover_file) in [
                (vec![("a.fin", format!("{payment}{between}{cover}"))], "a.fin"),
                (vec![("a.fin", format!("{cover}{between}{payment}"))], "a.fin"),
                (
                    vec![("a.fin", payment.clone()), ("b.fin", cover.clone())],
                    "b.fin",
                ),
            ] {
                let (told, summary) = screened(&world, &files, &[]);
                let row = expected.map(|problem| {
                    format!(
                        "REF-1 COV-1 {cover_file} by {joined_by}: creditor {problem} [LINDQVIST BAKERY AB] [{creditor}]"
                    )
                });
                assert_eq!(told, Vec::from_iter(row), "{creditor}");
                let counts = &summary["covers"];
                assert_eq!(
                    (&counts["covers"], &counts["joined"], &counts["differ"]),
                    (&1.into(), &1.into(), &u64::from(expected.is_some()).into())
                );
            }
        }
    }
}

#[test]
fn iso_messages_are_joined_as_swift_messages_are_and_with_them() {
    let world = World::new();
    let named = |name: &str| format!("<Cdtr><Nm>{name}</Nm></Cdtr>");
    for (creditor, expected) in [
        (named("Lindqvist Bakery AB"), None),
        (
            named("Lindqvist"),
            Some("shortened-in-cover [Lindqvist Bakery AB] [Lindqvist]"),
        ),
        (String::new(), Some("missing-in-cover [Lindqvist Bakery AB] []")),
    ] {
        let (told, _) = screened(
            &world,
            &[
                ("a.xml", pacs008("INSTR-1", "Lindqvist Bakery AB")),
                ("b.xml", pacs009cov("INSTR-1", &creditor)),
            ],
            &[],
        );
        let row = expected.map(|said| format!("E2E INSTR-1 b.xml by uetr: creditor {said}"));
        assert_eq!(told, Vec::from_iter(row), "{creditor}");
    }
    let (told, _) = screened(
        &world,
        &[
            ("a.xml", pacs008("INSTR-1", "Lindqvist Bakery AB")),
            ("b.fin", mt202cov("COV-2", "", "INSTR-1", "NORTHWIND PARTS LTD")),
        ],
        &[],
    );
    assert_eq!(
        told,
        ["E2E COV-2 b.fin by reference: creditor changed [Lindqvist Bakery AB] [NORTHWIND PARTS LTD]"]
    );
}

#[test]
fn a_cover_whose_payment_is_not_there_and_a_transfer_that_covers_nothing_are_no_difference() {
    let world = World::new();
    let transfer = |id: &str, related: &str| {
        mt(
            "202",
            "",
            &format!(":20:{id}\n:21:{related}\n:32A:240301USD7400,\n:52A:BANKDEFF\n:58A:BANKFRPP"),
        )
    };
    let (told, summary) = screened(
        &world,
        &[(
            "a.fin",
            [
                mt103("REF-1", "", "LINDQVIST BAKERY AB"),
                mt202cov("COV-1", "", "REF-9", "NORTHWIND PARTS LTD"),
                transfer("T-1", "NONREF"),
                transfer("T-2", "SOMETHING"),
            ]
            .concat(),
        )],
        &[],
    );
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(
        summary["covers"],
        serde_json::json!({"covers": 1, "joined": 0, "differ": 0})
    );
    // A transfer that covers a payment and does not say whose: nobody is named in it.
    let (told, summary) = screened(
        &world,
        &[(
            "a.fin",
            [
                mt103("REF-1", "", "LINDQVIST BAKERY AB"),
                transfer("T-1", "REF-1"),
            ]
            .concat(),
        )],
        &[],
    );
    assert_eq!(
        told,
        [
            "REF-1 T-1 a.fin by reference: debtor missing-in-cover [MAREN OSTBY] []",
            "REF-1 T-1 a.fin by reference: creditor missing-in-cover [LINDQVIST BAKERY AB] []",
            "REF-1 T-1 a.fin by reference: debtor_agent missing-in-cover [BANKDEFF] []",
            "REF-1 T-1 a.fin by reference: creditor_agent missing-in-cover [BANKCY2N] []",
        ]
    );
    assert_eq!(
        summary["covers"],
        serde_json::json!({"covers": 1, "joined": 1, "differ": 1})
    );
}

#[test]
fn the_cover_of_a_payment_that_was_stopped_needs_a_person_whatever_name_is_in_it() {
    let world = World::new();
    let uetr = format!("{{121:{UETR}}}");
    for (creditor, stopped) in [("NORTHWIND PARTS LTD", 1), ("LINDQVIST BAKERY AB", 0)] {
        let listed = mt103("REF-1", &uetr, "VIKTOR ANATOLIJEVITCH BOUT");
        let cover = mt202cov("COV-1", &uetr, "REF-1", creditor).replace("/CY900", "/LV111");
        // Without the reference the other account and name would be another payment.
        let cover = if stopped == 1 {
            cover
        } else {
            cover.replace(UETR, "9").replace("REF-1", "REF-5")
        };
        let (_, summary) = screened(&world, &[("a.fin", format!("{listed}{cover}"))], &[]);
        assert_eq!(summary["resubmitted"], stopped, "{creditor}");
    }
    let decisions = world.read("run/decisions.csv");
    assert!(!decisions.contains("resembles"), "{decisions}");
}

#[test]
fn a_run_that_was_killed_and_gone_on_with_and_any_number_of_threads_tell_the_same() {
    let world = World::new();
    let payments = |from: usize| {
        let of = |n: usize| mt103(&format!("REF-{n}"), "", "LINDQVIST BAKERY AB");
        (from..from + 60).map(of).collect::<String>()
    };
    let covers = |from: usize| {
        let of = |n: usize| {
            let creditor = if n.is_multiple_of(7) {
                "LINDQVIST"
            } else {
                "LINDQVIST BAKERY AB"
            };
            mt202cov(&format!("COV-{n}"), "", &format!("REF-{n}"), creditor)
        };
        (from..from + 60).map(of).collect::<String>()
    };
    world.write("one.fin", payments(0) + &covers(60));
    world.write("two.fin", covers(0) + &payments(60));
    let small = |chunk: &str| {
        let program = world.program().with("PORTCULLIS_CHUNK_BYTES", chunk);
        program.with("PORTCULLIS_CHECKPOINT_BYTES", "8000")
    };
    let into = |out: &'static str, threads: &'static str| {
        [
            "screen",
            "--index",
            "lists.pcx",
            "--threads",
            threads,
            "--out",
            out,
            "one.fin",
            "two.fin",
        ]
    };
    small("1000").run(into("whole", "1")).exits(0);
    small("700").run(into("threads", "3")).exits(0);
    let died = small("1000")
        .with("PORTCULLIS_DIE_AT", "checkpoint: made:4")
        .run(into("run", "2"));
    assert_eq!(died.code, -1, "{}", died.stderr);
    small("1000").run(["screen", "--resume", "run"]).exits(0);
    world.run(["verify", "run"]).exits(0);
    for file in ["covers.csv", "audit.jsonl", "decisions.csv"] {
        let whole = world.read(&format!("whole/{file}"));
        assert!(whole == world.read(&format!("run/{file}")), "{file} differs");
        assert!(whole == world.read(&format!("threads/{file}")), "{file} differs");
    }
    assert_eq!(
        rows(&world.path("run/covers.csv")).len(),
        18,
        "every seventh of 120"
    );
}

#[test]
fn payments_show_tells_the_reference_and_the_difference_at_the_later_of_both() {
    let world = World::new();
    let uetr = format!("{{121:{UETR}}}");
    world.write("a.fin", mt103("REF-1", &uetr, "LINDQVIST BAKERY AB"));
    world.write("b.fin", mt202cov("COV-1", &uetr, "REF-1", "LINDQVIST"));
    let shown = world.run(["payments", "show", "a.fin", "b.fin"]).exits(0).stdout;
    let shown: Vec<serde_json::Value> = shown
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(shown[0]["uetr"], UETR);
    assert_eq!(shown[0].get("notes"), None);
    assert_eq!(
        (&shown[1]["uetr"], &shown[1]["related_reference"]),
        (&UETR.into(), &"REF-1".into())
    );
    assert_eq!(
        shown[1]["notes"],
        serde_json::json!([
            "creditor is shortened in cover: \"LINDQVIST BAKERY AB\" in payment REF-1 on line 1 of a.fin, \"LINDQVIST\" in cover COV-1 on \
             line 1 of b.fin (joined by uetr)"
        ])
    );
}
