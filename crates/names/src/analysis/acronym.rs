//! The acronym of a name in parentheses behind it: `ISLAMIC INTERNATIONAL BRIGADE (IIB)`. It says what the name says.

use super::Analysis;

/// Letters of an acronym.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;

impl Analysis {
    /// How many words at the end are the acronym of those before: they stand in parentheses at the end of the text, the first letter begins
    /// a word, and the others follow in order (`SAPICO` of `SAHAND ALUMINUM PARTS INDUSTRIAL COMPANY`). None of most names.
    pub(super) fn words_of_acronym(&self, text: &str) -> usize {
        // Nearly every name ends otherwise.
        let Some((_, inside)) = text
            .trim_end()
            .strip_suffix(')')
            .and_then(|text| text.rsplit_once('('))
        else {
            return 0;
        };
        let pieces = inside.split('-').filter(|piece| !piece.is_empty());
        let count = pieces.clone().count();
        let Some(before) = self.words.len().checked_sub(count).filter(|before| *before >= 2) else {
            return 0;
        };
        let letters = pieces.clone().map(str::len).sum();
        let is_written = pieces
            .zip(&self.words[before..])
            .all(|(piece, word)| self.word(*word).eq_ignore_ascii_case(piece));
        if !is_written || !LETTERS.contains(&letters) {
            return 0;
        }
        let mut acronym = self.words[before..]
            .iter()
            .flat_map(|word| self.word(*word).bytes());
        let first = acronym.next();
        let begins = self.words[..before]
            .iter()
            .position(|word| self.word(*word).bytes().next() == first);
        let Some(begins) = begins else { return 0 };
        let mut name = self.words[begins..before]
            .iter()
            .flat_map(|word| self.word(*word).bytes());
        name.next();
        if acronym.all(|letter| name.any(|of_name| of_name == letter)) {
            count
        } else {
            0
        }
    }
}
