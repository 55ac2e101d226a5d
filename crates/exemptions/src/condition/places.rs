//! `places`: in which places a license lifts what binds by the place.
//!
//! A license without it lifts nothing that binds by a place: a permission about designated parties is none to deal with a
//! country. One with it lifts what binds by designated parties as well, as its other conditions say.

use portcullis_model::{Measure, PlaceCode};

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Term, join};
use super::programs::Programs;
use crate::toml_entry::Entry;
use crate::toml_file::TextList;
use crate::toml_table::Table;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places(pub(crate) Vec<PlaceCode>);

impl Condition for Places {
    const KEYS: &'static [&'static str] = &["places"];
    const LIMITS: bool = false;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Places> {
        let list = table.take::<TextList>("places", entry);
        entry.places(list.as_ref(), "places").map(Places)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let Some(place) = case.obligation.place() else {
            return;
        };
        let held = self.0.iter().any(|of| of.contains(place));
        let evidence = if held {
            format!("{place} is one of {}", join(&self.0))
        } else {
            format!("{place} is not one of {}", join(&self.0))
        };
        clauses.add("places", held, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::plain("places", join(&self.0))]
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        let Some(Programs::Named(named)) = context.other::<Programs>() else {
            return;
        };
        let described: Vec<_> = named
            .iter()
            .filter_map(|name| context.programs.program(name))
            .collect();
        if described.len() < named.len() {
            return;
        }
        let binds = |place: PlaceCode| {
            described.iter().any(|program| {
                let binds_payments = program
                    .every_measure()
                    .any(|measure| measure != Measure::TravelBan);
                binds_payments
                    && program
                        .every_place()
                        .any(|of| of.contains(place) || place.contains(of))
            })
        };
        for place in self.0.iter().filter(|place| !binds(**place)) {
            say(
                LintKind::Unknown,
                format!("names the place {place}, by which none of its programs binds"),
            );
        }
    }
}
