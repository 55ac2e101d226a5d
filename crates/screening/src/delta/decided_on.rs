//! What of an alert or a release a person decides on, and how it differs between two runs.
//!
//! A score that moves because a word has become more common, or evidence that is put in other words, asks nobody to decide
//! again. What is compared here does: `docs/runs.md` has the list.

use std::collections::BTreeSet;

use portcullis_exemptions::{Decision, GoodGuyReport, ObligationReport, RECORD_LEFT_OUT};
use portcullis_model::{Designation, Field};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    ScreenError,
    hit_source::Listed,
    output::{Change, unwritable},
    settle::Decided,
    worker::PendingHit,
};

/// Members of an obligation that nobody decides on: the name, which the record has; whether the hit is certain, which the
/// alert has; and the licenses that do not cover it.
const OBLIGATION_LEFT_OUT: [&str; 4] = ["designation_name", "certain", "failed", "failed_more"];

/// What of an alert that both runs raise differs.
pub(super) fn changes_of_alert(
    (old, before): (&Decided, &PendingHit),
    (new, now): (&Decided, &PendingHit),
) -> Result<Vec<Change>, ScreenError> {
    let mut changes = Vec::new();
    changes.extend(compare("outcome", old.decision.outcome, new.decision.outcome)?);
    changes.extend(compare("certain", before.told.certain, now.told.certain)?);
    changes.extend(Change::of(
        "obligations",
        obligations_of(&old.decision, before)?,
        obligations_of(&new.decision, now)?,
    ));
    changes_of_record(&before.listed.designation, &now.listed.designation, &mut changes)?;
    changes.extend(Change::of(
        "same_party",
        same_party(&before.listed)?,
        same_party(&now.listed)?,
    ));
    Ok(changes)
}

/// What of the decision on a payment differs, its hits aside.
pub(super) fn changes_of_decision(old: &Decision, new: &Decision) -> Result<Vec<Change>, ScreenError> {
    let changes = [
        compare("outcome", old.outcome, new.outcome)?,
        compare("authorities", &old.authorities, &new.authorities)?,
        compare("programs", &old.programs, &new.programs)?,
        compare("license_ids", &old.license_ids, &new.license_ids)?,
    ];
    Ok(changes.into_iter().flatten().collect())
}

/// What of a release that both runs write differs.
pub(super) fn changes_of_release(old: &Decided, new: &Decided) -> Result<Vec<Change>, ScreenError> {
    let mut changes = changes_of_decision(&old.decision, &new.decision)?;
    let obligations = |decided: &Decided| obligations(decided.decision.obligations.iter());
    let good_guys = |decided: &Decided| -> Result<Value, ScreenError> {
        let entries = decided.decision.good_guys.iter().map(good_guy);
        Ok(Value::Array(entries.collect::<Result<_, _>>()?))
    };
    changes.extend(compare("hits", hits(old), hits(new))?);
    changes.extend(Change::of("obligations", obligations(old)?, obligations(new)?));
    changes.extend(Change::of("good_guys", good_guys(old)?, good_guys(new)?));
    Ok(changes)
}

/// What is hit, and where.
pub(super) fn hits(decided: &Decided) -> BTreeSet<(&str, Field)> {
    let hits = decided.hits.iter();
    hits.map(|hit| (hit.listed.designation.id.as_str(), hit.field))
        .collect()
}

/// What is hit of a payment that nothing binds, and what kind of reason that has.
pub(super) fn dormant(decided: &Decided) -> BTreeSet<(&str, Field, &str, &str, &str)> {
    let dormant = decided.decision.dormant.iter();
    dormant
        .map(|d| {
            (
                d.designation_id.as_str(),
                d.field,
                d.authority.as_str(),
                d.program.as_str(),
                d.reason.as_str(),
            )
        })
        .collect()
}

fn changes_of_record(
    old: &Designation,
    new: &Designation,
    changes: &mut Vec<Change>,
) -> Result<(), ScreenError> {
    if old == new {
        return Ok(());
    }
    let (mut old, mut new) = (members(old)?, members(new)?);
    let names: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    for name in names {
        if RECORD_LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let value = |members: &mut Map<String, Value>| {
            let value = members.remove(&name).unwrap_or_default();
            if name == "remarks" { parts(&value) } else { value }
        };
        let (old, new) = (value(&mut old), value(&mut new));
        changes.extend(Change::of(format!("designation.{name}"), old, new));
    }
    Ok(())
}

