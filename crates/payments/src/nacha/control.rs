//! Whether the controls of a file and its batches say what is in them: a record that was lost or changed on the way shows.
//!
//! Counts, hashes and totals are compared once, when the file is opened. Block counts are not: blocks are filled and
//! stripped wherever a file passes through.

use super::{
    class::{Direction, EntryClass, Transaction},
    header::{BatchHeader, FileHeader},
    record::{Kind, RawRecord, RawRecords, Record},
};
use crate::csv::value::excerpt;

/// Hashes are sums of routing numbers, of which the last ten digits are written.
const HASH_MODULUS: u64 = 10_000_000_000;

/// Faults of one file that are told one by one. The last of them says how many more there are.
const FAULTS_MAX: usize = 1_000;

/// What is wrong with a control record, or with the lack of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Byte of the record at which it shows; the end of the file where that is cut.
    pub(super) at: usize,
    /// Its one-based line.
    pub(super) line: u64,
    /// Why, in one line.
    pub(super) error: String,
}

/// What a walk through a file gives.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// In the file's order.
    pub(super) faults: Vec<Fault>,
    /// Bytes at which file headers begin.
    pub(super) file_headers: Vec<usize>,
    /// Faults that are not told one by one.
    untold: u64,
    /// Batch headers and entries.
    others: u64,
}

/// Sums of the entries of a batch, or of the batches of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Totals {
    /// Entries and addenda.
    records: u64,
    entries: u64,
    hash: u64,
    /// In cents.
    debit: u64,
    credit: u64,
}

impl Totals {
    fn add(&mut self, other: Totals) {
        self.records += other.records;
        self.entries += other.entries;
        self.hash += other.hash;
        self.debit = self.debit.saturating_add(other.debit);
        self.credit = self.credit.saturating_add(other.credit);
    }
}

#[derive(Debug, Default)]
struct OpenBatch {
    line: u64,
    totals: Totals,
    /// Its amounts stand in other columns, or an entry of it cannot be read; so its sums are not known.
    is_unsure: bool,
}

#[derive(Debug, Default)]
struct OpenFile {
    has_header: bool,
    batches: u64,
    totals: Totals,
    is_unsure: bool,
}

impl Survey {
    /// Walks through the records of a file.
    pub(super) fn of(records: RawRecords<'_>) -> Survey {
        let mut survey = Survey::default();
        let mut file: Option<OpenFile> = None;
        let mut batch: Option<OpenBatch> = None;
        let mut last_line = 1;
        let mut end = records.position().0;
        for (raw, line) in records {
            end = raw.next;
            let kind = raw.kind();
            if kind == Kind::Filler {
                continue;
            }
            last_line = line;
            if kind == Kind::FileHeader {
                survey.file_headers.push(raw.at);
                if let Some(fault) = FileHeader::read(&raw).fault {
                    survey.tell(raw.at, line, fault);
                }
                if batch.take().is_some() || file.take().is_some() {
                    survey.tell(
                        raw.at,
                        line,
                        "the file before this header has no file control".to_owned(),
                    );
                }
                file = Some(OpenFile {
                    has_header: true,
                    ..OpenFile::default()
                });
                continue;
            }
            let open_file = file.get_or_insert_default();
            survey.others += u64::from(matches!(kind, Kind::BatchHeader | Kind::Entry));
            match kind {
                Kind::BatchHeader => {
                    if let Some(before) = batch.take() {
                        open_file.is_unsure = true;
                        survey.tell(raw.at, line, no_batch_control(&before));
                    }
                    let header = BatchHeader::read(&raw, line);
                    if let Some(fault) = header.fault {
                        survey.tell(raw.at, line, fault);
                    }
                    batch = Some(OpenBatch {
                        line,
                        totals: Totals::default(),
                        is_unsure: header.class.is_some_and(EntryClass::is_accounting),
                    });
                }
                Kind::Entry => {
                    if let Some(batch) = &mut batch {
                        batch.count_entry(&raw);
                    }
                }
                Kind::Addenda => {
                    if let Some(batch) = &mut batch {
                        batch.totals.records += 1;
                    }
                }
                Kind::BatchControl => {
                    let error = match batch.take() {
                        Some(batch) => {
                            open_file.count_batch(&batch);
                            batch.compare(&Record::new(&raw))
                        }
                        None => Some("batch control: no batch is open".to_owned()),
                    };
                    if let Some(error) = error {
                        survey.tell(raw.at, line, error);
                    }
                }
                Kind::FileControl => {
                    if let Some(before) = batch.take() {
                        open_file.is_unsure = true;
                        survey.tell(raw.at, line, no_batch_control(&before));
                    }
                    if let Some(error) = open_file.compare(&Record::new(&raw)) {
                        survey.tell(raw.at, line, error);
                    }
                    file = None;
                }
                Kind::FileHeader | Kind::Filler | Kind::Unknown => {}
            }
        }
        if let Some(batch) = batch {
            survey.tell(end, last_line, no_batch_control(&batch));
        }
        if let Some(file) = file {
            let missing = if file.has_header {
                ""
            } else {
                "no file header and "
            };
            let error = format!("the file has {missing}no file control; it may be cut");
            survey.tell(end, last_line, error);
        }
        survey.count_untold();
        survey
    }

