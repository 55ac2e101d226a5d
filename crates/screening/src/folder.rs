//! The output folder: everything is written into a hidden folder and appears at once, at the end.
//!
//! A run that is killed, fails or runs out of disk leaves nothing that looks like a result: until
//! [`StagedFolder::publish`] the files live in a folder whose name starts with [`STAGING_PREFIX`], and the audit
//! log, without which `verify` calls a folder incomplete, is the last to appear. What a killed run leaves there can be gone
//! on with: see [`crate::checkpoint`].

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use portcullis_sys::{failpoint, sync_folder};

use crate::{
    ScreenError,
    checkpoint::{self, PLAN},
    files,
};

/// Hidden folders with this prefix hold a run that has not finished: `.portcullis-partial-RUN` stands beside the folder `RUN`.
/// They may be deleted; the run then cannot go on.
pub const STAGING_PREFIX: &str = ".portcullis-partial-";

/// What the hidden folder is called in an output folder that was there before.
const INSIDE: &str = "run";

/// The folder of results in the hidden one.
const RESULTS: &str = "results";

/// The folder in a run with copies of what it was made from, where they are kept.
pub const KEPT: &str = "kept";

/// Held by whoever writes the run.
const LOCK: &str = "lock";

/// A hidden folder that is being filled. Nobody else writes there. It is removed with this value, unless it is published or
/// kept.
#[derive(Debug)]
pub(crate) struct StagedFolder {
    target: PathBuf,
    /// Whether the hidden folder lies in `target`, which was there before: then files move into it, otherwise the whole
    /// folder of results is renamed.
    is_inside: bool,
    staging: PathBuf,
    /// Rights that nobody gets on what is created.
    umask: Umask,
    /// Whether what is written stays, for a run that goes on later.
    is_kept: Arc<AtomicBool>,
    _lock: File,
}

/// Where the hidden folder of a run into `target` is.
fn staging_of(target: &Path, is_inside: bool) -> PathBuf {
    if is_inside {
        return target.join(format!("{STAGING_PREFIX}{INSIDE}"));
    }
    let name = target.file_name().unwrap_or_default();
    let mut hidden = std::ffi::OsString::from(STAGING_PREFIX);
    hidden.push(name);
    parent_of(target).join(hidden)
}

