//! Which purpose a payment shows: the one that it states, where nothing beside it contradicts that, else the one that its code means.

use std::sync::LazyLock;

use portcullis_model::{Instrument, Purpose};
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// Kinds of ISO 20022 purpose codes, the purposes that each agrees with, and codes that mean one purpose.
static CODES: &str = include_str!("../data/purpose_codes.toml");

#[derive(Debug, Default, Deserialize)]
struct Table {
    kind: Vec<Kind>,
    shows: Vec<Shows>,
}

/// Codes that mean one purpose and nothing else.
#[derive(Debug, Deserialize)]
struct Shows {
    purpose: Purpose,
    codes: Vec<String>,
}

/// Codes that name one kind of thing.
#[derive(Debug, Deserialize)]
struct Kind {
    what: String,
    codes: Vec<String>,
    agrees_with: Vec<Purpose>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(CODES).unwrap_or_default());

/// The code as it is written in the table, and the purpose that it means, of each that means one.
static SHOWN_BY_CODE: LazyLock<FxHashMap<&str, (&str, Purpose)>> = LazyLock::new(|| {
    let of = |shows: &'static Shows| {
        let codes = shows.codes.iter().map(String::as_str);
        codes.map(move |code| (code, (code, shows.purpose)))
    };
    TABLE.shows.iter().flat_map(of).collect()
});

/// The kind of each code that names one.
static BY_CODE: LazyLock<FxHashMap<&str, &Kind>> = LazyLock::new(|| {
    let of_kind = |kind: &'static Kind| kind.codes.iter().map(move |code| (code.as_str(), kind));
    TABLE.kind.iter().flat_map(of_kind).collect()
});

/// What a payment shows of what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ShownPurpose {
    /// It does not say.
    Unstated,
    /// It is for this.
    Stated(Purpose),
    /// It does not say, and its code means this and nothing else.
    ByCode(Purpose, &'static str),
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
        let (purpose, shown) = match stated {
            Some(Purpose::Commercial) => return ShownPurpose::Stated(Purpose::Commercial),
            Some(purpose) => (purpose, ShownPurpose::Stated(purpose)),
            None => match looked_up(&SHOWN_BY_CODE, code) {
                Some((code, purpose)) => (purpose, ShownPurpose::ByCode(purpose, code)),
                None => return ShownPurpose::Unstated,
            },
        };
        if let Some(kind) = looked_up(&BY_CODE, code)
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
            Agreement::AgreesOnCredit => return shown,
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
            _ => shown,
        }
    }

    /// The purpose that it states or that its code means, whatever contradicts it.
    pub(crate) fn said(&self) -> Option<Purpose> {
        match self {
            ShownPurpose::Unstated => None,
            ShownPurpose::Stated(purpose)
            | ShownPurpose::ByCode(purpose, _)
            | ShownPurpose::Contradicted(purpose, _)
            | ShownPurpose::Doubtful(purpose, _) => Some(*purpose),
        }
    }

    /// The purpose that it shows.
    pub(crate) fn shown(&self) -> Option<Purpose> {
        match self {
            ShownPurpose::Stated(purpose) | ShownPurpose::ByCode(purpose, _) => Some(*purpose),
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

/// What a table has of a code; `None` for one that is general, or not of the set.
fn looked_up<T: Copy>(by_code: &FxHashMap<&str, T>, code: &str) -> Option<T> {
    let code = code.trim();
    if code.is_empty() {
        return None;
    }
    by_code.get(code.to_ascii_uppercase().as_str()).copied()
}

#[cfg(test)]
mod tests {
    use portcullis_model::Purpose;

    use super::{BY_CODE, SHOWN_BY_CODE, ShownPurpose, TABLE};

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
        let codes: usize = TABLE.kind.iter().map(|kind| kind.codes.len()).sum();
        assert_eq!((codes, BY_CODE.len()), (221, 221));
        for kind in &TABLE.kind {
            assert!(!kind.what.is_empty() && !kind.agrees_with.contains(&Purpose::Commercial));
            assert!(kind.codes.is_sorted_by(|a, b| a < b), "{}", kind.what);
            let is_code = |code: &String| code.len() == 4 && code.bytes().all(|b| b.is_ascii_alphanumeric());
            assert!(kind.codes.iter().all(is_code), "{}", kind.what);
        }
    }

    #[test]
    fn a_code_that_means_one_purpose_shows_it_where_none_is_stated_and_nothing_contradicts_it() {
        let of = |code: &str, instrument: &str, tenor| ShownPurpose::read(None, code, instrument, tenor);
        assert_eq!(of(" taxs ", "", None), ShownPurpose::ByCode(Purpose::Tax, "TAXS"));
        assert_eq!(of("SALA", "payment", Some(0)).shown(), Some(Purpose::Salary));
        assert!(contradicts(&of("TAXS", "loan", None)) && contradicts(&of("DEPD", "", Some(90))));
        for code in [
            "", "TAXR", "CHAR", "STDY", "WTER", "LICF", "GIFT", "GDDS", "PENS", "XQZ9",
        ] {
            assert_eq!(of(code, "", None), ShownPurpose::Unstated, "{code}");
        }
        let stated = ShownPurpose::read(Some(Purpose::Commercial), "TAXS", "", None);
        assert_eq!(stated, ShownPurpose::Stated(Purpose::Commercial));
    }

    #[test]
    fn a_code_that_means_a_purpose_is_of_a_kind_that_agrees_with_it() {
        assert_eq!(SHOWN_BY_CODE.len(), 17);
        for (code, (written, purpose)) in SHOWN_BY_CODE.iter() {
            let kind = BY_CODE.get(code).unwrap();
            assert!(kind.agrees_with.contains(purpose) && code == written, "{code}");
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
