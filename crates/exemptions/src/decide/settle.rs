//! The second phase of deciding: which licenses are used, what they spend of their caps, and the outcome.

use jiff::civil::Date;
use portcullis_model::{CurrencyCode, Decimal, Outcome};

use crate::condition::cap::Cap;
use crate::decide::caps::CapLedger;
use crate::decide::decision::{Assessment, Decision, LicenseReport, ObligationReport, Pending};
use crate::decide::obligation::{DormantReport, brings};
use crate::decide::reason;
use crate::duty::DutyReport;
use crate::license::License;
use crate::party::good_guys::GoodGuyReport;
use crate::review::WordReport;
use crate::rulebook::Rulebook;

impl Rulebook {
    /// The second phase: chooses the licenses, spends their caps, and decides. To be called in the order of the input,
    /// so that the same batch spends the same allowances whatever the thread count.
    ///
    /// A payment spends an allowance once however many of its obligations the license covers, and only when it is
    /// released. Where several licenses would do, one without a cap comes first, then one that the payment uses
    /// already, then the first with room in loading order.
    #[must_use]
    pub fn settle(&self, assessment: Assessment, caps: &mut CapLedger) -> Decision {
        let Assessment {
            pending,
            dormant,
            good_guys,
            suppressed,
            repeats,
            suggestions,
            as_of,
            amount,
        } = assessment;
        if pending.is_empty() {
            return nothing_binds(dormant, good_guys, suppressed);
        }
        let spending = Spending {
            as_of,
            amount: amount.and_then(|amount| Some((amount.value, amount.currency?))),
        };
        let mut chosen: Vec<u32> = Vec::new();
        let bearers: Vec<Option<String>> = pending.iter().map(|pending| pending.bearer.clone()).collect();
        let mut obligations: Vec<ObligationReport> = pending
            .into_iter()
            .map(|pending| self.cover(pending, &mut chosen, &spending, caps))
            .collect();
        self.take_for_bearers(&mut obligations, bearers);

        let (outcome, license_ids, mut reason) = match uncovered(&obligations) {
            None => {
                let license_ids = self.spend(&chosen, &spending, caps);
                (Outcome::Licensed, license_ids, reason::licensed(&obligations))
            }
            Some(outcome) => (outcome, Vec::new(), reason::uncovered(&obligations)),
        };
        for obligation in &mut obligations {
            obligation.duties = self.duties(obligation, outcome, as_of);
        }
        if !good_guys.is_empty() {
            reason.push_str(" | ");
            reason.push_str(&reason::good_guys(&good_guys));
        }
        if !suppressed.is_empty() {
            reason.push_str(" | ");
            reason.push_str(&reason::suppressed(&suppressed));
        }
        let sorted = |pick: fn(&ObligationReport) -> &String| {
            let mut values: Vec<String> = obligations.iter().map(pick).cloned().collect();
            values.sort();
            values.dedup();
            values
        };
        Decision {
            outcome,
            reason: reason.into(),
            authorities: sorted(|obligation| &obligation.authority),
            programs: sorted(|obligation| &obligation.program),
            license_ids,
            obligations,
            dormant,
            good_guys,
            suppressed,
            repeats,
            suggestions: if outcome == Outcome::Licensed {
                Vec::new()
            } else {
                suggestions
            },
        }
    }

    /// Chooses the license that covers an obligation, among those whose terms are met and whose cap has room.
    fn cover(
        &self,
        pending: Pending,
        chosen: &mut Vec<u32>,
        spending: &Spending,
        caps: &CapLedger,
    ) -> ObligationReport {
        let Pending {
            mut report, options, ..
        } = pending;
        let mut best: Option<(u8, u32, LicenseReport)> = None;
        for (at, mut held) in options {
            let Some(license) = self.license(at) else {
                continue;
            };
            let rank = if license.caps().is_empty() {
                Some(0)
            } else {
                // A payment in a currency without a cap has failed before: its amount is comparable with none.
                spending.of(license.caps()).and_then(|(cap, value, currency)| {
                    let as_of = spending.as_of;
                    let fits = caps.has_room(&license.id, cap, as_of, value);
                    let spent = caps.spent(&license.id, cap, as_of);
                    held.clauses
                        .push(cap.spending_clause(spent, as_of, Some((value, currency)), fits));
                    fits.then(|| if chosen.contains(&at) { 1 } else { 2 })
                })
            };
            match rank {
                None => report.failed.insert(0, held),
                Some(rank) if best.as_ref().is_none_or(|(other, ..)| rank < *other) => {
                    best = Some((rank, at, held));
                }
                Some(_) => {}
            }
        }
        if let Some((_, at, held)) = best {
            report.covered_by = Some(held);
            if !chosen.contains(&at) {
                chosen.push(at);
            }
        }
        report
    }

