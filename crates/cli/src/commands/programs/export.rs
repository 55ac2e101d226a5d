//! `programs export`: programs in the columns of a research database.

use std::sync::LazyLock;

use portcullis_exemptions::{Program, Rulebook, State};
use portcullis_model::{Date, Measure};

use super::Described;
use crate::failure::Failure;
use crate::options::{date, today};
use crate::output::{message, print};

/// Write programs in the columns of the Global Sanctions Database (GSDB)
///
/// A CSV row a program, stretch of years in which its measures stay the same, and sanctioned state:
/// case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,military,financial,travel,other,target_mult,
/// sender_mult,objective,success. Of a stretch that is in force on --as-of, end is that year and success is `ongoing`; whether one
/// that ended had success is not for this program to say, and is left empty. sanctioned_state and objective are those of
/// the programs that ship; of others the sanctioned states are the countries by which they bind. docs/rules.md has what becomes
/// which column.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis programs export --gsdb > gsdb.csv
  portcullis programs export --gsdb --programs programs/ --as-of 2022-12-31")]
pub(super) struct Args {
    /// In the columns of the Global Sanctions Database, the only ones so far
    #[arg(long, required = true)]
    gsdb: bool,
    /// Tell them as they stand on this day; today by default
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    #[command(flatten)]
    described: Described,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if args.described.json {
        return Err(Failure::usage(
            "the Global Sanctions Database is CSV; leave --json out",
        ));
    }
    let rulebook = args.described.rulebook()?;
    let (text, without_state) = gsdb(&rulebook, args.as_of.unwrap_or_else(today));
    if without_state > 0 {
        message(&format!(
            "{without_state} rows name no sanctioned state: their programs are against persons, wherever they are"
        ));
    }
    print(&text)
}

const COLUMNS: [&str; 16] = [
    "case_id",
    "sanctioned_state",
    "sanctioning_state",
    "begin",
    "end",
    "trade",
    "descr_trade",
    "arms",
    "military",
    "financial",
    "travel",
    "other",
    "target_mult",
    "sender_mult",
    "objective",
    "success",
];

/// The rows as CSV, and how many of them name no sanctioned state.
fn gsdb(rulebook: &Rulebook, as_of: Date) -> (String, usize) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut without_state = 0;
    // Writing to a vector cannot fail.
    let _ = writer.write_record(COLUMNS);
    for program in rulebook.programs() {
        let told = Told::of(program);
        for (n, stretch) in stretches(program, as_of).into_iter().enumerate() {
            let case_id = match n {
                0 => program.id.clone(),
                n => format!("{}/{}", program.id, n + 1),
            };
            for state in &told.states {
                without_state += usize::from(state.is_empty());
                let _ = writer.write_record(row(&case_id, program, &told, state, &stretch, as_of));
            }
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    (String::from_utf8_lossy(&bytes).into_owned(), without_state)
}

fn row(
    case_id: &str,
    program: &Program,
    told: &Told,
    state: &str,
    stretch: &Stretch,
    as_of: Date,
) -> [String; 16] {
    let has = |measures: &[Measure]| measures.iter().any(|measure| stretch.measures.contains(measure));
    let flag = |is: bool| u8::from(is).to_string();
    let trade = descr_trade(&stretch.measures);
    let (sender, sender_mult) = sender(&program.authority);
    [
        case_id.to_owned(),
        state.to_owned(),
        sender.to_owned(),
        stretch
            .begin
            .map(|day| day.year().to_string())
            .unwrap_or_default(),
        stretch.end.unwrap_or(as_of).year().to_string(),
        flag(!trade.is_empty()),
        trade.to_owned(),
        flag(has(&[Measure::ArmsEmbargo])),
        // No measure here is on military assistance.
        flag(false),
        flag(has(FINANCIAL)),
        flag(has(&[Measure::TravelBan])),
        flag(false),
        flag(told.states.len() > 1),
        flag(sender_mult),
        told.objective.clone(),
        if stretch.end.is_none() {
            "ongoing".to_owned()
        } else {
            String::new()
        },
    ]
}

/// Measures on funds.
const FINANCIAL: &[Measure] = &[
    Measure::AssetFreeze,
    Measure::SectoralDebt,
    Measure::SectoralEquity,
    Measure::CorrespondentAccount,
    Measure::InvestmentBan,
    Measure::ForeignExchange,
];

/// What of trade is prohibited, in the database's words: all exports and imports, or some exports.
fn descr_trade(measures: &[Measure]) -> &'static str {
    if measures.contains(&Measure::TradeBan) {
        "exp_compl,imp_compl"
    } else if measures.contains(&Measure::ExportControl) {
        "exp_part"
    } else {
        ""
    }
}

