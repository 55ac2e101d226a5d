//! Whether measures on financial instruments reach a payment that states one.

use portcullis_model::Instrument;

/// Whether a measure reaches a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It does. The text says why where that is not plain.
    Binds(Option<String>),
    /// The payment does not say enough; a person must look.
    Doubt(String),
    /// It does not, because.
    No(String),
}

/// New debt of a longer tenor than allowed, or of a tenor that is not stated.
///
/// A tenor on its own says that the payment is debt. Debt without a tenor binds: leaving the tenor out must not
/// open the gate.
pub(crate) fn reach_debt(instrument: &str, tenor_days: Option<u32>, allowed_days: Option<u32>) -> Reach {
    let kind = Instrument::read(instrument);
    let allowed = allowed_days.map_or_else(|| "no".to_owned(), |days| format!("up to {days} days"));
    match tenor_days {
        Some(tenor) if allowed_days.is_none_or(|days| tenor > days) => Reach::Binds(Some(format!(
            "new debt of {tenor} days; {allowed} tenor is allowed"
        ))),
        Some(tenor) => Reach::No(format!("new debt of {tenor} days; {allowed} tenor is allowed")),
        None if kind.is_debt() => Reach::Binds(Some(format!(
            "instrument `{}` of unstated tenor; {allowed} tenor is allowed",
            instrument.trim()
        ))),
        None if kind.is_open() || kind == Instrument::Guarantee => Reach::Doubt(format!(
            "instrument `{}` may be new debt; a person must say",
            instrument.trim()
        )),
        None => Reach::No("the payment is not for new debt (no debt instrument or tenor stated)".to_owned()),
    }
}

/// New equity.
pub(crate) fn reach_equity(instrument: &str) -> Reach {
    let kind = Instrument::read(instrument);
    if kind == Instrument::Equity {
        Reach::Binds(Some(format!("new equity: instrument `{}`", instrument.trim())))
    } else if kind.is_open() {
        Reach::Doubt(format!(
            "instrument `{}` may be new equity; a person must say",
            instrument.trim()
        ))
    } else {
        Reach::No("the payment is not for new equity (no such instrument stated)".to_owned())
    }
}

/// Purchase or sale of securities.
pub(crate) fn reach_investment(instrument: &str) -> Reach {
    let kind = Instrument::read(instrument);
    match kind {
        Instrument::DebtSecurity | Instrument::Equity | Instrument::Security => {
            Reach::Binds(Some(format!("a security: instrument `{}`", instrument.trim())))
        }
        Instrument::Unknown => Reach::Doubt(format!(
            "instrument `{}` may be a security; a person must say",
            instrument.trim()
        )),
        _ => Reach::No("the payment is not for a security (no such instrument stated)".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Reach, reach_debt, reach_equity, reach_investment};

    #[test]
    fn new_debt_binds_beyond_its_tenor_and_when_it_hides_its_tenor() {
        assert!(matches!(reach_debt("loan", Some(15), Some(14)), Reach::Binds(_)));
        assert!(matches!(reach_debt("loan", Some(14), Some(14)), Reach::No(_)));
        assert!(matches!(reach_debt("loan", None, Some(14)), Reach::Binds(_)));
        assert!(matches!(reach_debt("", Some(30), Some(14)), Reach::Binds(_)));
        assert!(matches!(reach_debt("", None, Some(14)), Reach::No(_)));
        assert!(matches!(reach_debt("zork", None, Some(14)), Reach::Doubt(_)));
        assert!(matches!(reach_debt("share", None, Some(14)), Reach::No(_)));
        assert!(matches!(
            reach_debt("letter-of-credit", None, Some(14)),
            Reach::Binds(_)
        ));
        assert!(matches!(reach_debt("guarantee", None, Some(14)), Reach::Doubt(_)));
        assert!(matches!(reach_debt("export", None, Some(14)), Reach::No(_)));
        assert!(matches!(reach_debt("loan", Some(0), None), Reach::Binds(_)));
    }

    #[test]
    fn equity_and_investment_measures_reach_securities_only() {
        assert!(matches!(reach_equity("shares"), Reach::Binds(_)));
        assert!(matches!(reach_equity("bond"), Reach::No(_)));
        assert!(matches!(reach_equity("fund"), Reach::Doubt(_)));
        assert!(matches!(reach_investment("bond"), Reach::Binds(_)));
        assert!(matches!(reach_investment("loan"), Reach::No(_)));
        assert!(matches!(reach_investment(""), Reach::No(_)));
        assert!(matches!(reach_investment("zork"), Reach::Doubt(_)));
    }
}
