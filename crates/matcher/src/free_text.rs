//! Listed identifiers in free text: remittance information, addresses, and names that hold a code.
//!
//! Three passes, each of which reads the text once and asks the index only about what may be listed:
//!
//! * **Codes and numbers** begin and end with a word, whatever stands between the words: `9167 289` is `9167289`. The
//!   text is compacted to upper-case letters and digits, and the index is asked about what stands from a word that
//!   begins as some listed identifier does ([`Beginnings`]) to each end of a word behind it. What equals a listed one is
//!   held against where it stands ([`Standing`]): a bare number in a sentence is nobody's.
//! * **E-mail addresses and websites** are found by their `@` and by the letter behind a `.`.
//! * **Digital currency addresses** are words of [`CRYPTO_BYTES_MIN`] bytes or more.

use std::borrow::Cow;

use portcullis_index::Index;
use portcullis_model::IdentifierKind;

use crate::{
    beginnings::{BEGINNING_BYTES, Beginnings, first_bytes},
    crypto::CRYPTO_BYTES_MIN,
    identifiers::{IdentifierMatch, ListedIdentifiers, find_as},
    standing::{Place, Standing},
};

/// Shorter identifiers are met in free text by chance (invoice numbers, amounts); these need a label.
const LONG_BYTES_MIN: usize = 7;

/// No label helps a number that is shorter than this: it is a year or a day.
const SHORT_BYTES_MIN: usize = 5;

/// Text beyond this many bytes is not scanned; a remittance field has 140 characters, a long one 9,000.
const FREE_TEXT_BYTES_MAX: usize = 64 * 1024;

/// Bytes of a BIC without the branch; with it; and as SWIFT's network writes it, with the letter of a terminal before the
/// branch.
const BIC_BYTES: usize = 8;
const BIC_WITH_BRANCH: [usize; 2] = [11, 12];

/// Some write a number and what it is in one word: `IMO9187629`.
const GLUED_LABELS: [(&[u8], IdentifierKind); 6] = [
    (b"IMO", IdentifierKind::Imo),
    (b"BIC", IdentifierKind::Bic),
    (b"SWIFT", IdentifierKind::Bic),
    (b"IBAN", IdentifierKind::Iban),
    (b"LEI", IdentifierKind::Lei),
    (b"MMSI", IdentifierKind::Mmsi),
];

/// Scans text for listed identifiers.
pub(crate) struct FreeTextScanner {
    beginnings: Beginnings,
    /// Bytes of the longest code or number that is looked for.
    code_bytes_max: usize,
    /// Whether an e-mail address is listed, and whether a website is.
    has_emails: bool,
    has_websites: bool,
}

/// What texts are looked through for, gathered from the listed identifiers.
#[derive(Debug, Default)]
pub(crate) struct ListedCodes {
    long: Vec<String>,
    short: Vec<String>,
    has_emails: bool,
    has_websites: bool,
}

impl ListedCodes {
    /// Adds a listed identifier.
    pub fn add(&mut self, kind: IdentifierKind, canonical: &str) {
        self.has_emails |= kind == IdentifierKind::Email;
        self.has_websites |= kind == IdentifierKind::Website;
        if is_code(kind, canonical) {
            let codes = if canonical.len() < LONG_BYTES_MIN {
                &mut self.short
            } else {
                &mut self.long
            };
            codes.push(canonical.to_owned());
        }
    }
}

/// A listed identifier met in free text, and whether it can be nothing else there.
pub(crate) struct FreeTextMatch {
    pub found: IdentifierMatch,
    pub certain: bool,
}

/// A text that is scanned, and what kind of field it stands in.
#[derive(Clone, Copy)]
struct Scanned<'a> {
    text: &'a str,
    place: Place,
    compacted: &'a FreeTextScratch,
}

impl FreeTextScanner {
    /// For the codes of the listed identifiers.
    pub fn new(codes: &ListedCodes) -> FreeTextScanner {
        FreeTextScanner {
            beginnings: Beginnings::of(&codes.long, &codes.short),
            code_bytes_max: codes.long.iter().map(String::len).max().unwrap_or(0),
            has_emails: codes.has_emails,
            has_websites: codes.has_websites,
        }
    }

