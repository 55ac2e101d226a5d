//! What of a run is kept while it goes on, so that it can go on after any death.
//!
//! ```text
//! .portcullis-partial-RUN/      hidden, beside the folder RUN (in it, as `.portcullis-partial-run`, where RUN was there before)
//!   lock                        held by whoever writes the run
//!   plan.json                   what the run was asked to do; written before anything else
//!   checkpoint.json             where it was when everything was last brought to the disk, and all it then had in mind
//!   cases.jsonl                 the cases that changed between two checkpoints
//!   payment-ids, contents       sorted hashes, to find what comes twice
//!   finished.json, ledger.csv   there once every output is complete: only the ledger and the rename are left
//!   results/                    the files of the run
//! ```
//!
//! A checkpoint is made at the end of a chunk: first the outputs are brought to the disk, then the record that says how
//! long each was, under another name, then it is renamed. So the record on the disk never speaks of bytes that are not there.
//! Disks are slow, and the run does not wait for them: the record is made of what is true at the end of the chunk, and a thread of
//! its own sees to the rest.
//! Whoever goes on cuts every output to the length that it says, hashes what is left again, and screens from there.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    thread::JoinHandle,
};

use jiff::Timestamp;
use portcullis_model::Date;
use portcullis_payments::BatchFile;
use portcullis_sys::{FileIdentity, failpoint, write_atomically_private};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    BatchConfig, ScreenError,
    attested::Hashed,
    audit::Chain,
    batch::Reached,
    config::Configuration,
    duplicates::RepeatsState,
    folder::{self, StagedFolder},
    summary::Replaced,
    tally::Tally,
    writer::Covered,
};

/// About how many bytes of payments are screened between two checkpoints: a second's work or so, while a checkpoint takes some
/// ten milliseconds.
pub const CHECKPOINT_BYTES: u64 = 64 << 20;

/// The record of a checkpoint holds all stopped payments that are remembered, and may become large. What is beyond
/// [`RECORD_BYTES_FREE`] is worth so many times its bytes of payments, so that the making stays a small part of the run.
const PAYMENTS_A_RECORD: u64 = 32;
const RECORD_BYTES_FREE: u64 = 1 << 20;

/// How many bytes of payments are screened at least between a checkpoint with a record of so many bytes and the next.
pub(crate) fn bytes_to_next(at_least: u64, record_bytes: u64) -> u64 {
    let beyond = record_bytes.saturating_sub(RECORD_BYTES_FREE);
    at_least.max(beyond.saturating_mul(PAYMENTS_A_RECORD))
}

/// The files of an unfinished run beside `results`.
pub(crate) const PLAN: &str = "plan.json";
pub(crate) const CHECKPOINT: &str = "checkpoint.json";
pub(crate) const CASES_JOURNAL: &str = "cases.jsonl";
pub(crate) const FINISHED: &str = "finished.json";
pub(crate) const LEDGER: &str = "ledger.csv";

/// The form of these files. Another program version is refused anyway; this tells a form that changed within one.
const VERSION: u32 = 2;

/// What a run was asked to do, and what it began with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    version: u32,
    /// The command line of the program that was asked, if it said.
    pub(crate) command: Vec<String>,
    /// The folder that it was asked in.
    pub(crate) directory: PathBuf,
    pub(crate) started_at: Timestamp,
    configuration: Configuration,
    index_digest: String,
    /// The day whose law decides payments without value date.
    pub(crate) run_date: Date,
    inputs: Vec<PlannedInput>,
    /// How their columns are read, beyond what the configuration says.
    mapping_digest: String,
    control_digest: Option<String>,
    /// Positions count chunks, so chunks stay as they were.
    pub(crate) chunk_bytes: usize,
    /// The run that this one takes the place of.
    pub(crate) replaced: Option<Replaced>,
}

/// A payments file when the run began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PlannedInput {
    path: PathBuf,
    bytes: u64,
    /// What the system said of the file: where it says that still, it need not be read before the run goes on.
    #[serde(default)]
    identity: Option<String>,
}

/// What is about to be asked of a run, or was.
pub(crate) struct Asked<'a> {
    pub(crate) batch: &'a BatchConfig,
    pub(crate) configuration: &'a Configuration,
    pub(crate) index_digest: &'a str,
    pub(crate) run_date: Date,
    pub(crate) inputs: &'a [BatchFile],
    pub(crate) control_digest: Option<&'a str>,
    pub(crate) started_at: Timestamp,
}

