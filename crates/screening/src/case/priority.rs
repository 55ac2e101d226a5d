//! How soon a case should be looked at, 0 to 100: how likely it is true, and what is at stake.
//!
//! The parts of a name's likelihood are counted, not chosen: each is the logarithm, to base two, of how much more likely a
//! match is true that has it, the others being as they are (`docs/measurements/2026-11-cases.md` has the counts and what they
//! were counted over). They are weighed together, because they go together: what slips has fewer words that match.

use portcullis_model::{Agreement, Amount, Evidence, Fact, Hit, HitBasis, TokenRelation};

use super::{
    slip::{NO_SLIP, OTHER_FORM, Slip, is_own_word},
    words::SLIGHT_UP_TO,
    writing::Writing,
};

/// A hit of at least so much is likely true: four to one by the counts.
pub(super) const LIKELY: u8 = 60;

/// A hit of less is likely false.
pub(super) const UNLIKELY: u8 = 40;

/// An exact identifier, or what a reviewer confirmed.
const CERTAIN: f32 = 92.0;

/// The most that a name gives: a code says more.
const NAME_MAX: f32 = 89.0;

/// Even odds.
const EVEN: f32 = 50.0;

/// Points of priority for each doubling of the odds.
const POINTS_A_BIT: f32 = 5.0;

/// What a token of weight 1 says: one in 20,000 names bears it.
const BITS_OF_WEIGHT: f32 = 14.3;

/// From how many bits of matched words on they speak so much for the match.
const MATCHED: [(f32, f32); 4] = [(36.0, 4.0), (28.0, 1.5), (24.0, 1.0), (0.0, 0.0)];

/// What a matched word of so much weight says by itself: hardly anybody else bears it.
const RARE: f32 = 2.3;
const RARE_FROM: f32 = 0.85;

/// What three matched words say beside what each does.
const THREE_WORDS: f32 = 3.2;

/// What words of the listed name that are not in the payment say: none, one, more.
const LEFT: [f32; 3] = [0.0, -3.75, -5.5];

/// What other words beside the matched one say, where only one matched: `Citadel Insurance Brokers` is not `Citadel`.
const BESIDE_ONE: f32 = -5.4;

/// The same where several matched.
const BESIDE_SEVERAL: f32 = -2.3;

/// The odds of a match of which nothing of this is known, so that all matches together have even odds.
const BEFORE: f32 = -2.0;

/// What it says that a name is written so that whoever compares letters does not find it: of 43,181 names on no list, 3 mix
/// scripts in a word and 11 have a digit in one.
const DISGUISED: f32 = 4.0;

/// Words by which a payment names two parties in one field, as they are read.
const TWO_PARTIES: [&str; 2] = ["and", "c o"];

/// The priority of an alert. `is_known` says whether a word is a word of its own: common, or borne by somebody listed.
pub(super) fn of(
    hit: &Hit,
    amount: Option<Amount>,
    writing: &Writing,
    is_known: &dyn Fn(&str) -> bool,
) -> u8 {
    let likely = if hit.basis == HitBasis::Identifier || hit.certain {
        CERTAIN
    } else if matches!(hit.basis, HitBasis::Place | HitBasis::Resubmission) {
        f32::from(LIKELY)
    } else {
        f32::from(of_name(hit, writing, is_known))
    };
    bounded(likely + stake(amount), 100.0)
}

/// How likely the name and the facts make it, without what is at stake.
pub(super) fn of_name(hit: &Hit, writing: &Writing, is_known: &dyn Fn(&str) -> bool) -> u8 {
    let disguise = if writing.is_disguised() { DISGUISED } else { 0.0 };
    bounded(
        EVEN + POINTS_A_BIT * (name_bits(hit, writing, is_known) + fact_bits(hit) + disguise),
        NAME_MAX,
    )
}

