//! The date of birth, graded by how far it is from the listed one (`docs/contract.md`, "Facts are graded, and hide
//! nothing"). Dates are mistyped, filled in and converted, and so the grades are the slips that clerks and systems make.

use portcullis_model::{BirthDate, Date, Designation, Evidence, Fact};

use super::{Facts, corroboration};

/// How a date of birth compares with a listed one, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BirthDateGrade {
    /// The same day, and both know it: nearly proof that it is one person.
    Equal,
    /// As near as both can tell: within what the list gives, or day and month exchanged.
    Fits,
    /// One slip of the keyboard, of a converter or of a memory away.
    Slip,
    /// Another day of the same year.
    SameYear,
    /// Two years away at most.
    WithinTwoYears,
    /// Day and month are equal, and one digit of the year is another.
    YearSlip,
    /// Five years away at most, or one digit of the year is another.
    WithinFiveYears,
    /// Further away.
    Beyond,
}

impl BirthDateGrade {
    /// What a score is multiplied with.
    ///
    /// An exact name survives every slip at the balanced threshold, 0.895. [`BirthDateGrade::YearSlip`] was measured apart:
    /// with 0.88 all of `digit-year` in the labelled birth dates was lost, with 0.90 none, and no other person was found for
    /// it, for whoever is another has another day and month.
    #[must_use]
    pub const fn factor(self) -> f32 {
        match self {
            BirthDateGrade::Equal | BirthDateGrade::Fits => 1.0,
            BirthDateGrade::Slip => 0.97,
            BirthDateGrade::SameYear => 0.93,
            BirthDateGrade::WithinTwoYears => 0.91,
            BirthDateGrade::YearSlip => 0.90,
            BirthDateGrade::WithinFiveYears => 0.88,
            BirthDateGrade::Beyond => 0.80,
        }
    }

    /// In words, of what lowers a score.
    pub(super) const fn words(self) -> &'static str {
        match self {
            BirthDateGrade::Equal => "the date of birth is the listed one",
            BirthDateGrade::Fits => "the date of birth fits the listed one",
            BirthDateGrade::Slip => "the date of birth is one slip from the listed one",
            BirthDateGrade::SameYear => "born on another day of the same year",
            BirthDateGrade::WithinTwoYears => "born within two years of the listed date",
            BirthDateGrade::YearSlip => "one digit of the year of birth is another",
            BirthDateGrade::WithinFiveYears => {
                "born within five years of the listed date, or one digit of the year off"
            }
            BirthDateGrade::Beyond => "born more than five years from the listed date",
        }
    }

    /// Compares a date with a listed one: the first that fits, in the order of the grades.
    fn of(born: BirthDate, listed: BirthDate) -> BirthDateGrade {
        let days = day(born).zip(day(listed));
        let years_apart = years_apart(born, listed);
        if days.is_some_and(|(a, b)| a == b && !may_stand_for_year(a)) {
            BirthDateGrade::Equal
        } else if is_within(born, listed) || days.is_some_and(|(a, b)| is_exchanged(a, b)) {
            BirthDateGrade::Fits
        } else if days.is_some_and(|(a, b)| is_slip(a, b)) {
            BirthDateGrade::Slip
        } else if years_apart == 0 {
            BirthDateGrade::SameYear
        } else if years_apart <= 2 {
            BirthDateGrade::WithinTwoYears
        } else if days.is_some_and(|(a, b)| (a.month(), a.day()) == (b.month(), b.day()))
            && is_year_slip(born, listed)
        {
            BirthDateGrade::YearSlip
        } else if years_apart <= 5 || is_year_slip(born, listed) {
            BirthDateGrade::WithinFiveYears
        } else {
            BirthDateGrade::Beyond
        }
    }
}

/// Whether a date is one that could be equal to a listed one beyond chance, which raises a score: a day that is known.
#[must_use]
pub fn is_telling(born: BirthDate) -> bool {
    !is_no_date(born) && day(born).is_some_and(|day| !may_stand_for_year(day))
}

