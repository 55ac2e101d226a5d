//! Whatever happens to a file on its way, reading it ends in designations or in one line; never in a panic.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::fs;

use portcullis_list_compiler::{CompileOptions, SourceKind, SourceSpec, read};
use proptest::prelude::*;

const SDN: &[u8] = b"9001,\"AL-QA\x92IMI, Jos\xE9\",\"individual\",\"SDGT] [IFSR\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 13 Jan 1967; Passport 44-11 (Iran); a.k.a. 'EL; VIEJO'; Linked To: SEA\"\r\n9002,\"SEA\",-0- ,\"IRAN\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a";
const CUSTOM: &[u8] = b"id,name,schema,aliases,birth_dates,identifiers,addresses\n1,\"A, B\",person,C;D,~1967;1960/1962,passport:29@RU,Main|RU\n2,E,vessel,,,imo:9187629,\n";
const BIS: &[u8] = b"\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t\"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"\n\"A (A.K.A. B) C\"\t\"1\"\t\"\"\t\"\"\t\"IR\"\t\"\"\t\"06/19/2003\"\t\"06/29/2033\"\t\"Y\"\t\"2007-01-31\"\t\"\"\t\"\"\n";
const UK: &[u8] = b"Report Date: 08-Oct-2026\nUnique ID,Name 6,Name 1,Name type,Regime Name,Designation Type,Sanctions Imposed,D.O.B,Other Information\nRUS1,IVANOV,Ivan,Primary Name,The Russia (Sanctions) (EU Exit) Regulations 2019,Individual,Asset freeze|Travel Ban,00/05/1975,\"(Gender):Male (Phone number):(1) +7 (2) +8\"\n";
const EU_CSV: &[u8] = b"\xEF\xBB\xBFEntity_LogicalId;NameAlias_WholeName;Entity_Regulation_Programme;BirthDate_Year;BirthDate_Month\n900;\"A; B\";UKR;1972;11\n900;\xD0\x90;UKR;;\n";
const EU_CSV_1_0: &[u8] = b"\xEF\xBB\xBFDate_file;Entity_logical_id;Subject_type;Programme;Naal_wholename;Addr_other;Iden_number\n04/07/2018;1;P;ZWE;Robert Mugabe;PHONE[1 2\t 3]\\nFAX[4];AD1 (passport-National passport) ((x))\n";
const AU: &[u8] = b"Reference,Name of Individual or Entity,Type,Name Type,Alias Strength,Date of Birth,Address,Additional Information,Committees,Arms Embargo\n4,A; B (previously listed as),Individual,Primary Name,,\"Approximately 1963, 30/01/1972\",a) Kabul b) X; Y,Passport no: a) Libya number 203037,1988 (Taliban),1\n4a,C,Individual,Alias,Weak,04/1965,,,,0\n";
const CA: &[u8] = b"<data-set><record><Country>Belarus / B\xC3\xA9larus</Country><LastName>A</LastName><Aliases>B C, Russian: D E / F G; H</Aliases><DateOfBirthOrShipBuildDate>Sep-72</DateOfBirthOrShipBuildDate><Item>1</Item><DateOfListing>2020-09-28</DateOfListing></record><record><Country>Iran</Country><EntityOrShip>A B/C D (also known as E, LLC)</EntityOrShip><Schedule>2</Schedule></record></data-set>";
const CSL: &[u8] = b"_id,source,entity_number,type,programs,name,alt_names,addresses,start_date,remarks,ids\n9,Capta List (CAP) - Treasury Department,9,Entity,X,A,B; C,\"Limassol, CY\",,(Linked To: D),\"CY, 2014-08-30, C1, Registration Number; Male, Gender\"\n9,Specially Designated Nationals (SDN),9,Entity,Y,A,,,,,\n1,Denied Persons List (DPL),,,,E A/K/A F,,,2020-01-01,,\n";
const OWNERSHIP: &[u8] = b"owner_id,owned_name,owned_identifiers,share,as_of,source\ncustom-1,A,registration:7@CY,50,2024-01-01,x\nA,B,,50%,,\nB,A,,10,,\n";

fn kind(word: &str) -> SourceKind {
    word.parse().unwrap()
}

