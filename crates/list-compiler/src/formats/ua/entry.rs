//! A row to a designation.

use std::path::Path;

use portcullis_model::{Address, CountryCode, Designation, Identifier, IdentifierKind, NameKind, Schema};

use super::restrictions;
use crate::error::shown;
use crate::located::{add_name, add_once};
use crate::report::SourceReport;
use crate::table::Row;
use crate::text::{is_original_script, squeeze};
use crate::{CompileError, country, dates, prose, strength};

/// Where the columns of a sheet stand.
pub(super) struct Positions {
    schema: Schema,
    number: usize,
    decree: usize,
    decreed: usize,
    action: usize,
    restrictions: usize,
    term: usize,
    ends: usize,
    own_name: usize,
    original_name: usize,
    other_name: usize,
    /// Of persons: birth date, citizenship, birth place, occupation. Of entities: registration and tax number.
    born: Option<usize>,
    citizenship: Option<usize>,
    birth_place: Option<usize>,
    occupation: Option<usize>,
    registration: Option<usize>,
    tax_number: Option<usize>,
    addresses: Vec<usize>,
    more: Vec<usize>,
}

/// A header cell for comparison.
fn fold(cell: &str) -> String {
    let text = cell.replace(['\'', '\u{2019}'], "");
    squeeze(&text).to_lowercase()
}

impl Positions {
    pub fn of(path: &Path, header: &Row<'_>, report: &mut SourceReport) -> Result<Positions, CompileError> {
        let names: Vec<String> = header.fields.iter().map(fold).collect();
        let find = |name: &str| names.iter().position(|own| *own == fold(name));
        let needed = |name: &str| {
            find(name).ok_or_else(|| {
                let reason = format!(
                    "there is no column {name}; expected the header of the Ukrainian list of sanctions: download it again"
                );
                header.error(path, None, reason)
            })
        };
        let all = |known: &[&str]| known.iter().filter_map(|name| find(name)).collect::<Vec<usize>>();
        let born = find("Дата народження");
        let at = Positions {
            schema: if born.is_some() {
                Schema::Person
            } else {
                Schema::Organization
            },
            number: needed("row")?,
            decree: needed("№ указу")?,
            decreed: needed("Дата указу")?,
            action: needed("Дія щодо об'єкту санкцій")?,
            restrictions: needed("Тип обмеження")?,
            term: needed("Термін обмеження")?,
            ends: needed("Дата закінчення обмеження")?,
            own_name: needed("Назва укр.")?,
            original_name: needed("Назва ориг.")?,
            other_name: needed("Назва альт.")?,
            born,
            citizenship: find("Громадянство"),
            birth_place: find("Місце народження"),
            occupation: find("Зайнятість"),
            registration: find("ОКПО/ЄДРПОУ"),
            tax_number: find("ІПН"),
            addresses: all(&[
                "Місце проживання",
                "Місце діяльності",
                "Місце діяльності додатково",
            ]),
            more: all(&["Додатково", "Відповідальний орган"]),
        };
        if born.is_none() && at.registration.is_none() {
            let reason = "there is neither a column Дата народження (persons) nor ОКПО/ЄДРПОУ (entities); expected a sheet of the Ukrainian list: download it again";
            return Err(header.error(path, None, reason));
        }
        at.report_unknown(&names, report);
        Ok(at)
    }

    fn report_unknown(&self, names: &[String], report: &mut SourceReport) {
        let single = [
            self.number,
            self.decree,
            self.decreed,
            self.action,
            self.restrictions,
            self.term,
            self.ends,
            self.own_name,
            self.original_name,
            self.other_name,
        ];
        let perhaps = [
            self.born,
            self.citizenship,
            self.birth_place,
            self.occupation,
            self.registration,
            self.tax_number,
        ];
        for (i, name) in names.iter().enumerate() {
            let is_read = single.contains(&i)
                || perhaps.contains(&Some(i))
                || self.addresses.contains(&i)
                || self.more.contains(&i)
                // A running number, and whether the decree was changed.
                || matches!(name.as_str(), "п/н" | "зміни" | "");
            if !is_read {
                report.miss(format!("column: {name}"));
            }
        }
    }
}

