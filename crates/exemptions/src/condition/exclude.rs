//! `[[license.exclude]]`: what defeats a license although its conditions hold.

use portcullis_model::{CountryCode, Field, Measure, Purpose};
use serde::Deserialize;

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Shown, Term, join};
use super::countries::Countries;
use super::designated_roles::DesignatedRoles;
use super::programs::Programs;
use super::purposes::Purposes;
use super::roles;
use crate::decide::obligation::Obligation;
use crate::glob::{Glob, any_fits};
use crate::payment::Evidence;
use crate::purpose::ShownPurpose;
use crate::toml_entry::Entry;
use crate::toml_file::{Spanned, TextList};
use crate::toml_table::Table;

/// Everywhere a designated party can stand in a payment that is read from a table. In its texts nobody stands.
const EVERY_ROLE: [Field; 7] = [
    Field::DEBTOR,
    Field::ULTIMATE_DEBTOR,
    Field::DEBTOR_AGENT,
    Field::INTERMEDIARY_AGENT,
    Field::CREDITOR_AGENT,
    Field::CREDITOR,
    Field::ULTIMATE_CREDITOR,
];

/// The exclusions of a license; each defeats it alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exclusions(pub(crate) Vec<Exclusion>);

/// An exclusion: it fits when everything that is given fits. What the payment does not say fits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Exclusion {
    designated_roles: Option<Vec<Field>>,
    unless_purposes: Option<Vec<Purpose>>,
    designations: Option<Vec<Glob>>,
    countries: Option<Vec<CountryCode>>,
    programs: Option<Vec<String>>,
    purposes: Option<Vec<Purpose>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExclusion {
    designated_roles: Option<TextList>,
    unless_purposes: Option<TextList>,
    designations: Option<TextList>,
    countries: Option<TextList>,
    programs: Option<TextList>,
    purposes: Option<TextList>,
}

impl Condition for Exclusions {
    const KEYS: &'static [&'static str] = &["exclude"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Exclusions> {
        let raw = table.take::<Vec<Spanned<RawExclusion>>>("exclude", entry)?;
        let list: Vec<Exclusion> = raw
            .iter()
            .map(|exclusion| Exclusion::read(exclusion, entry))
            .collect();
        (!list.is_empty()).then_some(Exclusions(list))
    }

    fn resolve_programs(&mut self, canonical: &dyn Fn(&str) -> String) {
        for exclusion in &mut self.0 {
            if let Some(named) = &mut exclusion.programs {
                *named = named.iter().map(|name| canonical(name)).collect();
            }
        }
    }

    /// An exclusion looks at every obligation of the payment, and defeats the license for all of it.
    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        for (at, exclusion) in self.0.iter().enumerate() {
            let fits = case.all.iter().find(|other| {
                may_be_excluded(other, case.obligation) && exclusion.fits(other, case.evidence)
            });
            let shown = match fits {
                None => Shown::Met,
                Some(_) if exclusion.asks_what_is_not_said(case.evidence) => Shown::Nothing,
                Some(_) => Shown::NotMet,
            };
            let evidence = match fits {
                None => "does not fit".to_owned(),
                Some(obligation) => format!(
                    "fits: {} {} under {}, purpose {}",
                    obligation.of.hit.field,
                    obligation.of.designation.id,
                    obligation.program,
                    case.evidence.purpose.said().map_or("not stated", Purpose::as_str),
                ),
            };
            clauses.add(format!("exclude {}", at + 1), shown, evidence);
        }
    }

    fn describe(&self) -> Vec<Term> {
        self.0
            .iter()
            .enumerate()
            .map(|(at, exclusion)| Term {
                key: format!("exclude {}", at + 1).into(),
                label: None,
                words: exclusion.words(),
            })
            .collect()
    }

    fn designations_named(&self) -> Vec<&Glob> {
        let of_each = self
            .0
            .iter()
            .filter_map(|exclusion| exclusion.designations.as_ref());
        of_each.flatten().collect()
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        for (at, exclusion) in self.0.iter().enumerate() {
            if exclusion.swallows(context) {
                let message = format!(
                    "exclusion {} fits whenever the conditions hold, so nothing is ever released",
                    at + 1
                );
                say(LintKind::Swallowed, message);
            }
            if let Some(why) = exclusion.never_fits(context) {
                let message = format!("exclusion {} can never fit: {why}", at + 1);
                say(LintKind::NeverExcludes, message);
            }
            let unknown = |named: &&String| context.programs.regime(named).is_none();
            for named in exclusion.programs.iter().flatten().filter(unknown) {
                let message = format!(
                    "exclusion {} names the program {named}, which no file describes; check its spelling",
                    at + 1
                );
                say(LintKind::Unknown, message);
            }
        }
    }
}

