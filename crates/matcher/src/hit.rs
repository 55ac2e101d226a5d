//! Hits of identifiers, and which hits of a payment are kept.

use portcullis_model::{Evidence, Field, Hit, HitBasis, Score};

use crate::identifiers::IdentifierMatch;

/// The hit of an identifier. One whose record cannot be read is a hit all the same, for a person to look at.
pub(crate) fn identifier_hit(field: Field, found: IdentifierMatch, certain: bool) -> Hit {
    let IdentifierMatch {
        designation,
        kind,
        canonical,
        published,
    } = found;
    let certain = certain && published.is_some();
    let unreadable = published.is_none().then(unreadable_record);
    let matched = published.map_or_else(
        || format!("{kind}:{canonical}"),
        |published| published.to_string(),
    );
    let identifier = Evidence::Identifier {
        id_kind: kind,
        value: canonical,
    };
    Hit {
        designation,
        field,
        basis: HitBasis::Identifier,
        score: Score::ONE,
        certain,
        matched,
        name_kind: None,
        evidence: std::iter::once(identifier).chain(unreadable).collect(),
    }
}

/// What the evidence says when the record of a designation cannot be read.
pub(crate) fn unreadable_record() -> Evidence {
    Evidence::Text {
        note: "the record of the listed party cannot be read: the index is damaged".to_owned(),
    }
}

/// Keeps the best hit of each designation and field among `hits[first..]`, and sorts them best first.
pub(crate) fn best_of_each(hits: &mut Vec<Hit>, first: usize) {
    if hits.len() - first < 2 {
        return;
    }
    let mut new = hits.split_off(first);
    new.sort_by(|a, b| {
        (a.designation, a.field)
            .cmp(&(b.designation, b.field))
            .then(b.certain.cmp(&a.certain))
            .then(b.score.cmp(&a.score))
            .then(a.basis.cmp(&b.basis))
            .then(a.matched.cmp(&b.matched))
    });
    new.dedup_by_key(|hit| (hit.designation, hit.field));
    new.sort_by(|a, b| {
        (b.certain, b.score)
            .cmp(&(a.certain, a.score))
            .then((a.designation, a.field).cmp(&(b.designation, b.field)))
    });
    hits.append(&mut new);
}