pub(super) fn designation(
    path: &Path,
    row: &Row<'_>,
    at: &Positions,
    list: &str,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let number = row.get(at.number);
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        let reason = format!(
            "`{}` is no number of a row; columns are swapped or the file is damaged: download it again",
            shown(number)
        );
        return Err(row.error(path, Some(at.number), reason));
    }
    // Both sheets count from 0.
    let id = match at.schema {
        Schema::Person => format!("ua-{number}"),
        _ => format!("ua-legal-{number}"),
    };
    let mut designation = Designation::new(id, list, "UA", at.schema);
    let names = [at.own_name, at.original_name, at.other_name].map(|column| squeeze(row.get(column)));
    for name in names[..2].iter().cloned().chain(several_names(&names[2])) {
        let kind = if designation.names.is_empty() {
            NameKind::Primary
        } else if strength::is_weak(&name, at.schema) {
            NameKind::WeakAlias
        } else if is_original_script(&name) {
            NameKind::OriginalScript
        } else {
            NameKind::Alias
        };
        report.alias_records += u64::from(!name.is_empty() && kind != NameKind::Primary);
        if name.contains(char::is_alphanumeric) {
            add_name(&mut designation, &name, kind);
        }
    }
    // A body is listed by its number alone where the decree gives nothing else.
    let registered = at
        .registration
        .map_or(String::new(), |column| squeeze(row.get(column)));
    if designation.names.is_empty() && registered.contains(|c: char| c.is_ascii_digit()) {
        report.miss("row without a name, listed under its registration number");
        add_name(&mut designation, &registered, NameKind::Primary);
    }
    if designation.names.is_empty() {
        return Err(row.error(
            path,
            Some(at.own_name),
            "the row has no name; download the list again",
        ));
    }
    let decree = squeeze(row.get(at.decree));
    if decree.is_empty() {
        return Err(row.error(
            path,
            Some(at.decree),
            "the row names no decree; download the list again",
        ));
    }
    designation
        .programs
        .push(format!("UA-{}", decree.replace(' ', "-")));
    designation.measures = restrictions::measures(row.get(at.restrictions), report);
    facts(row, at, &mut designation, report);
    validity(row, at, &mut designation, report);
    row.raw.clone_into(&mut designation.source_record);
    Ok(designation)
}

/// The other names: joined by `;`, or each in quotes with a comma between.
fn several_names(cell: &str) -> Vec<String> {
    let pieces = cell.split(';').flat_map(|piece| piece.split("\", "));
    pieces
        .map(|piece| {
            let piece = squeeze(piece.trim_matches([',', ' ']));
            // The quote that the cut took.
            let is_open = piece.matches('"').count() == 1 && piece.starts_with('"');
            if is_open { piece.replace('"', "") } else { piece }
        })
        .collect()
}

fn facts(row: &Row<'_>, at: &Positions, designation: &mut Designation, report: &mut SourceReport) {
    let cell = |column: Option<usize>| squeeze(column.map_or("", |column| row.get(column)));
    let born = cell(at.born);
    for text in born
        .split([';', ','])
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let dotted = text.trim_end_matches(['р', '.', ' ']).replace('.', "/");
        match dates::partial_iso(text, false).or_else(|| dates::day_month_year(&dotted)) {
            Some(date) => add_once(&mut designation.birth_dates, date),
            None => report.miss(format!("date of birth: {text}")),
        }
    }
    for word in cell(at.citizenship)
        .split([',', ';'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        match latin_code(word) {
            Some(code) => add_once(&mut designation.nationalities, code),
            None if word == "особа без громадянства" => {}
            None => report.miss(format!("citizenship: {word}")),
        }
    }
    let birth_place = cell(at.birth_place);
    if !birth_place.is_empty() {
        designation.birth_places.push(birth_place);
    }
    designation.title = cell(at.occupation);
    for (column, kind) in [
        (at.registration, IdentifierKind::Registration),
        (at.tax_number, IdentifierKind::TaxId),
    ] {
        let text = cell(column);
        let labeled = prose::numbers(&text);
        if labeled.is_empty() && text.contains(|c: char| c.is_ascii_digit()) {
            let value = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            add_once(
                &mut designation.identifiers,
                Identifier {
                    kind,
                    value,
                    country: None,
                    label: None,
                },
            );
        }
        labeled
            .into_iter()
            .for_each(|identifier| add_once(&mut designation.identifiers, identifier));
    }
    for column in &at.addresses {
        let text = squeeze(row.get(*column).trim_end_matches([',', ' ']));
        if text.is_empty() {
            continue;
        }
        report.address_records += 1;
        let (country_name, country) = country_of(&text);
        add_once(
            &mut designation.addresses,
            Address {
                text,
                country_name,
                country,
            },
        );
    }
    let mut remarks = Vec::new();
    for column in &at.more {
        let text = squeeze(row.get(*column));
        for identifier in prose::numbers(&text).into_iter().chain(prose::contacts(&text)) {
            add_once(&mut designation.identifiers, identifier);
        }
        remarks.push(text);
    }
    remarks.push(squeeze(row.get(at.restrictions)));
    remarks.push(cell(Some(at.term)));
    remarks.retain(|remark| !remark.is_empty());
    designation.remarks = remarks.join("\n");
}

