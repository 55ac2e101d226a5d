//! Indexes that another version of the program compiled: a run that was made with one is made again with the same designations.

use std::path::{Path, PathBuf};

use portcullis_index::{Index, Manifest, OpenError, REBUILT_SINCE, RebuildError};

use crate::failure::Failure;
use crate::output::{counted, message};

/// Where this program cannot search an index, because another version compiled it, puts one in its place that has the same designations,
/// compiled anew into the file `anew`. Says so, and returns whether it did.
///
/// # Errors
/// The index is not the one of the run, by the digest that it `was`; it is in another format; or the file cannot be written.
pub fn compiled_anew(index: &mut Option<PathBuf>, was: Option<&str>, anew: PathBuf) -> Result<bool, Failure> {
    let (Some(path), Some(was)) = (&index, was) else {
        return Ok(false);
    };
    match Index::open(path) {
        Err(OpenError::Rules { .. } | OpenError::Places { .. }) => {}
        Err(OpenError::Version { found, expected, .. }) if (REBUILT_SINCE..expected).contains(&found) => {}
        Err(OpenError::Version { found, expected, .. }) => {
            return Err(Failure::input(format!(
                "{}: is in format {found}, and this version reads format {expected}; compile the lists of the run (`index` in its \
                 summary.json names them) with this version, and name that index with --index",
                path.display()
            )));
        }
        // What else is wrong with it is said when it is opened to be searched.
        _ => return Ok(false),
    }
    let (manifest, digest) = Manifest::read_with_digest(path)?;
    if digest != was {
        return Err(Failure::input(format!(
            "{}: is not the index of the run any more: its digest was {was}, and is {digest}; name another with --index to \
             compare with that",
            path.display()
        )));
    }
    write(path, &anew)?;
    message(&format!(
        "{}: another version compiled it; its {} are compiled anew, and what differs may come of that",
        path.display(),
        counted(u64::from(manifest.designations), "designation", "designations")
    ));
    *index = Some(anew);
    Ok(true)
}

fn write(path: &Path, anew: &Path) -> Result<(), Failure> {
    let bytes = Index::rebuilt(path).map_err(|error| match error {
        RebuildError::Open(error) => Failure::from(error),
        error => Failure::input(format!("{}: cannot be compiled anew: {error}", path.display())),
    })?;
    std::fs::write(anew, bytes).map_err(|error| Failure::write(anew, &error))
}
