//! The filter before the dictionaries, beside those of the crate `xorf`: bits a key, answers that are wrong, and nanoseconds a
//! question, on the keys of an index and the words of names that are not listed.
//!
//! A filter of the index answers from bytes of a memory map; those of `xorf` are asked in memory of their own, which is their best case.

#![allow(clippy::cast_precision_loss)] // figures for people

use std::collections::HashSet;
use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use portcullis_benches::lists::Lists;
use portcullis_benches::names::clean;
use portcullis_index::{Index, for_each_deletion};
use xorf::{BinaryFuse8, BinaryFuse16, Filter, Xor8};

/// The very filter of the index, which has it for itself.
#[allow(dead_code)] // more of it is used there
#[path = "../../../crates/index/src/filter.rs"]
mod filter;

use filter::{Dictionary, FilterBuilder, may_hold};

/// Names whose words are asked for.
const CLEAN_NAMES: usize = 20_000;

/// A word of up to so many letters is filed under what is left of it after as many deletions as here.
const DELETIONS: usize = 1;

/// Compare filters
#[derive(Debug, Parser)]
struct Args {
    /// How often all questions are asked
    #[arg(long, value_name = "N", default_value_t = 20)]
    rounds: usize,
    /// Only this one, for counting instructions: bloom, fuse8, fuse16 or xor8
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// The index
    #[arg(long, value_name = "INDEX")]
    index: PathBuf,
}

fn main() -> ExitCode {
    portcullis_benches::ended("filters", run(&Args::parse()))
}

/// A key as `xorf` wants it: FNV-1a and a step, of the order of the work of the Bloom filter's own hash.
fn hash(key: &[u8]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325u64;
    let mut chunks = key.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        hash ^= hash >> 32;
    }
    let mut last = [0; 8];
    last[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    hash = (hash ^ u64::from_le_bytes(last) ^ key.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash ^ hash >> 29
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let index = Index::open(&args.index)?;
    let mut keys = HashSet::new();
    for token in 0..index.token_count() {
        for_each_deletion(index.token_text(token), DELETIONS, |key| {
            keys.insert(key.to_owned());
        });
    }
    let mut asked = HashSet::new();
    for name in clean(&Lists::find()?, CLEAN_NAMES)? {
        for word in name.to_lowercase().split(|c: char| !c.is_ascii_alphanumeric()) {
            for_each_deletion(word, DELETIONS, |key| {
                if !key.is_empty() && !keys.contains(key) {
                    asked.insert(key.to_owned());
                }
            });
        }
    }
    let mut keys: Vec<String> = keys.into_iter().collect();
    let mut asked: Vec<String> = asked.into_iter().collect();
    // The order of a set is another one in every run.
    keys.sort_unstable();
    asked.sort_unstable_by_key(|word| hash(word.as_bytes()));
    println!(
        "{} keys, {} questions for what is not there",
        keys.len(),
        asked.len()
    );
    let wanted = |name: &str| args.only.as_deref().is_none_or(|only| only == name);
    let run = Run {
        keys: keys.len(),
        asked: &asked,
        rounds: args.rounds,
    };
    if wanted("bloom") {
        let mut builder = FilterBuilder::default();
        keys.iter()
            .for_each(|key| builder.add(Dictionary::Deletions, key.as_bytes()));
        let section = builder.finish();
        let has = |key: &[u8]| may_hold(&section, Dictionary::Deletions, key);
        run.ask("bloom, as it is", section.len() * 8, has);
    }
    let mut hashes: Vec<u64> = keys.iter().map(|key| hash(key.as_bytes())).collect();
    hashes.sort_unstable();
    hashes.dedup();
    if wanted("fuse8") {
        let filter = BinaryFuse8::try_from(&hashes)?;
        run.ask("xorf BinaryFuse8", filter.len() * 8, |key| {
            filter.contains(&hash(key))
        });
    }
    if wanted("xor8") {
        let filter = Xor8::from(&hashes);
        run.ask("xorf Xor8", filter.len() * 8, |key| filter.contains(&hash(key)));
    }
    if wanted("fuse16") {
        let filter = BinaryFuse16::try_from(&hashes)?;
        run.ask("xorf BinaryFuse16", filter.len() * 16, |key| {
            filter.contains(&hash(key))
        });
    }
    Ok(())
}

struct Run<'a> {
    keys: usize,
    asked: &'a [String],
    rounds: usize,
}

impl Run<'_> {
    fn ask(&self, name: &str, bits: usize, has: impl Fn(&[u8]) -> bool) {
        let wrong = self.asked.iter().filter(|key| has(key.as_bytes())).count();
        let began = Instant::now();
        let mut passed = 0usize;
        for _ in 0..self.rounds {
            for key in self.asked {
                passed += usize::from(has(black_box(key.as_bytes())));
            }
        }
        black_box(passed);
        let questions = (self.rounds * self.asked.len()) as f64;
        println!(
            "{name:<18} {:>6.2} bits a key {:>7.2}% wrong {:>6.1} ns a question",
            bits as f64 / self.keys as f64,
            100.0 * wrong as f64 / self.asked.len() as f64,
            began.elapsed().as_secs_f64() * 1e9 / questions
        );
    }
}
