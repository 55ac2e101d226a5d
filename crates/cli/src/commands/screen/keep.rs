//! `screen --keep`: what is copied into a run.

use std::path::{Path, PathBuf};

use super::Args;
use crate::demonstration::Lists;
use crate::failure::Failure;

/// Each file that a run is made from, with its name among the copies. `replay` finds them by these names.
pub fn files(args: &Args, lists: &Lists, payments: &[PathBuf]) -> Result<Vec<(PathBuf, PathBuf)>, Failure> {
    let mut files = vec![(lists.path.clone(), PathBuf::from("index.pcx"))];
    let single = [
        (&args.delta, "index-before.pcx"),
        (&args.control, "control.csv"),
        (&args.batch.map, "map.toml"),
    ];
    files.extend(
        single
            .into_iter()
            .filter_map(|(path, name)| Some((path.clone()?, PathBuf::from(name)))),
    );
    let rules = args.rules.files(lists.demonstration.as_ref());
    let institution: Vec<PathBuf> = rules.institution.into_iter().collect();
    for (folder, ending, named) in [
        ("programs", "toml", &rules.programs),
        ("licenses", "toml", &rules.licenses),
        ("registry", "csv", &rules.registries),
        ("institution", "toml", &institution),
        ("findings", "csv", &rules.findings),
        ("good-guys", "csv", &rules.good_guys),
    ] {
        for path in rule_files(named, ending)? {
            let name = numbered(files.len(), &path);
            files.push((path, Path::new(folder).join(name)));
        }
    }
    for path in payments {
        let name = numbered(files.len(), path);
        files.push((path.clone(), Path::new("payments").join(name)));
    }
    Ok(files)
}

/// A name that sorts in the order in which the files were named.
fn numbered(number: usize, path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!("{number:05}-{name}")
}

/// The files that paths stand for, in the order in which they are read: of a folder those with an ending, by name.
fn rule_files(paths: &[PathBuf], ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path)
            .map_err(|error| Failure::input(format!("{}: cannot be read: {error}", path.display())))?;
        let mut inside: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        inside.retain(|path| path.is_file() && path.extension().is_some_and(|is| is == ending));
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}
