//! What a worker does: a chunk of payments in, pieces for the writer out.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

use crossbeam_channel::Sender;
use portcullis_exemptions::{Assessment, Rulebook};
use portcullis_matcher::Findings;
use portcullis_model::{Amount, Date, Discounted, Field, Hit, Payment, Score};
use portcullis_payments::{BatchFile, Chunk, ChunkRows, RecordPlaces};

use crate::{
    ScreenError,
    case::CaseFacts,
    columns::FilledColumns,
    config::Policy,
    covers::CoverLog,
    discount::conflicts,
    duplicates::RecordHash,
    hit_source::{HitSource, Listed, ListedCache, Records, hits_of},
    output::{ClearRow, PaymentFacts, Prepared, PreparedHit, RejectRow, unwritable},
    resubmission::{Glance, Likeness},
    summary::ValueSums,
};

/// Everything the workers share.
pub(crate) struct WorkerContext<'a, F> {
    pub(crate) hit_source: &'a F,
    pub(crate) rulebook: &'a Rulebook,
    pub(crate) policy: &'a Policy,
}

/// What a kind of run does with each payment, on the threads of the workers.
pub(crate) trait Judge: Sync {
    /// The working memory of one worker.
    type Buffers: Send;
    /// A payment that waits for the writer.
    type Pending: Send;

    /// Fresh working memory.
    fn buffers(&self) -> Self::Buffers;

    /// Screens a payment and adds what came of it to the piece: one step.
    fn judge(
        &self,
        payment: &Payment<'_>,
        buffers: &mut Self::Buffers,
        piece: &mut Piece<Self::Pending>,
    ) -> Result<(), ScreenError>;

    /// The designations, strongest first, that are touched by what could be read of a record that is rejected.
    fn touched(&self, payment: &Payment<'_>, buffers: &mut Self::Buffers)
    -> Result<Vec<String>, ScreenError>;
}

/// A chunk to screen.
pub(crate) struct Job<P> {
    /// Index of the file among the inputs.
    pub(crate) file: usize,
    pub(crate) chunk: Chunk,
    /// Where the pieces go; dropped after the last.
    pub(crate) pieces: Sender<Result<Piece<P>, ScreenError>>,
}

/// What came of a record, in input order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Clear: its row ends here in [`Piece::clear_rows`].
    Clear(u32),
    /// Not readable: its row ends here in [`Piece::reject_rows`].
    Rejected(u32),
    /// The next of [`Piece::pending`], which the writer settles.
    Pending,
}

/// A stretch of records, ready for the writer. A chunk gives at least one.
///
/// Most payments are clear; their rows are made here, in parallel, and the writer only copies them. What has hits waits
/// for the writer, because license caps are spent in input order.
#[derive(Debug)]
pub(crate) struct Piece<P> {
    pub(crate) steps: Vec<Step>,
    pub(crate) clear_rows: Vec<u8>,
    pub(crate) reject_rows: Vec<u8>,
    pub(crate) pending: Vec<P>,
    /// Of each clear payment, what tells whether it may resemble one that was stopped.
    pub(crate) clear_glances: Vec<Glance>,
    /// Value of the clear payments.
    pub(crate) clear_value: ValueSums,
    /// Value of all records, where the batch is held to a control file.
    pub(crate) value: ValueSums,
    pub(crate) not_utf8: u64,
    /// Values that were not understood, by column.
    pub(crate) notes: BTreeMap<String, u64>,
    /// Rejected records that touch a designation.
    pub(crate) rejects_touched: u64,
    /// What the columns of the chunk held; in its last piece.
    pub(crate) columns: FilledColumns,
    /// Hashes of the records, to find those that come twice.
    pub(crate) hashes: Vec<RecordHash>,
    /// What of its messages may be held against others.
    pub(crate) covers: CoverLog,
    /// The rows of the chunk, where they were put together in memory.
    pub(crate) rows: Option<ChunkRows>,
    /// Where each record stands, to read it again.
    pub(crate) places: RecordPlaces,
    clear_row: ClearRow,
    /// Bytes held by `pending`, about.
    pending_bytes: usize,
    /// Bytes of payments that this piece finishes.
    pub(crate) bytes: u64,
}

/// A payment with hits, assessed, not yet settled.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) payment_id: String,
    pub(crate) line: u64,
    pub(crate) amount: Option<Amount>,
    pub(crate) assessment: Assessment,
    /// Strongest first.
    pub(crate) hits: Vec<PendingHit>,
    /// What facts alone keep from being a hit, strongest first.
    pub(crate) discounted: Vec<PendingDiscount>,
    pub(crate) facts: Prepared<'static, PaymentFacts<'static>>,
    /// What tells later whether another payment resembles it.
    pub(crate) likeness: Likeness,
    /// The stopped payment that it resembles, and in what.
    pub(crate) resembles: Option<String>,
}

