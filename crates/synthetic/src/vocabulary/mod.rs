//! The words that everything is made of.

mod claims;
mod file;
mod load;
mod types;
mod words;

pub(crate) use self::{
    types::{AccountShape, Country, Culture, Language, Vocabulary},
    words::Words,
};

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::Vocabulary;

    #[test]
    fn the_files_load_and_every_country_can_name_people_and_firms() {
        let vocabulary = Vocabulary::shared().unwrap();
        assert!(vocabulary.stems.len() > 50_000, "{}", vocabulary.stems.len());
        for culture in &vocabulary.cultures {
            assert!(
                culture.male.len() >= 10 && culture.female.len() >= 10 && culture.surnames.len() >= 15,
                "{culture:?}"
            );
        }
        for country in &vocabulary.countries {
            assert!(
                !country.cultures.is_empty() && !country.cities.is_empty(),
                "{country:?}"
            );
            assert!(!country.legal_forms.is_empty(), "{country:?}");
            assert!(
                !vocabulary.languages[country.language].sectors.is_empty(),
                "{country:?}"
            );
        }
        let codes: HashSet<&str> = vocabulary.countries.iter().map(|c| c.code.as_str()).collect();
        assert_eq!(codes.len(), vocabulary.countries.len());
    }

    #[test]
    fn a_word_tells_the_list_that_it_stands_in() {
        let vocabulary = Vocabulary::shared().unwrap();
        let mut owners: HashMap<String, String> = HashMap::new();
        let mut own = |name: &str, list: String| {
            let word = name.rsplit(' ').next().unwrap().to_uppercase();
            let before = owners.insert(word.clone(), list.clone());
            assert!(before.is_none(), "{word} stands in {list} and in {before:?}");
        };
        for (i, culture) in vocabulary.cultures.iter().enumerate() {
            for (list, names) in [("male", &culture.male), ("female", &culture.female)] {
                names
                    .iter()
                    .for_each(|name| own(name, format!("{list} names of culture {i}")));
            }
            for surname in &culture.surnames {
                own(&surname.of_man, format!("surnames of culture {i}"));
                if surname.of_woman != surname.of_man {
                    own(&surname.of_woman, format!("surnames of women of culture {i}"));
                }
            }
        }
        for at in 0..vocabulary.stems.len() {
            own(vocabulary.stems.get(at), "stems".to_owned());
        }
        let phrases: Vec<String> = vocabulary
            .languages
            .iter()
            .flat_map(|language| &language.sectors)
            .map(|s| s.to_uppercase())
            .collect();
        assert_eq!(phrases.iter().collect::<HashSet<_>>().len(), phrases.len());
        for word in phrases.iter().flat_map(|phrase| phrase.split(' ')) {
            assert!(!owners.contains_key(word), "{word}");
        }
        for form in vocabulary
            .countries
            .iter()
            .flat_map(|country| &country.legal_forms)
        {
            for word in form.to_uppercase().split(' ') {
                assert!(!owners.contains_key(word), "{word}");
                assert!(
                    !phrases
                        .iter()
                        .any(|phrase| phrase.split(' ').any(|other| other == word)),
                    "{word}"
                );
            }
        }
    }

    #[test]
    fn every_pair_of_sides_has_a_kind_of_payment() {
        let vocabulary = Vocabulary::shared().unwrap();
        for from in [false, true] {
            for to in [false, true] {
                assert!(
                    vocabulary
                        .kinds
                        .iter()
                        .any(|k| k.from.takes(from) && k.to.takes(to) && k.weight > 0)
                );
            }
        }
    }
}
