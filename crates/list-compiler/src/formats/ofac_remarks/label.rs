//! The labels of clauses, and how each is read.

use std::collections::HashMap;
use std::sync::LazyLock;

use portcullis_model::IdentifierKind;

use crate::text::strip_prefix_ci;

pub(super) const LABELS: &str = include_str!("../../../data/ofac_remarks.csv");

/// How a clause is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    BirthDate,
    BirthPlace,
    Nationality,
    Gender,
    WeakAlias,
    LinkedTo,
    Title,
    Flag,
    FormerFlag,
    Operator,
    /// A vessel's owner.
    Owner,
    Crypto,
    /// A number of the given kind.
    Identifier(IdentifierKind),
    /// `Identification Number`: a person's national id, anybody else's some number.
    BySchema,
    /// Understood, and nothing to screen on: it stays in the remarks.
    Noted,
}

impl Reading {
    pub fn parse(word: &str) -> Option<Reading> {
        Some(match word {
            "birth-date" => Reading::BirthDate,
            "birth-place" => Reading::BirthPlace,
            "nationality" => Reading::Nationality,
            "gender" => Reading::Gender,
            "weak-alias" => Reading::WeakAlias,
            "linked-to" => Reading::LinkedTo,
            "title" => Reading::Title,
            "flag" => Reading::Flag,
            "former-flag" => Reading::FormerFlag,
            "operator" => Reading::Operator,
            "owner" => Reading::Owner,
            "by-schema" => Reading::BySchema,
            "noted" => Reading::Noted,
            "crypto" => Reading::Crypto,
            kind => Reading::Identifier(kind.parse().ok()?),
        })
    }
}

/// The labels by their first word in lower case, longest label first.
pub(super) static BY_FIRST_WORD: LazyLock<HashMap<String, Vec<(&'static str, Reading)>>> =
    LazyLock::new(|| {
        let mut map: HashMap<String, Vec<(&'static str, Reading)>> = HashMap::new();
        for line in LABELS.lines().skip(1) {
            let Some((words, reading)) = line.rsplit_once(';') else {
                continue;
            };
            let Some(reading) = Reading::parse(reading) else {
                continue;
            };
            map.entry(first_word(words)).or_default().push((words, reading));
        }
        for labels in map.values_mut() {
            labels.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        map
    });

fn first_word(text: &str) -> String {
    let end = text.find([' ', ':']).unwrap_or(text.len());
    text[..end].to_ascii_lowercase()
}

/// The label that a clause starts with, and what follows it.
pub(super) fn label(clause: &str) -> Option<(&'static str, Reading, &str)> {
    for &(words, reading) in BY_FIRST_WORD.get(&first_word(clause))? {
        let Some(rest) = strip_prefix_ci(clause, words) else {
            continue;
        };
        // `Passport` must not match `Passports`, but `NIT #` may be followed by anything.
        let ends_in_letter = words.ends_with(|c: char| c.is_alphanumeric());
        if ends_in_letter && rest.starts_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        return Some((
            words,
            reading,
            rest.trim_start_matches([':', ' ', '-', '#']).trim(),
        ));
    }
    None
}
