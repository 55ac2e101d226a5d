//! The fast path loses nothing: for any query and threshold it gives the hits, scores and evidence that
//! comparing every listed name gives.
//!
//! Two oracles hold it to that. `exhaustive` relates every query token with every listed token and scores every
//! name. `direct` does not use the matcher at all: it compares the query with each name token by token.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use portcullis_index::Index;
use portcullis_list_compiler::{CompileOptions, SourceSpec, read};
use portcullis_matcher::{MatchOptions, Matcher, PartyQuery};
use portcullis_model::{BirthDate, Gender, Hit, NameKind, Schema, Score};
use portcullis_names::{
    Analysis, Class, CompareScratch, Order, Reading, Tokens, WeightedName, all_pairs, each_reading,
    facts::Facts, is_common, is_mendable, is_row_of_sounds, is_unvoweled, relate, score, synonyms, weight,
    weight_like,
};
use proptest::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn compile(sources: &[String]) -> Arc<Index> {
    let specs: Vec<SourceSpec> = sources.iter().map(|spec| spec.parse().unwrap()).collect();
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    let bytes = portcullis_index::build(&compilation.designations, &compilation.sources).unwrap();
    Arc::new(Index::from_bytes(bytes).unwrap())
}

/// The list that ships: people, entities, vessels and aircraft, in several scripts.
fn starter() -> &'static Arc<Index> {
    static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
    INDEX.get_or_init(|| {
        compile(&[format!(
            "custom:{}",
            root().join("data/lists/starter.csv").display()
        )])
    })
}

fn matcher(index: &Arc<Index>, threshold: u16, weak: bool, exhaustive: bool) -> Matcher {
    let threshold = Score::from_ten_thousandths(threshold);
    let options = MatchOptions {
        threshold,
        weak_aliases_alert: weak,
        exhaustive,
        ignore_conflicts: false,
    };
    Matcher::new(Arc::clone(index), options)
}

fn hits(matcher: &Matcher, query: &str, schema: Option<Schema>) -> Vec<Hit> {
    matcher
        .check(
            &PartyQuery {
                name: query,
                schema,
                ..PartyQuery::default()
            },
            &mut matcher.scratch(),
        )
        .hits
}

/// Best score of each designation, by comparing token by token and nothing else: of the whole line, and of the parts that may be names
/// by themselves. Says whether a part is a text, in which names are looked for otherwise.
fn direct(
    index: &Index,
    threshold: u16,
    weak: bool,
    query: &str,
    schema: Option<Schema>,
) -> (BTreeMap<u32, Score>, bool) {
    let mut best = direct_of_name(index, threshold, weak, query, schema);
    let mut has_text = false;
    each_reading(query, |part, reading| {
        if reading == Reading::Text {
            has_text = true;
            return;
        }
        for (designation, score) in direct_of_name(index, threshold, weak, part, schema) {
            let entry = best.entry(designation).or_insert(score);
            *entry = score.max(*entry);
        }
    });
    (best, has_text)
}

/// The same of one name: with the text as it is written, and with slips undone.
fn direct_of_name(
    index: &Index,
    threshold: u16,
    weak: bool,
    query: &str,
    schema: Option<Schema>,
) -> BTreeMap<u32, Score> {
    let written = Analysis::of(query, Order::AsWritten);
    let mut mended = Analysis::default();
    let is_listed = |token: &str| index.token(token).is_some();
    let has_mended = (written.may_be_mended(query, &is_listed)
        || written.tokens().any(|token| is_mended(index, token)))
        && mended.mend(query, Order::AsWritten, None, &is_listed);
    let mut best = direct_of(index, threshold, weak, &written, schema);
    if has_mended {
        for (designation, score) in direct_of(index, threshold, weak, &mended, schema) {
            let entry = best.entry(designation).or_insert(score);
            *entry = score.max(*entry);
        }
    }
    best
}

