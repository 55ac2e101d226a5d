//! Listed identifiers in free text: remittance information, addresses, and names that hold a code.
//!
//! Three passes, each of which reads the text once and asks the index only about what may be listed:
//!
//! * **Codes and numbers** begin and end with a word, whatever stands between the words: `9167 289` is `9167289`. The
//!   text is compacted to upper-case letters and digits, and the index is asked about what stands from a word that
//!   begins as some listed identifier does ([`Beginnings`]) to each end of a word behind it.
//! * **E-mail addresses and websites** are found by their `@` and by the letter behind a `.`.
//! * **Digital currency addresses** are words of [`CRYPTO_BYTES_MIN`] bytes or more; their letters keep their case.

use portcullis_index::Index;
use portcullis_model::IdentifierKind;
use portcullis_names::identifier::{self, Validity};
use rustc_hash::FxHashSet;

use crate::identifiers::{IdentifierMatch, find_as};

/// Shorter identifiers are met in free text by chance (invoice numbers, amounts).
const FREE_TEXT_MIN_CHARS: usize = 7;

/// Text beyond this many bytes is not scanned; a remittance field has 140 characters, a long one 9,000.
const FREE_TEXT_BYTES_MAX: usize = 64 * 1024;

/// Bytes of a BIC without the branch, and of the branch.
const BIC_BYTES: usize = 8;
const BRANCH_BYTES: usize = 3;

/// Some write the number of a ship and what it is in one word: `IMO9187629`.
const IMO_LABEL: &[u8] = b"IMO";

/// Scans text for listed identifiers.
pub(crate) struct FreeTextScanner {
    beginnings: Beginnings,
    /// Bytes of the longest code or number that is looked for.
    code_bytes_max: usize,
    /// Whether an e-mail address is listed, and whether a website is.
    has_emails: bool,
    has_websites: bool,
}

/// A listed identifier met in free text, and whether it can be nothing else there.
pub(crate) struct FreeTextMatch {
    pub found: IdentifierMatch,
    pub certain: bool,
}

impl FreeTextScanner {
    pub fn new(index: &Index) -> FreeTextScanner {
        let mut codes: Vec<String> = Vec::new();
        let (mut has_emails, mut has_websites) = (false, false);
        index.each_listed_identifier(|canonical, kind, _, _| {
            has_emails |= kind == IdentifierKind::Email;
            has_websites |= kind == IdentifierKind::Website;
            if is_code(kind, canonical) {
                codes.push(canonical.to_owned());
            }
        });
        FreeTextScanner {
            beginnings: Beginnings::of(&codes),
            code_bytes_max: codes.iter().map(String::len).max().unwrap_or(0),
            has_emails,
            has_websites,
        }
    }

