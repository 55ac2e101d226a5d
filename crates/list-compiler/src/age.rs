//! How old lists are. Lists change several times a week; one that nobody downloads any more must be noticed.

use portcullis_index::Source;
use portcullis_model::Date;

use crate::SourceKind;
use crate::snapshot::published_day;

/// How old a list may be on a day. Nothing here asks a clock: the caller says what day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxAge {
    /// Days since its publication.
    pub days: u32,
    /// The day it is.
    pub today: Date,
}

/// The first day that a source can be of, by its manifest entry.
pub(crate) fn first_day(source: &Source) -> Option<Date> {
    // An index of before days were kept has the publisher's words.
    let stated = source.day.as_deref().or(source.published.as_deref());
    stated.and_then(published_day).map(|day| day.from)
}

/// The last day that a source can be of.
pub(crate) fn last_day(source: &Source) -> Option<Date> {
    let until = source.day_until.as_deref().and_then(published_day);
    until.map(|day| day.to).or_else(|| first_day(source))
}

/// What is to be said of lists that are older than they may be, one line each. Sources are those of an index's manifest;
/// of several snapshots only the newest is looked at. An official list that does not say when it was published is
/// reported too, since it may be of any age; a bank's own list only when it has a day.
#[must_use]
pub fn overdue(sources: &[Source], max_age: MaxAge) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.superseded_on.is_none())
        .filter_map(|source| line(source, max_age))
        .collect()
}

fn line(source: &Source, max_age: MaxAge) -> Option<String> {
    let name = format!("{}:{}", source.kind, source.path);
    let Some(day) = first_day(source) else {
        let kind = source.kind.parse::<SourceKind>();
        let is_own = kind.is_ok_and(|kind| kind.list().is_own);
        return (!is_own).then(|| {
            format!(
                "{name}: does not say when it was published, so its age is unknown; compile it as {}@YYYY-MM-DD:{}",
                source.kind, source.path
            )
        });
    };
    // Spans of days between calendar dates fit; a reversed one is a list from tomorrow, which is not old.
    let age = max_age.today.since(day).ok()?.get_days();
    (i64::from(age) > i64::from(max_age.days)).then(|| {
        format!(
            "{name}: is of {day}, {age} days old, and at most {} were asked for; download it again",
            max_age.days
        )
    })
}

#[cfg(test)]
mod tests {
    use portcullis_index::Source;

    use super::{MaxAge, overdue};

    fn source(kind: &str, day: Option<&str>, published: Option<&str>) -> Source {
        Source {
            kind: kind.to_owned(),
            path: "list".to_owned(),
            published: published.map(str::to_owned),
            day: day.map(str::to_owned),
            ..Source::default()
        }
    }

    fn said(source: Source, days: u32) -> String {
        let today = "2024-03-01".parse().unwrap();
        overdue(&[source], MaxAge { days, today }).join("\n")
    }

    #[test]
    fn a_list_may_be_as_old_as_was_asked_for_and_not_a_day_older() {
        let list = || source("un", Some("2024-02-01"), None);
        assert_eq!(said(list(), 29), "");
        assert_eq!(
            said(list(), 28),
            "un:list: is of 2024-02-01, 29 days old, and at most 28 were asked for; download it again"
        );
        assert_eq!(
            said(source("un", Some("2024-03-02"), None), 0),
            "",
            "a list of tomorrow"
        );
        // An index of before days were kept has the publisher's words.
        assert!(said(source("uk", None, Some("08-Oct-2023")), 30).contains("2023-10-08, 145 days old"));
    }

    #[test]
    fn an_official_list_of_unknown_age_is_reported_and_a_banks_own_is_not() {
        assert!(
            said(source("ofac-sdn", None, None), 30).contains("its age is unknown; compile it as ofac-sdn@")
        );
        assert_eq!(said(source("custom", None, None), 30), "");
        assert_eq!(said(source("ownership", None, None), 30), "");
        assert!(said(source("custom", Some("2020-01-01"), None), 30).contains("2020-01-01"));
    }

    #[test]
    fn old_snapshots_are_meant_to_be_old() {
        let mut list = source("un", Some("2018-10-01"), None);
        list.superseded_on = Some("2024-02-27".to_owned());
        assert_eq!(said(list, 30), "");
    }
}
