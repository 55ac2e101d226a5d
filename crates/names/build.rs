//! Names the rules by which names are taken apart, weighed, related and scored: a number over this crate's code and
//! language data. An index keeps the number of the rules it was compiled by, and is of no use to others.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for folder in ["src", "data"] {
        println!("cargo:rerun-if-changed={folder}");
        for entry in
            fs::read_dir(Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join(folder))?
        {
            files.push(entry?.path());
        }
    }
    files.sort();
    // FNV-1a of 64 bits: nobody forges rules, they only change.
    let mut number = 0xcbf2_9ce4_8422_2325u64;
    for file in files {
        // Lines may end differently where the code was checked out.
        for byte in fs::read(file)?.into_iter().filter(|&byte| byte != b'\r') {
            number = (number ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    println!("cargo:rustc-env=PORTCULLIS_NAME_RULES={number}");
    Ok(())
}
