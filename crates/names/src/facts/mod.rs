//! Facts other than the name: do they fit the designation? A conflict lowers a score, with its evidence; it
//! never hides a hit by itself.

use portcullis_model::{Agreement, BirthDate, CountryCode, Date, Designation, Evidence, Fact, Gender};

/// What a query says of a party besides its name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Date of birth.
    pub birth_date: Option<BirthDate>,
    /// Country of residence or nationality.
    pub country: Option<CountryCode>,
    /// Gender.
    pub gender: Option<Gender>,
}

impl Facts {
    /// Whether there is nothing to compare.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.birth_date.is_none() && self.country.is_none() && self.gender.is_none()
    }
}

/// How far two dates of birth may differ before they are two people: publishers take years from papers that
/// are estimates, so a year that differs by up to this many is no conflict.
const YEARS_SLACK: i16 = 2;

/// Factor for a date of birth that conflicts.
const BIRTH_CONFLICT: f32 = 0.88;
/// Factor for a gender that conflicts.
const GENDER_CONFLICT: f32 = 0.92;

/// Compares facts with a designation; returns the factor for the score (never above 1) and appends evidence.
///
/// A country that differs is noted and costs nothing: people move, and payments name the account's country.
pub fn corroborate(facts: &Facts, designation: &Designation, evidence: &mut Vec<Evidence>) -> f32 {
    let mut factor = 1.0;
    if let Some(born) = facts.birth_date
        && !designation.birth_dates.is_empty()
    {
        let agrees = designation
            .birth_dates
            .iter()
            .any(|listed| may_be_one(born, *listed));
        let listed = designation
            .birth_dates
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" or ");
        evidence.push(corroboration(Fact::BirthDate, agrees, born.to_string(), listed));
        if !agrees {
            factor *= BIRTH_CONFLICT;
        }
    }
    if let (Some(gender), Some(listed)) = (facts.gender, designation.gender) {
        let agrees = gender == listed;
        evidence.push(corroboration(
            Fact::Gender,
            agrees,
            gender.to_string(),
            listed.to_string(),
        ));
        if !agrees {
            factor *= GENDER_CONFLICT;
        }
    }
    if let Some(country) = facts.country {
        let mut listed: Vec<CountryCode> = designation.nationalities.clone();
        listed.extend(designation.addresses.iter().filter_map(|address| address.country));
        listed.sort_unstable();
        listed.dedup();
        if !listed.is_empty() {
            let agrees = listed.contains(&country);
            let listed = listed
                .iter()
                .map(CountryCode::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            evidence.push(corroboration(Fact::Country, agrees, country.to_string(), listed));
        }
    }
    factor
}

fn corroboration(fact: Fact, agrees: bool, query: String, listed: String) -> Evidence {
    let agreement = if agrees {
        Agreement::Agrees
    } else {
        Agreement::Conflicts
    };
    Evidence::Corroboration {
        fact,
        agreement,
        query,
        listed,
    }
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

#[cfg(test)]
mod tests {
    use portcullis_model::{BirthDate, Designation, Gender, Schema};

    use super::{Facts, corroborate};

    fn factor(facts: Facts) -> f32 {
        let mut designation = Designation::new("x", "L", "A", Schema::Person);
        designation.birth_dates = vec![BirthDate::years(1967, 1967, false).unwrap()];
        designation.gender = Some(Gender::Male);
        corroborate(&facts, &designation, &mut Vec::new())
    }

    #[test]
    fn a_conflicting_birth_date_or_gender_lowers_and_a_fitting_one_does_not() {
        let born = |text: &str| Facts {
            birth_date: Some(BirthDate::day(text.parse().unwrap())),
            ..Facts::default()
        };
        assert!((factor(born("1967-01-13")) - 1.0).abs() < f32::EPSILON);
        assert!(
            (factor(born("1969-01-13")) - 1.0).abs() < f32::EPSILON,
            "a listed year is an estimate"
        );
        assert!(factor(born("1980-01-13")) < 0.9);
        assert!(
            factor(Facts {
                gender: Some(Gender::Female),
                ..Facts::default()
            }) < 1.0
        );
        assert!((factor(Facts::default()) - 1.0).abs() < f32::EPSILON);
    }
}
