//! Names whose structure tells two parties apart, or one party written in two ways, at the thresholds that the presets
//! name. All names are made up.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::sync::Arc;

use portcullis_index::{Index, build};
use portcullis_matcher::{MatchOptions, Matcher, PartyQuery, Sensitivity};
use portcullis_model::{Designation, Name, NameKind, Schema, Score};

/// The score of `query` against a list of one name, 0 where it is below the broad preset.
fn score(schema: Schema, listed: &str, query: &str) -> Score {
    let mut designation = Designation::new("made-up-1", "Made up", "UN", schema);
    designation.names = vec![Name::new(listed, NameKind::Primary)];
    let index = Index::from_bytes(build(&[designation], &[]).unwrap()).unwrap();
    let options = MatchOptions {
        threshold: Sensitivity::Broad.threshold(),
        ..MatchOptions::default()
    };
    let matcher = Matcher::new(Arc::new(index), options);
    let query = PartyQuery {
        name: query,
        ..PartyQuery::default()
    };
    let hits = matcher.check(&query, &mut matcher.scratch()).hits;
    hits.first().map_or(Score::ZERO, |hit| hit.score)
}

fn alerts(schema: Schema, listed: &str, query: &str) {
    let found = score(schema, listed, query);
    assert!(
        found >= Sensitivity::Balanced.threshold(),
        "`{query}` is `{listed}`, but scores {found}"
    );
}

fn does_not_alert(schema: Schema, listed: &str, query: &str) {
    let found = score(schema, listed, query);
    assert!(
        found < Sensitivity::Balanced.threshold(),
        "`{query}` is not `{listed}`, but scores {found}"
    );
}

#[test]
fn a_son_of_b_is_not_b_son_of_a() {
    alerts(
        Schema::Person,
        "QADHARI, Tariq bin Salman",
        "Tariq ibn Salman Qadhari",
    );
    alerts(
        Schema::Person,
        "QADHARI, Tariq bin Salman",
        "QADHARI TARIQ BEN SALMAN",
    );
    alerts(
        Schema::Person,
        "QADHARI, Tariq bin Salman",
        "Tariq son of Salman Qadhari",
    );
    does_not_alert(
        Schema::Person,
        "QADHARI, Tariq bin Salman",
        "Salman bin Tariq Qadhari",
    );
    does_not_alert(Schema::Person, "Tariq ibn Salman", "Salman son of Tariq");
}

#[test]
fn a_father_is_not_his_son() {
    alerts(Schema::Person, "HALVORSEN, Edwin, Jr.", "Edwin Halvorsen Junior");
    alerts(Schema::Person, "HALVORSEN, Edwin, Jr.", "Edwin Halvorsen");
    does_not_alert(Schema::Person, "HALVORSEN, Edwin, Jr.", "Edwin Halvorsen Senior");
    does_not_alert(Schema::Person, "Edwin Halvorsen III", "Edwin Halvorsen IV");
    // The father's name alone is a part of the son's.
    does_not_alert(Schema::Person, "TOKHTAROV, Ruslan Zelimovich", "Zelim Tokhtarov");
}

#[test]
fn a_spouse_shares_the_surname_and_nothing_else() {
    does_not_alert(Schema::Person, "DRAGANOVSKI, Milan Petrov", "Elena Draganovska");
    does_not_alert(Schema::Person, "DRAGANOVSKI, Milan Petrov", "Elena Draganovski");
    alerts(Schema::Person, "DRAGANOVSKI, Milan Petrov", "Milan Draganovski");
}

#[test]
fn a_number_is_part_of_a_name() {
    alerts(Schema::Organization, "BRIGADE 313", "313 Brigade");
    alerts(Schema::Organization, "SEVENTH BRIGADE", "7th Brigade");
    alerts(Schema::Vessel, "OCEAN PROMISE VII", "OCEAN PROMISE 7");
    does_not_alert(Schema::Organization, "BRIGADE 313", "BRIGADE 303");
    does_not_alert(Schema::Vessel, "OCEAN PROMISE VII", "OCEAN PROMISE VIII");
}

#[test]
fn banks_are_told_apart_by_their_places() {
    alerts(Schema::Organization, "BANK OF ZARIMIA", "Zarimia Bank");
    does_not_alert(Schema::Organization, "BANK OF ZARIMIA", "BANK OF OTHRYS");
    does_not_alert(
        Schema::Organization,
        "EXPORT DEVELOPMENT BANK OF IRAN",
        "EXPORT DEVELOPMENT BANK OF EGYPT",
    );
    does_not_alert(
        Schema::Organization,
        "CENTRAL BANK OF SYRIA",
        "CENTRAL BANK OF KENYA",
    );
}

#[test]
fn a_branch_is_its_company() {
    alerts(
        Schema::Organization,
        "ZARAMEX TRADING GMBH",
        "ZARAMEX TRADING GMBH GERMANY",
    );
    alerts(
        Schema::Organization,
        "ZARAMEX TRADING GMBH",
        "ZARAMEX COMMERCE HAMBURG GMBH",
    );
    does_not_alert(
        Schema::Organization,
        "KISHWAR TRADING DAMASCUS",
        "ORINOCO TRADING DAMASCUS",
    );
}

#[test]
fn a_company_named_after_a_person_is_not_the_person() {
    does_not_alert(Schema::Person, "HALVORSEN, Edwin Magnus", "Halvorsen Corporation");
    does_not_alert(Schema::Person, "KNOLLYS, Samuel", "Knollys Inc.");
}

#[test]
fn a_single_name_is_met_by_itself_and_not_inside_others() {
    alerts(Schema::Person, "QATUSHENKO", "Qatushenko");
    alerts(Schema::Person, "QATUSHENKO", "Mr. Qatushenko");
    does_not_alert(Schema::Person, "QATUSHENKO", "Elena Maria Qatushenko");
    does_not_alert(Schema::Person, "MARTIN", "Joseph Martin");
}

#[test]
fn very_short_names_are_met_as_they_stand() {
    alerts(Schema::Person, "LI, Yu", "Yu Li");
    does_not_alert(Schema::Person, "LI, Yu", "Yi Li");
    does_not_alert(Schema::Person, "LI, Yu", "Yu Wei Li Chen");
    does_not_alert(Schema::Organization, "ZQ", "ZK");
}

#[test]
fn two_common_names_of_several_are_not_the_person() {
    does_not_alert(Schema::Person, "KARIMI, Mohammed Ali Hassan", "Mohammed Hassan");
    does_not_alert(Schema::Person, "RODRIGUEZ GOMEZ, Jose Antonio", "Antonio Gomez");
    alerts(
        Schema::Person,
        "RODRIGUEZ GOMEZ, Jose Antonio",
        "Jose Antonio Rodriguez",
    );
}

#[test]
fn words_of_a_company_are_met_in_another_language() {
    alerts(Schema::Organization, "QALMEH EXCHANGE", "SARAFI QALMEH");
    alerts(
        Schema::Organization,
        "ZAROGIN PLANT JOINT STOCK COMPANY",
        "ZAVOD ZAROGIN OAO",
    );
    alerts(
        Schema::Organization,
        "QALMEH INTL TRDG CO",
        "Qalmeh International Trading Company",
    );
}
