//! Lists, rules and policy, ready to judge payments: one at a time or a batch.

use std::{
    cell::Cell,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use portcullis_exemptions::{CapLedger, Decision, Rulebook};
use portcullis_index::{Index, OpenOptions};
use portcullis_matcher::Findings;
use portcullis_model::{Date, Evidence, Hit, Outcome, Payment};
use thread_local::ThreadLocal;

use crate::{
    BatchConfig, Policy, Progress, ScreenConfig, ScreenError, Summary,
    discount::{conflicts, mention},
    hit_source::{HitSource, ListedCache, Lists, Records, hits_of},
    institution::rules_for_lists,
    output::PaymentRecords,
    run::{Source, screen},
    settle::{Decided, FullRun, missing_lists},
    worker::{Pending, WorkerContext, assess, ids_of},
};

/// Lists, rules and policy, ready to judge payments. Shared by as many threads as like to.
///
/// ```no_run
/// use std::{path::Path, sync::Arc};
/// use portcullis_exemptions::Rulebook;
/// use portcullis_index::Index;
/// use portcullis_matcher::MatchOptions;
/// use portcullis_model::{Date, Party, Payment, Role, Score};
/// use portcullis_screening::{Policy, Screener};
///
/// let index = Arc::new(Index::open(Path::new("lists.pcx"))?);
/// let matching = MatchOptions {
///     threshold: Score::from_fraction(0.85),
///     weak_aliases_alert: false,
///     exhaustive: false,
///     ignore_conflicts: false,
/// };
/// let policy = Policy { matching, as_of: None, run_date: Date::constant(2026, 2, 16) };
/// let screener = Screener::new(index, Rulebook::empty(), policy);
///
/// let payment = Payment {
///     payment_id: "P-1".into(),
///     ..Payment::default()
/// }
/// .with(Party::named(Role::Creditor, "Viktor Bout"));
/// let decision = screener.screen_one(&payment);
/// println!("{}: {}", decision.outcome, decision.reason);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Screener {
    pub(crate) lists: Lists,
    rulebook: Rulebook,
    policy: Policy,
    /// Where the index was opened, as named; empty when nobody said.
    index_path: PathBuf,
    /// What payments screened one by one have spent of license caps.
    caps: Arc<Mutex<CapLedger>>,
    /// Whether any license has a cap.
    has_caps: bool,
    /// Buffers of each thread that screens payments one by one; `None` while it does.
    buffers: ThreadLocal<Cell<Option<Box<Buffers>>>>,
}

/// What a payment that is screened by itself spends of the caps of licenses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spends {
    /// What all of them share.
    Shared,
    /// Nothing that is kept.
    Nothing,
}

/// Buffers for one payment at a time.
pub(crate) struct Buffers {
    pub(crate) scratch: <Lists as HitSource>::Scratch,
    findings: Findings,
    cache: ListedCache,
}

impl std::fmt::Debug for Screener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screener")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

impl Screener {
    /// Over an index and rules that are open already, and held against each other by [`rules_for_lists`].
    #[must_use]
    pub fn new(index: Arc<Index>, rulebook: Rulebook, policy: Policy) -> Screener {
        let rulebook = rulebook.with_words_until(policy.as_of.is_none().then_some(policy.run_date));
        Screener {
            lists: Lists::new(index, &policy, &[&rulebook]),
            has_caps: rulebook
                .licenses()
                .iter()
                .any(|license| !license.caps().is_empty()),
            rulebook,
            policy,
            index_path: PathBuf::new(),
            caps: Arc::default(),
            buffers: ThreadLocal::new(),
        }
    }

