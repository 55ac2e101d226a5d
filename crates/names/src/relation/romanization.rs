//! One Slavic name in the Latin letters of several languages: `Jewgeni` and `Yevgeniy`, `Prigoschin` and `Prigozhin`,
//! `Herasimau` and `Gerasimov`.
//!
//! A word is read as a row of sounds by English habits, and by those of each other tradition of which it has a telling sign
//! (`sch`, `w`, `cz`, a final `au`; `data/romanizations.csv`). Two words are related when one of them has such a sign, the
//! consonants of two readings are the same, and their vowels are nearly so. Words that are both plain English are left to the
//! other relations, because sounds that a German does not tell apart are told apart by who writes English.

use portcullis_model::TokenRelation;
use smallvec::SmallVec;

use super::{Answer, Key, Relation, Word, differences::differences, spelling::if_one_name, with_sign};
use crate::language::{self, Romanizations, Sounds, Tradition};

/// Words of fewer letters have too few sounds to be told by.
const BYTES_MIN: usize = 5;

/// Consonants that a reading needs.
const CONSONANTS_MIN: usize = 3;

/// How much of a match two words are, by how many of their vowels differ.
const SIMILARITIES: [f32; 3] = [0.93, 0.88, 0.82];

/// The same where one of them is written without the marks above its letters.
const UNMARKED_SIMILARITIES: [f32; 3] = [0.91, 0.86, 0.80];

/// Stands before the keys of English readings.
const ENGLISH_SIGN: char = '@';

/// Stands before the keys of readings by a sign.
const TOLD_SIGN: char = '&';

/// Stand before the keys of readings in which letters with and without marks are one: English ones, and those without marks.
const ENGLISH_UNMARKED_SIGN: char = '<';
const UNMARKED_SIGN: char = '>';

pub(super) struct Romanization;

impl Relation for Romanization {
    fn name(&self) -> TokenRelation {
        TokenRelation::Skeleton
    }

    fn relate(&self, query: &Word<'_>, listed: &Word<'_>) -> Answer {
        let best = similarity(query, listed);
        best.and_then(|similarity| {
            if similarity < UNMARKED_SIMILARITIES[0] {
                if_one_name(query.text, listed.text, similarity, 0.0)
            } else {
                Some(similarity)
            }
        })
        .map_or(Answer::None, Answer::Similar)
    }

    fn each_filed_key(&self, listed: &Word<'_>, file: &mut dyn FnMut(Key<'_>)) {
        for (tradition, sounds) in listed.romanized() {
            match tradition {
                Tradition::English => {
                    key(ENGLISH_SIGN, sounds, file);
                    key(ENGLISH_UNMARKED_SIGN, sounds, file);
                }
                Tradition::Unmarked => key(UNMARKED_SIGN, sounds, file),
                _ => key(TOLD_SIGN, sounds, file),
            }
        }
    }

    fn each_asked_key(&self, query: &Word<'_>, ask: &mut dyn FnMut(Key<'_>)) {
        // Several traditions read many a word alike.
        let mut told: SmallVec<[&Sounds; 4]> = SmallVec::new();
        for (tradition, sounds) in query.romanized() {
            // What one of the two was told by is met under both signs.
            match tradition {
                Tradition::English => {
                    key(TOLD_SIGN, sounds, ask);
                    key(UNMARKED_SIGN, sounds, ask);
                }
                Tradition::Unmarked => {
                    key(UNMARKED_SIGN, sounds, ask);
                    key(ENGLISH_UNMARKED_SIGN, sounds, ask);
                }
                _ if told.iter().any(|other| consonants(other).eq(consonants(sounds))) => {}
                _ => {
                    key(TOLD_SIGN, sounds, ask);
                    key(ENGLISH_SIGN, sounds, ask);
                    told.push(sounds);
                }
            }
        }
    }
}

/// The readings of a word that may be a name.
pub(super) fn each_reading(word: &Word<'_>, mut each: impl FnMut(Tradition, Sounds)) {
    let token = word.text;
    if token.len() < BYTES_MIN || !word.is_spelled() || !token.bytes().all(|b| b.is_ascii_lowercase()) {
        return;
    }
    let traditions = if Romanizations::may_tell(token.as_bytes()) {
        &Tradition::ALL[..]
    } else {
        &[Tradition::English]
    };
    for &tradition in traditions {
        if let Some(sounds) = language::get().romanizations.read(tradition, token.as_bytes())
            && consonants(&sounds).count() >= CONSONANTS_MIN
        {
            each(tradition, sounds);
        }
    }
}

