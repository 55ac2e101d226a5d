//! How far a run is in its inputs, and what it counted of them: the part of a checkpoint that is about inputs.

use portcullis_payments::{BatchFile, Chunk, ChunkStart};
use serde::{Deserialize, Serialize};

use crate::{
    ScreenError,
    attested::{Digest, Hashed, ToRecheck},
    checkpoint::Plan,
    columns::FilledColumns,
    control::FileTotals,
    worker::Piece,
};

/// What a payments file held.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct FileContent {
    pub(crate) columns: FilledColumns,
    /// Its value only where the batch is held to a control file.
    pub(crate) totals: FileTotals,
}

impl FileContent {
    pub(super) fn add<P>(&mut self, piece: &mut Piece<P>) {
        self.columns.add(&piece.columns);
        self.totals.records += piece.steps.len() as u64;
        self.totals.value.take_from(&mut piece.value);
    }
}

/// How far the writer is in the inputs, and what it counted of them. The part of a checkpoint that is about inputs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reached {
    /// The file that is read.
    pub(super) file: usize,
    /// The last of its chunks that is settled.
    pub(super) last: Option<ChunkStart>,
    /// Of each file that was begun, what was read of it.
    /// `None`: it has no record, and no chunk.
    hashed: Vec<Option<Hashed>>,
    /// What each file held so far.
    pub(super) held: Vec<FileContent>,
    /// Bytes of payments that are settled, of all files.
    pub(super) bytes: u64,
}

impl Reached {
    /// Before the first record of so many files.
    pub(super) fn at_first(files: usize) -> Reached {
        Reached {
            held: std::iter::repeat_with(FileContent::default).take(files).collect(),
            ..Reached::default()
        }
    }

    /// Goes on with the inputs behind what was read of them, and holds that to what it was: now, or what is added to `later` beside the run.
    ///
    /// # Errors
    /// A file is not what it was, and what changed.
    pub(crate) fn go_on<'i>(
        &self,
        inputs: &'i [BatchFile],
        plan: &Plan,
        later: &mut Vec<ToRecheck>,
    ) -> Result<Vec<Digest<'i>>, ScreenError> {
        let begun = inputs.iter().zip(plan.identities()).zip(&self.hashed);
        begun
            .map(|((input, planned), hashed)| match hashed {
                Some(hashed) => Digest::go_on(input, hashed, planned, later),
                None => Digest::begin(input),
            })
            .collect()
    }

    /// A chunk is settled.
    pub(super) fn advance(&mut self, chunk: &Chunk, file: usize, hashed: Hashed, bytes: u64) {
        (self.file, self.last) = (file, Some(chunk.start()));
        self.hashed.resize(file + 1, None);
        self.hashed[file] = Some(hashed);
        self.bytes += bytes;
    }
}
