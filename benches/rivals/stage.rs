//! What every contestant can do, and how its threads share the work.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A program that screens names against the listed ones.
pub(crate) trait Contestant: Sync {
    /// What to call it in a table.
    fn name(&self) -> &str;

    /// For each query, the listed names that it alerts on, by ordinal in the index.
    fn screen(&self, queries: &[String], threads: usize) -> Vec<Vec<u32>>;

    /// Forgets what it remembers of the queries it was asked. It is called before every round.
    fn forget(&mut self) {}

    /// Whether a listed name that it returns is an alert; otherwise it only ranks.
    fn decides(&self) -> bool {
        true
    }

    /// Whether it is there to show what the index of Portcullis saves.
    fn is_oracle(&self) -> bool {
        false
    }
}

/// Queries that a thread takes at a time: few enough to end together, enough that taking them costs nothing.
const TAKEN: usize = 16;

/// Answers every query, in order, on so many threads with working memory of their own.
pub(crate) fn in_parallel<S>(
    queries: &[String],
    threads: usize,
    state: impl Fn() -> S + Sync,
    answer: impl Fn(&mut S, &str) -> Vec<u32> + Sync,
) -> Vec<Vec<u32>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut state = state();
        let mut answers = Vec::new();
        loop {
            let first = next.fetch_add(TAKEN, Ordering::Relaxed);
            let Some(taken) = queries.get(first..queries.len().min(first + TAKEN)) else {
                return answers;
            };
            if taken.is_empty() {
                return answers;
            }
            for (at, query) in taken.iter().enumerate() {
                answers.push((first + at, answer(&mut state, query)));
            }
        }
    };
    let mut all = vec![Vec::new(); queries.len()];
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            match worker.join() {
                Ok(answers) => {
                    for (at, answer) in answers {
                        all[at] = answer;
                    }
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    all
}
