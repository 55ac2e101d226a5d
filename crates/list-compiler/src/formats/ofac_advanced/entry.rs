//! Sanctions entries: on which list a party stands, under which program, since when.

use portcullis_model::{Date, Designation, Measure};

use super::references::References;
use super::words::{add_clause, date};
use crate::formats::ofac;
use crate::located::add_once;
use crate::report::SourceReport;
use crate::text::{join_parts, squeeze};
use crate::xml::Element;

/// What a sanctions entry says of its party: why it is listed, and since when.
pub(super) struct Entry {
    /// The list, by the name that the CSV families give it.
    list: &'static str,
    listed: Option<Date>,
    amended: Option<Date>,
    delisted: Option<Date>,
    /// Legal bases in words.
    bases: Vec<String>,
    programs: Vec<String>,
    measures: Vec<Measure>,
    notes: Vec<String>,
}

impl References<'_> {
    /// Reads a `SanctionsEntry`.
    pub fn entry(&self, element: &Element, report: &mut SourceReport) -> Entry {
        let (mut listed, mut amended, mut delisted): (Vec<Date>, Vec<Date>, Vec<Date>) = Default::default();
        let mut bases: Vec<String> = Vec::new();
        for event in element.all("EntryEvent") {
            let word = self.word("EntryEventType", event.attr("EntryEventTypeID"));
            match event.child("Date").and_then(date) {
                Some(day) => match word.to_ascii_lowercase().as_str() {
                    "created" => listed.push(day),
                    "removed" | "deleted" | "delisted" => delisted.push(day),
                    "modified" | "amended" | "updated" => amended.push(day),
                    _ => {
                        report.miss(format!("entry event: {word}"));
                        amended.push(day);
                    }
                },
                None => report.miss(format!("entry event: {word} (date not understood)")),
            }
            let basis = self.word("LegalBasis", event.attr("LegalBasisID"));
            if !basis.is_empty() && !basis.eq_ignore_ascii_case("unknown") {
                add_once(&mut bases, basis);
            }
        }
        let (mut programs, mut measures, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for measure in element.all("SanctionsMeasure") {
            let word = self.word("SanctionsType", measure.attr("SanctionsTypeID"));
            let comment = squeeze(measure.text_of("Comment"));
            match word.to_ascii_lowercase().as_str() {
                "program" if !comment.is_empty() => add_once(&mut programs, comment),
                "block" => {
                    add_once(&mut measures, Measure::AssetFreeze);
                    notes.push(comment);
                }
                _ => {
                    report.miss(format!("sanctions type: {word}"));
                    notes.push(join_parts([word.as_str(), comment.as_str()]));
                }
            }
        }
        notes.push(squeeze(element.text_of("Comment")));
        notes.push(squeeze(element.text_of("LimitationsToListing")));
        notes.extend(
            element
                .all("SupportingInfo")
                .map(|info| squeeze(info.text_of("Text"))),
        );
        let is_gone = [element.attr("EntryDeltaFlag"), element.attr("DeltaAction")]
            .iter()
            .any(|flag| flag.to_ascii_lowercase().starts_with("delete"));
        if is_gone {
            report.miss("sanctions entry marked as deleted");
        }
        Entry {
            list: list_name(&self.word("List", element.attr("ListID"))),
            listed: listed.into_iter().min(),
            amended: amended.into_iter().max(),
            delisted: delisted.into_iter().max(),
            bases,
            programs,
            measures,
            notes,
        }
    }
}

impl Entry {
    /// Adds what it says to its party. `is_first`: no entry has yet.
    pub fn apply(self, designation: &mut Designation, is_first: bool) {
        if is_first {
            self.list.clone_into(&mut designation.list);
        } else if !designation.list.contains(self.list) {
            designation.list = format!("{}; {}", designation.list, self.list);
        }
        designation.listed_on = designation.listed_on.into_iter().chain(self.listed).min();
        designation.amended_on = designation.amended_on.max(self.amended);
        // Gone only when no entry is left: with several, the party stays listed.
        designation.delisted_on = if is_first {
            self.delisted
        } else {
            designation.delisted_on.zip(self.delisted).map(|(a, b)| a.max(b))
        };
        for program in self.programs {
            add_once(&mut designation.programs, program);
        }
        for measure in self.measures {
            add_once(&mut designation.measures, measure);
        }
        for text in self.bases.iter().chain(&self.notes) {
            add_clause(&mut designation.remarks, text);
        }
    }
}

/// The list an entry stands on, by the name that the CSV families give it.
fn list_name(list: &str) -> &'static str {
    if list.is_empty() || list.eq_ignore_ascii_case("SDN List") {
        ofac::ADVANCED.name
    } else {
        ofac::CONSOLIDATED.name
    }
}
