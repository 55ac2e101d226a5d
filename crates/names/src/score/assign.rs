//! Which pairs of a name stand.

use crate::{name::Tokens, pairs::Pair};

/// Room for the work of [`score`](crate::score), reused between names.
#[derive(Debug, Clone, Default)]
pub struct CompareScratch {
    /// How similar each query token is to what it was matched with; 0 where it was not.
    pub(super) query_matched: Vec<f32>,
    /// The same of each listed token.
    pub(super) listed_matched: Vec<f32>,
}

/// Chooses which pairs stand: greedily by what they match, each token once. The order is total, so the choice
/// does not depend on how the pairs were found.
pub(super) fn assign<Q: Tokens, L: Tokens>(
    query: &Q,
    listed: &L,
    pairs: &mut [Pair],
    scratch: &mut CompareScratch,
) -> usize {
    let listed_count = listed.len();
    let gain = |pair: &Pair| {
        let mut weight = 0.0f32;
        for q in pair.query..pair.query + pair.query_len {
            weight += query.weight(usize::from(q));
        }
        for k in 0..usize::from(pair.listed_len) {
            weight += listed.weight((usize::from(pair.listed) + k) % listed_count);
        }
        weight * pair.similarity
    };
    pairs.sort_unstable_by(|a, b| {
        gain(b)
            .total_cmp(&gain(a))
            .then(b.similarity.total_cmp(&a.similarity))
            .then(a.query.cmp(&b.query))
            .then(a.listed.cmp(&b.listed))
            .then(a.query_len.cmp(&b.query_len))
            .then(a.listed_len.cmp(&b.listed_len))
            .then(a.relation.cmp(&b.relation))
    });
    scratch.query_matched.clear();
    scratch.query_matched.resize(query.len(), 0.0);
    scratch.listed_matched.clear();
    scratch.listed_matched.resize(listed_count, 0.0);
    let mut used = 0;
    for i in 0..pairs.len() {
        let pair = pairs[i];
        let free = (pair.query..pair.query + pair.query_len)
            .all(|q| scratch.query_matched[usize::from(q)] == 0.0)
            && (0..usize::from(pair.listed_len))
                .all(|k| scratch.listed_matched[(usize::from(pair.listed) + k) % listed_count] == 0.0);
        if !free {
            continue;
        }
        for q in pair.query..pair.query + pair.query_len {
            scratch.query_matched[usize::from(q)] = pair.similarity;
        }
        for k in 0..usize::from(pair.listed_len) {
            scratch.listed_matched[(usize::from(pair.listed) + k) % listed_count] = pair.similarity;
        }
        pairs.swap(used, i);
        used += 1;
    }
    used
}
