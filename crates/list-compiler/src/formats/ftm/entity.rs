//! An entity as a line or a nested object has it.

use std::collections::{BTreeMap, HashSet};

use portcullis_model::CountryCode;
use serde::Deserialize;
use serde_json::Value;

use crate::country;
use crate::text::squeeze;

/// Entities inside entities deeper than this are not looked for.
const NESTED_MAX: usize = 8;

/// An entity as a line or a nested object has it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Entity {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub schema: String,
    #[serde(default)]
    pub caption: String,
    #[serde(default)]
    pub datasets: Vec<String>,
    #[serde(default)]
    pub properties: BTreeMap<String, Value>,
    #[serde(default)]
    pub last_change: Option<String>,
    #[serde(skip)]
    pub line: u64,
}

impl Entity {
    /// The values of a property that are texts.
    pub fn all<'e>(&'e self, property: &str) -> impl Iterator<Item = String> + use<'e> {
        let values: &[Value] = match self.properties.get(property) {
            Some(Value::Array(values)) => values,
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        values.iter().filter_map(text)
    }

    pub fn first(&self, property: &str) -> String {
        self.all(property).next().unwrap_or_default()
    }
}

/// A value in words; `None` for an object or for nothing.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => squeeze(text),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

pub(super) fn copy(entity: &Entity) -> Entity {
    Entity {
        id: entity.id.clone(),
        schema: entity.schema.clone(),
        caption: entity.caption.clone(),
        datasets: entity.datasets.clone(),
        properties: entity.properties.clone(),
        last_change: None,
        line: entity.line,
    }
}

/// Takes the entities inside an entity's properties out, and leaves their ids. What is inside an entity and does not say
/// what it is about is about that entity.
pub(super) fn unnest(entity: &mut Entity, depth: usize, found: &mut Vec<Entity>) {
    if depth >= NESTED_MAX {
        return;
    }
    for value in entity.properties.values_mut() {
        let Value::Array(values) = value else { continue };
        for value in values {
            if !value.get("schema").is_some_and(Value::is_string) {
                continue;
            }
            let Ok(mut inner) = serde_json::from_value::<Entity>(value.take()) else {
                continue;
            };
            *value = Value::String(inner.id.clone());
            let subject = match inner.schema.as_str() {
                "Sanction" => "entity",
                "Identification" | "Passport" | "BankAccount" | "CryptoWallet" => "holder",
                _ => "",
            };
            if !subject.is_empty() && !inner.properties.contains_key(subject) {
                let about = Value::Array(vec![Value::String(entity.id.clone())]);
                inner.properties.insert(subject.to_owned(), about);
            }
            unnest(&mut inner, depth + 1, found);
            found.push(inner);
        }
    }
    // What was nested is read by its own schema; its ids are no values.
    if depth == 0 && !found.is_empty() {
        let ids: HashSet<&str> = found.iter().map(|inner| inner.id.as_str()).collect();
        let is_id = |v: &Value| v.as_str().is_some_and(|id| ids.contains(id));
        entity.properties.retain(|property, value| {
            property == "addressEntity"
                || !value
                    .as_array()
                    .is_some_and(|values| !values.is_empty() && values.iter().all(is_id))
        });
    }
}

/// FollowTheMoney's country codes are ISO's in lower case, some with a region after them (`gb-sct`).
pub(super) fn code(value: &str) -> Option<CountryCode> {
    let head = value.split('-').next().unwrap_or(value);
    country::iso_code(&head.to_ascii_uppercase()).or_else(|| country::code(value))
}
