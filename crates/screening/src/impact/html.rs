//! The account as a page with pictures.

use maud::{Markup, Render, html};

use super::{ImpactAccount, ImpactRow, ImpactTable, SMALLEST_GROUP, TOTAL};
use crate::report::html::{
    picture::{Bar, Picture, length},
    table::{
        Column::{Number, Text},
        cell, wide_table,
    },
    text::{DOT, Esc, Said, counted, grouped, joined},
};

/// Bars that a picture has.
const BARS_MAX: usize = 24;

pub(super) fn render(account: &ImpactAccount) -> String {
    let spans: Vec<&str> = account.periods.iter().map(String::as_str).collect();
    let months = spans.iter().filter(|span| span.len() == 7);
    let of_months: Vec<&str> = months.clone().copied().collect();
    let span = match (of_months.first(), of_months.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(one), _) => (*one).to_owned(),
        _ => "no payment touches a listed party".to_owned(),
    };
    let body = html! {
        header {
            h1 { "What screening did" }
            p {
                (span) (DOT) (counted(account.runs.len() as u64, "run", "runs")) (DOT)
                (grouped(account.decided)) " of " (counted(account.records, "record", "records")) " decided" (DOT) (Esc(&account.program))
            }
        }
        div.banner {
            "No count of 1 to " (SMALLEST_GROUP - 1) " is shown: small groups are merged, small counts hidden, and others with \
             them so that none follows from what is shown. " code { "docs/impact.md" } " says how each figure is made."
        }
        (shares(account))
        (glance(account))
        @for table in &account.tables { (one(account, table)) }
        (unused(account))
        (runs(account))
    };
    crate::report::whole_page("What screening did", &body)
}

/// A count, or that it is hidden.
fn shown(count: Option<u64>) -> Markup {
    html! { @match count { Some(count) => (grouped(count)), None => em { "hidden" } } }
}

/// Where years begin among the periods.
fn first_year(account: &ImpactAccount) -> usize {
    account.periods.iter().take_while(|span| span.len() == 7).count()
}

fn shares(account: &ImpactAccount) -> Markup {
    let years = first_year(account);
    let heads: Vec<&str> = account.periods[years..].iter().map(String::as_str).collect();
    let mut columns = vec![Text("Share")];
    columns.extend(heads.iter().map(|year| Number(year)));
    let rows = account.shares.iter().map(|share| {
        let first = html! { (share.title) };
        let of = share.shares[years..].iter().map(|of| {
            html! {
                @match &of.share {
                    Some(share) => b { (share) },
                    None if of.part.is_none() => em { "hidden" },
                    None => "none",
                }
                @if of.share.is_some() { br; span.small { (shown(of.part)) " of " (shown(of.whole)) } }
            }
        });
        std::iter::once(first).chain(of).collect::<Vec<_>>()
    });
    html! {
        section id="shares" {
            h2 { "Shares" }
            p { "A stopped payment that was released later, by a reviewer's word or under a license, was lawful. How many duties were met in time \
                 is told where a file says which were met. Shares are rounded down." }
            (wide_table(&columns, rows))
        }
    }
}

/// The parts of a picture by period: group of the table, and the class that colors it.
type Parts = &'static [(&'static str, &'static str)];

const BY_PERIOD: [(&str, &str, Parts); 3] = [
    (
        "outcomes",
        "Payments that touch a listed party, by month",
        &[
            ("block", "block"),
            ("reject", "reject"),
            ("review", "review"),
            ("licensed", "released under a license"),
            ("clear", "passed because nothing binds"),
        ],
    ),
    (
        "humanitarian",
        "Humanitarian payments, by month",
        &[
            ("licensed", "released"),
            ("review", "held"),
            ("reject", "refused"),
            ("clear", "passed because nothing binds"),
        ],
    ),
    (
        "stopped",
        "What became of stopped payments, by month",
        &[
            ("clear", super::count::BY_WORD),
            ("licensed", super::count::BY_LICENSE),
            ("block", super::count::NOT_RELEASED),
        ],
    ),
];

fn glance(account: &ImpactAccount) -> Markup {
    html! {
        section id="pictures" {
            h2 { "At a glance" }
            p { "Hidden counts are not drawn. Within a picture all bars are of one scale." }
            div.pictures {
                @for (id, title, parts) in BY_PERIOD { @if let Some(table) = account.table(id) { (by_month(account, table, title, parts)) } }
                @for id in ["sectors", "licenses", "countries"] { @if let Some(table) = account.table(id) { (by_group(table)) } }
            }
        }
    }
}

