//! A file of results, hashed as it is written.
//!
//! Rows are gathered in memory and hashed with it, many at a time: BLAKE3 takes several parts of a long piece at once, and of a
//! row by itself only one block after the other.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::PathBuf,
};

use crate::{
    ScreenError,
    audit::{Bytes, FileDigest},
    checkpoint::{StreamState, Unsynced},
    files::RunFile,
    folder::StagedFolder,
};

/// One of the files that records flow into, hashed as it is written.
pub(crate) struct Stream {
    pub(crate) name: &'static str,
    /// Where it will be; for messages.
    path: PathBuf,
    file: File,
    /// What is neither in the file nor in the hash of the whole.
    gathered: Vec<u8>,
    /// How much of that is in the hash of the stretch.
    in_stretch: usize,
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
            file: folder.create(name)?,
            gathered: Vec::new(),
            in_stretch: 0,
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
            file: opened,
            gathered: Vec::new(),
            in_stretch: 0,
            whole,
            stretch,
            bytes,
            stretch_from: state.stretch_from,
            records: state.records,
            counts_lines: file.is_json_lines(),
        })
    }

    /// Writes everything into the file, and says what is there. Adds to `unsynced` what is to be brought to the disk.
    pub(crate) fn checkpoint(&mut self, unsynced: &mut Vec<Unsynced>) -> Result<StreamState, ScreenError> {
        self.put_down()?;
        unsynced.push(Unsynced::of(&self.file, &self.path).map_err(|source| self.failed(source))?);
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
        if self.gathered.len() + bytes.len() > BUFFER_BYTES {
            self.put_down()?;
        }
        self.gathered.extend_from_slice(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Hashes what is gathered and writes it into the file.
    fn put_down(&mut self) -> Result<(), ScreenError> {
        self.whole.update(&self.gathered);
        self.stretch.update(&self.gathered[self.in_stretch..]);
        self.in_stretch = 0;
        let written = self.file.write_all(&self.gathered);
        self.gathered.clear();
        written.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> ScreenError {
        ScreenError::Output {
            path: self.path.clone(),
            source,
        }
    }

    /// The bytes since the last call, if there are any.
    pub(crate) fn cut(&mut self) -> Option<Bytes> {
        if self.bytes == self.stretch_from {
            return None;
        }
        self.stretch.update(&self.gathered[self.in_stretch..]);
        self.in_stretch = self.gathered.len();
        let bytes = Bytes {
            from: self.stretch_from,
            to: self.bytes,
            blake3: self.stretch.finalize().to_hex().to_string(),
        };
        self.stretch.reset();
        self.stretch_from = self.bytes;
        Some(bytes)
    }

    /// Writes everything through to the disk.
    pub(crate) fn finish(mut self) -> Result<(&'static str, FileDigest), ScreenError> {
        self.put_down()?;
        self.file.sync_all().map_err(|source| self.failed(source))?;
        Ok((
            self.name,
            FileDigest {
                bytes: self.bytes,
                blake3: self.whole.finalize().to_hex().to_string(),
                lines: self.counts_lines.then_some(self.records),
            },
        ))
    }
}
