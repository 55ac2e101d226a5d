//! Text to folded text: lower-case ASCII words in the order they were written.
//!
//! Folding undoes what carries no identity: case, diacritics, compatibility forms, the script. What might be
//! an evasion (letters of another script inside a Latin word, digits for letters) is undone too, and noted,
//! because an analyst wants to know.

use std::borrow::Cow;

use memchr::{memchr, memchr3};
use unicode_normalization::UnicodeNormalization;
use unicode_script::Script;

use crate::{
    escapes, language, misread,
    references::unescape,
    scripts::{self, Text, script_of},
};

/// Text beyond this many bytes of folded form is not compared. Real fields are far shorter (an SWIFT field has
/// 35 characters a line, ISO 20022 remittance text 140); the cap bounds the time that one hostile field takes.
pub const FOLDED_BYTES_MAX: usize = 4096;

/// What was done to a text that a reviewer should know of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FoldNotes {
    /// Look-alike letters of another script stood inside Latin words.
    pub homoglyphs: bool,
    /// Digits stood for letters.
    pub digits_for_letters: bool,
    /// Characters that cannot be seen stood between two letters of one word, of a script that has no use for them there.
    pub invisible: bool,
    /// Slips in what is not the name itself were undone: see [`Analysis::mend`](crate::Analysis::mend).
    pub mended: bool,
    /// The characters of a Chinese name were read in Cantonese, which is a second reading, too.
    pub cantonese: bool,
    /// A name that another system of writing gave other words was read with the words that lists have (Wade-Giles as pinyin, Latvian and
    /// Lithuanian without their endings), which is a second reading, too.
    pub respelled: bool,
    /// The text was longer than [`FOLDED_BYTES_MAX`] or had too many tokens, and its end was not compared.
    pub capped: bool,
}

/// Stands in a folded word for a letter that was lost in some encoding (`Nicol?s`): any one letter, or a lost space.
pub(crate) const UNKNOWN_LETTER: char = '?';

/// A folded word without the letters of it that were lost: each is left out of the word that it was, as a deletion does.
pub(crate) fn known_letters(word: &str) -> Cow<'_, str> {
    if word.contains(UNKNOWN_LETTER) {
        Cow::Owned(word.replace(UNKNOWN_LETTER, ""))
    } else {
        Cow::Borrowed(word)
    }
}

/// The words of a text, folded: each a run of letters and digits.
#[must_use]
pub fn folded_words(text: &str) -> Vec<String> {
    let mut folded = String::new();
    fold_into(text, &mut folded, &mut FoldNotes::default());
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Folds `text` into `out` (cleared first): lower-case ASCII letters and digits; `,` and `.` and ` ` are kept
/// as the tokenizer needs them, every other separator becomes a space, apostrophes vanish.
pub fn fold_into(text: &str, out: &mut String, notes: &mut FoldNotes) {
    out.clear();
    let unescaped = unescaped(text);
    let text = &*unescaped;
    if text.is_ascii() {
        fold_ascii(text.as_bytes(), out, notes);
    } else {
        fold_unicode(&misread::as_written(text), out, notes);
    }
}

/// The text with what its way here wrapped it in undone.
fn unescaped(text: &str) -> Cow<'_, str> {
    let [percent, backslash, equals] = escapes::SIGNS;
    let bytes = text.as_bytes();
    if memchr3(percent, backslash, b'&', bytes).is_none() && memchr(equals, bytes).is_none() {
        return Cow::Borrowed(text);
    }
    let text = escapes::read(text).map_or(Cow::Borrowed(text), Cow::Owned);
    match &text {
        Cow::Owned(read) => Cow::Owned(unescape(read).into_owned()),
        Cow::Borrowed(text) => unescape(text),
    }
}

/// What each character of ASCII becomes where that is one character, whatever stands around it: itself, in lower case, or a
/// space.
const FOLDED: [u8; 128] = {
    let mut folded = [b' '; 128];
    let mut byte = 0u8;
    while byte < 128 {
        folded[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => byte.to_ascii_lowercase(),
            b',' | b'.' | b'$' | b'@' | b'!' => byte,
            b'\'' | b'`' | b'&' | b'+' | b'?' => OTHERWISE,
            _ => b' ',
        };
        byte += 1;
    }
    folded
};

/// Becomes nothing, several characters, or what stands around it says what.
const OTHERWISE: u8 = 0;

