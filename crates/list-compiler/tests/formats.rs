//! Small lists in the official formats, with the byte quirks of the real ones.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use portcullis_list_compiler::{Compilation, CompileOptions, SourceKind, SourceSpec, read};
use portcullis_model::{Designation, Gender, Measure, NameKind, Schema};
use tempfile::TempDir;

fn kind(word: &str) -> SourceKind {
    word.parse().unwrap()
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

fn compiled(kind: SourceKind, files: &[(&str, &[u8])]) -> Compilation {
    let dir = folder(files);
    read(&[SourceSpec::new(kind, dir.path())], &CompileOptions::default()).unwrap()
}

fn names(designation: &Designation) -> Vec<(&str, NameKind)> {
    designation
        .names
        .iter()
        .map(|n| (n.text.as_str(), n.kind))
        .collect()
}

fn identifiers(designation: &Designation) -> Vec<String> {
    designation.identifiers.iter().map(ToString::to_string).collect()
}

// Windows-1252 apostrophe and accents, stray spaces after -0-, programs split by `] [`, CRLF, closing 0x1A.
const SDN: &[u8] = b"9001,\"AL-QA\x92IMI, Jos\xE9\",\"individual\",\"SDGT] [IFSR\",\"Colonel\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 13 Jan 1967; Colonel; Passport 44-11 (Iran) expires 01 Jan 2030; a.k.a. 'EL VIEJO'; Linked To: SEA \"\r\n\
9002,\"SEA HORSE\",\"vessel\",\"IRAN\",-0- ,\"EQKF\",\"Crude Oil Tanker\",\"318,000\",\"163,660\",\"Iran\",\"NITC\",\"Vessel Registration Identification IMO 9187629; MMSI 572469210.\"\r\n\
9003,\"NITC\",-0- ,\"IRAN\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\
9004,\"EP-GOM\",\"aircraft\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Aircraft Operator YAS AIR.\"\r\n\x1a";
const ALT: &[u8] = b"9001,1,\"aka\",\"AL-QAIMI, Jose\",-0- \r\n9002,2,\"fka\",\"SEA COW\",-0- \r\n9999,3,\"aka\",\"NOBODY\",-0- \r\n\x1a";
const ADD: &[u8] =
    b"9001,1,\"1 Main St\",\"Tehran\",\"Iran\",-0- \r\n9002,2,-0- ,-0- ,-0- ,-0- \r\n9003,3,-0- ,-0- ,\"Korea, North\",-0- \r\n\x1a";
const COMMENTS: &[u8] = b"9001,\"HORSE; Gender Male.\"\r\n\x1a";

#[test]
fn an_sdn_entry_whose_only_tag_is_the_sectoral_order_states_its_freeze() {
    let row = |programs: &str| {
        format!("9101,\"X, Y\",\"individual\",\"{programs}\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a")
            .into_bytes()
    };
    for (programs, expected) in [
        ("UKRAINE-EO13662", vec![Measure::AssetFreeze]),
        ("UKRAINE-EO13662] [UKRAINE-EO13661", Vec::new()),
        ("SDGT", Vec::new()),
    ] {
        let sdn = row(programs);
        let compilation = compiled(kind("ofac-sdn"), &[("sdn.csv", &sdn)]);
        assert_eq!(compilation.designations[0].measures, expected, "{programs}");
    }
}

#[test]
fn an_ofac_family_is_read_with_all_its_byte_quirks() {
    let compilation = compiled(
        kind("ofac-sdn"),
        &[
            ("SDN.CSV", SDN),
            ("alt.csv", ALT),
            ("add.csv", ADD),
            ("sdn_comments.csv", COMMENTS),
        ],
    );
    let [person, vessel, company, aircraft] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(
        (person.id.as_str(), person.schema, person.authority.as_str()),
        ("ofac-9001", Schema::Person, "US")
    );
    assert_eq!(
        names(person),
        [
            ("AL-QA\u{2019}IMI, José", NameKind::Primary),
            ("AL-QAIMI, Jose", NameKind::Alias),
            ("EL VIEJO", NameKind::WeakAlias)
        ]
    );
    assert_eq!(person.programs, ["SDGT", "IFSR"]);
    assert_eq!(person.title, "Colonel");
    assert_eq!(identifiers(person), ["passport:44-11@IR"]);
    // The remark was cut after the space of `SEA HORSE`.
    assert_eq!(
        (
            person.relations[0].to.as_str(),
            person.relations[0].to_id.as_deref()
        ),
        ("SEA HORSE", Some("ofac-9002"))
    );
    assert_eq!(person.gender.map(Gender::as_str), Some("male"));
    assert_eq!(person.addresses[0].text, "1 Main St, Tehran");
    assert_eq!(
        person.addresses[0].country.map(|c| c.to_string()).as_deref(),
        Some("IR")
    );
    assert!(
        person
            .source_record
            .starts_with("9001,\"AL-QA\u{2019}IMI, José\",\"individual\",")
    );
    assert!(
        person
            .source_record
            .contains("\n9001,1,\"aka\",\"AL-QAIMI, Jose\",-0-")
    );

    assert_eq!(
        names(vessel),
        [("SEA HORSE", NameKind::Primary), ("SEA COW", NameKind::Alias)]
    );
    assert_eq!(
        identifiers(vessel),
        ["call-sign:EQKF", "imo:9187629", "mmsi:572469210"]
    );
    assert_eq!(vessel.flags, ["Iran"]);
    assert_eq!(
        (
            vessel.relations[0].kind.as_str(),
            vessel.relations[0].to_id.as_deref()
        ),
        ("owned-by", Some("ofac-9003"))
    );
    assert!(vessel.addresses.is_empty());
    assert_eq!(
        (company.schema, company.addresses[0].country_name.as_str()),
        (Schema::Organization, "Korea, North")
    );
    assert_eq!(
        (aircraft.schema, identifiers(aircraft)),
        (Schema::Aircraft, vec!["tail:EP-GOM".to_owned()])
    );

    let report = &compilation.reports[0];
    assert_eq!(
        (report.alias_records, report.address_records, report.addresses),
        (3, 3, 2)
    );
    assert!(report.not_understood.is_empty(), "{:?}", report.not_understood);
    assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
    assert!(report.warnings[0].contains("alt.csv: 1 rows belong to entities that are not on the list"));
}

const UN: &str = include_str!("fixtures/un.xml");

#[test]
fn the_un_list_is_read_with_qualities_scripts_and_every_kind_of_date() {
    // An element that the format does not have today is counted, so that a drift of the format shows.
    let text = UN.replace(
        "<INDIVIDUAL_DOCUMENT/>",
        "<INDIVIDUAL_DOCUMENT/><NEW_ELEMENT>1</NEW_ELEMENT>",
    );
    let compilation = compiled(kind("un"), &[("consolidated.xml", text.as_bytes())]);
    let [person, entity] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(
        (person.id.as_str(), person.schema, person.authority.as_str()),
        ("un-QDi.900", Schema::Person, "UN")
    );
    assert_eq!(
        names(person),
        [
            ("MUSTAF ABU 'L", NameKind::Primary),
            ("مصطفى ابو", NameKind::OriginalScript),
            ("Mustafa Abu", NameKind::Alias),
            ("Moustapha Abou", NameKind::Alias),
            ("The Tall", NameKind::WeakAlias),
            ("Sever", NameKind::Alias),
            ("Север", NameKind::OriginalScript),
        ]
    );
    assert_eq!(person.programs, ["UN-Al-Qaida"]);
    let born: Vec<String> = person.birth_dates.iter().map(ToString::to_string).collect();
    assert_eq!(
        born,
        [
            "1955",
            "1956-03-04",
            "circa 1957",
            "circa 1958 to 1960",
            "1961-09-01 to 1961-09-30"
        ]
    );
    assert_eq!(person.birth_places, ["Mosul, Iraq"]);
    assert_eq!(identifiers(person), ["passport:A 123@KW", "national-id:77-8"]);
    assert_eq!(person.title, "Haji; Emir");
    assert_eq!(person.gender.map(Gender::as_str), Some("male"));
    assert_eq!(
        person.remarks,
        "Gender: Male. Review & closed. Linked to a ship, IMO 9187629."
    );
    assert_eq!(
        person.listed_on.map(|d| d.to_string()).as_deref(),
        Some("2015-04-07")
    );
    assert_eq!(
        person.amended_on.map(|d| d.to_string()).as_deref(),
        Some("2019-05-02")
    );
    assert_eq!(person.addresses.len(), 1);
    assert!(
        person.source_record.starts_with("<INDIVIDUAL><DATAID>1")
            && person.source_record.ends_with("</INDIVIDUAL>")
    );

    assert_eq!(entity.programs, ["UN-SouthSudan"]);
    assert_eq!(
        identifiers(entity),
        [
            "imo:5571322",
            "bic:KDBKKPPY",
            "email:info@lakes.example",
            "email:lakes@post.example"
        ]
    );
    assert_eq!(
        names(entity),
        [
            ("LAKES AIR (LA)", NameKind::Primary),
            ("LAKES BUSINESS", NameKind::Alias),
            ("Jin Air", NameKind::Alias),
            ("金铁", NameKind::OriginalScript)
        ]
    );

    let report = &compilation.reports[0];
    assert_eq!((report.alias_records, report.address_records), (4, 3));
    let missed: Vec<&str> = report.not_understood.keys().map(String::as_str).collect();
    assert_eq!(missed, ["date of birth: 30-35 years old", "element: NEW_ELEMENT"]);
    assert_eq!(
        compilation.sources[0].published.as_deref(),
        Some("2026-02-27T00:00:09.554Z")
    );
}

#[test]
fn a_custom_list_is_read_by_column_name_with_several_values_a_field() {
    let csv = "\u{feff}schema,ID,name,aliases,weak_aliases,original_script,birth_dates,birth_places,nationalities,gender,identifiers,addresses,programs,authority,list,title,flags,listed_on,amended_on,delisted_on,remarks\r\n\
        person,p-1,\"BOUT, Viktor\",\"BUTT, Viktor; BOUT,  Vic\",VIC,Виктор Бут,~1967;1966-02;1960/1962;1967-01-13,\"Dushanbe, Tajikistan;Moscow\",RU;Iran,Male,passport:29-006@RU;email:a@b.ru,\"Main St 1, Moscow|RU; Elsewhere\",SDGT;DRCONGO,US,House list,Major,,2020-01-02,2021-01-02,2022-01-02,\"any, thing\"\r\n\
        vessel,v-1,SEA HORSE,,,,,,,,imo:9187629,,,,,,Panama;Iran,,,,\r\n";
    let compilation = compiled(SourceKind::CUSTOM, &[("house.csv", csv.as_bytes())]);
    let [person, vessel] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(person.id, "custom-p-1");
    assert_eq!(
        names(person),
        [
            ("BOUT, Viktor", NameKind::Primary),
            ("BUTT, Viktor", NameKind::Alias),
            ("BOUT, Vic", NameKind::Alias),
            ("VIC", NameKind::WeakAlias),
            ("Виктор Бут", NameKind::OriginalScript)
        ]
    );
    let born: Vec<String> = person.birth_dates.iter().map(ToString::to_string).collect();
    assert_eq!(
        born,
        [
            "circa 1967",
            "1966-02-01 to 1966-02-28",
            "1960 to 1962",
            "1967-01-13"
        ]
    );
    assert_eq!(person.birth_places, ["Dushanbe, Tajikistan", "Moscow"]);
    assert_eq!(identifiers(person), ["passport:29-006@RU", "email:a@b.ru"]);
    assert_eq!(
        person.addresses[0].country.map(|c| c.to_string()).as_deref(),
        Some("RU")
    );
    assert_eq!(
        (person.addresses[1].text.as_str(), person.addresses[1].country),
        ("Elsewhere", None)
    );
    assert_eq!(
        (person.authority.as_str(), person.list.as_str()),
        ("US", "House list")
    );
    assert_eq!(person.programs, ["SDGT", "DRCONGO"]);
    assert_eq!(
        person.delisted_on.map(|d| d.to_string()).as_deref(),
        Some("2022-01-02")
    );
    assert_eq!(person.remarks, "any, thing");
    assert_eq!(
        (vessel.authority.as_str(), vessel.list.as_str()),
        ("INTERNAL", "Custom")
    );
    assert_eq!(vessel.flags, ["Panama", "Iran"]);
}

#[test]
fn a_folder_of_custom_lists_is_read_in_the_order_of_file_names() {
    let compilation = compiled(
        SourceKind::CUSTOM,
        &[
            ("b.csv", b"id,name,schema\n2,B,person\n"),
            ("a.csv", b"id,name,schema\n1,A,person\n"),
            ("readme.txt", b"not a list"),
        ],
    );
    let ids: Vec<&str> = compilation.designations.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(ids, ["custom-1", "custom-2"]);
    assert_eq!(compilation.sources[0].designations, 2);
}

#[test]
fn the_starter_list_of_the_project_is_read_without_a_complaint() {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/lists"));
    let compilation = read(
        &[SourceSpec::new(SourceKind::CUSTOM, path)],
        &CompileOptions::default(),
    )
    .unwrap();
    assert!(compilation.designations.len() >= 150);
    assert!(compilation.reports[0].not_understood.is_empty() && compilation.reports[0].warnings.is_empty());
}

#[test]
fn denied_persons_get_the_digest_of_their_row_as_id() {
    let header = "\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t\"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"";
    let row = "\"A. SMITH A/K/A B. SMITH\"\t\"1 MAIN ST\"\t\"TEHRAN\"\t\"\"\t\"IR\"\t\"\"\t\"06/19/2003\"\t\"06/29/2033\"\t\"Y\"\t\"2007-01-31\"\t\"20 YEAR DENIAL\"\t\"68 F.R. 38290\"";
    let open_ended = row.replace("06/29/2033", "");
    let text = format!("{header}\r\n{row}\r\n{row}\r\n{open_ended}\r\n");
    let compilation = compiled(kind("bis-dpl"), &[("dpl.txt", text.as_bytes())]);
    let [denied, without_end] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(
        denied.id,
        format!(
            "bis-dpl-{}",
            &blake3::hash(row.as_bytes()).to_hex().as_str()[..12]
        )
    );
    assert_eq!(
        (denied.schema, denied.programs.as_slice()),
        (Schema::Unknown, &["BIS-DPL".to_owned()][..])
    );
    assert_eq!(
        names(denied),
        [("A. SMITH", NameKind::Primary), ("B. SMITH", NameKind::Alias)]
    );
    assert_eq!(denied.addresses[0].text, "1 MAIN ST, TEHRAN");
    assert_eq!(
        denied.listed_on.map(|d| d.to_string()).as_deref(),
        Some("2003-06-19")
    );
    // It still denies on the day it expires.
    assert_eq!(
        denied.delisted_on.map(|d| d.to_string()).as_deref(),
        Some("2033-06-30")
    );
    assert_eq!(without_end.delisted_on, None);
    assert_eq!(compilation.reports[0].warnings.len(), 1);
}

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
    let [ivanov, ship] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(
        (ivanov.id.as_str(), ivanov.authority.as_str(), ivanov.schema),
        ("uk-RUS0001", "UK", Schema::Person)
    );
    assert_eq!(
        names(ivanov),
        [
            ("Ivan Ivanovich IVANOV", NameKind::Primary),
            ("BEAR", NameKind::WeakAlias),
            ("Иван Иванов", NameKind::OriginalScript),
            ("Ivan IVANOFF", NameKind::Alias)
        ]
    );
    assert_eq!(ivanov.programs, ["UK-Russia"]);
    let measures: Vec<&str> = ivanov.measures.iter().map(|m| m.as_str()).collect();
    assert_eq!(measures, ["asset-freeze", "travel-ban"]);
    assert_eq!(ivanov.birth_dates[0].to_string(), "1975-05-01 to 1975-05-31");
    assert_eq!(ivanov.birth_places, ["Omsk, Russia"]);
    assert_eq!(
        ivanov
            .nationalities
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["RU", "UA"]
    );
    assert_eq!(identifiers(ivanov), ["passport:51 0123@RU"]);
    assert_eq!(ivanov.addresses.len(), 1);
    assert_eq!(
        ivanov.listed_on.map(|d| d.to_string()).as_deref(),
        Some("2020-12-31")
    );
    assert_eq!(
        ivanov.amended_on.map(|d| d.to_string()).as_deref(),
        Some("2022-03-02")
    );
    assert_eq!(ivanov.remarks, "Associate of VLADIMIR SOMEBODY");
    assert_eq!(ivanov.source_record.lines().count(), 3);

    assert_eq!(ship.schema, Schema::Vessel);
    assert_eq!(identifiers(ship), ["imo:9826902", "other:HIN77"]);
    assert_eq!(ship.flags, ["Gabon", "Liberia (former)", "Panama (former)"]);
    assert_eq!(ship.relations[0].to, "LION SHIPPING");
    // A measure with a new name still binds payments.
    assert_eq!(
        ship.measures.iter().map(|m| m.as_str()).collect::<Vec<_>>(),
        ["trade-ban"]
    );
    let report = &compilation.reports[0];
    assert_eq!(report.published.as_deref(), Some("08-Oct-2026"));
    assert_eq!(
        report
            .not_understood
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>(),
        ["measure: Something new"]
    );
}

