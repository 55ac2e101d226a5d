//! The codes of lines in messages: `1/` is the name, `/ACC/` an instruction, and what `/` begins an account.

use super::{Reading, each_between_separators};

/// What stands behind an account at the beginning of a line: `/40817810 IVANOV`.
pub(super) fn without_account(line: &str) -> Option<&str> {
    let (account, rest) = line.strip_prefix('/')?.split_once(char::is_whitespace)?;
    let rest = rest.trim();
    (account.bytes().any(|byte| byte.is_ascii_digit()) && !rest.is_empty()).then_some(rest)
}

/// The code that begins at a byte, and its length: the number of a line (`1/`), or a word between slashes (`/ACC/`).
pub(super) fn has_code_at(line: &str, at: usize) -> Option<(u8, usize)> {
    let bytes = &line.as_bytes()[at..];
    let begins = at == 0 || line.as_bytes()[at - 1].is_ascii_whitespace();
    match bytes {
        [number @ b'1'..=b'8', b'/', ..] if begins => Some((*number, 2)),
        [b'/', rest @ ..] => {
            let letters = rest.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
            let ends = (3..=8).contains(&letters) && rest.get(letters) == Some(&b'/');
            ends.then_some((b'/', letters + 2))
        }
        _ => None,
    }
}

/// The parts between line codes: `1/` is the name, perhaps in several lines; other numbers are address, town and the like.
pub(super) fn each_coded(line: &str, each: &mut impl FnMut(&str, Reading)) {
    let mut codes: Vec<(u8, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < line.len() {
        match has_code_at(line, at) {
            Some((code, length)) => {
                codes.push((code, at, at + length));
                at += length;
            }
            None => at += 1,
        }
    }
    let mut name = String::new();
    for (nth, &(code, _, start)) in codes.iter().enumerate() {
        let end = codes.get(nth + 1).map_or(line.len(), |&(_, next, _)| next);
        let part = line[start..end].trim();
        match code {
            _ if part.is_empty() => {}
            b'1' if name.is_empty() => name.push_str(part),
            b'1' => {
                name.push(' ');
                name.push_str(part);
            }
            b'/' => each(part, Reading::Anybodys),
            _ => each(part, Reading::Text),
        }
    }
    if !name.is_empty() {
        each(&name, Reading::Own);
        each_between_separators(&name, each);
    }
}

/// The name and the place of a line that ends in a coded line of country and town, although its name has no code:
/// `HAMAS 3/PS/GAZA`. Other numbers before a slash are of houses.
pub(super) fn without_country_line(line: &str) -> Option<(&str, &str)> {
    let at = line.find(" 3/")?;
    let (name, place) = (line[..at].trim(), &line[at + " 3/".len()..]);
    let country = place.split('/').next()?;
    let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_coded = has_code_at(line, 0).is_some() || name.is_empty();
    (is_country && !is_coded && !name.starts_with('/')).then_some((name, place.trim()))
}
