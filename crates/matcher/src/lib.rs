//! Lossless candidate generation, identifier and free-text screening, scoring over the index.
