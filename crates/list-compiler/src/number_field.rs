//! Fields that hold numbers, in the words of whoever filled them in: `INN: 7713226815OGRN: 1027700285613`, `CR No. 3120008`,
//! `9709056472 - Russia INN`, `440111000105746 (Company registration number)`.
//!
//! In running text a number counts behind a known label alone ([`prose`](crate::prose)). Here every number is one of the party's:
//! the words around it say of which kind and country it is, and words that nobody knows leave it what the field says. What many
//! parties share (the code of a tax office, of a municipality) is no number of the party's.

use std::collections::HashMap;
use std::sync::LazyLock;

use portcullis_model::{CountryCode, Identifier, IdentifierKind};

use crate::country;
use crate::located::add_once;
use crate::prose::{self, is_written_bic, label_rows};
use crate::text::squeeze;

/// Beside the labels of running text; see [`label_rows`].
const LABELS: &str = include_str!("../data/registry_labels.csv");

/// No label has more words.
const LABEL_WORDS_MAX: usize = 12;

/// A number of one group of digits has so many at least; fewer are a group of a number that is written in groups.
const GROUP_DIGITS_MAX: usize = 4;

/// The last group of such a number may have so many: Russia writes passports as `39 02 123456`.
const LAST_GROUP_DIGITS_MAX: usize = 6;

/// A series before a number (`HRB 13359`, `DE 258714047`) has so many letters at most.
const SERIES_LETTERS_MAX: usize = 3;

/// What stands between a label and its number.
const BETWEEN: [&str; 3] = ["no", "nr", "id"];

/// Words behind which a date stands, or what else is no number of the party's.
const OF_A_DATE: [&str; 14] = [
    "dated",
    "date",
    "issued",
    "expired",
    "expires",
    "expiry",
    "valid",
    "since",
    "from",
    "established",
    "incorporated",
    "founded",
    "annulled",
    "until",
];

/// What a label says of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Said {
    /// `None`: it identifies nobody.
    kind: Option<IdentifierKind>,
    country: Option<CountryCode>,
}

static BY_WORDS: LazyLock<HashMap<&str, Said>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for (words, kind, country) in label_rows(prose::LABELS).chain(label_rows(LABELS)) {
        let kind = match kind.parse() {
            Ok(kind) => Some(kind),
            Err(_) if kind == "none" => None,
            Err(_) => continue,
        };
        map.insert(words, Said { kind, country });
    }
    map
});

/// The numbers of a field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub identifiers: Vec<Identifier>,
    /// Whether words stand around the numbers. Where none do, all of the field is one value, and `identifiers` is empty.
    pub worded: bool,
    /// Whether a known label is among them.
    pub labeled: bool,
}

/// The numbers of a field whose numbers are of a kind, but for those that words say to be of another.
pub(crate) fn read(text: &str, kind: IdentifierKind) -> Numbers {
    let text = parted(&squeeze(text));
    let mut reader = Reader::new(kind);
    reader.read(&tokens(&text));
    reader.finish()
}

/// Whether a label stands in the text, by itself or grown together with a number.
pub(crate) fn holds_label(text: &str) -> bool {
    parted(text)
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| BY_WORDS.contains_key(word.to_lowercase().as_str()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    /// `:`, a dash, `№`: what stands between a label and its number.
    Mark,
    /// `,`, `;`, `/`: what stands between numbers.
    Comma,
    Open,
    Close,
}

/// The text with a space where a number and the label of the next one have grown together: `7720603527OGRN`, `5042120394Tax`,
/// `COAKRUM1Russia`.
fn parted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let (mut digits, mut start) = (0_usize, 0);
    for (at, c) in text.char_indices() {
        let head = &text[start..at];
        if c.is_alphabetic() && (digits >= 3 || is_written_bic(head)) && is_label_behind(&text[at..]) {
            out.push(' ');
            start = at;
        }
        digits = match c {
            '0'..='9' => digits + 1,
            // Between groups of digits: `24 30INN`.
            ' ' => digits,
            _ => 0,
        };
        if !c.is_alphanumeric() {
            start = at + c.len_utf8();
        }
        out.push(c);
    }
    out
}

