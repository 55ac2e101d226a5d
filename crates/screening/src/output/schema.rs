//! JSON Schemas of the JSON files of a run, made from the structs that write them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;

use super::{Alert, Discount, EndedAlert, Prepared, Release, Suppressed, Unbound};
use crate::{files, summary::SummaryFile};

/// The JSON files of a run, each with the schema (draft 2020-12) of a line of it, or of the whole of `summary.json`.
///
/// Members that are not in a schema may be added by a later version; those that are required stay.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        (files::ALERTS, schema_of::<Alert<'static>>()),
        (files::RELEASED, schema_of::<Release<'static>>()),
        (files::SUPPRESSED, schema_of::<Suppressed<'static>>()),
        (files::DISCOUNTED, schema_of::<Discount<'static>>()),
        (files::UNBOUND, schema_of::<Unbound<'static>>()),
        (files::ENDED, schema_of::<EndedAlert<'static>>()),
        (files::SUMMARY, schema_of::<SummaryFile>()),
    ]
}

fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

impl<T: JsonSchema> JsonSchema for Prepared<'_, T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
