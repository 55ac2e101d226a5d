//! Licenses against what is written down of the law: `licenses test`, `licenses coverage`, and what `screen` says of rules.

use portcullis_tests::checkout;
use serde_json::Value;

use crate::world::World;

const LIST: &str = "\
id,name,schema,authority,programs,identifiers,listed_on
bank,HALVARD OSTRAVA BANK,organization,US,SDGT,bic:HALVCZPP,2020-01-01
";

const PAYMENTS: &str = "\
payment_id,value_date,amount,currency,debtor_name,debtor_account,creditor_agent_bic,creditor_name,purpose
A,2024-03-01,100.00,USD,Fjordhjelpen,NO9386011117947,HALVCZPPXXX,Lindqvist Bakery AB,food
B,2024-03-01,100.00,USD,Fjordhjelpen,NO9386011117947,HALVCZPPXXX,Lindqvist Bakery AB,commercial
";

const REGISTRY: &str = "\
actor_id,name,class,account,valid_until
n1,Fjordhjelpen,ngo,NO9386011117947,2029-12-31
";

const EXPECTED: &str = "\
payment_id,outcome,license_id,why,instrument
A,licensed,us-ngo,The bank stands on the way.,31 CFR 594.520
B,block,,No activity of such an organization.,31 CFR 594.520
";

fn suite() -> World {
    let world = World::empty();
    for (name, text) in [
        ("lists.csv", LIST),
        ("payments.csv", PAYMENTS),
        ("registry.csv", REGISTRY),
        ("expected.csv", EXPECTED),
    ] {
        world.write(&format!("suites/one/{name}"), text);
    }
    world
}

#[test]
fn the_shipped_scenarios_come_out_as_the_law_has_them() {
    let scenarios = checkout().join("data/scenarios");
    let told = World::empty()
        .run(["licenses", "test", &scenarios.to_string_lossy()])
        .exits(0);
    assert!(
        told.stdout.ends_with(" payments, 0 differences\n"),
        "{}",
        told.stdout
    );
    let payments: u64 = told.stdout.split(' ').next().unwrap().parse().unwrap();
    assert!(payments >= 150, "{payments}");
}

#[test]
fn a_folder_of_scenarios_is_held_to_what_it_expects() {
    let world = suite();
    world.run(["licenses", "test", "suites"]).exits(0);
    world.run(["licenses", "test", "suites/one"]).exits(0);

    world.write(
        "suites/one/expected.csv",
        EXPECTED.replace("B,block,", "B,licensed,us-ngo"),
    );
    let told = world.run(["licenses", "test", "suites"]).exits(1);
    let differs = "suites/one: B: expected licensed us-ngo, came block\n  \
                   law: 31 CFR 594.520: No activity of such an organization.\n  decided: creditor_agent is custom-bank";
    assert!(told.stdout.starts_with(differs), "{}", told.stdout);
    assert!(
        told.stdout.ends_with("\n2 payments, 1 difference\n"),
        "{}",
        told.stdout
    );
    let told = world.run(["licenses", "test", "--json", "suites"]).exits(1);
    let json: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(json[0]["payments"], 2);
    assert_eq!(json[0]["differences"][0]["payment_id"], "B");
    assert_eq!(json[0]["differences"][0]["came"], "block");
}

#[test]
fn rules_of_the_folder_go_before_those_that_ship() {
    let world = suite();
    world.write(
        "suites/one/licenses/own.toml",
        "[[license]]\nid = \"own\"\nauthority = \"US\"\nkind = \"general\"\ncitation = \"ours\"\nprograms = [\"SDGT\"]\nvalid_from = 2020-01-01\npurposes = [\"food\"]\n",
    );
    let told = world.run(["licenses", "test", "suites"]).exits(1);
    assert!(
        told.stdout
            .contains("A: expected licensed us-ngo, came licensed own"),
        "{}",
        told.stdout
    );
    world.write(
        "suites/one/institution.toml",
        "authorities = [\"UN\"]\n[[nexus]]\nauthority = \"US\"\nparty_country = \"US\"\n",
    );
    let told = world.run(["licenses", "test", "suites"]).exits(3);
    assert!(
        told.stderr.contains("no list of `UN` is in the index"),
        "{}",
        told.stderr
    );
}