#[test]
fn the_retired_ofsi_list_is_read_in_both_layouts() {
    let new = "Last Updated,03/06/2022\n\
        Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Type,Non-Latin Script Language,DOB,Town of Birth,Country of Birth,Nationality,Passport Number,Passport Details,National Identification Number,National Identification Details,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Alias Quality,Regime,Listed On,UK Sanctions List Date Designated,Last Updated,Group ID\n\
        IVANOV,Ivan,,,,,Dr,,,,13/01/1967,Omsk,Russia,Russia,,,77-1,,,,,,,,,,Russia,\"(UK Sanctions List Ref):RUS0251. (Gender):Male (Phone number):(1) +7 1 (2) +7 2 (Email address):i@example.ru\",Individual,Primary name,,Russia,01/02/2020,,02/03/2022,13001\n\
        BEAR,,,,,,,,,,,,,,,,,,,,,,,,,,,,Individual,AKA,Low,Russia,01/02/2020,,02/03/2022,13001\n";
    let compilation = compiled(kind("uk"), &[("ConList.csv", new.as_bytes())]);
    let [ivanov] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(ivanov.id, "uk-13001");
    assert_eq!(
        names(ivanov),
        [("Ivan IVANOV", NameKind::Primary), ("BEAR", NameKind::WeakAlias)]
    );
    assert_eq!(ivanov.programs, ["UK-Russia"]);
    assert_eq!(ivanov.gender.map(Gender::as_str), Some("male"));
    assert_eq!(
        identifiers(ivanov),
        [
            "national-id:77-1",
            "phone:+7 1",
            "phone:+7 2",
            "email:i@example.ru"
        ]
    );
    assert_eq!(ivanov.birth_dates[0].to_string(), "1967-01-13");
    assert_eq!(
        ivanov.listed_on.map(|d| d.to_string()).as_deref(),
        Some("2020-02-01")
    );
    assert_eq!(compilation.reports[0].published.as_deref(), Some("03/06/2022"));
    assert!(
        compilation.reports[0].not_understood.is_empty(),
        "{:?}",
        compilation.reports[0].not_understood
    );

    let old = "Last Updated,03/06/2010\n\
        Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,Nationality,Passport Details,NI Number,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Regime,Listed On,Last Updated,Group ID\n\
        ACME LTD,,,,,,,,,,,,,,1 Main St,,,,,,,Libya,,Entity,Primary name,Libya,01/02/2009,02/03/2009,7001\n";
    let compilation = compiled(kind("uk"), &[("ConList.csv", old.as_bytes())]);
    let [acme] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(
        (acme.id.as_str(), acme.primary_name(), acme.schema),
        ("uk-7001", "ACME LTD", Schema::Organization)
    );
    assert_eq!(
        acme.addresses[0].country.map(|c| c.to_string()).as_deref(),
        Some("LY")
    );
}

