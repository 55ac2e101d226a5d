use std::cmp::Reverse;

use portcullis_names::{PARTNERS, ceilings};
use zerocopy::little_endian::U32;

use super::{vocabulary::Vocabulary, weighed::WeighedName};
use crate::{
    BuildError,
    layout::{NO_TOKEN, Posting},
    number::{little_endian, number},
};

/// `PostingOffsets` and `Postings`: for each token the names that hold it as a solid one.
#[derive(Debug)]
pub(super) struct PostingsBuilder {
    /// One for each token.
    rows: Vec<Vec<Posting>>,
}

impl PostingsBuilder {
    pub fn new(tokens: usize) -> PostingsBuilder {
        PostingsBuilder {
            rows: vec![Vec::new(); tokens],
        }
    }

    /// Adds the next name.
    pub fn add(&mut self, name: u32, weighed: &WeighedName<'_>, vocabulary: &Vocabulary) {
        let analysis = &weighed.name.analysis;
        let token = |position| vocabulary.ordinal(analysis.token(position));
        ceilings(&weighed.tokens(), |position, ceilings| {
            let row = &mut self.rows[token(position) as usize];
            // Of a token that a name holds twice the first is the one with the higher ceilings.
            if row.last().is_some_and(|last| last.name.get() == name) {
                return;
            }
            let mut partners = [U32::new(NO_TOKEN); PARTNERS];
            let others = weighed.solid.iter().filter(|&&other| other != position);
            for (partner, &other) in partners.iter_mut().zip(others) {
                *partner = token(other).into();
            }
            row.push(Posting {
                name: name.into(),
                ceilings: ceilings.with_lighter,
                alone: ceilings.alone,
                flags: weighed.flags,
                partners,
            });
        });
    }

    /// Whether a token is a solid one of some name.
    pub fn has(&self, token: u32) -> bool {
        !self.rows[token as usize].is_empty()
    }

    /// The two sections.
    pub fn finish(self) -> Result<(Vec<u8>, Vec<Posting>), BuildError> {
        let (mut offsets, mut postings) = (vec![0u32], Vec::new());
        for mut row in self.rows {
            row.sort_unstable_by_key(|posting| (Reverse(posting.ceilings[0]), posting.name.get()));
            postings.append(&mut row);
            offsets.push(number(postings.len(), "postings")?);
        }
        Ok((little_endian(&offsets), postings))
    }
}
