//! Any bytes as the parts of a spreadsheet that is whole otherwise: hostile content behind a good checksum.
//!
//! The first byte chooses the list and which part the bytes are: a sheet, the shared texts, the styles, the workbook, or the
//! content of an OpenDocument.

use std::io::{Cursor, Write as _};

use portcullis_list_compiler::{CompileOptions, SourceSpec, read};

use crate::{Target, files::checkout};

pub const TARGET: Target = Target {
    name: "spreadsheets",
    run,
    is_promised: true,
    seeds,
};

/// The lists that are published as spreadsheets.
const KINDS: &[&str] = &["au", "ua"];

/// The parts of a workbook, and the good content of each.
const PARTS: &[(&str, &str)] = &[
    (
        "xl/worksheets/sheet1.xml",
        r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Name of Individual or Entity</t></is></c></row></sheetData></worksheet>"#,
    ),
    (
        "xl/sharedStrings.xml",
        r#"<sst uniqueCount="2"><si><t>Reference</t></si><si><r><t>A</t></r></si></sst>"#,
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet><numFmts count="1"><numFmt numFmtId="170" formatCode="mmm\-yy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
];

const OPEN_DOCUMENT: &str = r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="S"><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3" office:value-type="string"><text:p>Reference</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-03-31"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;

fn archive<'p>(parts: impl IntoIterator<Item = (&'p str, &'p [u8])>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // Nothing is packed, which is faster and the same to the reader.
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(name, options).expect("a part begins");
        zip.write_all(content).expect("memory can be written");
    }
    zip.finish().expect("the archive ends").into_inner()
}

fn run(data: &[u8]) {
    let Some((&choice, content)) = data.split_first() else {
        return;
    };
    let choice = usize::from(choice);
    let kind = KINDS[choice % KINDS.len()];
    let part = choice / KINDS.len() % (PARTS.len() + 1);
    let bytes = if part == PARTS.len() {
        archive([
            (
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet".as_slice(),
            ),
            ("META-INF/manifest.xml", b"<manifest:manifest/>".as_slice()),
            ("content.xml", content),
        ])
    } else {
        let parts = PARTS.iter().enumerate();
        archive(parts.map(|(i, (name, good))| (*name, if i == part { content } else { good.as_bytes() })))
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("list.xlsx");
    std::fs::write(&file, bytes).expect("a temporary file can be written");
    let source: SourceSpec = format!("{kind}:{}", file.display()).parse().expect("a source");
    let options = CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    };
    if let Err(error) = read(&[source], &options) {
        let message = error.to_string();
        assert!(
            !message.is_empty() && !message.contains('\n'),
            "not one line: {message}"
        );
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let with = |choice: usize, content: &[u8]| {
        let choice = u8::try_from(choice).unwrap_or(0);
        [&[choice], content].concat()
    };
    let mut seeds: Vec<Vec<u8>> = PARTS
        .iter()
        .enumerate()
        .map(|(i, (_, good))| with(i * KINDS.len(), good.as_bytes()))
        .collect();
    seeds.push(with(PARTS.len() * KINDS.len(), OPEN_DOCUMENT.as_bytes()));
    // The sheets of the lists themselves.
    for (kind, fixture) in ["au.xlsx", "ua.xlsx"].into_iter().enumerate() {
        let path = checkout("crates/list-compiler/tests/fixtures").join(fixture);
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut workbook = zip::ZipArchive::new(Cursor::new(bytes)).expect("a fixture is a workbook");
        for (part, name) in [(0, "xl/worksheets/sheet1.xml"), (1, "xl/sharedStrings.xml")] {
            let mut content = Vec::new();
            let mut entry = workbook.by_name(name).expect("a fixture has the part");
            std::io::copy(&mut entry, &mut content).expect("a fixture is whole");
            seeds.push(with(part * KINDS.len() + kind, &content));
        }
    }
    seeds
}
