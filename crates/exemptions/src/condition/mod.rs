//! Whether a license's terms are met: every condition shown by a field or a registry entry, no exclusion fitting.
//!
//! Nothing is guessed. A field that the payment leaves empty fails the condition that needs it and lets the exclusion
//! that needs it fit.

use std::borrow::Cow;

use jiff::civil::Date;
use portcullis_model::{Amount, Field, Payment, Purpose};
use serde::Serialize;

use crate::decide::obligation::Obligation;
use crate::glob::any_fits;
use crate::license::{Exclusion, License, Limit};
use crate::party::registry::{Recognized, Registry};

/// One term of a license and what the payment shows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// The key in the license file: `purposes`, `actors`, `exclude 1`, …
    pub clause: Cow<'static, str>,
    /// Whether it is met (an exclusion: whether it does not fit).
    pub held: bool,
    /// The evidence that shows it, or what is missing.
    pub evidence: String,
}

/// What licenses read out of a payment, gathered once.
pub(crate) struct Facts<'p> {
    pub(crate) payment: &'p Payment<'p>,
    pub(crate) as_of: Date,
    /// Every party that the registry knows, by role.
    recognized: Vec<(Field, Recognized<'p>)>,
}

/// The roles a relying party may stand in.
const ROLES: [Field; 7] = [
    Field::Debtor,
    Field::UltimateDebtor,
    Field::DebtorAgent,
    Field::IntermediaryAgent,
    Field::CreditorAgent,
    Field::Creditor,
    Field::UltimateCreditor,
];

