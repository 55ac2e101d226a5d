//! `compile` and `lists`.

use portcullis_tests::shared;

use crate::world::{LIST, World, full_index, in_checkout};

#[test]
fn the_counts_of_the_full_lists_are_those_of_their_publishers() {
    let (Some(ofac), Some(un)) = (shared("lists/ofac-sdn-2021-07"), shared("lists/un-2026-02")) else {
        return;
    };
    let world = World::empty();
    let (ofac, un) = (
        format!("ofac-sdn:{}", ofac.display()),
        format!("un:{}", un.display()),
    );
    let done = world
        .run(["compile", "--out", "full.pcx", "--json", &ofac, &un])
        .exits(0);
    let sources = &done.json()["sources"];
    assert_eq!(sources[0]["designations"], 8_976);
    assert_eq!(sources[0]["alias_records"], 11_910);
    assert_eq!(sources[0]["address_records"], 13_837);
    assert_eq!(sources[1]["designations"], 1_003);
    assert_eq!(sources[1]["by_schema"]["person"], 730);
    assert_eq!(sources[1]["by_schema"]["organization"], 273);

    let again = world.run(["compile", "--out", "again.pcx", &ofac, &un]).exits(0);
    assert!(
        again.stdout.contains("8,976") && again.stdout.contains("11,910"),
        "{}",
        again.stdout
    );
    assert!(
        std::fs::read(world.path("full.pcx")).unwrap() == std::fs::read(world.path("again.pcx")).unwrap()
    );
}

