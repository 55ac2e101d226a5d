//! OFAC's advanced sanctions list, `sdn_advanced.xml` (and `cons_advanced.xml`), after the UN's Advanced Sanctions
//! Data Model, version 1.0.
//!
//! Everything in it is a number that some table explains: reference value sets come first, then locations, then
//! identity documents, then the parties that refer to them, then how parties are related, then why and since when each
//! is listed. The schema fixes that order, so one pass is enough: what a record refers to has been read.
//!
//! Features and documents are named by the words that OFAC also writes into the remarks of its CSV files (`Vessel Flag`,
//! `Cedula No.`), so both families are read by one table of labels and give the same facts.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use portcullis_model::{
    Address, BirthDate, CountryCode, Date, Designation, Identifier, IdentifierKind, Measure, NameKind,
    Relation, RelationKind, Schema,
};

use super::format::{Files, Form, ListFormat, Others};
use super::head::Head;
use super::ofac::{self, is_tail_number};
use super::ofac_remarks::{self, Taken};
use crate::error::shown;
use crate::input::Input;
use crate::located::{Located, add_name, add_once};
use crate::report::SourceReport;
use crate::source::List;
use crate::text::{is_original_script, join_parts, squeeze};
use crate::xml::{self, Element, Record};
use crate::{CompileError, country, table};

/// The elements that are read one at a time, in the order of the schema.
const RECORDS: [&str; 7] = [
    "DateOfIssue",
    "ReferenceValueSets",
    "Location",
    "IDRegDocument",
    "DistinctParty",
    "ProfileRelationship",
    "SanctionsEntry",
];

/// The parts of an address in the order in which it is written.
const ADDRESS_PARTS: [&str; 8] = [
    "UNKNOWN",
    "ADDRESS1",
    "ADDRESS2",
    "ADDRESS3",
    "CITY",
    "STATE/PROVINCE",
    "POSTAL CODE",
    "REGION",
];

/// The parts of a person's name that stand before the comma.
const SURNAME_PARTS: [&str; 3] = ["Last Name", "Maiden Name", "Matronymic"];

/// OFAC's advanced format.
pub(super) struct OfacAdvanced;

impl ListFormat for OfacAdvanced {
    fn lists(&self) -> &'static [&'static List] {
        &[&ofac::ADVANCED]
    }

    fn files(&self, _: &List) -> Files {
        Files::One(&["xml"])
    }

    fn form(&self) -> Form {
        Form::Xml
    }

    fn recognizes(&self, head: &Head) -> bool {
        head.root() == Some("sanctions")
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

/// Reads the list.
fn read(input: &Input, report: &mut SourceReport) -> Result<Vec<Located>, CompileError> {
    let path: Arc<Path> = Arc::from(input.primary.path.as_path());
    let text = table::utf8(&path, &input.primary.bytes)?;
    let mut reader = Reader::new(Arc::clone(&path));
    xml::read(
        &path,
        text,
        &RECORDS,
        |root| {
            if root.name != "Sanctions" {
                return Err(format!(
                    "expected OFAC's <Sanctions> and found <{}>; is this another list's XML (sdn.xml is another format than sdn_advanced.xml)?",
                    shown(&root.name)
                ));
            }
            let base = root.attr("DeltaBaseVersion");
            if !base.is_empty() {
                return Err(format!(
                    "holds only what changed since version {}; download the whole sdn_advanced.xml",
                    shown(base)
                ));
            }
            Ok(())
        },
        |record| reader.record(record, report),
    )?;
    Ok(reader.finish(report))
}

/// What has been read so far.
struct Reader<'t> {
    path: Arc<Path>,
    /// The reference values, by element name and id.
    words: HashMap<(String, String), Element>,
    locations: HashMap<String, Location<'t>>,
    /// Identity documents by the identity that they belong to.
    documents: HashMap<String, Vec<Document<'t>>>,
    designations: Vec<Located>,
    /// Where the party of a profile stands in `designations`.
    by_profile: HashMap<String, usize>,
    /// Whether a sanctions entry said why and since when, as `designations`.
    has_entry: Vec<bool>,
    orphans: u64,
}

/// A place, taken apart and put together.
struct Location<'t> {
    address: Address,
    raw: &'t str,
}

