//! What binds by a place, from the payment to the decision, by the programs and licenses that ship.

use std::collections::BTreeMap;

use portcullis_tests::{checkout, rows};

use crate::world::World;

const LIST: &str = "\
id,name,schema,authority,programs
shabaab,AL-SHABAAB,organization,US,SDGT
";

const PAYMENTS: &str = "\
payment_id,value_date,amount,currency,debtor_name,debtor_country,creditor_name,creditor_country,creditor_address,creditor_agent_bic,purpose,remittance_information,creditor_account
iran,2025-03-14,100.00,USD,Jane Miller,US,Carpet House,IR,Isfahan,,commercial,Carpets,
iran-before,1995-05-06,100.00,USD,Jane Miller,US,Carpet House,IR,,,commercial,,
iran-bank,2025-03-14,100.00,USD,Jane Miller,US,Carpet House,TR,,BMJIIRTHXXX,commercial,,
iran-medicine,2025-03-14,100.00,USD,Shiraz Clinic,IR,Example Medical Supplies,DE,,,medicine,Insulin,EXAMPLE-SUP-MEDICAL
iran-unregistered,2025-03-14,100.00,USD,Shiraz Clinic,IR,Northwind Pharma,US,,,medicine,Insulin,
iran-bought,2025-03-14,100.00,USD,Jane Miller,US,Saffron House,IR,Mashhad,,food,Saffron,
cuba,2025-03-14,100.00,USD,Jane Miller,US,Casa Azul,CU,,,commercial,,
korea,2018-01-10,100.00,USD,Jane Miller,US,Park Consulting,KP,,,commercial,,
korea-before-freeze,2017-01-10,100.00,USD,Jane Miller,US,Park Consulting,KP,,,commercial,,
crimea,2025-03-14,100.00,USD,Jane Miller,US,Yuzhny Bereg,RU,\"ul. Karla Marksa 7, Simferopol\",,commercial,,
crimea-before,2014-06-24,100.00,USD,Jane Miller,US,Yuzhny Bereg,RU,\"ul. Karla Marksa 7, Simferopol\",,commercial,,
donetsk,2022-02-21,100.00,USD,Jane Miller,US,Ivan Melnyk,UA,Донецьк,,commercial,,
donetsk-before,2022-02-20,100.00,USD,Jane Miller,US,Ivan Melnyk,UA,Донецьк,,commercial,,
text,2025-03-14,100.00,USD,Jane Miller,US,Carpet House,TR,,,commercial,freight to Bandar Abbas,
street,2025-03-14,100.00,USD,Jane Miller,US,Northwind,NZ,\"12 Cuba Street, Wellington\",,commercial,,
sweden,2025-03-14,100.00,USD,Jane Miller,US,Lindqvist Bakery,SE,Stockholm,,commercial,Buns,
";

fn decided(world: &World, rules: &[&str]) -> BTreeMap<String, (String, String)> {
    let fixed = ["screen", "--index", "lists.pcx", "--force", "--out", "run"];
    let arguments = fixed.iter().chain(rules).copied().chain(["payments.csv"]);
    let done = world.program().run(arguments);
    assert!(matches!(done.code, 0 | 1), "{}", done.stderr);
    let rows = rows(&world.path("run/decisions.csv"));
    rows.into_iter()
        .map(|row| {
            let hit = row["top_designation_id"].clone();
            (row["payment_id"].clone(), (row["outcome"].clone(), hit))
        })
        .collect()
}

fn world() -> World {
    let world = World::of_list(LIST);
    world.write("payments.csv", PAYMENTS);
    world
}

#[test]
fn what_a_place_binds_is_stopped_or_looked_at_on_the_days_on_which_it_binds() {
    let world = world();
    let data = checkout().join("data");
    let [programs, licenses, registries] =
        ["programs", "licenses", "registries"].map(|folder| data.join(folder));
    let shipped = [
        "--programs",
        &programs.to_string_lossy(),
        "--licenses",
        &licenses.to_string_lossy(),
        "--registry",
        &registries.to_string_lossy(),
    ];
    let found = decided(&world, &shipped);
    for (payment, outcome, place) in [
        ("iran", "reject", "place:IR"),
        ("iran-before", "clear", "place:IR"),
        ("iran-bank", "reject", "place:IR"),
        ("iran-medicine", "licensed", "place:IR"),
        // Who sells it is not known to sell medicine.
        ("iran-unregistered", "reject", "place:IR"),
        // What is bought in Iran is no export to it.
        ("iran-bought", "reject", "place:IR"),
        ("cuba", "block", "place:CU"),
        ("korea", "block", "place:KP"),
        ("korea-before-freeze", "reject", "place:KP"),
        ("crimea", "review", "place:UA-crimea"),
        ("crimea-before", "clear", "place:UA-crimea"),
        ("donetsk", "review", "place:UA-donetsk"),
        ("donetsk-before", "clear", "place:UA-donetsk"),
        ("text", "review", "place:IR"),
        ("street", "clear", ""),
        ("sweden", "clear", ""),
    ] {
        let (came, hit) = &found[payment];
        assert_eq!((came.as_str(), hit.as_str()), (outcome, place), "{payment}");
    }
    let cases = rows(&world.path("run/cases.csv"));
    let why = |payment: &str| {
        let of = cases.iter().find(|case| case["first_payment_id"] == payment);
        of.map_or("", |case| case["why"].as_str())
    };
    assert_eq!(
        why("iran-bank"),
        "Beneficiary bank 'BMJIIRTHXXX' is in Iran (BIC BMJIIRTHXXX). Reject; no license."
    );
    assert!(
        why("crimea").starts_with("Address of beneficiary 'Yuzhny Bereg' names Simferopol, in Crimea. Ask"),
        "{}",
        why("crimea")
    );
    assert!(
        why("text").starts_with("Remittance text 'freight to Bandar Abbas' names Bandar Abbas, in Iran."),
        "{}",
        why("text")
    );
    // The run, its places with it, is proved and shown like any other.
    world.run(["verify", "run"]).exits(0);
    world.run(["report", "run", "--out", "report.html"]).exits(0);
    let page = std::fs::read_to_string(world.path("report.html")).unwrap();
    assert!(page.contains("<em>names</em> <b><bdi>Bandar Abbas</bdi></b>"));
}

#[test]
fn without_a_program_that_binds_by_it_a_place_is_nothing() {
    let world = world();
    let found = decided(&world, &[]);
    assert!(
        found
            .values()
            .all(|(outcome, hit)| outcome == "clear" && hit.is_empty()),
        "{found:?}"
    );
    let unbound = std::fs::read_to_string(world.path("run/unbound.jsonl")).unwrap();
    assert_eq!(unbound, "", "nothing is let go where nothing could bind");
}

#[test]
fn a_program_of_ones_own_binds_by_any_country_and_not_by_what_is_none() {
    let world = world();
    let program = |place: &str| {
        format!(
            "[[program]]\nid = \"OWN\"\nauthority = \"BANK\"\nmeasures = [\"trade-ban\"]\nplaces = [\"{place}\"]\n"
        )
    };
    world.write("own.toml", program("SE"));
    assert_eq!(decided(&world, &["--programs", "own.toml"])["sweden"].0, "reject");
    world.write("own.toml", program("Sweden"));
    let refused = [
        "screen",
        "--index",
        "lists.pcx",
        "--programs",
        "own.toml",
        "payments.csv",
    ];
    let done = world.run(refused).exits(3);
    assert!(
        done.stderr.contains("own.toml:5") && done.stderr.contains("`Sweden` is no place"),
        "{}",
        done.stderr
    );
}
