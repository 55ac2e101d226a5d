//! What a person reads of a case: who resembles whom, what is equal, what differs, what is missing, what to do.

use portcullis_exemptions::{Decision, ObligationReport};
use portcullis_model::{
    Agreement, CountryCode, Designation, Evidence, Fact, Field, Hit, HitBasis, Measure, Outcome, Party,
    Payment, Role, Schema, StatedIdentifier, TokenRelation,
};

use super::{
    party::{CaseParty, folded_words},
    priority,
};
use crate::worker::PendingHit;

/// Words of a name that are told one by one.
const WORDS_MAX: usize = 5;

/// Programs that are named.
const PROGRAMS_MAX: usize = 3;

/// A place longer than this is none that a person takes in at a glance.
const PLACE_CHARS_MAX: usize = 30;

/// A word that weighs less is common: one in two thousand names bears it, or more (20,000 to the power of this).
const COMMON_BELOW: f32 = 0.77;

/// A word that weighs so much is rare: one in 7,000 names bears it, or fewer.
const RARE_FROM: f32 = 0.9;

/// Words of companies that weigh no more say what a company does, not which one it is.
const GENERIC_UP_TO: f32 = 0.35;

/// Legal forms, initials, particles and titles weigh no more, and are not told when they agree.
pub(super) const SLIGHT_UP_TO: f32 = 0.15;

/// The whole sentence: who resembles whom, and what to do.
pub(super) fn sentence(hit: &PendingHit, decision: &Decision) -> String {
    format!("{} {}", hit.case.resemblance, action(hit, decision))
}

/// Who resembles whom, what is equal, what differs, what is missing, and what to make of it, where `likely` is
/// [`priority::of_name`].
pub(super) fn resemblance(
    payment: &Payment<'_>,
    party: &CaseParty,
    hit: &Hit,
    designation: &Designation,
    likely: u8,
) -> String {
    let of = payment.party_at(hit.field);
    if hit.basis == HitBasis::Identifier {
        return by_identifier(of, party, hit, designation);
    }
    let mut text = opening(of, party, hit, designation);
    let names = Names::of(&party.name, hit);
    names.tell(&mut text, hit, designation);
    let different = different(of, hit, designation);
    if !different.is_empty() {
        text.push_str(&format!(" Different: {}.", different.join(", ")));
    }
    let missing = missing(of, designation);
    if !missing.is_empty() {
        text.push_str(&format!(" {}.", capitalized(&missing.join("; "))));
    }
    text.push_str(verdict(of, hit, designation, likely));
    text
}

/// `Beneficiary bank MOSWRUMM is BM BANK JSC, listed by the US (exact BIC).`
fn by_identifier(of: Option<&Party<'_>>, party: &CaseParty, hit: &Hit, designation: &Designation) -> String {
    let found = hit.evidence.iter().find_map(|piece| match piece {
        Evidence::Identifier { id_kind, value } => Some((*id_kind, value.as_str())),
        _ => None,
    });
    let kind = found.map_or_else(
        || "identifier".to_owned(),
        |(kind, _)| match kind.as_str() {
            word @ ("bic" | "iban" | "lei" | "imo" | "mmsi") => word.to_uppercase(),
            word => word.replace('-', " "),
        },
    );
    let value = found.map_or("", |(_, value)| value);
    let who = if party.name == value || value.is_empty() {
        party.name.clone()
    } else if party.name.is_empty() {
        value.to_owned()
    } else {
        format!("'{}' ({value})", party.name)
    };
    let verb = if hit.certain { "is" } else { "may be" };
    let mut text = format!(
        "{} {who} {verb} {}, listed by {} (exact {kind}), {}.",
        role(hit.field),
        one_line(designation.primary_name()),
        authority(&designation.authority),
        programs(designation)
    );
    let different = different(of, hit, designation);
    if !different.is_empty() {
        text.push_str(&format!(" Different: {}.", different.join(", ")));
    }
    text
}

