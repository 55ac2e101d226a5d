//! How two tokens are related. These relations, and no others, are what the scorer may use; the index
//! enumerates each of them, which is why candidate generation loses nothing.
//!
//! | relation | definition | how an index enumerates it |
//! |---|---|---|
//! | exact | equal after folding | token dictionary |
//! | edit | optimal string alignment distance ≤ [`edits_allowed`] of the shorter | deletion variants: two strings within `d` edits share a string reached from each by at most `d` deletions |
//! | transliteration | equal [`skeleton`], and few enough vowel edits | skeleton dictionary |
//! | the same, from a script without short vowels | equal [`unvoweled_skeleton`] | skeleton dictionary, [`skeleton_keys`] |
//! | edit, of short words | equal but for doubled letters | skeleton dictionary, [`skeleton_keys`] |
//! | the same, of Korean syllables | equal [`korean_syllable`] | skeleton dictionary, [`skeleton_keys`] |
//! | nickname | in one class of `data/nicknames.csv` | class members looked up in the token dictionary |
//! | synonym | in one class of `data/company_words.csv` or `data/places.csv` | class members looked up in the token dictionary |
//! | number | the same value | the ways to write the value looked up in the token dictionary |

use portcullis_model::TokenRelation;

use crate::{
    confusion::differences,
    language,
    transliterate::{HAN, UNVOWELED},
};

/// A relation of two tokens and how much of a match it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Related {
    /// Which.
    pub relation: TokenRelation,
    /// 0 to 1; 1 is the same token.
    pub similarity: f32,
}

/// Tokens of this many bytes and fewer are compared exactly (or by skeleton): one edit of three letters is
/// another name.
pub const EDIT_MIN_BYTES: usize = 4;

/// How many edits two tokens may be apart when the shorter has `bytes` bytes.
#[must_use]
pub const fn edits_allowed(bytes: usize) -> usize {
    match bytes {
        0..EDIT_MIN_BYTES => 0,
        EDIT_MIN_BYTES..=6 => 1,
        _ => 2,
    }
}

/// How many deletions an index files a listed token under, and a query looks it up under: as many as the edits
/// allowed, and one for tokens of three letters, of which two neighbors may be exchanged.
#[must_use]
pub const fn deletions_needed(bytes: usize) -> usize {
    if bytes == EXCHANGE_BYTES {
        1
    } else {
        edits_allowed(bytes)
    }
}

/// Tokens of this many letters may have two neighboring letters exchanged, and no other edit.
const EXCHANGE_BYTES: usize = 3;

/// Whether edits may relate the token at all: not numbers, codes (`313`, `a320`) and legal forms.
#[must_use]
pub fn may_have_edits(token: &str) -> bool {
    token.len() >= EXCHANGE_BYTES && is_spelled(token)
}

/// Mostly letters: at most one digit among at least four letters.
fn is_spelled(token: &str) -> bool {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    !token.starts_with(['=', UNVOWELED, HAN]) && (digits == 0 || (digits == 1 && token.len() >= 5))
}

