//! The rules of a run, read once and immutable.
//!
//! Deciding by them is in `decide`, other rules than these in `simulate`, and what is likely wrong with them in
//! `license/lint`.

use std::sync::Arc;

use jiff::civil::Date;
use portcullis_model::PlaceCode;
use rustc_hash::FxHashMap;

use crate::error::{Location, Problems, RuleError};
use crate::files::{RuleFiles, Sources};
use crate::license::unread::Unread;
use crate::license::{self, License};
use crate::party::good_guys::{self, GoodGuy, GoodGuys};
use crate::party::institution::{self, Institution, Jurisdiction, MissingList};
use crate::party::nexus::Nexus;
use crate::party::registry::{self, Actor, Registry};
use crate::payment::PaymentView;
use crate::program::Program;
use crate::program::appeals::{Appeal, AppealResult};
use crate::program::history::Change;
use crate::program::regime::ProgramStatus;
use crate::program::table::ProgramTable;
use crate::review::{ReviewWords, WordPolicy};

/// Programs, licenses, registry and institution: everything that decides, validated as a whole. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rulebook {
    pub(crate) programs: ProgramTable,
    licenses: Arc<[License]>,
    /// Instruments whose terms were not read. They decide nothing.
    unread: Arc<[Unread]>,
    /// Ordinals of the licenses of each authority.
    by_authority: Arc<FxHashMap<String, Vec<u32>>>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) institution: Option<Arc<Institution>>,
    /// Authorities that the institution's file names and no list is of, once lists are known.
    missing_lists: Arc<[MissingList]>,
    pub(crate) good_guys: Arc<GoodGuys>,
    pub(crate) words: Arc<ReviewWords>,
    pub(crate) digest: String,
}

impl Default for Rulebook {
    fn default() -> Rulebook {
        Rulebook::empty()
    }
}

impl Rulebook {
    /// The rules when no file is given: every authority binds, every program is in force with asset-freeze, nothing is
    /// licensed.
    #[must_use]
    pub fn empty() -> Rulebook {
        Rulebook {
            programs: ProgramTable::default(),
            licenses: Arc::from([]),
            unread: Arc::from([]),
            by_authority: Arc::default(),
            registry: Arc::default(),
            institution: None,
            missing_lists: Arc::default(),
            good_guys: Arc::default(),
            words: Arc::default(),
            digest: Sources::default().digest(),
        }
    }

    /// Reads and validates all rule files together.
    ///
    /// # Errors
    /// Everything that is wrong with any of them, with file, line and field. Nothing is to be decided then.
    pub fn load(files: &RuleFiles) -> Result<Rulebook, RuleError> {
        let sources = Sources::read(files)?;
        let mut problems = Problems::default();
        let programs = ProgramTable::read(&sources, &mut problems);

        let mut licenses: Vec<License> = Vec::new();
        let mut unread: Vec<Unread> = Vec::new();
        for file in &sources.licenses {
            let read = license::read::read(file, &mut problems);
            licenses.extend(read.licenses);
            unread.extend(read.unread);
        }
        for named in unread.iter_mut().flat_map(|unread| &mut unread.programs) {
            *named = programs.canonical(named);
        }
        let mut seen: FxHashMap<&str, &Location> = FxHashMap::default();
        for license in &licenses {
            if let Some(first) = seen.insert(&license.id, &license.source) {
                problems.add(
                    &license.source,
                    format!("license {}: id", license.id),
                    format!("`{}` is there already ({first}); ids must be unique", license.id),
                );
            }
        }
        for license in &mut licenses {
            license
                .conditions
                .resolve_programs(&|name| programs.canonical(name));
        }

        let registry = registry::read(&sources.registries, &mut problems);
        let institution = sources
            .institution
            .as_ref()
            .and_then(|file| institution::read(file, &mut problems));
        let good_guys = good_guys::read(&sources.good_guys, &mut problems);

        let mut by_authority: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (at, license) in (0_u32..).zip(&licenses) {
            by_authority
                .entry(license.authority.clone())
                .or_default()
                .push(at);
        }
        problems.into_result(Rulebook {
            programs,
            licenses: licenses.into(),
            unread: unread.into(),
            by_authority: Arc::new(by_authority),
            registry: Arc::new(registry),
            institution: institution.map(Arc::new),
            missing_lists: Arc::default(),
            good_guys: Arc::new(good_guys),
            words: Arc::default(),
            digest: sources.digest(),
        })
    }

