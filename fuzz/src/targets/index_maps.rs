//! Changes to the `fst` maps of a good index, let past its checksum as `--trust-index` does: an error, or an index whose
//! every part can be read. `fst` trusts its own bytes, so this is not promised (see the README of the index).

use crate::{
    Target,
    damage::{changed, maps, open_unchecked, read_all},
};

pub const TARGET: Target = Target {
    name: "index_maps",
    run,
    is_promised: false,
    seeds,
};

fn run(changes: &[u8]) {
    let maps = maps();
    if let Ok(index) = open_unchecked(&changed(changes, |at| maps.contains(&at))) {
        read_all(index);
    }
}

fn seeds() -> Vec<Vec<u8>> {
    vec![
        Vec::new(),
        vec![0, 8, 0, 0, 255],
        vec![7, 16, 0, 0, 1, 9, 32, 0, 0, 128],
    ]
}
