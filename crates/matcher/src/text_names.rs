//! Listed names in remittance information, addresses and other texts.
//!
//! What names a party in a text is said by [`score_in_text`]: a distinctive word written as it is listed, or all words of a
//! name of common ones. So only names that have such a word, or two such neighbors, are looked at, and only where the pass over
//! the words of the text ([`LookedFor`]) found any. A long text is looked at in parts that overlap.

use std::ops::Range;

use memchr::memchr_iter;
use portcullis_index::{Index, ListedName};
use portcullis_model::{Evidence, Field, Hit, Schema, Score};
use portcullis_names::facts::Facts;
use portcullis_names::{
    Class, FoldNotes, SMALL_WORDS_INSIDE_MAX, Tokens, WORDS_BEFORE_SHIP_MAX, before_ships, each_announced,
    each_given_in_sentence, each_in_sentence, each_whole_in_sentence, explain_in_text, fold_into,
    has_main_words, is_before_ship, is_behind_ship, is_distinctive, main_words,
};
use rustc_hash::FxHashMap;

use crate::{
    Findings, Matcher, Scratch,
    search::{NameMatch, Scope, SearchScratch, best_of_each, compare_in_text, prepare},
    text_words::{LookedFor, Tag, Tags, key_of, pair_of},
};

/// Text beyond this many bytes is not looked at, as for identifiers.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// A text is looked at in parts of so many bytes, of which each begins so many before the one before it ends: longer than
/// nearly all listed names.
const PART_BYTES: usize = 480;
const OVERLAP_BYTES: usize = 160;

/// What is looked for in texts, and the listed names that it leads to.
pub(crate) struct TextNames {
    looked_for: LookedFor,
    /// A bit for each listed token that is distinctive.
    distinctive: Vec<u64>,
    /// The names of common words, by each two neighbors of them.
    by_pair: FxHashMap<u64, Vec<u32>>,
}

/// Two words that are written as one have so many letters, for shorter words are met by chance.
const JOINED_BYTES_MIN: usize = 8;

/// No word that was cut at the end of a line is longer.
const JOINED_BYTES_MAX: usize = 40;

impl TextNames {
    /// Of the names that are in scope.
    pub fn new(index: &Index, scope: Scope) -> TextNames {
        let mut names = TextNames {
            looked_for: LookedFor::new(),
            distinctive: vec![0; index.token_count() as usize / 64 + 1],
            by_pair: FxHashMap::default(),
        };
        for token in 0..index.token_count() {
            let text = index.token_text(token);
            if is_distinctive(text, Class::Word) {
                names.distinctive[token as usize / 64] |= 1 << (token % 64);
                names.looked_for.add_word(text.as_bytes());
            }
        }
        let mut joined = Vec::new();
        names.looked_for.reserve_joined(index.name_count() as usize);
        for ordinal in 0..index.name_count() {
            let name = index.name(ordinal);
            if scope.has(&name) {
                names.add_pairs(ordinal, &name);
                names.add_joined(&name, &mut joined);
            }
        }
        names
    }

    /// Looks for two neighboring words of a name without the space between them, where one of them is distinctive.
    fn add_joined(&mut self, name: &ListedName<'_>, joined: &mut Vec<u8>) {
        let mut before = false;
        for at in 0..name.len() {
            let class = name.class(at);
            let is_distinctive = class == Class::Word && self.is_distinctive(name.token(at));
            if at > 0 && (before || is_distinctive) && class.is_solid() && name.class(at - 1).is_solid() {
                let [first, second] = [at - 1, at].map(|at| name.text(at).as_bytes());
                if first.len() + second.len() >= JOINED_BYTES_MIN {
                    joined.clear();
                    joined.extend_from_slice(first);
                    joined.extend_from_slice(second);
                    let parts_at = u8::try_from(first.len()).unwrap_or(u8::MAX);
                    self.looked_for.add_joined(joined, parts_at);
                }
            }
            before = is_distinctive;
        }
    }

