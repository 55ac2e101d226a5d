//! Whether a number that equals a listed one is the listed party's, by where it stands and what is around it.
//!
//! Numbers repeat: an order has the number that somebody's identity card has. In a sentence a number counts with a label,
//! in a form that is unmistakable, or beside a name of the listed party; where a name belongs, and among a party's
//! identifications, a bare number counts too, unless it is said to be that of an order.
//!
//! Only numbers that equal a listed one come here, so nothing of this is on the path of a clear payment.

use portcullis_model::{CountryCode, Designation, IdentifierKind};
use portcullis_names::{
    FoldNotes, fold_into,
    identifier::{self, Validity},
    is_common,
};

use crate::{
    identifiers::IdentifierMatch,
    labels::{Announced, Label, announced_by, country_beside},
};

/// What kind of field a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where a name belongs: who writes a number there says who the party is.
    Name,
    /// A sentence, an address, any other text.
    Text,
    /// A party's number, of a stated kind if any.
    Number(Option<IdentifierKind>),
}

/// Shorter bare numbers where a name belongs are house numbers and years.
const BARE_BYTES_MIN: usize = 7;

/// Numbers of 13 digits are met by chance once in thousands of millions of texts; registers of China and Russia have them.
const UNMISTAKABLE_BYTES_MIN: usize = 13;

/// Letters and digits together are no amount and no date.
const UNMISTAKABLE_MIXED_BYTES_MIN: usize = 8;

/// A name beside a number is within so many bytes of it, and shorter words of it say nothing.
const BESIDE_BYTES: usize = 48;
const BESIDE_WORD_BYTES_MIN: usize = 4;

/// What is around a number.
pub(crate) struct Standing<'t> {
    before: &'t str,
    written: &'t str,
    behind: &'t str,
    place: Place,
    glued: Option<IdentifierKind>,
    announced: Announced,
    country: Option<CountryCode>,
}

