//! An index reads back what was built, and refuses what was not.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use portcullis_index::{Index, Manifest, OpenError, Source, build};
use portcullis_model::{Designation, Identifier, IdentifierKind, Name, NameKind, Schema};
use portcullis_names::Tokens;
use portcullis_sys::write_atomically;
use proptest::prelude::*;

fn person(id: &str, names: &[(&str, NameKind)]) -> Designation {
    let mut designation = Designation::new(id, "Test", "UN", Schema::Person);
    designation.names = names.iter().map(|(text, kind)| Name::new(*text, *kind)).collect();
    designation
}

fn sample() -> Vec<Designation> {
    let mut bout = person(
        "t-1",
        &[
            ("BOUT, Viktor Anatolijevitch", NameKind::Primary),
            ("Бут, Виктор", NameKind::OriginalScript),
        ],
    );
    bout.identifiers.push(Identifier {
        kind: IdentifierKind::Passport,
        value: "A-123 456".to_owned(),
        country: None,
        label: None,
    });
    vec![
        bout,
        person(
            "t-2",
            &[
                ("HAQQANI, Sirajuddin", NameKind::Primary),
                ("Siraj", NameKind::WeakAlias),
            ],
        ),
    ]
}

fn open(designations: &[Designation]) -> Index {
    Index::from_bytes(build(designations, &[]).unwrap()).unwrap()
}

#[test]
fn the_authorities_and_programs_that_designations_state_are_told_once() {
    let mut designations = sample();
    designations[0].programs = vec!["SDGT".to_owned(), "UN-\"Quoted\"".to_owned()];
    designations[1].programs = vec!["SDGT".to_owned()];
    designations[1].authority = "US".to_owned();
    let index = open(&designations);
    let stated = index.stated().unwrap();
    assert_eq!(Vec::from_iter(&stated.authorities), ["UN", "US"]);
    assert_eq!(Vec::from_iter(stated.programs.keys()), ["SDGT", "UN-\"Quoted\""]);
    let sdgt = &stated.programs["SDGT"];
    assert_eq!(Vec::from_iter(&sdgt.authorities), ["UN", "US"]);
    let ids = sdgt.designations.iter().map(|at| index.designation_id(*at));
    assert!(
        ids.eq(designations[..2]
            .iter()
            .map(|designation| designation.id.as_str()))
    );
    assert_eq!(open(&[]).stated().unwrap().authorities.len(), 0);
}

/// What `word` weighs in the name of the first designation.
fn weight_in_first(index: &Index, word: &str) -> f32 {
    let name = index.name(index.names_of(0).start);
    let at = (0..name.len()).find(|&at| name.text(at) == word).unwrap();
    name.weight(at)
}

#[test]
fn a_list_added_to_an_index_makes_no_name_of_another_rarer() {
    let on = |list: &str, i: usize, name: &str| {
        let mut designation = person(&format!("{list}-{i}"), &[(name, NameKind::Primary)]);
        designation.list = list.to_owned();
        designation
    };
    // Of 12,000 people on one list, each hundredth is a Quaxil; of 24,000 on another, two are.
    let mut designations: Vec<Designation> = (0..12_000)
        .map(|i| match i % 100 {
            0 => on("one", i, &format!("QUAXIL, Abc{i}")),
            _ => on("one", i, &format!("XYZ{i}, Abc{i}")),
        })
        .collect();
    let one = open(&designations);
    designations.extend((0..24_000).map(|i| match i {
        0 | 1 => on("other", i, &format!("QUAXIL, Def{i}")),
        _ => on("other", i, &format!("UVW{i}, Def{i}")),
    }));
    let both = open(&designations);
    assert!(weight_in_first(&one, "quaxil") < 0.5);
    assert_eq!(
        weight_in_first(&one, "quaxil").to_bits(),
        weight_in_first(&both, "quaxil").to_bits()
    );
    assert_eq!(weight_in_first(&one, "abc0").to_bits(), 1_f32.to_bits());
    assert_eq!(weight_in_first(&both, "abc0").to_bits(), 1_f32.to_bits());
}

#[test]
fn the_bearers_of_a_word_on_one_list_are_counted_as_they_are() {
    let index = open(&sample());
    let listed_in = |word: &str| {
        let token = index.tokens_beginning_with(word).next().unwrap();
        index.listed_in(token)
    };
    assert_eq!((listed_in("viktor"), listed_in("haqqani")), (1, 1));
}

