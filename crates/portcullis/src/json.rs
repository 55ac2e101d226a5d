//! Everything as JSON, for programs in other languages (`docs/contract.md`, section 6): options, payments and names in, answers
//! out. The shapes are those of the command line: `payments show`, the files of a run, `check --json`.

use std::path::PathBuf;

use portcullis_exemptions::RuleFiles;
use portcullis_model::{Date, Score};
use portcullis_payments::PaymentObject;
use serde::{Deserialize, Serialize};

use crate::{Builder, Error, NameQuery, Screener, Sensitivity};

impl Screener {
    /// [`Screener::screen`] for a payment as an object of `payments show`. The answer is
    /// `{"decision":{columns of decisions.csv},"hits":[lines of alerts.jsonl],"discounted":[lines of discounted.jsonl]}`, as a
    /// batch of this payment alone writes them, but for two things: every hit is told, whatever is decided, and each column of
    /// the decision is a member.
    ///
    /// # Errors
    /// It is no such object, the payment cannot be decided, or the index is damaged.
    pub fn screen_json(&self, payment: &[u8]) -> Result<String, Error> {
        let mut object = PaymentObject::from_json(payment)?;
        let file = std::mem::take(&mut object.file);
        self.records_of(&object.into_payment()?, &file, |records| {
            serde_json::to_string(records)
        })?
        .map_err(Error::Answer)
    }

    /// [`Screener::check`] for a query as [`NameQuery::from_json`] reads it. The answer is what `check --json` prints, without
    /// what is near: `{"query","threshold","hits":[…],"discounted":[…]}`, with `"suppressed":[…]` where a reviewer's word lets a hit pass.
    ///
    /// # Errors
    /// It is no query, or the index is damaged.
    pub fn check_json(&self, query: &[u8]) -> Result<String, Error> {
        self.check_records_of(&NameQuery::from_json(query)?, |records| {
            serde_json::to_string(records)
        })?
        .map_err(Error::Answer)
    }
}

/// What a query is as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QueryObject {
    #[serde(default)]
    name: String,
    schema: Option<String>,
    #[serde(alias = "born")]
    birth_date: Option<String>,
    country: Option<String>,
    gender: Option<String>,
    #[serde(default)]
    ids: Vec<String>,
    as_of: Option<String>,
}

impl NameQuery {
    /// Reads the facts that `check` of the command line takes:
    /// `{"name","schema","birth_date","country","gender","ids":["KIND:VALUE@CC"],"as_of"}`. There must be a name or an identifier;
    /// `born` is another word for `birth_date`, which may be a day, a month or a year.
    ///
    /// # Errors
    /// A member is not known or not understood. Nothing is left out in silence, because a fact that is misspelled decides
    /// otherwise.
    pub fn from_json(json: &[u8]) -> Result<NameQuery, Error> {
        const WHAT: &str = "a name to check";
        let object: QueryObject = read(WHAT, json)?;
        let query = NameQuery {
            name: object.name,
            schema: member(WHAT, "schema", object.schema.as_deref())?,
            birth_date: member(WHAT, "birth_date", object.birth_date.as_deref())?,
            country: member(WHAT, "country", object.country.as_deref())?,
            gender: member(WHAT, "gender", object.gender.as_deref())?,
            identifiers: object
                .ids
                .iter()
                .map(|id| one(WHAT, "ids", id))
                .collect::<Result<_, Error>>()?,
            as_of: member(WHAT, "as_of", object.as_of.as_deref())?,
        };
        if query.name.trim().is_empty() && query.identifiers.is_empty() {
            let reason = "`name` is empty; give a name, or an identifier under `ids`".to_owned();
            return Err(Error::Json { what: WHAT, reason });
        }
        Ok(query)
    }
}

/// What options are as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    index: PathBuf,
    rules: Option<Rules>,
    sensitivity: Option<String>,
    threshold: Option<f32>,
    weak_aliases: Option<WeakAliases>,
    #[serde(default)]
    ignore_conflicts: bool,
    as_of: Option<String>,
    #[serde(default)]
    words: Vec<PathBuf>,
    #[serde(default)]
    allow_missing_lists: bool,
    #[serde(default)]
    trust_index: bool,
}

/// A folder of rules, or rule files by name.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "`rules` is neither a folder nor an object of lists of files: programs, licenses, registries, findings, good_guys, and one file `institution`"
)]
enum Rules {
    Folder(PathBuf),
    Files(Files),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Files {
    programs: Vec<PathBuf>,
    licenses: Vec<PathBuf>,
    registries: Vec<PathBuf>,
    findings: Vec<PathBuf>,
    good_guys: Vec<PathBuf>,
    institution: Option<PathBuf>,
}

/// What a weak alias does.
#[derive(Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum WeakAliases {
    Corroborate,
    Alert,
}

