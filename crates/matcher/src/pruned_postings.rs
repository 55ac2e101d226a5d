//! The postings of a query token that can reach the threshold, kept with what is known of the token.

use portcullis_index::{Index, NO_TOKEN, Posting};
use portcullis_names::{PARTNERS, STORED_WILDCARDS, least_ceiling};
use portcullis_sys::prefetch;

use crate::relations::RelatedToken;

/// A name that a token leads to, with what the first look at it needs: its [`Posting`] in numbers of this machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PrunedPosting {
    pub name: u32,
    pub partners: [u32; PARTNERS],
    pub flags: u8,
    pub alone: [u8; STORED_WILDCARDS.len()],
}

impl PrunedPosting {
    pub fn of(posting: &Posting) -> PrunedPosting {
        PrunedPosting {
            name: posting.name.get(),
            partners: posting.partner_tokens(),
            flags: posting.flags,
            alone: posting.alone,
        }
    }

    pub fn has_partner(&self, is_wanted: impl Fn(u32) -> bool) -> bool {
        self.partners
            .iter()
            .take_while(|&&partner| partner != NO_TOKEN)
            .any(|&partner| is_wanted(partner))
    }
}

/// The names that a token leads to when it is related to the heaviest of their tokens that match.
#[derive(Debug, Default)]
pub(crate) struct PrunedPostings {
    /// Those that may reach the threshold without any other token of a query stand first.
    names: Box<[PrunedPosting]>,
    by_itself: usize,
}

impl PrunedPostings {
    /// Of a token with these relations, ascending.
    pub fn of(index: &Index, related: &[RelatedToken], threshold: f32) -> PrunedPostings {
        let least = least_ceiling(threshold);
        let mut names: Vec<PrunedPosting> = related
            .iter()
            .flat_map(|related| {
                let reach = index.postings(related.token).iter();
                reach.take_while(|posting| u16::from(posting.ceilings[0]) >= least)
            })
            .map(PrunedPosting::of)
            .collect();
        let is_related = |token: u32| {
            related
                .binary_search_by_key(&token, |related| related.token)
                .is_ok()
        };
        let needs_another =
            |name: &PrunedPosting| u16::from(name.alone[0]) < least && !name.has_partner(is_related);
        names.sort_unstable_by_key(needs_another);
        PrunedPostings {
            by_itself: names.partition_point(|name| !needs_another(name)),
            names: names.into(),
        }
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Asks for the first of them.
    pub fn prefetch(&self) {
        if let Some(first) = self.names.first() {
            prefetch(first);
        }
    }

    /// Those to look at, whether or not another token of the query is related to anything.
    pub fn among(&self, others: bool) -> &[PrunedPosting] {
        if others {
            &self.names
        } else {
            &self.names[..self.by_itself]
        }
    }
}
