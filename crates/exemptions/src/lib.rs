//! Programs and phases, obligations, licenses, registry, outcome.
