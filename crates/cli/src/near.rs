//! What somebody may have meant who named what there is not.

/// Names that are offered at most.
const OFFERED_MAX: usize = 3;

/// Names less alike than this are no help.
const ALIKE_MIN: f64 = 0.5;

/// Names that much less alike than the nearest are beside the point.
const BEHIND_MAX: f64 = 0.1;

/// `; did you mean SYRIA?`, with the names nearest to the one asked for, nearest first; empty where none is near.
pub fn did_you_mean<'a>(asked: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(asked, known).as_slice() {
        [] => String::new(),
        [one] => format!("; did you mean {one}?"),
        [others @ .., last] => format!("; did you mean {} or {last}?", others.join(", ")),
    }
}

fn nearest<'a>(asked: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let asked = asked.to_lowercase();
    let mut near: Vec<(f64, &str)> = known
        .map(|name| {
            let alike = strsim::normalized_damerau_levenshtein(&asked, &name.to_lowercase());
            (alike, name)
        })
        .filter(|(alike, _)| *alike >= ALIKE_MIN)
        .collect();
    near.sort_by(|(a, name), (b, other)| b.total_cmp(a).then_with(|| name.cmp(other)));
    near.dedup_by_key(|(_, name)| *name);
    let enough = near.first().map_or(0.0, |(best, _)| best - BEHIND_MAX);
    near.retain(|(alike, _)| *alike >= enough);
    near.into_iter().take(OFFERED_MAX).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn the_nearest_names_are_offered_and_none_that_is_far() {
        let known = ["SYRIA", "SDGT", "UN-1737", "SYRIA", "SYRIA-EO13894"];
        let offered = |asked| did_you_mean(asked, known.into_iter());
        assert_eq!(offered("SYRA"), "; did you mean SYRIA?");
        assert_eq!(offered("un-1736"), "; did you mean UN-1737?");
        assert_eq!(offered("BELARUS"), "");
        let several = did_you_mean("D1", ["D4", "D3", "D2", "D5"].into_iter());
        assert_eq!(several, "; did you mean D2, D3 or D4?");
    }
}
