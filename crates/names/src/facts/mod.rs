//! Facts other than the name: do they fit the designation? A conflict lowers a score, with its evidence; it
//! never hides a hit by itself. Each fact is one file.

mod birth_date;
mod country;
mod gender;

use portcullis_model::{Agreement, BirthDate, CountryCode, Designation, Evidence, Fact, Gender};

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

/// Compares facts with a designation; returns the factor for the score (never above 1) and appends evidence.
pub fn corroborate(facts: &Facts, designation: &Designation, evidence: &mut Vec<Evidence>) -> f32 {
    let birth_date = birth_date::factor(facts, designation, evidence);
    let gender = gender::factor(facts, designation, evidence);
    let country = country::factor(facts, designation, evidence);
    birth_date * gender * country
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
