//! The threads on which rows of tables are decided.

use std::sync::{Arc, LazyLock};

use arc_swap::ArcSwap;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// So many threads of a process.
struct Pool {
    process: u32,
    threads: usize,
    pool: Arc<ThreadPool>,
}

/// No lock: a process that is forked while another thread holds one would wait for it forever.
static POOLS: LazyLock<ArcSwap<Vec<Pool>>> = LazyLock::new(ArcSwap::default);

/// The threads of this process; zero stands for one for each core. A forked process has threads of its own, because those of its
/// parent are not in it.
pub(crate) fn pool(threads: usize) -> Result<Arc<ThreadPool>, ThreadPoolBuildError> {
    let process = std::process::id();
    let known = |pools: &[Pool]| {
        let mut pools = pools.iter();
        let pool = pools.find(|pool| pool.process == process && pool.threads == threads)?;
        Some(Arc::clone(&pool.pool))
    };
    if let Some(pool) = known(&POOLS.load()) {
        return Ok(pool);
    }
    let pool = Arc::new(ThreadPoolBuilder::new().num_threads(threads).build()?);
    POOLS.rcu(|pools| {
        if known(pools).is_some() {
            return Arc::clone(pools);
        }
        // Those of a parent are kept: to end threads that are not there would be wrong.
        let pools = pools.iter().map(|other| Pool {
            pool: Arc::clone(&other.pool),
            ..*other
        });
        let one_more = Pool {
            process,
            threads,
            pool: Arc::clone(&pool),
        };
        Arc::new(pools.chain([one_more]).collect())
    });
    Ok(known(&POOLS.load()).unwrap_or(pool))
}
