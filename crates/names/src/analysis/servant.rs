//! Arabic names of the form "servant of the X".

use super::{Analysis, TOKEN_BYTES_MAX, Word};
use crate::transliterate::UNVOWELED;

impl Analysis {
    /// Arabic names of the form "servant of the X" are one name, written in one to three words and with the
    /// article assimilated or not: `Abd al-Rahman`, `Abdul Rahman`, `Abdurrahman`, `Abderrahmane`. All become
    /// `abdu` and the stem.
    pub(super) fn join_abd(&mut self) {
        let mut i = 0;
        while i < self.words.len() {
            let word = self.words[i];
            let text = self.word(word);
            if !text.starts_with("abd") {
                i += 1;
                continue;
            }
            let surname = word.surname;
            if is_abd_alone(text) {
                let mut next = i + 1;
                if next + 1 < self.words.len() && is_article(self.word(self.words[next])) {
                    next += 1;
                }
                let Some(&stem_word) = self.words.get(next) else {
                    break;
                };
                let stem = self.word(stem_word);
                let surname = stem_word.surname;
                // `Abdul H. Murad`: of the whole name its first letter is left.
                if stem.len() == 1 && self.words.len() > next - i + 1 {
                    let first = self.text[usize::from(word.start)..=usize::from(word.start)].to_owned();
                    self.replace_words(i, next, &first, surname);
                    i += 1;
                    continue;
                }
                if stem.len() >= 3 && !is_article(stem) && stem != "bin" {
                    let stem = stem
                        .strip_prefix("al")
                        .filter(|rest| rest.len() >= 3)
                        .unwrap_or(stem);
                    let joined = served(stem);
                    self.replace_words(i, next, &joined, surname);
                }
            } else if let Some(stem) = abd_stem(text) {
                let joined = served(stem);
                self.replace_words(i, i, &joined, surname);
            }
            i += 1;
        }
    }

    pub(super) fn replace_words(&mut self, first: usize, last: usize, text: &str, surname: bool) {
        let start = self.text.len();
        self.text.push_str(&text[..text.len().min(TOKEN_BYTES_MAX)]);
        if let (Ok(start), Ok(end)) = (u16::try_from(start), u16::try_from(self.text.len())) {
            self.words[first] = Word {
                start,
                end,
                dotted: false,
                surname,
            };
            self.words.drain(first + 1..=last);
        }
    }
}

/// How a servant is written together with what he serves.
pub(super) const SERVANTS: [&str; 10] = [
    "abd", "abdal", "abdel", "abder", "abdes", "abdol", "abdou", "abdul", "abdur", "abdus",
];

/// The name of who serves by a noun without its article: `abdurahman` of `rahman`.
pub(super) fn served(noun: &str) -> String {
    match noun.strip_prefix(UNVOWELED) {
        Some(letters) => format!("{UNVOWELED}abdu{letters}"),
        None => format!("abdu{}", undouble(noun)),
    }
}

/// Whether a word is the Arabic article, as it is or assimilated to the consonant that follows.
pub(super) fn is_article(word: &str) -> bool {
    matches!(
        word,
        "al" | "el"
            | "ul"
            | "ur"
            | "ar"
            | "er"
            | "as"
            | "us"
            | "es"
            | "an"
            | "ad"
            | "ed"
            | "az"
            | "at"
            | "il"
    )
}

/// Whether a word is the servant alone, with the article or without it.
pub(super) fn is_abd_alone(word: &str) -> bool {
    matches!(
        word,
        "abd"
            | "abdu"
            | "abdul"
            | "abdoul"
            | "abdool"
            | "abdel"
            | "abdal"
            | "abdol"
            | "abdil"
            | "abdur"
            | "abder"
            | "abdar"
            | "abdus"
            | "abdes"
            | "abdas"
            | "abdun"
            | "abden"
            | "abdan"
    )
}

/// The stem of a one-word `Abd…` name: `abdurrahman` has `rahman`.
pub(super) fn abd_stem(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("abd")?;
    let rest = ["ou", "oo", "u", "e", "a", "o", "i"]
        .iter()
        .find_map(|vowel| rest.strip_prefix(vowel))
        .unwrap_or(rest);
    let bytes = rest.as_bytes();
    if bytes.len() < 3 {
        return None;
    }
    // The article, as `l` or assimilated to the consonant that follows.
    if bytes[0] == b'l' || bytes[0] == bytes[1] {
        return (bytes.len() >= 3).then(|| &rest[1..]);
    }
    (bytes.len() >= 4).then_some(rest)
}

/// `ll` and other doubled letters at the beginning of a stem are the article's again.
fn undouble(stem: &str) -> &str {
    let bytes = stem.as_bytes();
    if bytes.len() > 3 && bytes[0] == bytes[1] {
        &stem[1..]
    } else {
        stem
    }
}
