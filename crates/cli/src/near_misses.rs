//! How near the lists came to a name that hits nothing: what is below the threshold, and weak aliases that are not counted.

use portcullis_matcher::{NEAR_FLOOR, Near, NearMiss};
use portcullis_screening::CheckedHit;
use serde::Serialize;

use crate::compared::would_hit;
use crate::failure::Failure;
use crate::hits::{self, Found, FoundIn};
use crate::output::counted;
use crate::why;

/// Designations below the threshold that are shown at most.
pub const SHOWN_MAX: usize = 3;

/// What came near, with what is known of each designation.
pub struct NearMisses<'a> {
    below: Vec<(Found<'a>, &'a NearMiss)>,
    weak_aliases: Vec<(Found<'a>, &'a NearMiss)>,
}

/// What came near as `check --json` prints it.
#[derive(Serialize)]
pub struct NearLine<'a> {
    #[serde(flatten)]
    hit: CheckedHit<'a>,
    /// What facts multiplied the score of the name with; absent where they lower nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    factor: Option<f32>,
    /// What kept it from scoring higher, heaviest first.
    missing: Vec<String>,
    /// What would have made a hit of the name; null where a few words would not do, or facts speak against it.
    would_hit: Option<String>,
}

impl<'a> NearLine<'a> {
    /// What it would have been.
    pub fn hit(&self) -> &CheckedHit<'a> {
        &self.hit
    }
}

impl<'a> NearMisses<'a> {
    /// Looks the designations up.
    pub fn of(found_in: FoundIn<'_>, near: &'a Near) -> Result<NearMisses<'a>, Failure> {
        let find = |misses: &'a [NearMiss]| {
            let find = |miss: &'a NearMiss| Ok((found_in.of(&miss.hit)?, miss));
            misses.iter().map(find).collect::<Result<_, Failure>>()
        };
        Ok(NearMisses {
            below: find(&near.below)?,
            weak_aliases: find(&near.weak_aliases)?,
        })
    }

    /// Whether nothing came near.
    pub fn is_empty(&self) -> bool {
        self.below.is_empty() && self.weak_aliases.is_empty()
    }

    /// What is below the threshold, as `check --json` prints it.
    pub fn below(&self) -> Vec<NearLine<'_>> {
        self.below.iter().map(NearLine::of).collect()
    }

    /// The weak aliases that are not counted, as `check --json` prints them.
    pub fn weak_aliases(&self) -> Vec<NearLine<'_>> {
        self.weak_aliases.iter().map(NearLine::of).collect()
    }

    /// Both as tables, each with a head of its own; at most `limit` weak aliases.
    pub fn text(&self, limit: usize) -> String {
        let mut text = String::new();
        if !self.weak_aliases.is_empty() {
            let shown = self.weak_aliases.len().min(limit);
            let count = counted(
                self.weak_aliases.len() as u64,
                "match of a weak alias",
                "matches of weak aliases",
            );
            text.push_str(&format!(
                "\nnot counted ({count}; --weak-aliases alert counts them):\n{}",
                hits::table(self.weak_aliases[..shown].iter().map(|(found, _)| found), false)
            ));
            if shown < self.weak_aliases.len() {
                let more = self.weak_aliases.len() - shown;
                text.push_str(&format!("… and {more} more (--json has all)\n"));
            }
        }
        if self.below.is_empty() {
            text.push_str(&format!(
                "\nnothing is near: no other name scores {NEAR_FLOOR:.2} or more\n"
            ));
            return text;
        }
        let lacks = self.below.iter().map(|(found, miss)| (found, lacks(miss)));
        text.push_str(&format!(
            "\nnearest below the threshold, down to {NEAR_FLOOR:.2}:\n{}",
            hits::table_saying("what it lacks", lacks, false)
        ));
        text
    }
}

impl<'a> NearLine<'a> {
    fn of((found, miss): &'a (Found<'a>, &'a NearMiss)) -> NearLine<'a> {
        NearLine {
            hit: found.contract(),
            factor: (miss.factor < 1.0).then_some(miss.factor),
            missing: why::missing(&miss.hit.evidence),
            would_hit: words_that_would_do(miss),
        }
    }
}

/// What a near miss lacks: what speaks against it, and which words would make a hit of it.
fn lacks(miss: &NearMiss) -> String {
    let against = why::against(&miss.hit.evidence);
    match words_that_would_do(miss) {
        Some(words) if against.is_empty() => words,
        Some(words) => format!("{against}; {words}"),
        None => against,
    }
}

/// Other words alone make no hit where facts speak against it.
fn words_that_would_do(miss: &NearMiss) -> Option<String> {
    (miss.factor >= 1.0).then(|| would_hit(&miss.counterfactual))?
}
