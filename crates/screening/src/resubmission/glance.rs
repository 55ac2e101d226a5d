//! What is kept of every clear payment, to tell from memory that it resembles no payment that was stopped.
//!
//! To resemble one takes its amount, and its reference, or the account or the name of one side of it at least. Of these a number each
//! is kept: equal ones have equal numbers, others hardly ever. So a payment is read again only where it very likely resembles
//! one, whatever it costs in its format to read it again.

use std::sync::LazyLock;

use portcullis_model::{HitBasis, Payment, Role};
use portcullis_names::{ESCAPE_SIGNS, folded_words};

use super::{
    likeness::{AmountKey, Customer, Likeness, amount_key, customer_field, is_transfer, reference},
    memory::{StoppedBy, opposite, side},
};

/// Numbers of letters and digits, of [`LETTER_BITS`]: so few that no sum of [`BYTES_MAX`] of them wraps, and none is zero.
const LETTERS: [u32; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0u8;
    let mut number = 0x9E37_79B9u32;
    while byte < 128 {
        // Fibonacci hashing spreads them; the lowest bit keeps them from zero.
        number = number.wrapping_mul(0x915F_77F5).wrapping_add(0x9E37_79B9);
        if byte.is_ascii_digit() || byte.is_ascii_uppercase() {
            letters[byte as usize] = number >> (u32::BITS - LETTER_BITS) | 1;
        }
        byte += 1;
    }
    let mut upper = b'A';
    while upper <= b'Z' {
        letters[upper.to_ascii_lowercase() as usize] = letters[upper as usize];
        upper += 1;
    }
    // What folding reads them as.
    let and = letters[b'A' as usize] + letters[b'N' as usize] + letters[b'D' as usize];
    letters[b'&' as usize] = and;
    letters[b'+' as usize] = and;
    letters
};

const LETTER_BITS: u32 = 20;

/// [`LETTERS`], and a bit above all sums for bytes by which it is not plain what a text is read as: a `name` may have
/// letters of other alphabets, which are spelled in several ways, and signs that are escaped; an account has no words.
const fn letters_and_unplain(name: bool) -> [u32; 256] {
    let mut letters = LETTERS;
    let mut byte = 128;
    while byte < letters.len() {
        letters[byte] = UNPLAIN;
        byte += 1;
    }
    if name {
        letters[b';' as usize] |= UNPLAIN;
        let mut sign = 0;
        while sign < ESCAPE_SIGNS.len() {
            letters[ESCAPE_SIGNS[sign] as usize] |= UNPLAIN;
            sign += 1;
        }
    } else {
        letters[b'&' as usize] |= UNPLAIN;
        letters[b'+' as usize] |= UNPLAIN;
    }
    letters
}

const UNPLAIN: u32 = 1 << 31;

static LETTERS_OF_NAMES: [u32; 256] = letters_and_unplain(true);
static LETTERS_OF_ACCOUNTS: [u32; 256] = letters_and_unplain(false);

/// Longer names and accounts are not summed: however they are folded, nothing is cut.
const BYTES_MAX: usize = 500;

/// It may be anything.
const UNKNOWN: u32 = u32::MAX;

/// The account and the name of a customer, as numbers; 0 where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Face {
    account: u32,
    name: u32,
}

/// Sums letters and digits, in whatever order and between whatever signs they stand.
fn sum(text: &str) -> u32 {
    let letters = text.bytes().map(|byte| LETTERS[usize::from(byte)]);
    letters.fold(0, u32::wrapping_add)
}

/// Of a name as written, what [`sum`] is of its folded words.
fn of_name(name: &str) -> u32 {
    let sum = plain_sum(name, &LETTERS_OF_NAMES);
    if sum == UNKNOWN && !name.is_ascii() {
        latin_sum(name)
    } else {
        sum
    }
}

/// Latin letters with marks, of which the table says what each is the sum of.
const MARKED: std::ops::RangeInclusive<char> = '\u{c0}'..='\u{17f}';

static MARKED_LETTERS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    // Behind another letter these are what UTF-8 looks like where it was read as Windows-1252, and are read back.
    const OF_WINDOWS_1252: [char; 7] = [
        '\u{160}', '\u{161}', '\u{152}', '\u{153}', '\u{17d}', '\u{17e}', '\u{178}',
    ];
    let of = |letter: char| {
        let words = folded_words(letter.encode_utf8(&mut [0; 4]));
        let is_plain = words.iter().all(|word| word.is_ascii()) && !OF_WINDOWS_1252.contains(&letter);
        if is_plain {
            words.iter().fold(0, |all, word| sum(word).wrapping_add(all))
        } else {
            UNKNOWN
        }
    };
    MARKED.map(of).collect()
});

