//! What a run that goes on relies on, read again while it goes on.

use std::{
    fs::File,
    io::Read,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use super::Hashed;
use crate::ScreenError;

/// The first bytes of a file, and the digest that they had.
pub(crate) struct ToRecheck {
    file: File,
    bytes: u64,
    blake3: String,
    /// What is said where they have it no more.
    changed: ScreenError,
}

impl ToRecheck {
    /// `file` is at its beginning, and nobody else reads from this handle.
    pub(crate) fn new(file: File, hashed: &Hashed, changed: ScreenError) -> ToRecheck {
        ToRecheck {
            file,
            bytes: hashed.bytes,
            blake3: hashed.blake3.clone(),
            changed,
        }
    }

    fn check(self, given_up: &AtomicBool) -> Result<(), ScreenError> {
        let mut hasher = blake3::Hasher::new();
        let mut buffer = vec![0; 256 << 10];
        let mut rest = self.file.take(self.bytes);
        loop {
            match rest.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => hasher.update(&buffer[..read]),
                // What cannot be read is not what was read.
                Err(_) => return Err(self.changed),
            };
            if given_up.load(Ordering::Relaxed) {
                return Ok(());
            }
        }
        if hasher.finalize().to_hex().as_str() == self.blake3 {
            Ok(())
        } else {
            Err(self.changed)
        }
    }
}

/// Reads files again on a thread of its own, and holds them to their digests.
#[derive(Default)]
pub(crate) struct Recheck {
    thread: Option<JoinHandle<Result<(), ScreenError>>>,
    has_failed: Arc<AtomicBool>,
    is_given_up: Arc<AtomicBool>,
}

impl Recheck {
    pub(crate) fn begin(files: Vec<ToRecheck>) -> Result<Recheck, ScreenError> {
        let mut recheck = Recheck::default();
        if files.is_empty() {
            return Ok(recheck);
        }
        let (has_failed, is_given_up) = (Arc::clone(&recheck.has_failed), Arc::clone(&recheck.is_given_up));
        let check = move || {
            let checked = files.into_iter().try_for_each(|file| file.check(&is_given_up));
            has_failed.store(checked.is_err(), Ordering::Relaxed);
            checked
        };
        let thread = std::thread::Builder::new()
            .name("screen-recheck".to_owned())
            .spawn(check);
        recheck.thread = Some(thread.map_err(|e| ScreenError::Threads {
            reason: e.to_string(),
        })?);
        Ok(recheck)
    }

    /// Whether a file was found changed by now: going on is in vain.
    pub(crate) fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }

    /// Waits until everything is read again.
    ///
    /// # Errors
    /// A file is not what it was.
    pub(crate) fn finish(&mut self) -> Result<(), ScreenError> {
        match self.thread.take() {
            None => Ok(()),
            Some(thread) => thread
                .join()
                .unwrap_or_else(|_| Err(ScreenError::internal("the reading again of files panicked"))),
        }
    }
}

impl Drop for Recheck {
    fn drop(&mut self) {
        // Whoever drops it has an error of its own to tell, or is told to end.
        self.is_given_up.store(true, Ordering::Relaxed);
        let _ = self.finish();
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::{Recheck, ToRecheck};
    use crate::{
        ScreenError,
        attested::{Hashed, TreeHasher},
    };

    fn hashed(bytes: &[u8]) -> Hashed {
        let mut hasher = TreeHasher::new();
        hasher.update(bytes);
        hasher.hashed()
    }

    #[test]
    fn what_is_not_as_it_was_is_told_by_its_own_error() {
        let folder = tempfile::tempdir().unwrap();
        let check = |files: &[(&str, &str, &str)]| {
            let files = files.iter().map(|(name, was, is)| {
                fs::write(folder.path().join(name), is).unwrap();
                let file = File::open(folder.path().join(name)).unwrap();
                ToRecheck::new(file, &hashed(was.as_bytes()), ScreenError::internal(*name))
            });
            let mut recheck = Recheck::begin(files.collect()).unwrap();
            let error = recheck.finish().err().map(|error| error.to_string());
            assert_eq!(recheck.has_failed(), error.is_some());
            error
        };
        assert_eq!(check(&[]), None);
        // What was written behind it tells nothing.
        assert_eq!(check(&[("a", "one", "one and more"), ("b", "", "")]), None);
        for (was, is) in [("one", "two"), ("one", "on"), ("one", "")] {
            let told = check(&[("a", "same", "same"), ("b", was, is)]).unwrap();
            assert!(told.contains('b'), "{told}");
        }
    }
}
