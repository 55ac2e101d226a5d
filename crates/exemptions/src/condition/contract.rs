//! What every condition of a license can do, and what it is asked with.

use std::any::Any;
use std::borrow::Cow;

use jiff::civil::Date;
use portcullis_model::Measure;
use serde::{Deserialize, Serialize};

use crate::decide::obligation::Obligation;
use crate::glob::Glob;
use crate::party::registry::Actor;
use crate::payment::Evidence;
use crate::program::table::ProgramTable;
use crate::toml_entry::Entry;
use crate::toml_table::Table;
use crate::words::words;

/// A condition of a license: one key of its table, or a few keys that mean nothing apart.
///
/// Each condition is one file of this folder and one row of the table in `condition/mod.rs`. Release is exact: a
/// condition holds only when a field of the payment or an entry of the registry shows it.
pub(crate) trait Condition: Sized + Any {
    /// Its keys in the `[[license]]` table, the leading one first.
    const KEYS: &'static [&'static str];

    /// Whether it limits which payments of its programs a license releases. A license without any such condition would
    /// release them all, and is refused.
    const LIMITS: bool = true;

    /// Whether its evidence stands in the reason of a payment that the license releases.
    const IN_REASON: bool = false;

    /// Takes its keys out of the license's table and validates them. `None` where the license does not state them, or
    /// where something is wrong with them, which is then noted.
    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Self>;

    /// Replaces the names of programs by their canonical ids, once all programs are known.
    fn resolve_programs(&mut self, _canonical: &dyn Fn(&str) -> String) {}

    /// Whether the license can concern an obligation under a program and measure at all. One that does not is no
    /// candidate, and no clause of it is told.
    fn reaches(&self, _program: &str, _measure: Measure) -> bool {
        true
    }

    /// Holds it against an obligation of a payment: a clause, with its evidence, for each thing that it asks.
    fn check(&self, case: &Case<'_>, clauses: &mut Clauses);

    /// What it asks, in words.
    fn describe(&self) -> Vec<Term>;

    /// The ids, and patterns of ids, by which it names designations.
    fn designations_named(&self) -> Vec<&Glob> {
        Vec::new()
    }

    /// What is likely wrong with it though it reads without errors.
    fn lint(&self, _context: &LintContext<'_>, _say: &mut Say<'_>) {}
}

/// An obligation that a license is held against.
pub(crate) struct Case<'a> {
    /// The obligation.
    pub(crate) obligation: &'a Obligation<'a>,
    /// Every obligation of the payment; exclusions look at all of them.
    pub(crate) all: &'a [Obligation<'a>],
    /// What the payment shows.
    pub(crate) evidence: &'a Evidence<'a>,
}

/// One term of a license and what the payment shows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Clause {
    /// The key in the license file: `purposes`, `actors`, `exclude 1`, …
    pub clause: Cow<'static, str>,
    /// Whether it is met (an exclusion: whether it does not fit).
    pub held: bool,
    /// It is not met only because the payment does not say enough: with more evidence it could be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// The evidence that shows it, or what is missing.
    pub evidence: String,
    /// Whether the reason of a release tells the evidence ([`Condition::IN_REASON`]).
    #[serde(skip)]
    pub(crate) in_reason: bool,
}

impl Clause {
    /// What of a payment it asks for, in words: `purpose`, `creditor country`.
    #[must_use]
    pub fn subject(&self) -> &str {
        match self.clause.as_ref() {
            "purposes" => "purpose",
            "actors" => "registered actor",
            "countries" => "creditor country",
            "debtor_countries" => "debtor country",
            "days_from_listing" => "day of the listing",
            "currencies" => "currency",
            "max_amount" | "cap" => "amount",
            "reference" => "license reference",
            "designated_roles" => "role of the designated party",
            "valid_from" | "valid_until" => "date",
            exclusion if exclusion.starts_with("exclude") => "purpose or country",
            other => other,
        }
    }
}

/// What a payment shows of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// That it is met.
    Met,
    /// That it is not.
    NotMet,
    /// Neither.
    Nothing,
}

impl From<bool> for Shown {
    fn from(held: bool) -> Shown {
        if held { Shown::Met } else { Shown::NotMet }
    }
}

/// The clauses of one license, as its conditions add them.
pub(crate) struct Clauses {
    list: Vec<Clause>,
    in_reason: bool,
}

impl Clauses {
    pub(super) fn new() -> Clauses {
        Clauses {
            list: Vec::with_capacity(10),
            in_reason: false,
        }
    }