#[test]
fn the_eu_list_is_read_from_its_xml() {
    let xml = include_bytes!("fixtures/eu-fsf.xml");
    let compilation = compiled(kind("eu"), &[("full.xml", xml)]);
    let [person, fund] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(
        (person.id.as_str(), person.authority.as_str(), person.schema),
        ("eu-900", "EU", Schema::Person)
    );
    assert_eq!(
        names(person),
        [
            ("Sergey Valeryevich AKSYONOV", NameKind::Primary),
            ("Сергей Аксёнов", NameKind::OriginalScript),
            ("Goblin", NameKind::WeakAlias)
        ]
    );
    assert_eq!(person.programs, ["EU-UKR"]);
    assert_eq!(person.title, "Prime Minister");
    assert_eq!(person.gender.map(Gender::as_str), Some("male"));
    let born: Vec<String> = person.birth_dates.iter().map(ToString::to_string).collect();
    assert_eq!(born, ["1972-11-26", "circa 1970 to 1973"]);
    assert_eq!(person.birth_places, ["Beltsy (Bălți), MOLDOVA, REPUBLIC OF"]);
    assert_eq!(
        person
            .nationalities
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["RU"]
    );
    assert_eq!(
        person.addresses[0].text,
        "1 Main St, Simferopol, 295000, P.O. Box 12"
    );
    assert_eq!(
        identifiers(person),
        [
            "email:someone@example.ru",
            "phone:+7 365 000",
            "passport:39 02 123456@RU"
        ]
    );
    assert_eq!(person.remarks, "Date of UN designation: none & so on");
    assert_eq!(
        person.listed_on.map(|d| d.to_string()).as_deref(),
        Some("2014-03-17")
    );
    assert_eq!(
        person.amended_on.map(|d| d.to_string()).as_deref(),
        Some("2022-02-23")
    );
    assert!(person.source_record.starts_with("<sanctionEntity ") && person.source_record.contains("Goblin"));

    assert_eq!(
        (fund.schema, fund.programs.as_slice()),
        (Schema::Organization, &["EU-TAQA".to_owned()][..])
    );
    assert_eq!(identifiers(fund), ["bic:AFMBSYDA@SY"]);
    assert_eq!(fund.remarks, "UN reference: QDe.900");
    let report = &compilation.reports[0];
    assert_eq!(report.published.as_deref(), Some("2026-02-20T12:00:00.000+01:00"));
    assert_eq!(
        report
            .not_understood
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>(),
        ["calendar: ISLAMIC"]
    );
}

