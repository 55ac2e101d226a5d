//! The months and years of an account.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    count::{Counts, Sets},
    protect::Line,
};

/// The spans of time of an account.
pub(super) struct Periods {
    /// Months in which something was counted.
    months: Vec<String>,
    years: Vec<String>,
    /// Months in which a payment touched a listed party.
    pub(super) touched: Vec<String>,
}

impl Periods {
    /// Those in which one of all counts has something; `touched` are the payments that touch a listed party.
    pub(super) fn of<'c>(all: impl Iterator<Item = &'c Counts>, touched: &Counts) -> Periods {
        let months = |counts: &Counts| -> BTreeSet<String> {
            counts.values().flat_map(BTreeMap::keys).cloned().collect()
        };
        let all: BTreeSet<String> = all.flat_map(months).collect();
        let years: BTreeSet<String> = all.iter().map(|month| month[..4].to_owned()).collect();
        Periods {
            months: all.into_iter().collect(),
            years: years.into_iter().collect(),
            touched: months(touched).into_iter().collect(),
        }
    }

    /// Months, years, and all of them where there are several years.
    pub(super) fn names(&self) -> Vec<String> {
        let all = (self.years.len() > 1).then(|| ALL.to_owned());
        self.months
            .iter()
            .chain(&self.years)
            .cloned()
            .chain(all)
            .collect()
    }

    pub(super) fn len(&self) -> usize {
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

    pub(super) fn sums(&self, months: &BTreeMap<String, u64>) -> Vec<u64> {
        self.map(|span| span.iter().filter_map(|month| months.get(month)).sum())
    }

    /// How many different things there are in each period.
    pub(super) fn once(&self, sets: &Sets) -> Vec<u64> {
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
    pub(super) fn lines(&self) -> Vec<Line> {
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

#[cfg(test)]
impl Periods {
    /// These months and years.
    pub(super) fn named(months: &[&str], years: &[&str]) -> Periods {
        let of = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Periods {
            months: of(months),
            years: of(years),
            touched: of(months),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Periods;

    #[test]
    fn months_add_up_to_years_and_years_to_all() {
        let periods = Periods::named(&["2024-12", "2025-01", "2025-02"], &["2024", "2025"]);
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
}
