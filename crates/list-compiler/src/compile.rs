//! From sources to an index: reading, the checks that span sources, writing.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

use portcullis_index::Source;
use portcullis_model::{Date, Designation};

use crate::files::{self, Input};
use crate::formats::{self, Located};
use crate::report::SourceReport;
use crate::{CompileError, SourceKind, SourceSpec, guard};

/// How to compile.
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// The day whose state of affairs is compiled. Only ownership shares carry dates of their own: later ones are
    /// left out. Everything else keeps its dates in the index, and a payment is judged as of its value date.
    pub as_of: Option<Date>,
    /// The index that the new one is compared with; `None`: the one that it replaces, if there is one.
    pub previous: Option<PathBuf>,
    /// Accept an empty list, and one that lost more than 5% of its designations.
    pub allow_shrink: bool,
}

/// Lists, read.
#[derive(Debug)]
pub struct Compilation {
    /// Every designation, in the order of the sources and of their files.
    pub designations: Vec<Designation>,
    /// What was read, for the index's manifest: one entry a source, in the order given.
    pub sources: Vec<Source>,
    /// What was read, for people: one entry a source, in the order given.
    pub reports: Vec<SourceReport>,
}

/// Reads lists without writing anything.
///
/// # Errors
///
/// [`CompileError`], naming the file, the line where there is one, and what to do.
pub fn read(specs: &[SourceSpec], options: &CompileOptions) -> Result<Compilation, CompileError> {
    if specs.is_empty() {
        return Err(CompileError::NoSources);
    }
    let mut merged = Merged::default();
    let mut reports: Vec<Option<SourceReport>> = specs.iter().map(|_| None).collect();
    let mut sources: Vec<Option<Source>> = specs.iter().map(|_| None).collect();
    // Ownership is about parties on the other lists, so it is read after them, wherever it stands.
    let (last, first): (Vec<usize>, Vec<usize>) =
        (0..specs.len()).partition(|i| specs[*i].kind == SourceKind::Ownership);
    for i in first.into_iter().chain(last) {
        let spec = &specs[i];
        let input = files::open(spec)?;
        let mut report = SourceReport::new(spec.kind, spec.path.clone());
        report.bytes = input.bytes();
        let located = read_source(&input, &merged, options, &mut report)?;
        for l in &located {
            report.count(&l.designation);
        }
        // No party need be owned to the threshold, so an ownership file may rightly give nothing.
        if located.is_empty() && !options.allow_shrink && spec.kind != SourceKind::Ownership {
            return Err(CompileError::Empty {
                path: input.primary.path.clone(),
                kind: spec.kind,
            });
        }
        merged.add(located, spec.kind, &mut report)?;
        sources[i] = Some(manifest_entry(&input, &report));
        reports[i] = Some(report);
    }
    Ok(Compilation {
        designations: merged.designations,
        sources: sources.into_iter().flatten().collect(),
        reports: reports.into_iter().flatten().collect(),
    })
}

/// Reads lists, compares them with the index before, and writes the new index at `out`, atomically.
///
/// # Errors
///
/// [`CompileError`]; `out` is then as it was.
pub fn compile(
    specs: &[SourceSpec],
    out: &Path,
    options: &CompileOptions,
) -> Result<Compilation, CompileError> {
    let compilation = read(specs, options)?;
    if !options.allow_shrink {
        let previous = options.previous.as_deref().unwrap_or(out);
        guard::check(previous, options.previous.is_some(), &compilation.sources)?;
    }
    let bytes = portcullis_index::build(&compilation.designations, &compilation.sources)?;
    portcullis_index::write_atomically(out, &bytes).map_err(|source| CompileError::Write {
        path: out.to_owned(),
        source,
    })?;
    Ok(compilation)
}

fn read_source(
    input: &Input,
    merged: &Merged,
    options: &CompileOptions,
    report: &mut SourceReport,
) -> Result<Vec<Located>, CompileError> {
    match input.spec.kind {
        SourceKind::OfacSdn | SourceKind::OfacConsolidated => formats::ofac_csv::read(input, report),
        SourceKind::Un => formats::un_xml::read(input, report),
        SourceKind::Custom => formats::custom::read(input, report),
        SourceKind::BisDpl => formats::bis_dpl::read(input, report),
        SourceKind::Ownership => formats::ownership::read(input, &merged.designations, options.as_of, report),
        SourceKind::Uk => formats::uk_csv::read(input, report),
        SourceKind::Eu => formats::eu::read(input, report),
        SourceKind::Ftm => formats::ftm::read(input, report),
        SourceKind::OfacAdvanced => formats::ofac_advanced::read(input, report),
    }
}

