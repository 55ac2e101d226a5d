#![doc = include_str!("../README.md")]

mod analysis;
mod confusion;
pub mod facts;
mod fold;
pub mod identifier;
mod language;
mod pairs;
pub mod relation;
mod score;

mod transliterate;

pub use analysis::{Analysis, Class, Order, TOKEN_BYTES_MAX, TOKENS_MAX};
pub use fold::{FOLDED_BYTES_MAX, FoldNotes, fold_into};
pub use pairs::{
    CUT_MIN_BYTES, JOINED_TOKENS_MAX, Pair, all_pairs, is_joinable, may_be_initial_of, may_be_same,
    may_be_split, push_pair, same, structural_pairs,
};
pub use relation::{
    JOINED_MIN_BYTES, Related, is_plain_number, is_unvoweled, relate, synonyms, without_script,
};
pub use score::{
    CompareScratch, SOLID_COVERAGE_MIN, Scored, Tokens, WEIGHT_SLACK, WeightedName,
    ceiling::{
        Ceiling, Ceilings, Leeway, ListedMatch, PARTNERS, QueryLoss, STORED_LEEWAYS, ceilings,
        cost_of_leaving_out, cost_of_query_token, has_legal_form, least_ceiling, solid_heaviest_first,
        stored_ceiling,
    },
    coverage::Coverage,
    explain, score, telling_weight,
    weight::{is_common, weight, weight_like},
};

/// The version of the rules by which this crate folds names, takes them apart, weighs, relates and scores them, and
/// writes identifiers in one form.
///
/// An index holds what they made of the lists and keeps this number; one that was built by other rules is refused. Raise
/// it with every change of what the rules do, be it code, language data or a Unicode crate: the test
/// `other_rules_have_another_version` fails until it is raised.
pub const RULES_VERSION: u32 = 1;

/// Whether the text, written without spaces, is a legal form (or two: `companylimited`) that is stuck to the end
/// of a company's name.
#[must_use]
pub fn is_legal_suffix(text: &str) -> bool {
    (2..=LEGAL_SUFFIX_BYTES_MAX).contains(&text.len()) && language::get().is_compact_form(text)
}

/// Longer endings of a word are not looked at for a legal form.
pub const LEGAL_SUFFIX_BYTES_MAX: usize = 28;
