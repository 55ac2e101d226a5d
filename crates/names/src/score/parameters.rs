//! The parameters of the score, in one place.
//!
//! They were set by hand, one at a time, by what `portcullis evaluate` measures over labelled pairs and over the aliases
//! that are held out of the lists: each stands where a step either way found fewer of the listed parties or more of the
//! others. No program fits them. (What a difference of letters says is counted by one: see `data/letter_confusions.csv`.)
//! Who changes one raises [`RULES_VERSION`](crate::RULES_VERSION), for ceilings in the index are made of them.
//!
//! A *cost* is taken from a score of 1; costs "of weight" are for all of a name's weight and are paid for the part of it
//! that is left over. A *part* multiplies a cost or a score.

// What must match.

/// A hit must match this part of the solid weight of one of the two names. The index relies on it: see the
/// matcher's README.
pub const SOLID_COVERAGE_MIN: f32 = 0.6;

// What a matched word says.

/// What a byte more or less than [`TELLING_ONE`] adds to what a matched word says, or takes from it.
pub const TELLING_LETTER: f32 = 0.048;
/// A word of so many bytes says what it weighs.
pub const TELLING_ONE: f32 = 5.2;
/// Shorter words say as little as one of so many bytes.
pub const TELLING_BYTES_MIN: usize = 3;
/// Longer words say no more than one of so many bytes.
pub const TELLING_BYTES_MAX: usize = 12;

// How doubtful what is left over makes a match: little when rare words matched, much when only common ones did.

/// What is left over costs this many times its cost when nothing matched.
pub const DOUBT_MAX: f32 = 1.748;
/// It costs so much less for each fully matched rare word …
pub const DOUBT_SLOPE: f32 = 0.633;
/// … and never less than this.
pub const DOUBT_MIN: f32 = 0.353;

// What is left over of the listed name.

/// Cost of weight that is left over.
pub const LISTED_LEFT: f32 = 0.45;
/// Part that a middle name or patronymic of a person costs.
pub const MIDDLE_NAME: f32 = 0.184;
/// Part that a surname's later words cost.
pub const LATER_SURNAME: f32 = 0.75;
/// Part that a word in the middle costs where nobody says which words are the surname.
pub const MIDDLE_UNKNOWN: f32 = 0.938;
/// Part that a word costs that may stand beyond the cut of a 35-character field.
pub const BEYOND_CUT: f32 = 0.28;

// What is left over of the listed name when all that the query says is in it, and one word of that is no known name or word: such a
// word tells who is meant, so that what is missing was dropped.

/// A known word that matches one of a company's less than this is another word.
pub const ALL_SAID_INEXACT: f32 = 0.95;

/// Part that a generic word costs then, beside [`GENERIC_LEFT`].
pub const ALL_SAID_GENERIC: f32 = 0.3;
/// The words of a company that match say at least so much then.
pub const ALL_SAID_TELLING_MIN: f32 = 0.7;
/// Part that the first of a person's surnames costs then.
pub const ALL_SAID_FIRST_SURNAME: f32 = 0.65;
/// Part that a word in the middle costs then where nobody says which words are the surname.
pub const ALL_SAID_MIDDLE: f32 = 0.5;
/// Part that the first of a person's surnames costs when all that the query says are common names: Vicente Fuentes is not Vicente
/// Carrillo Fuentes.
pub const COMMON_FIRST_SURNAME: f32 = 1.4;

// What is left over of the query.

/// Cost of weight between matched words.
pub const QUERY_INSIDE: f32 = 0.3;
/// Cost of weight before and behind them.
pub const QUERY_OUTSIDE: f32 = 0.098;
/// The same where the query is one name and nothing else.
pub const QUERY_OUTSIDE_NAME: f32 = 0.3;
/// The same of common names before a person's name, where the query is one name and nothing else: the first given name is what a
/// person goes by, and two people may share the names behind it.
pub const QUERY_BEFORE_NAME: f32 = 0.5;
/// The same of a rare word behind two or more common names of a person: it is the surname, and the others are not.
pub const QUERY_BEHIND_NAME: f32 = 0.5;
/// What a rare word weighs, and more.
pub const RARE: f32 = 0.9;
/// The same where only one solid listed word matched: it is a word inside another name.
pub const QUERY_OUTSIDE_SINGLE: f32 = 0.664;

