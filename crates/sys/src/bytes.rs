use std::{io, ops::Range, path::Path, ptr::NonNull, str::Utf8Error, sync::Arc};

use crate::MappedFile;

#[derive(Debug)]
enum Backing {
    Mapped(MappedFile),
    Owned(Vec<u8>),
}

/// A range of a mapped file or of memory that keeps what it is a range of alive. Cheap to clone, and read without a look at what it is
/// a range of.
#[derive(Debug, Clone)]
pub struct Bytes {
    /// In the memory of `backing`, which neither moves nor changes.
    bytes: NonNull<[u8]>,
    backing: Arc<Backing>,
}

// SAFETY: it is a shared reference to bytes, and what keeps them alive may be sent and shared.
#[allow(unsafe_code)]
unsafe impl Send for Bytes {}
// SAFETY: as above.
#[allow(unsafe_code)]
unsafe impl Sync for Bytes {}

impl Bytes {
    fn all_of(backing: Backing) -> Bytes {
        let backing = Arc::new(backing);
        let bytes: &[u8] = match &*backing {
            Backing::Mapped(file) => file,
            Backing::Owned(bytes) => bytes,
        };
        Bytes {
            bytes: NonNull::from(bytes),
            backing,
        }
    }

    /// All bytes of a file, mapped.
    ///
    /// # Errors
    /// As [`MappedFile::open`].
    pub fn map(path: &Path) -> io::Result<Bytes> {
        Ok(Bytes::all_of(Backing::Mapped(MappedFile::open(path)?)))
    }

    /// A part of them. `None` if it lies outside.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Option<Bytes> {
        Some(Bytes {
            bytes: NonNull::from(self.get(range)?),
            backing: Arc::clone(&self.backing),
        })
    }

    /// As [`MappedFile::check_whole`]; memory always is.
    ///
    /// # Errors
    /// As [`MappedFile::check_whole`].
    pub fn check_whole(&self) -> io::Result<()> {
        match &*self.backing {
            Backing::Mapped(file) => file.check_whole(),
            Backing::Owned(_) => Ok(()),
        }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes::all_of(Backing::Owned(bytes))
    }
}

impl AsRef<[u8]> for Bytes {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: `backing` is alive as long as this is, and its bytes stay where they are: nobody but this module has it, and nothing
        // here writes to it or takes it apart.
        #[allow(unsafe_code)]
        unsafe {
            self.bytes.as_ref()
        }
    }
}

/// Bytes that were found to be UTF-8 once, so that parts of them are text without looking again.
#[derive(Debug, Clone)]
pub struct Text {
    bytes: Bytes,
}

impl Text {
    /// Checks that bytes are UTF-8.
    ///
    /// # Errors
    /// Where they are not.
    pub fn check(bytes: Bytes) -> Result<Text, Utf8Error> {
        std::str::from_utf8(&bytes)?;
        Ok(Text { bytes })
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        // SAFETY: `check` found these very bytes to be UTF-8, and they do not change: memory that is owned is never lent
        // out to be written, and that no other process changes a mapped file is the contract of `MappedFile`.
        #[allow(unsafe_code)]
        unsafe {
            std::str::from_utf8_unchecked(&self.bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Bytes, Text};

    #[test]
    fn a_slice_of_a_slice_counts_from_its_own_start_and_outlives_the_whole() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), b"0123456789").unwrap();
        for bytes in [
            Bytes::map(file.path()).unwrap(),
            Bytes::from(b"0123456789".to_vec()),
        ] {
            bytes.check_whole().unwrap();
            let inner = bytes.slice(2..8).unwrap().slice(1..4).unwrap();
            drop(bytes);
            assert_eq!(&*inner, b"345");
            assert!(inner.slice(0..4).is_none() && inner.slice(4..4).is_none());
        }
    }

    #[test]
    fn text_is_checked_once_and_cut_between_characters_only() {
        let text = Text::check(Bytes::from("Ağrı".as_bytes().to_vec())).unwrap();
        assert_eq!(&*text, "Ağrı");
        assert_eq!(text.get(1..3), Some("ğ"));
        assert_eq!(text.get(1..2), None);
        assert!(Text::check(Bytes::from(vec![b'a', 0xff])).is_err());
    }
}
