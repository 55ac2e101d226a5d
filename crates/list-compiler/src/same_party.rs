//! Which designations of different authorities are one party.
//!
//! The same person stands on the lists of the UN, the US, the EU and the UK under four ids. They are linked, so that an
//! alert can show one person with all programs; each stays a designation of its own, found and judged by itself, and a
//! link hides nothing. Links are made only on what is nearly proof:
//!
//! - an equal strong identifier: a passport, national or tax number of the same country, an IMO number or LEI with right
//!   check digits, a BIC;
//! - an equal primary name (any order of its words, letters folded) of two words or more and an equal full date of birth.
//!
//! Nothing links when the two are different kinds of party, when both state dates of birth and none agrees, or when the
//! key is shared by two parties on one authority's lists: then it does not tell who is who.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_model::{Designation, Identifier, IdentifierKind, NameKind, Schema};
use portcullis_names::identifier::{self, Validity};
use portcullis_names::{FoldNotes, fold_into};

/// Writes `same_as` of every designation: the ids of the others, in order.
pub(crate) fn link(designations: &mut [Designation]) {
    let mut holders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, designation) in designations.iter().enumerate() {
        for key in keys(designation) {
            let places = holders.entry(key).or_default();
            if places.last() != Some(&i) {
                places.push(i);
            }
        }
    }
    let mut parties = Parties::new(designations.len());
    for places in holders.values().filter(|places| places.len() > 1) {
        let places = one_an_authority(places, designations);
        for (n, a) in places.iter().enumerate() {
            for b in &places[n + 1..] {
                if agree(&designations[*a], &designations[*b]) {
                    parties.link(*a, *b);
                }
            }
        }
    }
    for (i, others) in parties.finish(designations).into_iter().enumerate() {
        let mut ids: Vec<String> = others.into_iter().map(|o| designations[o].id.clone()).collect();
        ids.sort();
        designations[i].same_as = ids;
    }
}

/// What could prove who a party is.
fn keys(designation: &Designation) -> Vec<String> {
    // An owned entity is nobody's designation.
    if !designation.derived_from.is_empty() {
        return Vec::new();
    }
    let mut keys: Vec<String> = designation.identifiers.iter().filter_map(strong).collect();
    keys.extend(born(designation));
    keys.sort();
    keys.dedup();
    keys
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
        .map(|date| format!("born:{}:{name}", date.from))
        .collect()
}

/// Of each authority the one party that holds a key; of those that left its lists and the one that is on them, the
/// latter. An authority with several is left out.
fn one_an_authority(places: &[usize], designations: &[Designation]) -> Vec<usize> {
    let mut by_authority: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for place in places {
        let authority = designations[*place].authority.as_str();
        by_authority.entry(authority).or_default().push(*place);
    }
    by_authority
        .into_values()
        .filter_map(|places| {
            if let [one] = places.as_slice() {
                return Some(*one);
            }
            let mut listed = places.iter().filter(|i| designations[**i].delisted_on.is_none());
            listed.next().copied().filter(|_| listed.next().is_none())
        })
        .collect()
}

/// Whether nothing speaks against two being one.
fn agree(a: &Designation, b: &Designation) -> bool {
    let kinds = a.schema == b.schema || a.schema == Schema::Unknown || b.schema == Schema::Unknown;
    let genders = a.gender.zip(b.gender).is_none_or(|(a, b)| a == b);
    let dates = a.birth_dates.is_empty()
        || b.birth_dates.is_empty()
        || a.birth_dates
            .iter()
            .any(|a| b.birth_dates.iter().any(|b| a.from <= b.to && b.from <= a.to));
    a.authority != b.authority && kinds && genders && dates
}

/// Links, and what follows from them.
struct Parties {
    links: Vec<BTreeSet<usize>>,
}

impl Parties {
    fn new(n: usize) -> Parties {
        Parties {
            links: vec![BTreeSet::new(); n],
        }
    }

    fn link(&mut self, a: usize, b: usize) {
        self.links[a].insert(b);
        self.links[b].insert(a);
    }

