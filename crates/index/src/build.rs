//! Designations to the bytes of an index. The same designations and sources give the same bytes.

use std::{cmp::Reverse, collections::BTreeMap};

use fst::MapBuilder;
use portcullis_model::{Designation, NameKind, Schema};
use portcullis_names::{
    Analysis, Class, JOINED_MIN_BYTES, JOINED_TOKENS_MAX, Order, PARTNERS, TOKEN_BYTES_MAX, WeightedName,
    ceilings, cost_of_leaving_out, deletions_needed, has_legal_form, identifier, is_joinable, may_have_edits,
    rules, skeleton_keys, solid_heaviest_first, telling_weight, weight,
};
use rustc_hash::{FxHashMap, FxHashSet};
use zerocopy::{IntoBytes, little_endian::U32};

use crate::{
    BuildError, Manifest, Source,
    deletions::for_each_deletion,
    details::DetailsWriter,
    filter::{Dictionary, FilterBuilder},
    layout::{
        ALIGNMENT, DesignationRecord, HAS_INITIALS, HAS_INITIALS_TOGETHER, HAS_LEGAL_FORM, HAS_MORE,
        HAS_SMALL_WORDS, Header, MAGIC, NO_TOKEN, NameRecord, NameToken, Posting, SECTIONS, SectionEntry,
        SectionId, Text, TokenRecord, VERSION,
    },
};

/// Separates a canonical identifier from its kind in the identifier dictionary.
pub(crate) const IDENTIFIER_SEPARATOR: u8 = 0x1f;

/// Names that an index can number.
const NAMES_MAX: usize = 1 << 29;

