use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{CountryCode, Field, words};

/// An ISO 4217 currency code, upper case; also the form of digital currency tickers of three letters (`XBT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CurrencyCode([u8; 3]);

impl CurrencyCode {
    /// Three ASCII letters, in any case.
    #[must_use]
    pub const fn new(text: &str) -> Option<CurrencyCode> {
        let b = text.as_bytes();
        if b.len() == 3
            && b[0].is_ascii_alphabetic()
            && b[1].is_ascii_alphabetic()
            && b[2].is_ascii_alphabetic()
        {
            Some(CurrencyCode([
                b[0].to_ascii_uppercase(),
                b[1].to_ascii_uppercase(),
                b[2].to_ascii_uppercase(),
            ]))
        } else {
            None
        }
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl std::fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<CurrencyCode> for String {
    fn from(code: CurrencyCode) -> String {
        code.as_str().to_owned()
    }
}

impl TryFrom<String> for CurrencyCode {
    type Error = String;

    fn try_from(text: String) -> Result<CurrencyCode, String> {
        CurrencyCode::new(&text).ok_or_else(|| format!("`{text}` is not a three-letter currency code"))
    }
}

/// Money: a decimal amount and its currency. Amounts of two currencies are never compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    /// In units of the currency, not cents.
    pub value: Decimal,
    /// `None` where the payment gives an amount without a currency.
    pub currency: Option<CurrencyCode>,
}

words! {
    /// Why the payment is made (DESIGN section 7). Only these words are evidence for a license.
    pub enum Purpose ("purpose") {
        /// Food.
        Food = "food",
        /// Agricultural commodities.
        Agriculture = "agriculture",
        /// Medicine.
        Medicine = "medicine",
        /// Medical devices, their parts and software updates.
        MedicalDevice = "medical-device",
        /// Health care.
        Health = "health",
        /// Humanitarian and disaster relief.
        Relief = "relief",
        /// Shelter.
        Shelter = "shelter",
        /// Water and sanitation.
        Water = "water",
        /// Education.
        Education = "education",
        /// Democracy building.
        Democracy = "democracy",
        /// Protection of the environment and natural resources.
        Environment = "environment",
        /// Disarmament, demobilization, reintegration, peacebuilding.
        Peacebuilding = "peacebuilding",
        /// Non-commercial development.
        Development = "development",
        /// Personal remittance to family.
        RemittanceFamily = "remittance-family",
        /// Taxes and fees.
        Tax = "tax",
        /// Permits and licenses.
        Permit = "permit",
        /// Public utility services.
        Utilities = "utilities",
        /// Import duties.
        ImportDuty = "import-duty",
        /// Salaries.
        Salary = "salary",
        /// Legal fees.
        LegalFees = "legal-fees",
        /// Official business of a government or international organization.
        OfficialBusiness = "official-business",
        /// Trade and everything else.
        Commercial = "commercial",
    }
}

/// A debtor, creditor or ultimate party. Empty text means that the payment does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party<'a> {
    /// Name as the payment carries it.
    pub name: Cow<'a, str>,
    /// Account: IBAN or other number.
    pub account: Cow<'a, str>,
    /// Country of residence.
    pub country: Option<CountryCode>,
    /// Address, free form.
    pub address: Cow<'a, str>,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Identification: `KIND:VALUE`, or a bare number of unknown kind.
    pub id: Cow<'a, str>,
}

/// A financial institution on the way of the payment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agent<'a> {
    /// BIC, 8 or 11 characters.
    pub bic: Cow<'a, str>,
    /// Name.
    pub name: Cow<'a, str>,
}

/// What happened to the text of a payment before it could be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextFlags {
    /// Some text was not UTF-8; the bytes were read as Windows-1252 and the payment is kept.
    pub not_utf8: bool,
}

/// One payment, lent out of the batch it was read from (DESIGN section 7).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payment<'a> {
    /// The sender's id of the payment. Never empty.
    pub payment_id: Cow<'a, str>,
    /// One-based line on which the record starts in its file.
    pub line: u64,
    /// The day whose law decides. `None`: the run's as-of date.
    pub value_date: Option<Date>,
    /// Amount, where given.
    pub amount: Option<Amount>,
    /// Who pays.
    pub debtor: Party<'a>,
    /// On whose behalf the debtor pays (only a name is carried).
    pub ultimate_debtor: Party<'a>,
    /// The debtor's bank.
    pub debtor_agent: Agent<'a>,
    /// A bank in between.
    pub intermediary_agent: Agent<'a>,
    /// The creditor's bank.
    pub creditor_agent: Agent<'a>,
    /// Who is paid.
    pub creditor: Party<'a>,
    /// For whom the creditor is paid (only a name is carried).
    pub ultimate_creditor: Party<'a>,
    /// ISO 20022 external purpose code.
    pub purpose_code: Cow<'a, str>,
    /// Why, in Portcullis' own words; the only purpose that a license accepts.
    pub purpose: Option<Purpose>,
    /// Unstructured remittance information.
    pub remittance_information: Cow<'a, str>,
    /// The license that the payment quotes.
    pub license_reference: Cow<'a, str>,
    /// Kind of financial instrument (`loan`, `bond`, `share`, …), for sectoral measures.
    pub instrument: Cow<'a, str>,
    /// Tenor of new debt, in days.
    pub debt_tenor_days: Option<u32>,
    /// What happened to its text.
    pub flags: TextFlags,
}

impl<'a> Payment<'a> {
    /// Its parties, each with its field.
    #[must_use]
    pub fn parties(&self) -> [(Field, &Party<'a>); 4] {
        [
            (Field::Debtor, &self.debtor),
            (Field::UltimateDebtor, &self.ultimate_debtor),
            (Field::Creditor, &self.creditor),
            (Field::UltimateCreditor, &self.ultimate_creditor),
        ]
    }

    /// Its banks, each with its field.
    #[must_use]
    pub fn agents(&self) -> [(Field, &Agent<'a>); 3] {
        [
            (Field::DebtorAgent, &self.debtor_agent),
            (Field::IntermediaryAgent, &self.intermediary_agent),
            (Field::CreditorAgent, &self.creditor_agent),
        ]
    }
}