fn parent_of(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The hidden folder of an unfinished run into `target`, wherever it lies.
pub(crate) fn hidden_of(target: &Path) -> Option<PathBuf> {
    let places = [false, true].map(|is_inside| staging_of(target, is_inside));
    places.into_iter().find(|hidden| hidden.join(PLAN).exists())
}

/// Locks a hidden folder against everybody else.
fn lock(staging: &Path, target: &Path) -> Result<File, ScreenError> {
    let fail = |source| ScreenError::Output {
        path: target.to_owned(),
        source,
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(staging.join(LOCK))
        .map_err(fail)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ScreenError::OutputBusy {
            path: target.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(fail(error)),
    }
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
        let is_inside = match fs::metadata(target) {
            Ok(metadata) if !metadata.is_dir() => {
                return Err(ScreenError::OutputNotAFolder {
                    path: target.to_owned(),
                });
            }
            Ok(_) => true,
            Err(e) if e.kind() == io::ErrorKind::NotFound => false,
            Err(e) => return Err(fail(e)),
        };
        if let Some(hidden) = hidden_of(target) {
            // Whoever writes it says so first.
            drop(lock(&hidden, target)?);
            return Err(ScreenError::OutputUnfinished {
                records: checkpoint::unfinished(target)?.map_or(0, |run| run.records),
                path: target.to_owned(),
                hidden,
            });
        }
        if is_inside {
            if !is_empty(target).map_err(fail)? {
                let path = target.to_owned();
                if !force {
                    return Err(ScreenError::OutputNotEmpty { path });
                }
                if !files::FILES.iter().any(|file| target.join(file.name).exists()) {
                    return Err(ScreenError::OutputNotARun { path });
                }
            }
        } else {
            // Staged beside the target, so that one rename publishes it and both are on one file system.
            fs::create_dir_all(parent_of(target)).map_err(fail)?;
        }
        let staging = staging_of(target, is_inside);
        match fs::create_dir(&staging) {
            // Whoever died here had not begun.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            made => made.map_err(fail)?,
        }
        // What is in it is its owner's alone until it is published.
        Umask::PRIVATE.apply(&staging, 0o777).map_err(fail)?;
        let folder = StagedFolder {
            target: target.to_owned(),
            is_inside,
            _lock: lock(&staging, target)?,
            staging,
            umask,
            is_kept: Arc::default(),
        };
        folder.clear()?;
        Ok(folder)
    }

    /// Takes the hidden folder of an unfinished run over, with all that is in it.
    pub(crate) fn reopen(target: &Path, umask: Umask) -> Result<StagedFolder, ScreenError> {
        let Some(staging) = hidden_of(target) else {
            return Err(ScreenError::NothingToResume {
                path: target.to_owned(),
            });
        };
        Ok(StagedFolder {
            target: target.to_owned(),
            is_inside: staging == staging_of(target, true),
            _lock: lock(&staging, target)?,
            staging,
            umask,
            // Whatever goes wrong: what was kept stays.
            is_kept: Arc::new(AtomicBool::new(true)),
        })
    }

    /// Takes away what results there are, to begin with the first record.
    pub(crate) fn clear(&self) -> Result<(), ScreenError> {
        let clear = || {
            for entry in fs::read_dir(&self.staging)? {
                let entry = entry?;
                let name = entry.file_name();
                if name == LOCK || name == PLAN {
                    continue;
                }
                if entry.file_type()?.is_dir() {
                    fs::remove_dir_all(entry.path())?;
                } else {
                    fs::remove_file(entry.path())?;
                }
            }
            let results = self.results();
            fs::create_dir(&results)?;
            self.umask.apply(&results, 0o777)
        };
        clear().map_err(|source| self.failed(source))
    }

    /// Makes the folder of what is kept anew, with the rights that the umask leaves.
    pub(crate) fn make_kept(&self) -> Result<PathBuf, ScreenError> {
        let kept = self.results().join(KEPT);
        let make = || {
            match fs::remove_dir_all(&kept) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
            fs::create_dir(&kept)?;
            self.umask.apply(&kept, 0o777)
        };
        make().map_err(|source| self.failed(source))?;
        Ok(kept)
    }

    /// Copies a file to a name in the folder of what is kept, through to the disk.
    pub(crate) fn copy_into(&self, kept: &Path, from: &Path, name: &Path) -> Result<(), ScreenError> {
        let to = kept.join(name);
        let mut input = File::open(from).map_err(|source| ScreenError::Input {
            path: from.to_owned(),
            source,
        })?;
        let mut copy = || {
            if let Some(folder) = to.parent().filter(|folder| !folder.exists()) {
                fs::create_dir_all(folder)?;
                self.umask.apply(folder, 0o777)?;
            }
            let mut output = File::create_new(&to)?;
            self.umask.apply(&to, 0o666)?;
            io::copy(&mut input, &mut output)?;
            output.sync_all()
        };
        copy().map_err(|source| ScreenError::Output {
            path: to.clone(),
            source,
        })
    }

    /// Takes a file of the run away, if it is there.
    pub(crate) fn discard(&self, name: &str) -> Result<(), ScreenError> {
        remove(&self.results().join(name)).map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> ScreenError {
        ScreenError::Output {
            path: self.target.clone(),
            source,
        }
    }

    /// Says that what is written stays for a run that goes on, whatever happens to this one.
    pub(crate) fn keep(&self) {
        self.is_kept.store(true, Ordering::Relaxed);
    }

    /// Whether what is written stays, for whoever makes something that is worth it while the run goes on.
    pub(crate) fn is_kept(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_kept)
    }

    /// Creates one of the files of the run.
    pub(crate) fn create(&self, name: &str) -> Result<File, ScreenError> {
        let path = self.results().join(name);
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

    /// Opens one of the files of the run, of which so many bytes are good, and cuts the rest off.
    pub(crate) fn reopen_file(&self, name: &str, bytes: u64) -> Result<File, ScreenError> {
        let open = || {
            let file = File::options()
                .read(true)
                .write(true)
                .open(self.results().join(name))?;
            if file.metadata()?.len() < bytes {
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "it is shorter than it was at the checkpoint",
                ));
            }
            file.set_len(bytes)?;
            Ok(file)
        };
        open().map_err(|source| ScreenError::Output {
            path: self.results().join(name),
            source,
        })
    }

    /// The hidden folder.
    pub(crate) fn staging(&self) -> &Path {
        &self.staging
    }

    /// Where the files of the run are until then.
    pub(crate) fn results(&self) -> PathBuf {
        self.staging.join(RESULTS)
    }

    /// The folder that the run is for.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Where a file of the run will be once it is published; for messages.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        self.target.join(name)
    }

    /// Makes the run visible. All files must be written and synced. Whoever dies in here does it again.
    pub(crate) fn publish(self) -> Result<(), ScreenError> {
        self.move_results().map_err(|source| self.failed(source))?;
        failpoint("rename: the run is visible");
        // Nothing is left in it that anybody needs.
        self.is_kept.store(false, Ordering::Relaxed);
        Ok(())
    }

    fn move_results(&self) -> io::Result<()> {
        let results = self.results();
        if !results.exists() {
            // Renamed by a run that died right after.
            return sync_folder(&parent_of(&self.target));
        }
        sync_folder(&results)?;
        failpoint("rename: the outputs are on the disk");
        if !self.is_inside {
            fs::rename(&results, &self.target)?;
            failpoint("rename: the folder is renamed");
            return sync_folder(&parent_of(&self.target));
        }
        // The decisions are moved first: while they are here, nothing of ours is there.
        if results.join(files::DECISIONS).exists() {
            // An earlier run stops looking complete before anything of it is replaced.
            for file in files::FILES.iter().rev() {
                remove(&self.target.join(file.name))?;
            }
            match fs::remove_dir_all(self.target.join(KEPT)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        failpoint("rename: the run before is taken apart");
        let names = files::FILES.iter().map(|file| file.name);
        let (first, last): (Vec<_>, Vec<_>) = names.partition(|name| *name != files::AUDIT);
        for name in first.into_iter().chain([KEPT]).chain(last) {
            let from = results.join(name);
            if from.exists() {
                fs::rename(from, self.target.join(name))?;
                failpoint("rename: a file is moved");
            }
        }
        sync_folder(&self.target)
    }
}

impl Drop for StagedFolder {
    fn drop(&mut self) {
        if !self.is_kept.load(Ordering::Relaxed) {
            // Should it not go away, it harms nothing.
            let _ = fs::remove_dir_all(&self.staging);
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
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
            assert_eq!((mode(staged.staging()), mode(&staged.results())), (0o700, folder));
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
