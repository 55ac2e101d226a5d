//! What other programs scored on the same files, to be drawn beside our curve.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::EvaluationError;

/// Another program's figures at its one operating point.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Peer {
    /// The program and its setting.
    pub name: String,
    /// Recall by file of queries, 0 to 1.
    pub recall: BTreeMap<String, f64>,
    /// Alert rate by file of negatives, 0 to 1.
    pub alert_rate: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct Figures {
    recall: Option<BTreeMap<String, f64>>,
    alert_rate: Option<BTreeMap<String, f64>>,
}

/// Reads files of peers' figures: JSON of the form `{PEER: {"recall": {FILE: 0.9}, "alert_rate": {FILE: 0.01}}}`.
/// Programs without both (figures over pairs of names, say) are left out: they have no place on a curve.
///
/// # Errors
/// A file that cannot be read or has another form.
pub fn read_peers(paths: &[PathBuf]) -> Result<Vec<Peer>, EvaluationError> {
    let mut peers = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(path).map_err(|source| EvaluationError::Io {
            path: path.clone(),
            source,
        })?;
        peers.extend(parse(path, &text)?);
    }
    Ok(peers)
}

fn parse(path: &Path, text: &str) -> Result<Vec<Peer>, EvaluationError> {
    let wrong = |reason: String| EvaluationError::Peers {
        path: path.to_owned(),
        reason,
    };
    let figures: BTreeMap<String, Figures> = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
    let mut peers = Vec::new();
    for (name, figures) in figures {
        let (Some(recall), Some(alert_rate)) = (figures.recall, figures.alert_rate) else {
            continue;
        };
        if let Some((file, value)) = recall
            .iter()
            .chain(&alert_rate)
            .find(|(_, v)| !(0.0..=1.0).contains(*v))
        {
            return Err(wrong(format!(
                "`{name}` has {value} for `{file}`, which is not between 0 and 1"
            )));
        }
        peers.push(Peer {
            name,
            recall,
            alert_rate,
        });
    }
    Ok(peers)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::parse;

    #[test]
    fn programs_with_recall_and_alert_rate_have_a_place_on_the_curve_and_others_do_not() {
        let text = r#"{"a 80": {"recall": {"q": 0.5}, "alert_rate": {"n": 0.1}, "names_per_second": 9},
                       "b": {"threshold": 0.9, "groups": {}}}"#;
        let peers = parse(Path::new("p.json"), text).unwrap();
        assert_eq!(peers.len(), 1);
        assert_eq!(
            (
                peers[0].name.as_str(),
                peers[0].recall["q"],
                peers[0].alert_rate["n"]
            ),
            ("a 80", 0.5, 0.1)
        );
    }

    #[test]
    fn figures_that_are_no_shares_are_refused_by_name() {
        let error = |text: &str| parse(Path::new("p.json"), text).unwrap_err().to_string();
        let percent = error(r#"{"a": {"recall": {"q": 50}, "alert_rate": {"n": 0.1}}}"#);
        assert!(
            percent.starts_with("p.json: `a` has 50 for `q`, which is not between 0 and 1"),
            "{percent}"
        );
        assert!(
            error("[1]").starts_with("p.json: invalid type"),
            "{}",
            error("[1]")
        );
    }
}
