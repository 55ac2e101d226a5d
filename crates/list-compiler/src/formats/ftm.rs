//! FollowTheMoney entities as JSON lines (`entities.ftm.json`), and nested targets (`targets.nested.json`).
//!
//! A line is an entity: `id`, `schema`, `properties` (each a list of values), often `caption` and `datasets`. A party is
//! listed when its `topics` hold `sanction`, or when it has no topics and a `Sanction` is about it. Sanctions, addresses,
//! identity documents, wallets, accounts and ties to others are entities of their own; they are taken together with the
//! party that they refer to, wherever they stand. In nested files they stand inside it.
//!
//! FollowTheMoney merges what several authorities say about one party, while here an obligation has one authority. A
//! party that several authorities list is one designation for each: `ftm-<id>` for the first by name, `ftm-<id>@EU` for
//! the others, each with its own programs and dates.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use portcullis_model::{
    Address, CountryCode, Date, Designation, Gender, Identifier, IdentifierKind, NameKind, Relation,
    RelationKind, Schema,
};
use serde::Deserialize;
use serde_json::Value;

use super::format::{Files, Form, ListFormat, Others};
use super::head::Head;
use crate::error::shown;
use crate::input::Input;
use crate::located::{Located, add_name, add_once};
use crate::report::SourceReport;
use crate::source::{List, Snapshots};
use crate::text::{is_original_script, squeeze};
use crate::{CompileError, country, dates, table};

/// `property;reading`: how each property of a party is read.
const PROPERTIES: &str = include_str!("../../data/ftm_properties.csv");

/// `word;authority`: datasets, country codes and the names of bodies.
const AUTHORITIES: &str = include_str!("../../data/ftm_authorities.csv");

/// The authority of parties that nobody is said to list, as for a `custom` list.
const NO_AUTHORITY: &str = "INTERNAL";

/// Entities inside entities deeper than this are not looked for.
const NESTED_MAX: usize = 8;

/// How a property is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Name(NameKind),
    BirthDate,
    BirthPlace,
    Nationality,
    Gender,
    Country,
    Address,
    Title,
    Flag,
    FormerFlag,
    Program,
    ProgramId,
    /// Goes into the remarks.
    Remark,
    /// Understood, and said elsewhere or of no use in screening.
    Noted,
    Identifier(IdentifierKind),
}

static READINGS: LazyLock<HashMap<&'static str, Reading>> = LazyLock::new(|| {
    let lines = PROPERTIES.lines().skip(1);
    lines
        .filter_map(|line| {
            let (property, word) = line.split_once(';')?;
            let reading = match word {
                "name" | "alias" => Reading::Name(NameKind::Alias),
                "weak-alias" => Reading::Name(NameKind::WeakAlias),
                "birth-date" => Reading::BirthDate,
                "birth-place" => Reading::BirthPlace,
                "nationality" => Reading::Nationality,
                "gender" => Reading::Gender,
                "country" => Reading::Country,
                "address" => Reading::Address,
                "title" => Reading::Title,
                "flag" => Reading::Flag,
                "former-flag" => Reading::FormerFlag,
                "program" => Reading::Program,
                "program-id" => Reading::ProgramId,
                "remark" => Reading::Remark,
                "noted" => Reading::Noted,
                kind => Reading::Identifier(kind.parse().ok()?),
            };
            Some((property, reading))
        })
        .collect()
});

static AUTHORITY_OF: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = AUTHORITIES.lines().skip(1);
    lines
        .filter_map(|line| line.rsplit_once(';'))
        .map(|(word, authority)| (word.to_ascii_lowercase(), authority))
        .collect()
});

/// An entity as a line or a nested object has it.
#[derive(Debug, Default, Deserialize)]
struct Entity {
    #[serde(default)]
    id: String,
    #[serde(default)]
    schema: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    datasets: Vec<String>,
    #[serde(default)]
    properties: BTreeMap<String, Value>,
    #[serde(default)]
    last_change: Option<String>,
    #[serde(skip)]
    line: u64,
}

impl Entity {
    /// The values of a property that are texts.
    fn all<'e>(&'e self, property: &str) -> impl Iterator<Item = String> + use<'e> {
        let values: &[Value] = match self.properties.get(property) {
            Some(Value::Array(values)) => values,
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        values.iter().filter_map(text)
    }

    fn first(&self, property: &str) -> String {
        self.all(property).next().unwrap_or_default()
    }
}

