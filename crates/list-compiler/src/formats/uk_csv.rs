//! The UK Sanctions List (FCDO), and the OFSI Consolidated List that it replaced on 28 January 2026.
//!
//! Both are CSV with a line of their date before the header, and one row for each combination of a name and an
//! address of an entry; columns are found by name. `Name 6` is the family name or an entity's whole name, `Name 1` to
//! `Name 5` stand before it. A narrative column (`Other Information`, `UK Statement of Reasons`) mentions other
//! people and is never a name.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use portcullis_model::{
    Address, Designation, Gender, Identifier, IdentifierKind, Measure, NameKind, Relation, RelationKind,
    Schema,
};

use super::format::{Files, Form, ListFormat, Others};
use super::head::Head;
use crate::input::Input;
use crate::located::{Located, add_name, add_once};
use crate::report::SourceReport;
use crate::source::List;
use crate::table::{Columns, Dialect, Row, rows};
use crate::text::{decode_legacy, find_ci, join_parts, squeeze, strip_prefix_ci};
use crate::{CompileError, country, dates};

/// What the list's words for a measure come to: `words;measure`, or `none` for what restricts no dealing. Words that
/// are not in it are held to be a trade ban, which binds payments: a measure must not get lost because its name is
/// new.
const MEASURES: &str = include_str!("../../data/uk_measures.csv");

/// Columns that are read, by all the names that the layouts give them, in lower case.
mod column {
    pub(super) const ID: &[&str] = &["unique id"];
    pub(super) const GROUP: &[&str] = &["group id", "ofsi group id"];
    pub(super) const NAMES: [&[&str]; 6] = [
        &["name 1"],
        &["name 2"],
        &["name 3"],
        &["name 4"],
        &["name 5"],
        &["name 6"],
    ];
    pub(super) const NAME_TYPE: &[&str] = &["name type", "alias type"];
    pub(super) const STRENGTH: &[&str] = &["alias strength", "alias quality"];
    pub(super) const TITLE: &[&str] = &["title"];
    pub(super) const SCRIPT: &[&str] = &["name non-latin script"];
    pub(super) const REGIME: &[&str] = &["regime name", "regime"];
    pub(super) const KIND: &[&str] = &["designation type", "group type"];
    pub(super) const MEASURES: &[&str] = &["sanctions imposed"];
    pub(super) const OTHER: &[&str] = &["other information"];
    pub(super) const REASONS: &[&str] = &["uk statement of reasons"];
    pub(super) const ADDRESS: [&[&str]; 6] = [
        &["address line 1", "address 1"],
        &["address line 2", "address 2"],
        &["address line 3", "address 3"],
        &["address line 4", "address 4"],
        &["address line 5", "address 5"],
        &["address line 6", "address 6"],
    ];
    pub(super) const POSTAL: &[&str] = &["address postal code", "post/zip code"];
    pub(super) const COUNTRY: &[&str] = &["address country", "country"];
    pub(super) const PHONE: &[&str] = &["phone number"];
    pub(super) const WEBSITE: &[&str] = &["website"];
    pub(super) const EMAIL: &[&str] = &["email address"];
    pub(super) const LISTED: &[&str] = &[
        "date designated",
        "uk sanctions list date designated",
        "listed on",
    ];
    pub(super) const UPDATED: &[&str] = &["last updated"];
    pub(super) const BORN: &[&str] = &["d.o.b", "dob"];
    pub(super) const BIRTH_TOWN: &[&str] = &["town of birth"];
    pub(super) const BIRTH_COUNTRY: &[&str] = &["country of birth"];
    pub(super) const NATIONALITY: &[&str] = &["nationality(/ies)", "nationality"];
    pub(super) const NATIONAL_ID: &[&str] = &[
        "national identifier number",
        "national identification number",
        "ni number",
    ];
    pub(super) const NATIONAL_ID_INFO: &[&str] = &[
        "national identifier additional information",
        "national identification details",
        "ni details",
    ];
    pub(super) const PASSPORT: &[&str] = &["passport number"];
    pub(super) const PASSPORT_INFO: &[&str] = &["passport additional information", "passport details"];
    pub(super) const POSITION: &[&str] = &["position"];
    pub(super) const GENDER: &[&str] = &["gender"];
    pub(super) const PARENT: &[&str] = &["parent company"];
    pub(super) const REGISTRATION: &[&str] = &[
        "business registration number (s)",
        "business registration number(s)",
    ];
    pub(super) const IMO: &[&str] = &["imo number"];
    pub(super) const OWNER: &[&str] = &["current owner/operator (s)", "current owner/operator(s)"];
    pub(super) const FLAG: &[&str] = &["current believed flag of ship"];
    pub(super) const FORMER_FLAG: &[&str] = &["previous flags"];
    pub(super) const HULL: &[&str] = &["hull identification number (hin)"];