    /// Calls `each` with every listed identifier in the text.
    pub fn scan(
        &self,
        index: &Index,
        text: &str,
        scratch: &mut FreeTextScratch,
        mut each: impl FnMut(FreeTextMatch),
    ) {
        let text = truncate(text, FREE_TEXT_BYTES_MAX);
        scratch.compact(text);
        self.scan_codes(index, scratch, &mut each);
        if self.has_emails && scratch.has(AT) {
            for email in emails(text) {
                find_as(
                    index,
                    IdentifierKind::Email,
                    email,
                    &mut scratch.canonical,
                    |found| {
                        each(FreeTextMatch { found, certain: true });
                    },
                );
            }
        }
        if self.has_websites && scratch.has(DOT) && may_hold_website(text) {
            for website in websites(text) {
                // Who names a website is not always its owner: a person looks.
                find_as(
                    index,
                    IdentifierKind::Website,
                    website,
                    &mut scratch.canonical,
                    |found| {
                        each(FreeTextMatch {
                            found,
                            certain: false,
                        });
                    },
                );
            }
        }
        if !scratch.has(NOT_ASCII) && !scratch.has_word_of(CRYPTO_BYTES_MIN) {
            return;
        }
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() >= CRYPTO_BYTES_MIN)
        {
            find_as(
                index,
                IdentifierKind::Crypto,
                word,
                &mut scratch.canonical,
                |found| {
                    each(FreeTextMatch { found, certain: true });
                },
            );
        }
    }

    /// Codes and numbers in the compacted text.
    fn scan_codes(&self, index: &Index, text: &FreeTextScratch, each: &mut impl FnMut(FreeTextMatch)) {
        for (at, &start) in text.words.iter().enumerate() {
            let start = start as usize;
            let word = &text.compact[start..];
            if self.beginnings.may_begin(word) {
                self.codes_from(index, text, at, start, each);
            }
            if let Some(number) = word.strip_prefix(IMO_LABEL)
                && start + IMO_LABEL.len() < text.end_of(at)
                && self.beginnings.may_begin(number)
            {
                self.codes_from(index, text, at, start + IMO_LABEL.len(), each);
            }
        }
    }

    /// Codes and numbers that begin at a byte of a word: the first, or the one behind `IMO`.
    fn codes_from(
        &self,
        index: &Index,
        text: &FreeTextScratch,
        word: usize,
        start: usize,
        each: &mut impl FnMut(FreeTextMatch),
    ) {
        let labeled = text.compact[..start].ends_with(IMO_LABEL);
        let inside = start > text.words[word] as usize;
        // Letters and digits of ASCII, and nothing else.
        let up_to = |end: usize| std::str::from_utf8(&text.compact[start..end]).unwrap_or_default();
        let first_end = text.end_of(word);
        if first_end - start == BIC_BYTES + BRANCH_BYTES && !inside {
            // The branch names no other party.
            let is_bic = |kind| kind == IdentifierKind::Bic;
            find_code(index, up_to(start + BIC_BYTES), labeled, is_bic, each);
        }
        for last in word..text.words.len() {
            let end = text.end_of(last);
            if end - start > self.code_bytes_max {
                break;
            }
            let fits = |kind| match kind {
                IdentifierKind::Imo => true,
                IdentifierKind::Bic => last == word && !inside,
                _ => !inside,
            };
            find_code(index, up_to(end), labeled, fits, each);
        }
    }
}

/// Calls `each` with the listed codes and numbers that a part of a text is, of kinds that may stand there.
fn find_code(
    index: &Index,
    canonical: &str,
    labeled: bool,
    may_stand: impl Fn(IdentifierKind) -> bool,
    each: &mut impl FnMut(FreeTextMatch),
) {
    index.each_identifier(canonical, |kind, designation, place| {
        if !is_code(kind, canonical) || !may_stand(kind) {
            return;
        }
        let valid = || identifier::validity(kind, canonical) == Validity::Valid;
        let certain = match kind {
            IdentifierKind::Bic => true,
            IdentifierKind::Iban | IdentifierKind::Lei => valid(),
            IdentifierKind::Imo => labeled,
            _ => false,
        };
        // A bare seven-digit number is an invoice more often than a ship.
        if kind == IdentifierKind::Imo && !certain && !valid() {
            return;
        }
        let found = IdentifierMatch::of(index, canonical, kind, designation, place);
        each(FreeTextMatch { found, certain });
    });
}

/// Whether a listed identifier is looked for as a code or number of a text, by its canonical form.
fn is_code(kind: IdentifierKind, canonical: &str) -> bool {
    canonical.is_ascii()
        && match kind {
            // Found by other signs.
            IdentifierKind::Crypto | IdentifierKind::Email | IdentifierKind::Website => false,
            // Of no use in a sentence.
            IdentifierKind::Phone | IdentifierKind::CallSign => false,
            IdentifierKind::Bic => true,
            _ => canonical.len() >= FREE_TEXT_MIN_CHARS && canonical.bytes().any(|b| b.is_ascii_digit()),
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
            [Some(word), labeled.filter(|behind| !behind.starts_with("//"))]
        })
        .flatten()
}

/// No digital currency address is shorter.
const CRYPTO_BYTES_MIN: usize = 25;

/// How all listed codes and numbers begin. They count where a word begins, so a look at the beginnings of words saves
/// nearly every text all questions to the index.
#[derive(Debug, Default)]
struct Beginnings {
    /// Bytes of a beginning: as many as the shortest identifier has, at most 8.
    bytes: usize,
    known: FxHashSet<u64>,
    /// A bit for each beginning that is known, by its hash: small enough to stay near the processor, and it denies most.
    bits: Vec<u64>,
}

