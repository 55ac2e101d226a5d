//! What the tags of a message are.
//!
//! Source: Federal Reserve Financial Services, Fedwire Funds Service, format reference guide (Fedwire application interface
//! manual, FAIM 3.0.7), with the names of the tags there.

use portcullis_model::{Role, TextKind};

use super::framing::Layout;

/// What is read of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing that is screened: dates, counters, codes, amounts, references to other messages. Some are read elsewhere.
    Silent,
    /// A bank by its routing number and short name.
    Depository(Role),
    /// A bank by its routing number alone.
    RoutingNumber(Role),
    /// A party or bank: code of its number, number, name, address.
    Party(Role),
    /// A party in numbered lines, as SWIFT has it in option F.
    Numbered(Role),
    /// A field of the payment that this one covers, as a message of SWIFT has it.
    Covered(Covered),
    /// Lines of text.
    Text(TextKind, Layout),
    /// Whom to tell of the payment.
    Notification,
    /// Where the remittance advice is, and for whom.
    RelatedRemittance,
    /// Whose invoices are paid.
    RemittanceOriginator,
    /// Who issued them.
    RemittanceBeneficiary,
    /// A tag that the format does not have: text.
    Unknown,
    /// Remittance in segments or free text, with its length before it.
    Addenda,
}

/// A field of a covered payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Covered {
    Party(Role),
    Text(TextKind),
}

/// Lines of text of some widths, behind codes.
const fn text(kind: TextKind, codes: &'static [usize], elements: &'static [usize]) -> Meaning {
    Meaning::Text(kind, Layout { codes, elements })
}

const OTHER: TextKind = TextKind::Other;
const REMITTANCE: TextKind = TextKind::Remittance;

/// A line of 30 characters behind a code that takes five of it, and five of 33.
const BANK_LINES: &[usize] = &[30, 33, 33, 33, 33, 33];
/// The same behind a code of three characters.
const ADVICE_LINES: &[usize] = &[26, 33, 33, 33, 33, 33];
const SIX_LINES: &[usize] = &[35; 6];

/// Whatever stands in a tag that the format does not have.
pub(super) const UNKNOWN: Layout = Layout {
    codes: &[],
    elements: &[],
};
/// A party's number, name and three lines of address, behind the code of the number.
pub(super) const PARTY: Layout = Layout {
    codes: &[1],
    elements: &[34, 35, 35, 35, 35],
};
/// A routing number and a short name.
pub(super) const DEPOSITORY: Layout = Layout {
    codes: &[9],
    elements: &[18],
};
/// The tag that a field of a covered payment had at SWIFT, and its lines.
pub(super) const COVERED: Layout = Layout {
    codes: &[],
    elements: &[COVERED_TAG_CHARS, 35, 35, 35, 35, 35, 35],
};
/// Characters of such a tag.
pub(super) const COVERED_TAG_CHARS: usize = 5;
/// A number and four numbered lines.
pub(super) const NUMBERED: Layout = Layout {
    codes: &[],
    elements: &[35; 5],
};
/// How it is sent; electronic address, name, telephone, mobile, fax, identification.
pub(super) const NOTIFICATION: Layout = Layout {
    codes: &[1],
    elements: &[2048, 140, 35, 35, 35, 35],
};
/// Kind of address; department, its part, street, building, postal code, town, state, country, seven lines.
const ADDRESS: [usize; 16] = [4, 70, 70, 70, 16, 16, 35, 35, 2, 70, 70, 70, 70, 70, 70, 70];
/// How many elements an address takes.
pub(super) const ADDRESS_ELEMENTS: usize = ADDRESS.len();

/// Elements before an address, the address, and elements behind it.
const fn around_address<const N: usize>(before: &[usize], behind: &[usize]) -> [usize; N] {
    let mut all = [0; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < before.len() {
            before[at]
        } else if at < before.len() + ADDRESS.len() {
            ADDRESS[at - before.len()]
        } else {
            behind[at - before.len() - ADDRESS.len()]
        };
        at += 1;
    }
    all
}

/// Identification, method and electronic address of the advice; name and address.
pub(super) const RELATED_REMITTANCE: Layout = Layout {
    codes: &[],
    elements: &around_address::<20>(&[35, 4, 2048, 140], &[]),
};
/// Kind and code of the identification; name, identification, its issuer, date and place of birth; address; country of
/// residence; name, telephone, mobile, fax, electronic address and other of a contact.
pub(super) const REMITTANCE_ORIGINATOR: Layout = Layout {
    codes: &[2, 4],
    elements: &around_address::<27>(&[140, 35, 35, 82], &[2, 140, 35, 35, 35, 2048, 35]),
};
/// Name, kind and code of the identification, identification, its issuer, date and place of birth; address; country of
/// residence.
pub(super) const REMITTANCE_BENEFICIARY: Layout = Layout {
    codes: &[],
    elements: &around_address::<23>(&[140, 2, 4, 35, 35, 82], &[2]),
};

