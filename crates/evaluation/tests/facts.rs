//! What the rows state besides the name, and what that changes.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::path::{Path, PathBuf};
use std::sync::Arc;

use portcullis_evaluation::{
    LabelledFile, LabelledRow, Negative, Observations, Query, observe_files, with_facts,
};
use portcullis_index::{Index, build};
use portcullis_matcher::{MatchOptions, Matcher};
use portcullis_model::{CountryCode, Designation, Gender, Name, NameKind, Schema};

fn matcher() -> Matcher {
    let person = |id: &str, name: &str, born: &str| {
        let mut person = Designation::new(id, "Test", "UN", Schema::Person);
        person.names.push(Name::new(name, NameKind::Primary));
        person.birth_dates.push(born.parse().unwrap());
        person.gender = Some(Gender::Male);
        person
    };
    let mut listed = [
        person("t-1", "DWIKARNA, Agus", "1964-08-11"),
        person("t-2", "RAMIREZ PONCE, Juan Carlos", "1963-02-16"),
    ];
    listed[1]
        .identifiers
        .push("passport:A1234567@MX".parse().unwrap());
    let index = Arc::new(Index::from_bytes(build(&listed, &[]).unwrap()).unwrap());
    Matcher::new(index, MatchOptions::default())
}

fn file<R: LabelledRow>(label: &str, csv: &str) -> LabelledFile<R> {
    let path = PathBuf::from(format!("{label}.csv"));
    LabelledFile {
        label: label.to_owned(),
        rows: R::read(Path::new(&path), csv.as_bytes()).unwrap(),
        path,
    }
}

fn observed(matcher: &Matcher, queries: &str, negatives: &str) -> Observations {
    let queries = vec![file::<Query>("asked", queries)];
    let negatives = vec![file::<Negative>("clean", negatives)];
    observe_files(matcher, queries, negatives).unwrap()
}

const QUERIES: &str = "\
payment_id,creditor_name,creditor_birth_date,list_id,kind,identifiers
p1,Agus Dwikarna,1964-08-12,t-1,near,
p2,Agus Dwikarna,,t-1,near,
p3,Agus Dwikarna,1990-01-02,t-1,far,
p4,Somebody Else,,t-2,id,passport:A1234567@MX
p5,Agus Dwikarna,the eleventh,t-1,near,shoe:44
";

const NEGATIVES: &str = "\
full_name,gender,date_of_birth,nationality
Agus Dwikarna,Male,1990-01-02,Indonesia
Agus Dwikarna,male,1964-08-11,id
Kathryn Barr,female,1966-07-06,Atlantis
";

#[test]
fn rows_state_facts_in_the_words_of_lists_and_of_payments() {
    let queries = file::<Query>("asked", QUERIES).rows;
    assert_eq!(queries[0].category.as_deref(), Some("near"));
    assert_eq!(queries[0].stated.facts.birth_date, "1964-08-12".parse().ok());
    assert!(queries[1].stated.is_empty());
    assert_eq!(
        queries[3].stated.identifiers[0].to_string(),
        "passport:A1234567@MX"
    );
    // What is not understood is absent, and told.
    assert!(queries[4].stated.is_empty());
    assert_eq!(queries[4].stated.not_understood, ["birth_date", "identifiers"]);
    let clean = file::<Negative>("clean", NEGATIVES).rows;
    assert_eq!(clean[0].stated.facts.country, CountryCode::new("ID"));
    assert_eq!(clean[1].stated.facts.country, CountryCode::new("ID"));
    assert_eq!(clean[0].stated.facts.gender, Some(Gender::Male));
    assert_eq!(clean[2].stated.not_understood, ["country"]);
}

#[test]
fn facts_spare_other_people_find_by_identifiers_and_lose_nobody_who_is_near() {
    let matcher = matcher();
    let observations = observed(&matcher, QUERIES, NEGATIVES);
    let without = observations.report(matcher.options().threshold).unwrap();
    let with = with_facts(&matcher, &observations).unwrap();
    let found = |recall: &portcullis_evaluation::FileRecall, kind: &str| {
        let found = recall.by_category[kind];
        (found.found, found.n)
    };
    let (plain, facts) = (&without.recall["asked"], &with.recall["asked"]);
    assert_eq!((found(plain, "near"), found(facts, "near")), ((3, 3), (3, 3)));
    assert_eq!((found(plain, "far"), found(facts, "far")), ((1, 1), (0, 1)));
    assert_eq!((found(plain, "id"), found(facts, "id")), ((0, 1), (1, 1)));
    assert_eq!((facts.all.found, facts.all.n), (4, 5));
    assert_eq!(
        (without.alert_rate["clean"].alerted, without.alert_rate["clean"].n),
        (2, 3)
    );
    assert_eq!(
        (with.alert_rate["clean"].alerted, with.alert_rate["clean"].n),
        (1, 3)
    );
    let stated = |fact| (with.stated[fact].rows, with.stated[fact].not_understood);
    assert_eq!(stated("birth_date"), (5, 1));
    assert_eq!(stated("country"), (2, 1));
    assert_eq!(stated("gender"), (3, 0));
    assert_eq!(stated("identifiers"), (1, 1));
}
