//! What file and batch headers say of the entries below them.

use std::borrow::Cow;

use portcullis_model::{CountryCode, Date};

use super::{
    class::{Direction, EntryClass},
    record::{RawRecord, Record},
};
use crate::{
    csv::value::{VALUE_YEARS, excerpt},
    ids,
};

/// Record size, blocking factor and format code: the same in every file. They tell where the names stand in a header whose
/// numbers are too short.
pub(super) const FORMAT_MARK: &str = "094101";
/// The first column behind it.
const NAMES_FROM: usize = 41;

/// Who sends a file, and to whom.
#[derive(Debug, Clone, Default)]
pub(super) struct FileHeader<'a> {
    /// The immediate destination: its name and, where it is a routing number, its number.
    pub(super) receiver: (Cow<'a, str>, Cow<'a, str>),
    /// The immediate origin.
    pub(super) sender: (Cow<'a, str>, Cow<'a, str>),
    /// What is wrong with it.
    pub(super) fault: Option<String>,
    pub(super) not_utf8: bool,
}

impl<'a> FileHeader<'a> {
    pub(super) fn read(raw: &RawRecord<'a>) -> FileHeader<'a> {
        let record = Record::new(raw);
        let before = record.columns(1, 45);
        let mark = before.find(FORMAT_MARK);
        let names_from = match mark {
            Some(at) => before[..at].chars().count() + FORMAT_MARK.len() + 1,
            None => NAMES_FROM,
        };
        let fault = (mark.is_none() || names_from != NAMES_FROM).then(|| {
            format!(
                "file header: {} stands in columns 35 to 40, and not {FORMAT_MARK}; its fields are shifted",
                excerpt(&record.columns(35, 40))
            )
        });
        let routing = |text: Cow<'a, str>| {
            if ids::is_routing_number(&text) {
                text
            } else {
                Cow::Borrowed("")
            }
        };
        FileHeader {
            receiver: (
                record.field(names_from, names_from + 22),
                routing(record.field(4, 13)),
            ),
            sender: (
                record.field(names_from + 23, names_from + 45),
                routing(record.field(14, 23)),
            ),
            fault,
            not_utf8: record.not_utf8,
        }
    }
}

/// What holds for the entries of a batch.
#[derive(Debug, Clone)]
pub(super) struct BatchHeader<'a> {
    /// The line on which it stands.
    pub(super) line: u64,
    /// How the entries are laid out.
    pub(super) class: Option<&'static EntryClass>,
    /// Why its entries cannot be decided.
    pub(super) error: Option<String>,
    /// What is wrong with the header, and does not matter for its entries.
    pub(super) fault: Option<String>,
    /// Which way the money of all entries should go. Each entry says itself which way it goes, and is believed.
    pub(super) direction: Option<Direction>,
    /// The originator's name.
    pub(super) company_name: Cow<'a, str>,
    /// The originator's identification, `KIND:VALUE`.
    pub(super) company_ids: Cow<'a, str>,
    /// What else it says: discretionary data, identification that is of no known kind, description, descriptive date.
    pub(super) texts: [Cow<'a, str>; 4],
    /// The day on which the originator wants the entries to be settled.
    pub(super) effective: Option<Date>,
    /// What stands there and is no day, although entries may do without one.
    pub(super) no_day: Option<String>,
    /// Of an international batch, the country that its entries go to.
    pub(super) destination: Option<CountryCode>,
    /// The first eight digits of the originating bank's routing number.
    pub(super) odfi: Cow<'a, str>,
    pub(super) not_utf8: bool,
}

/// Mixed, credits, debits, and advices.
const SERVICE_CLASSES: [&str; 4] = ["200", "220", "225", "280"];

/// Marks the entries of a batch of corrections as international.
const INTERNATIONAL_CORRECTION: &str = "IATCOR";

