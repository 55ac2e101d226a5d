//! Batches of SWIFT messages, screened.

use std::collections::BTreeMap;

use crate::world::World;

/// A message of a type with these fields.
fn message(kind: &str, fields: &str) -> String {
    format!(
        "{{1:F01BANKDEFFAXXX0000000000}}{{2:I{kind}BANKFRPPXXXXN}}{{4:\r\n{}\r\n-}}\r\n",
        fields.replace('\n', "\r\n")
    )
}

/// A customer's payment with these further fields.
fn payment(id: &str, fields: &str) -> String {
    message(
        "103",
        &format!(":20:{id}\n:23B:CRED\n:32A:240301EUR1234,50\n{fields}\n:71A:SHA"),
    )
}

fn outcomes(world: &World) -> BTreeMap<String, String> {
    let rows = world.read("run/decisions.csv");
    let rows = rows
        .lines()
        .skip(1)
        .map(|row| row.splitn(4, ',').collect::<Vec<_>>());
    rows.map(|row| (row[0].to_owned(), row[2].to_owned())).collect()
}

#[test]
fn whoever_stands_in_a_message_is_screened_under_his_role() {
    let world = World::new();
    let batch = [
        payment(
            "CLEAR",
            ":50K:/1\nMAREN OSTBY\nKIEL\n:59:/2\nLINDQVIST BAKERY AB\nLUND",
        ),
        payment("CREDITOR", ":50K:/1\nMAREN OSTBY\n:59:/2\nAL SHABAAB\nMOGADISHU"),
        payment(
            "NUMBERED",
            ":50F:/1\n1/VIKTOR ANATOLIJEVITCH\n1/BOUT\n3/RU/MOSCOW\n:59:/2\nLNM",
        ),
        payment("BANK", ":50K:/1\nMAREN OSTBY\n:57A:CMSYSYDA\n:59:/2\nLNM"),
        payment(
            "TEXT",
            ":50K:/1\nMAREN OSTBY\n:59:/2\nLNM\n:70:FEES OF ZAGROS PETROLEUM TRADING LLC",
        ),
        message(
            "202",
            ":20:COVER\n:21:R\n:32A:240301EUR1,\n:52A:BANKDEFF\n:58A:BANKFRPP\n:50K:/1\nMAREN OSTBY\n:59:/2\nZAGROS PETROLEUM TRADING LLC",
        ),
        message(
            "101",
            ":20:FILE\n:28D:1/1\n:50H:/1\nMAREN OSTBY\n:30:240301\n:21:FIRST\n:32B:EUR1,\n:59:/4\nLNM\n:71A:SHA\n:21:SECOND\n:32B:EUR1,\n\
             :59:/3\nAL SHABAAB\n:71A:SHA",
        ),
        message("199", ":20:FREE\n:79:FEES OF ZAGROS PETROLEUM TRADING LLC"),
    ];
    world.write("batch.fin", batch.concat());
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.fin"])
        .exits(1);
    let outcomes = outcomes(&world);
    for (id, is_clear) in [
        ("CLEAR", true),
        ("CREDITOR", false),
        ("NUMBERED", false),
        ("BANK", false),
        ("TEXT", false),
        ("COVER", false),
        ("FIRST", true),
        ("SECOND", false),
        ("FREE", false),
    ] {
        assert_eq!(outcomes[id] == "clear", is_clear, "{id}: {outcomes:?}");
    }
    assert_eq!(outcomes.len(), 9);
    let alerts: Vec<serde_json::Value> = world
        .read("run/alerts.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let fields = |id: &str| -> Vec<&str> {
        let of_id = alerts.iter().filter(|alert| alert["payment_id"] == id);
        of_id.filter_map(|alert| alert["field"].as_str()).collect()
    };
    assert_eq!(fields("CREDITOR"), ["creditor"]);
    assert_eq!(fields("NUMBERED"), ["debtor"]);
    assert_eq!(fields("BANK"), ["creditor_agent"]);
    assert_eq!(fields("TEXT"), ["remittance_information"]);
    assert_eq!(fields("COVER"), ["creditor_2"]);
    assert_eq!(fields("FREE"), ["other_text"]);
}

#[test]
fn messages_that_cannot_be_decided_are_rejects_and_the_others_are_decided() {
    let world = World::new();
    let batch = [
        payment("GOOD", ":50K:/1\nMAREN OSTBY\n:59:/2\nLNM"),
        message("940", ":20:STATEMENT\n:60F:C240301EUR1,\n:86:AL SHABAAB"),
        payment("CUT", ":50K:/1\nMAREN OSTBY\n:59:/2\nAL SHABAAB").replace("\r\n-}", ""),
        payment("LAST", ":50K:/1\nMAREN OSTBY\n:59:/2\nLNM").replace("1234,50", "1.234"),
        payment("AFTER", ":50K:/1\nMAREN OSTBY\n:59:/2\nLNM"),
    ];
    world.write("batch.rje", batch.join("$\r\n"));
    world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "batch.rje"])
        .exits(1);
    let outcomes = outcomes(&world);
    let clear = |id: &str| (id.to_owned(), "clear".to_owned());
    assert_eq!(outcomes, BTreeMap::from(["GOOD", "AFTER"].map(clear)));
    let rejects = world.read("run/rejects.csv");
    let rejects: Vec<&str> = rejects.lines().skip(1).collect();
    assert_eq!(
        rejects,
        [
            "batch.rje,12,STATEMENT,\"MT940 is a report and no payment; MT101, MT103, MT199 and MT202 are read\",custom-shabaab",
            "batch.rje,18,CUT,MT103: the text block is cut off: it has no end (`-}`),custom-shabaab",
            "batch.rje,28,LAST,\"MT103: `:32A:` on line 31: `1.234` is not an amount; an amount has digits and one comma, as in `1234,56`\",",
        ]
    );
    let summary: serde_json::Value = serde_json::from_str(&world.read("run/summary.json")).unwrap();
    assert_eq!(summary["rejected"], 3);
}
