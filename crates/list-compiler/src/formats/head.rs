//! The first bytes of a file, by which its format is recognized.

use crate::spreadsheet;

/// Publishers say what a file is in its first few lines.
const HEAD_BYTES: usize = 4096;

/// The beginning of a file in lower case, without a byte-order mark or leading white space. Of a spreadsheet, its first
/// texts, as cells of one line.
#[derive(Debug)]
pub(crate) struct Head {
    text: String,
    is_spreadsheet: bool,
}

impl Head {
    pub fn of(bytes: &[u8]) -> Head {
        if spreadsheet::is_archive(bytes) {
            return Head {
                text: spreadsheet::first_texts(bytes).join("\t").to_ascii_lowercase(),
                is_spreadsheet: true,
            };
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let bytes = bytes.trim_ascii_start();
        let bytes = &bytes[..bytes.len().min(HEAD_BYTES)];
        Head {
            text: String::from_utf8_lossy(bytes).to_ascii_lowercase(),
            is_spreadsheet: false,
        }
    }

    /// Whether the file is a spreadsheet, or another zip archive.
    pub fn is_spreadsheet(&self) -> bool {
        self.is_spreadsheet
    }

    pub fn starts_with(&self, text: &str) -> bool {
        self.text.starts_with(text)
    }

    pub fn contains(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// The local name of the root element; `None` where the file is no XML or the root is not in sight.
    pub fn root(&self) -> Option<&str> {
        let mut rest = self.text.as_str();
        loop {
            rest = rest.trim_start().strip_prefix('<')?;
            let end = if rest.starts_with('?') {
                "?>"
            } else if rest.starts_with("!--") {
                "-->"
            } else if rest.starts_with('!') {
                // A document type declaration may define entities in brackets.
                match (rest.find('['), rest.find('>')) {
                    (Some(bracket), Some(end)) if bracket < end => "]>",
                    _ => ">",
                }
            } else {
                break;
            };
            rest = rest.split_once(end)?.1;
        }
        let name = rest.split([' ', '\t', '\r', '\n', '>', '/']).next()?;
        let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
        (!local.is_empty()).then_some(local)
    }

    /// Whether the first or second line is a header with the column, in lower case. Some publishers write the date of
    /// the list above the header.
    pub fn has_column(&self, name: &str) -> bool {
        self.text
            .lines()
            .take(2)
            .flat_map(|line| line.split([',', ';', '\t']))
            .any(|cell| cell.trim_matches(['"', ' ']) == name)
    }

    /// The character behind the number that the file begins with; `None` where it begins with none.
    pub fn behind_number(&self) -> Option<char> {
        let behind = self.text.trim_start_matches(|c: char| c.is_ascii_digit());
        (behind.len() < self.text.len())
            .then(|| behind.chars().next())
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn the_root_element_is_found_behind_declarations_and_comments() {
        let root = |text: &str| Head::of(text.as_bytes()).root().map(str::to_owned);
        let text = "\u{feff}\n<?xml version='1.0'?><!-- a <b> --><!DOCTYPE x>\n<ns:Export xmlns='y'>";
        assert_eq!(root(text).as_deref(), Some("export"));
        assert_eq!(root("<Sanctions>").as_deref(), Some("sanctions"));
        let entities = "<!DOCTYPE L [<!ENTITY a \"x\">\n<!ENTITY b \"y\">]>\n<sanctionsData>";
        assert_eq!(root(entities).as_deref(), Some("sanctionsdata"));
        assert_eq!(root("a,b\n"), None);
        assert_eq!(root("<?xml"), None);
    }

    #[test]
    fn a_column_is_found_under_a_line_of_the_date() {
        let head = Head::of(b"Report Date: 08-Oct-2026\n\"Unique ID\", Name 6\n");
        assert!(head.has_column("unique id") && head.has_column("name 6"));
        assert!(!head.has_column("name"));
    }
}
