#![doc = include_str!("../README.md")]

mod damage;
mod files;
pub mod mutate;
mod payments_file;
mod targets;

/// A kind of input, and what the program promises of it.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Gives any bytes to the program. Panics if a promise is broken.
    pub run: fn(&[u8]),
    /// Whether the promise is made. Otherwise the target shows a weakness that is known and documented, and runs only when
    /// it is named.
    pub is_promised: bool,
    /// Good inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    targets::lists::LISTS,
    targets::lists::OFAC_CSV,
    targets::lists::OFAC_XML,
    targets::lists::OFAC_ENHANCED,
    targets::lists::OFAC_PIP,
    targets::lists::OFAC_DEL,
    targets::lists::OFAC_FF,
    targets::lists::OFAC_ADVANCED,
    targets::lists::UN,
    targets::lists::EU_XML,
    targets::lists::EU_CSV_1_0,
    targets::lists::EU_CSV_1_1,
    targets::lists::UK_CSV,
    targets::lists::UK_OFSI_CSV,
    targets::lists::UK_XLSX,
    targets::lists::UK_XML,
    targets::lists::UK_ODS,
    targets::lists::AU_XLSX,
    targets::lists::AU_CSV,
    targets::lists::CA,
    targets::lists::CH,
    targets::lists::UA,
    targets::lists::CSL_CSV,
    targets::lists::CSL_TSV,
    targets::lists::CSL_JSON,
    targets::lists::BIS_DPL,
    targets::lists::OWNERSHIP,
    targets::lists::CUSTOM,
    targets::lists::FTM,
    targets::spreadsheets::TARGET,
    targets::payments_csv::TARGET,
    targets::payments_iso20022::TARGET,
    targets::payments_mt::TARGET,
    targets::payments_ach::TARGET,
    targets::payments_fedwire::TARGET,
    #[cfg(feature = "columnar")]
    targets::payments_columnar::TARGET,
    targets::index_file::TARGET,
    targets::index_maps::TARGET,
    targets::names::TARGET,
    targets::rules::TARGET,
];

/// Runs one target, for libFuzzer. Panics if there is none of that name.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.expect("a target of that name").run)(data);
}
