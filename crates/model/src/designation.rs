use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{CountryCode, Identifier, Measure, words};

/// Who imposes sanctions: `UN`, `US`, `EU`, `UK`, or what a custom list says.
pub type Authority = String;

words! {
    /// What kind of thing is designated.
    pub enum Schema ("schema") {
        /// A natural person.
        Person = "person",
        /// A company, group, authority or other body.
        Organization = "organization",
        /// A ship.
        Vessel = "vessel",
        /// An aircraft.
        Aircraft = "aircraft",
        /// The publisher does not say (BIS Denied Persons); searched whatever kind is asked for.
        Unknown = "unknown",
    }
}

impl Schema {
    /// Whether a query narrowed to `asked` must look at a designation of this kind.
    #[must_use]
    pub fn is_searched_by(self, asked: Option<Schema>) -> bool {
        match asked {
            None | Some(Schema::Unknown) => true,
            Some(asked) => self == asked || self == Schema::Unknown,
        }
    }
}

words! {
    /// What a listed name is, by the publisher's word for it.
    pub enum NameKind ("name kind") {
        /// The name the entry is listed under.
        Primary = "primary",
        /// An alias (a.k.a., f.k.a., n.k.a.) of good quality.
        Alias = "alias",
        /// A weak alias: quoted in OFAC remarks, `Low` quality in UN data. Corroborates; does not alert by itself.
        WeakAlias = "weak-alias",
        /// A name in its original script.
        OriginalScript = "original-script",
    }
}

/// A name as published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Name {
    /// The text as published, in the publisher's order (`LAST, First` for OFAC individuals).
    pub text: String,
    /// What kind of name it is.
    pub kind: NameKind,
}

impl Name {
    /// A name of the given kind.
    #[must_use]
    pub fn new(text: impl Into<String>, kind: NameKind) -> Name {
        Name {
            text: text.into(),
            kind,
        }
    }
}

/// A date of birth with the precision the publisher gives: every date from `from` to `to` is possible.
///
/// A full date has `from == to`; a year spans 1 January to 31 December; `1957 to 1959` spans three years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BirthDate {
    /// First possible day.
    pub from: Date,
    /// Last possible day, inclusive.
    pub to: Date,
    /// The publisher says `circa` or `approximately`: neighbouring years are possible too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub circa: bool,
}

impl BirthDate {
    /// A day known exactly.
    #[must_use]
    pub const fn day(date: Date) -> BirthDate {
        BirthDate {
            from: date,
            to: date,
            circa: false,
        }
    }

    /// All of `first` to all of `last`, in years. `None` outside the calendar or when reversed.
    #[must_use]
    pub fn years(first: i16, last: i16, circa: bool) -> Option<BirthDate> {
        if first > last || first < 1 {
            return None;
        }
        let from = Date::new(first, 1, 1).ok()?;
        let to = Date::new(last, 12, 31).ok()?;
        Some(BirthDate { from, to, circa })
    }

    /// A month of a year. `None` outside the calendar.
    #[must_use]
    pub fn month(year: i16, month: i8, circa: bool) -> Option<BirthDate> {
        let from = Date::new(year, month, 1).ok()?;
        Some(BirthDate {
            from,
            to: from.last_of_month(),
            circa,
        })
    }
}

impl std::str::FromStr for BirthDate {
    type Err = String;

    /// Reads a date as precisely as it is known: `1967-01-13`, `1967-01`, `1967`.
    fn from_str(text: &str) -> Result<BirthDate, String> {
        let number = |part: &str| -> Option<i16> {
            let digits = part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse().ok())?
        };
        let parts: Vec<&str> = text.split('-').collect();
        let read = match parts[..] {
            [year] if year.len() == 4 => number(year).and_then(|year| BirthDate::years(year, year, false)),
            [year, month] if year.len() == 4 && month.len() == 2 => number(year)
                .zip(number(month))
                .and_then(|(year, month)| BirthDate::month(year, i8::try_from(month).ok()?, false)),
            [year, month, day] if (year.len(), month.len(), day.len()) == (4, 2, 2) => {
                text.parse().ok().map(BirthDate::day)
            }
            _ => None,
        };
        read.ok_or_else(|| format!("`{text}` is not a date of birth (YYYY-MM-DD, YYYY-MM or YYYY)"))
    }
}

