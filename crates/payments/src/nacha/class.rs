//! Standard entry classes: what an entry's columns hold, and which are no payments.
//!
//! Source: Nacha Operating Rules, appendix three, part 3.2 (sequence of records) and subpart 3.2.2 (glossary of data
//! elements); the names of the classes are those of the rules.

/// Columns, the first and the last, from 1.
pub(super) type Columns = (usize, usize);

/// A standard entry class.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct EntryClass {
    /// Its code in the batch header.
    pub(super) code: &'static str,
    /// Where the receiver's name stands; `None`: the class has none.
    pub(super) name: Option<Columns>,
    /// Where else something stands that is not the account: numbers of the receiver, of a check, of an item.
    pub(super) others: &'static [Columns],
    /// What its entries are, where they are no payments.
    pub(super) no_payment: Option<&'static str>,
}

impl EntryClass {
    /// A class of payments.
    const fn of(code: &'static str, name: Option<Columns>, others: &'static [Columns]) -> EntryClass {
        EntryClass {
            code,
            name,
            others,
            no_payment: None,
        }
    }

    /// A class of which the entries look like those of another, and are no payments.
    const fn no_payment(code: &'static str, like: &EntryClass, what: &'static str) -> EntryClass {
        EntryClass {
            code,
            name: like.name,
            others: like.others,
            no_payment: Some(what),
        }
    }

    /// The class of a code; `None` where there is none of that code.
    pub(super) fn find(code: &str) -> Option<&'static EntryClass> {
        CLASSES.iter().find(|class| class.code == code)
    }

    /// Whether its entries are international, with the parties in addenda.
    pub(super) fn is_international(&self) -> bool {
        self.code == "IAT"
    }

    /// Whether its amounts stand in other columns.
    pub(super) fn is_accounting(&self) -> bool {
        self.code == "ADV"
    }
}

/// An individual's or a company's name of 22 characters, behind a number.
pub(super) const PLAIN: EntryClass = EntryClass::of("PPD", Some((55, 76)), &[(40, 54)]);
/// A company's name of 16 characters, behind a number and the count of the addenda. The two columns behind it are reserved;
/// a longer name runs over into them.
const CORPORATE: EntryClass = EntryClass::of("CTX", Some((59, 76)), &[(40, 54)]);

/// Every class.
const CLASSES: &[EntryClass] = &[
    PLAIN,
    CORPORATE,
    EntryClass::of("ARC", PLAIN.name, PLAIN.others),
    EntryClass::of("BOC", PLAIN.name, PLAIN.others),
    EntryClass::of("CCD", PLAIN.name, PLAIN.others),
    // A consumer's payment to a biller: the consumer's name comes first.
    EntryClass::of("CIE", Some((40, 54)), &[(55, 76)]),
    // Its parties stand in addenda.
    EntryClass::of("IAT", None, &[]),
    EntryClass::of("MTE", Some((40, 61)), &[(62, 76)]),
    // The number of a check, and the town and state of the terminal.
    EntryClass::of("POP", PLAIN.name, &[(40, 48), (49, 54)]),
    EntryClass::of("POS", PLAIN.name, PLAIN.others),
    EntryClass::of("RCK", PLAIN.name, PLAIN.others),
    // A card: when it expires, the number of a document, the number of the card.
    EntryClass::of("SHR", None, &[(44, 54), (55, 76)]),
    EntryClass::of("TEL", PLAIN.name, PLAIN.others),
    // The number of a check, how it was processed, the number of the item.
    EntryClass::of("TRC", None, &[(40, 54), (55, 60), (61, 76)]),
    EntryClass::of("TRX", CORPORATE.name, CORPORATE.others),
    EntryClass::of("WEB", PLAIN.name, PLAIN.others),
    EntryClass::of("XCK", None, &[(40, 54), (55, 60), (61, 76)]),
    EntryClass::no_payment("ACK", &PLAIN, "an acknowledgment (ACK)"),
    EntryClass::no_payment("ATX", &CORPORATE, "an acknowledgment (ATX)"),
    EntryClass::no_payment("ADV", &PLAIN, "an accounting advice (ADV)"),
    EntryClass::no_payment("COR", &PLAIN, "a notification of change (COR)"),
    EntryClass::no_payment("DNE", &PLAIN, "a notice of a death (DNE)"),
    EntryClass::no_payment("ENR", &CORPORATE, "an enrollment (ENR)"),
];