/// Of a name of Latin letters, some with marks.
fn latin_sum(name: &str) -> u32 {
    let of = |letter: char| match u8::try_from(letter) {
        Ok(byte) if byte.is_ascii() => LETTERS_OF_NAMES[usize::from(byte)],
        _ if MARKED.contains(&letter) => MARKED_LETTERS[letter as usize - *MARKED.start() as usize],
        _ => UNKNOWN,
    };
    sum_if_plain(name, name.chars().map(of))
}

/// Of an account as written, what [`sum`] is of it in one form.
fn of_account(account: &str) -> u32 {
    plain_sum(account, &LETTERS_OF_ACCOUNTS)
}

/// Sums in one pass, and sees meanwhile whether all is plain.
fn plain_sum(text: &str, letters: &[u32; 256]) -> u32 {
    sum_if_plain(text, text.bytes().map(|byte| letters[usize::from(byte)]))
}

/// The sum of what the letters of a text are, unless one of them is not plain.
fn sum_if_plain(text: &str, letters: impl Iterator<Item = u32>) -> u32 {
    if text.len() > BYTES_MAX {
        return UNKNOWN;
    }
    let (mut sum, mut all) = (0u32, 0);
    for letter in letters {
        sum = sum.wrapping_add(letter);
        all |= letter;
    }
    if all & UNPLAIN == 0 { sum } else { UNKNOWN }
}

/// Of an account, name or reference that is there or not: not zero where it is, in whatever script.
const fn where_there(is_empty: bool, sum: u32) -> u32 {
    if is_empty {
        0
    } else if sum == 0 {
        1
    } else {
        sum
    }
}

/// Whether what is known of a payment may be what a stopped one has.
const fn may_be(here: u32, stopped: u32) -> bool {
    stopped != 0 && (here == stopped || here == UNKNOWN)
}

impl Face {
    fn of_stopped(customer: Option<&Customer>) -> Face {
        let Some(customer) = customer else {
            return Face::default();
        };
        let words = customer.words.iter().map(|word| sum(word));
        Face {
            account: where_there(customer.account().is_empty(), sum(customer.account())),
            name: where_there(customer.words.is_empty(), words.fold(0, u32::wrapping_add)),
        }
    }

    const fn may_be(self, stopped: Face) -> bool {
        may_be(self.account, stopped.account) || may_be(self.name, stopped.name)
    }
}

/// By what a payment says that it is the one that another one is, or covers, or is covered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Named {
    uetr: u32,
    reference: u32,
    is_transfer: bool,
}

impl Named {
    fn of(uetr: &str, reference: &str, is_transfer: bool) -> Named {
        Named {
            uetr: where_there(uetr.is_empty(), sum(uetr)),
            reference: where_there(reference.is_empty(), sum(reference)),
            is_transfer,
        }
    }

    const fn may_be(self, other: Named) -> bool {
        may_be(self.uetr, other.uetr)
            || self.is_transfer != other.is_transfer && may_be(self.reference, other.reference)
    }
}

/// What is kept of a clear payment.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Glance {
    amount: Option<AmountKey>,
    debtor: Face,
    creditor: Face,
    named: Named,
    /// Whether other customers have accounts.
    has_more: bool,
}

impl Glance {
    pub(crate) fn of(payment: &Payment<'_>) -> Glance {
        let Some(amount) = amount_key(payment.amount) else {
            return Glance::default();
        };
        let mut glance = Glance {
            amount: Some(amount),
            named: Named::of(
                &payment.references.uetr,
                reference(&payment.references),
                is_transfer(payment),
            ),
            ..Glance::default()
        };
        let parties = payment
            .underlying
            .as_ref()
            .map_or(&payment.parties, |below| &below.parties);
        let (mut has_debtor, mut has_creditor) = (false, false);
        for party in parties {
            let (face, has_one) = match party.role {
                Role::Debtor => (&mut glance.debtor, &mut has_debtor),
                Role::Creditor => (&mut glance.creditor, &mut has_creditor),
                role => {
                    glance.has_more |= !role.is_agent() && !party.account.is_empty();
                    continue;
                }
            };
            if std::mem::replace(has_one, true) {
                glance.has_more |= !party.account.is_empty();
            } else {
                *face = Face {
                    account: of_account(&party.account),
                    name: of_name(&party.name),
                };
            }
        }
        glance
    }