#[test]
fn what_is_wrong_with_scenarios_is_told_with_file_and_line() {
    let wrong = |expected: &str| {
        let world = suite();
        world.write("suites/one/expected.csv", expected);
        world.run(["licenses", "test", "suites/one"]).exits(3).stderr
    };
    for (expected, says) in [
        (EXPECTED.replace("block", "stop"), "expected.csv:3: outcome: "),
        (
            EXPECTED.replace("us-ngo", ""),
            "expected.csv:2: license_id: a payment that is licensed is released by a license",
        ),
        (
            EXPECTED.replace("B,block,,", "B,block,us-ngo,"),
            "expected.csv:3: license_id: a payment that is block is released by none",
        ),
        (
            EXPECTED.replace("B,", "C,"),
            "nothing is expected of the payment `B`",
        ),
        (
            format!("{EXPECTED}C,clear,,Nothing is listed.,none\n"),
            "expected.csv:4: the payment `C` is not in ",
        ),
        (
            format!("{EXPECTED}B,clear,,Nothing is listed.,none\n"),
            "expected.csv:4: `B` is there already (line 3)",
        ),
        (
            EXPECTED.replace(",31 CFR 594.520", ","),
            "expected.csv:2: instrument is empty",
        ),
        (
            EXPECTED.replace("instrument", "law"),
            "expected.csv:1: its columns are ",
        ),
        (
            "payment_id,outcome,license_id,why,instrument\n".to_owned(),
            "expected.csv:1: it expects nothing of any payment",
        ),
    ] {
        let told = wrong(&expected);
        assert!(told.contains(says), "{says}\n{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    let world = World::empty();
    world.write("empty/readme.txt", "nothing");
    let told = world.run(["licenses", "test", "empty"]).exits(3).stderr;
    assert!(
        told.contains("empty: holds neither payments.csv nor a folder with payments.csv"),
        "{told}"
    );
    world.write("bare/payments.csv", PAYMENTS);
    world.write("bare/expected.csv", EXPECTED);
    let told = world.run(["licenses", "test", "bare"]).exits(3).stderr;
    assert!(told.contains("bare: holds neither lists.csv nor index"), "{told}");
}

/// Under a misspelled name the shipped rules would be tested in place of the folder's own, and nobody would know.
#[test]
fn a_folder_of_scenarios_holds_nothing_that_is_not_read() {
    for (file, says) in [
        (
            "one/registery.csv",
            "one/registery.csv: is nothing that a folder of scenarios holds",
        ),
        (
            "one/licences/a.toml",
            "one/licences: is nothing that a folder of scenarios holds",
        ),
        ("one/index", "one: holds lists.csv and index"),
        ("two/paymets.csv", "two: is no folder with payments.csv"),
    ] {
        let world = suite();
        for note in ["README.md", "one/notes.txt", "one/.hidden"] {
            world.write(&format!("suites/{note}"), "a note");
        }
        world.run(["licenses", "test", "suites"]).exits(0);
        world.write(&format!("suites/{file}"), REGISTRY);
        let told = world.run(["licenses", "test", "suites"]).exits(3).stderr;
        assert!(told.contains(says), "{says}\n{told}");
    }
}

const SDGT: &str = "[[program]]\nid = \"SDGT\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n";

/// The outcome of payment A of [`PAYMENTS`] under programs, and what is said of the run.
fn screened(programs: &str, beside: &str, institution: &str) -> (portcullis_tests::Done, String) {
    let world = World::empty();
    for (name, text) in [
        ("list.csv", LIST),
        ("payments.csv", PAYMENTS),
        ("programs/p.toml", programs),
        ("institution.toml", institution),
    ] {
        world.write(name, text);
    }
    if !beside.is_empty() {
        world.write("programs/beside.csv", beside);
    }
    world
        .run(["compile", "--out", "lists.pcx", "custom:list.csv"])
        .exits(0);
    let done = world.run([
        "screen",
        "--index",
        "lists.pcx",
        "--programs",
        "programs",
        "--institution",
        "institution.toml",
        "--out",
        "run",
        "payments.csv",
    ]);
    let decisions = std::fs::read_to_string(world.path("run/decisions.csv")).unwrap_or_default();
    let outcome = decisions.lines().nth(1).and_then(|row| row.split(',').nth(2));
    let outcome = outcome.unwrap_or("none").to_owned();
    (done, outcome)
}

/// With a Cyrillic letter, or under OFAC's name, the program would bind no institution that the United States bind.
#[test]
fn a_program_of_another_authority_than_its_entries_refuses_the_run() {
    let us = "authorities = [\"US\"]\n";
    let (_, outcome) = screened(SDGT, "", us);
    assert_eq!(outcome, "block");
    for other in ["U\u{405}", "OFAC", "EU"] {
        let programs = SDGT.replace("\"US\"", &format!("\"{other}\""));
        let (done, outcome) = screened(&programs, "", us);
        let told = done.exits(3).stderr;
        let says = format!(
            "p.toml:1: program SDGT: authority: is `{other}`, which the institution's file does not name"
        );
        assert!(told.contains(&says), "{told}");
        assert_eq!(outcome, "none");
    }
}

#[test]
fn a_program_that_reaches_nobody_whom_the_index_lists_under_it_is_told() {
    let us = "authorities = [\"US\"]\n";
    for (reach, outcome) in [
        ("designations = [\"custom-bnak\"]\n", "clear"),
        ("designations = [\"CUSTOM-*\"]\n", "clear"),
        ("except = [\"custom-*\"]\n", "clear"),
        ("designations = [\"custom-*\"]\n", "block"),
        ("except = [\"custom-bnak\"]\n", "block"),
    ] {
        let (done, came) = screened(&format!("{SDGT}{reach}"), "", us);
        assert_eq!(came, outcome, "{reach}");
        let is_told = done.stderr.contains("program SDGT reaches nobody (");
        assert_eq!(is_told, outcome == "clear", "{reach}\n{}", done.stderr);
    }
}

#[test]
fn an_appeal_against_a_program_under_which_the_list_has_nobody_of_its_entry_is_told() {
    let program =
        |id: &str| format!("[[program]]\nid = \"{id}\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n");
    let both = format!("{}{}", program("SDGT"), program("NPWMD"));
    let appeal = |program: &str, result: &str| {
        format!(
            "date,designation_id,program,appellant,ground,decided_on,decided_by,result,reason\n\
             2023-01-01,custom-bank,{program},The bank,mistaken,{result}\n"
        )
    };
    let told = |beside: String| screened(&both, &beside, "authorities = [\"US\"]\n").0.stderr;
    let of = "the appeal of The bank is against NPWMD, under which no list has custom-bank";
    assert!(told(appeal("NPWMD", ",,pending,")).contains(of));
    assert!(!told(appeal("SDGT", ",,pending,")).contains("the appeal of The bank"));
    assert!(!told(appeal("NPWMD", "2023-02-01,OFAC,delisted,no tie")).contains("the appeal of The bank"));
}

#[test]
fn an_id_that_nobody_has_is_told_once_with_every_rule_that_names_it() {
    let program = |id: &str| {
        format!(
            "[[program]]\nid = \"{id}\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\nexcept = [\"custom-bnak\", \"ofac-1\"]\n"
        )
    };
    let told = |programs: &[String]| -> Vec<String> {
        let (done, _) = screened(&programs.concat(), "", "authorities = [\"US\"]\n");
        let lines = done.stderr.lines().filter(|line| line.contains(" whom no list"));
        lines.map(str::to_owned).collect()
    };
    // A rule that names somebody by another list's id, too, is for whichever list the index has.
    assert_eq!(told(&[program("SDGT"), program("NPWMD")]), [""; 0]);
    let own = |id: &str| program(id).replace(", \"ofac-1\"", "");
    assert_eq!(
        told(&[own("SDGT"), own("NPWMD")]),
        ["portcullis: warning: SDGT and NPWMD name whom no list in the index has: custom-bnak"]
    );
}

#[test]
fn what_is_dated_in_the_future_is_told() {
    let ladder = format!(
        "{SDGT}monitors = [\"M\"]\nquorum = 1\n[[program.step]]\nid = \"freeze\"\nmeasures = [\"asset-freeze\"]\nenter_when = \"breach\"\n"
    );
    let findings = "date,program,criterion,verdict,monitor,evidence\n";
    let appeals = "date,designation_id,program,appellant,ground,decided_on,decided_by,result,reason\n";
    let told = |beside: String| screened(&ladder, &beside, "authorities = [\"US\"]\n").0.stderr;
    for (beside, says) in [
        (
            format!("{findings}2094-02-20,SDGT,breach,met,M,report\n"),
            "beside.csv:2: a finding is dated 2094-02-20, and that day has not come",
        ),
        (
            format!("{appeals}2094-02-20,custom-bank,SDGT,the bank,error,,,pending,\n"),
            "beside.csv:2: an appeal is dated 2094-02-20, and that day has not come",
        ),
        (
            format!("{appeals}2024-02-20,custom-bank,SDGT,the bank,error,2094-02-21,court,rejected,x\n"),
            "beside.csv:2: an appeal is decided on 2094-02-21, and that day has not come",
        ),
    ] {
        let said = told(beside.clone());
        assert!(said.contains(says), "{said}");
        let past = told(beside.replace("2094", "2024"));
        assert!(!past.contains("has not come"), "{past}");
    }
}

/// A payment of the registered organization through the listed bank.
fn transaction(id: &str, purpose: &str) -> String {
    format!(
        "<CdtTrfTxInf><PmtId><EndToEndId>{id}</EndToEndId></PmtId><IntrBkSttlmAmt Ccy=\"USD\">100.00</IntrBkSttlmAmt>\
         <IntrBkSttlmDt>2024-03-01</IntrBkSttlmDt><Dbtr><Nm>Fjordhjelpen</Nm></Dbtr>\
         <DbtrAcct><Id><IBAN>NO9386011117947</IBAN></Id></DbtrAcct>\
         <CdtrAgt><FinInstnId><BICFI>HALVCZPPXXX</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>Lindqvist Bakery AB</Nm></Cdtr>\
         {purpose}</CdtTrfTxInf>"
    )
}

#[test]
fn a_message_shows_its_purpose_by_a_word_or_by_a_code_that_means_one_and_by_nothing_else() {
    let world = suite();
    let transactions = [
        ("WORD", "<Purp><Prtry>Food</Prtry></Purp>"),
        ("CODE", "<Purp><Cd>TAXS</Cd></Purp>"),
        ("CHARITY", "<Purp><Cd>CHAR</Cd></Purp>"),
        (
            "CATEGORY",
            "<PmtTpInf><CtgyPurp><Prtry>food</Prtry></CtgyPurp></PmtTpInf>",
        ),
        ("TEXT", "<RmtInf><Ustrd>food</Ustrd></RmtInf>"),
        ("OTHER", "<Purp><Prtry>food parcels</Prtry></Purp>"),
    ];
    let all: String = transactions
        .iter()
        .map(|(id, purpose)| transaction(id, purpose))
        .collect();
    world.write(
        "messages.xml",
        format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M1</MsgId></GrpHdr>\
             {all}</FIToFICstmrCdtTrf></Document>"
        ),
    );
    world.write(
        "message.txt",
        "{1:F01AAAAGB2LXXXX0000000000}{2:I103HALVCZPPXXXXN}{4:\r\n:20:MT\r\n:23B:CRED\r\n:26T:K90\r\n:32A:240301USD100,\r\n\
         :50K:/NO9386011117947\r\nFjordhjelpen\r\n:57A:HALVCZPPXXX\r\n:59:/1\r\nLindqvist Bakery AB\r\n:70:food\r\n:71A:SHA\r\n\
         :72:/BNF/food\r\n:77B:/BENEFRES/SE//food\r\n-}",
    );
    world
        .run(["compile", "--out", "i.pcx", "custom:suites/one/lists.csv"])
        .exits(0);
    let data = checkout().join("data");
    let rules = |name: &str| data.join(name).to_string_lossy().into_owned();
    let (programs, licenses) = (rules("programs"), rules("licenses"));
    world
        .run([
            "screen",
            "messages.xml",
            "message.txt",
            "--index",
            "i.pcx",
            "--programs",
            &programs,
            "--licenses",
            &licenses,
            "--registry",
            "suites/one/registry.csv",
            "--out",
            "run",
        ])
        .exits(1);
    let decisions = std::fs::read_to_string(world.path("run/decisions.csv")).unwrap();
    let outcomes: Vec<(&str, &str)> = decisions
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            (cells.next().unwrap(), cells.nth(1).unwrap())
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            ("WORD", "licensed"),
            ("CODE", "licensed"),
            ("CHARITY", "block"),
            ("CATEGORY", "block"),
            ("TEXT", "block"),
            ("OTHER", "block"),
            ("MT", "block"),
        ]
    );
    let released = std::fs::read_to_string(world.path("run/released.jsonl")).unwrap();
    assert!(
        released.contains("purpose is tax, as its code TAXS means"),
        "{released}"
    );
}