    /// Columns that are known and stay in the source record.
    pub(super) const KEPT: &[&str] = &[
        "un reference number",
        "non-latin script type",
        "non-latin script language",
        "designation source",
        "type of entity",
        "subsidiaries",
        "previous owner/operator (s)",
        "previous owner/operator(s)",
        "type of ship",
        "tonnage of ship",
        "length of ship",
        "year built",
        "ofsi group id",
    ];

    /// Every column that is read.
    pub(super) fn read() -> impl Iterator<Item = &'static [&'static str]> {
        NAMES.into_iter().chain(ADDRESS).chain([
            ID,
            GROUP,
            NAME_TYPE,
            STRENGTH,
            TITLE,
            SCRIPT,
            REGIME,
            KIND,
            MEASURES,
            OTHER,
            REASONS,
            POSTAL,
            COUNTRY,
            PHONE,
            WEBSITE,
            EMAIL,
            LISTED,
            UPDATED,
            BORN,
            BIRTH_TOWN,
            BIRTH_COUNTRY,
            NATIONALITY,
            NATIONAL_ID,
            NATIONAL_ID_INFO,
            PASSPORT,
            PASSPORT_INFO,
            POSITION,
            GENDER,
            PARENT,
            REGISTRATION,
            IMO,
            OWNER,
            FLAG,
            FORMER_FLAG,
            HULL,
        ])
    }
}

/// The UK Sanctions List, and the retired OFSI Consolidated List.
const UK: List = List {
    word: "uk",
    name: "UK Sanctions List",
    id_prefix: "uk",
    ..List::OFFICIAL
};

/// The CSV of either UK list.
pub(super) struct UkCsv;

impl ListFormat for UkCsv {
    fn lists(&self) -> &'static [&'static List] {
        &[&UK]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["csv"])
    }

    fn form(&self) -> Form {
        Form::Table
    }

    fn recognizes(&self, head: &Head) -> bool {
        ["unique id", "group id"]
            .iter()
            .any(|column| head.has_column(column))
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

/// Reads the list, in either layout.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let path: Arc<Path> = Arc::from(input.primary.path.as_path());
    let text = decode_legacy(&input.primary.bytes);
    let rows = rows(&path, &text, Dialect { delimiter: b',' })?;
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    // `Report Date: 08-Oct-2026`, or `Last Updated,03/06/2026`.
    let is_date_line = strip_prefix_ci(first.get(0), "report date").is_some()
        || (strip_prefix_ci(first.get(0), "last updated").is_some()
            && first.fields.iter().skip(2).all(str::is_empty));
    if is_date_line {
        report.published = published(first);
    }
    let start = usize::from(is_date_line);
    let Some(header) = rows.get(start) else {
        return Ok(Vec::new());
    };
    let columns = Columns::new(header);
    let layout = Layout::of(&path, header, columns)?;
    for name in layout.columns.names() {
        let known = column::read().any(|names| names.contains(&name.as_str()));
        if !known && !column::KEPT.contains(&name.as_str()) && !name.is_empty() {
            report.miss(format!("column: {name}"));
        }
    }

    let mut entries: Vec<Entry> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for row in &rows[start + 1..] {
        if row.fields.len() != header.fields.len() {
            return Err(CompileError::format(
                &path,
                row.line,
                format!(
                    "expected {} columns as in the header and found {}; the file is cut or damaged: download it again",
                    header.fields.len(),
                    row.fields.len()
                ),
            ));
        }
        let row = Reader { row, layout: &layout };
        let id = squeeze(row.text(layout.id));
        if id.is_empty() {
            let reason = format!("the row has no {}; download the list again", layout.id[0]);
            return Err(CompileError::format(&path, row.row.line, reason));
        }
        let index = *by_id.entry(id.clone()).or_insert(entries.len());
        if index == entries.len() {
            let schema = schema(row.text(column::KIND), report);
            let designation = Designation::new(format!("uk-{id}"), layout.list, "UK", schema);
            entries.push(Entry {
                designation,
                line: row.row.line,
                names: Vec::new(),
            });
        }
        if let Some(entry) = entries.get_mut(index) {
            entry.read(&row, report);
        }
    }
    entries.into_iter().map(|entry| entry.finish(&path)).collect()
}

