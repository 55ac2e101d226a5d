use crate::{
    BuildError,
    number::{little_endian, number},
};

/// `Lists`: rows of numbers that dictionaries point to.
#[derive(Debug, Default)]
pub(super) struct ListsBuilder {
    items: Vec<u32>,
}

impl ListsBuilder {
    /// Adds a list; the answer is its place.
    pub fn add(&mut self, items: &[u32]) -> Result<u64, BuildError> {
        let at = self.items.len() as u64;
        self.items.push(number(items.len(), "items in a list")?);
        self.items.extend_from_slice(items);
        number(self.items.len(), "list items")?;
        Ok(at)
    }

    pub fn finish(self) -> Vec<u8> {
        little_endian(&self.items)
    }
}
