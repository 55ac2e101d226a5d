use portcullis_model::Score;

/// What to look for, and how hard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchOptions {
    /// Hits below this score are not reported.
    pub threshold: Score,
    /// Weak aliases alert by themselves (by default they do not: OFAC FAQ 124).
    pub weak_aliases_alert: bool,
    /// Compare every listed name instead of asking the index: the slow oracle.
    pub exhaustive: bool,
    /// Facts that conflict (date of birth, gender) are noted and lower nothing.
    pub ignore_conflicts: bool,
}

impl Default for MatchOptions {
    fn default() -> MatchOptions {
        MatchOptions {
            threshold: Sensitivity::Balanced.threshold(),
            weak_aliases_alert: false,
            exhaustive: false,
            ignore_conflicts: false,
        }
    }
}

/// What a matcher remembers; see the README. Results are the same without any of it: this is for measuring what each is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memories {
    /// What all threads learned of tokens.
    pub tokens: bool,
    /// Parties and texts in which no thread found anything.
    pub no_hits: bool,
}

impl Default for Memories {
    fn default() -> Memories {
        Memories {
            tokens: true,
            no_hits: true,
        }
    }
}

/// A named threshold (`--sensitivity`), with what it was measured to do on the labelled data that the project is
/// developed on (`docs/measurements/2026-11-match-quality.md` has the commands and all figures): payment variants
/// found, the mean of 32 kinds; held-out aliases found; made-up people and real companies, on no list, that alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sensitivity {
    /// Fewest alerts: 0.930. Variants 0.962, aliases 0.63; people 0.02%, companies 0.06%.
    Strict,
    /// The default: 0.895. Variants 0.987, aliases 0.69; people 0.09%, companies 0.16%.
    #[default]
    Balanced,
    /// Fewest misses: 0.845. Variants 0.992, aliases 0.73; people 0.33%, companies 0.75%.
    Broad,
}

impl Sensitivity {
    /// The threshold it names.
    #[must_use]
    pub const fn threshold(self) -> Score {
        Score::from_ten_thousandths(match self {
            Sensitivity::Strict => 9_300,
            Sensitivity::Balanced => 8_950,
            Sensitivity::Broad => 8_450,
        })
    }
}

impl std::str::FromStr for Sensitivity {
    type Err = String;

    fn from_str(word: &str) -> Result<Sensitivity, String> {
        match word {
            "strict" => Ok(Sensitivity::Strict),
            "balanced" => Ok(Sensitivity::Balanced),
            "broad" => Ok(Sensitivity::Broad),
            _ => Err(format!("`{word}` is not a sensitivity (strict, balanced, broad)")),
        }
    }
}