impl Plan {
    pub(crate) fn new(asked: &Asked<'_>) -> Plan {
        let batch = asked.batch;
        let inputs = asked.inputs.iter().map(|input| PlannedInput {
            path: input.path().to_owned(),
            bytes: input.stored_bytes(),
            // Without it, the file is read.
            identity: FileIdentity::of(input.file())
                .ok()
                .flatten()
                .map(|identity| identity.as_str().to_owned()),
        });
        Plan {
            version: VERSION,
            command: batch.command.clone(),
            directory: batch.directory.clone(),
            started_at: asked.started_at,
            configuration: asked.configuration.clone(),
            index_digest: asked.index_digest.to_owned(),
            run_date: asked.run_date,
            inputs: inputs.collect(),
            mapping_digest: blake3::hash(format!("{:?}", batch.mapping).as_bytes())
                .to_hex()
                .to_string(),
            control_digest: asked.control_digest.map(str::to_owned),
            chunk_bytes: batch.chunk_bytes.max(1),
            replaced: Replaced::of(&batch.out),
        }
    }

    /// What the system said of each payments file when the run began.
    pub(crate) fn identities(&self) -> impl Iterator<Item = Option<&str>> {
        self.inputs.iter().map(|input| input.identity.as_deref())
    }

    /// What of this plan is not as it was when the run began, a reason each. Empty where the run can go on.
    pub(crate) fn changes(&self, began: &Plan) -> Vec<String> {
        let (was, is) = (&began.configuration, &self.configuration);
        if was.program != is.program || began.version != self.version {
            return vec![format!(
                "it was begun by {}, and this is {}",
                was.program, is.program
            )];
        }
        let mut changes = Vec::new();
        let mut differs = |differs: bool, what: String| {
            if differs {
                changes.push(what);
            }
        };
        differs(
            began.index_digest != self.index_digest,
            format!(
                "the index changed: it had the digest {} and has {}",
                began.index_digest, self.index_digest
            ),
        );
        differs(
            was.delta != is.delta,
            "the index to compare with (delta) changed".to_owned(),
        );
        differs(
            was.rules_digest != is.rules_digest,
            "the rules changed".to_owned(),
        );
        differs(
            was.ledger_digest != is.ledger_digest,
            "the ledger of caps changed: another run spent of it, or it was edited".to_owned(),
        );
        differs(
            was.words_digest != is.words_digest,
            "the reviewers' words changed".to_owned(),
        );
        differs(
            began.control_digest != self.control_digest,
            "the control file changed".to_owned(),
        );
        let settings = |of: &Configuration| Configuration {
            rules_digest: String::new(),
            ledger_digest: None,
            words_digest: None,
            delta: None,
            ..of.clone()
        };
        differs(
            settings(was) != settings(is) || began.mapping_digest != self.mapping_digest,
            "the configuration changed (threshold, aliases, conflicts, day, format or columns)".to_owned(),
        );
        if began.inputs.len() != self.inputs.len() {
            changes.push(format!(
                "the payments files changed: there were {} and there are {}",
                began.inputs.len(),
                self.inputs.len()
            ));
            return changes;
        }
        for (was, is) in began.inputs.iter().zip(&self.inputs) {
            if was.path != is.path {
                changes.push(format!(
                    "the payments files changed: {} was read, not {}",
                    was.path.display(),
                    is.path.display()
                ));
            } else if was.bytes != is.bytes {
                changes.push(input_changed(
                    &is.path,
                    &format!("it had {} bytes and has {}", was.bytes, is.bytes),
                ));
            }
        }
        changes
    }
}

/// What is said of a payments file that is not what was read.
pub(crate) fn input_changed(path: &Path, how: &str) -> String {
    format!(
        "the payments file {} changed since the run began: {how}",
        path.display()
    )
}

/// Where a run was, and everything that the writer had in mind then. `M` is what the kind of run remembers.
#[derive(Serialize, Deserialize)]
pub(crate) struct Checkpoint<R, T, M> {
    /// Where it was in the inputs, and what it had counted of them.
    pub(crate) reached: R,
    pub(crate) payment_ids: RepeatsState,
    pub(crate) contents: RepeatsState,
    /// Each file that is written, with the audit log.
    pub(crate) streams: Vec<StreamState>,
    pub(crate) chain: Chain,
    pub(crate) covered: Covered,
    pub(crate) tally: T,
    pub(crate) memory: M,
    /// Bytes of the journal of cases.
    pub(crate) cases_bytes: u64,
    /// How long the run had taken, in seconds.
    pub(crate) seconds: f64,
}

