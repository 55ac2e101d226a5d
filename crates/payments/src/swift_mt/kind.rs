//! Which message it is, and what the fields of each are.

use portcullis_model::{Role, TextKind};

use super::{
    fields::{self, Field},
    framing::{Message, TextBlock},
};

/// A message that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A request for transfers.
    Mt101,
    /// A customer's payment.
    Mt103,
    /// A free message.
    Mt199,
    /// A transfer between banks.
    Mt202,
}

/// Those that are read, for messages.
const READ: &str = "MT101, MT103, MT199 and MT202";

/// What a field of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A party or bank.
    Party(Role),
    /// An account of nobody who is named.
    Account,
    /// A text.
    Text(TextKind),
    /// A code whose explanation, where it has one, is a text.
    Code,
    /// A reference, an amount, a date or a code: nothing that could be listed.
    Silent,
}

impl Kind {
    /// The three digits of the type.
    pub(super) const fn digits(self) -> &'static str {
        match self {
            Kind::Mt101 => "101",
            Kind::Mt103 => "103",
            Kind::Mt199 => "199",
            Kind::Mt202 => "202",
        }
    }

    /// What a message is, by its second block, or by its fields where it has none.
    ///
    /// # Errors
    /// It is another message, or does not say; the reason is to be shown.
    pub(super) fn of_message(
        bytes: &[u8],
        message: &Message,
        fields: &mut Vec<Field>,
    ) -> Result<Kind, String> {
        let header = bytes.get(message.block(2)).unwrap_or_default();
        if let Some(digits) = header.get(1..4)
            && digits.iter().all(u8::is_ascii_digit)
        {
            let digits = String::from_utf8_lossy(digits);
            let kinds = [Kind::Mt103, Kind::Mt202, Kind::Mt101, Kind::Mt199];
            return match kinds.into_iter().find(|kind| kind.digits() == digits) {
                Some(kind) => Ok(kind),
                None if digits.starts_with('9') => {
                    Err(format!("MT{digits} is a report and no payment; {READ} are read"))
                }
                None => Err(format!("MT{digits} is not read; {READ} are")),
            };
        }
        if message.text_block == TextBlock::Missing {
            return Err(
                "there is no message: neither a block such as `{1:` nor a field such as `:20:`".to_owned(),
            );
        }
        if fields.is_empty() {
            fields::read(bytes, message.block(4), 1, fields);
        }
        // Balances and lines of a statement.
        if fields
            .iter()
            .any(|field| matches!(&field.number, b"60" | b"61" | b"62"))
        {
            return Err(format!("a statement is a report and no payment; {READ} are read"));
        }
        Kind::of_fields(fields).ok_or_else(|| {
            "the message does not say what it is: block 2 has no message type, and its fields are of no message that is read"
                .to_owned()
        })
    }

    /// What a message is by fields that no other one has.
    fn of_fields(fields: &[Field]) -> Option<Kind> {
        let has = |number: &[u8; 2]| fields.iter().any(|field| field.number == *number);
        let has_option = |number: &[u8; 2], option| fields.iter().any(|field| field.is(*number, option));
        if has(b"58") {
            Some(Kind::Mt202)
        } else if has_option(b"28", b'D') || (has(b"30") && has_option(b"32", b'B')) {
            Some(Kind::Mt101)
        } else if has_option(b"23", b'B') || (has_option(b"32", b'A') && has(b"59")) {
            Some(Kind::Mt103)
        } else if has(b"79") {
            Some(Kind::Mt199)
        } else {
            None
        }
    }

    /// What a field is in this message; `covered` says whether it is of the customers' payment that a transfer covers.
    ///
    /// Sources: SWIFT Standards MT, Category 1 (MT101, MT103, MT199) and Category 2 (MT202, MT202 COV). The ordering
    /// institution of a transfer between banks is who pays in it, and the beneficiary institution who is paid.
    pub(super) fn meaning(self, field: &Field, covered: bool) -> Meaning {
        let between_banks = self == Kind::Mt202 && !covered;
        match &field.number {
            b"50" if matches!(field.option, b'C' | b'L') => Meaning::Party(Role::InitiatingParty),
            b"50" => Meaning::Party(Role::Debtor),
            b"51" => Meaning::Party(Role::InstructingAgent),
            b"52" if between_banks => Meaning::Party(Role::Debtor),
            b"52" => Meaning::Party(Role::DebtorAgent),
            b"53" | b"54" | b"55" => Meaning::Party(Role::ReimbursementAgent),
            b"56" => Meaning::Party(Role::IntermediaryAgent),
            b"57" => Meaning::Party(Role::CreditorAgent),
            b"58" | b"59" => Meaning::Party(Role::Creditor),
            b"25" => Meaning::Account,
            b"70" => Meaning::Text(TextKind::Remittance),
            b"23" => Meaning::Code,
            b"13" | b"20" | b"21" | b"28" | b"30" | b"32" | b"33" | b"36" | b"71" => Meaning::Silent,
            _ => Meaning::Text(TextKind::Other),
        }
    }
}