    /// A folded text with a space between two words of a name that it writes as one; `None` where it writes none so.
    fn parted(&self, folded: &str) -> Option<String> {
        let mut parted = String::with_capacity(folded.len() + 1);
        let mut from = 0;
        for word in folded.split(|c: char| !c.is_ascii_alphanumeric()) {
            let start = word.as_ptr() as usize - folded.as_ptr() as usize;
            // What is a word by itself is not two.
            let parts_at = self.looked_for.parts_at(word.as_bytes());
            if let Some(at) = parts_at.filter(|_| is_distinctive(word, Class::Word)) {
                parted.push_str(&folded[from..start + at]);
                parted.push(' ');
                from = start + at;
            }
        }
        parted.push_str(&folded[from..]);
        (from > 0).then_some(parted)
    }

    /// A text without the line ends that cut a distinctive word of a name: `PROMSYRIO` and `IMPORT` on two lines. `None` where none does.
    fn with_words_mended(&self, text: &str) -> Option<String> {
        let mut mended = String::new();
        let mut from = 0;
        for (at, _) in text.match_indices('\n') {
            let (before, behind) = (text[..at].trim_end(), text[at..].trim_start());
            if before.len() >= from && self.is_cut_word(before, behind) {
                mended.push_str(&text[from..before.len()]);
                from = text.len() - behind.len();
            }
        }
        mended.push_str(&text[from..]);
        (from > 0).then_some(mended)
    }

    /// A name that goes on in its address, where between them a distinctive word was cut.
    pub fn with_word_of_address(&self, name: &str, address: &str) -> Option<String> {
        let (name, address) = (name.trim_end(), address.trim_start());
        let line = address.lines().next().unwrap_or_default();
        self.is_cut_word(name, line).then(|| format!("{name}{line}"))
    }

    /// Whether the last word of one line and the first of the next are a distinctive word of a name. Letters of ASCII, as messages
    /// of lines have them.
    fn is_cut_word(&self, line: &str, next: &str) -> bool {
        let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
        let last = line.bytes().rev().take_while(is_letter).count();
        let first = next.bytes().take_while(is_letter).count();
        if last == 0 || first == 0 || !(JOINED_BYTES_MIN..=JOINED_BYTES_MAX).contains(&(last + first)) {
            return false;
        }
        let mut word = [0; JOINED_BYTES_MAX];
        let halves = line[line.len() - last..].bytes().chain(next[..first].bytes());
        for (place, letter) in word.iter_mut().zip(halves) {
            *place = letter.to_ascii_lowercase();
        }
        self.looked_for.is_word(&word[..last + first])
    }

    /// Looks for the neighboring words of a name that has no distinctive one, or only in the middle.
    fn add_pairs(&mut self, ordinal: u32, name: &ListedName<'_>) {
        let solid: Vec<usize> = (0..name.len()).filter(|&at| name.class(at).is_solid()).collect();
        let main: Vec<usize> = if has_main_words(name) {
            main_words(name).collect()
        } else {
            Vec::new()
        };
        for words in [solid, main] {
            let is_distinctive =
                |at: &usize| name.class(*at) == Class::Word && self.is_distinctive(name.token(*at));
            if words.iter().any(is_distinctive) {
                continue;
            }
            if let ([word], Schema::Vessel) = (words.as_slice(), name.schema()) {
                self.add_ship(ordinal, name.text(*word));
                continue;
            }
            // Of two words that is all; of more, these are told by the two that stay together whichever is written first.
            for pair in words.windows(2).take(2) {
                let [one, other] = [pair[0], pair[1]].map(|at| name.text(at).as_bytes());
                let key = self.looked_for.add_pair(one, other);
                let names = self.by_pair.entry(key).or_default();
                if names.last() != Some(&ordinal) {
                    names.push(ordinal);
                }
            }
        }
    }

