//! Every way in which a list can be wrong is one line that names the file and what to do.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use portcullis_index::FetchedFile;
use portcullis_list_compiler::{
    Compilation, CompileError, CompileOptions, SourceKind, SourceSpec, compile, note_fetched, read,
};
use tempfile::TempDir;

const SDN: &str =
    "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a";

fn kind(word: &str) -> SourceKind {
    word.parse().unwrap()
}

/// A folder with the given files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

fn try_read(kind: SourceKind, path: &Path) -> Result<Compilation, CompileError> {
    read(&[SourceSpec::new(kind, path)], &CompileOptions::default())
}

/// The error of reading the files, which must be one line.
fn refusal(kind: SourceKind, files: &[(&str, &[u8])]) -> String {
    let dir = folder(files);
    let text = try_read(kind, dir.path()).unwrap_err().to_string();
    assert!(!text.contains('\n'), "{text}");
    text.replace(&format!("{}/", dir.path().display()), "")
        .replace(&dir.path().display().to_string(), "DIR")
}

#[test]
fn a_missing_path_is_named() {
    let text = try_read(kind("un"), Path::new("no/such/list.xml"))
        .unwrap_err()
        .to_string();
    assert_eq!(
        text,
        "no/such/list.xml: no such file or folder; check the path given for un"
    );
    assert!(matches!(
        read(&[], &CompileOptions::default()),
        Err(CompileError::NoSources)
    ));
}

#[test]
fn a_folder_without_the_list_says_which_file_to_download() {
    let text = refusal(kind("ofac-sdn"), &[("alt.csv", b"\x1a")]);
    assert_eq!(
        text,
        "sdn.csv: the folder has no sdn.csv, only alt.csv; download sdn.csv, alt.csv, add.csv, sdn_comments.csv into it"
    );
    assert!(refusal(kind("un"), &[]).contains("no .xml file"));
    assert!(refusal(kind("un"), &[("a.xml", b"<a/>"), ("b.xml", b"<a/>")]).contains("name the file itself"));
    assert!(refusal(SourceKind::CUSTOM, &[("notes.txt", b"x")]).contains("no .csv file, only notes.txt;"));
    assert_eq!(
        refusal(kind("csl"), &[("csl.pdf", b"x"), ("csl.xls", b"x")]),
        "DIR: the folder has no .csv or .tsv or .json file, only csl.pdf, csl.xls; download the csl list into it, or name the file itself"
    );
}

#[test]
fn an_empty_list_is_refused_and_may_be_allowed() {
    assert_eq!(
        refusal(kind("ofac-sdn"), &[("sdn.csv", b"\x1a")]),
        "sdn.csv: the ofac-sdn list is empty; download it again"
    );
    assert!(refusal(SourceKind::CUSTOM, &[("a.csv", b"id,name,schema\n")]).contains("is empty"));
    let xml = b"<CONSOLIDATED_LIST dateGenerated='2026-01-01'><INDIVIDUALS/><ENTITIES/></CONSOLIDATED_LIST>";
    assert!(refusal(kind("un"), &[("un.xml", xml)]).contains("the un list is empty"));
    let dir = folder(&[("sdn.csv", b"")]);
    let options = CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    };
    let compilation = read(&[SourceSpec::new(kind("ofac-sdn"), dir.path())], &options).unwrap();
    assert!(compilation.designations.is_empty());
}

#[test]
fn what_a_failed_download_leaves_is_named_for_what_it_is() {
    let html = b"\n<!DOCTYPE html><html><body>Access denied</body></html>";
    assert_eq!(
        refusal(kind("ofac-sdn"), &[("sdn.csv", html)]),
        "sdn.csv: is an HTML page, not the ofac-sdn list (CSV text); download the list again and look at the file before compiling"
    );
    assert!(refusal(kind("un"), &[("un.xml", html)]).contains("is an HTML page"));
    assert!(refusal(kind("un"), &[("un.xml", b"{\"error\":\"rate limit\"}")]).contains("is JSON"));
    assert!(refusal(kind("bis-dpl"), &[("dpl.txt", b"[{}]")]).contains("is JSON"));
    // Authorities publish these, too, but they are not read.
    for word in ["uk", "au", "ua"] {
        let text = refusal(kind(word), &[("list.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")]);
        assert!(
            text.starts_with("list.xlsx: is a spreadsheet of an old kind (save it as .xlsx first), not the"),
            "{text}"
        );
    }
    assert!(refusal(kind("ofac-sdn"), &[("sdn.csv", b"PK\x03\x04zip")]).contains("unpack it first"));
    assert!(refusal(SourceKind::CUSTOM, &[("a.csv", b"\xff\xfei\0d\0")]).contains("UTF-16"));
    assert!(refusal(kind("ofac-sdn"), &[("sdn.csv", b"36,\"A\0B\"")]).contains("binary data"));
    assert!(
        refusal(
            kind("ofac-sdn"),
            &[("sdn.csv", b"<?xml version='1.0'?><sdnList/>")]
        )
        .contains("is XML")
    );
    // A companion file is looked at as hard as the list itself.
    assert!(
        refusal(
            kind("ofac-sdn"),
            &[("sdn.csv", SDN.as_bytes()), ("alt.csv", html)]
        )
        .contains("alt.csv: is an HTML")
    );
}

#[test]
fn a_header_line_in_an_ofac_file_is_refused_with_a_way_out() {
    let text = refusal(kind("ofac-sdn"), &[("sdn.csv", b"ID,Name,Type\n36,A,-0-\n")]);
    assert!(
        text.starts_with("sdn.csv:1: starts with a header line (`ID,Name,Type`)"),
        "{text}"
    );
    assert!(text.contains("download the files from OFAC"));
}

#[test]
fn cut_swapped_and_nameless_ofac_rows_are_named_by_line() {
    let cut = format!("{}37,\"B\",-0- ,\"CUBA\"", SDN.trim_end_matches('\x1a'));
    assert!(
        refusal(kind("ofac-sdn"), &[("sdn.csv", cut.as_bytes())])
            .starts_with("sdn.csv:2: expected 12 columns and found 4; the file is cut")
    );
    let swapped = SDN.replace("36,\"AEROCARIBBEAN AIRLINES\"", "\"AEROCARIBBEAN 2 AIRLINES\",36");
    assert!(
        refusal(kind("ofac-sdn"), &[("sdn.csv", swapped.as_bytes())])
            .starts_with("sdn.csv:1: expected OFAC's entity number in column 1 and found `AEROCARIBBEAN 2")
    );
    let swapped = SDN.replace("-0- ,\"CUBA\"", "\"CUBA\",-0- ");
    assert!(
        refusal(kind("ofac-sdn"), &[("sdn.csv", swapped.as_bytes())]).starts_with(
            "sdn.csv:1: expected individual, vessel, aircraft or -0- in column 3 and found `cuba`"
        )
    );
    let nameless = SDN.replace("\"AEROCARIBBEAN AIRLINES\"", "-0- ");
    assert!(
        refusal(kind("ofac-sdn"), &[("sdn.csv", nameless.as_bytes())])
            .starts_with("sdn.csv:1: entity 36 has no name")
    );
    let alias = b"36,12,\"aka\"\r\n";
    assert!(
        refusal(
            kind("ofac-sdn"),
            &[("sdn.csv", SDN.as_bytes()), ("alt.csv", alias)]
        )
        .starts_with("alt.csv:1: expected 5 columns and found 3")
    );
}

