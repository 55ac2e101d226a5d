//! OFAC's families of text files: `sdn.csv`, `alt.csv`, `add.csv`, `sdn_comments.csv`, the consolidated `cons_*.csv`, and
//! both with `|` (`.pip`), with `@` (`.del`) or with fields at fixed places (`.ff`).
//!
//! As published: Windows-1252 bytes, no header, `-0-` (with stray spaces) for null, CRLF, a closing 0x1A. Columns
//! per OFAC's "SDN data formats": the primary file has ent_num, name, type, program, title, call sign, vessel type,
//! tonnage, gross registered tonnage, vessel flag, vessel owner, remarks; `alt` has ent_num, alt_num, type, name,
//! remarks; `add` has ent_num, add_num, address, city/state/postal code, country, remarks; `comments` continues
//! remarks that do not fit the 1,000 characters of the primary file, cut in the middle of a word.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use portcullis_index::CutRecord;
use portcullis_model::{
    Address, Designation, Identifier, IdentifierKind, NameKind, Relation, RelationKind, Schema,
};

use super::format::{Files, ListFormat, Others, Shape, TextFile};
use super::head::Head;
use super::{ofac, ofac_fixed, ofac_quotes, ofac_remarks};
use crate::error::shown;
use crate::input::{Input, InputFile};
use crate::located::{Located, add_name, add_once};
use crate::report::SourceReport;
use crate::source::List;
use crate::table::{Dialect, Row, rows};
use crate::text::{decode_legacy, join_parts, squeeze};
use crate::{CompileError, country};

/// The widths of the fields of the fixed layout, in characters (OFAC's "SDN data formats").
const PRIMARY: [usize; 12] = [10, 350, 12, 50, 200, 8, 25, 14, 8, 40, 150, 1_000];
const ALT: [usize; 5] = [10, 10, 8, 350, 200];
const ADD: [usize; 6] = [10, 10, 750, 116, 250, 200];
const COMMENT: [usize; 2] = [10, 1_000];
/// The columns of the files, in the order of the family.
const SHAPES: [TextFile; 4] = [
    TextFile {
        columns: &[
            "number",
            "name",
            "type",
            "program",
            "title",
            "call sign",
            "vessel type",
            "tonnage",
            "gross registered tonnage",
            "vessel flag",
            "vessel owner",
            "remarks",
        ],
        widths: &PRIMARY,
    },
    TextFile {
        columns: &[
            "number",
            "alias number",
            "alias type",
            "alias",
            "remarks of the alias",
        ],
        widths: &ALT,
    },
    TextFile {
        columns: &[
            "number",
            "address number",
            "address",
            "city",
            "country",
            "remarks of the address",
        ],
        widths: &ADD,
    },
    TextFile {
        columns: &["number", "remarks"],
        widths: &COMMENT,
    },
];
/// Characters of remarks that the primary file holds at most.
const REMARKS_MAX: usize = 1_000;

/// How the fields of a row are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Delimited(u8),
    Fixed,
}

impl Layout {
    fn rows<'t>(self, path: &Path, text: &'t str, widths: &[usize]) -> Result<Vec<Row<'t>>, CompileError> {
        match self {
            Layout::Delimited(delimiter) => rows(path, text, Dialect { delimiter }),
            Layout::Fixed => ofac_fixed::rows(path, text, widths),
        }
    }
}

/// A family of text files in one layout.
pub(super) struct OfacText {
    layout: Layout,
    sdn: Files,
    consolidated: Files,
    #[cfg(test)]
    sample: &'static [u8],
}

/// Separated by commas.
pub(super) const CSV: OfacText = OfacText {
    layout: Layout::Delimited(b','),
    sdn: Files::Family("sdn.csv", &["alt.csv", "add.csv", "sdn_comments.csv"]),
    consolidated: Files::Family(
        "cons_prim.csv",
        &["cons_alt.csv", "cons_add.csv", "cons_comments.csv"],
    ),
    #[cfg(test)]
    sample: b"36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ",
};

