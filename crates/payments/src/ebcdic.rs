//! Text of mainframes in EBCDIC, code page 037, as files of the American clearing house are handed over there.
//!
//! Source: IBM code page 37 (CECP: USA, Canada), as the Unicode consortium maps it (`VENDORS/MICSFT/EBCDIC/CP037.TXT`).

/// The characters of the bytes from 0x40 on.
const GRAPHIC: &str = concat!(
    " \u{a0}âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\"",
    "Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×",
    "{ABCDEFGHI\u{ad}ôöòóõ}JKLMNOPQR¹ûüùúÿ\\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\u{9f}",
);

/// The byte of the first of them.
const FIRST_GRAPHIC: usize = 0x40;

/// What stands for a control character that is none of text.
const SUBSTITUTE: char = '\u{1A}';

/// `101`, a file header, or `52`, a batch header, and the format mark `094101` of the former.
const FILE_HEADER: &[u8] = &[0xF1, 0xF0, 0xF1];
const BATCH_HEADER: &[u8] = &[0xF5, 0xF2];

/// Whether text is EBCDIC, by its first bytes: only what begins as a file of the clearing house does. In UTF-8 none of these
/// bytes begins a character of what could be one.
pub(crate) fn is_told_by(head: &[u8]) -> bool {
    let begins = head.starts_with(FILE_HEADER) || head.starts_with(BATCH_HEADER);
    begins && std::str::from_utf8(&head[..head.len().min(4)]).is_err()
}

/// The character of each byte.
pub(crate) fn characters() -> [char; 256] {
    let mut characters = [SUBSTITUTE; 256];
    for (place, c) in characters[FIRST_GRAPHIC..].iter_mut().zip(GRAPHIC.chars()) {
        *place = c;
    }
    for (byte, c) in [
        (0x00, '\0'),
        (0x05, '\t'),
        (0x0D, '\r'),
        // New line, and line feed.
        (0x15, '\n'),
        (0x25, '\n'),
    ] {
        characters[byte] = c;
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::{FIRST_GRAPHIC, GRAPHIC, characters, is_told_by};

    #[test]
    fn every_byte_has_its_character() {
        assert_eq!(GRAPHIC.chars().count(), 256 - FIRST_GRAPHIC);
        let characters = characters();
        for (bytes, text) in [
            (&[0xF1u8, 0xF0, 0xF1, 0x40][..], "101 "),
            (&[0xC1, 0xC9, 0xD1, 0xE9, 0x81, 0x99, 0xA9], "AIJZarz"),
            (&[0x5C, 0x6B, 0x4B, 0x61, 0x50, 0x15], "*,./&\n"),
            (&[0x42, 0xFC], "âÜ"),
        ] {
            let read: String = bytes.iter().map(|byte| characters[usize::from(*byte)]).collect();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn text_that_can_be_something_else_is_not_taken_for_it() {
        assert!(is_told_by(&[0xF1, 0xF0, 0xF1, 0x40, 0xF0]));
        assert!(is_told_by(&[0xF5, 0xF2, 0xF2, 0xF0]));
        for head in [&b"101 "[..], b"", "ñ".as_bytes(), &[0xF0, 0x9F, 0x92, 0xB6]] {
            assert!(!is_told_by(head));
        }
    }
}
