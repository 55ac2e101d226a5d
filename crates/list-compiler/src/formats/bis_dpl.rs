//! The BIS Denied Persons List: tab-separated, with a header.
//!
//! BIS gives its entries no number, so a designation's id is a digest of its row, and a person denied at two
//! addresses is two designations. It does not say whether a name is a person's or a company's.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use portcullis_model::{Address, CountryCode, Date, Designation, Measure, NameKind, Schema};

use super::format::{Files, ListFormat, Others, Shape};
use super::head::Head;
use crate::input::Input;
use crate::located::{Located, add_name};
use crate::report::SourceReport;
use crate::source::List;
use crate::table::{self, Columns, Dialect, Row, rows};
use crate::text::{decode_legacy, find_ci, join_parts, squeeze};
use crate::{CompileError, country, dates, whole};

/// What a party on the list is denied: export privileges under the EAR.
const PROGRAM: &str = "BIS-DPL";

/// The columns that are read, as BIS names them.
const COLUMNS: [&str; 12] = [
    "Name",
    "Street_Address",
    "City",
    "State",
    "Country",
    "Postal_Code",
    "Effective_Date",
    "Expiration_Date",
    "Standard_Order",
    "Last_Update",
    "Action",
    "FR_Citation",
];

/// The Denied Persons List.
const DENIED_PERSONS: List = List {
    word: "bis-dpl",
    name: "BIS Denied Persons",
    id_prefix: "bis-dpl",
    ..List::OFFICIAL
};

/// The table of BIS.
pub(super) struct BisDpl;

impl ListFormat for BisDpl {
    fn lists(&self) -> &'static [&'static List] {
        &[&DENIED_PERSONS]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["txt", "tsv", "csv"])
    }

    fn shape(&self) -> Shape {
        Shape::Header(b'\t', "Name")
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.has_column("standard_order")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"\"Name\"\t\"Street_Address\"\t\"City\"\t\"Standard_Order\"\n"
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
    let path: Arc<Path> = Arc::from(input.primary.path.as_path());
    let text = decode_legacy(&input.primary.bytes);
    input.primary.warn_of_open_end(report);
    let rows = rows(&path, &text, Dialect { delimiter: b'\t' })?;
    let Some((header, rows)) = rows.split_first() else {
        return Ok(Vec::new());
    };
    let columns = Columns::new(header);
    if header.fields.len() < 2 {
        let reason =
            "expected columns separated by tabs, starting with a header; download BIS's dpl.txt again";
        return Err(CompileError::format(&path, header.line, reason));
    }
    let at = Positions::of(&path, header, &columns)?;
    for name in columns.names() {
        if !COLUMNS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            report.miss(format!("column: {name}"));
        }
    }
    table::refuse_uneven(&path, header, rows)?;
    let is_day = |text: &str| day(text).is_some();
    let said: [table::Said<'_>; 5] = [
        (at.country, "countries", &|text| country_of(text).is_some()),
        (at.effective, "days", &is_day),
        (at.expiration, "days", &is_day),
        (at.updated, "days", &is_day),
        (at.order, "Y or N", &|text| matches!(text, "Y" | "N")),
    ];
    table::refuse_exchanged(&path, (header, rows), &said)?;
    whole::by_order_of_names(&path, rows.iter().map(|row| row.get(at.name)), report);
    let mut designations = Vec::with_capacity(rows.len());
    let mut seen = HashSet::with_capacity(rows.len());
    let mut repeated = 0_u64;
    for row in rows {
        let digest = blake3::hash(row.raw.as_bytes()).to_hex();
        let id = format!("bis-dpl-{}", &digest.as_str()[..12]);
        if !seen.insert(id.clone()) {
            repeated += 1;
            continue;
        }
        let designation = designation(&path, row, &at, id, report)?;
        designations.push(Located {
            designation,
            path: Arc::clone(&path),
            line: row.line,
        });
    }
    if repeated > 0 {
        report.warn(format!(
            "{}: {repeated} rows repeat an earlier row letter for letter and are left out",
            path.display()
        ));
    }
    Ok(designations)
}

/// Where each column stands.
struct Positions {
    name: usize,
    street: usize,
    city: usize,
    state: usize,
    country: usize,
    postal: usize,
    effective: usize,
    expiration: usize,
    order: usize,
    updated: usize,
    action: usize,
    citation: usize,
}

impl Positions {
    fn of(path: &Path, header: &Row<'_>, columns: &Columns) -> Result<Positions, CompileError> {
        let mut at = [0_usize; COLUMNS.len()];
        for (slot, name) in at.iter_mut().zip(COLUMNS) {
            *slot = columns.find(name).ok_or_else(|| {
                let reason = format!(
                    "there is no column {name}; expected the header of BIS's dpl.txt ({}): download it again",
                    COLUMNS.join(", ")
                );
                CompileError::format(path, header.line, reason)
            })?;
        }
        // In the order of COLUMNS.
        let [
            name,
            street,
            city,
            state,
            country,
            postal,
            effective,
            expiration,
            order,
            updated,
            action,
            citation,
        ] = at;
        Ok(Positions {
            name,
            street,
            city,
            state,
            country,
            postal,
            effective,
            expiration,
            order,
            updated,
            action,
            citation,
        })
    }
}

