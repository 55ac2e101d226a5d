//! A name taken apart: text to folded text, words, and tokens that have a class each.
//!
//! ```text
//! "BOUT, Viktor A."   fold        bout, viktor a.
//!                     words       bout  viktor  a
//!                     order       viktor  a  bout
//!                     servant     names of the form Abd al-Rahman become one word
//!                     classify    viktor  a/Initial  bout
//! ```
//!
//! A query may have a second reading, with slips in what is not the name undone: `mend`.

mod aside;
mod baltic;
mod chinese;
mod classify;
mod cyrillic;
mod mend;
mod person;
mod servant;
mod small;
mod words;

use memchr::memchr;

use crate::{
    class::Class,
    fold::{FoldNotes, fold_into},
    language,
};

pub use mend::is_mendable;

/// Tokens beyond this many are not compared. No listed name has more than about thirty.
pub const TOKENS_MAX: usize = 128;

/// A token is compared by its first so many bytes; no word of any list is longer.
pub const TOKEN_BYTES_MAX: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token {
    start: u16,
    end: u16,
    class: Class,
}

/// In which order a name was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As it stands.
    AsWritten,
    /// `LAST, First` may be meant: what stands before the first comma goes to the end, so that tokens stand in
    /// the order in which the name is spoken.
    SurnameFirst,
}

/// A name taken apart: its tokens in order, each with its class. Reusable: the buffers keep their capacity.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    text: String,
    tokens: Vec<Token>,
    /// What was done to the text.
    pub notes: FoldNotes,
    /// The field was cut: its last token may be the beginning of a longer word.
    pub cut: bool,
    /// How many tokens at the end were written first, before a comma (`LAST, First`).
    pub surname_tokens: usize,
    folded: String,
    words: Vec<Word>,
    /// The last word was read as a long legal form with a slip.
    has_misspelled_form: bool,
    scratch: String,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    start: u16,
    end: u16,
    /// Written as letters with dots between them or a dot behind: `S.A.`, `J.`.
    dotted: bool,
    /// Stands before the first comma.
    surname: bool,
}

impl Word {
    /// Whether it is several letters with dots between them, as legal forms are written.
    const fn has_dots(self) -> bool {
        self.dotted && self.end - self.start > 1
    }
}

/// The characters that SWIFT gives a line, and that is assumed of a field whose room is not known; longer names are cut there.
const ROOM_CHARS: u8 = 35;

/// Whether a text fills a field of so many characters, so that it may have been cut there: all of it, or all but the last, where
/// a space was cut off.
#[must_use]
pub fn fills(text: &str, room: u8) -> bool {
    let room = usize::from(room);
    let filled = room.saturating_sub(1)..=room;
    text.len() >= *filled.start() && filled.contains(&text.trim_end().chars().take(room + 1).count())
}

/// A name without what the UN's list writes where one of its four parts is not known: `na`, in small letters behind capital ones.
fn without_nothing(text: &str) -> &str {
    let mut name = text;
    while let Some(rest) = name.strip_suffix(" na") {
        name = rest;
    }
    let is_capital = || name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    if name.len() < text.len() && is_capital() {
        name
    } else {
        text
    }
}

/// Shorter legal forms begin longer words: `SA`, `CO`, `AS`.
const WHOLE_FORM_BYTES_MIN: usize = 3;

impl Analysis {
    /// Takes a name apart.
    #[must_use]
    pub fn of(text: &str, order: Order) -> Analysis {
        let mut analysis = Analysis::default();
        analysis.analyze(text, order);
        analysis
    }

    /// Takes a name apart, into this analysis; what it held before is gone.
    pub fn analyze(&mut self, text: &str, order: Order) {
        self.analyze_in_room(text, order, None);
    }

    /// Like [`Analysis::analyze`], of a text from a field that has room for so many characters: what [`fills`] it may have
    /// been longer. `None`: the room is not known, and is taken for 35.
    pub fn analyze_in_room(&mut self, text: &str, order: Order, room: Option<u8>) {
        self.take_apart(text, order, room, None);
    }

