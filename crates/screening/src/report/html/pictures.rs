//! Where people would rather look than read: outcomes, cases, licensed flows, ages of lists, columns.

use std::cmp::Reverse;

use maud::{Markup, Render, html};

use super::{
    picture::{Bar, Picture, length},
    run::hours,
    section,
    table::{
        Column::{Number, Text},
        cell, table,
    },
    text::{Said, counted, grouped, left_out},
};
use crate::{
    files,
    report::{Page, cases::Cases, figures::BANDS, figures::Figures},
    summary::Summary,
};

/// Bars that a picture has; the table below has more.
const BARS_MAX: usize = 8;
/// Rows of such a table.
const ROWS_MAX: usize = 50;

pub(super) fn pictures(page: &Page) -> Markup {
    let all = [
        corridors(&page.figures),
        cases(&page.cases),
        licensed(&page.figures),
        ages(&page.summary),
        columns(&page.summary),
    ];
    if all.iter().all(|picture| picture.0.is_empty()) {
        return html! {};
    }
    let about =
        html! { "Within a picture all bars are of one scale. Open the figures below it for all of them." };
    section(
        "pictures",
        "At a glance",
        &about,
        &html! { div.pictures { @for picture in all { (picture) } } },
    )
}

/// Outcomes from the gravest on, with the class that colors each.
const OUTCOMES: [(&str, &str); 5] = [
    ("block", "block"),
    ("reject", "reject"),
    ("review", "review"),
    ("licensed", "licensed"),
    ("clear", "let go"),
];

fn corridors(figures: &Figures) -> Markup {
    let mut rows: Vec<_> = figures.corridors.iter().collect();
    if rows.is_empty() {
        return html! {};
    }
    let all = |outcomes: &[u64; 5]| outcomes.iter().sum::<u64>();
    rows.sort_by_key(|(name, outcomes)| (Reverse(all(outcomes)), *name));
    let bars: Vec<Bar> = rows
        .iter()
        .take(BARS_MAX)
        .map(|(name, outcomes)| Bar {
            label: (*name).clone(),
            value: counted(all(outcomes), "payment", "payments"),
            parts: OUTCOMES
                .iter()
                .zip(*outcomes)
                .map(|((class, _), payments)| (*class, length(*payments)))
                .collect(),
        })
        .collect();
    let cells = rows.iter().take(ROWS_MAX).map(|(name, [b, j, r, l, c])| {
        let [block, reject, review, licensed, clear] = [b, j, r, l, c].map(|n| cell(grouped(*n)));
        [html! { (Said(name)) }, block, reject, review, licensed, clear]
    });
    let heads = [
        Text("Corridor"),
        Number("Block"),
        Number("Reject"),
        Number("Review"),
        Number("Licensed"),
        Number("Let go"),
    ];
    let table = html! {
        (table(heads, cells))
        (left_out(rows.len() as u64, ROWS_MAX, ["corridor", "corridors"], files::ALERTS))
    };
    Picture {
        title: "Outcomes over corridors",
        about: "Payments that touch a listed party, from the debtor's country to the creditor's; ? where none is stated.",
        bars: &bars,
        full: None,
        key: &OUTCOMES,
        table,
    }
    .render()
}

/// The class of each band of score, from the surest on.
const BAND_CLASSES: [&str; BANDS.len()] = ["band-1", "band-2", "band-3", "band-4", "band-5"];

fn cases(cases: &Cases) -> Markup {
    let mut rows: Vec<_> = cases.by_list.iter().collect();
    if rows.is_empty() {
        return html! {};
    }
    let all = |bands: &[u64; BANDS.len()]| bands.iter().sum::<u64>();
    rows.sort_by_key(|(list, bands)| (Reverse(all(bands)), *list));
    let bars: Vec<Bar> = rows
        .iter()
        .take(BARS_MAX)
        .map(|(list, bands)| Bar {
            label: (*list).clone(),
            value: counted(all(bands), "case", "cases"),
            parts: BAND_CLASSES
                .into_iter()
                .zip(bands.iter().map(|cases| length(*cases)))
                .collect(),
        })
        .collect();
    let names = BANDS.map(|band| band.name);
    let key: Vec<(&str, &str)> = BAND_CLASSES.into_iter().zip(names).collect();
    let [first, second, third, fourth, fifth] = names.map(Number);
    let cells = rows.iter().take(ROWS_MAX).map(|(list, bands)| {
        let [a, b, c, d, e] = bands.map(|cases| cell(grouped(cases)));
        [html! { (Said(list)) }, a, b, c, d, e]
    });
    Picture {
        title: "Cases by list and score",
        about: "A case with entries of several lists counts for each of them, with its best score.",
        bars: &bars,
        full: None,
        key: &key,
        table: html! {
            (table([Text("List"), first, second, third, fourth, fifth], cells))
            (left_out(rows.len() as u64, ROWS_MAX, ["list", "lists"], files::CASES))
        },
    }
    .render()
}

