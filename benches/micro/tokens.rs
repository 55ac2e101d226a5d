//! From a word of a query to the listed words that are related to it, nothing remembered. One iteration is one word of
//! a clean name; most are on no list.

use std::hint::black_box;

use divan::Bencher;
use fst::automaton::Levenshtein;
use fst::{IntoStreamer, Set, Streamer};
use portcullis_names::{
    deletions_needed, edits_allowed, may_have_edits, nicknames, number_forms, other_script_forms, relate,
    skeleton_lookups,
};

use crate::setting::{Turns, setting};

fn bench_tokens(bencher: Bencher<'_, '_>, look_up: impl Fn(&str) -> usize + Sync) {
    let turns = Turns::of(&setting().tokens);
    bencher
        .with_inputs(|| turns.next().as_str())
        .bench_values(|token| look_up(black_box(token)));
}

/// The word itself.
#[divan::bench(sample_count = 50, sample_size = 400)]
fn exact(bencher: Bencher<'_, '_>) {
    let index = &setting().index;
    bench_tokens(bencher, |token| usize::from(index.token(token).is_some()));
}

/// Words within one or two edits, by the dictionary of deletions; each verified.
#[divan::bench(sample_count = 50, sample_size = 400)]
fn edits(bencher: Bencher<'_, '_>) {
    bench_tokens(bencher, |token| {
        let mut found = Vec::new();
        push_edits(token, &mut found);
        verified(token, found)
    });
}

/// Words with the same consonants after transliteration; each verified.
#[divan::bench(sample_count = 50, sample_size = 400)]
fn skeleton(bencher: Bencher<'_, '_>) {
    bench_tokens(bencher, |token| {
        let mut found = Vec::new();
        push_skeletons(token, &mut found);
        verified(token, found)
    });
}

/// Every relation, as a search asks for them.
#[divan::bench(sample_count = 50, sample_size = 400)]
fn all_relations(bencher: Bencher<'_, '_>) {
    let index = &setting().index;
    bench_tokens(bencher, |token| {
        let mut found: Vec<u32> = index.token(token).into_iter().collect();
        found.extend(
            other_script_forms(token)
                .iter()
                .filter_map(|form| index.token(form)),
        );
        push_edits(token, &mut found);
        push_skeletons(token, &mut found);
        found.extend(nicknames(token).filter_map(|form| index.token(form)));
        found.extend(number_forms(token).iter().filter_map(|form| index.token(form)));
        verified(token, found)
    });
}

fn push_edits(token: &str, found: &mut Vec<u32>) {
    let index = &setting().index;
    if may_have_edits(token) {
        index.each_by_deletions(token, deletions_needed(token.len()), |listed| found.push(listed));
    }
}

fn push_skeletons(token: &str, found: &mut Vec<u32>) {
    let index = &setting().index;
    for key in skeleton_lookups(token) {
        index.each_by_skeleton(&key, |listed| found.push(listed));
    }
}

fn verified(token: &str, mut found: Vec<u32>) -> usize {
    let index = &setting().index;
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .filter(|&listed| relate(token, index.token_text(listed)).is_some())
        .count()
}

/// The rival: the `fst` crate's own Levenshtein automaton, built for the word and run over the dictionary. Plain
/// Levenshtein: letters that changed places count twice.
#[divan::bench(args = [1, 2], sample_count = 20, sample_size = 10)]
fn rival_fst_levenshtein(bencher: Bencher<'_, '_>, edits: u32) {
    let set = dictionary();
    bench_tokens(bencher, |token| {
        let Ok(automaton) = Levenshtein::new(token, edits) else {
            return 0;
        };
        let mut stream = set.search(automaton).into_stream();
        let mut found = 0;
        while stream.next().is_some() {
            found += 1;
        }
        found
    });
}

/// The rival: optimal string alignment with every listed word (`strsim`), as many edits as we allow.
#[divan::bench(sample_count = 20, sample_size = 10)]
fn rival_brute_force(bencher: Bencher<'_, '_>) {
    let index = &setting().index;
    bench_tokens(bencher, |token| {
        (0..index.token_count())
            .filter(|&listed| {
                let listed = index.token_text(listed);
                let allowed = edits_allowed(token.len().min(listed.len()));
                token.len().abs_diff(listed.len()) <= allowed
                    && strsim::osa_distance(token, listed) <= allowed
            })
            .count()
    });
}

fn dictionary() -> Set<Vec<u8>> {
    let index = &setting().index;
    // Ordinals are ranks by text, so the words come in order.
    Set::from_iter((0..index.token_count()).map(|token| index.token_text(token))).unwrap_or_default()
}
