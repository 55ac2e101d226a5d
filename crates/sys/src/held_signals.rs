//! Signals that come while the program gets ready to answer them.

use std::io;

/// Does something while some signals, by number, are held back from this thread. One that came meanwhile is delivered
/// afterwards: to handlers that were installed in between, whole.
///
/// A handler that takes two steps to install would otherwise swallow a signal that comes between them. Other threads are not
/// held: call this before there are any. On systems without signal masks nothing is held.
///
/// # Errors
/// The system knows no such signal. Nothing was done then.
#[cfg(unix)]
#[allow(unsafe_code)]
pub fn with_signals_held<T>(signals: &[i32], then: impl FnOnce() -> T) -> io::Result<T> {
    /// Puts the mask back, also where `then` panics.
    struct Held(libc::sigset_t);

    impl Drop for Held {
        fn drop(&mut self) {
            // SAFETY: the set is the one that the system wrote when the signals were held, and lives as long as the call.
            // The system is not asked for the mask before this one.
            unsafe {
                libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, std::ptr::null_mut());
            }
        }
    }

    // SAFETY: a set is plain numbers, of which zeros are a valid one. The calls write to sets that live on this stack, and
    // the last reads `set` and writes `before`, which are not the same.
    let before = unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        let mut before: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        for signal in signals {
            if libc::sigaddset(&mut set, *signal) != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        let error = libc::pthread_sigmask(libc::SIG_BLOCK, &set, &mut before);
        if error != 0 {
            return Err(io::Error::from_raw_os_error(error));
        }
        before
    };
    let _held = Held(before);
    Ok(then())
}

/// Does something. This system has no signal masks.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn with_signals_held<T>(_signals: &[i32], then: impl FnOnce() -> T) -> io::Result<T> {
    Ok(then())
}

#[cfg(all(test, unix))]
#[allow(unsafe_code)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::with_signals_held;

    static CAME: AtomicU32 = AtomicU32::new(0);

    extern "C" fn on_signal(_signal: libc::c_int) {
        CAME.fetch_add(1, Ordering::SeqCst);
    }

    #[test]
    fn a_signal_that_comes_while_it_is_held_reaches_the_handler_that_is_installed_afterwards() {
        let seen_while_held = with_signals_held(&[libc::SIGUSR2], || {
            // SAFETY: the signal is sent to this thread, which holds it back.
            unsafe { libc::raise(libc::SIGUSR2) };
            // SAFETY: the handler only counts, which is allowed in one.
            unsafe { libc::signal(libc::SIGUSR2, on_signal as *const () as libc::sighandler_t) };
            CAME.load(Ordering::SeqCst)
        });
        assert_eq!(seen_while_held.expect("the signal is known"), 0);
        assert_eq!(CAME.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_signal_that_there_is_not_is_refused_and_nothing_is_done() {
        let mut done = false;
        assert!(with_signals_held(&[-1], || done = true).is_err());
        assert!(!done);
    }
}
