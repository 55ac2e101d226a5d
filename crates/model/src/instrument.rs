//! What kind of financial instrument a payment says it is about, for sectoral measures and controls of trade.

/// The kinds that sectoral measures tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instrument {
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

impl Instrument {
    /// Reads the `instrument` field: any case, spaces or underscores for hyphens, singular or plural.
    #[must_use]
    pub fn read(text: &str) -> Instrument {
        let text = text.trim();
        if text.is_empty() {
            return Instrument::Unstated;
        }
        let kind = KINDS
            .iter()
            .find(|(words, _)| words.iter().any(|word| is_word(text, word)));
        kind.map_or(Instrument::Unknown, |(_, kind)| *kind)
    }

    /// Whether it is debt.
    #[must_use]
    pub fn is_debt(self) -> bool {
        matches!(
            self,
            Instrument::Loan | Instrument::DebtSecurity | Instrument::DocumentaryCredit
        )
    }

    /// Whether it may turn out to be debt, or equity.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Instrument::Security | Instrument::Unknown)
    }
}

/// Whether a text is a word of the vocabulary, in singular or plural. Every payment of a batch may state one, so nothing is
/// allocated.
fn is_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let is = |text: &[u8], word: &[u8]| {
        text.len() == word.len()
            && text
                .iter()
                .zip(word)
                .all(|(byte, known)| as_written(*byte) == *known)
    };
    let (plural, plural_y) = (
        split_end(text, b"s"),
        split_end(text, b"ies").zip(word.strip_suffix(b"y")),
    );
    is(text, word)
        || plural.is_some_and(|text| is(text, word))
        || plural_y.is_some_and(|(text, word)| is(text, word))
}

/// A byte as the vocabulary writes it.
const fn as_written(byte: u8) -> u8 {
    match byte {
        b' ' | b'_' => b'-',
        _ => byte.to_ascii_lowercase(),
    }
}

/// What stands before an ending, in whatever case that is.
fn split_end<'a>(text: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    let (stem, ending) = text.split_at_checked(text.len().checked_sub(end.len())?)?;
    ending.eq_ignore_ascii_case(end).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::Instrument;

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
}
