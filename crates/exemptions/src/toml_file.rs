//! Reads TOML rule files so that every complaint names the line and the key.
//!
//! The raw structs of the file formats hold [`Spanned`] values; the helpers here turn those into checked
//! types and note a [`Problem`](crate::Problem) where that fails.

use std::path::Path;
use std::str::FromStr;

use jiff::civil::Date;
use portcullis_model::{CountryCode, CurrencyCode, Decimal, UnknownWord};
use serde::Deserialize;
use serde::de::DeserializeOwned;
pub(crate) use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::error::{Location, Problem, Problems};
use crate::files::SourceFile;

/// Money as license files write it: `{ value = "50000.00", currency = "USD" }`, for caps with `per`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawMoney {
    value: Option<Spanned<toml::Value>>,
    currency: Option<Spanned<String>>,
    pub(crate) per: Option<Spanned<String>>,
}

/// A list of texts, each with its place in the file.
pub(crate) type TextList = Spanned<Vec<Spanned<String>>>;

/// Reads a whole file into its raw form, or notes what is wrong with its syntax, keys or types.
pub(crate) fn parse<T: DeserializeOwned>(file: &SourceFile, problems: &mut Problems) -> Option<T> {
    match toml::from_str(&file.text) {
        Ok(raw) => Some(raw),
        Err(error) => {
            problems.push(broken(file, &error));
            None
        }
    }
}

/// Reads a file that is an array of tables under one key, as `[[license]]`, whose keys are read one by one. `None` where
/// its syntax is wrong; what else is wrong is noted.
pub(crate) fn tables<'i>(file: &'i SourceFile, key: &str, problems: &mut Problems) -> Option<Vec<Table<'i>>> {
    let mut document = match DeTable::parse(&file.text) {
        Ok(document) => document.into_inner(),
        Err(error) => {
            problems.push(broken(file, &error));
            return None;
        }
    };
    let found = document.remove(key);
    if let Some((other, _)) = document.iter().next() {
        let lines = Lines::new(&file.path, &file.text);
        let name = other.get_ref();
        problems.add(
            &lines.at(other),
            name.as_ref(),
            format!("unknown field `{name}`, expected `{key}`"),
        );
        return None;
    }
    let Some(found) = found else {
        return Some(Vec::new());
    };
    let at = found.span();
    let list = match found.into_inner() {
        DeValue::Array(list) => list.into_iter().collect(),
        other => vec![Spanned::new(at, other)],
    };
    let lines = Lines::new(&file.path, &file.text);
    let mut tables = Vec::with_capacity(list.len());
    for value in list {
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(keys) => tables.push(Table {
                keys: Spanned::new(span, keys),
            }),
            other => {
                let reason = format!("is a {}; write [[{key}]] tables", other.type_str());
                problems.add(&lines.at(&Spanned::new(span, ())), key, reason);
            }
        }
    }
    Some(tables)
}

fn broken(file: &SourceFile, error: &toml::de::Error) -> Problem {
    let lines = Lines::new(&file.path, &file.text);
    let line = error.span().map(|span| lines.line(span.start));
    Problem {
        file: file.path.clone(),
        line,
        field: line.and_then(|line| key_on(&file.text, line)),
        reason: error.message().replace('\n', " "),
    }
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

/// The key that a line sets, or the table that it opens.
fn key_on(text: &str, line: u64) -> Option<String> {
    let line = text
        .lines()
        .nth(usize::try_from(line).ok()?.checked_sub(1)?)?
        .trim();
    let key = if line.starts_with('[') {
        line.trim_start_matches('[').split(']').next()?
    } else {
        line.split_once('=')?.0
    };
    let key = key.trim();
    (!key.is_empty()).then(|| key.to_owned())
}

/// Turns byte offsets of one file into lines.
pub(crate) struct Lines<'a> {
    file: &'a Path,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(file: &'a Path, text: &'a str) -> Lines<'a> {
        let starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, b)| *b == b'\n')
                    .map(|(at, _)| at + 1),
            )
            .collect();
        Lines { file, text, starts }
    }

    /// One-based line of a byte offset.
    fn line(&self, offset: usize) -> u64 {
        self.starts.partition_point(|start| *start <= offset) as u64
    }

    pub(crate) fn at<T>(&self, value: &Spanned<T>) -> Location {
        Location {
            file: self.file.to_owned(),
            line: self.line(value.span().start),
        }
    }
}

