//! Who owns what, and the 50 percent rule.
//!
//! OFAC (13 August 2014, FAQs 398 to 402): property of an entity that blocked persons own to 50 percent or more, in
//! the aggregate, directly or indirectly, is blocked. Indirect ownership runs only through entities that are
//! themselves owned to 50 percent or more. EU and UK guidance asks for more than 50 percent.
//!
//! The rule is a least fixed point: the listed parties are blocked; an entity is blocked when the shares of its
//! blocked owners reach the threshold; repeat until nothing changes. Cycles need no care: entities that own only
//! each other stay free, and a blocked entity in a cycle blocks no more than the threshold allows. It is taken for
//! each authority on its own, as a party that only one authority lists is blocked under that authority only.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use portcullis_model::{Date, Decimal, Designation, Identifier, NameKind, Relation, RelationKind, Schema};

use super::format::{Files, Form, ListFormat, Others};
use super::head::Head;
use crate::error::shown;
use crate::input::{Input, InputFile};
use crate::located::{Located, add_name, add_once};
use crate::report::SourceReport;
use crate::source::{List, Snapshots};
use crate::table::{Columns, Dialect, Row, rows, utf8};
use crate::text::squeeze;
use crate::{CompileError, dates};

const COLUMNS: [&str; 6] = [
    "owner_id",
    "owned_name",
    "owned_identifiers",
    "share",
    "as_of",
    "source",
];
const REQUIRED: [&str; 3] = ["owner_id", "owned_name", "share"];

/// How many owners that are nobody known a warning names.
const UNKNOWN_SHOWN_MAX: usize = 5;

/// Who owns how much of what.
const OWNERSHIP: List = List {
    word: "ownership",
    name: "Ownership (50 percent rule)",
    id_prefix: "owned",
    snapshots: Snapshots::Never,
    is_own: true,
    is_derived: true,
    duplicate_todo: "put the ownership files into one folder, so that their shares add up",
    ..List::OFFICIAL
};

/// The CSV of shares that `docs/lists.md` describes.
pub(super) struct Ownership;

impl ListFormat for Ownership {
    fn lists(&self) -> &'static [&'static List] {
        &[&OWNERSHIP]
    }

    fn files(&self, _: &List) -> Files {
        Files::All("csv")
    }

    fn form(&self) -> Form {
        Form::Table
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.has_column("owned_name")
    }

    fn read(
        &self,
        input: &Input,
        others: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read(input, others.listed, others.as_of, report)
    }
}

/// Reads ownership and derives the designations that follow from it, given the listed parties.
fn read(
    input: &Input,
    listed: &[Designation],
    as_of: Option<Date>,
    report: &mut SourceReport,
) -> Result<Vec<Located>, CompileError> {
    let mut book = Book::default();
    for file in input.present() {
        read_file(file, as_of, &mut book, report)?;
    }
    book.resolve(listed, report);
    Ok(book.derive(listed, input.spec.kind.list_name()))
}

/// An entity that somebody owns a part of.
#[derive(Debug)]
struct Owned {
    name: String,
    identifiers: Vec<Identifier>,
    path: Arc<Path>,
    line: u64,
    /// The owners as written, with their share; of several statements about one owner the latest.
    stakes: Vec<Stake>,
    /// The rows as they stand in the file.
    rows: Vec<String>,
}

#[derive(Debug)]
struct Stake {
    owner: String,
    share: Decimal,
    as_of: Option<Date>,
    source: String,
    /// Who the owner is; `None` for a party that is neither listed nor owned.
    party: Option<Party>,
}

/// From when to when an entity is blocked.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// `None`: since nobody knows when.
    from: Option<Date>,
    /// The first day on which it is free again; `None`: it is blocked still.
    until: Option<Date>,
}

/// A party that can own: listed, or owned itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Party {
    /// Index among the listed designations.
    Listed(usize),
    /// Index among the owned entities.
    Owned(usize),
}

/// Everything the ownership files say.
#[derive(Debug, Default)]
struct Book {
    owned: Vec<Owned>,
    /// By folded name.
    by_name: HashMap<String, usize>,
}

