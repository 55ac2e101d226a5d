#![doc = include_str!("../README.md")]

mod batch;
mod column_count;
#[cfg(feature = "columnar")]
mod columnar;
mod contract;
mod cover;
mod csv;
mod ebcdic;
mod error;
mod fedwire;
mod format;
#[cfg_attr(not(feature = "columnar"), allow(dead_code))] // what tables by columns alone are read with
mod held;
mod ids;
mod iso20022;
mod lines;
mod nacha;
mod object;
mod reader;
mod record_place;
mod reject;
mod source;
mod swift_mt;
mod text;
mod x12;

pub use batch::{BatchFile, open_batch, payment_files};
pub use column_count::{FileColumn, Filled};
#[cfg(feature = "columnar")]
pub use columnar::{HeldRows, TableColumns};
pub use cover::is_same_name;
pub use csv::column::{Column, ColumnMap, ColumnMapError};
pub use csv::dialect::{DateOrder, DecimalMark, Delimiter, Dialect};
pub use csv::value::VALUE_YEARS;
pub use error::{BatchError, BatchProblem};
pub use format::Format;
pub use object::{
    Line, ObjectError, PartyObject, PaymentObject, RecordObject, RejectObject, Stated, TextObject,
    UnderlyingObject,
};
pub use reader::{Chunk, ChunkRows, ChunkStart, Chunks, HeldChunk, Records};
pub use record_place::{RecordPlace, RecordPlaces};
pub use reject::Reject;
