//! What an alert or a release says that it did not say in the run before; in a delta run only.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A member of an alert or a release that differs from the run before.
///
/// Of a list, `old` and `new` hold the elements that only that side has. A member that one side does not have is `null`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// Where it stands in the record: `outcome`, `designation.birth_dates`.
    pub member: Cow<'static, str>,
    /// What it said.
    pub old: Value,
    /// What it says.
    pub new: Value,
}

impl Change {
    /// How a member differs; `None` where it does not. The order of a list tells nothing.
    pub(crate) fn of(member: impl Into<Cow<'static, str>>, old: Value, new: Value) -> Option<Change> {
        let (old, new) = match (old, new) {
            (Value::Array(old), Value::Array(new)) => {
                let (gone, come) = only_in_one(old, new);
                if gone.is_empty() && come.is_empty() {
                    return None;
                }
                (gone.into(), come.into())
            }
            (old, new) if old == new => return None,
            other => other,
        };
        Some(Change {
            member: member.into(),
            old,
            new,
        })
    }
}

/// The elements that only one of two lists has. One that stands there twice counts twice.
fn only_in_one(old: Vec<Value>, mut new: Vec<Value>) -> (Vec<Value>, Vec<Value>) {
    let mut gone = Vec::new();
    for element in old {
        match new.iter().position(|other| *other == element) {
            Some(same) => drop(new.remove(same)),
            None => gone.push(element),
        }
    }
    (gone, new)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Change;

    fn change(old: Value, new: Value) -> Option<(Value, Value)> {
        Change::of("m", old, new).map(|change| (change.old, change.new))
    }

    #[test]
    fn a_change_of_a_list_tells_what_came_and_what_went() {
        assert_eq!(change(json!(["a", "b"]), json!(["b", "a"])), None);
        assert_eq!(
            change(json!(["a", "b", "b"]), json!(["b", "c"])),
            Some((json!(["a", "b"]), json!(["c"])))
        );
    }

    #[test]
    fn a_change_of_anything_else_tells_both_values() {
        assert_eq!(change(json!("review"), json!("review")), None);
        assert_eq!(
            change(json!("review"), json!("block")),
            Some((json!("review"), json!("block")))
        );
        assert_eq!(
            change(Value::Null, json!(["c"])),
            Some((Value::Null, json!(["c"])))
        );
    }
}
