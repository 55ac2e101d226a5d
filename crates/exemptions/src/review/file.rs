//! Adds a word to a file of words.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use portcullis_sys::{write_atomically, write_atomically_private};

use crate::error::RuleError;
use crate::files;
use crate::review::{ReviewWord, ReviewWords, WORDS_HEADER, WordPolicy};

/// A file of words that nobody else adds to while this value lives: the lock is on `<file>.lock` beside it.
#[derive(Debug)]
pub struct WordsFile {
    path: PathBuf,
    text: String,
    words: ReviewWords,
    _lock: File,
}

impl WordsFile {
    /// Locks and reads a file of words, waiting until whoever adds to it is done. A file that is not there yet has none.
    ///
    /// # Errors
    /// It cannot be locked or read, or a row of it is wrong.
    pub fn open(path: &Path, policy: &WordPolicy) -> Result<WordsFile, RuleError> {
        let lock = files::open_lock_of(path)?;
        lock.lock()
            .map_err(|e| RuleError::whole_file(path, format!("cannot be locked ({e})")))?;
        let file = files::read_if_there(path)?;
        let words = if file.text.is_empty() {
            ReviewWords::default()
        } else {
            ReviewWords::of_file(&file, policy)?
        };
        Ok(WordsFile {
            path: file.path,
            text: file.text,
            words,
            _lock: lock,
        })
    }

    /// The words that it has.
    #[must_use]
    pub fn words(&self) -> &ReviewWords {
        &self.words
    }

    /// Adds a word, through to the disk. `row` is its row with the line end. A file of other columns, or whose last line does
    /// not end, is written anew; after a crash it is the old or the new one.
    ///
    /// # Errors
    /// The file system refuses; the file is then what it was.
    pub fn add(self, word: &ReviewWord, row: impl Fn(&ReviewWord) -> String) -> Result<(), RuleError> {
        let written = if self.text.is_empty() {
            write_atomically_private(&self.path, format!("{WORDS_HEADER}{}", row(word)).as_bytes())
        } else if self.text.starts_with(WORDS_HEADER) && self.text.ends_with('\n') {
            append(&self.path, &row(word))
        } else {
            let rows: String = self.words.rows().iter().chain([word]).map(row).collect();
            write_atomically(&self.path, format!("{WORDS_HEADER}{rows}").as_bytes())
        };
        written.map_err(|e| {
            RuleError::whole_file(&self.path, format!("cannot be written ({e}); nothing was added"))
        })
    }
}

/// Adds a line to a file; where that fails, the file is cut to what it was.
fn append(path: &Path, line: &str) -> std::io::Result<()> {
    let mut file = File::options().append(true).open(path)?;
    let length = file.metadata()?.len();
    let added = file.write_all(line.as_bytes()).and_then(|()| file.sync_all());
    if added.is_err() {
        file.set_len(length)?;
    }
    added
}
