//! References to the UN's list, as other authorities write them into their entries.

use portcullis_model::Designation;

/// The reference under which the UN lists the party: its own of a UN designation, and the one that another authority's
/// remarks give it. Remarks name other parties by their references too (`an associate of … (QDi.316)`), so only one that
/// is labeled counts, and of several the first.
pub(super) fn of(designation: &Designation) -> Option<String> {
    if designation.authority == "UN" {
        return reference(designation.id.strip_prefix("un-")?);
    }
    labeled(&designation.remarks)
}

/// The first reference that stands behind `UN Ref`, `UN Reference`, `UN Reference Number`, with what people put between.
fn labeled(remarks: &str) -> Option<String> {
    let lower = remarks.to_ascii_lowercase();
    let (at, label) = lower.match_indices("un ref").next()?;
    // The labels are ASCII, so the two texts have the same byte positions.
    let mut rest = &remarks[at + label.len()..];
    for more in ["erence", " number", " no"] {
        let is_next = rest
            .get(..more.len())
            .is_some_and(|next| next.eq_ignore_ascii_case(more));
        if is_next {
            rest = &rest[more.len()..];
        }
    }
    reference(rest.trim_start_matches([' ', '.', ':', ')', '(', '#']))
}

/// `QDi.111` from the beginning of a text, in any case (`QDI.111`); the numbers of before 2014 with it: of Al-Qaida and
/// the Taliban they kept their digits when the UN renumbered them (`QI.A.86.03` is QDi.086, `TE.H.10.12` is TAe.010).
fn reference(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    let text = text[..end.unwrap_or(text.len())].trim_end_matches('.');
    let parts: Vec<&str> = text.split('.').collect();
    let digits = |part: &str| -> Option<u16> {
        let all = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        all.then(|| part.parse().ok()).flatten()
    };
    match parts.as_slice() {
        // What runs on without a space (`KPe.035.Subordinated`) is no part of it.
        [letters, number, ..] if letters.len() == 3 && number.len() == 3 => {
            let number = digits(number)?;
            let (regime, kind) = letters.split_at(2);
            let kind = kind.to_ascii_lowercase();
            let is_regime = regime.bytes().all(|b| b.is_ascii_alphabetic());
            (is_regime && matches!(kind.as_str(), "i" | "e"))
                .then(|| format!("{}{kind}.{number:03}", regime.to_ascii_uppercase()))
        }
        [letters, initial, number, year, ..] if letters.len() == 2 && initial.len() == 1 => {
            let regime = match letters.get(..1)? {
                "Q" | "q" => "QD",
                "T" | "t" => "TA",
                _ => return None,
            };
            let kind = letters[1..].to_ascii_lowercase();
            let number = digits(number)?;
            digits(year)?;
            matches!(kind.as_str(), "i" | "e").then(|| format!("{regime}{kind}.{number:03}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::labeled;

    #[test]
    fn a_labeled_reference_is_read_as_the_uk_and_the_eu_write_it() {
        for (remarks, expected) in [
            ("UN Ref QDi.111.", Some("QDi.111")),
            ("UN REF: QDi.333 National Identification", Some("QDi.333")),
            ("UN Ref:QDI.282. Interpol Red Notice", Some("QDi.282")),
            ("UN listing. UN Ref.KPI.067.", Some("KPi.067")),
            (
                "(UK Sanctions List Ref):CAF0011. (UN Ref):CFi.010. Ali Kony",
                Some("CFi.010"),
            ),
            ("UN Reference KPi.041. Vice Director", Some("KPi.041")),
            ("UN reference: LYi.006", Some("LYi.006")),
            ("UN Reference Number: SSi.005", Some("SSi.005")),
            ("UN Ref KPe.035.Subordinated to Office 39", Some("KPe.035")),
            // The numbers of before 2014.
            ("UN Ref QI.A.86.03.", Some("QDi.086")),
            ("UN REF:QE.A.146.14. Also referred to", Some("QDe.146")),
            ("UN Ref TE.H.10.12. Shop", Some("TAe.010")),
            ("UN Ref QI.H.250.08.Name of mother", Some("QDi.250")),
            // Iran's got other digits.
            ("UN Ref E.29.I.11. Owned by SHIG.", None),
            ("UN Ref I.47.C.1. Has links", None),
            // Another party's, without a label; and the first of two.
            ("Associated with Joseph Kony (CFi.009).", None),
            (
                "UN Ref MLi.005. Appointed by Iyad Ag Ghaly (UN Ref QDi.316)",
                Some("MLi.005"),
            ),
            ("UN refugee camp", None),
            ("UN Ref", None),
            ("", None),
        ] {
            assert_eq!(labeled(remarks).as_deref(), expected, "{remarks}");
        }
    }
}
