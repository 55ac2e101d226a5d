//! What a person reads of a case: who resembles whom, what is equal, what differs, what is missing, what to do.

use portcullis_exemptions::{Decision, DormantReport, Lapse, ObligationReport, WordReport, one_line};
use portcullis_model::{
    Agreement, CountryCode, Designation, Evidence, Fact, Field, Hit, HitBasis, IdentifierKind, Measure,
    Outcome, Party, Payment, PlaceIn, Role, Schema, StatedIdentifier,
};

use super::{party::CaseParty, priority, words::Names, writing::Writing};
use crate::worker::PendingHit;

/// Programs that are named.
const PROGRAMS_MAX: usize = 3;

/// A place longer than this is none that a person takes in at a glance.
const PLACE_CHARS_MAX: usize = 30;

/// The whole sentence: who resembles whom, and what to do.
pub(super) fn sentence(hit: &PendingHit, decision: &Decision) -> String {
    format!("{} {}", hit.case.resemblance, action(hit, decision))
}

/// What a reviewer said before of the same party and listed party, and why that lets nothing pass.
pub(super) fn said_before(word: &WordReport) -> String {
    let said = format!(
        "Repeats case {}: {}, said by {} on {}",
        word.case_id, word.word, word.who, word.when
    );
    let why = match word.lapsed {
        None => return format!("{said}."),
        Some(Lapse::Expired) => "that word has expired",
        Some(Lapse::ListedChanged) => "the list has changed what it says since",
        Some(Lapse::PartyChanged) => "the party is not what it was then",
        Some(Lapse::NoIdentifier) => "a name alone, without an account, BIC, LEI or id, lets nothing pass",
        Some(Lapse::Identifier) => "this hit is by no name, and a word lets names pass alone",
        Some(Lapse::Waiting) => "a second person has to say it too",
    };
    format!("{said}; {why}.")
}

/// The sentence of a hit that is let go because nothing binds: who resembles whom, why it was not stopped, and whose lists
/// would bind and were not asked.
pub(crate) fn not_stopped(hit: &PendingHit, decision: &Decision, missing_lists: &[String]) -> String {
    let of_hit = |d: &&DormantReport| d.designation_id == hit.listed.designation.id && d.field == hit.field;
    let mut reasons: Vec<&str> = Vec::new();
    for dormant in decision.dormant.iter().filter(of_hit) {
        if !reasons.contains(&dormant.why.as_str()) {
            reasons.push(&dormant.why);
        }
    }
    let mut text = format!("{} Not stopped: {}.", hit.case.resemblance, reasons.join("; "));
    for authority in missing_lists {
        text.push_str(&format!(" {authority} list: not loaded."));
    }
    text + " Confirm."
}

/// Who resembles whom, what is equal, what differs, what is missing, and what to make of it, by how the name is written and
/// how likely [`priority::of_name`] makes it.
pub(super) fn resemblance(
    payment: &Payment<'_>,
    party: &CaseParty,
    hit: &Hit,
    designation: &Designation,
    (writing, likely): (&Writing, u8),
) -> String {
    let of = payment.party_at(hit.field);
    if hit.basis == HitBasis::Identifier {
        return by_identifier(of, party, hit, designation);
    }
    if hit.basis == HitBasis::Place {
        return by_place(party, hit, designation);
    }
    if hit.basis == HitBasis::Resubmission {
        return by_resubmission(hit, designation);
    }
    let mut text = opening(of, party, hit, designation);
    let names = Names::of(&party.name, hit, writing);
    names.tell(&mut text, hit, designation);
    writing.tell(&mut text);
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

/// `Beneficiary 'Park' is in North Korea (country KP).` `Address of beneficiary 'Melnyk' names Yalta, in Crimea.`
fn by_place(party: &CaseParty, hit: &Hit, designation: &Designation) -> String {
    let place = one_line(designation.primary_name());
    let stated = hit.evidence.iter().filter_map(|piece| match piece {
        Evidence::Place { stated, text, name } => Some((*stated, text.as_str(), name.as_str())),
        _ => None,
    });
    if hit.certain {
        let stated: Vec<String> = stated
            .map(|(stated, text, _)| format!("{} {}", said_by(stated), one_line(text)))
            .collect();
        let who = if party.name.is_empty() {
            String::new()
        } else {
            format!(" '{}'", party.name)
        };
        return format!("{}{who} is in {place} ({}).", role(hit.field), stated.join(", "));
    }
    let mut names: Vec<&str> = Vec::new();
    for (_, _, name) in stated {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if let Field::Party(..) = hit.field {
        return format!(
            "{} '{}' may be of the {place}, by its name ({}). Ask who owns or directs it.",
            role(hit.field),
            party.name,
            names.join(", ")
        );
    }
    let within = if names.contains(&place.as_str()) {
        String::new()
    } else {
        format!(", in {place}")
    };
    format!(
        "{} '{}' names {}{within}. Ask whether the party or the business is there.",
        role(hit.field),
        party.name,
        names.join(", ")
    )
}

/// `This payment resembles payment P1 on line 3, which was stopped (block): … Ask who is paid, and why it was changed.`
fn by_resubmission(hit: &Hit, designation: &Designation) -> String {
    let note = hit.evidence.iter().find_map(|piece| match piece {
        Evidence::Text { note } => Some(note.as_str()),
        _ => None,
    });
    format!(
        "This payment {}. What stopped that one was '{}', {}. Ask who takes part in this one, and why it was changed.",
        note.unwrap_or("resembles one that was stopped"),
        one_line(&hit.matched),
        programs(designation)
    )
}

/// What of a payment states a place, as an analyst calls it.
pub(crate) fn said_by(stated: PlaceIn) -> &'static str {
    match stated {
        PlaceIn::Country => "country",
        PlaceIn::Bic => "BIC",
        PlaceIn::Iban => "IBAN",
        PlaceIn::Text => "text",
    }
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
    if hit.basis == HitBasis::Name {
        let mut kinds: Vec<&str> = known_to_both(of, designation)
            .map(IdentifierKind::as_str)
            .collect();
        kinds.dedup();
        different.extend(
            kinds
                .iter()
                .map(|kind| format!("{} number", kind.replace('-', " "))),
        );
    }
    different
}

/// The kinds of the numbers that the payment states of the party, of which the list has one too.
fn known_to_both(of: Option<&Party<'_>>, designation: &Designation) -> impl Iterator<Item = IdentifierKind> {
    let stated = of.into_iter().flat_map(|of| StatedIdentifier::all_in(&of.ids));
    stated
        .filter_map(|id| id.kind)
        .filter(|kind| designation.identifiers.iter().any(|id| id.kind == *kind))
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
    if designation.schema != Schema::Person && known_to_both(of, designation).next().is_none() {
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

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
