//! Figures of the run: value, where the alerts come from, how it was decided, and by which lists.

use std::cmp::Reverse;

use maud::{Markup, html};
use portcullis_model::Outcome;

use super::{
    table::{
        Column::{Number, Text},
        cell, table,
    },
    text::{Said, group, grouped, left_out, tag},
};
use crate::{files, summary::Summary};

/// Rows of the tables that count something: lists, programs, designations.
const COUNT_ROWS_MAX: usize = 12;

/// A section that is folded.
fn folded(id: &str, title: &str, body: &Markup) -> Markup {
    html! {
        section id=(id) { details { summary { h2 { (title) } } (body) } }
        "\n"
    }
}

/// Sums of the amounts, by outcome and currency.
pub(super) fn value(summary: &Summary) -> Markup {
    if summary.value.is_empty() {
        return html! {};
    }
    let mut sums: Vec<(Outcome, &String, &crate::Value)> = Vec::new();
    for &outcome in Outcome::ALL.iter().rev() {
        let of_outcome = summary.value.get(outcome.as_str()).into_iter().flatten();
        let mut of_outcome: Vec<_> = of_outcome.map(|(currency, v)| (outcome, currency, v)).collect();
        of_outcome.sort_by_key(|(_, currency, v)| (Reverse(v.payments), *currency));
        sums.extend(of_outcome);
    }
    let columns = [
        Text("Outcome"),
        Text("Currency"),
        Number("Payments"),
        Number("Amount"),
    ];
    let rows = sums.into_iter().map(|(outcome, currency, v)| {
        [
            tag(outcome),
            html! { (Said(currency)) },
            cell(grouped(v.payments)),
            cell(group(&v.amount)),
        ]
    });
    folded(
        "value",
        "Value by outcome and currency",
        &html! {
            p { "Sums of the amounts, in units of each currency." }
            (table(columns, rows))
        },
    )
}

/// Which designations, lists and programs have most alerts.
pub(super) fn counts(summary: &Summary) -> Markup {
    if summary.alerts == 0 {
        return html! {};
    }
    let top = summary.top_designations.iter().take(COUNT_ROWS_MAX).map(|top| {
        [
            html! { (Said(&top.name)) br; code.small { (Said(&top.id)) } },
            html! { (Said(&top.list)) },
            cell(grouped(top.alerts)),
        ]
    });
    let by = [
        ("List", &summary.alerts_by_list),
        ("Program", &summary.alerts_by_program),
    ];
    let by = by.map(|(title, counts)| {
        let mut rows: Vec<(&String, &u64)> = counts.iter().collect();
        rows.sort_by_key(|(name, alerts)| (Reverse(**alerts), *name));
        let shown = rows.iter().take(COUNT_ROWS_MAX);
        let shown = shown.map(|(name, alerts)| [html! { (Said(name)) }, cell(grouped(**alerts))]);
        html! {
            (table([Text(title), Number("Alerts")], shown))
            (left_out(rows.len() as u64, COUNT_ROWS_MAX, ["row", "rows"], files::SUMMARY))
        }
    });
    folded(
        "counts",
        "Where the alerts come from",
        &html! {
            (table([Text("Designation"), Text("List"), Number("Alerts")], top))
            @for table in by { (table) }
        },
    )
}

/// By which rules, index and options.
pub(super) fn configuration(summary: &Summary) -> Markup {
    let configuration = &summary.configuration;
    let as_of = match (configuration.as_of, configuration.run_date) {
        (Some(date), _) => format!("{date}, for every payment"),
        (None, None) => "each payment's value date".to_owned(),
        (None, Some(date)) => format!("each payment's value date, or {date} where it has none"),
    };
    let mut rows: Vec<(&str, String)> = vec![
        ("Threshold", configuration.threshold.to_string()),
        ("Weak aliases", configuration.weak_aliases.clone()),
        ("Law as of", as_of),
        ("Rules digest", configuration.rules_digest.clone()),
        ("Configuration digest", summary.configuration_digest.clone()),
        ("Index digest", summary.index_digest.clone()),
    ];
    if let Some(delta) = &summary.delta {
        rows.push(("Compared with index", delta.old_index_digest.clone()));
    }
    for input in &summary.inputs {
        rows.push((
            "Payments file",
            format!("{}: {} bytes, BLAKE3 {}", input.name, input.bytes, input.blake3),
        ));
    }
    for path in &summary.run.payments_paths {
        rows.push(("Read from", path.clone()));
    }
    rows.push((
        "Run",
        format!(
            "{} to {}, {:.1} s, {} records a second on {} threads",
            summary.run.started_at,
            summary.run.finished_at,
            summary.run.seconds,
            group(&format!("{:.0}", summary.run.records_per_second)),
            summary.run.threads
        ),
    ));
    folded(
        "configuration",
        "How it was decided",
        &html! {
            dl.facts { @for (name, value) in rows { dt { (name) } dd { (Said(value)) } } }
        },
    )
}

/// What the manifest of the index says of its lists.
pub(super) fn manifest(summary: &Summary) -> Markup {
    let sources = summary.index.get("sources").and_then(serde_json::Value::as_array);
    let sources = sources
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_object);
    html! {
        details {
            summary { "What the index holds of each" }
            @for source in sources {
                dl.facts {
                    @for (key, value) in source.iter().filter(|(_, value)| !value.is_null()) {
                        dt { (Said(key.replace('_', " "))) } dd { (Said(said(value))) }
                    }
                }
            }
        }
    }
}

/// A value of the manifest in words.
fn said(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Object(map) => {
            let members = map.iter().map(|(k, v)| format!("{} {v}", k.replace('_', " ")));
            members.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// The lists: how old they were when the run began.
pub(super) fn lists(summary: &Summary) -> Markup {
    if summary.index.get("sources").is_none() {
        return html! {};
    }
    let ages = summary.run.lists.iter().map(|age| {
        [
            html! { (Said(&age.source)) },
            html! { (Said(age.published.as_deref().unwrap_or("not known"))) },
            cell(
                age.hours_since_publication
                    .map_or_else(|| "not known".to_owned(), hours),
            ),
        ]
    });
    html! {
        section id="lists" {
            h2 { "Lists" }
            @if !summary.run.lists.is_empty() {
                (table([Text("List"), Text("Published"), Text("Age when screened")], ages))
            }
            (manifest(summary))
        }
        "\n"
    }
}

/// `3 days`, or hours below two days.
pub(super) fn hours(hours: i64) -> String {
    match hours {
        ..0 => "dated after the run".to_owned(),
        1 => "1 hour".to_owned(),
        0..48 => format!("{hours} hours"),
        _ => format!("{} days", hours / 24),
    }
}
