//! One payment against the demonstration lists: `cargo run -p portcullis --example one_payment`.

use portcullis::{
    Screener, lists,
    model::{Party, Payment, Role},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("portcullis-example-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let index = folder.join("lists.pcx");
    lists::compile(
        &["custom:data/lists".parse()?],
        &index,
        &lists::CompileOptions::default(),
    )?;

    let screener = Screener::builder().index(&index).rules("data").build()?;
    let payment = Payment::new("P-1").with(Party::named(Role::Creditor, "Wiktor But"));
    let screening = screener.screen(&payment);

    println!("{}: {}", screening.decision.outcome, screening.decision.reason);
    for hit in &screening.hits {
        println!(
            "{} {} {} in {}",
            hit.score, hit.designation_id, hit.matched_name, hit.field
        );
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