/// A country's code, also in the Cyrillic letters that look like those of one.
fn latin_code(word: &str) -> Option<CountryCode> {
    let latin: String = word
        .chars()
        .map(|c| match c {
            'А' => 'A',
            'В' => 'B',
            'Е' => 'E',
            'І' => 'I',
            'К' => 'K',
            'М' => 'M',
            'Н' => 'H',
            'О' => 'O',
            'Р' => 'P',
            'С' => 'C',
            'Т' => 'T',
            'Х' => 'X',
            c => c,
        })
        .collect();
    country::iso_code(&latin).or_else(|| country::code(word))
}

/// The country that a part of an address names.
fn country_of(text: &str) -> (String, Option<CountryCode>) {
    for part in text.split([',', ';']).map(str::trim) {
        if let Some(code) = country::code(part) {
            return (part.to_owned(), Some(code));
        }
    }
    // `РФ м. Курськ`, `тимчасово окупована територія Автономної Республіки Крим`
    for word in text.split([' ', ',', ';', '.']) {
        match word {
            "РФ" => return (word.to_owned(), country::iso_code("RU")),
            "Крим" | "Криму" => return (word.to_owned(), country::iso_code("UA")),
            _ => {}
        }
    }
    (String::new(), None)
}

/// Listed from the day of the decree to the last day of its term. A decree that takes a party off the list ends it.
fn validity(row: &Row<'_>, at: &Positions, designation: &mut Designation, report: &mut SourceReport) {
    let mut date = |column: usize, what: &str| {
        let text = row.get(column);
        let date = dates::iso(text);
        if date.is_none() && !text.is_empty() {
            report.miss(format!("{what}: not a date"));
        }
        date
    };
    let decreed = date(at.decreed, "Дата указу");
    let ends = date(at.ends, "Дата закінчення обмеження");
    let action = squeeze(row.get(at.action)).to_lowercase();
    match action.as_str() {
        "застосування" | "" => {
            designation.listed_on = decreed;
            designation.delisted_on = ends.and_then(|day| day.tomorrow().ok());
        }
        action
            if ["скас", "виключ", "припин"]
                .iter()
                .any(|stem| action.contains(stem)) =>
        {
            designation.delisted_on = decreed;
        }
        _ => {
            report.miss(format!("action: {action}"));
            designation.listed_on = decreed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{country_of, latin_code, several_names};

    #[test]
    fn codes_in_cyrillic_letters_are_the_codes_that_they_look_like() {
        let code = |word: &str| latin_code(word).map(|code| code.to_string());
        assert_eq!(code("АМ").as_deref(), Some("AM"));
        assert_eq!(code("RU").as_deref(), Some("RU"));
        assert_eq!(code("особа"), None);
    }

    #[test]
    fn the_country_of_an_address_stands_anywhere_in_it() {
        let code = |text: &str| country_of(text).1.map(|code| code.to_string());
        assert_eq!(code("Україна, 01001, м. Київ").as_deref(), Some("UA"));
        assert_eq!(
            code("105066, Российская Федерация, г. Москва").as_deref(),
            Some("RU")
        );
        assert_eq!(code("РФ м. Курськ, вул. Магістральна, 17").as_deref(), Some("RU"));
        assert_eq!(
            code("тимчасово окупована територія Автономної Республіки Крим").as_deref(),
            Some("UA")
        );
        assert_eq!(code("АР Крим, місто Сімферополь").as_deref(), Some("UA"));
        assert_eq!(code("м. Донецьк, вул. Леніна, 5"), None);
    }

    #[test]
    fn other_names_are_joined_by_semicolons_or_stand_in_quotes() {
        assert_eq!(several_names("Yoro Ould; Sidi Amar"), ["Yoro Ould", "Sidi Amar"]);
        assert_eq!(
            several_names("\"ИТАР – ТАСС\", \"ТАСС\""),
            ["ИТАР – ТАСС", "\"ТАСС\""]
        );
        assert_eq!(
            several_names("ПАТ \"Промінвестбанк\""),
            ["ПАТ \"Промінвестбанк\""]
        );
    }
}
