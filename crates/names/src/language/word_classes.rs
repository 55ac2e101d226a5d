//! Words in classes, each of which says one thing or is one name.

use rustc_hash::FxHashMap;

#[derive(Debug, Default)]
pub(super) struct WordClasses {
    /// The classes that a word belongs to.
    of: FxHashMap<&'static str, Vec<u16>>,
    members: Vec<Vec<&'static str>>,
}

impl WordClasses {
    pub fn add(&mut self, members: Vec<&'static str>) {
        let class = u16::try_from(self.members.len()).unwrap_or(u16::MAX);
        for word in &members {
            let classes = self.of.entry(word).or_default();
            if !classes.contains(&class) {
                classes.push(class);
            }
        }
        self.members.push(members);
    }

    /// Whether a word belongs to some class.
    pub fn contains(&self, word: &str) -> bool {
        self.of.contains_key(word)
    }

    /// Whether two words belong to one class.
    pub fn share_one(&self, a: &str, b: &str) -> bool {
        let Some(a) = self.of.get(a) else {
            return false;
        };
        let b = self.of.get(b);
        b.is_some_and(|b| a.iter().any(|class| b.contains(class)))
    }

    /// The words of all classes that a word belongs to; may repeat.
    pub fn beside(&self, word: &str) -> impl Iterator<Item = &'static str> {
        self.of
            .get(word)
            .into_iter()
            .flatten()
            .filter_map(|class| self.members.get(usize::from(*class)))
            .flatten()
            .copied()
    }
}