/// Whether a token that is on no list is one with a slip that may be undone.
fn is_mended(index: &Index, (token, class): (&str, Class)) -> bool {
    matches!(class, Class::Word | Class::Generic) && index.token(token).is_none() && is_mendable(token)
}

/// The same, of one reading.
fn direct_of(
    index: &Index,
    threshold: u16,
    weak: bool,
    analysis: &Analysis,
    schema: Option<Schema>,
) -> BTreeMap<u32, Score> {
    let weights: Vec<f32> = analysis
        .tokens()
        .map(|(token, class)| {
            let listed_in = |text: &str| index.token(text).map_or(0, |ordinal| index.listed_in(ordinal));
            let related: Vec<(u32, f32)> = (0..index.token_count())
                .filter(|&t| !index.postings(t).is_empty())
                .filter_map(|t| Some((t, relate(token, index.token_text(t))?.similarity)))
                .collect();
            let designations = index.designation_count();
            if is_unvoweled(token) || is_row_of_sounds(token) {
                let spellings = related.iter().map(|(t, _)| index.listed_in(*t));
                return weight(
                    token,
                    class,
                    spellings.max().unwrap_or(0).max(listed_in(token)),
                    designations,
                );
            }
            let near = related
                .iter()
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            match near {
                Some((near, _))
                    if class == Class::Word && index.token(token).is_none() && !is_common(token) =>
                {
                    weight_like(
                        token,
                        index.token_text(*near),
                        index.listed_in(*near),
                        designations,
                    )
                }
                _ => weight(token, class, listed_in(token), designations),
            }
        })
        .collect();
    let query = WeightedName {
        analysis,
        weights: &weights,
        is_person: false,
    };
    let (mut pairs, mut scratch) = (Vec::new(), CompareScratch::default());
    let mut best = BTreeMap::new();
    for ordinal in 0..index.name_count() {
        let name = index.name(ordinal);
        let searched = (weak || name.kind() != NameKind::WeakAlias)
            && index.schema(name.designation()).is_searched_by(schema);
        if !searched || name.is_empty() {
            continue;
        }
        all_pairs(&query, &name, analysis.cut, &mut pairs);
        let (scored, _) = score(&query, &name, analysis.cut, &mut pairs, &mut scratch);
        if scored.score >= Score::from_ten_thousandths(threshold) {
            let entry = best.entry(name.designation()).or_insert(scored.score);
            *entry = scored.score.max(*entry);
        }
    }
    best
}

/// Names what was missed, with the relation, when the paths differ.
fn assert_lossless(index: &Arc<Index>, query: &str, threshold: u16, weak: bool, schema: Option<Schema>) {
    let fast = hits(&matcher(index, threshold, weak, false), query, schema);
    let slow = hits(&matcher(index, threshold, weak, true), query, schema);
    if fast != slow {
        let missed = slow
            .iter()
            .find(|hit| !fast.contains(hit))
            .or_else(|| fast.iter().find(|hit| !slow.contains(hit)));
        if let Some(hit) = missed {
            panic!(
                "query {query:?} at {threshold}: {} `{}` differs\n{:#?}",
                index.designation_id(hit.designation),
                hit.matched,
                hit.evidence
            );
        }
    }
    let named: BTreeMap<u32, Score> = fast
        .iter()
        .filter(|hit| hit.name_kind.is_some())
        .map(|hit| (hit.designation, hit.score))
        .collect();
    let (mut expected, has_text) = direct(index, threshold, weak, query, schema);
    // An identifier typed as a name takes the place of a name hit on the same designation.
    expected.retain(|designation, _| {
        !fast
            .iter()
            .any(|hit| hit.designation == *designation && hit.name_kind.is_none())
    });
    if has_text {
        let is_found =
            |(designation, score): (&u32, &Score)| named.get(designation).is_some_and(|found| found >= score);
        assert!(
            expected.iter().all(is_found),
            "query {query:?} at {threshold}: {named:?} {expected:?}"
        );
    } else {
        assert_eq!(named, expected, "query {query:?} at {threshold}");
    }
}

