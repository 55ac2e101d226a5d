//! The formats in which lists are published: one file or folder a format, and one row of the table.
//!
//! To add a format, write `NAME.rs` with a [`ListFormat`], and give it a row of `FORMATS`. It says itself which lists
//! it holds: those of a format that is there (`&ofac::SDN`), or a new [`List`] of its own, whose word is then known to
//! `compile`, `lists` and their help. Where `lists fetch` gets it is a row of `data/sources.csv`.

mod au;
mod bis_dpl;
mod ca;
mod ch;
mod csl;
pub(crate) mod custom;
pub(crate) mod directives;
mod eu;
mod format;
mod ftm;
mod head;
mod ofac;
mod ofac_advanced;
mod ofac_csv;
mod ofac_enhanced;
mod ofac_fixed;
mod ofac_quotes;
mod ofac_remarks;
mod ofac_xml;
mod ownership;
mod ua;
mod uk;
mod un_measures;
mod un_xml;

pub(crate) use format::{Files, Form, ListFormat, Others, Shape, TextFile};
pub(crate) use head::Head;
pub(crate) use ofac_remarks::labeled_clauses;
pub use ownership::{OwnershipRule, Threshold};

use crate::source::{List, SourceKind};

/// Every format. The order is that of the kinds in the help; of two formats of one list, the first is expected.
const FORMATS: &[&dyn ListFormat] = &[
    &ofac_csv::CSV,
    &ofac_csv::PIP,
    &ofac_csv::DEL,
    &ofac_csv::FIXED,
    &ofac_xml::OfacXml,
    &ofac_advanced::OfacAdvanced,
    &ofac_enhanced::OfacEnhanced,
    &un_xml::UnXml,
    &eu::EuXml,
    &eu::EuCsv,
    &eu::EuCsv10,
    &uk::UkCsv,
    &uk::UkSpreadsheet,
    &uk::UkXml,
    &au::AuSpreadsheet,
    &au::AuCsv,
    &ca::CaXml,
    &ch::ChXml,
    &ua::UaSpreadsheet,
    &bis_dpl::BisDpl,
    &csl::CslCsv,
    &csl::CslJson,
    &ownership::Ownership,
    &custom::Custom,
    &ftm::Ftm,
];

/// Every list that a format names, each once.
pub(crate) fn lists() -> Vec<&'static List> {
    let mut lists: Vec<&'static List> = Vec::new();
    for list in FORMATS.iter().flat_map(|format| format.lists()) {
        if !lists.iter().any(|known| known.word == list.word) {
            lists.push(list);
        }
    }
    lists
}

/// The formats of a list, the expected one first. Never empty: a kind is only known by a format that names it.
pub(crate) fn of(kind: SourceKind) -> impl Iterator<Item = &'static dyn ListFormat> {
    FORMATS
        .iter()
        .copied()
        .filter(move |format| format.lists().iter().any(|list| list.word == kind.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, Head, lists};

    #[test]
    fn the_content_of_a_file_tells_its_format() {
        for (n, format) in FORMATS.iter().enumerate() {
            let head = Head::of(format.sample());
            let recognized: Vec<usize> = (0..FORMATS.len())
                .filter(|i| FORMATS[*i].recognizes(&head))
                .collect();
            assert_eq!(recognized, [n], "the sample of row {n}");
        }
    }

    #[test]
    fn every_list_has_a_word_a_name_and_a_prefix_for_its_ids() {
        for list in lists() {
            assert!(
                !list.word.is_empty() && !list.name.is_empty() && !list.id_prefix.is_empty(),
                "{list:?}"
            );
            assert!(!list.word.contains([':', '@', ' ']), "{list:?}");
        }
    }
}
