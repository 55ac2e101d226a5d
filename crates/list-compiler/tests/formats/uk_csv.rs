//! The UK Sanctions List and OFSI's list before it.

use insta::assert_snapshot;

use super::{compiled, kind, shown};

/// A row of the UK Sanctions List with the given columns filled.
fn uk_row(columns: &[&str], values: &[(&str, &str)]) -> String {
    for (column, _) in values {
        assert!(columns.contains(column), "{column}");
    }
    let cell = |column: &&str| {
        let value = values
            .iter()
            .find(|(name, _)| name == column)
            .map_or("", |(_, value)| value);
        format!("\"{}\"", value.replace('"', "\"\""))
    };
    columns.iter().map(cell).collect::<Vec<_>>().join(",")
}

const UK_COLUMNS: [&str; 58] = [
    "Last Updated",
    "Unique ID",
    "OFSI Group ID",
    "UN Reference Number",
    "Name 6",
    "Name 1",
    "Name 2",
    "Name 3",
    "Name 4",
    "Name 5",
    "Name type",
    "Alias strength",
    "Title",
    "Name non-latin script",
    "Non-latin script type",
    "Non-latin script language",
    "Regime Name",
    "Designation Type",
    "Designation source",
    "Sanctions Imposed",
    "Other Information",
    "UK Statement of Reasons",
    "Address Line 1",
    "Address Line 2",
    "Address Line 3",
    "Address Line 4",
    "Address Line 5",
    "Address Line 6",
    "Address Postal Code",
    "Address Country",
    "Phone number",
    "Website",
    "Email address",
    "Date Designated",
    "D.O.B",
    "Nationality(/ies)",
    "National Identifier number",
    "National Identifier additional information",
    "Passport number",
    "Passport additional information",
    "Position",
    "Gender",
    "Town of birth",
    "Country of birth",
    "Type of entity",
    "Subsidiaries",
    "Parent company",
    "Business registration number (s)",
    "IMO number",
    "Current owner/operator (s)",
    "Previous owner/operator (s)",
    "Current believed flag of ship",
    "Previous flags",
    "Type of ship",
    "Tonnage of ship",
    "Length of ship",
    "Year Built",
    "Hull identification number (HIN)",
];

#[test]
fn the_uk_sanctions_list_gathers_its_rows_into_entries() {
    let person = [
        ("Last Updated", "02/03/2022"),
        ("Unique ID", "RUS0001"),
        ("Regime Name", "The Russia (Sanctions) (EU Exit) Regulations 2019"),
        ("Designation Type", "Individual"),
        ("Sanctions Imposed", "Asset freeze|Travel Ban"),
        ("Date Designated", "31/12/2020"),
        ("D.O.B", "00/05/1975"),
        ("Nationality(/ies)", "(1) Russia (2) Ukraine"),
        ("Passport number", "51 0123"),
        ("Passport additional information", "Russia number"),
        ("Gender", "Male"),
        ("Town of birth", "Omsk"),
        ("Country of birth", "Russia"),
        ("Position", "Director"),
        ("Address Line 1", "1 Main St"),
        ("Address Country", "Russia"),
        ("Other Information", "Associate of VLADIMIR SOMEBODY"),
    ];
    let with = |extra: &[(&'static str, &'static str)]| {
        let mut values: Vec<(&str, &str)> = person.to_vec();
        values.extend_from_slice(extra);
        uk_row(&UK_COLUMNS, &values)
    };
    let rows = [
        "Report Date: 08-Oct-2026".to_owned(),
        UK_COLUMNS.join(","),
        with(&[
            ("Name 6", "BEAR"),
            ("Name type", "Alias"),
            ("Alias strength", "Low"),
        ]),
        with(&[
            ("Name 6", "IVANOV"),
            ("Name 1", "Ivan"),
            ("Name 2", "Ivanovich"),
            ("Name type", "Primary Name"),
            ("Name non-latin script", "Иван Иванов"),
        ]),
        with(&[
            ("Name 6", "IVANOFF"),
            ("Name 1", "Ivan"),
            ("Name type", "Primary Name Variation"),
        ]),
        uk_row(
            &UK_COLUMNS,
            &[
                ("Unique ID", "RUS0002"),
                ("Name 6", "SEA LION"),
                ("Name type", "Primary Name"),
                ("Designation Type", "Ship"),
                ("Regime Name", "The Russia (Sanctions) (EU Exit) Regulations 2019"),
                ("Sanctions Imposed", "Something new"),
                ("IMO number", "IMO9826902"),
                ("Current believed flag of ship", "Gabon"),
                ("Previous flags", "Liberia|Panama"),
                ("Current owner/operator (s)", "LION SHIPPING"),
                ("Hull identification number (HIN)", "HIN77"),
            ],
        ),
    ];
    let compilation = compiled(kind("uk"), &[("uk.csv", rows.join("\r\n").as_bytes())]);
    // A measure with a new name still binds payments.
    assert_snapshot!(shown(&compilation));
}

#[test]
fn the_retired_ofsi_list_is_read_in_both_layouts() {
    let new = "Last Updated,03/06/2022\n\
        Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Type,Non-Latin Script Language,DOB,Town of Birth,Country of Birth,Nationality,Passport Number,Passport Details,National Identification Number,National Identification Details,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Alias Quality,Regime,Listed On,UK Sanctions List Date Designated,Last Updated,Group ID\n\
        IVANOV,Ivan,,,,,Dr,,,,13/01/1967,Omsk,Russia,Russia,,,77-1,,,,,,,,,,Russia,\"(UK Sanctions List Ref):RUS0251. (Gender):Male (Phone number):(1) +7 1 (2) +7 2 (Email address):i@example.ru\",Individual,Primary name,,Russia,01/02/2020,,02/03/2022,13001\n\
        BEAR,,,,,,,,,,,,,,,,,,,,,,,,,,,,Individual,AKA,Low,Russia,01/02/2020,,02/03/2022,13001\n";
    let compilation = compiled(kind("uk"), &[("ConList.csv", new.as_bytes())]);
    assert_snapshot!("new_layout", shown(&compilation));

    let old = "Last Updated,03/06/2010\n\
        Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,Nationality,Passport Details,NI Number,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Regime,Listed On,Last Updated,Group ID\n\
        ACME LTD,,,,,,,,,,,,,,1 Main St,,,,,,,Libya,,Entity,Primary name,Libya,01/02/2009,02/03/2009,7001\n";
    let compilation = compiled(kind("uk"), &[("ConList.csv", old.as_bytes())]);
    assert_snapshot!("old_layout", shown(&compilation));
}