impl std::fmt::Display for BirthDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.circa {
            f.write_str("circa ")?;
        }
        let (from, to) = (self.from, self.to);
        if from == to {
            write!(f, "{from}")
        } else if (from.month(), from.day(), to.month(), to.day()) == (1, 1, 12, 31) {
            if from.year() == to.year() {
                write!(f, "{}", from.year())
            } else {
                write!(f, "{} to {}", from.year(), to.year())
            }
        } else {
            write!(f, "{from} to {to}")
        }
    }
}

words! {
    /// Gender as the publisher states it.
    pub enum Gender ("gender") {
        /// Male.
        Male = "male",
        /// Female.
        Female = "female",
    }
}

/// An address as published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Address {
    /// Street, city, province and postal code in the publisher's words, joined by `, `.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The country in the publisher's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country_name: String,
    /// The country's code, where the words were understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
}

words! {
    /// How one listed party is tied to another.
    pub enum RelationKind ("relation kind") {
        /// The publisher says `Linked To`.
        LinkedTo = "linked-to",
        /// Owned by the other party.
        OwnedBy = "owned-by",
        /// Acts for or on behalf of.
        ActsFor = "acts-for",
    }
}

/// A tie to another party, by the name the publisher uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Relation {
    /// What kind of tie.
    pub kind: RelationKind,
    /// The other party, as named.
    pub to: String,
    /// The other party's designation id, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_id: Option<String>,
}

/// Since when a program binds an entry: OFAC's `Effective Date (EO 14024 Directive 3): 26 Mar 2022`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EffectiveDate {
    /// The program, as the designation names it.
    pub program: String,
    /// First day on which it binds.
    pub from: Date,
}

/// Days in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interval {
    /// The first of them; absent: since before anything is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day behind them; absent: still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Interval {
    /// Whether the day is one of them.
    #[must_use]
    pub fn has(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether there is no day in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.from
            .zip(self.until)
            .is_some_and(|(from, until)| until <= from)
    }
}

/// What a list said of a designation until it said something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Former {
    /// First day on which the next record held.
    pub until: Date,
    /// The record, without former ones of its own.
    pub record: Designation,
}

/// One listed person, entity, vessel or aircraft, with everything its publisher says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Designation {
    /// `ofac-<ent_num>`, `un-<REFERENCE_NUMBER>`, … (`docs/contract.md`, section 6).
    pub id: String,
    /// The list it stands on, for people to read: `OFAC SDN`, `UN Consolidated`.
    pub list: String,
    /// Who designated it.
    pub authority: Authority,
    /// What kind of thing it is.
    pub schema: Schema,
    /// All names, the primary one first.
    pub names: Vec<Name>,
    /// Program ids: OFAC tags as they stand (`SDGT`), UN types as `UN-<type>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<String>,
    /// Measures, where the list itself states them (EU, UK, advanced OFAC); usually programs decide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    /// Since when a program binds the entry, where the list says so of the entry itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effective: Vec<EffectiveDate>,
    /// Dates of birth (persons); several where the publisher gives alternatives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub birth_dates: Vec<BirthDate>,
    /// Places of birth, in the publisher's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub birth_places: Vec<String>,
    /// Nationalities and citizenships, as codes where understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nationalities: Vec<CountryCode>,
    /// Gender, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Numbers and codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Title or function, in the publisher's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Flag state of a vessel, or operator of an aircraft, in the publisher's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// Ties to other parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// When it was listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_on: Option<Date>,
    /// When the entry last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amended_on: Option<Date>,
    /// First day on which it was no longer listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delisted_on: Option<Date>,
    /// When it was listed, where it left the list and came back: in order, and apart. Empty: from `listed_on` to
    /// `delisted_on`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed_during: Vec<Interval>,
    /// What older snapshots of the list said of it, where that was something else: in order, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former>,
    /// Remarks and comments, as published. Never screened as a name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remarks: String,
    /// The designations whose ownership makes this one blocked (50 percent rule); empty for listed parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived_from: Vec<String>,
    /// The designations of other authorities that are the same party, as far as that is nearly proven. A link for people
    /// to read: each of them is found and judged by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_as: Vec<String>,
    /// The record as the publisher printed it, for `lists show`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source_record: String,
}