    /// Opens index and rule files.
    ///
    /// # Errors
    /// The index or a rule file cannot be used, or the institution's file names an authority of which the index has no
    /// list; the error names it.
    pub fn open(config: &ScreenConfig) -> Result<Screener, ScreenError> {
        let rulebook = Rulebook::load(&config.rules)?;
        let options = OpenOptions {
            trust_checksum: config.trust_index,
        };
        let index = Index::open_with(&config.index, options)?;
        let rulebook = rules_for_lists(rulebook, &index, config.allow_missing_lists)?;
        let screener = Screener::new(Arc::new(index), rulebook, config.policy.clone());
        Ok(screener.with_index_path(&config.index))
    }

    /// Names the file that the index was opened from, for `summary.json`. [`Screener::open`] knows it already.
    #[must_use]
    pub fn with_index_path(mut self, path: impl Into<PathBuf>) -> Screener {
        self.index_path = path.into();
        self
    }

    /// Spends caps of licenses from an account that outlives this `Screener`, or that several share.
    #[must_use]
    pub fn with_caps(mut self, caps: Arc<Mutex<CapLedger>>) -> Screener {
        self.caps = caps;
        self
    }

    /// The index.
    #[must_use]
    pub fn index(&self) -> &Arc<Index> {
        &self.lists.index
    }

    /// The rules.
    #[must_use]
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// How payments are judged.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Decides one payment, as a batch with this payment alone would.
    ///
    /// Cumulative caps of licenses are spent over the life of the `Screener`, in the order of the calls. (Batches keep
    /// their own account, see [`BatchConfig::ledger`].) Nothing is logged: a pipeline that must prove later what it
    /// decided keeps the [`Decision`], or screens batches.
    #[must_use]
    pub fn screen_one(&self, payment: &Payment<'_>) -> Decision {
        self.screen_with_hits(payment).0
    }

    /// Like [`Screener::screen_one`], with the hits it rests on and what facts discount, strongest first.
    #[must_use]
    pub fn screen_with_hits(&self, payment: &Payment<'_>) -> (Decision, Findings) {
        self.screen_on(self.policy.run_date, payment)
    }

    /// Like [`Screener::screen_with_hits`], with another day than the policy's for a payment without value date: a service
    /// lives for many days.
    #[must_use]
    pub fn screen_on(&self, run_date: Date, payment: &Payment<'_>) -> (Decision, Findings) {
        self.screen_with(run_date, payment, None)
    }

    /// Like [`Screener::screen_with_hits`], of a payment that a run found to resemble one that was stopped before it: with the hit, of
    /// the basis `resubmission`, that the run has of it. A payment by itself does not tell what came before it.
    #[must_use]
    pub fn screen_resembling(&self, payment: &Payment<'_>, hit: Hit) -> (Decision, Findings) {
        self.screen_with(self.policy.run_date, payment, Some(hit))
    }

    fn screen_with(
        &self,
        run_date: Date,
        payment: &Payment<'_>,
        resembling: Option<Hit>,
    ) -> (Decision, Findings) {
        self.with_buffers(|buffers| {
            let mut findings = Findings::default();
            let as_of = self.policy.as_of.or(payment.value_date).unwrap_or(run_date);
            self.lists
                .find(as_of, payment, &mut buffers.scratch, &mut findings);
            let resembles = resembling.as_ref().and_then(note);
            if let Some(hit) = resembling {
                findings.hits.push(hit);
                findings.hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
            }
            let mut decision =
                self.decide(payment, as_of, &findings.hits, &mut buffers.cache, Spends::Shared);
            if !findings.discounted.is_empty() {
                let conflicts: Vec<String> = findings
                    .discounted
                    .iter()
                    .map(|discounted| conflicts(&discounted.hit.evidence))
                    .collect();
                let discounted = findings.discounted.iter().zip(&conflicts);
                let named = discounted.map(|(discounted, conflict)| {
                    let id = self.lists.index.designation_id(discounted.hit.designation);
                    (id, conflict.as_str())
                });
                decision.reason.to_mut().push_str(&mention(named));
            }
            if let Some(resembles) = resembles {
                decision.reason.to_mut().push_str(&format!("; {resembles}"));
            }
            (decision, findings)
        })
    }

