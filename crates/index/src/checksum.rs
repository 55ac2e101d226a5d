//! The checksum of an index: BLAKE3, by several threads where the file is large, for it is most of the time that opening takes.
//!
//! BLAKE3 is a tree whose subtrees may be worked out apart. What is returned is the BLAKE3 of the bytes, however many threads
//! there were.

use blake3::Hasher;
use blake3::hazmat::{HasherExt, Mode, left_subtree_len, merge_subtrees_non_root, merge_subtrees_root};
use portcullis_sys::threads;

use crate::layout::CHECKSUM_BYTES;

/// What a subtree of the bytes says.
type Subtree = [u8; CHECKSUM_BYTES];

/// Fewer bytes are left to one thread: to begin another takes as long.
const APART_BYTES_MIN: usize = 4 << 20;

/// The BLAKE3 of the bytes.
pub(crate) fn checksum(bytes: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let threads = threads::available();
    match split(bytes, threads) {
        None => *blake3::hash(bytes).as_bytes(),
        Some((left, right)) => {
            let (left, right) = both(left, right, 0, threads);
            *merge_subtrees_root(&left, &right, Mode::Hash).as_bytes()
        }
    }
}

/// The two subtrees of some bytes; `None` where one thread is enough for them.
fn split(bytes: &[u8], threads: usize) -> Option<(&[u8], &[u8])> {
    if threads < 2 || bytes.len() < APART_BYTES_MIN {
        return None;
    }
    let left = usize::try_from(left_subtree_len(bytes.len() as u64)).ok()?;
    bytes.split_at_checked(left)
}

/// Two subtrees side by side, of which the first begins at `offset`, by so many threads.
fn both(left: &[u8], right: &[u8], offset: u64, threads: usize) -> (Subtree, Subtree) {
    let (right, left) = threads::both(
        || subtree(right, offset + left.len() as u64, threads / 2),
        // The left one is never the smaller half.
        || subtree(left, offset, threads.div_ceil(2)),
    );
    (left, right)
}

/// What the bytes say, which are a subtree that begins at `offset`.
fn subtree(bytes: &[u8], offset: u64, threads: usize) -> Subtree {
    match split(bytes, threads) {
        None => Hasher::new()
            .set_input_offset(offset)
            .update(bytes)
            .finalize_non_root(),
        Some((left, right)) => {
            let (left, right) = both(left, right, offset, threads);
            merge_subtrees_non_root(&left, &right, Mode::Hash)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{APART_BYTES_MIN, both, checksum, split};
    use blake3::hazmat::{Mode, merge_subtrees_root};

    #[test]
    fn it_is_the_blake3_of_the_bytes_whatever_their_number_and_that_of_the_threads() {
        let bytes: Vec<u8> = (0..3 * APART_BYTES_MIN + 4_097)
            .map(|n| (n * 31 % 251) as u8)
            .collect();
        for length in [
            0,
            1,
            APART_BYTES_MIN - 1,
            APART_BYTES_MIN,
            APART_BYTES_MIN + 1,
            2 * APART_BYTES_MIN + 1_025,
            bytes.len(),
        ] {
            let bytes = &bytes[..length];
            let expected = *blake3::hash(bytes).as_bytes();
            assert_eq!(checksum(bytes), expected, "{length} bytes");
            for threads in [2, 3, 8] {
                if let Some((left, right)) = split(bytes, threads) {
                    let (left, right) = both(left, right, 0, threads);
                    let root = merge_subtrees_root(&left, &right, Mode::Hash);
                    assert_eq!(*root.as_bytes(), expected, "{length} bytes, {threads} threads");
                }
            }
        }
    }
}
