//! The facade that pipelines link: batch driver, audit log, summary, report.