impl Meaning {
    /// The meaning of a tag. What is not known is text.
    pub(super) fn of(number: u16) -> Meaning {
        match number {
            1100 | 1110 | 1120 | 1500 | 1510 | 1520 | 2000 | 3500 | 3600 | 3700 | 3710 | 3720 | 7033
            | 8450 | 8500 | 8550 | 8650 => Meaning::Silent,
            // Why the service refused the message.
            1130 => text(OTHER, &[1, 3], &[35]),
            3100 => Meaning::Depository(Role::Sender),
            3400 => Meaning::Depository(Role::Receiver),
            3610 => text(OTHER, &[4], &[35]),
            3620 => Meaning::Notification,
            4000 => Meaning::Party(Role::IntermediaryAgent),
            4100 => Meaning::Party(Role::CreditorAgent),
            4200 => Meaning::Party(Role::Creditor),
            // Of a request to draw down: whose account pays, and at which bank the other is credited.
            4400 => Meaning::Party(Role::Debtor),
            5400 => Meaning::RoutingNumber(Role::CreditorAgent),
            5000 => Meaning::Party(Role::Debtor),
            5010 => Meaning::Numbered(Role::Debtor),
            5100 => Meaning::Party(Role::DebtorAgent),
            5200 => Meaning::Party(Role::InstructingAgent),
            6000 => text(REMITTANCE, &[], &[35; 4]),
            6100 | 6200 | 6300 | 6400 => text(OTHER, &[], BANK_LINES),
            6110 | 6210 | 6310 | 6410 => text(OTHER, &[3], ADVICE_LINES),
            6420 => text(OTHER, &[5], &[30]),
            6500 => text(OTHER, &[], SIX_LINES),
            7050 => Meaning::Covered(Covered::Party(Role::Debtor)),
            7052 => Meaning::Covered(Covered::Party(Role::DebtorAgent)),
            7056 => Meaning::Covered(Covered::Party(Role::IntermediaryAgent)),
            7057 => Meaning::Covered(Covered::Party(Role::CreditorAgent)),
            7059 => Meaning::Covered(Covered::Party(Role::Creditor)),
            7070 => Meaning::Covered(Covered::Text(REMITTANCE)),
            7072 => Meaning::Covered(Covered::Text(OTHER)),
            8200 => Meaning::Addenda,
            8250 => Meaning::RelatedRemittance,
            8300 => Meaning::RemittanceOriginator,
            8350 => Meaning::RemittanceBeneficiary,
            8400 | 8700 => text(REMITTANCE, &[4], &[35; 3]),
            8600 => text(REMITTANCE, &[2, 4], &[22, 140]),
            8750 => text(REMITTANCE, &[], &[140; 3]),
            9000 => text(OTHER, &[], &[35; 12]),
            3320 | 4320 => text(OTHER, &[], &[16]),
            _ => Meaning::Unknown,
        }
    }
}

/// Tags that every message has (FAIM, mandatory tags), but for the one by which it is known.
pub(super) const MANDATORY: [u16; 3] = [1510, 3100, 3400];

/// What a message is that is no payment, by its type and subtype (`1500`: the tag 1510 of four digits).
pub(super) fn no_payment(type_code: &str) -> Option<&'static str> {
    Some(match type_code.get(2..4)? {
        "01" => "a request for reversal",
        "07" => "a request for reversal of a transfer of a day before",
        "33" => "a refusal of a request for credit",
        "90" => "a service message",
        _ => return None,
    })
}

/// Codes of business functions (tag 3600).
pub(super) const BUSINESS_FUNCTIONS: [&str; 11] = [
    "BTR", "CKS", "CTP", "CTR", "DEP", "DRB", "DRC", "DRW", "FFR", "FFS", "SVC",
];

/// The kind of a party's number, by its code; `None`: it is an account. A number of a stated kind, and its country.
pub(super) fn number_kind(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        // Routing number; participant and universal number of CHIPS.
        "F" | "C" | "U" => ("other", "US"),
        "1" => ("passport", ""),
        "2" => ("tax-id", ""),
        // Driver's license.
        "3" => ("DRLC", ""),
        // Alien registration number.
        "4" => ("ARNU", ""),
        "5" => ("registration", ""),
        "9" => ("other", ""),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{ADDRESS, Meaning, REMITTANCE_BENEFICIARY, REMITTANCE_ORIGINATOR, no_payment};

    #[test]
    fn an_address_stands_between_what_is_before_it_and_behind_it() {
        assert_eq!(REMITTANCE_ORIGINATOR.elements[4..20], ADDRESS);
        assert_eq!(REMITTANCE_ORIGINATOR.elements[20..22], [2, 140]);
        assert_eq!(REMITTANCE_BENEFICIARY.elements[6..22], ADDRESS);
    }

    #[test]
    fn a_tag_that_the_format_does_not_have_is_known_as_such() {
        assert_eq!(Meaning::of(7777), Meaning::Unknown);
    }

    #[test]
    fn the_subtype_tells_what_is_no_transfer() {
        for code in ["1000", "1002", "1031", "1032", "1600"] {
            assert_eq!(no_payment(code), None, "{code}");
        }
        for code in ["1001", "1033", "1090", "1590", "1607"] {
            assert!(no_payment(code).is_some(), "{code}");
        }
    }
}
