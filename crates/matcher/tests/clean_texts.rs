//! Ordinary texts hold no listed identifier, even where their numbers are those of listed papers.

#![allow(clippy::unwrap_used)] // a test that cannot set itself up should stop

use std::{collections::BTreeSet, path::Path, sync::Arc};

use portcullis_index::Index;
use portcullis_list_compiler::{CompileOptions, SourceSpec, read};
use portcullis_matcher::{Findings, MatchOptions, Matcher, Scratch};
use portcullis_model::{Hit, HitBasis, IdentifierKind, Party, Payment, Role};

const TEXTS: usize = 20_000;

/// `#` is a number; sentences in some languages that payments are written in.
const SENTENCES: [&str; 20] = [
    "#",
    "Order no #",
    "INVOICE # MAY",
    "INV/#/2024",
    "PAYMENT FOR INVOICE NO. # AND 7781",
    "Rechnung Nr. # vom 3.5.",
    "FACTURE # LOYER MAI",
    "pago pedido # gracias",
    "Оплата по счету № # от 03.05",
    "rent may, # and 2 chairs",
    "REF #",
    "CONTRACT # ELECTRICITY JAN 2024",
    "PO # general trading",
    "SALARY # JUNE",
    "B/L # 2X40 HC",
    "customer # thanks",
    "# - #",
    "USD # for 12 pcs of 1.50",
    "tickets for the market #",
    "delivery # to the company",
];

const ADDRESSES: [&str; 5] = [
    "Calle 7, #",
    "# Main Street, Apt 4",
    "P.O. Box #",
    "Hauptstr. 12, # Neustadt",
    "12 rue du Bac, #, France",
];

/// The full list of OFAC where it is there, else the list that ships.
fn matcher() -> Matcher {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let ofac = root.join("../shared/lists/ofac-sdn-2021-07");
    let source = if ofac.exists() {
        format!("ofac-sdn:{}", ofac.display())
    } else {
        eprintln!("skipped: {} is not there", ofac.display());
        format!("custom:{}", root.join("data/lists/starter.csv").display())
    };
    let specs: Vec<SourceSpec> = vec![source.parse().unwrap()];
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    let bytes = portcullis_index::build(&compilation.designations, &compilation.sources).unwrap();
    Matcher::new(
        Arc::new(Index::from_bytes(bytes).unwrap()),
        MatchOptions::default(),
    )
}

/// Listed numbers of digits alone, so short that other papers have them too.
fn listed_numbers(index: &Index) -> Vec<String> {
    let mut numbers = BTreeSet::new();
    index.each_listed_identifier(|canonical, kind, _, _| {
        let is_short = (4..=12).contains(&canonical.len());
        // A number behind `+` or `tel` is a telephone's; these texts have neither.
        if is_short && kind != IdentifierKind::Phone && canonical.bytes().all(|b| b.is_ascii_digit()) {
            numbers.insert(canonical.to_owned());
        }
    });
    numbers.into_iter().collect()
}

fn identified(matcher: &Matcher, scratch: &mut Scratch, payment: &Payment<'_>) -> Vec<Hit> {
    let mut findings = Findings::default();
    matcher.screen_payment(payment, scratch, &mut findings);
    let mut hits = findings.hits;
    hits.retain(|hit| hit.basis == HitBasis::Identifier);
    hits
}

fn at(address: &str) -> Payment<'_> {
    Payment::default().with(Party {
        address: address.into(),
        ..Party::new(Role::Creditor)
    })
}

#[test]
fn numbers_of_orders_and_houses_are_nobodys_though_a_listed_paper_has_them() {
    let matcher = matcher();
    let numbers = listed_numbers(matcher.index());
    let mut scratch = matcher.scratch();
    let mut found = Vec::new();
    for n in 0..TEXTS {
        // Every other text has a listed number, the others one that may be anybody's.
        let number = match numbers.get(n / 2 * 7 % numbers.len().max(1)) {
            Some(listed) if n % 2 == 0 => listed.clone(),
            _ => format!("{}", 1_000 + n * 7_919),
        };
        let sentence = SENTENCES[n % SENTENCES.len()].replace('#', &number);
        let address = ADDRESSES[n % ADDRESSES.len()].replace('#', &number);
        let hits = identified(
            &matcher,
            &mut scratch,
            &Payment::default().with_remittance(&sentence),
        );
        found.extend(hits.into_iter().map(|hit| (sentence.clone(), hit.matched)));
        let hits = identified(&matcher, &mut scratch, &at(&address));
        found.extend(hits.into_iter().map(|hit| (address.clone(), hit.matched)));
    }
    println!(
        "{} listed numbers in {TEXTS} sentences and {TEXTS} addresses: {} hits",
        numbers.len(),
        found.len()
    );
    assert!(
        found.is_empty(),
        "{} hits: {:#?}",
        found.len(),
        &found[..found.len().min(20)]
    );
}

#[test]
fn the_same_numbers_with_a_label_are_found() {
    let matcher = matcher();
    let mut numbers = Vec::new();
    matcher
        .index()
        .each_listed_identifier(|canonical, kind, designation, _| {
            let is_long =
                (5..=12).contains(&canonical.len()) && canonical.bytes().all(|b| b.is_ascii_digit());
            let label = match kind {
                IdentifierKind::Passport => "Passport No.",
                IdentifierKind::NationalId => "C.C.",
                IdentifierKind::TaxId => "NIT #",
                IdentifierKind::Registration => "Reg. no.",
                _ => return,
            };
            if is_long {
                numbers.push((format!("{label} {canonical}"), designation));
            }
        });
    let mut scratch = matcher.scratch();
    assert!(!numbers.is_empty());
    for (text, designation) in numbers.iter().step_by(numbers.len().div_ceil(500)) {
        let hits = identified(&matcher, &mut scratch, &Payment::default().with_remittance(text));
        assert!(hits.iter().any(|hit| hit.designation == *designation), "{text}");
        let hits = identified(&matcher, &mut scratch, &at(text));
        assert!(hits.iter().any(|hit| hit.designation == *designation), "{text}");
    }
}
