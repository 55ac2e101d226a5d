//! Which hit leads a case.

use portcullis_model::{Field, HitBasis};

use crate::worker::PendingHit;

/// For each hit of a payment the position of the hit that leads its case, which may be itself.
///
/// A party is one person. Where the same words of it resemble several designations that are not known to be one party, it is
/// at most one of them, and whoever decides looks at all of them at once: the strongest leads the case, and those that
/// match no other words of the party follow it. A hit by an identifier follows none. `hits` are strongest first; only those
/// at `alerting` can lead others.
pub(crate) fn leads(hits: &[PendingHit], alerting: &[usize]) -> Vec<usize> {
    let mut lead: Vec<usize> = (0..hits.len()).collect();
    for (order, &hit) in alerting.iter().enumerate() {
        let led_by = alerting[..order]
            .iter()
            .find(|&&other| lead[other] == other && follows(&hits[hit], &hits[other]));
        if let Some(&other) = led_by {
            lead[hit] = other;
        }
    }
    lead
}

fn follows(hit: &PendingHit, leader: &PendingHit) -> bool {
    let are_names = [hit, leader].iter().all(|hit| hit.case.basis == HitBasis::Name);
    let is_same_party = hit.listed.party_id == leader.listed.party_id;
    concern_one_party(hit.field, leader.field)
        && (is_same_party || are_names && is_part_of(&hit.case.words, &leader.case.words))
}

/// Whether two fields belong to one party, or are one text.
fn concern_one_party(a: Field, b: Field) -> bool {
    match (a.party(), b.party()) {
        (None, None) => a == b,
        (a, b) => a == b,
    }
}

/// Whether every word of one sorted list stands in another.
fn is_part_of(words: &[String], of: &[String]) -> bool {
    !words.is_empty() && words.iter().all(|word| of.binary_search(word).is_ok())
}

#[cfg(test)]
mod tests {
    use super::is_part_of;

    #[test]
    fn words_are_part_of_others_when_each_is_among_them() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(is_part_of(&words("ali nassar"), &words("ali hussein nassar")));
        assert!(!is_part_of(&words("ali nassar"), &words("ali hussein")));
        assert!(!is_part_of(&[], &words("ali")));
    }
}
