//! What must be done when a payment is decided so: duties of an authority, a program and a license.

mod support;

use portcullis_exemptions::{Decision, Rulebook};
use portcullis_model::{Designation, Field, Measure, Outcome};
use support::{Snippets, date, decide, designation, hit, payment};

const PROGRAMS: &str = r#"
[[duty]]
authority = "US"
on = ["block"]
what = "report of blocked property"
to = "OFAC"
within = "10 business days"
citation = "31 CFR 501.603"

[[duty]]
authority = "US"
on = ["reject", "review"]
what = "report of rejected transaction"
to = "OFAC"
within = "promptly"

[[program]]
id = "OWN"
authority = "US"
measures = ["asset-freeze"]
  [[program.duty]]
  on = ["block"]
  what = "report of blocked property"
  to = "OFAC"
  within = "5 days"

[[program]]
id = "BAN"
authority = "US"
measures = ["trade-ban"]
"#;

fn rules() -> Rulebook {
    Snippets {
        programs: PROGRAMS,
        licenses: "[[license]]\nid = \"l\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"OWN\"]\nvalid_from = 2020-01-01\npurposes = [\"tax\"]\n\
                   [[license.duty]]\non = [\"licensed\"]\nwhat = \"report of use\"\nto = \"OFAC\"\nwithin = \"09-30\"\ncitation = \"license l\"\n",
        ..Snippets::default()
    }
    .rules()
}

/// Each duty with its program: `P: what to whom by when (citation)`.
fn told(decision: &Decision) -> Vec<String> {
    let mut told = Vec::new();
    for obligation in &decision.obligations {
        for duty in &obligation.duties {
            let due = duty
                .due
                .map_or_else(|| "promptly".to_owned(), |due| due.to_string());
            let citation = duty.citation.as_deref().unwrap_or("none");
            told.push(format!(
                "{}: {} to {} by {due} ({citation})",
                obligation.program, duty.what, duty.to
            ));
        }
    }
    told
}

fn us(program: &str) -> Designation {
    designation("d", "US", &[program])
}

#[test]
fn what_is_blocked_is_reported_and_a_program_that_says_it_itself_goes_first() {
    // 2024-05-06 is a Monday.
    let on = |program: &str| decide(&rules(), &payment(), &[(hit(Field::CREDITOR, true), us(program))]);
    assert_eq!(
        told(&on("ANY")),
        ["ANY: report of blocked property to OFAC by 2024-05-20 (31 CFR 501.603)"]
    );
    assert_eq!(
        told(&on("OWN")),
        ["OWN: report of blocked property to OFAC by 2024-05-11 (none)"]
    );
    assert_eq!(
        told(&on("BAN")),
        ["BAN: report of rejected transaction to OFAC by promptly (none)"]
    );
    let un = designation("d", "UN", &["UN-X"]);
    let decision = decide(&rules(), &payment(), &[(hit(Field::CREDITOR, true), un)]);
    assert_eq!((decision.outcome, told(&decision)), (Outcome::Block, Vec::new()));
}

#[test]
fn what_did_not_decide_the_payment_brings_nothing_about() {
    let both = decide(
        &rules(),
        &payment(),
        &[
            (hit(Field::CREDITOR, true), us("BAN")),
            (hit(Field::DEBTOR, true), us("ANY")),
        ],
    );
    assert_eq!(both.outcome, Outcome::Block);
    assert!(both.obligations.iter().any(|o| o.measure == Measure::TradeBan));
    assert_eq!(
        told(&both),
        ["ANY: report of blocked property to OFAC by 2024-05-20 (31 CFR 501.603)"]
    );
    let doubtful = decide(&rules(), &payment(), &[(hit(Field::CREDITOR, false), us("ANY"))]);
    assert_eq!(
        told(&doubtful),
        ["ANY: report of rejected transaction to OFAC by promptly (none)"],
        "a review that no law reports would say nothing; these rules do"
    );
}

#[test]
fn a_license_asks_for_a_report_of_its_use() {
    let mut payment = payment();
    payment.purpose = Some(portcullis_model::Purpose::Tax);
    payment.value_date = Some(date("2024-10-01"));
    let decision = decide(&rules(), &payment, &[(hit(Field::CREDITOR, true), us("OWN"))]);
    assert_eq!(decision.outcome, Outcome::Licensed);
    assert_eq!(
        told(&decision),
        ["OWN: report of use to OFAC by 2025-09-30 (license l)"]
    );
}

#[test]
fn what_is_wrong_with_a_duty_is_told() {
    let problem = |duty: &str| {
        let programs =
            format!("[[program]]\nid = \"P\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n{duty}");
        let loaded = Snippets {
            programs: &programs,
            ..Snippets::default()
        }
        .load();
        loaded.map_or_else(|error| error.to_string(), |_| String::new())
    };
    let duty = |line: &str| {
        format!("[[program.duty]]\non = [\"block\"]\nwhat = \"w\"\nto = \"t\"\nwithin = \"1 days\"\n{line}\n")
    };
    assert_eq!(problem(&duty("")), "");
    for (text, says) in [
        (
            format!("{}{}", duty(""), duty("")),
            "`w` to t is there already for the same outcome; keep one",
        ),
        (
            format!(
                "{}{}",
                duty(""),
                duty("").replace("\"w\"", "\"W\"").replace("1 days", "2 days")
            ),
            "`W` to t is there already for the same outcome; keep one",
        ),
        // Three years in four have no such day.
        (
            duty("").replace("1 days", "02-29"),
            "duty.within: `02-29` is no time",
        ),
        (
            duty("").replace("1 days", "soon"),
            "duty.within: `soon` is no time; say \"10 business days\"",
        ),
        (
            duty("").replace("block", "licensed"),
            "duty.on: `licensed` is not decided here; say block, reject, review",
        ),
        (duty("").replace("block", "stop"), "duty.on"),
        (duty("").replace("to = \"t\"\n", ""), "duty.to: is missing"),
        (
            duty("authority = \"US\""),
            "duty.authority: is that of the program or license; leave it out",
        ),
        (
            "[[duty]]\non = [\"block\"]\nwhat = \"w\"\nto = \"t\"\nwithin = \"1 days\"\n".to_owned(),
            "duty: authority: is missing",
        ),
    ] {
        assert!(problem(&text).contains(says), "{says}\n{}", problem(&text));
    }
}

#[test]
fn of_an_authority_that_binds_through_the_payment_alone_reports_are_not_the_institution_s_own() {
    let on = |institution: &str| {
        let rules = Snippets {
            programs: "[[program]]\nid = \"P\"\nauthority = \"US\"\nmeasures = [\"asset-freeze\"]\n\
                       [[duty]]\nauthority = \"US\"\non = [\"block\"]\nwhat = \"report of blocked property\"\nto = \"OFAC\"\nwithin = \"10 days\"\n",
            institution,
            ..Snippets::default()
        }
        .rules();
        told(&decide(
            &rules,
            &payment(),
            &[(hit(Field::CREDITOR, true), us("P"))],
        ))
    };
    assert_eq!(
        on("authorities = [\"US\"]\n"),
        ["P: report of blocked property to OFAC by 2024-05-16 (none)"]
    );
    assert_eq!(
        on("authorities = [\"EU\"]\n[[nexus]]\nauthority = \"US\"\ncurrency = \"USD\"\n"),
        [
            "P: report of blocked property: not the institution's own, which US binds through this payment alone, but of who takes part \
             and is bound always to OFAC by 2024-05-16 (none)"
        ]
    );
}
