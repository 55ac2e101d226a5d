//! The words of a run, and which of them lets a hit pass.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use portcullis_model::{BirthDate, CountryCode, Designation, Field, HitBasis, Party, Score};
use portcullis_names::folded_words;
use rustc_hash::FxHashMap;

use crate::error::{Problems, RuleError};
use crate::files::SourceFile;
use crate::hit::{HitOf, one_line};
use crate::party::known::PartyIds;
use crate::payment::PaymentView;
use crate::review::{
    Lapse, ReviewWord, SaidOf, Word, WordPolicy, WordReport, content_digest, is_same_person, read,
};

/// All words of a run, by what they were said of.
#[derive(Debug, Clone, Default)]
pub struct ReviewWords {
    rows: Vec<ReviewWord>,
    cases: Vec<Reviewed>,
    by_case: FxHashMap<String, usize>,
    by_designation: FxHashMap<String, Vec<usize>>,
    four_eyes: bool,
    /// The day before which no word ends, whatever day a payment is judged as of: that of the run, unless it is made as of
    /// another.
    today: Option<Date>,
    is_left_out: bool,
}

/// A case of which somebody said something.
#[derive(Debug, Clone)]
struct Reviewed {
    /// Its rows: the earliest first, and of one moment in the order of the files.
    rows: Vec<usize>,
    /// The folded names of the party.
    names: Vec<Vec<String>>,
}

/// What words say of a hit.
#[derive(Debug)]
pub enum Said {
    /// It passes.
    Passes(Box<WordReport>),
    /// It comes again.
    Again(Box<WordReport>),
}

/// A party as it shows itself: in a payment, or to whoever checks a name.
#[derive(Debug, Clone)]
pub struct ShownParty<'a> {
    /// Its name.
    pub name: &'a str,
    /// By what it is known.
    pub known_by: PartyIds,
    /// Its country.
    pub country: Option<CountryCode>,
    /// When it was born, as precisely as that is said.
    pub born: Option<BirthDate>,
}

impl<'a> ShownParty<'a> {
    fn of(party: &'a Party<'_>) -> ShownParty<'a> {
        ShownParty {
            name: &party.name,
            known_by: PartyIds::of(party),
            country: party.country,
            born: party.birth_date.map(BirthDate::day),
        }
    }
}

impl ReviewWords {
    /// Reads files of words, or all `.csv` files of folders, in order.
    ///
    /// # Errors
    /// Everything that is wrong with any of them, with file, line and column: also a word of a person whose words do not count.
    pub fn read(paths: &[PathBuf], policy: &WordPolicy) -> Result<ReviewWords, RuleError> {
        Ok(ReviewWords::of_rows(read::read(paths, policy)?, policy))
    }

    /// The words of a file that is read already.
    pub(super) fn of_file(file: &SourceFile, policy: &WordPolicy) -> Result<ReviewWords, RuleError> {
        Ok(ReviewWords::of_rows(read::of_file(file, policy)?, policy))
    }

    fn of_rows(rows: Vec<ReviewWord>, policy: &WordPolicy) -> ReviewWords {
        let mut words = ReviewWords {
            rows,
            four_eyes: policy.four_eyes,
            ..ReviewWords::default()
        };
        words.index();
        words
    }

    /// Looks up what the words were said of whose rows do not say it.
    ///
    /// # Errors
    /// `find` does not know a case: with file and line. `told` ends the sentence, with where was looked.
    pub fn complete<E: From<RuleError>>(
        mut self,
        told: &str,
        mut find: impl FnMut(&ReviewWord) -> Result<Option<SaidOf>, E>,
    ) -> Result<ReviewWords, E> {
        let mut problems = Problems::default();
        let mut were_found = false;
        for row in self.rows.iter_mut().filter(|row| row.said_of.is_none()) {
            were_found = true;
            row.said_of = find(row)?;
            if row.said_of.is_none() {
                problems.add(&row.source, "case", format!("`{}` is no case {told}", row.case));
            }
        }
        problems.into_result(())?;
        if were_found {
            self.index();
        }
        Ok(self)
    }

    /// Leaves all words out of account; they are told all the same.
    #[must_use]
    pub fn left_out(mut self) -> ReviewWords {
        self.is_left_out = true;
        self
    }

