//! A progress bar with rate and time left, on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use portcullis_screening::Progress;

use crate::output::{Stream, counted, thousands};

/// Shows how far a batch is, if anybody looks.
#[derive(Debug)]
pub struct BatchBar {
    bar: Option<ProgressBar>,
}

impl BatchBar {
    /// A bar on standard error when that is a terminal; otherwise nothing at all.
    pub fn new() -> BatchBar {
        if !Stream::Err.is_terminal() {
            return BatchBar { bar: None };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
        // The template is fixed text; if it ever were wrong, the plain bar serves.
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent:>3}%  {msg}  {eta} left") {
            bar.set_style(style);
        }
        BatchBar { bar: Some(bar) }
    }

    /// Whether there is anybody to tell: a run without listener is not interrupted to count.
    pub fn is_shown(&self) -> bool {
        self.bar.is_some()
    }

    /// Shows where the run is.
    pub fn show(&self, progress: &Progress) {
        let Some(bar) = &self.bar else { return };
        bar.set_length(progress.bytes_total);
        bar.set_position(progress.bytes_done);
        bar.set_message(describe(progress));
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn describe(progress: &Progress) -> String {
    format!(
        "{}, {}/s, {} for a person",
        counted(progress.records, "payment", "payments"),
        thousands(rate(progress.records, progress.elapsed)),
        thousands(progress.need_person)
    )
}

/// A whole number a second.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
pub fn rate(count: u64, elapsed: Duration) -> u64 {
    let seconds = elapsed.as_secs_f64();
    if seconds > 0.0 {
        (count as f64 / seconds) as u64
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use portcullis_screening::Progress;

    use super::describe;

    #[test]
    fn says_how_many_how_fast_and_how_many_for_a_person() {
        let progress = Progress {
            bytes_done: 1,
            bytes_total: 2,
            records: 150_000,
            need_person: 12,
            elapsed: Duration::from_millis(500),
        };
        assert_eq!(
            describe(&progress),
            "150,000 payments, 300,000/s, 12 for a person"
        );
    }
}
