//! `max_amount`: the most that one payment may be, in one currency or in several.

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Term};
use super::currencies::Currencies;
use super::limit::{Limit, either};
use crate::toml_entry::{Entry, RawMoney};
use crate::toml_file::Spanned;
use crate::toml_table::Table;

/// One limit for each currency; a payment in any other is not comparable and fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MaxAmount(pub(crate) Vec<Limit>);

impl Condition for MaxAmount {
    const KEYS: &'static [&'static str] = &["max_amount"];

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<MaxAmount> {
        let list = table.take_one_or_more::<Spanned<RawMoney>>("max_amount", entry)?;
        let mut limits = Vec::with_capacity(list.len());
        let mut currencies = Vec::with_capacity(list.len());
        for money in &list {
            if let Some(per) = &money.get_ref().per {
                entry.problem(
                    per,
                    "max_amount.per",
                    "a maximum amount has no period; use `cap` for one",
                );
            }
            let limit = Limit::read(money, "max_amount", entry)?;
            currencies.push((limit.currency, money));
            limits.push(limit);
        }
        Limit::check_currencies(&currencies, "max_amount", entry);
        Some(MaxAmount(limits))
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let (shown, evidence) = Limit::admits(&self.0, case.evidence.payment.amount().as_ref());
        clauses.add("max_amount", shown, evidence);
    }

    fn describe(&self) -> Vec<Term> {
        vec![Term::labeled("max_amount", "at most", either(&self.0))]
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        let Some(currencies) = context.other::<Currencies>() else {
            return;
        };
        for currency in self.0.iter().map(|limit| limit.currency) {
            if !currencies.0.contains(&currency) {
                say(
                    LintKind::Unreachable,
                    format!("max_amount is in {currency}, which is not one of its currencies"),
                );
            }
        }
    }
}