#[test]
fn reads_back_what_was_built() {
    let designations = sample();
    let index = open(&designations);
    assert_eq!(index.designation_count(), 2);
    assert_eq!(index.designation(0).unwrap(), designations[0]);
    assert_eq!(index.find("t-2"), Some(1));
    let mut stored = Vec::new();
    index
        .each_record(|ordinal, json| {
            stored.push((ordinal, serde_json::from_slice::<Designation>(json)?));
            Ok(())
        })
        .unwrap();
    assert_eq!(
        stored,
        [(0, designations[0].clone()), (1, designations[1].clone())]
    );
    assert_eq!(index.find("t-3"), None);
    assert_eq!(index.names_of(1), 2..4);
    let name = index.name(0);
    assert_eq!(
        (name.published(), name.designation()),
        ("BOUT, Viktor Anatolijevitch", 0)
    );
    let tokens: Vec<&str> = (0..name.len()).map(|i| name.text(i)).collect();
    assert_eq!(tokens, ["viktor", "anatolijevitch", "bout"]);
    let viktor = index.token("viktor").unwrap();
    assert_eq!(index.token_text(viktor), "viktor");
    assert_eq!(
        index.listed_in(viktor),
        1,
        "two names of one designation are one bearer"
    );
    let (mut names, mut last) = (Vec::new(), u8::MAX);
    for posting in index.postings(viktor) {
        assert!(posting.ceilings[0] <= last, "the highest ceiling comes first");
        last = posting.ceilings[0];
        names.push(posting.name.get());
    }
    names.sort_unstable();
    assert_eq!(names, [0, 1]);
}

#[test]
fn identifiers_are_found_by_their_canonical_form() {
    let index = open(&sample());
    let mut found = Vec::new();
    index.each_identifier("A123456", |kind, designation, place| {
        found.push((kind, designation, place));
    });
    assert_eq!(found, [(IdentifierKind::Passport, 0, 0)]);
    index.each_identifier("A12345", |_, _, _| panic!("a prefix is another identifier"));
}

#[test]
fn the_same_designations_give_the_same_bytes() {
    assert_eq!(build(&sample(), &[]).unwrap(), build(&sample(), &[]).unwrap());
}

#[test]
fn a_designation_without_a_name_or_with_a_used_id_is_refused() {
    let nameless = person("t-9", &[("  ", NameKind::Primary)]);
    assert_eq!(
        build(&[nameless], &[]).unwrap_err().to_string(),
        "designation `t-9` has no name"
    );
    let twice = [sample().remove(0), sample().remove(0)];
    assert_eq!(
        build(&twice, &[]).unwrap_err().to_string(),
        "designation id `t-1` is used twice"
    );
}

#[test]
fn foreign_cut_and_damaged_files_are_named_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lists.pcx");
    let good = build(&sample(), &[]).unwrap();
    let error = |bytes: &[u8]| {
        write_atomically(&path, bytes).unwrap();
        Index::open(&path).unwrap_err()
    };
    assert!(matches!(
        error(b""),
        OpenError::Foreign {
            found: "the file is empty",
            ..
        }
    ));
    assert!(matches!(
        error(b"<html>"),
        OpenError::Foreign {
            found: "it looks like HTML or XML",
            ..
        }
    ));
    assert!(matches!(error(&good[..good.len() - 1]), OpenError::Length { .. }));
    assert!(matches!(error(&good[..20]), OpenError::Foreign { .. }));
    let mut rules = good.clone();
    rules[24] ^= 1;
    assert!(matches!(error(&sealed(rules)), OpenError::Rules { .. }));
    let mut version = good.clone();
    version[8] = 99;
    assert!(matches!(error(&version), OpenError::Version { found: 99, .. }));
    let mut damaged = good.clone();
    damaged[good.len() / 2] ^= 1;
    assert!(matches!(error(&damaged), OpenError::Checksum { .. }));
    let missing = Index::open(&folder.path().join("none.pcx")).unwrap_err();
    assert!(matches!(missing, OpenError::Io { .. }));
    assert!(missing.to_string().contains("none.pcx"), "{missing}");
}

/// The sources of an index that is only looked at for them.
fn sources() -> Vec<Source> {
    vec![Source {
        kind: "un".to_owned(),
        path: "lists/un.xml".to_owned(),
        bytes: 1_000,
        designations: 2,
        names: 4,
        identifiers: 1,
        ..Source::default()
    }]
}

/// Makes the checksum fit what comes before it.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - 32;
    let checksum = blake3::hash(&bytes[..body]);
    bytes[body..].copy_from_slice(checksum.as_bytes());
    bytes
}

