//! From what share on each authority holds what its listed parties own, and whose shares it adds up.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use portcullis_model::{Date, Decimal, Designation};
use serde::Deserialize;

const RULES: &str = include_str!("../../../data/ownership.toml");

/// A share that blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Threshold {
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
    pub(super) fn is_reached_by(self, share: Decimal) -> bool {
        let half = Decimal::from(50);
        match self {
            Threshold::AtLeastHalf => share >= half,
            Threshold::OverHalf => share > half,
            Threshold::None => false,
        }
    }

    /// In words, for remarks.
    pub(super) fn words(self) -> &'static str {
        match self {
            Threshold::AtLeastHalf => "50 percent or more",
            Threshold::OverHalf => "more than 50 percent",
            Threshold::None => "no share",
        }
    }
}

/// What an authority, or one program of it, says of what listed parties own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnershipRule {
    /// Whose rule it is.
    pub authority: String,
    /// The program that it is about; `None`: every one of the authority that has no rule of its own.
    pub program: Option<String>,
    /// From what share on it holds; `None`: as the authority's.
    pub threshold: Option<Threshold>,
    /// Since when; `None`: since ever.
    pub from: Option<Date>,
    /// The programs whose parties' shares are added to those of the program's own; `None`: those of every program of the
    /// authority that has no such list.
    pub aggregate_with: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rule: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    authority: String,
    program: Option<String>,
    threshold: Option<Threshold>,
    from: Option<toml::value::Datetime>,
    aggregate_with: Option<Vec<String>>,
    #[allow(dead_code)] // For people.
    source: String,
}

impl Row {
    fn read(self) -> OwnershipRule {
        let from = self.from.as_ref().and_then(|day| day.to_string().parse().ok());
        OwnershipRule {
            authority: self.authority,
            program: self.program,
            threshold: self.threshold,
            from,
            aggregate_with: self.aggregate_with,
        }
    }
}

/// The table is compiled in, and a test reads it.
static TABLE: LazyLock<Vec<OwnershipRule>> = LazyLock::new(|| {
    let table = toml::from_str::<Table>(RULES).map_or_else(|_| Vec::new(), |table| table.rule);
    table.into_iter().map(Row::read).collect()
});

/// The rules of a compilation: those that ship, and for the programs that others are given for, those.
#[derive(Debug)]
pub(super) struct Rules<'r>(Vec<&'r OwnershipRule>);

impl<'r> Rules<'r> {
    pub(super) fn with(given: &'r [OwnershipRule]) -> Rules<'r> {
        let replaced = |shipped: &&OwnershipRule| {
            given
                .iter()
                .any(|rule| rule.authority == shipped.authority && rule.program == shipped.program)
        };
        let shipped = TABLE.iter().filter(|rule| !replaced(rule));
        Rules(shipped.chain(given).collect())
    }

    /// The rules of a program of an authority; `None`: those of the authority.
    fn of<'a>(
        &'a self,
        authority: &'a str,
        program: Option<&'a str>,
    ) -> impl Iterator<Item = &'r OwnershipRule> + 'a {
        let of =
            move |rule: &&OwnershipRule| rule.authority == authority && rule.program.as_deref() == program;
        self.0.iter().copied().filter(of)
    }

    /// What an authority, or a program of it, says of thresholds on a day (`None`: before any date that is known): the latest
    /// rule that has begun.
    fn stated(&self, authority: &str, program: Option<&str>, day: Option<Date>) -> Option<Threshold> {
        self.of(authority, program)
            .filter(|rule| rule.from.is_none_or(|from| day.is_some_and(|day| from <= day)))
            .max_by_key(|rule| rule.from)
            .and_then(|rule| rule.threshold)
    }

    /// Whether a program is counted apart from the others of its authority: it has a rule of its own.
    fn is_apart(&self, authority: &str, program: &str) -> bool {
        self.of(authority, Some(program)).next().is_some()
    }

    /// The pools of shares of an authority: one of every program without a rule of its own, and one a program with one.
    pub(super) fn pools<'p>(
        &'p self,
        authority: &'p str,
        owners: impl Iterator<Item = &'p Designation>,
    ) -> Vec<Pool<'p>> {
        let programs: BTreeSet<&str> = owners
            .filter(|owner| owner.authority == authority)
            .flat_map(|owner| owner.programs.iter().map(String::as_str))
            .filter(|program| self.is_apart(authority, program))
            .collect();
        let apart = programs.into_iter().map(Some);
        std::iter::once(None)
            .chain(apart)
            .map(|program| Pool {
                rules: self,
                authority,
                program,
            })
            .collect()
    }
}

/// Shares that are added up, and the programs that follow from them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pool<'r> {
    rules: &'r Rules<'r>,
    pub(super) authority: &'r str,
    /// The program with a rule of its own; `None`: every one without.
    program: Option<&'r str>,
}

