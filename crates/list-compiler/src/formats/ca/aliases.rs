//! Names that the Canadian list writes as free text: several aliases in a field, French beside English.

use portcullis_model::Schema;
use portcullis_names::is_legal_suffix;

use crate::strength;
use crate::text::{find_ci, is_latin, squeeze};

/// Words before an alias that say its language, and end the alias before them.
const LANGUAGES: &[&str] = &[
    "Arabic",
    "Armenian",
    "Belarusian",
    "Belarussian",
    "Burmese",
    "Chinese",
    "Dari",
    "English",
    "Farsi",
    "French",
    "Georgian",
    "Hebrew",
    "Korean",
    "Pashto",
    "Persian",
    "Russian",
    "Spanish",
    "Ukrainian",
];

/// What introduces another name in parentheses.
const ALSO: &[&str] = &[
    "also known as ",
    "a.k.a. ",
    "aka ",
    "formerly known as ",
    "f.k.a. ",
    "formerly ",
];

/// Legal forms in Cyrillic letters have so many at most.
const LEGAL_FORM_LETTERS_MAX: usize = 4;

/// The names in the field of an entity: another one in parentheses (`(also known as …)`), the French one behind a `/`.
pub(super) fn entity_names(field: &str) -> Vec<String> {
    let field = squeeze(field);
    let mut names = Vec::new();
    let (outer, also) = also_known_as(&field);
    for name in english_and_french(&outer) {
        push(&mut names, &name);
    }
    for (name, _) in also.iter().flat_map(|also| alias_names(also, false)) {
        push(&mut names, &name);
    }
    names
}

/// `Dux JSC (also known as Duks)`: the name, and the others.
fn also_known_as(field: &str) -> (String, Vec<String>) {
    let found = ALSO.iter().find_map(|words| {
        let at = find_ci(field, &format!("({words}"))?;
        let start = at + 1 + words.len();
        let end = field[start..]
            .find(')')
            .map_or(field.len(), |length| start + length);
        Some((at, start, end))
    });
    let Some((open, start, end)) = found else {
        return (field.to_owned(), Vec::new());
    };
    let rest = field.get(end + 1..).unwrap_or("");
    (
        squeeze(&format!("{} {rest}", &field[..open])),
        vec![field[start..end].trim().to_owned()],
    )
}

/// `Iranian Army/Armée iranienne`: two names, where both sides are of several words.
fn english_and_french(field: &str) -> Vec<String> {
    match field.split_once('/') {
        Some((english, french)) if !french.contains('/') && words(english) > 1 && words(french) > 1 => {
            let (open, close) = (english.matches('(').count(), english.matches(')').count());
            if open == close {
                return vec![english.to_owned(), french.to_owned()];
            }
            vec![field.to_owned()]
        }
        _ => vec![field.to_owned()],
    }
}

/// The names in the field of aliases, and whether each is a weak one. One that is a legal form alone is none.
pub(super) fn alias_names(field: &str, is_person: bool) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    for piece in by_language(&squeeze(field))
        .iter()
        .flat_map(|piece| piece.split(';'))
    {
        for part in conjunctions(piece, is_person) {
            commas(&part, is_person, &mut names);
        }
    }
    names
}

/// Cuts before `Russian: …`.
fn by_language(field: &str) -> Vec<String> {
    let mut pieces = vec![field.to_owned()];
    for language in LANGUAGES {
        let label = format!("{language}:");
        pieces = pieces
            .iter()
            .flat_map(|piece| piece.split(&label))
            .map(str::to_owned)
            .collect();
    }
    pieces
}

/// `… / …`, ` or ` and ` and `, where every part is a whole name.
fn conjunctions(piece: &str, is_person: bool) -> Vec<String> {
    let mut parts = vec![piece.trim().to_owned()];
    for separator in ["/", " or ", " and "] {
        // A company may be called `… and …`.
        if separator == " and " && !is_person {
            continue;
        }
        parts = parts
            .iter()
            .flat_map(|part| {
                let split: Vec<&str> = part.split(separator).map(str::trim).collect();
                let stands_alone = separator == "/" && part.contains(" / ") || part.contains("/ ");
                let whole =
                    |name: &&str| words(name) > 1 || (!is_person && (stands_alone || separator == " or "));
                let balanced = |name: &&str| name.matches('(').count() == name.matches(')').count();
                if split.len() > 1 && split.iter().all(|name| whole(name) && balanced(name)) {
                    split.into_iter().map(str::to_owned).collect()
                } else {
                    vec![part.clone()]
                }
            })
            .collect();
    }
    parts
}

/// Cuts at commas that stand between names: not before a legal form, nor inside a sentence.
fn commas(text: &str, is_person: bool, names: &mut Vec<(String, bool)>) {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let begins_name = !part.starts_with(char::is_lowercase) || part.starts_with("al-");
        match parts.last_mut() {
            Some(last) if !begins_name || is_legal_form(part) => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    // `Ivanov, Ivan` is one name; beside whole names a single word is what some call the person.
    if is_person && parts.len() > 1 && parts.iter().all(|part| words(part) == 1) {
        parts = vec![parts.join(", ")];
    }
    for part in parts {
        let mut clean = Vec::new();
        push(&mut clean, &part);
        for name in clean {
            let is_weak = strength::is_weak(
                &name,
                if is_person {
                    Schema::Person
                } else {
                    Schema::Organization
                },
            );
            if !strength::is_no_name(&name) && !names.iter().any(|(known, _)| *known == name) {
                names.push((name, is_weak));
            }
        }
    }
}

/// `LLC`, `ООО`, `Ltd.`
fn is_legal_form(part: &str) -> bool {
    let folded: String = part
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == ' ')
        .flat_map(char::to_lowercase)
        .collect();
    let is_short = |word: &str| {
        word.chars().count() <= LEGAL_FORM_LETTERS_MAX && !word.chars().any(|c| c.is_ascii_digit())
    };
    words(part) == 1
        && (is_legal_suffix(&folded) || (is_short(part) && part.chars().all(|c| is_latin(c) == Some(false))))
}

