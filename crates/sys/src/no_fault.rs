//! Where the system does not let a mapped file be cut short, there is nothing to watch.

#[derive(Debug)]
pub(crate) struct Watch;

impl Watch {
    pub fn over(_map: &[u8]) -> Watch {
        Watch
    }

    pub fn has_faulted(&self) -> bool {
        false
    }
}