/// Who sanctions, in the database's words, and whether that is several states.
fn sender(authority: &str) -> (&str, bool) {
    match authority {
        "US" => ("United States", false),
        "UK" => ("United Kingdom", false),
        "EU" => ("EU", true),
        "UN" => ("UN", true),
        "CA" => ("Canada", false),
        "AU" => ("Australia", false),
        "CH" => ("Switzerland", false),
        "UA" => ("Ukraine", false),
        other => (other, false),
    }
}

/// A stretch of time in which the measures of a program stay the same.
struct Stretch {
    /// `None`: nothing says since when.
    begin: Option<Date>,
    /// The day on which it ended; `None`: in force.
    end: Option<Date>,
    measures: Vec<Measure>,
}

/// The stretches of a program up to a day.
fn stretches(program: &Program, as_of: Date) -> Vec<Stretch> {
    if program.phases.is_empty() {
        // Its file tells no history: its measures bind, and always did.
        return vec![Stretch {
            begin: None,
            end: None,
            measures: program.measures.clone(),
        }];
    }
    let mut all: Vec<Stretch> = Vec::new();
    for phase in program.phases.iter().filter(|phase| phase.from <= as_of) {
        let mut measures = phase.measures.clone().unwrap_or_else(|| program.measures.clone());
        measures.sort_unstable();
        measures.dedup();
        let is_in_force = phase.state == State::InForce && !measures.is_empty();
        match all.last_mut().filter(|last| last.end.is_none()) {
            Some(last) if is_in_force && last.measures == measures => continue,
            Some(last) => last.end = Some(phase.from),
            None => {}
        }
        if is_in_force {
            all.push(Stretch {
                begin: Some(phase.from),
                end: None,
                measures,
            });
        }
    }
    all
}

/// What the database says of a program that its description does not.
struct Told {
    /// The states that it is against; one that is empty: none.
    states: Vec<String>,
    objective: String,
}

impl Told {
    fn of(program: &Program) -> Told {
        let known = KNOWN.iter().find(|known| known.fits(&program.id));
        let objective = known.map(|known| known.objective.clone()).unwrap_or_default();
        let mut states: Vec<String> = match known {
            Some(known) => vec![known.state.clone()],
            None => program
                .every_place()
                .map(|place| place.as_str()[..2].to_owned())
                .collect(),
        };
        states.sort();
        states.dedup();
        if states.is_empty() {
            states.push(String::new());
        }
        Told { states, objective }
    }
}

/// A row of `data/gsdb.csv`.
struct Known {
    /// An id, or how ids begin, with `*` at its end.
    programs: String,
    state: String,
    objective: String,
}

impl Known {
    fn fits(&self, id: &str) -> bool {
        match self.programs.strip_suffix('*') {
            Some(start) => id.starts_with(start),
            None => self.programs == id,
        }
    }
}

/// States and objectives of the programs that ship, in the database's words. Of several rows that fit, the first counts.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let text = include_str!("../../../data/gsdb.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.unwrap_or_default();
        let field = |at: usize| row.get(at).unwrap_or_default().to_owned();
        Known {
            programs: field(0),
            state: field(1),
            objective: field(2),
        }
    });
    rows.collect()
});