/// What payments, typists and evaders do to a name.
fn mangle(name: &str, operations: &[(u8, prop::sample::Index, char)]) -> String {
    let mut text: Vec<char> = name.chars().collect();
    for (operation, at, c) in operations {
        if text.is_empty() {
            break;
        }
        let i = at.index(text.len());
        match operation {
            0 => {
                text.remove(i);
            }
            1 => text.insert(i, *c),
            2 => text[i] = *c,
            3 if i + 1 < text.len() => text.swap(i, i + 1),
            4 => text.insert(i, ' '),
            5 => text.retain(|c| *c != ' '),
            6 => text.truncate(35),
            7 => {
                let words: Vec<String> = text
                    .iter()
                    .collect::<String>()
                    .split(' ')
                    .map(str::to_owned)
                    .collect();
                let turn = at.index(words.len());
                let turned: Vec<String> = words[turn..].iter().chain(&words[..turn]).cloned().collect();
                text = turned.join(" ").chars().collect();
            }
            8 => {
                let words: Vec<String> = text
                    .iter()
                    .collect::<String>()
                    .split(' ')
                    .map(str::to_owned)
                    .collect();
                let drop = at.index(words.len());
                let kept: Vec<String> = words
                    .iter()
                    .enumerate()
                    .filter(|(k, _)| *k != drop)
                    .map(|(_, word)| word.clone())
                    .collect();
                text = kept.join(" ").chars().collect();
            }
            9 => {
                let words: Vec<String> = text
                    .iter()
                    .collect::<String>()
                    .split(' ')
                    .map(str::to_owned)
                    .collect();
                let initial = at.index(words.len());
                let cut: Vec<String> = words
                    .iter()
                    .enumerate()
                    .map(|(k, word)| {
                        if k == initial {
                            word.chars().take(1).collect()
                        } else {
                            word.clone()
                        }
                    })
                    .collect();
                text = cut.join(" ").chars().collect();
            }
            10 => text.extend(" AND MARIA BECKER 12 HIGH STREET".chars()),
            11 => text = "/INV/77 PAYMENT TO MR ".chars().chain(text).collect(),
            12 => text.extend("LTD".chars()),
            // A letter lost to a sign, in an encoding or on purpose.
            14 => text[i] = ['.', '*', '?', '\u{fffd}'][at.index(4)],
            // A word of a company's name in another language.
            13 => {
                let words: Vec<String> = text
                    .iter()
                    .collect::<String>()
                    .split(' ')
                    .map(|word| {
                        let said: Vec<&str> = synonyms(&word.to_lowercase()).collect();
                        if said.is_empty() {
                            word.to_owned()
                        } else {
                            at.get(&said).to_string()
                        }
                    })
                    .collect();
                text = words.join(" ").chars().collect();
            }
            _ => {}
        }
    }
    text.into_iter().collect()
}

fn thresholds() -> impl Strategy<Value = u16> {
    prop::sample::select(vec![7_000u16, 7_500, 8_000, 8_500, 9_000, 9_500, 10_000])
}

fn schemas() -> impl Strategy<Value = Option<Schema>> {
    prop::sample::select(vec![
        None,
        None,
        Some(Schema::Person),
        Some(Schema::Organization),
        Some(Schema::Vessel),
    ])
}