/// Separated by `|`.
pub(super) const PIP: OfacText = OfacText {
    layout: Layout::Delimited(b'|'),
    sdn: Files::Family("sdn.pip", &["alt.pip", "add.pip", "sdn_comments.pip"]),
    consolidated: Files::Family(
        "cons_prim.pip",
        &["cons_alt.pip", "cons_add.pip", "cons_comments.pip"],
    ),
    #[cfg(test)]
    sample: b"36|\"AEROCARIBBEAN AIRLINES\"|-0- |\"CUBA\"|-0- ",
};

/// Separated by `@`, which also stands inside quoted text.
pub(super) const DEL: OfacText = OfacText {
    layout: Layout::Delimited(b'@'),
    sdn: Files::Family("sdn.del", &["alt.del", "add.del", "sdn_comments.del"]),
    consolidated: Files::Family(
        "cons_prim.del",
        &["cons_alt.del", "cons_add.del", "cons_comments.del"],
    ),
    #[cfg(test)]
    sample: b"36@\"AEROCARIBBEAN AIRLINES\"@-0- @\"CUBA\"@-0- ",
};

/// With fields at fixed places.
pub(super) const FIXED: OfacText = OfacText {
    layout: Layout::Fixed,
    sdn: Files::Family("sdn.ff", &["alt.ff", "add.ff", "sdn_comments.ff"]),
    consolidated: Files::Family(
        "cons_prim.ff",
        &["cons_alt.ff", "cons_add.ff", "cons_comments.ff"],
    ),
    #[cfg(test)]
    sample: b"        36AEROCARIBBEAN AIRLINES                                  -0-         CUBA",
};

impl ListFormat for OfacText {
    fn lists(&self) -> &'static [&'static List] {
        &[&ofac::SDN, &ofac::CONSOLIDATED]
    }

    fn files(&self, list: &List) -> Files {
        if list.word == ofac::CONSOLIDATED.word {
            self.consolidated
        } else {
            self.sdn
        }
    }

    fn shape(&self) -> Shape {
        let delimiter = match self.layout {
            Layout::Delimited(delimiter) => Some(delimiter),
            Layout::Fixed => None,
        };
        Shape::Files(delimiter, &SHAPES)
    }

    /// A row begins with the number of its entity, and what stands behind it tells the layout.
    fn recognizes(&self, head: &Head) -> bool {
        match (self.layout, head.behind_number()) {
            (Layout::Delimited(delimiter), Some(behind)) => behind == char::from(delimiter),
            (Layout::Fixed, Some(behind)) => behind.is_alphanumeric() || behind == '\'',
            (_, None) => false,
        }
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        self.sample
    }

    fn rows_alone(&self, input: &Input) -> Option<Dialect> {
        match self.layout {
            Layout::Delimited(delimiter) if input.companions.iter().all(Option::is_none) => {
                Some(Dialect { delimiter })
            }
            _ => None,
        }
    }

    fn link(&self, designations: &mut [Located]) {
        ofac::link(designations);
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read(input, self.layout, report)
    }
}

