//! OFAC's XML of either list, and the enhanced one.

use insta::assert_snapshot;

use super::{compiled, kind, shown};

#[test]
fn the_sdn_list_is_read_from_its_xml_in_either_namespace() {
    let xml = include_str!("../fixtures/sdn.xml");
    let compilation = compiled(kind("ofac-sdn"), &[("sdn.xml", xml.as_bytes())]);
    assert_snapshot!(shown(&compilation));
    let since_2024 = xml.replace(
        "http://tempuri.org/sdnList.xsd",
        "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
    );
    let other = compiled(kind("ofac-sdn"), &[("sdn.xml", since_2024.as_bytes())]);
    assert_eq!(other.designations, compilation.designations);
    let consolidated = compiled(kind("ofac-consolidated"), &[("consolidated.xml", xml.as_bytes())]);
    assert_eq!(consolidated.designations[0].list, "OFAC Consolidated (non-SDN)");
}

#[test]
fn the_enhanced_list_is_read_with_its_scripts_ties_and_days() {
    let xml = include_bytes!("../fixtures/sdn-enhanced.xml");
    let compilation = compiled(kind("ofac-sdn"), &[("sdn_enhanced.xml", xml)]);
    assert_snapshot!(shown(&compilation));
}

#[test]
fn the_advanced_list_is_told_by_its_content_too() {
    let xml = include_bytes!("../fixtures/sdn-advanced.xml");
    let by_alias = compiled(kind("ofac-advanced"), &[("sdn_advanced.xml", xml)]);
    let by_list = compiled(kind("ofac-sdn"), &[("sdn_advanced.xml", xml)]);
    assert_eq!(by_list.designations, by_alias.designations);
}
