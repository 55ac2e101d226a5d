//! The score of two names, and why.
//!
//! The score begins at 1 and loses what did not match: weight of the listed name left over, weight of the query
//! left over between the matched words, and (much less) before and after them, where a payment carries a second
//! person, an address or a sentence. What is left over costs more when little matched, less when much did: one
//! common surname in common is no match, four rare words in common survive a fifth that differs.

use portcullis_model::{Evidence, Score, TokenRelation};

use crate::{
    Coverage,
    fold::FoldNotes,
    language,
    relation::{
        JOINED_MIN_BYTES, Related, han_similarity, is_unvoweled, relate, relate_split, without_script,
    },
    token::{Analysis, Class, TOKENS_MAX},
    transliterate::{HAN, UNVOWELED},
};

/// A name as the scorer sees it: tokens with class and weight.
pub trait Tokens {
    /// How many tokens.
    fn len(&self) -> usize;
    /// Folded text of a token.
    fn text(&self, position: usize) -> &str;
    /// Class of a token.
    fn class(&self, position: usize) -> Class;
    /// Weight of a token, see [`crate::weight()`].
    fn weight(&self, position: usize) -> f32;
    /// The name is a person's.
    fn is_person(&self) -> bool;
    /// How many tokens at the end are known to be the surname (`LAST, First`); 0 where nobody says.
    fn surname_tokens(&self) -> usize;
    /// The tokens may be read in a circle: some write the surname first.
    fn wraps(&self) -> bool {
        self.surname_tokens() > 0 && self.surname_tokens() < self.len()
    }
    /// Whether there is no token.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An analysis with its weights.
#[derive(Debug, Clone, Copy)]
pub struct WeightedName<'a> {
    /// The tokens.
    pub analysis: &'a Analysis,
    /// A weight for each.
    pub weights: &'a [f32],
    /// The name is a person's.
    pub is_person: bool,
}

impl Tokens for WeightedName<'_> {
    fn len(&self) -> usize {
        self.analysis.len()
    }
    fn text(&self, position: usize) -> &str {
        self.analysis.token(position)
    }
    fn class(&self, position: usize) -> Class {
        self.analysis.class(position)
    }
    fn weight(&self, position: usize) -> f32 {
        self.weights[position]
    }
    fn is_person(&self) -> bool {
        self.is_person
    }
    fn surname_tokens(&self) -> usize {
        self.analysis.surname_tokens
    }
}

/// Query tokens `query..query + query_len` stand for listed tokens `listed..listed + listed_len`
/// (counted in a circle where the listed name wraps).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// First query token.
    pub query: u8,
    /// How many query tokens: 1, or 2 where a word was split.
    pub query_len: u8,
    /// First listed token.
    pub listed: u8,
    /// How many listed tokens: 1, or more where words were joined.
    pub listed_len: u8,
    /// How they are related.
    pub relation: TokenRelation,
    /// How much of a match it is, 0 to 1.
    pub similarity: f32,
}

