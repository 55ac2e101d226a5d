//! What two names have left over once their tokens are paired, and what it costs.

use portcullis_model::TokenRelation;

use super::{Matched, Parameters, matched::EXACT_MIN};
use crate::{
    analysis::TOKENS_MAX,
    class::Class,
    language::{
        self, is_borne, is_called_otherwise, is_coined, is_known_word, is_one_slip, is_text_word,
        is_token_of_arabic_name,
    },
    name::Tokens,
    pairs::Pair,
    scripts::is_marked,
    unvoweled::is_unvoweled,
};

/// What is left over of a listed name.
#[derive(Debug, Default)]
pub(super) struct ListedLeftOver {
    /// The weight that is left over, each token's as much as it costs to leave it out.
    pub cost: f32,
    /// What stands against a match of persons if the query has something left over too.
    pub contested: f32,
    /// The same of companies: weight of generic words, and of those of them that are places.
    pub generic: f32,
    pub places: f32,
    /// A word that tells companies apart is left over.
    pub has_telling: bool,
    /// A legal form is left over.
    pub has_legal_form: bool,
    /// A number is left over.
    pub has_number: bool,
    /// Words were taken to stand beyond the cut of the field.
    pub beyond_cut: bool,
}

impl ListedLeftOver {
    /// `similarities` has how much of each token is matched, 0 where it is left over; `inexact` is the part that an
    /// inexactly matched token's lack costs; `beyond_cut` says which tokens may stand beyond the cut of a field.
    pub fn of<L: Tokens>(
        p: &Parameters,
        listed: &L,
        similarities: &[f32],
        said: Said,
        inexact: f32,
        beyond_cut: u128,
    ) -> ListedLeftOver {
        let language = language::get();
        let mut left_over = ListedLeftOver::default();
        for (l, &similarity) in similarities.iter().enumerate().take(TOKENS_MAX) {
            let (class, weight) = (listed.class(l), listed.weight(l));
            let mut cost = weight * (1.0 - similarity);
            if similarity > 0.0 {
                cost *= inexact * part(p, listed, l);
            } else {
                cost *= said.part(p, listed, l);
                left_over.contested += contested(p, class, weight);
                if class == Class::Generic {
                    left_over.generic += weight;
                    if language.is_place(listed.text(l)) {
                        left_over.places += weight;
                    }
                }
                left_over.has_telling |= matches!(class, Class::Word | Class::Number);
                left_over.has_legal_form |= class == Class::LegalForm;
                left_over.has_number |= class == Class::Number;
            }
            cost *= kind(p, class);
            if similarity == 0.0 && beyond_cut >> l & 1 == 1 {
                cost *= p.beyond_cut;
                left_over.beyond_cut = true;
            }
            left_over.cost += cost;
        }
        left_over
    }
}

/// The listed tokens that may stand beyond the cut of a field, a bit each: those that follow, as the name is said or with its surname first, the
/// one that the field ends in, up to the next that is there. What is missing before that was left out, or is another's. So is what the field has
/// another word for: `own_name`, and the name before the first one that is there.
pub(super) fn beyond_cut<Q: Tokens, L: Tokens>(
    query: &Q,
    listed: &L,
    similarities: &[f32],
    used: &[Pair],
    own_name: Option<usize>,
) -> u128 {
    let count = listed.len().min(TOKENS_MAX);
    // A surname that was written first stands at the end.
    let behind_last = query.last_written() + 1;
    let written = |pair: &&Pair| {
        let q = usize::from(pair.query);
        (q < behind_last, q)
    };
    let (Some(first), Some(last)) = (used.iter().min_by_key(written), used.iter().max_by_key(written)) else {
        return 0;
    };
    let before_first = match usize::from(first.query) {
        q if q == behind_last => None,
        0 => Some(query.len() - 1).filter(|q| *q >= behind_last),
        q => Some(q - 1),
    };
    let before = before_first
        .filter(|&q| query.class(q) == Class::Word)
        .map(|_| (usize::from(first.listed) + count - 1) % count);
    let behind = usize::from(last.listed) + usize::from(last.listed_len);
    let circle = (behind..behind + count).map(|at| at % count);
    circle
        .take_while(|&l| similarities[l] == 0.0 || !listed.class(l).is_solid())
        .filter(|&l| own_name != Some(l) && before != Some(l))
        .fold(0, |beyond, l| beyond | 1 << l)
}

