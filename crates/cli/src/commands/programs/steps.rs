//! Steps of a ladder beside each other: as text, CSV and JSON.

use portcullis_exemptions::{ImpactReport, Program, Volume};
use portcullis_model::Measure;
use serde::Serialize;

use super::impact_tables::value;
use crate::output::{counted, thousands};
use crate::table::{Sheet, joined};

/// Sectors, countries and licenses that a cell names.
const NAMED_MAX: usize = 5;

/// Steps of one program over one batch.
#[derive(Serialize)]
pub(super) struct Compared<'a> {
    /// The program's id.
    pub(super) program: &'a str,
    /// Records that could not be read; they are in no figure.
    pub(super) rejected: u64,
    /// Payments of the batch.
    pub(super) payments: u64,
    /// The step that does least harm; of equal ones the first named.
    pub(super) least_harm: &'a str,
    /// In the order in which they were asked for.
    pub(super) steps: Vec<StepImpact<'a>>,
}

/// One step.
#[derive(Serialize)]
pub(super) struct StepImpact<'a> {
    /// Its id.
    pub(super) step: &'a str,
    /// What it imposes, with the steps below it.
    pub(super) measures: Vec<Measure>,
    #[serde(flatten)]
    pub(super) impact: ImpactReport,
}

impl<'a> Compared<'a> {
    /// Puts the impacts beside each other; `steps` are the ids, in the order of `impacts`.
    pub(super) fn new(
        program: &'a Program,
        steps: &'a [String],
        impacts: Vec<ImpactReport>,
        rejected: u64,
    ) -> Compared<'a> {
        let payments = impacts.first().map_or(0, |impact| impact.payments);
        let steps: Vec<StepImpact<'a>> = steps
            .iter()
            .zip(impacts)
            .map(|(step, impact)| StepImpact {
                step,
                measures: imposed(program, step),
                impact,
            })
            .collect();
        let least = steps.iter().min_by_key(|step| step.impact.harm());
        Compared {
            program: &program.id,
            rejected,
            payments,
            least_harm: least.map_or("", |step| step.step),
            steps,
        }
    }

    /// What the step of least harm does: a sentence without its subject and its end.
    pub(super) fn verdict(&self) -> String {
        let Some(least) = self.steps.iter().find(|step| step.step == self.least_harm) else {
            return String::new();
        };
        let (caught, stricter, people, countries) = least.impact.harm();
        format!(
            "it catches {}, makes {} stricter, and touches {} and {}",
            counted(caught, "humanitarian payment", "humanitarian payments"),
            counted(stricter, "payment", "payments"),
            counted(people, "person", "people"),
            counted(countries as u64, "third country", "third countries")
        )
    }
}

/// Every measure that a step imposes with those below it, in the order of the model.
fn imposed(program: &Program, step: &str) -> Vec<Measure> {
    let up_to = program.steps.iter().position(|of| of.id == step);
    let steps = &program.steps[..up_to.map_or(0, |at| at + 1)];
    let imposed = |measure: &&Measure| steps.iter().any(|of| of.measures.contains(measure));
    Measure::ALL.iter().filter(imposed).copied().collect()
}

/// What is compared, a row a line: its name, and what it says of a step.
type Row = (&'static str, fn(&StepImpact<'_>) -> String);

/// The rows of the comparison, for people.
pub(super) const ROWS: &[Row] = &[
    ("measures", |step| joined(step.measures.iter())),
    ("humanitarian payments caught", |step| {
        thousands(step.impact.humanitarian.caught.payments)
    }),
    ("their value", |step| value(&step.impact.humanitarian.caught)),
    ("license that would free them", |step| {
        named(step.impact.remedies.iter().map(|remedy| {
            let license = match remedy.license_id.as_str() {
                "" => "none",
                license => license,
            };
            format!("{license} ({})", remedy.lacking)
        }))
    }),
    ("humanitarian payments that a license lets pass", |step| {
        thousands(step.impact.humanitarian.licensed.payments)
    }),
    ("payments that become stricter", |step| {
        thousands(step.impact.stricter.payments)
    }),
    ("value that becomes stricter", |step| value(&step.impact.stricter)),
    ("people touched", |step| thousands(step.impact.people)),
    ("sectors touched", |step| {
        named(step.impact.sectors().map(|row| {
            let payments = thousands(row.shift.stricter.payments);
            format!("{} ({payments})", sector(&row.name))
        }))
    }),
    ("third countries touched", |step| {
        named(step.impact.third_countries.iter().map(|row| {
            let payments = thousands(row.volume.payments);
            format!("{} ({payments})", row.name)
        }))
    }),
];

/// A purpose, or that the payment states none.
pub(super) fn sector(name: &str) -> &str {
    if name == "?" { "not stated" } else { name }
}

/// The first of them, and how many more there are; `-` for none.
fn named(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let more = names.len().saturating_sub(NAMED_MAX);
    let mut text = names[..names.len() - more].join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    if text.is_empty() { "-".to_owned() } else { text }
}

/// The comparison as a table, a column a step.
pub(super) fn text(compared: &Compared<'_>) -> String {
    let mut heads = vec!["".to_owned()];
    heads.extend(compared.steps.iter().map(|step| {
        let least = step.step == compared.least_harm;
        let mark = if least { " (least harm)" } else { "" };
        format!("step {}{mark}", step.step)
    }));
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut sheet = Sheet::new(&heads);
    for (name, of) in ROWS {
        let mut cells = vec![(*name).to_owned()];
        cells.extend(compared.steps.iter().map(of));
        sheet.row(cells);
    }
    format!(
        "{}: steps {} over {}\n\n{sheet}\nstep {} does least harm: {}\n",
        compared.program,
        joined(compared.steps.iter().map(|step| step.step)),
        counted(compared.payments, "payment", "payments"),
        compared.least_harm,
        compared.verdict()
    )
}

/// A row a step and figure: `step,figure,name,currency,payments,value`.
pub(super) fn csv(compared: &Compared<'_>) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["step", "figure", "name", "currency", "payments", "value"])?;
    for of in &compared.steps {
        let impact = &of.impact;
        let mut volume = |figure: &str, name: &str, volume: &Volume| {
            let payments = volume.payments.to_string();
            writer.write_record([of.step, figure, name, "", &payments, ""])?;
            for (currency, sum) in &volume.value {
                writer.write_record([of.step, figure, name, currency, "", &sum.to_string()])?;
            }
            Ok::<(), csv::Error>(())
        };
        volume("stricter", "", &impact.stricter)?;
        for row in &impact.outcomes {
            volume("outcome", row.outcome.as_str(), &row.after)?;
        }
        volume("humanitarian-caught", "", &impact.humanitarian.caught)?;
        volume("humanitarian-licensed", "", &impact.humanitarian.licensed)?;
        volume("humanitarian-freed", "", &impact.humanitarian.freed)?;
        for row in &impact.remedies {
            let name = format!("{}: {}", row.license_id, row.lacking);
            volume("license-that-would-free", &name, &row.volume)?;
        }
        for row in impact.sectors() {
            volume("sector", sector(&row.name), &row.shift.stricter)?;
        }
        for row in &impact.third_countries {
            volume("third-country", &row.name, &row.volume)?;
        }
        let people = impact.people.to_string();
        writer.write_record([of.step, "people", "", "", &people, ""])?;
        let least = of.step == compared.least_harm;
        writer.write_record([
            of.step,
            "least-harm",
            if least { "yes" } else { "no" },
            "",
            "",
            "",
        ])?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
