//! The columns of `docs/contract.md`, sections 2 and 7, and how a caller's headers map onto them.

use std::{
    collections::{BTreeMap, HashSet},
    io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::LazyLock,
};

use portcullis_model::UnknownWord;
use serde::Serialize;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::dialect::{DateOrder, DecimalMark, Delimiter, Dialect};

macro_rules! columns {
    ($( $(#[$meta:meta])* $variant:ident = $word:literal, )+) => {
        /// A column of the CSV form (`docs/contract.md`, sections 2 and 7), in the contract's order.
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
    /// The day on which the debt was issued.
    DebtIssuedOn = "debt_issued_on",
    /// Who asks for the payment, where that is not the debtor.
    InitiatingPartyName = "initiating_party_name",
    /// BIC of a second bank in between.
    IntermediaryAgent2Bic = "intermediary_agent_2_bic",
    /// Name of a second bank in between.
    IntermediaryAgent2Name = "intermediary_agent_2_name",
    /// Who fits no other role.
    ThirdPartyName = "third_party_name",
    /// The debtor's BIC.
    DebtorBic = "debtor_bic",
    /// The creditor's BIC.
    CreditorBic = "creditor_bic",
    /// The debtor's legal entity identifier.
    DebtorLei = "debtor_lei",
    /// The creditor's legal entity identifier.
    CreditorLei = "creditor_lei",
}

/// How many columns there are.
pub(crate) const COLUMN_COUNT: usize = Column::ALL.len();

impl Column {
    /// Position in [`Column::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }

    /// Whether what stands in it is held against the lists. The others are facts, evidence, or the law's.
    #[must_use]
    pub const fn is_screened(self) -> bool {
        !matches!(
            self,
            Column::PaymentId
                | Column::ValueDate
                | Column::Amount
                | Column::Currency
                | Column::DebtorCountry
                | Column::DebtorBirthDate
                | Column::CreditorCountry
                | Column::CreditorBirthDate
                | Column::PurposeCode
                | Column::Purpose
                | Column::LicenseReference
                | Column::Instrument
                | Column::DebtTenorDays
                | Column::DebtIssuedOn
        )
    }

    /// The column of a header, however it is spelled ([`is_same`]).
    pub(crate) fn of_header(header: &str) -> Option<Column> {
        let mut columns = Column::ALL.iter().copied();
        columns.find(|column| is_same(column.as_str(), header))
    }
}

/// A header without what people spell differently: case, white space, `-` and `_`.
fn bare(header: &str) -> String {
    header
        .chars()
        .filter(|c| !(c.is_whitespace() || matches!(c, '-' | '_')))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether two headers are the same.
fn is_same(one: &str, other: &str) -> bool {
    bare(one) == bare(other)
}

/// Words of headers under which parties, banks and accounts stand (`docs/contract.md`, section 2).
struct PartyWords {
    /// Anywhere in a header.
    parts: Vec<String>,
    /// As a word of a header.
    words: HashSet<String>,
}

static OF_PARTIES: LazyLock<PartyWords> = LazyLock::new(|| {
    let lines = include_str!("../../data/party_headers.csv").lines();
    let mut of_parties = PartyWords {
        parts: Vec::new(),
        words: HashSet::new(),
    };
    for row in lines.filter(|line| !line.starts_with('#')).skip(1) {
        let mut fields = row.splitn(3, ';').skip(1);
        let (reach, words) = (fields.next(), fields.next().unwrap_or_default());
        let words = words.split('|').map(|word| bare(&plain(word)));
        if reach == Some("word") {
            of_parties.words.extend(words);
        } else {
            of_parties.parts.extend(words);
        }
    }
    of_parties
});

/// A header without diacritics, which headers without them mean too.
fn plain(header: &str) -> String {
    let marks = |c: &char| !is_combining_mark(*c);
    let mut plain = String::with_capacity(header.len());
    for c in header.nfd().filter(marks) {
        match c {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'ø' => plain.push('o'),
            'ł' | 'Ł' => plain.push('l'),
            'đ' => plain.push('d'),
            'ı' => plain.push('i'),
            c => plain.push(c),
        }
    }
    plain
}

/// Whether parties, banks or accounts may stand under a header, or a text that names some, so that not reading it would leave them unscreened.
pub(crate) fn is_of_parties(header: &str) -> bool {
    let header = plain(header);
    let whole = bare(&header);
    let mut parts = OF_PARTIES.parts.iter();
    parts.any(|part| whole.contains(&**part)) || words(&header).any(|word| OF_PARTIES.words.contains(&*word))
}

/// The words of a header, in small letters: what signs, blanks or a capital letter behind a small one part.
fn words(header: &str) -> impl Iterator<Item = String> {
    let mut was_small = false;
    let mut parted = String::with_capacity(header.len());
    for c in header.chars() {
        if was_small && c.is_uppercase() {
            parted.push(' ');
        }
        was_small = c.is_lowercase();
        parted.extend(c.to_lowercase());
    }
    let words: Vec<String> = parted
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_owned)
        .collect();
    words.into_iter()
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

/// What other programs call our columns, and what is expected of a file (`--map FILE`, `--require COLUMN,…`).
///
/// ```toml
/// required = ["creditor_name"]      # our columns: a file without one is refused
/// ignore = ["Bank branch"]          # their headers that are not to be read
///
/// delimiter = ";"                   # `,` `;` `|` or a tab; without it, what the header tells
/// decimal = ","                     # 1.234,56
/// dates = "day-first"               # 31.12.2024; or month-first
///
/// [columns]
/// payment_id = "Reference"          # our name = "their header"
/// creditor_name = "Beneficiary"
/// ```
///
/// A mapped column is found under the mapped header only; columns that the map does not mention keep their
/// own names. Headers are compared without case, white space, `-` and `_`. A file that lacks a
/// mapped header is refused: a mistyped map must not silently leave creditors unscreened. For the same reason a file is
/// refused that has a header which nobody knows and under which parties may stand, until the map says what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ColumnMap {
    columns: BTreeMap<Column, String>,
    ignored: Vec<String>,
    required: Vec<Column>,
    dialect: Dialect,
}

impl ColumnMap {
    /// Reads a map from a TOML file.
    ///
    /// # Errors
    /// The file cannot be read, is not such TOML, names a column that does not exist, gives one header to two columns, or
    /// ignores one that it reads. The error names the file.
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
            #[serde(default)]
            columns: BTreeMap<String, toml::Spanned<toml::Value>>,
            #[serde(default)]
            ignore: Vec<toml::Spanned<String>>,
            #[serde(default)]
            required: Vec<toml::Spanned<String>>,
            delimiter: Option<Delimiter>,
            #[serde(default)]
            decimal: DecimalMark,
            #[serde(default)]
            dates: DateOrder,
        }
        let line_of = |at: usize| text.get(..at).map(|before| before.matches('\n').count() + 1);
        let file: File = toml::from_str(text).map_err(|e| {
            (
                e.span().and_then(|span| line_of(span.start)),
                e.message().to_owned(),
            )
        })?;
        let mut map = ColumnMap {
            dialect: Dialect {
                delimiter: file.delimiter,
                decimal: file.decimal,
                dates: file.dates,
            },
            ..ColumnMap::default()
        };
        for (ours, theirs) in file.columns {
            let line = line_of(theirs.span().start);
            if ["ignore", "required", "delimiter", "decimal", "dates"].contains(&ours.as_str()) {
                return Err((line, format!("`{ours}` belongs above `[columns]`")));
            }
            let header = match theirs.get_ref() {
                toml::Value::String(header) => header.trim(),
                _ => return Err((line, format!("`{ours}` is not mapped to a header in quotes"))),
            };
            let column: Column = ours.parse().map_err(|e: UnknownWord| (line, e.to_string()))?;
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
        for column in file.required {
            let line = line_of(column.span().start);
            let column = column.get_ref().parse();
            map = map.requiring([column.map_err(|e: UnknownWord| (line, e.to_string()))?]);
        }
        for header in file.ignore {
            let (line, header) = (line_of(header.span().start), header.into_inner());
            if let Some(column) = map.column_of(&header) {
                return Err((
                    line,
                    format!("`{header}` is ignored and is the column `{column}`"),
                ));
            }
            map.ignored.push(header);
        }
        Ok(map)
    }

    /// Refuses files that lack a column, in addition to those that the map requires.
    #[must_use]
    pub fn requiring(mut self, columns: impl IntoIterator<Item = Column>) -> ColumnMap {
        for column in columns {
            if !self.required.contains(&column) {
                self.required.push(column);
            }
        }
        self
    }

    /// How the files are written.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The columns that a file must have.
    #[must_use]
    pub fn required(&self) -> &[Column] {
        &self.required
    }

    /// Whether a header is said not to be read.
    pub(crate) fn ignores(&self, header: &str) -> bool {
        self.ignored.iter().any(|ignored| is_same(ignored, header))
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
            .find(|(_, theirs)| is_same(theirs, header))
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
        "{}{}: {reason}; expected lines like `creditor_name = \"Beneficiary\"` under `[columns]`, and above it \
         `ignore = [\"…\"]` and `required = [\"…\"]`",
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
    use super::{Column, ColumnMap, is_of_parties};

    #[test]
    fn every_column_reads_back_its_header_and_there_are_thirty_nine() {
        assert_eq!(Column::ALL.len(), 39);
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
    fn a_header_is_the_same_whatever_its_case_spaces_hyphens_and_underscores() {
        for header in ["Debtor Name", "DEBTOR-NAME", "debtorName", " debtor__name\u{a0}"] {
            assert_eq!(Column::of_header(header), Some(Column::DebtorName), "{header}");
        }
        assert_eq!(Column::of_header("debtor nmae"), None);
        let map = ColumnMap::from_toml("[columns]\npayment_id = \"Our-Ref\"\n").unwrap();
        assert_eq!(map.column_of("our ref"), Some(Column::PaymentId));
    }

    #[test]
    fn headers_of_parties_are_told_from_others() {
        for header in [
            "creditor_nmae",
            "Swift Code",
            "BENEFICIARY",
            "Ordering-Party",
            "c r e d i t o r",
        ] {
            assert!(is_of_parties(header), "{header}");
        }
        for header in ["", "Branch", "booking date", "batch"] {
            assert!(!is_of_parties(header), "{header}");
        }
    }

    #[test]
    fn headers_of_parties_are_told_in_the_languages_of_payments() {
        for header in [
            "Begünstigter/Zahlungspflichtiger",
            "BEGUENSTIGTER",
            "Kontonummer",
            "Bénéficiaire",
            "BENEFICIAIRE",
            "Nom",
            "Naam tegenpartij",
            "Tegenrekening",
            "Ordenante",
            "Ragione Sociale",
            "Płatnik",
            "platnik",
            "Název protiúčtu",
            "kedvezményezett",
            "Mottagare",
            "Получатель",
            "ФИО",
            "Δικαιούχος",
            "ALICI",
            "المستفيد",
            "收款人",
            "对方户名",
            "受取人名",
            "예금주",
            "Người nhận",
            "Counter-Party",
            "Recipient",
            "VendorId",
            "remittance_info",
            "Payment Details",
            "Verwendungszweck",
            "Libellé",
            "Назначение платежа",
        ] {
            assert!(is_of_parties(header), "{header}");
        }
        for header in [
            "Betrag",
            "Buchungstag",
            "Währung",
            "Valuta",
            "Nominal",
            "Date comptable",
            "Importe",
            "Fecha valor",
            "Timestamp",
            "Kategorie",
            "Betalingskenmerk",
            "Сумма",
            "付款日期",
            "金额",
            "Contract",
        ] {
            assert!(!is_of_parties(header), "{header}");
        }
    }

    #[test]
    fn a_map_ignores_headers_and_requires_columns_and_may_have_nothing_else() {
        let text = "ignore = [\"Bank branch\"]\nrequired = [\"creditor_name\"]\n";
        let map = ColumnMap::from_toml(text).unwrap();
        assert!(map.ignores("bank-BRANCH") && !map.ignores("bank"));
        let map = map.requiring([Column::Amount, Column::CreditorName]);
        assert_eq!(map.required(), [Column::CreditorName, Column::Amount]);
    }

    #[test]
    fn a_map_says_how_a_file_is_written() {
        use super::{DateOrder, DecimalMark, Delimiter};
        let text = "delimiter = \"\\t\"\ndecimal = \",\"\ndates = \"day-first\"\n";
        let dialect = ColumnMap::from_toml(text).unwrap().dialect();
        assert_eq!(dialect.delimiter, Some(Delimiter::Tab));
        assert_eq!(
            (dialect.decimal, dialect.dates),
            (DecimalMark::Comma, DateOrder::DayFirst)
        );
        let (line, reason) = ColumnMap::from_toml("\ndates = \"european\"\n").unwrap_err();
        assert_eq!(line, Some(2));
        assert!(reason.contains("day-first"), "{reason}");
        let (line, reason) = ColumnMap::from_toml("[columns]\ndecimal = \",\"\n").unwrap_err();
        assert_eq!(
            (line, reason.as_str()),
            (Some(2), "`decimal` belongs above `[columns]`")
        );
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
        let (line, reason) = line_and_reason("ignore = [\"X\",\n \"Debtor Name\"]\n");
        assert_eq!(line, Some(2));
        assert_eq!(reason, "`Debtor Name` is ignored and is the column `debtor_name`");
        let (_, reason) = line_and_reason("required = [\"creditor\"]\n");
        assert!(reason.contains("unknown payment column `creditor`"), "{reason}");
        let (line, reason) = line_and_reason("[columns]\npayment_id = \"A\"\nignore = [\"B\"]\n");
        assert_eq!(
            (line, reason.as_str()),
            (Some(3), "`ignore` belongs above `[columns]`")
        );
    }
}
