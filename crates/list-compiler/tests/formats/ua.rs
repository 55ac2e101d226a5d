//! The Ukrainian list.

use insta::assert_snapshot;

use super::{compiled, kind, shown};

#[test]
fn the_ukrainian_sheets_are_persons_and_legal_entities() {
    let list = include_bytes!("../fixtures/ua.xlsx");
    let compilation = compiled(kind("ua"), &[("sanctions.xlsx", list)]);
    assert_snapshot!(shown(&compilation));
}
