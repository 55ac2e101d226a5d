//! The kinds of variants that a self-test makes of a listed name: one row each.

use portcullis_model::Schema;
use portcullis_synthetic::Random;
use serde::Serialize;

use super::slips;

/// How far a variant is from the listed name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The name itself, or in other capitals, or without its accents: nothing of it is missing or wrong.
    Exact,
    /// One thing is otherwise: a letter, a space, the order, the punctuation, the end.
    Minor,
    /// Two things are otherwise, or a word of it.
    Major,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Severity; 3] = [Severity::Exact, Severity::Minor, Severity::Major];

    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Exact => "exact",
            Severity::Minor => "minor",
            Severity::Major => "major",
        }
    }
}

/// A way to write a listed name.
pub struct VariantKind {
    /// Its name in reports.
    pub name: &'static str,
    /// How far from the listed name it is.
    pub severity: Severity,
    /// What was done, in a few words.
    pub what: &'static str,
    make: fn(&str, Schema, &mut Random) -> Option<String>,
}

impl VariantKind {
    /// A name written so; `None` where it cannot be: it has no accents to lose, no third word to leave out, no word of
    /// four letters for a slip.
    #[must_use]
    pub fn variant(&self, listed: &str, schema: Schema, random: &mut Random) -> Option<String> {
        (self.make)(listed, schema, random)
    }
}

macro_rules! kinds {
    ($( $severity:ident $name:literal $what:literal = $make:expr; )+) => {
        /// Every kind, the least severe first.
        pub const KINDS: &[VariantKind] = &[ $( VariantKind {
            name: $name,
            severity: Severity::$severity,
            what: $what,
            make: $make,
        }, )+ ];
    };
}

kinds! {
    Exact "as-listed" "as the publisher writes it" = |name, _, _| Some(name.to_owned());
    Exact "case" "all in small letters, or in capitals where it has none other" = |name, _, _| case(name);
    Exact "accents" "accents of Latin letters lost" = |name, _, _| slips::without_accents(name);
    Minor "punctuation-lost" "punctuation dropped, its neighbors joined" = |name, _, _| slips::without_punctuation(name, "");
    Minor "punctuation-space" "a space for each mark" = |name, _, _| slips::without_punctuation(name, " ");
    Minor "substituted" "one letter is another" = |name, _, random| slips::substituted(name, random);
    Minor "deleted" "one letter missing" = |name, _, random| slips::deleted(name, random);
    Minor "inserted" "one letter too many" = |name, _, random| slips::inserted(name, random);
    Minor "swapped" "two neighboring letters exchanged" = |name, _, random| slips::swapped(name, random);
    Minor "lost-letter" "one letter lost to `?`" = |name, _, random| slips::lost(name, random);
    Minor "space-lost" "the space between two words missing" = |name, _, random| slips::joined(name, random);
    Minor "space-added" "a space inside a word" = |name, _, random| slips::split(name, random);
    Minor "order" "given names first, or two neighboring words exchanged" = order;
    Minor "initial" "a middle name of a person as its initial" = |name, schema, random| {
        (schema == Schema::Person).then(|| slips::middle_word(&natural(name), true, random))?
    };
    Minor "cut-35" "cut at 35 characters" = |name, _, _| slips::cut(name);
    Major "two-edits" "two slips of a letter" = |name, _, random| edited(&slips::edited(name, random)?, name, random);
    Major "cut-35+edit" "cut at 35 characters, and a slip of a letter" = |name, _, random| {
        slips::edited(&slips::cut(name)?, random)
    };
    Major "middle-dropped" "a middle word missing" = |name, _, random| slips::middle_word(&natural(name), false, random);
    Major "middle-dropped+edit" "a middle word missing, and a slip of a letter" = |name, _, random| {
        slips::edited(&slips::middle_word(&natural(name), false, random)?, random)
    };
    Major "vowels" "two vowels of a long word are others" = |name, _, random| slips::revoweled(name, random);
}

/// In small letters; in capitals where that changes nothing; `None` in a script that has one case.
fn case(name: &str) -> Option<String> {
    let small = name.to_lowercase();
    let other = if small == name { name.to_uppercase() } else { small };
    (other != name).then_some(other)
}

/// The second slip of two: not one that undoes the first.
fn edited(once: &str, listed: &str, random: &mut Random) -> Option<String> {
    slips::edited(once, random).filter(|twice| twice != listed)
}

/// A name with given names first, where its comma says which they are.
fn natural(name: &str) -> String {
    slips::natural_order(name).unwrap_or_else(|| name.to_owned())
}

fn order(name: &str, schema: Schema, random: &mut Random) -> Option<String> {
    let person = (schema == Schema::Person)
        .then(|| slips::natural_order(name))
        .flatten();
    person.or_else(|| slips::reordered(name, random))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use portcullis_model::Schema;
    use portcullis_synthetic::Random;

    use super::KINDS;

    fn made(kind: &str, name: &str, schema: Schema) -> Option<String> {
        let kind = KINDS
            .iter()
            .find(|k| k.name == kind)
            .expect("a kind of the table");
        kind.variant(name, schema, &mut Random::from_seed(5))
    }

    #[test]
    fn kinds_have_names_of_their_own_and_stand_by_severity() {
        assert_eq!(
            KINDS.iter().map(|k| k.name).collect::<BTreeSet<_>>().len(),
            KINDS.len()
        );
        assert!(KINDS.is_sorted_by_key(|k| k.severity));
    }

    #[test]
    fn every_kind_is_documented_in_the_readme_by_its_words() {
        let readme = include_str!("../../README.md");
        for kind in KINDS {
            let row = format!("| {} | `{}` | {} |", kind.severity.as_str(), kind.name, kind.what);
            assert!(readme.contains(&row), "README.md lacks the row {row}");
        }
    }

    #[test]
    fn every_kind_but_the_name_itself_is_another_text() {
        for listed in [
            "GARCÍA LÓPEZ, José María del Carmen Hernández",
            "BANCO NACIONAL DE COMERCIO EXTERIOR, S.A. DE C.V.",
        ] {
            for kind in &KINDS[1..] {
                for seed in 0..50 {
                    let variant = kind.variant(listed, Schema::Person, &mut Random::from_seed(seed));
                    if kind.name == "accents" && !listed.contains('Í') {
                        assert_eq!(variant, None);
                        continue;
                    }
                    let variant = variant.unwrap_or_else(|| panic!("{listed} has room for {}", kind.name));
                    assert_ne!(variant, listed, "{}", kind.name);
                }
            }
        }
    }

    #[test]
    fn the_order_of_a_person_is_natural_and_of_a_firm_any_other() {
        assert_eq!(
            made("order", "BOUT, Viktor", Schema::Person).as_deref(),
            Some("Viktor BOUT")
        );
        assert_eq!(
            made("order", "CECOEX, S.A.", Schema::Organization).as_deref(),
            Some("S.A. CECOEX,")
        );
        assert_eq!(made("initial", "HALL OF FAME", Schema::Organization), None);
        assert_eq!(made("case", "BOUT", Schema::Person).as_deref(), Some("bout"));
        assert_eq!(made("case", "كريم", Schema::Person), None);
    }
}