// What is left over of either.

/// Part that a legal form costs.
pub const LEGAL_FORM_LEFT: f32 = 0.781;
/// Part that a generic word costs.
pub const GENERIC_LEFT: f32 = 0.58;
/// Part that the acronym of a name costs behind the name.
pub const ACRONYM_LEFT: f32 = 0.2;
/// Part that what an inexactly matched word lacks costs, where one word of a company matched and its legal form is the
/// same: that speaks for a slip.
pub const SAME_FORM: f32 = 0.8;
/// Cost of each inexactly matched word but one.
pub const FUZZY_WORD: f32 = 0.008;

// What both names have and the other lacks.

/// Cost of weight that both names of persons have left over, of the shorter name's weight.
pub const CONTESTED: f32 = 0.102;
/// Cost of the same for each rare word, however long the names are and however much matched.
pub const CONTESTED_PERSON: f32 = 0.055;
/// Cost of two given names that stand first, before names that are the same: children of one father.
pub const OWN_NAMES: f32 = 0.08;
/// A name in Arabic letters that weighs no more than this is one of the commonest.
pub const COMMONEST: f32 = 0.5;
/// What an initial weighs there.
pub const CONTESTED_INITIAL: f32 = 1.2;
/// Cost of generic words that both names of companies have left over, by their weight.
pub const CONTESTED_COMPANY: f32 = 0.092;
/// Cost of places that both names of companies have left over, by their weight.
pub const CONTESTED_PLACE: f32 = 0.138;
/// Cost of legal forms of two kinds of body.
pub const FORM_CONFLICT: f32 = 0.034;
/// Cost of legal forms of two kinds of body, beyond that, where a company's name is one word besides generic ones: many companies
/// bear one word, and the form is what else their names say.
pub const SINGLE_FORM: f32 = 0.04;
/// The same of two legal forms for one kind of body.
pub const SINGLE_FORM_ALIKE: f32 = 0.02;
/// Cost of generic words that the query has left over there and the listed name lacks, by their weight.
pub const SINGLE_GENERIC: f32 = 0.13;
/// Cost of what that word lacks of the listed one where it is short and only sounds alike: `Coty` is not `KOTI`.
pub const SINGLE_SOUND: f32 = 0.4;
/// A word of so many letters is short there.
pub const SINGLE_SOUND_BYTES_MAX: usize = 5;
/// A word that says so much costs none of these …
pub const SINGLE_SURE: f32 = 1.2;
/// … and one that says so much less all of it.
pub const SINGLE_SLOPE: f32 = 0.15;

// What the whole score is multiplied by.

/// The query has a legal form left over, and the listed name is a person's.
pub const FORM_OF_PERSON: f32 = 0.95;
/// The query has a legal form left over, and the listed name is a ship's: ships have none, and firms are called like them.
pub const FORM_OF_VESSEL: f32 = 0.93;
/// Both names number something, and not the same.
pub const NUMBER_CONFLICT: f32 = 0.70;
/// A son of B is not B son of A, nor a junior the senior.
pub const GENERATIONS_DIFFER: f32 = 0.85;
/// The syllables of a Korean's name stand in another order: 은정 is not 정은.
pub const SYLLABLES_EXCHANGED: f32 = 0.85;
/// One name of a person matched that weighs no more than [`COMMON_BESIDE_INITIAL`], and one initial: thousands are called so.
pub const INITIAL_OF_COMMON: f32 = 0.9;
/// A name that weighs no more is one of the most common.
pub const COMMON_BESIDE_INITIAL: f32 = 0.6;
