//! The consolidated list of Canada's autonomous sanctions (Global Affairs Canada), XML (`data-set` of `record`).
//!
//! Its elements were renamed twice: `Entity` became `EntityOrShip` in 2025, and that `EntityOrShip-EntiteOuNavire` in 2026.
//! What stands before the `-` is the English name, so all are read alike.

mod aliases;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use portcullis_model::{BirthDate, Date, Designation, Identifier, IdentifierKind, Measure, NameKind, Schema};

use self::aliases::{alias_names, entity_names};
use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use crate::error::shown;
use crate::input::Input;
use crate::located::{Located, add_name, add_once};
use crate::report::SourceReport;
use crate::source::List;
use crate::text::{is_original_script, program_id, squeeze, strip_prefix_ci};
use crate::unite::unite_measures;
use crate::xml::{self, Record};
use crate::{CompileError, dates};

/// The consolidated Canadian autonomous sanctions list.
const CANADA: List = List {
    word: "ca",
    name: "Canada Autonomous Sanctions",
    id_prefix: "ca",
    ..List::OFFICIAL
};

/// The XML of Global Affairs Canada.
pub(super) struct CaXml;

impl ListFormat for CaXml {
    fn lists(&self) -> &'static [&'static List] {
        &[&CANADA]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xml"])
    }

    fn shape(&self) -> Shape {
        Shape::Xml(&["record"])
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.root() == Some("data-set")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"<?xml version=\"1.0\"?>\n<data-set xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<record>"
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read(input, report)
    }
}

/// Reads the list.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let (path, text) = input.primary.text()?;
    let mut designations: Vec<Located> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut repeated = 0_u64;
    let unknown = xml::read(
        &path,
        text,
        &["record"],
        |root| xml::expect_root(root, "data-set", "Canada's data-set"),
        |record| {
            let designation = designation(&path, &record, report)?;
            match by_id
                .get(&designation.id)
                .and_then(|at| designations.get_mut(*at))
            {
                Some(first) => {
                    repeated += 1;
                    unite(&mut first.designation, designation);
                }
                None => {
                    by_id.insert(designation.id.clone(), designations.len());
                    designations.push(Located {
                        designation,
                        path: Arc::clone(&path),
                        line: record.line,
                    });
                }
            }
            Ok(())
        },
    )?;
    unknown.count(report);
    if repeated > 0 {
        report.warn(format!(
            "{}: {repeated} records repeat the country, name and item of an earlier one and are read as more about it",
            path.display()
        ));
    }
    Ok(designations)
}

/// What a record says, by the English names of its elements.
#[derive(Default)]
struct Fields {
    country: String,
    last_name: String,
    given_name: String,
    entity: String,
    aliases: String,
    date: String,
    title: String,
    imo: String,
    schedule: String,
    item: String,
    listed: String,
}

impl Fields {
    fn of(record: &Record<'_>, report: &mut SourceReport) -> Fields {
        let mut fields = Fields::default();
        for child in &record.element.children {
            let english = child.name.split('-').next().unwrap_or(&child.name);
            let field = match english {
                "Country" => &mut fields.country,
                "LastName" => &mut fields.last_name,
                "GivenName" => &mut fields.given_name,
                "Entity" | "EntityOrShip" => &mut fields.entity,
                "Aliases" => &mut fields.aliases,
                "DateOfBirth" | "DateOfBirthOrShipBuildDate" => &mut fields.date,
                "Title" | "TitleOrShip" | "TitleOrShipType" => &mut fields.title,
                "ShipIMONumber" => &mut fields.imo,
                "Schedule" => &mut fields.schedule,
                "Item" => &mut fields.item,
                "DateOfListing" => &mut fields.listed,
                _ => {
                    report.miss(format!("element: {}", child.name));
                    continue;
                }
            };
            let text = squeeze(&child.text);
            if text.eq_ignore_ascii_case("n/a") {
                continue;
            }
            // A field that stands several times is one with several values.
            if !field.is_empty() {
                field.push_str("; ");
            }
            field.push_str(&text);
        }
        fields
    }

    /// Given names and family name, as a person says them.
    fn person(&self) -> String {
        squeeze(&format!("{} {}", self.given_name, self.last_name))
    }
}

