//! Many words in little memory.

/// Very many words, end to end: drawing one at random then costs one or two cache misses in a megabyte.
#[derive(Debug, Default)]
pub(crate) struct Words {
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<u32>,
}

impl Words {
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// A word; empty where there is none.
    pub(crate) fn get(&self, at: usize) -> &str {
        let place = |at: usize| self.ends.get(at).map_or(self.text.len(), |end| *end as usize);
        let start = at.checked_sub(1).map_or(0, place);
        self.text.get(start..place(at)).unwrap_or_default()
    }
}

impl FromIterator<String> for Words {
    /// Words beyond 4 GiB of text are left out.
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> Words {
        let mut all = Words::default();
        for word in words {
            let Ok(end) = u32::try_from(all.text.len() + word.len()) else {
                break;
            };
            all.text.push_str(&word);
            all.ends.push(end);
        }
        all
    }
}
