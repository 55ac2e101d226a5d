//! What of a payment tells whether another one resembles it: amount, who pays and is paid, words.

use std::{borrow::Cow, num::NonZeroU64};

use portcullis_model::is_placeholder;
use portcullis_model::{Amount, Date, Decimal, Field, IdentifierKind, Party, Payment, References, Role};
use portcullis_names::identifier::canonical;
use serde::{Deserialize, Serialize};

use crate::case::folded_words;

/// Words of the texts of a payment that are kept.
const TEXT_WORDS_MAX: usize = 64;

/// Customers of a payment that are kept.
const CUSTOMERS_MAX: usize = 16;

/// Characters of a name that are kept to be told.
const NAME_CHARS_MAX: usize = 140;

/// Who sends a payment again does so within days; a later one is another installment, with its own date.
const DAYS_MAX: i32 = 10;

/// Units of the smallest decimals that amounts usually have.
const USUAL_SCALE: u32 = 4;

/// See [`amount_key`].
pub(crate) type AmountKey = NonZeroU64;

/// A number that is the same for equal amounts of a currency, and hardly ever for others. `None`: there is no amount, or none of
/// money. Every payment is asked for it, so it costs a multiplication.
pub(crate) fn amount_key(amount: Option<Amount>) -> Option<AmountKey> {
    const POWERS: [u64; USUAL_SCALE as usize + 1] = [10_000, 1_000, 100, 10, 1];
    let Amount { value, currency } = amount?;
    if value.is_zero() {
        return None;
    }
    let value = if value.scale() > USUAL_SCALE {
        value.normalize()
    } else {
        value
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // of a key any bits will do
    let coefficient = value.mantissa() as u64;
    let scaled = match POWERS.get(value.scale() as usize) {
        Some(power) => coefficient.wrapping_mul(*power),
        None => coefficient ^ u64::from(value.scale()) << 56,
    };
    let currency = currency.map_or(0, |code| {
        code.as_str()
            .bytes()
            .fold(0, |code, byte| code << 8 | u64::from(byte))
    });
    Some(AmountKey::new(scaled ^ currency << 40).unwrap_or(AmountKey::MIN))
}

/// A customer of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Customer {
    pub(super) role: Role,
    pub(super) nth: u8,
    /// As written, to be told.
    pub(super) name: String,
    /// Of its name, folded and sorted; none where it says nothing.
    pub(super) words: Vec<String>,
    /// In one form; empty where there is none.
    account: String,
}

impl Customer {
    fn of(party: &Party<'_>) -> Customer {
        let name = if is_placeholder(&party.name) {
            ""
        } else {
            &*party.name
        };
        let mut words = folded_words(name);
        words.sort_unstable();
        let mut account = canonical(IdentifierKind::Account, &party.account);
        if is_placeholder(&account) {
            account.clear();
        }
        Customer {
            role: party.role,
            nth: party.nth,
            name: party.name.chars().take(NAME_CHARS_MAX).collect(),
            words,
            account,
        }
    }

    /// In one form; empty where there is none.
    pub(super) fn account(&self) -> &str {
        &self.account
    }

    /// Whether it is the same: by its account, or by all words of its name.
    fn is(&self, other: &Customer) -> bool {
        self.has_account_of(other) || !self.words.is_empty() && self.words == other.words
    }

    pub(super) fn has_account_of(&self, other: &Customer) -> bool {
        !self.account.is_empty() && self.account == other.account
    }

    /// Whether both have an account, and not the same.
    pub(super) fn has_other_account(&self, other: &Customer) -> bool {
        !self.account.is_empty() && !other.account.is_empty() && self.account != other.account
    }
}

/// What of a payment tells whether another one resembles it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Likeness {
    pub(super) payment_id: String,
    pub(super) line: u64,
    /// In its shortest form, with its currency.
    amount: Option<(Decimal, String)>,
    key: Option<AmountKey>,
    value_date: Option<Date>,
    /// Of a cover payment, those of the payment that it covers: they are whose money it is.
    customers: Vec<Customer>,
    /// The unique end-to-end reference, and the one by which a payment and its cover name each other; empty where there is none.
    #[serde(default)]
    uetr: String,
    #[serde(default)]
    reference: String,
    /// Whether it is a transfer between banks, which may cover a payment.
    #[serde(default)]
    is_transfer: bool,
    /// Of all texts, folded, sorted, each once.
    text_words: Vec<String>,
    /// Whether the texts were not looked at, and may say anything.
    #[serde(default)]
    are_texts_unread: bool,
}

