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
use portcullis_sys::threads::both;
use serde::Serialize;
use zerocopy::IntoBytes;

use self::{
    analysis::AnalyzedName,
    birth_days::BirthDaysBuilder,
    designations::DesignationsBuilder,
    dictionary::{Entry, number_joined},
    identifiers::IdentifiersBuilder,
    joined::{add_written, joined_forms},
    lists::ListsBuilder,
    names::NamesBuilder,
    postings::PostingsBuilder,
    related::RelatedKeys,
    strings::StringsBuilder,
    vocabulary::Vocabulary,
    weighed::WeighedName,
};
use crate::{
    BuildError, Manifest, Source, Stated, buckets,
    details::RecordPlace,
    filter::{Dictionary, FilterBuilder},
    number::number,
};

/// Builds the bytes of an index, on the processors that there are.
///
/// # Errors
/// A designation without a name, an id used twice, or more than the format can number.
pub fn build(designations: &[Designation], sources: &[Source]) -> Result<Vec<u8>, BuildError> {
    let analyzed = analysis::analyze(designations)?;
    let vocabulary = Vocabulary::of(&analyzed, designations);

    let (apart, of_names) = both(
        || apart_from_words(designations, &analyzed),
        || OfNames::of(designations, &analyzed, &vocabulary),
    );
    let apart = apart?;
    let OfNames {
        mut strings,
        entries,
        names,
        postings,
    } = of_names?;
    let designation_records = entries.finish(apart.places);
    let (names, name_tokens) = names.finish();
    let tokens = vocabulary.records(&mut strings)?;
    let manifest = Manifest {
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        sources: sources.to_vec(),
        designations: number(designations.len(), "designations")?,
        names: number(names.len(), "names")?,
        tokens: number(tokens.len(), "tokens")?,
        identifiers: number(apart.identifiers.len(), "identifiers")?,
    };
    let head = Head {
        manifest: &manifest,
        stated: Stated::of(designations),
    };

    let related = RelatedKeys::of(&vocabulary, &postings);
    let mut lists = ListsBuilder::default();
    let mut filter = FilterBuilder::default();
    vocabulary.add_to(&mut filter);
    filter.add_hashes(Dictionary::Deletions, related.deletions.iter().map(|key| key.0));
    filter.add_hashes(Dictionary::Skeletons, related.skeletons.iter().map(|key| key.0));
    add_written(&apart.joined, &vocabulary, &postings, &mut filter);
    let joined = number_joined(apart.joined, &mut lists, &mut filter)?;
    let identifiers = apart.identifiers.finish(&mut strings, &mut lists, &mut filter)?;

    let (rest, deletions) = both(
        || {
            Ok::<_, BuildError>((
                vocabulary.dictionary()?,
                buckets::section(related.skeletons, manifest.tokens)?,
                joined.map()?,
                filter.finish(),
            ))
        },
        || buckets::section(related.deletions, manifest.tokens),
    );
    let ((token_dictionary, skeletons, joined, filter), deletions) = (rest?, deletions?);
    let (posting_offsets, postings) = postings.finish()?;

    // In the order of `SectionId`.
    Ok(assemble::assemble(&[
        &serde_json::to_vec(&head)?,
        &strings.finish(),
        &apart.details,
        designation_records.as_bytes(),
        names.as_bytes(),
        name_tokens.as_bytes(),
        tokens.as_bytes(),
        &token_dictionary,
        &deletions,
        &skeletons,
        &joined,
        identifiers.as_bytes(),
        &apart.ids,
        &lists.finish(),
        &posting_offsets,
        postings.as_bytes(),
        &filter,
        apart.birth_days.finish().as_bytes(),
        &places::section(),
    ]))
}

/// The first section.
#[derive(Serialize)]
struct Head<'a> {
    #[serde(flatten)]
    manifest: &'a Manifest,
    stated: Stated,
}

/// What does not depend on how much words weigh.
struct Apart {
    details: Vec<u8>,
    places: Vec<RecordPlace>,
    ids: Vec<u8>,
    identifiers: IdentifiersBuilder,
    birth_days: BirthDaysBuilder,
    joined: Vec<Entry>,
}

fn apart_from_words(
    designations: &[Designation],
    analyzed: &[AnalyzedName<'_>],
) -> Result<Apart, BuildError> {
    let mut identifiers = IdentifiersBuilder::default();
    let mut birth_days = BirthDaysBuilder::default();
    for (ordinal, designation) in (0u32..).zip(designations) {
        identifiers.add(ordinal, designation)?;
        birth_days.add(ordinal, designation);
    }
    let (details, places) = designations::details(designations)?;
    Ok(Apart {
        details,
        places,
        ids: designations::ids(designations)?,
        identifiers,
        birth_days,
        joined: joined_forms(analyzed),
    })
}

/// The names, weighed.
struct OfNames {
    strings: StringsBuilder,
    entries: DesignationsBuilder,
    names: NamesBuilder,
    postings: PostingsBuilder,
}

impl OfNames {
    fn of(
        designations: &[Designation],
        analyzed: &[AnalyzedName<'_>],
        vocabulary: &Vocabulary,
    ) -> Result<OfNames, BuildError> {
        let designation_count = number(designations.len(), "designations")?;
        let mut strings = StringsBuilder::default();
        let mut entries = DesignationsBuilder::default();
        let mut names = NamesBuilder::default();
        let mut postings = PostingsBuilder::new(vocabulary.len());
        let mut left = (0u32..).zip(analyzed).peekable();
        for (ordinal, designation) in (0u32..).zip(designations) {
            let first_name = left.peek().map_or(0, |(name, _)| *name);
            let mut next_name = first_name;
            while let Some((name, analyzed)) = left.next_if(|(_, name)| name.designation == ordinal) {
                let weighed = WeighedName::of(analyzed, vocabulary, designation_count);
                names.add(&weighed, vocabulary, &mut strings)?;
                postings.add(name, &weighed, vocabulary);
                next_name = name + 1;
            }
            entries.add(designation, first_name..next_name, &mut strings)?;
        }
        Ok(OfNames {
            strings,
            entries,
            names,
            postings,
        })
    }
}
