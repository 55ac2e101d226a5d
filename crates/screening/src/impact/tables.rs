//! The tables of an account: groups by periods, small ones merged and hidden.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_exemptions::Rulebook;
use portcullis_model::Date;

use super::{
    ImpactAccount, ImpactRow, ImpactShare, ImpactTable, MERGED, SMALLEST_GROUP, ShareOf, TOTAL,
    count::{BY_LICENSE, BY_WORD, Counts, IN_TIME, LATE, NOT_RELEASED, NOT_TOLD, Sets, Tallies},
    protect::{Line, hidden},
};

/// What a table says of itself.
struct Head {
    id: &'static str,
    title: &'static str,
    unit: &'static str,
    about: &'static str,
    /// Whether the groups add up.
    adds_up: bool,
    /// The groups that are always there, in their order; none: as many as there are, and small ones are merged.
    groups: &'static [&'static str],
}

/// The tables, with what each counts.
const TABLES: [(Head, fn(&Tallies) -> &Counts); 11] = [
    (
        Head {
            id: "outcomes",
            title: "Payments that touch a listed party",
            unit: "payments",
            about: "By what the first run that has the payment decided.",
            adds_up: true,
            groups: &[
                "block",
                "reject",
                "review",
                "released under a license",
                "released as a known namesake",
                "passed because nothing binds",
            ],
        },
        |tallies| &tallies.outcomes,
    ),
    (
        Head {
            id: "stopped",
            title: "What became of stopped payments",
            unit: "payments",
            about: "Stopped: block, reject or review. A payment that was released later was lawful and was stopped all the same.",
            adds_up: true,
            groups: &[BY_WORD, BY_LICENSE, NOT_RELEASED],
        },
        |tallies| &tallies.stopped,
    ),
    (
        Head {
            id: "countries",
            title: "Stopped payments by country",
            unit: "payments",
            about: "The countries of their parties that are not banks; a payment counts once for each of its countries.",
            adds_up: false,
            groups: &[],
        },
        |tallies| &tallies.countries,
    ),
    (
        Head {
            id: "sectors",
            title: "Stopped payments by sector",
            unit: "payments",
            about: "What kind of life the stated purpose belongs to.",
            adds_up: true,
            groups: &[],
        },
        |tallies| &tallies.sectors,
    ),
    (
        Head {
            id: "purposes",
            title: "Stopped payments by purpose",
            unit: "payments",
            about: "The purpose that the payment states.",
            adds_up: true,
            groups: &[],
        },
        |tallies| &tallies.purposes,
    ),
    (
        Head {
            id: "humanitarian",
            title: "Humanitarian payments that touch a listed party",
            unit: "payments",
            about: "With a purpose that serves basic needs: food, health, relief, shelter, water, education.",
            adds_up: true,
            groups: &["released", "held", "refused", "passed because nothing binds"],
        },
        |tallies| &tallies.humanitarian,
    ),
    (
        Head {
            id: "humanitarian-why",
            title: "Why they were released, held or refused",
            unit: "payments",
            about: "Of a stopped one: by what the nearest license fails, of the first obligation that none covers.",
            adds_up: true,
            groups: &[],
        },
        |tallies| &tallies.humanitarian_why,
    ),
    (
        Head {
            id: "licenses",
            title: "Licenses used",
            unit: "payments",
            about: "Payments that each released; under two licenses a payment counts for both.",
            adds_up: false,
            groups: &[],
        },
        |tallies| &tallies.licenses,
    ),
    (
        Head {
            id: "duties",
            title: "Duties by the month in which they were due",
            unit: "duties",
            about: "Those with a day. Whether they were met is what the files of met duties say.",
            adds_up: true,
            groups: &[IN_TIME, LATE, NOT_TOLD],
        },
        |tallies| &tallies.duties,
    ),
    (
        Head {
            id: "words",
            title: "Reviewers' words by the month in which they were said",
            unit: "words",
            about: "Each row of words.csv once.",
            adds_up: true,
            groups: &[],
        },
        |tallies| &tallies.words,
    ),
    (
        Head {
            id: "appeals",
            title: "Appeals of listed parties by the month in which they were made",
            unit: "appeals",
            about: "By what came of them so far.",
            adds_up: true,
            groups: &["pending", "rejected", "amended", "delisted"],
        },
        |tallies| &tallies.appeals,
    ),
];