#[test]
fn an_id_that_stands_twice_is_named_with_both_places_and_the_later_of_two_versions_of_a_day_is_told() {
    let twice = SDN.replace('\x1a', "") + SDN;
    assert_eq!(
        refusal(kind("ofac-sdn"), &[("sdn.csv", twice.as_bytes())]),
        "sdn.csv:2: designation `ofac-36` is already defined at sdn.csv:1; the file holds one record twice; download it again"
    );
    let text = refusal(
        SourceKind::CUSTOM,
        &[
            ("a.csv", b"id,name,schema\n1,A,person\n"),
            ("b.csv", b"id,name,schema\n1,B,person\n"),
        ],
    );
    assert!(
        text.starts_with("b.csv:2: designation `custom-1` is already defined at "),
        "{text}"
    );
    assert!(
        text.ends_with("a.csv:2; give each designation an id of its own"),
        "{text}"
    );

    let (one, two) = (
        folder(&[("sdn.csv", SDN.as_bytes()), ("alt.csv", b"\x1a")]),
        folder(&[("sdn.csv", SDN.as_bytes()), ("alt.csv", b"\x1a")]),
    );
    let specs = [
        SourceSpec::new(kind("ofac-sdn"), one.path()),
        SourceSpec::new(kind("ofac-sdn"), two.path()),
    ];
    let text = read(&specs, &CompileOptions::default()).unwrap_err().to_string();
    assert!(
        text.contains("several ofac-sdn lists are given, so each is a snapshot and needs a day")
            && text.contains("write ofac-sdn@YYYY-MM-DD:"),
        "{text}"
    );
    let specs = specs.map(|spec| spec.on("2021-07-01".parse().unwrap()));
    let compiled = read(&specs, &CompileOptions::default()).unwrap();
    let replaces = format!(
        "{}: replaces {}, which is of the same day",
        two.path().display(),
        one.path().display()
    );
    assert!(compiled.reports[1].warnings.contains(&replaces));
}

/// OFAC's row of an entity, with remarks.
fn sdn_row(number: u32, name: &str, remarks: &str) -> String {
    format!("{number},\"{name}\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"{remarks}\"\r\n")
}

fn shrinking() -> CompileOptions {
    CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    }
}

#[test]
fn an_ofac_list_without_its_aliases_is_refused_and_may_be_allowed() {
    assert_eq!(
        refusal(
            kind("ofac-sdn"),
            &[("sdn.csv", SDN.as_bytes()), ("add.csv", b"\x1a")]
        ),
        "sdn.csv: alt.csv is not beside it, or empty, so no alias would be screened; download alt.csv into the same folder"
    );
    assert!(
        refusal(kind("ofac-consolidated"), &[("cons_prim.csv", SDN.as_bytes())])
            .starts_with("cons_prim.csv: cons_alt.csv is not beside it")
    );
    // An empty file is what a failed download leaves.
    assert!(
        refusal(kind("ofac-sdn"), &[("sdn.csv", SDN.as_bytes()), ("alt.csv", b"")])
            .contains("alt.csv is not beside it, or empty")
    );
    let dir = folder(&[("sdn.csv", SDN.as_bytes())]);
    // The file itself may be named instead of its folder.
    assert!(matches!(
        try_read(kind("ofac-sdn"), &dir.path().join("sdn.csv")),
        Err(CompileError::Incomplete { .. })
    ));
    let specs = [SourceSpec::new(kind("ofac-sdn"), dir.path())];
    let compilation = read(&specs, &shrinking()).unwrap();
    assert_eq!(
        compilation.designations[0].primary_name(),
        "AEROCARIBBEAN AIRLINES"
    );
    let warnings = compilation.reports[0].warnings.join("\n");
    assert!(
        ["alt.csv", "add.csv", "sdn_comments.csv"]
            .iter()
            .all(|name| warnings.contains(name)),
        "{warnings}"
    );
}

#[test]
fn missing_addresses_and_comments_are_a_warning() {
    let dir = folder(&[("sdn.csv", SDN.as_bytes()), ("alt.csv", b"\x1a")]);
    let compilation = try_read(kind("ofac-sdn"), dir.path()).unwrap();
    let warnings = &compilation.reports[0].warnings;
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("add.csv") && warnings[1].contains("sdn_comments.csv"));
}

#[test]
fn rows_of_entities_that_are_not_there_prove_that_the_list_was_cut() {
    let alias = b"36,1,\"aka\",\"AEROCARIB\",-0- \r\n37,2,\"aka\",\"B\",-0- \r\n38,3,\"aka\",\"C\",-0- \r\n";
    let address = b"37,1,\"1 Main St\",\"Havana\",\"Cuba\",-0- \r\n";
    assert_eq!(
        refusal(
            kind("ofac-sdn"),
            &[("sdn.csv", SDN.as_bytes()), ("alt.csv", alias)]
        ),
        "alt.csv: 2 rows belong to entities that the list does not have: sdn.csv is cut, or of another day; download all files of the list again"
    );
    let files: [(&str, &[u8]); 3] = [
        ("sdn.csv", SDN.as_bytes()),
        ("alt.csv", b"\x1a"),
        ("add.csv", address),
    ];
    assert!(
        refusal(kind("ofac-sdn"), &files)
            .starts_with("add.csv: 1 row belongs to an entity that the list does not have")
    );
    let specs = [SourceSpec::new(kind("ofac-sdn"), folder(&files).keep())];
    let compilation = read(&specs, &shrinking()).unwrap();
    assert!(
        compilation.reports[0]
            .warnings
            .iter()
            .any(|warning| warning.contains("1 row belongs to an entity"))
    );
    fs::remove_dir_all(&specs[0].path).unwrap();
}

