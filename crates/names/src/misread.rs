//! UTF-8 that somebody read as Latin-1 or Windows-1252, once or twice: `MuÃ±oz` is `Muñoz`.

use std::borrow::Cow;

/// The characters of Windows-1252 from 0x80 to 0x9F (WHATWG Encoding Standard, index-windows-1252). What it leaves undefined is the
/// control character of that number, as in Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// How often a text may have been misread.
const TIMES_MAX: usize = 2;

/// The text as it was written, where all of it is UTF-8 that was misread.
pub(crate) fn as_written(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..TIMES_MAX {
        match once(&text) {
            Some(written) => text = Cow::Owned(written),
            None => break,
        }
    }
    text
}

fn once(text: &str) -> Option<String> {
    // A first look, which nearly every text does not survive: a letter that is the first byte of a character, and a sign that is
    // none of the letters that stand behind such a letter in words.
    let mut characters = text.chars().peekable();
    let mut may_be = false;
    while let Some(c) = characters.next() {
        if !c.is_ascii() {
            let begins = matches!(c, '\u{c2}'..='\u{f4}');
            let goes_on = |next: &char| byte(*next).is_some_and(|byte| matches!(byte, 0x80..=0xbf));
            if !begins || !characters.peek().is_some_and(goes_on) {
                return None;
            }
            may_be = true;
            while characters.peek().is_some_and(goes_on) {
                characters.next();
            }
        }
    }
    if !may_be {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
    let written = String::from_utf8(bytes?).ok()?;
    // Letters of phonetics and marks alone stand in no name: there a quotation mark stood behind a letter (`CAFÉ»`).
    let is_of_text = |c: char| !matches!(c, '\u{80}'..='\u{9f}' | '\u{250}'..='\u{36f}');
    written.chars().all(is_of_text).then_some(written)
}

/// The byte that a character is in Windows-1252, or in Latin-1.
fn byte(c: char) -> Option<u8> {
    let code = u8::try_from(u32::from(c)).ok();
    match WINDOWS_1252.iter().position(|of_windows| *of_windows == c) {
        Some(at) => u8::try_from(0x80 + at).ok(),
        None => code,
    }
}

#[cfg(test)]
mod tests {
    use super::as_written;

    #[test]
    fn letters_that_became_two_signs_are_one_again() {
        for (text, written) in [
            ("Reinaldo MuÃ±oz", "Reinaldo Muñoz"),
            ("PEÃ‘A", "PEÑA"),
            ("KadÃ®rov, RamazÃ¡n", "Kadîrov, Ramazán"),
            ("ErdoÄŸan", "Erdoğan"),
            ("KOREAN PEOPLEâ€™S ARMY", "KOREAN PEOPLE’S ARMY"),
            ("Ð¢Ð°Ð»Ð¸Ð±Ð°Ð½", "Талибан"),
            ("MuÃƒÂ±oz", "Muñoz"),
        ] {
            assert_eq!(as_written(text), written);
        }
    }

    #[test]
    fn other_letters_and_signs_stay_as_they_are() {
        for text in [
            "Muñoz",
            "Ærø Færge A/S",
            "CAFÉ»",
            "«SOCIÉTÉ»",
            "»BLÅ«",
            "São Paulo",
            "MÜLLER–GRÖẞ",
            "Ã",
            "Талибан",
            "MUÃ±OZ Ñ",
        ] {
            assert_eq!(as_written(text), text);
        }
    }
}
