use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use portcullis_index::CutRecord;
use portcullis_model::{Designation, NameKind};
use serde::Serialize;

use crate::SourceKind;
use crate::coverage::Coverage;
use crate::error::shown;

/// What was read of one source, for `compile` to print and `compile --verbose` to explain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    /// The kind of the source.
    pub kind: SourceKind,
    /// The file or folder, as given.
    pub path: PathBuf,
    /// When the publisher generated the list, as the file says it; `None` where the format does not say.
    pub published: Option<String>,
    /// Bytes read, over all files of the source.
    pub bytes: u64,
    /// Designations.
    pub designations: u64,
    /// Designations by kind of party (`person`, `organization`, …).
    pub by_schema: BTreeMap<&'static str, u64>,
    /// Names of every kind.
    pub names: u64,
    /// Aliases of good quality.
    pub aliases: u64,
    /// Weak aliases.
    pub weak_aliases: u64,
    /// Names in their original script.
    pub original_script: u64,
    /// Addresses that say something.
    pub addresses: u64,
    /// Identifiers of every kind.
    pub identifiers: u64,
    /// Dates of birth.
    pub birth_dates: u64,
    /// Places of birth.
    pub birth_places: u64,
    /// Nationalities and citizenships.
    pub nationalities: u64,
    /// Ties to other parties.
    pub relations: u64,
    /// Alias rows or elements as the files have them: a row may hold several names, or none.
    pub alias_records: u64,
    /// Address rows or elements as the files have them; some publishers print rows without an address.
    pub address_records: u64,
    /// The day of a snapshot (the first it can be), where the command line, the publisher or the path says it.
    pub day: Option<String>,
    /// Of several snapshots of a list: designations that the one before does not have.
    pub added: u64,
    /// Of those, how many an older snapshot has: they left and came back.
    pub returned: u64,
    /// Of several snapshots of a list: designations that only the one before has.
    pub removed: u64,
    /// Of several snapshots of a list: designations of which it says something else than the one before.
    pub changed: u64,
    /// What was not understood, by its leading words or field name. Everything stays in the designation's
    /// remarks and source record; a new entry here is how a change of the format shows.
    pub not_understood: BTreeMap<String, u64>,
    /// What a person should know: a missing companion file, rows that belong to nobody, a file that ends early.
    pub warnings: Vec<String>,
    /// Records that the publisher cut at the most characters that its format holds, and that no file continues.
    pub cut_records: Vec<CutRecord>,
    /// What in the files shows that the list is whole, in words; `None` where nothing does, and only what the list held before can tell.
    pub whole_by: Option<&'static str>,
    /// What became of every record and value of the source, where [`CompileOptions::coverage`](crate::CompileOptions::coverage)
    /// asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// What proves that files are missing or cut. The list is refused for it, unless it may shrink.
    #[serde(skip)]
    pub(crate) gaps: Vec<Gap>,
}

/// A proof that a source is not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    /// The file that shows it.
    pub path: PathBuf,
    /// What is missing.
    pub what: String,
    /// What to do about it.
    pub todo: String,
}

impl SourceReport {
    pub(crate) fn new(kind: SourceKind, path: PathBuf) -> SourceReport {
        SourceReport {
            kind,
            path,
            published: None,
            bytes: 0,
            designations: 0,
            by_schema: BTreeMap::new(),
            names: 0,
            aliases: 0,
            weak_aliases: 0,
            original_script: 0,
            addresses: 0,
            identifiers: 0,
            birth_dates: 0,
            birth_places: 0,
            nationalities: 0,
            relations: 0,
            alias_records: 0,
            address_records: 0,
            day: None,
            added: 0,
            returned: 0,
            removed: 0,
            changed: 0,
            not_understood: BTreeMap::new(),
            warnings: Vec::new(),
            cut_records: Vec::new(),
            whole_by: None,
            coverage: None,
            gaps: Vec::new(),
        }
    }

    /// Counts something that was not understood.
    pub(crate) fn miss(&mut self, what: impl AsRef<str>) {
        self.miss_times(what.as_ref(), 1);
    }

    /// Counts what was not understood so many times.
    pub(crate) fn miss_times(&mut self, what: &str, times: u64) {
        *self.not_understood.entry(shown(what)).or_insert(0) += times;
    }

    /// Says which elements, attributes and columns the files have that their format is not known to have: one may be new, or renamed.
    pub(crate) fn warn_of_unknown_fields(&mut self, path: &Path) {
        const SAID_MAX: usize = 5;
        let is_field = |what: &&String| {
            ["element: ", "attribute: ", "column: "]
                .iter()
                .any(|kind| what.starts_with(kind))
        };
        let fields: Vec<&String> = self.not_understood.keys().filter(is_field).collect();
        if fields.is_empty() {
            return;
        }
        let mut said: Vec<String> = (fields.iter().take(SAID_MAX))
            .map(|what| format!("{what} ({})", self.not_understood[*what]))
            .collect();
        if fields.len() > SAID_MAX {
            said.push(format!("{} more", fields.len() - SAID_MAX));
        }
        self.warn(format!(
            "{}: has what its format is not known to have, new or renamed, and what it says is in the records alone: {}",
            path.display(),
            said.join(", ")
        ));
    }

    pub(crate) fn warn(&mut self, warning: impl Into<String>) {
        self.warnings.push(warning.into());
    }

    /// Notes that the list is not whole.
    pub(crate) fn gap(&mut self, path: &Path, what: impl Into<String>, todo: impl Into<String>) {
        self.gaps.push(Gap {
            path: path.to_owned(),
            what: what.into(),
            todo: todo.into(),
        });
    }

    /// Counts all that a list holds, instead of what was counted so far.
    pub(crate) fn count_all<'d>(&mut self, designations: impl Iterator<Item = &'d Designation>) {
        for count in [
            &mut self.designations,
            &mut self.names,
            &mut self.aliases,
            &mut self.weak_aliases,
            &mut self.original_script,
            &mut self.addresses,
            &mut self.identifiers,
            &mut self.birth_dates,
            &mut self.birth_places,
            &mut self.nationalities,
            &mut self.relations,
        ] {
            *count = 0;
        }
        self.by_schema.clear();
        for designation in designations {
            self.count(designation);
        }
    }

    /// Counts what a designation holds.
    pub(crate) fn count(&mut self, designation: &Designation) {
        self.designations += 1;
        *self.by_schema.entry(designation.schema.as_str()).or_insert(0) += 1;
        for name in &designation.names {
            self.names += 1;
            match name.kind {
                NameKind::Primary => {}
                NameKind::Alias => self.aliases += 1,
                NameKind::WeakAlias => self.weak_aliases += 1,
                NameKind::OriginalScript => self.original_script += 1,
            }
        }
        self.addresses += designation.addresses.len() as u64;
        self.identifiers += designation.identifiers.len() as u64;
        self.birth_dates += designation.birth_dates.len() as u64;
        self.birth_places += designation.birth_places.len() as u64;
        self.nationalities += designation.nationalities.len() as u64;
        self.relations += designation.relations.len() as u64;
    }
}
