//! `check` and `explain`.

use portcullis_tests::{checkout, shared};

use crate::world::{World, full_index};

/// The designations that a name reaches in the full lists, best first; `None` where the lists are not.
fn reaches(arguments: &[&str]) -> Option<Vec<String>> {
    let index = full_index()?.to_string_lossy().into_owned();
    let all = ["check", "--json", "--index", &index]
        .into_iter()
        .chain(arguments.iter().copied());
    let done = World::empty().program().run(all);
    let hits = done.json()["hits"].as_array().expect("hits").clone();
    assert_eq!(
        done.code,
        i32::from(!hits.is_empty()),
        "{arguments:?}: {}",
        done.stderr
    );
    Some(
        hits.iter()
            .map(|hit| hit["designation_id"].as_str().expect("an id").to_owned())
            .collect(),
    )
}

#[test]
fn the_names_that_everybody_asks_first_are_found_in_the_full_lists() {
    for (asked, wanted) in [
        (&["AL-SHABAAB"][..], "ofac-10761"),
        (&["AL-SHABAAB"], "un-SOe.001"),
        (&["Viktor Bout"], "ofac-8279"),
        (&["Haqani Netwrk"], "ofac-15484"),
        (&["Ali Hajinia Leilabadi"], "un-IRi.021"),
        (&["أيمن محمد ربيع الظواهري"], "un-QDi.006"),
        (&["CMSYSYDA"], "ofac-12847"),
        (&["--id", "bic:CMSYSYDAXXX"], "ofac-12847"),
    ] {
        let Some(found) = reaches(asked) else { return };
        assert!(
            found.iter().any(|id| id == wanted),
            "{asked:?} should reach {wanted}: {found:?}"
        );
    }
}

#[test]
fn a_designation_is_named_in_any_case_and_without_its_list_where_one_list_has_it() {
    let world =
        World::of_list("id,name,schema\nQDi.111,AGUS DWIKARNA,person\n7921,ALPHA TRADING,organization\n");
    for asked in ["custom-QDi.111", "CUSTOM-qdi.111", "qdi.111", "QDi.111"] {
        let done = world
            .run(["lists", "show", "--index", "lists.pcx", "--json", asked])
            .exits(0);
        assert_eq!(done.json()[0]["id"], "custom-QDi.111", "{asked}");
    }
    let done = world
        .run([
            "explain",
            "--index",
            "lists.pcx",
            "--json",
            "--against",
            "Custom-7921",
            "Alpha Trading",
        ])
        .exits(0);
    assert_eq!(done.json()["designation_id"], "custom-7921");
    let done = world
        .run(["lists", "show", "--index", "lists.pcx", "custom-7922"])
        .exits(2);
    assert!(
        done.stderr.contains("did you mean custom-7921?"),
        "{}",
        done.stderr
    );
}

#[test]
fn an_id_without_its_list_that_two_lists_have_is_not_guessed() {
    let Some(index) = full_index() else { return };
    let index = index.to_string_lossy();
    let show = |id: &str| World::empty().run(["lists", "show", "--json", "--index", &index, id]);
    assert_eq!(show("qdi.111").exits(0).json()[0]["id"], "un-QDi.111");
    assert_eq!(show("OFAC-7921").exits(0).json()[0]["id"], "ofac-7921");
    assert_eq!(show("7921").exits(0).json()[0]["id"], "ofac-7921");
}

