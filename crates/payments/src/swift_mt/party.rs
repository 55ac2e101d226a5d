//! The lines of a party or bank.
//!
//! | option | lines |
//! |---|---|
//! | A, C, G | a code (BIC) |
//! | B | a place |
//! | F | numbered: `1/` name, `2/` address, `3/` country and town, `4/` birth date, `5/` its place, `6/` and `7/` numbers, `8/` what had no room |
//! | D, H, K, L, none | the name and then the address |
//!
//! Before them may stand a line with an account (`/1234`) or a clearing number (`//FW021000089`). Sources: SWIFT Standards MT,
//! Category 1, fields 50a, 52a and 59a.

use std::{borrow::Cow, ops::Range};

use portcullis_model::{CountryCode, Party, PartyDetails, Role, StatedIdentifier, has_iban_form};

use super::{
    fields::{self, Field},
    value,
};
use crate::{csv::value::excerpt, text::FileText};

/// Room of a line of a party or a text, in characters.
const LINE_CHARS: usize = 35;
/// A line of so many characters may have been cut: systems of before have room for 33 or 34.
pub(super) const FULL_LINE_CHARS: usize = 33;
/// Lines that a name may take.
const NAME_LINES_MAX: usize = 4;

/// What was met in a message beside what it says.
#[derive(Debug, Default)]
pub(crate) struct Met<'a> {
    pub(crate) not_utf8: bool,
    /// Values that were not understood, each with its tag.
    pub(crate) notes: Vec<(Range<usize>, String)>,
    /// Pieces of a party that may hold something else than their place says: tag and text.
    pub(crate) pieces: Vec<(Range<usize>, Cow<'a, str>)>,
}

/// The lines of one field, and the text that they stand in.
pub(crate) struct Lines<'l, 'a> {
    pub(crate) text: &'l FileText<'a>,
    pub(crate) field: &'l Field,
    pub(crate) lines: &'l [Range<usize>],
    /// Whether the message has no line ends, so that account and name stand on one line.
    pub(crate) is_one_line: bool,
}