impl<'a> BatchHeader<'a> {
    pub(super) fn read(raw: &RawRecord<'a>, line: u64) -> BatchHeader<'a> {
        let record = Record::new(raw);
        let code = record.columns(51, 53);
        let is_correction = record.field(5, 20) == INTERNATIONAL_CORRECTION;
        let class = EntryClass::find(if is_correction { "IAT" } else { &code });
        let is_international = class.is_some_and(EntryClass::is_international);
        let mut error = record
            .control_character()
            .map(|(column, c)| format!("holds a control character ({:#04x}) in column {column}", c as u32));
        if class.is_none() {
            error.get_or_insert(format!(
                "{} in columns 51 to 53 is no standard entry class, so what its entries hold is not known",
                excerpt(&code)
            ));
        }
        let (effective, no_day) = match effective_date(&record.columns(70, 75)) {
            Ok(date) => date,
            Err(reason) => {
                error.get_or_insert(format!("effective date {reason}"));
                (None, None)
            }
        };
        let id = record.field(41, 50);
        let (company_ids, id_text) = match company_id(&id) {
            Some(ids) => (Cow::Owned(ids), Cow::Borrowed("")),
            None => (Cow::Borrowed(""), id),
        };
        // Where others have a name and data of their own, international batches say how money is exchanged.
        let (company_name, own_data) = if is_international {
            (Cow::Borrowed(""), Cow::Borrowed(""))
        } else {
            (record.field(5, 20), record.field(21, 40))
        };
        let (description, descriptive_date) = match is_international {
            true => (record.field(54, 63), Cow::Borrowed("")),
            false => (record.field(54, 63), record.field(64, 69)),
        };
        let service = record.columns(2, 4);
        BatchHeader {
            fault: (!SERVICE_CLASSES.contains(&&*service)).then(|| {
                format!(
                    "batch header: {} in columns 2 to 4 is no service class",
                    excerpt(&service)
                )
            }),
            line,
            class,
            error,
            direction: match &*service {
                "220" => Some(Direction::Credit),
                "225" => Some(Direction::Debit),
                _ => None,
            },
            company_name,
            company_ids,
            texts: [own_data, id_text, description, descriptive_date],
            effective,
            no_day,
            destination: CountryCode::new(&record.columns(39, 40)).filter(|_| is_international),
            odfi: record.field(80, 87),
            not_utf8: record.not_utf8,
        }
    }
}

/// The identification of an originator by the number that Americans give firms: a 1 before the employer's tax number, a 3
/// before a D-U-N-S number. Source: Nacha Operating Rules, "Company Identification". Other numbers are whatever the bank gave.
fn company_id(id: &str) -> Option<String> {
    let is_number = id.len() == 10 && id.bytes().all(|byte| byte.is_ascii_digit());
    match id.as_bytes().first() {
        Some(b'1') if is_number => Some(format!("tax-id:{}@{}", &id[1..], CountryCode::new("US")?)),
        Some(b'3') if is_number => Some(format!("other:{}", &id[1..])),
        _ => None,
    }
}

/// Reads the effective date of a batch. Blanks and zeros are no date; of the latter it is told.
fn effective_date(text: &str) -> Result<(Option<Date>, Option<String>), String> {
    match text.trim() {
        "" => Ok((None, None)),
        "000000" => Ok((None, Some("`000000` is no day".to_owned()))),
        text => date(text).map(|date| (Some(date), None)),
    }
}

/// `YYMMDD`, in the years that value dates are read in: 70 is 1970, 69 is 2069.
pub(super) fn date(text: &str) -> Result<Date, String> {
    let digits = text.as_bytes();
    if digits.len() != 6 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(format!("{} is not a date; write YYMMDD", excerpt(text)));
    }
    let two = |at: usize| i16::from(digits[at] - b'0') * 10 + i16::from(digits[at + 1] - b'0');
    let pivot = *VALUE_YEARS.start() % 100;
    let year = two(0) + if two(0) < pivot { 2000 } else { 1900 };
    // Two digits fit.
    #[allow(clippy::cast_possible_truncation)]
    let (month, day) = (two(2) as i8, two(4) as i8);
    Date::new(year, month, day).map_err(|_| format!("{} is not a day of the calendar", excerpt(text)))
}

#[cfg(test)]
mod tests {
    use super::{BatchHeader, FileHeader, company_id, date, effective_date};
    use crate::nacha::{class::Direction, record::RawRecord};

