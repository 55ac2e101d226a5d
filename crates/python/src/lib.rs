#![doc = include_str!("../README.md")]

#[cfg(feature = "extension")]
mod decisions;
#[cfg(feature = "extension")]
mod error;
#[cfg(feature = "extension")]
mod screener;
#[cfg(feature = "extension")]
mod slices;
#[cfg(feature = "extension")]
mod threads;

/// `portcullis._native`: what stands behind the Python package, which is where its users look.
#[cfg(feature = "extension")]
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::{decisions::Decisions, screener::Screener};

    /// The version of the library.
    #[pymodule_export]
    #[allow(non_upper_case_globals)] // as Python names it
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
