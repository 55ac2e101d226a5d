//! `registry.csv`: who the humanitarian actors are, by account, BIC and LEI. Names prove nothing.

use jiff::civil::Date;
use portcullis_model::{IdentifierKind, has_iban_form};
use portcullis_names::identifier::{Validity, is_iban, validity};
use portcullis_names::{folded_words, may_be_acronym};
use rustc_hash::FxHashMap;

use crate::csv_file;
use crate::date::Days;
use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::hit::one_line;
use crate::party::identity::{bic, canonical, is_same_bank, lei};
use crate::party::known::{Known, PartyIds};

/// A registered actor. Identifiers are canonical: upper case, no white space, BICs in eleven characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Unique over all registry files.
    pub actor_id: String,
    /// For people to read.
    pub name: String,
    /// `ngo`, `un-system`, …; lower case. An actor may have several: an NGO in a response plan is `ngo` and `ngo-hrp`.
    pub classes: Vec<String>,
    /// The plan, appeal or cluster that a class rests on; empty where none is stated.
    pub scope: String,
    /// The days of the registration.
    pub valid: Days,
    /// Where the entry comes from.
    pub source: String,
    /// Whether it has an identifier. One without is kept for people to read; no payment can match it.
    pub has_identifier: bool,
}

impl Actor {
    /// One of its classes with the scope that it rests on: `ngo-hrp, OCHA-coordinated clusters`.
    pub(crate) fn of_scope(&self, class: &str) -> String {
        if self.scope.is_empty() {
            class.to_owned()
        } else {
            format!("{class}, {}", self.scope)
        }
    }
}

/// All actors with an index over their identifiers.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    actors: Vec<Actor>,
    /// By what each actor is known, beside the actors.
    keys: Vec<Keys>,
    accounts: FxHashMap<String, Vec<u32>>,
    bics: FxHashMap<String, Vec<u32>>,
    leis: FxHashMap<String, Vec<u32>>,
}

/// By what an actor is known.
#[derive(Debug, Default)]
struct Keys {
    accounts: Vec<Account>,
    bics: Vec<String>,
    leis: Vec<String>,
    /// The words of its name.
    name: Vec<String>,
}

/// An account of an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Account {
    number: String,
    /// The BIC of the bank that keeps it, where the registry states one.
    bank: Option<String>,
}

/// What a payment shows of a party.
#[derive(Debug)]
pub(crate) struct ShownIdentity<'p> {
    pub(crate) ids: PartyIds,
    pub(crate) name: &'p str,
    /// The BIC of the bank that keeps its account, in eleven characters.
    pub(crate) bank: Option<String>,
}

/// How a party was recognized.
#[derive(Debug, Clone)]
pub(crate) struct Recognized<'r> {
    pub(crate) actor: &'r Actor,
    /// `account`, `BIC` or `LEI`.
    pub(crate) by: &'static str,
    /// Whether the registration is valid on the day asked for.
    pub(crate) valid: bool,
    /// Why it is not the actor although it shows an identifier of it; `None`: it is.
    pub(crate) against: Option<String>,
    /// What it is called, where it is known by a number alone that another bank may have, too, and bears another name.
    pub(crate) called: Option<String>,
}

