//! What the words before a number say of it: `passport no. 778456`, `order 16209410`.
//!
//! The words are in `data/identifier_labels.csv`. They are only looked at when a number equals a listed one.

use std::sync::LazyLock;

use portcullis_model::{CountryCode, IdentifierKind};
use portcullis_names::{FoldNotes, fold_into};
use rustc_hash::FxHashMap;

const LABELS_CSV: &str = include_str!("../data/identifier_labels.csv");

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// A number of a party, of this kind.
    Of(IdentifierKind),
    /// A number of an order, an invoice or a shipment.
    Deal,
}

struct Labels {
    next: FxHashMap<&'static str, Label>,
    near: FxHashMap<&'static str, IdentifierKind>,
}

static LABELS: LazyLock<Labels> = LazyLock::new(|| {
    let (mut next, mut near) = (FxHashMap::default(), FxHashMap::default());
    for (label, announced, reach) in rows() {
        match announced.parse() {
            Ok(kind) if reach == "near" => {
                near.insert(label, kind);
            }
            Ok(kind) => {
                next.insert(label, Label::Of(kind));
            }
            Err(_) => {
                next.insert(label, Label::Deal);
            }
        }
    }
    Labels { next, near }
});

/// Label, kind, reach.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = LABELS_CSV.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).filter_map(|line| {
        let (label, rest) = line.split_once(',')?;
        let (kind, reach) = rest.split_once(',')?;
        Some((label, kind, reach))
    })
}

/// A label has at most so many words.
const LABEL_WORDS_MAX: usize = 3;

/// So many words may stand between a label and its number: `passport no (Turkey) 778456`.
const BETWEEN_WORDS_MAX: usize = 2;

/// Words that stand between a label and its number and say nothing.
const FILLERS: [&str; 14] = [
    "no", "nr", "n", "num", "number", "numero", "nummer", "numara", "nomer", "nro", "is", "code", "the", "of",
];

/// So many words before a number are looked at, and so many bytes of text.
const WORDS_MAX: usize = 8;
const BYTES_MAX: usize = 128;

/// What the text before a number says of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Announced {
    /// By the label right before it.
    pub next: Option<Label>,
    /// By a word somewhere before it.
    pub near: Option<IdentifierKind>,
}

/// What the text before a number says of it.
pub(crate) fn announced_by(before: &str) -> Announced {
    let mut start = before.len().saturating_sub(BYTES_MAX);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let mut folded = String::new();
    fold_into(&before[start..], &mut folded, &mut FoldNotes::default());
    let is_between = |c: char| !c.is_ascii_alphanumeric();
    let mut words: Vec<&str> = folded.split(is_between).filter(|word| !word.is_empty()).collect();
    words.drain(..words.len().saturating_sub(WORDS_MAX));
    let mut spans = (1..=2).flat_map(|count| words.windows(count));
    Announced {
        next: next_label(&words),
        near: spans.find_map(|span| LABELS.near.get(&*span.join(" ")).copied()),
    }
}

/// The label that stands right before the number, but for words that say nothing and a country.
fn next_label(words: &[&str]) -> Option<Label> {
    for between in 0..=BETWEEN_WORDS_MAX {
        let (words, skipped) = words.split_at(words.len().checked_sub(between)?);
        let is_country = |word: &&str| word.len() == 2 && word.bytes().all(|b| b.is_ascii_alphabetic());
        // A country may be written in full, but then the label is right before it.
        let says_something = skipped
            .iter()
            .filter(|word| !FILLERS.contains(word) && !is_country(word));
        if says_something.count() > 1 {
            return None;
        }
        let longest_first = (1..=LABEL_WORDS_MAX.min(words.len())).rev();
        let mut labels = longest_first.map(|count| words[words.len() - count..].join(" "));
        if let Some(label) = labels.find_map(|label| LABELS.next.get(&*label).copied()) {
            return Some(label);
        }
    }
    None
}

/// A country of two letters that stands right before a number or behind it: `TR 778456`, `778456 (TR)`.
pub(crate) fn country_beside(before: &str, behind: &str) -> Option<CountryCode> {
    let is_between = |c: char| !c.is_alphanumeric();
    let word_before = before.trim_end_matches(is_between).rsplit(is_between).next();
    let word_behind = behind.trim_start_matches(is_between).split(is_between).next();
    [word_before, word_behind].into_iter().flatten().find_map(|word| {
        let is_code = word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase());
        let lower = word.to_ascii_lowercase();
        let says_kind = LABELS.next.contains_key(&*lower) || LABELS.near.contains_key(&*lower);
        let is_word = says_kind || FILLERS.contains(&&*lower);
        (is_code && !is_word).then(|| CountryCode::new(word))?
    })
}

#[cfg(test)]
mod tests {
    use portcullis_model::IdentifierKind::{self, Imo, NationalId, Passport, TaxId};
    use portcullis_names::{FoldNotes, fold_into};

    use super::{FILLERS, LABEL_WORDS_MAX, Label, announced_by, country_beside, rows};

    #[test]
    fn every_row_is_a_folded_label_of_a_known_kind() {
        let mut folded = String::new();
        let mut seen = std::collections::HashSet::new();
        for (label, kind, reach) in rows() {
            fold_into(label, &mut folded, &mut FoldNotes::default());
            assert_eq!(folded, label);
            assert!(seen.insert(label), "{label} twice");
            assert!(!FILLERS.contains(&label), "{label}");
            assert!(label.split(' ').count() <= LABEL_WORDS_MAX, "{label}");
            assert!(kind == "deal" || kind.parse::<IdentifierKind>().is_ok(), "{kind}");
            assert!(reach == "next" || reach == "near", "{reach}");
        }
        assert!(seen.len() > 100);
    }

    #[test]
    fn the_label_stands_before_the_number_with_little_between() {
        for (before, label) in [
            ("PASSPORT NO ", Some(Label::Of(Passport))),
            ("Passport No.: ", Some(Label::Of(Passport))),
            ("passport (Turkey) no ", Some(Label::Of(Passport))),
            ("Паспорт № ", Some(Label::Of(Passport))),
            ("ИНН ", Some(Label::Of(TaxId))),
            ("C.C. ", Some(Label::Of(NationalId))),
            ("Cédula de ciudadanía CO ", Some(Label::Of(NationalId))),
            ("Order no ", Some(Label::Deal)),
            ("passport photos for order ", Some(Label::Deal)),
            ("passport of somebody in town ", None),
            ("", None),
        ] {
            assert_eq!(announced_by(before).next, label, "{before}");
        }
        assert_eq!(announced_by("MV RENAMED STAR ").near, Some(Imo));
        assert_eq!(announced_by("RENAMED STAR ").near, None);
    }

    #[test]
    fn a_country_stands_beside_a_number_and_is_no_label() {
        for (before, behind, country) in [
            ("passport TR ", "", Some("TR")),
            ("", " (TR)", Some("TR")),
            ("ID ", " of Ann", None),
            ("passport no ", "", None),
        ] {
            let found = country_beside(before, behind);
            assert_eq!(
                found.as_ref().map(portcullis_model::CountryCode::as_str),
                country,
                "{before}#{behind}"
            );
        }
    }
}
