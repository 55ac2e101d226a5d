//! A file for each target.

pub mod index_file;
pub mod index_maps;
pub mod lists;
pub mod names;
pub mod payments_ach;
#[cfg(feature = "columnar")]
pub mod payments_columnar;
pub mod payments_csv;
pub mod payments_fedwire;
pub mod payments_iso20022;
pub mod payments_mt;
pub mod rules;
pub mod spreadsheets;