fn name_bits(hit: &Hit, writing: &Writing, is_known: &dyn Fn(&str) -> bool) -> f32 {
    let (mut matched, mut words, mut rarest) = (0.0f32, 0usize, 0.0f32);
    let (mut left, mut beside, mut no_name) = (0usize, 0usize, false);
    // Of the word that says least for the match.
    let mut slip: Option<f32> = None;
    for piece in &hit.evidence {
        match piece {
            Evidence::Token {
                query,
                listed,
                relation,
                similarity,
                weight,
            } => {
                matched += BITS_OF_WEIGHT * weight * similarity;
                if *weight > SLIGHT_UP_TO {
                    words += 1;
                    rarest = rarest.max(weight * similarity);
                    if *similarity < 1.0 && !is_shortened(*relation) {
                        let bits = slip_bits(query, listed, *relation, is_known);
                        slip = Some(slip.map_or(bits, |least| least.min(bits)));
                    }
                }
            }
            Evidence::Unmatched { text, listed, weight } => {
                let telling = usize::from(*weight > SLIGHT_UP_TO);
                if *listed && writing.is_beyond_cut(text) {
                    // The field ended before it could stand there.
                } else if *listed {
                    left += telling;
                } else {
                    beside += telling;
                    no_name |= TWO_PARTIES.contains(&text.as_str()) || has_digit(text);
                }
            }
            _ => {}
        }
    }
    let is_text = hit.field.is_text();
    let of_beside = match words {
        _ if beside == 0 || no_name || is_text => 0.0,
        0 | 1 => BESIDE_ONE,
        _ => BESIDE_SEVERAL,
    };
    let rare = if rarest >= RARE_FROM { RARE } else { 0.0 };
    let of_words = if words >= 3 { THREE_WORDS } else { 0.0 };
    BEFORE
        + step(&MATCHED, matched)
        + rare
        + of_words
        + LEFT[left.min(2)]
        + slip.unwrap_or(NO_SLIP)
        + of_beside
}

/// Whether a word is the number of a house or a district: what stands beside the name is its address, which some write into its
/// field, and no other name.
fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// What a word says that is not written as listed.
fn slip_bits(paid: &str, listed: &str, relation: TokenRelation, is_known: &dyn Fn(&str) -> bool) -> f32 {
    match relation {
        TokenRelation::Synonym | TokenRelation::Nickname => OTHER_FORM,
        _ => Slip::of(paid, listed).bits(is_own_word(paid, listed, is_known)),
    }
}

/// Whether a word stands for another by its beginning or by spaces alone, which is no slip.
fn is_shortened(relation: TokenRelation) -> bool {
    matches!(
        relation,
        TokenRelation::Initial | TokenRelation::Cut | TokenRelation::Split | TokenRelation::Joined
    )
}

fn step(steps: &[(f32, f32)], value: f32) -> f32 {
    let step = steps.iter().find(|(from, _)| value >= *from);
    step.map_or(0.0, |(_, bits)| *bits)
}

/// What the facts say. A country says little, for people move and companies have branches; that a birth date is another's
/// says as much against a match as the discount of the score for it.
fn fact_bits(hit: &Hit) -> f32 {
    let bits = hit.evidence.iter().map(|piece| match piece {
        Evidence::Corroboration { fact, agreement, .. } => match (fact, agreement) {
            (Fact::BirthDate, Agreement::Agrees) => 4.0,
            (Fact::BirthDate, Agreement::Conflicts) => -4.0,
            (Fact::Country, Agreement::Agrees) => 0.75,
            (Fact::Country, Agreement::Conflicts) => -0.75,
            (Fact::Gender, Agreement::Conflicts) => -3.0,
            (Fact::Gender | Fact::Schema, _) => 0.0,
        },
        _ => 0.0,
    });
    bits.sum()
}

