//! Whose name it is: one that is a listed party's as a whole is found in the longer names of others, too.
//!
//! `TALIBAN` is the name of one listed party, and a part of `PAKISTANI TALIBAN`, which is another's. Who relies on a license that names
//! the one says whom they pay. Where that license covers everything of it, the other does not keep the payment: it stands beside what
//! was decided. Where anything else keeps the payment, the other does, too.
//!
//! Names of persons are left out: people are named by parts of their names.

use portcullis_model::{Agreement, Evidence, Fact, Hit, HitBasis, NameKind, Schema, Score, TokenRelation};

use crate::decide::obligation::Obligation;

/// What an initial weighs in a name. Legal forms, titles and particles weigh less, and are left out of names: a further word tells parties
/// apart only where it weighs more.
const INITIAL_WEIGHT: f32 = 0.15;

/// The obligation of the listed party whose whole name the payment states where `obligation` is of another by further words; `None` where
/// it may be either.
///
/// Both are organizations of one authority's lists, which tells them apart, and are found in one field of a party. Nothing that the
/// payment says speaks for the other and not for the one.
pub(crate) fn bearer<'o, 'a>(
    obligation: &Obligation<'_>,
    all: &'o [Obligation<'a>],
) -> Option<&'o Obligation<'a>> {
    let hit = obligation.of.hit;
    if hit.field.is_text() || !is_name_of(obligation) || !lacks_a_word(hit) {
        return None;
    }
    let other = obligation.of.designation;
    all.iter().find(|one| {
        let designation = one.of.designation;
        one.of.hit.field == hit.field
            && one.authority == obligation.authority
            && is_name_of(one)
            && is_whole(one.of.hit)
            && designation.id != other.id
            && !designation.same_as.contains(&other.id)
            && !other.same_as.contains(&designation.id)
            && agreeing(hit).all(|fact| agreeing(one.of.hit).any(|shared| shared == fact))
    })
}

/// Whether it binds because the payment may state the name of a listed organization.
fn is_name_of(obligation: &Obligation<'_>) -> bool {
    let hit = obligation.of.hit;
    hit.basis == HitBasis::Name && !hit.certain && obligation.of.designation.schema == Schema::Organization
}

/// Whether the payment states a name as it is listed, no word more or less, and nothing speaks against it.
fn is_whole(hit: &Hit) -> bool {
    let is_good = matches!(hit.name_kind, Some(NameKind::Primary | NameKind::Alias));
    let mut words = 0;
    let as_listed = hit.evidence.iter().all(|evidence| match evidence {
        Evidence::Token { relation, .. } => {
            words += 1;
            *relation == TokenRelation::Exact
        }
        Evidence::Corroboration { agreement, .. } => *agreement == Agreement::Agrees,
        _ => false,
    });
    is_good && as_listed && words > 0 && hit.score == Score::ONE
}

/// Whether the listed name has a further word that tells parties apart.
fn lacks_a_word(hit: &Hit) -> bool {
    hit.evidence.iter().any(
        |evidence| matches!(evidence, Evidence::Unmatched { listed: true, weight, .. } if *weight > INITIAL_WEIGHT),
    )
}

/// The facts of the payment that speak for a hit.
fn agreeing(hit: &Hit) -> impl Iterator<Item = Fact> {
    hit.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Corroboration {
            fact,
            agreement: Agreement::Agrees,
            ..
        } => Some(*fact),
        _ => None,
    })
}
