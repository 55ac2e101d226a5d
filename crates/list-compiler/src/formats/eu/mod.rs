//! The European Union's financial sanctions files, FSF 1.1: XML (`http://eu.europa.ec/fpi/fsd/export`) and CSV; and the
//! CSV of FSF 1.0.
//!
//! FSF 1.1's CSV is the same data flattened: `;` delimited, one row for each combination of a name, a birth date, an
//! address and an identification. Its rows are folded back into the XML's elements, so all are read by one code.

mod csv;
mod csv_1_0;
mod entity;
mod name;
mod number;
mod xml;

pub(crate) use csv::EuCsv;
pub(crate) use csv_1_0::EuCsv10;
pub(crate) use xml::EuXml;
