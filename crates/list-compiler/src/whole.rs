//! What shows that a list is whole. A document that ends, an archive and an end mark do; a table of rows may be cut between two of them and
//! look like any other, unless its rows stand in an order that has an end.

use std::path::Path;

use crate::formats::Form;
use crate::input::Input;
use crate::report::SourceReport;

/// What the form of the files shows by itself.
pub(crate) fn shown_by_form(form: Form, input: &Input) -> Option<&'static str> {
    match form {
        Form::Xml | Form::Json => Some("the end of its document"),
        Form::Spreadsheet => Some("the end of its archive"),
        // What OFAC closes its text files with. Those of remarks that run over do not always have it.
        Form::Table => {
            let has_mark = |bytes: &[u8]| bytes.trim_ascii_end().ends_with(b"\x1A");
            let is_marked = |file: &crate::input::InputFile| has_mark(&file.bytes);
            (is_marked(&input.primary) && input.companions.iter().flatten().take(2).all(is_marked))
                .then_some("the end mark of its files")
        }
        Form::JsonLines => None,
    }
}

/// In the lists of the UK (2014, 2020, 2025), the US Consolidated Screening List (2022) and the Denied Persons List (2022), whose rows stand in
/// the order of their names, the least of the five shares of rows whose names begin behind each letter, in thousandths.
const BEHIND: [f64; 26] = [
    723.0, 672.0, 649.0, 629.0, 615.0, 602.0, 580.0, 491.0, 465.0, 442.0, 360.0, 337.0, 262.0, 232.0, 217.0,
    203.0, 196.0, 151.0, 70.0, 42.0, 37.0, 36.0, 26.0, 26.0, 7.0, 0.0,
];

/// Fewer rows are no list whose order says anything.
const ORDERED_ROWS_MIN: usize = 200;

/// Of a thousand neighbors so many stand in order: 998 and more in the five lists, about half where rows are not ordered.
const IN_ORDER_MIN: usize = 990;

/// So many rows must be missing before it is no chance that they are, and nine tenths of those that should be there.
const MISSING_MIN: f64 = 20.0;
const THERE_SHARE: f64 = 0.1;

/// Holds the rows of a table that stand in the order of their names to its end: where the names of a long list stop in the middle of the
/// alphabet, it was cut.
pub(crate) fn by_order_of_names<'a>(
    path: &Path,
    names: impl Iterator<Item = &'a str>,
    report: &mut SourceReport,
) {
    let letters: Vec<u8> = names.filter_map(letter).collect();
    let pairs = letters.len().saturating_sub(1);
    let in_order = letters.windows(2).filter(|pair| pair[0] <= pair[1]).count();
    if letters.len() < ORDERED_ROWS_MIN || in_order * 1_000 < pairs * IN_ORDER_MIN {
        return;
    }
    #[allow(
        clippy::cast_precision_loss,
        reason = "lists have thousands of rows, not 2^52"
    )]
    let missing = (b'A'..=b'Z').zip(BEHIND).find(|(letter, behind)| {
        let there = letters.iter().filter(|own| *own > letter).count() as f64;
        let expected = letters.len() as f64 * behind / 1_000.0;
        expected >= MISSING_MIN && there < expected * THERE_SHARE
    });
    match missing {
        None => report.whole_by = Some("the order of its names, which goes on to the end of the alphabet"),
        Some((letter, _)) => report.gap(
            path,
            format!(
                "its rows stand in the order of their names, and of {} hardly any begins behind {}: the file was cut",
                letters.len(),
                char::from(letter)
            ),
            "download it again",
        ),
    }
}

/// The letter that a name begins with, where it is one of the alphabet.
fn letter(name: &str) -> Option<u8> {
    let first = name.chars().find(|c| c.is_alphanumeric())?;
    let first = u8::try_from(first.to_ascii_uppercase()).ok()?;
    first.is_ascii_uppercase().then_some(first)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{SourceReport, by_order_of_names};
    use crate::SourceKind;

    /// What is said of names in order, two for each of these letters and number.
    fn said(
        letters: std::ops::RangeInclusive<char>,
        each: usize,
        is_ordered: bool,
    ) -> (bool, Option<String>) {
        let mut names: Vec<String> = letters.flat_map(|c| vec![format!("{c}A"); each]).collect();
        if !is_ordered {
            let half = names.len() / 2;
            let back = names.split_off(half);
            names = names.into_iter().zip(back).flat_map(|(a, b)| [a, b]).collect();
        }
        let mut report = SourceReport::new("uk".parse::<SourceKind>().unwrap(), PathBuf::from("x"));
        by_order_of_names(Path::new("x"), names.iter().map(String::as_str), &mut report);
        let gap = report.gaps.pop().map(|gap| gap.what);
        (report.whole_by.is_some(), gap)
    }

    #[test]
    fn names_in_order_that_stop_in_the_middle_of_the_alphabet_were_cut() {
        assert_eq!(
            said('A'..='M', 40, true),
            (
                false,
                Some(
                    "its rows stand in the order of their names, and of 520 hardly any begins behind M: the file was cut"
                        .to_owned()
                )
            )
        );
        assert_eq!(said('A'..='Z', 20, true), (true, None));
        // Rows that are few or in another order say nothing either way.
        assert_eq!(said('A'..='M', 10, true), (false, None));
        assert_eq!(said('A'..='M', 40, false), (false, None));
    }
}