/// A value in words; `None` for an object or for nothing.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => squeeze(text),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Entities of FollowTheMoney, from whatever authorities.
const FTM: List = List {
    word: "ftm",
    name: "FollowTheMoney",
    id_prefix: "ftm",
    snapshots: Snapshots::WhenDated,
    duplicate_todo: "aggregate the fragments of an entity into one line first",
    ..List::OFFICIAL
};

/// FollowTheMoney, one entity a line.
pub(super) struct Ftm;

impl ListFormat for Ftm {
    fn lists(&self) -> &'static [&'static List] {
        &[&FTM]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["json", "jsonl", "ndjson"])
    }

    fn form(&self) -> Form {
        Form::JsonLines
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.starts_with("{")
    }

    fn read(
        &self,
        input: &Input,
        _: &Others<'_>,
        report: &mut SourceReport,
    ) -> Result<Vec<Located>, CompileError> {
        read(input, report)
    }
}

/// Reads the file.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let path: Arc<Path> = Arc::from(input.primary.path.as_path());
    let text = table::utf8(&path, &input.primary.bytes)?;
    let mut book = Book::default();
    for (line, raw) in (1..).zip(text.lines()) {
        let raw = raw.trim().trim_end_matches('\u{1a}');
        if raw.is_empty() {
            continue;
        }
        let entity: Entity = serde_json::from_str(raw).map_err(|error| {
            let reason = format!(
                "expected one FollowTheMoney entity as JSON on the line, and it cannot be read ({error}); was the file cut?"
            );
            CompileError::format(&path, line, reason)
        })?;
        if entity.id.is_empty() || entity.schema.is_empty() {
            let reason =
                "expected a FollowTheMoney entity with `id` and `schema`; is this another kind of JSON?";
            return Err(CompileError::format(&path, line, reason));
        }
        if entity.id.contains(char::is_whitespace) {
            let reason = format!("the id `{}` holds white space", shown(&entity.id));
            return Err(CompileError::format(&path, line, reason));
        }
        book.add(Entity { line, ..entity }, raw, report);
    }
    Ok(book.finish(&path, input.spec.kind.list_name(), report))
}

/// What the file says, taken apart by what it is about.
#[derive(Default)]
struct Book<'t> {
    /// Parties that may be listed, with their lines.
    parties: Vec<(Entity, &'t str)>,
    /// Sanctions by the id of their subject.
    sanctions: HashMap<String, Vec<Entity>>,
    /// Addresses by their own id.
    addresses: HashMap<String, Entity>,
    /// Documents, wallets and accounts by the id of their holder.
    holdings: HashMap<String, Vec<Entity>>,
    /// Ties: from, to, kind; and whether they go both ways.
    ties: Vec<(String, String, RelationKind, bool)>,
    /// The names of everybody, for ties.
    captions: HashMap<String, String>,
    /// Entities that nobody sanctions.
    left_out: u64,
    last_change: Option<String>,
}

impl<'t> Book<'t> {
    fn add(&mut self, mut entity: Entity, raw: &'t str, report: &mut SourceReport) {
        if entity.last_change > self.last_change {
            self.last_change.clone_from(&entity.last_change);
        }
        let mut inner = Vec::new();
        unnest(&mut entity, 0, &mut inner);
        for inner in inner {
            self.sort(inner, None, report);
        }
        self.sort(entity, Some(raw), report);
    }