    pub(super) const fn amount(&self) -> Option<AmountKey> {
        self.amount
    }
}

/// What of a stopped payment another one must share to resemble it: one of these.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    debtor: Face,
    creditor: Face,
    /// Always enough.
    named: Named,
    /// The debtor is enough, or the creditor: the name that stopped it is on the other side.
    debtor_suffices: bool,
    creditor_suffices: bool,
    /// The account of the debtor is enough, or of the creditor: their names stopped it.
    debtor_account_suffices: bool,
    creditor_account_suffices: bool,
    /// Debtor and creditor are enough together.
    both_suffice: bool,
    /// The account of another customer is enough.
    other_account_suffices: bool,
}

impl Asked {
    /// Of a stopped payment and the hits that stopped it.
    pub(super) fn of(stopped: &Likeness, by: &[StoppedBy]) -> Asked {
        let first = |role| stopped.in_role(role).next();
        let (debtor, creditor) = (first(Role::Debtor), first(Role::Creditor));
        let mut asked = Asked {
            debtor: Face::of_stopped(debtor),
            creditor: Face::of_stopped(creditor),
            named: Named::of(stopped.uetr(), stopped.reference(), stopped.is_transfer()),
            ..Asked::default()
        };
        for hit in by {
            let field = customer_field(hit.field).filter(|_| hit.basis == HitBasis::Name);
            let Some((role, nth)) = field else {
                asked.both_suffice = true;
                continue;
            };
            match side(role).map(opposite) {
                Some(Role::Debtor) => asked.debtor_suffices = true,
                Some(_) => asked.creditor_suffices = true,
                None => asked.both_suffice = true,
            }
            let is_first = |customer: Option<&Customer>| {
                customer.is_some_and(|customer| (customer.role, customer.nth) == (role, nth))
            };
            if is_first(debtor) {
                asked.debtor_account_suffices = true;
            } else if is_first(creditor) {
                asked.creditor_account_suffices = true;
            } else {
                asked.other_account_suffices |= stopped
                    .at(role, nth)
                    .is_some_and(|customer| !customer.account().is_empty());
            }
        }
        asked
    }

    /// Whether a clear payment of the amount may resemble it. `false` is certain.
    pub(super) fn may_be_of(&self, payment: &Glance) -> bool {
        let debtor = payment.debtor.may_be(self.debtor);
        let creditor = payment.creditor.may_be(self.creditor);
        payment.named.may_be(self.named)
            || debtor && (self.debtor_suffices || self.both_suffice && creditor)
            || creditor && self.creditor_suffices
            || self.debtor_account_suffices
                && (payment.has_more || may_be(payment.debtor.account, self.debtor.account))
            || self.creditor_account_suffices
                && (payment.has_more || may_be(payment.creditor.account, self.creditor.account))
            || self.other_account_suffices
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{
        Amount, CurrencyCode, Field, IdentifierKind, Outcome, Party, Payment, References, Score,
    };
    use portcullis_names::identifier::canonical;
    use proptest::prelude::*;

    use super::{
        super::memory::{Memory, Stopped},
        *,
    };

    fn sum_of_words(name: &str) -> u32 {
        folded_words(name).iter().map(|word| sum(word)).sum()
    }

    fn party() -> impl Strategy<Value = Party<'static>> {
        let names = [
            "",
            "VIKTOR BOUT",
            "Bout, Viktor",
            "VIKTOR  BOUT",
            "V. Bout",
            "Ása Öst",
            "Asa Ost",
            "O'NEIL & SONS",
            "ONeil and sons",
            "NOTPROVIDED",
            "A &amp; B",
            "A and B",
        ];
        let accounts = ["", "", "DE89 3704", "de893704", "1", "0000", "٣٤", "A+B"];
        let roles = [
            Role::Debtor,
            Role::Creditor,
            Role::UltimateCreditor,
            Role::CreditorAgent,
            Role::InitiatingParty,
        ];
        let pick = (
            prop::sample::select(roles.to_vec()),
            prop::sample::select(names.to_vec()),
            prop::sample::select(accounts.to_vec()),
            1u8..3,
        );
        pick.prop_map(|(role, name, account, nth)| Party {
            account: account.into(),
            nth,
            ..Party::named(role, name)
        })
    }

