//! From sources to an index: reading, the checks that span sources, writing.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

use portcullis_index::{FetchedFile, Source};
use portcullis_model::{Date, Designation};
use portcullis_sys::threads;

use crate::files;
use crate::formats::{ListFormat, Others, OwnershipRule, directives};
use crate::input::Input;
use crate::known_rows::{NewRows, leave_out_known};
use crate::located::Located;
use crate::report::{Gap, SourceReport};
use crate::same_party::Links;
use crate::snapshot::Day;
use crate::timeline::Timeline;
use crate::unite::unite;
use crate::{
    CompileError, MaxAge, SourceKind, SourceSpec, age, coverage, cut, fetched, guard, republished,
    same_party, series, snapshot, spoiled, whole,
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
    /// What programs say of ownership: for the programs (and authorities) that it is about, it takes the place of what ships.
    pub ownership: Vec<OwnershipRule>,
    /// Account for every record and value of each source ([`SourceReport::coverage`]). Reads every file once more.
    pub coverage: bool,
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
    let specs = &series::expand(specs)?;
    let mut merged = Merged::default();
    let mut read: Vec<Option<Read>> = specs.iter().map(|_| None).collect();
    let is_derived = |i: &usize| specs[*i].kind.list().is_derived;
    let groups = snapshot::groups(specs);
    // Snapshots of which the day is known are read one after the other, when they are merged.
    let waits = |i: &usize| groups[*i].is_some() && specs[*i].date.is_some();
    let at_once: Vec<usize> = (0..specs.len()).filter(|i| !is_derived(i) && !waits(i)).collect();
    let nothing_yet = Merged::default();
    let results = threads::each(&at_once, &|&i| read_one(&specs[i], &nothing_yet, options, None));
    for (i, result) in at_once.into_iter().zip(results) {
        read[i] = Some(result?);
    }
    for (i, group) in groups.iter().enumerate() {
        match group {
            Some(leader) if *leader == i => {
                let members = (0..specs.len()).filter(|member| groups[*member] == Some(i));
                let located = merge_snapshots(specs, &mut read, members, &merged, options)?;
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
        let mut source = read_one(&specs[i], &merged, options, None)?;
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
    /// Of a snapshot: the rows that are records by themselves, and that the one before has not.
    new_rows: Option<NewRows>,
    format: &'static dyn ListFormat,
    day: Option<Day>,
    source: Source,
    report: SourceReport,
}

/// A list of an authority of so many entries is under some program.
const LIST_UNDER_PROGRAMS_MIN: usize = 100;

/// Programs say what binds an entry. Where none of a whole list has one, the form of the file has changed, or it was damaged.
fn refuse_without_programs(located: &[Located], path: &Path, spec: &SourceSpec, report: &mut SourceReport) {
    if !spec.kind.is_published() || located.len() < LIST_UNDER_PROGRAMS_MIN {
        return;
    }
    if located.iter().all(|one| one.designation.programs.is_empty()) {
        let what = format!(
            "none of its {} entries says under which program it is listed, so the form of the file has changed or it is damaged",
            located.len()
        );
        report.gap(path, what, "download it again");
    }
}

/// Reads a source; of a snapshot, only what it has not in common with the one before, which `timeline` knows.
fn read_one(
    spec: &SourceSpec,
    merged: &Merged,
    options: &CompileOptions,
    timeline: Option<&mut Timeline>,
) -> Result<Read, CompileError> {
    let (mut input, format) = files::open(spec)?;
    let mut report = SourceReport::new(spec.kind, spec.path.clone());
    report.bytes = input.bytes();
    let digest = input.blake3();
    let mut known = 0_usize;
    let new_rows = timeline.and_then(|timeline| {
        let dialect = format.rows_alone(&input)?;
        Some(leave_out_known(&mut input.primary.bytes, dialect, |row| {
            let is_known = timeline.rows.get(row).is_some_and(|at| timeline.has_row(at));
            known += usize::from(is_known);
            is_known
        }))
    });
    let others = Others {
        listed: &merged.designations,
        as_of: options.as_of,
        ownership: &options.ownership,
    };
    let mut located = format.read(&input, &others, &mut report)?;
    spoiled::take_out_rounded(&mut located, &mut report)?;
    report.whole_by = (report.whole_by).or_else(|| whole::shown_by_form(format.shape().form(), &input));
    report.warn_of_unknown_fields(&input.primary.path);
    if new_rows.is_none() {
        format.link(&mut located);
    }
    directives::tell_apart(&mut located, &mut report);
    for l in &located {
        report.count(&l.designation);
    }
    if options.coverage {
        report.coverage = Some(coverage::account(&input, format.shape(), &located, &report)?);
    }
    if located.is_empty() && known == 0 && !options.allow_shrink && !spec.kind.list().is_derived {
        return Err(CompileError::Empty {
            path: input.primary.path.clone(),
            kind: spec.kind,
        });
    }
    refuse_without_programs(&located, &input.primary.path, spec, &mut report);
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
    let fetched = if spec.kind.is_published() {
        fetched::of(&input, &mut report)?
    } else {
        Vec::new()
    };
    let source = manifest_entry(&input, digest, &report, day, fetched);
    report
        .warnings
        .extend(cut::cut_short(std::slice::from_ref(&source)));
    Ok(Read {
        located,
        new_rows,
        format,
        day,
        source,
        report,
    })
}

/// Merges the sources that are snapshots of one list, reading those that are not yet read, and notes in the manifest which are
/// superseded, and when. Of several of one day, the one that is given last counts.
fn merge_snapshots(
    specs: &[SourceSpec],
    read: &mut [Option<Read>],
    members: impl Iterator<Item = usize>,
    merged: &Merged,
    options: &CompileOptions,
) -> Result<Vec<Located>, CompileError> {
    let mut order: Vec<(Day, usize)> = Vec::new();
    for member in members {
        let spec = &specs[member];
        let known = read[member].as_ref().and_then(|read| read.day);
        let day = known
            .or(spec.date.map(Day::exact))
            .ok_or_else(|| CompileError::Undated {
                kind: spec.kind,
                path: spec.path.clone(),
            })?;
        order.push((day, member));
    }
    order.sort_by_key(|(day, _)| *day);
    let mut timeline = Timeline::default();
    let mut format: Option<&dyn ListFormat> = None;
    for (n, (day, member)) in order.iter().enumerate() {
        let spec = &specs[*member];
        let mut changes = timeline.begin(*day);
        let mut one = match read[*member].take() {
            Some(one) => one,
            // The newest is read whole: it is the list as it stands, and its report is complete.
            None => read_one(
                spec,
                merged,
                options,
                (n + 1 < order.len()).then_some(&mut timeline),
            )?,
        };
        for located in std::mem::take(&mut one.located) {
            let row = one.new_rows.as_mut().and_then(|rows| rows.remove(&located.line));
            timeline.add(located, row, &mut changes)?;
        }
        timeline.end(&changes, &mut one.report);
        if one.new_rows.take().is_some() {
            one.report.count_all(timeline.current());
            count(&mut one.source, &one.report);
        }
        if let Some((_, before)) = n
            .checked_sub(1)
            .and_then(|n| order.get(n))
            .filter(|(before, _)| before == day)
        {
            let path = specs[*before].path.display();
            one.report.warn(format!(
                "{}: replaces {path}, which is of the same day",
                spec.path.display()
            ));
        }
        format = Some(one.format);
        one.source.superseded_on = order.get(n + 1).map(|(next, _)| next.from.to_string());
        read[*member] = Some(one);
    }
    Ok(timeline.finish(|located| {
        if let Some(format) = format {
            format.link(located);
        }
    }))
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
    digest: String,
    report: &SourceReport,
    day: Option<Day>,
    fetched: Vec<FetchedFile>,
) -> Source {
    let mut source = Source {
        kind: input.spec.kind.to_string(),
        path: input.spec.path.display().to_string(),
        bytes: report.bytes,
        blake3: digest,
        published: report.published.clone(),
        day: report.day.clone(),
        day_until: day.filter(|day| day.to != day.from).map(|day| day.to.to_string()),
        fetched,
        cut_records: report.cut_records.clone(),
        ..Source::default()
    };
    count(&mut source, report);
    source
}

/// What a source holds, as its report counts it.
fn count(source: &mut Source, report: &SourceReport) {
    // A list is at most 1 GiB, so no count comes near u32::MAX.
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    source.designations = count(report.designations);
    source.names = count(report.names);
    source.addresses = count(report.addresses);
    source.identifiers = count(report.identifiers);
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