    /// Puts an entity where it belongs; one with a line of its own may be a listed party.
    fn sort(&mut self, entity: Entity, raw: Option<&'t str>, report: &mut SourceReport) {
        match entity.schema.as_str() {
            "Sanction" => {
                for subject in entity.all("entity") {
                    self.sanctions.entry(subject).or_default().push(copy(&entity));
                }
            }
            "Address" => {
                self.addresses.insert(entity.id.clone(), entity);
            }
            "Identification" | "Passport" | "BankAccount" => self.hold(&entity),
            "Ownership" => self.tie(&entity, "asset", "owner", RelationKind::OwnedBy, false),
            "Representation" => self.tie(&entity, "agent", "client", RelationKind::ActsFor, false),
            "Directorship" => self.tie(&entity, "director", "organization", RelationKind::LinkedTo, true),
            "Membership" => self.tie(&entity, "member", "organization", RelationKind::LinkedTo, true),
            "Employment" => self.tie(&entity, "employee", "employer", RelationKind::LinkedTo, true),
            "Associate" => self.tie(&entity, "person", "associate", RelationKind::LinkedTo, true),
            "Family" => self.tie(&entity, "person", "relative", RelationKind::LinkedTo, true),
            "UnknownLink" => self.tie(&entity, "subject", "object", RelationKind::LinkedTo, true),
            "Occupancy" | "Position" | "Payment" | "Event" | "Article" | "Documentation" | "Project" => {}
            _ => {
                if entity.schema == "CryptoWallet" && entity.all("holder").next().is_some() {
                    self.hold(&entity);
                }
                let name = if entity.caption.is_empty() {
                    entity.first("name")
                } else {
                    squeeze(&entity.caption)
                };
                self.captions.insert(entity.id.clone(), name);
                let Some(raw) = raw else { return };
                let topics: Vec<String> = entity.all("topics").collect();
                if topics.is_empty() || topics.iter().any(|topic| topic == "sanction") {
                    self.parties.push((entity, raw));
                } else {
                    self.left_out += 1;
                    if topics.iter().any(|topic| topic.starts_with("sanction.")) {
                        report.miss("topic that is only near a sanction (sanction.linked, sanction.counter)");
                    }
                }
            }
        }
    }

    fn hold(&mut self, entity: &Entity) {
        for holder in entity.all("holder") {
            self.holdings.entry(holder).or_default().push(copy(entity));
        }
    }

    fn tie(&mut self, entity: &Entity, from: &str, to: &str, kind: RelationKind, both_ways: bool) {
        for from in entity.all(from) {
            for to in entity.all(to) {
                self.ties.push((from.clone(), to, kind, both_ways));
            }
        }
    }

    fn finish(mut self, path: &Arc<Path>, list: &str, report: &mut SourceReport) -> Vec<Located> {
        report.published = self.last_change.take();
        let (mut located, mut nobody) = (Vec::new(), 0_u64);
        // A party's id in the file, and where its designations stand.
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        let mut nameless = 0_u64;
        for (entity, raw) in std::mem::take(&mut self.parties) {
            let sanctions = self.sanctions.remove(&entity.id).unwrap_or_default();
            if entity.all("topics").next().is_none() && sanctions.is_empty() {
                self.left_out += 1;
                continue;
            }
            let Some(party) = self.party(&entity, list, report) else {
                nameless += 1;
                continue;
            };
            let authorities = by_authority(&entity, &sanctions);
            if authorities.contains_key(NO_AUTHORITY) {
                nobody += 1;
            }
            for (n, (authority, stated)) in authorities.into_iter().enumerate() {
                let mut designation = party.clone();
                if n > 0 {
                    designation.id = format!("{}@{authority}", party.id);
                }
                designation.authority = authority;
                stated.apply(&mut designation);
                raw.clone_into(&mut designation.source_record);
                places.entry(entity.id.clone()).or_default().push(located.len());
                located.push(Located {
                    designation,
                    path: Arc::clone(path),
                    line: entity.line,
                });
            }
        }
        self.link(&places, &mut located);
        let name = path.display();
        if self.left_out > 0 {
            report.warn(format!(
                "{name}: {} entities without the topic `sanction` are left out",
                self.left_out
            ));
        }
        if nameless > 0 {
            report.warn(format!(
                "{name}: {nameless} listed entities have no name and are left out"
            ));
        }
        if nobody > 0 {
            report.warn(format!(
                "{name}: of {nobody} entities nobody says who lists them; their authority is {NO_AUTHORITY}, which an institution file must name to be bound by it"
            ));
        }
        located
    }

