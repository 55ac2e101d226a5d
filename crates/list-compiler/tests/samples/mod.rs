//! A small good file of each format, for tests of what is said of bad ones.

// Each test uses a part of it.
#![allow(dead_code)]

const SDN: &[u8] = b"9001,\"AL-QA\x92IMI, Jos\xE9\",\"individual\",\"SDGT] [IFSR\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 13 Jan 1967; Passport 44-11 (Iran); a.k.a. 'EL; VIEJO'; Linked To: SEA\"\r\n9002,\"SEA\",-0- ,\"IRAN\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a";
const CUSTOM: &[u8] = b"id,name,schema,aliases,birth_dates,identifiers,addresses\n1,\"A, B\",person,C;D,~1967;1960/1962,passport:29@RU,Main|RU\n2,E,vessel,,,imo:9187629,\n";
const BIS: &[u8] = b"\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t\"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"\n\"A (A.K.A. B) C\"\t\"1\"\t\"\"\t\"\"\t\"IR\"\t\"\"\t\"06/19/2003\"\t\"06/29/2033\"\t\"Y\"\t\"2007-01-31\"\t\"\"\t\"\"\n";
const UK: &[u8] = b"Report Date: 08-Oct-2026\nUnique ID,Name 6,Name 1,Name type,Regime Name,Designation Type,Sanctions Imposed,D.O.B,Other Information\nRUS1,IVANOV,Ivan,Primary Name,The Russia (Sanctions) (EU Exit) Regulations 2019,Individual,Asset freeze|Travel Ban,00/05/1975,\"(Gender):Male (Phone number):(1) +7 (2) +8\"\n";
const EU_CSV: &[u8] = b"\xEF\xBB\xBFEntity_LogicalId;NameAlias_WholeName;Entity_Regulation_Programme;BirthDate_Year;BirthDate_Month\n900;\"A; B\";UKR;1972;11\n900;\xD0\x90;UKR;;\n";
const EU_CSV_1_0: &[u8] = b"\xEF\xBB\xBFDate_file;Entity_logical_id;Subject_type;Programme;Naal_wholename;Addr_other;Iden_number\n04/07/2018;1;P;ZWE;Robert Mugabe;PHONE[1 2\t 3]\\nFAX[4];AD1 (passport-National passport) ((x))\n";
const AU: &[u8] = b"Reference,Name of Individual or Entity,Type,Name Type,Alias Strength,Date of Birth,Address,Additional Information,Committees,Arms Embargo\n4,A; B (previously listed as),Individual,Primary Name,,\"Approximately 1963, 30/01/1972\",a) Kabul b) X; Y,Passport no: a) Libya number 203037,1988 (Taliban),1\n4a,C,Individual,Alias,Weak,04/1965,,,,0\n";
const CA: &[u8] = b"<data-set><record><Country>Belarus / B\xC3\xA9larus</Country><LastName>A</LastName><Aliases>B C, Russian: D E / F G; H</Aliases><DateOfBirthOrShipBuildDate>Sep-72</DateOfBirthOrShipBuildDate><Item>1</Item><DateOfListing>2020-09-28</DateOfListing></record><record><Country>Iran</Country><EntityOrShip>A B/C D (also known as E, LLC)</EntityOrShip><Schedule>2</Schedule></record></data-set>";
const CSL: &[u8] = b"_id,source,entity_number,type,programs,name,alt_names,addresses,start_date,remarks,ids\n9,Capta List (CAP) - Treasury Department,9,Entity,X,A,B; C,\"Limassol, CY\",,(Linked To: D),\"CY, 2014-08-30, C1, Registration Number; Male, Gender\"\n9,Specially Designated Nationals (SDN),9,Entity,Y,A,,,,,\n1,Denied Persons List (DPL),,,,E A/K/A F,,,2020-01-01,,\n";
const SDN_PIP: &[u8] = b"9001|AL-QA\x92IMI, Jos\xE9|individual|SDGT] [IFSR|-0- |-0- |-0- |-0- |-0- |-0- |-0- |DOB 13 Jan 1967\r\n9002|SEA|-0- |IRAN|-0- |-0- |-0- |-0- |-0- |-0- |-0- |-0- \r\n\x1a";
const SDN_DEL: &[u8] = b"9001@\"AL-QA\x92IMI, Jos\xE9\"@\"individual\"@\"SDGT] [IFSR\"@-0- @-0- @-0- @-0- @-0- @-0- @-0- @\"DOB 13 Jan 1967\"\r\n9002@\"SEA\"@-0- @\"IRAN\"@-0- @-0- @-0- @-0- @-0- @-0- @-0- @-0- \r\n\x1a";
const UK_XML: &[u8] = b"<Designations><DateGenerated>02/09/2026</DateGenerated><Designation><UniqueID>A1</UniqueID><Names><Name><Name6>A</Name6><NameType>Primary Name</NameType></Name></Names><RegimeName>R</RegimeName><IndividualEntityShip>Entity</IndividualEntityShip></Designation></Designations>";
const OWNERSHIP: &[u8] = b"owner_id,owned_name,owned_identifiers,share,as_of,source\ncustom-1,A,registration:7@CY,50,2024-01-01,x\nA,B,,50%,,\nB,A,,10,,\n";

