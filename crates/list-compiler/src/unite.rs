//! Two records of one party under one id, made one designation.

use std::collections::BTreeSet;

use portcullis_model::{Date, Designation, EffectiveDate, Former, Interval, Measure, Name, NameKind};

use crate::located::add_once;

/// Adds to the first what the second says: OFAC numbers a party once over all its lists, and the EU a party once over all its
/// programmes, so the same number is the same party under more programs. Everything that either says is kept.
pub(crate) fn unite(first: &mut Designation, second: Designation) {
    if first.former.is_empty()
        && second.former.is_empty()
        && first.listed_during.is_empty()
        && second.listed_during.is_empty()
    {
        unite_records(first, second);
    } else {
        unite_over_time(first, &second);
    }
}

/// Unites each record of the one with the record of the other that held at its time.
fn unite_over_time(first: &mut Designation, second: &Designation) {
    let alone = |record: &Designation| Designation {
        former: Vec::new(),
        listed_during: Vec::new(),
        ..record.clone()
    };
    let on = |day: Option<Date>| {
        let record = |of: &Designation| alone(day.map_or(of, |day| of.record_on(day)));
        let mut both = record(first);
        unite_records(&mut both, record(second));
        both
    };
    let ends = first.former.iter().chain(&second.former);
    let ends: BTreeSet<Date> = ends.map(|former| former.until).collect();
    let mut both = on(None);
    let during = union(first.listed().into_iter().chain(second.listed()));
    both.listed_during = during.clone();
    for until in ends {
        let Ok(last) = until.yesterday() else { continue };
        let record = Designation {
            listed_during: during.clone(),
            ..on(Some(last))
        };
        both.former.push(Former { until, record });
    }
    *first = both;
}

/// The days that are in any of the intervals, as intervals that are apart.
fn union(intervals: impl Iterator<Item = Interval>) -> Vec<Interval> {
    let mut intervals: Vec<Interval> = intervals.collect();
    intervals.sort_by_key(|interval| interval.from);
    let mut union: Vec<Interval> = Vec::new();
    for next in intervals {
        match union.last_mut() {
            Some(last)
                if last
                    .until
                    .is_none_or(|until| next.from.is_none_or(|from| from <= until)) =>
            {
                last.until = last.until.zip(next.until).map(|(a, b)| a.max(b));
            }
            _ => union.push(next),
        }
    }
    union
}

fn unite_records(first: &mut Designation, second: Designation) {
    unite_effective(first, &second);
    for name in second.names {
        if first.names.iter().any(|n| n.text == name.text) {
            continue;
        }
        // Only one name is primary.
        let kind = match name.kind {
            NameKind::Primary => NameKind::Alias,
            kind => kind,
        };
        first.names.push(Name { kind, ..name });
    }
    extend(&mut first.programs, second.programs);
    unite_measures(&mut first.measures, second.measures);
    extend(&mut first.birth_dates, second.birth_dates);
    extend(&mut first.birth_places, second.birth_places);
    extend(&mut first.nationalities, second.nationalities);
    extend(&mut first.identifiers, second.identifiers);
    extend(&mut first.addresses, second.addresses);
    extend(&mut first.flags, second.flags);
    extend(&mut first.relations, second.relations);
    first.gender = first.gender.or(second.gender);
    // Listed as long as either lists it: a party that left one list is on the other still.
    first.delisted_on = first.delisted_on.zip(second.delisted_on).map(|(a, b)| a.max(b));
    first.listed_on = match (first.listed_on, second.listed_on) {
        (Some(a), Some(b)) => Some(a.min(b)),
        // In two formats of one list, the one that gives the date knows; of two lists, nobody knows since when.
        (a, b) if first.list == second.list => a.or(b),
        _ => None,
    };
    first.amended_on = first.amended_on.max(second.amended_on);
    if !first.list.contains(&second.list) {
        first.list = format!("{}; {}", first.list, second.list);
    }
    if first.title.is_empty() {
        first.title = second.title;
    }
    for (mine, other) in [
        (&mut first.remarks, second.remarks),
        (&mut first.source_record, second.source_record),
    ] {
        if !other.is_empty() && *mine != other {
            if !mine.is_empty() {
                mine.push('\n');
            }
            mine.push_str(&other);
        }
    }
}

