//! The shrink guard: a truncated download must never become an open gate.
//!
//! The new sources are compared with the manifest of the index before, which need not be one that this program can search:
//! after an upgrade the lists are compiled, and guarded, as on any other night. A source at the same path is compared with
//! itself. What is left of each kind is compared in sum, so that a folder renamed by date (`ofac-2026-01` to
//! `ofac-2026-02`) or a list split over more files is still compared. A kind that is not given any more counts as
//! lost altogether.

use std::collections::BTreeMap;
use std::path::Path;

use portcullis_index::{Manifest, Source};

use crate::CompileError;

/// Refuses sources that lost more than 5% of their designations. `named`: the previous index was asked for by
/// name, so it must be there.
pub(crate) fn check(previous: &Path, named: bool, now: &[Source]) -> Result<(), CompileError> {
    match std::fs::metadata(previous) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => return Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let reason = format!("{}: no such file", previous.display());
            return Err(CompileError::Previous { reason });
        }
        Err(source) => {
            return Err(CompileError::Unreadable {
                path: previous.to_owned(),
                source,
            });
        }
        // An empty file has nothing to lose (`mktemp` makes one for an output path).
        Ok(metadata) if metadata.len() == 0 && !named => return Ok(()),
        Ok(_) => {}
    }
    let manifest = Manifest::read(previous).map_err(|error| CompileError::Previous {
        reason: error.to_string(),
    })?;
    match shrunk(&manifest.sources, now) {
        None => Ok(()),
        Some((source_name, before, now)) => Err(CompileError::Shrunk {
            source_name,
            now,
            before,
            previous: previous.to_owned(),
        }),
    }
}

/// The first source or kind that lost more than 5%: its name, designations before, designations now.
fn shrunk(before: &[Source], now: &[Source]) -> Option<(String, u64, u64)> {
    let lost = |before: u64, now: u64| now * 20 < before * 19;
    let same = |a: &Source, b: &Source| a.kind == b.kind && a.path == b.path;
    // Of several snapshots of a list only the newest says how large it is now.
    let newest = |sources: &[Source]| -> Vec<Source> {
        sources
            .iter()
            .filter(|source| source.superseded_on.is_none())
            .cloned()
            .collect()
    };
    let (before, now) = (newest(before), newest(now));
    // Per kind, what stands at no common path: designations before and now.
    let mut rest: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for old in &before {
        match now.iter().find(|new| same(new, old)) {
            Some(new) => {
                let counts = (u64::from(old.designations), u64::from(new.designations));
                if lost(counts.0, counts.1) {
                    return Some((format!("{}:{}", new.kind, new.path), counts.0, counts.1));
                }
            }
            None => rest.entry(&old.kind).or_default().0 += u64::from(old.designations),
        }
    }
    for new in &now {
        if !before.iter().any(|old| same(old, new)) {
            rest.entry(&new.kind).or_default().1 += u64::from(new.designations);
        }
    }
    rest.into_iter()
        .find(|(_, (before, now))| lost(*before, *now))
        .map(|(kind, (before, now))| (kind.to_owned(), before, now))
}

#[cfg(test)]
mod tests {
    use portcullis_index::Source;

    use super::shrunk;

    fn source(kind: &str, path: &str, designations: u32) -> Source {
        Source {
            kind: kind.to_owned(),
            path: path.to_owned(),
            bytes: 0,
            blake3: String::new(),
            published: None,
            day: None,
            superseded_on: None,
            designations,
            names: 0,
            addresses: 0,
            identifiers: 0,
        }
    }

    #[test]
    fn five_percent_may_go_and_one_more_may_not() {
        let before = [source("un", "a", 1000)];
        assert_eq!(shrunk(&before, &[source("un", "a", 950)]), None);
        assert_eq!(
            shrunk(&before, &[source("un", "a", 949)]),
            Some(("un:a".to_owned(), 1000, 949))
        );
        assert_eq!(shrunk(&before, &[source("un", "a", 5000)]), None);
    }

    #[test]
    fn a_folder_renamed_by_date_is_still_compared() {
        let before = [source("un", "un-2026-01", 1000), source("ofac-sdn", "ofac", 100)];
        let now = [source("un", "un-2026-02", 10), source("ofac-sdn", "ofac", 100)];
        assert_eq!(shrunk(&before, &now), Some(("un".to_owned(), 1000, 10)));
    }

    #[test]
    fn a_list_that_is_left_out_counts_as_lost() {
        let before = [source("un", "un", 10), source("ofac-sdn", "ofac", 100)];
        assert_eq!(
            shrunk(&before, &[source("un", "un", 10)]),
            Some(("ofac-sdn".to_owned(), 100, 0))
        );
        assert_eq!(shrunk(&[], &before), None);
    }

    #[test]
    fn of_several_snapshots_the_newest_is_compared() {
        let mut old = source("un", "un-2019", 1000);
        old.superseded_on = Some("2026-01-01".to_owned());
        let now = |designations| [old.clone(), source("un", "un-2026", designations)];
        assert_eq!(shrunk(&[source("un", "un-2025", 1000)], &now(960)), None);
        // Together they are more than before; the newest is what counts.
        assert_eq!(
            shrunk(&[source("un", "un-2025", 1000)], &now(100)),
            Some(("un".to_owned(), 1000, 100))
        );
        assert_eq!(shrunk(&now(100), &[source("un", "un-2026", 100)]), None);
    }

    #[test]
    fn one_of_two_custom_lists_cannot_hide_behind_the_growth_of_the_other() {
        let before = [source("custom", "a", 100), source("custom", "b", 100)];
        let now = [source("custom", "a", 300), source("custom", "b", 50)];
        assert_eq!(shrunk(&before, &now), Some(("custom:b".to_owned(), 100, 50)));
    }
}