/// A bar a month.
fn by_month(account: &ImpactAccount, table: &ImpactTable, title: &str, parts: Parts) -> Markup {
    let row = |group: &str| table.rows.iter().find(|row| row.group == group);
    let total = row(TOTAL);
    let months = first_year(account);
    let first = months.saturating_sub(BARS_MAX);
    let bars: Vec<Bar> = (first..months)
        .map(|at| Bar {
            label: account.periods[at].clone(),
            value: match total.and_then(|row| row.counts[at]) {
                Some(count) => grouped(count),
                None => "hidden".to_owned(),
            },
            parts: parts
                .iter()
                .map(|(class, group)| {
                    let count = row(group).and_then(|row| row.counts[at]);
                    (*class, length(count.unwrap_or(0)))
                })
                .collect(),
        })
        .collect();
    if bars.is_empty() {
        return html! {};
    }
    Picture {
        title,
        about: table.about,
        bars: &bars,
        full: None,
        key: parts,
        table: months_of(account, table),
    }
    .render()
}

/// A bar a group, over all periods.
fn by_group(table: &ImpactTable) -> Markup {
    let rows: Vec<&ImpactRow> = table.rows.iter().filter(|row| row.group != TOTAL).collect();
    let last = |row: &ImpactRow| row.counts.last().copied().flatten();
    let bars: Vec<Bar> = rows
        .iter()
        .take(BARS_MAX / 2)
        .map(|row| Bar {
            label: row.group.clone(),
            value: last(row).map_or_else(|| "hidden".to_owned(), grouped),
            parts: vec![("licensed", length(last(row).unwrap_or(0)))],
        })
        .collect();
    if bars.is_empty() {
        return html! {};
    }
    let cells = rows
        .iter()
        .map(|row| [html! { (Said(&row.group)) }, shown(last(row))]);
    Picture {
        title: table.title,
        about: table.about,
        bars: &bars,
        full: None,
        key: &[],
        table: wide_table(&[Text("Group"), Number("All")], cells),
    }
    .render()
}

/// A table: the years, and folded the months.
fn one(account: &ImpactAccount, table: &ImpactTable) -> Markup {
    let years = first_year(account);
    let mut columns = vec![Text("Group")];
    columns.extend(account.periods[years..].iter().map(|year| Number(year)));
    let rows = table.rows.iter().map(|row| {
        let first = std::iter::once(html! { (Said(&row.group)) });
        first.chain(row.counts[years..].iter().map(|count| shown(*count)))
    });
    html! {
        section id=(table.id) {
            h2 { (table.title) }
            p { (table.about) }
            @if table.rows.iter().any(|row| row.group != TOTAL) {
                (wide_table(&columns, rows))
                details { summary { "By month" } (months_of(account, table)) }
            } @else {
                p.note { "None." }
            }
        }
        "\n"
    }
}

/// The months of a table, which a narrow screen moves sideways.
fn months_of(account: &ImpactAccount, table: &ImpactTable) -> Markup {
    let years = first_year(account);
    html! {
        div.scroll tabindex="0" role="group" aria-label=(Esc(format!("{}, by month", table.title))) {
            table.rows.narrow {
                thead { tr { th scope="col" { "Group" } @for month in &account.periods[..years] { th.n scope="col" { (month) } } } }
                tbody {
                    @for row in &table.rows {
                        tr { th scope="row" { (Said(&row.group)) } @for count in &row.counts[..years] { td.n { (shown(*count)) } } }
                    }
                }
            }
        }
    }
}

fn unused(account: &ImpactAccount) -> Markup {
    let unused = &account.licenses_unused;
    html! {
        section id="licenses-unused" {
            h2 { (counted(unused.len() as u64, "license", "licenses")) " in force that released nothing" }
            p { "A license that nobody uses may be unknown to those whom it is for, or ask for what payments do not say." }
            @if !unused.is_empty() { details { summary { "Each of them" } p { (joined(unused, ", ")) } } }
        }
    }
}

fn runs(account: &ImpactAccount) -> Markup {
    let rows = account.runs.iter().map(|run| {
        [
            html! { (Said(&run.run)) },
            html! { (Said(&run.started_at)) },
            cell(grouped(run.records)),
            html! { code { (Said(&run.audit_head)) } },
        ]
    });
    let columns = [
        Text("Run"),
        Text("Began"),
        Number("Records"),
        Text("Head of its audit chain"),
    ];
    html! {
        section id="runs" {
            details { summary { h2 { "The runs that it is made of" } } (wide_table(&columns, rows)) }
        }
    }
}