/// What is left over of a query.
#[derive(Debug, Default)]
pub(super) struct QueryLeftOver {
    /// The weight that is left over between matched words, each token's as much as it costs to leave it out.
    pub inside: f32,
    /// All weight from the first matched word to the last: what stands between two words parts them as much in a long text as
    /// in a short one.
    pub span: f32,
    /// The weight that is left over before and behind them, likewise.
    pub outside: f32,
    /// The part of `outside` that common names before the first matched word cost.
    pub before: f32,
    /// The part of `outside` that rare words behind the last matched word cost.
    pub behind: f32,
    /// What stands against a match of persons if the listed name has something left over too.
    pub contested: f32,
    /// The same without words that came without their vowels: the list may spell them in a way of its own.
    pub contested_as_written: f32,
    /// What stands against a match of companies: weight of generic words, and of those of them that are places. These
    /// and what follows stand among the matched words or beside them; words further off belong to something else, as a
    /// house number does.
    pub generic: f32,
    pub places: f32,
    /// A legal form is left over.
    pub has_legal_form: bool,
    /// A number is left over.
    pub has_number: bool,
}

impl QueryLeftOver {
    /// `similarities` and `inexact` as for [`ListedLeftOver::of`]; `only_a_name` is what [`is_only_a_name`] says.
    pub fn of<Q: Tokens>(
        p: &Parameters,
        query: &Q,
        similarities: &[f32],
        matched: &Matched,
        only_a_name: bool,
        inexact: f32,
    ) -> QueryLeftOver {
        let language = language::get();
        let mut left_over = QueryLeftOver {
            // Something is divided by it.
            span: f32::MIN_POSITIVE,
            ..QueryLeftOver::default()
        };
        for (q, &similarity) in similarities.iter().enumerate().take(TOKENS_MAX) {
            let (class, weight) = (query.class(q), query.weight(q));
            let mut cost = weight * (1.0 - similarity);
            if similarity > 0.0 {
                cost *= inexact;
            } else {
                if only_a_name || matched.surrounds(q) {
                    left_over.contested += contested(p, class, weight);
                    if !is_unvoweled(query.text(q)) {
                        left_over.contested_as_written += contested(p, class, weight);
                    }
                }
                if matched.is_near(q) {
                    left_over.has_legal_form |= class == Class::LegalForm;
                    left_over.has_number |= class == Class::Number;
                    if class == Class::Generic {
                        left_over.generic += weight;
                        if language.is_place(query.text(q)) {
                            left_over.places += weight;
                        }
                    }
                }
            }
            cost *= kind(p, class);
            if matched.surrounds(q) {
                left_over.span += weight;
                left_over.inside += cost;
            } else {
                left_over.outside += cost;
                if class == Class::Word {
                    if !matched.follows(q) {
                        if weight >= p.rare {
                            left_over.behind += cost;
                        }
                    } else if language.common_tier_of_token(query.text(q)).is_some() {
                        left_over.before += cost;
                    }
                }
            }
        }
        left_over
    }
}

/// The part that what a word lacks costs where two names are the same but for that one, which is known for nothing in the query: beside words
/// that say who is meant it is a slip.
pub(super) fn part_of_one_slip<Q: Tokens, L: Tokens>(
    p: &Parameters,
    query: &Q,
    query_similarities: &[f32],
    listed: &L,
    listed_similarities: &[f32],
    used: &[Pair],
    matched: &Matched,
) -> f32 {
    if matched.inexact != 1 || matched.listed_tokens < 2 && !matched.same_legal_form {
        return 1.0;
    }
    let is_slip = |pair: &&Pair| {
        // A vowel that is another or missing may be told by the consonants.
        matches!(pair.relation, TokenRelation::Edit | TokenRelation::Skeleton)
            && pair.similarity < EXACT_MIN
            && pair.query_len == 1
            && pair.listed_len == 1
    };
    let Some(slip) = used.iter().find(is_slip) else {
        return 1.0;
    };
    let (q, l) = (usize::from(slip.query), usize::from(slip.listed));
    let is_left_over = |class: Class, similarity: f32| {
        similarity == 0.0
            && matches!(
                class,
                Class::Word | Class::Generic | Class::Number | Class::Initial
            )
    };
    let word = query.text(q);
    let (is_known, least) = if is_unvoweled(word) {
        // Of its consonants alone nearly every word is a name.
        (is_token_of_arabic_name(word), p.one_slip_beside_unvoweled)
    } else {
        (is_known_word(word), p.one_slip_beside)
    };
    let is_long = || {
        let meant = listed.text(l);
        word.len().max(meant.len()) >= ONE_SLIP_BYTES_MIN && is_one_slip(word.as_bytes(), meant.as_bytes())
    };
    let beside = |class: Class| -> f32 {
        let others = (0..listed.len().min(TOKENS_MAX)).filter(|&other| other != l);
        others
            .filter(|&other| listed_similarities[other] > 0.0 && listed.class(other) == class)
            .map(|other| listed.weight(other))
            .sum()
    };
    let part = if query.class(q) != Class::Word || is_known {
        1.0
    } else if matched.listed_tokens < 2 && is_long() || beside(Class::Word) >= least {
        p.one_slip
    } else if !listed.is_person() && is_long() && beside(Class::Generic) > 0.0 {
        p.one_slip_of_body
    } else {
        1.0
    };
    let is_all_matched = || {
        !(0..query.len().min(TOKENS_MAX)).any(|q| is_left_over(query.class(q), query_similarities[q]))
            && !(0..listed.len().min(TOKENS_MAX))
                .any(|l| is_left_over(listed.class(l), listed_similarities[l]))
    };
    if part < 1.0 && is_all_matched() { part } else { 1.0 }
}

