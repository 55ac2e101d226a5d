//! Licenses as their files describe them: what they reach, and every condition and exclusion.

pub(crate) mod lint;

use jiff::civil::Date;
use portcullis_model::{CountryCode, CurrencyCode, Decimal, Field, Measure, Purpose};
use serde::{Deserialize, Serialize};

use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::glob::Glob;
use crate::toml_file::{self, Entry, Lines, RawMoney, Spanned};
use crate::words::words;

words! {
    /// What kind of permission it is.
    pub enum LicenseKind ("license kind") {
        /// For everyone who meets its terms.
        General = "general",
        /// For one applicant; the payment quotes its reference.
        Specific = "specific",
        /// What the prohibition itself leaves out.
        Exemption = "exemption",
    }
}

words! {
    /// Over what time a cap counts.
    pub enum Period ("cap period") {
        /// One calendar day.
        Day = "day",
        /// One calendar month.
        Month = "month",
        /// One calendar year.
        Year = "year",
        /// All time.
        Lifetime = "lifetime",
    }
}

impl Period {
    /// First day of the period that a date falls in.
    #[must_use]
    pub fn start(self, date: Date) -> Date {
        match self {
            Period::Day => date,
            Period::Month => date.first_of_month(),
            Period::Year => date.first_of_year(),
            Period::Lifetime => Date::MIN,
        }
    }
}

/// The most that one payment may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// In units of the currency; inclusive.
    pub value: Decimal,
    /// Amounts in another currency are not comparable and fail.
    pub currency: CurrencyCode,
}

/// The most that all payments of a period together may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// How much, in which currency; inclusive.
    pub limit: Limit,
    /// Over what time, by value date.
    pub per: Period,
}

/// An exclusion: it fits when everything that is given fits, and then defeats the license.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exclusion {
    pub(crate) designated_roles: Option<Vec<Field>>,
    pub(crate) unless_purposes: Option<Vec<Purpose>>,
    pub(crate) designations: Option<Vec<Glob>>,
    pub(crate) countries: Option<Vec<CountryCode>>,
    pub(crate) programs: Option<Vec<String>>,
    pub(crate) purposes: Option<Vec<Purpose>>,
}

/// The programs that a license names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Programs {
    /// `*`: all of the authority's.
    All,
    /// These, as canonical ids once all programs are known.
    Named(Vec<String>),
}

/// A license or exemption. Absent conditions are `None` and hold by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// Unique over all license files.
    pub id: String,
    /// Whose prohibitions it lifts; no other authority's.
    pub authority: String,
    /// What kind it is.
    pub kind: LicenseKind,
    /// The legal text.
    pub citation: Option<String>,
    /// Which programs it reaches.
    pub programs: Programs,
    /// Which measures; `None`: all.
    pub measures: Option<Vec<Measure>>,
    /// First day. A license does not work backwards in time.
    pub valid_from: Date,
    /// Last day, inclusive; `None`: open.
    pub valid_until: Option<Date>,
    /// What the payment must be for.
    pub purposes: Option<Vec<Purpose>>,
    /// Registry classes, one of which the relying party must have; lower case.
    pub actors: Option<Vec<String>>,
    /// Where that party may stand; `None`: in any role.
    pub actor_roles: Option<Vec<Field>>,
    /// Where the designated party may stand; `None`: anywhere.
    pub designated_roles: Option<Vec<Field>>,
    /// Countries the creditor may be in.
    pub countries: Option<Vec<CountryCode>>,
    /// Currencies the payment may be in.
    pub currencies: Option<Vec<CurrencyCode>>,
    /// The most a payment may be.
    pub max_amount: Option<Limit>,
    /// The most all payments of a period may be.
    pub cap: Option<Cap>,
    /// What the payment must quote in `license_reference`.
    pub reference: Option<String>,
    /// What defeats it.
    pub exclusions: Vec<Exclusion>,
    /// Where it is described.
    pub source: Location,
}

