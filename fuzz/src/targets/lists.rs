//! Any bytes as a list: an error of one line, or designations that an index can be built of.
//!
//! The first byte chooses the kind of list.

use portcullis_list_compiler::{CompileOptions, SourceSpec, read};

use crate::{Target, files::beginning};

pub const TARGET: Target = Target {
    name: "lists",
    run,
    is_promised: true,
    seeds,
};

/// Kinds, each with a file name that its publisher uses.
const KINDS: &[(&str, &str)] = &[
    ("custom", "list.csv"),
    ("ofac-sdn", "sdn.csv"),
    ("ofac-advanced", "sdn_advanced.xml"),
    ("un", "consolidated.xml"),
    ("eu", "eu.xml"),
    ("uk", "ConList.csv"),
    ("bis-dpl", "dpl.txt"),
    ("ftm", "entities.ftm.json"),
    ("au", "list.xlsx"),
    ("au", "list.csv"),
    ("ca", "sema-lmes.xml"),
    ("ch", "list.xml"),
    ("ua", "list.xlsx"),
    ("csl", "consolidated.csv"),
    ("ofac-sdn", "sdn.xml"),
    ("ofac-sdn", "sdn_enhanced.xml"),
    ("ofac-consolidated", "cons_prim.ff"),
    ("eu", "eu.csv"),
    ("uk", "uk.xlsx"),
    ("uk", "uk.xml"),
    ("uk", "uk.ods"),
    ("ofac-sdn", "sdn.pip"),
    ("ofac-sdn", "sdn.del"),
    ("ownership", "ownership.csv"),
];

fn run(data: &[u8]) {
    let Some((&kind, content)) = data.split_first() else {
        return;
    };
    let (kind, name) = KINDS[usize::from(kind) % KINDS.len()];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join(name);
    std::fs::write(&file, content).expect("a temporary file can be written");
    let source: SourceSpec = format!("{kind}:{}", file.display()).parse().expect("a source");
    // One file of a family is enough to look at what is read of it.
    let options = CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    };
    match read(&[source], &options) {
        Ok(lists) => {
            // An index may refuse a list (one without names), in words.
            if let Err(error) = portcullis_index::build(&lists.designations, &lists.sources) {
                assert!(!error.to_string().is_empty());
            }
        }
        Err(error) => {
            let message = error.to_string();
            assert!(
                !message.is_empty() && !message.contains('\n'),
                "not one line: {message}"
            );
        }
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let fixtures = "crates/list-compiler/tests/fixtures";
    let file = |kind: u8, path: &str| [&[kind], beginning(path, 12_000).as_slice()].concat();
    vec![
        file(0, "data/lists/starter.csv"),
        b"\x0136,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n".to_vec(),
        file(2, &format!("{fixtures}/sdn-advanced.xml")),
        file(3, &format!("{fixtures}/un.xml")),
        file(4, &format!("{fixtures}/eu-fsf.xml")),
        b"\x05Last Updated,01/01/2026\nName 6,Name 1,Group Type,Group ID\nSMITH,JOHN,Individual,7\n".to_vec(),
        b"\x06Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\n"
            .to_vec(),
        file(7, &format!("{fixtures}/entities.ftm.json")),
        file(8, &format!("{fixtures}/au.xlsx")),
        b"\x09Reference,Name of Individual or Entity,Type,Name Type,Date of Birth,Additional Information,Committees\n4,A,Individual,Primary Name,\"Approximately 1963, 30/01/1972\",Passport no: a) Libya number 203037 b) Iran no. 44,1988 (Taliban)\n4a,B,Individual,Alias,04/1965,,\n".to_vec(),
        b"\x0A<data-set><record><Country>Belarus / B\xC3\xA9larus</Country><LastName>A</LastName><Aliases>B C, Russian: D E / F G; H</Aliases><DateOfBirthOrShipBuildDate>Sep-72</DateOfBirthOrShipBuildDate><Schedule>1, Part 1</Schedule><Item>1</Item><DateOfListing>2020-09-28</DateOfListing></record></data-set>".to_vec(),
        file(11, &format!("{fixtures}/ch.xml")),
        file(12, &format!("{fixtures}/ua.xlsx")),
        b"\x0D_id,source,entity_number,type,programs,name,alt_names,addresses,start_date,remarks,ids\n9,Capta List (CAP) - Treasury Department,9,Entity,X,A,B; C,\"Limassol, CY\",,(Linked To: D),\"CY, 2014-08-30, C1, Registration Number; Male, Gender\"\n1,Entity List (EL),,,,A,,,2020-01-01,,\n".to_vec(),
        file(14, &format!("{fixtures}/sdn.xml")),
        file(15, &format!("{fixtures}/sdn-enhanced.xml")),
        [b"\x10      4632BANK MARKAZI".as_slice(), &[b' '; 700], b"-0-\r\n\x1a"].concat(),
        b"\x11Date_file;Entity_logical_id;Subject_type;Programme;Naal_wholename;Addr_other\n04/07/2018;1;P;ZWE;A B;PHONE[1\t 2]\n".to_vec(),
        file(18, &format!("{fixtures}/uk.xlsx")),
        b"\x13<Designations><DateGenerated>02/09/2026</DateGenerated><Designation><UniqueID>A1</UniqueID><Names><Name><Name6>A</Name6></Name></Names></Designation></Designations>".to_vec(),
        file(20, &format!("{fixtures}/uk.ods")),
        b"\x1536|AEROCARIBBEAN AIRLINES|-0- |CUBA|-0- |-0- |-0- |-0- |-0- |-0- |-0- |-0- \r\n".to_vec(),
        b"\x1636@\"AEROCARIBBEAN AIRLINES\"@-0- @\"CUBA\"@-0- @-0- @-0- @-0- @-0- @-0- @-0- @-0- \r\n".to_vec(),
        b"\x17owner_id,owned_name,owned_identifiers,share,as_of,source\n1,A,registration:7@CY,50,2024-01-01,x\n".to_vec(),
        b"\x11Entity_LogicalId;NameAlias_WholeName;Entity_Regulation_Programme;BirthDate_Year\n900;A B;UKR;1972\n".to_vec(),
    ]
}
