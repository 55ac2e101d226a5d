//! Any bytes as a list: an error of one line, or designations that an index can be built of.
//!
//! A target for each authority, and `lists` for all of them. The first byte chooses the format.

use portcullis_list_compiler::{CompileOptions, SourceSpec, read};

use crate::{Target, files::beginning};

/// A format of a list.
struct Format {
    kind: &'static str,
    /// A file name that its publisher uses.
    file: &'static str,
    /// Good content to begin with.
    seeds: fn() -> Vec<Vec<u8>>,
}

/// The formats, those of a kind together.
const FORMATS: &[Format] = &[
    Format {
        kind: "ofac-sdn",
        file: "sdn.csv",
        seeds: || {
            vec![
                b"36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"
                    .to_vec(),
            ]
        },
    },
    Format {
        kind: "ofac-sdn",
        file: "sdn.xml",
        seeds: || vec![beginning(&fixture("sdn.xml"), 12_000)],
    },
    Format {
        kind: "ofac-sdn",
        file: "sdn_enhanced.xml",
        seeds: || vec![beginning(&fixture("sdn-enhanced.xml"), 12_000)],
    },
    Format {
        kind: "ofac-sdn",
        file: "sdn.pip",
        seeds: || {
            vec![b"36|AEROCARIBBEAN AIRLINES|-0- |CUBA|-0- |-0- |-0- |-0- |-0- |-0- |-0- |-0- \r\n".to_vec()]
        },
    },
    Format {
        kind: "ofac-sdn",
        file: "sdn.del",
        seeds: || {
            vec![
                b"36@\"AEROCARIBBEAN AIRLINES\"@-0- @\"CUBA\"@-0- @-0- @-0- @-0- @-0- @-0- @-0- @-0- \r\n"
                    .to_vec(),
            ]
        },
    },
    Format {
        kind: "ofac-consolidated",
        file: "cons_prim.ff",
        seeds: || vec![[b"      4632BANK MARKAZI".as_slice(), &[b' '; 700], b"-0-\r\n\x1a"].concat()],
    },
    Format {
        kind: "ofac-advanced",
        file: "sdn_advanced.xml",
        seeds: || vec![beginning(&fixture("sdn-advanced.xml"), 12_000)],
    },
    Format {
        kind: "un",
        file: "consolidated.xml",
        seeds: || vec![beginning(&fixture("un.xml"), 12_000)],
    },
    Format {
        kind: "eu",
        file: "eu.xml",
        seeds: || vec![beginning(&fixture("eu-fsf.xml"), 12_000)],
    },
    Format {
        kind: "eu",
        file: "eu.csv",
        seeds: || {
            vec![
                b"Date_file;Entity_logical_id;Subject_type;Programme;Naal_wholename;Addr_other\n04/07/2018;1;P;ZWE;A B;PHONE[1\t 2]\n".to_vec(),
                b"Entity_LogicalId;NameAlias_WholeName;Entity_Regulation_Programme;BirthDate_Year\n900;A B;UKR;1972\n".to_vec(),
            ]
        },
    },
    Format {
        kind: "uk",
        file: "ConList.csv",
        seeds: || {
            vec![
                b"Last Updated,01/01/2026\nName 6,Name 1,Group Type,Group ID\nSMITH,JOHN,Individual,7\n"
                    .to_vec(),
            ]
        },
    },
    Format {
        kind: "uk",
        file: "uk.xlsx",
        seeds: || vec![beginning(&fixture("uk.xlsx"), 12_000)],
    },
    Format {
        kind: "uk",
        file: "uk.xml",
        seeds: || {
            vec![
                b"<Designations><DateGenerated>02/09/2026</DateGenerated><Designation><UniqueID>A1</UniqueID><Names><Name><Name6>A</Name6></Name></Names></Designation></Designations>".to_vec(),
            ]
        },
    },
    Format {
        kind: "uk",
        file: "uk.ods",
        seeds: || vec![beginning(&fixture("uk.ods"), 12_000)],
    },
    Format {
        kind: "au",
        file: "list.xlsx",
        seeds: || vec![beginning(&fixture("au.xlsx"), 12_000)],
    },
    Format {
        kind: "au",
        file: "list.csv",
        seeds: || {
            vec![
                b"Reference,Name of Individual or Entity,Type,Name Type,Date of Birth,Additional Information,Committees\n4,A,Individual,Primary Name,\"Approximately 1963, 30/01/1972\",Passport no: a) Libya number 203037 b) Iran no. 44,1988 (Taliban)\n4a,B,Individual,Alias,04/1965,,\n".to_vec(),
            ]
        },
    },
    Format {
        kind: "ca",
        file: "sema-lmes.xml",
        seeds: || {
            vec![
                b"<data-set><record><Country>Belarus / B\xC3\xA9larus</Country><LastName>A</LastName><Aliases>B C, Russian: D E / F G; H</Aliases><DateOfBirthOrShipBuildDate>Sep-72</DateOfBirthOrShipBuildDate><Schedule>1, Part 1</Schedule><Item>1</Item><DateOfListing>2020-09-28</DateOfListing></record></data-set>".to_vec(),
            ]
        },
    },
    Format {
        kind: "ch",
        file: "list.xml",
        seeds: || vec![beginning(&fixture("ch.xml"), 12_000)],
    },
    Format {
        kind: "ua",
        file: "list.xlsx",
        seeds: || vec![beginning(&fixture("ua.xlsx"), 12_000)],
    },
    Format {
        kind: "csl",
        file: "consolidated.csv",
        seeds: || {
            vec![
                b"_id,source,entity_number,type,programs,name,alt_names,addresses,start_date,remarks,ids\n9,Capta List (CAP) - Treasury Department,9,Entity,X,A,B; C,\"Limassol, CY\",,(Linked To: D),\"CY, 2014-08-30, C1, Registration Number; Male, Gender\"\n1,Entity List (EL),,,,A,,,2020-01-01,,\n".to_vec(),
            ]
        },
    },
    Format {
        kind: "csl",
        file: "consolidated.json",
        seeds: || vec![beginning(&fixture("csl.json"), 12_000)],
    },
    Format {
        kind: "bis-dpl",
        file: "dpl.txt",
        seeds: || {
            vec![
                b"Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\n"
                    .to_vec(),
            ]
        },
    },
    Format {
        kind: "ownership",
        file: "ownership.csv",
        seeds: || {
            vec![
                b"owner_id,owned_name,owned_identifiers,share,as_of,source\n1,A,registration:7@CY,50,2024-01-01,x\n".to_vec(),
            ]
        },
    },
    Format {
        kind: "custom",
        file: "list.csv",
        seeds: || vec![beginning("data/lists/starter.csv", 12_000)],
    },
    Format {
        kind: "ftm",
        file: "entities.ftm.json",
        seeds: || vec![beginning(&fixture("entities.ftm.json"), 12_000)],
    },
];

