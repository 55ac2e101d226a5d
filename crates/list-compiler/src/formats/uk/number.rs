//! The numbers of an entry, in the words that the list puts around them.

use portcullis_model::{CountryCode, Designation, Identifier, IdentifierKind};

use super::columns as column;
use super::items::items;
use super::row::RowReader;
use crate::located::add_once;
use crate::report::SourceReport;
use crate::text::strip_prefix_ci;
use crate::{contacts, country, documents, number_field};

/// What people write where there is no number.
const NOTHING: [&str; 5] = ["unknown", "n/a", "none", "na", "not known"];

/// Of a note beside a national number, that it is the number of a tax payer.
const TAX: [&str; 5] = ["inn", "tin", "tax", "taxpayer", "fiscal"];

pub(super) fn identifiers(row: &RowReader<'_>, designation: &mut Designation, report: &mut SourceReport) {
    for (kind, numbers, notes) in [
        (IdentifierKind::Passport, column::PASSPORT, column::PASSPORT_INFO),
        (
            IdentifierKind::NationalId,
            column::NATIONAL_ID,
            column::NATIONAL_ID_INFO,
        ),
        (IdentifierKind::Registration, column::REGISTRATION, &[]),
        (IdentifierKind::Imo, column::IMO, &[]),
        (IdentifierKind::Phone, column::PHONE, &[]),
        (IdentifierKind::Email, column::EMAIL, &[]),
        (IdentifierKind::Website, column::WEBSITE, &[]),
        (IdentifierKind::Other, column::HULL, &[]),
    ] {
        // OFSI's older layout has no column of numbers: they stand in what is said of them.
        let (numbers, notes) = if row.has(numbers) {
            (numbers, notes)
        } else {
            (notes, &[][..])
        };
        let notes = items(row.text(notes));
        for (i, value) in items(row.text(numbers)).into_iter().enumerate() {
            let note = if notes.len() == 1 {
                notes.first()
            } else {
                notes.get(i)
            };
            let note = note.map_or("", String::as_str);
            add(kind, &value, note, designation, report);
        }
    }
}

/// Adds what a value says, which may be several numbers, with the note beside it.
pub(super) fn add(
    kind: IdentifierKind,
    value: &str,
    note: &str,
    designation: &mut Designation,
    report: &mut SourceReport,
) {
    let value = value.trim();
    if value.is_empty() || NOTHING.contains(&value.to_ascii_lowercase().as_str()) {
        return;
    }
    let found = read(kind, value, note);
    if found.is_empty() {
        report.miss(format!("{kind}: {value}"));
    }
    for identifier in found {
        add_once(&mut designation.identifiers, identifier);
    }
}

fn read(kind: IdentifierKind, value: &str, note: &str) -> Vec<Identifier> {
    let label = Some(note.to_owned()).filter(|note| !note.is_empty());
    let of = |kind: IdentifierKind, value: String, country: Option<CountryCode>| Identifier {
        kind,
        value,
        country,
        label: label.clone(),
    };
    match kind {
        IdentifierKind::Email | IdentifierKind::Phone | IdentifierKind::Website => {
            let values = contacts::split(kind, value).into_iter();
            values.map(|value| of(kind, value, None)).collect()
        }
        // `IMO9826902`
        IdentifierKind::Imo => {
            let number = strip_prefix_ci(value, "IMO").unwrap_or(value);
            let number = number.trim_start_matches([':', ' ']);
            let is_number = number.contains(|c: char| c.is_ascii_digit());
            is_number
                .then(|| of(kind, number.to_owned(), None))
                .into_iter()
                .collect()
        }
        IdentifierKind::Passport | IdentifierKind::NationalId => personal(kind, value, note, &of),
        // `INN: 7713226815 OGRN: 1027700285613`
        _ => {
            let numbers = number_field::read(value, kind);
            if numbers.worded {
                return numbers.identifiers;
            }
            let is_number = value.contains(|c: char| c.is_ascii_digit());
            is_number
                .then(|| of(kind, value.to_owned(), None))
                .into_iter()
                .collect()
        }
    }
}

