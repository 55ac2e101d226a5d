//! The first phase of deciding: what binds a payment, and which licenses' terms it meets.

use jiff::civil::Date;
use portcullis_model::{Instrument, Payment};

use crate::condition::contract::Case;
use crate::decide::decision::{Assessment, LicenseReport, ObligationReport, Pending, Suggestion};
use crate::decide::obligation::Obligation;
use crate::decide::{binding, suggest, whose_name};
use crate::hit::HitOf;
use crate::payment::{Evidence, PaymentView};
use crate::review::book::Said;
use crate::rulebook::Rulebook;

/// The obligations that an obligation stands beside.
#[derive(Clone, Copy)]
struct Beside<'a> {
    /// Every one of the payment.
    all: &'a [Obligation<'a>],
    /// Those that a license which names the party looks at ([`whose_name`]).
    named: &'a [Obligation<'a>],
}

impl Rulebook {
    /// The first phase: which obligations the hits trigger as of the day, and which licenses' terms are met, the caps
    /// aside. Pure, so payments may be assessed in parallel and in any order.
    ///
    /// `as_of` is the day whose law decides: `--as-of`, else the payment's value date, else the day of the run.
    #[must_use]
    pub fn assess(&self, payment: &Payment<'_>, as_of: Date, hits: &[HitOf<'_>]) -> Assessment {
        let mut assessment = Assessment {
            pending: Vec::new(),
            dormant: Vec::new(),
            good_guys: Vec::new(),
            suppressed: Vec::new(),
            repeats: Vec::new(),
            suggestions: Vec::new(),
            as_of,
            amount: payment.amount,
        };
        if hits.is_empty() {
            return assessment;
        }
        let payment = PaymentView::new(payment);
        let (mut obligations, dormant) = binding::find(self, payment, as_of, hits);
        assessment.dormant = dormant;
        if !self.good_guys.entries().is_empty() {
            // Only hits that bind need an excuse; the others are dormant, good guy or not.
            for of in hits {
                let is_of = |o: &Obligation<'_>| std::ptr::eq(o.of.hit, of.hit);
                if obligations.iter().any(is_of)
                    && let Some(excuse) = self.good_guys.excuse(payment, as_of, of)
                {
                    obligations.retain(|o| !is_of(o));
                    assessment.good_guys.push(excuse);
                }
            }
        }
        if !self.words.is_empty() {
            self.apply_words(payment, hits, &mut obligations, &mut assessment);
        }
        if obligations.is_empty() {
            return assessment;
        }
        let evidence = Evidence::gather(payment, as_of, &self.registry);
        let is_for_arms = Instrument::read(payment.instrument()) == Instrument::Arms;
        let bearers: Vec<Option<&Obligation<'_>>> = obligations
            .iter()
            // Who is paid for arms, a person says.
            .map(|obligation| whose_name::bearer(obligation, &obligations).filter(|_| !is_for_arms))
            .collect();
        let bearer_of = |at: usize| bearers.get(at).copied().flatten();
        assessment.pending = obligations
            .iter()
            .enumerate()
            .map(|(at, obligation)| {
                let is_beside = |other: usize| {
                    bearer_of(other).is_some_and(|bearer| std::ptr::eq(bearer.of.hit, obligation.of.hit))
                };
                // What a license for this party is held against: without those whose name it is not.
                let without: Option<Vec<Obligation<'_>>> = (0..obligations.len()).any(is_beside).then(|| {
                    let all = obligations.iter().enumerate();
                    let kept = all.filter(|(other, _)| !is_beside(*other));
                    kept.map(|(_, other)| other.clone()).collect()
                });
                let all = Beside {
                    all: &obligations,
                    named: without.as_deref().unwrap_or(&obligations),
                };
                Pending {
                    bearer: bearer_of(at).map(|bearer| bearer.of.designation.id.clone()),
                    ..self.hold_against(obligation, all, &evidence)
                }
            })
            .collect();
        assessment.suggestions = self.suggest(payment, &assessment.pending);
        assessment
    }

    /// Takes away what hits bring that a reviewer's word lets pass, and notes which of the others come again.
    fn apply_words(
        &self,
        payment: PaymentView<'_>,
        hits: &[HitOf<'_>],
        obligations: &mut Vec<Obligation<'_>>,
        assessment: &mut Assessment,
    ) {
        for of in hits {
            let is_of = |o: &Obligation<'_>| std::ptr::eq(o.of.hit, of.hit);
            if !obligations.iter().any(is_of) {
                continue;
            }
            match self.words.hold(payment, assessment.as_of, of) {
                Some(Said::Passes(told)) => {
                    obligations.retain(|o| !is_of(o));
                    assessment.suppressed.push(*told);
                }
                Some(Said::Again(told)) => assessment.repeats.push(*told),
                None => {}
            }
        }
    }

    /// Holds every license that reaches an obligation against it.
    fn hold_against(
        &self,
        obligation: &Obligation<'_>,
        beside: Beside<'_>,
        evidence: &Evidence<'_>,
    ) -> Pending {
        let mut report = ObligationReport::of(obligation);
        let mut options = Vec::new();
        // With each, whether a payment must quote something to rely on it.
        let mut failed: Vec<(bool, LicenseReport)> = Vec::new();
        for (at, license) in self.licenses_of(obligation.authority) {
            let reaches = license.reaches(obligation.program, obligation.measure);
            if !reaches || obligation.place().is_some() && license.conditions.places.is_none() {
                continue;
            }
            let case = Case {
                obligation,
                all: if license.names_its_party() {
                    beside.named
                } else {
                    beside.all
                },
                evidence,
            };
            let held = LicenseReport {
                license_id: license.id.clone(),
                kind: license.kind,
                citation: license.citation.clone(),
                issued_by: license.issued_by.clone(),
                confidence: license.confidence,
                clauses: license.conditions.check(&case),
            };
            if held.failed_clauses().next().is_none() {
                options.push((at, held));
            } else {
                failed.push((license.conditions.reference.is_some(), held));
            }
        }
        // Nearest first: a license that the payment quotes (or misquotes) before any other, then those that could apply if
        // the payment said more, then by how much fails.
        let quotes = !evidence.payment.license_reference().is_empty();
        failed.sort_by_key(|(by_reference, license)| {
            let could_apply = license.lacking().is_some();
            (
                !(quotes && *by_reference),
                !could_apply,
                license.failed_clauses().count(),
            )
        });
        report.failed = failed.into_iter().map(|(_, license)| license).collect();
        Pending {
            report,
            options,
            bearer: None,
        }
    }

    /// Licenses that fail for want of a purpose that the remittance information speaks of.
    fn suggest(&self, payment: PaymentView<'_>, pending: &[Pending]) -> Vec<Suggestion> {
        let remittance = payment.remittance();
        let spoken = suggest::purposes(&remittance);
        let mut suggestions: Vec<Suggestion> = Vec::new();
        if spoken.is_empty() {
            return suggestions;
        }
        let failed = pending
            .iter()
            .filter(|pending| pending.options.is_empty())
            .flat_map(|p| &p.report.failed);
        for report in failed {
            if suggestions
                .iter()
                .any(|suggestion| suggestion.license_id == report.license_id)
            {
                continue;
            }
            let license = self
                .licenses()
                .iter()
                .find(|license| license.id == report.license_id);
            let purposes = license
                .and_then(|license| license.conditions.purposes.as_ref())
                .map_or(&[][..], |purposes| &purposes.0);
            if let Some((purpose, word)) = spoken.iter().find(|(purpose, _)| purposes.contains(purpose)) {
                suggestions.push(Suggestion {
                    license_id: report.license_id.clone(),
                    purpose: *purpose,
                    word: (*word).to_owned(),
                });
            }
        }
        suggestions
    }
}
