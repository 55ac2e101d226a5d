//! The designations that follow from the rule.

use std::collections::BTreeSet;
use std::sync::Arc;

use portcullis_model::{Date, Designation, EffectiveDate, NameKind, Relation, RelationKind, Schema};

use super::holdings::{Holdings, Owner, fold};
use super::threshold;
use crate::located::{Located, add_name, add_once};

impl Holdings {
    /// The designations that follow, by authority and then in the order of the files.
    pub fn derive(&self, listed: &[Designation], list: &str) -> Vec<Located> {
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
            let spans = self.spans(listed, authority);
            let blocked: Vec<bool> = spans.iter().map(Option::is_some).collect();
            for (i, owned) in self.owned.iter().enumerate() {
                if let Some(span) = spans[i] {
                    let mut designation = self.designation(i, listed, list, (authority, span.from), &blocked);
                    (designation.listed_on, designation.delisted_on) = (span.from, span.until);
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

    pub fn designation(
        &self,
        index: usize,
        listed: &[Designation],
        list: &str,
        (authority, since): (&str, Option<Date>),
        blocked: &[bool],
    ) -> Designation {
        let owned = &self.owned[index];
        let digest = blake3::hash(format!("{authority}\n{}", fold(&owned.name)).as_bytes()).to_hex();
        let id = format!("owned-{}", &digest.as_str()[..12]);
        let mut designation = Designation::new(id, list, authority, Schema::Organization);
        add_name(&mut designation, &owned.name, NameKind::Primary);
        designation.identifiers.clone_from(&owned.identifiers);
        designation.source_record = owned.rows.join("\n");

        // Everything up the chain: the listed owners, their programs, and the words of it.
        let mut chain = Vec::new();
        let mut owners: Vec<&Designation> = Vec::new();
        let mut seen = BTreeSet::from([index]);
        let mut next = vec![index];
        while let Some(i) = next.pop() {
            let Some(entity) = self.owned.get(i) else { continue };
            for stake in &entity.stakes {
                // A holding of itself is no link of a chain.
                if stake.share.is_zero()
                    || stake.party == Some(Owner::Owned(i))
                    || !Holdings::is_blocked(stake.party, listed, authority, blocked)
                {
                    continue;
                }
                let owner_name = match stake.party {
                    Some(Owner::Listed(l)) => {
                        let Some(owner) = listed.get(l) else { continue };
                        add_once(&mut designation.derived_from, owner.id.clone());
                        owners.push(owner);
                        let programs = owner.programs.iter();
                        for program in programs.filter(|program| threshold::passes_on(authority, program)) {
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
                chain.push(link);
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
        designation.effective = effective(&owners, &designation.programs);
        designation.remarks = format!(
            "Derived: owned to {}, in the aggregate, by parties that {authority} designated. {}.",
            threshold::of(authority, since).words(),
            chain.join("; ")
        );
        designation
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
