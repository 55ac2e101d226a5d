//! What ships in `data/`: the lists, rules and registry that are used when none are named, so that the first command
//! works. They are a demonstration, and every use of them says so on standard error.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use portcullis_exemptions::RuleFiles;
use portcullis_index::Index;
use portcullis_list_compiler::{CompileOptions, SourceKind, SourceSpec};

use crate::failure::Failure;
use crate::options::IndexFile;
use crate::output::{counted, message};

/// The `data` folder, found.
#[derive(Debug, Clone)]
pub struct DataFolder {
    path: PathBuf,
}

/// An open index, and the demonstration that it came from if nobody named one.
#[derive(Debug)]
pub struct Lists {
    /// The index.
    pub index: Arc<Index>,
    /// Its file.
    pub path: PathBuf,
    /// Set when no index was named.
    pub demonstration: Option<DataFolder>,
}

impl Lists {
    /// Opens the index that was named, or else compiles (or finds compiled) the demonstration lists.
    pub fn open(named: &IndexFile) -> Result<Lists, Failure> {
        if let Some(path) = &named.index {
            return Ok(Lists {
                index: Arc::new(named.open(path)?),
                path: path.to_owned(),
                demonstration: None,
            });
        }
        let data = DataFolder::find()?;
        let (index, path) = data.index()?;
        message(&format!(
            "no --index given: using the demonstration lists in {} ({}); they are not the full lists",
            data.lists().display(),
            counted(index.designation_count().into(), "designation", "designations")
        ));
        Ok(Lists {
            index: Arc::new(index),
            path,
            demonstration: Some(data),
        })
    }
}

/// How many folders above the executable are searched: `target/release/deps` is three below the checkout.
const LEVELS_ABOVE_EXECUTABLE: usize = 4;

/// Compiled demonstration lists that nobody opened for this long are thrown away.
const CACHE_AGE_MAX: Duration = Duration::from_secs(30 * 24 * 3600);

impl DataFolder {
    /// `PORTCULLIS_DATA`; else `data` in the current folder or one above it; else beside the executable, or above it; else
    /// `share/portcullis` beside the folder of the executable.
    pub fn find() -> Result<DataFolder, Failure> {
        DataFolder::look()?.ok_or_else(|| {
            Failure::usage(
                "no --index given and no data/lists found from here up or beside the program; name an index, or \
                 compile one with `portcullis compile --out INDEX KIND:PATH...`",
            )
        })
    }

    /// The same for rules that an option names: `--licenses`.
    pub fn find_for(option: &str) -> Result<DataFolder, Failure> {
        DataFolder::look()?.ok_or_else(|| {
            Failure::usage(format!(
                "no {option} given and no folder data/ of Portcullis found from here up or beside the program; name the rules with {option}"
            ))
        })
    }

    /// The rules that an option named, else those that ship, which is said.
    pub fn or_shipped(
        named: &[PathBuf],
        option: &str,
        shipped: fn(&DataFolder) -> PathBuf,
    ) -> Result<Vec<PathBuf>, Failure> {
        if !named.is_empty() {
            return Ok(named.to_vec());
        }
        let path = shipped(&DataFolder::find_for(option)?);
        message(&format!("no {option} given: using {}", path.display()));
        Ok(vec![path])
    }

    fn look() -> Result<Option<DataFolder>, Failure> {
        if let Some(path) = std::env::var_os("PORTCULLIS_DATA").filter(|path| !path.is_empty()) {
            let data = DataFolder { path: path.into() };
            return if data.has_lists() {
                Ok(Some(data))
            } else {
                Err(Failure::input(format!(
                    "{}: holds no list (*.csv); point PORTCULLIS_DATA at a folder with lists/, or name an index with --index",
                    data.lists().display()
                )))
            };
        }
        let here = std::env::current_dir().ok();
        let executable = std::env::current_exe()
            .ok()
            .and_then(|path| path.canonicalize().ok());
        let above_here = here.iter().flat_map(|path| path.ancestors());
        let above_executable = executable
            .iter()
            .flat_map(|path| path.ancestors().skip(1).take(LEVELS_ABOVE_EXECUTABLE));
        // Where packages put it: /usr/bin/portcullis beside /usr/share/portcullis.
        let installed = executable
            .iter()
            .filter_map(|path| path.ancestors().nth(2))
            .map(|folder| folder.join("share/portcullis"));
        Ok(above_here
            .chain(above_executable)
            .map(|folder| folder.join("data"))
            .chain(installed)
            .map(|path| DataFolder { path })
            .find(DataFolder::has_lists))
    }

