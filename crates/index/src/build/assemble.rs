use portcullis_names::RULES_VERSION;
use zerocopy::IntoBytes;

use crate::checksum::checksum;
use crate::layout::{ALIGNMENT, CHECKSUM_BYTES, Header, MAGIC, SECTIONS, SectionEntry, VERSION};

/// The file: header, section table, sections in the order of [`SectionId`](crate::layout::SectionId), checksum.
pub(super) fn assemble(sections: &[&[u8]; SECTIONS]) -> Vec<u8> {
    let mut at = size_of::<Header>() + SECTIONS * size_of::<SectionEntry>();
    let mut entries = Vec::with_capacity(SECTIONS);
    for section in sections {
        at = at.next_multiple_of(ALIGNMENT);
        entries.push(SectionEntry {
            offset: (at as u64).into(),
            bytes: (section.len() as u64).into(),
        });
        at += section.len();
    }
    let body = at.next_multiple_of(ALIGNMENT);
    let file_bytes = body + CHECKSUM_BYTES;
    let header = Header {
        magic: MAGIC,
        version: VERSION.into(),
        sections: (SECTIONS as u32).into(),
        file_bytes: (file_bytes as u64).into(),
        rules: u64::from(RULES_VERSION).into(),
    };
    let mut out = Vec::with_capacity(file_bytes);
    out.extend_from_slice(header.as_bytes());
    out.extend_from_slice(entries.as_bytes());
    for section in sections {
        out.resize(out.len().next_multiple_of(ALIGNMENT), 0);
        out.extend_from_slice(section);
    }
    out.resize(body, 0);
    let checksum = checksum(&out);
    out.extend_from_slice(&checksum);
    out
}