/// Reads a family.
fn read(input: &Input, layout: Layout, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let path: Arc<Path> = Arc::from(input.primary.path.as_path());
    let primary_text = text_of(&input.primary, layout, report);
    let primary = layout.rows(&path, &primary_text, &PRIMARY)?;

    companions_missing(input, report);
    let mut designations: Vec<Located> = Vec::with_capacity(primary.len());
    let mut by_number: HashMap<u64, usize> = HashMap::with_capacity(primary.len());
    let mut remarks: Vec<String> = Vec::with_capacity(primary.len());
    for row in &primary {
        let number = entity_number(&path, row, &input.primary.path)?;
        check_width(&path, row, PRIMARY.len())?;
        if let Some(first) = by_number.insert(number, designations.len()) {
            return Err(CompileError::Duplicate {
                id: format!("ofac-{number}"),
                first: format!("{}:{}", path.display(), designations[first].line),
                second: format!("{}:{}", path.display(), row.line),
                todo: "the file holds one record twice; download it again",
            });
        }
        let designation = primary_record(&path, row, number, input.spec.kind.list_name())?;
        // Not trimmed yet: a remark that runs over may be cut right after a space.
        remarks.push(if field(row, 11).is_empty() {
            String::new()
        } else {
            row.fields[11].to_owned()
        });
        designations.push(Located {
            designation,
            path: Arc::clone(&path),
            line: row.line,
        });
    }

    let file = |index: usize| input.companions.get(index).and_then(Option::as_ref);
    if let Some(file) = file(0) {
        let belong = companion(file, (layout, &ALT), &by_number, &mut designations, report, alias)?;
        refuse_orphans(file, belong.orphans, &path, report);
        let behind = designations.len() - belong.end;
        if designations.len() >= WHOLE_LIST_MIN && behind * ALIASES_BEHIND_IN > designations.len() {
            refuse_cut(file, behind, report);
        }
    }
    if let Some(file) = file(1) {
        let belong = companion(
            file,
            (layout, &ADD),
            &by_number,
            &mut designations,
            report,
            address,
        )?;
        refuse_orphans(file, belong.orphans, &path, report);
        // Every entity has a row there, if only an empty one.
        let behind = designations.len() - belong.end;
        if designations.len() >= WHOLE_LIST_MIN && belong.entities == belong.end && behind > 0 {
            refuse_cut(file, behind, report);
        }
    }
    let mut is_cut: Vec<bool> = remarks
        .iter()
        .map(|text| text.chars().count() >= REMARKS_MAX)
        .collect();
    if let Some(file) = file(2) {
        // Remarks that run over: the two parts are one text, cut without regard to words, so nothing goes between them.
        let Belong { orphans, .. } = companion(
            file,
            (layout, &COMMENT),
            &by_number,
            &mut designations,
            report,
            |row, owner, _| {
                let Some((place, _)) = owner else { return };
                if let (Some(remarks), Some(is_cut)) = (remarks.get_mut(place), is_cut.get_mut(place)) {
                    // Leading white space belongs to the cut.
                    remarks.push_str(row.fields.get(1).unwrap_or("").trim_end());
                    *is_cut = false;
                }
            },
        )?;
        // OFAC itself has published remarks of parties that it had not yet put on the list, so these prove nothing.
        if orphans > 0 {
            report.warn(format!(
                "{}: {}; are all files of the same day?",
                file.path.display(),
                of_nobody(orphans)
            ));
        }
    }
    for (Located { designation, .. }, _) in designations.iter().zip(is_cut).filter(|(_, is_cut)| *is_cut) {
        report.cut_records.push(CutRecord {
            id: designation.id.clone(),
            name: designation.primary_name().to_owned(),
        });
    }

    for (located, remarks) in designations.iter_mut().zip(remarks) {
        ofac_remarks::read(&remarks, &mut located.designation, report);
        located.designation.remarks = remarks.trim().to_owned();
    }
    Ok(designations)
}

/// Decodes a file and says when it seems to end early. Quotes inside quoted fields are doubled where OFAC did not.
fn text_of<'f>(file: &'f InputFile, layout: Layout, report: &mut SourceReport) -> Cow<'f, str> {
    file.warn_of_open_end(report);
    let text = decode_legacy(&file.bytes);
    let Layout::Delimited(delimiter) = layout else {
        return text;
    };
    match text {
        Cow::Borrowed(text) => ofac_quotes::doubled(text, delimiter),
        Cow::Owned(text) => match ofac_quotes::doubled(&text, delimiter) {
            Cow::Owned(doubled) => Cow::Owned(doubled),
            Cow::Borrowed(_) => Cow::Owned(text),
        },
    }
}

/// A field without outer white space; empty for OFAC's null `-0-`, also where the file was cut inside it.
fn field<'r>(row: &'r Row<'_>, index: usize) -> &'r str {
    match row.get(index) {
        "-0-" | "-0" => "",
        value => value,
    }
}

fn check_width(path: &Path, row: &Row<'_>, columns: usize) -> Result<(), CompileError> {
    if row.fields.len() == columns {
        return Ok(());
    }
    Err(CompileError::format(
        path,
        row.line,
        format!(
            "expected {columns} columns and found {}; the file is cut or not in OFAC's layout: download it again",
            row.fields.len()
        ),
    ))
}

