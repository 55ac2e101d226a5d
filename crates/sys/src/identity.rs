//! Which file it is, and whether somebody wrote to it since.

use std::fs::File;
use std::io;

/// Which file it is, how long, and when it was last written to, as the system tells it. It changes whenever somebody writes to the file, puts
/// another one in its place, or sets its times; it may change without that (another mount of the disk). So what is equal was most likely
/// not changed, and what is not equal must be read to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileIdentity(String);

impl FileIdentity {
    /// Of an open file; `None` where the system does not tell.
    ///
    /// # Errors
    /// The system says nothing of the file.
    pub fn of(file: &File) -> io::Result<Option<FileIdentity>> {
        Ok(of_metadata(&file.metadata()?))
    }

    /// As a text, to be kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps)] // other systems do not tell
fn of_metadata(metadata: &std::fs::Metadata) -> Option<FileIdentity> {
    use std::os::unix::fs::MetadataExt;
    Some(FileIdentity(format!(
        "{}:{} {} {}.{:09} {}.{:09}",
        metadata.dev(),
        metadata.ino(),
        metadata.size(),
        metadata.mtime(),
        metadata.mtime_nsec(),
        metadata.ctime(),
        metadata.ctime_nsec()
    )))
}

#[cfg(not(unix))]
fn of_metadata(_metadata: &std::fs::Metadata) -> Option<FileIdentity> {
    None
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::FileIdentity;

    #[test]
    #[cfg(unix)]
    fn a_file_that_is_written_to_or_replaced_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "one").unwrap();
        let of = || FileIdentity::of(&File::open(&path).unwrap()).unwrap();
        let first = of();
        assert!(first.is_some());
        assert_eq!(of(), first);
        fs::write(folder.path().join("b"), "one").unwrap();
        fs::rename(folder.path().join("b"), &path).unwrap();
        let replaced = of();
        assert_ne!(replaced, first);
        // Of the same length, and with the times that it had.
        let times = fs::metadata(&path).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(&path, "two").unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(times.modified().unwrap()).unwrap();
        assert_ne!(of(), replaced);
    }
}
