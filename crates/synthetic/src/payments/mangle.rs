//! Listed names as payments carry them: reordered, misspelled, cut, buried.

use portcullis_model::Schema;

use crate::{random::Random, text::push_word};

/// Longest name line of an MT message (field 50K, 59).
const NAME_LINE_CHARS: usize = 35;

/// A way in which a payment departs from the name as listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    AsListed,
    Reordered,
    OtherCase,
    Misspelled,
    MisspelledTwice,
    Initials,
    TokenDropped,
    Titled,
    CutAt35,
    WithAddress,
    CareOf,
    JointAccount,
}

const WAYS: [(Way, u64); 12] = [
    (Way::AsListed, 20),
    (Way::Reordered, 18),
    (Way::OtherCase, 8),
    (Way::Misspelled, 16),
    (Way::MisspelledTwice, 5),
    (Way::Initials, 7),
    (Way::TokenDropped, 8),
    (Way::Titled, 6),
    (Way::CutAt35, 4),
    (Way::WithAddress, 4),
    (Way::CareOf, 2),
    (Way::JointAccount, 2),
];

/// Appends a listed name as a payment might carry it. `address` and `partner` are another party's, for names
/// that share their line with one.
pub(crate) fn push_mangled(
    name: &str,
    schema: Schema,
    address: &str,
    partner: &str,
    random: &mut Random,
    out: &mut String,
) {
    let mut sums = [0; WAYS.len()];
    let mut sum = 0;
    for (slot, (_, weight)) in sums.iter_mut().zip(WAYS) {
        sum += weight;
        *slot = sum;
    }
    let way = WAYS
        .get(random.weighted(&sums))
        .map_or(Way::AsListed, |(way, _)| *way);
    push_in(way, name, schema, address, partner, random, out);
}

fn push_in(
    way: Way,
    name: &str,
    schema: Schema,
    address: &str,
    partner: &str,
    random: &mut Random,
    out: &mut String,
) {
    let person = schema == Schema::Person;
    // `LAST, First` is how a list sorts; a payment line says `First LAST`, `LAST First` or the same.
    let spoken = match name.split_once(", ") {
        Some((last, first)) if person => format!("{first} {last}"),
        _ => name.to_owned(),
    };
    let mut tokens: Vec<&str> = spoken.split_whitespace().collect();
    match way {
        Way::AsListed => out.push_str(name),
        Way::Reordered => {
            if person && tokens.len() > 1 {
                tokens.rotate_right(1);
            }
            out.push_str(&tokens.join(" "));
        }
        Way::OtherCase => {
            if random.per_mille(500) {
                push_word(&spoken, true, out);
            } else {
                out.push_str(&spoken.to_lowercase());
            }
        }
        Way::Misspelled | Way::MisspelledTwice => {
            let mut chars: Vec<char> = spoken.chars().collect();
            for _ in 0..if way == Way::Misspelled { 1 } else { 2 } {
                misspell(&mut chars, random);
            }
            out.extend(chars);
        }
        Way::Initials => {
            let last = tokens.len().saturating_sub(1);
            for (i, token) in tokens.iter().enumerate() {
                if i > 0 {
                    out.push(' ');
                }
                match token.chars().next() {
                    Some(initial) if person && i < last => out.push(initial),
                    _ => out.push_str(token),
                }
            }
        }
        Way::TokenDropped => {
            if tokens.len() > 2 {
                // The last token carries the most of a person's name, the first of a firm's.
                let droppable = tokens.len() - 1;
                tokens.remove(random.index(droppable) + usize::from(!person));
            }
            out.push_str(&tokens.join(" "));
        }
        Way::Titled => {
            let title = if person {
                ["MR ", "MRS ", "DR ", "ENG. ", "HAJI "]
            } else {
                ["M/S ", "M/S. ", "THE ", "MESSRS ", "FIRMA "]
            };
            out.push_str(title[random.index(title.len())]);
            out.push_str(&spoken);
        }
        Way::CutAt35 => {
            let line = format!("{}{spoken} {address}", if person { "MR " } else { "M/S " });
            out.extend(line.chars().take(NAME_LINE_CHARS));
        }
        Way::WithAddress => {
            out.push_str(&spoken);
            out.push_str(", ");
            out.push_str(address);
        }
        Way::CareOf => {
            out.push_str(partner);
            out.push_str(" C/O ");
            out.push_str(&spoken);
        }
        Way::JointAccount => {
            out.push_str(&spoken);
            out.push_str(" AND ");
            out.push_str(partner);
        }
    }
}

