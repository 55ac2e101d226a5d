//! Directives from OFAC's files to the decision: which an entry is under, since when, and what debt it prohibits.

use std::collections::BTreeMap;

use portcullis_tests::{checkout, rows};

use crate::world::World;

/// A bank under Directive 1 of 2014, one under Directive 3 of 2022 with its effective date, a central bank under Directive 4, one that says
/// nothing, and a bank that is blocked.
const CONSOLIDATED: &str = "\
9101,\"VOSTOK BANK\",-0- ,\"UKRAINE-EO13662\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"SWIFT/BIC VOSTRUMM; Executive Order 13662 Directive Determination - Subject to Directive 1.\"\r
9102,\"ZAPAD BANK\",-0- ,\"RUSSIA-EO14024\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"SWIFT/BIC ZAPDRUMM; Executive Order 14024 Directive Information Subject to Directive 3 - new debt; Effective Date (EO 14024 Directive 3): 26 Mar 2022.\"\r
9103,\"BANK OF THE TREASURY\",-0- ,\"RUSSIA-EO14024\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"SWIFT/BIC TREARUMM; Executive Order 14024 Directive Information Subject to Directive 4 - any transaction is prohibited.\"\r
9104,\"SEVER BANK\",-0- ,\"RUSSIA-EO14024\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"SWIFT/BIC SEVRRUMM.\"\r
";

const PAYMENTS: &str = "\
payment_id,value_date,amount,currency,creditor_name,creditor_agent_bic,purpose,instrument,debt_tenor_days,debt_issued_on
plain,2022-05-02,100.00,USD,Ivan Petrov,VOSTRUMM,commercial,,,
tenor-of-2014,2018-02-01,100.00,USD,Ivan Petrov,VOSTRUMM,commercial,loan,60,2014-08-04
tenor-of-2018,2018-02-01,100.00,USD,Ivan Petrov,VOSTRUMM,commercial,loan,60,
before-all,2018-02-01,100.00,USD,Ivan Petrov,VOSTRUMM,commercial,loan,3650,2014-04-01
equity,2018-02-01,100.00,USD,Ivan Petrov,VOSTRUMM,commercial,share,,
too-early,2022-03-25,100.00,USD,Ivan Petrov,ZAPDRUMM,commercial,loan,30,
in-effect,2022-03-26,100.00,USD,Ivan Petrov,ZAPDRUMM,commercial,loan,30,
older-loan,2022-05-02,100.00,USD,Ivan Petrov,ZAPDRUMM,commercial,loan,30,2022-03-01
rejected,2022-05-02,100.00,USD,Ivan Petrov,TREARUMM,commercial,,,
blocked,2022-05-02,100.00,USD,Ivan Petrov,SEVRRUMM,commercial,,,
no-day,2022-05-02,100.00,USD,Ivan Petrov,ZAPDRUMM,commercial,loan,30,2022-02-30
";

#[test]
fn a_directive_decides_by_the_day_of_the_debt_and_of_the_entry() {
    let world = World::empty();
    world.write("cons/cons_prim.csv", CONSOLIDATED);
    world.write("cons/cons_alt.csv", "9101,1,\"aka\",\"EAST BANK\",-0- \r\n");
    world.write("payments.csv", PAYMENTS);
    world
        .run(["compile", "--out", "lists.pcx", "ofac-consolidated:cons"])
        .exits(0);
    let programs = checkout().join("data/programs");
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--programs",
            &programs.to_string_lossy(),
            "--out",
            "run",
            "payments.csv",
        ])
        .exits(1);
    let rows = rows(&world.path("run/decisions.csv"));
    let found: BTreeMap<&str, (&str, &str)> = rows
        .iter()
        .map(|row| (&*row["payment_id"], (&*row["outcome"], &*row["programs"])))
        .collect();
    let d1 = ("reject", "UKRAINE-EO13662-D1");
    assert_eq!(
        found,
        BTreeMap::from([
            ("plain", ("clear", "")),
            ("tenor-of-2014", ("clear", "")),
            ("tenor-of-2018", d1),
            ("before-all", ("clear", "")),
            ("equity", d1),
            ("too-early", ("clear", "")),
            ("in-effect", ("reject", "RUSSIA-EO14024-D3")),
            ("older-loan", ("clear", "")),
            ("rejected", ("reject", "RUSSIA-EO14024-D4")),
            ("blocked", ("block", "RUSSIA-EO14024")),
        ])
    );
    assert!(world.read("run/rejects.csv").contains("no-day,debt_issued_on"));
    let reason = |id: &str| {
        rows.iter()
            .find(|row| row["payment_id"] == id)
            .map(|row| row["reason"].clone())
    };
    let older = reason("older-loan").unwrap_or_default();
    assert!(
        older.contains(
            "the debt was issued on 2022-03-01 and is not new: RUSSIA-EO14024-D3 began on 2022-03-26"
        ),
        "{older}"
    );
}

#[test]
fn an_entry_that_says_neither_directive_nor_block_is_named_when_it_is_compiled() {
    let world = World::empty();
    world.write("cons/cons_prim.csv", CONSOLIDATED);
    world.write("cons/cons_alt.csv", "9101,1,\"aka\",\"EAST BANK\",-0- \r\n");
    let (code, said) = world.says(["compile", "--out", "lists.pcx", "ofac-consolidated:cons"]);
    assert_eq!(code, 0);
    assert!(
        said.contains("nothing says which, and they are taken as blocked: ofac-9104 (RUSSIA-EO14024)"),
        "{said}"
    );
    let done = world
        .run(["lists", "show", "--index", "lists.pcx", "ofac-9102"])
        .exits(0);
    assert!(
        done.stdout.contains("RUSSIA-EO14024-D3 from 2022-03-26"),
        "{}",
        done.stdout
    );
}
