//! Katakana and Hiragana, which write syllables.

use unicode_normalization::UnicodeNormalization;

/// Each sign of Katakana and its sounds: `S` is `sh`, `C` is `ch`, `c` is `ts`, `N` ends a syllable, `L` makes a vowel long. The
/// names of the sounds are Hepburn's.
const SIGNS: &str = "ア=a イ=i ウ=u エ=e オ=o カ=ka キ=ki ク=ku ケ=ke コ=ko サ=sa シ=Si ス=su セ=se ソ=so タ=ta チ=Ci ツ=cu テ=te ト=to \
    ナ=na ニ=ni ヌ=nu ネ=ne ノ=no ハ=ha ヒ=hi フ=fu ヘ=he ホ=ho マ=ma ミ=mi ム=mu メ=me モ=mo ヤ=ya ユ=yu ヨ=yo ラ=ra リ=ri ル=ru \
    レ=re ロ=ro ワ=wa ヰ=i ヱ=e ヲ=o ン=N ガ=ga ギ=gi グ=gu ゲ=ge ゴ=go ザ=za ジ=ji ズ=zu ゼ=ze ゾ=zo ダ=da ヂ=ji ヅ=zu デ=de ド=do \
    バ=ba ビ=bi ブ=bu ベ=be ボ=bo パ=pa ピ=pi プ=pu ペ=pe ポ=po ヴ=vu ヵ=ka ヶ=ke ー=L";

/// Signs that change the vowel of the one before: `ファ` is `fa`, `シャ` is `Sa`, `キャ` is `kya`.
const SMALL: [(char, &str); 9] = [
    ('ァ', "a"),
    ('ィ', "i"),
    ('ゥ', "u"),
    ('ェ', "e"),
    ('ォ', "o"),
    ('ャ', "ya"),
    ('ュ', "yu"),
    ('ョ', "yo"),
    ('ヮ', "wa"),
];

/// What the sounds are for a reader that are not written by their own letter.
pub(super) const SPELLINGS: [(char, &str); 5] =
    [('S', "sh"), ('C', "ch"), ('c', "ts"), ('N', "n"), ('L', "")];

/// Whether a character is one of the narrow ones in which banks of Japan write names.
pub(crate) const fn is_half_width_kana(c: char) -> bool {
    matches!(c, '\u{ff66}'..='\u{ff9f}')
}

/// A text with narrow signs as wide ones, and a sign and the mark of voice behind it as one. Between them a hyphen makes a vowel long:
/// the character set of transfers has the one and many keyboards only the other.
pub(crate) fn in_full_width(text: &str) -> String {
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    let mut long = String::with_capacity(text.len());
    while let Some(c) = characters.next() {
        let is_between =
            is_half_width_kana(before) && characters.peek().is_some_and(|c| is_half_width_kana(*c));
        long.push(if matches!(c, '-' | '－') && is_between {
            'ー'
        } else {
            c
        });
        before = c;
    }
    long.nfkc().collect()
}

pub(super) fn sounds(word: &str, out: &mut String) {
    let start = out.len();
    for c in word.chars().map(katakana) {
        if let Some((_, vowel)) = SMALL.iter().find(|(small, _)| *small == c) {
            change_vowel(vowel, start, out);
        } else if let Some(at) = SIGNS.find(c).filter(|_| c >= 'ァ') {
            let sign = SIGNS[at..].split(' ').next().unwrap_or_default();
            out.push_str(sign.split_once('=').map_or("", |(_, sounds)| sounds.trim()));
        }
    }
}

/// Hiragana stands in the same order as Katakana, a row of the code further on.
fn katakana(c: char) -> char {
    match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    }
}

fn change_vowel(small: &str, start: usize, out: &mut String) {
    let before = |nth: usize| out[start..].chars().rev().nth(nth);
    let is_vowel = |c: char| matches!(c, 'a' | 'i' | 'u' | 'e' | 'o');
    let (last, consonant) = (
        before(0),
        before(1).filter(|c| c.is_ascii_alphabetic() && !is_vowel(*c)),
    );
    match (last, consonant) {
        // The `y` is heard in these already.
        (Some(vowel), Some('S' | 'C' | 'j')) if is_vowel(vowel) => {
            out.pop();
            out.push_str(small.trim_start_matches('y'));
        }
        (Some(vowel), Some(_)) if is_vowel(vowel) => {
            out.pop();
            out.push_str(small);
        }
        (Some('u'), None) => {
            out.pop();
            out.push('w');
            out.push_str(small);
        }
        (Some('i'), None) => {
            out.pop();
            out.push('y');
            out.push_str(small);
        }
        _ => out.push_str(small),
    }
}
