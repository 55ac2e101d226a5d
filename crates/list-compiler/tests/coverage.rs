//! The account of what became of everything that a source holds: it adds up, it is held against counts of the files that are
//! made another way, and what a reader passes over stands in it.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use portcullis_list_compiler::{CompileOptions, Coverage, Field, SourceSpec, Tally, read};

fn account(source: &str) -> Coverage {
    let spec: SourceSpec = source.parse().unwrap();
    let options = CompileOptions {
        coverage: true,
        allow_shrink: true,
        ..CompileOptions::default()
    };
    let compilation = read(&[spec], &options).unwrap();
    compilation.reports[0].coverage.clone().unwrap()
}

/// The account of one file of the given content.
fn account_of(kind: &str, name: &str, content: &str) -> Coverage {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, content).unwrap();
    account(&format!("{kind}:{}", path.display()))
}

fn field<'c>(coverage: &'c Coverage, name: &str) -> &'c Field {
    let field = coverage.fields.iter().find(|field| field.field == name);
    field.unwrap_or_else(|| panic!("no field {name} in {:#?}", coverage.fields))
}

/// Every sum of the account, and the sums against each other.
fn assert_adds_up(coverage: &Coverage) {
    let sum = |tallies: &mut dyn Iterator<Item = &Tally>| {
        tallies.fold(Tally::default(), |mut sum, tally| {
            assert!(tally.adds_up(), "{tally:?}");
            sum.in_file += tally.in_file;
            sum.indexed += tally.indexed;
            sum.text_only += tally.text_only;
            sum.not_understood += tally.not_understood;
            sum.left_out += tally.left_out;
            sum
        })
    };
    assert!(coverage.values.adds_up());
    assert_eq!(
        sum(&mut coverage.fields.iter().map(|f| &f.tally)),
        coverage.values
    );
    assert_eq!(sum(&mut coverage.things.values()), coverage.values);
    let records = &coverage.records;
    assert_eq!(records.in_file, records.of_designations + records.by_themselves);
    for field in &coverage.fields {
        assert_eq!(
            field.tally.not_understood.min(5) as usize,
            field.examples.len(),
            "what is not understood has examples: {field:?}"
        );
    }
}

/// Values of an XML file: texts and attributes that say something, counted by the bytes between tags and quotes.
fn values_of_xml(text: &str) -> u64 {
    let says = |value: &str| value.contains(char::is_alphanumeric) && value.trim() != "N/A";
    let mut count = 0;
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        let end = tag.find('>').unwrap();
        count += u64::from(says(before));
        let inside = &tag[..end];
        if !inside.starts_with("<?") && !inside.starts_with("<!") {
            let quote = if inside.contains('"') { '"' } else { '\'' };
            let pieces: Vec<&str> = inside.split(quote).collect();
            for pair in pieces.chunks_exact(2) {
                let key = pair[0].trim().trim_end_matches('=').rsplit(' ').next().unwrap();
                count += u64::from(!key.starts_with("xmlns") && !key.starts_with("xsi:") && says(pair[1]));
            }
        }
        rest = &tag[end + 1..];
    }
    count
}

fn fixture(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures")).join(name)
}

#[test]
fn every_value_of_the_samples_is_accounted_for_once() {
    for (kind, name) in [
        ("un", "un.xml"),
        ("eu", "eu-fsf.xml"),
        ("ofac-sdn", "sdn.xml"),
        ("ofac-sdn", "sdn-enhanced.xml"),
        ("ofac-sdn", "sdn-advanced.xml"),
        ("ch", "ch.xml"),
        ("au@2026-08-01", "au.xlsx"),
        ("ua@2021-05-01", "ua.xlsx"),
        ("uk", "uk.xlsx"),
        ("uk", "uk.ods"),
        ("ftm", "entities.ftm.json"),
        ("csl@2022-04-01", "csl.json"),
    ] {
        let path = fixture(name);
        let coverage = account(&format!("{kind}:{}", path.display()));
        assert_adds_up(&coverage);
        assert!(
            coverage.records.of_designations >= coverage.records.designations.min(1),
            "{name}"
        );
        if name.ends_with(".xml") {
            let text = fs::read_to_string(&path).unwrap();
            assert_eq!(coverage.values.in_file, values_of_xml(&text), "{name}");
        }
    }
}

