//! Whether a list says of a designation what it said before, in what a person decides on.

use std::collections::BTreeMap;

use portcullis_model::Designation;
use serde_json::Value;

/// Members of a designation's record that nobody decides on: its id, which is the same; the day on which it was last edited,
/// without what was; what older snapshots said; its print; and the ids of the same party on other lists.
pub const RECORD_LEFT_OUT: [&str; 5] = ["id", "amended_on", "same_as", "former", "source_record"];

/// Of the digest so many hexadecimal digits are written: 64 bits, of one designation among its own versions.
const DIGITS: usize = 16;

/// Digest of what a list says of a designation, the members of [`RECORD_LEFT_OUT`] aside: sixteen hexadecimal digits of BLAKE3
/// over its JSON with the members of every object in the order of their names.
#[must_use]
pub fn content_digest(designation: &Designation) -> String {
    // Plain data: it can be written as JSON; if it ever could not, no two would be equal to what was said of.
    let mut value = serde_json::to_value(designation).unwrap_or(Value::Null);
    if let Value::Object(members) = &mut value {
        for name in RECORD_LEFT_OUT {
            members.remove(name);
        }
    }
    let mut text = String::new();
    write_sorted(&value, &mut text);
    let mut digest = blake3::hash(text.as_bytes()).to_hex().to_string();
    digest.truncate(DIGITS);
    digest
}

/// Writes a value with the members of every object in the order of their names, whatever order it keeps.
fn write_sorted(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            text.push('{');
            for (name, value) in sorted {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write_sorted(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for value in values {
                write_sorted(value, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::content_digest;

    #[test]
    fn a_digest_changes_with_what_a_person_decides_on_and_with_nothing_else() {
        let mut listed = Designation::new("t-1", "Test", "UN", Schema::Person);
        listed.names.push(Name::new("ALFA", NameKind::Primary));
        let before = content_digest(&listed);
        let read: Designation = serde_json::from_str(&serde_json::to_string(&listed).unwrap()).unwrap();
        assert_eq!(
            content_digest(&read),
            before,
            "written as JSON and read back it is the same"
        );
        listed.amended_on = Some("2026-02-03".parse().unwrap());
        listed.same_as.push("t-2".to_owned());
        listed.source_record = "print".to_owned();
        assert_eq!(content_digest(&listed), before);
        listed.names.push(Name::new("BETA", NameKind::Alias));
        assert_ne!(content_digest(&listed), before);
    }
}
