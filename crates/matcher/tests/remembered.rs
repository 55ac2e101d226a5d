//! What is remembered of payments changes none of them: screened one after the other they have the hits that each has
//! by itself.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::{
    iter,
    path::Path,
    sync::{Arc, OnceLock},
};

use portcullis_index::Index;
use portcullis_list_compiler::{CompileOptions, read};
use portcullis_matcher::{Findings, MatchOptions, Matcher, Memories, Scratch};
use portcullis_model::{Date, Party, Payment, Role};
use proptest::prelude::*;

fn index() -> &'static Arc<Index> {
    static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/lists/starter.csv");
        let source = format!("custom:{}", list.display()).parse().unwrap();
        let read = read(&[source], &CompileOptions::default()).unwrap();
        let bytes = portcullis_index::build(&read.designations, &read.sources).unwrap();
        Arc::new(Index::from_bytes(bytes).unwrap())
    })
}

/// A name with its second letter as a character reference: that letter, or one that is another.
fn with_letter_as_number(name: &str, further: u32) -> String {
    let letters = name.char_indices();
    let second = letters.skip(1).find(|(_, letter)| letter.is_ascii_alphabetic());
    second.map_or_else(String::new, |(at, letter)| {
        let number = u32::from(letter) + further;
        format!("{}&#{number};{}", &name[..at], &name[at + 1..])
    })
}

/// Few enough values for each field that payments repeat them.
struct Values {
    names: Vec<String>,
    numbers: Vec<String>,
    remittances: Vec<String>,
}

impl Values {
    fn of(listed: u32) -> Values {
        let name = index().name(listed % index().name_count()).published().to_owned();
        let mut identifiers = Vec::new();
        index().each_listed_identifier(|canonical, kind, _, _| {
            identifiers.push(canonical.to_owned());
            identifiers.push(format!("{kind}:{canonical}"));
        });
        let identifier = &identifiers[listed as usize % identifiers.len()];
        // A name with a number in it, which another number does not match.
        let numbered: Vec<&str> = (0..index().name_count())
            .map(|at| index().name(at).published())
            .filter(|name| {
                name.split(' ')
                    .any(|word| word.bytes().all(|b| b.is_ascii_digit()))
            })
            .collect();
        let numbered = numbered[listed as usize % numbered.len()];
        let otherwise: String = numbered
            .chars()
            .map(|c| if c.is_ascii_digit() { '8' } else { c })
            .collect();
        let without_last = name.rsplit_once(' ').map_or("", |(rest, _)| rest).to_owned();
        Values {
            remittances: vec![
                String::new(),
                with_letter_as_number(&name, 0),
                with_letter_as_number(&name, 1),
                format!("{name}&tcaron;27"),
                format!("{name}&tcaron;28"),
                "INVOICE 1".to_owned(),
                "INVOICE 20240117".to_owned(),
                "INVOICE 20240118 FOR 17 UNITS".to_owned(),
                "INVOICE 30240118 FOR 71 UNITS".to_owned(),
                "INVOICE \u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1} FOR \u{1}\u{1} UNITS".to_owned(),
                format!("{name} 4711"),
                format!("{name} 4712"),
                format!("{name} 7"),
                format!("{without_last} 007"),
                format!("FOR {identifier}"),
                "FOR 123456789".to_owned(),
                otherwise,
                numbered.to_owned(),
            ],
            names: vec![
                String::new(),
                "ANNA BERGSTROM".to_owned(),
                "BERGSTROM ANNA".to_owned(),
                name,
                without_last,
                // Their dates of birth raise them.
                "Victor Boutt-Smith".to_owned(),
            ],
            numbers: vec![
                String::new(),
                "DE89370400440532013000".to_owned(),
                identifier.clone(),
                "16 HIGH STREET".to_owned(),
            ],
        }
    }

    /// A payment by what is chosen for each of its fields.
    fn payment(&self, chosen: &[u8; FIELDS]) -> Payment<'_> {
        let party = |role, chosen: &[u8]| Party {
            account: pick(&self.numbers, chosen[1]).into(),
            ids: pick(&self.numbers, chosen[2]).into(),
            address: pick(&self.numbers, chosen[3]).into(),
            birth_date: BIRTH_DATES[usize::from(chosen[4]) % BIRTH_DATES.len()],
            ..Party::named(role, pick(&self.names, chosen[0]))
        };
        Payment::default()
            .with(party(Role::Debtor, &chosen[..5]))
            .with(party(Role::Creditor, &chosen[5..10]))
            .with(Party {
                bic: pick(&self.numbers, chosen[10]).into(),
                ..Party::named(Role::CreditorAgent, pick(&self.names, chosen[11]))
            })
            .with_remittance(pick(&self.remittances, chosen[12]))
    }
}

