/// How far a run is. Given to the caller's callback after each chunk that was written, some hundred times a second at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of payments that are done.
    pub bytes_done: u64,
    /// Bytes of all payments files.
    pub bytes_total: u64,
    /// Records that are done, decided or rejected.
    pub records: u64,
    /// Payments so far that a person must look at or that are stopped.
    pub need_person: u64,
    /// Wall time since the first byte was read.
    pub elapsed: std::time::Duration,
}

impl Progress {
    /// Records a second, so far.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn records_per_second(&self) -> f64 {
        let seconds = self.elapsed.as_secs_f64();
        if seconds > 0.0 {
            self.records as f64 / seconds
        } else {
            0.0
        }
    }
}
