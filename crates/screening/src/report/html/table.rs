//! Tables that become blocks on a narrow screen, in which each cell carries the name of its column.

use std::fmt::{self, Write};

use super::text::Esc;

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    Text(&'static str),
    Number(&'static str),
}

use Column::{Number, Text};

impl Column {
    fn name(self) -> &'static str {
        match self {
            Text(name) | Number(name) => name,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Text(_) => "",
            Number(_) => " class=\"n\"",
        }
    }
}

/// Writes a table; its cells are markup.
pub(super) fn table<const N: usize>(
    out: &mut String,
    columns: [Column; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> fmt::Result {
    // Two columns fit everywhere as they are.
    let wide = if N > 2 { " wide" } else { "" };
    write!(out, "<table class=\"rows{wide}\"><thead><tr>")?;
    for column in columns {
        write!(out, "<th{}>{}</th>", column.class(), column.name())?;
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (column, cell) in columns.into_iter().zip(row) {
            write!(
                out,
                "<td{} data-label=\"{}\">{cell}</td>",
                column.class(),
                Esc(column.name())
            )?;
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>\n");
    Ok(())
}