#[test]
fn a_companion_file_that_ends_before_its_list_does_was_cut() {
    let numbers = || 1..=200_u32;
    let rows = |each: &dyn Fn(u32) -> String, until: u32| (1..=until).map(each).collect::<String>();
    let list = numbers()
        .map(|n| sdn_row(n, &format!("PARTY {n}"), "-0-"))
        .collect::<String>();
    let alias = |n: u32| format!("{n},{n},\"aka\",\"OTHER {n}\",-0- \n");
    let address = |n: u32| format!("{n},{n},-0- ,-0- ,-0- ,-0- \n");
    let compiled = |aliases: u32, addresses: u32| {
        let (alt, add) = (rows(&alias, aliases), rows(&address, addresses));
        let files = [
            ("sdn.csv", list.as_bytes()),
            ("alt.csv", alt.as_bytes()),
            ("add.csv", add.as_bytes()),
        ];
        let dir = folder(&files);
        try_read(kind("ofac-sdn"), dir.path()).map_err(|error| error.to_string())
    };
    assert!(compiled(200, 200).is_ok());
    assert!(compiled(195, 200).is_ok(), "some parties have no alias");
    let error = compiled(150, 200).unwrap_err();
    assert!(
        error.contains("alt.csv") && error.contains("last 50 entities"),
        "{error}"
    );
    let error = compiled(200, 199).unwrap_err();
    assert!(
        error.contains("add.csv") && error.contains("last 1 entities"),
        "{error}"
    );
}

#[test]
fn text_that_was_encoded_twice_is_refused() {
    let list = "id,name,schema\n".to_owned()
        + &(0..20)
            .map(|n| format!("{n},José Núñez {n},person\n"))
            .collect::<String>();
    let twice: String = list.bytes().map(char::from).collect();
    let dir = folder(&[("a.csv", list.as_bytes())]);
    assert!(try_read(SourceKind::CUSTOM, dir.path()).is_ok());
    let error = refusal(SourceKind::CUSTOM, &[("a.csv", twice.as_bytes())]);
    assert!(error.contains("a.csv") && error.contains("garbled"), "{error}");
}

#[test]
fn an_element_that_a_format_does_not_have_is_counted_wherever_it_stands() {
    for (word, file, fixture, element) in [
        ("ofac-sdn", "sdn.xml", include_str!("fixtures/sdn.xml"), "aka"),
        ("ofac-sdn", "sdn.xml", include_str!("fixtures/sdn.xml"), "program"),
        (
            "ofac-sdn",
            "sdn_enhanced.xml",
            include_str!("fixtures/sdn-enhanced.xml"),
            "addressPart",
        ),
        ("un", "un.xml", include_str!("fixtures/un.xml"), "ALIAS_NAME"),
    ] {
        let renamed = [">", " "].iter().fold(fixture.to_owned(), |text, end| {
            text.replace(&format!("<{element}{end}"), &format!("<{element}2{end}"))
        });
        let renamed = renamed.replace(&format!("</{element}>"), &format!("</{element}2>"));
        let counted = |text: &str| {
            let dir = folder(&[(file, text.as_bytes())]);
            let compilation = try_read(kind(word), dir.path()).unwrap();
            let counts = &compilation.reports[0].not_understood;
            counts.get(&format!("element: {element}2")).copied()
        };
        assert_eq!(counted(fixture), None);
        assert!(
            counted(&renamed).is_some_and(|count| count > 0),
            "{file} {element}"
        );
    }
}

#[test]
fn a_whole_list_under_no_program_is_refused() {
    let row = |n: u32, program: &str| sdn_row(n, &format!("PARTY {n}"), "-0-").replace("CUBA", program);
    let list = |program: &str| (1..=120).map(|n| row(n, program)).collect::<String>();
    let read = |program: &str| {
        let dir = folder(&[
            ("sdn.csv", list(program).as_bytes()),
            ("alt.csv", b"120,1,\"aka\",\"OTHER\",-0- \n"),
        ]);
        try_read(kind("ofac-sdn"), dir.path()).map_err(|error| error.to_string())
    };
    let error = read("-0- ").unwrap_err();
    assert!(
        error.contains("none of its 120 entries says under which program"),
        "{error}"
    );
    assert!(read("CUBA").is_ok());
}

#[test]
fn a_quote_that_never_closes_proves_that_the_list_was_cut() {
    let cut =
        sdn_row(36, "A", "DOB 1967.") + "37,\"B\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 19";
    assert_eq!(
        refusal(
            kind("ofac-sdn"),
            &[("sdn.csv", cut.as_bytes()), ("alt.csv", b"\x1a")]
        ),
        "sdn.csv:2: a quote opens in this row and never closes: the file was cut; download it again"
    );
    // No list may be cut in the middle of a row, whatever is allowed.
    let dir = folder(&[("sdn.csv", cut.as_bytes()), ("alt.csv", b"\x1a")]);
    assert!(read(&[SourceSpec::new(kind("ofac-sdn"), dir.path())], &shrinking()).is_err());
}

#[test]
fn records_that_end_at_ofacs_limit_and_go_on_nowhere_are_named_and_counted() {
    let at_limit = "x".repeat(1_000);
    let sdn = sdn_row(1, "TORNADO CASH", &at_limit)
        + &sdn_row(2, "SHORT", &at_limit[1..])
        + &sdn_row(3, "CONTINUED", &at_limit);
    let without: [(&str, &[u8]); 3] = [
        ("sdn.csv", sdn.as_bytes()),
        ("alt.csv", b"\x1a"),
        ("add.csv", b"\x1a"),
    ];
    let dir = folder(&without);
    let compilation = try_read(kind("ofac-sdn"), dir.path()).unwrap();
    let named = |compilation: &Compilation| -> Vec<String> {
        let records = compilation.sources[0].cut_records.iter();
        records
            .map(|record| format!("{} {}", record.id, record.name))
            .collect()
    };
    assert_eq!(named(&compilation), ["ofac-1 TORNADO CASH", "ofac-3 CONTINUED"]);
    let warnings = compilation.reports[0].warnings.join("\n");
    assert!(
        warnings.contains("2 records are cut")
            && warnings.ends_with("cannot be screened: ofac-1 TORNADO CASH; ofac-3 CONTINUED"),
        "{warnings}"
    );

    fs::write(dir.path().join("sdn_comments.csv"), "3,\"x; Gender Male.\"\r\n").unwrap();
    let compilation = try_read(kind("ofac-sdn"), dir.path()).unwrap();
    assert_eq!(named(&compilation), ["ofac-1 TORNADO CASH"]);
}

