//! Delta runs: a batch against what changed since an index before.
//!
//! Each payment is screened with both indexes by the ordinary engine, decided with both, and what the two runs would write
//! of it is compared. Only what differs in what a person decides on is written; the rest is counted.

mod changes;
mod compare;
mod decided_on;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use portcullis_index::Index;
use portcullis_matcher::{Findings, Scratch};
use portcullis_model::{Date, Outcome, Payment};
use serde::{Deserialize, Serialize};

pub use changes::ListChanges;

use crate::{
    BatchConfig, Progress, ScreenError, Screener, Summary,
    delta::{changes::Changes, compare::DeltaRun},
    hit_source::{HitSource, ListedCache, Lists},
    output::EndedBy,
    resubmission::{Glance, Resubmissions},
    run::screen,
    screener::manifest,
    worker::{Judge, Pending, Piece, WorkerContext, assess, ids_of},
};

/// What a delta run compared, and what came of it: `delta` in `summary.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeltaSummary {
    /// BLAKE3 that the old index carries of itself.
    pub old_index_digest: String,
    /// The sources the old index was built from.
    pub old_index: serde_json::Value,
    /// Designations that differ between the two indexes.
    pub designations: ListChanges,
    /// Payments of which nothing differs that a person decides on. They have no row.
    pub unchanged: u64,
    /// Of these, payments of which a full run would write something else today, of which nobody decides anything: a score,
    /// evidence, the words of a reason, or what is discounted or unbound.
    #[serde(default)]
    pub evidence_only: u64,
    /// The other payments: rows of `decisions.csv`.
    pub differing: u64,
    /// The same by what was decided before and what is decided now.
    #[serde(default)]
    pub outcomes: BTreeMap<Outcome, BTreeMap<Outcome, u64>>,
    /// Lines of `alerts.jsonl` with `"delta":"new"`: hits that did not alert before.
    pub alerts_new: u64,
    /// Lines of `alerts.jsonl` with `"delta":"changed"`: alerts of which something that a person decides on was different.
    pub alerts_changed: u64,
    /// Alerts that both runs raise and that differ in score, evidence or words alone. They are not written.
    #[serde(default)]
    pub alerts_evidence_only: u64,
    /// Lines of `ended.jsonl`: alerts that were, and are no more.
    pub alerts_ended: u64,
    /// The same by what ended them.
    pub ended_by: BTreeMap<EndedBy, u64>,
}

impl Screener {
    /// Screens batches of payments with the index `old` and with that of this `Screener`, and publishes in
    /// [`BatchConfig::out`] what differs from a run with `old`: `docs/runs.md` says exactly what that is. `old_path` is the
    /// file it was opened from, for messages and `summary.json`.
    ///
    /// # Errors
    /// As [`Screener::screen_batch`]. Licenses with caps and a [`BatchConfig::ledger`] are refused: what a payment may spend
    /// depends on all payments before it, and the two runs would spend differently.
    pub fn screen_delta(
        &self,
        old: Arc<Index>,
        old_path: &Path,
        batch: &BatchConfig,
        progress: Option<&mut dyn FnMut(&Progress)>,
    ) -> Result<Summary, ScreenError> {
        if batch.ledger.is_some() {
            return Err(ScreenError::DeltaLedger);
        }
        if let Some(capped) = self.rulebook().licenses().iter().find(|l| !l.caps().is_empty()) {
            return Err(ScreenError::DeltaCap {
                license: capped.id.clone(),
            });
        }
        let changes = Changes::between(&old, self.index()).map_err(|source| ScreenError::Delta {
            path: old_path.to_owned(),
            source,
        })?;
        let mut source = self.source()?;
        source.compared_with = Some(old.digest());
        source.indexes.push(Arc::clone(&old));
        let old_manifest = manifest(&old)?;
        let before = Lists::new(old, self.policy(), &[self.rulebook()]);
        let context = self.context();
        let now = context.hit_source;
        let judge = BothLists {
            old: WorkerContext {
                hit_source: &before,
                ..context
            },
            new: context,
        };
        screen(
            &judge,
            |_| {
                DeltaRun::new(
                    self.rulebook(),
                    (
                        Resubmissions::new(self.rulebook(), self.policy(), &before),
                        Resubmissions::new(self.rulebook(), self.policy(), now),
                    ),
                    &changes,
                    old_path,
                    &before.index.digest(),
                    old_manifest,
                )
            },
            self.rulebook(),
            self.policy(),
            &source,
            batch,
            progress,
        )
    }
}

/// Screens each payment with the lists before and with those now.
struct BothLists<'a> {
    old: WorkerContext<'a, Lists>,
    new: WorkerContext<'a, Lists>,
}

/// The working memory of a worker for one side.
struct Side {
    scratch: Scratch,
    findings: Findings,
    cache: ListedCache,
}

impl Side {
    fn new(lists: &Lists) -> Side {
        Side {
            scratch: lists.scratch(),
            findings: Findings::default(),
            cache: ListedCache::default(),
        }
    }

    fn find(&mut self, as_of: Date, lists: &Lists, payment: &Payment<'_>) {
        lists.find(as_of, payment, &mut self.scratch, &mut self.findings);
    }

    fn assess(
        &mut self,
        context: &WorkerContext<'_, Lists>,
        payment: &Payment<'_>,
    ) -> Result<Pending, ScreenError> {
        let Side { findings, cache, .. } = self;
        assess(
            context.rulebook,
            context.policy,
            payment,
            findings,
            cache,
            context.hit_source,
        )
    }
}

/// A payment as both lists have it.
struct Both {
    /// What the old ones and the new ones find; `None` when neither finds anything.
    found: Option<Box<(Pending, Pending)>>,
    /// Where neither finds anything, what tells whether it may resemble a payment that was stopped.
    glance: Glance,
}

impl Judge for BothLists<'_> {
    type Buffers = (Side, Side);
    type Pending = Both;

    fn buffers(&self) -> (Side, Side) {
        (Side::new(self.old.hit_source), Side::new(self.new.hit_source))
    }

    fn judge(
        &self,
        payment: &Payment<'_>,
        (old, new): &mut (Side, Side),
        piece: &mut Piece<Both>,
    ) -> Result<(), ScreenError> {
        let as_of = self.new.policy.as_of(payment.value_date);
        old.find(as_of, self.old.hit_source, payment);
        new.find(as_of, self.new.hit_source, payment);
        if old.findings.is_empty() && new.findings.is_empty() {
            let glance = Glance::of(payment);
            piece.pend(Both { found: None, glance }, 0);
            return Ok(());
        }
        let both = (old.assess(&self.old, payment)?, new.assess(&self.new, payment)?);
        let bytes = both.0.bytes() + both.1.bytes();
        let both = Both {
            found: Some(Box::new(both)),
            glance: Glance::default(),
        };
        piece.pend(both, bytes);
        Ok(())
    }

    /// By the new lists: what the old ones say of a record that is not decided nobody asks any more.
    fn touched(
        &self,
        payment: &Payment<'_>,
        (_, new): &mut (Side, Side),
    ) -> Result<Vec<String>, ScreenError> {
        let as_of = self.new.policy.as_of(payment.value_date);
        new.find(as_of, self.new.hit_source, payment);
        ids_of(&new.findings.hits, as_of, &mut new.cache, self.new.hit_source)
    }
}
