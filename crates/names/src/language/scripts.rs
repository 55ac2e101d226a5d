//! Words in other scripts that are known as they stand.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::{
    scripts::{family_name, is_hangul},
    transliterate::{plain_arabic_word, plain_syllable},
};

/// The rows of `data/script_words.csv`, `data/arabic_compounds.csv`, `data/han_company_words.csv` and `data/korean_family_names.csv`.
#[derive(Debug, Default)]
pub(crate) struct Scripts {
    words: FxHashMap<String, &'static str>,
    /// Titles that stand behind a name, and the folded words that they are; the longest first.
    titles: Vec<(&'static str, &'static str)>,
    /// Given names of Arabic script that are the first of two in one word, and those that are the second.
    first_names: Vec<String>,
    last_names: FxHashSet<String>,
    /// Words of companies' names that are written without spaces, the longest first.
    company_words: Vec<(&'static str, &'static str)>,
    /// Those that say that a name is a company's.
    company_forms: Vec<&'static str>,
    /// Short forms of them that stand in brackets, and what they are short for.
    forms_in_brackets: Vec<(&'static str, &'static str)>,
    family_names: FxHashSet<&'static str>,
    /// In Latin letters.
    family_names_in_latin: FxHashSet<&'static str>,
    /// How Chinese characters are read that have more than one reading: as surnames, and otherwise than usual in any place.
    surname_readings: FxHashMap<char, &'static str>,
    other_readings: FxHashMap<char, Vec<&'static str>>,
    /// How Chinese characters are read in Cantonese: as surnames, and in given names.
    cantonese: [FxHashMap<char, &'static str>; 2],
    /// The spellings of family names, by the token that the name is.
    spellings: FxHashMap<String, Vec<&'static str>>,
}

impl Scripts {
    pub(super) fn of(
        words: impl Iterator<Item = Vec<&'static str>>,
        compounds: impl Iterator<Item = Vec<&'static str>> + Clone,
        company_words: impl Iterator<Item = Vec<&'static str>>,
        family_names: impl Iterator<Item = Vec<&'static str>>,
    ) -> Scripts {
        let mut scripts = Scripts {
            words: words
                .filter_map(|row| Some((plain_arabic_word(row[0]), *row.get(1)?)))
                .collect(),
            first_names: names_at(compounds.clone(), "first").collect(),
            last_names: names_at(compounds, "last").collect(),
            ..Scripts::default()
        };
        for row in company_words {
            let [word, folded, kind] = row[..] else {
                continue;
            };
            scripts.company_words.push((word, folded));
            if kind == "form" {
                scripts.company_forms.push(word);
            }
        }
        scripts
            .company_words
            .sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        for row in family_names {
            scripts.family_names.insert(row[0]);
            scripts.family_names_in_latin.extend(&row[1..]);
            scripts.spellings.insert(family_name(row[0]), row[1..].to_vec());
        }
        scripts
    }

    /// The folded words that a word of another script is known as.
    pub fn word(&self, word: &str) -> Option<&'static str> {
        self.words.get(word).copied()
    }

    /// Whether a text has a word by which a name in Chinese characters, kana or Hangul is known for a company's.
    pub fn has_company_form(&self, text: &str) -> bool {
        self.company_forms.iter().any(|form| text.contains(form))
    }

    /// The word of companies' names that a text begins with, and the folded words that it is.
    pub fn company_word_at(&self, text: &str) -> Option<(&'static str, &'static str)> {
        self.company_words
            .iter()
            .find(|(word, _)| text.starts_with(word))
            .copied()
    }

    /// Reads `data/bracketed_forms.csv`.
    pub fn read_bracketed_forms(&mut self, rows: impl Iterator<Item = Vec<&'static str>>) {
        self.forms_in_brackets = rows.filter_map(|row| Some((row[0], *row.get(1)?))).collect();
    }

    /// Where the short form of a legal form stands in a text, and what it is short for: in brackets, or with the one bracket that bank
    /// transfers have between it and the name that it stands before or behind.
    pub fn form_in_brackets(&self, text: &str) -> Option<(std::ops::Range<usize>, &'static str)> {
        const OPEN: [char; 2] = ['(', '（'];
        const CLOSE: [char; 2] = [')', '）'];
        let start = text.len() - text.trim_start().len();
        let trimmed = text.trim();
        self.forms_in_brackets.iter().find_map(|(short, form)| {
            let in_brackets = text.match_indices(short).find_map(|(at, _)| {
                let (before, behind) = (&text[..at], &text[at + short.len()..]);
                if !short.chars().all(char::is_alphanumeric) {
                    // One character that has its brackets in it.
                    return Some(at..at + short.len());
                }
                let open = before.chars().next_back().filter(|c| OPEN.contains(c));
                let close = behind.chars().next().filter(|c| CLOSE.contains(c));
                match (open, close) {
                    (Some(open), Some(close)) => {
                        Some(at - open.len_utf8()..at + short.len() + close.len_utf8())
                    }
                    (None, Some(close)) if at == start => Some(at..at + short.len() + close.len_utf8()),
                    (Some(open), None) if at + short.len() == start + trimmed.len() => {
                        Some(at - open.len_utf8()..at + short.len())
                    }
                    _ => None,
                }
            })?;
            Some((in_brackets, *form))
        })
    }

    /// Reads `data/script_titles.csv`.
    pub fn read_titles(&mut self, rows: impl Iterator<Item = Vec<&'static str>>) {
        self.titles = rows.filter_map(|row| Some((row[0], *row.get(1)?))).collect();
        self.titles.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    }