/// The entity number that every row starts with.
fn entity_number(path: &Path, row: &Row<'_>, list: &Path) -> Result<u64, CompileError> {
    let cell = row.get(0);
    if let Ok(number) = cell.parse() {
        return Ok(number);
    }
    let is_header = row.line == 1
        && row
            .fields
            .iter()
            .all(|f| !f.contains(|c: char| c.is_ascii_digit()));
    let shown_row = shown(row.raw);
    let reason = if is_header {
        // A republished copy. Its header is no help: the copies met in the wild call the program column
        // `Country`, and leave out the alias file, so that reading them would silently miss names.
        format!(
            "starts with a header line (`{shown_row}`), which OFAC's own {} never has: this is a republished copy with columns of its own; \
             download the files from OFAC, or convert the copy to a `custom` list",
            list.file_name()
                .map_or_else(|| "file".into(), |name| name.to_string_lossy()),
        )
    } else {
        format!(
            "expected OFAC's entity number in column 1 and found `{}`; columns are swapped or the file is something else: download it again",
            shown(cell)
        )
    };
    Err(CompileError::format(path, row.line, reason))
}

fn primary_record(path: &Path, row: &Row<'_>, number: u64, list: &str) -> Result<Designation, CompileError> {
    let schema = match field(row, 2).to_ascii_lowercase().as_str() {
        "individual" => Schema::Person,
        "" | "entity" => Schema::Organization,
        "vessel" => Schema::Vessel,
        "aircraft" => Schema::Aircraft,
        other => {
            return Err(CompileError::format(
                path,
                row.line,
                format!(
                    "expected individual, vessel, aircraft or -0- in column 3 and found `{}`; columns are swapped or the format changed",
                    shown(other)
                ),
            ));
        }
    };
    let mut designation = Designation::new(format!("ofac-{number}"), list, "US", schema);
    let name = squeeze(field(row, 1));
    if name.is_empty() {
        return Err(CompileError::format(
            path,
            row.line,
            format!("entity {number} has no name in column 2; download the file again"),
        ));
    }
    add_name(&mut designation, &name, NameKind::Primary);
    // `SDGT] [NPWMD] [IFSR`, sometimes with the outer brackets.
    for program in field(row, 3).split("] [") {
        let program = program.trim_matches(['[', ']', ' ']);
        if !program.is_empty() {
            add_once(&mut designation.programs, program.to_owned());
        }
    }
    designation.title = squeeze(field(row, 4));
    let call_sign = field(row, 5);
    if !call_sign.is_empty() {
        designation.identifiers.push(Identifier {
            kind: IdentifierKind::CallSign,
            value: call_sign.to_owned(),
            country: None,
            label: None,
        });
    }
    let flag = field(row, 9);
    if !flag.is_empty() && !flag.eq_ignore_ascii_case("none identified") {
        designation.flags.push(squeeze(flag));
    }
    let owner = field(row, 10);
    if !owner.is_empty() {
        designation.relations.push(Relation {
            kind: RelationKind::OwnedBy,
            to: squeeze(owner),
            to_id: None,
        });
    }
    // Aircraft are listed under their tail number.
    if schema == Schema::Aircraft && ofac::is_tail_number(&name) {
        designation.identifiers.push(Identifier {
            kind: IdentifierKind::Tail,
            value: name,
            country: None,
            label: None,
        });
    }
    designation.source_record = row.raw.trim_end().to_owned();
    Ok(designation)
}