/// Builds the bytes of an index.
///
/// # Errors
/// A designation without a name, an id used twice, or more than the format can number.
pub fn build(designations: &[Designation], sources: &[Source]) -> Result<Vec<u8>, BuildError> {
    let mut strings = Strings::default();
    let mut lists = Lists::default();
    let names = analyze(designations)?;
    let vocabulary = Vocabulary::of(&names);
    let designation_count = number(designations.len(), "designations")?;

    let (mut details, mut designation_records, mut name_records) =
        (DetailsWriter::default(), Vec::new(), Vec::new());
    let mut name_tokens: Vec<NameToken> = Vec::new();
    let mut postings: Vec<Vec<Posting>> = vec![Vec::new(); vocabulary.texts.len()];
    let mut joined: Vec<(String, [u32; 2])> = Vec::new();
    let mut ids: Vec<(&str, u32)> = Vec::new();
    let mut identifiers: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();

    let mut next_name = 0usize;
    for (ordinal, designation) in designations.iter().enumerate() {
        let ordinal = number(ordinal, "designations")?;
        let first_name = number(next_name, "names")?;
        for name in &designation.names {
            let analysis = &names[next_name].analysis;
            let name_ordinal = number(next_name, "names")?;
            next_name += 1;
            let first_token = number(name_tokens.len(), "tokens of names")?;
            let weights = vocabulary.weights(analysis, designation_count);
            let weighted = WeightedName {
                analysis,
                weights: &weights,
                is_person: designation.schema == Schema::Person,
            };
            for (position, (text, class)) in analysis.tokens().enumerate() {
                name_tokens.push(NameToken {
                    token: vocabulary.ordinal(text).into(),
                    weight: weights[position].into(),
                    cost: cost_of_leaving_out(&weighted, position).into(),
                    telling: telling_weight(&weighted, position).into(),
                    class: class as u8,
                    reserved: [0; 3],
                });
            }
            let wraps = analysis.surname_tokens > 0 && analysis.surname_tokens < analysis.len();
            let solid = solid_heaviest_first(&weighted);
            let flags = flags_of(&weighted, solid.len());
            name_records.push(NameRecord {
                designation: ordinal.into(),
                text: strings.add(&name.text)?,
                first_token: first_token.into(),
                tokens: u16::try_from(analysis.len())
                    .map_err(|_| BuildError::TooMany {
                        what: "tokens in a name",
                    })?
                    .into(),
                kind: place(NameKind::ALL, name.kind),
                surname_tokens: u8::try_from(analysis.surname_tokens).unwrap_or(0),
                weight: weights.iter().sum::<f32>().into(),
                schema: place(Schema::ALL, designation.schema),
                flags,
                reserved: [0; 2],
            });
            ceilings(&weighted, |position, ceilings| {
                let row = &mut postings[vocabulary.place(analysis.token(position))];
                // Of a token that a name holds twice the first is the one with the higher ceilings.
                if row.last().is_some_and(|last| last.name.get() == name_ordinal) {
                    return;
                }
                let mut partners = [U32::new(NO_TOKEN); PARTNERS];
                let others = solid.iter().filter(|&&other| other != position);
                for (partner, &other) in partners.iter_mut().zip(others) {
                    *partner = vocabulary.ordinal(analysis.token(other)).into();
                }
                row.push(Posting {
                    name: name_ordinal.into(),
                    ceilings: ceilings.with_lighter,
                    alone: ceilings.alone,
                    flags,
                    partners,
                });
            });
            joined_forms(analysis, wraps, |form, first| {
                joined.push((form.to_owned(), [name_ordinal, first]));
            });
        }
        for (place, identifier) in designation.identifiers.iter().enumerate() {
            let canonical = identifier::canonical(identifier.kind, &identifier.value);
            if canonical.chars().count() < identifier::CANONICAL_MIN_CHARS {
                continue;
            }
            let mut key = canonical.into_bytes();
            key.push(IDENTIFIER_SEPARATOR);
            key.extend_from_slice(identifier.kind.as_str().as_bytes());
            identifiers
                .entry(key)
                .or_default()
                .extend([ordinal, number(place, "identifiers")?]);
        }
        details.add(&serde_json::to_vec(designation)?)?;
        designation_records.push(DesignationRecord {
            id: strings.add(&designation.id)?,
            // Known when all are packed.
            details_block: Text::default(),
            details: Text::default(),
            first_name: first_name.into(),
            names: number(designation.names.len(), "names")?.into(),
            schema: place(Schema::ALL, designation.schema),
            reserved: [0; 3],
        });
        ids.push((&designation.id, ordinal));
    }

    let (details, places) = details.finish()?;
    for (record, place) in designation_records.iter_mut().zip(places) {
        (record.details_block, record.details) = (place.block, place.record);
    }
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(BuildError::DuplicateId {
            id: pair[0].0.to_owned(),
        });
    }

    let mut token_records = Vec::with_capacity(vocabulary.texts.len());
    for (place, text) in vocabulary.texts.iter().enumerate() {
        token_records.push(TokenRecord {
            text: strings.add(text)?,
            listed_in: vocabulary.listed_in[place].into(),
        });
    }

    // Three bits of a name's ordinal are left for those who search.
    if name_records.len() > NAMES_MAX {
        return Err(BuildError::TooMany { what: "names" });
    }
    let manifest = Manifest {
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        sources: sources.to_vec(),
        designations: designation_count,
        names: number(name_records.len(), "names")?,
        tokens: number(token_records.len(), "tokens")?,
        identifiers: number(identifiers.len(), "identifiers")?,
    };

    let solid = |place: usize| !postings[place].is_empty();
    let mut filter = FilterBuilder::default();
    vocabulary
        .texts
        .iter()
        .for_each(|text| filter.add(Dictionary::Tokens, text.as_bytes()));
    let token_dictionary = dictionary(
        "token",
        vocabulary
            .texts
            .iter()
            .enumerate()
            .map(|(place, text)| (text.as_bytes(), place as u64)),
    )?;
    let deletions = {
        let mut variants: Vec<(String, [u32; 1])> = Vec::new();
        for (place, text) in vocabulary.texts.iter().enumerate() {
            if solid(place) && may_have_edits(text) {
                let token = number(place, "tokens")?;
                for_each_deletion(text, deletions_needed(text.len()), |variant| {
                    variants.push((variant.to_owned(), [token]));
                });
            }
        }
        multi_dictionary(Dictionary::Deletions, variants, &mut lists, &mut filter)?
    };
    let skeletons = {
        let mut entries: Vec<(String, [u32; 1])> = Vec::new();
        for (place, text) in vocabulary.texts.iter().enumerate() {
            if solid(place) {
                let token = number(place, "tokens")?;
                entries.extend(skeleton_keys(text).into_iter().map(|key| (key, [token])));
            }
        }
        multi_dictionary(Dictionary::Skeletons, entries, &mut lists, &mut filter)?
    };
    let long_enough = |text: &str| text.len() >= JOINED_MIN_BYTES;
    let words = vocabulary.texts.iter().enumerate();
    for text in words.filter_map(|(place, text)| (solid(place) && long_enough(text)).then_some(text)) {
        filter.add(Dictionary::Written, text.as_bytes());
    }
    for (form, _) in &joined {
        filter.add(Dictionary::Written, form.as_bytes());
    }
    let joined = multi_dictionary(Dictionary::Joined, joined, &mut lists, &mut filter)?;
    let mut identifier_map = MapBuilder::memory();
    for (key, values) in &identifiers {
        if let Some(at) = key.iter().rposition(|&b| b == IDENTIFIER_SEPARATOR) {
            filter.add(Dictionary::Identifiers, &key[..at]);
        }
        let list = lists.add(values)?;
        identifier_map
            .insert(key, list << 1)
            .map_err(|source| BuildError::Fst {
                what: "identifier",
                source,
            })?;
    }
    let identifier_map = identifier_map.into_inner().map_err(|source| BuildError::Fst {
        what: "identifier",
        source,
    })?;
    let id_map = dictionary(
        "id",
        ids.iter()
            .map(|(id, ordinal)| (id.as_bytes(), u64::from(*ordinal))),
    )?;
    let (posting_offsets, postings) = rows(postings)?;

    // In the order of `SectionId`.
    let manifest = serde_json::to_vec(&manifest)?;
    let sections: [&[u8]; SECTIONS] = [
        &manifest,
        strings.text.as_bytes(),
        &details,
        designation_records.as_bytes(),
        name_records.as_bytes(),
        name_tokens.as_bytes(),
        token_records.as_bytes(),
        &token_dictionary,
        &deletions,
        &skeletons,
        &joined,
        &identifier_map,
        &id_map,
        &little_endian(&lists.items),
        &posting_offsets,
        postings.as_bytes(),
        &filter.finish(),
    ];
    debug_assert_eq!(SectionId::Filter as usize + 1, sections.len());
    Ok(assemble(&sections))
}