/// How a query token and a listed token are related, by the strongest relation; `None` when they are not.
/// Symmetric.
#[must_use]
pub fn relate(a: &str, b: &str) -> Option<Related> {
    if a == b {
        let relation = if a.starts_with('=') {
            TokenRelation::LegalForm
        } else {
            TokenRelation::Exact
        };
        return Some(Related {
            relation,
            similarity: 1.0,
        });
    }
    if a.starts_with('=') || b.starts_with('=') {
        return None;
    }
    if a.starts_with(HAN) || b.starts_with(HAN) {
        let same = a.trim_start_matches(HAN) == b.trim_start_matches(HAN);
        return same.then(|| Related {
            relation: TokenRelation::Skeleton,
            similarity: han_similarity(a.len().max(b.len()) - 1),
        });
    }
    if is_unvoweled(a) || is_unvoweled(b) {
        let similarity = unvoweled_similarity(a, b)?;
        return Some(Related {
            relation: TokenRelation::Skeleton,
            similarity,
        });
    }
    let language = language::get();
    if let (Some(x), Some(y)) = (language.number(a), language.number(b)) {
        return (x == y).then_some(Related {
            relation: TokenRelation::Number,
            similarity: 0.97,
        });
    }
    let mut best: Option<Related> = None;
    let mut offer = |relation, similarity| {
        if best.is_none_or(|have| have.similarity < similarity) {
            best = Some(Related { relation, similarity });
        }
    };
    let both_names = || language.common_tier(a).is_some() && language.common_tier(b).is_some();
    if let Some(similarity) = edit_similarity(a, b) {
        // A slip seldom makes another name: Evan is not a misspelled Ivan.
        offer(
            TokenRelation::Edit,
            if both_names() {
                similarity - BOTH_ARE_NAMES
            } else {
                similarity
            },
        );
    }
    if is_short_double(a, b) {
        offer(TokenRelation::Edit, 0.86);
    }
    if let Some((similarity, bits)) = skeleton_similarity(a, b) {
        // Mario is not a way to write Maria.
        let two_names = bits < 0.0 && both_names();
        offer(
            TokenRelation::Skeleton,
            if two_names {
                similarity - BOTH_ARE_NAMES
            } else {
                similarity
            },
        );
    }
    if let (Some(x), Some(y)) = (korean_syllable(a), korean_syllable(b))
        && x == y
    {
        offer(TokenRelation::Skeleton, KOREAN_SIMILARITY);
    }
    if language.are_nicknames(a, b) {
        offer(TokenRelation::Nickname, NICKNAME_SIMILARITY);
    }
    if language.are_synonyms(a, b) {
        offer(TokenRelation::Synonym, SYNONYM_SIMILARITY);
    }
    best
}

/// What the romanized syllables of Chinese characters are worth, by their letters: many characters share a
/// syllable, and Japanese names are written with them too.
#[must_use]
pub(crate) fn han_similarity(letters: usize) -> f32 {
    match letters {
        0..=4 => 0.80,
        5..=7 => 0.86,
        _ => 0.92,
    }
}

/// The text under which a token written in Chinese characters stands on a list in Latin letters.
#[must_use]
pub fn without_script(token: &str) -> &str {
    token.trim_start_matches(HAN)
}

/// The other text under which a token may stand on a list because of its script: Chinese characters romanized,
/// or the syllables they are romanized to.
#[must_use]
pub fn other_script_forms(token: &str) -> Vec<String> {
    match token.strip_prefix(HAN) {
        Some(syllables) => vec![syllables.to_owned()],
        None if token.starts_with(['=', UNVOWELED]) => Vec::new(),
        None => vec![format!("{HAN}{token}")],
    }
}

/// What two forms of one given name are worth as a match.
const NICKNAME_SIMILARITY: f32 = 0.75;

/// What two words that say one thing are worth as a match.
const SYNONYM_SIMILARITY: f32 = 0.90;

/// What an edit between two names that are both common in the world takes off.
const BOTH_ARE_NAMES: f32 = 0.19;

/// How two neighbouring query tokens, written together, are related to one listed token: they are the same, or
/// they are not related. (A slip in a word that was split as well is two faults, and looking for it would take
/// most of the time of a search.)
#[must_use]
pub fn relate_split(joined: &str, listed: &str) -> Option<Related> {
    (joined.len() >= JOINED_MIN_BYTES && joined == listed && !joined.starts_with([HAN, UNVOWELED])).then_some(
        Related {
            relation: TokenRelation::Split,
            similarity: 0.97,
        },
    )
}

/// Words are written together or apart only from this many bytes on; shorter ones meet by chance.
pub const JOINED_MIN_BYTES: usize = 5;

