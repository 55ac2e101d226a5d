//! Every listed token that is related to a query token.

use portcullis_index::Index;
use portcullis_names::{
    Related,
    relation::{Key, RELATIONS, Relation, Rows, SPLIT_RELATIONS, Word, strongest, strongest_of},
};

/// A listed token and its relation to the query token it was found for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RelatedToken {
    pub token: u32,
    pub related: Related,
}

/// Finds related tokens through the dictionaries of the index, or by comparing all tokens.
pub(crate) struct RelatedTokens<'i> {
    pub index: &'i Index,
    pub exhaustive: bool,
}

impl RelatedTokens<'_> {
    /// Related tokens of one query token, ascending.
    pub fn related(&self, query: &str) -> Vec<RelatedToken> {
        self.by(&RELATIONS, query)
    }

    /// Listed tokens that two neighboring query tokens, written together, are related to, ascending.
    pub fn related_to_split(&self, joined: &str) -> Vec<RelatedToken> {
        self.by(&SPLIT_RELATIONS, joined)
    }

    fn by(&self, relations: &[&dyn Relation], query: &str) -> Vec<RelatedToken> {
        // What the relations read in it is read once, however many listed tokens it is held against.
        let query = &Word::of(query);
        if self.exhaustive {
            let solid = (0..self.index.token_count()).filter(|&token| is_solid(self.index, token));
            let relate = |token| {
                let related = strongest(relations, query, &Word::of(self.index.token_text(token)))?;
                Some(RelatedToken { token, related })
            };
            return solid.filter_map(relate).collect();
        }
        let mut found = self.looked_up(relations, query);
        found.sort_unstable();
        let always = Rows::always(relations);
        let same = found.chunk_by(|a, b| a.0 == b.0);
        let related = same.filter_map(|same| {
            let token = same[0].0;
            if !is_solid(self.index, token) {
                return None;
            }
            // Two words that have no key of a relation in common are not related by it.
            let rows = same.iter().fold(always, |rows, (_, row)| rows.and(*row));
            let related = strongest_of(relations, rows, query, &Word::of(self.index.token_text(token)))?;
            Some(RelatedToken { token, related })
        });
        related.collect()
    }

    /// Listed tokens that stand under a key that one of the relations asks for, each with the relation; some of them are not
    /// related.
    fn looked_up(&self, relations: &[&dyn Relation], query: &Word<'_>) -> Vec<(u32, Rows)> {
        let index = self.index;
        let mut found: Vec<(u32, Rows)> = Vec::new();
        for (row, relation) in relations.iter().enumerate() {
            let row = Rows::nth(row);
            relation.each_asked_key(query, &mut |key| match key {
                Key::Token(text) => found.extend(index.token(text).map(|token| (token, row))),
                Key::Deletions { token, most } => {
                    index.each_by_deletions(token, most, |token| found.push((token, row)));
                }
                Key::Skeleton(skeleton) => index.each_by_skeleton(skeleton, |token| found.push((token, row))),
            });
        }
        found
    }
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

    use super::RelatedTokens;

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
        let fast = RelatedTokens {
            index: &index,
            exhaustive: false,
        };
        let slow = RelatedTokens {
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