/// `Beneficiary 'Alpha Trading CORP' (Cebu, PH) resembles 'ALFA TRADING COMPANY' (Amman, JO), UN-Iraq.`
fn opening(of: Option<&Party<'_>>, party: &CaseParty, hit: &Hit, designation: &Designation) -> String {
    let verb = if hit.certain {
        "is"
    } else if priority::is_whole_name(hit) {
        "has the name of"
    } else {
        "resembles"
    };
    let place = of.map_or_else(String::new, |of| place(&of.address, of.country));
    format!(
        "{} '{}'{} {verb} '{}'{}, {}.",
        role(hit.field),
        party.name,
        in_parentheses(&place),
        one_line(&hit.matched),
        in_parentheses(&listed_as(of, designation)),
        programs(designation)
    )
}

/// What a party is in the payment, as an analyst calls it.
fn role(field: Field) -> String {
    let of_role = |role: Role| match role {
        Role::Debtor => "Payer",
        Role::UltimateDebtor => "Ultimate payer",
        Role::Creditor => "Beneficiary",
        Role::UltimateCreditor => "Ultimate beneficiary",
        Role::DebtorAgent => "Payer's bank",
        Role::CreditorAgent => "Beneficiary bank",
        Role::InitiatingParty => "Initiating party",
        Role::Invoicer => "Invoicer",
        Role::Invoicee => "Invoicee",
        Role::ThirdParty => "Third party",
        _ => "Bank on the way",
    };
    match field {
        Field::Party(role, _) => of_role(role).to_owned(),
        Field::Address(role, _) => format!("Address of {}", of_role(role).to_lowercase()),
        Field::Remittance => "Remittance text".to_owned(),
        Field::OtherText | Field::Query => "Text".to_owned(),
    }
}

fn authority(word: &str) -> String {
    match word {
        "US" | "UN" | "EU" | "UK" => format!("the {word}"),
        other => other.to_owned(),
    }
}

fn programs(designation: &Designation) -> String {
    let programs = &designation.programs;
    if programs.is_empty() {
        return designation.list.clone();
    }
    let named = programs.iter().take(PROGRAMS_MAX).cloned().collect::<Vec<_>>();
    match programs.len().saturating_sub(PROGRAMS_MAX) {
        0 => named.join(", "),
        more => format!("{} and {more} more programs", named.join(", ")),
    }
}

