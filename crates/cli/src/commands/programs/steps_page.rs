//! Steps of a ladder beside each other, as a page with pictures.

use portcullis_screening::{Esc, page};

use super::impact_tables::value;
use super::steps::{Compared, ROWS, StepImpact, sector};
use crate::output::thousands;

/// Bars of sectors and countries that a picture has.
const BARS_MAX: usize = 8;

/// The page.
pub(super) fn render(compared: &Compared<'_>) -> String {
    let steps: Vec<String> = compared
        .steps
        .iter()
        .map(|step| Esc(step.step).to_string())
        .collect();
    let mut body = format!(
        "<header><h1>{}: what each step would do</h1><p>Steps {}, each with those below it, over {} payments</p></header>\n\
         <div class=\"banner good\"><b>Least harm: step {}.</b> On this step, {}.</div>\n",
        Esc(compared.program),
        steps.join(", "),
        thousands(compared.payments),
        Esc(compared.least_harm),
        Esc(compared.verdict())
    );
    if compared.rejected > 0 {
        body.push_str(&format!(
            "<div class=\"banner warn\">{} records could not be read and are in no figure.</div>\n",
            thousands(compared.rejected)
        ));
    }
    body.push_str(&at_a_glance(compared));
    body.push_str(&side_by_side(compared));
    for step in &compared.steps {
        body.push_str(&one(step));
    }
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
fn at_a_glance(compared: &Compared<'_>) -> String {
    let mut text = "<section><h2>At a glance</h2><p>Shorter is better. Within a picture all bars are of one scale.</p>\n\
                    <div class=\"pictures\">"
        .to_owned();
    for (name, of) in FIGURES {
        let bars = compared.steps.iter().map(|step| {
            let least = step.step == compared.least_harm;
            (step.step.to_owned(), of(step), least)
        });
        text.push_str(&format!("<div><h4>{name}</h4>{}</div>\n", picture(bars)));
    }
    text.push_str("</div></section>\n");
    text
}

/// Bars of one scale: what each is called, how long it is, and whether it stands out.
fn picture(bars: impl Iterator<Item = (String, u64, bool)>) -> String {
    let bars: Vec<(String, u64, bool)> = bars.collect();
    let longest = bars
        .iter()
        .map(|(_, length, _)| *length)
        .max()
        .unwrap_or(0)
        .max(1);
    let mut text = "<dl class=\"bars\">".to_owned();
    for (name, length, stands_out) in bars {
        #[allow(clippy::cast_precision_loss, reason = "a length on a screen")]
        let percent = length as f64 * 100.0 / longest as f64;
        let class = if stands_out { " class=\"least\"" } else { "" };
        text.push_str(&format!(
            "<dt>{}</dt><dd{class}><span style=\"width:{percent:.1}%\"></span><b>{}</b></dd>",
            Esc(name),
            thousands(length)
        ));
    }
    text.push_str("</dl>");
    text
}

/// The table of the comparison, which becomes blocks on a narrow screen.
fn side_by_side(compared: &Compared<'_>) -> String {
    let mut text =
        "<section><h2>Side by side</h2><p>Counted over the payments whose outcome becomes stricter.</p>\n\
                    <table class=\"rows wide\"><thead><tr><th></th>"
            .to_owned();
    for step in &compared.steps {
        text.push_str(&format!("<th>{}</th>", head(compared, step)));
    }
    text.push_str("</tr></thead><tbody>");
    for (name, of) in ROWS {
        text.push_str(&format!("<tr><td data-label=\"Figure\">{name}</td>"));
        for step in &compared.steps {
            text.push_str(&format!(
                "<td data-label=\"{}\">{}</td>",
                Esc(step.step),
                Esc(of(step))
            ));
        }
        text.push_str("</tr>");
    }
    text.push_str("</tbody></table></section>\n");
    text
}

fn head(compared: &Compared<'_>, step: &StepImpact<'_>) -> String {
    let mark = if step.step == compared.least_harm {
        " <span class=\"tag clear\">least harm</span>"
    } else {
        ""
    };
    format!("{}{mark}", Esc(step.step))
}

/// What one step does: outcomes, sectors, third countries, and the humanitarian payments with what would free them.
fn one(step: &StepImpact<'_>) -> String {
    let impact = &step.impact;
    let mut text = format!(
        "<section><h2>Step {}</h2><p>{} of {} payments change their outcome.</p>\n<table class=\"rows wide\"><thead><tr>\
         <th>Outcome</th><th class=\"n\">Before</th><th class=\"n\">After</th><th>Value after</th></tr></thead><tbody>",
        Esc(step.step),
        thousands(impact.changed),
        thousands(impact.payments)
    );
    for row in impact.outcomes.iter().rev() {
        text.push_str(&format!(
            "<tr><td data-label=\"Outcome\"><span class=\"tag {0}\">{0}</span></td><td class=\"n\" data-label=\"Before\">{1}</td>\
             <td class=\"n\" data-label=\"After\">{2}</td><td data-label=\"Value after\">{3}</td></tr>",
            row.outcome,
            thousands(row.before.payments),
            thousands(row.after.payments),
            Esc(value(&row.after))
        ));
    }
    text.push_str("</tbody></table>\n<div class=\"pictures\">");
    let sectors = impact.sectors().take(BARS_MAX).map(|row| {
        let payments = row.shift.stricter.payments;
        (sector(&row.name).to_owned(), payments, false)
    });
    text.push_str(&format!(
        "<div><h4>Sectors touched</h4>{}</div>",
        picture_or_none(sectors)
    ));
    let countries = impact.third_countries.iter().take(BARS_MAX);
    let countries = countries.map(|row| (row.name.clone(), row.volume.payments, false));
    text.push_str(&format!(
        "<div><h4>Third countries touched</h4>{}</div></div>\n",
        picture_or_none(countries)
    ));
    text.push_str(&remedies(step));
    text.push_str("</section>\n");
    text
}

/// The bars, or that there is nothing to draw: a heading above nothing looks like a page that is not finished.
fn picture_or_none(bars: impl Iterator<Item = (String, u64, bool)>) -> String {
    let mut bars = bars.peekable();
    if bars.peek().is_none() {
        return "<p class=\"note\">None.</p>".to_owned();
    }
    picture(bars)
}

/// Which license would free the humanitarian payments that are caught.
fn remedies(step: &StepImpact<'_>) -> String {
    let caught = &step.impact.humanitarian.caught;
    if caught.payments == 0 {
        return "<p class=\"note\">No humanitarian payment is caught.</p>\n".to_owned();
    }
    let mut text = format!(
        "<h4>Humanitarian payments caught: {} ({})</h4><table class=\"rows wide\"><thead><tr>\
         <th>License that would free them</th><th>What they lack</th><th class=\"n\">Payments</th></tr></thead><tbody>",
        thousands(caught.payments),
        Esc(value(caught))
    );
    for row in &step.impact.remedies {
        let license = if row.license_id.is_empty() {
            "none"
        } else {
            &row.license_id
        };
        text.push_str(&format!(
            "<tr><td data-label=\"License\">{}</td><td data-label=\"What they lack\">{}</td><td class=\"n\" data-label=\"Payments\">{}</td></tr>",
            Esc(license),
            Esc(&row.lacking),
            thousands(row.volume.payments)
        ));
    }
    text.push_str("</tbody></table>\n");
    text
}
