//! Programs of the list, and what their sets of sanctions impose.

use portcullis_model::Measure;

use crate::report::SourceReport;
use crate::text::{find_ci, program_id, squeeze};
use crate::xml::Element;

/// What the words of a set of sanctions come to: `words;measures`.
const MEASURES: &str = include_str!("../../../data/ch_measures.csv");

/// A set of sanctions of a program.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// `CH-Belarus`.
    pub id: String,
    /// The ordinance and the set, for people.
    pub title: String,
    /// Who decided it first: `EU`, `UN`; empty where the file does not say.
    pub origin: String,
    /// What the set imposes.
    pub measures: Vec<Measure>,
}

/// The sets of a program by their numbers.
pub(super) fn sets(program: &Element, report: &mut SourceReport) -> Vec<(String, Program)> {
    let key = english(program, "program-key");
    let ordinance = english(program, "program-name");
    let Some(id) = id(if key.is_empty() { &ordinance } else { &key }) else {
        report.miss("sanctions program without a name");
        return Vec::new();
    };
    let origin = squeeze(program.text_of("origin"));
    let mut sets: Vec<(String, Program)> = Vec::new();
    for set in program.all("sanctions-set") {
        let (ssid, name) = (set.attr("ssid"), squeeze(&set.text));
        let is_english = matches!(set.attr("lang"), "eng" | "");
        match sets.iter_mut().find(|(known, _)| known == ssid) {
            // A set is named in several languages; the English name is understood.
            Some((_, program)) if is_english => {
                program.measures = measures(&name, report);
                program.title = title(&ordinance, &name);
            }
            Some(_) => {}
            None => sets.push((
                ssid.to_owned(),
                Program {
                    id: id.clone(),
                    title: title(&ordinance, &name),
                    origin: origin.clone(),
                    measures: if is_english {
                        measures(&name, report)
                    } else {
                        vec![Measure::AssetFreeze]
                    },
                },
            )),
        }
    }
    sets
}

/// The text of a child in English, else in any language.
fn english(program: &Element, name: &str) -> String {
    let in_english = program.all(name).find(|child| child.attr("lang") == "eng");
    squeeze(in_english.or(program.child(name)).map_or("", |child| &child.text))
}

fn title(ordinance: &str, set: &str) -> String {
    if ordinance.is_empty() || set.starts_with(ordinance) {
        set.to_owned()
    } else {
        format!("{ordinance}: {set}")
    }
}

fn id(key: &str) -> Option<String> {
    program_id("CH", key)
}

/// What a set imposes, by its name. One that only says where it stands (`annex 7`) names those whose property is frozen, and so
/// does, until somebody has looked, one in words that are not known.
fn measures(name: &str, report: &mut SourceReport) -> Vec<Measure> {
    let known = MEASURES
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let (words, measures) = line.split_once(';')?;
            find_ci(name, words)?;
            Some(measures)
        });
    match known {
        Some(measures) => measures.split(' ').filter_map(|word| word.parse().ok()).collect(),
        None => {
            let is_place = ["annex", "article", "ordinance"]
                .iter()
                .any(|word| find_ci(name, word).is_some());
            if !is_place || name.contains("--") {
                report.miss(format!("sanctions set: {name}"));
            }
            vec![Measure::AssetFreeze]
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use portcullis_model::Measure;

    use super::{MEASURES, id, measures};
    use crate::report::SourceReport;

    #[test]
    fn sets_impose_what_they_say_and_a_freeze_otherwise() {
        let mut report = SourceReport::new("ch".parse().unwrap(), PathBuf::new());
        let mut of =
            |name: &str| -> Vec<&str> { measures(name, &mut report).iter().map(|m| m.as_str()).collect() };
        assert_eq!(
            of("article 12 -- Restrictions on named individuals and entities"),
            ["asset-freeze"]
        );
        assert_eq!(
            of("article 16 and 17 -- Restrictions on the money and capital market"),
            ["sectoral-debt", "sectoral-equity"]
        );
        assert_eq!(of("Vessel-related measures"), ["trade-ban"]);
        assert_eq!(
            of("Ordinance of 8 June 2012 on measures against Syria (SR 946.231.172.7), annex 7"),
            ["asset-freeze"]
        );
        assert_eq!(of("article 9 -- Something new"), ["asset-freeze"]);
        let missed: Vec<&String> = report.not_understood.keys().collect();
        assert_eq!(missed, ["sanctions set: article 9 -- Something new"]);
    }

    #[test]
    fn every_line_of_the_measures_is_read() {
        for line in MEASURES.lines().skip(1).filter(|line| !line.starts_with('#')) {
            let (words, measures) = line.split_once(';').unwrap();
            assert!(!words.is_empty());
            assert!(
                measures.split(' ').all(|word| word.parse::<Measure>().is_ok()),
                "{line}"
            );
        }
        assert_eq!(id("North Korea").as_deref(), Some("CH-North-Korea"));
        assert_eq!(id(" "), None);
    }
}