fn day(text: &str) -> Option<Date> {
    dates::month_day_year(text).or_else(|| dates::iso(text))
}

fn country_of(text: &str) -> Option<CountryCode> {
    country::iso_code(text).or_else(|| country::code(text))
}

/// The designation of a row.
fn designation(
    path: &Path,
    row: &Row<'_>,
    at: &Positions,
    id: String,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let mut designation = Designation::new(id, DENIED_PERSONS.name, "US", Schema::Unknown);
    for (i, name) in denied_names(row.get(at.name)).iter().enumerate() {
        add_name(
            &mut designation,
            name,
            if i == 0 {
                NameKind::Primary
            } else {
                NameKind::Alias
            },
        );
    }
    if designation.names.is_empty() {
        let reason = "the row has no name; download the list again";
        return Err(CompileError::format(path, row.line, reason));
    }
    designation.programs.push(PROGRAM.to_owned());
    designation.measures.push(Measure::TradeBan);
    let country_name = row.get(at.country).to_owned();
    let country = country_of(&country_name);
    if country.is_none() && !country_name.is_empty() {
        report.miss(format!("country: {country_name}"));
    }
    let text = squeeze(&join_parts(
        [at.street, at.city, at.state, at.postal].map(|column| row.get(column)),
    ));
    if !(text.is_empty() && country_name.is_empty()) {
        report.address_records += 1;
        designation.addresses.push(Address {
            text,
            country_name,
            country,
        });
    }
    let mut date = |column: usize, what: &str| {
        let text = row.get(column);
        let date = day(text);
        if date.is_none() && !text.is_empty() {
            report.miss(format!("{what}: not a date"));
        }
        date
    };
    designation.listed_on = date(at.effective, "Effective_Date");
    designation.amended_on = date(at.updated, "Last_Update");
    // The order still denies on its expiration date. Without a date it has none: denied without end.
    designation.delisted_on = date(at.expiration, "Expiration_Date").and_then(|day| day.tomorrow().ok());
    let note = |label: &str, column: usize| {
        let text = squeeze(row.get(column));
        if text.is_empty() {
            text
        } else {
            format!("{label}: {text}")
        }
    };
    let remarks = [
        note("Standard order", at.order),
        note("Action", at.action),
        note("Citation", at.citation),
    ];
    designation.remarks = remarks
        .into_iter()
        .filter(|r| !r.is_empty())
        .collect::<Vec<_>>()
        .join("; ");
    row.raw.clone_into(&mut designation.source_record);
    Ok(designation)
}

/// `FUYI SUN A/K/A FRANK SUN` is two names; `PEARL (A.K.A. NEI-CHIEN CHU) LI` is `PEARL LI` and `NEI-CHIEN CHU`.
pub(super) fn denied_names(field: &str) -> Vec<String> {
    let field = squeeze(field).trim_end_matches(',').to_owned();
    if let Some(open) = find_ci(&field, "(A.K.A. ")
        && let Some(length) = field[open..].find(')')
    {
        let alias = field[open + "(A.K.A. ".len()..open + length].trim();
        let outer = squeeze(&format!("{} {}", &field[..open], &field[open + length + 1..]));
        if !outer.is_empty() && !alias.is_empty() {
            return vec![outer, alias.to_owned()];
        }
    }
    let mut names = Vec::new();
    let mut rest = field.as_str();
    while let Some(at) = find_ci(rest, " A/K/A ") {
        names.push(rest[..at].trim().to_owned());
        rest = &rest[at + " A/K/A ".len()..];
    }
    names.push(rest.trim().to_owned());
    names.retain(|name| !name.is_empty());
    names
}

#[cfg(test)]
mod tests {
    use super::denied_names;

    #[test]
    fn aliases_inside_the_name_are_names_of_their_own() {
        assert_eq!(
            denied_names("FUYI SUN A/K/A FRANK SUN"),
            ["FUYI SUN", "FRANK SUN"]
        );
        assert_eq!(
            denied_names("PEARL (A.K.A. NEI-CHIEN CHU) LI"),
            ["PEARL LI", "NEI-CHIEN CHU"]
        );
        assert_eq!(
            denied_names("ASMAT (APPLIED SYSTEMS)"),
            ["ASMAT (APPLIED SYSTEMS)"]
        );
        assert_eq!(denied_names(" I. ASH"), ["I. ASH"]);
        assert_eq!(denied_names("  "), Vec::<String>::new());
    }
}
