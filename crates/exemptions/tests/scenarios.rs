//! The worked example of the licensing rules, decided with hand-made hits: what the matcher would find is written down
//! here, so that this crate's part is tested by itself.

use std::borrow::Cow;
use std::path::PathBuf;

use portcullis_exemptions::{CapLedger, HitOf, RuleFiles, Rulebook};
use portcullis_model::{
    Amount, CountryCode, CurrencyCode, Date, Designation, Field, Hit, Name, NameKind, Party, Payment, Role,
    Schema, Score,
};

fn shared() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/scenarios/licensing"
    ));
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there", folder.display());
    None
}

fn designation(
    id: &str,
    authority: &str,
    name: &str,
    programs: &[&str],
    listed_on: Option<Date>,
) -> Designation {
    let mut designation = Designation::new(id, authority, authority, Schema::Organization);
    designation.names.push(Name::new(name, NameKind::Primary));
    designation.programs = programs.iter().map(ToString::to_string).collect();
    designation.listed_on = listed_on;
    designation
}

/// What of the lists the scenarios touch. A BIC is an exact hit, a name a fuzzy one.
fn list() -> Vec<(Option<&'static str>, Designation)> {
    let us = |id: &str, name: &str, programs: &[&str]| designation(id, "US", name, programs, None);
    vec![
        (None, us("ofac-10761", "AL-SHABAAB", &["FTO", "SDGT", "SOMALIA"])),
        (
            None,
            designation(
                "un-SOe.001",
                "UN",
                "AL-SHABAAB",
                &["UN-Somalia"],
                Some(Date::constant(2010, 4, 12)),
            ),
        ),
        (
            Some("CMSYSYDA"),
            us("ofac-12847", "COMMERCIAL BANK OF SYRIA", &["NPWMD"]),
        ),
        (
            Some("CBSYSYDA"),
            us("ofac-30663", "CENTRAL BANK OF SYRIA", &["SYRIA"]),
        ),
        (None, us("ofac-12928", "CONSPIRACY OF FIRE NUCLEI", &["SDGT"])),
        (
            None,
            us(
                "ofac-10392",
                "MINISTRY OF DEFENSE AND ARMED FORCES LOGISTICS",
                &["SDGT", "NPWMD", "IFSR", "IRAN-CON-ARMS-EO"],
            ),
        ),
        (
            None,
            designation(
                "un-IRe.002",
                "UN",
                "ABZAR BORESH KAVEH CO.",
                &["UN-Iran"],
                Some(Date::constant(2008, 3, 3)),
            ),
        ),
        (
            None,
            designation(
                "un-GBi.006",
                "UN",
                "CRANHA DANFA",
                &["UN-GB"],
                Some(Date::constant(2012, 7, 18)),
            ),
        ),
        (
            Some("RUDVRUMM"),
            us("ofac-18283", "SME BANK", &["UKRAINE-EO13662"]),
        ),
        (None, us("ofac-8279", "BOUT, Viktor Anatolijevitch", &["DRCONGO"])),
    ]
}

fn hits<'a>(
    payment: &Payment<'_>,
    list: &'a [(Option<&'static str>, Designation)],
) -> Vec<(Hit, &'a Designation)> {
    let mut hits = Vec::new();
    for ((bic, designation), ordinal) in list.iter().zip(0_u32..) {
        let mut hit = |field, certain| {
            let mut hit = if certain {
                Hit::by_identifier(ordinal, field)
            } else {
                Hit::by_name(ordinal, field, Score::ONE)
            };
            hit.matched = designation.primary_name().to_owned();
            hits.push((hit, designation));
        };
        if let Some(bic) = bic {
            for agent in &payment.agents {
                if agent.bic.get(..8) == Some(*bic) {
                    hit(Field::of(agent.role), true);
                }
            }
        } else if payment.name_of(Role::Creditor) == designation.primary_name() {
            hit(Field::CREDITOR, false);
        }
    }
    hits
}

#[test]
fn the_licensing_scenarios_come_out_as_expected() {
    let Some(folder) = shared() else { return };
    let rules = Rulebook::load(&RuleFiles {
        programs: vec![folder.join("programs.toml")],
        licenses: vec![folder.join("licenses.toml")],
        registries: vec![folder.join("registry.csv")],
        institution: Some(folder.join("institution.toml")),
        ..RuleFiles::default()
    })
    .unwrap();
    let mut reader = csv::Reader::from_path(folder.join("payments.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let list = list();
    let mut caps = CapLedger::new();
    let mut decided = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        let cell = |column: &str| record[header.iter().position(|title| title == column).unwrap()].to_owned();
        // A bad date or amount is rejected before it gets here.
        let (Ok(value_date), Ok(value)) = (cell("value_date").parse::<Date>(), cell("amount").parse()) else {
            decided.push(format!("{},rejected-record,", cell("payment_id")));
            continue;
        };
        let agent = |role, bic: &str| Party {
            bic: cell(bic).into(),
            ..Party::new(role)
        };
        let party = |role, name: &str, account: &str| Party {
            account: if account.is_empty() {
                Cow::default()
            } else {
                cell(account).into()
            },
            ..Party::named(role, cell(name))
        };
        let payment = Payment {
            payment_id: cell("payment_id").into(),
            value_date: Some(value_date),
            amount: Some(Amount {
                value,
                currency: CurrencyCode::new(&cell("currency")),
            }),
            purpose: cell("purpose").parse().ok(),
            license_reference: cell("license_reference").into(),
            instrument: cell("instrument").into(),
            debt_tenor_days: cell("debt_tenor_days").parse().ok(),
            ..Payment::default()
        }
        .with(party(Role::Debtor, "debtor_name", "debtor_account"))
        .with(party(Role::UltimateDebtor, "ultimate_debtor_name", ""))
        .with(agent(Role::DebtorAgent, "debtor_agent_bic"))
        .with(agent(Role::IntermediaryAgent, "intermediary_agent_bic"))
        .with(agent(Role::CreditorAgent, "creditor_agent_bic"))
        .with(Party {
            country: CountryCode::new(&cell("creditor_country")),
            ..party(Role::Creditor, "creditor_name", "creditor_account")
        })
        .with_remittance(cell("remittance_information"));
        let found = hits(&payment, &list);
        let found: Vec<HitOf<'_>> = found
            .iter()
            .map(|(hit, designation)| HitOf { hit, designation })
            .collect();
        let decision = rules.settle(rules.assess(&payment, value_date, &found), &mut caps);
        assert!(
            !decision.reason.is_empty() && !decision.reason.contains('\n'),
            "{}",
            decision.reason
        );
        eprintln!(
            "{}: {}: {}",
            payment.payment_id, decision.outcome, decision.reason
        );
        decided.push(format!(
            "{},{},{}",
            payment.payment_id,
            decision.outcome,
            decision.license_ids.join(";")
        ));
    }
    let expected = std::fs::read_to_string(folder.join("expected.csv")).unwrap();
    let expected: Vec<&str> = expected.lines().skip(1).collect();
    assert_eq!(decided.len(), 40);
    assert_eq!(decided, expected);
}
