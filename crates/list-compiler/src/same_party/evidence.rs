//! What could prove that two designations are one party.

use std::collections::BTreeSet;

use portcullis_model::{CountryCode, Designation, Identifier, IdentifierKind, NameKind, Schema};
use portcullis_names::identifier::{self, Validity};
use portcullis_names::{Analysis, Class, FoldNotes, Order, fold_into};

use super::{Reason, reference, regime};

/// A family of legal forms that says only that there is a company, and goes with every other.
const ANY_COMPANY: &str = "=company";

/// Something that two designations of one party have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Evidence {
    pub reason: Reason,
    pub key: String,
    /// Of a company's name: the families of its legal forms.
    pub forms: Vec<String>,
}

impl Evidence {
    fn new(reason: Reason, key: String) -> Evidence {
        Evidence {
            reason,
            key,
            forms: Vec::new(),
        }
    }
}

/// All that could prove who a party is, each once.
pub(super) fn of(designation: &Designation) -> Vec<Evidence> {
    // An owned entity is nobody's designation.
    if !designation.derived_from.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<Evidence> = Vec::new();
    let identifiers = designation.identifiers.iter().filter_map(strong);
    all.extend(identifiers.map(|key| Evidence::new(Reason::Identifier, key)));
    all.extend(numbers(designation).map(|key| Evidence::new(Reason::Number, key)));
    all.extend(reference::of(designation).map(|key| Evidence::new(Reason::Reference, key)));
    let born = born(designation);
    all.extend(
        born.into_iter()
            .map(|key| Evidence::new(Reason::NameAndBirth, key)),
    );
    all.extend(company(designation));
    all.sort();
    all.dedup_by(|a, b| (a.reason, &a.key) == (b.reason, &b.key));
    all
}

/// An identifier that names one party in the world.
fn strong(id: &Identifier) -> Option<String> {
    let value = identifier::canonical(id.kind, &id.value);
    if value.chars().count() < identifier::CANONICAL_MIN_CHARS {
        return None;
    }
    match id.kind {
        IdentifierKind::Imo | IdentifierKind::Lei | IdentifierKind::Bic => {
            (identifier::validity(id.kind, &value) == Validity::Valid).then(|| format!("{}:{value}", id.kind))
        }
        // Two countries give the same number to different people.
        IdentifierKind::Passport | IdentifierKind::NationalId | IdentifierKind::TaxId => {
            id.country.map(|country| format!("{}:{value}@{country}", id.kind))
        }
        _ => None,
    }
}

/// From how many characters on a number of a register is hardly that of another body in another country: those of Russia have 10 and 13.
const NUMBER_CHARS_MIN: usize = 10;

/// The long numbers of a body in registers, of whatever kind and country: one list calls a tax number what another calls a registration.
fn numbers(designation: &Designation) -> impl Iterator<Item = String> {
    let is_body = designation.schema == Schema::Organization;
    let of_register = move |id: &&Identifier| {
        is_body && matches!(id.kind, IdentifierKind::Registration | IdentifierKind::TaxId)
    };
    let identifiers = designation.identifiers.iter().filter(of_register);
    let values = identifiers.map(|id| identifier::canonical(id.kind, &id.value));
    values.filter(|value| value.chars().count() >= NUMBER_CHARS_MIN)
}

/// The words of the primary name in alphabetical order with each full date of birth.
fn born(designation: &Designation) -> Vec<String> {
    if designation.schema != Schema::Person {
        return Vec::new();
    }
    let mut folded = String::new();
    let name = designation
        .names
        .iter()
        .find(|name| name.kind == NameKind::Primary);
    let Some(name) = name else { return Vec::new() };
    fold_into(&name.text, &mut folded, &mut FoldNotes::default());
    let mut words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() < 2 {
        return Vec::new();
    }
    words.sort_unstable();
    let name = words.join(" ");
    designation
        .birth_dates
        .iter()
        .filter(|date| date.from == date.to && !date.circa)
        .map(|date| format!("{}:{name}", date.from))
        .collect()
}

/// The whole names of a body, without legal forms: two words or more, of which one is not generic (`trading`) or a
/// number. Shorter ones are acronyms and brands that several bodies of a country bear.
fn company(designation: &Designation) -> Vec<Evidence> {
    if designation.schema != Schema::Organization {
        return Vec::new();
    }
    let names = designation
        .names
        .iter()
        .filter(|name| name.kind != NameKind::WeakAlias);
    names
        .filter_map(|name| {
            let analysis = Analysis::of(&name.text, Order::AsWritten);
            let mut words: Vec<&str> = Vec::new();
            let mut forms: Vec<String> = Vec::new();
            let mut solid = 0;
            let mut telling = 0;
            for (token, class) in analysis.tokens() {
                match class {
                    Class::LegalForm if token == ANY_COMPANY => {}
                    Class::LegalForm => forms.push(token.to_owned()),
                    Class::Particle | Class::Acronym => {}
                    _ => {
                        solid += usize::from(class.is_solid());
                        telling += usize::from(class == Class::Word);
                        words.push(token);
                    }
                }
            }
            (solid >= 2 && telling >= 1).then(|| Evidence {
                reason: Reason::CompanyName,
                key: words.join(" "),
                forms,
            })
        })
        .collect()
}

/// Whether two designations with this in common are one party, as far as this evidence goes.
pub(super) fn proves(reason: Reason, a: (&Designation, &[String]), b: (&Designation, &[String])) -> bool {
    match reason {
        Reason::Identifier | Reason::NameAndBirth => true,
        Reason::Reference | Reason::Number => share_a_word(a.0, b.0),
        Reason::CompanyName => {
            let forms = a.1.is_empty() || b.1.is_empty() || a.1.iter().any(|form| b.1.contains(form));
            let (mine, others) = (countries(a.0), countries(b.0));
            forms && (mine.intersection(&others).next().is_some() || regime::in_common(a.0, b.0))
        }
    }
}

/// Where a body is or is registered.
fn countries(designation: &Designation) -> BTreeSet<CountryCode> {
    let addresses = designation.addresses.iter().filter_map(|a| a.country);
    let registered = designation
        .identifiers
        .iter()
        .filter(|id| matches!(id.kind, IdentifierKind::Registration | IdentifierKind::TaxId))
        .filter_map(|id| id.country);
    addresses
        .chain(registered)
        .chain(designation.nationalities.iter().copied())
        .collect()
}

/// Whether any word stands in a name of both: a reference with a digit wrong names somebody else.
fn share_a_word(a: &Designation, b: &Designation) -> bool {
    let words = |d: &Designation| -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        for name in &d.names {
            let analysis = Analysis::of(&name.text, Order::AsWritten);
            let solid = analysis.tokens().filter(|(_, class)| class.is_solid());
            words.extend(solid.map(|(token, _)| token.to_owned()));
        }
        words
    };
    words(a).intersection(&words(b)).next().is_some()
}
