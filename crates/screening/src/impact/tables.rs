//! The tables of an account: groups by periods, small ones merged and hidden.

use std::collections::BTreeMap;

use portcullis_exemptions::Rulebook;
use portcullis_model::Date;

use super::{
    ImpactAccount, ImpactRow, ImpactShare, ImpactTable, SMALLEST_GROUP, ShareOf, TOTAL,
    count::{BY_LICENSE, BY_WORD, Counts, IN_TIME, LATE, NOT_RELEASED, NOT_TOLD, Tallies},
    periods::Periods,
    system::{Draft, System, relate},
};

/// What a table says of itself.
pub(super) struct Head {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) unit: &'static str,
    pub(super) about: &'static str,
    /// Whether the groups add up.
    pub(super) adds_up: bool,
    /// The groups that are always there, in their order; none: as many as there are, and small ones are merged.
    groups: &'static [&'static str],
}

/// What of all that is counted a table has.
type Of = fn(&Tallies) -> &Counts;

/// The tables, with what each counts.
static TABLES: [(Head, Of); 11] = [
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
static AFFECTED: Head = Head {
    id: "affected",
    title: "Who is affected",
    unit: "cases and people",
    about: "Cases, and different names of debtors and creditors of stopped payments; each counts once in a month and once in a year.",
    adds_up: false,
    groups: &["cases", "people"],
};

/// The account of what was counted.
pub(super) fn tables(tallies: Tallies, rules: &Rulebook) -> ImpactAccount {
    let all = TABLES.iter().map(|(_, counts)| counts(&tallies));
    let periods = Periods::of(all, &tallies.outcomes);
    let mut system = System::of(&periods);
    let mut drafts: Vec<Draft> = TABLES
        .iter()
        .map(|(head, counts)| Draft::of(head, groups(head, counts(&tallies), &periods), &mut system))
        .collect();
    let once = [&tallies.cases, &tallies.people].map(|sets| periods.once(sets));
    let affected = AFFECTED.groups.iter().map(ToString::to_string).zip(once);
    drafts.insert(
        1,
        Draft::of(&AFFECTED, Groups::kept(affected.collect()), &mut system),
    );
    relate(&drafts, &mut system);
    let hidden = system.hidden();
    let tables: Vec<ImpactTable> = drafts
        .into_iter()
        .map(|draft| draft.table(&system, &hidden))
        .collect();
    ImpactAccount {
        program: concat!("portcullis ", env!("CARGO_PKG_VERSION")).to_owned(),
        smallest_group: SMALLEST_GROUP,
        shares: shares(&tables, tallies.duties_told),
        licenses_unused: unused(&tallies, rules, &periods),
        periods: periods.names(),
        runs: tallies.runs,
        records: tallies.records,
        decided: tallies.decided,
        tables,
    }
}

/// The shares; of duties only where somebody told which were met.
fn shares(tables: &[ImpactTable], duties_told: bool) -> Vec<ImpactShare> {
    let of = |id| tables.iter().find(|table| table.id == id);
    let lawful = of("stopped").map(|table| {
        let title = "Lawful payments over all stopped payments";
        share("lawful-stopped", title, table, &[BY_WORD, BY_LICENSE])
    });
    let duties = of("duties").filter(|_| duties_told).map(|table| {
        let title = "Duties met in time over duties due";
        share("duties-in-time", title, table, &[IN_TIME])
    });
    lawful.into_iter().chain(duties).collect()
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

/// The groups of a table with their counts by period.
pub(super) struct Groups {
    pub(super) kept: Vec<(String, Vec<u64>)>,
    /// Those that are too small to stand by themselves.
    pub(super) merged: Vec<(String, Vec<u64>)>,
}

impl Groups {
    fn kept(kept: Vec<(String, Vec<u64>)>) -> Groups {
        Groups {
            kept,
            merged: Vec::new(),
        }
    }
}

/// The counts of each group by period, and which groups are too small.
fn groups(head: &Head, counts: &Counts, periods: &Periods) -> Groups {
    if !head.groups.is_empty() {
        let none = BTreeMap::new();
        let of = |group: &&str| periods.sums(counts.get(*group).unwrap_or(&none));
        let named = head.groups.iter().map(|group| ((*group).to_owned(), of(group)));
        return Groups::kept(named.collect());
    }
    let whole = |months: &BTreeMap<String, u64>| months.values().sum::<u64>();
    let mut groups: Vec<_> = counts.iter().collect();
    groups.sort_by_key(|(name, months)| (std::cmp::Reverse(whole(months)), *name));
    // From the end on: those that are too small, and more until they are not, taken together.
    let large = groups
        .iter()
        .take_while(|(_, months)| whole(months) >= SMALLEST_GROUP);
    let mut kept = large.count();
    let few = |kept: usize| {
        groups[kept..]
            .iter()
            .map(|(_, months)| whole(months))
            .sum::<u64>()
    };
    while kept > 0 && (1..SMALLEST_GROUP).contains(&few(kept)) {
        kept -= 1;
    }
    let mut rows: Vec<(String, Vec<u64>)> = groups
        .into_iter()
        .map(|(name, months)| (name.clone(), periods.sums(months)))
        .collect();
    let merged = rows.split_off(kept);
    Groups { kept: rows, merged }
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

    use super::{Periods, TABLES, decimals, groups};

    #[test]
    fn small_groups_are_merged_and_with_them_the_next_until_they_are_not_small() {
        let periods = Periods::named(&["2025-01"], &["2025"]);
        let of = |counts: &[(&str, u64)]| {
            let counts = counts
                .iter()
                .map(|(name, n)| ((*name).to_owned(), BTreeMap::from([("2025-01".to_owned(), *n)])))
                .collect();
            let (head, _) = TABLES.iter().find(|(head, _)| head.id == "purposes").unwrap();
            let groups = groups(head, &counts, &periods);
            let names = |groups: Vec<(String, Vec<u64>)>| -> String {
                let names: Vec<String> = groups.into_iter().map(|(name, _)| name).collect();
                names.join(" ")
            };
            format!("{}; {}", names(groups.kept), names(groups.merged))
        };
        assert_eq!(of(&[("a", 9), ("b", 8), ("c", 4), ("d", 1)]), "a b; c d");
        // Four by themselves would be told: eight go with them.
        assert_eq!(of(&[("a", 9), ("b", 8), ("c", 4)]), "a; b c");
        assert_eq!(of(&[("a", 3)]), "; a");
        assert_eq!(of(&[("a", 5)]), "a; ");
    }

    #[test]
    fn a_share_is_never_rounded_up() {
        assert_eq!(decimals(2, 3), "0.6666");
        assert_eq!(decimals(3, 3), "1.0000");
    }
}
