//! Account numbers, bank codes and references that pass the checks of their standards and belong to nobody.

use crate::{
    random::Random,
    vocabulary::{AccountShape, Country},
};

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
fn check_digits(body: &str, suffix: &str) -> [char; 2] {
    let remainder = mod_97(body.chars().chain(suffix.chars()).chain("00".chars()));
    let check = 98 - remainder;
    // 2 to 98: two digits.
    [
        char::from_digit((check / 10) as u32, 10).unwrap_or('0'),
        char::from_digit((check % 10) as u32, 10).unwrap_or('0'),
    ]
}

/// Appends an account number of the country: an IBAN (ISO 13616) with right length and check digits, whose
/// domestic check digits are not computed, or plain digits. `bank` is drawn from for the bank's part.
pub(crate) fn account(country: &Country, bank: &mut Random, customer: &mut Random, out: &mut String) {
    match &country.account {
        AccountShape::Digits(count) => customer.digits(*count, out),
        AccountShape::Iban(blocks) => {
            let mut bban = String::with_capacity(30);
            for (i, (count, letters)) in blocks.iter().enumerate() {
                // The first block is the bank's, unless it is all there is.
                let source = if i == 0 && blocks.len() > 1 {
                    &mut *bank
                } else {
                    &mut *customer
                };
                for _ in 0..*count {
                    bban.push(if *letters { source.letter() } else { source.digit() });
                }
            }
            out.push_str(&country.code);
            out.extend(check_digits(&bban, &country.code));
            out.push_str(&bban);
        }
    }
}

/// Appends a BIC (ISO 9362) of a bank that does not exist: an eighth character of `0` marks a test BIC.
pub(crate) fn bic(country: &Country, bank: &mut Random, out: &mut String) {
    out.push('Q');
    for _ in 0..3 {
        out.push(bank.letter());
    }
    out.push_str(&country.code);
    out.push(bank.letter());
    out.push('0');
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

#[cfg(test)]
mod tests {
    use super::{account, creditor_reference, lei, mod_97};
    use crate::{
        random::{Domain, Random},
        vocabulary::Vocabulary,
    };

    fn is_valid(text: &str) -> bool {
        let (head, body) = text.split_at(4);
        mod_97(body.chars().chain(head.chars())) == 1
    }

    #[test]
    fn the_check_knows_published_examples() {
        assert!(is_valid("GB29NWBK60161331926819"));
        assert!(is_valid("RF18539007547034"));
        assert!(!is_valid("GB28NWBK60161331926819"));
    }

    #[test]
    fn ibans_have_the_length_of_their_country_and_valid_check_digits() {
        let vocabulary = Vocabulary::shared().unwrap();
        let mut seen = 0;
        for (code, length) in [
            ("DE", 22),
            ("AT", 20),
            ("CH", 21),
            ("FR", 27),
            ("BE", 16),
            ("LU", 20),
            ("GB", 22),
            ("IE", 22),
            ("ES", 24),
            ("PT", 25),
            ("BR", 29),
            ("IT", 27),
            ("NL", 18),
            ("SE", 24),
            ("NO", 15),
            ("DK", 18),
            ("FI", 18),
            ("PL", 28),
            ("CZ", 24),
            ("UA", 29),
            ("KZ", 20),
            ("RO", 24),
            ("BG", 22),
            ("RS", 22),
            ("HR", 21),
            ("HU", 28),
            ("GR", 27),
            ("CY", 28),
            ("TR", 26),
            ("AZ", 28),
            ("GE", 22),
            ("AE", 23),
            ("SA", 24),
            ("QA", 29),
            ("KW", 30),
            ("JO", 30),
            ("LB", 28),
            ("EG", 29),
            ("TN", 24),
            ("IQ", 23),
            ("LY", 25),
            ("IR", 26),
            ("IL", 23),
            ("PK", 24),
        ] {
            let country = vocabulary.countries.iter().find(|c| c.code == code).unwrap();
            for ordinal in 0..50 {
                let mut text = String::new();
                let (mut bank, mut customer) = (
                    Random::new(1, Domain::Bank, 1),
                    Random::new(1, Domain::Customer, ordinal),
                );
                account(country, &mut bank, &mut customer, &mut text);
                assert_eq!(text.len(), length, "{text}");
                assert!(text.starts_with(code) && is_valid(&text), "{text}");
            }
            seen += 1;
        }
        let with_iban = vocabulary
            .countries
            .iter()
            .filter(|c| matches!(c.account, super::AccountShape::Iban(_)))
            .count();
        assert_eq!(seen, with_iban);
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
