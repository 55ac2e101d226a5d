//! A folder of dated files, which is a series of snapshots of one list.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use portcullis_model::Date;

use crate::formats::{self, Files};
use crate::source::Snapshots;
use crate::{CompileError, SourceSpec, files, snapshot};

/// The sources as given, and in place of a folder of dated files each of them with its day.
///
/// # Errors
/// A folder that has dated files and others, or dated files in several formats.
pub(crate) fn expand(specs: &[SourceSpec]) -> Result<Vec<SourceSpec>, CompileError> {
    let mut expanded = Vec::with_capacity(specs.len());
    for spec in specs {
        let may_be = spec.kind.list().snapshots != Snapshots::Never && spec.date.is_none();
        let series = if may_be && spec.path.is_dir() {
            dated_files(spec)?
        } else {
            Vec::new()
        };
        if series.is_empty() {
            expanded.push(spec.clone());
        }
        let of = |(day, path)| SourceSpec::new(spec.kind, path).on(day);
        expanded.extend(series.into_iter().map(of));
    }
    Ok(expanded)
}

/// The dated files of a folder, in order; none where the folder holds one list by other names.
fn dated_files(spec: &SourceSpec) -> Result<Vec<(Date, PathBuf)>, CompileError> {
    let list = spec.kind.list();
    let of_kind: Vec<Files> = formats::of(spec.kind).map(|format| format.files(list)).collect();
    let mut dated: Vec<(Date, PathBuf)> = Vec::new();
    let mut others: Vec<PathBuf> = Vec::new();
    for path in files::list(&spec.path)? {
        match role(&path, &of_kind) {
            // The folder holds the files of one day, under the names that their publisher gives them.
            Role::Named => return Ok(Vec::new()),
            Role::May => match stem(&path).and_then(snapshot::day_within) {
                Some(day) => dated.push((day, path)),
                None => others.push(path),
            },
            Role::None => {}
        }
    }
    let Some((_, first)) = dated.first() else {
        return Ok(Vec::new());
    };
    let extension = |path: &Path| path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    let mixed = dated.iter().find(|(_, path)| extension(path) != extension(first));
    let refused = |what: String| CompileError::NotFound {
        path: spec.path.clone(),
        what,
        todo: format!(
            "keep only the {} list's dated files in one format there, or name the files themselves",
            spec.kind
        ),
    };
    if !others.is_empty() {
        return Err(refused(format!(
            "the folder has files with a day in their names ({}) and others ({})",
            files::names(&dated.iter().map(|(_, path)| path.clone()).collect::<Vec<_>>()),
            files::names(&others)
        )));
    }
    if let Some((_, other)) = mixed {
        return Err(refused(format!(
            "the folder has files of several formats ({})",
            files::names(&[first.clone(), other.clone()])
        )));
    }
    dated.sort();
    order_days(&mut dated)?;
    Ok(dated)
}

/// What a file of a folder is to a list.
enum Role {
    /// A file that the list has by its publisher's own name.
    Named,
    /// It may be the list.
    May,
    /// It is something else.
    None,
}

fn role(path: &Path, of_kind: &[Files]) -> Role {
    let has = |extension: &str| {
        path.extension()
            .is_some_and(|own| own.eq_ignore_ascii_case(extension))
    };
    let mut role = Role::None;
    for files in of_kind {
        match files {
            Files::Family(primary, _) if files::is_named(path, primary) => return Role::Named,
            Files::Family(primary, _) => {
                if Path::new(primary)
                    .extension()
                    .and_then(|e| e.to_str())
                    .is_some_and(has)
                {
                    role = Role::May;
                }
            }
            Files::One(_) | Files::All(_) => {
                if files.extensions().iter().any(|extension| has(extension)) {
                    role = Role::May;
                }
            }
        }
    }
    role
}

fn stem(path: &Path) -> Option<&str> {
    path.file_stem().and_then(|stem| stem.to_str())
}

/// Orders files of one day, which their names do not: changes add up, so of two versions of a day the one that differs less from
/// the version before is the earlier. Where there is none before, or they differ as much, the name decides.
fn order_days(dated: &mut [(Date, PathBuf)]) -> Result<(), CompileError> {
    let mut start = 0;
    while start < dated.len() {
        let day = dated[start].0;
        let end = start
            + dated[start..]
                .iter()
                .take_while(|(other, _)| *other == day)
                .count();
        if end - start > 1 && start > 0 {
            let before = Lines::of(&dated[start - 1].1)?;
            let mut same_day: Vec<(u64, PathBuf)> = Vec::new();
            for (_, path) in &dated[start..end] {
                same_day.push((before.differing(&Lines::of(path)?), path.clone()));
            }
            same_day.sort();
            for (place, (_, path)) in dated[start..end].iter_mut().zip(same_day) {
                place.1 = path;
            }
        }
        start = end;
    }
    Ok(())
}

/// The lines of a file, each with how often it stands there.
struct Lines(HashMap<Vec<u8>, i64>);

impl Lines {
    fn of(path: &Path) -> Result<Lines, CompileError> {
        let bytes = fs::read(path).map_err(|source| CompileError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let mut lines = HashMap::new();
        for line in bytes.split(|byte| *byte == b'\n') {
            *lines.entry(line.to_vec()).or_insert(0) += 1;
        }
        Ok(Lines(lines))
    }

    /// How many lines only one of the two has.
    fn differing(&self, other: &Lines) -> u64 {
        let count = |lines: &Lines, line: &[u8]| lines.0.get(line).copied().unwrap_or(0);
        let mine = self.0.iter().map(|(line, n)| n.abs_diff(count(other, line)));
        let theirs = other.0.iter().filter(|(line, _)| !self.0.contains_key(*line));
        mine.sum::<u64>() + theirs.map(|(_, n)| n.unsigned_abs()).sum::<u64>()
    }
}
