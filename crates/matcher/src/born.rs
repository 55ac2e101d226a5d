//! A day of birth as a part of a key: text in a buffer of its own.

use portcullis_model::BirthDate;

/// A day as eight digits, or nothing.
pub(crate) struct Born {
    digits: [u8; DIGITS],
    used: usize,
}

const DIGITS: usize = 8;

impl Born {
    pub fn of(born: Option<BirthDate>) -> Born {
        let Some(day) = born.map(|born| born.from) else {
            return Born {
                digits: [b'0'; DIGITS],
                used: 0,
            };
        };
        let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        let mut number =
            u32::from(day.year().unsigned_abs()) * 10_000 + u32::from(month) * 100 + u32::from(of_month);
        let mut digits = [b'0'; DIGITS];
        for digit in digits.iter_mut().rev() {
            // A remainder of ten.
            *digit += (number % 10) as u8;
            number /= 10;
        }
        Born { digits, used: DIGITS }
    }

    pub fn text(&self) -> &str {
        // Of nearly every party nobody says when it was born.
        if self.used == 0 {
            return "";
        }
        // They are digits.
        std::str::from_utf8(&self.digits[..self.used]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{BirthDate, Date};

    use super::Born;

    #[test]
    fn a_day_has_its_own_text_and_no_day_has_none() {
        let born = |year, month, day| Born::of(Some(BirthDate::day(Date::constant(year, month, day))));
        assert_eq!(born(1967, 1, 13).text(), "19670113");
        assert_eq!(born(900, 12, 31).text(), "09001231");
        assert_eq!(Born::of(None).text(), "");
    }
}
