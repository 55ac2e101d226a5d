//! A service that speaks JSON: options as the first argument, a file of payments as the second (an object of `payments show` a line),
//! the answers on standard output: `cargo run -p portcullis --example json_lines -- '{"index":"lists.pcx"}' payments.jsonl`.

use std::io::{BufRead, BufReader, BufWriter, Write};

use portcullis::Builder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(options), Some(payments)) = (arguments.next(), arguments.next()) else {
        return Err("usage: json_lines OPTIONS PAYMENTS".into());
    };
    let screener = Builder::from_json(options.as_bytes())?.build()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for payment in BufReader::new(std::fs::File::open(payments)?).lines() {
        writeln!(out, "{}", screener.screen_json(payment?.as_bytes())?)?;
    }
    Ok(out.flush()?)
}
