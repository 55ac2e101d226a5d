#![doc = include_str!("../README.md")]

mod country;
mod designation;
mod field;
mod hit;
mod identifier;
mod instrument;
mod measure;
mod money;
mod outcome;
mod party;
mod payment;
mod place;
mod placeholder;
mod purpose;
#[cfg(feature = "schema")]
mod schema;
mod score;

pub use country::CountryCode;
pub use designation::{
    Address, Authority, BirthDate, Designation, EffectiveDate, Former, Gender, Interval, Name, NameKind,
    Relation, RelationKind, Schema,
};
pub use field::Field;
pub use hit::{Agreement, Discounted, Evidence, Fact, Hit, HitBasis, TokenRelation};
pub use identifier::{Identifier, IdentifierKind, ParseIdentifierError, StatedIdentifier, has_iban_form};
pub use instrument::Instrument;
pub use jiff::civil::Date;
pub use measure::Measure;
pub use money::{Amount, CurrencyCode};
pub use outcome::Outcome;
pub use party::{Party, PartyDetails, Role};
pub use payment::{Note, Payment, References, Text, TextFlags, TextKind, Underlying};
pub use place::{PlaceCode, PlaceIn};
pub use placeholder::{is_placeholder, may_be_placeholder};
pub use purpose::Purpose;
pub use rust_decimal::Decimal;
pub use score::Score;

/// The text is not one of the words the type knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    /// What was being read, for example `measure`.
    pub what: &'static str,
    /// The word that was met.
    pub word: String,
    /// The words that would have been understood, separated by commas.
    pub known: &'static str,
}

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unknown {} `{}` (known: {})", self.what, self.word, self.known)
    }
}

impl std::error::Error for UnknownWord {}

/// Declares an enum whose variants are written as fixed words in files and on the command line.
macro_rules! words {
    (
        $(#[$meta:meta])* $vis:vis enum $name:ident ($what:literal) {
            $( $(#[$vmeta:meta])* $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $vis enum $name {
            $( $(#[$vmeta])* #[serde(rename = $word)] $variant, )+
        }

        impl $name {
            /// Every variant, in declaration order.
            pub const ALL: &[$name] = &[ $( $name::$variant, )+ ];

            /// The word that files and the command line use.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( $name::$variant => $word, )+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            /// Reads the exact word; callers that accept other cases lowercase first.
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $( $word => Ok($name::$variant), )+
                    _ => Err($crate::UnknownWord {
                        what: $what,
                        word: word.to_owned(),
                        known: concat!("" $( , $word, ", " )+).trim_end_matches(", "),
                    }),
                }
            }
        }
    };
}
pub(crate) use words;