fn licensed(figures: &Figures) -> Markup {
    let mut rows: Vec<_> = figures.licensed.iter().collect();
    if rows.is_empty() {
        return html! {};
    }
    rows.sort_by_key(|(key, payments)| (Reverse(**payments), *key));
    let bars: Vec<Bar> = rows
        .iter()
        .take(BARS_MAX)
        .map(|((license, purpose), payments)| Bar {
            label: format!("{license}: {purpose}"),
            value: counted(**payments, "payment", "payments"),
            parts: vec![("licensed", length(**payments))],
        })
        .collect();
    let cells = rows.iter().take(ROWS_MAX).map(|((license, purpose), payments)| {
        [
            html! { (Said(license)) },
            html! { (Said(purpose)) },
            cell(grouped(**payments)),
        ]
    });
    let heads = [Text("License"), Text("Purpose"), Number("Payments")];
    Picture {
        title: "Licensed flows",
        about: "Payments released under a license, by license and stated purpose; under two licenses they count for both.",
        bars: &bars,
        full: None,
        key: &[],
        table: html! {
            (table(heads, cells))
            (left_out(rows.len() as u64, ROWS_MAX, ["row", "rows"], files::RELEASED))
        },
    }
    .render()
}

fn ages(summary: &Summary) -> Markup {
    let lists = &summary.run.lists;
    let known = lists
        .iter()
        .filter_map(|age| Some((&age.source, age.hours_since_publication?)));
    let mut known: Vec<_> = known.collect();
    if known.is_empty() {
        return html! {};
    }
    known.sort_by_key(|(source, age)| (Reverse(*age), *source));
    let bars: Vec<Bar> = known
        .iter()
        .take(BARS_MAX)
        .map(|(source, age)| Bar {
            label: source.split(':').next().unwrap_or(source).to_owned(),
            value: hours(*age),
            parts: vec![("review", length(u64::try_from(*age).unwrap_or(0)))],
        })
        .collect();
    let cells = lists.iter().take(ROWS_MAX).map(|age| {
        [
            html! { (Said(&age.source)) },
            html! { (Said(age.published.as_deref().unwrap_or("not known"))) },
            cell(
                age.hours_since_publication
                    .map_or_else(|| "not known".to_owned(), hours),
            ),
        ]
    });
    Picture {
        title: "Ages of the lists",
        about: "From publication to the begin of the run. The oldest stand first.",
        bars: &bars,
        full: None,
        key: &[],
        table: html! {
            (table([Text("List"), Text("Published"), Text("Age when screened")], cells))
            (left_out(lists.len() as u64, ROWS_MAX, ["list", "lists"], files::SUMMARY))
        },
    }
    .render()
}

fn columns(summary: &Summary) -> Markup {
    let columns = &summary.columns;
    if columns.is_empty() {
        return html! {};
    }
    let share = |filled: u64, empty: u64| match filled + empty {
        0 => 0.0,
        all => length(filled) / length(all) * 100.0,
    };
    let mut rows: Vec<_> = columns
        .iter()
        .map(|(name, count)| (name, count, share(count.filled, count.empty)))
        .collect();
    // What is screened first: a name that is often empty is what to look for.
    rows.sort_by(|a, b| {
        let screened = |count: &crate::ColumnCount| count.screened == 0 && count.filled > 0;
        let of = screened(a.1).cmp(&screened(b.1));
        of.then(a.2.total_cmp(&b.2)).then(a.0.cmp(b.0))
    });
    let bars: Vec<Bar> = rows
        .iter()
        .take(BARS_MAX)
        .map(|(name, _, share)| Bar {
            label: (*name).clone(),
            value: format!("{}% filled", share.floor()),
            parts: vec![("clear", *share)],
        })
        .collect();
    let cells = rows.iter().take(ROWS_MAX).map(|(name, count, _)| {
        [
            html! { (Said(name)) },
            cell(grouped(count.filled)),
            cell(grouped(count.empty)),
            cell(grouped(count.screened)),
        ]
    });
    let heads = [
        Text("Column"),
        Number("Filled"),
        Number("Empty"),
        Number("Screened"),
    ];
    Picture {
        title: "Columns filled",
        about: "Of the columns of the payments files, those that were empty most often; columns that are not screened come last.",
        bars: &bars,
        full: Some(100.0),
        key: &[],
        table: html! {
            (table(heads, cells))
            (left_out(rows.len() as u64, ROWS_MAX, ["column", "columns"], files::SUMMARY))
        },
    }
    .render()
}