/// Beside nothing but a legal form or generic words a word of fewer letters is another body's as often as a slip: `EMCR` is not `EMMR`.
const ONE_SLIP_BYTES_MIN: usize = 5;

/// Whether the words that matched are common names, all of them: the listed ones, or those that the query has in their place.
pub(super) fn are_common_names<Q: Tokens, L: Tokens>(query: &Q, listed: &L, used: &[Pair]) -> bool {
    let is_common = |pair: &Pair| {
        let (q, l) = (usize::from(pair.query), usize::from(pair.listed));
        let is_borne_otherwise = || pair.query_len == 1 && pair.similarity < 1.0 && is_borne(query.text(q));
        listed.class(l) != Class::Word
            || language::get().common_tier_of_token(listed.text(l)).is_some()
            || is_borne_otherwise()
    };
    used.iter().all(is_common)
}

/// Whether a query in Hangul has a family name that nothing listed is: in Korea it is never left out, and the syllables behind it are borne by
/// many (`유진 김` is not YU Jin).
pub(super) fn has_other_family_name<Q: Tokens>(query: &Q, similarities: &[f32]) -> bool {
    let scripts = &language::get().scripts;
    let mut tokens = similarities.iter().enumerate().take(query.len().min(TOKENS_MAX));
    tokens.any(|(q, &similarity)| {
        similarity == 0.0 && is_marked(query.text(q)) && scripts.is_token_of_family_name(query.text(q))
    })
}

/// Whether a query is one word that is known for nothing else, with words of its business or its place: so the branch of a body is
/// called that is known by the word.
pub(super) fn may_be_a_branch<Q: Tokens>(query: &Q) -> bool {
    let mut one = None;
    for q in 0..query.len() {
        match query.class(q) {
            Class::Word if one.is_some() => return false,
            Class::Word => one = Some(q),
            Class::Number | Class::Acronym => return false,
            _ => {}
        }
    }
    one.is_some_and(|q| {
        let word = query.text(q);
        query.len() > 1 && !is_known_word(word) && !is_coined(word)
    })
}

/// Whether a query is the branch of a listed body, which is called by the one word that matched.
pub(super) fn is_a_branch<Q: Tokens, L: Tokens>(
    p: &Parameters,
    query: &Q,
    listed: &L,
    listed_similarities: &[f32],
) -> bool {
    let mut tokens = listed_similarities.iter().enumerate().take(TOKENS_MAX);
    !listed.is_person()
        && !listed.is_vessel()
        && tokens.all(|(l, &similarity)| match listed.class(l) {
            Class::Word => similarity >= p.all_said_inexact,
            class => !class.is_solid(),
        })
        && may_be_a_branch(query)
}

/// Whether a query may be an office of a listed body: it has a word of an office, and one that is known for nothing else, or may be (without
/// vowels nearly every word is some name), or none that tells.
pub(super) fn may_be_an_office<Q: Tokens>(query: &Q) -> bool {
    let language = language::get();
    let is_office = |q: usize| language.is_office(query.text(q));
    let is_general =
        |q: usize| !matches!(query.class(q), Class::Word | Class::Number | Class::Initial) || is_office(q);
    let may_be_unknown =
        |q: usize| is_unknown(query.class(q), query.text(q)) || is_unvoweled(query.text(q)) && !is_office(q);
    (0..query.len()).any(is_office)
        && ((0..query.len()).any(may_be_unknown) || (0..query.len()).all(is_general))
}

