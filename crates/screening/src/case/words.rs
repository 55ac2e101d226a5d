//! The words of two names as they are written, and what each says.

use portcullis_model::{Designation, Evidence, Hit, Schema, TokenRelation};

use super::{party::folded_words, priority, writing::Writing};

/// Words of a name that are told one by one.
const WORDS_MAX: usize = 5;

/// Stands before what a word was read as, in parentheses.
const READ_AS: &str = " (read as ";

/// A word that weighs less is common: one in two thousand names bears it, or more (20,000 to the power of this).
const COMMON_BELOW: f32 = 0.77;

/// A word that weighs so much is rare: one in 7,000 names bears it, or fewer.
const RARE_FROM: f32 = 0.9;

/// Words of companies that weigh no more say what a company does, not which one it is.
const GENERIC_UP_TO: f32 = 0.35;

/// Legal forms, initials, particles and titles weigh no more, and are not told when they agree.
pub(super) const SLIGHT_UP_TO: f32 = 0.15;

/// The words of both names, as they are written.
pub(super) struct Names {
    same: Vec<Word>,
    /// Of the listed name, and not in the payment.
    only_listed: Vec<Word>,
    /// Of the listed name, and perhaps of the payment too before its field was cut.
    beyond_cut: Vec<Word>,
    /// Of the payment, between or beside the matched words.
    only_paid: Vec<Word>,
}

/// A word as the payment and the list write it: once where that is the same, and what both were read as once.
fn both(paid: &str, listed: &str) -> String {
    if folded_words(paid) == folded_words(listed) {
        return listed.to_owned();
    }
    match (paid.split_once(READ_AS), listed.split_once(READ_AS)) {
        (Some((paid, read)), Some((_, other))) if read == other => format!("{paid}/{listed}"),
        _ => format!("{paid}/{listed}"),
    }
}

/// A word, or several that were read as one.
struct Word {
    /// `Alpha/Alfa`, as written in the payment and on the list.
    text: String,
    weight: f32,
    is_exact: bool,
}

impl Names {
    pub(super) fn of(party: &str, hit: &Hit, writing: &Writing) -> Names {
        let tokens = |of_list: bool| {
            hit.evidence.iter().filter_map(move |piece| match piece {
                Evidence::Token { query, listed, .. } => Some(if of_list { listed } else { query }),
                Evidence::Unmatched { text, listed, .. } if *listed == of_list => Some(text),
                _ => None,
            })
        };
        let paid = Written::of(party, tokens(false).map(String::as_str));
        let listed = Written::of(&hit.matched, tokens(true).map(String::as_str));
        let mut names = Names {
            same: Vec::new(),
            only_listed: Vec::new(),
            beyond_cut: Vec::new(),
            only_paid: Vec::new(),
        };
        for piece in &hit.evidence {
            match piece {
                Evidence::Token {
                    query,
                    listed: token,
                    relation,
                    similarity,
                    weight,
                } => {
                    let (paid, listed) = (paid.show(query), listed.show(token));
                    names.same.push(Word {
                        text: both(&paid, &listed),
                        weight: *weight,
                        is_exact: *relation == TokenRelation::Exact || *similarity >= 1.0,
                    });
                }
                Evidence::Unmatched {
                    text,
                    listed: of_list,
                    weight,
                } => {
                    let (side, written) = match of_list {
                        true if writing.is_beyond_cut(text) => (&mut names.beyond_cut, &listed),
                        true => (&mut names.only_listed, &listed),
                        false => (&mut names.only_paid, &paid),
                    };
                    side.push(Word {
                        text: written.show(text),
                        weight: *weight,
                        is_exact: true,
                    });
                }
                _ => {}
            }
        }
        names
    }