fn read_file(
    file: &InputFile,
    as_of: Option<Date>,
    book: &mut Book,
    report: &mut SourceReport,
) -> Result<(), CompileError> {
    let path: Arc<Path> = Arc::from(file.path.as_path());
    let text = utf8(&path, &file.bytes)?;
    let rows = rows(&path, text, Dialect { delimiter: b',' })?;
    let Some((header, rows)) = rows.split_first() else {
        return Ok(());
    };
    let columns = Columns::new(header);
    for name in columns.names() {
        if !COLUMNS.contains(&name.as_str()) {
            let reason = format!(
                "unknown column `{}`; known columns are {}",
                shown(name),
                COLUMNS.join(", ")
            );
            return Err(CompileError::format(&path, header.line, reason));
        }
    }
    for name in REQUIRED {
        if columns.find(name).is_none() {
            let reason = format!(
                "there is no column `{name}`; an ownership file needs {}",
                REQUIRED.join(", ")
            );
            return Err(CompileError::format(&path, header.line, reason));
        }
    }
    let mut later = 0_u64;
    for row in rows {
        if row.fields.len() != header.fields.len() {
            return Err(CompileError::format(
                &path,
                row.line,
                format!(
                    "expected {} fields as in the header and found {}; quote values that hold a comma",
                    header.fields.len(),
                    row.fields.len()
                ),
            ));
        }
        let stated = statement(&path, row, &columns)?;
        if as_of
            .zip(stated.stake.as_of)
            .is_some_and(|(day, stated)| stated > day)
        {
            later += 1;
            continue;
        }
        book.add(stated, &path, row);
    }
    if later > 0 {
        report.warn(format!(
            "{}: {later} shares are of a later day than asked for and are left out",
            path.display()
        ));
    }
    Ok(())
}

/// One row, read.
struct Statement {
    name: String,
    identifiers: Vec<Identifier>,
    stake: Stake,
}

fn statement(path: &Path, row: &Row<'_>, columns: &Columns) -> Result<Statement, CompileError> {
    let text = |column: &str| columns.find(column).map_or("", |i| row.get(i));
    let error =
        |column: &str, reason: String| CompileError::format(path, row.line, format!("{column}: {reason}"));
    let (owner, name) = (squeeze(text("owner_id")), squeeze(text("owned_name")));
    if owner.is_empty() {
        let reason = "is empty; give a designation id, or the name of an entity that is owned in another row";
        return Err(error("owner_id", reason.to_owned()));
    }
    if name.is_empty() {
        return Err(error(
            "owned_name",
            "is empty; what is owned cannot be screened without a name".to_owned(),
        ));
    }
    let share = percent(text("share")).ok_or_else(|| {
        error(
            "share",
            format!(
                "`{}` is not a percentage from 0 to 100, for example 50 or 33.3",
                shown(text("share"))
            ),
        )
    })?;
    let as_of = match text("as_of") {
        "" => None,
        day => Some(dates::iso(day).filter(|_| day.len() == 10).ok_or_else(|| {
            error(
                "as_of",
                format!("`{}` is not a date; write YYYY-MM-DD", shown(day)),
            )
        })?),
    };
    let identifiers = text("owned_identifiers")
        .split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| {
            text.parse()
                .map_err(|e| error("owned_identifiers", format!("{e}")))
        })
        .collect::<Result<Vec<Identifier>, _>>()?;
    let stake = Stake {
        owner,
        share,
        as_of,
        source: squeeze(text("source")),
        party: None,
    };
    Ok(Statement {
        name,
        identifiers,
        stake,
    })
}

/// `50`, `50%`, `33.3`: 0 to 100 percent.
fn percent(text: &str) -> Option<Decimal> {
    let number: Decimal = text.trim().trim_end_matches('%').trim_end().parse().ok()?;
    (Decimal::ZERO <= number && number <= Decimal::ONE_HUNDRED).then_some(number)
}

fn fold(name: &str) -> String {
    squeeze(name).to_lowercase()
}

