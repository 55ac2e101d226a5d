//! A Roman numeral of one letter behind a name: `AMAPOLA I` is `AMAPOLA 1`. Words read it as an initial, which stands behind the names
//! of people, too.

/// Letters that are numerals alone, each with its number.
const NUMERALS: [(u8, &str); 3] = [(b'I', "1"), (b'V', "5"), (b'X', "10")];

/// A line that ends in such a numeral as it is with the number in digits;
/// `None` for any other line.
pub(super) fn with_number(line: &str) -> Option<String> {
    let bytes = line.trim_end().as_bytes();
    // Nearly every line ends otherwise.
    let [.., b' ', letter] = bytes else {
        return None;
    };
    let (_, number) = NUMERALS
        .iter()
        .find(|(numeral, _)| *numeral == letter.to_ascii_uppercase())?;
    let name = line[..bytes.len() - 1].trim_end();
    name.chars()
        .any(char::is_alphabetic)
        .then(|| format!("{name} {number}"))
}

#[cfg(test)]
mod tests {
    use super::with_number;

    #[test]
    fn a_letter_behind_a_name_is_its_number_too() {
        assert_eq!(with_number("AMAPOLA I").as_deref(), Some("AMAPOLA 1"));
        assert_eq!(with_number("Asia Bridge x ").as_deref(), Some("Asia Bridge 10"));
        for other in ["AMAPOLA II", "MARIA A", "I", " V", "HAI", "12 I"] {
            assert_eq!(with_number(other), None, "{other}");
        }
    }
}
