//! Tables that people read: as wide as the terminal, plain when piped.

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, presets,
};
use portcullis_model::{Outcome, Score};

use crate::output::Stream;

/// Columns below which a table is not fitted to the terminal.
const WIDTH_MIN: u16 = 60;

/// A table under construction for one of the two streams.
#[derive(Debug)]
pub struct Sheet {
    table: Table,
    color: bool,
}

impl Sheet {
    /// A table with these column heads, for standard output.
    pub fn new(heads: &[&str]) -> Sheet {
        Sheet::on(Stream::Out, heads)
    }

    /// A table with these column heads.
    pub fn on(stream: Stream, heads: &[&str]) -> Sheet {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        // The width is the terminal's; into a pipe every row is one line, however long. A terminal that is too narrow (or
        // says it has no width) breaks long lines better than cells of one letter would.
        let wide_enough = table.width().is_some_and(|columns| columns >= WIDTH_MIN);
        table.set_content_arrangement(if stream.is_terminal() && wide_enough {
            ContentArrangement::Dynamic
        } else {
            ContentArrangement::Disabled
        });
        let color = stream.has_color();
        table.set_header(heads.iter().map(|head| {
            let cell = Cell::new(head);
            if color {
                cell.add_attribute(Attribute::Bold)
            } else {
                cell
            }
        }));
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        Sheet { table, color }
    }

    /// Numbers stand to the right.
    pub fn right(mut self, columns: &[usize]) -> Sheet {
        for &column in columns {
            if let Some(column) = self.table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self
    }

    /// What people copy out of a column (ids) stays in one piece, however narrow the terminal.
    pub fn whole(mut self, column: usize) -> Sheet {
        if let Some(column) = self.table.column_mut(column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        self
    }

    /// A row of plain text.
    pub fn row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.table
            .add_row(cells.into_iter().map(|cell| Cell::new(cell.to_string())));
    }

    /// A row of cells, some of which may be colored.
    pub fn cells(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.table.add_row(cells);
    }

    /// A score with two digits; strong ones stand out.
    pub fn score(&self, score: Score) -> Cell {
        let color = match score.ten_thousandths() {
            9_500.. => Color::Red,
            9_000.. => Color::Yellow,
            _ => Color::Reset,
        };
        self.colored(&format!("{score:.2}"), color)
    }

    /// An outcome in its color.
    pub fn outcome(&self, outcome: Outcome) -> Cell {
        let color = match outcome {
            Outcome::Clear => Color::Reset,
            Outcome::Licensed => Color::Green,
            Outcome::Review => Color::Yellow,
            Outcome::Reject | Outcome::Block => Color::Red,
        };
        self.colored(outcome.as_str(), color)
    }

    /// Text in a color, where colors are wanted.
    pub fn colored(&self, text: &str, color: Color) -> Cell {
        let cell = Cell::new(text);
        if self.color && color != Color::Reset {
            cell.fg(color)
        } else {
            cell
        }
    }
}

impl std::fmt::Display for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Cells are padded to their column; what pads the last one is noise.
        for line in self.table.lines() {
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// What is known of one thing, a line each: heads to the left.
#[derive(Debug, Default)]
pub struct Card {
    lines: Vec<(String, String)>,
}

impl Card {
    /// A line, unless there is nothing to say.
    #[allow(clippy::needless_pass_by_value)] // As a reference, every call would need an `&` that says nothing.
    pub fn line(&mut self, head: &str, text: impl ToString) {
        let text = text.to_string();
        if !text.is_empty() {
            self.lines.push((head.to_owned(), text));
        }
    }

    /// Several lines under one head.
    pub fn lines<T: ToString>(&mut self, head: &str, texts: impl IntoIterator<Item = T>) {
        for (i, text) in texts.into_iter().enumerate() {
            self.lines.push((
                if i == 0 { head.to_owned() } else { String::new() },
                text.to_string(),
            ));
        }
    }
}

impl std::fmt::Display for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let width = self
            .lines
            .iter()
            .map(|(head, _)| head.chars().count())
            .max()
            .unwrap_or(0);
        for (head, text) in &self.lines {
            let mut text = text.lines();
            writeln!(f, "{head:width$}  {}", text.next().unwrap_or(""))?;
            for more in text {
                writeln!(f, "{:width$}  {more}", "")?;
            }
        }
        Ok(())
    }
}

/// Several values in one cell.
pub fn joined<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    values
        .into_iter()
        .map(|value| value.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Card, Sheet, joined};

    #[test]
    fn a_piped_table_has_one_line_a_row_and_no_padding_at_its_end() {
        let mut sheet = Sheet::new(&["score", "name"]).right(&[0]);
        sheet.row(["1.00", "AL-SHABAAB"]);
        sheet.row([
            "0.9",
            "a name that is longer than eighty columns would be, by some way, because lists have such names",
        ]);
        let text = sheet.to_string();
        assert_eq!(text.lines().count(), 3);
        assert!(text.lines().all(|line| !line.ends_with(' ')), "{text:?}");
    }

    #[test]
    fn a_card_leaves_out_what_is_not_known() {
        let mut card = Card::default();
        card.line("id", "un-QDi.001");
        card.line("title", "");
        card.lines("alias", ["one", "two"]);
        assert_eq!(card.to_string(), "id     un-QDi.001\nalias  one\n       two\n");
        assert_eq!(joined([1, 2]), "1, 2");
    }
}