    pub(crate) fn add(
        &mut self,
        key: impl Into<Cow<'static, str>>,
        shown: impl Into<Shown>,
        evidence: String,
    ) {
        let shown = shown.into();
        self.list.push(Clause {
            clause: key.into(),
            held: shown == Shown::Met,
            missing: shown == Shown::Nothing,
            evidence,
            in_reason: self.in_reason,
        });
    }

    /// Adds the clauses of one condition.
    pub(super) fn of<C: Condition>(&mut self, condition: &C, case: &Case<'_>) {
        self.in_reason = C::IN_REASON;
        condition.check(case, self);
    }

    pub(super) fn into_vec(self) -> Vec<Clause> {
        self.list
    }
}

/// One thing that a license asks, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The key in the license file: `purposes`, `exclude 1`, …
    pub key: Cow<'static, str>,
    /// What a list of conditions calls it: `at most`, `designated party as`. `None` for an exclusion.
    pub label: Option<&'static str>,
    /// What is asked: `food, health`.
    pub words: String,
}

impl Term {
    /// A condition that lists name by its own key.
    pub(crate) fn plain(key: &'static str, words: String) -> Term {
        Term::labeled(key, key, words)
    }

    /// A condition that lists name in other words than its key.
    pub(crate) fn labeled(key: &'static str, label: &'static str, words: String) -> Term {
        Term {
            key: Cow::Borrowed(key),
            label: Some(label),
            words,
        }
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.key, self.words)
    }
}

words! {
    /// What kind of weakness of a license it is.
    pub enum LintKind ("lint") {
        /// No payment can ever rely on it.
        Unreachable = "unreachable",
        /// One of its exclusions fits whenever its conditions hold.
        Swallowed = "swallowed",
        /// One of its exclusions can fit no payment, so what it names is released.
        NeverExcludes = "never-excludes",
        /// Its last day has passed.
        Expired = "expired",
        /// Nothing says where it comes from.
        NoCitation = "no-citation",
        /// A specific license that any payment may rely on.
        NoReference = "no-reference",
        /// A listed party that pays beside the actor is released with it.
        OpenPayer = "open-payer",
        /// A specific license without a last day.
        NoEnd = "no-end",
        /// It names something that no file describes; it may still be right.
        Unknown = "unknown",
    }
}

/// Takes what a lint found.
pub(crate) type Say<'s> = dyn FnMut(LintKind, String) + 's;

/// What a license is looked at beside.
pub(crate) struct LintContext<'a> {
    /// The day on which it counts as ended.
    pub(crate) as_of: Date,
    /// Whose prohibitions the license lifts.
    pub(crate) authority: &'a str,
    /// Every described program.
    pub(crate) programs: &'a ProgramTable,
    /// Every registered actor.
    pub(crate) actors: &'a [Actor],
    /// The other licenses of the same authority that ask for a reference: id and reference.
    pub(crate) references: &'a [(&'a str, &'a str)],
    /// The conditions of the license.
    pub(crate) conditions: &'a [&'a dyn Any],
}

impl LintContext<'_> {
    /// Another condition of the same license.
    pub(crate) fn other<C: Condition>(&self) -> Option<&C> {
        self.conditions
            .iter()
            .find_map(|condition| condition.downcast_ref())
    }
}

/// Values as a person reads them: `food, health`.
pub(crate) fn join<T: std::fmt::Display>(values: &[T]) -> String {
    use std::fmt::Write;

    // Every license that reaches an obligation tells what it asks: one text for all values.
    const BYTES_EACH: usize = 16;
    let mut joined = String::with_capacity(BYTES_EACH * values.len());
    for (at, value) in values.iter().enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        // To write into a text does not fail.
        let _ = write!(joined, "{comma}{value}");
    }
    joined
}

/// Where a condition is that a payment states one of several values: what is shown, and the evidence.
///
/// `what` is the field as evidence names it: `purpose`, `creditor country`.
pub(crate) fn one_of<T: std::fmt::Display + PartialEq>(
    what: &str,
    stated: Option<T>,
    allowed: &[T],
) -> (Shown, String) {
    match stated {
        Some(value) if allowed.contains(&value) => (Shown::Met, format!("{what} is {value}")),
        Some(value) => (
            Shown::NotMet,
            format!("{what} is {value}, not one of {}", join(allowed)),
        ),
        None => (
            Shown::Nothing,
            format!("the payment states no {what}; needed is one of {}", join(allowed)),
        ),
    }
}
