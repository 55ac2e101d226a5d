//! Chance with a fixed algorithm: a seed gives the same numbers on every machine.

use rand_core::RngCore;
use rand_pcg::Pcg64Mcg;

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Chance(Pcg64Mcg);

impl Chance {
    /// The stream of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Chance {
        // Seeds that stand side by side must not give streams that do.
        let spread = u128::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        Chance(Pcg64Mcg::new(spread ^ 0xCAFE_F00D_D15E_A5E5))
    }

    /// Uniform in `0..n`; 0 for an empty range.
    pub fn below(&mut self, n: usize) -> usize {
        // The high half of the product; its bias is below n / 2^64.
        let drawn = (u128::from(self.0.next_u64()) * n as u128) >> 64;
        usize::try_from(drawn).unwrap_or(0)
    }

    /// Whether something of that probability, 0 to 1, happens.
    #[allow(clippy::cast_precision_loss)]
    pub fn happens(&mut self, probability: f64) -> bool {
        ((self.0.next_u64() >> 11) as f64) < probability * (1u64 << 53) as f64
    }

    /// One of several, each as likely; `None` of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// Puts items into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn a_seed_gives_the_same_numbers_again_and_another_seed_others() {
        let numbers = |seed| {
            let mut chance = Chance::new(seed);
            (0..8).map(|_| chance.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(7), numbers(7));
        assert_ne!(numbers(7), numbers(8));
        assert!(numbers(7).iter().all(|&n| n < 1000));
    }

    #[test]
    fn what_cannot_happen_never_does_and_what_must_always_does() {
        let mut chance = Chance::new(1);
        assert!((0..1000).all(|_| !chance.happens(0.0) && chance.happens(1.0)));
    }

    #[test]
    fn shuffling_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Chance::new(3).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
