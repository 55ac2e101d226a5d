use std::{io, ops::Deref, sync::atomic::AtomicU64};

/// Many zeros that threads share: words of 64 bits on memory of their own, which begins with a page.
///
/// It takes memory as words are written to. The operating system is asked for large pages, where it has them: a table that
/// is looked into all over finds its places faster when fewer pages have to be known.
pub struct SharedWords {
    map: memmap2::MmapMut,
    words: usize,
}

impl SharedWords {
    /// So many words, all 0.
    ///
    /// # Errors
    /// There is no room for them.
    pub fn zeroed(words: usize) -> io::Result<SharedWords> {
        let bytes = words
            .checked_mul(size_of::<AtomicU64>())
            .ok_or(io::ErrorKind::OutOfMemory)?;
        let map = memmap2::MmapOptions::new().len(bytes).map_anon()?;
        #[cfg(target_os = "linux")]
        {
            // Without large pages it is slower and nothing else.
            let _ = map.advise(memmap2::Advice::HugePage);
        }
        Ok(SharedWords { map, words })
    }
}

impl Deref for SharedWords {
    type Target = [AtomicU64];

    fn deref(&self) -> &[AtomicU64] {
        // SAFETY: the map holds `words` times the bytes of a word and begins with a page, so it is aligned; it is this
        // struct's own, private and writable, and lives as long as the slice, which borrows the struct. Every pattern of
        // bits is a word. Its bytes are never lent out in another way, so all threads come by them as atomic words only.
        #[allow(unsafe_code)]
        unsafe {
            std::slice::from_raw_parts(self.map.as_ptr().cast(), self.words)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::atomic::Ordering::Relaxed, thread};

    use super::SharedWords;

    #[test]
    fn words_are_zero_and_what_one_thread_writes_another_reads() {
        let words = SharedWords::zeroed(10_000).unwrap();
        assert_eq!(words.len(), 10_000);
        assert!(words.iter().all(|word| word.load(Relaxed) == 0));
        thread::scope(|scope| {
            scope.spawn(|| words[9_999].store(7, Relaxed));
        });
        assert_eq!(words[9_999].load(Relaxed), 7);
    }

    #[test]
    fn more_words_than_there_is_room_for_are_refused() {
        assert!(SharedWords::zeroed(usize::MAX / 4).is_err());
        assert!(SharedWords::zeroed(usize::MAX / 16).is_err());
    }
}
