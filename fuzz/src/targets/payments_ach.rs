//! Any bytes as a file of the American clearing house, with line ends or without.

use crate::{Target, payments_file};

pub const TARGET: Target = Target {
    name: "payments_ach",
    run,
    is_promised: true,
    seeds,
};

/// A file of two batches: a payroll entry with an addenda record, and an international entry.
const SAMPLE: &str = "\
101 091000019 1210428821906240000A094101Federal Reserve Bank   My Bank Name                   \n\
5200ACME TRADING                        1121042882CTXPAYROLL         240229   1121042880000001\n\
62223138010412345678         00000012341              0001LINDQVIST BAKERY    1121042880000001\n\
705RMR*IV*4711**250.00\\N1*PE*LINDQVIST BAKERY AB\\N3*STORGATAN 1\\N4*LUND**22100*SE\\  00010000001\n\
82000000020023138010000000000000000000001234                                   121042880000001\n\
5200                FF3               DE1121042882IATTRADEPAYMTEURUSD240229   1121042880000002\n\
6222313801040007             0000250000SE3550000000054910000003             1121042880000001\n\
710BUS000000000000000000                      LINDQVIST BAKERY AB                      0000001\n\
711HANS MUSTER GMBH                   HAUPTSTRASSE 5                                   0000001\n\
712BERLIN*BE\\                         DE*10115\\                                        0000001\n\
713MUSTERBANK                         02MUSTDEBB                          DE           0000001\n\
714SPARBANKEN                         015000                              SE           0000001\n\
715C-77           STORGATAN 1                                                          0000001\n\
716LUND\\                              SE*22100\\                                        0000001\n\
718BANK OF SPAIN                      02BSPAESMM                          ES       00010000001\n\
82000000090023138010000000000000000000250000                                   121042880000002\n\
9000002000002000000110046276020000000000000000000251234                                       \n";

fn run(data: &[u8]) {
    let Some((&how, rest)) = data.split_first() else {
        return;
    };
    let mut bytes = Vec::new();
    if how % 2 == 0 {
        // Past the headers, which chance rarely writes.
        bytes.extend_from_slice(SAMPLE.lines().take(2).collect::<Vec<_>>().join("\n").as_bytes());
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(rest);
    payments_file::hold(".ach", &bytes, how);
}

fn seeds() -> Vec<Vec<u8>> {
    let with = |how: u8, text: &[u8]| [&[how], text].concat();
    let entries: String = SAMPLE.split_inclusive('\n').skip(2).collect();
    vec![
        with(1, SAMPLE.as_bytes()),
        with(3, SAMPLE.replace('\n', "").as_bytes()),
        with(2, entries.as_bytes()),
        with(5, &SAMPLE.replace('*', "\u{a6}").into_bytes()),
        // In Latin-1.
        with(
            7,
            &SAMPLE
                .bytes()
                .map(|byte| if byte == b'*' { 0xA6 } else { byte })
                .collect::<Vec<u8>>(),
        ),
    ]
}
