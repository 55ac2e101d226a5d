//! `lists fetch`: official lists into a folder, from their publishers or from a mirror. The only command that ever opens a
//! connection, and it leaves that to the system's `curl`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use portcullis_index::FetchedFile;
use portcullis_list_compiler::{
    CompileOptions, OfficialFile, OfficialFiles, SourceKind, SourceSpec, note_fetched, read, snapshot_folder,
};

use crate::failure::Failure;
use crate::options::{latest_day, now, one_of, today};
use crate::output::{counted, message, print};

/// No list is larger, and none takes longer.
const FILE_BYTES_MAX: &str = "1073741824";
const SECONDS_MAX: &str = "900";

/// Fetch official lists into a folder
///
/// Puts each list into a new folder DIR/KIND-YYYY-MM-DD, ready for `compile` and, together with those of other days, for
/// snapshots. A list is read before it gets its name: an error page or a download that was cut never looks like a list. A
/// note in the folder says when and from where each file was fetched, and `compile` puts it into the index.
///
/// Nothing is fetched but by this command, and nothing is compiled by it. With --from, files are copied from a folder
/// (a mirror, a share) and no connection is opened; else the system's `curl` fetches them from their publishers.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
With --from, files are looked for in FOLDER/KIND and then in FOLDER itself.

Examples:
  portcullis lists fetch --print
  portcullis lists fetch --out lists un ofac-sdn
  portcullis lists fetch --out lists --from /mnt/mirror un
  portcullis compile --out lists.pcx un:lists/un-2026-02-27")]
pub struct Args {
    /// Where the lists' folders go
    #[arg(long, value_name = "DIR", required_unless_present = "print")]
    out: Option<PathBuf>,
    /// Copy from this folder instead of fetching
    #[arg(long, value_name = "FOLDER")]
    from: Option<PathBuf>,
    /// Other addresses than those that ship: kind;file;address, with that header; # begins a note
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// Print the addresses, and fetch nothing
    #[arg(long)]
    print: bool,
    /// Which lists; without any, all
    #[arg(value_name = "KIND", value_parser = one_of(SourceKind::all().map(SourceKind::as_str), kind))]
    kinds: Vec<SourceKind>,
}

fn kind(word: &str) -> Result<SourceKind, String> {
    word.parse::<SourceKind>().map_err(|error| error.to_string())
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let files = match &args.sources {
        Some(path) => OfficialFiles::open(path)?,
        None => OfficialFiles::shipped()?,
    };
    let mut kinds = wanted(&files, &args.kinds)?;
    if args.print {
        let files = files.iter().filter(|file| kinds.contains(&file.kind));
        let lines: Vec<String> = files
            .map(|file| {
                let address = file.address.as_deref().unwrap_or("from a mirror only");
                format!("{}\t{}\t{address}\n", file.kind, file.file)
            })
            .collect();
        return print(&lines.concat());
    }
    let Some(out) = &args.out else {
        return Err(Failure::usage("name the folder for the lists with --out"));
    };
    if args.from.is_none() && args.kinds.is_empty() {
        let (fetched, mirrored): (Vec<_>, Vec<_>) =
            kinds.into_iter().partition(|kind| files.can_be_fetched(*kind));
        for kind in mirrored {
            message(&format!(
                "{kind}: left out, no address is known for it; get it by hand and use --from"
            ));
        }
        kinds = fetched;
    }
    for kind in kinds {
        let files: Vec<&OfficialFile> = files.of(kind).collect();
        let folder = out.join(snapshot_folder(kind, today()));
        let designations = fetch(kind, &files, args.from.as_deref(), &folder)?;
        print(&format!(
            "{kind}:{}\t{}\n",
            folder.display(),
            counted(designations, "designation", "designations")
        ))?;
    }
    Ok(())
}