    /// Decides one payment as of a day, as if it were alone: it spends nothing that another may spend.
    #[must_use]
    pub fn screen_as_of(&self, as_of: Date, payment: &Payment<'_>) -> Decision {
        self.with_buffers(|buffers| {
            let mut findings = Findings::default();
            self.lists
                .find(as_of, payment, &mut buffers.scratch, &mut findings);
            self.decide(
                payment,
                as_of,
                &findings.hits,
                &mut buffers.cache,
                Spends::Nothing,
            )
        })
    }

    /// Decides one payment, as a batch of this payment alone would, and lends what the files of that batch would say of it: its
    /// row of `decisions.csv`, its hits as lines of `alerts.jsonl`, and its lines of `discounted.jsonl`. Every hit is told,
    /// also where the payment needs nobody.
    ///
    /// `run_date` is the day as of which a payment without value date is judged, and `file` the payments file that the records
    /// name. Caps of licenses are spent as by [`Screener::screen_one`].
    ///
    /// # Errors
    /// The record of a designation that was hit cannot be read: the index is damaged, and was opened without checking.
    pub fn records_of<T>(
        &self,
        run_date: Date,
        payment: &Payment<'_>,
        file: &str,
        tell: impl FnOnce(&PaymentRecords<'_>) -> T,
    ) -> Result<T, ScreenError> {
        let policy = Policy {
            run_date,
            ..self.policy.clone()
        };
        let Some(pending) = self.pending(&policy, payment)? else {
            return Ok(tell(&PaymentRecords::of_clear(payment, &Decision::clear(), file)));
        };
        let is_clear = pending.assessment.is_clear();
        let decided = self.with_caps_for(is_clear, |caps| Decided::new(&self.rulebook, pending, caps));
        Ok(tell(&PaymentRecords::of(&decided, file)))
    }

    /// What is found in a payment, held against the rules; `None`: nothing.
    pub(crate) fn pending(
        &self,
        policy: &Policy,
        payment: &Payment<'_>,
    ) -> Result<Option<Pending>, ScreenError> {
        self.with_buffers(|buffers| {
            let Buffers {
                scratch,
                findings,
                cache,
            } = buffers;
            let as_of = policy.as_of(payment.value_date);
            self.lists.find(as_of, payment, scratch, findings);
            if findings.is_empty() {
                return Ok(None);
            }
            assess(&self.rulebook, policy, payment, findings, cache, &self.lists).map(Some)
        })
    }

    /// The records of the lists.
    pub(crate) fn records(&self) -> &dyn Records {
        &self.lists
    }

    /// The designations that the names and identifiers of a record hit which is rejected, each once: `touched` of `rejects.csv`.
    ///
    /// # Errors
    /// The record of a designation cannot be read: the index is damaged.
    pub fn touched(&self, run_date: Date, payment: &Payment<'_>) -> Result<Vec<String>, ScreenError> {
        self.with_buffers(|buffers| {
            let Buffers {
                scratch,
                findings,
                cache,
            } = buffers;
            let as_of = self.policy.as_of.or(payment.value_date).unwrap_or(run_date);
            self.lists.find(as_of, payment, scratch, findings);
            ids_of(&findings.hits, as_of, cache, &self.lists)
        })
    }

    /// Whether a decision may rest on those before it: a license has a cap.
    #[must_use]
    pub const fn has_caps(&self) -> bool {
        self.has_caps
    }

    /// Lends the buffers of this thread.
    pub(crate) fn with_buffers<T>(&self, work: impl FnOnce(&mut Buffers) -> T) -> T {
        let own = self.buffers.get_or_default();
        // Taken, not borrowed: what a panic leaves behind is not used again.
        let mut buffers = own.take().unwrap_or_else(|| {
            Box::new(Buffers {
                scratch: self.lists.scratch(),
                findings: Findings::default(),
                cache: ListedCache::default(),
            })
        });
        let done = work(&mut buffers);
        own.set(Some(buffers));
        done
    }

    fn decide(
        &self,
        payment: &Payment<'_>,
        as_of: Date,
        hits: &[Hit],
        cache: &mut ListedCache,
        spends: Spends,
    ) -> Decision {
        if hits.is_empty() {
            return Decision::clear();
        }
        let listed: Result<Vec<_>, _> = hits
            .iter()
            .map(|hit| cache.get(&self.lists, hit.designation, as_of))
            .collect();
        let listed = match listed {
            Ok(listed) => listed,
            // Fail closed: what was hit cannot be told, so a person must look.
            Err(e) => {
                let reason = format!("the index is damaged: a designation that was hit cannot be read ({e})");
                return Decision {
                    outcome: Outcome::Review,
                    reason: reason.into(),
                    ..Decision::clear()
                };
            }
        };
        let assessment = self.rulebook.assess(payment, as_of, &hits_of(hits, &listed));
        let is_free = spends == Spends::Nothing || assessment.is_clear();
        self.with_caps_for(is_free, |caps| self.rulebook.settle(assessment, caps))
    }

    /// Lends the account of what is spent of caps; `is_free`: nothing is spent that is kept.
    pub(crate) fn with_caps_for<T>(&self, is_free: bool, settle: impl FnOnce(&mut CapLedger) -> T) -> T {
        if !self.has_caps || is_free {
            // Nothing can be spent: nobody waits for the ledger.
            return settle(&mut CapLedger::default());
        }
        let mut caps = self.caps.lock().unwrap_or_else(PoisonError::into_inner);
        settle(&mut caps)
    }

    /// Screens batches of payments and publishes the run in [`BatchConfig::out`].
    ///
    /// Every record of the inputs ends up in `decisions.csv` or in `rejects.csv`. The folder appears when all of it is written
    /// and synced; a run that fails leaves no folder. `progress` is called on the calling thread, after each chunk.
    ///
    /// # Errors
    /// [`ScreenError`] names the file, and the line where there is one.
    pub fn screen_batch(
        &self,
        batch: &BatchConfig,
        progress: Option<&mut dyn FnMut(&Progress)>,
    ) -> Result<Summary, ScreenError> {
        screen(
            &self.context(),
            |caps| FullRun::new(&self.rulebook, &self.policy, &self.lists, caps),
            &self.rulebook,
            &self.policy,
            &self.source()?,
            batch,
            progress,
        )
    }

    /// What workers share.
    pub(crate) fn context(&self) -> WorkerContext<'_, Lists> {
        WorkerContext {
            hit_source: &self.lists,
            rulebook: &self.rulebook,
            policy: &self.policy,
        }
    }

