//! Decides payments with hits and writes what comes of them.

use portcullis_exemptions::{Assessment, CapLedger, Decision, Rulebook};
use portcullis_model::Outcome;

use crate::{
    ScreenError, files,
    lines::{self, Place},
    worker::Pending,
    writer::{Results, Settle},
};

/// Licenses that fail and are written down of each obligation, the nearest first; `explain --payment` shows all.
const FAILED_LICENSES_MAX: usize = 3;

/// The decision of a payment that was assessed, as it is written down.
pub(crate) fn decide(rulebook: &Rulebook, assessment: Assessment, caps: &mut CapLedger) -> Decision {
    let mut decision = rulebook.settle(assessment, caps);
    for obligation in &mut decision.obligations {
        obligation.keep_nearest(FAILED_LICENSES_MAX);
    }
    decision
}

/// Whether a payment that needs no person has a line in `released.jsonl`.
pub(crate) fn is_release(decision: &Decision) -> bool {
    decision.outcome == Outcome::Licensed || !decision.good_guys.is_empty()
}

/// A full run: caps of licenses are spent in input order.
pub(crate) struct FullRun<'a> {
    rulebook: &'a Rulebook,
    caps: CapLedger,
    line: Vec<u8>,
}

impl<'a> FullRun<'a> {
    /// `caps` is what was spent before.
    pub(crate) fn new(rulebook: &'a Rulebook, caps: CapLedger) -> FullRun<'a> {
        FullRun {
            rulebook,
            caps,
            line: Vec::new(),
        }
    }
}

impl Settle for FullRun<'_> {
    type Pending = Pending;

    const STREAMS: &'static [&'static str] = &files::STREAMS;

    fn settle(&mut self, payment: Pending, file: &str, results: &mut Results) -> Result<(), ScreenError> {
        let Pending {
            payment_id,
            line: line_number,
            amount,
            assessment,
            hits,
            facts,
        } = payment;
        let decision = decide(self.rulebook, assessment, &mut self.caps);
        results.tally.count(&decision, hits.len(), amount);
        let place = Place {
            payment_id: &payment_id,
            file,
            line: line_number,
        };
        let line = &mut self.line;
        lines::row(line, &place, &decision, &hits);
        results.write(files::DECISIONS, line)?;
        if decision.outcome.needs_person() {
            for hit in lines::alerting(&decision, &hits) {
                lines::alert(line, &place, &decision, hit, &facts)?;
                results.write(files::ALERTS, line)?;
                results.tally.count_alert(&hit.listed);
            }
        } else if is_release(&decision) {
            lines::release(line, &place, &decision, &hits, &facts)?;
            results.write(files::RELEASED, line)?;
            results.tally.count_release(&decision, amount);
        }
        Ok(())
    }

    fn spent(self) -> CapLedger {
        self.caps
    }
}
