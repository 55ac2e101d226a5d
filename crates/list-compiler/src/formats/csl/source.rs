//! The lists that the Consolidated Screening List holds.

use std::sync::LazyLock;

use portcullis_model::Measure;

use crate::text::{program_id, strip_prefix_ci};

const SOURCES: &str = include_str!("../../../data/csl_sources.csv");

/// One of the lists.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// How the column begins.
    words: String,
    /// The list's name, as designations carry it.
    pub list: String,
    /// What the ids of its parties begin with.
    pub ids: &'static str,
    /// The program of all of its parties; empty where each names its own.
    pub program: String,
    /// What being on it imposes; `None` where programs decide.
    pub measure: Option<Measure>,
    /// Whether it is a list that was not known when this was written.
    pub is_new: bool,
}

static ALL: LazyLock<Vec<Source>> = LazyLock::new(|| {
    SOURCES
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut cells = line.split(';');
            Some(Source {
                words: cells.next()?.to_owned(),
                list: cells.next()?.to_owned(),
                ids: cells.next()?,
                program: cells.next()?.to_owned(),
                measure: cells.next()?.parse().ok(),
                is_new: false,
            })
        })
        .collect()
});

/// The list that a row is of: the longest words that its column begins with. A list of the Treasury that is not known is
/// one of OFAC's, which number their parties alike; one of another department is held to ban trade, until it is known what it
/// does. `None` of what names no department.
pub(super) fn of(column: &str) -> Option<Source> {
    let begins = |source: &&Source| strip_prefix_ci(column, &source.words).is_some();
    if let Some(known) = ALL.iter().filter(begins).max_by_key(|source| source.words.len()) {
        return Some(known.clone());
    }
    let (list, department) = column.split_once(" - ")?;
    if department.contains("Treasury") {
        let of_ofac = ALL.iter().find(|source| source.words == "Non-SDN")?;
        return Some(Source {
            is_new: true,
            ..of_ofac.clone()
        });
    }
    let is_department = ["Department", "Bureau"]
        .iter()
        .any(|word| department.contains(word));
    let words = list.split('(').next().unwrap_or(list).trim();
    (is_department && !words.is_empty()).then(|| Source {
        words: words.to_owned(),
        list: words.to_owned(),
        ids: "csl",
        program: program_id("CSL", words).unwrap_or_default(),
        measure: Some(Measure::TradeBan),
        is_new: true,
    })
}

#[cfg(test)]
mod tests {
    use portcullis_model::Measure;

    use super::{ALL, SOURCES, of};

    #[test]
    fn every_line_of_the_sources_is_read_and_found_by_its_words() {
        let lines = SOURCES
            .lines()
            .skip(1)
            .filter(|line| !line.starts_with('#'))
            .count();
        assert_eq!(ALL.len(), lines);
        for source in ALL.iter() {
            assert_eq!(
                of(&format!("{} (X) - Y", source.words)).unwrap().words,
                source.words
            );
            assert_eq!(
                source.measure.is_some(),
                !source.program.is_empty(),
                "{}",
                source.words
            );
        }
        assert_eq!(
            of("Something New (SN) - Treasury Department").unwrap().ids,
            "ofac"
        );
        let new = of("Something New (SN) - State Department").unwrap();
        assert_eq!(
            (new.program.as_str(), new.measure),
            ("CSL-Something-New", Some(Measure::TradeBan))
        );
        assert!(new.is_new);
        assert!(of("Huawei - Shenzhen").is_none() && of("").is_none());
    }
}