fn assemble(sections: &[&[u8]; SECTIONS]) -> Vec<u8> {
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
    let file_bytes = body + crate::layout::CHECKSUM_BYTES;
    let header = Header {
        magic: MAGIC,
        version: VERSION.into(),
        sections: (SECTIONS as u32).into(),
        file_bytes: (file_bytes as u64).into(),
        rules: rules().into(),
    };
    let mut out = Vec::with_capacity(file_bytes);
    out.extend_from_slice(header.as_bytes());
    out.extend_from_slice(entries.as_bytes());
    for section in sections {
        out.resize(out.len().next_multiple_of(ALIGNMENT), 0);
        out.extend_from_slice(section);
    }
    out.resize(body, 0);
    let checksum = blake3::hash(&out);
    out.extend_from_slice(checksum.as_bytes());
    out
}

struct AnalyzedName {
    designation: usize,
    analysis: Analysis,
}

fn analyze(designations: &[Designation]) -> Result<Vec<AnalyzedName>, BuildError> {
    let mut names = Vec::new();
    for (ordinal, designation) in designations.iter().enumerate() {
        if designation.names.iter().all(|name| name.text.trim().is_empty()) {
            return Err(BuildError::NoName {
                id: designation.id.clone(),
            });
        }
        let order = order_of(designation.schema);
        for name in &designation.names {
            names.push(AnalyzedName {
                designation: ordinal,
                analysis: Analysis::of(&name.text, order),
            });
        }
    }
    Ok(names)
}

