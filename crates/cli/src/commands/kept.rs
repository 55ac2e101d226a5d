//! The copies in a run of what it was made from (`screen --keep`): `replay` and `explain --run` read them in the place of
//! what was named when the run was made.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::options::Rules;

/// What was copied into the run when it was made.
pub struct Kept {
    folder: PathBuf,
}

impl Kept {
    /// Of the folder of a run.
    pub fn of(run: &Path) -> Kept {
        Kept {
            folder: run.join(portcullis_screening::KEPT),
        }
    }

    /// The folder of the copies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A copy by its name, where there is one.
    pub fn there(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.join(name)).filter(|path| path.exists())
    }

    /// The copy of the index.
    pub fn index(&self) -> Option<PathBuf> {
        self.there("index.pcx")
    }

    /// Whether everything was kept, so that nothing is looked for elsewhere.
    pub fn is_whole(&self) -> bool {
        self.index().is_some()
    }

    /// The rules, kind by kind, in the order in which they were named.
    pub fn rules(&self, allow_missing_lists: bool) -> Rules {
        Rules {
            programs: self.files("programs"),
            licenses: self.files("licenses"),
            registry: self.files("registry"),
            institution: self.files("institution").pop(),
            findings: self.files("findings"),
            good_guys: self.files("good-guys"),
            allow_missing_lists,
        }
    }

    /// The payments files, in the order in which they were named.
    pub fn payments(&self) -> Vec<PathBuf> {
        self.files("payments")
    }

    /// The files of a folder of copies, in the order in which they were named.
    fn files(&self, name: &str) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.folder.join(name)) else {
            return Vec::new();
        };
        let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        files
    }
}

/// The name of a copy (`00004-payments.csv`) without the number that it was given among the copies.
pub fn name_without_number(copy: &OsStr) -> Option<&str> {
    let (number, name) = copy.to_str()?.split_once('-')?;
    (number.len() == 5 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::name_without_number;

    #[test]
    fn a_copy_tells_the_name_that_the_file_had() {
        let name = |copy: &'static str| name_without_number(OsStr::new(copy));
        assert_eq!(name("00004-day-one.csv"), Some("day-one.csv"));
        assert_eq!(name("2024-payments.csv"), None);
        assert_eq!(name("payments.csv"), None);
    }
}
