//! The values of a column as text, as a CSV file would have them.

use std::{
    fmt::{Display, Write},
    io::Write as _,
};

use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, BooleanArray, FixedSizeBinaryArray, LargeBinaryArray,
    LargeStringArray, StringArray, StringViewArray, StructArray,
    cast::AsArray,
    types::{
        Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Float16Type, Float32Type,
        Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
        TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
        UInt32Type, UInt64Type,
    },
};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, TimeUnit};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::schema::{Leaf, per_second};
use crate::{
    csv::{column::Column, dialect::DecimalMark, rows::RowWriter},
    held::FieldFault,
};

/// The values of a column in a batch.
pub(super) struct Cells<'b> {
    values: Values<'b>,
    /// Where the column has nothing, or one of the structures that it is in; only where some of it is nothing.
    nulls: Vec<&'b NullBuffer>,
    len: usize,
    leaf: &'b Leaf,
}

enum Values<'b> {
    Text(Texts<'b>),
    Bytes(BytesOf<'b>),
    Whole(&'b dyn Array, fn(&dyn Array, usize) -> i128),
    Decimal(&'b dyn Array, fn(&dyn Array, usize) -> i128, i8),
    /// Of 256 bits.
    LongDecimal(&'b arrow_array::Decimal256Array),
    Float(&'b dyn Array, fn(&dyn Array, usize) -> f64),
    Bool(&'b BooleanArray),
    /// Days since 1970-01-01.
    Date(&'b dyn Array, fn(&dyn Array, usize) -> i64),
    Timestamp(&'b dyn Array, fn(&dyn Array, usize) -> i64, TimeUnit),
    Dictionary(Vec<usize>, Box<Cells<'b>>),
    /// Nothing in it.
    Nothing,
    /// Something that is not read.
    Other,
}

enum Texts<'b> {
    Short(&'b StringArray),
    Long(&'b LargeStringArray),
    View(&'b StringViewArray),
}

enum BytesOf<'b> {
    Short(&'b BinaryArray),
    Long(&'b LargeBinaryArray),
    View(&'b BinaryViewArray),
    Fixed(&'b FixedSizeBinaryArray),
}

/// Reads a value of a primitive array that is known to be of the type.
fn value<T: arrow_array::types::ArrowPrimitiveType>(array: &dyn Array, row: usize) -> T::Native {
    array.as_primitive::<T>().value(row)
}

macro_rules! whole {
    ($array:expr, $type:ty) => {
        Values::Whole($array, |array, row| i128::from(value::<$type>(array, row)))
    };
}

impl<'b> Cells<'b> {
    /// The cells of a column, given the columns of the schema.
    pub(super) fn of(columns: &'b [ArrayRef], leaf: &'b Leaf) -> Cells<'b> {
        Cells::of_column(&columns[leaf.path[0]], leaf)
    }

    /// The cells of a column, given the column of the schema that it is or that it stands in.
    pub(super) fn of_column(root: &'b ArrayRef, leaf: &'b Leaf) -> Cells<'b> {
        let mut array = root;
        let mut nulls: Vec<&NullBuffer> = array.nulls().into_iter().collect();
        for place in &leaf.path[1..] {
            let parts: &StructArray = array.as_struct();
            array = parts.column(*place);
            nulls.extend(array.nulls());
        }
        nulls.retain(|nulls| nulls.null_count() > 0);
        Cells {
            values: Values::of(array.as_ref(), leaf),
            nulls,
            len: root.len(),
            leaf,
        }
    }

    /// How many rows there are.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Whether no row has anything.
    pub(super) fn has_nothing(&self) -> bool {
        let is_all_null = self.nulls.iter().any(|nulls| nulls.null_count() == nulls.len());
        is_all_null || matches!(self.values, Values::Nothing)
    }

    /// Writes a row as the next field.
    #[inline]
    pub(super) fn put(&self, row: usize, writer: &mut RowWriter) {
        if self.is_nothing(row) {
            writer.skip(1);
        } else if let Values::Text(Texts::View(texts)) = &self.values {
            // Nearly all fields are of this kind.
            writer.text(texts.value(row).as_bytes());
        } else {
            writer.field(|text| self.write_value(row, text));
        }
    }

    #[inline]
    fn is_nothing(&self, row: usize) -> bool {
        match self.nulls.as_slice() {
            [] => false,
            [nulls] => nulls.is_null(row),
            nulls => nulls.iter().any(|nulls| nulls.is_null(row)),
        }
    }

    /// Adds the text of a row, and gives what is wrong with its value.
    pub(super) fn write(&self, row: usize, text: &mut Vec<u8>) -> Option<FieldFault> {
        if self.is_nothing(row) {
            return None;
        }
        self.write_value(row, text)
    }

    fn write_value(&self, row: usize, text: &mut Vec<u8>) -> Option<FieldFault> {
        match &self.values {
            Values::Text(texts) => text.extend_from_slice(texts.at(row).as_bytes()),
            Values::Bytes(bytes) => text.extend_from_slice(bytes.at(row)),
            Values::Dictionary(keys, values) => return values.write(keys[row], text),
            Values::Nothing => {}
            // That there is something is all that counts of it.
            Values::Other => text.push(b'?'),
            Values::Whole(array, value) => add(text, format_args!("{}", value(*array, row))),
            Values::Bool(array) => add(text, format_args!("{}", array.value(row))),
            Values::Decimal(array, value, scale) => self.add_decimal(value(*array, row), *scale, text),
            Values::LongDecimal(array) => self.add_decimal(array.value(row), array.scale(), text),
            Values::Float(array, value) => return self.add_float(value(*array, row), text),
            Values::Date(array, value) => return add_date(value(*array, row), text),
            Values::Timestamp(array, value, unit) => {
                return self.add_timestamp(value(*array, row), *unit, text);
            }
        }
        None
    }

    /// Adds a decimal number, of whose digits `scale` stand behind the point.
    fn add_decimal(&self, number: impl Display, scale: i8, text: &mut Vec<u8>) {
        let begin = text.len();
        add(text, format_args!("{number}"));
        let digits = begin + usize::from(text[begin..].starts_with(b"-"));
        let Some(decimals) = usize::try_from(scale).ok().filter(|decimals| *decimals > 0) else {
            if text[digits..] != *b"0" {
                text.resize(text.len() + usize::from(scale.unsigned_abs()), b'0');
            }
            return;
        };
        // At least one digit stands before the point.
        let missing = (decimals + 1).saturating_sub(text.len() - digits);
        if missing > 0 {
            text.splice(digits..digits, std::iter::repeat_n(b'0', missing));
        }
        text.insert(text.len() - decimals, self.mark());
    }

    /// What stands before the decimals, as the fields of amounts are read.
    fn mark(&self) -> u8 {
        match self.leaf.decimal {
            DecimalMark::Comma if self.leaf.column == Some(Column::Amount) => b',',
            _ => b'.',
        }
    }

    /// Adds a floating-point number in the fewest digits that tell it from others. None holds an exact amount.
    fn add_float(&self, number: f64, text: &mut Vec<u8>) -> Option<FieldFault> {
        // How tables in memory write that there is nothing.
        if number.is_nan() {
            return None;
        }
        let mut digits = String::new();
        let _ = write!(digits, "{number}");
        let is_amount = self.leaf.column == Some(Column::Amount);
        let is_days = self.leaf.column == Some(Column::DebtTenorDays);
        let advice = if is_amount {
            "which holds no exact amount; write the column as decimals or as text"
        } else {
            "which may lack digits; write the column as text"
        };
        let reason = format!("`{digits}` is a floating-point number, {advice}");
        if is_amount {
            digits = digits.replace('.', if self.mark() == b',' { "," } else { "." });
        }
        text.extend_from_slice(digits.as_bytes());
        // A number of days is exact, or is refused for what stands behind its point.
        (!is_days).then_some(FieldFault {
            rejects: is_amount,
            reason,
        })
    }

    /// Adds a moment: its day where a day is read, and else with its time.
    fn add_timestamp(&self, moment: i64, unit: TimeUnit, text: &mut Vec<u8>) -> Option<FieldFault> {
        let (seconds, zone) = (moment.div_euclid(per_second(unit)), self.leaf.zone.as_ref());
        let Some(local) = local(seconds, zone) else {
            add(text, format_args!("{moment}"));
            return None;
        };
        if local.year() >= 0 {
            push_day(local.date(), text);
        } else {
            add(text, format_args!("{}", local.date()));
        }
        let is_day = matches!(
            self.leaf.column,
            Some(
                Column::ValueDate
                    | Column::DebtorBirthDate
                    | Column::CreditorBirthDate
                    | Column::DebtIssuedOn
            )
        );
        if !is_day {
            let time = local.time();
            add(
                text,
                format_args!("T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second()),
            );
        }
        None
    }
}

/// A moment, in seconds since 1970, as a clock shows it: the zone's, or as it is where it has none.
fn local(seconds: i64, zone: Option<&TimeZone>) -> Option<DateTime> {
    let moment = Timestamp::from_second(seconds).ok()?;
    Some(match zone {
        Some(zone) => zone.to_datetime(moment),
        None => jiff::tz::Offset::UTC.to_datetime(moment),
    })
}

fn add(text: &mut Vec<u8>, what: std::fmt::Arguments<'_>) {
    // Writing to memory does not fail.
    let _ = text.write_fmt(what);
}

/// Adds a day, given as days since 1970; as a number where no calendar has it.
fn add_date(days: i64, text: &mut Vec<u8>) -> Option<FieldFault> {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    let day = i32::try_from(days).ok().and_then(|days| {
        EPOCH
            .checked_add(jiff::SignedDuration::from_hours(i64::from(days) * 24))
            .ok()
    });
    match day {
        Some(day) if day.year() >= 0 => {
            push_day(day, text);
        }
        _ => add(text, format_args!("{days}")),
    }
    None
}

/// Adds a day of our era: `2024-01-31`. Every row has one, so that it is written without what formats anything.
fn push_day(day: Date, text: &mut Vec<u8>) {
    let digit = |number: i16| b'0' + u8::try_from(number % 10).unwrap_or_default();
    let (year, month, day) = (day.year(), i16::from(day.month()), i16::from(day.day()));
    text.extend_from_slice(&[
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
    ]);
}

impl<'b> Values<'b> {
    fn of(array: &'b dyn Array, leaf: &'b Leaf) -> Values<'b> {
        match array.data_type() {
            DataType::Null => Values::Nothing,
            DataType::Utf8 => Values::Text(Texts::Short(array.as_string())),
            DataType::LargeUtf8 => Values::Text(Texts::Long(array.as_string())),
            DataType::Utf8View => Values::Text(Texts::View(array.as_string_view())),
            DataType::Binary => Values::Bytes(BytesOf::Short(array.as_binary())),
            DataType::LargeBinary => Values::Bytes(BytesOf::Long(array.as_binary())),
            DataType::BinaryView => Values::Bytes(BytesOf::View(array.as_binary_view())),
            DataType::FixedSizeBinary(_) => Values::Bytes(BytesOf::Fixed(array.as_fixed_size_binary())),
            DataType::Boolean => Values::Bool(array.as_boolean()),
            DataType::Int8 => whole!(array, Int8Type),
            DataType::Int16 => whole!(array, Int16Type),
            DataType::Int32 => whole!(array, Int32Type),
            DataType::Int64 => whole!(array, Int64Type),
            DataType::UInt8 => whole!(array, UInt8Type),
            DataType::UInt16 => whole!(array, UInt16Type),
            DataType::UInt32 => whole!(array, UInt32Type),
            DataType::UInt64 => whole!(array, UInt64Type),
            DataType::Decimal32(_, scale) => Values::Decimal(
                array,
                |array, row| value::<Decimal32Type>(array, row).into(),
                *scale,
            ),
            DataType::Decimal64(_, scale) => Values::Decimal(
                array,
                |array, row| value::<Decimal64Type>(array, row).into(),
                *scale,
            ),
            DataType::Decimal128(_, scale) => {
                Values::Decimal(array, |array, row| value::<Decimal128Type>(array, row), *scale)
            }
            DataType::Decimal256(_, _) => Values::LongDecimal(array.as_primitive()),
            DataType::Float16 => Values::Float(array, |array, row| value::<Float16Type>(array, row).to_f64()),
            // Through its shortest digits: as a number of 64 bits it would have others behind them.
            DataType::Float32 => Values::Float(array, |array, row| {
                let number = value::<Float32Type>(array, row);
                number.to_string().parse().unwrap_or(f64::from(number))
            }),
            DataType::Float64 => Values::Float(array, |array, row| value::<Float64Type>(array, row)),
            DataType::Date32 => Values::Date(array, |array, row| value::<Date32Type>(array, row).into()),
            DataType::Date64 => Values::Date(array, |array, row| {
                const DAY_MILLISECONDS: i64 = 86_400_000;
                value::<Date64Type>(array, row).div_euclid(DAY_MILLISECONDS)
            }),
            DataType::Timestamp(unit, _) => Values::timestamp(array, *unit),
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_any_dictionary();
                let values = dictionary.values();
                if values.is_empty() {
                    return Values::Nothing;
                }
                let cells = Cells {
                    values: Values::of(values.as_ref(), leaf),
                    nulls: values.nulls().into_iter().collect(),
                    len: values.len(),
                    leaf,
                };
                Values::Dictionary(dictionary.normalized_keys(), Box::new(cells))
            }
            _ => Values::Other,
        }
    }

    fn timestamp(array: &'b dyn Array, unit: TimeUnit) -> Values<'b> {
        let value = match unit {
            TimeUnit::Second => value::<TimestampSecondType>,
            TimeUnit::Millisecond => value::<TimestampMillisecondType>,
            TimeUnit::Microsecond => value::<TimestampMicrosecondType>,
            TimeUnit::Nanosecond => value::<TimestampNanosecondType>,
        };
        Values::Timestamp(array, value, unit)
    }
}

impl<'b> Texts<'b> {
    fn at(&self, row: usize) -> &'b str {
        match self {
            Texts::Short(array) => array.value(row),
            Texts::Long(array) => array.value(row),
            Texts::View(array) => array.value(row),
        }
    }
}

impl<'b> BytesOf<'b> {
    fn at(&self, row: usize) -> &'b [u8] {
        match self {
            BytesOf::Short(array) => array.value(row),
            BytesOf::Long(array) => array.value(row),
            BytesOf::View(array) => array.value(row),
            BytesOf::Fixed(array) => array.value(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Decimal128Array, Decimal256Array};
    use arrow_buffer::i256;
    use arrow_schema::Schema;

    use super::{super::schema::leaves, Cells};

    #[test]
    fn a_decimal_is_written_with_all_its_decimals_and_a_digit_before_them() {
        let cases: [(&[i128], i8, &[&str]); 4] = [
            (
                &[12_345, 5, 0, -5, -12_345],
                2,
                &["123.45", "0.05", "0.00", "-0.05", "-123.45"],
            ),
            (&[7, -7], 0, &["7", "-7"]),
            (&[7, 0, -7], -2, &["700", "0", "-700"]),
            (
                &[i128::pow(10, 37)],
                37,
                &["1.0000000000000000000000000000000000000"],
            ),
        ];
        for (numbers, scale, expected) in cases {
            let short = Decimal128Array::from(numbers.to_vec());
            let short = short.with_precision_and_scale(38, scale).unwrap();
            let long: Decimal256Array = numbers.iter().copied().map(i256::from_i128).map(Some).collect();
            let long = long.with_precision_and_scale(76, scale).unwrap();
            for array in [Arc::new(short) as ArrayRef, Arc::new(long)] {
                let field = arrow_schema::Field::new("amount", array.data_type().clone(), true);
                let leaf = &leaves(&Schema::new(vec![field]))[0];
                let cells = Cells::of_column(&array, leaf);
                let written = (0..numbers.len()).map(|row| {
                    let mut text = b"before".to_vec();
                    assert!(cells.write(row, &mut text).is_none());
                    String::from_utf8(text).unwrap().split_off("before".len())
                });
                assert_eq!(written.collect::<Vec<_>>(), expected, "scale {scale}");
            }
        }
    }
}