impl Location<'_> {
    /// All of it in words, `Caracas, Venezuela`.
    fn words(&self) -> String {
        join_parts([self.address.text.as_str(), self.address.country_name.as_str()])
    }
}

/// An identity document.
struct Document<'t> {
    /// OFAC's word for its kind: `Passport`, `Tax ID No.`.
    kind: String,
    number: String,
    /// The issuing country, in words.
    country: String,
    /// What is wrong with it or said about it: `Fraudulent`.
    note: String,
    raw: &'t str,
}

impl<'t> Reader<'t> {
    fn new(path: Arc<Path>) -> Reader<'t> {
        Reader {
            path,
            words: HashMap::new(),
            locations: HashMap::new(),
            documents: HashMap::new(),
            designations: Vec::new(),
            by_profile: HashMap::new(),
            has_entry: Vec::new(),
            orphans: 0,
        }
    }

    fn record(&mut self, record: Record<'t>, report: &mut SourceReport) -> Result<(), CompileError> {
        match record.element.name.as_str() {
            "DateOfIssue" => report.published = date(&record.element).map(|date| date.to_string()),
            "ReferenceValueSets" => self.reference(record.element),
            "Location" => self.location(&record, report),
            "IDRegDocument" => self.document(&record, report),
            "DistinctParty" => self.party(&record, report)?,
            "ProfileRelationship" => self.relationship(&record.element, report),
            _ => self.entry(&record, report),
        }
        Ok(())
    }

    fn reference(&mut self, sets: Element) {
        for value in sets.children.into_iter().flat_map(|set| set.children) {
            let key = (value.name.clone(), value.attr("ID").to_owned());
            self.words.insert(key, value);
        }
    }

    fn value(&self, kind: &str, id: &str) -> Option<&Element> {
        self.words.get(&(kind.to_owned(), id.to_owned()))
    }

    /// What a reference value says; empty for a reference to nothing.
    fn word(&self, kind: &str, id: &str) -> String {
        self.value(kind, id)
            .map(|value| squeeze(&value.text))
            .unwrap_or_default()
    }

    /// As [`Reader::word`], and counts a reference that leads nowhere.
    fn known_word(&self, kind: &str, id: &str, report: &mut SourceReport) -> String {
        let word = self.word(kind, id);
        if word.is_empty() {
            report.miss(format!("{kind} that no reference value explains"));
        }
        word
    }

    /// A country's name and code.
    fn country(&self, id: &str) -> (String, Option<CountryCode>) {
        let Some(value) = self.value("Country", id) else {
            return (String::new(), None);
        };
        let name = squeeze(&value.text);
        let code = country::iso_code(value.attr("ISO2")).or_else(|| country::code(&name));
        (name, code)
    }

    fn location(&mut self, record: &Record<'t>, report: &mut SourceReport) {
        let element = &record.element;
        let (mut country_name, mut code) = (String::new(), None);
        for place in element.all("LocationCountry") {
            let (name, found) = self.country(place.attr("CountryID"));
            if country_name.is_empty() {
                country_name = name;
            }
            code = code.or(found);
        }
        // Some places name their country only by its area code.
        for place in element.all("LocationAreaCode") {
            if let Some(area) = self.value("AreaCode", place.attr("AreaCodeID")) {
                let name = squeeze(area.attr("Description"));
                code = code
                    .or_else(|| country::code(&name))
                    .or_else(|| country::iso_code(&area.text));
                if country_name.is_empty() {
                    country_name = name;
                }
            }
        }
        if !country_name.is_empty() && code.is_none() {
            report.miss(format!("country: {country_name}"));
        }
        let mut parts: Vec<(usize, String)> = Vec::new();
        for part in element.all("LocationPart") {
            let kind = self.word("LocPartType", part.attr("LocPartTypeID"));
            let order = ADDRESS_PARTS
                .iter()
                .position(|known| known.eq_ignore_ascii_case(&kind));
            if order.is_none() {
                report.miss(format!("part of a location: {kind}"));
            }
            for value in part.all("LocationPartValue") {
                let text = squeeze(value.text_of("Value"));
                if !text.is_empty() {
                    parts.push((order.unwrap_or(ADDRESS_PARTS.len()), text));
                }
            }
        }
        parts.sort_by_key(|(order, _)| *order);
        let text = join_parts(parts.iter().map(|(_, text)| text.as_str()));
        let address = Address {
            text,
            country_name,
            country: code,
        };
        let raw = record.raw;
        self.locations
            .insert(element.attr("ID").to_owned(), Location { address, raw });
    }

    fn document(&mut self, record: &Record<'t>, report: &mut SourceReport) {
        let element = &record.element;
        let validity = self.word("Validity", element.attr("ValidityID"));
        let validity = if validity.eq_ignore_ascii_case("valid") || validity.eq_ignore_ascii_case("unknown") {
            ""
        } else {
            validity.as_str()
        };
        let comment = squeeze(element.text_of("Comment"));
        let document = Document {
            kind: self.known_word("IDRegDocType", element.attr("IDRegDocTypeID"), report),
            number: squeeze(element.text_of("IDRegistrationNo")),
            country: self.country(element.attr("IssuedBy-CountryID")).0,
            note: join_parts([validity, comment.as_str()]),
            raw: record.raw,
        };
        let identity = element.attr("IdentityID").to_owned();
        self.documents.entry(identity).or_default().push(document);
    }

    fn party(&mut self, record: &Record<'t>, report: &mut SourceReport) -> Result<(), CompileError> {
        let element = &record.element;
        let path = Arc::clone(&self.path);
        let refuse = |reason: String| Err(CompileError::format(&path, record.line, reason));
        let reference = element.attr("FixedRef");
        if reference.is_empty() || reference.contains(char::is_whitespace) {
            return refuse(format!(
                "expected OFAC's number in FixedRef and found `{}`; download the list again",
                shown(reference)
            ));
        }
        let sub_type = element.child("Profile").map_or("", |p| p.attr("PartySubTypeID"));
        let mut party = Party {
            designation: Designation::new(
                format!("ofac-{reference}"),
                ofac::ADVANCED.name,
                "US",
                self.schema(sub_type, report),
            ),
            names: Vec::new(),
            remarks: Vec::new(),
            record: compact(record.raw),
        };
        for comment in element.all("Comment") {
            party.remark(&comment.text);
        }
        let mut profiles = Vec::new();
        for profile in element.all("Profile") {
            profiles.push(profile.attr("ID").to_owned());
            for comment in profile.all("Comment") {
                party.remark(&comment.text);
            }
            for identity in profile.all("Identity") {
                self.identity(identity, &mut party, report);
            }
            for feature in profile.all("Feature") {
                self.feature(feature, &mut party, report);
            }
        }
        let Some(designation) = party.finish() else {
            return refuse(format!(
                "party {} has no name; download the list again",
                shown(reference)
            ));
        };
        for profile in profiles {
            self.by_profile.insert(profile, self.designations.len());
        }
        self.has_entry.push(false);
        self.designations.push(Located {
            designation,
            path: Arc::clone(&self.path),
            line: record.line,
        });
        Ok(())
    }

    fn schema(&self, sub_type: &str, report: &mut SourceReport) -> Schema {
        let (word, party_type) = match self.value("PartySubType", sub_type) {
            Some(value) => (
                squeeze(&value.text),
                self.word("PartyType", value.attr("PartyTypeID")),
            ),
            None => (String::new(), String::new()),
        };
        for word in [word.as_str(), party_type.as_str()] {
            match word.to_ascii_lowercase().as_str() {
                "vessel" => return Schema::Vessel,
                "aircraft" => return Schema::Aircraft,
                "individual" => return Schema::Person,
                "entity" => return Schema::Organization,
                _ => {}
            }
        }
        report.miss(format!("party type: {party_type} {word}"));
        Schema::Unknown
    }

    fn identity(&mut self, identity: &Element, party: &mut Party, report: &mut SourceReport) {
        // The kind of a name's part is said of its group.
        let mut groups: HashMap<&str, String> = HashMap::new();
        let masters = identity
            .all("NamePartGroups")
            .flat_map(|g| g.all("MasterNamePartGroup"));
        for group in masters.flat_map(|master| master.all("NamePartGroup")) {
            let kind = self.word("NamePartType", group.attr("NamePartTypeID"));
            groups.insert(group.attr("ID"), kind);
        }
        party.remark(identity.text_of("Comment"));
        // A name under a false identity is a name the party uses.
        let is_main = identity.attr("Primary") != "false" && identity.attr("False") != "true";
        for alias in identity.all("Alias") {
            let is_primary = is_main && alias.attr("Primary") == "true";
            let is_weak = alias.attr("LowQuality") == "true";
            party.remark(alias.text_of("Comment"));
            for documented in alias.all("DocumentedName") {
                let Some((text, latin)) =
                    self.name(documented, &groups, party.designation.schema == Schema::Person)
                else {
                    continue;
                };
                let kind = if is_weak {
                    NameKind::WeakAlias
                } else if !latin {
                    NameKind::OriginalScript
                } else if is_primary {
                    NameKind::Primary
                } else {
                    NameKind::Alias
                };
                if kind != NameKind::Primary {
                    report.alias_records += 1;
                }
                party.names.push((text, kind));
                party.remark(documented.text_of("Comment"));
            }
        }
        let documents = self.documents.remove(identity.attr("ID")).unwrap_or_default();
        for document in documents {
            party.document(&document, report);
        }
    }

    /// A documented name as one text, and whether it is written in Latin letters. `None` when it says nothing.
    fn name(
        &self,
        documented: &Element,
        groups: &HashMap<&str, String>,
        is_person: bool,
    ) -> Option<(String, bool)> {
        let (mut surname, mut others) = (Vec::new(), Vec::new());
        let mut latin = None;
        for part in documented.all("DocumentedNamePart") {
            let Some(value) = part.child("NamePartValue") else {
                continue;
            };
            let text = squeeze(&format!(
                "{}{}{}",
                part.attr("LeadingChars"),
                value.text.trim(),
                part.attr("TrailingChars")
            ));
            if text.is_empty() {
                continue;
            }
            if latin.is_none() {
                latin = self
                    .value("Script", value.attr("ScriptID"))
                    .map(|script| script.attr("ScriptCode"))
                    .filter(|code| !code.is_empty())
                    .map(|code| code.eq_ignore_ascii_case("Latn"));
            }
            let kind = groups
                .get(value.attr("NamePartGroupID"))
                .map_or("", String::as_str);
            if is_person && SURNAME_PARTS.iter().any(|known| known.eq_ignore_ascii_case(kind)) {
                surname.push(text);
            } else {
                others.push(text);
            }
        }
        let (surname, others) = (surname.join(" "), others.join(" "));
        // As in the CSV family: `LAST, First Middle`.
        let text = match (surname.is_empty(), others.is_empty()) {
            (true, true) => return None,
            (false, true) => surname,
            (true, false) => others,
            (false, false) => format!("{surname}, {others}"),
        };
        let latin = latin.unwrap_or_else(|| !is_original_script(&text));
        Some((text, latin))
    }

    fn feature(&self, feature: &Element, party: &mut Party, report: &mut SourceReport) {
        let kind = self.known_word("FeatureType", feature.attr("FeatureTypeID"), report);
        let label = kind.trim_end_matches([':', '-', ' ']);
        let is = |word: &str| label.eq_ignore_ascii_case(word);
        for version in feature.all("FeatureVersion") {
            let comment = squeeze(version.text_of("Comment"));
            // Some details are known to be false; they are kept, and are no facts.
            let reliability = self.word("Reliability", version.attr("ReliabilityID"));
            let is_false = reliability.eq_ignore_ascii_case("false");
            let mut values: Vec<String> = Vec::new();
            for detail in version.all("VersionDetail") {
                let text = squeeze(&detail.text);
                values.push(if text.is_empty() {
                    self.word("DetailReference", detail.attr("DetailReferenceID"))
                } else {
                    text
                });
            }
            for place in version.all("VersionLocation") {
                let Some(location) = self.locations.get(place.attr("LocationID")) else {
                    report.miss("location that is not in the file");
                    continue;
                };
                party.keep(location.raw);
                if is("Location") && !is_false {
                    report.address_records += 1;
                    if !location.words().is_empty() {
                        add_once(&mut party.designation.addresses, location.address.clone());
                    }
                } else if location.address.country_name.is_empty() || is("Place of Birth") || is("Location") {
                    values.push(location.words());
                } else {
                    values.push(location.address.country_name.clone());
                }
            }
            for period in version.all("DatePeriod") {
                match span(period) {
                    Some(date) if is("Birthdate") && !is_false => {
                        add_once(&mut party.designation.birth_dates, date);
                    }
                    Some(date) => values.push(date.to_string()),
                    None => report.miss(format!("feature: {label} (date not understood)")),
                }
            }
            values.retain(|value| !value.is_empty());
            if values.is_empty() && !comment.is_empty() && !version.children.iter().any(is_value) {
                values.push(comment.clone());
            }
            for value in values {
                let taken = if is_false {
                    Taken::Noted
                } else {
                    ofac_remarks::feature(label, &value, &mut party.designation, report)
                };
                if taken != Taken::Fact || !comment.is_empty() {
                    let note = join_parts([if is_false { "false" } else { "" }, comment.as_str()]);
                    party.clause(label, &value, &note);
                }
            }
        }
    }

    fn relationship(&mut self, element: &Element, report: &mut SourceReport) {
        let kind_id = element.attr("RelationTypeID");
        let words = self.known_word("RelationType", kind_id, report);
        let symmetrical = self
            .value("RelationType", kind_id)
            .is_some_and(|value| value.attr("Symmetrical") == "true");
        let is_former = element.attr("Former") == "true";
        let find = |attribute| self.by_profile.get(element.attr(attribute)).copied();
        let (Some(from), Some(to)) = (find("From-ProfileID"), find("To-ProfileID")) else {
            self.orphans += 1;
            return;
        };
        let comment = squeeze(element.text_of("Comment"));
        self.relate(from, to, &words, is_former, &comment);
        if symmetrical {
            self.relate(to, from, &words, is_former, &comment);
        }
    }

    fn relate(&mut self, from: usize, to: usize, words: &str, is_former: bool, comment: &str) {
        let lower = words.to_ascii_lowercase();
        let kind = if is_former {
            RelationKind::LinkedTo
        } else if lower.starts_with("owned") {
            RelationKind::OwnedBy
        } else if lower.starts_with("acting for") {
            RelationKind::ActsFor
        } else {
            RelationKind::LinkedTo
        };
        let Some(other) = self.designations.get(to).map(|l| &l.designation) else {
            return;
        };
        let relation = Relation {
            kind,
            to: other.primary_name().to_owned(),
            to_id: Some(other.id.clone()),
        };
        let Some(designation) = self.designations.get_mut(from).map(|l| &mut l.designation) else {
            return;
        };
        if kind == RelationKind::LinkedTo || !comment.is_empty() {
            // The list's own word for the tie says more than ours.
            let former = if is_former { "Former: " } else { "" };
            let note = join_parts([relation.to.as_str(), comment]);
            add_clause(&mut designation.remarks, &format!("{former}{words} {note}"));
        }
        add_once(&mut designation.relations, relation);
    }

    fn entry(&mut self, record: &Record<'t>, report: &mut SourceReport) {
        let element = &record.element;
        let Some(index) = self.by_profile.get(element.attr("ProfileID")).copied() else {
            self.orphans += 1;
            return;
        };
        let list = self.word("List", element.attr("ListID"));
        let (mut listed, mut amended, mut delisted): (Vec<Date>, Vec<Date>, Vec<Date>) = Default::default();
        let mut bases: Vec<String> = Vec::new();
        for event in element.all("EntryEvent") {
            let word = self.word("EntryEventType", event.attr("EntryEventTypeID"));
            match event.child("Date").and_then(date) {
                Some(day) => match word.to_ascii_lowercase().as_str() {
                    "created" => listed.push(day),
                    "removed" | "deleted" | "delisted" => delisted.push(day),
                    "modified" | "amended" | "updated" => amended.push(day),
                    _ => {
                        report.miss(format!("entry event: {word}"));
                        amended.push(day);
                    }
                },
                None => report.miss(format!("entry event: {word} (date not understood)")),
            }
            let basis = self.word("LegalBasis", event.attr("LegalBasisID"));
            if !basis.is_empty() && !basis.eq_ignore_ascii_case("unknown") {
                add_once(&mut bases, basis);
            }
        }
        let (mut programs, mut measures, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for measure in element.all("SanctionsMeasure") {
            let word = self.word("SanctionsType", measure.attr("SanctionsTypeID"));
            let comment = squeeze(measure.text_of("Comment"));
            match word.to_ascii_lowercase().as_str() {
                "program" if !comment.is_empty() => add_once(&mut programs, comment),
                "block" => {
                    add_once(&mut measures, Measure::AssetFreeze);
                    notes.push(comment);
                }
                _ => {
                    report.miss(format!("sanctions type: {word}"));
                    notes.push(join_parts([word.as_str(), comment.as_str()]));
                }
            }
        }
        notes.push(squeeze(element.text_of("Comment")));
        notes.push(squeeze(element.text_of("LimitationsToListing")));
        notes.extend(
            element
                .all("SupportingInfo")
                .map(|info| squeeze(info.text_of("Text"))),
        );
        let is_gone = [element.attr("EntryDeltaFlag"), element.attr("DeltaAction")]
            .iter()
            .any(|flag| flag.to_ascii_lowercase().starts_with("delete"));
        if is_gone {
            report.miss("sanctions entry marked as deleted");
        }
        let Some(designation) = self.designations.get_mut(index).map(|l| &mut l.designation) else {
            return;
        };
        let is_first = !std::mem::replace(&mut self.has_entry[index], true);
        let list = list_name(&list);
        if is_first {
            list.clone_into(&mut designation.list);
        } else if !designation.list.contains(list) {
            designation.list = format!("{}; {list}", designation.list);
        }
        designation.listed_on = designation.listed_on.into_iter().chain(listed).min();
        designation.amended_on = designation.amended_on.into_iter().chain(amended).max();
        // Gone only when no entry is left: with several, the party stays listed.
        designation.delisted_on = if is_first {
            delisted.into_iter().max()
        } else {
            designation
                .delisted_on
                .zip(delisted.into_iter().max())
                .map(|(a, b)| a.max(b))
        };
        for program in programs {
            add_once(&mut designation.programs, program);
        }
        for measure in measures {
            add_once(&mut designation.measures, measure);
        }
        for basis in bases {
            add_clause(&mut designation.remarks, &basis);
        }
        for note in notes {
            add_clause(&mut designation.remarks, &note);
        }
        designation.source_record.push('\n');
        designation.source_record.push_str(&compact(record.raw));
    }

    fn finish(self, report: &mut SourceReport) -> Vec<Located> {
        let name = self.path.display();
        let alone = self.has_entry.iter().filter(|has| !**has).count();
        if alone > 0 {
            report.warn(format!(
                "{name}: {alone} parties have no sanctions entry that says under which program they are listed; they are kept without a program"
            ));
        }
        if self.orphans > 0 {
            report.warn(format!(
                "{name}: {} relationships or entries belong to parties that are not in the file; was it cut?",
                self.orphans
            ));
        }
        self.designations
    }
}