impl Registry {
    pub(crate) fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// Every actor of which a party or agent shows an identifier, valid or not on the day, with what speaks against it.
    pub(crate) fn recognize(&self, shown: &ShownIdentity<'_>, date: Date) -> Vec<Recognized<'_>> {
        let mut found: Vec<Recognized<'_>> = Vec::new();
        for known in &shown.ids.0 {
            let (index, value, by) = match known {
                Known::Account(value) => (&self.accounts, value, "account"),
                Known::Bic(value) => (&self.bics, value, "BIC"),
                Known::Lei(value) => (&self.leis, value, "LEI"),
                Known::Number(..) | Known::Bare(_) => continue,
            };
            for at in index.get(value).into_iter().flatten() {
                let at = *at as usize;
                let (Some(actor), Some(keys)) = (self.actors.get(at), self.keys.get(at)) else {
                    continue;
                };
                found.push(Recognized {
                    actor,
                    by,
                    valid: actor.valid.has(date),
                    against: keys
                        .against(known, shown)
                        .or_else(|| self.held_by_another(keys, shown)),
                    called: keys
                        .is_otherwise_called(known, shown)
                        .then(|| one_line(shown.name)),
                });
            }
        }
        found
    }

    /// What is likely wrong with rows that read without errors: an identifier that fails its check, an account of two, and none at all.
    pub(crate) fn lint(&self) -> Vec<String> {
        let mut told = Vec::new();
        for (actor, keys) in self.actors.iter().zip(&self.keys) {
            let mut say =
                |what: String| told.push(format!("actor {} of the registry {what}", actor.actor_id));
            if !actor.has_identifier {
                say("has no identifier, so no payment shows it; give its account, BIC or LEI".to_owned());
            }
            let is_wrong = |lei: &&String| validity(IdentifierKind::Lei, lei) != Validity::Valid;
            for lei in keys.leis.iter().filter(is_wrong) {
                say(format!("has the LEI {lei}, whose check digits are wrong"));
            }
            for Account { number, .. } in &keys.accounts {
                if has_iban_form(number.as_bytes()) && !is_iban(number) {
                    say(format!(
                        "has the account {number}, which looks like an IBAN and has wrong check digits"
                    ));
                }
                let holders = self.accounts.get(number).into_iter().flatten();
                let mut holders = holders.filter_map(|at| self.actors.get(*at as usize));
                if let Some(first) = holders.next()
                    && first.actor_id != actor.actor_id
                {
                    say(format!(
                        "has the account {number}, which is that of {}, too",
                        first.actor_id
                    ));
                }
            }
        }
        told
    }

    /// The actors that are known by a number that is no IBAN, and that stands there without its bank: two banks may have it.
    pub(crate) fn with_bare_account(&self) -> impl Iterator<Item = &Actor> {
        let known = self.actors.iter().zip(&self.keys);
        let is_bare = |account: &Account| account.bank.is_none() && !has_iban_form(account.number.as_bytes());
        known
            .filter(move |(_, keys)| keys.accounts.iter().any(is_bare))
            .map(|(actor, _)| actor)
    }

    /// Why a party is not the actor with these keys: it shows the account of another one.
    fn held_by_another(&self, keys: &Keys, shown: &ShownIdentity<'_>) -> Option<String> {
        let numbers = shown.ids.0.iter().filter_map(|id| match id {
            Known::Account(number) => Some(number),
            _ => None,
        });
        let mut numbers = numbers.filter(|number| !keys.accounts.iter().any(|own| own.number == **number));
        let held = numbers.find(|number| {
            let holders = self.accounts.get(*number).into_iter().flatten();
            let mut holders = holders.filter_map(|at| self.keys.get(*at as usize));
            holders.any(|other| {
                other
                    .accounts
                    .iter()
                    .any(|own| own.is(number, shown.bank.as_deref()))
            })
        });
        held.map(|number| format!("but the registry has its account {number} as that of another"))
    }
}

impl Account {
    /// Whether it is the account with this number at this bank, where either matters and is known.
    fn is(&self, number: &str, bank: Option<&str>) -> bool {
        let at_bank = match (&self.bank, bank) {
            (Some(own), Some(bank)) => is_same_bank(own, bank),
            _ => true,
        };
        self.number == number && (at_bank || is_iban(number))
    }
}

impl Keys {
    /// Why a party that shows an identifier of the actor is not the actor: another LEI or BIC, or an account number that is unique at
    /// its bank only, without that bank.
    fn against(&self, by: &Known, shown: &ShownIdentity<'_>) -> Option<String> {
        // Which LEI and BIC it shows, and whether the registry has them.
        let mut confirmed = false;
        let mut stated = None;
        for id in &shown.ids.0 {
            let (registered, is_one) = match id {
                Known::Lei(value) => (!self.leis.is_empty(), self.leis.contains(value)),
                Known::Bic(value) => (
                    !self.bics.is_empty(),
                    self.bics.iter().any(|own| is_same_bank(own, value)),
                ),
                _ => continue,
            };
            if registered && !is_one {
                return Some(format!("but its {id} is not that of the registry"));
            }
            confirmed |= is_one;
            stated = stated.or(Some(id));
        }
        let Known::Account(number) = by else { return None };
        if confirmed || is_iban(number) {
            return None;
        }
        let mut banks = self.accounts.iter().filter(|own| own.number == *number);
        if banks.clone().all(|own| own.bank.is_some()) {
            return match &shown.bank {
                None => Some("but a number that is no IBAN counts with its bank only, which the payment does not state".to_owned()),
                Some(bank) => {
                    let is_kept = |own: &Account| own.bank.as_ref().is_some_and(|own| is_same_bank(own, bank));
                    (!banks.any(is_kept)).then(|| format!("but the registry has that number at another bank than {bank}"))
                }
            };
        }
        stated.map(|id| format!("but the number is no IBAN, and the registry does not have its {id}"))
    }

