//! `institution.toml`: which authorities bind the institution, always or through a nexus.

use serde::Deserialize;

use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::party::nexus::{Fit, Nexus, RawNexus};
use crate::payment::PaymentView;
use crate::review::WordPolicy;
use crate::toml_entry::Entry;
use crate::toml_file::{self, Lines, Spanned};

/// The authorities whose lists are known by format. Others are known by a program, a license or a list that names them.
pub(crate) const AUTHORITIES: &[&str] = &["AU", "CA", "CH", "EU", "JP", "UA", "UK", "UN", "US"];

/// Which authorities bind. Without such a file every authority does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Institution {
    authorities: Vec<Stated>,
    nexus: Vec<(Nexus, Stated)>,
    /// Whose words count, and how many persons must say them.
    pub(crate) words: WordPolicy,
}

/// An authority that the file names, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stated {
    word: String,
    key: &'static str,
    at: Location,
}

/// An authority that the institution's file names and no list is of: what it prohibits would go unseen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingList {
    /// The authority, as the file writes it.
    pub authority: String,
    /// Where the file names it first.
    pub at: Location,
    /// The key that names it: `authorities` or `nexus.authority`.
    pub key: &'static str,
}

impl std::fmt::Display for MissingList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: institution: {}: no list of `{}` is in the index, so nothing that it prohibits would be found",
            self.at, self.key, self.authority
        )
    }
}

/// How an authority came to bind a payment, or that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jurisdiction {
    No,
    Yes,
    /// Through the way that the payment takes.
    Nexus(Nexus),
    /// The payment does not state all that a nexus is about, and what it states fits.
    PerhapsNexus(Nexus),
}

impl Institution {
    /// Whether an authority binds a payment. What the payment does not state counts as fitting a nexus.
    pub(crate) fn jurisdiction(&self, authority: &str, payment: PaymentView<'_>) -> Jurisdiction {
        // A designation that does not say whose it is may be anyone's.
        if self.binds_always(authority) {
            return Jurisdiction::Yes;
        }
        let mut perhaps = Jurisdiction::No;
        for nexus in self.nexus_of(authority) {
            match nexus.fit(payment) {
                Fit::Yes => return Jurisdiction::Nexus(*nexus),
                Fit::Perhaps if perhaps == Jurisdiction::No => perhaps = Jurisdiction::PerhapsNexus(*nexus),
                Fit::Perhaps | Fit::No => {}
            }
        }
        perhaps
    }

    /// The ways in which an authority comes to bind that does not bind always.
    pub(crate) fn nexus_of(&self, authority: &str) -> impl Iterator<Item = &Nexus> {
        let nexus = self.nexus.iter().filter(move |(_, whose)| whose.is(authority));
        nexus.map(|(nexus, _)| nexus)
    }

    /// Whether an authority binds whatever way a payment takes.
    pub(crate) fn binds_always(&self, authority: &str) -> bool {
        authority.is_empty() || self.authorities.iter().any(|stated| stated.is(authority))
    }

    /// Whether an authority can bind at all.
    pub(crate) fn may_bind(&self, authority: &str) -> bool {
        self.stated().any(|stated| stated.is(authority))
    }

    /// Every authority that the file names, in its order.
    fn stated(&self) -> impl Iterator<Item = &Stated> {
        self.authorities
            .iter()
            .chain(self.nexus.iter().map(|(_, authority)| authority))
    }

    /// Notes every word that is no authority: neither one of those that everybody knows nor one that `named` names. A
    /// misspelled authority would bind nothing, and clear what it should stop.
    pub(crate) fn check_words(&self, named: &[&str], problems: &mut Problems) {
        let is_known = |stated: &Stated| AUTHORITIES.iter().chain(named).any(|known| stated.is(known));
        for stated in self.stated().filter(|stated| !is_known(stated)) {
            let mut known: Vec<&str> = AUTHORITIES.iter().chain(named).copied().collect();
            known.sort_unstable();
            known.dedup();
            problems.add(
                &stated.at,
                format!("institution: {}", stated.key),
                format!(
                    "`{}` is no authority that a list, a program or a license is of (known: {})",
                    stated.word,
                    known.join(", ")
                ),
            );
        }
    }

