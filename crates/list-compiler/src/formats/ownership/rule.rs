//! The 50 percent rule: which owned entities an authority blocks, and when.

use std::collections::BTreeSet;

use portcullis_model::{Date, Decimal, Designation};

use super::holdings::{Holdings, Owner};
use super::threshold::Pool;

/// From when to when an entity is blocked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// `None`: since nobody knows when.
    pub from: Option<Date>,
    /// The first day on which it is free again; `None`: it is blocked still.
    pub until: Option<Date>,
}

impl Holdings {
    /// Whether the shares of an owner are in a pool, given what it blocks so far.
    pub fn is_blocked(
        party: Option<Owner>,
        listed: &[Designation],
        pool: &Pool<'_>,
        blocked: &[bool],
    ) -> bool {
        match party {
            Some(Owner::Listed(i)) => listed.get(i).is_some_and(|owner| pool.counts(owner)),
            Some(Owner::Owned(i)) => blocked.get(i).copied().unwrap_or(false),
            None => false,
        }
    }

    /// When a pool of shares blocks the owned entities, from the first day to the last; `None`: never.
    pub fn spans(&self, listed: &[Designation], pool: &Pool<'_>) -> Vec<Option<Span>> {
        let owners = self.owned.iter().flat_map(|owned| &owned.stakes);
        let owners = owners.filter_map(|stake| match stake.party {
            Some(Owner::Listed(i)) => listed.get(i).filter(|owner| pool.counts(owner)),
            _ => None,
        });
        let days: BTreeSet<Date> = owners
            .flat_map(Designation::listed)
            .flat_map(|listed| [listed.from, listed.until])
            .flatten()
            .chain(pool.changes())
            .collect();
        // Before the first day only those count that are listed since nobody knows when.
        let days: Vec<Option<Date>> = std::iter::once(None).chain(days.into_iter().map(Some)).collect();
        let mut spans: Vec<Option<Span>> = vec![None; self.owned.len()];
        for (n, day) in days.iter().enumerate() {
            let until = days.get(n + 1).copied().flatten();
            for (span, is_blocked) in spans.iter_mut().zip(self.blocked(listed, pool, *day)) {
                if is_blocked {
                    let from = span.map_or(*day, |span| span.from);
                    *span = Some(Span { from, until });
                }
            }
        }
        spans
    }

    /// Which owned entities a pool of shares blocks on a day (`None`: before any date that is known): the least fixed point
    /// of the rule, each stake looked at once.
    fn blocked(&self, listed: &[Designation], pool: &Pool<'_>, day: Option<Date>) -> Vec<bool> {
        let counts = |d: &Designation| {
            pool.counts(d)
                && match day {
                    Some(day) => d.is_listed_on(day),
                    None => d.listed().first().is_some_and(|listed| listed.from.is_none()),
                }
        };
        let threshold = pool.threshold(day);
        let mut blocked = vec![false; self.owned.len()];
        let mut shares = vec![Decimal::ZERO; self.owned.len()];
        // What each entity owns of others.
        let mut stakes_in: Vec<Vec<(usize, Decimal)>> = vec![Vec::new(); self.owned.len()];
        for (i, owned) in self.owned.iter().enumerate() {
            for stake in &owned.stakes {
                match stake.party {
                    Some(Owner::Listed(l)) if listed.get(l).is_some_and(counts) => {
                        shares[i] += stake.share;
                    }
                    // What an entity holds of itself is nobody's.
                    Some(Owner::Owned(o)) if o != i => stakes_in[o].push((i, stake.share)),
                    _ => {}
                }
            }
        }
        let mut next: Vec<usize> = (0..self.owned.len())
            .filter(|i| threshold.is_reached_by(shares[*i]))
            .collect();
        while let Some(owner) = next.pop() {
            if std::mem::replace(&mut blocked[owner], true) {
                continue;
            }
            for (owned, share) in &stakes_in[owner] {
                shares[*owned] += share;
                if !blocked[*owned] && threshold.is_reached_by(shares[*owned]) {
                    next.push(*owned);
                }
            }
        }
        blocked
    }
}