impl<'a> Lines<'_, 'a> {
    /// The party that the lines tell of.
    pub(crate) fn party(&self, role: Role, met: &mut Met<'a>) -> Party<'a> {
        let mut party = Party {
            path: self.get(&self.field.tag, met),
            ..Party::new(role)
        };
        let rest = self.numbers(&mut party, met);
        let is_numbered = |line: &Range<usize>| self.text.slice(line.clone()).starts_with(b"1/");
        match self.field.option {
            b'F' => self.numbered(rest, &mut party, met),
            _ if rest.first().is_some_and(is_numbered) => self.numbered(rest, &mut party, met),
            b'A' | b'C' | b'G' => self.code(rest, &mut party, met),
            b'B' => party.address = self.joined(rest, met),
            _ => self.name_and_address(rest, &mut party, met),
        }
        party
    }

    fn get(&self, range: &Range<usize>, met: &mut Met<'a>) -> Cow<'a, str> {
        self.text.get(range.clone(), &mut met.not_utf8)
    }

    /// Reads the lines of account and clearing number that stand first, and gives the others.
    fn numbers(&self, party: &mut Party<'a>, met: &mut Met<'a>) -> &[Range<usize>] {
        let mut rest = self.lines;
        while let Some((line, others)) = rest.split_first() {
            let bytes = self.text.slice(line.clone());
            if bytes.starts_with(b"//") {
                let number = self.get(&(line.start + 2..line.end), met);
                add_clearing_number(&mut party.ids, number);
                rest = others;
                continue;
            }
            if bytes.starts_with(b"/") {
                rest = others;
                self.account(line, party, met);
            } else if !others.is_empty() && numbered_line(bytes).is_none() && is_bare_account(bytes) {
                rest = others;
                party.account = self.get(line, met);
                let problem = format!("the account {} has no slash before it", excerpt(&party.account));
                met.notes.push((self.field.tag.clone(), problem));
            } else if self.field.option == b'F' && numbered_line(bytes).is_none() && party.ids.is_empty() {
                // `CCPT/TR/778456`: a party identifier in the place of an account.
                let id = self.get(line, met);
                if is_coded_id(&id) {
                    add_id(&mut party.ids, "", id);
                    rest = others;
                }
            }
            break;
        }
        rest
    }

    fn account(&self, line: &Range<usize>, party: &mut Party<'a>, met: &mut Met<'a>) {
        let mut start = line.start + 1;
        // Whether the account is debited or credited.
        if matches!(self.text.slice(line.clone()), [b'/', b'C' | b'D', b'/', ..]) {
            start += 2;
        }
        let mut end = line.end;
        let bytes = self.text.slice(start..end);
        if self.is_one_line
            && let Some(space) = bytes.iter().position(u8::is_ascii_whitespace)
            && bytes[space..].iter().any(u8::is_ascii_alphabetic)
        {
            end = start + space;
            let name = fields::trim(self.text.bytes, end..line.end);
            party.name = self.get(&name, met);
        }
        let mut account = self.get(&fields::trim(self.text.bytes, start..end), met);
        if let Some(number) = before_name(&account).map(str::len) {
            let name = account[number..].trim_start().to_owned();
            met.pieces.push((self.field.tag.clone(), name.into()));
            account = account[..number].to_owned().into();
        }
        let has_digit = account.bytes().any(|byte| byte.is_ascii_digit());
        if !has_digit && account.contains(char::is_alphabetic) && account != NOT_PROVIDED {
            met.pieces.push((self.field.tag.clone(), account.clone()));
        }
        party.account = account;
    }

    /// A code, or what stands in its place.
    fn code(&self, rest: &[Range<usize>], party: &mut Party<'a>, met: &mut Met<'a>) {
        let Some((first, others)) = rest.split_first() else {
            return;
        };
        if is_bic(self.text.slice(first.clone())) {
            party.bic = self.get(first, met);
            party.address = self.joined(others, met);
        } else {
            self.name_and_address(rest, party, met);
        }
    }

    fn name_and_address(&self, rest: &[Range<usize>], party: &mut Party<'a>, met: &mut Met<'a>) {
        let Some((name, address)) = rest.split_first() else {
            return;
        };
        party.name = self.get(name, met);
        party.address = self.joined(address, met);
        let mut lines = rest.windows(2).take_while(|pair| self.may_go_on(pair)).count() + 1;
        if lines == 1 && self.is_one_name_on_two_lines(rest) {
            lines = 2;
        }
        if lines > 1 {
            let lines = rest.iter().take(lines.min(NAME_LINES_MAX));
            details(party).name_lines = lines.map(|line| self.get(line, met)).collect();
        }
    }

    /// Whether the text of a line may go on in the next one: it fills its line, or the next word had no room on it. A word
    /// with a digit is of an address or a number.
    fn may_go_on(&self, pair: &[Range<usize>]) -> bool {
        let [line, next] = pair else { return false };
        let chars = characters(self.text.slice(line.clone()));
        let word = self
            .text
            .slice(next.clone())
            .split(u8::is_ascii_whitespace)
            .next();
        let word = word.unwrap_or_default();
        let had_no_room = chars + 1 + characters(word) > LINE_CHARS && !word.iter().any(u8::is_ascii_digit);
        chars >= FULL_LINE_CHARS || had_no_room
    }

    /// Whether the first line is one word and the second words of letters too: hardly anybody has a name of one word, and who writes the surname
    /// on a line of its own does so.
    fn is_one_name_on_two_lines(&self, rest: &[Range<usize>]) -> bool {
        let [first, second, ..] = rest else { return false };
        let [first, second] = [first, second].map(|line| self.text.slice(line.clone()));
        let is_of_letters = |line: &[u8]| line.iter().all(|byte| !byte.is_ascii_digit() && *byte != b'/');
        !first.contains(&b' ') && is_of_letters(first) && is_of_letters(second)
    }

    /// Numbered lines. One without a number is the name where there is none yet, and else of the address.
    fn numbered(&self, rest: &[Range<usize>], party: &mut Party<'a>, met: &mut Met<'a>) {
        let (mut names, mut address) = (Vec::new(), Vec::new());
        for line in rest {
            let number = numbered_line(self.text.slice(line.clone()));
            let start = line.start + usize::from(number.is_some()) * 2;
            let value = fields::trim(self.text.bytes, start..line.end);
            match number {
                None if names.is_empty() => names.push(self.get(&value, met)),
                Some(b'1') => names.push(self.get(&value, met)),
                None | Some(b'2') => address.push(self.get(&value, met)),
                Some(b'3') => address.extend(self.town(value, party, met)),
                Some(b'4') => self.birth_date(&value, line, party, met),
                Some(b'5') => details(party).birth_place = self.get(&value, met),
                Some(b'6') => add_id(&mut party.ids, "CUST/", self.get(&value, met)),
                Some(b'7') => add_id(&mut party.ids, "NIDN/", self.get(&value, met)),
                // What had no room with the number before it.
                Some(_) => party
                    .ids
                    .to_mut()
                    .push_str(&without_semicolon(self.get(&value, met))),
            }
        }
        party.address = join(address, "\n");
        if names.len() > 1 {
            details(party).name_lines.clone_from(&names);
        }
        if !names.is_empty() {
            party.name = join(names, " ");
        }
    }

    /// `US/CASPER WY`: sets the country and gives the town. What begins with no country is all town.
    fn town(&self, value: Range<usize>, party: &mut Party<'a>, met: &mut Met<'a>) -> Option<Cow<'a, str>> {
        let bytes = self.text.slice(value.clone());
        let slash = bytes.iter().position(|byte| *byte == b'/').unwrap_or(bytes.len());
        let code = std::str::from_utf8(&bytes[..slash]).ok();
        let town = match code.and_then(CountryCode::new) {
            Some(country) if party.country.is_none() => {
                party.country = Some(country);
                fields::trim(
                    self.text.bytes,
                    (value.start + slash + 1).min(value.end)..value.end,
                )
            }
            Some(_) => value,
            None => {
                let problem = format!("{} begins with no country code", excerpt(&self.get(&value, met)));
                met.notes.push((self.field.tag.clone(), problem));
                value
            }
        };
        (!town.is_empty()).then(|| self.get(&town, met))
    }

    fn birth_date(
        &self,
        value: &Range<usize>,
        line: &Range<usize>,
        party: &mut Party<'a>,
        met: &mut Met<'a>,
    ) {
        match value::birth_date(&self.get(value, met)) {
            Ok(date) => party.birth_date = Some(date),
            Err(problem) => {
                met.notes.push((self.field.tag.clone(), problem));
                let line = self.get(line, met);
                met.pieces.push((self.field.tag.clone(), line));
            }
        }
    }

    /// Lines as one text with line ends, lent where they stand so in the file.
    pub(crate) fn joined(&self, lines: &[Range<usize>], met: &mut Met<'a>) -> Cow<'a, str> {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return Cow::Borrowed("");
        };
        let is_plain = |pair: &[Range<usize>]| self.text.slice(pair[0].end..pair[1].start) == b"\n";
        if lines.windows(2).all(is_plain) {
            return self.get(&(first.start..last.end), met);
        }
        let lines = lines.iter().map(|line| self.get(line, met)).collect();
        join(lines, "\n")
    }
}

