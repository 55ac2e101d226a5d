//! JSON Schemas of the types that are written as one string or number.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{CountryCode, CurrencyCode, Field, Score};

macro_rules! schema {
    ($type:ident, $($schema:tt)+) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($($schema)+)
            }
        }
    };
}

schema!(Score, {
    "description": "How strongly two names agree, in ten-thousandths.",
    "type": "number",
    "minimum": 0,
    "maximum": 1,
});

schema!(CountryCode, {
    "description": "An ISO 3166-1 alpha-2 country code; user-assigned codes (`XK`) too.",
    "type": "string",
    "pattern": "^[A-Z]{2}$",
});

schema!(CurrencyCode, {
    "description": "An ISO 4217 currency code.",
    "type": "string",
    "pattern": "^[A-Z]{3}$",
});

schema!(Field, {
    "description": "A party or agent of the payment by its role (the second of a role: `creditor_2`), its address \
                    (`creditor_address`), `remittance_information` or `other_text`.",
    "type": "string",
    "pattern": "^[a-z]+(_[a-z0-9]+)*$",
});