/// A lower-case letter; a capital, which is the bit above; and a byte that becomes [`OTHERWISE`], with which it is enough to
/// be there.
const LOWER: u8 = 1;
const CAPITAL: u8 = LOWER << 1;
const IS_OTHERWISE: u8 = 4;

/// What of these each character of ASCII is.
const KINDS: [u8; 128] = {
    let mut kinds = [0; 128];
    let mut byte = 0u8;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => CAPITAL,
            _ if FOLDED[byte as usize] == OTHERWISE => IS_OTHERWISE,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

/// Folds a text in which each character becomes one, as most texts are; `false` where it may be another one.
fn fold_one_by_one(text: &[u8], folded: &mut Vec<u8>) -> bool {
    let (mut before, mut seen) = (0, 0);
    folded.extend(text.iter().map(|byte| {
        let at = usize::from(byte & 0x7F);
        let kind = KINDS[at];
        // A capital behind a lower-case letter may part words.
        seen |= kind & (before << 1 | IS_OTHERWISE);
        before = kind;
        FOLDED[at]
    }));
    seen == 0
}

fn fold_ascii(text: &[u8], out: &mut String, notes: &mut FoldNotes) {
    let mut folded = std::mem::take(out).into_bytes();
    if text.len() > FOLDED_BYTES_MAX || !fold_one_by_one(text, &mut folded) {
        folded.clear();
        fold_sign_by_sign(text, &mut folded, notes);
    }
    *out = String::from_utf8(folded).unwrap_or_default();
}

fn fold_sign_by_sign(text: &[u8], folded: &mut Vec<u8>, notes: &mut FoldNotes) {
    folded.reserve(text.len());
    // Length of the run of lower-case letters just before; two of them before a capital end a word that lost
    // its space (`HectorLibrado`). One does not: `McDonald`, and a slip of the shift key. Nor does a capital that no letter
    // follows: `GmbH` is a word.
    let mut lower_run = 0usize;
    for (at, &byte) in text.iter().enumerate() {
        if folded.len() >= FOLDED_BYTES_MAX {
            notes.capped = true;
            break;
        }
        let before_letter = || text.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
        match FOLDED[usize::from(byte & 0x7F)] {
            OTHERWISE => match byte {
                b'\'' | b'`' => {}
                b'&' | b'+' => folded.extend_from_slice(b" and "),
                // A question mark that ends a word is one. Several letters in a row that were lost are one.
                _ if !before_letter() => folded.push(b' '),
                _ if folded.ends_with(&[UNKNOWN_LETTER as u8]) => {}
                _ => folded.push(UNKNOWN_LETTER as u8),
            },
            same if byte.is_ascii_lowercase() => {
                folded.push(same);
                lower_run += 1;
                continue;
            }
            other => {
                if lower_run >= 2 && byte.is_ascii_uppercase() && before_letter() {
                    folded.push(b' ');
                }
                folded.push(other);
            }
        }
        lower_run = 0;
    }
}

/// A letter that came as several bytes may have been lost as several: they are one.
fn push_unknown(out: &mut String) {
    if !out.ends_with(UNKNOWN_LETTER) {
        out.push(UNKNOWN_LETTER);
    }
}

pub(crate) fn is_mark(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    !c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Whether it is an apostrophe, in one of the forms that keyboards and scripts have.
#[must_use]
pub fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{201b}'
            | '\u{02bc}'
            | '\u{02bb}'
            | '\u{02be}'
            | '\u{02bf}'
            | '\u{00b4}'
            | '\u{2032}'
            | '\u{055a}'
            | '\u{02b9}'
            | '\u{02ba}'
    )
}

