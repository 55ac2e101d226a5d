#![doc = include_str!("../README.md")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the program did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The exit code; `-1` when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Done {
    /// Fails the test, showing everything, unless this is the exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Done {
        assert_eq!(
            self.code, code,
            "\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is not JSON: {error}\n{}\n{}", self.stdout, self.stderr))
    }
}

/// The program under test, its caches kept to a folder of its own.
#[derive(Debug)]
pub struct Portcullis {
    binary: PathBuf,
    folder: PathBuf,
    cache: PathBuf,
    variables: BTreeMap<String, String>,
}

impl Portcullis {
    /// The binary, run in `folder`, with its cache in `cache`.
    #[must_use]
    pub fn new(binary: &str, folder: &Path, cache: &Path) -> Portcullis {
        Portcullis {
            binary: binary.into(),
            folder: folder.to_owned(),
            cache: cache.to_owned(),
            variables: BTreeMap::new(),
        }
    }

    /// The same with an environment variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Portcullis {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A command line, ready to be run with nothing on its standard input.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments);
        self.prepare(&mut command);
        command
    }

    /// In the folder, with the variables, and nothing on standard input.
    fn prepare(&self, command: &mut Command) {
        command
            .current_dir(&self.folder)
            .env("XDG_CACHE_HOME", &self.cache)
            .env_remove("PORTCULLIS_DATA")
            .env_remove("RUST_BACKTRACE")
            .envs(&self.variables)
            .stdin(Stdio::null());
    }

    /// Runs it to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Done {
        finish(self.command(arguments))
    }

    /// Runs it to its end where no file can grow beyond so many blocks of 512 bytes, as on a full disk.
    pub fn run_limited<S: AsRef<OsStr>>(&self, blocks: u32, arguments: impl IntoIterator<Item = S>) -> Done {
        // The signal that would end it is ignored, so that a write fails as it does on a full disk.
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\""))
            .arg("sh")
            .arg(&self.binary)
            .args(arguments);
        self.prepare(&mut command);
        finish(command)
    }

    /// Runs another program in the same place: a script that calls this one.
    pub fn run_script(&self, script: &Path) -> Done {
        let mut command = Command::new("sh");
        command.arg(script).env("PORTCULLIS", &self.binary);
        self.prepare(&mut command);
        finish(command)
    }
}

fn finish(mut command: Command) -> Done {
    let output = command.output().expect("the program runs");
    Done {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// The checkout.
#[must_use]
pub fn checkout() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .canonicalize()
        .expect("the checkout is there")
}

/// A file or folder of `../shared`, the real data that lies beside the checkout; `None`, and a line that says so, when
/// it is not there.
#[must_use]
pub fn shared(what: &str) -> Option<PathBuf> {
    let path = checkout().join("../shared").join(what);
    if path.exists() {
        return path.canonicalize().ok();
    }
    eprintln!("skipped: ../shared/{what} is not beside the checkout");
    None
}

/// Copies a folder and all that is in it.
///
/// # Panics
/// Something cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("a file can be copied");
        }
    }
}

/// Writes a file and returns its path.
///
/// # Panics
/// It cannot be written.
pub fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).expect("a folder can be made");
    }
    std::fs::write(&path, text).expect("a file can be written");
    path
}

/// The rows of a CSV file, by column.
///
/// # Panics
/// It is not CSV with a header.
#[must_use]
pub fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader =
        csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader
        .deserialize()
        .map(|row| row.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

/// How often each value stands in a column.
#[must_use]
pub fn tally(rows: &[BTreeMap<String, String>], column: &str) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for row in rows {
        *tally.entry(row[column].clone()).or_default() += 1;
    }
    tally
}
