//! `screen --metrics`: figures of a run as a text file of Prometheus, for the node exporter's textfile collector.
//!
//! Names are those of <https://prometheus.io/docs/practices/naming/>: base units, `_total` for what only grows while the run goes on. Labels are
//! outcomes, reasons and list names; nothing of a payment is one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use portcullis_model::Outcome;
use portcullis_screening::{Progress, Summary, duties};

use crate::failure::Failure;
use crate::output::message;

/// How often the file is written while a run goes on.
const EVERY: Duration = Duration::from_secs(10);

/// The file of figures of a run.
#[derive(Debug)]
pub struct Metrics {
    path: PathBuf,
    written: Option<Instant>,
}

/// A family of figures: its name, what it is, its type, and of each figure the labels and the value.
struct Family {
    name: &'static str,
    help: &'static str,
    kind: &'static str,
    figures: Vec<(Vec<(&'static str, String)>, f64)>,
}

impl Metrics {
    pub fn new(path: &Path) -> Metrics {
        Metrics {
            path: path.to_owned(),
            written: None,
        }
    }

    /// Writes how far the run is, unless that was done a moment ago. A file that cannot be written now is told once, at the end.
    pub fn progress(&mut self, progress: &Progress) {
        if self.written.is_some_and(|at| at.elapsed() < EVERY) {
            return;
        }
        self.written = Some(Instant::now());
        let _ = portcullis_sys::write_atomically(&self.path, text(&running(progress)).as_bytes());
    }

    /// Writes what the run came to.
    ///
    /// # Errors
    /// The file cannot be written, or the run cannot be read back.
    pub fn finish(&self, summary: &Summary, run: &Path) -> Result<(), Failure> {
        let due = duties(run)?.len();
        let text = text(&done(summary, due));
        portcullis_sys::write_atomically(&self.path, text.as_bytes())
            .map_err(|error| Failure::write(&self.path, &error))?;
        message(&format!("metrics: {}", self.path.display()));
        Ok(())
    }
}

#[allow(clippy::cast_precision_loss)] // Counts beyond 2^53 are no counts of payments.
fn number(count: u64) -> f64 {
    count as f64
}

fn single(name: &'static str, help: &'static str, kind: &'static str, value: f64) -> Family {
    Family {
        name,
        help,
        kind,
        figures: vec![(Vec::new(), value)],
    }
}

fn labeled(
    name: &'static str,
    help: &'static str,
    kind: &'static str,
    label: &'static str,
    figures: impl IntoIterator<Item = (String, f64)>,
) -> Family {
    let figures = figures.into_iter();
    Family {
        name,
        help,
        kind,
        figures: figures.map(|(of, value)| (vec![(label, of)], value)).collect(),
    }
}

fn running(progress: &Progress) -> Vec<Family> {
    vec![
        single(
            "portcullis_run_finished",
            "Whether the run is done.",
            "gauge",
            0.0,
        ),
        single(
            "portcullis_run_records_total",
            "Records that are decided or rejected so far.",
            "counter",
            number(progress.records),
        ),
        single(
            "portcullis_run_need_person_total",
            "Payments so far that a person must look at or that are stopped.",
            "counter",
            number(progress.need_person),
        ),
        single(
            "portcullis_run_input_read_bytes",
            "Bytes of payments that are done.",
            "gauge",
            number(progress.bytes_done),
        ),
        single(
            "portcullis_run_input_bytes",
            "Bytes of all payments files.",
            "gauge",
            number(progress.bytes_total),
        ),
        single(
            "portcullis_run_duration_seconds",
            "Wall time of the run.",
            "gauge",
            progress.elapsed.as_secs_f64(),
        ),
    ]
}

fn done(summary: &Summary, due: usize) -> Vec<Family> {
    let bytes: u64 = summary.inputs.iter().map(|input| input.bytes).sum();
    let finished: Option<jiff::Timestamp> = summary.run.finished_at.parse().ok();
    let mut all = vec![
        Family {
            name: "portcullis_run_info",
            help: "The program and the index of the run.",
            kind: "gauge",
            figures: vec![(
                vec![
                    ("program", summary.program.clone()),
                    ("index", summary.index_digest.clone()),
                ],
                1.0,
            )],
        },
        single(
            "portcullis_run_finished",
            "Whether the run is done.",
            "gauge",
            1.0,
        ),
        single(
            "portcullis_run_records_total",
            "Records that are decided or rejected so far.",
            "counter",
            number(summary.records),
        ),
        single(
            "portcullis_run_need_person_total",
            "Payments so far that a person must look at or that are stopped.",
            "counter",
            number(summary.need_person),
        ),
        single(
            "portcullis_run_input_read_bytes",
            "Bytes of payments that are done.",
            "gauge",
            number(bytes),
        ),
        single(
            "portcullis_run_input_bytes",
            "Bytes of all payments files.",
            "gauge",
            number(bytes),
        ),
        single(
            "portcullis_run_duration_seconds",
            "Wall time of the run.",
            "gauge",
            summary.run.seconds,
        ),
    ];
    if let Some(finished) = finished {
        #[allow(clippy::cast_precision_loss)] // Milliseconds of this century.
        let seconds = finished.as_millisecond() as f64 / 1000.0;
        all.push(single(
            "portcullis_run_finished_timestamp_seconds",
            "When the run was done, since 1970-01-01 UTC.",
            "gauge",
            seconds,
        ));
    }
    all.extend(counts(summary, due));
    all
}

/// What a run counts.
fn counts(summary: &Summary, due: usize) -> Vec<Family> {
    let outcomes = Outcome::ALL.iter();
    let lists = summary.run.lists.iter().filter_map(|list| {
        #[allow(clippy::cast_precision_loss)] // Hours since a list was published.
        let seconds = list.hours_since_publication? as f64 * 3600.0;
        Some((list.source.clone(), seconds))
    });
    let words = &summary.words;
    vec![
        labeled(
            "portcullis_run_payments_total",
            "Payments by outcome.",
            "counter",
            "outcome",
            outcomes.map(|outcome| (outcome.to_string(), number(summary.outcomes.of(*outcome)))),
        ),
        single(
            "portcullis_run_rejected_records_total",
            "Records that could not be read.",
            "counter",
            number(summary.rejected),
        ),
        single(
            "portcullis_run_hits_total",
            "Designations found in payments.",
            "counter",
            number(summary.hits),
        ),
        single(
            "portcullis_run_alerts_total",
            "Hits that need a person.",
            "counter",
            number(summary.alerts),
        ),
        single(
            "portcullis_run_cases_total",
            "Cases that need a person.",
            "counter",
            number(summary.cases),
        ),
        labeled(
            "portcullis_run_let_go_total",
            "Hits and payments that passed although something was found, by the file that has them.",
            "counter",
            "reason",
            [
                ("released".to_owned(), number(summary.released)),
                ("suppressed".to_owned(), number(summary.suppressed)),
                ("discounted".to_owned(), number(summary.discounted)),
                ("unbound".to_owned(), number(summary.unbound)),
            ],
        ),
        labeled(
            "portcullis_run_words",
            "Cases of which a reviewer said something, by what came of it.",
            "gauge",
            "state",
            [
                ("given".to_owned(), number(words.cases)),
                ("applied".to_owned(), number(words.applied)),
                ("waiting".to_owned(), number(words.waiting)),
            ]
            .into_iter()
            .chain(
                words
                    .lapsed
                    .iter()
                    .map(|(lapse, cases)| (lapse.to_string(), number(*cases))),
            ),
        ),
        single(
            "portcullis_run_duties",
            "What must be done because of the run (`portcullis duties`).",
            "gauge",
            number(due as u64),
        ),
        labeled(
            "portcullis_run_list_age_seconds",
            "How long before the run each list was published, where that is said.",
            "gauge",
            "list",
            lists,
        ),
    ]
}

/// The text of these families, in the exposition format 0.0.4.
fn text(families: &[Family]) -> String {
    let mut text = String::new();
    for family in families.iter().filter(|family| !family.figures.is_empty()) {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "# HELP {} {}", family.name, family.help);
        let _ = writeln!(text, "# TYPE {} {}", family.name, family.kind);
        for (labels, value) in &family.figures {
            let labels: Vec<String> = labels
                .iter()
                .map(|(label, value)| format!("{label}=\"{}\"", escaped(value)))
                .collect();
            let labels = if labels.is_empty() {
                String::new()
            } else {
                format!("{{{}}}", labels.join(","))
            };
            let _ = writeln!(text, "{}{labels} {value}", family.name);
        }
    }
    text
}

/// The value of a label: a backslash, a quotation mark and a line end are escaped.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::{labeled, text};

    #[test]
    fn labels_are_escaped_and_a_family_without_figures_is_left_out() {
        let families = [
            labeled(
                "a",
                "What it is.",
                "gauge",
                "list",
                [("un:\"x\"\\y\n".to_owned(), 1.5)],
            ),
            labeled("b", "Nothing.", "gauge", "list", []),
        ];
        assert_eq!(
            text(&families),
            "# HELP a What it is.\n# TYPE a gauge\na{list=\"un:\\\"x\\\"\\\\y\\n\"} 1.5\n"
        );
    }
}
