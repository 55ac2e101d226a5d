//! The rows of one reference to one designation.

use std::path::Path;

use portcullis_model::{
    Address, BirthDate, Date, Designation, Identifier, IdentifierKind, Measure, NameKind, Schema,
};

use super::program;
use crate::error::shown;
use crate::located::{add_name, add_once};
use crate::report::SourceReport;
use crate::table::{Columns, IsOne, Row, Said};
use crate::text::{find_ci, is_original_script, lettered, squeeze, strip_prefix_ci};
use crate::{CompileError, country, dates, islamic, names, prose};

/// The columns that state a measure, and the measure. A ship under a maritime restriction may not be dealt with or
/// serviced (Autonomous Sanctions Regulations 2011, regulation 8), which is a ban of trade.
const MEASURES: [(&str, Measure); 4] = [
    ("Targeted Financial Sanction", Measure::AssetFreeze),
    ("Travel Ban", Measure::TravelBan),
    ("Arms Embargo", Measure::ArmsEmbargo),
    ("Maritime Restriction", Measure::TradeBan),
];

/// Columns that are read, besides those that state a measure.
const COLUMNS: [&str; 15] = [
    "Reference",
    "Name of Individual or Entity",
    "Type",
    "Name Type",
    "Alias Strength",
    "Date of Birth",
    "Place of Birth",
    "Citizenship",
    "Address",
    "Additional Information",
    "Listing Information",
    "IMO Number",
    "Committees",
    "Control Date",
    "Instrument of Designation",
];

/// Where the columns stand. Older issues lack some.
pub(super) struct Positions {
    pub reference: usize,
    pub name: usize,
    kind: usize,
    name_kind: usize,
    committees: usize,
    strength: Option<usize>,
    born: Option<usize>,
    birth_place: Option<usize>,
    citizenship: Option<usize>,
    address: Option<usize>,
    information: Option<usize>,
    listing: Option<usize>,
    imo: Option<usize>,
    control: Option<usize>,
    instrument: Option<usize>,
    measures: Vec<(usize, Measure)>,
}

impl Positions {
    /// What columns hold by their headers.
    pub fn said(&self) -> Vec<Said<'static>> {
        let said: [(Option<usize>, &str, IsOne<'static>); 5] = [
            (Some(self.kind), "kinds of party", &|text| kind(text).is_some()),
            (Some(self.name_kind), "kinds of name", &|text| {
                name_kind(text).is_some()
            }),
            (self.control, "days", &|text| day(text).is_some()),
            (self.born, "dates", &|text| {
                text.contains(|c: char| c.is_ascii_digit())
            }),
            (self.citizenship, "countries", &|text| {
                !country::codes_in(text).is_empty()
            }),
        ];
        said.into_iter()
            .filter_map(|(at, what, is_one)| Some((at?, what, is_one)))
            .collect()
    }

    pub fn of(
        path: &Path,
        header: &Row<'_>,
        columns: &Columns,
        report: &mut SourceReport,
    ) -> Result<Positions, CompileError> {
        let needed = |name: &str| {
            columns.find(name).ok_or_else(|| {
                let reason = format!(
                    "there is no column {name}; expected the header of the Australian consolidated list: download it again"
                );
                header.error(path, None, reason)
            })
        };
        for (i, name) in columns.names().iter().enumerate() {
            let is_known = COLUMNS
                .iter()
                .chain(MEASURES.iter().map(|(name, _)| name))
                .any(|known| known.eq_ignore_ascii_case(name));
            if columns.names()[..i].contains(name) && !name.is_empty() {
                let reason = format!("the column {name} stands twice; download the list again");
                return Err(header.error(path, Some(i), reason));
            }
            if !is_known && !name.is_empty() {
                report.miss(format!("column: {name}"));
            }
        }
        Ok(Positions {
            reference: needed("Reference")?,
            name: needed("Name of Individual or Entity")?,
            kind: needed("Type")?,
            name_kind: needed("Name Type")?,
            committees: needed("Committees")?,
            strength: columns.find("Alias Strength"),
            born: columns.find("Date of Birth"),
            birth_place: columns.find("Place of Birth"),
            citizenship: columns.find("Citizenship"),
            address: columns.find("Address"),
            information: columns.find("Additional Information"),
            listing: columns.find("Listing Information"),
            imo: columns.find("IMO Number"),
            control: columns.find("Control Date"),
            instrument: columns.find("Instrument of Designation"),
            measures: MEASURES
                .iter()
                .filter_map(|(name, measure)| columns.find(name).map(|at| (at, *measure)))
                .collect(),
        })
    }
}

