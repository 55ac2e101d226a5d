//! The score of two names, and why.
//!
//! The score begins at 1 and loses what did not match: weight of the listed name left over, weight of the query
//! left over between the matched words, and (much less) before and after them, where a payment carries a second
//! person, an address or a sentence. What is left over costs more when little matched, less when much did: one
//! common surname in common is no match, four rare words in common survive a fifth that differs.
//!
//! ```text
//! pairs ──► assign       which pairs stand, each token once
//!           coverage     whether enough matched at all
//!           matched      what the matched tokens say
//!           left_over    what the rest costs
//!           generations  father and son, elder and younger
//!                        ──► Scored ──► explain
//! ```
//!
//! [`ceiling`] bounds the score before a query is known, and [`weight`] says what a token weighs.

mod assign;
pub(crate) mod ceiling;
pub(crate) mod coverage;
mod explain;
mod generations;
mod in_text;
mod kept;
mod left_over;
mod matched;
mod parameters;
pub(crate) mod weight;

use portcullis_model::{Score, TokenRelation};

use crate::{
    analysis::TOKENS_MAX,
    language,
    name::Tokens,
    pairs::{CUT_MIN_BYTES, Pair},
};
use assign::assign;
use coverage::Coverage;
use generations::{are_syllables_exchanged, are_two_generations, is_descent_reversed};
use left_over::{
    ListedLeftOver, QueryLeftOver, Said, are_common_names, beyond_cut, has_other_family_name,
    has_other_name_between, is_a_branch, is_an_office, is_only_a_name, other_own_name, part_of_one_slip,
};
use matched::{Matched, other_names};

pub use assign::CompareScratch;
pub use explain::{explain, explain_in_text};
pub use in_text::{SMALL_WORDS_INSIDE_MAX, has_main_words, is_distinctive, main_words, score_in_text};
pub use kept::Kept;
pub use matched::telling_weight;
pub use parameters::{Parameters, SOLID_COVERAGE_MIN};

/// A little more than rounding can move a sum of weights.
pub const WEIGHT_SLACK: f32 = 1e-3;

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

/// What a query is, and so what its words beside those that match say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The field of a name; `cut`: its end may be missing.
    Field { cut: bool },
    /// A sentence or an address, of which a name is a part: the other words cost nothing.
    Text,
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
    score_within(
        &Parameters::SHIPPED,
        query,
        listed,
        Extent::Field { cut },
        pairs,
        scratch,
    )
}