impl Likeness {
    pub(crate) fn of(payment: &Payment<'_>) -> Likeness {
        let mut text_words: Vec<String> = payment
            .all_texts()
            .flat_map(|text| folded_words(&text.text))
            .take(TEXT_WORDS_MAX)
            .collect();
        text_words.sort_unstable();
        text_words.dedup();
        Likeness {
            text_words,
            are_texts_unread: false,
            ..Likeness::without_texts(payment)
        }
    }

    /// The same of a payment without its texts, which resembles whatever it resembles with them: texts only tell payments
    /// apart.
    pub(super) fn without_texts(payment: &Payment<'_>) -> Likeness {
        let parties = payment
            .underlying
            .as_ref()
            .map_or(&payment.parties, |below| &below.parties);
        Likeness {
            payment_id: payment.payment_id.clone().into_owned(),
            line: payment.line,
            amount: payment.amount.map(|amount| {
                let currency = amount.currency.map(|code| code.to_string());
                (amount.value.normalize(), currency.unwrap_or_default())
            }),
            key: amount_key(payment.amount),
            value_date: payment.value_date,
            customers: parties.iter().take(CUSTOMERS_MAX).map(Customer::of).collect(),
            uetr: payment.references.uetr.to_ascii_uppercase(),
            reference: reference(&payment.references).to_ascii_uppercase(),
            is_transfer: is_transfer(payment),
            text_words: Vec::new(),
            are_texts_unread: true,
        }
    }

    /// Whether it says by a reference that it is the payment that another one is, or covers, or is covered by. References of two
    /// customers' payments say nothing: each sender numbers his own.
    pub(super) fn is_payment_of(&self, other: &Likeness) -> bool {
        let is_same = |ours: &str, theirs: &str| !ours.is_empty() && ours == theirs;
        is_same(&self.uetr, &other.uetr)
            || self.is_transfer != other.is_transfer && is_same(&self.reference, &other.reference)
    }

    pub(super) fn uetr(&self) -> &str {
        &self.uetr
    }

    pub(super) fn reference(&self) -> &str {
        &self.reference
    }

    pub(super) const fn is_transfer(&self) -> bool {
        self.is_transfer
    }

    /// Says on which line the payment stands.
    pub(crate) const fn stand_on(&mut self, line: u64) {
        self.line = line;
    }

    /// See [`amount_key`].
    pub(crate) const fn key(&self) -> Option<AmountKey> {
        self.key
    }

    pub(super) fn has_amount_of(&self, other: &Likeness) -> bool {
        self.amount.is_some() && self.amount == other.amount
    }

    /// Whether it is of the same days as another one; where a date is missing it may be.
    pub(super) fn is_of_days_of(&self, other: &Likeness) -> bool {
        let apart = |one: Date, other: Date| one.since(other).map_or(i32::MAX, |span| span.get_days().abs());
        match (self.value_date, other.value_date) {
            (Some(one), Some(other)) => apart(one, other) <= DAYS_MAX,
            _ => true,
        }
    }

    /// The customer in a field.
    pub(super) fn at(&self, role: Role, nth: u8) -> Option<&Customer> {
        self.customers
            .iter()
            .find(|customer| customer.role == role && customer.nth == nth)
    }

    /// The customers of a role.
    pub(super) fn in_role(&self, role: Role) -> impl Iterator<Item = &Customer> {
        self.customers
            .iter()
            .filter(move |customer| customer.role == role)
    }

    /// Whether the first customer of a role is the same here and there.
    pub(super) fn shares(&self, role: Role, other: &Likeness) -> bool {
        let ours = self.in_role(role).next();
        ours.zip(other.in_role(role).next())
            .is_some_and(|(ours, theirs)| ours.is(theirs))
    }

    /// Whether more than the names of its customers is that of another payment: an account of debtor or creditor, or its texts.
    pub(super) fn is_tied_to(&self, other: &Likeness) -> bool {
        let has_account = |role| {
            let ours = self.in_role(role).next();
            ours.zip(other.in_role(role).next())
                .is_some_and(|(ours, theirs)| ours.has_account_of(theirs))
        };
        let has_texts = || !self.text_words.is_empty() && self.has_texts_left_of(other);
        self.are_texts_unread || has_account(Role::Debtor) || has_account(Role::Creditor) || has_texts()
    }

