//! The date of birth.

use portcullis_model::{BirthDate, Date, Designation, Evidence, Fact};

use super::{Facts, corroboration};

/// How far two dates of birth may differ before they are two people: publishers take years from papers that
/// are estimates, so a year that differs by up to this many is no conflict.
const YEARS_SLACK: i16 = 2;

/// Factor for a date of birth that conflicts with all that are listed.
const CONFLICT: f32 = 0.88;

pub(super) fn factor(facts: &Facts, designation: &Designation, evidence: &mut Vec<Evidence>) -> f32 {
    let Some(born) = facts.birth_date.filter(|_| !designation.birth_dates.is_empty()) else {
        return 1.0;
    };
    let listed = &designation.birth_dates;
    let agrees = listed.iter().any(|listed| may_be_one(born, *listed));
    let listed = listed.iter().map(ToString::to_string).collect::<Vec<_>>();
    let listed = listed.join(" or ");
    evidence.push(corroboration(Fact::BirthDate, agrees, born.to_string(), listed));
    if agrees { 1.0 } else { CONFLICT }
}

fn may_be_one(a: BirthDate, b: BirthDate) -> bool {
    let slack = |date: BirthDate, sign: i16| {
        // A full date on both sides must be the same day, or a day and month exchanged; anything vaguer has slack.
        let vague = date.from != date.to || date.circa;
        if vague { sign * YEARS_SLACK } else { 0 }
    };
    if a.from == a.to && b.from == b.to && !a.circa && !b.circa {
        let (x, y) = (a.from, b.from);
        return x == y
            || (x.year() == y.year() && i16::from(x.month()) == i16::from(y.day()) && x.day() == y.month());
    }
    let year = |date: Date| date.year();
    let (a_from, a_to) = (year(a.from) + slack(a, -1), year(a.to) + slack(a, 1));
    let (b_from, b_to) = (year(b.from) + slack(b, -1), year(b.to) + slack(b, 1));
    a_from <= b_to && b_from <= a_to
}
