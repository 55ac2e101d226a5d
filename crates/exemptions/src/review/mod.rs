//! What reviewers say of cases: `words.csv` (`docs/words.md`).
//!
//! A word is said by a person, of a case, with a reason. A *false positive* lets a name hit pass of the very party and the very
//! listed party that it was said of, and no further: the party must show an identifier that it had then, as a good guy must,
//! and both must be what they were. Every other word is on record, and lets nothing pass.

pub(crate) mod book;
mod content;
mod file;
mod read;

use jiff::Timestamp;
use jiff::civil::Date;
use portcullis_model::{CountryCode, Field, Score, UnknownWord};
use serde::{Deserialize, Serialize};

use crate::error::Location;
use crate::party::known::PartyIds;
use crate::words::words;

pub use book::{ReviewWords, Said, ShownParty};
pub use content::{RECORD_LEFT_OUT, content_digest};
pub use file::WordsFile;
pub use read::{WORD_COLUMNS, WORDS_HEADER};

words! {
    /// What a reviewer says of a case.
    pub enum Word ("word of a reviewer") {
        /// The party is not the listed one.
        FalsePositive = "false-positive",
        /// It is.
        TrueMatch = "true-match",
        /// The payments may go.
        Release = "release",
        /// They are sent back.
        Reject = "reject",
        /// The funds are held.
        Block = "block",
        /// Somebody else must decide.
        Escalate = "escalate",
    }
}

impl Word {
    /// All of them.
    pub const ALL: [Word; 6] = [
        Word::FalsePositive,
        Word::TrueMatch,
        Word::Release,
        Word::Reject,
        Word::Block,
        Word::Escalate,
    ];

    /// Reads a word, in letters of any case; `confirmed`, as others write it, is a true match.
    ///
    /// # Errors
    /// It is none of these words.
    pub fn read(text: &str) -> Result<Word, UnknownWord> {
        let text = text.trim().to_lowercase();
        if text == "confirmed" {
            return Ok(Word::TrueMatch);
        }
        text.parse()
    }
}

words! {
    /// Why a false positive does not let a hit pass.
    pub enum Lapse ("reason for which a word lapses") {
        /// It was said until a day that is over.
        Expired = "expired",
        /// What the list says of the designation is not what it said then.
        ListedChanged = "listed-changed",
        /// The party has another name, another identifier, or another country or date of birth than then.
        PartyChanged = "party-changed",
        /// The party was known by its name alone, or is now.
        NoIdentifier = "no-identifier",
        /// The hit is by an identifier, a place or a resubmission, and a word lets names pass alone.
        Identifier = "identifier",
        /// Two persons must say it, and one has.
        Waiting = "waiting",
    }
}

impl Lapse {
    /// All of them.
    pub const ALL: [Lapse; 6] = [
        Lapse::Expired,
        Lapse::ListedChanged,
        Lapse::PartyChanged,
        Lapse::NoIdentifier,
        Lapse::Identifier,
        Lapse::Waiting,
    ];
}

/// Whose words count, and how many persons must say them: the table `words` of `institution.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordPolicy {
    /// Whether a false positive needs the same word of a second person.
    pub four_eyes: bool,
    /// Those whose words count; `None`: anybody's.
    pub people: Option<Vec<String>>,
}

impl WordPolicy {
    /// Whether a person's word counts.
    #[must_use]
    pub fn allows(&self, who: &str) -> bool {
        self.people
            .as_ref()
            .is_none_or(|people| people.iter().any(|person| is_same_person(person, who)))
    }

    /// How many persons are named; `None`: nobody is, so that anybody's word counts.
    pub(crate) fn persons(&self) -> Option<usize> {
        let people = self.people.as_ref()?;
        let first =
            |at: usize, person: &String| !people[..at].iter().any(|other| is_same_person(other, person));
        Some(
            people
                .iter()
                .enumerate()
                .filter(|(at, person)| first(*at, person))
                .count(),
        )
    }
}

/// Case and outer white space tell nobody from anybody.
pub(crate) fn is_same_person(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// A row of `words.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewWord {
    /// The case (`case_id`).
    pub case: String,
    /// What is said.
    pub word: Word,
    /// Who says it.
    pub who: String,
    /// When, as it is written.
    pub when: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub why: String,
    /// Last day on which it counts; `None`: open.
    pub valid_until: Option<Date>,
    /// What it was said of; `None` where the row does not say: one of six columns, written by hand, does not.
    pub said_of: Option<SaidOf>,
    /// Where it stands.
    pub source: Location,
}

/// What a word was said of: a party of payments as it was, and listed parties as the lists had them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidOf {
    /// The party's name, as a payment wrote it.
    pub party: String,
    /// Its identifiers.
    pub known_by: PartyIds,
    /// The countries that payments said of it.
    pub countries: Vec<CountryCode>,
    /// The dates of birth that payments said of it.
    pub birth_dates: Vec<Date>,
    /// The designations of the case, each with the digest of what its list said of it ([`content_digest`]).
    pub listed: Vec<(String, String)>,
}

/// A name hit that a word is about: one that it lets pass, or one that comes again although the word was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WordReport {
    /// The case that the word was said of.
    pub case_id: String,
    /// What was said.
    pub word: Word,
    /// By whom.
    pub who: String,
    /// By which second person, where two must say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<String>,
    /// When.
    pub when: String,
    /// Why.
    pub why: String,
    /// Last day on which it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// The identifier that the payment shows and the party had then: `account NO9386011117947`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_by: Option<String>,
    /// Why the word does not let the hit pass; absent where it does, and of words that never do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<Lapse>,
    /// The designation that was hit.
    pub designation_id: String,
    /// Its primary name.
    pub designation_name: String,
    /// Where the party stands in the payment.
    pub field: Field,
    /// The score that the name had.
    pub score: Score,
}
