//! Which of several measures an entry of OFAC is under, where one tag stands for them all.
//!
//! `UKRAINE-EO13662` and `RUSSIA-EO14024` mean that a party is blocked, or that one of the directives under the order
//! prohibits some dealings with it. The remarks say which. Here an entry that is under a directive gets the program of
//! the directive (`UKRAINE-EO13662-D1`), and keeps the bare tag only where it is blocked too. Where nothing tells, the
//! bare tag stays: it is the block, and the stricter.
//!
//! What the remarks say is data: `data/ofac_directives.csv`. Its words are held against the beginning of a clause by
//! their letters and digits alone, so every format of a list gives the same.

use std::collections::HashSet;
use std::sync::LazyLock;

use portcullis_model::{Date, Designation, EffectiveDate, Measure};

use super::{ofac, ofac_remarks};
use crate::dates;
use crate::located::{Located, add_once};
use crate::report::SourceReport;

const DATA: &str = include_str!("../../data/ofac_directives.csv");
/// The order that was known for its directives before it was for blocks: a rule file may describe the tag as sectoral. An
/// entry of the SDN List with this tag alone would then be cleared, so the list states its freeze (31 CFR 589.201).
const SHARED: &str = "UKRAINE-EO13662";
/// The tag of the list of parties that are under some measures and not blocked: where these are told, it adds nothing.
const MENU: &str = "MBS";
/// How many entries a warning names.
const NAMED_MAX: usize = 10;

/// What a clause says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// The entry is under a directive: a program of its own.
    Directive(&'static str),
    /// A program binds the entry from the date that follows.
    Effective(&'static str),
    /// The entry is blocked under the tag, whatever directives it is under.
    Blocked,
    /// The entry is under the tag with this measure, and not with others.
    Measure(Measure),
}

struct Row {
    tag: &'static str,
    words: Vec<String>,
    /// The number among the words: remarks without it do not hold them. Empty where there is none.
    number: &'static str,
    reads: Reads,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| DATA.lines().skip(1).filter_map(row).collect());
/// The tags of the rows, each once.
static TAGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut tags: Vec<&'static str> = ROWS.iter().map(|row| row.tag).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
});

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('|');
    let (tag, text, reads, gives) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let reads = match reads {
        "directive" => Reads::Directive(gives),
        "effective" => Reads::Effective(gives),
        "blocked" => Reads::Blocked,
        "measure" => Reads::Measure(gives.parse().ok()?),
        _ => return None,
    };
    let number = text
        .split(|c: char| !c.is_alphanumeric())
        .find(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_digit()))
        .unwrap_or("");
    Some(Row {
        tag,
        words: words(text).collect(),
        number,
        reads,
    })
}

/// The letters and digits of a text, word by word, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Tells the measures apart of every entry of OFAC.
pub(crate) fn tell_apart(located: &mut [Located], report: &mut SourceReport) {
    let cut: HashSet<String> = report
        .cut_records
        .iter()
        .map(|record| record.id.clone())
        .collect();
    let mut untold: Vec<String> = Vec::new();
    for Located { designation, .. } in located {
        let is_told_apart = designation.id.starts_with("ofac-")
            && designation
                .programs
                .iter()
                .any(|tag| TAGS.contains(&tag.as_str()));
        if is_told_apart {
            // Most entries of these tags say nothing more, and a series of lists has a million of them.
            let said = if may_say(designation) {
                Said::by(&designation.remarks, report)
            } else {
                Said::default()
            };
            let is_cut = cut.contains(&designation.id);
            for tag in said.apply(designation, is_cut) {
                untold.push(format!("{} ({tag})", designation.id));
            }
        }
    }
    if !untold.is_empty() {
        let more = untold.len().saturating_sub(NAMED_MAX);
        untold.truncate(NAMED_MAX);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        report.warn(format!(
            "of entries that are under a directive or blocked, nothing says which, and they are taken as blocked: {}{more}",
            untold.join(", ")
        ));
    }
}

