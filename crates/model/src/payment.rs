use std::borrow::Cow;

use jiff::civil::Date;

use crate::{Amount, CountryCode, Field, Party, Purpose, Role};

/// What kind of text of a payment it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// Unstructured remittance information.
    Remittance,
    /// Anything else: sender to receiver, regulatory reporting, elements that are not known.
    Other,
}

/// A text of a payment that belongs to no party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'a> {
    /// What kind it is.
    pub kind: TextKind,
    /// Where it stood in the message; empty for the column of a table.
    pub path: Cow<'a, str>,
    /// The text. Never empty.
    pub text: Cow<'a, str>,
}

impl Text<'_> {
    /// The field of a hit in this text.
    #[must_use]
    pub const fn field(&self) -> Field {
        match self.kind {
            TextKind::Remittance => Field::Remittance,
            TextKind::Other => Field::OtherText,
        }
    }
}

/// The customer's payment for which a cover payment moves the money between banks.
///
/// Its parties and agents are numbered after those of the cover payment, so that a role and a number name one of both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Underlying<'a> {
    /// Its parties.
    pub parties: Vec<Party<'a>>,
    /// Its agents.
    pub agents: Vec<Party<'a>>,
    /// Its texts.
    pub texts: Vec<Text<'a>>,
}

/// By what a payment is known to the banks on its way, and a transfer that covers it names it. Empty where the format or the payment
/// does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct References<'a> {
    /// The unique end-to-end transaction reference of SWIFT gpi, which a payment and its cover share.
    pub uetr: Cow<'a, str>,
    /// The sender's reference: `:20:`, the InstrId.
    pub own: Cow<'a, str>,
    /// Of a transfer between banks, the reference of the payment that it may cover: `:21:` of an MT202, the EndToEndId of a pacs.009.
    pub related: Cow<'a, str>,
}

/// A value of a payment that was not understood. It is evidence for nothing: whoever asks for the value gets none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'a> {
    /// Where it stands: the column of a table.
    pub path: Cow<'a, str>,
    /// What is wrong, with the value in quotes: `"C1" is not a country code`.
    pub problem: String,
}

impl std::fmt::Display for Note<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.path, self.problem)
    }
}

/// What happened to the text of a payment before it could be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextFlags {
    /// Some text was not UTF-8; the bytes were read as Windows-1252 and the payment is kept.
    pub not_utf8: bool,
}

/// One payment: who is named in it, what is written in it, and what it is for.
///
/// A reader lends one and fills it anew for each record, so its lists keep their room. Of a role that the payment says
/// nothing of, there is no party.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payment<'a> {
    /// The sender's id of the payment. Never empty.
    pub payment_id: Cow<'a, str>,
    /// By what else it is known.
    pub references: References<'a>,
    /// One-based place of the record among those that were read with it (its chunk of the file).
    pub position: u64,
    /// One-based line on which the record starts in its file.
    pub line: u64,
    /// The day whose law decides. `None`: the run's as-of date.
    pub value_date: Option<Date>,
    /// Amount, where given.
    pub amount: Option<Amount>,
    /// Who pays and is paid.
    pub parties: Vec<Party<'a>>,
    /// The banks on its way.
    pub agents: Vec<Party<'a>>,
    /// Texts that belong to no party.
    pub texts: Vec<Text<'a>>,
    /// Of a cover payment, the customer's payment that it covers.
    pub underlying: Option<Box<Underlying<'a>>>,
    /// ISO 20022 external purpose code.
    pub purpose_code: Cow<'a, str>,
    /// Why, in Portcullis' own words; the only purpose that a license accepts.
    pub purpose: Option<Purpose>,
    /// The license that the payment quotes.
    pub license_reference: Cow<'a, str>,
    /// Kind of financial instrument (`loan`, `bond`, `share`, …), for sectoral measures.
    pub instrument: Cow<'a, str>,
    /// Tenor of new debt, in days.
    pub debt_tenor_days: Option<u32>,
    /// The day on which the debt was issued. `None`: the value date.
    pub debt_issued_on: Option<Date>,
    /// Values that were not understood; what has no field of its own among them stands in the texts as well.
    pub notes: Vec<Note<'a>>,
    /// What happened to its text.
    pub flags: TextFlags,
}

