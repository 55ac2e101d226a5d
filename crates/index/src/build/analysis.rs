//! Listed names taken apart.

use portcullis_model::{Designation, Name, Schema};
use portcullis_names::{Analysis, Order};
use portcullis_sys::threads;

use crate::{
    BuildError,
    layout::{HELD_ALWAYS, HELD_BEFORE, HELD_NOW},
    number::number,
};

/// A listed name, taken apart.
#[derive(Debug)]
pub(super) struct AnalyzedName<'d> {
    /// Ordinal of its designation.
    pub designation: u32,
    pub schema: Schema,
    pub published: &'d Name,
    /// Which records of the designation have it, see [`HELD_ALWAYS`].
    pub held: u8,
    pub analysis: Analysis,
}

impl AnalyzedName<'_> {
    /// Whether the name is looked at as a person's.
    pub fn is_person(&self) -> bool {
        match self.schema {
            Schema::Person => true,
            Schema::Unknown => self.analysis.reads_as_person(),
            Schema::Organization | Schema::Vessel | Schema::Aircraft => false,
        }
    }
}

/// All names of all designations, former ones too, in order: the place of a name is its ordinal.
///
/// # Errors
/// A designation without a name.
pub(super) fn analyze(designations: &[Designation]) -> Result<Vec<AnalyzedName<'_>>, BuildError> {
    let parts = threads::in_parts(designations, threads::available(), &analyze_part);
    let mut names = Vec::new();
    for part in parts {
        names.append(&mut part?);
    }
    Ok(names)
}

/// The names of some of the designations, of which the first has the ordinal `first`.
fn analyze_part(first: usize, designations: &[Designation]) -> Result<Vec<AnalyzedName<'_>>, BuildError> {
    let mut names = Vec::new();
    for (ordinal, designation) in (first..).zip(designations) {
        if designation.names.iter().all(|name| name.text.trim().is_empty()) {
            return Err(BuildError::NoName {
                id: designation.id.clone(),
            });
        }
        let ordinal = number(ordinal, "designations")?;
        let order = order_of(designation.schema);
        let held = |name: &Name| {
            if !designation.names.contains(name) {
                HELD_BEFORE
            } else if designation.records().all(|record| record.names.contains(name)) {
                HELD_ALWAYS
            } else {
                HELD_NOW
            }
        };
        names.extend(
            designation
                .names_ever()
                .into_iter()
                .map(|published| AnalyzedName {
                    designation: ordinal,
                    schema: designation.schema,
                    published,
                    held: held(published),
                    analysis: Analysis::of(&published.text, order),
                }),
        );
    }
    Ok(names)
}

/// `LAST, First` is how people are listed; a comma in another name is only a comma (`CIMEX, S.A.`).
fn order_of(schema: Schema) -> Order {
    match schema {
        Schema::Person | Schema::Unknown => Order::SurnameFirst,
        Schema::Organization | Schema::Vessel | Schema::Aircraft => Order::AsWritten,
    }
}