/// A cell that may be absent, with its white space made plain. Line ends inside a cell are written `_x000D_` by some
/// programs (ECMA-376 part 1, 22.9.2.19).
fn cell(row: &Row<'_>, at: Option<usize>) -> String {
    let text = at.map_or("", |at| row.get(at));
    squeeze(&text.replace("_x000D_", "\n"))
}

pub(super) fn designation(
    path: &Path,
    number: &str,
    rows: &[&Row<'_>],
    at: &Positions,
    list: &str,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let primary = rows
        .iter()
        .find(|row| strip_prefix_ci(row.get(at.name_kind), "primary").is_some());
    let Some(first) = primary.or(rows.first()).copied() else {
        return Err(CompileError::format(
            path,
            1,
            format!("reference {number} has no row"),
        ));
    };
    let schema = schema(first.get(at.kind), report);
    let mut designation = Designation::new(format!("au-{number}"), list, "AU", schema);
    for row in std::iter::once(first).chain(rows.iter().copied().filter(|row| !std::ptr::eq(*row, first))) {
        name(row, at, &mut designation, report);
    }
    if designation.names.is_empty() {
        let reason = format!("reference {number} has no name; download the list again");
        return Err(first.error(path, Some(at.name), reason));
    }
    // The rows of a party repeat each other; what only one of them says is kept as well.
    for row in rows {
        facts(row, at, &mut designation, report);
    }
    listing(first, at, &mut designation, report);
    designation.source_record = record(first, rows);
    Ok(designation)
}

fn schema(word: &str, report: &mut SourceReport) -> Schema {
    kind(word).unwrap_or_else(|| {
        report.miss(format!("type: {word}"));
        Schema::Unknown
    })
}

fn kind(word: &str) -> Option<Schema> {
    match word.to_ascii_lowercase().as_str() {
        "individual" => Some(Schema::Person),
        "entity" => Some(Schema::Organization),
        "vessel" => Some(Schema::Vessel),
        "aircraft" => Some(Schema::Aircraft),
        _ => None,
    }
}

fn name_kind(word: &str) -> Option<NameKind> {
    match word.to_ascii_lowercase().as_str() {
        "primary name" | "primary" => Some(NameKind::Primary),
        "original script" => Some(NameKind::OriginalScript),
        "alias" | "aka" | "formerly known as" | "previously listed as" => Some(NameKind::Alias),
        _ => None,
    }
}

fn name(row: &Row<'_>, at: &Positions, designation: &mut Designation, report: &mut SourceReport) {
    let text = cell(row, Some(at.name));
    let (word, strength) = (row.get(at.name_kind), cell(row, at.strength));
    let mut kind = name_kind(word).unwrap_or_else(|| {
        report.miss(format!("name type: {word}"));
        NameKind::Alias
    });
    match strength.to_ascii_lowercase().as_str() {
        "" | "strong" => {}
        "weak" if kind == NameKind::Alias => kind = NameKind::WeakAlias,
        _ => report.miss(format!("alias strength: {strength}")),
    }
    report.alias_records += u64::from(kind != NameKind::Primary);
    for name in names::split(&text) {
        let kind = match kind {
            // Only the first name of a party is its primary one.
            _ if designation.names.is_empty() => NameKind::Primary,
            NameKind::Primary | NameKind::Alias if is_original_script(&name) => NameKind::OriginalScript,
            NameKind::Primary => NameKind::Alias,
            kind => kind,
        };
        add_name(designation, &name, kind);
    }
}

fn facts(row: &Row<'_>, at: &Positions, designation: &mut Designation, report: &mut SourceReport) {
    let born = at
        .born
        .map_or(String::new(), |at| row.get(at).replace("_x000D_", "\n"));
    for date in birth_dates(&born) {
        match date {
            Ok(date) => add_once(&mut designation.birth_dates, date),
            Err(text) => {
                // `24/06/1402`, beside the same day in our calendar.
                let citizenship = cell(row, at.citizenship);
                let is_of = |code: &str| {
                    let codes = country::codes_in(&citizenship);
                    codes.iter().any(|own| own.as_str() == code)
                };
                match islamic::year_written(&text).and_then(|year| islamic::year_in(year, is_of)) {
                    Some(year) => add_once(&mut designation.birth_dates, year),
                    None => report.miss(format!("date of birth: {text}")),
                }
            }
        }
    }
    for place in lettered(&cell(row, at.birth_place)) {
        add_once(&mut designation.birth_places, place);
    }
    for words in several(&cell(row, at.citizenship)) {
        citizenship(&words, designation, report);
    }
    for text in several(&cell(row, at.address)) {
        let address = address(&text);
        if !designation.addresses.contains(&address) {
            report.address_records += 1;
            designation.addresses.push(address);
        }
    }
    let imo = cell(row, at.imo);
    if !imo.is_empty() {
        let identifier = Identifier {
            kind: IdentifierKind::Imo,
            value: imo,
            country: None,
            label: None,
        };
        add_once(&mut designation.identifiers, identifier);
    }
    let information = cell(row, at.information);
    if designation.schema == Schema::Person && designation.gender.is_none() {
        designation.gender = prose::gender(&information);
    }
    for identifier in prose::numbers(&information) {
        add_once(&mut designation.identifiers, identifier);
    }
    for committee in cell(row, Some(at.committees)).split(';') {
        if let Some(program) = program(committee) {
            add_once(&mut designation.programs, program);
        }
    }
    for (column, measure) in &at.measures {
        let word = row.get(*column);
        match word.to_ascii_uppercase().as_str() {
            "1" | "TRUE" | "YES" | "Y" => add_once(&mut designation.measures, *measure),
            "" | "0" | "FALSE" | "NO" | "N" => {}
            // A measure must not get lost because its mark is new.
            _ => {
                report.miss(format!("{measure}: {word}"));
                add_once(&mut designation.measures, *measure);
            }
        }
    }
}

/// Countries or their adjectives: `Malian / Mauritanian`, `Russian and Ukrainian`; a word of two countries (`Congolese`) is both.
fn citizenship(words: &str, designation: &mut Designation, report: &mut SourceReport) {
    let pieces: Vec<&str> = match country::code(words) {
        Some(_) => vec![words],
        None => words
            .split(['/', ','])
            .map(str::trim)
            .filter(|piece| !piece.is_empty() && !piece.eq_ignore_ascii_case("na"))
            .collect(),
    };
    for piece in pieces {
        let codes = country::codes_in(piece);
        if codes.is_empty() {
            report.miss(format!("citizenship: {piece}"));
        }
        for code in codes {
            add_once(&mut designation.nationalities, code);
        }
    }
}

/// The values of a cell: enumerated by letters, joined by `;`, or both.
fn several(text: &str) -> Vec<String> {
    let items = lettered(text);
    let values = items.iter().flat_map(|item| item.split(';')).map(squeeze);
    values.filter(|value| !value.is_empty()).collect()
}

/// The address, and the country that its last part, or the one before a postal code, names.
fn address(text: &str) -> Address {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let named = parts.iter().rev().take(2).find_map(|part| {
        let part = part.trim_end_matches('.');
        country::code(part).map(|code| (part.to_owned(), code))
    });
    let (country_name, country) = named.map_or((String::new(), None), |(name, code)| (name, Some(code)));
    Address {
        text: text.to_owned(),
        country_name,
        country,
    }
}

/// Dates of birth as the list writes them, several in a cell: `1966, 1960`, `Approximately 1963, 30/01/1972`,
/// `9 May 1970`, `04/1965`, and until 2025 `a) 1945 b) Between 1950 and 1955`. What cannot be read comes back as it stands.
fn birth_dates(cell: &str) -> Vec<Result<BirthDate, String>> {
    let mut dates = Vec::new();
    // `30 December 1960 or 13 December 1960`
    let cell = cell.replace(">>", ",").replace(" or ", ", ");
    let items = lettered(&cell);
    let cells: Vec<&str> = match items.as_slice() {
        [_, _, ..] => items.iter().map(String::as_str).collect(),
        // One item has its line ends.
        _ => vec![cell.trim_start_matches("a)")],
    };
    let mut pieces = cells
        .into_iter()
        .flat_map(|cell| cell.split([',', ';', '\n']))
        .peekable();
    while let Some(piece) = pieces.next() {
        let mut piece = squeeze(
            piece
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')'),
        );
        if piece.is_empty() || piece.eq_ignore_ascii_case("na") {
            continue;
        }
        // `March 16, 1973`
        let is_day_of_year = |year: &&str| {
            let is_year = year.trim().len() == 4 && piece.ends_with(|c: char| c.is_ascii_digit());
            is_year
                && birth_date(&piece).is_none()
                && dates::birth_date_words(&format!("{piece} {}", year.trim())).is_some()
        };
        if let Some(year) = pieces.next_if(is_day_of_year) {
            piece = format!("{piece} {}", year.trim());
        }
        if let Some(date) = birth_date(&piece) {
            dates.push(Ok(date));
            continue;
        }
        let words: Option<Vec<BirthDate>> = piece
            .split([' ', '.'])
            .filter(|w| !w.is_empty())
            .map(birth_date)
            .collect();
        match words {
            Some(several) => dates.extend(several.into_iter().map(Ok)),
            None => dates.push(Err(shown(&piece))),
        }
    }
    dates
}

