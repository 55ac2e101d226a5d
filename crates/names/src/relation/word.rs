//! A token with what relations read in it.

use std::cell::OnceCell;

use super::{romanization, spelling};
use crate::{
    language::{self, Sounds, Tradition, is_known_word},
    sounds::{RowOfSounds, sounds},
    unvoweled::{Heard, each_heard},
};

/// A token with what relations read in it: each reading is made when it is first asked for, and once, however many tokens it is held
/// against.
pub struct Word<'t> {
    /// The token.
    pub text: &'t str,
    is_spelled: OnceCell<bool>,
    is_known: OnceCell<bool>,
    number: OnceCell<Option<u16>>,
    sounds: OnceCell<RowOfSounds>,
    romanized: OnceCell<Vec<(Tradition, Sounds)>>,
    heard: OnceCell<Vec<Heard>>,
}

impl<'t> Word<'t> {
    /// A token of which nothing is read yet.
    #[must_use]
    pub const fn of(text: &'t str) -> Word<'t> {
        Word {
            text,
            is_spelled: OnceCell::new(),
            is_known: OnceCell::new(),
            number: OnceCell::new(),
            sounds: OnceCell::new(),
            romanized: OnceCell::new(),
            heard: OnceCell::new(),
        }
    }

    /// Whether it is mostly letters, which a slip may change and sounds may be read from.
    pub(super) fn is_spelled(&self) -> bool {
        *self.is_spelled.get_or_init(|| spelling::is_spelled(self.text))
    }

    /// Whether it is a word that somebody is known to use.
    pub(super) fn is_known(&self) -> bool {
        *self.is_known.get_or_init(|| is_known_word(self.text))
    }

    /// The number that it is.
    pub(super) fn number(&self) -> Option<u16> {
        *self.number.get_or_init(|| language::get().number(self.text))
    }

    /// What it sounds like.
    pub(super) fn sounds(&self) -> &[u8] {
        self.sounds.get_or_init(|| sounds(self.text))
    }

    /// Its readings as a Slavic name.
    pub(super) fn romanized(&self) -> &[(Tradition, Sounds)] {
        self.romanized.get_or_init(|| {
            let mut readings = Vec::new();
            romanization::each_reading(self, |tradition, sounds| readings.push((tradition, sounds)));
            readings
        })
    }

    /// How it is heard, where it or another is written without short vowels.
    pub(super) fn heard(&self) -> &[Heard] {
        self.heard.get_or_init(|| {
            // Most words are heard in one way.
            let mut ways = Vec::with_capacity(1);
            each_heard(self.text, |heard| ways.push(heard));
            ways
        })
    }
}