/// The parameters of the score, in one place. Their effect is measured by `portcullis evaluate`.
pub(crate) mod parameters {
    /// A hit must match this part of the solid weight of one of the two names. The index relies on it: see the
    /// matcher's README.
    pub const SOLID_COVERAGE_MIN: f32 = 0.6;
    /// Cost of listed weight left over, as a part of the listed name's weight.
    pub const LISTED_LEFT: f32 = 0.45;
    /// Cost of query weight left over between matched tokens.
    pub const QUERY_INSIDE: f32 = 0.3;
    /// Cost of query weight left over before and after them.
    pub const QUERY_OUTSIDE: f32 = 0.098;
    /// Cost of words that both names of persons have and the other lacks, as a part of the shorter's weight.
    pub const CONTESTED: f32 = 0.102;
    /// The same by weight itself, however long the names are and however much matched.
    pub const CONTESTED_PERSON: f32 = 0.055;
    /// What an initial weighs there.
    pub const CONTESTED_INITIAL: f32 = 1.2;
    /// Cost of generic words that both names of companies have and the other lacks, by their weight.
    pub const CONTESTED_COMPANY: f32 = 0.092;
    /// What a letter more or less than …
    pub const TELLING_LETTER: f32 = 0.048;
    /// … so many adds to what a matched word says …
    pub const TELLING_ONE: f32 = 5.2;
    /// … between these lengths.
    pub const TELLING_BYTES_MIN: usize = 3;
    pub const TELLING_BYTES_MAX: usize = 12;
    /// Cost of legal forms that both companies have and that are different kinds of body.
    pub const FORM_CONFLICT: f32 = 0.034;
    /// Cost of places that both names of companies have and the other lacks, by their weight.
    pub const CONTESTED_PLACE: f32 = 0.138;
    /// The query has a legal form, and the listed name is a person's.
    pub const FORM_OF_PERSON: f32 = 0.95;
    /// Cost of a legal form left over, to that of another token of its weight.
    pub const LEGAL_FORM_LEFT: f32 = 0.781;
    /// The same of a generic word.
    pub const GENERIC_LEFT: f32 = 0.58;
    /// The same where the query is one name and nothing else.
    pub const QUERY_OUTSIDE_NAME: f32 = 0.3;
    /// What a token lacks that matched inexactly costs what it would cost left over, but of a company found by one
    /// word: that the legal form is the same speaks for a slip, and it costs this part.
    pub const SAME_FORM: f32 = 0.8;
    /// The same where only one solid listed token matched: a word inside another name.
    pub const QUERY_OUTSIDE_SINGLE: f32 = 0.664;
    /// What is left over costs this much when nothing matched …
    pub const DOUBT_MAX: f32 = 1.748;
    /// … and less by this for each fully matched rare token …
    pub const DOUBT_SLOPE: f32 = 0.633;
    /// … down to this.
    pub const DOUBT_MIN: f32 = 0.353;
    /// Both names number something, and not the same.
    pub const NUMBER_CONFLICT: f32 = 0.70;
    /// A son of B is not B son of A, nor a junior the senior.
    pub const GENERATIONS_DIFFER: f32 = 0.85;
    /// Listed weight beyond the cut of a 35-character field costs this part.
    pub const BEYOND_CUT: f32 = 0.28;
    /// Cost of leaving out a middle name or patronymic of a listed person, to that of another token.
    pub const MIDDLE_NAME: f32 = 0.184;
    /// The same of a surname's later words.
    pub const LATER_SURNAME: f32 = 0.75;
    /// The same of words in the middle where nobody says which are surnames.
    pub const MIDDLE_UNKNOWN: f32 = 0.938;
    /// Each matched word that is not exact makes the others doubtful.
    pub const FUZZY_WORD: f32 = 0.008;
}

pub use parameters::SOLID_COVERAGE_MIN;

/// A little more than rounding can move a sum of weights.
pub const WEIGHT_SLACK: f32 = 1e-3;

/// Room for the work of [`score`], reused between names.
#[derive(Debug, Clone, Default)]
pub struct CompareScratch {
    query_matched: Vec<f32>,
    listed_matched: Vec<f32>,
}

/// What the scorer found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The score.
    pub score: Score,
    /// Both names carry numbers that differ.
    pub number_conflict: bool,
    /// A is the son of B in one name, B the son of A in the other; or one is the younger and one the elder.
    pub generations_differ: bool,
    /// The field was cut, and listed tokens beyond the cut were forgiven.
    pub beyond_cut: bool,
}

impl Scored {
    const NONE: Scored = Scored {
        score: Score::ZERO,
        number_conflict: false,
        generations_differ: false,
        beyond_cut: false,
    };
}

/// All pairs of two names, by comparing every token with every token: what the index must find, and the slow
/// oracle that holds it to that.
pub fn all_pairs<Q: Tokens, L: Tokens>(query: &Q, listed: &L, cut: bool, pairs: &mut Vec<Pair>) {
    pairs.clear();
    let mut joined = String::new();
    for q in 0..query.len() {
        for l in 0..listed.len() {
            if query.class(q).is_solid() && listed.class(l).is_solid() {
                if let Some(related) = relate(query.text(q), listed.text(l)) {
                    push_pair(pairs, q, 1, l, related);
                }
            } else if may_be_same(query.class(q), listed.class(l)) && query.text(q) == listed.text(l) {
                push_pair(pairs, q, 1, l, same(query.class(q)));
            }
        }
        if q + 1 < query.len() && may_be_split(query, q) {
            joined.clear();
            joined.push_str(query.text(q));
            joined.push_str(query.text(q + 1));
            for l in 0..listed.len() {
                if listed.class(l).is_solid()
                    && let Some(related) = relate_split(&joined, listed.text(l))
                {
                    push_pair(pairs, q, 2, l, related);
                }
            }
        }
    }
    structural_pairs(query, listed, cut, pairs);
}

