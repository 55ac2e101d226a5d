//! A hit together with the designation it reached, for tables and JSON.

use comfy_table::Cell;
use portcullis_exemptions::{Lapse, WordReport};
use portcullis_index::Index;
use portcullis_list_compiler::SourceKind;
use portcullis_model::{Date, Designation, Discounted, Hit, NameKind};
use portcullis_screening::{CheckedDiscount, CheckedHit};

use crate::failure::Failure;
use crate::near::did_you_mean;
use crate::options::today;
use crate::output::counted;
use crate::table::{Sheet, joined};
use crate::why;

/// A hit and everything that is known of its designation.
pub struct Found<'a> {
    hit: &'a Hit,
    designation: Designation,
    /// What other authorities list the same party as.
    same_party: Vec<Designation>,
}

/// What facts alone keep from being a hit, as `check --json` prints it.
pub fn discounted_record<'a>((found, factor): &'a (Found<'a>, f32)) -> CheckedDiscount<'a> {
    CheckedDiscount {
        hit: found.contract(),
        factor: *factor,
    }
}

/// Where the designations of hits are looked up.
#[derive(Clone, Copy)]
pub struct FoundIn<'i> {
    pub index: &'i Index,
    /// The day whose records are shown; `None` for the newest ones.
    pub as_of: Option<Date>,
}

impl FoundIn<'_> {
    /// Looks the designations of hits up.
    pub fn all<'a>(self, hits: &'a [Hit]) -> Result<Vec<Found<'a>>, Failure> {
        hits.iter().map(|hit| self.of(hit)).collect()
    }

    /// Looks the designations up that facts discount; with the factor of each.
    pub fn discounted<'a>(self, discounted: &'a [Discounted]) -> Result<Vec<(Found<'a>, f32)>, Failure> {
        let find = |discounted: &'a Discounted| Ok((self.of(&discounted.hit)?, discounted.factor));
        discounted.iter().map(find).collect()
    }

    /// Looks the designation of a hit up.
    pub fn of(self, hit: &Hit) -> Result<Found<'_>, Failure> {
        let listed = self.record(hit.designation)?;
        let others = listed.same_as.iter().filter_map(|id| self.index.find(id));
        Ok(Found {
            hit,
            same_party: others
                .map(|ordinal| self.record(ordinal))
                .collect::<Result<_, _>>()?,
            designation: listed,
        })
    }

    fn record(self, ordinal: u32) -> Result<Designation, Failure> {
        let newest = designation(self.index, ordinal)?;
        Ok(match self.as_of {
            Some(day) => newest.record_on(day).clone(),
            None => newest,
        })
    }
}

impl Found<'_> {
    /// As `check --json` prints it.
    pub fn contract(&self) -> CheckedHit<'_> {
        CheckedHit::of(self.hit, &self.designation)
    }
}

/// Everything that is known of a designation of an open index.
pub fn designation(index: &Index, ordinal: u32) -> Result<Designation, Failure> {
    index.designation(ordinal).map_err(|error| {
        let id = index.designation_id(ordinal);
        Failure::input(format!(
            "the index is damaged: the record of {id} cannot be read ({error}); compile it again"
        ))
    })
}

/// The designations that were asked for by their ids ([`find_designation`]).
pub fn designations(index: &Index, asked: &[String]) -> Result<Vec<Designation>, Failure> {
    asked
        .iter()
        .map(|id| designation(index, find_designation(index, id)?))
        .collect()
}