    /// The links with what follows: A is B and B is C, so A is C. Not where that would make two parties of one
    /// authority the same, or two that disagree: there only the links themselves stand.
    fn finish(self, designations: &[Designation]) -> Vec<BTreeSet<usize>> {
        let mut out = self.links.clone();
        let mut seen = vec![false; self.links.len()];
        for start in 0..self.links.len() {
            if seen[start] || self.links[start].is_empty() {
                continue;
            }
            let mut members = Vec::new();
            let mut next = vec![start];
            while let Some(i) = next.pop() {
                if std::mem::replace(&mut seen[i], true) {
                    continue;
                }
                members.push(i);
                next.extend(&self.links[i]);
            }
            let all_agree = members.iter().enumerate().all(|(n, a)| {
                members[n + 1..]
                    .iter()
                    .all(|b| agree(&designations[*a], &designations[*b]))
            });
            if all_agree {
                for a in &members {
                    out[*a] = members.iter().copied().filter(|b| b != a).collect();
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{BirthDate, Designation, Name, NameKind, Schema};

    use super::link;

    /// `id authority name born identifiers`, separated by `|`; the kind of party is a person's unless the id starts with v.
    fn party(text: &str) -> Designation {
        let cells: Vec<&str> = text.split('|').collect();
        let schema = if cells[0].starts_with('v') {
            Schema::Vessel
        } else {
            Schema::Person
        };
        let mut d = Designation::new(cells[0], "List", cells[1], schema);
        d.names.push(Name::new(cells[2], NameKind::Primary));
        for born in cells[3].split_whitespace() {
            d.birth_dates.push(match born.len() {
                4 => BirthDate::years(born.parse().unwrap(), born.parse().unwrap(), false).unwrap(),
                _ => BirthDate::day(born.parse().unwrap()),
            });
        }
        d.identifiers = cells[4]
            .split_whitespace()
            .map(|id| id.parse().unwrap())
            .collect();
        d
    }

    fn linked(parties: &[&str]) -> Vec<String> {
        let mut designations: Vec<Designation> = parties.iter().map(|text| party(text)).collect();
        link(&mut designations);
        designations
            .iter()
            .filter(|d| !d.same_as.is_empty())
            .map(|d| format!("{}={}", d.id, d.same_as.join(",")))
            .collect()
    }

    #[test]
    fn an_equal_strong_identifier_links_across_authorities() {
        assert_eq!(
            linked(&[
                "a|US|BOUT, Viktor||passport:29-N0006765@RU",
                "b|EU|Victor But||passport:29N0006765@RU",
            ]),
            ["a=b", "b=a"]
        );
        assert_eq!(
            linked(&["va|US|ARTAVIL||imo:9187629", "vb|UN|SHONA||imo:9187629"]),
            ["va=vb", "vb=va"]
        );
        // Without a country, of another country, with a wrong check digit, of a weak kind.
        assert!(linked(&["a|US|A||passport:29N0006765", "b|EU|B||passport:29N0006765"]).is_empty());
        assert!(linked(&["a|US|A||passport:12345@RU", "b|EU|B||passport:12345@UA"]).is_empty());
        assert!(linked(&["va|US|A||imo:9187628", "vb|UN|B||imo:9187628"]).is_empty());
        assert!(linked(&["a|US|A||phone:123456789", "b|EU|B||phone:123456789"]).is_empty());
    }

    #[test]
    fn an_equal_name_links_only_with_an_equal_full_date_of_birth() {
        assert_eq!(
            linked(&[
                "a|US|MADURO MOROS, Nicolas|1962-11-23|",
                "b|EU|Nicolás Maduro Moros|1962-11-23|"
            ]),
            ["a=b", "b=a"]
        );
        assert!(linked(&["a|US|MADURO, Nicolas|1962|", "b|EU|Nicolas Maduro|1962|"]).is_empty());
        assert!(
            linked(&[
                "a|US|MADURO, Nicolas|1962-11-23|",
                "b|EU|Nicolas Maduro|1962-11-24|"
            ])
            .is_empty()
        );
        assert!(linked(&["a|US|MADURO|1962-11-23|", "b|EU|Maduro|1962-11-23|"]).is_empty());
    }

    #[test]
    fn parties_of_one_authority_are_never_linked() {
        assert!(linked(&["a|US|A B|1962-11-23|", "b|US|B A|1962-11-23|"]).is_empty());
        // Two of the US share the number: it does not tell which of them the European is.
        assert!(
            linked(&[
                "a|US|A||passport:12345@RU",
                "b|US|B||passport:12345@RU",
                "c|EU|C||passport:12345@RU"
            ])
            .is_empty()
        );
    }

    #[test]
    fn what_speaks_against_it_prevents_a_link() {
        assert!(
            linked(&[
                "a|US|A|1950-01-01|passport:12345@RU",
                "b|EU|B|1970-01-01|passport:12345@RU"
            ])
            .is_empty()
        );
        assert_eq!(
            linked(&[
                "a|US|A|1950-01-01|passport:12345@RU",
                "b|EU|B|1950|passport:12345@RU"
            ]),
            ["a=b", "b=a"]
        );
        assert!(linked(&["va|US|A||bic:VTBRRUMM", "b|EU|B||bic:VTBRRUMM"]).is_empty());
    }

    #[test]
    fn links_follow_from_links_unless_they_would_join_what_disagrees() {
        assert_eq!(
            linked(&[
                "a|US|A B|1950-01-01|",
                "b|EU|A B|1950-01-01|passport:12345@RU",
                "c|UN|C D||passport:12345@RU"
            ]),
            ["a=b,c", "b=a,c", "c=a,b"]
        );
        // The first and the third would be two of one authority.
        assert_eq!(
            linked(&[
                "a|US|A B|1950-01-01|",
                "b|EU|A B|1950-01-01|passport:12345@RU",
                "c|US|C D||passport:12345@RU"
            ]),
            ["a=b", "b=a,c", "c=b"]
        );
    }

    #[test]
    fn an_owned_entity_is_linked_to_nobody() {
        let mut designations = vec![party("va|US|A||imo:9187629"), party("vb|EU|B||imo:9187629")];
        designations[1].derived_from.push("x".to_owned());
        link(&mut designations);
        assert!(designations.iter().all(|d| d.same_as.is_empty()));
    }
}
