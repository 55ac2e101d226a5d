//! What a decree imposes, in the words of the list.

use std::sync::LazyLock;

use portcullis_model::Measure;

use crate::located::add_once;
use crate::report::SourceReport;
use crate::text::squeeze;

/// What words come to: `words;measure`, or `none` for what restricts no dealing. Restrictions whose words are not in it are
/// held to be a trade ban, which binds payments: a measure must not get lost because its name is new.
const MEASURES: &str = include_str!("../../../data/ua_measures.csv");

/// The measures of a cell that numbers its restrictions: `1) …; 2) …`.
pub(super) fn measures(cell: &str, report: &mut SourceReport) -> Vec<Measure> {
    let mut measures = Vec::new();
    for restriction in restrictions(cell) {
        let folded = fold(&restriction);
        let mut is_known = false;
        for (words, measure) in ROWS.iter().filter(|(words, _)| folded.contains(words)) {
            is_known |= !words.is_empty();
            measures.extend(*measure);
        }
        if !is_known {
            report.miss(format!("restriction: {restriction}"));
            measures.push(Measure::TradeBan);
        }
    }
    let mut once = Vec::new();
    measures
        .into_iter()
        .for_each(|measure| add_once(&mut once, measure));
    once
}

/// The words and their measure, `None` for what restricts no dealing.
static ROWS: LazyLock<Vec<(&str, Option<Measure>)>> = LazyLock::new(|| {
    MEASURES
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(';'))
        .map(|(words, measure)| (words, measure.parse().ok()))
        .collect()
});

/// The numbered restrictions of a cell; one that is not numbered is one.
fn restrictions(cell: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut digits = String::new();
    for c in cell.replace("_x000D_", " ").chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if c == ')' && !digits.is_empty() && digits.len() <= 2 {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(&digits);
            part.push(c);
        }
        digits.clear();
    }
    let parts = parts
        .iter()
        .map(|part| squeeze(part.trim().trim_matches([';', '.', ',', ')', ' '])));
    parts.filter(|part| part.contains(char::is_alphabetic)).collect()
}

/// Lower case, without white space and apostrophes.
fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '\u{2019}' | '`' | '"'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{MEASURES, ROWS, fold, measures};
    use crate::report::SourceReport;

    fn read(cell: &str) -> (Vec<String>, Vec<String>) {
        let mut report = SourceReport::new("ua".parse().unwrap(), PathBuf::new());
        let measures = measures(cell, &mut report)
            .iter()
            .map(ToString::to_string)
            .collect();
        (measures, report.not_understood.into_keys().collect())
    }

    #[test]
    fn numbered_restrictions_are_measures() {
        let (measures, missed) = read(
            "1) блокуванняактивів – тимчасове обмеження права; 2)\tобмеження торговельних операцій (повне припинення);\n \
             3) відмова в наданні та скасування віз резидентам, заборон в'їзду; 4) анулювання ліцензій та інших дозволів",
        );
        assert_eq!(measures, ["asset-freeze", "trade-ban", "travel-ban"]);
        assert!(missed.is_empty(), "{missed:?}");
        assert_eq!(read("").0, Vec::<String>::new());
    }

    #[test]
    fn a_restriction_in_new_words_is_a_trade_ban_and_told() {
        let (measures, missed) = read("1) щось нове; 2) позбавлення державних нагород України");
        assert_eq!(measures, ["trade-ban"]);
        assert_eq!(missed, ["restriction: щось нове"]);
    }

    #[test]
    fn every_line_of_the_measures_is_folded_and_known() {
        let lines = MEASURES.lines().skip(1).filter(|line| !line.starts_with('#'));
        assert_eq!(lines.clone().count(), ROWS.len());
        for (line, (words, measure)) in lines.zip(ROWS.iter()) {
            assert_eq!(fold(words), *words);
            assert!(measure.is_some() || line.ends_with(";none"), "{line}");
        }
    }
}
