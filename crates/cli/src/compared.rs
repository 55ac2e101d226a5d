//! Two names held against each other: a row a token, how much of each name matched, and what would have made a hit.

use portcullis_matcher::{Explanation, Matcher, Scratch};
use portcullis_model::{Evidence, Score, TokenRelation};
use portcullis_names::{Analysis, Order, SOLID_COVERAGE_MIN};
use serde::Serialize;

/// A token of one name and what stands against it in the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The query's token, or tokens; nothing where only the list has it.
    pub query: Option<String>,
    /// The listed token, or tokens; nothing where only the query has it.
    pub listed: Option<String>,
    /// How they are related; nothing for a token without counterpart.
    pub relation: Option<TokenRelation>,
    /// How much of a match that is, 0 to 1.
    pub similarity: Option<f32>,
    /// What it weighs.
    pub weight: f32,
    /// What the name would score if this token matched: were it also in the query, were it not there, were it spelled as on
    /// the list. Nothing where it does match, or where that cannot be told.
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
        let needed = self.needed * 100.0;
        format!(
            "matched {:.0}% of the query{} and {:.0}% of the listed name by weight; {}",
            self.query * 100.0,
            if self.last_word_aside {
                ", its last word aside, which may be cut,"
            } else {
                ""
            },
            self.listed * 100.0,
            if self.enough {
                format!("one of them must be {needed:.0}%")
            } else {
                format!("neither is {needed:.0}%, and below that no name is found")
            }
        )
    }
}

/// An explanation, worked out.
#[derive(Debug)]
pub struct Compared {
    /// A row a token: those of the query in order, then what is left over of either name.
    pub rows: Vec<Row>,
    /// How much of each name matched.
    pub coverage: Coverage,
    /// The fewest rows found that would have to match as well for a hit, and the score then; nothing when it is one already,
    /// or when a few rows would not do.
    pub would_hit: Option<(Vec<usize>, Score)>,
}

/// Rows that are changed together at most, looking for a hit.
const CHANGES_MAX: usize = 4;

impl Compared {
    /// Works an explanation of `name` against the designation with this ordinal out.
    pub fn new(
        matcher: &Matcher,
        name: &str,
        ordinal: u32,
        explanation: &Explanation,
        threshold: Score,
    ) -> Compared {
        let analysis = Analysis::of(name, Order::AsWritten);
        let mut compared = Compared {
            rows: explanation.evidence.iter().filter_map(row).collect(),
            coverage: Coverage::of(explanation),
            would_hit: None,
        };
        if explanation.score < threshold {
            let tokens: Vec<String> = analysis
                .tokens()
                .map(|(token, _)| bare(token).to_owned())
                .collect();
            let mut scorer = Scorer {
                matcher,
                ordinal,
                scratch: matcher.scratch(),
            };
            // The folded tokens stand for the name only if they score as the name does.
            if scorer.score(&tokens) == explanation.score {
                compared.suppose(&mut scorer, &tokens, threshold);
            }
        }
        compared
    }

    /// Fills in what each row would change, and looks for the rows that would make a hit: the best by itself, then with
    /// it the best of the others, and so on.
    fn suppose(&mut self, scorer: &mut Scorer<'_>, tokens: &[String], threshold: Score) {
        for row in &mut self.rows {
            row.if_matched = row.changed(tokens).map(|tokens| scorer.score(&tokens));
        }
        let mut chosen: Vec<usize> = Vec::new();
        let mut so_far = tokens.to_vec();
        while chosen.len() < CHANGES_MAX {
            let best = (0..self.rows.len())
                .filter(|at| !chosen.contains(at))
                .filter_map(|at| {
                    let changed = self.rows[at].changed(&so_far)?;
                    Some((
                        scorer.score(&changed),
                        self.rows[at].weight,
                        std::cmp::Reverse(at),
                        changed,
                    ))
                })
                .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
            let Some((score, _, std::cmp::Reverse(at), changed)) = best else {
                return;
            };
            chosen.push(at);
            so_far = changed;
            if score >= threshold {
                self.would_hit = Some((chosen, score));
                return;
            }
        }
    }

    /// What was missing for a hit, in one sentence.
    pub fn missing(&self) -> Option<String> {
        let (rows, score) = self.would_hit.as_ref()?;
        let changes: Vec<String> = rows.iter().map(|at| self.rows[*at].change()).collect();
        Some(format!("{} it would score {score}, a hit", changes.join(" and ")))
    }
}

fn row(piece: &Evidence) -> Option<Row> {
    match piece {
        Evidence::Token {
            query,
            listed,
            relation,
            similarity,
            weight,
        } => Some(Row {
            query: Some(query.clone()),
            listed: Some(listed.clone()),
            relation: Some(*relation),
            similarity: Some(*similarity),
            weight: *weight,
            if_matched: None,
        }),
        Evidence::Unmatched { text, listed, weight } => Some(Row {
            query: (!listed).then(|| text.clone()),
            listed: listed.then(|| text.clone()),
            relation: None,
            similarity: None,
            weight: *weight,
            if_matched: None,
        }),
        _ => None,
    }
}

impl Row {
    /// The query's tokens as they would be if this row matched.
    fn changed(&self, tokens: &[String]) -> Option<Vec<String>> {
        let mut tokens = tokens.to_vec();
        match (&self.query, &self.listed) {
            (None, Some(listed)) => tokens.extend(listed.split(' ').map(str::to_owned)),
            (Some(query), listed) => {
                if self.similarity.is_some_and(|similarity| similarity >= 1.0) {
                    return None;
                }
                let words: Vec<&str> = query.split(' ').collect();
                let at = tokens.windows(words.len()).position(|window| window == words)?;
                let instead = listed
                    .iter()
                    .flat_map(|listed| listed.split(' '))
                    .map(str::to_owned);
                tokens.splice(at..at + words.len(), instead);
            }
            (None, None) => return None,
        }
        (!tokens.is_empty()).then_some(tokens)
    }

    /// That change in words.
    fn change(&self) -> String {
        match (&self.query, &self.listed) {
            (Some(query), Some(listed)) => format!("with `{listed}` for `{query}`"),
            (Some(query), None) => format!("without `{query}`"),
            (None, Some(listed)) => format!("with `{listed}`"),
            (None, None) => String::new(),
        }
    }
}

/// Scores changed names against one designation.
struct Scorer<'m> {
    matcher: &'m Matcher,
    ordinal: u32,
    scratch: Scratch,
}

impl Scorer<'_> {
    fn score(&mut self, tokens: &[String]) -> Score {
        self.matcher
            .explain(&tokens.join(" "), self.ordinal, &mut self.scratch)
            .map_or(Score::ZERO, |explanation| explanation.score)
    }
}

/// A token without the marks that tell its kind (family of a legal form, script).
fn bare(token: &str) -> &str {
    token.trim_start_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::Coverage;

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
}
