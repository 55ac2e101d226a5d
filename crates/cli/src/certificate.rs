//! `check --certificate`: what was checked, against what, by whom, when and what came of it, to put into a file.

use std::path::Path;

use jiff::Timestamp;
use maud::{Markup, html};
use portcullis_model::{Date, Identifier, Schema, Score};
use portcullis_names::facts::Facts;
use portcullis_screening::{CheckedDiscount, CheckedHit, Esc, ListAge, page};
use serde::Serialize;

use crate::demonstration::Lists;
use crate::failure::Failure;
use crate::hits::said;
use crate::near_misses::NearLine;
use crate::options::Matching;

/// How a certificate is written, by the ending of its file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One page that needs nothing besides itself.
    Html,
    /// One object.
    Json,
}

impl Form {
    /// By the ending of a file's name.
    pub fn of(path: &Path) -> Result<Form, Failure> {
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("html" | "htm") => Ok(Form::Html),
            Some("json") => Ok(Form::Json),
            _ => Err(Failure::usage(format!(
                "{}: a certificate is a page or JSON; name a file that ends in .html or .json",
                path.display()
            ))),
        }
    }
}

/// What a check came to, with all that it rests on. The members stand in this order.
#[derive(Serialize)]
pub struct Certificate<'a> {
    /// `portcullis check`.
    certificate: &'static str,
    /// When it was checked: UTC, ISO 8601.
    checked_at: String,
    /// Who checked: the name that was given, else the user.
    operator: String,
    /// The machine.
    host: String,
    /// Program and version.
    engine: &'static str,
    query: Query<'a>,
    settings: Settings,
    /// Where the lists are the demonstration's, finding nothing proves nothing.
    demonstration: bool,
    /// BLAKE3 that the index carries of itself.
    index_digest: String,
    /// Designations in the index.
    designations: u32,
    /// Names in the index.
    names: u64,
    lists: Vec<List>,
    /// `hit`, `no hit`, or `suppressed` where a reviewer's word lets every hit pass.
    result: &'static str,
    hits: Vec<CheckedHit<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressed: Vec<CheckedHit<'a>>,
    discounted: Vec<CheckedDiscount<'a>>,
    /// What came near, below the threshold; only where nothing was hit.
    near: Vec<NearLine<'a>>,
}

/// What was asked.
#[derive(Debug, Serialize)]
struct Query<'a> {
    name: &'a str,
    /// The day whose lists were asked; absent for the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    born: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<String>,
    identifiers: Vec<String>,
}

/// How names were compared.
#[derive(Debug, Serialize)]
struct Settings {
    threshold: Score,
    weak_aliases_alert: bool,
    ignore_conflicts: bool,
    exhaustive: bool,
}

/// A list that was looked through.
#[derive(Debug, Serialize)]
struct List {
    #[serde(flatten)]
    age: ListAge,
    /// BLAKE3 of its files.
    blake3: String,
    designations: u32,
}

/// What is certified.
pub struct Certified<'a> {
    pub lists: &'a Lists,
    pub name: &'a str,
    pub as_of: Option<Date>,
    pub schema: Option<Schema>,
    pub facts: Facts,
    pub identifiers: &'a [Identifier],
    pub matching: &'a Matching,
    pub operator: Option<&'a str>,
    pub hits: Vec<CheckedHit<'a>>,
    pub suppressed: Vec<CheckedHit<'a>>,
    pub discounted: Vec<CheckedDiscount<'a>>,
    pub near: Vec<NearLine<'a>>,
}