impl<'t> Standing<'t> {
    /// What is around the letters and digits of ASCII from one to another of a text, counted without all other signs;
    /// `glued` is the kind that the beginning of the word says.
    pub fn of(
        text: &'t str,
        (start, end): (usize, usize),
        place: Place,
        glued: Option<IdentifierKind>,
    ) -> Standing<'t> {
        let mut counted = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| byte.is_ascii_alphanumeric());
        let first = counted.nth(start).map_or(text.len(), |(at, _)| at);
        let last = counted
            .nth((end - start).saturating_sub(2))
            .map_or(first, |(at, _)| at);
        let (before, rest) = text.split_at(first);
        let (written, behind) = rest.split_at((last + 1).saturating_sub(first).min(rest.len()));
        Standing {
            before,
            written,
            behind,
            place,
            glued,
            announced: announced_by(before),
            country: country_beside(before, behind),
        }
    }

    /// Whether the number is certainly the listed party's, whose record is `listed` where that can be read; `None` when it is
    /// not, as far as one can tell.
    pub fn is_certain(&self, listed: Option<&Designation>, found: &IdentifierMatch) -> Option<bool> {
        let (kind, canonical) = (found.kind, &*found.canonical);
        if self.contradicts_country(found) {
            return None;
        }
        let is_valid = identifier::validity(kind, canonical) == Validity::Valid;
        match kind {
            IdentifierKind::Bic => return Some(true),
            IdentifierKind::Iban | IdentifierKind::Lei if is_valid => return Some(true),
            IdentifierKind::Imo if self.is_labeled(kind) => return Some(true),
            // A bare number of seven digits is an invoice more often than a ship.
            IdentifierKind::Imo if !is_valid => return None,
            _ => {}
        }
        if self.is_labeled(kind) {
            // Whose it is, a sentence does not say.
            return Some(matches!(self.place, Place::Number(_)));
        }
        if self.glued.is_some() || self.announced.next.is_some() {
            return None;
        }
        let counts = match self.place {
            // Of a kind that was stated there is no other reading.
            Place::Number(Some(asked)) => return identifier::are_compatible(asked, kind).then_some(true),
            Place::Number(None) => is_bare_number(kind, canonical, 1),
            Place::Name => is_bare_number(kind, canonical, BARE_BYTES_MIN),
            Place::Text => self.is_near(kind),
        };
        let counts = counts
            || self.is_unmistakable(found)
            || listed.is_some_and(|listed| self.is_beside_a_name(listed));
        counts.then_some(false)
    }

    fn is_labeled(&self, kind: IdentifierKind) -> bool {
        let of_label = match self.announced.next {
            Some(Label::Of(kind)) => Some(kind),
            _ => None,
        };
        // An aircraft is registered, too: `Falcon 900, aircraft reg. YV2486`.
        let of_aircraft = of_label == Some(IdentifierKind::Registration) && self.is_near(kind);
        let of_label = if of_aircraft { Some(kind) } else { of_label };
        let stated = self.glued.or(of_label);
        // Telephone numbers are written with `+` before the country.
        let is_international = kind == IdentifierKind::Phone && self.before.ends_with('+');
        is_international || stated.is_some_and(|stated| identifier::are_compatible(stated, kind))
    }

    fn is_near(&self, kind: IdentifierKind) -> bool {
        let near = self.announced.near;
        near.is_some_and(|near| identifier::are_compatible(near, kind))
    }

    /// A country beside a number that was issued by another.
    fn contradicts_country(&self, found: &IdentifierMatch) -> bool {
        let listed = found.published.as_ref().and_then(|published| published.country);
        let counts = matches!(self.place, Place::Number(_)) || self.announced.next.is_some();
        counts && self.country.zip(listed).is_some_and(|(a, b)| a != b)
    }

    fn is_unmistakable(&self, found: &IdentifierMatch) -> bool {
        let canonical = found.canonical.as_bytes();
        let has_letters = canonical.iter().any(u8::is_ascii_alphabetic);
        let has_digits = canonical.iter().any(u8::is_ascii_digit);
        match found.kind {
            // As painted on the aircraft, hyphen and all.
            IdentifierKind::Tail => found.published.as_ref().is_some_and(|published| {
                published.value.contains('-') && published.value.eq_ignore_ascii_case(self.written)
            }),
            IdentifierKind::Phone | IdentifierKind::CallSign => false,
            _ if has_letters => has_digits && canonical.len() >= UNMISTAKABLE_MIXED_BYTES_MIN,
            _ => canonical.len() >= UNMISTAKABLE_BYTES_MIN,
        }
    }

    /// Whether words of a name of the listed party stand beside the number: one, or two of the common ones. `TRADING` alone
    /// is no name.
    fn is_beside_a_name(&self, listed: &Designation) -> bool {
        let folded = |text: &str| {
            let mut folded = String::new();
            fold_into(text, &mut folded, &mut FoldNotes::default());
            folded
        };
        let beside = [
            folded(tail(self.before, BESIDE_BYTES)),
            folded(head(self.behind, BESIDE_BYTES)),
        ];
        let is_between = |c: char| !c.is_ascii_alphanumeric();
        let beside: Vec<&str> = beside.iter().flat_map(|text| text.split(is_between)).collect();
        listed.names.iter().any(|name| {
            let name = folded(&name.text);
            let words = name.split(is_between);
            let equal = words.filter(|word| word.len() >= BESIDE_WORD_BYTES_MIN && beside.contains(word));
            let (common, rare): (Vec<&str>, Vec<&str>) = equal.partition(|word| is_common(word));
            !rare.is_empty() || common.len() > 1
        })
    }
}

/// Whether a bare number of so many bytes or more may be one of that kind.
fn is_bare_number(kind: IdentifierKind, canonical: &str, bytes_min: usize) -> bool {
    canonical.len() >= bytes_min
        && match kind {
            IdentifierKind::Phone | IdentifierKind::CallSign => false,
            _ => canonical.bytes().any(|b| b.is_ascii_digit()),
        }
}

/// The end of a text, of so many bytes at most.
pub(crate) fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The beginning of a text, in the same way.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