impl Designation {
    /// A designation with an id, a list, an authority and a kind, and nothing else yet.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        list: impl Into<String>,
        authority: impl Into<String>,
        schema: Schema,
    ) -> Designation {
        Designation {
            id: id.into(),
            list: list.into(),
            authority: authority.into(),
            schema,
            names: Vec::new(),
            programs: Vec::new(),
            measures: Vec::new(),
            effective: Vec::new(),
            birth_dates: Vec::new(),
            birth_places: Vec::new(),
            nationalities: Vec::new(),
            gender: None,
            identifiers: Vec::new(),
            addresses: Vec::new(),
            title: String::new(),
            flags: Vec::new(),
            relations: Vec::new(),
            listed_on: None,
            amended_on: None,
            delisted_on: None,
            listed_during: Vec::new(),
            former: Vec::new(),
            remarks: String::new(),
            derived_from: Vec::new(),
            same_as: Vec::new(),
            source_record: String::new(),
        }
    }

    /// The name it is listed under; empty only for a designation without any name, which compilers refuse.
    #[must_use]
    pub fn primary_name(&self) -> &str {
        self.names.first().map_or("", |name| name.text.as_str())
    }

    /// First day on which a program binds it, as far as the list says so of the entry itself: the program's own day, else
    /// the day of listing.
    #[must_use]
    pub fn bound_since(&self, program: &str) -> Option<Date> {
        let own = self.effective.iter().find(|own| own.program == program);
        own.map(|own| own.from).or(self.listed_on)
    }

    /// When it stood on its list, as far as its own dates and the snapshots of the list tell: in order, and apart.
    #[must_use]
    pub fn listed(&self) -> Vec<Interval> {
        if self.listed_during.is_empty() {
            vec![self.listed_throughout()]
        } else {
            self.listed_during.clone()
        }
    }

    fn listed_throughout(&self) -> Interval {
        Interval {
            from: self.listed_on,
            until: self.delisted_on,
        }
    }

    /// Whether it stood on its list on that day, as far as its own dates and the snapshots of the list tell.
    #[must_use]
    pub fn is_listed_on(&self, date: Date) -> bool {
        if self.listed_during.is_empty() {
            self.listed_throughout().has(date)
        } else {
            self.listed_during.iter().any(|listed| listed.has(date))
        }
    }

    /// What its list said of it on that day: a former record, or this one.
    #[must_use]
    pub fn record_on(&self, date: Date) -> &Designation {
        let former = self.former.iter().find(|former| date < former.until);
        former.map_or(self, |former| &former.record)
    }

    /// Every record, the newest first.
    pub fn records(&self) -> impl Iterator<Item = &Designation> {
        let former = self.former.iter().rev().map(|former| &former.record);
        std::iter::once(self).chain(former)
    }

    /// Its names in all records, each once: those of this one first, and in their order.
    #[must_use]
    pub fn names_ever(&self) -> Vec<&Name> {
        self.ever(|record| &record.names)
    }

    /// Its identifiers in all records, each once: those of this one first, and in their order.
    #[must_use]
    pub fn identifiers_ever(&self) -> Vec<&Identifier> {
        self.ever(|record| &record.identifiers)
    }

    fn ever<T: PartialEq>(&self, of: impl Fn(&Designation) -> &Vec<T>) -> Vec<&T> {
        let mut ever: Vec<&T> = of(self).iter().collect();
        for former in self.former.iter().rev() {
            for value in of(&former.record) {
                if !ever.contains(&value) {
                    ever.push(value);
                }
            }
        }
        ever
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{BirthDate, Designation, Former, Interval, Name, NameKind, Schema};

    #[test]
    fn a_birth_date_reads_back_with_the_precision_it_was_given() {
        assert_eq!(BirthDate::day(date(1967, 1, 13)).to_string(), "1967-01-13");
        assert_eq!(
            BirthDate::years(1958, 1958, true).unwrap().to_string(),
            "circa 1958"
        );
        assert_eq!(
            BirthDate::years(1957, 1959, false).unwrap().to_string(),
            "1957 to 1959"
        );
        assert_eq!(
            BirthDate::month(1960, 2, false).unwrap().to_string(),
            "1960-02-01 to 1960-02-29"
        );
        assert_eq!(BirthDate::years(1960, 1959, false), None);
    }

    #[test]
    fn a_date_of_birth_is_as_precise_as_it_is_written() {
        let shown = |text: &str| text.parse::<BirthDate>().map(|d| d.to_string());
        assert_eq!(shown("1967-01-13").unwrap(), "1967-01-13");
        assert_eq!(shown("1967-02").unwrap(), "1967-02-01 to 1967-02-28");
        assert_eq!(shown("1967").unwrap(), "1967");
        for wrong in [
            "",
            "67",
            "1967-13",
            "1967-2-3",
            "13/01/1967",
            "+967",
            "1967-02-30",
        ] {
            assert!(wrong.parse::<BirthDate>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_designation_is_listed_from_its_listing_to_the_day_before_its_delisting() {
        let mut d = Designation::new("un-X", "UN", "UN", Schema::Person);
        assert!(d.is_listed_on(date(1900, 1, 1)));
        d.listed_on = Some(date(2010, 6, 9));
        d.delisted_on = Some(date(2016, 1, 16));
        assert!(!d.is_listed_on(date(2010, 6, 8)));
        assert!(d.is_listed_on(date(2010, 6, 9)));
        assert!(d.is_listed_on(date(2016, 1, 15)));
        assert!(!d.is_listed_on(date(2016, 1, 16)));
    }

    #[test]
    fn a_narrowed_query_still_searches_designations_of_unknown_kind() {
        assert!(Schema::Unknown.is_searched_by(Some(Schema::Vessel)));
        assert!(!Schema::Person.is_searched_by(Some(Schema::Vessel)));
        assert!(Schema::Person.is_searched_by(None));
    }

    #[test]
    fn who_left_and_came_back_was_not_listed_between() {
        let mut d = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Person);
        let span = |from, until| Interval { from, until };
        d.listed_during = vec![
            span(None, Some(date(2021, 9, 1))),
            span(Some(date(2022, 3, 4)), None),
        ];
        for (day, listed) in [
            (date(1990, 1, 1), true),
            (date(2021, 8, 31), true),
            (date(2021, 9, 1), false),
            (date(2022, 3, 3), false),
            (date(2022, 3, 4), true),
        ] {
            assert_eq!(d.is_listed_on(day), listed, "{day}");
        }
        assert!(span(Some(date(2022, 3, 4)), Some(date(2022, 3, 4))).is_empty());
    }

    #[test]
    fn a_day_has_the_record_that_held_on_it() {
        let named = |name: &str| {
            let mut d = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Person);
            d.names.push(Name::new(name, NameKind::Primary));
            d
        };
        let mut d = named("C");
        d.former = [("A", date(2020, 1, 1)), ("B", date(2021, 1, 1))]
            .map(|(name, until)| Former {
                until,
                record: named(name),
            })
            .into();
        let on = |day| d.record_on(day).primary_name();
        assert_eq!(
            (on(date(2019, 12, 31)), on(date(2020, 1, 1)), on(date(2021, 1, 1))),
            ("A", "B", "C")
        );
        let ever: Vec<&str> = d.names_ever().iter().map(|name| name.text.as_str()).collect();
        assert_eq!(ever, ["C", "B", "A"]);
    }
}