    /// Calls `each` with every listed identifier in the text.
    pub fn scan(
        &self,
        index: &Index,
        listed: &ListedIdentifiers,
        (text, place): (&str, Place),
        scratch: &mut FreeTextScratch,
        mut each: impl FnMut(FreeTextMatch),
    ) {
        let text = truncate(text, FREE_TEXT_BYTES_MAX);
        scratch.compact(text);
        let without_zero = if scratch.signs.has(BRACKET) {
            without_trunk_zero(text)
        } else {
            Cow::Borrowed(text)
        };
        if let Cow::Owned(text) = &without_zero {
            scratch.compact(text);
        }
        let text = &*without_zero;
        let scanned = Scanned {
            text,
            place,
            compacted: scratch,
        };
        let longest = self.scan_codes(index, scanned, &mut each);
        let canonical = &mut scratch.canonical;
        if self.has_emails && scratch.signs.has(AT) {
            for email in emails(text) {
                find_as(index, IdentifierKind::Email, email, canonical, |found| {
                    each(FreeTextMatch { found, certain: true });
                });
            }
        }
        let may_hold_website = scratch.signs.has(DOT) && may_hold_website(text);
        if self.has_emails
            && may_hold_website
            && let Some(spelled) = with_at_signs(text)
        {
            for email in emails(&spelled) {
                find_as(index, IdentifierKind::Email, email, canonical, |found| {
                    each(FreeTextMatch { found, certain: true });
                });
            }
        }
        if self.has_websites && may_hold_website {
            for website in websites(text) {
                find_as(index, IdentifierKind::Website, website, canonical, |found| {
                    // Who names a website is not always its owner: a person looks.
                    each(FreeTextMatch {
                        found,
                        certain: false,
                    });
                });
            }
        }
        if scratch.signs.has(NOT_ASCII) || longest >= CRYPTO_BYTES_MIN {
            listed.crypto.each_in(
                index,
                &listed.slips,
                text,
                &mut scratch.canonical,
                |found, certain| {
                    each(FreeTextMatch { found, certain });
                },
            );
        }
    }

    /// Codes and numbers in the compacted text. Returns how many bytes its longest word has.
    fn scan_codes(&self, index: &Index, scanned: Scanned<'_>, each: &mut impl FnMut(FreeTextMatch)) -> usize {
        let text = scanned.compacted;
        let mut longest = 0;
        for (at, &start) in text.words().iter().enumerate() {
            let start = start as usize;
            if text.may_begin(&self.beginnings, start) {
                self.codes_from(index, scanned, at, (start, None), each);
            }
            let bytes = text.end_of(at) - start;
            longest = longest.max(bytes);
            if bytes < LONG_BYTES_MIN {
                self.short_code(index, scanned, at, start, each);
            } else if matches!(text.compact[start], b'I' | b'B' | b'S' | b'L' | b'M') {
                for (label, kind) in GLUED_LABELS {
                    let number = start + label.len();
                    if bytes > label.len()
                        && text.compact[start..].starts_with(label)
                        && text.may_begin(&self.beginnings, number)
                    {
                        self.codes_from(index, scanned, at, (number, Some(kind)), each);
                    }
                }
            }
        }
        longest
    }

    /// A code so short that it needs a label: one word, or two as in `EP-MNP`.
    fn short_code(
        &self,
        index: &Index,
        scanned: Scanned<'_>,
        word: usize,
        start: usize,
        each: &mut impl FnMut(FreeTextMatch),
    ) {
        let text = scanned.compacted;
        let first = first_bytes(&text.compact[start..]);
        for last in word..(word + 2).min(text.words) {
            let end = text.end_of(last);
            if end - start >= LONG_BYTES_MIN {
                break;
            }
            if end - start >= SHORT_BYTES_MIN && self.beginnings.has_short(first, end - start) {
                find_code(index, scanned, (start, end), None, |_| true, each);
            }
        }
    }

