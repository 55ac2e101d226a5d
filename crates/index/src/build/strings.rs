use crate::{BuildError, layout::Text, number::number};

/// `Strings`: all texts, one after the other.
#[derive(Debug, Default)]
pub(super) struct StringsBuilder {
    text: String,
}

impl StringsBuilder {
    pub fn add(&mut self, text: &str) -> Result<Text, BuildError> {
        let offset = number(self.text.len(), "bytes of text")?;
        self.text.push_str(text);
        number(self.text.len(), "bytes of text")?;
        Ok(Text {
            offset: offset.into(),
            bytes: number(text.len(), "bytes of text")?.into(),
        })
    }

    pub fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}
