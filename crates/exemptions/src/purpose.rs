//! Whether a payment shows the purpose that it states: what it says beside it, by code or by instrument, may contradict it.

use std::sync::LazyLock;

use portcullis_model::{Instrument, Purpose};
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// Kinds of ISO 20022 purpose codes, and the purposes that each agrees with.
static CODES: &str = include_str!("../data/purpose_codes.toml");

#[derive(Debug, Default, Deserialize)]
struct Table {
    kind: Vec<Kind>,
}

/// Codes that name one kind of thing.
#[derive(Debug, Deserialize)]
struct Kind {
    what: String,
    codes: Vec<String>,
    agrees_with: Vec<Purpose>,
}

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| toml::from_str::<Table>(CODES).unwrap_or_default().kind);

/// The kind of each code that names one.
static BY_CODE: LazyLock<FxHashMap<&str, &Kind>> = LazyLock::new(|| {
    let of_kind = |kind: &'static Kind| kind.codes.iter().map(move |code| (code.as_str(), kind));
    KINDS.iter().flat_map(of_kind).collect()
});

/// What a payment shows of what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ShownPurpose {
    /// It does not say.
    Unstated,
    /// It is for this.
    Stated(Purpose),
    /// It says that it is for this, and something that contradicts it, which the text tells: nothing is shown.
    Contradicted(Purpose, String),
    /// It says that it is for this, and something that may contradict it: a person must say.
    Doubtful(Purpose, String),
}

impl ShownPurpose {
    /// Reads what a payment says: its purpose, the code of its purpose, its instrument and the tenor of a debt.
    ///
    /// `commercial` is trade and everything else: nothing contradicts it.
    pub(crate) fn read(
        stated: Option<Purpose>,
        code: &str,
        instrument: &str,
        tenor_days: Option<u32>,
    ) -> ShownPurpose {
        let Some(purpose) = stated else {
            return ShownPurpose::Unstated;
        };
        if purpose == Purpose::Commercial {
            return ShownPurpose::Stated(purpose);
        }
        if let Some(kind) = kind_of(code)
            && !kind.agrees_with.contains(&purpose)
        {
            return ShownPurpose::Contradicted(
                purpose,
                format!(
                    "its code {} means {}",
                    code.trim().to_ascii_uppercase(),
                    kind.what
                ),
            );
        }
        match agreement(Instrument::read(instrument), purpose) {
            Agreement::Agrees => {}
            // Goods may be sold on credit; a tenor alone, or of anything else, is that of new debt.
            Agreement::AgreesOnCredit => return ShownPurpose::Stated(purpose),
            Agreement::Contradicts => {
                return ShownPurpose::Contradicted(
                    purpose,
                    format!("its instrument is `{}`", instrument.trim()),
                );
            }
            Agreement::Unknown => {
                return ShownPurpose::Doubtful(
                    purpose,
                    format!("its instrument `{}` is no known word", instrument.trim()),
                );
            }
        }
        match tenor_days {
            Some(days) if days > 0 => {
                ShownPurpose::Contradicted(purpose, format!("it is a debt of {days} days"))
            }
            _ => ShownPurpose::Stated(purpose),
        }
    }

    /// The purpose that it shows.
    pub(crate) fn shown(&self) -> Option<Purpose> {
        match self {
            ShownPurpose::Stated(purpose) => Some(*purpose),
            _ => None,
        }
    }
}

/// How an instrument stands to a purpose.
enum Agreement {
    Agrees,
    AgreesOnCredit,
    Contradicts,
    Unknown,
}

/// Securities, loans, arms and currencies are bought and lent, and are no help, tax, fee or pay. Documentary credits, guarantees and
/// collections are how goods are paid for, help in kind among them.
fn agreement(instrument: Instrument, purpose: Purpose) -> Agreement {
    match instrument {
        Instrument::Unstated | Instrument::Other => Agreement::Agrees,
        Instrument::Unknown => Agreement::Unknown,
        Instrument::DocumentaryCredit | Instrument::Guarantee | Instrument::Export => match purpose {
            Purpose::Food
            | Purpose::Agriculture
            | Purpose::Medicine
            | Purpose::MedicalDevice
            | Purpose::Health
            | Purpose::Relief
            | Purpose::Shelter
            | Purpose::Water => Agreement::AgreesOnCredit,
            _ => Agreement::Contradicts,
        },
        Instrument::Loan
        | Instrument::DebtSecurity
        | Instrument::Equity
        | Instrument::Security
        | Instrument::Arms
        | Instrument::ForeignExchange => Agreement::Contradicts,
    }
}

