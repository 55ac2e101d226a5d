//! The parameters of the score, in one place.
//!
//! They were set by hand, one at a time, by what `portcullis evaluate` measures over labelled pairs and over the aliases
//! that are held out of the lists: each stands where a step either way found fewer of the listed parties or more of the
//! others. `evaluation/examples/fit.rs` fits them anew by cross-validation, and `docs/measurements/2026-11-fit.md` says why these
//! stay. (What a difference of letters says is counted by a program: see `data/letter_confusions.csv`.)
//! Who changes one raises [`RULES_VERSION`](crate::RULES_VERSION), for ceilings in the index are made of them.
//!
//! A *cost* is taken from a score of 1; costs "of weight" are for all of a name's weight and are paid for the part of it
//! that is left over. A *part* multiplies a cost or a score.

// What must match.

/// A hit must match this part of the solid weight of one of the two names. The index relies on it: see the
/// matcher's README.
pub const SOLID_COVERAGE_MIN: f32 = 0.6;

/// Shorter words say as little as one of so many bytes.
pub const TELLING_BYTES_MIN: usize = 3;

/// Longer words say no more than one of so many bytes.
pub const TELLING_BYTES_MAX: usize = 12;

/// A word of so many letters is short there.
pub const SINGLE_SOUND_BYTES_MAX: usize = 5;

