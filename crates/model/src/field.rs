use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Role, UnknownWord};

/// Where in a payment something stands.
///
/// Written as the role for a party (`creditor`, of the second one `creditor_2`), with `_address` for its address, and
/// `remittance_information`, `other_text` or `query` for what belongs to no party. Sorted by role, and texts last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A party or agent: its role, and its number among those of the role, from 1.
    Party(Role, u8),
    /// The address of a party.
    Address(Role, u8),
    /// Unstructured remittance information.
    Remittance,
    /// Any other text of the message.
    OtherText,
    /// A bare query, outside a payment.
    Query,
}

const REMITTANCE: &str = "remittance_information";
const OTHER_TEXT: &str = "other_text";
const QUERY: &str = "query";
const ADDRESS_SUFFIX: &str = "_address";

impl Field {
    /// The debtor.
    pub const DEBTOR: Field = Field::of(Role::Debtor);
    /// The ultimate debtor.
    pub const ULTIMATE_DEBTOR: Field = Field::of(Role::UltimateDebtor);
    /// The debtor's bank.
    pub const DEBTOR_AGENT: Field = Field::of(Role::DebtorAgent);
    /// A bank in between.
    pub const INTERMEDIARY_AGENT: Field = Field::of(Role::IntermediaryAgent);
    /// The creditor's bank.
    pub const CREDITOR_AGENT: Field = Field::of(Role::CreditorAgent);
    /// The creditor.
    pub const CREDITOR: Field = Field::of(Role::Creditor);
    /// The ultimate creditor.
    pub const ULTIMATE_CREDITOR: Field = Field::of(Role::UltimateCreditor);

    /// The first party of a role.
    #[must_use]
    pub const fn of(role: Role) -> Field {
        Field::Party(role, 1)
    }

    /// The role of the party that it belongs to; `None` for text and queries.
    #[must_use]
    pub const fn role(self) -> Option<Role> {
        match self {
            Field::Party(role, _) | Field::Address(role, _) => Some(role),
            Field::Remittance | Field::OtherText | Field::Query => None,
        }
    }

    /// The party that it belongs to, by role and number; `None` for text and queries.
    #[must_use]
    pub const fn party(self) -> Option<(Role, u8)> {
        match self {
            Field::Party(role, nth) | Field::Address(role, nth) => Some((role, nth)),
            Field::Remittance | Field::OtherText | Field::Query => None,
        }
    }

    /// Whether it is running text, in which somebody may be named but nobody stands: an address, remittance information, other
    /// text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Field::Address(..) | Field::Remittance | Field::OtherText)
    }

    /// Whether it belongs to a financial institution.
    #[must_use]
    pub const fn is_agent(self) -> bool {
        match self.role() {
            Some(role) => role.is_agent(),
            None => false,
        }
    }

    /// Whether it belongs to the same role as another field, whatever their numbers; of text: whether it is the same.
    #[must_use]
    pub fn has_role_of(self, other: Field) -> bool {
        match self.role() {
            Some(role) => other.role() == Some(role),
            None => self == other,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (role, nth, suffix) = match *self {
            Field::Party(role, nth) => (role, nth, ""),
            Field::Address(role, nth) => (role, nth, ADDRESS_SUFFIX),
            Field::Remittance => return f.pad(REMITTANCE),
            Field::OtherText => return f.pad(OTHER_TEXT),
            Field::Query => return f.pad(QUERY),
        };
        match (nth, suffix) {
            (0 | 1, "") => f.pad(role.as_str()),
            (0 | 1, _) => f.pad(&format!("{role}{suffix}")),
            _ => f.pad(&format!("{role}_{nth}{suffix}")),
        }
    }
}

impl FromStr for Field {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Field, UnknownWord> {
        match word {
            REMITTANCE => return Ok(Field::Remittance),
            OTHER_TEXT => return Ok(Field::OtherText),
            QUERY => return Ok(Field::Query),
            _ => {}
        }
        let (party, is_address) = match word.strip_suffix(ADDRESS_SUFFIX) {
            Some(party) => (party, true),
            None => (word, false),
        };
        let numbered = || {
            let (role, nth) = party.rsplit_once('_')?;
            let plain = !nth.starts_with(['0', '+']);
            let nth = nth.parse().ok().filter(|nth| plain && *nth > 1)?;
            Some((role.parse().ok()?, nth))
        };
        match party.parse().ok().map(|role| (role, 1)).or_else(numbered) {
            Some((role, nth)) if is_address => Ok(Field::Address(role, nth)),
            Some((role, nth)) => Ok(Field::Party(role, nth)),
            None => Err(UnknownWord {
                what: "payment field",
                word: word.to_owned(),
                known: KNOWN,
            }),
        }
    }
}

/// The fields that a table of payments fills.
const KNOWN: &str = "debtor, ultimate_debtor, debtor_agent, intermediary_agent, creditor_agent, creditor, ultimate_creditor, \
                     remittance_information, query";

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Field, D::Error> {
        let word = std::borrow::Cow::<str>::deserialize(deserializer)?;
        word.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Field;
    use crate::Role;

    #[test]
    fn every_field_reads_back_its_word() {
        let texts = [Field::Remittance, Field::OtherText, Field::Query];
        let of_roles = Role::ALL
            .iter()
            .flat_map(|&role| [1, 2, 255].map(|nth| [Field::Party(role, nth), Field::Address(role, nth)]));
        for field in of_roles.flatten().chain(texts) {
            assert_eq!(field.to_string().parse::<Field>().unwrap(), field);
        }
        assert_eq!(Field::Party(Role::Creditor, 2).to_string(), "creditor_2");
        assert_eq!(Field::Address(Role::Debtor, 1).to_string(), "debtor_address");
        assert_eq!(Field::Address(Role::Debtor, 3).to_string(), "debtor_3_address");
    }

    #[test]
    fn in_a_text_somebody_may_be_named_but_nobody_stands() {
        for (field, is_text) in [
            ("creditor", false),
            ("creditor_agent", false),
            ("query", false),
            ("creditor_address", true),
            ("remittance_information", true),
            ("other_text", true),
        ] {
            assert_eq!(field.parse::<Field>().unwrap().is_text(), is_text, "{field}");
        }
    }

    #[test]
    fn a_number_that_is_not_written_so_names_no_field() {
        for word in [
            "debtor_1",
            "debtor_0",
            "debtor_02",
            "debtor_+2",
            "debtor_256",
            "debtor_",
            "_2",
            "",
        ] {
            assert!(word.parse::<Field>().is_err(), "{word}");
        }
    }

    #[test]
    fn fields_are_sorted_as_money_flows_and_texts_come_last() {
        let mut fields: Vec<Field> = [
            "query",
            "creditor_agent",
            "remittance_information",
            "debtor",
            "ultimate_creditor",
            "creditor",
            "intermediary_agent",
            "debtor_agent",
            "ultimate_debtor",
        ]
        .map(|word| word.parse().unwrap())
        .to_vec();
        fields.sort();
        let words: Vec<String> = fields.iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            [
                "debtor",
                "ultimate_debtor",
                "debtor_agent",
                "intermediary_agent",
                "creditor_agent",
                "creditor",
                "ultimate_creditor",
                "remittance_information",
                "query"
            ]
        );
    }
}
