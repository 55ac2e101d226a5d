//! Listed names and BICs, put into payments.

use portcullis_payments::Column;

use super::{
    mangle::{self, Change},
    options::{ListedBic, ListedName},
    record::Record,
};
use crate::{parties::Customer, random::Random};

/// What was put into a payment.
pub(crate) struct Planted<'a> {
    /// The field that it stands in.
    pub(crate) column: Column,
    pub(crate) what: Plant<'a>,
    /// As the field has it: all of the field, or the end of a remittance text.
    pub(crate) written: String,
    pub(crate) changes: Vec<Change>,
}

impl<'a> Planted<'a> {
    /// What is left of it in a record from which a format has taken what it does not carry: all of it, a part, or `None`.
    pub(crate) fn into_carried(mut self, record: &Record) -> Option<Planted<'a>> {
        let field = record.get(self.column);
        // Lines may end elsewhere.
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (carried, written) = (words(field), words(&self.written));
        if carried.ends_with(&written) {
            return Some(self);
        }
        // A name whose end had no room.
        if carried.is_empty() || !written.starts_with(&carried) {
            return None;
        }
        self.written = field.to_owned();
        if self.changes.last() != Some(&Change::Cut) {
            self.changes.push(Change::Cut);
        }
        Some(self)
    }
}

/// Something listed.
#[derive(Clone, Copy)]
pub(crate) enum Plant<'a> {
    Name(&'a ListedName),
    Bic(&'a ListedBic),
}

/// Puts a listed BIC where an agent's stands. `None`: there is none.
pub(crate) fn plant_bic<'a>(
    bics: &'a [ListedBic],
    random: &mut Random,
    record: &mut Record,
) -> Option<Planted<'a>> {
    let column = match random.below(10) {
        0..6 => Column::CreditorAgentBic,
        6..9 => Column::IntermediaryAgentBic,
        _ => Column::DebtorAgentBic,
    };
    let bic = random.pick(bics)?;
    let field = record.field(column);
    field.clear();
    field.push_str(&bic.text);
    Some(Planted {
        column,
        what: Plant::Bic(bic),
        written: bic.text.clone(),
        changes: Vec::new(),
    })
}

/// Puts a listed name, mangled, where a party's stands or into the remittance text. `other` lends an address or a
/// partner to names that share their line with one. `None`: there is no name.
pub(crate) fn plant_name<'a>(
    names: &'a [ListedName],
    other: &Customer,
    random: &mut Random,
    record: &mut Record,
) -> Option<Planted<'a>> {
    let listed = random.pick(names)?;
    let mut written = String::new();
    let changes = mangle::push_mangled(
        &listed.text,
        listed.schema,
        &other.address,
        &other.name,
        random,
        &mut written,
    );
    let (column, before) = match random.below(100) {
        0..55 => (Column::CreditorName, ""),
        55..75 => (Column::DebtorName, ""),
        75..85 => (Column::UltimateCreditorName, ""),
        85..90 => (Column::UltimateDebtorName, ""),
        _ => (
            Column::RemittanceInformation,
            [" ON BEHALF OF ", " FAVOUR ", " BENEFICIARY ", " / "][random.index(4)],
        ),
    };
    let field = record.field(column);
    if before.is_empty() {
        field.clear();
    }
    field.push_str(before);
    field.push_str(&written);
    Some(Planted {
        column,
        what: Plant::Name(listed),
        written,
        changes,
    })
}