/// Tokens that are not solid are compared with their like, and only for being the same. Initials are compared
/// by their place in the name (see [`structural_pairs`]).
#[must_use]
pub fn may_be_same(query: Class, listed: Class) -> bool {
    query == listed && !query.is_solid() && query != Class::Initial
}

/// What tokens that are not solid are when they are the same.
#[must_use]
pub fn same(class: Class) -> Related {
    let relation = if class == Class::LegalForm {
        TokenRelation::LegalForm
    } else {
        TokenRelation::Exact
    };
    Related {
        relation,
        similarity: 1.0,
    }
}

/// Whether the tokens at `q` and `q + 1` may be one word, written apart.
pub fn may_be_split<Q: Tokens>(query: &Q, q: usize) -> bool {
    let word = |class| {
        matches!(
            class,
            Class::Word | Class::Generic | Class::Particle | Class::Initial
        )
    };
    word(query.class(q))
        && word(query.class(q + 1))
        && query.text(q).len() + query.text(q + 1).len() >= JOINED_MIN_BYTES
}

/// Records a pair of single tokens or of a split word.
pub fn push_pair(pairs: &mut Vec<Pair>, query: usize, query_len: usize, listed: usize, related: Related) {
    let (Ok(query), Ok(query_len), Ok(listed)) =
        (u8::try_from(query), u8::try_from(query_len), u8::try_from(listed))
    else {
        return;
    };
    let Related { relation, similarity } = related;
    pairs.push(Pair {
        query,
        query_len,
        listed,
        listed_len: 1,
        relation,
        similarity,
    });
}

/// Longest run of listed tokens that one query token may stand for.
pub const JOINED_TOKENS_MAX: usize = 7;

/// How much of a match a letter is for a word that begins with it.
const INITIAL_SIMILARITY: f32 = 0.95;

/// The same where the word is known to be the surname, which is seldom abbreviated.
const INITIAL_OF_SURNAME: f32 = 0.448;

fn is_first_of_surname<L: Tokens>(listed: &L, position: usize) -> bool {
    let surname = listed.surname_tokens();
    surname > 0 && surname < listed.len() && position == listed.len() - surname
}

/// Appends the pairs that depend on more than two tokens' texts: several listed words written as one, initials,
/// and the last word of a cut field.
pub fn structural_pairs<Q: Tokens, L: Tokens>(query: &Q, listed: &L, cut: bool, pairs: &mut Vec<Pair>) {
    let listed_count = listed.len();
    for q in 0..query.len() {
        let text = query.text(q);
        match query.class(q) {
            Class::Word | Class::Generic if without_script(text).len() >= JOINED_MIN_BYTES => {
                joined_pairs(q, text, listed, pairs);
            }
            Class::Initial => {
                let first = text.as_bytes().first();
                for l in 0..listed_count {
                    // Companies are not called by the first letters of their words.
                    let word = listed.is_person() && matches!(listed.class(l), Class::Word | Class::Generic);
                    if (word || listed.class(l) == Class::Initial)
                        && listed.text(l).as_bytes().first() == first
                    {
                        let similarity = match word {
                            _ if is_first_of_surname(listed, l) => INITIAL_OF_SURNAME,
                            true => INITIAL_SIMILARITY,
                            false => 1.0,
                        };
                        push_pair(
                            pairs,
                            q,
                            1,
                            l,
                            Related {
                                relation: TokenRelation::Initial,
                                similarity,
                            },
                        );
                    }
                }
            }
            _ => {}
        }
        if query.class(q) == Class::Word && listed.is_person() {
            for l in 0..listed_count {
                if listed.class(l) == Class::Initial
                    && listed.text(l).as_bytes().first() == text.as_bytes().first()
                {
                    push_pair(
                        pairs,
                        q,
                        1,
                        l,
                        Related {
                            relation: TokenRelation::Initial,
                            similarity: INITIAL_SIMILARITY,
                        },
                    );
                }
            }
        }
    }
    initials_together(query, listed, pairs);
    for q in 0..query.len() {
        if query.class(q) == Class::LegalForm {
            for l in 0..listed_count {
                if listed.class(l) == Class::LegalForm
                    && query.text(q) != listed.text(l)
                    && language::get().are_compatible_forms(query.text(q), listed.text(l))
                {
                    push_pair(
                        pairs,
                        q,
                        1,
                        l,
                        Related {
                            relation: TokenRelation::LegalForm,
                            similarity: 0.8,
                        },
                    );
                }
            }
        }
        if q + 1 < query.len() && may_be_split(query, q) {
            respaced_pairs(query, q, listed, pairs);
        }
    }
    if cut && query.len() > 1 {
        let last = query.len() - 1;
        let text = query.text(last);
        if query.class(last) != Class::Number && text.len() >= CUT_MIN_BYTES {
            for l in 0..listed_count {
                let whole = listed.text(l);
                if listed.class(l).is_solid() && whole.len() > text.len() && whole.starts_with(text) {
                    #[allow(clippy::cast_precision_loss)]
                    let similarity = 0.80 + 0.18 * text.len() as f32 / whole.len() as f32;
                    push_pair(
                        pairs,
                        last,
                        1,
                        l,
                        Related {
                            relation: TokenRelation::Cut,
                            similarity,
                        },
                    );
                }
            }
        }
    }
}

