//! Legal forms of companies: their families, how they are written without spaces, and their misspellings.

use rustc_hash::{FxHashMap, FxHashSet};

use super::light_words::{Traces, each_left, is_one_slip};

/// Shorter legal forms are one edit from too much else.
const MISSPELLED_MIN_BYTES: usize = 7;

/// Short forms that a slip is undone in have so many: `ltda`, `eood`, `pjsc`. Longer ones are light words.
const SHORT_BYTES: usize = 4;

#[derive(Debug, Default)]
pub(super) struct LegalForms {
    /// Forms without spaces.
    compact: FxHashSet<String>,
    /// What is left of long one-word forms after one deletion, with the form and its family.
    deletions: FxHashMap<String, (&'static str, &'static str)>,
    /// Their traces.
    left: Traces,
    /// Bytes of the longest of them.
    longest: usize,
    /// What is left of short one-word forms after one deletion, with the forms.
    short: FxHashMap<String, Vec<&'static str>>,
    /// Their traces.
    short_left: Traces,
    /// Short ones that stand before a name.
    leading: FxHashSet<&'static str>,
    /// What kind of body each family is: `limited`, `stock`, …
    kinds: FxHashMap<String, &'static str>,
}

impl LegalForms {
    /// Adds a form of a family (`=llc`) that is a kind of body.
    pub fn add(&mut self, form: &'static str, family: &str, kind: &'static str) {
        self.kinds.entry(family.to_owned()).or_insert(kind);
        self.compact.insert(form.replace(' ', ""));
        if form.len() == SHORT_BYTES && form.bytes().all(|b| b.is_ascii_lowercase()) {
            each_left(form.as_bytes(), |left| {
                self.short_left.add(left);
                false
            });
            let with_one_less = (0..form.len()).map(|i| format!("{}{}", &form[..i], &form[i + 1..]));
            for left in with_one_less.chain([form.to_owned()]) {
                self.short.entry(left).or_default().push(form);
            }
        }
        if form.contains(' ') || form.len() < MISSPELLED_MIN_BYTES {
            return;
        }
        self.longest = self.longest.max(form.len());
        each_left(form.as_bytes(), |left| {
            self.left.add(left);
            false
        });
        // Some hundred families, once a process.
        let family: &'static str = family.to_owned().leak();
        let with_one_less = (0..form.len()).map(|i| format!("{}{}", &form[..i], &form[i + 1..]));
        for left in with_one_less.chain([form.to_owned()]) {
            self.deletions.entry(left).or_insert((form, family));
        }
    }

    /// Says that a form stands before a name.
    pub fn add_leading(&mut self, form: &'static str) {
        self.leading.insert(form);
    }

    /// Whether the text is a short form that stands before a name.
    pub fn is_leading(&self, text: &str) -> bool {
        self.leading.contains(text)
    }

    /// Whether the text is one form, or two (`companylimited`), written without spaces.
    pub fn is_compact(&self, text: &str) -> bool {
        self.compact.contains(text)
            || (4..text.len().saturating_sub(1)).any(|at| {
                text.is_char_boundary(at)
                    && self.compact.contains(&text[..at])
                    && self.compact.contains(&text[at..])
            })
    }

    /// A first look, which few words survive: whether a word may be one slip away from a short form.
    pub fn may_be_near_short(&self, word: &str) -> bool {
        word.len().abs_diff(SHORT_BYTES) <= 1
            && word.is_ascii()
            && each_left(word.as_bytes(), |left| self.short_left.may_have(left))
    }

    /// The short form that a word is one slip away from and is not; `leading`: of those that stand before a name.
    pub fn short_near(&self, word: &str, leading: bool) -> Option<&'static str> {
        if !self.may_be_near_short(word) {
            return None;
        }
        let form = |left: &str| {
            let forms = self.short.get(left)?.iter();
            forms.copied().find(|form| {
                (!leading || self.leading.contains(form))
                    && *form != word
                    && is_one_slip(form.as_bytes(), word.as_bytes())
            })
        };
        form(word).or_else(|| {
            let mut left = String::with_capacity(word.len());
            (0..word.len()).find_map(|i| {
                left.clear();
                left.push_str(&word[..i]);
                left.push_str(&word[i + 1..]);
                form(&left)
            })
        })
    }

    /// Whether two families are the same kind of body in two countries, or one of them fits any.
    pub fn are_compatible(&self, a: &str, b: &str) -> bool {
        let (Some(a), Some(b)) = (self.kinds.get(a), self.kinds.get(b)) else {
            return false;
        };
        a == b || *a == "any" || *b == "any"
    }

    /// The family of a long form that the word is one edit away from.
    pub fn misspelled(&self, word: &str) -> Option<&'static str> {
        if !(MISSPELLED_MIN_BYTES - 1..=self.longest + 1).contains(&word.len()) || !word.is_ascii() {
            return None;
        }
        // The last word of every name is asked for.
        if !each_left(word.as_bytes(), |left| self.left.may_have(left)) {
            return None;
        }
        let near = |left: &str| {
            self.deletions
                .get(left)
                .filter(|(form, _)| strsim::osa_distance(form, word) == 1)
                .map(|(_, family)| *family)
        };
        near(word).or_else(|| {
            let mut left = String::with_capacity(word.len());
            (0..word.len()).find_map(|i| {
                left.clear();
                left.push_str(&word[..i]);
                left.push_str(&word[i + 1..]);
                near(&left)
            })
        })
    }
}