/// Whether a text that stands behind a number begins with a word of language or a label, rather than with letters of the number.
fn is_label_behind(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let mut letters = word.chars();
    let is_title = letters.next().is_some_and(char::is_uppercase)
        && letters.clone().count() >= 2
        && letters.all(char::is_lowercase);
    // Letters that end a number may spell a short label; one that is a label has something behind it. `30INN` ends in a whole one.
    let follows = match word.chars().count() {
        0 | 1 => false,
        2 => [":", " No", " no", " -", " \u{2013}"]
            .iter()
            .any(|mark| rest.starts_with(mark)),
        _ if rest.is_empty() => return is_title || BY_WORDS.contains_key(word.to_lowercase().as_str()),
        _ => true,
    };
    is_title || follows && begins_label(&word.to_lowercase())
}

/// Whether a label begins with the word, in lower case.
fn begins_label(word: &str) -> bool {
    BY_WORDS.keys().any(|label| {
        label
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start: Option<usize> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let head = start.map(|start| &text[start..at]);
        let in_word = head.is_some() && next.is_some_and(char::is_alphanumeric);
        let is_letters = head.is_some_and(|head| head.chars().all(char::is_alphabetic));
        // Whether it is part of the word that it stands in, and what it is else.
        let (is_part, token) = match c {
            '(' | '[' => (false, Some(Token::Open)),
            ')' | ']' => (false, Some(Token::Close)),
            ',' | ';' | '|' | '&' => (false, Some(Token::Comma)),
            ':' | '#' | '№' | '\u{b0}' | '\u{ba}' | '=' => (false, Some(Token::Mark)),
            '\'' | '"' | '\u{2019}' | '\u{2018}' | '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' | ' ' => {
                (false, None)
            }
            // `INN-7718857267`, but `CHE-109.711.148`.
            '-' => (
                in_word
                    && !(is_letters
                        && head.is_some_and(|head| BY_WORDS.contains_key(head.to_lowercase().as_str()))),
                Some(Token::Mark),
            ),
            '\u{2013}' | '\u{2014}' => (in_word && !is_letters, Some(Token::Mark)),
            // `SWIFT/BIC`, `257/120/19983`
            '/' => (
                in_word && !is_letters,
                (!is_letters || !in_word).then_some(Token::Comma),
            ),
            // `no.C389664`, `Ma.Bko.2013.M.1610`, `109.711.148`, `766045998. 652758341`
            '.' => {
                let is_abbreviation =
                    head.is_some_and(|head| matches!(head.to_lowercase().as_str(), "no" | "nr"));
                let ends_number = head.is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()));
                (in_word && !is_abbreviation, ends_number.then_some(Token::Comma))
            }
            _ => (true, None),
        };
        if is_part {
            start.get_or_insert(at);
            continue;
        }
        if let Some(start) = start.take() {
            tokens.push(word(&text[start..at]));
        }
        tokens.extend(token);
    }
    if let Some(start) = start {
        tokens.push(word(&text[start..]));
    }
    tokens
}

fn word(text: &str) -> Token<'_> {
    if matches!(text.to_ascii_lowercase().as_str(), "and" | "or") {
        Token::Comma
    } else {
        Token::Word(text)
    }
}

/// Reads the tokens of a field.
struct Reader {
    kind: IdentifierKind,
    numbers: Numbers,
    /// The words since the last number, in lower case.
    label: Vec<String>,
    /// The words of the number that is being read.
    group: Vec<String>,
    /// Where the identifiers of the last number begin, and whether a label said what it is.
    last: Option<(usize, bool)>,
    /// What the last label said, for the numbers behind a comma.
    said: Option<Said>,
    /// Whether a date is being told.
    is_date: bool,
    /// Whether nothing but a comma stands before what comes.
    after_comma: bool,
    /// Whether a comma stands between every two of the numbers.
    are_separate: bool,
}

