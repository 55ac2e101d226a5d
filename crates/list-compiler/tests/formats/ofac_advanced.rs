//! OFAC's advanced list.

use insta::assert_snapshot;
use portcullis_list_compiler::Compilation;

use super::{by_id, compiled, kind, shown};

fn advanced() -> Compilation {
    compiled(
        kind("ofac-advanced"),
        &[("sdn_advanced.xml", include_bytes!("../fixtures/sdn-advanced.xml"))],
    )
}

#[test]
fn the_advanced_list_is_understood_to_its_last_feature() {
    let compilation = advanced();
    assert_snapshot!(shown(&compilation));
    let report = &compilation.reports[0];
    assert_eq!(report.not_understood.len(), 0, "{:?}", report.not_understood);
    assert_eq!(report.designations, 11);
}

#[test]
fn advanced_relationships_point_at_designations_and_symmetrical_ones_both_ways() {
    let compilation = advanced();
    let ties = |id: &str| -> Vec<(&str, &str)> {
        let relations = &by_id(&compilation, id).relations;
        relations
            .iter()
            .map(|r| (r.kind.as_str(), r.to_id.as_deref().unwrap_or("")))
            .collect()
    };
    assert_eq!(ties("ofac-28263"), [("linked-to", "ofac-27307")]);
    assert_eq!(ties("ofac-27307"), [("linked-to", "ofac-28263")]);
    assert_eq!(ties("ofac-30608"), [("owned-by", "ofac-23343")]);
    assert_eq!(ties("ofac-30621"), [("acts-for", "ofac-23343")]);
    assert_eq!(ties("ofac-23343"), []);
    assert!(
        by_id(&compilation, "ofac-27307")
            .remarks
            .contains("Associate Of TIAN, Yinyin")
    );
}

#[test]
fn the_advanced_record_holds_the_party_its_documents_places_and_entry() {
    let compilation = advanced();
    let record = &by_id(&compilation, "ofac-22790").source_record;
    assert!(record.starts_with("<DistinctParty FixedRef=\"22790\">"));
    for part in [
        "<IDRegistrationNo>5892464</IDRegistrationNo>",
        "<Value>Caracas</Value>",
        "<SanctionsEntry ID=\"22790\"",
    ] {
        assert!(record.contains(part), "{part}");
    }
}

#[test]
fn what_the_advanced_list_does_not_explain_is_counted_and_kept() {
    let text = include_str!("../fixtures/sdn-advanced.xml")
        .replace(
            "VersionDetail DetailTypeID=\"1431\" DetailReferenceID=\"91526\"",
            "VersionDetail DetailTypeID=\"1432\"",
        )
        .replace("ID=\"1570\">Cedula No.<", "ID=\"1570\">Moon Card<")
        .replace(
            "ID=\"526\" FeatureTypeGroupID=\"1\">MMSI<",
            "ID=\"526\" FeatureTypeGroupID=\"1\">Hull Color<",
        );
    let compilation = compiled(kind("ofac-advanced"), &[("a.xml", text.as_bytes())]);
    let report = &compilation.reports[0];
    assert_eq!(
        report
            .not_understood
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>(),
        ["feature: Hull Color", "feature: Moon Card"]
    );
    let president = by_id(&compilation, "ofac-22790");
    assert_eq!(president.identifiers[0].to_string(), "other:5892464@VE");
    assert!(
        by_id(&compilation, "ofac-15036")
            .remarks
            .contains("Hull Color: 572469210")
    );
    assert_eq!(report.warnings, Vec::<String>::new());
}
