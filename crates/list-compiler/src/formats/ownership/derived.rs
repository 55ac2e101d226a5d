//! The designations that follow from the rule.

use std::collections::BTreeSet;
use std::sync::Arc;

use portcullis_model::{Date, Designation, EffectiveDate, NameKind, Relation, RelationKind, Schema};

use super::holdings::{Holdings, Owner, fold};
use super::rule::Span;
use super::threshold::{Pool, Rules, Threshold};
use crate::located::{Located, add_name, add_once};

impl Holdings {
    /// The designations that follow, by authority and then in the order of the files.
    pub fn derive(&self, listed: &[Designation], list: &str, rules: &Rules<'_>) -> Vec<Located> {
        let authorities: BTreeSet<&str> = self
            .owned
            .iter()
            .flat_map(|owned| &owned.stakes)
            .filter_map(|stake| match stake.party {
                Some(Owner::Listed(i)) => listed.get(i).map(|d| d.authority.as_str()),
                _ => None,
            })
            .collect();
        let mut derived = Vec::new();
        for authority in authorities {
            let pools = rules.pools(authority, listed.iter());
            let pools: Vec<Blocked<'_>> = pools
                .into_iter()
                .map(|pool| {
                    let spans = self.spans(listed, &pool);
                    let blocked = spans.iter().map(Option::is_some).collect();
                    Blocked { pool, spans, blocked }
                })
                .collect();
            for (i, owned) in self.owned.iter().enumerate() {
                if let Some(designation) = self.designation(i, listed, list, &pools) {
                    derived.push(Located {
                        designation,
                        path: Arc::clone(&owned.path),
                        line: owned.line,
                    });
                }
            }
        }
        derived
    }

    /// The designation of an owned entity under one authority; `None` where no pool of shares blocks it.
    fn designation(
        &self,
        index: usize,
        listed: &[Designation],
        list: &str,
        pools: &[Blocked<'_>],
    ) -> Option<Designation> {
        let owned = self.owned.get(index)?;
        let of_entity = pools.iter().filter_map(|of| Some((of, (*of.spans.get(index)?)?)));
        let mut derived: Option<(Designation, Derivation<'_>)> = None;
        for (of, span) in of_entity {
            let (designation, derivation) = derived.get_or_insert_with(|| {
                let digest = blake3::hash(format!("{}\n{}", of.pool.authority, fold(&owned.name)).as_bytes());
                let id = format!("owned-{}", &digest.to_hex().as_str()[..12]);
                let mut designation = Designation::new(id, list, of.pool.authority, Schema::Organization);
                add_name(&mut designation, &owned.name, NameKind::Primary);
                designation.identifiers.clone_from(&owned.identifiers);
                designation.source_record = owned.rows.join("\n");
                (designation.listed_on, designation.delisted_on) = (span.from, span.until);
                let threshold = of.pool.threshold(span.from);
                (designation, Derivation::new(threshold))
            });
            // Blocked from the first day of any pool to the last of any.
            designation.listed_on = designation.listed_on.min(span.from);
            designation.delisted_on = match (designation.delisted_on, span.until) {
                (Some(one), Some(other)) => Some(one.max(other)),
                _ => None,
            };
            self.add_owners(index, listed, of, designation, derivation);
        }
        let (mut designation, derivation) = derived?;
        let Derivation {
            chain,
            owners,
            threshold,
        } = derivation;
        // Shares that count for a program whose own parties hold none pass nothing on.
        if designation.programs.is_empty() && owners.iter().all(|owner| !owner.programs.is_empty()) {
            return None;
        }
        designation.effective = effective(&owners, &designation.programs);
        designation.remarks = format!(
            "Derived: owned to {}, in the aggregate, by parties that {} designated. {}.",
            threshold.words(),
            designation.authority,
            chain.join("; ")
        );
        Some(designation)
    }

    /// Adds everything up the chain of a pool: the listed owners, their programs, and the words of it.
    fn add_owners<'l>(
        &self,
        index: usize,
        listed: &'l [Designation],
        of: &Blocked<'_>,
        designation: &mut Designation,
        derivation: &mut Derivation<'l>,
    ) {
        let mut seen = BTreeSet::from([index]);
        let mut next = vec![index];
        while let Some(i) = next.pop() {
            let Some(entity) = self.owned.get(i) else { continue };
            for stake in &entity.stakes {
                // A holding of itself is no link of a chain.
                if stake.share.is_zero()
                    || stake.party == Some(Owner::Owned(i))
                    || !Holdings::is_blocked(stake.party, listed, &of.pool, &of.blocked)
                {
                    continue;
                }
                let owner_name = match stake.party {
                    Some(Owner::Listed(l)) => {
                        let Some(owner) = listed.get(l) else { continue };
                        add_once(&mut designation.derived_from, owner.id.clone());
                        derivation.owners.push(owner);
                        for program in owner.programs.iter().filter(|program| of.pool.takes(program)) {
                            add_once(&mut designation.programs, program.clone());
                        }
                        for measure in &owner.measures {
                            add_once(&mut designation.measures, *measure);
                        }
                        format!("{} ({})", owner.primary_name(), owner.id)
                    }
                    Some(Owner::Owned(o)) => {
                        if seen.insert(o) {
                            next.push(o);
                        }
                        self.owned
                            .get(o)
                            .map_or_else(String::new, |owner| owner.name.clone())
                    }
                    None => continue,
                };
                let mut link = format!(
                    "{owner_name} owns {} percent of {}",
                    stake.share.normalize(),
                    entity.name
                );
                if let Some(day) = stake.as_of {
                    link.push_str(&format!(" as of {day}"));
                }
                if !stake.source.is_empty() {
                    link.push_str(&format!(" ({})", stake.source));
                }
                add_once(&mut derivation.chain, link);
                if i == index {
                    let to_id = match stake.party {
                        Some(Owner::Listed(l)) => listed.get(l).map(|d| d.id.clone()),
                        _ => None,
                    };
                    let relation = Relation {
                        kind: RelationKind::OwnedBy,
                        to: owner_name,
                        to_id,
                    };
                    add_once(&mut designation.relations, relation);
                }
            }
        }
    }
}

/// What a pool of shares blocks, and when.
struct Blocked<'r> {
    pool: Pool<'r>,
    /// By owned entity.
    spans: Vec<Option<Span>>,
    /// Whether it is ever blocked, by owned entity.
    blocked: Vec<bool>,
}

/// What a designation follows from.
struct Derivation<'l> {
    /// The links of ownership, in words.
    chain: Vec<String>,
    owners: Vec<&'l Designation>,
    threshold: Threshold,
}

impl Derivation<'_> {
    fn new(threshold: Threshold) -> Self {
        Derivation {
            chain: Vec::new(),
            owners: Vec::new(),
            threshold,
        }
    }
}

/// A program binds what is owned as soon as it binds one of the owners: from the earliest of their days, and at once where
/// one of them states none.
fn effective(owners: &[&Designation], programs: &[String]) -> Vec<EffectiveDate> {
    let day = |program: &String| {
        let under = owners.iter().filter(|owner| owner.programs.contains(program));
        let days: Option<Vec<Date>> = under
            .map(|owner| {
                let own = owner.effective.iter().find(|own| own.program == *program);
                own.map(|own| own.from)
            })
            .collect();
        let from = days?.into_iter().min()?;
        Some(EffectiveDate {
            program: program.clone(),
            from,
        })
    };
    programs.iter().filter_map(day).collect()
}
