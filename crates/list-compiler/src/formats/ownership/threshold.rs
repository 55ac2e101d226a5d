//! From what share on each authority holds what its listed parties own.

use std::sync::LazyLock;

use portcullis_model::{Date, Decimal, Designation};
use serde::Deserialize;

const RULES: &str = include_str!("../../../data/ownership.toml");

/// A share that blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Threshold {
    /// Half or more.
    #[serde(rename = "at-least-50")]
    AtLeastHalf,
    /// More than half.
    #[serde(rename = "over-50")]
    OverHalf,
    /// None: nothing is passed on.
    None,
}

impl Threshold {
    pub fn is_reached_by(self, share: Decimal) -> bool {
        let half = Decimal::from(50);
        match self {
            Threshold::AtLeastHalf => share >= half,
            Threshold::OverHalf => share > half,
            Threshold::None => false,
        }
    }

    /// In words, for remarks.
    pub fn words(self) -> &'static str {
        match self {
            Threshold::AtLeastHalf => "50 percent or more",
            Threshold::OverHalf => "more than 50 percent",
            Threshold::None => "no share",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rule: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    authority: String,
    program: Option<String>,
    threshold: Threshold,
    from: Option<toml::value::Datetime>,
    #[allow(dead_code)] // For people.
    source: String,
}

impl Rule {
    fn from(&self) -> Option<Date> {
        self.from.as_ref().and_then(|day| day.to_string().parse().ok())
    }
}

/// The table is compiled in, and a test reads it.
static TABLE: LazyLock<Vec<Rule>> =
    LazyLock::new(|| toml::from_str::<Table>(RULES).map_or_else(|_| Vec::new(), |table| table.rule));

/// The threshold of an authority on a day; `None`: before any date that is known.
pub(super) fn of(authority: &str, day: Option<Date>) -> Threshold {
    let rules = TABLE
        .iter()
        .filter(|rule| rule.authority == authority && rule.program.is_none());
    rules
        .filter(|rule| rule.from().is_none_or(|from| day.is_some_and(|day| from <= day)))
        .max_by_key(|rule| rule.from())
        .map_or(Threshold::AtLeastHalf, |rule| rule.threshold)
}

/// The days on which the threshold of an authority changes.
pub(super) fn changes(authority: &str) -> impl Iterator<Item = Date> {
    TABLE
        .iter()
        .filter(move |rule| rule.authority == authority && rule.program.is_none())
        .filter_map(Rule::from)
}

/// Whether a program reaches what its parties own.
pub(super) fn passes_on(authority: &str, program: &str) -> bool {
    !TABLE.iter().any(|rule| {
        rule.authority == authority
            && rule.program.as_deref() == Some(program)
            && rule.threshold == Threshold::None
    })
}

/// Whether a party passes anything on: a program of it does, or it has none that is stated.
pub(super) fn party_passes_on(party: &Designation) -> bool {
    party.programs.is_empty()
        || party
            .programs
            .iter()
            .any(|program| passes_on(&party.authority, program))
}

#[cfg(test)]
mod tests {
    use portcullis_model::Date;

    use super::{TABLE, Threshold, changes, of, passes_on};

    #[test]
    fn every_rule_of_the_data_is_read() {
        assert_eq!(TABLE.len(), super::RULES.matches("[[rule]]").count());
        assert!(TABLE.iter().all(|rule| !rule.source.is_empty()));
        assert!(
            TABLE
                .iter()
                .all(|rule| rule.from.is_some() == rule.from().is_some())
        );
    }

    #[test]
    fn the_eu_asks_for_half_since_july_2024_and_for_more_before() {
        let on = |day: &str| of("EU", Some(day.parse::<Date>().unwrap()));
        assert_eq!(on("2024-07-02"), Threshold::OverHalf);
        assert_eq!(on("2024-07-03"), Threshold::AtLeastHalf);
        assert_eq!(of("EU", None), Threshold::OverHalf);
        assert_eq!(of("UK", None), Threshold::OverHalf);
        assert_eq!(of("UN", None), Threshold::AtLeastHalf);
        let changes: Vec<String> = changes("EU").map(|day| day.to_string()).collect();
        assert_eq!(changes, ["2024-07-03"]);
    }

    #[test]
    fn some_programs_reach_listed_parties_alone() {
        assert!(!passes_on("US", "CMIC-EO13959"));
        assert!(passes_on("US", "SDGT") && passes_on("EU", "CMIC-EO13959"));
    }
}