/// Whether a child of a feature's version is a value, however empty.
fn is_value(child: &Element) -> bool {
    matches!(
        child.name.as_str(),
        "DatePeriod" | "VersionDetail" | "VersionLocation"
    )
}

/// The list an entry stands on, by the name that the CSV families give it.
fn list_name(list: &str) -> &'static str {
    if list.is_empty() || list.eq_ignore_ascii_case("SDN List") {
        ofac::ADVANCED.name
    } else {
        ofac::CONSOLIDATED.name
    }
}

/// A party while it is read.
struct Party {
    designation: Designation,
    names: Vec<(String, NameKind)>,
    remarks: Vec<String>,
    record: String,
}

impl Party {
    fn remark(&mut self, text: &str) {
        let text = squeeze(text);
        if !text.is_empty() && !self.remarks.contains(&text) {
            self.remarks.push(text);
        }
    }

    /// A feature or document in words, as OFAC writes remarks.
    fn clause(&mut self, label: &str, value: &str, note: &str) {
        let note = if note.is_empty() {
            String::new()
        } else {
            format!(" ({note})")
        };
        self.remark(&format!("{label}: {value}{note}"));
    }

    /// Keeps a record of the file that this party refers to.
    fn keep(&mut self, raw: &str) {
        let raw = compact(raw);
        if !self.record.contains(&raw) {
            self.record.push('\n');
            self.record.push_str(&raw);
        }
    }

