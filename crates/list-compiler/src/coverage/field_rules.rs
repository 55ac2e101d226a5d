//! The fields of which it is not enough to look whether their values are there: those that are left out on purpose, those that a
//! table of words reads, and those that hold prose.

use std::sync::LazyLock;

const FIELDS: &str = include_str!("../../data/coverage_fields.csv");

/// What is done with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nobody needs it.
    LeftOut,
    /// Texts, and only by chance the words of a fact.
    Prose,
    /// Facts behind labels, and texts.
    LabeledProse,
    /// Its words are looked up in a table of the format, and become something that is written otherwise. Words that the table does
    /// not have are counted by the reader.
    ByTable,
}

/// A field, and why it is not looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    list: &'static str,
    field: &'static str,
    pub reading: Reading,
    pub reason: &'static str,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| FIELDS.lines().skip(1).filter_map(parse).collect());

fn parse(line: &'static str) -> Option<Rule> {
    let mut cells = line.splitn(4, ';');
    let (list, field) = (cells.next()?, cells.next()?);
    let reading = match cells.next()? {
        "left-out" => Reading::LeftOut,
        "prose" => Reading::Prose,
        "labeled-prose" => Reading::LabeledProse,
        "by-table" => Reading::ByTable,
        _ => return None,
    };
    let reason = cells.next().filter(|reason| !reason.is_empty())?;
    Some(Rule {
        list,
        field,
        reading,
        reason,
    })
}

/// What is said of a field of a list; the first row counts.
pub(super) fn rule(list: &str, field: &str) -> Option<Rule> {
    let field = field.to_lowercase();
    RULES
        .iter()
        .find(|rule| {
            let mut lists = rule.list.split(' ');
            lists.any(|word| word == "*" || word == list) && fits(rule.field, &field)
        })
        .copied()
}

/// Whether a text is as the pattern says, in which `*` stands for anything.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|text| {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            rest.is_empty() || ends.into_iter().any(|at| fits(rest, &text[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{FIELDS, fits, parse};
    use crate::SourceKind;

    #[test]
    fn every_row_names_lists_a_field_what_is_done_and_why() {
        for line in FIELDS.lines().skip(1) {
            let rule = parse(line);
            assert!(rule.is_some(), "{line}");
            for word in rule.iter().flat_map(|rule| rule.list.split(' ')) {
                assert!(word == "*" || word.parse::<SourceKind>().is_ok(), "{line}");
            }
            assert_eq!(line.to_lowercase().split(';').nth(1), line.split(';').nth(1));
        }
    }

    #[test]
    fn an_asterisk_stands_for_anything() {
        assert!(fits("*@logicalid", "namealias@logicalid"));
        assert!(fits("a*c", "abc") && fits("a*", "a") && fits("*", ""));
        assert!(!fits("a*c", "abd") && !fits("@id", "x@id"));
    }
}
