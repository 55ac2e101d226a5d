//! `lists show`: everything that is known of a designation.

use portcullis_model::{Date, Designation, Interval, NameKind};

use crate::demonstration::Lists;
use crate::failure::Failure;
use crate::hits;
use crate::options::{IndexFile, date};
use crate::output::{print, print_json};
use crate::table::{Card, joined};

/// Show everything that is known of designations, with the record as published
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis lists show custom-us-viktor-bout
  portcullis lists show --index lists.pcx --as-of 2022-03-04 ofac-9454
  portcullis lists show --index lists.pcx --json ofac-9454 un-QDi.001")]
pub struct Args {
    #[command(flatten)]
    index: IndexFile,
    /// Show them as their lists had them on this day
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Print the designations as a JSON array
    #[arg(long)]
    json: bool,
    /// Designation ids, as `check` and alerts give them
    #[arg(value_name = "DESIGNATION_ID", required = true)]
    ids: Vec<String>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let lists = Lists::open(&args.index)?;
    let shown = hits::designations(&lists.index, &args.ids)?;
    let shown = match args.as_of {
        Some(day) => shown
            .iter()
            .map(|designation| on(day, designation))
            .collect::<Result<Vec<_>, _>>()?,
        None => shown,
    };
    if args.json {
        return print_json(&shown);
    }
    let cards: Vec<String> = shown.iter().map(describe).collect();
    print(&cards.join("\n"))
}

/// What the list said on a day.
fn on(day: Date, designation: &Designation) -> Result<Designation, Failure> {
    if designation.is_listed_on(day) {
        return Ok(designation.record_on(day).clone());
    }
    Err(Failure::usage(format!(
        "`{id}` was not listed on {day}; `portcullis lists history {id}` says when it was",
        id = designation.id
    )))
}

fn describe(d: &Designation) -> String {
    let mut card = Card::default();
    card.line("id", &d.id);
    card.line("list", format!("{} ({})", d.list, d.authority));
    card.line("kind", d.schema);
    for (head, kind) in [
        ("name", NameKind::Primary),
        ("alias", NameKind::Alias),
        ("weak alias", NameKind::WeakAlias),
        ("original script", NameKind::OriginalScript),
    ] {
        card.lines(
            head,
            d.names
                .iter()
                .filter(|name| name.kind == kind)
                .map(|name| &name.text),
        );
    }
    card.line("programs", joined(&d.programs));
    card.line("measures", joined(&d.measures));
    card.line("title", &d.title);
    card.line(
        "born",
        d.birth_dates
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" or "),
    );
    card.lines("place of birth", &d.birth_places);
    card.line("nationality", joined(&d.nationalities));
    card.line(
        "gender",
        d.gender.map(|gender| gender.to_string()).unwrap_or_default(),
    );
    card.line("flag", joined(&d.flags));
    card.lines(
        "identifier",
        d.identifiers.iter().map(|id| match &id.label {
            Some(label) => format!("{id} ({label})"),
            None => id.to_string(),
        }),
    );
    card.lines(
        "address",
        d.addresses.iter().map(|address| {
            let country = match (address.country_name.as_str(), address.country) {
                ("", Some(code)) => code.to_string(),
                (name, Some(code)) => format!("{name} ({code})"),
                (name, None) => name.to_owned(),
            };
            [address.text.as_str(), &country]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        }),
    );
    card.lines(
        "relation",
        d.relations.iter().map(|relation| {
            let id = relation
                .to_id
                .as_deref()
                .map(|id| format!(" ({id})"))
                .unwrap_or_default();
            format!("{} {}{id}", relation.kind, relation.to)
        }),
    );
    card.line("derived from", joined(&d.derived_from));
    card.line("same party as", joined(&d.same_as));
    for (head, date) in [
        ("listed on", d.listed_on),
        ("amended on", d.amended_on),
        ("delisted on", d.delisted_on),
    ] {
        card.line(head, date.map(|date| date.to_string()).unwrap_or_default());
    }
    card.lines(
        "in effect",
        d.effective
            .iter()
            .map(|own| format!("{} from {}", own.program, own.from)),
    );
    card.lines("listed", d.listed_during.iter().map(|listed| interval(*listed)));
    card.line("remarks", &d.remarks);
    card.line("as published", lines(&d.source_record));
    card.to_string()
}

/// Days in a row, in words.
fn interval(listed: Interval) -> String {
    match (listed.from, listed.until) {
        (None, None) => "always".to_owned(),
        (Some(from), None) => format!("since {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("from {from} until {until}"),
    }
}

/// A record of an XML list with each element on a line of its own; any other as it is.
fn lines(record: &str) -> String {
    if record.starts_with('<') {
        record.replace("><", ">\n<")
    } else {
        record.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::describe;

    #[test]
    fn a_designation_names_the_others_that_are_the_same_party() {
        let mut d = Designation::new("un-1", "UN Consolidated", "UN", Schema::Person);
        d.names.push(Name::new("GERMAIN KATANGA", NameKind::Primary));
        d.same_as = vec!["eu-2".to_owned(), "ofac-9".to_owned()];
        d.source_record = "<INDIVIDUAL><A>1</A><B>2</B></INDIVIDUAL>".to_owned();
        let text = describe(&d);
        assert!(
            text.contains("same party as") && text.contains("eu-2") && text.contains("ofac-9"),
            "{text}"
        );
        assert!(text.lines().any(|line| line.trim() == "<B>2</B>"), "{text}");
    }
}