    /// Takes a name apart as it is written or, with a word for what is listed, with slips in it mended.
    fn take_apart(
        &mut self,
        text: &str,
        order: Order,
        room: Option<u8>,
        mending: Option<&dyn Fn(&str) -> bool>,
    ) {
        self.text.clear();
        self.tokens.clear();
        self.words.clear();
        self.notes = FoldNotes::default();
        self.surname_tokens = 0;
        self.has_misspelled_form = false;
        let text = without_nothing(text);
        let mut folded = std::mem::take(&mut self.folded);
        fold_into(text, &mut folded, &mut self.notes);
        self.split(&folded);
        let surname = self.words.iter().take_while(|word| word.surname).count();
        // What stands in parentheses is a remark, with a comma of its own.
        let is_in_remark =
            || memchr(b'(', text.as_bytes()).is_some_and(|open| memchr(b',', text.as_bytes()) > Some(open));
        let is_first = surname > 0
            && surname < self.words.len()
            && !is_in_remark()
            && (order == Order::SurnameFirst || self.is_like_surname_first(&folded, surname));
        if is_first {
            self.words.rotate_left(surname);
        } else {
            self.words.iter_mut().for_each(|word| word.surname = false);
        }
        let is_full = fills(text, room.unwrap_or(ROOM_CHARS));
        if let Some(is_listed) = mending {
            self.mend_words(is_full, cyrillic::has_cyrillic(text), is_listed);
        }
        self.join_abd();
        let aside = if is_first {
            (0..0, Class::Acronym)
        } else {
            self.words_aside(text)
        };
        self.classify(aside);
        self.cut = is_full
            && self.tokens.len() > 1
            && text.trim_end().ends_with(char::is_alphanumeric)
            && !self.ends_in_legal_form();
        self.folded = folded;
    }

    /// How many tokens there are.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether nothing was left of the text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The folded text of a token.
    #[must_use]
    #[inline]
    pub fn token(&self, position: usize) -> &str {
        let token = self.tokens[position];
        &self.text[usize::from(token.start)..usize::from(token.end)]
    }

    /// The class of a token.
    #[must_use]
    #[inline]
    pub fn class(&self, position: usize) -> Class {
        self.tokens[position].class
    }

    /// Tokens with their classes, in order.
    #[inline]
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = (&str, Class)> {
        self.tokens
            .iter()
            .map(|t| (&self.text[usize::from(t.start)..usize::from(t.end)], t.class))
    }

    /// Whether a legal form that no longer word begins with stands at the end: the name is over, so nothing of it was cut.
    fn ends_in_legal_form(&self) -> bool {
        let is_form = |token: &Token| token.class == Class::LegalForm;
        let is_long = |word: &Word| usize::from(word.end - word.start) >= WHOLE_FORM_BYTES_MIN;
        self.tokens.last().is_some_and(is_form) && self.words.last().is_some_and(is_long)
    }

    /// Whether a text of which nobody says what it is looks like `LAST, First`: one comma, few words on both sides,
    /// and neither a number nor a legal form behind it.
    fn is_like_surname_first(&self, folded: &str, surname: usize) -> bool {
        let language = language::get();
        let given = &self.words[surname..];
        surname <= 3
            && given.len() <= 3
            && folded.bytes().filter(|&b| b == b',').count() == 1
            && given.iter().all(|word| {
                let text = self.word(*word);
                !word.has_dots()
                    && !text.bytes().any(|b| b.is_ascii_digit())
                    && !language
                        .phrases(text)
                        .iter()
                        .any(|phrase| phrase.class == Class::LegalForm)
            })
    }

    fn word(&self, word: Word) -> &str {
        &self.text[usize::from(word.start)..usize::from(word.end)]
    }
}

#[cfg(test)]
mod tests {
    use super::{Analysis, Class, Order};

