//! A party while it is read: its names, features and documents.

use std::collections::HashMap;

use portcullis_model::{BirthDate, Date, Designation, Identifier, IdentifierKind, NameKind, Schema};

use super::references::{Document, References};
use super::words::date;
use crate::country;
use crate::formats::ofac::is_tail_number;
use crate::formats::ofac_remarks::{self, Taken};
use crate::located::{add_name, add_once};
use crate::report::SourceReport;
use crate::text::{is_original_script, join_parts, squeeze};
use crate::xml::{self, Element};

/// The parts of a person's name that stand before the comma.
const SURNAME_PARTS: [&str; 3] = ["Last Name", "Maiden Name", "Matronymic"];

/// A party while it is read.
pub(super) struct Party {
    designation: Designation,
    names: Vec<(String, NameKind)>,
    remarks: Vec<String>,
    record: String,
}

impl Party {
    pub fn new(designation: Designation, record: String) -> Party {
        Party {
            designation,
            names: Vec::new(),
            remarks: Vec::new(),
            record,
        }
    }

    pub fn remark(&mut self, text: &str) {
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
        let raw = xml::compact(raw);
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
    pub fn finish(mut self) -> Option<Designation> {
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

impl References<'_> {
    pub fn schema(&self, sub_type: &str, report: &mut SourceReport) -> Schema {
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

    pub fn identity(&mut self, identity: &Element, party: &mut Party, report: &mut SourceReport) {
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
        let documents = self.documents_of(identity.attr("ID"));
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
                    .map(|code| {
                        ["Latn", "Latin"]
                            .iter()
                            .any(|latin| code.eq_ignore_ascii_case(latin))
                    });
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

    pub fn feature(&self, feature: &Element, party: &mut Party, report: &mut SourceReport) {
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
                let Some(location) = self.location_at(place.attr("LocationID")) else {
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
}

/// Whether a child of a feature's version is a value, however empty.
fn is_value(child: &Element) -> bool {
    matches!(
        child.name.as_str(),
        "DatePeriod" | "VersionDetail" | "VersionLocation"
    )
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
