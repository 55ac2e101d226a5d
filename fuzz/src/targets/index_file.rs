//! Any bytes as an index file: an error, or an index whose every part can be read.
//!
//! The first byte chooses what the others are: a file as it stands, or changes to a good one. Changes in its tables are
//! let past the checksum, so that what lies behind it is reached (but for where the `fst` maps lie: see `index_maps`); changes anywhere are not, and must be refused.

use portcullis_index::Index;

use crate::{
    Target,
    damage::{changed, entries_of_maps, good, maps, open_unchecked, read_all},
};

pub const TARGET: Target = Target {
    name: "index_file",
    run,
    is_promised: true,
    seeds,
};

fn run(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    match kind % 3 {
        0 => {
            if let Ok(index) = Index::from_bytes(rest.to_vec()) {
                read_all(index);
            }
        }
        1 => {
            let bytes = changed(rest, |_| true);
            let is_good = bytes == good();
            assert_eq!(
                Index::from_bytes(bytes).is_ok(),
                is_good,
                "a changed file was opened"
            );
        }
        _ => {
            let (maps, entries) = (maps(), entries_of_maps());
            let may_change = |at| !maps.contains(&at) && !entries.contains(&at);
            if let Ok(index) = open_unchecked(&changed(rest, may_change)) {
                read_all(index);
            }
        }
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let whole = [&[0], good()].concat();
    vec![
        whole,
        vec![1, 0, 0, 0, 0, 1],
        vec![2, 40, 0, 0, 0, 1, 7, 1, 0, 0, 9],
        vec![2],
    ]
}
