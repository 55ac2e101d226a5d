use std::fs;

use portcullis_model::Outcome;
use proptest::prelude::*;

use crate::{
    BatchConfig, ScreenError, files,
    testing::{World, mixed_batch, read_run},
    verify,
};

#[test]
fn the_files_are_the_same_bytes_at_any_thread_count_and_chunk_size() {
    let world = World::licensed();
    let payments = vec![
        world.payments("a.csv", &mixed_batch(3_000)),
        world.payments("b.csv", &mixed_batch(500)),
    ];
    let mut first = None;
    for (n, (threads, chunk_bytes)) in [(1, 1 << 20), (2, 4_096), (5, 4_096), (5, 1), (3, 777)]
        .into_iter()
        .enumerate()
    {
        let mut batch = BatchConfig::new(payments.clone(), world.path(&format!("run-{n}")));
        (batch.threads, batch.chunk_bytes) = (threads, chunk_bytes);
        let summary = world.screen(&batch).unwrap();
        assert_eq!(summary.records, 3_500);
        let mut run = read_run(&batch.out);
        run.remove(files::SUMMARY);
        let first = first.get_or_insert_with(|| run.clone());
        assert!(run == *first, "{threads} threads, chunks of {chunk_bytes}");
    }
}

#[test]
fn license_caps_are_spent_in_input_order_whoever_finishes_first() {
    let world = World::licensed();
    // The first payment takes longest; chunks of one record let the others overtake it.
    let mut text = "payment_id,value_date,amount,currency,creditor_name,purpose\n".to_owned();
    for (id, creditor) in [
        ("P1", "SLOW ACME"),
        ("P2", "ACME"),
        ("P3", "ACME"),
        ("P4", "ACME"),
    ] {
        text.push_str(&format!("{id},2026-01-02,100.00,USD,{creditor},food\n"));
    }
    text.push_str("P5,2026-02-01,100.00,USD,ACME,food\n");
    let mut batch = BatchConfig::new(vec![world.payments("p.csv", &text)], world.path("run"));
    (batch.threads, batch.chunk_bytes) = (4, 1);
    let summary = world.screen(&batch).unwrap();
    let decisions = fs::read_to_string(batch.out.join(files::DECISIONS)).unwrap();
    let outcomes: Vec<&str> = decisions
        .lines()
        .skip(1)
        .map(|row| row.split(',').nth(2).unwrap())
        .collect();
    assert_eq!(outcomes, ["licensed", "licensed", "review", "review", "licensed"]);
    assert_eq!((summary.released, summary.alerts), (3, 2));
    assert_eq!(
        summary.released_by_license["un-capped"].value["USD"].amount,
        "300.00"
    );
}

