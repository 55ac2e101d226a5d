//! The ledger of spent allowances between runs: a CSV file, held under a lock for the whole run and replaced in one step.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use portcullis_model::{CurrencyCode, Decimal};
use portcullis_sys::{failpoint, write_atomically_private};

use crate::csv_file;
use crate::date::read_date;
use crate::decide::caps::CapLedger;
use crate::error::{Problems, RuleError};
use crate::files::{self, SourceFile};

const COLUMNS: &[&str] = &["license_id", "value_date", "currency", "spent", "payments"];

/// A ledger file that this run alone may read and replace.
///
/// The lock is on `<file>.lock` beside it, because the file itself is replaced. It is taken by [`open`](Self::open)
/// and kept until this value is dropped, so two runs can never both read the same allowance as unspent.
#[derive(Debug)]
pub struct LedgerFile {
    path: PathBuf,
    _lock: File,
}

impl LedgerFile {
    /// Locks and reads a ledger. A file that is not there yet is an empty ledger.
    ///
    /// # Errors
    /// Another run holds it; it cannot be read; a row is broken or there twice.
    pub fn open(path: &Path) -> Result<(LedgerFile, CapLedger), RuleError> {
        let failed = |what: String| RuleError::whole_file(path, what);
        let lock = files::open_lock_of(path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(failed(
                    "another run holds this ledger; wait until it ends, so that no allowance is spent twice"
                        .to_owned(),
                ));
            }
            Err(TryLockError::Error(e)) => return Err(failed(format!("cannot be locked ({e})"))),
        }
        let ledger = read(&files::read_if_there(path)?)?;
        Ok((
            LedgerFile {
                path: path.to_owned(),
                _lock: lock,
            },
            ledger,
        ))
    }

    /// Replaces the file by what is spent now: written beside it, brought to disk, renamed over it. After a crash the
    /// file is the old or the new one, never a part.
    ///
    /// Commit before the run's decisions are published: a crash in between then counts an allowance that was not used,
    /// never the other way round.
    ///
    /// # Errors
    /// The file system refuses; the old ledger is then still there.
    pub fn commit(&mut self, ledger: &CapLedger) -> Result<(), RuleError> {
        self.replace(&LedgerFile::text(ledger)?)
    }

    /// Replaces the file by a text that [`LedgerFile::text`] gave, as [`LedgerFile::commit`] does.
    ///
    /// # Errors
    /// The file system refuses; the old ledger is then still there.
    pub fn replace(&mut self, text: &[u8]) -> Result<(), RuleError> {
        failpoint("ledger: before it is replaced");
        write_atomically_private(&self.path, text).map_err(|e| {
            RuleError::whole_file(
                &self.path,
                format!("cannot be written ({e}); nothing was published"),
            )
        })?;
        failpoint("ledger: after it is replaced");
        Ok(())
    }

    /// What a ledger file says of what is spent.
    ///
    /// # Errors
    /// None in practice: memory takes whatever is written.
    pub fn text(ledger: &CapLedger) -> Result<Vec<u8>, RuleError> {
        write(ledger)
            .map_err(|e| RuleError::whole_file(Path::new("the ledger"), format!("cannot be written ({e})")))
    }
}

