//! How old the lists were, for the part of `summary.json` that holds the clock.

use jiff::{Timestamp, tz::TimeZone};
use portcullis_index::Source;
use portcullis_model::Date;
use serde::{Deserialize, Serialize};

/// How old a list was when a run began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListAge {
    /// `KIND:PATH`, as it was compiled.
    pub source: String,
    /// When it was published, as its publisher, the command line or the path says; absent where nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Whole hours since then. Of a list that says only the day they count from its beginning (UTC), of a month from its
    /// first day; negative for a list dated after the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_since_publication: Option<i64>,
}

impl ListAge {
    /// The ages of an index's sources at a time.
    #[must_use]
    pub fn of(sources: &[Source], at: Timestamp) -> Vec<ListAge> {
        let age = |source: &Source| {
            let stated = source.published.as_deref().and_then(|text| text.parse().ok());
            let day = || -> Option<Timestamp> {
                let day: Date = source.day.as_deref()?.parse().ok()?;
                Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
            };
            let published: Option<Timestamp> = stated.or_else(day);
            ListAge {
                source: format!("{}:{}", source.kind, source.path),
                published: source.published.clone().or_else(|| source.day.clone()),
                hours_since_publication: published
                    .map(|published| (at.as_second() - published.as_second()).div_euclid(3600)),
            }
        };
        sources.iter().map(age).collect()
    }
}

#[cfg(test)]
mod tests {
    use portcullis_index::Source;

    use super::ListAge;

    #[test]
    fn hours_count_from_the_hour_of_publication_where_it_is_known_and_else_from_the_day() {
        let hours = |published: Option<&str>, day: Option<&str>| {
            let source = Source {
                kind: "un".to_owned(),
                path: "un.xml".to_owned(),
                published: published.map(str::to_owned),
                day: day.map(str::to_owned),
                ..Source::default()
            };
            let at = "2026-02-28T12:30:00Z".parse().unwrap();
            ListAge::of(&[source], at)[0].hours_since_publication
        };
        let day = Some("2026-02-27");
        assert_eq!(hours(Some("2026-02-27T22:00:09.554Z"), day), Some(14));
        assert_eq!(hours(Some("2026-02-27T23:00:00.000+01:00"), day), Some(14));
        assert_eq!(hours(Some("27-Feb-2026"), day), Some(36));
        assert_eq!(hours(None, day), Some(36));
        assert_eq!(hours(None, Some("2026-03-01")), Some(-12));
        assert_eq!(hours(None, None), None);
    }
}
