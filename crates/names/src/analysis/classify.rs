//! Words to tokens: each gets its class, by itself and by where it stands.

use std::ops::Range;

use super::{Analysis, Token, Word, servant::is_article, words::is_number};
use crate::{
    class::Class,
    language::{self, Phrase, Stands},
    relation::{is_korean_syllable, is_korean_vowel},
    unvoweled::is_initial,
};

/// A family name and the syllables of a given name.
const KOREAN_WORDS: std::ops::RangeInclusive<usize> = 2..=3;

impl Analysis {
    /// Makes tokens of the words, of which some are of a class whatever they are ([`Analysis::words_aside`]).
    pub(super) fn classify(&mut self, aside: (Range<usize>, Class)) {
        let (aside, class) = aside;
        self.surname_tokens = 0;
        let mut i = 0;
        while i < self.words.len() {
            if aside.contains(&i) {
                let Word {
                    start, end, surname, ..
                } = self.words[i];
                self.push_token(Token { start, end, class }, surname);
                i += 1;
                continue;
            }
            if let Some(phrase) = self.phrase_at(i) {
                self.push_phrase(i, phrase);
                i += phrase.rest.len() + 1;
            } else {
                self.push_by_itself(i);
                i += 1;
            }
        }
        // A name of nothing solid is carried by what there is: `THE CO`, `Q`, `AL`.
        if !self.tokens.is_empty() && !self.tokens.iter().any(|token| token.class.is_solid()) {
            let only_one =
                self.words.len() == 1 || self.tokens.iter().all(|token| token.class == Class::Title);
            for token in &mut self.tokens {
                if token.class != Class::Title || only_one {
                    token.class = Class::Word;
                }
            }
        }
    }