/// Shorter beginnings of a cut word say nothing.
pub const CUT_MIN_BYTES: usize = 2;

/// Finds initials that stand together on the other side: `J. P.` and `JP`.
fn initials_together<Q: Tokens, L: Tokens>(query: &Q, listed: &L, pairs: &mut Vec<Pair>) {
    let is_run = |first: Class, second: Class| first == Class::Initial && second == Class::Initial;
    let spells = |word: &str, first: &str, second: &str| {
        word.len() == 2 && word.starts_with(first) && word.ends_with(second)
    };
    let mut push = |query: usize, query_len: u8, listed: usize, listed_len: u8| {
        if let (Ok(query), Ok(listed)) = (u8::try_from(query), u8::try_from(listed)) {
            let relation = TokenRelation::Initial;
            pairs.push(Pair {
                query,
                query_len,
                listed,
                listed_len,
                relation,
                similarity: 0.95,
            });
        }
    };
    for q in 0..query.len() {
        for l in 0..listed.len() {
            if q + 1 < query.len()
                && is_run(query.class(q), query.class(q + 1))
                && spells(listed.text(l), query.text(q), query.text(q + 1))
            {
                push(q, 2, l, 1);
            }
            if l + 1 < listed.len()
                && is_run(listed.class(l), listed.class(l + 1))
                && spells(query.text(q), listed.text(l), listed.text(l + 1))
            {
                push(q, 1, l, 2);
            }
        }
    }
}

/// Whether a listed initial may match a solid word of a query, in a person's name or another: [`structural_pairs`] makes
/// no other pair of the two.
#[must_use]
pub fn may_be_initial_of(initial: &str, word: &str, of_person: bool) -> bool {
    initial.as_bytes().first() == word.as_bytes().first() && (of_person || word.len() == 2)
}

/// Finds two listed words that two query words are, with the space in another place (`LAUREN TNKUNDA`).
fn respaced_pairs<Q: Tokens, L: Tokens>(query: &Q, q: usize, listed: &L, pairs: &mut Vec<Pair>) {
    let (first, second) = (query.text(q).as_bytes(), query.text(q + 1).as_bytes());
    let count = listed.len();
    for start in 0..count {
        let mut at = start + 1;
        if at >= count {
            if !listed.wraps() {
                break;
            }
            at -= count;
        }
        let (a, b) = (listed.text(start).as_bytes(), listed.text(at).as_bytes());
        if a.len() + b.len() != first.len() + second.len()
            || a.len() == first.len()
            || a.len() + b.len() < JOINED_MIN_BYTES
            || !is_joinable(listed.class(start))
            || !is_joinable(listed.class(at))
            || !a.iter().chain(b).eq(first.iter().chain(second))
        {
            continue;
        }
        if let (Ok(query), Ok(listed)) = (u8::try_from(q), u8::try_from(start)) {
            pairs.push(Pair {
                query,
                query_len: 2,
                listed,
                listed_len: 2,
                relation: TokenRelation::Split,
                similarity: 0.95,
            });
        }
    }
}