/// Reads a file that says more of the entities of the primary file. `each` gets every row, with the place of its entity
/// and its designation; a row of an entity that is not on the list has none.
fn companion(
    file: &InputFile,
    (layout, widths): (Layout, &[usize]),
    by_number: &HashMap<u64, usize>,
    designations: &mut [Located],
    report: &mut SourceReport,
    mut each: impl FnMut(&Row<'_>, Option<(usize, &mut Designation)>, &mut SourceReport),
) -> Result<Belong, CompileError> {
    let text = text_of(file, layout, report);
    let mut belong = Belong::default();
    let mut before = None;
    for row in layout.rows(&file.path, &text, widths)? {
        let number = entity_number(&file.path, &row, &file.path)?;
        check_width(&file.path, &row, widths.len())?;
        let owner = by_number
            .get(&number)
            .and_then(|&place| Some((place, &mut designations.get_mut(place)?.designation)));
        let Some((place, designation)) = owner else {
            belong.orphans += 1;
            each(&row, None, report);
            continue;
        };
        belong.entities += usize::from(before != Some(place));
        belong.end = belong.end.max(place + 1);
        before = Some(place);
        designation.source_record.push('\n');
        designation.source_record.push_str(row.raw.trim_end());
        each(&row, Some((place, designation)), report);
    }
    Ok(belong)
}

/// Whose the rows of a companion file are.
#[derive(Default)]
struct Belong {
    /// Rows of entities that the list does not have.
    orphans: u64,
    /// Entities that have rows, counted where they follow each other.
    entities: usize,
    /// The place behind the last entity that has rows.
    end: usize,
}

/// Shorter lists are no whole ones, and where their companion files end says nothing.
const WHOLE_LIST_MIN: usize = 100;

/// One entity in so many at the end of the list may be without an alias: in the five lists of 2018 to 2025 that were looked at up to
/// three are, and nowhere more than one in forty follow each other without one.
const ALIASES_BEHIND_IN: usize = 20;

/// The files follow the numbers of the entities, so one that ends long before the list does was cut.
fn refuse_cut(file: &InputFile, behind: usize, report: &mut SourceReport) {
    let what = format!("ends before the rows of the last {behind} entities of the list: the file was cut");
    report.gap(&file.path, what, "download all files of the list again");
}

fn of_nobody(orphans: u64) -> String {
    let belong = if orphans == 1 {
        "row belongs to an entity"
    } else {
        "rows belong to entities"
    };
    format!("{orphans} {belong} that the list does not have")
}

/// Names and addresses of nobody prove that the list was cut, or is of another day than they are.
fn refuse_orphans(file: &InputFile, orphans: u64, list: &Path, report: &mut SourceReport) {
    if orphans > 0 {
        let what = format!(
            "{}: {} is cut, or of another day",
            of_nobody(orphans),
            list.display()
        );
        report.gap(&file.path, what, "download all files of the list again");
    }
}

/// Aliases are in a file of their own: without it a third of what is listed would pass in silence.
fn companions_missing(input: &Input, report: &mut SourceReport) {
    let path = &input.primary.path;
    let has_aliases = input.companions.first().is_some_and(Option::is_some);
    for (place, name) in input.missing.iter().enumerate() {
        if place == 0 && !has_aliases {
            let what = format!("{name} is not beside it, or empty, so no alias would be screened");
            report.gap(path, what, format!("download {name} into the same folder"));
        } else {
            report.warn(format!(
                "{}: {name} is not beside it, or empty; what it would add (addresses or remarks) is not screened",
                path.display()
            ));
        }
    }
}

fn alias(row: &Row<'_>, owner: Option<(usize, &mut Designation)>, report: &mut SourceReport) {
    report.alias_records += 1;
    let name = squeeze(field(row, 3));
    let kind = field(row, 2);
    if !matches!(kind, "aka" | "fka" | "nka") {
        report.miss(format!("alias type: {kind}"));
    }
    if let Some((_, designation)) = owner
        && !name.is_empty()
    {
        // Not deduplicated: the count of aliases is the count of the file's rows.
        designation
            .names
            .push(portcullis_model::Name::new(name, NameKind::Alias));
    }
}

fn address(row: &Row<'_>, owner: Option<(usize, &mut Designation)>, report: &mut SourceReport) {
    report.address_records += 1;
    let country_name = squeeze(field(row, 4));
    let address = Address {
        text: squeeze(&join_parts([field(row, 2), field(row, 3)])),
        country: country::noted(&country_name, report),
        country_name,
    };
    if let Some((_, designation)) = owner
        && !(address.text.is_empty() && address.country_name.is_empty())
    {
        designation.addresses.push(address);
    }
}
