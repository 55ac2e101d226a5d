//! A row to a designation.

use std::path::Path;

use portcullis_model::{
    Address, CountryCode, Designation, Identifier, IdentifierKind, NameKind, Relation, RelationKind, Schema,
};

use super::Cells;
use super::source::{self, Source};
use crate::error::shown;
use crate::formats::{bis_dpl, ofac, ofac_remarks};
use crate::located::{add_name, add_once};
use crate::report::SourceReport;
use crate::strength;
use crate::text::{is_original_script, program_id, squeeze};
use crate::{CompileError, country, dates};

pub(super) fn designation(
    path: &Path,
    cells: &Cells<'_, '_>,
    report: &mut SourceReport,
) -> Result<Designation, CompileError> {
    let column = cells.get("source");
    let Some(source) = source::of(column) else {
        let reason = format!(
            "`{}` is no list of a department (`Entity List (EL) - Bureau of Industry and Security`); columns are swapped or the file is damaged: download it again",
            shown(column)
        );
        return Err(cells.error(path, "source", &reason));
    };
    if source.is_new {
        report.miss(format!("source: {column}"));
    }
    let id = id(path, cells, &source)?;
    let schema = match cells.get("type").to_ascii_lowercase().as_str() {
        "individual" => Schema::Person,
        "entity" => Schema::Organization,
        "vessel" => Schema::Vessel,
        "aircraft" => Schema::Aircraft,
        // The lists of Commerce and State do not say.
        "" => Schema::Unknown,
        other => {
            report.miss(format!("type: {other}"));
            Schema::Unknown
        }
    };
    let mut designation = Designation::new(id, source.list.as_str(), "US", schema);
    names(cells, &source, &mut designation, report);
    if designation.names.is_empty() {
        let reason = "the row has no name; download the list again";
        return Err(cells.error(path, "name", reason));
    }
    programs(cells, &source, &mut designation, report);
    facts(cells, &mut designation, report);
    addresses(cells, &mut designation, report);
    listing(cells, &source, &mut designation, report);
    designation.source_record = cells.row.raw.trim_end().to_owned();
    Ok(designation)
}

/// `ofac-21944` of an entity number, `bis-dpl-` and the digest of the row, `csl-` and the list's own number, or, before the
/// list had one, the digest of the row.
fn id(path: &Path, cells: &Cells<'_, '_>, source: &Source) -> Result<String, CompileError> {
    let digest = || blake3::hash(cells.as_row().trim_end().as_bytes()).to_hex()[..12].to_owned();
    let digested = cells.columns.find("_id").is_none().then(digest);
    let own = digested.as_deref().unwrap_or_else(|| cells.get("_id"));
    let is_word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_word(own) {
        let reason = format!(
            "`{}` is no id; columns are swapped or the file is damaged: download it again",
            shown(own)
        );
        return Err(cells.error(path, "_id", &reason));
    }
    match source.ids {
        "ofac" => {
            let number = Some(cells.get("entity_number"))
                .filter(|number| !number.is_empty())
                .unwrap_or(own);
            if number.parse::<u64>().is_err() {
                let reason = format!(
                    "expected OFAC's entity number and found `{}`; download the list again",
                    shown(number)
                );
                return Err(cells.error(path, "entity_number", &reason));
            }
            Ok(format!("ofac-{number}"))
        }
        "bis-dpl" => {
            let digest = blake3::hash(cells.as_row().as_bytes()).to_hex();
            Ok(format!("bis-dpl-{}", &digest.as_str()[..12]))
        }
        prefix => Ok(format!("{prefix}-{own}")),
    }
}

