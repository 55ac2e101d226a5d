//! What the writer's thread does: takes the chunks in input order, writes what came of each, and makes checkpoints.

use std::{cell::OnceCell, sync::atomic::Ordering, time::Instant};

use crossbeam_channel::Receiver;
use portcullis_payments::BatchFile;
use portcullis_sys::failpoint;

use super::{How, OnProgress, Reached, reader::Ticket};
use crate::{
    Progress, ScreenError,
    attested::Recheck,
    checkpoint::bytes_to_next,
    duplicates::DuplicateCounter,
    reread::Reread,
    worker::Spares,
    writer::{Settle, Writer},
};

/// What the writer's thread does besides writing.
pub(super) struct Settling<'a, 'p> {
    pub(super) inputs: &'a [BatchFile],
    pub(super) how: &'a How<'a>,
    pub(super) reached: Reached,
    pub(super) duplicates: DuplicateCounter,
    pub(super) recheck: &'a Recheck,
    /// Bytes of payments that are settled since the last checkpoint.
    pub(super) since_checkpoint: u64,
    /// How many make the next one due.
    pub(super) to_checkpoint: u64,
    pub(super) began: Instant,
    pub(super) progress: OnProgress<'p>,
}

impl Settling<'_, '_> {
    /// Takes the tickets in order and writes what comes with each.
    pub(super) fn settle<S: Settle>(
        &mut self,
        tickets: Receiver<Ticket<S::Pending>>,
        writer: &mut Writer<S>,
        spares: &Spares<S::Pending>,
    ) -> Result<(), ScreenError> {
        let inputs = self.inputs;
        let names: Vec<String> = inputs
            .iter()
            .map(|input| input.path().to_string_lossy().into_owned())
            .collect();
        let bytes_total = inputs.iter().map(BatchFile::len_bytes).sum();
        for ticket in tickets {
            let mut bytes = 0;
            let held_chunk = OnceCell::new();
            let mut records = Reread::new(&inputs[ticket.file], ticket.chunk, &held_chunk);
            for piece in ticket.pieces {
                let mut piece = piece?;
                bytes += piece.bytes;
                let settled = piece.steps.len();
                records.keep(piece.rows.take());
                self.reached.held[ticket.file].add(&mut piece);
                self.duplicates.add(&piece.hashes)?;
                writer.accept(&mut piece, &names[ticket.file], &mut records)?;
                records.turn_behind(settled);
                spares.put(piece);
            }
            if bytes != ticket.chunk.len_bytes() as u64 {
                return Err(ScreenError::internal(
                    "a worker was lost before its chunk was done",
                ));
            }
            // Before anything else is decided of this file: what was read of it was there.
            inputs[ticket.file].check_whole()?;
            // What is decided is not read again: memory stays flat however long the batch is.
            inputs[ticket.file].release(ticket.chunk);
            self.reached
                .advance(&ticket.chunk, ticket.file, ticket.hashed, bytes);
            self.since_checkpoint += bytes;
            failpoint("chunk");
            if self.recheck.has_failed() {
                return Err(ScreenError::internal("what was read before has changed"));
            }
            self.checkpoint_if_due(writer)?;
            if let Some(report) = &mut self.progress {
                report(&Progress {
                    bytes_done: self.reached.bytes,
                    bytes_total,
                    records: writer.tally().records,
                    need_person: writer.tally().outcomes.need_person(),
                    elapsed: self.how.took_before + self.began.elapsed(),
                });
            }
        }
        Ok(())
    }

    /// Makes a checkpoint when it is time, and one to end with where somebody wants that.
    fn checkpoint_if_due<S: Settle>(&mut self, writer: &mut Writer<S>) -> Result<(), ScreenError> {
        let stops = self.how.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        if !stops && self.since_checkpoint < self.to_checkpoint {
            return Ok(());
        }
        self.since_checkpoint = 0;
        let took = self.how.took_before + self.began.elapsed();
        let record_bytes = writer.checkpoint(&self.reached, &mut self.duplicates, took)?;
        self.to_checkpoint = bytes_to_next(self.how.checkpoint_bytes, record_bytes);
        if stops {
            writer.finish_checkpoint()?;
            return Err(ScreenError::Interrupted {
                path: writer.folder().target().to_owned(),
                records: writer.tally().records,
                cause: None,
            });
        }
        Ok(())
    }
}
