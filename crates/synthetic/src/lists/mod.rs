//! Made-up lists of any size that look like a real one to an index: for asking what becomes of the cost when lists grow.
//!
//! What decides the cost is how many names a word leads to and how many words come near a word. So the statistics of
//! the words are those of a real list, continued:
//!
//! - A designation copies the shape of a real one: kind, programs, how many names of how many words. Each word is drawn
//!   from all words that stand at such a place (surname, given name, first, middle and last word of an organization) as
//!   often as they stand there, so common words grow with the list.
//! - New words appear as they do in the real list when it is read in random order: the vocabulary grows with a power of
//!   the number of words (Heaps' law), whose exponent is measured on the list itself, and a new word is drawn like any
//!   other from then on (Simon's process). Half of them are spelling variants of an old one, half are spliced from two,
//!   so that both near and far words grow.
//! - An alias repeats the words of the primary name where the real alias does, spells them otherwise where the real alias
//!   does, and draws others where it has others.

mod words;

use std::io::Write;

use portcullis_index::{Index, RecordError};
use portcullis_model::{Designation, NameKind, Schema};
use rustc_hash::FxHashMap;

use self::words::{
    NEW_WORD_LETTERS_MIN, PLACES, Place, is_latin, is_respelling, respell, splice, take_apart,
};
use crate::Random;

/// Where a word of a name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Drawn,
    /// The word of the primary name at that position.
    Repeated(usize),
    /// The same, spelled otherwise.
    Respelled(usize),
}

/// A name as a sequence of places.
#[derive(Debug, Clone)]
struct Shape {
    words: Vec<(Place, Origin)>,
    /// A comma stands behind so many words.
    comma: usize,
}

#[derive(Debug)]
struct Template {
    schema: Schema,
    programs: Vec<String>,
    nationalities: Vec<String>,
    has_identifier: bool,
    /// The primary name's first.
    shapes: Vec<Shape>,
}