impl Reader {
    fn new(kind: IdentifierKind) -> Reader {
        Reader {
            kind,
            numbers: Numbers::default(),
            label: Vec::new(),
            group: Vec::new(),
            last: None,
            said: None,
            is_date: false,
            after_comma: false,
            are_separate: true,
        }
    }

    fn read(&mut self, tokens: &[Token<'_>]) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match *token {
                Token::Word(word) => self.word(word, tokens.get(at)),
                Token::Mark => self.flush(),
                Token::Comma => {
                    self.flush();
                    self.label_behind();
                    self.label.clear();
                    (self.is_date, self.after_comma) = (false, true);
                }
                Token::Open => {
                    let inside = inside(&tokens[at..]);
                    self.flush();
                    self.note(inside);
                    at += inside.len();
                }
                Token::Close => self.flush(),
            }
        }
        self.flush();
        self.label_behind();
    }

    fn finish(mut self) -> Numbers {
        // `1037739635890; 7701234567`, without a word.
        let found = &self.numbers.identifiers;
        let are_several = self.are_separate && found.len() > 1 && found.iter().all(|id| is_plain(&id.value));
        self.numbers.worded |= are_several;
        if self.numbers.worded {
            self.numbers
        } else {
            Numbers::default()
        }
    }

    fn word(&mut self, word: &str, next: Option<&Token<'_>>) {
        let expects_bic = self.kind == IdentifierKind::Bic
            || said(&self.label).and_then(|said| said.kind) == Some(IdentifierKind::Bic);
        let is_number = word.contains(|c: char| c.is_ascii_digit()) || expects_bic && is_written_bic(word);
        if is_number {
            if self.is_date || is_date(word) {
                return;
            }
            let groups = self.group.last().is_none_or(|last| joins(last, word));
            if !groups {
                self.flush();
            }
            self.group.push(word.to_owned());
            return;
        }
        let before_number =
            matches!(next, Some(Token::Word(next)) if next.starts_with(|c: char| c.is_ascii_digit()));
        let lower = word.to_lowercase();
        let is_series = before_number
            && word.chars().count() <= SERIES_LETTERS_MAX
            && word.chars().all(char::is_uppercase)
            && !BETWEEN.contains(&lower.as_str())
            && !BY_WORDS.contains_key(lower.as_str())
            && country::code(word).is_none();
        self.flush();
        if is_series {
            self.group.push(word.to_owned());
            return;
        }
        self.numbers.worded = true;
        if OF_A_DATE.contains(&lower.as_str()) {
            self.is_date = true;
            return;
        }
        if self.label.len() < LABEL_WORDS_MAX {
            self.label.push(lower);
        }
        let words = &self.label;
        if (0..words.len()).any(|start| BY_WORDS.contains_key(words[start..].join(" ").as_str())) {
            self.is_date = false;
        }
    }

    /// Takes the number that was read, with what the words before it say.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.group);
        if words.is_empty() {
            return;
        }
        let value = words.join(" ");
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let is_bic = is_written_bic(&value);
        if digits < 3 && !is_bic && (digits == 0 || value.chars().count() < 5) {
            return;
        }
        let said = if self.label.is_empty() {
            let carried = self.said.filter(|_| self.after_comma);
            carried.map(|said| Said {
                country: None,
                ..said
            })
        } else {
            let words: Vec<&str> = self.label.iter().map(String::as_str).collect();
            let said = said(&self.label);
            self.numbers.labeled |= said.is_some();
            let default = Said {
                kind: Some(self.kind),
                country: None,
            };
            let said = said.unwrap_or(default);
            Some(Said {
                country: said.country.or_else(|| country_in(&words)),
                ..said
            })
        };
        self.label.clear();
        let after_comma = std::mem::take(&mut self.after_comma);
        self.said = said;
        let before = self.numbers.identifiers.last();
        if after_comma && said.is_none() && before.is_some_and(|before| is_office_of(&before.value, &value)) {
            self.numbers.worded = true;
            return;
        }
        self.are_separate &= after_comma || before.is_none();
        self.last = Some((self.numbers.identifiers.len(), said.is_some()));
        self.add(&value, said);
    }

    fn add(&mut self, value: &str, said: Option<Said>) {
        let value = match value.split_once('/') {
            Some((number, office)) if is_office_of(number, office) => {
                self.numbers.worded = true;
                number
            }
            _ => value,
        };
        let said = said.unwrap_or(Said {
            kind: Some(self.kind),
            country: None,
        });
        let Some(kind) = said.kind else { return };
        let kind = match kind {
            // Russia's bank code is called so, too.
            IdentifierKind::Bic if !is_written_bic(value) => IdentifierKind::Other,
            kind => kind,
        };
        let identifier = Identifier {
            kind,
            value: value.to_owned(),
            country: said.country,
            label: None,
        };
        add_once(&mut self.numbers.identifiers, identifier);
    }

    /// What stands in parentheses: numbers of their own, more words of a label, or what the number before it is.
    fn note(&mut self, inside: &[Token<'_>]) {
        let words: Vec<&str> = inside
            .iter()
            .filter_map(|token| match token {
                Token::Word(word) => Some(*word),
                _ => None,
            })
            .collect();
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let has_number = words
            .iter()
            .any(|word| word.contains(|c: char| c.is_ascii_digit()));
        self.numbers.worded |= !words.is_empty();
        if has_number && said(&lower).is_some() {
            let mut reader = Reader::new(self.kind);
            reader.read(inside);
            self.numbers.labeled |= reader.numbers.labeled;
            for identifier in reader.numbers.identifiers {
                add_once(&mut self.numbers.identifiers, identifier);
            }
        } else if !has_number && (!self.label.is_empty() || self.last.is_none()) {
            self.label.extend(lower);
        } else if let Some((first, is_labeled)) = self.last {
            self.explain(first, is_labeled, &words);
        }
    }

    /// Words behind a number without a label are its label: `7813654490 - TIN`.
    fn label_behind(&mut self) {
        let words = std::mem::take(&mut self.label);
        if let (Some((first, false)), false) = (self.last, words.is_empty()) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            self.explain(first, false, &words);
        }
    }

    /// What words behind the numbers from `first` on say of them: a country, and a kind where no label did.
    fn explain(&mut self, first: usize, is_labeled: bool, words: &[&str]) {
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let text = words.join(" ");
        let said = said(&lower).filter(|_| !is_labeled);
        self.numbers.labeled |= said.is_some();
        let country = country::code(&text)
            .or_else(|| country::iso_code(&text))
            .or_else(|| said.and_then(|said| said.country))
            .or_else(|| country_in(words).filter(|_| !is_labeled));
        match said {
            Some(Said { kind: None, .. }) => self.numbers.identifiers.truncate(first),
            _ => {
                for identifier in self.numbers.identifiers.iter_mut().skip(first) {
                    identifier.kind = said.and_then(|said| said.kind).unwrap_or(identifier.kind);
                    identifier.country = country.or(identifier.country);
                }
            }
        }
    }
}

