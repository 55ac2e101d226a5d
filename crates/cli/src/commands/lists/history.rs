//! `lists history`: who was listed when, and what changed when.

use portcullis_list_compiler::{Happening, History};

use super::diff::in_words;
use crate::demonstration::Lists;
use crate::failure::Failure;
use crate::hits;
use crate::options::IndexFile;
use crate::output::{print, print_json};

/// Show when designations were listed, and what changed in their records when
///
/// An index knows what the snapshots told that it was compiled from. What happened between two of them counts from the day of
/// the later one, unless the publisher says the day.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists history --index lists.pcx ofac-9454
  portcullis lists history --index lists.pcx ofac-9454 un-QDi.001 --json")]
pub struct Args {
    #[command(flatten)]
    index: IndexFile,
    /// Print the histories as a JSON array
    #[arg(long)]
    json: bool,
    /// Designation ids, as `check` and alerts give them
    #[arg(value_name = "DESIGNATION_ID", required = true)]
    ids: Vec<String>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let lists = Lists::open(&args.index)?;
    let designations = hits::designations(&lists.index, &args.ids)?;
    let histories = designations
        .iter()
        .map(History::of)
        .collect::<Result<Vec<_>, _>>()?;
    if args.json {
        return print_json(&histories);
    }
    let told: Vec<String> = histories.into_iter().map(describe).collect();
    print(&told.join("\n"))
}

/// A line for each event, and of a change one for each value.
fn describe(history: History<'_>) -> String {
    let mut text = format!("{}  {}\n{}\n", history.id, history.name, history.list);
    let mut was_listed = false;
    for event in history.events {
        let day = event
            .on
            .map_or_else(|| "earlier".to_owned(), |day| day.to_string());
        let what = match event.what {
            Happening::Listed if was_listed => "listed again",
            Happening::Listed => "listed",
            Happening::Delisted => "delisted",
            Happening::Changed => "changed",
        };
        was_listed |= event.what == Happening::Listed;
        text.push_str(&format!("{day:<10}  {what}\n"));
        for change in in_words(event.changes) {
            text.push_str(&format!("            {change}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use portcullis_list_compiler::History;
    use portcullis_model::{Date, Designation, Former, Interval, Name, NameKind, Schema};

    use super::describe;

    #[test]
    fn a_history_tells_who_left_and_came_back_and_what_changed() {
        let named = |name: &str| {
            let mut d = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Person);
            d.names.push(Name::new(name, NameKind::Primary));
            d
        };
        let day = |month| Some(Date::constant(2022, month, 4));
        let mut d = named("B");
        d.listed_during = vec![
            Interval {
                from: None,
                until: day(1),
            },
            Interval {
                from: day(3),
                until: None,
            },
        ];
        d.former = vec![Former {
            until: Date::constant(2022, 3, 4),
            record: named("A"),
        }];
        assert_eq!(
            describe(History::of(&d).unwrap()),
            "ofac-1  B\nOFAC SDN\nearlier     listed\n2022-01-04  delisted\n2022-03-04  listed again\n\
             2022-03-04  changed\n            names: - kind primary, text A\n            names: + kind primary, text B\n"
        );
    }
}
