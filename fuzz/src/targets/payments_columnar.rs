//! Any bytes as a Parquet file, or as an Arrow file or stream.

use crate::{Target, files::checkout, payments_file};

pub const TARGET: Target = Target {
    name: "payments_columnar",
    run,
    is_promised: true,
    seeds,
};

/// Files that other programs wrote, in each compression and with each way of dictionaries.
const SAMPLES: [&str; 9] = [
    "texts.parquet",
    "typed.parquet",
    "large.parquet",
    "dictionary.parquet",
    "views.parquet",
    "structures.parquet",
    "polars.arrow",
    "typed.arrows",
    "replaced.arrows",
];

fn run(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else {
        return;
    };
    payments_file::hold(".parquet", bytes, how);
}

fn seeds() -> Vec<Vec<u8>> {
    let sample = |name: &&str| {
        let file = checkout("crates/payments/tests/columnar").join(name);
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        [&[3], &bytes[..]].concat()
    };
    SAMPLES.iter().map(sample).collect()
}
