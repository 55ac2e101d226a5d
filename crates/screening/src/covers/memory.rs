//! The messages of a batch that may be of one payment, as far back as is kept.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};

use super::{
    CoverDifference, JoinedBy,
    differences::differences,
    log::{Kind, Side},
};
use crate::{output::CoverRow, summary::CoversSummary};

/// Messages that are kept at least; twice as many at most, some 10 MB.
const KEPT_MIN: usize = 1 << 15;

/// Messages that were met, and what came of holding them against each other.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CoverMemory {
    /// Of the messages, the files that they are from.
    files: Vec<String>,
    newer: Generation,
    older: Generation,
    counts: CoversSummary,
}

/// The messages of a stretch of the input.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<KeptRecord>")]
struct Generation {
    kept: Vec<Kept>,
    text: String,
    /// The newest customer's payment, and the newest transfer, that has a reference.
    payments: FxHashMap<u64, u32>,
    transfers: FxHashMap<u64, u32>,
}

#[derive(Debug, Clone, Copy)]
struct Kept {
    start: usize,
    end: usize,
    file: u32,
    line: u64,
    kind: Kind,
    amount: u64,
    is_joined: bool,
}

/// A message in a checkpoint: what is compared, file, line, kind, amount, and whether it was joined with another one.
#[derive(Deserialize)]
struct KeptRecord(String, u32, u64, u8, u64, bool);

impl CoverMemory {
    /// What was counted so far.
    pub(crate) fn counts(&self) -> CoversSummary {
        self.counts
    }

    /// Holds a message against the one before it that it covers, or that covers it, and keeps it. `each` gets what they say differently.
    pub(crate) fn meet(&mut self, side: &Side<'_>, file: &str, mut each: impl FnMut(CoverRow<'_>)) {
        let number = self.number_of(file);
        let partner = self.partner(side);
        if let Some((generation, at, joined_by)) = partner {
            let other = self.generation(generation).side(at);
            let other_file = &self.files[self.generation(generation).kept[at].file as usize];
            let of_payment = (side, file);
            let of_other = (&other, other_file.as_str());
            let (payment, cover) = if side.is_payment() {
                (of_payment, of_other)
            } else {
                (of_other, of_payment)
            };
            let found = differences(payment.0, cover.0);
            let differs = !found.is_empty();
            for difference in found {
                each(row(payment, cover, joined_by, &difference));
            }
            let was_joined = !side.is_payment() || !self.generation(generation).kept[at].is_joined;
            self.counts.joined += u64::from(was_joined);
            self.counts.differ += u64::from(differs);
            // A transfer that does not say that it covers a payment is a cover because a payment says so.
            let is_plain = self.is_plain(side, generation, at);
            self.counts.covers += u64::from(was_joined && is_plain);
            self.generation_mut(generation).kept[at].is_joined = true;
        }
        self.counts.covers += u64::from(side.kind == Kind::Cover);
        if self.newer.kept.len() >= KEPT_MIN {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.add(side, number, partner.is_some());
    }

    fn is_plain(&self, side: &Side<'_>, generation: Age, at: usize) -> bool {
        side.kind == Kind::Transfer || self.generation(generation).kept[at].kind == Kind::Transfer
    }

    fn number_of(&mut self, file: &str) -> u32 {
        if self.files.last().is_none_or(|last| last != file) {
            self.files.push(file.to_owned());
        }
        u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX)
    }

    fn generation(&self, age: Age) -> &Generation {
        match age {
            Age::Newer => &self.newer,
            Age::Older => &self.older,
        }
    }

    fn generation_mut(&mut self, age: Age) -> &mut Generation {
        match age {
            Age::Newer => &mut self.newer,
            Age::Older => &mut self.older,
        }
    }

    /// The newest message before one that is of the same payment and its other side.
    fn partner(&self, side: &Side<'_>) -> Option<(Age, usize, JoinedBy)> {
        let by_uetr = (side.uetr_key(), JoinedBy::Uetr);
        let by_reference = (side.reference_key(), JoinedBy::Reference);
        for (key, joined_by) in [by_uetr, by_reference] {
            let Some(key) = key else { continue };
            for age in [Age::Newer, Age::Older] {
                let generation = self.generation(age);
                let others = if side.is_payment() {
                    &generation.transfers
                } else {
                    &generation.payments
                };
                let Some(&at) = others.get(&key) else { continue };
                if is_of_one_payment(side, &generation.side(at as usize), joined_by) {
                    return Some((age, at as usize, joined_by));
                }
            }
        }
        None
    }
}

