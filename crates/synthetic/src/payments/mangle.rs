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

/// What sets a written name apart from the listed one, in the order in which it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The words stand in another order.
    Reordered,
    /// The comma between surname and given names is gone.
    CommaDropped,
    /// All in capitals.
    UpperCase,
    /// All in small letters.
    LowerCase,
    /// A slip of the keyboard; stands twice for two.
    Misspelled,
    /// Given names are initials.
    Initials,
    /// A word is missing.
    WordDropped,
    /// A title or form of address stands before the name.
    TitleAdded,
    /// Another party's address stands behind the name.
    AddressAdded,
    /// The field ends after 35 characters, and not with the text.
    Cut,
    /// Another name and `C/O` stand before the name.
    CareOf,
    /// `AND` and another name stand behind the name.
    JointAccount,
}

impl Change {
    /// The word that the answer key has for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Change::Reordered => "reordered",
            Change::CommaDropped => "comma-dropped",
            Change::UpperCase => "upper-case",
            Change::LowerCase => "lower-case",
            Change::Misspelled => "misspelled",
            Change::Initials => "initials",
            Change::WordDropped => "word-dropped",
            Change::TitleAdded => "title-added",
            Change::AddressAdded => "address-added",
            Change::Cut => "cut",
            Change::CareOf => "care-of",
            Change::JointAccount => "joint-account",
        }
    }
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

/// Appends a listed name as a payment might carry it, and says what sets it apart from the listed one. `address` and
/// `partner` are another party's, for names that share their line with one.
pub(crate) fn push_mangled(
    name: &str,
    schema: Schema,
    address: &str,
    partner: &str,
    random: &mut Random,
    out: &mut String,
) -> Vec<Change> {
    let mut sums = [0; WAYS.len()];
    let mut sum = 0;
    for (slot, (_, weight)) in sums.iter_mut().zip(WAYS) {
        sum += weight;
        *slot = sum;
    }
    let way = WAYS
        .get(random.weighted(&sums))
        .map_or(Way::AsListed, |(way, _)| *way);
    push_in(way, name, schema, address, partner, random, out)
}

fn push_in(
    way: Way,
    name: &str,
    schema: Schema,
    address: &str,
    partner: &str,
    random: &mut Random,
    out: &mut String,
) -> Vec<Change> {
    if way == Way::AsListed {
        out.push_str(name);
        return Vec::new();
    }
    let person = schema == Schema::Person;
    // `LAST, First` is how a list sorts; a payment line says `First LAST`, `LAST First` or the same.
    let mut spoken = match name.split_once(", ") {
        Some((last, first)) if person => format!("{first} {last}"),
        _ => name.to_owned(),
    };
    if way == Way::Reordered {
        let mut words: Vec<&str> = spoken.split_whitespace().collect();
        if person && words.len() > 1 {
            words.rotate_right(1);
        }
        spoken = words.join(" ");
    }
    let mut changes = Vec::new();
    changes.extend(change_of_order(name, &spoken));
    changes.extend(match way {
        Way::AsListed | Way::Reordered => {
            out.push_str(&spoken);
            Vec::new()
        }
        Way::OtherCase => push_other_case(&spoken, random, out),
        Way::Misspelled => push_misspelled(&spoken, 1, random, out),
        Way::MisspelledTwice => push_misspelled(&spoken, 2, random, out),
        Way::Initials => push_initials(&spoken, person, out),
        Way::TokenDropped => push_shortened(&spoken, person, random, out),
        Way::Titled => {
            let title = if person {
                ["MR ", "MRS ", "DR ", "ENG. ", "HAJI "]
            } else {
                ["M/S ", "M/S. ", "THE ", "MESSRS ", "FIRMA "]
            };
            out.push_str(title[random.index(title.len())]);
            out.push_str(&spoken);
            vec![Change::TitleAdded]
        }
        Way::CutAt35 => push_cut(&spoken, if person { "MR " } else { "M/S " }, address, out),
        Way::WithAddress => {
            out.push_str(&spoken);
            out.push_str(", ");
            out.push_str(address);
            vec![Change::AddressAdded]
        }
        Way::CareOf => {
            out.push_str(partner);
            out.push_str(" C/O ");
            out.push_str(&spoken);
            vec![Change::CareOf]
        }
        Way::JointAccount => {
            out.push_str(&spoken);
            out.push_str(" AND ");
            out.push_str(partner);
            vec![Change::JointAccount]
        }
    });
    changes
}

/// What became of the order of a name, if anything.
fn change_of_order(listed: &str, spoken: &str) -> Option<Change> {
    let is_separator = |c: char| c == ',' || c.is_whitespace();
    let words = |text| str::split(text, is_separator).filter(|word| !word.is_empty());
    if !words(listed).eq(words(spoken)) {
        Some(Change::Reordered)
    } else if listed.contains(',') && !spoken.contains(',') {
        Some(Change::CommaDropped)
    } else {
        None
    }
}

