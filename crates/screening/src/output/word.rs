//! `words.csv`: a row a reviewer's word that was given to the run.

use portcullis_exemptions::{ReviewWord, ReviewWords};

use crate::{ScreenError, csv_row::CsvRow, files, output::Record};

/// A reviewer's word, with what it was said of: a row of `words.csv`. A run can be made again with that file.
pub(crate) struct WordRow<'a>(pub(crate) &'a ReviewWord);

impl Record for WordRow<'_> {
    const FILE: &'static str = files::WORDS;

    fn append_to(&self, row: &mut Vec<u8>) -> Result<(), ScreenError> {
        push_word(row, self.0);
        Ok(())
    }
}

/// Appends the row of a word, in the order of the columns of [`files::WORDS_HEADER`].
pub(crate) fn push_word(row: &mut Vec<u8>, word: &ReviewWord) {
    CsvRow::behind(row)
        .texts(word.cells().iter().map(AsRef::as_ref))
        .end();
}

/// BLAKE3 over the rows of all words; `None` where there is none.
pub(crate) fn digest_of_words(words: &ReviewWords) -> Option<String> {
    let mut rows = Vec::new();
    for word in words.rows() {
        push_word(&mut rows, word);
    }
    (!rows.is_empty()).then(|| blake3::hash(&rows).to_hex().to_string())
}
