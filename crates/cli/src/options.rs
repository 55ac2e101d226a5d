//! Options that several commands share, and how their values are read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command, ValueEnum};
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, Zoned};
use portcullis_exemptions::{RuleFiles, Rulebook};
use portcullis_index::{Index, OpenOptions};
use portcullis_list_compiler::MaxAge;
use portcullis_matcher::{MatchOptions, Sensitivity};
use portcullis_model::{BirthDate, CountryCode, Date, Gender, Score};
use portcullis_names::facts::Facts;
use portcullis_payments::{Column, ColumnMap, Format, VALUE_YEARS};
use portcullis_screening::{Umask, rules_for_lists};

use crate::demonstration::{DataFolder, Lists};
use crate::failure::Failure;
use crate::output::{counted, message};

/// Which lists are screened against.
#[derive(Debug, Clone, Args)]
pub struct IndexFile {
    /// The index that `compile` made; without one, the demonstration lists
    #[arg(long, value_name = "INDEX")]
    pub index: Option<PathBuf>,
    /// Skip the checksum of the index, and only that: for one that was just checked
    #[arg(long, requires = "index")]
    pub trust_index: bool,
}

impl IndexFile {
    /// Opens an index as it was asked for.
    pub fn open(&self, path: &Path) -> Result<Index, Failure> {
        let options = OpenOptions {
            trust_checksum: self.trust_index,
        };
        Ok(Index::open_with(path, options)?)
    }
}

/// What is known of a party besides its name.
#[derive(Debug, Clone, Args)]
pub struct KnownFacts {
    /// Country of residence or nationality, two letters
    #[arg(long, value_name = "CC")]
    country: Option<CountryCode>,
    /// Date of birth: YYYY-MM-DD, YYYY-MM or YYYY
    #[arg(long, value_name = "DATE")]
    born: Option<BirthDate>,
    /// Gender
    #[arg(long, value_name = "GENDER", value_parser = one_of(Gender::ALL.iter().map(|one| one.as_str()), str::parse::<Gender>))]
    gender: Option<Gender>,
}

impl KnownFacts {
    /// As the matcher wants them.
    pub fn facts(&self) -> Facts {
        Facts {
            birth_date: self.born,
            country: self.country,
            gender: self.gender,
        }
    }
}

/// How names are compared.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Matching")]
pub struct Matching {
    /// Hits below this score are not reported: 0 to 1, instead of a --sensitivity
    #[arg(long, value_name = "T", conflicts_with = "sensitivity", value_parser = threshold)]
    pub threshold: Option<Score>,
    /// Yes, --threshold 1 or 0 is meant: 1 lets every slip pass, 0 makes everything alert
    #[arg(long)]
    pub yes: bool,
    /// The threshold by name
    #[arg(long, value_name = "S", default_value = "balanced")]
    pub sensitivity: SensitivityWord,
    /// What a weak alias does: corroborate another hit, or alert by itself
    #[arg(long, value_name = "DO", default_value = "corroborate")]
    pub weak_aliases: WeakAliases,
    /// Facts that conflict (date of birth, gender) lower no score: what they would discount is a hit
    #[arg(long)]
    pub ignore_conflicts: bool,
    /// Compare every listed name instead of asking the index: the slow oracle, the same results
    #[arg(long)]
    pub exhaustive: bool,
}

/// `--sensitivity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SensitivityWord {
    /// Fewest alerts: 0.93
    Strict,
    /// The default: 0.895
    Balanced,
    /// Fewest misses: 0.845
    Broad,
}

/// `--weak-aliases`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WeakAliases {
    /// They support hits on other names of the same designation
    Corroborate,
    /// They are hits by themselves
    Alert,
}

impl Matching {
    /// As the matcher wants them.
    pub fn options(&self) -> MatchOptions {
        MatchOptions {
            threshold: self.threshold(),
            weak_aliases_alert: self.weak_aliases == WeakAliases::Alert,
            exhaustive: self.exhaustive,
            ignore_conflicts: self.ignore_conflicts,
        }
    }