/// The table of what is counted once in a span of time.
const AFFECTED: Head = Head {
    id: "affected",
    title: "Who is affected",
    unit: "cases and people",
    about: "Cases, and different names of debtors and creditors of stopped payments; each counts once in a month and once in a year.",
    adds_up: false,
    groups: &["cases", "people"],
};

/// The account of what was counted.
pub(super) fn tables(tallies: Tallies, rules: &Rulebook) -> ImpactAccount {
    let periods = Periods::of(&tallies);
    let mut tables: Vec<ImpactTable> = TABLES
        .iter()
        .map(|(head, counts)| table(head, grid(head, counts(&tallies), &periods), &periods))
        .collect();
    let once = [&tallies.cases, &tallies.people].map(|sets| periods.once(sets));
    let groups = AFFECTED.groups.iter().map(ToString::to_string).zip(once);
    tables.insert(1, table(&AFFECTED, groups.collect(), &periods));
    let of = |id| tables.iter().find(|table| table.id == id);
    let shares = [
        of("stopped").map(|table| {
            let title = "Lawful payments over all stopped payments";
            share("lawful-stopped", title, table, &[BY_WORD, BY_LICENSE])
        }),
        of("duties").map(|table| {
            let title = "Duties met in time over duties due";
            share("duties-in-time", title, table, &[IN_TIME])
        }),
    ];
    let shares = shares.into_iter().flatten().collect();
    ImpactAccount {
        program: concat!("portcullis ", env!("CARGO_PKG_VERSION")).to_owned(),
        smallest_group: SMALLEST_GROUP,
        licenses_unused: unused(&tallies, rules, &periods),
        periods: periods.names(),
        runs: tallies.runs,
        records: tallies.records,
        decided: tallies.decided,
        tables,
        shares,
    }
}

/// Licenses that were in force in one of the months and released nothing.
fn unused(tallies: &Tallies, rules: &Rulebook, periods: &Periods) -> Vec<String> {
    let month = |name: Option<&String>| -> Option<Date> { format!("{}-01", name?).parse().ok() };
    let (Some(first), Some(last)) = (month(periods.touched.first()), month(periods.touched.last())) else {
        return Vec::new();
    };
    let last = last.last_of_month();
    let in_force = rules.licenses().iter().filter(|license| {
        license.valid_from() <= last && license.valid_until().is_none_or(|until| until >= first)
    });
    let mut ids: Vec<String> = in_force
        .map(|license| license.id.clone())
        .filter(|id| !tallies.licenses.contains_key(id))
        .collect();
    ids.sort();
    ids
}

/// The spans of time of an account.
struct Periods {
    /// Months in which something was counted.
    months: Vec<String>,
    years: Vec<String>,
    /// Months in which a payment touched a listed party.
    touched: Vec<String>,
}

impl Periods {
    fn of(tallies: &Tallies) -> Periods {
        let months = |counts: &Counts| -> BTreeSet<String> {
            counts.values().flat_map(BTreeMap::keys).cloned().collect()
        };
        let all: BTreeSet<String> = TABLES
            .iter()
            .flat_map(|(_, counts)| months(counts(tallies)))
            .collect();
        let years: BTreeSet<String> = all.iter().map(|month| month[..4].to_owned()).collect();
        Periods {
            months: all.into_iter().collect(),
            years: years.into_iter().collect(),
            touched: months(&tallies.outcomes).into_iter().collect(),
        }
    }

    /// Months, years, and all of them where there are several years.
    fn names(&self) -> Vec<String> {
        let all = (self.years.len() > 1).then(|| ALL.to_owned());
        self.months
            .iter()
            .chain(&self.years)
            .cloned()
            .chain(all)
            .collect()
    }

    fn len(&self) -> usize {
        self.months.len() + self.years.len() + usize::from(self.years.len() > 1)
    }

    /// What of each period a function of its months gives.
    fn map<T>(&self, of: impl Fn(&[String]) -> T) -> Vec<T> {
        let months = self.months.iter().map(|month| of(std::slice::from_ref(month)));
        let years = self.years.iter().map(|year| of(self.months_of(year)));
        let all = (self.years.len() > 1).then(|| of(&self.months));
        months.chain(years).chain(all).collect()
    }