/// The kind that a code names; `None` for one that is general, or not of the set.
fn kind_of(code: &str) -> Option<&'static Kind> {
    let code = code.trim();
    if code.is_empty() {
        return None;
    }
    BY_CODE.get(code.to_ascii_uppercase().as_str()).copied()
}

#[cfg(test)]
mod tests {
    use portcullis_model::Purpose;

    use super::{BY_CODE, KINDS, ShownPurpose};

    fn by_code(purpose: Purpose, code: &str) -> ShownPurpose {
        ShownPurpose::read(Some(purpose), code, "", None)
    }

    fn by_instrument(purpose: Purpose, instrument: &str, tenor_days: Option<u32>) -> ShownPurpose {
        ShownPurpose::read(Some(purpose), "", instrument, tenor_days)
    }

    fn contradicts(shown: &ShownPurpose) -> bool {
        matches!(shown, ShownPurpose::Contradicted(..))
    }

    #[test]
    fn every_code_is_four_characters_of_one_kind() {
        let codes: usize = KINDS.iter().map(|kind| kind.codes.len()).sum();
        assert_eq!((codes, BY_CODE.len()), (221, 221));
        for kind in KINDS.iter() {
            assert!(!kind.what.is_empty() && !kind.agrees_with.contains(&Purpose::Commercial));
            assert!(kind.codes.is_sorted_by(|a, b| a < b), "{}", kind.what);
            let is_code = |code: &String| code.len() == 4 && code.bytes().all(|b| b.is_ascii_alphanumeric());
            assert!(kind.codes.iter().all(is_code), "{}", kind.what);
        }
    }

    #[test]
    fn a_code_of_another_kind_contradicts_a_purpose_in_letters_of_any_case() {
        for code in [
            "DIVD", "divi", "LOAN", "SALA", "TRAD", "INVS", "GAMB", "TAXS", "RENT",
        ] {
            assert!(contradicts(&by_code(Purpose::Food, code)), "{code}");
        }
        assert_eq!(
            by_code(Purpose::Food, " dIvD "),
            ShownPurpose::Contradicted(
                Purpose::Food,
                "its code DIVD means a return on capital, securities, their lending or their collateral"
                    .to_owned()
            )
        );
    }

    #[test]
    fn a_code_that_is_general_or_unknown_or_of_the_kind_contradicts_nothing() {
        for code in ["", "OTHR", "GDDS", "SUPP", "IVPT", "GOVT", "XQZ9", "CMDT", "CHAR"] {
            assert_eq!(
                by_code(Purpose::Food, code),
                ShownPurpose::Stated(Purpose::Food),
                "{code}"
            );
        }
        for (purpose, code) in [
            (Purpose::Health, "MDCS"),
            (Purpose::Relief, "SALA"),
            (Purpose::Water, "WTER"),
            (Purpose::RemittanceFamily, "STDY"),
            (Purpose::ImportDuty, "TAXS"),
            (Purpose::Commercial, "DIVD"),
        ] {
            assert_eq!(by_code(purpose, code), ShownPurpose::Stated(purpose), "{code}");
        }
    }

    #[test]
    fn an_instrument_beside_plain_payment_contradicts_a_purpose_and_credit_for_goods_does_not() {
        for instrument in ["share", "arms", "loan", "bond", "fund", "fx", "Equities"] {
            assert!(
                contradicts(&by_instrument(Purpose::Food, instrument, None)),
                "{instrument}"
            );
        }
        for instrument in ["", "payment", "wire transfer", "goods"] {
            let shown = by_instrument(Purpose::Food, instrument, None);
            assert_eq!(shown, ShownPurpose::Stated(Purpose::Food), "{instrument}");
        }
        let credit = by_instrument(Purpose::Medicine, "documentary-credit", Some(90));
        assert_eq!(credit, ShownPurpose::Stated(Purpose::Medicine));
        assert!(contradicts(&by_instrument(
            Purpose::Salary,
            "documentary-credit",
            None
        )));
        assert!(contradicts(&by_instrument(
            Purpose::RemittanceFamily,
            "",
            Some(365)
        )));
        assert_eq!(
            by_instrument(Purpose::RemittanceFamily, "payment", Some(0)),
            ShownPurpose::Stated(Purpose::RemittanceFamily)
        );
        let doubtful = by_instrument(Purpose::Food, "zork", None);
        assert_eq!(
            doubtful,
            ShownPurpose::Doubtful(Purpose::Food, "its instrument `zork` is no known word".to_owned())
        );
    }
}
