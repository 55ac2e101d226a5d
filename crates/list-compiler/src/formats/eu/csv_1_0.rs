//! The CSV of before FSF 1.1: a row for each fact of an entity, with columns of its own.
//!
//! It has lost a little on the way: a comma became a tab, a line end the two characters `\n`, and a letter that is not in
//! Latin-1 became `?`.

use std::path::Path;
use std::sync::Arc;

use super::csv::{Positions, gather, located, needed};
use super::entity::EU;
use crate::formats::format::{Files, ListFormat, Others, Shape};
use crate::formats::head::Head;
use crate::input::Input;
use crate::located::Located;
use crate::report::SourceReport;
use crate::source::List;
use crate::table::{Columns, Dialect, Row, rows};
use crate::xml::Element;
use crate::{CompileError, country};

/// The CSV of FSF 1.0.
pub(crate) struct EuCsv10;

impl ListFormat for EuCsv10 {
    fn lists(&self) -> &'static [&'static List] {
        &[&EU]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["csv"])
    }

    fn shape(&self) -> Shape {
        Shape::Header(b';', "Entity_logical_id")
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.has_column("entity_logical_id")
    }

    #[cfg(test)]
    fn sample(&self) -> &'static [u8] {
        b"\xEF\xBB\xBFDate_file;Entity_logical_id;Subject_type;Leba_numtitle\n"
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        let (path, text) = input.primary.text()?;
        read(&path, text, report)
    }
}

/// The columns that are read, with the element of the XML and its attribute that they are. Of what a row says of each
/// element, at least one column is filled.
const COLUMNS: [(&str, &str, &str); 26] = [
    ("subject_type", "subjectType", "code"),
    ("programme", "regulation", "programme"),
    ("leba_numtitle", "regulation", "numberTitle"),
    ("leba_publication_date", "regulation", "publicationDate"),
    ("naal_lastname", "nameAlias", "lastName"),
    ("naal_firstname", "nameAlias", "firstName"),
    ("naal_middlename", "nameAlias", "middleName"),
    ("naal_wholename", "nameAlias", "wholeName"),
    ("naal_gender", "nameAlias", "gender"),
    ("naal_title", "nameAlias", "title"),
    ("naal_function", "nameAlias", "function"),
    ("naal_language", "nameAlias", "nameLanguage"),
    ("addr_number", "address", "street"),
    ("addr_street", "address", "street"),
    ("addr_zipcode", "address", "zipCode"),
    ("addr_city", "address", "city"),
    ("addr_country", "address", "countryIso2Code"),
    ("addr_other", "address", "other"),
    ("birt_date", "birthdate", "birthdate"),
    ("birt_place", "birthdate", "city"),
    ("birt_country", "birthdate", "countryDescription"),
    ("iden_number", "identification", "number"),
    ("iden_country", "identification", "countryIso2Code"),
    ("citi_country", "citizenship", "countryIso2Code"),
    ("entity_remark", "remark", ""),
    ("eu_ref_num", "", "euReferenceNumber"),
];

/// Whether the version has a column: those that are read, and beside each kind of fact its number and the regulation that says it.
fn is_known(column: &str) -> bool {
    const OF_EACH: [&str; 5] = ["logical_id", "numtitle", "publication_date", "url", "programme"];
    column == "date_file"
        || COLUMNS.iter().any(|(name, ..)| *name == column)
        || OF_EACH.iter().any(|end| column.ends_with(end))
}

fn read(path: &Arc<Path>, text: &str, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let rows = rows(path, text, Dialect { delimiter: b';' })?;
    let Some((header, rows)) = rows.split_first() else {
        return Ok(Vec::new());
    };
    let columns = Columns::new(header);
    let find = |name: &str| {
        needed(
            path,
            header,
            &columns,
            name,
            "the EU's consolidated list (CSV 1.0)",
        )
    };
    let at = Positions {
        ids: {
            find("Entity_logical_id")?;
            columns.find_all("Entity_logical_id")
        },
        id_name: "Entity_logical_id",
        published: Some(find("Date_file")?),
    };
    for name in ["Naal_wholename", "Programme", "Subject_type"] {
        find(name)?;
    }
    for name in columns.names().iter().filter(|name| !is_known(name)) {
        report.miss(format!("column: {name}"));
    }
    let places: Vec<(usize, &str, &str)> = COLUMNS
        .iter()
        .filter_map(|(column, element, attribute)| Some((columns.find(column)?, *element, *attribute)))
        .collect();
    let mut entities = gather(path, (header, rows), &at, report, |entity, row, report| {
        fold_row(entity, row, &places, report);
    })?;
    for entity in &mut entities {
        drop_lost_names(&mut entity.element, report);
    }
    located(path, entities, report)
}