    /// The same rules, with what reviewers said of cases. Words are no rules: they are no part of [`Rulebook::digest`].
    #[must_use]
    pub fn with_words(self, words: ReviewWords) -> Rulebook {
        Rulebook {
            words: Arc::new(words),
            ..self
        }
    }

    /// The same rules on the day of a run: a word that ends before it lets nothing pass, whatever day a payment is judged as of.
    /// `None`: the run is made as of another day, and that decides alone.
    #[must_use]
    pub fn with_words_until(mut self, today: Option<Date>) -> Rulebook {
        if !self.words.rows().is_empty() {
            Arc::make_mut(&mut self.words).set_today(today);
        }
        self
    }

    /// The same rules, as if no good guy were known and no word were said.
    #[must_use]
    pub fn without_suppressions(self) -> Rulebook {
        let words = ReviewWords::clone(&self.words).left_out();
        Rulebook {
            good_guys: Arc::default(),
            words: Arc::new(words),
            ..self
        }
    }

    /// What reviewers said of cases.
    #[must_use]
    pub fn words(&self) -> &ReviewWords {
        &self.words
    }

    /// Whose words count, and how many persons must say them.
    #[must_use]
    pub fn word_policy(&self) -> WordPolicy {
        let institution = self.institution.as_ref();
        institution.map_or_else(WordPolicy::default, |institution| institution.words.clone())
    }

    /// Whether an institution's file says which authorities bind.
    #[must_use]
    pub fn has_institution(&self) -> bool {
        self.institution.is_some()
    }

    /// The same rules, held against the lists that they are to decide on: `authorities` are those that a list is of.
    /// What the institution's file names without a list is told by [`Rulebook::missing_lists`] from then on.
    ///
    /// # Errors
    /// The institution's file names what is no authority, of these lists or any: with file, line and field.
    pub fn for_lists(self, authorities: &[&str]) -> Result<Rulebook, RuleError> {
        let Some(institution) = &self.institution else {
            return Ok(self);
        };
        let mut problems = Problems::default();
        let of_programs = self.programs.iter().map(|program| program.authority.as_str());
        let of_licenses = self.licenses.iter().map(|license| license.authority.as_str());
        let named: Vec<&str> = authorities
            .iter()
            .copied()
            .chain(of_programs)
            .chain(of_licenses)
            .filter(|authority| !authority.is_empty())
            .collect();
        institution.check_words(&named, &mut problems);
        let missing = institution.without_list(authorities);
        problems.into_result(Rulebook {
            missing_lists: missing.into(),
            ..self
        })
    }

