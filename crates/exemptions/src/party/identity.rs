//! The canonical form of identifiers: release is exact, so little is forgiven.

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

#[cfg(test)]
mod tests {
    use super::is_same_bank;

    #[test]
    fn branches_are_of_one_bank() {
        assert!(is_same_bank("DNBANOKKXXX", "DNBANOKK123"));
        assert!(!is_same_bank("DNBANOKKXXX", "DNBADEFFXXX") && !is_same_bank("", ""));
    }
}