/// Whether the remarks of an entry hold a number that its rows name.
fn may_say(designation: &Designation) -> bool {
    ROWS.iter()
        .filter(|row| designation.programs.iter().any(|tag| tag == row.tag))
        .any(|row| designation.remarks.contains(row.number))
}

/// What the remarks of an entry say.
#[derive(Debug, Default)]
struct Said {
    /// Tags with the programs of their directives.
    directives: Vec<(&'static str, &'static str)>,
    effective: Vec<EffectiveDate>,
    blocked: Vec<&'static str>,
    measures: Vec<(&'static str, Measure)>,
    /// A directive is named that the data does not know.
    is_unknown: bool,
}

impl Said {
    fn by(remarks: &str, report: &mut SourceReport) -> Said {
        let mut said = Said::default();
        for clause in ofac_remarks::clauses(remarks) {
            let mut found: Vec<String> = words(&clause).collect();
            if found.first().is_some_and(|word| word == "alt") {
                found.remove(0);
            }
            let mut names_a_directive = found
                .windows(3)
                .any(|three| three == ["subject", "to", "directive"]);
            for row in ROWS.iter().filter(|row| found.starts_with(&row.words)) {
                match row.reads {
                    Reads::Directive(program) => {
                        add_once(&mut said.directives, (row.tag, program));
                        names_a_directive = false;
                    }
                    Reads::Effective(program) => match date(&found[row.words.len()..]) {
                        Some(from) => add_once(
                            &mut said.effective,
                            EffectiveDate {
                                program: program.to_owned(),
                                from,
                            },
                        ),
                        None => {
                            let words = row.words.join(" ");
                            report.miss(format!("remark: {words} (value not understood)"));
                        }
                    },
                    Reads::Blocked => add_once(&mut said.blocked, row.tag),
                    Reads::Measure(measure) => add_once(&mut said.measures, (row.tag, measure)),
                }
            }
            if names_a_directive {
                report.miss("remark: a directive that is not known");
                said.is_unknown = true;
            }
        }
        said
    }

