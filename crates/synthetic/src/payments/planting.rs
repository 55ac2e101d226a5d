//! Listed names and BICs, put into payments.

use portcullis_payments::Column;

use super::{
    mangle,
    options::{ListedBic, ListedName},
    record::Record,
};
use crate::{parties::Customer, random::Random};

/// Puts a listed BIC where an agent's stands.
pub(crate) fn plant_bic(bics: &[ListedBic], random: &mut Random, record: &mut Record) {
    let column = match random.below(10) {
        0..6 => Column::CreditorAgentBic,
        6..9 => Column::IntermediaryAgentBic,
        _ => Column::DebtorAgentBic,
    };
    let Some(bic) = random.pick(bics) else { return };
    let field = record.field(column);
    field.clear();
    field.push_str(&bic.text);
}

/// Puts a listed name, mangled, where a party's stands or into the remittance text. `other` lends an address or a
/// partner to names that share their line with one.
pub(crate) fn plant_name(names: &[ListedName], other: &Customer, random: &mut Random, record: &mut Record) {
    let Some(listed) = random.pick(names) else { return };
    let mut written = String::new();
    mangle::push_mangled(
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
}
