//! How many designations bear a token, where several lists are in one index.
//!
//! A list added to an index must not make the names of another rarer than they are. Rojas is a common name on OFAC's list;
//! beside three lists of people from elsewhere its share of all designations is a third, and a payment that has nothing
//! but that name would say more than it did. So a token is as common as on the list where it is most common.

use portcullis_model::Designation;
use portcullis_names::list_size;
use rustc_hash::FxHashMap;

/// The lists of an index.
#[derive(Debug)]
pub(super) struct ListSizes {
    /// Which list each designation is on.
    pub list_of: Vec<u32>,
    /// What shares of each are taken of, see [`list_size`].
    sizes: Vec<u64>,
    /// The same of all of them together.
    all: u64,
}

impl ListSizes {
    pub fn of(designations: &[Designation]) -> ListSizes {
        let mut numbers: FxHashMap<(&str, &str), u32> = FxHashMap::default();
        let mut counts: Vec<u32> = Vec::new();
        let list_of = designations
            .iter()
            .map(|designation| {
                let key = (designation.authority.as_str(), designation.list.as_str());
                let next = counts.len();
                let list = *numbers.entry(key).or_insert_with(|| {
                    counts.push(0);
                    // A list has a designation, and those are numbered by `u32`.
                    u32::try_from(next).unwrap_or(u32::MAX)
                });
                counts[list as usize] += 1;
                list
            })
            .collect();
        ListSizes {
            list_of,
            sizes: counts.iter().map(|&count| list_size(count)).collect(),
            all: list_size(counts.iter().sum()),
        }
    }
}

/// Who bears a token.
#[derive(Debug, Default)]
pub(super) struct Bearers {
    all: u32,
    /// The designation that was added last: its other names add nothing.
    last: Option<u32>,
    /// The lists of the bearers, with how many of them each has.
    by_list: Vec<(u32, u32)>,
}

impl Bearers {
    /// Adds a designation. Those of one designation are added one after the other.
    pub fn add(&mut self, designation: u32, list: u32) {
        if self.last.replace(designation) == Some(designation) {
            return;
        }
        self.all += 1;
        match self.by_list.iter_mut().find(|(known, _)| *known == list) {
            Some((_, count)) => *count += 1,
            None => self.by_list.push((list, 1)),
        }
    }

    /// How many designations bear the token, among all of the index, if it is as common as on the list where it is most
    /// common. Of one list it is the number of them. A token that each list has once stays as rare as it is: a party is
    /// not its own namesake, and the first bearer is not counted by weights.
    pub fn listed_in(&self, lists: &ListSizes) -> u32 {
        let on_the_whole = |&(list, count): &(u32, u32)| {
            let size = lists.sizes[list as usize];
            (u64::from(count - 1) * lists.all + size / 2) / size + 1
        };
        let most = self.by_list.iter().map(on_the_whole).max().unwrap_or(0);
        self.all.max(u32::try_from(most).unwrap_or(u32::MAX))
    }
}
