//! A name against the whole list: candidates, their scores, hits. One iteration is one name.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use portcullis_benches::lists::searched_names;
use portcullis_matcher::{MatchOptions, Matcher, PartyQuery, Scratch};

use crate::inverted_index::FuzzyTerms;
use crate::setting::{Turns, setting};

fn matcher(exhaustive: bool) -> Matcher {
    let options = MatchOptions {
        exhaustive,
        ..MatchOptions::default()
    };
    Matcher::new(Arc::clone(&setting().index), options)
}

/// One that remembers nothing. Making it takes far longer than what is measured, and is not.
fn blank(exhaustive: bool) -> (Matcher, Scratch) {
    let matcher = matcher(exhaustive);
    let scratch = matcher.scratch();
    (matcher, scratch)
}

fn check(matcher: &Matcher, name: &str, scratch: &mut Scratch) -> usize {
    let query = PartyQuery {
        name,
        ..PartyQuery::default()
    };
    matcher.check(&query, scratch).hits.len()
}

/// A clean name, nothing remembered: its words are looked up.
#[divan::bench(sample_count = 200, sample_size = 1, counters = [ItemsCount::new(1usize)])]
fn clean_name_cold(bencher: Bencher<'_, '_>) {
    let turns = Turns::of(&setting().clean);
    bencher
        .with_inputs(|| (turns.next(), blank(false)))
        .bench_refs(|(name, (matcher, scratch))| check(matcher, name, scratch));
}

/// A clean name of words that were all seen before, in another company: what most distinct names of a batch are.
#[divan::bench(sample_count = 50, sample_size = 100, counters = [ItemsCount::new(1usize)])]
fn clean_name_of_known_words(bencher: Bencher<'_, '_>) {
    let setting = setting();
    let matcher = matcher(false);
    let mut scratch = matcher.scratch();
    for word in setting.firsts.iter().chain(&setting.lasts) {
        check(&matcher, word, &mut scratch);
    }
    // Every first word meets every last one before a name comes again.
    let (firsts, lasts) = (setting.firsts.len(), setting.lasts.len());
    let mut turn = 0;
    bencher
        .with_inputs(|| {
            let first = &setting.firsts[turn % firsts];
            let last = &setting.lasts[(turn + 1 + turn / firsts) % lasts];
            turn += 1;
            format!("{first} {last}")
        })
        .bench_local_refs(|name| check(&matcher, name, &mut scratch));
}

/// A clean name that was seen before.
#[divan::bench(sample_count = 50, sample_size = 400, counters = [ItemsCount::new(1usize)])]
fn clean_name_remembered(bencher: Bencher<'_, '_>) {
    let matcher = matcher(false);
    let mut scratch = matcher.scratch();
    let names = &setting().clean;
    for name in names {
        check(&matcher, name, &mut scratch);
    }
    let turns = Turns::of(names);
    bencher
        .with_inputs(|| turns.next())
        .bench_local_values(|name| check(&matcher, name, &mut scratch));
}

/// Words that most listed names hold (their candidates are many), nothing remembered.
#[divan::bench(sample_count = 200, sample_size = 1, counters = [ItemsCount::new(1usize)])]
fn common_words_cold(bencher: Bencher<'_, '_>) {
    let turns = Turns::of(&setting().common);
    bencher
        .with_inputs(|| (turns.next(), blank(false)))
        .bench_refs(|(name, (matcher, scratch))| check(matcher, name, scratch));
}

/// Words that one or two listed names hold, nothing remembered.
#[divan::bench(sample_count = 200, sample_size = 1, counters = [ItemsCount::new(1usize)])]
fn rare_words_cold(bencher: Bencher<'_, '_>) {
    let turns = Turns::of(&setting().rare);
    bencher
        .with_inputs(|| (turns.next(), blank(false)))
        .bench_refs(|(name, (matcher, scratch))| check(matcher, name, scratch));
}

/// The oracle: every listed name compared.
#[divan::bench(sample_count = 10, sample_size = 1, counters = [ItemsCount::new(1usize)])]
fn clean_name_exhaustive(bencher: Bencher<'_, '_>) {
    let turns = Turns::of(&setting().clean);
    bencher
        .with_inputs(|| (turns.next(), blank(true)))
        .bench_refs(|(name, (matcher, scratch))| check(matcher, name, scratch));
}

/// The rival: tantivy's candidates, not scored.
#[divan::bench(args = ["clean", "common", "rare"], sample_count = 20, sample_size = 8, counters = [ItemsCount::new(1usize)])]
fn rival_tantivy_top_20(bencher: Bencher<'_, '_>, which: &str) {
    let setting = setting();
    let listed: Vec<(u32, &str)> = searched_names(&setting.index).collect();
    let Ok(engine) = FuzzyTerms::new(&listed) else {
        eprintln!("micro: tantivy cannot build its index");
        return;
    };
    let turns = Turns::of(match which {
        "common" => &setting.common,
        "rare" => &setting.rare,
        _ => &setting.clean,
    });
    bencher
        .with_inputs(|| turns.next())
        .bench_values(|name| engine.top(name).len());
}