#[test]
fn an_id_that_several_lists_have_is_refused_with_the_ids_that_it_may_be() {
    let world = World::empty();
    world.write(
        "a.csv",
        "id,name,schema\n7921,ALPHA TRADING,organization\nQDi.111,AGUS DWIKARNA,person\nqdi.111,ANOTHER MAN,person\n",
    );
    world.write(
        "b.ftm.json",
        "{\"id\":\"7921\",\"schema\":\"Company\",\"datasets\":[\"eu_fsf\"],\"properties\":{\"name\":[\"BETA SHIPPING\"],\"topics\":[\"sanction\"]}}\n",
    );
    world
        .run(["compile", "--out", "lists.pcx", "custom:a.csv", "ftm:b.ftm.json"])
        .exits(0);
    let refused = |command: &[&str], words: &str| {
        let done = world.program().run(command.iter().copied()).exits(2);
        assert_eq!(
            done.stderr.trim_end(),
            format!("portcullis: {words}"),
            "{command:?}"
        );
        assert_eq!(done.stdout, "", "{command:?}");
    };
    let two = "`7921` is 2 designations of this index: custom-7921, ftm-7921; give the whole id";
    refused(&["lists", "show", "--index", "lists.pcx", "7921"], two);
    refused(
        &[
            "explain",
            "--index",
            "lists.pcx",
            "--against",
            "7921",
            "Alpha Trading",
        ],
        two,
    );
    // Nor is one of two that differ in case guessed: what is written as it is listed is that one.
    let two = "`QDI.111` is 2 designations of this index: custom-QDi.111, custom-qdi.111; give the whole id";
    refused(&["lists", "show", "--index", "lists.pcx", "QDI.111"], two);
    let done = world
        .run([
            "lists",
            "show",
            "--index",
            "lists.pcx",
            "--json",
            "custom-qdi.111",
        ])
        .exits(0);
    assert_eq!(done.json()[0]["id"], "custom-qdi.111");
}

#[test]
fn what_facts_lose_and_spare_is_measured_beside_names_alone() {
    let world = World::new();
    world.write(
        "asked.csv",
        "payment_id,creditor_name,creditor_birth_date,list_id,kind\n\
         1,Viktor Anatolijevitch Bout,1967-01-14,custom-bout,near\n\
         2,Viktor Anatolijevitch Bout,1990-05-06,custom-bout,far\n",
    );
    world.write(
        "clean.csv",
        "full_name,date_of_birth,nationality\nViktor Anatolijevitch Bout,1990-05-06,Norway\nMaren Ostby,some day,\n",
    );
    let evaluate = |more: &[&str]| {
        let all = [
            "evaluate",
            "screening",
            "--index",
            "lists.pcx",
            "--queries",
            "asked.csv",
            "--negatives",
            "clean.csv",
        ];
        world.program().run(all.into_iter().chain(more.iter().copied()))
    };
    assert!(evaluate(&["--json"]).exits(0).json().get("with_facts").is_none());
    let json = evaluate(&["--json", "--facts"]).exits(0).json();
    let recall =
        |of: &serde_json::Value, kind: &str| of["recall"]["asked"]["by_category"][kind]["found"].clone();
    let with = &json["with_facts"];
    assert_eq!(
        (recall(&json, "near"), recall(with, "near")),
        (1.into(), 1.into())
    );
    assert_eq!((recall(&json, "far"), recall(with, "far")), (1.into(), 0.into()));
    assert_eq!(json["alert_rate"]["clean"]["alerted"], 1);
    assert_eq!(with["alert_rate"]["clean"]["alerted"], 0);
    assert_eq!(
        with["stated"]["birth_date"],
        serde_json::json!({ "rows": 3, "not_understood": 1 })
    );
    let text = evaluate(&["--facts"]).exits(0).stdout;
    assert!(
        text.contains("rows that state a fact: birth_date 3 (and 1 not understood), country 1, gender 0, identifiers 0\n"),
        "{text}"
    );
    evaluate(&["--facts", "--bands"]).exits(2);
}

#[test]
fn an_everyday_name_reaches_nothing() {
    for asked in ["Maren Ostby", "Lindqvist Bakery AB", "The Coffee Corner Ltd"] {
        let Some(found) = reaches(&[asked]) else { return };
        assert_eq!(found, [""; 0], "{asked}");
    }
}

#[test]
fn the_json_of_a_hit_has_the_shape_of_the_contract() {
    let world = World::new();
    let done = world
        .run(["check", "--index", "lists.pcx", "--json", "al shabaab"])
        .exits(1);
    let answer = done.json();
    assert_eq!(answer["query"], "al shabaab");
    let hit = &answer["hits"][0];
    assert_eq!(hit["designation_id"], "custom-shabaab");
    assert_eq!(hit["matched_name"], "AL-SHABAAB");
    assert_eq!(hit["name_kind"], "primary");
    assert_eq!(hit["list"], "Custom");
    assert_eq!(hit["programs"], serde_json::json!(["SDGT"]));
    assert!(
        hit["score"]
            .as_f64()
            .is_some_and(|score| (0.9..=1.0).contains(&score)),
        "{hit}"
    );
    assert!(
        hit["evidence"]
            .as_array()
            .is_some_and(|evidence| !evidence.is_empty()),
        "{hit}"
    );
    let keys: Vec<&String> = hit.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 7, "{keys:?}");
}