/// What one or two edits leave of a match, by the length of the shorter token. A slip matters less in a long
/// word, and as much as the letters say that differ.
fn edit_similarity(a: &str, b: &str) -> Option<f32> {
    let shorter = a.len().min(b.len());
    if shorter == EXCHANGE_BYTES && a.len() == b.len() && is_exchange(a.as_bytes(), b.as_bytes()) {
        return (is_spelled(a) && is_spelled(b)).then_some(0.80);
    }
    let allowed = edits_allowed(shorter);
    if allowed == 0 || a.len().abs_diff(b.len()) > allowed || !may_have_edits(a) || !may_have_edits(b) {
        return None;
    }
    if strsim::osa_distance(a, b) > allowed {
        return None;
    }
    let (distance, bits) = differences(a.as_bytes(), b.as_bytes(), allowed)?;
    let base = match (distance, shorter) {
        (0, _) => return None,
        (1, 4) => 0.82,
        (1, 5) => 0.86,
        (1, 6) => 0.89,
        (1, 7) => 0.90,
        (1, _) => 0.92,
        (_, 7) => 0.79,
        (_, 8) => 0.82,
        (_, 9) => 0.83,
        _ => 0.85,
    };
    // A letter doubled or not is hardly a difference.
    if a.as_bytes()[0] == b.as_bytes()[0] && undoubled(a).eq(undoubled(b)) {
        return Some(0.97);
    }
    Some((base + EDIT_BIT * bits).min(SPELLING_MAX))
}

/// What each bit that the differing letters say for one name adds to the similarity, or takes off.
const EDIT_BIT: f32 = 0.016;

/// What two words are worth as a match that sound the same.
const SKELETON_SIMILARITY: f32 = 0.94;

/// The same of vowels, of words whose consonants are the same.
const VOWEL_BIT: f32 = 0.02;

/// No respelling is more of a match than this.
const SPELLING_MAX: f32 = 0.96;

/// Whether two short tokens are the same but for doubled letters: `yyu` and `yu`.
fn is_short_double(a: &str, b: &str) -> bool {
    a.len().min(b.len()) < EDIT_MIN_BYTES
        && a.len().max(b.len()) <= EDIT_MIN_BYTES
        && is_word(a)
        && is_word(b)
        && undoubled(a).eq(undoubled(b))
}

fn is_word(token: &str) -> bool {
    token.len() >= 2 && token.bytes().all(|b| b.is_ascii_lowercase())
}

/// The key under which short tokens that differ by doubled letters meet.
fn short_key(token: &str) -> Option<String> {
    (token.len() <= EDIT_MIN_BYTES && is_word(token)).then(|| {
        std::iter::once('%')
            .chain(undoubled(token).map(char::from))
            .collect()
    })
}

/// Whether two tokens of three letters differ by two neighbors exchanged.
fn is_exchange(a: &[u8], b: &[u8]) -> bool {
    (a[0] == b[0] && a[1] == b[2] && a[2] == b[1]) || (a[2] == b[2] && a[0] == b[1] && a[1] == b[0])
}

fn undoubled(token: &str) -> impl Iterator<Item = u8> {
    let bytes = token.as_bytes();
    bytes
        .iter()
        .enumerate()
        .filter(|(i, b)| *i == 0 || bytes[i - 1] != **b)
        .map(|(_, b)| *b)
}

/// Tokens with fewer bytes have no skeleton worth comparing.
pub const SKELETON_MIN_BYTES: usize = 3;

/// Of words with the same consonants, and the bits that their vowels say for one name.
fn skeleton_similarity(a: &str, b: &str) -> Option<(f32, f32)> {
    if a.len().min(b.len()) < SKELETON_MIN_BYTES || !is_spelled(a) || !is_spelled(b) {
        return None;
    }
    let (a, b) = (sounds(a), sounds(b));
    if !consonants(&a).eq(consonants(&b)) {
        return None;
    }
    // The consonants are equal, so every edit is one of vowels.
    let shorter = a.len().min(b.len());
    // Three sounds leave no room: Kim is not Kem.
    let allowed = if shorter < 4 { 0 } else { (shorter / 3).min(2) };
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let (edits, bits) = differences(&a, &b, allowed)?;
    let base = match edits {
        0 => return Some((SKELETON_SIMILARITY, 0.0)),
        1 => 0.83,
        _ => 0.72,
    };
    Some(((base + VOWEL_BIT * bits).min(SKELETON_SIMILARITY), bits))
}

