//! Counts how the sounds of other scripts are written with Latin letters, over pairs of names of one party. Prints the rows of
//! `crates/names/data/transcriptions.csv`.
//!
//! `cargo run --release -p portcullis-evaluation --example transcriptions -- PAIRS.csv...`
//!
//! The files are those of `evaluate pairs`, the Latin name first; pairs that are no match are passed over. With `--every 2` only every other
//! pair of a script is counted, so that the rest can be held out.
//!
//! The sounds of a word and the letters of the other are laid beside each other in every way, each way by how likely it is, and the likeliness
//! of each pair of a sound and letters is counted anew from that (expectation maximization). What a pair says for one name is
//! the logarithm of how much more often it is met than its sound and its letters would meet by chance.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use portcullis_names::{Analysis, Class, Order, sounds_alike, sounds_of_script};

/// So many letters may stand for one sound, and for none.
const LETTERS_MAX: usize = 3;
const SILENT_MAX: usize = 2;

/// How often all is counted anew, and how often it is asked anew which word of a name is which of the other.
const COUNTS: usize = 6;
const PAIRINGS: usize = 3;

/// A pair that was met less often, in weight of the ways that it was part of, is left out …
const MET_MIN: f64 = 1.5;

/// … and all are drawn toward chance as if they had been met so often less.
const DOUBT: f64 = 0.75;

/// What a pair says that no row has, as the relation takes it.
const UNKNOWN: f64 = -7.0;
const UNKNOWN_ALIKE: f64 = -2.5;

/// How many times likelier it is taken to be at first that a sound is written with a letter that is heard like it.
const ALIKE: f64 = 8.0;

/// Words are of one another that say so much for each letter.
const BITS_A_LETTER: f64 = 0.5;

type Word = (Vec<String>, Vec<u8>);

/// The words of both names.
struct Pair {
    sounds: Vec<Vec<String>>,
    letters: Vec<Vec<u8>>,
}

/// How often a sound was met with letters.
type Met = BTreeMap<(String, Vec<u8>), f64>;

