//! OFAC's lists, and what its formats share.

use std::collections::HashMap;

use portcullis_model::RelationKind;

use crate::located::Located;
use crate::source::List;
use crate::text::squeeze;

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

/// Ties `Linked To:` and vessel owners to the designation of that primary name, where exactly one has it.
pub(super) fn link(designations: &mut [Located]) {
    let mut by_name: HashMap<String, Option<String>> = HashMap::with_capacity(designations.len());
    for located in designations.iter() {
        let designation = &located.designation;
        by_name
            .entry(designation.primary_name().to_uppercase())
            .and_modify(|id| *id = None)
            .or_insert_with(|| Some(designation.id.clone()));
    }
    for located in designations {
        for relation in &mut located.designation.relations {
            relation.to_id = by_name.get(&relation.to.to_uppercase()).cloned().flatten();
        }
    }
}

/// What kind of tie OFAC's words for it are, in its advanced and enhanced lists.
pub(super) fn relation_kind(words: &str) -> RelationKind {
    let words = words.to_ascii_lowercase();
    if words.starts_with("owned") {
        RelationKind::OwnedBy
    } else if words.starts_with("acting for") {
        RelationKind::ActsFor
    } else {
        RelationKind::LinkedTo
    }
}

/// The parts of an address as the advanced and enhanced lists name them, in the order of the CSV family.
pub(super) const ADDRESS_PARTS: [&str; 8] = [
    "UNKNOWN",
    "ADDRESS1",
    "ADDRESS2",
    "ADDRESS3",
    "CITY",
    "STATE/PROVINCE",
    "POSTAL CODE",
    "REGION",
];

/// The text of an address as the CSV family has it: its lines, then `City, State Code`, joined by commas. Each part comes
/// with its place among [`ADDRESS_PARTS`], in order.
pub(super) fn address_text<T: AsRef<str>>(parts: &[(usize, T)]) -> String {
    const PLACE: std::ops::Range<usize> = 4..6;
    const CODE: usize = 6;
    let mut text = String::new();
    let mut before = 0;
    for (order, part) in parts {
        let part = part.as_ref().trim().trim_end_matches(',');
        if part.is_empty() {
            continue;
        }
        if !text.is_empty() {
            let is_code_of_place = *order == CODE && PLACE.contains(&before);
            text.push_str(if is_code_of_place { " " } else { ", " });
        }
        text.push_str(part);
        before = *order;
    }
    text
}

/// A country in OFAC's words, without the word for none.
pub(super) fn country_name(words: &str) -> String {
    let words = squeeze(words);
    if words.eq_ignore_ascii_case("undetermined") {
        String::new()
    } else {
        words
    }
}