/// A hit that is waiting for the decision.
#[derive(Debug)]
pub(crate) struct PendingHit {
    pub(crate) field: Field,
    pub(crate) listed: Arc<Listed>,
    pub(crate) score: Score,
    pub(crate) told: PreparedHit,
    pub(crate) case: CaseFacts,
}

/// What facts alone keep from being a hit, waiting for the decision.
#[derive(Debug)]
pub(crate) struct PendingDiscount {
    pub(crate) listed: Arc<Listed>,
    pub(crate) told: PreparedHit,
    pub(crate) case: CaseFacts,
    pub(crate) factor: f32,
    /// The facts that conflict, in a few words: `born 1964-08-11, not 1990-01-01`.
    pub(crate) conflict: String,
}

/// A piece is handed over when it holds this much, so that a batch in which everything hits weighs no more than
/// one in which nothing does.
const PIECE_BYTES_MAX: usize = 1 << 20;

impl<P> Piece<P> {
    fn of(clear_row: ClearRow) -> Piece<P> {
        Piece {
            steps: Vec::new(),
            clear_rows: Vec::new(),
            reject_rows: Vec::new(),
            pending: Vec::new(),
            clear_glances: Vec::new(),
            clear_value: ValueSums::default(),
            value: ValueSums::default(),
            not_utf8: 0,
            notes: BTreeMap::new(),
            rejects_touched: 0,
            columns: FilledColumns::default(),
            hashes: Vec::new(),
            covers: CoverLog::default(),
            rows: None,
            places: RecordPlaces::default(),
            clear_row,
            pending_bytes: 0,
            bytes: 0,
        }
    }
}

/// Pieces that were settled, to be filled again: memory that was in use costs no new pages, and nobody has to free what another
/// thread asked for.
#[derive(Debug)]
pub(crate) struct Spares<P> {
    pieces: Mutex<Vec<Piece<P>>>,
    /// How many are kept.
    most: usize,
}

impl<P> Spares<P> {
    pub(crate) fn new(most: usize) -> Spares<P> {
        Spares {
            pieces: Mutex::default(),
            most,
        }
    }

    /// An empty piece.
    fn take(&self, clear_row: ClearRow) -> Piece<P> {
        let spare = self.pieces.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match spare {
            Some(spare) => spare.emptied(clear_row),
            None => Piece::of(clear_row),
        }
    }

    /// Keeps a piece that was settled.
    pub(crate) fn put(&self, piece: Piece<P>) {
        let mut pieces = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        if pieces.len() < self.most {
            pieces.push(piece);
        }
    }
}

impl<P> Piece<P> {
    /// The same without anything in it, its memory kept.
    fn emptied(mut self, clear_row: ClearRow) -> Piece<P> {
        fn empty<T>(mut items: Vec<T>) -> Vec<T> {
            items.clear();
            items
        }
        self.places.clear();
        Piece {
            steps: empty(self.steps),
            clear_rows: empty(self.clear_rows),
            reject_rows: empty(self.reject_rows),
            pending: empty(self.pending),
            clear_glances: empty(self.clear_glances),
            hashes: empty(self.hashes),
            places: self.places,
            ..Piece::of(clear_row)
        }
    }
}

impl Pending {
    /// Bytes that it holds, about.
    pub(crate) fn bytes(&self) -> usize {
        let hits = self.hits.iter().map(|hit| hit.told.bytes() + hit.case.bytes());
        let discounted = self.discounted.iter();
        let told = hits.chain(discounted.map(|discounted| discounted.told.bytes() + discounted.case.bytes()));
        self.payment_id.len()
            + self.facts.json().len()
            + self.likeness.bytes()
            + self.hits.len() * size_of::<PendingHit>()
            + told.sum::<usize>()
    }
}

impl<P> Piece<P> {
    /// Decides that a payment is clear.
    fn clear(&mut self, payment: &Payment<'_>) -> Result<(), ScreenError> {
        self.clear_row
            .push_to(&mut self.clear_rows, &payment.payment_id, payment.line);
        self.steps.push(Step::Clear(offset(&self.clear_rows)?));
        self.clear_glances.push(Glance::of(payment));
        if let Some(amount) = payment.amount {
            self.clear_value.add(amount.currency, amount.value);
        }
        Ok(())
    }

    fn add_value(&mut self, payment: &Payment<'_>) {
        if let Some(amount) = payment.amount {
            self.value.add(amount.currency, amount.value);
        }
    }

