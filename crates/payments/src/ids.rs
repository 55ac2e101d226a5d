//! Numbers of American banks, and references that are none.

/// Whether text stands where a reference is asked for and there is none: `NONREF` (SWIFT Standards MT, field 21), `NOTPROVIDED` (CBPR+).
pub(crate) fn is_no_reference(text: &str) -> bool {
    ["", "NONREF", "NOTPROVIDED"]
        .iter()
        .any(|word| text.trim().eq_ignore_ascii_case(word))
}

/// Whether text is the routing number of an American bank: nine digits.
pub(crate) fn is_routing_number(text: &str) -> bool {
    text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the last digit of a routing number checks the others: their sum, weighted 3, 7 and 1, is a multiple of ten (American
/// Bankers Association, key to routing numbers).
pub(crate) fn has_check_digit(number: &str) -> bool {
    let weights = [3, 7, 1].into_iter().cycle();
    let sum: u32 = number
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    sum.is_multiple_of(10)
}

/// A routing number as an identifier of its bank; empty where there is none. It is a number that the American Bankers
/// Association gives out, hence with the country.
pub(crate) fn routing(number: &str) -> String {
    if number.is_empty() {
        String::new()
    } else {
        format!("other:{number}@US")
    }
}

#[cfg(test)]
mod tests {
    use super::{has_check_digit, is_routing_number, routing};

    #[test]
    fn the_last_digit_checks_the_others() {
        for number in ["021000021", "231380104", "121042882"] {
            assert!(is_routing_number(number) && has_check_digit(number), "{number}");
        }
        assert!(!has_check_digit("021000022"));
        assert!(!is_routing_number("02100002"));
    }

    #[test]
    fn a_routing_number_is_one_of_the_united_states() {
        assert_eq!(routing("021000021"), "other:021000021@US");
        assert_eq!(routing(""), "");
    }
}