/// Where a party is: `Cebu, PH`. The place is the last line or part of its address that has a word without digits.
fn place(address: &str, country: Option<CountryCode>) -> String {
    let parts = address.split(['\n', ',']).rev();
    let city = parts
        .map(|part| {
            let words = part.split_whitespace();
            let words = words.filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
            words.collect::<Vec<_>>().join(" ")
        })
        .find(|city| city.chars().filter(|c| c.is_alphabetic()).count() > 2)
        .filter(|city| city.chars().count() <= PLACE_CHARS_MAX);
    let country = country.map(|code| code.to_string());
    [city, country]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// What the list says of the party that tells it from others: of a person the birth, of others the place.
fn listed_as(of: Option<&Party<'_>>, designation: &Designation) -> String {
    if designation.schema == Schema::Person
        && let Some(born) = designation.birth_dates.first()
    {
        let place = designation.birth_places.first().map(|place| first_part(place));
        let place = place.map_or_else(String::new, |place| format!(" {place}"));
        return format!("born {born}{place}");
    }
    let wanted = of.and_then(|of| of.country);
    let addresses = &designation.addresses;
    let same_country = addresses
        .iter()
        .find(|address| wanted.is_some() && address.country == wanted);
    match same_country.or(addresses.first()) {
        Some(address) => place(&address.text, address.country),
        None => designation
            .nationalities
            .first()
            .map_or_else(String::new, ToString::to_string),
    }
}

fn first_part(text: &str) -> String {
    let part = text.split(',').next().unwrap_or(text).trim();
    part.chars().take(PLACE_CHARS_MAX).collect()
}

/// The words of both names, as they are written.
struct Names {
    same: Vec<Word>,
    /// Of the listed name, and not in the payment.
    only_listed: Vec<Word>,
    /// Of the payment, between or beside the matched words.
    only_paid: Vec<Word>,
}

/// A word, or several that were read as one.
struct Word {
    /// `Alpha/Alfa`, as written in the payment and on the list.
    text: String,
    weight: f32,
    is_exact: bool,
}

impl Names {
    fn of(party: &str, hit: &Hit) -> Names {
        let tokens = |of_list: bool| {
            hit.evidence.iter().filter_map(move |piece| match piece {
                Evidence::Token { query, listed, .. } => Some(if of_list { listed } else { query }),
                Evidence::Unmatched { text, listed, .. } if *listed == of_list => Some(text),
                _ => None,
            })
        };
        let paid = Written::of(party, tokens(false).map(String::as_str));
        let listed = Written::of(&hit.matched, tokens(true).map(String::as_str));
        let mut names = Names {
            same: Vec::new(),
            only_listed: Vec::new(),
            only_paid: Vec::new(),
        };
        for piece in &hit.evidence {
            match piece {
                Evidence::Token {
                    query,
                    listed: token,
                    relation,
                    similarity,
                    weight,
                } => {
                    let (paid, listed) = (paid.show(query), listed.show(token));
                    let is_same = folded_words(&paid) == folded_words(&listed);
                    names.same.push(Word {
                        text: if is_same {
                            listed
                        } else {
                            format!("{paid}/{listed}")
                        },
                        weight: *weight,
                        is_exact: *relation == TokenRelation::Exact || *similarity >= 1.0,
                    });
                }
                Evidence::Unmatched {
                    text,
                    listed: of_list,
                    weight,
                } => {
                    let (side, written) = if *of_list {
                        (&mut names.only_listed, &listed)
                    } else {
                        (&mut names.only_paid, &paid)
                    };
                    side.push(Word {
                        text: written.show(text),
                        weight: *weight,
                        is_exact: true,
                    });
                }
                _ => {}
            }
        }
        names
    }

    fn tell(&self, text: &mut String, hit: &Hit, designation: &Designation) {
        let is_person = designation.schema == Schema::Person;
        if priority::is_whole_name(hit) {
            let rare = self.same.iter().filter(|word| word.weight >= RARE_FROM);
            let rare: Vec<&str> = rare.map(|word| word.text.as_str()).collect();
            text.push_str(" Same: the whole name");
            if rare.is_empty() {
                let common = if is_person { "names" } else { "words" };
                text.push_str(&format!(", of common {common}."));
            } else {
                text.push_str(&format!("; rare: {}.", few(&rare)));
            }
            return;
        }
        let solid: Vec<&Word> = self
            .same
            .iter()
            .filter(|word| word.weight > SLIGHT_UP_TO)
            .collect();
        let told: Vec<String> = solid
            .iter()
            .take(WORDS_MAX)
            .map(|word| word.told(is_person))
            .collect();
        let more = solid.len().saturating_sub(WORDS_MAX);
        if !told.is_empty() {
            text.push_str(&format!(" Same: {}", told.join("; ")));
            if more > 0 {
                text.push_str(&format!("; {more} more"));
            }
            text.push('.');
        }
        let only = |words: &[Word]| {
            let solid = words.iter().filter(|word| word.weight > SLIGHT_UP_TO);
            let texts: Vec<String> = solid.map(|word| word.text.clone()).collect();
            (!texts.is_empty()).then(|| few(&texts.iter().map(String::as_str).collect::<Vec<_>>()))
        };
        if let Some(words) = only(&self.only_listed) {
            let verb = if self
                .only_listed
                .iter()
                .filter(|word| word.weight > SLIGHT_UP_TO)
                .count()
                > 1
            {
                "are"
            } else {
                "is"
            };
            let what = if self.lacks_surname(&hit.matched, is_person) {
                "Surname "
            } else {
                ""
            };
            text.push_str(&format!(" {what}{words} {verb} not in the payment."));
        }
        // What else a sentence says is no part of the name.
        if hit.field.party().is_some()
            && let Some(words) = only(&self.only_paid)
        {
            text.push_str(&format!(" Not on the list: {words}."));
        }
    }

    /// Whether everything before the comma of `LAST, First` is not in the payment.
    fn lacks_surname(&self, listed: &str, is_person: bool) -> bool {
        let Some((surname, _)) = listed.split_once(',').filter(|_| is_person) else {
            return false;
        };
        let missing: Vec<String> = self
            .only_listed
            .iter()
            .flat_map(|word| folded_words(&word.text))
            .collect();
        let surname = folded_words(surname);
        !surname.is_empty() && surname.iter().all(|word| missing.contains(word))
    }
}

impl Word {
    fn told(&self, is_person: bool) -> String {
        let remark = if !is_person && self.weight <= GENERIC_UP_TO {
            ", generic"
        } else if self.weight < COMMON_BELOW {
            if is_person {
                ", a common name"
            } else {
                ", a common word"
            }
        } else if self.weight >= RARE_FROM && self.is_exact {
            ", rare"
        } else {
            ""
        };
        format!("{}{remark}", self.text)
    }
}

/// The words of a text as written, found again by what they were read as.
struct Written {
    /// Each chunk as written, with what it folds to.
    chunks: Vec<(String, String)>,
    /// The one token that no chunk folds to, with the chunks that are left for it.
    joined: Option<(String, String)>,
}

impl Written {
    fn of<'a>(text: &str, tokens: impl Iterator<Item = &'a str>) -> Written {
        let separators = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '(' | ')' | '-');
        let chunks: Vec<(String, String)> = text
            .split(separators)
            .map(|chunk| chunk.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|chunk| !chunk.is_empty())
            .map(|chunk| (chunk.to_owned(), folded_words(chunk).concat()))
            .collect();
        let mut left: Vec<&(String, String)> = chunks.iter().collect();
        let mut unknown: Vec<String> = Vec::new();
        for token in tokens.flat_map(str::split_whitespace) {
            match left.iter().position(|(_, folded)| folded == token) {
                Some(at) => {
                    left.remove(at);
                }
                None => unknown.push(token.to_owned()),
            }
        }
        let written: Vec<&str> = left.iter().map(|(written, _)| written.as_str()).collect();
        let joined = match (unknown.pop(), unknown.is_empty(), written.is_empty()) {
            (Some(token), true, false) => Some((token, written.join(" "))),
            _ => None,
        };
        Written { chunks, joined }
    }

    /// A token as it was written; where that is not what it was read as, both.
    fn show(&self, token: &str) -> String {
        let one = |word: &str| {
            let chunk = self.chunks.iter().find(|(_, folded)| folded == word);
            match (chunk, &self.joined) {
                (Some((written, _)), _) => written.clone(),
                (None, Some((joined, written))) if joined == word => format!("{written} (read as {word})"),
                _ => word.to_owned(),
            }
        };
        token.split_whitespace().map(one).collect::<Vec<_>>().join(" ")
    }
}

