//! Made-up payment batches.

mod answers;
mod generator;
mod mangle;
mod options;
mod planting;
mod record;
mod terms;
mod written;

use std::io::Write;

use portcullis_payments::{Column, Format};

use self::{answers::Answers, generator::Generator, planting::Plant, written::Written};

pub use self::mangle::Change;
pub use self::options::{GenerateError, Generated, GeneratorOptions, Listed, ListedBic, ListedName};
pub use self::written::written_formats;

/// Writes a batch, in the columns of `docs/contract.md`, section 7, or as messages of another format. It is streamed: memory does
/// not grow with its size.
///
/// **Realistic** are: the mix of people and firms, of domestic and cross-border traffic over some 75
/// countries, the words of names by culture and of firms by language, legal forms, addresses, lengths and
/// capitals; IBANs with valid structure and check digits, LEIs and creditor references likewise; remittance
/// texts and purposes that fit who pays whom; amounts spread over their logarithm; how often a party
/// repeats (a tenth of the customers makes nearly half of the traffic; payers come back to the same eight
/// payees); the ways in which listed names appear (see below).
///
/// **Not realistic**: nobody in it exists (BICs are test BICs, domestic check digits of accounts are not
/// computed); names are in Latin script only; remittance texts do not follow the language of the country; a
/// million payments with distinct parties share some 120,000 words, where real ones have more; chance
/// combinations may equal a listed name, as in real traffic, and are not filtered out; every record is well
/// formed.
///
/// A share of [`GeneratorOptions::hit_rate`] carries a listed name (as debtor, creditor, ultimate party or
/// inside the remittance text; as listed, reordered, in other case, misspelled, with initials, with a token
/// less, with a title, cut at 35 characters, with an address, a C/O or a partner on the line) or a listed BIC
/// (as agent).
///
/// `answers` gets the answer key, CSV with a row for each thing planted: `payment_id`; `line`, where the payment begins,
/// from 1 as everywhere; `field`, its column; `kind`, `name` or `bic`; `designation_id`, several joined by `;` where a
/// BIC has several; `listed` and `written`, the text as listed and as the field has it (all of the field, or the end of
/// a remittance text); `changes`, [`Change`] by [`Change`] joined by `;`, empty where it stands as listed. What a format does
/// not carry is not in it.
///
/// `progress` is called now and then with the number of payments written so far, and at the end.
///
/// # Errors
/// Options that make no sense, distinct names used up, or what `out` says.
pub fn generate(
    options: &GeneratorOptions,
    mut out: impl Write,
    answers: Option<&mut dyn Write>,
    mut progress: impl FnMut(u64),
) -> Result<Generated, GenerateError> {
    const BUFFER_BYTES: usize = 1 << 16;
    let mut generator = Generator::new(options)?;
    let mut answers = answers
        .map(Answers::new)
        .transpose()
        .map_err(GenerateError::WriteAnswers)?;
    let mut buffer = Vec::with_capacity(BUFFER_BYTES + (1 << 12));
    let written = written_as(options.format)?;
    let carried = options.carried_by.map(written_as).transpose()?;
    let mut writer = (written.writer)(options.count);
    writer.begin(&mut buffer);
    let mut generated = Generated::default();
    let mut bytes = 0;
    // The line of the first byte of the buffer that was not counted yet, and that byte.
    let (mut line, mut counted) = (1, 0);
    for ordinal in 0..options.count {
        let planted = generator.next_payment(ordinal)?;
        let record = &mut generator.record;
        // What one format carries may be less than what the other does, which gives the id.
        if let Some(carried) = carried {
            (carried.carry)(record, ordinal);
        }
        (written.carry)(record, ordinal);
        let start = writer.write(record, &mut buffer);
        if let Some(planted) = planted.and_then(|planted| planted.into_carried(record)) {
            match planted.what {
                Plant::Name(_) => generated.with_listed_name += 1,
                Plant::Bic(_) => generated.with_listed_bic += 1,
            }
            if let Some(answers) = &mut answers {
                let line = if writer.has_rows() {
                    ordinal + 1
                } else {
                    line + line_ends(&buffer[counted..start])
                };
                answers
                    .write(record.get(Column::PaymentId), line, &planted)
                    .map_err(GenerateError::WriteAnswers)?;
            }
        }
        if answers.is_some() {
            line += line_ends(&buffer[counted..]);
            counted = buffer.len();
        }
        if buffer.len() >= BUFFER_BYTES {
            out.write_all(&buffer)?;
            bytes += buffer.len() as u64;
            buffer.clear();
            counted = 0;
            progress(ordinal + 1);
        }
    }
    writer.end(&mut buffer);
    out.write_all(&buffer)?;
    out.flush()?;
    if let Some(answers) = &mut answers {
        answers.flush().map_err(GenerateError::WriteAnswers)?;
    }
    bytes += buffer.len() as u64;
    progress(options.count);
    Ok(Generated {
        payments: options.count,
        bytes,
        ..generated
    })
}

fn written_as(format: Format) -> Result<&'static Written, GenerateError> {
    Written::of(format).ok_or_else(|| GenerateError::Format {
        format,
        known: Written::words(),
    })
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Names of people and firms on no list, as payments carry them, each different: the debtor and the creditor of each
/// payment of a distinct batch of the default seed.
///
/// # Errors
/// Distinct names used up.
pub fn party_names(count: usize) -> Result<Vec<String>, GenerateError> {
    let options = GeneratorOptions {
        count: count.div_ceil(2) as u64,
        distinct: true,
        ..GeneratorOptions::default()
    };
    let mut generator = Generator::new(&options)?;
    let mut names = Vec::with_capacity(count + 1);
    for ordinal in 0..options.count {
        generator.next_payment(ordinal)?;
        names.push(generator.debtor.name.clone());
        names.push(generator.creditor.name.clone());
    }
    names.truncate(count);
    Ok(names)
}
