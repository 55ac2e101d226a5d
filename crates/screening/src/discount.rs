//! What a decision says of matches that only facts keep from being hits.

use portcullis_model::{Agreement, Evidence, Fact};

/// Matches that a reason names; `discounted.jsonl` has all.
const NAMED_MAX: usize = 2;

/// Listed dates that a reason names.
const DATES_MAX: usize = 2;

/// The facts that conflict, in a few words: `born 1964-08-11, not 1990-01-01`.
pub(crate) fn conflicts(evidence: &[Evidence]) -> String {
    let conflicts = evidence.iter().filter_map(|piece| match piece {
        Evidence::Corroboration {
            fact: fact @ (Fact::BirthDate | Fact::Gender),
            agreement: Agreement::Conflicts,
            query,
            listed,
        } => Some(match fact {
            Fact::BirthDate => format!("born {}, not {query}", few(listed)),
            _ => format!("{listed}, not {query}"),
        }),
        _ => None,
    });
    conflicts.collect::<Vec<_>>().join("; ")
}

/// The first of several dates.
fn few(listed: &str) -> String {
    let dates: Vec<&str> = listed.split(" or ").collect();
    match dates.len().checked_sub(DATES_MAX) {
        None | Some(0) => listed.to_owned(),
        Some(more) => format!("{} or {more} more", dates[..DATES_MAX].join(" or ")),
    }
}

/// What a reason adds: `; discounted: un-QDi.111 (born 1964-08-11, not 1990-01-01)`. Of each match the designation and its
/// conflicts; at least one.
pub(crate) fn mention<'a>(matches: impl ExactSizeIterator<Item = (&'a str, &'a str)>) -> String {
    let more = matches.len().saturating_sub(NAMED_MAX);
    let named: Vec<String> = matches
        .take(NAMED_MAX)
        .map(|(id, conflict)| format!("{id} ({conflict})"))
        .collect();
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("; discounted: {}{rest}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Agreement, Evidence, Fact};

    use super::{conflicts, mention};

    fn compared(fact: Fact, agreement: Agreement, query: &str, listed: &str) -> Evidence {
        Evidence::Corroboration {
            fact,
            agreement,
            query: query.to_owned(),
            listed: listed.to_owned(),
        }
    }

    #[test]
    fn a_conflict_says_what_the_list_has_and_what_the_payment_says() {
        let dates = "1964-08-11 or 1965 or 1966 or 1967";
        let evidence = [
            compared(Fact::BirthDate, Agreement::Conflicts, "1990-01-01", dates),
            compared(Fact::Country, Agreement::Conflicts, "DE", "ID"),
            compared(Fact::Gender, Agreement::Conflicts, "female", "male"),
        ];
        assert_eq!(
            conflicts(&evidence),
            "born 1964-08-11 or 1965 or 2 more, not 1990-01-01; male, not female"
        );
    }

    #[test]
    fn a_reason_names_the_strongest_and_counts_the_rest() {
        let matches = [
            ("un-1", "born 1964, not 1990"),
            ("un-2", "male, not female"),
            ("un-3", "x"),
        ];
        assert_eq!(
            mention(matches[..1].iter().copied()),
            "; discounted: un-1 (born 1964, not 1990)"
        );
        assert_eq!(
            mention(matches.iter().copied()),
            "; discounted: un-1 (born 1964, not 1990), un-2 (male, not female) and 1 more"
        );
    }
}
