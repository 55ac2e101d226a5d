//! Official sanctions lists to designations to one index file.