#[test]
fn every_output_says_what_the_contract_says() {
    let world = World::licensed();
    let text = "payment_id,value_date,amount,currency,creditor_name,purpose\n\
                \"a,\"\"b\",2026-01-02,1,EUR,Plain,\n\
                P2,2026-01-02,100.00,USD,ACME,food\n\
                P3,2026-01-02,5,EUR,ZEDBANK ACME,food\n\
                P4,2026-02-30,5,EUR,ACME,food\n";
    let file = world.payments("p.csv", text);
    let batch = BatchConfig::new(vec![file.clone()], world.path("run"));
    let summary = world.screen(&batch).unwrap();
    let run = read_run(&batch.out);
    let text = |name| String::from_utf8(run[name].clone()).unwrap();

    let decisions = text(files::DECISIONS);
    let rows: Vec<&str> = decisions.lines().collect();
    assert_eq!(format!("{}\n", rows[0]), files::DECISIONS_HEADER);
    let named = file.display();
    assert_eq!(rows[1], format!("\"a,\"\"b\",2,clear,no hit,,,,,,0,{named}"));
    assert!(rows[2].starts_with("P2,3,licensed,"), "{}", rows[2]);
    assert!(
        rows[2].ends_with(&format!(",UN,UN-A,un-capped,un-0,0.9300,1,{named}")),
        "{}",
        rows[2]
    );
    assert!(rows[3].starts_with("P3,4,block,"), "{}", rows[3]);
    assert!(
        rows[3].ends_with(&format!(",UN,UN-A;UN-B,,un-1,1.0000,2,{named}")),
        "{}",
        rows[3]
    );
    assert_eq!(rows.len(), 4);

    let alerts: Vec<serde_json::Value> = text(files::ALERTS)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(alerts.len(), 2);
    assert_eq!(alerts[0]["payment_id"], "P3");
    assert_eq!(alerts[0]["outcome"], "block");
    assert_eq!(alerts[0]["field"], "creditor_agent");
    assert_eq!(alerts[0]["evidence"][0]["value"], "ACME");
    assert_eq!(alerts[0]["designation"]["id"], "un-1");
    assert_eq!(alerts[0]["payment"]["creditor"]["name"], "ZEDBANK ACME");
    assert_eq!(alerts[0]["obligations"][0]["program"], "UN-B");
    assert_eq!(alerts[1]["designation_id"], "un-0");
    assert_eq!(
        alerts[1]["obligations"][0]["failed"][0]["license_id"],
        "un-capped"
    );

    let released: serde_json::Value = serde_json::from_str(text(files::RELEASED).trim_end()).unwrap();
    assert_eq!(released["license_ids"][0], "un-capped");
    assert_eq!(
        released["obligations"][0]["covered_by"]["license_id"],
        "un-capped"
    );
    assert_eq!(released["hits"][0]["designation_id"], "un-0");

    let rejects = text(files::REJECTS);
    let reject = rejects.lines().nth(1).unwrap();
    assert!(
        reject.starts_with(&format!("{named},5,P4,")) && reject.ends_with(",un-0"),
        "{reject}"
    );
    assert_eq!(summary.rejects_touched, 1);

    assert_eq!(
        (summary.records, summary.decided, summary.rejected, summary.hits),
        (4, 3, 1, 3)
    );
    assert_eq!(summary.value["clear"]["EUR"].amount, "1.00");
    assert_eq!(summary.value["block"]["EUR"].payments, 1);
    assert_eq!(summary.top_designations[0].alerts, 1);
    let written: crate::Summary = serde_json::from_str(&text(files::SUMMARY)).unwrap();
    assert_eq!(written, summary);
}

#[test]
fn what_is_not_understood_and_what_each_column_held_is_counted_however_the_batch_is_cut() {
    let world = World::new();
    let text = "payment_id,amount,creditor_name,creditor_country,Branch\n\
                P1,1.00,Plain,SE,\nP2,2.00,ACME,Sweden,7\nP3,1.00,,C1,\nP4,x,ACME,SE,7\nP5,1\n";
    let file = world.payments("p.csv", text);
    for chunk_bytes in [1, 1 << 20] {
        let mut batch = BatchConfig::new(vec![file.clone()], world.path(&format!("run-{chunk_bytes}")));
        batch.chunk_bytes = chunk_bytes;
        let summary = world.screen(&batch).unwrap();
        assert_eq!(summary.notes, [("creditor_country".to_owned(), 2)].into());
        let columns: Vec<_> = summary
            .columns
            .iter()
            .map(|(name, held)| (name.as_str(), held.filled, held.empty, held.screened))
            .collect();
        assert_eq!(
            columns,
            [
                ("Branch", 2, 2, 0),
                ("amount", 4, 0, 0),
                ("creditor_country", 4, 0, 0),
                ("creditor_name", 3, 1, 3),
                ("payment_id", 4, 0, 0),
            ]
        );
        let alerts = fs::read_to_string(batch.out.join(files::ALERTS)).unwrap();
        let note = "creditor_country `Sweden` is not a country code";
        assert!(alerts.contains(note), "{alerts}");
    }
}