impl<'p> Facts<'p> {
    pub(crate) fn gather(payment: &'p Payment<'p>, as_of: Date, registry: &'p Registry) -> Facts<'p> {
        let recognized = ROLES
            .iter()
            .flat_map(|role| {
                registry
                    .recognize(payment, *role, as_of)
                    .into_iter()
                    .map(|r| (*role, r))
            })
            .collect();
        Facts {
            payment,
            as_of,
            recognized,
        }
    }
}

/// Every clause of a license for one obligation, but the cap, which only the ledger can answer. `all` are the
/// payment's obligations, which exclusions look at.
pub(crate) fn clauses(
    license: &License,
    obligation: &Obligation<'_>,
    all: &[Obligation<'_>],
    facts: &Facts<'_>,
) -> Vec<Clause> {
    let payment = facts.payment;
    let mut clauses = Vec::with_capacity(10);
    let mut clause = |name: &'static str, held: bool, evidence: String| {
        clauses.push(Clause {
            clause: Cow::Borrowed(name),
            held,
            evidence,
        });
    };

    let starts = license.valid_from <= facts.as_of;
    clause(
        "valid_from",
        starts,
        format!(
            "valid from {}, the payment counts as of {}",
            license.valid_from, facts.as_of
        ),
    );
    if let Some(until) = license.valid_until {
        clause(
            "valid_until",
            facts.as_of <= until,
            format!("valid until {until}, the payment counts as of {}", facts.as_of),
        );
    }
    if let Some(purposes) = &license.purposes {
        let held = payment.purpose.is_some_and(|purpose| purposes.contains(&purpose));
        clause(
            "purposes",
            held,
            match payment.purpose {
                Some(purpose) if held => format!("purpose is {purpose}"),
                Some(purpose) => format!("purpose is {purpose}, not one of {}", join(purposes)),
                None => format!(
                    "the payment states no purpose; needed is one of {}",
                    join(purposes)
                ),
            },
        );
    }
    if let Some(classes) = &license.actors {
        let (held, evidence) = actor(
            classes,
            license.actor_roles.as_deref(),
            obligation.of.hit.field,
            facts,
        );
        clause("actors", held, evidence);
    }
    if let Some(roles) = &license.designated_roles {
        let field = obligation.of.hit.field;
        let held = roles.contains(&field);
        clause(
            "designated_roles",
            held,
            if held {
                format!("the designated party stands as {field}")
            } else {
                format!("the designated party stands as {field}, not as {}", join(roles))
            },
        );
    }
    if let Some(countries) = &license.countries {
        let country = payment.creditor.country;
        let held = country.is_some_and(|country| countries.contains(&country));
        clause(
            "countries",
            held,
            match country {
                Some(country) if held => format!("creditor country is {country}"),
                Some(country) => format!("creditor country is {country}, not one of {}", join(countries)),
                None => format!(
                    "the payment states no creditor country; needed is one of {}",
                    join(countries)
                ),
            },
        );
    }
    if let Some(currencies) = &license.currencies {
        let currency = payment.amount.and_then(|amount| amount.currency);
        let held = currency.is_some_and(|currency| currencies.contains(&currency));
        clause(
            "currencies",
            held,
            match currency {
                Some(currency) if held => format!("currency is {currency}"),
                Some(currency) => format!("currency is {currency}, not one of {}", join(currencies)),
                None => format!(
                    "the payment states no currency; needed is one of {}",
                    join(currencies)
                ),
            },
        );
    }
    if let Some(limit) = &license.max_amount {
        let (held, evidence) = within(limit, payment.amount.as_ref());
        clause("max_amount", held, evidence);
    }
    if let Some(cap) = &license.cap {
        // Whether the payment alone could fit; what is spent already is the ledger's to know.
        let (held, evidence) = within(&cap.limit, payment.amount.as_ref());
        if !held {
            clause("cap", false, evidence);
        }
    }
    if let Some(reference) = &license.reference {
        let quoted = payment.license_reference.trim();
        let held = quoted == reference;
        clause(
            "reference",
            held,
            if held {
                format!("the payment quotes {reference}")
            } else if quoted.is_empty() {
                format!("the payment quotes no license; needed is {reference}")
            } else {
                format!(
                    "the payment quotes `{}`, not {reference}",
                    crate::decide::obligation::one_line(quoted)
                )
            },
        );
    }
    for (at, exclusion) in license.exclusions.iter().enumerate() {
        let fits = all
            .iter()
            .find(|obligation| exclusion_fits(exclusion, obligation, payment));
        clauses.push(Clause {
            clause: Cow::Owned(format!("exclude {}", at + 1)),
            held: fits.is_none(),
            evidence: match fits {
                None => "does not fit".to_owned(),
                Some(obligation) => format!(
                    "fits: {} {} under {}, purpose {}",
                    obligation.of.hit.field,
                    obligation.of.designation.id,
                    obligation.program,
                    payment.purpose.map_or("not stated", Purpose::as_str),
                ),
            },
        });
    }
    clauses
}

/// Whether a registered actor of one of the classes stands in one of the roles. The party that was hit cannot be the
/// actor that releases it.
fn actor(classes: &[String], roles: Option<&[Field]>, hit_field: Field, facts: &Facts<'_>) -> (bool, String) {
    let mut near = None;
    for (role, found) in &facts.recognized {
        let actor = found.actor;
        let role_fits = roles.is_none_or(|roles| roles.contains(role));
        let class_fits = classes.contains(&actor.class);
        let what = format!(
            "{role} is {} {} ({}) by {}",
            actor.actor_id, actor.name, actor.class, found.by
        );
        if role_fits && class_fits && found.valid && *role != hit_field {
            return (true, what);
        }
        let why = if !role_fits {
            "not a role that the license names"
        } else if !class_fits {
            "not a class that the license names"
        } else if !found.valid {
            "not registered on this day"
        } else {
            "but is itself the party that was hit"
        };
        near.get_or_insert(format!("{what}, {why}"));
    }
    let place = roles.map_or_else(|| "any role".to_owned(), join);
    let needed = format!("needed is a registered {} as {place}", classes.join(" or "));
    match near {
        Some(near) => (false, format!("{near}; {needed}")),
        None => (
            false,
            format!("no party is in the registry by account, BIC or LEI; {needed}"),
        ),
    }
}

/// Whether the payment's amount is comparable and within a limit.
fn within(limit: &Limit, amount: Option<&Amount>) -> (bool, String) {
    let Some(amount) = amount else {
        return (
            false,
            format!(
                "the payment states no amount; at most {} {} is allowed",
                limit.value, limit.currency
            ),
        );
    };
    match amount.currency {
        None => (
            false,
            format!(
                "the amount has no currency; at most {} {} is allowed",
                limit.value, limit.currency
            ),
        ),
        Some(currency) if currency != limit.currency => (
            false,
            format!(
                "{} {currency} is not comparable with {} {}",
                amount.value, limit.value, limit.currency
            ),
        ),
        Some(currency) if amount.value.is_sign_negative() => {
            (false, format!("{} {currency} is less than nothing", amount.value))
        }
        Some(currency) if amount.value > limit.value => (
            false,
            format!(
                "{} {currency} is more than {} {}",
                amount.value, limit.value, limit.currency
            ),
        ),
        Some(currency) => (
            true,
            format!(
                "{} {currency} is within {} {}",
                amount.value, limit.value, limit.currency
            ),
        ),
    }
}

/// Whether everything that an exclusion gives fits an obligation. What the payment does not say may fit, so it does.
fn exclusion_fits(exclusion: &Exclusion, obligation: &Obligation<'_>, payment: &Payment<'_>) -> bool {
    let of = obligation.of;
    exclusion
        .designated_roles
        .as_ref()
        .is_none_or(|roles| roles.contains(&of.hit.field))
        && exclusion
            .designations
            .as_ref()
            .is_none_or(|globs| any_fits(globs, of.designation))
        && exclusion
            .programs
            .as_ref()
            .is_none_or(|programs| programs.iter().any(|p| p == obligation.program))
        && exclusion.countries.as_ref().is_none_or(|countries| {
            payment
                .creditor
                .country
                .is_none_or(|country| countries.contains(&country))
        })
        && exclusion
            .purposes
            .as_ref()
            .is_none_or(|purposes| payment.purpose.is_none_or(|purpose| purposes.contains(&purpose)))
        && !exclusion
            .unless_purposes
            .as_ref()
            .is_some_and(|purposes| payment.purpose.is_some_and(|purpose| purposes.contains(&purpose)))
}

fn join<T: std::fmt::Display>(values: impl AsRef<[T]>) -> String {
    values
        .as_ref()
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