    /// Whether the words are left out of account.
    #[must_use]
    pub fn are_left_out(&self) -> bool {
        self.is_left_out
    }

    /// Every word, in the order of the files.
    #[must_use]
    pub fn rows(&self) -> &[ReviewWord] {
        &self.rows
    }

    /// How many cases they are about.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// Whether a case has the same last word of two persons, or needs it of one alone.
    #[must_use]
    pub fn has_all_eyes(&self, case_id: &str) -> bool {
        let case = self.by_case.get(case_id).map(|at| &self.cases[*at]);
        case.is_some_and(|case| !self.four_eyes || self.second(case, |_| true).is_some())
    }

    /// The cases of which a false positive waits for a second person.
    #[must_use]
    pub fn waiting(&self) -> usize {
        let waits = |case: &&Reviewed| {
            let last = self.last_of(case);
            last.is_some_and(|last| last.word == Word::FalsePositive)
                && self.four_eyes
                && self.second(case, |_| true).is_none()
        };
        self.cases.iter().filter(waits).count()
    }

    /// Whether there is none to apply.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() || self.is_left_out
    }

    pub(crate) fn set_today(&mut self, today: Option<Date>) {
        self.today = today;
    }

    fn index(&mut self) {
        self.cases.clear();
        self.by_case.clear();
        self.by_designation.clear();
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|at| self.rows[*at].at);
        for at in order {
            let row = &self.rows[at];
            let case = *self.by_case.entry(row.case.clone()).or_insert_with(|| {
                self.cases.push(Reviewed {
                    rows: Vec::new(),
                    names: Vec::new(),
                });
                self.cases.len() - 1
            });
            let reviewed = &mut self.cases[case];
            reviewed.rows.push(at);
            let Some(of) = &row.said_of else { continue };
            let name = folded_words(&of.party);
            if !name.is_empty() && !reviewed.names.contains(&name) {
                reviewed.names.push(name);
            }
            for (id, _) in &of.listed {
                let cases = self.by_designation.entry(id.clone()).or_default();
                if !cases.contains(&case) {
                    cases.push(case);
                }
            }
        }
    }

    fn last_of(&self, case: &Reviewed) -> Option<&ReviewWord> {
        case.rows.last().map(|at| &self.rows[*at])
    }

    /// The last word before the last one of a case by somebody else, where no other word stands between and it counts.
    fn second(&self, case: &Reviewed, counts: impl Fn(&ReviewWord) -> bool) -> Option<&ReviewWord> {
        let last = self.last_of(case)?;
        let before = case.rows.iter().rev().skip(1).map(|at| &self.rows[*at]);
        before
            .take_while(|row| row.word == last.word)
            .find(|row| !is_same_person(&row.who, &last.who) && counts(row))
    }

    /// What was said last of a case, by its id, where that lets nothing pass.
    #[must_use]
    pub fn of_case(&self, case_id: &str, designation: &Designation, field: Field) -> Option<WordReport> {
        if self.is_empty() {
            return None;
        }
        let case = &self.cases[*self.by_case.get(case_id)?];
        let last = self.last_of(case)?;
        Some(WordReport {
            lapsed: (last.word == Word::FalsePositive).then_some(Lapse::NoIdentifier),
            ..report(last, designation, field)
        })
    }

    /// What words say of a hit: of the same party by name or by an identifier, and the same designation. One that lets it pass
    /// before one that does not, unless of the very party something else was said since.
    pub(crate) fn hold(&self, payment: PaymentView<'_>, as_of: Date, of: &HitOf<'_>) -> Option<Said> {
        if !self.by_designation.contains_key(&of.designation.id) {
            return None;
        }
        let field = of.hit.field;
        let party = payment.party(field).filter(|_| !field.is_text())?;
        self.of_party(&ShownParty::of(party), as_of, of)
    }

    /// What words say of a hit of a party by itself, as of a day.
    #[must_use]
    pub fn of_party(&self, party: &ShownParty<'_>, as_of: Date, of: &HitOf<'_>) -> Option<Said> {
        if self.is_empty() {
            return None;
        }
        let hit = of.hit;
        let cases = self.by_designation.get(&of.designation.id)?;
        let shown = &party.known_by;
        let name = folded_words(party.name);
        let mut passes = None;
        let mut again: Option<(bool, Timestamp, WordReport)> = None;
        for case in cases.iter().map(|at| &self.cases[*at]) {
            let Some(last) = self.last_of(case) else { continue };
            let Some(said_of) = &last.said_of else { continue };
            let is_named = case.names.contains(&name);
            let known = said_of.known_by.recognize(shown);
            if !is_named && said_of.known_by.shared_with(shown).is_none() {
                continue;
            }
            let mut told = WordReport {
                score: hit.score,
                known_by: known.map(ToString::to_string),
                ..report(last, of.designation, hit.field)
            };
            let is_very_party = is_named && known.is_some();
            if last.word == Word::FalsePositive {
                let is_name_hit = hit.basis == HitBasis::Name && !hit.certain;
                told.lapsed = self.lapse(case, last, (party, is_very_party), as_of, of.designation);
                told.second = self
                    .second(case, |row| self.counts(row, as_of, of.designation).is_ok())
                    .filter(|_| self.four_eyes)
                    .map(|row| row.who.clone());
                if told.lapsed.is_none() && !is_name_hit {
                    told.lapsed = Some(Lapse::Identifier);
                }
                if told.lapsed.is_none() {
                    passes.get_or_insert((last.at, told));
                    continue;
                }
            }
            if again.as_ref().is_none_or(|(very, ..)| is_very_party || !very) {
                again = Some((is_very_party, last.at, told));
            }
        }
        match (passes, again) {
            (Some((passed, _)), Some((true, at, other)))
                if other.word != Word::FalsePositive && passed < at =>
            {
                Some(Said::Again(Box::new(other)))
            }
            (Some((_, told)), _) => Some(Said::Passes(Box::new(told))),
            (None, again) => again.map(|(.., told)| Said::Again(Box::new(told))),
        }
    }

    /// Why a false positive does not let a hit pass; `None` where it does.
    fn lapse(
        &self,
        case: &Reviewed,
        last: &ReviewWord,
        (party, is_very_party): (&ShownParty<'_>, bool),
        as_of: Date,
        designation: &Designation,
    ) -> Option<Lapse> {
        let of = last.said_of.as_ref()?;
        if of.known_by.is_empty() || party.known_by.is_empty() {
            return Some(Lapse::NoIdentifier);
        }
        if !is_very_party || !is_as_it_was(of, party) {
            return Some(Lapse::PartyChanged);
        }
        if let Err(lapse) = self.counts(last, as_of, designation) {
            return Some(lapse);
        }
        let has_second = !self.four_eyes
            || self
                .second(case, |row| self.counts(row, as_of, designation).is_ok())
                .is_some();
        (!has_second).then_some(Lapse::Waiting)
    }

    /// Whether a word counts on a day for a designation as its list has it.
    fn counts(&self, row: &ReviewWord, as_of: Date, designation: &Designation) -> Result<(), Lapse> {
        let day = self.today.map_or(as_of, |today| today.max(as_of));
        if row.valid_until.is_some_and(|until| until < day) {
            return Err(Lapse::Expired);
        }
        let listed = row.said_of.iter().flat_map(|of| &of.listed);
        let mut then = listed
            .filter(|(id, _)| *id == designation.id)
            .map(|(_, digest)| digest);
        let now = content_digest(designation);
        if then.any(|then| *then == now) {
            Ok(())
        } else {
            Err(Lapse::ListedChanged)
        }
    }
}

/// Whether a party has no other country than it had, and no date of birth that it had not. A country may be left out: a table
/// has a column for it at one role and not at another.
fn is_as_it_was(of: &SaidOf, party: &ShownParty<'_>) -> bool {
    let country = party
        .country
        .is_none_or(|country| of.countries.is_empty() || of.countries.contains(&country));
    let was_born = |born: BirthDate| {
        of.birth_dates
            .iter()
            .any(|day| born.from <= *day && *day <= born.to)
    };
    country && party.born.is_none_or(was_born)
}

fn report(row: &ReviewWord, designation: &Designation, field: Field) -> WordReport {
    WordReport {
        case_id: row.case.clone(),
        word: row.word,
        who: row.who.clone(),
        second: None,
        when: row.when.clone(),
        why: row.why.clone(),
        valid_until: row.valid_until,
        known_by: None,
        lapsed: None,
        designation_id: designation.id.clone(),
        designation_name: one_line(designation.primary_name()),
        field,
        score: Score::ZERO,
    }
}
