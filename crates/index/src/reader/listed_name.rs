use portcullis_model::{NameKind, Schema};
use portcullis_names::{Class, Tokens};

use super::Index;
use crate::layout::{HELD_ALWAYS, HELD_BEFORE, NameRecord, NameToken, OF_PERSON};

/// A listed name, read in place.
#[derive(Debug, Clone, Copy)]
pub struct ListedName<'i> {
    pub(super) index: &'i Index,
    pub(super) record: &'i NameRecord,
    pub(super) tokens: &'i [NameToken],
}

impl<'i> ListedName<'i> {
    /// The designation that bears it.
    #[must_use]
    #[inline]
    pub fn designation(&self) -> u32 {
        self.record.designation.get()
    }

    /// The name as published.
    #[must_use]
    pub fn published(&self) -> &'i str {
        self.index.text(self.record.text)
    }

    /// What kind of name it is.
    #[must_use]
    #[inline]
    pub fn kind(&self) -> NameKind {
        NameKind::ALL[usize::from(self.record.kind)]
    }

    /// What leaving the token at a position out costs a score, see [`portcullis_names::cost_of_leaving_out`].
    /// Panics on a position that is not of this name.
    #[must_use]
    #[inline]
    pub fn cost(&self, position: usize) -> f32 {
        self.tokens[position].cost.get()
    }

    /// What the token at a position says when it matches, see [`portcullis_names::telling_weight`]. Panics on a
    /// position that is not of this name.
    #[must_use]
    #[inline]
    pub fn telling(&self, position: usize) -> f32 {
        self.tokens[position].telling.get()
    }

    /// [`HAS_INITIALS`](crate::HAS_INITIALS) and the like.
    #[must_use]
    #[inline]
    pub fn flags(&self) -> u8 {
        self.record.flags
    }

    /// Whether some record of the designation is without it: what is found of it depends on the day.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.record.held != HELD_ALWAYS
    }

    /// Whether the newest record of the designation is without it.
    #[must_use]
    pub fn is_former(&self) -> bool {
        self.record.held == HELD_BEFORE
    }

    /// What all its tokens weigh.
    #[must_use]
    #[inline]
    pub fn total_weight(&self) -> f32 {
        self.record.weight.get()
    }

    /// What kind of thing its designation is.
    #[must_use]
    #[inline]
    pub fn schema(&self) -> Schema {
        Schema::ALL[usize::from(self.record.schema)]
    }

    /// The ordinal of the token at a position. Panics on a position that is not of this name.
    #[must_use]
    #[inline]
    pub fn token(&self, position: usize) -> u32 {
        self.tokens[position].token.get()
    }
}

impl Tokens for ListedName<'_> {
    #[inline]
    fn len(&self) -> usize {
        self.tokens.len()
    }
    #[inline]
    fn text(&self, position: usize) -> &str {
        self.index.token_text(self.token(position))
    }
    #[inline]
    fn class(&self, position: usize) -> Class {
        // Checked when the index was opened.
        Class::from_byte(self.tokens[position].class).unwrap_or(Class::Word)
    }
    #[inline]
    fn weight(&self, position: usize) -> f32 {
        self.tokens[position].weight.get()
    }
    #[inline]
    fn is_person(&self) -> bool {
        self.record.flags & OF_PERSON != 0
    }
    #[inline]
    fn is_vessel(&self) -> bool {
        self.schema() == Schema::Vessel
    }
    #[inline]
    fn surname_tokens(&self) -> usize {
        usize::from(self.record.surname_tokens)
    }
}
