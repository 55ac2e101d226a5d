//! Payments decided one after the other, as a run decides them, for callers who keep themselves what comes of them.
//!
//! What is found in a payment is looked for on any thread ([`Screener::found`]). What then rests on the payments before it is
//! settled in their order: caps of licenses, and payments that come again ([`Screener::settle`], [`Screener::reconsider`]).

use portcullis_model::{Amount, Date, Payment};

use crate::{
    Policy, ScreenError, Screener,
    output::PaymentRecords,
    resubmission::{self, AmountKey, Memory, Resubmissions},
    settle::Decided,
    worker::Pending,
};

/// The payments that were stopped so far, as far back as a run remembers them.
#[derive(Debug, Default)]
pub struct Earlier {
    stopped: Memory,
}

/// The amount of a payment, as payments that come again are found by it: the same for equal amounts of a currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AmountId(Option<AmountKey>);

impl AmountId {
    /// Of the amount of a payment.
    #[must_use]
    pub fn of(amount: Option<Amount>) -> AmountId {
        AmountId(resubmission::amount_key(amount))
    }
}

impl Earlier {
    /// Whether a payment of this amount was stopped, so that a clear one is to be [reconsidered](Screener::reconsider).
    #[must_use]
    pub fn may_come_again(&self, amount: AmountId) -> bool {
        self.stopped.has(amount.0)
    }
}

/// A payment in which something was found.
pub struct Found(Box<Pending>);

impl Found {
    /// Says on which line the payment stands, where that is not the line that it was read from.
    #[must_use]
    pub fn on_line(mut self, line: u64) -> Found {
        self.0.line = line;
        self.0.likeness.stand_on(line);
        self
    }

    /// Whether the payment itself is needed to settle it: it passes, and one of its amount was stopped.
    #[must_use]
    pub fn may_come_again(&self, earlier: &Earlier) -> bool {
        resubmission::is_in_question(&earlier.stopped, &self.0)
    }
}

impl Screener {
    /// What is found in a payment, a hit or what facts discount; `None`: nothing, and unless it comes again it is clear.
    /// `run_date` is the day as of which a payment without value date is judged.
    ///
    /// # Errors
    /// The record of a designation that was hit cannot be read: the index is damaged.
    pub fn found(&self, run_date: Date, payment: &Payment<'_>) -> Result<Option<Found>, ScreenError> {
        let pending = self.pending(&self.policy_on(run_date), payment)?;
        Ok(pending.map(|pending| Found(Box::new(pending))))
    }

    /// Decides a payment in which something was found, after all before it. `payment` is the payment itself, where
    /// [`Found::may_come_again`] says so. Caps are spent as by [`Screener::screen_one`].
    ///
    /// # Errors
    /// The index is damaged.
    pub fn settle<T>(
        &self,
        earlier: &mut Earlier,
        run_date: Date,
        mut found: Found,
        payment: Option<&Payment<'_>>,
        file: &str,
        tell: impl FnOnce(&PaymentRecords<'_>) -> T,
    ) -> Result<T, ScreenError> {
        if let Some(payment) = payment {
            let policy = self.policy_on(run_date);
            let mut resubmissions = Resubmissions::new(self.rulebook(), &policy, self.records());
            resubmissions.look_at_payment(&earlier.stopped, &mut found.0, payment)?;
        }
        Ok(self.decide_after(earlier, *found.0, file, tell))
    }

    /// Decides a payment in which nothing was found, and one of whose amount was stopped; `None`: it is clear.
    ///
    /// # Errors
    /// The index is damaged.
    pub fn reconsider<T>(
        &self,
        earlier: &mut Earlier,
        run_date: Date,
        payment: &Payment<'_>,
        file: &str,
        tell: impl FnOnce(&PaymentRecords<'_>) -> T,
    ) -> Result<Option<T>, ScreenError> {
        let policy = self.policy_on(run_date);
        let mut resubmissions = Resubmissions::new(self.rulebook(), &policy, self.records());
        let pending = resubmissions.of_clear(&earlier.stopped, payment)?;
        Ok(pending.map(|pending| self.decide_after(earlier, pending, file, tell)))
    }

    fn decide_after<T>(
        &self,
        earlier: &mut Earlier,
        mut pending: Pending,
        file: &str,
        tell: impl FnOnce(&PaymentRecords<'_>) -> T,
    ) -> T {
        let likeness = std::mem::take(&mut pending.likeness);
        let is_clear = pending.assessment.is_clear();
        let decided = self.with_caps_for(is_clear, |caps| Decided::new(self.rulebook(), pending, caps));
        earlier.stopped.keep(&decided, likeness, file);
        tell(&PaymentRecords::of(&decided, file))
    }

    fn policy_on(&self, run_date: Date) -> Policy {
        Policy {
            run_date,
            ..self.policy().clone()
        }
    }
}
