//! What each step of a screening costs, beside what a rival's step costs: `cargo micro`, or
//! `cargo bench -p portcullis-benches --bench micro`. A word after it (`-- tokens`) runs what is named so.

mod checks;
mod files;
mod names;
mod setting;
mod tokens;

// The rivals, as they stand in the other benchmark.
#[path = "../rivals/inverted_index.rs"]
mod inverted_index;
#[path = "../rivals/normal.rs"]
mod normal;

fn main() {
    match files::with_folder(divan::main) {
        Ok(()) => {}
        Err(error) => {
            eprintln!("micro: no temporary folder: {error}; check TMPDIR");
            std::process::exit(1);
        }
    }
}