/// Finds the runs of listed tokens that, written together, are the query token; a legal form may be stuck to
/// the end (`INVERSIONESADAGLTDA`).
fn joined_pairs<L: Tokens>(q: usize, written: &str, listed: &L, pairs: &mut Vec<Pair>) {
    let count = listed.len();
    let text = without_script(written);
    let similarity = if text.len() < written.len() {
        han_similarity(text.len())
    } else {
        0.97
    };
    for start in 0..count {
        if !is_joinable(listed.class(start))
            || !text.starts_with(listed.text(start))
            || listed.text(start) == text
        {
            continue;
        }
        let mut rest = &text[listed.text(start).len()..];
        let most = JOINED_TOKENS_MAX.min(count);
        for len in 2..=most {
            let mut at = start + len - 1;
            if at >= count {
                if !listed.wraps() {
                    break;
                }
                at -= count;
            }
            if !is_joinable(listed.class(at)) {
                break;
            }
            let Some(after) = rest.strip_prefix(listed.text(at)) else {
                break;
            };
            rest = after;
            let long_enough = text.len() - rest.len() >= JOINED_MIN_BYTES;
            if long_enough && (rest.is_empty() || crate::is_legal_suffix(rest)) {
                if let (Ok(query), Ok(listed), Ok(listed_len)) =
                    (u8::try_from(q), u8::try_from(start), u8::try_from(len))
                {
                    pairs.push(Pair {
                        query,
                        query_len: 1,
                        listed,
                        listed_len,
                        relation: TokenRelation::Joined,
                        similarity,
                    });
                }
                break;
            }
        }
        if listed.class(start).is_solid() && listed.text(start).len() >= JOINED_MIN_BYTES {
            // A single listed word with a legal form stuck to it.
            let first = &text[listed.text(start).len()..];
            if crate::is_legal_suffix(first) {
                push_pair(
                    pairs,
                    q,
                    1,
                    start,
                    Related {
                        relation: TokenRelation::Joined,
                        similarity: 0.95,
                    },
                );
            }
        }
    }
}

/// Whether a token takes part in a run of words written together.
#[must_use]
pub const fn is_joinable(class: Class) -> bool {
    !matches!(class, Class::LegalForm)
}

