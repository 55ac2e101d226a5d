use serde::{Deserialize, Serialize};

use crate::{Field, IdentifierKind, NameKind, PlaceIn, Score, words};

words! {
    /// How a query token and a listed token are related. The scorer knows no other relations, and the index
    /// can enumerate each of them: that is what makes the fast path lossless.
    pub enum TokenRelation ("token relation") {
        /// The same after folding.
        Exact = "exact",
        /// Within the edit distance that the length allows.
        Edit = "edit",
        /// The same consonant skeleton: one name, transliterated twice.
        Skeleton = "transliteration",
        /// A nickname or other form of the same given name.
        Nickname = "nickname",
        /// The same number, written otherwise (`VII`, `7`, `seven`).
        Number = "number",
        /// One letter for a word that begins with it.
        Initial = "initial",
        /// Two neighbouring query tokens written as one on the list.
        Split = "split",
        /// One query token written as several on the list.
        Joined = "joined",
        /// The last token of a cut field, a prefix of the listed token.
        Cut = "cut",
        /// The same word of a company's name in another language, inflected or abbreviated (`trading`, `comercio`).
        Synonym = "synonym",
        /// The same legal form, in another spelling or language.
        LegalForm = "legal-form",
    }
}

words! {
    /// A fact about a party that corroborates or contradicts a name match.
    pub enum Fact ("fact") {
        /// Date of birth.
        BirthDate = "birth-date",
        /// Country of residence, address or nationality.
        Country = "country",
        /// Gender.
        Gender = "gender",
        /// Kind of party.
        Schema = "schema",
    }
}

words! {
    /// Whether a fact of the payment fits the designation.
    pub enum Agreement ("agreement") {
        /// It fits.
        Agrees = "agrees",
        /// It does not fit.
        Conflicts = "conflicts",
    }
}

/// One piece of why a hit is a hit. A hit's evidence, read in order, is its explanation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Evidence {
    /// A query token (or several neighbours) matched a listed token (or several).
    Token {
        /// The query's text, folded.
        query: String,
        /// The listed text, folded.
        listed: String,
        /// How they are related.
        relation: TokenRelation,
        /// How much of a match that is, 0 to 1.
        similarity: f32,
        /// What the listed token weighs: rare is heavy.
        weight: f32,
    },
    /// A token that found no counterpart.
    Unmatched {
        /// The text, folded.
        text: String,
        /// Whether it stands on the list's side (otherwise: the query's).
        listed: bool,
        /// What it weighs.
        weight: f32,
    },
    /// A rule lowered or raised the score.
    Adjustment {
        /// What happened, for a person to read.
        reason: String,
        /// Factor that the score was multiplied with.
        factor: f32,
    },
    /// A fact other than the name was compared.
    Corroboration {
        /// Which.
        fact: Fact,
        /// Whether it fits.
        agreement: Agreement,
        /// What the query says.
        query: String,
        /// What the list says.
        listed: String,
    },
    /// An identifier is the same after canonical form.
    Identifier {
        /// What kind it is on the list.
        id_kind: IdentifierKind,
        /// The canonical value.
        value: String,
    },
    /// A place is named.
    Place {
        /// What names it.
        stated: PlaceIn,
        /// What stands there: `KP`, `FTBDKPPY`, or the words of a text, in lower case and without marks.
        text: String,
        /// What that names, as a person reads it: `Simferopol`.
        name: String,
    },
    /// Something was done to the text before it could be compared (homoglyphs, digits for letters, a cap).
    Text {
        /// What, for a person to read.
        note: String,
    },
}

/// What made the hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HitBasis {
    /// An identifier: exact.
    Identifier,
    /// A name: fuzzy.
    Name,
    /// A place by which law binds.
    Place,
    /// An earlier payment of the batch that it stopped, and that this one resembles: nothing of the designation stands in this one.
    Resubmission,
}

/// A designation found in a field of a payment.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Ordinal of the designation in its index.
    pub designation: u32,
    /// Where it was found.
    pub field: Field,
    /// What made the hit.
    pub basis: HitBasis,
    /// How strong it is. [`Score::ONE`] for an identifier and for a place.
    pub score: Score,
    /// An exact identifier, a place that a field states, or a reviewer's `true-match`: only such a hit blocks without a person.
    pub certain: bool,
    /// The listed name (or identifier) that matched best, as published.
    pub matched: String,
    /// What kind of name matched; `None` for an identifier and for a place.
    pub name_kind: Option<NameKind>,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// A match of names that is no hit only because of facts: the name alone would have alerted.
#[derive(Debug, Clone, PartialEq)]
pub struct Discounted {
    /// What it would have been; its score, which the facts lowered, is below the threshold.
    pub hit: Hit,
    /// What the facts multiplied the score with.
    pub factor: f32,
}

impl Hit {
    /// A hit by name, not certain, of which no evidence is given yet.
    #[must_use]
    pub const fn by_name(designation: u32, field: Field, score: Score) -> Hit {
        Hit {
            designation,
            field,
            basis: HitBasis::Name,
            score,
            certain: false,
            matched: String::new(),
            name_kind: None,
            evidence: Vec::new(),
        }
    }

    /// A hit by an identifier, certain, of which no evidence is given yet.
    #[must_use]
    pub fn by_identifier(designation: u32, field: Field) -> Hit {
        Hit {
            basis: HitBasis::Identifier,
            certain: true,
            ..Hit::by_name(designation, field, Score::ONE)
        }
    }
}