/// What stands in the place of an account that there is not (CBPR+).
const NOT_PROVIDED: &str = "NOTPROVIDED";

fn details<'p, 'a>(party: &'p mut Party<'a>) -> &'p mut PartyDetails<'a> {
    party.details.get_or_insert_default()
}

/// Joins texts; one alone stays as it is.
fn join<'a>(mut texts: Vec<Cow<'a, str>>, between: &str) -> Cow<'a, str> {
    match texts.len() {
        0 => Cow::Borrowed(""),
        1 => texts.swap_remove(0),
        _ => texts.join(between).into(),
    }
}

/// The number of a numbered line, `1/` to `8/`.
fn numbered_line(line: &[u8]) -> Option<u8> {
    match line {
        [number @ b'1'..=b'8', b'/', ..] => Some(*number),
        _ => None,
    }
}

/// Whether a line that begins with no slash is an account all the same, as senders write it who do not know the form: digits, and signs
/// between them, or an IBAN. A name is neither.
fn is_bare_account(line: &[u8]) -> bool {
    const DIGITS_MIN: usize = 5;
    let digits = line.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_number = || {
        let is_sign = |byte: &u8| byte.is_ascii_digit() || b" -./".contains(byte);
        line.iter().all(is_sign)
    };
    // A name in small letters may begin like one.
    let is_iban = || has_iban_form(line) && !line.iter().any(u8::is_ascii_lowercase);
    digits >= DIGITS_MIN && (is_number() || is_iban())
}

