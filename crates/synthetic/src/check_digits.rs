//! Check digits by ISO 7064, and references that pass them and belong to nobody.

use crate::random::Random;

/// The remainder of ISO 7064 MOD 97-10 over letters (A = 10 … Z = 35) and digits.
fn mod_97(characters: impl Iterator<Item = char>) -> u64 {
    let mut remainder = 0;
    for value in characters.filter_map(|c| c.to_digit(36)) {
        let shift = if value < 10 { 10 } else { 100 };
        remainder = remainder * shift + u64::from(value);
        // Reducing seldom is cheaper; 100 * 10^12 is far below 2^64.
        if remainder > 1_000_000_000_000 {
            remainder %= 97;
        }
    }
    remainder % 97
}

/// The two check digits that make `body` followed by `suffix` and them leave 1.
pub(crate) fn check_digits(body: &str, suffix: &str) -> [char; 2] {
    let remainder = mod_97(body.chars().chain(suffix.chars()).chain("00".chars()));
    let check = 98 - remainder;
    // 2 to 98: two digits.
    [
        char::from_digit((check / 10) as u32, 10).unwrap_or('0'),
        char::from_digit((check % 10) as u32, 10).unwrap_or('0'),
    ]
}

/// Appends an LEI (ISO 17442) with right check digits under a prefix of no issuer.
pub(crate) fn lei(random: &mut Random, out: &mut String) {
    let mut body = String::from("000000");
    for _ in 0..12 {
        body.push(if random.per_mille(500) {
            random.letter()
        } else {
            random.digit()
        });
    }
    out.push_str(&body);
    out.extend(check_digits(&body, ""));
}

/// Appends a structured creditor reference (ISO 11649).
pub(crate) fn creditor_reference(random: &mut Random, out: &mut String) {
    let mut body = String::new();
    random.digits(10, &mut body);
    out.push_str("RF");
    out.extend(check_digits(&body, "RF"));
    out.push_str(&body);
}

/// Whether an IBAN or creditor reference passes its check.
#[cfg(test)]
pub(crate) fn is_valid(text: &str) -> bool {
    let (head, body) = text.split_at(4);
    mod_97(body.chars().chain(head.chars())) == 1
}

#[cfg(test)]
mod tests {
    use super::{creditor_reference, is_valid, lei, mod_97};
    use crate::random::{Domain, Random};

    #[test]
    fn the_check_knows_published_examples() {
        assert!(is_valid("GB29NWBK60161331926819"));
        assert!(is_valid("RF18539007547034"));
        assert!(!is_valid("GB28NWBK60161331926819"));
    }

    #[test]
    fn references_and_entity_identifiers_pass_their_checks() {
        let mut random = Random::new(1, Domain::Payments, 0);
        for _ in 0..100 {
            let (mut rf, mut id) = (String::new(), String::new());
            creditor_reference(&mut random, &mut rf);
            lei(&mut random, &mut id);
            assert!(is_valid(&rf), "{rf}");
            assert!(id.len() == 20 && mod_97(id.chars()) == 1, "{id}");
        }
    }
}
