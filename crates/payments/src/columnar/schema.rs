//! Which columns a table has. A structure is as many columns as it has parts: `debtor.name`.

use arrow_schema::{DataType, Fields, Schema, TimeUnit};
use jiff::tz::TimeZone;

use crate::csv::{column::Column, dialect::DecimalMark};

/// How deep structures are looked into.
const DEPTH_MAX: usize = 8;

/// A column that is no structure.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Its name, behind those of the structures that it is in.
    pub(super) header: String,
    /// Its place in the schema, and in each structure on the way.
    pub(super) path: Vec<usize>,
    data_type: DataType,
    /// The zone of its timestamps; `None`: they are local, or in a zone that nobody knows.
    pub(super) zone: Option<TimeZone>,
    /// What it is; `None`: it is not used.
    pub(super) column: Option<Column>,
    /// How amounts that are text are written: numbers are written as they are.
    pub(super) decimal: DecimalMark,
}

/// The columns of a table, in order.
pub(super) fn leaves(schema: &Schema) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    add(schema.fields(), "", &[], &mut leaves);
    leaves
}

fn add(fields: &Fields, before: &str, path: &[usize], leaves: &mut Vec<Leaf>) {
    for (place, field) in fields.iter().enumerate() {
        let header = format!("{before}{}", field.name());
        let path = [path, &[place]].concat();
        match field.data_type() {
            DataType::Struct(fields) if path.len() < DEPTH_MAX && !fields.is_empty() => {
                add(fields, &format!("{header}."), &path, leaves);
            }
            data_type => leaves.push(Leaf {
                header: named(&header, data_type),
                path,
                zone: zone(data_type),
                data_type: data_type.clone(),
                column: None,
                decimal: DecimalMark::default(),
            }),
        }
    }
}

/// The name of a column with those of what is in it: under any of them parties may stand.
fn named(header: &str, data_type: &DataType) -> String {
    let (DataType::List(inner)
    | DataType::LargeList(inner)
    | DataType::ListView(inner)
    | DataType::LargeListView(inner)
    | DataType::FixedSizeList(inner, _)
    | DataType::Map(inner, _)) = data_type
    else {
        return header.to_owned();
    };
    let DataType::Struct(parts) = inner.data_type() else {
        return header.to_owned();
    };
    let parts: Vec<String> = parts
        .iter()
        .map(|part| named(part.name(), part.data_type()))
        .collect();
    format!("{header}({})", parts.join(", "))
}

fn zone(data_type: &DataType) -> Option<TimeZone> {
    let DataType::Timestamp(_, Some(name)) = data_type else {
        return None;
    };
    offset(name)
        .map(TimeZone::fixed)
        .or_else(|| TimeZone::get(name).ok())
}

/// `+02:00`, `+0200`, `-05`, `Z`.
fn offset(name: &str) -> Option<jiff::tz::Offset> {
    if matches!(name, "Z" | "UTC" | "utc") {
        return Some(jiff::tz::Offset::UTC);
    }
    let (sign, digits) = match name.as_bytes().first()? {
        b'+' => (1, &name[1..]),
        b'-' => (-1, &name[1..]),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let number = |part: &str| {
        part.parse::<i32>()
            .ok()
            .filter(|_| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        _ => return None,
    };
    jiff::tz::Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

impl Leaf {
    /// Why its values cannot be read as what a payment says, where that is so.
    pub(super) fn unreadable(&self) -> Option<String> {
        let mut data_type = &self.data_type;
        while let DataType::Dictionary(_, values) = data_type {
            data_type = values;
        }
        let is_text = is_text(data_type);
        let is_number = data_type.is_integer()
            || data_type.is_decimal()
            || matches!(
                data_type,
                DataType::Float16
                    | DataType::Float32
                    | DataType::Float64
                    | DataType::Boolean
                    | DataType::Null
            );
        match data_type {
            _ if is_text || is_number => None,
            DataType::Date32 | DataType::Date64 => None,
            DataType::Timestamp(_, Some(zone)) if self.zone.is_none() => Some(format!(
                "holds timestamps of a time zone that is not known, `{zone}`"
            )),
            DataType::Timestamp(_, _) => None,
            DataType::List(_)
            | DataType::LargeList(_)
            | DataType::ListView(_)
            | DataType::LargeListView(_)
            | DataType::FixedSizeList(_, _) => Some("holds lists".to_owned()),
            DataType::Map(_, _) => Some("holds maps".to_owned()),
            DataType::Struct(_) => Some("holds structures".to_owned()),
            other => Some(format!("holds values of the type {other}")),
        }
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::FixedSizeBinary(_)
    )
}

/// How many of a unit are a second.
pub(super) const fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_schema::{DataType, Field, Schema};

    use super::{leaves, offset};

    #[test]
    fn a_structure_is_the_columns_of_its_parts_and_a_list_of_some_names_them() {
        let text = |name: &str| Field::new(name, DataType::Utf8, true);
        let party = DataType::Struct(vec![text("name"), text("account")].into());
        let schema = Schema::new(vec![
            Field::new("debtor", party.clone(), true),
            Field::new(
                "others",
                DataType::List(Arc::new(Field::new("item", party, true))),
                true,
            ),
            text("payment_id"),
        ]);
        let headers: Vec<String> = leaves(&schema).into_iter().map(|leaf| leaf.header).collect();
        assert_eq!(
            headers,
            [
                "debtor.name",
                "debtor.account",
                "others(name, account)",
                "payment_id"
            ]
        );
    }

    #[test]
    fn zones_are_offsets_or_names() {
        assert_eq!(offset("+05:30").unwrap().seconds(), 19_800);
        assert_eq!(offset("-0800").unwrap().seconds(), -28_800);
        assert_eq!(offset("Z").unwrap().seconds(), 0);
        assert!(offset("Europe/Berlin").is_none() && offset("+é").is_none() && offset("+-1:00").is_none());
    }
}
