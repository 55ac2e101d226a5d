//! Lists that must not be let in, or not in silence: older ones, cut ones, ones of tomorrow, ones that nobody fetches any more.

use serde_json::Value;

use crate::world::World;

const ROW: &str = "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n";

/// The UN's list of one entity.
fn un(day: &str, aliases: usize) -> String {
    let aliases: String = (0..aliases)
        .map(|n| {
            format!(
                "<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>LAKES {n}</ALIAS_NAME></ENTITY_ALIAS>"
            )
        })
        .collect();
    format!(
        "<CONSOLIDATED_LIST dateGenerated='{day}'><ENTITIES><ENTITY><FIRST_NAME>LAKES AIR</FIRST_NAME><UN_LIST_TYPE>South Sudan</UN_LIST_TYPE>\
         <REFERENCE_NUMBER>SSe.900</REFERENCE_NUMBER>{aliases}</ENTITY></ENTITIES></CONSOLIDATED_LIST>"
    )
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn an_older_list_and_a_list_of_the_future_are_refused_in_one_line_and_leave_the_index_as_it_was() {
    let world = World::empty();
    let compile = |day: &str| {
        world.write("un.xml", un(day, 0));
        world.says(["compile", "--out", "lists.pcx", "un:un.xml"])
    };
    assert_eq!(compile("2024-02-27").0, 0);
    let index = std::fs::read(world.path("lists.pcx")).expect("it was written");
    assert_eq!(
        compile("2024-02-26"),
        (
            3,
            "portcullis: un:un.xml: is of 2024-02-26, but lists.pcx was compiled with the list of 2024-02-27: an older list would \
             take the place of a newer one; check the download, or pass --allow-older to go back to it"
                .to_owned()
        )
    );
    assert_eq!(
        compile("2199-02-26"),
        (
            3,
            "portcullis: un:un.xml: is dated 2199-02-26, a day that has not begun anywhere; check the list's date, and this \
             computer's, or pass --allow-older if it is dated ahead on purpose"
                .to_owned()
        )
    );
    assert_eq!(
        std::fs::read(world.path("lists.pcx")).expect("it is there"),
        index
    );
    for day in ["2024-02-26", "2199-02-26"] {
        world.write("un.xml", un(day, 0));
        world
            .run(["compile", "--allow-older", "--out", "lists.pcx", "un:un.xml"])
            .exits(0);
    }
}

#[test]
fn a_list_that_lost_its_aliases_is_refused_though_every_designation_is_there() {
    let world = World::empty();
    world.write("un.xml", un("2024-02-27", 40));
    world.run(["compile", "--out", "lists.pcx", "un:un.xml"]).exits(0);
    world.write("un.xml", un("2024-02-28", 10));
    assert_eq!(
        world.says(["compile", "--out", "lists.pcx", "un:un.xml"]),
        (
            3,
            "portcullis: un:un.xml: 11 names, but lists.pcx was compiled with 41: more than 5% would be lost; check the download, \
             or pass --allow-shrink if the list did shrink"
                .to_owned()
        )
    );
    world
        .run(["compile", "--allow-shrink", "--out", "lists.pcx", "un:un.xml"])
        .exits(0);
}

#[test]
fn an_ofac_list_without_its_aliases_or_cut_is_refused_on_the_first_compile_too() {
    let world = World::empty();
    world.write("ofac/sdn.csv", ROW);
    world.write("ofac/add.csv", "\x1a");
    let compile = || world.says(["compile", "--out", "x.pcx", "ofac-sdn:ofac"]);
    assert_eq!(
        compile(),
        (
            3,
            "portcullis: ofac/sdn.csv: alt.csv is not beside it, or empty, so no alias would be screened; download alt.csv into the same \
             folder (compile --allow-shrink takes the list as it is)"
                .to_owned()
        )
    );
    world.write(
        "ofac/alt.csv",
        "36,1,\"aka\",\"A\",-0- \r\n37,2,\"aka\",\"B\",-0- \r\n",
    );
    assert_eq!(
        compile(),
        (
            3,
            "portcullis: ofac/alt.csv: 1 row belongs to an entity that the list does not have: ofac/sdn.csv is cut, or of another \
             day; download all files of the list again (compile --allow-shrink takes the list as it is)"
                .to_owned()
        )
    );
    world.write(
        "ofac/sdn.csv",
        format!(
            "{ROW}{}",
            &ROW.replace("36,\"A", "37,\"B").replace(",-0- \r\n", ",\"DOB")
        ),
    );
    assert_eq!(
        compile(),
        (
            3,
            "portcullis: ofac/sdn.csv:2: a quote opens in this row and never closes: the file was cut; download it again"
                .to_owned()
        )
    );
    assert!(!world.path("x.pcx").exists(), "nothing was written");
}

#[test]
fn records_that_ofac_cut_are_named_when_compiled_when_screened_and_in_the_report() {
    let world = World::new();
    let remarks = format!(",\"{}\"\r\n", "Digital Currency Address - ETH 0x; ".repeat(40));
    let (remarks, _) = remarks.split_at(1_002);
    let row = ROW.replace(",-0- \r\n", remarks);
    world.write("ofac/sdn.csv", format!("{row}\"\r\n"));
    world.write("ofac/alt.csv", "\x1a");
    world.write("ofac/add.csv", "\x1a");
    let said = "1 record is cut at the most characters that the format holds (OFAC: 1,000 of remarks) and no file given continues \
                them, so its end, with identifiers and other names, cannot be screened: ofac-36 AEROCARIBBEAN AIRLINES";
    let compiled = world
        .run(["compile", "--json", "--out", "ofac.pcx", "ofac-sdn:ofac"])
        .exits(0);
    assert!(compiled.stderr.contains(said), "{}", compiled.stderr);
    let expected = serde_json::json!([{"id": "ofac-36", "name": "AEROCARIBBEAN AIRLINES"}]);
    assert_eq!(json(&compiled.stdout)["sources"][0]["cut_records"], expected);
    let stats = world
        .run(["lists", "stats", "--json", "--index", "ofac.pcx"])
        .exits(0);
    assert_eq!(
        json(&stats.stdout)["manifest"]["sources"][0]["cut_records"],
        expected
    );
    let screened = world.run(["screen", "--index", "ofac.pcx", "--out", "run", "payments.csv"]);
    assert!(screened.stderr.contains(said), "{}", screened.stderr);
    let summary = json(&world.read("run/summary.json"));
    assert!(
        summary["run"]["warnings"][0]
            .as_str()
            .is_some_and(|text| text.contains(said))
    );
    world.run(["verify", "run"]).exits(0);
    world.run(["report", "--out", "run.html", "run"]).exits(0);
    assert!(world.read("run.html").contains("1 record is cut"));
}

#[test]
fn lists_that_are_too_old_or_of_unknown_age_refuse_the_run_one_line_each() {
    let world = World::new();
    world.write("un.xml", un("2020-01-31", 0));
    world.write("ofac/sdn.csv", ROW);
    for name in ["alt.csv", "add.csv", "sdn_comments.csv"] {
        world.write(&format!("ofac/{name}"), "\x1a");
    }
    world
        .run([
            "compile",
            "--out",
            "old.pcx",
            "un:un.xml",
            "ofac-sdn:ofac",
            "custom:list.csv",
        ])
        .exits(0);
    let (code, said) = world.says([
        "screen",
        "--index",
        "old.pcx",
        "--max-age",
        "30",
        "--out",
        "run",
        "payments.csv",
    ]);
    assert_eq!(code, 3, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(
        lines[0].starts_with("portcullis: un:un.xml: is of 2020-01-31, ")
            && lines[0].ends_with(" days old, and at most 30 were asked for; download it again"),
        "{said}"
    );
    assert!(
        lines[1].contains("ofac-sdn:ofac: does not say when it was published"),
        "{said}"
    );
    assert!(!world.path("run").exists(), "nothing was decided");

    // Young enough, with what there is to warn of; a bank's own list need not say its day.
    world
        .run(["compile", "--out", "own.pcx", "custom:list.csv"])
        .exits(0);
    world
        .run([
            "screen",
            "--index",
            "own.pcx",
            "--max-age",
            "0",
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
}

#[test]
fn the_summary_says_how_many_hours_ago_each_list_was_published() {
    let world = World::new();
    world.write("un.xml", un("2024-02-27T22:00:00Z", 0));
    world
        .run(["compile", "--out", "two.pcx", "un:un.xml", "custom:list.csv"])
        .exits(0);
    world
        .run(["screen", "--index", "two.pcx", "--out", "run", "payments.csv"])
        .exits(1);
    let summary = json(&world.read("run/summary.json"));
    let lists = &summary["run"]["lists"];
    assert_eq!(lists[0]["source"], "un:un.xml");
    assert_eq!(lists[0]["published"], "2024-02-27T22:00:00Z");
    let started: jiff::Timestamp = summary["run"]["started_at"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("it is a time");
    let published: jiff::Timestamp = "2024-02-27T22:00:00Z".parse().expect("it is a time");
    let hours = (started.as_second() - published.as_second()) / 3600;
    assert_eq!(lists[0]["hours_since_publication"], hours);
    assert_eq!(lists[1], serde_json::json!({"source": "custom:list.csv"}));
    world.run(["verify", "run"]).exits(0);
}

#[test]
fn what_was_fetched_is_in_the_manifest_with_when_and_from_where() {
    let world = World::empty();
    world.write("mirror/consolidated.xml", un("2024-02-27", 0));
    let fetched = world
        .run(["lists", "fetch", "--out", "lists", "--from", "mirror", "un"])
        .exits(0);
    let (source, _) = fetched.stdout.split_once('\t').expect("it says the source");
    world.run(["compile", "--out", "un.pcx", source]).exits(0);
    let stats = world
        .run(["lists", "stats", "--json", "--index", "un.pcx"])
        .exits(0);
    let file = &json(&stats.stdout)["manifest"]["sources"][0]["fetched"][0];
    assert_eq!(file["file"], "consolidated.xml");
    assert_eq!(file["from"], "mirror/consolidated.xml");
    let at = file["fetched_at"].as_str().expect("it is text");
    assert!(at.parse::<jiff::Timestamp>().is_ok(), "{at}");
    let stats = world.run(["lists", "stats", "--index", "un.pcx"]).exits(0);
    assert!(stats.stdout.contains(at), "{}", stats.stdout);
}

#[test]
fn a_spreadsheet_is_a_list_and_a_damaged_one_is_refused_and_leaves_the_index_as_it_was() {
    let list = include_bytes!("../../crates/list-compiler/tests/fixtures/au.xlsx");
    let world = World::empty();
    let compile = |bytes: &[u8]| {
        world.write("list.xlsx", bytes);
        world.says(["compile", "--out", "lists.pcx", "au@2026-08-01:list.xlsx"])
    };
    assert_eq!(compile(list).0, 0);
    let index = std::fs::read(world.path("lists.pcx")).expect("it was written");
    let (code, said) = compile(&list[..list.len() / 2]);
    assert_eq!(code, 3);
    assert!(
        said.starts_with("portcullis: list.xlsx: not a whole spreadsheet (")
            && said.ends_with("download it again"),
        "{said}"
    );
    assert_eq!(
        compile(b"<!DOCTYPE html><html><body>Access denied</body></html>"),
        (
            3,
            "portcullis: list.xlsx: is an HTML page, not the au list (a spreadsheet); download the list again and look at the file \
             before compiling"
                .to_owned()
        )
    );
    assert_eq!(
        std::fs::read(world.path("lists.pcx")).expect("it is there"),
        index
    );
}
