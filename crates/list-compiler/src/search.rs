//! Designations that hold given words.

use portcullis_model::Designation;
use portcullis_names::{FoldNotes, fold_into, identifier};

/// Words to look for in the texts of designations. Case, accents and scripts are folded. This is a search of texts and no
/// screening: names that are spelled otherwise are not found.
#[derive(Debug)]
pub struct WordSearch {
    /// Folded words.
    words: Vec<String>,
    /// All of it, for identifiers.
    text: String,
    in_remarks: bool,
}

impl WordSearch {
    /// `in_remarks`: looks into remarks, too.
    #[must_use]
    pub fn new(text: &str, in_remarks: bool) -> WordSearch {
        WordSearch {
            words: folded(text),
            text: text.to_owned(),
            in_remarks,
        }
    }

    /// Whether there is nothing to look for: the text holds no letter or digit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Where a designation holds the words: the first field with all of them, names first, and
    /// the text that stands there.
    #[must_use]
    pub fn find(&self, designation: &Designation) -> Option<(&'static str, String)> {
        for name in &designation.names {
            if self.is_in(&name.text) {
                return Some((name.kind.as_str(), name.text.clone()));
            }
        }
        if designation.id.eq_ignore_ascii_case(&self.text) || self.is_in(&designation.id) {
            return Some(("id", designation.id.clone()));
        }
        for id in &designation.identifiers {
            let wanted = identifier::canonical(id.kind, &self.text);
            let same = wanted.len() >= identifier::CANONICAL_MIN_CHARS
                && wanted == identifier::canonical(id.kind, &id.value);
            if same || self.is_in(&id.value) {
                return Some(("identifier", id.to_string()));
            }
        }
        for program in &designation.programs {
            if program.eq_ignore_ascii_case(&self.text) {
                return Some(("program", program.clone()));
            }
        }
        for address in &designation.addresses {
            let text = format!("{}, {}", address.text, address.country_name);
            let text = text.trim_matches([',', ' ']);
            if self.is_in(text) {
                return Some(("address", text.to_owned()));
            }
        }
        if self.is_in(&designation.title) {
            return Some(("title", designation.title.clone()));
        }
        if self.in_remarks && self.is_in(&designation.remarks) {
            return Some(("remarks", designation.remarks.clone()));
        }
        None
    }

    /// Whether each word is one of the text's words, or begins one.
    fn is_in(&self, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        let words = folded(text);
        self.words
            .iter()
            .all(|sought| words.iter().any(|word| word.starts_with(sought.as_str())))
    }
}

fn folded(text: &str) -> Vec<String> {
    let mut out = String::new();
    fold_into(text, &mut out, &mut FoldNotes::default());
    out.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::WordSearch;

    fn found(text: &str, remarks: bool) -> String {
        let mut d = Designation::new("ofac-15036", "OFAC SDN", "US", Schema::Vessel);
        d.names.push(Name::new("ARTAVIL", NameKind::Primary));
        d.names.push(Name::new("SHONA, Élan", NameKind::Alias));
        d.identifiers.push("imo:9187629".parse().unwrap());
        d.programs.push("IRAN".to_owned());
        d.remarks = "Former Vessel Flag Malta".to_owned();
        let found = WordSearch::new(text, remarks).find(&d);
        found.map_or_else(
            || "nothing".to_owned(),
            |(field, text)| format!("{field}: {text}"),
        )
    }

    #[test]
    fn every_word_must_stand_in_one_field_or_begin_a_word_of_it() {
        assert_eq!(found("elan shona", false), "alias: SHONA, Élan");
        assert_eq!(found("arta", false), "primary: ARTAVIL");
        assert_eq!(found("artavil shona", false), "nothing");
        assert_eq!(found("tavil", false), "nothing");
    }

    #[test]
    fn ids_identifiers_and_programs_are_found_as_they_are_written() {
        assert_eq!(found("OFAC-15036", false), "id: ofac-15036");
        assert_eq!(found("IMO 9187629", false), "identifier: imo:9187629");
        assert_eq!(found("iran", false), "program: IRAN");
    }

    #[test]
    fn remarks_are_searched_when_asked_for() {
        assert_eq!(found("malta", false), "nothing");
        assert_eq!(found("malta", true), "remarks: Former Vessel Flag Malta");
    }
}