    pub(crate) fn source(&self) -> Result<Source, ScreenError> {
        Ok(Source {
            index_digest: self.lists.index.digest(),
            manifest: manifest(&self.lists.index)?,
            index_path: self.index_path.clone(),
            indexes: vec![Arc::clone(&self.lists.index)],
            compared_with: None,
            missing_lists: missing_lists(&self.rulebook),
        })
    }
}

/// The manifest of an index as JSON.
pub(crate) fn manifest(index: &Index) -> Result<serde_json::Value, ScreenError> {
    serde_json::to_value(index.manifest())
        .map_err(|e| ScreenError::internal(format!("the index manifest could not be written: {e}")))
}

/// Opens everything that a configuration names and screens its batches.
///
/// # Errors
/// See [`Screener::open`] and [`Screener::screen_batch`].
pub fn screen_batch(
    config: &ScreenConfig,
    progress: Option<&mut dyn FnMut(&Progress)>,
) -> Result<Summary, ScreenError> {
    Screener::open(config)?.screen_batch(&config.batch, progress)
}

/// What is said of a hit in words.
fn note(hit: &Hit) -> Option<String> {
    hit.evidence.iter().find_map(|piece| match piece {
        Evidence::Text { note } => Some(note.clone()),
        _ => None,
    })
}
