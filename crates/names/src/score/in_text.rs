//! A listed name in a sentence or an address.
//!
//! A text is full of words that some listed name has: `UNION`, `SAN MATEO`, `INDUSTRIAL SOLUTIONS`. So a name is found in
//! one by a word that texts are not made of, written as it is listed; and a name that has no such word is found only where
//! it stands whole. What else the text says costs nothing, unless it contradicts.

use portcullis_model::TokenRelation;

use super::{
    CompareScratch, Extent, Scored,
    left_over::{is_conjunction, part},
    matched::Matched,
    parameters::Parameters,
    score_within,
    weight::is_common,
};
use crate::{
    class::Class,
    language::{self, is_borne, is_called_otherwise, is_text_word},
    name::Tokens,
    pairs::Pair,
    scripts::without_mark,
};

/// A shorter word is a word of some language, or an abbreviation for many things.
const DISTINCTIVE_BYTES_MIN: usize = 4;

/// A name of common words that stands whole may have so many particles and initials between two of its words.
pub const SMALL_WORDS_INSIDE_MAX: usize = 2;

/// So many common words name a company without its legal form, or beside other words. Two are a place or a line of business
/// (`SIERRA VISTA`, `INDUSTRIAL SOLUTIONS`).
const SURELY_MEANT_MIN: usize = 3;

/// Whether a word of a listed name tells in a text who is meant: it is no common name, no word that companies share, and no
/// word that texts and addresses are made of.
#[must_use]
pub fn is_distinctive(token: &str, class: Class) -> bool {
    let letters = without_mark(token);
    matches!(class, Class::Word | Class::Acronym)
        && letters.len() >= DISTINCTIVE_BYTES_MIN
        && letters.bytes().all(|byte| byte.is_ascii_lowercase())
        && !is_common(token)
        && !is_text_word(letters)
}

/// The score of a listed name in a text, from their pairs, as [`score`](super::score) gives that of two names. Zero where the
/// text does not name it.
pub fn score_in_text<Q: Tokens, L: Tokens>(
    query: &Q,
    listed: &L,
    pairs: &mut [Pair],
    scratch: &mut CompareScratch,
) -> (Scored, usize) {
    score_within(&Parameters::SHIPPED, query, listed, Extent::Text, pairs, scratch)
}

/// Whether a text names the listed party: by a distinctive word, or as a whole.
pub(super) fn names<Q: Tokens, L: Tokens>(query: &Q, listed: &L, used: &[Pair], matched: &Matched) -> bool {
    let solid = || (0..listed.len()).filter(|&l| listed.class(l).is_solid());
    let count = solid().count();
    let has_form = (0..listed.len()).any(|l| listed.class(l) == Class::LegalForm);
    let form = Form::of(query, used, matched);
    let is_distinctive_pair = |pair: &Pair| {
        let at = usize::from(pair.listed);
        is_same_word(query, listed, pair) && is_distinctive(listed.text(at), listed.class(at))
    };
    let stands_alone = |beside: Beside| !is_part_of_a_longer_name(query, matched, beside);
    if !used.iter().any(is_distinctive_pair) {
        let all: Vec<usize> = solid().collect();
        let main: Vec<usize> = main_words(listed).collect();
        // Whether the text says that it is a ship is for those to ask who know what stands before the words that matched.
        let is_ship_of_one_word = || {
            let is_it = |pair: &Pair| all == [usize::from(pair.listed)] && is_same_word(query, listed, pair);
            listed.is_vessel() && used.iter().any(is_it)
        };
        let is_called = is_whole(query, listed, used, &all)
            || is_ship_of_one_word()
            || (has_main_words(listed) && is_whole(query, listed, used, &main));
        let is_form_said = !has_form || form == Form::Same;
        return is_called
            && (is_form_said || (form == Form::None && count >= SURELY_MEANT_MIN))
            && (matched.listed_tokens >= SURELY_MEANT_MIN
                || listed.is_vessel()
                || stands_alone(if listed.is_person() || solid().any(|l| is_code(listed, l)) {
                    Beside::Town
                } else {
                    Beside::Nothing
                }));
    }
    if matched.listed_tokens > 1 {
        return true;
    }
    // One word is enough where it is all of the name, and the text does not say that it is another's.
    count == 1
        && says_whose_kin(listed, used)
        && match form {
            Form::Same => true,
            Form::Other => !has_form,
            // What stands behind a ship's name is what is done with it: `MV BEHSHAD LOADPORT JEBEL ALI`.
            Form::None => {
                let is_rare = || solid().all(|l| is_rare(listed, l));
                // `AZIMUT LLC` is one of many who are called so, and its form tells which.
                listed.is_vessel()
                    || (stands_alone(Beside::Nothing) && (!has_form || is_rare()))
                    || (!listed.is_person() && stands_alone(Beside::Generic) && is_rare())
            }
        }
}

/// Whether the text has the words of kinship that a person of one other word is named by: `Abu Khayr` is nobody of the name `Khayr`, and no town.
fn says_whose_kin<L: Tokens>(listed: &L, used: &[Pair]) -> bool {
    const ARTICLE_LETTERS_MAX: usize = 2;
    let is_kin =
        |&l: &usize| listed.class(l) == Class::Particle && listed.text(l).len() > ARTICLE_LETTERS_MAX;
    let is_used = |l: usize| used.iter().any(|pair| usize::from(pair.listed) == l);
    !listed.is_person() || (0..listed.len()).filter(is_kin).all(is_used)
}

/// Whether nobody else is known to be called by a word: no people, and hardly a company.
fn is_rare<L: Tokens>(listed: &L, position: usize) -> bool {
    let word = without_mark(listed.text(position));
    !is_borne(word) && !is_called_otherwise(word)
}

