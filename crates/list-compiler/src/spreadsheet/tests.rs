//! What a spreadsheet may be, and what is said of one that is something else.

use std::io::Write as _;
use std::path::Path;

use zip::write::SimpleFileOptions;

use super::{column_letters, first_texts, sheets};

/// A zip archive of the given parts.
pub(crate) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
/// Format 1 is a date, format 2 a month.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="17"/></cellXfs></styleSheet>"#;

fn workbook(sheet_data: &str, shared: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet_data}</sheetData></worksheet>"#
    );
    archive(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", shared),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

const SHARED: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="2"><si><t>Name</t></si><si><t>'00/00/1975</t></si></sst>"#;

const ROWS: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Born</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t> </t></is></c></row>
<row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" s="1"><v>24756</v></c><c r="D4"><v>1961</v></c><c r="E4" s="2"><v>24746</v></c></row>"#;

/// `cell|cell` of each row with its number.
fn read(bytes: &[u8]) -> Result<Vec<String>, String> {
    let sheets = sheets(Path::new("l.xlsx"), bytes).map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    for sheet in &sheets {
        for row in sheet.rows() {
            let cells: Vec<&str> = row.fields.iter().collect();
            out.push(format!("{}!{} {}", sheet.name, row.line, cells.join("|")));
        }
    }
    Ok(out)
}

#[test]
fn cells_are_text_as_people_read_it() {
    let bytes = workbook(ROWS, SHARED);
    assert_eq!(
        read(&bytes).unwrap(),
        [
            "People!1 Name|Born",
            "People!4 '00/00/1975|1967-10-11||1961|1967-10"
        ]
    );
    assert_eq!(first_texts(&bytes), ["Name", "'00/00/1975"]);
}

#[test]
fn an_error_of_a_row_names_its_sheet_and_cell() {
    let bytes = workbook(ROWS, SHARED);
    let sheets = sheets(Path::new("l.xlsx"), &bytes).unwrap();
    let rows = sheets[0].rows();
    assert_eq!(
        rows[1].error(Path::new("l.xlsx"), Some(1), "no date").to_string(),
        "l.xlsx:People!B4: no date"
    );
    assert_eq!(
        [0, 25, 26, 51, 52, 701, 702].map(column_letters),
        ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    );
}

#[test]
fn an_open_document_is_read_with_its_repeated_cells() {
    let bytes = archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest='m'/>"),
        (
            "content.xml",
            &open_document(
                "<table:table-row><table:table-cell office:value-type='string'><text:p>Name</text:p></table:table-cell></table:table-row>\
             <table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>\
             <table:table-row><table:table-cell table:number-columns-repeated='2' office:value-type='string'><text:p>A</text:p></table:table-cell>\
             <table:table-cell office:value-type='date' office:date-value='2026-03-31'><text:p>31/03/26</text:p></table:table-cell></table:table-row>\
             <table:table-row table:number-rows-repeated='1048000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>",
            ),
        ),
    ]);
    assert_eq!(read(&bytes).unwrap(), ["S!1 Name", "S!4 A|A|2026-03-31"]);
    assert_eq!(first_texts(&bytes)[0], "Name");
}

fn open_document(rows: &str) -> String {
    format!(
        "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><office:body><office:spreadsheet>\
         <table:table table:name='S'>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
}

fn open_document_archive(rows: &str) -> Vec<u8> {
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest='m'/>"),
        ("content.xml", &open_document(rows)),
    ])
}

#[test]
fn a_cut_file_is_refused_wherever_it_was_cut() {
    let bytes = workbook(ROWS, SHARED);
    for end in [30, bytes.len() / 2, bytes.len() - 30, bytes.len() - 1] {
        let error = read(&bytes[..end]).unwrap_err();
        assert!(
            error.starts_with("l.xlsx: not a whole spreadsheet") && error.ends_with("download it again"),
            "{end}: {error}"
        );
    }
    let mut changed = bytes;
    let middle = changed.len() / 3;
    changed[middle] ^= 0x55;
    assert!(read(&changed).unwrap_err().starts_with("l.xlsx: "));
}

#[test]
fn another_archive_is_named_as_such() {
    let error = read(&archive(&[("sdn.csv", "36,A")])).unwrap_err();
    assert_eq!(
        error,
        "l.xlsx: an archive without a spreadsheet in it; unpack it first"
    );
}

#[test]
fn hostile_parts_are_refused_before_they_are_read() {
    let bomb = "<!DOCTYPE sst [<!ENTITY a \"aaaa\">]><sst><si><t>&a;</t></si></sst>";
    assert!(
        read(&workbook(ROWS, bomb))
            .unwrap_err()
            .contains("a document type declaration")
    );
    let announced = SHARED.replace("uniqueCount=\"2\"", "uniqueCount=\"99999999999\"");
    assert!(
        read(&workbook(ROWS, &announced))
            .unwrap_err()
            .contains("99999999999 different texts")
    );
    let deep = format!("<row r='1'>{}{}</row>", "<c>".repeat(200), "</c>".repeat(200));
    assert!(
        read(&workbook(&deep, SHARED))
            .unwrap_err()
            .contains("nested deeper")
    );
    let nowhere = "<row r='1'><c r='ABCDEFGHIJ1'><v>1</v></c></row>";
    assert!(
        read(&workbook(nowhere, SHARED))
            .unwrap_err()
            .contains("(the cell reference `ABCDEFGHIJ1`)")
    );
    // A cut part inside a whole archive: the reader would wait for the end of the table.
    let open = "<table:table-row><table:table-cell><table:table>";
    assert!(
        read(&open_document_archive(open))
            .unwrap_err()
            .contains("not what a spreadsheet has")
    );
    let repeated = "<table:table-row table:number-rows-repeated='1048576'><table:table-cell \
         table:number-columns-repeated='16384' office:value-type='string'><text:p>A</text:p></table:table-cell></table:table-row>";
    assert!(
        read(&open_document_archive(repeated))
            .unwrap_err()
            .contains("repeated more often")
    );
}

#[test]
fn a_part_that_unpacks_to_more_than_any_list_is_refused() {
    // 300 MiB of spaces pack to 300 KiB.
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("_rels/.rels", SimpleFileOptions::default())
        .unwrap();
    let piece = vec![b' '; 1 << 20];
    for _ in 0..300 {
        zip.write_all(&piece).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    let error = read(&bytes).unwrap_err();
    assert!(error.contains("unpack to more than"), "{error}");
}

#[test]
fn what_a_sheet_cannot_have_is_told_with_its_cell() {
    let far = "<row r='2'><c r='ZZZ2'><v>1</v></c></row>";
    assert_eq!(
        read(&workbook(far, SHARED)).unwrap_err(),
        "l.xlsx:People!ZZZ2: more than a list has (at most 512 columns, 20000000 cells and 268435456 bytes of text); is it the right file?"
    );
    let twice = "<row r='2'><c r='B2'><v>1</v></c><c r='B2'><v>2</v></c></row>";
    assert!(
        read(&workbook(twice, SHARED))
            .unwrap_err()
            .starts_with("l.xlsx:People!B2: the cells are not in order")
    );
    let unknown = "<row r='2'><c r='A2'><v>1</v></c><c r='B2' t='s'><v>77</v></c></row>";
    let error = read(&workbook(unknown, SHARED)).unwrap_err();
    assert!(
        error.starts_with("l.xlsx:People!A2: the cell after it cannot be read ("),
        "{error}"
    );
}