/// The date in the line before the header, as the publisher writes it.
fn published(row: &Row<'_>) -> Option<String> {
    let first = row.get(0);
    let text = match first.split_once(':') {
        Some((_, date)) => date.trim(),
        None => row.get(1),
    };
    (!text.is_empty()).then(|| text.to_owned())
}

/// Which of the two lists it is.
struct Layout {
    columns: Columns,
    id: &'static [&'static str],
    list: &'static str,
}

impl Layout {
    fn of(path: &Path, header: &Row<'_>, columns: Columns) -> Result<Layout, CompileError> {
        let has = |names: &[&str]| names.iter().any(|name| columns.find(name).is_some());
        let (id, list) = if has(column::ID) {
            (column::ID, "UK Sanctions List")
        } else {
            (column::GROUP, "UK OFSI Consolidated List")
        };
        for names in [id, column::NAMES[5], column::REGIME, column::KIND] {
            if !has(names) {
                let reason = format!(
                    "there is no column `{}`; expected the header of the UK Sanctions List or of the OFSI Consolidated List: download it again",
                    names[0]
                );
                return Err(CompileError::format(path, header.line, reason));
            }
        }
        Ok(Layout { columns, id, list })
    }
}

/// A row whose fields are read by any of a column's names.
struct Reader<'a> {
    row: &'a Row<'a>,
    layout: &'a Layout,
}

impl Reader<'_> {
    fn text(&self, names: &[&str]) -> &str {
        names
            .iter()
            .find_map(|name| self.layout.columns.find(name))
            .map_or("", |i| self.row.get(i))
    }

    /// The values of a field: numbered `(1) … (2) …`, or joined by `|`.
    fn values(&self, names: &[&str]) -> Vec<String> {
        values(self.text(names))
    }
}

fn values(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    if text.trim_start().starts_with("(1)") {
        let mut rest = text.trim_start();
        let mut n = 1;
        while let Some(body) = rest.strip_prefix(&format!("({n})")) {
            n += 1;
            let end = body.find(&format!("({n})")).unwrap_or(body.len());
            out.push(squeeze(&body[..end]));
            rest = &body[end..];
        }
    } else {
        out.extend(text.split('|').map(squeeze));
    }
    for value in &mut out {
        value.truncate(value.trim_end_matches(['.', ',', ';', ' ']).len());
    }
    out.retain(|value| !value.is_empty());
    out
}

fn schema(words: &str, report: &mut SourceReport) -> Schema {
    match words.trim().to_ascii_lowercase().as_str() {
        "individual" => Schema::Person,
        "entity" => Schema::Organization,
        "ship" => Schema::Vessel,
        other => {
            report.miss(format!("designation type: {other}"));
            Schema::Unknown
        }
    }
}

/// An entry while its rows are read.
struct Entry {
    designation: Designation,
    line: u64,
    names: Vec<(String, NameKind)>,
}

