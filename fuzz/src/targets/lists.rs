//! Any bytes as a list: an error of one line, or designations that an index can be built of.
//!
//! A target for each format, and `lists` for all of them, of which the first byte chooses.

use portcullis_list_compiler::{Compilation, CompileError, CompileOptions, SourceSpec, read};

use crate::{Target, files::beginning};

/// A format of a list.
struct Format {
    /// What its target is called.
    target: &'static str,
    kind: &'static str,
    /// A file name that its publisher uses.
    file: &'static str,
    /// Good content to begin with.
    seeds: fn() -> Vec<Vec<u8>>,
}

/// The formats, those of a kind together.
const FORMATS: &[Format] = &[
    Format {
        target: "lists_ofac_csv",
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
        target: "lists_ofac_xml",
        kind: "ofac-sdn",
        file: "sdn.xml",
        seeds: || vec![beginning(&fixture("sdn.xml"), 12_000)],
    },
    Format {
        target: "lists_ofac_enhanced",
        kind: "ofac-sdn",
        file: "sdn_enhanced.xml",
        seeds: || vec![beginning(&fixture("sdn-enhanced.xml"), 12_000)],
    },
    Format {
        target: "lists_ofac_pip",
        kind: "ofac-sdn",
        file: "sdn.pip",
        seeds: || {
            vec![b"36|AEROCARIBBEAN AIRLINES|-0- |CUBA|-0- |-0- |-0- |-0- |-0- |-0- |-0- |-0- \r\n".to_vec()]
        },
    },
    Format {
        target: "lists_ofac_del",
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
        target: "lists_ofac_ff",
        kind: "ofac-sdn",
        file: "sdn.ff",
        seeds: || vec![beginning(&fixture("sdn.ff"), 12_000)],
    },
    Format {
        target: "lists_ofac_advanced",
        kind: "ofac-advanced",
        file: "sdn_advanced.xml",
        seeds: || vec![beginning(&fixture("sdn-advanced.xml"), 100_000)],
    },
    Format {
        target: "lists_un",
        kind: "un",
        file: "consolidated.xml",
        seeds: || vec![beginning(&fixture("un.xml"), 12_000)],
    },
    Format {
        target: "lists_eu_xml",
        kind: "eu",
        file: "eu.xml",
        seeds: || vec![beginning(&fixture("eu-fsf.xml"), 12_000)],
    },
    Format {
        target: "lists_eu_csv_1_0",
        kind: "eu",
        file: "eu.csv",
        seeds: || {
            vec![
                b"Date_file;Entity_logical_id;Subject_type;Programme;Naal_wholename;Addr_other\n04/07/2018;1;P;ZWE;A B;PHONE[1\t 2]\n".to_vec(),
            ]
        },
    },
    Format {
        target: "lists_eu_csv_1_1",
        kind: "eu",
        file: "eu.csv",
        seeds: || {
            vec![
                b"Entity_LogicalId;NameAlias_WholeName;Entity_Regulation_Programme;BirthDate_Year\n900;A B;UKR;1972\n".to_vec(),
            ]
        },
    },
    Format {
        target: "lists_uk_csv",
        kind: "uk",
        file: "UK-Sanctions-List.csv",
        seeds: || {
            vec![
                b"Report Date: 08-Oct-2026\nLast Updated,Unique ID,OFSI Group ID,Name 6,Name 1,Name type,Alias strength,Regime Name,Designation Type,Sanctions Imposed,Date Designated,D.O.B,National Identifier number\n01/01/2026,RUS0001,7,SMITH,JOHN,Primary Name,,The Russia (Sanctions) (EU Exit) Regulations 2019,Individual,Asset freeze|Travel Ban,29/06/2012,00/00/1975,INN: 7713226815\n".to_vec(),
            ]
        },
    },
    Format {
        target: "lists_uk_ofsi_csv",
        kind: "uk",
        file: "ConList.csv",
        seeds: || {
            vec![
                b"Last Updated,01/01/2026\nName 6,Name 1,Title,DOB,Nationality,Passport Number,Address 1,Country,Other Information,Group Type,Alias Type,Regime,Listed On,Last Updated,Group ID\nSMITH,JOHN,Dr,00/05/1980,1) Saudi Arabia 2) Qatar,A1234567,7 Main St,Qatar,UN Ref QDi.401. Emir.,Individual,Primary name,Al-Qaida,01/04/2016,01/04/2016,7\n"
                    .to_vec(),
            ]
        },
    },
    Format {
        target: "lists_uk_xlsx",
        kind: "uk",
        file: "uk.xlsx",
        seeds: || vec![beginning(&fixture("uk.xlsx"), 12_000)],
    },
    Format {
        target: "lists_uk_xml",
        kind: "uk",
        file: "uk.xml",
        seeds: || {
            vec![
                b"<Designations><DateGenerated>02/09/2026</DateGenerated><Designation><UniqueID>A1</UniqueID><Names><Name><Name6>A</Name6></Name></Names></Designation></Designations>".to_vec(),
            ]
        },
    },
    Format {
        target: "lists_uk_ods",
        kind: "uk",
        file: "uk.ods",
        seeds: || vec![beginning(&fixture("uk.ods"), 12_000)],
    },
    Format {
        target: "lists_au_xlsx",
        kind: "au",
        file: "list.xlsx",
        seeds: || vec![beginning(&fixture("au.xlsx"), 12_000)],
    },
    Format {
        target: "lists_au_csv",
        kind: "au",
        file: "list.csv",
        seeds: || {
            vec![
                b"Reference,Name of Individual or Entity,Type,Name Type,Date of Birth,Additional Information,Committees\n4,A,Individual,Primary Name,\"Approximately 1963, 30/01/1972\",Passport no: a) Libya number 203037 b) Iran no. 44,1988 (Taliban)\n4a,B,Individual,Alias,04/1965,,\n".to_vec(),
            ]
        },
    },
    Format {
        target: "lists_ca",
        kind: "ca",
        file: "sema-lmes.xml",
        seeds: || {
            vec![
                b"<data-set><record><Country>Belarus / B\xC3\xA9larus</Country><LastName>A</LastName><Aliases>B C, Russian: D E / F G; H</Aliases><DateOfBirthOrShipBuildDate>Sep-72</DateOfBirthOrShipBuildDate><Schedule>1, Part 1</Schedule><Item>1</Item><DateOfListing>2020-09-28</DateOfListing></record></data-set>".to_vec(),
            ]
        },
    },
    Format {
        target: "lists_ch",
        kind: "ch",
        file: "list.xml",
        seeds: || vec![beginning(&fixture("ch.xml"), 12_000)],
    },
    Format {
        target: "lists_ua",
        kind: "ua",
        file: "list.xlsx",
        seeds: || vec![beginning(&fixture("ua.xlsx"), 12_000)],
    },
    Format {
        target: "lists_csl_csv",
        kind: "csl",
        file: "consolidated.csv",
        seeds: || {
            vec![
                b"_id,source,entity_number,type,programs,name,alt_names,addresses,start_date,remarks,ids\n9,Capta List (CAP) - Treasury Department,9,Entity,X,A,B; C,\"Limassol, CY\",,(Linked To: D),\"CY, 2014-08-30, C1, Registration Number; Male, Gender\"\n1,Entity List (EL),,,,A,,,2020-01-01,,\n".to_vec(),
            ]
        },
    },
    Format {
        target: "lists_csl_tsv",
        kind: "csl",
        file: "consolidated.tsv",
        seeds: || {
            vec![
                b"_id\tsource\tentity_number\ttype\tprograms\tname\talt_names\taddresses\tstart_date\tremarks\tids\n9\tCapta List (CAP) - Treasury Department\t9\tEntity\tX\tA\tB; C\tLimassol, CY\t\t(Linked To: D)\tCY, 2014-08-30, C1, Registration Number\n1\tEntity List (EL)\t\t\t\tA\t\t\t2020-01-01\t\t\n".to_vec(),
            ]
        },
    },
    Format {
        target: "lists_csl_json",
        kind: "csl",
        file: "consolidated.json",
        seeds: || vec![beginning(&fixture("csl.json"), 12_000)],
    },
    Format {
        target: "lists_bis_dpl",
        kind: "bis-dpl",
        file: "dpl.txt",
        seeds: || {
            vec![
                b"Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\tStandard_Order\tLast_Update\tAction\tFR_Citation\nJOHN SMITH\t7 MAIN ST\tDALLAS\tTX\tUS\t75001\t01/02/2020\t01/02/2030\tY\t2020-01-09\tFR NOTICE ADDED\t85 F.R. 1\n"
                    .to_vec(),
            ]
        },
    },
    Format {
        target: "lists_ownership",
        kind: "ownership",
        file: "ownership.csv",
        seeds: || {
            vec![
                b"owner_id,owned_name,owned_identifiers,share,as_of,source\n1,A,registration:7@CY,50,2024-01-01,x\n".to_vec(),
            ]
        },
    },
    Format {
        target: "lists_custom",
        kind: "custom",
        file: "list.csv",
        seeds: || vec![beginning("data/lists/starter.csv", 12_000)],
    },
    Format {
        target: "lists_ftm",
        kind: "ftm",
        file: "entities.ftm.json",
        seeds: || vec![beginning(&fixture("entities.ftm.json"), 12_000)],
    },
];

