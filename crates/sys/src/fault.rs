//! What happens when a mapped file is cut short by another process.
//!
//! The system answers a read behind the new end of such a file with the signal `SIGBUS`, which ends the process. Here a
//! handler looks whether the address lies in one of our maps. If so it puts zeros in place of the rest of the map and notes
//! it; the read goes on with zeros, and whoever reads asks the [`Watch`] whether they were real before it lets out what it
//! made of them. A signal for any other address goes on to the handler that was there before ours, or ends the process as
//! it would have.
//!
//! The handler may interrupt any thread at any point, so it only loads and stores atomic numbers and makes one system
//! call. Each map has a [`Slot`] in a list that only grows: a slot that is given back is used again, and none is freed.

use std::{
    ptr,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

/// A map that the handler knows.
#[derive(Debug, Default)]
struct Slot {
    taken: AtomicBool,
    /// Odd while `start` and `end` are being written, so that the handler never puts an old one and a new one together.
    version: AtomicUsize,
    /// Address of the first byte.
    start: AtomicUsize,
    /// Address behind the last byte; 0 in a slot that is not taken.
    end: AtomicUsize,
    faulted: AtomicBool,
    next: OnceLock<&'static Slot>,
}

impl Slot {
    fn set(&self, start: usize, end: usize) {
        self.version.fetch_add(1, Ordering::SeqCst);
        self.start.store(start, Ordering::SeqCst);
        self.end.store(end, Ordering::SeqCst);
        self.version.fetch_add(1, Ordering::SeqCst);
    }

    /// Its end, if the address lies in it. A slot that is just being written holds no address that anybody reads yet.
    fn end_if_holds(&self, address: usize) -> Option<usize> {
        let version = self.version.load(Ordering::SeqCst);
        let (start, end) = (self.start.load(Ordering::SeqCst), self.end.load(Ordering::SeqCst));
        let is_whole = version.is_multiple_of(2) && self.version.load(Ordering::SeqCst) == version;
        (is_whole && start <= address && address < end).then_some(end)
    }
}

static FIRST: OnceLock<&'static Slot> = OnceLock::new();

fn slots() -> impl Iterator<Item = &'static Slot> {
    std::iter::successors(FIRST.get().copied(), |slot| slot.next.get().copied())
}

fn free_slot() -> &'static Slot {
    let take = |slot: &Slot| !slot.taken.swap(true, Ordering::SeqCst);
    if let Some(slot) = slots().find(|slot| take(slot)) {
        return slot;
    }
    let new: &'static Slot = Box::leak(Box::new(Slot {
        taken: AtomicBool::new(true),
        ..Slot::default()
    }));
    let mut at = &FIRST;
    while at.set(new).is_err() {
        // It is set, or setting it would not have failed.
        let Some(slot) = at.get() else { continue };
        at = &slot.next;
    }
    new
}

/// Keeps a map under watch. Must be dropped before the map is taken away.
#[derive(Debug)]
pub(crate) struct Watch {
    slot: &'static Slot,
}

impl Watch {
    /// Watches a map.
    pub fn over(map: &[u8]) -> Watch {
        install();
        let slot = free_slot();
        slot.faulted.store(false, Ordering::SeqCst);
        let start = map.as_ptr().addr();
        slot.set(start, start + map.len());
        Watch { slot }
    }

    /// Whether some of what was read of the map was not in the file any more.
    pub fn has_faulted(&self) -> bool {
        self.slot.faulted.load(Ordering::SeqCst)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.slot.set(0, 0);
        self.slot.taken.store(false, Ordering::SeqCst);
    }
}

/// What was done about `SIGBUS` before.
static PREVIOUS: OnceLock<libc::sigaction> = OnceLock::new();

/// Bytes of a page, a power of two.
static PAGE_BYTES: AtomicUsize = AtomicUsize::new(4096);

/// Installs the handler, once. If the system refuses, a file that is cut short ends the process, as it would without us.
fn install() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        // SAFETY: `sysconf` takes a number and gives one.
        #[allow(unsafe_code)]
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        if let Ok(page) = usize::try_from(page)
            && page.is_power_of_two()
        {
            PAGE_BYTES.store(page, Ordering::SeqCst);
        }
        // SAFETY: both structures are plain numbers for which zero is a value, and live through the calls. The handler has
        // the signature that `SA_SIGINFO` asks for, and does only what a handler may (see `on_bus_error`). The action
        // before ours is known before ours can be called. `SA_ONSTACK`: it works where a thread has no stack left.
        #[allow(unsafe_code)]
        unsafe {
            let mut previous: libc::sigaction = std::mem::zeroed();
            if libc::sigaction(libc::SIGBUS, ptr::null(), &raw mut previous) != 0 {
                return;
            }
            let _ = PREVIOUS.set(previous);
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = on_bus_error as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            libc::sigemptyset(&raw mut action.sa_mask);
            libc::sigaction(libc::SIGBUS, &raw const action, ptr::null_mut());
        }
    });
}

/// The handler.
extern "C" fn on_bus_error(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the system calls a `SA_SIGINFO` handler with a description of the signal that lives as long as the call.
    // The address in it is set when the kernel sent the signal (a positive code), and is not used otherwise.
    #[allow(unsafe_code)]
    let (is_of_kernel, address) = unsafe { ((*info).si_code > 0, (*info).si_addr().addr()) };
    if is_of_kernel {
        for slot in slots() {
            if let Some(end) = slot.end_if_holds(address)
                && put_zeros(address, end)
            {
                slot.faulted.store(true, Ordering::SeqCst);
                return;
            }
        }
    }
    pass_on(signal, info, context, is_of_kernel);
}

/// Puts zeros in place of the pages from that of `address` to that before `end`.
fn put_zeros(address: usize, end: usize) -> bool {
    let page = address & !(PAGE_BYTES.load(Ordering::SeqCst) - 1);
    // SAFETY: the range lies in a private, read-only map of ours (a map begins with a page, and `address` is in it) that
    // is lent out while it is read, so it is not taken away meanwhile and nothing else can be at these addresses. What is
    // put there is as readable as before. `mmap` is a system call that touches no state of the C library but `errno`,
    // and only when it fails, after which the process ends.
    #[allow(unsafe_code)]
    let put = unsafe {
        libc::mmap(
            ptr::without_provenance_mut(page),
            end - page,
            libc::PROT_READ,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED,
            -1,
            0,
        )
    };
    put != libc::MAP_FAILED
}

/// Leaves a signal that is none of ours to what was there before.
fn pass_on(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void, is_of_kernel: bool) {
    let (handler, flags) = PREVIOUS.get().map_or((libc::SIG_DFL, 0), |action| {
        (action.sa_sigaction, action.sa_flags)
    });
    if handler == libc::SIG_IGN && !is_of_kernel {
        return;
    }
    // SAFETY: what is neither of the two constants is a function that was installed for this signal, with the signature
    // that its flags say. `signal` and `raise` may be called in a handler: the signal is blocked until this handler
    // returns, and then ends the process; where the kernel sent it, so does the instruction, which is tried again.
    #[allow(unsafe_code)]
    unsafe {
        if handler == libc::SIG_DFL || handler == libc::SIG_IGN {
            libc::signal(signal, libc::SIG_DFL);
            if !is_of_kernel {
                libc::raise(signal);
            }
        } else if flags & libc::SA_SIGINFO != 0 {
            let handler: extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void) =
                std::mem::transmute(handler);
            handler(signal, info, context);
        } else {
            let handler: extern "C" fn(libc::c_int) = std::mem::transmute(handler);
            handler(signal);
        }
    }
}
