//! `reference`: what the payment must quote as the license that it relies on; `*` stands for any run of characters. A list holds what
//! each version of a license is called, so that `GL 8A` is quoted and `GL 83` is not. Capitals and the number of spaces
//! do not count. `[[license.version]]` says the same of a version that holds on some days only: who quotes one that is not in force
//! on the day of the payment relies on nothing.

use jiff::civil::Date;
use serde::Deserialize;

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Shown, Term, join};
use super::valid::Valid;
use crate::glob::Glob;
use crate::hit::one_line;
use crate::toml_entry::Entry;
use crate::toml_file::{Spanned, TextList};
use crate::toml_table::Table;

/// What a payment may quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference(Vec<Version>);

/// What one version of a license is called, and its days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Version {
    /// Any of these is it.
    names: Vec<Glob>,
    /// `None`: as long as the license.
    days: Option<Valid>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVersion {
    reference: TextList,
    from: Spanned<toml::Value>,
    until: Option<Spanned<toml::Value>>,
}

impl Reference {
    /// Every pattern that a payment may quote, on whatever days.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = &Glob> {
        self.0.iter().flat_map(|version| &version.names)
    }
}

impl Version {
    fn is_quoted(&self, quoted: &str) -> bool {
        self.names.iter().any(|name| name.fits_loosely(quoted))
    }

    fn is_in_force_on(&self, day: Date) -> bool {
        self.days.is_none_or(|days| days.days().has(day))
    }

    /// `from 2025-01-10 to 2025-03-11`; empty where the days are the license's.
    fn days(&self) -> String {
        let from = self.days.map(|days| format!("from {}", days.from));
        let until = self.days.and_then(|days| days.until);
        let until = until.map(|until| format!("to {until}"));
        from.into_iter().chain(until).collect::<Vec<_>>().join(" ")
    }

    fn read(raw: &Spanned<RawVersion>, entry: &mut Entry<'_>) -> Option<Version> {
        let at = raw.get_ref();
        let names = entry.list(Some(&at.reference), "version.reference", |entry, text| {
            let name = entry.text(text, "version.reference").map(Glob::new)?;
            refuse_any(&name, text, entry, "version.reference");
            Some(name)
        })?;
        let from = entry.date(&at.from, "version.from");
        let until = at.until.as_ref();
        let until = until.and_then(|until| entry.date(until, "version.until"));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            entry.problem(
                raw,
                "version",
                format!("ends on {until}, before it begins ({from})"),
            );
        }
        let days = Some(Valid { from: from?, until });
        Some(Version { names, days })
    }
}

/// Tells a pattern that everything fits.
fn refuse_any(pattern: &Glob, at: &Spanned<String>, entry: &mut Entry<'_>, key: &str) {
    if pattern.is_any() {
        let reason = "fits any reference and shows nothing; name the license that a payment must quote";
        entry.problem(at, key, reason);
    }
}

impl Condition for Reference {
    const KEYS: &'static [&'static str] = &["reference", "version"];
    const IN_REASON: bool = true;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Reference> {
        let raw: Option<Vec<Spanned<RawVersion>>> = table.take("version", entry);
        let mut versions: Vec<Version> = Vec::new();
        if let Some(texts) = table.take_one_or_more::<Spanned<String>>("reference", entry) {
            if texts.is_empty() {
                entry.problem_here(
                    "reference",
                    "is an empty list, which no payment can quote; name the license or leave it out",
                );
            }
            let mut names = Vec::with_capacity(texts.len());
            for text in &texts {
                let Some(name) = entry.text(text, "reference").map(Glob::new) else {
                    continue;
                };
                refuse_any(&name, text, entry, "reference");
                if names.contains(&name) {
                    entry.problem(text, "reference", format!("`{name}` is there twice"));
                }
                names.push(name);
            }
            versions.push(Version {
                names,
                ..Version::default()
            });
        }
        for raw in raw.iter().flatten() {
            let Some(version) = Version::read(raw, entry) else {
                continue;
            };
            let known: Vec<&Glob> = versions.iter().flat_map(|known| &known.names).collect();
            if let Some(again) = version.names.iter().find(|name| known.contains(name)) {
                entry.problem(raw, "version", format!("`{again}` is there twice"));
            }
            versions.push(version);
        }
        (!versions.is_empty()).then_some(Reference(versions))
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let needed = || {
            let as_of = case.evidence.as_of;
            let in_force = self.0.iter().filter(|version| version.is_in_force_on(as_of));
            let names: Vec<&Glob> = in_force.flat_map(|version| &version.names).collect();
            match &names[..] {
                [] => format!("a version that is in force on {as_of}, and there is none"),
                names => join(names),
            }
        };
        let quoted = case.evidence.payment.license_reference();
        let (shown, evidence) = if quoted.is_empty() {
            (
                Shown::Nothing,
                format!("the payment quotes no license; needed is {}", needed()),
            )
        } else {
            match self.0.iter().find(|version| version.is_quoted(quoted)) {
                Some(version) if version.is_in_force_on(case.evidence.as_of) => {
                    (Shown::Met, format!("the payment quotes {}", one_line(quoted)))
                }
                Some(version) => (
                    Shown::NotMet,
                    format!(
                        "the payment quotes {}, which is in force {}, and counts as of {}",
                        one_line(quoted),
                        version.days(),
                        case.evidence.as_of
                    ),
                ),
                None => (
                    Shown::NotMet,
                    format!("the payment quotes `{}`, not {}", one_line(quoted), needed()),
                ),
            }
        };
        clauses.add("reference", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        let versions = self.0.iter().map(|version| {
            let (names, days) = (join(&version.names), version.days());
            if days.is_empty() {
                names
            } else {
                format!("{names} ({days})")
            }
        });
        vec![Term::plain("reference", versions.collect::<Vec<_>>().join(", "))]
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        // The same reference in another license would make it unclear which one a payment quotes.
        if let Some((other, _)) = context
            .references
            .iter()
            .find(|(_, reference)| self.0.iter().any(|own| own.is_quoted(reference)))
        {
            say(
                LintKind::Unknown,
                format!("has the same reference as {other}; a payment cannot say which it means"),
            );
        }
        // Signs of a regular expression stand for themselves here. A question mark and parentheses may be part of a name.
        for pattern in self.patterns() {
            let has_sign = |sign: char| matches!(sign, '[' | ']' | '^' | '$' | '\\' | '|' | '{' | '}' | '+');
            if let Some(sign) = pattern.as_str().chars().find(|sign| has_sign(*sign)) {
                say(
                    LintKind::Unknown,
                    format!(
                        "asks for `{pattern}`, in which `{sign}` stands for itself: only `*` stands for others; list the names"
                    ),
                );
            }
        }
        let Some(valid) = context.other::<Valid>() else {
            return;
        };
        for version in &self.0 {
            let Some(days) = version.days else { continue };
            let ends_before = days.until.is_some_and(|until| until < valid.from);
            if ends_before || valid.until.is_some_and(|until| until < days.from) {
                say(
                    LintKind::Unreachable,
                    format!(
                        "version {} is in force on no day of the license",
                        join(&version.names)
                    ),
                );
            }
        }
    }
}