/// The score of two names from their pairs. `pairs` is reordered so that those that were used come first; the
/// number of them is returned with the score.
pub fn score<Q: Tokens, L: Tokens>(
    query: &Q,
    listed: &L,
    cut: bool,
    pairs: &mut [Pair],
    scratch: &mut CompareScratch,
) -> (Scored, usize) {
    use parameters as p;
    let (query_count, listed_count) = (query.len().min(TOKENS_MAX), listed.len().min(TOKENS_MAX));
    if query_count == 0 || listed_count == 0 {
        return (Scored::NONE, 0);
    }
    let used = assign(query, listed, pairs, scratch);
    let (query_matched, listed_matched) = (&scratch.query_matched, &scratch.listed_matched);

    if !Coverage::of(query, listed, cut, &pairs[..used]).is_enough() {
        return (Scored::NONE, used);
    }
    let query_all: f32 = (0..query_count).map(|q| query.weight(q)).sum();
    let listed_all: f32 = (0..listed_count).map(|l| listed.weight(l)).sum();

    // What matched, solid tokens only: initials, particles, titles and legal forms find nobody.
    let mut listed_solid_tokens = 0usize;
    // How much is known to be the same: weights, of longer words more, for those do not meet by chance.
    let mut known = 0.0f32;
    let (mut first, mut last) = (usize::MAX, 0usize);
    let mut fuzzy = 0usize;
    let (mut with_legal_form, mut same_form) = (false, false);
    for pair in &pairs[..used] {
        // Initials and beginnings of cut words find nobody either.
        if matches!(pair.relation, TokenRelation::Initial | TokenRelation::Cut) {
            continue;
        }
        if pair.relation == TokenRelation::LegalForm {
            with_legal_form = true;
            same_form |= pair.similarity == 1.0;
        }
        let mut weight = 0.0;
        for k in 0..usize::from(pair.listed_len) {
            let l = (usize::from(pair.listed) + k) % listed_count;
            if listed.class(l).is_solid() {
                listed_solid_tokens += 1;
                weight += telling_weight(listed, l);
            }
        }
        known += weight * pair.similarity;
        if pair.query_len > 1 || query.class(usize::from(pair.query)).is_solid() {
            first = first.min(usize::from(pair.query));
            last = last.max(usize::from(pair.query + pair.query_len - 1));
            fuzzy += usize::from(pair.similarity < 0.95);
        }
    }
    // A cut field ends inside a word of the name it holds: where its last word begins none of the listed ones, the
    // field is of just that length and says something else.
    let cut = cut && {
        let last_token = query_count - 1;
        scratch.query_matched[last_token] > 0.0 || query.text(last_token).len() <= CUT_MIN_BYTES
    };

    let language = language::get();
    let inexact = if listed_solid_tokens <= 1 && same_form {
        p::SAME_FORM
    } else {
        1.0
    };
    let mut listed_left = 0.0f32;
    let mut listed_unmatched = 0.0f32;
    let (mut listed_generic, mut listed_place, mut listed_form_left) = (0.0f32, 0.0f32, false);
    let mut beyond_cut = false;
    let mut listed_number_left = false;
    for l in 0..listed_count {
        let matched = listed_matched[l];
        if matched == 0.0 {
            listed_unmatched += contested(listed.class(l), listed.weight(l));
            if listed.class(l) == Class::Generic {
                listed_generic += listed.weight(l);
                if language.is_place(listed.text(l)) {
                    listed_place += listed.weight(l);
                }
            }
            listed_form_left |= listed.class(l) == Class::LegalForm;
        }
        let mut left = listed.weight(l) * (1.0 - matched) * part(listed, l);
        if matched > 0.0 {
            left *= inexact;
        }
        left *= kind(listed.class(l));
        if cut && listed_matched[l] == 0.0 {
            left *= p::BEYOND_CUT;
            beyond_cut = true;
        }
        listed_number_left |= listed.class(l) == Class::Number && listed_matched[l] == 0.0;
        listed_left += left;
    }
    let (mut inside, mut outside) = (0.0f32, 0.0f32);
    let only_a_name = is_only_a_name(query, listed.is_person());
    let mut query_unmatched = 0.0f32;
    let mut query_contested = 0.0f32;
    let (mut query_generic, mut query_place) = (0.0f32, 0.0f32);
    let mut query_form_left = false;
    let mut query_number_left = false;
    for q in 0..query_count {
        let mut left = query.weight(q) * (1.0 - query_matched[q]);
        if query_matched[q] == 0.0 && (only_a_name || (first..=last).contains(&q)) {
            query_unmatched += contested(query.class(q), query.weight(q));
            // Without its vowels a word may be one that the list spells in a way of its own.
            if !is_unvoweled(query.text(q)) {
                query_contested += contested(query.class(q), query.weight(q));
            }
        }
        if query_matched[q] > 0.0 {
            left *= inexact;
        } else if q + 1 >= first && q <= last + 1 {
            query_form_left |= query.class(q) == Class::LegalForm;
            if query.class(q) == Class::Generic {
                query_generic += query.weight(q);
                if language.is_place(query.text(q)) {
                    query_place += query.weight(q);
                }
            }
        }
        left *= kind(query.class(q));
        if (first..=last).contains(&q) {
            inside += left;
        } else {
            outside += left;
        }
        // A house number far from the name numbers something else.
        query_number_left |=
            query.class(q) == Class::Number && query_matched[q] == 0.0 && q + 1 >= first && q <= last + 1;
    }
    let number_conflict = listed_number_left && query_number_left;

    let doubt = (p::DOUBT_MAX - p::DOUBT_SLOPE * known).max(p::DOUBT_MIN);
    let outside_cost = if listed_solid_tokens <= 1 && !with_legal_form {
        p::QUERY_OUTSIDE_SINGLE
    } else if only_a_name {
        p::QUERY_OUTSIDE_NAME
    } else {
        p::QUERY_OUTSIDE
    };
    let loss = p::LISTED_LEFT * listed_left / listed_all
        + p::QUERY_INSIDE * inside / query_all
        + outside_cost * outside / query_all
        + if listed.is_person() && !cut {
            p::CONTESTED * listed_unmatched.min(query_unmatched) / listed_all.min(query_all)
        } else {
            0.0
        };
    #[allow(clippy::cast_precision_loss)]
    let fuzziness = if fuzzy > 1 {
        p::FUZZY_WORD * (fuzzy - 1) as f32
    } else {
        0.0
    };
    let contested = if cut {
        0.0
    } else if listed.is_person() {
        p::CONTESTED_PERSON * listed_unmatched.min(query_contested)
    } else {
        p::CONTESTED_COMPANY * listed_generic.min(query_generic)
            + p::CONTESTED_PLACE * listed_place.min(query_place)
            + if query_form_left && listed_form_left {
                p::FORM_CONFLICT
            } else {
                0.0
            }
    };
    let mut score = 1.0 - doubt * (loss + fuzziness) - contested;
    if listed.is_person() && query_form_left {
        score *= p::FORM_OF_PERSON;
    }
    if number_conflict {
        score *= p::NUMBER_CONFLICT;
    }
    let generations_differ = listed.is_person()
        && (is_descent_reversed(query, listed, &pairs[..used]) || are_two_generations(query, listed));
    if generations_differ {
        score *= p::GENERATIONS_DIFFER;
    }
    (
        Scored {
            score: Score::from_fraction(score),
            number_conflict,
            generations_differ,
            beyond_cut,
        },
        used,
    )
}

