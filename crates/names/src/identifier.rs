//! Identifiers: canonical form, and the check digits of those that have them.
//!
//! Two identifiers are the same when their kinds are compatible and their canonical forms are equal bytes.
//! Nothing here is fuzzy: an identifier blocks a payment without a person looking.

use portcullis_model::{IdentifierKind, has_iban_form};

/// Whether an identifier fits the form, and the check digits, of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// The form and the check digits are right.
    Valid,
    /// The form or the check digits are wrong: a misprint, or not of this kind.
    Invalid,
    /// The kind has no check that could tell.
    Unchecked,
}

/// Writes the canonical form of a value into `out` (cleared first): upper-case letters and digits without
/// separators. Crypto addresses keep their case (Base58 tells `a` from `A`) unless they are hexadecimal or
/// Bech32; e-mail addresses and web sites are lower case; a BIC is its first eight characters (the branch
/// names no other party, and `XXX` names the head office); an IMO number loses its `IMO`.
pub fn canonical_into(kind: IdentifierKind, value: &str, out: &mut String) {
    out.clear();
    let value = value.trim();
    match kind {
        IdentifierKind::Crypto => {
            let address = value.rsplit([' ', ':']).next().unwrap_or(value);
            let begins = |with: &str| {
                address
                    .get(..with.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(with))
            };
            let folds = ["0x", "bc1", "ltc1"].into_iter().any(begins);
            out.push_str(address);
            if folds {
                out.make_ascii_lowercase();
            }
        }
        IdentifierKind::Email | IdentifierKind::Website => {
            let value = value.to_ascii_lowercase();
            let value = value
                .trim_start_matches("https://")
                .trim_start_matches("http://")
                .trim_end_matches('/');
            out.push_str(value.trim_start_matches("www."));
        }
        _ => {
            // Nearly every number is letters and digits from end to end.
            let plain = value.bytes().take_while(u8::is_ascii_alphanumeric).count();
            out.push_str(&value[..plain]);
            out.make_ascii_uppercase();
            let rest = value[plain..].bytes().filter(u8::is_ascii_alphanumeric);
            out.extend(rest.map(|b| char::from(b.to_ascii_uppercase())));
            if out.is_empty() && !value.is_empty() {
                // A number in another script is compared as it stands.
                out.extend(
                    value
                        .chars()
                        .filter(|c| c.is_alphanumeric())
                        .flat_map(char::to_uppercase),
                );
            }
            match kind {
                IdentifierKind::Bic if out.len() == 11 => out.truncate(8),
                IdentifierKind::Imo => {
                    if let Some(number) = out.strip_prefix("IMO") {
                        *out = number.to_owned();
                    }
                }
                IdentifierKind::Phone => {
                    let digits: String = out.chars().filter(char::is_ascii_digit).collect();
                    *out = digits.trim_start_matches('0').to_owned();
                }
                _ => {}
            }
        }
    }
}

/// The canonical form of a value; see [`canonical_into`].
#[must_use]
pub fn canonical(kind: IdentifierKind, value: &str) -> String {
    let mut out = String::new();
    canonical_into(kind, value, &mut out);
    out
}

/// Shorter canonical values are not matched: too many parties share them.
pub const CANONICAL_MIN_CHARS: usize = 4;

/// Whether a value has the form and check digits of its kind. `canonical` is its canonical form, but for a BIC.
///
/// Sources: ISO 13616 and ISO 7064 (IBAN), ISO 17442 (LEI), ISO 9362 (BIC), IMO resolution A.1117(30).
#[must_use]
pub fn validity(kind: IdentifierKind, canonical: &str) -> Validity {
    let ok = match kind {
        IdentifierKind::Iban => is_iban(canonical),
        IdentifierKind::Lei => {
            canonical.len() == 20
                && canonical.bytes().all(|b| b.is_ascii_alphanumeric())
                && mod_97(canonical.bytes()) == Some(1)
        }
        IdentifierKind::Bic => is_bic(canonical),
        IdentifierKind::Imo => is_imo(canonical),
        IdentifierKind::Mmsi => canonical.len() == 9 && canonical.bytes().all(|b| b.is_ascii_digit()),
        _ => return Validity::Unchecked,
    };
    if ok { Validity::Valid } else { Validity::Invalid }
}

/// Whether the text is a business identifier code of 8 or 11 characters: four letters or digits for the party,
/// two letters for the country, two for the place, three for the branch.
#[must_use]
pub fn is_bic(text: &str) -> bool {
    let b = text.as_bytes();
    (b.len() == 8 || b.len() == 11)
        && b.iter().all(u8::is_ascii_alphanumeric)
        && b[..4].iter().all(u8::is_ascii_alphanumeric)
        && b[4..6].iter().all(u8::is_ascii_alphabetic)
}

/// Whether the text is an international bank account number with right check digits.
#[must_use]
pub fn is_iban(text: &str) -> bool {
    let b = text.as_bytes();
    has_iban_form(b) && mod_97(b[4..].iter().chain(&b[..4]).copied()) == Some(1)
}

