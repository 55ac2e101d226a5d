//! Small lists in the official formats, with the byte quirks of the real ones: what is read of each, as snapshots
//! (`snapshots/`), and what a snapshot does not show.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

mod au;
mod bis_dpl;
mod ca;
mod ch;
mod csl;
mod custom;
mod eu;
mod ftm;
mod ofac_advanced;
mod ofac_csv;
mod ofac_xml;
mod ownership;
mod ua;
mod uk_csv;
mod un_xml;

use std::fmt::{Display, Write as _};
use std::fs;

use portcullis_list_compiler::{Compilation, CompileOptions, SourceKind, SourceSpec, read};
use portcullis_model::Designation;
use tempfile::TempDir;

fn kind(word: &str) -> SourceKind {
    word.parse().unwrap()
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

fn compiled(kind: SourceKind, files: &[(&str, &[u8])]) -> Compilation {
    let dir = folder(files);
    let specs = [SourceSpec::new(kind, dir.path())];
    // How a format is read is one thing, and what of a list must be there another.
    let options = CompileOptions {
        allow_shrink: true,
        ..CompileOptions::default()
    };
    let mut compilation = read(&specs, &options).unwrap();
    // The folder has another name each time.
    let folder = format!("{}/", dir.path().display());
    for warning in &mut compilation.reports[0].warnings {
        *warning = warning.replace(&folder, "");
    }
    compilation
}

fn by_id<'c>(compilation: &'c Compilation, id: &str) -> &'c Designation {
    compilation.designations.iter().find(|d| d.id == id).unwrap()
}

/// Everything that was read of one source, a line a value; of records only how they begin.
fn shown(compilation: &Compilation) -> String {
    let mut text = String::new();
    for designation in &compilation.designations {
        text.push_str(&card(designation));
        text.push('\n');
    }
    let report = &compilation.reports[0];
    let published = report.published.as_deref().unwrap_or("nobody says when");
    let _ = writeln!(text, "published: {published}");
    let (aliases, addresses) = (report.alias_records, report.address_records);
    let _ = writeln!(text, "records: {aliases} of aliases, {addresses} of addresses");
    for (what, times) in &report.not_understood {
        let _ = writeln!(text, "not understood: {what} ({times})");
    }
    for warning in &report.warnings {
        let _ = writeln!(text, "warning: {warning}");
    }
    text
}

fn card(d: &Designation) -> String {
    let mut text = format!("{}: {} on {} of {}\n", d.id, d.schema, d.list, d.authority);
    let mut line = |head: &str, value: &dyn Display| {
        let value = value.to_string();
        if !value.is_empty() {
            let _ = writeln!(text, "  {head}: {}", value.replace('\n', " / "));
        }
    };
    for name in &d.names {
        line(name.kind.as_str(), &name.text);
    }
    for program in &d.programs {
        line("program", program);
    }
    for measure in &d.measures {
        line("measure", measure);
    }
    line("title", &d.title);
    for date in &d.birth_dates {
        line("born", date);
    }
    for place in &d.birth_places {
        line("born in", place);
    }
    for country in &d.nationalities {
        line("nationality", country);
    }
    if let Some(gender) = d.gender {
        line("gender", &gender);
    }
    for flag in &d.flags {
        line("flag", flag);
    }
    for identifier in &d.identifiers {
        match &identifier.label {
            Some(label) => line("identifier", &format!("{identifier} [{label}]")),
            None => line("identifier", identifier),
        }
    }
    for address in &d.addresses {
        let country = address.country.map(|code| code.to_string()).unwrap_or_default();
        let shown = format!("{} | {} | {country}", address.text, address.country_name);
        line("address", &shown.trim_end());
    }
    for relation in &d.relations {
        let id = relation.to_id.as_deref().unwrap_or("no id");
        line(relation.kind.as_str(), &format!("{} ({id})", relation.to));
    }
    for owner in &d.derived_from {
        line("derived from", owner);
    }
    for (head, day) in [
        ("listed on", d.listed_on),
        ("amended on", d.amended_on),
        ("delisted on", d.delisted_on),
    ] {
        if let Some(day) = day {
            line(head, &day);
        }
    }
    line("remarks", &d.remarks);
    let beginning: String = d.source_record.chars().take(60).collect();
    let lines = d.source_record.lines().count();
    line("record", &format!("{lines} lines, {beginning}…"));
    text
}
