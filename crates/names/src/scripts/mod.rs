//! Scripts whose words are written as rows of sounds: a letter of ASCII for each sound that the script tells apart, behind a
//! mark of the script. How each sound is written with Latin letters stands in `data/transcriptions.csv`.

mod hangul;
mod hebrew;
mod indic;
mod kana;

use std::borrow::Cow;

use unicode_script::{Script, UnicodeScript};

use crate::{language, transliterate, unvoweled};

use hangul::reading;

pub(crate) use hangul::{Reading, is_hangul};
pub(crate) use hebrew::{is_hebrew, is_sign_within};
pub(crate) use indic::{is_indic, is_joiner, romanized as romanize_indic};
pub(crate) use kana::{in_full_width, is_half_width_kana};

/// Marks a token that was written in Hebrew letters.
pub(crate) const HEBREW: char = '<';

/// Marks a token that was written in Hangul.
pub(crate) const HANGUL: char = '#';

/// Marks a token that was a syllable or two of a Korean's name in Hangul.
pub(crate) const SYLLABLE: char = ')';

/// Marks a token that was written in Katakana or Hiragana.
pub(crate) const KANA: char = '%';

/// Marks a token that was written in Chinese characters for their sound, as names from abroad are: a middle dot stands between their words
/// (`史蒂夫·克罗克特`), which is in no Chinese name.
pub(crate) const HAN_SOUNDS: char = '}';

/// All marks that say in which script a token was written.
pub(crate) const MARKS: [char; 7] = [
    transliterate::UNVOWELED,
    transliterate::HAN,
    HEBREW,
    HANGUL,
    SYLLABLE,
    KANA,
    HAN_SOUNDS,
];

/// Marks of tokens that are rows of sounds and nothing else.
const SOUND_MARKS: [char; 5] = [HEBREW, HANGUL, SYLLABLE, KANA, HAN_SOUNDS];

/// Whether the token was written in Hebrew letters, in Hangul, in Kana, or in Chinese characters for their sound: it is a row of sounds.
#[must_use]
#[inline]
pub fn is_row_of_sounds(token: &str) -> bool {
    token.starts_with(SOUND_MARKS)
}

/// Whether the token is a syllable, or two, of a Korean's name in Hangul.
#[must_use]
pub(crate) fn is_syllable(token: &str) -> bool {
    token.starts_with(SYLLABLE)
}

/// Whether the token was written in a script that has a mark.
#[must_use]
pub(crate) fn is_marked(token: &str) -> bool {
    token.starts_with(MARKS)
}

/// A token without the mark of its script.
#[must_use]
pub(crate) fn without_mark(token: &str) -> &str {
    token.trim_start_matches(MARKS)
}

/// A token as a person reads it: without the mark of its script, and its sounds in small letters.
#[must_use]
pub(crate) fn readable(token: &str) -> Cow<'_, str> {
    let letters = without_mark(token);
    let spellings: &[(char, &str)] = match token.chars().next() {
        Some(transliterate::UNVOWELED) => &unvoweled::SPELLINGS,
        Some(HEBREW) => &hebrew::SPELLINGS,
        Some(HANGUL | SYLLABLE) => &hangul::SPELLINGS,
        Some(KANA) => &kana::SPELLINGS,
        Some(HAN_SOUNDS) => &[],
        _ => return Cow::Borrowed(letters),
    };
    let mut readable = String::with_capacity(letters.len() + 4);
    for sound in letters.chars() {
        match spellings.iter().find(|(of, _)| *of == sound) {
            Some((_, spelling)) => readable.push_str(spelling),
            None => readable.push(sound),
        }
    }
    Cow::Owned(readable)
}

/// How Revised Romanization writes a word in Hangul.
#[must_use]
pub(crate) fn romanized_syllables(token: &str) -> Option<Cow<'_, str>> {
    token.starts_with([SYLLABLE, HANGUL]).then(|| readable(token))
}

/// A word in Hangul as the token that it is.
pub(crate) fn family_name(word: &str) -> String {
    let mut token = String::from(SYLLABLE);
    hangul::sounds(word, &mut token);
    token
}

