//! How two tokens are related.
//!
//! The scorer may use these relations and no others. Each is one file: whether it relates two tokens and how much of a
//! match that is, the keys that an index files a listed token under, and the keys that a query token asks for. The
//! builder of the index, the matcher and the exhaustive comparison that tests hold the matcher to all go through
//! [`RELATIONS`]. A search finds every related token as long as this holds for each row of the table:
//!
//! > If it relates a query token and a listed token, one of the keys that the query asks for is one of the keys that
//! > the listed token is filed under.
//!
//! The test `related_tokens_meet_in_a_dictionary` holds every row to that. A new relation is one file and one row.

mod differences;
mod distance;
mod edit;
mod exact;
mod han;
mod korean;
mod legal_form;
mod nickname;
mod number;
mod romanization;
mod short_double;
mod skeleton;
mod spelling;
mod split;
mod synonym;
mod transcription;
mod translation;
mod unvoweled;
mod unvoweled_slip;
mod word;

use portcullis_model::TokenRelation;
use smallvec::SmallVec;

pub(crate) use han::han_similarity;
pub use han::without_script;
pub(crate) use korean::{is_korean_syllable, is_korean_vowel};
pub use number::is_plain_number;
pub(crate) use spelling::is_another_name;
pub use split::{JOINED_MIN_BYTES, join_words, leads_to_allah, push_behind};
pub use synonym::synonyms;
pub use transcription::{sounds_alike, sounds_of_script};
pub use word::Word;

/// A relation of two tokens and how much of a match it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Related {
    /// Which.
    pub relation: TokenRelation,
    /// 0 to 1; 1 is the same token.
    pub similarity: f32,
}

/// What a relation says of two tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    /// Nothing.
    None,
    /// They are similar to this degree. Another relation may find them more similar; of equals the first in the table
    /// stands.
    Similar(f32),
    /// They are similar to this degree or, without one, not at all, unless a relation before found them more similar; relations
    /// further down the table are not asked.
    Final(Option<f32>),
}

/// Where an index files a listed token, and where a query looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// The text of a token. Every listed token is filed under its own.
    Token(&'a str),
    /// All that is left of `token` when up to `most` of its letters are left out. Two strings within `most` edits of each
    /// other have such a rest in common.
    Deletions {
        /// The token.
        token: &'a str,
        /// How many letters.
        most: usize,
    },
    /// What is left of a token when its spelling is taken away: consonants, or the sounds of a syllable. The relation
    /// puts a sign of its own before it, lest it meets the keys of another.
    Skeleton(&'a str),
}

/// One way in which two tokens are related.
pub trait Relation: Sync {
    /// What evidence calls it.
    fn name(&self) -> TokenRelation;

    /// Whether, and how much, the two are related. The order of the two does not matter.
    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer;

    /// Calls `file` with each key that an index files a listed token under; without this method, its text.
    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        file(Key::Token(listed.text));
    }

    /// Whether it may say of two tokens that have no key of it in common that they are not related at all
    /// ([`Answer::Final`] of nothing), which relations further down the table are bound by.
    fn may_rule_out(&self) -> bool {
        false
    }

    /// Calls `ask` with each key under which listed tokens may stand that are related to the query token. More may
    /// stand there, and the same key may be asked for twice.
    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>));
}

/// The relations of one query token to one listed token, in the order in which they are asked.
pub static RELATIONS: [&dyn Relation; 15] = [
    &legal_form::LegalForm,
    &exact::Exact,
    // Before those that rule out what is not written alike.
    &translation::Translated,
    &transcription::Transcribed,
    &han::Han,
    &unvoweled_slip::UnvoweledSlip,
    &unvoweled::Unvoweled,
    &number::Number,
    &edit::Edit,
    &short_double::ShortDouble,
    &skeleton::Skeleton,
    &romanization::Romanization,
    &korean::Korean,
    &nickname::Nickname,
    &synonym::Synonym,
];

