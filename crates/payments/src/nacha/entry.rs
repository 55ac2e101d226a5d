//! An entry and its addenda to a payment.

use std::borrow::Cow;

use portcullis_model::{Amount, CountryCode, CurrencyCode, Decimal, Note, Party, Payment, Role};

use super::{
    class::{Columns, Direction, EntryClass, PLAIN, Transaction, report},
    header::{BatchHeader, FileHeader},
    international::{International, roles},
    record::{Kind, RawRecords, Record},
    texts::{other, remittance},
};
use crate::{csv::value::excerpt, ids, x12};

/// Addenda of one entry. Source: Nacha Operating Rules, appendix three: four digits count them.
const ADDENDA_MAX: usize = 9_999;

/// Texts of a batch header, in the order in which they stand there.
const HEADER_PATHS: [&str; 4] = [
    "5 discretionary data",
    "5 identification",
    "5 description",
    "5 descriptive date",
];

/// The only currency of the American clearing house.
const CURRENCY: &str = "USD";
/// Where the banks are that have its routing numbers.
const COUNTRY: &str = "US";

/// Characters of the names of the immediate origin and destination in the file header.
const OPERATOR_NAME_ROOM: u8 = 23;
/// Characters of the company's name in the batch header.
const COMPANY_NAME_ROOM: u8 = 16;
/// Characters of a company's name in an entry with a count of addenda.
const CORPORATE_NAME_ROOM: usize = 16;

/// Path of what the entry record itself says.
const ENTRY_PATH: &str = "6";

/// An entry that is being read.
pub(super) struct Entry<'e, 'a> {
    pub(super) record: Record<'a>,
    /// The records behind it, up to the next that is no addenda.
    pub(super) addenda: RawRecords<'a>,
    pub(super) batch: Option<&'e BatchHeader<'a>>,
    pub(super) file: Option<&'e FileHeader<'a>>,
}

/// What the addenda of an entry are, one by one.
#[derive(Default)]
struct Read<'a> {
    international: International<'a>,
    /// Remittance of all addenda, which may break words and segments anywhere.
    remittance: Cow<'a, str>,
    remittances: usize,
    no_payment: Option<String>,
    error: Option<String>,
    not_utf8: bool,
}