/// A point for each digit of the amount beyond the fourth, at most five: 10,000 to a billion, whatever the currency.
fn stake(amount: Option<Amount>) -> f32 {
    let Some(amount) = amount else { return 0.0 };
    let digits = amount.value.trunc().abs().to_string().len();
    #[allow(clippy::cast_precision_loss)]
    let points = digits.saturating_sub(4).min(5) as f32;
    points
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn bounded(points: f32, most: f32) -> u8 {
    points.clamp(0.0, most).round() as u8
}

/// Whether every word of the listed name is in the payment as it is listed, and nothing else beside it but titles and the
/// like; in a text, whether the listed name stands in it.
pub(super) fn is_whole_name(hit: &Hit) -> bool {
    let is_text = hit.field.is_text();
    hit.basis == HitBasis::Name
        && hit.evidence.iter().all(|piece| match piece {
            Evidence::Token { similarity, .. } => *similarity >= 1.0,
            Evidence::Unmatched { listed, weight, .. } => *weight <= 0.1 || !listed && is_text,
            _ => true,
        })
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Agreement, Amount, CurrencyCode, Evidence, Fact, Field, Hit, Score};

    use super::{UNLIKELY, Writing, of};
    use crate::case::testing::{token, unmatched};

    fn country(agreement: Agreement) -> Evidence {
        Evidence::Corroboration {
            fact: Fact::Country,
            agreement,
            query: "PH".to_owned(),
            listed: "JO".to_owned(),
        }
    }

    fn hit(evidence: Vec<Evidence>) -> Hit {
        Hit {
            evidence,
            ..Hit::by_name(0, Field::CREDITOR, Score::from_fraction(0.95))
        }
    }

    fn priority(evidence: Vec<Evidence>) -> u8 {
        let is_known = |word: &str| ["jialong", "alpha"].contains(&word);
        of(&hit(evidence), None, &Writing::default(), &is_known)
    }

    fn murad() -> Vec<Evidence> {
        vec![
            token("cernit", "cernit", 1.0, 1.0),
            token("murat", "murat", 1.0, 0.78),
        ]
    }

    #[test]
    fn rare_words_say_more_than_common_ones() {
        let common = vec![
            token("vladimir", "vladimir", 1.0, 0.5),
            token("ivanov", "ivanov", 1.0, 0.7),
        ];
        assert!(priority(murad()) > priority(common));
    }

    #[test]
    fn a_word_that_is_a_name_of_its_own_is_no_slip_of_another() {
        let slip = |word| vec![token("sun", "sun", 1.0, 0.67), token(word, "jinlong", 0.91, 0.95)];
        assert!(priority(slip("jialong")) < priority(slip("jinlomg")));
    }

    #[test]
    fn what_is_left_over_and_facts_that_differ_lower_it() {
        let with = |more: Evidence| priority([murad(), vec![more]].concat());
        let alone = priority(murad());
        assert!(with(unmatched("ahmad", true, 0.43)) < alone);
        assert!(with(unmatched("ahmad", false, 0.43)) < alone);
        assert!(with(country(Agreement::Conflicts)) < alone);
        assert!(with(country(Agreement::Agrees)) > alone);
        // The other party of a joint account is no part of the name.
        let joint = vec![unmatched("and", false, 0.06), unmatched("danube", false, 1.0)];
        assert_eq!(priority([murad(), joint].concat()), alone);
        // An address that somebody wrote behind the name is none either.
        let address = vec![unmatched("road", false, 0.6), unmatched("318", false, 1.0)];
        assert_eq!(priority([murad(), address].concat()), alone);
    }

    #[test]
    fn a_disguise_raises_it_and_what_stands_beyond_the_cut_of_a_field_does_not_lower_it() {
        let written = |party: &str, evidence: Vec<Evidence>| {
            let hit = Hit {
                matched: "XINJIANG PRODUCTION AND CONSTRUCTION CORPS".to_owned(),
                ..hit(evidence)
            };
            of(&hit, None, &Writing::of(party, &hit), &|_| false)
        };
        let words = || {
            vec![
                token("xinjiang", "xinjiang", 1.0, 0.7),
                token("production", "production", 1.0, 0.5),
            ]
        };
        assert!(written("Xinjiаng Рroduction", words()) > written("Xinjiang Production", words()));
        assert!(written("Xinj1ang Production", words()) > written("Xinjiang Production", words()));
        let more = || [words(), vec![unmatched("corps", true, 0.7)]].concat();
        let at_the_limit = "XINJIANG PRODUCTION AND CONSTRUCTIO";
        assert_eq!(written(at_the_limit, more()), written(at_the_limit, words()));
        assert!(written("XINJIANG PRODUCTION", more()) < written("XINJIANG PRODUCTION", words()));
    }

    #[test]
    fn generic_words_and_a_common_one_are_likely_false() {
        let alpha = vec![
            token("alpha", "alfa", 0.94, 0.74),
            token("trading", "trading", 1.0, 0.35),
            country(Agreement::Conflicts),
        ];
        assert!(priority(alpha) < UNLIKELY);
    }

    #[test]
    fn an_identifier_comes_before_any_name_and_a_large_amount_before_a_small_one() {
        let never = |_: &str| false;
        let amount = |value: &str| {
            Some(Amount {
                value: value.parse().unwrap(),
                currency: CurrencyCode::new("USD"),
            })
        };
        let code = Hit::by_identifier(0, Field::CREDITOR_AGENT);
        let plain = Writing::default();
        let name = hit([murad(), murad()].concat());
        assert!(of(&code, None, &plain, &never) > of(&name, None, &plain, &never));
        let of_amount = |value| of(&hit(murad()), amount(value), &plain, &never);
        assert!(of_amount("1000000.00") > of_amount("100.00"));
    }
}
