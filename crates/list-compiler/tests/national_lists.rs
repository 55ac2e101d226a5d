//! The lists of Australia, Canada, Switzerland and Ukraine and the US Consolidated Screening List, each in every way in which
//! a file of it can be wrong: one line that names the file, the line or cell, and what to do.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

mod spreadsheet;

use std::fs;

use portcullis_list_compiler::{CompileOptions, SourceKind, SourceSpec, read};

use spreadsheet::workbook;

/// What is said of one file of a list, without the name of its folder.
fn refusal(kind: &str, name: &str, bytes: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    let kind: SourceKind = kind.parse().unwrap();
    let error = read(&[SourceSpec::new(kind, &path)], &CompileOptions::default()).unwrap_err();
    let text = error.to_string();
    assert!(!text.contains('\n'), "{text}");
    text.replace(&format!("{}/", dir.path().display()), "")
}

const HTML: &[u8] = b"<!DOCTYPE html><html><body>Access denied</body></html>";

const AU_HEADER: &[&str] = &[
    "Reference",
    "Name of Individual or Entity",
    "Type",
    "Name Type",
    "Date of Birth",
    "Committees",
];

#[test]
fn an_australian_file_that_is_something_else_is_named_for_what_it_is() {
    assert_eq!(
        refusal("au", "list.xlsx", HTML),
        "list.xlsx: is an HTML page, not the au list (a spreadsheet); download the list again and look at the file before compiling"
    );
    assert!(
        refusal(
            "au",
            "list.xlsx",
            b"Reference,Name of Individual or Entity\n1,A\n"
        )
        .contains("is text (if it is CSV, name it .csv), not the au list")
    );
    assert!(refusal("au", "list.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1").contains("save it as .xlsx first"));
    assert!(refusal("au", "list.csv", b"\xff\xfeR\0e\0").contains("UTF-16"));
    assert_eq!(
        refusal(
            "au",
            "list.csv",
            b"Reference,Name of Individual or Entity,Type,Name Type,Committees\n1,Jos\xe9,,,\n"
        ),
        "list.csv:2: expected UTF-8 and found other bytes; save the file as UTF-8 and compile again"
    );
    assert_eq!(
        refusal("au", "list.xlsx", b""),
        "list.xlsx: the au list is empty; download it again"
    );
}

#[test]
fn an_australian_file_that_is_damaged_is_refused_with_its_cell() {
    let good: &[&[&str]] = &[
        AU_HEADER,
        &["1", "A", "Entity", "Primary Name", "", "1373 (2001)"],
    ];
    let bytes = workbook(&[("List", good)]);
    let cut = refusal("au", "list.xlsx", &bytes[..bytes.len() - 40]);
    assert!(cut.starts_with("list.xlsx: not a whole spreadsheet ("), "{cut}");

    let without: &[&[&str]] = &[
        &["Reference", "Name", "Type", "Name Type", "Committees"],
        &["1", "A", "Entity", "", ""],
    ];
    assert_eq!(
        refusal("au", "list.xlsx", &workbook(&[("List", without)])),
        "list.xlsx:List!A1: there is no column Name of Individual or Entity; expected the header of the Australian consolidated list: download it again"
    );
    let twice: &[&[&str]] = &[&[
        "Reference",
        "Name of Individual or Entity",
        "Type",
        "Name Type",
        "Committees",
        "type",
    ]];
    assert_eq!(
        refusal("au", "list.xlsx", &workbook(&[("List", twice)])),
        "list.xlsx:List!F1: the column type stands twice; download the list again"
    );
    // The columns of names and references were exchanged.
    let swapped: &[&[&str]] = &[
        AU_HEADER,
        &["A", "1", "Entity", "Primary Name", "", "1373 (2001)"],
    ];
    assert_eq!(
        refusal("au", "list.xlsx", &workbook(&[("List", swapped)])),
        "list.xlsx:List!A2: `A` is no reference (a number, and letters for a further name); download the list again"
    );
    let nameless: &[&[&str]] = &[
        AU_HEADER,
        &["1", " ", "Entity", "Primary Name", "", "1373 (2001)"],
    ];
    assert_eq!(
        refusal("au", "list.xlsx", &workbook(&[("List", nameless)])),
        "list.xlsx:List!B2: reference 1 has no name; download the list again"
    );
    assert_eq!(
        refusal("au", "list.csv", b"Reference,Name of Individual or Entity,Type,Name Type,Committees\n1,A,Entity,Primary Name,x\n2,B,En"),
        "list.csv:3: expected 5 columns as in the header and found 3; the file is cut or damaged: download it again"
    );
}

