//! The output folder: everything is written under hidden names and appears at once, at the end.
//!
//! A run that is killed, fails or runs out of disk leaves nothing that looks like a result: until
//! [`StagedFolder::publish`] the files live in a folder whose name starts with [`STAGING_PREFIX`], and the audit
//! log, without which `verify` calls a folder incomplete, is the last to appear.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use portcullis_sys::sync_folder;

use crate::{
    ScreenError,
    files::{self, Holds},
};

/// Hidden folders with this prefix hold a run that has not finished. They may be deleted.
pub const STAGING_PREFIX: &str = ".portcullis-partial-";

/// A fresh folder that is being filled.
#[derive(Debug)]
pub(crate) struct StagedFolder {
    target: PathBuf,
    /// Whether `target` was there before: then files move into it, otherwise the whole folder is renamed.
    target_existed: bool,
    staging: tempfile::TempDir,
    /// Rights that nobody gets on what is created.
    umask: Umask,
}

/// Rights that a run's folder and files do not give, as `umask` has them: `0o077` keeps all but their owner out. It stands
/// by itself: the umask of the process takes nothing more away. Where files have no modes it has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Umask(u32);

impl Umask {
    /// Only the owner reads and writes: payments and hits are nobody else's business.
    pub const PRIVATE: Umask = Umask(0o077);

    /// From the three octal digits. `None` where it takes rights away that the owner needs to read, write and enter, or is
    /// more than three digits.
    #[must_use]
    pub const fn new(bits: u32) -> Option<Umask> {
        if bits > 0o777 || bits & 0o700 != 0 {
            None
        } else {
            Some(Umask(bits))
        }
    }

    /// Gives a folder or file the rights that are left of all that it could have.
    #[cfg(unix)]
    fn apply(self, path: &Path, all: u32) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(all & !self.0))
    }

    #[cfg(not(unix))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // The shape of the other.
    fn apply(self, _path: &Path, _all: u32) -> io::Result<()> {
        Ok(())
    }
}

impl StagedFolder {
    /// Prepares `target`, which must be absent or empty unless `force` is given.
    ///
    /// With `force`, the outputs of an earlier run in `target` are replaced at the end; no other file is touched. A folder
    /// that is there already keeps its rights; the files in it get those that `umask` leaves.
    pub(crate) fn prepare(target: &Path, force: bool, umask: Umask) -> Result<StagedFolder, ScreenError> {
        let fail = |source| ScreenError::Output {
            path: target.to_owned(),
            source,
        };
        let target_existed = match fs::metadata(target) {
            Ok(metadata) if !metadata.is_dir() => {
                return Err(ScreenError::OutputNotAFolder {
                    path: target.to_owned(),
                });
            }
            Ok(_) => true,
            Err(e) if e.kind() == io::ErrorKind::NotFound => false,
            Err(e) => return Err(fail(e)),
        };
        let parent = if target_existed {
            if !is_empty(target).map_err(fail)? {
                let path = target.to_owned();
                if !force {
                    return Err(ScreenError::OutputNotEmpty { path });
                }
                if !files::FILES.iter().any(|file| target.join(file.name).exists()) {
                    return Err(ScreenError::OutputNotARun { path });
                }
            }
            target.to_owned()
        } else {
            // Staged beside the target, so that one rename publishes it and both are on one file system.
            let parent = match target.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
                _ => PathBuf::from("."),
            };
            fs::create_dir_all(&parent).map_err(fail)?;
            parent
        };
        // Created for its owner alone; what else it gives is decided before anything is in it.
        let staging = tempfile::Builder::new()
            .prefix(STAGING_PREFIX)
            .tempdir_in(&parent)
            .map_err(fail)?;
        umask.apply(staging.path(), 0o777).map_err(fail)?;
        Ok(StagedFolder {
            target: target.to_owned(),
            target_existed,
            staging,
            umask,
        })
    }

    /// Creates one of the files of the run.
    pub(crate) fn create(&self, name: &str) -> Result<File, ScreenError> {
        let path = self.staging.path().join(name);
        let create = || {
            let file = File::create_new(&path)?;
            self.umask.apply(&path, 0o666)?;
            Ok(file)
        };
        create().map_err(|source| ScreenError::Output {
            path: self.target.join(name),
            source,
        })
    }

    /// Where the files are until then.
    pub(crate) fn staging(&self) -> &Path {
        self.staging.path()
    }

    /// Where a file of the run will be once it is published; for messages.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        self.target.join(name)
    }

    /// Makes the run visible. All files must be written and synced.
    pub(crate) fn publish(self) -> Result<(), ScreenError> {
        let fail = |source| ScreenError::Output {
            path: self.target.clone(),
            source,
        };
        sync_folder(self.staging.path()).map_err(fail)?;
        if self.target_existed {
            // An earlier run stops looking complete before the first of its files is replaced.
            for file in files::FILES.iter().rev() {
                match fs::remove_file(self.target.join(file.name)) {
                    Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(fail(e)),
                    _ => {}
                }
            }
            for file in files::FILES {
                let done = fs::rename(self.staging.path().join(file.name), self.target.join(file.name));
                match done {
                    Err(e) if e.kind() == io::ErrorKind::NotFound && file.holds == Holds::DeltaRecords => {}
                    done => done.map_err(fail)?,
                }
            }
            sync_folder(&self.target).map_err(fail)?;
            // Empty by now; a leftover hidden folder harms nothing.
            let _ = self.staging.close();
        } else {
            fs::rename(self.staging.path(), &self.target).map_err(fail)?;
            let parent = self.staging.path().parent().map(Path::to_owned);
            // The folder has another name now: nothing is left to delete.
            let _ = self.staging.keep();
            if let Some(parent) = parent {
                sync_folder(&parent).map_err(|source| ScreenError::Output {
                    path: parent.clone(),
                    source,
                })?;
            }
        }
        Ok(())
    }
}