    /// Looks for a ship that bears a common word behind what stands before the names of ships.
    fn add_ship(&mut self, ordinal: u32, word: &str) {
        for phrase in before_ships() {
            // Which word of a text stands before the name, and which token where the phrase begins the text.
            let last = phrase.rsplit(' ').next().unwrap_or(phrase);
            let in_text = self.looked_for.add_pair(last.as_bytes(), word.as_bytes());
            for key in [in_text, pair_of_tokens(phrase, word)] {
                let names = self.by_pair.entry(key).or_default();
                if names.last() != Some(&ordinal) {
                    names.push(ordinal);
                }
            }
        }
    }

    fn is_distinctive(&self, token: u32) -> bool {
        self.distinctive
            .get(token as usize / 64)
            .is_some_and(|word| word >> (token % 64) & 1 == 1)
    }

    /// Whether some listed name may stand in a folded text that has these words.
    fn may_stand_in(folded: &str, tags: Tags) -> bool {
        // Some words are put together before they are compared: `Abd al-Rahman`. Those of some scripts bear a mark.
        let is_told = || folded.bytes().all(is_plain) && !folded.contains("abd");
        tags.has(Tag::NameWord) || tags.has(Tag::NamePair) || tags.has(Tag::Joined) || !is_told()
    }

    /// Puts the names into `names` that a text may name, whose query was taken apart, each once.
    fn candidates(&self, index: &Index, scratch: &SearchScratch, names: &mut Vec<u32>) {
        names.clear();
        let query = &scratch.query;
        let analysis = &query.analysis;
        for (at, &token) in query.tokens.iter().enumerate() {
            if let Some(exact) = query.seen.leading(token).and_then(|known| known.exact)
                && analysis.class(at).is_solid()
                && self.is_distinctive(exact)
            {
                names.extend(index.postings(exact).iter().map(|posting| posting.name.get()));
            }
            let behind = at + 1..analysis.len().min(at + 2 + SMALL_WORDS_INSIDE_MAX);
            for other in behind {
                let key = pair_of_tokens(analysis.token(at), analysis.token(other));
                names.extend(self.by_pair.get(&key).into_iter().flatten());
                if !matches!(analysis.class(other), Class::Particle | Class::Initial) {
                    break;
                }
            }
        }
        names.sort_unstable();
        names.dedup();
    }
}

/// Whether a byte of a folded text is of Latin letters and digits as they are written, or parts them.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b',' | b'.' | b'$' | b'@' | b'!')
}

fn pair_of_tokens(one: &str, other: &str) -> u64 {
    pair_of(key_of(one.as_bytes()), key_of(other.as_bytes()))
}

impl Matcher {
    /// Appends the listed names in a text. Of facts a text states none.
    pub(crate) fn names_in_text(
        &self,
        field: Field,
        text: &str,
        scratch: &mut Scratch,
        findings: &mut Findings,
    ) {
        if let Some(readings) = readings_of_subfields(text) {
            for reading in readings {
                self.names_in_parts(field, &reading, scratch, findings);
            }
        }
        each_announced(text, |name| {
            self.names(field, name.into(), None, Facts::default(), scratch, findings);
        });
        self.names_in_parts(field, text, scratch, findings);
    }

    fn names_in_parts(&self, field: Field, text: &str, scratch: &mut Scratch, findings: &mut Findings) {
        for part in parts(text) {
            if let Some(foreign) = in_another_script(part) {
                // Its words are spelled in Latin letters by rule, which the list does not keep to: they are compared as a name.
                self.names(field, foreign.into(), None, Facts::default(), scratch, findings);
                each_in_sentence(foreign, |name| {
                    self.names(field, name.into(), None, Facts::default(), scratch, findings);
                });
                let before = findings.hits.len();
                each_whole_in_sentence(foreign, |name| {
                    self.names(field, name.into(), None, Facts::default(), scratch, findings);
                });
                retain_from(&mut findings.hits, before, |hit| {
                    is_whole(hit, self.index.schema(hit.designation) == Schema::Person)
                });
                let before = findings.hits.len();
                each_given_in_sentence(foreign, |name| {
                    self.names(field, name.into(), None, Facts::default(), scratch, findings);
                });
                retain_from(&mut findings.hits, before, |hit| {
                    is_one_telling_word(hit, self.index.schema(hit.designation))
                });
            }
            let before = findings.hits.len();
            if let Some(mended) = self.text_names().with_words_mended(part) {
                self.names_in_part(field, &mended, scratch, findings);
            }
            fold_into(part, &mut scratch.folded, &mut FoldNotes::default());
            let tags = self.text_names().looked_for.in_text(&scratch.folded);
            if !self.options.exhaustive && !TextNames::may_stand_in(&scratch.folded, tags) {
                continue;
            }
            if tags.has(Tag::Joined)
                && let Some(parted) = self.text_names().parted(&scratch.folded)
            {
                self.names_in_part(field, &parted, scratch, findings);
            }
            self.names_in_part(field, part, scratch, findings);
            // What commas part in an address are names of different things: `HAMAS, Gaza` is no longer name.
            if matches!(field, Field::Address(..)) && findings.hits.len() == before {
                for phrase in phrases(part) {
                    self.names_in_part(field, phrase, scratch, findings);
                }
            }
        }
    }