/// A row of the EU's CSV with the given cells.
fn eu_row(columns: &[&str], cells: &[(&str, &str)]) -> String {
    let cell = |column: &&str| {
        let value = cells
            .iter()
            .find(|(name, _)| name == column)
            .map_or("", |(_, value)| value);
        if value.contains(';') {
            format!("\"{value}\"")
        } else {
            value.to_owned()
        }
    };
    columns.iter().map(cell).collect::<Vec<_>>().join(";")
}

#[test]
fn the_eu_list_is_read_from_its_csv() {
    let columns = [
        "fileGenerationDate",
        "Entity_LogicalId",
        "Entity_EU_ReferenceNumber",
        "Entity_UnitedNationId",
        "Entity_DesignationDate",
        "Entity_DesignationDetails",
        "Entity_Remark",
        "Entity_SubjectType",
        "Entity_SubjectType_ClassificationCode",
        "Entity_Regulation_Type",
        "Entity_Regulation_PublicationDate",
        "Entity_Regulation_Programme",
        "NameAlias_LastName",
        "NameAlias_FirstName",
        "NameAlias_WholeName",
        "NameAlias_Gender",
        "NameAlias_Function",
        "NameAlias_LogicalId",
        "NameAlias_Regulation_Programme",
        "Address_City",
        "Address_CountryIso2Code",
        "Address_CountryDescription",
        "BirthDate_BirthDate",
        "BirthDate_Year",
        "BirthDate_Circa",
        "BirthDate_CalendarType",
        "BirthDate_City",
        "BirthDate_CountryDescription",
        "Identification_Number",
        "Identification_TypeCode",
        "Identification_CountryIso2Code",
        "Citizenship_CountryIso2Code",
    ];
    // The two subject type columns have been published the other way round.
    let entity = [
        ("fileGenerationDate", "20/02/2026"),
        ("Entity_LogicalId", "900"),
        ("Entity_SubjectType", "P"),
        ("Entity_SubjectType_ClassificationCode", "person"),
        ("Entity_DesignationDate", "2014-03-17"),
        ("Entity_Regulation_Programme", "UKR"),
        ("Entity_Regulation_PublicationDate", "2022-02-23"),
        ("Entity_Remark", "One; two"),
    ];
    let with = |cells: &[(&'static str, &'static str)]| {
        let all: Vec<(&str, &str)> = entity.iter().chain(cells).copied().collect();
        eu_row(&columns, &all)
    };
    let name = [
        ("NameAlias_WholeName", "Sergey AKSYONOV"),
        ("NameAlias_Gender", "M"),
        ("NameAlias_LogicalId", "9003"),
        ("NameAlias_Regulation_Programme", "UKR"),
    ];
    let rows = [
        format!("\u{feff}{}", columns.join(";")),
        with(
            &[
                name.as_slice(),
                &[
                    ("BirthDate_BirthDate", "1972-11-26"),
                    ("BirthDate_City", "Beltsy"),
                    ("BirthDate_CountryDescription", "MOLDOVA"),
                ],
            ]
            .concat(),
        ),
        with(
            &[
                name.as_slice(),
                &[("BirthDate_Year", "1973"), ("BirthDate_Circa", "true")],
            ]
            .concat(),
        ),
        with(&[
            ("NameAlias_WholeName", "Сергей Аксёнов"),
            ("NameAlias_LogicalId", "9002"),
        ]),
        with(&[
            ("Address_City", "Simferopol"),
            ("Address_CountryIso2Code", "UA"),
            ("Address_CountryDescription", "UKRAINE"),
        ]),
        with(&[
            ("Identification_Number", "39 02"),
            ("Identification_TypeCode", "passport"),
            ("Identification_CountryIso2Code", "RU"),
        ]),
        with(&[("Citizenship_CountryIso2Code", "RU")]),
    ];
    let compilation = compiled(kind("eu"), &[("full.csv", rows.join("\r\n").as_bytes())]);
    let [person] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!((person.id.as_str(), person.schema), ("eu-900", Schema::Person));
    assert_eq!(
        names(person),
        [
            ("Sergey AKSYONOV", NameKind::Primary),
            ("Сергей Аксёнов", NameKind::OriginalScript)
        ]
    );
    assert_eq!(person.programs, ["EU-UKR"]);
    let born: Vec<String> = person.birth_dates.iter().map(ToString::to_string).collect();
    assert_eq!(born, ["1972-11-26", "circa 1973"]);
    assert_eq!(person.birth_places, ["Beltsy, MOLDOVA"]);
    assert_eq!(identifiers(person), ["passport:39 02@RU"]);
    assert_eq!(person.nationalities.len(), 1);
    assert_eq!(person.addresses.len(), 1);
    assert_eq!(person.remarks, "One; two");
    assert_eq!(person.source_record.lines().count(), 6);
    assert_eq!(compilation.reports[0].published.as_deref(), Some("20/02/2026"));
    assert!(
        compilation.reports[0].not_understood.is_empty(),
        "{:?}",
        compilation.reports[0].not_understood
    );
}

