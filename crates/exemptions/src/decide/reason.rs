//! The reason of a decision: one line for a person, the same for the same input.

use std::borrow::Cow;

use portcullis_model::{Measure, PlaceCode};

use crate::decide::decision::ObligationReport;
use crate::decide::obligation::DormantReport;
use crate::party::good_guys::GoodGuyReport;
use crate::review::WordReport;

/// The line for a payment whose hits trigger nothing.
pub(crate) fn dormant(dormant: &[DormantReport]) -> String {
    let lines = dormant.iter().map(|d| {
        let program = if d.program.is_empty() {
            String::new()
        } else {
            format!("{} ", d.program)
        };
        format!(
            "{} {} ({}): {program}{}",
            d.designation_id, d.designation_name, d.field, d.why
        )
    });
    format!("no obligation in force; {}", first(lines))
}

/// The line for a payment in which a good-guy entry let every hit pass that would bind.
pub(crate) fn good_guys(good_guys: &[GoodGuyReport]) -> String {
    let lines = good_guys.iter().map(|g| {
        format!(
            "{} is not {} {}: good guy by {}, decided by {}: {}",
            g.field, g.designation_id, g.designation_name, g.known_by, g.reviewer, g.reason
        )
    });
    first(lines)
}

/// The line for a payment in which reviewers' words let every hit pass that would bind.
pub(crate) fn suppressed(words: &[WordReport]) -> String {
    let lines = words.iter().map(|w| {
        let known_by = w.known_by.as_deref().unwrap_or("an identifier");
        let second = w.second.as_ref().map(|who| format!(" and {who}"));
        format!(
            "{} is not {} {}: {} of case {}, known by {known_by}, said by {}{} on {}: {}",
            w.field,
            w.designation_id,
            w.designation_name,
            w.word,
            w.case_id,
            w.who,
            second.unwrap_or_default(),
            w.when,
            w.why
        )
    });
    first(lines)
}

/// The line for a payment that a license releases.
pub(crate) fn licensed(obligations: &[ObligationReport]) -> String {
    let mut told = String::new();
    let lines = obligations.iter().map(|obligation| {
        let Some(license) = &obligation.covered_by else {
            let taken = obligation.taken_for.as_deref();
            let taken = taken.map_or_else(String::new, |bearer| {
                format!("; the whole name is that of {bearer}")
            });
            return describe(obligation) + &taken;
        };
        let evidence = license
            .clauses
            .iter()
            .filter(|clause| clause.in_reason)
            .map(|clause| clause.evidence.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let citation = license.citation.as_deref();
        let citation = citation.map_or_else(String::new, |c| format!(" ({})", short(c)));
        let evidence = if evidence.is_empty() {
            String::new()
        } else {
            format!(": {evidence}")
        };
        let cover = format!(
            "{} {}{citation} covers it{evidence}",
            license.kind, license.license_id
        );
        if told == cover {
            return format!("{}; the same covers it", describe(obligation));
        }
        told.clone_from(&cover);
        format!("{}; {cover}", describe(obligation))
    });
    first(lines)
}

/// A citation longer than this is told by its beginning.
const CITATION_CHARS_MAX: usize = 80;

/// The instrument that a citation names first: `31 CFR parts 536, 541, 544, …` are twenty parts that all say the same. The
/// whole citation stands beside the license in the records of the release, and in what `explain` shows.
fn short(citation: &str) -> Cow<'_, str> {
    if citation.chars().count() <= CITATION_CHARS_MAX {
        return citation.into();
    }
    let end = citation.find([',', ';']).unwrap_or(citation.len());
    match citation[..end].trim_end() {
        "" => citation.into(),
        first if first.len() == citation.len() => citation.into(),
        first => format!("{first} …").into(),
    }
}

/// The line for a payment that a person must look at, or that is stopped: the gravest obligation that nothing covers.
pub(crate) fn uncovered(obligations: &[ObligationReport]) -> String {
    let weight = |o: &ObligationReport| {
        (
            o.covered_by.is_none(),
            o.certain && !o.doubtful,
            o.measure == Measure::AssetFreeze,
        )
    };
    // The first of the gravest: `max_by_key` would take the last.
    let Some(worst) = obligations.iter().map(weight).max() else {
        return "no obligation".to_owned();
    };
    let lines = obligations.iter().filter(|o| weight(o) == worst).map(|o| {
        let licenses = licenses(o);
        format!("{}; {licenses}", describe(o))
    });
    first(lines)
}

/// Why no license covers an obligation. One that the payment contradicts cannot apply, and is not worth a word here:
/// `explain --payment` shows them all.
fn licenses(obligation: &ObligationReport) -> String {
    if obligation.covered_by.is_some() {
        return "covered on its own".to_owned();
    }
    if obligation.failed.is_empty() {
        return "no license reaches it".to_owned();
    }
    let possible = obligation.failed.iter();
    let mut possible = possible.filter_map(|license| Some((license, license.lacking()?)));
    match possible.next() {
        None => "no license applies".to_owned(),
        Some((nearest, lacking)) => {
            let more = match possible.count() {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            format!(
                "license {} possible: {} not stated{more}",
                nearest.license_id,
                lacking.join(" and ")
            )
        }
    }
}

/// `creditor_agent is ofac-12847 COMMERCIAL BANK OF SYRIA: NPWMD asset-freeze (US), in-force since 2005-06-28`.
fn describe(obligation: &ObligationReport) -> String {
    let is_place = PlaceCode::from_id(&obligation.designation_id).is_some();
    let verb = match (is_place, obligation.certain) {
        (false, true) => "is",
        (false, false) => "may be",
        (true, true) => "is in",
        (true, false) => "names",
    };
    let mut text = format!(
        "{} {verb} {} {}",
        obligation.field, obligation.designation_id, obligation.designation_name
    );
    if !obligation.derived_from.is_empty() {
        text.push_str(&format!(" (owned by {})", obligation.derived_from.join(", ")));
    }
    text.push_str(&format!(
        ": {} {} ({}), {}",
        obligation.program, obligation.measure, obligation.authority, obligation.phase.standing
    ));
    if let Some(since) = obligation.phase.since {
        text.push_str(&format!(" since {since}"));
    }
    if let Some(basis) = &obligation.phase.basis {
        text.push_str(&format!(", {basis}"));
    }
    if let Some(because) = &obligation.because {
        text.push_str(&format!(", {because}"));
    }
    text
}

/// The first lines in one, and how many more there are. Those are only counted, not written.
fn first(mut lines: impl Iterator<Item = String>) -> String {
    const SHOWN: usize = 2;
    let mut text = lines.by_ref().take(SHOWN).collect::<Vec<_>>().join(" | ");
    let more = lines.count();
    if more > 0 {
        text.push_str(&format!(" | and {more} more"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_long_citation_is_told_by_the_instrument_that_it_names_first() {
        for (citation, told) in [
            ("31 CFR 560.530", "31 CFR 560.530"),
            (
                "Council Regulation (EU) 2023/331 and Council Decision (CFSP) 2023/338 of 14 February 2023",
                "Council Regulation (EU) 2023/331 and Council Decision (CFSP) 2023/338 of 14 February 2023",
            ),
            (
                "31 CFR parts 536, 541, 544, 546-549, 551-553, 555, 558, 562, 569, 570, 576, official business",
                "31 CFR parts 536 …",
            ),
            (
                "Counter Terrorism General License 24A, noncommercial personal remittances; 31 CFR parts 594 and 597",
                "Counter Terrorism General License 24A …",
            ),
        ] {
            assert_eq!(short(citation), told);
        }
    }
}
