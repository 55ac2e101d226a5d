//! What a score means: of each band of scores, what it caught and what it raised.

use std::fmt;

use portcullis_model::Score;
use serde::Serialize;

use crate::measures::ratio;
use crate::observe::Observations;

/// Bands are this many ten-thousandths wide.
const WIDTH: u16 = 500;

/// Queries and negatives whose deciding score lies in a band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// Lowest score of the band.
    pub from: Score,
    /// Scores of the band are below this; `None` for the last band, which holds the score 1 only.
    pub to: Option<Score>,
    /// Queries that found what they should with such a score.
    pub caught: u64,
    /// `caught` as a share of all queries: the recall that a threshold above the band gives up.
    pub caught_share: f64,
    /// Negatives that alerted with such a score.
    pub raised: u64,
    /// `raised` as a share of all negatives: the alert rate that a threshold above the band saves.
    pub raised_share: f64,
    /// Recall with the threshold at the foot of the band, over all queries of all files.
    pub recall_from: f64,
    /// Alert rate with the threshold at the foot of the band, over all negatives of all files.
    pub alert_rate_from: f64,
}

/// Score bands, lowest first; shown as a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bands {
    /// Queries of all files.
    pub queries: u64,
    /// Negatives of all files.
    pub negatives: u64,
    /// From the floor to 1.
    pub bands: Vec<Band>,
}

impl Observations {
    /// Bands of 0.05 from the floor up, and one for the score 1.
    #[must_use]
    pub fn bands(&self) -> Bands {
        let caught = |from: Score| {
            self.queries
                .iter()
                .map(|observed| observed.count_at(from))
                .sum::<u64>()
        };
        let raised = |from: Score| {
            self.negatives
                .iter()
                .map(|observed| observed.count_at(from))
                .sum::<u64>()
        };
        let queries = self.queries.iter().map(crate::Observed::n).sum();
        let negatives = self.negatives.iter().map(crate::Observed::n).sum();
        let mut bands = Vec::new();
        let mut from = self.floor;
        loop {
            let next = Score::from_ten_thousandths((from.ten_thousandths() / WIDTH + 1) * WIDTH);
            let to = (from < Score::ONE).then_some(next);
            let above = to.map_or((0, 0), |to| (caught(to), raised(to)));
            let (caught_from, raised_from) = (caught(from), raised(from));
            bands.push(Band {
                from,
                to,
                caught: caught_from - above.0,
                caught_share: ratio(caught_from - above.0, queries),
                raised: raised_from - above.1,
                raised_share: ratio(raised_from - above.1, negatives),
                recall_from: ratio(caught_from, queries),
                alert_rate_from: ratio(raised_from, negatives),
            });
            match to {
                Some(to) => from = to,
                None => {
                    return Bands {
                        queries,
                        negatives,
                        bands,
                    };
                }
            }
        }
    }
}

impl fmt::Display for Bands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} queries that should be caught, {} names that should not be raised",
            self.queries, self.negatives
        )?;
        writeln!(
            f,
            "{:<16}{:>9}{:>9}{:>9}{:>10}  {:>17}{:>12}",
            "score", "caught", "", "raised", "", "from here: recall", "alert rate"
        )?;
        for band in &self.bands {
            let scores = match band.to {
                Some(to) => format!("[{:#}, {to:#})", band.from),
                None => format!("{:#}", band.from),
            };
            writeln!(
                f,
                "{scores:<16}{:>9}{:>8.2}%{:>9}{:>9.3}%  {:>16.2}%{:>11.3}%",
                band.caught,
                band.caught_share * 100.0,
                band.raised,
                band.raised_share * 100.0,
                band.recall_from * 100.0,
                band.alert_rate_from * 100.0
            )?;
        }
        Ok(())
    }
}