impl<'a> Certificate<'a> {
    pub fn new(checked: Certified<'a>) -> Certificate<'a> {
        let at = Timestamp::now();
        let Certified { lists, facts, .. } = checked;
        let options = checked.matching.options();
        let sources = &lists.index.manifest().sources;
        let ages = ListAge::of(sources, at).into_iter();
        Certificate {
            certificate: "portcullis check",
            checked_at: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            operator: checked
                .operator
                .map_or_else(portcullis_sys::user_name, str::to_owned),
            host: portcullis_sys::host_name(),
            engine: concat!("portcullis ", env!("CARGO_PKG_VERSION")),
            query: Query {
                name: checked.name,
                as_of: checked.as_of,
                schema: checked.schema,
                country: facts.country.map(|country| country.to_string()),
                born: facts.birth_date.map(|born| born.to_string()),
                gender: facts.gender.map(|gender| gender.to_string()),
                identifiers: checked.identifiers.iter().map(ToString::to_string).collect(),
            },
            settings: Settings {
                threshold: options.threshold,
                weak_aliases_alert: options.weak_aliases_alert,
                ignore_conflicts: options.ignore_conflicts,
                exhaustive: options.exhaustive,
            },
            demonstration: lists.demonstration.is_some(),
            index_digest: lists.index.digest(),
            designations: lists.index.designation_count(),
            names: u64::from(lists.index.name_count()),
            lists: ages
                .zip(sources)
                .map(|(age, source)| List {
                    age,
                    blake3: source.blake3.clone(),
                    designations: source.designations,
                })
                .collect(),
            result: match (checked.hits.is_empty(), checked.suppressed.is_empty()) {
                (false, _) => "hit",
                (true, false) => "suppressed",
                (true, true) => "no hit",
            },
            hits: checked.hits,
            suppressed: checked.suppressed,
            discounted: checked.discounted,
            near: checked.near,
        }
    }

    /// The certificate in a form, ready to be written.
    pub fn text(&self, form: Form) -> Result<String, Failure> {
        match form {
            Form::Json => Ok(serde_json::to_string_pretty(self)? + "\n"),
            Form::Html => self.html(),
        }
    }

    /// One page: the answer, what was asked, what it was held against, and the whole of it as JSON for machines.
    fn html(&self) -> Result<String, Failure> {
        let json = serde_json::to_string_pretty(self)?;
        let body = html! {
            header { h1 { "Certificate of a sanctions check" } }
            div.banner.(if self.hits.is_empty() { "good" } else { "bad" }) { strong { (Esc(self.answer())) } }
            @if self.demonstration {
                div.banner.warn {
                    "The lists are a demonstration and not the full lists: finding nothing proves nothing."
                }
            }
            (facts("What was asked", &self.asked()))
            (facts("When, by whom and how", &self.circumstances()))
            (self.lists())
            (matches("Hits", &self.hits))
            (matches("Let pass by reviewers' words", &self.suppressed))
            (matches("Discounted by facts", self.discounted.iter().map(|found| &found.hit)))
            (self.near())
            section {
                details { summary { "All of it, as JSON" } pre { (Esc(&json)) } }
            }
        };
        Ok(page("Certificate of a sanctions check", &body))
    }

    fn asked(&self) -> [(&'static str, String); 7] {
        let query = &self.query;
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            ("Name", query.name.to_owned()),
            (
                "Kind",
                query.schema.map(|schema| schema.to_string()).unwrap_or_default(),
            ),
            ("Country", optional(&query.country)),
            ("Born", optional(&query.born)),
            ("Gender", optional(&query.gender)),
            ("Identifiers", query.identifiers.join(", ")),
            (
                "Lists as of",
                query.as_of.map(|day| day.to_string()).unwrap_or_default(),
            ),
        ]
    }

    fn circumstances(&self) -> [(&'static str, String); 8] {
        [
            ("Checked at", self.checked_at.clone()),
            ("By", self.operator.clone()),
            ("On", self.host.clone()),
            ("Engine", self.engine.to_owned()),
            ("Threshold", self.settings.threshold.to_string()),
            ("Index", self.index_digest.clone()),
            ("Designations", self.designations.to_string()),
            ("Names", self.names.to_string()),
        ]
    }

    /// The answer in a sentence.
    fn answer(&self) -> String {
        let lists = self.lists.len();
        let lists = if lists == 1 {
            "one list".to_owned()
        } else {
            format!("{lists} lists")
        };
        match self.hits.len() {
            0 if !self.suppressed.is_empty() => format!(
                "Every hit at {} or more among {} names of {lists} is let pass by a reviewer's word.",
                self.settings.threshold, self.names
            ),
            0 => format!(
                "No hit at {} or more among {} names of {lists}.",
                self.settings.threshold, self.names
            ),
            1 => format!(
                "One hit at {} or more among {} names of {lists}.",
                self.settings.threshold, self.names
            ),
            hits => format!(
                "{hits} hits at {} or more among {} names of {lists}.",
                self.settings.threshold, self.names
            ),
        }
    }

    fn lists(&self) -> Markup {
        html! {
            section {
                h2 { "Lists" }
                table.rows.wide {
                    thead {
                        tr {
                            th scope="col" { "List" } th scope="col" { "Published" } th.n scope="col" { "Hours ago" }
                            th.n scope="col" { "Designations" } th scope="col" { "BLAKE3" }
                        }
                    }
                    tbody {
                        @for list in &self.lists {
                            tr {
                                td data-label="List" { (Esc(&list.age.source)) }
                                td data-label="Published" { (Esc(list.age.published.as_deref().unwrap_or("not said"))) }
                                td.n data-label="Hours ago" {
                                    @if let Some(hours) = list.age.hours_since_publication { (hours) } @else { "not said" }
                                }
                                td.n data-label="Designations" { (list.designations) }
                                td data-label="BLAKE3" { code { (Esc(&list.blake3)) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn near(&self) -> Markup {
        matches("Near, below the threshold", self.near.iter().map(NearLine::hit))
    }
}

/// What is known under a head; what is empty is left out.
fn facts(head: &str, rows: &[(&str, String)]) -> Markup {
    html! {
        section {
            h2 { (head) }
            table.rows {
                tbody {
                    @for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
                        tr { th scope="row" { (name) } td { (Esc(value)) } }
                    }
                }
            }
        }
    }
}

/// Matches under a head; nothing where there are none.
fn matches<'m>(head: &str, matches: impl IntoIterator<Item = &'m CheckedHit<'m>>) -> Markup {
    let matches: Vec<&CheckedHit<'_>> = matches.into_iter().collect();
    html! {
        @if !matches.is_empty() {
            section {
                h2 { (head) }
                table.rows.wide {
                    thead {
                        tr {
                            th scope="col" { "Designation" } th scope="col" { "Name that matched" } th scope="col" { "List" }
                            th scope="col" { "Programs" } th.n scope="col" { "Score" }
                        }
                    }
                    tbody {
                        @for found in matches {
                            tr {
                                td data-label="Designation" { (Esc(found.designation_id)) }
                                td data-label="Name that matched" {
                                    (Esc(found.matched_name))
                                    @if let Some(word) = found.word { p.note { "Said: " (Esc(said(word))) } }
                                }
                                td data-label="List" { (Esc(found.list)) }
                                td data-label="Programs" { (Esc(found.programs.join(", "))) }
                                td.n data-label="Score" { (found.score) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Form;

    #[test]
    fn the_ending_of_the_name_says_the_form() {
        assert_eq!(Form::of(Path::new("a.HTML")).unwrap(), Form::Html);
        assert_eq!(Form::of(Path::new("a.json")).unwrap(), Form::Json);
        for name in ["a", "a.pdf"] {
            assert!(Form::of(Path::new(name)).is_err(), "{name}");
        }
    }
}