fn sample(which: usize) -> (SourceKind, &'static str, &'static [u8]) {
    match which {
        0 => (kind("ofac-sdn"), "sdn.csv", SDN),
        1 => (SourceKind::CUSTOM, "a.csv", CUSTOM),
        2 => (kind("bis-dpl"), "dpl.txt", BIS),
        3 => (kind("uk"), "uk.csv", UK),
        4 => (kind("eu"), "eu.csv", EU_CSV),
        5 => (kind("eu"), "eu.xml", include_bytes!("fixtures/eu-fsf.xml")),
        6 => (kind("un"), "un.xml", include_bytes!("fixtures/un.xml")),
        7 => (
            kind("ofac-advanced"),
            "sdn_advanced.xml",
            include_bytes!("fixtures/sdn-advanced.xml"),
        ),
        8 => (
            kind("ftm"),
            "entities.ftm.json",
            include_bytes!("fixtures/entities.ftm.json"),
        ),
        9 => (kind("eu"), "eu.csv", EU_CSV_1_0),
        10 => (kind("ofac-sdn"), "sdn.xml", include_bytes!("fixtures/sdn.xml")),
        11 => (
            kind("ofac-sdn"),
            "sdn_enhanced.xml",
            include_bytes!("fixtures/sdn-enhanced.xml"),
        ),
        12 => (
            kind("ofac-sdn"),
            "sdn.ff",
            b"        36AEROCARIBBEAN AIRLINES                                                        \r\n\x1a",
        ),
        13 => (kind("au"), "au.csv", AU),
        14 => (kind("au"), "au.xlsx", include_bytes!("fixtures/au.xlsx")),
        15 => (kind("ua"), "ua.xlsx", include_bytes!("fixtures/ua.xlsx")),
        16 => (kind("ca"), "ca.xml", CA),
        17 => (kind("ch"), "ch.xml", include_bytes!("fixtures/ch.xml")),
        18 => (kind("csl"), "csl.csv", CSL),
        19 => (kind("uk"), "uk.xlsx", include_bytes!("fixtures/uk.xlsx")),
        20 => (
            kind("uk"),
            "uk.xml",
            b"<Designations><DateGenerated>02/09/2026</DateGenerated><Designation><UniqueID>A1</UniqueID><Names><Name><Name6>A</Name6><NameType>Primary Name</NameType></Name></Names><RegimeName>R</RegimeName><IndividualEntityShip>Entity</IndividualEntityShip></Designation></Designations>",
        ),
        _ => (kind("ownership"), "o.csv", OWNERSHIP),
    }
}

/// What happened to the file: where (as a share of its length) and what.
#[derive(Debug, Clone)]
enum Damage {
    Cut(f64),
    Replace(f64, u8),
    Insert(f64, Vec<u8>),
    Remove(f64, usize),
    Repeat(f64, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || 0.0..1.0_f64;
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..6),
        prop::sample::select(vec![
            "\"",
            ",",
            ";",
            "\t",
            "(",
            ")",
            "; a.k.a. '",
            "<",
            "</",
            "&#0;",
            "&x;",
            "-0- ",
            "١",
            "\u{0}",
            "\r\n"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop_oneof![
        at().prop_map(Damage::Cut),
        (at(), any::<u8>()).prop_map(|(a, b)| Damage::Replace(a, b)),
        (at(), bytes).prop_map(|(a, b)| Damage::Insert(a, b)),
        (at(), 1..40_usize).prop_map(|(a, n)| Damage::Remove(a, n)),
        (at(), 1..200_usize).prop_map(|(a, n)| Damage::Repeat(a, n)),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss
    )]
    let place = |share: f64, len: usize| ((share * len as f64) as usize).min(len);
    let len = bytes.len();
    match damage {
        Damage::Cut(at) => bytes.truncate(place(*at, len)),
        Damage::Replace(at, byte) => {
            if let Some(b) = bytes.get_mut(place(*at, len)) {
                *b = *byte;
            }
        }
        Damage::Insert(at, new) => {
            let at = place(*at, len);
            bytes.splice(at..at, new.iter().copied());
        }
        Damage::Remove(at, n) => {
            let at = place(*at, len);
            bytes.drain(at..(at + n).min(len));
        }
        Damage::Repeat(at, n) => {
            let at = place(*at, len);
            let copy = bytes[at..(at + n).min(len)].to_vec();
            bytes.splice(at..at, copy);
        }
    }
}

proptest! {
    // `PROPTEST_CASES` asks for more.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_read_or_refused_in_one_line_that_names_it(
        which in 0_usize..22,
        damages in prop::collection::vec(damage(), 0..4),
    ) {
        let (kind, name, bytes) = sample(which);
        let mut bytes = bytes.to_vec();
        for damage in &damages {
            apply(&mut bytes, damage);
        }
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(name), &bytes).unwrap();
        // A list with files missing would be refused before its designations are looked at.
        let options = CompileOptions { allow_shrink: true, ..CompileOptions::default() };
        match read(&[SourceSpec::new(kind, dir.path())], &options) {
            Ok(compilation) => {
                for designation in &compilation.designations {
                    prop_assert!(!designation.primary_name().is_empty());
                    prop_assert!(designation.names.iter().skip(1).all(|n| n.kind.as_str() != "primary"));
                }
                let mut ids: Vec<&str> = compilation.designations.iter().map(|d| d.id.as_str()).collect();
                ids.sort_unstable();
                ids.dedup();
                prop_assert_eq!(ids.len(), compilation.designations.len());
            }
            Err(error) => {
                let text = error.to_string();
                prop_assert!(text.contains(name), "{}", text);
                prop_assert!(!text.contains('\n'), "{}", text);
            }
        }
    }
}