/// `Russia, number 4712345678 (issued in Omsk, Russia)`, `Italian Fiscal Code DAOMMD74T11Z352Z`, `766045998. 652758341`.
fn personal(
    kind: IdentifierKind,
    value: &str,
    note: &str,
    of: &dyn Fn(IdentifierKind, String, Option<CountryCode>) -> Identifier,
) -> Vec<Identifier> {
    let note_country = country::code(note).or_else(|| country::codes_in(note).first().copied());
    let parts = separate(value);
    let are_numbers = parts.len() > 1 && parts.iter().all(|part| is_plain_number(part));
    let parts = if are_numbers { parts } else { vec![value] };
    let words = format!("{value} {note}").to_lowercase();
    let is_tax = words
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| TAX.contains(&word));
    let own_kind = if kind == IdentifierKind::NationalId && is_tax {
        IdentifierKind::TaxId
    } else {
        kind
    };
    // `OGRNIP: 321547600026521 TIN: 041104686952`
    let own_country = country::codes_in(&value.replace(['(', ')'], ","))
        .first()
        .copied();
    let numbers = number_field::read(value, kind);
    let (named, unnamed) = if numbers.labeled {
        (numbers.identifiers, Vec::new())
    } else {
        (Vec::new(), numbers.identifiers)
    };
    let named: Vec<Identifier> = named
        .into_iter()
        .map(|id| Identifier {
            country: id.country.or(own_country).or(note_country),
            ..id
        })
        .collect();
    if kind == IdentifierKind::NationalId && value.contains(':') && !named.is_empty() {
        return named;
    }
    let read: Vec<Identifier> = parts
        .into_iter()
        .filter_map(documents::number_in)
        // `7713226815INN`: what the label says is read with it.
        .filter(|(number, _)| !is_prose(number) && (named.is_empty() || !number_field::holds_label(number)))
        .map(|(number, country)| of(own_kind, number, country.or(own_country).or(note_country)))
        .collect();
    if !read.is_empty() {
        return read;
    }
    if !named.is_empty() {
        return named;
    }
    // `Student ID 200801087`, `Iraq Certificate of Iraqi Nationality 540763`: words that nobody knows leave the one number what the field says.
    let mut long = unnamed
        .into_iter()
        .filter(|id| id.value.bytes().filter(u8::is_ascii_digit).count() >= 5);
    if let (Some(only), None) = (long.next(), long.next()) {
        return vec![of(
            own_kind,
            only.value,
            only.country.or(own_country).or(note_country),
        )];
    }
    // `07442833 (USA driving licence). Expiry date 15 Oct 2022`
    let first = value.split([' ', '(']).next().unwrap_or("");
    let country = country::codes_in(&value[first.len()..]).first().copied();
    let number = first.trim_end_matches(['.', ',', ';', ':']);
    let is_number = number.bytes().filter(u8::is_ascii_digit).count() >= 4;
    is_number
        .then(|| of(own_kind, number.to_owned(), country.or(note_country)))
        .into_iter()
        .collect()
}

