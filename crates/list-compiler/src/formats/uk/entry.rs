//! An entry while its rows are read.

use std::path::Path;
use std::sync::Arc;

use portcullis_model::{
    Address, BirthDate, Date, Designation, Gender, IdentifierKind, Measure, NameKind, Relation, RelationKind,
    Schema,
};

use super::columns as column;
use super::items::values;
use super::number;
use super::row::RowReader;
use super::words::{measure, program};
use crate::located::{Located, add_name, add_once};
use crate::report::SourceReport;
use crate::strength::is_weak;
use crate::text::{join_parts, squeeze, strip_prefix_ci};
use crate::{CompileError, country, dates};

/// An entry while its rows are read.
pub(super) struct Entry {
    pub designation: Designation,
    pub line: u64,
    pub names: Vec<(String, NameKind)>,
}

impl Entry {
    pub fn read(&mut self, row: &RowReader<'_>, report: &mut SourceReport) {
        self.name(row, report);
        let designation = &mut self.designation;
        if let Some(program) = program(row.text(column::REGIME)) {
            add_once(&mut designation.programs, program);
        }
        for words in row.values(column::MEASURES) {
            match measure(&words) {
                Some("none") => {}
                Some(word) => {
                    let measure = word.parse().unwrap_or(Measure::TradeBan);
                    add_once(&mut designation.measures, measure);
                }
                None => {
                    report.miss(format!("measure: {words}"));
                    add_once(&mut designation.measures, Measure::TradeBan);
                }
            }
        }
        address(row, designation, report);
        birth(row, designation, report);
        for nationality in row.values(column::NATIONALITY) {
            let codes = country::codes_in(&nationality);
            if codes.is_empty() {
                report.miss(format!("nationality: {nationality}"));
            }
            for code in codes {
                add_once(&mut designation.nationalities, code);
            }
        }
        gender(row.text(column::GENDER), designation, report);
        for title in row
            .values(column::TITLE)
            .into_iter()
            .chain(row.values(column::POSITION))
        {
            if !designation.title.contains(&title) {
                designation.title = if designation.title.is_empty() {
                    title
                } else {
                    format!("{}; {title}", designation.title)
                };
            }
        }
        number::identifiers(row, designation, report);
        for owner in row
            .values(column::PARENT)
            .into_iter()
            .chain(row.values(column::OWNER))
        {
            let relation = Relation {
                kind: RelationKind::OwnedBy,
                to: owner,
                to_id: None,
            };
            add_once(&mut designation.relations, relation);
        }
        for flag in row.values(column::FLAG) {
            add_once(&mut designation.flags, flag);
        }
        for flag in row.values(column::FORMER_FLAG) {
            add_once(&mut designation.flags, format!("{flag} (former)"));
        }
        dates_of(row, designation, report);
        let reference = squeeze(row.text(column::UN_REFERENCE));
        let reference = match reference.as_str() {
            "" => String::new(),
            reference => format!("UN reference: {reference}"),
        };
        for remark in [&reference, row.text(column::OTHER), row.text(column::REASONS)] {
            let remark = squeeze(remark);
            if !remark.is_empty() && !designation.remarks.contains(&remark) {
                packed(&remark, designation, report);
                if !designation.remarks.is_empty() {
                    designation.remarks.push('\n');
                }
                designation.remarks.push_str(&remark);
            }
        }
        if !designation.source_record.is_empty() && !row.row.raw.is_empty() {
            designation.source_record.push('\n');
        }
        designation.source_record.push_str(row.row.raw);
    }

    fn name(&mut self, row: &RowReader<'_>, report: &mut SourceReport) {
        let parts = column::NAMES.map(|names| row.text(names));
        let name = squeeze(&parts.join(" "));
        let kind_words = squeeze(row.text(column::NAME_TYPE)).to_ascii_lowercase();
        let weak = strip_prefix_ci(row.text(column::STRENGTH), "low").is_some();
        let kind = match kind_words.as_str() {
            "primary name" | "prime alias" => NameKind::Primary,
            // OFSI's older layout does not say how good an alias is.
            _ if !row.has(column::STRENGTH) && is_weak(&name, self.designation.schema) => NameKind::WeakAlias,
            _ if weak => NameKind::WeakAlias,
            "alias"
            | "aka"
            | "a.k.a"
            | "a.k.a."
            | "fka"
            | "f.k.a"
            | "f.k.a."
            | "primary name variation"
            | "" => NameKind::Alias,
            other => {
                report.miss(format!("name type: {other}"));
                NameKind::Alias
            }
        };
        if kind != NameKind::Primary && !name.is_empty() {
            report.alias_records += 1;
        }
        if !name.is_empty() {
            self.names.push((name, kind));
        }
        for script in row.values(column::SCRIPT) {
            self.names.push((script, NameKind::OriginalScript));
        }
    }

