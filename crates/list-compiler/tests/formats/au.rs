//! The Australian consolidated list.

use insta::assert_snapshot;

use super::{by_id, compiled, kind, shown};

const XLSX: &[u8] = include_bytes!("../fixtures/au.xlsx");

#[test]
fn the_australian_spreadsheet_gathers_the_rows_of_a_reference_into_one_party() {
    let compilation = compiled(kind("au"), &[("regulation8_consolidated.xlsx", XLSX)]);
    assert_snapshot!(shown(&compilation));
}

#[test]
fn the_same_columns_as_text_are_the_same_list() {
    let text = "Reference,Name of Individual or Entity,Type,Name Type,Date of Birth,Place of Birth,Citizenship,Address,Additional Information,Listing Information,Committees,Control Date\n\
        7a,Yana SAMPLE,Individual,Alias,1967,,Belarus,,,,Autonomous (Belarus),31/03/2022\n\
        7,Jane SAMPLE,Individual,Primary Name,1967,,Belarus,,,,Autonomous (Belarus),31/03/2022\n";
    let compilation = compiled(kind("au"), &[("list.csv", text.as_bytes())]);
    let party = by_id(&compilation, "au-7");
    let names: Vec<&str> = party.names.iter().map(|name| name.text.as_str()).collect();
    assert_eq!(names, ["Jane SAMPLE", "Yana SAMPLE"]);
    assert_eq!(party.programs, ["AU-Autonomous-Belarus"]);
    // The layout without the columns of measures states none: an asset freeze, as everywhere.
    assert!(party.measures.is_empty());
    assert_eq!(party.amended_on.unwrap().to_string(), "2022-03-31");
}

#[test]
fn two_citizenships_in_one_cell_and_a_note_below_the_list_are_read() {
    let text = "Reference,Name of Individual or Entity,Type,Name Type,Citizenship,Committees\n\
        7,Jane SAMPLE,Individual,Primary Name,Malian / Mauritanian,1373 (2001)\n\
        ,,,,Crown copyright,\n";
    let compilation = compiled(kind("au"), &[("list.csv", text.as_bytes())]);
    let countries: Vec<String> = by_id(&compilation, "au-7")
        .nationalities
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(countries, ["ML", "MR"]);
    assert_eq!(
        compilation.reports[0].not_understood.keys().collect::<Vec<_>>(),
        ["row with neither a reference nor a name"]
    );
}