/// The kinds that were named, or all that have an address, each once and in the order of the addresses.
fn wanted(files: &OfficialFiles, named: &[SourceKind]) -> Result<Vec<SourceKind>, Failure> {
    let known = files.kinds();
    if let Some(unknown) = named.iter().find(|kind| !known.contains(kind)) {
        return Err(Failure::usage(format!(
            "no address is known for {unknown}: it is a list of your own; compile it as {unknown}:PATH"
        )));
    }
    Ok(known
        .into_iter()
        .filter(|kind| named.is_empty() || named.contains(kind))
        .collect())
}

/// Fetches one list into `folder`, which appears only when the list could be read. Returns its designations.
fn fetch(
    kind: SourceKind,
    files: &[&OfficialFile],
    from: Option<&Path>,
    folder: &Path,
) -> Result<u64, Failure> {
    if folder.exists() {
        return Err(Failure::usage(format!(
            "{}: is there already; remove it to fetch the list of today again",
            folder.display()
        )));
    }
    let mut parts = folder.as_os_str().to_owned();
    parts.push(format!(".part-{}", std::process::id()));
    let partial = PathBuf::from(parts);
    fs::create_dir_all(&partial).map_err(|error| Failure::write(&partial, &error))?;
    let fetched = files
        .iter()
        .map(|file| fetch_file(file, from, &partial))
        .collect::<Result<Vec<_>, _>>()
        .and_then(|fetched| Ok(note_fetched(&partial, &fetched)?))
        .and_then(|()| checked(kind, &partial))
        .and_then(|designations| {
            fs::rename(&partial, folder).map_err(|error| Failure::write(folder, &error))?;
            Ok(designations)
        });
    if fetched.is_err() {
        // What is left of a failed attempt is of no use, and not being able to remove it is not what went wrong.
        let _ = fs::remove_dir_all(&partial);
    }
    fetched
}

/// Fetches one file into a folder, and says when and from where.
fn fetch_file(file: &OfficialFile, from: Option<&Path>, folder: &Path) -> Result<FetchedFile, Failure> {
    let to = folder.join(&file.file);
    let from = match from {
        Some(mirror) => copy(mirror, file, &to)?,
        None => download(file, &to)?,
    };
    Ok(FetchedFile {
        file: file.file.clone(),
        fetched_at: now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        from,
    })
}

/// Reads the list as `compile` would.
fn checked(kind: SourceKind, folder: &Path) -> Result<u64, Failure> {
    let options = CompileOptions {
        latest_day: Some(latest_day()),
        ..CompileOptions::default()
    };
    let compilation = read(&[SourceSpec::new(kind, folder)], &options)?;
    for warning in compilation.reports.iter().flat_map(|report| &report.warnings) {
        message(&format!("warning: {warning}"));
    }
    Ok(compilation.designations.len() as u64)
}

/// Copies a file from a mirror, and says from which path.
fn copy(mirror: &Path, file: &OfficialFile, to: &Path) -> Result<String, Failure> {
    let Some(found) = file.in_mirror(mirror) else {
        return Err(Failure::input(format!(
            "{}: has no {} (nor has {} in it); put it there, or fetch without --from",
            mirror.display(),
            file.file,
            file.kind
        )));
    };
    fs::copy(&found, to)
        .map(|_| found.display().to_string())
        .map_err(|error| Failure::input(format!("{}: cannot be copied: {error}", found.display())))
}

