//! OFAC's advanced sanctions list, `sdn_advanced.xml` (and `cons_advanced.xml`), after the UN's Advanced Sanctions
//! Data Model, version 1.0.
//!
//! Everything in it is a number that some table explains: reference value sets come first, then locations, then
//! identity documents, then the parties that refer to them, then how parties are related, then why and since when each
//! is listed. The schema fixes that order, so one pass is enough: what a record refers to has been read.
//!
//! Features and documents are named by the words that OFAC also writes into the remarks of its CSV files (`Vessel Flag`,
//! `Cedula No.`), so both families are read by one table of labels and give the same facts.

mod entry;
mod party;
mod reader;
mod references;
mod words;

use std::sync::Arc;

use crate::CompileError;
use crate::error::shown;
use crate::formats::format::{Files, ListFormat, Others, Shape};
use crate::formats::head::Head;
use crate::formats::ofac;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::xml;
use reader::Reader;

/// The elements that are read one at a time, in the order of the schema.
const RECORDS: [&str; 7] = [
    "DateOfIssue",
    "ReferenceValueSets",
    "Location",
    "IDRegDocument",
    "DistinctParty",
    "ProfileRelationship",
    "SanctionsEntry",
];

/// OFAC's advanced format.
pub(super) struct OfacAdvanced;

impl ListFormat for OfacAdvanced {
    fn lists(&self) -> &'static [&'static List] {
        &[&ofac::SDN, &ofac::CONSOLIDATED, &ofac::ADVANCED]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xml"])
    }

    fn shape(&self) -> Shape {
        Shape::Xml(&RECORDS)
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.root() == Some("sanctions")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        include_bytes!("../../../tests/fixtures/sdn-advanced.xml")
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read(input, report)
    }
}

/// Reads the list.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let (path, text) = input.primary.text()?;
    let mut reader = Reader::new(Arc::clone(&path));
    let unknown = xml::read(
        &path,
        text,
        &RECORDS,
        |root| {
            if root.name != "Sanctions" {
                return Err(format!(
                    "expected OFAC's <Sanctions> and found <{}>; is this another list's XML (sdn.xml is another format than sdn_advanced.xml)?",
                    shown(&root.name)
                ));
            }
            let base = root.attr("DeltaBaseVersion");
            if !base.is_empty() {
                return Err(format!(
                    "holds only what changed since version {}; download the whole sdn_advanced.xml",
                    shown(base)
                ));
            }
            Ok(())
        },
        |record| reader.record(record, report),
    )?;
    unknown.count(report);
    Ok(reader.finish(report))
}
