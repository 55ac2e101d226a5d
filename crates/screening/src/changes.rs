//! What is not the same in two indexes, as far as it can change a hit, a decision or an alert.

use portcullis_index::{Index, RecordError};
use portcullis_matcher::{Affected, changed_tokens};
use portcullis_model::Designation;
use portcullis_names::Tokens;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

/// How many designations a change of the lists affects, by how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedCounts {
    /// In the new index only.
    pub added: u64,
    /// In the old index only.
    pub removed: u64,
    /// In both, and something that is said of them differs (the printed record aside, of which an alert says nothing).
    pub changed: u64,
    /// The same in both, and the same party as another that changed: an alert tells of it.
    #[serde(default)]
    pub linked: u64,
    /// The same in both, with a word in a name that weighs something else, because more or fewer designations bear it.
    pub reweighted: u64,
    /// The same in both, and in another order among the rest: equal hits come in the order of the index.
    pub moved: u64,
}

impl AffectedCounts {
    /// All of them.
    #[must_use]
    pub fn total(self) -> u64 {
        self.added + self.removed + self.changed + self.linked + self.reweighted + self.moved
    }
}

/// What differs between two indexes.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) counts: AffectedCounts,
    /// For the matcher; taken out by who asks it.
    pub(crate) affected: Affected,
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

/// What was found of a designation that both indexes have.
enum Compared {
    /// It is the same, and the same party as these.
    Same(Vec<String>),
    /// Its record is the same, a word of its names is not.
    Reweighted(Vec<String>),
    /// These members differ.
    Changed(Vec<String>),
}

