//! Long identifiers that were written with one slip: a letter or digit that is wrong, missing or too many, or two
//! neighbors that changed places.
//!
//! Only kinds with a checksum are looked at, and of these only what fails it: with right check digits, an IBAN beside a
//! listed one is another customer's. Nobody has the number that is written, so a person looks who was meant. A slip leaves
//! the first or the last letters as they were; listed identifiers are kept by both.

use portcullis_model::IdentifierKind;
use portcullis_names::identifier::{self, Validity};
use rustc_hash::FxHashMap;

/// A slip in a shorter identifier may lead to any other.
const BYTES_MIN: usize = 15;

/// So many letters at one end are as listed. Half of the shortest identifier, less the one that may be missing.
const END_BYTES: usize = 6;

/// What the evidence says.
pub(crate) const ONE_SLIP: &str =
    "one letter or digit is not as listed: a slip, for nobody else has such a number";

/// Listed identifiers by their ends.
#[derive(Debug, Default)]
pub(crate) struct Slips {
    listed: Vec<(IdentifierKind, String)>,
    by_start: FxHashMap<[u8; END_BYTES], Vec<u32>>,
    by_end: FxHashMap<[u8; END_BYTES], Vec<u32>>,
}

impl Slips {
    /// Adds a listed identifier, in canonical form, if a slip in it can be told.
    pub fn add(&mut self, kind: IdentifierKind, canonical: &str) {
        let has_checksum = matches!(
            kind,
            IdentifierKind::Iban | IdentifierKind::Lei | IdentifierKind::Crypto
        );
        let bytes = canonical.as_bytes();
        let ends = bytes.first_chunk().zip(bytes.last_chunk());
        let Some((start, end)) = ends.filter(|_| has_checksum && bytes.len() >= BYTES_MIN) else {
            return;
        };
        if self
            .listed
            .iter()
            .rev()
            .take(1)
            .any(|(_, known)| known == canonical)
        {
            return;
        }
        let place = u32::try_from(self.listed.len()).unwrap_or(u32::MAX);
        self.by_start.entry(*start).or_default().push(place);
        self.by_end.entry(*end).or_default().push(place);
        self.listed.push((kind, canonical.to_owned()));
    }

    /// Calls `each` with the kind and canonical form of every listed identifier that a value, in canonical form and itself
    /// not listed, is one slip away from.
    pub fn each_near<'s>(
        &'s self,
        kind: IdentifierKind,
        canonical: &str,
        mut each: impl FnMut(IdentifierKind, &str),
    ) {
        let bytes = canonical.as_bytes();
        if self.listed.is_empty() || bytes.len() + 1 < BYTES_MIN {
            return;
        }
        let Some((start, end)) = bytes.first_chunk().zip(bytes.last_chunk()) else {
            return;
        };
        let of =
            |map: &'s FxHashMap<[u8; END_BYTES], Vec<u32>>, key| map.get(key).map_or(&[][..], Vec::as_slice);
        let places = of(&self.by_start, start).iter().chain(of(&self.by_end, end));
        // Nearly every number of a payment is near to none: that is known before a checksum is reckoned.
        let mut near: Vec<u32> = places
            .copied()
            .filter(|&place| {
                self.listed
                    .get(place as usize)
                    .is_some_and(|(listed_kind, listed)| {
                        identifier::are_compatible(kind, *listed_kind)
                            && portcullis_names::is_one_slip(bytes, listed.as_bytes())
                    })
            })
            .collect();
        let is_valid =
            || identifier::is_iban(canonical) || identifier::validity(kind, canonical) == Validity::Valid;
        if near.is_empty() || is_valid() {
            return;
        }
        near.sort_unstable();
        near.dedup();
        for (listed_kind, listed) in near.iter().filter_map(|&place| self.listed.get(place as usize)) {
            each(*listed_kind, listed);
        }
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::IdentifierKind::{self, Account, Crypto, Iban, Lei};

    use super::Slips;

    fn near(kind: IdentifierKind, canonical: &str) -> Vec<String> {
        let mut slips = Slips::default();
        slips.add(Iban, "GB33BUKB20201555555555");
        slips.add(Lei, "5493001KJTIIGC8Y1R12");
        slips.add(Crypto, "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE");
        slips.add(IdentifierKind::TaxId, "1234567890123456");
        let mut near = Vec::new();
        slips.each_near(kind, canonical, |_, listed| near.push(listed.to_owned()));
        near
    }

    #[test]
    fn one_letter_or_two_neighbors_are_a_slip() {
        for iban in [
            "GB33BUKB20201555555556",
            "GB33BUKB2021555555555",
            "GB33BUBK20201555555555",
            "BG33BUKB20201555555555",
            "GB34BUKB20201555555555",
        ] {
            assert_eq!(near(Account, iban), ["GB33BUKB20201555555555"], "{iban}");
        }
        assert_eq!(near(Lei, "5493001KJTIIGC8Y1R13").len(), 1);
        assert_eq!(near(Crypto, "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyF").len(), 1);
    }

    #[test]
    fn two_slips_a_right_checksum_and_kinds_without_one_are_not_near() {
        assert!(near(Account, "GB33BUKB20201555555566").is_empty());
        assert!(
            near(Iban, "GB33BUKB20201555555555").is_empty(),
            "the listed one itself"
        );
        assert!(near(Iban, "GB94BARC10201530093459").is_empty());
        assert!(near(IdentifierKind::TaxId, "1234567890123457").is_empty());
        assert!(near(Crypto, "1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQFy").is_empty());
    }
}
