//! Parties and banks of a message.

use std::{borrow::Cow, ops::Range};

use portcullis_model::{CountryCode, Date, Party, Role, StatedIdentifier};

use super::{
    framing::{self, Tag},
    tags::{self, ADDRESS_ELEMENTS},
};
use crate::{
    ids,
    swift_mt::{Field, Lines, Met, is_bic},
    text::FileText,
};

/// One tag of a message, its content told apart.
pub(super) struct Content<'c, 'a> {
    pub(super) text: &'c FileText<'a>,
    pub(super) tag: &'c Tag,
    /// Codes and elements, in their order.
    pub(super) parts: &'c [Range<usize>],
}

impl<'a> Content<'_, 'a> {
    /// The text of a part; empty where there is none.
    pub(super) fn get(&self, part: usize, met: &mut Met<'a>) -> Cow<'a, str> {
        let range = self.parts.get(part).cloned().unwrap_or_default();
        self.text.get(range, &mut met.not_utf8)
    }

    /// The tag, as it stands: the path of what it says.
    pub(super) fn path(&self) -> Cow<'a, str> {
        self.text.get(self.tag.tag.clone(), &mut false)
    }

    fn party_of(&self, role: Role) -> Party<'a> {
        Party {
            path: self.path(),
            ..Party::new(role)
        }
    }

    /// Calls `read` with some of the parts as the lines of a field of SWIFT, whose rules on lines hold here too.
    pub(super) fn as_lines<T>(
        &self,
        option: u8,
        parts: Range<usize>,
        read: impl FnOnce(&Lines<'_, 'a>) -> T,
    ) -> T {
        let parts = self.parts.get(parts).unwrap_or_default();
        let mut lines = Vec::with_capacity(parts.len());
        for part in parts {
            // What a line end parts in an element is lines, too.
            framing::split(
                self.text.bytes,
                part.clone(),
                |byte| matches!(byte, b'\n' | b'\r'),
                &mut lines,
            );
        }
        lines.retain(|line| !line.is_empty());
        let field = Field {
            number: [0; 2],
            option,
            tag: self.tag.tag.clone(),
            value: self.tag.content.clone(),
            line: 0,
        };
        read(&Lines {
            text: self.text,
            field: &field,
            lines: &lines,
            is_one_line: false,
        })
    }

    /// A bank by its routing number and, where there is one, its short name.
    pub(super) fn depository(&self, role: Role, met: &mut Met<'a>) -> Party<'a> {
        Party {
            ids: ids::routing(&self.get(0, met)).into(),
            name: self.get(1, met),
            country: CountryCode::new("US"),
            ..self.party_of(role)
        }
    }

    /// Code and number, name, and lines of address; see [`tags::PARTY`].
    pub(super) fn party(&self, role: Role, met: &mut Met<'a>) -> Party<'a> {
        let (code, number) = (self.get(0, met), self.get(1, met));
        let has_name = self.parts.get(2).is_some_and(|name| !name.is_empty());
        let lines = 2..self.parts.len();
        let mut party = if has_name {
            self.as_lines(b'K', lines, |lines| lines.party(role, met))
        } else {
            Party {
                address: self.as_lines(b'K', lines, |lines| lines.joined(lines.lines, met)),
                ..self.party_of(role)
            }
        };
        match &*code {
            _ if number.is_empty() => {}
            "B" => party.bic = number,
            // A code of SWIFT and the number of an account there.
            "T" => {
                let (bic, account) = match number.split_once('/') {
                    Some((bic, account)) => (bic.to_owned().into(), account.to_owned().into()),
                    None if is_bic(number.as_bytes()) => (number, Cow::Borrowed("")),
                    // Some write the account here, and the code on the line of the name.
                    None => (Cow::Borrowed(""), number),
                };
                (party.bic, party.account) = (bic, account);
            }
            code => match tags::number_kind(code) {
                Some((kind, "")) => party.ids = format!("{kind}:{number}").into(),
                Some((kind, country)) => party.ids = format!("{kind}:{number}@{country}").into(),
                None => party.account = number,
            },
        }
        party
    }

    /// Whom to tell of the payment; see [`tags::NOTIFICATION`].
    pub(super) fn contact(&self, name: usize, electronic: usize, met: &mut Met<'a>) -> Party<'a> {
        let mut party = Party {
            name: self.get(name, met),
            ..self.party_of(Role::ThirdParty)
        };
        let address = self.get(electronic, met);
        if address.contains('@') {
            add_id(&mut party, "email", &address);
        } else if address.contains('.') && !address.contains(' ') {
            add_id(&mut party, "website", &address);
        } else if party.name.is_empty() {
            // Words where an address belongs are whom to tell.
            party.name = address;
        } else {
            party.address = address;
        }
        // Telephone, mobile, fax.
        for at in name + 1..=name + 3 {
            let number = self.get(at, met);
            add_id(&mut party, "phone", &number);
        }
        party
    }

    /// A party of remittance: `name` is the place of its name, `address` that of its address.
    pub(super) fn remittance_party(
        &self,
        role: Role,
        name: usize,
        address: usize,
        met: &mut Met<'a>,
    ) -> Party<'a> {
        let mut party = Party {
            name: self.get(name, met),
            ..self.party_of(role)
        };
        let mut lines = Vec::new();
        // Behind the kind of address.
        for at in address + 1..address + ADDRESS_ELEMENTS {
            let line = self.get(at, met);
            match CountryCode::new(&line) {
                Some(country) if at == address + COUNTRY_ELEMENT => party.country = Some(country),
                _ if line.is_empty() => {}
                _ => lines.push(line),
            }
        }
        party.address = lines.join("\n").into();
        let residence = self.get(address + ADDRESS_ELEMENTS, met);
        party.country = party.country.or(CountryCode::new(&residence));
        party
    }

    /// Identification of a party of remittance: its code, the number, and the date and place of birth of a person.
    pub(super) fn identify(&self, party: &mut Party<'a>, code: usize, number: usize, met: &mut Met<'a>) {
        let (code, id) = (self.get(code, met), self.get(number, met));
        let coded = format!("{code}:{id}");
        let is_known = StatedIdentifier::all_in(&coded)
            .next()
            .is_some_and(|id| id.kind.is_some());
        add_id(party, if is_known { &code } else { "other" }, &id);
        let birth = self.get(number + 2, met);
        let (date, place) = birth.split_at_checked(8).unwrap_or(("", &birth));
        match self::date(date) {
            Ok(date) => {
                party.birth_date = Some(date);
                let place = place.trim();
                if !place.is_empty() {
                    party.details.get_or_insert_default().birth_place = place.to_owned().into();
                }
            }
            Err(problem) if !date.is_empty() => met.notes.push((self.tag.tag.clone(), problem)),
            Err(_) => {}
        }
    }

    /// The part that says which kind of address follows, where one does: what stands before it may be shorter than its
    /// layout has it.
    pub(super) fn kind_of_address(&self, from: usize) -> Option<usize> {
        const KINDS: [&[u8]; 6] = [b"ADDR", b"BIZZ", b"DLVY", b"HOME", b"MLTO", b"PBOX"];
        let parts = self.parts.iter().enumerate().skip(from);
        let mut kinds = parts.filter(|(_, part)| KINDS.contains(&self.text.slice((*part).clone())));
        kinds.next().map(|(at, _)| at)
    }
}

/// Place of the country within an address.
const COUNTRY_ELEMENT: usize = 8;

fn add_id(party: &mut Party<'_>, kind: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let ids = party.ids.to_mut();
    if !ids.is_empty() {
        ids.push(';');
    }
    ids.push_str(&format!("{kind}:{}", value.replace(';', " ")));
}

/// `CCYYMMDD`.
pub(super) fn date(text: &str) -> Result<Date, String> {
    let error = || {
        format!(
            "{} is not a date; write CCYYMMDD",
            crate::csv::value::excerpt(text)
        )
    };
    let number = |range: Range<usize>| text.get(range)?.parse::<i16>().ok();
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(error());
    }
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(4..6), number(6..8)) else {
        return Err(error());
    };
    // Two digits fit.
    #[allow(clippy::cast_possible_truncation)]
    Date::new(year, month as i8, day as i8).map_err(|_| error())
}

/// Whether anything is said of a party but where a bank of its kind must be.
pub(super) fn is_there(party: &Party<'_>) -> bool {
    let texts = [
        &party.name,
        &party.account,
        &party.address,
        &party.bic,
        &party.ids,
    ];
    party.details.is_some() || texts.iter().any(|text| !text.is_empty())
}
