//! The columns of `docs/contract.md`, section 7, and how a caller's headers map onto them.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    str::FromStr,
};

use portcullis_model::UnknownWord;
use serde::Serialize;

macro_rules! columns {
    ($( $(#[$meta:meta])* $variant:ident = $word:literal, )+) => {
        /// A column of the CSV form (`docs/contract.md`, section 7), in the contract's order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[repr(u8)]
        pub enum Column { $( $(#[$meta])* #[serde(rename = $word)] $variant, )+ }

        impl Column {
            /// Every column, in the contract's order.
            pub const ALL: &[Column] = &[ $( Column::$variant, )+ ];

            /// The header that a file carries.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Column::$variant => $word, )+ }
            }
        }

        const KNOWN: &str = concat!("" $( , $word, ", " )+);
    };
}

columns! {
    /// The sender's id of the payment; the only column that must be there.
    PaymentId = "payment_id",
    /// The day whose law decides.
    ValueDate = "value_date",
    /// Decimal amount.
    Amount = "amount",
    /// ISO 4217 code of the amount.
    Currency = "currency",
    /// Who pays.
    DebtorName = "debtor_name",
    /// The debtor's IBAN or account number.
    DebtorAccount = "debtor_account",
    /// The debtor's country of residence.
    DebtorCountry = "debtor_country",
    /// The debtor's address.
    DebtorAddress = "debtor_address",
    /// The debtor's date of birth.
    DebtorBirthDate = "debtor_birth_date",
    /// The debtor's identification.
    DebtorId = "debtor_id",
    /// On whose behalf the debtor pays.
    UltimateDebtorName = "ultimate_debtor_name",
    /// BIC of the debtor's bank.
    DebtorAgentBic = "debtor_agent_bic",
    /// Name of the debtor's bank.
    DebtorAgentName = "debtor_agent_name",
    /// BIC of a bank in between.
    IntermediaryAgentBic = "intermediary_agent_bic",
    /// Name of a bank in between.
    IntermediaryAgentName = "intermediary_agent_name",
    /// BIC of the creditor's bank.
    CreditorAgentBic = "creditor_agent_bic",
    /// Name of the creditor's bank.
    CreditorAgentName = "creditor_agent_name",
    /// Who is paid.
    CreditorName = "creditor_name",
    /// The creditor's IBAN or account number.
    CreditorAccount = "creditor_account",
    /// The creditor's country of residence.
    CreditorCountry = "creditor_country",
    /// The creditor's address.
    CreditorAddress = "creditor_address",
    /// The creditor's date of birth.
    CreditorBirthDate = "creditor_birth_date",
    /// The creditor's identification.
    CreditorId = "creditor_id",
    /// For whom the creditor is paid.
    UltimateCreditorName = "ultimate_creditor_name",
    /// ISO 20022 external purpose code.
    PurposeCode = "purpose_code",
    /// One of the purpose words of the contract.
    Purpose = "purpose",
    /// Unstructured remittance information.
    RemittanceInformation = "remittance_information",
    /// The license that the payment quotes.
    LicenseReference = "license_reference",
    /// Kind of financial instrument.
    Instrument = "instrument",
    /// Tenor of new debt, in days.
    DebtTenorDays = "debt_tenor_days",
}

/// How many columns there are.
pub(crate) const COLUMN_COUNT: usize = Column::ALL.len();

impl Column {
    /// Position in [`Column::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }

    /// The column of a header, in any case, white space around it removed.
    pub(crate) fn of_header(header: &str) -> Option<Column> {
        let header = header.trim();
        Column::ALL
            .iter()
            .copied()
            .find(|column| column.as_str().eq_ignore_ascii_case(header))
    }
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Column {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Column, UnknownWord> {
        Column::ALL
            .iter()
            .copied()
            .find(|column| column.as_str() == word)
            .ok_or_else(|| UnknownWord {
                what: "payment column",
                word: word.to_owned(),
                known: KNOWN.trim_end_matches(", "),
            })
    }
}

/// What other programs call our columns (`--map FILE`).
///
/// ```toml
/// [columns]
/// payment_id = "Reference"          # our name = "their header"
/// creditor_name = "Beneficiary"
/// ```
///
/// A mapped column is found under the mapped header only; columns that the map does not mention keep their
/// own names. Headers are compared without case and without white space around them. A file that lacks a
/// mapped header is refused: a mistyped map must not silently leave creditors unscreened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ColumnMap {
    columns: BTreeMap<Column, String>,
}

impl ColumnMap {
    /// Reads a map from a TOML file.
    ///
    /// # Errors
    /// The file cannot be read, is not such TOML, names a column that does not exist, or gives one header to
    /// two columns. The error names the file.
    pub fn open(path: &Path) -> Result<ColumnMap, ColumnMapError> {
        let text = std::fs::read_to_string(path).map_err(|source| ColumnMapError::Open {
            path: path.to_owned(),
            source,
        })?;
        ColumnMap::from_toml(&text).map_err(|(line, reason)| ColumnMapError::Content {
            path: path.to_owned(),
            line,
            reason,
        })
    }

    /// Reads a map from the text of a TOML file.
    ///
    /// # Errors
    /// The one-based line (where there is one) and the reason.
    pub fn from_toml(text: &str) -> Result<ColumnMap, (Option<usize>, String)> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            columns: BTreeMap<String, toml::Spanned<String>>,
        }
        let line_of = |at: usize| text.get(..at).map(|before| before.matches('\n').count() + 1);
        let file: File = toml::from_str(text).map_err(|e| {
            (
                e.span().and_then(|span| line_of(span.start)),
                e.message().to_owned(),
            )
        })?;
        let mut map = ColumnMap::default();
        for (ours, theirs) in file.columns {
            let line = line_of(theirs.span().start);
            let column: Column = ours.parse().map_err(|e: UnknownWord| (line, e.to_string()))?;
            let header = theirs.get_ref().trim();
            if header.is_empty() {
                return Err((line, format!("`{ours}` is mapped to an empty header")));
            }
            if let Some(other) = map.claimant(header) {
                return Err((
                    line,
                    format!("`{header}` is given to both `{other}` and `{ours}`"),
                ));
            }
            map.columns.insert(column, header.to_owned());
        }
        Ok(map)
    }

    /// Maps one more column; the last word on a column counts.
    #[must_use]
    pub fn with(mut self, column: Column, header: impl Into<String>) -> ColumnMap {
        self.columns.insert(column, header.into());
        self
    }

    /// The mapped columns and the headers that they are found under.
    pub fn iter(&self) -> impl Iterator<Item = (Column, &str)> {
        self.columns
            .iter()
            .map(|(column, header)| (*column, header.as_str()))
    }

    /// Which column a header was given to.
    fn claimant(&self, header: &str) -> Option<Column> {
        self.iter()
            .find(|(_, theirs)| theirs.trim().eq_ignore_ascii_case(header.trim()))
            .map(|(column, _)| column)
    }

    /// The column that a header of a file stands for under this map.
    pub(crate) fn column_of(&self, header: &str) -> Option<Column> {
        self.claimant(header)
            .or_else(|| Column::of_header(header).filter(|column| !self.columns.contains_key(column)))
    }
}

/// Why a `--map` file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnMapError {
    /// The operating system refuses the file.
    #[error("{}: cannot be read: {source}; check the path and its permissions", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is not a map.
    #[error(
        "{}{}: {reason}; expected lines like `creditor_name = \"Beneficiary\"` under `[columns]`",
        path.display(),
        line.map_or(String::new(), |line| format!(":{line}"))
    )]
    Content {
        /// The file.
        path: PathBuf,
        /// One-based line, where there is one.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use super::{Column, ColumnMap};

    #[test]
    fn every_column_reads_back_its_header_and_there_are_thirty() {
        assert_eq!(Column::ALL.len(), 30);
        for (at, column) in Column::ALL.iter().enumerate() {
            assert_eq!(column.as_str().parse::<Column>().unwrap(), *column);
            assert_eq!(column.index(), at);
        }
    }

    #[test]
    fn a_mapped_column_is_found_under_the_mapped_header_only() {
        let map = ColumnMap::from_toml("[columns]\ncreditor_name = \"Beneficiary \"\n").unwrap();
        assert_eq!(map.column_of("BENEFICIARY"), Some(Column::CreditorName));
        assert_eq!(map.column_of("creditor_name"), None);
        assert_eq!(map.column_of(" Debtor_Name"), Some(Column::DebtorName));
    }

    #[test]
    fn a_map_may_swap_two_columns() {
        let text = "[columns]\ncreditor_name = \"debtor_name\"\ndebtor_name = \"creditor_name\"\n";
        let map = ColumnMap::from_toml(text).unwrap();
        assert_eq!(map.column_of("debtor_name"), Some(Column::CreditorName));
        assert_eq!(map.column_of("creditor_name"), Some(Column::DebtorName));
    }

    #[test]
    fn a_bad_map_is_refused_with_its_line() {
        let line_and_reason = |text| ColumnMap::from_toml(text).unwrap_err();
        let (line, reason) = line_and_reason("[columns]\n\ncreditor = \"X\"\n");
        assert_eq!(line, Some(3));
        assert!(reason.contains("unknown payment column `creditor`"), "{reason}");
        let (_, reason) = line_and_reason("[columns]\namount = \"A\"\ncurrency = \"a\"\n");
        assert!(reason.contains("given to both"), "{reason}");
        assert_eq!(line_and_reason("[columns]\namount = 3\n").0, Some(2));
        assert!(line_and_reason("[colums]\n").1.contains("colums"));
    }
}
