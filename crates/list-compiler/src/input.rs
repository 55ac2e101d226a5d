//! The files of a source, whole in memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::report::SourceReport;
use crate::{CompileError, SourceSpec, table};

/// One file of a source.
#[derive(Debug)]
pub(crate) struct InputFile {
    /// Where it was read from.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl InputFile {
    /// Says where the file seems to end early, of formats whose last line has an end.
    pub fn warn_of_open_end(&self, report: &mut SourceReport) {
        if !self.bytes.is_empty() && !self.bytes.ends_with(b"\n") && !self.bytes.ends_with(b"\x1A") {
            report.warn(format!(
                "{}: the last line has no line end; the file may have been cut short while it was downloaded",
                self.path.display()
            ));
        }
    }

    /// Its path, to be shared by what is read from it, and its content, which must be UTF-8.
    pub fn text(&self) -> Result<(Arc<Path>, &str), CompileError> {
        let path: Arc<Path> = Arc::from(self.path.as_path());
        let text = table::utf8(&path, &self.bytes)?;
        Ok((path, text))
    }
}

/// The files of a source in the order in which they are read and hashed.
#[derive(Debug)]
pub(crate) struct Input {
    /// What was asked for.
    pub spec: SourceSpec,
    /// The list itself.
    pub primary: InputFile,
    /// The other files of the format, in its order; `None` where one is absent.
    pub companions: Vec<Option<InputFile>>,
    /// Names of the companion files that are absent or empty.
    pub missing: Vec<&'static str>,
}

impl Input {
    /// Bytes over all files.
    pub fn bytes(&self) -> u64 {
        self.present().map(|file| file.bytes.len() as u64).sum()
    }

    /// BLAKE3 in hexadecimal: of the file, or of the digests of several files in order. File names and dates do not
    /// enter: the same content is the same list wherever it was saved.
    pub fn blake3(&self) -> String {
        let primary = blake3::hash(&self.primary.bytes);
        if self.companions.iter().flatten().next().is_none() {
            return primary.to_hex().to_string();
        }
        let mut hasher = blake3::Hasher::new();
        for file in self.present() {
            hasher.update(blake3::hash(&file.bytes).as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The files that are there, the list itself first.
    pub fn present(&self) -> impl Iterator<Item = &InputFile> {
        std::iter::once(&self.primary).chain(self.companions.iter().flatten())
    }
}
