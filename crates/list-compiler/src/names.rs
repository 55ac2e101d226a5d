//! Taking apart name fields that hold more than one name.
//!
//! The UN writes several spellings, a transliteration or the original script into one field:
//! `Husain Salimi; Hosain Salimi`, `Jin Tiesan (金铁三)`, `أبو شيماء (Abu-Shaima; Abu- Shayma)`,
//! `Agha Jan Alizai اغا جان عالیزی`, `Abu Muhammad (original script: Абу Мухаммад)`.

use crate::text::{cut_at_ci, find_ci, is_latin, is_original_script, squeeze, strip_prefix_ci};

/// Notes in parentheses that are about a name and are none.
const NOTES: &[&str] = &[
    "birth name",
    "previously listed",
    "formerly listed",
    "false identity",
    "original script)",
    "in arabic)",
];

/// Introductions before a name in its original script.
const SCRIPT_LABELS: &[&str] = &[
    "previously listed as. in arabic:",
    "formerly listed as. in arabic:",
    "original script:",
    "original script",
    "in arabic script:",
    "in arabic:",
    "in arabic",
];

/// The names in a field, in their order. Never longer than the field; empty for a field without letters or digits.
pub(crate) fn split(field: &str) -> Vec<String> {
    let field = squeeze(field);
    let mut names = Vec::new();
    for piece in split_outside(&field, ';') {
        split_piece(piece, &mut names);
    }
    names
}

fn split_piece(piece: &str, names: &mut Vec<String>) {
    // `Mohammad Sabet b) M. Javad Kareemi Sabet`: a list letter inside the field.
    for marker in [" a) ", " b) ", " c) "] {
        if let Some((head, tail)) = piece.split_once(marker) {
            split_piece(head, names);
            split_piece(tail, names);
            return;
        }
    }
    let piece = cut_at_ci(piece, &[", born ", " born in ", ", dob "]).trim();
    let mut outer = piece;
    let mut inner_names = Vec::new();
    while let Some(body) = outer.trim_end_matches([',', ' ']).strip_suffix(')') {
        let Some(open) = open_of(body) else { break };
        let inner = body[open + 1..].trim();
        let rest = body[..open].trim();
        if rest.is_empty() {
            break;
        }
        let is_note = NOTES.iter().any(|note| {
            strip_prefix_ci(inner, note.trim_end_matches(')')).is_some() && !inner.contains(is_foreign)
        });
        if is_note {
            outer = rest;
        } else if is_original_script(rest) != is_original_script(strip_script_label(inner))
            || inner.contains(';')
        {
            // Another script, or a list of spellings: names of their own.
            let mut found = Vec::new();
            for part in split_outside(inner, ';') {
                push(strip_script_label(part), &mut found);
            }
            found.append(&mut inner_names);
            inner_names = found;
            outer = rest;
        } else {
            break;
        }
    }
    match split_scripts(outer) {
        Some((first, second)) => {
            push(first, names);
            push(second, names);
        }
        None => push(outer, names),
    }
    for name in inner_names {
        push(&name, names);
    }
}

fn push(name: &str, names: &mut Vec<String>) {
    let mut name = cut_at_ci(name, &[" - sub-unit name"])
        .trim()
        .trim_matches([',', ';'])
        .trim();
    // `هيئة تحرير الشام (original script)`
    if let Some(body) = name.strip_suffix(')')
        && let Some(open) = open_of(body)
        && NOTES
            .iter()
            .any(|note| strip_prefix_ci(&body[open + 1..], note.trim_end_matches(')')).is_some())
    {
        name = body[..open].trim();
    }
    let name = name.trim_matches(['\u{201c}', '\u{201d}', '"']).trim();
    if name.chars().any(char::is_alphanumeric) && !names.iter().any(|n| n == name) {
        names.push(name.to_owned());
    }
    if let Some((first, second)) = begun_again(name) {
        push(first, names);
        push(second, names);
    }
}

/// The two names of `Bank Sepah and Bank Sepah International`: a name of several words that begins again behind `and` is of two
/// bodies, and whoever pays one of them names that one.
fn begun_again(name: &str) -> Option<(&str, &str)> {
    let (at, and) = [" and ", " & "]
        .into_iter()
        .find_map(|and| Some((find_ci(name, and)?, and)))?;
    let (first, second) = (name[..at].trim(), name[at + and.len()..].trim());
    let behind = strip_prefix_ci(second, first)?;
    (first.contains(' ') && behind.starts_with(' ')).then_some((first, second))
}

fn strip_script_label(text: &str) -> &str {
    let text = text.trim();
    SCRIPT_LABELS
        .iter()
        .find_map(|label| strip_prefix_ci(text, label))
        .unwrap_or(text)
        .trim()
}