#[test]
fn the_difference_of_two_years_is_that_of_their_entity_numbers() {
    let (Some(old), Some(new)) = (shared("lists/ofac-sdn-2019-01"), shared("lists/ofac-sdn-2021-07")) else {
        return;
    };
    let ids = |folder: &std::path::Path| -> std::collections::BTreeSet<String> {
        let bytes = std::fs::read(folder.join("sdn.csv")).unwrap();
        bytes
            .split(|&b| b == b'\n')
            .filter_map(|line| line.split(|&b| b == b',').next())
            .filter(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
            .map(|number| format!("ofac-{}", String::from_utf8_lossy(number)))
            .collect()
    };
    let (before, after) = (ids(&old), ids(&new));
    let (old, new) = (
        format!("ofac-sdn:{}", old.display()),
        format!("ofac-sdn:{}", new.display()),
    );
    let difference = in_checkout()
        .run(["lists", "diff", "--json", &old, &new])
        .exits(0)
        .json();
    let listed = |key: &str| -> std::collections::BTreeSet<String> {
        difference[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(listed("added_ids"), after.difference(&before).cloned().collect());
    assert_eq!(
        listed("removed_ids"),
        before.difference(&after).cloned().collect()
    );
    assert!(
        listed("changed_ids")
            .iter()
            .all(|id| before.contains(id) && after.contains(id))
    );
    assert_eq!(difference["added"], listed("added_ids").len());
    assert!(difference["changed"].as_u64().is_some_and(|changed| changed > 0));
}

#[test]
fn a_difference_says_which_fields_changed() {
    let world = World::new();
    let changed = LIST
        .replace("bic:CMSYSYDA", "bic:CMSYSYDB")
        .replace("gone,\"DELISTE, Pascal\",person,US,SDNTK,,,,,2019-05-01\n", "");
    world.write(
        "new.csv",
        changed + "fresh,FRESH START LLC,organization,US,SDGT,,,,,\n",
    );
    world
        .run(["compile", "--out", "new.pcx", "--allow-shrink", "custom:new.csv"])
        .exits(0);
    let done = world.run(["lists", "diff", "lists.pcx", "new.pcx"]).exits(0);
    for line in [
        "+ custom-fresh  FRESH START LLC",
        "- custom-gone  DELISTE, Pascal",
        "~ custom-syria-bank  COMMERCIAL BANK OF SYRIA",
        "1 added, 1 removed, 1 changed",
    ] {
        assert!(done.stdout.contains(line), "{line} in:\n{}", done.stdout);
    }
    assert!(
        done.stdout.contains("CMSYSYDA") && done.stdout.contains("CMSYSYDB"),
        "{}",
        done.stdout
    );
    let same = world
        .run(["lists", "diff", "lists.pcx", "lists.pcx", "--json"])
        .exits(0)
        .json();
    assert_eq!(
        same,
        serde_json::json!({"added":0,"removed":0,"changed":0,"added_ids":[],"removed_ids":[],"changed_ids":[]})
    );
}

#[test]
fn a_list_that_shrank_is_refused_and_the_old_index_stays() {
    let world = World::new();
    let before = std::fs::read(world.path("lists.pcx")).unwrap();
    world.write(
        "cut.csv",
        LIST.lines().take(3).collect::<Vec<_>>().join("\n") + "\n",
    );
    let done = world
        .run(["compile", "--out", "lists.pcx", "custom:cut.csv"])
        .exits(3);
    assert!(
        done.stderr.contains("more than 5% would be lost"),
        "{}",
        done.stderr
    );
    assert!(before == std::fs::read(world.path("lists.pcx")).unwrap());
    world
        .run([
            "compile",
            "--out",
            "lists.pcx",
            "--allow-shrink",
            "custom:cut.csv",
        ])
        .exits(0);
}

#[test]
fn a_designation_is_shown_with_the_record_as_published() {
    let world = World::new();
    let done = world
        .run(["lists", "show", "--index", "lists.pcx", "custom-bout"])
        .exits(0);
    for word in [
        "BOUT, Viktor Anatolijevitch",
        "SERGITOV, Vitali",
        "BONT",
        "1967-01-13",
        "passport:21N0532664@RU",
        "as published",
    ] {
        assert!(done.stdout.contains(word), "{word} in:\n{}", done.stdout);
    }
    let json = world
        .run([
            "lists",
            "show",
            "--index",
            "lists.pcx",
            "--json",
            "custom-bout",
            "custom-gone",
        ])
        .exits(0)
        .json();
    assert_eq!(json[0]["id"], "custom-bout");
    assert_eq!(json[1]["delisted_on"], "2019-05-01");
}

#[test]
fn an_index_tells_what_it_holds() {
    let world = World::new();
    let json = world
        .run(["lists", "stats", "--index", "lists.pcx", "--json"])
        .exits(0)
        .json();
    assert_eq!(json["manifest"]["designations"], 6);
    assert_eq!(
        json["by_kind"],
        serde_json::json!({ "organization": 3, "person": 3 })
    );
    assert_eq!(json["by_program"]["SDGT"], 1);
    let text = world
        .run(["lists", "stats", "--index", "lists.pcx"])
        .exits(0)
        .stdout;
    assert!(text.contains("custom:list.csv"), "{text}");
}

#[test]
fn what_the_compiler_did_not_understand_is_listed_when_asked_for() {
    if full_index().is_none() {
        return;
    }
    let Some(un) = shared("lists/un-2026-02") else {
        return;
    };
    let world = World::empty();
    let un = format!("un:{}", un.display());
    let done = world
        .run(["compile", "--out", "un.pcx", "--verbose", &un])
        .exits(0);
    assert!(done.stdout.contains("not understood in un:"), "{}", done.stdout);
}

#[test]
fn compile_accounts_for_every_record_and_value_of_a_list() {
    let world = World::empty();
    world.write(
        "list.xml",
        "<CONSOLIDATED_LIST dateGenerated=\"2026-02-27T00:00:00Z\"><ENTITIES>\
         <ENTITY><FIRST_NAME>KOVALENKO TRADING</FIRST_NAME><REFERENCE_NUMBER>QDe.900</REFERENCE_NUMBER>\
         <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><LISTED_ON>2015-07-01</LISTED_ON><FAVORITE_COLOR>Purple</FAVORITE_COLOR></ENTITY>\
         </ENTITIES></CONSOLIDATED_LIST>",
    );
    let told = world.run([
        "compile",
        "--coverage",
        "--json",
        "--out",
        "lists.pcx",
        "un:list.xml",
    ]);
    let json = told.exits(0).json();
    let coverage = &json["sources"][0]["coverage"];
    assert_eq!(coverage["records"]["in_file"], 1);
    assert_eq!(coverage["records"]["designations"], 1);
    let values = &coverage["values"];
    let sum: u64 = ["indexed", "text_only", "not_understood", "left_out"]
        .iter()
        .map(|part| values[part].as_u64().unwrap())
        .sum();
    assert_eq!(values["in_file"].as_u64(), Some(sum));
    // What no reader knows stands there, with whose it is.
    let fields = coverage["fields"].as_array().unwrap();
    let color = fields
        .iter()
        .find(|field| field["field"] == "ENTITY/FAVORITE_COLOR")
        .unwrap();
    assert_eq!(
        color["examples"],
        serde_json::json!([{"id": "un-QDe.900", "value": "Purple"}])
    );
    let told = world
        .run(["compile", "--coverage", "--out", "lists.pcx", "un:list.xml"])
        .exits(0);
    assert!(told.stdout.contains("ENTITY/FAVORITE_COLOR"), "{}", told.stdout);
    // Without the word there is no account.
    let told = world
        .run(["compile", "--json", "--out", "lists.pcx", "un:list.xml"])
        .exits(0);
    assert!(told.json()["sources"][0].get("coverage").is_none());
}

/// Every field of a format stands in the account, and what is not understood in it is nothing that a known field says.
#[test]
fn the_account_of_each_format_has_all_of_its_fields() {
    let world = World::empty();
    world.write(
        "sdn.xml",
        "<sdnList xmlns=\"http://tempuri.org/sdnList.xsd\"><publshInformation><Publish_Date>05/07/2024</Publish_Date>\
         <Record_Count>1</Record_Count></publshInformation><sdnEntry><uid>9</uid><lastName>SEA</lastName>\
         <sdnType>Vessel</sdnType><programList><program>SDGT</program></programList>\
         <vesselInfo><vesselType>Tug</vesselType></vesselInfo><moonPhase>Waning</moonPhase></sdnEntry></sdnList>",
    );
    world.write(
        "consolidated.csv",
        "_id,source,entity_number,type,programs,name,alt_names,addresses,start_date,remarks,ids,moon_phase\n\
         7,Specially Designated Nationals (SDN) - Treasury Department,7,Individual,SYRIA,\"ROE, Jan\",,,,,\"Male, Gender\",Waning\n",
    );
    world.write(
        "entities.ftm.json",
        "{\"id\":\"x-1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Jan Roe\"],\"topics\":[\"sanction\"],\
         \"moonPhase\":[\"Waning\"]},\"datasets\":[\"eu_fsf\"],\"first_seen\":\"2022-01-01\"}\n",
    );
    // What no reader knows; that of FollowTheMoney is kept in the remarks.
    for (source, unknown, fate) in [
        ("ofac-sdn:sdn.xml", "sdnEntry/moonPhase", "not_understood"),
        ("csl@2022-04-01:consolidated.csv", "moon_phase", "not_understood"),
        (
            "ftm@2022-01-01:entities.ftm.json",
            "Person/moonPhase",
            "text_only",
        ),
    ] {
        let told = world.run([
            "compile",
            "--coverage",
            "--json",
            "--allow-shrink",
            "--out",
            "one.pcx",
            source,
        ]);
        let json = told.exits(0).json();
        let fields = json["sources"][0]["coverage"]["fields"].as_array().unwrap();
        for field in fields {
            let is_unknown = field["field"] == unknown;
            assert_eq!(
                field["not_understood"] != 0,
                is_unknown && fate == "not_understood",
                "{source} {field}"
            );
            assert!(!is_unknown || field[fate] == 1, "{source} {field}");
        }
        assert!(fields.iter().any(|field| field["field"] == unknown), "{source}");
    }
}
