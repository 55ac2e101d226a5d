//! What a token is in a name.

/// What a token is in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// A word that tells parties apart.
    Word = 0,
    /// A word that many companies share (`trading`, `general`).
    Generic = 1,
    /// A number.
    Number = 2,
    /// A single letter.
    Initial = 3,
    /// A connector: `al`, `bin`, `de`, `and`.
    Particle = 4,
    /// A legal form, folded to its family (`=llc`).
    LegalForm = 5,
    /// An honorific, rank or form of address.
    Title = 6,
    /// The acronym of the name behind it, which says what the name says: `(IIB)`.
    Acronym = 7,
}

impl Class {
    /// From the byte an index stores.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Class> {
        Some(match byte {
            0 => Class::Word,
            1 => Class::Generic,
            2 => Class::Number,
            3 => Class::Initial,
            4 => Class::Particle,
            5 => Class::LegalForm,
            6 => Class::Title,
            7 => Class::Acronym,
            _ => return None,
        })
    }

    /// Whether tokens of this class can carry a match. The others only colour it: a name is never found by its
    /// legal form, its title, a particle or an initial.
    #[must_use]
    pub const fn is_solid(self) -> bool {
        matches!(
            self,
            Class::Word | Class::Generic | Class::Number | Class::Acronym
        )
    }
}
