//! Why a name scores what it does against one designation.

use portcullis_model::{Evidence, NameKind, Score};
use portcullis_names::Coverage;

use crate::{
    Matcher, Scratch,
    search::{SearchScratch, compare, prepare, prepare_mended},
};

/// How a name compares with a designation, hit or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The designation's name that comes nearest.
    pub matched: String,
    /// What kind of name it is.
    pub name_kind: NameKind,
    /// Its score.
    pub score: Score,
    /// Why.
    pub evidence: Vec<Evidence>,
    /// How much of the two names matched, of which some is needed for any score.
    pub coverage: Coverage,
}

impl Matcher {
    /// How a name compares with a designation, whatever the threshold; `None` when the designation has no name
    /// that can be compared. Weak aliases are compared too, names of former records are not.
    #[must_use]
    pub fn explain(&self, name: &str, designation: u32, scratch: &mut Scratch) -> Option<Explanation> {
        let scratch = &mut scratch.search;
        if !prepare(&self.index, &self.options, name.into(), scratch) {
            return None;
        }
        let best_of = |scratch: &mut SearchScratch| {
            self.index
                .names_of(designation)
                .filter(|&ordinal| !self.index.name(ordinal).is_former())
                .map(|ordinal| (compare(&self.index.name(ordinal), scratch).0.score, ordinal))
                .max_by_key(|&(score, ordinal)| (score, std::cmp::Reverse(ordinal)))
        };
        let mut best = best_of(scratch)?;
        if prepare_mended(&self.index, &self.options, name.into(), scratch) {
            match best_of(scratch).filter(|mended| mended.0 > best.0) {
                Some(mended) => best = mended,
                None => {
                    prepare(&self.index, &self.options, name.into(), scratch);
                }
            }
        }
        let listed = self.index.name(best.1);
        let mut evidence = Vec::new();
        let used = self.name_evidence(best.1, scratch, &mut evidence);
        let query = &scratch.query;
        let coverage = Coverage::of(
            &query.weighted(),
            &listed,
            query.analysis.cut,
            &scratch.pairs[..used],
        );
        Some(Explanation {
            matched: listed.published().to_owned(),
            name_kind: listed.kind(),
            score: best.0,
            evidence,
            coverage,
        })
    }
}
