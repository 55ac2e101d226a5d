//! A party of a payment beside the party that it may be, a fact a row.

use std::fmt::{self, Write};

use portcullis_model::{Agreement, Designation, Evidence, Fact, IdentifierKind, NameKind};

use super::{
    evidence::verdict,
    text::{DOT, Esc, Said, and_more, counted, field, joined},
};
use crate::{
    output::PartyFacts,
    report::{ShownAlert, cases::Case},
};

/// Values of one fact that are shown. Some parties are listed with a hundred addresses.
const VALUES_MAX: usize = 12;
/// Names that are shown when they are unfolded.
const NAMES_MAX: usize = 40;

/// Writes the table. What the payment says is of the first payment of the case.
pub(super) fn compare(out: &mut String, case: &Case) -> fmt::Result {
    let (listed, _) = case.leading();
    let (Some(first), Some(best)) = (case.payments.first(), listed.first()) else {
        return Ok(());
    };
    out.push_str(
        "<table class=\"compare\"><thead><tr><td></td><th>In the payment</th><th>On the list</th></tr></thead><tbody>",
    );
    let place = first.fields.first().copied().unwrap_or(best.alert.field);
    // A text is no party: nothing stands beside what the list says.
    let nobody = PartyFacts::default();
    let stated = first.payment.parties.at(place).unwrap_or(&nobody);
    let name = format!(
        "<b>{}</b><br><span class=\"small\">{}</span>",
        Said(&best.alert.party),
        field(place)
    );
    let birth_date = stated.birth_date.map(|date| date.to_string()).unwrap_or_default();
    let birth_dates = |d: &Designation| d.birth_dates.iter().map(ToString::to_string).collect();
    let country = stated.country.map(|code| code.to_string()).unwrap_or_default();
    let gender = |d: &Designation| d.gender.iter().map(ToString::to_string).collect();
    let identifiers = identifiers(stated);
    let address = Said(&stated.address).to_string();
    for (label, stated, listed, fact) in [
        ("name", Some(name), names(listed), None),
        ("entry", None, entries(listed), None),
        (
            "birth date",
            Some(birth_date),
            values(listed, birth_dates),
            Some(Fact::BirthDate),
        ),
        (
            "birth place",
            None,
            values(listed, |d| d.birth_places.clone()),
            None,
        ),
        (
            "country",
            Some(country),
            values(listed, countries),
            Some(Fact::Country),
        ),
        ("address", Some(address), values(listed, addresses), None),
        ("gender", None, values(listed, gender), Some(Fact::Gender)),
        (
            "identifiers",
            Some(identifiers),
            values(listed, listed_identifiers),
            None,
        ),
        ("title", None, values(listed, |d| vec![d.title.clone()]), None),
        ("flag", None, values(listed, |d| d.flags.clone()), None),
        (
            "owners that block it",
            None,
            values(listed, |d| d.derived_from.clone()),
            None,
        ),
    ] {
        let agreement = fact.and_then(|fact| agreement(best, fact));
        row(out, label, stated.as_deref(), &listed, agreement)?;
    }
    out.push_str("</tbody></table>");
    remarks(out, listed)
}

/// A row, where either side says something. `None`: payments have no place for it.
fn row(
    out: &mut String,
    label: &str,
    stated: Option<&str>,
    listed: &str,
    agreement: Option<Agreement>,
) -> fmt::Result {
    if stated.unwrap_or_default().is_empty() && listed.is_empty() {
        return Ok(());
    }
    let side = |text: Option<&str>| match text {
        None => String::new(),
        Some("") => "<span class=\"small\">not stated</span>".to_owned(),
        Some(text) => text.to_owned(),
    };
    let agreement = agreement.map(|agreement| {
        let word = verdict(agreement);
        format!(" <span class=\"verdict {word}\">{word}</span>")
    });
    write!(
        out,
        "<tr><th>{label}{}</th><td>{}</td><td>{}</td></tr>",
        agreement.unwrap_or_default(),
        side(stated),
        side(Some(listed))
    )
}

/// The names that matched, and how many others there are.
fn names(listed: &[ShownAlert]) -> String {
    let mut out = String::new();
    let mut told: Vec<(&str, &str)> = Vec::new();
    for shown in listed {
        let (primary, matched) = (shown.designation.primary_name(), &*shown.alert.matched_name);
        if told.contains(&(primary, matched)) {
            continue;
        }
        told.push((primary, matched));
        // Writing to a string cannot fail.
        let _ = write!(out, "<p><b>{}</b></p>", Said(primary));
        match shown.alert.name_kind {
            Some(NameKind::Primary) if primary == matched => {}
            Some(kind) => {
                let kind = kind.to_string().replace('-', " ");
                let _ = write!(
                    out,
                    "<p class=\"small\">matched by {} ({kind})</p>",
                    Said(matched)
                );
            }
            None => {
                let identifier = match matched.split_once(':') {
                    Some((word, value)) => match word.parse() {
                        Ok(known) => format!("{} {value}", kind(known)),
                        Err(_) => matched.to_owned(),
                    },
                    None => matched.to_owned(),
                };
                let _ = write!(out, "<p class=\"small\">matched by {}</p>", Said(identifier));
            }
        }
    }
    let mut others: Vec<&str> = listed
        .iter()
        .flat_map(|shown| &shown.designation.names)
        .map(|name| name.text.as_str())
        .filter(|name| {
            !told
                .iter()
                .any(|(primary, matched)| name == primary || name == matched)
        })
        .collect();
    others.sort_unstable();
    others.dedup();
    if !others.is_empty() {
        let _ = write!(
            out,
            "<details><summary>{}</summary><p class=\"small\">{}{}</p></details>",
            counted(others.len() as u64, "other name", "other names"),
            joined(others.iter().take(NAMES_MAX), "; "),
            and_more(others.len(), NAMES_MAX)
        );
    }
    out
}

