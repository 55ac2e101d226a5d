//! The gender.

use portcullis_model::{Designation, Evidence, Fact};

use super::{Facts, corroboration};

/// Factor for a gender that conflicts.
const CONFLICT: f32 = 0.92;

pub(super) fn factor(facts: &Facts, designation: &Designation, evidence: &mut Vec<Evidence>) -> f32 {
    let (Some(gender), Some(listed)) = (facts.gender, designation.gender) else {
        return 1.0;
    };
    let agrees = gender == listed;
    evidence.push(corroboration(
        Fact::Gender,
        agrees,
        gender.to_string(),
        listed.to_string(),
    ));
    if agrees { 1.0 } else { CONFLICT }
}
