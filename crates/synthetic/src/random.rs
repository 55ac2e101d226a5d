//! Random numbers with a fixed algorithm (PCG): a seed gives the same numbers on every machine, and so the same
//! batch or list in every release that keeps this file and the data.

use rand_core::RngCore;
use rand_pcg::Pcg64Mcg;

/// A stream of random numbers. Only integers are drawn, so that no platform's floating point library has a say.
#[derive(Debug, Clone)]
pub struct Random(Pcg64Mcg);

/// What a stream of a batch is for; streams of different domains are unrelated.
#[derive(Debug, Clone, Copy)]
#[repr(u64)]
pub(crate) enum Domain {
    Payments = 1,
    Customer = 2,
    AddressBook = 3,
    Bank = 4,
    Names = 5,
}

impl Random {
    /// The one stream of a seed, for work that needs no more than one.
    ///
    /// ```
    /// # use portcullis_synthetic::Random;
    /// let mut random = Random::from_seed(7);
    /// assert!(random.index(6) < 6);
    /// ```
    #[must_use]
    pub fn from_seed(seed: u64) -> Random {
        // Seeds that stand side by side must not give streams that do.
        let spread = u128::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        Random(Pcg64Mcg::new(spread ^ 0xCAFE_F00D_D15E_A5E5))
    }

    /// The stream of something that texts name, with a seed: the same for the same texts in this order, whatever else there is.
    #[must_use]
    pub fn of_texts(seed: u64, texts: &[&str]) -> Random {
        let mut state = scramble(seed ^ 0x9E37_79B9_7F4A_7C15);
        for text in texts {
            // FNV-1a, and a step between texts: `ab`, `c` is not `a`, `bc`.
            for byte in text.bytes() {
                state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
            }
            state = scramble(state ^ text.len() as u64);
        }
        Random::from_seed(state)
    }

    /// The stream of one thing in a batch: the same for the same three numbers.
    pub(crate) fn new(seed: u64, domain: Domain, ordinal: u64) -> Random {
        let high = scramble(scramble(seed ^ 0x9E37_79B9_7F4A_7C15) ^ (domain as u64) << 56 ^ ordinal);
        let low = scramble(high ^ 0xD1B5_4A32_D192_ED03);
        Random(Pcg64Mcg::new(u128::from(high) << 64 | u128::from(low)))
    }

    /// Uniform in `0..n`; 0 for an empty range.
    pub fn below(&mut self, n: u64) -> u64 {
        // The high half of the product; its bias is below n / 2^64.
        #[allow(clippy::cast_possible_truncation)]
        let drawn = ((u128::from(self.0.next_u64()) * u128::from(n)) >> 64) as u64;
        drawn
    }

    /// Uniform in `0..n`, as a position; 0 for an empty range.
    #[allow(clippy::cast_possible_truncation)]
    pub fn index(&mut self, n: usize) -> usize {
        self.below(n as u64) as usize
    }

    /// Whether something that happens in `share` of 1000 cases happens.
    pub(crate) fn per_mille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    /// Whether something of that probability, 0 to 1, happens.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn happens(&mut self, probability: f64) -> bool {
        // A product with a power of two is exact, and so the same everywhere.
        let limit = (probability * (1u64 << 53) as f64).ceil() as u64;
        self.below(1 << 53) < limit
    }

    /// One of several, each as likely; `None` of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.index(from.len()))
    }

    /// One of several texts, each as likely; the empty text when there are none.
    pub(crate) fn pick_text<'a>(&mut self, from: &'a [String]) -> &'a str {
        self.pick(from).map_or("", String::as_str)
    }

    /// Puts items into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.index(i + 1));
        }
    }

    /// A position drawn by weight, given the running sums of the weights.
    pub(crate) fn weighted(&mut self, running_sums: &[u64]) -> usize {
        let drawn = self.below(running_sums.last().copied().unwrap_or(0));
        running_sums.partition_point(|sum| *sum <= drawn)
    }

    /// A rank below `n`, low ranks often: the cube of a uniform number. One percent of ranks gets a fifth of
    /// all draws and ten percent nearly half, as customers of a bank share its traffic.
    pub(crate) fn rank(&mut self, n: u64) -> u64 {
        let u = u128::from(self.below(1 << 32));
        let cube = (u * u * u) >> 64;
        #[allow(clippy::cast_possible_truncation)]
        let rank = ((cube * u128::from(n)) >> 32) as u64;
        rank
    }

    /// A rank below `n`, low ranks somewhat more often: the square of a uniform number.
    pub(crate) fn mild_rank(&mut self, n: u64) -> u64 {
        let u = u128::from(self.below(1 << 32));
        #[allow(clippy::cast_possible_truncation)]
        let rank = ((((u * u) >> 32) * u128::from(n)) >> 32) as u64;
        rank
    }

    /// A decimal digit as text.
    pub(crate) fn digit(&mut self) -> char {
        char::from(b'0' + self.small(10))
    }

    /// A letter from A to Z.
    pub(crate) fn letter(&mut self) -> char {
        char::from(b'A' + self.small(26))
    }

    #[allow(clippy::cast_possible_truncation)]
    fn small(&mut self, n: u8) -> u8 {
        self.below(u64::from(n)) as u8
    }

    /// That many digits, the first not zero.
    pub(crate) fn digits(&mut self, count: usize, out: &mut String) {
        for i in 0..count {
            out.push(if i == 0 {
                char::from(b'1' + self.small(9))
            } else {
                self.digit()
            });
        }
    }
}