fn designation(
    path: &Path,
    record: &Record<'_>,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let fields = Fields::of(record, report);
    let error = |reason: String| CompileError::format(path, record.line, reason);
    let person = fields.person();
    let is_person = !person.is_empty();
    let is_ship = !fields.imo.is_empty();
    let names = if is_person {
        vec![person]
    } else {
        entity_names(&fields.entity)
    };
    if names.is_empty() {
        return Err(error(
            "the record has neither LastName nor EntityOrShip; were the elements renamed? download the list again"
                .to_owned(),
        ));
    }
    let Some(program) = program(&fields.country) else {
        return Err(error(format!(
            "the record of {} has no Country, the regulations that it is listed under; download the list again",
            shown(&names[0])
        )));
    };
    let schema = match (is_person, is_ship) {
        (true, _) => Schema::Person,
        (false, true) => Schema::Vessel,
        (false, false) => Schema::Organization,
    };
    let mut designation = Designation::new(id(&fields), CANADA.name, "CA", schema);
    let mut kind = NameKind::Primary;
    for name in &names {
        add_name(&mut designation, name, kind);
        kind = NameKind::Alias;
    }
    for (name, is_weak) in alias_names(&fields.aliases, is_person) {
        report.alias_records += 1;
        let kind = match is_weak {
            true => NameKind::WeakAlias,
            false if is_original_script(&name) => NameKind::OriginalScript,
            false => NameKind::Alias,
        };
        add_name(&mut designation, &name, kind);
    }
    designation.measures = measures(&program, &fields.schedule);
    designation.programs.push(program);
    if is_ship {
        designation.identifiers.push(Identifier {
            kind: IdentifierKind::Imo,
            value: fields.imo.clone(),
            country: None,
            label: None,
        });
    }
    facts(&fields, is_person, &mut designation, report);
    designation.source_record = xml::compact(record.raw);
    Ok(designation)
}

/// Dates, title, and where in the regulations the entry stands.
fn facts(fields: &Fields, is_person: bool, designation: &mut Designation, report: &mut SourceReport) {
    designation.listed_on = dates::iso(&fields.listed);
    if designation.listed_on.is_none() && !fields.listed.is_empty() {
        report.miss(format!("DateOfListing: {}", fields.listed));
    }
    let mut remarks = Vec::new();
    let mut note = |label: &str, value: &str| {
        if !value.is_empty() {
            remarks.push(format!("{label}: {value}"));
        }
    };
    note("Regulations", &fields.country);
    note("Schedule", &fields.schedule);
    note("Item", &fields.item);
    if is_person {
        english(&fields.title).clone_into(&mut designation.title);
        let listed = designation.listed_on.map_or(i16::MAX, Date::year);
        let dates = birth_dates(&fields.date, listed);
        if dates.is_empty() && !fields.date.is_empty() {
            report.miss(format!("date of birth: {}", fields.date));
        }
        for date in dates {
            add_once(&mut designation.birth_dates, date);
        }
    } else {
        note("Ship type", english(&fields.title));
        note("Built", &fields.date);
    }
    designation.remarks = remarks.join("; ");
}

/// The digest of country, names and item. The names of the elements do not enter it.
fn id(fields: &Fields) -> String {
    let key = [
        english(&fields.country),
        &fields.last_name,
        &fields.given_name,
        &fields.entity,
        &fields.item,
    ];
    let digest = blake3::hash(key.join("\n").as_bytes()).to_hex();
    format!("ca-{}", &digest.as_str()[..12])
}

/// The English of `Belarus / Bélarus`, or `Oil Tanker | Pétrolier`.
fn english(text: &str) -> &str {
    text.split(" / ")
        .next()
        .unwrap_or(text)
        .split(" | ")
        .next()
        .unwrap_or(text)
        .trim()
}

/// `CA-` and the country or regulations: `CA-Belarus`, `CA-Myanmar` of `Myanmar (Burma)`, and `CA-JVCFOR`, the acronym that the
/// Justice for Victims of Corrupt Foreign Officials Regulations have in parentheses.
fn program(country: &str) -> Option<String> {
    let english = english(country);
    let (name, note) = english.split_once('(').unwrap_or((english, ""));
    let note = note.trim_end_matches([')', ' ']);
    let is_acronym = note.len() >= 4 && note.bytes().all(|b| b.is_ascii_uppercase());
    let words = if is_acronym { note } else { name };
    program_id("CA", words)
}

