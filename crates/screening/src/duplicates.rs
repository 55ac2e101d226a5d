//! Payments that come twice: `duplicates` in `summary.json`.
//!
//! Of each record the hash of its id and of its bytes is kept: eight bytes each, sorted and put aside on the disk before they
//! weigh much, so that memory stays flat. Two different ids have the same hash once in a million batches of a million payments.

use std::{
    fs::File,
    hash::Hasher,
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use crate::{ScreenError, audit::InputDigest, checkpoint::Unsynced};

/// What comes more than once in a run. An id need not be unique; whoever joins by it must know when it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Duplicates {
    /// Records with the id of an earlier one.
    pub payment_ids: u64,
    /// Records that are equal to an earlier one in all of their content.
    pub contents: u64,
    /// Files that hold the same as an earlier one, byte for byte.
    pub files: u64,
}

impl Duplicates {
    /// Whether nothing comes twice.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Duplicates::default()
    }
}

/// The hashes of a record: of its id, where it has one, and of its bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordHash {
    id: Option<u64>,
    content: u64,
}

impl RecordHash {
    pub(crate) fn of(payment_id: &str, content: &[u8]) -> RecordHash {
        RecordHash {
            id: (!payment_id.is_empty()).then(|| hash(payment_id.as_bytes())),
            content: hash(content),
        }
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

/// Counts what comes twice.
#[derive(Debug)]
pub(crate) struct DuplicateCounter {
    ids: Repeats,
    contents: Repeats,
}

impl DuplicateCounter {
    /// `folder` has room for what does not stay in memory. `held_max` hashes stay.
    pub(crate) fn new(folder: &Path, held_max: usize) -> DuplicateCounter {
        DuplicateCounter {
            ids: Repeats::new(folder.join("payment-ids"), held_max),
            contents: Repeats::new(folder.join("contents"), held_max),
        }
    }

    /// Goes on where a checkpoint was made.
    pub(crate) fn resume(
        folder: &Path,
        held_max: usize,
        (ids, contents): (RepeatsState, RepeatsState),
    ) -> Result<DuplicateCounter, ScreenError> {
        let mut counter = DuplicateCounter::new(folder, held_max);
        counter.ids.resume(ids)?;
        counter.contents.resume(contents)?;
        Ok(counter)
    }

    pub(crate) fn add(&mut self, records: &[RecordHash]) -> Result<(), ScreenError> {
        for record in records {
            if let Some(id) = record.id {
                self.ids.add(id)?;
            }
            self.contents.add(record.content)?;
        }
        Ok(())
    }

    /// Writes all hashes into files, and says where they are. Adds to `unsynced` what is to be brought to the disk.
    pub(crate) fn checkpoint(
        &mut self,
        unsynced: &mut Vec<Unsynced>,
    ) -> Result<(RepeatsState, RepeatsState), ScreenError> {
        Ok((
            self.ids.checkpoint(unsynced)?,
            self.contents.checkpoint(unsynced)?,
        ))
    }

    /// What came twice, in these files.
    pub(crate) fn count(self, inputs: &[InputDigest]) -> Result<Duplicates, ScreenError> {
        let mut files: Vec<&str> = inputs.iter().map(|input| input.blake3.as_str()).collect();
        files.sort_unstable();
        let DuplicateCounter { ids, contents } = self;
        // Everything else is done by now: each has a processor.
        let (payment_ids, contents) = std::thread::scope(|scope| {
            let ids = scope.spawn(|| ids.count());
            let contents = contents.count();
            let lost = |_| Err(ScreenError::internal("counting payment ids panicked"));
            (ids.join().unwrap_or_else(lost), contents)
        });
        Ok(Duplicates {
            payment_ids: payment_ids?,
            contents: contents?,
            files: files.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64,
        })
    }
}

/// Hashes of each kind that stay in memory: 4 MiB of them.
pub(crate) const HELD_MAX: usize = 1 << 19;

/// Hashes of a run on the disk that are read at a time, at most: what is read of all runs stays within [`HELD_MAX`].
const PART_MAX: usize = 1 << 15;

/// Sorts hashes. They are spread evenly between the least and the greatest, so that each is put right away where it belongs or a
/// few places from there.
fn sort(hashes: &mut Vec<u64>) {
    /// Hashes that begin with the same bits.
    const NEIGHBORS: usize = 8;
    const BITS_MAX: u32 = 16;
    let bits = (hashes.len() / NEIGHBORS)
        .checked_ilog2()
        .unwrap_or(0)
        .min(BITS_MAX);
    let (Some(&least), Some(&greatest)) = (hashes.iter().min(), hashes.iter().max()) else {
        return;
    };
    let same_bits = (greatest - least).leading_zeros();
    if bits == 0 || same_bits + bits > u64::BITS {
        hashes.sort_unstable();
        return;
    }
    let shift = u64::BITS - bits - same_bits;
    let group = |hash: u64| usize::try_from((hash - least) >> shift).unwrap_or(0);
    // Of each group, where it ends; once its hashes are put in from behind, where it begins.
    let mut places = vec![0usize; 1 << bits];
    for hash in &*hashes {
        places[group(*hash)] += 1;
    }
    let mut end = 0;
    for place in &mut places {
        end += *place;
        *place = end;
    }
    let mut sorted = vec![0u64; hashes.len()];
    for hash in &*hashes {
        let place = &mut places[group(*hash)];
        *place -= 1;
        sorted[*place] = *hash;
    }
    places.push(sorted.len());
    for ends in places.windows(2) {
        sorted[ends[0]..ends[1]].sort_unstable();
    }
    *hashes = sorted;
}

/// Counts hashes that come again.
#[derive(Debug)]
struct Repeats {
    path: PathBuf,
    held: Vec<u64>,
    held_max: usize,
    /// What is on the disk: sorted runs, one after the other.
    file: Option<File>,
    runs: RepeatsState,
}

/// The runs of hashes that are on the disk: how many hashes each has, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct RepeatsState(Vec<u64>);

/// Bytes of a hash.
const HASH_BYTES: u64 = 8;

impl Repeats {
    fn new(path: PathBuf, held_max: usize) -> Repeats {
        Repeats {
            path,
            held: Vec::new(),
            held_max,
            file: None,
            runs: RepeatsState::default(),
        }
    }

    fn resume(&mut self, runs: RepeatsState) -> Result<(), ScreenError> {
        let bytes = runs.0.iter().sum::<u64>() * HASH_BYTES;
        if bytes == 0 {
            return Ok(());
        }
        let open = || {
            let mut file = File::options().read(true).write(true).open(&self.path)?;
            if file.metadata()?.len() < bytes {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            file.set_len(bytes)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        self.file = Some(open().map_err(|error| self.failed(error))?);
        self.runs = runs;
        Ok(())
    }

    fn add(&mut self, hash: u64) -> Result<(), ScreenError> {
        if self.held.len() >= self.held_max {
            self.put_aside().map_err(|error| self.failed(error))?;
        }
        self.held.push(hash);
        Ok(())
    }

    fn put_aside(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        sort(&mut self.held);
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(
                File::options()
                    .read(true)
                    .write(true)
                    .create(true)
                    .truncate(true)
                    .open(&self.path)?,
            ),
        };
        let mut file = BufWriter::new(file);
        for hash in &self.held {
            file.write_all(&hash.to_le_bytes())?;
        }
        file.flush()?;
        self.runs.0.push(self.held.len() as u64);
        self.held.clear();
        Ok(())
    }

    fn checkpoint(&mut self, unsynced: &mut Vec<Unsynced>) -> Result<RepeatsState, ScreenError> {
        let mut write = |repeats: &mut Repeats| {
            repeats.put_aside()?;
            let file = repeats.file.as_ref();
            unsynced.extend(file.map(|file| Unsynced::of(file, &repeats.path)).transpose()?);
            Ok(())
        };
        write(self).map_err(|error| self.failed(error))?;
        Ok(self.runs.clone())
    }

    /// How many hashes had come before.
    fn count(mut self) -> Result<u64, ScreenError> {
        sort(&mut self.held);
        self.count_merged().map_err(|error| self.failed(error))
    }

    /// Reads the runs side by side, a part of each at a time: what is not greater than the end of any part is all that there is up
    /// to there, and is counted together.
    fn count_merged(&mut self) -> io::Result<u64> {
        let part = (self.held_max / self.runs.0.len().max(1)).clamp(1, PART_MAX);
        let mut runs = Vec::with_capacity(self.runs.0.len());
        let mut from = 0;
        for hashes in &self.runs.0 {
            let to = from + hashes * HASH_BYTES;
            runs.push(Run {
                at: from,
                to,
                ahead: Vec::new(),
            });
            from = to;
        }
        let held = std::mem::take(&mut self.held);
        runs.push(Run {
            at: from,
            to: from,
            ahead: held,
        });
        let (mut repeated, mut before) = (0, None);
        let mut together = Vec::new();
        loop {
            let mut end: Option<u64> = None;
            for run in &mut runs {
                if let Some(file) = &self.file {
                    run.read_ahead(file, part)?;
                }
                if let Some(last) = run.last_of_part() {
                    end = Some(end.map_or(last, |end| end.min(last)));
                }
            }
            together.clear();
            together.extend(before);
            for run in &mut runs {
                run.take_up_to(end.unwrap_or(u64::MAX), &mut together);
            }
            sort(&mut together);
            repeated += together.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
            before = together.last().copied();
            if end.is_none() {
                return Ok(repeated);
            }
        }
    }

    fn failed(&self, source: io::Error) -> ScreenError {
        ScreenError::Output {
            path: self.path.clone(),
            source,
        }
    }
}

/// A run of sorted hashes that is read from its beginning.
struct Run {
    /// What of the file is still to be read.
    at: u64,
    to: u64,
    /// What is read and not yet taken.
    ahead: Vec<u64>,
}

impl Run {
    /// Reads until so many are ahead, or all there are.
    fn read_ahead(&mut self, mut file: &File, hashes: usize) -> io::Result<()> {
        let wanted = hashes.saturating_sub(self.ahead.len()) as u64 * HASH_BYTES;
        let bytes = (self.to - self.at).min(wanted);
        if bytes == 0 {
            return Ok(());
        }
        file.seek(SeekFrom::Start(self.at))?;
        let mut buffer = Vec::new();
        file.take(bytes).read_to_end(&mut buffer)?;
        if buffer.len() as u64 != bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let (hashes, _) = buffer.as_chunks();
        self.ahead
            .extend(hashes.iter().map(|hash| u64::from_le_bytes(*hash)));
        self.at += bytes;
        Ok(())
    }

    /// The last that is ahead, where more come behind it.
    fn last_of_part(&self) -> Option<u64> {
        self.ahead.last().copied().filter(|_| self.at < self.to)
    }

    fn take_up_to(&mut self, up_to: u64, taken: &mut Vec<u64>) {
        let end = self.ahead.partition_point(|hash| *hash <= up_to);
        taken.extend(self.ahead.drain(..end));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::{Repeats, sort};
    use crate::{BatchConfig, Duplicates, testing::World};

    #[test]
    fn payments_that_share_id_content_or_file_are_counted() {
        let world = World::new();
        let one = "payment_id,amount\nP1,1\nP2,2\nP1,1\nP1,3\nP9,x\nP9,x\n";
        let files = vec![
            world.payments("a.csv", one),
            world.payments("b.csv", one),
            world.payments("c.csv", "payment_id,amount\nP1,4\n,7\n,7\n"),
        ];
        let mut batch = BatchConfig::new(files, world.path("run"));
        batch.chunk_bytes = 1;
        // Of the ids, P1 comes seven times, P2 twice and P9 four times. Of the contents, `P1,1` and `P9,x` come four times, and
        // `P2,2`, `P1,3` and `,7` twice.
        let duplicates = Duplicates {
            payment_ids: 6 + 1 + 3,
            contents: 3 + 1 + 1 + 3 + 1,
            files: 1,
        };
        assert_eq!(world.screen(&batch).unwrap().duplicates, duplicates);
    }

    proptest! {
        #[test]
        fn hashes_are_sorted_however_they_are_spread(
            spread in prop::collection::vec(any::<u64>(), 0..400),
            crowded in prop::collection::vec(0u64..50, 0..200),
        ) {
            let mut hashes = [spread, crowded].concat();
            let mut expected = hashes.clone();
            expected.sort_unstable();
            sort(&mut hashes);
            prop_assert_eq!(hashes, expected);
        }

        #[test]
        fn what_comes_again_is_counted_alike_wherever_it_is_kept(
            hashes in prop::collection::vec(0u64..40, 0..120),
            held_max in 1usize..50, dies_at in 0usize..120,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("hashes");
            let mut repeats = Repeats::new(path.clone(), held_max);
            for (n, hash) in hashes.iter().enumerate() {
                if n == dies_at {
                    let kept = repeats.checkpoint(&mut Vec::new()).unwrap();
                    // What came after the checkpoint is not there for whoever goes on.
                    repeats.add(99).unwrap();
                    repeats.put_aside().unwrap();
                    repeats = Repeats::new(path.clone(), held_max);
                    repeats.resume(kept).unwrap();
                }
                repeats.add(*hash).unwrap();
            }
            let distinct: HashSet<&u64> = hashes.iter().collect();
            prop_assert_eq!(repeats.count().unwrap(), (hashes.len() - distinct.len()) as u64);
        }
    }
}
