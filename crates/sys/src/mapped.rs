use std::{
    fs::File,
    io,
    ops::{Deref, Range},
    path::Path,
};

use crate::fault::Watch;

/// A file lent out as bytes, read in place through a private, read-only memory map.
///
/// # Safety
///
/// The one place where files are mapped, so that its contract stands once: **no other process changes the file while it
/// is mapped.** Rust takes for granted that the bytes behind a shared reference stay what they are, and no program can
/// hold another one to that. What happens when the contract is broken all the same:
///
/// * *Other bytes are written*: they may be seen. Readers of payments check bounds and text as they go and
///   never trust what they read before. An index is trusted once it was checked; it is written by
///   [`write_atomically`](crate::write_atomically), which never changes a file that somebody has mapped.
/// * *The file is cut short*: zeros are read where it was (on Unix; elsewhere the system does not let a mapped file be
///   cut), and [`check_whole`](MappedFile::check_whole) says so. Whoever decides something from the bytes asks before
///   the decision leaves the process.
pub struct MappedFile {
    file: File,
    // Before the map: what is not there any more must not be watched.
    watch: Option<Watch>,
    /// `None` for an empty file, which cannot be mapped on every system.
    map: Option<memmap2::Mmap>,
}

impl MappedFile {
    /// Maps a file.
    ///
    /// # Errors
    /// What the operating system says; a folder is refused as [`io::ErrorKind::IsADirectory`].
    pub fn open(path: &Path) -> io::Result<MappedFile> {
        MappedFile::of(File::open(path)?)
    }

    /// Maps an open file.
    ///
    /// # Errors
    /// As [`open`](MappedFile::open).
    pub fn of(file: File) -> io::Result<MappedFile> {
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        if metadata.len() == 0 {
            return Ok(MappedFile {
                file,
                watch: None,
                map: None,
            });
        }
        // SAFETY: the map is read-only and private, and lives in this struct together with every slice lent
        // from it (they borrow `self`). That no other process changes the file is the contract above; one that is cut
        // short is survived.
        #[allow(unsafe_code)]
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(MappedFile {
            file,
            watch: Some(Watch::over(&map)),
            map: Some(map),
        })
    }

    /// Whether all that was read so far was in the file: it is as long as it was when it was mapped, and no read met
    /// zeros put in place of what was gone.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`]: the file was cut short, or the system could not read it to its end. What the
    /// operating system says when it is asked for the length.
    pub fn check_whole(&self) -> io::Result<()> {
        if self.watch.as_ref().is_some_and(Watch::has_faulted)
            || self.file.metadata()?.len() < self.len() as u64
        {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    /// The open file, for those who read its bytes into memory of their own: the same file as the map's, whatever stands
    /// at its path by now.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Tells the operating system that these bytes are not needed any more, so that reading a large file front to
    /// back does not fill the memory with it. They may be read again; they are then fetched again.
    pub fn release(&self, range: Range<usize>) {
        #[cfg(unix)]
        if let Some(map) = &self.map
            && range.start < range.end
            && range.end <= map.len()
        {
            // SAFETY: the map is private, read-only and backed by the file, so dropping its pages loses nothing:
            // the next read fetches the same bytes again. Zeros put in place of a cut end are zeros again.
            #[allow(unsafe_code)]
            let _ = unsafe {
                map.unchecked_advise_range(
                    memmap2::UncheckedAdvice::DontNeed,
                    range.start,
                    range.end - range.start,
                )
            };
        }
    }

    /// Tells the operating system that the file will be read front to back. Advice only: failure is ignored.
    pub fn advise_sequential(&self) {
        #[cfg(unix)]
        if let Some(map) = &self.map {
            let _ = map.advise(memmap2::Advice::Sequential);
        }
    }
}

impl Deref for MappedFile {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.map.as_deref().unwrap_or(&[])
    }
}

impl std::fmt::Debug for MappedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MappedFile").field("len", &self.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io, thread};

    use super::MappedFile;

    fn mapped(bytes: usize) -> (tempfile::NamedTempFile, MappedFile) {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), vec![7; bytes]).unwrap();
        let map = MappedFile::open(file.path()).unwrap();
        (file, map)
    }

    #[test]
    fn a_file_is_lent_as_it_is_and_may_be_read_again_after_it_is_released() {
        let (_file, map) = mapped(100_000);
        map.advise_sequential();
        assert!(map.iter().all(|&byte| byte == 7) && map.len() == 100_000);
        map.release(0..100_000);
        assert!(map.iter().all(|&byte| byte == 7));
        map.check_whole().unwrap();
    }

    #[test]
    fn an_empty_file_is_no_bytes_and_whole() {
        let (_file, map) = mapped(0);
        assert!(map.is_empty());
        map.check_whole().unwrap();
    }

    #[test]
    fn a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = MappedFile::open(folder.path()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
    }

    #[test]
    #[cfg(unix)]
    fn reading_behind_the_end_of_a_file_that_was_cut_gives_zeros_and_is_told_on_every_thread() {
        let (file, map) = mapped(1_000_000);
        let (_other_file, other) = mapped(1_000_000);
        let writer = fs::OpenOptions::new().write(true).open(file.path()).unwrap();
        writer.set_len(5_000).unwrap();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    assert!(map[..5_000].iter().all(|&byte| byte == 7));
                    assert!(map[999_000..].iter().all(|&byte| byte == 0));
                    assert!(map[20_000..].iter().all(|&byte| byte == 0));
                });
            }
        });
        // What was read is not made true by a file that is long again.
        writer.set_len(1_000_000).unwrap();
        assert_eq!(
            map.check_whole().unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
        assert!(other.iter().all(|&byte| byte == 7));
        other.check_whole().unwrap();
    }

    #[test]
    #[cfg(unix)]
    fn a_file_cut_within_its_last_page_is_told_by_its_length() {
        let (file, map) = mapped(5_000);
        let writer = fs::OpenOptions::new().write(true).open(file.path()).unwrap();
        writer.set_len(4_999).unwrap();
        assert_eq!(
            map.check_whole().unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_map_opened_where_another_was_is_not_blamed_for_it() {
        for _ in 0..50 {
            let (file, map) = mapped(100_000);
            fs::write(file.path(), b"").unwrap();
            assert_eq!(map[50_000], 0);
            assert!(map.check_whole().is_err());
            drop(map);
            let (_file, map) = mapped(100_000);
            assert_eq!(map[50_000], 7);
            map.check_whole().unwrap();
        }
    }
}
