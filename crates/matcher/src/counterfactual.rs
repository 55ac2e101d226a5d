//! What would have made a hit of a name that scores below the threshold: the search behind `portcullis explain`.

use portcullis_model::{Evidence, Score, TokenRelation};
use portcullis_names::{Analysis, Order};

use crate::{Matcher, Scratch};

/// A token of one name, or several neighbors, and what stands against it in the other.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedToken {
    /// The query's text, folded; `None` where only the list has it.
    pub query: Option<String>,
    /// The listed text, folded; `None` where only the query has it.
    pub listed: Option<String>,
    /// How they are related; `None` for a token without counterpart.
    pub relation: Option<TokenRelation>,
    /// How much of a match that is, 0 to 1.
    pub similarity: Option<f32>,
    /// What it weighs.
    pub weight: f32,
    /// What the name would score if this token matched: were it also in the query, were it not there, were it spelled as on
    /// the list. `None` where it does match, where the name is a hit already, and where that cannot be told.
    pub if_matched: Option<Score>,
}

/// What a name and a designation have in common, token by token, and what would have made a hit of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterfactual {
    /// The tokens of the query in order, then what is left over of either name.
    pub tokens: Vec<ComparedToken>,
    /// The fewest tokens found that would have to match as well for a hit, by their places in `tokens`, and the score
    /// then; `None` when it is a hit already, or when a few tokens would not do.
    pub would_hit: Option<(Vec<usize>, Score)>,
}

/// Tokens that are changed together at most, looking for a hit.
const CHANGES_MAX: usize = 4;

impl Matcher {
    /// What would have made a hit of a name. `of_name` and `evidence` are what [`Matcher::explain`] says of the name and the
    /// designation.
    #[must_use]
    pub fn counterfactual(
        &self,
        name: &str,
        designation: u32,
        of_name: Score,
        evidence: &[Evidence],
        scratch: &mut Scratch,
    ) -> Counterfactual {
        let mut found = Counterfactual {
            tokens: evidence.iter().filter_map(compared).collect(),
            would_hit: None,
        };
        if of_name >= self.options().threshold {
            return found;
        }
        let query: Vec<String> = Analysis::of(name, Order::AsWritten)
            .tokens()
            .map(|(token, _)| bare(token).to_owned())
            .collect();
        let mut score = |query: &[String]| {
            self.explain(&query.join(" "), designation, scratch)
                .map_or(Score::ZERO, |explanation| explanation.score)
        };
        // The folded tokens stand for the name only if they score as the name does.
        if score(&query) == of_name {
            for token in &mut found.tokens {
                token.if_matched = token.matched_in(&query).map(|query| score(&query));
            }
            found.would_hit = fewest_changes(&found.tokens, query, self.options().threshold, score);
        }
        found
    }
}

/// Looks for the tokens that would make a hit if they matched: the best by itself, then with it the best of the others,
/// and so on.
fn fewest_changes(
    tokens: &[ComparedToken],
    mut query: Vec<String>,
    threshold: Score,
    mut score: impl FnMut(&[String]) -> Score,
) -> Option<(Vec<usize>, Score)> {
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < CHANGES_MAX {
        let (best, at, changed) = (0..tokens.len())
            .filter(|at| !chosen.contains(at))
            .filter_map(|at| {
                let changed = tokens[at].matched_in(&query)?;
                Some((score(&changed), at, changed))
            })
            .max_by(|a, b| {
                let weights = tokens[a.1].weight.total_cmp(&tokens[b.1].weight);
                a.0.cmp(&b.0).then(weights).then(b.1.cmp(&a.1))
            })?;
        chosen.push(at);
        query = changed;
        if best >= threshold {
            return Some((chosen, best));
        }
    }
    None
}

fn compared(piece: &Evidence) -> Option<ComparedToken> {
    match piece {
        Evidence::Token {
            query,
            listed,
            relation,
            similarity,
            weight,
        } => Some(ComparedToken {
            query: Some(query.clone()),
            listed: Some(listed.clone()),
            relation: Some(*relation),
            similarity: Some(*similarity),
            weight: *weight,
            if_matched: None,
        }),
        Evidence::Unmatched { text, listed, weight } => Some(ComparedToken {
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

impl ComparedToken {
    /// The query's tokens as they would be if this one matched; `None` when it does.
    fn matched_in(&self, query: &[String]) -> Option<Vec<String>> {
        let mut changed = query.to_vec();
        match (&self.query, &self.listed) {
            (None, Some(listed)) => changed.extend(listed.split(' ').map(str::to_owned)),
            (Some(own), listed) => {
                if self.similarity.is_some_and(|similarity| similarity >= 1.0) {
                    return None;
                }
                let words: Vec<&str> = own.split(' ').collect();
                let at = changed.windows(words.len()).position(|window| window == words)?;
                let instead = listed
                    .iter()
                    .flat_map(|listed| listed.split(' '))
                    .map(str::to_owned);
                changed.splice(at..at + words.len(), instead);
            }
            (None, None) => return None,
        }
        (!changed.is_empty()).then_some(changed)
    }
}

/// A token without the marks that tell its kind (family of a legal form, script).
fn bare(token: &str) -> &str {
    token.trim_start_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use portcullis_model::Score;

    use super::{ComparedToken, fewest_changes};

    fn token(query: Option<&str>, listed: Option<&str>, weight: f32) -> ComparedToken {
        ComparedToken {
            query: query.map(str::to_owned),
            listed: listed.map(str::to_owned),
            relation: None,
            similarity: query.and(listed).map(|_| 0.9),
            weight,
            if_matched: None,
        }
    }

    /// A tenth for each right word, less half a tenth for each wrong one.
    fn score(query: &[String]) -> Score {
        let right = query
            .iter()
            .filter(|word| ["viktor", "bout", "trading"].contains(&word.as_str()))
            .count();
        let wrong = query.len() - right;
        Score::from_ten_thousandths(
            u16::try_from(1_000 * right).unwrap() - u16::try_from(500 * wrong).unwrap().min(900),
        )
    }

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_change_that_helps_most_comes_first_and_no_more_are_made_than_needed() {
        let tokens = [
            token(Some("wiktor"), Some("viktor"), 0.9),
            token(Some("smith"), None, 0.5),
            token(None, Some("trading"), 0.2),
        ];
        let changes = |threshold| {
            let threshold = Score::from_ten_thousandths(threshold);
            fewest_changes(&tokens, words("wiktor bout smith"), threshold, score)
        };
        let (chosen, reached) = changes(1_500).unwrap();
        assert_eq!((chosen, reached), (vec![0], Score::from_ten_thousandths(1_500)));
        assert_eq!(changes(2_500).unwrap().0, [0, 2]);
        assert_eq!(changes(3_000).unwrap().0, [0, 2, 1]);
        assert_eq!(changes(3_001), None);
    }
}
