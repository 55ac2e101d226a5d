//! Composing names of people and firms from the vocabulary.
//!
//! Every name is a number below the size of its *pattern* (given name and surname; two stems and a sector; …),
//! decoded digit by digit into words. Patterns are unambiguous: every word stands in one list only, so the
//! words of a name tell their lists, and with them the pattern and the number. Different numbers are
//! therefore different names, in capitals too, and *distinct* names need no memory of those given before,
//! only a counter for each pattern. The counter runs through a permutation, so that neighbors look unrelated.

use crate::{
    random::{Domain, Random},
    text::push_word,
    vocabulary::{Country, Culture, Language, Vocabulary, Words},
};

/// Patterns of people's names: given and surname; with an initial; with a second given name; with a second
/// given name and a second surname. Each far larger than the one before (but the second, where names do not
/// have initials).
const PERSON_PATTERNS: usize = 4;
/// How often each is drawn, as running sums.
const PERSON_WEIGHTS: [u64; PERSON_PATTERNS] = [55, 65, 95, 100];
/// Patterns of firms' names: a stem and a sector; two stems and a sector.
const FIRM_PATTERNS: usize = 2;
const FIRM_WEIGHTS: [u64; FIRM_PATTERNS] = [75, 100];

impl Culture {
    /// How many names a pattern has.
    fn person_space(&self, pattern: usize) -> u64 {
        let (men, women, surnames) = (
            self.male.len() as u64,
            self.female.len() as u64,
            self.surnames.len() as u64,
        );
        let two_given = men * men.saturating_sub(1) + women * women.saturating_sub(1);
        match pattern {
            0 => (men + women) * surnames,
            1 if self.family_first => 0,
            1 => (men + women) * 26 * surnames,
            2 => two_given * surnames,
            _ => two_given * surnames * surnames.saturating_sub(1),
        }
    }

    /// Appends name number `number` of a pattern.
    fn push_person(&self, pattern: usize, number: u64, capitals: bool, out: &mut String) {
        let mut number = number;
        let mut digit = |radix: usize| take_digit(&mut number, radix);
        let surname = digit(self.surnames.len());
        // The second surname is any but the first, the second given name likewise.
        let second = (pattern == 3).then(|| another(surname, digit(self.surnames.len().saturating_sub(1))));
        let initial = (pattern == 1).then(|| digit(26));
        let (men, women) = (self.male.len(), self.female.len());
        let (names, given, middle) = if pattern < 2 {
            let given = digit(men + women);
            if given < men {
                (&self.male, given, None)
            } else {
                (&self.female, given - men, None)
            }
        } else {
            let pairs_of_men = men * men.saturating_sub(1);
            let pair = digit(pairs_of_men + women * women.saturating_sub(1));
            let (names, pair) = if pair < pairs_of_men {
                (&self.male, pair)
            } else {
                (&self.female, pair - pairs_of_men)
            };
            let given = pair % names.len().max(1);
            (names, given, Some(another(given, pair / names.len().max(1))))
        };
        let woman = std::ptr::eq(names, &raw const self.female);
        let mut first = true;
        let mut push = |word: &str| {
            if !std::mem::take(&mut first) {
                out.push(' ');
            }
            push_word(word, capitals, out);
        };
        let family = |at: usize| {
            self.surnames.get(at).map_or("", |s| {
                if woman {
                    s.of_woman.as_str()
                } else {
                    s.of_man.as_str()
                }
            })
        };
        let of = |at: usize| names.get(at).map_or("", String::as_str);
        if self.family_first {
            push(family(surname));
            if let Some(second) = second {
                push(family(second));
            }
        }
        push(of(given));
        if let Some(initial) = initial {
            let letter = [b'A' + u8::try_from(initial).unwrap_or(0)];
            push(std::str::from_utf8(&letter).unwrap_or("A"));
        }
        if let Some(middle) = middle {
            if !woman && !self.particle.is_empty() {
                push(&self.particle);
            }
            push(of(middle));
        }
        if !self.family_first {
            push(family(surname));
            if let Some(second) = second {
                push(family(second));
            }
        }
    }
}

impl Language {
    fn firm_space(&self, stems: usize, pattern: usize) -> u64 {
        let (stems, sectors) = (stems as u64, self.sectors.len() as u64);
        if pattern == 0 {
            stems * sectors
        } else {
            stems * stems.saturating_sub(1) * sectors
        }
    }