impl Book {
    fn add(&mut self, stated: Statement, path: &Arc<Path>, row: &Row<'_>) {
        let key = fold(&stated.name);
        let index = *self.by_name.entry(key).or_insert(self.owned.len());
        if index == self.owned.len() {
            self.owned.push(Owned {
                name: stated.name,
                identifiers: Vec::new(),
                path: Arc::clone(path),
                line: row.line,
                stakes: Vec::new(),
                rows: Vec::new(),
            });
        }
        let Some(owned) = self.owned.get_mut(index) else {
            return;
        };
        for identifier in stated.identifiers {
            add_once(&mut owned.identifiers, identifier);
        }
        owned.rows.push(row.raw.to_owned());
        let key = fold(&stated.stake.owner);
        match owned.stakes.iter_mut().find(|stake| fold(&stake.owner) == key) {
            // The later statement wins; of one day, the larger share: the stricter of two that disagree.
            Some(stake) if (stated.stake.as_of, stated.stake.share) > (stake.as_of, stake.share) => {
                *stake = stated.stake;
            }
            Some(_) => {}
            None => owned.stakes.push(stated.stake),
        }
    }

    /// Finds out who the owners are.
    fn resolve(&mut self, listed: &[Designation], report: &mut SourceReport) {
        let by_id: HashMap<&str, usize> = listed
            .iter()
            .enumerate()
            .map(|(i, d)| (d.id.as_str(), i))
            .collect();
        let mut by_identifier: HashMap<String, usize> = HashMap::new();
        for (i, owned) in self.owned.iter().enumerate() {
            for identifier in &owned.identifiers {
                by_identifier.insert(identifier.to_string(), i);
            }
        }
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        for owned in &mut self.owned {
            for stake in &mut owned.stakes {
                stake.party = by_id
                    .get(stake.owner.as_str())
                    .map(|i| Party::Listed(*i))
                    .or_else(|| self.by_name.get(&fold(&stake.owner)).map(|i| Party::Owned(*i)))
                    .or_else(|| by_identifier.get(&stake.owner).map(|i| Party::Owned(*i)));
                if stake.party.is_none() {
                    unknown.insert(stake.owner.clone());
                }
            }
            let total: Decimal = owned.stakes.iter().map(|stake| stake.share).sum();
            if total > Decimal::ONE_HUNDRED {
                report.warn(format!(
                    "{}:{}: the shares of `{}` add up to {total} percent",
                    owned.path.display(),
                    owned.line,
                    owned.name
                ));
            }
        }
        if !unknown.is_empty() {
            let shown: Vec<&str> = unknown
                .iter()
                .take(UNKNOWN_SHOWN_MAX)
                .map(String::as_str)
                .collect();
            report.warn(format!(
                "{}: {} owners are neither listed nor owned and block nothing (`{}`{}); check their ids if they should be on a list",
                report.path.display(),
                unknown.len(),
                shown.join("`, `"),
                if unknown.len() > shown.len() { ", …" } else { "" },
            ));
        }
    }

    /// The designations that follow, by authority and then in the order of the files.
    fn derive(&self, listed: &[Designation], list: &str) -> Vec<Located> {
        let authorities: BTreeSet<&str> = self
            .owned
            .iter()
            .flat_map(|owned| &owned.stakes)
            .filter_map(|stake| match stake.party {
                Some(Party::Listed(i)) => listed.get(i).map(|d| d.authority.as_str()),
                _ => None,
            })
            .collect();
        let mut derived = Vec::new();
        for authority in authorities {
            let spans = self.spans(listed, authority);
            let blocked: Vec<bool> = spans.iter().map(Option::is_some).collect();
            for (i, owned) in self.owned.iter().enumerate() {
                if let Some(span) = spans[i] {
                    let mut designation = self.designation(i, listed, list, authority, &blocked);
                    (designation.listed_on, designation.delisted_on) = (span.from, span.until);
                    derived.push(Located {
                        designation,
                        path: Arc::clone(&owned.path),
                        line: owned.line,
                    });
                }
            }
        }
        derived
    }

    /// Whether an authority blocks the owner, given what it blocks so far.
    fn is_blocked(party: Option<Party>, listed: &[Designation], authority: &str, blocked: &[bool]) -> bool {
        match party {
            Some(Party::Listed(i)) => listed.get(i).is_some_and(|d| d.authority == authority),
            Some(Party::Owned(i)) => blocked.get(i).copied().unwrap_or(false),
            None => false,
        }
    }

