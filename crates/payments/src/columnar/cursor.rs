//! Groups of rows that are read part after part, by whichever thread is at the next one: a dictionary and a page are unpacked once, and not
//! for each part that has rows of them.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;

use super::{Rows, one_line};

/// Readers that nobody is at, at most: those that were overtaken are of no use to anybody.
const IDLE_MAX: usize = 2;

/// How many may be at parts of a group, one reading and the others waiting for it: a reader of one's own is the faster then.
const TURNS_MAX: usize = 4;

/// A reader of a group, behind the rows that it gave.
#[derive(Debug)]
pub(super) struct Cursor {
    batches: ParquetRecordBatchReader,
    /// What nobody had of the batch that it gave last.
    rest: Option<RecordBatch>,
}

impl Cursor {
    pub(super) const fn new(batches: ParquetRecordBatchReader) -> Cursor {
        Cursor { batches, rest: None }
    }

    /// Reads the next rows, or fewer where there are no more.
    pub(super) fn read(
        &mut self,
        mut count: usize,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), String> {
        while count > 0 {
            let batch = match self.rest.take().map(Ok).or_else(|| self.batches.next()) {
                Some(batch) => batch.map_err(|error| one_line(&error.to_string()))?,
                None => break,
            };
            let (rows, now) = (batch.num_rows(), batch.num_rows().min(count));
            if now == rows {
                each(&batch);
            } else {
                each(&batch.slice(0, now));
                self.rest = Some(batch.slice(now, rows - now));
            }
            count -= now;
        }
        Ok(())
    }
}

/// A place in a file: a group, and so many rows of it before the place.
type Place = (usize, usize);

/// The readers of a file.
#[derive(Debug, Default)]
pub(super) struct Cursors {
    state: Mutex<State>,
    /// Somebody's turn is over.
    over: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The oldest first.
    idle: Vec<(Place, Cursor)>,
    /// Where those that read or wait for their turn will be.
    turns: Vec<Place>,
}

/// One thread's part of a group, as long as it is at it.
#[derive(Debug)]
pub(super) struct Turn<'c> {
    cursors: &'c Cursors,
    to: Place,
}

impl Cursors {
    /// Takes the reader that stands where some rows begin, once who is at the rows before has left it there. `None`: nobody is,
    /// or too many are.
    pub(super) fn turn(&self, rows: Rows) -> (Turn<'_>, Option<Cursor>) {
        let (from, to) = ((rows.group, rows.skip), (rows.group, rows.skip + rows.count));
        let mut state = self.state();
        let may_wait = state
            .turns
            .iter()
            .filter(|(group, _)| *group == rows.group)
            .count()
            < TURNS_MAX;
        state.turns.push(to);
        let turn = Turn { cursors: self, to };
        loop {
            if let Some(nth) = state.idle.iter().position(|(place, _)| *place == from) {
                let (_, cursor) = state.idle.remove(nth);
                return (turn, Some(cursor));
            }
            if !may_wait || from == to || !state.turns.contains(&from) {
                return (turn, None);
            }
            state = self.over.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // It holds together between any two statements.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Leaves the reader to who comes next.
    pub(super) fn leave(self, cursor: Cursor) {
        let mut state = self.cursors.state();
        if state.idle.len() == IDLE_MAX {
            state.idle.remove(0);
        }
        state.idle.push((self.to, cursor));
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.cursors.state();
        if let Some(nth) = state.turns.iter().position(|to| *to == self.to) {
            state.turns.swap_remove(nth);
        }
        drop(state);
        self.cursors.over.notify_all();
    }
}