/// Whether the query makes the father of the listed name the son: `A bin B` for `B bin A`.
fn is_descent_reversed<Q: Tokens, L: Tokens>(query: &Q, listed: &L, used: &[Pair]) -> bool {
    let listed_for = |q: usize| {
        used.iter()
            .find(|pair| usize::from(pair.query) == q && pair.query_len == 1 && pair.listed_len == 1)
            .map(|pair| usize::from(pair.listed))
    };
    descents(query).any(|(son, father)| {
        let (Some(listed_son), Some(listed_father)) = (listed_for(son), listed_for(father)) else {
            return false;
        };
        descents(listed).any(|(son, father)| (son, father) == (listed_father, listed_son))
    })
}

/// Where a name says whose son or daughter somebody is: the words before and behind a patronymic particle.
fn descents<T: Tokens>(name: &T) -> impl Iterator<Item = (usize, usize)> {
    let word = |position: usize| matches!(name.class(position), Class::Word | Class::Generic);
    (1..name.len().saturating_sub(1))
        .filter(|&at| name.class(at) == Class::Particle && language::get().is_patronymic(name.text(at)))
        .filter_map(move |at| {
            let son = (0..at).rev().find(|&position| word(position))?;
            let father = (at + 1..name.len()).find(|&position| word(position))?;
            Some((son, father))
        })
}

/// Whether one name is marked as the younger's and the other as the elder's.
fn are_two_generations<Q: Tokens, L: Tokens>(query: &Q, listed: &L) -> bool {
    let (query, listed) = (generation(query), generation(listed));
    query.is_some() && listed.is_some() && query != listed
}

fn generation<T: Tokens>(name: &T) -> Option<bool> {
    let last = name.len() - 1;
    (1..name.len())
        .filter(|&at| name.class(at) == Class::Title)
        .find_map(|at| {
            // `Sr.` before a name is Señor.
            let elder = at == last && name.text(at) == "sr";
            language::get()
                .is_younger(name.text(at))
                .or(elder.then_some(false))
        })
}

/// What a listed token says when it matches: its weight, more for a longer word.
pub fn telling_weight<L: Tokens>(listed: &L, position: usize) -> f32 {
    listed.weight(position) * telling(listed.text(position).len())
}

/// How much more, or less, than its weight says the match of a word of so many letters: one of twelve letters on
/// the list is hardly another party's trade name, one of four often is.
#[allow(clippy::cast_precision_loss)]
fn telling(bytes: usize) -> f32 {
    use parameters as p;
    let letters = bytes.clamp(p::TELLING_BYTES_MIN, p::TELLING_BYTES_MAX) as f32;
    1.0 + p::TELLING_LETTER * (letters - p::TELLING_ONE)
}

/// How much it costs to leave a token of a class out, beyond its weight: companies are called with and without
/// their legal form, and by one generic word for another.
pub(crate) const fn kind(class: Class) -> f32 {
    match class {
        Class::LegalForm => parameters::LEGAL_FORM_LEFT,
        Class::Generic => parameters::GENERIC_LEFT,
        _ => 1.0,
    }
}

/// What a token says against a match when both names have one the other lacks: two people may share all names
/// but one. An initial that begins nothing says as much as a name.
const fn contested(class: Class, weight: f32) -> f32 {
    match class {
        Class::Word | Class::Number => weight,
        Class::Initial => parameters::CONTESTED_INITIAL,
        _ => 0.0,
    }
}

/// Whether the query holds one name and nothing else, as far as its form tells: few words, no number, no form of
/// address in the middle, and no conjunction (which joins two people, but stands in the names of bodies). A word
/// more then belongs to the name.
pub(crate) fn is_only_a_name<Q: Tokens>(query: &Q, of_person: bool) -> bool {
    let words = (0..query.len())
        .filter(|&q| query.class(q) != Class::Particle)
        .count();
    words <= NAME_WORDS_MAX
        && (0..query.len()).all(|q| match query.class(q) {
            Class::Number => false,
            Class::Particle => !of_person || !matches!(query.text(q), "and" | "und" | "et" | "or"),
            Class::Title => q == 0,
            _ => true,
        })
}

/// Longer texts are not one name.
const NAME_WORDS_MAX: usize = 6;