/// Bits of [`Beginnings::bits`]: 16 KiB.
const BEGINNING_BITS: u32 = 17;

fn bit(beginning: u64) -> (usize, u64) {
    let hash = beginning.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BEGINNING_BITS);
    (usize::try_from(hash / 64).unwrap_or(0), 1 << (hash % 64))
}

impl Beginnings {
    fn of(patterns: &[String]) -> Beginnings {
        let bytes = patterns.iter().map(String::len).min().unwrap_or(0).min(8);
        let known: FxHashSet<u64> = patterns
            .iter()
            .filter_map(|pattern| beginning(pattern.as_bytes(), bytes))
            .collect();
        let mut bits = vec![0u64; 1 << (BEGINNING_BITS - 6)];
        for &beginning in &known {
            let (word, mask) = bit(beginning);
            bits[word] |= mask;
        }
        Beginnings { bytes, known, bits }
    }

    fn may_begin(&self, text: &[u8]) -> bool {
        beginning(text, self.bytes).is_some_and(|beginning| {
            let (word, mask) = bit(beginning);
            self.bits[word] & mask != 0 && self.known.contains(&beginning)
        })
    }
}

fn beginning(text: &[u8], bytes: usize) -> Option<u64> {
    let mut beginning = [0u8; 8];
    beginning[..bytes].copy_from_slice(text.get(..bytes)?);
    Some(u64::from_le_bytes(beginning))
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

/// Letters in upper case and digits as they are; other bytes as signs.
const SIGNS_AND_LETTERS: [u8; 256] = {
    let mut table = [NOT_ASCII; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'@' => AT,
            b'.' => DOT,
            _ if byte.is_ascii_alphanumeric() => byte.to_ascii_uppercase(),
            _ => SIGN,
        };
        byte += 1;
    }
    table
};

/// Room for the compacted text: upper-case letters and digits only, with where words began.
#[derive(Debug, Default)]
pub(crate) struct FreeTextScratch {
    compact: Vec<u8>,
    /// Where words begin in `compact`.
    words: Vec<u32>,
    /// The signs that the text holds, a bit each.
    signs: u8,
    canonical: String,
}

impl FreeTextScratch {
    /// Compacts a text and notes what signs it has, in one pass.
    fn compact(&mut self, text: &str) {
        self.words.clear();
        // Room for the whole text at once, so that no byte asks for more.
        self.compact.resize(text.len(), 0);
        let (mut used, mut inside, mut signs) = (0, false, 0);
        for &byte in text.as_bytes() {
            let code = SIGNS_AND_LETTERS[usize::from(byte)];
            if code < SIGN {
                if !inside {
                    self.words.push(u32::try_from(used).unwrap_or(u32::MAX));
                }
                self.compact[used] = code;
                used += 1;
                inside = true;
            } else {
                signs |= code;
                inside = false;
            }
        }
        self.compact.truncate(used);
        self.signs = signs;
    }

    /// Whether the text holds a sign: [`AT`], [`DOT`] or [`NOT_ASCII`].
    const fn has(&self, sign: u8) -> bool {
        self.signs & sign & !SIGN != 0
    }

    /// Where a word ends in `compact`.
    fn end_of(&self, word: usize) -> usize {
        self.words
            .get(word + 1)
            .map_or(self.compact.len(), |&next| next as usize)
    }

    /// Whether a word has so many bytes.
    fn has_word_of(&self, bytes: usize) -> bool {
        let mut words = self.words.iter().enumerate();
        words.any(|(at, &start)| self.end_of(at) - start as usize >= bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::{emails, websites};

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
    fn a_website_has_a_letter_behind_a_dot() {
        assert_eq!(
            websites_in("see https://www.shop.example/, 12.50 EUR. Thanks"),
            ["https://www.shop.example"]
        );
        assert_eq!(
            websites_in("web:shop.example"),
            ["web:shop.example", "shop.example"]
        );
        assert_eq!(websites_in("ann@mail.example 4.5 A. B."), [""; 0]);
    }
}
