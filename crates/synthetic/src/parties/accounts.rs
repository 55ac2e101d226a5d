//! Account numbers and bank codes that pass the checks of their standards and belong to nobody.

use crate::{
    check_digits::check_digits,
    random::Random,
    vocabulary::{AccountShape, Country},
};

/// The first letter of the codes of banks that do not exist.
const NO_BANK: &str = "Q";

/// Letters of the bank in a BIC. An IBAN that begins with fewer begins with a check letter.
const BANK_LETTERS: usize = 4;

/// Appends an account number of the country: an IBAN (ISO 13616) with right length and check digits, whose
/// domestic check digits are not computed, or plain digits. `bank` is drawn from for the bank's part, which begins with the
/// letter of [`bic`] where it is the beginning of one: some banks of the world are listed.
pub(crate) fn account(country: &Country, bank: &mut Random, customer: &mut Random, out: &mut String) {
    match &country.account {
        AccountShape::Digits(count) => customer.digits(*count, out),
        AccountShape::Iban(blocks) => {
            let mut bban = String::with_capacity(30);
            for (i, (count, letters)) in blocks.iter().enumerate() {
                // The first block is the bank's, unless it is all there is.
                let is_bank = i == 0 && blocks.len() > 1;
                let source = if is_bank { &mut *bank } else { &mut *customer };
                for _ in 0..*count {
                    bban.push(if *letters { source.letter() } else { source.digit() });
                }
                if is_bank && *letters && *count >= BANK_LETTERS {
                    bban.replace_range(..1, NO_BANK);
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
    out.push_str(NO_BANK);
    for _ in 0..3 {
        out.push(bank.letter());
    }
    out.push_str(&country.code);
    out.push(bank.letter());
    out.push('0');
}

#[cfg(test)]
mod tests {
    use super::account;
    use crate::{
        check_digits::is_valid,
        random::{Domain, Random},
        vocabulary::Vocabulary,
    };

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
                // No bank has such a code.
                let names_bank = text[4..8].bytes().all(|b| b.is_ascii_uppercase());
                assert!(!names_bank || text[4..].starts_with('Q'), "{text}");
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
}
