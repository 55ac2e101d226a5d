//! Steps of a ladder beside each other, as a page with pictures.

use maud::{Markup, html};
use portcullis_screening::{Esc, page};

use super::impact_tables::value;
use super::steps::{Compared, ROWS, StepImpact, sector};
use crate::output::thousands;

/// Bars of sectors and countries that a picture has.
const BARS_MAX: usize = 8;

/// The page.
pub(super) fn render(compared: &Compared<'_>) -> String {
    let steps: Vec<&str> = compared.steps.iter().map(|step| step.step).collect();
    let body = html! {
        header {
            h1 { (Esc(&compared.program)) ": what each step would do" }
            p { "Steps " (Esc(steps.join(", "))) ", each with those below it, over " (thousands(compared.payments)) " payments" }
        }
        div.banner.good {
            b { "Least harm: step " (Esc(&compared.least_harm)) "." } " On this step, " (Esc(compared.verdict())) "."
        }
        @if compared.rejected > 0 {
            div.banner.warn { (thousands(compared.rejected)) " records could not be read and are in no figure." }
        }
        (at_a_glance(compared))
        (side_by_side(compared))
        @for step in &compared.steps { (one(step)) }
    };
    page(&format!("{}: steps beside each other", compared.program), &body)
}

/// What is counted of a step, by name.
type Figure = (&'static str, fn(&StepImpact<'_>) -> u64);

const FIGURES: &[Figure] = &[
    ("Humanitarian payments caught", |step| {
        step.impact.humanitarian.caught.payments
    }),
    ("Payments that become stricter", |step| {
        step.impact.stricter.payments
    }),
    ("People touched", |step| step.impact.people),
    ("Third countries touched", |step| {
        step.impact.third_countries.len() as u64
    }),
];

/// The figures that weigh, a bar a step.
fn at_a_glance(compared: &Compared<'_>) -> Markup {
    html! {
        section {
            h2 { "At a glance" }
            p { "Shorter is better. Within a picture all bars are of one scale." }
            div.pictures {
                @for (name, of) in FIGURES {
                    @let bars = compared.steps.iter().map(|step| {
                        (step.step.to_owned(), of(step), step.step == compared.least_harm)
                    });
                    div { h3 { (name) } (picture(bars)) }
                }
            }
        }
    }
}

/// Bars of one scale: what each is called, how long it is, and whether it stands out.
fn picture(bars: impl Iterator<Item = (String, u64, bool)>) -> Markup {
    let bars: Vec<(String, u64, bool)> = bars.collect();
    let longest = bars
        .iter()
        .map(|(_, length, _)| *length)
        .max()
        .unwrap_or(0)
        .max(1);
    #[allow(clippy::cast_precision_loss, reason = "a length on a screen")]
    let width = |length: u64| format!("width:{:.1}%", length as f64 * 100.0 / longest as f64);
    html! {
        @if bars.is_empty() {
            p.note { "None." }
        } @else {
            dl.bars {
                @for (name, length, stands_out) in bars {
                    dt { (Esc(name)) }
                    dd.least[stands_out] { span style=(width(length)) {} b { (thousands(length)) } }
                }
            }
        }
    }
}

/// The table of the comparison, which becomes blocks on a narrow screen.
fn side_by_side(compared: &Compared<'_>) -> Markup {
    html! {
        section {
            h2 { "Side by side" }
            p { "Counted over the payments whose outcome becomes stricter." }
            table.rows.wide {
                thead {
                    tr {
                        th scope="col" { "Figure" }
                        @for step in &compared.steps {
                            th scope="col" {
                                (Esc(&step.step))
                                @if step.step == compared.least_harm { " " span.tag.clear { "least harm" } }
                            }
                        }
                    }
                }
                tbody {
                    @for (name, of) in ROWS {
                        tr {
                            td data-label="Figure" { (name) }
                            @for step in &compared.steps { td data-label=(Esc(&step.step)) { (Esc(of(step))) } }
                        }
                    }
                }
            }
        }
    }
}

/// What one step does: outcomes, sectors, third countries, and the humanitarian payments with what would free them.
fn one(step: &StepImpact<'_>) -> Markup {
    let impact = &step.impact;
    let sectors = impact.sectors().take(BARS_MAX).map(|row| {
        let payments = row.shift.stricter.payments;
        (sector(&row.name).to_owned(), payments, false)
    });
    let countries = impact.third_countries.iter().take(BARS_MAX);
    let countries = countries.map(|row| (row.name.clone(), row.volume.payments, false));
    html! {
        section {
            h2 { "Step " (Esc(&step.step)) }
            p { (thousands(impact.changed)) " of " (thousands(impact.payments)) " payments change their outcome." }
            table.rows.wide {
                thead {
                    tr {
                        th scope="col" { "Outcome" } th.n scope="col" { "Before" } th.n scope="col" { "After" }
                        th scope="col" { "Value after" }
                    }
                }
                tbody {
                    @for row in impact.outcomes.iter().rev() {
                        tr {
                            td data-label="Outcome" { span class={ "tag " (row.outcome) } { (row.outcome) } }
                            td.n data-label="Before" { (thousands(row.before.payments)) }
                            td.n data-label="After" { (thousands(row.after.payments)) }
                            td data-label="Value after" { (Esc(value(&row.after))) }
                        }
                    }
                }
            }
            div.pictures {
                div { h3 { "Sectors touched" } (picture(sectors)) }
                div { h3 { "Third countries touched" } (picture(countries)) }
            }
            (remedies(step))
        }
    }
}

/// Which license would free the humanitarian payments that are caught.
fn remedies(step: &StepImpact<'_>) -> Markup {
    let caught = &step.impact.humanitarian.caught;
    html! {
        @if caught.payments == 0 {
            p.note { "No humanitarian payment is caught." }
        } @else {
            h3 { "Humanitarian payments caught: " (thousands(caught.payments)) " (" (Esc(value(caught))) ")" }
            table.rows.wide {
                thead {
                    tr {
                        th scope="col" { "License that would free them" } th scope="col" { "What they lack" }
                        th.n scope="col" { "Payments" }
                    }
                }
                tbody {
                    @for row in &step.impact.remedies {
                        tr {
                            td data-label="License" {
                                @if row.license_id.is_empty() { "none" } @else { (Esc(&row.license_id)) }
                            }
                            td data-label="What they lack" { (Esc(&row.lacking)) }
                            td.n data-label="Payments" { (thousands(row.volume.payments)) }
                        }
                    }
                }
            }
        }
    }
}
