use std::{
    fs::File,
    io,
    ops::{Deref, Range},
    path::Path,
};

/// A file lent out as bytes, read in place through a memory map.
///
/// This is the one place where the workspace maps files, so that the `unsafe` of it and its contract stand
/// once. The map is private and read-only.
///
/// **Contract for the user of the program:** the file must not be cut short by another process while it is
/// mapped; the operating system ends a process that reads past the new end (`SIGBUS`). Portcullis itself
/// replaces files by rename, which leaves mapped ones whole.
pub struct MappedFile {
    /// `None` for an empty file, which cannot be mapped on every system.
    map: Option<memmap2::Mmap>,
}

impl MappedFile {
    /// Maps a file.
    ///
    /// # Errors
    /// What the operating system says; a folder is refused as [`io::ErrorKind::IsADirectory`].
    pub fn open(path: &Path) -> io::Result<MappedFile> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        if metadata.len() == 0 {
            return Ok(MappedFile { map: None });
        }
        // SAFETY: the map is read-only and private, and lives in this struct together with every slice lent
        // from it (they borrow `self`). That the file is not truncated meanwhile is the documented contract
        // of this type; changed bytes would be seen as other bytes, and every reader of a mapped file checks
        // bounds and UTF-8 instead of trusting them.
        #[allow(unsafe_code)]
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(MappedFile { map: Some(map) })
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
            // the next read fetches the same bytes again.
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
