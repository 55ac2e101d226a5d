//! Any bytes as a payments file: an error that names it, or records that are all accounted for, wherever it is cut.

use crate::{Target, files::beginning, payments_file};

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
    let mut bytes = Vec::new();
    if how % 2 == 0 {
        // Past the header, which chance rarely writes.
        bytes.extend_from_slice(
            b"payment_id,value_date,amount,currency,debtor_name,creditor_name,creditor_country,purpose\n",
        );
    }
    bytes.extend_from_slice(rest);
    let lines = payments_file::hold(".csv", &bytes, how);
    assert!(
        lines.is_sorted_by(|a, b| a < b),
        "two records on a line: {lines:?}"
    );
}

fn seeds() -> Vec<Vec<u8>> {
    let sample = beginning("data/payments/sample.csv", 3_000);
    let records =
        b"\0P1,2026-01-02,100.00,USD,Maren Ostby,\"Lindqvist, \"\"Bakery\"\" AB\",SE,food\n".to_vec();
    vec![[&[1], sample.as_slice()].concat(), records]
}
