//! What is said of a file that is no good list, format by format: the table of `docs/bad-lists.md`, which this test holds to
//! the program. `PORTCULLIS_WRITE_BAD_LISTS=1 cargo test -p portcullis-list-compiler --test bad_files` writes it anew.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use portcullis_list_compiler::{CompileOptions, SourceSpec, read};
use samples::{SAMPLES, Sample};

mod samples;

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Empty,
    Cut,
    HtmlPage,
    Utf16,
    OtherEncoding,
    OtherList,
    Lacks,
    Swapped,
    Entities,
    OutsideEntity,
    Bomb,
    OtherArchive,
    Nuls,
    Twice,
}

const FAULTS: [(Fault, &str); 14] = [
    (Fault::Empty, "is empty"),
    (Fault::Cut, "was cut"),
    (Fault::HtmlPage, "is an HTML page"),
    (Fault::Utf16, "is UTF-16"),
    (Fault::OtherEncoding, "has a byte that is not UTF-8"),
    (Fault::OtherList, "is another list"),
    (Fault::Lacks, "lacks a column or element"),
    (Fault::Swapped, "has two columns exchanged"),
    (Fault::Entities, "defines entities"),
    (Fault::OutsideEntity, "names an entity outside of it"),
    (Fault::Bomb, "unpacks to too much"),
    (Fault::OtherArchive, "is another archive"),
    (Fault::Nuls, "ends in NUL bytes"),
    (Fault::Twice, "stands twice in the file"),
];

/// What a defined entity stands for: it must turn up nowhere.
const BOOM: &str = "boomboom";

fn is_archive(sample: &Sample) -> bool {
    sample.bytes.starts_with(b"PK")
}

fn is_xml(sample: &Sample) -> bool {
    Path::new(sample.name)
        .extension()
        .is_some_and(|extension| extension == "xml")
}

/// The file with the fault; `None` where a file of that format cannot have it.
fn faulty(sample: &Sample, fault: Fault) -> Option<Vec<u8>> {
    let bytes = sample.bytes;
    let is_text = !is_archive(sample);
    match fault {
        Fault::Empty => Some(Vec::new()),
        Fault::Cut => Some(bytes[..inside_last_record(sample)].to_vec()),
        Fault::HtmlPage => Some(b"<!DOCTYPE html>\n<html><body>Service unavailable</body></html>\n".to_vec()),
        Fault::Utf16 => is_text.then(|| {
            let text = String::from_utf8_lossy(bytes);
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        }),
        Fault::OtherEncoding => is_text.then(|| {
            // In the last text that is a word.
            let at = bytes.iter().rposition(u8::is_ascii_lowercase).unwrap_or(0);
            [&bytes[..at], b"\xE9", &bytes[at + 1..]].concat()
        }),
        Fault::OtherList => Some(if is_xml(sample) {
            b"<?xml version=\"1.0\"?>\n<stations><station><name>Berlin</name></station></stations>\n".to_vec()
        } else if is_archive(sample) {
            edited(bytes, |text| {
                text.replace("Name", "Station")
                    .replace("Наз", "Ста")
                    .replace("Ref", "Station")
            })
        } else if sample.name.ends_with(".json") {
            b"{\"station\":\"Berlin\"}\n".to_vec()
        } else {
            b"station,platform\nBerlin,7\n".to_vec()
        }),
        Fault::Lacks => match sample.needs {
            Some(needed) if is_archive(sample) => Some(edited(bytes, |text| {
                text.replacen(&format!(">{needed}<"), ">Other<", 1)
            })),
            Some(needed) => Some(
                String::from_utf8_lossy(bytes)
                    .replace(needed, "other")
                    .into_bytes(),
            ),
            None => Some(without_first_column(bytes)),
        },
        Fault::Swapped => {
            (is_text && !is_xml(sample) && !sample.name.ends_with(".json")).then(|| exchanged(sample))
        }
        Fault::Nuls => is_text.then(|| [&bytes[..inside_last_record(sample)], &[0; 512]].concat()),
        Fault::Twice => is_text.then(|| [bytes, b"\xEF\xBB\xBF", bytes].concat()),
        Fault::Entities => is_xml(sample).then(|| {
            with_doctype(
                bytes,
                &format!("<!ENTITY a \"{BOOM}\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"),
            )
        }),
        Fault::OutsideEntity => {
            is_xml(sample).then(|| with_doctype(bytes, "<!ENTITY b SYSTEM \"file:///etc/hostname\">"))
        }
        Fault::Bomb => is_archive(sample).then(|| {
            edited(bytes, |text| {
                let end = text.rfind("</").unwrap_or(text.len());
                format!("{}{}{}", &text[..end], " ".repeat(300 << 20), &text[end..])
            })
        }),
        Fault::OtherArchive => {
            is_archive(sample).then(|| archive(&[("notes.txt".to_owned(), "nothing".to_owned())]))
        }
    }
}

