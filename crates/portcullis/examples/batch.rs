//! A file of payments into a run folder: `cargo run -p portcullis --example batch -- data/payments/sample.csv`.

use std::path::PathBuf;

use portcullis::{
    Screener,
    batch::{BatchConfig, verify},
    lists,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let payments = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "data/payments/sample.csv".to_owned());
    let folder = std::env::temp_dir().join(format!("portcullis-batch-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let index = folder.join("lists.pcx");
    lists::compile(
        &["custom:data/lists".parse()?],
        &index,
        &lists::CompileOptions::default(),
    )?;

    let screener = Screener::builder().index(&index).rules("data").build()?;
    let run = folder.join("run");
    let summary = screener.screen_batch(
        &BatchConfig::new(vec![PathBuf::from(payments)], run.clone()),
        None,
    )?;
    println!(
        "{} decided, {} rejected, {} need a person",
        summary.decided, summary.rejected, summary.need_person
    );
    println!("intact: {}", verify(&run)?.is_intact());
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
