//! What a difference of letters says: `i` for `y` inside a word is one name spelled twice, `a` for `o` at its end
//! is a woman and a man.
//!
//! The figures are likelihood ratios (Fellegi and Sunter, 1969) counted from spellings that one person has side
//! by side on the lists, see `data/letter_confusions.csv`.

use crate::language;

/// Where in the words a difference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    First,
    Inside,
    Last,
}

/// A difference of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Difference {
    /// One letter for another; the smaller first.
    Substitute(u8, u8),
    /// A letter more.
    Insert(u8),
    /// A letter written twice.
    Double(u8),
    /// Two neighbors exchanged.
    Exchange,
}

impl Difference {
    /// The same difference with its letters left open.
    pub const fn of_any_letter(self) -> Difference {
        match self {
            Difference::Substitute(..) => Difference::Substitute(b'*', b'*'),
            Difference::Insert(_) => Difference::Insert(b'*'),
            Difference::Double(_) => Difference::Double(b'*'),
            Difference::Exchange => Difference::Exchange,
        }
    }

    /// From the columns `kind` and `letters` of the data file.
    pub fn read(kind: &str, letters: &str) -> Option<Difference> {
        let letters = letters.as_bytes();
        let first = *letters.first()?;
        Some(match kind {
            "substitute" => Difference::Substitute(first, *letters.get(1).unwrap_or(&first)),
            "insert" => Difference::Insert(first),
            "double" => Difference::Double(first),
            "exchange" => Difference::Exchange,
            _ => return None,
        })
    }
}

impl Place {
    /// From the column `place` of the data file.
    pub fn read(place: &str) -> Option<Place> {
        Some(match place {
            "first" => Place::First,
            "inside" => Place::Inside,
            "last" => Place::Last,
            _ => return None,
        })
    }

    const fn of(first: bool, last: bool) -> Place {
        match (first, last) {
            (true, _) => Place::First,
            (_, true) => Place::Last,
            _ => Place::Inside,
        }
    }
}

/// The fewest edits from one word to another (optimal string alignment), and the bits that they speak for one name;
/// where several ways are as short, those of the most telling. Symmetric. `None` where they are more than `most`.
pub(crate) fn differences(a: &[u8], b: &[u8], most: usize) -> Option<(usize, f32)> {
    // Words are at most 64 bytes long; three rows are enough.
    let mut before: Vec<Step> = Vec::new();
    let mut last: Vec<Step> = vec![Step::default(); b.len() + 1];
    for j in 1..=b.len() {
        last[j] = last[j - 1].and(insert(b, j - 1, a.is_empty()));
    }
    for i in 1..=a.len() {
        let mut row = vec![last[0].and(insert(a, i - 1, b.is_empty())); b.len() + 1];
        for j in 1..=b.len() {
            let (x, y) = (a[i - 1], b[j - 1]);
            let (first, end) = (i == 1 || j == 1, i == a.len() && j == b.len());
            let mut best = if x == y {
                last[j - 1]
            } else {
                last[j - 1].and((
                    Difference::Substitute(x.min(y), x.max(y)),
                    Place::of(i == 1 && j == 1, end),
                ))
            };
            best = best.better(last[j].and(insert(a, i - 1, j == b.len())));
            best = best.better(row[j - 1].and(insert(b, j - 1, i == a.len())));
            if i > 1 && j > 1 && x == b[j - 2] && a[i - 2] == y && x != y {
                let first = first || i == 2 || j == 2;
                best = best.better(before[j - 2].and((Difference::Exchange, Place::of(first, false))));
            }
            row[j] = best;
        }
        before = std::mem::replace(&mut last, row);
    }
    let end = last[b.len()];
    (end.edits <= most).then_some((end.edits, end.bits))
}

#[derive(Debug, Clone, Copy, Default)]
struct Step {
    edits: usize,
    bits: f32,
}

impl Step {
    fn and(self, (difference, place): (Difference, Place)) -> Step {
        Step {
            edits: self.edits + 1,
            bits: self.bits + language::get().bits(difference, place),
        }
    }

    fn better(self, other: Step) -> Step {
        if (other.edits, -other.bits) < (self.edits, -self.bits) {
            other
        } else {
            self
        }
    }
}

/// The letter at `at` of a word, that the other word lacks.
fn insert(word: &[u8], at: usize, other_ends: bool) -> (Difference, Place) {
    let letter = word[at];
    let doubled = (at > 0 && word[at - 1] == letter) || word.get(at + 1) == Some(&letter);
    let difference = if doubled {
        Difference::Double(letter)
    } else {
        Difference::Insert(letter)
    };
    (difference, Place::of(at == 0, at + 1 == word.len() && other_ends))
}

#[cfg(test)]
mod tests {
    use super::differences;

    fn bits(a: &str, b: &str) -> f32 {
        let there = differences(a.as_bytes(), b.as_bytes(), 2);
        assert_eq!(there, differences(b.as_bytes(), a.as_bytes(), 2), "symmetric");
        there.map_or(f32::NEG_INFINITY, |(_, bits)| bits)
    }

    #[test]
    fn a_common_respelling_says_more_than_a_letter_that_tells_names_apart() {
        assert!(bits("adil", "adel") > 1.0);
        assert!(bits("qasim", "kasim") > 1.0);
        assert!(bits("mario", "maria") < -1.0);
        assert!(bits("ivanov", "ivanova") < 0.0);
        assert!(bits("hassan", "hasan") > bits("hasban", "hasan"));
    }

    #[test]
    fn edits_are_counted_as_optimal_string_alignment_counts_them() {
        for (a, b, edits) in [
            ("sandoval", "sandovla", Some(1)),
            ("ca", "abc", None),
            ("abcd", "badc", Some(2)),
            ("", "ab", Some(2)),
            ("same", "same", Some(0)),
        ] {
            let found = differences(a.as_bytes(), b.as_bytes(), 2).map(|(edits, _)| edits);
            assert_eq!(found, edits, "{a} {b}");
        }
    }
}
