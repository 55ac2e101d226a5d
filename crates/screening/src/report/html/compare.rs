//! A party of a payment beside the party that it may be, a fact a row.

use maud::{Markup, Render, html};
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

/// A row: what it is about, what the payment says (`None`: payments have no place for it), what the list says, and whether
/// that fits.
struct Row {
    label: &'static str,
    stated: Option<Markup>,
    listed: Markup,
    agreement: Option<Agreement>,
}

impl Row {
    fn of(label: &'static str, stated: Option<Markup>, listed: Markup) -> Row {
        Row {
            label,
            stated,
            listed,
            agreement: None,
        }
    }

    /// Neither side says anything.
    fn is_empty(&self) -> bool {
        let stated = self.stated.as_ref();
        stated.is_none_or(|stated| stated.0.is_empty()) && self.listed.0.is_empty()
    }
}

/// The table. What the payment says is of the first payment of the case.
pub(super) fn compare(case: &Case) -> Markup {
    let (listed, _) = case.leading();
    let (Some(first), Some(best)) = (case.payments.first(), listed.first()) else {
        return html! {};
    };
    let place = first.fields.first().copied().unwrap_or(best.alert.field);
    // A text is no party: nothing stands beside what the list says.
    let nobody = PartyFacts::default();
    let stated = first.payment.parties.at(place).unwrap_or(&nobody);
    let name = html! { b { (Said(&best.alert.party)) } br; span.small { (field(place)) } };
    let birth_date = stated.birth_date.map(|date| date.to_string()).unwrap_or_default();
    let country = stated.country.map(|code| code.to_string()).unwrap_or_default();
    let compared = |fact, row: Row| Row {
        agreement: agreement(best, fact),
        ..row
    };
    let of = |label, stated, listed| Row::of(label, stated, listed);
    let birth_dates = values(listed, |d| {
        d.birth_dates.iter().map(ToString::to_string).collect()
    });
    let gender = values(listed, |d| d.gender.iter().map(ToString::to_string).collect());
    let rows = [
        of("name", Some(name), names(listed)),
        of("entry", None, entries(listed)),
        compared(
            Fact::BirthDate,
            of("birth date", Some(html! { (birth_date) }), birth_dates),
        ),
        of("birth place", None, values(listed, |d| d.birth_places.clone())),
        compared(
            Fact::Country,
            of("country", Some(html! { (country) }), values(listed, countries)),
        ),
        of(
            "address",
            Some(Said(&stated.address).render()),
            values(listed, addresses),
        ),
        compared(Fact::Gender, of("gender", None, gender)),
        of(
            "identifiers",
            Some(identifiers(stated)),
            values(listed, listed_identifiers),
        ),
        of("title", None, values(listed, |d| vec![d.title.clone()])),
        of("flag", None, values(listed, |d| d.flags.clone())),
        of(
            "owners that block it",
            None,
            values(listed, |d| d.derived_from.clone()),
        ),
    ];
    html! {
        table.compare {
            thead { tr { td {} th scope="col" { "In the payment" } th scope="col" { "On the list" } } }
            tbody { @for row in rows.iter().filter(|row| !row.is_empty()) { (one_row(row)) } }
        }
        (remarks(listed))
    }
}

fn one_row(row: &Row) -> Markup {
    let side = |text: Option<&Markup>| match text {
        None => html! {},
        Some(text) if text.0.is_empty() => html! { span.small { "not stated" } },
        Some(text) => html! { (text) },
    };
    let agreement = row.agreement.map(verdict);
    html! {
        tr {
            th scope="row" {
                (row.label)
                @if let Some(word) = agreement { " " span class={ "verdict " (word) } { (word) } }
            }
            td { (side(row.stated.as_ref())) }
            td { (side(Some(&row.listed))) }
        }
    }
}