    pub(super) fn tell(&self, text: &mut String, hit: &Hit, designation: &Designation) {
        let is_person = designation.schema == Schema::Person;
        if priority::is_whole_name(hit) {
            let rare = self.same.iter().filter(|word| word.weight >= RARE_FROM);
            let rare: Vec<&str> = rare.map(|word| word.text.as_str()).collect();
            text.push_str(" Same: the whole name");
            if rare.is_empty() {
                let common = if is_person { "names" } else { "words" };
                text.push_str(&format!(", of common {common}."));
            } else {
                text.push_str(&format!("; rare: {}.", few(&rare)));
            }
            return;
        }
        let solid: Vec<&Word> = self
            .same
            .iter()
            .filter(|word| word.weight > SLIGHT_UP_TO)
            .collect();
        let told: Vec<String> = solid
            .iter()
            .take(WORDS_MAX)
            .map(|word| word.told(is_person))
            .collect();
        let more = solid.len().saturating_sub(WORDS_MAX);
        if !told.is_empty() {
            text.push_str(&format!(" Same: {}", told.join("; ")));
            if more > 0 {
                text.push_str(&format!("; {more} more"));
            }
            text.push('.');
        }
        let only = |words: &[Word]| {
            let solid = words.iter().filter(|word| word.weight > SLIGHT_UP_TO);
            let texts: Vec<String> = solid.map(|word| word.text.clone()).collect();
            (!texts.is_empty()).then(|| few(&texts.iter().map(String::as_str).collect::<Vec<_>>()))
        };
        if let Some(words) = only(&self.only_listed) {
            let verb = if self
                .only_listed
                .iter()
                .filter(|word| word.weight > SLIGHT_UP_TO)
                .count()
                > 1
            {
                "are"
            } else {
                "is"
            };
            let what = if self.lacks_surname(&hit.matched, is_person) {
                "Surname "
            } else {
                ""
            };
            text.push_str(&format!(" {what}{words} {verb} not in the payment."));
        }
        if let Some(words) = only(&self.beyond_cut) {
            text.push_str(&format!(" The name fills its field: {words} may be cut off."));
        }
        // What else a sentence says is no part of the name.
        if !hit.field.is_text()
            && let Some(words) = only(&self.only_paid)
        {
            text.push_str(&format!(" Not on the list: {words}."));
        }
    }

    /// Whether everything before the comma of `LAST, First` is not in the payment.
    fn lacks_surname(&self, listed: &str, is_person: bool) -> bool {
        let Some((surname, _)) = listed.split_once(',').filter(|_| is_person) else {
            return false;
        };
        let missing: Vec<String> = self
            .only_listed
            .iter()
            .flat_map(|word| folded_words(&word.text))
            .collect();
        let surname = folded_words(surname);
        !surname.is_empty() && surname.iter().all(|word| missing.contains(word))
    }
}

impl Word {
    fn told(&self, is_person: bool) -> String {
        let remark = if !is_person && self.weight <= GENERIC_UP_TO {
            ", generic"
        } else if self.weight < COMMON_BELOW {
            if is_person {
                ", a common name"
            } else {
                ", a common word"
            }
        } else if self.weight >= RARE_FROM && self.is_exact {
            ", rare"
        } else {
            ""
        };
        format!("{}{remark}", self.text)
    }
}

/// The words of a text as written, found again by what they were read as.
struct Written {
    /// Each chunk as written, with what it folds to.
    chunks: Vec<(String, String)>,
    /// The one token that no chunk folds to, with the chunks that are left for it.
    joined: Option<(String, String)>,
}

impl Written {
    fn of<'a>(text: &str, tokens: impl Iterator<Item = &'a str>) -> Written {
        let separators = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '(' | ')' | '-');
        let chunks: Vec<(String, String)> = text
            .split(separators)
            .map(|chunk| chunk.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|chunk| !chunk.is_empty())
            .map(|chunk| (chunk.to_owned(), folded_words(chunk).concat()))
            .collect();
        let mut left: Vec<&(String, String)> = chunks.iter().collect();
        let mut unknown: Vec<String> = Vec::new();
        for token in tokens.flat_map(str::split_whitespace) {
            match left.iter().position(|(_, folded)| folded == token) {
                Some(at) => {
                    left.remove(at);
                }
                None => unknown.push(token.to_owned()),
            }
        }
        let written: Vec<&str> = left.iter().map(|(written, _)| written.as_str()).collect();
        let joined = match (unknown.pop(), unknown.is_empty(), written.is_empty()) {
            (Some(token), true, false) => Some((token, written.join(" "))),
            _ => None,
        };
        Written { chunks, joined }
    }

    /// A token as it was written; where that is not what it was read as, both.
    fn show(&self, token: &str) -> String {
        let one = |word: &str| {
            let chunk = self.chunks.iter().find(|(_, folded)| folded == word);
            match (chunk, &self.joined) {
                (Some((written, _)), _) => written.clone(),
                (None, Some((joined, written))) if joined == word => format!("{written}{READ_AS}{word})"),
                _ => word.to_owned(),
            }
        };
        token.split_whitespace().map(one).collect::<Vec<_>>().join(" ")
    }
}