fn score_within<Q: Tokens, L: Tokens>(
    p: &Parameters,
    query: &Q,
    listed: &L,
    extent: Extent,
    pairs: &mut [Pair],
    scratch: &mut CompareScratch,
) -> (Scored, usize) {
    let (query_count, listed_count) = (query.len().min(TOKENS_MAX), listed.len().min(TOKENS_MAX));
    if query_count == 0 || listed_count == 0 {
        return (Scored::NONE, 0);
    }
    let used_count = assign(query, listed, pairs, scratch);
    let used = &pairs[..used_count];
    let cut = extent == Extent::Field { cut: true };
    let coverage = Coverage::of(query, listed, cut, used);
    let is_enough = match extent {
        Extent::Field { .. } => coverage.is_enough(),
        Extent::Text => coverage.is_enough_of_listed(),
    };
    if !is_enough {
        return (Scored::NONE, used_count);
    }
    let matched = Matched::of(p, query, listed, listed_count, used);
    // A cut field ends inside a word of the name it holds: where its last word begins none of the listed ones, the
    // field is of just that length and says something else.
    let last = query.last_written();
    let cut = cut && (scratch.query_matched[last] > 0.0 || query.text(last).len() <= CUT_MIN_BYTES);
    let inexact = if matched.listed_tokens <= 1 && matched.same_legal_form {
        p.same_form
    } else {
        1.0
    };
    let only_a_name = extent != Extent::Text && is_only_a_name(query, listed.is_person());
    let (in_query, in_listed) = (&scratch.query_matched, &scratch.listed_matched);
    let inexact = if extent == Extent::Text {
        inexact
    } else {
        inexact.min(part_of_one_slip(
            p, query, in_query, listed, in_listed, used, &matched,
        ))
    };
    let (said, own_name) = if extent == Extent::Text {
        (Said::Other, None)
    } else {
        let is_of_father = listed.is_person() && matched.listed_tokens > 1;
        (
            Said::of(p, query, in_query, listed, in_listed, &matched),
            is_of_father
                .then(|| other_own_name(query, in_query, listed, in_listed))
                .flatten(),
        )
    };
    let beyond = if cut {
        beyond_cut(query, listed, in_listed, used, own_name)
    } else {
        0
    };
    let listed_left = ListedLeftOver::of(p, listed, in_listed, said, inexact, beyond);
    // A field that holds all that it has room for of a name is not cut as far as the name goes.
    let cut = listed_left.beyond_cut;
    let query_left = QueryLeftOver::of(p, query, in_query, &matched, only_a_name, inexact);
    if extent == Extent::Text && !in_text::names(query, listed, used, &matched) {
        return (Scored::NONE, used_count);
    }

    let query_all: f32 = (0..query_count)
        .filter(|&q| extent != Extent::Text || matched.surrounds(q))
        .map(|q| query.weight(q))
        .sum();
    let listed_all: f32 = (0..listed_count).map(|l| listed.weight(l)).sum();
    let is_office = extent != Extent::Text && is_an_office(p, query, in_query, listed, in_listed);
    let outside_cost = if extent == Extent::Text {
        0.0
    } else if is_office {
        p.query_outside
    } else if matched.listed_tokens <= 1
        && !matched.with_legal_form
        && !is_a_branch(p, query, listed, in_listed)
    {
        p.query_outside_single
    } else if only_a_name {
        p.query_outside_name
    } else {
        p.query_outside
    };
    let mut loss = p.listed_left * listed_left.cost / listed_all
        + p.query_inside * query_left.inside / if only_a_name { query_all } else { query_left.span }
        + outside_cost * query_left.outside / query_all;
    if listed.is_person() && only_a_name && matched.listed_tokens > 1 && listed_left.contested == 0.0 {
        loss += (p.query_before_name - outside_cost) * query_left.before / query_all;
        if query_left.behind > 0.0 && are_common_names(query, listed, used) {
            loss += (p.query_behind_name - outside_cost) * query_left.behind / query_all;
        }
    }
    if listed.is_person() && !cut {
        loss += p.contested * listed_left.contested.min(query_left.contested) / listed_all.min(query_all);
    }
    #[allow(clippy::cast_precision_loss)]
    let fuzziness = p.fuzzy_word * matched.inexact.saturating_sub(1) as f32;
    let mut contested = if cut {
        0.0
    } else {
        contested_cost(
            p,
            listed.is_person(),
            &matched,
            &listed_left,
            &query_left,
            is_office,
        )
    };
    if own_name.is_some() {
        contested += p.own_names;
    }
    if listed.is_person()
        && listed_left.contested.min(query_left.contested_as_written) > 0.0
        && has_other_name_between(query, in_query, listed, in_listed, used)
    {
        contested += p.other_name_between;
    }
    let mut score = 1.0 - doubt(p, matched.known) * (loss + fuzziness) - contested;
    if listed.is_person() && query_left.has_legal_form {
        score *= p.form_of_person;
    }
    if listed.is_vessel() && query_left.has_legal_form {
        score *= p.form_of_vessel;
    }
    let number_conflict = listed_left.has_number && query_left.has_number;
    if number_conflict {
        score *= p.number_conflict;
    }
    let generations_differ = listed.is_person()
        && (is_descent_reversed(query, listed, used) || are_two_generations(query, listed));
    if generations_differ {
        score *= p.generations_differ;
    }
    if listed.is_person() && matched.listed_tokens == 1 && matched.initials == 1 && matched.only_common {
        score *= p.initial_of_common;
    }
    if listed.is_person() && has_other_family_name(query, in_query) {
        score *= p.other_family_name;
    }
    // Nothing but words that all banks bear, and one of them only means alike: National Bank is not BANK MELLI.
    if !listed.is_person()
        && matched.telling_tokens == 0
        && matched.listed_tokens == 2
        && matched.generic_alike > 0.0
        && is_one_of_two_alike(listed, used)
    {
        score *= p.generic_alone;
    }
    if are_syllables_exchanged(query, listed, used) {
        score *= p.syllables_exchanged;
    }
    // With a third word that is the same, it is a slip all the same. Most names are too far apart for any sensitivity as it is.
    if matched.listed_tokens <= 2 && score > p.other_names_from {
        score -= p.other_names * other_names(query, listed, used);
    }
    let scored = Scored {
        score: Score::from_fraction(score),
        number_conflict,
        generations_differ,
        beyond_cut: listed_left.beyond_cut,
    };
    (scored, used_count)
}

