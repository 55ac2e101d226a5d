//! What a file says, taken apart by what it is about.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use portcullis_model::{Designation, NameKind, Relation, RelationKind};

use super::authority::{NO_AUTHORITY, by_authority};
use super::entity::{Entity, copy, unnest};
use super::party::{READINGS, Reading, add_address, hold, primary_name, read_value, schema};
use crate::located::{Located, add_name, add_once};
use crate::report::SourceReport;
use crate::text::squeeze;

/// What the file says, taken apart by what it is about.
#[derive(Default)]
pub(super) struct Entities<'t> {
    /// Parties that may be listed, with their lines.
    parties: Vec<(Entity, &'t str)>,
    /// Sanctions by the id of their subject.
    pub sanctions: HashMap<String, Vec<Entity>>,
    /// Addresses by their own id.
    pub addresses: HashMap<String, Entity>,
    /// Documents, wallets and accounts by the id of their holder.
    holdings: HashMap<String, Vec<Entity>>,
    /// Ties: from, to, kind; and whether they go both ways.
    ties: Vec<(String, String, RelationKind, bool)>,
    /// The names of everybody, for ties.
    captions: HashMap<String, String>,
    /// Entities that nobody sanctions.
    left_out: u64,
    pub last_change: Option<String>,
}

impl<'t> Entities<'t> {
    pub fn add(&mut self, mut entity: Entity, raw: &'t str, report: &mut SourceReport) {
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

    pub fn finish(mut self, path: &Arc<Path>, list: &str, report: &mut SourceReport) -> Vec<Located> {
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
