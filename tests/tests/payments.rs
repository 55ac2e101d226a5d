//! `payments show`: what is read of payments files.

use crate::world::World;

const PAYMENTS: &str =
    "payment_id,value_date,amount,currency,debtor_name,creditor_name,creditor_id,remittance_information
P1,2024-03-01,10.50,EUR,Maren Ostby,Ali Nachar,passport:A1@IR,rent
P2,2024-13-01,1,EUR,Maren Ostby,,,
";

#[test]
fn each_record_is_a_line_of_json_and_what_is_no_payment_says_why() {
    let world = World::empty();
    world.write("batch/b.csv", PAYMENTS);
    world.write("batch/a.csv", "payment_id,creditor_name\nP0,Sam\n");
    let done = world.run(["payments", "show", "batch"]).exits(1);
    let lines: Vec<serde_json::Value> = done
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines[0],
        serde_json::json!({"payment_id": "P0", "file": "batch/a.csv", "position": 1, "line": 2,
            "parties": [{"role": "creditor", "name": "Sam"}]})
    );
    assert_eq!(
        lines[1],
        serde_json::json!({"payment_id": "P1", "file": "batch/b.csv", "position": 1, "line": 2,
            "value_date": "2024-03-01", "amount": "10.50", "currency": "EUR",
            "parties": [{"role": "debtor", "name": "Maren Ostby"},
                {"role": "creditor", "name": "Ali Nachar", "ids": ["passport:A1@IR"]}],
            "texts": [{"path": "remittance_information", "text": "rent"}]})
    );
    assert_eq!(
        (&lines[2]["payment_id"], &lines[2]["position"]),
        (&"P2".into(), &2.into())
    );
    assert!(lines[2]["error"].as_str().unwrap().contains("2024-13-01"));
    assert_eq!(lines.len(), 3);
}

#[test]
fn where_nothing_can_be_read_it_is_exit_code_3() {
    let world = World::empty();
    world.write("a.csv", "payment_id,amount\nP1,x\n");
    world.write("b.txt", "01,122099999,123456789,150623,0200,1,,,2/\n");
    let done = world.run(["payments", "show", "a.csv", "b.txt"]).exits(3);
    assert!(
        done.stderr.contains("b.txt: is a BAI2 cash report"),
        "{}",
        done.stderr
    );
    assert_eq!(done.stdout.lines().count(), 2);
    world.run(["payments", "show", "missing.csv"]).exits(3);
}