    fn names_in_part(&self, field: Field, part: &str, scratch: &mut Scratch, findings: &mut Findings) {
        let Scratch { search, names, .. } = scratch;
        if !prepare(&self.index, &self.options, part.into(), search) {
            return;
        }
        if self.options.exhaustive {
            names.clear();
            names.extend(0..self.index.name_count());
        } else {
            self.text_names().candidates(&self.index, search, names);
        }
        let scope = Scope {
            schema: None,
            weak_aliases: self.options.weak_aliases_alert,
        };
        search.found.clear();
        for &ordinal in names.iter() {
            let name = self.index.name(ordinal);
            if !scope.has(&name) {
                continue;
            }
            let (scored, used) = compare_in_text(&name, search);
            if scored.score >= self.options.threshold
                && (name.schema() != Schema::Vessel || is_said_to_be_a_vessel(&name, search, used))
            {
                search.found.push(NameMatch {
                    designation: name.designation(),
                    name: ordinal,
                    score: scored.score,
                });
            }
        }
        best_of_each(&self.index, &mut search.found);
        let found = std::mem::take(&mut search.found);
        for m in &found {
            findings.hits.push(self.hit_in_text(field, *m, search));
        }
        search.found = found;
    }

    /// The hit of a match in the text that was taken apart, with its evidence.
    fn hit_in_text(&self, field: Field, m: NameMatch, scratch: &mut SearchScratch) -> Hit {
        let listed = self.index.name(m.name);
        let (scored, used) = compare_in_text(&listed, scratch);
        let mut evidence = Vec::new();
        explain_in_text(
            &scratch.query.weighted(),
            &listed,
            &scratch.pairs[..used],
            scored,
            scratch.query.analysis.notes,
            &mut evidence,
        );
        Hit {
            matched: listed.published().to_owned(),
            name_kind: Some(listed.kind()),
            evidence,
            ..Hit::by_name(m.designation, field, m.score)
        }
    }
}

/// Keeps of the hits behind the first ones those that are meant.
fn retain_from(hits: &mut Vec<Hit>, first: usize, is_meant: impl Fn(&Hit) -> bool) {
    let mut at = 0;
    hits.retain(|hit| {
        at += 1;
        at <= first || is_meant(hit)
    });
}

/// Words that weigh no more are particles.
const PARTICLE_WEIGHT_MAX: f32 = 0.1;

/// So many words name a company or body without vowels, and so many a person: two of a person's sound like those of many.
const WORDS_MIN: usize = 2;
const WORDS_OF_PERSON_MIN: usize = 3;

/// What words without vowels score that are all words of a name in another script; and what those score that are written as the list has them.
const WHOLE_MIN: Score = Score::from_ten_thousandths(9_400);
const AS_LISTED_MIN: Score = Score::from_ten_thousandths(9_900);

