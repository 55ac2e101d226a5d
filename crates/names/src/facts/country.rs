//! The country. One that differs is noted and costs nothing: people move, and payments name the account's country.

use portcullis_model::{CountryCode, Designation, Evidence, Fact};

use super::{Facts, corroboration};

pub(super) fn factor(facts: &Facts, designation: &Designation, evidence: &mut Vec<Evidence>) -> f32 {
    let Some(country) = facts.country else {
        return 1.0;
    };
    let mut listed: Vec<CountryCode> = designation.nationalities.clone();
    listed.extend(designation.addresses.iter().filter_map(|address| address.country));
    listed.sort_unstable();
    listed.dedup();
    if !listed.is_empty() {
        let agrees = listed.contains(&country);
        let listed = listed
            .iter()
            .map(CountryCode::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        evidence.push(corroboration(Fact::Country, agrees, country.to_string(), listed));
    }
    1.0
}