    /// Refuses a threshold that hardly anybody means, until somebody says that it is meant.
    pub fn confirm(&self) -> Result<(), Failure> {
        let does = match self.threshold {
            Some(Score::ONE) => "only names that are equal alert, and one with any slip passes",
            Some(Score::ZERO) => "every name that can be compared alerts, whatever the two have in common",
            _ => return Ok(()),
        };
        if self.yes {
            return Ok(());
        }
        Err(Failure::usage(format!(
            "--threshold {}: {does}; add --yes if that is meant",
            if self.threshold == Some(Score::ONE) { 1 } else { 0 }
        )))
    }

    /// The threshold that was named, by number or by word.
    pub fn threshold(&self) -> Score {
        self.threshold.unwrap_or_else(|| self.sensitivity.threshold())
    }
}

impl SensitivityWord {
    /// The threshold that it names.
    fn threshold(self) -> Score {
        match self {
            SensitivityWord::Strict => Sensitivity::Strict,
            SensitivityWord::Balanced => Sensitivity::Balanced,
            SensitivityWord::Broad => Sensitivity::Broad,
        }
        .threshold()
    }
}

/// How payments files are read.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Payments")]
pub struct Batch {
    /// The format of the payments, instead of guessing it
    #[arg(long, value_name = "FMT", value_parser = one_of(Format::ALL.iter().map(|one| one.as_str()), str::parse::<Format>))]
    pub format: Option<Format>,
    /// What the columns are called: a TOML file with a table `columns`, our name = "their header"; above it
    /// `ignore = ["their header"]` and `required = ["our name"]`
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Columns that every payments file must have, by our names and joined by commas
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub require: Vec<Column>,
}

impl Batch {
    /// The mapping that was named, or none, with the columns that are required.
    pub fn mapping(&self) -> Result<ColumnMap, Failure> {
        let map = self.map.as_deref().map(ColumnMap::open).transpose()?;
        Ok(map.unwrap_or_default().requiring(self.require.iter().copied()))
    }
}

/// Which rules decide what becomes of a hit.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Rules")]
pub struct Rules {
    /// Programs and their phases: a TOML file or a folder of them (repeatable)
    #[arg(long, value_name = "P")]
    pub programs: Vec<PathBuf>,
    /// Licenses: a TOML file or a folder of them (repeatable)
    #[arg(long, value_name = "L")]
    pub licenses: Vec<PathBuf>,
    /// Registered humanitarian actors: a CSV file or a folder of them (repeatable)
    #[arg(long, value_name = "R")]
    pub registry: Vec<PathBuf>,
    /// Which authorities bind the institution: a TOML file; without one, all of them do
    #[arg(long, value_name = "I")]
    pub institution: Option<PathBuf>,
    /// Go on although the index has no list of an authority that the institution's file names
    #[arg(long, requires = "institution")]
    pub allow_missing_lists: bool,
    /// What monitors found, and what listed parties appeal: a CSV file or a folder of them (repeatable)
    #[arg(long, visible_alias = "appeals", value_name = "F")]
    pub findings: Vec<PathBuf>,
    /// Parties that a reviewer told apart from a designation: a CSV file or a folder of them (repeatable)
    #[arg(long, value_name = "G")]
    pub good_guys: Vec<PathBuf>,
}

impl Rules {
    /// These files, and of each kind of which none is named those of `others`.
    pub fn or(&self, others: &Rules) -> Rules {
        let either = |ours: &Vec<PathBuf>, others: &Vec<PathBuf>| {
            if ours.is_empty() {
                others.clone()
            } else {
                ours.clone()
            }
        };
        Rules {
            programs: either(&self.programs, &others.programs),
            licenses: either(&self.licenses, &others.licenses),
            registry: either(&self.registry, &others.registry),
            institution: self.institution.clone().or_else(|| others.institution.clone()),
            allow_missing_lists: self.allow_missing_lists || others.allow_missing_lists,
            findings: either(&self.findings, &others.findings),
            good_guys: either(&self.good_guys, &others.good_guys),
        }
    }

    /// Whether any file about the law was named. Good guys are about parties, and go with any law.
    pub fn are_given(&self) -> bool {
        !(self.programs.is_empty()
            && self.licenses.is_empty()
            && self.registry.is_empty()
            && self.institution.is_none()
            && self.findings.is_empty())
    }

