//! `[[unread]]`: instruments that are known by name, and whose terms nobody has written down. They release nothing; they are told,
//! so that nobody takes the licenses that are there for all that there are.

use serde::Serialize;

use crate::error::{Location, Problems};
use crate::toml_entry::Entry;
use crate::toml_file::{Lines, TextList};
use crate::toml_table::Table;

/// An instrument whose terms were not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// Whose it is.
    pub authority: String,
    /// What it is called.
    pub citation: String,
    /// The programs that it would lift, as canonical ids.
    pub programs: Vec<String>,
    /// What is not known of it, or why it cannot be written down.
    pub why: String,
    /// Where it is named.
    #[serde(skip)]
    pub source: Location,
}

/// Reads one table.
pub(super) fn read(mut table: Table<'_>, lines: &Lines<'_>, problems: &mut Problems) -> Option<Unread> {
    let start = lines.at(&table.place());
    let mut entry = Entry {
        lines,
        problems,
        name: "unread".to_owned(),
        start: start.clone(),
    };
    let authority = table.need_text("authority", &mut entry);
    let citation = table.need_text("citation", &mut entry);
    let list = table.need::<TextList>(
        "programs",
        &mut entry,
        "is missing; name the programs that it is about",
    );
    let programs = entry.texts(list.as_ref(), "programs");
    let why = table.need_text("why", &mut entry);
    table.finish(&["authority", "citation", "programs", "why"], &mut entry);
    Some(Unread {
        authority: authority?,
        citation: citation?,
        programs: programs?,
        why: why?,
        source: start,
    })
}
