//! Who runs this program, and where.

/// The name of this machine on its network; empty where the system does not say.
#[cfg(unix)]
#[allow(unsafe_code)]
#[must_use]
pub fn host_name() -> String {
    let mut name = [0u8; 256];
    // SAFETY: the system writes at most so many bytes into the buffer, which is ours.
    let failed = unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len()) } != 0;
    if failed {
        return String::new();
    }
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    String::from_utf8_lossy(&name[..end]).into_owned()
}

/// The name of this machine on its network; empty where the system does not say.
#[cfg(not(unix))]
#[must_use]
pub fn host_name() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// The user that this program runs as: the name that the environment gives, else `uid 1000`; empty where neither is known.
#[must_use]
pub fn user_name() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty());
    named.unwrap_or_else(user_number)
}

#[cfg(unix)]
#[allow(unsafe_code)]
fn user_number() -> String {
    // SAFETY: a system call without arguments, which cannot fail.
    format!("uid {}", unsafe { libc::geteuid() })
}

#[cfg(not(unix))]
fn user_number() -> String {
    String::new()
}

#[cfg(test)]
mod tests {
    use super::{host_name, user_name};

    #[test]
    #[cfg(unix)]
    fn user_and_machine_have_names() {
        assert!(!user_name().is_empty());
        assert!(!host_name().contains('\0') && !host_name().is_empty());
    }
}
