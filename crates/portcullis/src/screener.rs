use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use jiff::{Timestamp, tz::TimeZone};
use portcullis_exemptions::{CapLedger, Decision, Rulebook};
use portcullis_index::{Index, OpenOptions};
use portcullis_matcher::{Findings, PartyQuery};
use portcullis_model::{Date, Outcome, Payment};
use portcullis_names::facts::Facts;
use portcullis_screening::{
    BatchConfig, CheckRecords, Checked, PaymentRecords, Policy, Progress, Summary, rules_for_lists,
    with_words,
};
use serde::Serialize;

use crate::{Builder, Check, Discounted, Error, Hit, NameQuery, Near, NearMiss, Suppressed};

/// Lists, rules and policy, ready to screen. Cheap to clone; clones and threads share everything.
///
/// A call takes no lock, unless a license with a cap may release the payment: then the account of what is spent is
/// locked for a moment. Nothing is logged: a pipeline that must prove later what it decided keeps each [`Screening`], or
/// screens batches ([`Screener::screen_batch`]).
#[derive(Clone)]
pub struct Screener {
    shared: Arc<Shared>,
}

struct Shared {
    /// What [`Screener::reload`] reads again.
    builder: Builder,
    /// Today's lists and rules. Readers keep those that they began with.
    current: ArcSwap<portcullis_screening::Screener>,
    /// Survives reloads: a cap that is spent stays spent.
    caps: Arc<Mutex<CapLedger>>,
    /// One reload at a time.
    reloading: Mutex<()>,
}

/// What was decided of one payment, and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Screening {
    /// The outcome with its reasons.
    pub decision: Decision,
    /// The designations that the payment comes near to, strongest first.
    pub hits: Vec<Hit>,
    /// What facts alone keep from being a hit, strongest first; the decision's reason names them.
    pub discounted: Vec<Discounted>,
}

impl std::fmt::Debug for Screener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screener")
            .field("builder", &self.shared.builder)
            .finish_non_exhaustive()
    }
}