/// The ordinal of a designation that was asked for by its id: as it is written, else in letters of any case, else without
/// the prefix of its list where only one list has it.
pub fn find_designation(index: &Index, asked: &str) -> Result<u32, Failure> {
    if let Some(exact) = index.find(asked) {
        return Ok(exact);
    }
    let prefixes: Vec<String> = SourceKind::all()
        .map(|kind| format!("{}-", kind.id_prefix()))
        .collect();
    let bare = |id| {
        let without = |prefix: &String| str::strip_prefix(id, prefix.as_str());
        prefixes.iter().find_map(without)
    };
    let (mut whole, mut parts) = (Vec::new(), Vec::new());
    for ordinal in 0..index.designation_count() {
        let id = index.designation_id(ordinal);
        if id.eq_ignore_ascii_case(asked) {
            whole.push(ordinal);
        } else if bare(id).is_some_and(|part| part.eq_ignore_ascii_case(asked)) {
            parts.push(ordinal);
        }
    }
    let ids = || (0..index.designation_count()).map(|ordinal| index.designation_id(ordinal));
    match if whole.is_empty() { &parts } else { &whole }.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::usage(format!(
            "`{asked}` is no designation of this index{}; ids look like ofac-12345, un-QDi.001, custom-name, and \
             `portcullis check NAME` prints them",
            did_you_mean(asked, ids())
        ))),
        several => {
            let ids: Vec<&str> = several
                .iter()
                .map(|ordinal| index.designation_id(*ordinal))
                .collect();
            Err(Failure::usage(format!(
                "`{asked}` is {} designations of this index: {}; give the whole id",
                ids.len(),
                ids.join(", ")
            )))
        }
    }
}