/// A target of each format, and one of all.
macro_rules! targets {
    ($($constant:ident: $name:literal;)*) => {
        $(pub const $constant: Target = Target {
            name: $name,
            run: |data| run($name, data),
            is_promised: true,
            seeds: || seeds($name),
        };)*
    };
}

targets! {
    LISTS: "lists";
    OFAC_CSV: "lists_ofac_csv";
    OFAC_XML: "lists_ofac_xml";
    OFAC_ENHANCED: "lists_ofac_enhanced";
    OFAC_PIP: "lists_ofac_pip";
    OFAC_DEL: "lists_ofac_del";
    OFAC_FF: "lists_ofac_ff";
    OFAC_ADVANCED: "lists_ofac_advanced";
    UN: "lists_un";
    EU_XML: "lists_eu_xml";
    EU_CSV_1_0: "lists_eu_csv_1_0";
    EU_CSV_1_1: "lists_eu_csv_1_1";
    UK_CSV: "lists_uk_csv";
    UK_OFSI_CSV: "lists_uk_ofsi_csv";
    UK_XLSX: "lists_uk_xlsx";
    UK_XML: "lists_uk_xml";
    UK_ODS: "lists_uk_ods";
    AU_XLSX: "lists_au_xlsx";
    AU_CSV: "lists_au_csv";
    CA: "lists_ca";
    CH: "lists_ch";
    UA: "lists_ua";
    CSL_CSV: "lists_csl_csv";
    CSL_TSV: "lists_csl_tsv";
    CSL_JSON: "lists_csl_json";
    BIS_DPL: "lists_bis_dpl";
    OWNERSHIP: "lists_ownership";
    CUSTOM: "lists_custom";
    FTM: "lists_ftm";
}