    /// The rules that decide on these lists, validated and held against them.
    pub fn load(&self, lists: &Lists) -> Result<Rulebook, Failure> {
        let rulebook = Rulebook::load(&self.files(lists.demonstration.as_ref()))?;
        Ok(rules_for_lists(rulebook, &lists.index, self.allow_missing_lists)?)
    }

    /// The rule files of a folder, each kind as far as it is there.
    pub fn in_folder(folder: &Path) -> Result<Rules, Failure> {
        if !folder.is_dir() {
            return Err(Failure::input(format!(
                "{}: is no folder of rules",
                folder.display()
            )));
        }
        let files = RuleFiles::in_folder(folder);
        Ok(Rules {
            programs: files.programs,
            licenses: files.licenses,
            registry: files.registries,
            institution: files.institution,
            allow_missing_lists: false,
            findings: files.findings,
            good_guys: files.good_guys,
        })
    }

    /// The files that were named; when none was and the demonstration is on, the demonstration's.
    pub fn files(&self, demonstration: Option<&DataFolder>) -> RuleFiles {
        let named = RuleFiles {
            programs: self.programs.clone(),
            licenses: self.licenses.clone(),
            registries: self.registry.clone(),
            institution: self.institution.clone(),
            findings: self.findings.clone(),
            good_guys: self.good_guys.clone(),
        };
        match demonstration {
            Some(data) if !self.are_given() => {
                let files = data.rules();
                let used: Vec<_> = [&files.programs, &files.licenses, &files.registries]
                    .into_iter()
                    .flatten()
                    .collect();
                if !used.is_empty() {
                    let used: Vec<_> = used.iter().map(|path| path.display().to_string()).collect();
                    message(&format!("rules: the demonstration's ({})", used.join(", ")));
                }
                RuleFiles {
                    good_guys: named.good_guys,
                    ..files
                }
            }
            _ => named,
        }
    }
}

/// The day that it is where days begin first (UTC+14), so the latest that a list can be dated with.
pub fn latest_day() -> Date {
    Timestamp::now().to_zoned(TimeZone::fixed(offset(14))).date()
}

/// What whoever reads the results should know of authorities that bind and have no list.
pub fn missing_lists(rulebook: &Rulebook) -> impl Iterator<Item = String> {
    rulebook
        .missing_lists()
        .iter()
        .map(|missing| format!("{missing} (--allow-missing-lists)"))
}

/// What whoever reads the results should know of registrations that never end: nobody is reminded to look at them again.
pub fn endless_actors(rulebook: &Rulebook) -> Option<String> {
    let actors = rulebook.actors().iter();
    let endless: Vec<&str> = actors
        .filter(|actor| actor.valid.until.is_none())
        .map(|actor| actor.actor_id.as_str())
        .collect();
    let first = endless.first()?;
    let (more, are) = if endless.len() > 1 {
        (", …", "have")
    } else {
        ("", "has")
    };
    Some(format!(
        "{} of the registry {are} no valid_until and would count forever ({first}{more}); say until when",
        counted(endless.len() as u64, "row", "rows")
    ))
}

/// Reads a threshold: a fraction, which people also write as a percentage.
fn threshold(text: &str) -> Result<Score, String> {
    let plain = text.trim().trim_end_matches('%').replace(',', ".");
    text.parse::<Score>()
        .map_err(|problem| match plain.parse::<f64>() {
            Ok(fraction) if (0.0..=1.0).contains(&fraction) => {
                format!("`{text}` is not a number between 0 and 1; write {plain}")
            }
            // Nobody means a threshold below a half.
            Ok(percent) if (50.0..=100.0).contains(&percent) => {
                format!(
                    "a threshold is between 0 and 1; for {percent}% write {}",
                    percent / 100.0
                )
            }
            _ => problem,
        })
}

/// Reads the rights that nobody gets: up to three octal digits.
pub fn umask(text: &str) -> Result<Umask, String> {
    let octal = (1..=4).contains(&text.len()) && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    let bits = octal.then(|| u32::from_str_radix(text, 8).ok()).flatten();
    bits.and_then(Umask::new).ok_or_else(|| {
        format!("`{text}` is no umask that leaves the owner a run: octal digits between 000 and 077")
    })
}

