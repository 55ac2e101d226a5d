//! The names that benchmarks ask for.

use std::error::Error;
use std::path::Path;

use portcullis_synthetic::{GeneratorOptions, Random, generate, party_names};
use rustc_hash::FxHashSet;

use crate::lists::Lists;

/// Names of people and companies that are on no list, each different, in a fixed random order: from the evaluation data,
/// or, without any, from the generator of payments. At most `count`.
///
/// # Errors
/// A file that cannot be read.
pub fn clean(lists: &Lists, count: usize) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    match &lists.evaluation {
        Some(folder) => {
            for (file, column) in [
                ("negatives_global.csv", "full_name"),
                ("negatives_us.csv", "full_name"),
                ("companies.csv", "name"),
            ] {
                names.extend(column_of(&folder.join(file), column)?);
            }
        }
        None => names = party_names(count)?,
    }
    let mut seen = FxHashSet::default();
    names.retain(|name| seen.insert(name.clone()));
    Random::from_seed(1).shuffle(&mut names);
    names.truncate(count);
    Ok(names)
}

/// A file of generated payments without hits, gone when it is dropped.
///
/// # Errors
/// A file that cannot be written.
pub fn payments(count: u64, distinct: bool) -> Result<tempfile::NamedTempFile, Box<dyn Error>> {
    let file = tempfile::Builder::new().suffix(".csv").tempfile()?;
    let options = GeneratorOptions {
        count,
        distinct,
        ..GeneratorOptions::default()
    };
    generate(&options, std::io::BufWriter::new(file.reopen()?), None, |_| {})?;
    Ok(file)
}

/// A query and what it should find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The name asked for.
    pub query: String,
    /// Designation ids, any of which is right.
    pub ids: Vec<String>,
}

/// Queries and what each should find, where the evaluation data is there.
///
/// # Errors
/// A file that cannot be read.
pub fn labelled(lists: &Lists, file: &str) -> Result<Vec<Labelled>, Box<dyn Error>> {
    let Some(folder) = &lists.evaluation else {
        return Ok(Vec::new());
    };
    let path = folder.join(file);
    let queries = column_of(&path, "query")?;
    let ids = column_of(&path, "list_id")?;
    Ok(queries
        .into_iter()
        .zip(ids)
        .map(|(query, ids)| Labelled {
            query,
            ids: ids.split(';').map(str::to_owned).collect(),
        })
        .collect())
}

fn column_of(path: &Path, column: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let named = |error: csv::Error| format!("{}: {error}", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(named)?;
    let place = reader
        .headers()
        .map_err(named)?
        .iter()
        .position(|header| header == column)
        .ok_or_else(|| format!("{}: has no column `{column}`", path.display()))?;
    reader
        .records()
        .map(|record| Ok(record.map_err(named)?.get(place).unwrap_or_default().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Labelled, clean, labelled};
    use crate::lists::Lists;

    fn none() -> Lists {
        Lists {
            sources: Vec::new(),
            title: "none",
            evaluation: None,
        }
    }

    #[test]
    fn without_evaluation_data_clean_names_are_generated_and_differ() {
        let names = clean(&none(), 100).unwrap();
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!((names.len(), distinct.len()), (100, 100));
        assert!(names.iter().all(|name| !name.is_empty()));
        assert_eq!(names, clean(&none(), 100).unwrap());
    }

    #[test]
    fn a_query_may_have_several_right_answers() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("q.csv"), "query,list_id\nA B,un-1;un-2\n").unwrap();
        let lists = Lists {
            evaluation: Some(folder.path().to_owned()),
            ..none()
        };
        let expected = Labelled {
            query: "A B".to_owned(),
            ids: vec!["un-1".to_owned(), "un-2".to_owned()],
        };
        assert_eq!(labelled(&lists, "q.csv").unwrap(), [expected]);
    }

    #[test]
    fn a_missing_column_is_named_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("q.csv"), "query\nA B\n").unwrap();
        let lists = Lists {
            evaluation: Some(PathBuf::from(folder.path())),
            ..none()
        };
        let error = labelled(&lists, "q.csv").unwrap_err().to_string();
        assert!(error.ends_with("q.csv: has no column `list_id`"), "{error}");
    }
}
