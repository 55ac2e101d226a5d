//! What is compared of a message, written down by a worker into one text: nothing is allocated for a payment.

use std::hash::Hasher;

use portcullis_model::{Party, Payment, Role};
use rustc_hash::FxHasher;

use crate::resubmission::amount_key;

/// Between two parts of what is written down; in a part it becomes a space.
pub(super) const BETWEEN: char = '\t';

/// Characters of a name that are kept.
const NAME_CHARS_MAX: usize = 140;
/// Characters of any other part.
const PART_CHARS_MAX: usize = 64;

/// Roles of the customer's payment that are compared, in the order in which they are written down: name, account and BIC of each.
pub(super) const ROLES: [Role; 5] = [
    Role::Debtor,
    Role::Creditor,
    Role::DebtorAgent,
    Role::IntermediaryAgent,
    Role::CreditorAgent,
];

/// What a message is to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A customer's payment.
    Payment,
    /// A transfer between banks that says whose payment it covers.
    Cover,
    /// A transfer between banks that does not say so.
    Transfer,
}

/// The sides that a stretch of records has.
#[derive(Debug, Default)]
pub(crate) struct CoverLog {
    text: String,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// Place of the record in its piece, from zero.
    nth: usize,
    end: usize,
    line: u64,
    kind: Kind,
    amount: u64,
}

/// A message as it is held against others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side<'l> {
    /// Place of the record in its piece, from zero.
    pub(crate) nth: usize,
    pub(super) line: u64,
    pub(super) kind: Kind,
    /// See [`amount_key`]; 0 where there is none.
    pub(super) amount: u64,
    /// Id, UETR, reference, and of each of [`ROLES`] name, account and BIC, each with [`BETWEEN`] behind it.
    pub(super) text: &'l str,
}

impl CoverLog {
    /// Forgets everything but its room.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.entries.clear();
    }

    /// Notes a message that a cover may name, or that names what it covers. Nothing of any other payment.
    pub(crate) fn note(&mut self, payment: &Payment<'_>, nth: usize) {
        let references = &payment.references;
        let covers = payment.underlying.is_some();
        let is_known = [&references.uetr, &references.own, &references.related]
            .iter()
            .any(|reference| !reference.is_empty());
        if !is_known && !covers {
            return;
        }
        let kind = if covers {
            Kind::Cover
        } else if references.related.is_empty() {
            Kind::Payment
        } else {
            Kind::Transfer
        };
        let reference = match kind {
            Kind::Payment => &references.own,
            Kind::Cover | Kind::Transfer => &references.related,
        };
        self.push(&payment.payment_id, PART_CHARS_MAX);
        self.push(&references.uetr, PART_CHARS_MAX);
        self.push(reference, PART_CHARS_MAX);
        for role in ROLES {
            let party = party_of(payment, kind, role);
            let [name, account, bic] =
                party.map_or(["", "", ""], |party| [&*party.name, &*party.account, &*party.bic]);
            self.push(name, NAME_CHARS_MAX);
            self.push(account, PART_CHARS_MAX);
            self.push(bic, PART_CHARS_MAX);
        }
        self.entries.push(Entry {
            nth,
            end: self.text.len(),
            line: payment.line,
            kind,
            amount: amount_key(payment.amount).map_or(0, std::num::NonZeroU64::get),
        });
    }

    fn push(&mut self, part: &str, chars_max: usize) {
        let end = part
            .char_indices()
            .nth(chars_max)
            .map_or(part.len(), |(at, _)| at);
        let part = &part[..end];
        if part.contains(BETWEEN) {
            self.text.push_str(&part.replace(BETWEEN, " "));
        } else {
            self.text.push_str(part);
        }
        self.text.push(BETWEEN);
    }

    /// The sides, in input order.
    pub(crate) fn sides(&self) -> impl Iterator<Item = Side<'_>> {
        let mut start = 0;
        self.entries.iter().map(move |entry| {
            let text = &self.text[start..entry.end];
            start = entry.end;
            Side {
                nth: entry.nth,
                line: entry.line,
                kind: entry.kind,
                amount: entry.amount,
                text,
            }
        })
    }
}

/// The party of the customer's payment; of a transfer that does not say whose payment it covers, nobody.
fn party_of<'p, 'a>(payment: &'p Payment<'a>, kind: Kind, role: Role) -> Option<&'p Party<'a>> {
    match kind {
        Kind::Payment => payment.party(role),
        Kind::Transfer => None,
        Kind::Cover => {
            let below = payment.underlying.as_deref()?;
            let side = if role.is_agent() {
                &below.agents
            } else {
                &below.parties
            };
            side.iter().find(|party| party.role == role)
        }
    }
}

impl<'l> Side<'l> {
    fn part(&self, nth: usize) -> &'l str {
        self.text.split(BETWEEN).nth(nth).unwrap_or("")
    }

    pub(super) fn payment_id(&self) -> &'l str {
        self.part(0)
    }

    pub(super) fn uetr(&self) -> &'l str {
        self.part(1)
    }

    pub(super) fn reference(&self) -> &'l str {
        self.part(2)
    }

    /// Name, account and BIC of one of [`ROLES`].
    pub(super) fn party(&self, nth: usize) -> [&'l str; 3] {
        [0, 1, 2].map(|part| self.part(3 + 3 * nth + part))
    }

    pub(super) fn is_payment(&self) -> bool {
        self.kind == Kind::Payment
    }

    /// What finds messages with this end-to-end reference; `None`: it has none.
    pub(super) fn uetr_key(&self) -> Option<u64> {
        (!self.uetr().is_empty()).then(|| key(self.uetr(), 0))
    }

    /// What finds messages with this reference and amount; `None`: it has none.
    pub(super) fn reference_key(&self) -> Option<u64> {
        (!self.reference().is_empty() && self.amount != 0).then(|| key(self.reference(), self.amount))
    }
}

/// A number that is the same for equal references, in letters of any case.
fn key(reference: &str, amount: u64) -> u64 {
    let mut hasher = FxHasher::default();
    for byte in reference.bytes() {
        hasher.write_u8(byte.to_ascii_uppercase());
    }
    hasher.write_u64(amount);
    hasher.finish()
}