/// What stands before a date, the longest first.
const BEFORE_A_DATE: [&str; 6] = ["alt DOB", "alt born", "DOB", "born", "or", "alt"];

/// A date without what is said of it: `alt DOB: 1962`, `5 Feb. 1970 (this aka only`, `09/11/ 1954`. A note that names a calendar is
/// part of the date.
fn bare(text: &str) -> String {
    let mut text = text.trim();
    for before in BEFORE_A_DATE {
        if let Some(rest) = strip_prefix_ci(text, before)
            && rest.starts_with([':', ' '])
        {
            text = rest.trim_start_matches([':', ' ']);
        }
    }
    let note = text.find('(').map_or("", |open| &text[open..]);
    let is_calendar = ["islam", "hij", "calendar"]
        .iter()
        .any(|word| find_ci(note, word).is_some());
    let is_said_of_it =
        !note.is_empty() && note.len() < text.len() && !is_calendar && find_ci(note, "approx").is_none();
    let text = if is_said_of_it {
        &text[..text.len() - note.len()]
    } else {
        text
    };
    let unopened = text.ends_with(')') && !text.contains('(');
    let text = text.trim_end_matches(|c: char| unopened && c == ')').trim();
    text.replace("/ ", "/")
}

fn birth_date(text: &str) -> Option<BirthDate> {
    let text = bare(text);
    let text = text.as_str();
    if let Some(rest) = strip_prefix_ci(text, "Approximately") {
        let date = birth_date(rest.trim_start_matches([':', ' ']))?;
        return Some(BirthDate { circa: true, ..date });
    }
    if let Some((first, last)) = strip_prefix_ci(text, "between ").and_then(|years| years.split_once(" and "))
    {
        let last = dates::birth_date_words(last)?;
        // `Between Aug. and Sep 1977`
        let first = dates::birth_date_words(first)
            .or_else(|| dates::birth_date_words(&format!("{first} {}", last.to.year())))?;
        return (first.from <= last.to).then_some(BirthDate {
            from: first.from,
            to: last.to,
            circa: false,
        });
    }
    // `04/1965`
    let month = text
        .split_once('/')
        .filter(|(month, year)| month.len() == 2 && year.len() == 4);
    let month =
        month.and_then(|(month, year)| BirthDate::month(year.parse().ok()?, month.parse().ok()?, false));
    dates::partial_iso(text, false)
        .or_else(|| dates::day_month_year(text))
        .or(month)
        .or_else(|| dates::birth_date_words(text))
        // `24 Jan.1973`
        .or_else(|| dates::birth_date_words(&text.replace('.', " ")).filter(|_| text.contains('.')))
}