#[test]
fn broken_xml_is_named_by_line() {
    let cut = b"<?xml version='1.0'?>\n<CONSOLIDATED_LIST>\n<INDIVIDUALS>\n<INDIVIDUAL><FIRST_NAME>A</FIRST_NAME>\n";
    let text = refusal(kind("un"), &[("un.xml", cut)]);
    assert!(
        text.starts_with("un.xml:5: not well-formed XML") && text.contains("the download was cut"),
        "{text}"
    );
    let other = b"<sdnList xmlns='x'>\n<sdnEntry/></sdnList>";
    assert!(
        refusal(kind("un"), &[("un.xml", other)])
            .contains("un.xml:1: expected the UN's CONSOLIDATED_LIST and found <sdnList>")
    );
    let anonymous = b"<CONSOLIDATED_LIST>\n<ENTITIES>\n<ENTITY><FIRST_NAME>A</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>";
    assert!(
        refusal(kind("un"), &[("un.xml", anonymous)])
            .starts_with("un.xml:3: the entry has no REFERENCE_NUMBER")
    );
    let nameless = b"<CONSOLIDATED_LIST>\n<ENTITY><REFERENCE_NUMBER>QDe.1</REFERENCE_NUMBER></ENTITY></CONSOLIDATED_LIST>";
    assert!(refusal(kind("un"), &[("un.xml", nameless)]).starts_with("un.xml:2: entry QDe.1 has no name"));
    let latin = b"<CONSOLIDATED_LIST>\n<ENTITY><FIRST_NAME>\xE9</FIRST_NAME></ENTITY></CONSOLIDATED_LIST>";
    assert!(refusal(kind("un"), &[("un.xml", latin)]).starts_with("un.xml:2: expected UTF-8"));
}

#[test]
fn mistakes_in_a_custom_list_are_named_by_line_and_column() {
    let custom = |text: &str| refusal(SourceKind::CUSTOM, &[("a.csv", text.as_bytes())]);
    assert!(
        custom("id,name,schema,colour\n")
            .starts_with("a.csv:1: unknown column `colour`; known columns are id, name")
    );
    assert!(custom("id,name\n1,A\n").starts_with("a.csv:1: there is no column `schema`"));
    assert!(custom("id,name,schema,name\n").contains("column `name` stands twice"));
    assert_eq!(
        custom("id,name,schema\n1,A,person\n2,B,company\n"),
        "a.csv:3: schema: unknown schema `company` (known: person, organization, vessel, aircraft, unknown)"
    );
    assert!(
        custom("id,name,schema\n1,A\n")
            .starts_with("a.csv:2: expected 3 fields as in the header and found 2")
    );
    assert!(custom("id,name,schema\n,A,person\n").contains("a.csv:2: id: is empty"));
    assert!(custom("id,name,schema\na b,A,person\n").contains("holds white space"));
    assert!(custom("id,name,schema\n1, ,person\n").contains("a.csv:2: name: is empty"));
    let with = |column: &str, value: &str| custom(&format!("id,name,schema,{column}\n1,A,person,{value}\n"));
    assert!(
        with("birth_dates", "1967-02-30")
            .contains("a.csv:2: birth_dates: `1967-02-30` is not a date of birth")
    );
    assert!(with("birth_dates", "1968/1967").contains("is not a date of birth"));
    assert!(
        with("listed_on", "01/02/2020")
            .contains("a.csv:2: listed_on: `01/02/2020` is not a date; write YYYY-MM-DD")
    );
    assert!(with("nationalities", "ZZ").contains("`ZZ` is not a country"));
    assert!(with("gender", "x").contains("gender: unknown gender `x`"));
    assert!(with("identifiers", "shoe:44").contains("identifiers: unknown identifier kind `shoe`"));
    assert!(with("addresses", "Main St|QQ").contains("addresses: `Main St|QQ`"));
    assert!(
        custom("id,name,schema,listed_on,delisted_on\n1,A,person,2020-01-02,2020-01-01\n")
            .contains("is before listed_on")
    );
    let text = refusal(
        SourceKind::CUSTOM,
        &[("a.csv", b"id,name,schema\n1,\xE9,person\n")],
    );
    assert!(text.starts_with("a.csv:2: expected UTF-8"), "{text}");
}

#[test]
fn mistakes_in_the_eu_and_uk_lists_are_named() {
    let eu = |name: &str, text: &str| refusal(kind("eu"), &[(name, text.as_bytes())]);
    assert!(
        eu("eu.xml", "<CONSOLIDATED_LIST/>").starts_with("eu.xml:1: expected the EU's <export> and found")
    );
    let anonymous =
        "<export>\n<sanctionEntity logicalId='1'><subjectType code='person'/></sanctionEntity></export>";
    assert!(eu("eu.xml", anonymous).starts_with("eu.xml:2: entity 1 has no name"));
    assert!(
        eu("eu.xml", "<export>\n<sanctionEntity/></export>")
            .starts_with("eu.xml:2: the entity has no logicalId")
    );
    assert!(eu("eu.csv", "a;b\n1;2\n").starts_with("eu.csv:1: there is no column Entity_LogicalId"));
    let header = "Entity_LogicalId;NameAlias_WholeName;Entity_Regulation_Programme\n";
    assert!(
        eu("eu.csv", &format!("{header}1;A\n"))
            .starts_with("eu.csv:2: expected 3 columns as in the header and found 2")
    );
    assert!(
        eu("eu.csv", &format!("{header};A;UKR\n")).starts_with("eu.csv:2: the row has no Entity_LogicalId")
    );
    assert!(eu("eu.csv", header).contains("the eu list is empty"));
    // Twice under two programmes is one designation; twice under one is a file that was put together wrongly.
    let entity = "<sanctionEntity logicalId='1'><regulation programme='UKR'/><nameAlias wholeName='A B'/></sanctionEntity>\n";
    assert!(
        eu("eu.xml", &format!("<export>\n{entity}{entity}</export>"))
            .starts_with("eu.xml:3: designation `eu-1` is already defined at eu.xml:2")
    );
    assert!(eu("eu.xml", "<WHOLE Date='11/02/2016'>\n</WHOLE>").contains("before FSF 1.0 (<WHOLE>)"));
    // The columns of before FSF 1.1.
    let header = "Date_file;Entity_logical_id;Subject_type;Programme;Naal_wholename\n";
    assert!(
        eu("eu.csv", &format!("{header}04/07/2018;1;P;UKR\n"))
            .starts_with("eu.csv:2: expected 5 columns as in the header and found 4")
    );
    assert!(
        eu("eu.csv", &format!("{header}04/07/2018;;P;UKR;A\n"))
            .starts_with("eu.csv:2: the row has no Entity_logical_id")
    );
    assert!(
        eu("eu.csv", &header.replace("Naal_wholename", "Naal"))
            .starts_with("eu.csv:1: there is no column Naal_wholename")
    );
    assert!(eu("eu.csv", header).contains("the eu list is empty"));
    let dir = folder(&[(
        "eu.csv",
        &[header.as_bytes(), b"04/07/2018;1;P;UKR;Jos\xE9\n"].concat(),
    )]);
    let text = try_read(kind("eu"), dir.path()).unwrap_err().to_string();
    assert!(
        text.contains("eu.csv:2: expected UTF-8 and found other bytes"),
        "{text}"
    );

    let uk = |text: &str| refusal(kind("uk"), &[("uk.csv", text.as_bytes())]);
    assert!(
        uk("Report Date: 08-Oct-2026\na,b\n1,2\n").starts_with("uk.csv:2: there is no column `group id`")
    );
    let header = "Report Date: 08-Oct-2026\nUnique ID,Name 6,Name type,Regime Name,Designation Type\n";
    assert!(
        uk(&format!("{header}RUS1,A\n"))
            .starts_with("uk.csv:3: expected 5 columns as in the header and found 2")
    );
    assert!(
        uk(&format!("{header},A,Primary Name,R,Entity\n")).starts_with("uk.csv:3: the row has no unique id")
    );
    assert!(
        uk(&format!("{header}RUS1,,Primary Name,R,Entity\n"))
            .starts_with("uk.csv:3: entry uk-RUS1 has no name")
    );
    assert!(uk(header).contains("the uk list is empty"));

    let xml = |text: &str| refusal(kind("uk"), &[("uk.xml", text.as_bytes())]);
    assert!(xml("<other/>").starts_with("uk.xml:1: expected the UK's <Designations> and found <other>"));
    assert!(xml("<Designations/>").contains("the uk list is empty"));
    assert!(
        xml("<Designations>\n<Designation><Names/></Designation></Designations>")
            .starts_with("uk.xml:2: the row has no unique id")
    );
    assert!(
        xml("<Designations>\n<Designation><UniqueID>RUS1</UniqueID></Designation></Designations>")
            .starts_with("uk.xml:2: entry uk-RUS1 has no name")
    );
    assert!(xml("<Designations>\n<Designation><UniqueID>RUS1").contains("the download was cut"));
    let sheet = include_bytes!("fixtures/uk.xlsx");
    let cut = refusal(kind("uk"), &[("uk.xlsx", &sheet[..sheet.len() - 400])]);
    assert!(cut.starts_with("uk.xlsx: "), "{cut}");
    let html = refusal(kind("uk"), &[("uk.xlsx", b"<html><body>Gone</body></html>")]);
    assert!(html.starts_with("uk.xlsx: is an HTML page"), "{html}");

    let bis = |text: &str| refusal(kind("bis-dpl"), &[("dpl.txt", text.as_bytes())]);
    assert!(bis("Name,Street_Address\nA,B\n").starts_with("dpl.txt:1: expected columns separated by tabs"));
    assert!(bis("Name\tStreet\nA\tB\n").starts_with("dpl.txt:1: there is no column Street_Address"));
}

