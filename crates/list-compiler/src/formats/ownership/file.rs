//! One file of shares, read.

use std::path::Path;

use portcullis_model::{Date, Decimal, Identifier};

use super::holdings::{Holdings, Stake, Statement};
use crate::error::shown;
use crate::input::InputFile;
use crate::report::SourceReport;
use crate::table::{Columns, Dialect, Row, rows};
use crate::text::squeeze;
use crate::{CompileError, dates};

const COLUMNS: [&str; 6] = [
    "owner_id",
    "owned_name",
    "owned_identifiers",
    "share",
    "as_of",
    "source",
];

const REQUIRED: [&str; 3] = ["owner_id", "owned_name", "share"];

pub(super) fn read_file(
    file: &InputFile,
    as_of: Option<Date>,
    holdings: &mut Holdings,
    report: &mut SourceReport,
) -> Result<(), CompileError> {
    let (path, text) = file.text()?;
    let rows = rows(&path, text, Dialect { delimiter: b',' })?;
    let Some((header, rows)) = rows.split_first() else {
        // What a failed download leaves. A header without rows says that nobody owns anything.
        let reason = "the file is empty; expected a header with `owner_id`, `owned_name` and `share`";
        return Err(CompileError::format(&path, 1, reason));
    };
    let columns = Columns::new(header);
    for name in columns.names() {
        if !COLUMNS.contains(&name.as_str()) {
            let reason = format!(
                "unknown column `{}`; known columns are {}",
                shown(name),
                COLUMNS.join(", ")
            );
            return Err(CompileError::format(&path, header.line, reason));
        }
    }
    for name in REQUIRED {
        if columns.find(name).is_none() {
            let reason = format!(
                "there is no column `{name}`; an ownership file needs {}",
                REQUIRED.join(", ")
            );
            return Err(CompileError::format(&path, header.line, reason));
        }
    }
    let mut later = 0_u64;
    for row in rows {
        if row.fields.len() != header.fields.len() {
            return Err(CompileError::format(
                &path,
                row.line,
                format!(
                    "expected {} fields as in the header and found {}; quote values that hold a comma",
                    header.fields.len(),
                    row.fields.len()
                ),
            ));
        }
        let stated = statement(&path, row, &columns)?;
        if as_of
            .zip(stated.stake.as_of)
            .is_some_and(|(day, stated)| stated > day)
        {
            later += 1;
            continue;
        }
        holdings.add(stated, &path, row);
    }
    if later > 0 {
        report.warn(format!(
            "{}: {later} shares are of a later day than asked for and are left out",
            path.display()
        ));
    }
    Ok(())
}

fn statement(path: &Path, row: &Row<'_>, columns: &Columns) -> Result<Statement, CompileError> {
    let text = |column: &str| columns.find(column).map_or("", |i| row.get(i));
    let error =
        |column: &str, reason: String| CompileError::format(path, row.line, format!("{column}: {reason}"));
    let (owner, name) = (squeeze(text("owner_id")), squeeze(text("owned_name")));
    if owner.is_empty() {
        let reason = "is empty; give a designation id, or the name of an entity that is owned in another row";
        return Err(error("owner_id", reason.to_owned()));
    }
    if name.is_empty() {
        return Err(error(
            "owned_name",
            "is empty; what is owned cannot be screened without a name".to_owned(),
        ));
    }
    let share = percent(text("share")).ok_or_else(|| {
        error(
            "share",
            format!(
                "`{}` is not a percentage from 0 to 100, for example 50 or 33.3",
                shown(text("share"))
            ),
        )
    })?;
    let as_of = match text("as_of") {
        "" => None,
        day => Some(dates::iso(day).filter(|_| day.len() == 10).ok_or_else(|| {
            error(
                "as_of",
                format!("`{}` is not a date; write YYYY-MM-DD", shown(day)),
            )
        })?),
    };
    let identifiers = text("owned_identifiers")
        .split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| {
            text.parse()
                .map_err(|e| error("owned_identifiers", format!("{e}")))
        })
        .collect::<Result<Vec<Identifier>, _>>()?;
    let stake = Stake {
        owner,
        share,
        as_of,
        source: squeeze(text("source")),
        party: None,
    };
    Ok(Statement {
        name,
        identifiers,
        stake,
    })
}

/// `50`, `50%`, `33.3`: 0 to 100 percent.
fn percent(text: &str) -> Option<Decimal> {
    let number: Decimal = text.trim().trim_end_matches('%').trim_end().parse().ok()?;
    (Decimal::ZERO <= number && number <= Decimal::ONE_HUNDRED).then_some(number)
}