fn day(text: &str) -> Option<Date> {
    dates::iso(text).or_else(|| {
        dates::day_month_year(text)
            .filter(|date| date.from == date.to)
            .map(|date| date.from)
    })
}

/// When it was listed, and what the list says besides.
fn listing(row: &Row<'_>, at: &Positions, designation: &mut Designation, report: &mut SourceReport) {
    let (information, listing) = (cell(row, at.information), cell(row, at.listing));
    let instrument = cell(row, at.instrument);
    // Of several dates the earliest is that of the first listing: the others are amendments and renewals.
    designation.listed_on = dates::all_full(&listing).into_iter().min();
    let control = cell(row, at.control);
    designation.amended_on = day(&control);
    if designation.amended_on.is_none() && !control.is_empty() {
        report.miss(format!("Control Date: {control}"));
    }
    let mut remarks: Vec<String> = un_reference(&information).into_iter().collect();
    remarks.push(information);
    remarks.extend(
        Some(listing)
            .filter(|text| !text.is_empty())
            .map(|text| format!("Listing: {text}")),
    );
    remarks.extend(
        Some(instrument)
            .filter(|text| !text.is_empty())
            .map(|text| format!("Instrument: {text}")),
    );
    remarks.retain(|remark| !remark.is_empty());
    designation.remarks = remarks.join("\n");
}

/// `UN Reference: TAi.002`, where the additional information begins with the number under which the UN lists the party.
fn un_reference(information: &str) -> Option<String> {
    let word = information.split([' ', ',']).next()?.trim_end_matches('.');
    let (letters, number) = word.split_once('.')?;
    let is_reference = letters.len() == 3
        && letters.bytes().all(|b| b.is_ascii_alphabetic())
        && number.len() == 3
        && number.bytes().all(|b| b.is_ascii_digit());
    is_reference.then(|| format!("UN Reference: {word}"))
}

