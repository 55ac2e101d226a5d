//! Parts of buffers, in half the bytes that a `Range` takes.

/// A part of a buffer: where it begins, and how many items it has.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Span {
    start: u32,
    pub len: u32,
}

impl Span {
    /// What was pushed since the buffer had `start` items. Buffers are emptied long before 32 bits are short.
    pub fn since<T>(start: usize, buffer: &[T]) -> Span {
        Span {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            len: u32::try_from(buffer.len() - start).unwrap_or(0),
        }
    }

    /// The items, of the buffer that it is a part of.
    pub fn of<T>(self, buffer: &[T]) -> &[T] {
        &buffer[self.start as usize..self.start as usize + self.len as usize]
    }
}