impl Screener {
    /// A builder; [`Builder::index`] is all that it must be told.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn open(builder: Builder) -> Result<Screener, Error> {
        let caps = Arc::new(Mutex::new(builder.caps.clone()));
        let current = ArcSwap::from_pointee(load(&builder, &caps)?);
        let shared = Shared {
            builder,
            current,
            caps,
            reloading: Mutex::new(()),
        };
        Ok(Screener {
            shared: Arc::new(shared),
        })
    }

    /// Decides one payment, as a batch with this payment alone would.
    ///
    /// A payment without value date is judged as of today (UTC). Cumulative caps of licenses are spent over the life of
    /// the screener, in the order of the calls.
    ///
    /// Where the file of the index was cut short in place, against the rule, no payment is cleared: each is for review, with that as its
    /// reason. [`Screener::try_screen`] makes an error of it.
    #[must_use]
    pub fn screen(&self, payment: &Payment<'_>) -> Screening {
        self.try_screen(payment).unwrap_or_else(|error| Screening {
            decision: Decision {
                outcome: Outcome::Review,
                reason: format!("not screened: {error}").into(),
                ..Decision::clear()
            },
            hits: Vec::new(),
            discounted: Vec::new(),
        })
    }

    /// Decides one payment as [`Screener::screen`] does.
    ///
    /// # Errors
    /// Somebody cut the file of the index short, in place.
    pub fn try_screen(&self, payment: &Payment<'_>) -> Result<Screening, Error> {
        let current = self.shared.current.load();
        whole(&current, || {
            let (decision, findings) = current.screen_on(run_date(&current, payment), payment);
            let (hits, discounted) = named(findings, current.index());
            Ok(Screening {
                decision,
                hits,
                discounted,
            })
        })
    }

    /// Decides one payment as [`Screener::screen`] does, and lends what the files of a run would say of it: its row of
    /// `decisions.csv`, its hits as lines of `alerts.jsonl`, what is discounted. `file` is the payments file that these name.
    ///
    /// # Errors
    /// The index is damaged, or somebody cut its file short.
    pub fn records_of<T>(
        &self,
        payment: &Payment<'_>,
        file: &str,
        tell: impl FnOnce(&PaymentRecords<'_>) -> T,
    ) -> Result<T, Error> {
        let current = self.shared.current.load();
        whole(&current, || {
            Ok(current.records_of(run_date(&current, payment), payment, file, tell)?)
        })
    }

    /// Checks a name as [`Screener::check`] does, and lends what `check --json` prints of it.
    ///
    /// # Errors
    /// The index is damaged.
    pub fn check_records_of<T>(
        &self,
        query: &NameQuery,
        tell: impl FnOnce(&CheckRecords<'_>) -> T,
    ) -> Result<T, Error> {
        let current = self.shared.current.load();
        whole(&current, || Ok(current.check_records_of(&party(query), tell)?))
    }

    /// The designations that a name, or an identifier, comes near to.
    ///
    /// # Panics
    /// Somebody cut the file of the index short, in place, against the rule: no answer would be one. [`Screener::try_check`] makes an error
    /// of it.
    #[must_use]
    pub fn check(&self, query: &NameQuery) -> Check {
        self.try_check(query).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Checks a name as [`Screener::check`] does.
    ///
    /// # Errors
    /// Somebody cut the file of the index short, in place.
    pub fn try_check(&self, query: &NameQuery) -> Result<Check, Error> {
        let current = self.shared.current.load();
        whole(&current, || {
            let Checked {
                findings,
                repeats,
                suppressed,
            } = current.check(&party(query));
            let (hits, discounted) = named(findings, current.index());
            let suppressed = suppressed.into_iter().map(|(hit, word)| Suppressed {
                hit: Hit::of(hit, current.index()),
                word,
            });
            Ok(Check {
                hits,
                discounted,
                repeats,
                suppressed: suppressed.collect(),
            })
        })
    }

    /// The `limit` designations that come nearest to a name and are no hit, and weak aliases that are not counted: how clear it
    /// is that [`Screener::check`] finds nothing.
    ///
    /// Every listed name is compared, which takes some tens of milliseconds: for a person who asks, not for a batch.
    #[must_use]
    pub fn near(&self, query: &NameQuery, limit: usize) -> Near {
        let current = self.shared.current.load();
        let party = party(query);
        let near = current.near(&party, &current.check(&party).findings, limit);
        let misses = |misses: Vec<portcullis_matcher::NearMiss>| {
            let named = misses.into_iter().map(|miss| NearMiss::of(miss, current.index()));
            named.collect()
        };
        Near {
            below: misses(near.below),
            weak_aliases: misses(near.weak_aliases),
        }
    }

    /// Screens files of payments and publishes the run in [`BatchConfig::out`].
    ///
    /// # Errors
    /// A file cannot be used or the folder cannot be written; no folder is then left behind.
    pub fn screen_batch(
        &self,
        batch: &BatchConfig,
        progress: Option<&mut dyn FnMut(&Progress)>,
    ) -> Result<Summary, Error> {
        let current = self.shared.current.load_full();
        Ok(current.screen_batch(batch, progress)?)
    }

    /// Opens the index and reads the rules again, from the same paths. Calls that are under way finish with the lists they
    /// began with; the old index is unmapped when the last of them is done. What was spent of caps is kept.
    ///
    /// An index file is to be replaced by renaming a new one over it, as [`compile`](crate::lists::compile) does, never
    /// written in place.
    ///
    /// # Errors
    /// The index or a rule file cannot be used. The screener then goes on with what it has.
    pub fn reload(&self) -> Result<(), Error> {
        let _one_at_a_time = locked(&self.shared.reloading);
        let fresh = load(&self.shared.builder, &self.shared.caps)?;
        self.shared.current.store(Arc::new(fresh));
        Ok(())
    }

    /// What is spent of cumulative license caps: to be kept (see [`LedgerFile`](crate::LedgerFile)) and handed to
    /// [`Builder::caps`] after a restart.
    #[must_use]
    pub fn caps(&self) -> CapLedger {
        locked(&self.shared.caps).clone()
    }

    /// The lists and rules that are screened against now, for a caller that decides many payments by the same.
    #[cfg(feature = "arrow")]
    pub(crate) fn lists(&self) -> Arc<portcullis_screening::Screener> {
        self.shared.current.load_full()
    }

    /// The index that is screened against now.
    #[must_use]
    pub fn index(&self) -> Arc<Index> {
        Arc::clone(self.shared.current.load().index())
    }
}

/// A name query as the matcher wants it.
fn party(query: &NameQuery) -> PartyQuery<'_> {
    PartyQuery {
        name: query.name.trim(),
        schema: query.schema,
        facts: Facts {
            birth_date: query.birth_date,
            country: query.country,
            gender: query.gender,
        },
        identifiers: &query.identifiers,
        as_of: query.as_of,
    }
}

fn load(builder: &Builder, caps: &Arc<Mutex<CapLedger>>) -> Result<portcullis_screening::Screener, Error> {
    let path = builder.index.as_deref().ok_or(Error::NoIndex)?;
    let options = OpenOptions {
        trust_checksum: builder.trust_index,
    };
    let mut rulebook = Rulebook::load(&builder.rules.files()?)?;
    if !builder.words.is_empty() {
        let told = "of the runs beside the file of words";
        rulebook = with_words(rulebook, &builder.words, &[], told)?;
    }
    let index = Arc::new(Index::open_with(path, options)?);
    let rulebook = rules_for_lists(rulebook, &index, builder.allow_missing_lists)?;
    let policy = Policy {
        matching: builder.matching,
        as_of: builder.as_of,
        run_date: today(),
    };
    Ok(portcullis_screening::Screener::new(index, rulebook, policy)
        .with_index_path(path)
        .with_caps(Arc::clone(caps)))
}

/// What was found, with the ids of the designations.
fn named(findings: Findings, index: &Index) -> (Vec<Hit>, Vec<Discounted>) {
    let Findings { hits, discounted } = findings;
    let hits = hits.into_iter().map(|hit| Hit::of(hit, index));
    let discounted = discounted.into_iter().map(|found| Discounted::of(found, index));
    (hits.collect(), discounted.collect())
}

/// Asks an index that is whole, and lets out what it answers if it is whole still: zeros are read where a file was cut short. They
/// may also stop the search, since an index is trusted once it was checked; then the cut is what is told.
pub(crate) fn whole<T>(
    current: &portcullis_screening::Screener,
    ask: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    current.index().check_whole()?;
    // What `ask` has locked is whole after a panic, too (see `locked`), and its scratch memory is made anew by its next user.
    let told = panic::catch_unwind(AssertUnwindSafe(ask));
    current.index().check_whole()?;
    told.unwrap_or_else(|fault| panic::resume_unwind(fault))
}

/// The day as of which a payment without value date is judged.
pub(crate) fn run_date(current: &portcullis_screening::Screener, payment: &Payment<'_>) -> Date {
    if payment.value_date.is_some() {
        // It decides nothing, and asking for the time costs as much as a party seen before.
        current.policy().run_date
    } else {
        today()
    }
}

/// The day it is, in UTC.
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// What a panicking thread left behind is still whole: every change of what is locked here is one step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

    use std::{fs, panic};

    use super::{Error, Screener, whole};
    use crate::lists::{CompileOptions, compile};

    #[test]
    fn a_search_that_the_zeros_of_a_cut_index_stop_tells_of_the_cut() {
        let folder = tempfile::tempdir().unwrap();
        let (list, index) = (folder.path().join("list.csv"), folder.path().join("lists.pcx"));
        fs::write(&list, "id,name,schema\nacme,Acme Trading Zebulon,organization\n").unwrap();
        let source = format!("custom:{}", list.display()).parse().unwrap();
        compile(&[source], &index, &CompileOptions::default()).unwrap();
        let screener = Screener::builder().index(&index).build().unwrap();
        let current = screener.shared.current.load_full();
        // A fault of another kind stays one.
        let fault = panic::catch_unwind(panic::AssertUnwindSafe(|| {
            whole::<()>(&current, || panic!("of its own"))
        }));
        assert!(fault.is_err());
        let file = fs::OpenOptions::new().write(true).open(&index).unwrap();
        let told = whole::<()>(&current, || {
            file.set_len(3).unwrap();
            panic!("stopped by zeros")
        });
        assert!(matches!(told, Err(Error::Index(_))));
    }
}
