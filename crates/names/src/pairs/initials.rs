//! Initials: a letter stands for a word that begins with it, two letters for the same two written as one word.

use portcullis_model::TokenRelation;

use super::{Pair, push_pair, push_run};
use crate::{class::Class, name::Tokens, relation::Related, unvoweled::first_letter};

/// How much of a match a letter is for a word that begins with it.
const INITIAL_SIMILARITY: f32 = 0.95;

/// The same where the word is known to be the surname, which is seldom abbreviated.
const INITIAL_OF_SURNAME: f32 = 0.448;

/// How much of a match two ways to write one number are.
const NUMERAL_SIMILARITY: f32 = 0.97;

/// How much of a match two letters are for a word of the two.
const TOGETHER_SIMILARITY: f32 = 0.95;

fn initial(similarity: f32) -> Related {
    Related {
        relation: TokenRelation::Initial,
        similarity,
    }
}

/// Finds what the query's initial at `q` stands for, or the listed initials that stand for its word there.
pub(super) fn of_token<Q: Tokens, L: Tokens>(query: &Q, q: usize, listed: &L, pairs: &mut Vec<Pair>) {
    let class = query.class(q);
    // Companies are not called by the first letters of their words.
    let of_person = listed.is_person();
    if class != Class::Initial && !(class == Class::Word && of_person) {
        return;
    }
    let first = first_letter(query.text(q));
    // Initials stand before a surname: of a name of which nobody says which word that is, they are not its last one.
    let is_before_surname = class == Class::Initial && query.class(query.len() - 1) == Class::Word;
    for l in 0..listed.len() {
        let listed_class = listed.class(l);
        let similarity = match (class, listed_class) {
            // Also a surname of one letter (`O, Kuk-Ryol`): a letter says little of who someone is.
            (Class::Initial, Class::Initial) if is_first_of_surname(listed, l) => INITIAL_OF_SURNAME,
            (Class::Initial, Class::Initial) => 1.0,
            (Class::Initial, Class::Word | Class::Generic) if of_person => {
                if is_first_of_surname(listed, l) || (is_before_surname && is_last_of_unknown(listed, l)) {
                    INITIAL_OF_SURNAME
                } else {
                    INITIAL_SIMILARITY
                }
            }
            (Class::Word, Class::Initial) => INITIAL_SIMILARITY,
            _ => continue,
        };
        if first_letter(listed.text(l)) == first {
            push_pair(pairs, q, 1, l, initial(similarity));
        }
    }
}

fn is_first_of_surname<L: Tokens>(listed: &L, position: usize) -> bool {
    let surname = listed.surname_tokens();
    surname > 0 && surname < listed.len() && position == listed.len() - surname
}

fn is_last_of_unknown<L: Tokens>(listed: &L, position: usize) -> bool {
    !listed.wraps() && position > 0 && position + 1 == listed.len()
}

/// Finds initials that stand together on the other side: `J. P.` and `JP`.
pub(super) fn together<Q: Tokens, L: Tokens>(query: &Q, listed: &L, pairs: &mut Vec<Pair>) {
    let is_run = |first: Class, second: Class| first == Class::Initial && second == Class::Initial;
    let spells = |word: &str, first: &str, second: &str| {
        word.len() == 2 && word.starts_with(first) && word.ends_with(second)
    };
    let related = initial(TOGETHER_SIMILARITY);
    for q in 0..query.len() {
        for l in 0..listed.len() {
            if q + 1 < query.len()
                && is_run(query.class(q), query.class(q + 1))
                && spells(listed.text(l), query.text(q), query.text(q + 1))
            {
                push_run(pairs, (q, 2), (l, 1), related);
            }
            if l + 1 < listed.len()
                && is_run(listed.class(l), listed.class(l + 1))
                && spells(query.text(q), listed.text(l), listed.text(l + 1))
            {
                push_run(pairs, (q, 1), (l, 2), related);
            }
        }
    }
}

/// Finds the listed numeral of one letter (`HAPPINESS I`) that a number of the query is. It stands last, as numerals do.
pub(super) fn numeral<Q: Tokens, L: Tokens>(query: &Q, q: usize, listed: &L, pairs: &mut Vec<Pair>) {
    let Some(last) = listed.len().checked_sub(1).filter(|last| *last > 0) else {
        return;
    };
    if query.class(q) == Class::Number
        && !listed.is_person()
        && listed.class(last) == Class::Initial
        && is_numeral_of(listed.text(last), query.text(q))
    {
        let related = Related {
            relation: TokenRelation::Number,
            similarity: NUMERAL_SIMILARITY,
        };
        push_pair(pairs, q, 1, last, related);
    }
}

/// The letter that writes a number alone, as a Roman numeral.
#[must_use]
pub fn numeral_letter(number: &str) -> Option<&'static str> {
    match number {
        "1" => Some("i"),
        "5" => Some("v"),
        "10" => Some("x"),
        _ => None,
    }
}

/// Whether a letter is the Roman numeral of a number in digits.
fn is_numeral_of(letter: &str, number: &str) -> bool {
    numeral_letter(number) == Some(letter)
}

/// Whether a listed initial may match a solid word of a query, in a person's name or another: [`structural_pairs`](crate::structural_pairs) makes
/// no other pair of the two.
#[must_use]
pub fn may_be_initial_of(initial: &str, word: &str, of_person: bool) -> bool {
    (first_letter(initial) == first_letter(word) && (of_person || word.len() == 2))
        || (!of_person && is_numeral_of(initial, word))
}
