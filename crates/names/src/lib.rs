#![doc = include_str!("../README.md")]

mod acronym;
mod analysis;
mod class;
mod confusion;
mod escapes;
pub mod facts;
mod fold;
pub mod identifier;
mod language;
mod misread;
mod name;
mod pairs;
mod pinyin;
mod plain;
mod readings;
mod references;
pub mod relation;
mod score;
mod scripts;
mod sounds;
mod transliterate;
mod unvoweled;

pub use acronym::may_be_acronym;
pub use analysis::{Analysis, Order, TOKEN_BYTES_MAX, TOKENS_MAX, fills, is_mendable};
pub use class::Class;
pub use escapes::SIGNS as ESCAPE_SIGNS;
pub use fold::{FOLDED_BYTES_MAX, FoldNotes, fold_into, folded_words, is_apostrophe};
pub use language::{
    LEGAL_SUFFIX_BYTES_MAX, WORDS_BEFORE_SHIP_MAX, before_ships, is_before_ship, is_behind_ship,
    is_legal_suffix, is_one_slip, is_text_word,
};
pub use name::{Tokens, WeightedName};
pub use pairs::{
    CUT_MIN_BYTES, JOINED_TOKENS_MAX, Pair, all_pairs, behind_legal_prefix, is_joinable, may_be_initial_of,
    may_be_same, may_be_split, numeral_letter, push_pair, same, structural_pairs, written_together,
};
pub use pinyin::is_two_syllables_of_pinyin;
pub use plain::{BREAK, latin_letter, plain_words_into};
pub use readings::{
    Reading, continued, each_announced, each_given_in_sentence, each_in_sentence, each_reading,
    each_whole_in_sentence, goes_on,
};
pub use relation::{
    JOINED_MIN_BYTES, Related, is_plain_number, join_words, leads_to_allah, push_behind, relate,
    sounds_alike, sounds_of_script, synonyms, without_script,
};
pub use score::{
    CompareScratch, Kept, Parameters, SMALL_WORDS_INSIDE_MAX, SOLID_COVERAGE_MIN, Scored, WEIGHT_SLACK,
    ceiling::{
        Ceiling, Ceilings, ListedMatch, PARTNERS, QueryLoss, STORED_WILDCARDS, Wildcard, ceilings,
        cost_of_leaving_out, cost_of_query_token, has_legal_form, least_ceiling, solid_heaviest_first,
        stored_ceiling,
    },
    coverage::Coverage,
    explain, explain_in_text, has_main_words, is_distinctive, main_words, score, score_in_text,
    telling_weight,
    weight::{is_common, list_size, weight, weight_like},
};
pub use scripts::is_row_of_sounds;
pub use unvoweled::{each_beginning_of_initial, is_unvoweled};

/// The version of the rules by which this crate folds names, takes them apart, weighs, relates and scores them, and
/// writes identifiers in one form.
///
/// An index holds what they made of the lists and keeps this number; one that was built by other rules is refused. Raise
/// it with every change of what the rules do, be it code, language data or a Unicode crate: the test
/// `other_rules_have_another_version` fails until it is raised.
pub const RULES_VERSION: u32 = 16;