/// Adds what a row says to the entity's element, as the XML would hold it.
fn fold_row(entity: &mut Element, row: &Row<'_>, places: &[(usize, &str, &str)], report: &mut SourceReport) {
    let mut children: Vec<Element> = Vec::new();
    for (at, element, attribute) in places {
        let value = repaired(row.get(*at));
        if value.is_empty() || value == "N/A" {
            continue;
        }
        if element.is_empty() {
            if entity.attr(attribute).is_empty() {
                entity.attributes.push(((*attribute).to_owned(), value));
            }
            continue;
        }
        if !children.iter().any(|child| child.name == *element) {
            children.push(Element {
                name: (*element).to_owned(),
                ..Element::default()
            });
        }
        let Some(child) = children.iter_mut().find(|child| child.name == *element) else {
            continue;
        };
        match (*element, *attribute) {
            ("remark", _) => child.text = value,
            ("identification", "number") => number(&value, child),
            ("address", "other") => contacts(&value, child, report),
            (_, "countryIso2Code") => {
                let code = country::of_three_letters(&value);
                let code = code.map_or(value, |code| code.to_string());
                child.attributes.push((attribute.to_string(), code));
            }
            _ => match child.attributes.iter_mut().find(|(name, _)| name == attribute) {
                Some((_, known)) => *known = format!("{known} {value}"),
                None => child.attributes.push(((*attribute).to_owned(), value)),
            },
        }
    }
    for child in children {
        let known = entity.children.iter().any(|known| {
            known.name == child.name && known.attributes == child.attributes && known.text == child.text
        });
        if !known {
            entity.children.push(child);
        }
    }
}

/// A value as it was before its commas and line ends were lost.
fn repaired(value: &str) -> String {
    value.replace('\t', ",").replace("\\n", "\n").trim().to_owned()
}

/// `AD001095 (passport-National passport) ((passport))`: the number, the code of its type and its name.
fn number(value: &str, identification: &mut Element) {
    let (number, kind) = value.split_once(" (").unwrap_or((value, ""));
    let (kind, _) = kind.split_once(')').unwrap_or((kind, ""));
    let (code, name) = kind.split_once('-').unwrap_or((kind, ""));
    for (attribute, value) in [
        ("number", number),
        ("identificationTypeCode", code),
        ("identificationTypeDescription", name),
    ] {
        identification
            .attributes
            .push((attribute.to_owned(), value.trim().to_owned()));
    }
}

/// `PHONE[668 33 01, 0300-820 91 99]` and `FAX[662 38 14]`, a line each.
fn contacts(value: &str, address: &mut Element, report: &mut SourceReport) {
    for line in value.lines() {
        match line
            .trim()
            .strip_suffix(']')
            .and_then(|line| line.split_once('['))
        {
            Some((key, value)) => address.children.push(Element {
                name: "contactInfo".to_owned(),
                attributes: vec![
                    ("key".to_owned(), key.to_owned()),
                    ("value".to_owned(), value.to_owned()),
                ],
                ..Element::default()
            }),
            None => report.miss(format!("address: {line}")),
        }
    }
}

/// A name that lost letters (`Revolu?ní rada`) cannot be told from many others. It stays in the source record, and is
/// counted; an entity that has no other keeps it.
fn drop_lost_names(entity: &mut Element, report: &mut SourceReport) {
    let lost = |child: &Element| child.name == "nameAlias" && child.attr("wholeName").contains('?');
    let whole = |child: &Element| child.name == "nameAlias" && !child.attr("wholeName").contains('?');
    if !entity.children.iter().any(whole) {
        return;
    }
    for _ in entity.children.iter().filter(|child| lost(child)) {
        report.miss("name that lost letters (`?`)");
    }
    entity.children.retain(|child| !lost(child));
}