#[test]
fn what_is_no_advanced_ofac_list_is_named() {
    let advanced = |text: &str| refusal(kind("ofac-advanced"), &[("a.xml", text.as_bytes())]);
    assert!(advanced("<sdnList/>").starts_with("a.xml:1: expected OFAC's <Sanctions> and found <sdnList>"));
    assert!(
        advanced("<Sanctions Version='2' DeltaBaseVersion='1'/>")
            .starts_with("a.xml:1: holds only what changed since version 1; download the whole")
    );
    assert!(advanced("<Sanctions Version='1'/>").contains("the ofac-advanced list is empty"));
    assert!(
        advanced("<Sanctions>\n<DistinctParty FixedRef=''/></Sanctions>")
            .starts_with("a.xml:2: expected OFAC's number in FixedRef and found ``")
    );
    assert!(
        advanced("<Sanctions>\n<DistinctParty FixedRef='7'/></Sanctions>")
            .starts_with("a.xml:2: party 7 has no name")
    );
    let twice = include_str!("fixtures/sdn-advanced.xml").replace("FixedRef=\"2674\"", "FixedRef=\"36\"");
    assert!(advanced(&twice).contains("designation `ofac-36` is already defined at a.xml:"));
}

#[test]
fn mistakes_in_ofacs_xml_are_named_by_line() {
    let sdn = |text: &str| refusal(kind("ofac-sdn"), &[("sdn.xml", text.as_bytes())]);
    assert!(sdn("<other/>").starts_with("sdn.xml:1: expected OFAC's <sdnList> and found <other>"));
    assert!(sdn("<sdnList/>").contains("the ofac-sdn list is empty"));
    let entry = |body: &str| format!("<sdnList>\n<sdnEntry>{body}</sdnEntry></sdnList>");
    assert!(
        sdn(&entry("<uid>x</uid>")).starts_with("sdn.xml:2: expected OFAC's number in <uid> and found `x`")
    );
    assert!(
        sdn(&entry(
            "<uid>1</uid><lastName>A</lastName><sdnType>Robot</sdnType>"
        ))
        .starts_with(
            "sdn.xml:2: expected Individual, Entity, Vessel or Aircraft in <sdnType> and found `robot`"
        )
    );
    assert!(
        sdn(&entry("<uid>1</uid><sdnType>Entity</sdnType>")).starts_with("sdn.xml:2: entry 1 has no name")
    );
    let fixture = include_str!("fixtures/sdn.xml");
    let twice = fixture.replace("<uid>9004</uid>", "<uid>9001</uid>");
    assert!(sdn(&twice).contains("designation `ofac-9001` is already defined at sdn.xml:"));
    let announced = fixture.replace("<Record_Count>3<", "<Record_Count>4<");
    assert_eq!(
        sdn(&announced),
        "sdn.xml: the list says that it has 4 records, and 3 are there; download it again"
    );
    let cut = sdn(&fixture[..fixture.len() - 300]);
    assert!(
        cut.starts_with("sdn.xml:4") && cut.contains("the download was cut"),
        "{cut}"
    );
    // Nothing that a document defines is put in its place.
    let bomb = format!(
        "<!DOCTYPE x [<!ENTITY a \"boom\"><!ENTITY b \"&a;&a;\">]>{}",
        entry("<uid>1</uid><lastName>&b;</lastName><sdnType>Entity</sdnType>")
    );
    assert!(!sdn(&bomb).contains("boom"), "{}", sdn(&bomb));

    let enhanced = |text: &str| refusal(kind("ofac-sdn"), &[("sdn_enhanced.xml", text.as_bytes())]);
    let entity = |body: &str| format!("<sanctionsData><entities>\n{body}</entities></sanctionsData>");
    assert!(enhanced("<sanctionsData/>").contains("the ofac-sdn list is empty"));
    assert!(
        enhanced(&entity("<entity id='x'/>"))
            .starts_with("sdn_enhanced.xml:2: expected OFAC's number in the id of the entity and found `x`")
    );
    assert!(enhanced(&entity("<entity id='1'/>")).starts_with(
        "sdn_enhanced.xml:2: expected Individual, Entity, Vessel or Aircraft in <entityType> and found ``"
    ));
    let nameless = "<entity id='1'><generalInfo><entityType>Entity</entityType></generalInfo></entity>";
    assert!(enhanced(&entity(nameless)).starts_with("sdn_enhanced.xml:2: entity 1 has no name"));

    // A row at fixed places that ends early, and a folder with the list in several formats.
    let text = refusal(
        kind("ofac-sdn"),
        &[("sdn.ff", b"        36AEROCARIBBEAN AIRLINES\r\n\x1a")],
    );
    assert!(
        text.starts_with("sdn.ff:1: expected 12 columns and found 2"),
        "{text}"
    );
    let text = refusal(
        kind("ofac-sdn"),
        &[
            ("sdn.csv", SDN.as_bytes()),
            ("alt.csv", b"\x1a"),
            ("sdn.xml", fixture.as_bytes()),
        ],
    );
    assert_eq!(
        text,
        "DIR: the folder has 2 files that could be the ofac-sdn list (sdn.csv, sdn.xml); name the file itself"
    );
}

