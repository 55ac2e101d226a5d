//! `generate`: made-up payments.

use std::fs::File;
use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use portcullis_model::Date;
use portcullis_payments::Format;
use portcullis_synthetic::{GenerateError, Generated, GeneratorOptions, Listed, written_formats};

use crate::demonstration::Lists;
use crate::failure::{Exit, Failure};
use crate::options::{IndexFile, date, one_of};
use crate::output::{message, size, thousands};

/// Generate made-up data for benchmarks and demonstrations
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis generate payments --count 1000000 --seed 7 --out payments.csv")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Payments(PaymentsArgs),
}

/// Generate a batch of payments
///
/// Names, accounts and texts look like those of real traffic, and nobody in them exists. Equal options give equal bytes.
/// Customers repeat as they do in real batches, unless --distinct gives every party a name of its own. With --hit-rate,
/// that share of the payments carries a listed name, written as payments write names, or a listed BIC.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis generate payments --count 1000 | head
  portcullis generate payments --count 1000000 --seed 7 --hit-rate 0.01 \\
      --index lists.pcx --out payments.csv --answers answers.csv
  portcullis generate payments --count 10000 --format pacs008 --out payments.xml")]
struct PaymentsArgs {
    /// How many payments
    #[arg(long, value_name = "N", default_value_t = 1000)]
    count: u64,
    /// Where chance starts
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The share of payments that carry something listed, 0 to 1
    #[arg(long, value_name = "R", default_value_t = 0.0)]
    hit_rate: f64,
    /// Give every party a name of its own
    #[arg(long)]
    distinct: bool,
    #[command(flatten)]
    index: IndexFile,
    /// Value date of the first payments
    #[arg(long, value_name = "DATE", value_parser = date, default_value = "2024-01-08")]
    value_date: Date,
    /// What to write them as: csv, parquet and arrow (in a build with --features arrow) say the same; a message carries
    /// less, and ACH and Fedwire dollars only
    #[arg(long, value_name = "FMT", default_value = "csv", value_parser = one_of(written_formats().map(Format::as_str), str::parse::<Format>))]
    format: Format,
    /// Leave out what messages of this format do not carry, so that the payments say the same in both
    #[arg(long, value_name = "FMT", value_parser = one_of(written_formats().map(Format::as_str), str::parse::<Format>))]
    carried_by: Option<Format>,
    /// Where to write them; - is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    /// Where to write the answer key: a row for each listed name and BIC, with the field that carries it and how it was
    /// changed
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let What::Payments(args) = &args.what;
    let mut options = GeneratorOptions {
        count: args.count,
        seed: args.seed,
        hit_rate: args.hit_rate,
        distinct: args.distinct,
        first_value_date: args.value_date,
        format: args.format,
        carried_by: args.carried_by,
        ..GeneratorOptions::default()
    };
    // Without hits the lists do not matter, and none need be there; but an index that is named must be one.
    if args.hit_rate > 0.0 || args.index.index.is_some() {
        let lists = Lists::open(&args.index)?;
        options.listed = Listed::of(&lists.index);
    }
    let generated = if args.out == Path::new("-") {
        // A reader that has had enough (`| head`) ends the generation, and nothing is wrong.
        match generate(&options, stdout().lock(), Path::new("standard output"), args) {
            Ok(Some(generated)) => generated,
            Ok(None) => return Ok(Exit::Done),
            Err(failure) => return Err(failure),
        }
    } else {
        let file = create(&args.out)?;
        match generate(&options, BufWriter::new(file), &args.out, args)? {
            Some(generated) => generated,
            None => {
                return Err(Failure::internal(format!(
                    "{}: the reader went away",
                    args.out.display()
                )));
            }
        }
    };
    message(&format!(
        "{} made-up payments, {}; {} with a listed name, {} with a listed BIC",
        thousands(generated.payments),
        size(generated.bytes),
        generated.with_listed_name,
        generated.with_listed_bic
    ));
    Ok(Exit::Done)
}

fn create(path: &Path) -> Result<File, Failure> {
    File::create(path).map_err(|error| Failure::write(path, &error))
}

/// `None`: whoever read the output went away.
fn generate(
    options: &GeneratorOptions,
    out: impl Write,
    path: &Path,
    args: &PaymentsArgs,
) -> Result<Option<Generated>, Failure> {
    let mut answers = args.answers.as_deref().map(create).transpose()?;
    let answers = answers.as_mut().map(|file| -> &mut dyn Write { file });
    match portcullis_synthetic::generate(options, out, answers, |_| {}) {
        Ok(generated) => Ok(Some(generated)),
        Err(GenerateError::Write(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(None),
        Err(GenerateError::Write(error)) => Err(Failure::write(path, &error)),
        Err(GenerateError::WriteAnswers(error)) => {
            Err(Failure::write(args.answers.as_deref().unwrap_or(path), &error))
        }
        Err(error @ GenerateError::Data(_)) => Err(Failure::internal(error)),
        Err(error) => Err(Failure::usage(error)),
    }
}