    /// A party without what depends on the authority.
    fn party(&self, entity: &Entity, list: &str, report: &mut SourceReport) -> Option<Designation> {
        let mut designation = Designation::new(
            format!("ftm-{}", entity.id),
            list,
            NO_AUTHORITY,
            schema(&entity.schema, report),
        );
        let mut remarks: Vec<String> = Vec::new();
        let primary = primary_name(entity)?;
        add_name(&mut designation, &primary, NameKind::Primary);
        let mut program_names = Vec::new();
        for property in entity.properties.keys() {
            let reading = READINGS.get(property.as_str()).copied();
            for value in entity.all(property) {
                match reading {
                    Some(Reading::Program) => add_once(&mut program_names, value),
                    Some(Reading::Remark) => add_once(&mut remarks, format!("{property}: {value}")),
                    Some(reading) => read_value(property, reading, value, &mut designation, report),
                    // Entities inside it were taken out; what is left are texts that say something.
                    None => {
                        report.miss(format!("property: {property}"));
                        add_once(&mut remarks, format!("{property}: {value}"));
                    }
                }
            }
        }
        if designation.programs.is_empty() {
            designation.programs = program_names;
        }
        for id in entity.all("addressEntity") {
            if let Some(address) = self.addresses.get(&id) {
                add_address(address, &mut designation, report);
            }
        }
        for holding in self.holdings.get(&entity.id).into_iter().flatten() {
            hold(holding, &mut designation, report);
        }
        designation.remarks = remarks.join("; ");
        Some(designation)
    }

    /// Ties parties to each other by name, and by id where the other is listed.
    fn link(&self, places: &HashMap<String, Vec<usize>>, located: &mut [Located]) {
        let mut add = |from: &str, to: &str, kind: RelationKind| {
            let name = self.captions.get(to).filter(|name| !name.is_empty());
            let to_id = places.contains_key(to).then(|| format!("ftm-{to}"));
            let Some(relation) = name
                .map(String::as_str)
                .or(to_id.as_deref())
                .map(|name| Relation {
                    kind,
                    to: name.to_owned(),
                    to_id: to_id.clone(),
                })
            else {
                return;
            };
            for place in places.get(from).into_iter().flatten() {
                if let Some(l) = located.get_mut(*place) {
                    add_once(&mut l.designation.relations, relation.clone());
                }
            }
        };
        for (from, to, kind, both_ways) in &self.ties {
            add(from, to, *kind);
            if *both_ways {
                add(to, from, *kind);
            }
        }
    }
}

fn copy(entity: &Entity) -> Entity {
    Entity {
        id: entity.id.clone(),
        schema: entity.schema.clone(),
        caption: entity.caption.clone(),
        datasets: entity.datasets.clone(),
        properties: entity.properties.clone(),
        last_change: None,
        line: entity.line,
    }
}

/// Takes the entities inside an entity's properties out, and leaves their ids. What is inside an entity and does not say
/// what it is about is about that entity.
fn unnest(entity: &mut Entity, depth: usize, found: &mut Vec<Entity>) {
    if depth >= NESTED_MAX {
        return;
    }
    for value in entity.properties.values_mut() {
        let Value::Array(values) = value else { continue };
        for value in values {
            if !value.get("schema").is_some_and(Value::is_string) {
                continue;
            }
            let Ok(mut inner) = serde_json::from_value::<Entity>(value.take()) else {
                continue;
            };
            *value = Value::String(inner.id.clone());
            let subject = match inner.schema.as_str() {
                "Sanction" => "entity",
                "Identification" | "Passport" | "BankAccount" | "CryptoWallet" => "holder",
                _ => "",
            };
            if !subject.is_empty() && !inner.properties.contains_key(subject) {
                let about = Value::Array(vec![Value::String(entity.id.clone())]);
                inner.properties.insert(subject.to_owned(), about);
            }
            unnest(&mut inner, depth + 1, found);
            found.push(inner);
        }
    }
    // What was nested is read by its own schema; its ids are no values.
    if depth == 0 && !found.is_empty() {
        let ids: HashSet<&str> = found.iter().map(|inner| inner.id.as_str()).collect();
        let is_id = |v: &Value| v.as_str().is_some_and(|id| ids.contains(id));
        entity.properties.retain(|property, value| {
            property == "addressEntity"
                || !value
                    .as_array()
                    .is_some_and(|values| !values.is_empty() && values.iter().all(is_id))
        });
    }
}

fn schema(word: &str, report: &mut SourceReport) -> Schema {
    match word {
        "Person" => Schema::Person,
        "Organization" | "Company" | "PublicBody" => Schema::Organization,
        "Vessel" => Schema::Vessel,
        "Airplane" => Schema::Aircraft,
        // A legal entity is a person or a company; a wallet or an asset is neither.
        "LegalEntity" | "CryptoWallet" | "Asset" | "Security" | "Thing" | "Vehicle" => Schema::Unknown,
        other => {
            report.miss(format!("schema: {other}"));
            Schema::Unknown
        }
    }
}

