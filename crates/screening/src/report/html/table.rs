//! Tables that become blocks on a narrow screen, in which each cell carries the name of its column.

use maud::{Markup, Render, html};

/// A column.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column<'a> {
    Text(&'a str),
    Number(&'a str),
}

use Column::{Number, Text};

impl<'a> Column<'a> {
    fn name(self) -> &'a str {
        match self {
            Text(name) | Number(name) => name,
        }
    }

    fn class(self) -> Option<&'static str> {
        match self {
            Text(_) => None,
            Number(_) => Some("n"),
        }
    }
}

/// A table of markup.
pub(crate) fn table<const N: usize>(
    columns: [Column<'_>; N],
    rows: impl IntoIterator<Item = [Markup; N]>,
) -> Markup {
    wide_table(&columns, rows)
}

/// The same with as many columns as there are.
pub(crate) fn wide_table(
    columns: &[Column<'_>],
    rows: impl IntoIterator<Item = impl IntoIterator<Item = Markup>>,
) -> Markup {
    // Two columns fit everywhere as they are.
    let class = if columns.len() > 2 { "rows wide" } else { "rows" };
    html! {
        table class=(class) {
            thead { tr { @for column in columns { th scope="col" class=[column.class()] { (column.name()) } } } }
            tbody {
                @for row in rows {
                    tr {
                        @for (column, cell) in columns.iter().zip(row) {
                            td class=[column.class()] data-label=(column.name()) { (cell) }
                        }
                    }
                }
            }
        }
    }
}

/// Words of our own as a cell.
pub(crate) fn cell(text: impl Render) -> Markup {
    text.render()
}
