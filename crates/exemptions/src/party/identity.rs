//! The canonical form of identifiers, and their check digits: release is exact, so little is forgiven.

use crate::payment::iban_country;

/// Upper case, white space removed; `None` when nothing is left. Nothing else is forgiven: release is exact.
pub(crate) fn canonical(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    (!text.is_empty()).then_some(text)
}

/// A BIC in eleven characters: eight are the head office, `XXX` (ISO 9362).
pub(crate) fn bic(text: &str) -> Option<String> {
    let mut bic = canonical(text)?;
    if !bic.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    match bic.len() {
        8 => bic.push_str("XXX"),
        11 => {}
        _ => return None,
    }
    Some(bic)
}

/// Whether two BICs in eleven characters are of one bank, be it of two branches.
pub(crate) fn is_same_bank(one: &str, other: &str) -> bool {
    one.get(..8).is_some() && one.get(..8) == other.get(..8)
}

/// An LEI: twenty letters and digits (ISO 17442).
pub(crate) fn lei(text: &str) -> Option<String> {
    canonical(text).filter(|lei| lei.len() == 20 && lei.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a canonical LEI passes its check (ISO 17442).
pub(crate) fn is_checked_lei(lei: &str) -> bool {
    leaves_one(lei.chars())
}

/// Whether a canonical account number is an IBAN (ISO 13616), which is unique in the world: it looks like one and passes its check.
pub(crate) fn is_iban(account: &str) -> bool {
    looks_like_iban(account) && {
        let (head, body) = account.split_at(4);
        leaves_one(body.chars().chain(head.chars()))
    }
}

/// Whether a canonical account number looks like an IBAN, whatever its check digits: the code of a country, two digits, and at most
/// thirty letters and digits.
pub(crate) fn looks_like_iban(account: &str) -> bool {
    account.len() <= 34
        && account.bytes().all(|b| b.is_ascii_alphanumeric())
        && iban_country(account).is_some()
}

/// Whether the remainder of ISO 7064 MOD 97-10 over letters (A = 10 … Z = 35) and digits is one.
fn leaves_one(characters: impl Iterator<Item = char>) -> bool {
    let values = characters.filter_map(|c| c.to_digit(36));
    let remainder = values.fold(0, |remainder, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (remainder * shift + value) % 97
    });
    remainder == 1
}

#[cfg(test)]
mod tests {
    use super::{is_checked_lei, is_iban, is_same_bank, looks_like_iban};

    #[test]
    fn an_iban_and_an_lei_pass_their_check_and_one_digit_more_fails_it() {
        assert!(is_iban("NO9386011117947") && is_iban("CH9300762011623852957"));
        assert!(!is_iban("NO9386011117948") && looks_like_iban("NO9386011117948"));
        assert!(!looks_like_iban("EXAMPLE-NGO-NRC") && !looks_like_iban("4410077"));
        assert!(is_checked_lei("529900T8BM49AURSDO55") && !is_checked_lei("529900T8BM49AURSDO56"));
    }

    #[test]
    fn branches_are_of_one_bank() {
        assert!(is_same_bank("DNBANOKKXXX", "DNBANOKK123"));
        assert!(!is_same_bank("DNBANOKKXXX", "DNBADEFFXXX") && !is_same_bank("", ""));
    }
}
