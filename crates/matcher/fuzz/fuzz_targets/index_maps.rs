//! Changes to the `fst` maps of a good index, let past its checksum as `--trust-index` does: an error, or an index whose
//! every part can be read.

#![no_main]

#[path = "../damage.rs"]
#[allow(dead_code)] // The other target uses the rest of it.
mod damage;

use libfuzzer_sys::fuzz_target;

use crate::damage::{changed, maps, open_unchecked, read_all};

fuzz_target!(|changes: &[u8]| {
    let maps = maps();
    if let Ok(index) = open_unchecked(&changed(changes, |at| maps.contains(&at))) {
        read_all(index);
    }
});