/// Whether the text is an IMO ship number: seven digits, the last the check digit. IMO company numbers have
/// another check; the two are told apart by it.
#[must_use]
pub fn is_imo(text: &str) -> bool {
    let b = text.as_bytes();
    if b.len() != 7 || !b.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let digit = |i: usize| u32::from(b[i] - b'0');
    let ship = (0..6u32)
        .zip(0..6)
        .map(|(weight, i)| (7 - weight) * digit(i))
        .sum::<u32>()
        % 10
        == digit(6);
    // Company numbers: weights 8 6 4 2 9 7, then 11 minus the remainder, modulo 10 (IMO circular letter 2554).
    let sum: u32 = [8, 6, 4, 2, 9, 7]
        .iter()
        .enumerate()
        .map(|(i, weight)| weight * digit(i))
        .sum();
    let company = (11 - sum % 11) % 10 == digit(6);
    ship || company
}

/// ISO 7064 mod 97-10 over digits and letters (`A` is 10).
fn mod_97(bytes: impl Iterator<Item = u8>) -> Option<u32> {
    let mut rest = 0u32;
    for b in bytes {
        rest = match b {
            b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
            b'A'..=b'Z' => (rest * 100 + u32::from(b - b'A') + 10) % 97,
            b'a'..=b'z' => (rest * 100 + u32::from(b - b'a') + 10) % 97,
            _ => return None,
        };
    }
    Some(rest)
}

/// Whether an identifier of a query, of kind `asked`, may be one that is listed as `listed`. Publishers file
/// one number under several kinds (a tax number under registration, a cédula under tax), so numbers of a
/// party's own register are compared with each other; codes with a form of their own only with their like.
#[must_use]
pub const fn are_compatible(asked: IdentifierKind, listed: IdentifierKind) -> bool {
    use IdentifierKind as K;
    const fn family(kind: K) -> u8 {
        match kind {
            K::Bic => 1,
            K::Iban | K::Account => 2,
            K::Lei => 3,
            K::Passport => 4,
            K::NationalId | K::TaxId | K::Registration | K::Other => 5,
            K::Imo => 6,
            K::Mmsi => 7,
            K::CallSign => 8,
            K::Tail | K::AircraftSerial => 9,
            K::Crypto => 10,
            K::Phone => 11,
            K::Email => 12,
            K::Website => 13,
        }
    }
    // `other` on either side is a number whose kind nobody stated: any number of a person or company.
    let (a, b) = (family(asked), family(listed));
    a == b || (matches!(asked, K::Other) && b == 4) || (matches!(listed, K::Other) && a == 4)
}

#[cfg(test)]
mod tests {
    use portcullis_model::IdentifierKind as K;

    use super::{Validity, are_compatible, canonical, validity};

    #[test]
    fn separators_case_and_branch_do_not_make_another_identifier() {
        assert_eq!(canonical(K::Bic, "cmsysydaXXX"), "CMSYSYDA");
        assert_eq!(canonical(K::Bic, "CMSY SY DA"), "CMSYSYDA");
        assert_eq!(
            canonical(K::Iban, "GB33 BUKB 2020 1555 5555 55"),
            "GB33BUKB20201555555555"
        );
        assert_eq!(canonical(K::Imo, "IMO 9187629"), "9187629");
        assert_eq!(canonical(K::Passport, " a-123.456 "), "A123456");
        assert_eq!(canonical(K::Crypto, "0xABCDEF"), "0xabcdef");
        assert_eq!(canonical(K::Crypto, "1EYitrwBYTz"), "1EYitrwBYTz");
        assert_eq!(canonical(K::Website, "https://www.Example.com/"), "example.com");
    }

    #[test]
    fn check_digits_tell_a_misprint() {
        assert_eq!(validity(K::Iban, "GB33BUKB20201555555555"), Validity::Valid);
        assert_eq!(validity(K::Iban, "GB34BUKB20201555555555"), Validity::Invalid);
        assert_eq!(validity(K::Imo, "9074729"), Validity::Valid);
        assert_eq!(validity(K::Imo, "9074728"), Validity::Invalid);
        assert_eq!(validity(K::Lei, "5493001KJTIIGC8Y1R12"), Validity::Valid);
        assert_eq!(validity(K::Lei, "5493001KJTIIGC8Y1R13"), Validity::Invalid);
        assert_eq!(validity(K::Bic, "CMSYSYDAXXX"), Validity::Valid);
        assert_eq!(validity(K::Bic, "CMSY1YDA"), Validity::Invalid);
        assert_eq!(validity(K::Passport, "A1"), Validity::Unchecked);
    }

    #[test]
    fn numbers_of_unstated_kind_are_compared_with_personal_numbers_only() {
        assert!(are_compatible(K::TaxId, K::Registration));
        assert!(are_compatible(K::Other, K::Passport));
        assert!(!are_compatible(K::Passport, K::TaxId));
        assert!(!are_compatible(K::Other, K::Bic));
    }
}