proptest! {
    // No file of past failures: what fails is mended, and a case worth keeping becomes a test with a name.
    #![proptest_config(ProptestConfig {
        cases: 400,
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_mangled_listed_name_is_found_as_the_exhaustive_path_finds_it(
        name in any::<prop::sample::Index>(),
        operations in prop::collection::vec(
            (0u8..15, any::<prop::sample::Index>(), prop::char::ranges(vec!['a'..='z', '0'..='9', 'а'..='я'].into())),
            0..5,
        ),
        threshold in thresholds(),
        weak in any::<bool>(),
        schema in schemas(),
    ) {
        let index = starter();
        let ordinal = u32::try_from(name.index(index.name_count() as usize)).unwrap();
        let query = mangle(index.name(ordinal).published(), &operations);
        assert_lossless(index, &query, threshold, weak, schema);
    }

    #[test]
    fn random_text_is_found_as_the_exhaustive_path_finds_it(
        query in "[A-Za-zа-яء-ي一-龥0-9 .,'\\-/]{0,60}",
        threshold in thresholds(),
        weak in any::<bool>(),
    ) {
        assert_lossless(starter(), &query, threshold, weak, None);
    }

    /// One thread remembers what it found: a text with another number in it must not be taken for the same.
    #[test]
    fn a_text_remembered_for_its_words_finds_what_the_exhaustive_path_finds(
        name in any::<prop::sample::Index>(),
        numbers in prop::collection::vec("[0-9]{1,6}|vii|VII|seven", 2..6),
        at in any::<prop::sample::Index>(),
        threshold in thresholds(),
    ) {
        let index = starter();
        let name = index.name(u32::try_from(name.index(index.name_count() as usize)).unwrap());
        let words: Vec<&str> = name.published().split(' ').collect();
        let at = at.index(words.len() + 1);
        let (fast, slow) = (matcher(index, threshold, true, false), matcher(index, threshold, true, true));
        let mut scratch = fast.scratch();
        for number in &numbers {
            let mut words = words.clone();
            words.insert(at, number);
            let query = words.join(" ");
            let asked = PartyQuery { name: &query, ..PartyQuery::default() };
            prop_assert_eq!(
                fast.check(&asked, &mut scratch),
                slow.check(&asked, &mut slow.scratch()),
                "query {:?}", query
            );
        }
    }

    /// What an equal date of birth raises is below the threshold, and is not pruned; what facts discount is the same too.
    #[test]
    fn a_name_with_facts_is_found_as_the_exhaustive_path_finds_it(
        name in any::<prop::sample::Index>(),
        operations in prop::collection::vec(
            (0u8..15, any::<prop::sample::Index>(), prop::char::ranges(vec!['a'..='z'].into())),
            0..4,
        ),
        date in any::<prop::sample::Index>(),
        days_off in prop::sample::select(vec![0, 0, 0, 1, 400, 4_000]),
        gender in prop::sample::select(vec![None, Some(Gender::Male), Some(Gender::Female)]),
        threshold in thresholds(),
        weak in any::<bool>(),
    ) {
        let index = starter();
        let dated: Vec<u32> = (0..index.name_count())
            .filter(|&name| !index.designation(index.name(name).designation()).unwrap().birth_dates.is_empty())
            .collect();
        let listed = index.name(dated[name.index(dated.len())]);
        let dates = index.designation(listed.designation()).unwrap().birth_dates;
        let born = dates[date.index(dates.len())].from;
        let query = mangle(listed.published(), &operations);
        let asked = PartyQuery {
            name: &query,
            facts: Facts {
                birth_date: Some(BirthDate::day((0..days_off).fold(born, |day, _| day.tomorrow().unwrap()))),
                gender,
                country: None,
            },
            ..PartyQuery::default()
        };
        let (fast, slow) = (matcher(index, threshold, weak, false), matcher(index, threshold, weak, true));
        prop_assert_eq!(
            fast.check(&asked, &mut fast.scratch()),
            slow.check(&asked, &mut slow.scratch()),
            "{:?}", asked
        );
    }

    /// Words of different listed names thrown together: what shares tokens without being the name.
    #[test]
    fn words_of_several_names_are_found_as_the_exhaustive_path_finds_them(
        words in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..5),
        threshold in thresholds(),
    ) {
        let index = starter();
        let query = words
            .iter()
            .filter_map(|(name, word)| {
                let name = index.name(u32::try_from(name.index(index.name_count() as usize)).unwrap());
                (!name.is_empty()).then(|| name.text(word.index(name.len())).to_owned())
            })
            .collect::<Vec<_>>()
            .join(" ");
        assert_lossless(index, &query, threshold, false, None);
    }
}

