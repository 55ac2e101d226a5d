//! The addenda of an international entry (IAT): its parties, banks and correspondents.
//!
//! Source: Nacha Operating Rules, appendix three, IAT addenda records 10 to 18.

use std::borrow::Cow;

use portcullis_model::{CountryCode, Note, Party, Payment, Role};

use super::{
    class::Direction,
    record::Record,
    texts::{other, remittance},
};
use crate::csv::value::excerpt;

/// What the addenda of an entry say, until all of them are read.
#[derive(Debug, Default)]
pub(super) struct International<'a> {
    originator: Option<PartyParts<'a>>,
    receiver: Option<PartyParts<'a>>,
    originating_bank: Option<Party<'a>>,
    receiving_bank: Option<Party<'a>>,
    transaction_type: Cow<'a, str>,
    remittance: Cow<'a, str>,
    correspondents: usize,
}

/// A party that two or three addenda describe.
#[derive(Debug, Default)]
struct PartyParts<'a> {
    name: Cow<'a, str>,
    street: Cow<'a, str>,
    /// Town and state, as they stand: `Bern*BE\`.
    town: Cow<'a, str>,
    /// Country and postal code, as they stand: `CH*3011\`.
    country: Cow<'a, str>,
    path: &'static str,
}

/// What an international entry is for. Source: Nacha Operating Rules, "Transaction Type Code"; those behind `WEB` are the
/// classes that such an entry stands for, and `IAT` what some banks write where it stands for none.
const TRANSACTION_TYPES: [&str; 24] = [
    "ANN", "BUS", "DEP", "LOA", "MIS", "MOR", "PEN", "REM", "RLS", "SAL", "TAX", "TEL", "WEB", "ARC", "BOC",
    "CCD", "CIE", "MTE", "POP", "POS", "PPD", "RCK", "SHR", "IAT",
];

/// Paths of correspondents, of which there are five at most.
const CORRESPONDENT_PATHS: [&str; 5] = ["718", "718[2]", "718[3]", "718[4]", "718[5]"];