    fn months_of(&self, year: &str) -> &[String] {
        let from = self.months.partition_point(|month| month[..4] < *year);
        let to = self.months.partition_point(|month| month[..4] <= *year);
        &self.months[from..to]
    }

    fn sums(&self, months: &BTreeMap<String, u64>) -> Vec<u64> {
        self.map(|span| span.iter().filter_map(|month| months.get(month)).sum())
    }

    /// How many different things there are in each period.
    fn once(&self, sets: &Sets) -> Vec<u64> {
        self.map(|span| {
            let all: BTreeSet<&String> = span
                .iter()
                .filter_map(|month| sets.get(month))
                .flatten()
                .collect();
            all.len() as u64
        })
    }

    /// Which periods add up to which, by their places in a row.
    fn lines(&self) -> Vec<Line> {
        let months = self.months.len();
        let mut lines: Vec<Line> = self
            .years
            .iter()
            .enumerate()
            .map(|(n, year)| Line {
                parts: (0..months)
                    .filter(|&at| self.months[at].starts_with(year.as_str()))
                    .collect(),
                sum: months + n,
            })
            .collect();
        if self.years.len() > 1 {
            lines.push(Line {
                parts: (months..months + self.years.len()).collect(),
                sum: months + self.years.len(),
            });
        }
        lines
    }
}

/// All years together.
const ALL: &str = "all";

/// The counts of each group by period, small groups merged.
fn grid(head: &Head, counts: &Counts, periods: &Periods) -> Vec<(String, Vec<u64>)> {
    if !head.groups.is_empty() {
        let none = BTreeMap::new();
        let of = |group: &&str| periods.sums(counts.get(*group).unwrap_or(&none));
        return head
            .groups
            .iter()
            .map(|group| ((*group).to_owned(), of(group)))
            .collect();
    }
    let whole = |months: &BTreeMap<String, u64>| months.values().sum::<u64>();
    let mut groups: Vec<_> = counts.iter().collect();
    groups.sort_by_key(|(name, months)| (std::cmp::Reverse(whole(months)), *name));
    // From the end on: those that are too small, and more until they are not, taken together.
    let mut kept = groups
        .iter()
        .take_while(|(_, months)| whole(months) >= SMALLEST_GROUP)
        .count();
    let few = |kept: usize| {
        groups[kept..]
            .iter()
            .map(|(_, months)| whole(months))
            .sum::<u64>()
    };
    while kept > 0 && (1..SMALLEST_GROUP).contains(&few(kept)) {
        kept -= 1;
    }
    let mut rows: Vec<(String, Vec<u64>)> = groups[..kept]
        .iter()
        .map(|(name, months)| ((*name).clone(), periods.sums(months)))
        .collect();
    if kept < groups.len() {
        let mut merged: BTreeMap<String, u64> = BTreeMap::new();
        for (month, count) in groups[kept..].iter().flat_map(|(_, months)| *months) {
            *merged.entry(month.clone()).or_default() += count;
        }
        rows.push((MERGED.to_owned(), periods.sums(&merged)));
    }
    rows
}

/// A table, with what may not be shown hidden.
fn table(head: &Head, mut groups: Vec<(String, Vec<u64>)>, periods: &Periods) -> ImpactTable {
    let width = periods.len();
    let inner = groups.len();
    if head.adds_up {
        let sums = (0..width).map(|at| groups.iter().map(|(_, counts)| counts[at]).sum());
        groups.push((TOTAL.to_owned(), sums.collect()));
    }
    let mut lines = Vec::new();
    for row in 0..groups.len() {
        lines.extend(periods.lines().into_iter().map(|line| Line {
            parts: line.parts.iter().map(|at| row * width + at).collect(),
            sum: row * width + line.sum,
        }));
    }
    if head.adds_up {
        lines.extend((0..width).map(|at| Line {
            parts: (0..inner).map(|row| row * width + at).collect(),
            sum: inner * width + at,
        }));
    }
    let counts: Vec<u64> = groups.iter().flat_map(|(_, counts)| counts).copied().collect();
    let hidden = hidden(&counts, &lines);
    let rows = groups.into_iter().enumerate().map(|(row, (group, counts))| {
        let shown = counts.into_iter().zip(&hidden[row * width..]);
        ImpactRow {
            group,
            counts: shown.map(|(count, hidden)| (!hidden).then_some(count)).collect(),
        }
    });
    ImpactTable {
        id: head.id,
        title: head.title,
        unit: head.unit,
        about: head.about,
        adds_up: head.adds_up,
        rows: rows.collect(),
    }
}

