//! Text in lines of limited room.

/// A text in lines of at most `chars` characters, parted between words; a word that is longer is parted too. What has no room in
/// `lines` lines is left out.
pub(super) fn wrap(text: &str, chars: usize, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let length = word.chars().count();
        match wrapped.last_mut() {
            Some(line) if line.chars().count() + 1 + length <= chars => {
                line.push(' ');
                line.push_str(word);
            }
            _ => {
                let letters: Vec<char> = word.chars().collect();
                wrapped.extend(letters.chunks(chars).map(|part| part.iter().collect::<String>()));
            }
        }
    }
    wrapped.truncate(lines);
    wrapped
}

/// The first characters of a text, without blanks at their end.
pub(super) fn cut(text: &mut String, chars: usize) {
    if let Some((at, _)) = text.char_indices().nth(chars) {
        text.truncate(at);
    }
    text.truncate(text.trim_end().len());
}

/// Replaces signs that have a meaning in a format by blanks.
pub(super) fn without(text: &mut String, signs: &[char]) {
    if text.contains(signs) {
        *text = text.replace(signs, " ");
    }
}

/// An amount in hundredths, with at most so many digits: what has no room loses its last digits, as nobody is paid.
pub(super) fn hundredths(amount: &str, digits: u32) -> u64 {
    let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
    let decimals: String = decimals.chars().chain("00".chars()).take(2).collect();
    let mut hundredths: u64 = format!("{whole}{decimals}").parse().unwrap_or(1);
    while hundredths >= 10u64.pow(digits) {
        hundredths /= 10;
    }
    hundredths
}

#[cfg(test)]
mod tests {
    use super::{cut, hundredths, wrap};

    #[test]
    fn lines_part_between_words() {
        assert_eq!(wrap("ANNA MARIA EXAMPLE", 10, 4), ["ANNA MARIA", "EXAMPLE"]);
        assert_eq!(wrap("ANNA\nMARIA EXAMPLE", 10, 1), ["ANNA MARIA"]);
        assert_eq!(wrap("ABCDEFGHIJKL", 5, 4), ["ABCDE", "FGHIJ", "KL"]);
        assert!(wrap("", 5, 4).is_empty());
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let mut text = "Zoë Åberg".to_owned();
        cut(&mut text, 4);
        assert_eq!(text, "Zoë");
    }

    #[test]
    fn an_amount_is_one_of_hundredths_and_has_room() {
        assert_eq!(hundredths("1454.32", 10), 145_432);
        assert_eq!(hundredths("100", 10), 10_000);
        assert_eq!(hundredths("1.239", 10), 123);
        assert_eq!(hundredths("9999999999.99", 10), 9_999_999_999);
    }
}