    /// The lists, in the `custom` format.
    pub fn lists(&self) -> PathBuf {
        self.path.join("lists")
    }

    /// The programs that ship.
    pub fn programs(&self) -> PathBuf {
        self.path.join("programs")
    }

    /// The licenses that ship.
    pub fn licenses(&self) -> PathBuf {
        self.path.join("licenses")
    }

    /// The rule files that ship, as far as they are there.
    pub fn rules(&self) -> RuleFiles {
        let existing = |path: PathBuf| if path.is_dir() { vec![path] } else { Vec::new() };
        RuleFiles {
            programs: existing(self.programs()),
            licenses: existing(self.licenses()),
            registries: existing(self.path.join("registries")),
            ..RuleFiles::default()
        }
    }

    fn has_lists(&self) -> bool {
        !csv_files(&self.lists()).is_empty()
    }

    /// The compiled lists: from the cache when these very lists were compiled by this very program before.
    fn index(&self) -> Result<(Index, PathBuf), Failure> {
        let folder = cache_folder();
        let path = folder.join(format!("demonstration-{}.pcx", self.cache_key()?));
        if path.is_file() {
            match Index::open(&path) {
                Ok(index) => return Ok((index, path)),
                // Damaged: made again below. It must be gone first, or the shrink guard would not replace it.
                Err(_) => std::fs::remove_file(&path).map_err(|error| Failure::write(&path, &error))?,
            }
        }
        std::fs::create_dir_all(&folder).map_err(|error| Failure::write(&folder, &error))?;
        forget_old(&folder);
        let spec = SourceSpec::new(SourceKind::CUSTOM, self.lists());
        portcullis_list_compiler::compile(&[spec], &path, &CompileOptions::default())?;
        Ok((Index::open(&path)?, path))
    }

    /// Names what the compiled lists depend on: their bytes, and the program that compiled them. A program that was
    /// built again is another one, whatever its version says.
    fn cache_key(&self) -> Result<String, Failure> {
        let mut hasher = blake3::Hasher::new();
        let mut add = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        add(env!("CARGO_PKG_VERSION").as_bytes());
        add(self.path.to_string_lossy().as_bytes());
        if let Ok(program) = std::env::current_exe().and_then(std::fs::metadata) {
            add(&program.len().to_le_bytes());
            let built = program
                .modified()
                .ok()
                .and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
            add(&built.map_or(0, |at| at.as_nanos()).to_le_bytes());
        }
        for file in csv_files(&self.lists()) {
            let bytes = std::fs::read(&file)
                .map_err(|error| Failure::input(format!("{}: cannot be read: {error}", file.display())))?;
            add(file.file_name().unwrap_or_default().as_encoded_bytes());
            add(&bytes);
        }
        Ok(hasher.finalize().to_hex()[..16].to_owned())
    }
}

fn csv_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
        })
        .collect();
    files.sort();
    files
}

/// The user's cache folder (XDG base directories), or a temporary one for a user without a home.
fn cache_folder() -> PathBuf {
    let absolute = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .unwrap_or_else(std::env::temp_dir)
        .join("portcullis")
}

/// Removes compiled lists that were not made lately; whoever still has one open keeps it.
fn forget_old(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name
            .to_str()
            .is_some_and(|name| name.starts_with("demonstration-") && name.ends_with(".pcx"));
        let old = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > CACHE_AGE_MAX));
        if ours && old {
            // Somebody else may have been first, or not let us: the file does no harm.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
