use crate::BuildError;

/// A count as the format writes it.
///
/// # Errors
/// It does not fit in 32 bits; `what` says of what there are too many.
pub(crate) fn number(n: usize, what: &'static str) -> Result<u32, BuildError> {
    u32::try_from(n).map_err(|_| BuildError::TooMany { what })
}

/// Numbers as the format writes them.
pub(crate) fn little_endian(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// The place of an item in the row of all there are, which is how the format writes an enumeration.
pub(crate) fn place<T: PartialEq + Copy>(all: &[T], item: T) -> u8 {
    all.iter()
        .position(|other| *other == item)
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(u8::MAX)
}
