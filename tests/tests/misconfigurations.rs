//! The mistakes of `misconfigurations.toml`, each made with the real program: what is said, the exit code, and that nothing
//! was decided or half written. `docs/misconfigurations.md` is made of the same table.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use portcullis_tests::{Done, checkout, write};
use serde::Deserialize;

use crate::world::World;

/// Set, it writes the page instead of comparing it.
const WRITE: &str = "PORTCULLIS_WRITE_MISCONFIGURATIONS";

/// Stands for anything in what is said.
const ANYTHING: char = '…';

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    mistake: Vec<Mistake>,
}

/// See the head of `misconfigurations.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mistake {
    about: String,
    mistake: String,
    #[serde(default)]
    files: BTreeMap<String, Content>,
    #[serde(default)]
    first: Vec<String>,
    run: String,
    limit: Option<u32>,
    exit: i32,
    #[serde(default)]
    says: Said,
    #[serde(default)]
    writes: Vec<String>,
    #[serde(default)]
    holds: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(untagged)]
enum Said {
    #[default]
    Nothing,
    Line(String),
    Lines(Vec<String>),
}

impl Said {
    fn lines(&self) -> &[String] {
        match self {
            Said::Nothing => &[],
            Said::Line(line) => std::slice::from_ref(line),
            Said::Lines(lines) => lines,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Folder {
        #[allow(dead_code)] // its presence says it
        folder: bool,
    },
    Utf16 {
        utf16: String,
    },
    Cut {
        cut: String,
        bytes: usize,
    },
    Patch {
        patch: String,
        at: usize,
        hex: String,
    },
    Hex {
        hex: String,
    },
}

fn table() -> Vec<Mistake> {
    let text = include_str!("misconfigurations.toml");
    toml::from_str::<Table>(text).unwrap().mistake
}

#[test]
fn every_misconfiguration_is_told_in_a_line_and_leaves_nothing_half_done() {
    let mut wrong = String::new();
    for mistake in table() {
        let world = World::new();
        mistake.set_up(&world);
        let before = listing(world.folder());
        let done = mistake.make(&world);
        let after = listing(world.folder());
        for what in mistake.differences(&world, &done, &before, &after) {
            let Mistake {
                about, mistake, run, ..
            } = &mistake;
            let _ = writeln!(wrong, "{about}: {mistake}\n    $ portcullis {run}\n    {what}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_page_of_misconfigurations_is_made_of_the_table() {
    let path = checkout().join("docs/misconfigurations.md");
    let page = page(&table());
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "{} is not what the table says. To write it anew:\n\
         {WRITE}=1 cargo test -p portcullis-cli --test whole_program misconfigurations",
        path.display()
    );
}

#[test]
fn the_table_has_each_mistake_once_and_headings_together() {
    let table = table();
    assert!(table.len() >= 50, "{} mistakes", table.len());
    let mut headings: Vec<&str> = table.iter().map(|mistake| mistake.about.as_str()).collect();
    headings.dedup();
    let mut once = headings.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), headings.len(), "a heading comes back: {headings:?}");
    let mut mistakes: Vec<_> = table.iter().map(|m| (&m.about, &m.mistake)).collect();
    mistakes.sort_unstable();
    mistakes.dedup();
    assert_eq!(mistakes.len(), table.len(), "a mistake is there twice");
}

impl Mistake {
    fn set_up(&self, world: &World) {
        for (name, content) in &self.files {
            let other = |file: &str| fs::read(world.path(file)).unwrap();
            let bytes = match content {
                Content::Text(text) => text.clone().into_bytes(),
                Content::Folder { .. } => {
                    fs::create_dir_all(world.path(name)).unwrap();
                    continue;
                }
                Content::Utf16 { utf16 } => format!("\u{FEFF}{utf16}")
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect(),
                Content::Cut { cut, bytes } => other(cut)[..*bytes].to_vec(),
                Content::Patch { patch, at, hex } => {
                    let mut bytes = other(patch);
                    let patch = of_hex(hex);
                    bytes[*at..*at + patch.len()].copy_from_slice(&patch);
                    bytes
                }
                Content::Hex { hex } => of_hex(hex),
            };
            write(world.folder(), name, bytes);
        }
        for command in &self.first {
            let done = world.program().run(command.split_whitespace());
            assert!(done.code <= 1, "{command}: {}", done.stderr);
        }
    }

    fn make(&self, world: &World) -> Done {
        let arguments = self.run.split_whitespace();
        match self.limit {
            None => world.program().run(arguments),
            Some(blocks) => world.program().run_limited(blocks, arguments),
        }
    }

    /// What is not as the table says.
    fn differences(&self, world: &World, done: &Done, before: &Listing, after: &Listing) -> Vec<String> {
        let mut wrong = Vec::new();
        if done.code != self.exit {
            wrong.push(format!(
                "ends with {}, not {}: {}",
                done.code, self.exit, done.stderr
            ));
        }
        let folder = world.folder().to_string_lossy().into_owned();
        let stderr = done.stderr.replace(&folder, "FOLDER");
        let said: Vec<&str> = stderr
            .lines()
            .map(|line| line.strip_prefix("portcullis: ").unwrap_or(line))
            .collect();
        let expected = self.says.lines();
        let decided = self.writes.iter().any(|name| name == "run");
        if self.exit >= 2 && !decided {
            if said.len() != expected.len()
                || !expected.iter().zip(&said).all(|(says, line)| fits(says, line))
            {
                wrong.push(format!("says {said:?}, not {expected:?}"));
            }
        } else {
            let stdout = done.stdout.lines();
            let lines: Vec<&str> = said.iter().copied().chain(stdout).collect();
            let unsaid = expected
                .iter()
                .filter(|says| !lines.iter().any(|line| fits(says, line)));
            wrong.extend(unsaid.map(|says| format!("does not say {says:?}, but {lines:?}")));
        }
        let may_change = |name: &str| {
            let mut writes = self.writes.iter();
            writes.any(|write| name == write || name.starts_with(&format!("{write}/")))
        };
        for name in before.keys().chain(after.keys()) {
            if before.get(name) != after.get(name) && !may_change(name) {
                wrong.push(format!("{name} is not what it was"));
            }
        }
        let unwritten = self.writes.iter().filter(|name| !world.path(name).exists());
        wrong.extend(unwritten.map(|name| format!("{name} was not written")));
        for (file, holds) in &self.holds {
            let text = fs::read_to_string(world.path(file)).unwrap_or_default();
            if !text.lines().any(|line| fits(&format!("…{holds}…"), line)) {
                wrong.push(format!("{file} does not hold {holds:?}: {text}"));
            }
        }
        wrong
    }
}

/// Every file of a folder with its content, by its path in it.
type Listing = BTreeMap<String, Option<Vec<u8>>>;

fn listing(folder: &Path) -> Listing {
    let mut listing = Listing::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                listing.insert(name, None);
                folders.push(path);
            } else {
                listing.insert(name, Some(fs::read(&path).unwrap()));
            }
        }
    }
    listing
}