fn path_of(paths: &[&'static str], before: usize) -> &'static str {
    paths.get(before).or(paths.last()).copied().unwrap_or_default()
}

impl<'a> International<'a> {
    /// Takes in an addenda record. `false`: it is none of an international entry.
    pub(super) fn read(&mut self, record: &Record<'a>, payment: &mut Payment<'a>) -> bool {
        match &*record.columns(2, 3) {
            "10" => {
                self.transaction_type = record.field(4, 6);
                let name = record.field(47, 81);
                other(payment, "710", record.field(25, 46));
                PartyParts::of(&mut self.receiver, "710").name = name;
            }
            "11" => {
                let parts = PartyParts::of(&mut self.originator, "711");
                (parts.name, parts.street) = (record.field(4, 38), record.field(39, 73));
            }
            "12" => {
                let parts = PartyParts::of(&mut self.originator, "711");
                (parts.town, parts.country) = (record.field(4, 38), record.field(39, 73));
            }
            "13" => self.originating_bank = Some(bank(record, "713", payment)),
            "14" => self.receiving_bank = Some(bank(record, "714", payment)),
            "15" => {
                other(payment, "715", record.field(4, 18));
                PartyParts::of(&mut self.receiver, "710").street = record.field(19, 53);
            }
            "16" => {
                let parts = PartyParts::of(&mut self.receiver, "710");
                (parts.town, parts.country) = (record.field(4, 38), record.field(39, 73));
            }
            // Two at most, which a sentence may run over.
            "17" => {
                let line = record.field(4, 83);
                if self.remittance.is_empty() {
                    self.remittance = line;
                } else {
                    let text = self.remittance.to_mut();
                    text.push('\n');
                    text.push_str(&line);
                }
            }
            "18" => {
                let path = path_of(&CORRESPONDENT_PATHS, self.correspondents);
                let correspondent = Party {
                    role: Role::IntermediaryAgent,
                    ..bank(record, path, payment)
                };
                payment.push(correspondent);
                self.correspondents += 1;
            }
            _ => return false,
        }
        true
    }

    /// Adds the parties, now that all is known of them: who pays and who is paid depends on the direction. Whatever else the
    /// entry itself says of its receiver and the batch of its originator comes with it.
    pub(super) fn finish(
        self,
        direction: Direction,
        company_ids: Cow<'a, str>,
        account: Cow<'a, str>,
        destination: Option<CountryCode>,
        payment: &mut Payment<'a>,
    ) -> Result<(), String> {
        remittance(payment, "717", self.remittance);
        let [originator_role, receiver_role, originating_role, receiving_role] = roles(direction);
        let has_name =
            |parts: &Option<PartyParts<'a>>| parts.as_ref().is_some_and(|parts| !parts.name.is_empty());
        let missing = [
            (&self.originator, "711", "originator"),
            (&self.receiver, "710", "receiver"),
        ]
        .into_iter()
        .find(|(parts, ..)| !has_name(parts))
        .map(|(_, addenda, whose)| {
            format!("addenda {addenda}, with the {whose}'s name, is missing or holds none")
        });
        let mut originator = self
            .originator
            .unwrap_or_default()
            .into_party(originator_role, payment);
        originator.ids = company_ids;
        let mut receiver = self
            .receiver
            .unwrap_or_default()
            .into_party(receiver_role, payment);
        receiver.account = account;
        for party in [originator, receiver] {
            if !party.is_empty() {
                payment.push(party);
            }
        }
        for (bank, role) in [
            (self.originating_bank, originating_role),
            (self.receiving_bank, receiving_role),
        ] {
            if let Some(bank) = bank {
                payment.push(Party { role, ..bank });
            }
        }
        let mut parties = payment.parties.iter().chain(&payment.agents);
        if destination.is_some() && !parties.any(|party| party.country == destination) {
            payment.push(Party {
                country: destination,
                path: Cow::Borrowed("5 destination country"),
                ..Party::new(Role::ThirdParty)
            });
        }
        if let Some(missing) = missing {
            return Err(missing);
        }
        // Nobody asks what an entry is for to decide it, and large banks write it in small letters, or `IAT`.
        let is_type = |known: &&str| known.eq_ignore_ascii_case(&self.transaction_type);
        if !TRANSACTION_TYPES.iter().any(is_type) {
            payment.notes.push(Note {
                path: Cow::Borrowed("710"),
                problem: format!(
                    "{} in columns 4 to 6 is no transaction type",
                    excerpt(&self.transaction_type)
                ),
            });
        }
        Ok(())
    }
}

/// The roles of originator, receiver, originating bank and receiving bank. A debit takes the money from the receiver.
pub(super) const fn roles(direction: Direction) -> [Role; 4] {
    match direction {
        Direction::Credit => [
            Role::Debtor,
            Role::Creditor,
            Role::DebtorAgent,
            Role::CreditorAgent,
        ],
        Direction::Debit => [
            Role::Creditor,
            Role::Debtor,
            Role::CreditorAgent,
            Role::DebtorAgent,
        ],
    }
}

impl<'a> PartyParts<'a> {
    fn of<'p>(parts: &'p mut Option<PartyParts<'a>>, path: &'static str) -> &'p mut PartyParts<'a> {
        parts.get_or_insert_with(|| PartyParts {
            path,
            ..PartyParts::default()
        })
    }

    fn into_party(self, role: Role, payment: &mut Payment<'a>) -> Party<'a> {
        let (country, postal_code) = country_and_code(&self.country);
        if country.is_none() && !self.country.is_empty() {
            let problem = format!(
                "{} is not a country code and a postal code",
                excerpt(&self.country)
            );
            payment.notes.push(Note {
                path: Cow::Borrowed(self.path),
                problem,
            });
        }
        // Town and state in a line, as an address has them: `Havana, FL` is not the town in Cuba.
        let (town, state) = two_parts(&self.town);
        let comma = if town.is_empty() || state.is_empty() {
            ""
        } else {
            ", "
        };
        let town = format!("{town}{comma}{state}");
        let mut address = String::new();
        for line in [&*self.street, &town, postal_code] {
            if !line.is_empty() {
                if !address.is_empty() {
                    address.push('\n');
                }
                address.push_str(line);
            }
        }
        Party {
            name: self.name,
            address: Cow::Owned(address),
            country,
            path: Cow::Borrowed(self.path),
            ..Party::new(role)
        }
    }
}

/// A bank: its name, its number and of what kind that is, and the country of its branch.
fn bank<'a>(record: &Record<'a>, path: &'static str, payment: &mut Payment<'a>) -> Party<'a> {
    let mut party = Party {
        name: record.field(4, 38),
        path: Cow::Borrowed(path),
        // Who reads it gives it its role.
        ..Party::new(Role::IntermediaryAgent)
    };
    let country = record.field(75, 77);
    party.country = CountryCode::new(&country);
    if party.country.is_none() && !country.is_empty() {
        payment.notes.push(Note {
            path: Cow::Borrowed(path),
            problem: format!(
                "{} is not a country code of two letters (ISO 3166-1)",
                excerpt(&country)
            ),
        });
        other(payment, path, country);
    }
    let number = record.field(41, 74);
    match &*record.columns(39, 40) {
        "02" => party.bic = number,
        "03" => party.account = number,
        // A number of the clearing system of the country, or one of no stated kind.
        _ if number.is_empty() => {}
        _ => {
            let at = if party.country.is_some() { "@" } else { "" };
            let country = party.country.as_ref().map_or("", CountryCode::as_str);
            party.ids = Cow::Owned(format!("other:{number}{at}{country}"));
        }
    }
    party
}

