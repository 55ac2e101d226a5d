//! Every listed name, written in every way that bank data writes names, and asked for: what a bank's own lists and threshold
//! find of manipulated records.

mod kinds;
mod report;
mod slips;

use std::collections::HashSet;

use portcullis_matcher::{Matcher, PartyQuery, Scratch};
use portcullis_model::{Schema, Score};
use portcullis_synthetic::Random;
use unicode_script::{Script, UnicodeScript};

pub use kinds::{KINDS, Severity, VariantKind};
pub use report::{GroupRecall, KindRecall, MissedVariant, SelfTestReport};

use crate::EvaluationError;
use crate::observe::ScratchPool;

/// What a self-test takes and how it draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelfTest {
    /// The random numbers. Another seed makes other slips and takes another sample.
    pub seed: u64,
    /// How many listed names are taken; all when there are fewer, or `None`.
    pub sample: Option<usize>,
}

impl Default for SelfTest {
    fn default() -> SelfTest {
        SelfTest {
            seed: 1,
            sample: None,
        }
    }
}

/// A listed name that is tested.
struct Subject<'i> {
    name: &'i str,
    designation: u32,
    id: &'i str,
    schema: Schema,
    script: &'static str,
    list: usize,
}

/// What came of a variant.
enum Asked {
    /// Its designation was hit.
    Found,
    /// It was not: the variant, and how near it came.
    Missed {
        variant: String,
        score: Score,
        nearest: String,
    },
}

/// Makes variants of the listed names that a search looks at, screens each at the matcher's threshold on all threads of the
/// current rayon pool, and counts which hit the designation that they were made of.
///
/// The variants of a name follow from the seed, the designation's id, the name and the kind alone: other names on the list
/// change nothing of them, and neither does the number of threads.
///
/// # Errors
/// The index has no name that a search looks at, or a record of it cannot be read.
pub fn selftest(matcher: &Matcher, test: SelfTest) -> Result<SelfTestReport, EvaluationError> {
    let mut lists = Vec::new();
    let subjects = subjects(matcher, test, &mut lists)?;
    let pool = ScratchPool::new(matcher);
    let asked = pool.map(&subjects, |subject, scratch| {
        KINDS
            .iter()
            .map(|kind| ask(matcher, test.seed, subject, kind, scratch))
            .collect::<Vec<Option<Asked>>>()
    });
    let mut report = SelfTestReport::new(matcher, test, subjects.len());
    for (subject, asked) in subjects.iter().zip(asked) {
        for (kind, asked) in KINDS.iter().zip(asked) {
            if let Some(asked) = asked {
                report.count(kind, subject, &lists[subject.list], asked);
            }
        }
    }
    report.settle();
    Ok(report)
}

fn ask(
    matcher: &Matcher,
    seed: u64,
    subject: &Subject<'_>,
    kind: &VariantKind,
    scratch: &mut Scratch,
) -> Option<Asked> {
    let mut random = Random::of_texts(seed, &[subject.id, subject.name, kind.name]);
    let variant = kind.variant(subject.name, subject.schema, &mut random)?;
    let query = PartyQuery {
        name: &variant,
        ..PartyQuery::default()
    };
    let hits = matcher.check(&query, scratch).hits;
    if hits.iter().any(|hit| hit.designation == subject.designation) {
        return Some(Asked::Found);
    }
    let (score, nearest) = matcher
        .explain(&variant, subject.designation, scratch)
        .map_or((Score::ZERO, String::new()), |near| (near.score, near.matched));
    Some(Asked::Missed {
        variant,
        score,
        nearest,
    })
}

/// The listed names to test, in the order of the index; appends the lists they are on.
fn subjects<'m>(
    matcher: &'m Matcher,
    test: SelfTest,
    lists: &mut Vec<String>,
) -> Result<Vec<Subject<'m>>, EvaluationError> {
    let index = matcher.index();
    let mut subjects = Vec::new();
    for designation in 0..index.designation_count() {
        let id = index.designation_id(designation);
        let list = index
            .designation(designation)
            .map_err(|error| EvaluationError::Record {
                id: id.to_owned(),
                reason: error.to_string(),
            })?
            .list;
        let at = lists
            .iter()
            .position(|known| *known == list)
            .unwrap_or(lists.len());
        if at == lists.len() {
            lists.push(list);
        }
        let mut seen = HashSet::new();
        for ordinal in index.names_of(designation) {
            let name = index.name(ordinal);
            // A name of a former record is asked for as of its day, and one that is there twice is one.
            if matcher.searches(ordinal) && !name.is_former() && seen.insert(name.published()) {
                subjects.push(Subject {
                    name: name.published(),
                    designation,
                    id,
                    schema: index.schema(designation),
                    script: script_of(name.published()),
                    list: at,
                });
            }
        }
    }
    if subjects.is_empty() {
        return Err(EvaluationError::NothingListed);
    }
    if let Some(sample) = test.sample.filter(|&sample| sample < subjects.len()) {
        // The names that draw the least numbers: which they are does not hang on where they stand.
        let drawn = |s: &Subject<'_>| Random::of_texts(test.seed, &[s.id, s.name]).below(u64::MAX);
        subjects.sort_by_cached_key(|subject| (drawn(subject), subject.designation));
        subjects.truncate(sample);
        subjects.sort_by_key(|subject| subject.designation);
    }
    Ok(subjects)
}

/// The script that most letters of a name are of, by its English name; `none` without letters.
fn script_of(name: &str) -> &'static str {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for c in name.chars().filter(|c| c.is_alphabetic()) {
        let script = c.script();
        match counts.iter_mut().find(|(of, _)| *of == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    // Of two that are even, the one that stands first.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or("none", |(script, _)| script.full_name())
}

#[cfg(test)]
mod tests {
    use super::script_of;

    #[test]
    fn the_script_of_a_name_is_that_of_most_of_its_letters() {
        assert_eq!(script_of("BOUT, Viktor"), "Latin");
        assert_eq!(script_of("ООО Ромашка (OOO)"), "Cyrillic");
        assert_eq!(script_of("كريم"), "Arabic");
        assert_eq!(script_of("北京"), "Han");
        assert_eq!(script_of("1389"), "none");
    }
}