/// The consonant skeleton by which one name, transliterated in several ways, is found: `mohammed`, `muhammad`
/// and `mohamed` have `mhmd`. Empty when the token is too short or is a code.
#[must_use]
pub fn skeleton(token: &str) -> String {
    if token.len() < SKELETON_MIN_BYTES || !is_spelled(token) {
        return String::new();
    }
    consonants(&sounds(token)).map(char::from).collect()
}

/// Whether the token was written without short vowels.
#[must_use]
pub fn is_unvoweled(token: &str) -> bool {
    token.starts_with(UNVOWELED)
}

/// The consonants by which a token written without short vowels is found, and the Latin spellings of it:
/// the skeleton without the letters that stand for long vowels as well (w, v, y), each run of one consonant
/// once. Empty when fewer than two are left.
#[must_use]
pub fn unvoweled_skeleton(token: &str) -> String {
    let mut out = String::new();
    if token.starts_with(['=', HAN]) || token.bytes().any(|b| b.is_ascii_digit()) {
        return out;
    }
    let sounds = sounds(token);
    let ends_in_f = token.ends_with('f');
    let last = sounds.len().saturating_sub(1);
    for (i, consonant) in consonants(&sounds).enumerate() {
        let consonant = match consonant {
            // A final f is heard as v, and is no long vowel.
            b'v' if ends_in_f && sounds[last] == b'v' && i + 1 == consonants(&sounds).count() => b'f',
            b'v' if i > 0 => continue,
            b'j' => b'g',
            b'p' => b'b',
            other => other,
        };
        if out.as_bytes().last() != Some(&consonant) {
            out.push(char::from(consonant));
        }
    }
    if out.len() < 2 {
        out.clear();
    }
    out
}

/// Two tokens of which one at least was written without short vowels: the same consonants, and the long vowels
/// that are written stand among the other's vowels.
fn unvoweled_similarity(a: &str, b: &str) -> Option<f32> {
    let (skeleton_a, skeleton_b) = (unvoweled_skeleton(a), unvoweled_skeleton(b));
    if skeleton_a.is_empty() || skeleton_a != skeleton_b {
        return None;
    }
    // A long i at the end is always written, in both alphabets: Hasan is not Hasani.
    let (vowels_a, vowels_b) = (vowels(a), vowels(b));
    let written = ends_in_i(a) == ends_in_i(b);
    let fit = written
        && match (is_unvoweled(a), is_unvoweled(b)) {
            (true, true) => vowels_a == vowels_b,
            (true, false) => is_subsequence(&vowels_a, &vowels_b),
            _ => is_subsequence(&vowels_b, &vowels_a),
        };
    match (fit, skeleton_a.len()) {
        (true, 3..) => Some(0.94),
        (true, _) => Some(0.90),
        (false, 4..) => Some(if written { 0.86 } else { UNVOWELED_END }),
        (false, _) => None,
    }
}

/// What is left of a match when one of the two has an i at its end that the other lacks.
const UNVOWELED_END: f32 = 0.70;

fn ends_in_i(token: &str) -> bool {
    token.ends_with(['i', 'y']) || token.ends_with("ee") || token.ends_with("ie")
}

/// The vowels of a token after its first letter, as the three of Arabic: `a`, `i`, `u`.
fn vowels(token: &str) -> Vec<u8> {
    sounds(token)
        .iter()
        .skip(1)
        .filter_map(|sound| match sound {
            b'a' => Some(b'a'),
            b'e' | b'i' => Some(b'i'),
            b'o' | b'u' | b'v' => Some(b'u'),
            _ => None,
        })
        .collect()
}

fn is_subsequence(short: &[u8], long: &[u8]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|wanted| rest.any(|have| have == wanted))
}

/// What two romanizations of one Korean syllable are worth as a match.
const KOREAN_SIMILARITY: f32 = 0.8;