const UN: &str = "<CONSOLIDATED_LIST dateGenerated=\"2026-02-27T00:00:09Z\"><INDIVIDUALS><INDIVIDUAL>\
<DATAID>7</DATAID><FIRST_NAME>Mustaf</FIRST_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>\
<REFERENCE_NUMBER>QDi.900</REFERENCE_NUMBER><COMMENTS1>Review closed.</COMMENTS1>\
<NATIONALITY><VALUE>Iraq</VALUE><VALUE>Jordan</VALUE><VALUE>Atlantis</VALUE></NATIONALITY>\
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Tall</ALIAS_NAME></INDIVIDUAL_ALIAS>\
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1956-03-04</DATE></INDIVIDUAL_DATE_OF_BIRTH>\
<SHOE_SIZE>Forty-seven</SHOE_SIZE></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>";

#[test]
fn each_value_is_indexed_text_left_out_or_not_understood_with_an_example() {
    let coverage = account_of("un", "un.xml", UN);
    assert_adds_up(&coverage);
    let told = |name: &str| {
        let field = field(&coverage, name);
        let tally = field.tally;
        (
            field.about,
            [
                tally.indexed,
                tally.text_only,
                tally.not_understood,
                tally.left_out,
            ],
        )
    };
    assert_eq!(told("INDIVIDUAL/FIRST_NAME"), ("name", [1, 0, 0, 0]));
    assert_eq!(
        told("INDIVIDUAL/INDIVIDUAL_ALIAS/ALIAS_NAME"),
        ("weak-name", [1, 0, 0, 0])
    );
    assert_eq!(
        told("INDIVIDUAL/INDIVIDUAL_DATE_OF_BIRTH/DATE"),
        ("birth-date", [1, 0, 0, 0])
    );
    assert_eq!(told("INDIVIDUAL/COMMENTS1"), ("other", [0, 1, 0, 0]));
    assert_eq!(told("INDIVIDUAL/DATAID"), ("other", [0, 0, 0, 1]));
    assert_eq!(
        told("INDIVIDUAL/NATIONALITY/VALUE"),
        ("nationality", [2, 0, 1, 0])
    );
    let nationality = field(&coverage, "INDIVIDUAL/NATIONALITY/VALUE");
    assert_eq!(nationality.examples[0].id, "un-QDi.900");
    assert_eq!(nationality.examples[0].value, "Atlantis");
    // No reader knows of this element, and nobody had to say so.
    assert_eq!(told("INDIVIDUAL/SHOE_SIZE"), ("other", [0, 0, 1, 0]));
    assert_eq!(
        field(&coverage, "INDIVIDUAL/SHOE_SIZE").examples[0].value,
        "Forty-seven"
    );
}

#[test]
fn a_column_that_no_reader_knows_and_rows_of_all_files_are_in_the_account() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write(
        "sdn.csv",
        "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Tax ID No. 12345678 (Cuba); Colour of hats grey.\"\r\n",
    );
    write("alt.csv", "36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \r\n");
    write("add.csv", "36,25,-0- ,\"Havana\",\"Cuba\",-0- \r\n");
    let coverage = account(&format!("ofac-sdn:{}", dir.path().display()));
    assert_adds_up(&coverage);
    assert_eq!(
        (coverage.records.in_file, coverage.records.of_designations),
        (3, 3)
    );
    assert_eq!(field(&coverage, "alias").tally.indexed, 1);
    assert_eq!(field(&coverage, "remarks: Tax ID No.").about, "identifier");
    assert_eq!(field(&coverage, "remarks: no known label").tally.text_only, 1);
    assert_eq!(coverage.identifiers.get("tax-id"), Some(&1));

    let csv = "Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\tStandard_Order\tLast_Update\tAction\tFR_Citation\tWeather\n\
               ACME TRADING\t1 Main Street\tDubai\t\tAE\t\t01/02/2020\t\tY\t2020-01-02\tFR NOTICE\t85 F.R. 1\tsunny\n";
    let coverage = account_of("bis-dpl@2022-09-01", "dpl.txt", csv);
    assert_adds_up(&coverage);
    assert_eq!(field(&coverage, "Weather").tally.in_file, 1);
}

#[test]
fn without_being_asked_for_there_is_no_account() {
    let path = fixture("un.xml");
    let spec: SourceSpec = format!("un:{}", path.display()).parse().unwrap();
    let compilation = read(&[spec], &CompileOptions::default()).unwrap();
    assert_eq!(compilation.reports[0].coverage, None);
}

