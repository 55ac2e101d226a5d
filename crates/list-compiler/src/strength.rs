//! How much a name says, for lists that do not say how good their names are.

use portcullis_model::Schema;
use portcullis_names::{Analysis, Class, Order};
use unicode_script::{Script, UnicodeScript};

/// An acronym of a body is weak up to so many letters. Of the 17,576 words of three letters most are some company's;
/// OFAC, too, calls "unusually common acronyms" weak (FAQ 122).
const ACRONYM_LETTERS_MAX: usize = 3;

/// How a token begins that stands for a family of legal forms.
const LEGAL_FORM: char = '=';

/// What people write where there is no name.
const NOTHING: [&str; 8] = [
    "unknown",
    "n/a",
    "n.a.",
    "na",
    "none",
    "not known",
    "not available",
    "not applicable",
];

/// Whether nothing in the text is a name: a dash, a legal form alone (`общество с ограниченной ответственностью`), or words
/// for nothing.
pub(crate) fn is_no_name(text: &str) -> bool {
    if NOTHING
        .iter()
        .any(|nothing| text.trim().eq_ignore_ascii_case(nothing))
    {
        return true;
    }
    let analysis = Analysis::of(text, Order::AsWritten);
    analysis.tokens().all(|(token, _)| token.starts_with(LEGAL_FORM))
}

/// Whether an alias says too little to alert by itself, so that it only corroborates other names:
///
/// - of a person, a single word (`Kamel`), with or without what stands before any name (`Abu Hamza`, `Mullah Baradar`):
///   given names, nicknames and noms de guerre that thousands bear. OFAC publishes the same as weak aliases, "broad or
///   generic" ones that would raise many false hits (FAQ 122);
/// - of a person, a single word with initials (`A. Ahmed`): an initial stands for a fifth of all given names, so the word
///   says no more than it does alone. Where a fuller name is listed, the initial of a payment is held against that;
/// - of a body, an acronym of three letters at most.
///
/// Chinese, Japanese, Korean and Thai put no spaces between the words of a name, so one word there may be all of it.
pub(crate) fn is_weak(text: &str, schema: Schema) -> bool {
    if text.chars().any(is_unspaced) {
        return false;
    }
    let analysis = Analysis::of(text, Order::AsWritten);
    let is_person = schema == Schema::Person;
    let mut solid = analysis
        .tokens()
        .filter(|(_, class)| class.is_solid() || (*class == Class::Initial && !is_person));
    let (Some((word, _)), None) = (solid.next(), solid.next()) else {
        return analysis.is_empty();
    };
    match schema {
        Schema::Person => true,
        Schema::Organization => word.chars().count() <= ACRONYM_LETTERS_MAX,
        Schema::Vessel | Schema::Aircraft | Schema::Unknown => false,
    }
}

fn is_unspaced(c: char) -> bool {
    matches!(
        c.script(),
        Script::Han | Script::Hangul | Script::Hiragana | Script::Katakana | Script::Thai
    )
}

#[cfg(test)]
mod tests {
    use portcullis_model::Schema;

    use super::{is_no_name, is_weak};

    #[test]
    fn a_single_word_with_or_without_initials_is_a_weak_alias_of_a_person() {
        for name in [
            "Kamel",
            "Abu Hamza",
            "Abou Hamza",
            "سيمون",
            "Brugere",
            "Mullah Baradar",
            "J. Smith",
            "Ahmed, A",
            "А. Ахмед",
        ] {
            assert!(is_weak(name, Schema::Person), "{name}");
        }
        for name in [
            "Lionel Dumont",
            "Abu Bakr al-Jazairi",
            "전철영",
            "金铁三",
            "Сергей Аксёнов",
            "John F. Smith",
        ] {
            assert!(!is_weak(name, Schema::Person), "{name}");
        }
    }

    #[test]
    fn an_acronym_of_three_letters_is_a_weak_alias_of_a_body() {
        for name in ["SEP", "SEP LLC", "И.Ф.П."] {
            assert!(is_weak(name, Schema::Organization), "{name}");
        }
        for name in ["MZKT", "Rosneft", "SEP Trading Company", "ВТБ/Внешторгбанк"] {
            assert!(!is_weak(name, Schema::Organization), "{name}");
        }
        assert!(!is_weak("SEP", Schema::Vessel));
    }

    #[test]
    fn a_dash_and_a_legal_form_name_nobody() {
        for text in [
            "-",
            "",
            "общество с ограниченной ответственностью",
            "OOO",
            "Limited Liability Company",
            "Unknown",
            "n/a",
        ] {
            assert!(is_no_name(text), "{text}");
        }
        for text in ["ООО Ромашка", "7", "X", "Unknown Legion"] {
            assert!(!is_no_name(text), "{text}");
        }
    }
}
