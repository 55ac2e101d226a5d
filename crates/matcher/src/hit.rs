//! Hits of identifiers, and which hits of a payment are kept.

use portcullis_index::Index;
use portcullis_model::{Date, Designation, Discounted, Evidence, Field, Hit, HitBasis, NameKind, Score};

use crate::identifiers::IdentifierMatch;

/// What was found: hits, and apart from them what only facts keep from being hits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Best first.
    pub hits: Vec<Hit>,
    /// Matches of names that facts bring below the threshold, best first; none is on a designation and field that is hit.
    pub discounted: Vec<Discounted>,
}

impl Findings {
    /// Empties both, to be filled again.
    pub fn clear(&mut self) {
        self.hits.clear();
        self.discounted.clear();
    }

    /// Whether nothing was found at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty() && self.discounted.is_empty()
    }

    /// How much was found.
    pub(crate) fn len(&self) -> usize {
        self.hits.len() + self.discounted.len()
    }

    /// Leaves out what rests on a name or identifier that the record of the day is without. Only designations with former
    /// records have such: the lists of one day are not looked at.
    pub(crate) fn keep_those_of(&mut self, index: &Index, day: Date) {
        let counts = |hit: &Hit| {
            if !index.has_former(hit.designation) {
                return true;
            }
            // What cannot be read stays, for a person to look at.
            let Ok(designation) = index.designation_again(hit.designation) else {
                return true;
            };
            let record = designation.record_on(day);
            match hit.name_kind {
                Some(kind) => has_name(record, kind, &hit.matched),
                None => record
                    .identifiers
                    .iter()
                    .any(|identifier| identifier.to_string() == hit.matched),
            }
        };
        self.hits.retain(counts);
        self.discounted.retain(|discounted| counts(&discounted.hit));
    }

    /// Adds who is, by a link between the lists, the party that a certain identifier hit: one authority publishes a bank's BIC and
    /// another only its name, and a message may carry the BIC alone. A link is nearly proven, so a person looks.
    pub(crate) fn add_same_parties(&mut self, index: &Index) {
        let found = self.hits.len();
        for at in 0..found {
            let hit = &self.hits[at];
            if hit.basis != HitBasis::Identifier || !hit.certain {
                continue;
            }
            let Ok(designation) = index.designation_again(hit.designation) else {
                continue;
            };
            for ordinal in designation.same_as.iter().filter_map(|id| index.find(id)) {
                let hit = &self.hits[at];
                let is_hit = |other: &Hit| other.designation == ordinal && other.field == hit.field;
                if self.hits.iter().any(is_hit) {
                    continue;
                }
                let mut same = hit.clone();
                same.designation = ordinal;
                same.certain = false;
                same.evidence.push(Evidence::Text {
                    note: format!(
                        "stated by the list of {}, which is the same party",
                        designation.id
                    ),
                });
                self.hits.push(same);
            }
        }
    }

    /// Leaves out who did not stand on a list on that day, and says who that is: ordinals of designations, ascending. One
    /// whose record cannot be read stays, for a person to look at.
    pub fn keep_listed_on(&mut self, index: &Index, day: Date) -> Vec<u32> {
        let mut left_out = Vec::new();
        let mut was_listed = |hit: &Hit| {
            let read = index.designation_again(hit.designation);
            let listed = read.map_or(true, |designation| designation.is_listed_on(day));
            if !listed {
                left_out.push(hit.designation);
            }
            listed
        };
        self.hits.retain(&mut was_listed);
        self.discounted.retain(|discounted| was_listed(&discounted.hit));
        left_out.sort_unstable();
        left_out.dedup();
        left_out
    }

    /// Keeps the best of each designation and field, and sorts.
    pub(crate) fn settle(&mut self) {
        best_of_each(&mut self.hits);
        if self.discounted.is_empty() {
            return;
        }
        let at = |hit: &Hit| (hit.designation, hit.field);
        let hits = &self.hits;
        self.discounted
            .retain(|discounted| !hits.iter().any(|hit| at(hit) == at(&discounted.hit)));
        self.discounted.sort_by(|a, b| {
            let scores = b.hit.score.cmp(&a.hit.score);
            scores.then(at(&a.hit).cmp(&at(&b.hit)))
        });
    }
}

/// Whether a record has a name of that kind, as it was published.
pub(crate) fn has_name(record: &Designation, kind: NameKind, published: &str) -> bool {
    let mut names = record.names.iter();
    names.any(|name| name.kind == kind && name.text == published)
}

/// The hit of an identifier. One whose record cannot be read is a hit all the same, for a person to look at.
pub(crate) fn identifier_hit(field: Field, found: IdentifierMatch, certain: bool) -> Hit {
    let IdentifierMatch {
        designation,
        kind,
        canonical,
        published,
        note,
    } = found;
    let note = note.map(|note| Evidence::Text {
        note: note.to_owned(),
    });
    let certain = certain && published.is_some();
    let unreadable = published.is_none().then(unreadable_record);
    let matched = published.map_or_else(
        || format!("{kind}:{canonical}"),
        |published| published.to_string(),
    );
    let identifier = Evidence::Identifier {
        id_kind: kind,
        value: canonical,
    };
    Hit {
        designation,
        field,
        basis: HitBasis::Identifier,
        score: Score::ONE,
        certain,
        matched,
        name_kind: None,
        evidence: std::iter::once(identifier)
            .chain(note)
            .chain(unreadable)
            .collect(),
    }
}

/// What the evidence says when the record of a designation cannot be read.
pub(crate) fn unreadable_record() -> Evidence {
    Evidence::Text {
        note: "the record of the listed party cannot be read: the index is damaged".to_owned(),
    }
}

/// Keeps the best hit of each designation and field, and sorts them best first.
fn best_of_each(hits: &mut Vec<Hit>) {
    if hits.len() < 2 {
        return;
    }
    hits.sort_by(|a, b| {
        (a.designation, a.field)
            .cmp(&(b.designation, b.field))
            .then(b.certain.cmp(&a.certain))
            .then(b.score.cmp(&a.score))
            .then(a.basis.cmp(&b.basis))
            .then(a.matched.cmp(&b.matched))
    });
    hits.dedup_by_key(|hit| (hit.designation, hit.field));
    hits.sort_by(|a, b| {
        (b.certain, b.score)
            .cmp(&(a.certain, a.score))
            .then((a.designation, a.field).cmp(&(b.designation, b.field)))
    });
}