impl License {
    /// Whether it names the measure of a program of its authority. Dates and conditions are another matter.
    pub(crate) fn reaches(&self, program: &str, measure: Measure) -> bool {
        self.measures
            .as_ref()
            .is_none_or(|measures| measures.contains(&measure))
            && match &self.programs {
                Programs::All => true,
                Programs::Named(named) => named.iter().any(|name| name == program),
            }
    }

    /// Whether the day is within its dates.
    #[must_use]
    pub fn is_valid_on(&self, date: Date) -> bool {
        self.valid_from <= date && self.valid_until.is_none_or(|until| date <= until)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    license: Vec<Spanned<RawLicense>>,
}

type RawList = Option<Spanned<Vec<Spanned<String>>>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLicense {
    id: Option<Spanned<String>>,
    authority: Option<Spanned<String>>,
    kind: Option<Spanned<String>>,
    citation: Option<Spanned<String>>,
    programs: RawList,
    measures: RawList,
    valid_from: Option<Spanned<toml::Value>>,
    valid_until: Option<Spanned<toml::Value>>,
    purposes: RawList,
    actors: RawList,
    actor_roles: RawList,
    designated_roles: RawList,
    countries: RawList,
    currencies: RawList,
    max_amount: Option<Spanned<RawMoney>>,
    cap: Option<Spanned<RawMoney>>,
    reference: Option<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<RawExclusion>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExclusion {
    designated_roles: RawList,
    unless_purposes: RawList,
    designations: RawList,
    countries: RawList,
    programs: RawList,
    purposes: RawList,
}

/// Reads one file of licenses.
pub(crate) fn read(file: &SourceFile, problems: &mut Problems) -> Vec<License> {
    let Some(raw) = toml_file::parse::<RawFile>(file, problems) else {
        return Vec::new();
    };
    let lines = Lines::new(&file.path, &file.text);
    if raw.license.is_empty() {
        problems.add(
            &Location {
                file: file.path.clone(),
                line: 1,
            },
            "license",
            "the file describes no license; write [[license]] tables",
        );
    }
    raw.license
        .iter()
        .filter_map(|license| read_license(license, &lines, problems))
        .collect()
}

fn read_license(
    spanned: &Spanned<RawLicense>,
    lines: &Lines<'_>,
    problems: &mut Problems,
) -> Option<License> {
    let start = lines.at(spanned);
    let raw = spanned.get_ref();
    let name = raw.id.as_ref().map_or_else(
        || "license".to_owned(),
        |id| format!("license {}", id.get_ref().trim()),
    );
    let mut entry = Entry {
        lines,
        problems,
        name,
        start: start.clone(),
    };
    let e = &mut entry;

    let id = e.required(raw.id.as_ref(), "id");
    let authority = e.required(raw.authority.as_ref(), "authority");
    let kind = match &raw.kind {
        Some(kind) => e.word(kind, "kind"),
        None => {
            e.problem_here("kind", "is missing; say general, specific or exemption");
            None
        }
    };
    // A missing citation is for `licenses check` to complain about; a blank one is left out.
    let citation = raw
        .citation
        .as_ref()
        .filter(|c| !c.get_ref().trim().is_empty())
        .and_then(|c| e.text(c, "citation"));
    let programs = match &raw.programs {
        None => {
            e.problem_here(
                "programs",
                "is missing; name programs, or [\"*\"] for all of the authority's",
            );
            None
        }
        Some(list) => e.texts(Some(list), "programs").map(|named| {
            if named.iter().any(|name| name == "*") {
                if named.len() > 1 {
                    e.problem(
                        list,
                        "programs",
                        "names programs beside \"*\", which is all of them; keep one",
                    );
                }
                Programs::All
            } else {
                Programs::Named(named)
            }
        }),
    };
    let measures = e.words(raw.measures.as_ref(), "measures");
    let valid_from = match &raw.valid_from {
        Some(date) => e.date(date, "valid_from"),
        None => {
            e.problem_here(
                "valid_from",
                "is missing; a license does not work backwards in time, so say since when it does",
            );
            None
        }
    };
    let valid_until = raw
        .valid_until
        .as_ref()
        .and_then(|date| e.date(date, "valid_until"));
    if let (Some(from), Some(until), Some(at)) = (valid_from, valid_until, &raw.valid_until)
        && until < from
    {
        e.problem(
            at,
            "valid_until",
            format!("{until} is before valid_from ({from})"),
        );
    }
    let purposes = e.words(raw.purposes.as_ref(), "purposes");
    let actors = e.list(raw.actors.as_ref(), "actors", |e, class| {
        e.text(class, "actors").map(|c| c.to_lowercase())
    });
    let actor_roles = roles(e, &raw.actor_roles, "actor_roles", false);
    if let (Some(roles), None) = (&raw.actor_roles, &raw.actors) {
        e.problem(
            roles,
            "actor_roles",
            "is given without `actors`; name the registry classes that may rely on it",
        );
    }
    let designated_roles = roles(e, &raw.designated_roles, "designated_roles", true);
    let countries = e.list(raw.countries.as_ref(), "countries", |e, code| {
        e.country(code, "countries")
    });
    let currencies = e.list(raw.currencies.as_ref(), "currencies", |e, code| {
        e.currency(code, "currencies")
    });
    let max_amount = raw.max_amount.as_ref().and_then(|money| {
        if let Some(per) = &money.get_ref().per {
            e.problem(
                per,
                "max_amount.per",
                "a maximum amount has no period; use `cap` for one",
            );
        }
        e.money(money, "max_amount")
            .map(|(value, currency)| Limit { value, currency })
    });
    let cap = raw.cap.as_ref().and_then(|money| {
        let per = match &money.get_ref().per {
            Some(per) => e.word(per, "cap.per"),
            None => {
                e.problem(money, "cap.per", "is missing; say day, month, year or lifetime");
                None
            }
        };
        let limit = e
            .money(money, "cap")
            .map(|(value, currency)| Limit { value, currency });
        Some(Cap {
            limit: limit?,
            per: per?,
        })
    });
    let reference = e.optional(raw.reference.as_ref(), "reference");
    let exclusions = raw
        .exclude
        .iter()
        .map(|exclusion| read_exclusion(exclusion, e))
        .collect();

    let has_condition = raw.purposes.is_some()
        || raw.actors.is_some()
        || raw.designated_roles.is_some()
        || raw.countries.is_some()
        || raw.currencies.is_some()
        || raw.max_amount.is_some()
        || raw.cap.is_some()
        || raw.reference.is_some()
        || !raw.exclude.is_empty();
    if !has_condition {
        e.problem_here(
            "",
            "has no condition at all and would release every payment of its programs; give purposes, actors, \
             designated_roles, countries, currencies, max_amount, cap, reference or an exclusion",
        );
    }
    Some(License {
        id: id?,
        authority: authority?,
        kind: kind?,
        citation,
        programs: programs?,
        measures,
        valid_from: valid_from?,
        valid_until,
        purposes,
        actors,
        actor_roles,
        designated_roles,
        countries,
        currencies,
        max_amount,
        cap,
        reference,
        exclusions,
        source: start,
    })
}

fn roles(e: &mut Entry<'_>, list: &RawList, key: &str, free_text: bool) -> Option<Vec<Field>> {
    e.list(list.as_ref(), key, |e, word| {
        let role = e.word::<Field>(word, key)?;
        if role == Field::Query || (role == Field::Remittance && !free_text) {
            e.problem(word, key, format!("`{role}` is not a role of a party"));
            return None;
        }
        Some(role)
    })
}

fn read_exclusion(spanned: &Spanned<RawExclusion>, e: &mut Entry<'_>) -> Exclusion {
    let raw = spanned.get_ref();
    let exclusion = Exclusion {
        designated_roles: roles(e, &raw.designated_roles, "exclude.designated_roles", true),
        unless_purposes: e.words(raw.unless_purposes.as_ref(), "exclude.unless_purposes"),
        designations: e.list(raw.designations.as_ref(), "exclude.designations", |e, id| {
            e.text(id, "exclude.designations").map(Glob::new)
        }),
        countries: e.list(raw.countries.as_ref(), "exclude.countries", |e, code| {
            e.country(code, "exclude.countries")
        }),
        programs: e.texts(raw.programs.as_ref(), "exclude.programs"),
        purposes: e.words(raw.purposes.as_ref(), "exclude.purposes"),
    };
    if exclusion == Exclusion::default() {
        e.problem(
            spanned,
            "exclude",
            "is empty and would defeat the license always; say what it excludes",
        );
    }
    exclusion
}

/// A license as `licenses list` prints it: everything in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LicenseSummary {
    /// Its id.
    pub id: String,
    /// Whose prohibitions it lifts.
    pub authority: String,
    /// What kind it is.
    pub kind: LicenseKind,
    /// The legal text.
    pub citation: Option<String>,
    /// The programs that it reaches, `*` for all.
    pub programs: Vec<String>,
    /// The measures that it lifts; empty for all.
    pub measures: Vec<Measure>,
    /// First day.
    pub valid_from: Date,
    /// Last day, inclusive.
    pub valid_until: Option<Date>,
    /// Every condition and exclusion, one a line: `purposes: food, health`.
    pub terms: Vec<String>,
    /// `FILE:LINE`.
    pub at: String,
}

impl License {
    /// The license in words.
    #[must_use]
    pub fn summary(&self) -> LicenseSummary {
        fn join<T: std::fmt::Display>(values: &[T]) -> String {
            values
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        }
        fn list<T: std::fmt::Display>(terms: &mut Vec<String>, key: &str, values: Option<&[T]>) {
            if let Some(values) = values {
                terms.push(format!("{key}: {}", join(values)));
            }
        }
        let mut terms = Vec::new();
        list(&mut terms, "purposes", self.purposes.as_deref());
        list(&mut terms, "actors", self.actors.as_deref());
        list(&mut terms, "actor_roles", self.actor_roles.as_deref());
        list(&mut terms, "designated_roles", self.designated_roles.as_deref());
        list(&mut terms, "countries", self.countries.as_deref());
        list(&mut terms, "currencies", self.currencies.as_deref());
        if let Some(limit) = &self.max_amount {
            terms.push(format!("max_amount: {} {}", limit.value, limit.currency));
        }
        if let Some(Cap { limit, per }) = &self.cap {
            terms.push(format!("cap: {} {} per {per}", limit.value, limit.currency));
        }
        if let Some(reference) = &self.reference {
            terms.push(format!("reference: {reference}"));
        }
        for (at, exclusion) in self.exclusions.iter().enumerate() {
            let globs: Option<Vec<&str>> = exclusion
                .designations
                .as_ref()
                .map(|globs| globs.iter().map(Glob::as_str).collect());
            let mut parts = Vec::new();
            list(
                &mut parts,
                "designated_roles",
                exclusion.designated_roles.as_deref(),
            );
            list(&mut parts, "designations", globs.as_deref());
            list(&mut parts, "programs", exclusion.programs.as_deref());
            list(&mut parts, "countries", exclusion.countries.as_deref());
            list(&mut parts, "purposes", exclusion.purposes.as_deref());
            list(
                &mut parts,
                "unless_purposes",
                exclusion.unless_purposes.as_deref(),
            );
            terms.push(format!("exclude {}: {}", at + 1, parts.join("; ")));
        }
        LicenseSummary {
            id: self.id.clone(),
            authority: self.authority.clone(),
            kind: self.kind,
            citation: self.citation.clone(),
            programs: match &self.programs {
                Programs::All => vec!["*".to_owned()],
                Programs::Named(named) => named.clone(),
            },
            measures: self.measures.clone().unwrap_or_default(),
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            terms,
            at: self.source.to_string(),
        }
    }
}
