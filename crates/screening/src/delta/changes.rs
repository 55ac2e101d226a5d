//! What is not the same in two indexes.

use portcullis_index::{Index, RecordError};
use portcullis_model::Designation;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

/// How many designations differ between two indexes, by how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListChanges {
    /// In the new index only.
    pub added: u64,
    /// In the old index only.
    pub removed: u64,
    /// In both, and something that is said of them differs (the printed record aside, of which an alert says nothing).
    pub changed: u64,
}

/// What differs between two indexes.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) counts: ListChanges,
    /// Ids that only the old index has.
    removed: FxHashSet<String>,
    /// For the id of each changed designation, the names of the members that differ.
    changed: FxHashMap<String, Vec<String>>,
}

/// What became of a designation that an index had.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fate<'a> {
    /// It is gone.
    Removed,
    /// It says something else, in these members.
    Changed(&'a [String]),
    /// It says what it said.
    Same,
}

impl Changes {
    /// Compares two indexes.
    ///
    /// # Errors
    /// A designation cannot be read.
    pub(crate) fn between(old: &Index, new: &Index) -> Result<Changes, RecordError> {
        let mut changes = Changes::default();
        let mut common: Vec<(u32, u32)> = Vec::new();
        for ordinal in 0..old.designation_count() {
            let id = old.designation_id(ordinal);
            if let Some(now) = new.find(id) {
                common.push((ordinal, now));
            } else {
                changes.removed.insert(id.to_owned());
            }
        }
        let (before, now) = rayon::join(|| digests(old), || digests(new));
        let (before, now) = (before?, now?);
        let changed = common
            .par_iter()
            .filter(|&&(a, b)| before[a as usize] != now[b as usize])
            .filter_map(|&(a, b)| {
                let members = changed_members(old, a, new, b).transpose()?;
                Some(members.map(|members| (old.designation_id(a).to_owned(), members)))
            });
        changes.changed = changed.collect::<Result<_, RecordError>>()?;
        changes.counts = ListChanges {
            added: u64::from(new.designation_count()) - common.len() as u64,
            removed: changes.removed.len() as u64,
            changed: changes.changed.len() as u64,
        };
        Ok(changes)
    }

    /// What became of a designation of the old index.
    pub(crate) fn fate(&self, id: &str) -> Fate<'_> {
        if self.removed.contains(id) {
            Fate::Removed
        } else {
            self.changed
                .get(id)
                .map_or(Fate::Same, |members| Fate::Changed(members))
        }
    }
}

/// BLAKE3 of the stored form of each designation, by ordinal.
fn digests(index: &Index) -> Result<Vec<[u8; 32]>, RecordError> {
    let mut all = Vec::with_capacity(index.designation_count() as usize);
    index.each_record(|_, json| {
        all.push(*blake3::hash(json).as_bytes());
        Ok(())
    })?;
    Ok(all)
}

/// The members in which two records differ; `None` when an alert could tell no difference: it repeats what was understood
/// of a record, not its print.
fn changed_members(
    old: &Index,
    before: u32,
    new: &Index,
    now: u32,
) -> Result<Option<Vec<String>>, RecordError> {
    let (mut said, mut says) = (old.designation(before)?, new.designation(now)?);
    said.source_record.clear();
    says.source_record.clear();
    Ok((said != says).then(|| differing_members(&said, &says)))
}

/// The names of the members in which two records differ, as their JSON calls them.
fn differing_members(a: &Designation, b: &Designation) -> Vec<String> {
    let members = |designation| match serde_json::to_value(designation) {
        Ok(serde_json::Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    let (a, b) = (members(a), members(b));
    let mut names: Vec<String> = a
        .keys()
        .chain(b.keys())
        .filter(|name| a.get(*name) != b.get(*name))
        .cloned()
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use portcullis_index::{Index, build};
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::{Changes, Fate, ListChanges};

    fn listed(id: &str, name: &str) -> Designation {
        let mut designation = Designation::new(id, "Test", "UN", Schema::Person);
        designation.names.push(Name::new(name, NameKind::Primary));
        designation
    }

    fn index(designations: &[Designation]) -> Index {
        Index::from_bytes(build(designations, &[]).unwrap()).unwrap()
    }

    #[test]
    fn only_what_an_alert_could_tell_is_a_change() {
        let old = vec![
            listed("t-1", "BOUT, Viktor"),
            listed("t-2", "HAQQANI, Siraj"),
            listed("t-3", "ZAWAHIRI, Ayman"),
        ];
        let mut new = vec![old[0].clone(), old[1].clone(), listed("t-4", "KONY, Joseph")];
        new[0].source_record = "another print".to_owned();
        new[1].remarks = "deceased".to_owned();
        let changes = Changes::between(&index(&old), &index(&new)).unwrap();
        let expected = ListChanges {
            added: 1,
            removed: 1,
            changed: 1,
        };
        assert_eq!(changes.counts, expected);
        assert_eq!(changes.fate("t-1"), Fate::Same);
        assert_eq!(changes.fate("t-2"), Fate::Changed(&["remarks".to_owned()]));
        assert_eq!(changes.fate("t-3"), Fate::Removed);
    }

    #[test]
    fn an_index_is_the_same_as_itself() {
        let list = index(&[listed("t-1", "BOUT, Viktor")]);
        assert_eq!(
            Changes::between(&list, &list).unwrap().counts,
            ListChanges::default()
        );
    }
}
