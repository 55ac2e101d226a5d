//! The guards: a truncated download must never become an open gate, nor an old list take the place of a new one.
//!
//! The new sources are compared with the manifest of the index before, which need not be one that this program can search:
//! after an upgrade the lists are compiled, and guarded, as on any other night. A source at the same path is compared with
//! itself. What is left of each kind is compared in sum, so that a folder renamed by date (`ofac-2026-01` to
//! `ofac-2026-02`) or a list split over more files is still compared. A kind that is not given any more counts as
//! lost altogether.

use std::collections::BTreeMap;
use std::path::Path;

use portcullis_index::{Manifest, Source};
use portcullis_model::Date;

use crate::age::{first_day, last_day};
use crate::{CompileError, CompileOptions};

/// Something of a source that is counted: what it is called, and how many of it there are.
type Counted = (&'static str, fn(&Source) -> u32);

/// What may not shrink: an alias file can be cut while every designation is there.
const COUNTED: [Counted; 4] = [
    ("designations", |source| source.designations),
    ("names", |source| source.names),
    ("identifiers", |source| source.identifiers),
    ("addresses", |source| source.addresses),
];

/// Refuses sources that lost more than 5% of anything that is counted, or that are older than those before. `named`: the
/// previous index was asked for by name, so it must be there.
pub(crate) fn check(
    previous: &Path,
    named: bool,
    now: &[Source],
    options: &CompileOptions,
) -> Result<(), CompileError> {
    let manifest = match manifest_of(previous, named) {
        Ok(Some(manifest)) => manifest,
        Ok(None) => return Ok(()),
        // Whoever lets lists shrink needs nothing to compare them with.
        Err(_) if options.allow_shrink => return Ok(()),
        Err(error) => return Err(error),
    };
    for pair in pairs(&manifest.sources, now) {
        // An older list is a smaller one, too, and its age is what to know about it.
        if let Some((before, now)) = pair.older().filter(|_| !options.allow_older) {
            return Err(CompileError::Older {
                source_name: pair.name,
                now,
                before: before.to_string(),
                previous: previous.to_owned(),
            });
        }
        if let Some((what, before, now)) = pair.shrunk().filter(|_| !options.allow_shrink) {
            return Err(CompileError::Shrunk {
                source_name: pair.name,
                what,
                now,
                before,
                previous: previous.to_owned(),
            });
        }
    }
    Ok(())
}

/// The manifest of the index before; `None` where there is none to compare with.
fn manifest_of(previous: &Path, named: bool) -> Result<Option<Manifest>, CompileError> {
    match std::fs::metadata(previous) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => return Ok(None),
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
        Ok(metadata) if metadata.len() == 0 && !named => return Ok(None),
        Ok(_) => {}
    }
    Manifest::read(previous)
        .map(Some)
        .map_err(|error| CompileError::Previous {
            reason: error.to_string(),
        })
}

/// Sources that are compared with each other.
struct Pair<'s> {
    /// The source, or the kind of all of them.
    name: String,
    before: Vec<&'s Source>,
    now: Vec<&'s Source>,
}

/// Sources at one path first, then what is left of each kind.
fn pairs<'s>(before: &'s [Source], now: &'s [Source]) -> Vec<Pair<'s>> {
    let same = |a: &Source, b: &Source| a.kind == b.kind && a.path == b.path;
    // Of several snapshots of a list only the newest says how large it is now.
    let newest = |sources: &'s [Source]| -> Vec<&'s Source> {
        sources
            .iter()
            .filter(|source| source.superseded_on.is_none())
            .collect()
    };
    let (before, now) = (newest(before), newest(now));
    let mut pairs = Vec::new();
    let mut rest: BTreeMap<&str, (Vec<&Source>, Vec<&Source>)> = BTreeMap::new();
    for old in &before {
        match now.iter().find(|new| same(new, old)) {
            Some(new) => pairs.push(Pair {
                name: format!("{}:{}", new.kind, new.path),
                before: vec![old],
                now: vec![new],
            }),
            None => rest.entry(&old.kind).or_default().0.push(old),
        }
    }
    for new in now.iter().filter(|new| !before.iter().any(|old| same(old, new))) {
        rest.entry(&new.kind).or_default().1.push(new);
    }
    pairs.extend(rest.into_iter().map(|(kind, (before, now))| Pair {
        // A list that has another name every day is named as it is today.
        name: match now.as_slice() {
            [one] => format!("{kind}:{}", one.path),
            _ => kind.to_owned(),
        },
        before,
        now,
    }));
    pairs
}

impl Pair<'_> {
    /// The first of what is counted that lost more than 5%: what, how many before, how many now.
    fn shrunk(&self) -> Option<(&'static str, u64, u64)> {
        COUNTED.iter().find_map(|(what, count)| {
            let sum = |sources: &[&Source]| sources.iter().map(|source| u64::from(count(source))).sum();
            let (before, now): (u64, u64) = (sum(&self.before), sum(&self.now));
            (now * 20 < before * 19).then_some((*what, before, now))
        })
    }

    /// The newest days before and now, where now is surely the older one. A month may be any of its days.
    fn older(&self) -> Option<(Date, String)> {
        let before = self.before.iter().filter_map(|source| first_day(source)).max()?;
        let days = |source: &&Source| Some((last_day(source)?, first_day(source)?));
        let (last, first) = self.now.iter().filter_map(days).max()?;
        let words = if first == last {
            last.to_string()
        } else {
            format!("{first} to {last}")
        };
        (last < before).then_some((before, words))
    }
}