fn words(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}

/// Adds a name without the marks around it; an unmatched parenthesis is no part of it.
fn push(names: &mut Vec<String>, name: &str) {
    let mut name = name.trim().trim_matches([',', ';', '/', ':']).trim();
    if name.matches('(').count() > name.matches(')').count() {
        name = name.strip_prefix('(').unwrap_or(name).trim();
    }
    if name.contains(char::is_alphanumeric) && !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{alias_names, entity_names};

    /// The names with a `~` before the weak ones.
    fn aliases(field: &str, is_person: bool) -> Vec<String> {
        let names = alias_names(field, is_person).into_iter();
        names
            .map(|(name, is_weak)| format!("{}{name}", if is_weak { "~" } else { "" }))
            .collect()
    }

    #[test]
    fn an_entity_has_its_english_french_and_other_names() {
        assert_eq!(
            entity_names("Iranian Army/Arm\u{e9}e iranienne"),
            ["Iranian Army", "Arm\u{e9}e iranienne"]
        );
        assert_eq!(
            entity_names(
                " Khabarovsk Shipbuilding Yard JSC (also\nknown as JSC Khabarovsk Shipbuilding\nYard)\n"
            ),
            [
                "Khabarovsk Shipbuilding Yard JSC",
                "JSC Khabarovsk Shipbuilding Yard"
            ]
        );
        assert_eq!(
            entity_names("MEC Steel Mills (Hmaw Bi/Pyi/Ywama)"),
            ["MEC Steel Mills (Hmaw Bi/Pyi/Ywama)"]
        );
        assert_eq!(
            entity_names("Sample Enterprise (also known as PO Sample, Sample Association)"),
            ["Sample Enterprise", "PO Sample", "Sample Association"]
        );
        assert_eq!(
            entity_names("Physics Research Center (PHRC)/Centre de recherche en physique (PHRC)"),
            [
                "Physics Research Center (PHRC)",
                "Centre de recherche en physique (PHRC)"
            ]
        );
        assert_eq!(entity_names(" \n"), Vec::<String>::new());
    }

    #[test]
    fn aliases_of_persons_are_told_apart() {
        assert_eq!(
            aliases(
                "Siarhei Karcheusky, Belarusian: Сяргей Карчэўскi,  Russian: Сергей Карчевский",
                true
            ),
            ["Siarhei Karcheusky", "Сяргей Карчэўскi", "Сергей Карчевский"]
        );
        assert_eq!(
            aliases("Роман УСАЧЁВ / Роман УСАЧОВ", true),
            ["Роман УСАЧЁВ", "Роман УСАЧОВ"]
        );
        assert_eq!(
            aliases(
                "Alena Dagalo, Abdul Rahim Dagalo and Hamdan Mousa Arabic:عبدالرحيم دقلو",
                true
            ),
            [
                "Alena Dagalo",
                "Abdul Rahim Dagalo",
                "Hamdan Mousa",
                "عبدالرحيم دقلو"
            ]
        );
        assert_eq!(
            aliases("Algoney Daglo, Algoney", true),
            ["Algoney Daglo", "~Algoney"]
        );
        assert_eq!(aliases("Ivanov, Ivan", true), ["Ivanov, Ivan"]);
        assert_eq!(
            aliases("(Юрий ГОВТВИН / Юрiй ГОВТВIН", true),
            ["Юрий ГОВТВИН / Юрiй ГОВТВIН"]
        );
    }

    #[test]
    fn aliases_of_bodies_keep_their_legal_forms_and_sentences() {
        assert_eq!(
            aliases("Океан Электроники, ООО; ОКЕАН ЭЛЕКТРОНИКИ", false),
            ["Океан Электроники, ООО", "ОКЕАН ЭЛЕКТРОНИКИ"]
        );
        assert_eq!(aliases("KGB, Belarusian KGB", false), ["~KGB", "Belarusian KGB"]);
        assert_eq!(
            aliases("Министерство культуры, спорта и туризма", false),
            ["Министерство культуры, спорта и туризма"]
        );
        assert_eq!(
            aliases("Черноморский банк развития or ЧБРР", false),
            ["Черноморский банк развития", "ЧБРР"]
        );
        assert_eq!(
            aliases("AZSCO, Azia Shipping Co", false),
            ["AZSCO", "Azia Shipping Co"]
        );
        assert_eq!(
            aliases("新全電子(香港)有限公司", false),
            ["新全電子(香港)有限公司"]
        );
    }

    proptest! {
        #[test]
        fn any_field_is_taken_apart_without_a_panic(field in "[a-zA-ZА-я ,;/()\n:]{0,60}", is_person: bool) {
            for (name, _) in alias_names(&field, is_person) {
                prop_assert!(!name.trim().is_empty());
            }
            let _ = entity_names(&field);
        }
    }
}
