use portcullis_model::{NameKind, Schema};
use portcullis_names::{cost_of_leaving_out, telling_weight};

use super::{strings::StringsBuilder, vocabulary::Vocabulary, weighed::WeighedName};
use crate::{
    BuildError,
    layout::{NameRecord, NameToken},
    number::{number, place},
};

/// Names that an index can number: three bits of an ordinal are left for those who search.
const NAMES_MAX: usize = 1 << 29;

/// `Names` and `NameTokens`.
#[derive(Debug, Default)]
pub(super) struct NamesBuilder {
    records: Vec<NameRecord>,
    tokens: Vec<NameToken>,
}

impl NamesBuilder {
    pub fn add(
        &mut self,
        weighed: &WeighedName<'_>,
        vocabulary: &Vocabulary,
        strings: &mut StringsBuilder,
    ) -> Result<(), BuildError> {
        let (name, listed) = (weighed.name, weighed.tokens());
        let analysis = &name.analysis;
        let first_token = number(self.tokens.len(), "tokens of names")?;
        for (position, (text, class)) in analysis.tokens().enumerate() {
            self.tokens.push(NameToken {
                token: vocabulary.ordinal(text).into(),
                weight: weighed.weights[position].into(),
                cost: cost_of_leaving_out(&listed, position).into(),
                telling: telling_weight(&listed, position).into(),
                class: class as u8,
                reserved: [0; 3],
            });
        }
        self.records.push(NameRecord {
            designation: name.designation.into(),
            text: strings.add(&name.published.text)?,
            first_token: first_token.into(),
            tokens: u16::try_from(analysis.len())
                .map_err(|_| BuildError::TooMany {
                    what: "tokens in a name",
                })?
                .into(),
            kind: place(NameKind::ALL, name.published.kind),
            surname_tokens: u8::try_from(analysis.surname_tokens).unwrap_or(0),
            weight: weighed.weights.iter().sum::<f32>().into(),
            schema: place(Schema::ALL, name.schema),
            flags: weighed.flags,
            held: name.held,
            reserved: 0,
        });
        if self.records.len() > NAMES_MAX {
            return Err(BuildError::TooMany { what: "names" });
        }
        Ok(())
    }

    /// The two sections.
    pub fn finish(self) -> (Vec<NameRecord>, Vec<NameToken>) {
        (self.records, self.tokens)
    }
}