    fn raw(text: &str) -> RawRecord<'_> {
        RawRecord {
            at: 0,
            bytes: text.as_bytes(),
            next: text.len(),
            ends_line: true,
        }
    }

    #[test]
    fn a_year_of_two_digits_is_one_of_those_that_value_dates_are_read_in() {
        assert_eq!(date("240229").unwrap().to_string(), "2024-02-29");
        assert_eq!(date("690101").unwrap().to_string(), "2069-01-01");
        assert_eq!(date("700101").unwrap().to_string(), "1970-01-01");
        for text in ["230229", "24022", "24O229", "2402299", "241301"] {
            assert!(date(text).is_err(), "{text}");
        }
        assert_eq!(effective_date("      ").unwrap(), (None, None));
        assert!(effective_date("000000").unwrap().1.is_some());
    }

    #[test]
    fn the_first_digit_says_whose_number_a_company_has() {
        assert_eq!(company_id("1364275030").as_deref(), Some("tax-id:364275030@US"));
        assert_eq!(company_id("3123456789").as_deref(), Some("other:123456789"));
        for id in ["231380104", "origid", "9123456789", "1ABCDEFGHI", ""] {
            assert_eq!(company_id(id), None, "{id}");
        }
    }

    #[test]
    fn names_of_a_file_header_stand_behind_its_format_whatever_the_numbers_before_it() {
        for (destination, origin) in [(" 042000013", "1231380104"), (" 042000013", "231380104")] {
            let text = format!(
                "101{destination}{origin}1107291600A094101{:23}{:23}",
                "US BANK NA", "TEST COMPANY"
            );
            let header = FileHeader::read(&raw(&text));
            assert_eq!(header.receiver.0, "US BANK NA");
            assert_eq!(header.sender.0, "TEST COMPANY");
            assert_eq!(header.receiver.1, "042000013");
        }
    }

    #[test]
    fn a_batch_header_says_who_pays_what_for_and_when() {
        let text = format!(
            "5225{:16}{:20}{:10}{:3}{:10}{:6}{:6}   112104288{:07}",
            "Name on Account", "TERMINAL 7", "1210428820", "CTX", "REG.SALARY", "JUL 19", "190625", 1
        );
        let header = BatchHeader::read(&raw(&text), 2);
        assert_eq!(header.error, None);
        assert_eq!(header.class.unwrap().code, "CTX");
        assert_eq!(header.direction, Some(Direction::Debit));
        assert_eq!(header.company_name, "Name on Account");
        assert_eq!(header.company_ids, "tax-id:210428820@US");
        assert_eq!(header.texts, ["TERMINAL 7", "", "REG.SALARY", "JUL 19"]);
        assert_eq!(header.effective.unwrap().to_string(), "2019-06-25");
        assert_eq!(header.odfi, "12104288");
    }

    #[test]
    fn an_international_batch_has_no_company_name() {
        let text =
            "5220                FF3               US123456789 IATTRADEPAYMTCADUSD181219   1231380100000001";
        let header = BatchHeader::read(&raw(text), 2);
        assert!(header.class.unwrap().is_international());
        assert_eq!(header.company_name, "");
        assert_eq!(header.texts, ["", "123456789", "TRADEPAYMT", ""]);
        assert_eq!(header.effective.unwrap().to_string(), "2018-12-19");
        let correction = text.replacen("5220                ", "5220IATCOR          ", 1);
        let correction = correction.replacen("IATTRADE", "CORTRADE", 1);
        assert!(
            BatchHeader::read(&raw(&correction), 2)
                .class
                .unwrap()
                .is_international()
        );
    }

    #[test]
    fn what_makes_a_batch_undecidable_is_told() {
        let text =
            "5220Company                             1231380104PDTPAYROLL   110801110801   1098765430000003";
        let error = BatchHeader::read(&raw(text), 2).error.unwrap();
        assert!(error.contains("`PDT`"), "{error}");
        let text =
            "5220Company                             1231380104PPDPAYROLL   110801111301   1098765430000003";
        let error = BatchHeader::read(&raw(text), 2).error.unwrap();
        assert!(error.contains("`111301` is not a day"), "{error}");
    }
}