#[test]
fn numbers_with_their_labels_are_facts_or_text_each_by_itself() {
    let csv = "_id,source,entity_number,type,programs,name,alt_names,addresses,start_date,remarks,ids\n\
               9,Specially Designated Nationals (SDN) - Treasury Department,9,Individual,SYRIA,\"DOE, Jan\",,,,,\
               \"SY, 2014-08-30, N1234567, Passport; Male, Gender; Section 5, Additional Sanctions Information -\"\n\
               7,Specially Designated Nationals (SDN) - Treasury Department,7,Individual,SYRIA,\"ROE, Jan\",,,,,\"Male, Gender\"\n";
    let coverage = account_of("csl@2022-04-01", "consolidated.csv", csv);
    assert_adds_up(&coverage);
    let ids = field(&coverage, "ids");
    assert_eq!((ids.tally.indexed, ids.tally.not_understood), (2, 0), "{ids:?}");
    assert!(ids.reason.is_some());
}

#[test]
fn the_json_of_the_screening_list_is_accounted_for_to_its_last_member() {
    let coverage = account(&format!("csl@2022-04-01:{}", fixture("csl.json").display()));
    assert_adds_up(&coverage);
    assert_eq!(
        (coverage.records.in_file, coverage.records.of_designations),
        (5, 5)
    );
    assert_eq!(coverage.values.not_understood, 0, "{:#?}", coverage.fields);
    for (name, about) in [
        ("addresses/city", "address"),
        ("alt_names", "name"),
        ("dates_of_birth", "birth-date"),
        ("name", "name"),
    ] {
        assert_eq!(field(&coverage, name).about, about, "{name}");
    }
    assert!(field(&coverage, "ids/issue_date").reason.is_some());
}

#[test]
fn the_fields_of_ofacs_xml_that_no_payment_states_are_left_out_by_name() {
    let xml = "<sdnList xmlns=\"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML\">\
               <publshInformation><Publish_Date>05/07/2024</Publish_Date><Record_Count>1</Record_Count></publshInformation>\
               <sdnEntry><uid>9</uid><lastName>SEA</lastName><sdnType>Vessel</sdnType>\
               <remarks>(Linked To: ACME TRADING); all offices worldwide</remarks>\
               <programList><program>SDGT</program></programList>\
               <idList><id><uid>1</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 9187629</idNumber>\
               <issueDate>18 Jan 1984</issueDate><expirationDate>17 Jul 2011</expirationDate></id></idList>\
               <vesselInfo><vesselType>Tug</vesselType><vesselFlag>Iran</vesselFlag></vesselInfo></sdnEntry></sdnList>";
    let coverage = account_of("ofac-sdn", "sdn.xml", xml);
    assert_adds_up(&coverage);
    for name in [
        "sdnEntry/idList/id/issueDate",
        "sdnEntry/idList/id/expirationDate",
        "sdnEntry/vesselInfo/vesselType",
    ] {
        let field = field(&coverage, name);
        assert_eq!(
            (field.tally.left_out, field.reason.is_some()),
            (1, true),
            "{field:?}"
        );
    }
    assert_eq!(coverage.values.not_understood, 0, "{:#?}", coverage.fields);
}

/// Of real files: records in the files, designations, and at most how many of a thousand values are not understood.
#[test]
fn the_real_lists_are_accounted_for() {
    for (source, folder, records, designations, not_understood) in [
        ("un", "un-2026-08", 1_011, 1_011, 60),
        ("ca@2025-05-01", "ca-2025-05", 4_759, 4_759, 20),
        ("eu@2018-07-01", "eu-csv-2018-07", 999, 93, 30),
        ("bis-dpl@2022-09-01", "bis-dpl-2022-09", 581, 579, 10),
        (
            "ofac-consolidated@2025-12-01",
            "ofac-consolidated-2025-12",
            2_099,
            442,
            20,
        ),
    ] {
        let lists = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/lists"));
        let path = lists.join(folder);
        if !path.exists() {
            eprintln!("skipped: {} is not there", path.display());
            continue;
        }
        let coverage = account(&format!("{source}:{}", path.display()));
        assert_adds_up(&coverage);
        assert_eq!(coverage.records.in_file, records, "{folder}");
        assert_eq!(coverage.records.of_designations, records, "{folder}");
        assert_eq!(coverage.records.designations, designations, "{folder}");
        let values = &coverage.values;
        assert!(
            values.not_understood * 1_000 <= values.in_file * not_understood,
            "{folder}: {values:?}"
        );
    }
}
