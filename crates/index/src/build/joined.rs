use portcullis_names::{
    Analysis, JOINED_MIN_BYTES, JOINED_TOKENS_MAX, TOKEN_BYTES_MAX, is_joinable, push_behind,
};
use rustc_hash::FxHashSet;

use super::{analysis::AnalyzedName, dictionary::Entry, postings::PostingsBuilder, vocabulary::Vocabulary};
use crate::filter::{Dictionary, FilterBuilder};

/// `Joined`: neighboring tokens of a name written together, in order. What a form stands for is the name, and how many bytes of the
/// form are the first token's when there are two, 0 when there are more.
pub(super) fn joined_forms(names: &[AnalyzedName<'_>]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (name, analyzed) in (0u32..).zip(names) {
        for_each_joined(&analyzed.analysis, |form, first| {
            entries.push(Entry::new(form, [name, first]));
        });
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// Lets the filter know what a query's words written together are looked up as.
pub(super) fn add_written(
    joined: &[Entry],
    vocabulary: &Vocabulary,
    postings: &PostingsBuilder,
    filter: &mut FilterBuilder,
) {
    for (token, text) in vocabulary.tokens() {
        if postings.has(token) && text.len() >= JOINED_MIN_BYTES {
            filter.add(Dictionary::Written, text.as_bytes());
        }
    }
    for entry in joined {
        filter.add(Dictionary::Written, entry.key().as_bytes());
    }
}

/// Calls `each` with every run of neighboring tokens written together, and how many bytes of it are the first token's
/// when there are two; 0 when there are more. Where a surname stands before given names, the last token neighbors the first.
fn for_each_joined(analysis: &Analysis, mut each: impl FnMut(&str, u32)) {
    let count = analysis.len();
    let wraps = analysis.surname_tokens > 0 && analysis.surname_tokens < count;
    let mut form = String::new();
    let mut seen: FxHashSet<(String, u32)> = FxHashSet::default();
    for start in 0..count {
        form.clear();
        for len in 1..=JOINED_TOKENS_MAX.min(count) {
            let mut at = start + len - 1;
            if at >= count {
                if !wraps {
                    break;
                }
                at -= count;
            }
            if !is_joinable(analysis.class(at)) {
                break;
            }
            push_behind(&mut form, analysis.token(at));
            if form.len() > TOKEN_BYTES_MAX {
                break;
            }
            // A token is shorter than the form, and that is bounded.
            let first = u32::try_from(analysis.token(start).len()).unwrap_or(u32::MAX);
            let first = if len == 2 { first } else { 0 };
            if len >= 2 && form.len() >= JOINED_MIN_BYTES && seen.insert((form.clone(), first)) {
                each(&form, first);
            }
        }
    }
}