/// Where it is listed: a line a designation; and where else, as far as that is nearly proven.
fn entries(listed: &[ShownAlert]) -> String {
    let mut out = String::new();
    for shown in listed {
        let d = &shown.designation;
        let dates = [
            d.listed_on.map(|date| format!("listed {date}")),
            d.amended_on.map(|date| format!("amended {date}")),
            d.delisted_on.map(|date| format!("delisted {date}")),
        ];
        let parts = [d.list.clone(), d.programs.join(", "), d.schema.to_string()];
        let parts = parts.into_iter().chain(dates.into_iter().flatten());
        // Writing to a string cannot fail.
        let _ = write!(out, "<p>{} <code>{}</code></p>", joined(parts, DOT), Said(&d.id));
    }
    let mut told: Vec<&str> = listed.iter().map(|shown| shown.designation.id.as_str()).collect();
    for other in listed.iter().flat_map(|shown| &shown.same_party) {
        if told.contains(&&*other.designation_id) {
            continue;
        }
        told.push(&other.designation_id);
        let delisted = other.delisted_on.map(|date| format!("delisted {date}"));
        let parts = [other.list.to_string(), other.programs.join(", ")];
        let _ = write!(
            out,
            "<p class=\"small\">the same party: {} <code>{}</code></p>",
            joined(parts.into_iter().chain(delisted), DOT),
            Said(&other.designation_id)
        );
    }
    out
}

fn countries(d: &Designation) -> Vec<String> {
    let nationalities = d.nationalities.iter().map(|code| format!("{code} (nationality)"));
    let addresses = d.addresses.iter().filter_map(|address| address.country);
    nationalities
        .chain(addresses.map(|code| format!("{code} (address)")))
        .collect()
}

fn addresses(d: &Designation) -> Vec<String> {
    let texts = d.addresses.iter().map(|address| {
        let parts = [address.text.as_str(), &address.country_name];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    });
    texts.collect()
}

fn listed_identifiers(d: &Designation) -> Vec<String> {
    let texts = d.identifiers.iter().map(|identifier| {
        let country = identifier.country.map(|code| format!(" ({code})"));
        let kind = identifier.label.clone().unwrap_or_else(|| kind(identifier.kind));
        format!("{kind} {}{}", identifier.value, country.unwrap_or_default())
    });
    texts.collect()
}

/// A kind of identifier, as people write it.
pub(super) fn kind(kind: IdentifierKind) -> String {
    match kind {
        IdentifierKind::Bic
        | IdentifierKind::Iban
        | IdentifierKind::Lei
        | IdentifierKind::Imo
        | IdentifierKind::Mmsi => kind.as_str().to_uppercase(),
        _ => kind.as_str().replace('-', " "),
    }
}

/// What the list says of a fact, each value once; with the list that says it, where another of the case does not.
fn values(listed: &[ShownAlert], of: impl Fn(&Designation) -> Vec<String>) -> String {
    let mut all: Vec<(String, Vec<&str>)> = Vec::new();
    for shown in listed {
        for value in of(&shown.designation) {
            let list = shown.designation.list.as_str();
            match all.iter_mut().find(|(known, _)| *known == value) {
                _ if value.is_empty() => {}
                Some((_, lists)) if lists.contains(&list) => {}
                Some((_, lists)) => lists.push(list),
                None => all.push((value, vec![list])),
            }
        }
    }
    let mut lists: Vec<&str> = listed
        .iter()
        .map(|shown| shown.designation.list.as_str())
        .collect();
    lists.sort_unstable();
    lists.dedup();
    let mut out = String::new();
    for (value, of_lists) in all.iter().take(VALUES_MAX) {
        // Writing to a string cannot fail.
        let _ = write!(out, "<p>{}", Said(value));
        if of_lists.len() < lists.len() {
            let _ = write!(out, " <span class=\"small\">{}</span>", joined(of_lists, ", "));
        }
        out.push_str("</p>");
    }
    if all.len() > VALUES_MAX {
        let _ = write!(out, "<p class=\"small\">{} more</p>", all.len() - VALUES_MAX);
    }
    out
}

/// What the payment says that could be compared with identifiers of the list.
fn identifiers(stated: &PartyFacts<'_>) -> String {
    let labeled = |label: &str, text: &str| (!text.is_empty()).then(|| format!("{label} {text}"));
    let parts = [
        labeled("account", &stated.account),
        labeled("BIC", &stated.bic),
        labeled("LEI", &stated.lei),
        labeled("id", &stated.id),
    ];
    joined(parts.into_iter().flatten(), "<br>")
}

/// Whether a fact of the payment fits, as far as it was compared.
fn agreement(shown: &ShownAlert, asked: Fact) -> Option<Agreement> {
    shown.evidence.iter().find_map(|piece| match piece {
        Evidence::Corroboration { fact, agreement, .. } if *fact == asked => Some(*agreement),
        _ => None,
    })
}

/// What the publishers remark, folded.
fn remarks(out: &mut String, listed: &[ShownAlert]) -> fmt::Result {
    for shown in listed {
        let d = &shown.designation;
        if !d.remarks.is_empty() {
            write!(
                out,
                "<details class=\"remarks\"><summary>Remarks of {}</summary><p class=\"small\">{}</p></details>",
                Esc(&d.list),
                Said(&d.remarks)
            )?;
        }
    }
    Ok(())
}
