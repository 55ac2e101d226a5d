//! What a token weighs: how much it says about who is meant.
//!
//! A token is worth the logarithm of how seldom it is met, on the list or in the world, whichever is more
//! often: sharing KHALILOVICH means more than sharing MOHAMMED. The scale is fixed (a token that one in
//! 20,000 names bears, or fewer, weighs 1), so that scores mean the same on a small list and on a large one.

use crate::{class::Class, language, scripts::without_mark};

/// One in so many names bears a token that weighs 1.
const SELDOM: f32 = 20_000.0;

/// On a list with fewer designations than this a share would say nothing: counts are taken of so many.
const SMALL_LIST: u64 = 10_000;

/// Steps from one power of two to the next, for the number of designations: 7 to 13% apart.
const LIST_STEPS: u32 = 8;

/// The same for how many others bear a word.
const BEARER_STEPS: u32 = 2;

/// One in so many people bears a name of each tier of `data/common_names.csv`.
const TIER_ONE_IN: [f32; 5] = [200.0, 1_000.0, 4_000.0, 12_000.0, 20_000.0];

/// A place in a company's name tells branches apart, not companies.
const PLACE_MAX: f32 = 0.5;

/// The weight of a token, 0.02 to 1, that `listed_in` of `designations` designations bear.
///
/// Rounded to hundredths, the number of designations to an eighth of its power of two (8,192, 9,216, 10,240, …), and
/// the number of a token's other bearers to a half of its own (4, 6, 8, 12, 16, …): a few designations more or less
/// change no weight but those of seldom words that they bear, so scores stay what they were from one day's list to the
/// next, and a delta run has little to say. Where a number passes the middle between two steps, weights move by some
/// hundredths.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn weight(token: &str, class: Class, listed_in: u32, designations: u32) -> f32 {
    match class {
        Class::Title => return 0.02,
        Class::Particle => return 0.06,
        Class::LegalForm => return 0.10,
        Class::Initial => return 0.15,
        Class::Word | Class::Generic | Class::Number | Class::Acronym => {}
    }
    // Its other bearers: a token that one designation has is as rare as a token can be.
    let bearers = on_grid(listed_in.saturating_sub(1), BEARER_STEPS);
    let on_list = bearers as f32 / list_size(designations) as f32;
    let in_world = language::get()
        .common_tier_of_token(token)
        .and_then(|tier| TIER_ONE_IN.get(usize::from(tier).saturating_sub(1)))
        .map_or(0.0, |one_in| 1.0 / one_in);
    let often = on_list.max(in_world).max(1.0 / SELDOM);
    let weight = -often.ln() / SELDOM.ln();
    // Words that many companies share say little however few are listed.
    let cap = match class {
        Class::Generic if language::get().is_place(token) => PLACE_MAX,
        Class::Generic => 0.35,
        _ => most_of(token),
    };
    (weight.clamp(0.1, cap) * 100.0).round() / 100.0
}

/// What a word of so many letters weighs at most: short ones meet by chance.
fn most_of(token: &str) -> f32 {
    match without_mark(token).len() {
        1 => 0.3,
        2 => 0.5,
        3 => 0.8,
        _ => 1.0,
    }
}

/// Of how many designations shares are taken on a list of so many: the number to an eighth of its power of two, and never
/// fewer than 10,000. [`weight`] counts with it, and whoever holds the shares of two lists against each other must, too.
#[must_use]
pub fn list_size(designations: u32) -> u64 {
    on_grid(designations, LIST_STEPS).max(SMALL_LIST)
}

/// A number to the nearest multiple of its power of two divided by `steps`, itself a power of two.
fn on_grid(number: u32, steps: u32) -> u64 {
    let power = number.checked_ilog2().map_or(1, |exponent| 1u64 << exponent);
    let step = (power / u64::from(steps)).max(1);
    (u64::from(number) + step / 2) / step * step
}

/// What a query token weighs that is on no list and no common name: a slip of `like`, the listed word that it
/// comes nearest to, says no more than that word does, nor than words of so few letters do.
#[must_use]
pub fn weight_like(token: &str, like: &str, listed_in: u32, designations: u32) -> f32 {
    let language = language::get();
    let class = if language.is_generic(like) {
        Class::Generic
    } else {
        Class::Word
    };
    weight(like, class, listed_in, designations).min(most_of(token))
}

/// Whether a token is a common name somewhere in the world, or a word that many companies share.
#[must_use]
pub fn is_common(token: &str) -> bool {
    let language = language::get();
    language.common_tier_of_token(token).is_some() || language.is_generic(token)
}

#[cfg(test)]
mod tests {
    use super::{on_grid, weight};
    use crate::class::Class;

    #[test]
    fn rare_tokens_weigh_more_than_those_common_on_the_list_or_in_the_world() {
        let rare = weight("anatolijevitch", Class::Word, 1, 23_000);
        let listed_often = weight("anatolijevitch", Class::Word, 900, 23_000);
        let common = weight("maria", Class::Word, 1, 23_000);
        assert!(
            rare > 0.99 && listed_often < 0.4 && common < 0.8,
            "{rare} {listed_often} {common}"
        );
    }

    #[test]
    fn a_weight_means_the_same_on_a_small_list() {
        assert!(
            (weight("khalilovich", Class::Word, 1, 200) - weight("khalilovich", Class::Word, 1, 20_000))
                .abs()
                < 1e-6
        );
    }

    #[test]
    fn a_few_designations_more_move_no_weight() {
        for listed_in in 0..2_000 {
            let of = |designations| weight("khalilovich", Class::Word, listed_in, designations).to_bits();
            assert_eq!(of(10_000), of(10_020), "borne by {listed_in}");
            assert_eq!(of(23_000), of(22_940), "borne by {listed_in}");
        }
        // A list of twice the length is another list.
        assert!(
            weight("khalilovich", Class::Word, 100, 20_000) > weight("khalilovich", Class::Word, 100, 10_000)
        );
    }

    #[test]
    fn one_more_bearer_of_a_common_word_seldom_moves_its_weight() {
        let of = |listed_in| weight("khalilovich", Class::Word, listed_in, 10_000).to_bits();
        let moves = |range: std::ops::Range<u32>| range.filter(|&n| of(n) != of(n + 1)).count();
        // Two are many more than one; hundreds and one are not.
        assert_eq!((moves(1..5), moves(129..257), moves(257..513)), (4, 2, 2));
    }

    #[test]
    fn numbers_are_taken_to_a_part_of_their_power_of_two() {
        let of = [0, 1, 17, 8_703, 8_704, 9_727, 10_240, 16_000, u32::MAX];
        assert_eq!(
            of.map(|number| on_grid(number, 8)),
            [0, 1, 18, 8_192, 9_216, 9_216, 10_240, 16_384, 1 << 32]
        );
        assert_eq!(
            [0, 1, 2, 3, 4, 5, 7, 9, 11].map(|number| on_grid(number, 2)),
            [0, 1, 2, 3, 4, 6, 8, 8, 12]
        );
    }

    #[test]
    fn generic_words_and_short_words_weigh_little() {
        assert!(weight("trading", Class::Generic, 3, 23_000) <= 0.35);
        assert!(weight("ko", Class::Word, 0, 23_000) <= 0.5);
    }
}