impl Pool<'_> {
    /// Whether a program follows from the shares of this pool.
    pub(super) fn takes(&self, program: &str) -> bool {
        match self.program {
            Some(own) => own == program,
            None => !self.rules.is_apart(self.authority, program),
        }
    }

    /// Whether an owner's shares are in this pool.
    pub(super) fn counts(&self, owner: &Designation) -> bool {
        let is_common = || {
            let common = |program: &String| !self.rules.is_apart(self.authority, program);
            owner.programs.is_empty() || owner.programs.iter().any(common)
        };
        if owner.authority != self.authority {
            return false;
        }
        let Some(own) = self.program else {
            return is_common();
        };
        let with = self
            .rules
            .of(self.authority, Some(own))
            .find_map(|rule| rule.aggregate_with.as_deref());
        owner.programs.iter().any(|program| program == own)
            || match with {
                Some(with) => owner.programs.iter().any(|program| with.contains(program)),
                None => is_common(),
            }
    }

    /// The threshold on a day (`None`: before any date that is known). Authorities without a rule are held to the strictest.
    pub(super) fn threshold(&self, day: Option<Date>) -> Threshold {
        let own = self.program.and_then(|own| {
            let own = Some(own);
            self.rules.stated(self.authority, own, day)
        });
        own.or_else(|| self.rules.stated(self.authority, None, day))
            .unwrap_or(Threshold::AtLeastHalf)
    }

    /// The days on which the threshold changes.
    pub(super) fn changes(&self) -> impl Iterator<Item = Date> {
        let rules = self
            .rules
            .0
            .iter()
            .filter(|rule| rule.authority == self.authority);
        rules.filter_map(|rule| rule.from)
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Date, Designation, Schema};

    use super::{OwnershipRule, RULES, Rules, TABLE, Threshold};

    fn owner(authority: &str, programs: &[&str]) -> Designation {
        let mut owner = Designation::new("x", "List", authority, Schema::Person);
        owner.programs = programs.iter().map(ToString::to_string).collect();
        owner
    }

    fn threshold(rules: &Rules<'_>, authority: &str, program: &str, day: Option<&str>) -> Threshold {
        let day = day.map(|day| day.parse::<Date>().unwrap());
        let owner = owner(authority, &[program]);
        let pools = rules.pools(authority, std::iter::once(&owner));
        let pool = pools.iter().find(|pool| pool.takes(program)).unwrap();
        assert!(pool.counts(&owner));
        pool.threshold(day)
    }

    #[test]
    fn every_rule_of_the_data_is_read() {
        assert_eq!(TABLE.len(), RULES.matches("[[rule]]").count());
        assert_eq!(
            TABLE.iter().filter(|rule| rule.from.is_some()).count(),
            RULES.matches("\nfrom = ").count()
        );
        let says_something = |rule: &OwnershipRule| rule.threshold.is_some() || rule.aggregate_with.is_some();
        assert!(TABLE.iter().all(says_something));
    }

    #[test]
    fn the_eu_asks_for_half_since_july_2024_and_for_more_before() {
        let rules = Rules::with(&[]);
        let of = |authority: &str, day: Option<&str>| threshold(&rules, authority, "P", day);
        assert_eq!(of("EU", Some("2024-07-02")), Threshold::OverHalf);
        assert_eq!(of("EU", Some("2024-07-03")), Threshold::AtLeastHalf);
        assert_eq!(of("EU", None), Threshold::OverHalf);
        assert_eq!(of("UK", None), Threshold::OverHalf);
        assert_eq!(of("UN", None), Threshold::AtLeastHalf);
    }

    #[test]
    fn some_programs_reach_listed_parties_alone() {
        let rules = Rules::with(&[]);
        assert_eq!(threshold(&rules, "US", "CMIC-EO13959", None), Threshold::None);
        assert_eq!(threshold(&rules, "US", "SDGT", None), Threshold::AtLeastHalf);
        assert_eq!(threshold(&rules, "EU", "CMIC-EO13959", None), Threshold::OverHalf);
    }

    /// FAQ 415: shares of parties under different directives, or of blocked ones, are not added up.
    #[test]
    fn shares_of_a_directive_are_counted_apart() {
        let rules = Rules::with(&[]);
        let (first, second) = (
            owner("US", &["UKRAINE-EO13662-D1"]),
            owner("US", &["UKRAINE-EO13662-D2"]),
        );
        let blocked = owner("US", &["SDGT"]);
        let owners = [&first, &second, &blocked];
        let pools = rules.pools("US", owners.into_iter());
        assert_eq!(pools.len(), 3);
        for pool in pools {
            assert_eq!(owners.iter().filter(|owner| pool.counts(owner)).count(), 1);
        }
    }

    #[test]
    fn a_given_rule_takes_the_place_of_the_shipped_one_of_that_program() {
        let given = [OwnershipRule {
            authority: "US".to_owned(),
            program: Some("CMIC-EO13959".to_owned()),
            threshold: Some(Threshold::OverHalf),
            from: None,
            aggregate_with: Some(Vec::new()),
        }];
        let rules = Rules::with(&given);
        assert_eq!(threshold(&rules, "US", "CMIC-EO13959", None), Threshold::OverHalf);
        assert_eq!(threshold(&rules, "US", "NS-MBS", None), Threshold::None);
    }
}
