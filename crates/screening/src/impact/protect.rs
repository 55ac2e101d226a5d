//! Hides counts of one to four, and others with them, so that no hidden count follows from those that are shown.
//!
//! A table has lines: counts that add up to another one (the months of a year, the groups of a month). In each line either
//! nothing is hidden or two counts are, and what the hidden ones come to is no small number either. That alone does not do: several
//! lines together may still give one away. So the lines are solved as equations, and while one of the hidden small counts has
//! one solution only, another count is hidden.

use super::SMALLEST_GROUP;

/// Counts that add up to another one, by their places in the table.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) parts: Vec<usize>,
    pub(super) sum: usize,
}

impl Line {
    fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().copied().chain([self.sum])
    }
}

/// Which counts are hidden. Those that are `unpublished` are in no table, and may be solved for all the same.
pub(super) fn hidden(counts: &[u64], unpublished: &[bool], lines: &[Line]) -> Vec<bool> {
    let is_small = |cell: usize| (1..SMALLEST_GROUP).contains(&counts[cell]);
    let mut hidden: Vec<bool> = (0..counts.len())
        .map(|cell| unpublished[cell] || is_small(cell))
        .collect();
    loop {
        let mut went_on = false;
        for line in lines {
            if gives_away(line, counts, unpublished, &hidden)
                && let Some(cell) = next(line, counts, &hidden)
            {
                hidden[cell] = true;
                went_on = true;
            }
        }
        if went_on {
            continue;
        }
        for cell in solved(&hidden, lines).into_iter().filter(|&cell| is_small(cell)) {
            let mut of = lines
                .iter()
                .filter(|line| line.cells().any(|other| other == cell));
            if let Some(other) = of.find_map(|line| next(line, counts, &hidden)) {
                hidden[other] = true;
                went_on = true;
            }
        }
        if !went_on {
            return hidden;
        }
    }
}

/// Whether a line by itself gives a hidden count away, or that what is hidden is few.
fn gives_away(line: &Line, counts: &[u64], unpublished: &[bool], hidden: &[bool]) -> bool {
    let is_small = |count: u64| (1..SMALLEST_GROUP).contains(&count);
    let mut cells = line.cells().filter(|&cell| hidden[cell]);
    match (cells.next(), cells.next()) {
        (None, _) => false,
        // What is in no table and is not small need not be kept.
        (Some(cell), None) => !unpublished[cell] || is_small(counts[cell]),
        _ => {
            let parts = line.parts.iter().filter(|&&cell| hidden[cell]);
            !hidden[line.sum] && is_small(parts.map(|&cell| counts[cell]).sum())
        }
    }
}

/// What of a line to hide next: the smallest part that is not none; else the sum; else a part that is none.
fn next(line: &Line, counts: &[u64], hidden: &[bool]) -> Option<usize> {
    let open = line.parts.iter().copied().filter(|&cell| !hidden[cell]);
    let smallest = open.clone().filter(|&cell| counts[cell] > 0);
    smallest
        .min_by_key(|&cell| (counts[cell], cell))
        .or((!hidden[line.sum]).then_some(line.sum))
        .or_else(|| open.min())
}

/// The prime by which the equations are solved: what follows exactly follows with it, too.
const PRIME: i64 = 2_147_483_647;

/// The hidden counts that follow from the lines and the counts that are shown.
fn solved(hidden: &[bool], lines: &[Line]) -> Vec<usize> {
    let unknown: Vec<usize> = (0..hidden.len()).filter(|&cell| hidden[cell]).collect();
    let place = |cell: usize| unknown.binary_search(&cell).ok();
    let mut rows: Vec<Vec<i64>> = lines
        .iter()
        .map(|line| {
            let mut row = vec![0; unknown.len()];
            for (cell, factor) in line
                .parts
                .iter()
                .map(|&cell| (cell, 1))
                .chain([(line.sum, PRIME - 1)])
            {
                if let Some(at) = place(cell) {
                    row[at] = (row[at] + factor) % PRIME;
                }
            }
            row
        })
        .collect();
    let pivots = reduce(&mut rows, unknown.len());
    let is_alone = |row: &Vec<i64>| row.iter().filter(|&&factor| factor != 0).count() == 1;
    pivots
        .into_iter()
        .filter(|(row, _)| is_alone(&rows[*row]))
        .map(|(_, column)| unknown[column])
        .collect()
}