#[test]
fn what_only_a_birth_date_rules_out_is_shown_apart_and_needs_nobody() {
    let world = World::of_list(
        "id,name,schema,birth_dates,programs\ndwikarna,\"DWIKARNA, Agus\",person,1964-08-11,UN-A\n",
    );
    let check = |born: &str, more: &[&str]| {
        let all = ["check", "--index", "lists.pcx", "Agus Dwikarna", "--born", born];
        world.program().run(all.into_iter().chain(more.iter().copied()))
    };
    // A slip hides nothing.
    check("1964-08-12", &[]).exits(1);
    let far = check("1990-01-01", &[]).exits(0);
    assert!(far.stdout.starts_with("no hit"), "{}", far.stdout);
    assert!(
        far.stdout.contains("discounted, no hit because of facts alone"),
        "{}",
        far.stdout
    );
    let json = check("1990-01-01", &["--json"]).exits(0).json();
    assert_eq!(json["hits"], serde_json::json!([]));
    let discounted = &json["discounted"][0];
    assert_eq!(discounted["designation_id"], "custom-dwikarna");
    assert_eq!(
        (&discounted["score"], &discounted["factor"]),
        (&0.8.into(), &0.8.into())
    );
    check("1990-01-01", &["--ignore-conflicts"]).exits(1);

    let explained = [
        "explain",
        "--index",
        "lists.pcx",
        "--against",
        "custom-dwikarna",
        "--born",
        "1990-01-01",
    ];
    let explain = |more: &[&str]| {
        let all = explained.into_iter().chain(["Agus Dwikarna"]);
        world.program().run(all.chain(more.iter().copied())).exits(0)
    };
    let said = explain(&[]).stdout;
    assert!(
        said.contains("because of facts alone (×0.80): discounted"),
        "{said}"
    );
    let json = explain(&["--json"]).json();
    assert_eq!(
        (&json["hit"], &json["discounted"], &json["factor"]),
        (&false.into(), &true.into(), &0.8.into())
    );
    world.write(
        "paid.csv",
        "payment_id,value_date,amount,currency,creditor_name,creditor_birth_date\n\
         1,2024-03-01,1.00,EUR,Agus Dwikarna,1990-01-01\n",
    );
    let said = world
        .run(["explain", "--index", "lists.pcx", "--payment", "1", "paid.csv"])
        .exits(0)
        .stdout;
    for words in [
        "no hit; discounted: custom-dwikarna (born 1964-08-11, not 1990-01-01)",
        "discounted, no hit because of facts alone (1 match of names):",
        "born more than five years from the listed date (×0.80)",
    ] {
        assert!(said.contains(words), "{words} in:\n{said}");
    }
    let said = world
        .run(["explain", "--payment", "1", "--born", "1990", "payments.csv"])
        .exits(2);
    assert!(said.stderr.contains("go with --against"), "{}", said.stderr);
}

#[test]
fn no_hit_is_exit_code_0_and_an_empty_list() {
    let world = World::new();
    let done = world
        .run(["check", "--index", "lists.pcx", "--json", "Maren Ostby"])
        .exits(0);
    assert_eq!(
        done.json(),
        serde_json::json!({
            "query": "Maren Ostby", "threshold": 0.895, "hits": [], "discounted": [],
            "near_from": 0.6, "near": [], "weak_aliases": [],
        })
    );
    let done = world
        .run(["check", "--index", "lists.pcx", "Maren Ostby"])
        .exits(0);
    assert!(done.stdout.starts_with("no hit"), "{}", done.stdout);
    assert!(
        done.stdout
            .ends_with("\nnothing is near: no other name scores 0.60 or more\n"),
        "{}",
        done.stdout
    );
}

