//! Reads a configuration file, and says what is wrong with it where it stands.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, ValueHint};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{APART, beside, command_of};
use crate::failure::Failure;

/// More than any configuration needs; keeps a mistaken path from filling memory.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Words that are as near as this are suggested.
const NEAR: f64 = 0.8;

/// A configuration file: the options of commands.
#[derive(Debug)]
pub struct ConfigFile {
    /// The file, as it was named.
    pub path: PathBuf,
    /// Its options, in its order.
    pub settings: Vec<Setting>,
}

/// An option of a command, as a file has it.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The words of the command.
    pub command: Vec<String>,
    /// The long name of the option.
    pub key: String,
    /// Its values, as the command line would have them; a path is read against the folder of the file. `None`: a switch that is
    /// off.
    pub values: Option<Vec<String>>,
    /// Whether it is a switch, which has no value.
    pub is_switch: bool,
    /// The line where it stands, from 1.
    pub line: usize,
}

impl Setting {
    /// The words of the command line that it stands for.
    pub fn words(&self) -> Vec<OsString> {
        let Some(values) = &self.values else {
            return Vec::new();
        };
        if self.is_switch {
            return vec![format!("--{}", self.key).into()];
        }
        let word = |value: &String| format!("--{}={value}", self.key).into();
        values.iter().map(word).collect()
    }

    /// Its value, as a person reads it.
    pub fn shown(&self) -> String {
        match (&self.values, self.is_switch) {
            (None, _) => "false".to_owned(),
            (Some(_), true) => "true".to_owned(),
            (Some(values), false) => values.join(", "),
        }
    }
}

/// Something that is wrong with a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// One-based.
    pub line: usize,
    /// One-based, in characters.
    pub column: usize,
    /// How many characters are meant.
    pub width: usize,
    /// The text of the line.
    pub text: String,
    /// What is wrong.
    pub reason: String,
}

impl Finding {
    /// `portcullis.toml:3: screen: treshold is …`, the line, and what of it is meant.
    pub fn lines(&self, path: &Path) -> [String; 3] {
        [
            format!("{}:{}: {}", path.display(), self.line, self.reason),
            format!("  {}", self.text),
            format!(
                "  {}{}",
                " ".repeat(self.column - 1),
                "^".repeat(self.width.max(1))
            ),
        ]
    }
}

impl ConfigFile {
    /// Reads a file for the commands of a program.
    ///
    /// # Errors
    /// It cannot be read, or something in it is wrong: all of that, with line and place.
    pub fn read(path: &Path, program: &Command) -> Result<ConfigFile, Failure> {
        let (file, findings) = ConfigFile::look_at(path, program)?;
        if findings.is_empty() {
            return Ok(file);
        }
        Err(Failure::shown(
            findings.iter().flat_map(|finding| finding.lines(path)).collect(),
        ))
    }

    /// Reads a file, and what is wrong with it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn look_at(path: &Path, program: &Command) -> Result<(ConfigFile, Vec<Finding>), Failure> {
        let failed = |reason: String| Failure::input(format!("{}: {reason}", path.display()));
        let unreadable = |error: std::io::Error| failed(format!("the configuration cannot be read: {error}"));
        let length = std::fs::metadata(path).map_err(unreadable)?.len();
        if length > FILE_BYTES_MAX {
            return Err(failed(format!(
                "is {length} bytes, more than the {FILE_BYTES_MAX} that a configuration may have"
            )));
        }
        let bytes = std::fs::read(path).map_err(unreadable)?;
        let text =
            String::from_utf8(bytes).map_err(|_| failed("is not UTF-8; save it as UTF-8".to_owned()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let mut reader = Reader {
            text: &text,
            folder: &folder,
            program,
            settings: Vec::new(),
            findings: Vec::new(),
        };
        match DeTable::parse(&text) {
            Ok(table) => reader.tables(&[], table.get_ref()),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                reader.finding(span, error.message().replace('\n', " "));
            }
        }
        let Reader {
            mut settings,
            mut findings,
            ..
        } = reader;
        // A table keeps its keys in the order of their names.
        settings.sort_by_key(|setting| setting.line);
        findings.sort_by_key(|finding| (finding.line, finding.column));
        let file = ConfigFile {
            path: path.to_owned(),
            settings,
        };
        Ok((file, findings))
    }

    /// The options of a command.
    pub fn options_of<'a>(&'a self, command: &'a [&str]) -> impl Iterator<Item = &'a Setting> {
        self.settings
            .iter()
            .filter(move |setting| setting.command == command)
    }
}

/// The options that a table of a command may have: its own, and those of all commands but the one that names the file.
pub(super) fn options_of<'c>(program: &'c Command, command: &'c Command) -> impl Iterator<Item = &'c Arg> {
    let of_all = program
        .get_arguments()
        .filter(|arg| arg.is_global_set() && arg.get_long() != Some("config"));
    let own = command.get_arguments().filter(|arg| !arg.is_global_set());
    own.chain(of_all)
}

