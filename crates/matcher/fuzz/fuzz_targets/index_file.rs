//! Any bytes as an index file: an error, or an index whose every part can be read.
//!
//! The first byte chooses what the others are: a file as it stands, or changes to a good one (with its checksum and
//! length made right again, so that what lies behind those checks is reached too).

#![no_main]

use std::path::Path;
use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use portcullis_index::{Index, OpenOptions};
use portcullis_list_compiler::{CompileOptions, SourceSpec, read};
use portcullis_matcher::{MatchOptions, Matcher, PartyQuery};

const CHECKSUM_BYTES: usize = 32;

/// A good index: a few rows of the list that ships.
fn good() -> &'static [u8] {
    static GOOD: OnceLock<Vec<u8>> = OnceLock::new();
    GOOD.get_or_init(|| {
        let starter = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../data/lists/starter.csv"));
        let source: SourceSpec = format!("custom:{}", starter.display()).parse().expect("a source");
        let mut lists = read(&[source], &CompileOptions::default()).expect("the list that ships can be read");
        lists.designations.truncate(12);
        portcullis_index::build(&lists.designations, &lists.sources).expect("it can be compiled")
    })
}

/// The good index with bytes changed at places that the input names: four bytes of place, one of value.
fn changed(changes: &[u8]) -> Vec<u8> {
    let mut bytes = good().to_vec();
    let body = bytes.len() - CHECKSUM_BYTES;
    for change in changes.chunks_exact(5) {
        let place = u32::from_le_bytes([change[0], change[1], change[2], change[3]]) as usize % body;
        bytes[place] = change[4];
    }
    bytes
}

/// Reads whatever an index holds.
fn read_all(index: Index) {
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
        let _ = (index.postings(token).len(), index.heavy_postings(token).len());
    }
    index.each_listed_identifier(|_, _, _, _| {});
    let matcher = Matcher::new(Arc::new(index), MatchOptions::default());
    let mut scratch = matcher.scratch();
    for name in ["Viktor Bout", "BOUT, Viktor Anatolijevitch", "Al Shabaab Trading Ltd", "ABNORMAL 7"] {
        let query = PartyQuery {
            name,
            ..PartyQuery::default()
        };
        let _ = matcher.check(&query, &mut scratch);
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    if kind % 2 == 0 {
        if let Ok(index) = Index::from_bytes(rest.to_vec()) {
            read_all(index);
        }
        return;
    }
    let bytes = changed(rest);
    // Through the door that `--trust-index` opens, which skips the checksum and nothing else.
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("a temporary file can be written");
    if let Ok(index) = Index::open_with(file.path(), OpenOptions { trust_checksum: true }) {
        read_all(index);
    }
});
