//! A payment as a row of CSV.

use portcullis_payments::Column;

/// The columns of a generated batch. A column that the CSV form gains later is not written until it stands here, so
/// that batches stay the same bytes.
pub(super) const COLUMNS: [Column; 30] = [
    Column::PaymentId,
    Column::ValueDate,
    Column::Amount,
    Column::Currency,
    Column::DebtorName,
    Column::DebtorAccount,
    Column::DebtorCountry,
    Column::DebtorAddress,
    Column::DebtorBirthDate,
    Column::DebtorId,
    Column::UltimateDebtorName,
    Column::DebtorAgentBic,
    Column::DebtorAgentName,
    Column::IntermediaryAgentBic,
    Column::IntermediaryAgentName,
    Column::CreditorAgentBic,
    Column::CreditorAgentName,
    Column::CreditorName,
    Column::CreditorAccount,
    Column::CreditorCountry,
    Column::CreditorAddress,
    Column::CreditorBirthDate,
    Column::CreditorId,
    Column::UltimateCreditorName,
    Column::PurposeCode,
    Column::Purpose,
    Column::RemittanceInformation,
    Column::LicenseReference,
    Column::Instrument,
    Column::DebtTenorDays,
];

/// The fields of one payment. Reused, so that the steady state allocates nothing.
#[derive(Debug)]
pub(crate) struct Record {
    /// By column.
    fields: [String; Column::ALL.len()],
}

impl Record {
    pub(crate) fn new() -> Record {
        Record {
            fields: std::array::from_fn(|_| String::new()),
        }
    }

    /// Empties every field.
    pub(crate) fn clear(&mut self) {
        self.fields.iter_mut().for_each(String::clear);
    }

    /// The field of a column, to be appended to.
    pub(crate) fn field(&mut self, column: Column) -> &mut String {
        &mut self.fields[column as usize]
    }

    /// The text of a column.
    pub(crate) fn get(&self, column: Column) -> &str {
        &self.fields[column as usize]
    }

    /// Appends the header.
    pub(crate) fn push_header(out: &mut Vec<u8>) {
        push_row(COLUMNS.iter().map(|column| column.as_str()), out);
    }

    /// Appends the row.
    pub(crate) fn push_row(&self, out: &mut Vec<u8>) {
        push_row(
            COLUMNS
                .iter()
                .map(|column| self.fields[*column as usize].as_str()),
            out,
        );
    }
}

fn push_row<'a>(fields: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
    for (i, field) in fields.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        push_field(field, out);
    }
    out.push(b'\n');
}

/// Appends a field, quoted where CSV needs it.
fn push_field(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    // Without an early end this is a few vector instructions for a field.
    let special = bytes
        .iter()
        .fold(false, |found, b| found | matches!(b, b',' | b'"' | b'\n' | b'\r'));
    if !special {
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    for byte in bytes {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}
