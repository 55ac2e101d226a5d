//! Random changes to inputs.

use rand_core::{RngCore, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Longest input that is made.
pub const INPUT_BYTES_MAX: usize = 64 << 10;

/// Pieces that readers of text treat in their own way.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\n",
    b"\r\n",
    b"\0",
    b"<",
    b">",
    b"</",
    b"&#x41;",
    b"]]>",
    b"[",
    b"]",
    b"{",
    b"}",
    b"=",
    b":",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xc3",
    b"\xe2\x80\xae",
    b"\xd0\xb0",
    b"-0-",
    b"0",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"2026-02-30",
    b"0001-01-01",
    b"9999-12-31",
    b"true",
    b"null",
    b"..",
    b"'''",
    b"\"\"\"",
];

/// A source of chance that gives the same inputs for the same seed.
#[derive(Debug)]
pub struct Mutator {
    random: Pcg64Mcg,
}

impl Mutator {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Mutator {
        Mutator {
            random: Pcg64Mcg::seed_from_u64(seed),
        }
    }

    /// A number below `count`, which is not 0.
    fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        usize::try_from(self.random.next_u64() % count).unwrap_or(0)
    }

    /// A new input: one of those given, changed in some places, now and then with a part of another.
    ///
    /// # Panics
    /// None is given.
    pub fn input(&mut self, known: &[Vec<u8>]) -> Vec<u8> {
        let mut input = known[self.below(known.len())].clone();
        let changes = 1 << self.below(6);
        for _ in 0..changes {
            let other = &known[self.below(known.len())];
            self.change(&mut input, other);
        }
        input.truncate(INPUT_BYTES_MAX);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(input.len() + 1);
        let end = (at + 1 + self.below(32)).min(input.len());
        match self.below(9) {
            0 if at < input.len() => input[at] ^= 1 << self.below(8),
            1 if at < input.len() => input[at] = u8::try_from(self.below(256)).unwrap_or(0),
            2 => drop(input.splice(at..at, PIECES[self.below(PIECES.len())].iter().copied())),
            3 => drop(input.splice(at..end.max(at), PIECES[self.below(PIECES.len())].iter().copied())),
            4 if at < end => drop(input.drain(at..end)),
            5 if at < end => {
                let again = input[at..end].to_vec();
                let times = 1 << self.below(8);
                input.splice(at..at, again.repeat(times));
            }
            6 if self.below(8) == 0 => input.truncate(at),
            7 if !other.is_empty() => {
                let from = self.below(other.len());
                let to = (from + 1 + self.below(200)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
            _ if at < input.len() => {
                let with = self.below(input.len());
                input.swap(at, with);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{INPUT_BYTES_MAX, Mutator};

    #[test]
    fn a_seed_gives_the_same_inputs_and_most_are_new() {
        let known = vec![b"payment_id,amount\nP1,5\n".to_vec(), Vec::new()];
        let inputs = |seed| {
            let mut mutator = Mutator::new(seed);
            (0..500).map(|_| mutator.input(&known)).collect::<Vec<_>>()
        };
        assert_eq!(inputs(3), inputs(3));
        assert!(inputs(3).iter().filter(|input| !known.contains(input)).count() > 300);
        assert!(inputs(3).iter().all(|input| input.len() <= INPUT_BYTES_MAX));
    }
}
