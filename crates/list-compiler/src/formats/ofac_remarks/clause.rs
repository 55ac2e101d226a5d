//! Remarks, cut into clauses.

use crate::text::{squeeze, strip_prefix_ci};

/// The clauses of a record's remarks. A quoted alias may hold `; ` itself.
pub(in crate::formats) fn clauses(remarks: &str) -> Vec<String> {
    let remarks = remarks.trim();
    let remarks = remarks.strip_suffix('.').unwrap_or(remarks);
    let pieces: Vec<&str> = remarks.split("; ").collect();
    let mut clauses = Vec::with_capacity(pieces.len());
    let mut i = 0;
    while i < pieces.len() {
        let mut take = 1;
        if opens_quote(pieces[i]) && !closes_quote(pieces[i]) {
            // Join up to the piece that closes the quote; without one, the quote is a misprint.
            if let Some(n) = pieces[i + 1..].iter().position(|piece| closes_quote(piece))
                && !pieces[i + 1..=i + 1 + n].iter().any(|piece| opens_quote(piece))
            {
                take = n + 2;
            }
        }
        let clause = squeeze(&pieces[i..i + take].join("; "));
        let clause = clause.trim_end_matches(';').trim();
        if !clause.is_empty() {
            clauses.push(clause.to_owned());
        }
        i += take;
    }
    clauses
}

const QUOTED_ALIASES: [&str; 3] = ["a.k.a. '", "f.k.a. '", "n.k.a. '"];

fn opens_quote(piece: &str) -> bool {
    QUOTED_ALIASES
        .iter()
        .any(|open| strip_prefix_ci(piece.trim_start(), open).is_some())
}

fn closes_quote(piece: &str) -> bool {
    let body = piece.trim().trim_end_matches('.');
    QUOTED_ALIASES
        .iter()
        .find_map(|open| strip_prefix_ci(body, open))
        .unwrap_or(body)
        .ends_with('\'')
}

/// Up to three words before the first that holds a digit: enough to see what kind of clause it is.
pub(super) fn leading_words(clause: &str) -> String {
    let words: Vec<&str> = clause
        .split(' ')
        .take(3)
        .take_while(|word| !word.contains(|c: char| c.is_ascii_digit()))
        .collect();
    if words.is_empty() {
        "(a number)".to_owned()
    } else {
        words.join(" ")
    }
}