    /// Appends what a firm calls itself, without its legal form.
    fn push_firm(&self, stems: &Words, pattern: usize, number: u64, capitals: bool, out: &mut String) {
        let mut number = number;
        let mut digit = |radix: usize| take_digit(&mut number, radix);
        let stem = digit(stems.len());
        let sector = digit(self.sectors.len());
        let second = (pattern == 1).then(|| another(stem, digit(stems.len().saturating_sub(1))));
        let sector = self.sectors.get(sector).map_or("", String::as_str);
        if self.sector_first {
            push_word(sector, capitals, out);
            out.push(' ');
        }
        push_word(stems.get(stem), capitals, out);
        if let Some(second) = second {
            out.push(' ');
            push_word(stems.get(second), capitals, out);
        }
        if !self.sector_first {
            out.push(' ');
            push_word(sector, capitals, out);
        }
    }
}

/// The lowest digit of a number in a mixed radix; the number loses it.
fn take_digit(number: &mut u64, radix: usize) -> usize {
    let radix = (radix as u64).max(1);
    let digit = *number % radix;
    *number /= radix;
    // Smaller than `radix`, which was a usize.
    #[allow(clippy::cast_possible_truncation)]
    let digit = digit as usize;
    digit
}

/// The `n`th position that is not `taken`.
const fn another(taken: usize, n: usize) -> usize {
    if n >= taken { n + 1 } else { n }
}

/// Gives names.
#[derive(Debug)]
pub(crate) struct Namer {
    /// Counters and permutations by culture and pattern, for distinct names.
    people: Vec<[Counter; PERSON_PATTERNS]>,
    /// The same by language.
    firms: Vec<[Counter; FIRM_PATTERNS]>,
    distinct: bool,
}

/// All numbers below `space`, each once, in an order that looks like none.
#[derive(Debug, Clone, Copy, Default)]
struct Counter {
    space: u64,
    given: u64,
    next: u64,
    step: u64,
}

impl Counter {
    fn new(space: u64, random: &mut Random) -> Counter {
        // Steps that share no divisor with the space visit all of it, and the golden section spreads
        // neighbors widest. `space - 1` is such a step, so the search ends below the space.
        let mut step = (space * 618 / 1000) | 1;
        while gcd(step, space) > 1 {
            step += 1;
        }
        let next = random.below(space);
        Counter {
            space,
            given: 0,
            next,
            step,
        }
    }

    fn next(&mut self) -> Option<u64> {
        if self.given >= self.space {
            return None;
        }
        self.given += 1;
        let number = self.next;
        self.next += self.step;
        if self.next >= self.space {
            self.next -= self.space;
        }
        Some(number)
    }
}

const fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Namer {
    /// Names of a vocabulary; the seed decides with which ones distinct names begin.
    pub(crate) fn new(vocabulary: &Vocabulary, seed: u64, distinct: bool) -> Namer {
        let random = &mut Random::new(seed, Domain::Names, 0);
        let people = vocabulary
            .cultures
            .iter()
            .map(|culture| std::array::from_fn(|pattern| Counter::new(culture.person_space(pattern), random)))
            .collect();
        let stems = vocabulary.stems.len();
        let firms = vocabulary
            .languages
            .iter()
            .map(|language| {
                std::array::from_fn(|pattern| Counter::new(language.firm_space(stems, pattern), random))
            })
            .collect();
        Namer {
            people,
            firms,
            distinct,
        }
    }

    /// A number for a name: one that was not given before, or any whose lowest digit (the surname or stem, out
    /// of `lowest_radix`) is drawn by `lowest`.
    fn number<const N: usize>(
        counters: &mut [Counter; N],
        distinct: bool,
        weights: &[u64; N],
        random: &mut Random,
        lowest_radix: usize,
        lowest: impl Fn(&mut Random, u64) -> u64,
    ) -> Option<(usize, u64)> {
        let radix = (lowest_radix as u64).max(1);
        let drawn = random.weighted(weights);
        // A pattern that is used up (or empty) gives way to the larger ones, then to any.
        for pattern in (drawn..N).chain(0..drawn) {
            let counter = &mut counters[pattern];
            let number = if distinct {
                counter.next()
            } else {
                (counter.space > 0)
                    .then(|| lowest(random, radix) + radix * random.below(counter.space / radix))
            };
            if let Some(number) = number {
                return Some((pattern, number));
            }
        }
        None
    }

    /// Appends the name of a person; `false` when every distinct one is given.
    pub(crate) fn person(
        &mut self,
        vocabulary: &Vocabulary,
        culture: usize,
        capitals: bool,
        random: &mut Random,
        out: &mut String,
    ) -> bool {
        let known = &vocabulary.cultures[culture];
        let counters = &mut self.people[culture];
        // The lists begin with what is common.
        let surnames = known.surnames.len();
        let drawn = Namer::number(
            counters,
            self.distinct,
            &PERSON_WEIGHTS,
            random,
            surnames,
            Random::mild_rank,
        );
        if let Some((pattern, number)) = drawn {
            known.push_person(pattern, number, capitals, out);
        }
        drawn.is_some()
    }

    /// Appends the name of a firm of the country; `false` when every distinct one is given.
    pub(crate) fn firm(
        &mut self,
        vocabulary: &Vocabulary,
        country: &Country,
        capitals: bool,
        random: &mut Random,
        out: &mut String,
    ) -> bool {
        let counters = &mut self.firms[country.language];
        let stems = vocabulary.stems.len();
        // Ordinary words come first, then short coined ones.
        let drawn = Namer::number(
            counters,
            self.distinct,
            &FIRM_WEIGHTS,
            random,
            stems,
            Random::rank,
        );
        let Some((pattern, number)) = drawn else {
            return false;
        };
        let language = &vocabulary.languages[country.language];
        let legal_form = random.pick_text(&country.legal_forms);
        if country.legal_first {
            push_word(legal_form, capitals, out);
            // The way firms are written there: OOO "ROMASHKA".
            let quote = if random.per_mille(300) { "\"" } else { "" };
            out.push(' ');
            out.push_str(quote);
            language.push_firm(&vocabulary.stems, pattern, number, capitals, out);
            out.push_str(quote);
        } else {
            language.push_firm(&vocabulary.stems, pattern, number, capitals, out);
            out.push(' ');
            push_word(legal_form, capitals, out);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Counter, FIRM_PATTERNS, Namer, PERSON_PATTERNS};
    use crate::{
        random::{Domain, Random},
        vocabulary::Vocabulary,
    };

    #[test]
    fn a_counter_gives_every_number_once() {
        let mut random = Random::new(1, Domain::Names, 0);
        for space in [1, 2, 3, 4, 6, 10, 97, 1000, 4096] {
            let mut counter = Counter::new(space, &mut random);
            let given: HashSet<u64> = std::iter::from_fn(|| counter.next()).collect();
            assert_eq!(given.len() as u64, space);
            assert!(given.iter().all(|number| *number < space));
        }
        assert_eq!(Counter::new(0, &mut random).next(), None);
    }

    #[test]
    fn every_number_of_a_pattern_is_another_name() {
        let vocabulary = Vocabulary::shared().unwrap();
        let mut names = HashSet::new();
        let mut name = String::new();
        // Patterns are too large to be gone through; the stride is odd, so that all digits change.
        let strided = |space: u64| (0..space).step_by(usize::try_from(space / 9_000).unwrap() | 1);
        for culture in &vocabulary.cultures {
            for pattern in 0..PERSON_PATTERNS {
                for number in strided(culture.person_space(pattern)) {
                    name.clear();
                    culture.push_person(pattern, number, true, &mut name);
                    assert!(names.insert(name.clone()), "{name} is given twice");
                }
            }
        }
        // Firms have distinct names even without their legal forms, which come on top.
        for language in &vocabulary.languages {
            for pattern in 0..FIRM_PATTERNS {
                for number in strided(language.firm_space(vocabulary.stems.len(), pattern)) {
                    name.clear();
                    language.push_firm(&vocabulary.stems, pattern, number, true, &mut name);
                    assert!(names.insert(name.clone()), "{name} is given twice");
                }
            }
        }
        assert!(names.len() > 1_000_000, "{}", names.len());
    }

    #[test]
    fn there_are_distinct_names_for_tens_of_millions_of_payments() {
        let vocabulary = Vocabulary::shared().unwrap();
        let people: u64 = vocabulary.cultures.iter().map(|c| c.person_space(3)).sum();
        let firms: u64 = vocabulary
            .languages
            .iter()
            .map(|l| l.firm_space(vocabulary.stems.len(), 1))
            .min()
            .unwrap();
        assert!(people > 10_000_000 && firms > 100_000_000, "{people} {firms}");
    }

    #[test]
    fn patterns_look_as_people_and_firms_are_called() {
        let vocabulary = Vocabulary::shared().unwrap();
        let mut namer = Namer::new(vocabulary, 1, true);
        let mut random = Random::new(3, Domain::Payments, 0);
        let russia = vocabulary.countries.iter().find(|c| c.code == "RU").unwrap();
        let mut name = String::new();
        assert!(namer.firm(vocabulary, russia, true, &mut random, &mut name));
        let form = name.split(' ').next().unwrap();
        assert!(["OOO", "AO", "PAO", "IP"].contains(&form), "{name}");

        let culture = russia.cultures[0];
        let women: Vec<String> = (0..vocabulary.cultures[culture].person_space(0))
            .map(|number| {
                let mut name = String::new();
                vocabulary.cultures[culture].push_person(0, number, false, &mut name);
                name
            })
            .filter(|name| name.starts_with("Svetlana "))
            .collect();
        assert!(women.contains(&"Svetlana Volkova".to_owned()), "{women:?}");
    }
}