/// The name an entity is listed under: its caption where that is one of its names, else its first name in Latin letters,
/// else its first. A wallet without a name is its key.
fn primary_name(entity: &Entity) -> Option<String> {
    let caption = squeeze(&entity.caption);
    let names: Vec<String> = entity.all("name").collect();
    if names.contains(&caption) {
        return Some(caption);
    }
    names
        .iter()
        .find(|name| !is_original_script(name))
        .or(names.first())
        .cloned()
        .or_else(|| {
            ["alias", "weakAlias", "publicKey"]
                .iter()
                .find_map(|p| entity.all(p).next())
        })
}

fn read_value(
    property: &str,
    reading: Reading,
    value: String,
    designation: &mut Designation,
    report: &mut SourceReport,
) {
    match reading {
        Reading::Name(kind) => {
            report.alias_records += u64::from(property != "name");
            let kind = if kind == NameKind::Alias && is_original_script(&value) {
                NameKind::OriginalScript
            } else {
                kind
            };
            add_name(designation, &value, kind);
        }
        Reading::BirthDate => match dates::partial_iso(value.get(..10).unwrap_or(&value), false) {
            Some(date) => add_once(&mut designation.birth_dates, date),
            None => report.miss("birthDate (value not understood)"),
        },
        Reading::BirthPlace => add_once(&mut designation.birth_places, value),
        Reading::Nationality => match code(&value) {
            Some(code) => add_once(&mut designation.nationalities, code),
            None => report.miss(format!("nationality: {value}")),
        },
        Reading::Gender => match value.to_ascii_lowercase().parse::<Gender>() {
            Ok(gender) => designation.gender = Some(gender),
            Err(_) => report.miss(format!("gender: {value}")),
        },
        Reading::Country => {
            let country = code(&value);
            if country.is_none() {
                report.miss(format!("country: {value}"));
            }
            let address = Address {
                text: String::new(),
                country_name: value,
                country,
            };
            add_once(&mut designation.addresses, address);
        }
        Reading::Address => {
            report.address_records += 1;
            let address = Address {
                text: value,
                ..Address::default()
            };
            add_once(&mut designation.addresses, address);
        }
        Reading::Title => designation.title = crate::text::join_parts([designation.title.as_str(), &value]),
        Reading::Flag => add_once(&mut designation.flags, value),
        Reading::FormerFlag => add_once(&mut designation.flags, format!("{value} (former)")),
        Reading::ProgramId => add_once(&mut designation.programs, value),
        Reading::Identifier(kind) => {
            let kind = match (kind, designation.schema) {
                (IdentifierKind::NationalId, Schema::Person) => kind,
                // `idNumber` of a company is whatever number its register gives.
                (IdentifierKind::NationalId, _) => IdentifierKind::Registration,
                // A vehicle's registration is its tail number; a ship's is a register's number.
                (IdentifierKind::Registration, Schema::Aircraft) => IdentifierKind::Tail,
                _ => kind,
            };
            let value = match kind {
                IdentifierKind::Imo => value.trim_start_matches("IMO").trim().to_owned(),
                _ => value,
            };
            add_identifier(designation, kind, value, None, Some(property));
        }
        Reading::Program | Reading::Remark | Reading::Noted => {}
    }
}

/// Adds a number; `label` is kept where it says more than the kind.
fn add_identifier(
    designation: &mut Designation,
    kind: IdentifierKind,
    value: String,
    country: Option<CountryCode>,
    label: Option<&str>,
) {
    let plain = matches!(
        kind,
        IdentifierKind::Bic
            | IdentifierKind::Lei
            | IdentifierKind::Imo
            | IdentifierKind::Mmsi
            | IdentifierKind::Passport
            | IdentifierKind::Email
            | IdentifierKind::Phone
            | IdentifierKind::Website
            | IdentifierKind::CallSign
            | IdentifierKind::Tail
            | IdentifierKind::Iban
    );
    let known = designation
        .identifiers
        .iter_mut()
        .find(|i| i.kind == kind && i.value == value);
    if let Some(known) = known {
        // The same number from a document that also names its country.
        known.country = known.country.or(country);
        return;
    }
    designation.identifiers.push(Identifier {
        kind,
        value,
        country,
        label: label.filter(|_| !plain).map(str::to_owned),
    });
}