    /// Codes and numbers that begin at a byte of a word: the first, or the one behind a label of that kind.
    fn codes_from(
        &self,
        index: &Index,
        scanned: Scanned<'_>,
        word: usize,
        (start, glued): (usize, Option<IdentifierKind>),
        each: &mut impl FnMut(FreeTextMatch),
    ) {
        let text = scanned.compacted;
        let first_end = text.end_of(word);
        if BIC_WITH_BRANCH.contains(&(first_end - start))
            && glued.is_none_or(|kind| kind == IdentifierKind::Bic)
        {
            // The branch names no other party, nor does the terminal.
            let is_bic = |kind| kind == IdentifierKind::Bic;
            find_code(index, scanned, (start, start + BIC_BYTES), glued, is_bic, each);
        }
        for last in word..text.words {
            let end = text.end_of(last);
            if end - start > self.code_bytes_max {
                break;
            }
            let fits = |kind| match kind {
                _ if glued.is_some_and(|glued| glued != kind) => false,
                IdentifierKind::Bic => last == word,
                _ => true,
            };
            find_code(index, scanned, (start, end), glued, fits, each);
        }
    }
}

/// Calls `each` with the listed codes and numbers that a part of a text is, of kinds that may stand there.
fn find_code(
    index: &Index,
    scanned: Scanned<'_>,
    (start, end): (usize, usize),
    glued: Option<IdentifierKind>,
    may_stand: impl Fn(IdentifierKind) -> bool,
    each: &mut impl FnMut(FreeTextMatch),
) {
    // Letters and digits of ASCII, and nothing else.
    let canonical = std::str::from_utf8(&scanned.compacted.compact[start..end]).unwrap_or_default();
    index.each_identifier(canonical, |kind, designation, place| {
        if !is_code(kind, canonical) || !may_stand(kind) {
            return;
        }
        let standing = Standing::of(scanned.text, (start, end), scanned.place, glued);
        let record = index.designation_again(designation).ok();
        let found = IdentifierMatch::in_record(record.as_deref(), canonical, kind, designation, place);
        if let Some(certain) = standing.is_certain(record.as_deref(), &found) {
            each(FreeTextMatch { found, certain });
        }
    });
}

/// Whether a listed identifier is looked for as a code or number of a text, by its canonical form.
fn is_code(kind: IdentifierKind, canonical: &str) -> bool {
    canonical.is_ascii()
        && match kind {
            // Found by other signs.
            IdentifierKind::Crypto | IdentifierKind::Email | IdentifierKind::Website => false,
            IdentifierKind::Bic => canonical.len() >= BIC_BYTES,
            // The letters of an aircraft's mark are enough: `EP-MNP`.
            IdentifierKind::Tail | IdentifierKind::CallSign => canonical.len() >= SHORT_BYTES_MIN,
            _ => canonical.len() >= SHORT_BYTES_MIN && canonical.bytes().any(|b| b.is_ascii_digit()),
        }
}

/// What around each `@` may be an e-mail address.
fn emails(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(|(at, _)| {
        let is_local = |c: char| c.is_alphanumeric() || "._%+-&~!#$*".contains(c);
        let mut before = text[..at].trim_end_matches(is_local).len();
        // No address begins with a dot, but it may stand behind some.
        before += text[before..at].len() - text[before..at].trim_start_matches('.').len();
        let behind = &text[at + 1..];
        let domain = behind.trim_start_matches(|c: char| c.is_alphanumeric() || "-.".contains(c));
        let domain = behind[..behind.len() - domain.len()].trim_end_matches(['-', '.']);
        (before < at && domain.contains('.')).then(|| &text[before..at + 1 + domain.len()])
    })
}