    /// A word of Hangul, kana or Chinese characters without the title behind it, and the folded words that the title is; nothing is left of
    /// a word that is one. Of a word in Hangul the rest must be a name of a Korean, because names from abroad end in such syllables.
    pub fn without_title<'w>(&self, word: &'w str) -> (&'w str, Option<&'static str>) {
        const KOREAN_NAME_MIN: usize = 3;
        let is_name = |rest: &str| {
            let mut letters = rest.char_indices().map(|(at, _)| at);
            let Some(second) = letters.nth(1) else {
                return !is_hangul(rest);
            };
            !is_hangul(rest)
                || (rest.chars().count() >= KOREAN_NAME_MIN && self.is_korean_family_name(&rest[..second]))
        };
        let found = self.titles.iter().find_map(|(title, folded)| {
            let rest = word.strip_suffix(title)?;
            (rest.is_empty() || is_name(rest)).then_some((rest, Some(*folded)))
        });
        found.unwrap_or((word, None))
    }

    /// Reads `data/han_readings.csv`.
    pub fn read_han_readings(&mut self, rows: impl Iterator<Item = Vec<&'static str>>) {
        for row in rows {
            let [character, place, reading] = row[..] else {
                continue;
            };
            let characters = character.chars();
            if place == "surname" {
                self.surname_readings.extend(characters.map(|c| (c, reading)));
            } else {
                characters.for_each(|c| self.other_readings.entry(c).or_default().push(reading));
            }
        }
    }

    /// How a Chinese character is read as a surname, where that is known to differ.
    pub fn as_surname(&self, character: char) -> Option<&'static str> {
        self.surname_readings.get(&character).copied()
    }

    /// The syllables of a Chinese name in one word, where some character of it is read otherwise than usual and a listed given name comes
    /// of it; the name has a surname and two characters. `is_listed` says whether some listed name has a token.
    pub fn other_reading(&self, text: &str, is_listed: &dyn Fn(&str) -> bool) -> Option<String> {
        const CHARACTERS: usize = 3;
        let characters: SmallVec<[char; CHARACTERS + 1]> = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(CHARACTERS + 1)
            .collect();
        if characters.len() != CHARACTERS || !characters.iter().any(|c| self.other_readings.contains_key(c)) {
            return None;
        }
        let mut readings: SmallVec<[SmallVec<[&str; 3]>; CHARACTERS]> = SmallVec::new();
        for (at, &c) in characters.iter().enumerate() {
            let mut of_character: SmallVec<[&str; 3]> = SmallVec::new();
            of_character.push(plain_syllable(c, at == 0, CHARACTERS)?);
            for reading in self.other_readings.get(&c).into_iter().flatten() {
                if !of_character.contains(reading) {
                    of_character.push(reading);
                }
            }
            readings.push(of_character);
        }
        let [surnames, firsts, seconds] = &readings[..] else {
            return None;
        };
        let usual = [surnames[0], firsts[0], seconds[0]].concat();
        surnames.iter().find_map(|surname| {
            firsts.iter().find_map(|first| {
                seconds.iter().find_map(|second| {
                    let given = [*first, *second].concat();
                    let name = [surname, &given[..]].concat();
                    (name != usual && is_listed(&given)).then_some(name)
                })
            })
        })
    }

    /// How rows of `data/cantonese.csv` read characters.
    pub fn read_cantonese(&mut self, rows: impl Iterator<Item = Vec<&'static str>>) {
        for row in rows {
            let [syllable, place, characters] = row[..] else {
                continue;
            };
            let readings = &mut self.cantonese[usize::from(place == "given")];
            readings.extend(characters.chars().map(|character| (character, syllable)));
        }
    }

    /// The syllables of a Chinese name as Hong Kong and Macau write it with Latin letters, in one word, where every character is known: a surname, or that of a husband
    /// and her own, and a given name of two characters. Shorter names are those of too many.
    pub fn in_cantonese(&self, text: &str) -> Option<String> {
        const GIVEN: usize = 2;
        const LENGTHS: std::ops::RangeInclusive<usize> = 3..=4;
        let characters = || text.chars().filter(|c| !c.is_whitespace());
        let count = characters().take(LENGTHS.end() + 1).count();
        if !LENGTHS.contains(&count) {
            return None;
        }
        let syllables: Option<Vec<&str>> = characters()
            .enumerate()
            .map(|(at, c)| self.cantonese[usize::from(at + GIVEN >= count)].get(&c).copied())
            .collect();
        Some(syllables?.concat())
    }

    /// Where a word of Arabic script, in plain letters, is two given names: how many letters the first has.
    pub fn end_of_first_name(&self, word: &str) -> Option<usize> {
        self.first_names.iter().find_map(|first| {
            let last = word.strip_prefix(first.as_str())?;
            self.last_names.contains(last).then(|| first.chars().count())
        })
    }

    /// Whether a word in Hangul is the family name of many Koreans.
    pub fn is_korean_family_name(&self, word: &str) -> bool {
        self.family_names.contains(word)
    }

    /// Whether a folded Latin word is a spelling of such a name.
    pub fn is_korean_family_name_in_latin(&self, word: &str) -> bool {
        self.family_names_in_latin.contains(word)
    }

    /// Whether a token in Hangul is a family name.
    pub fn is_token_of_family_name(&self, token: &str) -> bool {
        self.spellings.contains_key(token)
    }

    /// Whether a token in Hangul is a family name, and the Latin word a way in which its bearers write it.
    pub fn is_spelling_of_family_name(&self, token: &str, latin: &str) -> bool {
        self.spellings
            .get(token)
            .is_some_and(|spellings| spellings.contains(&latin))
    }
}

fn names_at(rows: impl Iterator<Item = Vec<&'static str>>, place: &str) -> impl Iterator<Item = String> {
    rows.filter(move |row| row.get(1) == Some(&place))
        .map(|row| plain_arabic_word(row[0]))
}
