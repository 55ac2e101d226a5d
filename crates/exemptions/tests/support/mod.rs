//! Rule files from snippets, and payments and hits to try them on.

#![allow(dead_code, reason = "every test file uses its own part")]

use portcullis_exemptions::{CapLedger, Decision, HitOf, RuleError, RuleFiles, Rulebook};
use portcullis_model::{
    Amount, CountryCode, CurrencyCode, Date, Designation, Field, Hit, Name, NameKind, Payment, Purpose, Role,
    Schema, Score,
};

/// Rule files as snippets; empty ones are not written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Snippets<'a> {
    pub programs: &'a str,
    pub findings: &'a str,
    pub licenses: &'a str,
    pub registry: &'a str,
    pub institution: &'a str,
    pub good_guys: &'a str,
}

impl Snippets<'_> {
    /// Writes the snippets to files of a fresh folder and loads them.
    pub fn load(self) -> Result<Rulebook, RuleError> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = |name: &str, text: &str| {
            if text.is_empty() {
                return Vec::new();
            }
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("a file in it");
            vec![path]
        };
        Rulebook::load(&RuleFiles {
            programs: file("programs.toml", self.programs),
            findings: file("findings.csv", self.findings),
            licenses: file("licenses.toml", self.licenses),
            registries: file("registry.csv", self.registry),
            institution: file("institution.toml", self.institution).pop(),
            good_guys: file("good-guys.csv", self.good_guys),
        })
    }

    pub fn rules(self) -> Rulebook {
        match self.load() {
            Ok(rules) => rules,
            Err(error) => panic!("{error}"),
        }
    }
}

pub fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

pub fn designation(id: &str, authority: &str, programs: &[&str]) -> Designation {
    let mut designation = Designation::new(id, authority, authority, Schema::Organization);
    designation
        .names
        .push(Name::new(format!("NAME OF {id}"), NameKind::Primary));
    designation.programs = programs.iter().map(ToString::to_string).collect();
    designation
}

pub fn hit(field: Field, certain: bool) -> Hit {
    if certain {
        Hit::by_identifier(0, field)
    } else {
        Hit::by_name(0, field, Score::ONE)
    }
}

/// A payment of 100 USD for food to AF on 2024-05-06 from account NO9386011117947.
pub fn payment() -> Payment<'static> {
    let mut payment = Payment {
        payment_id: "P1".into(),
        line: 2,
        value_date: Some(date("2024-05-06")),
        amount: Some(Amount {
            value: 100.into(),
            currency: CurrencyCode::new("USD"),
        }),
        purpose: Some(Purpose::Food),
        ..Payment::default()
    };
    payment.entry(Role::Debtor).account = "NO9386011117947".into();
    payment.entry(Role::Debtor).name = "Fjordhjelpen".into();
    payment.entry(Role::Creditor).country = CountryCode::new("AF");
    payment.license_reference = "REF-1".into();
    payment
}

/// Decides one payment by itself, as of its value date.
pub fn decide(rules: &Rulebook, payment: &Payment<'_>, hits: &[(Hit, Designation)]) -> Decision {
    decide_with(rules, payment, hits, &mut CapLedger::new())
}

pub fn decide_with(
    rules: &Rulebook,
    payment: &Payment<'_>,
    hits: &[(Hit, Designation)],
    caps: &mut CapLedger,
) -> Decision {
    let hits: Vec<HitOf<'_>> = hits
        .iter()
        .map(|(hit, designation)| HitOf { hit, designation })
        .collect();
    let as_of = payment.value_date.unwrap_or(date("2024-05-06"));
    rules.settle(rules.assess(payment, as_of, &hits), caps)
}

/// A registry in which the payment's debtor is an NGO.
pub const REGISTRY: &str = "actor_id,name,class,bic,lei,account,valid_from,valid_until,source
ngo-1,Fjordhjelpen,ngo,,,NO93 8601 1117 947,2020-01-01,2024-12-31,example
ngo-2,Bank of Relief,ngo,RELFNOKK,,,,,example
ngo-3,Lei Holders,NGO,,529900T8BM49AURSDO55,,2020-01-01,,example
";