/// `LAST, First` is how people are listed; a comma in another name is only a comma (`CIMEX, S.A.`).
fn order_of(schema: Schema) -> Order {
    match schema {
        Schema::Person | Schema::Unknown => Order::SurnameFirst,
        Schema::Organization | Schema::Vessel | Schema::Aircraft => Order::AsWritten,
    }
}

/// What a search asks of a name before it looks at its words.
fn flags_of(name: &WeightedName<'_>, solid: usize) -> u8 {
    let has = |wanted: fn(Class) -> bool| name.analysis.tokens().any(|(_, class)| wanted(class));
    let small = |class: Class| !class.is_solid() && !matches!(class, Class::Initial | Class::LegalForm);
    [
        (
            HAS_INITIALS,
            name.is_person && has(|class| class == Class::Initial),
        ),
        (HAS_INITIALS_TOGETHER, has_initials_together(name.analysis)),
        (HAS_MORE, solid > PARTNERS + 1),
        (HAS_LEGAL_FORM, has_legal_form(name)),
        (HAS_SMALL_WORDS, has(small)),
    ]
    .into_iter()
    .filter(|(_, holds)| *holds)
    .map(|(flag, _)| flag)
    .sum()
}

fn has_initials_together(name: &Analysis) -> bool {
    (1..name.len()).any(|at| name.class(at - 1) == Class::Initial && name.class(at) == Class::Initial)
}

/// All distinct tokens, sorted, with the number of designations that bear each.
struct Vocabulary {
    texts: Vec<String>,
    listed_in: Vec<u32>,
    places: FxHashMap<String, u32>,
}

impl Vocabulary {
    fn of(names: &[AnalyzedName]) -> Vocabulary {
        let mut bearers: FxHashMap<&str, (u32, usize)> = FxHashMap::default();
        for name in names {
            for (text, _) in name.analysis.tokens() {
                let (count, last) = bearers.entry(text).or_insert((0, usize::MAX));
                if *last != name.designation {
                    *last = name.designation;
                    *count += 1;
                }
            }
        }
        let mut texts: Vec<String> = bearers.keys().map(|&text| text.to_owned()).collect();
        texts.sort_unstable();
        let listed_in = texts.iter().map(|text| bearers[text.as_str()].0).collect();
        let places = texts
            .iter()
            .zip(0u32..)
            .map(|(text, place)| (text.clone(), place))
            .collect();
        Vocabulary {
            texts,
            listed_in,
            places,
        }
    }

    fn ordinal(&self, text: &str) -> u32 {
        self.places[text]
    }

    fn place(&self, text: &str) -> usize {
        self.places[text] as usize
    }

    fn weights(&self, analysis: &Analysis, designations: u32) -> Vec<f32> {
        analysis
            .tokens()
            .map(|(text, class)| weight(text, class, self.listed_in[self.place(text)], designations))
            .collect()
    }
}

/// Calls `each` with every run of neighbouring tokens written together, and how many bytes of it are the first token's
/// when there are two; 0 when there are more.
fn joined_forms(analysis: &Analysis, wraps: bool, mut each: impl FnMut(&str, u32)) {
    let count = analysis.len();
    let mut form = String::new();
    let mut seen: FxHashSet<(String, u32)> = FxHashSet::default();
    for start in 0..count {
        form.clear();
        for len in 1..=JOINED_TOKENS_MAX.min(count) {
            let mut at = start + len - 1;
            if at >= count {
                if !wraps {
                    break;
                }
                at -= count;
            }
            if !is_joinable(analysis.class(at)) {
                break;
            }
            form.push_str(analysis.token(at));
            if form.len() > TOKEN_BYTES_MAX {
                break;
            }
            // A token is shorter than the form, and that is bounded.
            let first = u32::try_from(analysis.token(start).len()).unwrap_or(u32::MAX);
            let first = if len == 2 { first } else { 0 };
            if len >= 2 && form.len() >= JOINED_MIN_BYTES && seen.insert((form.clone(), first)) {
                each(&form, first);
            }
        }
    }
}