/// The best grade over the listed dates; `None` where one side has no date. Appends the evidence.
pub(super) fn grade(
    facts: &Facts,
    designation: &Designation,
    evidence: &mut Vec<Evidence>,
) -> Option<BirthDateGrade> {
    let born = facts.birth_date.filter(|born| !is_no_date(*born))?;
    let listed = designation
        .birth_dates
        .iter()
        .filter(|listed| !is_no_date(**listed));
    let best = listed
        .clone()
        .map(|listed| BirthDateGrade::of(born, *listed))
        .min()?;
    let listed: Vec<String> = listed.map(ToString::to_string).collect();
    let agrees = best <= BirthDateGrade::Fits;
    let listed = listed.join(" or ");
    evidence.push(corroboration(Fact::BirthDate, agrees, born.to_string(), listed));
    Some(best)
}

/// Dates that systems write for "unknown": the zeros of their calendars.
const NO_DATES: [(i16, i8, i8); 4] = [(1900, 1, 1), (1901, 1, 1), (1970, 1, 1), (1899, 12, 30)];

fn is_no_date(date: BirthDate) -> bool {
    date.from == date.to && NO_DATES.contains(&(date.from.year(), date.from.month(), date.from.day()))
}

/// The day, if it is known.
fn day(date: BirthDate) -> Option<Date> {
    (date.from == date.to && !date.circa).then_some(date.from)
}

/// A first of January is what systems fill in when they know the year alone.
fn may_stand_for_year(day: Date) -> bool {
    (day.month(), day.day()) == (1, 1)
}

/// Publishers that say `circa` estimate: neighboring years are possible too.
const CIRCA_YEARS: i16 = 2;

/// Whether a date may be the listed one, as far as both know: a first of January stands for its year too, and the first
/// of another month for that month.
fn is_within(born: BirthDate, listed: BirthDate) -> bool {
    if born.circa || listed.circa {
        return years_apart(born, listed) <= CIRCA_YEARS;
    }
    let (from, to) = match day(born) {
        Some(day) if may_stand_for_year(day) => (day, day.last_of_year()),
        Some(day) if day.day() == 1 => (day, day.last_of_month()),
        _ => (born.from, born.to),
    };
    from <= listed.to && listed.from <= to
}

fn is_exchanged(a: Date, b: Date) -> bool {
    a.year() == b.year() && a.month() == b.day() && a.day() == b.month()
}

/// One day, one digit of day or month, or two neighboring digits exchanged; or two of day, month and year are equal and
/// the year is two away at most.
fn is_slip(a: Date, b: Date) -> bool {
    let (x, y) = (digits(a), digits(b));
    let other: Vec<usize> = (0..x.len()).filter(|&at| x[at] != y[at]).collect();
    let by_digits = match other[..] {
        [at] => at >= YEAR_DIGITS,
        [first, second] => second == first + 1 && x[first] == y[second] && x[second] == y[first],
        _ => false,
    };
    let equal = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    let by_parts = equal.into_iter().filter(|equal| *equal).count() == 2 && (a.year() - b.year()).abs() <= 2;
    by_digits
        || by_parts
        || a.tomorrow().is_ok_and(|next| next == b)
        || b.tomorrow().is_ok_and(|next| next == a)
}

const YEAR_DIGITS: usize = 4;

/// The date as it is typed: YYYYMMDD.
fn digits(date: Date) -> [u8; 8] {
    let (mut digits, mut left) = ([0; 8], number(date));
    for digit in digits.iter_mut().rev() {
        *digit = (left % 10) as u8;
        left /= 10;
    }
    digits
}

fn number(date: Date) -> u32 {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    u32::from(date.year().unsigned_abs()) * 10_000 + u32::from(month) * 100 + u32::from(day)
}

/// Whether one digit of the year is another, where both know the year.
fn is_year_slip(a: BirthDate, b: BirthDate) -> bool {
    let known = |date: BirthDate| date.from.year() == date.to.year() && !date.circa;
    let (x, y) = (digits(a.from), digits(b.from));
    known(a) && known(b) && (0..YEAR_DIGITS).filter(|&at| x[at] != y[at]).count() == 1
}

/// Whole years between two dates, 0 where they share one.
fn years_apart(a: BirthDate, b: BirthDate) -> i16 {
    (a.from.year() - b.to.year())
        .max(b.from.year() - a.to.year())
        .max(0)
}

#[cfg(test)]
mod tests {
    use portcullis_model::{BirthDate, Designation, Schema};

    use super::{BirthDateGrade, BirthDateGrade::*, Facts, grade, is_telling};

