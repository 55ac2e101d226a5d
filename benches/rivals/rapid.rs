//! `rapidfuzz`, the Rust crate: token-sort ratio of at least 0.85 with every listed name (brute force, bit-parallel,
//! with the cutoff that lets it stop early).
//!
//! It computes one number from two strings. It knows no initials, transliterations, scripts, nicknames, rarity of words,
//! identifiers or cut fields, and gives no evidence.

use rapidfuzz::fuzz::{Args, RatioBatchComparator};

use crate::normal::sorted;
use crate::stage::{Contestant, in_parallel};

/// Hits are at least so similar.
const CUTOFF: f64 = 0.85;

pub(crate) struct TokenSort {
    /// Ordinal and letters, prepared once.
    listed: Vec<(u32, Vec<char>)>,
}

impl TokenSort {
    pub(crate) fn new(listed: &[(u32, &str)]) -> TokenSort {
        let letters = |name| sorted(name).chars().collect();
        TokenSort {
            listed: listed
                .iter()
                .map(|&(ordinal, name)| (ordinal, letters(name)))
                .collect(),
        }
    }
}

impl Contestant for TokenSort {
    fn name(&self) -> &str {
        "rapidfuzz 0.5 token-sort ratio ≥ 0.85, brute force"
    }

    fn screen(&self, queries: &[String], threads: usize) -> Vec<Vec<u32>> {
        let args = Args::default().score_cutoff(CUTOFF);
        in_parallel(
            queries,
            threads,
            || (),
            |(), query| {
                let letters: Vec<char> = sorted(query).chars().collect();
                let comparator = RatioBatchComparator::new(letters);
                self.listed
                    .iter()
                    .filter(|(_, listed)| {
                        comparator
                            .similarity_with_args(listed.iter().copied(), &args)
                            .is_some()
                    })
                    .map(|&(ordinal, _)| ordinal)
                    .collect()
            },
        )
    }
}