/// Whether a word is letters that stand for a name, and for nothing that texts say: the town behind `SMP BANK` is where that bank is, and the one
/// behind `GOLDEN STAR` may be part of another's name.
fn is_code<L: Tokens>(listed: &L, position: usize) -> bool {
    const LETTERS: usize = DISTINCTIVE_BYTES_MIN - 1;
    let word = listed.text(position);
    word.len() == LETTERS
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && matches!(listed.class(position), Class::Word | Class::Acronym)
        && !is_common(word)
        && !is_text_word(word)
}

/// What may stand beside a name and make no longer name of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// Only what is no word of a name.
    Nothing,
    /// Behind it also where it is: `VIKTOR BOUT MOSCOW`, `SMP BANK MOSCOW`.
    Town,
    /// What companies share too, and words of offices, for a word that nobody else bears is a name without them: `Hamas office`.
    Generic,
}

/// The solid words of a name without a person's middle names and patronymics, which payments leave out.
pub fn main_words<L: Tokens>(listed: &L) -> impl Iterator<Item = usize> + Clone {
    let p = &Parameters::SHIPPED;
    (0..listed.len()).filter(|&l| listed.class(l).is_solid() && part(p, listed, l) > p.middle_name)
}

/// Whether the main words of a name tell who is meant, although the others are missing: one of them is no common name.
pub fn has_main_words<L: Tokens>(listed: &L) -> bool {
    listed.is_person() && main_words(listed).any(|l| !is_common(listed.text(l)))
}

/// The legal form that stands in a text beside the words of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    None,
    /// That of the listed name.
    Same,
    Other,
}

impl Form {
    fn of<Q: Tokens>(query: &Q, used: &[Pair], matched: &Matched) -> Form {
        let is_same = |q: usize| {
            used.iter().any(|pair| {
                usize::from(pair.query) == q
                    && pair.relation == TokenRelation::LegalForm
                    && pair.similarity >= 1.0
            })
        };
        let beside = (0..query.len()).filter(|&q| query.class(q) == Class::LegalForm && matched.is_near(q));
        beside.fold(Form::None, |form, q| match form {
            Form::Same => form,
            _ if is_same(q) => Form::Same,
            _ => Form::Other,
        })
    }
}

/// What joins a name and what follows to a longer name: `Industrial Bank of Korea`.
const JOINING: [&str; 9] = ["of", "de", "del", "di", "do", "du", "da", "des", "von"];

/// Whether the words beside the matched ones are of a name too. Words that texts are made of, numbers and short words are not
/// taken for such, and neither is what may stand beside the name.
fn is_part_of_a_longer_name<Q: Tokens>(query: &Q, matched: &Matched, beside: Beside) -> bool {
    let Some((first, last)) = matched.span() else {
        return false;
    };
    let is_of_a_name = |q: usize| match query.class(q) {
        Class::Generic => match beside {
            Beside::Nothing => true,
            Beside::Town => q < first || !language::get().is_place(query.text(q)),
            Beside::Generic => false,
        },
        Class::Word if beside == Beside::Generic && language::get().is_office(query.text(q)) => false,
        Class::Word => {
            let word = query.text(q);
            word.len() >= DISTINCTIVE_BYTES_MIN && (is_common(word) || !is_text_word(word))
        }
        _ => false,
    };
    let behind = last + 1;
    let is_joined = behind + 1 < query.len()
        && query.class(behind) == Class::Particle
        && JOINING.contains(&query.text(behind))
        && query.class(behind + 1).is_solid();
    is_joined || (first > 0 && is_of_a_name(first - 1)) || (behind < query.len() && is_of_a_name(behind))
}

/// Whether a pair is of two words that are written alike once they are folded.
fn is_same_word<Q: Tokens, L: Tokens>(query: &Q, listed: &L, pair: &Pair) -> bool {
    let (q, l) = (usize::from(pair.query), usize::from(pair.listed));
    pair.query_len == 1 && pair.listed_len == 1 && query.text(q) == listed.text(l)
}

/// Whether some words of a name, two or more, stand in the text as they are listed, one behind the other (or a person's
/// surname first) with nothing but small words, and other words of the name, between.
fn is_whole<Q: Tokens, L: Tokens>(query: &Q, listed: &L, used: &[Pair], needed: &[usize]) -> bool {
    let mut words: Vec<(usize, usize)> = used
        .iter()
        .filter(|pair| is_same_word(query, listed, pair))
        .map(|pair| (usize::from(pair.query), usize::from(pair.listed)))
        .filter(|&(_, l)| listed.class(l).is_solid())
        .collect();
    let has = |l: usize| words.iter().any(|word| word.1 == l);
    if needed.len() < 2 || !needed.iter().all(|&l| has(l)) {
        return false;
    }
    words.sort_unstable();
    let is_small = |q: usize| match query.class(q) {
        Class::Initial => true,
        // `Ali and Hassan` are two people.
        Class::Particle => !(listed.is_person() && is_conjunction(query.text(q))),
        _ => false,
    };
    let neighbors = || words.windows(2);
    let stand_together = neighbors().all(|pair| {
        let between = pair[0].0 + 1..pair[1].0;
        between.len() <= SMALL_WORDS_INSIDE_MAX && between.into_iter().all(is_small)
    });
    let steps_back = neighbors().filter(|pair| pair[1].1 < pair[0].1).count();
    // Read in a circle, the words of a person's name step back once.
    let is_rotated = listed.is_person()
        && steps_back == 1
        && words.first().map(|word| word.1) > words.last().map(|word| word.1);
    stand_together && (steps_back == 0 || is_rotated)
}