#[derive(Default)]
struct Strings {
    text: String,
}

impl Strings {
    fn add(&mut self, text: &str) -> Result<Text, BuildError> {
        let offset = number(self.text.len(), "bytes of text")?;
        self.text.push_str(text);
        number(self.text.len(), "bytes of text")?;
        Ok(Text {
            offset: offset.into(),
            bytes: number(text.len(), "bytes of text")?.into(),
        })
    }
}

#[derive(Default)]
struct Lists {
    items: Vec<u32>,
}

impl Lists {
    fn add(&mut self, items: &[u32]) -> Result<u64, BuildError> {
        let at = self.items.len() as u64;
        self.items.push(number(items.len(), "items in a list")?);
        self.items.extend_from_slice(items);
        number(self.items.len(), "list items")?;
        Ok(at)
    }
}

fn dictionary<'a>(
    what: &'static str,
    entries: impl Iterator<Item = (&'a [u8], u64)>,
) -> Result<Vec<u8>, BuildError> {
    let failed = |source| BuildError::Fst { what, source };
    let mut builder = MapBuilder::memory();
    for (key, value) in entries {
        builder.insert(key, value).map_err(failed)?;
    }
    builder.into_inner().map_err(failed)
}

/// A map to lists of values, each of one or two numbers. A value alone stands in the map itself, its first number lowest
/// and behind it a bit that tells it from the place of a list; a second number has 31 bits there.
fn multi_dictionary<const NUMBERS: usize>(
    which: Dictionary,
    mut entries: Vec<(String, [u32; NUMBERS])>,
    lists: &mut Lists,
    filter: &mut FilterBuilder,
) -> Result<Vec<u8>, BuildError> {
    let what = which.name();
    let failed = |source| BuildError::Fst { what, source };
    entries.sort_unstable();
    entries.dedup();
    let mut builder = MapBuilder::memory();
    let mut values: Vec<u32> = Vec::new();
    for group in entries.chunk_by(|a, b| a.0 == b.0) {
        let value = if let [(_, only)] = group {
            let numbers = only
                .iter()
                .rev()
                .fold(0, |all, &number| all << 32 | u64::from(number));
            numbers << 1 | 1
        } else {
            values.clear();
            values.extend(group.iter().flat_map(|(_, value)| value));
            lists.add(&values)? << 1
        };
        builder.insert(&group[0].0, value).map_err(failed)?;
        filter.add(which, group[0].0.as_bytes());
    }
    builder.into_inner().map_err(failed)
}

/// Rows of postings, each sorted, as offsets and one long row.
fn rows(rows: Vec<Vec<Posting>>) -> Result<(Vec<u8>, Vec<Posting>), BuildError> {
    let (mut offsets, mut items) = (vec![0u32], Vec::new());
    for mut row in rows {
        row.sort_unstable_by_key(|posting| (Reverse(posting.ceilings[0]), posting.name.get()));
        items.append(&mut row);
        offsets.push(number(items.len(), "postings")?);
    }
    Ok((little_endian(&offsets), items))
}

fn little_endian(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

pub(crate) fn number(n: usize, what: &'static str) -> Result<u32, BuildError> {
    u32::try_from(n).map_err(|_| BuildError::TooMany { what })
}

fn place<T: PartialEq + Copy>(all: &[T], item: T) -> u8 {
    all.iter()
        .position(|other| *other == item)
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(u8::MAX)
}
