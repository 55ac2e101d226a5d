//! What the string rivals compare: letters and digits in lower case, in words in alphabetical order, as `rapidfuzz`'s
//! `default_process` and `token_sort_ratio` have them. Without it they would be slower or find nothing.

/// Lower-case words of letters and digits, sorted, with single spaces.
pub(crate) fn sorted(name: &str) -> String {
    let words = words(name);
    let mut words: Vec<&str> = words.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

/// Lower-case words of letters and digits, in their order.
pub(crate) fn words(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect()
}