    /// Holds programs to the lists that the rules are to decide on, with whose authority each tag is listed: a program that is said to
    /// be of another authority than its entries, or takes their tag as an alias, would bind and be licensed by the law of the other.
    ///
    /// # Errors
    /// A program is not of the authority that lists entries under it: with file and line.
    pub fn check_authorities<'t>(
        &self,
        listed: impl Iterator<Item = (&'t str, &'t str)>,
    ) -> Result<(), RuleError> {
        let may_bind = |authority: &str| {
            let institution = self.institution.as_ref();
            institution.is_none_or(|institution| institution.may_bind(authority))
        };
        let mut problems = Problems::default();
        for (tag, authority) in listed {
            let Some(Program {
                id,
                authority: own,
                source: Some(at),
                ..
            }) = self.program_of_tag(tag)
            else {
                continue;
            };
            if own.is_empty() || authority.is_empty() || own.eq_ignore_ascii_case(authority) {
                continue;
            }
            let tag = if tag == id {
                String::new()
            } else {
                format!(" (`{tag}`)")
            };
            let so = if !may_bind(own) && may_bind(authority) {
                format!(
                    "is `{own}`, which the institution's file does not name, and entries are listed under it{tag} by {authority}, which it names: \
                     none of them would bind"
                )
            } else {
                format!(
                    "is `{own}`, and entries are listed under it{tag} by {authority}: licenses of {own} would lift what {authority} prohibits"
                )
            };
            problems.add(
                at,
                format!("program {id}: authority"),
                format!("{so}; correct the authority of the program or of the list"),
            );
        }
        problems.into_result(())
    }

    /// What is dated after a day: findings, decisions, appeals and benchmarks of which nobody can know yet.
    #[must_use]
    pub fn dated_after(&self, day: Date) -> Vec<String> {
        let mut told = Vec::new();
        for regime in self.programs.regimes() {
            for finding in regime.findings().iter().filter(|finding| finding.date > day) {
                told.push(format!(
                    "{}: a finding is dated {}, and that day has not come",
                    finding.source, finding.date
                ));
            }
            let program = &regime.program;
            for benchmark in &program.benchmarks {
                if let (Some(on), Some(at)) = (benchmark.published.filter(|on| *on > day), &program.source) {
                    told.push(format!(
                        "{at}: program {}: benchmark {} is published on {on}, and that day has not come",
                        program.id, benchmark.id
                    ));
                }
            }
        }
        for appeal in self.appeals() {
            let made = (appeal.date > day).then_some(("an appeal is dated", appeal.date));
            let decided = appeal.decided_on.filter(|on| *on > day);
            let decided = decided.map(|on| ("an appeal is decided on", on));
            for (what, on) in made.into_iter().chain(decided) {
                told.push(format!(
                    "{}: {what} {on}, and that day has not come",
                    appeal.source
                ));
            }
        }
        told
    }

    /// Every appeal, in order of the days on which they were made.
    pub fn appeals(&self) -> impl Iterator<Item = &Appeal> {
        self.programs.appeals().iter()
    }

    /// Holds the appeals to the lists that the rules are to decide on: `authorities` are those that a list is of. Who was
    /// delisted need not be on one.
    ///
    /// # Errors
    /// An appeal is about an entry that no list of its authority has: with file, line and column.
    pub fn check_appeals(
        &self,
        authorities: &[&str],
        is_listed: impl Fn(&str) -> bool,
    ) -> Result<(), RuleError> {
        let mut problems = Problems::default();
        for appeal in self
            .appeals()
            .filter(|appeal| appeal.result != AppealResult::Delisted)
        {
            let authority = self
                .program(&appeal.program)
                .map_or("", |program| program.authority.as_str());
            if authorities.contains(&authority) && !is_listed(&appeal.designation_id) {
                problems.add(
                    &appeal.source,
                    "designation_id",
                    format!(
                        "`{}` is on no list of {authority}; check its id, or say that it was delisted",
                        appeal.designation_id
                    ),
                );
            }
        }
        problems.into_result(())
    }

    /// The authorities that the institution's file names and no list of [`Rulebook::for_lists`] is of.
    #[must_use]
    pub fn missing_lists(&self) -> &[MissingList] {
        &self.missing_lists
    }

    /// blake3 (hex) over the bytes of all rule files in loading order: equal digests decide equally.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Every described program, in loading order.
    pub fn programs(&self) -> impl Iterator<Item = &Program> {
        self.programs.iter()
    }

    /// A described program by its id or an alias.
    #[must_use]
    pub fn program(&self, name: &str) -> Option<&Program> {
        self.programs.program(name)
    }

    /// The described program of an entry with this tag: by its id or an alias, a directive that is not described by the order
    /// it is under.
    #[must_use]
    pub fn program_of_tag(&self, tag: &str) -> Option<&Program> {
        self.programs.regime_of_tag(tag).map(|regime| &regime.program)
    }

    /// The licenses that name the program of a tag, in loading order; `authority` is that of the entry, for a program that
    /// no file describes.
    pub fn licenses_of_tag<'a>(
        &'a self,
        authority: &'a str,
        tag: &'a str,
    ) -> impl Iterator<Item = &'a License> {
        let program = self.program_of_tag(tag);
        let id = program.map_or(tag, |program| &program.id);
        let authority = program.map_or(authority, |program| &program.authority);
        let of_authority = self.licenses_of(authority).map(|(_, license)| license);
        of_authority.filter(move |license| license.names(id))
    }

    /// Whether a program binds by a place in some phase.
    #[must_use]
    pub fn binds_by(&self, place: PlaceCode) -> bool {
        self.programs_of_place(place).next().is_some()
    }

    /// The programs that bind by a place in some phase, in loading order.
    pub fn programs_of_place(&self, place: PlaceCode) -> impl Iterator<Item = &Program> {
        self.programs
            .regimes_of_place(place)
            .map(|regime| &regime.program)
    }

    /// How a described program stands on a day.
    #[must_use]
    pub fn program_status(&self, name: &str, as_of: Date) -> Option<ProgramStatus> {
        self.programs.regime(name).map(|regime| regime.status(as_of))
    }

    /// What happened to a described program and why, oldest first. Moves of the ladder are told
    /// up to the day on which the last finding can have had its effect.
    #[must_use]
    pub fn timeline(&self, name: &str) -> Option<&[Change]> {
        self.programs
            .regime(name)
            .map(|regime| regime.history.changes.as_slice())
    }

    /// Every license, in loading order.
    #[must_use]
    pub fn licenses(&self) -> &[License] {
        &self.licenses
    }

    /// Every instrument that is known by name and whose terms were not read, in loading order. None of them releases anything.
    #[must_use]
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The instruments whose terms were not read that are about the program of a tag, in loading order.
    pub fn unread_of_tag<'a>(&'a self, authority: &'a str, tag: &'a str) -> impl Iterator<Item = &'a Unread> {
        let program = self.program_of_tag(tag);
        let id = program.map_or(tag, |program| &program.id);
        let authority = program.map_or(authority, |program| &program.authority);
        let of_authority = self
            .unread
            .iter()
            .filter(move |unread| unread.authority == authority);
        of_authority.filter(move |unread| unread.programs.iter().any(|named| named == id))
    }

    /// Every registered actor, in loading order.
    #[must_use]
    pub fn actors(&self) -> &[Actor] {
        self.registry.actors()
    }

    /// What is likely wrong with rows of the registry that read without errors, in loading order.
    #[must_use]
    pub fn lint_registry(&self) -> Vec<String> {
        self.registry.lint()
    }

    /// The registered actors that are known by a number that is no IBAN, without its bank, in loading order: whoever has that number at
    /// another bank is taken for them.
    pub fn actors_with_bare_account(&self) -> impl Iterator<Item = &Actor> {
        self.registry.with_bare_account()
    }

    /// Every good-guy entry, in loading order.
    #[must_use]
    pub fn good_guys(&self) -> &[GoodGuy] {
        self.good_guys.entries()
    }

    /// A license by its ordinal.
    pub(crate) fn license(&self, ordinal: u32) -> Option<&License> {
        self.licenses.get(ordinal as usize)
    }

    /// The licenses of an authority with their ordinals, in loading order.
    pub(crate) fn licenses_of(&self, authority: &str) -> impl Iterator<Item = (u32, &License)> {
        self.by_authority
            .get(authority)
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .filter_map(|at| Some((*at, self.license(*at)?)))
    }

    /// Why an authority does not bind a payment.
    pub(crate) fn why_not_bound(&self, authority: &str, payment: PaymentView<'_>) -> String {
        let nexus: Vec<&Nexus> = self
            .institution
            .iter()
            .flat_map(|institution| institution.nexus_of(authority))
            .collect();
        let ways: Vec<String> = nexus.iter().map(ToString::to_string).collect();
        if nexus.is_empty() {
            return format!("{authority} does not bind the institution in this payment");
        }
        match payment.currency() {
            Some(currency) if nexus.iter().all(|nexus| nexus.is_currency_alone()) => format!(
                "{authority} binds the institution only in {}, and this payment is in {currency}",
                ways.join(" and ")
            ),
            _ => format!(
                "{authority} binds the institution only through {}, and this payment has none of that",
                ways.join(", or through ")
            ),
        }
    }

    pub(crate) fn jurisdiction(&self, authority: &str, payment: PaymentView<'_>) -> Jurisdiction {
        self.institution
            .as_ref()
            .map_or(Jurisdiction::Yes, |institution| {
                institution.jurisdiction(authority, payment)
            })
    }
}
