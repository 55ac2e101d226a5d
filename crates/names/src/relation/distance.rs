//! How many edits two words are apart, as a row of bits: most pairs of words that are compared are too far apart, and need no more.

/// Longer words do not fit into a row of bits.
const BITS: usize = 64;

/// The fewest letters replaced, left out, added, or exchanged with their neighbors that make one word of the other, no letter touched
/// twice (optimal string alignment).
///
/// A column of the table of distances is kept as the places where it rises and falls. Source: H. Hyyrö, *A bit-vector algorithm for
/// computing Levenshtein and Damerau edit distances*, 2003.
///
/// None where a word is too long for it, or empty.
pub(super) fn edits(a: &[u8], b: &[u8]) -> Option<usize> {
    if a.len() > BITS || a.is_empty() {
        return None;
    }
    let mut places = [0u64; 256];
    for (at, &letter) in a.iter().enumerate() {
        places[usize::from(letter)] |= 1 << at;
    }
    let last = 1u64 << (a.len() - 1);
    let (mut rises, mut falls) = (u64::MAX, 0u64);
    let (mut diagonal, mut before) = (0u64, 0u64);
    let mut edits = a.len();
    for &letter in b {
        let here = places[usize::from(letter)];
        let exchanged = ((!diagonal & here) << 1) & before;
        diagonal = (((here & rises).wrapping_add(rises)) ^ rises) | here | falls | exchanged;
        let right_rises = falls | !(diagonal | rises);
        let right_falls = diagonal & rises;
        edits += usize::from(right_rises & last != 0);
        edits -= usize::from(right_falls & last != 0);
        let right_rises = right_rises << 1 | 1;
        rises = right_falls << 1 | !(diagonal | right_rises);
        falls = right_rises & diagonal;
        before = here;
    }
    Some(edits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::edits;

    #[test]
    fn words_that_do_not_fit_are_not_measured() {
        assert_eq!(edits(&[b'a'; 65], b"a"), None);
        assert_eq!(edits(b"", b"ab"), None);
        assert_eq!(edits(&[b'a'; 64], &[b'a'; 62]), Some(2));
    }

    proptest! {
        #[test]
        fn edits_are_counted_as_a_table_counts_them(a in "[a-d]{1,12}", b in "[a-d]{0,12}") {
            prop_assert_eq!(edits(a.as_bytes(), b.as_bytes()), Some(strsim::osa_distance(&a, &b)));
        }
    }
}