    fn tokens(text: &str) -> String {
        let analysis = Analysis::of(text, Order::SurnameFirst);
        analysis
            .tokens()
            .map(|(token, class)| match class {
                Class::Word => token.to_owned(),
                other => format!("{token}/{other:?}"),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_listed_person_is_put_in_spoken_order() {
        assert_eq!(
            tokens("BOUT, Viktor Anatolijevitch"),
            "viktor anatolijevitch bout"
        );
    }

    #[test]
    fn a_field_of_35_characters_is_cut_unless_a_legal_form_ends_the_name() {
        let is_cut = |text: &str| {
            assert_eq!(text.len(), 35, "{text}");
            Analysis::of(text, Order::AsWritten).cut
        };
        assert!(is_cut("NATIONAL SUPERCONDUCTOR TECHNOLOGIE"));
        assert!(!is_cut("American Superconductor Corporation"));
        // A short form may be the beginning of a longer word.
        assert!(is_cut("NATIONAL PETROLEUM BANK OF SAUDI SA"));
    }

    #[test]
    fn a_field_of_other_room_is_cut_where_that_ends_and_nowhere_else() {
        let is_cut = |text: &str, room: u8| {
            let mut analysis = Analysis::default();
            analysis.analyze_in_room(text, Order::AsWritten, Some(room));
            analysis.cut
        };
        assert!(is_cut("ISLAMIC REPUBLIC SHIPP", 22));
        assert!(is_cut("ISLAMIC REPUBLIC SHIP", 22), "a space was cut off");
        assert!(!is_cut("ISLAMIC REPUBLIC SHI", 22));
        assert!(!is_cut("SANCTUARYOFTHEGODSLTDX", 22), "one word is no cut name");
        assert!(!is_cut("NATIONAL SUPERCONDUCTOR TECHNOLOGIE", 140));
        assert!(!is_cut("NATIONAL PETROLEUM GMBH", 23));
    }

    #[test]
    fn the_servant_of_god_is_one_name_however_it_is_written() {
        for text in [
            "Abd al-Rahman",
            "Abdul Rahman",
            "Abdurrahman",
            "ABDULRAHMAN",
            "Abd-El-Rahman",
            "Abdirahman",
        ] {
            assert_eq!(tokens(text), "abdurahman", "{text}");
        }
        assert_eq!(
            tokens("Abdallah Abdullah, Abd Allah"),
            tokens("Abdullah, Abdullah Abdullah")
        );
    }

    #[test]
    fn the_first_letter_of_what_a_servant_serves_is_an_initial_with_him() {
        assert_eq!(tokens("Abdul H. Murad"), "a/Initial murad");
        assert_eq!(tokens("Abd al-H. Murad"), "a/Initial murad");
        assert_eq!(tokens("Abdul H."), "abdul h/Initial");
    }

    #[test]
    fn legal_forms_fold_to_their_family_where_they_stand_like_one() {
        assert_eq!(tokens("PETROPLUS LTD"), tokens("Petroplus Limited"));
        assert_eq!(
            tokens("CASA GRAJALES S.A."),
            tokens("Casa Grajales Sociedad Anonima")
        );
        assert_eq!(tokens("SA Jimmy"), "sa jimmy");
    }

    #[test]
    fn a_title_that_firms_bear_too_is_one_beside_the_name_of_a_person_only() {
        assert_eq!(
            tokens("President Nicolas Maduro"),
            "president/Title nicolas maduro"
        );
        assert_eq!(
            tokens("Nicolas Maduro (President)"),
            "nicolas maduro president/Title"
        );
        assert_eq!(
            tokens("Admiral General Trading"),
            "admiral general/Generic trading/Generic"
        );
        assert_eq!(
            tokens("PREMIER LEAGUE LTD"),
            "premier league/Generic =ltd/LegalForm"
        );
        assert_eq!(tokens("LADY MARIA"), "lady maria");
    }

    #[test]
    fn what_stands_before_the_name_of_a_ship_is_no_part_of_it() {
        for text in [
            "MV BEHSHAD",
            "M/V Behshad",
            "M.V. BEHSHAD",
            "Motor Vessel BEHSHAD",
        ] {
            assert!(tokens(text).ends_with("/Title behshad"), "{}", tokens(text));
        }
        assert_eq!(tokens("BEHSHAD MT"), "behshad mt");
        assert_eq!(tokens("MT"), "mt");
    }

    #[test]
    fn an_acronym_in_parentheses_says_what_the_name_says() {
        assert_eq!(
            tokens("ISLAMIC INTERNATIONAL BRIGADE (IIB)"),
            "islamic/Generic international/Generic brigade/Generic iib/Acronym"
        );
        assert!(tokens("ISLAMIC STATE - KHORASAN (IS-K)").ends_with(" is/Acronym k/Acronym"));
        assert!(tokens("SAHAND ALUMINUM PARTS INDUSTRIAL COMPANY (SAPICO)").ends_with("sapico/Acronym"));
        assert!(tokens("IIB (Islamic International Brigade)").starts_with("iib/Acronym islamic/"));
        for text in [
            "ISLAMIC INTERNATIONAL BRIGADE IIB",
            "MAYBACH (IIB)",
            "SHIPPING LINES (IIB)",
        ] {
            assert!(tokens(text).ends_with("iib"), "{text}");
        }
    }

    #[test]
    fn a_rank_of_several_words_is_no_part_of_the_name() {
        assert_eq!(
            tokens("Vice Admiral Ali Fadavi"),
            "vice/Title admiral/Title ali fadavi"
        );
        assert_eq!(tokens("Ali Fadavi Rear Admiral"), "ali fadavi rear admiral/Title");
        assert_eq!(tokens("Premier Admiral Hotel"), "premier admiral hotel/Generic");
    }

    #[test]
    fn a_legal_form_is_one_however_points_part_its_letters() {
        for text in ["Lacno spol. s r.o.", "Lacno spol. s.r.o.", "Lacno spol s r. o."] {
            assert_eq!(tokens(text), "lacno =sro/LegalForm", "{text}");
        }
        assert_eq!(tokens("Oficoop S. A. de C.V."), "oficoop =sa/LegalForm");
    }

    #[test]
    fn which_branch_is_meant_is_no_part_of_the_name() {
        for text in [
            "Hanifa Exchange (branch located in Albu Kamal, Syria)",
            "Hanifa Exchange (Baghdad Branch)",
        ] {
            let others = tokens(text);
            let (name, aside) = others.split_at("hanifa exchange/Generic ".len());
            assert_eq!(name, "hanifa exchange/Generic ", "{text}");
            assert!(
                aside.split(' ').all(|token| token.ends_with("/Title")),
                "{text}: {aside}"
            );
        }
        assert!(!tokens("Hanifa Exchange (Hong Kong)").contains("/Title"));
    }

    #[test]
    fn the_uns_word_for_no_name_is_none() {
        for text in ["FAIZULLAH KHAN NOORZAI na", "FAIZULLAH KHAN NOORZAI na na"] {
            assert_eq!(tokens(text), "faizullah khan noorzai", "{text}");
        }
        for text in ["Wang Na", "WANG NA", "Li na", "na"] {
            assert!(tokens(text).ends_with("na"), "{text}");
        }
    }

    #[test]
    fn what_a_transport_left_in_a_text_is_no_part_of_the_name() {
        assert_eq!(tokens("AL%20RASHID%20TRUST"), "al/Particle rashid trust/Generic");
        for text in ["Reinaldo MuÃ±oz", "Reinaldo Mu%C3%B1oz", "Reinaldo Mu\\u00f1oz"] {
            assert_eq!(tokens(text), "reinaldo munoz", "{text}");
        }
        assert_eq!(tokens("Mª Leonor Cruz"), "maria leonor cruz");
        assert_eq!(tokens("Ma. Leonor Cruz"), "maria leonor cruz");
    }

    #[test]
    fn titles_alone_are_the_name() {
        assert_eq!(tokens("Haji Sahib"), "haji sahib");
        assert_eq!(tokens("Haji Khan"), "haji/Title khan");
    }

    #[test]
    fn a_syllable_of_a_koreans_name_is_no_particle() {
        assert_eq!(tokens("KIM, Jong Il"), "jong il kim");
        assert_eq!(tokens("Do Chun Pak"), "do chun pak");
        assert_eq!(
            tokens("Carlos do Nascimento Kim"),
            "carlos do/Particle nascimento kim"
        );
        assert_eq!(tokens("Il Sole Kim"), "il/Particle sole kim");
        assert_eq!(tokens("Cho Il U"), "cho il u");
        assert_eq!(tokens("O, Kuk-Ryol"), "kuk ryol o");
        assert_eq!(tokens("Kim U. Lee"), "kim u/Initial lee");
        assert_eq!(tokens("U Thein Soe"), "u/Initial thein soe");
    }

    #[test]
    fn letters_with_dots_are_initials_or_an_acronym() {
        assert_eq!(tokens("J.K. Smith"), "j/Initial k/Initial smith");
        assert_eq!(tokens("I.R.I.S.L. Benelux"), "irisl benelux");
        for text in ["Yu. V. Kovalchuk", "Yu.V. Kovalchuk"] {
            assert_eq!(tokens(text), "y/Initial v/Initial kovalchuk", "{text}");
        }
        assert_eq!(tokens("Jack Ma."), "jack ma");
        assert_eq!(tokens("علي ن. إبراهيم"), "~ali ~n/Initial ~abrahim");
    }

    #[test]
    fn digits_inside_a_word_are_letters_and_behind_it_a_number() {
        assert_eq!(tokens("Ig0r Sech1n"), "igor sechin");
        assert_eq!(tokens("SHIFT4"), "shift4");
    }

    #[test]
    fn a_number_is_written_in_one_way() {
        for text in ["007", "0.0.7", "7th", "no 0@$007"] {
            assert!(tokens(text).ends_with("7/Number"), "{text}: {}", tokens(text));
            assert!(!tokens(text).contains("07"), "{text}: {}", tokens(text));
        }
    }

    #[test]
    fn a_name_without_any_solid_token_is_carried_by_what_there_is() {
        assert_eq!(tokens("Q"), "q");
        assert_eq!(tokens(""), "");
    }

    #[test]
    fn hostile_text_is_bounded() {
        let analysis = Analysis::of(&"a ".repeat(1 << 19), Order::AsWritten);
        assert!(analysis.notes.capped && analysis.len() <= super::TOKENS_MAX);
        let analysis = Analysis::of(&"x".repeat(5000), Order::AsWritten);
        assert!(analysis.notes.capped && analysis.token(0).len() == super::TOKEN_BYTES_MAX);
    }
}
