//! Work side by side, on the processors that there are. What comes of it is the same however many there are.

use std::{
    panic::resume_unwind,
    sync::{
        Mutex, MutexGuard, TryLockError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// How many threads can run at once; 1 where the system does not say.
#[must_use]
pub fn available() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What a mutex guards, unless another thread is at it: for memories that nobody waits for. What a panic left is taken as it is, so
/// each change to it must be whole in one step.
pub fn unless_in_use<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match mutex.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(guard)) => Some(guard.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// Does two things at once: `other` by a thread of its own, or by this one where none is to be had.
pub fn both<A: Send, B>(other: impl FnOnce() -> A + Send, own: impl FnOnce() -> B) -> (A, B) {
    // Taken by whoever does it.
    let job = Mutex::new(Some(other));
    let take = || job.lock().ok().and_then(|mut job| job.take());
    let (done, own) = thread::scope(|scope| {
        let spawned = thread::Builder::new().spawn_scoped(scope, || take().map(|job| job()));
        let own = own();
        let done = spawned
            .ok()
            .and_then(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        (done, own)
    });
    match done.or_else(|| take().map(|job| job())) {
        Some(done) => (done, own),
        None => unreachable!("a thread that was begun took its work"),
    }
}

/// What `each` makes of the parts of `items`, in their order, where there is one part for each of so many threads; it is
/// given the place of the first item of its part.
pub fn in_parts<'t, T: Sync, R: Send>(
    items: &'t [T],
    threads: usize,
    each: &(impl Fn(usize, &'t [T]) -> R + Sync),
) -> Vec<R> {
    part(items, 0, threads, each)
}

fn part<'t, T: Sync, R: Send>(
    items: &'t [T],
    first: usize,
    threads: usize,
    each: &(impl Fn(usize, &'t [T]) -> R + Sync),
) -> Vec<R> {
    if threads < 2 || items.len() < 2 {
        return vec![each(first, items)];
    }
    let (left, right) = items.split_at(items.len() / 2);
    let (right, mut all) = both(
        || part(right, first + left.len(), threads / 2, each),
        || part(left, first, threads.div_ceil(2), each),
    );
    all.extend(right);
    all
}

/// What `work` makes of each item, in their order. The items are taken in turn by as many threads as there are processors.
pub fn each<T: Sync, R: Send>(items: &[T], work: &(impl Fn(&T) -> R + Sync)) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let in_turn = || {
        let mut done = Vec::new();
        while let Some((at, item)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            items.get(at).map(|item| (at, item))
        } {
            done.push((at, work(item)));
        }
        done
    };
    let threads = vec![(); available().min(items.len())];
    let mut done: Vec<(usize, R)> = in_parts(&threads, threads.len(), &|_, _| in_turn())
        .into_iter()
        .flatten()
        .collect();
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::{both, each, in_parts, unless_in_use};

    #[test]
    fn what_another_is_at_is_not_waited_for_and_what_a_panic_left_is_taken() {
        let memory = Mutex::new(1);
        let held = unless_in_use(&memory);
        assert!(held.is_some() && unless_in_use(&memory).is_none());
        drop(held);
        let panicked = std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                let mut memory = memory.lock().unwrap();
                *memory = 2;
                panic!("on purpose");
            });
            thread.join().is_err()
        });
        assert!(panicked && memory.is_poisoned());
        assert_eq!(unless_in_use(&memory).as_deref(), Some(&2));
    }

    #[test]
    fn two_things_are_both_done() {
        let mut own = 1;
        assert_eq!(
            both(
                || 7,
                || {
                    own += 1;
                    own
                }
            ),
            (7, 2)
        );
    }

    #[test]
    #[should_panic(expected = "of the other thread")]
    fn a_panic_of_the_other_thread_goes_on_in_this_one() {
        both(|| panic!("of the other thread"), || ());
    }

    #[test]
    fn parts_come_in_order_with_the_place_of_their_first_item() {
        let items: Vec<usize> = (0..101).collect();
        for threads in [1, 2, 3, 8] {
            let parts = in_parts(&items, threads, &|first, part| {
                assert_eq!(part[0], first);
                part.to_vec()
            });
            assert!(parts.len() <= threads, "{} parts of {threads}", parts.len());
            assert_eq!(parts.concat(), items);
        }
        assert_eq!(in_parts(&[] as &[u8], 4, &|_, part| part.len()), [0]);
    }

    #[test]
    fn each_item_is_worked_on_once_and_comes_in_its_place() {
        let items: Vec<usize> = (0..57).collect();
        assert_eq!(
            each(&items, &|item| item * 2),
            (0..57).map(|n| n * 2).collect::<Vec<_>>()
        );
        assert_eq!(each(&[] as &[u8], &|item| *item), []);
    }
}
