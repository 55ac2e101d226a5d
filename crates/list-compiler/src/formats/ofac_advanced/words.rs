//! What several kinds of record are written with.

use portcullis_model::Date;

use crate::xml::Element;

pub(super) fn add_clause(remarks: &mut String, clause: &str) {
    let clause = clause.trim();
    if clause.is_empty() || remarks.split("; ").any(|known| known == clause) {
        return;
    }
    if !remarks.is_empty() {
        remarks.push_str("; ");
    }
    remarks.push_str(clause);
}

/// `Year`, `Month` and `Day`.
pub(super) fn date(element: &Element) -> Option<Date> {
    let year = element.text_of("Year").parse().ok()?;
    let month = element.text_of("Month").parse().ok()?;
    let day = element.text_of("Day").parse().ok()?;
    Date::new(year, month, day).ok()
}
