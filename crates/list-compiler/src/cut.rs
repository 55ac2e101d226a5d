//! Records that a publisher cut at the most characters that its format holds, when nothing continues them.

use portcullis_index::Source;

/// How many of them a warning names; the manifest holds all.
const NAMED_MAX: usize = 25;

/// What is to be said of sources with records of which the end is missing, one line each. Sources are those of an index's
/// manifest; of several snapshots only the newest is looked at.
#[must_use]
pub fn cut_short(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.superseded_on.is_none() && !source.cut_records.is_empty())
        .map(line)
        .collect()
}

fn line(source: &Source) -> String {
    let records = &source.cut_records;
    let mut named: Vec<String> = records
        .iter()
        .take(NAMED_MAX)
        .map(|record| format!("{} {}", record.id, record.name))
        .collect();
    if records.len() > NAMED_MAX {
        named.push(format!("and {} more", records.len() - NAMED_MAX));
    }
    let (are, end) = if records.len() == 1 {
        ("record is", "its end")
    } else {
        ("records are", "their ends")
    };
    format!(
        "{}:{}: {} {are} cut at the most characters that the format holds (OFAC: 1,000 of remarks) and no file given continues them, \
         so {end}, with identifiers and other names, cannot be screened: {}",
        source.kind,
        source.path,
        records.len(),
        named.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use portcullis_index::{CutRecord, Source};

    use super::cut_short;

    fn source(records: usize) -> Source {
        let record = |n| CutRecord {
            id: format!("ofac-{n}"),
            name: "TORNADO CASH".to_owned(),
        };
        Source {
            kind: "ofac-sdn".to_owned(),
            path: "ofac".to_owned(),
            cut_records: (1..=records).map(record).collect(),
            ..Source::default()
        }
    }

    #[test]
    fn cut_records_are_counted_and_named() {
        assert_eq!(cut_short(&[source(0)]), Vec::<String>::new());
        assert_eq!(
            cut_short(&[source(1)]),
            [
                "ofac-sdn:ofac: 1 record is cut at the most characters that the format holds (OFAC: 1,000 of remarks) and no file \
                 given continues them, so its end, with identifiers and other names, cannot be screened: ofac-1 TORNADO CASH"
            ]
        );
        let many = &cut_short(&[source(30)])[0];
        assert!(
            many.contains("30 records are cut") && many.ends_with("; and 5 more"),
            "{many}"
        );
    }
}