/// The two parts of `FIRST*SECOND\`.
fn two_parts(text: &str) -> (&str, &str) {
    let text = text.trim_end_matches('\\');
    let (first, second) = text.split_once('*').unwrap_or((text, ""));
    (first.trim(), second.trim_end_matches(['\\', '*']).trim())
}

/// Country and postal code. Some leave out the sign between them: `US19305\`.
fn country_and_code(text: &str) -> (Option<CountryCode>, &str) {
    let (first, second) = two_parts(text);
    if let Some(country) = CountryCode::new(first) {
        return (Some(country), second);
    }
    // Letters behind the first two would be of a name: `IRAN` is not the code of Ireland.
    let glued = first
        .split_at_checked(2)
        .filter(|(_, code)| second.is_empty() && code.starts_with(|c: char| c.is_ascii_digit() || c == ' '));
    match glued.map(|(country, code)| (CountryCode::new(country), code.trim())) {
        Some((Some(country), code)) => (Some(country), code),
        _ => (None, text.trim_end_matches('\\')),
    }
}

#[cfg(test)]
mod tests {
    use super::{country_and_code, two_parts};

    #[test]
    fn an_asterisk_parts_town_and_state() {
        assert_eq!(two_parts("JacobsTown*PA\\"), ("JacobsTown", "PA"));
        assert_eq!(two_parts("Bern\\"), ("Bern", ""));
        assert_eq!(two_parts("Bern*\\"), ("Bern", ""));
        assert_eq!(two_parts(""), ("", ""));
    }

    #[test]
    fn a_country_comes_before_the_postal_code_with_or_without_a_sign_between_them() {
        let read = |text| {
            let (country, code) = country_and_code(text);
            (country.map(|country| country.as_str().to_owned()), code)
        };
        let us = Some("US".to_owned());
        assert_eq!(read("US*19305\\"), (us.clone(), "19305"));
        assert_eq!(read("US19305\\"), (us.clone(), "19305"));
        assert_eq!(read("US"), (us, ""));
        assert_eq!(read("GB*SW1A 1AA\\"), (Some("GB".to_owned()), "SW1A 1AA"));
        // Not taken for Malta, Iran or Ukraine.
        for text in ["MALTA\\", "IRAN*12345\\", "UKRAINE"] {
            assert_eq!(read(text).0, None, "{text}");
        }
        assert_eq!(read("IRAN*12345\\").1, "IRAN*12345");
    }
}