#[test]
fn ownership_is_read_after_the_lists_wherever_it_stands() {
    let dir = folder(&[
        ("list.csv", b"id,name,schema,authority,programs\nx,\"OWNER, One\",person,US,SDGT\n"),
        (
            "owned.csv",
            b"owner_id,owned_name,owned_identifiers,share,as_of,source\ncustom-x,Alpha Ltd,registration:77@CY,50,2024-01-01,registry\nalpha  ltd,Beta Ltd,,60,,\nALPHA LTD,Gamma Ltd,,40,,\n",
        ),
    ]);
    let specs = [
        SourceSpec::new(kind("ownership"), dir.path().join("owned.csv")),
        SourceSpec::new(SourceKind::CUSTOM, dir.path().join("list.csv")),
    ];
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    let [owner, alpha, beta] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(owner.id, "custom-x");
    assert_eq!(
        (alpha.primary_name(), beta.primary_name()),
        ("Alpha Ltd", "Beta Ltd")
    );
    for derived in [alpha, beta] {
        assert_eq!(derived.derived_from, ["custom-x"]);
        assert_eq!(
            (derived.authority.as_str(), derived.programs.as_slice()),
            ("US", &["SDGT".to_owned()][..])
        );
    }
    assert_eq!(identifiers(alpha), ["registration:77@CY"]);
    assert!(beta.remarks.contains(
        "Alpha Ltd owns 60 percent of Beta Ltd; OWNER, One (custom-x) owns 50 percent of Alpha Ltd"
    ));
    // Reports and manifest entries keep the order of the command line.
    let kinds: Vec<&str> = compilation.sources.iter().map(|s| s.kind.as_str()).collect();
    assert_eq!(kinds, ["ownership", "custom"]);
    assert_eq!(compilation.reports[0].designations, 2);

    // Before the shares were known, nothing was owned: an empty result is no error here.
    let options = CompileOptions {
        as_of: "2023-01-01".parse().ok(),
        ..CompileOptions::default()
    };
    let compilation = read(&specs, &options).unwrap();
    assert_eq!(compilation.designations.len(), 1);
}