#[test]
fn another_spreadsheet_is_not_read_as_the_australian_list() {
    let other: &[&[&str]] = &[&["Group ID", "Name 6"], &["1", "A"]];
    assert!(
        refusal("au", "ConList.xlsx", &workbook(&[("Sheet1", other)]))
            .contains("there is no column Reference")
    );
}

fn canadian(records: &str) -> Vec<u8> {
    format!("<?xml version='1.0' encoding='UTF-8'?>\n<data-set>\n{records}\n</data-set>").into_bytes()
}

#[test]
fn a_canadian_file_that_is_wrong_is_refused_with_its_line() {
    let good = "<record><Country>Iran</Country><EntityOrShip>A</EntityOrShip><Item>1</Item></record>";
    let refused = |bytes: &[u8]| refusal("ca", "sema-lmes.xml", bytes);
    assert!(refused(HTML).starts_with("sema-lmes.xml: is an HTML page, not the ca list (XML)"));
    assert!(refused(b"{\"error\":1}").starts_with("sema-lmes.xml: is JSON"));
    assert!(
        refused(b"<CONSOLIDATED_LIST/>").contains("expected Canada's data-set and found <CONSOLIDATED_LIST>")
    );
    assert!(refused(&canadian("")).contains("the ca list is empty"));
    let whole = canadian(good);
    let cut = refused(&whole[..whole.len() - 12]);
    assert!(
        cut.starts_with("sema-lmes.xml:3: ") && cut.contains("the download was cut"),
        "{cut}"
    );
    let mut latin = canadian("<record><Country>Syria / Syrie</Country><LastName>X</LastName></record>");
    latin.splice(75..75, [0xE9]);
    assert_eq!(
        refused(&latin),
        "sema-lmes.xml:3: expected UTF-8 and found other bytes; save the file as UTF-8 and compile again"
    );
    assert_eq!(
        refused(&canadian(
            "<record><Country>Iran</Country><Entity_Name>A</Entity_Name></record>"
        )),
        "sema-lmes.xml:3: the record has neither LastName nor EntityOrShip; were the elements renamed? download the list again"
    );
    assert_eq!(
        refused(&canadian("<record><LastName>A</LastName></record>")),
        "sema-lmes.xml:3: the record of A has no Country, the regulations that it is listed under; download the list again"
    );
    let bomb = b"<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><data-set><record><LastName>&b;</LastName></record></data-set>";
    assert!(refused(bomb).contains("it is not expanded"));
}

fn swiss(content: &str) -> Vec<u8> {
    format!("<?xml version='1.0' encoding='UTF-8'?>\n<swiss-sanctions-list list-type='whole-list' date='2026-08-27'>\n{content}\n</swiss-sanctions-list>")
        .into_bytes()
}

#[test]
fn a_swiss_file_that_is_wrong_is_refused_with_its_line() {
    let refused = |bytes: &[u8]| refusal("ch", "list.xml", bytes);
    assert!(refused(HTML).starts_with("list.xml: is an HTML page, not the ch list (XML)"));
    assert!(refused(b"<export/>").contains("expected the swiss-sanctions-list of SECO and found <export>"));
    assert_eq!(
        refused(b"<swiss-sanctions-list list-type='delta-list'/>"),
        "list.xml:1: this is a delta-list and not the whole list; download the whole list (Gesamtliste)"
    );
    assert!(refused(&swiss("")).contains("the ch list is empty"));
    let whole = swiss("<target ssid='1'><entity/></target>");
    let cut = refused(&whole[..whole.len() - 24]);
    assert!(
        cut.starts_with("list.xml:") && cut.contains("the download was cut"),
        "{cut}"
    );
    assert_eq!(
        refused(&whole),
        "list.xml:3: target 1 has no name; download the list again"
    );
    assert_eq!(
        refused(&swiss("<target><entity/></target>")),
        "list.xml:3: the target has no ssid; download the list again"
    );
    assert_eq!(
        refused(&swiss("<target ssid='1'><company/></target>")),
        "list.xml:3: target 1 is neither an individual nor an entity nor an object; download the list again"
    );
    let mut latin = swiss("<target ssid='1'><entity/></target>");
    latin.splice(110..110, [0xFC]);
    assert!(refused(&latin).contains("expected UTF-8 and found other bytes"));
    let bomb = b"<!DOCTYPE d [<!ENTITY a 'aaaa'>]><swiss-sanctions-list><target ssid='1'><entity>&a;</entity></target></swiss-sanctions-list>";
    assert!(refused(bomb).contains("it is not expanded"));
}

