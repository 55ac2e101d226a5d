//! A service that screens on many threads and takes new lists while it works:
//! `cargo run -p portcullis --example service`.

use std::{path::Path, thread, time::Duration};

use portcullis::{
    NameQuery, Screener, lists,
    model::{Party, Payment, Role},
};

fn compile(index: &Path) -> Result<(), Box<dyn std::error::Error>> {
    // The index is written beside and renamed, so a running screener never sees half of it.
    lists::compile(
        &["custom:data/lists".parse()?],
        index,
        &lists::CompileOptions::default(),
    )?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("portcullis-service-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let index = folder.join("lists.pcx");
    compile(&index)?;
    let screener = Screener::builder().index(&index).rules("data").build()?;

    thread::scope(|scope| {
        for worker in 0..4 {
            // A clone is a handle: lists, rules and what is spent of caps are shared.
            let screener = screener.clone();
            scope.spawn(move || {
                let mut stopped = 0;
                for n in 0..1_000 {
                    let id = format!("{worker}-{n}");
                    let name = if n % 100 == 0 {
                        "Viktor Bout"
                    } else {
                        "Maria Schmidt"
                    };
                    let payment = Payment::new(id).with(Party::named(Role::Creditor, name));
                    stopped += u32::from(screener.screen(&payment).decision.outcome.needs_person());
                }
                println!("worker {worker}: 1,000 payments, {stopped} need a person");
            });
        }
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(5));
            let reloaded = compile(&index).and_then(|()| Ok(screener.reload()?));
            println!(
                "new lists: {}",
                reloaded.map_or_else(|e| e.to_string(), |()| "in use".to_owned())
            );
        });
    });

    let check = screener.check(&NameQuery::new("Wiktor But"));
    println!("check: {} hits", check.hits.len());
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
