//! Which designations of different authorities are one party.
//!
//! The same person stands on the lists of the UN, the US, the EU and the UK under four ids. They are linked, so that an
//! alert can show one person with all programs; each stays a designation of its own, found and judged by itself, and a
//! link hides nothing. Links are made only on what is nearly proof:
//!
//! - an equal strong identifier: a passport, national or tax number of the same country, an IMO number or LEI with right
//!   check digits, a BIC;
//! - the UN's reference, stated by the other list (`UN Ref QDi.111`), where a word of the names agrees, too;
//! - an equal primary name (any order of its words, letters folded) of two words or more and an equal full date of birth;
//! - of companies and other bodies, an equal whole name of two words or more with compatible legal forms, where a country
//!   or what the programs are about agrees; of those whose name is one word, or generic words alone, the primary name of one
//!   of them, where both agree. People are never linked by name alone.
//!
//! Nothing links when the two are different kinds of party, when both state dates of birth and none agrees, or when the
//! key is shared by two parties on one authority's lists: then it does not tell who is who.
//!
//! What is linked is a group: A is B and B is C, so A is C. Links are taken in the order above, and one is left out
//! that would bring two parties of one authority, or two that disagree, into one group. So `same_as` is symmetric and
//! closed: all members of a group name the same ids.

mod evidence;
mod reference;
mod regime;

use std::collections::{BTreeMap, BTreeSet};

use portcullis_model::{Designation, Schema};
use serde::Serialize;

/// Why two designations are held to be one party. The order is that in which links are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// An equal identifier that names one party in the world.
    Identifier,
    /// One list states the reference of the other.
    Reference,
    /// An equal long registration or tax number of bodies, of which one list does not say the country, and a word of their names.
    Number,
    /// Equal primary names and full dates of birth.
    NameAndBirth,
    /// Equal whole names of companies, and an equal country or subject of programs.
    CompanyName,
    /// Equal names of companies that are one word, or generic words alone, and an equal country and subject of programs.
    ShortCompanyName,
}

impl Reason {
    /// The reason in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Identifier => "an equal identifier",
            Reason::Reference => "a stated UN reference",
            Reason::Number => "an equal registration number and a word of the name",
            Reason::NameAndBirth => "an equal name and date of birth",
            Reason::CompanyName => "an equal name of a company, and an equal country or program",
            Reason::ShortCompanyName => "an equal short name of a company, and an equal country and program",
        }
    }
}

/// What was linked across authorities.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Links {
    /// Parties that stand on the lists of more than one authority.
    pub parties: u64,
    /// Their designations.
    pub designations: u64,
    /// Pairs of designations that a reason links; a pair that several link counts for each.
    pub pairs: BTreeMap<Reason, u64>,
    /// Pairs that a reason would link, and that stay apart because their groups hold what disagrees.
    pub left_out: u64,
}

/// Writes `same_as` of every designation: the ids of the others, in order.
pub(crate) fn link(designations: &mut [Designation]) -> Links {
    let mut links = Links::default();
    let mut groups = Groups::new(designations.len());
    let mut proven: Vec<((usize, usize), BTreeSet<Reason>)> = pairs(designations).into_iter().collect();
    // The strongest reason first; of equal ones, the pair that has more of them.
    proven.sort_by_key(|(pair, reasons)| {
        let first = reasons.first().copied();
        (first, std::cmp::Reverse(reasons.len()), *pair)
    });
    for ((a, b), reasons) in proven {
        if !groups.join(a, b, designations) {
            links.left_out += 1;
            continue;
        }
        for reason in reasons {
            *links.pairs.entry(reason).or_insert(0) += 1;
        }
    }
    for members in groups.members.iter().filter(|members| members.len() > 1) {
        links.parties += 1;
        links.designations += members.len() as u64;
        for i in members {
            let mut ids: Vec<String> = members
                .iter()
                .filter(|other| *other != i)
                .map(|other| designations[*other].id.clone())
                .collect();
            ids.sort();
            designations[*i].same_as = ids;
        }
    }
    links
}