/// A text with the short forms of legal forms that stand in brackets (`（株）`, and `ｶ)` before a name in transfers) written out.
pub(crate) fn with_forms_written_out(text: Cow<'_, str>) -> Cow<'_, str> {
    // Every short form has a letter of these scripts, and few texts have one.
    const FIRST_UNSPACED: char = '\u{3000}';
    if !text.chars().any(|c| c >= FIRST_UNSPACED) {
        return text;
    }
    match language::get().scripts.form_in_brackets(&text) {
        Some((range, form)) => Cow::Owned(format!("{} {form} {}", &text[..range.start], &text[range.end..])),
        None => text,
    }
}

/// How the words of a text are to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    /// Some words of it are in Latin letters.
    pub has_latin: bool,
    /// How words in Hangul are.
    pub hangul: Reading,
    /// It has words in scripts whose words may be written together: Chinese characters, kana, Hangul …
    is_unspaced: bool,
    /// … and is the name of a company in them.
    is_company: bool,
}

impl Text {
    /// What is to be known of a text before its words are folded.
    pub fn of(text: &str) -> Text {
        // Most texts that are not plain ASCII are in Latin letters with marks.
        const FIRST_UNSPACED: char = '\u{3000}';
        let is_unspaced = text.chars().any(|c| c >= FIRST_UNSPACED);
        let is_company = is_unspaced && language::get().scripts.has_company_form(text);
        Text {
            has_latin: text.chars().any(|c| script_of(c) == Script::Latin),
            hangul: if is_unspaced && !is_company {
                reading(text)
            } else {
                Reading::Abroad
            },
            is_unspaced,
            is_company,
        }
    }
}

/// The script of a character. Most characters of any text are ASCII, and of these no table is asked.
pub(crate) fn script_of(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\0'..='\x7f' => Script::Common,
        _ => c.script(),
    }
}