/// Stafford's variant 13 of the 64-bit finalizer of MurmurHash3, as in SplitMix64: a bijection that spreads
/// neighboring numbers.
const fn scramble(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Domain, Random};

    #[test]
    fn a_stream_is_fixed_by_its_three_numbers() {
        let mut random = Random::new(7, Domain::Customer, 42);
        let drawn: Vec<u64> = (0..4).map(|_| random.below(1000)).collect();
        assert_eq!(drawn, [724, 513, 995, 220]);
        assert_ne!(
            Random::new(7, Domain::Customer, 43).below(u64::MAX),
            Random::new(7, Domain::Customer, 42).below(u64::MAX)
        );
        assert_ne!(
            Random::new(7, Domain::Bank, 42).below(u64::MAX),
            Random::new(7, Domain::Customer, 42).below(u64::MAX)
        );
    }

    #[test]
    fn a_seed_gives_the_same_numbers_again_and_another_seed_others() {
        let numbers = |seed| {
            let mut random = Random::from_seed(seed);
            (0..8).map(|_| random.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(7), numbers(7));
        assert_ne!(numbers(7), numbers(8));
        assert!(numbers(7).iter().all(|&n| n < 1000));
    }

    #[test]
    fn a_stream_of_texts_is_fixed_by_each_of_them_and_by_where_they_end() {
        let drawn = |seed, texts: &[&str]| Random::of_texts(seed, texts).below(u64::MAX);
        assert_eq!(drawn(7, &["ab", "c"]), drawn(7, &["ab", "c"]));
        assert_eq!(drawn(7, &["ab", "c"]) % 1000, 922);
        for other in [
            drawn(8, &["ab", "c"]),
            drawn(7, &["a", "bc"]),
            drawn(7, &["abc"]),
            drawn(7, &["c", "ab"]),
        ] {
            assert_ne!(drawn(7, &["ab", "c"]), other);
        }
    }

    #[test]
    fn what_cannot_happen_never_does_and_what_must_always_does() {
        let mut random = Random::from_seed(1);
        assert!((0..1000).all(|_| !random.happens(0.0) && random.happens(1.0)));
    }

    #[test]
    fn shuffling_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Random::from_seed(3).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn a_weighted_draw_never_gives_a_weight_of_zero_and_keeps_the_proportions() {
        let mut random = Random::new(1, Domain::Payments, 0);
        let mut counts = [0; 4];
        for _ in 0..10_000 {
            counts[random.weighted(&[0, 10, 10, 40])] += 1;
        }
        assert_eq!((counts[0], counts[2]), (0, 0));
        assert!((2300..2700).contains(&counts[1]), "{counts:?}");
    }

    #[test]
    fn low_ranks_are_drawn_often() {
        let mut random = Random::new(1, Domain::Payments, 0);
        let ranks: Vec<u64> = (0..100_000).map(|_| random.rank(1000)).collect();
        assert!(ranks.iter().all(|rank| *rank < 1000));
        let share = |below: u64| ranks.iter().filter(|rank| **rank < below).count() / 1000;
        assert_eq!((share(10), share(100), share(1000)), (21, 46, 100));
    }
}