/// Brings the rows into reduced echelon form; the row and column of each leading one.
fn reduce(rows: &mut [Vec<i64>], columns: usize) -> Vec<(usize, usize)> {
    let mut pivots = Vec::new();
    let mut at = 0;
    for column in 0..columns {
        let Some(found) = (at..rows.len()).find(|&row| rows[row][column] != 0) else {
            continue;
        };
        rows.swap(at, found);
        let inverse = power(rows[at][column], PRIME - 2);
        for factor in &mut rows[at] {
            *factor = *factor * inverse % PRIME;
        }
        // Lines are short: most of a row is nothing.
        let leading: Vec<(usize, i64)> = rows[at]
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, lead)| *lead != 0)
            .collect();
        for (row, factors) in rows.iter_mut().enumerate() {
            let times = factors[column];
            if row != at && times != 0 {
                for (place, lead) in &leading {
                    factors[*place] = (factors[*place] + (PRIME - times) * lead) % PRIME;
                }
            }
        }
        pivots.push((at, column));
        at += 1;
    }
    pivots
}

/// A power, by the prime.
fn power(base: i64, mut exponent: i64) -> i64 {
    let (mut base, mut result) = (base % PRIME, 1);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Line, hidden, solved};

    /// A table of rows and columns with their sums: rows × columns, then a sum a row, a sum a column, and all.
    fn table(inner: &[Vec<u64>]) -> (Vec<u64>, Vec<Line>) {
        let (rows, columns) = (inner.len(), inner[0].len());
        let width = columns + 1;
        let mut counts = vec![0; (rows + 1) * width];
        for (r, row) in inner.iter().enumerate() {
            for (c, count) in row.iter().enumerate() {
                counts[r * width + c] = *count;
                counts[r * width + columns] += count;
                counts[rows * width + c] += count;
                counts[rows * width + columns] += count;
            }
        }
        let row_lines = (0..=rows).map(|r| Line {
            parts: (0..columns).map(|c| r * width + c).collect(),
            sum: r * width + columns,
        });
        let column_lines = (0..=columns).map(|c| Line {
            parts: (0..rows).map(|r| r * width + c).collect(),
            sum: rows * width + c,
        });
        (counts, row_lines.chain(column_lines).collect())
    }

    #[test]
    fn a_small_count_is_hidden_with_another_of_its_row_and_its_column() {
        let (counts, lines) = table(&[vec![2, 20, 30], vec![40, 50, 60], vec![70, 80, 90]]);
        let hidden = hidden(&counts, &vec![false; counts.len()], &lines);
        // 2; then 20 of its row and 40 of its column, and 50, where these meet.
        assert_eq!(
            (0..16).filter(|&cell| hidden[cell]).collect::<Vec<_>>(),
            [0, 1, 4, 5]
        );
    }

    #[test]
    fn nothing_is_hidden_where_nothing_is_small_and_none_is_shown() {
        let (counts, lines) = table(&[vec![0, 5], vec![7, 0]]);
        assert!(!hidden(&counts, &vec![false; counts.len()], &lines).contains(&true));
    }

    #[test]
    fn what_two_hidden_counts_come_to_is_not_small_either() {
        let line = Line {
            parts: vec![0, 1, 2],
            sum: 3,
        };
        // One and two are three: thirty is hidden with them.
        assert_eq!(
            hidden(&[1, 2, 30, 33], &[false; 4], &[line]),
            [true, true, true, false]
        );
    }

    #[test]
    fn a_small_count_that_is_in_no_table_is_kept_where_its_sum_is_shown_elsewhere() {
        // Two kinds of health are shown, the third, of two payments, is in no table; all of health is shown in another one.
        let line = Line {
            parts: vec![0, 1, 2],
            sum: 3,
        };
        let of = |third: u64| {
            hidden(
                &[12, 6, third, 18 + third],
                &[false, false, true, false],
                std::slice::from_ref(&line),
            )
        };
        assert_eq!(of(2), [false, true, true, false]);
        // It is none, or many: whoever computes it learns nothing of anybody.
        assert_eq!(of(0), [false, false, true, false]);
        assert_eq!(of(7), [false, false, true, false]);
    }

    proptest! {
        #[test]
        fn no_small_count_follows_from_what_is_shown(inner in prop::collection::vec(prop::collection::vec(0u64..12, 4), 3)) {
            let (counts, lines) = table(&inner);
            let hidden = hidden(&counts, &vec![false; counts.len()], &lines);
            for (count, hidden) in counts.iter().zip(&hidden) {
                prop_assert!(*hidden || *count == 0 || *count >= 5);
            }
            for cell in solved(&hidden, &lines) {
                prop_assert!(!(1..5).contains(&counts[cell]), "{cell} of {counts:?}, hidden {hidden:?}");
            }
        }
    }
}