    /// Whether a party that is known by a number alone, which another bank may have, too, bears another name than the actor's.
    fn is_otherwise_called(&self, by: &Known, shown: &ShownIdentity<'_>) -> bool {
        let Known::Account(number) = by else { return false };
        let mut own = self.accounts.iter().filter(|own| own.number == *number);
        let is_proved = is_iban(number)
            || own.any(|own| own.bank.is_some())
            || shown.ids.0.iter().any(|id| match id {
                Known::Lei(value) => self.leis.contains(value),
                Known::Bic(value) => self.bics.iter().any(|own| is_same_bank(own, value)),
                _ => false,
            });
        !is_proved && !shown.name.trim().is_empty() && !may_be_one(&self.name, &folded_words(shown.name))
    }
}

/// Whether two names may be of one party: they share a word, or one has an acronym of the other. A short word (`the`, `for`) counts only
/// where it is the whole of a name.
fn may_be_one(one: &[String], other: &[String]) -> bool {
    fn share_a_word(one: &[String], other: &[String]) -> bool {
        let counts = |word: &&String| word.chars().count() > 3 || one.len() == 1;
        one.iter().filter(counts).any(|word| other.contains(word))
    }
    share_a_word(one, other)
        || share_a_word(other, one)
        || one.iter().any(|word| may_be_acronym(word, other))
        || other.iter().any(|word| may_be_acronym(word, one))
}

const COLUMNS: &[&str] = &[
    "actor_id",
    "name",
    "class",
    "bic",
    "lei",
    "account",
    "valid_from",
    "valid_until",
    "source",
    "scope",
];

/// Reads all registry files. Several identifiers of one actor stand in one cell, joined by `;`.
pub(crate) fn read(files: &[SourceFile], problems: &mut Problems) -> Registry {
    let mut registry = Registry::default();
    let mut seen: FxHashMap<String, Location> = FxHashMap::default();
    for file in files {
        for row in csv_file::rows(file, COLUMNS, 3, problems) {
            let [
                actor_id,
                name,
                class,
                bics,
                leis,
                accounts,
                from,
                until,
                source,
                scope,
            ] = std::array::from_fn(|at| row.cell(at));
            let valid = csv_file::validity(&row, from, until, problems);
            let no_class = class.split(';').all(|class| class.trim().is_empty());
            for (column, is_empty) in [("actor_id", actor_id.is_empty()), ("class", no_class)] {
                if is_empty {
                    problems.add(&row.at, column, "is empty");
                }
            }
            if let Some(first) = seen.get(actor_id) {
                problems.add(
                    &row.at,
                    "actor_id",
                    format!("`{actor_id}` is there already ({first}); join several identifiers in one cell with `;`"),
                );
            } else {
                seen.insert(actor_id.to_owned(), row.at.clone());
            }
            let at = u32::try_from(registry.actors.len()).unwrap_or(u32::MAX);
            let mut not = |column: &str, value: &str, shape: &str| {
                problems.add(&row.at, column, format!("`{value}` is not {shape}"));
            };
            let keys = Keys {
                name: folded_words(name),
                bics: values(bics, bic, |value| {
                    not("bic", value, "a BIC of 8 or 11 letters and digits");
                }),
                leis: values(leis, lei, |value| {
                    not("lei", value, "an LEI of 20 letters and digits");
                }),
                accounts: values(accounts, Account::read, |value| {
                    not(
                        "account",
                        value,
                        "an account number, or one with its bank: NUMBER@BIC",
                    );
                }),
            };
            let has_identifier = !(keys.bics.is_empty() && keys.leis.is_empty() && keys.accounts.is_empty());
            let numbers = keys.accounts.iter().map(|account| &account.number);
            note(&mut registry.accounts, numbers, at);
            note(&mut registry.bics, keys.bics.iter(), at);
            note(&mut registry.leis, keys.leis.iter(), at);
            registry.keys.push(keys);
            registry.actors.push(Actor {
                actor_id: actor_id.to_owned(),
                name: name.to_owned(),
                classes: classes(class),
                scope: scope.to_owned(),
                valid,
                source: source.to_owned(),
                has_identifier,
            });
        }
    }
    registry
}

impl Account {
    /// `NUMBER` or `NUMBER@BIC`.
    fn read(text: &str) -> Option<Account> {
        let (number, bank) = match text.split_once('@') {
            Some((number, bank)) => (number, Some(bic(bank)?)),
            None => (text, None),
        };
        Some(Account {
            number: canonical(number)?,
            bank,
        })
    }
}

/// The values of a cell that joins them by `;`, each once; `wrong` takes those that cannot be read.
fn values<T: PartialEq>(cell: &str, read: fn(&str) -> Option<T>, mut wrong: impl FnMut(&str)) -> Vec<T> {
    let mut all = Vec::new();
    for text in cell.split(';').map(str::trim).filter(|text| !text.is_empty()) {
        match read(text) {
            Some(value) if all.contains(&value) => {}
            Some(value) => all.push(value),
            None => wrong(text),
        }
    }
    all
}

/// Notes the actor under each value, once.
fn note<'v>(index: &mut FxHashMap<String, Vec<u32>>, values: impl Iterator<Item = &'v String>, at: u32) {
    for value in values {
        let actors = index.entry(value.clone()).or_default();
        if actors.last() != Some(&at) {
            actors.push(at);
        }
    }
}

