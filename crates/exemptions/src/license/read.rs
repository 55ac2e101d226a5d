//! Reads license files.

use portcullis_model::Outcome;

use crate::condition::Conditions;
use crate::duty::{Duty, RawDuty};
use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::license::License;
use crate::license::unread::{self, Unread};
use crate::toml_entry::Entry;
use crate::toml_file::{Lines, Spanned};
use crate::toml_table::{self, Table};

/// The keys of a license that are no conditions.
const KEYS: [&str; 7] = [
    "id",
    "authority",
    "kind",
    "citation",
    "issued_by",
    "confidence",
    "duty",
];

/// What a file of licenses holds.
#[derive(Default)]
pub(crate) struct LicenseFile {
    pub(crate) licenses: Vec<License>,
    pub(crate) unread: Vec<Unread>,
}

/// Reads one file of licenses.
pub(crate) fn read(file: &SourceFile, problems: &mut Problems) -> LicenseFile {
    let Some([tables, unread]) = toml_table::tables(file, ["license", "unread"], problems) else {
        return LicenseFile::default();
    };
    let lines = Lines::new(&file.path, &file.text);
    if tables.is_empty() && unread.is_empty() {
        problems.add(
            &Location {
                file: file.path.clone(),
                line: 1,
            },
            "license",
            "the file describes no license; write [[license]] tables",
        );
    }
    let licenses = tables.into_iter();
    let licenses = licenses.filter_map(|table| read_license(table, &lines, problems));
    let licenses = licenses.collect();
    let unread = unread.into_iter();
    let unread = unread.filter_map(|table| unread::read(table, &lines, problems));
    LicenseFile {
        licenses,
        unread: unread.collect(),
    }
}

fn read_license(mut table: Table<'_>, lines: &Lines<'_>, problems: &mut Problems) -> Option<License> {
    let start = lines.at(&table.place());
    let name = table
        .text("id")
        .map_or_else(|| "license".to_owned(), |id| format!("license {}", id.trim()));
    let mut entry = Entry {
        lines,
        problems,
        name,
        start: start.clone(),
    };
    let id = table.need_text("id", &mut entry);
    if id.as_ref().is_some_and(|id| id.contains(';')) {
        entry.problem_here(
            "id",
            "holds a `;`, which joins the ids of several licenses in decisions",
        );
    }
    let authority = table.need_text("authority", &mut entry);
    let kind = table
        .need(
            "kind",
            &mut entry,
            "is missing; say general, specific or exemption",
        )
        .and_then(|kind| entry.word(&kind, "kind"));
    // A missing citation is for the lint to complain about; a blank one is left out.
    let citation = table
        .take::<Spanned<String>>("citation", &mut entry)
        .filter(|citation| !citation.get_ref().trim().is_empty())
        .and_then(|citation| entry.text(&citation, "citation"));
    let issued_by = table.take::<Spanned<String>>("issued_by", &mut entry);
    let issued_by = entry.optional(issued_by.as_ref(), "issued_by");
    let confidence = table
        .take::<Spanned<String>>("confidence", &mut entry)
        .and_then(|word| entry.word(&word, "confidence"));
    let duties = table
        .take::<Vec<Spanned<RawDuty>>>("duty", &mut entry)
        .unwrap_or_default();
    let duties = Duty::read_all(&duties, &[Outcome::Licensed], &mut entry);
    let conditions = Conditions::read(&mut table, &mut entry);
    let known: Vec<&str> = KEYS.into_iter().chain(Conditions::keys()).collect();
    table.finish(&known, &mut entry);
    Some(License {
        id: id?,
        authority: authority?,
        kind: kind?,
        citation,
        issued_by,
        confidence,
        duties,
        conditions: conditions?,
        source: start,
    })
}
