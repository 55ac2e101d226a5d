//! What licensing costs a payment: `cargo run --release -p portcullis-exemptions --example cost`.
//!
//! Reads the shipped rules and prints microseconds for a payment without a hit, with a hit that a license covers, and with
//! one that nothing covers. One thread, `assess` and `settle` together, `Decision` dropped.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use portcullis_exemptions::{CapLedger, HitOf, RuleFiles, Rulebook};
use portcullis_model::{
    Amount, CurrencyCode, Date, Designation, Field, Hit, Name, NameKind, Payment, Purpose, Role, Schema,
    Score,
};

fn main() {
    let data = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data"));
    let files = RuleFiles {
        programs: vec![data.join("programs")],
        licenses: vec![data.join("licenses")],
        registries: vec![data.join("registries")],
        ..RuleFiles::default()
    };
    let start = Instant::now();
    let rules = match Rulebook::load(&files) {
        Ok(rules) => rules,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(3);
        }
    };
    println!("load: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);

    let as_of = Date::constant(2025, 3, 14);
    let mut payment = Payment {
        payment_id: "P".into(),
        amount: Some(Amount {
            value: 25_000.into(),
            currency: CurrencyCode::new("USD"),
        }),
        purpose: Some(Purpose::Food),
        ..Payment::default()
    };
    payment.entry(Role::Debtor).account = "NO9386011117947".into();
    let mut bank = Designation::new("ofac-12847", "OFAC SDN", "US", Schema::Organization);
    bank.names
        .push(Name::new("COMMERCIAL BANK OF SYRIA", NameKind::Primary));
    bank.programs = vec!["NPWMD".to_owned()];
    let mut group = Designation::new("ofac-10761", "OFAC SDN", "US", Schema::Organization);
    group.names.push(Name::new("AL-SHABAAB", NameKind::Primary));
    group.programs = vec!["FTO".to_owned(), "SDGT".to_owned(), "SOMALIA".to_owned()];
    let agent = Hit::by_identifier(0, Field::CREDITOR_AGENT);
    let creditor = Hit::by_name(0, Field::CREDITOR, Score::ONE);
    let cases: [(&str, Vec<HitOf<'_>>); 3] = [
        ("no hit", Vec::new()),
        (
            "one obligation, licensed",
            vec![HitOf {
                hit: &agent,
                designation: &bank,
            }],
        ),
        (
            "three obligations, review",
            vec![HitOf {
                hit: &creditor,
                designation: &group,
            }],
        ),
    ];
    for (name, hits) in &cases {
        let rounds = if hits.is_empty() { 5_000_000_u32 } else { 100_000 };
        let mut caps = CapLedger::new();
        let start = Instant::now();
        let mut outcome = None;
        for _ in 0..rounds {
            outcome = Some(
                black_box(rules.settle(rules.assess(black_box(&payment), as_of, hits), &mut caps)).outcome,
            );
        }
        let micros = start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);
        println!("{name}: {micros:.3} µs ({})", outcome.map_or("", |o| o.as_str()));
    }
}
