//! Identifiers of a payment, through the program: where they may stand and how they may be written.

use portcullis_tests::rows;

use crate::world::World;

const LIST: &str = "\
id,name,schema,authority,programs,identifiers
bout,\"BOUT, Viktor Anatolijevitch\",person,US,DRCONGO,passport:21N0532664@RU;email:viktor@arms.example
bank,COMMERCIAL BANK OF SYRIA,organization,US,NPWMD,bic:CMSYSYDA
ship,BEHSHAD,vessel,US,IRAN,imo:9167289
";

/// Screens one payment with such a column and returns its outcome and the designation that it hits.
fn decided(column: &str, value: &str) -> (String, String) {
    let world = World::of_list(LIST);
    world.write(
        "one.csv",
        format!("payment_id,value_date,amount,currency,debtor_name,{column}\nP1,2024-03-01,1.00,USD,Maren Ostby,{value}\n"),
    );
    let done = world.run(["screen", "--index", "lists.pcx", "--out", "run", "one.csv"]);
    assert!(done.code <= 1, "{done:?}");
    let decisions = rows(&world.path("run/decisions.csv"));
    let row = &decisions[0];
    (row["outcome"].clone(), row["top_designation_id"].clone())
}

fn is_hit(column: &str, value: &str, designation: &str) {
    let (outcome, hit) = decided(column, value);
    assert_eq!(hit, designation, "{column} {value}: {outcome}");
    assert_ne!(outcome, "clear", "{column} {value}");
}

#[test]
fn a_misspelled_kind_does_not_hide_the_number() {
    for id in [
        "passport:21N0532664@RU",
        "passprt:21N0532664",
        "passprt:21N0532664@RU",
        "21N0532664",
    ] {
        is_hit("creditor_id", id, "custom-bout");
    }
}

#[test]
fn a_listed_email_address_is_found_in_remittance_information() {
    is_hit(
        "remittance_information",
        "PayPal viktor@arms.example",
        "custom-bout",
    );
    let (outcome, hit) = decided("remittance_information", "PayPal other@arms.example");
    assert_eq!((outcome.as_str(), hit.as_str()), ("clear", ""));
}

#[test]
fn a_code_that_stands_where_a_name_belongs_is_found() {
    is_hit("creditor_agent_name", "//RU044525745 CMSYSYDA", "custom-bank");
    is_hit("creditor_name", "CMSYSYDAXXX", "custom-bank");
    is_hit("creditor_name", "MV RENAMED STAR IMO 9167289", "custom-ship");
}