/// The words of a cell `ngo;ngo-hrp`, each once.
fn classes(cell: &str) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    for class in cell.split(';').map(str::trim).filter(|class| !class.is_empty()) {
        let class = class.to_lowercase();
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use portcullis_model::{IdentifierKind, has_iban_form};
    use portcullis_names::identifier::{Validity, is_iban, validity};

    use super::{Account, folded_words, may_be_one};

    #[test]
    fn two_names_may_be_of_one_party_by_a_word_or_by_an_acronym() {
        let may = |one, other| may_be_one(&folded_words(one), &folded_words(other));
        for (one, other) in [
            ("World Food Programme", "WORLD FOOD PROGRAM"),
            ("World Food Programme", "WFP"),
            ("UNICEF", "United Nations Children's Fund"),
            (
                "UNHCR Geneva",
                "Office of the United Nations High Commissioner for Refugees",
            ),
            ("Oxfam", "Oxfam GB"),
            ("MSF", "MSF"),
        ] {
            assert!(may(one, other) && may(other, one), "{one} / {other}");
        }
        for (one, other) in [
            ("World Food Programme", "Nova General Trading LLC"),
            ("Norwegian Refugee Council", "Harbor Aid Trust"),
            (
                "Office for the Coordination of Humanitarian Affairs",
                "The Bakery for All",
            ),
            ("WFP", "Whole Foods Market"),
        ] {
            assert!(!may(one, other) && !may(other, one), "{one} / {other}");
        }
    }

    #[test]
    fn an_iban_and_an_lei_pass_their_check_and_one_digit_more_fails_it() {
        let looks_like_iban = |account: &str| has_iban_form(account.as_bytes());
        let is_checked_lei = |lei| validity(IdentifierKind::Lei, lei) == Validity::Valid;
        assert!(is_iban("NO9386011117947") && is_iban("CH9300762011623852957"));
        assert!(!is_iban("NO9386011117948") && looks_like_iban("NO9386011117948"));
        assert!(!looks_like_iban("EXAMPLE-NGO-NRC") && !looks_like_iban("4410077"));
        assert!(is_checked_lei("529900T8BM49AURSDO55") && !is_checked_lei("529900T8BM49AURSDO56"));
    }

    #[test]
    fn an_account_may_state_the_bank_that_keeps_it() {
        let read = |text| Account::read(text).map(|account| (account.number, account.bank));
        assert_eq!(
            read("44 10 077@dnbanokk"),
            Some(("4410077".to_owned(), Some("DNBANOKKXXX".to_owned())))
        );
        assert_eq!(read("4410077"), Some(("4410077".to_owned(), None)));
        assert_eq!(read("4410077@DNB"), None);
        assert_eq!(read("@DNBANOKK"), None);
    }
}
