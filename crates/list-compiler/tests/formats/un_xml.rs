//! The UN's consolidated list.

use insta::assert_snapshot;

use super::{compiled, kind, shown};

const UN: &str = include_str!("../fixtures/un.xml");

#[test]
fn the_un_list_is_read_with_qualities_scripts_and_every_kind_of_date() {
    // An element that the format does not have today is counted, so that a drift of the format shows.
    let text = UN.replace(
        "<INDIVIDUAL_DOCUMENT/>",
        "<INDIVIDUAL_DOCUMENT/><NEW_ELEMENT>1</NEW_ELEMENT>",
    );
    let compilation = compiled(kind("un"), &[("consolidated.xml", text.as_bytes())]);
    assert_snapshot!(shown(&compilation));
    let record = &compilation.designations[0].source_record;
    assert!(record.starts_with("<INDIVIDUAL><DATAID>1") && record.ends_with("</INDIVIDUAL>"));
    // The manifest of the index says the day, too.
    assert_eq!(
        compilation.sources[0].published.as_deref(),
        Some("2026-02-27T00:00:09.554Z")
    );
}
