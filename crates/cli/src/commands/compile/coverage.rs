//! `compile --coverage`: what became of every record and value of a source, as text.

use std::fmt::Write as _;

use portcullis_list_compiler::{Coverage, Field, SourceReport, Tally};

use crate::output::{counted, thousands};
use crate::table::Sheet;

/// The account of one source.
pub fn describe(report: &SourceReport, coverage: &Coverage) -> String {
    let mut text = format!("\nwhat became of {}:{}\n", report.kind, report.path.display());
    let records = &coverage.records;
    let _ = writeln!(
        text,
        "{} in the files: {} of {}, {} by themselves\n",
        counted(records.in_file, "record", "records"),
        thousands(records.of_designations),
        counted(records.designations, "designation", "designations"),
        thousands(records.by_themselves),
    );
    let mut sheet = Sheet::new(&[
        "values of",
        "in the files",
        "indexed",
        "text only",
        "not understood",
        "left out",
    ])
    .right(&[1, 2, 3, 4, 5]);
    let mut row = |what: &str, tally: &Tally| {
        sheet.row([
            what.to_owned(),
            thousands(tally.in_file),
            thousands(tally.indexed),
            thousands(tally.text_only),
            thousands(tally.not_understood),
            thousands(tally.left_out),
        ]);
    };
    for (thing, tally) in &coverage.things {
        row(thing, tally);
    }
    row("all", &coverage.values);
    text.push_str(&sheet.to_string());
    let identifiers: Vec<String> = coverage
        .identifiers
        .iter()
        .map(|(kind, count)| format!("{kind} {}", thousands(*count)))
        .collect();
    if !identifiers.is_empty() {
        let _ = writeln!(text, "\nidentifiers in the index: {}", identifiers.join(", "));
    }
    if records.by_themselves > 0 {
        let examples = records.examples.iter().map(|e| e.id.as_str());
        let examples = examples.collect::<Vec<_>>().join("; ");
        let _ = writeln!(text, "\nrecords by themselves: {examples}");
    }
    not_understood(&mut text, coverage);
    fields(&mut text, coverage, "text only", |tally| tally.text_only);
    fields(&mut text, coverage, "left out", |tally| tally.left_out);
    text
}

/// The fields with values that are not understood, the most first, with examples.
fn not_understood(text: &mut String, coverage: &Coverage) {
    let of = |tally: &Tally| tally.not_understood;
    for field in most_first(coverage, of, text, "not understood") {
        let count = thousands(of(&field.tally));
        let _ = writeln!(text, "{count:>8}  {} ({})", field.field, field.about);
        for example in &field.examples {
            let _ = writeln!(text, "          {}: {}", example.id, example.value);
        }
    }
}

/// The fields with values of one fate, the most first, with the reason where there is one.
fn fields(text: &mut String, coverage: &Coverage, head: &str, of: fn(&Tally) -> u64) {
    for field in most_first(coverage, of, text, head) {
        let count = thousands(of(&field.tally));
        match &field.reason {
            Some(reason) => {
                let _ = writeln!(text, "{count:>8}  {}: {reason}", field.field);
            }
            None => {
                let _ = writeln!(text, "{count:>8}  {}", field.field);
            }
        }
    }
}

/// The fields that have values of one fate, the most first; writes the head above them.
fn most_first<'c>(
    coverage: &'c Coverage,
    of: fn(&Tally) -> u64,
    text: &mut String,
    head: &str,
) -> Vec<&'c Field> {
    let mut fields: Vec<&Field> = coverage.fields.iter().filter(|f| of(&f.tally) > 0).collect();
    fields.sort_by_key(|field| std::cmp::Reverse(of(&field.tally)));
    let nothing = if fields.is_empty() { " nothing" } else { "" };
    let _ = writeln!(text, "\n{head}:{nothing}");
    fields
}
