//! Names in remittance that is written as X12 segments (transaction set 820), as ACH addenda and Fedwire remittance carry it.
//!
//! Source: ASC X12, transaction set 820 (payment order and remittance advice), version 4010, and its segments N1 to N4 and NM1.

use std::borrow::Cow;

use portcullis_model::{CountryCode, Party, Role};

/// A party that segments name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NamedParty {
    /// Code of what it is (`PE`: payee).
    pub(crate) qualifier: String,
    pub(crate) name: String,
    /// Lines joined by line ends.
    pub(crate) address: String,
    pub(crate) country: Option<CountryCode>,
}

impl NamedParty {
    /// Its role in the payment. Who orders it and for whom it is are those behind the parties that move the money.
    pub(crate) fn role(&self) -> Role {
        match &*self.qualifier {
            "PR" => Role::UltimateDebtor,
            "PE" => Role::UltimateCreditor,
            "O1" => Role::DebtorAgent,
            "RB" => Role::CreditorAgent,
            _ => Role::ThirdParty,
        }
    }

    /// The party of a payment, in a text that stands at `path`.
    pub(crate) fn into_party<'a>(self, path: &str) -> Party<'a> {
        let role = self.role();
        Party {
            name: Cow::Owned(self.name),
            address: Cow::Owned(self.address),
            country: self.country,
            path: Cow::Owned(format!("{path}/N1[{}]", self.qualifier)),
            ..Party::new(role)
        }
    }
}

/// The signs by which a text is parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Signs {
    element: char,
    segment: Option<char>,
}

/// Segments with which such a text begins.
const FIRST_SEGMENTS: [&str; 16] = [
    "ISA", "GS", "ST", "BPR", "TRN", "CUR", "REF", "DTM", "N1", "NM1", "ENT", "RMR", "NTE", "TXP", "ADX",
    "IT1",
];

/// What ends a segment where no interchange header says it.
const SEGMENT_ENDS: [char; 3] = ['~', '\\', '\n'];

/// More parties than any remittance of a payment names.
const PARTIES_MAX: usize = 1_000;

impl Signs {
    /// The signs of a text; `None`: it is not written in segments.
    fn of(text: &str) -> Option<Signs> {
        let text = text.trim_start();
        let element = FIRST_SEGMENTS.iter().find_map(|id| {
            let sign = text.strip_prefix(id)?.chars().next()?;
            (!sign.is_alphanumeric() && sign != ' ').then_some(sign)
        })?;
        let segment = match text.starts_with("ISA") {
            // Behind the sixteenth element, which is one character.
            true => text.match_indices(element).nth(15).and_then(|(at, sign)| {
                let mut behind = text[at + sign.len()..].chars();
                behind.next()?;
                behind.next().filter(|sign| !sign.is_alphanumeric())
            }),
            false => None,
        };
        let segment = segment.or_else(|| SEGMENT_ENDS.into_iter().find(|sign| text.contains(*sign)));
        Some(Signs { element, segment })
    }
}

/// The parties that a text names, in its order; none where it is not written in segments.
pub(crate) fn parties(text: &str) -> Vec<NamedParty> {
    let Some(signs) = Signs::of(text) else {
        return Vec::new();
    };
    let mut parties: Vec<NamedParty> = Vec::new();
    // Whether the segments that follow belong to the last party.
    let mut is_open = false;
    let segments = match signs.segment {
        Some(sign) => text.split(sign).collect(),
        None => vec![text],
    };
    for segment in segments {
        let mut elements = segment.trim().split(signs.element).map(str::trim);
        let id = elements.next().unwrap_or_default();
        match (id, is_open.then(|| parties.last_mut()).flatten()) {
            ("N1", _) => {
                let qualifier = elements.next().unwrap_or_default();
                let name = elements.next().unwrap_or_default();
                is_open = open(&mut parties, qualifier, name.to_owned());
            }
            ("NM1", _) => {
                let qualifier = elements.next().unwrap_or_default();
                // Behind the kind of party: last or firm's name, first, middle.
                let names: Vec<&str> = elements.skip(1).take(3).filter(|name| !name.is_empty()).collect();
                let name = match names.split_first() {
                    Some((last, given)) if !given.is_empty() => format!("{} {last}", given.join(" ")),
                    _ => names.concat(),
                };
                is_open = open(&mut parties, qualifier, name);
            }
            ("N2", Some(party)) => elements.for_each(|more| append(&mut party.name, ' ', more)),
            ("N3", Some(party)) => elements.for_each(|line| append(&mut party.address, '\n', line)),
            ("N4", Some(party)) => {
                let mut part = || elements.next().unwrap_or_default();
                let (town, state, code, country) = (part(), part(), part(), part());
                let mut line = town.to_owned();
                // Points stand for a state that there is none of.
                let state = state.trim_matches('.');
                if !state.is_empty() {
                    line = format!("{line}, {state}");
                }
                append(&mut party.address, '\n', &line);
                append(&mut party.address, '\n', code);
                party.country = CountryCode::new(country);
                if party.country.is_none() {
                    append(&mut party.address, '\n', country);
                }
            }
            // Numbers and contacts of the party.
            ("REF" | "PER", Some(_)) => {}
            _ => is_open = false,
        }
    }
    parties.retain(|party| !party.name.is_empty());
    parties
}