impl Builder {
    /// Reads a builder from options: `{"index","rules","sensitivity","threshold","weak_aliases","ignore_conflicts","as_of","words",
    /// "allow_missing_lists","trust_index"}`, all but `index` optional, in the words of the command line. `rules` is a folder or
    /// an object of lists of files (`{"programs":[…],"licenses":[…],"registries":[…],"findings":[…],"good_guys":[…],
    /// "institution":"…"}`); `threshold` is a number of 0 to 1, in place of `sensitivity`; `words` is a list of files
    /// of reviewers' words.
    ///
    /// # Errors
    /// A member is not known or not understood.
    pub fn from_json(json: &[u8]) -> Result<Builder, Error> {
        const WHAT: &str = "options of a screener";
        let options: Options = read(WHAT, json)?;
        let mut builder = Screener::builder()
            .index(options.index)
            .words(options.words)
            .allow_missing_lists(options.allow_missing_lists)
            .ignore_conflicts(options.ignore_conflicts)
            .weak_aliases_alert(options.weak_aliases == Some(WeakAliases::Alert));
        if options.trust_index {
            builder = builder.trust_index();
        }
        builder = match options.rules {
            None => builder,
            Some(Rules::Folder(folder)) => builder.rules(folder),
            Some(Rules::Files(files)) => builder.rule_files(RuleFiles {
                programs: files.programs,
                licenses: files.licenses,
                registries: files.registries,
                institution: files.institution,
                findings: files.findings,
                good_guys: files.good_guys,
            }),
        };
        if let Some(date) = member::<Date>(WHAT, "as_of", options.as_of.as_deref())? {
            builder = builder.as_of(date);
        }
        let wrong = |reason: String| Err(Error::Json { what: WHAT, reason });
        let sensitivity: Option<Sensitivity> = member(WHAT, "sensitivity", options.sensitivity.as_deref())?;
        match (sensitivity, options.threshold) {
            (Some(_), Some(_)) => {
                wrong("`sensitivity` and `threshold` are both given; one stands for the other".to_owned())
            }
            (_, Some(threshold)) if !(0.0..=1.0).contains(&threshold) => {
                wrong(format!("`threshold`: {threshold} is not between 0 and 1"))
            }
            (_, Some(threshold)) => Ok(builder.threshold(Score::from_fraction(threshold))),
            (Some(sensitivity), None) => Ok(builder.sensitivity(sensitivity)),
            (None, None) => Ok(builder),
        }
    }
}

fn read<'j, T: Deserialize<'j>>(what: &'static str, json: &'j [u8]) -> Result<T, Error> {
    let wrong = |reason| Error::Json { what, reason };
    // What serde derives takes a list for the members in their order, too.
    if json.trim_ascii_start().first() == Some(&b'[') {
        return Err(wrong("a list where an object is expected".to_owned()));
    }
    serde_json::from_slice(json).map_err(|error| wrong(error.to_string()))
}

fn member<T>(what: &'static str, member: &str, text: Option<&str>) -> Result<Option<T>, Error>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.map(|text| one(what, member, text)).transpose()
}

fn one<T>(what: &'static str, member: &str, text: &str) -> Result<T, Error>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.trim().parse().map_err(|error: T::Err| Error::Json {
        what,
        reason: format!("`{member}`: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use portcullis_model::{Gender, Schema, Score};

    use super::{Builder, NameQuery};

    #[test]
    fn a_query_has_the_facts_of_the_command_line() {
        let query = NameQuery::from_json(
            br#"{"name":"Viktor But","schema":"person","born":"1967","country":"RU","gender":"male","ids":["passport:A1@RU"]}"#,
        )
        .unwrap();
        assert_eq!(
            query,
            NameQuery::new("Viktor But")
                .schema(Schema::Person)
                .born("1967".parse().unwrap())
                .country("RU".parse().unwrap())
                .gender(Gender::Male)
                .identifier("passport:A1@RU".parse().unwrap())
        );
    }

    #[test]
    fn a_query_that_is_not_understood_is_refused_by_member() {
        for (json, why) in [
            ("[1]", "a name to check: "),
            ("{}", "`name` is empty"),
            (r#"{"nam":"A"}"#, "unknown field `nam`"),
            (r#"{"name":7}"#, "integer `7`, expected a string"),
            (r#"{"name":"A","country":"Iran"}"#, "`country`: "),
            (r#"{"name":"A","birth_date":"1.2.1970"}"#, "`birth_date`: "),
            (r#"{"name":"A","schema":"ship"}"#, "`schema`: "),
            (r#"{"ids":["A1"]}"#, "`ids`: `A1` is not KIND:VALUE"),
        ] {
            let error = NameQuery::from_json(json.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn options_are_the_builder_s() {
        let builder = Builder::from_json(
            br#"{"index":"a.pcx","rules":{"programs":["p"],"institution":"i.toml"},"threshold":0.9,"weak_aliases":"alert","ignore_conflicts":true,"as_of":"2026-01-02","allow_missing_lists":true,"trust_index":true,"words":["w.csv"]}"#,
        )
        .unwrap();
        assert_eq!(builder.words, [std::path::PathBuf::from("w.csv")]);
        assert_eq!(builder.matching.threshold, Score::from_fraction(0.9));
        assert!(builder.matching.weak_aliases_alert && builder.matching.ignore_conflicts);
        assert!(builder.trust_index && builder.allow_missing_lists);
        assert_eq!(builder.as_of.unwrap().to_string(), "2026-01-02");
        assert_eq!(builder.rules.files().unwrap().programs.len(), 1);
        for (json, why) in [
            ("{}", "missing field `index`"),
            (r#"{"index":"a","rule":"b"}"#, "unknown field `rule`"),
            (r#"{"index":"a","rules":7}"#, "`rules` is neither"),
            (r#"{"index":"a","sensitivity":"high"}"#, "`sensitivity`: `high`"),
            (r#"{"index":"a","threshold":1.5}"#, "`threshold`: 1.5"),
            (
                r#"{"index":"a","threshold":0.9,"sensitivity":"broad"}"#,
                "both given",
            ),
            (r#"{"index":"a","as_of":"today"}"#, "`as_of`: "),
            (r#"{"index":"a","weak_aliases":"ignore"}"#, "`ignore`"),
        ] {
            let error = Builder::from_json(json.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
