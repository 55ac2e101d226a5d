//! The compiled list file.
mod mapped;
pub use mapped::MappedFile;