/// Which stretch of the input.
#[derive(Debug, Clone, Copy)]
enum Age {
    Newer,
    Older,
}

/// Whether what their keys promise holds.
fn is_of_one_payment(side: &Side<'_>, other: &Side<'_>, joined_by: JoinedBy) -> bool {
    match joined_by {
        JoinedBy::Uetr => side.uetr().eq_ignore_ascii_case(other.uetr()),
        JoinedBy::Reference => {
            side.reference().eq_ignore_ascii_case(other.reference()) && side.amount == other.amount
        }
    }
}

impl Generation {
    fn add(&mut self, side: &Side<'_>, file: u32, is_joined: bool) {
        let Ok(at) = u32::try_from(self.kept.len()) else {
            return;
        };
        let by_key = if side.is_payment() {
            &mut self.payments
        } else {
            &mut self.transfers
        };
        for key in [side.uetr_key(), side.reference_key()].into_iter().flatten() {
            by_key.insert(key, at);
        }
        let start = self.text.len();
        self.text.push_str(side.text);
        self.kept.push(Kept {
            start,
            end: self.text.len(),
            file,
            line: side.line,
            kind: side.kind,
            amount: side.amount,
            is_joined,
        });
    }

    fn side(&self, at: usize) -> Side<'_> {
        let kept = &self.kept[at];
        Side {
            nth: 0,
            line: kept.line,
            kind: kept.kind,
            amount: kept.amount,
            text: &self.text[kept.start..kept.end],
        }
    }
}

const KINDS: [Kind; 3] = [Kind::Payment, Kind::Cover, Kind::Transfer];

impl Serialize for Generation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.kept.iter().map(|kept| {
            let kind = KINDS.iter().position(|kind| *kind == kept.kind);
            let text = &self.text[kept.start..kept.end];
            (
                text,
                kept.file,
                kept.line,
                kind.unwrap_or(0),
                kept.amount,
                kept.is_joined,
            )
        }))
    }
}

impl From<Vec<KeptRecord>> for Generation {
    fn from(records: Vec<KeptRecord>) -> Generation {
        let mut generation = Generation::default();
        for KeptRecord(text, file, line, kind, amount, is_joined) in records {
            let side = Side {
                nth: 0,
                line,
                kind: KINDS.get(usize::from(kind)).copied().unwrap_or(Kind::Payment),
                amount,
                text: &text,
            };
            generation.add(&side, file, is_joined);
        }
        generation
    }
}

fn row<'r>(
    (payment, file): (&Side<'r>, &'r str),
    (cover, cover_file): (&Side<'r>, &'r str),
    joined_by: JoinedBy,
    difference: &CoverDifference<'r>,
) -> CoverRow<'r> {
    CoverRow {
        payment_id: Cow::Borrowed(payment.payment_id()),
        file: Cow::Borrowed(file),
        line: payment.line,
        cover_id: Cow::Borrowed(cover.payment_id()),
        cover_file: Cow::Borrowed(cover_file),
        cover_line: cover.line,
        joined_by: Cow::Borrowed(joined_by.as_str()),
        field: Cow::Owned(difference.field_name()),
        problem: Cow::Borrowed(difference.problem.as_str()),
        in_payment: difference.in_payment.clone(),
        in_cover: difference.in_cover.clone(),
    }
}
