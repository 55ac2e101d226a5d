//! Payments that come twice: `duplicates` in `summary.json`.
//!
//! Of each record the hash of its id and of its bytes is kept: eight bytes each, sorted and put aside on the disk before they
//! weigh much, so that memory stays flat. Two different ids have the same hash once in a million batches of a million payments.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    hash::Hasher,
    io::{self, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use crate::{ScreenError, audit::InputDigest};

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
    /// `folder` has room for what does not stay in memory; nothing is left there. `held_max` hashes stay.
    pub(crate) fn new(folder: &Path, held_max: usize) -> DuplicateCounter {
        DuplicateCounter {
            ids: Repeats::new(folder, held_max),
            contents: Repeats::new(folder, held_max),
        }
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

    /// What came twice, in these files.
    pub(crate) fn count(self, inputs: &[InputDigest]) -> Result<Duplicates, ScreenError> {
        let mut files: Vec<&str> = inputs.iter().map(|input| input.blake3.as_str()).collect();
        files.sort_unstable();
        Ok(Duplicates {
            payment_ids: self.ids.count()?,
            contents: self.contents.count()?,
            files: files.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64,
        })
    }
}

/// Hashes of each kind that stay in memory: 16 MiB of them.
pub(crate) const HELD_MAX: usize = 2 << 20;

/// Counts hashes that come again.
#[derive(Debug)]
struct Repeats {
    folder: PathBuf,
    held: Vec<u64>,
    held_max: usize,
    /// Sorted, on the disk.
    runs: Vec<File>,
}

impl Repeats {
    fn new(folder: &Path, held_max: usize) -> Repeats {
        Repeats {
            folder: folder.to_owned(),
            held: Vec::new(),
            held_max,
            runs: Vec::new(),
        }
    }

    fn add(&mut self, hash: u64) -> Result<(), ScreenError> {
        if self.held.len() >= self.held_max {
            self.put_aside().map_err(|error| self.failed(error))?;
        }
        self.held.push(hash);
        Ok(())
    }

    fn put_aside(&mut self) -> io::Result<()> {
        self.held.sort_unstable();
        let mut file = tempfile::tempfile_in(&self.folder)?;
        let bytes: Vec<u8> = self.held.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        file.write_all(&bytes)?;
        file.rewind()?;
        self.runs.push(file);
        self.held.clear();
        Ok(())
    }

    /// How many hashes had come before.
    fn count(mut self) -> Result<u64, ScreenError> {
        let folder = self.folder.clone();
        self.held.sort_unstable();
        let merged = Repeats::count_merged(&self.held, std::mem::take(&mut self.runs));
        merged.map_err(|source| ScreenError::Output { path: folder, source })
    }

    fn count_merged(held: &[u64], runs: Vec<File>) -> io::Result<u64> {
        let mut held = held.iter().copied();
        let mut runs: Vec<BufReader<File>> = runs.into_iter().map(BufReader::new).collect();
        let last = runs.len();
        let mut next = |run: usize| match runs.get_mut(run) {
            Some(run) => read_hash(run),
            None => Ok(held.next()),
        };
        let mut heads = BinaryHeap::new();
        for run in 0..=last {
            heads.extend(next(run)?.map(|hash| Reverse((hash, run))));
        }
        let (mut repeated, mut before) = (0, None);
        while let Some(Reverse((hash, run))) = heads.pop() {
            repeated += u64::from(before == Some(hash));
            before = Some(hash);
            heads.extend(next(run)?.map(|hash| Reverse((hash, run))));
        }
        Ok(repeated)
    }

    fn failed(&self, source: io::Error) -> ScreenError {
        ScreenError::Output {
            path: self.folder.clone(),
            source,
        }
    }
}

/// The next hash of a run, `None` at its end.
fn read_hash(run: &mut BufReader<File>) -> io::Result<Option<u64>> {
    let mut bytes = [0; 8];
    match run.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(u64::from_le_bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::Repeats;
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
        fn what_comes_again_is_counted_alike_wherever_it_is_kept(
            hashes in prop::collection::vec(0u64..40, 0..120),
            held_max in 1usize..50,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut repeats = Repeats::new(folder.path(), held_max);
            for hash in &hashes {
                repeats.add(*hash).unwrap();
            }
            let distinct: HashSet<&u64> = hashes.iter().collect();
            prop_assert_eq!(repeats.count().unwrap(), (hashes.len() - distinct.len()) as u64);
            prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
