//! Any bytes as a payments file: an error that names it, or records that are all accounted for, wherever it is cut.

use portcullis_payments::{BatchFile, ColumnMap};

use crate::{Target, files::beginning};

pub const TARGET: Target = Target {
    name: "payments_csv",
    run,
    is_promised: true,
    seeds,
};

fn run(data: &[u8]) {
    let Some((&how, rest)) = data.split_first() else {
        return;
    };
    let file = tempfile::Builder::new()
        .suffix(".csv")
        .tempfile()
        .expect("a temporary file");
    let mut bytes = Vec::new();
    if how % 2 == 0 {
        // Past the header, which chance rarely writes.
        bytes.extend_from_slice(
            b"payment_id,value_date,amount,currency,debtor_name,creditor_name,creditor_country,purpose\n",
        );
    }
    bytes.extend_from_slice(rest);
    std::fs::write(file.path(), &bytes).expect("a temporary file can be written");
    let batch = match BatchFile::open(file.path(), &ColumnMap::default()) {
        Ok(batch) => batch,
        Err(error) => {
            let message = error.to_string();
            assert!(!message.contains('\n'), "an error of several lines: {message}");
            return;
        }
    };
    let read = |chunk_bytes: usize| {
        let mut records = Vec::new();
        for chunk in batch.chunks(chunk_bytes) {
            let mut chunk = batch.read_chunk(chunk);
            while let Some(record) = chunk.next() {
                records.push(match record {
                    Ok(payment) => (payment.line, payment.payment_id.to_string(), true),
                    Err(reject) => (reject.line, reject.payment_id, false),
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
        whole.is_sorted_by(|a, b| a.0 < b.0),
        "lines out of order: {whole:?}"
    );
}

fn seeds() -> Vec<Vec<u8>> {
    let sample = beginning("data/payments/sample.csv", 3_000);
    let records =
        b"\0P1,2026-01-02,100.00,USD,Maren Ostby,\"Lindqvist, \"\"Bakery\"\" AB\",SE,food\n".to_vec();
    vec![[&[1], sample.as_slice()].concat(), records]
}