#[test]
fn without_a_hit_the_nearest_are_shown_with_what_they_lack() {
    let world = World::of_list(
        "id,name,schema,birth_dates\n\
         a,ZAGROS PETROLEUM TRADING LLC,organization,\n\
         b,ALVAND PETROLEUM TRADING,organization,\n\
         c,DAMAVAND PETROLEUM TRADING,organization,\n\
         d,SABALAN PETROLEUM TRADING,organization,\n\
         bout,\"BOUT, Viktor Anatolijevitch\",person,1967-01-13\n",
    );
    let check = |more: &[&str], name: &str| {
        let all = ["check", "--index", "lists.pcx"].into_iter();
        world
            .program()
            .run(all.chain(more.iter().copied()).chain([name]))
            .exits(0)
    };
    let json = check(&["--json"], "Petroleum Trading").json();
    assert_eq!(
        (&json["hits"], &json["near_from"]),
        (&serde_json::json!([]), &0.6.into())
    );
    let near = json["near"].as_array().unwrap();
    assert_eq!(near.len(), 3, "the nearest three of four: {json}");
    let scores: Vec<f64> = near.iter().map(|miss| miss["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert!(
        scores
            .iter()
            .all(|score| (0.6..json["threshold"].as_f64().unwrap()).contains(score)),
        "{scores:?}"
    );
    for miss in near {
        let own = miss["matched_name"].as_str().unwrap().split(' ').next().unwrap();
        let own = own.to_lowercase();
        let would_hit = miss["would_hit"].as_str().unwrap();
        assert!(
            would_hit.starts_with(&format!("with `{own}` it would score ")),
            "{miss}"
        );
        let missing = miss["missing"][0].as_str().unwrap();
        assert!(
            missing.starts_with(&format!("`{own}` of the listed name has no counterpart")),
            "{miss}"
        );
    }
    let text = check(&[], "Petroleum Trading").stdout;
    let (_, table) = text
        .split_once("\nnearest below the threshold, down to 0.60:\n")
        .unwrap();
    assert_eq!(table.lines().count(), 4, "a head and three rows:\n{text}");
    assert!(
        table.contains("only listed: alvand; with `alvand` it would score"),
        "{text}"
    );
    // What facts cost is said, and that words alone would not do.
    let json = check(&["--json", "--born", "1990"], "Viktor Anatolijevitch Nowak").json();
    let miss = &json["near"][0];
    assert_eq!(
        (&miss["designation_id"], &miss["factor"]),
        (&"custom-bout".into(), &0.8.into())
    );
    assert!(miss["would_hit"].is_null(), "{miss}");
    let text = check(&["--born", "1990"], "Viktor Anatolijevitch Nowak").stdout;
    assert!(
        text.contains("born more than five years from the listed date (×0.80)"),
        "{text}"
    );
    // Where there is a hit, nobody asks how near the others came.
    let done = world
        .run([
            "check",
            "--index",
            "lists.pcx",
            "--json",
            "Alvand Petroleum Trading",
        ])
        .exits(1);
    assert!(done.json().get("near").is_none(), "{}", done.stdout);
}

#[test]
fn an_identifier_is_checked_without_a_name() {
    let world = World::new();
    let done = world
        .run([
            "check",
            "--index",
            "lists.pcx",
            "--json",
            "--id",
            "passport:21n-0532664@RU",
        ])
        .exits(1);
    assert_eq!(done.json()["hits"][0]["designation_id"], "custom-bout");
    assert_eq!(done.json()["hits"][0]["score"], 1.0);
    world
        .run(["check", "--index", "lists.pcx", "--id", "passport:9999999@RU"])
        .exits(0);
}

#[test]
fn a_kind_of_party_narrows_what_is_searched() {
    let world = World::new();
    world
        .run([
            "check",
            "--index",
            "lists.pcx",
            "--schema",
            "organization",
            "AL-SHABAAB",
        ])
        .exits(1);
    world
        .run([
            "check",
            "--index",
            "lists.pcx",
            "--schema",
            "person",
            "AL-SHABAAB",
        ])
        .exits(0);
}

#[test]
fn a_date_of_birth_that_conflicts_lowers_the_score_unless_conflicts_are_ignored() {
    let world = World::new();
    let score = |more: &[&str]| {
        let all = ["check", "--index", "lists.pcx", "--json", "--threshold", "0.5"]
            .into_iter()
            .chain(more.iter().copied());
        world
            .program()
            .run(all.chain(["Viktor Anatolijevitch Bout"]))
            .exits(1)
            .json()["hits"][0]["score"]
            .as_f64()
    };
    assert!(score(&["--born", "1999-12-31"]) < score(&["--born", "1967"]));
    assert_eq!(
        score(&["--born", "1999-12-31", "--ignore-conflicts"]),
        score(&["--born", "1967"])
    );
}

#[test]
fn a_weak_alias_alerts_only_when_it_is_told_to() {
    let world = World::new();
    let done = world.run(["check", "--index", "lists.pcx", "BONT"]).exits(0);
    assert!(
        done.stdout
            .contains("not counted (1 match of a weak alias; --weak-aliases alert counts them):\n"),
        "{}",
        done.stdout
    );
    let json = world
        .run(["check", "--index", "lists.pcx", "--json", "BONT"])
        .exits(0)
        .json();
    assert_eq!(json["weak_aliases"][0]["matched_name"], "BONT");
    assert_eq!(json["weak_aliases"][0]["designation_id"], "custom-bout");
    let done = world
        .run(["check", "--index", "lists.pcx", "--weak-aliases", "alert", "BONT"])
        .exits(1);
    assert!(
        done.stdout
            .contains("BONT (weak-alias of BOUT, Viktor Anatolijevitch)"),
        "{}",
        done.stdout
    );
}

#[test]
fn a_stricter_sensitivity_only_loses_hits() {
    let world = World::new();
    let hits = |sensitivity: &str| {
        let done = world.run([
            "check",
            "--index",
            "lists.pcx",
            "--json",
            "--sensitivity",
            sensitivity,
            "Zagros Petroleum Trading",
        ]);
        done.json()["hits"].as_array().map(Vec::len)
    };
    assert!(hits("broad") >= hits("balanced") && hits("balanced") >= hits("strict"));
    assert_eq!(hits("broad"), Some(1));
}

#[test]
fn a_score_is_explained_token_by_token() {
    let world = World::new();
    let done = world
        .run([
            "explain",
            "--index",
            "lists.pcx",
            "--against",
            "custom-bout",
            "Viktor Bout",
        ])
        .exits(0);
    for word in [
        "BOUT, Viktor Anatolijevitch",
        "exact",
        "anatolijevitch",
        "no counterpart",
        "a hit",
    ] {
        assert!(done.stdout.contains(word), "{word} in:\n{}", done.stdout);
    }
}

#[test]
fn below_the_threshold_it_is_said_what_was_missing() {
    let world = World::new();
    let done = world
        .run([
            "explain",
            "--index",
            "lists.pcx",
            "--against",
            "custom-trading",
            "Zagros Bakery",
        ])
        .exits(0);
    assert!(done.stdout.contains("below the threshold"), "{}", done.stdout);
    // The whole of it: the rows, what matched of each name, and what would have made a hit.
    for said in [
        "score if matched",
        "bakery",
        "of the listed name by weight",
        "a hit",
    ] {
        assert!(done.stdout.contains(said), "{said} in:\n{}", done.stdout);
    }
    let json = world
        .run([
            "explain",
            "--index",
            "lists.pcx",
            "--json",
            "--against",
            "custom-trading",
            "Zagros Bakery",
        ])
        .exits(0)
        .json();
    assert_eq!(json["hit"], false);
    assert!(
        json["missing"]
            .as_array()
            .is_some_and(|missing| !missing.is_empty()),
        "{json}"
    );
    assert_eq!(
        json["coverage"]["needed"].as_f64().map(|n| (n * 100.0).round()),
        Some(60.0)
    );
    let supposed = |row: &serde_json::Value| row["if_matched"].as_f64();
    let rows = json["tokens"].as_array().expect("rows");
    assert!(
        rows.iter()
            .filter_map(supposed)
            .any(|score| score > json["score"].as_f64().expect("a score")),
        "{json}"
    );
    // What is said to make a hit makes one.
    let would_hit = json["would_hit"].as_str().expect("few changes do");
    assert!(
        would_hit.contains("without `bakery`") || would_hit.contains("with `petroleum`"),
        "{would_hit}"
    );
}

#[test]
fn a_name_of_which_too_little_matched_is_told_so_and_what_would_do() {
    let world = World::new();
    let explain = |name| {
        let arguments = [
            "explain",
            "--index",
            "lists.pcx",
            "--against",
            "custom-bout",
            "--json",
            name,
        ];
        world.run(arguments).exits(0).json()
    };
    let other = explain("Anatolijevitch Karlsson Fjellheim Brannstrom");
    assert_eq!(
        (&other["score"], &other["coverage"]["enough"]),
        (&0.0.into(), &false.into())
    );
    let would_hit = other["would_hit"].as_str().unwrap_or_default().to_owned();
    assert!(
        other["would_hit"].is_null() || would_hit.ends_with("a hit"),
        "{other}"
    );
    let hit = explain("Viktor Bout");
    assert_eq!(hit["coverage"]["enough"], true);
    assert_eq!(hit["coverage"]["query"], 1.0);
    assert!(hit["would_hit"].is_null(), "it is one already");
}

#[test]
fn a_payment_is_explained_with_the_clause_that_held_and_the_one_that_failed() {
    let world = World::new();
    world.write(
        "licenses.toml",
        "[[license]]\nid = \"food\"\nauthority = \"UN\"\nkind = \"general\"\ncitation = \"a resolution\"\nprograms = [\"UN-Iran\"]\n\
         valid_from = 2020-01-01\npurposes = [\"food\"]\nactors = [\"ngo\"]\nactor_roles = [\"debtor\"]\n",
    );
    let done = world
        .run([
            "explain",
            "--index",
            "lists.pcx",
            "--licenses",
            "licenses.toml",
            "--payment",
            "P5",
            "payments.csv",
        ])
        .exits(0);
    assert!(done.stdout.contains("review"), "{}", done.stdout);
    let clause = |verdict: &str, name: &str| {
        done.stdout
            .lines()
            .any(|line| line.trim_start().starts_with(verdict) && line.contains(name))
    };
    assert!(clause("held", "purposes"), "{}", done.stdout);
    assert!(clause("FAILED", "actors"), "{}", done.stdout);

    let rejected = world
        .run([
            "explain",
            "--index",
            "lists.pcx",
            "--payment",
            "P4",
            "payments.csv",
        ])
        .exits(0);
    assert!(
        rejected.stdout.contains("payments.csv:5): rejected"),
        "{}",
        rejected.stdout
    );
}

/// The table of `docs/lists.md`: what each name must give, and what it gives.
#[test]
fn ten_names_in_other_scripts_reach_the_eus_list_as_the_page_says() {
    let Some(list) = shared("lists/eu-2024-05") else {
        return;
    };
    let world = World::empty();
    world
        .run(["compile", "--out", "eu.pcx", &format!("eu:{}", list.display())])
        .exits(0);
    let page = std::fs::read_to_string(checkout().join("docs/lists.md")).expect("the page is there");
    let (_, behind) = page
        .split_once("## EU names in other scripts")
        .expect("the page has the table");
    let rows = behind.lines().take_while(|line| !line.starts_with("## "));
    let rows: Vec<Vec<&str>> = rows
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 10);
    for row in rows {
        let name = row[1].split(" (").next().expect("a name");
        let ids: Vec<&str> = row[2].split(", ").map(|id| id.trim_matches('`')).collect();
        let answer = world.run(["check", "--json", "--index", "eu.pcx", name]).json();
        let hits = answer["hits"].as_array().expect("hits");
        let of_id = |id: &str| hits.iter().find(|hit| hit["designation_id"] == id);
        if row[4].starts_with("not found") {
            assert!(
                ids.iter().all(|id| of_id(id).is_none()),
                "{name} is found: say so"
            );
            continue;
        }
        for id in ids {
            let hit = of_id(id).unwrap_or_else(|| panic!("{name} does not give {id}: {answer}"));
            let score = hit["score"].as_f64().expect("a number");
            let told: f64 = row[3].parse().expect("a number");
            // A rule of names may move a score a little; who is found it may not.
            assert!(
                (score - told).abs() < 0.03,
                "{name}: {score}, and the page says {told}"
            );
            assert_eq!(hit["matched_name"], row[4], "{name}");
        }
    }
}