fn names(cells: &Cells<'_, '_>, source: &Source, designation: &mut Designation, report: &mut SourceReport) {
    let name = squeeze(cells.get("name"));
    let own = if source.ids == "bis-dpl" {
        bis_dpl::denied_names(&name)
    } else {
        vec![name.clone()]
    };
    for name in &own {
        let kind = if designation.names.is_empty() {
            NameKind::Primary
        } else {
            NameKind::Alias
        };
        add_name(designation, name, kind);
    }
    let mut aliases: Vec<String> = cells.values("alt_names").map(squeeze).collect();
    // The list of the State Department writes `ZAMAN; Haydar` for `ZAMAN, Haydar`.
    if let [family, given] = aliases.as_slice()
        && source.ids == "csl"
        && [family, given].iter().all(|part| !part.contains(' '))
        && family.chars().all(|c| !c.is_lowercase())
        && given.contains(char::is_lowercase)
    {
        aliases = vec![format!("{family}, {given}")];
    }
    // The file does not say which aliases OFAC calls weak.
    let judged_as = match designation.schema {
        Schema::Unknown => Schema::Organization,
        schema => schema,
    };
    for alias in aliases {
        report.alias_records += 1;
        let alias = alias.strip_prefix("and ").unwrap_or(&alias);
        let kind = if strength::is_weak(alias, judged_as) {
            NameKind::WeakAlias
        } else if is_original_script(alias) {
            NameKind::OriginalScript
        } else {
            NameKind::Alias
        };
        add_name(designation, alias, kind);
    }
    if designation.schema == Schema::Aircraft && ofac::is_tail_number(&name) {
        identifier(designation, IdentifierKind::Tail, &name);
    }
}

/// OFAC's own tags; the list's program, with what a row of the State Department names (`ISN-INKSNA`).
fn programs(
    cells: &Cells<'_, '_>,
    source: &Source,
    designation: &mut Designation,
    report: &mut SourceReport,
) {
    let stated: Vec<&str> = cells.values("programs").collect();
    if source.program.is_empty() {
        if stated.is_empty() {
            report.miss("row of OFAC without programs");
        }
        for tag in stated {
            add_once(&mut designation.programs, tag.to_owned());
        }
        return;
    }
    for act in &stated {
        // `E.O. 13382`, `Chemical and Biological Weapons Act (CBW Act)`
        let name = act.split('(').next().unwrap_or(act).replace('.', "");
        if let Some(program) = program_id(&source.program, &name) {
            add_once(&mut designation.programs, program);
        }
    }
    if stated.is_empty() {
        designation.programs.push(source.program.clone());
    }
    designation.measures.extend(source.measure);
}

fn facts(cells: &Cells<'_, '_>, designation: &mut Designation, report: &mut SourceReport) {
    for text in cells.values("dates_of_birth") {
        match dates::partial_iso(text, false).or_else(|| dates::birth_date_words(text)) {
            Some(date) => add_once(&mut designation.birth_dates, date),
            None => report.miss(format!("date of birth: {text}")),
        }
    }
    for place in cells.values("places_of_birth") {
        add_once(&mut designation.birth_places, squeeze(place));
    }
    for code in cells.values("nationalities").chain(cells.values("citizenships")) {
        match country::iso_code(code).or_else(|| country::code(code)) {
            Some(code) => add_once(&mut designation.nationalities, code),
            None => report.miss(format!("nationality: {code}")),
        }
    }
    designation.title = squeeze(cells.get("title"));
    identifier(designation, IdentifierKind::CallSign, cells.get("call_sign"));
    for flag in cells.values("vessel_flag") {
        add_once(&mut designation.flags, squeeze(flag));
    }
    for owner in cells.values("vessel_owner") {
        let relation = Relation {
            kind: RelationKind::OwnedBy,
            to: squeeze(owner),
            to_id: None,
        };
        add_once(&mut designation.relations, relation);
    }
}

fn identifier(designation: &mut Designation, kind: IdentifierKind, value: &str) {
    if !value.is_empty() {
        let identifier = Identifier {
            kind,
            value: value.to_owned(),
            country: None,
            label: None,
        };
        add_once(&mut designation.identifiers, identifier);
    }
}

/// `49-51 AMEISGASSE, VIENNA, 1140, AT; …`: the code of the country stands last.
fn addresses(cells: &Cells<'_, '_>, designation: &mut Designation, report: &mut SourceReport) {
    for text in cells.values("addresses") {
        report.address_records += 1;
        let (street, last) = text.rsplit_once(',').unwrap_or(("", text));
        let code = country::iso_code(last).or_else(|| country::code(last));
        let address = Address {
            text: squeeze(if code.is_some() { street } else { text }),
            country_name: if code.is_some() {
                last.trim().to_owned()
            } else {
                String::new()
            },
            country: code,
        };
        add_once(&mut designation.addresses, address);
    }
}

