//! The format of the file: header, section table, sections, checksum.
//!
//! ```text
//! ┌────────────────────────────┐ 0
//! │ Header: magic, version,    │
//! │   sections, length, rules  │
//! ├────────────────────────────┤ 32
//! │ Section table              │ one SectionEntry for each SectionId, in order
//! ├────────────────────────────┤ each section begins at a multiple of 8
//! │ sections …                 │
//! ├────────────────────────────┤ file length − 32
//! │ BLAKE3 of all bytes before │
//! └────────────────────────────┘
//! ```
//!
//! All numbers are little-endian and read in place through `zerocopy`, so no alignment of the map is assumed.
//! A *list* is a row of 32-bit numbers in the `Lists` section: its length, then its items. Dictionaries whose
//! keys have one or several values map a key to `value << 1 | 1` for a single value, or to `list << 1`.

use portcullis_model::Date;
use portcullis_names::{PARTNERS, STORED_WILDCARDS};
use zerocopy::{
    FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned,
    little_endian::{F32, U16, U32, U64},
};

/// First bytes of every index.
pub const MAGIC: [u8; 8] = *b"PORTCLS\x1a";

/// Version of the format; a reader reads its own version only.
pub const VERSION: u32 = 13;

/// The oldest format whose designations stand as they do in this one, so that an index can be built again from them.
pub const REBUILT_SINCE: u32 = 9;

/// Length of the checksum at the end.
pub const CHECKSUM_BYTES: usize = 32;

/// Sections begin at multiples of this.
pub const ALIGNMENT: usize = 8;

/// Start of the file.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct Header {
    pub magic: [u8; 8],
    pub version: U32,
    pub sections: U32,
    pub file_bytes: U64,
    /// [`portcullis_names::RULES_VERSION`] of the program that built it.
    pub rules: U64,
}

/// Where a section is.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct SectionEntry {
    pub offset: U64,
    pub bytes: U64,
}

/// The sections, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum SectionId {
    /// JSON of [`crate::Manifest`], and `stated` with [`crate::Stated`] beside its members.
    Manifest,
    /// UTF-8 text that [`Text`]s point into.
    Strings,
    /// JSON of each `Designation`, one after the other, in blocks of some kilobytes; each block is a raw deflate
    /// stream (RFC 1951).
    Details,
    /// [`DesignationRecord`]s.
    Designations,
    /// [`NameRecord`]s.
    Names,
    /// [`NameToken`]s.
    NameTokens,
    /// [`TokenRecord`]s, sorted by text: a token's ordinal is its rank.
    Tokens,
    /// Buckets: token text to ordinal.
    TokenDictionary,
    /// Buckets: what is left of a token after deletions, to tokens.
    Deletions,
    /// Buckets: consonant skeleton to tokens.
    Skeletons,
    /// `fst` map: neighboring tokens of a name written together, to pairs (name, bytes of the first token when there are
    /// two and 0 when there are more). An odd value is the only pair, halved: the name in its lower 32 bits.
    Joined,
    /// [`IdentifierRecord`]s, by canonical form and then by kind.
    Identifiers,
    /// `fst` map: designation id to ordinal.
    Ids,
    /// Lists of numbers.
    Lists,
    /// For each token, where its postings begin; one more at the end.
    PostingOffsets,
    /// [`Posting`]s: names that hold the token as a solid one, by their first ceiling, highest first; then ascending.
    Postings,
    /// Filter in front of the dictionaries of tokens, deletions, skeletons, joined words and canonical identifiers,
    /// and in front of the two that a pair of words written together is looked up in.
    Filter,
    /// [`BirthDay`]s, ascending: which designations were born on a day that is known.
    BirthDays,
    /// UTF-8 lines: the names of places by which law binds, and what makes one harmless ([`crate::PlaceLine`]).
    Places,
}

/// How many sections there are.
pub const SECTIONS: usize = SectionId::Places as usize + 1;

/// A piece of `Strings`, of `Details`, or of an unpacked block.
#[derive(Debug, Clone, Copy, Default, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct Text {
    pub offset: U32,
    pub bytes: U32,
}

/// A designation.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct DesignationRecord {
    pub id: Text,
    /// Where in `Details` its block is.
    pub details_block: Text,
    /// Where in the block, unpacked, its record is.
    pub details: Text,
    pub first_name: U32,
    pub names: U32,
    /// Place of the `Schema` in `Schema::ALL`.
    pub schema: u8,
    /// 1 where its record holds former ones, else 0: what is found of it then depends on the day.
    pub has_former: u8,
    pub reserved: [u8; 2],
}

