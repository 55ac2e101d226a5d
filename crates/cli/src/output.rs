//! Standard output for data, standard error for messages. A reader that goes away is no error.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Writes data to standard output. A closed pipe (`| head`) is silent: whoever read has had enough.
pub fn print(text: &str) -> Result<(), Failure> {
    tolerate(
        io::stdout()
            .lock()
            .write_all(text.as_bytes())
            .and_then(|()| io::stdout().flush()),
    )
}

/// Writes a value to standard output as indented JSON.
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    print(&text)
}

/// A closed pipe is success; anything else that standard output says is not.
pub fn tolerate(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::internal(format!(
            "standard output: cannot be written: {error}"
        ))),
        _ => Ok(()),
    }
}

/// A message for people, on standard error. Nobody listening is no reason to stop.
pub fn message(text: &str) {
    let _ = writeln!(io::stderr(), "portcullis: {text}");
}

/// Lines for people, on standard error, as they are.
pub fn aside(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Where output goes, for what may only be shown on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

impl Stream {
    /// Whether a person sees it as it is written.
    pub fn is_terminal(self) -> bool {
        match self {
            Stream::Out => io::stdout().is_terminal(),
            Stream::Err => io::stderr().is_terminal(),
        }
    }

    /// Whether it may be colored: on a terminal that can, unless `NO_COLOR` asks for none (no-color.org).
    pub fn has_color(self) -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        self.is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
    }
}

/// A count with its thousands apart: `8,976`.
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 hit`, `2 hits`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// Bytes as people say them: `12.3 MB`.
#[allow(clippy::cast_precision_loss)]
pub fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        b if b < 1e3 => format!("{b} B"),
        b if b < 1e6 => format!("{:.1} kB", b / 1e3),
        b if b < 1e9 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, size, thousands};

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(
            [0, 7, 100, 1_000, 8_976, 1_234_567].map(thousands).join(" "),
            "0 7 100 1,000 8,976 1,234,567"
        );
        assert_eq!(
            [999, 1_500, 12_345_678].map(size).join(" "),
            "999 B 1.5 kB 12.3 MB"
        );
        assert_eq!(counted(1, "hit", "hits"), "1 hit");
        assert_eq!(counted(0, "hit", "hits"), "0 hits");
    }
}
