//! The lists that the Consolidated Screening List holds.

use std::sync::LazyLock;

use portcullis_model::Measure;

const SOURCES: &str = include_str!("../../../data/csl_sources.csv");

/// One of the lists.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    /// How the column begins.
    words: &'static str,
    /// The list's name, as designations carry it.
    pub list: &'static str,
    /// What the ids of its parties begin with.
    pub ids: &'static str,
    /// The program of all of its parties; empty where each names its own.
    pub program: &'static str,
    /// What being on it imposes; `None` where programs decide.
    pub measure: Option<Measure>,
}

static ALL: LazyLock<Vec<Source>> = LazyLock::new(|| {
    SOURCES
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut cells = line.split(';');
            Some(Source {
                words: cells.next()?,
                list: cells.next()?,
                ids: cells.next()?,
                program: cells.next()?,
                measure: cells.next()?.parse().ok(),
            })
        })
        .collect()
});

/// The list that a row is of: the longest words that its column begins with. A list of the Treasury that is not known is
/// one of OFAC's, which number their parties alike.
pub(super) fn of(column: &str) -> Option<Source> {
    let begins = |source: &&Source| crate::text::strip_prefix_ci(column, source.words).is_some();
    let found = ALL.iter().filter(begins).max_by_key(|source| source.words.len());
    let of_ofac = || {
        ALL.iter()
            .find(|source| source.ids == "ofac" && source.words == "Non-SDN")
    };
    found
        .or_else(|| column.contains("Treasury Department").then(of_ofac).flatten())
        .copied()
}

#[cfg(test)]
mod tests {
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
        assert!(of("Something New (SN) - State Department").is_none());
    }
}
