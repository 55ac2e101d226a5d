use std::path::PathBuf;

use portcullis_exemptions::{CapLedger, RuleFiles};
use portcullis_matcher::{MatchOptions, Sensitivity};
use portcullis_model::{Date, Score};

use crate::{Error, Screener};

/// What a [`Screener`] is made of. Nothing is read before [`Builder::build`].
#[derive(Debug, Clone, Default)]
pub struct Builder {
    pub(crate) index: Option<PathBuf>,
    pub(crate) trust_index: bool,
    pub(crate) rules: RuleSource,
    pub(crate) words: Vec<PathBuf>,
    pub(crate) allow_missing_lists: bool,
    pub(crate) matching: MatchOptions,
    pub(crate) as_of: Option<Date>,
    pub(crate) caps: CapLedger,
}

/// Where rules come from. Read again by [`Screener::reload`].
#[derive(Debug, Clone, Default)]
pub(crate) enum RuleSource {
    /// No rule: every authority binds, every program is in force with asset-freeze, nothing is licensed.
    #[default]
    None,
    /// A folder of the usual layout.
    Folder(PathBuf),
    /// Files by name.
    Files(RuleFiles),
}

impl RuleSource {
    pub(crate) fn files(&self) -> Result<RuleFiles, Error> {
        match self {
            RuleSource::None => Ok(RuleFiles::default()),
            RuleSource::Files(files) => Ok(files.clone()),
            RuleSource::Folder(folder) if folder.is_dir() => Ok(RuleFiles::in_folder(folder)),
            RuleSource::Folder(folder) => Err(Error::NoRules(folder.clone())),
        }
    }
}

impl Builder {
    /// The compiled index to screen against. It is opened by path again at every [`Screener::reload`].
    #[must_use]
    pub fn index(mut self, path: impl Into<PathBuf>) -> Builder {
        self.index = Some(path.into());
        self
    }

    /// Skips the checksum of the index, and only that: for a file that was just checked.
    #[must_use]
    pub fn trust_index(mut self) -> Builder {
        self.trust_index = true;
        self
    }

    /// A folder of rules: `programs/`, `licenses/`, `registries/` (or `registry.csv`), `findings.csv`, `appeals.csv`, `good-guys.csv`,
    /// `institution.toml`; each may be absent. Without rules every program is in force and nothing is licensed.
    #[must_use]
    pub fn rules(mut self, folder: impl Into<PathBuf>) -> Builder {
        self.rules = RuleSource::Folder(folder.into());
        self
    }

    /// Rule files by name, in place of a folder.
    #[must_use]
    pub fn rule_files(mut self, files: RuleFiles) -> Builder {
        self.rules = RuleSource::Files(files);
        self
    }

    /// Files of reviewers' words (`words.csv`), or folders of such files: a false positive lets the party pass of which it was said, of the
    /// designation of which it was said. What a row was said of is looked up in the runs beside it where it does not say so itself.
    /// Whether a word has ended is judged as of the day of the payment and of the day on which the screener was built or reloaded.
    #[must_use]
    pub fn words(mut self, files: impl IntoIterator<Item = impl Into<PathBuf>>) -> Builder {
        self.words = files.into_iter().map(Into::into).collect();
        self
    }

    /// Screens although the institution's file names an authority of which the index has no list. Otherwise such a
    /// screener is not built: what that authority prohibits would pass unseen.
    #[must_use]
    pub fn allow_missing_lists(mut self, allow: bool) -> Builder {
        self.allow_missing_lists = allow;
        self
    }

    /// A named threshold; [`Sensitivity::Balanced`] is the default.
    #[must_use]
    pub fn sensitivity(mut self, sensitivity: Sensitivity) -> Builder {
        self.matching.threshold = sensitivity.threshold();
        self
    }

    /// A threshold by number: hits below it are not reported.
    #[must_use]
    pub fn threshold(mut self, threshold: Score) -> Builder {
        self.matching.threshold = threshold;
        self
    }

    /// Lets weak aliases alert by themselves. By default they do not (OFAC FAQ 124).
    #[must_use]
    pub fn weak_aliases_alert(mut self, alert: bool) -> Builder {
        self.matching.weak_aliases_alert = alert;
        self
    }

    /// Lets facts that conflict (date of birth, gender) lower no score: what they would discount is then a hit.
    #[must_use]
    pub fn ignore_conflicts(mut self, ignore: bool) -> Builder {
        self.matching.ignore_conflicts = ignore;
        self
    }

    /// Judges every payment as of this day instead of its value date.
    #[must_use]
    pub fn as_of(mut self, date: Date) -> Builder {
        self.as_of = Some(date);
        self
    }

    /// What was spent of cumulative license caps before: see [`Screener::caps`].
    #[must_use]
    pub fn caps(mut self, caps: CapLedger) -> Builder {
        self.caps = caps;
        self
    }

    /// Opens the index, reads the rules.
    ///
    /// # Errors
    /// [`Error`], which names the file and what is wrong with it.
    pub fn build(self) -> Result<Screener, Error> {
        Screener::open(self)
    }
}
