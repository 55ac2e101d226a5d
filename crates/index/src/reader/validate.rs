use portcullis_model::{IdentifierKind, NameKind, Schema};
use portcullis_names::Class;
use zerocopy::little_endian::U32;

use super::Index;
use crate::{
    details, filter,
    layout::{
        BirthDay, DesignationRecord, IdentifierRecord, NameRecord, NameToken, Posting, SectionId, Text,
        TokenRecord,
    },
};

impl Index {
    /// Checks that every number that points somewhere points inside: a reader never meets one that does not.
    pub(super) fn validate(&self) -> Result<(), String> {
        let strings: &str = &self.strings;
        let text = |text: Text, what: &str| {
            let (start, length) = (text.offset.get() as usize, text.bytes.get() as usize);
            let end = start + length;
            if end <= strings.len() && strings.is_char_boundary(start) && strings.is_char_boundary(end) {
                Ok(())
            } else {
                Err(format!("the text of a {what} lies outside"))
            }
        };
        let designations = self
            .sections
            .table::<DesignationRecord>(SectionId::Designations)?;
        let names = self.sections.table::<NameRecord>(SectionId::Names)?;
        let name_tokens = self.sections.table::<NameToken>(SectionId::NameTokens)?;
        let tokens = self.sections.table::<TokenRecord>(SectionId::Tokens)?;
        let details_bytes = self.sections.get(SectionId::Details).len();
        let counted = |count: u32, records: usize| count as usize == records;
        if !counted(self.manifest.designations, designations.len())
            || !counted(self.manifest.names, names.len())
            || !counted(self.manifest.tokens, tokens.len())
        {
            return Err("its manifest and its records do not fit".to_owned());
        }
        let mut next_name = 0u64;
        for record in designations {
            text(record.id, "designation")?;
            if !details::is_inside(record.details_place(), details_bytes)
                || u64::from(record.first_name.get()) != next_name
                || usize::from(record.schema) >= Schema::ALL.len()
            {
                return Err("a designation points outside".to_owned());
            }
            next_name += u64::from(record.names.get());
        }
        if next_name != names.len() as u64 {
            return Err("designations and names do not fit".to_owned());
        }
        for record in names {
            text(record.text, "name")?;
            if record.first_token.get() as usize + usize::from(record.tokens.get()) > name_tokens.len()
                || record.designation.get() as usize >= designations.len()
                || usize::from(record.kind) >= NameKind::ALL.len()
                || usize::from(record.schema) >= Schema::ALL.len()
                || !(record.weight.get() > 0.0 || record.tokens.get() == 0)
            {
                return Err("a name points outside".to_owned());
            }
        }
        for token in name_tokens {
            let weight = token.weight.get();
            if token.token.get() as usize >= tokens.len()
                || Class::from_byte(token.class).is_none()
                || !(weight > 0.0 && weight <= 1.0)
                || !(0.0..=1.0).contains(&token.cost.get())
                || !token.telling.get().is_finite()
            {
                return Err("a token of a name points outside".to_owned());
            }
        }
        for token in tokens {
            text(token.text, "token")?;
        }
        for record in self.sections.table::<IdentifierRecord>(SectionId::Identifiers)? {
            text(record.canonical, "identifier")?;
            if usize::from(record.kind) >= IdentifierKind::ALL.len() {
                return Err("an identifier is of no kind".to_owned());
            }
        }
        let (offsets, postings) = (
            self.sections.table::<U32>(SectionId::PostingOffsets)?,
            self.sections.table::<Posting>(SectionId::Postings)?,
        );
        let ordered = offsets.windows(2).all(|pair| pair[0].get() <= pair[1].get());
        if offsets.len() != tokens.len() + 1
            || !ordered
            || offsets
                .last()
                .is_none_or(|last| last.get() as usize != postings.len())
            || postings
                .iter()
                .any(|posting| posting.name.get() as usize >= names.len())
        {
            return Err("its postings point outside".to_owned());
        }
        self.sections.table::<U32>(SectionId::Lists)?;
        let birth_days = self.sections.table::<BirthDay>(SectionId::BirthDays)?;
        if birth_days
            .windows(2)
            .any(|pair| pair[0].day.get() > pair[1].day.get())
            || birth_days
                .iter()
                .any(|born| born.designation.get() as usize >= designations.len())
        {
            return Err("its birth days are out of order or point outside".to_owned());
        }
        for id in [
            SectionId::TokenDictionary,
            SectionId::Deletions,
            SectionId::Skeletons,
        ] {
            if !self.buckets(id).is_valid(self.token_count()) {
                return Err(format!("its {id:?} is not whole"));
            }
        }
        if !filter::is_valid(self.sections.get(SectionId::Filter)) {
            return Err("its filter is not whole".to_owned());
        }
        Ok(())
    }
}