/// How much it costs to leave a listed token out, by its part in the name. Payments drop middle names,
/// patronymics and second surnames; the first name and the surname are what a name is.
pub(crate) fn part<L: Tokens>(listed: &L, position: usize) -> f32 {
    use parameters as p;
    let (count, surname) = (listed.len(), listed.surname_tokens());
    if !listed.is_person() || count < 3 {
        return 1.0;
    }
    if surname > 0 && surname < count {
        let first_of_surname = count - surname;
        return match position {
            0 => 1.0,
            _ if position < first_of_surname => p::MIDDLE_NAME,
            _ if listed.class(first_of_surname).is_solid() && position > first_of_surname => p::LATER_SURNAME,
            _ => 1.0,
        };
    }
    if position > 0 && position + 1 < count {
        // The links in the middle of a chain of fathers: `A bin B ibn C ibn D` is called `A bin D`.
        let before = position - 1;
        if listed.class(before) == Class::Particle && language::get().is_patronymic(listed.text(before)) {
            return p::MIDDLE_NAME;
        }
        p::MIDDLE_UNKNOWN
    } else {
        1.0
    }
}

/// Chooses which pairs stand: greedily by what they match, each token once. The order is total, so the choice
/// does not depend on how the pairs were found.
fn assign<Q: Tokens, L: Tokens>(
    query: &Q,
    listed: &L,
    pairs: &mut [Pair],
    scratch: &mut CompareScratch,
) -> usize {
    let listed_count = listed.len();
    let gain = |pair: &Pair| {
        let mut weight = 0.0f32;
        for q in pair.query..pair.query + pair.query_len {
            weight += query.weight(usize::from(q));
        }
        for k in 0..usize::from(pair.listed_len) {
            weight += listed.weight((usize::from(pair.listed) + k) % listed_count);
        }
        weight * pair.similarity
    };
    pairs.sort_unstable_by(|a, b| {
        gain(b)
            .total_cmp(&gain(a))
            .then(b.similarity.total_cmp(&a.similarity))
            .then(a.query.cmp(&b.query))
            .then(a.listed.cmp(&b.listed))
            .then(a.query_len.cmp(&b.query_len))
            .then(a.listed_len.cmp(&b.listed_len))
            .then(a.relation.cmp(&b.relation))
    });
    scratch.query_matched.clear();
    scratch.query_matched.resize(query.len(), 0.0);
    scratch.listed_matched.clear();
    scratch.listed_matched.resize(listed_count, 0.0);
    let mut used = 0;
    for i in 0..pairs.len() {
        let pair = pairs[i];
        let free = (pair.query..pair.query + pair.query_len)
            .all(|q| scratch.query_matched[usize::from(q)] == 0.0)
            && (0..usize::from(pair.listed_len))
                .all(|k| scratch.listed_matched[(usize::from(pair.listed) + k) % listed_count] == 0.0);
        if !free {
            continue;
        }
        for q in pair.query..pair.query + pair.query_len {
            scratch.query_matched[usize::from(q)] = pair.similarity;
        }
        for k in 0..usize::from(pair.listed_len) {
            scratch.listed_matched[(usize::from(pair.listed) + k) % listed_count] = pair.similarity;
        }
        pairs.swap(used, i);
        used += 1;
    }
    used
}

/// A token as a person reads it, without the marks of its kind.
fn shown(token: &str) -> &str {
    token.trim_start_matches(['=', UNVOWELED, HAN])
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
            query_text.push_str(shown(query.text(q)));
        }
        let (mut listed_text, mut weight) = (String::new(), 0.0);
        for k in 0..usize::from(pair.listed_len) {
            let l = (usize::from(pair.listed) + k) % listed_count;
            listed_free[l] = false;
            if !listed_text.is_empty() {
                listed_text.push(' ');
            }
            listed_text.push_str(shown(listed.text(l)));
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
    for (q, _) in query_free.iter().enumerate().filter(|(_, free)| **free) {
        evidence.push(Evidence::Unmatched {
            text: shown(query.text(q)).to_owned(),
            listed: false,
            weight: query.weight(q),
        });
    }
    for (l, _) in listed_free.iter().enumerate().filter(|(_, free)| **free) {
        evidence.push(Evidence::Unmatched {
            text: shown(listed.text(l)).to_owned(),
            listed: true,
            weight: listed.weight(l),
        });
    }
    if scored.number_conflict {
        evidence.push(Evidence::Adjustment {
            reason: "both names carry a number, and not the same".to_owned(),
            factor: parameters::NUMBER_CONFLICT,
        });
    }
    if scored.generations_differ {
        evidence.push(Evidence::Adjustment {
            reason: "father and son are exchanged, or one is the younger and one the elder".to_owned(),
            factor: parameters::GENERATIONS_DIFFER,
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
