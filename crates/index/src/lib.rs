//! The compiled list file: layout, writer, memory-mapped reader, validation. The only home of unsafe.
