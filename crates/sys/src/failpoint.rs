//! Places where a test lets the program die, to see what a crash leaves behind. Builds without debug assertions have none.

/// Dies here, without a word and without cleaning up, where the variable `PORTCULLIS_DIE_AT` says `PLACE:N` and this is the
/// `N`th time that a place whose name begins with `PLACE` is passed. Where `PORTCULLIS_PLACES` names a file, the name of
/// every place that is passed is added to it as a line.
#[cfg(debug_assertions)]
pub fn failpoint(place: &str) {
    use std::{
        env,
        io::Write,
        sync::{
            OnceLock,
            atomic::{AtomicU64, Ordering},
        },
    };
    static DIES: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static PASSED: AtomicU64 = AtomicU64::new(0);
    if let Some(log) = env::var_os("PORTCULLIS_PLACES")
        && let Ok(mut log) = std::fs::File::options().append(true).create(true).open(log)
    {
        // A test that finds no line fails by itself.
        let _ = writeln!(log, "{place}");
    }
    let dies = DIES.get_or_init(|| {
        let text = env::var("PORTCULLIS_DIE_AT").ok()?;
        let (place, times) = text.rsplit_once(':')?;
        Some((place.to_owned(), times.parse().ok()?))
    });
    if let Some((prefix, times)) = dies
        && place.starts_with(prefix.as_str())
        && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *times
    {
        die();
    }
}

/// Dies here in builds with debug assertions, where a test asks for it: this is one without.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub fn failpoint(_place: &str) {}

/// Ends the process as the system does when it kills it: nothing is flushed, dropped or caught.
#[cfg(all(debug_assertions, unix))]
#[allow(unsafe_code)]
fn die() {
    // SAFETY: two plain system calls that take numbers. The signal cannot be caught, so the second does not return.
    unsafe {
        libc::kill(libc::getpid(), libc::SIGKILL);
    }
}

#[cfg(all(debug_assertions, not(unix)))]
fn die() {
    std::process::abort();
}
