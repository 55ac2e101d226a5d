//! How a table is written: what stands between its fields, and how its numbers and dates are written.

use serde::{Deserialize, Serialize};

/// What stands between the fields of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delimiter {
    /// A comma.
    #[default]
    #[serde(rename = ",")]
    Comma,
    /// A semicolon, as spreadsheets write where the comma is the decimal mark.
    #[serde(rename = ";")]
    Semicolon,
    /// A tab.
    #[serde(rename = "\t")]
    Tab,
    /// A vertical bar.
    #[serde(rename = "|")]
    Bar,
}

impl Delimiter {
    pub(super) const ALL: [Delimiter; 4] = [
        Delimiter::Comma,
        Delimiter::Semicolon,
        Delimiter::Tab,
        Delimiter::Bar,
    ];

    pub(super) const fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
            Delimiter::Bar => b'|',
        }
    }
}

/// What stands before the decimals of an amount.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecimalMark {
    /// `1234.56`
    #[default]
    #[serde(rename = ".")]
    Point,
    /// `1234,56`, and `1.234,56`: a point between groups of three is no mark.
    #[serde(rename = ",")]
    Comma,
}

/// In which order the parts of a date stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `2024-03-01`, the extended form of ISO 8601.
    #[default]
    Iso,
    /// `01.03.2024`, `01/03/2024`, `1-3-2024`: the first of March. ISO 8601 is read too.
    DayFirst,
    /// `03/01/2024`: the first of March. ISO 8601 is read too.
    MonthFirst,
}

/// How a table is written, as far as a map of columns says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Dialect {
    /// `None`: what the header tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<Delimiter>,
    /// How amounts are written.
    pub decimal: DecimalMark,
    /// How dates are written.
    pub dates: DateOrder,
}

impl Dialect {
    /// What it says, by the words of a map file.
    pub fn words(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let delimiter = self.delimiter.map(|delimiter| match delimiter {
            Delimiter::Comma => ",",
            Delimiter::Semicolon => ";",
            Delimiter::Tab => "\t",
            Delimiter::Bar => "|",
        });
        let dates = match self.dates {
            DateOrder::Iso => None,
            DateOrder::DayFirst => Some("day-first"),
            DateOrder::MonthFirst => Some("month-first"),
        };
        let decimal = (self.decimal == DecimalMark::Comma).then_some(",");
        let all = [("delimiter", delimiter), ("decimal", decimal), ("dates", dates)];
        all.into_iter().filter_map(|(key, word)| Some((key, word?)))
    }
}
