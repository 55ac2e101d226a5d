//! The conditions of a license: one file each, and one row each in the table below.
//!
//! To add one: write its file after [`contract::Condition`], and give it a row. Reading, checking, describing and
//! linting go through the table, in its order.

pub(crate) mod contract;

pub(crate) mod actors;
pub(crate) mod cap;
pub(crate) mod countries;
pub(crate) mod currencies;
pub(crate) mod days_from_listing;
pub(crate) mod debtor_countries;
pub(crate) mod designated_roles;
pub(crate) mod designations;
pub(crate) mod exclude;
mod limit;
pub(crate) mod max_amount;
pub(crate) mod measures;
pub(crate) mod places;
pub(crate) mod programs;
pub(crate) mod purposes;
pub(crate) mod reference;
mod roles;
pub(crate) mod schemas;
pub(crate) mod steps;
pub(crate) mod valid;

use std::any::Any;

use portcullis_model::Measure;

use self::contract::{Case, Clause, Clauses, Condition, LintContext, Say, Term};
pub use self::limit::Limit;
use crate::glob::Glob;
use crate::toml_entry::Entry;
use crate::toml_table::Table;

/// Declares [`Conditions`] from rows of `field: required Type` and `field: optional Type`.
macro_rules! conditions {
    (@field required $type:ty) => { $type };
    (@field optional $type:ty) => { Option<$type> };
    (@given required $value:expr) => { Some(&$value) };
    (@given optional $value:expr) => { $value.as_ref() };
    (@given_mut required $value:expr) => { Some(&mut $value) };
    (@given_mut optional $value:expr) => { $value.as_mut() };
    (@read required $value:expr) => { $value? };
    (@read optional $value:expr) => { $value };

    ($( $field:ident: $presence:ident $type:ty, )+) => {
        /// What a license asks. An optional condition that the license does not state is `None` and holds by itself.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) struct Conditions {
            $( pub(crate) $field: conditions!(@field $presence $type), )+
        }

        impl Conditions {
            /// Every key that a condition reads, in order of the table.
            pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
                [$( <$type as Condition>::KEYS, )+].into_iter().flatten().copied()
            }

            /// The keys of each condition of which a license needs at least one, the leading one first.
            fn limiting_keys() -> Vec<&'static [&'static str]> {
                [$( (<$type as Condition>::LIMITS, <$type as Condition>::KEYS), )+]
                    .into_iter()
                    .filter(|(limits, _)| *limits)
                    .map(|(_, keys)| keys)
                    .collect()
            }

            /// Takes the keys of all conditions out of a license's table. `None` where a required one is missing or
            /// cannot be read; what is wrong is noted.
            pub(crate) fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Conditions> {
                let limiting = Self::limiting_keys();
                let limited = limiting.iter().copied().flatten().any(|key| table.has(key));
                $( let $field = <$type as Condition>::read(table, entry); )+
                // A key that nobody took may be a misspelled condition: it is told instead.
                if !limited && table.is_empty() {
                    entry.problem_here(
                        "",
                        format!(
                            "has no condition at all and would release every payment of its programs; give one of {}",
                            limiting.iter().filter_map(|keys| keys.first().copied()).collect::<Vec<_>>().join(", ")
                        ),
                    );
                }
                Some(Conditions { $( $field: conditions!(@read $presence $field), )+ })
            }

            /// Replaces the names of programs by their canonical ids, once all programs are known.
            pub(crate) fn resolve_programs(&mut self, canonical: &dyn Fn(&str) -> String) {
                $( if let Some(condition) = conditions!(@given_mut $presence self.$field) {
                    condition.resolve_programs(canonical);
                } )+
            }

            /// Whether the license can concern an obligation under a program and measure at all.
            pub(crate) fn reach(&self, program: &str, measure: Measure) -> bool {
                $( conditions!(@given $presence self.$field)
                    .is_none_or(|condition| condition.reaches(program, measure)) )&&+
            }

            /// Every clause of the license for one obligation, but what is spent of a cap: that only the ledger knows.
            pub(crate) fn check(&self, case: &Case<'_>) -> Vec<Clause> {
                let mut clauses = Clauses::new();
                $( if let Some(condition) = conditions!(@given $presence self.$field) {
                    clauses.of(condition, case);
                } )+
                clauses.into_vec()
            }

            /// Every term of the license in words; its programs and dates aside, which are told on their own.
            pub(crate) fn describe(&self) -> Vec<Term> {
                let mut terms = Vec::new();
                $( if let Some(condition) = conditions!(@given $presence self.$field) {
                    terms.extend(condition.describe());
                } )+
                terms
            }

            /// The conditions that the license states.
            pub(crate) fn stated(&self) -> Vec<&dyn Any> {
                let mut stated: Vec<&dyn Any> = Vec::new();
                $( if let Some(condition) = conditions!(@given $presence self.$field) {
                    stated.push(condition);
                } )+
                stated
            }

            /// The ids, and patterns of ids, by which they name designations.
            pub(crate) fn designations_named(&self) -> Vec<&Glob> {
                let mut named = Vec::new();
                $( if let Some(condition) = conditions!(@given $presence self.$field) {
                    named.extend(condition.designations_named());
                } )+
                named
            }

            /// Tells `say` what is likely wrong with each.
            pub(crate) fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
                $( if let Some(condition) = conditions!(@given $presence self.$field) {
                    condition.lint(context, say);
                } )+
            }
        }
    };
}

// In the order in which a license's clauses are told.
conditions! {
    valid: required valid::Valid,
    steps: optional steps::Steps,
    measures: optional measures::Measures,
    programs: required programs::Programs,
    places: optional places::Places,
    purposes: optional purposes::Purposes,
    actors: optional actors::Actors,
    designations: optional designations::Designations,
    schemas: optional schemas::Schemas,
    days_from_listing: optional days_from_listing::DaysFromListing,
    designated_roles: optional designated_roles::DesignatedRoles,
    countries: optional countries::Countries,
    debtor_countries: optional debtor_countries::DebtorCountries,
    currencies: optional currencies::Currencies,
    max_amount: optional max_amount::MaxAmount,
    caps: optional cap::Caps,
    reference: optional reference::Reference,
    exclusions: optional exclude::Exclusions,
}
