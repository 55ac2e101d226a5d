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

/// What the JSON says of five parties whose rows the table has.
const JSON: &str = include_str!("../fixtures/csl.json");

/// All that is read, but the record as published.
fn read_as(file: &str, content: &str) -> Vec<portcullis_model::Designation> {
    let compilation = compiled(kind("csl"), &[(file, content.as_bytes())]);
    let mut designations = compilation.designations;
    for designation in &mut designations {
        assert!(!designation.source_record.is_empty());
        designation.source_record.clear();
    }
    designations
}

#[test]
fn the_json_gives_the_designations_of_the_table() {
    let table = read_as(
        "consolidated.csv",
        &list(&[SDN, CAPTA, DENIED, ENTITY, NONPROLIFERATION]),
    );
    assert_eq!(table.len(), 5);
    assert_eq!(read_as("consolidated.json", JSON), table);
    // The array alone, as the single lists are published, and by whatever name.
    let start = JSON.find('[').unwrap();
    let array = &JSON[start..=JSON.rfind(']').unwrap()];
    assert_eq!(read_as("sdn.csv", array), table);
    // Members of a web service's answer around it.
    let answer = JSON.replacen(
        '{',
        "{\"total\":5,\"offset\":0,\"sources\":[{\"value\":\"SDN\"}],",
        1,
    );
    assert_eq!(read_as("answer.json", &answer), table);
}

#[test]
fn json_that_is_not_the_whole_list_is_refused_by_where_it_is_wrong() {
    let refused = |content: &str| {
        let dir = folder(&[("c.json", content.as_bytes())]);
        let spec = SourceSpec::new(kind("csl"), dir.path());
        let error = read(&[spec], &CompileOptions::default()).unwrap_err().to_string();
        error.replace(&format!("{}/", dir.path().display()), "")
    };
    assert_eq!(
        refused("{\"total\":14000,\"results\":[{\"id\":\"1\"},{\"id\":\"2\"}]}"),
        "c.json:1: holds 2 of 14000 parties: it is a page of a search and not the list; download consolidated.json"
    );
    assert_eq!(
        refused("{\"message\":\"Access denied due to missing subscription key\"}"),
        "c.json:1: there is no member results; expected the Consolidated Screening List's JSON: download it again"
    );
    assert_eq!(
        refused(
            "{\"results\":[\n{\"id\":\"9\",\"source\":\"Unverified List (UVL)\",\"name\":\"A\",\"programs\":[],\"alt_names\":[],\"addresses\":[]},\n{\"id\":\"10\",\"source\":\"Berlin\",\"name\":\"B\"}]}"
        ),
        "c.json:3: result 2, source: `Berlin` is no list of a department (`Entity List (EL) - Bureau of Industry and Security`); columns are swapped or the file is damaged: download it again"
    );
    assert_eq!(
        refused("{\"results\":[7]}"),
        "c.json:1: result 1 is no party (invalid type: integer `7`, expected a map at line 1 column 1); is this another kind of JSON?"
    );
    assert_eq!(
        refused("{\"results\":[{\"id\":\"9\",\"source\":\"Unverified List (UVL)\",\"name\":\"A\"}]}"),
        "c.json:1: no party has a member programs; expected the Consolidated Screening List's JSON: download it again"
    );
    let cut = refused(&JSON[..JSON.len() / 2]);
    assert!(
        cut.starts_with("c.json:") && cut.ends_with("the file is cut or damaged: download it again"),
        "{cut}"
    );
    assert_eq!(
        refused(" {\"results\": [] }"),
        "c.json: the csl list is empty; download it again"
    );
}