    fn payment() -> impl Strategy<Value = Payment<'static>> {
        let references = (
            prop::sample::select(vec!["", "", "", "8a562c67-ca16"]),
            prop::sample::select(vec!["", "REF1", "ref1", "REF2"]),
            prop::sample::select(vec!["", "", "REF1"]),
        );
        let parties = prop::collection::vec(party(), 0..5);
        (parties, references).prop_map(|(parties, (uetr, own, related))| {
            let payment = Payment {
                amount: Some(Amount {
                    value: "100.00".parse().unwrap(),
                    currency: CurrencyCode::new("EUR"),
                }),
                references: References {
                    uetr: uetr.into(),
                    own: own.into(),
                    related: related.into(),
                },
                ..Payment::default()
            };
            parties.into_iter().fold(payment, Payment::with)
        })
    }

    proptest! {
        #[test]
        fn a_name_is_the_sum_of_its_folded_words(name in "[ -~]{0,40}") {
            let number = of_name(&name);
            prop_assert!(number == UNKNOWN || number == sum_of_words(&name), "{name}");
        }

        #[test]
        fn a_name_with_marks_is_the_sum_of_its_folded_words(name in "[ -~A-Za-z\u{c0}-\u{17f}]{0,40}") {
            let number = of_name(&name);
            prop_assert!(number == UNKNOWN || number == sum_of_words(&name), "{name}");
        }

        #[test]
        fn a_long_name_is_the_sum_of_its_folded_words(name in "[a-zA-Z&'+ ]{300,600}") {
            let number = of_name(&name);
            prop_assert!(number == UNKNOWN || number == sum_of_words(&name), "{name}");
        }

        #[test]
        fn an_account_is_the_sum_of_its_one_form(account in "[ -~]{0,40}") {
            let number = of_account(&account);
            prop_assert!(number == UNKNOWN || number == sum(&canonical(IdentifierKind::Account, &account)));
        }

        #[test]
        fn what_resembles_a_stopped_payment_is_seen_at_a_glance(
            earlier in payment(),
            now in payment(),
            by in prop::collection::vec((0usize..5, any::<bool>(), any::<bool>()), 1..3),
        ) {
            let by: Vec<StoppedBy> = by
                .into_iter()
                .map(|(at, is_name, is_text)| StoppedBy {
                    designation: 0,
                    field: match earlier.parties.get(at) {
                        Some(party) if !is_text => Field::Party(party.role, party.nth),
                        _ => Field::Remittance,
                    },
                    basis: if is_name { HitBasis::Name } else { HitBasis::Identifier },
                    score: Score::ONE,
                    matched: String::new(),
                    name_kind: None,
                })
                .collect();
            let memory = Memory::from(std::collections::VecDeque::from([Stopped {
                likeness: Likeness::of(&earlier),
                file: String::new(),
                outcome: Outcome::Review,
                by,
            }]));
            let resembles = memory.resembled(&Likeness::of(&now), None, |_| false).is_some();
            prop_assert!(!resembles || memory.may_have(&Glance::of(&now)), "{now:?}");
        }
    }

    #[test]
    fn of_letters_with_marks_it_is_known_what_they_are_folded_to() {
        for name in ["Jürgen Müßig", "Łódź Sp. z o.o.", "Ása Öst", "José Núñez"] {
            assert_eq!(of_name(name), sum_of_words(name), "{name}");
        }
    }

    #[test]
    fn a_payment_that_shares_an_amount_alone_is_not_read_again() {
        let amount = Some(Amount {
            value: "5.00".parse().unwrap(),
            currency: CurrencyCode::new("EUR"),
        });
        let payment = |debtor: &'static str, creditor: &'static str| {
            let payment = Payment {
                amount,
                ..Payment::default()
            };
            payment
                .with(Party::named(Role::Debtor, debtor))
                .with(Party::named(Role::Creditor, creditor))
        };
        let memory = Memory::from(std::collections::VecDeque::from([Stopped {
            likeness: Likeness::of(&payment("HANSA TEXTIL", "VIKTOR BOUT")),
            file: String::new(),
            outcome: Outcome::Review,
            by: vec![StoppedBy {
                designation: 0,
                field: Field::Party(Role::Creditor, 1),
                basis: HitBasis::Name,
                score: Score::ONE,
                matched: String::new(),
                name_kind: None,
            }],
        }]));
        let may = |debtor, creditor| memory.may_have(&Glance::of(&payment(debtor, creditor)));
        assert!(may("Hansa Textil", "V. B."));
        assert!(!may("Nordic Timber", "V. B."));
        // The creditor's name says nothing by itself.
        assert!(!may("Nordic Timber", "VIKTOR BOUT"));
    }
}
