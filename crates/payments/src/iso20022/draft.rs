//! What was read of a transaction, or of the header that holds for several, until it is a payment.

use std::borrow::Cow;

use portcullis_model::{
    Amount, Date, Note, Party, Payment, Purpose, References, Role, Text, TextFlags, TextKind, Underlying,
};

use super::{
    message::Message,
    place::{PartyNo, PaymentIdKind, Section},
    pool::Pool,
    text::unnumbered,
};
use crate::{
    csv::{dialect::DecimalMark, value},
    ids::is_no_reference,
};

/// More parties than any message has.
const PARTIES_MAX: usize = 10_000;
/// More texts than any message has.
const TEXTS_MAX: usize = 20_000;

/// Where a party stands: what finds it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PartyPlace<'a> {
    /// The element that it is.
    pub(super) element: &'a [u8],
    pub(super) section: Section,
    pub(super) is_underlying: bool,
}

/// A party, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub(super) party: Party<'a>,
    place: PartyPlace<'a>,
    /// Whether nothing but its account was met so far.
    is_account_only: bool,
}

/// An amount as it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Money<'a> {
    pub(super) value: Cow<'a, str>,
    pub(super) currency: Cow<'a, str>,
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    texts: Vec<(Text<'a>, bool)>,
    /// By [`PaymentIdKind`].
    ids: [Cow<'a, str>; 5],
    pub(super) amount: Option<Money<'a>>,
    pub(super) equivalent: Option<Money<'a>>,
    pub(super) value_date: Option<Result<Date, String>>,
    pub(super) purpose_code: Cow<'a, str>,
    /// The purposes that it states by a word of the contract.
    pub(super) purposes: Vec<Purpose>,
    pub(super) notes: Vec<Note<'a>>,
    pub(super) flags: TextFlags,
    /// Whether its header says that it covers a customer's payment.
    pub(super) is_of_cover: bool,
    /// Whether it covers a customer's payment.
    pub(super) has_underlying: bool,
    /// Whether there was more than is read of any message.
    is_full: bool,
}

impl<'a> Draft<'a> {
    /// Forgets everything but the room of its lists.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.texts.clear();
        self.notes.clear();
        self.purposes.clear();
        *self = Draft {
            entries: std::mem::take(&mut self.entries),
            texts: std::mem::take(&mut self.texts),
            notes: std::mem::take(&mut self.notes),
            purposes: std::mem::take(&mut self.purposes),
            ..Draft::default()
        };
    }

    /// The party whose account an element is; or, of a party's own element, the one of which only the account was met.
    pub(super) fn find_party(&self, place: PartyPlace<'a>, is_account: bool) -> Option<PartyNo> {
        let is_same = |entry: &Entry<'_>| entry.place == place && (is_account || entry.is_account_only);
        let at = self.entries.iter().rposition(is_same)?;
        PartyNo::try_from(at).ok()
    }

    /// Says where the own element of a party stands of which only the account was met.
    pub(super) fn set_path(&mut self, no: PartyNo, path: Cow<'a, str>) {
        let entry = &mut self.entries[usize::from(no)];
        entry.is_account_only = false;
        entry.party.path = path;
    }

    /// Adds a party.
    pub(super) fn add_party(
        &mut self,
        role: Role,
        place: PartyPlace<'a>,
        path: Cow<'a, str>,
        is_account_only: bool,
    ) -> PartyNo {
        if self.entries.len() >= PARTIES_MAX {
            self.is_full = true;
            return PartyNo::try_from(PARTIES_MAX - 1).unwrap_or(PartyNo::MAX);
        }
        self.entries.push(Entry {
            party: Party {
                path,
                ..Party::new(role)
            },
            place,
            is_account_only,
        });
        PartyNo::try_from(self.entries.len() - 1).unwrap_or(PartyNo::MAX)
    }

    pub(super) fn party(&mut self, no: PartyNo) -> &mut Party<'a> {
        &mut self.entries[usize::from(no)].party
    }

    /// Adds a text.
    pub(super) fn add_text(
        &mut self,
        kind: TextKind,
        path: Cow<'a, str>,
        text: Cow<'a, str>,
        is_underlying: bool,
    ) {
        if self.texts.len() >= TEXTS_MAX {
            self.is_full = true;
        } else {
            self.texts.push((Text { kind, path, text }, is_underlying));
        }
    }

    /// Keeps an id of the payment; the first counts.
    pub(super) fn set_id(&mut self, kind: PaymentIdKind, id: Cow<'a, str>) {
        let place = &mut self.ids[kind as usize];
        if place.is_empty() {
            *place = id;
        }
    }

    /// By what the payment is known beside its id. What a return says is of the payment that is returned.
    fn references(&self, message: Message, pool: &mut Pool<'a>) -> References<'a> {
        let mut id = |kind: PaymentIdKind| {
            let id = &self.ids[kind as usize];
            if is_no_reference(id) {
                Cow::Borrowed("")
            } else {
                pool.copy(id)
            }
        };
        match message {
            Message::Pacs004 => References::default(),
            // The EndToEndId of a transfer between banks is what `:21:` is in an MT202 (SWIFT CBPR+, pacs.009 COV).
            Message::Pacs009 => References {
                uetr: id(PaymentIdKind::Uetr),
                own: id(PaymentIdKind::Instruction),
                related: id(PaymentIdKind::EndToEnd),
            },
            Message::Pacs008 | Message::Pain001 => References {
                uetr: id(PaymentIdKind::Uetr),
                own: id(PaymentIdKind::Instruction),
                related: Cow::Borrowed(""),
            },
        }
    }

    /// The id of the payment: the first that says something, else what stands for one, else the message's.
    fn payment_id(&mut self, pool: &mut Pool<'a>, groups: [&Draft<'a>; 2]) -> Cow<'a, str> {
        let own = &mut self.ids[..PaymentIdKind::Message as usize];
        let says = |id: &Cow<'_, str>| !id.is_empty() && !is_not_provided(id);
        if let Some(id) = own.iter_mut().find(|id| says(id)) {
            return std::mem::take(id);
        }
        if let Some(id) = own.iter_mut().find(|id| !id.is_empty()) {
            return std::mem::take(id);
        }
        let of_message = groups
            .iter()
            .map(|group| &group.ids[PaymentIdKind::Message as usize]);
        let mut of_message = of_message.filter(|id| !id.is_empty());
        of_message.next().map_or(Cow::Borrowed(""), |id| pool.copy(id))
    }

    /// Makes it a payment, with what its headers say, the inner one first. Where it cannot be decided, all is set that could be
    /// read.
    pub(super) fn finish(
        &mut self,
        payment: &mut Payment<'a>,
        groups: [&Draft<'a>; 2],
        message: Message,
        pool: &mut Pool<'a>,
    ) -> Result<(), String> {
        payment.references = self.references(message, pool);
        payment.payment_id = self.payment_id(pool, groups);
        payment.purpose_code = std::mem::take(&mut self.purpose_code);
        payment.purpose = self.purposes.first().copied();
        payment.notes.append(&mut self.notes);
        if let Some(other) = self
            .purposes
            .iter()
            .find(|other| Some(**other) != payment.purpose)
        {
            let one = payment.purpose.take().map_or("", Purpose::as_str);
            payment.notes.push(Note {
                path: Cow::Borrowed("Purp/Prtry"),
                problem: format!("states the purposes `{one}` and `{other}`: none counts"),
            });
        }
        payment.flags = self.flags;
        for group in groups {
            payment.notes.extend(group.notes.iter().cloned());
            payment.flags.not_utf8 |= group.flags.not_utf8;
        }
        self.note_nameless(payment);
        if groups.iter().any(|group| group.is_of_cover) && !self.has_underlying {
            payment.notes.push(Note {
                path: Cow::Borrowed("AppHdr/BizSvc"),
                problem: "says that this covers a customer's payment, and that is not in it".to_owned(),
            });
        }
        self.fill_parties(payment, groups, pool);
        let dates = [
            self.value_date.clone(),
            groups[0].value_date.clone(),
            groups[1].value_date.clone(),
        ];
        let value_date = dates.into_iter().flatten().next().transpose();
        let amount = self.amount(message);
        let (value_date, date_problem) =
            value_date.map_or_else(|problem| (None, Some(problem)), |date| (date, None));
        payment.value_date = value_date;
        let (amount, amount_problem) =
            amount.map_or_else(|problem| (None, Some(problem)), |amount| (Some(amount), None));
        payment.amount = amount;
        payment
            .notes
            .extend(amount.and_then(|amount| too_fine(message, &amount)));
        let is_full = self
            .is_full
            .then(|| "there are more parties or texts than any message has".to_owned());
        let no_id = payment
            .payment_id
            .is_empty()
            .then(|| "there is no EndToEndId, InstrId, TxId or UETR; every payment needs an id".to_owned());
        let problem = amount_problem.or(date_problem).or(no_id).or(is_full);
        problem.map_or(Ok(()), Err)
    }

    /// Notes who pays or is paid and is told by neither a name nor a number.
    fn note_nameless(&self, payment: &mut Payment<'a>) {
        for Entry { party, .. } in &self.entries {
            let is_told = [&*party.name, &party.bic, &party.ids, party.lei()]
                .iter()
                .any(|text| !text.is_empty());
            if matches!(party.role, Role::Debtor | Role::Creditor) && !is_told && !party.is_empty() {
                payment.notes.push(Note {
                    path: unnumbered(&party.path),
                    problem: "has no name".to_owned(),
                });
            }
        }
    }

    /// Moves its parties and texts to the payment, copies those of the headers, and numbers them by role.
    fn fill_parties(&mut self, payment: &mut Payment<'a>, groups: [&Draft<'a>; 2], pool: &mut Pool<'a>) {
        let mut counts = [0u8; Role::ALL.len()];
        let mut below = self.has_underlying.then(Box::<Underlying<'a>>::default);
        let mut place = |mut party: Party<'a>, parties: &mut Vec<Party<'a>>, agents: &mut Vec<Party<'a>>| {
            if party.is_empty() {
                return;
            }
            let count = &mut counts[party.role as usize];
            *count = count.saturating_add(1);
            party.nth = *count;
            if party.role.is_agent() {
                agents.push(party);
            } else {
                parties.push(party);
            }
        };
        for entry in self.entries.iter_mut().filter(|entry| !entry.place.is_underlying) {
            let party = std::mem::replace(&mut entry.party, Party::new(Role::ThirdParty));
            place(party, &mut payment.parties, &mut payment.agents);
        }
        for entry in groups.iter().flat_map(|group| &group.entries) {
            if !entry.party.is_empty() {
                place(
                    pool.copy_party(&entry.party),
                    &mut payment.parties,
                    &mut payment.agents,
                );
            }
        }
        if let Some(below) = below.as_deref_mut() {
            for entry in self.entries.iter_mut().filter(|entry| entry.place.is_underlying) {
                let party = std::mem::replace(&mut entry.party, Party::new(Role::ThirdParty));
                place(party, &mut below.parties, &mut below.agents);
            }
        }
        for (text, is_underlying) in self.texts.drain(..) {
            match below.as_deref_mut() {
                Some(below) if is_underlying => below.texts.push(text),
                _ => payment.texts.push(text),
            }
        }
        for (text, _) in groups.iter().flat_map(|group| &group.texts) {
            payment.texts.push(pool.copy_text(text));
        }
        payment.underlying = below;
    }

    /// The amount, exact.
    fn amount(&self, message: Message) -> Result<Amount, String> {
        let element = message.amount();
        let Some(money) = self.amount.as_ref().or(self.equivalent.as_ref()) else {
            return Err(format!("{element} is missing; a payment states its amount"));
        };
        let value = value::amount(&money.value, DecimalMark::Point)
            .map_err(|problem| format!("{element} {problem}"))?;
        if money.currency.is_empty() {
            return Err(format!("{element} has no currency (Ccy)"));
        }
        let currency = value::currency(&money.currency).map_err(|problem| format!("{element}: {problem}"))?;
        Ok(Amount {
            value,
            currency: Some(currency),
        })
    }
}

/// What some markets write where an id or an account is asked for and there is none.
pub(super) fn is_not_provided(text: &str) -> bool {
    text.eq_ignore_ascii_case("NOTPROVIDED")
}

/// What is said of an amount that has more decimals than its currency.
fn too_fine(message: Message, amount: &Amount) -> Option<Note<'static>> {
    let currency = amount.currency?;
    let is_too_fine = amount.value.normalize().scale() > currency.decimals();
    is_too_fine.then(|| Note {
        path: Cow::Borrowed(message.amount()),
        problem: format!("{} has more decimals than {currency} has", amount.value),
    })
}