    fn document(&mut self, document: &Document<'_>, report: &mut SourceReport) {
        self.keep(document.raw);
        if document.number.is_empty() {
            if !document.kind.is_empty() {
                self.clause(&document.kind, "no number", &document.note);
            }
            return;
        }
        let value = if document.country.is_empty() {
            document.number.clone()
        } else {
            format!("{} ({})", document.number, document.country)
        };
        let before = self.designation.identifiers.len();
        let taken = ofac_remarks::feature(&document.kind, &value, &mut self.designation, report);
        if taken == Taken::Not {
            // A kind of document that the table does not know: a number all the same.
            add_once(
                &mut self.designation.identifiers,
                Identifier {
                    kind: IdentifierKind::Other,
                    value: document.number.clone(),
                    country: country::code(&document.country),
                    label: Some(document.kind.clone()).filter(|kind| !kind.is_empty()),
                },
            );
        }
        if taken == Taken::Noted || self.designation.identifiers.len() == before || !document.note.is_empty()
        {
            self.clause(&document.kind, &value, &document.note);
        }
    }

    /// The designation, its names in order. `None` when it has none.
    fn finish(mut self) -> Option<Designation> {
        // The party is listed under its first primary name in Latin letters; without one, under the first good name.
        let main = self
            .names
            .iter()
            .position(|(_, kind)| *kind == NameKind::Primary)
            .or_else(|| self.names.iter().position(|(_, kind)| *kind == NameKind::Alias))
            .or(if self.names.is_empty() { None } else { Some(0) })?;
        let (name, _) = self.names.remove(main);
        if self.designation.schema == Schema::Aircraft && is_tail_number(&name) {
            add_once(
                &mut self.designation.identifiers,
                Identifier {
                    kind: IdentifierKind::Tail,
                    value: name.clone(),
                    country: None,
                    label: None,
                },
            );
        }
        // Weak aliases that OFAC gives as features stand there already; the primary name goes first.
        let found = std::mem::take(&mut self.designation.names);
        add_name(&mut self.designation, &name, NameKind::Primary);
        for (text, kind) in self.names {
            let kind = if kind == NameKind::Primary {
                NameKind::Alias
            } else {
                kind
            };
            add_name(&mut self.designation, &text, kind);
        }
        for name in found {
            add_name(&mut self.designation, &name.text, name.kind);
        }
        self.designation.remarks = self.remarks.join("; ");
        self.designation.source_record = self.record;
        (!self.designation.names.is_empty()).then_some(self.designation)
    }
}

