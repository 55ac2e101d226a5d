//! Which party of a payment a hit concerns, and when two of them are the same.

use portcullis_model::{
    CountryCode, Evidence, Hit, HitBasis, IdentifierKind, Party, Payment, StatedIdentifier,
};
pub(crate) use portcullis_names::folded_words;
use portcullis_names::identifier::canonical;

use portcullis_model::is_placeholder;

use crate::output::party_text;

/// Longer names are shown by their beginning.
const SHOWN_CHARS_MAX: usize = 140;

/// The party of a payment that a hit concerns.
#[derive(Debug)]
pub(crate) struct CaseParty {
    /// Equal for parties that are the same: the folded name and the canonical identifiers. Whether it pays or is paid is no
    /// part of it.
    pub(super) key: String,
    /// As the payment writes it, for a person.
    pub(super) name: String,
    pub(super) country: Option<CountryCode>,
}

impl CaseParty {
    /// In a text, the party is what was matched: many sentences that name one person are one case, and one with a payment
    /// to that name.
    pub(super) fn of(payment: &Payment<'_>, hit: &Hit) -> CaseParty {
        // An identifier in an address is that of the party; a name there is somebody else's.
        let is_named_there = hit.field.is_text() && hit.basis == HitBasis::Name;
        let party = payment.party_at(hit.field);
        match party.filter(|_| !is_named_there) {
            Some(party) => CaseParty {
                key: key(&party.name, identifiers(party)),
                name: shown(&named(party, &hit.evidence)),
                country: party.country,
            },
            None => {
                let text = party_text(payment, hit.field);
                // A place is not who a text is about: the same text is the same case.
                let name = match hit.basis {
                    HitBasis::Place => text,
                    _ => in_text(&text, &hit.evidence),
                };
                CaseParty {
                    key: key(&name, Vec::new()),
                    name: shown(&name),
                    country: party.and_then(|party| party.country),
                }
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.key.len() + self.name.len()
    }
}

/// What a person calls a party: its name, or the code that was found where it has none.
fn named(party: &Party<'_>, evidence: &[Evidence]) -> String {
    if !party.name.is_empty() {
        return party.name.clone().into_owned();
    }
    let found = evidence.iter().find_map(|piece| match piece {
        Evidence::Identifier { value, .. } => Some(value.as_str()),
        _ => None,
    });
    let said = [&*party.bic, &*party.account, party.lei(), &*party.ids];
    let said = said.into_iter().find(|text| !text.is_empty());
    found.or(said).unwrap_or_default().to_owned()
}

/// Every identifier of a party, in one form.
fn identifiers(party: &Party<'_>) -> Vec<String> {
    let known = [
        (IdentifierKind::Account, &*party.account),
        (IdentifierKind::Bic, &*party.bic),
        (IdentifierKind::Lei, party.lei()),
    ];
    let mut ids: Vec<String> = known
        .into_iter()
        .map(|(kind, value)| canonical(kind, value))
        .collect();
    let stated = StatedIdentifier::all_in(&party.ids);
    ids.extend(stated.map(|id| canonical(id.kind.unwrap_or(IdentifierKind::Other), id.value)));
    ids.retain(|id| !id.is_empty() && !is_placeholder(id));
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn key(name: &str, identifiers: Vec<String>) -> String {
    // Who is called `UNKNOWN` is nobody, and an account of zeros is nobody's.
    let name = if is_placeholder(name) { "" } else { name };
    let mut key = folded_words(name).join(" ");
    for id in identifiers {
        key.push('\n');
        key.push_str(&id);
    }
    key
}

/// The part of a text that was matched: from its first matched word to its last, where that is little more than these
/// words; else the matched words as they were read, or the identifier.
fn in_text(text: &str, evidence: &[Evidence]) -> String {
    let mut matched: Vec<&str> = Vec::new();
    for piece in evidence {
        match piece {
            Evidence::Identifier { value, .. } => return value.clone(),
            Evidence::Token { query, .. } => matched.extend(query.split_whitespace()),
            _ => {}
        }
    }
    let chunks: Vec<&str> = text.split_whitespace().collect();
    let is_matched = |chunk: &&str| {
        folded_words(chunk)
            .iter()
            .any(|word| matched.contains(&word.as_str()))
    };
    let first = chunks.iter().position(&is_matched);
    let last = chunks.iter().rposition(is_matched);
    match first.zip(last) {
        Some((first, last)) if last - first < 2 * matched.len().max(1) => {
            let span = chunks[first..=last].join(" ");
            span.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
        }
        _ => matched.join(" "),
    }
}

fn shown(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() <= SHOWN_CHARS_MAX {
        return name;
    }
    let mut cut: String = name.chars().take(SHOWN_CHARS_MAX - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Field, Hit, Party, Payment, Role, Score, TokenRelation};

    use super::{CaseParty, Evidence};

    fn key_of(payment: &Payment<'_>, field: Field) -> String {
        CaseParty::of(payment, &Hit::by_name(0, field, Score::ONE)).key
    }

    #[test]
    fn a_party_is_the_same_whatever_its_role_and_however_it_is_written() {
        let written = Party {
            account: "DE89 3704 0044 0532 0130 00".into(),
            ids: "passport:A 1".into(),
            ..Party::named(Role::Creditor, "JOSÉ  Pérez, S.A.")
        };
        let otherwise = Party {
            account: "de89370400440532013000".into(),
            ids: "PASSPORT:a1".into(),
            ..Party::named(Role::UltimateDebtor, "Jose Perez S.A")
        };
        let payment = Payment::default().with(written).with(otherwise);
        let key = key_of(&payment, Field::CREDITOR);
        assert_eq!(key, key_of(&payment, Field::ULTIMATE_DEBTOR));
        // An identifier in its address is its own.
        let in_address = Hit::by_identifier(0, Field::Address(Role::Creditor, 1));
        assert_eq!(key, CaseParty::of(&payment, &in_address).key);
    }

    #[test]
    fn another_name_or_another_identifier_is_another_party() {
        let party = |name: &'static str, account: &'static str| Party {
            account: account.into(),
            ..Party::named(Role::Creditor, name)
        };
        let of = |party| key_of(&Payment::default().with(party), Field::CREDITOR);
        assert_ne!(
            of(party("Ali Nassar", "1234567")),
            of(party("Ali Nassar", "7654321"))
        );
        assert_ne!(
            of(party("Ali Nassar", "1234567")),
            of(party("Ali Nasser", "1234567"))
        );
        assert_ne!(of(party("Ali Nassar", "1234567")), of(party("Ali Nassar", "")));
    }

    #[test]
    fn what_stands_where_nothing_is_known_tells_nobody_from_anybody() {
        let party = |name: &'static str, account: &'static str| Party {
            account: account.into(),
            ..Party::named(Role::Creditor, name)
        };
        let of = |party| key_of(&Payment::default().with(party), Field::CREDITOR);
        for placeholder in ["NOTPROVIDED", "NONREF", "000000", "UNKNOWN"] {
            assert_eq!(of(party("Ali Nassar", placeholder)), of(party("Ali Nassar", "")));
            assert_eq!(of(party(placeholder, "1234567")), of(party("", "1234567")));
        }
    }

    #[test]
    fn branches_of_a_bank_are_one_party() {
        let bank = |bic: &'static str| Party {
            bic: bic.into(),
            ..Party::new(Role::CreditorAgent)
        };
        let of = |bic| key_of(&Payment::default().with(bank(bic)), Field::CREDITOR_AGENT);
        assert_eq!(of("MOSWRUMM"), of("MOSWRUMMXXX"));
    }

    #[test]
    fn sentences_that_name_one_person_are_one_party_and_one_with_the_name_itself() {
        let token = |word: &str| Evidence::Token {
            query: word.to_owned(),
            listed: word.to_owned(),
            relation: TokenRelation::Exact,
            similarity: 1.0,
            weight: 1.0,
        };
        let of = |text: &'static str| {
            let hit = Hit {
                evidence: vec![token("vladimir"), token("ivanov")],
                ..Hit::by_name(0, Field::Remittance, Score::ONE)
            };
            CaseParty::of(&Payment::default().with_remittance(text), &hit)
        };
        let party = of("FAMILY HELP 77 / Vladimir IVANOV, JAN");
        assert_eq!(party.name, "Vladimir IVANOV");
        assert_eq!(party.key, of("VLADIMIR IVANOV FAMILY HELP").key);
        let named = Payment::default().with(Party::named(Role::Creditor, "Vladimir Ivanov"));
        assert_eq!(party.key, key_of(&named, Field::CREDITOR));
        // Who is named in an address is not whose address it is.
        let hit = Hit {
            evidence: vec![token("vladimir"), token("ivanov")],
            ..Hit::by_name(0, Field::Address(Role::Creditor, 1), Score::ONE)
        };
        let host = Party {
            address: "c/o Vladimir IVANOV, 12 High Street".into(),
            ..Party::named(Role::Creditor, "Northwind Parts")
        };
        let in_address = CaseParty::of(&Payment::default().with(host), &hit);
        assert_eq!((in_address.name, in_address.key), (party.name, party.key));
    }
}