/// What is known of both and is not the same.
fn different(of: Option<&Party<'_>>, hit: &Hit, designation: &Designation) -> Vec<String> {
    let mut different = Vec::new();
    for piece in &hit.evidence {
        if let Evidence::Corroboration {
            fact,
            agreement: Agreement::Conflicts,
            query,
            listed,
        } = piece
        {
            different.push(match fact {
                Fact::BirthDate => format!("birth date ({query}, not {})", first_two(listed)),
                Fact::Country => "country".to_owned(),
                Fact::Gender => format!("gender ({query}, not {listed})"),
                Fact::Schema => format!("kind ({query}, not {listed})"),
            });
        }
    }
    let stated = of.into_iter().flat_map(|of| StatedIdentifier::all_in(&of.ids));
    let mut kinds: Vec<&str> = stated
        .filter_map(|id| id.kind)
        .filter(|kind| designation.identifiers.iter().any(|id| id.kind == *kind))
        .map(portcullis_model::IdentifierKind::as_str)
        .collect();
    kinds.dedup();
    if hit.basis == HitBasis::Name {
        different.extend(
            kinds
                .iter()
                .map(|kind| format!("{} number", kind.replace('-', " "))),
        );
    }
    different
}

fn first_two(dates: &str) -> String {
    let dates: Vec<&str> = dates.split(" or ").collect();
    let shown = dates.iter().take(2).copied().collect::<Vec<_>>().join(" or ");
    if dates.len() > 2 {
        shown + " or others"
    } else {
        shown
    }
}

