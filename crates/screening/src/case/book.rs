//! What the alerts of each case come to.

use std::{
    collections::BTreeSet,
    io::{self, BufRead, Write},
};

use portcullis_exemptions::{Decision, WordReport};
use portcullis_model::{Amount, CountryCode, CurrencyCode, Outcome, Score};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::why;
use crate::{exact_sum::ExactSum, hit_source::Listed, output::CaseRow, worker::PendingHit};

/// The cases of a run so far. A case takes about a kilobyte until the run is written, however many payments it has.
#[derive(Default)]
pub(crate) struct CaseBook {
    cases: FxHashMap<String, Case>,
    /// The cases that changed since the last checkpoint.
    changed: Vec<String>,
}

/// A line of the journal of cases: a case as it is at a checkpoint. Of one case the last line counts.
#[derive(Serialize, Deserialize)]
struct JournalLine<I, C> {
    case_id: I,
    case: C,
}

/// An alert, as its case counts it.
pub(crate) struct CaseAlert<'a> {
    pub(crate) case_id: &'a str,
    /// The hit of the alert.
    pub(crate) hit: &'a PendingHit,
    /// The designation that leads the case.
    pub(crate) leader: &'a Listed,
    pub(crate) decision: &'a Decision,
    pub(crate) payment_id: &'a str,
    /// The number of the record in the run: a payment with several alerts of a case is one payment.
    pub(crate) record: u64,
    pub(crate) amount: Option<Amount>,
    /// What a reviewer said of the same party and listed party before.
    pub(crate) repeats: Option<&'a WordReport>,
}

#[derive(Serialize, Deserialize)]
struct Case {
    outcome: Outcome,
    priority: u8,
    /// Whether `priority` and `why` are those of an alert on the designation that leads the case.
    led: bool,
    score: Score,
    party: String,
    party_country: Option<CountryCode>,
    listed: String,
    lists: BTreeSet<String>,
    programs: BTreeSet<String>,
    payments: u64,
    last_record: u64,
    amounts: Vec<(Option<CurrencyCode>, ExactSum)>,
    why: String,
    first_payment_id: String,
    /// The case of which a reviewer said something before.
    #[serde(default)]
    repeat_of: String,
    /// Whether it is among those that changed since the last checkpoint.
    #[serde(skip)]
    is_changed: bool,
}

impl CaseBook {
    /// Counts an alert. Alerts come in input order.
    pub(crate) fn add(&mut self, alert: &CaseAlert<'_>) {
        let CaseAlert {
            hit,
            leader,
            decision,
            ..
        } = *alert;
        let facts = &hit.case;
        if !self.cases.contains_key(alert.case_id) {
            self.cases.insert(alert.case_id.to_owned(), Case::begun_by(alert));
        }
        let Some(case) = self.cases.get_mut(alert.case_id) else {
            return;
        };
        if !case.is_changed {
            case.is_changed = true;
            self.changed.push(alert.case_id.to_owned());
        }
        case.outcome = case.outcome.max(decision.outcome);
        case.score = case.score.max(hit.score);
        case.party_country = case.party_country.or(facts.party.country);
        // The first of the highest priority speaks for the case, an alert on the designation that leads it before others.
        let leads = hit.listed.ordinal == leader.ordinal;
        if case.why.is_empty() || (leads, facts.priority) > (case.led, case.priority) {
            case.led = leads;
            case.priority = facts.priority;
            case.why = why::sentence(hit, decision);
            if let Some(word) = alert.repeats {
                case.why.push(' ');
                case.why.push_str(&why::said_before(word));
            }
            case.listed = format!(
                "{} ({})",
                leader.designation.primary_name(),
                leader.designation.id
            );
        }
        if let Some(word) = alert.repeats.filter(|_| case.repeat_of.is_empty()) {
            case.repeat_of.clone_from(&word.case_id);
        }
        let designation = &hit.listed.designation;
        if !case.lists.contains(&designation.list) {
            case.lists.insert(designation.list.clone());
        }
        for program in &designation.programs {
            if !case.programs.contains(program) {
                case.programs.insert(program.clone());
            }
        }
        if case.payments == 0 || case.last_record != alert.record {
            case.payments += 1;
            case.last_record = alert.record;
            if let Some(amount) = alert.amount {
                case.add_amount(amount);
            }
        }
    }

    /// Adds the cases that changed since the last call to a journal, a line each.
    pub(crate) fn write_changed(&mut self, journal: &mut impl Write) -> io::Result<()> {
        for case_id in std::mem::take(&mut self.changed) {
            if let Some(case) = self.cases.get_mut(&case_id) {
                case.is_changed = false;
                serde_json::to_writer(
                    &mut *journal,
                    &JournalLine {
                        case_id: &case_id,
                        case: &*case,
                    },
                )?;
                journal.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    /// The cases of a journal.
    pub(crate) fn read(journal: impl BufRead) -> io::Result<CaseBook> {
        let mut book = CaseBook::default();
        for line in journal.lines() {
            let line: JournalLine<String, Case> = serde_json::from_str(&line?)?;
            book.cases.insert(line.case_id, line.case);
        }
        Ok(book)
    }

    /// The rows of the cases, highest priority first.
    pub(crate) fn rows(&self) -> impl Iterator<Item = CaseRow<'_>> {
        let mut cases: Vec<(&String, &Case)> = self.cases.iter().collect();
        cases.sort_unstable_by(|(a_id, a), (b_id, b)| {
            b.priority.cmp(&a.priority).then_with(|| a_id.cmp(b_id))
        });
        cases.into_iter().map(|(id, case)| case.row(id))
    }
}

impl Case {
    fn begun_by(alert: &CaseAlert<'_>) -> Case {
        Case {
            outcome: alert.decision.outcome,
            priority: 0,
            led: false,
            score: alert.hit.score,
            party: alert.hit.case.party.name.clone(),
            party_country: None,
            listed: String::new(),
            lists: BTreeSet::new(),
            programs: BTreeSet::new(),
            payments: 0,
            last_record: 0,
            amounts: Vec::new(),
            why: String::new(),
            first_payment_id: alert.payment_id.to_owned(),
            repeat_of: String::new(),
            is_changed: false,
        }
    }

    fn add_amount(&mut self, amount: Amount) {
        let sums = &mut self.amounts;
        let at = sums.iter().position(|(currency, _)| *currency == amount.currency);
        let at = at.unwrap_or_else(|| {
            sums.push((amount.currency, ExactSum::default()));
            sums.len() - 1
        });
        sums[at].1.add(amount.value);
    }

    fn row<'a>(&'a self, case_id: &'a str) -> CaseRow<'a> {
        let sums = self.amounts.iter();
        let mut amounts: Vec<String> = sums
            .map(|(currency, sum)| match currency {
                Some(currency) => format!("{currency}:{sum}"),
                None => format!("none:{sum}"),
            })
            .collect();
        amounts.sort_unstable();
        CaseRow {
            case_id: case_id.into(),
            outcome: self.outcome,
            priority: self.priority,
            party: self.party.as_str().into(),
            party_country: self.party_country,
            listed: self.listed.as_str().into(),
            lists: self.lists.iter().cloned().collect(),
            programs: self.programs.iter().cloned().collect(),
            score: Some(self.score),
            payments: self.payments,
            amounts: amounts.into(),
            why: self.why.as_str().into(),
            first_payment_id: self.first_payment_id.as_str().into(),
            repeat_of: self.repeat_of.as_str().into(),
        }
    }
}
