//! The US Consolidated Screening List.

use insta::assert_snapshot;
use portcullis_list_compiler::{CompileOptions, SourceSpec, read};

use super::{by_id, compiled, folder, kind, shown};

const HEADER: &str = "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids";

const SDN: &str = "9001,Specially Designated Nationals (SDN) - Treasury Department,9001,Individual,SDGT; IFSR,\"'SAMPLE, Yasir\",General,\"Basrah, IQ; Tehran, IR\",,,,,,,,,,,,,(Linked To: SAMPLE CORPS),http://x,\"SAMPLE, Yasir 'Aziz; KHATTAB\",CA; SD,1978-08-22; 1979,SY,\"Tall 'Afar, Iraq\",http://y,\"SY, 2014-08-30, 2009-08-31, K000001, Passport; Male, Gender\"";
const CAPTA: &str = "9002,Capta List (CAP) - Treasury Department,9002,Entity,RUSSIA-EO14024,SAMPLE HOLDING LIMITED,,\"Limassol, 3035, CY\",,,,,,,,,,,,,,,,,,,,,\"CY, C000001, Registration Number; 26 Mar 2022, Effective Date (EO 14024 Directive 2):\"";
const DENIED: &str = "deb7a1d5743a85c354ca1a2c7f2664e2104b32d7,Denied Persons List (DPL) - Bureau of Industry and Security,,,, A. SMITH A/K/A B. SMITH,,\"1 MAIN ST, TEHRAN, IR\",68 F.R. 38290 6/27/03,2003-06-19,2033-06-29,Y,,,,,,,,,FEDERAL REGISTER NOTICE UPDATED,http://x,,,,,,http://y,";
const ENTITY: &str = "4398d33e9e93c7477af39f1e0bfffc13ddd47bcc,Entity List (EL) - Bureau of Industry and Security,,,,\"Sample Electronics, LLC\",,\"4 Sample Dr., Zelenograd, 124482, RU\",81 FR 61595,2016-09-07,,,For all items subject to the EAR. (See 744.11 of the EAR),Presumption of denial,,,,,,,,http://x,SE; and Sample Elektronika,,,,,http://y,";
const NONPROLIFERATION: &str = "9d858bace976983934c359d72028d1b2750715f8,Nonproliferation Sanctions (ISN) - State Department,,,E.O. 13382; Chemical and Biological Weapons Act (CBW Act),Haydar Sample,,,\"Vol. 68, No. 33, 02/19/03\",2003-02-19,,,,,,,,,,,,http://x,SAMPLE; Haydar,,,,,http://y,";

fn list(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

#[test]
fn the_screening_list_holds_the_lists_of_three_departments() {
    let text = list(&[SDN, CAPTA, DENIED, ENTITY, NONPROLIFERATION]);
    assert_snapshot!(shown(&compiled(
        kind("csl"),
        &[("consolidated.csv", text.as_bytes())]
    )));
}

#[test]
fn a_party_on_two_of_its_lists_is_one_designation() {
    let blocked = CAPTA.replace("Capta List (CAP)", "Specially Designated Nationals (SDN)");
    let text = list(&[CAPTA, &blocked]);
    let compilation = compiled(kind("csl"), &[("consolidated.csv", text.as_bytes())]);
    assert_eq!(compilation.designations.len(), 1);
    let party = by_id(&compilation, "ofac-9002");
    assert_eq!(party.list, "OFAC Consolidated (non-SDN); OFAC SDN");
    assert_eq!(party.identifiers.len(), 1);
}

#[test]
fn a_party_that_another_list_has_too_is_one_designation_whichever_comes_first() {
    let text = list(&[SDN, DENIED, ENTITY]);
    let sdn = "9001,\"'SAMPLE, Yasir\",\"individual\",\"SDGT] [IFSR\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 22 Aug 1978; a.k.a. 'KHATTAB'.\"\r\n\u{1a}";
    let denied = "\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t\"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"\n\
        \"A. SMITH A/K/A B. SMITH\"\t\"1 MAIN ST\"\t\"TEHRAN\"\t\"\"\t\"IR\"\t\"\"\t\"06/19/2003\"\t\"06/29/2033\"\t\"Y\"\t\"2007-01-31\"\t\"20 YEAR DENIAL\"\t\"68 F.R. 38290\"\n";
    let dir = folder(&[
        ("consolidated.csv", text.as_bytes()),
        ("sdn.csv", sdn.as_bytes()),
        ("dpl.txt", denied.as_bytes()),
    ]);
    let spec = |word: &str, file: &str| SourceSpec::new(kind(word), dir.path().join(file));
    let options = CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    };
    let mut seen: Vec<Vec<String>> = Vec::new();
    for order in [["csl", "ofac-sdn", "bis-dpl"], ["bis-dpl", "ofac-sdn", "csl"]] {
        let specs = order.map(|word| match word {
            "csl" => spec(word, "consolidated.csv"),
            "ofac-sdn" => spec(word, "sdn.csv"),
            _ => spec(word, "dpl.txt"),
        });
        let compilation = read(&specs, &options).unwrap();
        let mut ids: Vec<String> = compilation.designations.iter().map(|d| d.id.clone()).collect();
        ids.sort();
        // The id of the Denied Persons List itself stands: the digest of its own row.
        let digest = blake3::hash(denied.lines().nth(1).unwrap().as_bytes()).to_hex();
        assert_eq!(
            ids,
            [
                format!("bis-dpl-{}", &digest.as_str()[..12]),
                "csl-4398d33e9e93c7477af39f1e0bfffc13ddd47bcc".to_owned(),
                "ofac-9001".to_owned()
            ]
        );
        let party = by_id(&compilation, "ofac-9001");
        let names: Vec<String> = party
            .names
            .iter()
            .map(|n| format!("{} {}", n.kind, n.text))
            .collect();
        assert_eq!(
            names,
            [
                "primary 'SAMPLE, Yasir",
                "weak-alias KHATTAB",
                "alias SAMPLE, Yasir 'Aziz"
            ]
        );
        assert_eq!(party.identifiers[0].to_string(), "passport:K000001@SY");
        seen.push(ids);
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn a_table_with_tabs_is_the_same_list() {
    let tabs = |line: &str| line.replace(',', "\t");
    // No cell of this row has a comma of its own.
    let row = "7,Unverified List (UVL) - Bureau of Industry and Security,,,,Aelcomp OY,,,,,,,,,,,,,,,,http://x,,,,,,http://y,";
    let text = format!("{}\n{}\n", tabs(HEADER), tabs(row));
    let compilation = compiled(kind("csl"), &[("consolidated.tsv", text.as_bytes())]);
    assert_eq!(by_id(&compilation, "csl-7").programs, ["BIS-UVL"]);
}