/// What a schedule of the Special Economic Measures (Russia) Regulations (SOR/2014-58) imposes where it is not a ban of all
/// dealings: schedule 1.1 names ships that may not be served, schedule 2 banks without new debt and new shares, schedule 3
/// companies without new debt. Every other schedule names persons whose property is frozen, as a list of a program without
/// measures of its own does.
fn measures(program: &str, schedule: &str) -> Vec<Measure> {
    match (program, schedule) {
        ("CA-Russia", "1.1") => vec![Measure::TradeBan],
        ("CA-Russia", "2") => vec![Measure::SectoralDebt, Measure::SectoralEquity],
        ("CA-Russia", "3") => vec![Measure::SectoralDebt],
        _ => Vec::new(),
    }
}

/// `1965-04-29`, `1972`, `1960-1961`, `1960 or 1961`, `Sep-72`, `29-04-1965`, `born in the early 1970s`. Of a year of two
/// digits, the one of this century only if the person was at least 15 when listed.
fn birth_dates(text: &str, listed: i16) -> Vec<BirthDate> {
    let text = strip_prefix_ci(text, "born in the ").unwrap_or(text);
    let lower = text.to_ascii_lowercase();
    let pieces: Vec<&str> = lower
        .split([';', ','])
        .flat_map(|piece| piece.split(" or "))
        .collect();
    let read = |piece: &str| -> Option<BirthDate> {
        let piece = piece.trim();
        let short = piece
            .split_once('-')
            .filter(|(month, year)| month.bytes().all(|b| b.is_ascii_alphabetic()) && year.len() == 2);
        let short = short.and_then(|(month, year)| {
            let year: i16 = year.parse().ok()?;
            let year = if year + 2015 <= listed && listed < i16::MAX {
                2000 + year
            } else {
                1900 + year
            };
            dates::birth_date_words(&format!("{month} {year}"))
        });
        let reversed = piece.replace('-', "/");
        dates::partial_iso(piece, false)
            .or(short)
            .or_else(|| dates::birth_date_words(piece))
            .or_else(|| dates::day_month_year(&reversed))
    };
    pieces
        .into_iter()
        .map(read)
        .collect::<Option<Vec<_>>>()
        .unwrap_or_default()
}

/// More about an entry that is there.
fn unite(first: &mut Designation, second: Designation) {
    for name in second.names {
        let kind = if name.kind == NameKind::Primary {
            NameKind::Alias
        } else {
            name.kind
        };
        add_name(first, &name.text, kind);
    }
    for date in second.birth_dates {
        add_once(&mut first.birth_dates, date);
    }
    unite_measures(&mut first.measures, second.measures);
    first.listed_on = first.listed_on.zip(second.listed_on).map(|(a, b)| a.min(b));
    if first.remarks != second.remarks {
        first.remarks = format!("{}\n{}", first.remarks, second.remarks);
    }
    first.source_record.push('\n');
    first.source_record.push_str(&second.source_record);
}

#[cfg(test)]
mod tests {
    use super::{birth_dates, program};

    #[test]
    fn the_regulations_are_the_program() {
        let id = |country: &str| program(country).unwrap();
        assert_eq!(id("Belarus / B\u{e9}larus"), "CA-Belarus");
        assert_eq!(id("South Sudan / Soudan du sud"), "CA-South-Sudan");
        assert_eq!(id("Myanmar (Burma) / Myanmar (Birmanie)"), "CA-Myanmar");
        assert_eq!(
            id(
                "Justice for Victims of Corrupt Foreign Officials Regulations (JVCFOR) / R\u{e8}glement (RJVDEC)"
            ),
            "CA-JVCFOR"
        );
        assert_eq!(program(" "), None);
    }

    #[test]
    fn dates_of_birth_are_read_in_every_way_of_the_list() {
        let born = |text: &str| {
            let dates: Vec<String> = birth_dates(text, 2022).iter().map(ToString::to_string).collect();
            dates.join(" | ")
        };
        assert_eq!(born("1965-04-29"), "1965-04-29");
        assert_eq!(born("1972"), "1972");
        assert_eq!(born("1972-05"), "1972-05-01 to 1972-05-31");
        assert_eq!(born("1960-1961"), "1960 to 1961");
        assert_eq!(born("1960 or 1962"), "1960 | 1962");
        assert_eq!(born("1960-01-02 OR 1960-02-01"), "1960-01-02 | 1960-02-01");
        assert_eq!(born("Sep-72"), "1972-09-01 to 1972-09-30");
        assert_eq!(born("Sep-05"), "2005-09-01 to 2005-09-30");
        assert_eq!(born("29-04-1965"), "1965-04-29");
        assert_eq!(born("born in the early 1970s"), "circa 1970 to 1979");
        assert_eq!(born("unknown"), "");
    }
}
