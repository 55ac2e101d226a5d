//! Values that a spreadsheet spoiled when a list was opened in it and saved again: a long number that became `1.23457E+11` is no number any more.

use crate::CompileError;
use crate::error::shown;
use crate::located::Located;
use crate::report::SourceReport;

/// `1.2E+04`: what a spreadsheet makes of a long number.
fn is_rounded(value: &str) -> bool {
    let Some((number, power)) = value.split_once("E+") else {
        return false;
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, rest) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    whole.len() == 1 && is_digits(whole) && is_digits(rest) && power.len() == 2 && is_digits(power)
}

/// Refuses a list whose own numbers were rounded, since different parties then have one; counts other numbers that were, and takes them out
/// of the identifiers. They stay in the record as published.
pub(crate) fn take_out_rounded(
    located: &mut [Located],
    report: &mut SourceReport,
) -> Result<(), CompileError> {
    for Located {
        designation,
        path,
        line,
    } in located
    {
        let number = designation.id.split_once('-').map_or("", |(_, number)| number);
        if is_rounded(number) {
            let reason = format!(
                "the number of an entry is `{}`, which a spreadsheet rounded, so that several entries have the same; download the list again and do not save it from a spreadsheet",
                shown(number)
            );
            return Err(CompileError::format(path, *line, reason));
        }
        designation.identifiers.retain(|identifier| {
            let rounded = is_rounded(&identifier.value);
            if rounded {
                report.miss("identifier: a number that a spreadsheet rounded");
            }
            !rounded
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_rounded;

    #[test]
    fn numbers_that_a_spreadsheet_rounded_are_told_from_others() {
        for value in ["1.2E+04", "1.23457E+11", "7,71E+09", "1E+10"] {
            assert!(is_rounded(value), "{value}");
        }
        for value in [
            "12E+04",
            "1.2E04",
            "E+04",
            "A1.2E+04",
            "1.2E+4",
            "7713226815",
            "1.2.3E+04",
        ] {
            assert!(!is_rounded(value), "{value}");
        }
    }
}
