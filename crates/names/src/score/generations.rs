//! Father and son, elder and younger, and syllables exchanged: two people whose names have the same words.

use smallvec::SmallVec;

use crate::{class::Class, language, name::Tokens, pairs::Pair, scripts::is_syllable};

/// Whether the query makes the father of the listed name the son: `A bin B` for `B bin A`.
pub(super) fn is_descent_reversed<Q: Tokens, L: Tokens>(query: &Q, listed: &L, used: &[Pair]) -> bool {
    let listed_for = |q: usize| {
        used.iter()
            .find(|pair| usize::from(pair.query) == q && pair.query_len == 1 && pair.listed_len == 1)
            .map(|pair| usize::from(pair.listed))
    };
    descents(query).any(|(son, father)| {
        let (Some(listed_son), Some(listed_father)) = (listed_for(son), listed_for(father)) else {
            return false;
        };
        descents(listed).any(|(son, father)| (son, father) == (listed_father, listed_son))
    })
}

/// Whether the syllables of a Korean's name that match stand in another order than on the list. The family name may stand before or
/// behind the others, so the order is that of a circle.
pub(super) fn are_syllables_exchanged<Q: Tokens, L: Tokens>(query: &Q, listed: &L, used: &[Pair]) -> bool {
    let is_pair = |pair: &&Pair| {
        pair.query_len == 1
            && pair.listed_len == 1
            && (is_syllable(query.text(usize::from(pair.query)))
                || is_syllable(listed.text(usize::from(pair.listed))))
    };
    let mut places: SmallVec<[(u8, u8); 4]> = used
        .iter()
        .filter(is_pair)
        .map(|pair| (pair.query, pair.listed))
        .collect();
    if places.len() < 3 {
        return false;
    }
    places.sort_unstable();
    let next = places.iter().cycle().skip(1);
    places
        .iter()
        .zip(next)
        .filter(|((_, here), (_, next))| next < here)
        .count()
        > 1
}

/// Where a name says whose son or daughter somebody is: the words before and behind a patronymic particle.
fn descents<T: Tokens>(name: &T) -> impl Iterator<Item = (usize, usize)> {
    let word = |position: usize| matches!(name.class(position), Class::Word | Class::Generic);
    (1..name.len().saturating_sub(1))
        .filter(|&at| name.class(at) == Class::Particle && language::get().is_patronymic(name.text(at)))
        .filter_map(move |at| {
            let son = (0..at).rev().find(|&position| word(position))?;
            let father = (at + 1..name.len()).find(|&position| word(position))?;
            Some((son, father))
        })
}

/// Whether one name is marked as the younger's and the other as the elder's.
pub(super) fn are_two_generations<Q: Tokens, L: Tokens>(query: &Q, listed: &L) -> bool {
    let (query, listed) = (generation(query), generation(listed));
    query.is_some() && listed.is_some() && query != listed
}

fn generation<T: Tokens>(name: &T) -> Option<bool> {
    let last = name.len() - 1;
    (1..name.len())
        .filter(|&at| name.class(at) == Class::Title)
        .find_map(|at| {
            // `Sr.` before a name is Señor.
            let elder = at == last && name.text(at) == "sr";
            language::get()
                .is_younger(name.text(at))
                .or(elder.then_some(false))
        })
}