#[test]
fn an_index_may_be_named_in_place_of_a_list() {
    let world = suite();
    world
        .run(["compile", "--out", "lists.pcx", "custom:suites/one/lists.csv"])
        .exits(0);
    std::fs::remove_file(world.path("suites/one/lists.csv")).unwrap();
    world.write("suites/one/index", "../../lists.pcx\n");
    world.run(["licenses", "test", "suites"]).exits(0);
}

#[test]
fn coverage_tells_what_is_described_and_which_licenses_reach_it() {
    let world = World::of_list(
        "id,name,schema,authority,programs\na,ALPHA,organization,US,SDGT;NOBODY-KNOWS\nb,BRAVO,organization,US,SDGT\nc,CHARLIE,organization,UN,UN-Iran\n",
    );
    let told = world
        .run(["licenses", "coverage", "--json", "lists.pcx"])
        .exits(0);
    let json: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(json["SDGT"]["designations"], 2);
    assert_eq!(json["SDGT"]["program"], "SDGT");
    assert!(
        json["SDGT"]["licenses"]
            .as_array()
            .unwrap()
            .iter()
            .any(|id| id == "us-ngo")
    );
    assert_eq!(json["UN-Iran"]["program"], "UN-1737");
    assert_eq!(json["UN-Iran"]["licenses"], serde_json::json!(["un-2664"]));
    assert_eq!(
        json["NOBODY-KNOWS"],
        serde_json::json!({"designations": 1, "program": null, "licenses": []})
    );
    let told = world.run(["licenses", "coverage", "lists.pcx"]).exits(0);
    assert!(
        told.stdout.contains("3 programs, 2 described, 2 with a license"),
        "{}",
        told.stdout
    );
}

