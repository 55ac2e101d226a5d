//! Records that are put together in memory, because their file does not hold them as such.

use std::sync::{Arc, Mutex, PoisonError};

/// What is kept at most of memory for others: of so many chunks, of so many bytes each.
const SPARES_MAX: usize = 32;
const SPARE_BYTES_MAX: usize = 4 << 20;

/// Records of a chunk. Their memory is kept for those of other chunks when they are dropped: what was in use costs no new pages, which
/// the system has to clear first.
#[derive(Debug, Default)]
pub(crate) struct Held {
    pub(crate) texts: Vec<u8>,
    /// What else is known of the records, as the reader of their format writes and reads it.
    pub(crate) table: Vec<u64>,
    pub(crate) faults: Vec<HeldFault>,
    spares: Spares,
}

/// What is wrong with a record that is held.
#[derive(Debug)]
pub(crate) struct HeldFault {
    /// The place of its field; `None`: it is no field's.
    pub(crate) place: Option<usize>,
    pub(crate) fault: FieldFault,
}

/// What is wrong with a field.
#[derive(Debug)]
pub(crate) struct FieldFault {
    /// Whether its record is rejected; otherwise it is noted.
    pub(crate) rejects: bool,
    /// In words that follow the column's name.
    pub(crate) reason: String,
}

impl Drop for Held {
    fn drop(&mut self) {
        let (mut texts, mut table) = (std::mem::take(&mut self.texts), std::mem::take(&mut self.table));
        if texts.capacity() + table.capacity() * size_of::<u64>() <= SPARE_BYTES_MAX {
            texts.clear();
            table.clear();
            self.spares.with(|spares| {
                if spares.len() < SPARES_MAX {
                    spares.push((texts, table));
                }
            });
        }
    }
}

type Buffers = (Vec<u8>, Vec<u64>);

/// Memory in which records were held.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spares(Arc<Mutex<Vec<Buffers>>>);

impl Spares {
    /// Of no records yet.
    pub(crate) fn take(&self) -> Held {
        let (texts, table) = self.with(Vec::pop).unwrap_or_default();
        Held {
            texts,
            table,
            faults: Vec::new(),
            spares: self.clone(),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Buffers>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, SPARE_BYTES_MAX, SPARES_MAX, Spares};

    #[test]
    fn memory_comes_back_empty_and_no_more_than_a_bound_is_kept() {
        let spares = Spares::default();
        let of_bytes = |bytes: usize| {
            let mut held = spares.take();
            held.texts.reserve_exact(bytes);
            held.texts.push(b'x');
            held.table.push(7);
            held
        };
        drop((0..=SPARES_MAX).map(|_| of_bytes(100)).collect::<Vec<Held>>());
        let kept: Vec<Held> = (0..=SPARES_MAX).map(|_| spares.take()).collect();
        assert!(
            kept.iter()
                .all(|held| held.texts.is_empty() && held.table.is_empty())
        );
        let with_memory = kept.iter().filter(|held| held.texts.capacity() >= 100);
        assert_eq!(with_memory.count(), SPARES_MAX);
        std::mem::forget(kept);
        drop(of_bytes(SPARE_BYTES_MAX));
        assert_eq!(
            spares.take().texts.capacity(),
            0,
            "one that is too large is not kept"
        );
    }
}