#[test]
fn what_is_no_followthemoney_file_is_named() {
    let ftm = |text: &str| refusal(kind("ftm"), &[("a.json", text.as_bytes())]);
    assert!(
        ftm("[{\"id\":\"A\"}]")
            .contains("a.json: is one JSON array, not the ftm list (JSON, one entity a line)")
    );
    assert!(ftm("id,name\n").contains("is not JSON at all"));
    assert!(
        ftm("{\"error\":\"rate limit\"}")
            .starts_with("a.json:1: expected a FollowTheMoney entity with `id` and")
    );
    let cut = "{\"id\":\"A\",\"schema\":\"Person\",\"properties\":{\"name\":[\"A\"],\"topics\":[\"sanction\"]}}\n{\"id\":\"B\",\"sch";
    assert!(ftm(cut).starts_with(
        "a.json:2: expected one FollowTheMoney entity as JSON on the line, and it cannot be read"
    ));
    assert!(
        ftm("{\"id\":\"A B\",\"schema\":\"Person\"}").contains("a.json:1: the id `A B` holds white space")
    );
    assert!(ftm("{\"id\":\"A\",\"schema\":\"Person\"}").contains("the ftm list is empty"));
    let (twice, _) = cut.split_once('\n').unwrap();
    assert!(
        ftm(&format!("{twice}\n{twice}\n"))
            .ends_with("aggregate the fragments of an entity into one line first")
    );
}

/// A custom list of `n` designations and an output path beside it.
fn custom_list(dir: &Path, file: &str, n: usize) -> PathBuf {
    let rows: String = (0..n).map(|i| format!("{i},NAME {i},organization\n")).collect();
    let path = dir.join(file);
    fs::write(&path, format!("id,name,schema\n{rows}")).unwrap();
    path
}

#[test]
fn a_list_that_shrank_is_refused_until_it_is_allowed() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("lists.pcx");
    let go = |path: &Path, options: &CompileOptions| {
        compile(&[SourceSpec::new(SourceKind::CUSTOM, path)], &out, options)
    };
    let options = CompileOptions::default();
    go(&custom_list(dir.path(), "january.csv", 100), &options).unwrap();
    let first = fs::read(&out).unwrap();

    // 5% may go; the file may be renamed by date.
    go(&custom_list(dir.path(), "february.csv", 95), &options).unwrap();
    assert_ne!(fs::read(&out).unwrap(), first);
    let before = fs::read(&out).unwrap();
    let march = custom_list(dir.path(), "march.csv", 90);
    let text = go(&march, &options).unwrap_err().to_string();
    assert!(
        text.contains("march.csv: 90 designations, but ") && text.contains("was compiled with 95"),
        "{text}"
    );
    // How to allow it is said by whoever has a way to allow it.
    assert!(
        text.ends_with("more than 5% would be lost; check the download"),
        "{text}"
    );
    assert_eq!(fs::read(&out).unwrap(), before, "the index is as it was");
    let allowed = CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    };
    go(&march, &allowed).unwrap();
    assert_ne!(fs::read(&out).unwrap(), before);
}

#[test]
fn a_named_previous_index_is_compared_instead_of_the_one_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let (large, small) = (
        custom_list(dir.path(), "large.csv", 100),
        custom_list(dir.path(), "small.csv", 50),
    );
    let (first, out) = (dir.path().join("first.pcx"), dir.path().join("out.pcx"));
    let spec = |path: &Path| [SourceSpec::new(SourceKind::CUSTOM, path)];
    compile(&spec(&large), &first, &CompileOptions::default()).unwrap();
    let options = CompileOptions {
        previous: Some(first),
        ..CompileOptions::default()
    };
    assert!(matches!(
        compile(&spec(&small), &out, &options),
        Err(CompileError::Shrunk {
            before: 100,
            now: 50,
            ..
        })
    ));
    let missing = CompileOptions {
        previous: Some(dir.path().join("none.pcx")),
        ..CompileOptions::default()
    };
    let text = compile(&spec(&small), &out, &missing).unwrap_err().to_string();
    assert!(text.contains("none.pcx: no such file"), "{text}");
    assert!(!out.exists());
}

#[test]
fn an_index_of_an_older_format_and_of_other_rules_still_guards() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("lists.pcx");
    let spec = |path: PathBuf| [SourceSpec::new(SourceKind::CUSTOM, path)];
    let options = CompileOptions::default();
    let (hundred, ninety) = (
        spec(custom_list(dir.path(), "january.csv", 100)),
        spec(custom_list(dir.path(), "february.csv", 90)),
    );
    compile(&hundred, &out, &options).unwrap();
    // What an older program would have written: another version (at 8), other rules (at 24), and a checksum that fits.
    let mut older = fs::read(&out).unwrap();
    older[8] = 2;
    older[24] ^= 1;
    let body = older.len() - 32;
    let checksum = blake3::hash(&older[..body]);
    older[body..].copy_from_slice(checksum.as_bytes());
    fs::write(&out, &older).unwrap();

    assert!(matches!(
        compile(&ninety, &out, &options),
        Err(CompileError::Shrunk {
            before: 100,
            now: 90,
            ..
        })
    ));
    assert_eq!(fs::read(&out).unwrap(), older);

    let mut damaged = older.clone();
    damaged[body / 2] ^= 1;
    fs::write(&out, damaged).unwrap();
    assert!(matches!(
        compile(&hundred, &out, &options),
        Err(CompileError::Previous { .. })
    ));

    fs::write(&out, &older).unwrap();
    compile(&hundred, &out, &options).unwrap();
    assert_ne!(fs::read(&out).unwrap(), older);
}