/// A token read as one Korean syllable, by the sounds that the romanizations in use (McCune–Reischauer, the
/// North's, the South's, and custom: `Jang`, `Chang`; `Bak`, `Pak`; `Jong`, `Chung`, `Jeong`) tell apart alike:
/// onset, glide, vowel, coda. `None` when it is no such syllable.
#[must_use]
pub fn korean_syllable(token: &str) -> Option<String> {
    if !(2..=6).contains(&token.len()) || !token.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let (onset, rest) = strip_first(
        token,
        &[
            ("kk", 'k'),
            ("gg", 'k'),
            ("k", 'k'),
            ("g", 'k'),
            ("tt", 't'),
            ("dd", 't'),
            ("t", 't'),
            ("d", 't'),
            ("pp", 'p'),
            ("bb", 'p'),
            ("p", 'p'),
            ("b", 'p'),
            ("ch", 'j'),
            ("jj", 'j'),
            ("j", 'j'),
            ("ss", 's'),
            ("sh", 's'),
            ("s", 's'),
            ("rh", 'r'),
            ("r", 'r'),
            ("l", 'r'),
            ("n", 'n'),
            ("m", 'm'),
            ("h", 'h'),
        ],
    )
    .unwrap_or(('-', token));
    let (glide, rest) = strip_first(rest, &[("y", 'y'), ("w", 'w')]).unwrap_or(('-', rest));
    let (vowel, rest) = strip_first(
        rest,
        &[
            ("eo", 'o'),
            ("oo", 'o'),
            ("ou", 'o'),
            ("eu", 'o'),
            ("ae", 'e'),
            ("ai", 'e'),
            ("ee", 'i'),
            ("o", 'o'),
            ("u", 'o'),
            ("a", 'a'),
            ("e", 'e'),
            ("i", 'i'),
        ],
    )?;
    let coda = match rest {
        "" => '-',
        "ng" => 'g',
        "n" => 'n',
        "m" => 'm',
        "k" | "g" => 'k',
        "l" | "r" => 'l',
        "p" | "b" => 'p',
        "t" | "s" => 't',
        _ => return None,
    };
    Some([onset, glide, vowel, coda].iter().collect())
}

fn strip_first<'t>(text: &'t str, table: &[(&str, char)]) -> Option<(char, &'t str)> {
    table
        .iter()
        .find_map(|(prefix, sound)| Some((*sound, text.strip_prefix(prefix)?)))
}

/// The keys under which an index files a listed token by skeleton.
#[must_use]
pub fn skeleton_keys(listed: &str) -> Vec<String> {
    if is_unvoweled(listed) {
        return prefixed('~', &unvoweled_skeleton(listed)).into_iter().collect();
    }
    let own = Some(skeleton(listed)).filter(|skeleton| !skeleton.is_empty());
    let syllable = korean_syllable(listed).and_then(|syllable| prefixed('+', &syllable));
    own.into_iter()
        .chain(prefixed('^', &unvoweled_skeleton(listed)))
        .chain(syllable)
        .chain(short_key(listed))
        .collect()
}

/// The keys under which an index finds every token whose skeleton relates it to a query token.
#[must_use]
pub fn skeleton_lookups(query: &str) -> Vec<String> {
    let unvoweled = unvoweled_skeleton(query);
    if is_unvoweled(query) {
        return prefixed('~', &unvoweled)
            .into_iter()
            .chain(prefixed('^', &unvoweled))
            .collect();
    }
    let own = Some(skeleton(query)).filter(|skeleton| !skeleton.is_empty());
    let syllable = korean_syllable(query).and_then(|syllable| prefixed('+', &syllable));
    own.into_iter()
        .chain(prefixed('~', &unvoweled))
        .chain(syllable)
        .chain(short_key(query))
        .collect()
}

fn prefixed(prefix: char, skeleton: &str) -> Option<String> {
    (!skeleton.is_empty()).then(|| format!("{prefix}{skeleton}"))
}