/// Lists that say the same empty as left out.
const MAY_BE_EMPTY: &[&str] = &["aliases", "monitors", "authorities"];

/// Checks the values of one entry (`program UN-1737`, `license us-ngo`), naming it in every problem.
pub(crate) struct Entry<'a> {
    pub(crate) lines: &'a Lines<'a>,
    pub(crate) problems: &'a mut Problems,
    /// `license us-ngo`.
    pub(crate) name: String,
    pub(crate) start: Location,
}

impl Entry<'_> {
    pub(crate) fn problem<T>(&mut self, at: &Spanned<T>, key: &str, reason: impl Into<String>) {
        let at = self.lines.at(at);
        self.problems.add(&at, format!("{}: {key}", self.name), reason);
    }

    /// A problem of the entry as a whole, at its first line.
    pub(crate) fn problem_here(&mut self, key: &str, reason: impl Into<String>) {
        let field = if key.is_empty() {
            self.name.clone()
        } else {
            format!("{}: {key}", self.name)
        };
        self.problems.add(&self.start, field, reason);
    }

    /// A text that must be there and not be blank; outer white space is removed.
    pub(crate) fn required(&mut self, value: Option<&Spanned<String>>, key: &str) -> Option<String> {
        match value {
            None => {
                self.problem_here(key, format!("is missing; every entry needs `{key}`"));
                None
            }
            Some(value) => self.text(value, key),
        }
    }

    pub(crate) fn text(&mut self, value: &Spanned<String>, key: &str) -> Option<String> {
        let text = value.get_ref().trim();
        if text.is_empty() {
            self.problem(value, key, "is empty");
            return None;
        }
        if text.chars().any(char::is_control) {
            self.problem(
                value,
                key,
                "holds a control character or a line break; write it on one line",
            );
            return None;
        }
        Some(text.to_owned())
    }

    pub(crate) fn optional(&mut self, value: Option<&Spanned<String>>, key: &str) -> Option<String> {
        value.and_then(|value| self.text(value, key))
    }

    /// A list of texts without repeats. An empty list is a mistake: leaving the key out says "any".
    pub(crate) fn list<T: PartialEq>(
        &mut self,
        values: Option<&Spanned<Vec<Spanned<String>>>>,
        key: &str,
        mut read: impl FnMut(&mut Self, &Spanned<String>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let values = values?;
        if values.get_ref().is_empty() && !MAY_BE_EMPTY.contains(&key) {
            self.problem(
                values,
                key,
                "is an empty list, which nothing can satisfy; name values or leave it out",
            );
        }
        let mut list = Vec::with_capacity(values.get_ref().len());
        for value in values.get_ref() {
            if let Some(read) = read(self, value) {
                if list.contains(&read) {
                    self.problem(value, key, format!("`{}` is there twice", value.get_ref()));
                } else {
                    list.push(read);
                }
            }
        }
        Some(list)
    }

    pub(crate) fn texts(
        &mut self,
        values: Option<&Spanned<Vec<Spanned<String>>>>,
        key: &str,
    ) -> Option<Vec<String>> {
        self.list(values, key, |entry, value| entry.text(value, key))
    }

    /// One of the fixed words of a type of the model.
    pub(crate) fn word<T: FromStr<Err = UnknownWord>>(
        &mut self,
        value: &Spanned<String>,
        key: &str,
    ) -> Option<T> {
        match value.get_ref().trim().parse() {
            Ok(word) => Some(word),
            Err(error) => {
                self.problem(value, key, error.to_string());
                None
            }
        }
    }

    pub(crate) fn words<T: FromStr<Err = UnknownWord> + PartialEq>(
        &mut self,
        values: Option<&Spanned<Vec<Spanned<String>>>>,
        key: &str,
    ) -> Option<Vec<T>> {
        self.list(values, key, |entry, value| entry.word(value, key))
    }

    pub(crate) fn country(&mut self, value: &Spanned<String>, key: &str) -> Option<CountryCode> {
        let code = CountryCode::new(value.get_ref().trim());
        if code.is_none() {
            self.problem(
                value,
                key,
                format!("`{}` is not a two-letter country code", value.get_ref()),
            );
        }
        code
    }

    pub(crate) fn currency(&mut self, value: &Spanned<String>, key: &str) -> Option<CurrencyCode> {
        let code = CurrencyCode::new(value.get_ref().trim());
        if code.is_none() {
            self.problem(
                value,
                key,
                format!("`{}` is not a three-letter currency code", value.get_ref()),
            );
        }
        code
    }

    /// A TOML date (`2022-12-21`), or the same as a string. A time of day is refused: law counts in days here.
    pub(crate) fn date(&mut self, value: &Spanned<toml::Value>, key: &str) -> Option<Date> {
        let text = match value.get_ref() {
            toml::Value::Datetime(date) => date.to_string(),
            toml::Value::String(text) => text.trim().to_owned(),
            other => {
                self.problem(
                    value,
                    key,
                    format!("is a {}, not a date like 2022-12-21", other.type_str()),
                );
                return None;
            }
        };
        let date = read_date(&text);
        if date.is_none() {
            self.problem(
                value,
                key,
                format!("`{text}` is not a calendar date like 2022-12-21"),
            );
        }
        date
    }

    pub(crate) fn count(&mut self, value: &Spanned<i64>, key: &str, least: i64, most: i64) -> Option<u32> {
        let count = *value.get_ref();
        if count < least || count > most {
            self.problem(
                value,
                key,
                format!("is {count}; it must be from {least} to {most}"),
            );
            return None;
        }
        u32::try_from(count).ok()
    }

    /// A positive amount with its currency.
    pub(crate) fn money(&mut self, money: &Spanned<RawMoney>, key: &str) -> Option<(Decimal, CurrencyCode)> {
        let raw = money.get_ref();
        let currency = match &raw.currency {
            None => {
                self.problem(
                    money,
                    &format!("{key}.currency"),
                    "is missing; an amount without a currency limits nothing",
                );
                None
            }
            Some(currency) => self.currency(currency, &format!("{key}.currency")),
        };
        let value_key = format!("{key}.value");
        let value = match &raw.value {
            None => {
                self.problem(money, &value_key, "is missing");
                None
            }
            Some(value) => {
                let text = match value.get_ref() {
                    toml::Value::String(text) => Some(text.trim().to_owned()),
                    toml::Value::Integer(number) => Some(number.to_string()),
                    _ => None,
                };
                let decimal = text
                    .as_deref()
                    .and_then(|text| Decimal::from_str_exact(text).ok());
                match decimal {
                    Some(decimal) if decimal > Decimal::ZERO => Some(decimal),
                    Some(_) => {
                        self.problem(value, &value_key, "must be more than zero");
                        None
                    }
                    None => {
                        self.problem(value, &value_key, "is not an amount in quotes, like \"50000.00\"");
                        None
                    }
                }
            }
        };
        Some((value?, currency?))
    }
}

/// `YYYY-MM-DD` and nothing else.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let b = text.as_bytes();
    let shape = b.len() == 10
        && b.iter().enumerate().all(|(at, c)| {
            if at == 4 || at == 7 {
                *c == b'-'
            } else {
                c.is_ascii_digit()
            }
        });
    if shape { text.parse().ok() } else { None }
}
