//! Any bytes as a file of rules: problems with their places, or a rulebook.
//!
//! The first byte chooses the kind of file.

use portcullis_exemptions::{RuleFiles, Rulebook};

use crate::{
    Target,
    files::{beginning, checkout},
};

pub const TARGET: Target = Target {
    name: "rules",
    run,
    is_promised: true,
    seeds,
};

fn run(data: &[u8]) {
    let Some((&kind, content)) = data.split_first() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, content).expect("a temporary file can be written");
        vec![file]
    };
    let mut files = RuleFiles::default();
    match kind % 6 {
        0 => files.programs = write("program.toml"),
        1 => files.licenses = write("license.toml"),
        2 => files.institution = write("institution.toml").pop(),
        3 => files.registries = write("registry.csv"),
        4 => {
            // Findings are about programs, so there have to be some.
            files.programs = vec![checkout("data/programs/un.toml")];
            files.findings = write("findings.csv");
        }
        _ => files.good_guys = write("good-guys.csv"),
    }
    if let Err(error) = Rulebook::load(&files) {
        assert!(!error.problems().is_empty(), "refused without a reason");
        for problem in error.problems() {
            assert!(!problem.to_string().is_empty());
        }
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let file = |kind: u8, path: &str| [&[kind], beginning(path, 8_000).as_slice()].concat();
    vec![
        file(0, "data/programs/un.toml"),
        file(0, "data/programs/us.toml"),
        file(1, "data/licenses/us.toml"),
        file(1, "data/licenses/un.toml"),
        file(2, "data/institution.example.toml"),
        file(3, "data/registries/registry.csv"),
        b"\x04program,criterion,date,verdict,source\nUN-1737,verified-compliance,2024-01-01,met,IAEA\n".to_vec(),
        b"\x05name,birth_date,designation_id,reviewed_on,reviewed_by\nJohn Smith,1970-02-01,un-1,2024-01-01,ab\n".to_vec(),
    ]
}