    fn graded(born: &str, listed: &[&str]) -> Option<BirthDateGrade> {
        let mut designation = Designation::new("x", "L", "A", Schema::Person);
        designation.birth_dates = listed.iter().map(|date| range(date)).collect();
        let facts = Facts {
            birth_date: Some(range(born)),
            ..Facts::default()
        };
        grade(&facts, &designation, &mut Vec::new())
    }

    /// `1967-08-30`, `1967-08`, `1967`, `1967/1970`, `~1967`.
    fn range(text: &str) -> BirthDate {
        let (text, circa) = text.strip_prefix('~').map_or((text, false), |text| (text, true));
        let (from, to) = text.split_once('/').unwrap_or((text, text));
        let (from, to): (BirthDate, BirthDate) = (from.parse().unwrap(), to.parse().unwrap());
        BirthDate {
            from: from.from,
            to: to.to,
            circa,
        }
    }

    #[test]
    fn a_date_has_the_first_grade_of_the_table_that_fits() {
        for (born, listed, expected) in [
            ("1967-08-30", "1967-08-30", Equal),
            ("1967-01-01", "1967-01-01", Fits),
            ("1967-11-08", "1967-08-11", Fits),
            ("1967-01-01", "1967-08-30", Fits),
            ("1967-08-01", "1967-08-30", Fits),
            ("1967", "1967-08-30", Fits),
            ("1967-08", "1967-08-30", Fits),
            ("1967-05-03", "1967", Fits),
            ("1968-05-03", "1967/1970", Fits),
            ("1948-05-03", "~1946", Fits),
            ("1967-08-31", "1967-08-30", Slip),
            ("1967-09-01", "1967-08-31", Slip),
            ("1968-01-01", "1967-12-31", Slip),
            ("1957-07-18", "1957-07-08", Slip),
            ("1957-08-08", "1957-07-08", Slip),
            ("1976-07-18", "1967-07-18", Slip),
            ("1967-07-21", "1967-07-12", Slip),
            ("1967-07-23", "1967-07-08", Slip),
            ("1967-11-08", "1967-07-08", Slip),
            ("1969-07-08", "1967-07-08", Slip),
            ("1967-11-23", "1967-07-08", SameYear),
            ("1967-09-01", "1967-08-30", SameYear),
            ("1967-03", "1967-08-30", SameYear),
            ("1969-11-23", "1967-07-08", WithinTwoYears),
            ("1968-01-01", "1967-07-08", WithinTwoYears),
            ("1972-05-03", "1967/1970", WithinTwoYears),
            ("1977-07-08", "1967-07-08", YearSlip),
            ("1963-07-08", "1967-07-08", YearSlip),
            ("1972-11-23", "1967-07-08", WithinFiveYears),
            ("1977-11-23", "1967-07-08", WithinFiveYears),
            ("1957-11-23", "1967", WithinFiveYears),
            ("1973-11-23", "1958-07-08", Beyond),
            ("1952", "~1946", Beyond),
        ] {
            assert_eq!(graded(born, &[listed]), Some(expected), "{born} and {listed}");
        }
    }

    #[test]
    fn the_best_of_the_listed_dates_counts() {
        assert_eq!(
            graded("1967-08-31", &["1950", "1967-08-30", "1967-11-02"]),
            Some(Slip)
        );
    }

    #[test]
    fn a_date_that_stands_for_none_says_nothing() {
        for none in ["1900-01-01", "1901-01-01", "1970-01-01", "1899-12-30"] {
            assert_eq!(graded(none, &["1967-08-30"]), None);
            assert_eq!(graded("1967-08-30", &[none]), None);
            assert!(!is_telling(range(none)));
        }
        assert_eq!(graded("1900-01-02", &["1967-08-30"]), Some(Beyond));
        assert_eq!(graded("1967-08-30", &[]), None);
    }

    #[test]
    fn a_day_tells_and_what_stands_for_a_year_does_not() {
        assert!(is_telling(range("1967-08-01")) && is_telling(range("1967-08-30")));
        assert!(
            !is_telling(range("1967-01-01")) && !is_telling(range("1967")) && !is_telling(range("~1967"))
        );
    }

    #[test]
    fn no_grade_weighs_less_than_one_that_is_further_away() {
        let all = [
            Equal,
            Fits,
            Slip,
            SameYear,
            WithinTwoYears,
            YearSlip,
            WithinFiveYears,
            Beyond,
        ];
        assert!(all.is_sorted_by(|a, b| a < b && a.factor() >= b.factor()));
    }
}