fn is_foreign(c: char) -> bool {
    is_latin(c) == Some(false)
}

/// Splits `Agha Jan Alizai اغا جان عالیزی` where the script changes, if it changes once.
fn split_scripts(text: &str) -> Option<(&str, &str)> {
    let mut previous: Option<bool> = None;
    let mut at = None;
    for (i, c) in text.char_indices() {
        let Some(latin) = is_latin(c) else { continue };
        if previous.is_some_and(|p| p != latin) {
            if at.is_some() {
                return None;
            }
            at = Some(i);
        }
        previous = Some(latin);
    }
    let at = at?;
    // A change inside a word is a homoglyph or a misprint, not a second name.
    text[..at]
        .ends_with([' ', '('])
        .then(|| (text[..at].trim_end_matches([' ', '(']), text[at..].trim()))
}

/// The names in a note beside a name: what is in another script, and lists of spellings. Prose is not a name.
pub(crate) fn in_note(name: &str, note: &str) -> Vec<String> {
    let note = squeeze(note);
    let mut names = Vec::new();
    // Runs of another script, wherever they stand.
    let mut run = String::new();
    for c in note.chars().chain([';']) {
        let continues = match is_latin(c) {
            Some(latin) => !latin,
            None => !run.is_empty() && (c == ' ' || c == '-' || c == '\u{2013}' || c == '\u{200c}'),
        };
        if continues {
            run.push(c);
        } else if !run.is_empty() {
            push(run.trim_end_matches([' ', '-', '\u{2013}']), &mut names);
            run.clear();
        }
    }
    // `(Abu Du’a; Abu Duaa’) prominently known by …` and `Yunis al-Mauritani; Younis al-Mauritani`: spellings.
    let list = match (note.find('('), note.rfind(')')) {
        (Some(open), Some(close)) if open < close && note[open..close].contains(';') => {
            &note[open + 1..close]
        }
        _ if is_original_script(name) => &note,
        _ => "",
    };
    if list.contains(';') && !list.contains(|c: char| c.is_ascii_digit() || c == ':') {
        for part in split_outside(list, ';') {
            push(part, &mut names);
        }
    }
    names
}

/// What stands before a name in the note of a document, in lower case; the longest first. Source: the UN's list.
const HOLDER_LABELS: [&str; 9] = [
    "name in original script",
    "name in latin script",
    "name in arabic script",
    "name original script",
    "under the name of",
    "in the name of",
    "under name",
    "issued for",
    "made out to",
];

/// What stands behind such a name.
const BEHIND_HOLDER: [&str; 6] = [",", ";", " born ", " expire", " name in ", " (dob"];

/// The names to which documents were made out, in a note: `issued under name Muhammad Jamal Abdu, expired 2004`,
/// `Name in Latin script: Abdul Kabir Muhammad Jan`.
pub(crate) fn of_holder(note: &str) -> Vec<String> {
    let note = squeeze(note);
    let mut names = Vec::new();
    let mut rest = note.as_str();
    while let Some((at, label)) = HOLDER_LABELS
        .iter()
        .filter_map(|label| find_ci(rest, label).map(|at| (at, label)))
        .min_by_key(|(at, label)| (*at, std::cmp::Reverse(label.len())))
    {
        rest = rest[at + label.len()..].trim_start_matches([':', ';', ',', ' ']);
        let name = cut_at_ci(rest, &BEHIND_HOLDER);
        // A sentence that goes on is no name.
        if !name.contains(|c: char| c.is_ascii_digit()) {
            push(name.trim_end_matches(['.', ' ', ')']), &mut names);
        }
    }
    names
}

