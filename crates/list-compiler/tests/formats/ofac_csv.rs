//! OFAC's CSV families.

use insta::assert_snapshot;

use super::{compiled, kind, shown};

// Windows-1252 apostrophe and accents, stray spaces after -0-, programs split by `] [`, CRLF, closing 0x1A.
const SDN: &[u8] = b"9001,\"AL-QA\x92IMI, Jos\xE9\",\"individual\",\"SDGT] [IFSR\",\"Colonel\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 13 Jan 1967; Colonel; Passport 44-11 (Iran) expires 01 Jan 2030; a.k.a. 'EL VIEJO'; Linked To: SEA \"\r\n\
9002,\"SEA HORSE\",\"vessel\",\"IRAN\",-0- ,\"EQKF\",\"Crude Oil Tanker\",\"318,000\",\"163,660\",\"Iran\",\"NITC\",\"Vessel Registration Identification IMO 9187629; MMSI 572469210.\"\r\n\
9003,\"NITC\",-0- ,\"IRAN\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\
9004,\"EP-GOM\",\"aircraft\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Aircraft Operator YAS AIR.\"\r\n\x1a";
const ALT: &[u8] = b"9001,1,\"aka\",\"AL-QAIMI, Jose\",-0- \r\n9002,2,\"fka\",\"SEA COW\",-0- \r\n9999,3,\"aka\",\"NOBODY\",-0- \r\n\x1a";
const ADD: &[u8] =
    b"9001,1,\"1 Main St\",\"Tehran\",\"Iran\",-0- \r\n9002,2,-0- ,-0- ,-0- ,-0- \r\n9003,3,-0- ,-0- ,\"Korea, North\",-0- \r\n\x1a";
const COMMENTS: &[u8] = b"9001,\"HORSE; Gender Male.\"\r\n\x1a";

#[test]
fn the_remarks_of_an_entry_tell_its_directive_from_a_block() {
    let row = "9101,\"SOME BANK\",-0- ,\"UKRAINE-EO13662\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Executive Order 13662 Directive Determination - Subject to Directive 1; Target Type Financial Institution.\"\r\n\x1a";
    let programs = |list: &str, file: &str| {
        let compilation = compiled(kind(list), &[(file, row.as_bytes())]);
        compilation.designations[0].programs.join(", ")
    };
    assert_eq!(
        programs("ofac-consolidated", "cons_prim.csv"),
        "UKRAINE-EO13662-D1"
    );
    assert_eq!(
        programs("ofac-sdn", "sdn.csv"),
        "UKRAINE-EO13662, UKRAINE-EO13662-D1"
    );
}

#[test]
fn an_ofac_family_is_read_with_all_its_byte_quirks() {
    let compilation = compiled(
        kind("ofac-sdn"),
        &[
            ("SDN.CSV", SDN),
            ("alt.csv", ALT),
            ("add.csv", ADD),
            ("sdn_comments.csv", COMMENTS),
        ],
    );
    // The remark was cut after the space of `SEA HORSE`.
    assert_snapshot!(shown(&compilation));
    let person = &compilation.designations[0];
    assert!(
        person
            .source_record
            .starts_with("9001,\"AL-QA\u{2019}IMI, José\",\"individual\",")
    );
    assert!(
        person
            .source_record
            .contains("\n9001,1,\"aka\",\"AL-QAIMI, Jose\",-0-")
    );
    assert_eq!(compilation.reports[0].addresses, 2);
}

/// The rows of a CSV file with another character between the fields.
fn separated(csv: &[u8], by: u8) -> Vec<u8> {
    let mut quoted = false;
    let change = |byte: &u8| {
        quoted ^= *byte == b'"';
        if *byte == b',' && !quoted { by } else { *byte }
    };
    csv.iter().map(change).collect()
}

/// The rows of a CSV file with fields at fixed places.
fn at_fixed_places(csv: &[u8], widths: &[usize]) -> Vec<u8> {
    let mut fixed = Vec::new();
    for row in csv.split(|byte| *byte == b'\n').filter(|row| row.len() > 1) {
        let row = separated(row.strip_suffix(b"\r").unwrap(), b'|');
        for (field, width) in row.split(|byte| *byte == b'|').zip(widths) {
            let mut field: Vec<u8> = field.iter().copied().filter(|byte| *byte != b'"').collect();
            if fixed.is_empty() || fixed.ends_with(b"\n") {
                // Numbers stand at the right of their field.
                field.splice(0..0, vec![b' '; width - field.len()]);
            }
            field.resize(*width, b' ');
            fixed.extend(field);
        }
        fixed.extend(b"\r\n");
    }
    fixed.push(0x1A);
    fixed
}

#[test]
fn the_family_is_the_same_with_other_separators_and_at_fixed_places() {
    let all = |extension: &str, sdn: &[u8], alt: &[u8], add: &[u8], comments: &[u8]| {
        let name = |name: &str| format!("{name}.{extension}");
        let compilation = compiled(
            kind("ofac-sdn"),
            &[
                (&name("sdn"), sdn),
                (&name("alt"), alt),
                (&name("add"), add),
                (&name("sdn_comments"), comments),
            ],
        );
        let mut designations = compilation.designations;
        for designation in &mut designations {
            assert!(!designation.source_record.is_empty());
            designation.source_record.clear();
        }
        designations
    };
    let csv = all("csv", SDN, ALT, ADD, COMMENTS);
    for (extension, by) in [("pip", b'|'), ("del", b'@')] {
        let [sdn, alt, add, comments] = [SDN, ALT, ADD, COMMENTS].map(|file| separated(file, by));
        assert_eq!(all(extension, &sdn, &alt, &add, &comments), csv, "{extension}");
    }
    let sdn = at_fixed_places(SDN, &[10, 350, 12, 50, 200, 8, 25, 14, 8, 40, 150, 1_000]);
    let alt = at_fixed_places(ALT, &[10, 10, 8, 350, 200]);
    let add = at_fixed_places(ADD, &[10, 10, 750, 116, 250, 200]);
    let comments = at_fixed_places(COMMENTS, &[10, 1_000]);
    let fixed = all("ff", &sdn, &alt, &add, &comments);
    // A field at a fixed place does not say whether a space at its end belongs to it.
    let loose = |designations: &[portcullis_model::Designation]| -> Vec<String> {
        let shown = designations.iter().map(|d| {
            super::card(d)
                .replace("SEA HORSE", "SEAHORSE")
                .replace("(ofac-9002)", "(no id)")
        });
        shown.collect()
    };
    assert_eq!(loose(&fixed), loose(&csv));
}
