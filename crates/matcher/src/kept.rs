//! Comparisons that are kept, for whoever looks for better parameters of the score.

use portcullis_model::Score;
use portcullis_names::{Kept, Reading, each_reading};

use crate::{
    Matcher, Scratch,
    query::NameText,
    search::{compare, prepare, prepare_mended},
};

impl Matcher {
    /// The comparisons of a name with the names of some designations that a search looks at, in each of its readings as a name, as far as
    /// they score `floor` or more.
    #[must_use]
    pub fn kept(&self, name: &str, designations: &[u32], floor: Score, scratch: &mut Scratch) -> Vec<Kept> {
        let mut kept = Vec::new();
        self.keep(name.into(), designations, floor, scratch, &mut kept);
        each_reading(name, |part, reading| match reading {
            Reading::Own | Reading::Anybodys => {
                self.keep(part.into(), designations, floor, scratch, &mut kept);
            }
            // What a text says is no matter of these parameters alone.
            Reading::Text => {}
        });
        kept
    }

    fn keep(
        &self,
        text: NameText<'_>,
        designations: &[u32],
        floor: Score,
        scratch: &mut Scratch,
        kept: &mut Vec<Kept>,
    ) {
        let scratch = &mut scratch.search;
        let mut has_reading = prepare(&self.index, &self.options, text, scratch);
        while has_reading {
            for ordinal in designations.iter().flat_map(|&of| self.index.names_of(of)) {
                let listed = self.index.name(ordinal);
                if !self.searches(ordinal) || listed.is_former() || compare(&listed, scratch).0.score < floor
                {
                    continue;
                }
                let query = &scratch.query;
                kept.push(Kept::of(
                    &query.weighted(),
                    &listed,
                    query.analysis.cut,
                    &scratch.pairs,
                ));
            }
            has_reading =
                !scratch.query.is_mended() && prepare_mended(&self.index, &self.options, text, scratch);
        }
    }
}
