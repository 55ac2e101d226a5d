//! What became of everything that a source holds.
//!
//! The reader of a format is not asked. The census reads the files once more by their [`Shape`] alone: every record and
//! every value in it, whatever its field is called. Each value is then looked for in the designation that its record
//! became. So a field that a reader passes over, and a record that it skips, are found without its help.
//!
//! A value is one of four things, and nothing is a fifth:
//!
//! * **indexed**: a fact of the designation says it: a name, a date, a number, a place;
//! * **text only**: it stands in the remarks, where people read it and nothing is matched, and its field holds prose;
//! * **left out**: `data/coverage_fields.csv` names its field, and says why nobody needs it;
//! * **not understood**: all else. It stays in the record as published.
//!
//! What a field is about is told by what most of its values became, except where `data/coverage_fields.csv` says that a table of
//! words reads it (`by-table`: indexed, unless the reader itself counts a word that it does not know), or that it holds `prose` or `labeled-prose`, of which what stands behind a label became facts. A value that only stands in the remarks, or nowhere,
//! while a third of its field became facts, is not understood.

mod census;
mod facts;
mod field_rules;

use std::collections::{BTreeMap, HashMap};

use portcullis_model::Designation;
use serde::Serialize;

use self::census::Held;
use self::facts::{Facts, Thing};
use self::field_rules::Reading;
use crate::CompileError;
use crate::error::shown;
use crate::formats::Shape;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;

/// Examples that are kept of each field.
const EXAMPLES_MAX: usize = 5;

/// A field is about the facts that one in so many of its values became.
const FACTS_IN: u64 = 3;

/// What became of everything that a source holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The records.
    pub records: Records,
    /// All values of all records.
    pub values: Tally,
    /// The values by what their fields are about (`name`, `birth-date`, `identifier`, …; `other` where a field holds prose or
    /// what is left out).
    pub things: BTreeMap<&'static str, Tally>,
    /// The values by field, in the order in which the file has the fields.
    pub fields: Vec<Field>,
    /// Identifiers of the designations by kind.
    pub identifiers: BTreeMap<&'static str, u64>,
}

/// The records of a source: elements, rows or lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Records {
    /// Records in the files.
    pub in_file: u64,
    /// Records that are a designation or a part of one.
    pub of_designations: u64,
    /// Records that others refer to, or that are of no designation: tables of words, addresses that stand by themselves. Their values
    /// are looked for in all designations of the source.
    pub by_themselves: u64,
    /// Designations that were read.
    pub designations: u64,
    /// The first of the records by themselves: kind of record and line.
    pub examples: Vec<Example>,
}

/// How many values there are, and what became of them. `in_file` is the sum of the other four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Values in the file.
    pub in_file: u64,
    /// Values that a fact of the designation says.
    pub indexed: u64,
    /// Values in the remarks alone, of a field of prose.
    pub text_only: u64,
    /// Values that are no fact although their field should be one, and values that are nowhere.
    pub not_understood: u64,
    /// Values of fields that are left out on purpose.
    pub left_out: u64,
}

impl Tally {
    /// Whether every value is accounted for.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.in_file == self.indexed + self.text_only + self.not_understood + self.left_out
    }

    fn add(&mut self, fate: Fate, times: u64) {
        self.in_file += times;
        *match fate {
            Fate::Indexed => &mut self.indexed,
            Fate::TextOnly => &mut self.text_only,
            Fate::NotUnderstood => &mut self.not_understood,
            Fate::LeftOut => &mut self.left_out,
        } += times;
    }
}

/// A field of the records: an element, an attribute, a column, or the label of a clause in OFAC's remarks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name: `nameAlias@wholeName`, `Passport number`, `remarks: DOB`.
    pub field: String,
    /// What it is about.
    pub about: &'static str,
    /// What became of its values.
    #[serde(flatten)]
    pub tally: Tally,
    /// Why it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Up to five values that are not understood.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

/// A value, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The designation; of a record by itself, its kind and line.
    pub id: String,
    /// The value, shortened where it is long.
    pub value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Indexed,
    TextOnly,
    NotUnderstood,
    LeftOut,
}

/// Where the values of a field were found, before it is known what the field is about.
#[derive(Default)]
struct Seen {
    /// By the facts that say the value, and whether the remarks do.
    places: BTreeMap<(u32, bool), (u64, Vec<Example>)>,
}

/// Holds the files against what was read of them.
///
/// # Errors
///
/// [`CompileError`] for a file that cannot be read; the reader has refused it before.
pub(crate) fn account(
    input: &Input,
    shape: Shape,
    located: &[Located],
    report: &SourceReport,
) -> Result<Coverage, CompileError> {
    let owners = Owners::of(located);
    let mut facts: HashMap<usize, Facts> = HashMap::new();
    let mut all: Option<Facts> = None;
    let mut records = Records {
        designations: located.len() as u64,
        ..Records::default()
    };
    let mut seen: Vec<(String, Seen)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    census::records(input, shape, |held| {
        let owner = owners.find(&held);
        if !held.is_head {
            records.in_file += 1;
            match owner {
                Some(_) => records.of_designations += 1,
                None => {
                    records.by_themselves += 1;
                    if records.examples.len() < EXAMPLES_MAX {
                        records.examples.push(example(&place(&held), held.raw));
                    }
                }
            }
        }
        let (facts, id) = match owner {
            Some(n) => (
                facts
                    .entry(n)
                    .or_insert_with(|| Facts::of(std::iter::once(&located[n].designation))),
                located[n].designation.id.clone(),
            ),
            None => (
                all.get_or_insert_with(|| Facts::of(located.iter().map(|l| &l.designation))),
                place(&held),
            ),
        };
        for (field, value) in &held.values {
            let at = *places.entry(field.clone()).or_insert_with(|| {
                seen.push((field.clone(), Seen::default()));
                seen.len() - 1
            });
            let found = facts.places(value);
            let (times, examples) = seen[at].1.places.entry(found).or_default();
            *times += 1;
            if found.0 == 0 && examples.len() < EXAMPLES_MAX {
                examples.push(example(&id, value));
            }
        }
    })?;
    let mut coverage = Coverage {
        records,
        values: Tally::default(),
        things: BTreeMap::new(),
        fields: Vec::with_capacity(seen.len()),
        identifiers: BTreeMap::new(),
    };
    for l in located {
        for identifier in &l.designation.identifiers {
            *coverage.identifiers.entry(identifier.kind.as_str()).or_insert(0) += 1;
        }
    }
    for (field, seen) in seen {
        settle(&field, seen, report.kind.as_str(), &mut coverage);
    }
    Ok(coverage)
}