impl Changes {
    /// Compares two indexes.
    ///
    /// # Errors
    /// A designation cannot be read.
    pub(crate) fn between(old: &Index, new: &Index) -> Result<Changes, RecordError> {
        let mut changes = Changes::default();
        let tokens = changed_tokens(old, new);
        let mut common: Vec<(u32, u32)> = Vec::new();
        for ordinal in 0..old.designation_count() {
            let id = old.designation_id(ordinal);
            if let Some(now) = new.find(id) {
                common.push((ordinal, now));
            } else {
                changes.removed.insert(id.to_owned());
                changes.affected.old.push(ordinal);
            }
        }
        changes.affected.new = (0..new.designation_count())
            .filter(|&ordinal| old.find(new.designation_id(ordinal)).is_none())
            .collect();
        changes.counts.removed = changes.affected.old.len() as u64;
        changes.counts.added = changes.affected.new.len() as u64;

        let in_place = in_order(&common);
        let (stored_old, stored_new) = rayon::join(|| Stored::of(old), || Stored::of(new));
        let (stored_old, stored_new) = (stored_old?, stored_new?);
        let compared: Vec<Compared> = common
            .par_iter()
            .map(|&(before, now)| {
                let (a, b) = (&stored_old[before as usize], &stored_new[now as usize]);
                if a.digest != b.digest
                    && let Some(members) = changed_members(old, before, new, now)?
                {
                    return Ok(Compared::Changed(members));
                }
                Ok(if is_reweighted(old, before, new, now, &tokens) {
                    Compared::Reweighted(b.same_as.clone())
                } else {
                    Compared::Same(b.same_as.clone())
                })
            })
            .collect::<Result<_, RecordError>>()?;
        for (&(before, _), compared) in common.iter().zip(&compared) {
            if let Compared::Changed(members) = compared {
                let id = old.designation_id(before).to_owned();
                changes.changed.insert(id, members.clone());
            }
        }
        for ((&(before, now), compared), in_place) in common.iter().zip(&compared).zip(in_place) {
            // An alert says under which programs others list the same party. (Had one come or gone, `same_as` itself
            // would differ; it may still name one that the index never had.)
            let linked = match compared {
                Compared::Same(same_as) | Compared::Reweighted(same_as) => same_as.iter().any(|id| {
                    old.find(id).is_some() != new.find(id).is_some() || changes.changed.contains_key(id)
                }),
                Compared::Changed(_) => false,
            };
            let counts = &mut changes.counts;
            match compared {
                Compared::Changed(_) => counts.changed += 1,
                _ if linked => counts.linked += 1,
                Compared::Reweighted(_) => counts.reweighted += 1,
                Compared::Same(_) if !in_place => counts.moved += 1,
                Compared::Same(_) => continue,
            }
            changes.affected.old.push(before);
            changes.affected.new.push(now);
        }
        changes.affected.tokens = tokens;
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

/// What is kept of a record to compare it.
struct Stored {
    /// BLAKE3 of its stored form.
    digest: [u8; 32],
    same_as: Vec<String>,
}

impl Stored {
    /// Of each designation, by ordinal.
    fn of(index: &Index) -> Result<Vec<Stored>, RecordError> {
        #[derive(Deserialize)]
        struct Links {
            #[serde(default)]
            same_as: Vec<String>,
        }
        let mut all = Vec::with_capacity(index.designation_count() as usize);
        index.each_record(|_, json| {
            // Few have links, and reading a record takes longer than unpacking it.
            let may_have_links = json.windows(LINKS.len()).any(|bytes| bytes == LINKS);
            all.push(Stored {
                digest: *blake3::hash(json).as_bytes(),
                same_as: if may_have_links {
                    serde_json::from_slice::<Links>(json)?.same_as
                } else {
                    Vec::new()
                },
            });
            Ok(())
        })?;
        Ok(all)
    }
}

/// Begins the links of a record in its stored form.
const LINKS: &[u8] = b"\"same_as\":";

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

/// Whether a word of a name weighs something else. The names are the same.
fn is_reweighted(old: &Index, before: u32, new: &Index, now: u32, tokens: &FxHashSet<Box<str>>) -> bool {
    old.names_of(before).zip(new.names_of(now)).any(|(a, b)| {
        let (a, b) = (old.name(a), new.name(b));
        // The same names have the same words, or one of the two indexes is forged.
        a.len() != b.len()
            || (0..a.len()).any(|n| {
                tokens.contains(a.text(n))
                    || (a.text(n), a.class(n), a.weight(n).to_bits())
                        != (b.text(n), b.class(n), b.weight(n).to_bits())
            })
    })
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

/// For each pair, whether it may stay where it is: of the pairs, ascending in their first member, those of a longest
/// row that ascends in the second as well. The others are what moved.
fn in_order(pairs: &[(u32, u32)]) -> Vec<bool> {
    // Patience sorting: for each length, the pair with which a row of that length ends lowest.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, &(_, now)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < now);
        previous.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut stays = vec![false; pairs.len()];
    let mut at = ends.last().copied();
    while let Some(pair) = at {
        stays[pair] = true;
        at = previous[pair];
    }
    stays
}

#[cfg(test)]
mod tests {
    use portcullis_index::{Index, build};
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::{AffectedCounts, Changes, Fate, in_order};

    fn listed(id: &str, name: &str) -> Designation {
        let mut designation = Designation::new(id, "Test", "UN", Schema::Person);
        designation.names.push(Name::new(name, NameKind::Primary));
        designation
    }

    fn index(designations: &[Designation]) -> Index {
        Index::from_bytes(build(designations, &[]).unwrap()).unwrap()
    }

    #[test]
    fn the_fewest_are_said_to_have_moved() {
        let moved = |now: &[u32]| {
            let pairs: Vec<(u32, u32)> = (0..).zip(now.iter().copied()).collect();
            let stays = in_order(&pairs);
            (0..pairs.len()).filter(|&at| !stays[at]).collect::<Vec<_>>()
        };
        assert_eq!(moved(&[]), Vec::<usize>::new());
        assert_eq!(moved(&[3, 5, 8]), Vec::<usize>::new());
        assert_eq!(moved(&[7, 1, 2, 3]), [0]);
        assert_eq!(moved(&[1, 2, 9, 3, 4]), [2]);
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
        let expected = AffectedCounts {
            added: 1,
            removed: 1,
            changed: 1,
            ..AffectedCounts::default()
        };
        assert_eq!(changes.counts, expected);
        assert_eq!(
            (&changes.affected.old, &changes.affected.new),
            (&vec![2, 1], &vec![2, 1])
        );
        assert_eq!(changes.fate("t-1"), Fate::Same);
        assert_eq!(changes.fate("t-2"), Fate::Changed(&["remarks".to_owned()]));
        assert_eq!(changes.fate("t-3"), Fate::Removed);
    }

    #[test]
    fn a_word_that_more_designations_bear_affects_all_who_bear_it() {
        let old = vec![listed("t-1", "BOUT, Viktor"), listed("t-2", "KONY, Joseph")];
        let mut new = old.clone();
        new.extend((3..60).map(|n| listed(&format!("t-{n}"), "BOUT, Sergei")));
        let changes = Changes::between(&index(&old), &index(&new)).unwrap();
        assert_eq!((changes.counts.added, changes.counts.reweighted), (57, 1));
        assert!(changes.affected.tokens.contains("bout") && changes.affected.tokens.contains("sergei"));
        assert!(!changes.affected.tokens.contains("kony"));
    }

    #[test]
    fn a_change_of_the_same_party_on_another_list_is_one_of_its_alerts() {
        let mut old = vec![listed("t-1", "BOUT, Viktor"), listed("u-1", "KONY, Joseph")];
        old[0].same_as.push("u-1".to_owned());
        let mut new = old.clone();
        new[1].programs.push("UN-More".to_owned());
        let changes = Changes::between(&index(&old), &index(&new)).unwrap();
        assert_eq!((changes.counts.changed, changes.counts.linked), (1, 1));
        assert_eq!(changes.affected.old, [0, 1]);
    }

    #[test]
    fn a_list_in_another_order_affects_what_moved() {
        let old = vec![
            listed("t-1", "BOUT, Viktor"),
            listed("t-2", "KONY, Joseph"),
            listed("t-3", "HAQQANI, Siraj"),
        ];
        let new = vec![old[2].clone(), old[0].clone(), old[1].clone()];
        let changes = Changes::between(&index(&old), &index(&new)).unwrap();
        assert_eq!((changes.counts.total(), changes.counts.moved), (1, 1));
        assert_eq!(
            (&changes.affected.old, &changes.affected.new),
            (&vec![2], &vec![0])
        );
    }

    #[test]
    fn an_index_is_the_same_as_itself() {
        let list = index(&[listed("t-1", "BOUT, Viktor")]);
        assert_eq!(Changes::between(&list, &list).unwrap().counts.total(), 0);
    }
}
