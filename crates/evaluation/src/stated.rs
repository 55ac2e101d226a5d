//! What labelled rows state of a party besides its name: date of birth, country, gender, identifiers.

use portcullis_list_compiler::country_of;
use portcullis_model::Identifier;
use portcullis_names::facts::Facts;

use crate::table::{Row, Table};

/// What a row states of its party besides the name. A value that is not understood counts as absent, as in a payment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatedFacts {
    /// Date of birth, country and gender.
    pub facts: Facts,
    /// Its identifiers.
    pub identifiers: Vec<Identifier>,
    /// The facts of which something is stated that is not understood.
    pub not_understood: Vec<&'static str>,
}

impl StatedFacts {
    /// Whether nothing is stated that could be compared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.identifiers.is_empty()
    }

    /// Which facts are stated and understood, by the words of [`FACTS`].
    pub(crate) fn understood(&self) -> impl Iterator<Item = &'static str> {
        let facts = &self.facts;
        let stated = [
            facts.birth_date.is_some(),
            facts.country.is_some(),
            facts.gender.is_some(),
            !self.identifiers.is_empty(),
        ];
        FACTS
            .into_iter()
            .zip(stated)
            .filter_map(|(fact, stated)| stated.then_some(fact))
    }
}

const BIRTH_DATE: &str = "birth_date";
const COUNTRY: &str = "country";
const GENDER: &str = "gender";
const IDENTIFIERS: &str = "identifiers";

/// What reports call the facts.
pub(crate) const FACTS: [&str; 4] = [BIRTH_DATE, COUNTRY, GENDER, IDENTIFIERS];

/// The columns of a file that state facts.
pub(crate) struct StatedColumns {
    birth_date: Option<usize>,
    country: Option<usize>,
    gender: Option<usize>,
    identifiers: Option<usize>,
}

impl StatedColumns {
    /// The first of each that the file has.
    pub fn of(table: &Table) -> StatedColumns {
        StatedColumns {
            birth_date: table.first(&["birth_date", "date_of_birth", "creditor_birth_date"]),
            country: table.first(&["country", "nationality", "creditor_country"]),
            gender: table.column(GENDER),
            identifiers: table.first(&["identifiers", "creditor_id"]),
        }
    }

    /// What a row says in them.
    pub fn read(&self, row: &Row<'_>) -> StatedFacts {
        let mut stated = StatedFacts::default();
        let mut missed = Vec::new();
        stated.facts.birth_date = understood(row.cell(self.birth_date), BIRTH_DATE, &mut missed, |text| {
            text.parse().ok()
        });
        stated.facts.country = understood(row.cell(self.country), COUNTRY, &mut missed, country_of);
        stated.facts.gender = understood(row.cell(self.gender), GENDER, &mut missed, |text| {
            text.to_lowercase().parse().ok()
        });
        for text in row.cell(self.identifiers).split(';') {
            stated
                .identifiers
                .extend(understood(text.trim(), IDENTIFIERS, &mut missed, |text| {
                    text.parse().ok()
                }));
        }
        missed.dedup();
        stated.not_understood = missed;
        stated
    }
}

/// What a text says; notes the fact where it says something that is not understood.
fn understood<T>(
    text: &str,
    fact: &'static str,
    missed: &mut Vec<&'static str>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let value = read(text);
    if value.is_none() {
        missed.push(fact);
    }
    value
}