    /// Takes what nothing covers for another listed party's, whose whole name the payment states, where licenses that name that party cover
    /// all that binds it there and nothing else keeps the payment.
    fn take_for_bearers(&self, obligations: &mut [ObligationReport], bearers: Vec<Option<String>>) {
        let is_named = |held: &LicenseReport| {
            let license = self
                .licenses()
                .iter()
                .find(|license| license.id == held.license_id);
            license.is_some_and(License::names_its_party)
        };
        let taken: Vec<Option<String>> = obligations
            .iter()
            .zip(bearers)
            .map(|(obligation, bearer)| {
                let bearer = bearer.filter(|_| obligation.covered_by.is_none())?;
                let is_its =
                    |o: &&ObligationReport| o.designation_id == bearer && o.field == obligation.field;
                let mut its = obligations.iter().filter(is_its);
                its.all(|o| o.covered_by.as_ref().is_some_and(is_named))
                    .then_some(bearer)
            })
            .collect();
        let all_do = obligations
            .iter()
            .zip(&taken)
            .all(|(obligation, taken)| obligation.covered_by.is_some() || taken.is_some());
        if all_do {
            for (obligation, taken) in obligations.iter_mut().zip(taken) {
                obligation.taken_for = taken;
            }
        }
    }

    /// What must be done because of an obligation. One that is not what decided the payment brings nothing about: of a payment
    /// that is blocked, nobody reports a rejection.
    fn duties(&self, obligation: &ObligationReport, outcome: Outcome, as_of: Date) -> Vec<DutyReport> {
        let ObligationReport {
            certain,
            doubtful,
            measure,
            ..
        } = *obligation;
        if outcome != Outcome::Licensed && brings(certain, doubtful, measure) != outcome {
            return Vec::new();
        }
        let of_authority = self.programs.duties_of(&obligation.authority);
        let of_program = self
            .programs
            .regime(&obligation.program)
            .map_or(&[][..], |regime| &regime.program.duties);
        let of_license = match (outcome, &obligation.covered_by) {
            (Outcome::Licensed, Some(held)) => self
                .licenses()
                .iter()
                .find(|license| license.id == held.license_id)
                .map_or(&[][..], |license| &license.duties),
            _ => &[],
        };
        // Reports are asked of whom the authority binds wherever the payment goes. A license's terms bind whoever relies on it.
        let is_own = self
            .institution
            .as_ref()
            .is_none_or(|institution| institution.binds_always(&obligation.authority));
        let mut duties: Vec<DutyReport> = Vec::new();
        for due in of_program
            .iter()
            .chain(of_license)
            .chain(of_authority)
            .filter(|duty| duty.on.contains(&outcome))
            .map(|duty| duty.due(as_of, &obligation.authority))
            .map(|due| {
                if is_own || outcome == Outcome::Licensed {
                    due
                } else {
                    due.of_others(&obligation.authority)
                }
            })
        {
            // A program that says it itself goes before its authority.
            if !duties
                .iter()
                .any(|other| other.what == due.what && other.to == due.to)
            {
                duties.push(due);
            }
        }
        duties
    }

    /// Spends the caps of the chosen licenses, once each. Returns their ids, sorted.
    fn spend(&self, chosen: &[u32], spending: &Spending, caps: &mut CapLedger) -> Vec<String> {
        let mut license_ids = Vec::new();
        for license in chosen.iter().filter_map(|at| self.license(*at)) {
            license_ids.push(license.id.clone());
            if let Some((_, value, currency)) = spending.of(license.caps()) {
                caps.spend(&license.id, currency, spending.as_of, value, 1);
            }
        }
        license_ids.sort();
        license_ids
    }
}

/// What is decided of a payment that licenses do not cover as a whole; `None` where they do.
///
/// What a license allows is not prohibited: of a licensed freeze beside a certain trade ban the ban remains, and the payment
/// is rejected and not blocked. Where a doubtful obligation remains, a person must look before anything is taken for licensed: the
/// strictest of all decides, covered or not. So a payment that says less is never decided more mildly.
fn uncovered(obligations: &[ObligationReport]) -> Option<Outcome> {
    let brought = |o: &ObligationReport| brings(o.certain, o.doubtful, o.measure);
    let is_open = |o: &&ObligationReport| o.keeps();
    let open = || obligations.iter().filter(is_open).map(brought);
    if open().min()? > Outcome::Review {
        open().max()
    } else {
        obligations.iter().map(brought).max()
    }
}

/// What a payment would spend of a cap, and on which day.
struct Spending {
    as_of: Date,
    /// `None` where the payment states no amount or no currency: it fits no cap.
    amount: Option<(Decimal, CurrencyCode)>,
}

impl Spending {
    /// The cap that the payment is held to, and what it spends of it.
    fn of<'c>(&self, caps: &'c [Cap]) -> Option<(&'c Cap, Decimal, CurrencyCode)> {
        let (value, currency) = self.amount?;
        let cap = caps.iter().find(|cap| cap.limit.currency == currency)?;
        Some((cap, value, currency))
    }
}

/// The decision for a payment whose hits bring no obligation.
fn nothing_binds(
    dormant: Vec<DormantReport>,
    good_guys: Vec<GoodGuyReport>,
    suppressed: Vec<WordReport>,
) -> Decision {
    let mut reasons = Vec::new();
    if !good_guys.is_empty() {
        reasons.push(reason::good_guys(&good_guys));
    }
    if !suppressed.is_empty() {
        reasons.push(reason::suppressed(&suppressed));
    }
    if !dormant.is_empty() {
        reasons.push(reason::dormant(&dormant));
    }
    if reasons.is_empty() {
        return Decision::clear();
    }
    Decision {
        reason: reasons.join(" | ").into(),
        dormant,
        good_guys,
        suppressed,
        ..Decision::clear()
    }
}
