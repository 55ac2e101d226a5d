//! Syllables of Chinese as Wade-Giles writes them.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::first_look::FirstLook;
use crate::fold::{is_apostrophe, is_mark};

/// A syllable as it is written in full, and as pinyin has it.
type Row = (&'static str, &'static str);

/// No syllable has more bytes, with its apostrophe and dots.
pub(crate) const BYTES_MAX: usize = 9;

/// The rows of `data/wade_giles.csv`.
#[derive(Debug, Default)]
pub(crate) struct WadeGiles {
    /// By what is left of a syllable without apostrophes and dots.
    rows: FxHashMap<String, Vec<Row>>,
    first_look: FirstLook,
}

impl WadeGiles {
    pub(super) fn of(rows: impl Iterator<Item = Vec<&'static str>>) -> WadeGiles {
        let mut by_plain: FxHashMap<String, Vec<Row>> = FxHashMap::default();
        for row in rows {
            if let [written, pinyin] = row[..] {
                by_plain
                    .entry(plain(written))
                    .or_default()
                    .push((written, pinyin));
            }
        }
        let mut first_look = FirstLook::default();
        by_plain.keys().for_each(|plain| first_look.add(plain));
        WadeGiles {
            rows: by_plain,
            first_look,
        }
    }

    /// Whether a word is a syllable of it, with its signs or without.
    pub fn has(&self, word: &str) -> bool {
        if word.len() > BYTES_MAX {
            return false;
        }
        if !word.is_ascii() {
            return self.rows.contains_key(plain(word).as_str());
        }
        // The first word of every name is asked for.
        let mut letters = [0; BYTES_MAX];
        let mut used = 0;
        for byte in word.bytes().filter(|byte| !matches!(byte, b'\'' | b'`')) {
            letters[used] = byte.to_ascii_lowercase();
            used += 1;
        }
        std::str::from_utf8(&letters[..used])
            .is_ok_and(|plain| self.first_look.may_have(plain) && self.rows.contains_key(plain))
    }

    /// What a syllable may be in pinyin: first what it is in more surnames. Signs that it has are held to, and where the name has an
    /// apostrophe somewhere, a syllable without one is spoken without a breath.
    pub fn readings(&self, word: &str, marks_breath: bool) -> Vec<&'static str> {
        let has_breath = word.contains(is_apostrophe);
        let has_dots = word.to_lowercase().nfc().any(|c| c == 'ü');
        let rows = self.rows.get(plain(word).as_str()).map_or(&[][..], Vec::as_slice);
        rows.iter()
            .filter(|(written, _)| {
                (!marks_breath || written.contains('\'') == has_breath)
                    && (!has_dots || written.contains('ü'))
            })
            .map(|(_, pinyin)| *pinyin)
            .collect()
    }
}

/// A syllable in small letters without apostrophes and marks.
fn plain(word: &str) -> String {
    word.nfd()
        .filter(|c| !is_mark(*c) && !is_apostrophe(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::language;

    #[test]
    fn every_syllable_of_pinyin_is_written_in_some_way() {
        let wade_giles = &language::get().wade_giles;
        let pinyin: std::collections::HashSet<&str> = wade_giles
            .rows
            .values()
            .flatten()
            .map(|(_, pinyin)| *pinyin)
            .collect();
        assert!(
            pinyin
                .iter()
                .all(|syllable| crate::pinyin::is_syllable_of_pinyin(syllable))
        );
        assert_eq!(pinyin.len(), 409);
    }

    #[test]
    fn signs_are_held_to_where_a_syllable_or_its_name_has_any() {
        let wade_giles = &language::get().wade_giles;
        assert_eq!(wade_giles.readings("Ch'en", true), ["chen"]);
        assert_eq!(wade_giles.readings("Chen", true), ["zhen"]);
        assert_eq!(wade_giles.readings("Chen", false), ["chen", "zhen"]);
        assert_eq!(wade_giles.readings("ch’üan", true), ["quan"]);
        assert_eq!(wade_giles.readings("CHUAN", false).len(), 4);
        assert!(wade_giles.readings("Kim", false).is_empty());
    }
}