#[test]
fn a_slip_in_a_title_weighs_the_same_on_both_paths() {
    for threshold in [7_000, 8_500] {
        assert_lossless(starter(), "Shiekh Ahmed Umar A Ubaidah", threshold, false, None);
    }
}

#[test]
fn names_as_other_languages_and_systems_write_them_are_found_as_the_oracle_finds_them() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.csv");
    std::fs::write(
        &list,
        "id,name,schema\n\
         a,HAPPINESS I,vessel\nb,JSC BELSHINA,organization\nc,HIZBALLAH,organization\nd,ALFA TRADE GMBH,organization\n\
         e,\"PRIGOZHIN, Yevgeniy Viktorovich\",person\nf,\"HERASIMAU, Siarhei\",person\n\
         g,\"SHEN, Yueyue\",person\nh,HELM,vessel\ni,\"MADURO MOROS, Nicolas\",person\nj,HILDA V,vessel\n\
         k,\"CHO, Il U\",person\nl,HANIFA MONEY EXCHANGE OFFICE (BRANCH LOCATED IN AL-QAIM),organization\n\
         m,MADRASA OF KHORASAN IN THE LEVANT (MKL),organization\n\
         n,\"BOUYEHIA, Hamadi Ben Abdul Aziz Ben Ali\",person\no,ISLAMIC STATE,organization\n\
         p,\"NASRALLAH, Hasan\",person\nu,\"SAQR, Rana Zuhayriyah\",person\nq,\"ABD AL-GHAFUR, Sundus\",person\nr,\"AL-ZAFIR, Harun\",person\n\
         s,\"خالد قاسم الزبيدي\",person\nt,LIMITED LIABILITY COMPANY ROSTEKHKOMPLEKT,organization\n",
    )
    .unwrap();
    let index = compile(&[format!("custom:{}", list.display())]);
    for (query, found) in [
        ("HAPPINESS 1", "a"),
        ("MV HAPPINESS NO. 1", "a"),
        ("M/V HILDA 5", "j"),
        ("JSCBELSHINA", "b"),
        ("OOOBELSHINA", "b"),
        ("Hezbullah", "c"),
        ("Hizb ullah", "c"),
        ("Hizb-Oullah", "c"),
        ("Nasr-ullah Hasan", "p"),
        ("\u{62d}\u{632}\u{628} \u{627}\u{644}\u{644}\u{647}", "c"),
        ("Alfa Trade GmbH", "d"),
        ("Jewgeni Prigoschin", "e"),
        ("Сергей Герасимов", "f"),
        ("沈跃跃", "g"),
        ("MV HELM", "h"),
        ("President Nicol?s Maduro", "i"),
        ("NICOL\u{fffd}S MADURO", "i"),
        ("Alfa Trade GMHB", "d"),
        ("Евгений Пригощин", "e"),
        ("Hamadi Aldulaziz Bouyehia", "n"),
        ("Embassy of the Islamic State", "o"),
        ("Il Woo Cho", "k"),
        ("Cho Il-U", "k"),
        ("Hanifah Currency Exchange", "l"),
        ("HANIFA EXCHANGE (BAGHDAD BRANCH)", "l"),
        ("Madrasa of Khurasan in al-Sham", "m"),
        ("HAMADI BEN ABDUL AZIZ BEN ALI BOUYE", "n"),
        ("BOUYEHIA, Hamadi Ben Abdul Aziz Ben", "n"),
        ("PRIGOZHIN, Jewgenii Wladimir Viktor", "e"),
        ("AQR, Rana Zuhayriyah", "u"),
        ("Sundus Adul Ghafur", "q"),
        ("Sundus A. Ghafur Sundus", "q"),
        ("Harun XL-Zafir", "r"),
        ("خالد قاسم ازلبيدي", "s"),
        ("خالد قاسم الزبيلي", "s"),
        ("LIMITED LIABILITY ROSTEKHKOMPLEKT COMPANY", "t"),
    ] {
        for threshold in [7_000, 8_950] {
            assert_lossless(&index, query, threshold, false, None);
        }
        let hits = hits(&matcher(&index, 8_950, false, false), query, None);
        let ids: Vec<_> = hits
            .iter()
            .map(|hit| index.designation(hit.designation).unwrap().id)
            .collect();
        assert_eq!(ids, [format!("custom-{found}")], "{query}");
    }
    for query in [
        "Helm AG",
        "HAMADI BEN SALEM BEN ALI BOUYEHIA",
        "Embassy of the Islamic State of Afghanistan",
    ] {
        assert_lossless(&index, query, 8_950, false, None);
        assert!(
            hits(&matcher(&index, 8_950, false, false), query, None).is_empty(),
            "{query}"
        );
    }
}

