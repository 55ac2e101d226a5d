//! Portcullis itself: the default threshold, no facts besides the name. Every hit comes with its score and evidence.
//!
//! Each round begins with empty memory, and no name comes twice, so nothing is answered from a name seen before; words
//! are remembered as names go by, as in a batch.

use std::sync::Arc;

use portcullis_index::Index;
use portcullis_matcher::{MatchOptions, Matcher, PartyQuery};

use crate::stage::{Contestant, in_parallel};

pub(crate) struct Portcullis {
    matcher: Matcher,
    name: String,
}

impl Portcullis {
    /// Over an index; `exhaustive` compares every listed name instead of asking it.
    pub(crate) fn new(index: &Arc<Index>, exhaustive: bool) -> Portcullis {
        let options = MatchOptions {
            exhaustive,
            ..MatchOptions::default()
        };
        let oracle = if exhaustive { ", every name compared" } else { "" };
        Portcullis {
            name: format!("Portcullis at {}{oracle}", options.threshold),
            matcher: Matcher::new(Arc::clone(index), options),
        }
    }
}

impl Contestant for Portcullis {
    fn name(&self) -> &str {
        &self.name
    }

    fn screen(&self, queries: &[String], threads: usize) -> Vec<Vec<u32>> {
        let index = self.matcher.index();
        in_parallel(
            queries,
            threads,
            || self.matcher.scratch(),
            |scratch, name| {
                let query = PartyQuery {
                    name,
                    ..PartyQuery::default()
                };
                let hits = self.matcher.check(&query, scratch).hits;
                // One name stands for its designation.
                hits.iter()
                    .map(|hit| index.names_of(hit.designation).start)
                    .collect()
            },
        )
    }

    fn forget(&mut self) {
        self.matcher.forget();
    }

    fn is_oracle(&self) -> bool {
        self.matcher.options().exhaustive
    }
}
