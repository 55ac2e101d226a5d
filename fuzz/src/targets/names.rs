//! Any text as a name, a payment's text and an identifier: no panic, bounded answers, and, for short texts, the same
//! hits as the oracle that compares every listed name.

use std::cell::RefCell;
use std::sync::Arc;

use portcullis_index::Index;
use portcullis_list_compiler::{CompileOptions, SourceSpec, read};
use portcullis_matcher::{Findings, MatchOptions, Matcher, PartyQuery, Scratch};
use portcullis_model::{Party, Payment, Role, Score};

use crate::{
    Target,
    files::{beginning, checkout},
};

pub const TARGET: Target = Target {
    name: "names",
    run,
    is_promised: true,
    seeds,
};

/// Longer texts are not given to the oracle: it is slow, and they are cut to this many tokens anyway.
const ORACLE_BYTES_MAX: usize = 160;

struct Under {
    indexed: Matcher,
    exhaustive: Matcher,
    scratch: Scratch,
    exhaustive_scratch: Scratch,
}

thread_local! {
    static UNDER: RefCell<Under> = RefCell::new(under_test());
}

fn under_test() -> Under {
    let starter = checkout("data/lists/starter.csv");
    let source: SourceSpec = format!("custom:{}", starter.display()).parse().expect("a source");
    let lists = read(&[source], &CompileOptions::default()).expect("the list that ships can be read");
    let bytes = portcullis_index::build(&lists.designations, &lists.sources).expect("it can be compiled");
    let index = Arc::new(Index::from_bytes(bytes).expect("it can be opened"));
    let matcher = |exhaustive| {
        // The lowest threshold that the index is built for: nothing is pruned that need not be.
        let threshold = Score::from_ten_thousandths(7_000);
        let options = MatchOptions {
            threshold,
            weak_aliases_alert: true,
            exhaustive,
            ..MatchOptions::default()
        };
        Matcher::new(Arc::clone(&index), options)
    };
    let (indexed, exhaustive) = (matcher(false), matcher(true));
    Under {
        scratch: indexed.scratch(),
        exhaustive_scratch: exhaustive.scratch(),
        indexed,
        exhaustive,
    }
}

fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    UNDER.with_borrow_mut(|under| {
        let query = PartyQuery {
            name: text,
            ..PartyQuery::default()
        };
        let Findings { hits, discounted } = under.indexed.check(&query, &mut under.scratch);
        assert!(discounted.is_empty(), "{text:?} is discounted without facts");
        let index = under.indexed.index();
        assert!(
            hits.len() <= index.designation_count() as usize,
            "a designation is hit twice"
        );
        for hit in &hits {
            assert!(
                hit.score >= under.indexed.options().threshold,
                "{hit:?} is below the threshold"
            );
            assert!(!hit.evidence.is_empty(), "{hit:?} has no evidence");
        }
        if text.len() <= ORACLE_BYTES_MAX {
            let oracle = under.exhaustive.check(&query, &mut under.exhaustive_scratch).hits;
            assert_eq!(hits, oracle, "the index and the oracle differ on {text:?}");
        }
        // The same text wherever a payment has text.
        let party = |role| Party {
            account: text.into(),
            address: text.into(),
            ids: text.into(),
            ..Party::named(role, text)
        };
        let payment = Payment::default()
            .with(party(Role::Debtor))
            .with(party(Role::UltimateCreditor))
            .with_remittance(text);
        let mut of_payment = Findings::default();
        under
            .indexed
            .screen_payment(&payment, &mut under.scratch, &mut of_payment);
        if let Some(best) = hits.first() {
            assert!(
                of_payment
                    .hits
                    .iter()
                    .any(|hit| hit.designation == best.designation),
                "{text:?} hits as a name and not in a payment"
            );
        }
    });
}

fn seeds() -> Vec<Vec<u8>> {
    let listed = beginning("data/lists/starter.csv", 6_000);
    let rows = listed.split(|&byte| byte == b'\n').skip(1);
    let mut seeds: Vec<Vec<u8>> = rows
        .filter_map(|row| Some(row.splitn(3, |&byte| byte == b',').nth(1)?.to_vec()))
        .filter(|name| !name.is_empty())
        .collect();
    seeds.extend([
        b"21N0532664".to_vec(),
        "\u{416}\u{443}\u{43a}\u{43e}\u{432} 7 & Co".as_bytes().to_vec(),
    ]);
    seeds
}
