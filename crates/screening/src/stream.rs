//! A file of results, hashed as it is written.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use crate::{
    ScreenError,
    audit::{Bytes, FileDigest},
    checkpoint::StreamState,
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

    /// Goes on with a file where it was at a checkpoint: cuts what came after, and hashes again what came before.
    pub(crate) fn resume(
        folder: &StagedFolder,
        file: &RunFile,
        state: &StreamState,
    ) -> Result<Stream, ScreenError> {
        let name = file.name;
        let path = folder.path_of(name);
        let fail = |source| ScreenError::Output {
            path: folder.results().join(name),
            source,
        };
        let bytes = state.wrote.to;
        let mut opened = folder.reopen_file(name, bytes)?;
        let (mut whole, mut stretch) = (blake3::Hasher::new(), blake3::Hasher::new());
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut at = 0;
        while at < bytes {
            let left = usize::try_from(bytes - at).unwrap_or(usize::MAX);
            let read = opened.read(&mut buffer[..left.min(BUFFER_BYTES)]).map_err(fail)?;
            let part = &buffer[..read];
            if read == 0 {
                return Err(fail(io::ErrorKind::UnexpectedEof.into()));
            }
            whole.update(part);
            let covered = usize::try_from(state.stretch_from.saturating_sub(at)).unwrap_or(usize::MAX);
            stretch.update(part.get(covered..).unwrap_or_default());
            at += read as u64;
        }
        if whole.finalize().to_hex().as_str() != state.wrote.blake3 {
            return Err(ScreenError::CannotResume {
                path: folder.results().join(name),
                reasons: vec!["what was written before the checkpoint was changed".to_owned()],
            });
        }
        Ok(Stream {
            name,
            path,
            file: BufWriter::with_capacity(BUFFER_BYTES, opened),
            whole,
            stretch,
            bytes,
            stretch_from: state.stretch_from,
            records: state.records,
            counts_lines: file.is_json_lines(),
        })
    }

    /// Brings what is written to the disk, and says what that is.
    pub(crate) fn checkpoint(&mut self) -> Result<StreamState, ScreenError> {
        let fail = |source| ScreenError::Output {
            path: self.path.clone(),
            source,
        };
        self.file.flush().map_err(fail)?;
        self.file.get_ref().sync_data().map_err(fail)?;
        Ok(StreamState {
            name: self.name.to_owned(),
            wrote: Bytes {
                from: 0,
                to: self.bytes,
                blake3: self.whole.finalize().to_hex().to_string(),
            },
            stretch_from: self.stretch_from,
            records: self.records,
        })
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