/// Makes [`Parameters`] of rows: what a parameter does, its name, and its value.
macro_rules! parameters {
    ($($(#[$does:meta])* $name:ident = $value:literal;)*) => {
        /// What a score is made of.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct Parameters {
            $($(#[$does])* pub $name: f32,)*
        }

        impl Parameters {
            /// Those of [`score`](crate::score).
            pub const SHIPPED: Parameters = Parameters {
                $($name: $value,)*
            };

            /// Each with its name.
            pub fn each_mut(&mut self, mut each: impl FnMut(&'static str, &mut f32)) {
                $(each(stringify!($name), &mut self.$name);)*
            }
        }
    };
}

parameters! {
    // What a matched word says.

    /// What a byte more or less than [`telling_one`](Parameters::telling_one) adds to what a matched word says, or takes from it.
    telling_letter = 0.048;
    /// A word of so many bytes says what it weighs.
    telling_one = 5.2;

    // How doubtful what is left over makes a match: little when rare words matched, much when only common ones did.

    /// What is left over costs this many times its cost when nothing matched.
    doubt_max = 1.748;
    /// It costs so much less for each fully matched rare word …
    doubt_slope = 0.633;
    /// … and never less than this.
    doubt_min = 0.353;

    // What is left over of the listed name.

    /// Cost of weight that is left over.
    listed_left = 0.45;
    /// Part that a middle name or patronymic of a person costs.
    middle_name = 0.184;
    /// Part that a surname's later words cost.
    later_surname = 0.75;
    /// Part that a word in the middle costs where nobody says which words are the surname.
    middle_unknown = 0.938;
    /// Part that a word costs that may stand beyond the cut of a 35-character field.
    beyond_cut = 0.25;

    // What is left over of the listed name when all that the query says is in it, and one word of that is no known name or word: such a
    // word tells who is meant, so that what is missing was dropped.

    /// A known word that matches one of a company's less than this is another word.
    all_said_inexact = 0.95;
    /// The same of a body's word beside the word of an office, where one of both is written without vowels.
    office_unvoweled = 0.93;
    /// Part that a generic word costs then, beside [`generic_left`](Parameters::generic_left).
    all_said_generic = 0.3;
    /// The words of a company that match say at least so much then.
    all_said_telling_min = 0.7;
    /// Part that the first of a person's surnames costs then.
    all_said_first_surname = 0.65;
    /// Part that a word in the middle costs then where nobody says which words are the surname.
    all_said_middle = 0.46;
    /// Part that the first of a person's surnames costs when all that the query says are common names: Vicente Fuentes is not Vicente
    /// Carrillo Fuentes.
    common_first_surname = 1.4;
    /// Part that each word costs when all that the query says are common names, and two words and more are missing of a listed name with two
    /// surnames: many a Martin Ponce is not Martin Humberto Ponce Felix.
    common_of_many = 1.4;

    // What is left over of the query.

    /// Cost of weight between matched words.
    query_inside = 0.3;
    /// Cost of weight before and behind them.
    query_outside = 0.098;
    /// The same where the query is one name and nothing else.
    query_outside_name = 0.3;
    /// The same of common names before a person's name, where the query is one name and nothing else: the first given name is what a
    /// person goes by, and two people may share the names behind it.
    query_before_name = 0.5;
    /// The same of a rare word behind two or more common names of a person: it is the surname, and the others are not.
    query_behind_name = 0.5;
    /// What a rare word weighs, and more.
    rare = 0.9;
    /// The same where only one solid listed word matched: it is a word inside another name.
    query_outside_single = 0.664;

    // What is left over of either.

    /// Part that a legal form costs.
    legal_form_left = 0.781;
    /// Part that a generic word costs.
    generic_left = 0.58;
    /// Part that the acronym of a name costs behind the name.
    acronym_left = 0.2;
    /// Part that what an inexactly matched word lacks costs, where one word of a company matched and its legal form is the
    /// same: that speaks for a slip.
    same_form = 0.8;
    /// Part that what an inexactly matched word lacks costs where it is no word that is known, and all others of both names are the same.
    one_slip = 0.4;
    /// The same of a body where the others are generic words.
    one_slip_of_body = 0.85;
    /// The others weigh so much together then.
    one_slip_beside = 0.3;
    /// The same where they are written in Arabic letters.
    one_slip_beside_unvoweled = 0.75;
    /// Cost of each inexactly matched word but one.
    fuzzy_word = 0.008;

    // What both names have and the other lacks.

    /// Cost of weight that both names of persons have left over, of the shorter name's weight.
    contested = 0.102;
    /// Cost of the same for each rare word, however long the names are and however much matched.
    contested_person = 0.055;
    /// Cost of two given names that stand first, before names that are the same: children of one father.
    own_names = 0.08;
    /// Cost of another name between two of a person's names that are the same: the name of another father.
    other_name_between = 0.03;
    /// Cost of a name that others bear in the place of a listed word of which it is no slip, by the weight of that.
    other_names = 0.15;
    /// What scores less is not looked at for that.
    other_names_from = 0.6;
    /// A name in Arabic letters that weighs no more than this is one of the commonest: one of two hundred people bears it.
    commonest = 0.54;
    /// What an initial weighs there.
    contested_initial = 1.2;
    /// Cost of generic words that both names of companies have left over, by their weight.
    contested_company = 0.092;
    /// Cost of places that both names of companies have left over, by their weight.
    contested_place = 0.138;
    /// Cost of legal forms of two kinds of body.
    form_conflict = 0.034;
    /// Cost of legal forms of two kinds of body, beyond that, where a company's name is one word besides generic ones: many companies
    /// bear one word, and the form is what else their names say.
    single_form = 0.04;
    /// The same of two legal forms for one kind of body.
    single_form_alike = 0.02;
    /// Cost of generic words that the query has left over there and the listed name lacks, or for which it has others that only mean
    /// alike, by their weight.
    single_generic = 0.13;
    /// Cost of what that word lacks of the listed one where it is short and only sounds alike: `Coty` is not `KOTI`.
    single_sound = 0.4;
    /// A word that says so much costs none of these …
    single_sure = 1.2;
    /// … and one that says so much less all of it.
    single_slope = 0.15;

    // What the whole score is multiplied by.

    /// The query has a legal form left over, and the listed name is a person's.
    form_of_person = 0.95;
    /// The query has a legal form left over, and the listed name is a ship's: ships have none, and firms are called like them.
    form_of_vessel = 0.93;
    /// Both names number something, and not the same.
    number_conflict = 0.70;
    /// A son of B is not B son of A, nor a junior the senior.
    generations_differ = 0.85;
    /// The syllables of a Korean's name stand in another order: 은정 is not 정은.
    syllables_exchanged = 0.85;
    /// One name of a person matched that weighs no more than [`common_beside_initial`](Parameters::common_beside_initial), and one initial: thousands are called so.
    initial_of_common = 0.9;
    /// A name that weighs no more is one of the most common.
    common_beside_initial = 0.6;
    /// A name in Hangul has a family name that the listed one has not.
    other_family_name = 0.9;
    /// A company's name is two generic words, and one of the query's only means alike.
    generic_alone = 0.9;
}
