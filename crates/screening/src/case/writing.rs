//! How a party's name is written, where that says something of a match.

use portcullis_model::{Evidence, Hit};
use portcullis_names::{Analysis, Order};

use super::party::folded_words;

/// A field that ends after so many characters ends at its limit of 35: one or two separators at its end are gone.
const CUT_CHARS: std::ops::RangeInclusive<usize> = 33..=35;

/// So many letters in a row that stand alone are no initials.
const APART_MIN: usize = 3;

/// How the name of a party is written in a payment.
#[derive(Debug, Default)]
pub(super) struct Writing {
    /// What hides the name from whoever compares letters, in words that follow `written`; empty where nothing does.
    disguises: Vec<&'static str>,
    /// Listed words that may stand beyond the end of the field, folded; none where the name does not end at its limit.
    beyond_cut: Vec<String>,
}

impl Writing {
    /// Of the name as the payment writes it, and what it matched.
    pub(super) fn of(party: &str, hit: &Hit) -> Writing {
        let is_cut = !hit.field.is_text()
            && CUT_CHARS.contains(&party.chars().count())
            && party.contains(char::is_whitespace);
        Writing {
            disguises: disguises(party, hit),
            beyond_cut: if is_cut { beyond_cut(hit) } else { Vec::new() },
        }
    }

    /// Whether the name is written so that whoever compares letters does not find it.
    pub(super) fn is_disguised(&self) -> bool {
        !self.disguises.is_empty()
    }

    /// Whether a listed word that is not in the payment may stand beyond the end of the field.
    pub(super) fn is_beyond_cut(&self, listed: &str) -> bool {
        self.beyond_cut.iter().any(|word| word == listed)
    }

    /// ` Written with letters of two scripts.`, or nothing.
    pub(super) fn tell(&self, text: &mut String) {
        if self.is_disguised() {
            text.push_str(&format!(" Written {}.", self.disguises.join(", ")));
        }
    }
}

/// What hides a name. What the list itself writes so hides nothing.
fn disguises(party: &str, hit: &Hit) -> Vec<&'static str> {
    let written = Analysis::of(party, Order::AsWritten).notes;
    let listed = Analysis::of(&hit.matched, Order::AsWritten).notes;
    let matched = hit.evidence.iter().filter_map(|piece| match piece {
        Evidence::Token { query, .. } => Some(query.as_str()),
        _ => None,
    });
    let words = folded_words(party);
    let is_read = |word: &str| !words.iter().any(|written| written == word);
    let (mut digits, mut apart) = (false, false);
    for query in matched {
        let letters = query.split_whitespace().filter(|word| word.chars().count() == 1);
        apart |= letters.count() >= APART_MIN;
        digits |= written.digits_for_letters && query.split_whitespace().any(is_read);
    }
    [
        (
            written.homoglyphs && !listed.homoglyphs,
            "with letters of two scripts",
        ),
        (digits && !listed.digits_for_letters, "with digits for letters"),
        (
            written.invisible && !listed.invisible,
            "with characters that cannot be seen",
        ),
        (apart, "letter by letter"),
    ]
    .into_iter()
    .filter_map(|(is_so, what)| is_so.then_some(what))
    .collect()
}

/// Listed words behind all that matched, in either order in which the name may be meant: the field may have ended before
/// them.
fn beyond_cut(hit: &Hit) -> Vec<String> {
    let (mut matched, mut left) = (Vec::new(), Vec::new());
    for piece in &hit.evidence {
        match piece {
            Evidence::Token { listed, .. } => matched.extend(listed.split_whitespace()),
            Evidence::Unmatched {
                text, listed: true, ..
            } => left.push(text.as_str()),
            _ => {}
        }
    }
    let mut beyond: Vec<String> = Vec::new();
    for order in [Order::AsWritten, Order::SurnameFirst] {
        let name = Analysis::of(&hit.matched, order);
        let last = (0..name.len()).rfind(|&at| matched.contains(&name.token(at)));
        let behind = last.map_or(name.len(), |last| last + 1)..name.len();
        beyond.extend(
            behind
                .map(|at| name.token(at))
                .filter(|word| left.contains(word))
                .map(str::to_owned),
        );
    }
    beyond
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Evidence, Field, Hit, Score, TokenRelation};

    use super::Writing;

    fn token(query: &str, listed: &str) -> Evidence {
        Evidence::Token {
            query: query.to_owned(),
            listed: listed.to_owned(),
            relation: TokenRelation::Exact,
            similarity: 1.0,
            weight: 0.8,
        }
    }

    fn left(text: &str) -> Evidence {
        Evidence::Unmatched {
            text: text.to_owned(),
            listed: true,
            weight: 0.8,
        }
    }

    fn writing(party: &str, listed: &str, evidence: Vec<Evidence>) -> Writing {
        let hit = Hit {
            matched: listed.to_owned(),
            evidence,
            ..Hit::by_name(0, Field::CREDITOR, Score::from_fraction(0.95))
        };
        Writing::of(party, &hit)
    }

    fn told(party: &str, listed: &str, evidence: Vec<Evidence>) -> String {
        let mut text = String::new();
        writing(party, listed, evidence).tell(&mut text);
        text
    }

    #[test]
    fn what_hides_a_name_is_said() {
        let bout = || vec![token("viktor", "viktor"), token("bout", "bout")];
        assert_eq!(told("Viktor Bout", "BOUT, Viktor", bout()), "");
        assert_eq!(
            told("Vikтоr Вout", "BOUT, Viktor", bout()),
            " Written with letters of two scripts."
        );
        assert_eq!(
            told("V1ktor B\u{200b}out", "BOUT, Viktor", bout()),
            " Written with digits for letters, with characters that cannot be seen."
        );
        assert_eq!(
            told("Viktor B O U T", "BOUT, Viktor", vec![token("b o u t", "bout")]),
            " Written letter by letter."
        );
    }

    #[test]
    fn what_the_list_writes_so_and_a_digit_in_another_word_hide_nothing() {
        let oday = vec![token("oday", "oday"), token("technologies", "technologies")];
        assert_eq!(told("0DAY TECHNOLOGIES", "0DAY TECHNOLOGIES", oday), "");
        let acquisition = vec![token("acquisition", "acquisition")];
        assert_eq!(told("1RT ACQUISITION", "ACQUISITION GROUP", acquisition), "");
        let cyrillic = vec![token("viktor", "viktor"), token("but", "but")];
        assert_eq!(told("Виктор Бут", "Виктор Бут", cyrillic), "");
    }

    #[test]
    fn listed_words_behind_a_cut_may_stand_there_and_those_before_it_do_not() {
        let cut = |party: &str| {
            let evidence = vec![
                token("xinjiang", "xinjiang"),
                token("production", "production"),
                token("and", "and"),
                token("constructio", "construction"),
                left("corps"),
            ];
            let listed = "XINJIANG PRODUCTION AND CONSTRUCTION CORPS";
            writing(party, listed, evidence).is_beyond_cut("corps")
        };
        assert!(cut("XINJIANG PRODUCTION AND CONSTRUCTIO"));
        assert!(!cut("XINJIANG PRODUCTION AND CONSTR"));
        let evidence = vec![token("production", "production"), left("xinjiang")];
        let before = writing(
            "PRODUCTION AND CONSTRUCTION COMPANY",
            "XINJIANG PRODUCTION",
            evidence,
        );
        assert!(!before.is_beyond_cut("xinjiang"));
    }
}