fn write(ledger: &CapLedger) -> std::io::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for (license, day, currency, spent) in ledger.days() {
        let (day, value, payments) = (
            day.to_string(),
            spent.value.to_string(),
            spent.payments.to_string(),
        );
        out.write_record([license, &day, currency.as_str(), &value, &payments])?;
    }
    out.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn read(file: &SourceFile) -> Result<CapLedger, RuleError> {
    let mut ledger = CapLedger::new();
    let mut problems = Problems::default();
    if file.text.is_empty() {
        return Ok(ledger);
    }
    for row in csv_file::rows(file, COLUMNS, COLUMNS.len(), &mut problems) {
        let [license, day, currency, spent, payments] = std::array::from_fn(|at| row.cell(at));
        let value = Decimal::from_str_exact(spent)
            .ok()
            .filter(|value| !value.is_sign_negative());
        let (day, currency, payments) = (
            read_date(day),
            CurrencyCode::new(currency),
            payments.parse::<u64>().ok(),
        );
        let (Some(day), Some(currency), Some(value), Some(payments), false) =
            (day, currency, value, payments, license.is_empty())
        else {
            let column = match (license.is_empty(), day, currency, value) {
                (true, ..) => "license_id",
                (_, None, ..) => "value_date",
                (_, _, None, _) => "currency",
                (_, _, _, None) => "spent",
                _ => "payments",
            };
            problems.add(
                &row.at,
                column,
                "is not readable; restore the ledger from the last good copy",
            );
            continue;
        };
        if ledger.has(license, day, currency) {
            problems.add(
                &row.at,
                "license_id",
                format!("`{license}` on {day} in {currency} is there twice"),
            );
        }
        ledger.spend(license, currency, day, value, payments);
    }
    problems.into_result(ledger)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use portcullis_model::{CurrencyCode, Decimal};

    use super::LedgerFile;
    use crate::condition::Limit;
    use crate::condition::cap::{Cap, Period};

    fn cap(per: Period) -> Cap {
        let usd = CurrencyCode::new("USD").unwrap();
        Cap {
            limit: Limit {
                value: Decimal::from(1_000),
                currency: usd,
            },
            per,
        }
    }

    #[test]
    fn what_one_run_spends_the_next_one_finds_spent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.csv");
        let usd = CurrencyCode::new("USD").unwrap();
        {
            let (mut file, mut ledger) = LedgerFile::open(&path).unwrap();
            ledger.spend("us-family", usd, date(2023, 9, 4), Decimal::from(400), 1);
            ledger.spend("us-family", usd, date(2023, 9, 30), Decimal::new(55_025, 2), 2);
            ledger.spend("us-family", usd, date(2023, 10, 1), Decimal::from(7), 1);
            file.commit(&ledger).unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "license_id,value_date,currency,spent,payments\nus-family,2023-09-04,USD,400,1\n\
             us-family,2023-09-30,USD,550.25,2\nus-family,2023-10-01,USD,7,1\n"
        );
        let (_file, ledger) = LedgerFile::open(&path).unwrap();
        let spent = |per| ledger.spent("us-family", &cap(per), date(2023, 9, 4)).to_string();
        assert_eq!(spent(Period::Day), "400");
        assert_eq!(spent(Period::Month), "950.25");
        assert_eq!(spent(Period::Year), "957.25");
        assert_eq!(spent(Period::Lifetime), "957.25");
        let has_room = |amount| ledger.has_room("us-family", &cap(Period::Month), date(2023, 9, 5), amount);
        assert!(!has_room(Decimal::from(50)));
        assert!(has_room(Decimal::new(4_975, 2)));
    }

    #[test]
    fn an_amount_below_zero_gives_no_allowance_back() {
        let usd = CurrencyCode::new("USD").unwrap();
        let mut ledger = crate::CapLedger::new();
        ledger.spend("l", usd, date(2023, 9, 4), Decimal::from(400), 1);
        ledger.spend("l", usd, date(2023, 9, 4), Decimal::from(-100), 1);
        assert_eq!(
            ledger.spent("l", &cap(Period::Day), date(2023, 9, 4)).to_string(),
            "400"
        );
    }

    #[test]
    fn two_runs_never_hold_the_same_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.csv");
        let first = LedgerFile::open(&path).unwrap();
        let refused = LedgerFile::open(&path).unwrap_err().to_string();
        assert!(
            refused.contains("ledger.csv") && refused.contains("another run"),
            "{refused}"
        );
        drop(first);
        LedgerFile::open(&path).unwrap();
    }

    #[test]
    fn a_run_that_does_not_commit_leaves_the_ledger_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.csv");
        let before = "license_id,value_date,currency,spent,payments\na,2023-01-01,EUR,5.00,1\n";
        std::fs::write(&path, before).unwrap();
        {
            let (_file, mut ledger) = LedgerFile::open(&path).unwrap();
            ledger.spend(
                "a",
                CurrencyCode::new("EUR").unwrap(),
                date(2023, 1, 1),
                Decimal::from(1),
                1,
            );
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
    }

    #[test]
    fn a_broken_ledger_row_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.csv");
        for (row, needle) in [
            ("a,2023-01-01,EUR,-5,1", ":2: spent"),
            ("a,2023-02-30,EUR,5,1", ":2: value_date"),
            ("a,2023-02-03,EURO,5,1", ":2: currency"),
            (",2023-02-03,EUR,5,1", ":2: license_id"),
            ("a,2023-02-03,EUR,5,one", ":2: payments"),
            ("a,2023-02-03,EUR,5", "fields"),
            ("a,2023-02-03,EUR,5,1\na,2023-02-03,EUR,5,1", ":3: license_id"),
        ] {
            std::fs::write(
                &path,
                format!("license_id,value_date,currency,spent,payments\n{row}\n"),
            )
            .unwrap();
            let error = LedgerFile::open(&path).unwrap_err().to_string();
            assert!(error.contains(needle), "{row}: {error}");
        }
    }
}
