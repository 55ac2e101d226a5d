//! Programs of several authorities that are about one thing.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use portcullis_model::Designation;

/// `regime;program`: what a program is about, in one word for all authorities. A `*` at the end stands for anything.
const REGIMES: &str = include_str!("../../data/regimes.csv");

static ROWS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    REGIMES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .filter_map(|line| line.split_once(';'))
        .collect()
});

/// Whether any program of the one is about what a program of the other is about.
pub(super) fn in_common(a: &Designation, b: &Designation) -> bool {
    let (a, b) = (of(a), of(b));
    a.intersection(&b).next().is_some()
}

fn of(designation: &Designation) -> BTreeSet<&'static str> {
    let about = |program: &String| {
        ROWS.iter()
            .filter(|(_, pattern)| match pattern.strip_suffix('*') {
                Some(prefix) => program.starts_with(prefix),
                None => program == pattern,
            })
            .map(|(regime, _)| *regime)
            .collect::<Vec<_>>()
    };
    designation.programs.iter().flat_map(about).collect()
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Designation, Schema};

    use super::{ROWS, in_common};

    fn under(program: &str) -> Designation {
        let mut d = Designation::new("x", "List", "X", Schema::Organization);
        d.programs.push(program.to_owned());
        d
    }

    #[test]
    fn programs_of_one_regime_are_told_from_others() {
        assert!(in_common(&under("UN-DPRK"), &under("DPRK3")));
        assert!(in_common(&under("UK-Russia"), &under("RUSSIA-EO14024")));
        assert!(in_common(&under("EU-TAQA"), &under("UN-Al-Qaida")));
        assert!(!in_common(&under("EU-TAQA"), &under("UN-DPRK")));
        assert!(!in_common(&under("UNKNOWN"), &under("UNKNOWN")));
    }

    #[test]
    fn every_row_names_a_regime_and_a_program_once() {
        assert!(
            ROWS.iter()
                .all(|(regime, program)| !regime.is_empty() && !program.is_empty())
        );
        let mut rows = ROWS.clone();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), ROWS.len());
    }
}