/// Whether more evidence could show the purpose.
fn is_open(purpose: &ShownPurpose) -> bool {
    matches!(purpose, ShownPurpose::Unstated | ShownPurpose::Doubtful(..))
}

/// Whether an exclusion looks at another obligation of the payment. Of what binds by a place it does where the same
/// authority freezes what is there: only then is the party as good as a listed one.
fn may_be_excluded(other: &Obligation<'_>, obligation: &Obligation<'_>) -> bool {
    other.place().is_none()
        || other.measure == Measure::AssetFreeze && other.authority == obligation.authority
}

impl Exclusions {
    /// Whether one of them says something of a designated party in a role.
    pub(crate) fn speaks_of(&self, role: Field) -> bool {
        let mut roles = self
            .0
            .iter()
            .filter_map(|exclusion| exclusion.designated_roles.as_ref());
        roles.any(|roles| roles::stands_in(roles, role))
    }
}

impl Exclusion {
    fn read(spanned: &Spanned<RawExclusion>, entry: &mut Entry<'_>) -> Exclusion {
        let raw = spanned.get_ref();
        let exclusion = Exclusion {
            designated_roles: roles::read(
                entry,
                raw.designated_roles.as_ref(),
                "exclude.designated_roles",
                roles::FreeText::Allowed,
            ),
            unless_purposes: entry.words(raw.unless_purposes.as_ref(), "exclude.unless_purposes"),
            designations: entry.list(raw.designations.as_ref(), "exclude.designations", |entry, id| {
                entry.text(id, "exclude.designations").map(Glob::new)
            }),
            countries: entry.list(raw.countries.as_ref(), "exclude.countries", |entry, code| {
                entry.country(code, "exclude.countries")
            }),
            programs: entry.texts(raw.programs.as_ref(), "exclude.programs"),
            purposes: entry.words(raw.purposes.as_ref(), "exclude.purposes"),
        };
        if exclusion == Exclusion::default() {
            entry.problem(
                spanned,
                "exclude",
                "is empty and would defeat the license always; say what it excludes",
            );
        }
        exclusion
    }

    /// Whether it might not fit if the payment said more.
    fn asks_what_is_not_said(&self, evidence: &Evidence<'_>) -> bool {
        let of_purpose = self.purposes.is_some() || self.unless_purposes.is_some();
        of_purpose && is_open(&evidence.purpose)
            || self.countries.is_some() && evidence.payment.creditor_country().is_none()
    }

    /// Whether everything that is given fits an obligation.
    fn fits(&self, obligation: &Obligation<'_>, evidence: &Evidence<'_>) -> bool {
        fn names<T: PartialEq>(list: Option<&Vec<T>>, value: Option<&T>) -> bool {
            list.is_none_or(|list| value.is_none_or(|value| list.contains(value)))
        }
        let of = obligation.of;
        // A purpose that something contradicts is not said, and spares nothing.
        let (payment, purpose) = (evidence.payment, evidence.purpose.shown());
        self.designated_roles
            .as_ref()
            .is_none_or(|listed| roles::designated(listed, obligation).unwrap_or(true))
            && self
                .designations
                .as_ref()
                .is_none_or(|globs| any_fits(globs, of.designation))
            && self
                .programs
                .as_ref()
                .is_none_or(|programs| programs.iter().any(|p| p == obligation.program))
            && names(self.countries.as_ref(), payment.creditor_country().as_ref())
            && names(self.purposes.as_ref(), purpose.as_ref())
            && !self
                .unless_purposes
                .as_ref()
                .is_some_and(|spared| purpose.is_some_and(|purpose| spared.contains(&purpose)))
    }