fn manifest_entry(input: &Input, report: &SourceReport) -> Source {
    // A list is at most 1 GiB, so no count comes near u32::MAX.
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Source {
        kind: input.spec.kind.to_string(),
        path: input.spec.path.display().to_string(),
        bytes: report.bytes,
        blake3: input.blake3(),
        published: report.published.clone(),
        designations: count(report.designations),
        names: count(report.names),
        addresses: count(report.addresses),
        identifiers: count(report.identifiers),
    }
}

/// The designations of all sources, each id once.
#[derive(Default)]
struct Merged {
    designations: Vec<Designation>,
    by_id: HashMap<String, Place>,
}

/// Where a designation was read.
struct Place {
    index: usize,
    kind: SourceKind,
    at: String,
}

impl Merged {
    fn add(
        &mut self,
        located: Vec<Located>,
        kind: SourceKind,
        report: &mut SourceReport,
    ) -> Result<(), CompileError> {
        let mut on_both = 0_u64;
        for Located {
            designation,
            path,
            line,
        } in located
        {
            let at = format!("{}:{line}", path.display());
            match self.by_id.entry(designation.id.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(Place {
                        index: self.designations.len(),
                        kind,
                        at,
                    });
                    self.designations.push(designation);
                }
                Entry::Occupied(entry)
                    if is_ofac(kind) && is_ofac(entry.get().kind) && entry.get().kind != kind =>
                {
                    on_both += 1;
                    if let Some(first) = self.designations.get_mut(entry.get().index) {
                        unite(first, designation);
                    }
                }
                Entry::Occupied(entry) => {
                    return Err(CompileError::Duplicate {
                        id: designation.id,
                        first: entry.get().at.clone(),
                        second: at,
                        todo: match kind {
                            SourceKind::Custom => "give each designation an id of its own",
                            SourceKind::Ftm => "aggregate the fragments of an entity into one line first",
                            SourceKind::Ownership => {
                                "put the ownership files into one folder, so that their shares add up"
                            }
                            _ => "give one snapshot of each list, and each list once",
                        },
                    });
                }
            }
        }
        if on_both > 0 {
            report.warn(format!(
                "{}: {on_both} parties are on another OFAC list given here too; each is one designation with the programs of both",
                report.path.display()
            ));
        }
        Ok(())
    }
}

fn is_ofac(kind: SourceKind) -> bool {
    matches!(
        kind,
        SourceKind::OfacSdn | SourceKind::OfacConsolidated | SourceKind::OfacAdvanced
    )
}

/// OFAC numbers a party once over all its lists: the same number on the SDN and the consolidated list is the same
/// party under more programs. Everything either list says is kept.
fn unite(first: &mut Designation, second: Designation) {
    if !first.list.contains(&second.list) {
        first.list = format!("{}; {}", first.list, second.list);
    }
    for name in second.names {
        if first.names.iter().any(|n| n.text == name.text) {
            continue;
        }
        // Only one name is primary.
        let kind = match name.kind {
            portcullis_model::NameKind::Primary => portcullis_model::NameKind::Alias,
            kind => kind,
        };
        first.names.push(portcullis_model::Name { kind, ..name });
    }
    extend(&mut first.programs, second.programs);
    extend(&mut first.measures, second.measures);
    extend(&mut first.birth_dates, second.birth_dates);
    extend(&mut first.birth_places, second.birth_places);
    extend(&mut first.nationalities, second.nationalities);
    extend(&mut first.identifiers, second.identifiers);
    extend(&mut first.addresses, second.addresses);
    extend(&mut first.flags, second.flags);
    extend(&mut first.relations, second.relations);
    first.gender = first.gender.or(second.gender);
    if first.title.is_empty() {
        first.title = second.title;
    }
    for (mine, other) in [
        (&mut first.remarks, second.remarks),
        (&mut first.source_record, second.source_record),
    ] {
        if !other.is_empty() && *mine != other {
            if !mine.is_empty() {
                mine.push('\n');
            }
            mine.push_str(&other);
        }
    }
}

fn extend<T: PartialEq>(mine: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        formats::add_once(mine, other);
    }
}