/// A good file.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The word of its list.
    pub kind: &'static str,
    /// What such a file is called.
    pub name: &'static str,
    pub bytes: &'static [u8],
    /// A column, element or member without which it is no such list. `None`: its columns have no names.
    pub needs: Option<&'static str>,
}

const fn sample(kind: &'static str, name: &'static str, bytes: &'static [u8], needs: &'static str) -> Sample {
    Sample {
        kind,
        name,
        bytes,
        needs: Some(needs),
    }
}

const fn without_header(kind: &'static str, name: &'static str, bytes: &'static [u8]) -> Sample {
    Sample {
        kind,
        name,
        bytes,
        needs: None,
    }
}

/// One of each format, and more where a list is published in several layouts.
pub const SAMPLES: &[Sample] = &[
    without_header("ofac-sdn", "sdn.csv", SDN),
    without_header("ofac-sdn", "sdn.pip", SDN_PIP),
    without_header("ofac-sdn", "sdn.del", SDN_DEL),
    without_header("ofac-sdn", "sdn.ff", include_bytes!("../fixtures/sdn.ff")),
    sample(
        "ofac-sdn",
        "sdn.xml",
        include_bytes!("../fixtures/sdn.xml"),
        "lastName",
    ),
    sample(
        "ofac-advanced",
        "sdn_advanced.xml",
        include_bytes!("../fixtures/sdn-advanced.xml"),
        "DistinctParty",
    ),
    sample(
        "ofac-sdn",
        "sdn_enhanced.xml",
        include_bytes!("../fixtures/sdn-enhanced.xml"),
        "entityType",
    ),
    sample(
        "un",
        "un.xml",
        include_bytes!("../fixtures/un.xml"),
        "REFERENCE_NUMBER",
    ),
    sample(
        "eu",
        "eu.xml",
        include_bytes!("../fixtures/eu-fsf.xml"),
        "wholeName",
    ),
    sample("eu", "eu.csv", EU_CSV, "NameAlias_WholeName"),
    sample("eu", "eu-1.0.csv", EU_CSV_1_0, "Naal_wholename"),
    sample("uk", "uk.csv", UK, "Name 6"),
    sample("uk", "uk.xlsx", include_bytes!("../fixtures/uk.xlsx"), "Name 6"),
    sample("uk", "uk.ods", include_bytes!("../fixtures/uk.ods"), "Name 6"),
    sample("uk", "uk.xml", UK_XML, "UniqueID"),
    sample(
        "au",
        "au.xlsx",
        include_bytes!("../fixtures/au.xlsx"),
        "Reference",
    ),
    sample("au", "au.csv", AU, "Reference"),
    sample("ca", "ca.xml", CA, "record"),
    sample("ch", "ch.xml", include_bytes!("../fixtures/ch.xml"), "target"),
    sample(
        "ua",
        "ua.xlsx",
        include_bytes!("../fixtures/ua.xlsx"),
        "Назва укр.",
    ),
    sample("csl", "csl.csv", CSL, "alt_names"),
    sample(
        "csl",
        "csl.json",
        include_bytes!("../fixtures/csl.json"),
        "results",
    ),
    sample("bis-dpl", "dpl.txt", BIS, "Street_Address"),
    sample("ownership", "o.csv", OWNERSHIP, "share"),
    sample("custom", "a.csv", CUSTOM, "schema"),
    sample(
        "ftm",
        "entities.ftm.json",
        include_bytes!("../fixtures/entities.ftm.json"),
        "schema",
    ),
];
