//! Which query tokens each listed token is related to, while one query is searched.

use portcullis_names::{Related, TOKENS_MAX};

/// For each listed token, the query tokens that are related to it: a chain of entries a token, forgotten as a
/// whole by counting the epoch up.
pub(crate) struct RelationTable {
    heads: Vec<(u32, u32)>,
    entries: Vec<RelationEntry>,
    epoch: u32,
    /// A bit for each listed token that is marked: few enough bytes to stay near the processor.
    marks: Vec<u64>,
    /// The words of `marks` that are not 0.
    marked: Vec<u32>,
}

#[derive(Clone, Copy)]
pub(crate) struct RelationEntry {
    /// First query token.
    pub query: u8,
    /// 2 where the word was split.
    pub query_len: u8,
    pub related: Related,
    next: u32,
}

const END: u32 = u32::MAX;

impl RelationTable {
    pub fn new(tokens: u32) -> RelationTable {
        RelationTable {
            heads: vec![(0, END); tokens as usize],
            entries: Vec::new(),
            epoch: 0,
            marks: vec![0; tokens as usize / 64 + 1],
            marked: Vec::new(),
        }
    }

    pub fn clear(&mut self) {
        self.entries.clear();
        for word in self.marked.drain(..) {
            self.marks[word as usize] = 0;
        }
        self.epoch = self.epoch.wrapping_add(1);
        if self.epoch == 0 {
            self.heads.fill((0, END));
            self.epoch = 1;
        }
    }

    /// Notes that a listed token is related to a query token, or to two that begin with it. Query tokens beyond
    /// [`TOKENS_MAX`] are not compared, and not noted.
    pub fn add(&mut self, token: u32, query: usize, query_len: u8, related: Related) {
        let (Ok(query), Ok(at)) = (u8::try_from(query), u32::try_from(self.entries.len())) else {
            return;
        };
        if usize::from(query) >= TOKENS_MAX {
            return;
        }
        self.mark(token);
        let head = &mut self.heads[token as usize];
        let next = if head.0 == self.epoch { head.1 } else { END };
        *head = (self.epoch, at);
        self.entries.push(RelationEntry {
            query,
            query_len,
            related,
            next,
        });
    }

    /// Marks a listed token as related to some query token, which is all that most searches come to know of it.
    pub fn mark(&mut self, token: u32) {
        let word = token / 64;
        let marks = &mut self.marks[word as usize];
        if *marks == 0 {
            self.marked.push(word);
        }
        *marks |= 1 << (token % 64);
    }

    /// Whether a listed token was marked. A number that is no listed token was not.
    pub fn is_marked(&self, token: u32) -> bool {
        self.marks
            .get(token as usize / 64)
            .is_some_and(|word| word >> (token % 64) & 1 == 1)
    }

    /// How similar to a listed token the most similar of the query's is, 0 when none is related; adds those that are to a
    /// set, a bit each.
    pub fn best(&self, token: u32, queries: &mut u128) -> f32 {
        let mut similarity = 0.0f32;
        self.each(token, |entry| {
            similarity = similarity.max(entry.related.similarity);
            *queries |= 1 << entry.query;
            if entry.query_len == 2 {
                *queries |= 2 << entry.query;
            }
        });
        similarity
    }

    /// Calls `each` with every entry of a listed token, the newest first.
    pub fn each(&self, token: u32, mut each: impl FnMut(&RelationEntry)) {
        // Most tokens have none, and to know that by its mark costs less than a look at the heads.
        if !self.is_marked(token) {
            return;
        }
        let (epoch, mut at) = self.heads[token as usize];
        if epoch != self.epoch {
            return;
        }
        while at != END {
            let entry = &self.entries[at as usize];
            each(entry);
            at = entry.next;
        }
    }
}
