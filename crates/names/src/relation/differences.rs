//! In which letters two words differ, and what that says.

use smallvec::{SmallVec, smallvec};

use super::distance::edits;
use crate::{
    confusion::{Confusions, Difference, Position},
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
    if a_end.abs_diff(b_end) > most {
        return None;
    }
    let confusions = &language::get().confusions;
    let (difference, position) = match (a_end - begin, b_end - begin) {
        (0, 0) => return Some((0, 0.0)),
        (1, 0) => insert(a, begin, b_end == b.len()),
        (0, 1) => insert(b, begin, a_end == a.len()),
        (1, 1) => replace(a, b, [begin, begin]),
        // Most pairs that come so far are too far apart, and to count is cheaper than to fill a table.
        _ if edits(&a[begin..a_end], &b[begin..b_end]).is_some_and(|edits| edits > most) => return None,
        _ => return by_table(a, b, begin, [a_end, b_end], most),
    };
    (most > 0).then(|| (1, confusions.bits(difference, position)))
}

/// The same of words that differ in more than one letter between what both begin and end with.
fn by_table(
    a: &[u8],
    b: &[u8],
    begin: usize,
    [a_end, b_end]: [usize; 2],
    most: usize,
) -> Option<(usize, f32)> {
    let columns = b_end - begin + 1;
    let table = Table {
        confusions: &language::get().confusions,
        most,
    };
    // Three rows by turns: this one, the last, and the one before it.
    let mut cells: SmallVec<[Step; 64]> = smallvec![Step::FAR; 3 * columns];
    for i in begin..=a_end {
        let row = |back: usize| (i - begin + 3 - back) % 3 * columns;
        cells[row(0)..row(0) + columns].fill(Step::FAR);
        // Who is farther from the diagonal has more letters added or left out than there may be edits.
        let first = (i - begin).saturating_sub(most) + begin;
        for j in first..=b_end.min(i + most) {
            let at = j - begin;
            let mut best = Step::FAR;
            if i == begin && j == begin {
                best = Step::default();
            }
            if i > begin && j > begin {
                let (x, y) = (a[i - 1], b[j - 1]);
                let before = cells[row(1) + at - 1];
                best = if x == y {
                    best.better(before)
                } else {
                    table.edited(best, before, || replace(a, b, [i - 1, j - 1]))
                };
                if i > begin + 1 && j > begin + 1 && x == b[j - 2] && a[i - 2] == y && x != y {
                    best = table.edited(best, cells[row(2) + at - 2], || {
                        (Difference::Exchange, Position::of(i == 2 || j == 2, false))
                    });
                }
            }
            if i > begin {
                best = table.edited(best, cells[row(1) + at], || insert(a, i - 1, j == b.len()));
            }
            if j > begin {
                best = table.edited(best, cells[row(0) + at - 1], || insert(b, j - 1, i == a.len()));
            }
            cells[row(0) + at] = best;
        }
    }
    let end = cells[(a_end - begin) % 3 * columns + columns - 1];
    (end.edits <= most).then_some((end.edits, end.bits))
}

/// What edits say, and how many of them there may be.
struct Table<'c> {
    confusions: &'c Confusions,
    most: usize,
}

impl Table<'_> {
    /// The better of the best way so far and one more edit behind `before`. What the edit says is asked for only where that may be it.
    fn edited(&self, best: Step, before: Step, edit: impl FnOnce() -> (Difference, Position)) -> Step {
        let edits = before.edits + 1;
        if edits > self.most.min(best.edits) {
            return best;
        }
        let (difference, position) = edit();
        best.better(Step {
            edits,
            bits: before.bits + self.confusions.bits(difference, position),
        })
    }
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

    fn better(self, other: Step) -> Step {
        if (other.edits, -other.bits) < (self.edits, -self.bits) {
            other
        } else {
            self
        }
    }
}

/// A letter of one word for a letter of the other.
fn replace(a: &[u8], b: &[u8], [i, j]: [usize; 2]) -> (Difference, Position) {
    let (x, y) = (a[i], b[j]);
    let position = Position::of(i == 0 && j == 0, i + 1 == a.len() && j + 1 == b.len());
    (Difference::Substitute(x.min(y), x.max(y)), position)
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
    use super::{by_table, differences};

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
    fn what_is_within_few_edits_is_the_same_as_within_many() {
        let words = [
            "",
            "a",
            "aab",
            "abba",
            "bab",
            "kasim",
            "qassim",
            "qsaim",
            "mikhail",
            "mihkial",
            "mikhailov",
            "hezbollah",
            "hizballah",
            "ivanova",
            "ivanov",
        ];
        for a in words.map(str::as_bytes) {
            for b in words.map(str::as_bytes) {
                let all = differences(a, b, 20).expect("none is so long");
                for most in 0..4 {
                    let few = differences(a, b, most);
                    assert_eq!(few, (all.0 <= most).then_some(all), "{a:?} {b:?} {most}");
                }
            }
        }
    }

    #[test]
    fn one_letter_says_the_same_without_a_table() {
        for (a, b) in [
            ("adil", "adel"),
            ("mario", "maria"),
            ("aivan", "ivan"),
            ("ivanova", "ivanov"),
            ("hassan", "hasan"),
            ("bab", "cab"),
            ("a", "b"),
        ] {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            assert_eq!(
                differences(a, b, 2),
                by_table(a, b, 0, [a.len(), b.len()], 2),
                "{a:?} {b:?}"
            );
            assert_eq!(differences(a, b, 0), None);
        }
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
