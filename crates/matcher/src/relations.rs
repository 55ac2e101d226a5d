//! Every listed token that is related to a query token.

use portcullis_index::{Index, for_each_deletion};
use portcullis_names::{
    Related, deletions_needed, may_have_edits, nicknames, number_forms, other_script_forms, relate,
    relate_split, skeleton_lookups,
};

/// A listed token and its relation to the query token it was found for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RelatedToken {
    pub token: u32,
    pub related: Related,
}

/// Finds related tokens through the dictionaries of the index, or by comparing all tokens.
pub(crate) struct Finder<'i> {
    pub index: &'i Index,
    pub exhaustive: bool,
}

impl Finder<'_> {
    /// Related tokens of one query token, ascending.
    pub fn related(&self, query: &str) -> Vec<RelatedToken> {
        if self.exhaustive {
            return self.all(|listed| relate(query, listed));
        }
        let index = self.index;
        let mut found: Vec<u32> = Vec::new();
        found.extend(index.token(query));
        found.extend(
            other_script_forms(query)
                .iter()
                .filter_map(|form| index.token(form)),
        );
        if may_have_edits(query) {
            for_each_deletion(query, deletions_needed(query.len()), |variant| {
                index.each_by_deletion(variant, |token| found.push(token));
            });
        }
        for key in skeleton_lookups(query) {
            index.each_by_skeleton(&key, |token| found.push(token));
        }
        found.extend(nicknames(query).filter_map(|form| index.token(form)));
        found.extend(number_forms(query).iter().filter_map(|form| index.token(form)));
        verify(index, found, |listed| relate(query, listed))
    }

    /// Listed tokens that two neighbouring query tokens, written together, are related to, ascending.
    pub fn related_to_split(&self, joined: &str) -> Vec<RelatedToken> {
        if self.exhaustive {
            return self.all(|listed| relate_split(joined, listed));
        }
        let index = self.index;
        let mut found: Vec<u32> = Vec::new();
        found.extend(index.token(joined));
        if may_have_edits(joined) {
            // One edit is allowed: one deletion on the query's side, the index has that and more on its own.
            for_each_deletion(joined, 1, |variant| {
                index.each_by_deletion(variant, |token| found.push(token))
            });
        }
        verify(index, found, |listed| relate_split(joined, listed))
    }

    fn all(&self, relation: impl Fn(&str) -> Option<Related>) -> Vec<RelatedToken> {
        (0..self.index.token_count())
            .filter(|&token| is_solid(self.index, token))
            .filter_map(|token| {
                Some(RelatedToken {
                    token,
                    related: relation(self.index.token_text(token))?,
                })
            })
            .collect()
    }
}

fn verify(
    index: &Index,
    mut found: Vec<u32>,
    relation: impl Fn(&str) -> Option<Related>,
) -> Vec<RelatedToken> {
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .filter(|&token| is_solid(index, token))
        .filter_map(|token| {
            Some(RelatedToken {
                token,
                related: relation(index.token_text(token))?,
            })
        })
        .collect()
}

/// Whether some name holds the token as a solid one. Titles, particles and legal forms are related to nothing
/// but themselves, so a slip in one is no slip of a name.
fn is_solid(index: &Index, token: u32) -> bool {
    !index.postings(token).is_empty()
}