#[test]
fn coverage_tells_of_an_id_that_nobody_in_the_index_has_and_of_one_in_other_letters() {
    let world = World::of_list("id,name,schema,authority,programs\na,ALPHA,organization,US,SDGT\n");
    let license = |id: &str, named: &str| {
        format!(
            "[[license]]\nid = \"{id}\"\nauthority = \"US\"\nprograms = [\"SDGT\"]\ncitation = \"General License\"\nkind = \"general\"\nvalid_from = 2024-01-01\ndesignations = {named}\n"
        )
    };
    let licenses = [
        license("one", "[\"custom-a\", \"ofac-12\", \"place:SY\"]"),
        license("two", "[\"Custom-A\", \"ofac-12\"]"),
    ];
    world.write("licenses.toml", licenses.concat());
    world.write(
        "programs.toml",
        "[[program]]\nid = \"SDGT\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n",
    );
    let said = [
        "nobody in the index is Custom-A, named by two; custom-a is in it, and case and spaces count\n",
        "nobody in the index is ofac-12, named by one, two\n",
    ]
    .concat();
    let told = |shown: &str| {
        let rules = "--licenses=licenses.toml";
        world
            .run([
                "licenses",
                "coverage",
                rules,
                "--programs=programs.toml",
                shown,
                "lists.pcx",
            ])
            .exits(0)
    };
    let sheet = told("--log=text").stdout;
    assert!(sheet.ends_with(&said), "{sheet}");
    let json = told("--json");
    assert_eq!(
        json.stderr.matches("nobody in the index").count(),
        2,
        "{}",
        json.stderr
    );
    assert_eq!(json.json()["SDGT"]["designations"], 1);
}

#[test]
fn what_the_law_cannot_mean_is_refused_with_file_and_line() {
    let world = World::new();
    let program = "[[program]]\nid = \"P\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\n";
    let duty = "[[duty]]\nauthority = \"UN\"\non = [\"block\"]\nwhat = \"report\"\nto = \"the Committee\"\nwithin = \"10 days\"\n";
    let ladder = "monitors = [\"M\"]\n[[program.step]]\nid = \"s\"\nmeasures = [\"asset-freeze\"]\nease_when = \"good\"\n";
    let benchmark = "[[program.benchmark]]\nid = \"b\"\ncriterion = \"good\"\nindicator = \"stock\"\ncomparison = \"<\"\nthreshold = \"3\"\n";
    let appeals = "date,designation_id,program,appellant,ground,decided_on,decided_by,result,reason\n\
                   2024-05-01,custom-a,P,A,wrong person,2024-04-30,Committee,rejected,\n";
    let refused = |files: &[(&str, String)], says: &[&str]| {
        let folder = World::empty();
        for (name, text) in files {
            folder.write(&format!("programs/{name}"), text);
        }
        folder.write("payments.csv", "payment_id,creditor_name\nA,Jane Miller\n");
        let programs = folder.path("programs");
        let payments = folder.path("payments.csv");
        let (programs, payments) = (programs.to_string_lossy(), payments.to_string_lossy());
        let done = world
            .run([
                "screen",
                "--index",
                "lists.pcx",
                "--programs",
                &programs,
                "--out",
                "run",
                &payments,
            ])
            .exits(3);
        for say in says {
            assert!(done.stderr.contains(say), "{say}: {}", done.stderr);
        }
        assert!(!world.path("run").exists());
    };
    refused(
        &[("p.toml", format!("{program}places = [\"Atlantis\"]\n"))],
        &["p.toml:5: program P: places: `Atlantis` is no place"],
    );
    refused(
        &[("p.toml", format!("{program}ownership = \"half\"\n"))],
        &["p.toml:5: program P: ownership: ", "`half`", "at-least-50"],
    );
    refused(
        &[
            ("a.toml", format!("{program}{duty}")),
            ("b.toml", duty.replace("10 days", "20 days")),
        ],
        &[
            "b.toml:1: duty: `report` to the Committee is there already for the same outcome (",
            "a.toml:5)",
        ],
    );
    refused(
        &[("p.toml", format!("{program}{ladder}{benchmark}"))],
        &["p.toml:10: program P: benchmark.source: is missing"],
    );
    refused(
        &[
            ("p.toml", program.to_owned()),
            ("appeals.csv", appeals.to_owned()),
        ],
        &["appeals.csv:2: decided_on: 2024-04-30 is before the appeal was made (2024-05-01)"],
    );
}

