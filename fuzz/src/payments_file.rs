//! What is promised of any payments file, whatever its format.

use portcullis_payments::{BatchFile, ColumnMap};

/// Opens bytes as a payments file whose name ends in `suffix`: an error of one line, or records that are all accounted for,
/// in the order of their lines, the same wherever the file is cut into chunks, and the same where one is read by itself. `how` is one of the sizes of chunks.
/// Gives the lines on which the records begin.
pub fn hold(suffix: &str, bytes: &[u8], how: u8) -> Vec<u64> {
    let file = tempfile::Builder::new()
        .suffix(suffix)
        .tempfile()
        .expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("a temporary file can be written");
    let batch = match BatchFile::open(file.path(), &ColumnMap::default()) {
        Ok(batch) => batch,
        Err(error) => {
            let message = error.to_string();
            assert!(!message.contains('\n'), "an error of several lines: {message}");
            return Vec::new();
        }
    };
    let read = |chunk_bytes: usize| {
        let mut records = Vec::new();
        for chunk in batch.chunks(chunk_bytes) {
            let held = batch.hold(chunk);
            let mut chunk = held.records();
            let mut position = 0;
            while let Some(record) = chunk.next() {
                position += 1;
                let record = record.cloned();
                if let Some(place) = chunk.place() {
                    let mut alone = held.record_at(place, position).expect("a place of this chunk");
                    let again = alone.next().map(Result::<&_, _>::cloned);
                    assert!(
                        again.as_ref() == Some(&record),
                        "by itself {again:?} is not {record:?}"
                    );
                }
                records.push(match record {
                    Ok(payment) => (payment.line, payment.payment_id.to_string(), String::new()),
                    Err(reject) => {
                        assert!(
                            !reject.error.contains('\n'),
                            "an error of several lines: {}",
                            reject.error
                        );
                        (reject.line, reject.payment_id, reject.error)
                    }
                });
            }
        }
        records
    };
    let whole = read(usize::MAX);
    for cut in [1, 7, 1 + usize::from(how)] {
        assert_eq!(
            read(cut),
            whole,
            "cut into chunks of {cut} bytes the file has other records"
        );
    }
    assert!(
        whole.is_sorted_by_key(|(line, ..)| *line),
        "lines out of order: {whole:?}"
    );
    whole.into_iter().map(|(line, ..)| line).collect()
}
