//! Files of the American clearing house and of Fedwire, screened.

use portcullis_tests::rows;

use crate::world::World;

const BATCH: &str = "\
101 091000019 1210428822402290000A094101FEDERAL RESERVE BANK   MY BANK                       \n\
5200ACME TRADING                        1121042882PPDPAYROLL         240229   1121042880000001\n\
622231380104000000001        0000012345EMPLOYEE 1     MAREN OSTBY             0121042880000001\n\
622231380104000000002        0000012345EMPLOYEE 2     BOUT VIKTOR             0121042880000002\n\
623231380104000000003        0000000000EMPLOYEE 3     AL SHABAAB              0121042880000003\n\
627231380104000000004        0000000100EMPLOYEE 4     LINDQVIST BAKERY AB     1121042880000004\n\
705INVOICES OF ZAGROS PETROLEUM TRADING LLC                                        00010000004\n\
82000000050092552040000000000100000000024690                                   121042880000001\n\
9000001000001000000050092552040000000000200000000024690                                       \n";

#[test]
fn entries_of_a_clearing_house_file_are_decided_and_what_is_none_is_a_reject() {
    let world = World::new();
    world.write("batch.ach", BATCH);
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.ach"])
        .exits(1);
    let outcomes: Vec<(String, bool)> = rows(&world.path("run/decisions.csv"))
        .iter()
        .map(|row| (row["payment_id"].clone(), row["outcome"] == "clear"))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("121042880000001".to_owned(), true),
            ("121042880000002".to_owned(), false),
            ("121042880000004".to_owned(), false)
        ]
    );
    let rejects = rows(&world.path("run/rejects.csv"));
    assert_eq!(rejects.len(), 2);
    assert_eq!(rejects[0]["line"], "5");
    assert_eq!(
        rejects[0]["error"],
        "the entry is a prenotification (transaction code 23), not a payment"
    );
    assert_eq!(rejects[0]["touched"], "custom-shabaab");
    assert_eq!(rejects[1]["line"], "9");
    assert_eq!(
        rejects[1]["error"],
        "file control: total debit in cents is 200, but the records give 100"
    );
    world.run(["verify", "run"]).exits(0);
}

#[test]
fn a_wire_is_decided_by_everyone_whom_its_tags_name() {
    let world = World::new();
    let wire = |number: u32, tags: &str| {
        format!(
            "{{1500}}30REF     P \n{{1510}}1000\n{{1520}}20240229QAAAQAAA{number:06}\n{{2000}}000000012345\n{{3600}}CTR*\n\
             {{5000}}D1*MAREN OSTBY*KIEL*\n{{4200}}D2*LINDQVIST BAKERY AB*LUND*\n{tags}\n"
        )
    };
    let batch = [
        wire(1, ""),
        wire(2, "{4100}BCMSYSYDA*COMMERCIAL BANK OF SYRIA*DAMASCUS*"),
        wire(3, "{6000}FOR ZAGROS PETROLEUM TRADING LLC*"),
        wire(4, "{7059}59*/1*AL SHABAAB*MOGADISHU*"),
        wire(5, "{5010}CCPT/RU/21N0532664*1/VIKTOR BOUT*3/RU/MOSCOW*"),
        wire(6, "{8750}INVOICES OF ZAGROS PETROLEUM TRADING LLC*"),
        wire(7, "{4999}AL SHABAAB*"),
        wire(8, "").replace("000000012345", "12345"),
    ];
    world.write("batch.txt", batch.concat());
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.txt"])
        .exits(1);
    let clear: Vec<bool> = rows(&world.path("run/decisions.csv"))
        .iter()
        .map(|row| row["outcome"] == "clear")
        .collect();
    assert_eq!(clear, [true, false, false, false, false, false, false]);
    let rejects = rows(&world.path("run/rejects.csv"));
    assert_eq!(rejects[0]["payment_id"], "20240229QAAAQAAA000008");
    assert_eq!(
        rejects[0]["error"],
        "{2000} `12345` is not an amount of twelve digits, in cents"
    );
}
