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
    pub of: Of,
}

/// What a name of a company says besides its words; of other evidence nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Of {
    /// The families of its legal forms.
    forms: Vec<String>,
    /// Whether it is what the party is called, and no alias.
    is_primary: bool,
    /// Whether it is one word.
    is_word: bool,
}

impl Evidence {
    fn new(reason: Reason, key: String) -> Evidence {
        Evidence {
            reason,
            key,
            of: Of::default(),
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
    all.dedup_by(|again, first| {
        let is_same = (again.reason, &again.key) == (first.reason, &first.key);
        first.of.is_primary |= is_same && again.of.is_primary;
        is_same
    });
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

/// A word by itself that has fewer letters is an acronym more often than not.
const WORD_CHARS_MIN: usize = 6;

/// The whole names of a body, without legal forms: two words or more, of which one is not generic (`trading`) or a
/// number. Shorter ones are acronyms and brands that several bodies of a country bear, and so is a name of generic words alone: they prove less.
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
            let key = words.join(" ");
            let reason = match (solid, telling) {
                (2.., 1..) => Reason::CompanyName,
                (3.., 0) => Reason::ShortCompanyName,
                (1, 1) if words.len() == 1 && key.chars().count() >= WORD_CHARS_MIN => {
                    Reason::ShortCompanyName
                }
                _ => return None,
            };
            let is_primary = name.kind == NameKind::Primary;
            Some(Evidence {
                reason,
                key,
                of: Of {
                    forms,
                    is_primary,
                    is_word: solid == 1,
                },
            })
        })
        .collect()
}

/// Whether two designations with this in common are one party, as far as this evidence goes.
pub(super) fn proves(reason: Reason, a: (&Designation, &Of), b: (&Designation, &Of)) -> bool {
    let forms = || {
        let (a, b) = (&a.1.forms, &b.1.forms);
        a.is_empty() || b.is_empty() || a.iter().any(|form| b.contains(form))
    };
    let countries = || countries(a.0).intersection(&countries(b.0)).next().is_some();
    match reason {
        Reason::Identifier | Reason::NameAndBirth => true,
        Reason::Reference | Reason::Number => share_a_word(a.0, b.0),
        Reason::CompanyName => forms() && (countries() || regime::in_common(a.0, b.0)),
        Reason::ShortCompanyName => {
            let is_name = match (a.1.is_primary, b.1.is_primary) {
                (true, true) => true,
                // One word is an alias of several where their numbers do not tell them apart.
                (true, false) | (false, true) => !a.1.is_word || share_a_website(a.0, b.0),
                (false, false) => false,
            };
            is_name && forms() && countries() && regime::in_common(a.0, b.0) && !have_other_numbers(a.0, b.0)
        }
    }
}

/// Whether two bodies state numbers of a register that are as long and never the same. (One list calls a tax number what another
/// calls a registration, and the length tells the registers of a country apart.)
fn have_other_numbers(a: &Designation, b: &Designation) -> bool {
    let (mine, others): (BTreeSet<String>, BTreeSet<String>) = (numbers(a).collect(), numbers(b).collect());
    let is_as_long = |number: &String| others.iter().any(|other| other.len() == number.len());
    mine.is_disjoint(&others) && mine.iter().any(is_as_long)
}

/// Whether two state one website.
fn share_a_website(a: &Designation, b: &Designation) -> bool {
    let websites = |d: &Designation| -> BTreeSet<String> {
        let stated = d
            .identifiers
            .iter()
            .filter(|id| id.kind == IdentifierKind::Website);
        stated
            .map(|id| identifier::canonical(id.kind, &id.value))
            .collect()
    };
    !websites(a).is_disjoint(&websites(b))
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
