//! Lines of `alerts.jsonl` and `released.jsonl`, put together from what the worker prepared and what was decided.

use std::io::Write;

use portcullis_exemptions::{Decision, DormantReport, GoodGuyReport, ObligationReport, Suggestion};
use portcullis_model::{Field, Outcome};
use serde::Serialize;

use crate::{
    ScreenError,
    csv_row::{push_field, push_joined, push_u64},
    delta::EndedBy,
    facts::alert_id,
    worker::PendingHit,
};

/// Which payment it is.
pub(crate) struct Place<'a> {
    pub(crate) payment_id: &'a str,
    /// The payments file, as named.
    pub(crate) file: &'a str,
    pub(crate) line: u64,
}

/// Whether a hit needs a person: something of it binds that no license covers.
///
/// Where no obligation stands against the hit itself (nothing in force, or covered), the alert would only distract
/// from the hits of the payment that hold it up. Should no hit qualify, all do: see [`alerting`].
fn concerns(decision: &Decision, designation_id: &str, field: Field) -> bool {
    decision
        .obligations
        .iter()
        .any(|o| o.designation_id == designation_id && o.field == field && o.covered_by.is_none())
}

/// The hits of a payment that alert. Never none when a person must look at the payment.
pub(crate) fn alerting<'h>(decision: &Decision, hits: &'h [PendingHit]) -> Vec<&'h PendingHit> {
    let of_concern: Vec<&PendingHit> = hits
        .iter()
        .filter(|hit| concerns(decision, &hit.listed.designation.id, hit.field))
        .collect();
    if of_concern.is_empty() {
        hits.iter().collect()
    } else {
        of_concern
    }
}

/// Opens a JSON object with the members of `head` and leaves it open for more.
fn open(line: &mut Vec<u8>, head: &impl Serialize) -> Result<(), ScreenError> {
    line.clear();
    serde_json::to_writer(&mut *line, head)
        .map_err(|e| ScreenError::internal(format!("a line could not be written as JSON: {e}")))?;
    line.pop();
    Ok(())
}

/// Appends a member whose value is JSON already.
fn member(line: &mut Vec<u8>, name: &str, json: &[u8]) {
    line.extend_from_slice(b",\"");
    line.extend_from_slice(name.as_bytes());
    line.extend_from_slice(b"\":");
    line.extend_from_slice(json);
}

/// Appends the members of an object that is JSON already.
fn members(line: &mut Vec<u8>, object: &[u8]) {
    line.push(b',');
    line.extend_from_slice(
        object
            .strip_prefix(b"{")
            .and_then(|o| o.strip_suffix(b"}"))
            .unwrap_or(object),
    );
}

/// The row of `decisions.csv`.
pub(crate) fn row(row: &mut Vec<u8>, place: &Place<'_>, decision: &Decision, hits: &[PendingHit]) {
    row.clear();
    push_field(row, place.payment_id);
    row.push(b',');
    push_u64(row, place.line);
    row.push(b',');
    row.extend_from_slice(decision.outcome.as_str().as_bytes());
    row.push(b',');
    push_field(row, &decision.reason);
    for values in [&decision.authorities, &decision.programs, &decision.license_ids] {
        row.push(b',');
        push_joined(row, values);
    }
    row.push(b',');
    if let Some(top) = hits.first() {
        push_field(row, &top.listed.designation.id);
        row.push(b',');
        // Writing to a vector cannot fail.
        let _ = write!(row, "{}", top.score);
    } else {
        row.push(b',');
    }
    row.push(b',');
    push_u64(row, hits.len() as u64);
    row.push(b'\n');
}

/// A line with one member more, whose value is JSON already.
pub(crate) fn extend(line: &mut Vec<u8>, whole: &[u8], name: &str, json: &[u8]) {
    line.clear();
    line.extend_from_slice(whole.strip_suffix(b"}\n").unwrap_or(whole));
    member(line, name, json);
    close(line);
}

/// A line of `ended.jsonl`: the alert as the old lists raised it, and what ended it.
pub(crate) fn ended(
    line: &mut Vec<u8>,
    alert: &[u8],
    cause: EndedBy,
    reason: &str,
    now: &Decision,
) -> Result<(), ScreenError> {
    #[derive(Serialize)]
    struct Ended<'a> {
        cause: EndedBy,
        reason: &'a str,
        outcome_now: Outcome,
        reason_now: &'a str,
    }
    let ended = serde_json::to_vec(&Ended {
        cause,
        reason,
        outcome_now: now.outcome,
        reason_now: &now.reason,
    })
    .map_err(|e| ScreenError::internal(format!("a line could not be written as JSON: {e}")))?;
    extend(line, alert, "ended", &ended);
    Ok(())
}