#[test]
fn an_index_of_other_rules_is_built_again_from_its_designations() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lists.pcx");
    let good = build(&sample(), &sources()).unwrap();
    let rebuilt = |bytes: &[u8]| {
        write_atomically(&path, bytes).unwrap();
        Index::rebuilt(&path)
    };
    assert_eq!(rebuilt(&good).unwrap(), good);
    let mut rules = good.clone();
    rules[24] ^= 1;
    let rules = sealed(rules);
    assert_eq!(rebuilt(&rules).unwrap(), good);
    let (manifest, digest) = Manifest::read_with_digest(&path).unwrap();
    assert_eq!(manifest.sources, sources());
    assert_eq!(
        digest,
        blake3::hash(&rules[..rules.len() - 32]).to_hex().to_string()
    );
    let mut damaged = good.clone();
    damaged[good.len() / 2] ^= 1;
    assert!(
        rebuilt(&damaged)
            .unwrap_err()
            .to_string()
            .contains("checksum does not fit")
    );
    let mut version = good;
    version[8] = 99;
    assert!(
        rebuilt(&sealed(version))
            .unwrap_err()
            .to_string()
            .contains("index format 99")
    );
}

#[test]
fn the_manifest_of_an_index_of_another_version_and_other_rules_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lists.pcx");
    let good = build(&sample(), &sources()).unwrap();
    let manifest = Index::from_bytes(good.clone()).unwrap().manifest().clone();
    let read = |bytes: &[u8]| {
        write_atomically(&path, bytes).unwrap();
        Manifest::read(&path)
    };
    assert_eq!(read(&good).unwrap(), manifest);
    let mut older = good.clone();
    older[8] = 2;
    older[24] ^= 1;
    let older = sealed(older);
    assert_eq!(read(&older).unwrap(), manifest);
    assert!(matches!(Index::open(&path), Err(OpenError::Version { .. })));

    let mut first = good.clone();
    first[8] = 1;
    assert!(matches!(
        read(&sealed(first)),
        Err(OpenError::Version { found: 1, .. })
    ));
    let mut damaged = older.clone();
    damaged[older.len() / 2] ^= 1;
    assert!(matches!(read(&damaged), Err(OpenError::Checksum { .. })));
    assert!(matches!(
        read(&older[..older.len() - 8]),
        Err(OpenError::Length { .. })
    ));
    assert!(matches!(read(b"PORTCLS\x1a"), Err(OpenError::Foreign { .. })));
    let mut empty_table = older.clone();
    empty_table[12] = 0;
    assert!(matches!(
        read(&sealed(empty_table)),
        Err(OpenError::Damaged { .. })
    ));
    assert!(matches!(
        Manifest::read(&folder.path().join("none.pcx")),
        Err(OpenError::Io { .. })
    ));
}

#[test]
fn an_index_with_places_of_another_version_is_refused_by_name() {
    let mut bytes = build(&sample(), &[]).unwrap();
    let first_line = format!("{}\nN\t", portcullis_index::PLACES_VERSION).into_bytes();
    let at = bytes
        .windows(first_line.len())
        .position(|window| *window == first_line)
        .unwrap();
    bytes[at] = b'9';
    let error = Index::from_bytes(sealed(bytes)).unwrap_err();
    assert!(matches!(error, OpenError::Places { found: 9, .. }), "{error}");
    assert!(error.to_string().contains("places of version 9"), "{error}");
}

proptest! {
    /// Whatever stands in the header and in the table, with a length and a checksum that fit, and wherever the file is
    /// cut: an error or a manifest, never a panic.
    #[test]
    fn the_manifest_of_a_forged_file_is_refused_or_read(
        changes in prop::collection::vec((8usize..700, any::<u8>()), 0..6),
        cut in prop::option::of(32usize..2_000),
    ) {
        let mut bytes = build(&sample(), &sources()).unwrap();
        bytes.truncate(cut.unwrap_or(usize::MAX));
        for (position, value) in changes {
            if let Some(byte) = bytes.get_mut(position) {
                *byte = value;
            }
        }
        if bytes.len() >= 64 {
            let length = (bytes.len() as u64).to_le_bytes();
            bytes[16..24].copy_from_slice(&length);
            bytes = sealed(bytes);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lists.pcx");
        std::fs::write(&path, &bytes).unwrap();
        if let Err(error) = Manifest::read(&path) {
            prop_assert!(error.to_string().contains("lists.pcx"), "{}", error);
        }
    }

    /// With the checksum made to fit, damage anywhere is still an error or a readable index, never a panic on
    /// opening: the reader trusts no number.
    #[test]
    fn a_forged_file_is_refused_or_readable(position in any::<prop::sample::Index>(), value in any::<u8>()) {
        let mut bytes = build(&sample(), &[]).unwrap();
        let body = bytes.len() - 32;
        bytes[position.index(body)] = value;
        if let Ok(index) = Index::from_bytes(sealed(bytes)) {
            for name in 0..index.name_count() {
                let name = index.name(name);
                for position in 0..name.len() {
                    let _ = (name.text(position), name.class(position), name.weight(position));
                }
            }
            for designation in 0..index.designation_count() {
                let _ = index.designation(designation);
            }
            let _ = index.each_record(|_, _| Ok(()));
            for token in 0..index.token_count() {
                let _ = (index.token_text(token), index.postings(token));
            }
        }
    }
}
