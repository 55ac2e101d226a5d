//! Two names held against each other: a row a token, how much of each name matched, and what would have made a hit.

use portcullis_matcher::{ComparedToken, Counterfactual, Explanation};
use portcullis_model::{Score, TokenRelation};
use portcullis_names::SOLID_COVERAGE_MIN;
use serde::Serialize;

/// A token of one name and what stands against it in the other: [`ComparedToken`] as it is printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub query: Option<String>,
    pub listed: Option<String>,
    pub relation: Option<TokenRelation>,
    pub similarity: Option<f32>,
    pub weight: f32,
    pub if_matched: Option<Score>,
}

/// How much of each name's solid weight matched. Solid are words and numbers; initials, titles, particles and legal
/// forms find nobody by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Coverage {
    /// Part of the query, 0 to 1.
    pub query: f32,
    /// The field is cut, its last word did not match as a whole one, and is no part of the query that is asked for.
    pub last_word_aside: bool,
    /// Part of the listed name, 0 to 1.
    pub listed: f32,
    /// One of the two must reach this for any score at all.
    pub needed: f32,
    /// Whether one does.
    pub enough: bool,
}

impl Coverage {
    fn of(explanation: &Explanation) -> Coverage {
        let coverage = explanation.coverage;
        Coverage {
            query: coverage.of_query(),
            last_word_aside: coverage.last_word_aside,
            listed: coverage.of_listed(),
            needed: SOLID_COVERAGE_MIN,
            enough: coverage.is_enough(),
        }
    }

    /// What was matched and what had to be, in one sentence.
    pub fn sentence(&self) -> String {
        let needed = percent(self.needed);
        format!(
            "matched {}% of the query{} and {}% of the listed name by weight; {}",
            percent(self.query),
            if self.last_word_aside {
                ", its last word aside, which may be cut,"
            } else {
                ""
            },
            percent(self.listed),
            if self.enough {
                format!("one of them must be {needed}%")
            } else {
                format!("neither is {needed}%, and below that no name is found")
            }
        )
    }
}

/// A part in whole percents, rounded down: what falls short of a bar never shows as reaching it.
fn percent(part: f32) -> u8 {
    /// More than an `f32` is off the fraction that it stands for, and too little to see.
    const SLACK: f64 = 1e-5;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let percent = (f64::from(part) * 100.0 + SLACK) as u8;
    percent
}

/// An explanation, ready to be shown.
#[derive(Debug)]
pub struct Compared {
    /// A row a token: those of the query in order, then what is left over of either name.
    pub rows: Vec<Row>,
    /// How much of each name matched.
    pub coverage: Coverage,
    /// What would have made a hit of it, in one sentence.
    pub would_hit: Option<String>,
}

impl Compared {
    /// Of an explanation of a name, and what would have made a hit of it.
    pub fn new(explanation: &Explanation, counterfactual: Counterfactual) -> Compared {
        Compared {
            coverage: Coverage::of(explanation),
            would_hit: would_hit(&counterfactual),
            rows: counterfactual.tokens.into_iter().map(Row::of).collect(),
        }
    }
}

/// What would have made a hit of a name, in one sentence; `None` where a few words would not do.
pub fn would_hit(counterfactual: &Counterfactual) -> Option<String> {
    let (tokens, score) = counterfactual.would_hit.as_ref()?;
    let changes: Vec<String> = tokens
        .iter()
        .map(|at| change(&counterfactual.tokens[*at]))
        .collect();
    Some(format!("{} it would score {score}, a hit", changes.join(" and ")))
}

/// The change that would make a token match, in words.
fn change(token: &ComparedToken) -> String {
    match (&token.query, &token.listed) {
        (Some(query), Some(listed)) => format!("with `{listed}` for `{query}`"),
        (Some(query), None) => format!("without `{query}`"),
        (None, Some(listed)) => format!("with `{listed}`"),
        (None, None) => String::new(),
    }
}

impl Row {
    fn of(token: ComparedToken) -> Row {
        Row {
            query: token.query,
            listed: token.listed,
            relation: token.relation,
            similarity: token.similarity,
            weight: token.weight,
            if_matched: token.if_matched,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Coverage, percent};

    #[test]
    fn the_sentence_says_what_is_compared_in_a_cut_field() {
        let whole = Coverage {
            query: 1.0,
            last_word_aside: false,
            listed: 0.304,
            needed: 0.6,
            enough: true,
        };
        assert_eq!(
            whole.sentence(),
            "matched 100% of the query and 30% of the listed name by weight; one of them must be 60%"
        );
        let cut = Coverage {
            last_word_aside: true,
            ..whole
        };
        assert_eq!(
            cut.sentence(),
            "matched 100% of the query, its last word aside, which may be cut, and 30% of the listed name by weight; \
             one of them must be 60%"
        );
        let little = Coverage {
            query: 0.5,
            enough: false,
            ..whole
        };
        assert_eq!(
            little.sentence(),
            "matched 50% of the query and 30% of the listed name by weight; neither is 60%, and below that no name is \
             found"
        );
    }

    #[test]
    fn what_falls_short_of_the_bar_never_shows_as_reaching_it() {
        assert_eq!([0.599, 0.5999, 0.6, 0.0, 1.0].map(percent), [59, 59, 60, 0, 100]);
        // Every whole percent shows as itself, although an f32 may lie just below it.
        for whole in 0..=100u8 {
            assert_eq!(percent(f32::from(whole) / 100.0), whole);
        }
    }
}
