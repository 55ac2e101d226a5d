//! Identifiers of a party, looked up exactly.

use portcullis_index::Index;
use portcullis_model::{CountryCode, Identifier, IdentifierKind, Party, StatedIdentifier};
use portcullis_names::identifier::{self, Validity};

/// A listed identifier that is the same as one of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdentifierMatch {
    pub designation: u32,
    pub kind: IdentifierKind,
    pub canonical: String,
    /// As published; `None` when the record of the designation cannot be read, which a person must look at.
    pub published: Option<Identifier>,
}

impl IdentifierMatch {
    /// A listed identifier with what its publisher prints.
    pub fn of(
        index: &Index,
        canonical: &str,
        kind: IdentifierKind,
        designation: u32,
        place: u32,
    ) -> IdentifierMatch {
        let record = index.designation(designation).ok();
        IdentifierMatch {
            designation,
            kind,
            canonical: canonical.to_owned(),
            published: record.and_then(|record| record.identifiers.into_iter().nth(place as usize)),
        }
    }
}

/// Kinds whose codes are unique in the world and have a form that ordinary numbers do not have.
const SELF_EVIDENT: [IdentifierKind; 6] = [
    IdentifierKind::Iban,
    IdentifierKind::Lei,
    IdentifierKind::Crypto,
    IdentifierKind::Bic,
    IdentifierKind::Email,
    IdentifierKind::Website,
];

/// Whether a value of no stated kind may be of a self-evident one.
fn may_be(kind: IdentifierKind, value: &str) -> bool {
    match kind {
        IdentifierKind::Bic => identifier::validity(kind, value) == Validity::Valid,
        IdentifierKind::Email => value.contains('@'),
        IdentifierKind::Website => value.contains('.'),
        _ => true,
    }
}

/// Shorter bare numbers are not certain to be the listed party's.
const BARE_CERTAIN_BYTES: usize = 7;

/// Calls `each` with every listed identifier that is the same as `asked`. A country on both sides must agree.
pub(crate) fn find(
    index: &Index,
    asked: &Identifier,
    buffer: &mut String,
    each: impl FnMut(IdentifierMatch),
) {
    find_of_kind(index, asked.kind, &asked.value, asked.country, buffer, each);
}

fn find_of_kind(
    index: &Index,
    asked: IdentifierKind,
    value: &str,
    country: Option<CountryCode>,
    buffer: &mut String,
    mut each: impl FnMut(IdentifierMatch),
) {
    find_as(index, asked, value, buffer, |found| {
        let listed = found.published.as_ref().and_then(|published| published.country);
        let differ = country.zip(listed).is_some_and(|(a, b)| a != b);
        if !differ {
            each(found);
        }
    });
}

/// Calls `each` with every listed identifier that a value, said to be of kind `asked`, is the same as. `buffer` is
/// room for its canonical form: nearly every identifier of a payment is looked up to find nothing.
pub(crate) fn find_as(
    index: &Index,
    asked: IdentifierKind,
    value: &str,
    buffer: &mut String,
    mut each: impl FnMut(IdentifierMatch),
) {
    if value.is_empty() {
        return;
    }
    identifier::canonical_into(asked, value, buffer);
    let canonical: &str = buffer;
    if canonical.chars().count() < identifier::CANONICAL_MIN_CHARS {
        return;
    }
    index.each_identifier(canonical, |kind, designation, place| {
        if identifier::are_compatible(asked, kind) {
            each(IdentifierMatch::of(index, canonical, kind, designation, place));
        }
    });
}

/// Calls `each` with every listed identifier that is the same as one in the field of a party's identifications, and
/// whether it is certain. An exact identifier of a stated kind is. Of no stated kind it is certain too, with two
/// exceptions: one that the publisher did not say the kind of either, and one so short that registers of several
/// countries will have it. A person looks at those.
fn find_all_in(index: &Index, field: &str, buffer: &mut String, mut each: impl FnMut(IdentifierMatch, bool)) {
    for StatedIdentifier { kind, value, country } in StatedIdentifier::all_in(field) {
        if let Some(kind) = kind {
            find_of_kind(index, kind, value, country, buffer, |found| each(found, true));
            continue;
        }
        find_of_kind(index, IdentifierKind::Other, value, country, buffer, |found| {
            let certain = found.kind != IdentifierKind::Other && found.canonical.len() >= BARE_CERTAIN_BYTES;
            each(found, certain);
        });
        for kind in SELF_EVIDENT {
            if may_be(kind, value) {
                find_as(index, kind, value, buffer, |found| each(found, true));
            }
        }
    }
}

/// Calls `each` with every listed identifier that a number of a party is the same as, and whether that is certain.
pub(crate) fn find_numbers(
    index: &Index,
    party: &Party<'_>,
    buffer: &mut String,
    mut each: impl FnMut(IdentifierMatch, bool),
) {
    let coded = [
        (IdentifierKind::Bic, &*party.bic),
        (IdentifierKind::Lei, party.lei()),
    ];
    for (kind, value) in coded {
        find_as(index, kind, value, buffer, |found| each(found, true));
    }
    find_account(index, &party.account, buffer, |found| each(found, true));
    find_all_in(index, &party.ids, buffer, each);
}

/// An account field: an account number, an IBAN, a digital currency address, or the e-mail address that a payment
/// service knows its customer by.
fn find_account(index: &Index, value: &str, buffer: &mut String, mut each: impl FnMut(IdentifierMatch)) {
    find_as(index, IdentifierKind::Account, value, buffer, &mut each);
    find_as(index, IdentifierKind::Crypto, value, buffer, &mut each);
    if may_be(IdentifierKind::Email, value) {
        find_as(index, IdentifierKind::Email, value, buffer, &mut each);
    }
}
