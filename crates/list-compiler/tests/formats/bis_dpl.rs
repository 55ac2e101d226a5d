//! The BIS Denied Persons List.

use insta::assert_snapshot;

use super::{compiled, kind, shown};

#[test]
fn denied_persons_get_the_digest_of_their_row_as_id() {
    let header = "\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t\"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"";
    let row = "\"A. SMITH A/K/A B. SMITH\"\t\"1 MAIN ST\"\t\"TEHRAN\"\t\"\"\t\"IR\"\t\"\"\t\"06/19/2003\"\t\"06/29/2033\"\t\"Y\"\t\"2007-01-31\"\t\"20 YEAR DENIAL\"\t\"68 F.R. 38290\"";
    let open_ended = row.replace("06/29/2033", "");
    let text = format!("{header}\r\n{row}\r\n{row}\r\n{open_ended}\r\n");
    let compilation = compiled(kind("bis-dpl"), &[("dpl.txt", text.as_bytes())]);
    let [denied, _] = compilation.designations.as_slice() else {
        panic!()
    };
    assert_eq!(
        denied.id,
        format!(
            "bis-dpl-{}",
            &blake3::hash(row.as_bytes()).to_hex().as_str()[..12]
        )
    );
    // An order still denies on the day it expires.
    assert_snapshot!(shown(&compilation));
}
