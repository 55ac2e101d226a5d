//! Patterns over ids and references: `*` stands for any run of characters, everything else for itself.

/// An id or a reference, or a pattern of them: `ofac-12345`, `un-IRe.*`, `SY-2025-*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glob(String);

impl Glob {
    pub(crate) fn new(pattern: impl Into<String>) -> Glob {
        Glob(pattern.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it fits every id.
    pub(crate) fn is_any(&self) -> bool {
        self.0.bytes().all(|b| b == b'*')
    }

    /// Whether it fits a text of people: capitals, and how many spaces stand between words, say nothing.
    pub(crate) fn fits_loosely(&self, text: &str) -> bool {
        let plain = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().collect();
            words.join(" ").to_lowercase()
        };
        Glob(plain(&self.0)).fits(&plain(text))
    }

    /// Case counts, as it does in ids.
    pub(crate) fn fits(&self, id: &str) -> bool {
        let mut parts = self.0.split('*');
        let first = parts.next().unwrap_or("");
        let Some(mut rest) = id.strip_prefix(first) else {
            return false;
        };
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            return rest.is_empty();
        }
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return rest.ends_with(part);
            }
            // The leftmost place is as good as any: what follows is found in what remains.
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        true
    }
}

impl std::fmt::Display for Glob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a designation, or one whose ownership makes it blocked, is meant by any of the patterns.
pub(crate) fn any_fits(globs: &[Glob], designation: &portcullis_model::Designation) -> bool {
    globs.iter().any(|glob| {
        glob.fits(&designation.id) || designation.derived_from.iter().any(|owner| glob.fits(owner))
    })
}

/// Whether a designation is meant by one of the patterns, or, where it follows from ownership, all of its owners are.
pub(crate) fn all_fit(globs: &[Glob], designation: &portcullis_model::Designation) -> bool {
    let fits = |id: &str| globs.iter().any(|glob| glob.fits(id));
    let owners = &designation.derived_from;
    fits(&designation.id) || (!owners.is_empty() && owners.iter().all(|owner| fits(owner)))
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn a_star_stands_for_any_run_and_the_rest_for_itself() {
        for (pattern, id, fits) in [
            ("un-IRe.*", "un-IRe.002", true),
            ("un-IRe.*", "un-IRi.002", false),
            ("un-IRe.*", "un-IRe.", true),
            ("ofac-12", "ofac-12", true),
            ("ofac-12", "ofac-123", false),
            ("*", "", true),
            ("*-1*3", "ofac-1993", true),
            ("*-1*3", "ofac-1994", false),
            ("a*a", "a", false),
            ("", "x", false),
        ] {
            assert_eq!(Glob::new(pattern).fits(id), fits, "{pattern} {id}");
        }
    }

    #[test]
    fn capitals_and_spaces_say_nothing_where_people_write() {
        for (pattern, text, fits) in [
            ("*GL 8L", " Russia  gl 8l ", true),
            ("*GL 8L", "RUSSIA GL 8L", true),
            ("*GL 8L", "russia gl 8", false),
            ("*GL 8L", "RUSSIA GL8L", false),
        ] {
            assert_eq!(Glob::new(pattern).fits_loosely(text), fits, "{pattern} {text}");
        }
    }
}
