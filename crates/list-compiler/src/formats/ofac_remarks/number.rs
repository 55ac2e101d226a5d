//! Numbers and codes, with what OFAC says about them.

use portcullis_model::{CountryCode, Designation, Identifier, IdentifierKind};

use crate::contacts::without_extension;
use crate::country;
use crate::located::add_once;
use crate::report::SourceReport;
use crate::text::{cut_at_ci, strip_prefix_ci};

/// A number or code, with what OFAC says about it after the number: the country in parentheses, issue and expiry.
pub(super) fn number(
    words: &'static str,
    kind: IdentifierKind,
    value: &str,
    designation: &mut Designation,
    report: &mut SourceReport,
) -> bool {
    let label = words.trim_end_matches([' ', '#']);
    // Quotes that a publisher sets around an address or a number are no part of it.
    let value = value.trim_matches(['"', '\'', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}']);
    match kind {
        IdentifierKind::Email | IdentifierKind::Website => {
            if value.is_empty() || value.contains(' ') {
                return false;
            }
            add_identifier(designation, kind, value, None, None);
            true
        }
        IdentifierKind::Phone => {
            // Parentheses group the digits here: `(357)(22660766)`.
            if !value.contains(|c: char| c.is_ascii_digit()) {
                return false;
            }
            add_identifier(designation, kind, without_extension(value), None, Some(label));
            true
        }
        _ => {
            let (value, notes) = split_note(value);
            let mut country = None;
            for note in notes {
                match country::code(note) {
                    Some(code) => country = country.or(Some(code)),
                    None => report.miss(format!("place of issue: {note}")),
                }
            }
            let has_digit = value.contains(|c: char| c.is_ascii_digit());
            if value.is_empty() || !(has_digit || kind == IdentifierKind::Bic || kind == IdentifierKind::Tail)
            {
                return false;
            }
            let kind = match kind {
                // OFAC also writes national registration numbers under this label.
                IdentifierKind::Lei if value.len() != 20 => IdentifierKind::Registration,
                kind => kind,
            };
            let value = match kind {
                IdentifierKind::Imo => strip_prefix_ci(value, "IMO").map_or(value, str::trim_start),
                _ => value,
            };
            let label = Some(label).filter(|label| !says_the_kind(label, kind));
            add_identifier(designation, kind, value, country, label);
            true
        }
    }
}

/// Whether a label says no more than the identifier's kind does.
fn says_the_kind(label: &str, kind: IdentifierKind) -> bool {
    matches!(
        (label, kind),
        ("Passport", IdentifierKind::Passport)
            | ("SWIFT/BIC", IdentifierKind::Bic)
            | ("MMSI", IdentifierKind::Mmsi)
            | ("IBAN", IdentifierKind::Iban)
            | ("Vessel Registration Identification IMO", IdentifierKind::Imo)
            | ("Legal Entity Number", IdentifierKind::Lei)
            | ("Aircraft Tail Number", IdentifierKind::Tail)
            | ("Vessel Call Sign", IdentifierKind::CallSign)
    )
}

/// Splits `7136973 (Delaware) (United States) issued 12 Jan 2003 expires 11 Jan 2008` into the number and what
/// stands in parentheses after it, last first. `(5777731)` alone is the number.
pub(super) fn split_note(value: &str) -> (&str, Vec<&str>) {
    let mut rest = cut_at_ci(
        value,
        &[
            " issued ",
            " expires ",
            " expired ",
            ", issued ",
            ", expires ",
            ", expired ",
            "; issued",
            " valid ",
        ],
    )
    .trim();
    // `Passport issued 1999` has no number at all.
    for word in ["issued ", "expires ", "expired "] {
        if strip_prefix_ci(rest, word).is_some() {
            rest = "";
        }
    }
    let mut notes = Vec::new();
    while let Some(body) = rest.strip_suffix(')') {
        let Some(open) = matching_open(body) else { break };
        let (outer, inner) = (body[..open].trim_end(), body[open + 1..].trim());
        if outer.is_empty() {
            return (inner, notes);
        }
        notes.push(inner);
        rest = outer;
    }
    (rest.trim_end_matches([',', ';', '.']).trim(), notes)
}

/// Where the parenthesis opens that a `)` after `body` would close.
fn matching_open(body: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (i, c) in body.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' if depth == 0 => return Some(i),
            '(' => depth -= 1,
            _ => {}
        }
    }
    None
}

pub(super) fn add_identifier(
    designation: &mut Designation,
    kind: IdentifierKind,
    value: &str,
    country: Option<CountryCode>,
    label: Option<&str>,
) {
    let identifier = Identifier {
        kind,
        value: value.trim().to_owned(),
        country,
        label: label.map(str::to_owned),
    };
    add_once(&mut designation.identifiers, identifier);
}
