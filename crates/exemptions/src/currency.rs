//! Which currencies there are. A rule in a currency that is none would never hold, and nobody would notice.

use std::sync::LazyLock;

use portcullis_model::CurrencyCode;

/// `code,standing`, ascending by code.
static CURRENCIES: &str = include_str!("../data/currencies.csv");

/// Every code of the table, ascending.
static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let rows = CURRENCIES.lines().skip(1);
    rows.filter_map(|row| row.split_once(','))
        .map(|(code, _)| code)
        .collect()
});

/// Whether a rule may name this currency.
pub(crate) fn is_known(code: CurrencyCode) -> bool {
    KNOWN.binary_search(&code.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use portcullis_model::CurrencyCode;

    use super::{CURRENCIES, KNOWN, is_known};

    #[test]
    fn every_row_is_a_code_with_its_standing_once_and_in_order() {
        assert!(KNOWN.is_sorted_by(|a, b| a < b));
        for row in CURRENCIES.lines().skip(1) {
            let (code, standing) = row.split_once(',').expect(row);
            let written = CurrencyCode::new(code).map(|code| code.as_str().to_owned());
            assert_eq!(written.as_deref(), Some(code), "{row}");
            assert!(["current", "withdrawn", "market"].contains(&standing), "{row}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_and_the_code_of_no_currency_are_none() {
        let is_known = |code| is_known(CurrencyCode::new(code).unwrap());
        assert!(is_known("usd") && is_known("EUR") && is_known("CNH") && is_known("HRK"));
        assert!(!is_known("UDS") && !is_known("XXX") && !is_known("XTS"));
    }
}
