//! How Slavic names are written in the Latin letters of several languages.

use smallvec::SmallVec;

/// Whose way of writing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tradition {
    English,
    German,
    French,
    Polish,
    Belarusian,
    Nordic,
    Hungarian,
    /// Czech, Slovak, Slovene, Croatian, Latvian, Lithuanian, Estonian and Finnish, whose marks above letters are gone: s is š as
    /// well, c is č, and z is ž.
    Unmarked,
}

impl Tradition {
    pub const ALL: [Tradition; 8] = [
        Tradition::English,
        Tradition::German,
        Tradition::French,
        Tradition::Polish,
        Tradition::Belarusian,
        Tradition::Nordic,
        Tradition::Hungarian,
        Tradition::Unmarked,
    ];

    fn named(word: &str) -> Option<Tradition> {
        Some(match word {
            "english" => Tradition::English,
            "german" => Tradition::German,
            "french" => Tradition::French,
            "polish" => Tradition::Polish,
            "belarusian" => Tradition::Belarusian,
            "nordic" => Tradition::Nordic,
            "hungarian" => Tradition::Hungarian,
            "unmarked" => Tradition::Unmarked,
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
    written: &'static [u8],
    place: Place,
    sound: &'static [u8],
    tells: bool,
}

/// A word as a row of sounds, a letter each.
pub(crate) type Sounds = SmallVec<[u8; 32]>;

/// The rows of `data/romanizations.csv`.
#[derive(Debug, Default)]
pub(crate) struct Romanizations {
    /// Of each tradition by their first letter.
    rows: [[Beginning; LETTERS]; Tradition::ALL.len()],
    /// The letters of each row that tells of a tradition, as bits: most words have not all of any, and need not be read.
    telling: [Vec<u32>; Tradition::ALL.len()],
}

/// The rows of a tradition that begin with one letter.
#[derive(Debug, Default)]
struct Beginning {
    /// Those of any tradition behind its own; the longest first.
    rows: Vec<Row>,
    /// How many of them have more than this letter.
    longer: usize,
    /// The second letters that they have, a bit each.
    seconds: u32,
}

const LETTERS: usize = 26;

impl Romanizations {
    pub(super) fn of(rows: impl Iterator<Item = Vec<&'static str>>) -> Romanizations {
        let mut romanizations = Romanizations::default();
        for row in rows {
            let [tradition, written, place, sound, tells] = row[..] else {
                continue;
            };
            let row = Row {
                written: written.as_bytes(),
                place: match place {
                    "first" => Place::First,
                    "last" => Place::Last,
                    _ => Place::Any,
                },
                sound: sound.as_bytes(),
                tells: tells == "1",
            };
            let named = Tradition::named(tradition);
            for of in Tradition::ALL {
                if named.is_none_or(|named| named == of)
                    && let Some(first) = letter(row.written[0])
                {
                    romanizations.rows[of as usize][first].rows.push(row);
                    let letters = letters(row.written);
                    let telling = &mut romanizations.telling[of as usize];
                    if row.tells && !telling.contains(&letters) {
                        telling.push(letters);
                    }
                }
            }
        }
        for beginning in romanizations.rows.iter_mut().flatten() {
            let rows = &mut beginning.rows;
            // Stable: rows of any tradition stand first in the file and must give way to those of one.
            rows.reverse();
            rows.sort_by_key(|row| (std::cmp::Reverse(row.written.len()), row.place == Place::Any));
            let seconds = rows.iter().filter_map(|row| row.written.get(1));
            beginning.longer = seconds.clone().count();
            beginning.seconds = letters(&seconds.copied().collect::<Vec<u8>>());
        }
        romanizations
    }

    /// A word of ASCII letters as a row of sounds; `None` where nothing tells that it is of the tradition.
    pub fn read(&self, tradition: Tradition, word: &[u8]) -> Option<Sounds> {
        let mut told = tradition == Tradition::English;
        let has = letters(word);
        if !told && self.telling[tradition as usize].iter().all(|row| row & !has != 0) {
            return None;
        }
        let mut sounds = Sounds::new();
        let rows = &self.rows[tradition as usize];
        let mut at = 0;
        while at < word.len() {
            let rest = &word[at..];
            let next = rest.get(1).copied().and_then(letter);
            let row = letter(rest[0]).and_then(|first| {
                let rows = &rows[first];
                // Most letters are followed by one that no row has behind them.
                let is_followed = next.is_some_and(|next| rows.seconds >> next & 1 == 1);
                let from = if is_followed { 0 } else { rows.longer };
                rows.rows[from..].iter().find(|row| {
                    // The second letter denies most rows, and costs less than to compare all of them.
                    row.written
                        .get(1)
                        .is_none_or(|second| rest.get(1) == Some(second))
                        && rest.starts_with(row.written)
                        && match row.place {
                            Place::Any => true,
                            Place::First => at == 0,
                            Place::Last => rest.len() == row.written.len(),
                        }
                })
            });
            let sound = row.map_or(&rest[..1], |row| row.sound);
            told |= row.is_some_and(|row| row.tells);
            for &letter in sound {
                if sounds.last() != Some(&letter) {
                    sounds.push(letter);
                }
            }
            at += row.map_or(1, |row| row.written.len());
        }
        told.then_some(sounds)
    }

    /// Whether some row of a tradition that tells may fit the word: what is asked first, because most words have none.
    pub fn may_tell(word: &[u8]) -> bool {
        word.iter().any(|letter| TELLING_LETTERS.contains(letter))
            || TELLING_ENDS.iter().any(|end| word.ends_with(end))
            || is_telling_start(word)
    }
}

/// Letters of which every telling row has one, but for some that are ends.
const TELLING_LETTERS: &[u8] = b"hjwzu";
const TELLING_ENDS: [&[u8]; 8] = [
    b"ine", b"vic", b"vics", b"vits", b"ovs", b"evs", b"enkova", b"ovova",
];

/// Whether a word may begin with a given name in its Belarusian form that has none of these letters.
fn is_telling_start(word: &[u8]) -> bool {
    matches!(
        word,
        [b'a', b'l', b'i' | b'y', b'a', b'k', ..]
            | [b'a', b'r', b'c' | b't', ..]
            | [b'k', b'a', b'n', b's', ..]
            | [b'm', b'i', b'k', b'a', ..]
            | [b'r', b'y', b'g', ..]
            | [b's', b'i' | b'y', b'a', b'r', ..]
            | [b's', b't', b's', ..]
            | [b's', b'v', b'i' | b'y', b'a', ..]
            | [b'v', b'a', b'l', b'i' | b'y', b'a', ..]
            | [b'v', b'i', b'k', b't', b'a', ..]
    )
}

/// Which letters a word has, a bit each.
fn letters(word: &[u8]) -> u32 {
    word.iter()
        .filter_map(|byte| letter(*byte))
        .fold(0, |letters, at| letters | 1 << at)
}

fn letter(byte: u8) -> Option<usize> {
    byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'))
}

#[cfg(test)]
mod tests {
    use super::Romanizations;
    use crate::language::rows;

    #[test]
    fn a_word_that_some_row_tells_of_may_tell() {
        let data = include_str!("../../data/romanizations.csv");
        let mut telling = rows(data, true).filter(|row| row[4] == "1");
        assert!(telling.clone().count() > 20);
        assert!(telling.all(|row| Romanizations::may_tell(row[1].as_bytes())));
        assert!(!Romanizations::may_tell(b"petrov"));
    }
}
