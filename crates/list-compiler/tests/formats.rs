//! Small lists in the official formats, with the byte quirks of the real ones.

use std::fs;
use std::path::Path;

use portcullis_list_compiler::{Compilation, CompileOptions, SourceKind, SourceSpec, read};
use portcullis_model::{Designation, NameKind, Schema};
use tempfile::TempDir;

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
fn an_ofac_family_is_read_with_all_its_byte_quirks() {
    let compilation = compiled(
        SourceKind::OfacSdn,
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
    assert_eq!(person.gender.map(|g| g.as_str()), Some("male"));
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

const UN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z">
  <INDIVIDUALS>
    <INDIVIDUAL><DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>MUSTAF </FIRST_NAME><SECOND_NAME>ABU
      &apos;L</SECOND_NAME><THIRD_NAME>na</THIRD_NAME>
      <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.900</REFERENCE_NUMBER><LISTED_ON>2015-04-07-04:00</LISTED_ON>
      <NAME_ORIGINAL_SCRIPT>مصطفى ابو</NAME_ORIGINAL_SCRIPT><COMMENTS1>Gender: Male. Review &amp; closed.</COMMENTS1>
      <TITLE><VALUE>Haji</VALUE></TITLE><DESIGNATION><VALUE>Emir</VALUE></DESIGNATION>
      <NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>
      <LAST_DAY_UPDATED><VALUE>2016-01-01</VALUE><VALUE>2019-05-02</VALUE><VALUE>2017-01-01</VALUE></LAST_DAY_UPDATED>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Mustafa Abu; Moustapha Abou</ALIAS_NAME><DATE_OF_BIRTH>1955</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Tall</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Sever</ALIAS_NAME><NOTE>original script: Север</NOTE></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ADDRESS><CITY>Homs</CITY><COUNTRY>Syrian Arab Republic</COUNTRY></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1956-03-04</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1957</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1958</FROM_YEAR><TO_YEAR>1960</TO_YEAR><NOTE>Approximately</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1961</YEAR><NOTE>Sep.</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>30-35 years old</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH/>
      <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Mosul</CITY><COUNTRY>Iraq</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A 123</NUMBER><ISSUING_COUNTRY>Kuwait</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT><NUMBER>77-8</NUMBER></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT/>
      <NEW_ELEMENT>1</NEW_ELEMENT>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY><FIRST_NAME>LAKES AIR (LA) ; LAKES BUSINESS</FIRST_NAME><UN_LIST_TYPE>South Sudan</UN_LIST_TYPE>
      <REFERENCE_NUMBER>SSe.900</REFERENCE_NUMBER><LISTED_ON>2015-07-01</LISTED_ON><COMMENTS1/>
      <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Jin Air (金铁)</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ADDRESS><COUNTRY>Uganda</COUNTRY></ENTITY_ADDRESS>
    </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>"#;

#[test]
fn the_un_list_is_read_with_qualities_scripts_and_every_kind_of_date() {
    let compilation = compiled(SourceKind::Un, &[("consolidated.xml", UN.as_bytes())]);
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
    assert_eq!(person.gender.map(|g| g.as_str()), Some("male"));
    assert_eq!(person.remarks, "Gender: Male. Review & closed.");
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
    let compilation = compiled(SourceKind::Custom, &[("house.csv", csv.as_bytes())]);
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
        SourceKind::Custom,
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
        &[SourceSpec::new(SourceKind::Custom, path)],
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
    let compilation = compiled(SourceKind::BisDpl, &[("dpl.txt", text.as_bytes())]);
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