    /// The authorities that the file names and none of `listed` is, each once.
    pub(crate) fn without_list(&self, listed: &[&str]) -> Vec<MissingList> {
        let mut missing: Vec<MissingList> = Vec::new();
        for stated in self.stated() {
            if !listed.iter().any(|authority| stated.is(authority))
                && !missing.iter().any(|known| stated.is(&known.authority))
            {
                missing.push(MissingList {
                    authority: stated.word.clone(),
                    at: stated.at.clone(),
                    key: stated.key,
                });
            }
        }
        missing
    }
}

impl Stated {
    /// Case is a matter of style: `eu` must not clear what `EU` stops.
    fn is(&self, authority: &str) -> bool {
        self.word.eq_ignore_ascii_case(authority)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    authorities: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    nexus: Vec<Spanned<RawNexus>>,
    words: Option<RawWords>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWords {
    #[serde(default)]
    four_eyes: bool,
    people: Option<Spanned<Vec<Spanned<String>>>>,
}

/// Reads the file. One that leaves nobody binding is refused: it would clear everything.
pub(crate) fn read(file: &SourceFile, problems: &mut Problems) -> Option<Institution> {
    let raw = toml_file::parse::<RawFile>(file, problems)?;
    let lines = Lines::new(&file.path, &file.text);
    let start = Location {
        file: file.path.clone(),
        line: 1,
    };
    let mut entry = Entry {
        lines: &lines,
        problems,
        name: "institution".to_owned(),
        start,
    };
    let mut authorities: Vec<Stated> = Vec::new();
    for value in raw.authorities.iter().flat_map(Spanned::get_ref) {
        let Some(stated) = read_authority(&mut entry, value, "authorities") else {
            continue;
        };
        if authorities.iter().any(|other| other.is(&stated.word)) {
            entry.problem(value, "authorities", format!("`{}` is there twice", stated.word));
        } else {
            authorities.push(stated);
        }
    }
    let none_named = raw
        .authorities
        .as_ref()
        .is_none_or(|named| named.get_ref().is_empty());
    if none_named && raw.nexus.is_empty() {
        entry.problem_here(
            "authorities",
            "no authority would bind; name some (authorities = [\"UN\", \"US\"]), or give no institution file so that all do",
        );
    }
    let mut nexus = Vec::new();
    for raw in &raw.nexus {
        entry.start = lines.at(raw);
        let keys = raw.get_ref().read(&mut entry);
        let authority = match &raw.get_ref().authority {
            Some(authority) => read_authority(&mut entry, authority, "nexus.authority"),
            None => {
                entry.problem_here("nexus.authority", "is missing; every entry needs `authority`");
                None
            }
        };
        if let (Some(keys), Some(authority)) = (keys, authority) {
            nexus.push((keys, authority));
        }
    }
    entry.start = Location {
        file: file.path.clone(),
        line: 1,
    };
    let words = raw.words.as_ref().map(|raw| read_words(raw, &mut entry));
    Some(Institution {
        authorities,
        nexus,
        words: words.unwrap_or_default(),
    })
}

/// Reads the table `words`: what reviewers' words must fulfil to count.
fn read_words(raw: &RawWords, entry: &mut Entry<'_>) -> WordPolicy {
    let Some(named) = &raw.people else {
        return WordPolicy {
            four_eyes: raw.four_eyes,
            people: None,
        };
    };
    let people: Vec<String> = named
        .get_ref()
        .iter()
        .filter_map(|person| entry.text(person, "words.people"))
        .collect();
    if people.is_empty() {
        entry.problem(
            named,
            "words.people",
            "nobody's word would count; name somebody, or leave `people` out so that anybody's does",
        );
    }
    let policy = WordPolicy {
        four_eyes: raw.four_eyes,
        people: Some(people),
    };
    if policy.four_eyes && policy.persons() == Some(1) {
        entry.problem(
            named,
            "words.people",
            "four eyes need two persons, and one is named",
        );
    }
    policy
}

fn read_authority(entry: &mut Entry<'_>, value: &Spanned<String>, key: &'static str) -> Option<Stated> {
    Some(Stated {
        word: entry.text(value, key)?,
        key,
        at: entry.lines.at(value),
    })
}