/// Downloads a file, and says from which address.
fn download(file: &OfficialFile, to: &Path) -> Result<String, Failure> {
    let Some(address) = &file.address else {
        return Err(Failure::usage(format!(
            "no address is known for {} of {}; get it from its publisher by hand and use --from, or name an address with \
             --sources",
            file.file, file.kind
        )));
    };
    message(&format!("fetching {address}"));
    let status = Command::new("curl")
        .args(["--fail", "--silent", "--show-error", "--location"])
        // Redirects stay with HTTPS, too.
        .args(["--proto", "=https", "--proto-redir", "=https"])
        .args(["--max-time", SECONDS_MAX, "--max-filesize", FILE_BYTES_MAX])
        .args(["--retry", "2", "--output"])
        .arg(to)
        // What follows is an address, whatever it starts with.
        .arg("--url")
        .arg(address)
        .status();
    match status {
        Ok(status) if status.success() => Ok(address.clone()),
        Ok(status) => Err(Failure::input(format!(
            "{address}: could not be fetched (curl: {status}); try again, or download it to {} and use --from",
            file.file
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::input(format!(
            "{address}: there is no curl on this system to fetch it with; download it as {} into a folder and use --from",
            file.file
        ))),
        Err(error) => Err(Failure::internal(format!("curl could not be started: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use portcullis_list_compiler::{OfficialFiles, SourceKind};

    use super::{fetch, wanted};

    fn kind(word: &str) -> SourceKind {
        word.parse().unwrap()
    }

    const UN: &str = "<CONSOLIDATED_LIST dateGenerated='2026-02-27'><ENTITIES><ENTITY><FIRST_NAME>LAKES AIR</FIRST_NAME><UN_LIST_TYPE>South Sudan</UN_LIST_TYPE><REFERENCE_NUMBER>SSe.900</REFERENCE_NUMBER></ENTITY></ENTITIES></CONSOLIDATED_LIST>";

    fn un_from(mirror: &[(&str, &str)]) -> (Result<u64, String>, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let from = dir.path().join("mirror");
        for (path, text) in mirror {
            let path = from.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(&from).unwrap();
        let files = OfficialFiles::shipped().unwrap();
        let files: Vec<_> = files.of(kind("un")).collect();
        let out = dir.path().join("lists");
        let fetched = fetch(kind("un"), &files, Some(&from), &out.join("un-2026-03-01"));
        let mut left: Vec<String> = fs::read_dir(&out)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        (fetched.map_err(|failure| failure.lines().join("\n")), left)
    }

    #[test]
    fn a_list_is_copied_from_a_mirror_into_a_folder_of_the_day() {
        for place in ["consolidated.xml", "un/consolidated.xml"] {
            assert_eq!(
                un_from(&[(place, UN)]),
                (Ok(1), vec!["un-2026-03-01".to_owned()]),
                "{place}"
            );
        }
    }

    #[test]
    fn what_is_no_list_never_gets_its_name() {
        let (fetched, left) = un_from(&[("consolidated.xml", "<html>Access denied</html>")]);
        assert!(fetched.unwrap_err().contains("is an HTML page"));
        assert!(left.is_empty(), "{left:?}");
        let (fetched, left) = un_from(&[("consolidated.xml", &UN[..UN.len() - 20])]);
        assert!(fetched.unwrap_err().contains("not well-formed XML"));
        assert!(left.is_empty(), "{left:?}");
        let (fetched, _) = un_from(&[]);
        assert!(fetched.unwrap_err().contains("has no consolidated.xml"));
    }

    #[test]
    fn a_list_of_ones_own_has_no_address() {
        let files = OfficialFiles::shipped().unwrap();
        assert!(wanted(&files, &[SourceKind::CUSTOM]).is_err());
        assert_eq!(wanted(&files, &[kind("un")]).unwrap(), [kind("un")]);
        assert_eq!(wanted(&files, &[]).unwrap(), files.kinds());
    }

    #[test]
    fn a_list_without_an_address_comes_from_a_mirror_or_not_at_all() {
        let files = OfficialFiles::shipped().unwrap();
        let dpl: Vec<_> = files.of(kind("bis-dpl")).collect();
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("bis-dpl-2026-03-01");
        let failure = fetch(kind("bis-dpl"), &dpl, None, &out).unwrap_err();
        assert!(failure.lines()[0].contains("no address is known for dpl.txt of bis-dpl"));
        assert!(!out.exists());
    }
}