#[test]
fn an_instrument_whose_terms_nobody_has_read_is_named_and_releases_nothing() {
    let world = World::of_list(
        "id,name,schema,authority,programs,identifiers\na,ALPHA BANK,organization,US,SDGT,bic:ALPHCZPP\n",
    );
    let unread = "[[unread]]\nauthority = \"US\"\ncitation = \"General License 99\"\nprograms = [\"SDGT\"]\nwhy = \"only its title is known\"\n";
    world.write("licenses.toml", unread);
    let coverage = ["licenses", "coverage", "--licenses", "licenses.toml", "lists.pcx"];
    let told = world.run(coverage).exits(0).stdout;
    assert!(
        told.contains("General License 99 (US; SDGT): only its title is known"),
        "{told}"
    );
    let json = world
        .run([
            "licenses",
            "coverage",
            "--licenses",
            "licenses.toml",
            "--json",
            "lists.pcx",
        ])
        .exits(0)
        .json();
    assert_eq!(json["SDGT"]["unread"], serde_json::json!(["General License 99"]));
    assert_eq!(json["SDGT"]["licenses"], serde_json::json!([]));
    let listed = world
        .run(["licenses", "list", "--licenses", "licenses.toml"])
        .exits(0)
        .stdout;
    assert!(
        listed.starts_with("0 licenses\n") && listed.contains("General License 99"),
        "{listed}"
    );
    world.write(
        "payments.csv",
        "payment_id,value_date,amount,currency,creditor_name,creditor_agent_bic,purpose\nA,2025-03-01,5.00,USD,Jane Miller,ALPHCZPPXXX,food\n",
    );
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--licenses",
            "licenses.toml",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
    assert!(
        std::fs::read_to_string(world.path("run/decisions.csv"))
            .unwrap()
            .contains("A,2,block,")
    );
    // What is said of it must be said whole, and nothing of a license belongs into it.
    world.write(
        "licenses.toml",
        unread.replace("why = \"only its title is known\"", "purposes = [\"food\"]"),
    );
    let done = world
        .run(["licenses", "list", "--licenses", "licenses.toml"])
        .exits(3);
    assert!(
        done.stderr.contains("licenses.toml:1: unread: why: is missing")
            && done
                .stderr
                .contains("licenses.toml:5: unread: purposes: unknown field `purposes`"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_registration_without_an_end_is_told() {
    let world = World::new();
    world.write("registry.csv", "actor_id,name,class\nn1,One,ngo\nn2,Two,ngo\n");
    let told = world.run([
        "screen",
        "--index",
        "lists.pcx",
        "--registry",
        "registry.csv",
        "--out",
        "run",
        "payments.csv",
    ]);
    assert!(
        told.stderr
            .contains("warning: 2 rows of the registry have no valid_until and would count forever (n1, …)"),
        "{}",
        told.stderr
    );
}

#[test]
fn the_duties_of_a_run_say_what_is_to_be_done_by_when() {
    let world = suite();
    world.write(
        "payments.csv",
        PAYMENTS.replace("Lindqvist Bakery AB,food", "\"Lindqvist, Bakery AB\",food"),
    );
    world
        .run(["compile", "--out", "lists.pcx", "custom:suites/one/lists.csv"])
        .exits(0);
    let data = |name: &str| checkout().join("data").join(name).to_string_lossy().into_owned();
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--programs",
            &data("programs"),
            "--licenses",
            &data("licenses"),
            "--registry",
            "suites/one/registry.csv",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
    // 2024-03-01 is a Friday.
    let told = world.run(["duties", "run"]).exits(0);
    assert_eq!(
        told.stdout,
        "payment_id,outcome,duty,to,due,citation,party,designation_id,programs,amount,currency,value_date,account,bank\n\
         B,block,report of blocked property,OFAC,2024-03-15,31 CFR 501.603,HALVCZPPXXX,custom-bank,SDGT,100.00,USD,2024-03-01,,HALVCZPPXXX\n\
         B,block,annual report of blocked property,OFAC,2024-09-30,31 CFR 501.603(b)(2),HALVCZPPXXX,custom-bank,SDGT,100.00,USD,2024-03-01,,HALVCZPPXXX\n"
    );
    // Nothing is reported by a run that somebody altered.
    let alerts = world.read("run/alerts.jsonl");
    world.write("run/alerts.jsonl", alerts.replace("\"100.00\"", "\"900.00\""));
    let altered = world.run(["duties", "run"]).exits(3);
    assert!(
        altered.stdout.is_empty() && altered.stderr.contains("run: the run is not what was written"),
        "{}",
        altered.stderr
    );
    let told = world.run(["duties", "suites"]).exits(3);
    assert!(
        told.stderr.contains("alerts.jsonl: cannot be read"),
        "{}",
        told.stderr
    );
}

#[test]
fn the_calendar_of_the_shipped_rules_tells_reviews_and_last_days() {
    let world = World::empty();
    let told = world
        .run([
            "programs",
            "calendar",
            "--from",
            "2025-11-01",
            "--to",
            "2025-11-30",
        ])
        .exits(0);
    let review = told
        .stdout
        .lines()
        .find(|line| line.contains("us-russia-gl126"))
        .unwrap();
    assert!(
        review.starts_with("2025-11-20  license-ends  us-russia-gl126"),
        "{review}"
    );
    assert!(
        told.stdout.contains("days from 2025-11-01 to 2025-11-30"),
        "{}",
        told.stdout
    );
    let json: Value = serde_json::from_str(
        &world
            .run([
                "programs",
                "calendar",
                "--from",
                "2026-11-01",
                "--to",
                "2026-11-30",
                "--json",
            ])
            .exits(0)
            .stdout,
    )
    .unwrap();
    let days = json.as_array().unwrap();
    assert!(
        days.iter()
            .any(|day| day["id"] == "UN-Yemen" && day["kind"] == "review" && day["date"] == "2026-11-14")
    );
    world
        .run([
            "programs",
            "calendar",
            "--from",
            "2026-11-01",
            "--to",
            "2026-10-30",
        ])
        .exits(2);
}

/// The files of the tutorial, with an index of its list.
fn norland() -> World {
    let world = World::empty();
    portcullis_tests::copy_folder(&checkout().join("docs/snapback"), &world.path(""));
    world
        .run(["compile", "--out", "lists.pcx", "custom:lists.csv"])
        .exits(0);
    world
}

fn simulate<'a>(world: &World, steps: &'a str, form: &'a str) -> portcullis_tests::Done {
    world.run([
        "programs",
        "simulate",
        "--program",
        "UN-NORLAND",
        "--steps",
        steps,
        "--programs",
        "programs",
        "--licenses",
        "licenses.toml",
        "--registry",
        "registry.csv",
        "--index",
        "lists.pcx",
        form,
        "payments.csv",
    ])
}

#[test]
fn steps_stand_beside_each_other_with_what_each_does() {
    let world = norland();
    let json = simulate(&world, "notice,freeze,trade", "--json").exits(0).json();
    assert_eq!(json["least_harm"], "notice");
    let figures: Vec<_> = json["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            let caught = &step["humanitarian"]["caught"]["payments"];
            let countries = step["third_countries"].as_array().unwrap().len();
            (
                step["step"].as_str().unwrap().to_owned(),
                step["stricter"]["payments"].as_u64().unwrap(),
                caught.as_u64().unwrap(),
                step["people"].as_u64().unwrap(),
                countries,
            )
        })
        .collect();
    assert_eq!(
        figures,
        [
            ("notice".to_owned(), 1, 0, 2, 1),
            ("freeze".to_owned(), 4, 2, 7, 4),
            ("trade".to_owned(), 5, 3, 8, 5),
        ]
    );
    let csv = simulate(&world, "freeze,trade", "--csv").exits(0).stdout;
    assert!(
        csv.starts_with("step,figure,name,currency,payments,value\nfreeze,stricter,,,4,\n"),
        "{csv}"
    );
    assert!(
        csv.contains("trade,humanitarian-caught,,EUR,,57000.00\n"),
        "{csv}"
    );
    let page = simulate(&world, "freeze,trade", "--html").exits(0).stdout;
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains("Least harm: step freeze"),
        "{page}"
    );
    for (steps, told) in [
        (
            "notice,flood",
            "has no step `flood` (steps: notice, freeze, trade)",
        ),
        ("notice,notice", "--steps names `notice` twice"),
    ] {
        let done = simulate(&world, steps, "--json").exits(2);
        assert!(done.stderr.contains(told), "{}", done.stderr);
    }
}

