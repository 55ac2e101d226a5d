//! Who lists a party, and what each authority says.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use portcullis_model::{Date, Designation};

use super::entity::{Entity, code};
use crate::located::add_once;
use crate::{country, dates};

/// `word;authority`: datasets, country codes and the names of bodies.
const AUTHORITIES: &str = include_str!("../../../data/ftm_authorities.csv");

/// The authority of parties that nobody is said to list, as for a `custom` list.
pub(super) const NO_AUTHORITY: &str = "INTERNAL";

static AUTHORITY_OF: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = AUTHORITIES.lines().skip(1);
    lines
        .filter_map(|line| line.rsplit_once(';'))
        .map(|(word, authority)| (word.to_ascii_lowercase(), authority))
        .collect()
});

/// What one authority says about a party.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub programs: Vec<String>,
    pub program_names: Vec<String>,
    pub listed: Vec<Date>,
    /// The end of each of its sanctions.
    ends: Vec<Option<Date>>,
    notes: Vec<String>,
}

impl Stated {
    pub fn add(&mut self, sanction: &Entity) {
        for id in sanction.all("programId") {
            add_once(&mut self.programs, id);
        }
        for name in sanction.all("program") {
            add_once(&mut self.program_names, name);
        }
        for property in ["listingDate", "startDate"] {
            self.listed
                .extend(sanction.all(property).filter_map(|date| dates::iso(&date)));
        }
        self.ends
            .push(sanction.all("endDate").filter_map(|date| dates::iso(&date)).max());
        for property in ["reason", "provisions", "status", "summary", "duration"] {
            for value in sanction.all(property) {
                add_once(&mut self.notes, format!("{property}: {value}"));
            }
        }
        for property in ["authorityId", "unscId"] {
            for value in sanction.all(property) {
                add_once(&mut self.notes, format!("{property}: {value}"));
            }
        }
    }

    pub fn apply(self, designation: &mut Designation) {
        let own = if self.programs.is_empty() {
            self.program_names
        } else {
            self.programs
        };
        // Where an authority's own programs are not told, all that the party is under are kept.
        if !own.is_empty() {
            designation.programs = own;
        }
        designation.listed_on = self.listed.into_iter().min();
        // Gone when the last of its sanctions ended.
        designation.delisted_on = self
            .ends
            .into_iter()
            .collect::<Option<Vec<Date>>>()
            .and_then(|ends| ends.into_iter().max())
            .filter(|end| designation.listed_on.is_none_or(|from| from <= *end));
        for note in self.notes {
            if !designation.remarks.is_empty() {
                designation.remarks.push_str("; ");
            }
            designation.remarks.push_str(&note);
        }
    }
}

/// Who lists a party, by name, and what each says.
pub(super) fn by_authority(entity: &Entity, sanctions: &[Entity]) -> BTreeMap<String, Stated> {
    let mut stated: BTreeMap<String, Stated> = BTreeMap::new();
    for sanction in sanctions {
        let authority = authority_of_sanction(sanction).unwrap_or_else(|| NO_AUTHORITY.to_owned());
        stated.entry(authority).or_default().add(sanction);
    }
    if stated.is_empty() {
        let programs = entity.all("programId").filter_map(|id| authority_of_program(&id));
        let datasets = entity.datasets.iter().filter_map(|set| known_authority(set));
        stated.extend(
            programs
                .chain(datasets)
                .map(|authority| (authority, Stated::default())),
        );
    }
    if stated.is_empty() {
        stated.insert(NO_AUTHORITY.to_owned(), Stated::default());
    }
    for (authority, says) in &mut stated {
        if says.programs.is_empty() {
            let own = entity.all("programId");
            says.programs = own
                .filter(|id| authority_of_program(id).as_ref() == Some(authority))
                .collect();
        }
    }
    stated
}

fn authority_of_sanction(sanction: &Entity) -> Option<String> {
    let programs = sanction.all("programId").find_map(|id| authority_of_program(&id));
    let words = || {
        sanction.all("authority").find_map(|words| {
            known_authority(&words).or_else(|| {
                let lower = words.to_ascii_lowercase();
                AUTHORITY_OF
                    .iter()
                    .filter(|(word, _)| word.len() > 6 && lower.contains(word.as_str()))
                    .max_by_key(|(word, _)| (word.len(), word.as_str()))
                    .map(|(_, authority)| (*authority).to_owned())
            })
        })
    };
    let country = || {
        sanction.all("country").find_map(|country| {
            known_authority(&country).or_else(|| code(&country).map(|code| code.to_string()))
        })
    };
    let dataset = || sanction.datasets.iter().find_map(|set| known_authority(set));
    programs.or_else(words).or_else(country).or_else(dataset)
}

/// `US-SDGT`, `EU-UKR`, `GB-RUS`: whose program it is stands first.
fn authority_of_program(id: &str) -> Option<String> {
    let (head, _) = id.split_once('-')?;
    known_authority(head).or_else(|| country::iso_code(head).map(|code| code.to_string()))
}

fn known_authority(word: &str) -> Option<String> {
    AUTHORITY_OF
        .get(&word.trim().to_ascii_lowercase())
        .map(|authority| (*authority).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{AUTHORITIES, AUTHORITY_OF, authority_of_program};

    #[test]
    fn every_line_of_the_data_file_is_understood_and_stands_once() {
        assert_eq!(AUTHORITY_OF.len(), AUTHORITIES.lines().count() - 1);
    }

    #[test]
    fn a_program_id_says_whose_it_is() {
        let whose = |id: &str| authority_of_program(id).unwrap_or_default();
        assert_eq!(
            [
                whose("US-SDGT"),
                whose("GB-RUS"),
                whose("CH-SECO-UKRAINE"),
                whose("SDGT")
            ],
            ["US", "UK", "CH", ""]
        );
    }
}