    pub fn finish(mut self, path: &Arc<Path>) -> Result<Located, CompileError> {
        // Rows come in any order; the primary name goes first, and its other spellings are aliases.
        let is_primary = |(_, kind): &&(String, NameKind)| *kind == NameKind::Primary;
        let latin = |(_, kind): &&(String, NameKind)| *kind != NameKind::OriginalScript;
        let first = self
            .names
            .iter()
            .find(is_primary)
            .or_else(|| self.names.iter().find(latin));
        let Some((primary, _)) = first.or_else(|| self.names.first()).cloned() else {
            let reason = format!(
                "entry {} has no name; download the list again",
                self.designation.id
            );
            return Err(CompileError::format(path, self.line, reason));
        };
        add_name(&mut self.designation, &primary, NameKind::Primary);
        for (name, kind) in &self.names {
            let kind = if *kind == NameKind::Primary {
                NameKind::Alias
            } else {
                *kind
            };
            add_name(&mut self.designation, name, kind);
        }
        Ok(Located {
            designation: self.designation,
            path: Arc::clone(path),
            line: self.line,
        })
    }
}

pub(super) fn schema(words: &str, report: &mut SourceReport) -> Schema {
    kind(words).unwrap_or_else(|| {
        report.miss(format!("designation type: {}", words.trim().to_ascii_lowercase()));
        Schema::Unknown
    })
}

/// The kind of party that the column says.
pub(super) fn kind(words: &str) -> Option<Schema> {
    match words.trim().to_ascii_lowercase().as_str() {
        "individual" => Some(Schema::Person),
        "entity" => Some(Schema::Organization),
        "ship" => Some(Schema::Vessel),
        _ => None,
    }
}

fn address(row: &RowReader<'_>, designation: &mut Designation, report: &mut SourceReport) {
    let lines = column::ADDRESS.map(|names| row.text(names));
    let text = squeeze(&join_parts(lines.into_iter().chain([row.text(column::POSTAL)])));
    let country_name = squeeze(row.text(column::COUNTRY));
    if text.is_empty() && country_name.is_empty() {
        return;
    }
    report.address_records += 1;
    let country = country::code(&country_name).or_else(|| country::codes_in(&country_name).first().copied());
    if country.is_none() && !country_name.is_empty() {
        report.miss(format!("country: {country_name}"));
    }
    add_once(
        &mut designation.addresses,
        Address {
            text,
            country_name,
            country,
        },
    );
}

fn birth(row: &RowReader<'_>, designation: &mut Designation, report: &mut SourceReport) {
    for text in row.values(column::BORN) {
        let born = birth_dates(&text);
        if born.is_empty() {
            report.miss(format!("date of birth: {text}"));
        }
        for date in born {
            add_once(&mut designation.birth_dates, date);
        }
    }
    let (towns, countries) = (row.values(column::BIRTH_TOWN), row.values(column::BIRTH_COUNTRY));
    for i in 0..towns.len().max(countries.len()) {
        let part = |values: &[String]| values.get(i).cloned().unwrap_or_default();
        let place = join_parts([part(&towns).as_str(), part(&countries).as_str()]);
        if !place.is_empty() {
            add_once(&mut designation.birth_places, place);
        }
    }
}