#[test]
fn the_record_tells_what_was_asked_found_and_appealed() {
    let world = norland();
    let json = world
        .run([
            "programs",
            "record",
            "--json",
            "--programs",
            "programs",
            "--as-of",
            "2024-07-01",
            "UN-NORLAND",
        ])
        .exits(0)
        .json();
    assert_eq!(json["program"], "UN-NORLAND");
    assert_eq!(json["quorum"], 2);
    assert_eq!(json["asked"][0]["benchmarks"][0]["threshold"], "300");
    // On that day nobody knew what was found and decided later.
    assert_eq!(json["findings"].as_array().unwrap().len(), 6);
    assert_eq!(json["findings"][4]["revised"]["verdict"], "withdrawn");
    assert_eq!(json["appeals"].as_array().unwrap().len(), 1);
    assert_eq!(json["appeals"][0]["result"], "pending");
    assert_eq!(json["appeals"][0]["days_open"], 42);
    assert_eq!(json["appeal_days"], 90);
    assert_eq!(json["appeals"][0]["due"], "2024-08-18");
    // Most laws set no day, and the record says so.
    let shipped = world.run(["programs", "record", "UN-1737"]).exits(0).stdout;
    assert!(
        shipped.contains("No day is set by which an appeal must be decided."),
        "{shipped}"
    );
    let page = world
        .run([
            "programs",
            "record",
            "--html",
            "--programs",
            "programs",
            "UN-NORLAND",
        ])
        .exits(0)
        .stdout;
    assert!(page.contains("<svg ") && page.contains("Ombudsperson"), "{page}");
    assert!(
        page.contains("An appeal must be decided within 90 days."),
        "{page}"
    );
    world
        .run([
            "programs",
            "timeline",
            "--programs",
            "programs",
            "UN-NORLAND",
            "--svg",
            "picture.svg",
        ])
        .exits(0);
    let picture = world.read("picture.svg");
    assert!(picture.starts_with("<svg "));
    for meant in [
        "in force",
        "suspended or ended",
        "a step binds",
        "interim measures bind",
        "dashed: ",
    ] {
        assert!(picture.contains(meant), "{meant}\n{picture}");
    }
    let done = world
        .run(["programs", "record", "--programs", "programs", "UN-NORLAN"])
        .exits(2);
    assert!(
        done.stderr.contains("did you mean UN-NORLAND?"),
        "{}",
        done.stderr
    );
}

/// The days of a calendar, as `date kind id: what`.
fn calendar(world: &World, from: &str, to: &str, more: &[&str]) -> Vec<String> {
    let mut command = vec![
        "programs",
        "calendar",
        "--programs",
        "programs",
        "--licenses",
        "licenses.toml",
    ];
    command.extend(["--json", "--from", from, "--to", to]);
    command.extend(more);
    let json = world.program().run(command).exits(0).json();
    let day = |day: &Value| {
        let text = |key: &str| day[key].as_str().unwrap_or_default().to_owned();
        format!(
            "{} {} {}: {}",
            text("date"),
            text("kind"),
            text("id"),
            text("what")
        )
    };
    json.as_array().expect("an array").iter().map(day).collect()
}