struct Reader<'a> {
    text: &'a str,
    folder: &'a Path,
    program: &'a Command,
    settings: Vec<Setting>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    /// Reads the tables of the commands below one, and its options.
    fn tables(&mut self, path: &[&str], table: &DeTable<'_>) {
        let Some(command) = command_of(self.program, path) else {
            return;
        };
        let command = command.clone();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if let (Some(deeper), DeValue::Table(inside)) = (command.find_subcommand(name), value.get_ref()) {
                if path.is_empty() && APART.contains(&deeper.get_name()) {
                    self.finding(key.span(), format!("`{name}` takes nothing from a configuration"));
                    continue;
                }
                let path: Vec<&str> = path.iter().copied().chain([deeper.get_name()]).collect();
                self.tables(&path, inside);
                continue;
            }
            let option = options_of(self.program, &command).find(|arg| arg.get_long() == Some(name));
            match option {
                Some(option) if !path.is_empty() && !is_of_help(option) => {
                    self.setting(path, option, name, key, value);
                }
                _ => {
                    let reason = unknown(&command, path, name);
                    self.finding(key.span(), reason);
                }
            }
        }
    }

    fn setting(
        &mut self,
        path: &[&str],
        option: &Arg,
        name: &str,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let line = self.place(key.span().start).0;
        let of = path.join(" ");
        let is_switch = matches!(option.get_action(), ArgAction::SetTrue);
        let setting = |values| Setting {
            command: path.iter().map(|word| (*word).to_owned()).collect(),
            key: name.to_owned(),
            values,
            is_switch,
            line,
        };
        if is_switch {
            match value.get_ref() {
                DeValue::Boolean(is_on) => self.settings.push(setting(is_on.then(Vec::new))),
                other => {
                    let reason = format!(
                        "{of}: `{name}` is a switch: true or false, not a {}",
                        other.type_str()
                    );
                    self.finding(value.span(), reason);
                }
            }
            return;
        }
        let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let takes_many = matches!(option.get_action(), ArgAction::Append);
        if items.len() != 1 && !takes_many {
            let reason = format!("{of}: `{name}` takes one value, and {} are given", items.len());
            self.finding(value.span(), reason);
            return;
        }
        let is_path = matches!(
            option.get_value_hint(),
            ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath
        );
        let mut values = Vec::new();
        for item in items {
            let Some(text) = plain(item.get_ref()) else {
                let reason = format!(
                    "{of}: `{name}` is a text or a number, not a {}",
                    item.get_ref().type_str()
                );
                self.finding(item.span(), reason);
                continue;
            };
            let text = if is_path { beside(self.folder, &text) } else { text };
            if let Some(reason) = self.refused(path, name, &text) {
                self.finding(item.span(), format!("{of}: `{name}`: {reason}"));
            }
            values.push(text);
        }
        self.settings.push(setting(Some(values)));
    }

    /// Why a command does not take the value of an option.
    fn refused(&self, path: &[&str], name: &str, value: &str) -> Option<String> {
        let option = format!("--{name}={value}");
        let words = [self.program.get_name()]
            .into_iter()
            .chain(path.iter().copied())
            .chain([&*option]);
        let error = self.program.clone().try_get_matches_from(words).err()?;
        if !matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) {
            return None;
        }
        let possible = match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(words)) if !words.is_empty() => {
                format!("; it is one of {}", words.join(", "))
            }
            _ => String::new(),
        };
        let source = std::error::Error::source(&error).map(ToString::to_string);
        Some(source.unwrap_or_else(|| format!("`{value}` is no value of it{possible}")))
    }

    /// Line and column of a byte, and the text of the line.
    fn place(&self, at: usize) -> (usize, usize, &str) {
        let before = &self.text[..at.min(self.text.len())];
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let text = self.text[begin..].lines().next().unwrap_or("");
        (line, before[begin..].chars().count() + 1, text)
    }

    fn finding(&mut self, span: std::ops::Range<usize>, reason: String) {
        let (line, column, text) = self.place(span.start);
        let meant = self.text.get(span).unwrap_or("");
        let finding = Finding {
            line,
            column,
            width: meant.lines().next().unwrap_or("").chars().count(),
            text: text.to_owned(),
            reason,
        };
        self.findings.push(finding);
    }
}

/// `--help` and `--version` are no settings.
fn is_of_help(option: &Arg) -> bool {
    matches!(
        option.get_action(),
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
    )
}

/// A value that a command line can have.
fn plain(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// What there is instead of a key that there is not.
fn unknown(command: &Command, path: &[&str], name: &str) -> String {
    let options = command
        .get_arguments()
        .filter(|arg| !path.is_empty() && !is_of_help(arg));
    let names: Vec<&str> = options
        .filter_map(Arg::get_long)
        .chain(command.get_subcommands().map(Command::get_name))
        .collect();
    let nearest = names
        .iter()
        .map(|other| (strsim::jaro_winkler(name, other), *other))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    let hint = nearest
        .map(|(_, other)| format!("; `{other}` is"))
        .unwrap_or_default();
    if path.is_empty() {
        format!("`{name}` is no command, which a table is named after{hint}")
    } else {
        format!("{}: `{name}` is no option of it{hint}", path.join(" "))
    }
}