/// Remarks as a list: publishers put one after another into one text, with semicolons between, and only those that came or
/// went are worth reading.
fn parts(remarks: &Value) -> Value {
    let parts = remarks.as_str().unwrap_or_default().split(';').map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

fn obligations_of(decision: &Decision, hit: &PendingHit) -> Result<Value, ScreenError> {
    let id = &hit.listed.designation.id;
    let all = decision.obligations.iter();
    obligations(all.filter(|o| o.designation_id == *id && o.field == hit.field))
}

fn obligations<'a>(all: impl Iterator<Item = &'a ObligationReport>) -> Result<Value, ScreenError> {
    let told = all.map(|obligation| {
        let mut told = members(obligation)?;
        for name in OBLIGATION_LEFT_OUT {
            told.remove(name);
        }
        if let Some(license) = &obligation.covered_by {
            told.insert("covered_by".to_owned(), license.license_id.as_str().into());
        }
        Ok(Value::Object(told))
    });
    Ok(Value::Array(told.collect::<Result<_, ScreenError>>()?))
}

/// An entry without the score that the name had and the name that the record has.
fn good_guy(report: &GoodGuyReport) -> Result<Value, ScreenError> {
    let mut told = members(report)?;
    told.remove("score");
    told.remove("designation_name");
    Ok(Value::Object(told))
}

fn same_party(listed: &Listed) -> Result<Value, ScreenError> {
    let others = listed.same_party.as_ref();
    others.map_or(Ok(Value::Array(Vec::new())), |others| {
        serde_json::from_str(others.json()).map_err(unwritable)
    })
}

fn compare<T: Serialize>(member: &'static str, old: T, new: T) -> Result<Option<Change>, ScreenError> {
    Ok(Change::of(member, value(&old)?, value(&new)?))
}

fn members(record: &impl Serialize) -> Result<Map<String, Value>, ScreenError> {
    match value(record)? {
        Value::Object(members) => Ok(members),
        other => Err(ScreenError::internal(format!("`{other}` is no record"))),
    }
}

fn value(of: &impl Serialize) -> Result<Value, ScreenError> {
    serde_json::to_value(of).map_err(unwritable)
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Schema};
    use serde_json::json;

    use super::changes_of_record;

    #[test]
    fn of_remarks_only_those_that_came_or_went_are_told() {
        let remarked = |remarks: &str| {
            let mut designation = Designation::new("t-1", "Test", "US", Schema::Organization);
            designation.remarks = remarks.to_owned();
            designation
        };
        let changes = |old: &str, new: &str| {
            let mut changes = Vec::new();
            changes_of_record(&remarked(old), &remarked(new), &mut changes).unwrap();
            let told = changes
                .into_iter()
                .map(|change| (change.member, change.old, change.new));
            told.collect::<Vec<_>>()
        };
        let member = |old, new| vec![("designation.remarks".into(), old, new)];
        assert_eq!(
            changes(
                "Website a.example; Linked To: B.",
                "Website a.example; Secondary sanctions risk; Linked To: B."
            ),
            member(json!([]), json!(["Secondary sanctions risk"]))
        );
        assert_eq!(changes("", "deceased"), member(json!([]), json!(["deceased"])));
        assert_eq!(changes("one; two", "two; one;"), []);
    }

    #[test]
    fn the_day_of_the_last_edit_and_the_print_are_nothing_to_decide_on() {
        let old = Designation::new("t-1", "Test", "US", Schema::Organization);
        let mut new = old.clone();
        new.amended_on = Some("2026-01-02".parse().unwrap());
        new.source_record = "print".to_owned();
        let mut changes = Vec::new();
        changes_of_record(&old, &new, &mut changes).unwrap();
        assert_eq!(changes, []);
        new.delisted_on = new.amended_on;
        changes_of_record(&old, &new, &mut changes).unwrap();
        let told = (&*changes[0].member, &changes[0].old, &changes[0].new);
        assert_eq!(
            told,
            ("designation.delisted_on", &json!(null), &json!("2026-01-02"))
        );
    }
}