fn fold_unicode(text: &str, out: &mut String, notes: &mut FoldNotes) {
    // A generous bound before decomposition, so that a hostile field cannot make it long.
    let mut text = text;
    if text.len() > 2 * FOLDED_BYTES_MAX {
        let mut cut = 2 * FOLDED_BYTES_MAX;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        text = &text[..cut];
        notes.capped = true;
    }
    // NFC first: letters that carry meaning in their marks (й, ё, ї) must be seen whole by transliteration.
    let composed = scripts::with_forms_written_out(composed(text));
    let text = Text::of(&composed);
    let mut behind_dot = false;
    let mut word = String::new();
    // The letter before characters that cannot be seen.
    let mut before_hidden: Option<char> = None;
    let mut rest = &*composed;
    while let Some(c) = rest.chars().next() {
        if out.len() >= FOLDED_BYTES_MAX {
            notes.capped = true;
            break;
        }
        let is_begun = !word.is_empty() || before_hidden.is_some() || behind_dot;
        if let Some((plain, behind)) = plain_word(rest).filter(|_| !is_begun) {
            fold_plain_word(plain, out);
            out.push_str(&rest[plain.len()..rest.len() - behind.len()]);
            rest = behind;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let next = || rest.chars().next();
        if let Some(sign) = sign_within_hebrew(&word, c, next) {
            word.push(sign);
            continue;
        }
        if scripts::is_joiner(c) && word.ends_with(scripts::is_indic) {
            continue;
        }
        if c.is_alphanumeric() || is_mark(c) {
            if let Some(before) = before_hidden.take() {
                notes.invisible |= is_unjoined(before) && is_unjoined(c);
            }
            word.push(c);
        } else {
            if is_lost_of_arabic(&word, c, next) {
                word.push(UNKNOWN_LETTER);
                continue;
            }
            let before = word.chars().next_back().or(before_hidden);
            before_hidden = before.filter(|_| is_invisible(c));
            let beside_dot = behind_dot || scripts::is_middle_dot(c);
            let is_whole = !matches!(c, '?' | char::REPLACEMENT_CHARACTER);
            fold_word(&word, text, beside_dot, is_whole, out, notes);
            word.clear();
            behind_dot = scripts::is_middle_dot(c);
            match c {
                _ if is_apostrophe(c) => {}
                ',' | '.' => out.push(c),
                '،' | '、' | '，' => out.push(','),
                '&' | '+' => out.push_str(" and "),
                '$' | '@' | '!' => out.push(c),
                char::REPLACEMENT_CHARACTER => push_unknown(out),
                '?' if next().is_some_and(char::is_alphabetic) => push_unknown(out),
                // It parts the words of a compound in Persian, which are written without a space.
                ZERO_WIDTH_NON_JOINER if before.is_some_and(is_arabic) => out.push(' '),
                // Format characters (right-to-left override, zero-width joiner, soft hyphen) hide; they part no words.
                _ if is_invisible(c) => {}
                _ => out.push(' '),
            }
        }
    }
    fold_word(&word, text, behind_dot, true, out, notes);
}

/// The word of ASCII that begins a text, and what stands behind it and the sign that ends it, where that sign is kept and nothing
/// around the word says how it is read.
fn plain_word(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric())?;
    let is_kept = matches!(text.as_bytes()[end], b' ' | b',' | b'.');
    (end > 0 && is_kept).then(|| (&text[..end], &text[end + 1..]))
}

/// Folds a word of ASCII.
fn fold_plain_word(word: &str, out: &mut String) {
    let mut lower_run = 0usize;
    let mut letters = word.bytes().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_uppercase()
            && lower_run >= 2
            && letters.peek().is_some_and(u8::is_ascii_alphabetic)
        {
            out.push(' ');
        }
        lower_run = if letter.is_ascii_lowercase() {
            lower_run + 1
        } else {
            0
        };
        out.push(char::from(letter.to_ascii_lowercase()));
    }
}

