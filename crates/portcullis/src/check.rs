use portcullis_exemptions::WordReport;
use portcullis_model::{BirthDate, CountryCode, Date, Gender, Identifier, Schema};
use serde::Serialize;

use crate::{Discounted, Hit, NearMiss, Suppressed};

/// A party to check by itself, outside a payment: a name, identifiers, or both, and what else is known of it.
///
/// ```
/// use portcullis::NameQuery;
///
/// let query = NameQuery::new("Viktor But").country("RU".parse()?).born("1967".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct NameQuery {
    /// The name, in any order and script. May be empty when there are identifiers.
    pub name: String,
    /// Only designations of this kind; `None`: all.
    pub schema: Option<Schema>,
    /// Date of birth, as precisely as it is known.
    pub birth_date: Option<BirthDate>,
    /// Country of residence or nationality.
    pub country: Option<CountryCode>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Identifiers, compared exactly after canonical form.
    pub identifiers: Vec<Identifier>,
    /// The day of which the lists are looked at: who was listed then, by the names, identifiers and facts that the lists had
    /// then. `None`: everybody in the index, by the newest records.
    pub as_of: Option<Date>,
}

impl NameQuery {
    /// A name of which nothing else is known.
    #[must_use]
    pub fn new(name: impl Into<String>) -> NameQuery {
        NameQuery {
            name: name.into(),
            ..NameQuery::default()
        }
    }

    /// Looks at designations of one kind only.
    #[must_use]
    pub fn schema(mut self, schema: Schema) -> NameQuery {
        self.schema = Some(schema);
        self
    }

    /// States the date of birth.
    #[must_use]
    pub fn born(mut self, birth_date: BirthDate) -> NameQuery {
        self.birth_date = Some(birth_date);
        self
    }

    /// States the country of residence or nationality.
    #[must_use]
    pub fn country(mut self, country: CountryCode) -> NameQuery {
        self.country = Some(country);
        self
    }

    /// States the gender.
    #[must_use]
    pub fn gender(mut self, gender: Gender) -> NameQuery {
        self.gender = Some(gender);
        self
    }

    /// Adds an identifier.
    #[must_use]
    pub fn identifier(mut self, identifier: Identifier) -> NameQuery {
        self.identifiers.push(identifier);
        self
    }

    /// Looks at the lists as they stood on a day.
    #[must_use]
    pub fn as_of(mut self, date: Date) -> Self {
        self.as_of = Some(date);
        self
    }
}

/// What [`Screener::check`](crate::Screener::check) found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Check {
    /// Best first.
    pub hits: Vec<Hit>,
    /// Designations whose name matches and of which facts alone say that they are somebody else, best first. They need
    /// nobody; they are there so that nothing is let go without a word.
    pub discounted: Vec<Discounted>,
    /// What a reviewer said of each hit before, in the order of the hits; `None` where nobody said anything.
    pub repeats: Vec<Option<WordReport>>,
    /// What a reviewer's word lets pass, best first. It needs nobody.
    pub suppressed: Vec<Suppressed>,
}

/// What [`Screener::near`](crate::Screener::near) found: neither hits nor discounted.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Near {
    /// Below the threshold, and at 0.60 or more, nearest first.
    pub below: Vec<NearMiss>,
    /// Weak aliases whose names reach the threshold, and which do not alert by themselves; best first.
    pub weak_aliases: Vec<NearMiss>,
}

impl Check {
    /// Whether there is anything that a person must look at.
    #[must_use]
    pub fn is_hit(&self) -> bool {
        !self.hits.is_empty()
    }
}
