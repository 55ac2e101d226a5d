//! Who owns what, and the 50 percent rule.
//!
//! OFAC (13 August 2014, FAQs 398 to 402): property of an entity that blocked persons own to 50 percent or more, in
//! the aggregate, directly or indirectly, is blocked. Indirect ownership runs only through entities that are
//! themselves owned to 50 percent or more. From what share on, and since when, is data for each authority
//! (`data/ownership.toml`): the UK asks for more than half, and the EU did until July 2024.
//!
//! The rule is a least fixed point: the listed parties are blocked; an entity is blocked when the shares of its
//! blocked owners reach the threshold; repeat until nothing changes. Cycles need no care: entities that own only
//! each other stay free, and a blocked entity in a cycle blocks no more than the threshold allows. It is taken for
//! each authority on its own, as a party that only one authority lists is blocked under that authority only; and for a program
//! with a rule of its own apart from the others, as shares of parties under a directive are not added to those of blocked
//! ones (FAQ 415).

mod derived;
mod file;
mod holdings;
mod rule;
#[cfg(test)]
mod tests;
mod threshold;

use portcullis_model::{Date, Designation};

use crate::CompileError;
use crate::formats::format::{Files, ListFormat, Others, Shape};
use crate::formats::head::Head;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::{List, Snapshots};
use file::read_file;
use holdings::Holdings;
use threshold::Rules;
pub use threshold::{OwnershipRule, Threshold};

/// Who owns how much of what.
const OWNERSHIP: List = List {
    word: "ownership",
    name: "Ownership (50 percent rule)",
    id_prefix: "owned",
    repeats: &[],
    snapshots: Snapshots::Never,
    is_own: true,
    is_derived: true,
    duplicate_todo: "put the ownership files into one folder, so that their shares add up",
};

/// The CSV of shares that `docs/lists.md` describes.
pub(super) struct Ownership;

impl ListFormat for Ownership {
    fn lists(&self) -> &'static [&'static List] {
        &[&OWNERSHIP]
    }

    fn files(&self, _: &List) -> Files {
        Files::All("csv")
    }

    fn shape(&self) -> Shape {
        Shape::Header(b',', "owner_id")
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.has_column("owned_name")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"owner_id,owned_name,share\n"
    }

    fn read(
        &self,
        input: &Input,
        others: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        let rules = Rules::with(others.ownership);
        read(input, others.listed, others.as_of, &rules, report)
    }
}

/// Reads ownership and derives the designations that follow from it, given the listed parties.
fn read(
    input: &Input,
    listed: &[Designation],
    as_of: Option<Date>,
    rules: &Rules<'_>,
    report: &mut SourceReport,
) -> Result<Vec<Located>, CompileError> {
    let mut holdings = Holdings::default();
    for file in input.present() {
        read_file(file, as_of, &mut holdings, report)?;
    }
    holdings.resolve(listed, report);
    Ok(holdings.derive(listed, input.spec.kind.list_name(), rules))
}