/// A place in the beginning of the last row, or near the end of a file of another form. (A cut between two rows shows nowhere: the guards
/// against lists that shrank are for that.)
fn inside_last_record(sample: &Sample) -> usize {
    let bytes = sample.bytes;
    if is_archive(sample) || is_xml(sample) {
        return bytes.len() * 9 / 10;
    }
    let end = bytes
        .iter()
        .rposition(|b| !matches!(b, b'\r' | b'\n' | 0x1A))
        .unwrap_or(0);
    let start = bytes[..end]
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |at| at + 1);
    start + (end - start) / 3
}

/// The parts of a spreadsheet, each text changed.
fn edited(bytes: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for n in 0..zip.len() {
        let mut part = zip.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let has_cells = ["sheet1.xml", "sharedStrings.xml", "content.xml"]
            .iter()
            .any(|wanted| name.ends_with(wanted));
        parts.push((name, if has_cells { change(&text) } else { text }));
    }
    archive(&parts)
}

fn archive(parts: &[(String, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The document type goes behind the declaration, and the entity that it defines into every name.
fn with_doctype(bytes: &[u8], entities: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let (declaration, rest) = match text.split_once("?>") {
        Some((declaration, rest)) if text.starts_with("<?xml") => {
            (format!("{declaration}?>"), rest.to_owned())
        }
        _ => (String::new(), text.into_owned()),
    };
    let rest = rest
        .replacen("6>A", "6>&b;", 1)
        .replacen("e>A", "e>&b;", 1)
        .replacen("E>A", "E>&b;", 1)
        .replacen("\">", "\">&b;", 1);
    format!("{declaration}<!DOCTYPE list [{entities}]>{rest}").into_bytes()
}

fn delimiter(sample: &Sample) -> Option<u8> {
    match sample.name {
        "sdn.ff" => None,
        "sdn.pip" => Some(b'|'),
        "sdn.del" => Some(b'@'),
        "dpl.txt" => Some(b'\t'),
        name if name.starts_with("eu") => Some(b';'),
        _ => Some(b','),
    }
}

fn without_first_column(bytes: &[u8]) -> Vec<u8> {
    let cut = |line: &[u8]| {
        let at = line
            .iter()
            .position(|b| b",|@".contains(b))
            .map_or(10.min(line.len()), |at| at + 1);
        line[at..].to_vec()
    };
    let lines: Vec<Vec<u8>> = bytes.split(|b| *b == b'\n').map(cut).collect();
    lines.join(&b'\n')
}

/// The first two columns change places, in the header or, without one, in each row.
fn exchanged(sample: &Sample) -> Vec<u8> {
    let Some(delimiter) = delimiter(sample) else {
        let swap = |line: &[u8]| {
            [
                &line[10.min(line.len())..20.min(line.len())],
                &line[..10.min(line.len())],
                &line[20.min(line.len())..],
            ]
            .concat()
        };
        return sample
            .bytes
            .split(|b| *b == b'\n')
            .map(swap)
            .collect::<Vec<_>>()
            .join(&b'\n');
    };
    let swap = |line: &[u8]| {
        let mut cells = line.splitn(3, |b| *b == delimiter);
        match (cells.next(), cells.next(), cells.next()) {
            (Some(a), Some(b), Some(rest)) => [b, a, rest].join(&delimiter),
            _ => line.to_vec(),
        }
    };
    let is_header = |line: &[u8]| {
        sample
            .needs
            .is_some_and(|needed| String::from_utf8_lossy(line).contains(needed))
    };
    let lines = sample.bytes.split(|b| *b == b'\n');
    let lines = lines.map(|line| {
        if sample.needs.is_none() || is_header(line) {
            swap(line)
        } else {
            line.to_vec()
        }
    });
    lines.collect::<Vec<_>>().join(&b'\n')
}

/// What the program says of the file, without the folder.
fn said(sample: &Sample, bytes: &[u8]) -> Result<String, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(sample.name);
    fs::write(&path, bytes).unwrap();
    // One file of OFAC's families is enough to see what is said of it.
    let options = CompileOptions {
        allow_shrink: sample.needs.is_none(),
        ..CompileOptions::default()
    };
    match read(&[SourceSpec::new(sample.kind.parse().unwrap(), &path)], &options) {
        Ok(lists) => {
            let names = lists.designations.iter().flat_map(|d| &d.names);
            assert!(
                !format!("{:?}", lists.designations).contains(BOOM),
                "{}: an entity was put in its place",
                sample.name
            );
            let names = names.count();
            let missed: u64 = lists
                .reports
                .iter()
                .flat_map(|report| report.not_understood.values())
                .sum();
            Ok(format!(
                "read: {} designations with {names} names, {missed} values not understood",
                lists.designations.len()
            ))
        }
        Err(error) => Err(error
            .to_string()
            .replace(&format!("{}/", dir.path().display()), "")),
    }
}

/// A file with these faults holds nothing that may be taken for the list.
fn must_be_refused(sample: &Sample, fault: Fault) -> bool {
    match fault {
        Fault::Cut
        | Fault::HtmlPage
        | Fault::Utf16
        | Fault::OtherList
        | Fault::Lacks
        | Fault::Bomb
        | Fault::OtherArchive
        | Fault::Nuls
        | Fault::Twice => true,
        // OFAC's text files, that of the denied persons and OFSI's were published as Windows-1252.
        Fault::OtherEncoding => sample.needs.is_some() && !matches!(sample.name, "dpl.txt" | "uk.csv"),
        Fault::Empty => sample.needs.is_some(),
        Fault::Swapped | Fault::Entities | Fault::OutsideEntity => false,
    }
}

#[test]
fn a_good_file_of_each_format_is_read() {
    for sample in SAMPLES {
        let said = said(sample, sample.bytes);
        assert!(
            said.is_ok() || sample.kind == "ownership",
            "{}: {said:?}",
            sample.name
        );
    }
}

#[test]
fn of_a_bad_file_one_line_is_said_that_names_it() {
    let mut table = String::from(
        "# What is said of bad list files\n\n\
         Each format, with each fault that a file of it can have, and what `compile` says of it (exit code 3, and no index is written). The files\n\
         are small samples; OFAC's text files are compiled with `--allow-shrink`, since the files beside them are missing. A test writes this table\n\
         (`tests/bad_files.rs` of `crates/list-compiler`) and holds the program to it.\n",
    );
    let (mut kind, mut taken) = ("", Vec::new());
    for sample in SAMPLES {
        let _ = write!(
            table,
            "\n## {} `{}`\n\n| the file | what is said |\n|---|---|\n",
            sample.kind, sample.name
        );
        kind = sample.kind;
        for (fault, words) in FAULTS {
            let Some(bytes) = faulty(sample, fault) else {
                continue;
            };
            assert_ne!(bytes, sample.bytes, "{} {words}", sample.name);
            let said = said(sample, &bytes);
            if said.is_ok() && must_be_refused(sample, fault) {
                taken.push(format!("{} {words}: {said:?}", sample.name));
            }
            if let Err(line) = &said {
                assert!(
                    line.starts_with(sample.name) && !line.contains('\n') && !line.contains(BOOM),
                    "{} {words}: {line}",
                    sample.name
                );
            }
            let said = said.unwrap_or_else(|line| line);
            let _ = writeln!(table, "| {words} | {} |", said.replace('|', "\\|"));
        }
    }
    assert_eq!(kind, "ftm", "every sample was looked at");
    assert!(taken.is_empty(), "taken for lists: {taken:#?}");
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/bad-lists.md"));
    if std::env::var_os("PORTCULLIS_WRITE_BAD_LISTS").is_some() {
        fs::write(path, &table).unwrap();
    }
    let recorded = fs::read_to_string(path).unwrap_or_default();
    for (recorded, now) in recorded.lines().zip(table.lines()) {
        assert_eq!(
            recorded, now,
            "docs/bad-lists.md is not what the program says: write it anew"
        );
    }
    assert_eq!(
        recorded.lines().count(),
        table.lines().count(),
        "docs/bad-lists.md: write it anew"
    );
}
