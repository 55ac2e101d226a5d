//! Payment batches to borrowed payments over a memory map, and rejects.
