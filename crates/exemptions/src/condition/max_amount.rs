//! `max_amount`: the most that one payment may be.

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Term};
use super::currencies::Currencies;
use super::limit::Limit;
use crate::toml_entry::{Entry, RawMoney};
use crate::toml_file::Spanned;
use crate::toml_table::Table;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MaxAmount(pub(crate) Limit);

impl Condition for MaxAmount {
    const KEYS: &'static [&'static str] = &["max_amount"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<MaxAmount> {
        let money = table.take::<Spanned<RawMoney>>("max_amount", entry)?;
        if let Some(per) = &money.get_ref().per {
            entry.problem(
                per,
                "max_amount.per",
                "a maximum amount has no period; use `cap` for one",
            );
        }
        Limit::read(&money, "max_amount", entry).map(MaxAmount)
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let (shown, evidence) = self.0.admits(case.evidence.payment.amount().as_ref());
        clauses.add("max_amount", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::labeled("max_amount", "at most", self.0.to_string())]
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        let currency = self.0.currency;
        if context
            .other::<Currencies>()
            .is_some_and(|currencies| !currencies.0.contains(&currency))
        {
            say(
                LintKind::Unreachable,
                format!("max_amount is in {currency}, which is not one of its currencies"),
            );
        }
    }
}
