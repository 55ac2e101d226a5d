//! A file of results, hashed as it is written.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::{
    ScreenError,
    audit::{Bytes, FileDigest},
    files::RunFile,
    folder::StagedFolder,
};

/// One of the files that records flow into, hashed as it is written.
pub(crate) struct Stream {
    pub(crate) name: &'static str,
    /// Where it will be; for messages.
    path: PathBuf,
    file: BufWriter<File>,
    whole: blake3::Hasher,
    stretch: blake3::Hasher,
    bytes: u64,
    stretch_from: u64,
    /// Records written one by one; rows that are copied are not counted.
    pub(crate) records: u64,
    counts_lines: bool,
}

/// Large enough that the disk sees few writes, small enough to forget.
pub(crate) const BUFFER_BYTES: usize = 256 << 10;

impl Stream {
    /// Creates the file and writes its header.
    pub(crate) fn create(folder: &StagedFolder, file: &RunFile) -> Result<Stream, ScreenError> {
        let name = file.name;
        let mut stream = Stream {
            name,
            path: folder.path_of(name),
            file: BufWriter::with_capacity(BUFFER_BYTES, folder.create(name)?),
            whole: blake3::Hasher::new(),
            stretch: blake3::Hasher::new(),
            bytes: 0,
            stretch_from: 0,
            records: 0,
            counts_lines: file.is_json_lines(),
        };
        stream.write(file.header.as_bytes())?;
        Ok(stream)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), ScreenError> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.file.write_all(bytes).map_err(|source| ScreenError::Output {
            path: self.path.clone(),
            source,
        })?;
        self.whole.update(bytes);
        self.stretch.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// The bytes since the last call, if there are any.
    pub(crate) fn cut(&mut self) -> Option<Bytes> {
        if self.bytes == self.stretch_from {
            return None;
        }
        let bytes = Bytes {
            from: self.stretch_from,
            to: self.bytes,
            blake3: self.stretch.finalize().to_hex().to_string(),
        };
        self.stretch.reset();
        self.stretch_from = self.bytes;
        Some(bytes)
    }

    /// Writes what is buffered through to the disk.
    pub(crate) fn finish(self) -> Result<(&'static str, FileDigest), ScreenError> {
        let Stream {
            name,
            path,
            file,
            whole,
            bytes,
            records,
            counts_lines,
            ..
        } = self;
        sync(file, &path)?;
        Ok((
            name,
            FileDigest {
                bytes,
                blake3: whole.finalize().to_hex().to_string(),
                lines: counts_lines.then_some(records),
            },
        ))
    }
}

/// Writes what is buffered through to the disk.
pub(crate) fn sync(file: BufWriter<File>, path: &Path) -> Result<(), ScreenError> {
    let fail = |source| ScreenError::Output {
        path: path.to_owned(),
        source,
    };
    file.into_inner()
        .map_err(|e| fail(e.into_error()))?
        .sync_all()
        .map_err(fail)
}