/// A text in which `@` stands where it is spelled, because SWIFT's characters have none: `ANN(AT)MAIL.EXAMPLE`, `ann at mail.example`.
fn with_at_signs(text: &str) -> Option<String> {
    const SPELLED: [&[u8; 4]; 4] = [b"(at)", b"[at]", b" at ", b"_at_"];
    let is_spelled = |four: &[u8]| {
        SPELLED
            .iter()
            .any(|spelled| four.eq_ignore_ascii_case(&spelled[..]))
    };
    let mut with_signs = String::new();
    let mut from = 0;
    for (at, four) in text.as_bytes().windows(4).enumerate() {
        if at >= from && is_spelled(four) {
            with_signs.push_str(text[from..at].trim_end());
            with_signs.push('@');
            from = at + 4;
            from += text[from..].len() - text[from..].trim_start().len();
        }
    }
    (from > 0).then(|| with_signs + &text[from..])
}

/// A text without the zero that is dialed in the country only: `+31 (0)10 4360037`.
pub(crate) fn without_trunk_zero(text: &str) -> Cow<'_, str> {
    if text.contains("(0)") {
        Cow::Owned(text.replace("(0)", " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether two letters stand behind some `.`: no website ends in less, and `S.A.` is none.
fn may_hold_website(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let mut windows = text.as_bytes().windows(3);
    windows.any(|window| window[0] == b'.' && is_letter(window[1]) && is_letter(window[2]))
}

/// Words with a `.` before a letter, which may be websites; also what stands behind a label and its colon.
fn websites(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || ",;<>()[]{}\"'|".contains(c))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| {
            let mut parts = word.split('.').skip(1);
            parts.any(|part| part.starts_with(char::is_alphabetic)) && !word.contains('@')
        })
        .flat_map(|word| {
            let labeled = word.split_once(':').map(|(_, behind)| behind);
            let labeled = labeled.filter(|behind| !behind.starts_with("//"));
            // A page of a listed website: `https://www.bank.example/pay?id=7`.
            let begins = word.find("://").map_or(0, |at| at + "://".len());
            let page = word[begins..].find(['/', '?', '#']);
            [Some(word), labeled, page.map(|at| &word[..begins + at])]
        })
        .flatten()
}

fn truncate(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let mut cut = bytes;
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    &text[..cut]
}

/// A byte that is neither letter nor digit; with one bit more for those that matter.
const SIGN: u8 = 0x80;
const AT: u8 = SIGN | 1;
const DOT: u8 = SIGN | 2;
const NOT_ASCII: u8 = SIGN | 4;
const BRACKET: u8 = SIGN | 8;

/// Letters in upper case and digits as they are; other bytes as signs.
const SIGNS_AND_LETTERS: [u8; 256] = {
    let mut table = [NOT_ASCII; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'@' => AT,
            b'.' => DOT,
            b'(' => BRACKET,
            _ if byte.is_ascii_alphanumeric() => byte.to_ascii_uppercase(),
            _ => SIGN,
        };
        byte += 1;
    }
    table
};

/// The signs that a text holds, a bit each.
#[derive(Debug, Clone, Copy, Default)]
struct Signs(u8);

impl Signs {
    /// [`AT`], [`DOT`], [`NOT_ASCII`] or [`BRACKET`].
    const fn has(self, sign: u8) -> bool {
        self.0 & sign & !SIGN != 0
    }
}

/// Room for the compacted text: upper-case letters and digits only, with where words began. What earlier texts left in it is not
/// cleared.
#[derive(Debug, Default)]
pub(crate) struct FreeTextScratch {
    /// The text, and behind it zeros, so that there is a beginning wherever a word begins.
    compact: Vec<u8>,
    /// Bytes of the text.
    used: usize,
    /// Where words begin in `compact`.
    starts: Vec<u32>,
    /// How many words there are.
    words: usize,
    signs: Signs,
    canonical: String,
}

