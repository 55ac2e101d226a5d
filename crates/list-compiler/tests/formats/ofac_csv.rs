//! OFAC's CSV families.

use insta::assert_snapshot;
use portcullis_model::Measure;

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
fn an_sdn_entry_whose_only_tag_is_the_sectoral_order_states_its_freeze() {
    let row = |programs: &str| {
        format!("9101,\"X, Y\",\"individual\",\"{programs}\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a")
            .into_bytes()
    };
    for (programs, expected) in [
        ("UKRAINE-EO13662", vec![Measure::AssetFreeze]),
        ("UKRAINE-EO13662] [UKRAINE-EO13661", Vec::new()),
        ("SDGT", Vec::new()),
    ] {
        let sdn = row(programs);
        let compilation = compiled(kind("ofac-sdn"), &[("sdn.csv", &sdn)]);
        assert_eq!(compilation.designations[0].measures, expected, "{programs}");
    }
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