/// Whether a query is an office of a listed body: `Taliban Ministry of Finance`. All words of the body matched, one of them is known for nothing
/// else, and what stands beside them is the office, its place and what it is for. Of a body that is called by words that many share the office
/// alone stands there: `Embassy of the Islamic State`, and not that of the Islamic State of Afghanistan.
pub(super) fn is_an_office<Q: Tokens, L: Tokens>(
    p: &Parameters,
    query: &Q,
    query_similarities: &[f32],
    listed: &L,
    listed_similarities: &[f32],
) -> bool {
    let language = language::get();
    let is_beside = |q: usize| match query.class(q) {
        Class::Particle | Class::Generic | Class::Title => true,
        Class::Word => {
            let word = query.text(q);
            language.is_office(word) || is_text_word(word)
        }
        _ => false,
    };
    let left_over = || {
        let tokens = query_similarities
            .iter()
            .enumerate()
            .take(TOKENS_MAX.min(query.len()));
        tokens
            .filter(|&(_, &similarity)| similarity == 0.0)
            .map(|(q, _)| q)
    };
    let mut listed_tokens = listed_similarities
        .iter()
        .enumerate()
        .take(TOKENS_MAX.min(listed.len()));
    let is_alone = || {
        let mut left_over = left_over();
        left_over.all(|q| query.class(q) == Class::Particle || language.is_office(query.text(q)))
    };
    // What is written without vowels is as sure as it can be where it is heard as the body's word; of fewer letters, too many words are.
    const LETTERS_MIN: usize = 4;
    let is_unvoweled_word = |(q, similarity): (usize, &f32)| {
        let word = query.text(q);
        *similarity > 0.0 && is_unvoweled(word) && word.chars().skip(1).count() >= LETTERS_MIN
    };
    let is_without_vowels = query_similarities
        .iter()
        .enumerate()
        .take(TOKENS_MAX.min(query.len()))
        .any(is_unvoweled_word);
    let same = if is_without_vowels {
        p.office_unvoweled
    } else {
        p.all_said_inexact
    };
    let (mut is_telling, mut words) = (false, 0);
    !listed.is_person()
        && !listed.is_vessel()
        && left_over().any(|q| language.is_office(query.text(q)))
        && left_over().all(is_beside)
        && listed_tokens.all(|(l, &similarity)| {
            is_telling |= is_unknown(listed.class(l), listed.text(l)) && !is_called_otherwise(listed.text(l));
            words += usize::from(listed.class(l).is_solid());
            similarity >= same || !listed.class(l).is_solid()
        })
        && (is_telling || words >= GENERAL_WORDS_MIN && is_alone())
        && may_be_an_office(query)
}

/// A body that is called by words that many share has so many: one is nobody's name.
const GENERAL_WORDS_MIN: usize = 2;

/// Whether a token is a word that is known for nothing.
fn is_unknown(class: Class, text: &str) -> bool {
    class == Class::Word && !is_known_word(text)
}

/// What a query says of a listed name, as far as it tells what became of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Other things as well, or nothing that tells.
    Other,
    /// Nothing else, in words of which one is no known name or word.
    AllTelling,
    /// Nothing else, in common names.
    AllCommon,
    /// The same, of a name with two surnames of which more than one word is missing.
    CommonOfMany,
}

