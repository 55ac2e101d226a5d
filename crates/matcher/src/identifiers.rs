//! Identifiers of a party, looked up exactly.

use portcullis_index::Index;
use portcullis_model::{CountryCode, Designation, Identifier, IdentifierKind, Party, StatedIdentifier};
use portcullis_names::identifier::{self, Validity};
use rustc_hash::FxHashMap;

use crate::{
    crypto::{CRYPTO_BYTES_MIN, CryptoAddresses},
    free_text::{FreeTextScanner, FreeTextScratch, without_trunk_zero},
    labels::{Label, announced_by},
    slips::{ONE_SLIP, Slips},
    standing::Place,
};

/// A listed identifier that is the same as one of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdentifierMatch {
    pub designation: u32,
    pub kind: IdentifierKind,
    pub canonical: String,
    /// As published; `None` when the record of the designation cannot be read, which a person must look at.
    pub published: Option<Identifier>,
    /// How what was written differs from what is listed, if it does.
    pub note: Option<&'static str>,
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
        let record = index.designation_again(designation).ok();
        IdentifierMatch::in_record(record.as_deref(), canonical, kind, designation, place)
    }

    /// The same of a designation whose record was read; `None` when it cannot be read.
    pub fn in_record(
        record: Option<&Designation>,
        canonical: &str,
        kind: IdentifierKind,
        designation: u32,
        place: u32,
    ) -> IdentifierMatch {
        IdentifierMatch {
            designation,
            kind,
            canonical: canonical.to_owned(),
            published: record
                .and_then(|record| record.identifiers_ever().get(place as usize).copied().cloned()),
            note: None,
        }
    }
}

/// Kinds whose codes are unique in the world and have a form that ordinary numbers do not have.
const SELF_EVIDENT: [IdentifierKind; 5] = [
    IdentifierKind::Iban,
    IdentifierKind::Lei,
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

/// Whether what stands before a number says that a bank or an employer gave it: it is in nobody's passport (SWIFT MT, field 50F; ISO 20022, external
/// code sets).
fn is_of_issuer(before: &str) -> bool {
    let mut words = before.split(|c: char| !c.is_ascii_alphanumeric());
    let code = words.find(|word| !word.is_empty()).unwrap_or_default();
    ["CUST", "EMPL"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(code))
}

/// Shorter bare numbers are not certain to be the listed party's.
const BARE_CERTAIN_BYTES: usize = 7;

/// Countries whose IBAN has the bank as the BIC has it, four letters or digits behind the check digits. Source: SWIFT, IBAN
/// Registry (ISO 13616), bank identifier of each country.
const IBANS_WITH_BIC: [&str; 22] = [
    "AZ", "BG", "BH", "BY", "DO", "GB", "GI", "GT", "IE", "IQ", "JO", "KW", "LC", "LV", "MT", "MU", "NL",
    "PK", "PS", "QA", "RO", "VG",
];

/// What the evidence says of an account at a listed bank.
const AT_LISTED_BANK: &str = "the account is at the bank of this BIC: its IBAN names the bank";

/// Bank and country of a BIC.
type Bank = [u8; 6];

/// Listed identifiers in forms that the index is not asked for.
#[derive(Debug, Default)]
pub(crate) struct ListedIdentifiers {
    pub crypto: CryptoAddresses,
    pub slips: Slips,
    /// Listed BICs by bank and country, where the bank stands in its customers' IBANs.
    banks: FxHashMap<Bank, Vec<String>>,
}

impl ListedIdentifiers {
    /// Adds a listed identifier.
    pub fn add(&mut self, kind: IdentifierKind, canonical: &str) {
        self.slips.add(kind, canonical);
        match kind {
            IdentifierKind::Crypto => self.crypto.add(canonical),
            IdentifierKind::Bic => {
                let country = canonical.get(4..6).unwrap_or_default();
                let bank = canonical.as_bytes().first_chunk::<6>();
                if let Some(bank) = bank
                    && IBANS_WITH_BIC.contains(&country)
                {
                    let bics = self.banks.entry(*bank).or_default();
                    if !bics.iter().any(|bic| bic == canonical) {
                        bics.push(canonical.to_owned());
                    }
                }
            }
            _ => {}
        }
    }

    /// The listed BICs of the bank that an IBAN, in canonical form, is at.
    fn bank_of(&self, iban: &str) -> Option<&[String]> {
        let iban = iban.strip_prefix("IBAN").unwrap_or(iban);
        let b = iban.as_bytes();
        let bank = [*b.get(4)?, *b.get(5)?, *b.get(6)?, *b.get(7)?, b[0], b[1]];
        let bics = self.banks.get(&bank)?;
        identifier::is_iban(iban).then_some(bics)
    }
}

/// Where listed identifiers are looked up, with room for what is asked.
pub(crate) struct Lookup<'l> {
    pub index: &'l Index,
    pub listed: &'l ListedIdentifiers,
    pub scanner: &'l FreeTextScanner,
    pub scratch: &'l mut FreeTextScratch,
    /// Room for a canonical form: nearly every identifier of a payment is looked up to find nothing.
    pub canonical: &'l mut String,
}

