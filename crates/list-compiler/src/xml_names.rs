//! The names that the XML of each list is known to have (`data/xml_names.csv`). One that is new may be one that was renamed, with
//! everything that it holds.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use crate::report::SourceReport;

const NAMES: &str = include_str!("../data/xml_names.csv");

/// The elements and attributes of the documents with one root.
#[derive(Debug, Default)]
pub(crate) struct Known {
    elements: HashSet<&'static str>,
    attributes: HashSet<&'static str>,
}

impl Known {
    /// Whether some element has the attribute, in any case.
    pub fn has_attribute(&self, name: &str) -> bool {
        self.attributes.contains(name)
            || self
                .attributes
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
    }
}

static BY_ROOT: LazyLock<HashMap<&'static str, Known>> = LazyLock::new(|| {
    let mut by_root: HashMap<&'static str, Known> = HashMap::new();
    for line in NAMES.lines().skip(1).filter(|line| !line.starts_with('#')) {
        if let [root, what, names] = line.split(';').collect::<Vec<_>>()[..] {
            let known = by_root.entry(root).or_default();
            let of_kind = if what == "elements" {
                &mut known.elements
            } else {
                &mut known.attributes
            };
            of_kind.extend(names.split(' ').filter(|name| !name.is_empty()));
        }
    }
    by_root
});

/// What documents with a root are known to hold; `None` where their reader counts by itself what it does not know.
pub(crate) fn of_root(root: &str) -> Option<&'static Known> {
    BY_ROOT.get(root)
}

/// What a document holds that its format is not known to have, and how often.
#[derive(Debug, Default)]
#[must_use]
pub(crate) struct Unknown(BTreeMap<String, u64>);

impl Unknown {
    /// Notes an element and its attributes, of which some may be in other namespaces than the list's.
    pub fn note<'a>(
        &mut self,
        known: Option<&Known>,
        element: &str,
        attributes: impl Iterator<Item = &'a str>,
    ) {
        let Some(known) = known else { return };
        if !known.elements.contains(element) {
            *self.0.entry(format!("element: {element}")).or_insert(0) += 1;
        }
        for attribute in attributes.filter(|attribute| !known.attributes.contains(attribute)) {
            *self.0.entry(format!("attribute: {attribute}")).or_insert(0) += 1;
        }
    }

    /// Notes an element that stands where the records of a document do and is none of them.
    pub fn note_beside_records(&mut self, known: Option<&Known>, element: &str) {
        // Where names are known, `note` has seen it.
        if known.is_none() {
            *self.0.entry(format!("element: {element}")).or_insert(0) += 1;
        }
    }

    /// Counts it.
    pub fn count(self, report: &mut SourceReport) {
        for (what, times) in self.0 {
            report.miss_times(&what, times);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NAMES, of_root};

    #[test]
    fn every_line_is_read_and_each_root_is_an_element_of_its_own_document() {
        for line in NAMES.lines().skip(1).filter(|line| !line.starts_with('#')) {
            let [root, what, names] = line.split(';').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            assert!(["elements", "attributes"].contains(&what), "{line}");
            let known = of_root(root).unwrap();
            assert!(known.elements.contains(root), "{root}");
            for name in names.split(' ').filter(|name| !name.is_empty()) {
                assert!(
                    known.elements.contains(name) || known.attributes.contains(name),
                    "{name}"
                );
            }
        }
    }
}