/// Decides what a field is about, and so what became of its values.
fn settle(field: &str, seen: Seen, list: &str, coverage: &mut Coverage) {
    let values: u64 = seen.places.values().map(|(times, _)| times).sum();
    let became = |thing: Thing| -> u64 {
        let says = seen.places.iter().filter(|((facts, _), _)| thing.is_in(*facts));
        says.map(|(_, (times, _))| times).sum()
    };
    // Of things that say equally much, the first: their order is from the particular to the general.
    let most = Thing::ALL
        .into_iter()
        .rev()
        .max_by_key(|thing| became(*thing))
        .filter(|thing| became(*thing) * FACTS_IN >= values && became(*thing) > 0);
    // A pattern of fields that are left out may fit the number of the entry, too.
    let rule = field_rules::rule(list, field)
        .filter(|rule| most != Some(Thing::Id) || rule.reading != Reading::LeftOut);
    let reading = rule.map(|rule| rule.reading);
    let most = most.filter(|_| matches!(reading, None | Some(Reading::ByTable)));
    let mut account = Field {
        field: field.to_owned(),
        about: most.map_or("other", Thing::as_str),
        tally: Tally::default(),
        reason: rule.map(|rule| rule.reason.to_owned()),
        examples: Vec::new(),
    };
    for ((facts, in_text), (times, examples)) in seen.places {
        let fate = match reading {
            Some(Reading::LeftOut) => Fate::LeftOut,
            Some(Reading::ByTable) => Fate::Indexed,
            Some(Reading::Prose) if in_text => Fate::TextOnly,
            _ if facts != 0 => Fate::Indexed,
            Some(Reading::LabeledProse) if in_text => Fate::TextOnly,
            None if in_text && most.is_none() => Fate::TextOnly,
            _ => Fate::NotUnderstood,
        };
        let thing = match most {
            Some(most) if most.is_name() => Thing::name_in(facts).unwrap_or(most).as_str(),
            Some(most) => most.as_str(),
            None => "other",
        };
        account.tally.add(fate, times);
        coverage.values.add(fate, times);
        coverage.things.entry(thing).or_default().add(fate, times);
        if fate == Fate::NotUnderstood {
            account.examples.extend(examples);
            account.examples.truncate(EXAMPLES_MAX);
        }
    }
    coverage.fields.push(account);
}

fn place(held: &Held<'_>) -> String {
    format!("{}, line {}", held.name, held.line)
}

fn example(id: &str, value: &str) -> Example {
    Example {
        id: id.to_owned(),
        value: shown(value),
    }
}

/// Which designation a record belongs to.
struct Owners<'l> {
    located: &'l [Located],
    /// Designations by a line of their record as published. Lines of one record may be equal to another's.
    by_line: HashMap<&'l str, Vec<usize>>,
    /// Designations by where their record begins.
    by_place: HashMap<u64, usize>,
    /// Designations by the number in their id.
    by_number: HashMap<&'l str, usize>,
}

impl Owners<'_> {
    fn of(located: &[Located]) -> Owners<'_> {
        let mut owners = Owners {
            located,
            by_line: HashMap::new(),
            by_place: HashMap::new(),
            by_number: HashMap::new(),
        };
        for (n, l) in located.iter().enumerate() {
            for line in l.designation.source_record.lines().map(str::trim) {
                let of_line = owners.by_line.entry(line).or_default();
                if of_line.last() != Some(&n) {
                    of_line.push(n);
                }
            }
            owners.by_place.insert(l.line, n);
            if let Some((_, number)) = number_of(&l.designation) {
                owners.by_number.insert(number, n);
            }
        }
        owners
    }

    fn find(&self, held: &Held<'_>) -> Option<usize> {
        if held.is_head {
            return None;
        }
        let first = held.raw.lines().next().unwrap_or("").trim();
        let candidates = self.by_line.get(first).map_or(&[][..], Vec::as_slice);
        let whole = candidates.iter().find(|n| {
            let record = &self.located[**n].designation.source_record;
            record.contains(held.raw.trim())
        });
        let by_number = || self.by_number.get(held.number.as_str()).copied();
        // Where a record is kept shortened, it is known by its number, or by where it begins.
        let by_place = || self.by_place.get(&held.line).copied().filter(|_| held.may_begin);
        whole
            .or(candidates.first())
            .copied()
            .or_else(by_number)
            .or_else(by_place)
    }
}

/// The prefix and the number of an id.
fn number_of(designation: &Designation) -> Option<(&str, &str)> {
    designation.id.rsplit_once('-')
}
