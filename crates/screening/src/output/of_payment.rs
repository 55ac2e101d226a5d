//! Everything that the files of a run say of one payment, for who screens payments one by one.

use portcullis_exemptions::Decision;
use portcullis_model::Payment;
use serde::Serialize;

use crate::{
    output::{Alert, DecisionRow, Discount, PaymentRef, Release, Suppressed, Unbound},
    settle::Decided,
};

/// What is said of one payment (`docs/contract.md`, section 6): `{"decision":{columns of decisions.csv},"hits":[lines of
/// alerts.jsonl],"discounted":[lines of discounted.jsonl]}`.
#[derive(Debug, Serialize)]
pub struct PaymentRecords<'a> {
    /// Its row of `decisions.csv`, each column as it is written there.
    pub decision: DecisionRow<'a>,
    /// Its hits, strongest first, each as a line of `alerts.jsonl`: all of them, whatever is decided.
    pub hits: Vec<Alert<'a>>,
    /// What facts alone keep from being a hit, strongest first.
    pub discounted: Vec<Discount<'a>>,
    /// Which of the hits a run writes into `alerts.jsonl`, by position: none where nobody needs to look.
    #[serde(skip)]
    pub alerting: &'a [usize],
    /// Its lines of `suppressed.jsonl`: hits that reviewers' words let pass, which stand among `hits` too.
    #[serde(skip)]
    pub suppressed: Vec<Suppressed<'a>>,
    /// Its line of `released.jsonl`, where it has one.
    #[serde(skip)]
    pub released: Option<Release<'a>>,
    /// Its line of `unbound.jsonl`, where it has one.
    #[serde(skip)]
    pub unbound: Option<Unbound<'a>>,
}

impl<'a> PaymentRecords<'a> {
    /// Of a payment in which nothing is found; `decision` is [`Decision::clear`].
    pub(crate) fn of_clear(
        payment: &'a Payment<'_>,
        decision: &'a Decision,
        file: &'a str,
    ) -> PaymentRecords<'a> {
        let payment = PaymentRef {
            payment_id: &payment.payment_id,
            file,
            line: payment.line,
        };
        PaymentRecords {
            decision: DecisionRow::new(payment, decision, None, 0),
            hits: Vec::new(),
            discounted: Vec::new(),
            alerting: &[],
            suppressed: Vec::new(),
            released: None,
            unbound: None,
        }
    }

    /// Of a payment that was decided.
    pub(crate) fn of(decided: &'a Decided, file: &'a str) -> PaymentRecords<'a> {
        let discounted = decided.discounted.iter();
        PaymentRecords {
            decision: decided.row(file),
            hits: (0..decided.hits.len())
                .map(|hit| decided.alert(hit, file))
                .collect(),
            discounted: discounted
                .map(|discounted| decided.discount(discounted, file))
                .collect(),
            alerting: decided.alerting(),
            suppressed: decided.suppressed(file).collect(),
            released: decided.release(file),
            unbound: decided.unbound(file),
        }
    }
}
