//! Two names to a score. One iteration is one pair, both names already taken apart (the rivals' already normalized and
//! sorted); taking a name apart is measured beside it.

use divan::Bencher;
use portcullis_names::{Analysis, CompareScratch, Order, WeightedName, all_pairs, score, weight};
use rapidfuzz::fuzz::{Args, RatioBatchComparator};

use crate::normal;
use crate::setting::{Turns, setting};

/// A query, ready to be scored.
struct Query {
    analysis: Analysis,
    weights: Vec<f32>,
    listed: u32,
    /// For the rivals: the query and the listed name, normalized and sorted.
    sorted: (String, String),
}

fn query(name: &str, listed: u32) -> Query {
    let index = &setting().index;
    let analysis = Analysis::of(name, Order::AsWritten);
    let weights = analysis
        .tokens()
        .map(|(token, class)| {
            let listed_in = index.token(token).map_or(0, |token| index.listed_in(token));
            weight(token, class, listed_in, index.designation_count())
        })
        .collect();
    Query {
        analysis,
        weights,
        listed,
        sorted: (
            normal::sorted(name),
            normal::sorted(index.name(listed).published()),
        ),
    }
}

/// Misspelled names with the names that they are.
fn alike() -> Vec<Query> {
    setting()
        .alike
        .iter()
        .map(|(name, listed)| query(name, *listed))
        .collect()
}

/// Clean names with any listed name: nearly all that brute force compares.
fn unlike() -> Vec<Query> {
    let setting = setting();
    let turns = Turns::of(&setting.alike);
    setting
        .clean
        .iter()
        .map(|name| query(name, turns.next().1))
        .collect()
}

/// Folding, tokens and their classes of one clean name.
#[divan::bench(sample_count = 50, sample_size = 400)]
fn take_apart(bencher: Bencher<'_, '_>) {
    let turns = Turns::of(&setting().clean);
    let mut analysis = Analysis::default();
    bencher
        .with_inputs(|| turns.next().as_str())
        .bench_local_values(|name| {
            analysis.analyze(name, Order::AsWritten);
            analysis.len()
        });
}

fn bench_score(bencher: Bencher<'_, '_>, queries: &[Query]) {
    let index = &setting().index;
    let turns = Turns::of(queries);
    let (mut pairs, mut scratch) = (Vec::new(), CompareScratch::default());
    bencher.with_inputs(|| turns.next()).bench_local_values(|query| {
        let listed = index.name(query.listed);
        let name = WeightedName {
            analysis: &query.analysis,
            weights: &query.weights,
            is_person: false,
        };
        all_pairs(&name, &listed, query.analysis.cut, &mut pairs);
        score(&name, &listed, query.analysis.cut, &mut pairs, &mut scratch)
    });
}

/// Every relation of every pair of words, and the score: names that match.
#[divan::bench(sample_count = 50, sample_size = 400)]
fn score_alike(bencher: Bencher<'_, '_>) {
    bench_score(bencher, &alike());
}

/// The same of names that do not.
#[divan::bench(sample_count = 50, sample_size = 400)]
fn score_unlike(bencher: Bencher<'_, '_>) {
    bench_score(bencher, &unlike());
}

fn bench_strings<R>(bencher: Bencher<'_, '_>, queries: &[Query], compare: impl Fn(&str, &str) -> R + Sync) {
    let turns = Turns::of(queries);
    bencher
        .with_inputs(|| turns.next())
        .bench_refs(|query| compare(&query.sorted.0, &query.sorted.1));
}

/// The rival: `rapidfuzz` token-sort ratio, with the cutoff that lets it stop early.
#[divan::bench(args = ["alike", "unlike"], sample_count = 50, sample_size = 400)]
fn rival_token_sort(bencher: Bencher<'_, '_>, which: &str) {
    let queries = if which == "alike" { alike() } else { unlike() };
    let args = Args::default().score_cutoff(0.85);
    bench_strings(bencher, &queries, |a, b| {
        RatioBatchComparator::new(a.chars()).similarity_with_args(b.chars(), &args)
    });
}

/// The rival: `strsim` Jaro-Winkler.
#[divan::bench(args = ["alike", "unlike"], sample_count = 50, sample_size = 400)]
fn rival_jaro_winkler(bencher: Bencher<'_, '_>, which: &str) {
    let queries = if which == "alike" { alike() } else { unlike() };
    bench_strings(bencher, &queries, strsim::jaro_winkler);
}