#[test]
fn what_facts_discount_is_told_in_its_row_and_file_and_in_no_other_count() {
    let world = World::new();
    let file = world.payments(
        "p.csv",
        "payment_id,creditor_name\nP1,YOUNG\nP2,YOUNG ZEDBANK\nP3,Plain\n",
    );
    let named = file.display().to_string();
    let batch = BatchConfig::new(vec![file], world.path("run"));
    let summary = world.screen(&batch).unwrap();
    let run = read_run(&batch.out);
    let text = |name| String::from_utf8(run[name].clone()).unwrap();
    let decisions = text(files::DECISIONS);
    let rows: Vec<&str> = decisions.lines().collect();
    let discounted = "discounted: un-0 (born 1964-08-11, not 1990-05-05)";
    assert_eq!(
        rows[1],
        format!("P1,2,clear,\"no hit; {discounted}\",,,,,,0,{named}")
    );
    assert!(
        rows[2].contains(discounted) && rows[2].ends_with(&format!("un-1,1.0000,1,{named}")),
        "{}",
        rows[2]
    );
    let lines: Vec<crate::output::Discount<'_>> = text(files::DISCOUNTED)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told = lines
        .iter()
        .map(|line| (&*line.0.payment_id, line.0.factor, line.0.obligations.len()));
    assert!(told.eq([("P1", Some(0.8), 0), ("P2", Some(0.8), 0)]));
    assert_eq!(
        (
            summary.discounted,
            summary.hits,
            summary.payments_with_hits,
            summary.alerts
        ),
        (2, 1, 1, 1)
    );
    assert!(verify(&batch.out).unwrap().is_intact());
}

#[test]
fn a_batch_in_which_everything_hits_is_handed_over_in_pieces() {
    let world = World::new();
    let mut text = "payment_id,creditor_name\n".to_owned();
    for n in 0..300 {
        text.push_str(&format!("P{n},MANY\n"));
    }
    let mut batch = BatchConfig::new(vec![world.payments("p.csv", &text)], world.path("run"));
    batch.threads = 2;
    let summary = world.screen(&batch).unwrap();
    assert_eq!((summary.decided, summary.alerts), (300, 12_000));
    assert_eq!(verify(&batch.out).unwrap().findings, []);
}

#[test]
fn a_header_without_payments_is_a_complete_run_of_none() {
    let world = World::new();
    let batch = BatchConfig::new(vec![world.payments("p.csv", "payment_id\n")], world.path("run"));
    let summary = world.screen(&batch).unwrap();
    assert_eq!((summary.records, summary.inputs[0].bytes), (0, 11));
    assert!(verify(&batch.out).unwrap().is_intact());
}