const UA_HEADER: &[&str] = &[
    "row",
    "№ указу",
    "Дата указу",
    "Дія щодо об'єкту санкцій",
    "Тип обмеження",
    "Термін обмеження",
    "Дата закінчення обмеження",
    "Назва укр.",
    "Назва ориг.",
    "Назва альт.",
    "Дата народження",
];

#[test]
fn a_ukrainian_file_that_is_wrong_is_refused_with_its_cell() {
    let refused = |rows: &[&[&str]]| refusal("ua", "list.xlsx", &workbook(&[("Особи", rows)]));
    assert!(
        refusal("ua", "list.xlsx", HTML)
            .starts_with("list.xlsx: is an HTML page, not the ua list (a spreadsheet)")
    );
    assert!(refusal("ua", "list.csv", b"a,b\n1,2\n").starts_with("list.csv: "));
    assert_eq!(
        refused(&[&["row", "Name"], &["1", "A"]]),
        "list.xlsx:Особи!A1: there is no column № указу; expected the header of the Ukrainian list of sanctions: download it again"
    );
    assert!(
        refused(&[&UA_HEADER[..10]])
            .contains("neither a column Дата народження (persons) nor ОКПО/ЄДРПОУ (entities)")
    );
    assert_eq!(
        refused(&[UA_HEADER, &["109-2021", "0"]]),
        "list.xlsx:Особи!A2: `109-2021` is no number of a row; columns are swapped or the file is damaged: download it again"
    );
    assert_eq!(
        refused(&[UA_HEADER, &["0", "109-2021"]]),
        "list.xlsx:Особи!H2: the row has no name; download the list again"
    );
    assert_eq!(
        refused(&[UA_HEADER, &["0", "", "", "", "", "", "", "А"]]),
        "list.xlsx:Особи!B2: the row names no decree; download the list again"
    );
    assert!(refused(&[UA_HEADER]).contains("the ua list is empty"));
    let bytes = workbook(&[("Особи", &[UA_HEADER])]);
    assert!(
        refusal("ua", "list.xlsx", &bytes[..bytes.len() / 2]).contains("the download was cut or damaged")
    );
}

#[test]
fn a_screening_list_that_is_wrong_is_refused_with_its_line() {
    let header = "_id,source,entity_number,type,programs,name,alt_names,addresses";
    let refused = |rows: &str| {
        refusal(
            "csl",
            "consolidated.csv",
            format!("{header}\n{rows}\n").as_bytes(),
        )
    };
    let whole = |bytes: &[u8]| refusal("csl", "consolidated.csv", bytes);
    assert!(whole(HTML).starts_with("consolidated.csv: is an HTML page, not the csl list (CSV text)"));
    // The content tells the format, whatever the file is called.
    assert_eq!(
        whole(b"{\"error\":\"rate limit\"}"),
        "consolidated.csv:1: there is no member results; expected the Consolidated Screening List's JSON: download it again"
    );
    assert!(whole(b"PK\x03\x04").contains("a compressed archive (unpack it first)"));
    assert_eq!(
        whole(b"_id,source,name\n1,2,3\n"),
        "consolidated.csv:1: there is no column programs; expected the header of the Consolidated Screening List's CSV: download it again"
    );
    assert_eq!(
        refused("1,Entity List (EL),,,,A"),
        "consolidated.csv:2: expected 8 columns as in the header and found 6; the file is cut or damaged: download it again"
    );
    assert!(refused("1,\"Entity List (EL),,,,A").contains("a quote opens in this row and never closes"));
    assert_eq!(
        refused("Entity List (EL),1,,,,A,,"),
        "consolidated.csv:2: `1` is no list of a department (`Entity List (EL) - Bureau of Industry and Security`); columns are swapped or the file is damaged: download it again"
    );
    assert_eq!(
        refused("x y,Entity List (EL),,,,A,,"),
        "consolidated.csv:2: `x y` is no id; columns are swapped or the file is damaged: download it again"
    );
    assert_eq!(
        refused("abc,Capta List (CAP) - Treasury Department,,Entity,X,A,,"),
        "consolidated.csv:2: expected OFAC's entity number and found `abc`; download the list again"
    );
    assert_eq!(
        refused("1,Entity List (EL),,,, ,,"),
        "consolidated.csv:2: the row has no name; download the list again"
    );
    assert_eq!(
        whole(b"_id,source,programs,name,alt_names,addresses\n1,Entity List (EL),,Jos\xe9,,\n"),
        "consolidated.csv:2: expected UTF-8 and found other bytes; save the file as UTF-8 and compile again"
    );
}
