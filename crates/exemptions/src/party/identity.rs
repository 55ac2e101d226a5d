//! By what a party is known, and the canonical form of identifiers: release is exact, so little is forgiven.

/// By what a party or agent of a payment can be known. Empty where the payment does not say; names prove nothing.
pub(crate) enum Identity<'p> {
    Party { account: &'p str, id: &'p str },
    Agent { bic: &'p str },
}

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

/// An LEI: twenty letters and digits (ISO 17442).
pub(crate) fn lei(text: &str) -> Option<String> {
    canonical(text).filter(|lei| lei.len() == 20 && lei.bytes().all(|b| b.is_ascii_alphanumeric()))
}
