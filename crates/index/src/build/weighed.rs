use portcullis_names::{Analysis, Class, PARTNERS, WeightedName, has_legal_form, solid_heaviest_first};

use super::{analysis::AnalyzedName, vocabulary::Vocabulary};
use crate::layout::{
    HAS_INITIALS, HAS_INITIALS_TOGETHER, HAS_LEGAL_FORM, HAS_MORE, HAS_SMALL_WORDS, OF_PERSON,
};

/// A listed name with what its tokens weigh, which depends on all the others.
#[derive(Debug)]
pub(super) struct WeighedName<'n> {
    pub name: &'n AnalyzedName<'n>,
    /// One for each token.
    pub weights: Vec<f32>,
    /// Positions of its solid tokens, the heaviest first.
    pub solid: Vec<usize>,
    /// What a search asks of a name before it looks at its tokens, see [`HAS_INITIALS`] and the like.
    pub flags: u8,
}

impl<'n> WeighedName<'n> {
    /// Weighs a name among `designations` designations.
    pub fn of(name: &'n AnalyzedName<'n>, vocabulary: &Vocabulary, designations: u32) -> Self {
        let weights = vocabulary.weights(&name.analysis, designations);
        let mut weighed = WeighedName {
            name,
            weights,
            solid: Vec::new(),
            flags: 0,
        };
        weighed.solid = solid_heaviest_first(&weighed.tokens());
        weighed.flags = flags_of(&weighed.tokens(), weighed.solid.len());
        weighed
    }

    /// As the scorer looks at a name.
    pub fn tokens(&self) -> WeightedName<'_> {
        WeightedName {
            analysis: &self.name.analysis,
            weights: &self.weights,
            is_person: self.name.is_person(),
        }
    }
}

/// What a search asks of a name before it looks at its words.
fn flags_of(name: &WeightedName<'_>, solid: usize) -> u8 {
    let has = |wanted: fn(Class) -> bool| name.analysis.tokens().any(|(_, class)| wanted(class));
    let small = |class: Class| !class.is_solid() && !matches!(class, Class::Initial | Class::LegalForm);
    [
        (
            HAS_INITIALS,
            name.is_person && has(|class| class == Class::Initial),
        ),
        (
            HAS_INITIALS_TOGETHER,
            has_initials_together(name.analysis) || has_numeral_letter(name.analysis),
        ),
        (HAS_MORE, solid > PARTNERS + 1),
        (HAS_LEGAL_FORM, has_legal_form(name)),
        (HAS_SMALL_WORDS, has(small)),
        (OF_PERSON, name.is_person),
    ]
    .into_iter()
    .filter(|(_, holds)| *holds)
    .map(|(flag, _)| flag)
    .sum()
}

/// Whether the name ends with a letter, which may be a numeral: `HAPPINESS I`.
fn has_numeral_letter(name: &Analysis) -> bool {
    name.len() > 1 && name.class(name.len() - 1) == Class::Initial
}

fn has_initials_together(name: &Analysis) -> bool {
    (1..name.len()).any(|at| name.class(at - 1) == Class::Initial && name.class(at) == Class::Initial)
}
