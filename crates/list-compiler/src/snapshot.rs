//! Which sources are snapshots of one list, and of which day each is.
//!
//! Two sources of one official kind are two snapshots of that list; `custom` and `ftm` sources are when each is given with
//! its day (`custom@2024-01-31:PATH`), since a bank may well have several lists of its own. What becomes of them is told in
//! [`timeline`](crate::timeline).

use std::collections::HashMap;
use std::path::Path;

use portcullis_model::Date;

use crate::source::Snapshots;
use crate::{SourceKind, SourceSpec, dates};

/// When a snapshot was taken, as precisely as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    /// The first day it can be.
    pub from: Date,
    /// The last day it can be: another one where only the month is known.
    pub to: Date,
}

impl Day {
    pub const fn exact(date: Date) -> Day {
        Day { from: date, to: date }
    }
}

/// The day of a source: as the command line says, else as its publisher does, else as the end of its file's or folder's
/// name does (`ofac-sdn-2021-07-15`, `ofac-sdn-20210715`, `ofac-sdn-2021-07` for some day of that month).
pub(crate) fn day(spec: &SourceSpec, published: Option<&str>) -> Option<Day> {
    spec.date
        .map(Day::exact)
        .or_else(|| published.and_then(published_day))
        .or_else(|| named_day(&spec.path))
}

/// A publication date in any of the ways in which publishers write it.
pub(crate) fn published_day(text: &str) -> Option<Day> {
    dates::iso(text)
        .or_else(|| dates::full_words(text))
        .or_else(|| {
            dates::day_month_year(text)
                .filter(|date| date.from == date.to)
                .map(|date| date.from)
        })
        .map(Day::exact)
}

fn named_day(path: &Path) -> Option<Day> {
    // A folder's name is not cut at its last dot.
    let own = if path.is_dir() {
        path.file_name()
    } else {
        path.file_stem()
    };
    let parent = path.parent().and_then(Path::file_name);
    [own, parent]
        .into_iter()
        .flatten()
        .filter_map(|name| name.to_str())
        .find_map(day_at_end)
        .or_else(|| own?.to_str().and_then(day_within).map(Day::exact))
}

/// The one day that a name has in it, wherever: `sdn_2021-08-18_f2dad11`, `sdn_20210818_1`.
pub(crate) fn day_within(name: &str) -> Option<Date> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut days = Vec::new();
    let mut at = 0;
    while at < name.len() {
        let rest = name.get(at..).unwrap_or_default();
        let run = digits(rest);
        let day = match (run, rest.get(..10), rest.get(..8)) {
            (4, Some(iso), _) if digits(&rest[10..]) == 0 => dates::iso(iso).map(|day| (day, 10)),
            (8, _, Some(d)) => {
                dates::iso(&format!("{}-{}-{}", &d[..4], &d[4..6], &d[6..])).map(|day| (day, 8))
            }
            _ => None,
        };
        days.extend(day.map(|(day, _)| day));
        at += day.map_or(run.max(1), |(_, length)| length);
    }
    match days[..] {
        [day] => Some(day),
        _ => None,
    }
}

fn day_at_end(name: &str) -> Option<Day> {
    let tail = |len: usize| {
        let at = name.len().checked_sub(len)?;
        let tail = name.get(at..)?;
        let stands_alone = !name[..at].ends_with(|c: char| c.is_ascii_digit());
        stands_alone.then_some(tail)
    };
    if let Some(date) = tail(10).and_then(dates::iso) {
        return Some(Day::exact(date));
    }
    if let Some(digits) = tail(8).filter(|tail| tail.bytes().all(|b| b.is_ascii_digit()))
        && let Some(date) = dates::iso(&format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
    {
        return Some(Day::exact(date));
    }
    let month = tail(7).filter(|tail| tail.as_bytes()[4] == b'-')?;
    dates::partial_iso(month, false).map(|month| Day {
        from: month.from,
        to: month.to,
    })
}

/// Which sources are snapshots of one list: for each source the first of its list, where there are several.
pub(crate) fn groups(specs: &[SourceSpec]) -> Vec<Option<usize>> {
    let belongs = |spec: &SourceSpec| match spec.kind.list().snapshots {
        Snapshots::Always => true,
        Snapshots::WhenDated => spec.date.is_some(),
        Snapshots::Never => false,
    };
    let mut first: HashMap<SourceKind, (usize, usize)> = HashMap::new();
    for (i, spec) in specs.iter().enumerate().filter(|(_, spec)| belongs(spec)) {
        first.entry(spec.kind).or_insert((i, 0)).1 += 1;
    }
    specs
        .iter()
        .map(|spec| {
            let (leader, sources) = first.get(&spec.kind)?;
            (belongs(spec) && *sources > 1).then_some(*leader)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{day_at_end, day_within, groups, published_day};
    use crate::SourceSpec;

    #[test]
    fn a_name_that_ends_in_a_date_says_the_day_or_the_month() {
        let day =
            |name: &str| day_at_end(name).map_or_else(String::new, |day| format!("{} {}", day.from, day.to));
        assert_eq!(day("ofac-sdn-2021-07-15"), "2021-07-15 2021-07-15");
        assert_eq!(day("sdn_20210715"), "2021-07-15 2021-07-15");
        assert_eq!(day("un-2024-02"), "2024-02-01 2024-02-29");
        for name in [
            "un",
            "un-2024",
            "2024-13",
            "x12024-02-01",
            "a-20241301",
            "2024-02-x",
            "é-2",
        ] {
            assert_eq!(day(name), "", "{name}");
        }
        assert_eq!(day("2024-02"), "2024-02-01 2024-02-29");
        assert_eq!(
            day(Path::new("x/2024-02-30").file_name().unwrap().to_str().unwrap()),
            ""
        );
    }

    #[test]
    fn a_name_may_have_one_day_anywhere() {
        let day = |name: &str| day_within(name).map_or_else(String::new, |day| day.to_string());
        assert_eq!(day("sdn_2021-08-18_f2dad11"), "2021-08-18");
        assert_eq!(day("20210818-sdn"), "2021-08-18");
        assert_eq!(day("é2021-08-18"), "2021-08-18");
        for name in [
            "sdn",
            "120210818",
            "2021-08-181",
            "2021-13-01",
            "2021-08-18_2021-08-19",
        ] {
            assert_eq!(day(name), "", "{name}");
        }
    }

    #[test]
    fn publishers_write_their_dates_in_different_ways() {
        for text in ["2026-10-08T00:00:09Z", "08-Oct-2026", "08/10/2026"] {
            assert_eq!(
                published_day(text).unwrap().from.to_string(),
                "2026-10-08",
                "{text}"
            );
        }
        assert_eq!(published_day("Oct 2026"), None);
    }

    #[test]
    fn sources_of_one_official_kind_are_snapshots_and_own_lists_only_with_a_day() {
        let of = |texts: &[&str]| -> Vec<Option<usize>> {
            let specs: Vec<SourceSpec> = texts.iter().map(|text| text.parse().unwrap()).collect();
            groups(&specs)
        };
        assert_eq!(of(&["un:a", "eu:b", "un:c"]), [Some(0), None, Some(0)]);
        assert_eq!(of(&["custom:a", "custom:b"]), [None, None]);
        assert_eq!(
            of(&["custom:a", "custom@2024-01-01:b", "custom@2024-02-01:c"]),
            [None, Some(1), Some(1)]
        );
        assert_eq!(of(&["ownership:a", "ownership:b"]), [None, None]);
    }
}