impl Entry {
    fn read(&mut self, row: &Reader<'_>, report: &mut SourceReport) {
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
            match country::code(&nationality) {
                Some(code) => add_once(&mut designation.nationalities, code),
                None => report.miss(format!("nationality: {nationality}")),
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
        identifiers(row, designation);
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
        for remark in [row.text(column::OTHER), row.text(column::REASONS)] {
            let remark = squeeze(remark);
            if !remark.is_empty() && !designation.remarks.contains(&remark) {
                packed(&remark, designation);
                if !designation.remarks.is_empty() {
                    designation.remarks.push('\n');
                }
                designation.remarks.push_str(&remark);
            }
        }
        if !designation.source_record.is_empty() {
            designation.source_record.push('\n');
        }
        designation.source_record.push_str(row.row.raw);
    }

    fn name(&mut self, row: &Reader<'_>, report: &mut SourceReport) {
        let parts = column::NAMES.map(|names| row.text(names));
        let name = squeeze(&parts.join(" "));
        let kind_words = squeeze(row.text(column::NAME_TYPE)).to_ascii_lowercase();
        let weak = strip_prefix_ci(row.text(column::STRENGTH), "low").is_some();
        let kind = match kind_words.as_str() {
            "primary name" => NameKind::Primary,
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
        if kind != NameKind::Primary {
            report.alias_records += 1;
        }
        if !name.is_empty() {
            self.names.push((name, kind));
        }
        for script in row.values(column::SCRIPT) {
            self.names.push((script, NameKind::OriginalScript));
        }
    }

    fn finish(mut self, path: &Arc<Path>) -> Result<Located, CompileError> {
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

/// `UK-` and the regime: `The Russia (Sanctions) (EU Exit) Regulations 2019` and OFSI's `Russia` are both
/// `UK-Russia`; `The Iran (Sanctions) (Nuclear) (EU Exit) Regulations 2019` is `UK-Iran-Nuclear`.
fn program(regime: &str) -> Option<String> {
    let mut regime = squeeze(regime);
    if let Some(rest) = strip_prefix_ci(&regime, "The ") {
        regime = rest.to_owned();
    }
    if let Some(at) = find_ci(&regime, " Regulations") {
        regime.truncate(at);
    }
    for words in ["(Sanctions)", "(EU Exit)", "(United Nations Sanctions)"] {
        if let Some(at) = find_ci(&regime, words) {
            regime.replace_range(at..at + words.len(), "");
        }
    }
    let regime = regime.replace("International Sanctions", "International");
    let mut id = String::from("UK");
    for word in regime.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '\u{2019}')) {
        let word: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        if !word.is_empty() {
            id.push('-');
            id.push_str(&word);
        }
    }
    (id.len() > 2).then_some(id)
}

/// The word of the data file for a measure in the list's words.
fn measure(words: &str) -> Option<&'static str> {
    let words = words.trim().trim_end_matches('.').to_ascii_lowercase();
    MEASURES
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(';'))
        .find(|(known, _)| *known == words)
        .map(|(_, measure)| measure)
}