/// Whether words without vowels are surely a listed name, by the evidence for it: all of its words, and no other.
fn is_whole(hit: &Hit, is_person: bool) -> bool {
    let mut words = 0;
    for piece in &hit.evidence {
        match piece {
            Evidence::Unmatched { weight, .. } if *weight > PARTICLE_WEIGHT_MAX => return false,
            Evidence::Token { query, .. } => words += query.split(' ').count(),
            _ => {}
        }
    }
    let score = hit.score;
    score >= AS_LISTED_MIN && words >= WORDS_MIN
        || score >= WHOLE_MIN && words >= if is_person { WORDS_OF_PERSON_MIN } else { WORDS_MIN }
}

/// Whether one word without vowels is all of the name of a body, and one that nothing else is called by.
fn is_one_telling_word(hit: &Hit, schema: Schema) -> bool {
    let mut words = hit.evidence.iter().filter_map(|piece| match piece {
        Evidence::Token { listed, .. } => Some(is_distinctive(listed, Class::Word)),
        Evidence::Unmatched { weight, .. } if *weight > PARTICLE_WEIGHT_MAX => Some(false),
        _ => None,
    });
    let is_word = words.next() == Some(true) && words.next().is_none();
    is_word && hit.score >= WHOLE_MIN && !matches!(schema, Schema::Person | Schema::Vessel)
}

/// Ships bear words that everything may be called by: one word, or common ones, name a ship where the text says so right
/// before; or right behind, where it is no single word that texts are made of (`safe vessel`).
fn is_said_to_be_a_vessel(name: &ListedName<'_>, scratch: &SearchScratch, used: usize) -> bool {
    let mut solid = (0..name.len()).filter(|&at| name.class(at).is_solid());
    let has_distinctive = solid
        .clone()
        .any(|at| is_distinctive(name.text(at), name.class(at)));
    let is_one_word = solid.nth(1).is_none();
    if has_distinctive && !is_one_word {
        return true;
    }
    let surely = is_one_word && !has_distinctive;
    let analysis = &scratch.query.analysis;
    let matched = || {
        scratch.pairs[..used]
            .iter()
            .map(|pair| usize::from(pair.query)..usize::from(pair.query) + usize::from(pair.query_len))
    };
    let (Some(first), Some(behind)) = (
        matched().map(|pair| pair.start).min(),
        matched().map(|pair| pair.end).max(),
    ) else {
        return false;
    };
    let phrase = |words: Range<usize>| words.map(|at| analysis.token(at)).collect::<Vec<_>>().join(" ");
    // `M/V` is two words.
    let is_said_before = (1..=WORDS_BEFORE_SHIP_MAX.min(first))
        .any(|words| is_before_ship(&phrase(first - words..first), surely));
    let is_whole = matched().len() == name.len();
    is_said_before
        || (is_whole && name.len() > usize::from(surely) && {
            let words_max = WORDS_BEFORE_SHIP_MAX.min(analysis.len().saturating_sub(behind));
            (1..=words_max).any(|words| is_behind_ship(&phrase(behind..behind + words)))
        })
}

/// What a text says whose subfields begin with `?` and two digits, as banks in Germany and elsewhere write field 86 of SWIFT (`?20` to `?29` and
/// `?60` to `?63` remittance, `?32` and `?33` the name of the other side): with a space for each, and with nothing where a word may go on in the
/// next one. `None` where it has none.
fn readings_of_subfields(text: &str) -> Option<[String; 2]> {
    const SUBFIELDS_MIN: usize = 2;
    const SIGN_BYTES: usize = 3;
    let code = |at: usize| {
        let digits = text.get(at + 1..at + SIGN_BYTES)?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().unwrap_or(0u8))
    };
    let signs = memchr_iter(b'?', text.as_bytes()).filter_map(|at| Some((at, code(at)?)));
    let subfields: Vec<(usize, u8)> = signs.collect();
    if subfields.len() < SUBFIELDS_MIN {
        return None;
    }
    let of = |code: u8| match code {
        20..=29 | 60..=63 => Some("remittance"),
        32 | 33 => Some("name"),
        _ => None,
    };
    let (mut apart, mut as_one) = (String::new(), String::new());
    let mut last = None;
    for (nth, (at, code)) in subfields.iter().enumerate() {
        let end = subfields.get(nth + 1).map_or(text.len(), |(next, _)| *next);
        let content = &text[at + SIGN_BYTES..end];
        let subject = of(*code);
        apart.push(' ');
        apart.push_str(content);
        if subject.is_none() || subject != last {
            as_one.push(' ');
        }
        as_one.push_str(content);
        last = subject;
    }
    Some([apart, as_one])
}

