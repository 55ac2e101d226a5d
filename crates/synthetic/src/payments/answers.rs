//! The answer key of a batch: what was planted where.

use std::io::{self, Write};

use super::planting::{Plant, Planted};

const HEADER: [&str; 8] = [
    "payment_id",
    "line",
    "field",
    "kind",
    "designation_id",
    "listed",
    "written",
    "changes",
];

/// Writes the answer key as CSV.
pub(crate) struct Answers<W: Write>(csv::Writer<W>);

impl<W: Write> Answers<W> {
    /// Writes the header.
    pub(crate) fn new(out: W) -> io::Result<Answers<W>> {
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(HEADER).map_err(io::Error::from)?;
        Ok(Answers(rows))
    }

    /// Writes the row of something planted in the payment that begins on `line` of the batch.
    pub(crate) fn write(&mut self, payment_id: &str, line: u64, planted: &Planted<'_>) -> io::Result<()> {
        let (kind, ids, listed) = match planted.what {
            Plant::Name(name) => ("name", name.designation_id.clone(), &name.text),
            Plant::Bic(bic) => ("bic", bic.designation_ids.join(";"), &bic.text),
        };
        let changes: Vec<&str> = planted.changes.iter().map(|change| change.as_str()).collect();
        self.0
            .write_record([
                payment_id,
                &line.to_string(),
                planted.column.as_str(),
                kind,
                &ids,
                listed,
                &planted.written,
                &changes.join(";"),
            ])
            .map_err(io::Error::from)
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
