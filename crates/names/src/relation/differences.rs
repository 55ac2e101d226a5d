//! In which letters two words differ, and what that says.

use smallvec::{SmallVec, smallvec};

use crate::{
    confusion::{Difference, Position},
    language,
};

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
    // Three rows by turns: this one, the last, and the one before it.
    let mut cells: SmallVec<[Step; 64]> = smallvec![Step::default(); 3 * columns];
    for i in begin..=a_end {
        let row = |back: usize| (i - begin + 3 - back) % 3 * columns;
        for j in begin..=b_end {
            let at = j - begin;
            let mut best = Step::FAR;
            if i == begin && j == begin {
                best = Step::default();
            }
            if i > begin && j > begin {
                let (x, y) = (a[i - 1], b[j - 1]);
                let before = cells[row(1) + at - 1];
                best = best.better(if x == y {
                    before
                } else {
                    let position = Position::of(i == 1 && j == 1, i == a.len() && j == b.len());
                    before.and((Difference::Substitute(x.min(y), x.max(y)), position))
                });
                if i > begin + 1 && j > begin + 1 && x == b[j - 2] && a[i - 2] == y && x != y {
                    let position = Position::of(i == 2 || j == 2, false);
                    best = best.better(cells[row(2) + at - 2].and((Difference::Exchange, position)));
                }
            }
            if i > begin {
                best = best.better(cells[row(1) + at].and(insert(a, i - 1, j == b.len())));
            }
            if j > begin {
                best = best.better(cells[row(0) + at - 1].and(insert(b, j - 1, i == a.len())));
            }
            cells[row(0) + at] = best;
        }
    }
    let end = cells[(a_end - begin) % 3 * columns + columns - 1];
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
