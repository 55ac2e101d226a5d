//! Several snapshots of one list, as one list with validity.
//!
//! Two sources of one official kind are two snapshots of that list; `custom` and `ftm` sources are when each is given with
//! its day (`custom@2024-01-31:PATH`), since a bank may well have several lists of its own. Snapshots are ordered by
//! day, each shows who stood on the list on that day, and nothing shows what happened in between:
//!
//! - a designation that a later snapshot lacks was delisted by then: `delisted_on` is the later snapshot's day, although
//!   it may have left any day since the one before;
//! - a designation that an earlier snapshot lacks and that states no listing date was listed by the later one:
//!   `listed_on` is that snapshot's day, although it may have been listed any day since the one before;
//! - a record that changed counts as the newest snapshot has it, and keeps the names that have been dropped since, so
//!   that they are found as of old days. Dropped identifiers are not kept: an identifier blocks by itself, and one that
//!   its publisher withdrew must not;
//! - a designation that left and came back is listed throughout: one interval cannot say more, and the wider is safer.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use portcullis_model::{Date, Designation, Name, NameKind};

use crate::located::Located;
use crate::report::SourceReport;
use crate::source::Snapshots;
use crate::{CompileError, SourceKind, SourceSpec, dates};

/// When a snapshot was taken, as precisely as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    /// The first day it can be.
    pub from: Date,
    /// The last day it can be: another one where only the month is known.
    pub to: Date,
}

impl Day {
    const fn exact(date: Date) -> Day {
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

/// One snapshot, read.
pub(crate) struct Snapshot<'r> {
    pub spec: &'r SourceSpec,
    pub day: Option<Day>,
    pub located: Vec<Located>,
    pub report: &'r mut SourceReport,
}

/// A designation over the snapshots.
struct Tracked {
    /// The newest record, with what it took over.
    located: Located,
    /// How many of its names the newest record has itself; the others come after them.
    own_names: usize,
    /// The listing date that the newest record states itself.
    own_listed: Option<Date>,
    /// The last snapshot that has it.
    last_seen: usize,
}

/// Merges the snapshots of a list. What is listed no more comes with its `delisted_on`.
pub(crate) fn merge(mut snapshots: Vec<Snapshot<'_>>) -> Result<Vec<Located>, CompileError> {
    if let Some(undated) = snapshots.iter().find(|snapshot| snapshot.day.is_none()) {
        return Err(CompileError::Undated {
            kind: undated.spec.kind,
            path: undated.spec.path.clone(),
        });
    }
    snapshots.sort_by_key(|snapshot| snapshot.day);
    for pair in snapshots.windows(2) {
        if pair[0].day == pair[1].day {
            return Err(CompileError::SameDay {
                kind: pair[1].spec.kind,
                first: pair[0].spec.path.clone(),
                second: pair[1].spec.path.clone(),
                day: pair[0].day.map_or_else(String::new, |day| day.from.to_string()),
            });
        }
    }
    // Every snapshot has a day by now.
    let days: Vec<Day> = snapshots.iter().filter_map(|snapshot| snapshot.day).collect();
    let mut tracked: Vec<Tracked> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for (n, snapshot) in snapshots.into_iter().enumerate() {
        let report = snapshot.report;
        let (mut earlier, mut back) = (0_u64, 0_u64);
        for located in snapshot.located {
            match by_id.entry(located.designation.id.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(tracked.len());
                    let mut new = Tracked::new(located, n);
                    if n > 0 {
                        report.added += 1;
                        match new.own_listed {
                            None => new.located.designation.listed_on = Some(days[n].from),
                            Some(listed) => earlier += u64::from(listed < days[n - 1].from),
                        }
                    }
                    tracked.push(new);
                }
                Entry::Occupied(entry) => {
                    let Some(known) = tracked.get_mut(*entry.get()) else {
                        continue;
                    };
                    if known.last_seen == n {
                        return Err(CompileError::Duplicate {
                            id: located.designation.id,
                            first: format!("{}:{}", known.located.path.display(), known.located.line),
                            second: format!("{}:{}", located.path.display(), located.line),
                            todo: "the snapshot holds one record twice; download it again",
                        });
                    }
                    if known.last_seen + 1 == n {
                        report.changed += u64::from(known.differs(&located.designation));
                    } else {
                        back += 1;
                        report.added += 1;
                    }
                    let mut new = Tracked::new(located, n);
                    succeed(&known.located.designation, &mut new.located.designation);
                    *known = new;
                }
            }
        }
        if n > 0 {
            report.removed = tracked.iter().filter(|known| known.last_seen + 1 == n).count() as u64;
        }
        let path = snapshot.spec.path.display();
        if earlier > 0 {
            report.warn(format!(
                "{path}: {earlier} designations are not in the snapshot before although they state an earlier listing date, which counts (measures that came back keep their old dates: say so with a program's phases)"
            ));
        }
        if back > 0 {
            report.warn(format!(
                "{path}: {back} designations left and came back; they count as listed all the time"
            ));
        }
    }
    let last = days.len() - 1;
    for known in &mut tracked {
        if known.last_seen < last {
            let gone = days[known.last_seen + 1].to;
            let stated = known.located.designation.delisted_on;
            known.located.designation.delisted_on = Some(stated.map_or(gone, |stated| stated.min(gone)));
        }
    }
    Ok(tracked.into_iter().map(|known| known.located).collect())
}

impl Tracked {
    fn new(located: Located, last_seen: usize) -> Tracked {
        Tracked {
            own_names: located.designation.names.len(),
            own_listed: located.designation.listed_on,
            located,
            last_seen,
        }
    }

    /// Whether `now` says anything otherwise than the record before it did, the record's own text aside.
    fn differs(&self, now: &Designation) -> bool {
        let before = &self.located.designation;
        if before.names.get(..self.own_names) != Some(&now.names[..]) {
            return true;
        }
        let mut before = before.clone();
        before.names.clone_from(&now.names);
        before.listed_on = self.own_listed;
        before.source_record.clone_from(&now.source_record);
        before != *now
    }
}

/// What the newer record takes over from the older: names that it dropped, and since when it is known to be listed.
fn succeed(before: &Designation, now: &mut Designation) {
    for name in &before.names {
        if now.names.iter().any(|known| known.text == name.text) {
            continue;
        }
        let kind = match name.kind {
            NameKind::Primary => NameKind::Alias,
            kind => kind,
        };
        now.names.push(Name::new(name.text.clone(), kind));
    }
    now.listed_on = match (now.listed_on, before.listed_on) {
        (None, known) => known,
        (stated, _) => stated,
    };
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{day_at_end, groups, published_day};
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
