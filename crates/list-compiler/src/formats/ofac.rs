//! OFAC's lists, and what its formats share.

use crate::source::List;

/// Specially Designated Nationals.
pub(super) const SDN: List = List {
    word: "ofac-sdn",
    name: "OFAC SDN",
    id_prefix: "ofac",
    ..List::OFFICIAL
};

/// The consolidated list of parties that are not Specially Designated Nationals.
pub(super) const CONSOLIDATED: List = List {
    word: "ofac-consolidated",
    name: "OFAC Consolidated (non-SDN)",
    id_prefix: "ofac",
    ..List::OFFICIAL
};

/// Either list in the advanced format, by a word of its own.
pub(super) const ADVANCED: List = List {
    word: "ofac-advanced",
    name: "OFAC SDN",
    id_prefix: "ofac",
    ..List::OFFICIAL
};

/// `EP-GOM`, `EK-30064`, `N200VR`, `YV2040`: one word of capitals and digits that holds a digit or a hyphen (ICAO
/// Annex 7 leaves the marks to the states). `MSN 391` is a serial number, and stands in the remarks too.
pub(super) fn is_tail_number(name: &str) -> bool {
    (4..=9).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
        && name.bytes().any(|b| b.is_ascii_digit() || b == b'-')
        && name.bytes().any(|b| b.is_ascii_uppercase())
}