fn main() -> ExitCode {
    let mut files: Vec<String> = std::env::args().skip(1).collect();
    let mut every = 1;
    if files.first().is_some_and(|first| first == "--every") {
        files.remove(0);
        every = if files.is_empty() {
            1
        } else {
            files.remove(0).parse().unwrap_or(1)
        };
    }
    if files.is_empty() {
        eprintln!("usage: transcriptions [--every N] PAIRS.csv...");
        return ExitCode::FAILURE;
    }
    match read(&files, every) {
        Ok(scripts) => {
            println!("script,sound,letters,bits");
            for (script, pairs) in &scripts {
                print(script, pairs);
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn read(
    files: &[String],
    every: usize,
) -> Result<BTreeMap<&'static str, Vec<Pair>>, Box<dyn std::error::Error>> {
    let mut scripts: BTreeMap<&'static str, Vec<Pair>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut nth = BTreeMap::new();
    for file in files {
        let mut reader = csv::Reader::from_path(file)?;
        let columns = reader.headers()?.clone();
        let column = |name: &str| {
            columns
                .iter()
                .position(|column| column == name)
                .ok_or(format!("{file}: no {name}"))
        };
        let (latin, other, is_match) = (column("name1")?, column("name2")?, column("is_match")?);
        for row in reader.records() {
            let row = row?;
            if !matches!(&row[is_match], "1" | "true")
                || !seen.insert((row[latin].to_owned(), row[other].to_owned()))
            {
                continue;
            }
            let (letters, _) = words(&row[latin]);
            let (_, sounds) = words(&row[other]);
            let Some(script) = sounds.first().map(|(script, _)| *script) else {
                continue;
            };
            let nth: &mut usize = nth.entry(script).or_default();
            *nth += 1;
            if (*nth - 1).is_multiple_of(every) {
                let sounds = sounds
                    .into_iter()
                    .filter(|(of, _)| *of == script)
                    .map(|(_, sounds)| sounds);
                scripts.entry(script).or_default().push(Pair {
                    sounds: sounds.collect(),
                    letters,
                });
            }
        }
    }
    Ok(scripts)
}

/// A word of another script: the script, and its sounds.
type Sounded = (&'static str, Vec<String>);

/// The words of a name in Latin letters, a consonant twice being one, and those in another script.
fn words(name: &str) -> (Vec<Vec<u8>>, Vec<Sounded>) {
    let (mut latin, mut other) = (Vec::new(), Vec::new());
    let analysis = Analysis::of(name, Order::AsWritten);
    for (token, class) in analysis.tokens() {
        if !matches!(class, Class::Word | Class::Generic) {
            continue;
        }
        if let Some((script, sounds)) = sounds_of_script(token) {
            other.push((script, sounds.into_iter().map(str::to_owned).collect()));
        } else if token.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let mut letters: Vec<u8> = token.bytes().collect();
            letters.dedup_by(|next, before| next == before && !b"aeiou".contains(next));
            latin.push(letters);
        }
    }
    (latin, other)
}

/// Counts one script and prints its rows.
fn print(script: &str, pairs: &[Pair]) {
    let mut words: Vec<Word> = Vec::new();
    for pair in pairs
        .iter()
        .filter(|pair| pair.sounds.len() == pair.letters.len())
    {
        words.extend(pair.sounds.iter().cloned().zip(pair.letters.iter().cloned()));
    }
    let mut bits = BTreeMap::new();
    for _ in 0..PAIRINGS {
        bits = bits_of(&words);
        words.clear();
        for pair in pairs {
            for sounds in &pair.sounds {
                let said = |letters: &&Vec<u8>| said(&bits, sounds, letters) / as_f64(letters.len());
                let best = pair.letters.iter().max_by(|a, b| said(a).total_cmp(&said(b)));
                if let Some(best) = best.filter(|best| said(best) >= BITS_A_LETTER) {
                    words.push((sounds.clone(), best.clone()));
                }
            }
        }
    }
    for ((sound, letters), bits) in &bits {
        println!("{script},{sound},{},{bits:.1}", String::from_utf8_lossy(letters));
    }
}

#[allow(clippy::cast_precision_loss)] // lengths of words
fn as_f64(length: usize) -> f64 {
    length as f64
}

/// What each pair of a sound and letters says.
fn bits_of(words: &[Word]) -> Met {
    let (mut sounds, mut letters) = (BTreeMap::<&str, f64>::new(), BTreeMap::<u8, f64>::new());
    for (of_sounds, of_letters) in words {
        of_sounds
            .iter()
            .for_each(|sound| *sounds.entry(sound).or_default() += 1.0);
        of_letters
            .iter()
            .for_each(|letter| *letters.entry(*letter).or_default() += 1.0);
    }
    let (all_sounds, all_letters): (f64, f64) = (sounds.values().sum(), letters.values().sum());
    let mut met: Option<Met> = None;
    for _ in 0..COUNTS {
        let all: f64 = met.as_ref().map_or(1.0, |met| met.values().sum());
        let mut next = Met::new();
        for (of_sounds, of_letters) in words {
            let weight = |sound: &str, letters: &[u8]| match &met {
                // At first long runs of letters are taken to be seldom.
                None => {
                    let alike = letters.first().is_some_and(|letter| sounds_alike(sound, *letter));
                    let more = i32::try_from(letters.len().saturating_sub(1)).unwrap_or(0);
                    0.01 * 0.3f64.powi(more) * if alike { ALIKE } else { 1.0 }
                }
                Some(met) => {
                    met.get(&(sound.to_owned(), letters.to_vec()))
                        .copied()
                        .unwrap_or(0.0)
                        / all
                }
            };
            count_ways(of_sounds, of_letters, weight, &mut next);
        }
        met = Some(next);
    }
    let met = met.unwrap_or_default();
    let all: f64 = met.values().sum();
    let mut bits = Met::new();
    for ((sound, run), times) in met {
        if times < MET_MIN {
            continue;
        }
        let sound_alone = sounds.get(sound.as_str()).map_or(1.0, |times| times / all_sounds);
        let letters_alone: f64 = run.iter().map(|letter| letters[letter] / all_letters).product();
        let together = (times - DOUBT) / all;
        bits.insert((sound, run), (together / (sound_alone * letters_alone)).log2());
    }
    bits
}

/// Adds up how likely each pair is over all ways in which the sounds of a word and its letters may be laid beside each other.
fn count_ways(sounds: &[String], letters: &[u8], weight: impl Fn(&str, &[u8]) -> f64, met: &mut Met) {
    let (rows, columns) = (sounds.len() + 1, letters.len() + 1);
    let mut before = vec![0.0; rows * columns];
    before[0] = 1.0;
    let mut steps: Vec<(usize, usize, &str, &[u8], f64)> = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let here = row * columns + column;
            if before[here] == 0.0 {
                continue;
            }
            let rest = letters.len() - column;
            let of_sound = (row + 1 < rows).then(|| sounds[row].as_str());
            let with_sound = of_sound
                .into_iter()
                .flat_map(|sound| (0..=LETTERS_MAX.min(rest)).map(move |length| (sound, length, columns)));
            let silent = (1..=SILENT_MAX.min(rest)).map(|length| ("", length, 0));
            for (sound, length, down) in with_sound.chain(silent) {
                let run = &letters[column..column + length];
                let likely = weight(sound, run);
                if likely > 0.0 {
                    let there = here + down + length;
                    before[there] += before[here] * likely;
                    steps.push((here, there, sound, run, likely));
                }
            }
        }
    }
    let all = before[rows * columns - 1];
    if all <= 0.0 {
        return;
    }
    let mut behind = vec![0.0; rows * columns];
    behind[rows * columns - 1] = 1.0;
    for (here, there, sound, run, likely) in steps.into_iter().rev() {
        behind[here] += behind[there] * likely;
        *met.entry((sound.to_owned(), run.to_vec())).or_default() +=
            before[here] * behind[there] * likely / all;
    }
}

/// The most that the pairs of a word's sounds and letters say.
fn said(bits: &Met, sounds: &[String], letters: &[u8]) -> f64 {
    let columns = letters.len() + 1;
    let mut best = vec![f64::NEG_INFINITY; (sounds.len() + 1) * columns];
    best[0] = 0.0;
    for row in 0..=sounds.len() {
        for column in 0..columns {
            let here = row * columns + column;
            let rest = letters.len() - column;
            let sound = sounds.get(row).map(String::as_str);
            let with_sound = sound
                .into_iter()
                .flat_map(|sound| (0..=LETTERS_MAX.min(rest)).map(move |length| (sound, length, columns)));
            let silent = (1..=SILENT_MAX.min(rest)).map(|length| ("", length, 0));
            for (sound, length, down) in with_sound.chain(silent) {
                let run = letters[column..column + length].to_vec();
                let unknown = match run[..] {
                    [letter] if sounds_alike(sound, letter) => UNKNOWN_ALIKE,
                    [] | [_] => UNKNOWN,
                    _ => f64::NEG_INFINITY,
                };
                let said = bits.get(&(sound.to_owned(), run)).copied().unwrap_or(unknown);
                let there = here + down + length;
                best[there] = best[there].max(best[here] + said);
            }
        }
    }
    best[best.len() - 1]
}