/// How old lists may be today.
pub fn max_age(days: u32) -> MaxAge {
    MaxAge { days, today: today() }
}

/// Reads a number of days.
pub fn days(text: &str) -> Result<u32, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a number of days, written like 7"))
}

/// A word of a closed set, which the help then lists.
#[derive(Clone)]
pub struct OneOf<T, E> {
    words: Vec<&'static str>,
    read: fn(&str) -> Result<T, E>,
}

/// Reads one of these words.
pub fn one_of<T, E>(
    words: impl IntoIterator<Item = &'static str>,
    read: fn(&str) -> Result<T, E>,
) -> OneOf<T, E> {
    OneOf {
        words: words.into_iter().collect(),
        read,
    }
}

impl<T, E> TypedValueParser for OneOf<T, E>
where
    T: Clone + Send + Sync + 'static,
    E: Clone + Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
{
    type Value = T;

    fn parse_ref(&self, command: &Command, option: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        self.read.parse_ref(command, option, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.words.iter().map(|word| PossibleValue::new(*word))))
    }
}

/// Reads a calendar date, `YYYY-MM-DD` and nothing else.
pub fn date(text: &str) -> Result<Date, String> {
    (text.len() == 10)
        .then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| format!("`{text}` is not a date of the calendar, written YYYY-MM-DD"))
}

/// Reads a day that payments can be judged as of: one that can be a value date. Before it nothing was in force and nobody
/// was listed, so a slip in the year would clear every payment.
pub fn judged_as_of(text: &str) -> Result<Date, String> {
    let date = date(text)?;
    if VALUE_YEARS.contains(&date.year()) {
        return Ok(date);
    }
    Err(format!(
        "`{text}` is no day that a payment can be judged as of; it is between {} and {}",
        VALUE_YEARS.start(),
        VALUE_YEARS.end()
    ))
}

/// Now, in UTC: runs of one bank in several places sort and compare.
pub fn now() -> Zoned {
    Timestamp::now().to_zoned(TimeZone::UTC)
}

/// The day it is, in UTC: decides payments that have no value date.
pub fn today() -> Date {
    now().date()
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use portcullis_model::Score;
    use portcullis_screening::Umask;

    use super::{SensitivityWord, date, threshold, umask};

    #[test]
    fn the_help_says_which_threshold_a_sensitivity_is() {
        for word in SensitivityWord::value_variants() {
            let value = word.to_possible_value().unwrap();
            let help = value.get_help().unwrap().to_string();
            let threshold = f64::from(word.threshold()).to_string();
            assert!(help.ends_with(&format!(": {threshold}")), "{help}: {threshold}");
        }
    }

    #[test]
    fn a_threshold_that_is_none_is_told_how_to_be_written() {
        assert_eq!(threshold("0.87"), Ok(Score::from_ten_thousandths(8_700)));
        let said = |text| threshold(text).unwrap_err();
        assert_eq!(said("87"), "a threshold is between 0 and 1; for 87% write 0.87");
        assert_eq!(said("87%"), "a threshold is between 0 and 1; for 87% write 0.87");
        assert_eq!(said("0,87"), "`0,87` is not a number between 0 and 1; write 0.87");
        assert_eq!(said("-1"), "a score is between 0 and 1, not -1");
        assert_eq!(said("NaN"), "a score is between 0 and 1, not NaN");
        assert_eq!(said("high"), "`high` is not a number between 0 and 1");
    }

    #[test]
    fn a_umask_is_octal_and_leaves_the_owner_a_run() {
        assert_eq!(umask("077"), Ok(Umask::PRIVATE));
        assert_eq!(umask("27"), Ok(Umask::new(0o027).unwrap()));
        for text in ["", "9", "-1", "700", "0077777", "0x1f", "u=rwx"] {
            assert!(umask(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_is_one_of_the_calendar() {
        assert!(date("2026-02-28").is_ok());
        assert!(date("2026-02-30").is_err());
        assert!(date("2026-02-01T10:00").is_err());
    }
}
