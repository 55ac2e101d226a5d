//! A panic is a fault of the program: one line and exit code 4, never a trace over a bank's terminal.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Mutex, PoisonError};

use crate::failure::Failure;

/// What the last panic said. Kept instead of printed: some panics are caught and reported by others, with more to say
/// (the batch driver names the payment).
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Runs the program; a panic becomes a failure of one line. With `RUST_BACKTRACE` set the usual trace is printed too.
pub fn one_line<T>(program: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    let usual = panic::take_hook();
    let traced = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    panic::set_hook(Box::new(move |info| {
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(describe(info));
        if traced {
            usual(info);
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(program)).unwrap_or_else(|_| {
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).take();
        Err(Failure::internal(format!(
            "internal error{}; please report this with the command that was run",
            last.unwrap_or_default()
        )))
    })
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let message = info
        .payload()
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| info.payload().downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown");
    match info.location() {
        Some(at) => format!(" at {}:{}: {message}", at.file(), at.line()),
        None => format!(": {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;
    use crate::failure::{Exit, Failure};

    #[test]
    fn a_panic_becomes_one_line_that_says_where() {
        let failure = one_line(|| -> Result<u8, Failure> { panic!("a byte\nis missing") }).unwrap_err();
        assert_eq!(failure.exit(), Exit::Internal);
        let [line] = failure.lines() else {
            panic!("{:?}", failure.lines())
        };
        assert!(
            line.starts_with("internal error at ") && line.contains("panics.rs"),
            "{line}"
        );
        assert!(line.contains("a byte; is missing; please report"), "{line}");
    }
}
