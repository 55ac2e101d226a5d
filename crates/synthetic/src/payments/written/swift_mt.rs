//! MT103, as RJE files have it: a message for each payment, with parties in numbered lines (options 50F and 59F).

use portcullis_payments::Column;

use super::{
    super::record::Record,
    Writer, clear,
    lines::{without, wrap},
};

/// Room of a numbered line behind its number, and of a line of remittance.
const NUMBERED_CHARS: usize = 33;
const LINE_CHARS: usize = 35;
/// Numbered lines of a party, and lines of them that a name may take.
const PARTY_LINES: usize = 4;
const NAME_LINES: usize = 2;
const REMITTANCE_LINES: usize = 4;

/// Name, country, address and, of a debtor, birth date.
const SIDES: [(Column, Column, Column, Option<Column>); 2] = [
    (
        Column::DebtorName,
        Column::DebtorCountry,
        Column::DebtorAddress,
        Some(Column::DebtorBirthDate),
    ),
    (
        Column::CreditorName,
        Column::CreditorCountry,
        Column::CreditorAddress,
        None,
    ),
];

/// Banks are named by their BICs; identifications, ultimate parties and what is ours have no field. A party has four lines.
pub(super) fn carry(record: &mut Record, _ordinal: u64) {
    clear(
        record,
        &[
            Column::DebtorId,
            Column::CreditorId,
            Column::CreditorBirthDate,
            Column::UltimateDebtorName,
            Column::UltimateCreditorName,
            Column::DebtorAgentName,
            Column::IntermediaryAgentName,
            Column::CreditorAgentName,
            Column::PurposeCode,
        ],
    );
    for (name, country, address, birth_date) in SIDES {
        let names = wrap(record.get(name), NUMBERED_CHARS, NAME_LINES);
        let mut room = PARTY_LINES - names.len() - usize::from(!record.get(country).is_empty());
        *record.field(name) = names.join(" ");
        if let Some(birth_date) = birth_date.filter(|birth_date| !record.get(*birth_date).is_empty()) {
            if room == 0 {
                record.field(birth_date).clear();
            } else {
                room -= 1;
            }
        }
        *record.field(address) = wrap(record.get(address), NUMBERED_CHARS, room).join("\n");
    }
    let remittance = record.field(Column::RemittanceInformation);
    // A line that begins with these would be another field, or the end.
    without(remittance, &[':', '{', '}']);
    *remittance = wrap(remittance, LINE_CHARS, REMITTANCE_LINES).join("\n");
}

pub(super) struct Messages;

impl Writer for Messages {
    fn begin(&mut self, _out: &mut Vec<u8>) {}

    fn write(&mut self, record: &Record, out: &mut Vec<u8>) -> usize {
        use Column as C;
        let start = out.len();
        let get = |column| record.get(column);
        let mut text = format!(
            "{{1:F01{}0000000000}}{{2:I103{}N}}{{4:\r\n:20:{}\r\n:23B:CRED\r\n:32A:{}{}{}\r\n",
            terminal(get(C::DebtorAgentBic)),
            terminal(get(C::CreditorAgentBic)),
            get(C::PaymentId),
            short_date(get(C::ValueDate)),
            get(C::Currency),
            comma(get(C::Amount)),
        );
        push_party(&mut text, "50F", C::DebtorAccount, SIDES[0], record);
        for (tag, bic) in [
            ("52A", C::DebtorAgentBic),
            ("56A", C::IntermediaryAgentBic),
            ("57A", C::CreditorAgentBic),
        ] {
            if !get(bic).is_empty() {
                text.push_str(&format!(":{tag}:{}\r\n", get(bic)));
            }
        }
        push_party(&mut text, "59F", C::CreditorAccount, SIDES[1], record);
        let remittance = get(C::RemittanceInformation);
        if !remittance.is_empty() {
            text.push_str(&format!(":70:{}\r\n", remittance.replace('\n', "\r\n")));
        }
        text.push_str(":71A:SHA\r\n-}\r\n$");
        out.extend_from_slice(text.as_bytes());
        start
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        // The sign stands between messages only.
        if out.last() == Some(&b'$') {
            out.pop();
        }
    }
}

/// The address of the terminal of a bank: its BIC with a letter before the branch, as the headers of a message have it.
fn terminal(bic: &str) -> String {
    let branch = bic.get(8..11).unwrap_or("XXX");
    format!("{}A{branch}", bic.get(..8).unwrap_or("QZZZUSU0"))
}

/// `2024-01-08` as `240108`.
fn short_date(date: &str) -> String {
    date.chars().filter(char::is_ascii_digit).skip(2).collect()
}

/// `1454.32` as `1454,32`, and `100` as `100,`.
fn comma(amount: &str) -> String {
    if amount.contains('.') {
        amount.replace('.', ",")
    } else {
        format!("{amount},")
    }
}

fn push_party(
    text: &mut String,
    tag: &str,
    account: Column,
    (name, country, address, birth_date): (Column, Column, Column, Option<Column>),
    record: &Record,
) {
    text.push_str(&format!(":{tag}:/{}\r\n", record.get(account)));
    let mut push = |number: char, line: &str| text.push_str(&format!("{number}/{line}\r\n"));
    for line in wrap(record.get(name), NUMBERED_CHARS, NAME_LINES) {
        push('1', &line);
    }
    for line in record.get(address).split('\n').filter(|line| !line.is_empty()) {
        push('2', line);
    }
    if !record.get(country).is_empty() {
        push('3', record.get(country));
    }
    if let Some(date) = birth_date
        .map(|column| record.get(column))
        .filter(|date| !date.is_empty())
    {
        push('4', &date.replace('-', ""));
    }
}
