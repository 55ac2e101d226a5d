//! The Swiss list.

use insta::assert_snapshot;

use super::{compiled, kind, shown};

#[test]
fn swiss_targets_are_read_with_their_spellings_places_and_what_their_sets_impose() {
    let list = include_bytes!("../fixtures/ch.xml");
    let compilation = compiled(kind("ch"), &[("consolidated-list.xml", list)]);
    assert_snapshot!(shown(&compilation));
}