/// A checkpoint as it is read back.
pub(crate) type Kept<M> = Checkpoint<Reached, Tally, M>;

/// A file of results that was being written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StreamState {
    pub(crate) name: String,
    /// What was written: from its first byte.
    pub(crate) wrote: Hashed,
    /// Where what the audit log does not cover yet begins.
    pub(crate) stretch_from: u64,
    pub(crate) records: u64,
}

/// That all outputs are complete, and what is left to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Finished {
    /// The last hash of the audit log.
    pub(crate) head: String,
    /// The ledger of caps, where there is one.
    pub(crate) ledger: Option<LedgerStep>,
}

/// A ledger that is to be replaced.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LedgerStep {
    pub(crate) path: PathBuf,
    /// BLAKE3 of what it was.
    pub(crate) before: String,
    /// BLAKE3 of what it becomes.
    pub(crate) after: String,
}

/// Writes a record of an unfinished run: as JSON in a line, and the digest of that line, so that damage is seen.
pub(crate) fn write<T: Serialize>(folder: &StagedFolder, name: &str, record: &T) -> Result<(), ScreenError> {
    RecordText::of(folder, name, record)?.write()
}

/// A record of an unfinished run as it is written.
struct RecordText {
    text: Vec<u8>,
    path: PathBuf,
    /// The folder that people know: the hidden one may be gone by the time that they read of it.
    told: PathBuf,
}

impl RecordText {
    fn of<T: Serialize>(folder: &StagedFolder, name: &str, record: &T) -> Result<RecordText, ScreenError> {
        let mut text = serde_json::to_vec(record)
            .map_err(|e| ScreenError::internal(format!("{name} could not be written: {e}")))?;
        let digest = blake3::hash(&text).to_hex();
        text.push(b'\n');
        text.extend_from_slice(digest.as_bytes());
        text.push(b'\n');
        Ok(RecordText {
            text,
            path: folder.staging().join(name),
            told: folder.path_of(name),
        })
    }

    fn write(self) -> Result<(), ScreenError> {
        write_atomically_private(&self.path, &self.text).map_err(|source| ScreenError::Output {
            path: self.told,
            source,
        })
    }
}

/// Reads a record back; `None` where it is not there.
pub(crate) fn read<T: DeserializeOwned>(staging: &Path, name: &str) -> Result<Option<T>, ScreenError> {
    let path = staging.join(name);
    let damaged = |reason: &str| ScreenError::CannotResume {
        path: path.clone(),
        reasons: vec![format!("this file is damaged ({reason})")],
    };
    let text = match fs::read(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ScreenError::Input { path, source }),
        Ok(text) => text,
    };
    let mut lines = text.split(|byte| *byte == b'\n');
    let (Some(record), Some(digest)) = (lines.next(), lines.next()) else {
        return Err(damaged("it is cut"));
    };
    if blake3::hash(record).to_hex().as_bytes() != digest {
        return Err(damaged("it does not have the digest that it carries"));
    }
    serde_json::from_slice(record)
        .map(Some)
        .map_err(|e| damaged(&e.to_string()))
}

/// A run that was not finished, as its hidden folder tells it.
#[derive(Debug, Clone)]
pub struct Unfinished {
    /// The hidden folder.
    pub hidden: PathBuf,
    /// The command line that asked for it, as [`BatchConfig::command`] said.
    pub command: Vec<String>,
    /// The folder that it was asked in, against which its paths are read.
    pub directory: PathBuf,
    /// The day whose law decides payments without value date.
    pub run_date: Date,
    /// Records that are settled and need not be screened again.
    pub records: u64,
    /// Whether everything is written, and only the ledger and the rename are left: see [`finish`](crate::finish).
    pub is_finished: bool,
}

/// The unfinished run into a folder, if there is one.
///
/// # Errors
/// What was kept of it cannot be read.
pub fn unfinished(out: &Path) -> Result<Option<Unfinished>, ScreenError> {
    let Some(hidden) = folder::hidden_of(out) else {
        return Ok(None);
    };
    let Some(plan) = read::<Plan>(&hidden, PLAN)? else {
        return Ok(None);
    };
    /// The one member that is asked for here.
    #[derive(Deserialize)]
    struct Covers {
        tally: Records,
    }
    #[derive(Deserialize)]
    struct Records {
        records: u64,
    }
    let checkpoint: Option<Covers> = read(&hidden, CHECKPOINT)?;
    Ok(Some(Unfinished {
        is_finished: hidden.join(FINISHED).exists(),
        command: plan.command,
        directory: plan.directory,
        run_date: plan.run_date,
        records: checkpoint.map_or(0, |checkpoint| checkpoint.tally.records),
        hidden,
    }))
}

