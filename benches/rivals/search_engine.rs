//! `tantivy` as a contestant.

use crate::inverted_index::FuzzyTerms;
use crate::stage::{Contestant, in_parallel};

impl Contestant for FuzzyTerms {
    fn name(&self) -> &str {
        "tantivy 0.27 fuzzy terms (1 to 2 edits), top 20"
    }

    fn screen(&self, queries: &[String], threads: usize) -> Vec<Vec<u32>> {
        in_parallel(queries, threads, || (), |(), query| self.top(query))
    }

    fn decides(&self) -> bool {
        false
    }
}
