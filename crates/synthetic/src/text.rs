//! Small templates and words in capitals.

use crate::{check_digits::creditor_reference, random::Random};

/// A text with places to fill in.
#[derive(Debug)]
pub(crate) struct Template(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Text(String),
    /// `{n5}`: a number of that many digits.
    Number(usize),
    /// `{n}`: a house number.
    HouseNumber,
    /// `{rf}`: a creditor reference of ISO 11649.
    CreditorReference,
    /// `{street}`, `{date}`, `{month}`, `{name}`.
    Named(Slot),
}

/// What the caller fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Street,
    Date,
    Month,
    Name,
}

impl Template {
    /// Reads a text with `{…}` in it.
    pub(crate) fn parse(text: &str) -> Result<Template, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            let Some((slot, after)) = after.split_once('}') else {
                return Err(format!("`{text}` has a brace that is not closed"));
            };
            pieces.push(match slot {
                "n" => Piece::HouseNumber,
                "rf" => Piece::CreditorReference,
                "street" => Piece::Named(Slot::Street),
                "date" => Piece::Named(Slot::Date),
                "month" => Piece::Named(Slot::Month),
                "name" => Piece::Named(Slot::Name),
                number => match number.strip_prefix('n').and_then(|digits| digits.parse().ok()) {
                    Some(digits @ 1..=18) => Piece::Number(digits),
                    _ => return Err(format!("`{text}` has an unknown place `{{{slot}}}`")),
                },
            });
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Template(pieces))
    }

    /// Appends the text, filled in.
    pub(crate) fn write<'a>(&self, random: &mut Random, fill: impl Fn(Slot) -> &'a str, out: &mut String) {
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Number(digits) => random.digits(*digits, out),
                Piece::HouseNumber => push_number(1 + random.rank(400), out),
                Piece::CreditorReference => creditor_reference(random, out),
                Piece::Named(slot) => out.push_str(fill(*slot)),
            }
        }
    }
}

/// Appends a word, in capitals if asked.
pub(crate) fn push_word(word: &str, capitals: bool, out: &mut String) {
    let start = out.len();
    if !capitals {
        out.push_str(word);
    } else if word.is_ascii() {
        out.push_str(word);
        if let Some(pushed) = out.get_mut(start..) {
            pushed.make_ascii_uppercase();
        }
    } else {
        out.extend(word.chars().flat_map(char::to_uppercase));
    }
}

/// Appends a number in decimal.
pub(crate) fn push_number(number: u64, out: &mut String) {
    use std::fmt::Write;
    // Writing to a String cannot fail.
    let _ = write!(out, "{number}");
}

/// Appends a number with at least that many digits.
pub(crate) fn push_padded(number: u64, digits: usize, out: &mut String) {
    use std::fmt::Write;
    // Writing to a String cannot fail.
    let _ = write!(out, "{number:0digits$}");
}

#[cfg(test)]
mod tests {
    use super::Template;
    use crate::random::{Domain, Random};

    #[test]
    fn a_template_is_filled_in() {
        let template = Template::parse("INV {n4} / {name}.").unwrap();
        let mut text = String::new();
        template.write(&mut Random::new(1, Domain::Payments, 1), |_| "ANNA", &mut text);
        assert_eq!(text.len(), "INV 1234 / ANNA.".len());
        assert!(text.starts_with("INV ") && text.ends_with(" / ANNA."), "{text}");
    }

    #[test]
    fn a_bad_template_is_refused() {
        assert!(Template::parse("{n").is_err());
        assert!(Template::parse("{nx}").is_err());
        assert!(Template::parse("{n99}").is_err());
    }
}