/// From the first letter that is of no Latin alphabet to the last.
fn in_another_script(text: &str) -> Option<&str> {
    const LATIN_UP_TO: char = '\u{24f}';
    const LATIN_WITH_MARKS: std::ops::RangeInclusive<char> = '\u{1e00}'..='\u{1eff}';
    if text.is_ascii() {
        return None;
    }
    let is_foreign = |c: char| c > LATIN_UP_TO && c.is_alphabetic() && !LATIN_WITH_MARKS.contains(&c);
    let foreign = text.trim_matches(|c: char| !is_foreign(c));
    (!foreign.is_empty()).then_some(foreign)
}

/// What commas, semicolons and line ends part in an address; nothing where there are none.
fn phrases(address: &str) -> impl Iterator<Item = &str> {
    let parts = [',', ';', '\n'];
    let is_parted = address.contains(parts);
    address
        .split(parts)
        .map(str::trim)
        .filter(move |phrase| is_parted && !phrase.is_empty())
}

/// A text in the parts in which it is looked at.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let text = &text[..boundary(text, TEXT_BYTES_MAX)];
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        let rest = &text[from..];
        if rest.len() <= PART_BYTES {
            start = None;
            return (!rest.is_empty()).then_some(rest);
        }
        let end = boundary(rest, PART_BYTES);
        // Parts begin and end between words, where there are any.
        let end = rest[..end]
            .rfind(char::is_whitespace)
            .filter(|&at| at > OVERLAP_BYTES)
            .unwrap_or(end);
        let next = boundary(rest, end - OVERLAP_BYTES.min(end - 1));
        let next = rest[next..end]
            .find(char::is_whitespace)
            .map_or(next, |at| next + at);
        start = Some(from + next.max(1));
        Some(&rest[..end])
    })
}

/// The last boundary between characters that is not beyond so many bytes.
fn boundary(text: &str, bytes: usize) -> usize {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{OVERLAP_BYTES, PART_BYTES, parts, readings_of_subfields};

    #[test]
    fn subfields_are_read_apart_and_as_one() {
        assert_eq!(
            readings_of_subfields("166?00UEBERWEISUNG?20SVWZ+RENT?32VIKTOR BO?33UT"),
            Some([
                " UEBERWEISUNG SVWZ+RENT VIKTOR BO UT".to_owned(),
                " UEBERWEISUNG SVWZ+RENT VIKTOR BOUT".to_owned()
            ])
        );
        assert_eq!(readings_of_subfields("who? 20 or ?20 pieces"), None);
    }

    #[test]
    fn a_text_is_one_part_unless_it_is_long() {
        assert_eq!(parts("").count(), 0);
        assert_eq!(parts("INVOICE 7").collect::<Vec<_>>(), ["INVOICE 7"]);
    }

    #[test]
    fn whatever_is_shorter_than_the_overlap_stands_whole_in_some_part() {
        for word in ["word ", "Wörter ", "слово", "名"] {
            let text = word.repeat(3_000 / word.len());
            let parts: Vec<&str> = parts(&text).collect();
            assert!(
                parts.len() > 3 && parts.iter().all(|part| part.len() <= PART_BYTES),
                "{word}"
            );
            let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
            for pair in parts.windows(2) {
                assert!(at(pair[1]) > at(pair[0]));
                let shared = at(pair[0]) + pair[0].len() - at(pair[1]);
                assert!(shared + word.len() >= OVERLAP_BYTES, "{word}: {shared}");
            }
            let last = parts.last().unwrap();
            assert_eq!(at(last) + last.len(), text.len());
        }
    }
}
