//! The designations that rules name by their ids: an id that is mistyped names nobody, and says nothing.

use std::collections::BTreeMap;
use std::fmt;

use crate::glob::Glob;
use crate::program::Program;
use crate::rulebook::Rulebook;

/// What begins an id that means a place, and no entry of a list.
const PLACE: &str = "place:";

/// An id, or a pattern of ids, by which rules name designations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDesignation {
    pattern: Glob,
    /// The programs and licenses that name it, in loading order, each once.
    pub by: Vec<String>,
}

impl NamedDesignation {
    /// It, as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.pattern.as_str()
    }

    /// Whether it may name several designations.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        self.as_str().contains('*')
    }

    /// Whether it names the designation with this id. Case counts.
    #[must_use]
    pub fn names(&self, id: &str) -> bool {
        self.pattern.fits(id)
    }

    /// The same in small letters and without spaces at its ends: what it may have been meant to name.
    #[must_use]
    pub fn in_small_letters(&self) -> NamedDesignation {
        NamedDesignation {
            pattern: Glob::new(self.as_str().trim().to_ascii_lowercase()),
            ..self.clone()
        }
    }
}

impl Rulebook {
    /// Every id, and pattern of ids, by which programs and licenses name designations, in the order of the bytes. Places that
    /// are named as designations are left out.
    #[must_use]
    pub fn named_designations(&self) -> Vec<NamedDesignation> {
        let of_programs = self
            .programs()
            .flat_map(|program| named_by(program).map(|glob| (glob, &program.id)));
        let of_licenses = self.licenses().iter().flat_map(|license| {
            let named = license.conditions.designations_named();
            named.into_iter().map(|glob| (glob, &license.id))
        });
        let mut named: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (glob, by) in of_programs.chain(of_licenses) {
            if glob.as_str().starts_with(PLACE) {
                continue;
            }
            let known = named.entry(glob.as_str()).or_default();
            if !known.contains(by) {
                known.push(by.clone());
            }
        }
        let named = named.into_iter();
        named
            .map(|(pattern, by)| NamedDesignation {
                pattern: Glob::new(pattern),
                by,
            })
            .collect()
    }
}

/// The designations that a program reaches, in itself, a phase or a step, where it says which.
#[derive(Debug, Clone)]
pub struct Reached<'r> {
    /// The program.
    pub program: &'r Program,
    /// The ids and patterns of one list; `None`: everybody who is listed under the program.
    named: Option<&'r [Glob]>,
    except: &'r [Glob],
}

impl Reached<'_> {
    /// Whether the designation with this id is reached, if it is listed under the program.
    #[must_use]
    pub fn reaches(&self, id: &str) -> bool {
        let fits = |globs: &[Glob]| globs.iter().any(|glob| glob.fits(id));
        self.named.is_none_or(fits) && !fits(self.except)
    }
}

impl fmt::Display for Reached<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |globs: &[Glob]| globs.iter().map(Glob::as_str).collect::<Vec<_>>().join(", ");
        match (self.named, self.except) {
            (Some(named), []) => write!(f, "designations = {}", words(named)),
            (Some(named), except) => write!(f, "designations = {}, except = {}", words(named), words(except)),
            (None, except) => write!(f, "except = {}", words(except)),
        }
    }
}

impl Rulebook {
    /// Whom programs reach, as far as they say it, in loading order. What a phase alone excepts is left out.
    #[must_use]
    pub fn reached(&self) -> Vec<Reached<'_>> {
        let mut all = Vec::new();
        for program in self.programs() {
            let own = program.designations.as_deref();
            let except = program.except.as_slice();
            if own.is_some() || !except.is_empty() {
                all.push(Reached {
                    program,
                    named: own,
                    except,
                });
            }
            let of_phases = program.phases.iter().map(|phase| &phase.designations);
            let of_steps = program.steps.iter().map(|step| &step.designations);
            all.extend(of_phases.chain(of_steps).flatten().map(|named| Reached {
                program,
                named: Some(named),
                except: &[],
            }));
        }
        all
    }
}

/// What a program names in itself, its phases and its steps.
fn named_by(program: &Program) -> impl Iterator<Item = &Glob> {
    let of_phases = program
        .phases
        .iter()
        .flat_map(|phase| phase.designations.iter().chain(&phase.except));
    let of_steps = program.steps.iter().flat_map(|step| &step.designations);
    let of_all = program.designations.iter().chain(of_phases).chain(of_steps);
    of_all.flatten().chain(&program.except)
}

#[cfg(test)]
mod tests {
    use super::NamedDesignation;
    use crate::glob::Glob;

    #[test]
    fn an_id_in_other_letters_is_almost_named() {
        let named = |pattern: &str| NamedDesignation {
            pattern: Glob::new(pattern),
            by: Vec::new(),
        };
        assert!(named("ofac-12").names("ofac-12") && named("ofac-12").in_small_letters().names("ofac-12"));
        assert!(!named("OFAC-12").names("ofac-12") && named("OFAC-12").in_small_letters().names("ofac-12"));
        assert!(named(" un-IRe.*").in_small_letters().names("un-ire.002"));
        assert!(!named("ofac-1").in_small_letters().names("ofac-12"));
    }
}
