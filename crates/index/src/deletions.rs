//! What is left of a token after deletions: the keys under which words an edit or two apart meet.

/// Calls `each` with the token and everything that is left of it after up to `deletions` deletions, each once.
pub fn for_each_deletion(token: &str, deletions: usize, mut each: impl FnMut(&str)) {
    each(token);
    let bytes = token.as_bytes();
    // Tokens are ASCII, so bytes are letters; anything else has no variants.
    if deletions == 0 || !token.is_ascii() {
        return;
    }
    let mut variant = String::with_capacity(bytes.len());
    for i in 0..bytes.len() {
        // Of a run of equal letters any one may go: take the last.
        if i + 1 < bytes.len() && bytes[i] == bytes[i + 1] {
            continue;
        }
        variant.clear();
        variant.push_str(&token[..i]);
        variant.push_str(&token[i + 1..]);
        each(&variant);
        if deletions >= 2 {
            let once = variant.clone();
            let left = once.as_bytes();
            for k in 0..i.min(left.len()) {
                if k + 1 < left.len() && left[k] == left[k + 1] {
                    continue;
                }
                variant.clear();
                variant.push_str(&once[..k]);
                variant.push_str(&once[k + 1..]);
                each(&variant);
            }
        }
    }
}

/// Bytes of the longest token that [`for_each_short_deletion`] takes.
pub(crate) const SHORT_BYTES_MAX: usize = 16;

/// What is left of a token of so many bytes after up to two deletions: itself, one letter less, two letters less.
pub(crate) const SHORT_DELETIONS_MAX: usize =
    1 + SHORT_BYTES_MAX + SHORT_BYTES_MAX * (SHORT_BYTES_MAX - 1) / 2;

/// The same for a token of at most [`SHORT_BYTES_MAX`] bytes, all of them ASCII, with each variant as a number (its
/// first letter in the lowest byte) and its length: letters are taken out by shifting, and nothing is copied.
pub(crate) fn for_each_short_deletion(token: &str, deletions: usize, mut each: impl FnMut(u128, usize)) {
    let mut bytes = [0u8; SHORT_BYTES_MAX];
    let len = token.len();
    bytes[..len].copy_from_slice(token.as_bytes());
    let whole = u128::from_le_bytes(bytes);
    each(whole, len);
    if deletions == 0 {
        return;
    }
    for i in 0..len {
        if i + 1 < len && letter(whole, i) == letter(whole, i + 1) {
            continue;
        }
        let once = without(whole, i);
        each(once, len - 1);
        if deletions >= 2 {
            for k in 0..i.min(len - 1) {
                if k + 1 < len - 1 && letter(once, k) == letter(once, k + 1) {
                    continue;
                }
                each(without(once, k), len - 2);
            }
        }
    }
}

fn letter(text: u128, at: usize) -> u8 {
    text.to_le_bytes()[at]
}

fn without(text: u128, at: usize) -> u128 {
    let below = (1u128 << (8 * at)) - 1;
    (text & below) | (text >> 8 & !below)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{for_each_deletion, for_each_short_deletion};

    #[test]
    fn deletions_are_all_that_is_left_after_up_to_two() {
        let mut found = BTreeSet::new();
        for_each_deletion("abca", 2, |variant| {
            found.insert(variant.to_owned());
        });
        let mut expected = BTreeSet::from(["abca".to_owned()]);
        for i in 0..4 {
            let mut once: Vec<char> = "abca".chars().collect();
            once.remove(i);
            expected.insert(once.iter().collect());
            for k in 0..3 {
                let mut twice = once.clone();
                twice.remove(k);
                expected.insert(twice.iter().collect());
            }
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn runs_of_equal_letters_lose_no_variant() {
        for word in ["aabb", "hassaan", "ssssss", "abdallaah"] {
            let mut found = BTreeSet::new();
            for_each_deletion(word, 2, |variant| {
                found.insert(variant.to_owned());
            });
            for i in 0..word.len() {
                for k in 0..word.len() {
                    let kept: String = word
                        .char_indices()
                        .filter(|(n, _)| *n != i && *n != k)
                        .map(|(_, c)| c)
                        .collect();
                    assert!(found.contains(&kept), "{word} without {i} and {k}: {kept}");
                }
            }
        }
    }

    #[test]
    fn shifted_variants_are_the_copied_ones() {
        for word in [
            "",
            "a",
            "abc",
            "aabb",
            "hassaan",
            "abdurrahmanovich",
            "sixteen16letters",
        ] {
            for deletions in 0..=2 {
                let mut copied = Vec::new();
                for_each_deletion(word, deletions, |variant| copied.push(variant.to_owned()));
                let mut shifted = Vec::new();
                for_each_short_deletion(word, deletions, |variant, len| {
                    let bytes = variant.to_le_bytes();
                    assert!(bytes[len..].iter().all(|&b| b == 0));
                    shifted.push(String::from_utf8(bytes[..len].to_vec()).unwrap());
                });
                assert_eq!(copied, shifted, "{word}");
            }
        }
    }
}