/// The statistics of a list, from which lists of any size are drawn.
#[derive(Debug)]
pub struct ListModel {
    words: Vec<String>,
    ids: FxHashMap<String, u32>,
    /// Every occurrence of a word by place: drawing one uniformly draws words by frequency.
    pools: [Vec<u32>; PLACES],
    templates: Vec<Template>,
    names: u64,
    occurrences: u64,
    /// Of these, those of the real list; and its words.
    occurrences_learned: u64,
    vocabulary: usize,
    exponent: f64,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Written {
    /// Rows.
    pub designations: u64,
    /// Primary names and aliases.
    pub names: u64,
    /// Words that the real list does not have.
    pub new_words: u64,
}

/// Why no list can be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// There is nothing to learn from.
    #[error("the index has no name to learn from; compile a list with names first")]
    NoNames,
    /// A record of the index cannot be read.
    #[error("a designation of the index cannot be read: {0}")]
    Record(#[from] RecordError),
    /// The output cannot be written.
    #[error("the list cannot be written: {0}")]
    Write(#[from] csv::Error),
}

impl ListModel {
    /// The statistics of an index: of its names in Latin letters, weak aliases aside.
    ///
    /// # Errors
    /// A record that cannot be read, or a list without any name to learn from.
    pub fn of(index: &Index) -> Result<ListModel, ListError> {
        let mut model = ListModel {
            words: Vec::new(),
            ids: FxHashMap::default(),
            pools: Default::default(),
            templates: Vec::new(),
            names: 0,
            occurrences: 0,
            occurrences_learned: 0,
            vocabulary: 0,
            exponent: 1.0,
        };
        let mut order: Vec<u32> = (0..index.designation_count()).collect();
        // Lists are sorted by name or by date: a half of them is a fair half only in random order.
        Random::from_seed(0).shuffle(&mut order);
        let mut vocabulary_of_half = 0;
        for (read, &ordinal) in order.iter().enumerate() {
            if read == order.len() / 2 {
                vocabulary_of_half = model.words.len();
            }
            model.learn(&index.designation(ordinal)?);
        }
        if model.templates.is_empty() || model.words.is_empty() {
            return Err(ListError::NoNames);
        }
        model.vocabulary = model.words.len();
        model.occurrences_learned = model.occurrences;
        model.exponent = heaps_exponent(vocabulary_of_half, model.vocabulary);
        Ok(model)
    }

    /// Names that were learned from.
    #[must_use]
    pub fn names(&self) -> u64 {
        self.names
    }

    /// Exponent of the vocabulary's growth.
    #[must_use]
    pub fn exponent(&self) -> f64 {
        self.exponent
    }

    fn learn(&mut self, designation: &Designation) {
        let mut shapes = Vec::new();
        let mut primary: Vec<String> = Vec::new();
        for name in &designation.names {
            let latin = !name.text.contains(|c: char| c.is_alphabetic() && !is_latin(c));
            if !matches!(name.kind, NameKind::Primary | NameKind::Alias) || !latin {
                continue;
            }
            let (words, places, comma) = take_apart(&name.text, designation.schema);
            if words.is_empty() {
                continue;
            }
            for (word, &place) in words.iter().zip(&places) {
                let id = self.id(word);
                self.pools[place as usize].push(id);
                self.occurrences += 1;
            }
            self.names += 1;
            let origin = |word: &String| match primary.iter().position(|other| other == word) {
                Some(at) => Origin::Repeated(at),
                None => primary
                    .iter()
                    .position(|other| is_respelling(word, other))
                    .map_or(Origin::Drawn, Origin::Respelled),
            };
            let words_of_shape = words.iter().map(origin);
            shapes.push(Shape {
                words: places.iter().copied().zip(words_of_shape).collect(),
                comma,
            });
            if primary.is_empty() {
                primary = words;
            }
        }
        if !shapes.is_empty() {
            self.templates.push(Template {
                schema: designation.schema,
                programs: designation.programs.clone(),
                nationalities: designation
                    .nationalities
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                has_identifier: !designation.identifiers.is_empty(),
                shapes,
            });
        }
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.ids.insert(word.to_owned(), id);
        self.words.push(word.to_owned());
        id
    }

    /// Writes a list of at least `names` names (its last designation is not cut) in the `custom` format. The same
    /// index, number and seed give the same bytes.
    ///
    /// # Errors
    /// What `out` says.
    pub fn write(mut self, names: u64, seed: u64, out: impl Write) -> Result<Written, ListError> {
        let mut random = Random::from_seed(seed);
        let mut out = csv::Writer::from_writer(out);
        out.write_record([
            "id",
            "name",
            "schema",
            "authority",
            "programs",
            "aliases",
            "birth_dates",
            "nationalities",
            "identifiers",
        ])?;
        let templates = std::mem::take(&mut self.templates);
        let mut written = Written {
            designations: 0,
            names: 0,
            new_words: 0,
        };
        let mut primary: Vec<u32> = Vec::new();
        while written.names < names {
            let Some(template) = random.pick(&templates) else {
                break;
            };
            let mut texts = Vec::with_capacity(template.shapes.len());
            primary.clear();
            for shape in &template.shapes {
                let words: Vec<u32> = shape
                    .words
                    .iter()
                    .map(|&(place, origin)| self.word(place, origin, &primary, &mut random))
                    .collect();
                texts.push(self.text(&words, shape.comma));
                if primary.is_empty() {
                    primary = words;
                }
            }
            written.designations += 1;
            written.names += texts.len() as u64;
            let birth_date = if template.schema == Schema::Person {
                format!(
                    "{}-{:02}-{:02}",
                    1940 + random.index(65),
                    1 + random.index(12),
                    1 + random.index(28)
                )
            } else {
                String::new()
            };
            let identifier = if template.has_identifier {
                format!("other:S{:09}", random.index(1_000_000_000))
            } else {
                String::new()
            };
            let (first, aliases) = texts.split_first().map_or(("", &[][..]), |(f, a)| (f, a));
            out.write_record([
                &format!("s{}", written.designations),
                first,
                template.schema.as_str(),
                "US",
                &template.programs.join(";"),
                &aliases.join(";"),
                &birth_date,
                &template.nationalities.join(";"),
                &identifier,
            ])?;
        }
        out.flush().map_err(csv::Error::from)?;
        written.new_words = (self.words.len() - self.vocabulary) as u64;
        Ok(written)
    }

    fn text(&self, words: &[u32], comma: usize) -> String {
        let mut text = String::new();
        for (at, &word) in words.iter().enumerate() {
            if at > 0 {
                text.push_str(if at == comma { ", " } else { " " });
            }
            text.push_str(&self.words[word as usize]);
        }
        text
    }

    fn word(&mut self, place: Place, origin: Origin, primary: &[u32], random: &mut Random) -> u32 {
        self.occurrences += 1;
        let word = match origin {
            Origin::Repeated(at) if at < primary.len() => primary[at],
            Origin::Respelled(at) if at < primary.len() => {
                let word = &self.words[primary[at] as usize];
                let respelled = respell(word, random);
                self.id(&respelled)
            }
            _ => self.drawn(place, random),
        };
        self.pools[place as usize].push(word);
        word
    }

    fn drawn(&mut self, place: Place, random: &mut Random) -> u32 {
        let pool = &self.pools[place as usize];
        let Some(&old) = random.pick(pool) else {
            // No real name has a word there; no template asks for one then.
            return 0;
        };
        let other = random.pick(pool).copied().unwrap_or(old);
        #[allow(clippy::cast_precision_loss)]
        let enough = self.words.len() as f64 >= self.vocabulary_expected();
        if enough {
            return old;
        }
        let old_word = &self.words[old as usize];
        let new = if random.happens(0.5) {
            respell(old_word, random)
        } else {
            splice(old_word, &self.words[other as usize])
        };
        if new.len() < NEW_WORD_LETTERS_MIN || !new.bytes().all(|b| b.is_ascii_alphabetic()) {
            return old;
        }
        self.id(&new)
    }

    /// Words that a list of so many occurrences has: the real list's growth, continued.
    #[allow(clippy::cast_precision_loss)]
    fn vocabulary_expected(&self) -> f64 {
        let grown = self.occurrences as f64 / self.occurrences_learned as f64;
        self.vocabulary as f64 * grown.powf(self.exponent)
    }
}

/// Exponent of a vocabulary that has so many words after a half of the text and after all of it.
#[allow(clippy::cast_precision_loss)]
fn heaps_exponent(half: usize, all: usize) -> f64 {
    (all as f64 / half.max(1) as f64).log2().clamp(0.1, 1.0)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, OnceLock};

    use portcullis_index::Index;
    use portcullis_list_compiler::{CompileOptions, SourceSpec, read};

    use super::{ListModel, heaps_exponent};

    fn starter() -> &'static Arc<Index> {
        static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
        let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/lists/starter.csv");
        INDEX.get_or_init(|| compile(list.as_ref()))
    }

