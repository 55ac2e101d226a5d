//! `valid_from` and `valid_until`: the days on which a license may be relied on.

use jiff::civil::Date;

use super::contract::{Case, Clauses, Condition, LintContext, LintKind, Say, Term};
use crate::date::Days;
use crate::toml_entry::Entry;
use crate::toml_table::Table;

/// First and last day. A license does not work backwards in time, so the first must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Valid {
    pub(crate) from: Date,
    /// Inclusive; `None`: open.
    pub(crate) until: Option<Date>,
}

impl Valid {
    /// The same, as any entry of a rule file has them.
    pub(crate) fn days(self) -> Days {
        Days {
            from: Some(self.from),
            until: self.until,
        }
    }
}

impl Condition for Valid {
    const KEYS: &'static [&'static str] = &["valid_from", "valid_until"];
    const LIMITS: bool = false;

    fn read(table: &mut Table<'_>, entry: &mut Entry<'_>) -> Option<Valid> {
        let from = table
            .need(
                "valid_from",
                entry,
                "is missing; a license does not work backwards in time, so say since when it does",
            )
            .and_then(|date| entry.date(&date, "valid_from"));
        let stated = table.take("valid_until", entry);
        let until = stated.as_ref().and_then(|date| entry.date(date, "valid_until"));
        if let (Some(reason), Some(at)) = (Days { from, until }.reversed(), &stated) {
            entry.problem(at, "valid_until", reason);
        }
        Some(Valid { from: from?, until })
    }

    fn check(&self, case: &Case<'_>, clauses: &mut Clauses) {
        let as_of = case.evidence.as_of;
        clauses.add(
            "valid_from",
            self.from <= as_of,
            format!("valid from {}, the payment counts as of {as_of}", self.from),
        );
        if let Some(until) = self.until {
            clauses.add(
                "valid_until",
                as_of <= until,
                format!("valid until {until}, the payment counts as of {as_of}"),
            );
        }
    }

    /// Nothing: every account of a license tells its dates on their own.
    fn describe(&self) -> Vec<Term> {
        Vec::new()
    }

    fn lint(&self, context: &LintContext<'_>, say: &mut Say<'_>) {
        if let Some(until) = self.until.filter(|until| *until < context.as_of) {
            say(
                LintKind::Expired,
                format!("ended on {until}; it still decides payments of earlier value dates"),
            );
        }
    }
}
