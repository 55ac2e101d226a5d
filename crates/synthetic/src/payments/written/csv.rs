//! The CSV form.

use super::{super::record::Record, Writer};

pub(super) struct Rows;

impl Writer for Rows {
    fn begin(&mut self, out: &mut Vec<u8>) {
        Record::push_header(out);
    }

    fn write(&mut self, record: &Record, out: &mut Vec<u8>) -> usize {
        let start = out.len();
        record.push_row(out);
        start
    }
}
