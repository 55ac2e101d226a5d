//! What a batch is generated from, and what comes of it.

use std::io;

use jiff::civil::Date;
use portcullis_index::Index;
use portcullis_model::{IdentifierKind, NameKind, Schema};
use portcullis_payments::Format;

/// What to generate.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneratorOptions {
    /// How many payments.
    pub count: u64,
    /// Where chance starts: equal options give equal bytes on every machine.
    pub seed: u64,
    /// The share of payments that carry something listed, 0 to 1.
    pub hit_rate: f64,
    /// Whether every debtor, creditor and ultimate party has a name of its own; otherwise parties repeat as
    /// they do in real traffic. Listed names repeat in any case.
    pub distinct: bool,
    /// What hits are made from.
    pub listed: Listed,
    /// Value date of the first payments; the last are due five business days later.
    pub first_value_date: Date,
    /// What the payments are written as: CSV, pacs.008, MT103, ACH or Fedwire.
    pub format: Format,
    /// A format besides `format`: what it does not carry is left out too, so that the payments say the same in both.
    pub carried_by: Option<Format>,
}

impl Default for GeneratorOptions {
    /// A thousand payments without hits.
    fn default() -> GeneratorOptions {
        GeneratorOptions {
            count: 1000,
            seed: 1,
            hit_rate: 0.0,
            distinct: false,
            listed: Listed::default(),
            first_value_date: jiff::civil::date(2024, 1, 8),
            format: Format::Csv,
            carried_by: None,
        }
    }
}

/// A listed name that payments may carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedName {
    /// The designation that has it.
    pub designation_id: String,
    /// As listed: `LAST, First` for people of OFAC.
    pub text: String,
    /// What the designation is: people's names are mangled otherwise than those of firms.
    pub schema: Schema,
}

/// A listed BIC that payments may carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedBic {
    /// The designations that have it.
    pub designation_ids: Vec<String>,
    /// Its 8 or 11 characters.
    pub text: String,
}

/// What hits are made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Names.
    pub names: Vec<ListedName>,
    /// BICs, each once.
    pub bics: Vec<ListedBic>,
}

impl Listed {
    /// The names and BICs of an index. Weak aliases do not alert by themselves, and payments carry Latin letters:
    /// neither weak aliases nor names in their original script are among them.
    #[must_use]
    pub fn of(index: &Index) -> Listed {
        let id = |designation| index.designation_id(designation).to_owned();
        let names = (0..index.name_count())
            .map(|ordinal| index.name(ordinal))
            .filter(|name| matches!(name.kind(), NameKind::Primary | NameKind::Alias))
            .map(|name| ListedName {
                designation_id: id(name.designation()),
                text: name.published().to_owned(),
                schema: index.schema(name.designation()),
            })
            .collect();
        let mut bics: Vec<ListedBic> = Vec::new();
        index.each_listed_identifier(|canonical, kind, designation, _| {
            if kind != IdentifierKind::Bic {
                return;
            }
            // Equal identifiers follow each other.
            match bics.last_mut().filter(|bic| bic.text == canonical) {
                Some(bic) => bic.designation_ids.push(id(designation)),
                None => bics.push(ListedBic {
                    designation_ids: vec![id(designation)],
                    text: canonical.to_owned(),
                }),
            }
        });
        Listed { names, bics }
    }
}

/// What was generated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Generated {
    /// Payments.
    pub payments: u64,
    /// Those that carry a listed name.
    pub with_listed_name: u64,
    /// Those that carry a listed BIC.
    pub with_listed_bic: u64,
    /// Size of the file, header included.
    pub bytes: u64,
}

impl std::fmt::Display for Generated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} made-up payments ({} bytes), {} with a listed name and {} with a listed BIC",
            self.payments, self.bytes, self.with_listed_name, self.with_listed_bic
        )
    }
}

/// Why no batch can be generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The hit rate is no share.
    #[error("the hit rate is {0}; give a share between 0 and 1")]
    HitRate(f64),
    /// Hits are asked for and there is nothing to make them of.
    #[error("a hit rate above 0 needs listed names or BICs; give an index")]
    NothingListed,
    /// No more distinct names.
    #[error(
        "after {given} payments there is no name left that was not used; ask for fewer distinct payments"
    )]
    NamesUsedUp {
        /// How many payments were written.
        given: u64,
    },
    /// The value dates do not fit the calendar.
    #[error("{0} is too close to the end of the calendar for a value date; give an earlier one")]
    ValueDate(Date),
    /// The format is one that payments are read in, and not one that they are generated in.
    #[error("payments are not generated as {format}; the formats are {known}")]
    Format {
        /// The format.
        format: Format,
        /// The words of those that there are.
        known: String,
    },
    /// The data that is part of the program is damaged.
    #[error("the generator's own data is damaged ({0}); this is a defect of the program")]
    Data(String),
    /// The payments cannot be written.
    #[error("the payments cannot be written: {0}")]
    Write(#[from] io::Error),
    /// The answer key cannot be written.
    #[error("the answer key cannot be written: {0}")]
    WriteAnswers(io::Error),
}
