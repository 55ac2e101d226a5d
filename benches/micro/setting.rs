//! What all micro benches measure with, made once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use portcullis_benches::lists::{Lists, searched_names};
use portcullis_benches::names::{clean, labelled};
use portcullis_index::Index;
use portcullis_names::{Analysis, Class, Order, Tokens};
use portcullis_synthetic::Random;
use rustc_hash::FxHashSet;

/// How many clean names benches draw from.
const NAMES: usize = 4_000;

pub(crate) struct Setting {
    pub lists: Lists,
    pub index: Arc<Index>,
    /// Distinct names that are on no list.
    pub clean: Vec<String>,
    /// Distinct words of the clean names.
    pub tokens: Vec<String>,
    /// First and last words of clean names, from which names are made whose words were all seen before.
    pub firsts: Vec<String>,
    pub lasts: Vec<String>,
    /// Names whose every word many listed names hold, and names whose words few or none hold.
    pub common: Vec<String>,
    pub rare: Vec<String>,
    /// Misspelled queries and the listed name each should find: pairs that match.
    pub alike: Vec<(String, u32)>,
}

/// Names that many words or few are made of.
const NAMES_OF_A_KIND: usize = 400;

/// Made once, and only when a bench asks for it.
pub(crate) fn setting() -> &'static Setting {
    static SETTING: OnceLock<Setting> = OnceLock::new();
    SETTING.get_or_init(|| match make() {
        Ok(setting) => setting,
        Err(error) => {
            eprintln!("micro: {error}");
            std::process::exit(1);
        }
    })
}

fn make() -> Result<Setting, Box<dyn std::error::Error>> {
    let lists = Lists::find()?;
    let index = lists.index()?;
    let clean = clean(&lists, NAMES)?;
    let (mut tokens, mut firsts, mut lasts) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = FxHashSet::default();
    for name in &clean {
        let analysis = Analysis::of(name, Order::AsWritten);
        for (token, _) in analysis.tokens().filter(|(_, class)| *class == Class::Word) {
            if seen.insert(token.to_owned()) {
                tokens.push(token.to_owned());
            }
        }
        if let [first, .., last] = name.split_whitespace().collect::<Vec<_>>()[..] {
            firsts.push(first.to_owned());
            lasts.push(last.to_owned());
        }
    }
    // Words by how many listed names hold them.
    let mut listed: Vec<(usize, &str)> = (0..index.token_count())
        .map(|token| (index.postings(token).len(), index.token_text(token)))
        .filter(|(_, text)| text.len() >= 4 && text.bytes().all(|b| b.is_ascii_lowercase()))
        .collect();
    listed.sort_unstable_by_key(|&(names, text)| (std::cmp::Reverse(names), text));
    let mut random = Random::from_seed(1);
    let mut of_two = |words: &[(usize, &str)]| -> Vec<String> {
        (0..NAMES_OF_A_KIND)
            .filter_map(|_| Some(format!("{} {}", random.pick(words)?.1, random.pick(words)?.1)))
            .collect()
    };
    let common = of_two(&listed[..listed.len().min(50)]);
    let rare = of_two(&listed[listed.len() / 2..]);
    let first_name: Vec<(String, u32)> = labelled(&lists, "variants.csv")?
        .into_iter()
        .filter_map(|variant| {
            let designation = index.find(variant.ids.first()?)?;
            Some((variant.query, index.names_of(designation).start))
        })
        .collect();
    let alike = if first_name.is_empty() {
        // Without labelled queries a listed name stands for its own misspelling.
        searched_names(&index)
            .map(|(ordinal, name)| (name.to_owned(), ordinal))
            .collect()
    } else {
        first_name
    };
    Ok(Setting {
        alike: alike
            .into_iter()
            .filter(|(_, ordinal)| !index.name(*ordinal).is_empty())
            .collect(),
        lists,
        index,
        clean,
        tokens,
        firsts,
        lasts,
        common,
        rare,
    })
}

/// Hands out items one after the other, from the beginning again after the last.
pub(crate) struct Turns<'a, T> {
    items: &'a [T],
    next: AtomicUsize,
}

impl<'a, T> Turns<'a, T> {
    pub(crate) fn of(items: &'a [T]) -> Turns<'a, T> {
        Turns {
            items,
            next: AtomicUsize::new(0),
        }
    }

    /// The next item. Panics when there is none at all.
    pub(crate) fn next(&self) -> &'a T {
        &self.items[self.next.fetch_add(1, Ordering::Relaxed) % self.items.len()]
    }
}