    fn compile(path: &std::path::Path) -> Arc<Index> {
        let source: SourceSpec = format!("custom:{}", path.display()).parse().unwrap();
        let read = read(&[source], &CompileOptions::default()).unwrap();
        Arc::new(
            Index::from_bytes(portcullis_index::build(&read.designations, &read.sources).unwrap()).unwrap(),
        )
    }

    fn written(names: u64, seed: u64) -> (super::Written, Vec<u8>) {
        let mut out = Vec::new();
        let written = ListModel::of(starter())
            .unwrap()
            .write(names, seed, &mut out)
            .unwrap();
        (written, out)
    }

    #[test]
    fn a_seed_gives_the_same_list_again_and_another_seed_another() {
        assert_eq!(written(300, 1), written(300, 1));
        assert_ne!(written(300, 1).1, written(300, 2).1);
    }

    #[test]
    fn what_is_written_compiles_to_as_many_designations_and_names() {
        let (written, bytes) = written(3000, 1);
        let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let index = compile(file.path());
        assert_eq!(u64::from(index.designation_count()), written.designations);
        // An alias that comes out like another name of its designation is one name.
        let names = u64::from(index.name_count());
        assert!(
            names <= written.names && names > written.names * 9 / 10,
            "{names} of {written:?}"
        );
    }

    #[test]
    fn the_vocabulary_grows_by_the_measured_exponent() {
        let model = ListModel::of(starter()).unwrap();
        let (vocabulary, exponent, names) = (model.vocabulary as f64, model.exponent(), model.names());
        let (written, _) = written(names * 9, 1);
        let all = vocabulary + written.new_words as f64;
        let expected = vocabulary * 10f64.powf(exponent);
        assert!(
            (all / expected - 1.0).abs() < 0.15,
            "{all} words, {expected} expected"
        );
    }

    #[test]
    fn a_vocabulary_that_doubles_with_the_text_has_exponent_one() {
        assert!((heaps_exponent(50, 100) - 1.0).abs() < 1e-9);
        assert!((heaps_exponent(100, 141) - 0.4957).abs() < 1e-3);
    }
}