/// The share of some groups of a table that adds up: what is not in the others. So it shows nothing that the table hides.
fn share(id: &'static str, title: &'static str, table: &ImpactTable, of: &[&str]) -> ImpactShare {
    let row = |group: &str| table.rows.iter().find(|row| row.group == group);
    let total = row(TOTAL).map(|row| row.counts.as_slice()).unwrap_or_default();
    let others = table
        .rows
        .iter()
        .filter(|row| row.group != TOTAL && !of.contains(&row.group.as_str()));
    let others: Vec<&ImpactRow> = others.collect();
    let shares = total.iter().enumerate().map(|(at, whole)| {
        let rest: Option<u64> = others.iter().map(|row| row.counts[at]).sum();
        let part = whole.zip(rest).map(|(whole, rest)| whole - rest);
        let share = part.zip(*whole).filter(|(_, whole)| *whole > 0);
        ShareOf {
            part,
            whole: *whole,
            share: share.map(|(part, whole)| decimals(part, whole)),
        }
    });
    ImpactShare {
        id,
        title,
        shares: shares.collect(),
    }
}

/// A share with four decimals, rounded down.
fn decimals(part: u64, whole: u64) -> String {
    let parts = u128::from(part) * 10_000 / u128::from(whole);
    format!("{}.{:04}", parts / 10_000, parts % 10_000)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Periods, TABLES, decimals, grid};

    fn periods(months: &[&str], years: &[&str]) -> Periods {
        let of = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Periods {
            months: of(months),
            years: of(years),
            touched: of(months),
        }
    }

    #[test]
    fn months_add_up_to_years_and_years_to_all() {
        let periods = periods(&["2024-12", "2025-01", "2025-02"], &["2024", "2025"]);
        assert_eq!(
            periods.names(),
            ["2024-12", "2025-01", "2025-02", "2024", "2025", "all"]
        );
        let counts = BTreeMap::from([("2024-12".to_owned(), 1), ("2025-02".to_owned(), 7)]);
        assert_eq!(periods.sums(&counts), [1, 0, 7, 1, 7, 8]);
        let lines: Vec<_> = periods
            .lines()
            .into_iter()
            .map(|line| (line.parts, line.sum))
            .collect();
        assert_eq!(lines, [(vec![0], 3), (vec![1, 2], 4), (vec![3, 4], 5)]);
    }

    #[test]
    fn small_groups_are_merged_and_with_them_the_next_until_they_are_not_small() {
        let periods = periods(&["2025-01"], &["2025"]);
        let of = |counts: &[(&str, u64)]| {
            let counts = counts
                .iter()
                .map(|(name, n)| ((*name).to_owned(), BTreeMap::from([("2025-01".to_owned(), *n)])))
                .collect();
            let (head, _) = TABLES.iter().find(|(head, _)| head.id == "purposes").unwrap();
            let rows = grid(head, &counts, &periods);
            rows.into_iter()
                .map(|(name, counts)| format!("{name} {}", counts[0]))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of(&[("a", 9), ("b", 8), ("c", 4), ("d", 1)]),
            ["a 9", "b 8", "groups under five 5"]
        );
        // Four by themselves would be told: eight go with them.
        assert_eq!(
            of(&[("a", 9), ("b", 8), ("c", 4)]),
            ["a 9", "groups under five 12"]
        );
        assert_eq!(of(&[("a", 3)]), ["groups under five 3"]);
        assert_eq!(of(&[("a", 5)]), ["a 5"]);
    }

    #[test]
    fn a_share_is_never_rounded_up() {
        assert_eq!(decimals(2, 3), "0.6666");
        assert_eq!(decimals(3, 3), "1.0000");
    }
}