/// FollowTheMoney's country codes are ISO's in lower case, some with a region after them (`gb-sct`).
fn code(value: &str) -> Option<CountryCode> {
    let head = value.split('-').next().unwrap_or(value);
    country::iso_code(&head.to_ascii_uppercase()).or_else(|| country::code(value))
}

fn add_address(entity: &Entity, designation: &mut Designation, report: &mut SourceReport) {
    report.address_records += 1;
    let full = entity.first("full");
    let text = if full.is_empty() {
        let parts = [
            "remarks",
            "street",
            "street2",
            "city",
            "postalCode",
            "region",
            "state",
        ]
        .map(|p| entity.first(p));
        crate::text::join_parts(parts.iter().map(String::as_str))
    } else {
        full
    };
    let country_name = entity.first("country");
    let address = Address {
        text,
        country: code(&country_name),
        country_name,
    };
    if address.text.is_empty() && address.country_name.is_empty() {
        return;
    }
    // The same address is often given as a text, too.
    designation
        .addresses
        .retain(|known| known.country.is_some() || known.text != address.text);
    add_once(&mut designation.addresses, address);
}

/// Takes the numbers of a document, an account or a wallet over to its holder.
fn hold(entity: &Entity, designation: &mut Designation, report: &mut SourceReport) {
    let country = code(&entity.first("country"));
    let type_word = entity.first("type");
    let label = Some(type_word.as_str()).filter(|word| !word.is_empty());
    let numbers: &[(&str, IdentifierKind)] = match entity.schema.as_str() {
        "Passport" => &[
            ("number", IdentifierKind::Passport),
            ("passportNumber", IdentifierKind::Passport),
        ],
        "BankAccount" => &[
            ("iban", IdentifierKind::Iban),
            ("accountNumber", IdentifierKind::Account),
            ("bic", IdentifierKind::Bic),
        ],
        "CryptoWallet" => &[("publicKey", IdentifierKind::Crypto)],
        _ => &[("number", IdentifierKind::NationalId)],
    };
    let currency = entity.first("currency");
    for (property, kind) in numbers {
        for value in entity.all(property) {
            let kind = if *kind == IdentifierKind::NationalId {
                document_kind(&type_word, designation.schema, report)
            } else {
                *kind
            };
            let label = if kind == IdentifierKind::Crypto && !currency.is_empty() {
                Some(currency.as_str())
            } else {
                label
            };
            add_identifier(designation, kind, value, country, label);
        }
    }
}

/// What the words of a document's type come to.
fn document_kind(words: &str, schema: Schema, report: &mut SourceReport) -> IdentifierKind {
    let lower = words.to_ascii_lowercase();
    let has = |word: &str| lower.contains(word);
    if has("passport") {
        IdentifierKind::Passport
    } else if has("tax") || has("fiscal") || has("vat") {
        IdentifierKind::TaxId
    } else if has("regist") || has("company") || has("business") || has("license") || has("trade") {
        IdentifierKind::Registration
    } else if has("driv") || has("visa") || has("birth cert") {
        IdentifierKind::Other
    } else if has("id") || has("national") || has("cedula") || words.is_empty() {
        if schema == Schema::Person {
            IdentifierKind::NationalId
        } else {
            IdentifierKind::Registration
        }
    } else {
        report.miss(format!("document type: {words}"));
        IdentifierKind::Other
    }
}

/// What one authority says about a party.
#[derive(Debug, Default)]
struct Stated {
    programs: Vec<String>,
    program_names: Vec<String>,
    listed: Vec<Date>,
    /// The end of each of its sanctions.
    ends: Vec<Option<Date>>,
    notes: Vec<String>,
}

impl Stated {
    fn add(&mut self, sanction: &Entity) {
        for id in sanction.all("programId") {
            add_once(&mut self.programs, id);
        }
        for name in sanction.all("program") {
            add_once(&mut self.program_names, name);
        }
        for property in ["listingDate", "startDate"] {
            self.listed
                .extend(sanction.all(property).filter_map(|date| dates::iso(&date)));
        }
        self.ends
            .push(sanction.all("endDate").filter_map(|date| dates::iso(&date)).max());
        for property in ["reason", "provisions", "status", "summary", "duration"] {
            for value in sanction.all(property) {
                add_once(&mut self.notes, format!("{property}: {value}"));
            }
        }
        for property in ["authorityId", "unscId"] {
            for value in sanction.all(property) {
                add_once(&mut self.notes, format!("{property}: {value}"));
            }
        }
    }