/// A target of the formats of some kinds; of no kinds, of all.
macro_rules! targets {
    ($($constant:ident: $name:literal = $kinds:expr;)*) => {
        $(pub const $constant: Target = Target {
            name: $name,
            run: |data| run(&$kinds, data),
            is_promised: true,
            seeds: || seeds(&$kinds),
        };)*
    };
}

targets! {
    LISTS: "lists" = [];
    OFAC: "lists_ofac" = ["ofac-sdn", "ofac-consolidated", "ofac-advanced"];
    UN: "lists_un" = ["un"];
    EU: "lists_eu" = ["eu"];
    UK: "lists_uk" = ["uk"];
    AU: "lists_au" = ["au"];
    CA: "lists_ca" = ["ca"];
    CH: "lists_ch" = ["ch"];
    UA: "lists_ua" = ["ua"];
    CSL: "lists_csl" = ["csl"];
    BIS_DPL: "lists_bis_dpl" = ["bis-dpl"];
    OWNERSHIP: "lists_ownership" = ["ownership"];
    CUSTOM: "lists_custom" = ["custom"];
    FTM: "lists_ftm" = ["ftm"];
}

/// The formats of some kinds; of no kinds, all.
fn formats(kinds: &[&str]) -> Vec<&'static Format> {
    FORMATS
        .iter()
        .filter(|format| kinds.is_empty() || kinds.contains(&format.kind))
        .collect()
}

fn run(kinds: &[&str], data: &[u8]) {
    let Some((&choice, content)) = data.split_first() else {
        return;
    };
    let formats = formats(kinds);
    let format = formats[usize::from(choice) % formats.len()];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join(format.file);
    std::fs::write(&file, content).expect("a temporary file can be written");
    let source: SourceSpec = format!("{}:{}", format.kind, file.display())
        .parse()
        .expect("a source");
    // One file of a family is enough to look at what is read of it. The account of everything reads the file once more, by
    // its shape alone.
    let options = CompileOptions {
        allow_shrink: true,
        coverage: true,
        ..CompileOptions::default()
    };
    match read(&[source], &options) {
        Ok(lists) => {
            for coverage in lists.reports.iter().filter_map(|report| report.coverage.as_ref()) {
                assert!(coverage.values.adds_up(), "{:?}", coverage.values);
            }
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

fn seeds(kinds: &[&str]) -> Vec<Vec<u8>> {
    let formats = formats(kinds);
    let numbered = (0..=u8::MAX).zip(&formats);
    numbered
        .flat_map(|(number, format)| {
            let contents = (format.seeds)().into_iter();
            contents.map(move |content| [&[number], content.as_slice()].concat())
        })
        .collect()
}

/// A sample of the compiler's tests.
fn fixture(name: &str) -> String {
    format!("crates/list-compiler/tests/fixtures/{name}")
}
