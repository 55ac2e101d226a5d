//! The lists that benchmarks screen against: the full lists where the user has them, else the list that ships.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use portcullis_index::Index;
use portcullis_list_compiler::{Compilation, CompileOptions, SourceSpec, read};
use portcullis_model::NameKind;

/// Names the folder that holds `lists/` and `eval/`, where it is not beside the checkout.
pub const SHARED_VARIABLE: &str = "PORTCULLIS_SHARED";

/// The sources of one index, and the folder of evaluation data that belongs to them.
#[derive(Debug, Clone)]
pub struct Lists {
    /// What to compile.
    pub sources: Vec<SourceSpec>,
    /// In words, for the head of a table.
    pub title: &'static str,
    /// Queries and clean names, where there are any.
    pub evaluation: Option<PathBuf>,
}

/// The root of the checkout.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The folder with the full lists: what [`SHARED_VARIABLE`] says, or `../shared` beside the checkout.
#[must_use]
pub fn shared() -> PathBuf {
    std::env::var_os(SHARED_VARIABLE).map_or_else(|| root().join("../shared"), PathBuf::from)
}

impl Lists {
    /// The full lists, or, after one line on standard error, the list that ships.
    ///
    /// # Errors
    /// A path that cannot be written as a source.
    pub fn find() -> Result<Lists, Box<dyn Error>> {
        let shared = shared();
        let (ofac, un) = (
            shared.join("lists/ofac-sdn-2021-07"),
            shared.join("lists/un-2026-02/consolidated.xml"),
        );
        if ofac.is_dir() && un.is_file() {
            return Ok(Lists {
                sources: vec![source("ofac-sdn", &ofac)?, source("un", &un)?],
                title: "OFAC SDN 2021-07 and UN 2026-02",
                evaluation: Some(shared.join("eval")).filter(|folder| folder.is_dir()),
            });
        }
        eprintln!(
            "{}: no full lists here, so the figures are those of the small list that ships; \
             point {SHARED_VARIABLE} at a folder that holds lists/ofac-sdn-2021-07 and lists/un-2026-02",
            shared.display()
        );
        Ok(Lists {
            sources: vec![source("custom", &root().join("data/lists/starter.csv"))?],
            title: "the list that ships",
            evaluation: None,
        })
    }

    /// The lists, read and not yet compiled.
    ///
    /// # Errors
    /// As [`portcullis_list_compiler::read`].
    pub fn read(&self) -> Result<Compilation, Box<dyn Error>> {
        Ok(read(&self.sources, &CompileOptions::default())?)
    }

    /// The index of the lists, as bytes.
    ///
    /// # Errors
    /// As [`Lists::read`], and what the index builder says.
    pub fn compile(&self) -> Result<Vec<u8>, Box<dyn Error>> {
        let compilation = self.read()?;
        Ok(portcullis_index::build(
            &compilation.designations,
            &compilation.sources,
        )?)
    }

    /// The index of the lists, in memory.
    ///
    /// # Errors
    /// As [`Lists::compile`].
    pub fn index(&self) -> Result<Arc<Index>, Box<dyn Error>> {
        Ok(Arc::new(Index::from_bytes(self.compile()?)?))
    }
}

fn source(kind: &str, path: &Path) -> Result<SourceSpec, Box<dyn Error>> {
    Ok(format!("{kind}:{}", path.display()).parse::<SourceSpec>()?)
}

/// The names that a search looks at unless it is told otherwise, by ordinal and as published: all but weak aliases.
pub fn searched_names(index: &Index) -> impl Iterator<Item = (u32, &str)> {
    (0..index.name_count())
        .map(|ordinal| (ordinal, index.name(ordinal)))
        .filter(|(_, name)| name.kind() != NameKind::WeakAlias)
        .map(|(ordinal, name)| (ordinal, name.published()))
}