    fn apply(self, designation: &mut Designation) {
        let own = if self.programs.is_empty() {
            self.program_names
        } else {
            self.programs
        };
        // Where an authority's own programs are not told, all that the party is under are kept.
        if !own.is_empty() {
            designation.programs = own;
        }
        designation.listed_on = self.listed.into_iter().min();
        // Gone when the last of its sanctions ended.
        designation.delisted_on = self
            .ends
            .into_iter()
            .collect::<Option<Vec<Date>>>()
            .and_then(|ends| ends.into_iter().max())
            .filter(|end| designation.listed_on.is_none_or(|from| from <= *end));
        for note in self.notes {
            if !designation.remarks.is_empty() {
                designation.remarks.push_str("; ");
            }
            designation.remarks.push_str(&note);
        }
    }
}

/// Who lists a party, by name, and what each says.
fn by_authority(entity: &Entity, sanctions: &[Entity]) -> BTreeMap<String, Stated> {
    let mut stated: BTreeMap<String, Stated> = BTreeMap::new();
    for sanction in sanctions {
        let authority = authority_of_sanction(sanction).unwrap_or_else(|| NO_AUTHORITY.to_owned());
        stated.entry(authority).or_default().add(sanction);
    }
    if stated.is_empty() {
        let programs = entity.all("programId").filter_map(|id| authority_of_program(&id));
        let datasets = entity.datasets.iter().filter_map(|set| known_authority(set));
        stated.extend(
            programs
                .chain(datasets)
                .map(|authority| (authority, Stated::default())),
        );
    }
    if stated.is_empty() {
        stated.insert(NO_AUTHORITY.to_owned(), Stated::default());
    }
    for (authority, says) in &mut stated {
        if says.programs.is_empty() {
            let own = entity.all("programId");
            says.programs = own
                .filter(|id| authority_of_program(id).as_ref() == Some(authority))
                .collect();
        }
    }
    stated
}

fn authority_of_sanction(sanction: &Entity) -> Option<String> {
    let programs = sanction.all("programId").find_map(|id| authority_of_program(&id));
    let words = || {
        sanction.all("authority").find_map(|words| {
            known_authority(&words).or_else(|| {
                let lower = words.to_ascii_lowercase();
                AUTHORITY_OF
                    .iter()
                    .filter(|(word, _)| word.len() > 6 && lower.contains(word.as_str()))
                    .max_by_key(|(word, _)| (word.len(), word.as_str()))
                    .map(|(_, authority)| (*authority).to_owned())
            })
        })
    };
    let country = || {
        sanction.all("country").find_map(|country| {
            known_authority(&country).or_else(|| code(&country).map(|code| code.to_string()))
        })
    };
    let dataset = || sanction.datasets.iter().find_map(|set| known_authority(set));
    programs.or_else(words).or_else(country).or_else(dataset)
}

/// `US-SDGT`, `EU-UKR`, `GB-RUS`: whose program it is stands first.
fn authority_of_program(id: &str) -> Option<String> {
    let (head, _) = id.split_once('-')?;
    known_authority(head).or_else(|| country::iso_code(head).map(|code| code.to_string()))
}

fn known_authority(word: &str) -> Option<String> {
    AUTHORITY_OF
        .get(&word.trim().to_ascii_lowercase())
        .map(|authority| (*authority).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{AUTHORITIES, AUTHORITY_OF, PROPERTIES, READINGS, authority_of_program};

    #[test]
    fn every_line_of_the_data_files_is_understood_and_stands_once() {
        assert_eq!(READINGS.len(), PROPERTIES.lines().count() - 1);
        assert_eq!(AUTHORITY_OF.len(), AUTHORITIES.lines().count() - 1);
    }

    #[test]
    fn a_program_id_says_whose_it_is() {
        let whose = |id: &str| authority_of_program(id).unwrap_or_default();
        assert_eq!(
            [
                whose("US-SDGT"),
                whose("GB-RUS"),
                whose("CH-SECO-UKRAINE"),
                whose("SDGT")
            ],
            ["US", "UK", "CH", ""]
        );
    }
}
