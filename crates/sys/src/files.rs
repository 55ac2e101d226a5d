use crate::failpoint::failpoint;
use std::{
    fs::File,
    io::{self, Write},
    path::Path,
};

/// Writes a file so that readers see the old one or the new one, whole: to a temporary file beside it, synced,
/// then renamed; the folder is synced too where the system can.
///
/// # Errors
/// What the operating system says; the temporary file is removed then.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, Readers::All)
}

/// As [`write_atomically`], for a file that only its owner may read.
///
/// # Errors
/// As [`write_atomically`].
pub fn write_atomically_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, Readers::Owner)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    All,
    Owner,
}

fn replace(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".portcullis-")
        .tempfile_in(folder)?;
    #[cfg(unix)]
    if readers == Readers::All {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is its owner's alone; the result is for whoever may read the folder.
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = readers;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    failpoint("replace: before the rename");
    file.persist(path).map_err(|error| error.error)?;
    failpoint("replace: after the rename");
    sync_folder(folder)
}

/// Makes the names in a folder survive a power cut. A rename does only once the folder that holds the name is synced.
///
/// # Errors
/// What the operating system says; but not that it does not sync folders, as some network file systems do not.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{write_atomically, write_atomically_private};

    #[test]
    #[cfg(unix)]
    fn a_private_file_is_read_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.csv");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        write_atomically(&path, b"a").unwrap();
        assert_eq!(mode(), 0o644);
        write_atomically_private(&path, b"a").unwrap();
        assert_eq!(mode(), 0o600);
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        for text in ["first", "second"] {
            write_atomically(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_renamed_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a folder");
        fs::create_dir(&path).unwrap();
        assert!(write_atomically(&path, b"text").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