/// The folders into which runs beside each other were not finished, ascending: what is hidden in `parent`.
///
/// # Errors
/// The folder cannot be read.
pub fn unfinished_in(parent: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if let Some(name) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.strip_prefix(folder::STAGING_PREFIX))
            && entry.path().join(PLAN).exists()
        {
            found.push(parent.join(name));
        }
    }
    found.sort();
    Ok(found)
}

/// A file that a checkpoint speaks of, and that is not on the disk yet.
pub(crate) struct Unsynced {
    file: File,
    /// What a message calls it.
    told: PathBuf,
}

impl Unsynced {
    /// Another handle of a file that goes on being written.
    pub(crate) fn of(file: &File, told: &Path) -> io::Result<Unsynced> {
        Ok(Unsynced {
            file: file.try_clone()?,
            told: told.to_owned(),
        })
    }
}

/// A checkpoint that is brought to the disk while the run goes on. There is one at a time; it is waited for where this value is
/// dropped.
#[derive(Default)]
pub(crate) struct InTheMaking(Option<JoinHandle<Result<(), ScreenError>>>);

impl InTheMaking {
    /// Begins to make a checkpoint. Returns the size of its record in bytes.
    ///
    /// The record is made of what is true now. Everything that it speaks of is written, and `unsynced` says what of that is not on
    /// the disk; more may be written behind it meanwhile. It is written itself when that is done.
    pub(crate) fn begin<R: Serialize, T: Serialize, M: Serialize>(
        folder: &StagedFolder,
        checkpoint: &Checkpoint<R, T, M>,
        unsynced: Vec<Unsynced>,
    ) -> Result<(InTheMaking, u64), ScreenError> {
        let record = RecordText::of(folder, CHECKPOINT, checkpoint)?;
        let bytes = record.text.len() as u64;
        let is_kept = folder.is_kept();
        let make = move || {
            for Unsynced { file, told } in unsynced {
                file.sync_data()
                    .map_err(|source| ScreenError::Output { path: told, source })?;
                failpoint("checkpoint: an output is on the disk");
            }
            failpoint("checkpoint: the outputs are on the disk");
            record.write()?;
            // From now on there is something to go on from.
            is_kept.store(true, Ordering::Relaxed);
            failpoint("checkpoint: made");
            Ok(())
        };
        let thread = std::thread::Builder::new()
            .name("screen-checkpoint".to_owned())
            .spawn(make)
            .map_err(|e| ScreenError::Threads {
                reason: e.to_string(),
            })?;
        Ok((InTheMaking(Some(thread)), bytes))
    }

    /// Waits until it is made.
    pub(crate) fn finish(&mut self) -> Result<(), ScreenError> {
        match self.0.take() {
            None => Ok(()),
            Some(thread) => thread
                .join()
                .unwrap_or_else(|_| Err(ScreenError::internal("the making of a checkpoint panicked"))),
        }
    }
}

impl Drop for InTheMaking {
    fn drop(&mut self) {
        // Whoever drops it has an error of its own to tell.
        let _ = self.finish();
    }
}

/// Maps whose keys are no texts, as lists of pairs.
pub(crate) mod pairs {
    use std::{collections::HashMap, hash::Hash};