fn advanced() -> Compilation {
    compiled(
        kind("ofac-advanced"),
        &[("sdn_advanced.xml", include_bytes!("fixtures/sdn-advanced.xml"))],
    )
}

fn by_id<'c>(compilation: &'c Compilation, id: &str) -> &'c Designation {
    compilation.designations.iter().find(|d| d.id == id).unwrap()
}

#[test]
fn the_advanced_list_is_understood_to_its_last_feature() {
    let compilation = advanced();
    let report = &compilation.reports[0];
    assert_eq!(report.not_understood.len(), 0, "{:?}", report.not_understood);
    assert_eq!(report.warnings, Vec::<String>::new());
    assert_eq!(report.published.as_deref(), Some("2021-07-15"));
    assert_eq!(report.designations, 11);
    assert!(
        compilation
            .designations
            .iter()
            .all(|d| d.list == "OFAC SDN" && d.authority == "US" && d.measures.len() == 1)
    );
}

#[test]
fn an_advanced_person_has_names_with_parts_scripts_and_quality() {
    let compilation = advanced();
    let person = by_id(&compilation, "ofac-23343");
    assert_eq!(
        names(person),
        [
            ("KADYROV, Ramzan Akhmatovich", NameKind::Primary),
            ("KADYROW, Ramzan Achmatowisch", NameKind::Alias),
            ("KADYROV, Ramzan", NameKind::Alias),
            ("КАДЫРОВ, Рамзан Ахматович", NameKind::OriginalScript),
        ]
    );
    assert_eq!(person.birth_places, ["Tsentoroi, Chechen Republic, Russia"]);
    assert_eq!(person.gender, Some(Gender::Male));
    assert_eq!(person.programs, ["MAGNIT", "GLOMAG"]);
    assert_eq!(
        person.listed_on.map(|d| d.to_string()).as_deref(),
        Some("2017-12-20")
    );
    assert_eq!(
        names(by_id(&compilation, "ofac-28263"))[1],
        ("tianyinyin0404", NameKind::WeakAlias)
    );
    let president = by_id(&compilation, "ofac-22790");
    assert_eq!(identifiers(president), ["national-id:5892464@VE"]);
    assert_eq!(president.addresses[0].text.as_str(), "Caracas, Capital District");
    assert_eq!(
        president.amended_on.map(|d| d.to_string()).as_deref(),
        Some("2020-09-21")
    );
    assert!(president.remarks.contains("Executive Order 13692 (Venezuela)"));
}

#[test]
fn an_advanced_date_of_birth_keeps_its_precision_and_a_false_one_is_no_fact() {
    let compilation = advanced();
    let born = |id: &str| -> Vec<String> {
        let dates = &by_id(&compilation, id).birth_dates;
        dates.iter().map(ToString::to_string).collect()
    };
    assert_eq!(born("ofac-9342"), ["circa 1949"]);
    assert_eq!(born("ofac-30621"), ["1961-12-25"]);
    assert!(
        by_id(&compilation, "ofac-30621")
            .remarks
            .contains("Birthdate: 1961 (false)")
    );
}

#[test]
fn an_advanced_vessel_aircraft_and_wallet_have_their_numbers() {
    let compilation = advanced();
    let vessel = by_id(&compilation, "ofac-15036");
    assert_eq!(vessel.schema, Schema::Vessel);
    assert_eq!(vessel.flags, ["Iran", "Malta (former)", "Tuvalu (former)"]);
    assert_eq!(
        identifiers(vessel),
        ["imo:9187629", "call-sign:T2EU4", "mmsi:572469210"]
    );
    assert!(vessel.remarks.contains("Vessel Tonnage: 99,144"));
    let aircraft = by_id(&compilation, "ofac-15431");
    assert_eq!(aircraft.schema, Schema::Aircraft);
    assert_eq!(identifiers(aircraft), ["aircraft-serial:8401", "tail:EP-GOM"]);
    assert!(aircraft.remarks.contains("Aircraft Manufacture Date: 1992"));
    let hacker = by_id(&compilation, "ofac-28263");
    assert!(identifiers(hacker).contains(&"crypto:134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak".to_owned()));
    assert!(
        hacker
            .identifiers
            .iter()
            .any(|i| i.label.as_deref() == Some("XBT"))
    );
}