/// Dates, what a license is needed for, and OFAC's remarks with the numbers that stand in a column of their own here.
fn listing(cells: &Cells<'_, '_>, source: &Source, designation: &mut Designation, report: &mut SourceReport) {
    let mut date = |column: &str| {
        let text = cells.get(column);
        let date = dates::iso(text);
        if date.is_none() && !text.is_empty() {
            report.miss(format!("{column}: not a date"));
        }
        date
    };
    designation.listed_on = date("start_date");
    // An order still denies on its expiration date.
    designation.delisted_on = date("end_date").and_then(|day| day.tomorrow().ok());
    let remark = squeeze(cells.get("remarks"));
    // `(Linked To: A; Linked To: B)`: the parentheses are those of OFAC's last clauses.
    let linked = remark.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let linked = linked.filter(|rest| rest.starts_with("Linked To:"));
    let mut remarks: Vec<String> = vec![linked.unwrap_or(&remark).to_owned()];
    if source.ids == "ofac" {
        remarks.extend(clauses(cells.get("ids")));
        remarks.retain(|remark| !remark.is_empty());
        let text = remarks.join("; ");
        ofac_remarks::read(&text, designation, report);
        remarks = vec![text];
    } else if !cells.get("ids").is_empty() {
        report.miss(format!("ids of the {}", source.list));
        remarks.push(squeeze(cells.get("ids")));
    }
    for (label, column) in [
        ("Vessel type", "vessel_type"),
        ("Gross tonnage", "gross_tonnage"),
        ("Gross registered tonnage", "gross_registered_tonnage"),
        ("Standard order", "standard_order"),
        ("License requirement", "license_requirement"),
        ("License policy", "license_policy"),
        ("Citation", "federal_register_notice"),
    ] {
        let text = squeeze(cells.get(column));
        if !text.is_empty() {
            remarks.push(format!("{label}: {text}"));
        }
    }
    remarks.retain(|remark| !remark.is_empty());
    designation.remarks = remarks.join("\n");
}

/// The numbers of a row as the clauses of OFAC's remarks: `JO, 2014-08-30, 2009-08-31, K475336, Passport` is
/// `Passport K475336 (Jordan)`, with the label last and before it the country, days of expiry and issue, and the value.
fn clauses(ids: &str) -> Vec<String> {
    let mut clauses = Vec::new();
    let mut begun = String::new();
    for piece in ids.split("; ") {
        let piece = if begun.is_empty() {
            piece.to_owned()
        } else {
            format!("{begun}; {piece}")
        };
        let Some((value, label)) = piece.rsplit_once(", ") else {
            // The value goes on behind the `;`.
            begun = piece;
            continue;
        };
        begun = String::new();
        let mut parts: Vec<&str> = value.split(", ").collect();
        let country = parts
            .first()
            .filter(|_| parts.len() > 1)
            .and_then(|first| iso_country(first));
        if country.is_some() {
            parts.remove(0);
        }
        while parts.len() > 1 && dates::iso(parts[0]).is_some_and(|_| parts[0].len() == 10) {
            parts.remove(0);
        }
        let value = parts.join(", ");
        clauses.push(match country {
            Some(code) => format!("{label} {value} ({})", country::name(code)),
            None => format!("{label} {value}"),
        });
    }
    if !begun.is_empty() {
        clauses.push(begun);
    }
    clauses
}

/// Two capitals that are a country's code.
fn iso_country(text: &str) -> Option<CountryCode> {
    let is_code = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    is_code.then(|| country::iso_code(text)).flatten()
}

#[cfg(test)]
mod tests {
    use super::clauses;

    #[test]
    fn numbers_become_the_clauses_of_remarks() {
        assert_eq!(
            clauses("QA, 28940000602, National ID No.; JO, 2014-08-30, 2009-08-31, K475336, Passport"),
            ["National ID No. 28940000602 (Qatar)", "Passport K475336 (Jordan)"]
        );
        assert_eq!(
            clauses("KUDBKPPY, SWIFT/BIC; Male, Gender"),
            ["SWIFT/BIC KUDBKPPY", "Gender Male"]
        );
        assert_eq!(
            clauses(
                "North Korea Sanctions Regulations, sections 510.201 and 510.210, Secondary sanctions risk:"
            ),
            ["Secondary sanctions risk: North Korea Sanctions Regulations, sections 510.201 and 510.210"]
        );
        assert_eq!(
            clauses("Subject to Directive 1; see the link, Executive Order 13662 Directive Determination -"),
            ["Executive Order 13662 Directive Determination - Subject to Directive 1; see the link"]
        );
        assert_eq!(clauses(""), [""; 0]);
    }
}
