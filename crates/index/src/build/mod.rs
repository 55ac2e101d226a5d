//! Designations to the bytes of an index: a builder for each section, or for each few that come about together.
//! The same designations and sources give the same bytes.

mod analysis;
mod assemble;
mod bearers;
mod birth_days;
mod designations;
mod dictionary;
mod identifiers;
mod joined;
mod lists;
mod names;
mod places;
mod postings;
mod related;
mod strings;
mod vocabulary;
mod weighed;

use portcullis_model::Designation;
use zerocopy::IntoBytes;

use self::{
    birth_days::BirthDaysBuilder, designations::DesignationsBuilder, identifiers::IdentifiersBuilder,
    joined::JoinedBuilder, lists::ListsBuilder, names::NamesBuilder, postings::PostingsBuilder,
    related::RelatedBuilder, strings::StringsBuilder, vocabulary::Vocabulary, weighed::WeighedName,
};
use crate::{BuildError, Manifest, Source, filter::FilterBuilder, number::number};

/// Builds the bytes of an index.
///
/// # Errors
/// A designation without a name, an id used twice, or more than the format can number.
pub fn build(designations: &[Designation], sources: &[Source]) -> Result<Vec<u8>, BuildError> {
    let analyzed = analysis::analyze(designations)?;
    let vocabulary = Vocabulary::of(&analyzed, designations);
    let designation_count = number(designations.len(), "designations")?;

    let mut strings = StringsBuilder::default();
    let mut entries = DesignationsBuilder::default();
    let mut names = NamesBuilder::default();
    let mut postings = PostingsBuilder::new(vocabulary.len());
    let mut joined = JoinedBuilder::default();
    let mut identifiers = IdentifiersBuilder::default();
    let mut birth_days = BirthDaysBuilder::default();
    let mut left = (0u32..).zip(&analyzed).peekable();
    for (ordinal, designation) in (0u32..).zip(designations) {
        let first_name = left.peek().map_or(0, |(name, _)| *name);
        let mut next_name = first_name;
        while let Some((name, analyzed)) = left.next_if(|(_, name)| name.designation == ordinal) {
            let weighed = WeighedName::of(analyzed, &vocabulary, designation_count);
            names.add(&weighed, &vocabulary, &mut strings)?;
            postings.add(name, &weighed, &vocabulary);
            joined.add(name, &analyzed.analysis);
            next_name = name + 1;
        }
        identifiers.add(ordinal, designation)?;
        birth_days.add(ordinal, designation);
        entries.add(designation, first_name..next_name, &mut strings)?;
    }
    let entries = entries.finish()?;
    let (names, name_tokens) = names.finish();
    let tokens = vocabulary.records(&mut strings)?;
    let manifest = Manifest {
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        sources: sources.to_vec(),
        designations: designation_count,
        names: number(names.len(), "names")?,
        tokens: number(tokens.len(), "tokens")?,
        identifiers: number(identifiers.len(), "identifiers")?,
    };

    let mut lists = ListsBuilder::default();
    let mut filter = FilterBuilder::default();
    let token_dictionary = vocabulary.dictionary(&mut filter)?;
    let (deletions, skeletons) =
        RelatedBuilder::of(&vocabulary, &postings).finish(&mut lists, &mut filter)?;
    let joined = joined.finish(&vocabulary, &postings, &mut lists, &mut filter)?;
    let identifiers = identifiers.finish(&mut lists, &mut filter)?;
    let (posting_offsets, postings) = postings.finish()?;

    // In the order of `SectionId`.
    Ok(assemble::assemble(&[
        &serde_json::to_vec(&manifest)?,
        &strings.finish(),
        &entries.details,
        entries.records.as_bytes(),
        names.as_bytes(),
        name_tokens.as_bytes(),
        tokens.as_bytes(),
        &token_dictionary,
        &deletions,
        &skeletons,
        &joined,
        &identifiers,
        &entries.ids,
        &lists.finish(),
        &posting_offsets,
        postings.as_bytes(),
        &filter.finish(),
        birth_days.finish().as_bytes(),
        &places::section(),
    ]))
}
