//! The same as CSV: rows folded back into the elements of the XML.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::entity::{EU, designation};
use crate::error::shown;
use crate::formats::format::{Files, ListFormat, Others, Shape};
use crate::formats::head::Head;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::table::{self, Columns, Dialect, Row, rows};
use crate::text::squeeze;
use crate::xml::Element;
use crate::{CompileError, dates, xml_names};

/// FSF 1.0 and 1.1 as CSV.
pub(crate) struct EuCsv;

impl ListFormat for EuCsv {
    fn lists(&self) -> &'static [&'static List] {
        &[&EU]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["csv"])
    }

    fn shape(&self) -> Shape {
        Shape::Header(b';', "Entity_LogicalId")
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.has_column("entity_logicalid")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"\xEF\xBB\xBFfileGenerationDate;Entity_LogicalId;Entity_Regulation_Programme\n"
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        let (path, text) = input.primary.text()?;
        read_csv(&path, text, report)
    }
}

/// The columns of the CSV that are attributes of the entity, its regulation and its subject type.
const ENTITY_COLUMNS: [(&str, &str); 5] = [
    ("entity_eu_referencenumber", "euReferenceNumber"),
    ("entity_unitednationid", "unitedNationId"),
    ("entity_designationdate", "designationDate"),
    ("entity_delistingdate", "delistingDate"),
    ("entity_designationdetails", "designationDetails"),
];

/// The groups of columns that are elements of the entity: prefix and element name.
const GROUPS: [(&str, &str); 7] = [
    ("entity_regulation_", "regulation"),
    ("entity_subjecttype_", "subjectType"),
    ("namealias_", "nameAlias"),
    ("birthdate_", "birthdate"),
    ("citizenship_", "citizenship"),
    ("address_", "address"),
    ("identification_", "identification"),
];

fn read_csv(path: &Arc<Path>, text: &str, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let rows = rows(path, text, Dialect { delimiter: b';' })?;
    let Some((header, rows)) = rows.split_first() else {
        return Ok(Vec::new());
    };
    let columns = Columns::new(header);
    let find = |name: &str| needed(path, header, &columns, name, "the EU's consolidated list");
    let at = Positions {
        ids: vec![find("Entity_LogicalId")?],
        id_name: "Entity_LogicalId",
        published: columns.find("fileGenerationDate"),
    };
    // Without these, entries would have no names or no programs: not this file.
    find("NameAlias_WholeName")?;
    find("Entity_Regulation_Programme")?;
    for name in columns.names().iter().filter(|name| !is_known(name)) {
        report.miss(format!("column: {name}"));
    }
    let entities = gather(path, (header, rows), &at, report, |entity, row, _| {
        let cells = columns
            .names()
            .iter()
            .enumerate()
            .map(|(i, name)| (name.as_str(), row.get(i)));
        fold_row(entity, cells.filter(|(_, value)| !value.is_empty()));
    })?;
    located(path, entities, report)
}

/// Where the CSV of either version says what is said of the list and of every row.
pub(super) struct Positions {
    /// The number of the entity: a row of the older version has it beside each kind of fact, and one of them is filled.
    pub ids: Vec<usize>,
    /// What its column is called.
    pub id_name: &'static str,
    /// The day of the file.
    pub published: Option<usize>,
}

/// An entity as its rows tell it.
pub(super) struct Entity {
    pub element: Element,
    line: u64,
    raw: String,
}

/// Where a column stands without which this is not `list`.
pub(super) fn needed(
    path: &Path,
    header: &Row<'_>,
    columns: &Columns,
    name: &str,
    list: &str,
) -> Result<usize, CompileError> {
    columns.find(name).ok_or_else(|| {
        let reason = format!(
            "there is no column {name}; expected the header of {list}, separated by `;`: download it again"
        );
        CompileError::format(path, header.line, reason)
    })
}

/// Whether the version has a column: an attribute of the XML behind the name of its element, or of the regulation that says it.
fn is_known(column: &str) -> bool {
    const OTHERS: [&str; 3] = ["filegenerationdate", "entity_remark", "entity_subjecttype"];
    let groups = GROUPS.iter().map(|(prefix, _)| *prefix).chain(["entity_"]);
    let of_element = groups.filter_map(|prefix| column.strip_prefix(prefix)).next();
    OTHERS.contains(&column)
        || ENTITY_COLUMNS.iter().any(|(name, _)| *name == column)
        || of_element.is_some_and(|name| {
            let name = name.strip_prefix("regulation_").unwrap_or(name);
            let is_short = ["remark", "type", "description"].contains(&name);
            is_short
                || xml_names::of_root("export").is_some_and(|known| known.has_attribute(attribute_of(name)))
        })
}