/// The formats of a target.
fn formats(target: &str) -> Vec<&'static Format> {
    let is_of_target = |format: &&Format| target == LISTS.name || format.target == target;
    FORMATS.iter().filter(is_of_target).collect()
}

fn run(target: &str, data: &[u8]) {
    let Some((&choice, content)) = data.split_first() else {
        return;
    };
    let formats = formats(target);
    match listed(formats[usize::from(choice) % formats.len()], content) {
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

/// A file of a format with this content, as a list.
fn listed(format: &Format, content: &[u8]) -> Result<Compilation, CompileError> {
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
    read(&[source], &options)
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let formats = formats(target);
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FORMATS, LISTS, listed, seeds};
    use crate::TARGETS;

    #[test]
    fn every_seed_is_a_list_that_names_somebody() {
        let mut bad = Vec::new();
        for format in FORMATS {
            for seed in (format.seeds)() {
                match listed(format, &seed) {
                    Err(error) => bad.push(format!("{}: {error}", format.target)),
                    // Who is owned is known by the lists of the owners.
                    Ok(lists) if lists.designations.is_empty() && format.kind != "ownership" => {
                        bad.push(format!("{}: nobody", format.target));
                    }
                    Ok(_) => {}
                }
            }
        }
        assert_eq!(bad, Vec::<String>::new());
    }

    #[test]
    fn every_format_has_a_target_of_its_own_and_stands_in_that_of_all() {
        let named: BTreeSet<&str> = TARGETS.iter().map(|target| target.name).collect();
        let of_formats: BTreeSet<&str> = FORMATS.iter().map(|format| format.target).collect();
        assert_eq!(of_formats.len(), FORMATS.len());
        assert!(of_formats.is_subset(&named));
        let in_all: BTreeSet<u8> = seeds(LISTS.name).iter().map(|seed| seed[0]).collect();
        assert_eq!(in_all.len(), FORMATS.len());
    }
}
