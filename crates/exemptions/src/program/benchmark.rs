//! What is asked of a party in numbers, and the days on which it is looked at.

use std::str::FromStr;

use jiff::civil::Date;
use portcullis_model::Decimal;
use serde::{Deserialize, Serialize};

use crate::toml_entry::Entry;
use crate::toml_file::{Spanned, TextList};
use crate::words::words;

words! {
    /// How a measured value is held against a threshold.
    pub enum Comparison ("comparison") {
        /// Less.
        Less = "<",
        /// At most.
        AtMost = "<=",
        /// More.
        More = ">",
        /// At least.
        AtLeast = ">=",
        /// Exactly.
        Equal = "=",
    }
}

/// A public, objective measure of a criterion: it is met while the indicator stands so to the threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Benchmark {
    /// Unique within its program; what a finding names.
    pub id: String,
    /// The criterion of a step that it measures.
    pub criterion: String,
    /// What is measured: `stock of uranium`.
    pub indicator: String,
    /// How the value must stand to the threshold.
    pub comparison: Comparison,
    /// In the unit.
    pub threshold: Decimal,
    /// What the threshold counts; `None` for a bare number.
    pub unit: Option<String>,
    /// Where the value is published.
    pub source: String,
    /// Since when the benchmark is public.
    pub published: Option<Date>,
}

/// A day on which the program is looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Milestone {
    /// The day.
    pub date: Date,
    /// What happens on it.
    pub review: String,
    /// The criteria that are looked at.
    pub criteria: Vec<String>,
}

impl Benchmark {
    /// Whether a value meets it.
    #[must_use]
    pub fn is_met_by(&self, value: Decimal) -> bool {
        match self.comparison {
            Comparison::Less => value < self.threshold,
            Comparison::AtMost => value <= self.threshold,
            Comparison::More => value > self.threshold,
            Comparison::AtLeast => value >= self.threshold,
            Comparison::Equal => value == self.threshold,
        }
    }
}

impl std::fmt::Display for Benchmark {
    /// `stock of uranium <= 300 kg (IAEA quarterly report)`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.indicator, self.comparison, self.threshold)?;
        if let Some(unit) = &self.unit {
            write!(f, " {unit}")?;
        }
        write!(f, " ({})", self.source)
    }
}

/// `[[program.benchmark]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBenchmark {
    id: Option<Spanned<String>>,
    criterion: Option<Spanned<String>>,
    indicator: Option<Spanned<String>>,
    comparison: Option<Spanned<String>>,
    threshold: Option<Spanned<String>>,
    unit: Option<Spanned<String>>,
    source: Option<Spanned<String>>,
    published: Option<Spanned<toml::Value>>,
}

/// `[[program.milestone]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMilestone {
    date: Option<Spanned<toml::Value>>,
    review: Option<Spanned<String>>,
    criteria: Option<TextList>,
}

/// Reads the benchmarks of a program whose steps have these criteria.
pub(super) fn read_benchmarks(
    raw: &[Spanned<RawBenchmark>],
    criteria: &[&str],
    entry: &mut Entry<'_>,
) -> Vec<Benchmark> {
    let mut benchmarks: Vec<Benchmark> = Vec::with_capacity(raw.len());
    for spanned in raw {
        let Some(benchmark) = read_benchmark(spanned, criteria, entry) else {
            continue;
        };
        if benchmarks.iter().any(|other| other.id == benchmark.id) {
            entry.problem(
                spanned,
                "benchmark.id",
                format!("`{}` is there twice", benchmark.id),
            );
        }
        benchmarks.push(benchmark);
    }
    benchmarks
}

fn read_benchmark(
    spanned: &Spanned<RawBenchmark>,
    criteria: &[&str],
    entry: &mut Entry<'_>,
) -> Option<Benchmark> {
    let raw = spanned.get_ref();
    let mut need = |value: &Option<Spanned<String>>, key: &str| match value {
        Some(value) => entry.text(value, key),
        None => {
            entry.problem(spanned, key, "is missing");
            None
        }
    };
    let id = need(&raw.id, "benchmark.id");
    let criterion = need(&raw.criterion, "benchmark.criterion");
    let indicator = need(&raw.indicator, "benchmark.indicator");
    let comparison = need(&raw.comparison, "benchmark.comparison");
    let threshold = need(&raw.threshold, "benchmark.threshold");
    let source = need(&raw.source, "benchmark.source");
    if let (Some(criterion), Some(at)) = (&criterion, &raw.criterion) {
        known_criterion(criterion, at, "benchmark.criterion", criteria, entry);
    }
    let comparison = comparison.and(raw.comparison.as_ref()).and_then(|word| {
        let read: Option<Comparison> = entry.word(word, "benchmark.comparison");
        read
    });
    let threshold = threshold.and_then(|text| {
        let read = Decimal::from_str(&text).ok();
        if let (None, Some(at)) = (read, &raw.threshold) {
            let reason = format!("`{text}` is not a number in quotes, like \"300\"");
            entry.problem(at, "benchmark.threshold", reason);
        }
        read
    });
    let unit = entry.optional(raw.unit.as_ref(), "benchmark.unit");
    let published = raw
        .published
        .as_ref()
        .and_then(|date| entry.date(date, "benchmark.published"));
    Some(Benchmark {
        id: id?,
        criterion: criterion?,
        indicator: indicator?,
        comparison: comparison?,
        threshold: threshold?,
        unit,
        source: source?,
        published,
    })
}

/// Reads the milestones of a program that begins on a day, in order of their days.
pub(super) fn read_milestones(
    raw: &[Spanned<RawMilestone>],
    criteria: &[&str],
    begins: Option<Date>,
    entry: &mut Entry<'_>,
) -> Vec<Milestone> {
    let mut milestones = Vec::with_capacity(raw.len());
    for spanned in raw {
        let milestone = spanned.get_ref();
        let date = match &milestone.date {
            Some(date) => entry.date(date, "milestone.date"),
            None => {
                entry.problem(spanned, "milestone.date", "is missing");
                None
            }
        };
        if let (Some(day), Some(begins), Some(at)) = (date, begins, &milestone.date)
            && day < begins
        {
            let reason = format!("{day} is before the program begins ({begins})");
            entry.problem(at, "milestone.date", reason);
        }
        let review = match &milestone.review {
            Some(review) => entry.text(review, "milestone.review"),
            None => {
                entry.problem(spanned, "milestone.review", "is missing; say what is looked at");
                None
            }
        };
        let named = entry.list(
            milestone.criteria.as_ref(),
            "milestone.criteria",
            |entry, criterion| {
                let text = entry.text(criterion, "milestone.criteria")?;
                known_criterion(&text, criterion, "milestone.criteria", criteria, entry);
                Some(text)
            },
        );
        if let (Some(date), Some(review)) = (date, review) {
            milestones.push(Milestone {
                date,
                review,
                criteria: named.unwrap_or_default(),
            });
        }
    }
    milestones.sort_by_key(|milestone| milestone.date);
    milestones
}

fn known_criterion(
    criterion: &str,
    at: &Spanned<String>,
    key: &str,
    criteria: &[&str],
    entry: &mut Entry<'_>,
) {
    if !criteria.contains(&criterion) {
        let known = if criteria.is_empty() {
            "none".to_owned()
        } else {
            criteria.join(", ")
        };
        entry.problem(
            at,
            key,
            format!("no step has the criterion `{criterion}` (criteria: {known})"),
        );
    }
}
