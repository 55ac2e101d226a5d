//! The European Union's financial sanctions files, FSF 1.1: XML (`http://eu.europa.ec/fpi/fsd/export`) and CSV.
//!
//! The CSV is the same data flattened: `;` delimited, one row for each combination of a name, a birth date, an
//! address and an identification. Its rows are folded back into the XML's elements, so both are read by one code.

mod csv;
mod entity;
mod xml;

pub(crate) use csv::EuCsv;
pub(crate) use xml::EuXml;
