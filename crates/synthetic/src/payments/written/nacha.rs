//! International entries (IAT) of the American clearing house, which name all parties and banks.

use portcullis_payments::Column;

use super::{
    super::record::Record,
    Writer, clear,
    lines::{cut, hundredths, without, wrap},
    to_dollars,
};

/// Room of a name, and of a line of an address.
const NAME_CHARS: usize = 35;
const REMITTANCE_CHARS: usize = 80;
/// Digits of an amount in cents.
const AMOUNT_DIGITS: u32 = 10;
/// The originating bank: nobody's number.
const ODFI: &str = "99000000";
/// Records that a batch may count, less those of one entry; cents that its totals have room for.
const BATCH_RECORDS_MAX: u64 = 999_000;
const TOTAL_CENTS_MAX: u64 = 999_999_999_999;
/// Entries of a file, of which each has eleven records at most: eight digits count them.
const FILE_ENTRIES_MAX: u64 = 9_000_000;
const HASH_MODULUS: u64 = 10_000_000_000;

/// The currency is the dollar; the debtor's account, identifications, births, ultimate parties and what is ours have no
/// column.
pub(super) fn carry(record: &mut Record, ordinal: u64) {
    clear(
        record,
        &[
            Column::DebtorAccount,
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
        cut(record.field(name), NAME_CHARS);
    }
    for address in [Column::DebtorAddress, Column::CreditorAddress] {
        let field = record.field(address);
        without(field, &['*', '\\']);
        *field = wrap(field, NAME_CHARS, 2).join("\n");
    }
    let remittance = record.field(Column::RemittanceInformation);
    *remittance = wrap(remittance, REMITTANCE_CHARS, 2).join("\n");
    to_dollars(record, AMOUNT_DIGITS);
    let trace = format!("{ODFI}{:07}", ordinal + 1);
    // Beyond ten million payments the number runs over into that of the bank.
    let trace = trace.get(trace.len() - 15..).unwrap_or(&trace).to_owned();
    *record.field(Column::PaymentId) = trace;
}

#[derive(Default, Clone, Copy)]
struct Totals {
    entries: u64,
    records: u64,
    hash: u64,
    credit: u64,
}

/// A file of batches, one for each value date; and another file where the totals have no more room.
#[derive(Default)]
pub(super) struct Batches {
    date: String,
    batch: Option<Totals>,
    batches: u64,
    file: Totals,
    /// Records of the file so far, of which ten are a block.
    lines: u64,
}

impl Batches {
    fn line(&mut self, out: &mut Vec<u8>, line: &str) {
        self.lines += 1;
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }

    fn begin_batch(&mut self, date: &str, out: &mut Vec<u8>) {
        self.batches += 1;
        self.batch = Some(Totals::default());
        date.clone_into(&mut self.date);
        let short: String = date.chars().filter(char::is_ascii_digit).skip(2).collect();
        let number = self.batches;
        self.line(
            out,
            &format!(
                "5220{:16}FF3{:15}US1990000000IATTRANSFER  USDUSD{short}   1{ODFI}{number:07}",
                "", ""
            ),
        );
    }

    fn end_batch(&mut self, out: &mut Vec<u8>) {
        let Some(totals) = self.batch.take() else { return };
        self.file.entries += totals.entries;
        self.file.records += totals.records;
        self.file.hash += totals.hash;
        self.file.credit += totals.credit;
        let number = self.batches;
        self.line(
            out,
            &format!(
                "8220{:06}{:010}{:012}{:012}1990000000{:25}{ODFI}{number:07}",
                totals.records,
                totals.hash % HASH_MODULUS,
                0,
                totals.credit,
                ""
            ),
        );
    }

    fn end_file(&mut self, out: &mut Vec<u8>) {
        self.end_batch(out);
        let totals = self.file;
        let blocks = (self.lines + 1).div_ceil(10);
        let batches = self.batches;
        self.line(
            out,
            &format!(
                "9{batches:06}{blocks:06}{:08}{:010}{:012}{:012}{:39}",
                totals.records,
                totals.hash % HASH_MODULUS,
                0,
                totals.credit,
                ""
            ),
        );
        while !self.lines.is_multiple_of(10) {
            self.line(out, &"9".repeat(94));
        }
        *self = Batches::default();
    }

    fn push_entry(&mut self, record: &Record, cents: u64, out: &mut Vec<u8>) -> u64 {
        use Column as C;
        let get = |column| record.get(column);
        let trace = get(C::PaymentId);
        let sequence = trace.get(8..).unwrap_or(trace);
        let mut addenda = vec![format!(
            "10BUS{:018}{:22}{:35}{:6}",
            0,
            "",
            get(C::CreditorName),
            ""
        )];
        for (name_code, town_code, name, address, country) in [
            (
                "11",
                "12",
                Some(C::DebtorName),
                C::DebtorAddress,
                C::DebtorCountry,
            ),
            ("15", "16", None, C::CreditorAddress, C::CreditorCountry),
        ] {
            let (street, town) = get(address).split_once('\n').unwrap_or((get(address), ""));
            let street = match name {
                Some(name) => format!("{:35}{street:35}{:14}", get(name), ""),
                None => format!("{:15}{street:35}{:34}", "", ""),
            };
            addenda.push(format!("{name_code}{street}"));
            let town = format!("{town}\\");
            let country = format!("{}\\", get(country));
            addenda.push(format!("{town_code}{town:35}{country:35}{:14}", ""));
        }
        // In the order of their numbers.
        addenda.sort();
        let bank = |code: &str, bic: &str, name: &str, behind: &str| {
            let country = bic.get(4..6).unwrap_or_default();
            format!("{code}{name:35}02{bic:34}{country:3}{behind:10}")
        };
        let banks = [
            bank("13", get(C::DebtorAgentBic), get(C::DebtorAgentName), ""),
            bank("14", get(C::CreditorAgentBic), get(C::CreditorAgentName), ""),
        ];
        addenda.splice(3..3, banks);
        for (at, line) in get(C::RemittanceInformation)
            .split('\n')
            .filter(|line| !line.is_empty())
            .enumerate()
        {
            addenda.push(format!("17{line:80}{:04}", at + 1));
        }
        if !get(C::IntermediaryAgentBic).is_empty() {
            let (bic, name) = (get(C::IntermediaryAgentBic), get(C::IntermediaryAgentName));
            addenda.push(bank("18", bic, name, "      0001"));
        }
        self.line(
            out,
            &format!(
                "622990000000{:04}{:13}{cents:010}{:35}{:2}  1{trace}",
                addenda.len(),
                "",
                get(C::CreditorAccount),
                ""
            ),
        );
        for addenda in &addenda {
            self.line(out, &format!("7{addenda}{sequence}"));
        }
        1 + addenda.len() as u64
    }
}

impl Writer for Batches {
    fn begin(&mut self, out: &mut Vec<u8>) {
        self.line(
            out,
            &format!(
                "101 990000000 9900000002401080900A094101{:23}{:23}{:8}",
                "MADE UP CLEARING HOUSE", "MADE UP BANK", ""
            ),
        );
    }

    fn write(&mut self, record: &Record, out: &mut Vec<u8>) -> usize {
        let cents = hundredths(record.get(Column::Amount), AMOUNT_DIGITS);
        let open = self.batch.unwrap_or_default();
        let is_file_full = self.file.credit + open.credit + cents > TOTAL_CENTS_MAX
            || self.file.entries + open.entries >= FILE_ENTRIES_MAX;
        if is_file_full && self.file.entries + open.entries > 0 {
            self.end_file(out);
            self.begin(out);
        } else if open.records >= BATCH_RECORDS_MAX || self.date != record.get(Column::ValueDate) {
            self.end_batch(out);
        }
        if self.batch.is_none() {
            self.begin_batch(record.get(Column::ValueDate), out);
        }
        let start = out.len();
        let records = self.push_entry(record, cents, out);
        if let Some(batch) = &mut self.batch {
            batch.entries += 1;
            batch.records += records;
            batch.hash += 99_000_000;
            batch.credit += cents;
        }
        start
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.end_file(out);
    }
}