fn key(sign: char, sounds: &[u8], each: &mut dyn FnMut(Key<'_>)) {
    let is_unmarked = matches!(sign, ENGLISH_UNMARKED_SIGN | UNMARKED_SIGN);
    let heard = consonants(sounds).map(|sound| if is_unmarked { unmarked(sound) } else { sound });
    with_sign(sign, heard, each);
}

/// A sound as it is written without marks: ш and с are s, ч and ц are c.
const fn unmarked(sound: u8) -> u8 {
    match sound {
        b'x' => b's',
        b'w' => b'c',
        other => other,
    }
}

/// How much of a match two readings are by their vowels when the consonants are the same; `None` when those are not, or when
/// the two traditions say nothing of each other.
fn of_readings(a: &(Tradition, Sounds), b: &(Tradition, Sounds)) -> Option<f32> {
    use Tradition::{English, Unmarked};
    let most = SIMILARITIES.len() - 1;
    match (a.0, b.0) {
        (English, English) => None,
        (Unmarked, Unmarked | English) | (English, Unmarked) => {
            let [heard_a, heard_b] = [&a.1, &b.1].map(|sounds| consonants(sounds).map(unmarked));
            if !heard_a.eq(heard_b) {
                return None;
            }
            let [a, b] =
                [&a.1, &b.1].map(|sounds| sounds.iter().map(|sound| unmarked(*sound)).collect::<Sounds>());
            differences(&a, &b, most).map(|(edits, _)| UNMARKED_SIMILARITIES[edits])
        }
        (Unmarked, _) | (_, Unmarked) => None,
        _ if consonants(&a.1).eq(consonants(&b.1)) => {
            // The consonants are the same, so what differs are vowels.
            differences(&a.1, &b.1, most).map(|(edits, _)| SIMILARITIES[edits])
        }
        _ => None,
    }
}

fn is_vowel(sound: u8) -> bool {
    matches!(sound, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn consonants(sounds: &[u8]) -> impl Iterator<Item = u8> + Clone {
    sounds.iter().copied().filter(|sound| !is_vowel(*sound))
}

fn similarity(a: &Word<'_>, b: &Word<'_>) -> Option<f32> {
    // Most words that are compared share no letters to speak of.
    if a.text == b.text || a.text.len().abs_diff(b.text.len()) > a.text.len().min(b.text.len()) {
        return None;
    }
    // Two that are plain English are left to the other relations.
    if !Romanizations::may_tell(a.text.as_bytes()) && !Romanizations::may_tell(b.text.as_bytes()) {
        return None;
    }
    let pairs = a
        .romanized()
        .iter()
        .flat_map(|own| b.romanized().iter().map(move |other| (own, other)));
    pairs
        .filter_map(|(own, other)| of_readings(own, other))
        .reduce(f32::max)
}

#[cfg(test)]
mod tests {
    use super::Word;
    use crate::relation::relation;

    fn similarity(a: &str, b: &str) -> Option<f32> {
        super::similarity(&Word::of(a), &Word::of(b))
    }

    #[test]
    fn one_name_in_the_letters_of_several_languages_is_related() {
        for (a, b) in [
            ("jewgeni", "yevgeniy"),
            ("prigoschin", "prigozhin"),
            ("solotow", "zolotov"),
            ("timtschenko", "timchenko"),
            ("wjatscheslaw", "vyacheslav"),
            ("poutine", "putin"),
            ("ianoukovitch", "yanukovich"),
            ("herasimau", "gerasimov"),
            ("puszilin", "pushilin"),
            ("wiaczeslaw", "vyacheslav"),
            ("nikolajevitj", "nikolaevich"),
            ("miklasjevitj", "miklashevich"),
            ("katjkajev", "kachkaev"),
            ("zjuravleva", "zhuravleva"),
            ("sjevtsjenko", "shevchenko"),
            ("andrejevic", "andreevich"),
            ("jurjevits", "yurevich"),
            ("sergejevics", "sergeevich"),
            ("lagunovitj", "lagunovich"),
            ("aliaksandravich", "aleksandrovich"),
            ("alyaksandravna", "aleksandrovna"),
            ("mikalaevich", "nikolaevich"),
            ("syargeevich", "sergeevich"),
            ("yaugenavich", "evgenievich"),
            ("valyantsina", "valentina"),
            ("kushnerauna", "kushnerovna"),
        ] {
            assert!(similarity(a, b).is_some() && relation(a, b).is_some(), "{a} {b}");
        }
    }

    #[test]
    fn words_that_are_both_english_are_no_romanizations_of_each_other() {
        assert_eq!(similarity("roshin", "rozhin"), None);
        assert_eq!(similarity("marsin", "marshin"), None);
        assert_eq!(similarity("schwarz", "shivers"), None);
    }
}