/// What columns of either version hold by their headers.
fn said(header: &Row<'_>) -> Vec<table::Said<'static>> {
    let columns = Columns::new(header);
    let said = columns.names().iter().enumerate();
    said.filter_map(|(at, name)| {
        let ends_with = |end: &str| name.ends_with(end);
        if ends_with("countryiso2code") {
            Some((at, "codes of countries", &is_code as table::IsOne<'static>))
        } else if ends_with("publicationdate")
            || ends_with("publication_date")
            || ends_with("entryintoforcedate")
        {
            Some((at, "days", &is_day as table::IsOne<'static>))
        } else {
            None
        }
    })
    .collect()
}

fn is_code(text: &str) -> bool {
    text == "00" || text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_day(text: &str) -> bool {
    dates::iso(text).is_some()
}

/// The entities in the order in which the rows first name them; `add` takes over what a row says of its entity.
pub(super) fn gather(
    path: &Path,
    (header, rows): (&Row<'_>, &[Row<'_>]),
    at: &Positions,
    report: &mut SourceReport,
    mut add: impl FnMut(&mut Element, &Row<'_>, &mut SourceReport),
) -> Result<Vec<Entity>, CompileError> {
    table::refuse_uneven(path, header, rows)?;
    table::refuse_exchanged(path, (header, rows), &said(header))?;
    let mut entities: Vec<Entity> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for row in rows {
        if report.published.is_none() {
            let day = at.published.map(|published| row.get(published).to_owned());
            report.published = day.filter(|day| !day.is_empty());
        }
        let ids = at.ids.iter().map(|column| squeeze(row.get(*column)));
        let id = ids.into_iter().find(|id| !id.is_empty()).unwrap_or_default();
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
            let reason = if id.is_empty() {
                format!("the row has no {}; download the list again", at.id_name)
            } else {
                format!(
                    "expected the EU's number in {} and found `{}`; columns are exchanged, or the file was put together from two: download it again",
                    at.id_name,
                    shown(&id)
                )
            };
            return Err(row.error(path, at.ids.first().copied(), reason));
        }
        let index = *by_id.entry(id.clone()).or_insert(entities.len());
        if index == entities.len() {
            entities.push(Entity {
                element: Element {
                    name: "sanctionEntity".to_owned(),
                    attributes: vec![("logicalId".to_owned(), id)],
                    ..Element::default()
                },
                line: row.line,
                raw: String::new(),
            });
        }
        if let Some(entity) = entities.get_mut(index) {
            if !entity.raw.is_empty() {
                entity.raw.push('\n');
            }
            entity.raw.push_str(row.raw);
            add(&mut entity.element, row, report);
        }
    }
    Ok(entities)
}

/// The designations of the entities.
pub(super) fn located(
    path: &Arc<Path>,
    entities: Vec<Entity>,
    report: &mut SourceReport,
) -> Result<Vec<Located>, CompileError> {
    let mut located = Vec::with_capacity(entities.len());
    for Entity { element, line, raw } in entities {
        let mut designation = designation(path, &element, line, EU.name, report)?;
        designation.source_record = raw;
        located.push(Located {
            designation,
            path: Arc::clone(path),
            line,
        });
    }
    Ok(located)
}

/// Adds a row's cells to the entity's element as the XML would hold them.
fn fold_row<'r>(entity: &mut Element, cells: impl Iterator<Item = (&'r str, &'r str)>) {
    let mut children: Vec<Element> = Vec::new();
    for (column, value) in cells {
        if let Some((_, attribute)) = ENTITY_COLUMNS.iter().find(|(name, _)| *name == column) {
            set(entity, attribute, value);
            continue;
        }
        if column == "entity_remark" {
            if !entity
                .children
                .iter()
                .any(|c| c.name == "remark" && c.text == value)
            {
                let text = value.to_owned();
                entity.children.push(Element {
                    name: "remark".to_owned(),
                    text,
                    ..Element::default()
                });
            }
            continue;
        }
        let (child, attribute) = if column == "entity_subjecttype" {
            ("subjectType", "code")
        } else if let Some((prefix, child)) = GROUPS.iter().find(|(prefix, _)| column.starts_with(prefix)) {
            (*child, attribute_of(&column[prefix.len()..]))
        } else {
            continue;
        };
        if !children.iter().any(|c| c.name == child) {
            children.push(Element {
                name: child.to_owned(),
                ..Element::default()
            });
        }
        if let Some(child) = children.iter_mut().find(|c| c.name == child) {
            set(child, attribute, value);
        }
    }
    for child in children {
        let known = entity
            .children
            .iter()
            .any(|c| c.name == child.name && c.attributes == child.attributes);
        if !known {
            entity.children.push(child);
        }
    }
}

fn set(element: &mut Element, attribute: &str, value: &str) {
    if element.attr(attribute).is_empty() {
        element.attributes.push((attribute.to_owned(), value.to_owned()));
    }
}

/// The XML's attribute for what stands behind a CSV column's prefix. Attributes that are not read keep the column's
/// own (lower case) name.
fn attribute_of(column: &str) -> &str {
    const ATTRIBUTES: [(&str, &str); 33] = [
        ("programme", "programme"),
        ("numbertitle", "numberTitle"),
        ("publicationdate", "publicationDate"),
        ("entryintoforcedate", "entryIntoForceDate"),
        ("classificationcode", "classificationCode"),
        ("firstname", "firstName"),
        ("middlename", "middleName"),
        ("lastname", "lastName"),
        ("wholename", "wholeName"),
        ("namelanguage", "nameLanguage"),
        ("gender", "gender"),
        ("title", "title"),
        ("function", "function"),
        ("strong", "strong"),
        ("birthdate", "birthdate"),
        ("day", "dayOfMonth"),
        ("month", "monthOfYear"),
        ("year", "year"),
        ("yearrangefrom", "yearRangeFrom"),
        ("yearrangeto", "yearRangeTo"),
        ("calendartype", "calendarType"),
        ("zipcode", "zipCode"),
        ("pobox", "poBox"),
        ("countryiso2code", "countryIso2Code"),
        ("countrydescription", "countryDescription"),
        ("typecode", "identificationTypeCode"),
        ("identificationtypecode", "identificationTypeCode"),
        ("typedescription", "identificationTypeDescription"),
        ("latinnumber", "latinNumber"),
        ("knownfalse", "knownFalse"),
        ("dayofmonth", "dayOfMonth"),
        ("monthofyear", "monthOfYear"),
        ("contactinfo", "contactInfo"),
    ];
    ATTRIBUTES
        .iter()
        .find(|(name, _)| *name == column)
        .map_or(column, |(_, attribute)| attribute)
}