/// A listed identifier. All of them are read whenever an index is screened with, so they lie as they are read.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct IdentifierRecord {
    /// Its canonical form.
    pub canonical: Text,
    /// The list of pairs (designation, place in `Designation::identifiers_ever`) whose it is.
    pub list: U32,
    /// Place of the `IdentifierKind` in `IdentifierKind::ALL`.
    pub kind: u8,
    pub reserved: [u8; 3],
}

/// A day on which a designation may have been born: one for each full date that is listed.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct BirthDay {
    /// Year × 10,000 + month × 100 + day.
    pub day: U32,
    pub designation: U32,
}

/// A day as [`BirthDay`] writes it; `None` before the first year.
pub fn day_number(date: Date) -> Option<u32> {
    let year = u32::try_from(date.year()).ok()?;
    let (month, day) = (u32::try_from(date.month()).ok()?, u32::try_from(date.day()).ok()?);
    Some(year * 10_000 + month * 100 + day)
}

/// A name.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct NameRecord {
    pub designation: U32,
    pub text: Text,
    pub first_token: U32,
    pub tokens: U16,
    /// Place of the `NameKind` in `NameKind::ALL`.
    pub kind: u8,
    /// How many tokens at the end are known to be the surname; 0 where nobody says.
    pub surname_tokens: u8,
    /// What all its tokens weigh.
    pub weight: F32,
    /// Place of the designation's `Schema` in `Schema::ALL`.
    pub schema: u8,
    /// [`HAS_INITIALS`] and the like.
    pub flags: u8,
    /// Which records of its designation have it: [`HELD_ALWAYS`], [`HELD_NOW`] or [`HELD_BEFORE`].
    pub held: u8,
    pub reserved: u8,
}

/// A token of a name.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct NameToken {
    pub token: U32,
    pub weight: F32,
    /// What leaving it out costs, see `portcullis_names::cost_of_leaving_out`.
    pub cost: F32,
    /// What it says when it matches, see `portcullis_names::telling_weight`.
    pub telling: F32,
    /// `portcullis_names::Class` as a byte.
    pub class: u8,
    pub reserved: [u8; 3],
}

/// A name under one of its tokens.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct Posting {
    /// Ordinal of the name.
    pub name: U32,
    /// `portcullis_names::Ceilings::with_lighter`.
    pub ceilings: [u8; STORED_WILDCARDS.len()],
    /// `portcullis_names::Ceilings::alone`.
    pub alone: [u8; STORED_WILDCARDS.len()],
    /// [`HAS_INITIALS`] and the like.
    pub flags: u8,
    /// The heaviest other solid tokens of the name, or [`NO_TOKEN`]: where this token is not enough, one of them must
    /// match too, and so the first look at a name is a look at its posting.
    pub partners: [U32; PARTNERS],
}

impl Posting {
    /// [`Posting::partners`] as numbers of this machine.
    #[must_use]
    #[inline]
    pub fn partner_tokens(&self) -> [u32; PARTNERS] {
        self.partners.map(U32::get)
    }
}

/// The name is a person's and has initials: they match words that are related to nothing.
pub const HAS_INITIALS: u8 = 1;

/// The name has more solid tokens than a posting has room for.
pub const HAS_MORE: u8 = 2;

/// The name has a legal form, see `portcullis_names::has_legal_form`.
pub const HAS_LEGAL_FORM: u8 = 4;

/// The name has tokens that are neither solid nor initials nor legal forms: titles, particles.
pub const HAS_SMALL_WORDS: u8 = 8;

/// The name has two initials side by side, which match a word of two letters that is related to nothing, or ends with a letter, which
/// may be a numeral and matches a number that is.
pub const HAS_INITIALS_TOGETHER: u8 = 16;

/// The name is a person's: its designation is a person, or something that nobody says and the name reads as a person's.
pub const OF_PERSON: u8 = 32;

/// All records of its designation have the name.
pub const HELD_ALWAYS: u8 = 0;

/// The newest record of its designation has the name, and a former one is without it.
pub const HELD_NOW: u8 = 1;

/// Only former records of its designation have the name.
pub const HELD_BEFORE: u8 = 2;

/// In place of a token: there is none.
pub const NO_TOKEN: u32 = u32::MAX;

/// A token of the dictionary.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct TokenRecord {
    pub text: Text,
    /// How many designations bear it, if it is as common in the index as on the list where it is most common.
    pub listed_in: U32,
}
