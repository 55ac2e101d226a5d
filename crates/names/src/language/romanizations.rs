//! How Slavic names are written in the Latin letters of several languages.

use rustc_hash::FxHashMap;

/// Whose way of writing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tradition {
    English,
    German,
    French,
    Polish,
    Belarusian,
}

impl Tradition {
    pub const ALL: [Tradition; 5] = [
        Tradition::English,
        Tradition::German,
        Tradition::French,
        Tradition::Polish,
        Tradition::Belarusian,
    ];

    fn named(word: &str) -> Option<Tradition> {
        Some(match word {
            "english" => Tradition::English,
            "german" => Tradition::German,
            "french" => Tradition::French,
            "polish" => Tradition::Polish,
            "belarusian" => Tradition::Belarusian,
            _ => return None,
        })
    }
}

/// Where in a word a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Any,
    First,
    Last,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    sound: &'static str,
    tells: bool,
}

/// The rows of `data/romanizations.csv`.
#[derive(Debug, Default)]
pub(crate) struct Romanizations {
    /// By tradition (`None` is any), place and letters.
    rows: FxHashMap<(Option<Tradition>, Place, &'static str), Row>,
}

/// Letters of the longest row.
const WRITTEN_BYTES_MAX: usize = 7;

impl Romanizations {
    pub(super) fn of(rows: impl Iterator<Item = Vec<&'static str>>) -> Romanizations {
        let mut romanizations = Romanizations::default();
        for row in rows {
            let [tradition, written, place, sound, tells] = row[..] else {
                continue;
            };
            let place = match place {
                "first" => Place::First,
                "last" => Place::Last,
                _ => Place::Any,
            };
            let tells = tells == "1";
            let key = (Tradition::named(tradition), place, written);
            romanizations.rows.insert(key, Row { sound, tells });
        }
        romanizations
    }

    /// A word of ASCII letters as a row of sounds, a letter each; `None` where nothing tells that it is of the tradition.
    pub fn read(&self, tradition: Tradition, word: &str) -> Option<String> {
        let mut sounds = String::with_capacity(word.len());
        let mut told = tradition == Tradition::English;
        let mut at = 0;
        while at < word.len() {
            let (used, row) = self.row_at(tradition, word, at);
            let sound = row.map_or(&word[at..at + used], |row| row.sound);
            told |= row.is_some_and(|row| row.tells);
            for letter in sound.chars() {
                if !sounds.ends_with(letter) {
                    sounds.push(letter);
                }
            }
            at += used;
        }
        told.then_some(sounds)
    }

    /// The longest row that fits at a byte, and how many letters it is of; none and a letter where there is none.
    fn row_at(&self, tradition: Tradition, word: &str, at: usize) -> (usize, Option<Row>) {
        for used in (1..=WRITTEN_BYTES_MAX.min(word.len() - at)).rev() {
            let written = &word[at..at + used];
            let places = [
                (at == 0).then_some(Place::First),
                (at + used == word.len()).then_some(Place::Last),
                Some(Place::Any),
            ];
            for of in [Some(tradition), None] {
                for place in places.into_iter().flatten() {
                    if let Some(row) = self.rows.get(&(of, place, written)) {
                        return (used, Some(*row));
                    }
                }
            }
        }
        (1, None)
    }
}
