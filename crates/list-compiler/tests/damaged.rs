//! Whatever happens to a file on its way, reading it ends in designations or in one line; never in a panic.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::fs;

use portcullis_list_compiler::{CompileOptions, SourceKind, SourceSpec, read};
use proptest::prelude::*;

mod samples;

fn kind(word: &str) -> SourceKind {
    word.parse().unwrap()
}

/// What happened to the file: where (as a share of its length) and what.
#[derive(Debug, Clone)]
enum Damage {
    Cut(f64),
    Replace(f64, u8),
    Insert(f64, Vec<u8>),
    Remove(f64, usize),
    Repeat(f64, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || 0.0..1.0_f64;
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..6),
        prop::sample::select(vec![
            "\"",
            ",",
            ";",
            "\t",
            "(",
            ")",
            "; a.k.a. '",
            "<",
            "</",
            "&#0;",
            "&x;",
            "-0- ",
            "١",
            "\u{0}",
            "\r\n"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop_oneof![
        at().prop_map(Damage::Cut),
        (at(), any::<u8>()).prop_map(|(a, b)| Damage::Replace(a, b)),
        (at(), bytes).prop_map(|(a, b)| Damage::Insert(a, b)),
        (at(), 1..40_usize).prop_map(|(a, n)| Damage::Remove(a, n)),
        (at(), 1..200_usize).prop_map(|(a, n)| Damage::Repeat(a, n)),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss
    )]
    let place = |share: f64, len: usize| ((share * len as f64) as usize).min(len);
    let len = bytes.len();
    match damage {
        Damage::Cut(at) => bytes.truncate(place(*at, len)),
        Damage::Replace(at, byte) => {
            if let Some(b) = bytes.get_mut(place(*at, len)) {
                *b = *byte;
            }
        }
        Damage::Insert(at, new) => {
            let at = place(*at, len);
            bytes.splice(at..at, new.iter().copied());
        }
        Damage::Remove(at, n) => {
            let at = place(*at, len);
            bytes.drain(at..(at + n).min(len));
        }
        Damage::Repeat(at, n) => {
            let at = place(*at, len);
            let copy = bytes[at..(at + n).min(len)].to_vec();
            bytes.splice(at..at, copy);
        }
    }
}

proptest! {
    // `PROPTEST_CASES` asks for more.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_read_or_refused_in_one_line_that_names_it(
        sample in prop::sample::select(samples::SAMPLES),
        damages in prop::collection::vec(damage(), 0..4),
    ) {
        let (kind, name) = (kind(sample.kind), sample.name);
        let mut bytes = sample.bytes.to_vec();
        for damage in &damages {
            apply(&mut bytes, damage);
        }
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(name), &bytes).unwrap();
        // A list with files missing would be refused before its designations are looked at.
        let options = CompileOptions { allow_shrink: true, ..CompileOptions::default() };
        match read(&[SourceSpec::new(kind, dir.path())], &options) {
            Ok(compilation) => {
                for designation in &compilation.designations {
                    prop_assert!(!designation.primary_name().is_empty());
                    prop_assert!(designation.names.iter().skip(1).all(|n| n.kind.as_str() != "primary"));
                }
                let mut ids: Vec<&str> = compilation.designations.iter().map(|d| d.id.as_str()).collect();
                ids.sort_unstable();
                ids.dedup();
                prop_assert_eq!(ids.len(), compilation.designations.len());
            }
            Err(error) => {
                let text = error.to_string();
                prop_assert!(text.contains(name), "{}", text);
                prop_assert!(!text.contains('\n'), "{}", text);
            }
        }
    }
}