/// What would decide, and is not known.
fn missing(of: Option<&Party<'_>>, designation: &Designation) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if lacks_birth_date(of, designation) {
        missing.push("birth date missing");
    }
    let comparable = of.is_some_and(|of| {
        StatedIdentifier::all_in(&of.ids)
            .filter_map(|id| id.kind)
            .any(|kind| designation.identifiers.iter().any(|id| id.kind == kind))
    });
    if !comparable && designation.schema != Schema::Person {
        missing.push("no identifier to compare");
    }
    missing
}

/// Whether the list knows the birth date of a person, and the payment does not.
fn lacks_birth_date(of: Option<&Party<'_>>, designation: &Designation) -> bool {
    designation.schema == Schema::Person
        && !designation.birth_dates.is_empty()
        && of.is_none_or(|of| of.birth_date.is_none())
}

/// What to make of it.
fn verdict(of: Option<&Party<'_>>, hit: &Hit, designation: &Designation, likely: u8) -> &'static str {
    if hit.certain {
        return "";
    }
    if lacks_birth_date(of, designation) {
        return if likely >= priority::LIKELY || priority::is_whole_name(hit) {
            " Ask for the birth date."
        } else {
            " Ask for the birth date or close."
        };
    }
    if likely >= priority::LIKELY {
        " Likely true."
    } else if likely < priority::UNLIKELY {
        " Likely false."
    } else if of.is_some_and(|of| !of.address.is_empty()) && !designation.addresses.is_empty() {
        " Compare the addresses."
    } else {
        ""
    }
}

/// What must be done, if it is true, and the licenses that could apply.
fn action(hit: &PendingHit, decision: &Decision) -> String {
    let designation = &hit.listed.designation;
    let of_hit = |o: &&ObligationReport| o.designation_id == designation.id && o.field == hit.field;
    let obligations: Vec<&ObligationReport> = decision.obligations.iter().filter(of_hit).collect();
    let freezes = obligations.iter().any(|o| o.measure == Measure::AssetFreeze);
    let what = if freezes { "freeze" } else { "reject" };
    let mut licenses: Vec<String> = Vec::new();
    for license in obligations.iter().flat_map(|o| &o.failed) {
        if let Some(lacking) = license.lacking() {
            let told = format!(
                "license {} possible: {} not stated",
                license.license_id,
                lacking.join(" and ")
            );
            if !licenses.contains(&told) {
                licenses.push(told);
            }
        }
    }
    let licenses = match licenses.len() {
        0 => "no license".to_owned(),
        1 => licenses.remove(0),
        more => format!("{} (and {} more)", licenses[0], more - 1),
    };
    match decision.outcome {
        Outcome::Block | Outcome::Reject if hit.told.certain => format!("{}; {licenses}.", capitalized(what)),
        _ => format!("If true: {what}; {licenses}."),
    }
}

fn in_parentheses(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" ({text})")
    }
}

fn few(words: &[&str]) -> String {
    let shown = words
        .iter()
        .take(WORDS_MAX)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match words.len().saturating_sub(WORDS_MAX) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
