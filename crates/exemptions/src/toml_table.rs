//! A table of a TOML file whose keys are read one by one, each by whoever it belongs to.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::error::Problems;
use crate::files::SourceFile;
use crate::toml_entry::Entry;
use crate::toml_file::{Lines, Spanned, broken, key_on};

/// Reads a file that holds arrays of tables under these keys, as `[[license]]`, whose keys are read one by one. `None` where
/// its syntax is wrong; what else is wrong is noted.
pub(crate) fn tables<'i, const N: usize>(
    file: &'i SourceFile,
    keys: [&str; N],
    problems: &mut Problems,
) -> Option<[Vec<Table<'i>>; N]> {
    let mut document = match DeTable::parse(&file.text) {
        Ok(document) => document.into_inner(),
        Err(error) => {
            problems.push(broken(file, &error));
            return None;
        }
    };
    let found = keys.map(|key| document.remove(key));
    if let Some((other, _)) = document.iter().next() {
        let lines = Lines::new(&file.path, &file.text);
        let name = other.get_ref();
        problems.add_marked(
            &lines.at(other),
            Some(lines.mark(other.span())),
            name.as_ref(),
            format!(
                "unknown field `{name}`, expected {}",
                keys.map(|key| format!("`{key}`")).join(" or ")
            ),
        );
        return None;
    }
    let lines = Lines::new(&file.path, &file.text);
    let mut read = found.into_iter().zip(keys).map(|(found, key)| match found {
        Some(found) => array(found, key, &lines, problems),
        None => Some(Vec::new()),
    });
    let lists = std::array::from_fn(|_| read.next().flatten());
    // Each is read, so that all that is wrong is told.
    if lists.iter().any(Option::is_none) {
        return None;
    }
    Some(lists.map(Option::unwrap_or_default))
}

/// The tables of one array; `None` where it is none.
fn array<'i>(
    found: Spanned<DeValue<'i>>,
    key: &str,
    lines: &Lines<'_>,
    problems: &mut Problems,
) -> Option<Vec<Table<'i>>> {
    let mut note = |span: Range<usize>, value: &DeValue<'_>| {
        let reason = format!("is a {}; write [[{key}]] tables", value.type_str());
        let mark = Some(lines.mark(span.clone()));
        problems.add_marked(&lines.at(&Spanned::new(span, ())), mark, key, reason);
    };
    let span = found.span();
    let list = match found.into_inner() {
        DeValue::Array(list) => list,
        other => {
            note(span, &other);
            return None;
        }
    };
    let mut tables = Vec::with_capacity(list.len());
    for value in list {
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(keys) => tables.push(Table {
                keys: Spanned::new(span, keys),
            }),
            other => note(span, &other),
        }
    }
    Some(tables)
}

/// One table of a file, from which each reader takes the keys that are its own.
pub(crate) struct Table<'i> {
    keys: Spanned<DeTable<'i>>,
}

impl Table<'_> {
    /// Where it begins, for [`Lines::at`].
    pub(crate) fn place(&self) -> Spanned<()> {
        Spanned::new(self.keys.span(), ())
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.get_ref().contains_key(key)
    }

    /// Whether every key was taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.keys.get_ref().is_empty()
    }

    /// The text of a key, wrong or not: to name the entry in messages.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.keys.get_ref().get(key)?.get_ref().as_str()
    }

    /// Takes a key out. `None` where it is not given, or is of another type, which is noted.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, key: &str, entry: &mut Entry<'_>) -> Option<T> {
        let value = self.keys.get_mut().remove(key)?;
        let span = value.span();
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(value) => Some(value),
            Err(error) => {
                let at = Spanned::new(error.span().unwrap_or(span), ());
                // Within a table of its own (`[[license.exclude]]`) the line names the key better.
                let line = entry.lines.line(at.span().start);
                let key = key_on(entry.lines.text, line).unwrap_or_else(|| key.to_owned());
                entry.problem(&at, &key, error.message().replace('\n', " "));
                None
            }
        }
    }

    /// Takes out a key that holds one value or a list of them.
    pub(crate) fn take_one_or_more<T: DeserializeOwned>(
        &mut self,
        key: &str,
        entry: &mut Entry<'_>,
    ) -> Option<Vec<T>> {
        match self.keys.get_ref().get(key)?.get_ref() {
            DeValue::Array(_) => self.take(key, entry),
            _ => self.take(key, entry).map(|value| vec![value]),
        }
    }

    /// Takes a key out that must be given; `missing` says what to write where it is not.
    pub(crate) fn need<T: DeserializeOwned>(
        &mut self,
        key: &str,
        entry: &mut Entry<'_>,
        missing: impl Into<String>,
    ) -> Option<T> {
        if !self.has(key) {
            entry.problem_here(key, missing);
            return None;
        }
        self.take(key, entry)
    }

    /// Takes out a text that must be given and not be blank; outer white space is removed.
    pub(crate) fn need_text(&mut self, key: &str, entry: &mut Entry<'_>) -> Option<String> {
        let missing = format!("is missing; every entry needs `{key}`");
        let text = self.need(key, entry, missing)?;
        entry.text(&text, key)
    }

    /// Notes every key that nobody took.
    pub(crate) fn finish(self, known: &[&str], entry: &mut Entry<'_>) {
        for key in self.keys.get_ref().keys() {
            let name = key.get_ref();
            let known = known
                .iter()
                .map(|known| format!("`{known}`"))
                .collect::<Vec<_>>()
                .join(", ");
            entry.problem(
                key,
                name.as_ref(),
                format!("unknown field `{name}`, expected one of {known}"),
            );
        }
    }
}
