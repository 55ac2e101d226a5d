//! Words in remittance information that suggest a license to the reviewer. They never satisfy one.

use portcullis_model::Purpose;

/// Whole words, lower case, and the purpose that they speak of.
const WORDS: &[(&str, Purpose)] = &[
    ("food", Purpose::Food),
    ("wheat", Purpose::Food),
    ("flour", Purpose::Food),
    ("rice", Purpose::Food),
    ("seed", Purpose::Agriculture),
    ("seeds", Purpose::Agriculture),
    ("fertilizer", Purpose::Agriculture),
    ("agriculture", Purpose::Agriculture),
    ("agricultural", Purpose::Agriculture),
    ("medicine", Purpose::Medicine),
    ("medicines", Purpose::Medicine),
    ("pharmaceutical", Purpose::Medicine),
    ("vaccine", Purpose::Medicine),
    ("vaccines", Purpose::Medicine),
    ("medical", Purpose::MedicalDevice),
    ("health", Purpose::Health),
    ("hospital", Purpose::Health),
    ("clinic", Purpose::Health),
    ("humanitarian", Purpose::Relief),
    ("relief", Purpose::Relief),
    ("aid", Purpose::Relief),
    ("emergency", Purpose::Relief),
    ("earthquake", Purpose::Relief),
    ("refugee", Purpose::Relief),
    ("refugees", Purpose::Relief),
    ("shelter", Purpose::Shelter),
    ("tents", Purpose::Shelter),
    ("water", Purpose::Water),
    ("sanitation", Purpose::Water),
    ("school", Purpose::Education),
    ("education", Purpose::Education),
    ("tuition", Purpose::Education),
    ("peacebuilding", Purpose::Peacebuilding),
    ("demining", Purpose::Peacebuilding),
    ("family", Purpose::RemittanceFamily),
    ("remittance", Purpose::RemittanceFamily),
    ("tax", Purpose::Tax),
    ("taxes", Purpose::Tax),
    ("permit", Purpose::Permit),
    ("customs", Purpose::ImportDuty),
    ("electricity", Purpose::Utilities),
    ("salary", Purpose::Salary),
    ("salaries", Purpose::Salary),
    ("legal", Purpose::LegalFees),
];

/// The purposes that the text's words speak of, each once with its first word, in order of the text.
pub(crate) fn purposes(text: &str) -> Vec<(Purpose, &str)> {
    let mut found: Vec<(Purpose, &str)> = Vec::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        if let Some((_, purpose)) = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word))
            && found.iter().all(|(seen, _)| seen != purpose)
        {
            found.push((*purpose, word));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use portcullis_model::Purpose;

    #[test]
    fn whole_words_in_any_case_suggest_a_purpose_once() {
        assert_eq!(
            super::purposes("HUMANITARIAN AID: food, Foodstuff"),
            [(Purpose::Relief, "HUMANITARIAN"), (Purpose::Food, "food")]
        );
        assert_eq!(super::purposes("paid afresh"), []);
    }
}
