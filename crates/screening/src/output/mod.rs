//! The records of a run, one file each. What files a run has is a table: [`crate::files::FILES`].
//!
//! Whoever writes, checks, shows or tests a record uses the same struct. Members that a worker serializes ahead of the
//! writer are [`Prepared`] JSON of a known type. A new output is one file here and one row of that table.

mod alert;
mod case;
mod change;
mod check;
mod cover;
mod decision;
mod discount;
mod ended;
mod hit;
mod of_payment;
mod path;
mod payment;
mod reject;
mod release;
#[cfg(feature = "schema")]
mod schema;
mod suppressed;
mod unbound;
mod word;

use std::{borrow::Cow, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::value::RawValue;

pub use alert::{Alert, AlertChange, SameParty};
pub use case::CaseRow;
pub use change::Change;
pub(crate) use check::designations;
pub use check::{CheckRecords, CheckedDiscount, CheckedHit};
pub use cover::CoverRow;
pub use decision::DecisionRow;
pub(crate) use decision::{ClearRow, OUTCOME_COLUMN};
pub use discount::Discount;
pub use ended::{Ended, EndedAlert, EndedBy};
pub use hit::PassedHit;
pub(crate) use hit::PreparedHit;
pub use of_payment::PaymentRecords;
pub(crate) use payment::party_text;
pub use payment::{PartiesFacts, PartyFacts, PaymentFacts};
pub use reject::RejectRow;
pub use release::Release;
#[cfg(feature = "schema")]
pub use schema::schemas;
pub use suppressed::Suppressed;
pub use unbound::Unbound;
pub(crate) use word::{WordRow, digest_of_words, push_word};

use crate::ScreenError;

/// A record of one of the files of a run: a line of JSON or a row of CSV.
pub(crate) trait Record {
    /// The file, one of [`crate::files`].
    const FILE: &'static str;

    /// Appends the line, its end included.
    fn append_to(&self, line: &mut Vec<u8>) -> Result<(), ScreenError>;
}

/// Which payment it is.
#[derive(Clone, Copy)]
pub(crate) struct PaymentRef<'a> {
    pub(crate) payment_id: &'a str,
    /// The payments file, as named.
    pub(crate) file: &'a str,
    pub(crate) line: u64,
}

/// JSON of a `T`, serialized ahead by a worker so that the writer only copies it.
pub struct Prepared<'a, T> {
    json: Cow<'a, RawValue>,
    of: PhantomData<fn() -> T>,
}

impl<T> Prepared<'static, T> {
    pub(crate) fn new(value: &T) -> serde_json::Result<Prepared<'static, T>>
    where
        T: Serialize,
    {
        Prepared::of_type(value)
    }

    /// `value` is a `T` of another lifetime.
    pub(crate) fn of_type(value: &impl Serialize) -> serde_json::Result<Prepared<'static, T>> {
        let json = serde_json::value::to_raw_value(value)?;
        Ok(Prepared {
            json: Cow::Owned(json),
            of: PhantomData,
        })
    }
}

impl<T> Prepared<'_, T> {
    /// The same JSON, not copied.
    pub(crate) fn share(&self) -> Prepared<'_, T> {
        Prepared {
            json: Cow::Borrowed(&self.json),
            of: PhantomData,
        }
    }

    /// The JSON.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.get()
    }

    /// What it says.
    ///
    /// # Errors
    /// It was read from a file, and is no `T`.
    pub fn read(&self) -> Result<T, serde_json::Error>
    where
        T: DeserializeOwned,
    {
        serde_json::from_str(self.json())
    }
}

impl<T> std::fmt::Debug for Prepared<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.json())
    }
}

impl<T> Serialize for Prepared<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Prepared<'_, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Prepared {
            json: Cow::Owned(Box::<RawValue>::deserialize(deserializer)?),
            of: PhantomData,
        })
    }
}

/// Appends a record as one line of JSON.
fn append_json(line: &mut Vec<u8>, record: &impl Serialize) -> Result<(), ScreenError> {
    serde_json::to_writer(&mut *line, record).map_err(unwritable)?;
    line.push(b'\n');
    Ok(())
}

#[allow(clippy::needless_pass_by_value)] // as `map_err` calls it
pub(crate) fn unwritable(error: serde_json::Error) -> ScreenError {
    ScreenError::internal(format!("a record could not be written as JSON: {error}"))
}