impl Said {
    /// Of how much of each token is matched, 0 where it is left over.
    pub fn of<Q: Tokens, L: Tokens>(
        p: &Parameters,
        query: &Q,
        query_similarities: &[f32],
        listed: &L,
        listed_similarities: &[f32],
        matched: &Matched,
    ) -> Said {
        let is_small = |class: Class| {
            matches!(
                class,
                Class::Title | Class::Particle | Class::LegalForm | Class::Acronym
            )
        };
        let mut query_tokens = query_similarities.iter().enumerate().take(TOKENS_MAX);
        if !query_tokens.all(|(q, &similarity)| similarity > 0.0 || is_small(query.class(q))) {
            return Said::Other;
        }
        let words = || {
            let tokens = listed_similarities.iter().enumerate().take(TOKENS_MAX);
            let matched =
                tokens.filter(|&(l, &similarity)| similarity > 0.0 && listed.class(l) == Class::Word);
            matched.map(|(l, _)| listed.text(l))
        };
        // `Forest` says something else than FORENT TECHNIK does, however much it resembles it.
        let is_another_word = |(q, &similarity): (usize, &f32)| {
            let is_inexact = similarity > 0.0 && similarity < p.all_said_inexact;
            is_inexact && query.class(q) == Class::Word && is_known_word(query.text(q))
        };
        let tells = || {
            let mut tokens = query_similarities.iter().enumerate().take(TOKENS_MAX);
            matched.known_telling >= p.all_said_telling_min && !tokens.any(is_another_word)
        };
        if !words().all(is_known_word) && (listed.is_person() || tells()) {
            return Said::AllTelling;
        }
        if listed.is_person() && words().all(|word| language::get().common_tier(word).is_some()) {
            let tokens = listed_similarities.iter().enumerate().take(TOKENS_MAX);
            let missing =
                tokens.filter(|&(l, &similarity)| similarity == 0.0 && listed.class(l) == Class::Word);
            return if missing.count() > 1 {
                Said::CommonOfMany
            } else {
                Said::AllCommon
            };
        }
        Said::Other
    }

    /// The part that it costs to leave a token out, as [`part`] gives it where nothing tells.
    fn part<L: Tokens>(self, p: &Parameters, listed: &L, position: usize) -> f32 {
        let part = part(p, listed, position);
        match self {
            Said::Other => part,
            Said::AllTelling => part * part_when_telling(p, listed, position),
            Said::AllCommon | Said::CommonOfMany if is_first_of_surnames(listed, position) => {
                part * p.common_first_surname
            }
            Said::AllCommon => part,
            Said::CommonOfMany => part * p.common_of_many,
        }
    }
}

/// The part that a token costs besides where all that a query says is in the listed name, and tells who is meant.
fn part_when_telling<L: Tokens>(p: &Parameters, listed: &L, position: usize) -> f32 {
    if listed.class(position) == Class::Generic && !listed.is_person() {
        p.all_said_generic
    } else if is_first_of_surnames(listed, position) {
        p.all_said_first_surname
    } else if listed.is_person() && is_in_the_middle_somehow(p, listed, position) {
        p.all_said_middle
    } else {
        1.0
    }
}

/// The least that [`Said::part`] may be.
pub(super) fn least_part<L: Tokens>(p: &Parameters, listed: &L, position: usize) -> f32 {
    part(p, listed, position) * part_when_telling(p, listed, position)
}

/// Whether a word is the first of several that are known to be a person's surname.
fn is_first_of_surnames<L: Tokens>(listed: &L, position: usize) -> bool {
    let (count, surname) = (listed.len(), listed.surname_tokens());
    listed.is_person() && surname > 1 && surname < count && position == count - surname
}

/// Whether a word stands in the middle of a name of which nobody says which words are the surname.
fn is_in_the_middle_somehow<L: Tokens>(p: &Parameters, listed: &L, position: usize) -> bool {
    let (count, surname) = (listed.len(), listed.surname_tokens());
    let is_inside = position > 0 && position + 1 < count;
    is_inside && !(surname > 0 && surname < count) && part(p, listed, position) > p.middle_name
}

/// The listed token that is a person's own name, where the query has another in its place: what stands behind it is the name of
/// the father, whose children are others (`Uday Saddam Hussein`, `Qusay Saddam Hussein`).
pub(super) fn other_own_name<Q: Tokens, L: Tokens>(
    query: &Q,
    query_similarities: &[f32],
    listed: &L,
    listed_similarities: &[f32],
) -> Option<usize> {
    let is_before_names = |class: Class| matches!(class, Class::Title | Class::Particle);
    let q = (0..query.len().min(TOKENS_MAX)).find(|&q| !is_before_names(query.class(q)))?;
    let l = (0..listed.len().min(TOKENS_MAX)).find(|&l| !is_before_names(listed.class(l)))?;
    let is_left_over = |class: Class, similarity: f32| class == Class::Word && similarity == 0.0;
    (is_left_over(query.class(q), query_similarities[q])
        && is_left_over(listed.class(l), listed_similarities[l])
        // The list may spell what came without its vowels in a way of its own.
        && !is_unvoweled(query.text(q)))
    .then_some(l)
}