/// One slip of the keyboard inside a word of at least four letters, never at its first; nothing when there is
/// no such word.
fn misspell(chars: &mut Vec<char>, random: &mut Random) {
    // Positions that are not the first of their word and have two letters before or after them.
    let inner: Vec<usize> = (1..chars.len().saturating_sub(1))
        .filter(|&i| chars[i - 1].is_alphabetic() && chars[i].is_alphabetic() && chars[i + 1].is_alphabetic())
        .collect();
    if inner.len() < 2 {
        return;
    }
    let at = inner[random.index(inner.len())];
    match random.below(4) {
        0 => chars.swap(at, at + 1),
        1 => {
            chars.remove(at);
        }
        2 => chars.insert(at, chars[at]),
        _ => {
            let letter = random.letter();
            chars[at] = if chars[at].is_lowercase() {
                letter.to_ascii_lowercase()
            } else {
                letter
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::Schema;

    use super::{Way, misspell, push_in, push_mangled};
    use crate::random::{Domain, Random};

    fn mangled(way: Way, name: &str, schema: Schema) -> String {
        let mut out = String::new();
        let mut random = Random::new(1, Domain::Payments, 0);
        push_in(
            way,
            name,
            schema,
            "12 High Street, London",
            "Anna Muster",
            &mut random,
            &mut out,
        );
        out
    }

    #[test]
    fn each_way_does_what_payments_do() {
        let bout = |way| mangled(way, "BOUT, Viktor Anatolievich", Schema::Person);
        assert_eq!(bout(Way::AsListed), "BOUT, Viktor Anatolievich");
        assert_eq!(bout(Way::Reordered), "BOUT Viktor Anatolievich");
        assert_eq!(bout(Way::Initials), "V A BOUT");
        assert_eq!(bout(Way::CutAt35), "MR Viktor Anatolievich BOUT 12 High");
        assert_eq!(
            bout(Way::WithAddress),
            "Viktor Anatolievich BOUT, 12 High Street, London"
        );
        assert_eq!(bout(Way::CareOf), "Anna Muster C/O Viktor Anatolievich BOUT");
        assert_eq!(
            bout(Way::JointAccount),
            "Viktor Anatolievich BOUT AND Anna Muster"
        );
        assert!(bout(Way::TokenDropped).ends_with("BOUT"));
        let firm = |way| mangled(way, "ACME GENERAL TRADING LLC", Schema::Organization);
        assert_eq!(firm(Way::Reordered), "ACME GENERAL TRADING LLC");
        assert_eq!(firm(Way::Initials), "ACME GENERAL TRADING LLC");
        assert!(firm(Way::TokenDropped).starts_with("ACME "));
        assert!(firm(Way::Titled).ends_with("ACME GENERAL TRADING LLC"));
    }

    #[test]
    fn a_slip_changes_at_most_one_letter_and_keeps_the_first() {
        for seed in 0..200 {
            let mut chars: Vec<char> = "Netwrk Haqani".chars().collect();
            misspell(&mut chars, &mut Random::new(seed, Domain::Payments, 0));
            assert_eq!(chars[0], 'N');
            assert!(chars.len().abs_diff(13) <= 1, "{chars:?}");
        }
        let mut short: Vec<char> = "AB".chars().collect();
        misspell(&mut short, &mut Random::new(1, Domain::Payments, 0));
        assert_eq!(short, ['A', 'B']);
    }

    #[test]
    fn no_name_panics() {
        for name in ["", " ", ",", ", ", "A, ", "李, 雷", "x"] {
            for seed in 0..100 {
                for schema in [Schema::Person, Schema::Organization] {
                    let mut random = Random::new(seed, Domain::Payments, 0);
                    push_mangled(name, schema, "", "", &mut random, &mut String::new());
                }
            }
        }
    }
}