fn few(words: &[&str]) -> String {
    let shown = words
        .iter()
        .take(WORDS_MAX)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match words.len().saturating_sub(WORDS_MAX) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Evidence, Field, Hit, Schema, Score};

    use super::{Names, Writing};
    use crate::case::testing::{token, unmatched};

    fn told(party: &str, listed: &str, schema: Schema, evidence: Vec<Evidence>) -> String {
        let hit = Hit {
            matched: listed.to_owned(),
            evidence,
            ..Hit::by_name(0, Field::CREDITOR, Score::from_fraction(0.9))
        };
        let mut text = String::new();
        let names = Names::of(party, &hit, &Writing::of(party, &hit));
        names.tell(&mut text, &hit, &Designation::new("un-1", "UN", "UN", schema));
        text
    }

    #[test]
    fn words_stand_as_they_are_written_with_what_they_say() {
        let evidence = vec![
            token("alpha", "alfa", 0.94, 0.74),
            token("trading", "trading", 1.0, 0.35),
            token("corp", "company", 0.8, 0.1),
        ];
        assert_eq!(
            told(
                "Alpha Trading CORP",
                "ALFA TRADING COMPANY",
                Schema::Organization,
                evidence
            ),
            " Same: Alpha/ALFA, a common word; TRADING, generic."
        );
    }

    #[test]
    fn a_surname_that_is_not_in_the_payment_is_said_to_be_one() {
        let evidence = vec![
            token("hussein", "hossein", 0.88, 0.6),
            token("sayed", "seyed", 0.94, 0.64),
            unmatched("shariat", true, 0.95),
        ];
        assert_eq!(
            told(
                "HUSSEIN AL-SAYED",
                "SHARIAT, Seyed Hossein",
                Schema::Person,
                evidence
            ),
            " Same: HUSSEIN/Hossein, a common name; SAYED/Seyed, a common name. Surname SHARIAT is not in the payment."
        );
    }

    #[test]
    fn a_word_that_the_field_had_no_room_for_is_not_said_to_be_missing() {
        let evidence = vec![
            token("xinjiang", "xinjiang", 1.0, 0.9),
            token("constructio", "construction", 0.96, 0.3),
            unmatched("corps", true, 0.8),
        ];
        assert_eq!(
            told(
                "XINJIANG PRODUCTION AND CONSTRUCTIO",
                "XINJIANG PRODUCTION AND CONSTRUCTION CORPS",
                Schema::Organization,
                evidence
            ),
            " Same: XINJIANG, rare; CONSTRUCTIO/CONSTRUCTION, generic. The name fills its field: CORPS may be cut off."
        );
    }

    #[test]
    fn what_was_read_as_one_word_is_shown_as_it_is_written() {
        let evidence = vec![
            token("abduaziz", "abduaziz", 1.0, 0.6),
            token("masri", "masri", 1.0, 0.67),
            unmatched("omar", false, 0.6),
        ];
        assert_eq!(
            told(
                "Omar Abd al-Aziz MASRI",
                "Abdel Aziz MASRI",
                Schema::Person,
                evidence
            ),
            " Same: Abd al Aziz/Abdel Aziz (read as abduaziz), a common name; MASRI, a common name. Not on the list: Omar."
        );
    }
}