/// The day of a program is that of the list that has it; where both have it, the earlier, and none if one states none.
fn unite_effective(first: &mut Designation, second: &Designation) {
    let of = |designation: &Designation, program: &str| {
        let own = designation.effective.iter().find(|own| own.program == program);
        (
            designation.programs.iter().any(|tag| tag == program),
            own.map(|own| own.from),
        )
    };
    let mut united: Vec<EffectiveDate> = Vec::new();
    for own in first.effective.iter().chain(&second.effective) {
        let from = match (of(first, &own.program), of(second, &own.program)) {
            ((true, mine), (true, other)) => mine.zip(other).map(|(mine, other)| mine.min(other)),
            ((_, mine), (_, other)) => mine.or(other),
        };
        if let Some(from) = from {
            add_once(
                &mut united,
                EffectiveDate {
                    program: own.program.clone(),
                    from,
                },
            );
        }
    }
    first.effective = united;
}

/// Adds to the measures that one record states those that another record of the party states. A record that states none leaves
/// it to the program, which freezes unless a file says less: beside another that states some, its freeze must be stated.
pub(crate) fn unite_measures(mine: &mut Vec<Measure>, others: Vec<Measure>) {
    if mine.is_empty() != others.is_empty() {
        add_once(mine, Measure::AssetFreeze);
    }
    extend(mine, others);
}

fn extend<T: PartialEq>(mine: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        add_once(mine, other);
    }
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Date, Designation, EffectiveDate, Measure, Schema};

    use super::unite;

    #[test]
    fn the_day_of_a_program_is_kept_where_every_list_that_has_the_program_states_one() {
        let entry = |programs: &[&str], days: &[(&str, i8)]| {
            let mut entry = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Organization);
            entry.programs = programs.iter().map(ToString::to_string).collect();
            let day = |(program, day): &(&str, i8)| EffectiveDate {
                program: (*program).to_owned(),
                from: Date::constant(2022, 3, *day),
            };
            entry.effective = days.iter().map(day).collect();
            entry
        };
        let united = |first: Designation, second: Designation| {
            let mut first = first;
            unite(&mut first, second);
            let days = first
                .effective
                .iter()
                .map(|own| format!("{} {}", own.program, own.from));
            days.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            united(entry(&["A"], &[("A", 26)]), entry(&["B"], &[])),
            "A 2022-03-26"
        );
        assert_eq!(
            united(entry(&["A"], &[("A", 26)]), entry(&["A"], &[("A", 1)])),
            "A 2022-03-01"
        );
        assert_eq!(united(entry(&["A"], &[("A", 26)]), entry(&["A"], &[])), "");
        assert_eq!(
            united(entry(&["B"], &[]), entry(&["A"], &[("A", 26)])),
            "A 2022-03-26"
        );
    }

    #[test]
    fn a_record_that_states_no_measures_freezes_beside_one_that_states_some() {
        let united = |first: &[Measure], second: &[Measure]| {
            let entry = |measures: &[Measure]| {
                let mut entry = Designation::new("ofac-1", "OFAC SDN", "US", Schema::Organization);
                entry.measures = measures.to_vec();
                entry
            };
            let mut first = entry(first);
            unite(&mut first, entry(second));
            let mut words: Vec<&str> = first.measures.iter().map(|measure| measure.as_str()).collect();
            words.sort_unstable();
            words.join(" ")
        };
        let (export, debt) = ([Measure::ExportControl], [Measure::SectoralDebt]);
        assert_eq!(united(&export, &[]), "asset-freeze export-control");
        assert_eq!(united(&[], &export), "asset-freeze export-control");
        assert_eq!(united(&export, &debt), "export-control sectoral-debt");
        assert_eq!(united(&export, &export), "export-control");
        assert_eq!(united(&[], &[]), "");
    }
}