    /// When an authority blocks the owned entities, from the first day to the last; `None`: never.
    fn spans(&self, listed: &[Designation], authority: &str) -> Vec<Option<Span>> {
        let owners = self.owned.iter().flat_map(|owned| &owned.stakes);
        let owners = owners.filter_map(|stake| match stake.party {
            Some(Party::Listed(i)) => listed.get(i).filter(|d| d.authority == authority),
            _ => None,
        });
        let days: BTreeSet<Date> = owners
            .flat_map(|d| [d.listed_on, d.delisted_on])
            .flatten()
            .collect();
        // Before the first day only those count that are listed since nobody knows when.
        let days: Vec<Option<Date>> = std::iter::once(None).chain(days.into_iter().map(Some)).collect();
        let mut spans: Vec<Option<Span>> = vec![None; self.owned.len()];
        for (n, day) in days.iter().enumerate() {
            let until = days.get(n + 1).copied().flatten();
            for (span, is_blocked) in spans.iter_mut().zip(self.blocked(listed, authority, *day)) {
                if is_blocked {
                    let from = span.map_or(*day, |span| span.from);
                    *span = Some(Span { from, until });
                }
            }
        }
        spans
    }

    /// Which owned entities an authority blocks on a day (`None`: before any date that is known): the least fixed point
    /// of the rule, each stake looked at once.
    fn blocked(&self, listed: &[Designation], authority: &str, day: Option<Date>) -> Vec<bool> {
        let counts = |d: &Designation| {
            d.authority == authority
                && match day {
                    Some(day) => d.is_listed_on(day),
                    None => d.listed_on.is_none(),
                }
        };
        let mut blocked = vec![false; self.owned.len()];
        let mut shares = vec![Decimal::ZERO; self.owned.len()];
        // What each entity owns of others.
        let mut stakes_in: Vec<Vec<(usize, Decimal)>> = vec![Vec::new(); self.owned.len()];
        for (i, owned) in self.owned.iter().enumerate() {
            for stake in &owned.stakes {
                match stake.party {
                    Some(Party::Listed(l)) if listed.get(l).is_some_and(counts) => {
                        shares[i] += stake.share;
                    }
                    // What an entity holds of itself is nobody's.
                    Some(Party::Owned(o)) if o != i => stakes_in[o].push((i, stake.share)),
                    _ => {}
                }
            }
        }
        let mut next: Vec<usize> = (0..self.owned.len())
            .filter(|i| reaches(shares[*i], authority))
            .collect();
        while let Some(owner) = next.pop() {
            if std::mem::replace(&mut blocked[owner], true) {
                continue;
            }
            for (owned, share) in &stakes_in[owner] {
                shares[*owned] += share;
                if !blocked[*owned] && reaches(shares[*owned], authority) {
                    next.push(*owned);
                }
            }
        }
        blocked
    }

    fn designation(
        &self,
        index: usize,
        listed: &[Designation],
        list: &str,
        authority: &str,
        blocked: &[bool],
    ) -> Designation {
        let owned = &self.owned[index];
        let digest = blake3::hash(format!("{authority}\n{}", fold(&owned.name)).as_bytes()).to_hex();
        let id = format!("owned-{}", &digest.as_str()[..12]);
        let mut designation = Designation::new(id, list, authority, Schema::Organization);
        add_name(&mut designation, &owned.name, NameKind::Primary);
        designation.identifiers.clone_from(&owned.identifiers);
        designation.source_record = owned.rows.join("\n");

        // Everything up the chain: the listed owners, their programs, and the words of it.
        let mut chain = Vec::new();
        let mut seen = BTreeSet::from([index]);
        let mut next = vec![index];
        while let Some(i) = next.pop() {
            let Some(entity) = self.owned.get(i) else { continue };
            for stake in &entity.stakes {
                // A holding of itself is no link of a chain.
                if stake.share.is_zero()
                    || stake.party == Some(Party::Owned(i))
                    || !Book::is_blocked(stake.party, listed, authority, blocked)
                {
                    continue;
                }
                let owner_name = match stake.party {
                    Some(Party::Listed(l)) => {
                        let Some(owner) = listed.get(l) else { continue };
                        add_once(&mut designation.derived_from, owner.id.clone());
                        for program in &owner.programs {
                            add_once(&mut designation.programs, program.clone());
                        }
                        for measure in &owner.measures {
                            add_once(&mut designation.measures, *measure);
                        }
                        format!("{} ({})", owner.primary_name(), owner.id)
                    }
                    Some(Party::Owned(o)) => {
                        if seen.insert(o) {
                            next.push(o);
                        }
                        self.owned
                            .get(o)
                            .map_or_else(String::new, |owner| owner.name.clone())
                    }
                    None => continue,
                };
                let mut link = format!(
                    "{owner_name} owns {} percent of {}",
                    stake.share.normalize(),
                    entity.name
                );
                if let Some(day) = stake.as_of {
                    link.push_str(&format!(" as of {day}"));
                }
                if !stake.source.is_empty() {
                    link.push_str(&format!(" ({})", stake.source));
                }
                chain.push(link);
                if i == index {
                    let to_id = match stake.party {
                        Some(Party::Listed(l)) => listed.get(l).map(|d| d.id.clone()),
                        _ => None,
                    };
                    let relation = Relation {
                        kind: RelationKind::OwnedBy,
                        to: owner_name,
                        to_id,
                    };
                    add_once(&mut designation.relations, relation);
                }
            }
        }
        let threshold = if strictly_more(authority) {
            "more than 50 percent"
        } else {
            "50 percent or more"
        };
        designation.remarks = format!(
            "Derived: owned to {threshold}, in the aggregate, by parties that {authority} designated. {}.",
            chain.join("; ")
        );
        designation
    }
}

