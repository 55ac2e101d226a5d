//! The records of the file, put together to designations.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use portcullis_model::{Designation, Relation, RelationKind};

use super::party::Party;
use super::references::References;
use super::words::{add_clause, date};
use crate::CompileError;
use crate::error::shown;
use crate::formats::ofac;
use crate::located::{Located, add_once};
use crate::report::SourceReport;
use crate::text::{join_parts, squeeze};
use crate::xml::{self, Element, Record};

/// What has been read so far.
pub(super) struct Reader<'t> {
    path: Arc<Path>,
    references: References<'t>,
    designations: Vec<Located>,
    /// Where the party of a profile stands in `designations`.
    by_profile: HashMap<String, usize>,
    /// Whether a sanctions entry said why and since when, as `designations`.
    has_entry: Vec<bool>,
    /// Relationships of parties that are not in the file: they may be on OFAC's other list.
    ties_of_nobody: u64,
    /// Entries of parties that are not in the file.
    entries_of_nobody: u64,
}

impl<'t> Reader<'t> {
    pub fn new(path: Arc<Path>) -> Reader<'t> {
        Reader {
            path,
            references: References::default(),
            designations: Vec::new(),
            by_profile: HashMap::new(),
            has_entry: Vec::new(),
            ties_of_nobody: 0,
            entries_of_nobody: 0,
        }
    }

    pub fn record(&mut self, record: Record<'t>, report: &mut SourceReport) -> Result<(), CompileError> {
        match record.element.name.as_str() {
            "DateOfIssue" => report.published = date(&record.element).map(|date| date.to_string()),
            "ReferenceValueSets" => self.references.reference(record.element),
            "Location" => self.references.location(&record, report),
            "IDRegDocument" => self.references.document(&record, report),
            "DistinctParty" => self.party(&record, report)?,
            "ProfileRelationship" => self.relationship(&record.element, report),
            _ => self.entry(&record, report),
        }
        Ok(())
    }

    fn party(&mut self, record: &Record<'t>, report: &mut SourceReport) -> Result<(), CompileError> {
        let element = &record.element;
        let path = Arc::clone(&self.path);
        let refuse = |reason: String| Err(CompileError::format(&path, record.line, reason));
        let reference = element.attr("FixedRef");
        if reference.is_empty() || reference.contains(char::is_whitespace) {
            return refuse(format!(
                "expected OFAC's number in FixedRef and found `{}`; download the list again",
                shown(reference)
            ));
        }
        let sub_type = element.child("Profile").map_or("", |p| p.attr("PartySubTypeID"));
        let designation = Designation::new(
            format!("ofac-{reference}"),
            ofac::ADVANCED.name,
            "US",
            self.references.schema(sub_type, report),
        );
        let mut party = Party::new(designation, xml::compact(record.raw));
        for comment in element.all("Comment") {
            party.remark(&comment.text);
        }
        let mut profiles = Vec::new();
        for profile in element.all("Profile") {
            profiles.push(profile.attr("ID").to_owned());
            for comment in profile.all("Comment") {
                party.remark(&comment.text);
            }
            for identity in profile.all("Identity") {
                self.references.identity(identity, &mut party, report);
            }
            for feature in profile.all("Feature") {
                self.references.feature(feature, &mut party, report);
            }
        }
        let Some(designation) = party.finish() else {
            return refuse(format!(
                "party {} has no name; download the list again",
                shown(reference)
            ));
        };
        for profile in profiles {
            self.by_profile.insert(profile, self.designations.len());
        }
        self.has_entry.push(false);
        self.designations.push(Located {
            designation,
            path: Arc::clone(&self.path),
            line: record.line,
        });
        Ok(())
    }

    fn relationship(&mut self, element: &Element, report: &mut SourceReport) {
        let kind_id = element.attr("RelationTypeID");
        let words = self.references.known_word("RelationType", kind_id, report);
        let symmetrical = self
            .references
            .value("RelationType", kind_id)
            .is_some_and(|value| value.attr("Symmetrical") == "true");
        let is_former = element.attr("Former") == "true";
        let find = |attribute| self.by_profile.get(element.attr(attribute)).copied();
        let (Some(from), Some(to)) = (find("From-ProfileID"), find("To-ProfileID")) else {
            self.ties_of_nobody += 1;
            return;
        };
        let comment = squeeze(element.text_of("Comment"));
        self.relate(from, to, &words, is_former, &comment);
        if symmetrical {
            self.relate(to, from, &words, is_former, &comment);
        }
    }

    fn relate(&mut self, from: usize, to: usize, words: &str, is_former: bool, comment: &str) {
        let kind = if is_former {
            RelationKind::LinkedTo
        } else {
            ofac::relation_kind(words)
        };
        let Some(other) = self.designations.get(to).map(|l| &l.designation) else {
            return;
        };
        let relation = Relation {
            kind,
            to: other.primary_name().to_owned(),
            to_id: Some(other.id.clone()),
        };
        let Some(designation) = self.designations.get_mut(from).map(|l| &mut l.designation) else {
            return;
        };
        if kind == RelationKind::LinkedTo || !comment.is_empty() {
            // The list's own word for the tie says more than ours.
            let former = if is_former { "Former: " } else { "" };
            let note = join_parts([relation.to.as_str(), comment]);
            add_clause(&mut designation.remarks, &format!("{former}{words} {note}"));
        }
        add_once(&mut designation.relations, relation);
    }

    fn entry(&mut self, record: &Record<'t>, report: &mut SourceReport) {
        let element = &record.element;
        let Some(index) = self.by_profile.get(element.attr("ProfileID")).copied() else {
            self.entries_of_nobody += 1;
            return;
        };
        let entry = self.references.entry(element, report);
        let Some(designation) = self.designations.get_mut(index).map(|l| &mut l.designation) else {
            return;
        };
        let is_first = !std::mem::replace(&mut self.has_entry[index], true);
        entry.apply(designation, is_first);
        designation.source_record.push('\n');
        designation.source_record.push_str(&xml::compact(record.raw));
    }

    pub fn finish(self, report: &mut SourceReport) -> Vec<Located> {
        let name = self.path.display();
        let alone = self.has_entry.iter().filter(|has| !**has).count();
        if alone > 0 {
            report.warn(format!(
                "{name}: {alone} parties have no sanctions entry that says under which program they are listed; they are kept without a program"
            ));
        }
        if self.ties_of_nobody > 0 {
            report.warn(format!(
                "{name}: {} relationships are of parties that are not in the file",
                self.ties_of_nobody
            ));
        }
        if self.entries_of_nobody > 0 {
            let what = format!(
                "{} entries say since when parties are listed that are not in the file",
                self.entries_of_nobody
            );
            report.gap(&self.path, what, "download it again");
        }
        self.designations
    }
}