const FIELDS: usize = 13;
const BIRTH_DATES: [Option<Date>; 3] = [
    None,
    Some(Date::constant(1901, 2, 3)),
    Some(Date::constant(1967, 1, 13)),
];

fn pick(values: &[String], chosen: u8) -> &str {
    &values[usize::from(chosen) % values.len()]
}

/// Payments, each like the one before but for one field.
fn batches() -> impl Strategy<Value = Vec<[u8; FIELDS]>> {
    let first = prop::array::uniform13(0u8..3);
    let changes = prop::collection::vec((0..FIELDS, any::<u8>()), 1..16);
    (first, changes).prop_map(|(first, changes)| {
        let others = changes.into_iter().scan(first, |last, (field, value)| {
            last[field] = value;
            Some(*last)
        });
        iter::once(first).chain(others).collect()
    })
}

fn matcher() -> Matcher {
    Matcher::new(Arc::clone(index()), MatchOptions::default())
}

fn findings(matcher: &Matcher, payment: &Payment<'_>, scratch: &mut Scratch) -> Findings {
    let mut findings = Findings::default();
    matcher.screen_payment(payment, scratch, &mut findings);
    findings
}

/// What may stand around a number in a sentence.
const AROUND: &str = "[ /,.:;#()&'%=@!$+-]|, |[.][0-9][.]|st |X|0";

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn payments_find_what_each_finds_by_itself(
        listed in any::<u32>(),
        batch in batches(),
    ) {
        let values = Values::of(listed);
        let payments: Vec<Payment<'_>> = batch.iter().map(|chosen| values.payment(chosen)).collect();
        let by_itself = |payment| {
            let matcher = matcher();
            findings(&matcher, payment, &mut matcher.scratch())
        };
        let expected: Vec<Findings> = payments.iter().map(by_itself).collect();
        let matcher = matcher();
        let mut scratch = matcher.scratch();
        // Twice, so that everything has been met once.
        for (payment, expected) in payments.iter().zip(&expected).chain(payments.iter().zip(&expected)) {
            prop_assert_eq!(&findings(&matcher, payment, &mut scratch), expected, "{:?}", payment);
        }
        // And where nothing is kept.
        let nothing = Memories { tokens: false, no_hits: false };
        let matcher = self::matcher().remembering(nothing);
        let mut scratch = matcher.scratch();
        for (payment, expected) in payments.iter().zip(&expected) {
            prop_assert_eq!(&findings(&matcher, payment, &mut scratch), expected, "{:?}", payment);
        }
    }

    /// A sentence is remembered without its plain numbers, and another number in its place may be part of a name.
    #[test]
    fn sentences_with_numbers_find_what_each_finds_by_itself(
        listed in any::<u32>(),
        signs in prop::collection::vec(AROUND, 4),
        numbers in prop::collection::vec(prop::array::uniform2("[0-9]{1,3}|20[0-9]{2}|[0-9]{6}"), 2..6),
    ) {
        let values = Values::of(listed);
        let [name, numbered] = [&values.names[3], values.remittances.last().unwrap()];
        let sentence = |[one, other]: &[String; 2]| {
            let split_at = numbered.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
            let (words, number) = numbered.split_at(split_at);
            [
                format!("{name}{}{one}{}{other}{}", signs[0], signs[1], signs[2]),
                format!("{words}{}{one}{}{other}{}{number}", signs[0], signs[1], signs[3]),
                format!("{words}{}{}{one}", number, signs[0]),
            ]
        };
        let matcher = matcher();
        let mut scratch = matcher.scratch();
        for text in numbers.iter().flat_map(sentence) {
            let payment = Payment::default().with_remittance(text);
            let by_itself = self::matcher();
            let expected = findings(&by_itself, &payment, &mut by_itself.scratch());
            prop_assert_eq!(&findings(&matcher, &payment, &mut scratch), &expected, "{:?}", payment);
        }
    }
}
