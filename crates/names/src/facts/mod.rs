//! Facts other than the name: do they fit the designation? A conflict lowers a score, with its evidence, and hides
//! nothing: whoever asks learns the factor, and what facts alone bring below the threshold is told as discounted. Each
//! fact is one file.

mod birth_date;
mod country;
mod gender;

pub use self::birth_date::{BirthDateGrade, is_telling};
use portcullis_model::{Agreement, BirthDate, CountryCode, Designation, Evidence, Fact, Gender, Score};

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

/// What an equal date of birth may be short of the threshold to reach it: half a name and a full date of birth are more
/// than either. What it may raise is not pruned by a search.
pub const RAISED_BY_BIRTH_DATE: Score = Score::from_ten_thousandths(400);

/// What facts say of a match of names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corroboration {
    /// What the score is multiplied with; never above 1.
    pub factor: f32,
    /// How the date of birth compares; `None` where one side has none.
    pub birth_date: Option<BirthDateGrade>,
    /// Whether the gender is another.
    pub other_gender: bool,
}

impl Corroboration {
    /// Whether the date of birth is the listed one, to the day.
    #[must_use]
    pub fn is_same_birth_date(&self) -> bool {
        self.birth_date == Some(BirthDateGrade::Equal)
    }

    /// What lowers the score, in words; empty where nothing does.
    #[must_use]
    pub fn reason(&self) -> String {
        let lowers = self.birth_date.filter(|grade| grade.factor() < 1.0);
        let gender = self.other_gender.then_some("the gender is another");
        let reasons: Vec<&str> = lowers
            .map(BirthDateGrade::words)
            .into_iter()
            .chain(gender)
            .collect();
        reasons.join(", and ")
    }
}

/// Compares facts with a designation and appends the evidence.
pub fn corroborate(facts: &Facts, designation: &Designation, evidence: &mut Vec<Evidence>) -> Corroboration {
    let birth_date = birth_date::grade(facts, designation, evidence);
    let gender = gender::factor(facts, designation, evidence);
    let country = country::factor(facts, designation, evidence);
    Corroboration {
        factor: birth_date.map_or(1.0, BirthDateGrade::factor) * gender * country,
        birth_date,
        other_gender: gender < 1.0,
    }
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

    use super::{Corroboration, Facts, corroborate};

    fn corroborated(facts: Facts) -> Corroboration {
        let mut designation = Designation::new("x", "L", "A", Schema::Person);
        designation.birth_dates = vec![BirthDate::years(1967, 1967, false).unwrap()];
        designation.gender = Some(Gender::Male);
        corroborate(&facts, &designation, &mut Vec::new())
    }

    #[test]
    fn each_fact_that_conflicts_lowers_and_says_so() {
        let born = |text: &str| Facts {
            birth_date: Some(BirthDate::day(text.parse().unwrap())),
            ..Facts::default()
        };
        let fits = corroborated(born("1967-01-13"));
        assert!((fits.factor - 1.0).abs() < f32::EPSILON && fits.reason().is_empty());
        let both = corroborated(Facts {
            gender: Some(Gender::Female),
            ..born("1969-01-13")
        });
        assert!((both.factor - 0.91 * 0.92).abs() < 1e-6);
        assert_eq!(
            both.reason(),
            "born within two years of the listed date, and the gender is another"
        );
        assert!(corroborated(Facts::default()).reason().is_empty());
    }
}