/// What it costs that both names have what the other lacks, by the weight of it alone.
#[inline]
fn contested_cost(
    p: &Parameters,
    is_person: bool,
    matched: &Matched,
    listed: &ListedLeftOver,
    query: &QueryLeftOver,
    is_office: bool,
) -> f32 {
    if is_person {
        return p.contested_person * listed.contested.min(query.contested_as_written);
    }
    let forms = if query.has_legal_form && listed.has_legal_form {
        p.form_conflict
    } else {
        0.0
    };
    let single = if is_office {
        0.0
    } else {
        single_word_cost(p, matched, listed, query)
    };
    single
        + p.contested_company * listed.generic.min(query.generic)
        + p.contested_place * listed.places.min(query.places)
        + forms
}

/// What it costs that a company's name is one word besides generic ones, and the rest of the two is not the same: all of it for a short or
/// common word, which many companies bear, and nothing for a long and rare one.
#[inline]
fn single_word_cost(
    p: &Parameters,
    matched: &Matched,
    listed: &ListedLeftOver,
    query: &QueryLeftOver,
) -> f32 {
    if matched.telling_tokens != 1 || listed.has_telling {
        return 0.0;
    }
    let doubtful = ((p.single_sure - matched.known_telling) / p.single_slope).clamp(0.0, 1.0);
    let form = if matched.same_legal_form {
        0.0
    } else if matched.with_legal_form {
        p.single_form_alike
    } else if query.has_legal_form && listed.has_legal_form {
        p.single_form
    } else {
        0.0
    };
    // `Star Holdings` is not `Star Group`. A place tells branches apart, and where both have generic words left over, that costs by itself.
    let generic = (query.generic - query.places - listed.generic).max(0.0);
    // With more words that match, a translation of one of them is what the name says.
    let alike = if matched.listed_tokens == 2 {
        matched.generic_alike
    } else {
        0.0
    };
    doubtful * (form + p.single_generic * (generic + alike) + p.single_sound * matched.sound_lacks)
}

/// Whether one of two listed words is the query's and the other one only means alike, and neither is a place: a place tells bodies apart, and a
/// name of which both words are translated is translated as a whole.
fn is_one_of_two_alike<L: Tokens>(listed: &L, used: &[Pair]) -> bool {
    let solid = || {
        used.iter()
            .filter(|pair| listed.class(usize::from(pair.listed)).is_solid())
    };
    let alike = solid().filter(|pair| pair.relation == TokenRelation::Synonym);
    let is_place = |pair: &Pair| language::get().is_place(listed.text(usize::from(pair.listed)));
    alike.count() == 1 && !solid().any(is_place)
}

/// How many times its cost what is left over costs, when so much is known to be the same.
#[inline]
fn doubt(p: &Parameters, known: f32) -> f32 {
    (p.doubt_max - p.doubt_slope * known).max(p.doubt_min)
}