/// Which way the money of an entry goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// To the receiver.
    Credit,
    /// From the receiver.
    Debit,
}

/// What a transaction code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Transaction {
    /// Which way the money goes, or would go.
    pub(super) direction: Direction,
    /// What the entry is, where it is no payment.
    pub(super) no_payment: Option<&'static str>,
}

impl Transaction {
    /// The meaning of a code of two digits: the first is the kind of account (2 demand, 3 savings, 4 general ledger, 5
    /// loan), the second what is done. `None`: there is no such code.
    pub(super) fn of(code: &str) -> Option<Transaction> {
        use Direction::{Credit, Debit};
        const PRENOTE: Option<&str> = Some("a prenotification");
        const ZERO: Option<&str> = Some("a zero-dollar entry");
        const REPORT: Option<&str> = Some("a return or notification of change");
        let (direction, no_payment) = match code.as_bytes() {
            // Debits of a loan are reversals only, and of no other kind.
            b"55" => (Debit, None),
            b"56" => (Debit, REPORT),
            [b'2'..=b'5', b'1'] => (Credit, REPORT),
            [b'2'..=b'5', b'2'] => (Credit, None),
            [b'2'..=b'5', b'3'] => (Credit, PRENOTE),
            [b'2'..=b'5', b'4'] => (Credit, ZERO),
            [b'2'..=b'4', b'6'] => (Debit, REPORT),
            [b'2'..=b'4', b'7'] => (Debit, None),
            [b'2'..=b'4', b'8'] => (Debit, PRENOTE),
            [b'2'..=b'4', b'9'] => (Debit, ZERO),
            [b'8', b'1' | b'3' | b'5' | b'7'] => (Credit, Some("an accounting advice")),
            [b'8', b'2' | b'4' | b'6' | b'8'] => (Debit, Some("an accounting advice")),
            _ => return None,
        };
        Some(Transaction {
            direction,
            no_payment,
        })
    }
}

/// What an entry with addenda 98 or 99 is, by the code of its reason. Source: Nacha Operating Rules, appendix four, parts
/// 4.2 (return reason codes) and 4.4 (change codes).
pub(super) fn report(addenda: &str, reason: &str) -> Option<&'static str> {
    let number = reason.get(1..).and_then(|number| number.parse::<u8>().ok());
    match (addenda, number) {
        ("98", Some(60..)) => Some("a refused notification of change"),
        ("98", _) => Some("a notification of change"),
        ("99", Some(71..=77)) => Some("a contested dishonored return"),
        ("99", Some(61 | 62 | 67..=70)) => Some("a dishonored return"),
        ("99", _) => Some("a return"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, Direction, EntryClass, Transaction, report};

    #[test]
    fn a_class_is_found_by_its_code_and_each_code_is_there_once() {
        for class in CLASSES {
            assert_eq!(EntryClass::find(class.code), Some(class));
        }
        assert_eq!(EntryClass::find("PDT"), None);
        assert_eq!(EntryClass::find("CIE").unwrap().name, Some((40, 54)));
    }

    #[test]
    fn the_second_digit_says_what_is_done() {
        let of = |code| Transaction::of(code).map(|t| (t.direction, t.no_payment.is_none()));
        for code in ["22", "32", "42", "52"] {
            assert_eq!(of(code), Some((Direction::Credit, true)), "{code}");
        }
        for code in ["27", "37", "47", "55"] {
            assert_eq!(of(code), Some((Direction::Debit, true)), "{code}");
        }
        for code in [
            "21", "23", "24", "26", "28", "29", "33", "46", "53", "56", "81", "88",
        ] {
            assert!(of(code).is_some_and(|(_, pays)| !pays), "{code}");
        }
        for code in ["20", "25", "57", "62", "80", "89", "2", "2A", ""] {
            assert_eq!(of(code), None, "{code}");
        }
    }

    #[test]
    fn returns_are_told_apart_by_their_reason() {
        assert_eq!(report("99", "R03"), Some("a return"));
        assert_eq!(report("99", "R68"), Some("a dishonored return"));
        assert_eq!(report("99", "R72"), Some("a contested dishonored return"));
        assert_eq!(report("98", "C01"), Some("a notification of change"));
        assert_eq!(report("98", "C61"), Some("a refused notification of change"));
        assert_eq!(report("99", ""), Some("a return"));
        assert_eq!(report("05", "R03"), None);
    }
}
