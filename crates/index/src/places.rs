//! The section `Places`: how its lines are read.
//!
//! A line is cells parted by tabs. The first is the version alone; then come names (`N`: place, kind, where it counts,
//! where else there is such a name, how a person reads it, its plain words) and harmless contexts (`H`: the plain words of a
//! name or `*`, side, plain words beside it, reason).

use portcullis_model::PlaceCode;

/// The version of the tables in `data/` and of how they are compiled. Raise it with every change of either: a test knows the
/// digest of the section, and an index with other places is refused by name.
pub const PLACES_VERSION: u32 = 7;

/// First cell of the line of a name, and of a harmless context.
pub(crate) const NAME: &str = "N";
pub(crate) const HARMLESS: &str = "H";

/// A name of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceName<'a> {
    /// The place.
    pub place: PlaceCode,
    /// Whether it is the name of a city in the place, or of a body of a government, and not of the place itself.
    pub is_part: bool,
    /// In what it counts.
    pub within: Within,
    /// Countries that have a town of this name, as codes parted by commas.
    pub elsewhere: &'a str,
    /// As a person reads it.
    pub shown: &'a str,
    /// Its plain words.
    pub words: &'a str,
}

/// In what the name of a place counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In addresses and in all other texts.
    Texts,
    /// In addresses; in all other texts only where it stands in the very letters of [`PlaceName::shown`], of any case.
    Written,
    /// In addresses only.
    Addresses,
    /// In names of parties only.
    Names,
    /// In names of parties only that the payment says to be in the country of the place.
    NamesAtHome,
}

impl std::str::FromStr for Within {
    type Err = String;

    fn from_str(word: &str) -> Result<Within, String> {
        match word {
            "text" => Ok(Within::Texts),
            "written" => Ok(Within::Written),
            "address" => Ok(Within::Addresses),
            "name" => Ok(Within::Names),
            "name-at-home" => Ok(Within::NamesAtHome),
            _ => Err(format!(
                "`{word}` is no such word (text, written, address, name, name-at-home)"
            )),
        }
    }
}

/// Where a context stands that makes the name of a place harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Directly before the name.
    Before,
    /// Directly behind it.
    Behind,
    /// Behind it, also with a comma between.
    After,
    /// Anywhere in the same text.
    Anywhere,
    /// Directly before it, and a number directly behind it.
    Numbered,
    /// Directly before or behind it, where more of the text follows behind a comma.
    House,
}

impl std::str::FromStr for Side {
    type Err = String;

    fn from_str(word: &str) -> Result<Side, String> {
        match word {
            "before" => Ok(Side::Before),
            "behind" => Ok(Side::Behind),
            "after" => Ok(Side::After),
            "anywhere" => Ok(Side::Anywhere),
            "numbered" => Ok(Side::Numbered),
            "house" => Ok(Side::House),
            _ => Err(format!(
                "`{word}` is no side (before, behind, after, anywhere, numbered, house)"
            )),
        }
    }
}

/// Words beside the name of a place that say that it is something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HarmlessContext<'a> {
    /// The plain words of the name; `None` for every name.
    pub name: Option<&'a str>,
    /// Where they stand.
    pub side: Side,
    /// The plain words beside it.
    pub words: &'a str,
    /// What it is then.
    pub reason: &'a str,
}

/// A line of the section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceLine<'a> {
    /// A name of a place.
    Name(PlaceName<'a>),
    /// What makes a name harmless.
    Harmless(HarmlessContext<'a>),
}

/// Reads a line behind the first; `None` for what no builder writes.
pub(crate) fn read_line(line: &str) -> Option<PlaceLine<'_>> {
    let mut cells = line.split('\t');
    match cells.next()? {
        NAME => {
            let mut next = || cells.next();
            let (place, kind, within) = (next()?.parse().ok()?, next()?, next()?.parse().ok()?);
            let (elsewhere, shown, words) = (next()?, next()?, next()?);
            Some(PlaceLine::Name(PlaceName {
                place,
                is_part: matches!(kind, "city" | "body"),
                within,
                elsewhere,
                shown,
                words,
            }))
        }
        HARMLESS => {
            let (name, side) = (cells.next()?, cells.next()?.parse().ok()?);
            let (words, reason) = (cells.next()?, cells.next()?);
            Some(PlaceLine::Harmless(HarmlessContext {
                name: (name != "*").then_some(name),
                side,
                words,
                reason,
            }))
        }
        _ => None,
    }
}

/// The version that a section says it is of.
pub(crate) fn version(section: &str) -> Option<u32> {
    section.lines().next()?.parse().ok()
}
