//! Good indexes, damaged on purpose.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use portcullis_index::{Index, OpenError, OpenOptions};
use portcullis_list_compiler::{CompileOptions, SourceSpec, read};
use portcullis_matcher::{MatchOptions, Matcher, PartyQuery};

use crate::files::checkout;

/// Layout of the file, as the index crate documents it: header, entries of the section table, checksum.
const HEADER_BYTES: usize = 32;
const ENTRY_BYTES: usize = 16;
const CHECKSUM_BYTES: usize = 32;

/// Places in the section table of the first `fst` map and of the last.
const MAPS: (usize, usize) = (7, 12);

/// A good index: a few rows of the list that ships.
pub fn good() -> &'static [u8] {
    static GOOD: OnceLock<Vec<u8>> = OnceLock::new();
    GOOD.get_or_init(|| {
        let starter = checkout("data/lists/starter.csv");
        let source: SourceSpec = format!("custom:{}", starter.display()).parse().expect("a source");
        let mut lists = read(&[source], &CompileOptions::default()).expect("the list that ships can be read");
        lists.designations.truncate(12);
        portcullis_index::build(&lists.designations, &lists.sources).expect("it can be compiled")
    })
}

/// The bytes of the good index that hold its `fst` maps, which stand side by side.
pub fn maps() -> Range<usize> {
    let number = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&good()[at..at + 8]);
        usize::try_from(u64::from_le_bytes(bytes)).expect("a small file")
    };
    let entry = |section: usize| {
        let at = HEADER_BYTES + section * ENTRY_BYTES;
        (number(at), number(at + 8))
    };
    let (start, _) = entry(MAPS.0);
    let (last, bytes) = entry(MAPS.1);
    assert!(
        good()[start..].len() > last - start,
        "the section table is not where it was"
    );
    start..last + bytes
}

/// The entries of the section table that say where the maps lie: a map that is moved is a damaged one.
pub const fn entries_of_maps() -> Range<usize> {
    HEADER_BYTES + MAPS.0 * ENTRY_BYTES..HEADER_BYTES + (MAPS.1 + 1) * ENTRY_BYTES
}

/// The good index with bytes changed at places that the input names (four bytes of place, one of value), where
/// `may_change` says so.
pub fn changed(changes: &[u8], may_change: impl Fn(usize) -> bool) -> Vec<u8> {
    let mut bytes = good().to_vec();
    let body = bytes.len() - CHECKSUM_BYTES;
    for change in changes.chunks_exact(5) {
        let place = u32::from_le_bytes([change[0], change[1], change[2], change[3]]) as usize % body;
        if may_change(place) {
            bytes[place] = change[4];
        }
    }
    bytes
}

/// Through the door that `--trust-index` opens, which skips the checksum and nothing else.
pub fn open_unchecked(bytes: &[u8]) -> Result<Index, OpenError> {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("a temporary file can be written");
    Index::open_with(file.path(), OpenOptions { trust_checksum: true })
}

/// Reads whatever an index holds, and searches it.
pub fn read_all(index: Index) {
    for designation in 0..index.designation_count() {
        let _ = index.designation_id(designation);
        let _ = index.schema(designation);
        // Its details may be damaged where the checksum was not looked at: an error, not a panic.
        let _ = index.designation(designation);
        for name in index.names_of(designation) {
            let _ = index.name(name).published().chars().count();
        }
    }
    for token in 0..index.token_count() {
        let _ = index.token(index.token_text(token));
        let _ = index.postings(token).len();
    }
    index.each_listed_identifier(|_, _, _, _| {});
    let matcher = Matcher::new(Arc::new(index), MatchOptions::default());
    let mut scratch = matcher.scratch();
    for name in [
        "Viktor Bout",
        "BOUT, Viktor Anatolijevitch",
        "Al Shabaab Trading Ltd",
        "ABNORMAL 7",
    ] {
        let query = PartyQuery {
            name,
            ..PartyQuery::default()
        };
        let _ = matcher.check(&query, &mut scratch);
    }
}