/// Calls `each` with every listed identifier that a value, said to be of kind `asked`, is the same as in canonical form.
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
    // The letter of a terminal before the branch: SWIFT's network writes BICs in twelve characters.
    if asked == IdentifierKind::Bic && buffer.len() == 12 && identifier::is_bic(&buffer[..8]) {
        buffer.truncate(8);
    }
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

impl Lookup<'_> {
    /// Calls `each` with every listed identifier that is the same as `asked`, and whether it is certain. A country on both
    /// sides must agree.
    pub fn find(&mut self, asked: &Identifier, each: impl FnMut(IdentifierMatch, bool)) {
        self.find_of_kind(asked.kind, &asked.value, asked.country, each);
    }

    /// Calls `each` with every listed identifier that a number of a party is the same as, and whether that is certain.
    pub fn find_numbers(&mut self, party: &Party<'_>, mut each: impl FnMut(IdentifierMatch, bool)) {
        let coded = [
            (IdentifierKind::Bic, &*party.bic),
            (IdentifierKind::Lei, party.lei()),
        ];
        for (kind, value) in coded {
            if !value.is_empty() {
                self.find_of_kind(kind, value, None, &mut each);
            }
        }
        self.find_account(&party.account, &mut each);
        self.find_all_in(&party.ids, each);
    }

    /// A value of a stated kind: in canonical form, or with words around it.
    fn find_of_kind(
        &mut self,
        asked: IdentifierKind,
        value: &str,
        country: Option<CountryCode>,
        mut each: impl FnMut(IdentifierMatch, bool),
    ) {
        let agrees = |found: &IdentifierMatch| {
            let listed = found.published.as_ref().and_then(|published| published.country);
            country.zip(listed).is_none_or(|(a, b)| a == b)
        };
        if asked == IdentifierKind::Crypto {
            self.find_crypto(value, |found, certain| {
                if agrees(&found) {
                    each(found, certain);
                }
            });
            return;
        }
        let value = &*without_trunk_zero(value);
        let mut is_listed = false;
        find_as(self.index, asked, value, self.canonical, |found| {
            is_listed = true;
            if agrees(&found) {
                each(found, true);
            }
        });
        if asked == IdentifierKind::Iban {
            self.find_bank(&mut each);
        }
        if !is_listed {
            self.find_near(asked, |found| {
                if agrees(&found) {
                    each(found, false);
                }
            });
        }
        if !is_listed && has_words_around(asked, value, self.canonical) {
            self.scan(value, Some(asked), |found, certain| {
                if agrees(&found) {
                    each(found, certain);
                }
            });
        }
    }

    /// Every identifier in the field of a party's identifications. An exact identifier of a stated kind is certain, but a number that a bank or
    /// an employer gave (`CUST`, `EMPL`) only where the list does not say what it is of either. Of no stated kind it is certain too, with two exceptions: one that the publisher did not say the kind of either, and one so
    /// short that registers of several countries will have it. A person looks at those.
    fn find_all_in(&mut self, field: &str, mut each: impl FnMut(IdentifierMatch, bool)) {
        if field.is_empty() {
            return;
        }
        for StatedIdentifier { kind, value, country } in StatedIdentifier::all_in(field) {
            let before = &field[..(value.as_ptr() as usize).saturating_sub(field.as_ptr() as usize)];
            let before = before.rsplit(';').next().unwrap_or_default();
            if let Some(kind) = kind {
                let is_of_issuer = is_of_issuer(before);
                self.find_of_kind(kind, value, country, |found: IdentifierMatch, certain| {
                    let is_same_register = !is_of_issuer || found.kind == IdentifierKind::Other;
                    each(found, certain && is_same_register);
                });
                continue;
            }
            let mut is_listed = false;
            // `order:16836449` is no number of the party. Only asked where the number is listed.
            let mut is_of_deal = false;
            find_as(
                self.index,
                IdentifierKind::Other,
                value,
                self.canonical,
                |found| {
                    let listed = found.published.as_ref().and_then(|published| published.country);
                    is_of_deal = announced_by(before).next == Some(Label::Deal);
                    if country.zip(listed).is_none_or(|(a, b)| a == b) && !is_of_deal {
                        is_listed = true;
                        let certain = found.kind != IdentifierKind::Other
                            && found.canonical.len() >= BARE_CERTAIN_BYTES;
                        each(found, certain);
                    }
                },
            );
            for kind in SELF_EVIDENT {
                if may_be(kind, value) {
                    find_as(self.index, kind, value, self.canonical, |found| {
                        is_listed = true;
                        each(found, true);
                    });
                }
            }
            // Digital currency addresses are among what the scan finds.
            if !is_listed && country.is_none() && !is_of_deal {
                self.scan(value, None, &mut each);
            }
        }
    }

    /// An account field: an account number, an IBAN, a digital currency address, or the e-mail address that a payment
    /// service knows its customer by.
    fn find_account(&mut self, value: &str, mut each: impl FnMut(IdentifierMatch, bool)) {
        if value.is_empty() {
            return;
        }
        let mut is_listed = false;
        find_as(
            self.index,
            IdentifierKind::Account,
            value,
            self.canonical,
            |found| {
                is_listed = true;
                each(found, true);
            },
        );
        self.find_bank(&mut each);
        if !is_listed {
            self.find_near(IdentifierKind::Account, |found| each(found, false));
        }
        self.find_crypto(value, &mut each);
        if may_be(IdentifierKind::Email, value) {
            find_as(
                self.index,
                IdentifierKind::Email,
                value,
                self.canonical,
                |found| {
                    each(found, true);
                },
            );
        }
        if !is_listed && has_words_around(IdentifierKind::Account, value, value) {
            self.scan(value, Some(IdentifierKind::Account), each);
        }
    }

    /// The bank of the IBAN in `self.canonical`.
    fn find_bank(&mut self, mut each: impl FnMut(IdentifierMatch, bool)) {
        for bic in self.listed.bank_of(self.canonical).unwrap_or_default() {
            self.index.each_identifier(bic, |kind, designation, place| {
                if kind == IdentifierKind::Bic {
                    let mut found = IdentifierMatch::of(self.index, bic, kind, designation, place);
                    found.note = Some(AT_LISTED_BANK);
                    each(found, false);
                }
            });
        }
    }

    /// What the identifier in `self.canonical`, itself not listed, is one slip away from.
    fn find_near(&mut self, kind: IdentifierKind, mut each: impl FnMut(IdentifierMatch)) {
        let canonical = self.canonical.strip_prefix("IBAN").unwrap_or(self.canonical);
        self.listed.slips.each_near(kind, canonical, |kind, near| {
            self.index.each_identifier(near, |listed, designation, place| {
                if listed == kind {
                    let mut found = IdentifierMatch::of(self.index, near, kind, designation, place);
                    found.note = Some(ONE_SLIP);
                    each(found);
                }
            });
        });
    }

    fn find_crypto(&mut self, value: &str, mut each: impl FnMut(IdentifierMatch, bool)) {
        let (crypto, slips) = (&self.listed.crypto, &self.listed.slips);
        crypto.each_in(self.index, slips, value, self.canonical, &mut each);
        // An address is longer than some fields and lines: `1EfMVkxQQuZfBdocpJu6 RUsCJvenQWbQyE`.
        if value.len() >= CRYPTO_BYTES_MIN && value.contains(char::is_whitespace) {
            let whole: String = value.split_whitespace().collect();
            crypto.each_in(self.index, slips, &whole, self.canonical, each);
        }
    }

    /// What is found in a value that has words around the identifier.
    fn scan(
        &mut self,
        value: &str,
        kind: Option<IdentifierKind>,
        mut each: impl FnMut(IdentifierMatch, bool),
    ) {
        let place = Place::Number(kind);
        self.scanner
            .scan(self.index, self.listed, (value, place), self.scratch, |found| {
                each(found.found, found.certain);
            });
    }
}

/// Whether a value that is not listed may hold more than an identifier: not a code of the right length, and not one number.
fn has_words_around(kind: IdentifierKind, value: &str, canonical: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    match kind {
        // A label makes eight characters eleven: `BIC BLBBBY2X`.
        IdentifierKind::Bic => !matches!(value.len(), 8 | 11 | 12) || has(|b| !b.is_ascii_alphanumeric()),
        IdentifierKind::Lei => canonical.len() != 20,
        // They are what they are.
        IdentifierKind::Email | IdentifierKind::Website | IdentifierKind::Crypto => false,
        _ => {
            let is_glued = value
                .get(..4)
                .is_some_and(|word| word.eq_ignore_ascii_case("IBAN"));
            is_glued || (has(u8::is_ascii_alphabetic) && has(|byte| !byte.is_ascii_alphanumeric()))
        }
    }
}
