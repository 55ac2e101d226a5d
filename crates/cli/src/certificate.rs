//! `check --certificate`: what was checked, against what, by whom, when and what came of it, to put into a file.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use portcullis_model::{Date, Identifier, Schema, Score};
use portcullis_names::facts::Facts;
use portcullis_screening::{CheckedDiscount, CheckedHit, Esc, ListAge, page};
use serde::Serialize;

use crate::demonstration::Lists;
use crate::failure::Failure;
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
    /// `hit` or `no hit`.
    result: &'static str,
    hits: Vec<CheckedHit<'a>>,
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
pub struct Checked<'a> {
    pub lists: &'a Lists,
    pub name: &'a str,
    pub as_of: Option<Date>,
    pub schema: Option<Schema>,
    pub facts: Facts,
    pub identifiers: &'a [Identifier],
    pub matching: &'a Matching,
    pub operator: Option<&'a str>,
    pub hits: Vec<CheckedHit<'a>>,
    pub discounted: Vec<CheckedDiscount<'a>>,
    pub near: Vec<NearLine<'a>>,
}

impl<'a> Certificate<'a> {
    pub fn new(checked: Checked<'a>) -> Certificate<'a> {
        let at = Timestamp::now();
        let Checked { lists, facts, .. } = checked;
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
            result: if checked.hits.is_empty() { "no hit" } else { "hit" },
            hits: checked.hits,
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
        let mut body = String::from("<h1>Certificate of a sanctions check</h1>\n");
        let add = |body: &mut String, title: &str, rows: &[(&str, String)]| {
            let _ = write!(body, "<h2>{}</h2>\n<table>\n", Esc(title));
            for (key, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
                let _ = writeln!(
                    body,
                    "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
                    Esc(key),
                    Esc(value)
                );
            }
            body.push_str("</table>\n");
        };
        let _ = writeln!(body, "<p class=\"result\">{}</p>", Esc(&self.answer()));
        if self.demonstration {
            body.push_str(
                "<p class=\"warning\">The lists are a demonstration and not the full lists: finding nothing proves nothing.</p>\n",
            );
        }
        let query = &self.query;
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        add(
            &mut body,
            "What was asked",
            &[
                ("Name", query.name.to_owned()),
                (
                    "Kind",
                    query.schema.map(|schema| schema.to_string()).unwrap_or_default(),
                ),
                ("Country", optional(&query.country)),
                ("Born", optional(&query.born)),
                ("Gender", optional(&query.gender)),
                ("Identifiers", query.identifiers.join(", ")),
            ],
        );
        add(
            &mut body,
            "When, by whom and how",
            &[
                ("Checked at", self.checked_at.clone()),
                ("By", self.operator.clone()),
                ("On", self.host.clone()),
                ("Engine", self.engine.to_owned()),
                ("Threshold", self.settings.threshold.to_string()),
                ("Index", self.index_digest.clone()),
                ("Designations", self.designations.to_string()),
                ("Names", self.names.to_string()),
            ],
        );
        self.write_lists(&mut body);
        self.write_hits(&mut body)?;
        let json = serde_json::to_string_pretty(self)?;
        let _ = writeln!(
            body,
            "<details><summary>All of it, as JSON</summary><pre>{}</pre></details>",
            Esc(&json)
        );
        Ok(page("Certificate of a sanctions check", &body))
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

    fn write_lists(&self, page: &mut String) {
        page.push_str(
            "<h2>Lists</h2>\n<table>\n<tr><th scope=\"col\">List</th><th scope=\"col\">Published</th><th scope=\"col\">Hours ago</th>\
             <th scope=\"col\">Designations</th><th scope=\"col\">BLAKE3</th></tr>\n",
        );
        for list in &self.lists {
            let _ = writeln!(
                page,
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>",
                Esc(&list.age.source),
                Esc(list.age.published.as_deref().unwrap_or("not said")),
                list.age
                    .hours_since_publication
                    .map(|hours| hours.to_string())
                    .unwrap_or_default(),
                list.designations,
                Esc(&list.blake3)
            );
        }
        page.push_str("</table>\n");
    }

    fn write_hits(&self, page: &mut String) -> Result<(), Failure> {
        let sections = [
            ("Hits", serde_json::to_value(&self.hits)?),
            ("Discounted by facts", serde_json::to_value(&self.discounted)?),
            ("Near, below the threshold", serde_json::to_value(&self.near)?),
        ];
        for (title, lines) in sections {
            let Some(lines) = lines.as_array().filter(|lines| !lines.is_empty()) else {
                continue;
            };
            let _ = writeln!(
                page,
                "<h2>{title}</h2>\n<table>\n<tr><th scope=\"col\">Designation</th><th scope=\"col\">Name that matched</th>\
                 <th scope=\"col\">List</th><th scope=\"col\">Programs</th><th scope=\"col\">Score</th></tr>"
            );
            for line in lines {
                let text = |member: &str| match &line[member] {
                    serde_json::Value::String(text) => text.clone(),
                    serde_json::Value::Array(items) => items
                        .iter()
                        .filter_map(|item| item.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                    serde_json::Value::Null => String::new(),
                    other => other.to_string(),
                };
                let _ = writeln!(
                    page,
                    "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                    Esc(&text("designation_id")),
                    Esc(&text("matched_name")),
                    Esc(&text("list")),
                    Esc(&text("programs")),
                    Esc(&text("score"))
                );
            }
            page.push_str("</table>\n");
        }
        Ok(())
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
