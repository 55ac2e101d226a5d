//! The thread that cuts the inputs into chunks and digests what they hold.

use crossbeam_channel::{Receiver, Sender, bounded};
use portcullis_payments::{BatchFile, Chunk, ChunkStart};

use crate::{
    ScreenError,
    attested::{Digest, Hashed},
    audit::InputDigest,
    worker::{Job, Piece},
};

/// A chunk that the writer is to wait for.
pub(super) struct Ticket<P> {
    pub(super) file: usize,
    pub(super) chunk: Chunk,
    /// What the file holds up to the end of the chunk.
    pub(super) hashed: Hashed,
    pub(super) pieces: Receiver<Result<Piece<P>, ScreenError>>,
}

/// Cuts the inputs into chunks and digests what they hold. Ends early, without error, when nobody listens.
///
/// It begins with a file, behind a chunk of it; `begun` are the digests of the files up to there.
pub(super) fn read<P>(
    inputs: &[BatchFile],
    begun: Vec<Digest<'_>>,
    (first, last): (usize, Option<ChunkStart>),
    chunk_bytes: usize,
    jobs: &Sender<Job<P>>,
    tickets: &Sender<Ticket<P>>,
) -> Result<Vec<InputDigest>, ScreenError> {
    let mut digests = Vec::with_capacity(inputs.len());
    let mut begun = begun.into_iter();
    for (file, input) in inputs.iter().enumerate() {
        let mut digest = match begun.next() {
            Some(digest) => digest,
            None => Digest::begin(input)?,
        };
        if file >= first {
            let (chunks, settled) = match last.filter(|_| file == first) {
                Some(last) => (input.chunks_from(last, chunk_bytes), 1),
                None => (input.chunks(chunk_bytes), 0),
            };
            for chunk in chunks.skip(settled) {
                digest.up_to(&chunk)?;
                let (pieces, receiver) = bounded(1);
                let ticket = Ticket {
                    file,
                    chunk,
                    hashed: digest.hashed(),
                    pieces: receiver,
                };
                if tickets.send(ticket).is_err() || jobs.send(Job { file, chunk, pieces }).is_err() {
                    return Ok(digests);
                }
            }
        }
        digests.push(digest.finish()?);
    }
    Ok(digests)
}