/// Consonants in order; a vowel counts only at the beginning, as one and the same.
fn consonants(sounds: &[u8]) -> impl Iterator<Item = u8> {
    sounds.iter().enumerate().filter_map(|(i, &sound)| match sound {
        b'a' | b'e' | b'i' | b'o' | b'u' => (i == 0).then_some(b'a'),
        other => Some(other),
    })
}

/// A token as a row of sounds: one letter a sound, for the ways in which Arabic, Persian, Slavic and Turkic
/// names are written in English, French and German. Source: the romanization tables of BGN/PCGN and the
/// spellings that one person has side by side on the UN and OFAC lists.
fn sounds(token: &str) -> Vec<u8> {
    if let Some(letters) = token.strip_prefix(UNVOWELED) {
        return sounds_of_letters(letters.as_bytes());
    }
    let t = token.as_bytes();
    let mut out: Vec<u8> = Vec::with_capacity(t.len());
    let mut i = 0;
    while i < t.len() {
        let rest = &t[i..];
        let (sound, used): (&[u8], usize) = match rest {
            [b's', b'c', b'h', b't', b's', b'c', b'h', ..] => (b"s", 7),
            [b's', b'h', b'c', b'h', ..] => (b"s", 4),
            [b't', b's', b'c', b'h', ..] => (b"s", 4),
            [b's' | b't', b'c', b'h', ..] => (b"s", 3),
            [b'd', b'z', b'h', ..] => (b"j", 3),
            [b's', b'h', ..] | [b'c', b'h' | b'z', ..] => (b"s", 2),
            [b'k', b'h', ..] => (b"h", 2),
            [b'g', b'h', ..] => (b"g", 2),
            [b'p', b'h', ..] => (b"f", 2),
            [b't', b'h', ..] => (b"t", 2),
            [b'd', b'h', ..] => (b"d", 2),
            [b'z', b'h', ..] | [b'd', b'j', ..] => (b"j", 2),
            [b'c', b'k', ..] => (b"k", 2),
            [b'k', b's', ..] => (b"x", 2),
            [b't', b's' | b'z', ..] => (b"z", 2),
            [b'o', b'u' | b'o', ..] => (b"u", 2),
            [b'e', b'e', ..] | [b'i', b'y' | b'i', ..] | [b'y', b'i', ..] => (b"i", 2),
            [b'a', b'e', b'e' | b'i', ..] => (b"e", 3),
            // Latvian and Lithuanian give a name from abroad an ending: Sergejs, Sergejus; Lavrovs.
            [b'e', b'j', b's'] | [b'e', b'j', b'u', b's'] => (b"e", rest.len()),
            [b'i', b'j', b's'] | [b'i', b'j', b'u', b's'] => (b"i", rest.len()),
            [b'v', b's'] if i > 0 && matches!(t[i - 1], b'o' | b'e') => (b"v", 2),
            [b'a' | b'e', b'i' | b'y', ..] => (b"e", 2),
            // Glides between vowels: `daniyar`, `daniar`; `mariya`, `maria`.
            [b'i', b'j', ..] => (b"i", 2),
            [b'c', b'e' | b'i' | b'y', ..] => (b"s", 1),
            [b'q' | b'c', ..] => (b"k", 1),
            [b'w', ..] => (b"v", 1),
            [b'f'] => (b"v", 1),
            [b'f', b'f'] => (b"v", 2),
            // `Gamal` and `Jamal`; `Sergej` and `Sergei` are served by the glides.
            [b'j', ..] => (b"j", 1),
            [b'y', ..] => (if i == 0 { b"y" } else { b"i" }, 1),
            // A final h is written or not.
            [b'h'] if i > 0 => (b"", 1),
            _ => (&rest[..1], 1),
        };
        for &s in sound {
            if out.last() != Some(&s) {
                out.push(s);
            }
        }
        i += used;
    }
    out
}