/// Whether a person's name has a word for which the query has another, between the same two words: `A B C` is not `A X C`, whose father is X.
pub(super) fn has_other_name_between<Q: Tokens, L: Tokens>(
    query: &Q,
    query_similarities: &[f32],
    listed: &L,
    listed_similarities: &[f32],
    used: &[Pair],
) -> bool {
    let is_same = |q: usize, l: usize| {
        used.iter()
            .any(|pair| usize::from(pair.query) == q && usize::from(pair.listed) == l)
    };
    let mut left_in_query = (0..query.len().min(TOKENS_MAX)).filter(|&q| {
        query.class(q) == Class::Word && query_similarities[q] == 0.0 && !is_unvoweled(query.text(q))
    });
    left_in_query.any(|q| {
        let (Some(before), Some(behind)) = (
            matched_beside(query, query_similarities, q, -1),
            matched_beside(query, query_similarities, q, 1),
        ) else {
            return false;
        };
        (0..listed.len().min(TOKENS_MAX)).any(|l| {
            listed.class(l) == Class::Word
                && listed_similarities[l] == 0.0
                && matched_beside(listed, listed_similarities, l, -1).is_some_and(|l| is_same(before, l))
                && matched_beside(listed, listed_similarities, l, 1).is_some_and(|l| is_same(behind, l))
        })
    })
}

/// The nearest token on a side of a place that is more than a connector or a title, if it matched.
fn matched_beside<T: Tokens>(name: &T, similarities: &[f32], place: usize, step: isize) -> Option<usize> {
    let is_small = |class: Class| matches!(class, Class::Particle | Class::Title);
    let mut at = place.checked_add_signed(step)?;
    while at < similarities.len() && is_small(name.class(at)) {
        at = at.checked_add_signed(step)?;
    }
    (*similarities.get(at)? > 0.0).then_some(at)
}

/// How much it costs to leave a token of a class out, beyond its weight: companies are called with and without
/// their legal form, and by one generic word for another.
pub(super) const fn kind(p: &Parameters, class: Class) -> f32 {
    match class {
        Class::LegalForm => p.legal_form_left,
        Class::Generic => p.generic_left,
        Class::Acronym => p.acronym_left,
        _ => 1.0,
    }
}

/// What a token says against a match when both names have one the other lacks: two people may share all names
/// but one. An initial that begins nothing says as much as a name.
const fn contested(p: &Parameters, class: Class, weight: f32) -> f32 {
    match class {
        Class::Word | Class::Number => weight,
        Class::Initial => p.contested_initial,
        _ => 0.0,
    }
}

/// Whether the query holds one name and nothing else, as far as its form tells: few words, no number, no form of
/// address in the middle, and no conjunction (which joins two people, but stands in the names of bodies). A word
/// more then belongs to the name.
pub(super) fn is_only_a_name<Q: Tokens>(query: &Q, of_person: bool) -> bool {
    let words = (0..query.len())
        .filter(|&q| query.class(q) != Class::Particle)
        .count();
    words <= NAME_WORDS_MAX
        && (0..query.len()).all(|q| match query.class(q) {
            Class::Number => false,
            Class::Particle => !of_person || !is_conjunction(query.text(q)),
            Class::Title => q == 0,
            _ => true,
        })
}

/// Whether a particle joins two people.
pub(super) fn is_conjunction(particle: &str) -> bool {
    matches!(particle, "and" | "und" | "et" | "or")
}

/// Longer texts are not one name.
const NAME_WORDS_MAX: usize = 6;

/// How much it costs to leave a listed token out, by its part in the name. Payments drop middle names,
/// patronymics and second surnames; the first name and the surname are what a name is.
pub(super) fn part<L: Tokens>(p: &Parameters, listed: &L, position: usize) -> f32 {
    let (count, surname) = (listed.len(), listed.surname_tokens());
    if !listed.is_person() || count < 3 {
        return 1.0;
    }
    if surname > 0 && surname < count {
        let first_of_surname = count - surname;
        return match position {
            0 => 1.0,
            _ if position < first_of_surname => p.middle_name,
            _ if listed.class(first_of_surname).is_solid() && position > first_of_surname => p.later_surname,
            _ => 1.0,
        };
    }
    if position > 0 && position + 1 < count {
        // The links in the middle of a chain of fathers: `A bin B ibn C ibn D` is called `A bin D`.
        let before = position - 1;
        if listed.class(before) == Class::Particle && language::get().is_patronymic(listed.text(before)) {
            return p.middle_name;
        }
        p.middle_unknown
    } else {
        1.0
    }
}