    /// Whether there is nothing in the file by which an ACH file is known.
    pub(super) fn is_of_no_ach_file(&self) -> bool {
        self.file_headers.is_empty() && self.others == 0
    }

    fn tell(&mut self, at: usize, line: u64, error: String) {
        let told = self.faults.len();
        match self.faults.last_mut() {
            // One record, one reject.
            Some(last) if last.at == at => {
                last.error.push_str("; ");
                last.error.push_str(&error);
            }
            _ if told >= FAULTS_MAX => self.untold += 1,
            _ => self.faults.push(Fault { at, line, error }),
        }
    }

    fn count_untold(&mut self) {
        if let (Some(last), 1..) = (self.faults.last_mut(), self.untold) {
            last.error = format!("{}; and {} more controls are wrong", last.error, self.untold);
        }
    }
}

fn no_batch_control(batch: &OpenBatch) -> String {
    format!("the batch of line {} has no batch control", batch.line)
}

impl OpenBatch {
    fn count_entry(&mut self, raw: &RawRecord<'_>) {
        let record = Record::new(raw);
        let totals = &mut self.totals;
        totals.records += 1;
        totals.entries += 1;
        let direction = Transaction::of(&record.columns(2, 3)).map(|code| code.direction);
        let (Some(bank), Some(cents), Some(direction)) =
            (record.number(4, 11), record.number(30, 39), direction)
        else {
            self.is_unsure = true;
            return;
        };
        totals.hash += bank;
        match direction {
            Direction::Credit => totals.credit += cents,
            Direction::Debit => totals.debit += cents,
        }
    }

    fn compare(&self, control: &Record<'_>) -> Option<String> {
        let Totals {
            records,
            hash,
            debit,
            credit,
            ..
        } = self.totals;
        let mut compare = Compare::new("batch control", control);
        compare.field("entry and addenda count", (5, 10), records);
        if !self.is_unsure {
            compare.field("entry hash", (11, 20), hash % HASH_MODULUS);
            compare.field("total debit in cents", (21, 32), debit);
            compare.field("total credit in cents", (33, 44), credit);
        }
        compare.error()
    }
}

impl OpenFile {
    fn count_batch(&mut self, batch: &OpenBatch) {
        self.batches += 1;
        self.totals.add(batch.totals);
        self.is_unsure |= batch.is_unsure;
    }

    fn compare(&self, control: &Record<'_>) -> Option<String> {
        let Totals {
            records,
            entries,
            hash,
            debit,
            credit,
        } = self.totals;
        let mut compare = Compare::new("file control", control);
        if !self.has_header {
            compare.tell("the file has no file header");
        }
        compare.field("batch count", (2, 7), self.batches);
        // Some count the entries alone. Where nothing else differs, nothing was lost: batches count both.
        if control.number(14, 21) != Some(entries) {
            compare.field("entry and addenda count", (14, 21), records);
        }
        if !self.is_unsure {
            compare.field("entry hash", (22, 31), hash % HASH_MODULUS);
            compare.field("total debit in cents", (32, 43), debit);
            compare.field("total credit in cents", (44, 55), credit);
        }
        compare.error()
    }
}

/// Compares the fields of a control record.
struct Compare<'r, 'a> {
    what: &'static str,
    control: &'r Record<'a>,
    error: String,
}

impl<'r, 'a> Compare<'r, 'a> {
    fn new(what: &'static str, control: &'r Record<'a>) -> Compare<'r, 'a> {
        Compare {
            what,
            control,
            error: String::new(),
        }
    }

    fn field(&mut self, name: &str, (first, last): (usize, usize), found: u64) {
        match self.control.number(first, last) {
            Some(stated) if stated == found => {}
            Some(stated) => self.tell(&format!("{name} is {stated}, but the records give {found}")),
            None => {
                let text = self.control.columns(first, last);
                self.tell(&format!("{name} {} is not a number", excerpt(&text)));
            }
        }
    }

    fn tell(&mut self, problem: &str) {
        let sign = if self.error.is_empty() { ": " } else { "; " };
        if self.error.is_empty() {
            self.error.push_str(self.what);
        }
        self.error.push_str(sign);
        self.error.push_str(problem);
    }

    fn error(self) -> Option<String> {
        (!self.error.is_empty()).then_some(self.error)
    }
}