#[cfg(test)]
mod tests {
    use portcullis_index::Source;

    use super::pairs;

    fn source(kind: &str, path: &str, designations: u32) -> Source {
        Source {
            kind: kind.to_owned(),
            path: path.to_owned(),
            designations,
            ..Source::default()
        }
    }

    fn dated(path: &str, day: &str) -> Source {
        Source {
            day: Some(day.to_owned()),
            ..source("un", path, 100)
        }
    }

    fn shrunk(before: &[Source], now: &[Source]) -> Option<(String, &'static str, u64, u64)> {
        pairs(before, now).into_iter().find_map(|pair| {
            let (what, before, now) = pair.shrunk()?;
            Some((pair.name, what, before, now))
        })
    }

    fn lost(name: &str, before: u64, now: u64) -> Option<(String, &'static str, u64, u64)> {
        Some((name.to_owned(), "designations", before, now))
    }

    fn older(before: &[Source], now: &[Source]) -> Option<String> {
        pairs(before, now).into_iter().find_map(|pair| {
            let (before, now) = pair.older()?;
            Some(format!("{} {before} {now}", pair.name))
        })
    }

    #[test]
    fn five_percent_may_go_and_one_more_may_not() {
        let before = [source("un", "a", 1000)];
        assert_eq!(shrunk(&before, &[source("un", "a", 950)]), None);
        assert_eq!(
            shrunk(&before, &[source("un", "a", 949)]),
            lost("un:a", 1000, 949)
        );
        assert_eq!(shrunk(&before, &[source("un", "a", 5000)]), None);
    }

    #[test]
    fn names_identifiers_and_addresses_are_held_like_designations() {
        let whole = || Source {
            names: 1000,
            identifiers: 400,
            addresses: 200,
            ..source("un", "a", 100)
        };
        let cut = |what: &'static str, before: u64, cut: fn(&mut Source, u32)| {
            let mut now = whole();
            cut(&mut now, u32::try_from(before * 19 / 20).unwrap());
            assert_eq!(shrunk(&[whole()], &[now.clone()]), None, "{what}");
            cut(&mut now, u32::try_from(before * 19 / 20).unwrap() - 1);
            let expected = Some(("un:a".to_owned(), what, before, before * 19 / 20 - 1));
            assert_eq!(shrunk(&[whole()], &[now]), expected);
        };
        cut("names", 1000, |source, n| source.names = n);
        cut("identifiers", 400, |source, n| source.identifiers = n);
        cut("addresses", 200, |source, n| source.addresses = n);
    }

    #[test]
    fn a_folder_renamed_by_date_is_still_compared() {
        let before = [source("un", "un-2026-01", 1000), source("ofac-sdn", "ofac", 100)];
        let now = [source("un", "un-2026-02", 10), source("ofac-sdn", "ofac", 100)];
        assert_eq!(shrunk(&before, &now), lost("un:un-2026-02", 1000, 10));
    }

    #[test]
    fn a_list_that_is_left_out_counts_as_lost() {
        let before = [source("un", "un", 10), source("ofac-sdn", "ofac", 100)];
        assert_eq!(
            shrunk(&before, &[source("un", "un", 10)]),
            lost("ofac-sdn", 100, 0)
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
            lost("un:un-2026", 1000, 100)
        );
        assert_eq!(shrunk(&now(100), &[source("un", "un-2026", 100)]), None);
    }

    #[test]
    fn one_of_two_custom_lists_cannot_hide_behind_the_growth_of_the_other() {
        let before = [source("custom", "a", 100), source("custom", "b", 100)];
        let now = [source("custom", "a", 300), source("custom", "b", 50)];
        assert_eq!(shrunk(&before, &now), lost("custom:b", 100, 50));
    }

    #[test]
    fn a_list_may_be_of_the_same_day_or_newer_and_no_day_older() {
        let before = [dated("un", "2026-02-27")];
        assert_eq!(older(&before, &[dated("un", "2026-02-27")]), None);
        assert_eq!(older(&before, &[dated("un", "2026-02-28")]), None);
        assert_eq!(
            older(&before, &[dated("un", "2026-02-26")]),
            Some("un:un 2026-02-27 2026-02-26".to_owned())
        );
        // In a folder renamed by date, too; without a day nothing is known.
        assert_eq!(
            older(&before, &[dated("un-2026-01", "2026-01-31")]),
            Some("un:un-2026-01 2026-02-27 2026-01-31".to_owned())
        );
        assert_eq!(older(&before, &[source("un", "un", 100)]), None);
    }

    #[test]
    fn a_month_is_older_only_when_all_of_its_days_are() {
        let month = |day: &str, until: &str| Source {
            day_until: Some(until.to_owned()),
            ..dated("un", day)
        };
        let before = [dated("un", "2026-02-27")];
        assert_eq!(older(&before, &[month("2026-02-01", "2026-02-28")]), None);
        assert_eq!(
            older(&before, &[month("2026-01-01", "2026-01-31")]),
            Some("un:un 2026-02-27 2026-01-01 to 2026-01-31".to_owned())
        );
    }

    #[test]
    fn an_old_snapshot_beside_a_newer_one_is_meant_to_be_old() {
        let mut old = dated("un-2019", "2019-01-01");
        old.superseded_on = Some("2026-03-01".to_owned());
        let now = [old, dated("un-2026", "2026-03-01")];
        assert_eq!(older(&[dated("un-2025", "2025-12-01")], &now), None);
    }
}
