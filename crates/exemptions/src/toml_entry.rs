//! Turns the values of an entry of a TOML file into checked types, and notes a problem where that fails.

use std::str::FromStr;

use jiff::civil::Date;
use portcullis_model::{CountryCode, CurrencyCode, Decimal, PlaceCode, UnknownWord};
use serde::Deserialize;

use crate::currency;
use crate::date::read_day;
use crate::error::{Location, Problems};
use crate::toml_file::{Lines, Spanned, TextList};

/// Money as license files write it: `{ value = "50000.00", currency = "USD" }`, for caps with `per`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawMoney {
    value: Option<Spanned<toml::Value>>,
    currency: Option<Spanned<String>>,
    pub(crate) per: Option<Spanned<String>>,
}

/// Lists that may be empty: what they say then is nothing, or nobody.
const MAY_BE_EMPTY: &[&str] = &["aliases", "monitors", "except", "phase.except", "aggregate_with"];

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
        let (mark, at) = (self.lines.mark(at.span()), self.lines.at(at));
        let field = format!("{}: {key}", self.name);
        self.problems.add_marked(&at, Some(mark), field, reason);
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
        values: Option<&TextList>,
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

    pub(crate) fn texts(&mut self, values: Option<&TextList>, key: &str) -> Option<Vec<String>> {
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
        values: Option<&TextList>,
        key: &str,
    ) -> Option<Vec<T>> {
        self.list(values, key, |entry, value| entry.word(value, key))
    }

    /// A country of ISO 3166. Another code would fit no payment: nobody would be bound, and nothing released.
    pub(crate) fn country(&mut self, value: &Spanned<String>, key: &str) -> Option<CountryCode> {
        let code =
            CountryCode::new(value.get_ref().trim()).filter(|code| PlaceCode::of_country(*code).is_some());
        if code.is_none() {
            let stated = value.get_ref();
            let meant = match stated.trim() {
                "UK" | "uk" => ": the United Kingdom is GB",
                "EL" | "el" => ": Greece is GR",
                _ => "; write the two letters of ISO 3166, like US",
            };
            self.problem(value, key, format!("`{stated}` is no country{meant}"));
        }
        code
    }

    /// Places by which law binds: countries of ISO 3166, and regions.
    pub(crate) fn places(&mut self, values: Option<&TextList>, key: &str) -> Option<Vec<PlaceCode>> {
        self.list(values, key, |entry, value| match value.get_ref().trim().parse() {
            Ok(place) => Some(place),
            Err(error) => {
                entry.problem(value, key, error);
                None
            }
        })
    }

    pub(crate) fn currency(&mut self, value: &Spanned<String>, key: &str) -> Option<CurrencyCode> {
        let code = CurrencyCode::new(value.get_ref().trim()).filter(|code| currency::is_known(*code));
        if code.is_none() {
            self.problem(
                value,
                key,
                format!(
                    "`{}` is no currency; write the three letters of ISO 4217, like USD",
                    value.get_ref()
                ),
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
        match read_day(&text) {
            Ok(date) => Some(date),
            Err(reason) => {
                self.problem(value, key, reason);
                None
            }
        }
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
                    Some(decimal) => {
                        let reason = format!("is {decimal}; it must be more than zero");
                        self.problem(value, &value_key, reason);
                        None
                    }
                    None => {
                        let stated =
                            text.map_or_else(|| value.get_ref().to_string(), |text| format!("`{text}`"));
                        let reason = format!("{stated} is not an amount in quotes, like \"50000.00\"");
                        self.problem(value, &value_key, reason);
                        None
                    }
                }
            }
        };
        Some((value?, currency?))
    }
}
