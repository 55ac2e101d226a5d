/// Asks the processor to fetch the cache line in which `place` begins, so that a later look at it need not wait for the
/// memory. It changes nothing but the time; on other processors than x86-64 it does nothing.
#[inline]
pub fn prefetch<T>(place: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing that the program can see and never faults, and SSE, which it is part of, belongs
        // to every x86-64 processor; `place` is a valid reference besides.
        #[allow(unsafe_code)]
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(place).cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = place;
}

#[cfg(test)]
mod tests {
    use super::prefetch;

    #[test]
    fn what_is_fetched_is_not_changed() {
        let numbers = vec![7u64; 1000];
        numbers.iter().for_each(prefetch);
        assert!(numbers.iter().all(|&number| number == 7));
    }
}
