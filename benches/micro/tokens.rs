//! From a word of a query to the listed words that are related to it, nothing remembered. One iteration is one word of
//! a clean name; most are on no list.

use std::hint::black_box;

use divan::Bencher;
use fst::automaton::Levenshtein;
use fst::{IntoStreamer, Set, Streamer};
use portcullis_names::relation::{Key, RELATIONS, Word, strongest};

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
        related(token, |key| matches!(key, Key::Deletions { .. }))
    });
}

/// Words with the same consonants after transliteration; each verified.
#[divan::bench(sample_count = 50, sample_size = 400)]
fn skeleton(bencher: Bencher<'_, '_>) {
    bench_tokens(bencher, |token| {
        related(token, |key| matches!(key, Key::Skeleton(_)))
    });
}

/// Every relation, as a search asks for them.
#[divan::bench(sample_count = 50, sample_size = 400)]
fn all_relations(bencher: Bencher<'_, '_>) {
    bench_tokens(bencher, |token| related(token, |_| true));
}

/// How many listed tokens stand under the keys of some kind that the relations ask for, and are related.
fn related(token: &str, is_wanted: impl Fn(Key<'_>) -> bool) -> usize {
    let index = &setting().index;
    let word = Word::of(token);
    let mut found: Vec<u32> = Vec::new();
    for relation in RELATIONS {
        relation.each_asked_key(&word, &mut |key| match key {
            _ if !is_wanted(key) => {}
            Key::Token(text) => found.extend(index.token(text)),
            Key::Deletions { token, most } => index.each_by_deletions(token, most, |token| found.push(token)),
            Key::Skeleton(skeleton) => index.each_by_skeleton(skeleton, |token| found.push(token)),
        });
    }
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .filter(|&listed| strongest(&RELATIONS, &word, &Word::of(index.token_text(listed))).is_some())
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
                // As the relation `edit` allows them.
                let allowed = match token.len().min(listed.len()) {
                    0..=3 => 0,
                    4..=6 => 1,
                    _ => 2,
                };
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