/// Whether a folder holds nothing but what killed runs left behind.
fn is_empty(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        if !entry?.file_name().to_string_lossy().starts_with(STAGING_PREFIX) {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write, path::Path};

    use super::{STAGING_PREFIX, StagedFolder, Umask};
    use crate::{ScreenError, files};

    fn prepare(target: &Path, force: bool) -> Result<StagedFolder, ScreenError> {
        StagedFolder::prepare(target, force, Umask::PRIVATE)
    }

    #[test]
    #[cfg(unix)]
    fn a_run_is_its_owners_alone_unless_another_umask_is_asked_for() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let parent = tempfile::tempdir().unwrap();
        for (umask, folder, file) in [
            (0o077, 0o700, 0o600),
            (0o027, 0o750, 0o640),
            (0o002, 0o775, 0o664),
        ] {
            let target = parent.path().join(format!("run-{umask:o}"));
            let staged = StagedFolder::prepare(&target, false, Umask::new(umask).unwrap()).unwrap();
            fill(&staged, "x");
            assert_eq!(mode(staged.staging()), folder);
            staged.publish().unwrap();
            assert_eq!(mode(&target), folder);
            for name in files::of_run(false) {
                assert_eq!(mode(&target.join(name)), file, "{name}");
            }
        }
        // A folder that somebody made keeps the rights that they gave it.
        let target = parent.path().join("made");
        fs::create_dir(&target).unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o755)).unwrap();
        let staged = prepare(&target, false).unwrap();
        fill(&staged, "x");
        staged.publish().unwrap();
        assert_eq!((mode(&target), mode(&target.join(files::ALERTS))), (0o755, 0o600));
    }

    #[test]
    fn a_umask_leaves_the_owner_what_a_run_needs() {
        assert_eq!(Umask::new(0o077), Some(Umask::PRIVATE));
        assert_eq!([0o100, 0o277, 0o777, 0o1000].map(Umask::new), [None; 4]);
    }

    fn fill(staged: &StagedFolder, text: &str) {
        for name in files::of_run(false) {
            staged.create(name).unwrap().write_all(text.as_bytes()).unwrap();
        }
    }

    fn listing(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_seen_under_the_target_name_until_the_run_is_published() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("deep/run");
        let staged = prepare(&target, false).unwrap();
        fill(&staged, "x");
        assert!(!target.exists());
        staged.publish().unwrap();
        let mut expected: Vec<String> = files::of_run(false).map(str::to_owned).collect();
        expected.sort();
        assert_eq!(listing(&target), expected);
        assert_eq!(listing(&parent.path().join("deep")), ["run"]);
    }

    #[test]
    fn a_run_that_is_given_up_leaves_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("run");
        let staged = prepare(&target, false).unwrap();
        fill(&staged, "x");
        drop(staged);
        assert_eq!(listing(parent.path()), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_holds_something_is_refused_unless_forced_and_foreign_files_stay() {
        let target = tempfile::tempdir().unwrap();
        fs::write(target.path().join("notes.txt"), "mine").unwrap();
        fs::write(target.path().join(files::AUDIT), "old").unwrap();
        assert!(matches!(
            prepare(target.path(), false),
            Err(ScreenError::OutputNotEmpty { .. })
        ));
        let staged = prepare(target.path(), true).unwrap();
        fill(&staged, "new");
        assert_eq!(
            fs::read_to_string(target.path().join(files::AUDIT)).unwrap(),
            "old"
        );
        staged.publish().unwrap();
        assert_eq!(
            fs::read_to_string(target.path().join(files::AUDIT)).unwrap(),
            "new"
        );
        assert_eq!(
            fs::read_to_string(target.path().join("notes.txt")).unwrap(),
            "mine"
        );
        assert!(!listing(target.path()).iter().any(|name| name.starts_with('.')));
    }

    #[test]
    fn a_folder_that_holds_no_run_is_not_replaced() {
        let target = tempfile::tempdir().unwrap();
        fs::write(target.path().join("payments.csv"), "mine").unwrap();
        assert!(matches!(
            prepare(target.path(), true),
            Err(ScreenError::OutputNotARun { .. })
        ));
        assert_eq!(listing(target.path()), ["payments.csv"]);
    }

    #[test]
    fn what_a_killed_run_left_behind_does_not_make_a_folder_full() {
        let target = tempfile::tempdir().unwrap();
        fs::create_dir(target.path().join(format!("{STAGING_PREFIX}dead"))).unwrap();
        assert!(prepare(target.path(), false).is_ok());
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_named() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("run");
        fs::write(&target, "").unwrap();
        let error = prepare(&target, true).unwrap_err();
        assert!(matches!(error, ScreenError::OutputNotAFolder { .. }), "{error}");
    }
}