/// A text with every letter and its marks as one character, where there is one (NFC).
fn composed(text: &str) -> Cow<'_, str> {
    // What stands before the combining marks composes with nothing and is composed itself: most letters of Europe.
    const FIRST_MARK: char = '\u{300}';
    if text.chars().all(|c| c < FIRST_MARK) {
        Cow::Borrowed(text)
    } else if text.contains(scripts::is_half_width_kana) {
        Cow::Owned(scripts::in_full_width(text))
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// The sign that a character is within a Hebrew word, where it parts nothing: behind a letter (`ג'`), or before the last (`בע"מ`).
fn sign_within_hebrew(word: &str, c: char, next: impl Fn() -> Option<char>) -> Option<char> {
    let sign = scripts::is_sign_within(c).filter(|_| word.ends_with(scripts::is_hebrew))?;
    let is_within = c != '"' || next().is_some_and(scripts::is_hebrew);
    is_within.then_some(sign)
}

/// Whether a sign stands for a letter that was lost of a word in Arabic script, in which letters are read by where they stand.
fn is_lost_of_arabic(word: &str, c: char, next: impl Fn() -> Option<char>) -> bool {
    let is_next = || next().is_some_and(is_arabic);
    match c {
        '?' => is_next(),
        char::REPLACEMENT_CHARACTER => is_next() || word.ends_with(is_arabic),
        _ => false,
    }
}

const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';

fn is_arabic(c: char) -> bool {
    script_of(c) == Script::Arabic
}

fn is_invisible(c: char) -> bool {
    use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
    !c.is_ascii() && c.general_category() == GeneralCategory::Format
}

/// Whether a character is a letter of a script that writes nothing between its letters. Joiners are spelling in the scripts
/// of Persia and India.
fn is_unjoined(c: char) -> bool {
    c.is_alphabetic() && matches!(script_of(c), Script::Latin | Script::Cyrillic | Script::Greek)
}

/// Folds a word, which `is_whole` where no sign of a lost letter stands behind it.
fn fold_word(
    word: &str,
    text: Text,
    beside_dot: bool,
    is_whole: bool,
    out: &mut String,
    notes: &mut FoldNotes,
) {
    if word.is_empty() {
        return;
    }
    if word.is_ascii() {
        fold_plain_word(word, out);
        return;
    }
    // Spain's abbreviation of its commonest name has a letter that no other word has.
    if matches!(word, "Mª" | "mª") {
        out.push_str("maria");
        return;
    }
    let language = language::get();
    let mut foreign = 0usize;
    let mut foreign_lookalike = 0usize;
    let mut latin = 0usize;
    let mut arabic = false;
    for c in word.chars() {
        match script_of(c) {
            Script::Latin => latin += 1,
            Script::Common | Script::Inherited => {}
            Script::Arabic => {
                arabic = true;
                foreign += 1;
            }
            _ => {
                foreign += 1;
                foreign_lookalike += usize::from(language.homoglyph(c).is_some());
            }
        }
    }
    // A word is disguised Latin when it mixes Latin with look-alikes, or when it is made of look-alikes only
    // and stands among Latin words.
    let disguised = foreign_lookalike > 0
        && foreign_lookalike == foreign
        && (latin > 0 || (text.has_latin && foreign == word.chars().count()));
    if disguised {
        notes.homoglyphs = true;
        for c in word.chars() {
            match language.homoglyph(c) {
                Some(latin) if script_of(c) != Script::Latin => out.push(latin),
                _ => push_folded_latin(c, out),
            }
        }
        return;
    }
    if foreign == 0 {
        let mut lower_run = 0usize;
        let mut letters = word.chars().peekable();
        while let Some(c) = letters.next() {
            if c.is_uppercase() && lower_run >= 2 && letters.peek().is_some_and(|next| next.is_alphabetic()) {
                out.push(' ');
            }
            lower_run = if c.is_lowercase() { lower_run + 1 } else { 0 };
            push_folded_latin(c, out);
        }
        return;
    }
    if arabic {
        crate::transliterate::arabic(word, out);
        return;
    }
    let mut is_first = true;
    scripts::each_part(word, text, |part, known| {
        if !std::mem::take(&mut is_first) {
            out.push(' ');
        }
        if let Some(known) = known {
            out.push_str(known);
        } else if !scripts::fold_sounds(part, text.hangul, out) {
            let start = out.len();
            // A letter beside one that was lost is a part of a word.
            let is_alone = is_whole && !out.ends_with(UNKNOWN_LETTER);
            crate::transliterate::general(part, beside_dot, out);
            if is_alone && is_initial_of_two_letters(part, &out[start..]) {
                out.truncate(start + 1);
            }
        }
    });
}

/// Whether a letter of another alphabet that stands alone, an initial, is written by several Latin ones: Ю. is Y.
fn is_initial_of_two_letters(part: &str, latin: &str) -> bool {
    let mut letters = part.chars();
    let is_alphabet = |c: char| {
        matches!(
            script_of(c),
            Script::Cyrillic | Script::Greek | Script::Armenian | Script::Georgian
        )
    };
    let is_alone = letters.next().is_some_and(is_alphabet) && letters.next().is_none();
    is_alone && latin.len() > 1 && latin.bytes().all(|b| b.is_ascii_lowercase())
}

fn push_folded_latin(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for part in c.nfkd() {
        if is_mark(part) {
            continue;
        }
        if part.is_ascii() {
            if part.is_ascii_alphanumeric() {
                out.push(part.to_ascii_lowercase());
            }
        } else if let Some(latin) = deunicode::deunicode_char(part) {
            out.extend(
                latin
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .map(|c| c.to_ascii_lowercase()),
            );
        }
    }
}

/// Replaces digits and signs that stand for letters in a token (`h3ctor`), where it has more letters than
/// digits. Trailing digits stay: they are numbers (`shift4`). Returns whether anything changed.
pub fn undo_digits_for_letters(token: &str, out: &mut String) -> bool {
    out.clear();
    let stem = token.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '$' | '@' | '!'));
    let signs = stem.bytes().filter(|b| !b.is_ascii_alphabetic()).count();
    let letters = stem.len() - signs;
    if signs == 0 || letters < 2 || signs > letters {
        return false;
    }
    let language = language::get();
    for c in stem.chars() {
        if c.is_ascii_alphabetic() {
            out.push(c);
        } else if let Some(letter) = language.letter_for(c) {
            out.push(letter);
        } else {
            return false;
        }
    }
    out.push_str(&token[stem.len()..]);
    true
}

