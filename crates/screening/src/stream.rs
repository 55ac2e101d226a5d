//! A file of results, hashed as it is written.
//!
//! Rows are gathered in memory and hashed with it, many at a time: BLAKE3 takes several parts of a long piece at once, and of a
//! row by itself only one block after the other.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::PathBuf,
};

use crate::{
    ScreenError,
    attested::{ToRecheck, TreeHasher},
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
    whole: TreeHasher,
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
            whole: TreeHasher::new(),
            stretch: blake3::Hasher::new(),
            bytes: 0,
            stretch_from: 0,
            records: 0,
            counts_lines: file.is_json_lines(),
        };
        stream.write(file.header.as_bytes())?;
        Ok(stream)
    }

    /// Goes on with a file where it was at a checkpoint: cuts what came after. What came before is read again beside the run, and
    /// `later` gets that.
    pub(crate) fn resume(
        folder: &StagedFolder,
        file: &RunFile,
        state: &StreamState,
        later: &mut Vec<ToRecheck>,
    ) -> Result<Stream, ScreenError> {
        let name = file.name;
        let path = folder.results().join(name);
        let fail = |source| ScreenError::Output {
            path: path.clone(),
            source,
        };
        let changed = || ScreenError::CannotResume {
            path: path.clone(),
            reasons: vec!["what was written before the checkpoint was changed".to_owned()],
        };
        let bytes = state.wrote.bytes;
        let mut opened = folder.reopen_file(name, bytes)?;
        let mut read_from = |from: u64| {
            let mut read = Vec::new();
            opened.seek(SeekFrom::Start(from))?;
            opened.read_to_end(&mut read)?;
            Ok(read)
        };
        let part = read_from(state.wrote.part_from()).map_err(fail)?;
        let whole = TreeHasher::go_on(&state.wrote, &part).ok_or_else(changed)?;
        let mut stretch = blake3::Hasher::new();
        stretch.update(&read_from(state.stretch_from).map_err(fail)?);
        later.push(ToRecheck::new(
            File::open(&path).map_err(fail)?,
            &state.wrote,
            changed(),
        ));
        Ok(Stream {
            name,
            path: folder.path_of(name),
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
            wrote: self.whole.hashed(),
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