impl<'a> Payment<'a> {
    /// A payment of which only the id is known.
    #[must_use]
    pub fn new(payment_id: impl Into<Cow<'a, str>>) -> Payment<'a> {
        Payment {
            payment_id: payment_id.into(),
            ..Payment::default()
        }
    }

    /// Adds a party or agent, and numbers it after those of its role that are there.
    pub fn push(&mut self, mut party: Party<'a>) {
        let before = self.everyone().filter(|other| other.role == party.role).count();
        party.nth = u8::try_from(before + 1).unwrap_or(u8::MAX);
        if party.role.is_agent() {
            self.agents.push(party);
        } else {
            self.parties.push(party);
        }
    }

    /// The payment with one more party or agent.
    #[must_use]
    pub fn with(mut self, party: Party<'a>) -> Payment<'a> {
        self.push(party);
        self
    }

    /// The payment with remittance information.
    #[must_use]
    pub fn with_remittance(mut self, text: impl Into<Cow<'a, str>>) -> Payment<'a> {
        let text = text.into();
        if !text.is_empty() {
            self.texts.push(Text {
                kind: TextKind::Remittance,
                path: Cow::Borrowed(""),
                text,
            });
        }
        self
    }

    /// Forgets everything but the room of its lists.
    pub fn clear(&mut self) {
        self.parties.clear();
        self.agents.clear();
        self.texts.clear();
        *self = Payment {
            parties: std::mem::take(&mut self.parties),
            agents: std::mem::take(&mut self.agents),
            texts: std::mem::take(&mut self.texts),
            ..Payment::default()
        };
    }

    /// Every party and agent, those of an underlying payment last.
    pub fn everyone(&self) -> impl Iterator<Item = &Party<'a>> {
        let below = self.underlying.iter();
        let below = below.flat_map(|below| below.parties.iter().chain(&below.agents));
        self.parties.iter().chain(&self.agents).chain(below)
    }

    /// Every text, those of an underlying payment last.
    pub fn all_texts(&self) -> impl Iterator<Item = &Text<'a>> {
        let below = self.underlying.iter().flat_map(|below| below.texts.iter());
        self.texts.iter().chain(below)
    }

    /// The first party or agent of a role.
    #[must_use]
    pub fn party(&self, role: Role) -> Option<&Party<'a>> {
        let side = if role.is_agent() {
            &self.agents
        } else {
            &self.parties
        };
        side.iter().find(|party| party.role == role)
    }

    /// Who pays.
    #[must_use]
    pub fn debtor(&self) -> Option<&Party<'a>> {
        self.party(Role::Debtor)
    }

    /// Who is paid.
    #[must_use]
    pub fn creditor(&self) -> Option<&Party<'a>> {
        self.party(Role::Creditor)
    }

    /// The first party or agent of a role, added where there is none.
    pub fn entry(&mut self, role: Role) -> &mut Party<'a> {
        let side = if role.is_agent() {
            &mut self.agents
        } else {
            &mut self.parties
        };
        let at = side.iter().position(|party| party.role == role);
        let at = at.unwrap_or_else(|| {
            side.push(Party::new(role));
            side.len() - 1
        });
        &mut side[at]
    }

    /// The name of the first party of a role; empty where the payment does not say.
    #[must_use]
    pub fn name_of(&self, role: Role) -> &str {
        self.party(role).map_or("", |party| &party.name)
    }

    /// The country of the first party of a role.
    #[must_use]
    pub fn country_of(&self, role: Role) -> Option<CountryCode> {
        self.party(role)?.country
    }

    /// The party or agent that a field belongs to; `None` for text.
    #[must_use]
    pub fn party_at(&self, field: Field) -> Option<&Party<'a>> {
        let (role, nth) = field.party()?;
        self.everyone()
            .find(|party| party.role == role && party.nth == nth)
    }

    /// Remittance information, several texts joined by line ends; empty where there is none.
    #[must_use]
    pub fn remittance(&self) -> Cow<'_, str> {
        self.text_of(TextKind::Remittance)
    }

    /// All text of a kind, joined by line ends.
    #[must_use]
    pub fn text_of(&self, kind: TextKind) -> Cow<'_, str> {
        let mut texts = self.all_texts().filter(|text| text.kind == kind);
        let Some(first) = texts.next() else {
            return Cow::Borrowed("");
        };
        let mut all: Cow<'_, str> = Cow::Borrowed(&first.text);
        for text in texts {
            let all = all.to_mut();
            all.push('\n');
            all.push_str(&text.text);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::{Payment, Text, TextKind, Underlying};
    use crate::{Field, Party, Role};

    #[test]
    fn the_second_of_a_role_is_number_two_also_under_a_cover_payment() {
        let mut payment = Payment {
            underlying: Some(Box::new(Underlying {
                parties: vec![Party::named(Role::Debtor, "Customer")],
                ..Underlying::default()
            })),
            ..Payment::default()
        };
        payment.push(Party::named(Role::Debtor, "Bank"));
        payment.push(Party::named(Role::DebtorAgent, "Agent"));
        assert_eq!(
            payment.party_at(Field::Party(Role::Debtor, 2)).unwrap().name,
            "Bank"
        );
        assert_eq!(payment.party_at(Field::DEBTOR).unwrap().name, "Customer");
        assert_eq!((payment.parties.len(), payment.agents.len()), (1, 1));
        assert_eq!(payment.party_at(Field::Remittance), None);
    }

    #[test]
    fn what_is_cleared_is_a_new_payment() {
        let mut payment = Payment::default()
            .with(Party::named(Role::Creditor, "A"))
            .with_remittance("invoice");
        payment.line = 7;
        payment.clear();
        assert_eq!(payment, Payment::default());
        assert!(payment.parties.capacity() > 0);
    }

    #[test]
    fn remittance_information_is_one_text_whatever_it_was_written_in() {
        let mut payment = Payment::default();
        assert_eq!(payment.remittance(), "");
        payment = payment.with_remittance("a").with_remittance("b");
        payment.texts.push(Text {
            kind: TextKind::Other,
            path: "".into(),
            text: "c".into(),
        });
        assert_eq!(payment.remittance(), "a\nb");
        assert_eq!(payment.text_of(TextKind::Other), "c");
    }
}