/// How many characters there are in a text that is mostly ASCII.
pub(super) fn characters(bytes: &[u8]) -> usize {
    // Continuation bytes of UTF-8 begin no character.
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// Whether it has the form of a BIC, or of a terminal's address, which has a letter more before the branch (ISO 9362; SWIFT).
pub(crate) fn is_bic(text: &[u8]) -> bool {
    matches!(text.len(), 8 | 11 | 12)
        && text[..6].iter().all(u8::is_ascii_alphabetic)
        && text[6..].iter().all(u8::is_ascii_alphanumeric)
}

/// An identifier without the mark that parts them.
fn without_semicolon(id: Cow<'_, str>) -> Cow<'_, str> {
    if id.contains(';') {
        id.replace(';', " ").into()
    } else {
        id
    }
}

/// Adds an identifier, with what says its kind before it, to those that are there. Where words follow the number (a passport's
/// `03 01 767874 DD 08.08.2002`, the day of its issue), the number alone is another one.
fn add_id<'a>(ids: &mut Cow<'a, str>, kind: &str, id: Cow<'a, str>) {
    let id = without_semicolon(id);
    let number = before_words(&id).map(str::to_owned);
    if ids.is_empty() && kind.is_empty() && number.is_none() {
        *ids = id;
        return;
    }
    let ids = ids.to_mut();
    for id in [Some(&*id), number.as_deref()].into_iter().flatten() {
        if !ids.is_empty() {
            ids.push(';');
        }
        ids.push_str(kind);
        ids.push_str(id);
    }
}

/// What stands before the first word of two letters or more that follows a word with a digit; `None` where none does.
fn before_words(id: &str) -> Option<&str> {
    let mut has_number = false;
    let mut at = 0;
    for word in id.split(' ') {
        let is_word = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        if has_number && is_word {
            return Some(id[..at].trim_end());
        }
        has_number |= word.bytes().any(|byte| byte.is_ascii_digit());
        at += word.len() + 1;
    }
    None
}

/// The number of an account line that goes on with a name: `123456 ANN MILLER`. Behind the name stands no number, as in an IBAN in groups.
fn before_name(account: &str) -> Option<&str> {
    let number = before_words(account)?;
    let has_digit = account[number.len()..].bytes().any(|byte| byte.is_ascii_digit());
    (!has_digit).then_some(number)
}

/// Whether a code that is known begins a line: `CCPT/TR/778456`.
fn is_coded_id(text: &str) -> bool {
    StatedIdentifier::all_in(text)
        .next()
        .is_some_and(|id| id.kind.is_some())
}

/// The countries of the clearing systems whose codes begin a clearing number (SWIFT Standards MT, field 52a, party
/// identifier; `CH` and `CP` are CHIPS, `SW` is SIC, `BL` the German one).
const CLEARING: [(&str, &str); 22] = [
    ("AT", "AT"),
    ("AU", "AU"),
    ("BL", "DE"),
    ("CC", "CA"),
    ("CH", "US"),
    ("CN", "CN"),
    ("CP", "US"),
    ("ES", "ES"),
    ("FW", "US"),
    ("GR", "GR"),
    ("HK", "HK"),
    ("IE", "IE"),
    ("IN", "IN"),
    ("IT", "IT"),
    ("NZ", "NZ"),
    ("PL", "PL"),
    ("PT", "PT"),
    ("RU", "RU"),
    ("SC", "GB"),
    ("SW", "CH"),
    ("TW", "TW"),
    ("ZA", "ZA"),
];

/// Adds `FW021000089` as `other:021000089@US`. What has no known code, or no digit behind it, stays whole.
fn add_clearing_number<'a>(ids: &mut Cow<'a, str>, text: Cow<'a, str>) {
    let known = CLEARING.iter().find_map(|(code, country)| {
        let number = text.strip_prefix(code)?;
        let is_number = number.starts_with(|c: char| c.is_ascii_digit());
        is_number.then(|| format!("{number}@{country}"))
    });
    match known {
        Some(number) => add_id(ids, "other:", number.into()),
        None if text.is_empty() => {}
        None => add_id(ids, "other:", text),
    }
}
