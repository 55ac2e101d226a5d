//! All tables of an account together: which counts add up to which, in a table and over several.

use portcullis_exemptions::is_humanitarian;

use super::{
    ImpactRow, ImpactTable, MERGED, TOTAL,
    count::sector,
    periods::Periods,
    protect::{Line, hidden},
    tables::{Groups, Head},
};

/// All counts of all tables, by row and period, and how they add up.
pub(super) struct System {
    /// Periods of a row.
    width: usize,
    /// How the periods of a row add up.
    time: Vec<Line>,
    counts: Vec<u64>,
    unpublished: Vec<bool>,
    lines: Vec<Line>,
}

impl System {
    pub(super) fn of(periods: &Periods) -> System {
        System {
            width: periods.len(),
            time: periods.lines(),
            counts: Vec::new(),
            unpublished: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Adds a row, and says where it is.
    fn row(&mut self, counts: &[u64], is_published: bool) -> usize {
        let first = self.counts.len();
        self.counts.extend(counts);
        self.unpublished.extend(counts.iter().map(|_| !is_published));
        self.lines.extend(self.time.iter().map(|line| Line {
            parts: line.parts.iter().map(|at| first + at).collect(),
            sum: first + line.sum,
        }));
        first
    }

    /// Says that rows add up to another one.
    fn adds_up(&mut self, parts: &[usize], sum: usize) {
        let lines = (0..self.width).map(|at| Line {
            parts: parts.iter().map(|row| row + at).collect(),
            sum: sum + at,
        });
        self.lines.extend(lines);
    }

    /// The sum of rows, as a row that is in no table.
    fn sum(&mut self, parts: &[usize]) -> usize {
        let counts: Vec<u64> = (0..self.width)
            .map(|at| parts.iter().map(|row| self.counts[row + at]).sum())
            .collect();
        let sum = self.row(&counts, false);
        self.adds_up(parts, sum);
        sum
    }

    /// Says that a row stands in a table.
    fn publish(&mut self, row: usize) {
        self.unpublished[row..row + self.width].fill(false);
    }

    /// Which counts are hidden.
    pub(super) fn hidden(&self) -> Vec<bool> {
        hidden(&self.counts, &self.unpublished, &self.lines)
    }
}

/// A table before it is known what of it is hidden.
pub(super) struct Draft {
    head: &'static Head,
    /// The groups that were counted, and where their rows are; also those that are merged.
    groups: Vec<(String, usize)>,
    /// The rows that are shown.
    shown: Vec<(String, usize)>,
}

impl Draft {
    pub(super) fn of(head: &'static Head, groups: Groups, system: &mut System) -> Draft {
        let mut draft = Draft {
            head,
            groups: Vec::new(),
            shown: Vec::new(),
        };
        for (name, counts) in groups.kept {
            let row = system.row(&counts, true);
            draft.groups.push((name.clone(), row));
            draft.shown.push((name, row));
        }
        if !groups.merged.is_empty() {
            let mut rows = Vec::new();
            for (name, counts) in groups.merged {
                let row = system.row(&counts, false);
                rows.push(row);
                draft.groups.push((name, row));
            }
            let merged = system.sum(&rows);
            system.publish(merged);
            draft.shown.push((MERGED.to_owned(), merged));
        }
        if head.adds_up {
            let rows: Vec<usize> = draft.shown.iter().map(|(_, row)| *row).collect();
            let total = system.sum(&rows);
            system.publish(total);
            draft.shown.push((TOTAL.to_owned(), total));
        }
        draft
    }

    /// The rows of the groups that fit.
    fn rows(&self, fits: impl Fn(&str) -> bool) -> Vec<usize> {
        let groups = self.groups.iter().filter(|(name, _)| fits(name));
        groups.map(|(_, row)| *row).collect()
    }

    fn total(&self) -> Option<usize> {
        let total = self.shown.iter().find(|(name, _)| name == TOTAL);
        total.map(|(_, row)| *row)
    }

    pub(super) fn table(self, system: &System, hidden: &[bool]) -> ImpactTable {
        let rows = self.shown.into_iter().map(|(group, row)| {
            let cells = row..row + system.width;
            ImpactRow {
                group,
                counts: cells
                    .map(|cell| (!hidden[cell]).then_some(system.counts[cell]))
                    .collect(),
            }
        });
        ImpactTable {
            id: self.head.id,
            title: self.head.title,
            unit: self.head.unit,
            about: self.head.about,
            adds_up: self.head.adds_up,
            rows: rows.collect(),
        }
    }
}

/// How tables hang together: what one of them hides must not follow from another one.
pub(super) fn relate(drafts: &[Draft], system: &mut System) {
    let of = |id: &str| drafts.iter().find(|draft| draft.head.id == id);
    let ids = [
        "outcomes",
        "stopped",
        "sectors",
        "purposes",
        "humanitarian",
        "humanitarian-why",
    ];
    let [
        Some(outcomes),
        Some(stopped),
        Some(sectors),
        Some(purposes),
        Some(flows),
        Some(why),
    ] = ids.map(of)
    else {
        return;
    };
    if let Some(total) = stopped.total() {
        system.adds_up(&outcomes.rows(|group| STOPPED.contains(&group)), total);
        for other in [sectors, purposes].into_iter().filter_map(Draft::total) {
            system.adds_up(&[other], total);
        }
    }
    let sector_of = |purpose: &str| sector(purpose.parse().ok());
    for (name, row) in &sectors.groups {
        system.adds_up(&purposes.rows(|purpose| sector_of(purpose) == name), *row);
    }
    for (name, row) in &flows.groups {
        let start = format!("{}:", name.split(' ').next().unwrap_or(name));
        system.adds_up(&why.rows(|why| why.starts_with(&start)), *row);
    }
    let kept = system.sum(&flows.rows(|flow| ["held", "refused"].contains(&flow)));
    let is_humanitarian = |purpose: &str| purpose.parse().is_ok_and(is_humanitarian);
    system.adds_up(&purposes.rows(is_humanitarian), kept);
}

/// Outcomes of stopped payments.
const STOPPED: [&str; 3] = ["block", "reject", "review"];
