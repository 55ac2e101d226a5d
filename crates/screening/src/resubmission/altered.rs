//! Whether a name is what is left of another one: shortened, altered in a letter, put in another order.

/// Words of fewer letters are other words when a letter differs.
const SLIP_LETTERS_MIN: usize = 4;

/// A beginning of a word has so many letters, or is one letter: an initial.
const BEGINNING_LETTERS_MIN: usize = 3;

/// Whether the words of a name, folded, are what is left of those of another: each of them is one of its words, shortened or with a
/// slip; or two at least, and more than half of the other's, are.
///
/// So `V. Bout` and `Viktor But Anatolievich` are left of `Viktor Anatolyevich Bout`, and `Ahmed Hassan` is none of
/// `Ali Hassan`: people of one employer share wages and surnames.
pub(crate) fn is_left_of(words: &[String], of: &[String]) -> bool {
    if words.is_empty() || of.is_empty() {
        return false;
    }
    let mut taken = vec![false; of.len()];
    let mut found = 0;
    for word in words {
        let at = (0..of.len()).find(|&at| !taken[at] && is_form_of(word, &of[at]));
        if let Some(at) = at {
            taken[at] = true;
            found += 1;
        }
    }
    found == words.len() || found >= 2 && 2 * found > of.len()
}

/// Whether a word is another one, its beginning, or has one slip.
fn is_form_of(word: &str, of: &str) -> bool {
    if word == of {
        return true;
    }
    let (word, of): (Vec<char>, Vec<char>) = (word.chars().collect(), of.chars().collect());
    let is_beginning = word.len() == 1 || word.len() >= BEGINNING_LETTERS_MIN;
    is_beginning && of.starts_with(&word)
        || word.len().min(of.len()) >= SLIP_LETTERS_MIN && differ_by_one(&word, &of)
}

/// Whether one letter is another, missing, added, or two neighbors changed places.
fn differ_by_one(a: &[char], b: &[char]) -> bool {
    let before = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[before..], &b[before..]);
    match (a, b) {
        ([x, y, a @ ..], [z, w, b @ ..]) if x == w && y == z && a == b => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, rest @ ..], _) if rest == b => true,
        (_, [_, rest @ ..]) => a == rest,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_left_of;

    fn is_left(name: &str, of: &str) -> bool {
        let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
        is_left_of(&words(name), &words(of))
    }

    #[test]
    fn a_name_that_was_shortened_or_altered_is_what_is_left_of_it() {
        for (name, of) in [
            ("v bout", "viktor anatolyevich bout"),
            ("bout", "viktor bout"),
            ("bout viktor", "viktor bout"),
            ("viktro bout", "viktor bout"),
            ("victor anatoly bout", "viktor anatolyevich bout"),
            ("mahan travel", "mahan air travel"),
            ("mah air", "mahan air"),
            ("viktor anatolyevich trading", "viktor anatolyevich bout"),
        ] {
            assert!(is_left(name, of), "{name} / {of}");
        }
    }

    #[test]
    fn another_name_is_another_although_a_word_is_the_same() {
        for (name, of) in [
            ("ahmed hassan", "ali hassan"),
            ("maria garcia", "juan garcia lopez"),
            ("northwind trading", "mahan trading"),
            ("li wei", "li na"),
            ("bo", "bout"),
        ] {
            assert!(!is_left(name, of), "{name} / {of}");
        }
    }
}