/// A designation's place, and what else the evidence says.
type Holder = (usize, evidence::Of);

/// Every pair that anything links, the lower place first, with the reasons.
fn pairs(designations: &[Designation]) -> BTreeMap<(usize, usize), BTreeSet<Reason>> {
    let mut holders: BTreeMap<(Reason, String), Vec<Holder>> = BTreeMap::new();
    for (i, designation) in designations.iter().enumerate() {
        for evidence in evidence::of(designation) {
            let holders = holders.entry((evidence.reason, evidence.key)).or_default();
            holders.push((i, evidence.of));
        }
    }
    let mut pairs: BTreeMap<(usize, usize), BTreeSet<Reason>> = BTreeMap::new();
    for ((reason, _), holders) in holders.into_iter().filter(|(_, holders)| holders.len() > 1) {
        let holders = one_an_authority(&holders, designations);
        for (n, (a, of_a)) in holders.iter().enumerate() {
            for (b, of_b) in &holders[n + 1..] {
                let (one, other) = (&designations[*a], &designations[*b]);
                if agree(one, other) && evidence::proves(reason, (one, of_a), (other, of_b)) {
                    pairs.entry((*a.min(b), *a.max(b))).or_default().insert(reason);
                }
            }
        }
    }
    pairs
}

/// Of each authority the one party that holds a key; of those that left its lists and the one that is on them, the
/// latter. An authority with several is left out.
fn one_an_authority<'h>(holders: &'h [Holder], designations: &[Designation]) -> Vec<&'h Holder> {
    let mut by_authority: BTreeMap<&str, Vec<&Holder>> = BTreeMap::new();
    for holder in holders {
        let authority = designations[holder.0].authority.as_str();
        by_authority.entry(authority).or_default().push(holder);
    }
    by_authority
        .into_values()
        .filter_map(|holders| {
            if let [one] = holders.as_slice() {
                return Some(*one);
            }
            let mut listed = holders
                .iter()
                .filter(|holder| designations[holder.0].delisted_on.is_none());
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

/// Designations in groups: each is in one, at first alone.
struct Groups {
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl Groups {
    fn new(n: usize) -> Groups {
        Groups {
            of: (0..n).collect(),
            members: (0..n).map(|i| vec![i]).collect(),
        }
    }

    /// Makes the groups of two one, unless that brings together what disagrees. Whether they are one now.
    fn join(&mut self, a: usize, b: usize, designations: &[Designation]) -> bool {
        let (keep, gone) = (self.of[a].min(self.of[b]), self.of[a].max(self.of[b]));
        if keep == gone {
            return true;
        }
        let all_agree = self.members[keep].iter().all(|a| {
            self.members[gone]
                .iter()
                .all(|b| agree(&designations[*a], &designations[*b]))
        });
        if !all_agree {
            return false;
        }
        let moved = std::mem::take(&mut self.members[gone]);
        for i in &moved {
            self.of[*i] = keep;
        }
        self.members[keep].extend(moved);
        true
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Address, BirthDate, CountryCode, Designation, Name, NameKind, Schema};

    use super::{Links, Reason, link};

    /// `id authority name born identifiers`, separated by `|`; the id of a vessel starts with v, that of a company with e.
    fn party(text: &str) -> Designation {
        let cells: Vec<&str> = text.split('|').collect();
        let schema = match cells[0].as_bytes()[0] {
            b'v' => Schema::Vessel,
            b'e' => Schema::Organization,
            _ => Schema::Person,
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
        // The first and the third would be two of one authority: the number links before name and birth date do.
        assert_eq!(
            linked(&[
                "a|US|A B|1950-01-01|",
                "b|EU|A B|1950-01-01|passport:12345@RU",
                "c|US|C D||passport:12345@RU"
            ]),
            ["b=c", "c=b"]
        );
    }

    #[test]
    fn an_owned_entity_is_linked_to_nobody() {
        let mut designations = vec![party("va|US|A||imo:9187629"), party("vb|EU|B||imo:9187629")];
        designations[1].derived_from.push("x".to_owned());
        link(&mut designations);
        assert!(designations.iter().all(|d| d.same_as.is_empty()));
    }

    /// A UN designation, and one of the UK with a remark.
    fn un_and_uk(un: &str, uk: &str, remark: &str) -> Vec<String> {
        let mut designations = vec![party(un), party(uk)];
        designations[1].remarks = remark.to_owned();
        link(&mut designations);
        designations[0].same_as.clone()
    }

    #[test]
    fn a_stated_reference_links_where_the_names_share_a_word() {
        let un = "un-QDi.111|UN|AGUS DWIKARNA|1964-08-11|";
        assert_eq!(
            un_and_uk(un, "6893|UK|DWIKARNA Agus|1964|", "UN Ref QDi.111."),
            ["6893"]
        );
        assert_eq!(
            un_and_uk(un, "6893|UK|Muhammad DWIKARNA||", "UN REF: QI.D.111.03."),
            ["6893"]
        );
        // Another's number, by a slip; an entity's for a person; a date of birth that contradicts; no label.
        assert!(un_and_uk(un, "1|UK|AL-QAHTANI Farooq||", "UN Ref QDi.111.").is_empty());
        assert!(un_and_uk("e|UN|DWIKARNA||", "1|UK|DWIKARNA||", "UN Ref QDi.111.").is_empty());
        assert!(un_and_uk(un, "1|UK|DWIKARNA Agus|1970|", "UN Ref QDi.111.").is_empty());
        assert!(un_and_uk(un, "1|UK|DWIKARNA Agus||", "Brother of Agus DWIKARNA (QDi.111).").is_empty());
    }

    /// Two companies, with a country and a program each, and whether they are one.
    fn companies(a: (&str, &str, &str), b: (&str, &str, &str)) -> bool {
        let company = |id: &str, authority: &str, (name, country, program): (&str, &str, &str)| {
            let mut d = party(&format!("{id}|{authority}|{name}||"));
            d.addresses.push(Address {
                country: CountryCode::new(country),
                ..Address::default()
            });
            d.programs.push(program.to_owned());
            d
        };
        let mut designations = vec![company("e1", "US", a), company("e2", "EU", b)];
        link(&mut designations).parties == 1
    }

    #[test]
    fn companies_of_one_whole_name_are_linked_where_country_or_program_agrees() {
        let us = ("TIDEWATER MIDDLE EAST CO.", "IR", "NPWMD");
        assert!(companies(us, ("Tidewater Middle East Company", "IR", "EU-UKR")));
        assert!(companies(us, ("Tidewater Middle East", "AE", "EU-IRN")));
        assert!(!companies(us, ("Tidewater Middle East", "AE", "EU-UKR")));
        assert!(!companies(us, ("Tidewater Middle East Shipping", "IR", "EU-IRN")));
        // Translations of one legal form, and two that are not the same.
        let llc = ("ALFA PROKAT LLC", "RU", "RUSSIA-EO14024");
        assert!(companies(llc, ("OOO Alfa Prokat", "RU", "EU-UKR")));
        assert!(!companies(llc, ("Alfa Prokat AG", "RU", "EU-UKR")));
        assert!(!companies(
            ("GENERAL TRADING CO", "SY", "SYRIA"),
            ("General Trading", "SY", "EU-SYR")
        ));
    }

    #[test]
    fn companies_called_by_one_word_or_by_generic_words_are_linked_where_country_and_program_agree() {
        let us = ("KAVOSHYAR", "IR", "NPWMD");
        assert!(companies(us, ("Kavoshyar", "IR", "EU-IRN")));
        assert!(!companies(us, ("Kavoshyar", "AE", "EU-IRN")));
        assert!(!companies(us, ("Kavoshyar", "IR", "EU-UKR")));
        let bank = ("REAL ESTATE BANK", "SY", "SYRIA");
        assert!(companies(bank, ("Real Estate Bank", "SY", "EU-SYR")));
        assert!(!companies(bank, ("Real Estate Bank", "LB", "EU-SYR")));
        // Acronyms are borne by several.
        assert!(!companies(("KAVO", "IR", "NPWMD"), ("Kavo", "IR", "EU-IRN")));
    }

    #[test]
    fn an_alias_of_one_word_links_with_a_website_and_never_beside_other_numbers_of_a_register() {
        let linked = |us: &str, eu: &str| {
            let mut both = [party(us), party(eu)];
            both[0].names.push(Name::new("SALYUT", NameKind::Alias));
            for (d, program) in both.iter_mut().zip(["RUSSIA-EO14024", "EU-UKR"]) {
                d.programs.push(program.to_owned());
                d.nationalities.push(CountryCode::new("RU").unwrap());
            }
            link(&mut both).parties == 1
        };
        let plant = "e1|US|SALYUT MACHINE PLANT||website:www.salyut.ru";
        assert!(linked(plant, "e2|EU|Salyut||website:http://salyut.ru"));
        assert!(!linked(plant, "e2|EU|Salyut||website:smp-salyut.ru"));
        let of_samara = "e1|US|SALYUT||tax-id:6313034986@RU";
        assert!(linked(of_samara, "e2|EU|Salyut||"));
        assert!(linked(of_samara, "e2|EU|Salyut||registration:1026300840983"));
        assert!(!linked(of_samara, "e2|EU|Salyut||tax-id:7719846490"));
    }

    #[test]
    fn a_long_number_of_a_register_and_a_word_of_the_name_link_bodies_whatever_kind_and_country_the_lists_say()
     {
        let us = "e1|US|PUBLIC JOINT STOCK COMPANY SBERBANK OF RUSSIA||registration:1027700132195@RU";
        assert!(!linked(&[us, "e2|EU|Sberbank||tax-id:1027700132195"]).is_empty());
        assert!(linked(&[us, "e2|EU|Gazprom||tax-id:1027700132195"]).is_empty());
        assert!(linked(&[us, "p|EU|Sberbank||tax-id:1027700132195"]).is_empty());
        let short = "e1|US|SBERBANK||registration:102770013@RU";
        assert!(linked(&[short, "e2|EU|Sberbank||registration:102770013"]).is_empty());
    }

    #[test]
    fn people_are_never_linked_by_name_alone() {
        assert!(linked(&["a|US|Ali Hassan Khalil||", "b|EU|Ali Hassan Khalil||"]).is_empty());
    }

    #[test]
    fn links_are_counted_by_reason() {
        let mut designations: Vec<Designation> = [
            "a|US|A B|1950-01-01|passport:12345@RU",
            "b|EU|A B|1950-01-01|passport:12345@RU",
            "c|UN|C D||passport:12345@RU",
            "d|US|C D||",
        ]
        .iter()
        .map(|text| party(text))
        .collect();
        let links = link(&mut designations);
        assert_eq!(
            links,
            Links {
                parties: 1,
                designations: 3,
                pairs: [(Reason::Identifier, 3), (Reason::NameAndBirth, 1)].into(),
                left_out: 0,
            }
        );
    }

    #[test]
    fn every_member_of_a_group_names_all_the_others() {
        let mut designations: Vec<Designation> = [
            "a|US|A B|1950-01-01|passport:12345@RU",
            "b|EU|A B|1950-01-01|passport:99999@RU",
            "c|US|X Y|1950-01-01|passport:99999@RU",
            "d|UN|Y X|1950-01-01|",
            "f|UK|E F||passport:12345@RU",
        ]
        .iter()
        .map(|text| party(text))
        .collect();
        link(&mut designations);
        for d in &designations {
            let mut group = d.same_as.clone();
            group.push(d.id.clone());
            group.sort();
            for other in designations.iter().filter(|o| d.same_as.contains(&o.id)) {
                let mut others = other.same_as.clone();
                others.push(other.id.clone());
                others.sort();
                assert_eq!(others, group);
            }
        }
        assert_eq!(designations[0].same_as, ["f"]);
        assert_eq!(designations[1].same_as, ["c", "d"]);
    }
}
