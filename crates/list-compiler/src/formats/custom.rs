//! A bank's own list: CSV with a header, in the columns that `docs/lists.md` documents.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use portcullis_model::{Address, BirthDate, Date, Designation, Gender, Identifier, NameKind, Schema};

use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use crate::country::country_of;
use crate::error::shown;
use crate::input::{Input, InputFile};
use crate::located::{Located, add_name, add_once};
use crate::report::SourceReport;
use crate::source::{List, Snapshots};
use crate::table::{Columns, Dialect, Row, rows};
use crate::text::squeeze;
use crate::{CompileError, dates};

/// Every column, in the order of `docs/lists.md`.
pub(crate) const COLUMNS: [&str; 21] = [
    "id",
    "name",
    "schema",
    "authority",
    "list",
    "programs",
    "aliases",
    "weak_aliases",
    "original_script",
    "birth_dates",
    "birth_places",
    "nationalities",
    "gender",
    "identifiers",
    "addresses",
    "title",
    "flags",
    "listed_on",
    "amended_on",
    "delisted_on",
    "remarks",
];

/// The columns without which a designation cannot be screened.
const REQUIRED: [&str; 3] = ["id", "name", "schema"];

/// An institution's own list.
pub(crate) const CUSTOM: List = List {
    word: "custom",
    name: "Custom",
    id_prefix: "custom",
    snapshots: Snapshots::WhenDated,
    is_own: true,
    duplicate_todo: "give each designation an id of its own",
    ..List::OFFICIAL
};

/// The CSV that `docs/lists.md` describes.
pub(super) struct Custom;

impl ListFormat for Custom {
    fn lists(&self) -> &'static [&'static List] {
        &[&CUSTOM]
    }

    fn files(&self, _: &List) -> Files {
        Files::All("csv")
    }

    fn shape(&self) -> Shape {
        Shape::Header(b',', "id")
    }

    fn recognizes(&self, head: &Head) -> bool {
        ["id", "name", "schema"]
            .iter()
            .all(|column| head.has_column(column))
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"id,name,schema\n"
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

/// Reads every file of the source.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let mut designations = Vec::new();
    for file in input.present() {
        read_file(file, input.spec.kind.list_name(), report, &mut designations)?;
    }
    Ok(designations)
}

fn read_file(
    file: &InputFile,
    list: &str,
    report: &mut SourceReport,
    designations: &mut Vec<Located>,
) -> Result<(), CompileError> {
    let (path, text) = file.text()?;
    let rows = rows(&path, text, Dialect { delimiter: b',' })?;
    let Some((header, rows)) = rows.split_first() else {
        return Ok(());
    };
    let columns = columns(&path, header)?;
    for row in rows {
        if row.fields.len() != columns.names().len() {
            return Err(CompileError::format(
                &path,
                row.line,
                format!(
                    "expected {} fields as in the header and found {}; quote values that hold a comma",
                    columns.names().len(),
                    row.fields.len()
                ),
            ));
        }
        let reader = RowReader {
            path: &path,
            row,
            columns: &columns,
        };
        let designation = designation(&reader, list, report)?;
        designations.push(Located {
            designation,
            path: Arc::clone(&path),
            line: row.line,
        });
    }
    Ok(())
}

fn columns(path: &Path, header: &Row<'_>) -> Result<Columns, CompileError> {
    let columns = Columns::new(header);
    for (i, name) in columns.names().iter().enumerate() {
        if !COLUMNS.contains(&name.as_str()) {
            let reason = format!(
                "unknown column `{}`; known columns are {}",
                shown(name),
                COLUMNS.join(", ")
            );
            return Err(CompileError::format(path, header.line, reason));
        }
        if columns.names()[..i].contains(name) {
            let reason = format!("column `{name}` stands twice; keep one");
            return Err(CompileError::format(path, header.line, reason));
        }
    }
    for name in REQUIRED {
        if columns.find(name).is_none() {
            let reason = format!("there is no column `{name}`; a custom list needs id, name and schema");
            return Err(CompileError::format(path, header.line, reason));
        }
    }
    Ok(columns)
}

/// A row whose fields are read by column name, with errors that say where.
struct RowReader<'a> {
    path: &'a Path,
    row: &'a Row<'a>,
    columns: &'a Columns,
}

impl RowReader<'_> {
    fn text(&self, column: &str) -> &str {
        self.columns.find(column).map_or("", |i| self.row.get(i))
    }

    /// The values of a field, joined by `;` in the file.
    fn values(&self, column: &str) -> impl Iterator<Item = &str> {
        self.text(column)
            .split(';')
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    fn error(&self, column: &str, reason: impl std::fmt::Display) -> CompileError {
        CompileError::format(self.path, self.row.line, format!("{column}: {reason}"))
    }

    fn date(&self, column: &str) -> Result<Option<Date>, CompileError> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        match dates::iso(text).filter(|_| text.len() == 10) {
            Some(date) => Ok(Some(date)),
            None => Err(self.error(
                column,
                format!("`{}` is not a date; write YYYY-MM-DD", shown(text)),
            )),
        }
    }

    fn word<T: FromStr>(&self, column: &str) -> Result<T, CompileError>
    where
        T::Err: std::fmt::Display,
    {
        self.text(column)
            .to_ascii_lowercase()
            .parse()
            .map_err(|error: T::Err| self.error(column, error))
    }
}