#[test]
fn an_initial_leads_to_words_of_every_script_that_it_may_stand_for() {
    let index = starter();
    for letter in ('a'..='z').chain("سشصطخذ".chars()) {
        for query in [
            format!("Qasim {letter}"),
            format!("{letter} Soleimani"),
            format!("Viktor {letter}"),
        ] {
            for threshold in [7_000, 8_500] {
                assert_lossless(index, &query, threshold, true, None);
            }
        }
    }
}

#[test]
fn hostile_text_takes_bounded_time_and_loses_nothing() {
    let index = starter();
    for query in [
        "a".repeat(1 << 20),
        "bout ".repeat(10_000),
        "\u{202e}tuob rotkiv".to_owned(),
        "\u{301}\u{301}\u{301}".to_owned(),
        "\0\u{1}\u{7f}VIKTOR\u{0}BOUT".to_owned(),
        "x".repeat(5_000),
        "1".repeat(5_000),
        String::new(),
    ] {
        assert_lossless(index, &query, 7_000, true, None);
    }
}

/// The real lists and every 40th labelled variant of them (all with `PORTCULLIS_ALL_VARIANTS=1`, in minutes).
#[test]
fn labelled_variants_against_the_full_lists_lose_nothing() {
    let shared = root().join("../shared");
    let variants = shared.join("eval/variants.csv");
    if !variants.exists() {
        eprintln!("skipped: {} is not there", variants.display());
        return;
    }
    let lists = shared.join("lists");
    let index = compile(&[
        format!("ofac-sdn:{}", lists.join("ofac-sdn-2021-07").display()),
        format!("un:{}", lists.join("un-2026-02/consolidated.xml").display()),
    ]);
    let step = if std::env::var_os("PORTCULLIS_ALL_VARIANTS").is_some() {
        1
    } else {
        40
    };
    let fast = matcher(&index, 7_000, false, false);
    let slow = matcher(&index, 7_000, false, true);
    let (mut fast_scratch, mut slow_scratch) = (fast.scratch(), slow.scratch());
    for row in csv::Reader::from_path(&variants).unwrap().records().step_by(step) {
        let row = row.unwrap();
        let query = PartyQuery {
            name: &row[0],
            ..PartyQuery::default()
        };
        assert_eq!(
            fast.check(&query, &mut fast_scratch),
            slow.check(&query, &mut slow_scratch),
            "query {:?}",
            &row[0]
        );
    }
}

#[test]
fn a_text_of_more_tokens_than_are_compared_is_searched_as_the_oracle_searches_it() {
    let index = starter();
    // Two initials are one word: the last of 128 words stand beyond the tokens that are compared.
    let text = "C.S. SHABAAB HAKIM ".repeat(60);
    let fast = hits(&matcher(index, 6_000, false, false), &text, None);
    let oracle = hits(&matcher(index, 6_000, false, true), &text, None);
    assert_eq!(fast, oracle);
}