/// A token that was transliterated one letter a sound: two letters side by side are two sounds.
fn sounds_of_letters(letters: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(letters.len());
    let last = letters.len().saturating_sub(1);
    for (i, &letter) in letters.iter().enumerate() {
        let sound = match letter {
            b'q' | b'c' => b'k',
            b'w' => b'v',
            b'y' if i > 0 => b'i',
            b'f' if i == last => b'v',
            b'h' if i == last && i > 0 => continue,
            other => other,
        };
        if out.last() != Some(&sound) {
            out.push(sound);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use portcullis_model::TokenRelation::{
        self, Edit, Exact, LegalForm, Nickname, Number, Skeleton, Synonym,
    };

    use super::{relate, relate_split, skeleton};

    fn relation(a: &str, b: &str) -> Option<TokenRelation> {
        assert_eq!(relate(a, b), relate(b, a), "relations are symmetric");
        relate(a, b).map(|related| related.relation)
    }

    #[test]
    fn one_name_transliterated_twice_has_one_skeleton() {
        for family in [
            &["mohammed", "muhammad", "mohamed", "mohammad"][..],
            &["yusuf", "youssef", "yousuf"],
            &["sergei", "sergey"],
            &["khalid", "halid"],
            &["ivanov", "ivanoff"],
            &["qasim", "kasim"],
        ] {
            for other in family {
                assert_eq!(skeleton(family[0]), skeleton(other), "{other}");
                assert!(
                    relate(family[0], other).is_some_and(|r| r.similarity >= 0.7),
                    "{} {other}",
                    family[0]
                );
            }
        }
    }

    #[test]
    fn different_names_with_one_skeleton_are_not_related() {
        assert_eq!(relation("hassan", "hussein"), None);
        assert_eq!(relation("ali", "ola"), None);
    }

    #[test]
    fn each_relation_is_found() {
        assert_eq!(relation("bout", "bout"), Some(Exact));
        assert_eq!(relation("sandoval", "sandovla"), Some(Edit));
        assert_eq!(relation("dzhikhad", "jihad"), Some(Skeleton));
        assert_eq!(relation("bob", "robert"), Some(Nickname));
        assert_eq!(relation("trading", "comercializadora"), Some(Synonym));
        assert_eq!(relation("iran", "iranian"), Some(Synonym));
        assert_eq!(relation("vii", "7"), Some(Number));
        assert_eq!(relation("=llc", "=llc"), Some(LegalForm));
    }

    #[test]
    fn names_written_without_short_vowels_are_related_to_their_latin_spellings() {
        for (arabic, latin) in [
            ("~hsin", "hussein"),
            ("~sdam", "saddam"),
            ("~mhmd", "muhammad"),
            ("~wlid", "walid"),
        ] {
            assert_eq!(relation(arabic, latin), Some(Skeleton), "{arabic} {latin}");
        }
        assert_eq!(relation("~hsin", "hasan"), None);
        assert_eq!(relation("~hsn", "hasani"), None, "a long vowel would be written");
        assert_eq!(relation("~hsin", "~hsin"), Some(Exact));
    }

    #[test]
    fn korean_syllables_are_related_across_romanizations() {
        for (a, b) in [
            ("jang", "chang"),
            ("bak", "pak"),
            ("gwang", "kwang"),
            ("jong", "jeong"),
            ("cho", "jo"),
        ] {
            assert!(relation(a, b).is_some(), "{a} {b}");
        }
        assert_eq!(relation("kim", "kang"), None);
    }

    #[test]
    fn three_letters_may_have_two_exchanged() {
        assert_eq!(relation("sko", "sok"), Some(Edit));
        assert_eq!(relation("kos", "sok"), None);
    }

    #[test]
    fn numbers_and_short_words_are_not_a_slip_apart() {
        assert_eq!(relation("vii", "8"), None);
        assert_eq!(relation("313", "303"), None);
        assert_eq!(relation("kim", "kem"), None);
        assert_eq!(relation("cat", "car"), None);
        assert_eq!(relation("=llc", "=ltd"), None);
    }

    #[test]
    fn words_written_apart_are_related_to_the_word() {
        assert!(relate_split("sandoval", "sandoval").is_some());
        assert!(relate_split("sandovl", "sandoval").is_none());
        assert!(relate_split("abcd", "abcd").is_none());
    }
}