fn push_other_case(spoken: &str, random: &mut Random, out: &mut String) -> Vec<Change> {
    let start = out.len();
    let change = if random.per_mille(500) {
        push_word(spoken, true, out);
        Change::UpperCase
    } else {
        out.push_str(&spoken.to_lowercase());
        Change::LowerCase
    };
    if out.get(start..) == Some(spoken) {
        Vec::new()
    } else {
        vec![change]
    }
}

fn push_misspelled(spoken: &str, slips: usize, random: &mut Random, out: &mut String) -> Vec<Change> {
    let mut chars: Vec<char> = spoken.chars().collect();
    let mut changes = Vec::new();
    for _ in 0..slips {
        let before = chars.clone();
        misspell(&mut chars, random);
        // A letter may be replaced by itself or exchanged with its equal.
        if chars != before {
            changes.push(Change::Misspelled);
        }
    }
    // The second slip may undo the first.
    if chars.iter().copied().eq(spoken.chars()) {
        changes.clear();
    }
    out.extend(chars);
    changes
}

fn push_initials(spoken: &str, person: bool, out: &mut String) -> Vec<Change> {
    let words: Vec<&str> = spoken.split_whitespace().collect();
    let last = words.len().saturating_sub(1);
    for (i, word) in words.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        match word.chars().next() {
            Some(initial) if person && i < last => out.push(initial),
            _ => out.push_str(word),
        }
    }
    if person && last > 0 {
        vec![Change::Initials]
    } else {
        Vec::new()
    }
}

fn push_shortened(spoken: &str, person: bool, random: &mut Random, out: &mut String) -> Vec<Change> {
    let mut words: Vec<&str> = spoken.split_whitespace().collect();
    let mut changes = Vec::new();
    if words.len() > 2 {
        // The last word carries the most of a person's name, the first of a firm's.
        let droppable = words.len() - 1;
        words.remove(random.index(droppable) + usize::from(!person));
        changes.push(Change::WordDropped);
    }
    out.push_str(&words.join(" "));
    changes
}

/// Title, name and address on one line, which is cut.
fn push_cut(spoken: &str, title: &str, address: &str, out: &mut String) -> Vec<Change> {
    let line = format!("{title}{spoken} {address}");
    out.extend(line.chars().take(NAME_LINE_CHARS));
    let mut changes = vec![Change::TitleAdded];
    let address_begins = title.chars().count() + spoken.chars().count() + 1;
    if address_begins < NAME_LINE_CHARS && !address.is_empty() {
        changes.push(Change::AddressAdded);
    }
    if line.chars().count() > NAME_LINE_CHARS {
        changes.push(Change::Cut);
    }
    changes
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

    use super::{Change, Way, misspell, push_in, push_mangled};
    use crate::random::{Domain, Random};

    fn mangled(way: Way, name: &str, schema: Schema) -> String {
        mangled_and_why(way, name, schema).0
    }

    fn mangled_and_why(way: Way, name: &str, schema: Schema) -> (String, Vec<Change>) {
        let mut out = String::new();
        let mut random = Random::new(1, Domain::Payments, 0);
        let changes = push_in(
            way,
            name,
            schema,
            "12 High Street, London",
            "Anna Muster",
            &mut random,
            &mut out,
        );
        (out, changes)
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
    fn what_was_done_to_a_name_is_said_and_nothing_else() {
        use Change as C;
        let person = |way, name| mangled_and_why(way, name, Schema::Person).1;
        let bout = "BOUT, Viktor Anatolievich";
        assert_eq!(person(Way::AsListed, bout), []);
        assert_eq!(person(Way::Reordered, bout), [C::CommaDropped]);
        assert_eq!(person(Way::Reordered, "BIN ALI, Omar"), [C::Reordered]);
        assert_eq!(person(Way::Initials, bout), [C::Reordered, C::Initials]);
        assert_eq!(person(Way::Misspelled, bout), [C::Reordered, C::Misspelled]);
        assert_eq!(
            person(Way::CutAt35, bout),
            [C::Reordered, C::TitleAdded, C::AddressAdded, C::Cut]
        );
        let long = "PETROV-VODKIN, Konstantin Konstantinovich";
        assert_eq!(
            person(Way::CutAt35, long),
            [C::Reordered, C::TitleAdded, C::Cut],
            "no room is left for an address"
        );
        let firm = |way| mangled_and_why(way, "ACME TRADING", Schema::Organization).1;
        for way in [Way::Reordered, Way::Initials, Way::TokenDropped] {
            assert_eq!(
                firm(way),
                [],
                "{way:?} leaves a firm of two words as it is listed"
            );
        }
        assert_eq!(firm(Way::CareOf), [C::CareOf]);
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