/// Calls `each` with the parts of a word that is written without spaces, and the folded words that a part is known as: those of a company's
/// name, or a name and the title behind it; with one part without them for any other word.
pub(crate) fn each_part(word: &str, text: Text, mut each: impl FnMut(&str, Option<&'static str>)) {
    if !text.is_unspaced || word.is_ascii() {
        return each(word, None);
    }
    let scripts = &language::get().scripts;
    if !text.is_company {
        let (name, title) = scripts.without_title(word);
        if !name.is_empty() {
            each(name, None);
        }
        if title.is_some() {
            each(&word[name.len()..], title);
        }
        return;
    }
    let (mut start, mut at) = (0, 0);
    while at < word.len() {
        let rest = &word[at..];
        if let Some((known, folded)) = scripts.company_word_at(rest) {
            if start < at {
                each(&word[start..at], None);
            }
            each(known, Some(folded));
            at += known.len();
            start = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    if start < at {
        each(&word[start..], None);
    }
}

/// Whether a sign parts the words of a name from abroad in Chinese characters.
pub(crate) fn is_middle_dot(c: char) -> bool {
    matches!(c, '·' | '‧' | '・' | '•' | '･' | '∙' | '⋅')
}

/// Writes a word of Hebrew letters, Hangul or Kana as a row of sounds, or as the word that it is known as. Returns whether it
/// is such a word.
pub(crate) fn fold_sounds(word: &str, hangul: Reading, out: &mut String) -> bool {
    let mark = match word.chars().find_map(mark_of) {
        Some(mark) if word.chars().all(|c| mark_of(c) == Some(mark) || is_silent(c)) => mark,
        _ => return false,
    };
    if let Some(known) = language::get().scripts.word(word) {
        out.push_str(known);
        return true;
    }
    let start = out.len();
    if mark == HANGUL && hangul == Reading::Syllables {
        hangul::syllables(word, SYLLABLE, out);
        return true;
    }
    out.push(if mark == HANGUL && hangul == Reading::Words {
        SYLLABLE
    } else {
        mark
    });
    match mark {
        HEBREW => hebrew::sounds(word, out),
        HANGUL => hangul::sounds(word, out),
        _ => kana::sounds(word, out),
    }
    if out.len() == start + mark.len_utf8() {
        out.truncate(start);
    }
    true
}

fn mark_of(c: char) -> Option<char> {
    match c {
        'ー' => Some(KANA),
        _ => match c.script() {
            Script::Hebrew => Some(HEBREW),
            Script::Hangul => Some(HANGUL),
            Script::Katakana | Script::Hiragana => Some(KANA),
            _ => None,
        },
    }
}

/// Signs beside letters, which no sound stands for by itself.
fn is_silent(c: char) -> bool {
    matches!(c.script(), Script::Common | Script::Inherited) && !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use crate::fold::{FoldNotes, fold_into};

    fn fold(text: &str) -> String {
        let mut out = String::new();
        fold_into(text, &mut out, &mut FoldNotes::default());
        out
    }

    #[test]
    fn hebrew_is_a_letter_a_sound_and_its_signs_part_no_word() {
        assert_eq!(fold("ג'ורג' וייס"), "<jwrj <VZs");
        assert_eq!(fold("שָׁלוֹם משה"), "<Slwm <mSA");
        assert_eq!(fold("אלפא בע\"מ"), "<Xlpa ltd");
        assert_eq!(fold("דוד בן־גוריון"), "<dwd ben <gwrywn");
    }

    #[test]
    fn a_korean_name_is_written_by_syllables_and_one_from_abroad_by_words() {
        assert_eq!(fold("김정은"), ")gim )jEN )Un");
        assert_eq!(fold("김 정은"), ")gim )jEN )Un");
        assert_eq!(fold("하은 이"), ")ha )Un )i");
        assert_eq!(fold("지연 하은 이"), ")jiyEn )haUn )i");
        assert_eq!(fold("남궁민수"), ")nam )guN )min )su");
        assert_eq!(fold("블라디미르 푸틴"), "#bUlradimirU #putin");
        assert_eq!(fold("주식회사 한라"), "jusighoesa #hanra");
        assert_eq!(fold("한라주식회사"), "#hanra jusighoesa");
    }

    #[test]
    fn kana_are_written_as_hepburn_hears_them() {
        assert_eq!(fold("ヴェローゾ・チャンドラ"), "%veroLzo %CaNdora");
        assert_eq!(fold("ウィリアム・シェイクスピア"), "%wiriamu %Seikusupia");
        assert_eq!(fold("さとう"), "%satou");
        assert_eq!(fold("キャロル"), "%kyaroru");
    }

    #[test]
    fn the_name_of_a_company_is_parted_and_that_of_a_person_is_not() {
        assert_eq!(fold("华为技术有限公司"), "^huawei technology co ltd");
        assert_eq!(fold("華為技術有限公司"), fold("华为技术有限公司"));
        assert_eq!(
            fold("信諾電子科技有限公司"),
            "^xinnuo electronics technology co ltd"
        );
        assert_eq!(fold("株式会社 大和"), "kabushiki kaisha ^dahe");
        assert_eq!(fold("王国际"), "^wangguoji");
        assert_eq!(fold("АО «Уралвагонзавод»"), "jsc  uralvagonzavod ");
        assert_eq!(fold("شركة المدينة"), "company al ~mdina");
    }

    #[test]
    fn a_title_behind_a_name_is_no_part_of_it() {
        for (text, expected) in [
            ("김정은 씨", ")gim )jEN )Un mr"),
            ("김정은씨", ")gim )jEN )Un mr"),
            ("김정은 대표", ")gim )jEN )Un mr"),
            ("王建国先生", "^wangjianguo mr"),
            ("王建国 先生", "^wangjianguo mr"),
            ("安倍晋三様", "^anbeijinsan mr"),
            ("さとうさん", "%satou mr"),
            // What ends like a title and is a name.
            ("한님", ")han )nim"),
            ("블라디미르 푸틴", "#bUlradimirU #putin"),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn greek_has_letters_for_two_sounds_and_two_letters_for_one() {
        assert_eq!(fold("Βλαντίμιρ Πούτιν"), "vlandimir poutin");
        assert_eq!(fold("Μπασάρ αλ Άσαντ"), "basar al asand");
        assert_eq!(fold("Γκεννάντι"), "gennandi");
        assert_eq!(fold("Χιζμπουλ"), "khizboul");
        assert_eq!(fold("Αντώνης Παπανδρέου"), "andonis papandreou");
        assert_eq!(fold("Ευάγγελος Χρήστου"), "evangelos khristou");
    }
}