/// The parts of a value that may hold several numbers: `766045998. 652758341`, `A1234567, A7654321`, `A1234567 and A7654321`.
fn separate(value: &str) -> Vec<&str> {
    let mut parts = vec![value];
    for separator in [". ", ",", ";", " and ", " & ", " or ", " / "] {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// Whether a word of the text is one of language, and no part of a number.
fn is_prose(text: &str) -> bool {
    let is_word = |word: &str| {
        let lower = word.chars().filter(|c| c.is_lowercase()).count();
        lower >= 2 && word.chars().all(char::is_alphabetic)
    };
    text.split([' ', '(', ')', '.', ',', ':']).any(is_word)
}

/// One word with five digits or more.
fn is_plain_number(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.');
    !text.contains(' ') && text.bytes().filter(u8::is_ascii_digit).count() >= 5
}

#[cfg(test)]
mod tests {
    use portcullis_model::IdentifierKind::{self, NationalId, Passport, Registration};

    use super::read;

    fn shown(kind: IdentifierKind, value: &str, note: &str) -> Vec<String> {
        read(kind, value, note).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn passports_are_read_in_the_words_around_them() {
        for (value, note, expected) in [
            (
                "Russia, number 4712345678 (issued in Omsk, Russia)",
                "",
                "passport:4712345678@RU",
            ),
            ("Passport No: PS472220097", "", "passport:PS472220097"),
            // Words that are no label leave the number what the field says.
            (
                "German travel document (Reiseausweis) A 0144378 (revoked as of Feb 2009)",
                "",
                "passport:A 0144378@DE",
            ),
            (
                "German International travel document 0785146, valid until 8 Apr 2004",
                "",
                "passport:0785146@DE",
            ),
            (
                "Georgian passport no. 09AL14455 expires 26 June 2019",
                "",
                "passport:09AL14455@GE",
            ),
            (
                "M307707 (Tunisian). Issued on 12 Apr 2000. Expired on 11 Apr 2005",
                "",
                "passport:M307707@TN",
            ),
            ("C2002515 (Iran)", "", "passport:C2002515@IR"),
            (
                "Saudi Arabian passport no.C389664. Issued:15.9.2000",
                "",
                "passport:C389664@SA",
            ),
            (
                "100135556",
                "(Libyan). Issued in Tripoli on 29 September 2015",
                "passport:100135556@LY",
            ),
            ("094477324", "UK Passport", "passport:094477324@GB"),
            ("D9011156", "", "passport:D9011156"),
        ] {
            assert_eq!(shown(Passport, value, note), [expected], "{value} {note}");
        }
        for (value, expected) in [
            (
                "766045998. 652758341",
                ["passport:766045998", "passport:652758341"],
            ),
            ("A1234567, A7654321", ["passport:A1234567", "passport:A7654321"]),
            (
                "A1234567 and A7654321",
                ["passport:A1234567", "passport:A7654321"],
            ),
            ("A1234567; A7654321.", ["passport:A1234567", "passport:A7654321"]),
        ] {
            assert_eq!(shown(Passport, value, ""), expected);
        }
    }

    #[test]
    fn national_numbers_are_told_from_those_of_tax_payers() {
        assert_eq!(
            shown(NationalId, "Italian Fiscal Code DAOMMD74T11Z352Z", ""),
            ["tax-id:DAOMMD74T11Z352Z@IT"]
        );
        assert_eq!(
            shown(NationalId, "772748937161", "Russia INN"),
            ["tax-id:772748937161@RU"]
        );
        assert_eq!(
            shown(NationalId, "1089516791 (Saudi Arabian)", ""),
            ["national-id:1089516791@SA"]
        );
        for (value, expected) in [
            (
                "07442833 (USA driving licence). Expiry date 15 Oct 2022",
                "national-id:07442833@US",
            ),
            (
                "3514131205710004 (Indonesian national identity card under name Son Hadi)",
                "national-id:3514131205710004@ID",
            ),
            (
                "2550439611. German national identification number",
                "national-id:2550439611@DE",
            ),
            (
                "08705184 (Tunisian National Identity Card number)",
                "national-id:08705184@TN",
            ),
        ] {
            assert_eq!(shown(NationalId, value, ""), [expected]);
        }
        assert_eq!(
            shown(NationalId, "OGRNIP: 321547600026521 TIN: 041104686952", ""),
            ["registration:321547600026521@RU", "tax-id:041104686952"]
        );
        for (value, expected) in [
            ("Student ID 200801087", "national-id:200801087"),
            (
                "Iraq Certificate of Iraqi Nationality 540763, issued 1 Jan 2000",
                "national-id:540763@IQ",
            ),
            ("114 237 300 24 30INN", "tax-id:114 237 300 24 30@RU"),
        ] {
            assert_eq!(shown(NationalId, value, ""), [expected]);
        }
        assert_eq!(shown(NationalId, "Ration card", ""), Vec::<String>::new());
    }

    #[test]
    fn registrations_are_told_by_the_names_before_them() {
        assert_eq!(
            shown(Registration, "INN: 7713226815 OGRN: 1027700285613 ", ""),
            ["tax-id:7713226815@RU", "registration:1027700285613@RU"]
        );
        assert_eq!(
            shown(Registration, "TIN: 913307230927997015", ""),
            ["tax-id:913307230927997015"]
        );
        assert_eq!(shown(Registration, "SWIFT/ BIC: VTBRRUMM", ""), ["bic:VTBRRUMM"]);
        assert_eq!(
            shown(Registration, "CNE100005063", ""),
            ["registration:CNE100005063"]
        );
        assert_eq!(shown(Registration, "see website", ""), Vec::<String>::new());
    }
}