#[test]
fn a_damaged_index_before_is_no_excuse_to_skip_the_guard() {
    let dir = tempfile::tempdir().unwrap();
    let list = custom_list(dir.path(), "list.csv", 10);
    let out = dir.path().join("lists.pcx");
    let specs = [SourceSpec::new(SourceKind::CUSTOM, list)];
    fs::write(&out, "not an index at all").unwrap();
    let text = compile(&specs, &out, &CompileOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        text.contains("cannot compare with the index before") && text.contains("lists.pcx"),
        "{text}"
    );
    assert_eq!(fs::read(&out).unwrap(), b"not an index at all");
    let allowed = CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    };
    compile(&specs, &out, &allowed).unwrap();
    compile(&specs, &out, &CompileOptions::default()).unwrap();
}

#[test]
fn a_list_that_lost_aliases_identifiers_or_addresses_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (list, out) = (dir.path().join("list.csv"), dir.path().join("lists.pcx"));
    let go = |aliases: usize, identifiers: usize, addresses: usize| {
        let cell = |n: usize, i: usize, text: String| if i < n { text } else { String::new() };
        let rows: String = (0..100)
            .map(|i| {
                format!(
                    "{i},NAME {i},organization,{},{},{}\n",
                    cell(aliases, i, format!("OTHER {i}")),
                    cell(identifiers, i, format!("tax-id:{i}77001")),
                    cell(addresses, i, format!("{i} Main St|CU")),
                )
            })
            .collect();
        fs::write(
            &list,
            format!("id,name,schema,aliases,identifiers,addresses\n{rows}"),
        )
        .unwrap();
        let specs = [SourceSpec::new(SourceKind::CUSTOM, &list)];
        compile(&specs, &out, &CompileOptions::default()).map(|_| ())
    };
    go(100, 100, 100).unwrap();
    let before = fs::read(&out).unwrap();
    for (cut, what) in [
        (go(25, 100, 100), "125 names"),
        (go(100, 94, 100), "94 identifiers"),
        (go(100, 100, 94), "94 addresses"),
    ] {
        let text = cut.unwrap_err().to_string();
        assert!(text.contains(&format!("list.csv: {what}, but ")), "{text}");
    }
    assert_eq!(fs::read(&out).unwrap(), before, "the index is as it was");
    go(95, 95, 95).unwrap();
}

/// A UN list of one entity, generated on a day.
fn un_list(dir: &Path, file: &str, day: &str) -> PathBuf {
    let path = dir.join(file);
    fs::write(
        &path,
        format!(
            "<CONSOLIDATED_LIST dateGenerated='{day}'><ENTITIES><ENTITY><FIRST_NAME>LAKES AIR</FIRST_NAME><UN_LIST_TYPE>South Sudan</UN_LIST_TYPE><REFERENCE_NUMBER>SSe.900</REFERENCE_NUMBER></ENTITY></ENTITIES></CONSOLIDATED_LIST>"
        ),
    )
    .unwrap();
    path
}

#[test]
fn an_older_list_does_not_take_the_place_of_a_newer_one_until_it_is_allowed() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("lists.pcx");
    let go = |file: &str, day: &str, options: &CompileOptions| {
        let specs = [SourceSpec::new(kind("un"), un_list(dir.path(), file, day))];
        compile(&specs, &out, options).map(|_| ())
    };
    let options = CompileOptions::default();
    go("un.xml", "2026-02-27", &options).unwrap();
    let before = fs::read(&out).unwrap();
    let text = go("un.xml", "2026-02-26", &options).unwrap_err().to_string();
    assert!(
        text.contains("un.xml: is of 2026-02-26, but ")
            && text.ends_with("was compiled with the list of 2026-02-27: an older list would take the place of a newer one; check the download"),
        "{text}"
    );
    // Neither another name nor leave to shrink lets it in.
    for (file, options) in [("other.xml", &options), ("un.xml", &shrinking())] {
        assert!(matches!(
            go(file, "2026-02-26", options),
            Err(CompileError::Older { .. })
        ));
    }
    assert_eq!(fs::read(&out).unwrap(), before, "the index is as it was");
    let allowed = CompileOptions {
        allow_older: true,
        ..CompileOptions::default()
    };
    go("un.xml", "2026-02-26", &allowed).unwrap();
    go("un.xml", "2026-02-27T09:00:00Z", &options).unwrap();
}

#[test]
fn a_list_of_a_day_that_has_not_begun_is_refused_until_it_is_allowed() {
    let dir = tempfile::tempdir().unwrap();
    let specs = [SourceSpec::new(
        kind("un"),
        un_list(dir.path(), "un.xml", "2026-03-02"),
    )];
    let on = |day: &str| CompileOptions {
        latest_day: Some(day.parse().unwrap()),
        ..CompileOptions::default()
    };
    read(&specs, &on("2026-03-02")).unwrap();
    let text = read(&specs, &on("2026-03-01")).unwrap_err().to_string();
    assert!(
        text.starts_with("un:")
            && text.contains("un.xml: is dated 2026-03-02, a day that has not begun anywhere"),
        "{text}"
    );
    let own = [
        SourceSpec::new(SourceKind::CUSTOM, custom_list(dir.path(), "own.csv", 1))
            .on("2027-01-01".parse().unwrap()),
    ];
    assert!(matches!(
        read(&own, &on("2026-03-01")),
        Err(CompileError::Future { .. })
    ));
    let allowed = CompileOptions {
        allow_older: true,
        ..on("2026-03-01")
    };
    read(&specs, &allowed).unwrap();
}

#[test]
fn the_manifest_holds_when_and_from_where_files_were_fetched_as_a_note_says() {
    let dir = tempfile::tempdir().unwrap();
    let path = un_list(dir.path(), "consolidated.xml", "2026-02-27");
    let specs = [SourceSpec::new(kind("un"), dir.path())];
    let fetched = || read(&specs, &CompileOptions::default()).unwrap();
    assert_eq!(fetched().sources[0].fetched, []);
    let note = FetchedFile {
        file: "consolidated.xml".to_owned(),
        fetched_at: "2026-02-27T06:00:00Z".to_owned(),
        from: "https://example.org/un.xml".to_owned(),
    };
    note_fetched(dir.path(), std::slice::from_ref(&note)).unwrap();
    assert_eq!(fetched().sources[0].fetched, [note]);

    // The note is about that content, not about whatever is put in its place.
    fs::write(
        &path,
        fs::read_to_string(&path).unwrap().replace("LAKES", "RIVERS"),
    )
    .unwrap();
    let compilation = fetched();
    assert_eq!(compilation.sources[0].fetched, []);
    let warnings = compilation.reports[0].warnings.join("\n");
    assert!(
        warnings.contains("is not the file that fetched.note says"),
        "{warnings}"
    );
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let specs = [SourceSpec::new(
        SourceKind::CUSTOM,
        custom_list(dir.path(), "list.csv", 30),
    )];
    let bytes = |name: &str| {
        let out = dir.path().join(name);
        compile(&specs, &out, &CompileOptions::default()).unwrap();
        fs::read(out).unwrap()
    };
    assert_eq!(bytes("one.pcx"), bytes("two.pcx"));
}