/// The relations of two neighboring query tokens, written together, to one listed token.
pub static SPLIT_RELATIONS: [&dyn Relation; 1] = [&split::Split];

/// How a query token and a listed token are related, by the strongest relation; `None` when they are not.
/// Symmetric.
#[must_use]
pub fn relate(query: &str, listed: &str) -> Option<Related> {
    strongest(&RELATIONS, &Word::of(query), &Word::of(listed))
}

/// How two neighboring query tokens, written together, are related to one listed token.
#[must_use]
pub fn relate_split(joined: &str, listed: &str) -> Option<Related> {
    strongest(&SPLIT_RELATIONS, &Word::of(joined), &Word::of(listed))
}

/// How two tokens are related by the strongest relation of a table.
#[must_use]
pub fn strongest(relations: &[&dyn Relation], query: &Word<'_>, listed: &Word<'_>) -> Option<Related> {
    strongest_of(relations, Rows::ALL, query, listed)
}

/// Rows of a table of relations, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rows(u32);

impl Rows {
    const ALL: Rows = Rows(u32::MAX);

    /// The row of a number, from zero.
    #[must_use]
    pub const fn nth(row: usize) -> Rows {
        Rows(1 << row)
    }

    /// Those that have to be asked of every two tokens, whatever led to them ([`Relation::may_rule_out`]).
    #[must_use]
    pub fn always(relations: &[&dyn Relation]) -> Rows {
        let rows = (0..)
            .zip(relations)
            .filter(|(_, relation)| relation.may_rule_out());
        rows.fold(Rows(0), |rows, (row, _)| rows.and(Rows::nth(row)))
    }

    /// These and others.
    #[must_use]
    pub const fn and(self, others: Rows) -> Rows {
        Rows(self.0 | others.0)
    }

    const fn has(self, row: usize) -> bool {
        self.0 >> row & 1 == 1
    }
}

/// How two tokens are related by the strongest relation of a table, of which only some rows are asked: the same as
/// [`strongest`] says where every row is asked that has a key of the two in common, and those that are always asked.
#[must_use]
pub fn strongest_of(
    relations: &[&dyn Relation],
    rows: Rows,
    query: &Word<'_>,
    listed: &Word<'_>,
) -> Option<Related> {
    let mut best: Option<Related> = None;
    for (row, relation) in relations.iter().enumerate() {
        if !rows.has(row) {
            continue;
        }
        let related = |similarity| Related {
            relation: relation.name(),
            similarity,
        };
        match relation.relate(query, listed) {
            Answer::None => {}
            Answer::Similar(similarity) => {
                if best.is_none_or(|have| have.similarity < similarity) {
                    best = Some(related(similarity));
                }
            }
            Answer::Final(similarity) => {
                return match (best, similarity.map(related)) {
                    (Some(best), Some(last)) if best.similarity < last.similarity => Some(last),
                    (best, last) => best.or(last),
                };
            }
        }
    }
    best
}

/// Calls `each` with a skeleton behind the sign of a relation, a letter a byte.
fn with_sign(sign: char, skeleton: impl Iterator<Item = u8>, each: &mut dyn FnMut(Key<'_>)) {
    let mut bytes: SmallVec<[u8; 48]> = SmallVec::new();
    bytes.extend_from_slice(sign.encode_utf8(&mut [0; 4]).as_bytes());
    for byte in skeleton {
        if byte.is_ascii() {
            bytes.push(byte);
        } else {
            bytes.extend_from_slice(char::from(byte).encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    each(Key::Skeleton(std::str::from_utf8(&bytes).unwrap_or_default()));
}

/// How the relations read two tokens, for their tests: by which, and the same both ways.
#[cfg(test)]
fn relation(a: &str, b: &str) -> Option<TokenRelation> {
    assert_eq!(relate(a, b), relate(b, a), "relations are symmetric");
    relate(a, b).map(|related| related.relation)
}