fn designation(
    row: &RowReader<'_>,
    list: &str,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let id = row.text("id");
    if id.is_empty() {
        return Err(row.error("id", "is empty; every designation needs an id of its own"));
    }
    if id.contains(|c: char| c.is_whitespace() || c.is_control() || c == ';') {
        return Err(row.error(
            "id",
            format!(
                "`{}` holds white space or `;`; ids are joined by `;` in results",
                shown(id)
            ),
        ));
    }
    let name = squeeze(row.text("name"));
    if name.is_empty() {
        return Err(row.error(
            "name",
            format!(
                "is empty; designation `{}` cannot be screened without one",
                shown(id)
            ),
        ));
    }
    let schema: Schema = row.word("schema")?;
    let authority = Some(row.text("authority"))
        .filter(|a| !a.is_empty())
        .unwrap_or("INTERNAL");
    let list = Some(row.text("list")).filter(|l| !l.is_empty()).unwrap_or(list);

    let mut designation = Designation::new(format!("custom-{id}"), list, authority, schema);
    add_name(&mut designation, &name, NameKind::Primary);
    for program in row.values("programs") {
        add_once(&mut designation.programs, program.to_owned());
    }
    facts(row, &mut designation, report)?;
    designation.title = squeeze(row.text("title"));
    for flag in row.values("flags") {
        add_once(&mut designation.flags, squeeze(flag));
    }
    designation.listed_on = row.date("listed_on")?;
    designation.amended_on = row.date("amended_on")?;
    designation.delisted_on = row.date("delisted_on")?;
    if let (Some(from), Some(until)) = (designation.listed_on, designation.delisted_on)
        && until < from
    {
        return Err(row.error("delisted_on", format!("{until} is before listed_on {from}")));
    }
    row.text("remarks").clone_into(&mut designation.remarks);
    row.row.raw.clone_into(&mut designation.source_record);
    Ok(designation)
}

/// Reads what the party is screened on: its other names, its facts, identifiers and addresses.
fn facts(
    row: &RowReader<'_>,
    designation: &mut Designation,
    report: &mut SourceReport,
) -> Result<(), CompileError> {
    for (column, kind) in [
        ("aliases", NameKind::Alias),
        ("weak_aliases", NameKind::WeakAlias),
        ("original_script", NameKind::OriginalScript),
    ] {
        for alias in row.values(column) {
            if column == "aliases" {
                report.alias_records += 1;
            }
            add_name(designation, &squeeze(alias), kind);
        }
    }
    for text in row.values("birth_dates") {
        let date = birth_date(text).ok_or_else(|| {
            row.error(
                "birth_dates",
                format!("`{}` is not a date of birth; write YYYY-MM-DD, YYYY-MM, YYYY, YYYY/YYYY for a range, ~ before it for circa", shown(text)),
            )
        })?;
        add_once(&mut designation.birth_dates, date);
    }
    for place in row.values("birth_places") {
        add_once(&mut designation.birth_places, squeeze(place));
    }
    for text in row.values("nationalities") {
        let code = country_of(text).ok_or_else(|| {
            row.error(
                "nationalities",
                format!(
                    "`{}` is not a country; write its ISO 3166 code, for example IR",
                    shown(text)
                ),
            )
        })?;
        add_once(&mut designation.nationalities, code);
    }
    if !row.text("gender").is_empty() {
        designation.gender = Some(row.word::<Gender>("gender")?);
    }
    for text in row.values("identifiers") {
        let identifier: Identifier = text.parse().map_err(|error| row.error("identifiers", error))?;
        add_once(&mut designation.identifiers, identifier);
    }
    for text in row.values("addresses") {
        report.address_records += 1;
        let address = address(text).ok_or_else(|| {
            row.error(
                "addresses",
                format!(
                    "`{}` does not end in a country; write TEXT|CC, for example Main St 1, Kabul|AF",
                    shown(text)
                ),
            )
        })?;
        add_once(&mut designation.addresses, address);
    }
    Ok(())
}

/// `YYYY-MM-DD`, `YYYY-MM`, `YYYY`, a range of two of them with `/`, any of it after `~` for circa.
fn birth_date(text: &str) -> Option<BirthDate> {
    let (text, circa) = text
        .strip_prefix('~')
        .map_or((text, false), |rest| (rest.trim(), true));
    match text.split_once('/') {
        None => dates::partial_iso(text, circa),
        Some((first, last)) => {
            let (first, last) = (
                dates::partial_iso(first, circa)?,
                dates::partial_iso(last, circa)?,
            );
            (first.from <= last.to).then_some(BirthDate {
                from: first.from,
                to: last.to,
                circa,
            })
        }
    }
}

/// `TEXT|CC`, or `TEXT` alone. `None` for a country that is none.
fn address(text: &str) -> Option<Address> {
    let (text, country_name) = text.rsplit_once('|').unwrap_or((text, ""));
    let country_name = country_name.trim();
    let country = country_of(country_name);
    if country.is_none() && !country_name.is_empty() {
        return None;
    }
    Some(Address {
        text: squeeze(text),
        country_name: country_name.to_owned(),
        country,
    })
}