/// Whether a line is what a pattern says, in which `…` stands for anything.
fn fits(pattern: &str, line: &str) -> bool {
    let Some((head, rest)) = pattern.split_once(ANYTHING) else {
        return pattern == line;
    };
    let Some(mut line) = line.strip_prefix(head) else {
        return false;
    };
    let (middle, tail) = rest.rsplit_once(ANYTHING).unwrap_or(("", rest));
    for piece in middle.split(ANYTHING) {
        match line.split_once(piece) {
            Some((_, after)) => line = after,
            None => return false,
        }
    }
    line.ends_with(tail)
}

#[test]
fn a_pattern_stands_for_lines_that_begin_hold_and_end_as_it_says() {
    assert!(fits("a: …b… c", "a: xbx c") && fits("a…", "a") && fits("…a", "ba") && fits("a", "a"));
    assert!(!fits("a", "ab") && !fits("a…b…c", "ac") && !fits("…a", "ab") && !fits("a…a", "a"));
}

fn of_hex(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The page of `docs/`.
fn page(table: &[Mistake]) -> String {
    let mut page = format!(
        "# {} ways to misconfigure\n\n\
         What goes wrong when a screening engine is set up and run, and what Portcullis says. A test makes each of these mistakes with \
         the real program (`tests/tests/misconfigurations.toml`), so this page says what happens and not what should.\n\n\
         A refusal is one line on standard error, `portcullis: FILE:LINE: reason; what to do`; where a rule file has several mistakes, each has its \
         line. After a refusal nothing was decided and nothing was written: the index, the results and the ledger are what they were. (A \
         `.lock` file may stay beside a ledger, which is how two runs keep out of each other's way.) Where the payments are decided all \
         the same, the exit code says *decided*. Exit codes: 0 done, 1 something needs a person, 2 the command line, 3 an input, 4 the \
         machine. `…` stands for what differs from case to case. What happens when a file is cut while it is screened is in \
         `tests/tests/bad_input.rs`.\n",
        table.len()
    );
    let mut about = "";
    for mistake in table {
        if mistake.about != about {
            about = &mistake.about;
            let _ = write!(
                page,
                "\n## {about}\n\n| what was done | exit code | what is said |\n|---|---|---|\n"
            );
        }
        let said: Vec<String> = mistake.says.lines().iter().map(|line| code(line)).collect();
        let held = mistake
            .holds
            .iter()
            .map(|(file, holds)| format!("{} holds {}", code(file), code(holds)));
        let cell: Vec<String> = said.into_iter().chain(held).collect();
        let decided = match mistake.writes.iter().any(|name| name == "run") {
            true => ", decided",
            false => "",
        };
        let _ = writeln!(
            page,
            "| {} | {}{decided} | {} |",
            mistake.mistake,
            mistake.exit,
            cell.join("<br>")
        );
    }
    page
}

/// A piece of a message as code in a cell of a table: the message may have backticks and bars.
fn code(text: &str) -> String {
    format!("`` {} ``", text.replace('|', "\\|"))
}
