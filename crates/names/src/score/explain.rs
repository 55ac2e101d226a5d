//! Why two names score what they score.

use std::borrow::Cow;

use portcullis_model::Evidence;

use super::{Parameters, Scored};
use crate::{fold::FoldNotes, name::Tokens, pairs::Pair, scripts::readable};

/// A token as a person reads it, without the marks of its kind.
fn shown(token: &str) -> Cow<'_, str> {
    readable(token.trim_start_matches('='))
}

/// Writes down why: the pairs that were used, then what was left over, then what was done to text and score.
pub fn explain<Q: Tokens, L: Tokens>(
    query: &Q,
    listed: &L,
    used: &[Pair],
    scored: Scored,
    notes: FoldNotes,
    evidence: &mut Vec<Evidence>,
) {
    explain_part(query, 0..query.len(), listed, used, scored, notes, evidence);
}

/// Like [`explain`], for a name in a text: of the words of the text that are left over, only those between the matched ones.
pub fn explain_in_text<Q: Tokens, L: Tokens>(
    query: &Q,
    listed: &L,
    used: &[Pair],
    scored: Scored,
    notes: FoldNotes,
    evidence: &mut Vec<Evidence>,
) {
    let first = used.iter().map(|pair| usize::from(pair.query)).min();
    let end = used
        .iter()
        .map(|pair| usize::from(pair.query + pair.query_len))
        .max();
    let part = first.unwrap_or(0)..end.unwrap_or(0);
    explain_part(query, part, listed, used, scored, notes, evidence);
}

fn explain_part<Q: Tokens, L: Tokens>(
    query: &Q,
    part: std::ops::Range<usize>,
    listed: &L,
    used: &[Pair],
    scored: Scored,
    notes: FoldNotes,
    evidence: &mut Vec<Evidence>,
) {
    let listed_count = listed.len();
    let mut query_free = vec![true; query.len()];
    let mut listed_free = vec![true; listed_count];
    let mut ordered: Vec<&Pair> = used.iter().collect();
    ordered.sort_by_key(|pair| pair.query);
    for pair in ordered {
        let mut query_text = String::new();
        for q in usize::from(pair.query)..usize::from(pair.query + pair.query_len) {
            query_free[q] = false;
            if !query_text.is_empty() {
                query_text.push(' ');
            }
            query_text.push_str(&shown(query.text(q)));
        }
        let (mut listed_text, mut weight) = (String::new(), 0.0);
        for k in 0..usize::from(pair.listed_len) {
            let l = (usize::from(pair.listed) + k) % listed_count;
            listed_free[l] = false;
            if !listed_text.is_empty() {
                listed_text.push(' ');
            }
            listed_text.push_str(&shown(listed.text(l)));
            weight += listed.weight(l);
        }
        evidence.push(Evidence::Token {
            query: query_text,
            listed: listed_text,
            relation: pair.relation,
            similarity: pair.similarity,
            weight,
        });
    }
    let in_part = |q: &usize| query_free[*q];
    for q in part.filter(in_part) {
        evidence.push(Evidence::Unmatched {
            text: shown(query.text(q)).into_owned(),
            listed: false,
            weight: query.weight(q),
        });
    }
    for (l, _) in listed_free.iter().enumerate().filter(|(_, free)| **free) {
        evidence.push(Evidence::Unmatched {
            text: shown(listed.text(l)).into_owned(),
            listed: true,
            weight: listed.weight(l),
        });
    }
    if scored.number_conflict {
        evidence.push(Evidence::Adjustment {
            reason: "both names carry a number, and not the same".to_owned(),
            factor: Parameters::SHIPPED.number_conflict,
        });
    }
    if scored.generations_differ {
        evidence.push(Evidence::Adjustment {
            reason: "father and son are exchanged, or one is the younger and one the elder".to_owned(),
            factor: Parameters::SHIPPED.generations_differ,
        });
    }
    if scored.beyond_cut {
        evidence.push(Evidence::Text {
            note: "the field is cut at 35 characters; listed words beyond the cut weigh less".to_owned(),
        });
    }
    for (noted, note) in [
        (
            notes.homoglyphs,
            "look-alike letters of another script were read as Latin",
        ),
        (
            notes.digits_for_letters,
            "digits were read as the letters they stand for",
        ),
        (
            notes.cantonese,
            "read in Cantonese, as names in Hong Kong and Macau are written",
        ),
        (
            notes.respelled,
            "read as lists write such names: by pinyin, or without the endings of another language",
        ),
        (
            notes.mended && !notes.cantonese && !notes.respelled,
            "read with slips undone in titles, legal forms and the like, in letters that were lost, and in spaces",
        ),
        (
            notes.invisible,
            "characters that cannot be seen stand inside words; they were left out",
        ),
        (
            notes.capped,
            "the text is longer than is compared; its end was not",
        ),
    ] {
        if noted {
            evidence.push(Evidence::Text {
                note: note.to_owned(),
            });
        }
    }
}