/// A table of OFSI's list with so many persons, whose family names begin with the letters in turn.
fn uk_table(header: &str, letters: std::ops::RangeInclusive<char>, each: usize, day: &str) -> String {
    let mut text = format!("Last Updated,27/04/2020\r\n{header}\r\n");
    for (n, letter) in letters.flat_map(|letter| vec![letter; each]).enumerate() {
        text.push_str(&format!("{letter}AB,Ivan,Individual,Belarus,{day},{}\r\n", n + 1));
    }
    text
}

const UK_HEADER: &str = "Name 6,Name 1,Group Type,Regime,Listed On,Group ID";

#[test]
fn a_table_in_the_order_of_its_names_that_stops_in_the_middle_of_the_alphabet_is_refused() {
    let text = uk_table(UK_HEADER, 'A'..='K', 60, "21/03/2018");
    assert_eq!(
        refusal(kind("uk"), &[("uk.csv", text.as_bytes())]),
        "uk.csv: its rows stand in the order of their names, and of 660 hardly any begins behind K: the file was cut; download it again"
    );
    let dir = folder(&[(
        "uk.csv",
        uk_table(UK_HEADER, 'A'..='Z', 26, "21/03/2018").as_bytes(),
    )]);
    let whole = try_read(kind("uk"), dir.path()).unwrap();
    assert_eq!(
        whole.reports[0].whole_by,
        Some("the order of its names, which goes on to the end of the alphabet")
    );
    let dir = folder(&[(
        "uk.csv",
        uk_table(UK_HEADER, 'A'..='C', 5, "21/03/2018").as_bytes(),
    )]);
    assert_eq!(
        try_read(kind("uk"), dir.path()).unwrap().reports[0].whole_by,
        None
    );
}

#[test]
fn a_column_that_holds_something_else_than_its_header_says_is_refused() {
    for (header, day, what) in [
        (
            "Name 6,Name 1,Regime,Group Type,Listed On,Group ID",
            "21/03/2018",
            "of 52 values of the column Group Type only 0 are kinds of party (`Belarus` is none)",
        ),
        // As a spreadsheet of another country writes it.
        (
            UK_HEADER,
            "3/21/2018",
            "of 52 values of the column Listed On only 0 are days (`3/21/2018` is none)",
        ),
    ] {
        let text = uk_table(header, 'A'..='Z', 2, day);
        let said = refusal(kind("uk"), &[("uk.csv", text.as_bytes())]);
        assert_eq!(
            said,
            format!(
                "uk.csv:2: {what}: columns are exchanged or it is written another way; download it again"
            )
        );
    }
    // An entity has only its whole name, under the header of the first name now.
    let text = uk_table(UK_HEADER, 'A'..='Z', 2, "21/03/2018")
        .replace("Name 6,Name 1", "Name 1,Name 6")
        .replace(",Ivan,Individual", ",,Entity");
    let said = refusal(kind("uk"), &[("uk.csv", text.as_bytes())]);
    assert!(said.contains("has nothing in `name 6`"), "{said}");
}

#[test]
fn numbers_that_a_spreadsheet_rounded_are_no_ids_and_no_identifiers() {
    let text = uk_table(UK_HEADER, 'A'..='B', 1, "21/03/2018").replace(",2\r\n", ",1.3E+04\r\n");
    assert_eq!(
        refusal(kind("uk"), &[("uk.csv", text.as_bytes())]),
        "uk.csv:4: the number of an entry is `1.3E+04`, which a spreadsheet rounded, so that several entries have the same; download the list again and do not save it from a spreadsheet"
    );
    let text = "Last Updated,27/04/2020\r\nName 6,Name 1,Passport Number,Group Type,Regime,Listed On,Group ID\r\n\
                AB,Ivan,7.12346E+11,Individual,Belarus,21/03/2018,1\r\n";
    let dir = folder(&[("uk.csv", text.as_bytes())]);
    let read = try_read(kind("uk"), dir.path()).unwrap();
    assert_eq!(read.designations[0].identifiers, []);
    let counted = "identifier: a number that a spreadsheet rounded";
    assert_eq!(read.reports[0].not_understood.get(counted), Some(&1));
}

#[test]
fn elements_and_attributes_that_were_renamed_are_counted_and_warned_about() {
    for (word, name, bytes, was, what) in [
        (
            "ofac-advanced",
            "sdn_advanced.xml",
            &include_bytes!("fixtures/sdn-advanced.xml")[..],
            "IDRegistrationNo",
            "element: IDRegNumber",
        ),
        (
            "eu",
            "eu.xml",
            include_bytes!("fixtures/eu-fsf.xml"),
            "countryIso2Code",
            "attribute: IDRegNumber",
        ),
        (
            "ch",
            "ch.xml",
            include_bytes!("fixtures/ch.xml"),
            "foreign-identifier",
            "element: IDRegNumber",
        ),
    ] {
        let text = String::from_utf8_lossy(bytes);
        assert!(text.contains(was), "{was}");
        let dir = folder(&[(name, text.replace(was, "IDRegNumber").as_bytes())]);
        let report = try_read(kind(word), dir.path()).unwrap().reports.remove(0);
        assert!(
            report.not_understood.contains_key(what),
            "{:?}",
            report.not_understood
        );
        assert!(
            report.warnings.iter().any(|warning| warning.contains(what)),
            "{:?}",
            report.warnings
        );
        let dir = folder(&[(name, bytes)]);
        let report = try_read(kind(word), dir.path()).unwrap().reports.remove(0);
        assert!(
            !report
                .warnings
                .iter()
                .any(|warning| warning.contains("known to have"))
        );
    }
}

#[test]
fn an_entry_of_a_party_that_the_advanced_list_does_not_have_shows_that_it_was_cut() {
    let text = include_str!("fixtures/sdn-advanced.xml");
    assert_eq!(
        refusal(
            kind("ofac-advanced"),
            &[(
                "a.xml",
                text.replace("ProfileID=\"36\"", "ProfileID=\"37\"").as_bytes()
            )]
        ),
        "a.xml: 1 entries say since when parties are listed that are not in the file; download it again"
    );
}