/// The rows as published; of the further rows only the cells in which they differ from the first.
fn record(first: &Row<'_>, rows: &[&Row<'_>]) -> String {
    let mut record = first.raw.to_owned();
    for row in rows.iter().filter(|row| !std::ptr::eq(**row, first)) {
        let cells: Vec<&str> = row
            .fields
            .iter()
            .enumerate()
            .map(|(i, cell)| {
                if first.fields.get(i) == Some(cell) {
                    ""
                } else {
                    cell
                }
            })
            .collect();
        record.push('\n');
        record.push_str(cells.join("\t").trim_end());
    }
    record
}

#[cfg(test)]
mod tests {
    use super::{address, birth_dates};

    fn born(cell: &str) -> Vec<String> {
        birth_dates(cell)
            .into_iter()
            .map(|date| date.map_or_else(|text| format!("not understood: {text}"), |date| date.to_string()))
            .collect()
    }

    #[test]
    fn dates_of_birth_are_read_in_every_way_of_the_list() {
        assert_eq!(born("1966, 1960"), ["1966", "1960"]);
        assert_eq!(
            born("Approximately 1963, 30/01/1972"),
            ["circa 1963", "1972-01-30"]
        );
        assert_eq!(born("30/01/1972\u{a0}\u{a0}"), ["1972-01-30"]);
        assert_eq!(born("9 May 1970,\n10 Mar 1971"), ["1970-05-09", "1971-03-10"]);
        assert_eq!(born("30/01/1972 01/02/1973"), ["1972-01-30", "1973-02-01"]);
        assert_eq!(
            born("04/1965, 05/1965"),
            ["1965-04-01 to 1965-04-30", "1965-05-01 to 1965-05-31"]
        );
        assert_eq!(born("DOB: Between 1955 and 1958"), ["1955 to 1958"]);
        assert_eq!(
            born("Approximately: Between 1959 and 1965"),
            ["circa 1959 to 1965"]
        );
        assert_eq!(
            born("a) Between 1945 and 1950, b) approx. 1955 c) 19 Oct 1960"),
            ["1945 to 1950", "circa 1955", "1960-10-19"]
        );
        assert_eq!(born("a) 1 Jan. 1966"), ["1966-01-01"]);
        assert_eq!(born("about 1958"), ["circa 1958"]);
        assert_eq!(born("31 Dec 1970 (as per passport)"), ["1970-12-31"]);
        assert_eq!(born("1389 (Islamic)"), ["not understood: 1389 (Islamic)"]);
        assert_eq!(born("10/061962"), ["not understood: 10/061962"]);
        assert_eq!(born("1961"), ["1961"]);
        // As issues of 2024 have them.
        assert_eq!(
            born("30 December 1960 or 13 December 1960"),
            ["1960-12-30", "1960-12-13"]
        );
        assert_eq!(born("1963 or 1964, alt DOB: 1962"), ["1963", "1964", "1962"]);
        assert_eq!(
            born("5 Feb. 1970 (this aka only, from passport)"),
            ["1970-02-05", "not understood: from passport)"]
        );
        assert_eq!(born("25/10/1983 (as Ibrahim Hasan)"), ["1983-10-25"]);
        assert_eq!(born("March 16, 1973"), ["1973-03-16"]);
        assert_eq!(born("Between Aug. and Sep 1977"), ["1977-08-01 to 1977-09-30"]);
        assert_eq!(born("24 Jan.1973; 09/11/ 1954; na"), ["1973-01-24", "1954-11-09"]);
        assert_eq!(
            born("24/06/1402 (Hijri Calendar)"),
            ["not understood: 24/06/1402 (Hijri Calendar)"]
        );
        assert_eq!(born("1972-01"), ["1972-01-01 to 1972-01-31"]);
        assert_eq!(born("9/199"), ["not understood: 9/199"]);
        assert_eq!(born(" , \u{a0}"), Vec::<String>::new());
    }

    #[test]
    fn the_country_of_an_address_is_its_last_part_or_stands_before_a_postal_code() {
        let of = |text: &str| address(text).country.map(|code| code.to_string());
        assert_eq!(of("Kabul, Afghanistan").as_deref(), Some("AF"));
        assert_eq!(
            of("16, Sushchevskiy val Street, Moscow, Russia, 127018").as_deref(),
            Some("RU")
        );
        assert_eq!(of("Pl. Ordzhonikidze, d. 1, Saratov"), None);
    }
}