#[test]
fn the_calendar_tells_interim_measures_and_appeals_with_their_clocks() {
    let world = norland();
    let program = world.read("programs/norland.toml");
    world.write(
        "programs/norland.toml",
        program.replace("appeal_days = 90", "appeal_days = 60"),
    );
    let days = calendar(&world, "2024-03-01", "2024-12-31", &[]);
    let appeals_and_interim: Vec<&str> = days
        .iter()
        .map(String::as_str)
        .filter(|day| !day.contains(" phase ") && !day.contains(" milestone "))
        .collect();
    assert_eq!(
        appeals_and_interim,
        [
            "2024-03-10 interim-begins UN-NORLAND: breach is disputed by Panel, Panel letter 7 (2024-03-10); interim measures \
             for 45 days at most",
            "2024-04-02 interim-ends UN-NORLAND: no dispute is open any more",
            "2024-05-20 appeal UN-NORLAND: Norland Trading House against custom-trading: no longer owned by the ministry",
            "2024-07-19 appeal-due UN-NORLAND: Norland Trading House against custom-trading: appeal of 2024-05-20",
            "2024-08-12 appeal-decided UN-NORLAND: Norland Trading House against custom-trading: rejected by Ombudsperson after \
             84 days",
            "2024-08-20 appeal UN-NORLAND: Norland Development Bank against custom-bank: finances hospitals only",
            "2024-10-19 appeal-due UN-NORLAND: Norland Development Bank against custom-bank: appeal of 2024-08-20",
        ]
    );
    // What is open when the calendar begins stands on its first day.
    let days = calendar(&world, "2024-11-01", "2025-12-31", &[]);
    assert_eq!(
        days.first().map(String::as_str),
        Some(
            "2024-11-01 appeal-pending UN-NORLAND: Norland Development Bank against custom-bank: for 73 days, since 2024-08-20; \
             the decision was due on 2024-10-19"
        )
    );
    let days = calendar(&world, "2025-02-01", "2025-12-31", &[]);
    assert!(
        days.iter().any(|day| day
            .starts_with("2025-02-01 review-overdue UN-NORLAND: due on 2025-01-16: Resolution N2 (2023), on verified compliance; no later act is written down")),
        "{days:?}"
    );
    // A dispute that nobody settles ends by its days.
    let findings = world.read("programs/findings.csv");
    let unsettled: Vec<&str> = findings.lines().take(3).collect();
    world.write("programs/findings.csv", unsettled.join("\n") + "\n");
    let days = calendar(&world, "2024-03-11", "2024-12-31", &[]);
    let end = days.iter().find(|day| day.contains("interim-ends")).unwrap();
    assert_eq!(
        end,
        "2024-04-24 interim-ends UN-NORLAND: the dispute has been open for 45 days"
    );
}

#[test]
fn the_calendar_tells_the_end_of_each_wind_down_and_registration() {
    let world = norland();
    let licenses = world.read("licenses.toml");
    world.write(
        "licenses.toml",
        licenses
            + "[[license]]\nid = \"un-norland-wind-down\"\nauthority = \"UN\"\nkind = \"general\"\ncitation = \"Resolution N1\"\n\
               programs = [\"UN-NORLAND\"]\nvalid_from = 2020-03-01\ndesignations = [\"custom-bank\"]\ndays_from_listing = 30\n",
    );
    let registry =
        "actor_id,name,class,account,valid_until\nn1,Fjordhjelpen,ngo,NO9386011117947,2020-03-15\n";
    world.write("registry.csv", registry);
    let more = ["--registry", "registry.csv", "--index", "lists.pcx"];
    let days = calendar(&world, "2020-03-02", "2020-12-31", &more);
    assert_eq!(
        days,
        [
            "2020-03-15 registration-ends n1: Fjordhjelpen as ngo",
            "2020-03-31 wind-down-ends un-norland-wind-down: custom-bank Norland Development Bank, listed on 2020-03-01",
        ]
    );
    // Without an index nothing is known of listings.
    let days = calendar(&world, "2020-03-02", "2020-12-31", &[]);
    assert!(days.is_empty(), "{days:?}");
}

#[test]
fn an_appeal_is_held_to_the_lists_of_a_run() {
    let world = norland();
    let appeals = world
        .read("programs/appeals.csv")
        .replace("custom-bank", "custom-banc");
    world.write("programs/appeals.csv", appeals);
    let done = world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--programs",
            "programs",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(3);
    assert!(
        done.stderr
            .contains("appeals.csv:3: designation_id: `custom-banc` is on no list of UN"),
        "{}",
        done.stderr
    );
    assert!(!world.path("run").exists());
}

/// A run over the tutorial's payments, as of a day on which its freeze binds.
fn norland_run() -> World {
    let world = norland();
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--programs",
            "programs",
            "--licenses",
            "licenses.toml",
            "--registry",
            "registry.csv",
            "--as-of",
            "2024-06-01",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
    world
}

#[test]
fn a_sample_of_releases_goes_to_a_second_person_and_comes_back_counted() {
    let world = norland_run();
    let drawn = world
        .run(["licenses", "sample", "run", "--share", "5%", "--seed", "7"])
        .exits(0)
        .stdout;
    let rows: Vec<&str> = drawn.lines().collect();
    assert_eq!(rows.len(), 2, "{drawn}");
    assert!(rows[0].ends_with(",evidence,verdict,auditor,note"), "{drawn}");
    assert!(
        rows[1].starts_with("N1,payments.csv,2,2024-02-10,12000.00,EUR,Fjordhjelpen,"),
        "{drawn}"
    );
    assert!(rows[1].contains("covered by un-norland-relief"), "{drawn}");
    assert!(rows[1].ends_with(",,,"), "{drawn}");
    let again = world
        .run(["licenses", "sample", "run", "--share", "5%", "--seed", "7"])
        .exits(0);
    assert_eq!(again.stdout, drawn);

    let with = |verdict: &str| {
        let row = rows[1].strip_suffix(",,,").unwrap();
        format!("{}\n{row},{verdict}\n", rows[0])
    };
    world.write("audit.csv", with("right,m.lie,"));
    let json = world
        .run(["licenses", "sample", "run", "--audit", "audit.csv", "--json"])
        .exits(0)
        .json();
    assert_eq!((&json["releases"], &json["right"]), (&1.into(), &1.into()));
    world.write("audit.csv", with("wrong,m.lie,\"no such clinic, says the NGO\""));
    let told = world
        .run(["licenses", "sample", "run", "--audit", "audit.csv"])
        .exits(1)
        .stdout;
    assert!(
        told.contains("N1 (un-norland-relief): wrong, m.lie: no such clinic, says the NGO"),
        "{told}"
    );
    for (audit, reason) in [
        (with("fine,m.lie,"), "audit.csv:2: verdict: `fine` is none"),
        (with("right,,"), "audit.csv:2: auditor: is empty"),
        (
            with("right,m.lie,").replace("N1,", "N9,"),
            "audit.csv:2: payment_id: N9 in line 2",
        ),
        (
            with("right,m.lie,").replace(",verdict", ",finding"),
            "audit.csv:1: `finding` is no column",
        ),
    ] {
        world.write("audit.csv", audit);
        let done = world
            .run(["licenses", "sample", "run", "--audit", "audit.csv"])
            .exits(3);
        assert!(done.stderr.contains(reason), "{}", done.stderr);
    }
    let done = world.run(["licenses", "sample", "run", "--share", "5"]).exits(2);
    assert!(done.stderr.contains("write a percentage"), "{}", done.stderr);
}