fn add_clause(remarks: &mut String, clause: &str) {
    let clause = clause.trim();
    if clause.is_empty() || remarks.split("; ").any(|known| known == clause) {
        return;
    }
    if !remarks.is_empty() {
        remarks.push_str("; ");
    }
    remarks.push_str(clause);
}

/// A record without the white space between its elements.
fn compact(raw: &str) -> String {
    xml::compact(raw)
}

/// `Year`, `Month` and `Day`.
fn date(element: &Element) -> Option<Date> {
    let year = element.text_of("Year").parse().ok()?;
    let month = element.text_of("Month").parse().ok()?;
    let day = element.text_of("Day").parse().ok()?;
    Date::new(year, month, day).ok()
}

/// A period as a date with its precision: from the first possible day of its start to the last of its end. A year is
/// published as 1 January to 31 December, `circa` as both ends approximate.
fn span(period: &Element) -> Option<BirthDate> {
    let mut days: Vec<Date> = Vec::new();
    let mut circa = false;
    for bound in ["Start", "End"].iter().filter_map(|name| period.child(name)) {
        circa |= bound.attr("Approximate") == "true";
        days.extend(
            ["From", "To"]
                .iter()
                .filter_map(|name| bound.child(name).and_then(date)),
        );
    }
    let (from, to) = (*days.iter().min()?, *days.iter().max()?);
    Some(BirthDate { from, to, circa })
}
