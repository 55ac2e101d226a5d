//! The totals that the core system sent with a batch, and whether the batch has them: `control` in `summary.json`.
//!
//! A file that was cut, sent twice or left out is screened without complaint; only who made the batch knows better.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use portcullis_model::{CurrencyCode, Decimal};
use serde::{Deserialize, Serialize};

use crate::{ScreenError, audit::InputDigest, exact_sum::ExactSum, summary::ValueSums};

/// What a control file says: `file,records,sums` with sums like `USD:100.00;EUR:5.00`.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    pub(crate) digest: String,
    rows: Vec<Row>,
}

/// What it says of one file.
#[derive(Debug, Clone)]
struct Row {
    file: String,
    records: u64,
    /// By currency, as [`ValueSums::report`] writes them.
    sums: BTreeMap<String, String>,
}

/// What came of holding a batch to a control file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ControlSummary {
    /// BLAKE3 of the control file.
    pub blake3: String,
    /// Files that it names.
    pub files: u64,
    /// What differs, a line each: nothing when the batch is what the core system sent.
    pub differences: Vec<String>,
}

/// What a payments file held.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct FileTotals {
    pub(crate) records: u64,
    /// Amounts that could be read, of decided and of rejected records.
    pub(crate) value: ValueSums,
}

/// A row as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    file: String,
    records: String,
    sums: String,
}

impl Control {
    /// Reads a control file.
    pub(crate) fn open(path: &Path) -> Result<Control, ScreenError> {
        let bytes = std::fs::read(path).map_err(|source| ScreenError::Input {
            path: path.to_owned(),
            source,
        })?;
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(bytes.as_slice());
        let mut rows = Vec::new();
        let mut raw = csv::StringRecord::new();
        let fail = |line: Option<u64>, reason: String| ScreenError::Control {
            path: path.to_owned(),
            line: line.unwrap_or(1),
            reason,
        };
        let header = reader.headers().map_err(|e| fail(None, e.to_string()))?.clone();
        if header != ["file", "records", "sums"][..] {
            let found: Vec<&str> = header.iter().collect();
            return Err(fail(None, format!("its columns are `{}`", found.join(","))));
        }
        loop {
            let more = reader.read_record(&mut raw);
            let line = raw.position().map(csv::Position::line);
            match more {
                Ok(false) => break,
                Ok(true) => {}
                Err(e) => return Err(fail(e.position().map(csv::Position::line), e.to_string())),
            }
            let row: RawRow = raw
                .deserialize(Some(&header))
                .map_err(|e| fail(line, e.to_string()))?;
            rows.push(Row::read(row).map_err(|reason| fail(line, reason))?);
        }
        if rows.is_empty() {
            return Err(fail(None, "it names no file".to_owned()));
        }
        Ok(Control {
            digest: blake3::hash(&bytes).to_hex().to_string(),
            rows,
        })
    }

    /// Holds the files that were screened to it. `paths` are the same files as named, `totals` what they held.
    pub(crate) fn hold<'t>(
        &self,
        paths: &[PathBuf],
        inputs: &[InputDigest],
        totals: impl Iterator<Item = &'t FileTotals>,
    ) -> ControlSummary {
        let mut differences = Vec::new();
        let mut named = BTreeSet::new();
        for row in &self.rows {
            if !named.insert(&row.file) {
                differences.push(format!("{}: stands twice in the control file", row.file));
            }
        }
        let mut met = BTreeSet::new();
        let mut contents: BTreeMap<&str, &str> = BTreeMap::new();
        for ((path, input), held) in paths.iter().zip(inputs).zip(totals) {
            let name = &input.name;
            if let Some(first) = contents.insert(&input.blake3, name) {
                differences.push(format!("{name}: holds the same as {first}, byte for byte"));
            }
            if held.records == 0 {
                differences.push(format!("{name}: holds no record"));
            }
            // By its path where the control file names paths, else by its name.
            let as_named = path.to_string_lossy();
            let row = self.rows.iter().find(|row| row.file == as_named);
            let Some(row) = row.or_else(|| self.rows.iter().find(|row| row.file == *name)) else {
                differences.push(format!("{name}: was screened and is not in the control file"));
                continue;
            };
            if !met.insert(&row.file) {
                differences.push(format!("{}: was screened twice", row.file));
            }
            row.compare(held, &mut differences);
        }
        for file in named.difference(&met) {
            differences.push(format!("{file}: is in the control file and was not screened"));
        }
        ControlSummary {
            blake3: self.digest.clone(),
            files: self.rows.len() as u64,
            differences,
        }
    }
}