/// What facts discount as a table with a head of its own, at most `limit` rows; empty where there is nothing.
pub fn discounted(discounted: &[(Found<'_>, f32)], limit: usize, with_field: bool) -> String {
    if discounted.is_empty() {
        return String::new();
    }
    let shown = discounted.len().min(limit);
    let rows = table(discounted[..shown].iter().map(|(found, _)| found), with_field);
    let count = discounted.len() as u64;
    let mut text = format!(
        "\ndiscounted, no hit because of facts alone ({}):\n{rows}",
        counted(count, "match of names", "matches of names")
    );
    if shown < discounted.len() {
        let more = (discounted.len() - shown) as u64;
        text.push_str(&format!("… and {more} more (--json has all)\n"));
    }
    text
}

/// What reviewers' words let pass as a table with a head of its own, at most `limit` rows; empty where there is nothing.
pub fn suppressed(suppressed: &[(Found<'_>, &WordReport)], limit: usize) -> String {
    if suppressed.is_empty() {
        return String::new();
    }
    let shown = suppressed.iter().take(limit);
    let rows = table_saying("word", shown.map(|(found, word)| (found, said(word))), false);
    let count = suppressed.len() as u64;
    let mut text = format!(
        "\nlet pass by reviewers' words ({}):\n{rows}",
        counted(count, "hit", "hits")
    );
    if let Some(more) = suppressed.len().checked_sub(limit).filter(|more| *more > 0) {
        text.push_str(&format!("… and {more} more (--json has all)\n"));
    }
    text
}

/// What a reviewer said of a hit, in a sentence; and why that lets it not pass.
pub fn said(word: &WordReport) -> String {
    let WordReport {
        case_id,
        word: said,
        who,
        when,
        why,
        ..
    } = word;
    let second = word.second.iter().map(|second| format!(" and {second}"));
    let mut text = format!(
        "{said} by {who}{} on {when}, of case {case_id}: {why}",
        second.collect::<String>()
    );
    if let Some(until) = word.valid_until {
        text.push_str(&format!(" (until {until})"));
    }
    if let Some(lapse) = word.lapsed {
        text.push_str(&format!("; it lets nothing pass, because {}", why_lapsed(lapse)));
    }
    text
}

fn why_lapsed(lapse: Lapse) -> &'static str {
    match lapse {
        Lapse::Expired => "it has ended",
        Lapse::ListedChanged => "the list says something else of the designation now",
        Lapse::PartyChanged => {
            "the name, an identifier, the country or the date of birth is not that of the party of the case"
        }
        Lapse::NoIdentifier => "nothing but the name says that it is the party of the case",
        Lapse::Identifier => "the hit is by no name, and a word lets names pass alone",
        Lapse::Waiting => "a second person must say it too",
    }
}

/// The hits as a table, best first; `with_field`: where in the payment each stands.
pub fn table<'f>(found: impl IntoIterator<Item = &'f Found<'f>>, with_field: bool) -> Sheet {
    let whys = found
        .into_iter()
        .map(|found| (found, why::compact(&found.hit.evidence)));
    table_saying("why", whys, with_field)
}

/// Matches as a table, each with what there is to say of it under a head of its own.
pub fn table_saying<'f>(
    head: &str,
    found: impl IntoIterator<Item = (&'f Found<'f>, String)>,
    with_field: bool,
) -> Sheet {
    let mut heads = vec!["score", "matched", "list", "programs", head, "designation"];
    if with_field {
        heads.insert(1, "field");
    }
    let mut sheet = Sheet::new(&heads).right(&[0]).whole(heads.len() - 1);
    for (found, said) in found {
        let Found {
            hit,
            designation,
            same_party,
        } = found;
        let mut cells = vec![
            sheet.score(hit.score),
            Cell::new(matched(hit, designation)),
            Cell::new(list(designation, today())),
            Cell::new(programs(designation, same_party)),
            Cell::new(said),
            Cell::new(&designation.id),
        ];
        if with_field {
            cells.insert(1, Cell::new(hit.field));
        }
        sheet.cells(cells);
    }
    sheet
}

/// The programs; and under which other authorities list the same party, for one person is one to whoever reads.
fn programs(designation: &Designation, same_party: &[Designation]) -> String {
    let mut text = joined(&designation.programs);
    for other in same_party {
        text.push_str(&format!(
            "\nsame party: {} ({})",
            joined(&other.programs),
            other.id
        ));
    }
    text
}

/// The name that matched; and the name it is listed under, where that is another.
fn matched(hit: &Hit, designation: &Designation) -> String {
    let primary = designation.primary_name();
    match hit.name_kind {
        Some(NameKind::Primary) => hit.matched.clone(),
        Some(kind) => format!("{} ({kind} of {primary})", hit.matched),
        None => format!("{} ({primary})", hit.matched),
    }
}

/// The list; and since when it is no longer on it.
fn list(designation: &Designation, today: Date) -> String {
    match designation.delisted_on {
        Some(date) if date <= today => format!("{} (delisted {date})", designation.list),
        _ => designation.list.clone(),
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Date, Designation, Field, Hit, Name, NameKind, Schema, Score};

    use super::{list, matched, programs};

    #[test]
    fn an_alias_says_whose_it_is() {
        let mut designation = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Person);
        designation
            .names
            .push(Name::new("BOUT, Viktor", NameKind::Primary));
        let mut hit = Hit {
            matched: "BUTT".to_owned(),
            name_kind: Some(NameKind::WeakAlias),
            ..Hit::by_name(0, Field::Query, Score::ONE)
        };
        assert_eq!(matched(&hit, &designation), "BUTT (weak-alias of BOUT, Viktor)");
        hit.name_kind = None;
        assert_eq!(matched(&hit, &designation), "BUTT (BOUT, Viktor)");
    }

    #[test]
    fn one_person_on_two_lists_shows_the_programs_of_both() {
        let mut ofac = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Person);
        ofac.programs = vec!["SDGT".to_owned(), "IRAN".to_owned()];
        let mut un = Designation::new("un-1", "UN Consolidated", "UN", Schema::Person);
        un.programs.push("UN-Al-Qaida".to_owned());
        assert_eq!(programs(&ofac, &[]), "SDGT, IRAN");
        assert_eq!(
            programs(&ofac, &[un]),
            "SDGT, IRAN\nsame party: UN-Al-Qaida (un-1)"
        );
    }

    #[test]
    fn a_party_that_left_its_list_says_when() {
        let mut designation = Designation::new("un-1", "UN Consolidated", "UN", Schema::Person);
        let today = Date::constant(2026, 2, 16);
        assert_eq!(list(&designation, today), "UN Consolidated");
        designation.delisted_on = Some(Date::constant(2016, 1, 16));
        assert_eq!(list(&designation, today), "UN Consolidated (delisted 2016-01-16)");
    }
}
