//! Every listed token that is related to a query token.

use portcullis_index::Index;
use portcullis_names::{
    Related, deletions_needed, may_have_edits, nicknames, number_forms, other_script_forms, relate,
    relate_split, skeleton_lookups, synonyms,
};

/// A listed token and its relation to the query token it was found for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RelatedToken {
    pub token: u32,
    pub related: Related,
}

/// Finds related tokens through the dictionaries of the index, or by comparing all tokens.
pub(crate) struct Finder<'i> {
    pub index: &'i Index,
    pub exhaustive: bool,
}

impl Finder<'_> {
    /// Related tokens of one query token, ascending.
    pub fn related(&self, query: &str) -> Vec<RelatedToken> {
        if self.exhaustive {
            return self.all(|listed| relate(query, listed));
        }
        let index = self.index;
        let mut found: Vec<u32> = Vec::new();
        found.extend(index.token(query));
        found.extend(
            other_script_forms(query)
                .iter()
                .filter_map(|form| index.token(form)),
        );
        if may_have_edits(query) {
            index.each_by_deletions(query, deletions_needed(query.len()), |token| found.push(token));
        }
        for key in skeleton_lookups(query) {
            index.each_by_skeleton(&key, |token| found.push(token));
        }
        found.extend(nicknames(query).filter_map(|form| index.token(form)));
        found.extend(synonyms(query).filter_map(|word| index.token(word)));
        found.extend(number_forms(query).iter().filter_map(|form| index.token(form)));
        verify(index, found, |listed| relate(query, listed))
    }

    /// Listed tokens that two neighbouring query tokens, written together, are related to, ascending.
    pub fn related_to_split(&self, joined: &str) -> Vec<RelatedToken> {
        if self.exhaustive {
            return self.all(|listed| relate_split(joined, listed));
        }
        let index = self.index;
        let found: Vec<u32> = index.token(joined).into_iter().collect();
        verify(index, found, |listed| relate_split(joined, listed))
    }

    fn all(&self, relation: impl Fn(&str) -> Option<Related>) -> Vec<RelatedToken> {
        (0..self.index.token_count())
            .filter(|&token| is_solid(self.index, token))
            .filter_map(|token| {
                Some(RelatedToken {
                    token,
                    related: relation(self.index.token_text(token))?,
                })
            })
            .collect()
    }
}

fn verify(
    index: &Index,
    mut found: Vec<u32>,
    relation: impl Fn(&str) -> Option<Related>,
) -> Vec<RelatedToken> {
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .filter(|&token| is_solid(index, token))
        .filter_map(|token| {
            Some(RelatedToken {
                token,
                related: relation(index.token_text(token))?,
            })
        })
        .collect()
}

/// Whether some name holds the token as a solid one. Titles, particles and legal forms are related to nothing
/// but themselves, so a slip in one is no slip of a name.
fn is_solid(index: &Index, token: u32) -> bool {
    !index.postings(token).is_empty()
}

#[cfg(test)]
mod tests {
    use portcullis_index::{Index, build};
    use portcullis_model::{Designation, Name, NameKind, Schema};

    use super::Finder;

    /// Words of every kind that a relation is about, from the language data that the names crate compiles in.
    fn vocabulary() -> Vec<String> {
        let data = [
            include_str!("../../names/data/common_names.csv"),
            include_str!("../../names/data/nicknames.csv"),
            include_str!("../../names/data/number_words.csv"),
            include_str!("../../names/data/generic_words.csv"),
            include_str!("../../names/data/company_words.csv"),
            include_str!("../../names/data/places.csv"),
        ];
        let mut words: Vec<String> = data
            .iter()
            .flat_map(|file| file.lines().filter(|line| !line.starts_with('#')))
            .flat_map(|line| line.split(','))
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric()))
            .chain(
                [
                    "حسين",
                    "محمد",
                    "القذافي",
                    "عبد الله",
                    "يوسف",
                    "طارق",
                    "中国",
                    "建国",
                    "王",
                    "Путин",
                ]
                .map(str::to_owned),
            )
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// Slips of a word, and the word in other guises.
    fn guises(word: &str) -> Vec<String> {
        let mut guises = vec![
            word.to_owned(),
            format!("{word}{word}"),
            word.chars().rev().collect(),
        ];
        let letters: Vec<char> = word.chars().collect();
        for i in 0..letters.len() {
            let mut changed = letters.clone();
            changed[i] = 'x';
            guises.push(changed.iter().collect());
            changed = letters.clone();
            changed.insert(i, letters[i]);
            guises.push(changed.iter().collect());
            changed = letters.clone();
            changed.remove(i);
            guises.push(changed.iter().collect());
            if i + 1 < letters.len() {
                changed = letters.clone();
                changed.swap(i, i + 1);
                guises.push(changed.iter().collect());
            }
        }
        guises
    }

    #[test]
    fn the_dictionaries_find_every_relation_that_comparing_all_tokens_finds() {
        let words = vocabulary();
        // Every fifth word is listed; all are asked for, in turns.
        let mut designation = Designation::new("v-0", "Vocabulary", "UN", Schema::Organization);
        designation.names = words
            .iter()
            .step_by(5)
            .map(|word| Name::new(word.as_str(), NameKind::Alias))
            .collect();
        let index = Index::from_bytes(build(&[designation], &[]).unwrap()).unwrap();
        let fast = Finder {
            index: &index,
            exhaustive: false,
        };
        let slow = Finder {
            index: &index,
            exhaustive: true,
        };
        let mut tokens: Vec<String> = words
            .iter()
            .step_by(97)
            .flat_map(|word| guises(word))
            .chain(words.iter().step_by(23).cloned())
            .collect();
        tokens.extend(
            (0..index.token_count())
                .step_by(31)
                .map(|token| index.token_text(token).to_owned()),
        );
        // Short words and syllables have relations of their own.
        tokens.extend(words.iter().filter(|word| word.len() <= 3).step_by(3).cloned());
        for token in &tokens {
            assert_eq!(fast.related(token), slow.related(token), "relations of `{token}`");
            assert_eq!(
                fast.related_to_split(token),
                slow.related_to_split(token),
                "split `{token}`"
            );
        }
    }
}
