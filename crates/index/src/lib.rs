#![doc = include_str!("../README.md")]

mod buckets;
mod build;
mod checksum;
mod deletions;
mod details;
mod error;
mod filter;
mod layout;
mod looks_like;
mod manifest;
mod number;
mod places;
mod reader;
mod stated;

pub use build::build;
pub use deletions::for_each_deletion;
pub use error::{BuildError, OpenError, RebuildError, RecordError};
pub use layout::{
    HAS_INITIALS, HAS_INITIALS_TOGETHER, HAS_LEGAL_FORM, HAS_MORE, HAS_SMALL_WORDS, NO_TOKEN, Posting,
    REBUILT_SINCE, VERSION as FORMAT_VERSION,
};
pub use manifest::{CutRecord, FetchedFile, Manifest, Source};
pub use places::{HarmlessContext, PLACES_VERSION, PlaceLine, PlaceName, Side, Within};
pub use reader::{Index, ListedName, OpenOptions};
pub use stated::{Listed, Stated};
