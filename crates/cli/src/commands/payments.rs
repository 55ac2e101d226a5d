//! `payments`: what is read of payments files.

use std::{
    io::{BufWriter, Write as _, stdout},
    path::PathBuf,
};

use clap::Subcommand;
use portcullis_payments::{BatchFile, Line, RecordObject, RejectObject, payment_files};
use portcullis_screening::Covers;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::options::Batch;
use crate::output::{message, tolerate};

/// Show what is read of payments files
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis payments show data/payments/sample.csv | head -1 | jq")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Show(ShowArgs),
}

/// Print each payment as a JSON object, a line each
///
/// Nothing is screened. Each line is a payment with all its parties, agents and texts and where they stood in the message,
/// or a record that could not be read: its file, position, id and error. So is a file that could not be read at all.
///
/// Where a transfer between banks covers a payment of these files (by the UETR, or by its related reference with an equal amount), the later of
/// both has a note for each name, account or bank that is missing, shortened or changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis payments show data/payments/sample.csv | head -1 | jq
  portcullis payments show --format mt103 messages/*.fin")]
struct ShowArgs {
    /// The payments, in this order: files, or folders of them
    #[arg(value_name = "PAYMENTS", required = true)]
    payments: Vec<PathBuf>,
    #[command(flatten)]
    batch: Batch,
}

/// Bytes of a file that are read at a time.
const CHUNK_BYTES: usize = 1 << 20;

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let What::Show(args) = &args.what;
    let mapping = args.batch.mapping()?;
    let mut out = BufWriter::new(stdout().lock());
    let (mut read, mut refused) = (0u64, 0u64);
    let mut covers = Covers::default();
    for path in payment_files(&args.payments)? {
        let name = path.to_string_lossy();
        let file = match BatchFile::open_as(&path, args.batch.format, &mapping) {
            Ok(file) => file,
            Err(error) => {
                message(&error.to_string());
                refused += 1;
                let reject = RejectObject {
                    file: &name,
                    position: None,
                    line: None,
                    payment_id: "",
                    error: error.to_string().into(),
                };
                if !print_line(&mut out, &reject)? {
                    return Ok(Exit::Done);
                }
                continue;
            }
        };
        let mut position = 0;
        for chunk in file.chunks(CHUNK_BYTES) {
            let held = file.hold(chunk);
            let mut records = held.records();
            while let Some(record) = records.next() {
                position += 1;
                match &record {
                    Ok(_) => read += 1,
                    Err(_) => refused += 1,
                }
                let mut object = RecordObject::of(&name, position, &record);
                if let (RecordObject::Payment(object), Ok(payment)) = (&mut object, &record) {
                    let differences = covers.differences(payment, &name);
                    object.notes.extend(differences.into_iter().map(Line::from));
                }
                if !print_line(&mut out, &object)? {
                    return Ok(Exit::Done);
                }
            }
        }
        // What was printed was in the file.
        file.check_whole()?;
    }
    tolerate(out.flush())?;
    Ok(match (read, refused) {
        (_, 0) => Exit::Done,
        (0, _) => Exit::Input,
        _ => Exit::Attention,
    })
}

/// Prints an object; `false` when nobody reads any more.
fn print_line(out: &mut impl std::io::Write, object: &impl Serialize) -> Result<bool, Failure> {
    let mut line = serde_json::to_vec(object)?;
    line.push(b'\n');
    match out.write_all(&line) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        written => tolerate(written).map(|()| true),
    }
}
