//! Numbers of American banks.

/// Whether text is the routing number of an American bank: nine digits.
pub(crate) fn is_routing_number(text: &str) -> bool {
    text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit())
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