/// The names that matched, and how many others there are.
fn names(listed: &[ShownAlert]) -> Markup {
    let mut told: Vec<(&str, &str, &ShownAlert)> = Vec::new();
    for shown in listed {
        let (primary, matched) = (shown.designation.primary_name(), &*shown.alert.matched_name);
        if !told.iter().any(|(p, m, _)| (*p, *m) == (primary, matched)) {
            told.push((primary, matched, shown));
        }
    }
    let mut others: Vec<&str> = listed
        .iter()
        .flat_map(|shown| &shown.designation.names)
        .map(|name| name.text.as_str())
        .filter(|name| {
            !told
                .iter()
                .any(|(primary, matched, _)| name == primary || name == matched)
        })
        .collect();
    others.sort_unstable();
    others.dedup();
    html! {
        @for (primary, matched, shown) in &told {
            p { b { (Said(primary)) } }
            @match shown.alert.name_kind {
                Some(NameKind::Primary) if primary == matched => {},
                Some(kind) => p.small { "matched by " (Said(matched)) " (" (kind.to_string().replace('-', " ")) ")" },
                None => p.small { "matched by " (Said(identifier(matched))) },
            }
        }
        @if !others.is_empty() {
            details {
                summary { (counted(others.len() as u64, "other name", "other names")) }
                p.small { (joined(others.iter().take(NAMES_MAX), "; ")) (and_more(others.len(), NAMES_MAX)) }
            }
        }
    }
}

/// An identifier that matched: `imo:9187629` as `IMO 9187629`.
fn identifier(matched: &str) -> String {
    match matched.split_once(':') {
        Some((word, value)) => match word.parse() {
            Ok(known) => format!("{} {value}", kind(known)),
            Err(_) => matched.to_owned(),
        },
        None => matched.to_owned(),
    }
}

/// Where it is listed: a line a designation; and where else, as far as that is nearly proven.
fn entries(listed: &[ShownAlert]) -> Markup {
    let mut told: Vec<&str> = listed.iter().map(|shown| shown.designation.id.as_str()).collect();
    let mut elsewhere = Vec::new();
    for other in listed.iter().flat_map(|shown| &shown.same_party) {
        if told.contains(&&*other.designation_id) {
            continue;
        }
        told.push(&other.designation_id);
        let delisted = other.delisted_on.map(|date| format!("delisted {date}"));
        let parts = [other.list.to_string(), other.programs.join(", ")];
        elsewhere.push((
            joined(parts.into_iter().chain(delisted), DOT),
            &other.designation_id,
        ));
    }
    html! {
        @for shown in listed { p { (entry_of(&shown.designation)) " " code { (Said(&shown.designation.id)) } } }
        @for (where_else, id) in elsewhere { p.small { "the same party: " (where_else) " " code { (Said(id)) } } }
    }
}

fn entry_of(d: &Designation) -> Markup {
    let dates = [
        d.listed_on.map(|date| format!("listed {date}")),
        d.amended_on.map(|date| format!("amended {date}")),
        d.delisted_on.map(|date| format!("delisted {date}")),
    ];
    let parts = [d.list.clone(), d.programs.join(", "), d.schema.to_string()];
    joined(parts.into_iter().chain(dates.into_iter().flatten()), DOT)
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
fn values(listed: &[ShownAlert], of: impl Fn(&Designation) -> Vec<String>) -> Markup {
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
    html! {
        @for (value, of_lists) in all.iter().take(VALUES_MAX) {
            p {
                (Said(value))
                @if of_lists.len() < lists.len() { " " span.small { (joined(of_lists, ", ")) } }
            }
        }
        @if all.len() > VALUES_MAX { p.small { (all.len() - VALUES_MAX) " more" } }
    }
}

/// What the payment says that could be compared with identifiers of the list.
fn identifiers(stated: &PartyFacts<'_>) -> Markup {
    let parts = [
        ("account", &stated.account),
        ("BIC", &stated.bic),
        ("LEI", &stated.lei),
        ("id", &stated.id),
    ];
    let parts = parts.into_iter().filter(|(_, text)| !text.is_empty());
    html! {
        @for (n, (label, text)) in parts.enumerate() {
            @if n > 0 { br; }
            (Said(format!("{label} {text}")))
        }
    }
}

/// Whether a fact of the payment fits, as far as it was compared.
fn agreement(shown: &ShownAlert, asked: Fact) -> Option<Agreement> {
    shown.evidence.iter().find_map(|piece| match piece {
        Evidence::Corroboration { fact, agreement, .. } if *fact == asked => Some(*agreement),
        _ => None,
    })
}

/// What the publishers remark, folded.
fn remarks(listed: &[ShownAlert]) -> Markup {
    let remarks = listed.iter().map(|shown| &shown.designation);
    html! {
        @for d in remarks.filter(|d| !d.remarks.is_empty()) {
            details.remarks { summary { "Remarks of " (Esc(&d.list)) } p.small { (Said(&d.remarks)) } }
        }
    }
}
