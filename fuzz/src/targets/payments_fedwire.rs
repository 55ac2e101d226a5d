//! Any bytes as Fedwire messages, with line ends between the tags or without.

use crate::{Target, payments_file};

pub const TARGET: Target = Target {
    name: "payments_fedwire",
    run,
    is_promised: true,
    seeds,
};

const SAMPLE: &str = "{1500}30REF0001 T \n{1510}1000\n{1520}20240229MMQFMP31000007\n{2000}000000123456\n\
{3100}121042882MUSTER BANK*\n{3400}231380104SPAR BANK*\n{3600}CTR*\n{3620}1a@example.com*ANNA*55*\n\
{4000}BMUSTDEBB*MUSTERBANK AG*FRANKFURT*\n{4200}D5512345*LINDQVIST BAKERY AB*STORGATAN 1*LUND*\n\
{5010}CCPT/NO/X123*1/MAREN OSTBY*2/1 MAIN ST*3/US/NEW YORK*4/19720830*\n{6000}FOR FLOUR*IN JANUARY*\n{6500}/BNF/KEEP*\n\
{7050}50K*/DE89*HANS MUSTER*BERLIN*\n{7072}72*/INS/THIRD BANK*\n{8200}0035RMR*IV*4711\\N1*PE*SOCIETE\\N4*LYON**69001*FR\\\n\
{8300}OITXID*HANS MUSTER GMBH*DE1*AMT**ADDR***HAUPTSTRASSE*5*10115*BERLIN**DE*********EVA*+49*\n\
{8350}LINDQVIST*PI*NIDN*1972**19720830LUND*ADDR***STORGATAN*1*22100*LUND**SE*\n{1100}30P 2\n{1120}20240229QQQQQQQQ000001\n";

fn run(data: &[u8]) {
    let Some((&how, rest)) = data.split_first() else {
        return;
    };
    // Before a message or without one: chance rarely writes its first tags.
    let before = if how % 2 == 0 { SAMPLE.as_bytes() } else { b"" };
    payments_file::hold(".fedwire", &[before, rest].concat(), how);
}

fn seeds() -> Vec<Vec<u8>> {
    let with = |how: u8, text: &str| [&[how], text.as_bytes()].concat();
    let (body, added) = SAMPLE.split_at(SAMPLE.find("{1100}").unwrap_or_default());
    let padded: String = SAMPLE.replace('*', &" ".repeat(20));
    vec![
        with(1, SAMPLE),
        with(3, &SAMPLE.replace('\n', "")),
        with(5, &format!("{added}{body}{added}{body}")),
        with(7, &padded),
        with(2, "{6000}MORE*"),
    ]
}
