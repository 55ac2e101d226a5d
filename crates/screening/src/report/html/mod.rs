//! The page itself: values in, text out, everything escaped.

mod case;
mod compare;
mod evidence;
mod passed;
mod payment;
mod rows;
mod run;
mod table;
mod text;

use std::fmt::{self, Write};

use portcullis_model::Outcome;

use self::{
    case::cases,
    passed::{discounted, released, unbound},
    rows::{ended, rejects},
    run::{configuration, counts, lists, value},
    table::{
        Column::{Number, Text},
        table,
    },
    text::{DOT, Esc, counted, file_name, grouped, joined, tag},
};
use super::{Page, page};
use crate::summary::Summary;

/// What an outcome means, for a reader who does not know the words.
fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Clear => "nothing in force touched",
        Outcome::Licensed => "released under a license",
        Outcome::Review => "a person must look",
        Outcome::Reject => "to be sent back",
        Outcome::Block => "funds to be held",
    }
}

pub(super) fn render(page: &Page) -> String {
    let mut out = String::with_capacity(64 << 10);
    // Writing to a string cannot fail.
    let _ = write_page(&mut out, page);
    out
}

fn write_page(out: &mut String, of: &Page) -> fmt::Result {
    let summary = &of.summary;
    page::begin(out, "Sanctions screening report")?;
    let names = summary.inputs.iter().map(|input| file_name(&input.name));
    writeln!(
        out,
        "<header><h1>Sanctions screening report</h1><p>{}</p></header>",
        [
            joined(names, ", "),
            format!("screened {}", Esc(&summary.run.finished_at)),
            Esc(&summary.program).to_string(),
        ]
        .join(DOT)
    )?;
    integrity(out, of)?;
    warnings(out, summary)?;
    delta(out, summary)?;
    totals(out, of)?;
    rejects(out, summary, &of.rejects)?;
    cases(out, summary, &of.cases)?;
    ended(out, summary, &of.ended)?;
    discounted(out, summary, &of.discounted)?;
    unbound(out, summary, &of.unbound)?;
    released(out, summary, &of.released)?;
    value(out, summary)?;
    counts(out, summary)?;
    lists(out, summary)?;
    configuration(out, summary)?;
    page::end(out);
    Ok(())
}

/// Opens a section with its title and what it is about, which are markup.
fn section(out: &mut String, id: &str, title: &str, about: &str) -> fmt::Result {
    writeln!(out, "<section id=\"{id}\"><h2>{title}</h2><p>{about}</p>")
}

fn integrity(out: &mut String, page: &Page) -> fmt::Result {
    let verification = &page.verification;
    if verification.is_intact() {
        return writeln!(
            out,
            "<div class=\"banner good\"><b>Run intact.</b> Every digest, count and link of the audit log was recomputed \
             and holds. Head of the chain: <code>{}</code></div>",
            Esc(verification.head.as_deref().unwrap_or(""))
        );
    }
    out.push_str(
        "<div class=\"banner bad\"><b>This run is not as it was written.</b> Do not rely on this page.<ul>",
    );
    for finding in &verification.findings {
        write!(out, "<li>{}</li>", Esc(finding))?;
    }
    out.push_str("</ul></div>\n");
    Ok(())
}

fn warnings(out: &mut String, summary: &Summary) -> fmt::Result {
    if summary.run.warnings.is_empty() {
        return Ok(());
    }
    out.push_str("<div class=\"banner warn\"><b>Warnings of the run.</b><ul>");
    for warning in &summary.run.warnings {
        write!(out, "<li>{}</li>", Esc(warning))?;
    }
    out.push_str("</ul></div>\n");
    Ok(())
}

/// What kind of run it is, when it is not a full one.
fn delta(out: &mut String, summary: &Summary) -> fmt::Result {
    let Some(delta) = &summary.delta else {
        return Ok(());
    };
    let lists = &delta.designations;
    writeln!(
        out,
        "<div class=\"banner delta\"><b>Screened against what changed on the lists.</b> {} added, {} removed, \
         {} changed. This page tells of the {} of {} payments of which that changed what a person decides \
         on: {}, {} changed, {} ended. Of {} more it moved a score or evidence alone.</div>",
        counted(lists.added, "designation was", "designations were"),
        grouped(lists.removed),
        grouped(lists.changed),
        grouped(delta.differing),
        grouped(summary.records - summary.rejected),
        counted(delta.alerts_new, "new alert", "new alerts"),
        grouped(delta.alerts_changed),
        grouped(delta.alerts_ended),
        grouped(delta.evidence_only),
    )
}

/// What came of the payments, the gravest first, and where the rest of the page is.
fn totals(out: &mut String, page: &Page) -> fmt::Result {
    let summary = &page.summary;
    let cases = page.cases.all();
    let person = match summary.need_person {
        0 => "No payment needs a person".to_owned(),
        payments => format!(
            "{} of {} need a person or are stopped, in {}",
            counted(payments, "payment", "payments"),
            grouped(summary.decided),
            counted(cases, "case", "cases"),
        ),
    };
    let all = match summary.rejected {
        0 => format!("{person}."),
        records => format!(
            "{person}; {} could not be read.",
            counted(records, "record", "records")
        ),
    };
    write!(out, "<section id=\"totals\"><h2>{all}</h2>")?;
    let outcomes = Outcome::ALL.iter().rev().map(|&outcome| {
        [
            format!("{} {}", tag(outcome), meaning(outcome)),
            grouped(summary.outcomes.of(outcome)),
        ]
    });
    let unread = [
        "<span class=\"tag\">not read</span> not decided".to_owned(),
        grouped(summary.rejected),
    ];
    table(
        out,
        [Text("Outcome"), Number("Payments")],
        outcomes.chain([unread]),
    )?;
    let unchanged = summary
        .delta
        .as_ref()
        .map(|delta| format!(" + {} as before", grouped(delta.unchanged)))
        .unwrap_or_default();
    write!(
        out,
        "<p class=\"note\">Every record is accounted for: {} decided{unchanged} + {} not readable = {} read.</p><nav>",
        grouped(summary.decided),
        grouped(summary.rejected),
        grouped(summary.records)
    )?;
    let ended = summary.delta.as_ref().map_or(0, |delta| delta.alerts_ended);
    let links = [
        ("rejects", "Not read", summary.rejected),
        ("cases", "Cases", cases),
        ("ended", "Ended", ended),
        ("discounted", "Discounted", summary.discounted),
        ("unbound", "Nothing binds", summary.unbound),
        ("released", "Released", summary.released),
    ];
    for (id, name, count) in links.into_iter().filter(|(.., count)| *count > 0) {
        write!(out, "<a href=\"#{id}\">{name} {}</a> ", grouped(count))?;
    }
    out.push_str(
        "<a href=\"#lists\">Lists</a> <a href=\"#configuration\">How it was decided</a></nav></section>\n",
    );
    Ok(())
}
