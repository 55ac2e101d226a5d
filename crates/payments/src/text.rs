//! Text of a file, lent where the file holds it as UTF-8.

use std::{borrow::Cow, ops::Range};

/// The text of a part of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileText<'a> {
    /// The file, as far as it is read.
    pub(crate) bytes: &'a [u8],
    /// Where the part begins.
    start: usize,
    /// The part, where all of it is UTF-8: one check for all of its fields.
    text: Option<&'a str>,
}

impl<'a> FileText<'a> {
    /// The text of `file` from a byte on.
    pub(crate) fn new(file: &'a [u8], start: usize) -> FileText<'a> {
        FileText {
            bytes: file,
            start,
            text: std::str::from_utf8(file.get(start..).unwrap_or_default()).ok(),
        }
    }

    /// The bytes of a range of the file; none where it is not in the file.
    pub(crate) fn slice(&self, range: Range<usize>) -> &'a [u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// The text of a range of the file. `not_utf8` is set where it had to be read as Windows-1252.
    pub(crate) fn get(&self, range: Range<usize>, not_utf8: &mut bool) -> Cow<'a, str> {
        let lent = range.start.checked_sub(self.start).and_then(|from| {
            let end = range.end.checked_sub(self.start)?;
            self.text?.get(from..end)
        });
        match lent {
            Some(text) => Cow::Borrowed(text),
            None => {
                let bytes = self.slice(range);
                match std::str::from_utf8(bytes) {
                    Ok(text) => Cow::Borrowed(text),
                    Err(_) => {
                        *not_utf8 = true;
                        Cow::Owned(windows_1252(bytes))
                    }
                }
            }
        }
    }
}

/// Text that is UTF-8, or what Western systems write where it is not; and whether it is not.
pub(crate) fn decoded(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (Cow::Owned(windows_1252(bytes)), true),
    }
}

/// Bytes that are not UTF-8, read as what Western systems write: every byte stands for a character.
pub(crate) fn windows_1252(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
}

/// So many letters with accents in a row stand in no word of a Western language.
const ACCENTED_IN_A_ROW: usize = 4;

/// Whether bytes that are not UTF-8 are of another alphabet than Windows-1252's: in the code pages of Cyrillic, Greek, Hebrew and
/// Arabic every letter is where Western ones have letters with accents.
pub(crate) fn is_of_another_alphabet(bytes: &[u8]) -> bool {
    const FIRST_ACCENTED: u8 = 0xC0;
    let mut rows = bytes.split(|byte| *byte < FIRST_ACCENTED);
    rows.any(|row| row.len() >= ACCENTED_IN_A_ROW) && std::str::from_utf8(bytes).is_err()
}

#[cfg(test)]
mod tests {
    use super::is_of_another_alphabet;

    #[test]
    fn words_of_other_alphabets_are_told_from_western_ones_in_code_pages_of_one_byte() {
        let encoded = |encoding: &'static encoding_rs::Encoding, text| encoding.encode(text).0.into_owned();
        for (encoding, text) in [
            (encoding_rs::WINDOWS_1251, "ВИКТОР БУТ"),
            (encoding_rs::WINDOWS_1251, "invoice 7, Иванов"),
            (encoding_rs::WINDOWS_1253, "Παπαδόπουλος"),
            (encoding_rs::WINDOWS_1255, "שלום"),
            (encoding_rs::WINDOWS_1256, "محمد"),
            (encoding_rs::KOI8_R, "БУТ ВИКТОР"),
        ] {
            assert!(is_of_another_alphabet(&encoded(encoding, text)), "{text}");
        }
        for (encoding, text) in [
            (
                encoding_rs::WINDOWS_1252,
                "José Müller, 12 rue de l'Étoile, créées",
            ),
            (encoding_rs::WINDOWS_1252, "São João, ações, Ærøskøbing, Þórður"),
            (encoding_rs::WINDOWS_1250, "Łódź, Żółć"),
            (encoding_rs::UTF_8, "ВИКТОР БУТ"),
            (encoding_rs::UTF_8, "invoice 7"),
        ] {
            assert!(!is_of_another_alphabet(&encoded(encoding, text)), "{text}");
        }
    }
}