    /// Puts it into the entry. Returns the tags of the consolidated list of which nothing is said.
    fn apply(self, designation: &mut Designation, is_cut: bool) -> Vec<String> {
        // A list that is not known to be the consolidated one may be of blocked persons.
        let list = &designation.list;
        let is_sdn = list.contains(ofac::SDN.name) || !list.contains(ofac::CONSOLIDATED.name);
        let is_under_directive = |tag: &str| self.directives.iter().any(|(of, _)| *of == tag);
        let is_said_blocked = |tag: &str| self.blocked.contains(&tag);
        // On the list of blocked persons some tag blocks; where each of them may be a directive alone, each is kept.
        let blocks_otherwise = designation
            .programs
            .iter()
            .any(|tag| !is_under_directive(tag) || is_said_blocked(tag));
        let keeps = |tag: &str| {
            is_cut || self.is_unknown || (is_sdn && !blocks_otherwise && tag != MENU) || is_said_blocked(tag)
        };

        let mut untold = Vec::new();
        let mut programs = Vec::with_capacity(designation.programs.len());
        for tag in std::mem::take(&mut designation.programs) {
            let is_said = is_under_directive(&tag) || self.measures.iter().any(|(of, _)| *of == tag);
            let may_be_lesser = ROWS
                .iter()
                .any(|row| row.tag == tag && matches!(row.reads, Reads::Directive(_) | Reads::Measure(_)));
            if !is_sdn && may_be_lesser && !is_said && !is_said_blocked(&tag) {
                untold.push(tag.clone());
            }
            let of_tag = self.directives.iter().filter(|(of, _)| *of == tag);
            let directives: Vec<String> = of_tag.map(|(_, program)| (*program).to_owned()).collect();
            if directives.is_empty() || keeps(&tag) {
                add_once(&mut programs, tag);
            }
            for program in directives {
                add_once(&mut programs, program);
            }
        }
        for (tag, measure) in &self.measures {
            if !is_sdn && !is_cut && programs.iter().any(|program| program == tag) {
                add_once(&mut designation.measures, *measure);
            }
        }
        if is_sdn && programs.iter().all(|program| program == SHARED) {
            add_once(&mut designation.measures, Measure::AssetFreeze);
        }
        designation.effective = self.effective;
        designation
            .effective
            .retain(|own| programs.contains(&own.program));
        designation.programs = programs;
        untold
    }
}

/// `26 Mar 2022`, word by word.
fn date(words: &[String]) -> Option<Date> {
    dates::full_words(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use portcullis_index::CutRecord;
    use portcullis_model::{Designation, Schema};

    use super::{DATA, ROWS, tell_apart};
    use crate::SourceKind;
    use crate::formats::ofac;
    use crate::located::Located;
    use crate::report::SourceReport;

    const D1: &str = "Executive Order 13662 Directive Determination - Subject to Directive 1";
    const D2: &str = "alt. Executive Order 13662 Directive Determination - Subject to Directive 2";
    const D2_OF_2022: &str = "Listing Date (EO 14024 Directive 2): 24 Feb 2022; Effective Date (EO 14024 Directive 2): 26 Mar 2022";
    const D3_OF_2022: &str = "Executive Order 14024 Directive Information Subject to Directive 3 - All transactions in new debt; Listing Date (EO 14024 Directive 3): 24 Feb 2022; Effective Date (EO 14024 Directive 3): 26 Mar 2022";
    const BLOCKED: &str = "alt. Secondary sanctions risk: See Section 11 of Executive Order 14024.";

    fn entry(list: &str, programs: &str, remarks: &str) -> Located {
        let mut designation = Designation::new("ofac-1", list, "US", Schema::Organization);
        designation.programs = programs.split(", ").map(str::to_owned).collect();
        remarks.clone_into(&mut designation.remarks);
        Located {
            designation,
            path: Arc::from(Path::new("x")),
            line: 1,
        }
    }

    fn told(list: &str, programs: &str, remarks: &[&str], cut: bool) -> (Designation, SourceReport) {
        let mut report = SourceReport::new(SourceKind::new(&ofac::SDN), "x".into());
        if cut {
            report.cut_records.push(CutRecord {
                id: "ofac-1".to_owned(),
                name: String::new(),
            });
        }
        let mut located = [entry(list, programs, &remarks.join("; "))];
        tell_apart(&mut located, &mut report);
        let [Located { designation, .. }] = located;
        (designation, report)
    }

    fn on(list: &str, programs: &str, remarks: &[&str]) -> String {
        told(list, programs, remarks, false).0.programs.join(", ")
    }

    const SDN: &str = ofac::SDN.name;
    const CONSOLIDATED: &str = ofac::CONSOLIDATED.name;

    #[test]
    fn every_row_of_the_data_reads_and_names_its_source() {
        assert_eq!(ROWS.len(), DATA.lines().count() - 1);
        for line in DATA.lines() {
            let cells: Vec<&str> = line.split('|').collect();
            assert!(
                cells.len() == 5 && cells.iter().all(|cell| !cell.is_empty()),
                "{line}"
            );
        }
    }

    #[test]
    fn an_entry_of_the_consolidated_list_is_under_its_directives_alone() {
        assert_eq!(on(CONSOLIDATED, "UKRAINE-EO13662", &[D1]), "UKRAINE-EO13662-D1");
        assert_eq!(
            on(CONSOLIDATED, "UKRAINE-EO13662", &[D1, D2]),
            "UKRAINE-EO13662-D1, UKRAINE-EO13662-D2"
        );
        assert_eq!(
            on(CONSOLIDATED, "UKRAINE-EO13662, RUSSIA-EO14024", &[D1, D3_OF_2022]),
            "UKRAINE-EO13662-D1, RUSSIA-EO14024-D3"
        );
        assert_eq!(
            on(CONSOLIDATED, "UKRAINE-EO13662, MBS", &[D1, D3_OF_2022]),
            "UKRAINE-EO13662-D1, RUSSIA-EO14024-D3"
        );
        assert_eq!(
            on(
                CONSOLIDATED,
                "BURMA-EO14014",
                &[
                    "Executive Order 14014 Directive Information: Subject to Directive 1 - As of the effective date, financial services are prohibited."
                ]
            ),
            "BURMA-EO14014-D1"
        );
        assert_eq!(
            on(
                CONSOLIDATED,
                "CAATSA - RUSSIA",
                &["CAATSA Section 235 Information: EXPORT SANCTIONS Sec. 235(a)(2)"]
            ),
            "CAATSA-RUSSIA-235"
        );
    }

    #[test]
    fn an_entry_of_the_consolidated_list_that_is_blocked_too_keeps_the_tag_that_blocks() {
        assert_eq!(
            on(CONSOLIDATED, "UKRAINE-EO13662, RUSSIA-EO14024", &[D1, BLOCKED]),
            "UKRAINE-EO13662-D1, RUSSIA-EO14024"
        );
        assert_eq!(
            on(CONSOLIDATED, "RUSSIA-EO14024", &[D2_OF_2022, BLOCKED]),
            "RUSSIA-EO14024, RUSSIA-EO14024-D2"
        );
        assert_eq!(
            on(CONSOLIDATED, "UKRAINE-EO13662, VENEZUELA-EO13850", &[D2]),
            "UKRAINE-EO13662-D2, VENEZUELA-EO13850"
        );
    }

    #[test]
    fn an_entry_of_the_sdn_list_stays_blocked_under_some_tag() {
        assert_eq!(on(SDN, "UKRAINE-EO13662", &[]), "UKRAINE-EO13662");
        assert_eq!(
            on(SDN, "UKRAINE-EO13662", &[D1]),
            "UKRAINE-EO13662, UKRAINE-EO13662-D1"
        );
        assert_eq!(
            on(SDN, "RUSSIA-EO14024", &[D2_OF_2022]),
            "RUSSIA-EO14024, RUSSIA-EO14024-D2"
        );
        assert_eq!(
            on(
                "OFAC Consolidated (non-SDN); OFAC SDN",
                "MBS, RUSSIA-EO14024",
                &[D3_OF_2022]
            ),
            "RUSSIA-EO14024-D3, RUSSIA-EO14024"
        );
        assert_eq!(
            on("Some other list", "RUSSIA-EO14024", &[D2_OF_2022]),
            "RUSSIA-EO14024, RUSSIA-EO14024-D2"
        );
        // The other tag blocks; this one stands for its directive.
        assert_eq!(
            on(SDN, "UKRAINE-EO13662, RUSSIA-EO14024", &[D1]),
            "UKRAINE-EO13662-D1, RUSSIA-EO14024"
        );
        assert_eq!(
            on(SDN, "UKRAINE-EO13662, RUSSIA-EO14024", &[D1, D2_OF_2022]),
            "UKRAINE-EO13662, UKRAINE-EO13662-D1, RUSSIA-EO14024, RUSSIA-EO14024-D2"
        );
        assert_eq!(
            on(SDN, "UKRAINE-EO13662, RUSSIA-EO14024", &[D1, D2_OF_2022, BLOCKED]),
            "UKRAINE-EO13662-D1, RUSSIA-EO14024, RUSSIA-EO14024-D2"
        );
    }

    #[test]
    fn an_entry_of_the_sdn_list_that_has_nothing_but_the_shared_tag_states_its_freeze() {
        let freezes = |list: &str, programs: &str| {
            let (designation, _) = told(list, programs, &["Target Type Bank"], false);
            designation.measures == [super::Measure::AssetFreeze]
        };
        assert!(freezes(SDN, "UKRAINE-EO13662"));
        assert!(!freezes(SDN, "UKRAINE-EO13661, UKRAINE-EO13662"));
        assert!(!freezes(SDN, "RUSSIA-EO14024"));
        assert!(!freezes(CONSOLIDATED, "UKRAINE-EO13662"));
    }

    #[test]
    fn an_effective_date_is_the_program_s_own_day() {
        let (designation, _) = told(
            CONSOLIDATED,
            "UKRAINE-EO13662, RUSSIA-EO14024",
            &[D1, D3_OF_2022],
            false,
        );
        let days: Vec<String> = designation
            .effective
            .iter()
            .map(|own| format!("{} {}", own.program, own.from))
            .collect();
        assert_eq!(days, ["RUSSIA-EO14024-D3 2022-03-26"]);
        let cmic = "Listing Date (CMIC) 03 Jun 2021; Effective Date (CMIC) 02 Aug 2021";
        let (designation, _) = told(CONSOLIDATED, "CMIC-EO13959", &[cmic], false);
        assert_eq!(
            designation.bound_since("CMIC-EO13959").unwrap().to_string(),
            "2021-08-02"
        );
    }

    #[test]
    fn fewer_measures_of_an_order_are_the_entry_s_own() {
        let remarks = [
            "Executive Order 14059 information: Prohibition on any transactions in foreign exchange that are subject to the jurisdiction of the United States",
            "alt. Executive Order 14059 information: Prohibition on any United States financial institution from making loans or providing credit to this target",
        ];
        let measures = |list: &str| {
            let (designation, _) = told(list, "ILLICIT-DRUGS-EO14059", &remarks, false);
            let words: Vec<&str> = designation.measures.iter().map(|m| m.as_str()).collect();
            format!("{}: {}", designation.programs.join(", "), words.join(", "))
        };
        assert_eq!(
            measures(CONSOLIDATED),
            "ILLICIT-DRUGS-EO14059: foreign-exchange, sectoral-debt"
        );
        assert_eq!(measures(SDN), "ILLICIT-DRUGS-EO14059: ");
    }

    #[test]
    fn what_is_cut_or_not_known_or_not_said_stays_a_block() {
        let (designation, _) = told(CONSOLIDATED, "UKRAINE-EO13662", &[D1], true);
        assert_eq!(designation.programs, ["UKRAINE-EO13662", "UKRAINE-EO13662-D1"]);

        let unknown = "Executive Order 14024 Directive Information Subject to Directive 7 - all of it";
        let (designation, report) = told(CONSOLIDATED, "RUSSIA-EO14024", &[D3_OF_2022, unknown], false);
        assert_eq!(designation.programs, ["RUSSIA-EO14024", "RUSSIA-EO14024-D3"]);
        assert_eq!(report.not_understood["remark: a directive that is not known"], 1);

        let (designation, report) = told(CONSOLIDATED, "RUSSIA-EO14024", &["Target Type Bank"], false);
        assert_eq!(designation.programs, ["RUSSIA-EO14024"]);
        assert_eq!(
            report.warnings,
            [
                "of entries that are under a directive or blocked, nothing says which, and they are taken as blocked: ofac-1 (RUSSIA-EO14024)"
            ]
        );
        let (_, report) = told(SDN, "RUSSIA-EO14024", &["Target Type Bank"], false);
        assert!(report.warnings.is_empty());
    }

    #[test]
    fn a_longer_number_is_another_directive() {
        let (designation, report) = told(
            CONSOLIDATED,
            "UKRAINE-EO13662",
            &["Executive Order 13662 Directive Determination - Subject to Directive 12"],
            false,
        );
        assert_eq!(designation.programs, ["UKRAINE-EO13662"]);
        assert_eq!(report.not_understood["remark: a directive that is not known"], 1);
    }
}