impl<'a> Entry<'_, 'a> {
    /// Makes the payment that of the entry. Where this fails, all is set that could be read.
    pub(super) fn read_into(self, payment: &mut Payment<'a>) -> Result<(), String> {
        payment.clear();
        let record = &self.record;
        let class = self.batch.and_then(|batch| batch.class);
        let is_international = class.is_some_and(EntryClass::is_international);
        payment.payment_id = record.field(80, 94);
        let cents = record.number(30, 39);
        payment.amount = cents.map(|cents| Amount {
            // Ten digits fit.
            value: Decimal::new(i64::try_from(cents).unwrap_or_default(), 2),
            currency: CurrencyCode::new(CURRENCY),
        });
        let transaction = Transaction::of(&record.columns(2, 3));
        let direction = transaction.map_or(Direction::Credit, |transaction| transaction.direction);

        let mut read = self.read_addenda(is_international, payment);
        payment.flags.not_utf8 = read.not_utf8 | record.not_utf8;
        if let Some(batch) = self.batch {
            self.read_batch(batch, direction, payment);
        }
        let company_ids = self
            .batch
            .map_or(Cow::Borrowed(""), |batch| batch.company_ids.clone());
        let parties = if is_international {
            let account = record.field(40, 74);
            let destination = self.batch.and_then(|batch| batch.destination);
            self.note_indicators(payment);
            std::mem::take(&mut read.international).finish(
                direction,
                company_ids,
                account,
                destination,
                payment,
            )
        } else {
            self.read_parties(class, direction, company_ids, payment);
            Ok(())
        };
        self.read_operators(payment);
        read.finish_remittance(payment);
        self.check(&read, transaction)?;
        parties?;
        if record.number(80, 94).is_none() {
            let id = &payment.payment_id;
            return Err(format!("trace number {} is not fifteen digits", excerpt(id)));
        }
        if cents.is_none() {
            return Err(format!(
                "amount {} is not ten digits",
                excerpt(&record.columns(30, 39))
            ));
        }
        Ok(())
    }

    /// What is wrong with the entry, or why it is no payment.
    fn check(&self, read: &Read<'a>, transaction: Option<Transaction>) -> Result<(), String> {
        let Some(batch) = self.batch else {
            return Err("the entry stands in no batch, so who pays whom is not known".to_owned());
        };
        let no_payment = |what: &str| Err(format!("the entry is {what}, not a payment"));
        if let Some(what) = &read.no_payment {
            return no_payment(what);
        }
        let code = self.record.columns(2, 3);
        match (transaction, batch.class.and_then(|class| class.no_payment)) {
            (_, Some(what)) => return no_payment(what),
            (
                Some(Transaction {
                    no_payment: Some(what),
                    ..
                }),
                _,
            ) => {
                return no_payment(&format!("{what} (transaction code {code})"));
            }
            (None, _) => {
                return Err(format!(
                    "{} in columns 2 and 3 is no transaction code",
                    excerpt(&code)
                ));
            }
            (Some(_), None) => {}
        }
        if let Some(error) = &batch.error {
            return Err(format!("batch header on line {}: {error}", batch.line));
        }
        match &read.error {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    /// Reads the addenda: those of international entries name parties, those of others say what is paid for.
    fn read_addenda(&self, is_international: bool, payment: &mut Payment<'a>) -> Read<'a> {
        let mut read = Read::default();
        read.look_for_controls(None, &self.record);
        let mut count = 0;
        for (raw, _) in self.addenda {
            match raw.kind() {
                Kind::Addenda => {}
                Kind::Filler => continue,
                _ => break,
            }
            count += 1;
            if count > ADDENDA_MAX {
                read.error = Some(format!("the entry has more than {ADDENDA_MAX} addenda"));
                break;
            }
            let record = Record::new(&raw);
            read.not_utf8 |= record.not_utf8;
            let kind = record.columns(2, 3);
            read.look_for_controls(Some(&kind), &record);
            match &*kind {
                "98" | "99" => {
                    let reason = record.field(4, 6);
                    let what = report(&kind, &reason).unwrap_or_default();
                    read.no_payment = Some(format!("{what} (addenda 7{kind}, {reason})"));
                    other(payment, "799", record.field(7, 79));
                }
                "05" => read.add_remittance(&record),
                // A terminal: its number, a reference, place, town and state.
                "02" => other(payment, "702", record.field(4, 79)),
                _ if is_international && read.international.read(&record, payment) => {}
                _ => other(payment, "7", record.whole()),
            }
        }
        read
    }

    /// What the batch header says, but for its originator.
    fn read_batch(&self, batch: &BatchHeader<'a>, direction: Direction, payment: &mut Payment<'a>) {
        payment.value_date = batch.effective;
        payment.flags.not_utf8 |= batch.not_utf8;
        if let Some(problem) = &batch.no_day {
            payment.notes.push(Note {
                path: Cow::Borrowed("5 effective date"),
                problem: problem.clone(),
            });
        }
        if batch.direction.is_some_and(|of_batch| of_batch != direction) {
            payment.notes.push(Note {
                path: Cow::Borrowed("5 service class"),
                problem: "is for entries of the other direction".to_owned(),
            });
        }
        for (path, text) in HEADER_PATHS.into_iter().zip(&batch.texts) {
            other(payment, path, text.clone());
        }
    }

    /// Notes that who handled an international entry before found somebody in it who may be blocked.
    fn note_indicators(&self, payment: &mut Payment<'a>) {
        const SUSPECTED: &str = "1";
        for column in [77, 78] {
            if self.record.columns(column, column) == SUSPECTED {
                payment.notes.push(Note {
                    path: Cow::Borrowed(ENTRY_PATH),
                    problem: format!(
                        "says in column {column} that screening before found who may be blocked (OFAC indicator 1)"
                    ),
                });
            }
        }
    }

    /// The parties of an entry that is not international.
    fn read_parties(
        &self,
        class: Option<&EntryClass>,
        direction: Direction,
        company_ids: Cow<'a, str>,
        payment: &mut Payment<'a>,
    ) {
        let record = &self.record;
        let [originator_role, receiver_role, originating_role, receiving_role] = roles(direction);
        if let Some(batch) = self.batch {
            let originator = Party {
                name: batch.company_name.clone(),
                name_room: Some(COMPANY_NAME_ROOM),
                ids: company_ids,
                path: Cow::Borrowed("5"),
                ..Party::new(originator_role)
            };
            if !originator.is_empty() {
                payment.push(originator);
            }
        }
        let (name, others) = columns_of(class, record);
        let receiver_name = name.map_or(Cow::Borrowed(""), |(first, last)| record.field(first, last));
        let receiver = Party {
            name_room: name.map(|columns| room(columns, &receiver_name)),
            name: receiver_name,
            account: record.field(13, 29),
            path: Cow::Borrowed(ENTRY_PATH),
            ..Party::new(receiver_role)
        };
        if !receiver.is_empty() {
            payment.push(receiver);
        }
        for &(first, last) in others {
            let text = record.field(first, last);
            // From person to person, a consumer's name stands where others have the receiver's number.
            if class.is_some_and(|class| class.code == "WEB")
                && direction == Direction::Credit
                && is_a_name(&text)
            {
                payment.push(Party {
                    path: Cow::Borrowed(ENTRY_PATH),
                    ..Party::named(Role::UltimateDebtor, text)
                });
            } else {
                other(payment, ENTRY_PATH, text);
            }
        }
        let bank = record.field(4, 12);
        if ids::is_routing_number(&bank) && !ids::has_check_digit(&bank) {
            payment.notes.push(Note {
                path: Cow::Borrowed(ENTRY_PATH),
                problem: format!(
                    "has the routing number {}, whose check digit is wrong",
                    excerpt(&bank)
                ),
            });
        }
        let odfi = self.batch.map_or("", |batch| &batch.odfi);
        for (number, role, path) in [
            (odfi, originating_role, "5"),
            (&*bank, receiving_role, ENTRY_PATH),
        ] {
            if !number.is_empty() {
                payment.push(Party {
                    ids: Cow::Owned(ids::routing(number)),
                    country: CountryCode::new(COUNTRY),
                    path: Cow::Borrowed(path),
                    ..Party::new(role)
                });
            }
        }
    }

    /// Who sent the file, and to whom.
    fn read_operators(&self, payment: &mut Payment<'a>) {
        let Some(file) = self.file else { return };
        payment.flags.not_utf8 |= file.not_utf8;
        for ((name, number), role) in [(&file.sender, Role::Sender), (&file.receiver, Role::Receiver)] {
            let operator = Party {
                name: name.clone(),
                name_room: Some(OPERATOR_NAME_ROOM),
                ids: Cow::Owned(ids::routing(number)),
                path: Cow::Borrowed("1"),
                ..Party::new(role)
            };
            if !operator.is_empty() {
                payment.push(operator);
            }
        }
    }
}

/// Where the receiver's name and the other texts of an entry stand. Of a class that is not known, and where a class has its
/// name elsewhere and none is there, in the columns of most.
fn columns_of(class: Option<&EntryClass>, record: &Record<'_>) -> (Option<Columns>, &'static [Columns]) {
    let Some(class) = class else {
        return (PLAIN.name, PLAIN.others);
    };
    let is_plain = match class.name {
        // A name that begins where others have a number.
        Some((40, _)) => !record.columns(40, 54).contains(char::is_alphabetic),
        Some(_) => false,
        None => is_a_name(&record.field(55, 76)),
    };
    if is_plain {
        (PLAIN.name, PLAIN.others)
    } else {
        (class.name, class.others)
    }
}

/// How many characters the columns of a name have room for. The two reserved ones behind a name of 16 are room only for one that
/// runs over into them.
fn room((first, last): Columns, name: &str) -> u8 {
    let columns = last + 1 - first;
    let is_within = columns == CORPORATE_NAME_ROOM + 2 && name.chars().count() <= CORPORATE_NAME_ROOM;
    u8::try_from(if is_within { CORPORATE_NAME_ROOM } else { columns }).unwrap_or(u8::MAX)
}

/// Whether a text may be a name and is no number: it has letters, and no digits.
fn is_a_name(text: &str) -> bool {
    text.contains(char::is_alphabetic) && !text.contains(|c: char| c.is_ascii_digit())
}

impl<'a> Read<'a> {
    fn add_remittance(&mut self, record: &Record<'a>) {
        let text = record.columns(4, 83);
        if self.remittances == 0 {
            self.remittance = text;
        } else {
            let whole = self.remittance.to_mut();
            // Blanks at the end of a record may be missing in the file; in the text they part words.
            let missing = (self.remittances * 80).saturating_sub(whole.chars().count());
            whole.extend(std::iter::repeat_n(' ', missing.min(80)));
            whole.push_str(&text);
        }
        self.remittances += 1;
    }

    /// Adds the remittance, and the parties that segments in it name.
    fn finish_remittance(&mut self, payment: &mut Payment<'a>) {
        let text = match std::mem::take(&mut self.remittance) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        for party in x12::parties(&text) {
            payment.push(party.into_party("705"));
        }
        remittance(payment, "705", text);
    }

    /// Control characters are in no record. What stands around one may be anything.
    fn look_for_controls(&mut self, addenda: Option<&str>, record: &Record<'_>) {
        if let Some((column, c)) = record.control_character() {
            let what = addenda.map_or("the entry".to_owned(), |kind| format!("addenda 7{kind}"));
            let c = u32::from(c);
            let error = format!("{what} holds a control character ({c:#04x}) in column {column}");
            self.error.get_or_insert(error);
        }
    }
}