#[test]
fn a_panic_while_screening_names_the_payment_and_leaves_no_run() {
    let world = World::new();
    let mut text = "payment_id,creditor_name\n".to_owned();
    for n in 0..200 {
        text.push_str(&format!("P{n},{}\n", if n == 150 { "PANIC" } else { "Plain" }));
    }
    let file = world.payments("p.csv", &text);
    for (threads, chunk_bytes) in [(1, 1 << 20), (3, 16)] {
        let mut batch = BatchConfig::new(vec![file.clone()], world.path("run"));
        (batch.threads, batch.chunk_bytes) = (threads, chunk_bytes);
        let error = world.screen(&batch).unwrap_err();
        assert!(matches!(error, ScreenError::Internal { .. }), "{error}");
        let text = error.to_string();
        assert!(
            text.contains("p.csv:152") && text.contains("a matcher gone wrong"),
            "{text}"
        );
        let left: Vec<_> = fs::read_dir(world.folder.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert_eq!(left, ["p.csv"]);
    }
}

#[test]
fn a_run_that_is_killed_leaves_nothing_that_looks_complete() {
    let world = World::new();
    let file = world.payments("p.csv", &mixed_batch(5_000));
    let mut batch = BatchConfig::new(vec![file], world.path("run"));
    batch.chunk_bytes = 4_096;
    // What a kill in the middle leaves: a copy of the folder, taken while the run goes on.
    let killed = world.path("killed");
    let mut taken = false;
    let mut progress = |progress: &crate::Progress| {
        if !taken && progress.bytes_done * 2 > progress.bytes_total {
            taken = true;
            assert!(!world.path("run").exists());
            let staging = fs::read_dir(world.folder.path())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .find(|path| {
                    path.file_name()
                        .unwrap()
                        .to_string_lossy()
                        .starts_with(crate::STAGING_PREFIX)
                })
                .unwrap();
            fs::create_dir(&killed).unwrap();
            for entry in fs::read_dir(staging.join("results")).unwrap() {
                let entry = entry.unwrap();
                fs::copy(entry.path(), killed.join(entry.file_name())).unwrap();
            }
        }
    };
    world.screen_with(&batch, Some(&mut progress)).unwrap();
    assert!(verify(&batch.out).unwrap().is_intact());
    let findings = verify(&killed).unwrap().findings;
    assert!(
        findings
            .iter()
            .any(|f| f.file == files::SUMMARY && f.problem.contains("missing")),
        "{findings:?}"
    );
    assert!(
        findings
            .iter()
            .any(|f| f.file == files::AUDIT && f.problem.contains("cut")),
        "{findings:?}"
    );
}

#[test]
#[cfg(unix)]
fn a_file_that_shrinks_while_it_is_screened_is_named_and_leaves_no_run() {
    for chunk_bytes in [4_096, 1 << 20] {
        let world = World::new();
        let file = world.payments("p.csv", &mixed_batch(20_000));
        let mut batch = BatchConfig::new(vec![file.clone()], world.path("run"));
        (batch.threads, batch.chunk_bytes) = (1, chunk_bytes);
        let writer = fs::OpenOptions::new().write(true).open(&file).unwrap();
        // After the first chunk, with others in flight.
        let mut cut = |_: &crate::Progress| writer.set_len(10_000).unwrap();
        let error = world.screen_with(&batch, Some(&mut cut)).unwrap_err();
        assert!(matches!(error, ScreenError::Batch(_)), "{error}");
        let text = error.to_string();
        assert!(text.contains("p.csv: the file shrank"), "{text}");
        let left: Vec<_> = fs::read_dir(world.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["p.csv"]);
    }
}

#[test]
fn the_log_attests_the_file_that_was_screened_and_not_one_that_took_its_place() {
    let world = World::new();
    let text = mixed_batch(20_000);
    let file = world.payments("p.csv", &text);
    let mut batch = BatchConfig::new(vec![file.clone()], world.path("run"));
    (batch.threads, batch.chunk_bytes) = (1, 4_096);
    let mut replace = |_: &crate::Progress| {
        let other = world.payments("other.csv", "payment_id\nP1\n");
        fs::rename(other, &file).unwrap();
    };
    let summary = world.screen_with(&batch, Some(&mut replace)).unwrap();
    assert_eq!(summary.records, 20_000);
    assert_eq!(
        summary.inputs[0].blake3,
        blake3::hash(text.as_bytes()).to_hex().to_string()
    );
}

#[test]
fn a_run_without_any_input_that_can_be_read_is_refused_before_anything_is_written() {
    let world = World::new();
    let good = world.payments("good.csv", "payment_id\nP1\n");
    let page = world.payments("page.csv", "<html>no</html>");
    for (inputs, bad) in [
        (vec![good, world.path("absent.csv")], "absent.csv"),
        (vec![page], "page.csv"),
    ] {
        let batch = BatchConfig::new(inputs, world.path("run"));
        let error = world.screen(&batch).unwrap_err();
        assert!(matches!(error, ScreenError::Batch(_)), "{error}");
        assert!(error.to_string().contains(bad), "{error}");
        assert!(!batch.out.exists());
    }
    let batch = BatchConfig::new(Vec::new(), world.path("run"));
    assert!(matches!(world.screen(&batch), Err(ScreenError::NoInput)));
}

#[test]
fn a_file_of_which_nothing_can_be_read_is_one_reject_beside_those_that_are_decided() {
    let world = World::new();
    let good = world.payments("good.csv", "payment_id\nP1\n");
    let page = world.payments("page.csv", "<html>no</html>");
    let batch = BatchConfig::new(vec![page, good], world.path("run"));
    let summary = world.screen(&batch).unwrap();
    assert_eq!(
        (summary.decided, summary.rejected, summary.files_refused),
        (1, 1, 1)
    );
    let rejects = fs::read_to_string(batch.out.join("rejects.csv")).unwrap();
    assert!(rejects.contains("page.csv"), "{rejects}");
}

#[test]
fn a_run_is_not_written_over_another_unless_told_to() {
    let world = World::new();
    let mut batch = BatchConfig::new(
        vec![world.payments("p.csv", "payment_id\nP1\n")],
        world.path("run"),
    );
    world.screen(&batch).unwrap();
    let error = world.screen(&batch).unwrap_err();
    assert!(matches!(error, ScreenError::OutputNotEmpty { .. }), "{error}");
    fs::write(&batch.payments[0], "payment_id\nP1\nP2\n").unwrap();
    batch.force = true;
    world.screen(&batch).unwrap();
    assert_eq!(verify(&batch.out).unwrap().decided, 2);
    assert!(verify(&batch.out).unwrap().is_intact());
}

#[test]
fn progress_ends_with_everything_done() {
    let world = World::new();
    let mut batch = BatchConfig::new(
        vec![world.payments("p.csv", &mixed_batch(100))],
        world.path("run"),
    );
    batch.chunk_bytes = 256;
    let mut seen = Vec::new();
    world
        .screen_with(&batch, Some(&mut |progress| seen.push(*progress)))
        .unwrap();
    let last = seen.last().unwrap();
    assert!(seen.len() > 5 && seen.is_sorted_by_key(|progress| progress.bytes_done));
    assert_eq!(last.records, 100);
    // The header is in no chunk.
    assert_eq!(
        last.bytes_total - last.bytes_done,
        "payment_id,value_date,amount,currency,creditor_name,purpose\n".len() as u64
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_record_is_decided_or_rejected(
        records in prop::collection::vec(prop::sample::select(vec![
            // Each is one record, whatever becomes of it.
            "P1,2026-01-02,5,EUR,Plain",
            "P2,2026-13-02,5,EUR,ACME",
            "P3,2026-01-02,five,EUR,ACME",
            "P4,2026-01-02",
            ",2026-01-02,5,EUR,Plain",
            "P5,2026-01-02,5,EUR,ACME ZEDBANK",
            "\"P6\nx\",2026-01-02,5,EUR,\"ACME, \"\"Ltd\"\"\"",
            "P7,2026-01-02,5,EUR,ACME,too,many",
            "P8,2026-01-02,5,EURO,Plain",
            "P9,,,,MANY",
        ]), 0..60),
        threads in 1usize..4, chunk_bytes in 1usize..400,
    ) {
        let world = World::new();
        let text = format!("payment_id,value_date,amount,currency,creditor_name\n{}\n", records.join("\n"));
        let mut batch = BatchConfig::new(vec![world.payments("p.csv", &text)], world.path("run"));
        (batch.threads, batch.chunk_bytes) = (threads, chunk_bytes);
        let summary = world.screen(&batch).unwrap();
        prop_assert_eq!(summary.records, records.len() as u64);
        prop_assert_eq!(summary.decided + summary.rejected, summary.records);
        prop_assert_eq!(summary.outcomes.total(), summary.decided);
        let verification = verify(&batch.out).unwrap();
        prop_assert_eq!(verification.findings, vec![]);
        prop_assert_eq!(verification.decided, summary.decided);
        prop_assert_eq!(verification.rejected, summary.rejected);
        let stopped = summary.outcomes.of(Outcome::Review) + summary.outcomes.of(Outcome::Block);
        prop_assert_eq!(stopped, summary.need_person);
    }
}