#[cfg(test)]
mod tests {
    use super::{FoldNotes, fold_into};

    fn fold(text: &str) -> (String, FoldNotes) {
        let (mut out, mut notes) = (String::new(), FoldNotes::default());
        fold_into(text, &mut out, &mut notes);
        (out, notes)
    }

    #[test]
    fn diacritics_case_and_apostrophes_carry_no_identity() {
        assert_eq!(
            fold("Éduardo NU'MAN O’Brien Łódź Straße").0,
            "eduardo numan obrien lodz strasse"
        );
    }

    #[test]
    fn a_lost_space_is_seen_where_the_case_tells() {
        assert_eq!(fold("HectorLibradoRIVERA").0, "hector librado rivera");
        assert_eq!(fold("McDONALD RfOOYAN").0, "mcdonald rfooyan");
        assert_eq!(
            fold("Ascotec GmbH, mbH & GesmbH").0,
            "ascotec gmbh, mbh  and  gesmbh"
        );
        assert_eq!(fold("Müller GmbH").0, "muller gmbh");
    }

    #[test]
    fn an_initial_is_one_letter_whatever_it_is_written_by() {
        assert_eq!(
            fold("Ю. Ковальчук, Щ. Ж., Θ. Παπαδόπουλος").0,
            "y. kovalchuk, s. z., t. papadopoulos"
        );
        assert_eq!(fold("Иванов?ч Ч?рнов").0, "ivanov?ch ch?rnov");
    }

    #[test]
    fn look_alike_letters_of_another_script_are_undone_and_noted() {
        let (folded, notes) = fold("Eduаrdо FЕLIX");
        assert_eq!(folded, "eduardo felix");
        assert!(notes.homoglyphs);
        let (folded, notes) = fold("Игорь Сечин");
        assert!(!notes.homoglyphs, "{folded}");
    }

    #[test]
    fn a_letter_that_was_lost_in_some_encoding_stays_a_letter() {
        assert_eq!(
            fold("Nicol?s M\u{fffd}\u{fffd}ller, Jos\u{fffd}").0,
            "nicol?s m?ller, jos?"
        );
        assert_eq!(fold("?zg?r? Who? ??").0, "?zg?r  who    ");
    }

    #[test]
    fn invisible_characters_hide_nothing() {
        let (folded, notes) = fold("VIK\u{200b}TOR \u{202e}BOUT");
        assert_eq!(folded, "viktor bout");
        assert!(notes.invisible);
    }

    #[test]
    fn what_cannot_be_seen_is_noted_only_where_it_parts_a_word_that_has_no_use_for_it() {
        let is_noted = |text| fold(text).1.invisible;
        assert!(is_noted("B\u{ad}OUT"));
        assert!(!is_noted("\u{feff}VIKTOR \u{200e}BOUT\u{200f}"));
        assert!(!is_noted("कृष\u{200d}ण"));
        assert!(!is_noted("علی\u{200c}رضا"));
    }

    #[test]
    fn a_megabyte_of_text_is_capped_and_noted() {
        let (folded, notes) = fold(&"é".repeat(1 << 20));
        assert!(folded.len() <= super::FOLDED_BYTES_MAX && notes.capped);
    }
}
