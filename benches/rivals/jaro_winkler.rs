//! `strsim`: Jaro-Winkler similarity of at least 0.90 with every listed name, words sorted (brute force).
//!
//! The measure that most home-grown screening uses. As `rapidfuzz`, it computes one number from two strings.

use crate::normal::sorted;
use crate::stage::{Contestant, in_parallel};

/// Hits are at least so similar.
const CUTOFF: f64 = 0.90;

pub(crate) struct JaroWinkler {
    listed: Vec<(u32, String)>,
}

impl JaroWinkler {
    pub(crate) fn new(listed: &[(u32, &str)]) -> JaroWinkler {
        JaroWinkler {
            listed: listed
                .iter()
                .map(|&(ordinal, name)| (ordinal, sorted(name)))
                .collect(),
        }
    }
}

impl Contestant for JaroWinkler {
    fn name(&self) -> &str {
        "strsim 0.11 Jaro-Winkler ≥ 0.90, brute force"
    }

    fn screen(&self, queries: &[String], threads: usize) -> Vec<Vec<u32>> {
        in_parallel(
            queries,
            threads,
            || (),
            |(), query| {
                let query = sorted(query);
                self.listed
                    .iter()
                    .filter(|(_, listed)| strsim::jaro_winkler(&query, listed) >= CUTOFF)
                    .map(|&(ordinal, _)| ordinal)
                    .collect()
            },
        )
    }
}