#[test]
fn advanced_relationships_point_at_designations_and_symmetrical_ones_both_ways() {
    let compilation = advanced();
    let ties = |id: &str| -> Vec<(&str, &str)> {
        let relations = &by_id(&compilation, id).relations;
        relations
            .iter()
            .map(|r| (r.kind.as_str(), r.to_id.as_deref().unwrap_or("")))
            .collect()
    };
    assert_eq!(ties("ofac-28263"), [("linked-to", "ofac-27307")]);
    assert_eq!(ties("ofac-27307"), [("linked-to", "ofac-28263")]);
    assert_eq!(ties("ofac-30608"), [("owned-by", "ofac-23343")]);
    assert_eq!(ties("ofac-30621"), [("acts-for", "ofac-23343")]);
    assert_eq!(ties("ofac-23343"), []);
    assert!(
        by_id(&compilation, "ofac-27307")
            .remarks
            .contains("Associate Of TIAN, Yinyin")
    );
}

#[test]
fn the_advanced_record_holds_the_party_its_documents_places_and_entry() {
    let compilation = advanced();
    let record = &by_id(&compilation, "ofac-22790").source_record;
    assert!(record.starts_with("<DistinctParty FixedRef=\"22790\">"));
    for part in [
        "<IDRegistrationNo>5892464</IDRegistrationNo>",
        "<Value>Caracas</Value>",
        "<SanctionsEntry ID=\"22790\"",
    ] {
        assert!(record.contains(part), "{part}");
    }
}

#[test]
fn what_the_advanced_list_does_not_explain_is_counted_and_kept() {
    let text = include_str!("fixtures/sdn-advanced.xml")
        .replace(
            "VersionDetail DetailTypeID=\"1431\" DetailReferenceID=\"91526\"",
            "VersionDetail DetailTypeID=\"1432\"",
        )
        .replace("ID=\"1570\">Cedula No.<", "ID=\"1570\">Moon Card<")
        .replace(
            "ID=\"526\" FeatureTypeGroupID=\"1\">MMSI<",
            "ID=\"526\" FeatureTypeGroupID=\"1\">Hull Color<",
        )
        .replace("ProfileID=\"36\"", "ProfileID=\"37\"");
    let compilation = compiled(kind("ofac-advanced"), &[("a.xml", text.as_bytes())]);
    let report = &compilation.reports[0];
    assert_eq!(
        report
            .not_understood
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>(),
        ["feature: Hull Color", "feature: Moon Card"]
    );
    assert_eq!(
        identifiers(by_id(&compilation, "ofac-22790")),
        ["other:5892464@VE"]
    );
    assert!(
        by_id(&compilation, "ofac-15036")
            .remarks
            .contains("Hull Color: 572469210")
    );
    assert_eq!(report.warnings.len(), 2, "{:?}", report.warnings);
    assert!(report.warnings[0].contains("1 parties have no sanctions entry"));
    assert!(
        report.warnings[1].contains("1 relationships or entries belong to parties that are not in the file")
    );
}

fn entities() -> Compilation {
    compiled(
        kind("ftm"),
        &[("entities.ftm.json", include_bytes!("fixtures/entities.ftm.json"))],
    )
}

#[test]
fn followthemoney_entities_with_the_topic_sanction_are_designations() {
    let compilation = entities();
    let ids: Vec<&str> = compilation.designations.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "ftm-NK-bout",
            "ftm-NK-bout@US",
            "ftm-NK-bank",
            "ftm-NK-bank@US",
            "ftm-NK-ship",
            "ftm-NK-plane",
            "ftm-NK-sub",
            "ftm-wallet-1"
        ]
    );
    let report = &compilation.reports[0];
    assert_eq!(report.published.as_deref(), Some("2024-05-01T18:54:03"));
    assert_eq!(report.warnings.len(), 1);
    // A politician and a company that is only linked; the wallet is its holder's.
    assert!(
        report.warnings[0].contains("3 entities without the topic `sanction` are left out"),
        "{:?}",
        report.warnings
    );
    let missed: Vec<&str> = report.not_understood.keys().map(String::as_str).collect();
    assert_eq!(missed.len(), 2, "{missed:?}");
    assert_eq!(missed[0], "property: spaceCode");
    assert!(missed[1].starts_with("topic that is only near a sanction"));
}

