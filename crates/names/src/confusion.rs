//! What a difference of letters says: `i` for `y` inside a word is one name spelled twice, `a` for `o` at its end
//! is a woman and a man.
//!
//! The figures are likelihood ratios (Fellegi and Sunter, 1969) counted from spellings that one person has side
//! by side on the lists, see `data/letter_confusions.csv`.

use crate::language;

/// Where in the words a difference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    First,
    Inside,
    Last,
}

/// A difference of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    const fn of_any_letter(self) -> Difference {
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

/// The bits of every difference at every position: a small table, for this is asked for each pair of near words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Confusions {
    bits: Vec<f32>,
}

/// Letters `a` to `z`, and one for everything else.
const LETTERS: usize = 27;

/// A table of substitutions, rows of insertions and doublings, and the exchange.
const OF_A_POSITION: usize = LETTERS * LETTERS + 2 * LETTERS + 1;

impl Confusions {
    /// From the rows of the data file; a difference without a row has that of its kind.
    pub fn of(known: impl Iterator<Item = (Difference, Position, f32)> + Clone) -> Confusions {
        let mut bits = vec![0.0; 3 * OF_A_POSITION];
        let open = known
            .clone()
            .filter(|(difference, ..)| *difference == difference.of_any_letter());
        for (difference, position, value) in open {
            let (from, count) = match difference {
                Difference::Substitute(..) => (0, LETTERS * LETTERS),
                Difference::Insert(_) => (LETTERS * LETTERS, LETTERS),
                Difference::Double(_) => (LETTERS * LETTERS + LETTERS, LETTERS),
                Difference::Exchange => (OF_A_POSITION - 1, 1),
            };
            bits[position as usize * OF_A_POSITION + from..][..count].fill(value);
        }
        for (difference, position, value) in known {
            if difference != difference.of_any_letter() {
                bits[Confusions::index(difference, position)] = value;
            }
        }
        Confusions { bits }
    }

    fn index(difference: Difference, position: Position) -> usize {
        let letter = |letter: u8| match letter {
            b'a'..=b'z' => usize::from(letter - b'a'),
            _ => LETTERS - 1,
        };
        let within = match difference {
            Difference::Substitute(x, y) => letter(x) * LETTERS + letter(y),
            Difference::Insert(x) => LETTERS * LETTERS + letter(x),
            Difference::Double(x) => LETTERS * LETTERS + LETTERS + letter(x),
            Difference::Exchange => OF_A_POSITION - 1,
        };
        position as usize * OF_A_POSITION + within
    }

    fn bits(&self, difference: Difference, position: Position) -> f32 {
        self.bits[Confusions::index(difference, position)]
    }
}

impl Position {
    /// From the column `place` of the data file.
    pub fn read(place: &str) -> Option<Position> {
        Some(match place {
            "first" => Position::First,
            "inside" => Position::Inside,
            "last" => Position::Last,
            _ => return None,
        })
    }

    const fn of(first: bool, last: bool) -> Position {
        match (first, last) {
            (true, _) => Position::First,
            (_, true) => Position::Last,
            _ => Position::Inside,
        }
    }
}

/// The fewest edits from one word to another (optimal string alignment), and the bits that they speak for one name;
/// where several ways are as short, those of the most telling. Symmetric. `None` where they are more than `most`.
pub(crate) fn differences(a: &[u8], b: &[u8], most: usize) -> Option<(usize, f32)> {
    // What both begin and end with costs nothing: little is left of words that are near.
    let begin = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let end = (a[begin..].iter().rev())
        .zip(b[begin..].iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a_end, b_end) = (a.len() - end, b.len() - end);
    let columns = b_end - begin + 1;
    let mut rows = [
        vec![Step::default(); columns],
        vec![Step::default(); columns],
        vec![Step::default(); columns],
    ];
    for i in begin..=a_end {
        // `rows` holds the row before the last, the last and this one.
        rows.rotate_left(1);
        for j in begin..=b_end {
            let at = j - begin;
            let mut best = Step::FAR;
            if i == begin && j == begin {
                best = Step::default();
            }
            if i > begin && j > begin {
                let (x, y) = (a[i - 1], b[j - 1]);
                let before = rows[1][at - 1];
                best = best.better(if x == y {
                    before
                } else {
                    let position = Position::of(i == 1 && j == 1, i == a.len() && j == b.len());
                    before.and((Difference::Substitute(x.min(y), x.max(y)), position))
                });
                if i > begin + 1 && j > begin + 1 && x == b[j - 2] && a[i - 2] == y && x != y {
                    let position = Position::of(i == 2 || j == 2, false);
                    best = best.better(rows[0][at - 2].and((Difference::Exchange, position)));
                }
            }
            if i > begin {
                best = best.better(rows[1][at].and(insert(a, i - 1, j == b.len())));
            }
            if j > begin {
                best = best.better(rows[2][at - 1].and(insert(b, j - 1, i == a.len())));
            }
            rows[2][at] = best;
        }
    }
    let end = rows[2][columns - 1];
    (end.edits <= most).then_some((end.edits, end.bits))
}

#[derive(Debug, Clone, Copy, Default)]
struct Step {
    edits: usize,
    bits: f32,
}

impl Step {
    const FAR: Step = Step {
        edits: usize::MAX / 2,
        bits: 0.0,
    };

    fn and(self, (difference, position): (Difference, Position)) -> Step {
        Step {
            edits: self.edits + 1,
            bits: self.bits + language::get().confusions.bits(difference, position),
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
fn insert(word: &[u8], at: usize, other_ends: bool) -> (Difference, Position) {
    let letter = word[at];
    let doubled = (at > 0 && word[at - 1] == letter) || word.get(at + 1) == Some(&letter);
    let difference = if doubled {
        Difference::Double(letter)
    } else {
        Difference::Insert(letter)
    };
    (
        difference,
        Position::of(at == 0, at + 1 == word.len() && other_ends),
    )
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
    fn a_difference_that_was_not_counted_says_what_its_kind_says() {
        assert!((bits("qaxir", "qawir") - bits("qazir", "qapir")).abs() < f32::EPSILON);
        assert!(bits("q1qqq", "q2qqq").is_finite());
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
        let words = [
            "", "a", "aab", "abba", "baab", "bab", "kasim", "qassim", "qsaim", "mikhail", "mihkial",
        ];
        for a in words {
            for b in words {
                let found = differences(a.as_bytes(), b.as_bytes(), 9).map(|(edits, _)| edits);
                assert_eq!(found, Some(strsim::osa_distance(a, b)), "{a} {b}");
            }
        }
    }
}