/// Begins a party, unless there are too many.
fn open(parties: &mut Vec<NamedParty>, qualifier: &str, name: String) -> bool {
    if parties.len() >= PARTIES_MAX {
        return false;
    }
    parties.push(NamedParty {
        qualifier: qualifier.to_owned(),
        name,
        ..NamedParty::default()
    });
    true
}

fn append(text: &mut String, sign: char, more: &str) {
    if more.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(sign);
    }
    text.push_str(more);
}

#[cfg(test)]
mod tests {
    use portcullis_model::Role;
    use proptest::prelude::*;

    use super::{Signs, parties};

    const ADVICE: &str = "ISA|00|          |00|          |ZZ|SENDER         |ZZ|RECEIVER       |230628|0210|U|00401|017587397|0|P|^~\
        GS|RA|S|R~ST|820|0069~BPR|C|1352.88|C|ACH|CTX~N1|PR|ACME TRADING~N2|OF SAMPLETOWN~N3|1 MAIN STREET|FLOOR 2~\
        N4|SAN FRANCISCO|CA|94104|US~REF|2U|1~N1|PE|JO SMITH~N4|BERN|..|3011|CH~ENT|1~N3|NOBODY'S~RMR|IK|/PHON 888~";

    #[test]
    fn the_signs_of_an_interchange_stand_in_its_header() {
        assert_eq!(
            Signs::of(ADVICE),
            Some(Signs {
                element: '|',
                segment: Some('~')
            })
        );
        assert_eq!(
            Signs::of("RMR*IV*123**100.00\\"),
            Some(Signs {
                element: '*',
                segment: Some('\\')
            })
        );
        for text in ["", "REFUND OF RENT", "N1", "ST", "Invoice 7*8", "ISA", "ISA|"] {
            assert!(parties(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn parties_have_the_name_and_address_of_the_segments_below_them() {
        let read = parties(ADVICE);
        let shown: Vec<(&str, &str, &str, Role)> = read
            .iter()
            .map(|party| (&*party.qualifier, &*party.name, &*party.address, party.role()))
            .collect();
        assert_eq!(
            shown,
            [
                (
                    "PR",
                    "ACME TRADING OF SAMPLETOWN",
                    "1 MAIN STREET\nFLOOR 2\nSAN FRANCISCO, CA\n94104",
                    Role::UltimateDebtor
                ),
                ("PE", "JO SMITH", "BERN\n3011", Role::UltimateCreditor),
            ]
        );
        assert_eq!(read[1].country.unwrap().as_str(), "CH");
    }

    #[test]
    fn names_of_people_are_put_in_order() {
        let read = parties("NM1*IL*1*SMITH*JO*A~NM1*PR*2*INSURER INC~");
        let names: Vec<&str> = read.iter().map(|party| &*party.name).collect();
        assert_eq!(names, ["JO A SMITH", "INSURER INC"]);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(ISA|N1|NM1|N4|RMR)?[*~|A-Z0-9¦\\\\ ]{0,80}") {
            let _ = parties(&text);
        }
    }
}
