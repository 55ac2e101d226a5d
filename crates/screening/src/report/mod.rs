//! A run as one HTML page for a compliance officer.
//!
//! The page is self-contained: no script, no font, no image, nothing fetched; its content security policy forbids
//! all of that, so text that a sender put into a payment can only ever be text.

mod cases;
mod comparison;
mod figures;
pub(crate) mod html;
mod page;
mod read;
#[cfg(test)]
mod tests;

use std::{
    io,
    path::{Path, PathBuf},
};

use portcullis_model::{Designation, Evidence};

pub use self::page::{Esc, page};
use self::{
    cases::{Cases, read_cases},
    figures::Figures,
    read::Shown,
};
pub(crate) use self::{
    page::whole as whole_page,
    read::{each_record, summary as read_summary_of},
};
use crate::{
    duties::{DutyRow, duties},
    files,
    output::{Alert, Ended, PaymentFacts, Prepared, RejectRow, Release, SameParty, Unbound},
    summary,
    verify::verify,
};

/// Cases that the page shows in full: the first of the run.
pub const CASES_SHOWN_MAX: usize = 500;
/// Bytes of the cases that it shows in full, about. Cases beyond them have a line each.
pub const CASES_BYTES_MAX: usize = 8 << 20;
/// Payments of a case that it shows in full: the first of each.
pub const PAYMENTS_SHOWN_MAX: usize = 5;
/// Cases, after those in full, that have a line each.
pub const CASE_LINES_MAX: usize = 2_000;
/// Released, unbound and discounted payments, ended alerts and rejects that the page shows: the first of each.
pub const ROWS_SHOWN_MAX: usize = 200;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// There is no run.
    #[error(transparent)]
    NotARun(#[from] crate::VerifyError),
    /// A file of the run cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A run, or a file beside the runs, is not one that is asked for.
    #[error("{}{}: {reason}", path.display(), line.map(|n| format!(":{n}")).unwrap_or_default())]
    Input {
        /// The file or folder.
        path: PathBuf,
        /// The line, one-based.
        line: Option<u64>,
        /// Why it is not.
        reason: String,
    },
    /// A file of the run says something that no run writes.
    #[error("{}{}: {reason}", path.display(), line.map(|n| format!(":{n}")).unwrap_or_default())]
    Content {
        /// The file.
        path: PathBuf,
        /// The line, one-based.
        line: Option<u64>,
        /// What is wrong with it.
        reason: String,
    },
}

/// Renders the run in `folder` as one HTML page.
///
/// The run is verified first, and the page begins with what that showed. Its size is bounded: [`CASES_SHOWN_MAX`] cases of at
/// most [`CASES_BYTES_MAX`] bytes with [`PAYMENTS_SHOWN_MAX`] payments each are shown in full, [`CASE_LINES_MAX`] more have a
/// line each, and [`ROWS_SHOWN_MAX`] rows of each other kind are shown. What is left out is counted, with the file in
/// which it stands. Memory is bounded likewise, whatever the size of the run.
///
/// # Errors
/// [`ReportError`] when the folder holds no run, or a file of it cannot be read or understood.
pub fn report(folder: &Path) -> Result<String, ReportError> {
    let verification = verify(folder)?;
    let summary = read::summary(folder)?;
    // Runs of an older version have no file of what they do not count.
    let page = Page {
        verification,
        cases: read_cases(folder)?,
        duties: duties(folder)?,
        figures: Figures::read(folder, &summary)?,
        ended: match &summary.delta {
            Some(_) => read::ended(&folder.join(files::ENDED))?,
            None => Shown::default(),
        },
        discounted: match summary.discounted {
            0 => Shown::default(),
            _ => read::discounted(&folder.join(files::DISCOUNTED))?,
        },
        suppressed: match summary.suppressed {
            0 => Shown::default(),
            _ => read::suppressed(&folder.join(files::SUPPRESSED))?,
        },
        unbound: match summary.unbound {
            0 => Shown::default(),
            _ => read::unbound(&folder.join(files::UNBOUND))?,
        },
        released: read::released(&folder.join(files::RELEASED))?,
        rejects: read::rejects(&folder.join(files::REJECTS))?,
        summary,
    };
    Ok(html::render(&page))
}

/// Renders two runs beside each other as one HTML page: which payments are decided otherwise, which cases came and went,
/// and what differs in lists, rules and options. Payments are held to each other by their id, cases by theirs.
///
/// Its size is bounded as that of [`report`]. Memory holds the cases of both runs, and the decisions of the payments that
/// one of them does not clear.
///
/// # Errors
/// [`ReportError`] when a folder holds no run, or a file of it cannot be read or understood.
pub fn compare_runs(a: &Path, b: &Path) -> Result<String, ReportError> {
    Ok(html::comparison::render(&comparison::compare(a, b)?))
}

/// Everything that the page shows.
pub(crate) struct Page {
    pub(crate) summary: summary::Summary,
    pub(crate) verification: crate::Verification,
    pub(crate) cases: Cases,
    pub(crate) duties: Vec<DutyRow>,
    pub(crate) figures: Figures,
    /// Of a delta run.
    pub(crate) ended: Shown<ShownEnd>,
    pub(crate) discounted: Shown<ShownAlert>,
    pub(crate) suppressed: Shown<ShownAlert>,
    pub(crate) released: Shown<ShownRelease>,
    pub(crate) unbound: Shown<ShownUnbound>,
    pub(crate) rejects: Shown<RejectRow<'static>>,
}

/// An alert, or a discounted match in the shape of one, read back whole.
#[derive(Debug)]
pub(crate) struct ShownAlert {
    pub(crate) alert: Alert<'static>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) designation: Designation,
    pub(crate) same_party: Vec<SameParty<'static>>,
    pub(crate) payment: PaymentFacts<'static>,
}

/// An alert that ended, and why.
#[derive(Debug)]
pub(crate) struct ShownEnd {
    pub(crate) alert: Alert<'static>,
    pub(crate) ended: Ended<'static>,
    pub(crate) payment: PaymentFacts<'static>,
}

/// A released payment, read back whole.
#[derive(Debug)]
pub(crate) struct ShownRelease {
    pub(crate) release: Release<'static>,
    pub(crate) payment: PaymentFacts<'static>,
}

/// A payment of whose hits nothing binds, read back whole.
#[derive(Debug)]
pub(crate) struct ShownUnbound {
    pub(crate) unbound: Unbound<'static>,
    pub(crate) payment: PaymentFacts<'static>,
}

impl ShownAlert {
    fn read(alert: Alert<'static>) -> serde_json::Result<ShownAlert> {
        let same_party = alert.same_party.as_ref().map(Prepared::read).transpose()?;
        Ok(ShownAlert {
            evidence: alert.evidence.read()?,
            designation: alert.designation.read()?,
            same_party: same_party.unwrap_or_default(),
            payment: alert.payment.read()?,
            alert,
        })
    }
}