/// The tokens before the parenthesis that closes.
fn inside<'a, 't>(tokens: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open => depth += 1,
            Token::Close if depth == 0 => return &tokens[..at],
            Token::Close => depth -= 1,
            _ => {}
        }
    }
    tokens
}

/// What the last of the labels among words says; of several that end with the same word, the longest.
fn said(words: &[String]) -> Option<Said> {
    (1..=words.len()).rev().find_map(|end| {
        (0..end).find_map(|start| BY_WORDS.get(words[start..end].join(" ").as_str()).copied())
    })
}

/// The first country among words, by its longest name.
fn country_in(words: &[&str]) -> Option<CountryCode> {
    (0..words.len()).find_map(|start| {
        let longest = words.len().min(start + 4);
        (start + 1..=longest)
            .rev()
            .find_map(|end| country::code(&words[start..end].join(" ")))
    })
}

/// Whether two words that stand side by side are one number: a series and its number, or groups of digits, of which the last may be
/// longer (`39 02 123456`).
fn joins(first: &str, second: &str) -> bool {
    let is_group =
        |word: &str, digits: usize| word.len() <= digits && word.bytes().all(|byte| byte.is_ascii_digit());
    first.chars().all(char::is_alphabetic)
        || is_group(first, GROUP_DIGITS_MAX) && is_group(second, LAST_GROUP_DIGITS_MAX)
}