    fn words(&self) -> String {
        fn part<T: std::fmt::Display>(key: &str, values: Option<&Vec<T>>) -> Option<String> {
            values.map(|values| format!("{key}: {}", join(values)))
        }
        [
            part("designated_roles", self.designated_roles.as_ref()),
            part("designations", self.designations.as_ref()),
            part("programs", self.programs.as_ref()),
            part("countries", self.countries.as_ref()),
            part("purposes", self.purposes.as_ref()),
            part("unless_purposes", self.unless_purposes.as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
    }

    /// Why no payment that meets the license's other conditions can be one that it fits; `None` where one can.
    fn never_fits(&self, context: &LintContext<'_>) -> Option<&'static str> {
        fn apart<T: PartialEq>(allowed: Option<&Vec<T>>, excluded: Option<&Vec<T>>) -> bool {
            matches!((allowed, excluded), (Some(allowed), Some(excluded)) if !excluded.iter().any(|value| allowed.contains(value)))
        }
        let spared = self.unless_purposes.as_ref().filter(|spared| {
            let named = self.purposes.as_ref();
            named.is_some_and(|named| named.iter().all(|purpose| spared.contains(purpose)))
        });
        if spared.is_some() {
            return Some("all of its purposes are among its unless_purposes");
        }
        let purposes = context.other::<Purposes>().map(|purposes| &purposes.0);
        if apart(purposes, self.purposes.as_ref()) {
            return Some("the license is for none of its purposes");
        }
        let countries = context.other::<Countries>().map(|countries| &countries.0);
        apart(countries, self.countries.as_ref()).then_some("the license is for none of its countries")
    }

    /// Whether it fits every payment that meets the license's other conditions.
    fn swallows(&self, context: &LintContext<'_>) -> bool {
        // Everything the license allows must be within what the exclusion names; `all` is how many values there are.
        fn within<T: PartialEq>(
            allowed: Option<&Vec<T>>,
            excluded: Option<&Vec<T>>,
            all: Option<usize>,
        ) -> bool {
            match (allowed, excluded) {
                (_, None) => true,
                (Some(allowed), Some(excluded)) => allowed.iter().all(|value| excluded.contains(value)),
                (None, Some(excluded)) => all.is_some_and(|all| excluded.len() >= all),
            }
        }
        let programs = match (context.other::<Programs>(), &self.programs) {
            (_, None) => true,
            (None | Some(Programs::All), Some(_)) => false,
            (Some(Programs::Named(named)), Some(excluded)) => {
                named.iter().all(|name| excluded.contains(name))
            }
        };
        let purposes = context.other::<Purposes>().map(|purposes| &purposes.0);
        let spared = self
            .unless_purposes
            .as_ref()
            .is_some_and(|spared| match purposes {
                None => true,
                Some(purposes) => purposes.iter().any(|purpose| spared.contains(purpose)),
            });
        programs
            && !spared
            && within(
                Some(
                    context
                        .other::<DesignatedRoles>()
                        .map_or(&Vec::from(EVERY_ROLE), |roles| &roles.0),
                ),
                self.designated_roles.as_ref(),
                None,
            )
            && within(
                context.other::<Countries>().map(|countries| &countries.0),
                self.countries.as_ref(),
                None,
            )
            && within(purposes, self.purposes.as_ref(), Some(Purpose::ALL.len()))
            && self
                .designations
                .as_ref()
                .is_none_or(|globs| globs.iter().any(Glob::is_any))
    }
}