#[test]
fn a_followthemoney_person_has_what_its_documents_addresses_and_sanctions_say() {
    let compilation = entities();
    let swiss = by_id(&compilation, "ftm-NK-bout");
    assert_eq!(
        names(swiss),
        [
            ("Viktor Anatolijevitch BOUT", NameKind::Primary),
            ("Victor BUTT", NameKind::Alias),
            ("Bout", NameKind::Alias),
            ("Виктор Анатольевич Бут", NameKind::OriginalScript),
            ("Merchant of Death", NameKind::WeakAlias),
        ]
    );
    let born: Vec<String> = swiss.birth_dates.iter().map(ToString::to_string).collect();
    assert_eq!(born, ["1967-01-13", "1970"]);
    assert_eq!(
        identifiers(swiss),
        [
            "passport:29N0006765@RU",
            "crypto:3F2sZ4jbhvDKQdGbHYPC6ZxFXEau2m5Lqj"
        ]
    );
    assert!(
        swiss
            .addresses
            .iter()
            .any(|a| a.text == "Moscow, Russia" && a.country.is_some())
    );
    assert_eq!(swiss.relations[0].to, "Air Cess");
    assert_eq!(swiss.relations[0].to_id, None);
    assert!(
        swiss
            .remarks
            .contains("notes: Linked to a network of air companies.")
    );

    // Each authority has its own programs and dates.
    let dates = |d: &Designation| {
        [d.listed_on, d.delisted_on].map(|day| day.map(|day| day.to_string()).unwrap_or_default())
    };
    assert_eq!(
        (swiss.authority.as_str(), swiss.programs.join(",")),
        ("CH", "DR Congo".to_owned())
    );
    assert_eq!(dates(swiss), ["2005-06-22", "2023-01-01"]);
    let american = by_id(&compilation, "ftm-NK-bout@US");
    assert_eq!(
        (american.authority.as_str(), american.programs.join(",")),
        ("US", "US-DRCONGO".to_owned())
    );
    assert_eq!(dates(american), ["2006-10-27", ""]);
    assert_eq!(american.names, swiss.names);
}

#[test]
fn followthemoney_companies_ships_aircraft_and_wallets_have_their_numbers() {
    let compilation = entities();
    let bank = by_id(&compilation, "ftm-NK-bank");
    assert_eq!(
        (bank.authority.as_str(), bank.schema),
        ("EU", Schema::Organization)
    );
    assert_eq!(bank.programs, ["EU-UKR"]);
    assert_eq!(
        identifiers(bank),
        [
            "registration:00032520",
            "tax-id:7702070139",
            "lei:253400V1H6ART1UQ0N98",
            "registration:1027739609391",
            "bic:VTBRRUMM"
        ]
    );
    let ship = by_id(&compilation, "ftm-NK-ship");
    assert_eq!(
        identifiers(ship),
        ["call-sign:T2EU4", "imo:9187629", "mmsi:572469210"]
    );
    assert_eq!(
        (ship.authority.as_str(), ship.programs.join(",")),
        ("US", "IRAN".to_owned())
    );
    assert_eq!(ship.flags, ["ir", "mt (former)"]);
    assert_eq!(
        identifiers(by_id(&compilation, "ftm-NK-plane")),
        ["tail:EP-GOM", "aircraft-serial:8401"]
    );
    // A legal entity is a person or a company.
    let leasing = by_id(&compilation, "ftm-NK-sub");
    assert_eq!(
        (leasing.schema, leasing.authority.as_str()),
        (Schema::Unknown, "UA")
    );
    assert_eq!(leasing.relations[0].kind.as_str(), "owned-by");
    assert_eq!(leasing.relations[0].to_id.as_deref(), Some("ftm-NK-bank"));
    let wallet = by_id(&compilation, "ftm-wallet-1");
    assert_eq!(identifiers(wallet), ["crypto:134r8iHv69xdT6p5qVKTsHrcUEuBVZAYak"]);
}

#[test]
fn nested_followthemoney_targets_are_the_same_as_flat_ones() {
    let nested = r#"{"id":"A","caption":"Ann","schema":"Person","properties":{"name":["Ann"],"topics":["sanction"],"sanctions":[{"id":"S","schema":"Sanction","properties":{"programId":["UN-SCIRAQ"],"listingDate":["2010-01-02"]}}],"addressEntity":[{"id":"D","schema":"Address","properties":{"full":["1 Main St"],"country":["iq"]}}],"identificationsHolder":[{"id":"P","schema":"Identification","properties":{"number":["77"],"country":["iq"],"type":["National ID"]}}]}}"#;
    let flat = r#"{"id":"A","caption":"Ann","schema":"Person","properties":{"name":["Ann"],"topics":["sanction"],"addressEntity":["D"]}}
{"id":"S","schema":"Sanction","properties":{"entity":["A"],"programId":["UN-SCIRAQ"],"listingDate":["2010-01-02"]}}
{"id":"D","schema":"Address","properties":{"full":["1 Main St"],"country":["iq"]}}
{"id":"P","schema":"Identification","properties":{"holder":["A"],"number":["77"],"country":["iq"],"type":["National ID"]}}"#;
    let one = |text: &str| {
        let compilation = compiled(kind("ftm"), &[("a.json", text.as_bytes())]);
        assert_eq!(
            compilation.reports[0].not_understood.len(),
            0,
            "{:?}",
            compilation.reports[0].not_understood
        );
        let mut designation = compilation.designations[0].clone();
        designation.source_record.clear();
        designation
    };
    assert_eq!(one(nested), one(flat));
    let ann = one(nested);
    assert_eq!(
        (ann.authority.as_str(), ann.programs.join(",")),
        ("UN", "UN-SCIRAQ".to_owned())
    );
    assert_eq!(identifiers(&ann), ["national-id:77@IQ"]);
    assert_eq!(
        ann.listed_on.map(|d| d.to_string()).as_deref(),
        Some("2010-01-02")
    );
}

#[test]
fn a_banks_own_entities_without_topics_are_listed_by_their_sanctions() {
    let text = r#"{"id":"A","schema":"Company","properties":{"name":["Acme"]}}
{"id":"B","schema":"Company","properties":{"name":["Besta"]}}
{"id":"S","schema":"Sanction","properties":{"entity":["A"],"program":["house rule"]}}"#;
    let compilation = compiled(kind("ftm"), &[("a.json", text.as_bytes())]);
    let [acme] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!((acme.id.as_str(), acme.authority.as_str()), ("ftm-A", "INTERNAL"));
    assert!(
        compilation.reports[0]
            .warnings
            .iter()
            .any(|w| w.contains("nobody says who lists them"))
    );
}
