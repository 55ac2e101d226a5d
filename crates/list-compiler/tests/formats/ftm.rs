//! FollowTheMoney entities.

use insta::assert_snapshot;

use super::{by_id, card, compiled, kind, shown};

#[test]
fn followthemoney_entities_with_the_topic_sanction_are_designations_one_for_each_authority() {
    let compilation = compiled(
        kind("ftm"),
        &[(
            "entities.ftm.json",
            include_bytes!("../fixtures/entities.ftm.json"),
        )],
    );
    // Left out are a politician and a company that is only linked; the wallet is its holder's. Each authority has its own
    // programs and dates, and all of them the party's names.
    assert_snapshot!(shown(&compilation));
    let (swiss, american) = (
        by_id(&compilation, "ftm-NK-bout"),
        by_id(&compilation, "ftm-NK-bout@US"),
    );
    assert_eq!(american.names, swiss.names);
}

#[test]
fn nested_followthemoney_targets_are_the_same_as_flat_ones() {
    let nested = r#"{"id":"A","caption":"Ann","schema":"Person","properties":{"name":["Ann"],"topics":["sanction"],"sanctions":[{"id":"S","schema":"Sanction","properties":{"programId":["UN-SCIRAQ"],"listingDate":["2010-01-02"]}}],"addressEntity":[{"id":"D","schema":"Address","properties":{"full":["1 Main St"],"country":["iq"]}}],"identificationsHolder":[{"id":"P","schema":"Identification","properties":{"number":["77"],"country":["iq"],"type":["National ID"]}}]}}"#;
    let flat = r#"{"id":"A","caption":"Ann","schema":"Person","properties":{"name":["Ann"],"topics":["sanction"],"addressEntity":["D"]}}
{"id":"S","schema":"Sanction","properties":{"entity":["A"],"programId":["UN-SCIRAQ"],"listingDate":["2010-01-02"]}}
{"id":"D","schema":"Address","properties":{"full":["1 Main St"],"country":["iq"]}}
{"id":"P","schema":"Identification","properties":{"holder":["A"],"number":["77"],"country":["iq"],"type":["National ID"]}}"#;
    let one = |text: &str| {
        let compilation = compiled(kind("ftm"), &[("a.json", text.as_bytes())]);
        assert_eq!(
            compilation.reports[0].not_understood.len(),
            0,
            "{:?}",
            compilation.reports[0].not_understood
        );
        let mut designation = compilation.designations[0].clone();
        designation.source_record.clear();
        designation
    };
    assert_eq!(one(nested), one(flat));
    assert_snapshot!(card(&one(nested)));
}

#[test]
fn a_banks_own_entities_without_topics_are_listed_by_their_sanctions() {
    let text = r#"{"id":"A","schema":"Company","properties":{"name":["Acme"]}}
{"id":"B","schema":"Company","properties":{"name":["Besta"]}}
{"id":"S","schema":"Sanction","properties":{"entity":["A"],"program":["house rule"]}}"#;
    let compilation = compiled(kind("ftm"), &[("a.json", text.as_bytes())]);
    assert_snapshot!(shown(&compilation));
}