/// Splits at a separator that stands outside parentheses.
fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (i, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = (depth - 1).max(0),
            c if c == separator && depth == 0 => {
                parts.push(&text[start..i]);
                start = i + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Where the parenthesis opens that a `)` after `body` would close.
fn open_of(body: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (i, c) in body.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' if depth == 0 => return Some(i),
            '(' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{in_note, split};

    #[test]
    fn several_spellings_in_one_field_are_several_names() {
        assert_eq!(
            split("Azim Adhajani; Azim Agha-Jani"),
            ["Azim Adhajani", "Azim Agha-Jani"]
        );
        assert_eq!(
            split("Mohammad Sabet b) M. Javad Kareemi Sabet; M. Jawad Karimi"),
            ["Mohammad Sabet", "M. Javad Kareemi Sabet", "M. Jawad Karimi"]
        );
        assert_eq!(
            split("COMPAGNIE AERIENNE (CAGL) ; GREAT LAKES (GLBC)"),
            ["COMPAGNIE AERIENNE (CAGL)", "GREAT LAKES (GLBC)"]
        );
    }

    #[test]
    fn a_name_that_begins_again_behind_and_is_of_two_bodies() {
        assert_eq!(
            split("BANK SEPAH AND BANK SEPAH INTERNATIONAL"),
            [
                "BANK SEPAH AND BANK SEPAH INTERNATIONAL",
                "BANK SEPAH",
                "BANK SEPAH INTERNATIONAL"
            ]
        );
        for whole in [
            "Ministry of Defense and Support for Armed Forces Logistics",
            "Johnson & Johnson",
            "Bank Sepah and Bank Sepahan",
            "Khatam and Khatam al-Anbiya",
        ] {
            assert_eq!(split(whole), [whole]);
        }
    }

    #[test]
    fn a_document_is_made_out_to_a_name() {
        for (note, names) in [
            (
                "issued under name Muhammad Jamal Abdu",
                &["Muhammad Jamal Abdu"][..],
            ),
            (
                "expires 28 May 2017, issued under name Wiji Joko Santoso, born 14 Jul. 1975 in\nRembang",
                &["Wiji Joko Santoso"],
            ),
            (
                "Name in Latin script: Amir Khan Mutaqi, name in original script: اميرخان متقي ; expires 25 Sep. 2026",
                &["Amir Khan Mutaqi", "اميرخان متقي"],
            ),
            (
                "Name in Latin script, Abdul Salam Hanafi, name in original script; عبدالسلام حنفي",
                &["Abdul Salam Hanafi", "عبدالسلام حنفي"],
            ),
            (
                "expired 2 Feb. 2006, under the name of Akhter Mohmad",
                &["Akhter Mohmad"],
            ),
            ("expired on 21 Feb. 2012", &[]),
            ("issued by Russian Federation", &[]),
        ] {
            assert_eq!(super::of_holder(note), names, "{note}");
        }
    }

    #[test]
    fn another_script_in_parentheses_is_a_name_of_its_own() {
        assert_eq!(split("Jin Tiesan (金铁三)"), ["Jin Tiesan", "金铁三"]);
        assert_eq!(
            split("أبو شيماء (Abu-Shaima; Abu- Shayma)"),
            ["أبو شيماء", "Abu-Shaima", "Abu- Shayma"]
        );
        assert_eq!(
            split("Abu Muhammad (original script: Абу Мухаммад)"),
            ["Abu Muhammad", "Абу Мухаммад"]
        );
        assert_eq!(
            split("Agha Jan Alizai اغا جان عالیزی"),
            ["Agha Jan Alizai", "اغا جان عالیزی"]
        );
        assert_eq!(
            split("Hay’at Tahrir al-Sham (HTS) (هيئة تحرير الشام (original script); Tahrir al-Sham)"),
            [
                "Hay’at Tahrir al-Sham (HTS)",
                "هيئة تحرير الشام",
                "Tahrir al-Sham"
            ]
        );
        assert_eq!(split("华信船务(香港)有限公司"), ["华信船务(香港)有限公司"]);
    }

    #[test]
    fn notes_and_dates_are_no_part_of_a_name() {
        assert_eq!(split("Encep Nurjaman (birth name)"), ["Encep Nurjaman"]);
        assert_eq!(
            split("Mohammad Ishaq Akhund born in 1963"),
            ["Mohammad Ishaq Akhund"]
        );
        assert_eq!(
            split("Hilarion Santos, III (third)"),
            ["Hilarion Santos, III (third)"]
        );
        assert_eq!(split("“1-P”"), ["1-P"]);
        assert_eq!(split(" \n "), Vec::<String>::new());
    }

    #[test]
    fn names_in_a_note_are_found_and_prose_is_not() {
        assert_eq!(in_note("Abu Banat", "original script: Абу Банат"), ["Абу Банат"]);
        assert_eq!(
            in_note("Al Kawthar Co.", "in Arabic script: شركة الكوثر"),
            ["شركة الكوثر"]
        );
        assert_eq!(
            in_note(
                "أبو دعاء",
                "(Abu Du’a; Abu Duaa’) prominently known by this nom de guerre"
            ),
            ["Abu Du’a", "Abu Duaa’"]
        );
        assert_eq!(
            in_note("حاجى فیض", "Hajji Faizullah; Haji Fiazullah"),
            ["Hajji Faizullah", "Haji Fiazullah"]
        );
        assert_eq!(
            in_note("Abdoullah", "Passport number: B0515260; DOB: 1948; POB: Mali"),
            Vec::<String>::new()
        );
        assert_eq!(in_note("Riyadh", "nom de guerre"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn splitting_never_panics_and_invents_nothing(field in "[a-zА-я \\(\\);,\"“ب金:]{0,60}") {
            for name in split(&field) {
                prop_assert!(crate::text::squeeze(&field).contains(&name));
            }
            let _ = in_note("x", &field);
        }
    }
}
