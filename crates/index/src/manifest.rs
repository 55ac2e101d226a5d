use serde::{Deserialize, Serialize};

/// Where designations came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Kind of source, as on the command line: `ofac-sdn`, `un`, `custom`, …
    pub kind: String,
    /// Path as given to the compiler.
    pub path: String,
    /// Size of all its files, in bytes.
    pub bytes: u64,
    /// BLAKE3 of its files, in hex; of several files, of their digests in order.
    pub blake3: String,
    /// Publication date, as the publisher states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// The day of which it is a snapshot (`YYYY-MM-DD`), where the publisher, the command line or the path said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The day of the next snapshot of the same list; absent for the newest, which is the list as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_on: Option<String>,
    /// How many designations it gave.
    pub designations: u32,
    /// How many names.
    pub names: u32,
    /// How many addresses.
    pub addresses: u32,
    /// How many identifiers.
    pub identifiers: u32,
}

/// What an index was built from, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program that built it.
    pub program_version: String,
    /// Every source, in the order given.
    pub sources: Vec<Source>,
    /// Designations.
    pub designations: u32,
    /// Names of all kinds.
    pub names: u32,
    /// Distinct tokens.
    pub tokens: u32,
    /// Distinct canonical identifiers.
    pub identifiers: u32,
}
