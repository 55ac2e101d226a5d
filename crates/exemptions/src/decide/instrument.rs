//! What kind of financial instrument a payment says it is about, for sectoral measures.

/// The kinds that sectoral measures tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instrument {
    /// The payment does not say: an ordinary payment.
    Unstated,
    /// Lending that is not a security: loan, credit, overdraft.
    Loan,
    /// Debt that trades: bond, note, bill.
    DebtSecurity,
    /// Shares and what stands for them.
    Equity,
    /// A security that may be debt or equity: fund, derivative.
    Security,
    /// A bank's undertaking to pay against documents: debt, and for an export.
    DocumentaryCredit,
    /// A guarantee: it may stand for debt, and is given for exports.
    Guarantee,
    /// An export, or the collection of its price.
    Export,
    /// Arms and related materiel.
    Arms,
    /// One currency against another.
    ForeignExchange,
    /// None of all these: transfer, goods.
    Other,
    /// A word that is not known here. It may be any of the above.
    Unknown,
}

const LOANS: &[&str] = &[
    "loan",
    "credit",
    "debt",
    "new-debt",
    "overdraft",
    "credit-facility",
    "line-of-credit",
    "trade-credit",
    "advance",
    "syndicated-loan",
    "repo",
    "mortgage",
    "revolving-credit",
    "lease",
];
const DEBT_SECURITIES: &[&str] = &[
    "bond",
    "note",
    "bill",
    "debenture",
    "commercial-paper",
    "promissory-note",
    "eurobond",
    "debt-security",
    "treasury-bill",
    "certificate-of-deposit",
    "sukuk",
    "bankers-acceptance",
    "discount-note",
];
const EQUITIES: &[&str] = &[
    "equity",
    "new-equity",
    "share",
    "stock",
    "common-stock",
    "preferred-stock",
    "ordinary-share",
    "preference-share",
    "depositary-receipt",
    "adr",
    "gdr",
    "equity-security",
    "warrant",
];
const SECURITIES: &[&str] = &[
    "security",
    "securities",
    "fund",
    "etf",
    "derivative",
    "option",
    "future",
    "swap",
    "convertible",
    "convertible-bond",
    "structured-product",
];
const DOCUMENTARY_CREDITS: &[&str] = &["documentary-credit", "letter-of-credit"];
const GUARANTEES: &[&str] = &["guarantee", "bank-guarantee"];
const EXPORTS: &[&str] = &["export", "collection", "documentary-collection"];
const ARMS: &[&str] = &[
    "arm",
    "weapon",
    "weaponry",
    "firearm",
    "ammunition",
    "munition",
    "military-equipment",
    "military-good",
    "materiel",
];
const FOREIGN_EXCHANGE: &[&str] = &["fx", "foreign-exchange", "currency-exchange"];
const OTHERS: &[&str] = &[
    "payment",
    "transfer",
    "credit-transfer",
    "wire",
    "wire-transfer",
    "cash",
    "check",
    "cheque",
    "card",
    "direct-debit",
    "good",
    "service",
    "remittance",
    "deposit",
    "salary",
    "none",
];

impl Instrument {
    /// Reads the `instrument` field: any case, spaces or underscores for hyphens, singular or plural.
    pub(crate) fn read(text: &str) -> Instrument {
        let text = text.trim();
        if text.is_empty() {
            return Instrument::Unstated;
        }
        let word: String = text
            .chars()
            .map(|c| {
                if c == ' ' || c == '_' {
                    '-'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect();
        let singular = word.strip_suffix('s').unwrap_or(&word);
        let singular_y = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let is = |list: &[&str]| {
            list.iter().any(|known| {
                *known == word
                    || *known == singular
                    || singular_y.as_deref().is_some_and(|word| *known == word)
            })
        };
        const KINDS: [(&[&str], Instrument); 10] = [
            (LOANS, Instrument::Loan),
            (DEBT_SECURITIES, Instrument::DebtSecurity),
            (EQUITIES, Instrument::Equity),
            (SECURITIES, Instrument::Security),
            (DOCUMENTARY_CREDITS, Instrument::DocumentaryCredit),
            (GUARANTEES, Instrument::Guarantee),
            (EXPORTS, Instrument::Export),
            (ARMS, Instrument::Arms),
            (FOREIGN_EXCHANGE, Instrument::ForeignExchange),
            (OTHERS, Instrument::Other),
        ];
        KINDS
            .into_iter()
            .find(|(words, _)| is(words))
            .map_or(Instrument::Unknown, |(_, kind)| kind)
    }

    fn is_debt(self) -> bool {
        matches!(
            self,
            Instrument::Loan | Instrument::DebtSecurity | Instrument::DocumentaryCredit
        )
    }

    /// Whether it may turn out to be debt, or equity.
    fn is_open(self) -> bool {
        matches!(self, Instrument::Security | Instrument::Unknown)
    }
}

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
    use super::{Instrument, Reach, reach_debt, reach_equity, reach_investment};

    #[test]
    fn instruments_read_in_any_case_and_number() {
        for (text, kind) in [
            ("", Instrument::Unstated),
            ("Loans", Instrument::Loan),
            ("COMMERCIAL PAPER", Instrument::DebtSecurity),
            ("equities", Instrument::Equity),
            ("preferred_stock", Instrument::Equity),
            ("Securities", Instrument::Security),
            ("wire transfer", Instrument::Other),
            ("Letters of credit", Instrument::Unknown),
            ("Documentary Credit", Instrument::DocumentaryCredit),
            ("ARMS", Instrument::Arms),
            ("exports", Instrument::Export),
            ("FX", Instrument::ForeignExchange),
            ("zork", Instrument::Unknown),
        ] {
            assert_eq!(Instrument::read(text), kind, "{text}");
        }
    }

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
