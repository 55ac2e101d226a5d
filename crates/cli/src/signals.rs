//! SIGTERM and SIGINT, which a run of payments answers by ending where it can be gone on with.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use portcullis_sys::with_signals_held;
use signal_hook::consts::{SIGTERM, TERM_SIGNALS};
use signal_hook::{flag, low_level};

use crate::failure::Failure;

/// What the first signal sets. A second one ends the program at once.
static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Listens from here on, whichever command it will be: a signal that comes while the command line is read must not end a run
/// without a word. A command that is not to be told calls [`end_at_once`].
///
/// # Errors
/// The system does not let the program listen.
pub fn listen() -> Result<(), Failure> {
    let stop = stop();
    // One that came between the two steps would be heard by the first alone, and lost.
    with_signals_held(TERM_SIGNALS, || {
        TERM_SIGNALS.iter().try_for_each(|signal| {
            flag::register_conditional_default(*signal, Arc::clone(&stop))
                .and_then(|_| flag::register(*signal, Arc::clone(&stop)))
                .map(drop)
        })
    })
    .flatten()
    .map_err(|error| Failure::internal(format!("signals cannot be listened to: {error}")))
}

/// What is set when the program is told to end.
pub fn stop() -> Arc<AtomicBool> {
    Arc::clone(STOP.get_or_init(|| Arc::new(AtomicBool::new(false))))
}

/// Whether the program is told to end.
pub fn is_told_to_end() -> bool {
    stop().load(Ordering::Relaxed)
}

/// Has a signal end the program at once, as it ends any other; so does one that came already.
///
/// # Errors
/// The program was told to end, and the system does not let it.
pub fn end_at_once() -> Result<(), Failure> {
    if stop().swap(true, Ordering::Relaxed) {
        low_level::emulate_default_handler(SIGTERM)
            .map_err(|error| Failure::internal(format!("the program cannot end itself: {error}")))?;
    }
    Ok(())
}
