//! Cases: alerts that one person decides at once.
//!
//! Alerts that concern the same party of the payments, whatever its role, and the same listed party are one case. What
//! makes two parties the same is in `party`, which designation leads a case in `lead`, what hides or cuts a name in `writing`, how a
//! word differs from the listed one in `slip`, how soon it should be looked at in `priority`, what a person reads in `why` and `words`, and what all alerts of a case come to in `book`.

mod book;
mod lead;
mod party;
mod priority;
mod slip;
#[cfg(test)]
mod testing;
mod why;
mod words;
mod writing;

use portcullis_model::{Evidence, Hit, HitBasis, Payment};

pub(crate) use book::{CaseAlert, CaseBook};
pub(crate) use lead::leads;
use party::CaseParty;
pub(crate) use party::folded_words;
use portcullis_names::is_common;
pub(crate) use why::{not_stopped, said_by};

use crate::hit_source::{Listed, Records};
use writing::Writing;

/// What a hit brings to its case, made ready by a worker.
#[derive(Debug)]
pub(crate) struct CaseFacts {
    party: CaseParty,
    basis: HitBasis,
    /// The words of the party that were matched, folded, sorted, each once.
    words: Vec<String>,
    /// 0 to 100.
    priority: u8,
    /// Who resembles whom, and in what.
    resemblance: String,
}

impl CaseFacts {
    pub(crate) fn of(payment: &Payment<'_>, hit: &Hit, listed: &Listed, records: &dyn Records) -> CaseFacts {
        let party = CaseParty::of(payment, hit);
        let is_known = |word: &str| is_common(word) || records.bears(word);
        let writing = Writing::of(&party.name, hit);
        CaseFacts {
            basis: hit.basis,
            words: matched_words(&hit.evidence),
            priority: priority::of(hit, payment.amount, &writing, &is_known),
            resemblance: why::resemblance(
                payment,
                &party,
                hit,
                &listed.designation,
                (&writing, priority::of_name(hit, &writing, &is_known)),
            ),
            party,
        }
    }

    /// Bytes that it holds, about.
    pub(crate) fn bytes(&self) -> usize {
        self.party.bytes() + self.resemblance.len() + self.words.iter().map(String::len).sum::<usize>()
    }

    /// The id of the case in which this party and a listed party meet. It depends on nothing else, so that it is the same
    /// in every run.
    pub(crate) fn case_id(&self, leader: &Listed) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [self.party.key.as_str(), leader.party_id.as_str()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut id = hasher.finalize().to_hex().to_string();
        id.truncate(16);
        id
    }
}

/// The words of the query that were matched, folded, sorted, each once.
fn matched_words(evidence: &[Evidence]) -> Vec<String> {
    let tokens = evidence.iter().filter_map(|piece| match piece {
        Evidence::Token { query, .. } => Some(query),
        _ => None,
    });
    let mut words: Vec<String> = tokens
        .flat_map(|query| query.split_whitespace())
        .map(str::to_owned)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}
