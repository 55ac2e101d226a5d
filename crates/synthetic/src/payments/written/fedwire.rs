//! Fedwire customer transfers, with elements of variable width.

use portcullis_payments::Column;

use super::{
    super::record::Record,
    Writer, clear,
    lines::{hundredths, without, wrap},
    to_dollars,
};

/// Room of a line.
const LINE_CHARS: usize = 35;
/// A name of 33 characters may go on in the next line: whoever reads it must try both. So it ends before, with a whole word.
const NAME_CHARS: usize = 32;
const ADDRESS_LINES: usize = 3;
const REMITTANCE_LINES: usize = 4;
/// Digits of an amount in cents.
const AMOUNT_DIGITS: u32 = 12;

/// The currency is the dollar; countries, identifications, births, ultimate parties and what is ours have no tag.
pub(super) fn carry(record: &mut Record, ordinal: u64) {
    clear(
        record,
        &[
            Column::DebtorCountry,
            Column::CreditorCountry,
            Column::DebtorBirthDate,
            Column::CreditorBirthDate,
            Column::DebtorId,
            Column::CreditorId,
            Column::UltimateDebtorName,
            Column::UltimateCreditorName,
            Column::PurposeCode,
        ],
    );
    for name in [
        Column::DebtorName,
        Column::CreditorName,
        Column::DebtorAgentName,
        Column::IntermediaryAgentName,
        Column::CreditorAgentName,
    ] {
        let field = record.field(name);
        without(field, &['*', '{']);
        *field = wrap(field, NAME_CHARS, 1).concat();
    }
    for (column, lines) in [
        (Column::DebtorAddress, ADDRESS_LINES),
        (Column::CreditorAddress, ADDRESS_LINES),
        (Column::RemittanceInformation, REMITTANCE_LINES),
    ] {
        let field = record.field(column);
        without(field, &['*', '{']);
        *field = wrap(field, LINE_CHARS, lines).join("\n");
    }
    to_dollars(record, AMOUNT_DIGITS);
    let day: String = record
        .get(Column::ValueDate)
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    *record.field(Column::PaymentId) = format!("{day}QT{:012}", ordinal + 1);
}

pub(super) struct Messages;

impl Writer for Messages {
    fn begin(&mut self, _out: &mut Vec<u8>) {}

    fn write(&mut self, record: &Record, out: &mut Vec<u8>) -> usize {
        use Column as C;
        let start = out.len();
        let get = |column| record.get(column);
        let cents = hundredths(get(C::Amount), AMOUNT_DIGITS);
        let mut text = format!(
            "{{1500}}30MADE UP P \n{{1510}}1000\n{{1520}}{}\n{{2000}}{cents:012}\n{{3100}}990000000MADE UP BANK*\n\
             {{3400}}990000000MADE UP BANK*\n{{3600}}CTR*\n",
            get(C::PaymentId)
        );
        let mut push = |tag: &str, code: char, number: C, name: C, address: Option<C>| {
            if get(number).is_empty() && get(name).is_empty() {
                return;
            }
            text.push_str(&format!("{{{tag}}}{code}{}*{}*", get(number), get(name)));
            for line in address
                .map_or("", get)
                .split('\n')
                .filter(|line| !line.is_empty())
            {
                text.push_str(&format!("{line}*"));
            }
            text.push('\n');
        };
        push(
            "4000",
            'B',
            C::IntermediaryAgentBic,
            C::IntermediaryAgentName,
            None,
        );
        push("4100", 'B', C::CreditorAgentBic, C::CreditorAgentName, None);
        push(
            "4200",
            'D',
            C::CreditorAccount,
            C::CreditorName,
            Some(C::CreditorAddress),
        );
        push(
            "5000",
            'D',
            C::DebtorAccount,
            C::DebtorName,
            Some(C::DebtorAddress),
        );
        push("5100", 'B', C::DebtorAgentBic, C::DebtorAgentName, None);
        if !get(C::RemittanceInformation).is_empty() {
            text.push_str(&format!(
                "{{6000}}{}*\n",
                get(C::RemittanceInformation).replace('\n', "*")
            ));
        }
        out.extend_from_slice(text.as_bytes());
        start
    }
}