/// Whether it is the code of the tax office behind the number of a Russian tax payer, which are written together:
/// `7725824287 / 772201001`. Both begin with the region.
fn is_office_of(number: &str, office: &str) -> bool {
    is_digits(number, 10) && is_digits(office, 9) && number.get(..2) == office.get(..2)
}

/// One word with five digits or more.
fn is_plain(value: &str) -> bool {
    !value.contains(' ') && value.bytes().filter(u8::is_ascii_digit).count() >= 5
}

/// `27/07/1992`, `27.07.1992`, `1992-07-27`.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    let [first, middle, last] = parts[..] else {
        return false;
    };
    let fits = |part: &str, digits: usize| is_digits(part, digits);
    let is_day = |part: &str| fits(part, 1) || fits(part, 2);
    is_day(middle) && (is_day(first) && fits(last, 4) || fits(first, 4) && is_day(last))
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use portcullis_model::IdentifierKind::{self, NationalId, Registration};
    use proptest::prelude::*;

    use super::{BY_WORDS, LABELS, read};
    use crate::prose;

    fn shown(kind: IdentifierKind, text: &str) -> Vec<String> {
        read(text, kind)
            .identifiers
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn the_words_before_a_number_say_what_it_is() {
        for (text, expected) in [
            ("CR No. 3120008", &["registration:3120008"][..]),
            ("SRN - 1023501236901 ", &["registration:1023501236901"]),
            (
                "Unified Social Credit Code: 91310113MACPUNUD5T ",
                &["registration:91310113MACPUNUD5T@CN"],
            ),
            ("Belarusian tax number: 400085002", &["tax-id:400085002@BY"]),
            (
                "Thai business registry number: 0135560009520",
                &["registration:0135560009520@TH"],
            ),
            (
                "Russia INN \u{2013} 7718964660 Russia OGRN \u{2013} 1147746050935",
                &["tax-id:7718964660@RU", "registration:1147746050935@RU"],
            ),
            (
                "TIN (Taxpayer Identification Number) 9718168599 / SRN (State registration number) 1217700038710",
                &["tax-id:9718168599", "registration:1217700038710"],
            ),
            (
                "INN: 7704113772 Russia Licence No. \u{2013} 1885 BIC: 044525341 SWIFT CODE: BADJRUMM",
                &[
                    "tax-id:7704113772@RU",
                    "registration:1885@RU",
                    "other:044525341",
                    "bic:BADJRUMM",
                ],
            ),
            (
                "Tax Identification Number: INN 4706036197",
                &["tax-id:4706036197@RU"],
            ),
            (
                "Registration Number/OGRN: 1056604520499",
                &["registration:1056604520499@RU"],
            ),
            (
                "District Court of X: HRB 13359; VAT Tax Number - DE 258714047",
                &["registration:13359@DE", "tax-id:DE 258714047"],
            ),
            ("OGRN: 114 237 300 24 30", &["registration:114 237 300 24 30@RU"]),
            ("Passport No. 39 02 123456", &["passport:39 02 123456"]),
            ("1147746527279 dated 27/07/1992", &["registration:1147746527279"]),
            ("Licence of nobody", &[]),
        ] {
            assert_eq!(shown(Registration, text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_and_the_next_label_may_have_grown_together() {
        for (text, expected) in [
            (
                "INN: 7720603527OGRN: 1077764566373",
                &["tax-id:7720603527@RU", "registration:1077764566373@RU"][..],
            ),
            (
                "Business registration number: 1115042005638Tax number: 5042120394 ",
                &["registration:1115042005638", "tax-id:5042120394"],
            ),
            (
                "SWIFT/BIC - COAKRUM1Russia License No. - 3027",
                &["bic:COAKRUM1", "registration:3027@RU"],
            ),
            // Behind the last number, a label is its own.
            ("114 237 300 24 30INN", &["tax-id:114 237 300 24 30@RU"]),
            (
                "75388473CR No. 3286238",
                &["registration:75388473", "registration:3286238"],
            ),
            (
                "Registration Number 5069 (United Arab Emirates)Economic Register Number (CBLS) 11874154 (United Arab Emirates)",
                &["registration:5069@AE", "registration:11874154@AE"],
            ),
            // Letters of a number are no label.
            (
                "USCC: 9144030055543716CR",
                &["registration:9144030055543716CR@CN"],
            ),
        ] {
            assert_eq!(shown(Registration, text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_number_is_may_stand_behind_it() {
        for (text, expected) in [
            ("9709056472 - Russia INN", &["tax-id:9709056472@RU"][..]),
            ("7813654490 - TIN", &["tax-id:7813654490"]),
            ("7709473987 (Russia TIN)", &["tax-id:7709473987@RU"]),
            (
                "440111000105746 (Company registration number)190748254 (China Organisation code) ",
                &["registration:440111000105746", "registration:190748254@CN"],
            ),
            ("1037739635890 (Russia)", &["registration:1037739635890@RU"]),
            ("00073994 (KH)", &["registration:00073994@KH"]),
            ("Russia - 1027739339715", &["registration:1027739339715@RU"]),
            (
                "1234567 (INN: 7713226815)",
                &["registration:1234567", "tax-id:7713226815@RU"],
            ),
        ] {
            assert_eq!(shown(Registration, text), expected, "{text}");
        }
        assert_eq!(
            shown(NationalId, "OGRNIP: 321547600026521 TIN: 041104686952"),
            ["registration:321547600026521@RU", "tax-id:041104686952"]
        );
    }

    #[test]
    fn the_code_of_an_office_that_thousands_share_identifies_nobody() {
        for text in [
            "KPP - 772201001",
            "Russian KPP: 616301001",
            "KPP 997950001 / 770401001",
            "OKTMO \u{2013} 08845300",
        ] {
            assert_eq!(shown(Registration, text), Vec::<String>::new(), "{text}");
            assert!(read(text, Registration).worded, "{text}");
        }
        for text in ["7725824287 / 772201001", "7725824287/772201001"] {
            assert_eq!(shown(Registration, text), ["registration:7725824287"], "{text}");
        }
        assert_eq!(
            shown(Registration, "OGRN: 1247700291200KPP: 770701001INN: 9707028663"),
            ["registration:1247700291200@RU", "tax-id:9707028663@RU"]
        );
    }

    #[test]
    fn a_field_without_words_is_one_value_unless_commas_part_it() {
        for text in [
            "1027700132195",
            "59058C IOM",
            "M 354838 D 0001",
            "145225-5 434486-5",
            "1360/1995-1996",
            "",
            "-",
        ] {
            assert!(!read(text, Registration).worded || text == "59058C IOM", "{text}");
        }
        assert_eq!(
            shown(Registration, "1037739635890; 7701234567"),
            ["registration:1037739635890", "registration:7701234567"]
        );
    }

    #[test]
    fn every_line_of_the_labels_is_read() {
        let of = |text: &str| text.lines().skip(1).filter(|line| !line.starts_with('#')).count();
        assert_eq!(BY_WORDS.len(), of(LABELS) + of(prose::LABELS));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(inn|№| |no|:|/|-|\\(|\\)|[a-zA-Z0-9(),.;İßі]){0,30}|\\PC{0,40}") {
            for identifier in read(&text, Registration).identifiers {
                prop_assert!(!identifier.value.is_empty());
            }
        }
    }
}
