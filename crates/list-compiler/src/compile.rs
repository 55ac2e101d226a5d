//! From sources to an index: reading, the checks that span sources, writing.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

use portcullis_index::{FetchedFile, Source};
use portcullis_model::{Date, Designation};

use crate::files;
use crate::formats::{Others, directives};
use crate::input::Input;
use crate::located::Located;
use crate::report::{Gap, SourceReport};
use crate::same_party::Links;
use crate::snapshot::{Day, Snapshot};
use crate::unite::unite;
use crate::{
    CompileError, MaxAge, SourceKind, SourceSpec, age, cut, fetched, guard, republished, same_party, snapshot,
};

/// How to compile.
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// The day whose state of affairs is compiled. Only ownership shares carry dates of their own: later ones are
    /// left out. Everything else keeps its dates in the index, and a payment is judged as of its value date.
    pub as_of: Option<Date>,
    /// The index that the new one is compared with; `None`: the one that it replaces, if there is one.
    pub previous: Option<PathBuf>,
    /// Warn, in the source's report, about a list that is older.
    pub warn_age: Option<MaxAge>,
    /// The latest day that a list may be dated with: the one that it is where days begin first. Nothing here asks a clock;
    /// `None`: any.
    pub latest_day: Option<Date>,
    /// Accept an empty list, one with a file missing or cut, and one that lost more than 5% of its designations, names,
    /// identifiers or addresses.
    pub allow_shrink: bool,
    /// Accept a list that is older than the one it replaces, and one dated after [`CompileOptions::latest_day`].
    pub allow_older: bool,
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
    /// Which designations of several authorities were found to be one party, and why.
    pub links: Links,
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
    let mut read: Vec<Option<Read>> = specs.iter().map(|_| None).collect();
    let is_derived = |i: &usize| specs[*i].kind.list().is_derived;
    for i in (0..specs.len()).filter(|i| !is_derived(i)) {
        read[i] = Some(read_one(&specs[i], &merged, options)?);
    }
    let groups = snapshot::groups(specs);
    for (i, group) in groups.iter().enumerate() {
        match group {
            Some(leader) if *leader == i => {
                let members = groups.iter().map(|group| *group == Some(i));
                let located = merge_snapshots(specs, &mut read, members)?;
                if let Some(source) = &mut read[i] {
                    merged.add(located, specs[i].kind, &mut source.report)?;
                }
            }
            Some(_) => {}
            None => {
                if let Some(source) = &mut read[i] {
                    let located = std::mem::take(&mut source.located);
                    merged.add(located, specs[i].kind, &mut source.report)?;
                }
            }
        }
    }
    merged.unite_republished();
    // What is about parties on the other lists is read after them, wherever it stands.
    for i in (0..specs.len()).filter(is_derived) {
        let mut source = read_one(&specs[i], &merged, options)?;
        let located = std::mem::take(&mut source.located);
        merged.add(located, specs[i].kind, &mut source.report)?;
        read[i] = Some(source);
    }
    if let Some(max_age) = options.warn_age {
        for source in read.iter_mut().flatten() {
            let warnings = age::overdue(std::slice::from_ref(&source.source), max_age);
            source.report.warnings.extend(warnings);
        }
    }
    let (sources, reports) = read
        .into_iter()
        .flatten()
        .map(|read| (read.source, read.report))
        .unzip();
    let mut designations = merged.designations;
    let links = same_party::link(&mut designations);
    Ok(Compilation {
        designations,
        sources,
        reports,
        links,
    })
}

/// A source, read by itself.
struct Read {
    located: Vec<Located>,
    day: Option<Day>,
    source: Source,
    report: SourceReport,
}

fn read_one(spec: &SourceSpec, merged: &Merged, options: &CompileOptions) -> Result<Read, CompileError> {
    let (input, format) = files::open(spec)?;
    let mut report = SourceReport::new(spec.kind, spec.path.clone());
    report.bytes = input.bytes();
    let others = Others {
        listed: &merged.designations,
        as_of: options.as_of,
    };
    let mut located = format.read(&input, &others, &mut report)?;
    directives::tell_apart(&mut located, &mut report);
    for l in &located {
        report.count(&l.designation);
    }
    if located.is_empty() && !options.allow_shrink && !spec.kind.list().is_derived {
        return Err(CompileError::Empty {
            path: input.primary.path.clone(),
            kind: spec.kind,
        });
    }
    for gap in std::mem::take(&mut report.gaps) {
        if !options.allow_shrink {
            let Gap { path, what, todo } = gap;
            return Err(CompileError::Incomplete { path, what, todo });
        }
        report.warn(format!("{}: {}", gap.path.display(), gap.what));
    }
    let day = snapshot::day(spec, report.published.as_deref());
    let is_future = |day: &Day| options.latest_day.is_some_and(|latest| day.from > latest);
    if let Some(day) = day.filter(is_future).filter(|_| !options.allow_older) {
        return Err(CompileError::Future {
            source_name: spec.to_string(),
            day: day.from.to_string(),
        });
    }
    report.day = day.map(|day| day.from.to_string());
    let list = spec.kind.list();
    let fetched = if list.is_own || list.is_derived {
        Vec::new()
    } else {
        fetched::of(&input, &mut report)?
    };
    let source = manifest_entry(&input, &report, day, fetched);
    report
        .warnings
        .extend(cut::cut_short(std::slice::from_ref(&source)));
    Ok(Read {
        located,
        day,
        source,
        report,
    })
}