fn address(row: &Reader<'_>, designation: &mut Designation, report: &mut SourceReport) {
    let lines = column::ADDRESS.map(|names| row.text(names));
    let text = squeeze(&join_parts(lines.into_iter().chain([row.text(column::POSTAL)])));
    let country_name = squeeze(row.text(column::COUNTRY));
    if text.is_empty() && country_name.is_empty() {
        return;
    }
    report.address_records += 1;
    let country = country::code(&country_name);
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

fn birth(row: &Reader<'_>, designation: &mut Designation, report: &mut SourceReport) {
    for text in row.values(column::BORN) {
        match dates::day_month_year(&text).or_else(|| dates::birth_date_words(&text)) {
            Some(date) => add_once(&mut designation.birth_dates, date),
            None => report.miss(format!("date of birth: {text}")),
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

fn gender(word: &str, designation: &mut Designation, report: &mut SourceReport) {
    match word.trim().to_ascii_lowercase().parse::<Gender>() {
        Ok(gender) => designation.gender = Some(gender),
        Err(_) if word.trim().is_empty() => {}
        Err(_) => report.miss(format!("gender: {word}")),
    }
}

fn identifiers(row: &Reader<'_>, designation: &mut Designation) {
    for (kind, names, info) in [
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
        let notes = row.values(info);
        for (i, value) in row.values(names).into_iter().enumerate() {
            let note = notes.get(i).or(notes.first()).map_or("", String::as_str);
            add_identifier(designation, kind, &value, note);
        }
    }
}

fn add_identifier(designation: &mut Designation, kind: IdentifierKind, value: &str, note: &str) {
    let value = value.trim();
    let value = match kind {
        // `IMO9826902`
        IdentifierKind::Imo => strip_prefix_ci(value, "IMO").unwrap_or(value).trim(),
        _ => value,
    };
    if value.is_empty() || matches!(value.to_ascii_lowercase().as_str(), "unknown" | "n/a" | "none") {
        return;
    }
    let country = country::code(note).or_else(|| country_in(note));
    let label = Some(note.to_owned()).filter(|note| !note.is_empty());
    add_once(
        &mut designation.identifiers,
        Identifier {
            kind,
            value: value.to_owned(),
            country,
            label,
        },
    );
}

/// The country that a note about a document names: `Issued in Iran`, `Russia number`, `Syrian passport`.
fn country_in(note: &str) -> Option<portcullis_model::CountryCode> {
    let words: Vec<&str> = note
        .split([' ', ',', ';', '.'])
        .filter(|w| !w.is_empty())
        .collect();
    // Up to three words make a country's name here; longer runs first.
    (1..=3)
        .rev()
        .find_map(|n| words.windows(n).find_map(|run| country::code(&run.join(" "))))
}

/// OFSI packs fields into `Other Information`: `(UK Sanctions List Ref):RUS0251. (Gender):Male`.
fn packed(remark: &str, designation: &mut Designation) {
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
            "email address" => packed_values(value, IdentifierKind::Email, designation),
            "phone number" => packed_values(value, IdentifierKind::Phone, designation),
            "website" => packed_values(value, IdentifierKind::Website, designation),
            "imo number" => packed_values(value, IdentifierKind::Imo, designation),
            "business reg no" | "business registration number" => {
                packed_values(value, IdentifierKind::Registration, designation);
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

fn packed_values(text: &str, kind: IdentifierKind, designation: &mut Designation) {
    for value in values(text) {
        add_identifier(designation, kind, &value, "");
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

fn dates_of(row: &Reader<'_>, designation: &mut Designation, report: &mut SourceReport) {
    let mut read = |names: &[&str]| {
        let text = names
            .iter()
            .map(|name| row.text(&[name]))
            .find(|text| !text.is_empty())?;
        let date = dates::day_month_year(text)
            .filter(|d| d.from == d.to)
            .map(|d| d.from);
        let date = date
            .or_else(|| dates::iso(text))
            .or_else(|| dates::full_words(text));
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

#[cfg(test)]
mod tests {
    use super::{MEASURES, Measure, country_in, measure, program, values};

    #[test]
    fn regimes_are_programs_in_both_layouts() {
        let id = |regime: &str| program(regime).unwrap();
        assert_eq!(
            id("The Russia (Sanctions) (EU Exit) Regulations 2019"),
            "UK-Russia"
        );
        assert_eq!(id("Russia"), "UK-Russia");
        assert_eq!(
            id("The Iran (Sanctions) (Nuclear) (EU Exit) Regulations 2019"),
            "UK-Iran-Nuclear"
        );
        assert_eq!(id("The Iran (Sanctions) Regulations 2023"), "UK-Iran");
        assert_eq!(
            id("The ISIL (Da'esh) and Al-Qaida (United Nations Sanctions) (EU Exit) Regulations 2019"),
            "UK-ISIL-Daesh-and-Al-Qaida"
        );
        assert_eq!(
            id("The Counter-Terrorism (International Sanctions) (EU Exit) Regulations 2019"),
            "UK-Counter-Terrorism-International"
        );
        assert_eq!(program(" "), None);
    }

    #[test]
    fn measures_are_read_by_their_words_and_every_line_of_the_data_is_one() {
        assert_eq!(measure("Asset freeze"), Some("asset-freeze"));
        assert_eq!(measure("Travel Ban."), Some("travel-ban"));
        assert_eq!(measure("Something new"), None);
        for line in MEASURES.lines().skip(1) {
            let (_, word) = line.split_once(';').unwrap();
            assert!(word == "none" || word.parse::<Measure>().is_ok(), "{line}");
        }
    }

    #[test]
    fn several_values_in_a_field_are_split() {
        assert_eq!(values("(1) Russia (2) Ukraine."), ["Russia", "Ukraine"]);
        assert_eq!(values("Asset freeze|Travel Ban"), ["Asset freeze", "Travel Ban"]);
        assert_eq!(values("00/00/1975"), ["00/00/1975"]);
        assert_eq!(values(" "), Vec::<String>::new());
    }

    #[test]
    fn the_country_of_a_document_is_found_in_its_note() {
        assert_eq!(
            country_in("Issued in South Sudan")
                .map(|c| c.to_string())
                .as_deref(),
            Some("SS")
        );
        assert_eq!(
            country_in("Syrian passport").map(|c| c.to_string()).as_deref(),
            Some("SY")
        );
        assert_eq!(country_in("expired"), None);
    }
}