    /// Whether the texts are those of another payment, with something left out: none at all, or more than half of their words.
    pub(super) fn has_texts_left_of(&self, other: &Likeness) -> bool {
        let shared = self
            .text_words
            .iter()
            .filter(|word| other.text_words.binary_search(word).is_ok());
        self.text_words.is_empty() || 2 * shared.count() > self.text_words.len()
    }

    /// Bytes that it holds, about.
    pub(crate) fn bytes(&self) -> usize {
        let customers = self.customers.iter();
        let of_customers = customers.map(|customer| 3 * customer.name.len() + size_of::<Customer>());
        let of_texts = self
            .text_words
            .iter()
            .map(|word| word.len() + size_of::<String>());
        self.payment_id.len() + of_customers.sum::<usize>() + of_texts.sum::<usize>()
    }
}

/// Whether a payment is a transfer between banks, which may cover another one.
pub(super) fn is_transfer(payment: &Payment<'_>) -> bool {
    payment.underlying.is_some() || !payment.references.related.is_empty()
}

/// The reference by which a payment and its cover name each other.
pub(super) fn reference<'r, 'a>(references: &'r References<'a>) -> &'r Cow<'a, str> {
    // Of a transfer between banks its own is another one.
    if references.related.is_empty() {
        &references.own
    } else {
        &references.related
    }
}

/// The party of a customer that a field belongs to; `None` for banks and texts.
pub(super) fn customer_field(field: Field) -> Option<(Role, u8)> {
    match field {
        Field::Party(role, nth) if !role.is_agent() => Some((role, nth)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Amount, CurrencyCode, Party, Payment, Role};

    use super::{AmountKey, Likeness, amount_key};

    fn key(amount: &str, currency: &str) -> Option<AmountKey> {
        amount_key(Some(Amount {
            value: amount.parse().unwrap(),
            currency: CurrencyCode::new(currency),
        }))
    }

    #[test]
    fn equal_amounts_have_equal_keys_however_many_zeros_they_end_in() {
        assert_eq!(key("100", "USD"), key("100.00", "USD"));
        assert_eq!(key("1.5", "EUR"), key("1.500000", "EUR"));
        assert_eq!(key("0.123456", "EUR"), key("0.1234560", "EUR"));
        assert_ne!(key("100", "USD"), key("100", "EUR"));
        assert_ne!(key("100", "USD"), key("1.00", "USD"));
        assert_ne!(key("100", ""), key("100", "EUR"));
        assert_eq!((key("0.00", "USD"), amount_key(None)), (None, None));
    }

    #[test]
    fn payments_are_of_the_same_days_up_to_ten_apart_or_where_a_date_is_missing() {
        let on = |date: Option<&str>| {
            Likeness::of(&Payment {
                value_date: date.map(|date| date.parse().unwrap()),
                ..Payment::default()
            })
        };
        let stopped = on(Some("2025-09-28"));
        for (date, same) in [
            (Some("2025-09-28"), true),
            (Some("2025-10-08"), true),
            (Some("2025-09-18"), true),
            (Some("2025-10-09"), false),
            (Some("2023-09-28"), false),
            (None, true),
        ] {
            assert_eq!(on(date).is_of_days_of(&stopped), same, "{date:?}");
        }
    }

    #[test]
    fn a_customer_is_the_same_by_account_or_by_all_of_its_name() {
        let payment = |name: &'static str, account: &'static str| {
            let debtor = Party {
                account: account.into(),
                ..Party::named(Role::Debtor, name)
            };
            Likeness::of(&Payment::default().with(debtor))
        };
        let earlier = payment("Hansa Textil GmbH", "DE89 3704 0044 0532 0130 00");
        assert!(payment("HANSA TEXTIL, GMBH", "").shares(Role::Debtor, &earlier));
        assert!(payment("H. Textil", "DE89370400440532013000").shares(Role::Debtor, &earlier));
        assert!(!payment("Hansa GmbH", "").shares(Role::Debtor, &earlier));
        // Nobody is the same as nobody.
        let unknown = payment("NOTPROVIDED", "0000");
        assert!(!unknown.shares(Role::Debtor, &payment("UNKNOWN", "0000")));
    }
}