impl Row {
    /// The reason is that of a one-line message.
    fn read(raw: RawRow) -> Result<Row, String> {
        let records = raw.records.parse();
        let records = records.map_err(|_| format!("`{}` is not a number of records", raw.records))?;
        let mut sums = BTreeMap::new();
        for part in raw.sums.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let read = part.split_once(':').and_then(|(currency, sum)| {
                let currency = CurrencyCode::new(currency.trim())?;
                let sum = Decimal::from_str_exact(sum.trim()).ok()?;
                (!sum.is_sign_negative()).then_some((currency, sum))
            });
            let Some((currency, sum)) = read else {
                return Err(format!("`{part}` is not a sum like USD:100.00"));
            };
            let mut exact = ExactSum::default();
            exact.add(sum);
            if sums.insert(currency.to_string(), exact.to_string()).is_some() {
                return Err(format!("{currency} has two sums"));
            }
        }
        if raw.file.is_empty() {
            return Err("it does not say which file".to_owned());
        }
        Ok(Row {
            file: raw.file,
            records,
            sums,
        })
    }

    /// Adds what a file differs in.
    fn compare(&self, held: &FileTotals, differences: &mut Vec<String>) {
        let Row { file, records, sums } = self;
        if held.records != *records {
            let has = match held.records {
                1 => "1 record".to_owned(),
                many => format!("{many} records"),
            };
            differences.push(format!("{file}: has {has}, the control file says {records}"));
        }
        let found = held.value.report();
        let currencies: BTreeSet<&String> = sums.keys().chain(found.keys()).collect();
        for currency in currencies {
            let said = sums.get(currency).map_or("nothing", String::as_str);
            let has = found
                .get(currency)
                .map_or("nothing", |value| value.amount.as_str());
            if said != has {
                let what = if currency == "none" {
                    "amounts without currency"
                } else {
                    currency
                };
                differences.push(format!(
                    "{file}: has {has} of {what}, the control file says {said}"
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::{BatchConfig, ScreenError, testing::World, verify};

    const PAYMENTS: &str = "payment_id,value_date,amount,currency,creditor_name\n\
        P1,2026-01-02,60.5,USD,Plain\nP2,2026-01-02,39.50,USD,ACME\nP3,2026-02-30,5.00,EUR,Plain\nP4,2026-01-02,x,EUR,Plain\n";

    /// What a control file finds of a batch of `a.csv` and `b.csv`.
    fn differences(control: &str) -> Vec<String> {
        let world = World::new();
        let files = vec![
            world.payments("a.csv", PAYMENTS),
            world.payments("b.csv", "payment_id,amount\nB1,7\n"),
        ];
        let mut batch = BatchConfig::new(files, world.path("run"));
        batch.control = Some(world.payments("control.csv", control));
        batch.chunk_bytes = 1;
        let summary = world.screen(&batch).unwrap();
        assert!(verify(&batch.out).unwrap().is_intact());
        summary.control.unwrap().differences
    }

    #[test]
    fn a_batch_that_is_what_the_core_system_sent_has_no_differences() {
        let control = "file,records,sums\na.csv,4,USD:100; EUR:5.00\nb.csv,1,\n";
        assert_eq!(
            differences(control),
            ["b.csv: has 7.00 of amounts without currency, the control file says nothing"]
        );
    }

    #[test]
    fn what_differs_is_told_file_by_file() {
        let control = "file,records,sums\na.csv,5,USD:100.01;GBP:1\nc.csv,1,\nc.csv,1,\n";
        assert_eq!(
            differences(control),
            [
                "c.csv: stands twice in the control file",
                "a.csv: has 4 records, the control file says 5",
                "a.csv: has 5.00 of EUR, the control file says nothing",
                "a.csv: has nothing of GBP, the control file says 1.00",
                "a.csv: has 100.00 of USD, the control file says 100.01",
                "b.csv: was screened and is not in the control file",
                "c.csv: is in the control file and was not screened",
            ]
        );
    }

    #[test]
    fn a_file_that_comes_twice_or_empty_is_a_difference() {
        let world = World::new();
        fs::create_dir(world.path("again")).unwrap();
        let files = vec![
            world.payments("a.csv", "payment_id\nP1\n"),
            world.payments("again/a.csv", "payment_id\nP1\n"),
            world.payments("empty.csv", "payment_id\n"),
        ];
        let mut batch = BatchConfig::new(files, world.path("run"));
        batch.control = Some(world.payments("control.csv", "file,records,sums\na.csv,1,\nempty.csv,0,\n"));
        assert_eq!(
            world.screen(&batch).unwrap().control.unwrap().differences,
            [
                "a.csv: holds the same as a.csv, byte for byte",
                "a.csv: was screened twice",
                "empty.csv: holds no record",
            ]
        );
    }

    #[test]
    fn a_control_file_that_is_none_is_refused_with_its_line_before_anything_is_decided() {
        let world = World::new();
        let mut batch = BatchConfig::new(vec![world.payments("p.csv", "payment_id\n")], world.path("run"));
        for (text, line, reason) in [
            ("", 1, "its columns are ``"),
            ("file,count\n", 1, "its columns are `file,count`"),
            ("file,records,sums\n", 1, "it names no file"),
            (
                "file,records,sums\na,1,\nb,many,\n",
                3,
                "`many` is not a number of records",
            ),
            (
                "file,records,sums\na,1,USD 5\n",
                2,
                "`USD 5` is not a sum like USD:100.00",
            ),
            ("file,records,sums\na,1,USD:5;usd:6\n", 2, "USD has two sums"),
            ("file,records,sums\n,1,\n", 2, "it does not say which file"),
        ] {
            batch.control = Some(world.payments("control.csv", text));
            match world.screen(&batch) {
                Err(ScreenError::Control {
                    line: at,
                    reason: said,
                    ..
                }) => {
                    assert_eq!((at, said.as_str()), (line, reason));
                }
                other => panic!("{text}: {other:?}"),
            }
            assert!(!batch.out.exists());
        }
    }
}
