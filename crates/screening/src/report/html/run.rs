//! Figures of the run: value, where the alerts come from, how it was decided, and by which lists.

use std::{
    cmp::Reverse,
    fmt::{self, Write},
};

use portcullis_model::Outcome;

use super::{
    table::{
        Column::{Number, Text},
        table,
    },
    text::{Esc, Said, group, grouped, left_out, tag},
};
use crate::{files, summary::Summary};

/// Rows of the tables that count something: lists, programs, designations.
const COUNT_ROWS_MAX: usize = 12;

/// Sums of the amounts, by outcome and currency.
pub(super) fn value(out: &mut String, summary: &Summary) -> fmt::Result {
    if summary.value.is_empty() {
        return Ok(());
    }
    out.push_str(
        "<section id=\"value\"><details><summary><h2>Value by outcome and currency</h2></summary><p>Sums of the amounts, in \
         units of each currency.</p>",
    );
    let mut sums: Vec<(Outcome, &String, &crate::Value)> = Vec::new();
    for &outcome in Outcome::ALL.iter().rev() {
        let of_outcome = summary.value.get(outcome.as_str()).into_iter().flatten();
        let mut of_outcome: Vec<_> = of_outcome.map(|(currency, v)| (outcome, currency, v)).collect();
        of_outcome.sort_by_key(|(_, currency, v)| (Reverse(v.payments), *currency));
        sums.extend(of_outcome);
    }
    table(
        out,
        [
            Text("Outcome"),
            Text("Currency"),
            Number("Payments"),
            Number("Amount"),
        ],
        sums.into_iter().map(|(outcome, currency, v)| {
            [
                tag(outcome),
                Esc(currency).to_string(),
                grouped(v.payments),
                group(&v.amount),
            ]
        }),
    )?;
    out.push_str("</details></section>\n");
    Ok(())
}

/// Which designations, lists and programs have most alerts.
pub(super) fn counts(out: &mut String, summary: &Summary) -> fmt::Result {
    if summary.alerts == 0 {
        return Ok(());
    }
    out.push_str("<section id=\"counts\"><details><summary><h2>Where the alerts come from</h2></summary>");
    table(
        out,
        [Text("Designation"), Text("List"), Number("Alerts")],
        summary.top_designations.iter().take(COUNT_ROWS_MAX).map(|top| {
            [
                format!(
                    "{}<br><code class=\"small\">{}</code>",
                    Said(&top.name),
                    Said(&top.id)
                ),
                Said(&top.list).to_string(),
                grouped(top.alerts),
            ]
        }),
    )?;
    for (title, counts) in [
        ("List", &summary.alerts_by_list),
        ("Program", &summary.alerts_by_program),
    ] {
        let mut rows: Vec<(&String, &u64)> = counts.iter().collect();
        rows.sort_by_key(|(name, alerts)| (Reverse(**alerts), *name));
        let shown = rows.iter().take(COUNT_ROWS_MAX);
        table(
            out,
            [Text(title), Number("Alerts")],
            shown.map(|(name, alerts)| [Said(name).to_string(), grouped(**alerts)]),
        )?;
        left_out(out, rows.len(), COUNT_ROWS_MAX, ["row", "rows"], files::SUMMARY)?;
    }
    out.push_str("</details></section>\n");
    Ok(())
}

/// By which rules, index and options.
pub(super) fn configuration(out: &mut String, summary: &Summary) -> fmt::Result {
    let configuration = &summary.configuration;
    out.push_str(
        "<section id=\"configuration\"><details><summary><h2>How it was decided</h2></summary><dl class=\"facts\">",
    );
    let mut rows: Vec<(&str, String)> = vec![
        ("Threshold", configuration.threshold.to_string()),
        ("Weak aliases", configuration.weak_aliases.clone()),
        (
            "Law as of",
            match configuration.as_of {
                Some(date) => format!("{date}, for every payment"),
                None => format!(
                    "each payment's value date{}",
                    configuration
                        .run_date
                        .map(|d| format!(", or {d} where it has none"))
                        .unwrap_or_default()
                ),
            },
        ),
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
    for (name, value) in rows {
        write!(out, "<dt>{name}</dt><dd>{}</dd>", Said(value))?;
    }
    out.push_str("</dl></details></section>\n");
    Ok(())
}

/// The lists of the index: how old they were, and whatever its manifest says of them.
pub(super) fn lists(out: &mut String, summary: &Summary) -> fmt::Result {
    let Some(sources) = summary.index.get("sources").and_then(serde_json::Value::as_array) else {
        return Ok(());
    };
    out.push_str("<section id=\"lists\"><h2>Lists</h2>");
    let ages = &summary.run.lists;
    if !ages.is_empty() {
        table(
            out,
            [Text("List"), Text("Published"), Text("Age when screened")],
            ages.iter().map(|age| {
                [
                    Said(&age.source).to_string(),
                    Said(age.published.as_deref().unwrap_or("not known")).to_string(),
                    age.hours_since_publication
                        .map_or_else(|| "not known".to_owned(), hours),
                ]
            }),
        )?;
    }
    out.push_str("<details><summary>What the index holds of each</summary>");
    for source in sources.iter().filter_map(serde_json::Value::as_object) {
        out.push_str("<dl class=\"facts\">");
        for (key, value) in source {
            let text = match value {
                serde_json::Value::Null => continue,
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Object(map) => map
                    .iter()
                    .map(|(k, v)| format!("{} {v}", k.replace('_', " ")))
                    .collect::<Vec<_>>()
                    .join(", "),
                other => other.to_string(),
            };
            write!(
                out,
                "<dt>{}</dt><dd>{}</dd>",
                Esc(key.replace('_', " ")),
                Said(text)
            )?;
        }
        out.push_str("</dl>");
    }
    out.push_str("</details></section>\n");
    Ok(())
}

/// `3 days`, or hours below two days.
fn hours(hours: i64) -> String {
    match hours {
        ..0 => "dated after the run".to_owned(),
        1 => "1 hour".to_owned(),
        0..48 => format!("{hours} hours"),
        _ => format!("{} days", hours / 24),
    }
}
