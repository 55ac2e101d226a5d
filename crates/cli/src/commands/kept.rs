//! The copies in a run of what it was made from (`screen --keep`): `replay` and `explain --run` read them in the place of
//! what was named when the run was made.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use portcullis_exemptions::Rulebook;
use portcullis_index::Manifest;
use portcullis_screening::Summary;

use crate::options::Rules;
use crate::output::counted;

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

    /// What among the copies is not what the run was made from, by the digests that the run has: a sentence each, without the folder of
    /// the run. So is a copy that is not there, where everything was kept.
    pub fn altered(&self, recorded: &Summary) -> Vec<String> {
        let mut altered = Vec::new();
        let mut hold =
            |path: Option<PathBuf>, was: Option<&str>, digest: &dyn Fn(&Path) -> Option<String>| {
                let (Some(path), Some(was)) = (path, was) else {
                    return;
                };
                if digest(&path).as_deref() != Some(was) {
                    altered.push(self.told(&path));
                }
            };
        let configuration = &recorded.configuration;
        hold(self.index(), Some(&recorded.index_digest), &index_digest);
        hold(
            self.there("index-before.pcx"),
            configuration.delta.as_deref(),
            &index_digest,
        );
        hold(
            self.there("ledger.csv"),
            configuration.ledger_digest.as_deref(),
            &file_digest,
        );
        let control = recorded.control.as_ref().map(|control| control.blake3.as_str());
        hold(self.there("control.csv"), control, &file_digest);
        let payments = self.payments();
        for (path, input) in payments.iter().zip(&recorded.inputs) {
            hold(Some(path.clone()), Some(&input.blake3), &file_digest);
        }
        let keeps_all = recorded.run.command.iter().any(|word| word == "--keep");
        if keeps_all && !self.is_whole() {
            altered.push(format!("{}/index.pcx: is not there", portcullis_screening::KEPT));
        }
        if keeps_all && payments.len() != recorded.inputs.len() {
            altered.push(format!(
                "kept/payments: has {} of {}",
                payments.len(),
                counted(recorded.inputs.len() as u64, "payments file", "payments files")
            ));
        }
        if keeps_all {
            let rules = Rulebook::load(&self.rules(true).files(None));
            if !rules.is_ok_and(|rules| rules.digest() == configuration.rules_digest) {
                altered.push(
                    "kept: the rules (programs, licenses, registry, institution, findings, good-guys) are not those of the run"
                        .to_owned(),
                );
            }
        }
        altered
    }

    /// What is said of a copy that is another.
    fn told(&self, path: &Path) -> String {
        let name = path.strip_prefix(&self.folder).unwrap_or(path);
        format!(
            "{}/{}: is not what the run was made from",
            portcullis_screening::KEPT,
            name.display()
        )
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

/// The digest that an index carries of itself, where it holds together; another version may have compiled it.
fn index_digest(path: &Path) -> Option<String> {
    let read = Manifest::read_with_digest(path);
    read.ok().map(|(_, digest)| digest)
}

/// BLAKE3 of a file, where it can be read.
fn file_digest(path: &Path) -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    std::io::copy(&mut std::fs::File::open(path).ok()?, &mut hasher).ok()?;
    Some(hasher.finalize().to_hex().to_string())
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