/// Merges the sources that are snapshots of one list, and notes in the manifest which are superseded, and when.
fn merge_snapshots(
    specs: &[SourceSpec],
    read: &mut [Option<Read>],
    members: impl Iterator<Item = bool>,
) -> Result<Vec<Located>, CompileError> {
    let mut snapshots = Vec::new();
    let mut sources = Vec::new();
    for ((spec, read), _) in specs
        .iter()
        .zip(read)
        .zip(members)
        .filter(|(_, is_member)| *is_member)
    {
        let Some(Read {
            located,
            day,
            source,
            report,
        }) = read
        else {
            continue;
        };
        snapshots.push(Snapshot {
            spec,
            day: *day,
            located: std::mem::take(located),
            report,
        });
        sources.push((*day, source));
    }
    let located = snapshot::merge(snapshots)?;
    sources.sort_by_key(|(day, _)| *day);
    let next: Vec<Option<String>> = sources
        .iter()
        .skip(1)
        .map(|(day, _)| day.map(|day| day.from.to_string()))
        .collect();
    for ((_, source), next) in sources.iter_mut().zip(next) {
        source.superseded_on = next;
    }
    Ok(located)
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
    let previous = options.previous.as_deref().unwrap_or(out);
    guard::check(
        previous,
        options.previous.is_some(),
        &compilation.sources,
        options,
    )?;
    let bytes = portcullis_index::build(&compilation.designations, &compilation.sources)?;
    portcullis_sys::write_atomically(out, &bytes).map_err(|source| CompileError::Write {
        path: out.to_owned(),
        source,
    })?;
    Ok(compilation)
}

fn manifest_entry(
    input: &Input,
    report: &SourceReport,
    day: Option<Day>,
    fetched: Vec<FetchedFile>,
) -> Source {
    // A list is at most 1 GiB, so no count comes near u32::MAX.
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Source {
        kind: input.spec.kind.to_string(),
        path: input.spec.path.display().to_string(),
        bytes: report.bytes,
        blake3: input.blake3(),
        published: report.published.clone(),
        day: report.day.clone(),
        day_until: day.filter(|day| day.to != day.from).map(|day| day.to.to_string()),
        superseded_on: None,
        designations: count(report.designations),
        names: count(report.names),
        addresses: count(report.addresses),
        identifiers: count(report.identifiers),
        fetched,
        cut_records: report.cut_records.clone(),
    }
}

/// The designations of all sources, each id once.
#[derive(Default)]
struct Merged {
    designations: Vec<Designation>,
    by_id: HashMap<String, Origin>,
}

/// Where a designation was read.
struct Origin {
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
                    entry.insert(Origin {
                        index: self.designations.len(),
                        kind,
                        at,
                    });
                    self.designations.push(designation);
                }
                Entry::Occupied(mut entry) if republished::number_alike(entry.get().kind, kind) => {
                    on_both += 1;
                    if let Some(first) = self.designations.get_mut(entry.get().index) {
                        let mut second = designation;
                        // The list that only repeats another comes second, wherever it stands.
                        if republished::repeats(entry.get().kind, kind) {
                            std::mem::swap(first, &mut second);
                            entry.get_mut().kind = kind;
                        }
                        unite(first, second);
                    }
                }
                Entry::Occupied(entry) => {
                    return Err(CompileError::Duplicate {
                        id: designation.id,
                        first: entry.get().at.clone(),
                        second: at,
                        todo: kind.list().duplicate_todo,
                    });
                }
            }
        }
        if on_both > 0 {
            report.warn(format!(
                "{}: {on_both} parties are on another list given here that has the same numbers; each is one designation with the programs of both",
                report.path.display()
            ));
        }
        Ok(())
    }

    /// Makes one designation of parties that a list repeats from another without its number.
    fn unite_republished(&mut self) {
        let mut kinds: Vec<Option<SourceKind>> = vec![None; self.designations.len()];
        for origin in self.by_id.values() {
            if let Some(kind) = kinds.get_mut(origin.index) {
                *kind = Some(origin.kind);
            }
        }
        let Some(indexes) = republished::unite_by_content(&mut self.designations, &kinds) else {
            return;
        };
        self.by_id
            .retain(|_, origin| match indexes.get(origin.index).copied().flatten() {
                Some(index) => {
                    origin.index = index;
                    true
                }
                None => false,
            });
    }
}