    /// Adds a record that is rejected.
    fn reject(&mut self, row: &RejectRow<'_>) -> Result<(), ScreenError> {
        self.rejects_touched += u64::from(!row.touched.is_empty());
        row.push_to(&mut self.reject_rows);
        self.steps.push(Step::Rejected(offset(&self.reject_rows)?));
        Ok(())
    }

    /// Leaves a payment to the writer. It holds about so many bytes.
    pub(crate) fn pend(&mut self, pending: P, bytes: usize) {
        self.pending_bytes += bytes;
        self.pending.push(pending);
        self.steps.push(Step::Pending);
    }

    fn is_full(&self) -> bool {
        self.pending_bytes + self.clear_rows.len() + self.reject_rows.len() >= PIECE_BYTES_MAX
    }
}

/// Offsets into a piece. Pieces are handed over at a mebibyte and a record is at most a mebibyte itself.
fn offset(bytes: &[u8]) -> Result<u32, ScreenError> {
    u32::try_from(bytes.len()).map_err(|_| ScreenError::internal("a record needs more than 4 GiB of results"))
}

/// One worker.
pub(crate) struct Worker<'a, J: Judge> {
    judge: &'a J,
    buffers: J::Buffers,
    spares: &'a Spares<J::Pending>,
    /// Whether the value of all records is summed.
    sums_value: bool,
}

impl<'a, J: Judge> Worker<'a, J> {
    pub(crate) fn new(judge: &'a J, spares: &'a Spares<J::Pending>, sums_value: bool) -> Worker<'a, J> {
        Worker {
            judge,
            spares,
            buffers: judge.buffers(),
            sums_value,
        }
    }

    /// Screens a chunk and sends what came of it. Returns when all is sent or nobody listens any more.
    pub(crate) fn work(&mut self, inputs: &[BatchFile], job: &Job<J::Pending>) {
        let Some(file) = inputs.get(job.file) else { return };
        let mut line = job.chunk.first_line();
        let outcome = catch_unwind(AssertUnwindSafe(|| self.screen(file, job, &mut line)));
        let error = match outcome {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error,
            Err(panic) => {
                // What the panic left behind is not trusted.
                self.buffers = self.judge.buffers();
                let message = panic
                    .downcast_ref::<&str>()
                    .map(ToString::to_string)
                    .or_else(|| panic.downcast_ref::<String>().cloned())
                    .unwrap_or_else(|| "no message".to_owned());
                ScreenError::Internal {
                    place: Some((file.path().to_owned(), line)),
                    message: format!("screening panicked: {message}"),
                }
            }
        };
        // Nobody listens when the writer has failed already.
        let _ = job.pieces.send(Err(error));
    }

    /// `line` follows the record that is being screened, for the message of a panic.
    fn screen(&mut self, file: &BatchFile, job: &Job<J::Pending>, line: &mut u64) -> Result<(), ScreenError> {
        let name = file.path().to_string_lossy();
        let clear_row = ClearRow::of(&name);
        let mut piece = self.spares.take(clear_row.clone());
        let held = file.hold(job.chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            match record {
                Ok(payment) => {
                    *line = payment.line;
                    if self.sums_value {
                        piece.add_value(payment);
                    }
                    piece.not_utf8 += u64::from(payment.flags.not_utf8);
                    for note in &payment.notes {
                        *piece.notes.entry(note.path.clone().into_owned()).or_default() += 1;
                    }
                    self.judge.judge(payment, &mut self.buffers, &mut piece)?;
                }
                Err(reject) => {
                    *line = reject.line;
                    if self.sums_value {
                        piece.add_value(records.last());
                    }
                    piece.reject(&RejectRow {
                        file: name.as_ref().into(),
                        line: reject.line,
                        payment_id: reject.payment_id.as_str().into(),
                        error: reject.error.as_str().into(),
                        touched: self.judge.touched(records.last(), &mut self.buffers)?.into(),
                    })?;
                }
            }
            piece
                .hashes
                .push(RecordHash::of(&records.last().payment_id, records.text()));
            piece.places.push(records.place());
            if piece.is_full() {
                piece.rows = held.rows();
                let full = std::mem::replace(&mut piece, self.spares.take(clear_row.clone()));
                if job.pieces.send(Ok(full)).is_err() {
                    return Ok(());
                }
            }
        }
        piece.columns = FilledColumns::of(records.filled());
        piece.bytes = job.chunk.len_bytes() as u64;
        piece.rows = held.rows();
        let _ = job.pieces.send(Ok(piece));
        Ok(())
    }
}

