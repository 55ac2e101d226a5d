//! What designations state of law, which every run asks for before its first payment: gathered once, when the index is built.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_model::Designation;
use serde::{Deserialize, Serialize};

/// Whose law the designations of an index are under, as their lists state it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The authorities that list them.
    pub authorities: BTreeSet<String>,
    /// Their programs, each with who is listed under it.
    pub programs: BTreeMap<String, Listed>,
}

/// Who is listed under a program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The authorities that list somebody.
    pub authorities: BTreeSet<String>,
    /// The designations, by ordinal.
    pub designations: Vec<u32>,
}

impl Stated {
    pub(crate) fn of(designations: &[Designation]) -> Stated {
        let mut stated = Stated::default();
        for (ordinal, designation) in (0..).zip(designations) {
            stated.authorities.insert(designation.authority.clone());
            for program in &designation.programs {
                let listed = stated.programs.entry(program.clone()).or_default();
                listed.authorities.insert(designation.authority.clone());
                listed.designations.push(ordinal);
            }
        }
        stated
    }

    /// Whether every designation that it names is one of so many.
    pub(crate) fn is_inside(&self, designations: u32) -> bool {
        let mut named = self.programs.values().flat_map(|listed| &listed.designations);
        named.all(|ordinal| *ordinal < designations)
    }
}