    /// The phrase that begins at `i`: a title, particle, legal form or number word of one or more words.
    fn phrase_at(&self, i: usize) -> Option<&'static Phrase> {
        let text = self.word(self.words[i]);
        // A single letter is an initial before it is a conjunction (`Y. Kovalchuk`); `c o` is a phrase.
        let initial = text.len() == 1;
        language::get().phrases(text).iter().find(|phrase| {
            (!initial || !phrase.rest.is_empty())
                && i + phrase.rest.len() < self.words.len()
                && phrase
                    .rest
                    .iter()
                    .zip(&self.words[i + 1..])
                    .all(|(want, have)| self.word(*have) == *want)
                && self.may_be(phrase.class, i, phrase.rest.len() + 1)
                && self.may_stand(phrase.stands, i, phrase.rest.len() + 1)
        })
    }

    fn push_phrase(&mut self, i: usize, phrase: &Phrase) {
        let word = self.words[i];
        // Written anew even when unchanged, for multi-word phrases; one-word ones keep their place.
        let (start, end) = if phrase.rest.is_empty() && phrase.folded == self.word(word) {
            (word.start, word.end)
        } else {
            self.push_text(&phrase.folded).unwrap_or((word.start, word.end))
        };
        let class = phrase.class;
        self.push_token(Token { start, end, class }, word.surname);
    }

    fn push_by_itself(&mut self, i: usize) {
        let word = self.words[i];
        let (mut start, mut end) = (word.start, word.end);
        if word.dotted && end - start == 2 {
            // Two initials written together: `J.K.`.
            let class = Class::Initial;
            for start in start..end {
                let end = start + 1;
                self.push_token(Token { start, end, class }, word.surname);
            }
            return;
        }
        let class = if is_number(self.word(word)) {
            Class::Number
        } else if self.announces_number(i) {
            Class::Title
        } else if let Some(family) = self.misspelled_form(i) {
            self.has_misspelled_form = true;
            match self.push_text(family) {
                Some(family) => {
                    (start, end) = family;
                    Class::LegalForm
                }
                None => Class::Word,
            }
        } else {
            self.class_of_word(i)
        };
        self.push_token(Token { start, end, class }, word.surname);
    }

    /// Whether the word only says that a number follows: `No. 1`, `Nr 1`.
    fn announces_number(&self, i: usize) -> bool {
        const WORDS: [&str; 7] = ["no", "nr", "nro", "num", "number", "numero", "nomer"];
        i > 0
            && WORDS.contains(&self.word(self.words[i]))
            && self
                .words
                .get(i + 1)
                .is_some_and(|next| language::get().number(self.word(*next)).is_some())
    }

    fn class_of_word(&self, i: usize) -> Class {
        let text = self.word(self.words[i]);
        let language = language::get();
        // Behind the article a place is where a person's family is from: al-Kuwaiti.
        let of_origin = || i > 0 && language.is_place(text) && is_article(self.word(self.words[i - 1]));
        let is_letter = || {
            let word = self.words[i];
            // `Cho Il U`, and not `Kim U. Lee`.
            word.dotted || !is_korean_vowel(text) || !self.is_syllable_of_a_korean(i)
        };
        if (text.len() == 1 && is_letter()) || is_initial(text) {
            Class::Initial
        } else if language.is_generic(text) && !of_origin() {
            Class::Generic
        } else {
            Class::Word
        }
    }

    /// Appends what stands for words of the name; `None` when the buffer is full.
    fn push_text(&mut self, text: &str) -> Option<(u16, u16)> {
        let start = self.text.len();
        self.text.push_str(text);
        Some((u16::try_from(start).ok()?, u16::try_from(self.text.len()).ok()?))
    }

    fn push_token(&mut self, token: Token, surname: bool) {
        self.surname_tokens += usize::from(surname);
        self.tokens.push(token);
    }

    /// Whether the words at `i` may be a phrase of that class where they stand.
    fn may_be(&self, class: Class, i: usize, words: usize) -> bool {
        if class == Class::Particle && words == 1 {
            // `Ben Netanyahu`: nobody's name begins with "son of".
            let is_name = i == 0 && matches!(self.word(self.words[i]), "ben" | "mac" | "san");
            return !is_name && !self.is_syllable_of_a_korean(i);
        }
        if class != Class::LegalForm {
            return true;
        }
        let first = self.words[i];
        let text = self.word(first);
        // A branch is written with its place behind it: `GMBH GERMANY`.
        let last = self.words[i + words..]
            .iter()
            .all(|word| language::get().is_place(self.word(*word)));
        // Short forms are names, particles and states too (`SA`, `AS`, `CO`): there they need the place or the
        // dots of a legal form. No name is only a legal form.
        if words >= 2 || first.dotted {
            let letters = self.words[i..i + words]
                .iter()
                .all(|word| self.word(*word).len() == 1);
            // `J.P. Morgan` begins with initials.
            let initials = words == 1 && text.len() == 2 && i == 0;
            return !initials && (!letters || (last && i > 0));
        }
        if text.len() <= 2 {
            return last && i > 0;
        }
        (last && i > 0) || language::get().common_tier(text).is_none()
    }

    /// Whether the word at `i` is a syllable of a Korean's name: `Kim Jong Il`, `Do Chun Pak`. Each word of such a name is a syllable,
    /// and the first or the last is a family name: another one, but in a name of three, where it may be of one letter (`O Kuk Ryol`).
    fn is_syllable_of_a_korean(&self, i: usize) -> bool {
        let last = self.words.len() - 1;
        let is_family_name = |at: usize| {
            let may_be = at != i || self.words.len() == 3 && self.word(self.words[at]).len() == 1;
            may_be
                && language::get()
                    .scripts
                    .is_korean_family_name_in_latin(self.word(self.words[at]))
        };
        KOREAN_WORDS.contains(&self.words.len())
            && (is_family_name(0) || is_family_name(last))
            && self.words.iter().all(|word| is_korean_syllable(self.word(*word)))
    }

    /// Whether the words at `i` stand where their phrase must.
    fn may_stand(&self, stands: Stands, i: usize, words: usize) -> bool {
        match stands {
            Stands::Anywhere => true,
            Stands::First => i == 0 && words < self.words.len(),
            Stands::BesidePerson => {
                // A rank may be two words, and a person has more than one title: `Vice Admiral`, `Senator General`.
                let language = language::get();
                let is_title = |word: &Word| language.is_by_itself(self.word(*word), Class::Title);
                let but_titles = |words: &'_ [Word]| words.iter().all(is_title);
                let (before, behind) = (&self.words[..i], &self.words[i + words..]);
                let name = match (but_titles(before), but_titles(behind)) {
                    (true, _) => behind,
                    (false, true) => before,
                    (false, false) => return false,
                };
                name.len() >= 2 && name.iter().all(|word| self.is_of_person(*word))
            }
        }
    }

    /// Whether a word may be part of a person's name: it is no number, no legal form and no word that many companies share.
    fn is_of_person(&self, word: Word) -> bool {
        let text = self.word(word);
        let language = language::get();
        !is_number(text)
            && !language.is_generic(text)
            && language
                .phrases(text)
                .iter()
                .all(|phrase| !phrase.rest.is_empty() || phrase.class != Class::LegalForm || text.len() <= 2)
    }

    /// The family of a long legal form that the last word is one edit away from (`LIMITD`).
    fn misspelled_form(&self, i: usize) -> Option<&'static str> {
        if i == 0 || i + 1 != self.words.len() {
            return None;
        }
        language::get().misspelled_legal_form(self.word(self.words[i]))
    }
}