#[test]
fn a_payment_over_time_tells_when_it_changed_and_why() {
    let world = norland();
    let over = |id: &'static str, days: &'static str, form: &'static str| {
        world.run([
            "explain",
            "--payment",
            id,
            "--over",
            days,
            "--index",
            "lists.pcx",
            "--programs",
            "programs",
            "--licenses",
            "licenses.toml",
            "--registry",
            "registry.csv",
            form,
            "payments.csv",
        ])
    };
    let json = over("N2", "2022-12-01..2024-12-31", "--json").exits(0).json();
    let told: Vec<(&str, &str)> = json["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stretch| {
            (
                stretch["from"].as_str().unwrap(),
                stretch["outcome"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("2022-12-01", "block"),
            ("2023-01-16", "clear"),
            ("2024-05-10", "block"),
            ("2024-09-03", "clear"),
        ]
    );
    assert_eq!(
        json["outcomes"][2]["changes"][0],
        "UN-NORLAND asset-freeze on custom-bank binds: suspended, step freeze since 2024-05-10, Resolution N2 (2023), on \
         verified compliance"
    );
    assert_eq!(json["outcomes"][3]["to"], "2024-12-31");
    for (days, reason) in [
        ("2024-01-01", "write FROM..TO"),
        ("2024-02-01..2024-01-01", "is before"),
        ("2024-02-30..2024-03-01", "is not a day"),
    ] {
        let done = over("N2", days, "--json").exits(2);
        assert!(done.stderr.contains(reason), "{}", done.stderr);
    }
}

#[test]
fn a_program_says_from_what_share_on_it_holds_what_its_parties_own() {
    let world = World::empty();
    world.write(
        "listed.csv",
        "id,name,schema,authority,list,programs\nA,Anton Eigner,person,XX,Test,P\nB,Berta Eigner,person,XX,Test,Q\n",
    );
    world.write(
        "shares.csv",
        "owner_id,owned_name,share\ncustom-A,Halbwerk Dreizehn,50\ncustom-A,Mischwerk Vierzehn,30\ncustom-B,Mischwerk Vierzehn,30\n",
    );
    let program = |keys: &str| {
        format!("[[program]]\nid = \"P\"\nauthority = \"XX\"\nmeasures = [\"asset-freeze\"]\n{keys}\n")
    };
    let owned = |keys: &str| {
        world.write("programs.toml", program(keys));
        world
            .run([
                "compile",
                "--out",
                "lists.pcx",
                "--allow-shrink",
                "--programs",
                "programs.toml",
                "custom:listed.csv",
                "ownership:shares.csv",
            ])
            .exits(0);
        let hits = |name| {
            world
                .run(["check", "--index", "lists.pcx", "--json", name])
                .json()
        };
        ["Halbwerk Dreizehn", "Mischwerk Vierzehn"]
            .map(|name| !hits(name)["hits"].as_array().unwrap().is_empty())
    };
    assert_eq!(owned(""), [true, true]);
    assert_eq!(owned("ownership = \"over-50\""), [false, true]);
    assert_eq!(owned("aggregate_with = []"), [true, false]);
    assert_eq!(owned("ownership = \"none\""), [false, false]);

    world.write("programs.toml", program("ownership = \"half\""));
    let done = world
        .run([
            "compile",
            "--out",
            "x.pcx",
            "--programs",
            "programs.toml",
            "custom:listed.csv",
        ])
        .exits(3);
    assert!(
        done.stderr.contains("programs.toml:5: program P: ownership: unknown ownership `half` (known: at-least-50, over-50, none)"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_payment_of_a_run_is_explained_with_what_the_run_was_made_from() {
    let world = norland_run();
    let told = world
        .run(["explain", "--run", "run", "--json", "N1"])
        .exits(0)
        .json();
    assert_eq!(told["outcome"], "licensed");
    // The run was made as of that day; the payment's value date is another.
    assert_eq!(told["as_of"], "2024-06-01");
    world.run(["explain", "--run", "run", "N9"]).exits(2);
    let payments = world.read("payments.csv");
    world.write("payments.csv", payments.replace("12000.00", "13000.00"));
    let done = world.run(["explain", "--run", "run", "N1"]).exits(3);
    assert!(
        done.stderr.contains("payments.csv: is not what the run read"),
        "{}",
        done.stderr
    );
    world.write("payments.csv", payments);
    let licenses = world.read("licenses.toml");
    world.write("licenses.toml", licenses.replace("\"food\", ", ""));
    let done = world.run(["explain", "--run", "run", "N1"]).exits(3);
    assert!(
        done.stderr.contains("the rules are not those of the run"),
        "{}",
        done.stderr
    );
}
