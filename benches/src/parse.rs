//! Parsing and counting a batch, and nothing else: what any program that screens it has to do first.

use std::error::Error;
use std::path::Path;

use portcullis_model::Payment;
use portcullis_payments::{BatchFile, ColumnMap};
use rayon::prelude::*;

/// Chunks that threads take, in bytes: those of the batch driver.
pub const CHUNK_BYTES: usize = 256 << 10;

/// What a batch holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Records that are payments.
    pub payments: u64,
    /// Records that are not.
    pub rejects: u64,
    /// Bytes of names of parties and agents: every name is looked at, so that no work can be left out.
    pub name_bytes: u64,
}

impl Counted {
    fn plus(self, other: Counted) -> Counted {
        Counted {
            payments: self.payments + other.payments,
            rejects: self.rejects + other.rejects,
            name_bytes: self.name_bytes + other.name_bytes,
        }
    }
}

/// Counts the records of a file on that many threads; 0 takes as many as there are processors.
///
/// # Errors
/// A file that is no batch, or threads that cannot be had.
pub fn count(path: &Path, threads: usize) -> Result<Counted, Box<dyn Error>> {
    let batch = BatchFile::open(path, &ColumnMap::default())?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    Ok(pool.install(|| {
        batch
            .chunks(CHUNK_BYTES)
            .par_bridge()
            .map(|chunk| {
                let mut counted = Counted::default();
                let held = batch.hold(chunk);
                let mut records = held.records();
                while let Some(record) = records.next() {
                    match record {
                        Ok(payment) => {
                            counted.payments += 1;
                            let bytes = payment.everyone().map(|party| party.name.len() as u64);
                            counted.name_bytes += bytes.sum::<u64>();
                        }
                        Err(_) => counted.rejects += 1,
                    }
                }
                counted
            })
            .reduce(Counted::default, Counted::plus)
    }))
}

/// Calls `each` with every payment of a file, in order; records that are none are passed over.
///
/// # Errors
/// A file that is no batch.
pub fn each_payment(path: &Path, mut each: impl FnMut(&Payment<'_>)) -> Result<(), Box<dyn Error>> {
    let batch = BatchFile::open(path, &ColumnMap::default())?;
    for chunk in batch.chunks(CHUNK_BYTES) {
        let held = batch.hold(chunk);
        let mut records = held.records();
        while let Some(record) = records.next() {
            if let Ok(payment) = record {
                each(payment);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Counted, count};

    #[test]
    fn every_record_is_counted_once_on_any_number_of_threads() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut text = "payment_id,amount,debtor_name,creditor_name\n".to_owned();
        for i in 0..20_000 {
            // Every hundredth amount is none.
            let amount = if i % 100 == 0 { "x" } else { "1.00" };
            text.push_str(&format!("P{i},{amount},DEBTOR,CREDITOR\n"));
        }
        std::fs::write(file.path(), text).unwrap();
        let expected = Counted {
            payments: 19_800,
            rejects: 200,
            name_bytes: 19_800 * 14,
        };
        assert_eq!(count(file.path(), 1).unwrap(), expected);
        assert_eq!(count(file.path(), 2).unwrap(), expected);
    }
}