fn close(line: &mut Vec<u8>) {
    line.extend_from_slice(b"}\n");
}

/// A line of `alerts.jsonl`.
pub(crate) fn alert(
    line: &mut Vec<u8>,
    place: &Place<'_>,
    decision: &Decision,
    hit: &PendingHit,
    payment: &[u8],
) -> Result<(), ScreenError> {
    #[derive(Serialize)]
    struct Head<'a> {
        alert_id: String,
        payment_id: &'a str,
        file: &'a str,
        line: u64,
        outcome: Outcome,
        reason: &'a str,
        designation_id: &'a str,
        list: &'a str,
        programs: &'a [String],
        /// Those of this hit.
        obligations: Vec<&'a ObligationReport>,
        /// Other hits of the payment, on namesakes that a reviewer knows.
        #[serde(skip_serializing_if = "<[GoodGuyReport]>::is_empty")]
        good_guys: &'a [GoodGuyReport],
        /// Licenses that the remittance information makes a reviewer think of.
        #[serde(skip_serializing_if = "<[Suggestion]>::is_empty")]
        suggestions: &'a [Suggestion],
    }
    let designation = &hit.listed.designation;
    open(
        line,
        &Head {
            alert_id: alert_id(place.payment_id, &designation.id, hit.field),
            payment_id: place.payment_id,
            file: place.file,
            line: place.line,
            outcome: decision.outcome,
            reason: &decision.reason,
            designation_id: &designation.id,
            list: &designation.list,
            programs: &designation.programs,
            obligations: decision
                .obligations
                .iter()
                .filter(|o| o.designation_id == designation.id && o.field == hit.field)
                .collect(),
            good_guys: &decision.good_guys,
            suggestions: &decision.suggestions,
        },
    )?;
    members(line, &hit.facts);
    member(line, "designation", hit.listed.json.as_bytes());
    if !hit.listed.same_party.is_empty() {
        member(line, "same_party", hit.listed.same_party.as_bytes());
    }
    member(line, "payment", payment);
    close(line);
    Ok(())
}

/// A line of `released.jsonl`.
pub(crate) fn release(
    line: &mut Vec<u8>,
    place: &Place<'_>,
    decision: &Decision,
    hits: &[PendingHit],
    payment: &[u8],
) -> Result<(), ScreenError> {
    #[derive(Serialize)]
    struct Head<'a> {
        payment_id: &'a str,
        file: &'a str,
        line: u64,
        outcome: Outcome,
        reason: &'a str,
        license_ids: &'a [String],
        obligations: &'a [ObligationReport],
        /// Hits on namesakes that a reviewer knows, with the entry that says so.
        #[serde(skip_serializing_if = "<[GoodGuyReport]>::is_empty")]
        good_guys: &'a [GoodGuyReport],
        /// What of the hits binds nothing, and why.
        #[serde(skip_serializing_if = "<[DormantReport]>::is_empty")]
        dormant: &'a [DormantReport],
    }
    open(
        line,
        &Head {
            payment_id: place.payment_id,
            file: place.file,
            line: place.line,
            outcome: decision.outcome,
            reason: &decision.reason,
            license_ids: &decision.license_ids,
            obligations: &decision.obligations,
            good_guys: &decision.good_guys,
            dormant: &decision.dormant,
        },
    )?;
    line.extend_from_slice(b",\"hits\":[");
    for (i, hit) in hits.iter().enumerate() {
        if i > 0 {
            line.push(b',');
        }
        let designation = &hit.listed.designation;
        #[derive(Serialize)]
        struct Designated<'a> {
            designation_id: &'a str,
            name: &'a str,
            list: &'a str,
        }
        let head = serde_json::to_vec(&Designated {
            designation_id: &designation.id,
            name: designation.primary_name(),
            list: &designation.list,
        })
        .map_err(|e| ScreenError::internal(format!("a line could not be written as JSON: {e}")))?;
        line.extend_from_slice(head.strip_suffix(b"}").unwrap_or(&head));
        members(line, &hit.facts);
        line.push(b'}');
    }
    line.push(b']');
    member(line, "payment", payment);
    close(line);
    Ok(())
}