/// The working memory of a worker of a full run.
pub(crate) struct Buffers<S> {
    scratch: S,
    findings: Findings,
    cache: ListedCache,
}

impl<F: HitSource> Judge for WorkerContext<'_, F> {
    type Buffers = Buffers<F::Scratch>;
    type Pending = Pending;

    fn buffers(&self) -> Buffers<F::Scratch> {
        Buffers {
            scratch: self.hit_source.scratch(),
            findings: Findings::default(),
            cache: ListedCache::default(),
        }
    }

    fn judge(
        &self,
        payment: &Payment<'_>,
        buffers: &mut Buffers<F::Scratch>,
        piece: &mut Piece<Pending>,
    ) -> Result<(), ScreenError> {
        let Buffers {
            scratch,
            findings,
            cache,
        } = buffers;
        let as_of = self.policy.as_of(payment.value_date);
        self.hit_source.find(as_of, payment, scratch, findings);
        piece.covers.note(payment, piece.steps.len());
        if findings.is_empty() {
            return piece.clear(payment);
        }
        let pending = assess(
            self.rulebook,
            self.policy,
            payment,
            findings,
            cache,
            self.hit_source,
        )?;
        let bytes = pending.bytes();
        piece.pend(pending, bytes);
        Ok(())
    }

    fn touched(
        &self,
        payment: &Payment<'_>,
        buffers: &mut Buffers<F::Scratch>,
    ) -> Result<Vec<String>, ScreenError> {
        let Buffers {
            scratch,
            findings,
            cache,
        } = buffers;
        let as_of = self.policy.as_of(payment.value_date);
        self.hit_source.find(as_of, payment, scratch, findings);
        ids_of(&findings.hits, as_of, cache, self.hit_source)
    }
}

/// The ids of the designations that were hit, each once, in the order of the hits.
pub(crate) fn ids_of(
    hits: &[Hit],
    as_of: Date,
    cache: &mut ListedCache,
    records: &dyn Records,
) -> Result<Vec<String>, ScreenError> {
    let mut ids = Vec::new();
    for hit in hits {
        let listed = get(cache, records, hit, as_of)?;
        if !ids.contains(&listed.designation.id) {
            ids.push(listed.designation.id.clone());
        }
    }
    Ok(ids)
}

/// The designation of a hit, as it was listed on the day: the one thing here that can be unreadable.
fn get(
    cache: &mut ListedCache,
    records: &dyn Records,
    hit: &Hit,
    as_of: Date,
) -> Result<Arc<Listed>, ScreenError> {
    let read = cache.get(records, hit.designation, as_of);
    read.map_err(|e| ScreenError::DamagedRecord {
        reason: e.to_string(),
    })
}

/// Assesses a payment with what was found in it, which is taken out of `findings`.
pub(crate) fn assess(
    rulebook: &Rulebook,
    policy: &Policy,
    payment: &Payment<'_>,
    findings: &mut Findings,
    cache: &mut ListedCache,
    records: &dyn Records,
) -> Result<Pending, ScreenError> {
    let Findings { hits, discounted } = findings;
    let as_of = policy.as_of(payment.value_date);
    let mut listed: Vec<Arc<Listed>> = Vec::with_capacity(hits.len());
    for hit in hits.iter() {
        listed.push(get(cache, records, hit, as_of)?);
    }
    let assessment = rulebook.assess(payment, as_of, &hits_of(hits, &listed));
    let mut pending = Vec::with_capacity(listed.len());
    for (hit, listed) in hits.drain(..).zip(listed) {
        pending.push(PendingHit {
            field: hit.field,
            score: hit.score,
            case: CaseFacts::of(payment, &hit, &listed, records),
            listed,
            told: PreparedHit::of(hit, payment).map_err(unwritable)?,
        });
    }
    let mut pending_discounts = Vec::with_capacity(discounted.len());
    for Discounted { hit, factor } in discounted.drain(..) {
        let listed = get(cache, records, &hit, as_of)?;
        pending_discounts.push(PendingDiscount {
            case: CaseFacts::of(payment, &hit, &listed, records),
            listed,
            conflict: conflicts(&hit.evidence),
            told: PreparedHit::of(hit, payment).map_err(unwritable)?,
            factor,
        });
    }
    Ok(Pending {
        payment_id: payment.payment_id.clone().into_owned(),
        line: payment.line,
        amount: payment.amount,
        assessment,
        facts: PaymentFacts::of(payment, as_of).prepare().map_err(unwritable)?,
        hits: pending,
        discounted: pending_discounts,
        likeness: Likeness::of(payment),
        resembles: None,
    })
}
