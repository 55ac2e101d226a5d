//! A payments file, hashed while it is cut into chunks.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use portcullis_payments::{BatchFile, Chunk};
use portcullis_sys::FileIdentity;

use super::{Hashed, ToRecheck, TreeHasher};
use crate::{ScreenError, audit::InputDigest, checkpoint::input_changed};

/// Digests an input while it is being cut, so that its pages are read from the disk once. It reads the open file that is
/// screened: another one that is put at its path meanwhile is not what the log attests.
pub(crate) struct Digest<'a> {
    input: &'a BatchFile,
    file: &'a File,
    hasher: TreeHasher,
    buffer: Vec<u8>,
}

impl<'a> Digest<'a> {
    pub(crate) fn begin(input: &'a BatchFile) -> Result<Digest<'a>, ScreenError> {
        Digest::at(input, TreeHasher::new())
    }

    fn at(input: &'a BatchFile, hasher: TreeHasher) -> Result<Digest<'a>, ScreenError> {
        let mut file = input.file();
        file.seek(SeekFrom::Start(hasher.bytes()))
            .map_err(|error| input.unreadable(error))?;
        Ok(Digest {
            input,
            file,
            hasher,
            buffer: vec![0; 64 << 10],
        })
    }

    /// Goes on behind what a run had read of a file. Where the file is the one that was planned, by what the system says of it, it is read
    /// again beside the run, and `later` gets that; otherwise, before anything is done.
    ///
    /// # Errors
    /// What was read is not there any more.
    pub(crate) fn go_on(
        input: &'a BatchFile,
        hashed: &Hashed,
        planned: Option<&str>,
        later: &mut Vec<ToRecheck>,
    ) -> Result<Digest<'a>, ScreenError> {
        let unreadable = |error| ScreenError::from(input.unreadable(error));
        let changed = || changed(input.path(), hashed.bytes);
        if let Some(file) = opened_again(input, planned) {
            let mut part = Vec::new();
            let mut from_part = input.file();
            from_part
                .seek(SeekFrom::Start(hashed.part_from()))
                .and_then(|_| {
                    from_part
                        .take(hashed.bytes - hashed.part_from())
                        .read_to_end(&mut part)
                })
                .map_err(unreadable)?;
            let hasher = TreeHasher::go_on(hashed, &part).ok_or_else(changed)?;
            later.push(ToRecheck::new(file, hashed, changed()));
            return Digest::at(input, hasher);
        }
        let mut digest = Digest::begin(input)?;
        digest.to(hashed.bytes)?;
        if digest.hashed() != *hashed {
            return Err(changed());
        }
        Ok(digest)
    }

    /// Digests what comes before the end of a chunk; of a file that is unpacked, whose chunks say nothing of its own bytes,
    /// all of it.
    pub(crate) fn up_to(&mut self, chunk: &Chunk) -> Result<(), ScreenError> {
        if self.input.is_as_stored() {
            self.to(chunk.range().end as u64)
        } else {
            self.to(self.input.stored_bytes())
        }
    }

    fn to(&mut self, end: u64) -> Result<(), ScreenError> {
        while self.hasher.bytes() < end {
            let want = usize::try_from(end - self.hasher.bytes())
                .unwrap_or(usize::MAX)
                .min(self.buffer.len());
            let buffer = &mut self.buffer[..want];
            self.file
                .read_exact(buffer)
                .map_err(|error| self.input.unreadable(error))?;
            self.hasher.update(buffer);
        }
        Ok(())
    }

    /// What is digested so far.
    pub(crate) fn hashed(&self) -> Hashed {
        self.hasher.hashed()
    }

    pub(crate) fn finish(mut self) -> Result<InputDigest, ScreenError> {
        // What no chunk covers: a header without records.
        self.to(self.input.stored_bytes())?;
        let path = self.input.path();
        Ok(InputDigest {
            name: path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned(),
            bytes: self.hasher.bytes(),
            blake3: self.hasher.finalize().to_hex().to_string(),
            ignored_columns: self.input.ignored_columns().map(str::to_owned).collect(),
            refused: self.input.refusal().map(|refusal| refusal.problem.to_string()),
        })
    }
}

fn changed(path: &Path, bytes: u64) -> ScreenError {
    ScreenError::CannotResume {
        path: path.to_owned(),
        reasons: vec![input_changed(
            path,
            &format!("its first {bytes} bytes are others"),
        )],
    }
}

/// The file of an input once more, to be read at a pace of its own, where it is still the file that was planned.
fn opened_again(input: &BatchFile, planned: Option<&str>) -> Option<File> {
    let again = File::open(input.path()).ok()?;
    let is_planned = |file: &File| {
        let identity = FileIdentity::of(file).ok().flatten();
        identity.is_some_and(|identity| Some(identity.as_str()) == planned)
    };
    (is_planned(input.file()) && is_planned(&again)).then_some(again)
}