/// EU (Best Practices, 8519/18, paragraph 62) and UK (ownership and control guidance) ask for more than half.
fn strictly_more(authority: &str) -> bool {
    matches!(authority, "EU" | "UK")
}

/// Whether a share blocks. Authorities without a rule of their own are held to the strictest, OFAC's.
fn reaches(share: Decimal, authority: &str) -> bool {
    let half = Decimal::from(50);
    if strictly_more(authority) {
        share > half
    } else {
        share >= half
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use portcullis_model::{Designation, NameKind, Schema};
    use proptest::prelude::*;

    use super::*;
    use crate::{SourceKind, SourceSpec};

    fn listed(id: &str, authority: &str, program: &str) -> Designation {
        let mut designation = Designation::new(id, "List", authority, Schema::Person);
        add_name(&mut designation, &format!("NAME {id}"), NameKind::Primary);
        designation.programs.push(program.to_owned());
        designation
    }

    fn derive_from(
        csv: &str,
        listed: &[Designation],
        as_of: Option<Date>,
    ) -> (Vec<Designation>, SourceReport) {
        let file = InputFile {
            path: "o.csv".into(),
            bytes: csv.as_bytes().to_vec(),
        };
        let spec = SourceSpec::new(SourceKind::new(&OWNERSHIP), "o.csv");
        let input = Input {
            spec,
            primary: file,
            companions: Vec::new(),
            missing: Vec::new(),
        };
        let mut report = SourceReport::new(SourceKind::new(&OWNERSHIP), "o.csv".into());
        let located = read(&input, listed, as_of, &mut report).unwrap();
        (located.into_iter().map(|l| l.designation).collect(), report)
    }

    /// The names that are blocked when `X` is listed by OFAC.
    fn blocked(stakes: &[(&str, u32, &str)]) -> Vec<String> {
        let mut csv = "owner_id,owned_name,share\n".to_owned();
        for (owner, share, owned) in stakes {
            csv.push_str(&format!("{owner},{owned},{share}\n"));
        }
        let mut names: Vec<String> = derive_from(
            &csv,
            &[listed("X", "US", "SDGT"), listed("Y", "US", "IFSR")],
            None,
        )
        .0
        .iter()
        .map(|d| d.primary_name().to_owned())
        .collect();
        names.sort();
        names
    }

    #[test]
    fn faq_401_first_example_indirect_ownership_through_a_blocked_entity_blocks() {
        assert_eq!(blocked(&[("X", 50, "A"), ("A", 50, "B")]), ["A", "B"]);
    }

    #[test]
    fn faq_401_second_example_two_blocked_entities_aggregate() {
        assert_eq!(
            blocked(&[("X", 50, "A"), ("X", 50, "B"), ("A", 25, "C"), ("B", 25, "C")]),
            ["A", "B", "C"]
        );
    }

    #[test]
    fn faq_401_third_example_direct_and_indirect_shares_aggregate() {
        assert_eq!(
            blocked(&[("X", 50, "A"), ("X", 10, "B"), ("A", 40, "B")]),
            ["A", "B"]
        );
    }

    #[test]
    fn faq_401_fourth_example_a_minority_holding_does_not_count_through() {
        assert_eq!(
            blocked(&[("X", 50, "A"), ("X", 25, "B"), ("A", 25, "C"), ("B", 25, "C")]),
            ["A"]
        );
    }

    #[test]
    fn different_listed_owners_aggregate_and_all_their_programs_follow() {
        assert_eq!(blocked(&[("X", 25, "A"), ("Y", 25, "A")]), ["A"]);
        let csv = "owner_id,owned_name,owned_identifiers,share,as_of,source\n\
                   X,Harbor Ltd,registration:77@CY,25,2024-01-01,registry\nY,Harbor Ltd,,25%,,\n";
        let (derived, _) = derive_from(csv, &[listed("X", "US", "SDGT"), listed("Y", "US", "IFSR")], None);
        let [harbor] = derived.as_slice() else { panic!() };
        assert_eq!(harbor.programs, ["SDGT", "IFSR"]);
        assert_eq!(harbor.derived_from, ["X", "Y"]);
        assert_eq!(harbor.authority, "US");
        assert_eq!(harbor.identifiers[0].to_string(), "registration:77@CY");
        assert!(harbor.id.starts_with("owned-") && harbor.id.len() == "owned-".len() + 12);
        assert_eq!(
            harbor.remarks,
            "Derived: owned to 50 percent or more, in the aggregate, by parties that US designated. \
             NAME X (X) owns 25 percent of Harbor Ltd as of 2024-01-01 (registry); NAME Y (Y) owns 25 percent of Harbor Ltd."
        );
    }

    #[test]
    fn a_cycle_blocks_only_when_a_listed_party_starts_it() {
        assert_eq!(blocked(&[("A", 60, "B"), ("B", 60, "A")]), Vec::<String>::new());
        assert_eq!(
            blocked(&[("A", 60, "B"), ("B", 40, "A"), ("X", 10, "A")]),
            Vec::<String>::new()
        );
        assert_eq!(
            blocked(&[("A", 60, "B"), ("B", 40, "A"), ("X", 50, "A")]),
            ["A", "B"]
        );
        assert_eq!(blocked(&[("A", 90, "A"), ("X", 10, "A")]), Vec::<String>::new());
    }

    #[test]
    fn an_entity_is_blocked_only_while_its_owners_are_listed_together() {
        let day = |text: &str| dates::iso(text);
        let mut first = listed("a", "US", "X");
        (first.listed_on, first.delisted_on) = (day("2010-01-01"), day("2016-01-16"));
        let mut second = listed("b", "US", "Y");
        second.listed_on = day("2015-03-04");
        let csv = "owner_id,owned_name,share\na,Shared,30\nb,Shared,30\nb,Alone,50\na,Gone,80\n";
        let (derived, _) = derive_from(csv, &[first.clone(), second], None);
        let spans: Vec<(&str, Option<Date>, Option<Date>)> = derived
            .iter()
            .map(|d| (d.primary_name(), d.listed_on, d.delisted_on))
            .collect();
        assert_eq!(
            spans,
            [
                ("Shared", day("2015-03-04"), day("2016-01-16")),
                ("Alone", day("2015-03-04"), None),
                ("Gone", day("2010-01-01"), day("2016-01-16")),
            ]
        );
        // Owners that are never listed at one time never block together.
        let mut third = listed("b", "US", "Y");
        third.listed_on = day("2016-01-16");
        let (derived, _) = derive_from(csv, &[first, third], None);
        assert!(derived.iter().all(|d| d.primary_name() != "Shared"));
    }

    #[test]
    fn europe_asks_for_more_than_half() {
        let parties = [
            listed("eu-1", "EU", "EU-RUS"),
            listed("uk-1", "UK", "UK-RUS"),
            listed("us-1", "US", "SDGT"),
        ];
        let derived = |share: &str| {
            let csv = format!("owner_id,owned_name,share\neu-1,A,{share}\nuk-1,B,{share}\nus-1,C,{share}\n");
            let (derived, _) = derive_from(&csv, &parties, None);
            derived
                .iter()
                .map(|d| format!("{} {}", d.authority, d.primary_name()))
                .collect::<Vec<_>>()
        };
        assert_eq!(derived("50"), ["US C"]);
        assert_eq!(derived("50.01"), ["EU A", "UK B", "US C"]);
    }

    #[test]
    fn owners_of_two_authorities_do_not_add_up() {
        let parties = [listed("eu-1", "EU", "EU-RUS"), listed("us-1", "US", "SDGT")];
        let (derived, _) = derive_from(
            "owner_id,owned_name,share\neu-1,A,30\nus-1,A,30\n",
            &parties,
            None,
        );
        assert!(derived.is_empty());
    }

    #[test]
    fn the_latest_statement_counts_and_later_ones_than_asked_for_do_not() {
        let csv = "owner_id,owned_name,share,as_of\nX,A,60,2020-01-01\nX,A,0,2024-01-01\n";
        let parties = [listed("X", "US", "SDGT")];
        assert!(derive_from(csv, &parties, None).0.is_empty());
        let (derived, report) = derive_from(csv, &parties, dates::iso("2022-01-01"));
        assert_eq!(derived.len(), 1);
        assert!(report.warnings[0].contains("1 shares are of a later day"));
    }

    #[test]
    fn owners_that_nobody_knows_are_warned_about() {
        let (derived, report) = derive_from(
            "owner_id,owned_name,share\nofac-9,A,60\nX,B,80\nX,B2,20\n",
            &[listed("X", "US", "S")],
            None,
        );
        assert_eq!(derived.len(), 1);
        assert_eq!(report.warnings.len(), 1);
        assert!(
            report.warnings[0].contains("1 owners are neither listed nor owned and block nothing (`ofac-9`)")
        );
    }

    #[test]
    fn mistakes_are_named_by_line_and_column() {
        let error = |csv: &str| {
            let file = InputFile {
                path: "o.csv".into(),
                bytes: csv.as_bytes().to_vec(),
            };
            let spec = SourceSpec::new(SourceKind::new(&OWNERSHIP), "o.csv");
            let input = Input {
                spec,
                primary: file,
                companions: Vec::new(),
                missing: Vec::new(),
            };
            let mut report = SourceReport::new(SourceKind::new(&OWNERSHIP), "o.csv".into());
            read(&input, &[], None, &mut report).unwrap_err().to_string()
        };
        assert!(error("owner_id,share\n").contains("o.csv:1: there is no column `owned_name`"));
        assert!(error("owner_id,owned_name,share,color\n").contains("unknown column `color`"));
        assert!(
            error("owner_id,owned_name,share\nX,A,150\n")
                .contains("o.csv:2: share: `150` is not a percentage")
        );
        assert!(error("owner_id,owned_name,share\nX,A,half\n").contains("share: `half`"));
        assert!(error("owner_id,owned_name,share\n,A,50\n").contains("owner_id: is empty"));
        assert!(error("owner_id,owned_name,share\nX,,50\n").contains("owned_name: is empty"));
        assert!(error("owner_id,owned_name,share,as_of\nX,A,50,May\n").contains("as_of: `May`"));
        assert!(error("owner_id,owned_name,share\nX,A\n").contains("expected 3 fields"));
    }

    proptest! {
        /// More ownership never frees anybody, and the order of rows does not matter.
        #[test]
        fn the_rule_is_monotone_and_order_free(
            stakes in prop::collection::btree_map((0_usize..6, 1_usize..6), 0_u32..100, 0..14),
            extra in (0_usize..6, 1_usize..6, 1_u32..100),
        ) {
            const PARTIES: [&str; 6] = ["X", "A", "B", "C", "D", "E"];
            let rows = |stakes: &BTreeMap<(usize, usize), u32>| -> Vec<(&str, u32, &str)> {
                stakes.iter().map(|((o, e), s)| (PARTIES[*o], *s, PARTIES[*e])).collect()
            };
            let before = blocked(&rows(&stakes));
            let mut reversed = rows(&stakes);
            reversed.reverse();
            prop_assert_eq!(&blocked(&reversed), &before);
            let mut more = stakes.clone();
            let share = more.entry((extra.0, extra.1)).or_insert(0);
            *share = (*share + extra.2).min(100);
            let after = blocked(&rows(&more));
            prop_assert!(before.iter().all(|name| after.contains(name)));
        }
    }
}
