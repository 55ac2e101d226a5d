//! Any bytes as SWIFT messages, in their blocks or without.

use crate::{Target, payments_file};

pub const TARGET: Target = Target {
    name: "payments_mt",
    run,
    is_promised: true,
    seeds,
};

const HEADER: &str = "{1:F01BANKDEFFAXXX0000000000}{2:I103BANKFRPPXXXXN}{3:{108:REF}{119:STP}}";

/// A customer's payment, with names that go on and words that are split.
const PAYMENT: &str = "{4:
:20:A1
:23B:CRED
:32A:230701EUR1000,50
:50F:/DE89370400440532013000
1/MANN GEORG
2/HOHE GASSE 1
3/DE/KIEL
4/19720830
7/DE/1122
:52A://FW021000089
CITIUS33XXX
:57D:/KOL BRANCH
COMMERCIAL BANK
GALLE ROAD
:59:/99
ORIENTAL AND AFRICAN STRATEGIC
INVESTMENT SERVICES
:70:INVOICE 7 OF THE FIRST DAY OF AUG
UST 2023
:72:/INS/DEUTSCHE BANK TRUST CO
//MPANY AMERICAS
-}{5:{CHK:0123}}
";

/// Two transfers of one request.
const REQUEST: &str = "{1:F01BANKDEFFAXXX0000000000}{2:I101BANKFRPPXXXXN}{4:
:20:FILE
:28D:1/1
:50H:/875
ACME
:30:230701
:21:T1
:32B:GBP12500,
:59:/109
ONE
:71A:OUR
:21:T2
:32B:GBP15000,5
:59A:DDDDDEFF
:71A:OUR
-}
";

/// A transfer between banks that covers a payment, after its acknowledgment.
const COVER: &str = "{1:F21BANKDEFFAXXX0000000000}{4:{177:1704260717}{451:0}}{1:F01BANKDEFFAXXX0000000000}{2:O2020905221020MYMBGB2LXXXX0000\
0000002210200905N}{3:{119:COV}}{4:
:20:F1
:21:R1
:32A:230701EUR9,
:52A:AAAADEFF
:58A:/7
EEEEDEFF
:50K:/1
ACME
:59:/2
LNM
-}
";

fn run(data: &[u8]) {
    let Some((&how, rest)) = data.split_first() else {
        return;
    };
    let mut bytes = Vec::new();
    if how % 2 == 0 {
        // Past the header, which chance rarely writes.
        bytes.extend_from_slice(HEADER.as_bytes());
    }
    bytes.extend_from_slice(rest);
    payments_file::hold(".fin", &bytes, how);
}

fn seeds() -> Vec<Vec<u8>> {
    let with = |how: u8, text: &str| [&[how], text.as_bytes()].concat();
    let fields = PAYMENT.replace("{4:\n", "").replace("-}{5:{CHK:0123}}\n", "");
    vec![
        with(2, PAYMENT),
        with(1, &format!("{HEADER}{PAYMENT}{REQUEST}{COVER}")),
        // RJE, DOS-PCC, fields alone, one line.
        with(5, &format!("{COVER}$\n{REQUEST}$\n{HEADER}{PAYMENT}")),
        with(9, &format!("\u{1}{HEADER}{PAYMENT}\u{3}      \u{1}{COVER}\u{3}")),
        with(3, &format!("{fields}{fields}")),
        with(40, &PAYMENT.replace('\n', "")),
        with(7, &format!("{}{}", PAYMENT.trim_end(), HEADER)),
    ]
}