/// The date of a value; or of one that names several, `15/08/1964 or 16/08/1964`, each, where all of them are dates.
fn birth_dates(text: &str) -> Vec<BirthDate> {
    let read = |text: &str| {
        dates::day_month_year(text)
            .or_else(|| dates::partial_iso(text.trim(), false))
            .or_else(|| dates::birth_date_words(text))
    };
    if let Some(date) = read(text) {
        return vec![date];
    }
    // `21/03/1962 to 20/04/1962`
    let ends = [" to ", " - "].iter().find_map(|word| text.split_once(word));
    if let Some((first, last)) = ends
        && let (Some(first), Some(last)) = (read(first), read(last))
        && first.from <= last.to
    {
        return vec![BirthDate { to: last.to, ..first }];
    }
    let mut parts = vec![text];
    for separator in [" or ", " and ", ";", ","] {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    let all = |parts: &[&str]| -> Option<Vec<BirthDate>> {
        let said = parts.iter().filter(|part| !part.trim().is_empty());
        said.map(|part| read(part)).collect()
    };
    // `20/12/1961 21/12/1961`
    let words = || all(&text.split_whitespace().collect::<Vec<_>>()).filter(|_| text.contains('/'));
    all(&parts).or_else(words).unwrap_or_default()
}

fn gender(word: &str, designation: &mut Designation, report: &mut SourceReport) {
    match word.trim().to_ascii_lowercase().parse::<Gender>() {
        Ok(gender) => designation.gender = Some(gender),
        Err(_) if word.trim().is_empty() => {}
        Err(_) => report.miss(format!("gender: {word}")),
    }
}

/// OFSI packs fields into `Other Information`: `(UK Sanctions List Ref):RUS0251. (Gender):Male`.
fn packed(remark: &str, designation: &mut Designation, report: &mut SourceReport) {
    let mut rest = remark;
    while let Some(open) = rest.find('(') {
        rest = &rest[open + 1..];
        let Some((key, after)) = rest.split_once("):") else {
            return;
        };
        if key.contains('(') || key.len() > 60 {
            continue;
        }
        let end = next_key(after);
        let value = after[..end].trim().trim_end_matches(['.', ';', ',']).trim();
        match key.to_ascii_lowercase().as_str() {
            "gender" => designation.gender = value.to_ascii_lowercase().parse().ok().or(designation.gender),
            "email address" => packed_values(value, IdentifierKind::Email, designation, report),
            "phone number" => packed_values(value, IdentifierKind::Phone, designation, report),
            "website" => packed_values(value, IdentifierKind::Website, designation, report),
            "imo number" => packed_values(value, IdentifierKind::Imo, designation, report),
            "business reg no" | "business registration number" => {
                packed_values(value, IdentifierKind::Registration, designation, report);
            }
            "parent company" => {
                for to in values(value) {
                    let relation = Relation {
                        kind: RelationKind::OwnedBy,
                        to,
                        to_id: None,
                    };
                    add_once(&mut designation.relations, relation);
                }
            }
            _ => {}
        }
        rest = &after[end..];
    }
}

fn packed_values(text: &str, kind: IdentifierKind, designation: &mut Designation, report: &mut SourceReport) {
    for value in values(text) {
        number::add(kind, &value, "", designation, report);
    }
}

/// Where the next `(Key):` begins; a number in parentheses is part of the value.
fn next_key(text: &str) -> usize {
    for (at, _) in text.match_indices('(') {
        let inside = &text[at + 1..];
        if let Some((key, _)) = inside.split_once("):")
            && !key.contains(['(', ')'])
            && key.starts_with(|c: char| c.is_alphabetic())
        {
            return at;
        }
    }
    text.len()
}

/// A day of the list's own.
pub(super) fn day(text: &str) -> Option<Date> {
    let date = dates::day_month_year(text)
        .filter(|d| d.from == d.to)
        .map(|d| d.from);
    date.or_else(|| dates::iso(text))
        .or_else(|| dates::full_words(text))
}

fn dates_of(row: &RowReader<'_>, designation: &mut Designation, report: &mut SourceReport) {
    let mut read = |names: &[&str]| {
        let text = names
            .iter()
            .map(|name| row.text(&[name]))
            .find(|text| !text.is_empty())?;
        let date = day(text);
        if date.is_none() {
            report.miss(format!("{}: not a date", names[0]));
        }
        date
    };
    let listed = read(column::LISTED);
    let updated = read(column::UPDATED);
    // Of several rows, the entry was listed with the first and last changed with the last.
    designation.listed_on = match (designation.listed_on, listed) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    designation.amended_on = designation.amended_on.max(updated);
}