impl FreeTextScratch {
    /// Compacts a text and notes what signs it has, in one pass, in which nothing has to be guessed: where words begin and end
    /// no processor knows beforehand.
    fn compact(&mut self, text: &str) {
        let room = text.len() + BEGINNING_BYTES;
        if self.compact.len() < room {
            self.compact.resize(room, 0);
            self.starts.resize(room, 0);
        }
        let (mut used, mut words, mut inside, mut signs) = (0, 0, false, 0);
        for &byte in text.as_bytes() {
            let code = SIGNS_AND_LETTERS[usize::from(byte)];
            let is_letter = code < SIGN;
            // The next letter takes the place of a sign, and the next word that of what begins none.
            self.compact[used] = code;
            #[allow(clippy::cast_possible_truncation)] // of at most 64 KiB
            {
                self.starts[words] = used as u32;
            }
            words += usize::from(is_letter & !inside);
            used += usize::from(is_letter);
            signs |= if is_letter { 0 } else { code };
            inside = is_letter;
        }
        self.compact[used..used + BEGINNING_BYTES].fill(0);
        self.used = used;
        self.words = words;
        self.signs = Signs(signs);
    }

    /// Where words begin.
    fn words(&self) -> &[u32] {
        &self.starts[..self.words]
    }

    /// Where a word ends in `compact`.
    fn end_of(&self, word: usize) -> usize {
        self.words()
            .get(word + 1)
            .map_or(self.used, |&next| next as usize)
    }

    /// Whether a long identifier begins as the text from there on does.
    fn may_begin(&self, beginnings: &Beginnings, start: usize) -> bool {
        beginnings.may_begin(first_bytes(&self.compact[start..]), self.used - start)
    }
}

#[cfg(test)]
mod tests {
    use super::{emails, websites, with_at_signs, without_trunk_zero};

    fn emails_in(text: &str) -> Vec<&str> {
        emails(text).collect()
    }

    fn websites_in(text: &str) -> Vec<&str> {
        websites(text).collect()
    }

    #[test]
    fn an_email_address_ends_where_the_sentence_goes_on() {
        for text in [
            "PayPal ann.b@mail.example",
            "mailto:ann.b@mail.example",
            "to <ann.b@mail.example>, thanks",
            "/ann.b@mail.example/",
            "Write to ...ann.b@mail.example.",
        ] {
            assert_eq!(emails_in(text), ["ann.b@mail.example"], "{text}");
        }
        assert_eq!(
            emails_in("12 pcs @ 3.50, @home, ann@home, a@b.c d@e.f"),
            ["a@b.c", "d@e.f"]
        );
    }

    #[test]
    fn an_at_sign_may_be_spelled() {
        for text in [
            "CONTACT ANN.B(AT)MAIL.EXAMPLE",
            "ann.b [at] mail.example",
            "write: ann.b at mail.example, thanks",
        ] {
            let with_signs = with_at_signs(text).unwrap();
            let found: Vec<String> = emails(&with_signs).map(str::to_ascii_lowercase).collect();
            assert_eq!(found, ["ann.b@mail.example"], "{text}");
        }
        assert_eq!(
            with_at_signs("lunch at noon (attn. Ann)").as_deref(),
            Some("lunch@noon (attn. Ann)")
        );
        assert_eq!(with_at_signs("flat.example, what ät"), None);
    }

    #[test]
    fn the_zero_that_is_dialed_in_the_country_is_no_digit_of_the_number() {
        assert_eq!(without_trunk_zero("+31 (0)10 4360037"), "+31  10 4360037");
        assert_eq!(without_trunk_zero("+31 10 4360037"), "+31 10 4360037");
    }

    #[test]
    fn a_website_has_a_letter_behind_a_dot() {
        assert_eq!(
            websites_in("see https://www.shop.example/, 12.50 EUR. Thanks"),
            ["https://www.shop.example"]
        );
        assert_eq!(
            websites_in("https://shop.example/pay?id=7 or shop.example/7"),
            [
                "https://shop.example/pay?id=7",
                "https://shop.example",
                "shop.example/7",
                "shop.example"
            ]
        );
        assert_eq!(
            websites_in("web:shop.example"),
            ["web:shop.example", "shop.example"]
        );
        assert_eq!(websites_in("ann@mail.example 4.5 A. B."), [""; 0]);
    }
}
