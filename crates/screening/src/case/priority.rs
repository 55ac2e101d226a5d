//! How soon a case should be looked at, 0 to 100.

use portcullis_model::{Agreement, Amount, Evidence, Fact, Hit, HitBasis};

/// A name of at least so much is likely the listed party's.
pub(super) const LIKELY: u8 = 60;

/// A name of less is likely another's.
pub(super) const UNLIKELY: u8 = 35;

/// An exact identifier, before amount and facts.
const IDENTIFIER: f32 = 90.0;

/// The most that a name alone gives.
const NAME_MAX: f32 = 80.0;

/// The priority of an alert: what the hit says, and what is at stake.
pub(super) fn of(hit: &Hit, amount: Option<Amount>) -> u8 {
    let of_hit = if hit.basis == HitBasis::Identifier || hit.certain {
        IDENTIFIER
    } else {
        f32::from(of_name(hit))
    };
    bounded(of_hit + stake(amount))
}

/// What the name and the facts give, without the amount.
pub(super) fn of_name(hit: &Hit) -> u8 {
    let (mut weight, mut matched) = (0.0f32, 0.0f32);
    for piece in &hit.evidence {
        match piece {
            Evidence::Token {
                similarity,
                weight: heavy,
                ..
            } => {
                weight += heavy;
                matched += heavy * similarity.powi(4);
            }
            Evidence::Unmatched {
                listed: true,
                weight: heavy,
                ..
            } => weight += heavy,
            _ => {}
        }
    }
    let complete = if weight > 0.0 { matched / weight } else { 0.0 };
    let telling = (matched / 3.0).min(1.0);
    bounded(NAME_MAX * complete * complete * (0.5 + 0.5 * telling) + facts(hit))
}

fn facts(hit: &Hit) -> f32 {
    let points = hit.evidence.iter().map(|piece| match piece {
        Evidence::Corroboration { fact, agreement, .. } => match (fact, agreement) {
            (Fact::BirthDate, Agreement::Agrees) => 15.0,
            (Fact::BirthDate, Agreement::Conflicts) => -15.0,
            (Fact::Country, Agreement::Agrees) => 4.0,
            (Fact::Country, Agreement::Conflicts) => -4.0,
            (Fact::Gender, Agreement::Conflicts) => -10.0,
            (Fact::Gender | Fact::Schema, _) => 0.0,
        },
        _ => 0.0,
    });
    points.sum()
}

/// A point for each digit of the amount beyond the third, at most five: 1,000 to 100 million, whatever the currency.
fn stake(amount: Option<Amount>) -> f32 {
    let Some(amount) = amount else { return 0.0 };
    let digits = amount.value.trunc().abs().to_string().len();
    #[allow(clippy::cast_precision_loss)]
    let points = digits.saturating_sub(3).min(5) as f32;
    points
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn bounded(points: f32) -> u8 {
    points.clamp(0.0, 100.0).round() as u8
}

/// Whether every word of the listed name is in the payment as it is listed, and nothing else beside it but titles and the
/// like; in a text, whether the listed name stands in it.
pub(super) fn is_whole_name(hit: &Hit) -> bool {
    let is_text = hit.field.party().is_none();
    hit.basis == HitBasis::Name
        && hit.evidence.iter().all(|piece| match piece {
            Evidence::Token { similarity, .. } => *similarity >= 1.0,
            Evidence::Unmatched { listed, weight, .. } => *weight <= 0.1 || !listed && is_text,
            _ => true,
        })
}