    use rustc_hash::FxBuildHasher;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer, K: Serialize, V: Serialize>(
        map: &HashMap<K, V, FxBuildHasher>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(crate) fn deserialize<
        'de,
        D: Deserializer<'de>,
        K: Deserialize<'de> + Eq + Hash,
        V: Deserialize<'de>,
    >(
        deserializer: D,
    ) -> Result<HashMap<K, V, FxBuildHasher>, D::Error> {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// By name, to find what a stream was.
pub(crate) fn by_name(streams: Vec<StreamState>) -> BTreeMap<String, StreamState> {
    streams
        .into_iter()
        .map(|stream| (stream.name.clone(), stream))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
        },
    };

    use portcullis_sys::FileIdentity;

    use super::{PLAN, Plan, unfinished, unfinished_in};
    use crate::{
        BatchConfig, Progress, ScreenError, Summary, files, summary,
        testing::{World, mixed_batch, read_run},
        verify,
    };

    /// Screens until it is done, and is told to end after so many chunks each time. Returns how often that was.
    fn screen_in_parts(world: &World, batch: &mut BatchConfig, chunks: u64) -> (Summary, u64) {
        let stop = Arc::new(AtomicBool::new(false));
        batch.stop = Some(Arc::clone(&stop));
        let mut parts = 1;
        loop {
            let mut done = 0;
            let mut progress = |_: &Progress| {
                done += 1;
                stop.store(done >= chunks, Ordering::Relaxed);
            };
            match world.screen_with(batch, Some(&mut progress)) {
                Ok(summary) => return (summary, parts),
                Err(ScreenError::Interrupted {
                    cause: None, records, ..
                }) => {
                    assert_eq!(unfinished(&batch.out).unwrap().unwrap().records, records);
                    stop.store(false, Ordering::Relaxed);
                    (batch.resume, parts) = (true, parts + 1);
                }
                Err(error) => panic!("{error}"),
            }
        }
    }

    fn without_clock(run: &Path) -> Vec<(&'static str, Vec<u8>)> {
        let mut files: Vec<_> = read_run(run).into_iter().collect();
        for (name, bytes) in &mut files {
            if *name == files::SUMMARY {
                let opened = summary::open(std::str::from_utf8(bytes).unwrap()).unwrap();
                *bytes = opened.reproducible.blake3.into_bytes();
            }
        }
        files
    }

    #[test]
    fn a_run_that_is_interrupted_at_any_chunk_ends_as_one_that_was_not() {
        let world = World::licensed();
        let payments = vec![
            world.payments("a.csv", &mixed_batch(120)),
            world.payments("none.csv", "payment_id,amount\n"),
            world.payments("b.csv", &mixed_batch(60)),
        ];
        let batch = |out: &str| BatchConfig {
            chunk_bytes: 300,
            checkpoint_bytes: 700,
            ledger: Some(world.path(&format!("{out}.ledger"))),
            ..BatchConfig::new(payments.clone(), world.path(out))
        };
        let whole = batch("whole");
        world.screen(&whole).unwrap();
        let expected = without_clock(&whole.out);
        for chunks in 1..8 {
            let mut batch = batch(&format!("run-{chunks}"));
            let (summary, parts) = screen_in_parts(&world, &mut batch, chunks);
            assert!(parts > 2, "{parts}");
            assert!(summary.run.resumed_at.is_some());
            assert_eq!(without_clock(&batch.out), expected, "after {chunks} chunks each");
            assert!(verify(&batch.out).unwrap().is_intact());
            let ledger = |batch: &BatchConfig| fs::read(batch.ledger.as_ref().unwrap()).unwrap();
            assert_eq!(ledger(&batch), ledger(&whole));
            assert!(unfinished(&batch.out).unwrap().is_none());
        }
    }

    /// A run of which more is on the disk than the hashes of a checkpoint keep at hand, ended early.
    fn interrupted(world: &World) -> BatchConfig {
        let mut batch = BatchConfig {
            chunk_bytes: 30_000,
            checkpoint_bytes: 60_000,
            ..BatchConfig::new(
                vec![world.payments("a.csv", &mixed_batch(8_000))],
                world.path("run"),
            )
        };
        let stop = Arc::new(AtomicBool::new(false));
        batch.stop = Some(Arc::clone(&stop));
        let mut progress = |progress: &Progress| stop.store(progress.records > 5_000, Ordering::Relaxed);
        let ended = world.screen_with(&batch, Some(&mut progress)).unwrap_err();
        assert!(matches!(ended, ScreenError::Interrupted { .. }), "{ended}");
        (batch.stop, batch.resume) = (None, true);
        batch
    }

    fn hidden(world: &World) -> PathBuf {
        unfinished(&world.path("run")).unwrap().unwrap().hidden
    }

    /// Writes another byte in the place of one.
    fn change(path: &Path, at: usize) {
        let mut bytes = fs::read(path).unwrap();
        bytes[at] ^= 1;
        fs::write(path, bytes).unwrap();
    }

    /// Has the plan say of the payments what the system says of them now: as if nobody had touched them.
    #[cfg(unix)]
    fn forge_identity(world: &World) {
        let path = hidden(world).join(PLAN);
        let text = fs::read_to_string(&path).unwrap();
        let mut plan: Plan = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        let file = fs::File::open(world.path("a.csv")).unwrap();
        let now = FileIdentity::of(&file).unwrap().unwrap().as_str().to_owned();
        assert_ne!(plan.inputs[0].identity.replace(now.clone()), Some(now));
        let plan = serde_json::to_string(&plan).unwrap();
        fs::write(
            path,
            format!("{plan}\n{}\n", blake3::hash(plan.as_bytes()).to_hex()),
        )
        .unwrap();
    }

    #[test]
    fn what_is_read_again_beside_the_run_comes_to_the_same_bytes() {
        let world = World::licensed();
        let batch = interrupted(&world);
        world.screen(&batch).unwrap();
        let whole = BatchConfig {
            out: world.path("whole"),
            resume: false,
            ..batch.clone()
        };
        world.screen(&whole).unwrap();
        assert_eq!(without_clock(&batch.out), without_clock(&whole.out));
        assert!(verify(&batch.out).unwrap().is_intact());
    }

    #[test]
    #[cfg(unix)]
    fn payments_that_were_changed_where_nobody_can_see_it_are_never_published() {
        let world = World::licensed();
        let batch = interrupted(&world);
        change(&world.path("a.csv"), 100);
        forge_identity(&world);
        for _ in 0..2 {
            let refused = world.screen(&batch).unwrap_err();
            assert!(matches!(refused, ScreenError::CannotResume { .. }), "{refused}");
            let text = refused.to_string();
            assert!(
                text.contains("a.csv changed since the run began: its first")
                    && text.contains("bytes are others"),
                "{text}"
            );
            assert!(!batch.out.exists());
        }
        // As they were, they will do.
        change(&world.path("a.csv"), 100);
        world.screen(&batch).unwrap();
        assert!(verify(&batch.out).unwrap().is_intact());
    }

    #[test]
    fn outputs_that_were_changed_before_the_run_went_on_are_never_published() {
        let world = World::licensed();
        let batch = interrupted(&world);
        for name in [files::DECISIONS, files::ALERTS] {
            let path = hidden(&world).join("results").join(name);
            let was = fs::metadata(&path).unwrap().len();
            assert!(was > 200_000, "{was}");
            change(&path, 50);
            let refused = world.screen(&batch).unwrap_err().to_string();
            assert!(
                refused.contains(name)
                    && refused.contains("what was written before the checkpoint was changed"),
                "{refused}"
            );
            assert!(!batch.out.exists());
            change(&path, 50);
        }
        world.screen(&batch).unwrap();
        assert!(verify(&batch.out).unwrap().is_intact());
    }

    #[test]
    fn an_unfinished_run_is_found_not_begun_anew_and_refused_when_its_input_changed() {
        let world = World::licensed();
        let payments = world.payments("a.csv", &mixed_batch(120));
        let mut batch = BatchConfig {
            chunk_bytes: 300,
            stop: Some(Arc::new(AtomicBool::new(true))),
            ..BatchConfig::new(vec![payments.clone()], world.path("run"))
        };
        let stopped = world.screen(&batch).unwrap_err();
        assert!(matches!(stopped, ScreenError::Interrupted { .. }), "{stopped}");
        assert_eq!(unfinished_in(world.folder.path()).unwrap(), [world.path("run")]);
        batch.stop = None;
        let refused = world.screen(&batch).unwrap_err();
        assert!(
            matches!(refused, ScreenError::OutputUnfinished { records: 1.., .. }),
            "{refused}"
        );

        batch.resume = true;
        let was = fs::read_to_string(&payments).unwrap();
        let mut other = was.clone().into_bytes();
        other[100] ^= 1;
        for (now, reason) in [
            (was.as_bytes()[..was.len() - 1].to_owned(), "bytes and has"),
            (other, "its first"),
        ] {
            fs::write(&payments, now).unwrap();
            let refused = world.screen(&batch).unwrap_err().to_string();
            assert!(
                refused.contains("a.csv changed since the run began") && refused.contains(reason),
                "{refused}"
            );
        }
        fs::write(&payments, was).unwrap();
        world.screen(&batch).unwrap();
        assert!(verify(&batch.out).unwrap().is_intact());
        let nothing = world.screen(&batch).unwrap_err();
        assert!(
            matches!(nothing, ScreenError::NothingToResume { .. }),
            "{nothing}"
        );
    }
}
